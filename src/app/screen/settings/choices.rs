//! What can be chosen about the whole profile, and in which words.

use jiff::Span;
use jiff::civil::Time;

use super::entered::Entered;
use super::{Change, Section};
use crate::config::{
    Contrast, Density, InTheDark, KeyMap, MOST_COPY_WAIT_SECONDS, MarkRead, ReadAs, Settings,
    Theme, TrayUse,
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
    /// Other words by which it is looked for, as other programs call it.
    pub also: String,
    /// What it can be; chosen is what is so already.
    pub options: Vec<(String, Change)>,
    /// What else it can be is written by hand.
    pub other: Option<Entered>,
    /// The hours that are chosen by it, whose beginning and end are moved below.
    pub hours: Option<QuietHours>,
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

/// The settings on which choices are tried, each on a copy. None is about single senders or words, of which there may
/// be thousands.
pub(super) fn bare(settings: &Settings) -> Settings {
    let mut bare = settings.clone();
    bare.pictures.always.clear();
    bare.pictures.never.clear();
    bare.own_words.clear();
    bare
}

/// All of them, in the order of the page.
pub(super) fn choices(settings: &Settings, keys: &str, texts: &Texts) -> Vec<Choice> {
    let choice = |section, title: String, also: &str, options: Vec<(String, Change)>| Choice {
        section,
        title,
        also: texts.say(also),
        options,
        other: None,
        hours: None,
    };
    let or_other = |other, choice: Choice| Choice {
        other: Some(other),
        ..choice
    };
    let of = |section, title: &str, also: &str, options: Vec<(&str, Change)>| {
        let options = options.into_iter();
        let options = options.map(|(words, change)| (texts.say(words), change));
        choice(section, texts.say(title), also, options.collect())
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
            "settings-also-offline",
            vec![
                ("settings-offline-no", Change::Offline(false)),
                ("settings-offline-yes", Change::Offline(true)),
            ],
        ),
        of(
            Section::Sending,
            "settings-write-words",
            "settings-also-writing",
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
            "settings-also-lines",
            vec![
                ("settings-write-flowed", Change::Flowed(true)),
                ("settings-write-as-typed", Change::Flowed(false)),
            ],
        ),
        of(
            Section::Sending,
            "settings-spelling-words",
            "settings-also-spelling",
            vec![
                ("settings-spelling-on", Change::Spelling(true)),
                ("settings-spelling-off", Change::Spelling(false)),
            ],
        ),
        or_other(
            Entered::Undo,
            choice(
                Section::Sending,
                texts.say("settings-undo-words"),
                "settings-also-undo",
                with_own(&UNDO_SECONDS, settings.undo_seconds)
                    .into_iter()
                    .map(|one| (seconds(one), Change::Undo(one)))
                    .collect(),
            ),
        ),
        of(
            Section::Sending,
            "settings-remind-attachment",
            "settings-also-reminders",
            yes_no(Change::RemindAttachment),
        ),
        of(
            Section::Sending,
            "settings-remind-identity",
            "settings-also-reminders",
            yes_no(Change::RemindIdentity),
        ),
        of(
            Section::Sending,
            "settings-remind-outside",
            "settings-also-reminders",
            yes_no(Change::RemindOutside),
        ),
        or_other(
            Entered::CopyWait,
            choice(
                Section::Sending,
                texts.say("settings-copy-wait-words"),
                "settings-also-copies",
                with_own(&COPY_WAIT_SECONDS, settings.copy_wait_seconds)
                    .into_iter()
                    .map(|one| (seconds(one), Change::CopyWait(one)))
                    .collect(),
            ),
        ),
        of(
            Section::Reading,
            "settings-read-words-hint",
            "settings-also-reading",
            vec![
                ("settings-read-sent", Change::ReadAs(ReadAs::Sent)),
                ("settings-read-simple", Change::ReadAs(ReadAs::Simple)),
                ("settings-read-words", Change::ReadAs(ReadAs::Words)),
            ],
        ),
        of(
            Section::Reading,
            "settings-mark-read-words",
            "settings-also-mark-read",
            vec![
                (
                    "settings-mark-read-opened",
                    Change::MarkRead(MarkRead::Opened),
                ),
                (
                    "settings-mark-read-later",
                    Change::MarkRead(MarkRead::Later),
                ),
                (
                    "settings-mark-read-by-hand",
                    Change::MarkRead(MarkRead::ByHand),
                ),
            ],
        ),
        of(
            Section::Reading,
            "settings-dark-words",
            "settings-also-dark",
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
            "settings-also-pictures",
            vec![
                ("settings-pictures-ask", Change::AskPictures(true)),
                ("settings-pictures-never", Change::AskPictures(false)),
            ],
        ),
        Choice {
            hours: settings.quiet,
            ..of(
                Section::Notifications,
                "settings-quiet-words",
                "settings-also-quiet",
                vec![
                    ("settings-quiet-none", Change::Quiet(None)),
                    (
                        "settings-quiet-hours",
                        Change::Quiet(Some(settings.quiet.unwrap_or_else(QuietHours::usual))),
                    ),
                ],
            )
        },
        or_other(
            Entered::Room,
            choice(
                Section::Room,
                texts.say("settings-room-words"),
                "settings-also-room",
                with_own(&ROOM, settings.cache_mb)
                    .into_iter()
                    .map(|one| (room(one, texts), Change::Room(one)))
                    .collect(),
            ),
        ),
        of(
            Section::Room,
            "settings-lost-words",
            "settings-also-lost",
            vec![
                ("settings-lost-remove", Change::KeepLost(false)),
                ("settings-lost-keep", Change::KeepLost(true)),
            ],
        ),
        of(
            Section::Notifications,
            "settings-tray-words",
            "settings-also-tray",
            vec![
                ("settings-tray-icon", Change::Tray(TrayUse::Icon)),
                ("settings-tray-stay", Change::Tray(TrayUse::Stay)),
                ("settings-tray-off", Change::Tray(TrayUse::Off)),
            ],
        ),
        choice(
            Section::Appearance,
            texts.say("settings-language-words"),
            "settings-also-language",
            languages(texts),
        ),
        of(
            Section::Appearance,
            "settings-theme-words",
            "settings-also-theme",
            vec![
                ("settings-theme-system", Change::Theme(Theme::System)),
                ("settings-theme-light", Change::Theme(Theme::Light)),
                ("settings-theme-dark", Change::Theme(Theme::Dark)),
            ],
        ),
        of(
            Section::Appearance,
            "settings-contrast-words",
            "settings-also-contrast",
            vec![
                ("settings-theme-system", Change::Contrast(Contrast::System)),
                ("settings-contrast-usual", Change::Contrast(Contrast::Usual)),
                ("settings-contrast-more", Change::Contrast(Contrast::More)),
            ],
        ),
        or_other(
            Entered::TextSize,
            choice(
                Section::Appearance,
                texts.say("settings-text-size-words"),
                "settings-also-text-size",
                sizes(settings.text_size, texts),
            ),
        ),
        of(
            Section::Appearance,
            "settings-density-words",
            "settings-also-density",
            vec![
                ("density-comfortable", Change::Density(Density::Comfortable)),
                ("density-compact", Change::Density(Density::Compact)),
            ],
        ),
        choice(
            Section::Keys,
            texts.say_with("settings-keys-words", &[("key", keys.into())]),
            "settings-also-keys",
            [
                ("settings-keys-gmail", KeyMap::Gmail),
                ("settings-keys-thunderbird", KeyMap::Thunderbird),
            ]
            .map(|(words, map)| (texts.say(words), Change::Keys(map)))
            .into(),
        ),
    ]
}

