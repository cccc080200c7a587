//! A copy is not removed where it is all that is left of its message.

use std::collections::BTreeSet;

use tokio::time::Duration;

use super::super::accounts::Accounts;
use super::super::problem::Problem;
use super::super::shared::Shared;
use crate::domain::{Act, ActTargets, FolderId, FolderRole, MessageKey};
use crate::store::StoreError;

/// So long the server is waited for.
const MOMENT: Duration = Duration::from_secs(10);

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
        let Ok(account) = accounts.get(&read.account) else {
            continue;
        };
        let synced = tokio::time::timeout(MOMENT, account.sync(Some(vec![source]))).await;
        if !matches!(synced, Ok(Ok(summary)) if summary.failed.is_empty()) {
            tracing::debug!("A folder from which was copied is looked at as it is known.");
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
        let (mut comes_back, mut emptied) = (BTreeSet::new(), BTreeSet::new());
        for pending in reader.acts(None)? {
            let leaves = match &pending.act {
                Act::Delete { .. } => true,
                Act::Move { to, .. } => in_trash(to)?,
                Act::EmptyFolder(_) | Act::DeleteFolder(_) => {
                    emptied.insert(pending.act.folder().clone());
                    continue;
                }
                _ => continue,
            };
            let keys = pending.act.targets().into_iter().flat_map(ActTargets::keys);
            match leaves {
                true => leaving.extend(keys),
                false => comes_back.extend(keys),
            }
        }
        let mailbox =
            |folder: &FolderId| Ok::<_, StoreError>(reader.folder(folder)?.map(|f| f.mailbox));
        let mut kept = BTreeSet::new();
        for (from, copy) in &copies {
            let held = reader.message(copy)?;
            let size = held.as_ref().map(|held| held.size);
            let others = match held.and_then(|held| held.message_id) {
                Some(message_id) => reader.by_message_id(&message_id)?,
                None => vec![from.clone()],
            };
            for other in others {
                // Of another size it is another message, as from a mailing list. What was copied out of Trash
                // was there before, and what comes out of it is there again.
                let same = reader.message(&other)?.map(|other| other.size);
                let out_of_trash = other == *from || comes_back.contains(&other);
                if !leaving.contains(&other)
                    && !emptied.contains(&other.folder)
                    && (out_of_trash || !in_trash(&other.folder)?)
                    && mailbox(&other.folder)? == mailbox(&from.folder)?
                    && same.is_some_and(|same| size.is_none_or(|size| size == same))
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
