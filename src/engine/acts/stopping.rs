//! What a person did with many messages is stopped: what its server was not asked for yet stays undone. What is done
//! by then can be taken back as ever.

use std::collections::BTreeSet;

use crate::domain::AccountId;
use crate::engine::causes;
use crate::engine::command::Reply;
use crate::engine::event::Event;
use crate::engine::problem::Problem;
use crate::engine::shared::Shared;

/// Stops what waits for the server of this account.
pub(in crate::engine) async fn stop(
    shared: &Shared,
    account: &AccountId,
) -> Result<Reply, Problem> {
    let stopped = shared.store.precious().stop_acts(account).await;
    let stopped = stopped.map_err(|e| causes::of_store(&e))?;
    let (mut folders, mut mailboxes) = (BTreeSet::new(), BTreeSet::new());
    for one in &stopped {
        folders.insert(one.act.folder());
        folders.extend(one.act.goal());
        mailboxes.extend(one.act.mailbox());
    }
    for folder in folders {
        shared.tell(Event::Messages(folder.clone()));
    }
    for mailbox in mailboxes {
        shared.tell(Event::Folders(mailbox.clone()));
    }
    shared.tell(Event::Steps);
    let targets = stopped.iter().filter_map(|one| one.act.targets());
    Ok(Reply::Stopped(targets.map(|t| t.messages.len()).sum()))
}
