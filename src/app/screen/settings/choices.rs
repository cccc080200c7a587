//! What can be chosen about the whole profile, and in which words.

use jiff::Span;
use jiff::civil::Time;

use super::{Change, Section};
use crate::config::{
    Contrast, Density, InTheDark, KeyMap, MOST_COPY_WAIT_SECONDS, ReadAs, Settings, Theme, TrayUse,
};
use crate::domain::{QuietHours, TextFormat};
use crate::i18n::{Language, Texts};

/// The times in which Send can be undone that are offered, in seconds.
const UNDO_SECONDS: [u8; 6] = [0, 5, 10, 20, 30, 60];
/// The times in which a copy of the server's own is waited for.
const COPY_WAIT_SECONDS: [u8; 4] = [0, 15, 30, MOST_COPY_WAIT_SECONDS];
/// Sizes, in hundredths of the usual one.
const TEXT_SIZES: [u8; 8] = [80, 90, 100, 110, 125, 150, 175, 200];
/// Room for texts, in megabytes.
const ROOM: [u32; 4] = [1000, 5000, 20_000, 100_000];
/// Quiet hours move by so many minutes.
const QUIET_STEP: i64 = 30;

/// A setting, and what it can be.
pub(super) struct Choice {
    /// Under which heading it stands.
    pub section: Section,
    /// What it is about.
    pub title: String,
    /// What it can be; chosen is what is so already.
    pub options: Vec<(String, Change)>,
}

/// What is offered with what stands in the file, in order.
fn with_own<T: Copy + Ord>(offered: &[T], own: T) -> Vec<T> {
    let mut all = offered.to_vec();
    if !all.contains(&own) {
        all.push(own);
        all.sort_unstable();
    }
    all
}

