//! Days, weeks and months under which a list by date is grouped.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::i18n::Texts;

/// A stretch of time with a heading. What comes later comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// A date to come: a clock somewhere is wrong.
    Future,
    Today,
    Yesterday,
    /// Since Monday.
    ThisWeek,
    LastWeek,
    /// The month that begins with this day.
    Month(Date),
    /// The year that begins with this day.
    Year(Date),
}

impl Group {
    /// Of a day, as seen today.
    fn of(day: Date, today: Date) -> Self {
        let monday = monday_of(today);
        // Far from any calendar the subtraction stops where it is.
        let back = |days: i64| today.checked_sub(days.days()).unwrap_or(today);
        let last = monday.checked_sub(7.days()).unwrap_or(monday);
        if day > today {
            Self::Future
        } else if day == today {
            Self::Today
        } else if day == back(1) {
            Self::Yesterday
        } else if day >= monday {
            Self::ThisWeek
        } else if day >= last {
            Self::LastWeek
        } else if day.year() == today.year() || day > back(365) {
            Self::Month(day.first_of_month())
        } else {
            Self::Year(day.first_of_year())
        }
    }

    /// Its first day.
    fn begin(self, today: Date) -> Date {
        let monday = monday_of(today);
        match self {
            Self::Future => today.checked_add(1.day()).unwrap_or(today),
            Self::Today => today,
            Self::Yesterday => today.checked_sub(1.day()).unwrap_or(today),
            Self::ThisWeek => monday,
            Self::LastWeek => monday.checked_sub(7.days()).unwrap_or(monday),
            Self::Month(first) | Self::Year(first) => first,
        }
    }

    fn words(self, texts: &Texts) -> String {
        match self {
            Self::Future => texts.say("group-future"),
            Self::Today => texts.say("group-today"),
            Self::Yesterday => texts.say("date-yesterday"),
            Self::ThisWeek => texts.say("group-this-week"),
            Self::LastWeek => texts.say("group-last-week"),
            Self::Month(first) => texts.month(first),
            Self::Year(first) => first.year().to_string(),
        }
    }
}

fn monday_of(day: Date) -> Date {
    let past = day.weekday().since(Weekday::Monday);
    day.checked_sub(i64::from(past).days()).unwrap_or(day)
}

/// The positions at which another stretch of time begins, with its heading, of dates (microseconds since 1970) that
/// go from the newest to the oldest.
pub fn headings(
    dates: &[i64],
    now: Timestamp,
    zone: &TimeZone,
    texts: &Texts,
) -> Vec<(usize, String)> {
    let local = |at: Timestamp| zone.to_datetime(at).date();
    let today = local(now);
    let mut headings = Vec::new();
    let mut at = 0;
    while let Some(date) = dates.get(at) {
        let Ok(date) = Timestamp::from_microsecond(*date) else {
            break;
        };
        let group = Group::of(local(date), today);
        headings.push((at, group.words(texts)));
        let midnight = group
            .begin(today)
            .to_datetime(jiff::civil::Time::midnight());
        let Ok(begin) = zone.to_timestamp(midnight) else {
            break;
        };
        let begin = begin.as_microsecond();
        let rest = dates.get(at..).unwrap_or_default();
        // At least one, whatever the zone makes of its days.
        at += rest.partition_point(|date| *date >= begin).max(1);
    }
    headings
}

/// The headings of the same rows the other way round.
pub fn reversed(headings: Vec<(usize, String)>, rows: usize) -> Vec<(usize, String)> {
    let next: Vec<usize> = headings.iter().skip(1).map(|(at, _)| *at).collect();
    let ends = next.into_iter().chain(std::iter::once(rows));
    let begins = ends.map(|end| rows.saturating_sub(end));
    let words = headings.into_iter().map(|(_, words)| words);
    let mut other: Vec<(usize, String)> = begins.zip(words).collect();
    other.reverse();
    other
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn at(text: &str) -> i64 {
        let text: jiff::civil::DateTime = text.parse().unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        zone.to_timestamp(text).unwrap().as_microsecond()
    }

    fn groups(dates: &[&str]) -> Vec<(usize, String)> {
        let dates: Vec<i64> = dates.iter().map(|date| at(date)).collect();
        // A Wednesday.
        let now = Timestamp::from_microsecond(at("2026-03-18T15:00")).unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        headings(&dates, now, &zone, &Texts::new(Language::English))
    }

    #[test]
    fn each_stretch_of_time_is_headed_where_it_begins() {
        let heads = groups(&[
            "2026-03-19T08:00",
            "2026-03-18T14:00",
            "2026-03-18T00:00",
            "2026-03-17T23:59",
            "2026-03-16T12:00",
            "2026-03-15T12:00",
            "2026-03-09T00:00",
            "2026-03-08T23:59",
            "2026-03-01T12:00",
            "2026-01-31T12:00",
            "2025-11-20T12:00",
            "2025-03-01T12:00",
            "2025-01-10T12:00",
            "2024-05-05T12:00",
        ]);
        let expected = [
            (0, "Still to come"),
            (1, "Today"),
            (3, "Yesterday"),
            (4, "This week"),
            (5, "Last week"),
            (7, "March 2026"),
            (9, "January 2026"),
            (10, "November 2025"),
            (11, "2025"),
            (13, "2024"),
        ];
        let expected = expected.map(|(row, words)| (row, words.to_owned()));
        assert_eq!(heads, expected);
        assert_eq!(groups(&[]), []);
    }

    #[test]
    fn the_other_way_round_each_stretch_begins_with_its_oldest() {
        let heads = [(0, "Today"), (3, "Yesterday"), (4, "2024")];
        let heads = heads.map(|(at, words)| (at, words.to_owned()));
        let expected = [(0, "2024"), (6, "Yesterday"), (7, "Today")];
        let expected = expected.map(|(at, words)| (at, words.to_owned()));
        assert_eq!(reversed(heads.to_vec(), 10), expected);
        assert_eq!(reversed(Vec::new(), 0), []);
    }

    #[test]
    fn dates_out_of_order_or_of_no_calendar_end() {
        let zone = TimeZone::UTC;
        let texts = Texts::new(Language::English);
        let now = Timestamp::from_second(1_000_000_000).unwrap();
        let dates = [i64::MIN, 5, i64::MAX];
        assert_eq!(headings(&dates, now, &zone, &texts), []);
        let day = 1_000_000_000_000_000;
        let dates = [day, 0, day, 0];
        let heads = headings(&dates, now, &zone, &texts);
        let places: Vec<usize> = heads.iter().map(|(at, _)| *at).collect();
        assert_eq!(places.first(), Some(&0));
        assert!(places.is_sorted_by(|a, b| a < b) && places.iter().all(|at| *at < dates.len()));
    }
}
