//! A search: what is found on this computer at once, and behind it, when nobody types any more, what the
//! servers find of the rest. How much was looked through stands above the list.

use std::collections::BTreeMap;
use std::time::Duration;

use iced::Task;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::rows::Headers;
use super::{MOST_FOUND, Mail, Message, Outcome, Source};
use crate::app::link::Link;
use crate::app::say;
use crate::domain::{Coverage, FolderId, MailboxId, SearchQuery};
use crate::engine::{
    Problem, Reader, ServerAnswers, ServerSearch, StoreError, found_here, together,
};
use crate::i18n::Texts;

/// For so long nobody types before the servers are asked.
const PAUSE: Duration = Duration::from_millis(700);

/// So many are found at first: what a window can show. The others come when that is shown.
const AT_FIRST: usize = 60;

/// What was found on this computer and before on servers, and how much of all that is.
#[derive(Debug, Clone)]
pub struct FoundHere {
    /// The newest first.
    pub found: Headers,
    /// How much can be found on this computer.
    pub coverage: Coverage,
    /// In so many an excluded word may stand all the same.
    in_doubt: u32,
    /// There may be more of them than was asked for.
    is_cut: bool,
}

/// How far the servers are with a search.
#[derive(Debug, Default)]
enum Servers {
    /// They may be asked soon.
    #[default]
    Unasked,
    /// They look. Dropping this ends it.
    Asked {
        /// Kept to be dropped.
        _stop: DropGuard,
    },
    /// They answered, and this stood in the way of some, or of all.
    Answered {
        folders: usize,
        compares_loosely: bool,
        problem: Option<Box<Problem>>,
    },
}

/// A search under way.
#[derive(Debug, Default)]
pub(super) struct Searching {
    /// Which of all searches it is; what comes for older ones is dropped.
    number: u64,
    servers: Servers,
    /// What they said.
    answers: ServerAnswers,
    /// As far as that was read.
    coverage: Option<Coverage>,
    /// In so many of what is shown an excluded word may stand all the same.
    in_doubt: u32,
    /// What was found was shown, be it the first of it.
    is_shown: bool,
    /// And there may be more.
    is_cut: bool,
}

impl Searching {
    /// Another search takes the place of this one, which ends, or none does.
    pub(super) fn next(&mut self) -> u64 {
        let number = self.number + 1;
        *self = Self {
            number,
            ..Self::default()
        };
        number
    }

    /// What servers said of it so far.
    pub(super) fn answers(&self) -> ServerAnswers {
        self.answers.clone()
    }

    /// Which of all searches it is.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// So many are looked for now.
    pub(super) fn most(&self) -> usize {
        if self.is_shown { MOST_FOUND } else { AT_FIRST }
    }

    /// Are the others still being looked for?
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// What a reading of the search brought.
    fn take(&mut self, read: FoundHere) -> Headers {
        self.coverage = Some(read.coverage);
        self.in_doubt = read.in_doubt;
        self.is_cut = read.is_cut && !self.is_shown;
        self.is_shown = true;
        read.found
    }

    /// How much was looked through, in words; nothing before that is known.
    pub(super) fn words(&self, texts: &Texts) -> Option<String> {
        let coverage = self.coverage.as_ref()?;
        let number = |count: u32| texts.number(count.into()).into();
        if coverage.lacking.is_empty() {
            let count = [("messages", number(coverage.messages))];
            return Some(texts.say_with("search-covered", &count));
        }
        let held = [
            ("findable", number(coverage.findable)),
            ("messages", number(coverage.messages)),
        ];
        let held = texts.say_with(
            if coverage.is_being_listed() {
                "search-listing"
            } else {
                "search-coverage"
            },
            &held,
        );
        let rest = match &self.servers {
            // Nothing that a server knows better was looked for.
            Servers::Unasked
            | Servers::Answered {
                folders: 0,
                problem: None,
                ..
            } => None,
            Servers::Asked { .. } => Some(texts.say("search-asking")),
            Servers::Answered {
                problem: None,
                compares_loosely: true,
                ..
            } => Some(texts.say("search-asked-loosely")),
            Servers::Answered { problem: None, .. } => Some(texts.say("search-asked")),
            Servers::Answered {
                folders,
                problem: Some(problem),
                ..
            } => {
                let why = [("why", say::text(texts, &problem.message).into())];
                let key = match folders {
                    0 => "search-not-asked",
                    _ => "search-partly-asked",
                };
                Some(texts.say_with(key, &why))
            }
        };
        let in_doubt = (self.in_doubt > 0).then(|| {
            let count = [("count", self.in_doubt.into())];
            texts.say_with("search-in-doubt", &count)
        });
        let words: Vec<String> = [Some(held), rest, in_doubt].into_iter().flatten().collect();
        Some(words.join(" "))
    }

