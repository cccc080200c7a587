//! Was this message sent before, by the profile from which this one was restored or copied?
//!
//! Asked of every message that was not put in a moment ago: the journal may be older than the truth,
//! or the profile may have been copied since. It is looked for in the Sent folders, and in what this
//! computer noted outside of the profile ([`super::handed_over`]), which may have been restored along
//! with it. Of one that this run of the program put in, only another computer with a copy of the
//! profile can know more, where a person wanted it sent: it is looked for too when it waited, or when
//! its draft had been kept, but where that cannot be done it leaves. A draft that was begun before this
//! run counts as what was put in before. One that was written on
//! another computer, and lies in no Drafts folder where it is claimed, may have left there.
//!
//! * Found in a Sent folder, or proven by what lies in an Inbox (a copy to oneself, an answer, a
//!   report), it was sent, and is not sent again: not even when a person wants that, who did not know
//!   of it.
//! * Not found, and there is a reason to think that it was handed over: it is held, and a person
//!   decides.
//! * Not it, but something lies in a Sent folder that was sent of the same draft, as its Message-ID
//!   tells: with other words, for other people. It is held, and a person decides.
//! * A person took it back there: it is held, too. It does not leave because a backup of the time
//!   before is put back.
//! * Not found, and there is none: it leaves.
//! * While the mail server cannot be asked, it waits, and says so. Nothing on this computer proves
//!   that it was not restored as a whole. A person who knows better sends it all the same.
//! * A Sent folder that will never show anything, since it may not be read or there is none, holds
//!   nothing up for ever where this computer knows of no handing over: it leaves and says that this
//!   was not seen. Where this computer cannot know either, since its file is not there or cannot be
//!   read, nothing at all was looked at: it is held, and a person decides.

use tokio::time::Instant;

use super::book::away_of;
use super::handed_over::{Known, Told};
use super::ledger::Entry;
use super::unknown::{self, Found};
use super::{Room, clock, door, why};
use crate::domain::{Check, Folder, FolderRole, MailboxId, OutboxId, Outgoing};
use crate::engine::causes::{self, FolderAnswer};
use crate::engine::mailboxes::own_mailbox;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::rfc822;
use crate::store::Informed;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Before {
    /// It was not sent before, as far as anybody knows.
    Not,
    /// Nobody knows of it, and where it would lie may not be read; it leaves with this remark.
    Unseen(Problem),
    /// It was; its copy is seen to.
    Sent,
    /// Perhaps; a person decides.
    Held,
    /// Nobody could be asked; it waits.
    Later,
}

/// Why a message is held of whose draft another one was sent.
const SENT_OF_DRAFT: &str = "outbox-sent-of-draft";
/// The same where this computer knows that, and no copy is found.
const DRAFT_HANDED_OVER: &str = "outbox-draft-handed-over";

/// Under what it is remembered what a person knew of who wanted a message sent all the same.
pub(super) fn told_key(id: OutboxId) -> String {
    format!("again/{id}")
}

/// A person wants it sent although it may have been sent before: of what is known now.
///
/// # Errors
/// The store.
pub(super) async fn tell(room: &Room, row: &Outgoing) -> Result<(), Problem> {
    let mut told = room.handed_over.told(&row.message_id).await;
    told.of_draft = is_held_for_draft(row) || knew_of_draft(room, row, &told).await;
    remember(room, row, &told).await
}

/// Was somebody told of what was sent of the same draft the last time they wanted it sent, and was
/// nothing else sent of it since?
async fn knew_of_draft(room: &Room, row: &Outgoing, now: &Told) -> bool {
    let before = remembered(room, row).await;
    before.is_some_and(|before| before.of_draft && before.is_all_of_draft(now))
}

/// Is it held for what was sent of the same draft?
fn is_held_for_draft(row: &Outgoing) -> bool {
    let keys = [SENT_OF_DRAFT, DRAFT_HANDED_OVER];
    why::key(row).is_some_and(|key| keys.contains(&key.as_str()))
}

