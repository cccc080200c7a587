//! One account's copies: filed, looked for, done. Nothing here can send.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Room;
use super::clock::later;
use super::ledger::Entry;
use super::run::next_due;
use crate::domain::{
    AccountId, CopyState, EmailAddress, Folder, FolderRole, MailboxId, OutboxId, OutboxState,
    Outgoing,
};
use crate::engine::causes;
use crate::engine::filing::{self, Copied, Places, Plan, Taken};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::store::StoreError;

/// Files what is owed, one after the other.
pub(super) async fn lane(room: Arc<Room>, account: AccountId) {
    const STATES: [OutboxState; 2] = [OutboxState::Accepted, OutboxState::Filing];
    let mut tried = BTreeSet::new();
    while let Some(row) = next_due(&room, &account, &STATES, &tried).await {
        let id = row.outbox_id;
        tried.insert(id);
        copy(&room, row).await;
        room.book().asked.remove(&id);
        room.progressed(id);
    }
}

async fn copy(room: &Room, row: Outgoing) {
    let id = row.outbox_id;
    let tries = {
        let mut book = room.book();
        let tries = book.copy_tries.entry(id).or_insert(0);
        *tries += 1;
        *tries
    };
    if tries == 1 && row.copy == CopyState::Waiting {
        mark_original(room, &row).await;
    }
    if row.state == OutboxState::Accepted {
        room.write(id, Entry::Copy(CopyState::Waiting)).await;
    }
    let copied = match file(room, &row).await {
        Ok(copied) => copied,
        Err(problem) => Copied::Waiting(problem),
    };
    let why = match copied {
        Copied::Checked => {
            room.write(id, Entry::Copy(CopyState::Checked)).await;
            room.write(id, Entry::Done).await;
            if let Err(error) = room.precious().forget(&taken_key(id)).await {
                tracing::warn!(%id, %error, "The memory of a filed copy could not be dropped.");
            }
            return;
        }
        Copied::Filed(problem) => {
            if row.copy != CopyState::Filed {
                room.write(id, Entry::Copy(CopyState::Filed)).await;
            }
            problem
        }
        Copied::Waiting(problem) => problem,
    };
    let next = later(room.clock.now(), room.shared.pace.copy_backoff(tries));
    room.write(id, Entry::CopyWaits { next, why }).await;
}

/// The message that was answered or passed on gets its mark. What cannot be marked now is the
/// accounts' to do later; it never holds up the copy.
async fn mark_original(room: &Room, row: &Outgoing) {
    let Some(original) = &row.answers else {
        return;
    };
    let change = filing::mark_of_original(row);
    if let Err(problem) = room.mail.mark(original, &change).await {
        tracing::warn!(
            what = problem.message.key,
            "The message that was answered could not be marked."
        );
    }
}

/// Where the copy belongs, and where it was taken before. The places are read anew, since a person
/// may have chosen another folder meanwhile.
async fn plan(room: &Room, row: &Outgoing) -> Result<(Plan, Taken), Problem> {
    let id = row.outbox_id;
    let own = own_mailbox(&row.account)?;
    let (wanted, mine) = (row.clone(), own.clone());
    let read = room.shared.read(move |reader| {
        let sent = |mailbox: &MailboxId| reader.folder_by_role(mailbox, FolderRole::Sent);
        let places = Places {
            chosen: match &wanted.copy_folder {
                Some(folder) => reader.folder(folder)?,
                None => None,
            },
            shared: match &wanted.mailbox {
                Some(mailbox) => sent(mailbox)?,
                None => None,
            },
            mine: sent(&mine)?,
        };
        Ok((places, reader.remembered(&taken_key(id))?))
    });
    let (places, remembered) = read.await?;
    let plan = filing::plan(row, &own, places)?;
    let taken = remembered
        .and_then(|value| serde_json::from_value(value).ok())
        .unwrap_or_default();
    Ok((plan, taken))
}

/// One try.
async fn file(room: &Room, row: &Outgoing) -> Result<Copied, Problem> {
    let id = row.outbox_id;
    let (mut plan, mut taken) = self::plan(room, row).await?;
    let barred: Vec<Folder> = plan.barred().cloned().collect();
    if !barred.is_empty() {
        // The server has the last word: the right may have been given since we looked.
        for folder in &barred {
            room.mail.renew_rights(folder).await;
        }
        (plan, taken) = self::plan(room, row).await?;
    }
    let bytes = if needs_bytes(&plan, &taken) {
        let read = room.shared.read(move |r| r.outgoing_bytes(id));
        read.await?
    } else {
        Vec::new()
    };
    let before = taken.len();
    let copied = filing::file(
        room.mail.as_ref(),
        &plan,
        &row.message_id,
        bytes.into(),
        &mut taken,
    )
    .await;
    if taken.len() != before && copied != Copied::Checked {
        keep_taken(room, id, &taken)
            .await
            .map_err(|e| causes::of_store(&e))?;
    }
    Ok(copied)
}

fn needs_bytes(plan: &Plan, taken: &Taken) -> bool {
    let missing = |folders: &[Folder]| folders.iter().any(|f| !taken.contains(&f.id));
    matches!(plan, Plan::File(folders) if missing(folders))
}

/// The mailbox of the account itself: an account's id is its address.
pub(super) fn own_mailbox(account: &AccountId) -> Result<MailboxId, Problem> {
    let gone = || {
        let text = Text::new("outbox-no-account").with("account", account.as_str());
        Problem::new(ProblemKind::NotFound, text)
    };
    let address = EmailAddress::parse(account.as_str()).map_err(|_| gone())?;
    Ok(MailboxId::of(&address))
}

/// Under what the folders are remembered whose server said OK to a copy.
fn taken_key(id: OutboxId) -> String {
    format!("copy/{id}")
}

async fn keep_taken(room: &Room, id: OutboxId, taken: &Taken) -> Result<(), StoreError> {
    let value = serde_json::Value::from(
        taken
            .iter()
            .map(|f| f.as_str().to_owned())
            .collect::<Vec<_>>(),
    );
    room.precious().remember(&taken_key(id), &value).await
}
