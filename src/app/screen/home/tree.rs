//! The tree: mailboxes with their colours, unread counts and a sign of what one may do; the
//! folders of the open one; the outbox, drafts, problems and settings below.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use iced::widget::{Column, column, container, scrollable};
use iced::{Fill, Length};

use super::folders::{self, Of};
use super::message::Spring;
use super::{Home, Message, Place, Sight};
use crate::app::Element;
use crate::app::known::{Access, Node, access};
use crate::app::say;
use crate::app::screen::mail::{self, View};
use crate::app::screen::{Notice, outbox};
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::edging::edging;
use crate::app::widget::ground::ground;
use crate::app::widget::icon::Icon;
use crate::app::widget::pane::pane;
use crate::app::widget::steady::steady;
use crate::app::widget::tree::{Lead, tree_heading, tree_row};
use crate::domain::{Folder, FolderRole, FolderState, MailboxKind};

/// Folders are drawn in by at most this many levels.
const DEEPEST: u8 = 4;
/// In a window of less height all of it scrolls: else there would be no mailbox in sight.
const SCROLLS_WHOLE: f32 = 380.0;

/// The rows that may slide, each with what names it as long as it is there.
type Rows<'a> = Vec<(u64, Element<'a, Message>)>;

/// The name of a row.
fn named<T: Hash>(of: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

impl Home {
    pub(super) fn tree_view<'a>(&'a self, width: Length, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let mut rows: Rows<'a> = Vec::new();
        for view in View::ALL {
            if view.is_of_use(&self.known) {
                rows.push((named(&view), self.view_row(view, sight)));
            }
        }
        for (kind, key) in [
            (MailboxKind::Shared, "tree-shared"),
            (MailboxKind::Personal, "tree-personal"),
        ] {
            let mut group = self
                .known
                .nodes
                .iter()
                .filter(|n| n.mailbox.kind == kind)
                .peekable();
            if group.peek().is_some() {
                rows.push((named(&key), tree_heading(texts.say(key))));
            }
            for node in group {
                self.mailbox_rows(node, &mut rows, sight);
            }
        }
        if self.has_no_account() {
            let row = tree_row(Lead::Icon(Icon::Users), texts.say("welcome-entry"));
            let row = row.selected(self.place.is_none());
            let row = row.on_press(Message::Welcome).into();
            rows.push((named(&"welcome-entry"), row));
        }
        let mut below: Vec<Element<'a, Message>> = Vec::new();
        let place = |place: Place, icon: Icon, key: &str| {
            let shown = self.place == Some(place.clone()) && self.search.is_empty();
            tree_row(Lead::Icon(icon), texts.say(key))
                .selected(shown)
                .on_press(Message::Go(place))
        };
        let row = place(Place::Outbox, Icon::Outbox, "outbox-title");
        let returned = outbox::returned(&self.known, self.kept.returned_until).count();
        below.push(match outbox::word(&self.known, returned, texts) {
            Some((Tone::Neutral, count)) => row.count(count).into(),
            Some((tone, word)) => row.word(word, tone).into(),
            None => row.into(),
        });
        let drafts = self.known.drafts.len();
        if drafts > 0 || self.place == Some(Place::Drafts) {
            let row = place(Place::Drafts, Icon::Drafts, "drafts-title");
            below.push(if drafts > 0 {
                row.count(texts.number(drafts as u64)).into()
            } else {
                row.into()
            });
        }
        let problems = self.known.troubles().count();
        let row = place(Place::Problems, Icon::Doctor, "problems-title");
        below.push(if problems > 0 {
            row.word(texts.number(problems as u64), Tone::Bad).into()
        } else {
            row.into()
        });
        below.push(place(Place::Settings, Icon::Settings, "settings-title").into());
        let below = container(Column::with_children(below).spacing(scale::ROWS)).padding(scale::S);
        let (inside, pinned) = if self.size.height < SCROLLS_WHOLE {
            (Some(below), None)
        } else {
            (None, Some(below))
        };
        let rows = container(steady(rows, scale::ROWS)).padding(scale::S);
        let tree = container(
            column![edging(
                scrollable(column![rows].push(inside))
                    .direction(style::scrollbar())
                    .style(style::scroll)
                    .height(Fill),
                self.mail.dragged.is_some(),
            ),]
            .push(pinned),
        )
        .width(width)
        .height(Fill);
        ground(pane(tree), |tokens| tokens.side).into()
    }

    fn view_row<'a>(&'a self, view: View, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let place = Place::View(view);
        let shown = self.place.as_ref() == Some(&place) && self.search.is_empty();
        let row = tree_row(Lead::Icon(view.picture()), texts.say(view.words()))
            .selected(shown)
            .on_press(Message::Go(place));
        match view.waiting(&self.known) {
            0 => row.into(),
            count => row.count(texts.number(count.into())).into(),
        }
    }

    fn mailbox_rows<'a>(&'a self, node: &'a Node, rows: &mut Rows<'a>, sight: Sight<'a>) {
        let texts = sight.texts;
        let mailbox = &node.mailbox;
        let id = mailbox.id();
        let is_chosen = self.unfolded.as_ref() == Some(&id);
        let open = is_chosen || self.sprung.contains(&id);
        let mut row = tree_row(Lead::Dot(say::colour(mailbox)), mailbox.name.as_str())
            .strong(is_chosen)
            .on_press(Message::Mailbox(id.clone()));
        // Unfolded, each folder shows its own.
        let unread = if open { 0 } else { node.unread_in_all() };
        if unread > 0 {
            row = row.count(texts.number(unread.into()));
        }
        if mailbox.kind == MailboxKind::Shared {
            row = match node.access() {
                Access::ReadOnly => row.sign(Icon::ReadOnly, texts.say("tree-read-only")),
                Access::Nothing => row.sign(Icon::Lock, texts.say("tree-nothing")),
                Access::InDoubt => row.sign(Icon::Question, texts.say("access-in-doubt")),
                Access::Lost => row.sign(Icon::Lock, texts.say("access-lost")),
                Access::Full | Access::Some | Access::Unknown => row,
            };
        }
        if let Some(inbox) = node.role(FolderRole::Inbox) {
            let (taken, vain) = self.takes(node, inbox, sight);
            row = row.on_drop(taken).on_vain_drop(vain);
        }
        let is_dragging = self.mail.dragged.is_some();
        let spring = (is_dragging && !open).then(|| Message::Spring(Spring::Mailbox(id.clone())));
        let row = row.on_linger(spring);
        let of = Of::Mailbox(id.clone());
        let row = row.on_menu(Message::Folders(folders::Message::Menu(Some(of.clone()))));
        rows.push((named(&id), self.with_tree_menu(row.into(), of, sight)));
        if open {
            let folders = node.unfolded(&self.kept.folded);
            rows.extend(folders.map(|(folder, has_below)| {
                let row = self.folder_row(node, folder, has_below, sight);
                (named(&folder.id), row)
            }));
        }
    }

    /// What is sent when the messages that are dragged are let go over a folder: that they are moved there, or why they
    /// cannot be. Nothing while none are dragged, and where they lie.
    fn takes(
        &self,
        node: &Node,
        to: &Folder,
        sight: Sight<'_>,
    ) -> (Option<Message>, Option<Message>) {
        let Some(dragged) = self.mail.dragged.as_ref() else {
            return (None, None);
        };
        match mail::moving_to(dragged, node, to, &self.known, sight.texts) {
            None => {
                let moved = mail::Message::MoveTo(to.id.clone());
                (Some(Message::Mail(moved)), None)
            }
            Some(_) if dragged.folders.contains(&to.id) => (None, None),
            Some(reason) => (None, Some(Message::Tell(Notice::Done(reason)))),
        }
    }

    fn folder_row<'a>(
        &'a self,
        node: &Node,
        folder: &'a Folder,
        has_below: bool,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let place = Place::Folder(folder.id.clone());
        let shown = self.place.as_ref() == Some(&place) && self.search.is_empty();
        let depth = folder.path.replace("\\/", "").matches('/').count();
        let depth = u8::try_from(depth).unwrap_or(DEEPEST).min(DEEPEST - 1);
        let of = Of::Folder(folder.id.clone());
        let mut row = tree_row(Lead::Level(depth + 1), say::folder(texts, folder))
            .selected(shown)
            .on_menu(Message::Folders(folders::Message::Menu(Some(of.clone()))))
            .on_press(Message::Go(place));
        let (taken, vain) = self.takes(node, folder, sight);
        row = row.on_drop(taken).on_vain_drop(vain);
        let mut unread = folder.unread;
        if has_below {
            let is_open = !self.kept.folded.contains(&folder.id);
            let hint = texts.say(if is_open { "tree-fold" } else { "tree-unfold" });
            row = row.fold(is_open, Message::Fold(folder.id.clone()), hint);
            let springs = !is_open && self.mail.dragged.is_some();
            let spring = || Message::Spring(Spring::Folder(folder.id.clone()));
            row = row.on_linger(springs.then(spring));
            if !is_open {
                unread = unread.saturating_add(node.unread_below(folder));
            }
        }
        if unread > 0 {
            row = row.count(texts.number(unread.into()));
        }
        // A folder says so only where it differs from its mailbox.
        let differs = access(folder) != node.access();
        let row = match (&folder.state, access(folder)) {
            (FolderState::Planned, _) => row.sign(Icon::Clock, texts.say("tree-planned")).into(),
            (FolderState::Absent, _) => {
                let name = [("mailbox", node.mailbox.name.as_str().into())];
                row.sign(Icon::Question, texts.say_with("may-not-absent", &name))
                    .into()
            }
            (FolderState::Refused(words), _) => row
                .sign(
                    Icon::Lock,
                    texts.say_with("may-not-unreadable", &[("words", words.as_str().into())]),
                )
                .into(),
            (FolderState::Readable, Access::ReadOnly) if differs => {
                row.sign(Icon::ReadOnly, texts.say("tree-read-only")).into()
            }
            (FolderState::Readable, Access::Nothing) if differs => {
                row.sign(Icon::Lock, texts.say("tree-nothing")).into()
            }
            _ => row.into(),
        };
        self.with_tree_menu(row, of, sight)
    }
}
