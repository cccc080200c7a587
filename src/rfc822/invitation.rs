//! Meetings that come by mail: iCalendar (RFC 5545) in a part of the message, sent as RFC 6047 says.
//!
//! `calcard` does the reading, behind our own types: the part is bounded before it sees it, and a panic costs the
//! card, not the message.

use std::panic::{AssertUnwindSafe, catch_unwind};

use calcard::common::timezone::Tz;
use calcard::common::{IanaString as _, PartialDateTime};
use calcard::icalendar::timezone::TzResolver;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarDuration, ICalendarEntry,
    ICalendarFrequency, ICalendarMethod, ICalendarParameterName, ICalendarParameterValue,
    ICalendarParticipationStatus, ICalendarProperty, ICalendarRecurrenceRule, ICalendarStatus,
    ICalendarValue, ICalendarWeekday,
};
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::parse::clean;
use crate::domain::{
    Attendance, Attendee, Every, Invitation, MeetingTime, MeetingWord, NamedAddress, Repeats,
};

/// Most octets of a calendar that are read; one with five hundred attendees has 60 KB.
const MAX_CALENDAR: usize = 256 * 1024;
/// Most parts that are looked at, and most calendars that are read.
const MAX_PARTS: usize = 1000;
const MAX_CALENDARS: usize = 3;
/// Most attendees that are named.
const MAX_ATTENDEES: usize = 200;
/// Most characters of a title, a place, a name and the name of a zone.
const MAX_TITLE: usize = 998;
const MAX_PLACE: usize = 500;
const MAX_NAME: usize = 256;
/// Most octets of what is said about it, about.
const MAX_DESCRIPTION: usize = 8 * 1024;

/// The meeting that a message is about: the first that can be read.
pub(super) fn invitation(message: &Message<'_>) -> Option<Invitation> {
    let parts = message.parts.iter().take(MAX_PARTS);
    parts
        .filter_map(calendar)
        .take(MAX_CALENDARS)
        .find_map(|(text, method)| {
            catch_unwind(AssertUnwindSafe(|| read(&text, method.as_deref())))
                .ok()
                .flatten()
        })
}

/// The text of a calendar, and what its part says is done with it.
fn calendar(part: &MessagePart<'_>) -> Option<(String, Option<String>)> {
    let content_type = part.content_type()?;
    let subtype = content_type.subtype()?.to_ascii_lowercase();
    let is_named = || {
        let name = part.attachment_name().unwrap_or_default();
        name.trim().to_ascii_lowercase().ends_with(".ics")
    };
    let is_calendar = match (content_type.ctype(), subtype.as_str()) {
        ("text", "calendar") | ("application", "ics") => true,
        // As programs send it that know no type for it.
        ("application", "octet-stream") => is_named(),
        _ => false,
    };
    let text = match &part.body {
        PartType::Text(text) => text.to_string(),
        PartType::Binary(octets) | PartType::InlineBinary(octets)
            if octets.len() <= MAX_CALENDAR =>
        {
            String::from_utf8_lossy(octets).into_owned()
        }
        _ => return None,
    };
    let method = content_type.attribute("method").map(str::to_owned);
    (is_calendar && text.len() <= MAX_CALENDAR).then_some((text, method))
}

fn read(text: &str, method: Option<&str>) -> Option<Invitation> {
    let calendar = ICalendar::parse(text).ok()?;
    let events = || {
        let all = calendar.components.iter();
        all.filter(|one| one.component_type == ICalendarComponentType::VEvent)
    };
    // What holds for the whole series stands before what was changed of one date.
    let series = || events().find(|event| !event.is_recurrence_override());
    let event = series().or_else(|| events().next())?;
    let attendees: Vec<Attendee> = event
        .properties(&ICalendarProperty::Attendee)
        .filter_map(attendee)
        .take(MAX_ATTENDEES)
        .collect();
    let zones = calendar.build_tz_resolver();
    let text_of = |property: ICalendarProperty, most: usize| {
        let value = event.property(&property)?.values.first()?;
        let value = clean(value.as_text()?, most);
        (!value.is_empty()).then_some(value)
    };
    Some(Invitation {
        word: word(&calendar, event, method),
        title: text_of(ICalendarProperty::Summary, MAX_TITLE).unwrap_or_default(),
        when: when(event, &zones),
        repeats: repeats(event),
        is_one_of_series: event.is_recurrence_override(),
        place: text_of(ICalendarProperty::Location, MAX_PLACE),
        description: description(event),
        organiser: event
            .property(&ICalendarProperty::Organizer)
            .and_then(person),
        attendee_count: event.properties(&ICalendarProperty::Attendee).count(),
        attendees,
    })
}