    /// Are the servers still looking?
    pub(super) fn is_asking(&self) -> bool {
        let lacks = self
            .coverage
            .as_ref()
            .is_some_and(|c| !c.lacking.is_empty());
        lacks && matches!(self.servers, Servers::Unasked | Servers::Asked { .. })
    }
}

/// Finds what is on this computer, and puts what servers found among it.
pub(super) fn find(
    reader: &Reader,
    text: &str,
    within: Option<&MailboxId>,
    answers: &ServerAnswers,
    most: usize,
) -> Result<FoundHere, StoreError> {
    let query = SearchQuery::parse(text);
    let mut here = found_here(reader, &query, within, answers, most)?;
    let is_cut = here.found.len() >= most;
    // As they are by now: one may have been deleted, or read, since.
    let mut by_folder: BTreeMap<(&FolderId, u32), Vec<u32>> = BTreeMap::new();
    for key in &answers.found {
        let place = (&key.folder, key.uid_validity);
        by_folder.entry(place).or_default().push(key.uid);
    }
    let mut there = Vec::with_capacity(answers.found.len());
    for ((folder, validity), uids) in by_folder {
        there.extend(reader.with_rows(&query, folder, validity, &uids, most)?);
    }
    let found = together(std::mem::take(&mut here.found), there, most);
    Ok(FoundHere {
        in_doubt: here.doubts_among(&found),
        found: Headers::of(reader, found)?,
        coverage: reader.coverage(&query, within)?,
        is_cut,
    })
}

impl Mail {
    /// Shows what a search finds.
    pub fn search(
        &mut self,
        text: String,
        within: Option<MailboxId>,
        link: &Link,
    ) -> Task<Message> {
        let source = Source::Search { text, within };
        if source == self.rows.source {
            return Task::none();
        }
        if matches!(self.rows.source, Source::Search { .. }) {
            // What was found stays until the new words are answered: no flicker while typing.
            self.rows.source = source;
        } else {
            self.note_place();
            self.rows.open(source);
            self.leave();
        }
        let number = self.searching.next();
        let later = link.after(PAUSE, move || Message::AskServers(number));
        Task::batch([self.reload(link), later])
    }

    /// Nobody types any more: the servers are asked for what is not on this computer.
    pub(super) fn ask_servers(&mut self, number: u64, link: &Link) -> Task<Message> {
        let Source::Search { text, within } = &self.rows.source else {
            return Task::none();
        };
        let (query, within) = (SearchQuery::parse(text), within.clone());
        if number != self.searching.number || query.is_empty() {
            return Task::none();
        }
        let stop = CancellationToken::new();
        self.searching.servers = Servers::Asked {
            _stop: stop.clone().drop_guard(),
        };
        let engine = link.engine().clone();
        let asked = async move {
            let search = engine.search_servers(&query, within.as_ref(), MOST_FOUND);
            // A search that another one replaced is not carried on with.
            stop.run_until_cancelled(search)
                .await
                .unwrap_or_else(|| Ok(ServerSearch::default()))
        };
        link.run(asked, move |answer| {
            Message::ServersAnswered(number, answer)
        })
    }

