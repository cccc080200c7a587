//! One way to press an action: which keys, and how they are written.

use iced::keyboard::key::Named;
use iced::keyboard::{Event, Key};

use super::Focus;
use crate::i18n::Texts;

/// One way to press an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    key: Press,
    command: bool,
    shift: bool,
    alt: bool,
    /// The letter that is pressed before it, as Gmail's `g` before `i`.
    after: Option<char>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Press {
    /// A Latin letter by its place on the keyboard where the layout is not Latin.
    Letter(char),
    /// A sign as it is written, wherever the layout has it.
    Sign(char),
    Named(Named),
}

const fn bare(key: Press) -> Chord {
    Chord {
        key,
        command: false,
        shift: false,
        alt: false,
        after: None,
    }
}

pub(super) const fn letter(letter: char) -> Chord {
    bare(Press::Letter(letter))
}

pub(super) const fn sign(sign: char) -> Chord {
    bare(Press::Sign(sign))
}

pub(super) const fn named(named: Named) -> Chord {
    bare(Press::Named(named))
}

pub(super) const fn command(chord: Chord) -> Chord {
    Chord {
        command: true,
        ..chord
    }
}

pub(super) const fn shift(chord: Chord) -> Chord {
    Chord {
        shift: true,
        ..chord
    }
}

pub(super) const fn alt(chord: Chord) -> Chord {
    Chord { alt: true, ..chord }
}

/// This key after that letter.
pub(super) const fn then(first: char, chord: Chord) -> Chord {
    Chord {
        after: Some(first),
        ..chord
    }
}

impl Chord {
    /// Is it a command, whatever has the focus there?
    pub(super) fn is_free(self, focus: Focus) -> bool {
        // Those that write nothing.
        let is_silent = matches!(
            self.key,
            Press::Named(Named::Escape | Named::F3 | Named::F6 | Named::F7)
        );
        // In a dialog Space is for its buttons.
        let turns = matches!(self.key, Press::Named(Named::PageDown | Named::PageUp));
        self.command || focus == Focus::Plain || is_silent || focus == Focus::Dialog && turns
    }

    /// Is it pressed after this letter, or after none?
    pub(super) fn follows(self, begun: Option<char>) -> bool {
        self.after == begun
    }

    /// The letter before it, where that is what was pressed.
    pub(super) fn begun_by(self, event: &Event) -> Option<char> {
        self.after.filter(|first| letter(*first).is(event))
    }

    /// Is it what was pressed, apart from what comes before it?
    pub(super) fn is(self, event: &Event) -> bool {
        let Event::KeyPressed {
            key,
            modified_key: modified,
            physical_key: physical,
            modifiers,
            ..
        } = event
        else {
            return false;
        };
        if modifiers.command() != self.command || modifiers.alt() != self.alt {
            return false;
        }
        // Elsewhere than on macOS Ctrl is the command key; there, Ctrl alone is for the text cursor.
        if cfg!(target_os = "macos") && modifiers.control() {
            return false;
        }
        if cfg!(not(target_os = "macos")) && modifiers.logo() {
            return false;
        }
        match self.key {
            Press::Letter(letter) => {
                modifiers.shift() == self.shift && key.to_latin(*physical) == Some(letter)
            }
            // Shift may be needed to write the sign.
            Press::Sign(sign) => match modified.as_ref() {
                Key::Character(written) => written.chars().eq([sign]),
                _ => false,
            },
            Press::Named(named) => {
                modifiers.shift() == self.shift && key.as_ref() == Key::Named(named)
            }
        }
    }
}

impl Chord {
    /// How it is written, on a Mac or elsewhere.
    pub(super) fn written(self, mac: bool, texts: &Texts) -> String {
        let mut text = String::new();
        if let Some(first) = self.after {
            text.extend(first.to_uppercase());
            text.push(' ');
        }
        let [alt, shift, command, joint] = if mac {
            ["⌥", "⇧", "⌘", ""].map(str::to_owned)
        } else {
            let [alt, shift, command] = ["key-alt", "key-shift", "key-control"];
            [
                texts.say(alt),
                texts.say(shift),
                texts.say(command),
                "+".to_owned(),
            ]
        };
        let mut push = |on: bool, word: &str| {
            if on {
                text.push_str(word);
                text.push_str(&joint);
            }
        };
        // The order each system uses.
        if mac {
            push(self.alt, &alt);
            push(self.shift, &shift);
            push(self.command, &command);
        } else {
            push(self.command, &command);
            push(self.alt, &alt);
            push(self.shift, &shift);
        }
        match self.key {
            Press::Letter(letter) => text.extend(letter.to_uppercase()),
            Press::Sign(sign) => text.push(sign),
            Press::Named(named) => text.push_str(&match (named, mac) {
                (Named::Enter, true) => "↩".to_owned(),
                (Named::Enter, false) => texts.say("key-enter"),
                (Named::Escape, true) => "⎋".to_owned(),
                (Named::Escape, false) => texts.say("key-escape"),
                (Named::Delete, true) => "⌦".to_owned(),
                (Named::Delete, false) => texts.say("key-delete"),
                (Named::Space, _) => texts.say("key-space"),
                (Named::PageDown, true) => "⇟".to_owned(),
                (Named::PageDown, false) => texts.say("key-page-down"),
                (Named::PageUp, true) => "⇞".to_owned(),
                (Named::PageUp, false) => texts.say("key-page-up"),
                (Named::ArrowUp, _) => "↑".to_owned(),
                (Named::ArrowDown, _) => "↓".to_owned(),
                (Named::F3, _) => "F3".to_owned(),
                (Named::F5, _) => "F5".to_owned(),
                (Named::F6, _) => "F6".to_owned(),
                (Named::F7, _) => "F7".to_owned(),
                (Named::F10, _) => "F10".to_owned(),
                (Named::Home, true) => "↖".to_owned(),
                (Named::Home, false) => texts.say("key-home"),
                (Named::End, true) => "↘".to_owned(),
                (Named::End, false) => texts.say("key-end"),
                _ => String::new(),
            }),
        }
        text
    }
}
