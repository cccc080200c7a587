//! Times that a person types.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::engine::{Problem, ProblemKind, Text};
use crate::i18n::Texts;

/// A time to come: an RFC 3339 time with its offset, or `HH:MM` for the next time the clock shows
/// that in this zone.
///
/// # Errors
/// It is no time, or it is past.
pub(super) fn to_come(
    text: &str,
    now: Timestamp,
    zone: &TimeZone,
    texts: &Texts,
) -> Result<Timestamp, Problem> {
    let usage = |text| Problem::new(ProblemKind::Usage, text).advise(Text::new("cli-advice-time"));
    let at = match text.parse::<Timestamp>() {
        Ok(at) => Some(at),
        Err(_) => next(text, now, zone),
    };
    let at = at.ok_or_else(|| usage(Text::new("cli-not-a-time").with("text", text)))?;
    if at > now {
        Ok(at)
    } else {
        let date = texts.long_date(at, zone);
        Err(usage(Text::new("cli-time-past").with("date", date)))
    }
}

/// The next time the clock shows this.
fn next(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str| -> Option<i8> {
        let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    };
    let time = Time::new(number(hour)?, number(minute)?, 0, 0).ok()?;
    let today = zone.to_datetime(now).date();
    let at = |day: jiff::civil::Date| {
        let local = jiff::civil::DateTime::from_parts(day, time);
        zone.to_timestamp(local).ok()
    };
    at(today)
        .filter(|at| *at > now)
        .or_else(|| at(today.tomorrow().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use jiff::tz::Offset;

    #[test]
    fn times_are_read_as_they_are_meant() {
        let zone = TimeZone::fixed(Offset::constant(2));
        let texts = Texts::new(Language::English);
        let now: Timestamp = "2026-11-26T10:00:00Z".parse().unwrap();
        let read = |text: &str| {
            let at = to_come(text, now, &zone, &texts);
            at.map(|at| at.to_string()).map_err(|p| p.message.key)
        };
        let ok = |text: &str| Ok::<_, &str>(text.to_owned());
        // It is noon there.
        assert_eq!(read("12:30"), ok("2026-11-26T10:30:00Z"));
        assert_eq!(read("9:05"), ok("2026-11-27T07:05:00Z"));
        assert_eq!(read("12:00"), ok("2026-11-27T10:00:00Z"), "not this moment");
        assert_eq!(
            read("2027-01-01T09:00:00+01:00"),
            ok("2027-01-01T08:00:00Z")
        );
        assert_eq!(read("2026-11-26T11:59:59+02:00"), Err("cli-time-past"));
        for text in [
            "",
            "soon",
            "24:00",
            "12:60",
            "-1:00",
            "12",
            "+1:+2",
            "2026-11-27",
            "12:3x",
        ] {
            assert_eq!(read(text), Err("cli-not-a-time"), "{text}");
        }
    }
}
