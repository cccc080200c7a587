//! What may be said with `list`.

use clap::{Args, ValueEnum};

use crate::domain::EmailAddress;
use crate::engine::ListFilter;

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
    /// Only flagged ones.
    #[arg(long)]
    pub flagged: bool,
    /// Only those that wait for an answer.
    #[arg(long)]
    pub unanswered: bool,
    /// Only those with attachments.
    #[arg(long)]
    pub attachments: bool,
    /// In which order.
    #[arg(long, value_enum, default_value = "newest")]
    pub sort: SortArg,
}

impl ListArgs {
    /// Which messages are listed: those of which all holds that was said.
    #[must_use]
    pub fn filter(&self) -> ListFilter {
        ListFilter {
            unread: self.unread,
            flagged: self.flagged,
            unanswered: self.unanswered,
            with_attachment: self.attachments,
        }
    }
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
    /// The same from the end of the alphabet.
    PeopleDescending,
    /// By subject, without Re: and the like.
    Subject,
    /// The same from the end of the alphabet.
    SubjectDescending,
    /// The largest first.
    Largest,
    /// The smallest first.
    Smallest,
}

impl From<SortArg> for crate::engine::Sort {
    fn from(sort: SortArg) -> Self {
        match sort {
            SortArg::Newest => Self::Newest,
            SortArg::Oldest => Self::Oldest,
            SortArg::People => Self::People,
            SortArg::PeopleDescending => Self::PeopleDescending,
            SortArg::Subject => Self::Subject,
            SortArg::SubjectDescending => Self::SubjectDescending,
            SortArg::Largest => Self::Largest,
            SortArg::Smallest => Self::Smallest,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Verb};

    #[test]
    fn all_that_is_said_must_hold() {
        let filter = |words: &[&str]| {
            let list = ["postroom", "list", "support@a.test", "inbox"];
            let said = Cli::try_parse_from(list.iter().chain(words)).unwrap();
            match said.verb {
                Some(Verb::List(args)) => args.filter(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(filter(&[]), ListFilter::default());
        let both = ListFilter {
            flagged: true,
            with_attachment: true,
            ..ListFilter::default()
        };
        assert_eq!(filter(&["--flagged", "--attachments"]), both);
        let all = filter(&["--unread", "--flagged", "--unanswered", "--attachments"]);
        assert!(all.unread && all.flagged && all.unanswered && all.with_attachment);
    }
}