/// Line by line: its lines are those of its author.
fn description(event: &ICalendarComponent) -> Option<String> {
    let value = event.property(&ICalendarProperty::Description)?;
    let text = value.values.first()?.as_text()?;
    let mut lines = text.lines().map(|line| clean(line, MAX_DESCRIPTION));
    let mut description = String::new();
    while let Some(line) = lines.next().filter(|_| description.len() < MAX_DESCRIPTION) {
        description.push_str(&line);
        description.push('\n');
    }
    let description = description.trim();
    (!description.is_empty()).then(|| description.to_owned())
}

/// By what the calendar says (RFC 5546 1.4), else by what its part does, which has to be the same (RFC 6047 2.4).
fn word(calendar: &ICalendar, event: &ICalendarComponent, method: Option<&str>) -> MeetingWord {
    if event.status() == Some(&ICalendarStatus::Cancelled) {
        return MeetingWord::Cancel;
    }
    let root = calendar.components.first();
    let of_calendar = root.and_then(|root| root.property(&ICalendarProperty::Method));
    let of_calendar = of_calendar.and_then(|entry| entry.values.first());
    let method = match of_calendar {
        Some(ICalendarValue::Method(method)) => method.as_str(),
        Some(_) => "",
        None => method.unwrap_or_default(),
    };
    let is = |known: ICalendarMethod| known.as_str().eq_ignore_ascii_case(method);
    if is(ICalendarMethod::Cancel) {
        MeetingWord::Cancel
    } else if is(ICalendarMethod::Reply) {
        MeetingWord::Reply
    } else if is(ICalendarMethod::Counter) {
        MeetingWord::Counter
    } else if is(ICalendarMethod::Request) || is(ICalendarMethod::Add) {
        let sequence = event.property(&ICalendarProperty::Sequence);
        let sequence = sequence.and_then(|entry| entry.values.first()?.as_integer());
        if sequence.unwrap_or(0) > 0 {
            MeetingWord::Change
        } else {
            MeetingWord::Request
        }
    } else {
        MeetingWord::Publish
    }
}

fn person(entry: &ICalendarEntry) -> Option<NamedAddress> {
    let address = clean(entry.calendar_address()?, MAX_NAME);
    let name = entry.parameter(&ICalendarParameterName::Cn);
    let name = name.and_then(ICalendarParameterValue::as_text);
    let name = name.map(|name| clean(name, MAX_NAME));
    let name = name.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case(&address));
    (!address.is_empty()).then_some(NamedAddress { name, address })
}

fn attendee(entry: &ICalendarEntry) -> Option<Attendee> {
    let attendance = match entry.parameter(&ICalendarParameterName::Partstat) {
        Some(ICalendarParameterValue::Partstat(status)) => match status {
            ICalendarParticipationStatus::Accepted => Attendance::Accepted,
            ICalendarParticipationStatus::Declined => Attendance::Declined,
            ICalendarParticipationStatus::Tentative => Attendance::Tentative,
            ICalendarParticipationStatus::Delegated => Attendance::Delegated,
            _ => Attendance::Open,
        },
        _ => Attendance::Open,
    };
    Some(Attendee {
        who: person(entry)?,
        attendance,
    })
}

/// What a property of time says.
enum Moment {
    Day(Date),
    At(Timestamp, Option<String>),
    Clock(DateTime, Option<String>),
}

fn when(event: &ICalendarComponent, zones: &TzResolver<&str>) -> Option<MeetingTime> {
    let at = |property| moment(event.property(&property)?, zones);
    let end = at(ICalendarProperty::Dtend);
    let lasts = event.property(&ICalendarProperty::Duration);
    let lasts = lasts.and_then(|entry| match entry.values.first()? {
        ICalendarValue::Duration(duration) => span(duration),
        _ => None,
    });
    Some(match at(ICalendarProperty::Dtstart)? {
        Moment::Day(first) => {
            // The end is the day after (RFC 5545 3.6.1).
            let last = match end {
                Some(Moment::Day(end)) => end.yesterday().ok(),
                _ => lasts.and_then(|lasts| {
                    let days = lasts.as_hours() / 24;
                    first
                        .checked_add(SignedDuration::from_hours((days - 1) * 24))
                        .ok()
                }),
            };
            let last = last.filter(|last| *last >= first).unwrap_or(first);
            MeetingTime::Days { first, last }
        }
        Moment::At(start, zone) => {
            let end = match end {
                Some(Moment::At(end, _)) => Some(end),
                _ => lasts.and_then(|lasts| start.checked_add(lasts).ok()),
            };
            let end = end.filter(|end| *end > start);
            MeetingTime::At { start, end, zone }
        }
        Moment::Clock(start, zone) => {
            let end = match end {
                Some(Moment::Clock(end, _)) => Some(end),
                _ => lasts.and_then(|lasts| start.checked_add(lasts).ok()),
            };
            let end = end.filter(|end| *end > start);
            MeetingTime::Clock { start, end, zone }
        }
    })
}