/// All of them, in the order of the page.
pub(super) fn choices(settings: &Settings, keys: &str, texts: &Texts) -> Vec<Choice> {
    let choice = |section, title: String, options: Vec<(String, Change)>| Choice {
        section,
        title,
        options,
    };
    let of = |section, title: &str, options: Vec<(&str, Change)>| {
        let options = options.into_iter();
        let options = options.map(|(words, change)| (texts.say(words), change));
        choice(section, texts.say(title), options.collect())
    };
    let seconds = |one: u8| match one {
        0 => texts.say("settings-undo-none"),
        one => texts.say_with("settings-undo-seconds", &[("count", u32::from(one).into())]),
    };
    let yes_no = |change: fn(bool) -> Change| {
        vec![
            ("settings-remind-on", change(true)),
            ("settings-remind-off", change(false)),
        ]
    };
    vec![
        of(
            Section::Accounts,
            "settings-offline-words",
            vec![
                ("settings-offline-no", Change::Offline(false)),
                ("settings-offline-yes", Change::Offline(true)),
            ],
        ),
        of(
            Section::Sending,
            "settings-write-words",
            vec![
                ("settings-write-plain", Change::WriteAs(TextFormat::Plain)),
                (
                    "settings-write-formatted",
                    Change::WriteAs(TextFormat::Formatted),
                ),
            ],
        ),
        of(
            Section::Sending,
            "settings-write-lines",
            vec![
                ("settings-write-flowed", Change::Flowed(true)),
                ("settings-write-as-typed", Change::Flowed(false)),
            ],
        ),
        of(
            Section::Sending,
            "settings-spelling-words",
            vec![
                ("settings-spelling-on", Change::Spelling(true)),
                ("settings-spelling-off", Change::Spelling(false)),
            ],
        ),
        choice(
            Section::Sending,
            texts.say("settings-undo-words"),
            with_own(&UNDO_SECONDS, settings.undo_seconds)
                .into_iter()
                .map(|one| (seconds(one), Change::Undo(one)))
                .collect(),
        ),
        of(
            Section::Sending,
            "settings-remind-attachment",
            yes_no(Change::RemindAttachment),
        ),
        of(
            Section::Sending,
            "settings-remind-identity",
            yes_no(Change::RemindIdentity),
        ),
        of(
            Section::Sending,
            "settings-remind-outside",
            yes_no(Change::RemindOutside),
        ),
        choice(
            Section::Sending,
            texts.say("settings-copy-wait-words"),
            with_own(&COPY_WAIT_SECONDS, settings.copy_wait_seconds)
                .into_iter()
                .map(|one| (seconds(one), Change::CopyWait(one)))
                .collect(),
        ),
        of(
            Section::Reading,
            "settings-read-words-hint",
            vec![
                ("settings-read-sent", Change::ReadAs(ReadAs::Sent)),
                ("settings-read-simple", Change::ReadAs(ReadAs::Simple)),
                ("settings-read-words", Change::ReadAs(ReadAs::Words)),
            ],
        ),
        of(
            Section::Reading,
            "settings-dark-words",
            vec![
                (
                    "settings-dark-adapted",
                    Change::InTheDark(InTheDark::Adapted),
                ),
                ("settings-dark-sent", Change::InTheDark(InTheDark::Sent)),
            ],
        ),
        of(
            Section::Reading,
            "settings-pictures-words",
            vec![
                ("settings-pictures-ask", Change::AskPictures(true)),
                ("settings-pictures-never", Change::AskPictures(false)),
            ],
        ),
        of(
            Section::Notifications,
            "settings-quiet-words",
            vec![
                ("settings-quiet-none", Change::Quiet(None)),
                (
                    "settings-quiet-hours",
                    Change::Quiet(Some(settings.quiet.unwrap_or_else(QuietHours::usual))),
                ),
            ],
        ),
        choice(
            Section::Room,
            texts.say("settings-room-words"),
            with_own(&ROOM, settings.cache_mb)
                .into_iter()
                .map(|one| (texts.size(u64::from(one) * 1_000_000), Change::Room(one)))
                .collect(),
        ),
        of(
            Section::Room,
            "settings-lost-words",
            vec![
                ("settings-lost-remove", Change::KeepLost(false)),
                ("settings-lost-keep", Change::KeepLost(true)),
            ],
        ),
        of(
            Section::Notifications,
            "settings-tray-words",
            vec![
                ("settings-tray-icon", Change::Tray(TrayUse::Icon)),
                ("settings-tray-stay", Change::Tray(TrayUse::Stay)),
                ("settings-tray-off", Change::Tray(TrayUse::Off)),
            ],
        ),
        choice(
            Section::Appearance,
            texts.say("settings-language-words"),
            languages(texts),
        ),
        of(
            Section::Appearance,
            "settings-theme-words",
            vec![
                ("settings-theme-system", Change::Theme(Theme::System)),
                ("settings-theme-light", Change::Theme(Theme::Light)),
                ("settings-theme-dark", Change::Theme(Theme::Dark)),
            ],
        ),
        of(
            Section::Appearance,
            "settings-contrast-words",
            vec![
                ("settings-theme-system", Change::Contrast(Contrast::System)),
                ("settings-contrast-usual", Change::Contrast(Contrast::Usual)),
                ("settings-contrast-more", Change::Contrast(Contrast::More)),
            ],
        ),
        choice(
            Section::Appearance,
            texts.say("settings-text-size-words"),
            sizes(settings.text_size, texts),
        ),
        of(
            Section::Appearance,
            "settings-density-words",
            vec![
                ("density-comfortable", Change::Density(Density::Comfortable)),
                ("density-compact", Change::Density(Density::Compact)),
            ],
        ),
        choice(
            Section::Keys,
            texts.say_with("settings-keys-words", &[("key", keys.into())]),
            [
                ("settings-keys-gmail", KeyMap::Gmail),
                ("settings-keys-thunderbird", KeyMap::Thunderbird),
            ]
            .map(|(words, map)| (texts.say(words), Change::Keys(map)))
            .into(),
        ),
    ]
}

