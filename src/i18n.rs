//! Everything a person reads, in their language: texts by key from `i18n/`, dates, sizes, numbers.
//!
//! Patterns for dates and sizes are Fluent messages like all others, so a translator needs one
//! file only. ICU would bring two dozen crates and its data for what three languages need here;
//! a fourth language with another calendar or other digits would change that.

mod meeting;
mod printed;
mod quote;
mod written;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use unic_langid::LanguageIdentifier;

use crate::domain::{KeepAttachments, KeepBack, Label, Progress, Work};

/// The files of a language, one below the other.
macro_rules! texts_of {
    ($language:literal) => {
        concat!(
            include_str!(concat!("../i18n/", $language, "/postroom.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/words.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/problems.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/cli.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/window.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/settings.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/list.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/compose.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/writing.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/spelling.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/keys.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/drafts.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/reading.ftl")),
            "\n",
            include_str!(concat!("../i18n/", $language, "/contacts.ftl")),
        )
    };
}

/// The English texts: complete, and so the list of all keys.
pub const ENGLISH: &str = texts_of!("en");

/// Most languages of the system that are asked about.
const MOST_LOCALES: usize = 5;

/// The languages Postroom speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English, the one that is always complete.
    English,
    /// German.
    German,
    /// French.
    French,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::French];

    /// The code in the settings file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
        }
    }

    /// What the language calls itself.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
        }
    }

    /// The language of a code or of a system's name for it: `de`, `de-AT`, `de_DE.UTF-8`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_', '.', '@']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The first language of the system's list that Postroom speaks, else English.
    #[must_use]
    pub fn of_system() -> Self {
        sys_locale::get_locales()
            .find_map(|locale| Self::from_code(&locale))
            .unwrap_or(Self::English)
    }

    /// All texts of the language, as they stand in `i18n/`.
    fn source(self) -> &'static str {
        match self {
            Self::English => ENGLISH,
            Self::German => texts_of!("de"),
            Self::French => texts_of!("fr"),
        }
    }

    /// Between groups of three digits, and before decimals.
    fn separators(self) -> (&'static str, &'static str) {
        match self {
            Self::English => (",", "."),
            Self::German => (".", ","),
            // The narrow no-break space of the Imprimerie nationale.
            Self::French => ("\u{202F}", ","),
        }
    }
}

/// The languages of the system, with their regions, the person's first choice first.
pub fn system_locales() -> impl Iterator<Item = String> {
    sys_locale::get_locales().take(MOST_LOCALES)
}

/// An argument of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// Words, shown as they are.
    Text(String),
    /// A count: it chooses singular or plural, and is shown with the language's separators.
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// The texts of one language. Cheap to clone.
#[derive(Clone)]
pub struct Texts(Arc<Inner>);

struct Inner {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Texts").field(&self.0.language).finish()
    }
}

/// French with the spaces that no line may end at, before double signs and within guillemets: the
/// files have ordinary ones, which are easier to write and to see.
fn firm(text: &str) -> String {
    let mut firm = text.replace("« ", "«\u{A0}").replace(" »", "\u{A0}»");
    for (sign, space) in [
        (':', '\u{A0}'),
        (';', '\u{202F}'),
        ('!', '\u{202F}'),
        ('?', '\u{202F}'),
    ] {
        firm = firm.replace(&format!(" {sign}"), &format!("{space}{sign}"));
    }
    firm
}

