//! A folder that this account may not read any more, beside others of its mailbox that it may: what is held of it
//! goes, as what is held of a mailbox whose access is lost ([`super::access`]).

use std::time::Duration;

use jiff::Timestamp;

use super::event::Event;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use super::{access, not_done};
use crate::domain::{
    AccountId, Folder, FolderState, Mailbox, MailboxId, Right, RightsSource, RouteKind,
};
use crate::store::StoreError;

const SINCE: &str = "access/folder/";

fn key(folder: &Folder) -> String {
    format!("{SINCE}{}/{}", folder.account, folder.id)
}

/// MYRIGHTS was read of a mailbox's folders. Those that were without the right to read at an earlier look too, as
/// long ago as a lost access needs to be believed, are emptied here, unless lost copies are kept. `apart`: on a
/// session of its own, as it takes to be sure. Gives when to look again, if one is in doubt.
///
/// # Errors
/// The store.
pub(super) async fn look(
    shared: &Shared,
    account: &AccountId,
    mailbox: &MailboxId,
    apart: bool,
) -> Result<Option<Duration>, StoreError> {
    let of = mailbox.clone();
    let read = shared.store.reader().run(move |r| {
        let mut known = Vec::new();
        for folder in r.folders(&of)? {
            let since = r.remembered(&key(&folder))?;
            let held = r.sync_state(&folder.id)?.map_or(0, |state| state.held);
            known.push((folder, since, held));
        }
        Ok((r.mailbox(&of)?, known))
    });
    let (of, mut known) = read.await?;
    // Nobody loses what is their own.
    let is_own = |m: &Mailbox| m.route().is_none_or(|r| r.kind == RouteKind::Personal);
    // Where the mailbox is in doubt, all of it is; and where another account reads it, that one's rights count.
    if of.is_none_or(|of| is_own(&of)) || known.iter().any(|(f, ..)| access::is_in_doubt(f)) {
        return Ok(None);
    }
    known.retain(|(folder, ..)| {
        folder.account == *account
            && folder.state != FolderState::Container
            && !access::is_lost(folder)
    });
    let may_be_read = |folder: &Folder| {
        folder.rights_source != RightsSource::MyRights || folder.rights.has(Right::Read)
    };
    // None of them: that is the mailbox's access.
    if !known.iter().any(|(folder, ..)| may_be_read(folder)) {
        return Ok(None);
    }
    let (now, precious) = (Timestamp::now(), shared.store.precious());
    let mut again: Option<Duration> = None;
    for (folder, since, held) in known {
        let key = key(&folder);
        if may_be_read(&folder) || held == 0 {
            if since.is_some() {
                precious.forget(&key).await?;
            }
            continue;
        }
        if shared.config().settings.keep_lost {
            continue;
        }
        let since = since.and_then(|value| serde_json::from_value::<Timestamp>(value).ok());
        // A clock that was set back since keeps no doubt for ever.
        let begun = since.filter(|since| *since <= now);
        if begun.is_none() {
            precious.remember(&key, &serde_json::json!(now)).await?;
        }
        // Refused without a word of rights, as by a server whose storage is away, it is believed late.
        let wait = match folder.rights.is_empty() {
            true => shared.pace.confirm_bare,
            false => shared.pace.confirm_lost,
        };
        let age = now.duration_since(begun.unwrap_or(now));
        let left = wait.saturating_sub(Duration::try_from(age).unwrap_or_default());
        if begun.is_none() || !apart || !left.is_zero() {
            again = Some(again.map_or(left, |again| again.min(left)));
            continue;
        }
        tracing::info!(folder = %folder.id, "A folder may not be read any more.");
        shared.store.cache().forget_messages(&folder.id).await?;
        forget_put_aside(shared).await;
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
    Ok(again)
}

/// Removes damaged caches that were put aside: of what is in them nobody knows whose mail it is.
pub(super) async fn forget_put_aside(shared: &Shared) {
    if let Err(error) = shared.store.forget_quarantined(Timestamp::now()).await {
        tracing::warn!(%error, "A damaged cache could not be removed.");
    }
}
