//! All that can be done now, as a program does it that is run by a timer or handed this to an open
//! window: `outbox run`, and `sync`.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::due::time_left;
use super::possible::check_that_stopped;
use super::unknown::is_looked_for;
use super::{Outbox, doubles, refused, why};
use crate::domain::{AccountId, OutboxId, OutboxState, Outgoing, ServerReply};
use crate::engine::causes;
use crate::engine::problem::{Problem, ProblemKind};
use crate::engine::refused_sign_in;

impl Outbox {
    /// Tries everything that waits for its turn, for a retry or for its copy, looks for what has an
    /// unknown outcome or may have been sent before, and comes back when each was tried. What has a
    /// time that a person chose, or for which its server put it off, keeps it until that has come: a timer
    /// may say this, and asks no server again with a password that was refused either.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(in crate::engine) async fn run_now(&self) -> Result<(), Problem> {
        const STATES: [OutboxState; 6] = [
            OutboxState::Scheduled,
            OutboxState::Queued,
            OutboxState::Unknown,
            OutboxState::Held,
            OutboxState::Accepted,
            OutboxState::Filing,
        ];
        let room = &self.room;
        let mut rows = room.shared.read(|r| r.outbox(&STATES)).await?;
        rows.retain(|row| row.state != OutboxState::Held || is_looked_for(row));
        let at = room.clock.now();
        let mut turned_away = Vec::new();
        for account in room.shared.accounts() {
            if let Some(why) = refused_sign_in::turned_away(&room.shared, &account).await {
                turned_away.push((account, why));
            }
        }
        let mut resting: BTreeMap<&AccountId, (Problem, Vec<Outgoing>)> = BTreeMap::new();
        let mut ids = Vec::new();
        {
            let mut book = room.book();
            book.resume_all();
            for (account, why) in turned_away {
                book.was_turned_away(&account, why);
            }
            let pace = &room.shared.pace;
            let mut put_off: BTreeMap<&AccountId, (Duration, Problem)> = BTreeMap::new();
            let mut due = Vec::new();
            for row in &rows {
                let has_time = row.state == OutboxState::Scheduled || is_put_off(row);
                let left = time_left(row, &book, pace, at).filter(|_| has_time);
                match (left, why(row)) {
                    (Some(left), Some(why)) if is_account_put_off(row) => {
                        let longest = put_off.entry(&row.account);
                        let longest = longest.or_insert_with(|| (left, why));
                        longest.0 = longest.0.max(left);
                    }
                    (Some(_), _) => {}
                    (None, _) => due.push(row),
                }
            }
            // An earlier process was told to come back later, for whatever message.
            for (account, (left, why)) in put_off {
                book.pause(account, &why, |_| left);
            }
            for row in due {
                let leaves = matches!(row.state, OutboxState::Scheduled | OutboxState::Queued);
                let rests = book.resting(&row.account, Instant::now());
                match rests.filter(|_| leaves) {
                    Some(rests) => {
                        let of_account = resting.entry(&row.account);
                        let (_, rows) = of_account.or_insert((rests.problem, Vec::new()));
                        rows.push(row.clone());
                    }
                    None => ids.push(row.outbox_id),
                }
            }
        }
        for (problem, rows) in resting.into_values() {
            room.explain(rows, &problem).await;
        }
        self.try_all(&ids).await;
        Ok(())
    }

    /// Does something wait for a folder that is not where it was, or for a mailbox that is not known yet,
    /// in a process that does nothing by itself?
    ///
    /// # Errors
    /// The store cannot be read.
    pub(in crate::engine) async fn misses_folders(&self) -> Result<bool, Problem> {
        const STATES: [OutboxState; 2] = [OutboxState::Queued, OutboxState::Filing];
        const KEYS: [&str; 6] = [
            "outbox-not-looked-before",
            "outbox-copy-folder-missing",
            "outbox-copy-folder-gone",
            "outbox-copy-folders-not-read",
            "draft-waits-for-check",
            "problem-no-such-folder",
        ];
        let room = &self.room;
        if room.resident || room.shared.is_offline() {
            return Ok(false);
        }
        let rows = room.shared.read(|r| r.outbox(&STATES)).await?;
        let misses = |why: Problem| {
            let said_no = matches!(why.kind, ProblemKind::NotFound | ProblemKind::Server);
            said_no && KEYS.contains(&why.message.key)
        };
        Ok(rows.iter().filter_map(why).any(misses))
    }

    /// Looks for what has an unknown outcome, or is held since it may have been sent before, and comes
    /// back when each was looked for. For a process that does nothing by itself, with each sync.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(in crate::engine) async fn look_for_unknown(&self) -> Result<(), Problem> {
        const STATES: [OutboxState; 2] = [OutboxState::Unknown, OutboxState::Held];
        let room = &self.room;
        if room.resident || room.shared.is_offline() {
            return Ok(());
        }
        let rows = room.shared.read(|r| r.outbox(&STATES)).await?;
        let looked_for = rows.iter().filter(|row| is_looked_for(row));
        let ids: Vec<_> = looked_for.map(|row| row.outbox_id).collect();
        self.try_all(&ids).await;
        Ok(())
    }

    /// Asks for each of these, and comes back when each was tried.
    async fn try_all(&self, ids: &[OutboxId]) {
        let room = &self.room;
        let mut progress = room.progress.subscribe();
        for id in ids {
            room.book().ask_along(*id);
        }
        room.wake.notify_one();
        loop {
            let waiting = {
                let book = room.book();
                // Who ends when this is over files no copy later.
                let looks = |id| !room.resident && book.looking.contains_key(id);
                ids.iter().any(|id| book.asked.contains(id) || looks(id))
            };
            if !waiting && !room.resident {
                doubles::look(room).await;
            }
            if !waiting || room.stop.is_cancelled() || progress.changed().await.is_err() {
                return;
            }
        }
    }
}

/// Did the submission server say of a message, or before it was asked about any, to come back later? A
/// reply alone does not tell: it stays beside what the message waits for since then.
fn is_put_off(row: &Outgoing) -> bool {
    row.state == OutboxState::Queued
        && check_that_stopped(row).is_none()
        && why(row).is_some_and(|why| causes::is_servers_word(&why))
}

/// Did it say so to the account, whatever the message?
fn is_account_put_off(row: &Outgoing) -> bool {
    let of_account = |reply: &ServerReply| refused::rests_server(reply);
    is_put_off(row) && row.reply.as_ref().is_none_or(of_account)
}
