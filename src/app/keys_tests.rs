//! Tests of the keys.

use super::*;
use iced::keyboard::Location;
use iced::keyboard::key::{Code, NativeCode, Physical};
use iced::keyboard::{Key, Modifiers};

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

fn at(event: &Event, place: Place, focus: Focus) -> Option<Action> {
    match shortcut(event, place, focus, KeyMap::Gmail, None)? {
        Stroke::Action(action) => Some(action),
        Stroke::Begins(_) => None,
    }
}

fn on_main(event: &Event, focus: Focus) -> Option<Action> {
    at(event, Place::Main, focus)
}

#[test]
fn letters_are_commands_only_where_nobody_writes() {
    let r = typed("r", Modifiers::empty());
    assert_eq!(on_main(&r, Focus::Plain), Some(Action::Reply));
    assert_eq!(on_main(&r, Focus::Writing), None);
    assert_eq!(on_main(&r, Focus::Dialog), None);
    let command_k = typed("k", Modifiers::COMMAND);
    assert_eq!(on_main(&command_k, Focus::Writing), Some(Action::Search));
    assert_eq!(at(&r, Place::Compose, Focus::Plain), None);
}

#[test]
fn spelling_has_a_key_where_somebody_writes() {
    let f7 = Key::Named(iced::keyboard::key::Named::F7);
    let f7 = press(f7.clone(), f7, Modifiers::empty());
    let in_text = at(&f7, Place::Compose, Focus::Writing);
    assert_eq!(in_text, Some(Action::Spelling));
    assert_eq!(at(&f7, Place::Compose, Focus::Dialog), None);
    assert_eq!(on_main(&f7, Focus::Writing), None);
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
fn the_letter_is_zoomed_by_what_is_written_on_the_keys() {
    for map in KeyMap::ALL {
        for (sign, held, action) in [
            ("+", Modifiers::COMMAND, Action::Larger),
            ("+", Modifiers::COMMAND | Modifiers::SHIFT, Action::Larger),
            ("=", Modifiers::COMMAND, Action::Larger),
            ("-", Modifiers::COMMAND, Action::Smaller),
            ("0", Modifiers::COMMAND, Action::UsualSize),
            ("0", Modifiers::empty(), Action::NoTags),
        ] {
            let event = typed(sign, held);
            let stroke = shortcut(&event, Place::Main, Focus::Plain, map, None);
            assert_eq!(stroke, Some(Stroke::Action(action)), "{sign} {held:?}");
            let writing = shortcut(&event, Place::Compose, Focus::Writing, map, None);
            assert_eq!(writing, None, "{sign}: nothing while a message is written");
        }
    }
}

#[test]
fn the_program_ends_from_every_window() {
    let quit = typed("q", Modifiers::COMMAND);
    for (place, focus) in [
        (Place::Main, Focus::Plain),
        (Place::Compose, Focus::Writing),
    ] {
        assert_eq!(at(&quit, place, focus), Some(Action::Quit));
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
        at(&escape, Place::Compose, Focus::Writing),
        Some(Action::CloseCompose)
    );
    let enter = |modifiers| {
        press(
            Key::Named(Named::Enter),
            Key::Named(Named::Enter),
            modifiers,
        )
    };
    let send = |modifiers| at(&enter(modifiers), Place::Compose, Focus::Writing);
    assert_eq!(send(Modifiers::COMMAND), Some(Action::Send));
    assert_eq!(send(Modifiers::empty()), None);
}

#[test]
fn no_chord_stands_for_two_actions_and_texts_are_apart() {
    for map in KeyMap::ALL {
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
                .flat_map(|p| action.chords(map).iter().map(move |c| (p, *c)))
            {
                let entry = (place, chord);
                assert!(!chords.contains(&entry), "{map:?} {action:?} {chord:?}");
                chords.push(entry);
            }
        }
    }
}

#[test]
fn while_writing_both_maps_are_the_same() {
    for action in Action::ALL.iter().filter(|a| a.place() == Place::Compose) {
        let [gmail, thunderbird] = KeyMap::ALL.map(|map| action.chords(map));
        assert_eq!(gmail, thunderbird, "{action:?}");
    }
}

#[test]
fn each_map_has_its_own_letters() {
    let of = |letter: &str, modifiers, map| {
        shortcut(
            &typed(letter, modifiers),
            Place::Main,
            Focus::Plain,
            map,
            None,
        )
    };
    let none = Modifiers::empty();
    let action = |action| Some(Stroke::Action(action));
    assert_eq!(of("a", none, KeyMap::Gmail), action(Action::ReplyAll));
    assert_eq!(of("a", none, KeyMap::Thunderbird), action(Action::Archive));
    assert_eq!(of("j", none, KeyMap::Gmail), action(Action::Next));
    assert_eq!(of("j", none, KeyMap::Thunderbird), action(Action::Junk));
    let shift = Modifiers::SHIFT;
    assert_eq!(of("J", shift, KeyMap::Thunderbird), action(Action::NotJunk));
    assert_eq!(of("r", none, KeyMap::Thunderbird), None);
}

