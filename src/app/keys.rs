//! Which key does what: one table, and a pure function from a key press to an action.
//!
//! The window asks [`shortcut`] only for key presses that no control took (`keyboard::listen` leaves
//! out those captured by a focused field), with what has the focus. Menus and hints ask [`label`].

use iced::keyboard::key::{Named, Physical};
use iced::keyboard::{Event, Key, Modifiers};

use crate::i18n::Texts;

/// What has the focus, as far as keys are concerned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Focus {
    /// The window itself, a list, a button, a passage: single letters are commands.
    #[default]
    Plain,
    /// A field or editor: only keys with Ctrl/Cmd are commands.
    Writing,
    /// A dialog or menu is open: nothing below it takes keys.
    Dialog,
}

/// Which window a key was pressed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The main window.
    Main,
    /// A window in which a message is written.
    Compose,
    /// Every window, as the place of an action.
    Any,
}

/// What an action is for, in the list of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Done with the message that is read, or with those that are chosen.
    Message,
    /// Where the window goes.
    Going,
    /// While a message is written.
    Writing,
    /// The program as a whole.
    Program,
}

impl Group {
    /// All of them, in the order of the list of keys.
    pub const ALL: [Self; 4] = [Self::Message, Self::Going, Self::Writing, Self::Program];

    /// The key of its heading.
    pub fn words(self) -> &'static str {
        match self {
            Self::Message => "keys-group-message",
            Self::Going => "keys-group-going",
            Self::Writing => "keys-group-writing",
            Self::Program => "keys-group-program",
        }
    }
}

macro_rules! actions {
    ($($(#[doc = $doc:literal])* $name:ident => $words:literal, $group:ident, $place:ident, [$($chord:expr),*];)*) => {
        /// What a key can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[doc = $doc])* $name,)*
        }

        impl Action {
            /// All actions there are.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The key of the text that says what it does.
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }

            /// Where it stands in the list of keys.
            pub fn group(self) -> Group {
                match self { $(Self::$name => Group::$group,)* }
            }

            /// The window it belongs to.
            pub fn place(self) -> Place {
                match self { $(Self::$name => Place::$place,)* }
            }

            /// Its keys; the first is shown in menus and hints.
            pub fn chords(self) -> &'static [Chord] {
                match self { $(Self::$name => const { &[$($chord),*] },)* }
            }
        }
    };
}

/// One way to press an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    key: Press,
    command: bool,
    shift: bool,
    alt: bool,
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
    }
}

const fn letter(letter: char) -> Chord {
    bare(Press::Letter(letter))
}

const fn sign(sign: char) -> Chord {
    bare(Press::Sign(sign))
}

const fn named(named: Named) -> Chord {
    bare(Press::Named(named))
}

const fn command(chord: Chord) -> Chord {
    Chord {
        command: true,
        ..chord
    }
}

const fn shift(chord: Chord) -> Chord {
    Chord {
        shift: true,
        ..chord
    }
}

const fn alt(chord: Chord) -> Chord {
    Chord { alt: true, ..chord }
}