    /// They answered: what they found is put among what was found here.
    pub(super) fn servers_answered(
        &mut self,
        number: u64,
        answer: Result<ServerSearch, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        if number != self.searching.number {
            return Outcome::none();
        }
        let answer = answer.unwrap_or_else(|problem| ServerSearch {
            problems: vec![problem],
            ..ServerSearch::default()
        });
        let answers = answer.answers();
        self.searching.servers = Servers::Answered {
            folders: answer.folders.len(),
            compares_loosely: answer.compares_loosely,
            problem: answer.problems.into_iter().next().map(Box::new),
        };
        self.searching.answers = answers;
        Outcome::run(self.reload(link))
    }

    /// A reading of the search came: what it found. The others are looked for then.
    pub(super) fn take_search(&mut self, read: FoundHere) -> Headers {
        let found = self.searching.take(read);
        self.again |= self.searching.is_cut();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EmailAddress;
    use crate::engine::{ProblemKind, Text};
    use crate::i18n::Language;

    #[test]
    fn how_much_was_looked_through_is_said_at_each_step() {
        let texts = Texts::new(Language::English);
        let mailbox = MailboxId::of(&EmailAddress::parse("support@a.test").unwrap());
        let mut searching = Searching::default();
        let number = searching.next();
        assert_eq!(searching.words(&texts), None);
        assert!(!searching.is_asking());
        searching.coverage = Some(Coverage {
            messages: 20_000,
            findable: 20_000,
            lacking: Vec::new(),
        });
        let words = |searching: &Searching| searching.words(&texts).unwrap();
        assert_eq!(words(&searching), "All 20,000 messages were searched.");
        assert!(!searching.is_asking());
        searching.coverage = Some(Coverage {
            messages: 20_000,
            findable: 3120,
            lacking: vec![FolderId::of(&mailbox, "INBOX")],
        });
        let held = "The texts of 3,120 of 20,000 messages are on this computer.";
        assert_eq!(words(&searching), held);
        assert!(searching.is_asking());
        let stop = CancellationToken::new();
        searching.servers = Servers::Asked {
            _stop: stop.clone().drop_guard(),
        };
        assert!(words(&searching).ends_with("The server is being asked about the rest …"));
        for (compares_loosely, said) in [
            (true, "phrases and excluded words in its own way."),
            (false, "accents and parts of words in its own way."),
        ] {
            searching.servers = Servers::Answered {
                folders: 2,
                compares_loosely,
                problem: None,
            };
            assert!(words(&searching).ends_with(said));
            // No more than two lines of the list of a window that is 900 px wide.
            for language in Language::ALL {
                let words = searching.words(&Texts::new(language)).unwrap();
                assert!(words.chars().count() <= 200, "{words}");
            }
        }
        assert!(stop.is_cancelled(), "it ended with what it was kept in");
        for (in_doubt, said) in [(1, "One of these may"), (12, "12 of these may")] {
            searching.in_doubt = in_doubt;
            let words = words(&searching);
            assert!(words.contains("in its own way. "), "{words}");
            assert!(words.ends_with(&format!("{said} contain an excluded word.")));
        }
        searching.in_doubt = 0;
        assert!(!searching.is_asking());
        let offline = Problem::new(ProblemKind::Network, Text::new("problem-offline"));
        for (folders, says) in [
            (0, "The server could not be asked about the rest"),
            (
                2,
                "in its own way. It was asked about only a part of the rest",
            ),
        ] {
            searching.servers = Servers::Answered {
                folders,
                compares_loosely: false,
                problem: Some(Box::new(offline.clone())),
            };
            let words = words(&searching);
            assert!(words.contains(says), "{words}");
            assert!(
                words.ends_with("Postroom is set to work offline."),
                "{words}"
            );
        }
        assert_eq!(searching.next(), number + 1);
        assert_eq!(searching.words(&texts), None);
    }
}
