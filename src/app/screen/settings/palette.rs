//! What the palette offers of the settings: their parts, what is done with contacts, and what is chosen in a word.

use super::choices::{self, bare};
use super::{ContactsDeed, Message, Section};
use crate::app::screen::palette::Entry;
use crate::config::Settings;
use crate::i18n::Texts;

/// All of it. What is chosen by a sentence stays on the page, where there is room to read it.
#[must_use]
pub fn entries(settings: &Settings, texts: &Texts) -> Vec<Entry<Message>> {
    let part = |section: Section| {
        let args = [("part", texts.say(section.words()).into())];
        let words = texts.say_with("palette-settings-part", &args);
        Entry::new(words, Ok(Message::Show(Some(section))))
    };
    let mut entries: Vec<Entry<Message>> = Section::ALL.map(part).into();
    for (key, deed) in [
        ("palette-contacts-import", ContactsDeed::Import),
        ("palette-contacts-export", ContactsDeed::Export),
    ] {
        entries.push(Entry::new(texts.say(key), Ok(Message::Contacts(deed))));
    }
    let settings = bare(settings);
    for choice in choices::choices(&settings, "", texts) {
        let title = match choice.section {
            Section::Appearance => choice.title,
            Section::Keys => texts.say(Section::Keys.words()),
            _ => continue,
        };
        for (value, change) in choice.options {
            let args = [("setting", title.as_str().into()), ("value", value.into())];
            let may = match change.is_so(&settings) {
                true => Err(texts.say("may-not-is-so")),
                false => Ok(Message::Set(change)),
            };
            entries.push(Entry::new(texts.say_with("palette-setting", &args), may));
        }
    }
    entries
}
