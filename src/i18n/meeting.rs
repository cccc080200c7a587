//! Meetings in words: when they take place, how often, and what is said of them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::{Arg, Texts, local};
use crate::domain::{
    Attendance, Attendee, Every, Invitation, MeetingTime, MeetingWord, NamedAddress, Repeats,
};

impl Texts {
    /// What is asked or said of a meeting, in a line.
    #[must_use]
    pub fn meeting_word(&self, invitation: &Invitation) -> String {
        let name = |who: Option<&NamedAddress>| {
            who.map_or_else(
                || self.say("meeting-somebody"),
                |who| who.label().to_owned(),
            )
        };
        let first = invitation.attendees.first();
        let answers = name(first.map(|attendee| &attendee.who));
        let key = match invitation.word {
            MeetingWord::Request => "meeting-request",
            MeetingWord::Change => "meeting-change",
            MeetingWord::Cancel => "meeting-cancel",
            MeetingWord::Publish => "meeting-publish",
            MeetingWord::Counter => {
                return self.say_with("meeting-counter", &[("name", answers.into())]);
            }
            MeetingWord::Reply => {
                let key = match first.map_or(Attendance::Open, |a| a.attendance) {
                    Attendance::Accepted => "meeting-accepted",
                    Attendance::Tentative => "meeting-tentative",
                    Attendance::Declined => "meeting-declined",
                    Attendance::Delegated => "meeting-delegated",
                    Attendance::Open => "meeting-answered",
                };
                return self.say_with(key, &[("name", answers.into())]);
            }
        };
        self.say(key)
    }

    /// When a meeting takes place, by the clock of this zone, and by that of the zone it was planned in where that
    /// shows another time.
    #[must_use]
    pub fn meeting_time(&self, when: &MeetingTime, here: &TimeZone) -> String {
        match when {
            MeetingTime::Days { first, last } => {
                let days = self.range(&self.full_day(*first), |texts| {
                    (last > first).then(|| texts.full_day(*last))
                });
                self.say_with("meeting-all-day", &[("days", days.into())])
            }
            MeetingTime::At { start, end, zone } => {
                let by = |zone: &TimeZone| {
                    let clock = |at: Timestamp| local(at, zone).datetime();
                    (clock(*start), end.map(clock))
                };
                let (from, to) = by(here);
                let time = self.clock_time(from, to);
                let there = zone.as_deref().and_then(|name| {
                    let zone = TimeZone::get(name).ok()?;
                    let is_other = here.to_offset(*start) != zone.to_offset(*start);
                    is_other.then(|| (name, by(&zone)))
                });
                let Some((name, (there_from, there_to))) = there else {
                    return time;
                };
                // The day is said again only where it is another one.
                let there = if there_from.date() == from.date() {
                    self.hours(there_from, there_to)
                } else {
                    self.clock_time(there_from, there_to)
                };
                let there = self.in_zone(there, name);
                self.say_with(
                    "meeting-time-and",
                    &[("time", time.into()), ("there", there.into())],
                )
            }
            MeetingTime::Clock { start, end, zone } => {
                let time = self.clock_time(*start, *end);
                match zone {
                    Some(zone) => self.in_zone(time, zone),
                    None => time,
                }
            }
        }
    }

    /// Whether a meeting takes place more than once, and how often.
    #[must_use]
    pub fn meeting_series(&self, invitation: &Invitation) -> Option<String> {
        let one = invitation.is_one_of_series;
        let one = one.then(|| self.say("meeting-one-of-series"));
        let repeats = invitation.repeats.as_ref();
        repeats.map(|repeats| self.meeting_repeats(repeats)).or(one)
    }

    /// Who is invited, and whether they come, where they said so.
    #[must_use]
    pub fn attendee(&self, attendee: &Attendee) -> String {
        let key = match attendee.attendance {
            Attendance::Open => return attendee.who.to_string(),
            Attendance::Accepted => "attendance-accepted",
            Attendance::Tentative => "attendance-tentative",
            Attendance::Declined => "attendance-declined",
            Attendance::Delegated => "attendance-delegated",
        };
        format!("{} · {}", attendee.who, self.say(key))
    }

    fn meeting_repeats(&self, repeats: &Repeats) -> String {
        let key = match repeats.every {
            Every::Day => "meeting-every-day",
            Every::Week => "meeting-every-week",
            Every::Month => "meeting-every-month",
            Every::Year => "meeting-every-year",
            Every::Other => "meeting-repeats",
        };
        let interval = Arg::Number(repeats.interval.into());
        let mut often = self.say_with(key, &[("count", interval)]);
        if !repeats.weekdays.is_empty() {
            let days: Vec<String> = repeats
                .weekdays
                .iter()
                .filter_map(|day| self.day_of_week(*day))
                .collect();
            let args = [("often", often.into()), ("days", days.join(", ").into())];
            often = self.say_with("meeting-repeats-on", &args);
        }
        if let Some(until) = repeats.until {
            let day = self.day("date-day-and-year", "date-month", until);
            let args = [("often", often.into()), ("day", day.into())];
            return self.say_with("meeting-repeats-until", &args);
        }
        match repeats.count {
            Some(count) => {
                let args = [("often", often.into()), ("count", count.into())];
                self.say_with("meeting-repeats-times", &args)
            }
            None => often,
        }
    }

    /// What a day of the week is called, 1 for Monday to 7 for Sunday.
    fn day_of_week(&self, day: i8) -> Option<String> {
        // The first of January 2024 was a Monday.
        let date = Date::new(2024, 1, day).ok()?;
        Some(self.weekday("date-weekday", date))
    }

