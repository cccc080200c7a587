//! Views: messages of many folders in one list, by their date.

use std::cmp::Reverse;
use std::ops::Range;

use iced::Task;
use iced::widget::row;
use serde::{Deserialize, Serialize};

use super::rows::{Headers, key_in_view};
use super::{Mail, Message, Source};
use crate::app::Element;
use crate::app::known::{Access, Known, Node, access};
use crate::app::link::Link;
use crate::app::screen::Sight;
use crate::app::theme::{font, scale};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::domain::{Folder, FolderId, FolderRole, MailboxKind, MessageKey};
use crate::engine::{ListFilter, Reader, Sort, StoreError, listed};

/// Most folders of a view; what else there is is found by searching.
const MOST_FOLDERS: usize = 2000;

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

    /// The orders that a view can have.
    pub(super) const ORDERS: [Sort; 2] = [Sort::Newest, Sort::Oldest];

    /// The key of its name.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Inboxes => "view-inboxes",
            Self::Shared => "view-shared",
            Self::Unanswered => "view-unanswered",
            Self::Flagged => "view-flagged",
        }
    }

    /// Its picture.
    #[must_use]
    pub fn picture(self) -> Icon {
        match self {
            Self::Inboxes => Icon::Inbox,
            Self::Shared => Icon::Users,
            Self::Unanswered => Icon::Reply,
            Self::Flagged => Icon::Flag,
        }
    }

    fn filter(self) -> ListFilter {
        let mut filter = ListFilter::default();
        match self {
            Self::Inboxes | Self::Shared => {}
            Self::Unanswered => filter.unanswered = true,
            Self::Flagged => filter.flagged = true,
        }
        filter
    }

    fn has(self, node: &Node, folder: &Folder) -> bool {
        let inbox = folder.role == FolderRole::Inbox;
        let shared = node.mailbox.kind == MailboxKind::Shared;
        let gone = matches!(folder.role, FolderRole::Trash | FolderRole::Junk);
        let readable = !matches!(access(folder), Access::Nothing | Access::Lost);
        readable
            && match self {
                Self::Inboxes => inbox,
                Self::Shared => inbox && shared,
                Self::Unanswered => waits_for_answers(node, folder),
                Self::Flagged => !gone,
            }
    }

    fn of(self, known: &Known) -> impl Iterator<Item = (&Node, &Folder)> {
        let each = known.nodes.iter().flat_map(|node| {
            let folders = node.folders.iter();
            folders.map(move |folder| (node, folder))
        });
        each.filter(move |(node, folder)| self.has(node, folder))
    }

    /// Its folders.
    #[must_use]
    pub fn folders(self, known: &Known) -> Vec<FolderId> {
        let ids = self.of(known).map(|(_, folder)| folder.id.clone());
        ids.take(MOST_FOLDERS).collect()
    }

    /// How much of what it holds waits for somebody: what is unread, and where it is for something else, all of it.
    #[must_use]
    pub fn waiting(self, known: &Known) -> u32 {
        let of = |folder: &Folder| match self {
            Self::Inboxes | Self::Shared => folder.unread,
            Self::Unanswered => folder.unanswered,
            Self::Flagged => folder.flagged,
        };
        let counts = self.of(known).map(|(_, folder)| of(folder));
        counts.fold(0, u32::saturating_add)
    }

    /// In which order it is listed, unless somebody wants another one: what waits longest is to be answered first.
    #[must_use]
    pub fn usual_order(self) -> Sort {
        match self {
            Self::Unanswered => Sort::Oldest,
            Self::Inboxes | Self::Shared | Self::Flagged => Sort::Newest,
        }
    }

    /// Is it worth a row of the tree? With one mailbox it shows nothing that stands not there.
    #[must_use]
    pub fn is_of_use(self, known: &Known) -> bool {
        let shared = known
            .nodes
            .iter()
            .filter(|node| node.mailbox.kind == MailboxKind::Shared);
        match self {
            Self::Inboxes => known.nodes.len() > 1,
            Self::Shared => shared.count() > 1,
            Self::Unanswered => shared.count() > 0,
            Self::Flagged => !known.nodes.is_empty(),
        }
    }

    /// The key of why it shows nothing that stands not elsewhere, where that is so.
    #[must_use]
    pub fn refusal(self, known: &Known) -> Option<&'static str> {
        let key = match self {
            Self::Inboxes => "may-not-view-inboxes",
            Self::Shared => "may-not-view-shared",
            Self::Unanswered => "may-not-view-unanswered",
            Self::Flagged => "may-not-view-flagged",
        };
        (!self.is_of_use(known)).then_some(key)
    }
}