/// What whoever takes it back was told: that holds nothing up which they make of it.
pub(super) async fn informed(room: &Room, row: &Outgoing) -> Informed {
    let of_draft = (told(room, row).await).is_some_and(|told| told.of_draft);
    match why::key(row).as_deref() {
        Some("outbox-sent-before" | SENT_OF_DRAFT | DRAFT_HANDED_OVER) => Informed::OfDraft,
        _ if of_draft => Informed::OfDraft,
        Some("outbox-sent-before-elsewhere") => Informed::OfElsewhere,
        _ if row.is_waived(Check::SentBefore) => Informed::OfElsewhere,
        _ => Informed::No,
    }
}

/// What this computer knows of it.
async fn knows(room: &Room, row: &Outgoing) -> Known {
    room.handed_over
        .knows(row, is_copied(room, row).await)
        .await
}

async fn is_copied(room: &Room, row: &Outgoing) -> bool {
    let Some(draft) = row.draft else { return false };
    let read = room.shared.read(move |r| r.is_copied_draft(draft));
    read.await.unwrap_or(false)
}

/// The same where it could not be looked: of no handing over, even where there was one.
///
/// # Errors
/// The store.
pub(super) async fn tell_of_nothing(room: &Room, row: &Outgoing) -> Result<(), Problem> {
    let now = room.handed_over.told(&row.message_id).await;
    let mut told = room.handed_over.told_of_nothing();
    told.of_draft = knew_of_draft(room, row, &now).await;
    remember(room, row, &told).await
}

async fn remember(room: &Room, row: &Outgoing, told: &Told) -> Result<(), Problem> {
    let (key, value) = (told_key(row.outbox_id), serde_json::json!(told));
    let kept = room.precious().remember(&key, &value).await;
    kept.map_err(|error| door::of_store(&error))
}

/// What a person knew of who wanted it sent all the same, if somebody did.
pub(super) async fn told(room: &Room, row: &Outgoing) -> Option<Told> {
    if !row.is_waived(Check::SentBefore) && !row.is_waived(Check::LookedBefore) {
        return None;
    }
    remembered(room, row).await
}

async fn remembered(room: &Room, row: &Outgoing) -> Option<Told> {
    let key = told_key(row.outbox_id);
    let read = room.shared.read(move |r| r.remembered(&key)).await;
    serde_json::from_value(read.ok()??).ok()
}

/// Looks whether it was sent before. Once in a run: what was looked at is remembered, what could
/// not be looked at is not.
pub(super) async fn check(room: &Room, row: &Outgoing, told: Option<&Told>) -> Before {
    let id = row.outbox_id;
    // What was handed over after a person said so, they did not know of.
    if let Some(told) = told
        && room.handed_over.is_as_told(&row.message_id, told).await
    {
        return told_again(room, row, told.of_draft).await;
    }
    let (is_fresh, is_known) = room.book().is_fresh(id, room.shared.pace.fresh);
    if is_known {
        return Before::Not;
    }
    let known = knows(room, row).await;
    if is_fresh && matches!(known, Known::No | Known::NoFile) {
        return look_once_more(room, row).await;
    }
    let away = room.book().away.get(&away_of(row)).cloned();
    // One after the other they would wait for the same server.
    if let (Known::No | Known::NoFile, Some(away)) = (known, away)
        && away.until > Instant::now()
    {
        return wait(room, row, away.problem).await;
    }
    look(room, row, known).await
}

