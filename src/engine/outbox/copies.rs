//! One account's copies: filed, looked for, done. Nothing here can send.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

use super::clock::later;
use super::due::next_due;
use super::habits::{self, Habits};
use super::ledger::Entry;
use super::{Room, before, door, doubles, original, sent_before};
use crate::domain::{
    AccountId, CopyState, EmailAddress, Folder, FolderId, FolderRole, MailboxId, MailboxKind,
    NamedAddress, OutboxId, OutboxState, Outgoing,
};
use crate::engine::causes;
use crate::engine::filing::{self, Copied, Errand, Papers, Places, Plan, Record, Taken};
use crate::engine::mailboxes::own_mailbox;
use crate::engine::problem::Problem;
use crate::engine::shared::Shared;
use crate::permission::FILING;
use crate::store::{Reader, StoreError};

/// Files what is owed, one after the other.
pub(super) async fn lane(room: Arc<Room>, account: AccountId) {
    const STATES: [OutboxState; 2] = [OutboxState::Accepted, OutboxState::Filing];
    let mut tried = BTreeSet::new();
    while let Some(row) = next_due(&room, &account, &STATES, &tried).await {
        let id = row.outbox_id;
        tried.insert(id);
        let asks = room.book().asks(id);
        copy(&room, id).await;
        room.book().tried(id, asks);
        room.progressed(id);
    }
}

/// A message whose copy is tried, as it was read. What comes of the try is written only if no person
/// chose a folder for it since: it says nothing of that folder.
struct Read {
    row: Outgoing,
    /// How often a folder had been chosen.
    choices: u32,
}

async fn read(room: &Room, id: OutboxId) -> Result<Option<Read>, Problem> {
    let read = room.shared.read(move |reader| {
        let mut choices = reader.copy_choices(id)?;
        loop {
            let row = reader.outgoing(id)?;
            let now = reader.copy_choices(id)?;
            // What is chosen between the two is neither taken for heeded nor heeded twice.
            if now == choices {
                return Ok(row.map(|row| Read { row, choices }));
            }
            choices = now;
        }
    });
    read.await
}

async fn copy(room: &Room, id: OutboxId) {
    let read = match read(room, id).await {
        Ok(Some(read)) => read,
        Ok(None) => return,
        Err(problem) => {
            let what = problem.message.key;
            tracing::warn!(%id, what, "A message whose copy is owed could not be read.");
            return;
        }
    };
    let Read { ref row, choices } = read;
    let first = {
        let mut book = room.book();
        let first = !book.copy_tries.contains_key(&id);
        book.copy_tries.entry(id).or_insert(0);
        first
    };
    if first && row.copy == CopyState::Waiting {
        mark_original(room, row).await;
    }
    if row.state == OutboxState::Accepted {
        let begun = Entry::Copy(choices, CopyState::Waiting);
        room.write(id, begun).await;
    }
    let next_look = next_look(room, row);
    let copied = match file(room, &read, next_look.is_some()).await {
        Ok(copied) => copied,
        Err(problem) => Copied::Waiting(problem),
    };
    let why = match copied {
        Copied::Checked => return end(room, id, choices).await,
        Copied::Looking(why) => {
            let next = later(room.clock.now(), next_look.unwrap_or_default());
            let waits = Entry::CopyWaits { choices, next, why };
            room.write(id, waits).await;
            return;
        }
        Copied::Filed(problem) => {
            if row.copy != CopyState::Filed {
                let filed = Entry::Copy(choices, CopyState::Filed);
                room.write(id, filed).await;
            }
            problem
        }
        Copied::Waiting(problem) => problem,
    };
    let tries = {
        let mut book = room.book();
        let tries = book.copy_tries.entry(id).or_insert(0);
        *tries += 1;
        *tries
    };
    // In the time in which the server may file it, it is looked for more often than filed.
    let backoff = room.shared.pace.copy_backoff(tries);
    let wait = next_look.map_or(backoff, |look| backoff.min(look));
    let next = later(room.clock.now(), wait);
    room.book().looking.remove(&id);
    let waits = Entry::CopyWaits { choices, next, why };
    room.write(id, waits).await;
}

/// Every copy is where it belongs, by what was chosen so far. What was remembered on the way goes
/// with the end only: where a person chose another folder since, the copy is still owed, and what
/// was filed from here is not to be taken for the server's.
pub(super) async fn end(room: &Room, id: OutboxId, choices: u32) {
    for step in [
        Entry::Copy(choices, CopyState::Checked),
        Entry::Done(choices),
    ] {
        if room.write(id, step).await.is_none() {
            return;
        }
    }
    let_go(room, id).await;
}

