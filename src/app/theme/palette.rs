//! The colours of the window: one set for light, one for dark, and of each one with more contrast.
//!
//! Style functions and widgets ask [`Tokens::of`] and never write a colour of their own, so that the
//! contrast test at the end of this file sees every pair there is.

use iced::{Color, Theme, color};

/// A foreground and the tinted surface it is written on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Words and icons.
    pub text: Color,
    /// The surface below them.
    pub surface: Color,
}

/// What a state says; each has a [`Pair`] of its own and always goes with a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Nothing to say: counts, marks.
    Neutral,
    /// Allowed, done, well.
    Good,
    /// Allowed with a consequence, or waiting.
    Caution,
    /// Refused or failed.
    Bad,
    /// Not known, not tested.
    Unknown,
}

/// Every colour of one scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// Whether this is the dark scheme.
    pub is_dark: bool,
    /// Behind the reader and between panels.
    pub background: Color,
    /// Lists, cards, fields, menus.
    pub panel: Color,
    /// The tree, the top bar, the status bar.
    pub side: Color,
    /// Hairlines and borders of quiet controls.
    pub line: Color,
    /// Borders that alone say "here is a field" (3:1 against panel and background).
    pub outline: Color,
    /// First text.
    pub text: Color,
    /// Secondary text.
    pub dim: Color,
    /// Third text: dates, hints, headings of groups. Not on a selection.
    pub faint: Color,
    /// Words and icons of what cannot be pressed; the reason stands in its hint.
    pub disabled: Color,
    /// A row or button below the pointer; chips and quiet notes.
    pub hover: Color,
    /// A button while it is pressed.
    pub pressed: Color,
    /// The selected row.
    pub selection: Color,
    /// The one main action, unread, links, the focus ring.
    pub accent: Color,
    /// The main action below the pointer.
    pub accent_hover: Color,
    /// Words on the accent.
    pub on_accent: Color,
    /// Words on an identity colour.
    pub on_identity: Color,
    /// Marked text; mixed with what is below it.
    pub text_selection: Color,
    /// Below words that somebody looks for.
    pub found: Color,
    /// Below those that they are at.
    pub found_now: Color,
    /// Over words of a drawn mail that somebody looks for; mixed with them and what is below.
    pub found_over: Color,
    /// Around them.
    pub found_line: Color,
    /// What lies below a dialog.
    pub backdrop: Color,
    /// The shadow of menus and dialogs.
    pub shadow: Color,
    /// Good.
    pub good: Pair,
    /// Caution.
    pub caution: Pair,
    /// Bad.
    pub bad: Pair,
    /// Unknown.
    pub unknown: Pair,
    /// The ten identity colours, in the order of [`IdentityColor::ALL`].
    pub identity: [Color; 10],
}

/// The colour of a mailbox: one of ten that stay apart for colour-blind people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdentityColor {
    /// Teal.
    Teal,
    /// Orange.
    Orange,
    /// Violet.
    Violet,
    /// Indigo.
    Indigo,
    /// Rose.
    Rose,
    /// Olive.
    Olive,
    /// Green.
    Green,
    /// Brown.
    Brown,
    /// Plum.
    Plum,
    /// Slate, by default for personal mailboxes.
    Slate,
}

impl IdentityColor {
    /// All of them; shared mailboxes take the first that is free, in this order.
    pub const ALL: [Self; 10] = [
        Self::Teal,
        Self::Orange,
        Self::Violet,
        Self::Indigo,
        Self::Rose,
        Self::Olive,
        Self::Green,
        Self::Brown,
        Self::Plum,
        Self::Slate,
    ];

    /// The colour at `number`, counted round; any number is good.
    pub fn nth(number: usize) -> Self {
        Self::ALL
            .get(number % Self::ALL.len())
            .copied()
            .unwrap_or(Self::Slate)
    }
}

