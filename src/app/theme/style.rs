//! Style functions for iced's own widgets: `container(..).style(style::card)` and so on.

use iced::border::Radius;
use iced::widget::{container, rule, scrollable, text, text_editor, text_input};
use iced::{Background, Border, Color, Shadow, Theme};

use super::{IdentityColor, Tokens, Tone, scale};

/// A border line of one pixel.
pub fn edge(color: Color, radius: impl Into<Radius>) -> Border {
    Border {
        color,
        width: 1.0,
        radius: radius.into(),
    }
}

/// A border of no width that only rounds.
pub fn rounded(radius: impl Into<Radius>) -> Border {
    Border {
        color: Color::TRANSPARENT,
        width: 0.0,
        radius: radius.into(),
    }
}

fn surface(color: Color) -> container::Style {
    container::Style {
        background: Some(Background::Color(color)),
        ..container::Style::default()
    }
}

/// The top bar, the status bar.
pub fn side(theme: &Theme) -> container::Style {
    surface(Tokens::of(theme).side)
}

/// A message, a reply bar.
pub fn card(theme: &Theme) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        border: edge(tokens.line, scale::RADIUS_CARD),
        ..surface(tokens.panel)
    }
}

/// Around an editor within a form, as around a field.
pub fn field_edge(theme: &Theme) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        border: edge(tokens.outline, scale::RADIUS_BUTTON),
        ..surface(tokens.panel)
    }
}

/// A card that lies on a panel, such as text to copy.
pub fn inset(theme: &Theme) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        border: edge(tokens.line, scale::RADIUS_CARD),
        ..surface(tokens.background)
    }
}

/// Menus and dialogs; their shadow is [`crate::app::widget::raised`]'s.
pub fn floating(theme: &Theme) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        text_color: Some(tokens.text),
        ..card(theme)
    }
}

/// The small text that explains a control.
pub fn hint(theme: &Theme) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        border: edge(tokens.line, scale::RADIUS_ROW),
        text_color: Some(tokens.text),
        ..surface(tokens.panel)
    }
}

/// What lies below a dialog.
pub fn backdrop(theme: &Theme) -> container::Style {
    surface(Tokens::of(theme).backdrop)
}

/// The pill of a chip.
pub fn chip(tone: Tone) -> impl Fn(&Theme) -> container::Style {
    move |theme| {
        let pair = Tokens::of(theme).tone(tone);
        container::Style {
            border: rounded(scale::RADIUS_CARD),
            text_color: Some(pair.text),
            ..surface(pair.surface)
        }
    }
}

/// Somebody who is named as a recipient; a ring around the one that the keys are for.
pub fn recipient(wrong: bool, chosen: bool) -> impl Fn(&Theme) -> container::Style {
    move |theme| {
        let tokens = Tokens::of(theme);
        let (background, text, line) = match (wrong, chosen) {
            (true, _) => (tokens.bad.surface, tokens.bad.text, tokens.bad.text),
            (false, true) => (tokens.selection, tokens.text, tokens.line),
            (false, false) => (tokens.background, tokens.text, tokens.line),
        };
        let border = if chosen {
            Border {
                width: 2.0,
                ..edge(tokens.accent, scale::RADIUS_CARD)
            }
        } else {
            edge(line, scale::RADIUS_CARD)
        };
        container::Style {
            border,
            text_color: Some(text),
            ..surface(background)
        }
    }
}

/// A notice in the place where it matters.
pub fn notice(tone: Tone) -> impl Fn(&Theme) -> container::Style {
    move |theme| {
        let pair = Tokens::of(theme).tone(tone);
        container::Style {
            border: rounded(8.0),
            text_color: Some(pair.text),
            ..surface(pair.surface)
        }
    }
}

/// The strip over a compose window.
pub fn identity(which: IdentityColor) -> impl Fn(&Theme) -> container::Style {
    move |theme| {
        let tokens = Tokens::of(theme);
        container::Style {
            text_color: Some(tokens.on_identity),
            ..surface(tokens.identity(which))
        }
    }
}

/// The round mark of a mailbox.
pub fn dot(which: IdentityColor) -> impl Fn(&Theme) -> container::Style {
    move |theme| container::Style {
        border: rounded(5.0),
        ..surface(Tokens::of(theme).identity(which))
    }
}

/// Secondary text.
pub fn dim(theme: &Theme) -> text::Style {
    text::Style {
        color: Some(Tokens::of(theme).dim),
    }
}