/// A person wants no copy of it, or none beside those that were filed so far, which stay looked after.
/// The message that was answered gets its mark all the same.
///
/// # Errors
/// The store; the copy is not owed any more.
pub(super) async fn leave_uncopied(room: &Room, row: &Outgoing) -> Result<(), Problem> {
    let (id, key) = (row.outbox_id, record_key(row.outbox_id));
    let read = room.shared.read(move |reader| {
        let record = reader.remembered(&key)?;
        let record = record.map(record_of).unwrap_or_default();
        let named = |folders: Vec<FolderId>| {
            let ways = folders.iter().map(|one| reader.ways(one));
            let ways = ways.collect::<Result<Vec<_>, StoreError>>()?;
            Ok::<_, StoreError>(ways.into_iter().filter_map(|ways| ways.into_iter().next()))
        };
        let there: Vec<Folder> = named(record.lies_in())?.collect();
        let perhaps: Vec<Folder> = named(record.may_lie_in())?.collect();
        Ok((record, there, perhaps))
    });
    let (record, there, perhaps) = read.await?;
    let was_tried = {
        let _turn = room.turn.lock().await;
        let left = room.precious().leave_uncopied(id).await;
        left.map_err(|error| door::of_store(&error))?;
        room.book().copy_tries.contains_key(&id)
    };
    for folder in &there {
        room.remark(id, &filing::no_other_copy(folder)).await;
    }
    for folder in &perhaps {
        room.remark(id, &filing::there_too(folder)).await;
    }
    room.progressed(id);
    let key = before::right_key(row);
    doubles::watch(room, row, key, &record.taken, None, false).await;
    if !was_tried && row.copy == CopyState::Waiting {
        // A server that hangs keeps nobody waiting for ever; what is not marked then, is not.
        let mark = mark_original(room, row);
        let _ = tokio::time::timeout(room.shared.pace.check * 3, mark).await;
    }
    let_go(room, id).await;
    Ok(())
}

/// What was remembered for the copy's sake goes, once nothing is left to do about it.
pub(super) async fn let_go(room: &Room, id: OutboxId) {
    room.book().looking.remove(&id);
    let told = [sent_before::told_key(id), before::answers_key(id)];
    for key in told.into_iter().chain([record_key(id)]) {
        if let Err(error) = room.precious().forget(&key).await {
            tracing::warn!(%id, %error, "What was remembered of it could not be dropped.");
        }
    }
}

/// How long until the next look, while the server still has its time to file the copy by itself;
/// `None` once that is over. The time runs from the acceptance, and in this run by a clock that
/// nobody sets.
fn next_look(room: &Room, row: &Outgoing) -> Option<Duration> {
    let since = row.accepted_at.unwrap_or(row.created_at);
    let passed = Duration::try_from(room.clock.now().duration_since(since)).unwrap_or_default();
    let now = Instant::now();
    let begun = {
        let mut book = room.book();
        let begun = book.looking.entry(row.outbox_id);
        *begun.or_insert_with(|| now.checked_sub(passed).unwrap_or(now))
    };
    let most = room.shared.config().settings.copy_wait_seconds;
    let most = Duration::from_secs(most.into());
    room.shared.pace.next_look(now - begun, most)
}

/// The message that was answered or passed on gets its mark, for the team as for the member who read
/// it among their own. What cannot be marked now is the accounts' to do later; it never holds up the
/// copy.
async fn mark_original(room: &Room, row: &Outgoing) {
    let mut places = Vec::new();
    let teams = original::of_the_team(room, row).await;
    for (reply, is_there) in [(&row.answer_to, true), (&teams, false)] {
        let Some(reply) = reply else {
            continue;
        };
        // A mark on a place that is empty by now would be answered with OK, and be seen by nobody.
        places.extend(match original::whereabouts(room, reply).await {
            Ok(Some(now)) => Some(now),
            // The team need not have got it.
            Ok(None) if !is_there => None,
            Ok(None) => Some(reply.to.clone()),
            Err(problem) => {
                let what = problem.message.key;
                tracing::info!(what, "Where the answered message lies is found out later.");
                original::somewhere(room, reply).await
            }
        });
    }
    let read_at = row.answers.clone();
    places.extend(read_at.filter(|read_at| {
        let asked = row.answer_to.as_ref().map(|reply| &reply.to);
        asked.is_none_or(|asked| asked.folder != read_at.folder)
    }));
    let message_id = row.answer_to.as_ref();
    let message_id = message_id.and_then(|reply| reply.message_id.as_deref());
    let change = filing::mark_of_original(row);
    for place in places {
        let by = Some(&row.account);
        let marked = room.mail.mark(&place, message_id, &change, by).await;
        if let Err(problem) = marked {
            let what = problem.message.key;
            tracing::info!(what, "The message that was answered is not marked.");
            let folder = place.folder.clone();
            let folder = room.shared.read(move |r| r.folder(&folder)).await;
            if let Ok(Some(folder)) = folder {
                let said = filing::not_marked(row, &folder, &problem);
                room.remark(row.outbox_id, &said).await;
            }
        }
    }
}

