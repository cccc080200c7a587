//! A large folder whose server counts no changes (no CONDSTORE, as on Exchange): what is new, the flags of
//! the newest, and which messages bear each system flag and each keyword. Together they cost a twentieth of
//! the flags of all messages, which would have to come with every piece of news.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{BATCH, Pass};
use crate::domain::{Flags, SystemFlag};
use crate::engine::error::EngineError;
use crate::store::{SyncBatch, SyncState};

/// The newest messages whose flags are all looked at: those that colleagues are at work on.
const NEWEST: usize = 500;

/// The flags that a server is asked for by a search. `\Draft` never changes of a message that is there.
const SOUGHT: [SystemFlag; 4] = [
    SystemFlag::Seen,
    SystemFlag::Flagged,
    SystemFlag::Answered,
    SystemFlag::Deleted,
];

/// So many keywords are sought, those that most messages bear first; what is left waits for the next
/// comparison of all. Teams name a handful of labels.
const MOST_KEYWORDS: usize = 12;

/// Which messages of a folder bear a flag, or which do not: the fewer of the two.
#[derive(Debug)]
struct Told {
    flag: String,
    bearing: bool,
    uids: BTreeSet<u32>,
}

/// The flags of a message, as they are by now.
fn now(told: &[Told], uid: u32, held: &Flags) -> Flags {
    let mut flags = held.clone();
    for told in told {
        match told.uids.contains(&uid) == told.bearing {
            true => drop(flags.insert(&told.flag)),
            false => flags.remove(&told.flag),
        }
    }
    flags
}

/// The keywords that are to be sought, and whether by the messages that bear them: those that are held, and
/// those that the server names.
fn keywords(known: &BTreeMap<u32, Flags>, named: &[String]) -> Vec<(String, bool)> {
    let mut borne: BTreeMap<&str, usize> = BTreeMap::new();
    for keyword in known.values().flat_map(Flags::keywords) {
        *borne.entry(keyword).or_default() += 1;
    }
    let named = Flags::from_wire(named.iter().map(String::as_str));
    for keyword in named.keywords() {
        if !borne
            .keys()
            .any(|known| known.eq_ignore_ascii_case(keyword))
        {
            borne.insert(keyword, 0);
        }
    }
    let mut sought: Vec<(&str, usize)> = borne.into_iter().collect();
    sought.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sought.truncate(MOST_KEYWORDS);
    let bearing = |(keyword, count): (&str, usize)| (keyword.to_owned(), count * 2 <= known.len());
    sought.into_iter().map(bearing).collect()
}

