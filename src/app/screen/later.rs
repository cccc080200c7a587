//! When a message shall leave that is not to leave now: what is offered, and a time that somebody
//! writes. Times are those of the person's zone, and are said in their language.

use iced::Fill;
use iced::widget::{column, row};
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::app::Element;
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::button::{primary, quiet};
use crate::app::widget::dialog::dialog;
use crate::app::widget::field::field;
use crate::app::widget::line::line;
use crate::app::widget::text::small;
use crate::i18n::{Language, Texts};

/// Room for a time of day.
const TIME: f32 = 110.0;

/// A working day begins at this hour, for what is offered.
const MORNING: i8 = 8;
/// The evening of today.
const EVENING: i8 = 18;
/// It is not offered any more when it is nearer than this, in minutes.
const SOON: i64 = 30;
/// Nothing is put off for longer, in days: a wrong year is more likely than a wish.
const LONGEST: i64 = 366;

/// The times that are offered, the nearest first.
#[must_use]
pub fn offers(now: Timestamp, zone: &TimeZone) -> Vec<Timestamp> {
    let local = now.to_zoned_datetime(zone.clone());
    let today = local.date();
    let at = |date: Date, hour: i8| moment(date.at(hour, 0, 0, 0), zone);
    let tomorrow = today.tomorrow().ok();
    // The coming Monday; on Sunday that is tomorrow already.
    let monday = today.nth_weekday(1, Weekday::Monday).ok();
    let evening =
        at(today, EVENING).filter(|evening| evening.as_second() - now.as_second() >= SOON * 60);
    let mut times: Vec<Timestamp> = evening.into_iter().collect();
    times.extend(tomorrow.and_then(|date| at(date, MORNING)));
    times.extend(
        monday
            .filter(|date| Some(*date) != tomorrow)
            .and_then(|date| at(date, MORNING)),
    );
    times
}

/// A local time; one that a change of the clocks leaves out is an hour later.
fn moment(at: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    at.to_zoned_datetime(zone.clone())
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// Words that stand alone begin with a capital letter.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// What is wrong with a time that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// There is no such day.
    Date,
    /// There is no such time of day.
    Time,
    /// It is over.
    Past,
    /// It is too far away.
    Far,
}

impl Mistake {
    fn words(self, texts: &Texts) -> String {
        match self {
            Self::Date => {
                let example = written_date(example_day(), texts.language());
                texts.say_with("later-wrong-date", &[("example", example.into())])
            }
            Self::Time => texts.say("later-wrong-time"),
            Self::Past => texts.say("later-past"),
            Self::Far => texts.say("later-far"),
        }
    }
}

fn example_day() -> Date {
    Date::constant(2026, 12, 31)
}

/// The day as it is written with digits in a language. In English as ISO 8601 has it: with
/// slashes nobody could say which number is the month.
fn written_date(date: Date, language: Language) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match language {
        Language::English => format!("{year}-{month:02}-{day:02}"),
        Language::German => format!("{day}.{month}.{year}"),
        Language::French => format!("{day:02}/{month:02}/{year}"),
    }
}

/// A day as people write it: `2026-11-27`, `27.11.2026`, `27.11.`, `27/11/2026`, `27/11`. Without a
/// year it is the next such day.
fn read_date(text: &str, today: Date) -> Option<Date> {
    let text = text.trim();
    if text.len() > 20 {
        return None;
    }
    let number = |part: &str| part.trim().parse::<i16>().ok();
    let small = |part: &str| number(part).and_then(|n| i8::try_from(n).ok());
    if text.contains('-') {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        return match parts.next() {
            None if year.trim().len() == 4 => {
                Date::new(number(year)?, small(month)?, small(day)?).ok()
            }
            _ => None,
        };
    }
    let mut parts = text.split(['.', '/']);
    let (day, month) = (small(parts.next()?)?, small(parts.next()?)?);
    let year = parts.next().map(str::trim).filter(|year| !year.is_empty());
    if parts.next().is_some() {
        return None;
    }
    match year {
        Some(year) => {
            let written = number(year)?;
            let year = match year.len() {
                2 => written + 2000,
                4 => written,
                _ => return None,
            };
            Date::new(year, month, day).ok()
        }
        None => {
            let of_year = |year| Date::new(year, month, day).ok();
            of_year(today.year())
                .filter(|date| *date >= today)
                .or_else(|| of_year(today.year() + 1))
        }
    }
}

