//! What of a mailbox's texts and attachments is kept on this computer. Headers always are.

use serde::{Deserialize, Serialize};

use super::MailboxId;

/// How far back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeepBack {
    /// All there is.
    All,
    /// A year.
    #[default]
    Year,
    /// 90 days.
    Quarter,
    /// 30 days.
    Month,
    /// No texts but those that somebody opened: headers only.
    Headers,
}

impl KeepBack {
    /// All of them, the most first.
    pub const ALL: [Self; 5] = [
        Self::All,
        Self::Year,
        Self::Quarter,
        Self::Month,
        Self::Headers,
    ];

    /// The word on the command line and in the settings file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Year => "1y",
            Self::Quarter => "90d",
            Self::Month => "30d",
            Self::Headers => "headers",
        }
    }

    /// The one of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|back| back.word() == word)
    }

    /// So many days; `None`: without an end.
    #[must_use]
    pub fn days(self) -> Option<u32> {
        match self {
            Self::All => None,
            Self::Year => Some(366),
            Self::Quarter => Some(90),
            Self::Month => Some(30),
            Self::Headers => Some(0),
        }
    }
}

/// Messages with attachments, within that time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeepAttachments {
    /// However large.
    Always,
    /// Fetched when somebody opens the message.
    OnDemand,
    /// Of messages up to so many megabytes; larger ones on demand.
    UpTo(u16),
}

impl Default for KeepAttachments {
    fn default() -> Self {
        Self::UpTo(10)
    }
}

impl KeepAttachments {
    /// Most megabytes that can be named: no message may be larger.
    pub const MOST: u16 = 100;

    /// The word on the command line and in the settings file; of a size its number.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Always => "always".to_owned(),
            Self::OnDemand => "on-demand".to_owned(),
            Self::UpTo(megabytes) => megabytes.to_string(),
        }
    }

    /// The one of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "always" => Some(Self::Always),
            "on-demand" => Some(Self::OnDemand),
            number => {
                let megabytes = number.parse().ok()?;
                (1..=Self::MOST)
                    .contains(&megabytes)
                    .then_some(Self::UpTo(megabytes))
            }
        }
    }

    /// Octets of the largest message with attachments that is kept unasked.
    #[must_use]
    pub fn largest(self) -> u32 {
        match self {
            Self::Always => u32::MAX,
            Self::OnDemand => 0,
            Self::UpTo(megabytes) => u32::from(megabytes) * 1024 * 1024,
        }
    }
}

/// Both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Keep {
    /// How far back.
    pub back: KeepBack,
    /// With attachments.
    pub attachments: KeepAttachments,
}

impl Keep {
    /// Both in words, for comparing.
    #[must_use]
    pub fn words(self) -> String {
        format!("{} {}", self.back.word(), self.attachments.word())
    }
}

/// What is held of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldTexts {
    /// Which.
    pub mailbox: MailboxId,
    /// Messages, by their headers.
    pub messages: u32,
    /// Of so many the whole text.
    pub texts: u32,
    /// Octets of those.
    pub octets: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_what_its_word_says() {
        for back in KeepBack::ALL {
            assert_eq!(KeepBack::from_word(back.word()), Some(back));
        }
        for (word, kept) in [
            ("always", Some(KeepAttachments::Always)),
            ("on-demand", Some(KeepAttachments::OnDemand)),
            ("10", Some(KeepAttachments::UpTo(10))),
            ("100", Some(KeepAttachments::UpTo(100))),
            ("0", None),
            ("101", None),
            ("-1", None),
            ("", None),
        ] {
            let read = KeepAttachments::from_word(word);
            assert_eq!(read, kept, "{word}");
            assert!(read.is_none_or(|kept| kept.word() == word));
        }
        assert_eq!(Keep::default().words(), "1y 10");
    }
}
