//! Something that scrolls to the words that are looked at among those that were looked for.

use iced::advanced::layout::Layout;
use iced::advanced::widget::{Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell};
use iced::{Event, Rectangle, Renderer, Theme, mouse, window};

use super::focus::reveal_looked_at;
use super::pass_on::{holds, pass_on};
use crate::app::Element;

/// What a control tells of itself, with the place of the words, while one looks at them.
#[derive(Debug)]
pub struct LookedAt;

/// See [`seeking`].
pub struct Seeking<'a, Message> {
    content: Element<'a, Message>,
    stamp: u64,
}

/// `content`, scrolled to what is looked at whenever `stamp` changes.
pub fn seeking<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    stamp: u64,
) -> Seeking<'a, Message> {
    Seeking {
        content: content.into(),
        stamp,
    }
}

holds!(Seeking);

/// The last stamp that was answered.
struct Done(u64);

impl<Message> Widget<Message, Theme, Renderer> for Seeking<'_, Message> {
    pass_on!(children diff size size_hint layout draw mouse_interaction operate overlay);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Done>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Done(0))
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
        self.content.as_widget_mut().update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        let done = tree.state.downcast_mut::<Done>();
        let is_frame = matches!(event, Event::Window(window::Event::RedrawRequested(_)));
        if is_frame && std::mem::replace(&mut done.0, self.stamp) != self.stamp {
            reveal_looked_at(&mut self.content, child, layout, renderer);
            shell.request_redraw();
        }
    }
}

impl<'a, Message: 'a> From<Seeking<'a, Message>> for Element<'a, Message> {
    fn from(seeking: Seeking<'a, Message>) -> Self {
        Element::new(seeking)
    }
}