/// Third text; never on a selection.
pub fn faint(theme: &Theme) -> text::Style {
    text::Style {
        color: Some(Tokens::of(theme).faint),
    }
}

/// First text, where the surroundings are dim.
pub fn strong(theme: &Theme) -> text::Style {
    text::Style {
        color: Some(Tokens::of(theme).text),
    }
}

/// Words in the colour of a tone, on a plain surface.
pub fn tone(tone: Tone) -> impl Fn(&Theme) -> text::Style {
    move |theme| text::Style {
        color: Some(Tokens::of(theme).tone(tone).text),
    }
}

/// A hairline.
pub fn line(theme: &Theme) -> rule::Style {
    rule::Style {
        color: Tokens::of(theme).line,
        radius: 0.0.into(),
        fill_mode: rule::FillMode::Full,
        snap: true,
    }
}

/// Scrollbars: a thin thumb on nothing, darker below the pointer.
pub fn scroll(theme: &Theme, status: scrollable::Status) -> scrollable::Style {
    let tokens = Tokens::of(theme);
    let (x, y) = match status {
        scrollable::Status::Active { .. } => (0.3, 0.3),
        scrollable::Status::Hovered {
            is_horizontal_scrollbar_hovered: x,
            is_vertical_scrollbar_hovered: y,
            ..
        } => (thumb(x), thumb(y)),
        scrollable::Status::Dragged {
            is_horizontal_scrollbar_dragged: x,
            is_vertical_scrollbar_dragged: y,
            ..
        } => (if x { 1.0 } else { 0.5 }, if y { 1.0 } else { 0.5 }),
    };
    let rail = |alpha| scrollable::Rail {
        background: None,
        border: Border::default(),
        scroller: scrollable::Scroller {
            background: Background::Color(super::faded(tokens.outline, alpha)),
            border: rounded(4.0),
        },
    };
    scrollable::Style {
        container: container::Style::default(),
        vertical_rail: rail(y),
        horizontal_rail: rail(x),
        gap: None,
        auto_scroll: scrollable::AutoScroll {
            background: Background::Color(super::faded(tokens.panel, 0.9)),
            border: edge(tokens.line, 10.0),
            shadow: Shadow::default(),
            icon: tokens.dim,
        },
    }
}

fn thumb(hovered: bool) -> f32 {
    if hovered { 0.9 } else { 0.5 }
}

/// A vertical scrollbar of six pixels that takes no room of its own.
pub fn scrollbar() -> scrollable::Direction {
    scrollable::Direction::Vertical(
        scrollable::Scrollbar::new()
            .width(6)
            .scroller_width(6)
            .margin(2),
    )
}

/// A field on its own.
pub fn field(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let tokens = Tokens::of(theme);
    let border = match status {
        text_input::Status::Focused { .. } => Border {
            width: 2.0,
            ..edge(tokens.accent, scale::RADIUS_BUTTON)
        },
        text_input::Status::Disabled => edge(tokens.line, scale::RADIUS_BUTTON),
        text_input::Status::Active | text_input::Status::Hovered => {
            edge(tokens.outline, scale::RADIUS_BUTTON)
        }
    };
    text_input::Style {
        background: Background::Color(if status == text_input::Status::Disabled {
            tokens.background
        } else {
            tokens.panel
        }),
        border,
        icon: tokens.faint,
        placeholder: tokens.faint,
        value: if status == text_input::Status::Disabled {
            tokens.dim
        } else {
            tokens.text
        },
        selection: tokens.text_selection,
    }
}

/// A field whose content is wrong.
pub fn field_wrong(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let style = field(theme, status);
    text_input::Style {
        border: Border {
            color: Tokens::of(theme).bad.text,
            ..style.border
        },
        ..style
    }
}

/// A field inside a row that has its own lines: no border.
pub fn field_bare(theme: &Theme, status: text_input::Status) -> text_input::Style {
    text_input::Style {
        background: Background::Color(Color::TRANSPARENT),
        border: Border::default(),
        ..field(theme, status)
    }
}

/// The editor of a message: the page itself.
pub fn editor(theme: &Theme, _status: text_editor::Status) -> text_editor::Style {
    let tokens = Tokens::of(theme);
    text_editor::Style {
        background: Background::Color(Color::TRANSPARENT),
        border: Border::default(),
        placeholder: tokens.faint,
        value: tokens.text,
        selection: tokens.text_selection,
    }
}