/// What was decided of one kind, each with what ends it: the words, and the change.
type Decided = (Entered, &'static str, Vec<(String, Change)>);

/// What was decided about the pictures of single senders, under what it is named by: each can be forgotten.
pub(super) fn decided(settings: &Settings) -> [Decided; 2] {
    let forget = |senders: &[String]| {
        let senders = senders.iter();
        let forget = senders.map(|s| (s.clone(), Change::ForgetPictures(s.clone())));
        forget.collect()
    };
    let rules = &settings.pictures;
    [
        (
            Entered::PicturesAlways,
            "settings-pictures-always",
            forget(&rules.always),
        ),
        (
            Entered::PicturesNever,
            "settings-pictures-never-from",
            forget(&rules.never),
        ),
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

/// Room for texts, so that two that differ read differently.
fn room(megabytes: u32, texts: &Texts) -> String {
    if ROOM.contains(&megabytes) {
        return texts.size(u64::from(megabytes) * 1_000_000);
    }
    texts.say_with("settings-room-megabytes", &[("count", megabytes.into())])
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
    use crate::config::SETTINGS_KEYS;

    /// Each key of the file, where it stands on the page, and values of which it has to be able to have every one.
    const REACHED: [(&str, Section, &[&str]); 26] = [
        (
            "language",
            Section::Appearance,
            &["\"en\"", "\"de\"", "\"fr\"", ""],
        ),
        (
            "theme",
            Section::Appearance,
            &["\"system\"", "\"light\"", "\"dark\""],
        ),
        (
            "contrast",
            Section::Appearance,
            &["\"system\"", "\"usual\"", "\"more\""],
        ),
        ("text_size", Section::Appearance, &["80", "117", "200", ""]),
        (
            "quiet",
            Section::Notifications,
            &["\"22:17-06:03\"", "\"00:00-23:59\"", ""],
        ),
        (
            "tray",
            Section::Notifications,
            &["\"off\"", "\"icon\"", "\"stay\""],
        ),
        ("offline", Section::Accounts, &["true", "false"]),
        ("undo_seconds", Section::Sending, &["0", "7", "60"]),
        ("copy_wait_seconds", Section::Sending, &["0", "44", "60"]),
        ("cache_mb", Section::Room, &["0", "1234", "1000000"]),
        ("keep_lost", Section::Room, &["true", "false"]),
        ("read_as", Section::Reading, &["\"sent\"", "\"words\""]),
        (
            "mark_read",
            Section::Reading,
            &["\"opened\"", "\"later\"", "\"by_hand\""],
        ),
        (
            "in_the_dark",
            Section::Reading,
            &["\"adapted\"", "\"sent\""],
        ),
        ("pictures", Section::Reading, &["\"ask\"", "\"never\""]),
        (
            "pictures_always",
            Section::Reading,
            &["[\"kim@shop.test\"]", ""],
        ),
        ("pictures_never", Section::Reading, &["[\"@ads.test\"]", ""]),
        (
            "density",
            Section::Appearance,
            &["\"comfortable\"", "\"compact\""],
        ),
        ("keys", Section::Keys, &["\"gmail\"", "\"thunderbird\""]),
        ("remind_attachment", Section::Sending, &["true", "false"]),
        ("remind_identity", Section::Sending, &["true", "false"]),
        ("remind_outside", Section::Sending, &["true", "false"]),
        (
            "write_as",
            Section::Sending,
            &["\"plain\"", "\"formatted\""],
        ),
        ("flowed", Section::Sending, &["true", "false"]),
        ("spelling", Section::Sending, &["true", "false"]),
        (
            "own_words",
            Section::Sending,
            &["[\"Aurora\", \"Lumen\"]", ""],
        ),
    ];

    /// What is written by hand for a key, to have this value.
    fn written(key: &str, value: &str) -> Vec<(Entered, String)> {
        let bare = value.trim_matches(['"', '[', ']']).to_owned();
        let all = |which| {
            let words = value.trim_matches(['[', ']']).split(", ");
            let words = words.map(|word| word.trim_matches('"').to_owned());
            let words = words.filter(|word| !word.is_empty());
            words.map(|word| (which, word)).collect()
        };
        match key {
            "text_size" => vec![(Entered::TextSize, bare)],
            "undo_seconds" => vec![(Entered::Undo, bare)],
            "copy_wait_seconds" => vec![(Entered::CopyWait, bare)],
            "cache_mb" => vec![(Entered::Room, bare)],
            "pictures_always" => all(Entered::PicturesAlways),
            "pictures_never" => all(Entered::PicturesNever),
            "own_words" => all(Entered::Word),
            "quiet" => {
                let times = bare.split_once('-');
                let (from, until) = times.unwrap_or_default();
                vec![
                    (Entered::QuietFrom, from.to_owned()),
                    (Entered::QuietUntil, until.to_owned()),
                ]
            }
            _ => Vec::new(),
        }
    }

    /// The settings after what is offered on the page brought them closest to a value of a key.
    fn reached(before: &Settings, key: &str, value: &str, section: Section) -> Settings {
        let texts = Texts::new(Language::English);
        let is_so = |settings: &Settings| {
            let now = settings.value(key).map(|now| now.to_string());
            now.unwrap_or_default() == value
        };
        let mut settings = before.clone();
        // By hand, one after the other.
        for (which, typed) in written(key, value) {
            if let Some(change) = which.read(&typed, &settings) {
                change.apply(&mut settings);
            }
        }
        if is_so(&settings) {
            return settings;
        }
        // What is listed is taken away, one after the other.
        settings = before.clone();
        let lists = decided(before)
            .into_iter()
            .map(|(which, _, list)| (which, list));
        let lists = lists.chain([(Entered::Word, own_words(before))]);
        let of_key = lists.filter(|(which, _)| {
            let key_of = match which {
                Entered::PicturesAlways => "pictures_always",
                Entered::PicturesNever => "pictures_never",
                _ => "own_words",
            };
            key_of == key
        });
        for (_, forget) in of_key.flat_map(|(_, list)| list) {
            forget.apply(&mut settings);
        }
        if is_so(&settings) {
            return settings;
        }
        // One of what can be chosen.
        let offered = choices(before, "?", &texts).into_iter();
        let offered = offered.filter(|choice| choice.section == section);
        let mut offered = offered
            .flat_map(|choice| choice.options)
            .map(|(_, change)| {
                let mut settings = before.clone();
                change.apply(&mut settings);
                settings
            });
        offered.find(is_so).unwrap_or_else(|| before.clone())
    }

    #[test]
    fn every_key_of_the_file_can_have_each_of_its_values_by_the_page() {
        let keys: Vec<&str> = REACHED.iter().map(|(key, ..)| *key).collect();
        let (mut known, mut listed) = (SETTINGS_KEYS.to_vec(), keys);
        known.sort_unstable();
        listed.sort_unstable();
        assert_eq!(listed, known, "a new key wants its place on the page");
        // From each value to each other one.
        let mut settings = Settings::default();
        for (key, section, values) in REACHED {
            for value in values.iter().chain(values.iter().rev()) {
                let before = settings.clone();
                settings = reached(&before, key, value, section);
                let now = settings.value(key).map(|now| now.to_string());
                assert_eq!(now.unwrap_or_default(), *value, "{key}");
                // And nothing else with it.
                let others = before.values().into_iter().zip(settings.values());
                let others = others.filter(|((name, old), (_, new))| *name != key && old != new);
                assert_eq!(others.count(), 0, "{key} {value}");
            }
        }
    }

    #[test]
    fn a_value_beside_the_usual_ones_is_shown_as_it_is() {
        let texts = Texts::new(Language::English);
        let settings = Settings {
            undo_seconds: 7,
            copy_wait_seconds: 44,
            text_size: Some(117),
            // As a size it would read like one that is offered.
            cache_mb: 1001,
            quiet: QuietHours::from_words("21:10-06:03"),
            ..Settings::default()
        };
        let chosen: Vec<String> = choices(&settings, "?", &texts)
            .into_iter()
            .flat_map(|choice| choice.options)
            .filter(|(_, change)| change.is_so(&settings))
            .map(|(words, _)| words)
            .collect();
        for words in ["7 s", "44 s", "117 %", "1,001 MB"] {
            assert!(chosen.iter().any(|one| one == words), "{words}: {chosen:?}");
        }
        assert_eq!(Entered::QuietFrom.now(&settings), "21:10");
        assert_eq!(Entered::QuietUntil.now(&settings), "06:03");
        for choice in choices(&settings, "?", &texts) {
            let mut words: Vec<_> = choice.options.iter().map(|(words, _)| words).collect();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), choice.options.len(), "{}", choice.title);
        }
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