/// What was decided about the pictures of single senders, under what it is named by: each can be forgotten.
pub(super) fn decided(settings: &Settings) -> [(&'static str, Vec<(String, Change)>); 2] {
    let forget = |senders: &[String]| {
        let senders = senders.iter();
        let forget = senders.map(|s| (s.clone(), Change::ForgetPictures(s.clone())));
        forget.collect()
    };
    let rules = &settings.pictures;
    [
        ("settings-pictures-always", forget(&rules.always)),
        ("settings-pictures-never-from", forget(&rules.never)),
    ]
}

/// The words of one's own: each can be forgotten.
pub(super) fn own_words(settings: &Settings) -> Vec<(String, Change)> {
    let words = settings.own_words.iter();
    words
        .map(|word| (word.clone(), Change::ForgetWord(word.clone())))
        .collect()
}

fn languages(texts: &Texts) -> Vec<(String, Change)> {
    let system = (texts.say("settings-theme-system"), Change::Language(None));
    let own = Language::ALL.map(|language| {
        let code = Some(language.code().to_owned());
        (language.own_name().to_owned(), Change::Language(code))
    });
    std::iter::once(system).chain(own).collect()
}

fn sizes(own: Option<u8>, texts: &Texts) -> Vec<(String, Change)> {
    let system = (texts.say("settings-theme-system"), Change::TextSize(None));
    let all = with_own(&TEXT_SIZES, own.unwrap_or(100));
    let sizes = all.into_iter().map(|size| {
        let words = texts.say_with("settings-text-size", &[("percent", u32::from(size).into())]);
        (words, Change::TextSize(Some(size)))
    });
    std::iter::once(system).chain(sizes).collect()
}

/// Quiet hours with their beginning (`true`) or end moved by a step, forwards or back. They keep some length.
pub(super) fn moved(hours: QuietHours, beginning: bool, forwards: bool) -> QuietHours {
    let step = Span::new().minutes(if forwards { QUIET_STEP } else { -QUIET_STEP });
    let by = |time: Time| time.wrapping_add(step);
    let mut moved = hours;
    if beginning {
        moved.from = by(moved.from);
    } else {
        moved.until = by(moved.until);
    }
    if moved.from == moved.until {
        hours
    } else {
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, ConfigFile, SETTINGS_KEYS};

    /// The keys that stand otherwise in the file once a change was kept.
    fn changes(before: &Settings, change: &Change) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let keep = |settings: &Settings| {
            let mut file = ConfigFile::open(&path).unwrap();
            let settings = settings.clone();
            file.update(move |config: &mut Config| config.settings = settings)
                .unwrap();
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let table: toml_edit::DocumentMut = text.parse().unwrap();
            let settings = table.get("settings").and_then(|s| s.as_table().cloned());
            settings.unwrap_or_default()
        };
        let old = keep(before);
        let mut after = before.clone();
        change.apply(&mut after);
        let new = keep(&after);
        let value = |table: &toml_edit::Table, key: &str| table.get(key).map(ToString::to_string);
        SETTINGS_KEYS
            .iter()
            .filter(|key| value(&old, key) != value(&new, key))
            .map(|key| (*key).to_owned())
            .collect()
    }

    #[test]
    fn every_key_of_the_file_can_be_changed_on_the_page() {
        let texts = Texts::new(Language::English);
        let mut settings = Settings::default();
        settings.pictures.always = vec!["kim@shop.test".into()];
        settings.pictures.never = vec!["@ads.test".into()];
        settings.own_words = vec!["Acme".into()];
        let mut offered: Vec<Change> = choices(&settings, "?", &texts)
            .into_iter()
            .flat_map(|choice| choice.options.into_iter().map(|(_, change)| change))
            .collect();
        for (_, senders) in decided(&settings) {
            offered.extend(senders.into_iter().map(|(_, change)| change));
        }
        offered.extend(own_words(&settings).into_iter().map(|(_, change)| change));
        let mut changed: Vec<String> = offered
            .iter()
            .flat_map(|change| changes(&settings, change))
            .collect();
        changed.sort();
        changed.dedup();
        let mut all: Vec<&str> = SETTINGS_KEYS.to_vec();
        all.sort_unstable();
        assert_eq!(changed, all);
    }

    #[test]
    fn one_option_of_each_is_so() {
        let texts = Texts::new(Language::English);
        let settings = Settings {
            undo_seconds: 7,
            text_size: Some(115),
            cache_mb: 123,
            quiet: QuietHours::from_words("21:10-06:00"),
            ..Settings::default()
        };
        for choice in choices(&settings, "?", &texts) {
            let so = choice.options.iter().filter(|(_, c)| c.is_so(&settings));
            assert_eq!(so.count(), 1, "{}", choice.title);
        }
    }

    #[test]
    fn quiet_hours_go_round_the_clock_and_keep_some_length() {
        let hours = QuietHours::from_words("23:30-08:00").unwrap();
        let later = moved(hours, true, true);
        assert_eq!(later.words(), "00:00-08:00");
        assert_eq!(moved(later, true, false), hours);
        let short = QuietHours::from_words("07:30-08:00").unwrap();
        assert_eq!(moved(short, true, true), short);
    }
}