impl Texts {
    /// The texts of this language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolating marks protect arguments of the other writing direction. They are off, because
        // these texts also go to terminals, files and other programs, where they are garbage.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::English => |value, _| format_number(value, Language::English),
            Language::German => |value, _| format_number(value, Language::German),
            Language::French => |value, _| format_number(value, Language::French),
        }));
        // What is wrong in a file costs that message only; a test sees to it that nothing is.
        let source = match language {
            Language::French => firm(language.source()),
            Language::English | Language::German => language.source().to_owned(),
        };
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        Self(Arc::new(Inner { language, bundle }))
    }

    /// The texts in the language of the system.
    #[must_use]
    pub fn detect() -> Self {
        Self::new(Language::of_system())
    }

    /// The texts in the language that the settings name, else in that of the system.
    #[must_use]
    pub fn choose(setting: Option<&str>) -> Self {
        Self::new(
            setting
                .and_then(Language::from_code)
                .unwrap_or_else(Language::of_system),
        )
    }

    /// Which language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// The text of this key; the key itself where there is none.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of this key with its arguments.
    #[must_use]
    pub fn say_with(&self, key: &str, args: &[(&str, Arg)]) -> String {
        let mut fluent = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            match arg {
                Arg::Text(text) => fluent.set(*name, text.as_str()),
                Arg::Number(number) => fluent.set(*name, *number),
            }
        }
        self.format(key, Some(&fluent))
    }

    /// The text of this key with arguments that are plain texts, as a problem of the engine
    /// carries them. One that is called `count` and holds a number is taken for a number, so that
    /// plurals come out right.
    #[must_use]
    pub fn say_words<'a>(
        &self,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let args: Vec<(&str, Arg)> = args
            .into_iter()
            .map(|(name, text)| {
                let number = text.parse().ok().filter(|_| name == "count");
                (name, number.map_or_else(|| Arg::from(text), Arg::Number))
            })
            .collect();
        self.say_with(key, &args)
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let pattern = self
            .0
            .bundle
            .get_message(key)
            .and_then(|message| message.value());
        let Some(pattern) = pattern else {
            tracing::warn!(key, "There is no text of this key.");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.0.bundle.format_pattern(pattern, args, &mut errors);
        if !errors.is_empty() {
            tracing::warn!(key, ?errors, "A text could not be put together.");
        }
        text.into_owned()
    }

    /// A number with the language's separators.
    #[must_use]
    pub fn number(&self, number: u64) -> String {
        grouped(&number.to_string(), self.0.language)
    }

    /// How far something large is, for a mailbox of this name, and about how long the rest takes.
    #[must_use]
    pub fn how_far(&self, progress: &Progress, mailbox: &str) -> String {
        let key = match progress.work {
            Work::Headers => "status-headers",
            Work::Texts => "status-texts",
            Work::Message => "status-message",
            Work::Acts => "status-acts",
        };
        let number = |of: u32| match progress.work {
            Work::Message => self.size(u64::from(of) * 1000).into(),
            Work::Acts | Work::Headers | Work::Texts => of.into(),
        };
        let args = [
            ("mailbox", mailbox.into()),
            ("done", number(progress.done)),
            ("total", number(progress.total)),
        ];
        let words = self.say_with(key, &args);
        let Some(left) = progress.left else {
            return words;
        };
        let minutes = u32::try_from((left.as_secs() + 30) / 60).unwrap_or(u32::MAX);
        let left = self.say_with("status-left", &[("minutes", minutes.into())]);
        format!("{words} · {left}")
    }

    /// How far back texts are kept.
    #[must_use]
    pub fn keep_back(&self, back: KeepBack) -> String {
        self.say(match back {
            KeepBack::All => "keep-all",
            KeepBack::Year => "keep-year",
            KeepBack::Quarter => "keep-quarter",
            KeepBack::Month => "keep-month",
            KeepBack::Headers => "keep-headers",
        })
    }

    /// Which messages with attachments are kept.
    #[must_use]
    pub fn keep_attachments(&self, kept: KeepAttachments) -> String {
        match kept {
            KeepAttachments::Always => self.say("keep-attachments-always"),
            KeepAttachments::OnDemand => self.say("keep-attachments-on-demand"),
            KeepAttachments::UpTo(megabytes) => {
                let megabytes = i64::from(megabytes).into();
                self.say_with("keep-attachments-up-to", &[("megabytes", megabytes)])
            }
        }
    }

    /// A size in octets, as people write it: 512 B, 1.2 KB, 34 MB. A thousand octets are 1 KB, as
    /// in the file managers of most systems.
    #[must_use]
    pub fn size(&self, octets: u64) -> String {
        let (unit, divisor) = match octets {
            0..=999 => return self.say_with("size-bytes", &[("size", octets.to_string().into())]),
            1_000..=999_949 => ("size-kilobytes", 1_000),
            999_950..=999_949_999 => ("size-megabytes", 1_000_000),
            _ => ("size-gigabytes", 1_000_000_000),
        };
        // In tenths, rounded.
        let tenths = (octets / (divisor / 100)).saturating_add(5) / 10;
        let (whole, tenth) = (tenths / 10, tenths % 10);
        let (_, point) = self.0.language.separators();
        let size = if whole >= 10 || tenth == 0 {
            let rounded = whole + u64::from(tenth >= 5);
            grouped(&rounded.to_string(), self.0.language)
        } else {
            format!("{whole}{point}{tenth}")
        };
        self.say_with(unit, &[("size", size.into())])
    }

    /// A label as people read it.
    #[must_use]
    pub fn label(&self, label: &Label) -> String {
        match label {
            Label::Known(key) => self.say(key),
            Label::Own(word) => word.clone(),
        }
    }

    /// A time as a list of messages shows it: the time today, "Yesterday", the day of the week
    /// within the last six days, then the day, then the day with its year.
    #[must_use]
    pub fn list_date(&self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let (then, today) = (local(at, zone), local(now, zone).date());
        let date = then.date();
        let days = days_between(date, today);
        match days {
            0 => self.time(then.hour(), then.minute()),
            1 => self.say("date-yesterday"),
            2..=6 => self.weekday("date-weekday-short", date),
            _ if date.year() == today.year() => self.day("date-day", "date-month-short", date),
            _ => self.day("date-day-and-year", "date-month-short", date),
        }
    }

    /// How long somebody has waited since then: minutes, hours, then days.
    #[must_use]
    pub fn waiting(&self, since: Timestamp, now: Timestamp) -> String {
        let minutes = now.duration_since(since).as_mins().max(0);
        let (key, count) = match (minutes / 60, minutes / (24 * 60)) {
            (0, _) => ("waiting-minutes", minutes),
            (hours @ 1..48, _) => ("waiting-hours", hours),
            (_, days) => ("waiting-days", days),
        };
        self.say_with(key, &[("count", count.into())])
    }

    /// The month of a day, with its year.
    #[must_use]
    pub fn month(&self, day: Date) -> String {
        let args = [
            (
                "month",
                self.say_with("date-month", &[("month", i64::from(day.month()).into())])
                    .into(),
            ),
            ("year", day.year().to_string().into()),
        ];
        self.say_with("date-month-and-year", &args)
    }

    /// A time as a reader shows it, with the day of the week, the date and the time.
    #[must_use]
    pub fn long_date(&self, at: Timestamp, zone: &TimeZone) -> String {
        let then = local(at, zone);
        self.say_with(
            "date-long",
            &[
                ("weekday", self.weekday("date-weekday", then.date()).into()),
                (
                    "date",
                    self.day("date-day-and-year", "date-month", then.date())
                        .into(),
                ),
                ("time", self.time(then.hour(), then.minute()).into()),
            ],
        )
    }

    /// A time to come, as near as people say it: "today at 18:00", "tomorrow at 08:00", "Monday at
    /// 08:00", else the whole date.
    #[must_use]
    pub fn coming_date(&self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let (then, today) = (local(at, zone), local(now, zone).date());
        let time = ("time", self.time(then.hour(), then.minute()).into());
        match days_between(today, then.date()) {
            0 => self.say_with("date-today-at", &[time]),
            1 => self.say_with("date-tomorrow-at", &[time]),
            2..=6 => {
                let weekday = self.weekday("date-weekday", then.date()).into();
                self.say_with("date-weekday-at", &[("weekday", weekday), time])
            }
            _ => self.long_date(at, zone),
        }
    }

    /// How many messages: "1 message", "12,000 messages".
    #[must_use]
    pub fn messages(&self, count: u32) -> String {
        self.say_with("count-messages", &[("count", count.into())])
    }

    /// A time of day.
    #[must_use]
    pub fn clock(&self, time: jiff::civil::Time) -> String {
        self.time(time.hour(), time.minute())
    }

    /// The time of day of a moment.
    #[must_use]
    pub fn time_of_day(&self, at: Timestamp, zone: &TimeZone) -> String {
        let then = local(at, zone);
        self.time(then.hour(), then.minute())
    }

    fn time(&self, hour: i8, minute: i8) -> String {
        self.say_with(
            "date-time",
            &[
                ("hour", format!("{hour:02}").into()),
                ("minute", format!("{minute:02}").into()),
            ],
        )
    }

    fn weekday(&self, key: &str, date: Date) -> String {
        let number = i64::from(date.weekday().to_monday_one_offset());
        self.say_with(key, &[("weekday", Arg::Number(number))])
    }

    fn day(&self, key: &str, month_key: &str, date: Date) -> String {
        let month = self.say_with(month_key, &[("month", Arg::Number(date.month().into()))]);
        self.say_with(
            key,
            &[
                ("day", Arg::Number(date.day().into())),
                ("month", month.into()),
                ("year", date.year().to_string().into()),
            ],
        )
    }
}