/// A person wants it sent although nobody knows whether it was sent before. Meanwhile it may be
/// known, here or to the copy of the profile from which this one was restored.
async fn told_again(room: &Room, row: &Outgoing, of_draft: bool) -> Before {
    let away = room.book().away.get(&away_of(row)).map(|away| away.until);
    if away.is_some_and(|until| until > Instant::now()) {
        return Before::Not;
    }
    match find_anywhere(room, row).await {
        Looked::There(folder, what) => found(room, row, &folder, what).await,
        Looked::OfSameDraft(folder) if !of_draft => hold_for_draft(room, row, &folder).await,
        // They decided without knowing, or knew of it.
        Looked::OfSameDraft(_) | Looked::NotThere | Looked::Closed(_) | Looked::Away(_) => {
            Before::Not
        }
    }
}

/// It waited in this run. Nothing here speaks for its having been sent; on another computer, which
/// has a copy of the profile, a person may have wanted that.
async fn look_once_more(room: &Room, row: &Outgoing) -> Before {
    let away = room.book().away.get(&away_of(row)).map(|away| away.until);
    if away.is_some_and(|until| until > Instant::now()) {
        return Before::Not;
    }
    match find_in_time(room, row).await {
        Looked::There(folder, what) => return found(room, row, &folder, what).await,
        Looked::OfSameDraft(folder) => return hold_for_draft(room, row, &folder).await,
        Looked::NotThere | Looked::Closed(_) => room.book().note_fresh(row.outbox_id),
        // One after the other they would wait for the same server.
        Looked::Away(problem) => is_away(room, row, &problem),
    }
    Before::Not
}

/// Another process handed it over while this one was about to, or a person took it back there.
pub(super) async fn was_handed_over(room: &Room, row: &Outgoing) -> Before {
    let known = match knows(room, row).await {
        known @ (Known::TakenBack | Known::OfDraft) => known,
        _ => Known::HandedOver,
    };
    look(room, row, known).await
}

async fn look(room: &Room, row: &Outgoing, known: Known) -> Before {
    let id = row.outbox_id;
    let looked = find_anywhere(room, row).await;
    if !matches!(looked, Looked::Away(_)) {
        room.book().away.remove(&away_of(row));
    }
    match (known, looked) {
        (_, Looked::There(folder, what)) => found(room, row, &folder, what).await,
        (Known::HandedOver, Looked::OfSameDraft(_) | Looked::NotThere) => {
            hold(room, row, "outbox-sent-before", None).await
        }
        (Known::HandedOver, Looked::Closed(problem) | Looked::Away(problem)) => {
            hold(room, row, "outbox-sent-before", Some(problem)).await
        }
        (_, Looked::OfSameDraft(folder)) => hold_for_draft(room, row, &folder).await,
        (Known::OfDraft, Looked::NotThere) => hold(room, row, DRAFT_HANDED_OVER, None).await,
        (Known::OfDraft, Looked::Closed(problem) | Looked::Away(problem)) => {
            hold(room, row, DRAFT_HANDED_OVER, Some(problem)).await
        }
        (Known::TakenBack, Looked::NotThere | Looked::Closed(_) | Looked::Away(_)) => {
            hold(room, row, "outbox-taken-back-before", None).await
        }
        (Known::FromElsewhere, Looked::NotThere) => {
            hold(room, row, "outbox-sent-before-elsewhere", None).await
        }
        (Known::FromElsewhere, Looked::Closed(problem) | Looked::Away(problem)) => {
            hold(room, row, "outbox-sent-before-elsewhere", Some(problem)).await
        }
        (Known::No | Known::NoFile, Looked::NotThere) => {
            room.book().note_fresh(id);
            Before::Not
        }
        // What is said of an attempt goes with it: the next is looked at again, and says it again.
        (Known::No, Looked::Closed(problem)) => {
            let text = Text::new("outbox-left-unlooked");
            let mut unseen = Problem::new(ProblemKind::Unknown, text);
            unseen.detail = problem.detail;
            Before::Unseen(unseen)
        }
        (Known::NoFile, Looked::Closed(problem)) => {
            hold(room, row, "outbox-cannot-be-looked", Some(problem)).await
        }
        (Known::No | Known::NoFile, Looked::Away(problem)) => {
            is_away(room, row, &problem);
            wait(room, row, problem).await
        }
    }
}

