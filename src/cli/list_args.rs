//! What may be said with `list`.

use clap::{Args, ValueEnum};

use crate::domain::EmailAddress;
use crate::engine::{ListFilter, Sort, View};

/// `list`
#[derive(Debug, Clone, Args)]
pub struct ListArgs {
    /// The mailbox.
    #[arg(required_unless_present = "view")]
    pub mailbox: Option<EmailAddress>,
    /// The folder: its path, or inbox, sent, drafts, archive, junk, trash.
    #[arg(required_unless_present = "view")]
    pub folder: Option<String>,
    /// Instead of a folder: messages of many, as the window lists them.
    #[arg(long, value_enum, conflicts_with_all = ["mailbox", "folder"])]
    pub view: Option<ViewArg>,
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
    /// In which order: the newest first, and of what waits for an answer the oldest, unless said otherwise.
    #[arg(long, value_enum)]
    pub sort: Option<SortArg>,
}

/// Messages of many folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ViewArg {
    /// All that came in.
    Inboxes,
    /// All that came into shared mailboxes.
    Shared,
    /// Of that, what nobody answered.
    Unanswered,
    /// All with a flag, but what was thrown away.
    Flagged,
}

impl From<ViewArg> for View {
    fn from(view: ViewArg) -> Self {
        match view {
            ViewArg::Inboxes => Self::Inboxes,
            ViewArg::Shared => Self::Shared,
            ViewArg::Unanswered => Self::Unanswered,
            ViewArg::Flagged => Self::Flagged,
        }
    }
}

impl ListArgs {
    /// Which messages are listed: those of which all holds that was said, and what all of a view are.
    #[must_use]
    pub fn filter(&self) -> ListFilter {
        let of_view = self.view.map(|view| View::from(view).holds_only());
        let of_view = of_view.unwrap_or_default();
        ListFilter {
            unread: self.unread,
            flagged: self.flagged || of_view.flagged,
            unanswered: self.unanswered || of_view.unanswered,
            with_attachment: self.attachments,
        }
    }

    /// In which order they are listed.
    #[must_use]
    pub fn order(&self) -> Sort {
        let usual = || self.view.map(|view| View::from(view).usual_order());
        let said = self.sort.map(Sort::from);
        said.or_else(usual).unwrap_or_default()
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

impl From<SortArg> for Sort {
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
    fn a_view_stands_in_the_place_of_a_folder() {
        let list = |words: &[&str]| {
            let said = Cli::try_parse_from(["postroom", "list"].iter().chain(words));
            match said.ok()?.verb {
                Some(Verb::List(args)) => Some((args.view, args.order(), args.filter())),
                other => panic!("{other:?}"),
            }
        };
        let (view, order, filter) = list(&["--view", "unanswered", "--unread"]).unwrap();
        assert_eq!((view, order), (Some(ViewArg::Unanswered), Sort::Oldest));
        assert!(filter.unanswered && filter.unread && !filter.flagged);
        let (_, order, filter) = list(&["--view", "flagged", "--sort", "largest"]).unwrap();
        assert!(order == Sort::Largest && filter.flagged);
        let (_, order, _) = list(&["support@a.test", "inbox"]).unwrap();
        assert_eq!(order, Sort::Newest);
        for wrong in [
            &[][..],
            &["support@a.test"],
            &["support@a.test", "inbox", "--view", "shared"],
            &["--view", "everything"],
        ] {
            assert_eq!(list(wrong), None, "{wrong:?}");
        }
    }

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