/// What a try begins with.
struct Known {
    plan: Plan,
    record: Record,
    habits: Habits,
    /// The Sent folders of the mailbox and of the member, where these are two.
    both: Option<(FolderId, FolderId)>,
}

/// Where the copy belongs by this row, and what is remembered of it. The places are read with each
/// try: folders come and go, and so do rights on them.
async fn known(room: &Room, read: &Read) -> Result<Known, Problem> {
    let own = own_mailbox(&read.row.account)?;
    let (row, choices, id) = (read.row.clone(), read.choices, read.row.outbox_id);
    let shared = Arc::clone(&room.shared);
    let known = room.shared.read(move |reader| {
        let record = reader.remembered(&record_key(id))?;
        let mut record = record.map(record_of).unwrap_or_default();
        let habits = reader.remembered(&habits::key(&row.account))?;
        let mut places = places(&shared, reader, &row, &own, &record)?;
        let heeded = match &row.copy_folder {
            Some(folder) if record.is_behind(choices) => {
                let said = record.said;
                let part = said.unwrap_or_else(|| filing::plan(&row, &own, places).first_in_need());
                record.choose(part, folder, choices);
                places = self::places(&shared, reader, &row, &own, &record)?;
                true
            }
            _ => false,
        };
        let both = match (&places.shared, &places.mine) {
            (Some(shared), Some(mine)) if shared.id != mine.id => {
                Some((shared.id.clone(), mine.id.clone()))
            }
            _ => None,
        };
        let known = Known {
            plan: filing::plan(&row, &own, places),
            record,
            habits: Habits::of(habits),
            both,
        };
        Ok((known, heeded))
    });
    let (known, heeded) = known.await?;
    if heeded {
        // Before anything is filed by it.
        let papers = RowPapers { room, id, choices };
        papers.keep(&known.record).await?;
    }
    Ok(known)
}

fn places(
    shared: &Shared,
    reader: &Reader,
    row: &Outgoing,
    own: &MailboxId,
    record: &Record,
) -> Result<Places, StoreError> {
    let best = |ways| shared.best_way(ways, &FILING, Some(&row.account));
    let sent = |mailbox: &MailboxId| {
        let ways = reader.ways_by_role(mailbox, FolderRole::Sent)?;
        Ok::<_, StoreError>(best(ways))
    };
    let kind = match &row.mailbox {
        Some(mailbox) => reader.mailbox(mailbox)?.map(|m| m.kind),
        None => None,
    };
    let chosen = record.chosen.iter();
    let chosen = chosen.map(|(part, folder)| Ok((*part, best(reader.ways(folder)?))));
    let config = shared.config();
    let is_hidden = |mailbox: &&MailboxId| config.mailbox(mailbox).is_some_and(|m| m.hidden);
    let hidden = row.mailbox.iter().filter(is_hidden).cloned().collect();
    let mut not_read = Vec::new();
    // Of what is not here although all was listed, nothing will ever be read.
    let may_come = !reader.were_listed(&shared.accounts())?;
    for mailbox in row.mailbox.iter().chain([own]) {
        if may_come && reader.folders(mailbox)?.is_empty() {
            not_read.push(mailbox.clone());
        }
    }
    Ok(Places {
        not_read,
        hidden,
        of_team: kind == Some(MailboxKind::Shared),
        chosen: chosen.collect::<Result<_, StoreError>>()?,
        shared: match &row.mailbox {
            Some(mailbox) => sent(mailbox)?,
            None => None,
        },
        mine: sent(own)?,
    })
}

/// The record as it was kept; an earlier version kept the folders only.
fn record_of(value: serde_json::Value) -> Record {
    if let Ok(folders) = serde_json::from_value::<Vec<FolderId>>(value.clone()) {
        let taken = |folder: FolderId| Taken {
            folder,
            place: None,
            again: false,
        };
        return Record {
            begun: folders.clone(),
            taken: folders.into_iter().map(taken).collect(),
            ..Record::default()
        };
    }
    serde_json::from_value(value).unwrap_or_default()
}

