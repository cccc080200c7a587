//! Rows that may slide below the pointer when one of them is pressed: the second half of a double click on the first
//! row is not for the one that took its place.

use iced::advanced::layout::Layout;
use iced::advanced::widget::{Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell};
use iced::time::{Duration, Instant};
use iced::widget::Column;
use iced::{Event, Point, Rectangle, Renderer, Theme, mouse};

use super::pass_on::{holds, pass_on};
use crate::app::Element;

/// Two presses that follow each other as quickly are a double click.
const DOUBLE: Duration = Duration::from_millis(500);
/// What moves by no more than this between them is one.
const UNSTEADY: f32 = 6.0;

/// See [`steady`].
pub struct Steady<'a, Message> {
    content: Element<'a, Message>,
    keys: Vec<u64>,
}

/// These rows below each other, each with what names it as long as it is there.
pub fn steady<'a, Message: 'a>(
    rows: Vec<(u64, Element<'a, Message>)>,
    spacing: f32,
) -> Steady<'a, Message> {
    let (keys, rows): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    Steady {
        content: Column::with_children(rows).spacing(spacing).into(),
        keys,
    }
}

#[derive(Default)]
struct State {
    /// Where the pointer is in the window: what is below it may have scrolled.
    pointer: Point,
    /// The last press: where, when, and on which row.
    last: Option<(Point, Instant, Option<u64>)>,
}

holds!(Steady);

impl<Message> Steady<'_, Message> {
    /// The row at the pointer.
    fn row_at(&self, layout: Layout<'_>, cursor: mouse::Cursor) -> Option<u64> {
        let at = layout
            .children()
            .position(|row| cursor.is_over(row.bounds()))?;
        self.keys.get(at).copied()
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Steady<'_, Message> {
    pass_on!(children diff size size_hint layout draw mouse_interaction operate overlay);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
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
        let state = tree.state.downcast_mut::<State>();
        match event {
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                state.pointer = *position;
                // Who goes elsewhere in between means the row that is there.
                state
                    .last
                    .take_if(|(at, ..)| at.distance(*position) > UNSTEADY);
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
                if cursor.is_over(layout.bounds()) && !shell.is_event_captured() =>
            {
                let (now, row) = (Instant::now(), self.row_at(layout, cursor));
                let slid = state
                    .last
                    .is_some_and(|(_, when, on)| now.duration_since(when) <= DOUBLE && on != row);
                if slid {
                    shell.capture_event();
                    return;
                }
                state.last = Some((state.pointer, now, row));
            }
            _ => {}
        }
        if let Some(child) = tree.children.first_mut() {
            self.content.as_widget_mut().update(
                child, event, layout, cursor, renderer, clipboard, shell, viewport,
            );
        }
    }
}

impl<'a, Message: 'a> From<Steady<'a, Message>> for Element<'a, Message> {
    fn from(steady: Steady<'a, Message>) -> Self {
        Element::new(steady)
    }
}