fn local(at: Timestamp, zone: &TimeZone) -> jiff::ZonedDateTime {
    at.to_zoned_datetime(zone.clone())
}

fn days_between(earlier: Date, later: Date) -> i64 {
    earlier
        .until(later)
        .map(|span| i64::from(span.get_days()))
        .unwrap_or(i64::MAX)
}

fn format_number(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            let text: Cow<'_, str> = number.as_string();
            Some(grouped(&text, language))
        }
        _ => None,
    }
}

/// Digits in groups of three. French and the rest of the world agree that four digits are one
/// group too many to leave together here: lists of counts look ragged otherwise.
fn grouped(digits: &str, language: Language) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return format!("{sign}{digits}");
    }
    let (group, _) = language.separators();
    let mut text = String::from(sign);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push_str(group);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> [Texts; 3] {
        Language::ALL.map(Texts::new)
    }

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn no_french_line_ends_before_its_sign() {
        let texts = Texts::new(Language::French);
        assert_eq!(texts.say("later-title"), "Quand faut-il l’envoyer\u{202F}?");
        let quoted = texts.say_with("words-quoted", &[("words", "a : b".into())]);
        assert_eq!(
            quoted, "«\u{A0}a : b\u{A0}»",
            "what is quoted stays as it was"
        );
    }

    #[test]
    fn every_file_is_without_mistakes() {
        for language in Language::ALL {
            if let Err((_, errors)) = FluentResource::try_new(language.source().to_owned()) {
                panic!("{}: {errors:?}", language.code());
            }
        }
    }

    #[test]
    fn languages_are_found_by_what_systems_call_them() {
        for (code, language) in [
            ("de", Some(Language::German)),
            ("de-AT", Some(Language::German)),
            ("fr_CA.UTF-8", Some(Language::French)),
            ("EN-us", Some(Language::English)),
            ("den", None),
            ("C", None),
            ("", None),
        ] {
            assert_eq!(Language::from_code(code), language, "{code}");
        }
        assert_eq!(Texts::choose(Some("fr")).language(), Language::French);
    }

    #[test]
    fn a_list_shows_as_much_of_a_date_as_it_needs() {
        let now = at("2026-11-23T09:00:00Z"); // a Monday
        let expected = [
            ("2026-11-23T08:42:00Z", ["09:42", "09:42", "09:42"]),
            ("2026-11-22T22:59:00Z", ["Yesterday", "Gestern", "Hier"]),
            ("2026-11-22T23:01:00Z", ["00:01", "00:01", "00:01"]), // today in Berlin
            ("2026-11-20T12:00:00Z", ["Fri", "Fr", "ven."]),
            ("2026-11-17T12:00:00Z", ["Tue", "Di", "mar."]),
            ("2026-11-16T12:00:00Z", ["16 Nov", "16. Nov.", "16 nov."]),
            ("2026-03-01T12:00:00Z", ["1 Mar", "1. März", "1er mars"]),
            (
                "2025-11-09T12:00:00Z",
                ["9 Nov 2025", "9. Nov. 2025", "9 nov. 2025"],
            ),
            // A clock that runs ahead, or a lie.
            ("2026-11-24T12:00:00Z", ["24 Nov", "24. Nov.", "24 nov."]),
            (
                "2999-01-01T12:00:00Z",
                ["1 Jan 2999", "1. Jan. 2999", "1er janv. 2999"],
            ),
        ];
        for (time, words) in expected {
            let said = texts().map(|texts| texts.list_date(at(time), now, &berlin()));
            assert_eq!(said, words, "{time}");
        }
    }

    #[test]
    fn a_reader_shows_the_whole_date() {
        let said = texts().map(|texts| texts.long_date(at("2025-11-09T09:42:00Z"), &berlin()));
        assert_eq!(
            said,
            [
                "Sunday, 9 November 2025 at 10:42",
                "Sonntag, 9. November 2025 um 10:42",
                "dimanche 9 novembre 2025 à 10:42"
            ]
        );
    }

    #[test]
    fn a_time_to_come_is_said_as_near_as_it_is() {
        let now = at("2026-11-26T11:00:00Z"); // a Thursday
        let expected = [
            ("2026-11-26T17:00:00Z", "today at 18:00", "heute um 18:00"),
            (
                "2026-11-26T23:30:00Z",
                "tomorrow at 00:30",
                "morgen um 00:30",
            ),
            ("2026-11-30T07:00:00Z", "Monday at 08:00", "Montag um 08:00"),
            (
                "2027-01-01T08:00:00Z",
                "Friday, 1 January 2027 at 09:00",
                "Freitag, 1. Januar 2027 um 09:00",
            ),
        ];
        let [english, german, _] = texts();
        for (time, in_english, in_german) in expected {
            assert_eq!(english.coming_date(at(time), now, &berlin()), in_english);
            assert_eq!(german.coming_date(at(time), now, &berlin()), in_german);
        }
    }

    #[test]
    fn every_day_and_month_has_a_name() {
        for texts in texts() {
            for month in 1..=12 {
                let date = Date::new(2026, month, 1).unwrap();
                for key in ["date-month", "date-month-short"] {
                    let said = texts.say_with(key, &[("month", Arg::Number(month.into()))]);
                    assert!(said.chars().count() >= 3, "{key} {date}: {said}");
                }
            }
            for day in 1..=7 {
                let date = Date::new(2026, 6, day).unwrap();
                let names =
                    ["date-weekday", "date-weekday-short"].map(|key| texts.weekday(key, date));
                assert!(names[0].len() > names[1].len(), "{names:?}");
            }
        }
    }

    #[test]
    fn sizes_and_numbers_are_written_as_the_language_does() {
        for (octets, words) in [
            (0, ["0 B", "0 B", "0\u{a0}o"]),
            (999, ["999 B", "999 B", "999\u{a0}o"]),
            (1_000, ["1 KB", "1 KB", "1\u{a0}Ko"]),
            (1_249, ["1.2 KB", "1,2 KB", "1,2\u{a0}Ko"]),
            (34_567, ["35 KB", "35 KB", "35\u{a0}Ko"]),
            (999_949, ["1,000 KB", "1.000 KB", "1\u{202f}000\u{a0}Ko"]),
            (999_950, ["1 MB", "1 MB", "1\u{a0}Mo"]),
            (2_500_000, ["2.5 MB", "2,5 MB", "2,5\u{a0}Mo"]),
            (50_000_000_000, ["50 GB", "50 GB", "50\u{a0}Go"]),
        ] {
            assert_eq!(texts().map(|t| t.size(octets)), words, "{octets}");
        }
        assert_eq!(
            texts().map(|t| t.number(1_234_567)),
            ["1,234,567", "1.234.567", "1\u{202f}234\u{202f}567"]
        );
        assert!(texts()[0].size(u64::MAX).ends_with(" GB"));
    }

    #[test]
    fn plurals_follow_the_language() {
        let said = |count: u32| texts().map(|t| t.messages(count));
        assert_eq!(said(0), ["0 messages", "0 Nachrichten", "0\u{a0}message"]);
        assert_eq!(said(1), ["1 message", "1 Nachricht", "1\u{a0}message"]);
        assert_eq!(said(2), ["2 messages", "2 Nachrichten", "2\u{a0}messages"]);
        assert_eq!(
            said(12_000),
            [
                "12,000 messages",
                "12.000 Nachrichten",
                "12\u{202f}000\u{a0}messages"
            ]
        );
        let texts = Texts::new(Language::English);
        assert_eq!(
            texts.say_words("count-messages", [("count", "1")]),
            "1 message"
        );
    }

    #[test]
    fn arguments_are_put_in_without_marks_and_unknown_keys_show_themselves() {
        let texts = Texts::new(Language::English);
        let name = [
            ("name", "Kim <k@b.test>".into()),
            ("value", "{ $x }".into()),
        ];
        assert_eq!(
            texts.say_with("forward-line", &name),
            "Kim <k@b.test>: { $x }"
        );
        assert_eq!(texts.say("no-such-key"), "no-such-key");
    }
}