/// The light scheme.
pub static LIGHT: Tokens = Tokens {
    is_dark: false,
    background: color!(0xf6f7f9),
    panel: color!(0xffffff),
    side: color!(0xeef0f4),
    line: color!(0xdfe3ea),
    outline: color!(0x868f9e),
    text: color!(0x1b2230),
    dim: color!(0x5d6778),
    faint: color!(0x626c7c),
    disabled: color!(0x9aa3b1),
    hover: color!(0xe6eaf1),
    pressed: color!(0xd9dfe9),
    selection: color!(0xdbe7ff),
    accent: color!(0x2458d3),
    accent_hover: color!(0x1c49b4),
    on_accent: color!(0xffffff),
    on_identity: color!(0xffffff),
    text_selection: color!(0x3d7bff, 0.14),
    found: color!(0xfff1b8),
    found_now: color!(0xffe694),
    found_over: color!(0xffd54d, 0.10),
    found_line: color!(0x8a5a00),
    backdrop: color!(0x141c2d, 0.38),
    shadow: color!(0x141c2d, 0.16),
    good: Pair {
        text: color!(0x177a45),
        surface: color!(0xe2f4e9),
    },
    caution: Pair {
        text: color!(0x8a5a00),
        surface: color!(0xfdf0d5),
    },
    bad: Pair {
        text: color!(0xb3261e),
        surface: color!(0xfbe6e4),
    },
    unknown: Pair {
        text: color!(0x5b3fa8),
        surface: color!(0xece6fb),
    },
    identity: [
        color!(0x0b776d),
        color!(0xb34e14),
        color!(0x8446b5),
        color!(0x3e2b92),
        color!(0xaa1548),
        color!(0x777847),
        color!(0x165c2f),
        color!(0x5b3b01),
        color!(0x770255),
        color!(0x48566a),
    ],
};

/// The dark scheme.
pub static DARK: Tokens = Tokens {
    is_dark: true,
    background: color!(0x15181e),
    panel: color!(0x1b1f27),
    side: color!(0x12151a),
    line: color!(0x2c323d),
    outline: color!(0x6b7585),
    text: color!(0xe6e9ef),
    dim: color!(0xa3adbd),
    faint: color!(0x8d97a7),
    disabled: color!(0x5c6676),
    hover: color!(0x242a34),
    pressed: color!(0x2e3541),
    selection: color!(0x22365f),
    accent: color!(0x7aa2ff),
    accent_hover: color!(0x97b6ff),
    on_accent: color!(0x0d1526),
    on_identity: color!(0x0d1526),
    text_selection: color!(0x7aa2ff, 0.25),
    found: color!(0x3d3210),
    found_now: color!(0x463808),
    found_over: color!(0xf0be62, 0.14),
    found_line: color!(0xf0be62),
    backdrop: color!(0x000000, 0.55),
    shadow: color!(0x000000, 0.5),
    good: Pair {
        text: color!(0x63d296),
        surface: color!(0x15301f),
    },
    caution: Pair {
        text: color!(0xf0be62),
        surface: color!(0x33270e),
    },
    bad: Pair {
        text: color!(0xff8d84),
        surface: color!(0x3a1a18),
    },
    unknown: Pair {
        text: color!(0xbba6ff),
        surface: color!(0x261f40),
    },
    identity: [
        color!(0x34c3b3),
        color!(0xf0925a),
        color!(0xc596ee),
        color!(0x5f76fc),
        color!(0xf4505a),
        color!(0x808824),
        color!(0x95e464),
        color!(0xf0d2ac),
        color!(0xc850c0),
        color!(0x9aa7ba),
    ],
};

/// The light scheme with more contrast: words reach 7:1.
pub static LIGHT_MORE: Tokens = Tokens {
    background: color!(0xffffff),
    side: color!(0xf2f4f8),
    line: color!(0x7b8494),
    outline: color!(0x3d4656),
    text: color!(0x000000),
    dim: color!(0x262e3b),
    faint: color!(0x303947),
    disabled: color!(0x626c7c),
    hover: color!(0xdde4ef),
    pressed: color!(0xc3cedf),
    selection: color!(0xc2d6ff),
    accent: color!(0x06318f),
    accent_hover: color!(0x04236b),
    text_selection: color!(0x3d7bff, 0.30),
    found: color!(0xfff3b8),
    found_now: color!(0xffda66),
    found_over: color!(0xffd54d, 0.10),
    found_line: color!(0x513400),
    good: Pair {
        text: color!(0x084524),
        surface: color!(0xd9f2e3),
    },
    caution: Pair {
        text: color!(0x513400),
        surface: color!(0xfdecc8),
    },
    bad: Pair {
        text: color!(0x7d0d08),
        surface: color!(0xfbe0dd),
    },
    unknown: Pair {
        text: color!(0x3b2484),
        surface: color!(0xe9e1fb),
    },
    ..LIGHT
};

