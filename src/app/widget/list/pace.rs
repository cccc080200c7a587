//! How fast a list is moved: what passes too fast to be read is not worth being shaped.

use std::time::Duration;

/// A list that was not moved for so long has come to rest.
pub const SETTLES: Duration = Duration::from_millis(60);

/// From one frame to the next.
#[derive(Debug, Default)]
pub struct Pace {
    /// Was it moved by hand since the last frame?
    pub is_moved: bool,
    /// Do other rows than in the last frame stand in all of its height?
    pub is_fast: bool,
    /// Where it stood in the last frame.
    drawn_at: f64,
}

impl Pace {
    /// A frame is about to be drawn, with this offset and this height in sight. Is it to be drawn once more when the
    /// list has come to rest?
    pub fn at_frame(&mut self, offset: f64, sight: f32) -> bool {
        let gone = (offset - self.drawn_at).abs();
        self.drawn_at = offset;
        self.is_fast = std::mem::take(&mut self.is_moved) && gone > f64::from(sight);
        self.is_fast
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_hand_moves_by_more_than_is_seen_is_fast() {
        let mut pace = Pace::default();
        assert!(!pace.at_frame(5000.0, 600.0), "found where it was left");
        pace.is_moved = true;
        assert!(!pace.at_frame(5600.0, 600.0), "a page");
        pace.is_moved = true;
        assert!(pace.at_frame(7000.0, 600.0));
        assert!(pace.is_fast);
        assert!(!pace.at_frame(7000.0, 600.0), "it came to rest");
        assert!(!pace.is_fast);
        assert!(!pace.at_frame(0.0, 600.0), "another folder");
    }
}