    /// A day with the day of the week.
    fn full_day(&self, date: Date) -> String {
        let day = self.day("date-day-and-year", "date-month", date);
        let weekday = self.weekday("date-weekday", date);
        self.say_with(
            "date-full-day",
            &[("weekday", weekday.into()), ("date", day.into())],
        )
    }

    fn clock_time(&self, start: DateTime, end: Option<DateTime>) -> String {
        let whole = |texts: &Self, at: DateTime| {
            let (day, time) = (
                texts.full_day(at.date()),
                texts.time(at.hour(), at.minute()),
            );
            let args = [("day", day.into()), ("time", time.into())];
            texts.say_with("meeting-day-and-time", &args)
        };
        match end.filter(|end| end.date() != start.date()) {
            Some(end) => self.range(&whole(self, start), |texts| Some(whole(texts, end))),
            None => {
                let (day, time) = (self.full_day(start.date()), self.hours(start, end));
                let args = [("day", day.into()), ("time", time.into())];
                self.say_with("meeting-day-and-time", &args)
            }
        }
    }

    /// The hours alone, of one day.
    fn hours(&self, start: DateTime, end: Option<DateTime>) -> String {
        let time = |at: DateTime| self.time(at.hour(), at.minute());
        self.range(&time(start), |_| end.map(time))
    }

    fn range(&self, from: &str, to: impl FnOnce(&Self) -> Option<String>) -> String {
        match to(self) {
            Some(to) => self.say_with(
                "meeting-from-to",
                &[("from", from.into()), ("to", to.into())],
            ),
            None => from.to_owned(),
        }
    }

    fn in_zone(&self, time: String, zone: &str) -> String {
        let zone = zone.replace('_', " ");
        let args = [("time", time.into()), ("zone", zone.into())];
        self.say_with("meeting-in-zone", &args)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn planned(start: &str, end: Option<&str>, zone: Option<&str>) -> MeetingTime {
        MeetingTime::At {
            start: at(start),
            end: end.map(at),
            zone: zone.map(str::to_owned),
        }
    }

    #[test]
    fn a_time_is_that_of_who_reads_and_another_zone_is_named() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let (start, end) = ("2026-11-02T09:00:00Z", Some("2026-11-02T10:30:00Z"));
        let of = |when: &MeetingTime| {
            Language::ALL.map(|language| Texts::new(language).meeting_time(when, &berlin))
        };
        let here = [
            "Monday, 2 November 2026, 10:00 – 11:30",
            "Montag, 2. November 2026, 10:00 – 11:30",
            "lundi 2 novembre 2026, 10:00 – 11:30",
        ];
        assert_eq!(of(&planned(start, end, Some("Europe/Berlin"))), here);
        // As good as in Berlin, and planned nowhere.
        assert_eq!(of(&planned(start, end, Some("Europe/Paris"))), here);
        assert_eq!(of(&planned(start, end, None)), here);
        let york = of(&planned(start, end, Some("America/New_York")));
        assert_eq!(
            york[0],
            "Monday, 2 November 2026, 10:00 – 11:30 (04:00 – 05:30 in America/New York)"
        );
        let day_before = planned("2026-11-02T02:00:00Z", None, Some("America/New_York"));
        assert_eq!(
            of(&day_before)[0],
            "Monday, 2 November 2026, 03:00 (Sunday, 1 November 2026, 21:00 in America/New York)"
        );
        let night = planned("2026-11-02T22:30:00Z", Some("2026-11-03T01:00:00Z"), None);
        assert_eq!(
            of(&night)[0],
            "Monday, 2 November 2026, 23:30 – Tuesday, 3 November 2026, 02:00"
        );
    }

    #[test]
    fn days_and_clocks_are_of_no_zone() {
        let texts = Texts::new(Language::English);
        let days = |first: &str, last: &str| {
            let (first, last) = (first.parse().unwrap(), last.parse().unwrap());
            texts.meeting_time(&MeetingTime::Days { first, last }, &TimeZone::UTC)
        };
        assert_eq!(
            days("2026-11-02", "2026-11-02"),
            "Monday, 2 November 2026, all day"
        );
        assert_eq!(
            days("2026-11-02", "2026-11-04"),
            "Monday, 2 November 2026 – Wednesday, 4 November 2026, all day"
        );
        let clock = MeetingTime::Clock {
            start: "2026-11-02T10:00".parse().unwrap(),
            end: None,
            zone: Some("Head Office".into()),
        };
        assert_eq!(
            texts.meeting_time(&clock, &TimeZone::UTC),
            "Monday, 2 November 2026, 10:00 in Head Office"
        );
    }

    #[test]
    fn how_often_is_said() {
        let texts = Texts::new(Language::English);
        let mut repeats = Repeats {
            every: Every::Week,
            interval: 1,
            weekdays: Vec::new(),
            until: None,
            count: None,
        };
        assert_eq!(texts.meeting_repeats(&repeats), "every week");
        repeats.interval = 2;
        repeats.count = Some(5);
        assert_eq!(texts.meeting_repeats(&repeats), "every 2 weeks, 5 times");
        repeats.weekdays = vec![2, 4];
        assert_eq!(
            texts.meeting_repeats(&repeats),
            "every 2 weeks on Tuesday, Thursday, 5 times"
        );
        repeats.weekdays.clear();
        repeats.until = Some("2027-03-01".parse().unwrap());
        repeats.every = Every::Other;
        assert_eq!(
            texts.meeting_repeats(&repeats),
            "in a pattern of its own, until 1 March 2027"
        );
    }
}
