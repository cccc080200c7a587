//! The icons: a few of Lucide, drawn at 16 pixels in the colour of the text around them.

use std::sync::OnceLock;

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer;
use iced::advanced::svg::{Handle, Renderer as _, Svg};
use iced::advanced::widget::{Tree, Widget};
use iced::{Color, Length, Rectangle, Renderer, Size, Theme, mouse};

use crate::app::Element;
use crate::app::theme::{Tokens, scale};

macro_rules! icons {
    ($($(#[doc = $doc:literal])* $name:ident => $file:literal,)*) => {
        /// What an icon shows. An icon alone on a control always has a tooltip.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Icon {
            $($(#[doc = $doc])* $name,)*
        }

        impl Icon {
            /// All icons there are.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            fn bytes(self) -> &'static [u8] {
                match self {
                    $(Self::$name => include_bytes!(concat!("../../../assets/icons/", $file, ".svg")),)*
                }
            }
        }
    };
}

icons! {
    /// An address.
    Address => "at-sign",
    /// Failure.
    Alert => "circle-alert",
    /// Archive.
    Archive => "archive",
    /// Further down.
    ArrowDown => "arrow-down",
    /// Arrow left.
    ArrowLeft => "arrow-left",
    /// Further up.
    ArrowUp => "arrow-up",
    /// Attachment.
    Attachment => "paperclip",
    /// Bold text.
    Bold => "bold",
    /// Check.
    Check => "check",
    /// An appointment.
    Calendar => "calendar",
    /// Chevron down.
    ChevronDown => "chevron-down",
    /// Chevron right.
    ChevronRight => "chevron-right",
    /// Clock.
    Clock => "clock",
    /// Code.
    Code => "code",
    /// Close, remove, failed.
    Close => "x",
    /// Light and dark.
    Contrast => "contrast",
    /// Copy.
    Copy => "copy",
    /// Diagnosis.
    Doctor => "activity",
    /// Done.
    Done => "circle-check",
    /// Download.
    Download => "download",
    /// Drafts.
    Drafts => "file-pen",
    /// Flag.
    Flag => "flag",
    /// Folder.
    Folder => "folder",
    /// Forward.
    Forward => "forward",
    /// Formatted text.
    Formatted => "type",
    /// Image.
    Image => "image",
    /// Inbox.
    Inbox => "inbox",
    /// Info.
    Info => "info",
    /// Certificate or security trouble.
    Insecure => "shield-alert",
    /// Italic text.
    Italic => "italic",
    /// A link.
    Link => "link",
    /// Only some of what there is.
    Filter => "list-filter",
    /// A list.
    List => "list",
    /// A numbered list.
    Numbered => "list-ordered",
    /// Lock.
    Lock => "lock",
    /// Mail.
    Mail => "mail",
    /// Mail open.
    MailOpen => "mail-open",
    /// Minus.
    Minus => "minus",
    /// More actions.
    More => "ellipsis",
    /// Move to a folder.
    Move => "folder-input",
    /// No connection.
    Offline => "cloud-off",
    /// Opens in another program.
    OpenOutside => "external-link",
    /// Outbox.
    Outbox => "upload",
    /// Plus.
    Plus => "plus",
    /// Print.
    Print => "printer",
    /// Not known.
    Question => "circle-question-mark",
    /// Quoted text.
    Quote => "text-quote",
    /// Read only, what others see.
    ReadOnly => "eye",
    /// Redo.
    Redo => "redo-2",
    /// Check again.
    Refresh => "refresh-cw",
    /// Refused.
    Refused => "circle-x",
    /// Reply.
    Reply => "reply",
    /// Reply all.
    ReplyAll => "reply-all",
    /// Search.
    Search => "search",
    /// Send.
    Send => "send",
    /// Settings.
    Settings => "settings",
    /// A tag.
    Tag => "tag",
    /// Trash, delete.
    Trash => "trash-2",
    /// Undo.
    Undo => "undo-2",
    /// User.
    User => "user",
    /// Users.
    Users => "users",
    /// Caution.
    Warning => "triangle-alert",
    /// New message, edit.
    Write => "pen-line",
}

impl Icon {
    /// The picture, made once.
    pub fn handle(self) -> Handle {
        static HANDLES: OnceLock<Vec<Handle>> = OnceLock::new();
        HANDLES
            .get_or_init(|| {
                Self::ALL
                    .iter()
                    .map(|icon| Handle::from_memory(icon.bytes()))
                    .collect()
            })
            .get(self as usize)
            .cloned()
            .unwrap_or_else(|| Handle::from_memory(self.bytes()))
    }
}

/// So far from a whole pixel an icon is drawn, in logical pixels. On a graphics card each pixel is taken from the nearest
/// one of the drawn icon, and where its centre lies on the border between two, from the upper one or the lower one as it
/// comes (iced_wgpu 0.14): at half a pixel a row of an icon is lost, or is there twice.
const OFF_BORDER: f32 = 0.02;

/// Draws an icon into `bounds`, from inside another widget.
pub fn draw(renderer: &mut Renderer, icon: Icon, color: Color, bounds: Rectangle, clip: Rectangle) {
    let svg = Svg::new(icon.handle()).color(color);
    renderer.draw_svg(svg, off_border(bounds), clip);
}

/// The same place, so that no pixel's centre lies on a border, at any usual scale of the screen.
fn off_border(bounds: Rectangle) -> Rectangle {
    Rectangle {
        x: bounds.x.floor() + OFF_BORDER,
        y: bounds.y.floor() + OFF_BORDER,
        ..bounds
    }
}

/// An icon in a view.
pub struct IconView {
    icon: Icon,
    size: f32,
    color: Option<fn(&Tokens) -> Color>,
}

/// An icon of 16 pixels in the colour of the text around it.
pub fn icon(icon: Icon) -> IconView {
    IconView {
        icon,
        size: scale::ICON,
        color: None,
    }
}

impl IconView {
    /// Another size, in logical pixels.
    pub fn size(mut self, size: f32) -> Self {
        self.size = size;
        self
    }

    /// A colour of its own, such as `|tokens| tokens.dim`.
    pub fn color(mut self, color: fn(&Tokens) -> Color) -> Self {
        self.color = Some(color);
        self
    }
}

impl<Message> Widget<Message, Theme, Renderer> for IconView {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(self.size), Length::Fixed(self.size))
    }

    fn layout(
        &mut self,
        _tree: &mut Tree,
        _renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        layout::atomic(limits, self.size, self.size)
    }

    fn draw(
        &self,
        _tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let color = self
            .color
            .map_or(style.text_color, |color| color(Tokens::of(theme)));
        draw(renderer, self.icon, color, layout.bounds(), *viewport);
    }
}

