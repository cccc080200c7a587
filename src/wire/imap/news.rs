//! What a server says unasked: kept until somebody takes it, and what it wants a person to see told at
//! once.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use super::types::Unsolicited;

/// Most news kept.
const MOST: usize = 1000;

/// Most ranges of numbers in them: a single VANISHED can name a hundred thousand (RFC 7162 3.2.10).
const MOST_RANGES: usize = 100_000;

/// Hears at once what a server wants a person to see (ALERT, RFC 9051 7.1), as plain text of at most 500
/// characters.
#[derive(Clone)]
pub struct Ear(Arc<dyn Fn(String) + Send + Sync>);

impl Ear {
    /// An ear that does this with each alert. It is called between two answers, so it must not wait.
    pub fn new(hear: impl Fn(String) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hear))
    }

    fn hear(&self, words: String) {
        (self.0)(words);
    }
}

impl fmt::Debug for Ear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ear")
    }
}

/// News that nobody has taken yet.
#[derive(Debug, Default)]
pub(super) struct News {
    kept: VecDeque<Unsolicited>,
    ear: Option<Ear>,
}

impl News {
    pub(super) fn take(&mut self) -> Vec<Unsolicited> {
        self.kept.drain(..).collect()
    }

    /// News of the same session that was not taken yet.
    pub(super) fn put_back(&mut self, news: Vec<Unsolicited>) {
        self.kept.extend(news);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Forgets news about the folder that was open; words for a person stay.
    pub(super) fn forget_folder(&mut self) {
        self.kept
            .retain(|news| matches!(news, Unsolicited::Alert(_) | Unsolicited::Bye(_)));
    }

    pub(super) fn keep(&mut self, news: Unsolicited) {
        if matches!(news, Unsolicited::Exists(_)) {
            // Only the latest counts.
            self.kept
                .retain(|news| !matches!(news, Unsolicited::Exists(_)));
        }
        if self.kept.len() < MOST && self.ranges() + ranges(&news) <= MOST_RANGES {
            self.kept.push_back(news);
        } else if !self.kept.contains(&Unsolicited::Overflow) {
            self.kept.push_back(Unsolicited::Overflow);
        }
    }

    fn ranges(&self) -> usize {
        self.kept.iter().map(ranges).sum()
    }

    /// What a person is to see.
    pub(super) fn alert(&mut self, words: String) {
        match &self.ear {
            _ if words.is_empty() => {}
            Some(ear) => ear.hear(words),
            None => self.keep(Unsolicited::Alert(words)),
        }
    }

    /// Words outside of any response: an alert where they begin as one (quirks.rs:
    /// exchange-code-without-ok) and somebody hears it.
    pub(super) fn stray(&mut self, words: String) {
        match (words.strip_prefix("[ALERT]"), &self.ear) {
            (Some(alert), Some(_)) => self.alert(alert.trim_start().to_owned()),
            _ => self.keep(Unsolicited::Alert(words)),
        }
    }

    /// From now on this ear hears what a server wants a person to see, and at once what it wanted so far.
    pub(super) fn lend(&mut self, ear: Ear) {
        self.kept.retain(|news| match news {
            Unsolicited::Alert(words) => {
                let alert = words.strip_prefix("[ALERT]").unwrap_or(words);
                ear.hear(alert.trim_start().to_owned());
                false
            }
            _ => true,
        });
        self.ear = Some(ear);
    }
}

fn ranges(news: &Unsolicited) -> usize {
    match news {
        Unsolicited::Vanished(uids) => uids.ranges().len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::uid_set::UidSet;
    use super::*;

    #[test]
    fn news_of_very_many_numbers_are_an_overflow_and_no_more_are_kept() {
        let mut news = News::default();
        for line in 0..900 {
            let odd = (0..15_000).map(|n| (line + 2 * n + 1, line + 2 * n + 1));
            news.keep(Unsolicited::Vanished(UidSet::from_ranges(odd)));
            news.keep(Unsolicited::Exists(line));
        }
        let kept = news.take();
        assert!(kept.iter().map(ranges).sum::<usize>() <= MOST_RANGES);
        assert!(kept.contains(&Unsolicited::Overflow));
        assert!(kept.contains(&Unsolicited::Exists(899)));
        assert!(kept.len() < 10, "that there were more is kept once");
    }
}