/// One try.
async fn file(room: &Room, read: &Read, in_time: bool) -> Result<Copied, Problem> {
    let (row, id) = (&read.row, read.row.outbox_id);
    let mut known = self::known(room, read).await?;
    let barred: Vec<FolderId> = known.plan.barred().map(|f| f.id.clone()).collect();
    if !barred.is_empty() {
        // The server has the last word: the right may have been given since we looked, to any of
        // the accounts that reach it.
        for folder in barred {
            for way in room.shared.read(move |r| r.ways(&folder)).await? {
                room.mail.renew_rights(&way).await;
            }
        }
        known = self::known(room, read).await?;
    }
    let Known {
        plan,
        record,
        habits,
        both,
    } = known;
    let choices = read.choices;
    let papers = RowPapers { room, id, choices };
    let key = before::right_key(row);
    let before = record.clone();
    let targets: Vec<FolderId> = plan.targets().map(|folder| folder.id.clone()).collect();
    let mut errand = Errand {
        mail: room.mail.as_ref(),
        papers: &papers,
        outgoing: row,
        plan,
        member: member(room, row),
        habits: key.as_ref().map(|k| habits.of_way(k)).unwrap_or_default(),
        in_time,
        record,
        learnt: Default::default(),
        remarks: Vec::new(),
    };
    let copied = errand.run().await;
    let aside = errand.may_come_aside().cloned();
    let Errand {
        record,
        learnt,
        remarks,
        ..
    } = errand;
    for remark in remarks {
        room.remark(id, &remark).await;
    }
    if let Some(key) = &key {
        habits::learn(room, key, &learnt, row, both).await?;
    }
    if copied == Copied::Checked {
        say_where_too(room, row, &record, &targets).await?;
        doubles::watch(room, row, key, &record.taken, aside, !learnt.is_empty()).await;
    } else if record != before {
        papers.keep(&record).await?;
    }
    Ok(copied)
}

/// It lies where it belongs by now. Where it was put before another folder was chosen, and the
/// answer was lost, it may lie too.
async fn say_where_too(
    room: &Room,
    row: &Outgoing,
    record: &Record,
    targets: &[FolderId],
) -> Result<(), Problem> {
    for id in record.begun.iter().filter(|id| !targets.contains(id)) {
        let wanted = id.clone();
        let ways = room.shared.read(move |r| r.ways(&wanted)).await?;
        let best = room.shared.best_way(ways, &FILING, Some(&row.account));
        let Some(folder) = best else {
            continue;
        };
        // Where it cannot be looked for it may lie there.
        let found = room.mail.find_message_id(&folder, &row.message_id).await;
        if !matches!(found, Ok(None)) {
            let said = filing::there_too(&folder);
            room.remark(row.outbox_id, &said).await;
        }
    }
    Ok(())
}

/// Who is named in the copy for the team, unless nobody is to be.
fn member(room: &Room, row: &Outgoing) -> Option<NamedAddress> {
    let config = room.shared.config();
    let of = |address: &EmailAddress| Some(MailboxId::of(address)) == row.mailbox;
    let decided = config.mailboxes.iter().find(|m| of(&m.address));
    let named = decided.and_then(|m| m.name_sender).unwrap_or(true);
    let account = config.account(&row.account).filter(|_| named)?;
    Some(account.named_address())
}

/// The papers of a message in the outbox.
struct RowPapers<'a> {
    room: &'a Room,
    id: OutboxId,
    /// How often a folder had been chosen when the try began.
    choices: u32,
}

#[async_trait]
impl Papers for RowPapers<'_> {
    async fn bytes(&self) -> Result<Vec<u8>, Problem> {
        let id = self.id;
        self.room.shared.read(move |r| r.outgoing_bytes(id)).await
    }

    async fn is_behind(&self) -> bool {
        let id = self.id;
        let now = self.room.shared.read(move |r| r.copy_choices(id)).await;
        now.is_ok_and(|now| now != self.choices)
    }

    async fn keep(&self, record: &Record) -> Result<(), Problem> {
        let value = serde_json::json!(record);
        let key = record_key(self.id);
        let kept = self.room.precious().remember(&key, &value).await;
        kept.map_err(|error| causes::of_store(&error))
    }
}

/// Under what it is remembered how far the copies of a message came.
fn record_key(id: OutboxId) -> String {
    format!("copy/{id}")
}
