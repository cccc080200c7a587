//! What came back of a message that was sent: who lacks it, each in the words of their own server.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{EmailAddress, EnhancedStatus, MessageKey};

/// Most characters of the words about one of them.
const MAX_WORDS: usize = 500;
/// Most characters of the words about all of them: a report has words for a hundred.
const MAX_ALL_WORDS: usize = 100 * MAX_WORDS;
/// Most addresses behind one recipient, as behind an alias.
const MAX_BEHIND: usize = 5;
/// Most that belong to none of the recipients, such as the members of a list.
const MAX_OTHERS: usize = 100;

/// What came back of a message that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct Bounce {
    /// When the last news of it was noticed; a delay is none beside a failure.
    pub at: Timestamp,
    /// Did it fail for anybody, rather than only come late? What failed may be the message or the right
    /// to send it.
    pub failed: bool,
    /// Of whom reports say that they lack it, first those for whom it failed.
    pub each: Vec<Lacking>,
    /// Where the report lies, the last one of those that are as bad as any.
    pub report: Option<MessageKey>,
}

/// Somebody who does not have a message, as far as reports tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacking {
    /// Which of the recipients; `None` where the report does not tell.
    pub recipient: Option<EmailAddress>,
    /// The address that was tried, where it is another one: behind an alias, a forward or a list.
    pub tried: Option<String>,
    /// Does nobody try any more? Otherwise it is delayed.
    pub failed: bool,
    /// The status code, where there is one.
    pub status: Option<EnhancedStatus>,
    /// The words of the server that said so, at most 500 characters, as plain text.
    pub words: String,
}

/// Those of whom the same is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Does nobody try any more?
    pub failed: bool,
    /// Their addresses; none where the report names nobody.
    pub who: Vec<String>,
    /// The words of their server, with its status; empty where there are none.
    pub words: String,
}

impl Alike {
    /// How many they are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.who.len().max(1)
    }
}

impl Lacking {
    /// Under which address a person knows them.
    fn who(&self) -> Option<String> {
        match (&self.recipient, &self.tried) {
            (Some(recipient), Some(tried)) => Some(format!("{recipient} ({tried})")),
            (Some(recipient), None) => Some(recipient.to_string()),
            (None, tried) => tried.clone(),
        }
    }

    /// The words of the server, with the status where they do not name it themselves.
    #[must_use]
    pub fn said(&self) -> String {
        let Some((class, subject, detail)) = self.status else {
            return self.words.clone();
        };
        let status = format!("{class}.{subject}.{detail}");
        if self.words.is_empty() {
            status
        } else if self.words.contains(&status) {
            self.words.clone()
        } else {
            format!("{} ({status})", self.words)
        }
    }

    /// Is it about the same address?
    fn is_of(&self, other: &Self) -> bool {
        self.recipient == other.recipient && self.tried == other.tried
    }

    fn names_nobody(&self) -> bool {
        self.recipient.is_none() && self.tried.is_none()
    }

    /// Is it about the same person, by whichever address they were tried?
    fn is_about(&self, other: &Self) -> bool {
        match &self.recipient {
            Some(_) => self.recipient == other.recipient,
            None => !self.names_nobody() && self.is_of(other),
        }
    }
}

impl Bounce {
    /// A report that was noticed now.
    #[must_use]
    pub fn new(at: Timestamp, each: Vec<Lacking>, report: Option<MessageKey>) -> Self {
        let empty = Self {
            at,
            failed: false,
            each: Vec::new(),
            report: None,
        };
        empty.and(Self {
            each,
            report,
            ..empty.clone()
        })
    }

    /// What was known, and what a later report says. What was reported before is not forgotten: a
    /// failure is not made a delay, and who was named stays named.
    #[must_use]
    pub fn and(&self, later: Self) -> Self {
        let mut both = self.clone();
        for one in later.each {
            both.take(one);
        }
        both.set_in_order();
        let failures = |bounce: &Self| {
            let failures = bounce.each.iter().filter(|one| one.failed);
            failures.cloned().collect::<Vec<_>>()
        };
        let news = match both.failed {
            true => failures(&both) != failures(self),
            false => both.each != self.each,
        };
        if news {
            both.at = later.at;
        }
        if later.failed || !self.failed {
            both.report = later.report.or(both.report);
        }
        both
    }

