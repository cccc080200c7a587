//! How the window looks: colours, type, spacing, and the style functions of iced's own widgets.
//!
//! iced's `Theme` is kept (a type of our own would need a catalogue per widget); it carries only
//! "light" or "dark", and [`Tokens::of`] turns that into the colours.

pub mod contrast;
pub mod font;
mod palette;
pub mod scale;
pub mod style;

use std::sync::OnceLock;

use iced::theme::{Mode, Palette, Style};
use iced::{Color, Subscription, Task, Theme};
use serde::{Deserialize, Serialize};

pub use palette::{
    AVATARS, DARK, DARK_MORE, IdentityColor, LIGHT, LIGHT_MORE, Pair, Tokens, Tone, avatar,
};

/// What the person asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Appearance {
    /// As the system is, and with it when it changes.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Appearance {
    /// The theme to draw with, with more contrast or as usual. A system that does not say (`Mode::None`) counts as
    /// light.
    pub fn theme(self, system: Mode, more_contrast: bool) -> Theme {
        let is_dark = match (self, system) {
            (Self::Dark, _) | (Self::System, Mode::Dark) => true,
            (Self::Light, _) | (Self::System, Mode::Light | Mode::None) => false,
        };
        match (is_dark, more_contrast) {
            (true, false) => dark(),
            (false, false) => light(),
            (true, true) => dark_more(),
            (false, true) => light_more(),
        }
    }
}

/// The light theme.
pub fn light() -> Theme {
    static THEME: OnceLock<Theme> = OnceLock::new();
    THEME
        .get_or_init(|| build("Postroom light", &LIGHT))
        .clone()
}

/// The dark theme.
pub fn dark() -> Theme {
    static THEME: OnceLock<Theme> = OnceLock::new();
    THEME.get_or_init(|| build("Postroom dark", &DARK)).clone()
}

/// The light theme with more contrast.
pub fn light_more() -> Theme {
    static THEME: OnceLock<Theme> = OnceLock::new();
    THEME
        .get_or_init(|| build("Postroom light, more contrast", &LIGHT_MORE))
        .clone()
}

/// The dark theme with more contrast.
pub fn dark_more() -> Theme {
    static THEME: OnceLock<Theme> = OnceLock::new();
    THEME
        .get_or_init(|| build("Postroom dark, more contrast", &DARK_MORE))
        .clone()
}

fn build(name: &'static str, tokens: &Tokens) -> Theme {
    Theme::custom(
        name,
        Palette {
            background: tokens.background,
            text: tokens.text,
            primary: tokens.accent,
            success: tokens.good.text,
            warning: tokens.caution.text,
            danger: tokens.bad.text,
        },
    )
}

/// Text and background of a whole window, for the daemon's `style`: the ground of lists, compose windows and pages,
/// which costs nothing to paint.
pub fn window(theme: &Theme) -> Style {
    let tokens = Tokens::of(theme);
    Style {
        background_color: tokens.panel,
        text_color: tokens.text,
    }
}

/// Asks once how the system looks. (Linux: the desktop portal; elsewhere the window system.)
pub fn system_mode() -> Task<Mode> {
    iced::system::theme()
}

/// Tells each time the system turns light or dark.
pub fn system_changes() -> Subscription<Mode> {
    iced::system::theme_changes()
}

/// The same colour, more or less transparent.
pub fn faded(color: Color, alpha: f32) -> Color {
    Color {
        a: color.a * alpha,
        ..color
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_wins_over_the_system() {
        let is_dark = |theme: &Theme| Tokens::of(theme).is_dark;
        for more in [false, true] {
            assert!(is_dark(&Appearance::System.theme(Mode::Dark, more)));
            assert!(!is_dark(&Appearance::System.theme(Mode::Light, more)));
            assert!(!is_dark(&Appearance::System.theme(Mode::None, more)));
            assert!(!is_dark(&Appearance::Light.theme(Mode::Dark, more)));
            assert!(is_dark(&Appearance::Dark.theme(Mode::Light, more)));
        }
    }

    #[test]
    fn each_theme_has_its_own_colours() {
        for (theme, tokens) in [
            (light(), &LIGHT),
            (dark(), &DARK),
            (light_more(), &LIGHT_MORE),
            (dark_more(), &DARK_MORE),
        ] {
            assert_eq!(Tokens::of(&theme), tokens);
        }
    }

    #[test]
    fn the_setting_is_one_word_in_the_file() {
        let text = serde_json::to_string(&Appearance::Dark).unwrap();
        assert_eq!(text, "\"dark\"");
    }
}
