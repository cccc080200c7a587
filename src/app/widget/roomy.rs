//! Something that takes the height there is, between what stands above and below it; where too little is left for
//! it, all of them scroll.

use std::cell::Cell;
use std::rc::Rc;

use iced::advanced::layout;
use iced::advanced::widget::{Tree, Widget};
use iced::widget::{column, scrollable};
use iced::{Fill, Length, Renderer, Size, Theme};

use super::pass_on::{holds, pass_on};
use crate::app::Element;
use crate::app::theme::style;

/// More than anything above and below together needs.
const PLENTY: f32 = 4000.0;

/// `middle`, which fills the height that `above` and `below` leave, and is at least as high as `least`.
pub fn roomy<'a, Message: 'a>(
    above: impl Into<Element<'a, Message>>,
    middle: impl Into<Element<'a, Message>>,
    below: impl Into<Element<'a, Message>>,
    least: f32,
) -> Element<'a, Message> {
    let room = Rc::new(Cell::new(0.0));
    let stack = Element::new(Stack {
        content: column![above.into(), middle.into(), below.into()].into(),
        room: Rc::clone(&room),
        least,
    });
    let scroll = scrollable(stack)
        .direction(style::scrollbar())
        .style(style::scroll)
        .width(Fill)
        .height(Fill);
    Element::new(Around {
        content: scroll.into(),
        room,
    })
}

/// Tells what it holds how much room there is: what scrolls gives its content no end.
struct Around<'a, Message> {
    content: Element<'a, Message>,
    room: Rc<Cell<f32>>,
}

holds!(Around);

impl<Message> Widget<Message, Theme, Renderer> for Around<'_, Message> {
    pass_on!(children diff size size_hint update draw mouse_interaction operate overlay);

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        self.room.set(limits.max().height);
        match tree.children.first_mut() {
            Some(child) => self.inner_mut().layout(child, renderer, limits),
            None => layout::Node::new(Size::ZERO),
        }
    }
}

/// What is above, in the middle and below, as high as the room, or as it must be.
struct Stack<'a, Message> {
    content: Element<'a, Message>,
    room: Rc<Cell<f32>>,
    least: f32,
}

holds!(Stack);

impl<Message> Widget<Message, Theme, Renderer> for Stack<'_, Message> {
    pass_on!(children diff update draw mouse_interaction operate overlay);

    fn size(&self) -> Size<Length> {
        Size::new(Fill, Length::Shrink)
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
        let (width, room, least) = (limits.max().width, self.room.get(), self.least);
        let mut at = |height: f32| {
            let limits = layout::Limits::new(Size::ZERO, Size::new(width, height));
            self.content
                .as_widget_mut()
                .layout(child, renderer, &limits)
        };
        let middle = |node: &layout::Node| node.children().get(1).map_or(0.0, |m| m.size().height);
        let node = at(room);
        if middle(&node) >= least {
            return node;
        }
        let others = PLENTY - middle(&at(PLENTY));
        at(others + least)
    }
}