impl Pass<'_> {
    /// Takes over what changed. False where it does not add up, or so much came that it is to be fetched in
    /// portions.
    pub(super) async fn glance(&mut self, held: &SyncState) -> Result<bool, EngineError> {
        let (Some(from), Some(next)) = (held.uid_next, self.opened.uid_next) else {
            return Ok(false);
        };
        let id = self.folder.id.clone();
        let read = self.shared.store.reader();
        let known = read.run(move |r| r.uids_with_flags(&id)).await?;
        let exists = usize::try_from(self.opened.exists).unwrap_or(usize::MAX);
        if exists > known.len() + BATCH {
            return Ok(false);
        }
        let headers = self.came(from, next).await?;
        let Some(headers) = headers.filter(|headers| headers.len() <= BATCH) else {
            return Ok(false);
        };
        let mut gone = Vec::new();
        if known.len() + headers.len() != exists {
            let server: BTreeSet<u32> = self.mail.uids().await?.into_iter().collect();
            if server.range(..from).any(|uid| !known.contains_key(uid)) {
                return Ok(false);
            }
            gone = known.keys().copied().collect();
            gone.retain(|uid| !server.contains(uid));
        }
        let told = self.told(&known).await?;
        let newest: Vec<u32> = known.keys().rev().take(NEWEST).copied().collect();
        let newest = self.mail.flags_of(&newest).await?;
        let mut flags: BTreeMap<u32, Flags> = known
            .iter()
            .map(|(uid, held)| (*uid, now(&told, *uid, held)))
            .collect();
        flags.extend(newest.into_iter().map(|new| (new.uid, new.flags)));
        flags.retain(|uid, flags| known.get(uid).is_some_and(|held| held != flags));
        let batch = SyncBatch {
            added: self.new_messages(&headers),
            flags: flags.into_iter().map(|(uid, f)| (uid, f, None)).collect(),
            removed: gone,
            uid_next: Some(next),
            completed_at: Some(Timestamp::now()),
            ..self.batch()
        };
        self.apply(batch).await?;
        Ok(true)
    }

    /// Asks which messages bear the flags that are sought.
    async fn told(&mut self, known: &BTreeMap<u32, Flags>) -> Result<Vec<Told>, EngineError> {
        // Of the read there are far more than of the others.
        let system = |flag: SystemFlag| (flag.wire().to_owned(), flag != SystemFlag::Seen);
        // A folder that is open for reading keeps no flag, and names those that others set.
        let kept = self.opened.permanent_flags.iter().flatten();
        let named: Vec<String> = kept.chain(&self.opened.flags).cloned().collect();
        let keywords = keywords(known, &named);
        let sought = SOUGHT.into_iter().map(system).chain(keywords);
        let mut told = Vec::new();
        for (flag, bearing) in sought {
            let is_system = flag.starts_with('\\');
            let uids = match self.mail.with_flag(&flag, bearing).await {
                Ok(uids) => uids.into_iter().collect(),
                // It keeps that keyword and does not search by it: it stays as it is held.
                Err(error) if !is_system && error.is_undeliverable() => continue,
                Err(error) => return Err(error.into()),
            };
            told.push(Told {
                flag,
                bearing,
                uids,
            });
        }
        Ok(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(flag: &str, bearing: bool, uids: &[u32]) -> Told {
        Told {
            flag: flag.to_owned(),
            bearing,
            uids: uids.iter().copied().collect(),
        }
    }

    #[test]
    fn what_a_search_does_not_tell_stays() {
        let told = [
            told("\\Seen", false, &[3]),
            told("\\Flagged", true, &[1]),
            told("\\Answered", true, &[1, 2]),
            told("\\Deleted", true, &[]),
            told("billing", false, &[1]),
            told("urgent", true, &[3]),
        ];
        let held = Flags::from_wire(["\\Seen", "\\Deleted", "\\Draft", "billing", "other"]);
        for (uid, expected) in [
            (
                1,
                vec!["\\Seen", "\\Flagged", "\\Answered", "\\Draft", "other"],
            ),
            (
                2,
                vec!["\\Seen", "\\Answered", "\\Draft", "billing", "other"],
            ),
            (3, vec!["\\Draft", "billing", "other", "urgent"]),
        ] {
            assert_eq!(now(&told, uid, &held), Flags::from_wire(expected), "{uid}");
        }
    }

    #[test]
    fn keywords_are_sought_by_the_fewer_messages_and_those_of_many_first() {
        let mut known: BTreeMap<u32, Flags> = (1..=4)
            .map(|uid| (uid, Flags::from_wire(["\\Seen", "NonJunk"])))
            .collect();
        known.insert(5, Flags::from_wire(["billing"]));
        let named = ["\\Seen", "\\*", "nonjunk", "new"].map(str::to_owned);
        let sought = keywords(&known, &named);
        let sought: Vec<(&str, bool)> = sought.iter().map(|(k, b)| (k.as_str(), *b)).collect();
        assert_eq!(
            sought,
            [("NonJunk", false), ("billing", true), ("new", true)]
        );
        let many: Vec<String> = (0..100).map(|n| format!("label{n}")).collect();
        let sought = keywords(&known, &many);
        assert_eq!(sought.len(), MOST_KEYWORDS);
        assert!(sought.contains(&("billing".to_owned(), true)));
    }
}