actions! {
    /// Begins a new message.
    NewMessage => "keys-new-message", Program, Main, [command(letter('n')), letter('c')];
    /// Goes to the search field.
    Search => "keys-search", Going, Main, [command(letter('k')), sign('/')];
    /// Answers the sender.
    Reply => "keys-reply", Message, Main, [letter('r'), command(letter('r'))];
    /// Answers everybody.
    ReplyAll => "keys-reply-all", Message, Main, [letter('a'), command(shift(letter('r')))];
    /// Passes the message on.
    Forward => "keys-forward", Message, Main, [letter('f'), command(letter('l'))];
    /// Moves to the archive.
    Archive => "keys-archive", Message, Main, [letter('e')];
    /// Moves to another folder.
    MoveTo => "keys-move", Message, Main, [letter('v')];
    /// Moves to the trash.
    Delete => "keys-delete", Message, Main, [named(Named::Delete), sign('#')];
    /// Sets or takes the flag.
    Flag => "keys-flag", Message, Main, [letter('s')];
    /// Marks as read or unread.
    ToggleSeen => "keys-toggle-seen", Message, Main, [letter('u')];
    /// The next message.
    Next => "keys-next", Going, Main, [letter('j'), alt(named(Named::ArrowDown))];
    /// The message before.
    Previous => "keys-previous", Going, Main, [letter('k'), alt(named(Named::ArrowUp))];
    /// The next unread message.
    NextUnread => "keys-next-unread", Going, Main, [letter('n')];
    /// The next message of the conversation.
    NextInConversation => "keys-next-in-conversation", Going, Main, [shift(letter('j'))];
    /// The message of the conversation before.
    PreviousInConversation => "keys-previous-in-conversation", Going, Main, [shift(letter('k'))];
    /// Hands the message to the browser, to be printed.
    Print => "keys-print", Message, Main, [command(letter('p'))];
    /// Takes back the last move, deletion or mark.
    Undo => "keys-undo", Message, Main, [command(letter('z'))];
    /// The message that is shown in the outbox leaves before the one above it.
    LeaveEarlier => "keys-leave-earlier", Message, Main, [command(named(Named::ArrowUp))];
    /// It leaves after the one below it.
    LeaveLater => "keys-leave-later", Message, Main, [command(named(Named::ArrowDown))];
    /// Asks the servers for news.
    Refresh => "keys-refresh", Program, Main, [named(Named::F5), command(shift(letter('t')))];
    /// Shows the outbox.
    Outbox => "keys-outbox", Going, Main, [command(shift(letter('o')))];
    /// Shows the settings.
    Settings => "keys-settings", Going, Main, [command(sign(','))];
    /// Shows the keys.
    Keys => "keys-keys", Program, Main, [sign('?')];
    /// Leaves what is shown: the search, the reader of a narrow window.
    Back => "keys-back", Going, Main, [named(Named::Escape)];
    /// Ends the program.
    Quit => "keys-quit", Program, Any, [command(letter('q'))];
    /// Sends what is written.
    Send => "keys-send", Writing, Compose, [command(named(Named::Enter))];
    /// Attaches a file.
    Attach => "keys-attach", Writing, Compose, [command(shift(letter('a')))];
    /// Opens the From choice.
    ChooseFrom => "keys-choose-from", Writing, Compose, [command(shift(letter('f')))];
    /// Shows the lines for copies and goes there.
    ShowCopies => "keys-show-copies", Writing, Compose, [command(shift(letter('c')))];
    /// Closes the window and keeps the draft.
    CloseCompose => "keys-close-compose", Writing, Compose, [command(letter('w')), named(Named::Escape)];
}

/// The action for a key press, if any. Pure: the same press gives the same action.
pub fn shortcut(event: &Event, place: Place, focus: Focus) -> Option<Action> {
    let Event::KeyPressed {
        key,
        modified_key,
        physical_key,
        modifiers,
        repeat,
        ..
    } = event
    else {
        return None;
    };
    if focus == Focus::Dialog {
        return None;
    }
    Action::ALL.iter().copied().find(|action| {
        (action.place() == place || action.place() == Place::Any)
            && (!repeat || matches!(action, Action::Next | Action::Previous))
            && action.chords().iter().any(|chord| {
                let free = chord.command
                    || focus == Focus::Plain
                    || chord.key == Press::Named(Named::Escape);
                free && chord.is(key, modified_key, *physical_key, *modifiers)
            })
    })
}