impl<'a, Message: 'a> From<IconView> for Element<'a, Message> {
    fn from(icon: IconView) -> Self {
        Element::new(icon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_pixel_of_an_icon_lies_between_two() {
        for at in [0.0, 240.5, 479.5, 653.25, 1279.75] {
            let place = off_border(Rectangle::new(
                iced::Point::new(at, at),
                Size::new(13.0, 13.0),
            ));
            assert!((place.x - at).abs() < 1.0 && place.width == 13.0);
            for scale in [1.0, 1.25, 1.5, 1.75, 2.0, 3.0] {
                let between = (place.y * scale).fract() - 0.5;
                assert!(between.abs() > 0.01, "{at} at {scale}");
            }
        }
    }

    #[test]
    fn every_committed_icon_is_used_and_is_drawn_alike() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/icons");
        let files = std::fs::read_dir(folder)
            .unwrap()
            .filter(|file| {
                file.as_ref()
                    .is_ok_and(|f| f.path().extension().is_some_and(|e| e == "svg"))
            })
            .count();
        assert_eq!(files, Icon::ALL.len());
        for icon in Icon::ALL {
            let svg = std::str::from_utf8(icon.bytes()).unwrap();
            assert!(
                svg.contains("stroke-width=\"1.7\"") && svg.contains("viewBox=\"0 0 24 24\""),
                "{icon:?}"
            );
        }
    }
}
