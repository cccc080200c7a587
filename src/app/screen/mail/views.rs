//! Views: messages of many folders in one list.

use std::ops::Range;

use iced::Task;
use iced::widget::row;
use jiff::tz::TimeZone;

use super::arrange::Arranged;
use super::filters::Filters;
use super::rows::{Headers, key_in_view};
use super::{Mail, Message, Source};
use crate::app::Element;
use crate::app::known::{Known, Node};
use crate::app::link::Link;
use crate::app::screen::Sight;
use crate::app::theme::{font, scale};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::domain::{Folder, FolderId, MailboxKind, MessageKey};
use crate::engine::{Listed, Reader, StoreError, listed};
pub use crate::engine::{View, waits_for_answers};
use crate::i18n::Texts;

impl View {
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

    fn of(self, known: &Known) -> impl Iterator<Item = (&Node, &Folder)> {
        let each = known.nodes.iter().flat_map(|node| {
            let folders = node.folders.iter();
            folders.map(move |folder| (node, folder))
        });
        each.filter(move |(node, folder)| self.has(&node.mailbox, folder))
    }

    /// Its folders.
    #[must_use]
    pub fn folders(self, known: &Known) -> Vec<FolderId> {
        let ids = self.of(known).map(|(_, folder)| folder.id.clone());
        ids.take(View::MOST_FOLDERS).collect()
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

    /// How many messages in it wait for an answer.
    #[must_use]
    pub(super) fn unanswered(self, known: &Known) -> u32 {
        let waiting = self
            .of(known)
            .filter(|(node, f)| waits_for_answers(&node.mailbox, f));
        let counts = waiting.map(|(_, folder)| folder.unanswered);
        counts.fold(0, u32::saturating_add)
    }

    /// How many messages it holds.
    #[must_use]
    pub(super) fn holds(self, known: &Known) -> u32 {
        let of = |folder: &Folder| match self {
            Self::Inboxes | Self::Shared => folder.total,
            Self::Unanswered => folder.unanswered,
            Self::Flagged => folder.flagged,
        };
        let counts = self.of(known).map(|(_, folder)| of(folder));
        counts.fold(0, u32::saturating_add)
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

/// What a reading of a view brought.
#[derive(Debug, Clone)]
pub struct ViewRead {
    /// Its folders, each with its UIDVALIDITY.
    pub places: Vec<(FolderId, u32)>,
    /// The keys of the rows, in their order.
    pub order: Vec<u64>,
    /// The positions in it at which a heading stands.
    pub headings: Vec<(usize, String)>,
    /// The headers of those in sight.
    pub headers: Headers,
}

/// Reads the order of a view, and the headers of the rows in sight. `keep` stay in it although they are not such
/// messages any more: what is read there does not go from under the reader.
pub(super) fn read_view(
    reader: &Reader,
    (view, folders): (View, &[FolderId]),
    (filters, arranged): (Filters, Arranged),
    wanted: Range<usize>,
    keep: &[MessageKey],
    (zone, texts): (&TimeZone, &Texts),
) -> Result<ViewRead, StoreError> {
    let mut places = Vec::with_capacity(folders.len());
    for id in folders {
        if let Some(folder) = reader.folder(id)? {
            places.push((id.clone(), folder.uid_validity));
        }
    }
    let there: Vec<FolderId> = places.iter().map(|(id, _)| id.clone()).collect();
    let filters = (view.filter()).map_or(filters, |of_view| filters.with(of_view, true));
    let rows = listed(reader, &there, filters.query(), arranged.sort, keep)?;
    let headings = arranged.headings(&rows, zone, texts);
    let key = |row: &Listed| key_in_view(row.folder, row.uid);
    let order: Vec<u64> = rows.iter().map(key).collect();
    let end = wanted.end.min(order.len());
    let shown = order.get(wanted.start.min(end)..end).unwrap_or_default();
    let shown = shown
        .iter()
        .filter_map(|key| super::rows::in_view(&places, *key));
    let headers = Headers::read(reader, &shown.collect::<Vec<_>>())?;
    Ok(ViewRead {
        places,
        order,
        headings,
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
        let arranged = self.arrangements.of_view(view);
        if self.view() != Some(view) {
            self.staying.clear();
        }
        self.rows.open(Source::View {
            view,
            folders,
            filters: self.filters,
            arranged,
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
}

/// The head of the list.
pub(super) fn view_head<'a>(view: View, sight: Sight<'a>) -> Element<'a, Message> {
    row![
        icon(view.picture()).color(|t| t.dim),
        line(sight.texts.say(view.words()))
            .font(font::SEMIBOLD)
            .size(scale::TEXT_TITLE)
            .fill(),
    ]
    .spacing(scale::S)
    .align_y(iced::Alignment::Center)
    .into()
}
