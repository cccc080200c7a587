//! How far something is moved sideways that is wider than the room for it, and the bar that says so.

use iced::advanced::{Renderer as _, renderer};
use iced::{Background, Border, Point, Rectangle, Renderer, Size, mouse};

use crate::app::theme::Tokens;

/// The height of the bar, and the room that is left for it below.
pub(super) const BAR: f32 = 12.0;
/// Around the part of it that is taken hold of.
const EDGE: f32 = 3.0;
/// That part is at least so long.
const SHORTEST: f32 = 32.0;
/// One step of the wheel, or of an arrow key.
pub(super) const STEP: f32 = 60.0;

/// How far it is moved.
#[derive(Debug, Default)]
pub(super) struct Sideways {
    moved: f32,
    /// Where in the bar it was taken hold of.
    held: Option<f32>,
    /// The wheel goes sideways while Shift is held.
    pub(super) is_turned: bool,
}

impl Sideways {
    /// So far it is moved, where at most `most` is hidden.
    pub(super) fn by(&self, most: f32) -> f32 {
        self.moved.clamp(0.0, most.max(0.0))
    }

    /// Moves it further, or back. Is it elsewhere now?
    pub(super) fn move_by(&mut self, way: f32, most: f32) -> bool {
        let before = self.by(most);
        self.moved = (before + way).clamp(0.0, most.max(0.0));
        (self.moved - before).abs() > f32::EPSILON
    }

    /// Moves it so that what lies between two places is seen in so wide a room.
    pub(super) fn reveal(&mut self, from: f32, to: f32, room: f32, most: f32) {
        let now = self.by(most);
        if from < now {
            let _ = self.move_by(from - now, most);
        } else if to > now + room {
            let _ = self.move_by((to - now - room).min(from - now), most);
        }
    }

    /// How far a turn of the wheel goes sideways; `None` where it goes up or down.
    pub(super) fn turned(&self, delta: mouse::ScrollDelta) -> Option<f32> {
        let (x, y) = match delta {
            mouse::ScrollDelta::Lines { x, y } => (x * STEP, y * STEP),
            mouse::ScrollDelta::Pixels { x, y } => (x, y),
        };
        if x.abs() > y.abs() {
            Some(-x)
        } else {
            self.is_turned.then_some(-y)
        }
    }

    /// The button went down somewhere: was it on the bar?
    pub(super) fn press(&mut self, at: Point, seen: Rectangle, most: f32) -> bool {
        let Some(handle) = self.handle(seen, most) else {
            return false;
        };
        if !bar(seen).contains(at) {
            return false;
        }
        let on_handle = at.x >= handle.x && at.x <= handle.x + handle.width;
        self.held = Some(if on_handle {
            at.x - handle.x
        } else {
            handle.width / 2.0
        });
        self.drag(at, seen, most);
        true
    }

    /// The pointer was moved: does it hold the bar?
    pub(super) fn drag(&mut self, at: Point, seen: Rectangle, most: f32) -> bool {
        let (Some(held), Some(handle)) = (self.held, self.handle(seen, most)) else {
            return false;
        };
        let way = (seen.width - handle.width).max(1.0);
        self.moved = ((at.x - held - seen.x) / way * most).clamp(0.0, most);
        true
    }

    /// The button was let go: did it hold the bar?
    pub(super) fn release(&mut self) -> bool {
        self.held.take().is_some()
    }

    /// What is taken hold of; nothing where nothing is hidden.
    fn handle(&self, seen: Rectangle, most: f32) -> Option<Rectangle> {
        if most <= 0.0 || seen.width <= SHORTEST || seen.height < BAR {
            return None;
        }
        let length = (seen.width * seen.width / (seen.width + most)).max(SHORTEST);
        let bar = bar(seen);
        let x = bar.x + self.by(most) / most * (seen.width - length);
        Some(Rectangle::new(
            Point::new(x, bar.y),
            Size::new(length, bar.height),
        ))
    }

    /// Draws the bar at the lower edge of what is seen.
    pub(super) fn draw(
        &self,
        renderer: &mut Renderer,
        tokens: &Tokens,
        seen: Rectangle,
        most: f32,
    ) {
        let Some(handle) = self.handle(seen, most) else {
            return;
        };
        let mut fill = |bounds: Rectangle, colour| {
            let border = Border {
                radius: (bounds.height / 2.0).into(),
                ..Border::default()
            };
            let quad = renderer::Quad {
                bounds,
                border,
                ..renderer::Quad::default()
            };
            renderer.fill_quad(quad, Background::Color(colour));
        };
        fill(bar(seen), tokens.side);
        fill(handle.shrink(EDGE), tokens.faint);
    }
}

/// Where the bar lies.
fn bar(seen: Rectangle) -> Rectangle {
    Rectangle {
        y: seen.y + seen.height - BAR,
        height: BAR,
        ..seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_moved_within_what_is_hidden() {
        let mut sideways = Sideways::default();
        assert!(sideways.move_by(60.0, 100.0));
        assert!(sideways.move_by(60.0, 100.0));
        assert!(!sideways.move_by(60.0, 100.0));
        assert_eq!(sideways.by(100.0), 100.0);
        // The window became wider.
        assert_eq!(sideways.by(30.0), 30.0);
        assert_eq!(sideways.by(0.0), 0.0);
        sideways.reveal(10.0, 50.0, 200.0, 100.0);
        assert_eq!(sideways.by(100.0), 10.0);
        sideways.reveal(250.0, 280.0, 200.0, 100.0);
        assert_eq!(sideways.by(100.0), 80.0);
    }

    #[test]
    fn the_wheel_goes_sideways_with_shift_or_by_itself() {
        let mut sideways = Sideways::default();
        let down = mouse::ScrollDelta::Lines { x: 0.0, y: -1.0 };
        assert_eq!(sideways.turned(down), None);
        let right = mouse::ScrollDelta::Pixels { x: -20.0, y: 3.0 };
        assert_eq!(sideways.turned(right), Some(20.0));
        sideways.is_turned = true;
        assert_eq!(sideways.turned(down), Some(STEP));
    }

    #[test]
    fn the_bar_is_taken_hold_of() {
        let seen = Rectangle::new(Point::new(10.0, 0.0), Size::new(400.0, 300.0));
        let mut sideways = Sideways::default();
        assert!(!sideways.press(Point::new(20.0, 100.0), seen, 400.0));
        assert!(!sideways.press(Point::new(20.0, 295.0), seen, 0.0));
        assert!(sideways.press(Point::new(20.0, 295.0), seen, 400.0));
        assert_eq!(sideways.by(400.0), 0.0);
        // Half of it is seen: so is half of the bar.
        assert!(sideways.drag(Point::new(120.0, 0.0), seen, 400.0));
        assert_eq!(sideways.by(400.0), 200.0);
        assert!(sideways.release() && !sideways.release());
        assert!(!sideways.drag(Point::new(0.0, 0.0), seen, 400.0));
    }
}
