//! A field that steers a list: the arrows move what is chosen there, while what is typed stays in the field.

use iced::advanced::layout::Layout;
use iced::advanced::widget::{Tree, Widget};
use iced::advanced::{Clipboard, Shell};
use iced::keyboard::{self, Key, key::Named};
use iced::{Event, Rectangle, Renderer, Theme, mouse};

use super::pass_on::pass_on;
use crate::app::Element;

/// How many rows a key for a page goes.
const PAGE: i32 = 8;

/// See [`steer`].
pub struct Steer<'a, Message> {
    content: Element<'a, Message>,
    on_step: Box<dyn Fn(i32) -> Message + 'a>,
}

/// `content`, whose field keeps the focus; the arrows and the keys for a page send by how many rows what
/// is chosen moves, down or (less than nothing) up.
pub fn steer<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    on_step: impl Fn(i32) -> Message + 'a,
) -> Element<'a, Message> {
    Element::new(Steer {
        content: content.into(),
        on_step: Box::new(on_step),
    })
}

fn step(event: &Event) -> Option<i32> {
    let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) = event else {
        return None;
    };
    if !modifiers.is_empty() {
        return None;
    }
    match key {
        Key::Named(Named::ArrowDown) => Some(1),
        Key::Named(Named::ArrowUp) => Some(-1),
        Key::Named(Named::PageDown) => Some(PAGE),
        Key::Named(Named::PageUp) => Some(-PAGE),
        _ => None,
    }
}

impl<Message> Steer<'_, Message> {
    fn inner(&self) -> &dyn Widget<Message, Theme, Renderer> {
        self.content.as_widget()
    }

    fn inner_mut(&mut self) -> &mut dyn Widget<Message, Theme, Renderer> {
        self.content.as_widget_mut()
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Steer<'_, Message> {
    pass_on!(size size_hint layout draw mouse_interaction operate overlay);

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
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
        if let Some(rows) = step(event) {
            shell.publish((self.on_step)(rows));
            shell.capture_event();
            return;
        }
        if let Some(child) = tree.children.first_mut() {
            self.content.as_widget_mut().update(
                child, event, layout, cursor, renderer, clipboard, shell, viewport,
            );
        }
    }
}
