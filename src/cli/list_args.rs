//! What may be said with `list`.

use clap::{Args, ValueEnum};

use crate::domain::EmailAddress;

/// `list`
#[derive(Debug, Args)]
pub struct ListArgs {
    /// The mailbox.
    pub mailbox: EmailAddress,
    /// The folder: its path, or inbox, sent, drafts, archive, junk, trash.
    pub folder: String,
    /// At most this many.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: usize,
    /// Only unread ones.
    #[arg(long)]
    pub unread: bool,
    /// Only those with attachments.
    #[arg(long)]
    pub attachments: bool,
    /// In which order.
    #[arg(long, value_enum, default_value = "newest")]
    pub sort: SortArg,
}

/// In which order messages are listed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SortArg {
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
    /// By whom they come from, or went to.
    People,
    /// By subject, without Re: and the like.
    Subject,
    /// The largest first.
    Largest,
}

impl From<SortArg> for crate::engine::Sort {
    fn from(sort: SortArg) -> Self {
        match sort {
            SortArg::Newest => Self::Newest,
            SortArg::Oldest => Self::Oldest,
            SortArg::People => Self::People,
            SortArg::Subject => Self::Subject,
            SortArg::Largest => Self::Largest,
        }
    }
}
