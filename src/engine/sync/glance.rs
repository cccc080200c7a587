//! A large folder whose server counts no changes (no CONDSTORE, as on Exchange): what is new, the flags of
//! the newest, and which messages bear each system flag. Together they cost a twentieth of the flags of
//! all messages, which would have to come with every piece of news; of older messages only keywords are
//! left for the next comparison of all.

use std::collections::BTreeSet;

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

/// Which messages of a folder bear the flags that are sought.
struct Borne([BTreeSet<u32>; SOUGHT.len()]);

impl Borne {
    /// The flags of a message, as they are by now.
    fn now(&self, uid: u32, held: &Flags) -> Flags {
        let mut flags = held.clone();
        for (flag, found) in SOUGHT.into_iter().zip(&self.0) {
            // Of the read there are far more than of the others.
            let bears = found.contains(&uid) != (flag == SystemFlag::Seen);
            if bears {
                flags.insert(flag.wire());
            } else {
                flags.remove(flag.wire());
            }
        }
        flags
    }
}

impl Pass<'_> {
    /// Takes over what changed. False where it does not add up, or so much came that it is to be fetched in
    /// portions.
    pub(super) async fn glance(&mut self, held: &SyncState) -> Result<bool, EngineError> {
        let (Some(from), Some(next)) = (held.uid_next, self.opened.uid_next) else {
            return Ok(false);
        };
        let headers = self.came(from, next).await?;
        let Some(headers) = headers.filter(|headers| headers.len() <= BATCH) else {
            return Ok(false);
        };
        let id = self.folder.id.clone();
        let read = self.shared.store.reader();
        let known = read.run(move |r| r.uids_with_flags(&id)).await?;
        let exists = usize::try_from(self.opened.exists).unwrap_or(usize::MAX);
        let mut gone = Vec::new();
        if known.len() + headers.len() != exists {
            let server: BTreeSet<u32> = self.mail.uids().await?.into_iter().collect();
            if server.range(..from).any(|uid| !known.contains_key(uid)) {
                return Ok(false);
            }
            gone = known.keys().copied().collect();
            gone.retain(|uid| !server.contains(uid));
        }
        let mut borne = Borne(Default::default());
        for (flag, found) in SOUGHT.into_iter().zip(&mut borne.0) {
            let bearing = flag != SystemFlag::Seen;
            *found = self
                .mail
                .with_flag(flag, bearing)
                .await?
                .into_iter()
                .collect();
        }
        let newest: Vec<u32> = known.keys().rev().take(NEWEST).copied().collect();
        let newest = self.mail.flags_of(&newest).await?;
        let mut flags: std::collections::BTreeMap<u32, Flags> = known
            .iter()
            .map(|(uid, held)| (*uid, borne.now(*uid, held)))
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_search_does_not_tell_stays() {
        let borne = Borne([[3].into(), [1].into(), [1, 2].into(), [].into()]);
        let held = Flags::from_wire(["\\Seen", "\\Deleted", "\\Draft", "billing"]);
        for (uid, expected) in [
            (
                1,
                vec!["\\Seen", "\\Flagged", "\\Answered", "\\Draft", "billing"],
            ),
            (2, vec!["\\Seen", "\\Answered", "\\Draft", "billing"]),
            (3, vec!["\\Draft", "billing"]),
        ] {
            assert_eq!(borne.now(uid, &held), Flags::from_wire(expected), "{uid}");
        }
    }
}