fn moment(entry: &ICalendarEntry, zones: &TzResolver<&str>) -> Option<Moment> {
    let partial = entry.values.first()?.as_partial_date_time()?;
    let date = date(partial)?;
    let Some(hour) = partial.hour else {
        return Some(Moment::Day(date));
    };
    let number = |part: Option<u8>| i8::try_from(part.unwrap_or(0)).ok();
    let (hour, minute) = (i8::try_from(hour).ok()?, number(partial.minute)?);
    // A leap second is a valid time.
    let second = number(partial.second)?.min(59);
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    let clock = date.to_datetime(time);
    if let Some(hours) = partial.tz_hour {
        let seconds = i32::from(hours) * 3600 + i32::from(partial.tz_minute.unwrap_or(0)) * 60;
        let seconds = if partial.tz_minus { -seconds } else { seconds };
        let offset = Offset::from_seconds(seconds).ok()?;
        return Some(Moment::At(offset.to_timestamp(clock).ok()?, None));
    }
    let Some(named) = entry.tz_id() else {
        return Some(Moment::Clock(clock, None));
    };
    let known = zones.resolve(named).and_then(|zone| match zone {
        Tz::Floating => None,
        zone => zone.name(),
    });
    let known = known.and_then(|name| Some((TimeZone::get(&name).ok()?, name)));
    Some(match known {
        Some((zone, name)) => {
            let at = zone.to_timestamp(clock).ok()?;
            let is_utc = zone.to_offset(at) == Offset::UTC && name.starts_with("Etc/");
            Moment::At(at, (!is_utc).then(|| name.into_owned()))
        }
        // Outlook's own zones bear the names that people give them.
        None => Moment::Clock(clock, Some(clean(named, MAX_NAME))),
    })
}

fn date(partial: &PartialDateTime) -> Option<Date> {
    let year = i16::try_from(partial.year?).ok()?;
    let (month, day) = (partial.month?, partial.day?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn span(duration: &ICalendarDuration) -> Option<SignedDuration> {
    let days = u64::from(duration.weeks) * 7 + u64::from(duration.days);
    let hours = days * 24 + u64::from(duration.hours);
    let minutes = hours * 60 + u64::from(duration.minutes);
    let seconds = minutes * 60 + u64::from(duration.seconds);
    let span = SignedDuration::from_secs(i64::try_from(seconds).ok()?);
    (!duration.neg).then_some(span)
}

/// The days that a rule by weeks names, where it is more than the one on which the meeting is anyway.
fn weekdays(rule: &ICalendarRecurrenceRule) -> Vec<i8> {
    let mut days: Vec<i8> = (rule.byday.iter())
        .map(|day| match day.weekday {
            ICalendarWeekday::Monday => 1,
            ICalendarWeekday::Tuesday => 2,
            ICalendarWeekday::Wednesday => 3,
            ICalendarWeekday::Thursday => 4,
            ICalendarWeekday::Friday => 5,
            ICalendarWeekday::Saturday => 6,
            ICalendarWeekday::Sunday => 7,
        })
        .collect();
    days.sort_unstable();
    days.dedup();
    if days.len() > 1 { days } else { Vec::new() }
}

fn repeats(event: &ICalendarComponent) -> Option<Repeats> {
    let other = Repeats {
        every: Every::Other,
        interval: 1,
        weekdays: Vec::new(),
        until: None,
        count: None,
    };
    let Some(rule) = event.property(&ICalendarProperty::Rrule) else {
        let more = event.has_property(&ICalendarProperty::Rdate);
        return more.then_some(other);
    };
    let Some(ICalendarValue::RecurrenceRule(rule)) = rule.values.first() else {
        return Some(other);
    };
    let every = match rule.freq {
        ICalendarFrequency::Daily => Every::Day,
        ICalendarFrequency::Weekly => Every::Week,
        ICalendarFrequency::Monthly => Every::Month,
        ICalendarFrequency::Yearly => Every::Year,
        _ => Every::Other,
    };
    // "Every day" is not what a rule means that names months or weekdays.
    let is_plain = rule.bymonth.is_empty() || every == Every::Year;
    let is_plain = is_plain && (rule.byday.is_empty() || every != Every::Day);
    Some(Repeats {
        every: if is_plain { every } else { Every::Other },
        interval: rule.interval.unwrap_or(1).max(1),
        weekdays: if every == Every::Week {
            weekdays(rule)
        } else {
            Vec::new()
        },
        until: rule.until.as_ref().and_then(date),
        count: rule.count,
    })
}

#[cfg(test)]
#[path = "invitation_tests.rs"]
mod tests;
