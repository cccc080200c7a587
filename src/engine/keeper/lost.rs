//! Looks at mailboxes that may not be open to the account any more, and when the next one is due.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::time::Instant;

use super::Keeper;
use crate::domain::{Folder, MailboxId};
use crate::engine::access::{self, Access, Denied, Look, Named};
use crate::engine::event::Event;
use crate::engine::mailboxes::Discovered;
use crate::engine::problem::Problem;

impl Keeper {
    /// The mailboxes that this account reaches and that are open to it, as far as is known; all, or
    /// among these.
    pub(super) async fn open_ones(
        &mut self,
        among: Option<&BTreeSet<MailboxId>>,
    ) -> Result<BTreeSet<MailboxId>, Problem> {
        let (account, among) = (self.connector.account().id(), among.cloned());
        self.read(move |r| {
            let mut open = BTreeSet::new();
            for mailbox in r.mailboxes()? {
                let id = mailbox.id();
                let wanted = among.as_ref().is_none_or(|among| among.contains(&id));
                if wanted && access::is_open(&r.folders_by(&id, &account)?) {
                    open.insert(id);
                }
            }
            Ok(open)
        })
        .await
    }

    /// Was each folder of this one's mailbox that may be read refused on this connection?
    pub(super) async fn all_refused(&mut self, folder: &Folder) -> Result<bool, Problem> {
        let (id, account) = (folder.mailbox.clone(), folder.account.clone());
        let all = self.read(move |r| r.folders_by(&id, &account)).await?;
        let mut able = all.iter().filter(|f| access::may_open(f));
        Ok(able.all(|f| self.refused.contains(&f.id)))
    }

    /// Judges all mailboxes of the account after a listing. Of one that it does not name, and that was
    /// not read as a whole, it says nothing.
    pub(super) async fn judge_listed(
        &mut self,
        found: &Discovered,
        open: &BTreeSet<MailboxId>,
        mut denied: BTreeMap<MailboxId, Denied>,
    ) -> Result<(), Problem> {
        let account = self.connector.account().id();
        let all = self.read(move |r| {
            let mut all = r.mailboxes()?;
            all.retain(|m| m.routes.iter().any(|route| route.account == account));
            Ok(all)
        });
        for mailbox in all.await? {
            let id = mailbox.id();
            let named = match (found.named.contains(&id), found.complete) {
                (true, _) => Named::Yes,
                (false, true) => Named::No,
                (false, false) => continue,
            };
            let denied = denied.remove(&id).unwrap_or_default();
            self.judge(&id, named, denied, open.contains(&id)).await?;
        }
        Ok(())
    }

    /// Judges a mailbox, and sees to it that one in doubt is looked at again in time.
    pub(super) async fn judge(
        &mut self,
        mailbox: &MailboxId,
        named: Named,
        denied: Denied,
        was_open: bool,
    ) -> Result<(), Problem> {
        let (shared, account) = (Arc::clone(&self.shared), self.connector.account().id());
        let look = Look {
            named,
            denied,
            was_open,
            apart: self.doubts.get(mailbox) != Some(&self.sessions),
        };
        let judged = access::judge(&shared, &account, mailbox, &look).await;
        match judged.map_err(|error| self.failed(error.into()))? {
            Access::Open => drop(self.doubts.remove(mailbox)),
            Access::InDoubt(again) => {
                let session = self.sessions;
                self.doubts.entry(mailbox.clone()).or_insert(session);
                self.due.rediscover = self.due.rediscover.min(Instant::now() + again);
            }
            Access::Lost => {
                self.doubts.remove(mailbox);
                shared.tell(Event::Mailboxes);
                shared.tell(Event::Identities);
            }
        }
        Ok(())
    }
}