/// The dark scheme with more contrast: words reach 7:1.
pub static DARK_MORE: Tokens = Tokens {
    background: color!(0x000000),
    panel: color!(0x07090c),
    side: color!(0x000000),
    line: color!(0x7d8798),
    outline: color!(0xb7c0ce),
    text: color!(0xffffff),
    dim: color!(0xd9dfe9),
    faint: color!(0xcbd3df),
    disabled: color!(0x8d97a7),
    hover: color!(0x1a212c),
    pressed: color!(0x2a3443),
    selection: color!(0x16305f),
    accent: color!(0xaec8ff),
    accent_hover: color!(0xc9daff),
    on_accent: color!(0x000000),
    text_selection: color!(0x7aa2ff, 0.35),
    found: color!(0x352b08),
    found_now: color!(0x403205),
    found_over: color!(0xf0be62, 0.14),
    found_line: color!(0xffd88a),
    good: Pair {
        text: color!(0x8ff0bb),
        surface: color!(0x0c2416),
    },
    caution: Pair {
        text: color!(0xffd88a),
        surface: color!(0x2a1f08),
    },
    bad: Pair {
        text: color!(0xffb4ad),
        surface: color!(0x33120f),
    },
    unknown: Pair {
        text: color!(0xd6c9ff),
        surface: color!(0x1f1838),
    },
    ..DARK
};

/// Backgrounds of senders' initials, for both schemes; the initials on them are white.
pub static AVATARS: [Color; 10] = [
    color!(0x5f6f86),
    color!(0x96602e),
    color!(0x4a6f9f),
    color!(0x4f7a42),
    color!(0x9a5574),
    color!(0x4a7480),
    color!(0x7263a8),
    color!(0x7d6d3f),
    color!(0x3d7a5c),
    color!(0xa05548),
];

impl Tokens {
    /// The colours that belong to an iced theme made by the theme room.
    pub fn of(theme: &Theme) -> &'static Self {
        // The theme carries a few of the colours, by which it is known.
        let palette = theme.palette();
        let all = [&LIGHT, &DARK, &LIGHT_MORE, &DARK_MORE];
        let found = all
            .into_iter()
            .find(|t| t.background == palette.background && t.text == palette.text);
        found.unwrap_or(&LIGHT)
    }

    /// Words and surface of a tone.
    pub fn tone(&self, tone: Tone) -> Pair {
        match tone {
            Tone::Neutral => Pair {
                text: self.dim,
                surface: self.hover,
            },
            Tone::Good => self.good,
            Tone::Caution => self.caution,
            Tone::Bad => self.bad,
            Tone::Unknown => self.unknown,
        }
    }

    /// The colour of an identity in this scheme.
    pub fn identity(&self, which: IdentityColor) -> Color {
        let at = IdentityColor::ALL
            .iter()
            .position(|one| *one == which)
            .unwrap_or(0);
        self.identity.get(at).copied().unwrap_or(self.dim)
    }
}