/// The mail server could not be asked.
fn is_away(room: &Room, row: &Outgoing, problem: &Problem) {
    let pace = &room.shared.pace;
    let mut book = room.book();
    book.mail_is_away(away_of(row), problem, |times| pace.backoff(times));
}

async fn found(room: &Room, row: &Outgoing, folder: &Folder, what: Found) -> Before {
    if unknown::settle(room, row, folder, what).await {
        Before::Sent
    } else {
        Before::Held
    }
}

/// Something was sent of the same draft, from a copy of this profile, or before this one was restored.
async fn hold_for_draft(room: &Room, row: &Outgoing, folder: &Folder) -> Before {
    let key = Text::new(SENT_OF_DRAFT)
        .with("folder", folder.path.clone())
        .with("mailbox", folder.mailbox.as_str());
    hold_for(room, row, key, "outbox-advice-sent-of-draft", None).await
}

async fn hold(room: &Room, row: &Outgoing, key: &'static str, detail: Option<Problem>) -> Before {
    let advice = match key {
        "outbox-taken-back-before" => "outbox-advice-taken-back",
        "outbox-cannot-be-looked" => "outbox-advice-cannot-be-looked",
        _ => "outbox-advice-sent-before",
    };
    hold_for(room, row, Text::new(key), advice, detail).await
}

async fn hold_for(
    room: &Room,
    row: &Outgoing,
    why: Text,
    advice: &'static str,
    detail: Option<Problem>,
) -> Before {
    let mut problem = Problem::new(ProblemKind::Unknown, why)
        .advise(Text::new(advice))
        .of_account(&row.account);
    let looked_everywhere = detail.is_none();
    problem.detail = detail.map(|problem| problem.in_english());
    let held = room.hold_as_read(row, problem).await;
    if held.is_some() && looked_everywhere {
        // From here on whenever mail comes.
        let mut book = room.book();
        let mail = book.mail;
        book.looked.entry(row.outbox_id).or_default().mail = mail;
    }
    Before::Held
}

/// It waits until the mail server can be asked.
async fn wait(room: &Room, row: &Outgoing, hindrance: Problem) -> Before {
    let id = row.outbox_id;
    let why = Problem::new(hindrance.kind, Text::new("outbox-not-looked-before"))
        .advise(Text::new("outbox-advice-not-looked"))
        .of_account(&row.account)
        .detail(hindrance.in_english());
    let left = {
        let mut book = room.book();
        book.unlooked.insert(id);
        book.by_pause.remove(&id);
        let until = book.away.get(&away_of(row)).map(|away| away.until);
        until.map(|until| until.saturating_duration_since(Instant::now()))
    };
    let next = clock::later(room.clock.now(), left.unwrap_or_default());
    let waits = Entry::WaitBefore(Box::new(row.clone()), next, why);
    room.write(id, waits).await;
    Before::Later
}

/// What a look in the Sent folders showed.
enum Looked {
    /// It lies there, or what proves that it was sent.
    There(Folder, Found),
    /// Not it, but what was sent of the same draft: with other words, for other people, or after it
    /// had been taken back.
    OfSameDraft(Folder),
    /// It lies in none of them.
    NotThere,
    /// It lies in none of those that may be read.
    Closed(Problem),
    /// The server could not be asked, or nobody knows yet what to ask it for.
    Away(Problem),
}

/// Looks for it in the Sent folders, and then for what was sent of the same draft, each for as long as
/// a check may take.
async fn find_in_time(room: &Room, row: &Outgoing) -> Looked {
    let looked = find_itself(room, row).await;
    of_draft_else(room, row, looked).await
}

async fn find_itself(room: &Room, row: &Outgoing) -> Looked {
    let look = find(room, row);
    let looked = tokio::time::timeout(room.shared.pace.check, look).await;
    looked.unwrap_or_else(|_| Looked::Away(causes::check_too_slow()))
}

