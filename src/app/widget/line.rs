//! Names, subjects, labels in a view: one line, cut with an ellipsis where there is no room.

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer;
use iced::advanced::text::{Paragraph as _, Renderer as _};
use iced::advanced::widget::{Operation, Tree, Widget, tree};
use iced::{Color, Font, Length, Rectangle, Renderer, Size, Theme, mouse};

use super::fit::{Paragraph, Setting, one_line};
use crate::app::Element;
use crate::app::theme::{Tokens, font, scale};

/// See [`line()`].
pub struct Line<'a> {
    text: std::borrow::Cow<'a, str>,
    setting: Setting,
    width: Length,
    color: Option<fn(&Tokens) -> Color>,
    wrap: bool,
    is_name: bool,
}

/// One line of ordinary size, in the colour of the text around it. It takes the room it needs; with
/// [`Line::fill`] the room there is.
pub fn line<'a>(text: impl Into<std::borrow::Cow<'a, str>>) -> Line<'a> {
    Line {
        text: text.into(),
        setting: Setting {
            font: font::REGULAR,
            size: scale::TEXT,
        },
        width: Length::Shrink,
        color: None,
        wrap: false,
        is_name: false,
    }
}

impl Line<'_> {
    /// Another font or weight.
    pub fn font(mut self, font: Font) -> Self {
        self.setting.font = font;
        self
    }

    /// Another size, in logical pixels.
    pub fn size(mut self, size: f32) -> Self {
        self.setting.size = size;
        self
    }

    /// The name of a file: where it is cut, it is in the middle.
    pub fn name(mut self) -> Self {
        self.is_name = true;
        self
    }

    /// In as many lines as it needs, rather than cut.
    pub fn wrap(mut self) -> Self {
        self.wrap = true;
        self
    }

    /// Takes all the width there is.
    pub fn fill(mut self) -> Self {
        self.width = Length::Fill;
        self
    }

    /// A colour of its own, such as `|tokens| tokens.dim`.
    pub fn color(mut self, color: fn(&Tokens) -> Color) -> Self {
        self.color = Some(color);
        self
    }

    /// Secondary text.
    pub fn dim(self) -> Self {
        self.color(|tokens| tokens.dim)
    }

    /// Third text.
    pub fn faint(self) -> Self {
        self.color(|tokens| tokens.faint)
    }
}

struct State {
    shaped: Paragraph,
    of: Option<(String, Setting, f32)>,
    natural: f32,
    version: iced::advanced::graphics::text::Version,
}

impl<Message> Widget<Message, Theme, Renderer> for Line<'_> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State {
            shaped: Paragraph::default(),
            of: None,
            natural: 0.0,
            version: iced::advanced::graphics::text::Version::default(),
        })
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, Length::Shrink)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        _renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let state = tree.state.downcast_mut::<State>();
        let room = limits.max().width;
        let version = font_version();
        let same = state.version == version
            && state.of.as_ref().is_some_and(|(text, setting, width)| {
                *text == self.text
                    && *setting == self.setting
                    && (*width == room || (state.natural <= room && state.natural <= *width))
            });
        if !same {
            let text = one_line(&self.text);
            let (shaped, cut) = if self.wrap {
                (self.setting.wrap(&text, room), true)
            } else if self.is_name {
                self.setting.fit_name(&text, room)
            } else {
                self.setting.fit(&text, room)
            };
            state.natural = if cut {
                f32::INFINITY
            } else {
                shaped.min_width()
            };
            state.shaped = shaped;
            state.version = version;
        }
        if state
            .of
            .as_ref()
            .is_none_or(|(.., width)| !same || *width != room)
        {
            state.of = Some((self.text.clone().into_owned(), self.setting, room));
        }
        let content = Size::new(
            state.shaped.min_width().ceil().min(room),
            if self.wrap {
                state.shaped.min_height()
            } else {
                self.setting.height()
            },
        );
        layout::sized(limits, self.width, Length::Shrink, |_| content)
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let color = self
            .color
            .map_or(style.text_color, |color| color(Tokens::of(theme)));
        if let Some(clip) = layout.bounds().intersection(viewport) {
            // One pixel more to the right: italics and accents hang over their advance.
            let clip = Rectangle {
                width: clip.width + 1.0,
                ..clip
            };
            renderer.fill_paragraph(&state.shaped, layout.position(), color, clip);
        }
    }

    fn operate(
        &mut self,
        _tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.text(None, layout.bounds(), &self.text);
    }
}

/// Changes when a font is loaded, and with it all shapes.
pub(super) fn font_version() -> iced::advanced::graphics::text::Version {
    iced::advanced::graphics::text::font_system()
        .read()
        .map(|fonts| fonts.version())
        .unwrap_or_default()
}

impl<'a, Message: 'a> From<Line<'a>> for Element<'a, Message> {
    fn from(line: Line<'a>) -> Self {
        Element::new(line)
    }
}