#[test]
fn what_gmail_has_a_letter_for_has_the_same_here() {
    let of = |letter: &str, modifiers| {
        let event = typed(letter, modifiers);
        shortcut(&event, Place::Main, Focus::Plain, KeyMap::Gmail, None)
    };
    let (none, shift) = (Modifiers::empty(), Modifiers::SHIFT);
    for (letter, modifiers, action) in [
        ("u", none, Action::ToList),
        ("x", none, Action::Pick),
        ("l", none, Action::Tags),
        ("o", none, Action::Open),
        ("[", none, Action::ArchivePrevious),
        ("]", none, Action::ArchiveNext),
        ("I", shift, Action::MarkRead),
        ("U", shift, Action::MarkUnread),
    ] {
        assert_eq!(
            of(letter, modifiers),
            Some(Stroke::Action(action)),
            "{letter}"
        );
    }
    let toggles = Action::ToggleSeen.chords(KeyMap::Gmail);
    assert!(!toggles.is_empty());
}

#[test]
fn two_letters_one_after_the_other_are_one_action() {
    let press = |letter: &str, begun, map| {
        let event = typed(letter, Modifiers::empty());
        shortcut(&event, Place::Main, Focus::Plain, map, begun)
    };
    let gmail = KeyMap::Gmail;
    assert_eq!(press("g", None, gmail), Some(Stroke::Begins('g')));
    assert_eq!(press("g", None, KeyMap::Thunderbird), None);
    let inbox = Some(Stroke::Action(Action::Inbox));
    assert_eq!(press("i", Some('g'), gmail), inbox);
    assert_eq!(press("i", None, gmail), None);
    // What is no second letter does nothing: it was not meant alone.
    assert_eq!(press("e", Some('g'), gmail), None);
    let g = typed("g", Modifiers::empty());
    assert_eq!(shortcut(&g, Place::Main, Focus::Writing, gmail, None), None);
}

#[test]
fn a_letter_that_begins_two_is_none_alone() {
    let chords = || Action::ALL.iter().flat_map(|a| a.chords(KeyMap::Gmail));
    let begins = chords().filter_map(|chord| chord.begun_by(&typed("g", Modifiers::empty())));
    assert!(begins.count() > 1);
    let g = typed("g", Modifiers::empty());
    assert!(!chords().any(|chord| chord.follows(None) && chord.is(&g)));
}

#[test]
fn labels_are_written_as_the_system_does() {
    use crate::i18n::Language;
    let texts = Texts::new(Language::English);
    let first = |action: Action| action.chords(KeyMap::Gmail)[0];
    assert_eq!(first(Action::Outbox).written(false, &texts), "Ctrl+Shift+O");
    assert_eq!(first(Action::Outbox).written(true, &texts), "⇧⌘O");
    assert_eq!(first(Action::Delete).written(false, &texts), "Del");
    assert_eq!(first(Action::Reply).written(false, &texts), "R");
    assert_eq!(first(Action::Inbox).written(false, &texts), "G I");
    for map in KeyMap::ALL {
        for action in Action::ALL {
            for label in labels(*action, map, &texts) {
                assert!(!label.is_empty(), "{action:?}");
            }
        }
    }
}

#[test]
fn keys_are_called_what_stands_on_them() {
    use crate::i18n::Language;
    let german = Texts::new(Language::German);
    let first = |action: Action| action.chords(KeyMap::Gmail)[0].written(false, &german);
    assert_eq!(first(Action::Outbox), "Strg+Umschalt+O");
    assert_eq!(first(Action::Delete), "Entf");
    assert_eq!(first(Action::Send), "Strg+Eingabe");
}

#[test]
fn pages_of_a_dialog_are_turned_and_space_is_for_its_buttons() {
    let key = |named| press(Key::Named(named), Key::Named(named), Modifiers::empty());
    let in_dialog = |event: &Event| at(event, Place::Main, Focus::Dialog);
    assert_eq!(in_dialog(&key(Named::PageDown)), Some(Action::PageDown));
    assert_eq!(in_dialog(&key(Named::PageUp)), Some(Action::PageUp));
    assert_eq!(in_dialog(&key(Named::Space)), None);
    assert_eq!(at(&key(Named::PageDown), Place::Main, Focus::Writing), None);
}

#[test]
fn every_key_is_written() {
    let texts = Texts::new(crate::i18n::Language::English);
    for map in [KeyMap::Gmail, KeyMap::Thunderbird] {
        for action in Action::ALL {
            for chord in action.chords(map) {
                let written = chord.written(false, &texts);
                let is_cut = written.ends_with('+') && !written.ends_with("++");
                assert!(!written.is_empty() && !is_cut, "{action:?}: {written}");
            }
        }
    }
}
