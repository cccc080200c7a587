//! Which new messages a person is told of, and when they are not.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use super::MailboxKind;

/// Which new messages of a mailbox a person is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Notify {
    /// All that come into its Inbox.
    All,
    /// Those that concern this person: written to one of their own addresses, or in a conversation in which
    /// they wrote.
    Mine,
    /// None.
    None,
}

impl Notify {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::All, Self::Mine, Self::None];

    /// The word on the command line and in the settings file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::None => "none",
        }
    }

    /// The choice of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|n| n.word() == word)
    }

    /// What is done where nobody chose: what comes to a whole team would ring at each of its desks.
    #[must_use]
    pub fn usual(kind: MailboxKind) -> Self {
        match kind {
            MailboxKind::Personal => Self::All,
            MailboxKind::Shared => Self::Mine,
        }
    }
}

/// The time of day in which nobody is told of anything, by the clock of this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuietHours {
    /// Begins, to the minute.
    pub from: Time,
    /// Ends; earlier than it begins: on the next day.
    pub until: Time,
}

impl QuietHours {
    /// The hours that are proposed.
    #[must_use]
    pub fn usual() -> Self {
        Self {
            from: Time::constant(18, 0, 0, 0),
            until: Time::constant(8, 0, 0, 0),
        }
    }

    /// Reads `18:00-08:00`. `None` if it is nothing of the kind, or has no length.
    #[must_use]
    pub fn from_words(words: &str) -> Option<Self> {
        let (from, until) = words.split_once('-')?;
        let (from, until) = (minute(from)?, minute(until)?);
        (from != until).then_some(Self { from, until })
    }

    /// As it stands in the settings file.
    #[must_use]
    pub fn words(self) -> String {
        let (from, until) = (self.from, self.until);
        format!("{}-{}", from.strftime("%H:%M"), until.strftime("%H:%M"))
    }

    /// Is it quiet at this time of day?
    #[must_use]
    pub fn contains(self, now: Time) -> bool {
        if self.from < self.until {
            now >= self.from && now < self.until
        } else {
            now >= self.from || now < self.until
        }
    }
}

fn minute(words: &str) -> Option<Time> {
    let (hour, minute) = words.trim().split_once(':')?;
    let number = |digits: &str| -> Option<i8> {
        let is_digits =
            (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        is_digits.then(|| digits.parse().ok()).flatten()
    };
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(hour: i8, minute: i8) -> Time {
        Time::new(hour, minute, 0, 0).unwrap()
    }

    #[test]
    fn a_night_goes_over_midnight() {
        let night = QuietHours::from_words("18:00-08:30").unwrap();
        assert!(night.contains(at(18, 0)) && night.contains(at(0, 0)) && night.contains(at(8, 29)));
        assert!(!night.contains(at(8, 30)) && !night.contains(at(17, 59)));
        let noon = QuietHours::from_words("12:00 - 13:00").unwrap();
        assert!(noon.contains(at(12, 59)) && !noon.contains(at(13, 0)) && !noon.contains(at(0, 0)));
    }

    #[test]
    fn nonsense_is_no_time() {
        for words in [
            "",
            "8",
            "8:00",
            "24:00-1:00",
            "7:60-8:00",
            "+7:00-8:00",
            "8:00-8:00",
            "a:b-c:d",
        ] {
            assert_eq!(QuietHours::from_words(words), None, "{words}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(a in 0..1440_i32, b in 0..1440_i32) {
            prop_assume!(a != b);
            let of = |m: i32| at(i8::try_from(m / 60).unwrap(), i8::try_from(m % 60).unwrap());
            let hours = QuietHours { from: of(a), until: of(b) };
            prop_assert_eq!(QuietHours::from_words(&hours.words()), Some(hours));
        }

        #[test]
        fn any_words_are_borne(words in ".{0,40}") {
            let _ = QuietHours::from_words(&words);
        }
    }
}
