//! Something that scrolls by itself while what is dragged is held near its upper or lower edge.

use iced::advanced::layout::Layout;
use iced::advanced::widget::operation::Scrollable;
use iced::advanced::widget::operation::scrollable::AbsoluteOffset;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell};
use iced::time::Instant;
use iced::{Event, Rectangle, Renderer, Theme, Vector, mouse, window};

use super::pass_on::{holds, pass_on};
use crate::app::Element;

/// So near an edge it scrolls, in logical pixels: a row.
const NEAR: f32 = 28.0;
/// So many logical pixels in a second, at the edge itself.
const FASTEST: f32 = 480.0;
/// No frame takes it further than this much time would: one that comes late must not make it leap.
const LONGEST: f32 = 0.05;

/// See [`edging`].
pub struct Edging<'a, Message> {
    content: Element<'a, Message>,
    is_dragging: bool,
}

/// `content`, the first scrollable of which scrolls near its edges while something is dragged.
pub fn edging<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    is_dragging: bool,
) -> Edging<'a, Message> {
    Edging {
        content: content.into(),
        is_dragging,
    }
}

holds!(Edging);

/// When it was scrolled last.
#[derive(Debug, Default)]
struct Last(Option<Instant>);

/// Scrolls the first scrollable.
struct Scroll {
    by: f32,
    is_done: bool,
}

impl Operation for Scroll {
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
            state.scroll_by(AbsoluteOffset { x: 0.0, y: self.by }, bounds, content);
        }
    }
}

/// How fast it scrolls where the pointer is, in logical pixels in a second: up where negative.
fn speed(y: f32, bounds: Rectangle) -> f32 {
    let (above, below) = (y - bounds.y, bounds.y + bounds.height - y);
    if above < 0.0 || below < 0.0 {
        0.0
    } else if above < NEAR {
        -FASTEST * (1.0 - above / NEAR)
    } else if below < NEAR {
        FASTEST * (1.0 - below / NEAR)
    } else {
        0.0
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Edging<'_, Message> {
    pass_on!(children diff size size_hint layout draw mouse_interaction operate overlay);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Last>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Last::default())
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
        let last = tree.state.downcast_mut::<Last>();
        let at = cursor.position_over(layout.bounds());
        let speed = at.map_or(0.0, |at| speed(at.y, layout.bounds()));
        if !self.is_dragging || speed == 0.0 {
            last.0 = None;
            return;
        }
        if let Event::Window(window::Event::RedrawRequested(now)) = event {
            let since = last.0.replace(*now).map(|then| now.duration_since(then));
            let seconds = since.map_or(0.0, |since| since.as_secs_f32().min(LONGEST));
            let mut scroll = Scroll {
                by: speed * seconds,
                is_done: false,
            };
            self.content
                .as_widget_mut()
                .operate(child, layout, renderer, &mut scroll);
        }
        shell.request_redraw();
    }
}

impl<'a, Message: 'a> From<Edging<'a, Message>> for Element<'a, Message> {
    fn from(edging: Edging<'a, Message>) -> Self {
        Element::new(edging)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::{Point, Size};

    #[test]
    fn nearer_to_an_edge_is_faster_and_elsewhere_nothing_moves() {
        let bounds = Rectangle::new(Point::new(0.0, 100.0), Size::new(200.0, 300.0));
        assert_eq!(speed(250.0, bounds), 0.0);
        assert_eq!(speed(90.0, bounds), 0.0, "beside it");
        assert_eq!(speed(100.0, bounds), -FASTEST);
        assert_eq!(speed(400.0, bounds), FASTEST);
        assert!(speed(105.0, bounds) < speed(120.0, bounds));
        assert!(speed(395.0, bounds) > speed(380.0, bounds));
    }
}