/// A time of day as people write it: `8`, `8:00`, `8.30`, `8h30`, `20 h`, `8 Uhr`, `8 pm`.
fn read_time(text: &str) -> Option<Time> {
    let text = text.trim().to_lowercase();
    if text.len() > 12 {
        return None;
    }
    let (text, half) = [("pm", 12), ("am", 0)]
        .into_iter()
        .find_map(|(word, half)| Some((text.strip_suffix(word)?.trim(), Some(half))))
        .unwrap_or((text.as_str(), None));
    let text = text.strip_suffix("uhr").unwrap_or(text).trim();
    let text = text.strip_suffix('h').unwrap_or(text).trim();
    let (hour, minute) = match text.split_once([':', '.', 'h']) {
        Some((hour, minute)) if minute.trim().len() == 2 => (hour, minute),
        Some(_) => return None,
        None => (text, "0"),
    };
    let digits = |text: &str| text.trim().parse::<i8>().ok().filter(|n| *n >= 0);
    let (mut hour, minute) = (digits(hour)?, digits(minute)?);
    if let Some(half) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + half;
    }
    Time::new(hour, minute, 0, 0).ok()
}

/// The moment that was written.
///
/// # Errors
/// The first [`Mistake`].
pub fn read(date: &str, time: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, Mistake> {
    let today = now.to_zoned_datetime(zone.clone()).date();
    let date = read_date(date, today).ok_or(Mistake::Date)?;
    let time = read_time(time).ok_or(Mistake::Time)?;
    if date < today {
        return Err(Mistake::Past);
    }
    let last = today
        .checked_add(LONGEST.days())
        .map_err(|_| Mistake::Far)?;
    if date > last {
        return Err(Mistake::Far);
    }
    let at = moment(date.to_datetime(time), zone).ok_or(Mistake::Date)?;
    if at <= now {
        return Err(Mistake::Past);
    }
    Ok(at)
}

/// What happens in the dialog for a time.
#[derive(Debug, Clone)]
pub enum Message {
    /// The day was typed.
    Date(String),
    /// The time of day was typed.
    Time(String),
    /// A field was left.
    Left,
    /// That is the time.
    Submit,
}

/// The names of its fields.
pub const DATE: &str = "later-date";

/// The dialog for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    date: String,
    time: String,
    /// Something was typed and left, so what is wrong is said.
    tried: bool,
}

impl Form {
    /// Begins with a time that is chosen already, else with tomorrow morning.
    #[must_use]
    pub fn new(chosen: Option<Timestamp>, texts: &Texts) -> Self {
        let (now, zone) = (Timestamp::now(), TimeZone::system());
        let tomorrow = || {
            let date = now.to_zoned_datetime(zone.clone()).date().tomorrow().ok()?;
            moment(date.at(MORNING, 0, 0, 0), &zone)
        };
        let at = chosen.filter(|at| *at > now).or_else(tomorrow);
        let at = at.unwrap_or(now);
        let day = at.to_zoned_datetime(zone.clone()).date();
        Self {
            date: written_date(day, texts.language()),
            time: texts.time_of_day(at, &zone),
            tried: false,
        }
    }

    fn moment(&self) -> Result<Timestamp, Mistake> {
        read(
            &self.date,
            &self.time,
            Timestamp::now(),
            &TimeZone::system(),
        )
    }

    /// Carries out what happened; gives the time when it was said to be that.
    pub fn update(&mut self, message: Message) -> Option<Timestamp> {
        match message {
            Message::Date(date) => self.date = date,
            Message::Time(time) => self.time = time,
            Message::Left => self.tried = true,
            Message::Submit => {
                self.tried = true;
                return self.moment().ok();
            }
        }
        None
    }

