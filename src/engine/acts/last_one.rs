//! A copy is not removed where it is all that is left of its message.

use std::collections::BTreeSet;

use super::super::accounts::Accounts;
use super::super::problem::Problem;
use super::super::shared::Shared;
use crate::domain::{Act, ActTargets, FolderId, FolderRole, MessageKey};
use crate::store::StoreError;

/// Those of these copies (each with the message that was copied) that can be removed: of each another one lies in
/// its mailbox, outside Trash. A colleague may have removed that, seeing the copy: then the copy is all that is
/// left.
pub(super) async fn not_the_last(
    shared: &Shared,
    accounts: &Accounts,
    copies: &[(MessageKey, MessageKey)],
) -> Result<BTreeSet<MessageKey>, Problem> {
    let sources: BTreeSet<FolderId> = copies.iter().map(|(from, _)| from.folder.clone()).collect();
    for source in sources {
        let wanted = source.clone();
        let Some(read) = shared.read(move |r| r.folder(&wanted)).await? else {
            continue;
        };
        // Without a network what is known has to do.
        let synced = match accounts.get(&read.account) {
            Ok(account) => account.sync(Some(vec![source])).await.map(drop),
            Err(problem) => Err(problem),
        };
        if let Err(problem) = synced {
            tracing::debug!(%problem, "A folder from which was copied is looked at as it is known.");
        }
    }
    let copies = copies.to_vec();
    let found = shared.read(move |reader| {
        let in_trash = |folder: &FolderId| {
            let folder = reader.folder(folder)?;
            Ok::<_, StoreError>(folder.is_none_or(|folder| folder.role == FolderRole::Trash))
        };
        let mut leaving: BTreeSet<MessageKey> =
            copies.iter().map(|(_, copy)| copy.clone()).collect();
        for pending in reader.acts(None)? {
            let leaves = match &pending.act {
                Act::Delete { .. } => true,
                Act::Move { to, .. } => in_trash(to)?,
                _ => false,
            };
            let targets = pending.act.targets().filter(|_| leaves);
            leaving.extend(targets.into_iter().flat_map(ActTargets::keys));
        }
        let mailbox =
            |folder: &FolderId| Ok::<_, StoreError>(reader.folder(folder)?.map(|f| f.mailbox));
        let mut kept = BTreeSet::new();
        for (from, copy) in &copies {
            let held = reader.message(copy)?;
            let others = match held.and_then(|held| held.message_id) {
                Some(message_id) => reader.by_message_id(&message_id)?,
                None => vec![from.clone()],
            };
            for other in others {
                if !leaving.contains(&other)
                    && !in_trash(&other.folder)?
                    && mailbox(&other.folder)? == mailbox(&from.folder)?
                    && reader.message(&other)?.is_some()
                {
                    kept.insert(copy.clone());
                    break;
                }
            }
        }
        Ok(kept)
    });
    found.await
}
