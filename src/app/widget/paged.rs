//! Something that scrolls, turned by keys a page at a time.

use iced::advanced::layout::Layout;
use iced::advanced::widget::operation::Scrollable;
use iced::advanced::widget::operation::scrollable::AbsoluteOffset;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell};
use iced::{Event, Rectangle, Renderer, Theme, Vector, mouse, window};

use super::pass_on::{holds, pass_on};
use crate::app::Element;

/// So much of the page before stays in sight, in logical pixels: two lines, from which one reads on.
const STAYS: f32 = 44.0;

/// What was last asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Turn {
    stamp: u64,
    pages: f32,
}

impl Turn {
    /// Asks for the next page, or for the one before.
    pub fn by(&mut self, pages: f32) {
        self.stamp = self.stamp.wrapping_add(1);
        self.pages = pages;
    }
}

/// See [`paged`].
pub struct Paged<'a, Message> {
    content: Element<'a, Message>,
    turn: Turn,
}

/// `content`, the first scrollable of which is turned when something new is asked for.
pub fn paged<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    turn: Turn,
) -> Paged<'a, Message> {
    Paged {
        content: content.into(),
        turn,
    }
}

holds!(Paged);

/// Scrolls the first scrollable by pages.
struct Page {
    pages: f32,
    is_done: bool,
}

impl Operation for Page {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        _translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        if !std::mem::replace(&mut self.is_done, true) {
            let page = (bounds.height - STAYS).max(bounds.height / 2.0);
            let offset = AbsoluteOffset {
                x: 0.0,
                y: page * self.pages,
            };
            state.scroll_by(offset, bounds, content);
        }
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Paged<'_, Message> {
    pass_on!(children diff size size_hint layout draw mouse_interaction operate overlay);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Turn>()
    }

    fn state(&self) -> tree::State {
        // What was asked for before it came is not for it.
        tree::State::new(self.turn)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let Some(child) = tree.children.first_mut() else {
            return;
        };
        let done = tree.state.downcast_mut::<Turn>();
        if matches!(event, Event::Window(window::Event::RedrawRequested(_))) && *done != self.turn {
            *done = self.turn;
            let mut page = Page {
                pages: self.turn.pages,
                is_done: false,
            };
            self.content
                .as_widget_mut()
                .operate(child, layout, renderer, &mut page);
        }
        self.content.as_widget_mut().update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
    }
}

impl<'a, Message: 'a> From<Paged<'a, Message>> for Element<'a, Message> {
    fn from(paged: Paged<'a, Message>) -> Self {
        Element::new(paged)
    }
}
