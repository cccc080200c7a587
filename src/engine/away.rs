//! Where messages go that are deleted or archived: to the mailbox's own Trash or Archive, where colleagues
//! find them, or to the member's, as the settings say.

use super::mailboxes::own_mailbox;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use crate::config::Config;
use crate::domain::{AccountId, Away, Folder, FolderRole, MailboxId};
use crate::store::{Reader, StoreError};

/// What the settings say of it, for whoever reads rows.
#[derive(Debug, Clone)]
pub struct WhereTo(Config);

impl WhereTo {
    pub(super) fn of(shared: &Shared) -> Self {
        Self(shared.config())
    }

    /// To whose Trash or Archive messages of this mailbox go.
    #[must_use]
    pub fn away(&self, mailbox: &MailboxId, role: FolderRole) -> Away {
        self.0.away(mailbox, role)
    }

    /// The folder of this role to which messages go of a mailbox that this account reads; `None`:
    /// there is none.
    ///
    /// # Errors
    /// As [`Reader`].
    pub fn folder(
        &self,
        reader: &Reader,
        mailbox: &MailboxId,
        account: &AccountId,
        role: FolderRole,
    ) -> Result<Option<Folder>, StoreError> {
        match self.away(mailbox, role) {
            Away::Shared => reader.folder_by_role(mailbox, role),
            Away::Mine => match own_mailbox(account) {
                Ok(own) => reader.folder_by_role(&own, role),
                Err(_) => Ok(None),
            },
        }
    }
}

/// The folder to which messages of this one go.
///
/// # Errors
/// There is none, with what to do about it; the store.
pub(super) async fn target(
    shared: &Shared,
    from: &Folder,
    role: FolderRole,
) -> Result<Folder, Problem> {
    let where_to = WhereTo::of(shared);
    let (mailbox, account) = (from.mailbox.clone(), from.account.clone());
    let away = where_to.away(&mailbox, role);
    let found = shared
        .read(move |r| where_to.folder(r, &mailbox, &account, role))
        .await?;
    found.ok_or_else(|| missing(from, role, away))
}

fn missing(from: &Folder, role: FolderRole, away: Away) -> Problem {
    let whose = match away {
        Away::Shared => from.mailbox.as_str(),
        Away::Mine => from.account.as_str(),
    };
    let (text, advice) = match role {
        FolderRole::Archive => ("problem-no-archive", "advice-no-archive"),
        FolderRole::Junk => ("problem-no-junk", "advice-no-junk"),
        FolderRole::Inbox => ("problem-no-inbox", "advice-no-inbox"),
        _ => ("problem-no-trash", "advice-no-trash"),
    };
    Problem::new(
        ProblemKind::NotFound,
        Text::new(text).with("mailbox", whose),
    )
    .advise(Text::new(advice))
    .of_mailbox(&from.mailbox)
}