    /// The dialog, `submit` on its main button.
    pub fn view<'a, M: Clone + 'a>(
        &'a self,
        submit: String,
        texts: &Texts,
        message: impl Fn(Message) -> M + Clone + 'a,
        close: M,
    ) -> Element<'a, M> {
        let moment = self.moment();
        let wrong = moment.err().filter(|_| self.tried);
        let is_date = matches!(wrong, Some(Mistake::Date | Mistake::Past | Mistake::Far));
        let (of_date, of_time) = (message.clone(), message.clone());
        let date = field("", &self.date)
            .id(DATE)
            .wrong(is_date)
            .on_input(move |text| of_date(Message::Date(text)))
            .on_leave(message(Message::Left))
            .on_submit(message(Message::Submit));
        let time = field("", &self.time)
            .width(TIME)
            .wrong(matches!(wrong, Some(Mistake::Time | Mistake::Past)))
            .on_input(move |text| of_time(Message::Time(text)))
            .on_leave(message(Message::Left))
            .on_submit(message(Message::Submit));
        let named = |key: &str, input: Element<'a, M>| {
            column![line(texts.say(key)).size(scale::TEXT_SMALL).dim(), input].spacing(scale::LABEL)
        };
        // What was understood, or what was not; always one line, so that nothing moves.
        let (now, zone) = (Timestamp::now(), TimeZone::system());
        let said = match (moment, wrong) {
            (Ok(at), _) => {
                let date = texts.coming_date(at, now, &zone).into();
                small(texts.say_with("later-leaves", &[("date", date)])).style(style::dim)
            }
            (Err(_), Some(mistake)) => small(mistake.words(texts)).style(style::tone(Tone::Bad)),
            (Err(_), None) => small(" ".to_owned()),
        };
        let body = column![
            row![
                named("later-date", date.into()).width(Fill),
                named("later-time", time.into()),
            ]
            .spacing(scale::M),
            said,
        ]
        .spacing(scale::S);
        dialog(
            texts.say("later-title"),
            Some(texts.say("later-words").into()),
            Some(body.into()),
            vec![
                quiet(None, texts.say("dialog-cancel"))
                    .height(scale::CONTROL_LARGE)
                    .on_press(close)
                    .into(),
                primary(None, submit)
                    .height(scale::CONTROL_LARGE)
                    .on_press_maybe(moment.is_ok().then(|| message(Message::Submit)))
                    .into(),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn this_evening_tomorrow_and_monday_are_offered_while_they_make_sense() {
        for (now, expected) in [
            // A Thursday at noon.
            (
                "2026-11-26T11:00:00Z",
                vec![
                    "2026-11-26T17:00:00Z",
                    "2026-11-27T07:00:00Z",
                    "2026-11-30T07:00:00Z",
                ],
            ),
            // Half past five: the evening is too near.
            (
                "2026-11-26T16:40:00Z",
                vec!["2026-11-27T07:00:00Z", "2026-11-30T07:00:00Z"],
            ),
            // A Sunday: tomorrow is Monday.
            ("2026-11-29T20:00:00Z", vec!["2026-11-30T07:00:00Z"]),
            // Just after midnight it is another day than in UTC.
            (
                "2026-11-26T23:30:00Z",
                vec![
                    "2026-11-27T17:00:00Z",
                    "2026-11-28T07:00:00Z",
                    "2026-11-30T07:00:00Z",
                ],
            ),
            // The clocks change in the night: 8:00 is 8:00.
            (
                "2026-03-28T17:00:00Z",
                vec!["2026-03-29T06:00:00Z", "2026-03-30T06:00:00Z"],
            ),
        ] {
            let expected: Vec<Timestamp> = expected.into_iter().map(at).collect();
            assert_eq!(offers(at(now), &berlin()), expected, "{now}");
        }
    }

    #[test]
    fn a_time_is_read_as_people_write_it() {
        let now = at("2026-11-26T11:00:00Z");
        for (date, time, expected) in [
            ("2026-11-27", "8:00", "2026-11-27T07:00:00Z"),
            ("27.11.2026", "8", "2026-11-27T07:00:00Z"),
            ("27. 11. 26", "08.30", "2026-11-27T07:30:00Z"),
            ("27.11.", "20 Uhr", "2026-11-27T19:00:00Z"),
            ("27/11", "8h30", "2026-11-27T07:30:00Z"),
            ("27/11/2026", "20 h", "2026-11-27T19:00:00Z"),
            ("1.3.", "8 pm", "2027-03-01T19:00:00Z"),
            ("26.11.", "12:01", "2026-11-26T11:01:00Z"),
            ("2026-11-27", "12 am", "2026-11-26T23:00:00Z"),
            // Left out by the clocks: an hour later.
            ("28.3.2027", "2:30", "2027-03-28T01:30:00Z"),
        ] {
            assert_eq!(
                read(date, time, now, &berlin()),
                Ok(at(expected)),
                "{date} {time}"
            );
        }
    }

    #[test]
    fn what_is_no_time_or_a_wrong_one_is_named() {
        let now = at("2026-11-26T11:00:00Z");
        for (date, time, mistake) in [
            ("", "8:00", Mistake::Date),
            ("tomorrow", "8:00", Mistake::Date),
            ("11/27/2026", "8:00", Mistake::Date),
            ("30.2.2027", "8:00", Mistake::Date),
            ("1.2.3.4", "8:00", Mistake::Date),
            ("27-11-2026", "8:00", Mistake::Date),
            ("27.11.2026", "", Mistake::Time),
            ("27.11.2026", "24:00", Mistake::Time),
            ("27.11.2026", "8:5", Mistake::Time),
            ("27.11.2026", "-1", Mistake::Time),
            ("27.11.2026", "13 pm", Mistake::Time),
            ("25.11.2026", "8:00", Mistake::Past),
            ("26.11.2026", "12:00", Mistake::Past),
            ("26.11.2062", "12:00", Mistake::Far),
        ] {
            assert_eq!(
                read(date, time, now, &berlin()),
                Err(mistake),
                "{date} {time}"
            );
        }
    }

    #[test]
    fn what_a_form_begins_with_is_read_again_in_every_language() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let mut form = Form::new(None, &texts);
            assert!(form.update(Message::Submit).is_some(), "{form:?}");
            let example = written_date(example_day(), language);
            let day = Date::constant(2026, 11, 1);
            assert_eq!(read_date(&example, day), Some(example_day()));
        }
    }
}
