//! A folder that this account may not read any more, beside others of its mailbox that it may: what is held of it
//! goes, as what is held of a mailbox whose access is lost ([`super::access`]).

use std::time::Duration;

use jiff::Timestamp;

use super::event::Event;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use super::{access, not_done};
use crate::domain::{AccountId, Folder, MailboxId, Right, RightsSource};
use crate::store::StoreError;

const SINCE: &str = "access/folder/";

fn key(folder: &Folder) -> String {
    format!("{SINCE}{}/{}", folder.account, folder.id)
}

/// MYRIGHTS was read of a mailbox's folders. Those that were without the right to read at an earlier look too, as
/// long ago as a lost access needs to be believed, are emptied here, unless lost copies are kept.
///
/// # Errors
/// The store.
pub(super) async fn look(
    shared: &Shared,
    account: &AccountId,
    mailbox: &MailboxId,
) -> Result<(), StoreError> {
    let of = mailbox.clone();
    let read = shared.store.reader().run(move |r| {
        let mut known = Vec::new();
        for folder in r.folders(&of)? {
            let since = r.remembered(&key(&folder))?;
            known.push((folder, since));
        }
        Ok(known)
    });
    let mut known = read.await?;
    // Where another account reads the mailbox, its rights are those that count.
    known.retain(|(folder, _)| folder.account == *account && !access::is_lost(folder));
    let may_be_read = |folder: &Folder| {
        folder.rights_source != RightsSource::MyRights || folder.rights.has(Right::Read)
    };
    // None of them: that is the mailbox's access.
    if !known.iter().any(|(folder, _)| may_be_read(folder)) {
        return Ok(());
    }
    let (now, precious) = (Timestamp::now(), shared.store.precious());
    for (folder, since) in known {
        let key = key(&folder);
        if may_be_read(&folder) || folder.total == 0 {
            if since.is_some() {
                precious.forget(&key).await?;
            }
            continue;
        }
        let since = since.and_then(|value| serde_json::from_value::<Timestamp>(value).ok());
        let Some(since) = since else {
            precious.remember(&key, &serde_json::json!(now)).await?;
            continue;
        };
        // Refused without a word of rights, as by a server whose storage is away, it is believed late.
        let wait = match folder.rights.is_empty() {
            true => shared.pace.confirm_bare,
            false => shared.pace.confirm_lost,
        };
        let age = Duration::try_from(now.duration_since(since)).unwrap_or_default();
        if age < wait || shared.config().settings.keep_lost {
            continue;
        }
        tracing::info!(folder = %folder.id, "A folder may not be read any more.");
        shared.store.cache().forget_messages(&folder.id).await?;
        precious.forget(&key).await?;
        shared.tell(Event::Messages(folder.id.clone()));
        shared.tell(Event::Folders(mailbox.clone()));
        let text = Text::new("problem-folder-closed")
            .with("folder", folder.name())
            .with("mailbox", mailbox.as_str());
        let problem = Problem::new(ProblemKind::Permission, text)
            .advise(Text::new("advice-ask-for-right"))
            .of_account(account)
            .of_mailbox(mailbox);
        not_done::say(shared, problem).await;
    }
    Ok(())
}
