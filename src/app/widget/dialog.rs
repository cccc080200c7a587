//! A dialog over the window: what is below is dimmed and takes neither clicks nor keys.

use iced::widget::{Column, Row, column, container, mouse_area, opaque, row, scrollable, stack};
use iced::{Alignment, Fill, Padding};

use super::focus::scope;
use super::raised::{Height, raised};
use super::text::{paragraph, title};
use crate::app::Element;
use crate::app::theme::{scale, style};

/// How far a dialog is from the upper edge of the window.
const TOP: f32 = 56.0;

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
        let dialog = container(opaque(dialog))
            .width(Fill)
            .height(Fill)
            .align_x(Alignment::Center)
            .padding(Padding::new(scale::XL).top(TOP))
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
    wide_dialog(480.0, heading, words, body, buttons)
}

/// A dialog that is as wide as this at most.
pub fn wide_dialog<'a, Message: Clone + 'a>(
    width: f32,
    heading: impl Into<std::borrow::Cow<'a, str>>,
    words: Option<std::borrow::Cow<'a, str>>,
    body: Option<Element<'a, Message>>,
    buttons: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    let head = Column::new()
        .spacing(scale::S)
        .push(title(heading))
        .push(words.map(|words| paragraph(words).style(style::dim)));
    let foot = container(Row::with_children(buttons).spacing(scale::S)).align_right(Fill);
    let content = column![head]
        .push(body)
        .push(row![foot].padding(Padding::ZERO.top(scale::XS)))
        .spacing(scale::L);
    // In a window that is too low for it, all of it scrolls, down to the buttons.
    let content = scrollable(container(content).padding(scale::XL))
        .direction(style::scrollbar())
        .style(style::scroll);
    container(raised(content, 0, Height::High))
        .max_width(width)
        .into()
}
