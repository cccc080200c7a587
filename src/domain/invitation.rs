//! A meeting that is sent by mail (RFC 5546), as far as a reader is told of it.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::Serialize;

use super::NamedAddress;

/// What is asked or said of the meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingWord {
    /// Come to it.
    Request,
    /// What was asked before is changed.
    Change,
    /// It does not take place.
    Cancel,
    /// Somebody answers whether they come.
    Reply,
    /// Somebody proposes another time.
    Counter,
    /// It takes place; nobody is asked.
    Publish,
}

/// Whether somebody comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// They did not say.
    Open,
    /// Yes.
    Accepted,
    /// Perhaps.
    Tentative,
    /// No.
    Declined,
    /// Somebody else comes for them.
    Delegated,
}

/// Who is asked to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attendee {
    /// Who.
    #[serde(flatten)]
    pub who: NamedAddress,
    /// Do they come?
    pub attendance: Attendance,
}

/// When it takes place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MeetingTime {
    /// Whole days, the last included.
    Days {
        /// The first.
        first: Date,
        /// The last.
        last: Date,
    },
    /// A time that is the same everywhere.
    At {
        /// From.
        start: Timestamp,
        /// To, where that is said.
        end: Option<Timestamp>,
        /// The IANA name of the zone in which it was planned; none for UTC.
        zone: Option<String>,
    },
    /// What a clock shows somewhere: no zone is named, or none that is known.
    Clock {
        /// From.
        start: DateTime,
        /// To, where that is said.
        end: Option<DateTime>,
        /// What the zone is called.
        zone: Option<String>,
    },
}

/// How often it takes place again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    /// Every so many days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
    /// By a rule of its own.
    Other,
}

/// That it takes place again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repeats {
    /// What of.
    pub every: Every,
    /// How many of them; one where it is not said.
    pub interval: u16,
    /// On which days of the week, 1 for Monday to 7 for Sunday, where a rule by weeks names several.
    pub weekdays: Vec<i8>,
    /// Until this day, where that is said.
    pub until: Option<Date>,
    /// So often in all, where that is said.
    pub count: Option<u32>,
}

/// A meeting that is sent by mail. All text is from outside: bounded, without control characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invitation {
    /// What is asked or said.
    pub word: MeetingWord,
    /// What it is about.
    pub title: String,
    /// When.
    pub when: Option<MeetingTime>,
    /// Does it repeat?
    pub repeats: Option<Repeats>,
    /// Is it one date of several?
    pub is_one_of_series: bool,
    /// Where.
    pub place: Option<String>,
    /// What there is to say about it: an agenda, how to join.
    pub description: Option<String>,
    /// Who asks.
    pub organiser: Option<NamedAddress>,
    /// Who is asked; of an answer who answers.
    pub attendees: Vec<Attendee>,
    /// How many those are, also where not all are named.
    pub attendee_count: usize,
}
