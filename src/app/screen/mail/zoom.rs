//! How large the letter is shown: in steps, for as long as the window is open.

use crate::render::drawn::ZOOMS;

/// The steps, in percent: as browsers have them.
const STEPS: [u16; 13] = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];
/// As it is shown usually.
const USUAL: u16 = 100;

/// How large it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zoom(u16);

impl Default for Zoom {
    fn default() -> Self {
        Self(USUAL)
    }
}

/// What changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A step larger.
    Larger,
    /// A step smaller.
    Smaller,
    /// Back to the usual size.
    Usual,
}

impl Zoom {
    /// Carries it out; past the last step nothing changes.
    #[must_use]
    pub fn after(self, change: Change) -> Self {
        let mut steps = STEPS.into_iter();
        let next = match change {
            Change::Larger => steps.find(|step| *step > self.0),
            Change::Smaller => steps.rfind(|step| *step < self.0),
            Change::Usual => Some(USUAL),
        };
        next.map_or(self, Self)
    }

    /// In percent.
    #[must_use]
    pub fn percent(self) -> u16 {
        self.0
    }

    /// Is it the usual size?
    #[must_use]
    pub fn is_usual(self) -> bool {
        self.0 == USUAL
    }

    /// How much larger than usual.
    #[must_use]
    pub fn factor(self) -> f32 {
        let factor = f32::from(self.0) / f32::from(USUAL);
        factor.clamp(*ZOOMS.start(), *ZOOMS.end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_in_steps_and_ends() {
        let mut zoom = Zoom::default();
        for percent in [110, 125, 150, 175, 200, 250, 300, 300] {
            zoom = zoom.after(Change::Larger);
            assert_eq!(zoom.percent(), percent);
        }
        assert_eq!(zoom.factor(), *ZOOMS.end());
        zoom = zoom.after(Change::Usual);
        assert!(zoom.is_usual());
        for percent in [90, 80, 75, 67, 50, 50] {
            zoom = zoom.after(Change::Smaller);
            assert_eq!(zoom.percent(), percent);
        }
        assert_eq!(zoom.factor(), *ZOOMS.start());
    }
}