/// Does a team answer what lies there? Where nothing can be marked, nothing would ever go from it.
pub(super) fn waits_for_answers(node: &Node, folder: &Folder) -> bool {
    folder.role == FolderRole::Inbox
        && node.mailbox.kind == MailboxKind::Shared
        && access(folder) != Access::ReadOnly
}

/// What a reading of a view brought.
#[derive(Debug, Clone)]
pub struct ViewRead {
    /// Its folders, each with its UIDVALIDITY.
    pub places: Vec<(FolderId, u32)>,
    /// The keys of the rows, in their order.
    pub order: Vec<u64>,
    /// The headers of those in sight.
    pub headers: Headers,
}

/// Reads the order of a view, and the headers of the rows in sight. `keep` stays in it although it is not such a
/// message any more: what is read there does not go from under the reader.
pub(super) fn read_view(
    reader: &Reader,
    view: View,
    folders: &[FolderId],
    sort: Sort,
    wanted: Range<usize>,
    keep: Option<&MessageKey>,
) -> Result<ViewRead, StoreError> {
    let mut places = Vec::with_capacity(folders.len());
    let mut all: Vec<(i64, u64)> = Vec::new();
    for id in folders {
        let Some(folder) = reader.folder(id)? else {
            continue;
        };
        let at = places.len();
        places.push((id.clone(), folder.uid_validity));
        let rows = listed(reader, id, view.filter(), Sort::Newest)?;
        all.extend(
            rows.into_iter()
                .map(|(uid, date)| (date, key_in_view(at, uid))),
        );
        let whole = ListFilter::default();
        if let Some(kept) = keep.filter(|kept| kept.folder == *id && view.filter() != whole)
            && reader.order(id, whole)?.contains(&kept.uid)
            && let Some(header) = reader.message(kept)?
        {
            let row = (header.date.as_microsecond(), key_in_view(at, kept.uid));
            if !all.iter().any(|(_, key)| *key == row.1) {
                all.push(row);
            }
        }
    }
    if sort == Sort::Oldest {
        all.sort_unstable();
    } else {
        all.sort_unstable_by_key(|row| Reverse(*row));
    }
    let order: Vec<u64> = all.into_iter().map(|(_, key)| key).collect();
    let end = wanted.end.min(order.len());
    let shown = order.get(wanted.start.min(end)..end).unwrap_or_default();
    let shown = shown
        .iter()
        .filter_map(|key| super::rows::in_view(&places, *key));
    let headers = Headers::read(reader, &shown.collect::<Vec<_>>())?;
    Ok(ViewRead {
        places,
        order,
        headers,
    })
}

impl Mail {
    /// The view that is open.
    #[must_use]
    pub fn view(&self) -> Option<View> {
        match &self.rows.source {
            Source::View { view, .. } => Some(*view),
            _ => None,
        }
    }

    /// Opens a view; `choose` is chosen as soon as it is listed.
    pub fn open_view(
        &mut self,
        view: View,
        choose: Option<MessageKey>,
        known: &Known,
        link: &Link,
    ) -> Task<Message> {
        let folders = view.folders(known);
        let sort = self.arrangements.of_view(view);
        self.rows.open(Source::View {
            view,
            folders,
            sort,
        });
        self.leave();
        self.choose = choose;
        self.reload(link)
    }

    /// Folders came or went: perhaps some of the view that is open.
    pub fn follow_view(&mut self, known: &Known, link: &Link) -> Task<Message> {
        let Source::View { view, folders, .. } = &mut self.rows.source else {
            return Task::none();
        };
        let now = view.folders(known);
        if *folders == now {
            return Task::none();
        }
        *folders = now;
        self.reload(link)
    }

    /// The head of the list.
    pub(super) fn view_head<'a>(
        &'a self,
        view: View,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        row![
            icon(view.picture()).color(|t| t.dim),
            line(sight.texts.say(view.words()))
                .font(font::SEMIBOLD)
                .size(scale::TEXT_TITLE)
                .fill(),
            self.arrange_button(known, sight),
        ]
        .spacing(scale::S)
        .align_y(iced::Alignment::Center)
        .into()
    }
}
