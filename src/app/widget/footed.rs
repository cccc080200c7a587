//! Something that scrolls, and what stays in sight below it: measured, so that what stays is never cut.

use std::cell::Cell;
use std::rc::Rc;

use iced::advanced::layout;
use iced::advanced::widget::{Tree, Widget};
use iced::widget::column;
use iced::{Length, Renderer, Size, Theme};

use super::pass_on::{holds, pass_on};
use crate::app::Element;

/// `top` as high as it is, but no higher than `foot` leaves room for; and `foot` below it.
pub fn footed<'a, Message: 'a>(
    top: impl Into<Element<'a, Message>>,
    foot: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    let room = Rc::new(Cell::new(0.0));
    let top = Element::new(Top {
        content: top.into(),
        room: Rc::clone(&room),
    });
    Element::new(Footed {
        content: column![top, foot.into()].into(),
        room,
    })
}

/// See [`footed`].
struct Footed<'a, Message> {
    content: Element<'a, Message>,
    room: Rc<Cell<f32>>,
}

holds!(Footed);

impl<Message> Widget<Message, Theme, Renderer> for Footed<'_, Message> {
    pass_on!(children diff size size_hint update draw mouse_interaction operate overlay);

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let Some(child) = tree.children.first_mut() else {
            return layout::Node::new(Size::ZERO);
        };
        // The foot alone first: the rest is for what scrolls.
        self.room.set(0.0);
        let foot = self
            .content
            .as_widget_mut()
            .layout(child, renderer, limits)
            .size()
            .height;
        self.room.set((limits.max().height - foot).max(0.0));
        self.content.as_widget_mut().layout(child, renderer, limits)
    }
}

/// What scrolls, in the room that is left.
struct Top<'a, Message> {
    content: Element<'a, Message>,
    room: Rc<Cell<f32>>,
}

holds!(Top);

impl<Message> Widget<Message, Theme, Renderer> for Top<'_, Message> {
    pass_on!(children diff update draw mouse_interaction operate overlay);

    fn size(&self) -> Size<Length> {
        Size::new(self.content.as_widget().size().width, Length::Shrink)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let Some(child) = tree.children.first_mut() else {
            return layout::Node::new(Size::ZERO);
        };
        let limits = limits.max_height(self.room.get());
        self.content
            .as_widget_mut()
            .layout(child, renderer, &limits)
    }
}
