//! What the wheel makes larger and smaller while the command key is held, rather than moving it.

use iced::advanced::layout::Layout;
use iced::advanced::widget::{Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell};
use iced::{Event, Rectangle, Renderer, Theme, keyboard, mouse, window};

use super::pass_on::{holds, pass_on};
use crate::app::Element;

/// So many pixels of a touchpad are a step, as is a notch of a wheel.
const NOTCH: f32 = 40.0;

/// See [`zooming`].
pub struct Zooming<'a, Message> {
    content: Element<'a, Message>,
    on_turn: Box<dyn Fn(bool) -> Message + 'a>,
}

/// `content`; while the command key is held, a turn of the wheel over it sends `on_turn`: is it to be larger?
pub fn zooming<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    on_turn: impl Fn(bool) -> Message + 'a,
) -> Zooming<'a, Message> {
    Zooming {
        content: content.into(),
        on_turn: Box::new(on_turn),
    }
}

#[derive(Default)]
struct State {
    is_held: bool,
    /// What was turned and is no step yet, in pixels.
    turned: f32,
}

impl State {
    /// The wheel was turned: is that a step, and does it make larger?
    fn turn(&mut self, delta: mouse::ScrollDelta) -> Option<bool> {
        self.turned += match delta {
            mouse::ScrollDelta::Lines { y, .. } => y.signum() * NOTCH * f32::from(y != 0.0),
            mouse::ScrollDelta::Pixels { y, .. } => y,
        };
        if self.turned.abs() < NOTCH {
            return None;
        }
        Some(std::mem::take(&mut self.turned) > 0.0)
    }
}

holds!(Zooming);

impl<Message> Widget<Message, Theme, Renderer> for Zooming<'_, Message> {
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
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
                state.is_held = modifiers.command();
                state.turned = 0.0;
            }
            Event::Window(window::Event::Unfocused) => state.is_held = false,
            Event::Mouse(mouse::Event::WheelScrolled { delta })
                if state.is_held && cursor.is_over(layout.bounds()) =>
            {
                if let Some(larger) = state.turn(*delta) {
                    shell.publish((self.on_turn)(larger));
                }
                shell.capture_event();
                return;
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

impl<'a, Message: 'a> From<Zooming<'a, Message>> for Element<'a, Message> {
    fn from(zooming: Zooming<'a, Message>) -> Self {
        Element::new(zooming)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notch_is_a_step_and_a_touchpad_comes_to_one() {
        let mut state = State::default();
        let lines = |y| mouse::ScrollDelta::Lines { x: 0.0, y };
        let pixels = |y| mouse::ScrollDelta::Pixels { x: 0.0, y };
        assert_eq!(state.turn(lines(3.0)), Some(true));
        assert_eq!(state.turn(lines(-0.5)), Some(false));
        assert_eq!(state.turn(lines(0.0)), None);
        assert_eq!(state.turn(pixels(-30.0)), None);
        assert_eq!(state.turn(pixels(-30.0)), Some(false));
        assert_eq!(state.turn(pixels(30.0)), None);
    }
}
