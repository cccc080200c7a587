//! The faces of what can be pressed, in every status.

use iced::{Border, Color};

use crate::app::theme::{IdentityColor, Tokens, faded, scale, style};

/// What a [`Press`](super::press::Press) looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The one filled button of a screen.
    Primary,
    /// An ordinary button, with a border.
    Plain,
    /// A button that steps back: no border until the pointer is over it.
    Quiet,
    /// A button that destroys something, in a dialog that asks.
    Danger,
    /// Words to press within a sentence or note.
    Link,
    /// One of a row of filters.
    Tab {
        /// It is the chosen one.
        selected: bool,
    },
    /// A line of the tree.
    Row {
        /// It is the chosen one.
        selected: bool,
    },
    /// A line of a menu.
    Choice {
        /// It is the chosen one.
        selected: bool,
    },
    /// A card that can be pressed as a whole, such as the reply bar.
    Card,
    /// A pill with a border, such as the From choice.
    Pill,
    /// A button on a strip in an identity's colour.
    OnIdentity(IdentityColor),
}

/// How a press stands at the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Status {
    /// It cannot be pressed.
    pub disabled: bool,
    /// The pointer is over it.
    pub hovered: bool,
    /// It is held down.
    pub pressed: bool,
    /// It shows the focus ring.
    pub ring: bool,
}

/// The result: colours and border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    /// The fill, if any.
    pub background: Option<Color>,
    /// Words and icons; `None` keeps the colour of the surroundings.
    pub text: Option<Color>,
    /// The border and its corners.
    pub border: Border,
}

impl Look {
    /// Whether it fills a line from edge to edge, so that the ring is drawn inside.
    pub fn is_row(self) -> bool {
        matches!(
            self,
            Self::Row { .. } | Self::Choice { .. } | Self::Tab { .. }
        )
    }

    /// The face in a scheme and status.
    pub fn face(self, t: &Tokens, status: Status) -> Face {
        let held = |normal: Option<Color>| match status {
            Status { disabled: true, .. } => normal,
            Status { pressed: true, .. } => Some(t.pressed),
            Status { hovered: true, .. } => Some(t.hover),
            _ => normal,
        };
        let off = t.disabled;
        match self {
            Self::Primary => Face {
                background: Some(if status.disabled {
                    t.hover
                } else if status.hovered || status.pressed {
                    t.accent_hover
                } else {
                    t.accent
                }),
                text: Some(if status.disabled { off } else { t.on_accent }),
                border: style::rounded(scale::RADIUS_BUTTON),
            },
            Self::Danger => Face {
                background: Some(if status.disabled { t.hover } else { t.bad.text }),
                text: Some(if status.disabled { off } else { t.panel }),
                border: style::rounded(scale::RADIUS_BUTTON),
            },
            Self::Plain => Face {
                background: held(Some(t.panel)),
                text: Some(if status.disabled { off } else { t.text }),
                border: style::edge(t.line, scale::RADIUS_BUTTON),
            },
            Self::Pill => Face {
                background: held(Some(t.panel)),
                text: Some(if status.disabled { off } else { t.text }),
                border: style::edge(t.line, 14.0),
            },
            Self::Card => Face {
                background: held(Some(t.panel)),
                text: Some(if status.disabled { off } else { t.text }),
                border: style::edge(t.line, scale::RADIUS_CARD),
            },
            Self::Quiet => Face {
                background: held(None),
                text: Some(match status {
                    Status { disabled: true, .. } => off,
                    Status { hovered: true, .. } => t.text,
                    _ => t.dim,
                }),
                border: style::rounded(scale::RADIUS_BUTTON),
            },
            Self::Link => Face {
                background: None,
                text: Some(match status {
                    Status { disabled: true, .. } => off,
                    Status { hovered: true, .. } => t.accent_hover,
                    _ => t.accent,
                }),
                border: style::rounded(4.0),
            },
            Self::Tab { selected } => Face {
                background: held(selected.then_some(t.hover)),
                text: Some(if selected || status.hovered {
                    t.text
                } else {
                    t.dim
                }),
                border: style::rounded(scale::RADIUS_ROW),
            },
            Self::Row { selected } => Face {
                background: if selected {
                    Some(t.selection)
                } else {
                    held(None)
                },
                text: None,
                border: style::rounded(scale::RADIUS_ROW),
            },
            Self::Choice { selected } => Face {
                background: if selected {
                    Some(t.selection)
                } else if status.ring {
                    Some(t.hover)
                } else {
                    held(None)
                },
                text: Some(if status.disabled { off } else { t.text }),
                border: style::rounded(scale::RADIUS_BUTTON),
            },
            Self::OnIdentity(_) => Face {
                background: (status.hovered && !status.disabled)
                    .then_some(faded(t.on_identity, 0.14)),
                text: Some(t.on_identity),
                border: style::rounded(scale::RADIUS_BUTTON),
            },
        }
    }
}