/// The same, but before what was sent of the same draft the Inboxes: the copy may have been moved out
/// of the Sent folder since, and a copy to oneself, an answer or a report is as good a proof. An Inbox
/// that cannot be searched, or not so soon, keeps nothing back where the Sent folders were looked at.
async fn find_anywhere(room: &Room, row: &Outgoing) -> Looked {
    let looked = find_itself(room, row).await;
    if !matches!(looked, Looked::NotThere | Looked::Closed(_)) {
        return looked;
    }
    let look = unknown::in_inboxes(room, row);
    match tokio::time::timeout(room.shared.pace.check, look).await {
        Ok(Ok(Some((folder, what)))) => Looked::There(folder, what),
        Ok(Ok(None) | Err(_)) | Err(_) => of_draft_else(room, row, looked).await,
    }
}

/// It itself was not found: looks for what was sent of the same draft. A server that does not find a
/// Message-ID by how it begins, or says no, or takes too long, keeps nothing back: nothing but a copy
/// of the profile in which somebody wrote on could have sent that.
async fn of_draft_else(room: &Room, row: &Outgoing, looked: Looked) -> Looked {
    if !matches!(looked, Looked::NotThere | Looked::Closed(_)) {
        return looked;
    }
    let Some(draft) = rfc822::draft_of_message_id(&row.message_id) else {
        return looked;
    };
    let Ok(places) = places_of_draft(room, row).await else {
        return looked;
    };
    let (own, others): (Vec<_>, Vec<_>) =
        places.into_iter().partition(|(_, looked_for)| *looked_for);
    let check = room.shared.pace.check;
    // Its own Sent folders first: a slow one of another mailbox hides nothing that lies there.
    let in_own = tokio::time::timeout(check, sent_of(room, &own, draft)).await;
    // The message itself, wherever it lies, says more than another of its draft: it is looked for where
    // nobody looked yet, by its whole Message-ID, since not every server finds one by how it begins.
    let itself = async {
        for (folder, _) in &others {
            let found = room.mail.find_message_id(folder, &row.message_id).await;
            if matches!(found, Ok(Some(_))) {
                return Some(folder.clone());
            }
        }
        None
    };
    if let Ok(Some(folder)) = tokio::time::timeout(check, itself).await {
        return Looked::There(folder, Found::Itself);
    }
    if let Ok(Some(folder)) = in_own {
        return Looked::OfSameDraft(folder);
    }
    match tokio::time::timeout(check, sent_of(room, &others, draft)).await {
        Ok(Some(folder)) => Looked::OfSameDraft(folder),
        _ => looked,
    }
}

/// In which of these something lies that was sent of a draft.
async fn sent_of(room: &Room, places: &[(Folder, bool)], draft: &str) -> Option<Folder> {
    for (folder, _) in places {
        if matches!(room.mail.is_sent_of(folder, draft).await, Ok(true)) {
            return Some(folder.clone());
        }
    }
    None
}