/// A steady colour for the initials of whoever `key` (an address) names.
pub fn avatar(key: &str) -> Color {
    // FNV-1a: the same on every machine and in every version, which std's hasher does not promise.
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    });
    let at = usize::try_from(hash >> 32).unwrap_or(0) % AVATARS.len();
    AVATARS.get(at).copied().unwrap_or(color!(0x5f6f86))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::contrast::{apart, mix, ratio};

    fn schemes() -> [(&'static str, &'static Tokens); 4] {
        [
            ("light", &LIGHT),
            ("dark", &DARK),
            ("light, more", &LIGHT_MORE),
            ("dark, more", &DARK_MORE),
        ]
    }

    /// What words are to reach: WCAG AA, and with more contrast AAA.
    fn wanted(scheme: &str, what: &str) -> f32 {
        // Identity colours and initials are the same everywhere; beside them stands the name.
        let is_mark = what.starts_with("on ") && !what.starts_with("on accent");
        if scheme.ends_with("more") && !is_mark && !what.starts_with("initials") {
            7.0
        } else {
            4.5
        }
    }

    #[test]
    fn every_text_reaches_its_contrast() {
        let mut weak = Vec::new();
        let mut check = |scheme: &str, what: String, text: Color, surface: Color| {
            let ratio = ratio(text, surface);
            if ratio < wanted(scheme, &what) {
                weak.push(format!("{scheme}: {what}: {ratio:.2}"));
            }
        };
        for (scheme, t) in schemes() {
            let plain = [
                ("background", t.background),
                ("panel", t.panel),
                ("side", t.side),
            ];
            let raised = [
                ("hover", t.hover),
                ("pressed", t.pressed),
                ("selection", t.selection),
            ];
            for (name, surface) in plain {
                check(scheme, format!("text on {name}"), t.text, surface);
                check(scheme, format!("dim on {name}"), t.dim, surface);
                check(scheme, format!("faint on {name}"), t.faint, surface);
                check(scheme, format!("accent on {name}"), t.accent, surface);
                check(scheme, format!("bad on {name}"), t.bad.text, surface);
                check(
                    scheme,
                    format!("caution on {name}"),
                    t.caution.text,
                    surface,
                );
                check(
                    scheme,
                    format!("unknown on {name}"),
                    t.unknown.text,
                    surface,
                );
                check(scheme, format!("good on {name}"), t.good.text, surface);
            }
            for (name, surface) in raised {
                check(scheme, format!("text on {name}"), t.text, surface);
                if name != "pressed" {
                    check(scheme, format!("dim on {name}"), t.dim, surface);
                    check(scheme, format!("accent on {name}"), t.accent, surface);
                    check(scheme, format!("bad on {name}"), t.bad.text, surface);
                    check(
                        scheme,
                        format!("caution on {name}"),
                        t.caution.text,
                        surface,
                    );
                }
            }
            for surface in [t.panel, t.background] {
                let marked = mix(t.text_selection, surface);
                check(scheme, "marked text".into(), t.text, marked);
                check(scheme, "marked quote".into(), t.dim, marked);
            }
            // Words of a row, of the text and of a quote, and links.
            for (name, ink) in [("text", t.text), ("dim", t.dim), ("link", t.accent)] {
                check(scheme, format!("{name} that is found"), ink, t.found);
                check(scheme, format!("{name} at which one is"), ink, t.found_now);
            }
            for (name, ink) in [("text", t.text), ("dim", t.dim), ("link", t.accent)] {
                let (ink, surface) = (mix(t.found_over, ink), mix(t.found_over, t.panel));
                check(scheme, format!("{name} that is found, drawn"), ink, surface);
            }
            check(scheme, "on accent".into(), t.on_accent, t.accent);
            check(
                scheme,
                "on accent, hover".into(),
                t.on_accent,
                t.accent_hover,
            );
            for tone in [
                Tone::Neutral,
                Tone::Good,
                Tone::Caution,
                Tone::Bad,
                Tone::Unknown,
            ] {
                let pair = t.tone(tone);
                check(scheme, format!("{tone:?}"), pair.text, pair.surface);
                check(
                    scheme,
                    format!("text in a {tone:?} notice"),
                    t.text,
                    pair.surface,
                );
            }
            for which in IdentityColor::ALL {
                check(
                    scheme,
                    format!("on {which:?}"),
                    t.on_identity,
                    t.identity(which),
                );
            }
            for at in AVATARS {
                check(scheme, format!("initials on {at:?}"), Color::WHITE, at);
            }
        }
        assert!(weak.is_empty(), "{}", weak.join("\n"));
    }

    #[test]
    fn marks_and_outlines_reach_three_to_one() {
        let mut weak = Vec::new();
        for (scheme, t) in schemes() {
            let surfaces = [t.background, t.panel, t.side, t.selection];
            let mut marks = vec![
                ("accent", t.accent),
                ("good", t.good.text),
                ("bad", t.bad.text),
            ];
            marks.extend(
                IdentityColor::ALL
                    .iter()
                    .map(|c| ("identity", t.identity(*c))),
            );
            for (name, mark) in marks {
                for surface in surfaces {
                    let ratio = ratio(mark, surface);
                    if ratio < 3.0 {
                        weak.push(format!(
                            "{scheme}: {name} {mark:?} on {surface:?}: {ratio:.2}"
                        ));
                    }
                }
            }
            for surface in [t.background, t.panel] {
                let ratio = ratio(t.outline, surface);
                if ratio < 3.0 {
                    weak.push(format!("{scheme}: outline on {surface:?}: {ratio:.2}"));
                }
            }
        }
        assert!(weak.is_empty(), "{}", weak.join("\n"));
    }

    #[test]
    fn identities_stay_apart_for_colour_blind_people() {
        let mut close = Vec::new();
        for (scheme, t) in schemes() {
            for (i, one) in IdentityColor::ALL.iter().enumerate() {
                for other in IdentityColor::ALL.iter().skip(i + 1) {
                    // Teal and slate are given by the look and meet, in dark, in the rarest blindness
                    // (tritanopia); slate marks personal mailboxes, so both carry other signs too.
                    let least = if (*one, *other) == (IdentityColor::Teal, IdentityColor::Slate) {
                        0.02
                    } else {
                        0.045
                    };
                    let apart = apart(t.identity(*one), t.identity(*other));
                    if apart < least {
                        close.push(format!("{scheme}: {one:?} and {other:?}: {apart:.3}"));
                    }
                }
            }
        }
        assert!(close.is_empty(), "{}", close.join("\n"));
    }

    #[test]
    fn avatars_are_steady() {
        assert_eq!(avatar("lena@posteo.example"), avatar("LENA@posteo.example"));
        assert_ne!(avatar("a@x.example"), avatar("b@x.example"));
    }
}
