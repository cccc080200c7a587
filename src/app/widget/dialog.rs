//! A dialog over the window: what is below is dimmed and takes neither clicks nor keys.

use std::cell::Cell;
use std::rc::Rc;

use iced::advanced::widget::{Tree, Widget};
use iced::advanced::{Layout, layout, renderer};
use iced::widget::{Column, Row, column, container, mouse_area, opaque, scrollable, stack};
use iced::{Fill, Length, Padding, Rectangle, Renderer, Size, Task, Theme, mouse};

use super::focus::scope;
use super::footed::footed;
use super::pass_on::{holds, pass_on};
use super::raised::{Height, raised};
use super::text::{paragraph, title};
use crate::app::Element;
use crate::app::theme::{scale, style};

/// How far a dialog is from the upper edge of the window.
const TOP: f32 = 56.0;
/// The same in a low window.
const TOP_LOW: f32 = scale::L;
/// The usual width.
const WIDTH: f32 = 480.0;
/// What scrolls in a dialog.
const BODY: &str = "scrolls";

/// `base`, and over it, while it is `Some`, the dialog. Escape and a click beside it send `on_close`.
///
/// Always wrap the view in this, open or not: the place of `base` in the tree, and with it what it
/// remembers, must not change when a dialog opens.
pub fn modal<'a, Message: Clone + 'a>(
    base: impl Into<Element<'a, Message>>,
    dialog: Option<Element<'a, Message>>,
    on_close: Message,
) -> Element<'a, Message> {
    modal_with(base, dialog, 0, on_close.clone(), Some(on_close))
}

/// The same for a dialog that may hold what somebody entered: with `on_beside` `None` a click that
/// goes astray changes nothing. Where one dialog may take another's place, `kind` tells them apart.
pub fn modal_with<'a, Message: Clone + 'a>(
    base: impl Into<Element<'a, Message>>,
    dialog: Option<Element<'a, Message>>,
    kind: u64,
    on_escape: Message,
    on_beside: Option<Message>,
) -> Element<'a, Message> {
    let over = dialog.map(|dialog| {
        // Its upper edge stays where it is: what appears in the dialog moves nothing above it.
        let dialog = container(lowered(opaque(dialog)))
            .width(Fill)
            .height(Fill)
            .style(style::backdrop);
        let mut beside = mouse_area(dialog);
        if let Some(message) = on_beside {
            beside = beside.on_press(message);
        }
        scope(opaque(beside))
            .trap()
            .focus_first()
            .kind(kind)
            .on_escape(on_escape)
            .into()
    });
    stack(std::iter::once(base.into()).chain(over))
        .width(Fill)
        .height(Fill)
        .into()
}

/// The usual dialog: a title, what it says or asks, and the buttons, the main one last.
pub fn dialog<'a, Message: Clone + 'a>(
    heading: impl Into<std::borrow::Cow<'a, str>>,
    words: Option<std::borrow::Cow<'a, str>>,
    body: Option<Element<'a, Message>>,
    buttons: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    any_dialog(WIDTH, heading, words, body, None, buttons)
}

/// The same, and above the buttons what went wrong.
pub fn dialog_saying<'a, Message: Clone + 'a>(
    heading: impl Into<std::borrow::Cow<'a, str>>,
    words: Option<std::borrow::Cow<'a, str>>,
    body: Option<Element<'a, Message>>,
    said: Option<Element<'a, Message>>,
    buttons: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    any_dialog(WIDTH, heading, words, body, said, buttons)
}

/// A dialog that is as wide as this at most.
pub fn wide_dialog<'a, Message: Clone + 'a>(
    width: f32,
    heading: impl Into<std::borrow::Cow<'a, str>>,
    words: Option<std::borrow::Cow<'a, str>>,
    body: Option<Element<'a, Message>>,
    buttons: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    any_dialog(width, heading, words, body, None, buttons)
}

fn any_dialog<'a, Message: Clone + 'a>(
    width: f32,
    heading: impl Into<std::borrow::Cow<'a, str>>,
    words: Option<std::borrow::Cow<'a, str>>,
    body: Option<Element<'a, Message>>,
    said: Option<Element<'a, Message>>,
    buttons: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    let head = Column::new()
        .spacing(scale::S)
        .push(title(heading))
        .push(words.map(|words| paragraph(words).style(style::dim)));
    let content = column![head].push(body).spacing(scale::L);
    // In a window that is too low for it, all above the buttons scrolls, and nothing within it does.
    let mut content = scrollable(container(content).padding(Padding::new(scale::XL).bottom(0.0)))
        .width(Fill)
        .direction(style::scrollbar())
        .style(style::scroll);
    // What stays in sight needs no scrolling.
    if said.is_none() {
        content = content.id(BODY);
    }
    let buttons = container(Row::with_children(buttons).spacing(scale::S)).align_right(Fill);
    let foot = column![].push(said).push(buttons).spacing(scale::L);
    let foot = container(foot).padding(Padding::new(scale::XL).top(scale::L + scale::XS));
    container(raised(footed(content, foot), 0, Height::High))
        .max_width(width)
        .into()
}

/// Shows the end of what scrolls in a dialog: what went wrong stands there in a low window.
pub fn show_end<Message: Send + 'static>() -> Task<Message> {
    iced::widget::operation::snap_to_end(BODY)
}

/// A dialog in its place: in the middle from left to right, and as far below the upper edge as the window has room for.
fn lowered<'a, Message: 'a>(dialog: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    let top = Rc::new(Cell::new(TOP));
    let gap = Element::new(Gap(Rc::clone(&top)));
    let dialog = container(dialog)
        .center_x(Fill)
        .padding(Padding::new(scale::XL).top(0.0));
    Element::new(Lowered {
        content: column![gap, dialog].into(),
        top,
    })
}

/// See [`lowered`].
struct Lowered<'a, Message> {
    content: Element<'a, Message>,
    top: Rc<Cell<f32>>,
}

holds!(Lowered);

impl<Message> Widget<Message, Theme, Renderer> for Lowered<'_, Message> {
    pass_on!(children diff size size_hint update draw mouse_interaction operate overlay);

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let is_low = limits.max().height < scale::LOW;
        self.top.set(if is_low { TOP_LOW } else { TOP });
        match tree.children.first_mut() {
            Some(child) => self.inner_mut().layout(child, renderer, limits),
            None => layout::Node::new(Size::ZERO),
        }
    }
}

/// Nothing, as high as is told.
struct Gap(Rc<Cell<f32>>);

impl<Message> Widget<Message, Theme, Renderer> for Gap {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Shrink, Length::Shrink)
    }

    fn layout(&mut self, _: &mut Tree, _: &Renderer, _: &layout::Limits) -> layout::Node {
        layout::Node::new(Size::new(0.0, self.0.get()))
    }

    fn draw(
        &self,
        _: &Tree,
        _: &mut Renderer,
        _: &Theme,
        _: &renderer::Style,
        _: Layout<'_>,
        _: mouse::Cursor,
        _: &Rectangle,
    ) {
    }
}