/// Looks into the Sent folders. One that cannot be read keeps nobody from the others.
async fn find(room: &Room, row: &Outgoing) -> Looked {
    let Places {
        folders,
        not_known,
        gone,
    } = match places(room, row).await {
        Ok(places) => places,
        Err(problem) => return Looked::Away(problem),
    };
    let no_sent = |mailbox: &MailboxId| super::before::no_folder(mailbox, FolderRole::Sent);
    let (mut closed, mut away) = (gone.as_ref().map(no_sent), None);
    if folders.is_empty() {
        let mailbox = row.mailbox.clone();
        let mailbox = mailbox.map_or_else(|| own_mailbox(&row.account), Ok);
        closed = closed.or(mailbox.as_ref().ok().map(no_sent));
    }
    let mut unreached = Vec::new();
    for folder in folders {
        // Neither will this one be reached.
        if unreached.contains(&folder.account) {
            continue;
        }
        match room.mail.find_message_id(&folder, &row.message_id).await {
            Ok(Some(_)) => return Looked::There(folder, Found::Itself),
            Ok(None) => {}
            Err(problem) => match causes::answer_of_folder(&problem) {
                FolderAnswer::Closed => {
                    closed.get_or_insert(problem);
                }
                // It may lie there all the same, and what is not seen there would leave twice.
                FolderAnswer::NotNow => {
                    away.get_or_insert(problem);
                }
                // Those of another account may be.
                FolderAnswer::Unasked => {
                    unreached.push(folder.account);
                    away.get_or_insert(problem);
                }
            },
        }
    }
    let not_known = not_known.as_ref().map(no_sent);
    match (away.or(not_known), closed) {
        (Some(problem), _) => Looked::Away(problem),
        (None, Some(problem)) => Looked::Closed(problem),
        (None, None) => Looked::NotThere,
    }
}

/// Most Sent folders of other mailboxes in which is looked for what was sent of the same draft.
const MOST_OTHER_PLACES: usize = 20;

/// Where to look.
#[derive(Default)]
struct Places {
    /// The Sent folders in which it may lie.
    folders: Vec<Folder>,
    /// A mailbox of which no folder is known: the cache is new, and nobody has looked at it yet.
    not_known: Option<MailboxId>,
    /// A mailbox that is hidden, or that the server no longer shows.
    gone: Option<MailboxId>,
}

/// Where what was sent of the same draft may lie. Who wrote on in a copy of the profile may have chosen
/// another address. With each, whether the message itself was looked for there.
async fn places_of_draft(room: &Room, row: &Outgoing) -> Result<Vec<(Folder, bool)>, Problem> {
    let folders = places(room, row).await?.folders;
    let mut places: Vec<_> = folders.into_iter().map(|folder| (folder, true)).collect();
    // Of what was begun in this run another computer sent nothing yet, unless it waited.
    let (is_fresh, _) = room.book().is_fresh(row.outbox_id, room.shared.pace.fresh);
    if !is_fresh {
        let read = room.shared.read(|reader| {
            let mut all = Vec::new();
            for mailbox in reader.mailboxes()? {
                let ways = reader.ways_by_role(&mailbox.id(), FolderRole::Sent)?;
                all.extend(ways.into_iter().next());
            }
            Ok(all)
        });
        let all = read.await?;
        let known = |folder: &Folder| places.iter().any(|(known, _)| known.id == folder.id);
        let others: Vec<_> = all.into_iter().filter(|folder| !known(folder)).collect();
        let others = others.into_iter().take(MOST_OTHER_PLACES);
        places.extend(others.map(|folder| (folder, false)));
    }
    Ok(places)
}

async fn places(room: &Room, row: &Outgoing) -> Result<Places, Problem> {
    let mine = own_mailbox(&row.account)?;
    let mailbox = row.mailbox.clone();
    let accounts = room.shared.accounts();
    let chosen = row.copy_folder.clone();
    let read = room.shared.read(move |reader| {
        let mut places = Places::default();
        // Another account may be the one that reads it.
        let were_listed = reader.were_listed(&accounts)?;
        for mailbox in mailbox.iter().chain([&mine]) {
            let ways = reader.ways_by_role(mailbox, FolderRole::Sent)?;
            places.folders.extend(ways.into_iter().next());
            if reader.folders(mailbox)?.is_empty() {
                let unseen = match were_listed {
                    true => &mut places.gone,
                    false => &mut places.not_known,
                };
                unseen.get_or_insert_with(|| mailbox.clone());
            }
        }
        if let Some(chosen) = chosen {
            let ways = reader.ways(&chosen)?;
            places.folders.extend(ways.into_iter().next());
        }
        Ok(places)
    });
    read.await
}
