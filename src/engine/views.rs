//! Views: messages of many folders that belong together, as the window and the command line list them.

use serde::{Deserialize, Serialize};

use super::listing::Sort;
use crate::domain::{Folder, FolderRole, Mailbox, MailboxKind};
use crate::permission::{Access, access};
use crate::store::ListFilter;

/// Messages of many folders that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// All that came in.
    Inboxes,
    /// All that came into shared mailboxes.
    Shared,
    /// Of that, what nobody answered.
    Unanswered,
    /// All with a flag, but what was thrown away.
    Flagged,
}

impl View {
    /// All of them, in the order of the tree.
    pub const ALL: [Self; 4] = [Self::Inboxes, Self::Shared, Self::Unanswered, Self::Flagged];

    /// Most folders of a view; what else there is is found by searching.
    pub const MOST_FOLDERS: usize = 2000;

    /// Is this one of its folders?
    #[must_use]
    pub fn has(self, mailbox: &Mailbox, folder: &Folder) -> bool {
        let inbox = folder.role == FolderRole::Inbox;
        let shared = mailbox.kind == MailboxKind::Shared;
        let gone = matches!(folder.role, FolderRole::Trash | FolderRole::Junk);
        let readable = !matches!(access(folder), Access::Nothing | Access::Lost);
        readable
            && match self {
                Self::Inboxes => inbox,
                Self::Shared => inbox && shared,
                Self::Unanswered => waits_for_answers(mailbox, folder),
                Self::Flagged => !gone,
            }
    }

    /// Which messages of its folders it holds.
    #[must_use]
    pub fn holds_only(self) -> ListFilter {
        ListFilter {
            unanswered: self == Self::Unanswered,
            flagged: self == Self::Flagged,
            ..ListFilter::default()
        }
    }

    /// In which order it is listed, unless somebody wants another one: what waits longest is to be answered first.
    #[must_use]
    pub fn usual_order(self) -> Sort {
        match self {
            Self::Unanswered => Sort::Oldest,
            Self::Inboxes | Self::Shared | Self::Flagged => Sort::Newest,
        }
    }
}

/// Does a team answer what lies there? Where nothing can be marked, nothing would ever go from it.
#[must_use]
pub fn waits_for_answers(mailbox: &Mailbox, folder: &Folder) -> bool {
    folder.role == FolderRole::Inbox
        && mailbox.kind == MailboxKind::Shared
        && access(folder) != Access::ReadOnly
}