    /// Without the delay of those to whom it came at last, of all who got it; `None` if there is
    /// nobody left who lacks it.
    #[must_use]
    pub fn without_delay(&self, came: &[EmailAddress], all: &[EmailAddress]) -> Option<Self> {
        let mut left = self.clone();
        // A delay of which the report names nobody is one of all of them.
        let of_all = left
            .each
            .extract_if(.., |one| !one.failed && one.names_nobody());
        let of_all: Vec<Lacking> = of_all.collect();
        if let Some(one) = of_all.first() {
            for recipient in all {
                if left.of(recipient).next().is_none() {
                    left.take(Lacking {
                        recipient: Some(recipient.clone()),
                        ..one.clone()
                    });
                }
            }
        }
        let came = |one: &Lacking| one.recipient.as_ref().is_some_and(|to| came.contains(to));
        left.each.retain(|one| one.failed || !came(one));
        left.set_in_order();
        (!left.each.is_empty()).then_some(left)
    }

    /// Those who lack it, together where the same is said of them.
    #[must_use]
    pub fn alike(&self) -> Vec<Alike> {
        let mut all: Vec<Alike> = Vec::new();
        for one in &self.each {
            let words = one.said();
            let Some(who) = one.who() else {
                all.push(Alike {
                    failed: one.failed,
                    who: Vec::new(),
                    words,
                });
                continue;
            };
            let mut known = all.iter_mut();
            let same = |known: &&mut Alike| {
                known.failed == one.failed && known.words == words && !known.who.is_empty()
            };
            match known.find(same) {
                Some(known) => known.who.push(who),
                None => all.push(Alike {
                    failed: one.failed,
                    who: vec![who],
                    words,
                }),
            }
        }
        all
    }

    /// What is said of this recipient.
    pub fn of(&self, recipient: &EmailAddress) -> impl Iterator<Item = &Lacking> {
        let of_them = |one: &&Lacking| one.recipient.as_ref() == Some(recipient);
        self.each.iter().filter(of_them)
    }

    /// Is it late for anybody for whom it did not fail?
    #[must_use]
    pub fn has_delays(&self) -> bool {
        self.each.iter().any(|one| !one.failed)
    }

    fn take(&mut self, mut one: Lacking) {
        if one.failed {
            self.each
                .retain(|known| known.failed || !one.is_about(known));
        } else if self
            .each
            .iter()
            .any(|known| known.failed && one.is_about(known))
        {
            return;
        }
        let said_of_others = |known: &&Lacking| !known.is_of(&one);
        let said = self.each.iter().filter(said_of_others);
        let said: usize = said.map(|known| known.words.chars().count()).sum();
        let room = MAX_ALL_WORDS.saturating_sub(said).min(MAX_WORDS);
        one.words = one.words.chars().take(room).collect();
        // Those of whom no report tells who they are need not be the same.
        let place = self.each.iter().position(|known| {
            known.is_of(&one) && known.failed == one.failed && {
                !one.names_nobody() || known.words == one.words
            }
        });
        if let Some(known) = place.and_then(|place| self.each.get_mut(place)) {
            *known = one;
            return;
        }
        let most = if one.recipient.is_some() {
            MAX_BEHIND
        } else {
            MAX_OTHERS
        };
        let beside = |known: &&Lacking| known.recipient == one.recipient;
        if self.each.iter().filter(beside).count() < most {
            self.each.push(one);
        }
    }

    fn set_in_order(&mut self) {
        self.failed = self.each.iter().any(|one| one.failed);
        self.each.sort_by(|a, b| {
            let place = |one: &Lacking| (!one.failed, one.recipient.is_none());
            let same_place = place(a).cmp(&place(b));
            let same_place = same_place.then_with(|| a.recipient.cmp(&b.recipient));
            same_place.then_with(|| a.tried.cmp(&b.tried))
        });
    }
}

/// As it is stored, also by versions that kept one set of words for all.
#[derive(Deserialize)]
struct Stored {
    at: Timestamp,
    failed: bool,
    #[serde(default)]
    each: Vec<Lacking>,
    #[serde(default)]
    recipients: Vec<EmailAddress>,
    #[serde(default)]
    words: String,
    report: Option<MessageKey>,
}

impl From<Stored> for Bounce {
    fn from(stored: Stored) -> Self {
        let Stored { at, failed, .. } = stored;
        let of = |recipient: Option<EmailAddress>, words: &str| Lacking {
            recipient,
            tried: None,
            failed,
            status: None,
            words: words.to_owned(),
        };
        let mut each = stored.each;
        if each.is_empty() {
            // Whose words they are is known only where there is one.
            let whose = stored.recipients.len() == 1;
            let words = if whose { stored.words.as_str() } else { "" };
            let all = stored.recipients.into_iter();
            each = all.map(|one| of(Some(one), words)).collect();
            if !whose && (each.is_empty() || !stored.words.is_empty()) {
                each.push(of(None, &stored.words));
            }
        }
        Self {
            at,
            failed,
            each,
            report: stored.report,
        }
    }
}

#[cfg(test)]
#[path = "bounce_tests.rs"]
mod tests;
