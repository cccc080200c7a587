//! Claims of drafts' copies, where two accounts have something to send.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Notify;

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::Leave;
use crate::engine::drafts::{Claim, DraftMail, Errand, Found, before_leaving};
use crate::engine::problem::Problem;

const BEN: &str = "ben@a.test";

/// Drafts folders of which one account's server answers nothing.
struct Silent {
    of: AccountId,
    hung: Notify,
}

#[async_trait]
impl DraftMail for Silent {
    async fn put_draft(&self, _: &Folder, _: Arc<[u8]>) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn with_message_id(&self, _: &Folder, _: &str) -> Result<Option<MessageKey>, Problem> {
        Ok(None)
    }

    async fn errand(&self, folder: &Folder, _: Errand) -> Result<Found, Problem> {
        if folder.account == self.of {
            self.hung.notify_one();
            std::future::pending::<()>().await;
        }
        Ok(Found::Claimed)
    }

    async fn changed(&self, _: &Folder) {}
}

/// A message that waits, whose draft has a copy in this folder.
async fn waits(world: &World, folder: FolderId) -> Outgoing {
    let row = world.put_in(world.draft(Mode::Own), Leave::WhenAsked).await;
    world.has_copy(&row, folder).await;
    row
}

#[tokio::test]
async fn a_mail_server_that_says_nothing_holds_up_no_other_accounts_claims() {
    let world = World::new().await;
    let change = |config: &mut crate::config::Config| config.accounts.push(account(BEN));
    world.shared.change_config(change).await.unwrap();
    put_mailbox(&world.shared, BEN, SentPolicy::Mine, "lrswit").await;
    let folders = world.shared.read(move |r| r.folders(&mailbox_id(BEN)));
    let mut folders = folders.await.unwrap();
    for folder in &mut folders {
        folder.account = AccountId::of(&address(BEN));
    }
    let cache = world.shared.store.cache();
    let bens = mailbox_id(BEN);
    cache.put_folders(&bens, &folders, true).await.unwrap();
    let (annas, bens) = (
        waits(&world, inbox(ANNA)).await,
        waits(&world, inbox(BEN)).await,
    );
    let mail = Silent {
        of: AccountId::of(&address(ANNA)),
        hung: Notify::new(),
    };
    let hangs = before_leaving(&world.shared, Some(&mail), &annas);
    let other = async {
        hung(&mail.hung).await;
        let claim = before_leaving(&world.shared, Some(&mail), &bens);
        let limit = std::time::Duration::from_secs(60);
        tokio::time::timeout(limit, claim).await
    };
    let claim = tokio::select! {
        claim = hangs => panic!("{claim:?}"),
        claim = other => claim,
    };
    assert_eq!(claim.expect("it waited for the other account"), Claim::Free);
}
