//! Something that scrolls, moved so that a hit of what somebody looks for is seen.

use iced::advanced::layout::Layout;
use iced::advanced::widget::operation::Scrollable;
use iced::advanced::widget::operation::scrollable::AbsoluteOffset;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell};
use iced::{Event, Rectangle, Renderer, Theme, Vector, mouse, window};

use super::pass_on::{holds, pass_on};
use crate::app::Element;

/// The name of the place where the current hit lies, as passages and sheets tell it.
pub const FOUND: &str = "found";

/// So much of what is seen stays above a hit that was out of sight.
const ABOVE: f32 = 0.3;
/// Room that a hit has at least to the edge, in logical pixels.
const AIR: f32 = 8.0;

/// See [`revealing`].
pub struct Revealing<'a, Message> {
    content: Element<'a, Message>,
    stamp: u64,
}

/// `content`, the first scrollable of which moves to the current hit whenever `stamp` changes.
pub fn revealing<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    stamp: u64,
) -> Revealing<'a, Message> {
    Revealing {
        content: content.into(),
        stamp,
    }
}

holds!(Revealing);

/// Finds out how far the first scrollable has to be moved.
#[derive(Default)]
struct Look {
    seen: Option<(Rectangle, Vector)>,
    offset: Option<f32>,
}

/// How far to scroll so that something is seen; `None`: it is.
fn offset(bounds: Rectangle, translation: Vector, found: Rectangle) -> Option<f32> {
    let (top, bottom) = (found.y - bounds.y, found.y + found.height - bounds.y);
    let is_seen = top - AIR >= translation.y && bottom + AIR <= translation.y + bounds.height;
    (!is_seen).then(|| (top - bounds.height * ABOVE).max(0.0))
}

impl Operation for Look {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        _content: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        self.seen.get_or_insert((bounds, translation));
    }

    fn container(&mut self, id: Option<&Id>, found: Rectangle) {
        if let Some((bounds, translation)) = self.seen
            && id.is_some_and(|id| *id == Id::new(FOUND))
        {
            self.offset = offset(bounds, translation, found);
        }
    }
}

/// Scrolls the first scrollable.
struct Scroll {
    offset: f32,
    is_done: bool,
}

impl Operation for Scroll {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        _bounds: Rectangle,
        _content: Rectangle,
        _translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        if !std::mem::replace(&mut self.is_done, true) {
            state.scroll_to(AbsoluteOffset {
                x: None,
                y: Some(self.offset),
            });
        }
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Revealing<'_, Message> {
    pass_on!(children diff size size_hint layout draw mouse_interaction operate overlay);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Revealed>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Revealed(self.stamp))
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
        let done = tree.state.downcast_mut::<Revealed>();
        let is_frame = matches!(event, Event::Window(window::Event::RedrawRequested(_)));
        if is_frame && done.0 != self.stamp {
            done.0 = self.stamp;
            let mut look = Look::default();
            let content = self.content.as_widget_mut();
            content.operate(child, layout, renderer, &mut look);
            if let Some(offset) = look.offset {
                let mut scroll = Scroll {
                    offset,
                    is_done: false,
                };
                content.operate(child, layout, renderer, &mut scroll);
                shell.request_redraw();
            }
        }
        self.content.as_widget_mut().update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
    }
}

/// The wish that was granted last.
struct Revealed(u64);

impl<'a, Message: 'a> From<Revealing<'a, Message>> for Element<'a, Message> {
    fn from(revealing: Revealing<'a, Message>) -> Self {
        Element::new(revealing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::{Point, Size};

    #[test]
    fn what_is_seen_stays_and_what_is_not_is_moved_into_sight() {
        let bounds = Rectangle::new(Point::new(0.0, 100.0), Size::new(500.0, 400.0));
        let hit = |y: f32| Rectangle::new(Point::new(0.0, y), Size::new(40.0, 20.0));
        let at = |scrolled: f32, y: f32| offset(bounds, Vector::new(0.0, scrolled), hit(y));
        assert_eq!(at(0.0, 200.0), None);
        assert_eq!(at(0.0, 900.0), Some(680.0));
        assert_eq!(at(680.0, 900.0), None);
        assert_eq!(at(680.0, 120.0), Some(0.0));
    }
}