impl Chord {
    fn is(self, key: &Key, modified: &Key, physical: Physical, modifiers: Modifiers) -> bool {
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
                modifiers.shift() == self.shift && key.to_latin(physical) == Some(letter)
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

/// How the first key of an action is written on this system and on the person's keyboard:
/// `Ctrl+Shift+O`, `Strg+Umschalt+O`, `⇧⌘O`.
pub fn label(action: Action, texts: &Texts) -> String {
    labels(action, texts).next().unwrap_or_default()
}

/// How each key of an action is written.
pub fn labels(action: Action, texts: &Texts) -> impl Iterator<Item = String> {
    let chords = action.chords().iter();
    chords.map(|chord| chord.written(cfg!(target_os = "macos"), texts))
}

/// What something does, and the key that does the same.
pub fn hint(words: String, action: Action, texts: &Texts) -> String {
    let key = label(action, texts).into();
    texts.say_with("hint-with-key", &[("words", words.into()), ("key", key)])
}

impl Chord {
    fn written(self, mac: bool, texts: &Texts) -> String {
        let mut text = String::new();
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
                (Named::ArrowUp, _) => "↑".to_owned(),
                (Named::ArrowDown, _) => "↓".to_owned(),
                (Named::F5, _) => "F5".to_owned(),
                _ => String::new(),
            }),
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::keyboard::Location;
    use iced::keyboard::key::{Code, NativeCode};

    fn press(key: Key, modified: Key, modifiers: Modifiers) -> Event {
        Event::KeyPressed {
            key,
            modified_key: modified,
            physical_key: Physical::Unidentified(NativeCode::Unidentified),
            location: Location::Standard,
            modifiers,
            text: None,
            repeat: false,
        }
    }

    fn typed(character: &str, modifiers: Modifiers) -> Event {
        let key = Key::Character(character.to_lowercase().as_str().into());
        press(key, Key::Character(character.into()), modifiers)
    }

    fn on_main(event: &Event, focus: Focus) -> Option<Action> {
        shortcut(event, Place::Main, focus)
    }

    #[test]
    fn letters_are_commands_only_where_nobody_writes() {
        let r = typed("r", Modifiers::empty());
        assert_eq!(on_main(&r, Focus::Plain), Some(Action::Reply));
        assert_eq!(on_main(&r, Focus::Writing), None);
        assert_eq!(on_main(&r, Focus::Dialog), None);
        let command_k = typed("k", Modifiers::COMMAND);
        assert_eq!(on_main(&command_k, Focus::Writing), Some(Action::Search));
        assert_eq!(shortcut(&r, Place::Compose, Focus::Plain), None);
    }

    #[test]
    fn modifiers_must_match() {
        let shift_r = typed("R", Modifiers::SHIFT);
        assert_eq!(on_main(&shift_r, Focus::Plain), None);
        let all = typed("R", Modifiers::COMMAND | Modifiers::SHIFT);
        assert_eq!(on_main(&all, Focus::Plain), Some(Action::ReplyAll));
        let alt_r = typed("r", Modifiers::ALT);
        assert_eq!(on_main(&alt_r, Focus::Plain), None);
    }

    #[test]
    fn signs_are_found_wherever_the_layout_has_them() {
        // US: Shift and the key of "/"; German: Shift and "7".
        for key in ["/", "7"] {
            let question = press(
                Key::Character(key.into()),
                Key::Character("?".into()),
                Modifiers::SHIFT,
            );
            assert_eq!(on_main(&question, Focus::Plain), Some(Action::Keys));
        }
    }

    #[test]
    fn a_cyrillic_layout_has_the_same_keys() {
        let event = Event::KeyPressed {
            key: Key::Character("к".into()),
            modified_key: Key::Character("к".into()),
            physical_key: Physical::Code(Code::KeyR),
            location: Location::Standard,
            modifiers: Modifiers::empty(),
            text: None,
            repeat: false,
        };
        assert_eq!(on_main(&event, Focus::Plain), Some(Action::Reply));
    }

    #[test]
    fn the_program_ends_from_every_window() {
        let quit = typed("q", Modifiers::COMMAND);
        for (place, focus) in [
            (Place::Main, Focus::Plain),
            (Place::Compose, Focus::Writing),
        ] {
            assert_eq!(shortcut(&quit, place, focus), Some(Action::Quit));
        }
    }

    #[test]
    fn escape_works_while_writing_and_send_needs_the_command_key() {
        let escape = press(
            Key::Named(Named::Escape),
            Key::Named(Named::Escape),
            Modifiers::empty(),
        );
        assert_eq!(
            shortcut(&escape, Place::Compose, Focus::Writing),
            Some(Action::CloseCompose)
        );
        let enter = |modifiers| {
            press(
                Key::Named(Named::Enter),
                Key::Named(Named::Enter),
                modifiers,
            )
        };
        let send = |modifiers| shortcut(&enter(modifiers), Place::Compose, Focus::Writing);
        assert_eq!(send(Modifiers::COMMAND), Some(Action::Send));
        assert_eq!(send(Modifiers::empty()), None);
    }

    #[test]
    fn no_chord_stands_for_two_actions_and_texts_are_apart() {
        let mut chords = Vec::new();
        let mut ids = std::collections::HashSet::new();
        for action in Action::ALL {
            assert!(ids.insert(action.words()), "{}", action.words());
            let places = match action.place() {
                Place::Any => vec![Place::Main, Place::Compose],
                place => vec![place],
            };
            for (place, chord) in places
                .into_iter()
                .flat_map(|p| action.chords().iter().map(move |c| (p, *c)))
            {
                let entry = (place, chord);
                assert!(!chords.contains(&entry), "{action:?} {chord:?}");
                chords.push(entry);
            }
        }
    }

    #[test]
    fn labels_are_written_as_the_system_does() {
        use crate::i18n::Language;
        let texts = Texts::new(Language::English);
        let outbox = Action::Outbox.chords()[0];
        assert_eq!(outbox.written(false, &texts), "Ctrl+Shift+O");
        assert_eq!(outbox.written(true, &texts), "⇧⌘O");
        assert_eq!(Action::Delete.chords()[0].written(false, &texts), "Del");
        assert_eq!(Action::Reply.chords()[0].written(false, &texts), "R");
        for action in Action::ALL {
            assert!(!label(*action, &texts).is_empty(), "{action:?}");
        }
    }

    #[test]
    fn keys_are_called_what_stands_on_them() {
        use crate::i18n::Language;
        let german = Texts::new(Language::German);
        let outbox = Action::Outbox.chords()[0];
        assert_eq!(outbox.written(false, &german), "Strg+Umschalt+O");
        assert_eq!(Action::Delete.chords()[0].written(false, &german), "Entf");
        let send = Action::Send.chords()[0];
        assert_eq!(send.written(false, &german), "Strg+Eingabe");
    }
}
