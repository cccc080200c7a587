//! Where the main window is: what is shown first, what takes the place of what is gone, and what is
//! kept of it for the next start.

use iced::Task;
use jiff::Timestamp;

use super::kept::Page;
use super::message::Spring;
use super::{Home, Message, Place};
use crate::app::known::{Access, Known, Node};
use crate::app::link::Link;
use crate::app::screen::mail::Filters;
use crate::app::screen::{outbox, settings};
use crate::app::widget::focus::Scope;
use crate::app::widget::pane::CURRENT;
use crate::domain::{FolderId, FolderRole, MailboxKind, MessageKey, Mode, SearchQuery, SendRight};
use crate::permission;

/// What takes the keys of the folders, of the list and of what is read.
const PANES: [&str; 3] = [CURRENT, super::mail::LIST, super::mail::READER];

impl Home {
    /// What is shown is still there; else something else is shown.
    pub(super) fn settle(&mut self, link: &Link) -> Task<Message> {
        if self
            .expects
            .as_ref()
            .is_some_and(|id| self.known.folder(id).is_some())
        {
            self.expects = None;
        }
        let gone = match &self.place {
            Some(Place::Folder(id)) if self.expects.as_ref() == Some(id) => false,
            Some(Place::Folder(id)) => self.known.folder(id).is_none() || self.is_outdone(),
            Some(_) => false,
            None => true,
        };
        if !gone || self.mail_is_searching() {
            return Task::none();
        }
        let first = self.place.is_none();
        let page = self.kept.page.place().filter(|_| first);
        let reading = self.kept.reading && first;
        let Some((folder, choose)) = self.first_folder() else {
            self.place = None;
            return Task::none();
        };
        let was_reading = reading && choose.is_some();
        if !first {
            self.filter_anew(&Place::Folder(folder.clone()));
        }
        let task = self.go(Place::Folder(folder), choose, link);
        self.mail.is_reading = was_reading;
        self.focus_list();
        match page {
            Some(page) => {
                if page == Place::Settings {
                    self.focus_on(settings::SEARCH);
                }
                let look = self.settings.look(link).map(Message::Settings);
                Task::batch([task, self.go(page, None, link), look])
            }
            None => task,
        }
    }

    /// The folder that is shown first: what was open when the window was left, else the Inbox that
    /// suits best.
    fn first_folder(&self) -> Option<(FolderId, Option<MessageKey>)> {
        let is_there = |id: &&FolderId| self.known.folder(id).is_some();
        if let Some(id) = self.kept.folder.as_ref().filter(is_there)
            && !self.is_outdone()
        {
            return Some((id.clone(), self.kept.message.clone()));
        }
        let node = best(&self.known)?;
        let inbox = node.role(FolderRole::Inbox)?;
        Some((inbox.id.clone(), None))
    }

    /// At the very first start mailboxes and rights become known one after the other. Until the
    /// person does something, the folder that is shown was chosen for them, and one in which they
    /// can work takes its place.
    fn is_outdone(&self) -> bool {
        if !self.is_provisional {
            return false;
        }
        let shown = match &self.place {
            Some(Place::Folder(id)) => self.known.folder(id).map(|(node, _)| node),
            _ => None,
        };
        let (Some(shown), Some(best)) = (shown, best(&self.known)) else {
            return false;
        };
        let shown = suits(shown, &self.known);
        shown > WELL && suits(best, &self.known) < shown
    }

    /// What is folded unfolds under messages that are dragged.
    pub(super) fn spring(&mut self, spring: Spring) {
        match spring {
            // Those that were unfolded before stay so: what lies under the pointer must not slide away from it.
            Spring::Mailbox(mailbox) => {
                let _ = self.sprung.insert(mailbox);
            }
            Spring::Folder(folder) => {
                let _ = self.kept.folded.remove(&folder);
            }
        }
    }

    /// Nothing is dragged any more: the mailboxes that unfolded for that fold again.
    pub(super) fn spring_back(&mut self) {
        if self.mail.dragged.is_none() {
            self.sprung.clear();
        }
    }

    /// Shows a place.
    pub fn go(&mut self, place: Place, choose: Option<MessageKey>, link: &Link) -> Task<Message> {
        self.search.clear();
        self.before_search = None;
        self.expects = None;
        self.folders_shown = false;
        // The list may go in which it would end.
        self.mail.let_go();
        self.spring_back();
        if place != Place::Outbox {
            self.leave_outbox();
        }
        self.kept.page = Page::of(&place);
        let task = match &place {
            Place::Folder(id) => {
                if let Some((node, folder)) = self.known.folder(id) {
                    self.unfolded = Some(node.mailbox.id());
                    // It is to be seen in the tree.
                    for above in node.above(folder) {
                        self.kept.folded.remove(&above.id);
                    }
                }
                let open = self.mail.folder() == Some(id) && choose.is_none();
                self.kept.folder = Some(id.clone());
                if open {
                    self.mail.is_reading = false;
                    Task::none()
                } else {
                    let left = self.mail.left_folder(id);
                    let choose = self.mail.comes_back(&left, choose);
                    self.mail
                        .open_folder(id.clone(), choose, &self.known, link)
                        .map(Message::Mail)
                }
            }
            Place::View(view) => {
                let open = self.mail.view() == Some(*view) && choose.is_none();
                if open {
                    self.mail.is_reading = false;
                    Task::none()
                } else {
                    let left = self.mail.left_view(*view);
                    let choose = self.mail.comes_back(&left, choose);
                    self.mail
                        .open_view(*view, choose, &self.known, link)
                        .map(Message::Mail)
                }
            }
            _ => Task::none(),
        };
        self.place = Some(place);
        task
    }

    /// Another list begins without filters: with those of the one before it would look empty.
    fn filter_anew(&mut self, place: &Place) {
        let shown = match (self.mail.folder(), self.mail.view()) {
            (Some(id), _) => Some(Place::Folder(id.clone())),
            (_, Some(view)) => Some(Place::View(view)),
            _ => self.before_search.clone(),
        };
        if matches!(place, Place::Folder(_) | Place::View(_)) && shown.as_ref() != Some(place) {
            self.mail.filters = Filters::default();
        }
    }

    /// A person chose this place: the keys go to its list.
    pub(super) fn visit(&mut self, place: Place, link: &Link) -> Task<Message> {
        self.filter_anew(&place);
        self.focus_list();
        if place == Place::Outbox {
            self.read_in_outbox();
        }
        if place == Place::Settings {
            self.focus_on(settings::SEARCH);
            if self.place != Some(Place::Settings) {
                self.before_settings.clone_from(&self.place);
            }
        }
        let is_settings = place == Place::Settings;
        let go = self.go(place, None, link);
        if is_settings {
            let look = self.settings.look(link).map(Message::Settings);
            return Task::batch([go, look]);
        }
        go
    }

    /// Out of the settings, to where somebody came from; what is looked for there goes first.
    pub(super) fn leave_settings(&mut self, link: &Link) -> Task<Message> {
        if self.settings.clear_search() {
            self.focus_on(settings::SEARCH);
            return Task::none();
        }
        if self.has_no_account() {
            self.welcome();
            return Task::none();
        }
        let before = self.before_settings.take();
        let inbox = || self.first_folder().map(|(folder, _)| Place::Folder(folder));
        match before.or_else(inbox) {
            Some(place) => self.visit(place, link),
            None => {
                self.welcome();
                Task::none()
            }
        }
    }

    /// Is it known that there is no account?
    pub(super) fn has_no_account(&self) -> bool {
        self.known.is_read && self.known.accounts.is_empty()
    }

    /// Shows the first words again, whose first step is taken with Enter.
    pub(super) fn welcome(&mut self) {
        self.leave_outbox();
        self.place = None;
        self.before_settings = None;
        self.folders_shown = false;
        self.kept.page = Page::default();
        self.focus_on(super::welcome::ADD);
    }

    /// Whoever goes on from the outbox has seen what came back, if that was shown. It is not counted
    /// as seen before: the outbox may stand there while nobody sits before it.
    fn leave_outbox(&mut self) {
        if self.place == Some(Place::Outbox) && self.outbox.shows_returned() {
            let newest = outbox::returned(&self.known, None).map(|(_, at)| at).max();
            self.kept.returned_until = newest
                .max(self.kept.returned_until)
                .min(Some(Timestamp::now()));
        }
    }

    /// Searches for words; without any, the place before the search is shown again.
    pub(super) fn look_for(&mut self, text: String, link: &Link) -> Task<Message> {
        self.search = text;
        self.folders_shown = false;
        if self.search.trim().is_empty() {
            let back = self.before_search.take().or_else(|| self.place.clone());
            return match back {
                // The folder is opened anew: its rows were replaced by what was found.
                Some(place) if self.mail_is_searching() => {
                    let folder = self.kept.message.clone();
                    let task = self.go(place, folder, link);
                    self.search.clear();
                    task
                }
                _ => Task::none(),
            };
        }
        // Half an operator: what is shown stays until something is looked for. What was found by its own letters was not
        // meant.
        if !self.mail_is_searching() && SearchQuery::parse(&self.search).is_empty() {
            return Task::none();
        }
        if self.before_search.is_none() {
            self.before_search = self.place.clone();
        }
        let within = self.unfolded.clone().filter(|_| self.search_here);
        let id = self
            .before_search
            .clone()
            .filter(|p| matches!(p, Place::Folder(_)));
        let fallback = || self.kept.folder.clone().map(Place::Folder);
        if let Some(place) = id.or_else(fallback) {
            self.leave_outbox();
            self.place = Some(place);
        }
        self.mail
            .search(self.search.clone(), within, link)
            .map(Message::Mail)
    }

    /// Shows a message where it lies, wherever that is.
    pub(super) fn show_message(&mut self, key: MessageKey, link: &Link) -> Task<Message> {
        self.focus_list();
        let folder = Place::Folder(key.folder.clone());
        self.filter_anew(&folder);
        let task = self.go(folder, Some(key), link);
        self.mail.is_reading = true;
        task
    }

    /// The list of messages takes the keys as soon as it is there.
    pub(super) fn focus_list(&mut self) {
        self.focus_on(super::mail::LIST);
    }

    /// The control of this name takes the keys.
    pub(super) fn focus_on(&mut self, id: &'static str) {
        self.focus += 1;
        self.focus_on = id;
    }

    /// What is in it takes the keys as somebody wished.
    pub(super) fn with_keys<'a>(&self, all: Scope<'a, Message>) -> Scope<'a, Message> {
        let (stamp, forward) = self.pane;
        all.focus_now(self.focus, self.focus_on)
            .pane_now(stamp, forward, &PANES)
    }

    /// The search field takes the keys.
    pub(super) fn focus_search(&mut self) {
        self.focus_on(super::SEARCH);
    }

    /// Keeps the state of the window, if it changed.
    pub(super) fn keep(&mut self, link: &Link) -> Task<Message> {
        // Before anything is shown, what was kept is still to be restored.
        if self.place.is_some() && !self.mail_is_searching() {
            self.kept.filters = self.mail.filters;
            self.kept.arrangements.clone_from(&self.mail.arrangements);
            self.kept.reading = self.mail.is_reading;
            self.kept.message = self.mail.showing();
        }
        let mut kept = self.kept.clone();
        if self.is_provisional {
            // Nobody chose what is shown.
            (kept.folder, kept.message) = (None, None);
        }
        // One after the other: two at once could come to their end in another order.
        if self.is_writing || self.written.as_ref() == Some(&kept) {
            return Task::none();
        }
        let value = kept.to_value();
        self.written = Some(kept);
        self.is_writing = true;
        link.remember(super::Kept::KEY, value, || Message::Written)
    }
}

/// How well a mailbox suits as the first one to be shown; less is better: a shared one before a
/// personal one, one in whose name one can answer, one in which one may do everything.
type Suits = (bool, u8, u8);

/// What is no worse than this is not taken away again for something better: a shared mailbox in
/// which one may do everything, and as which one may send as far as anybody knows.
const WELL: Suits = (false, 1, 0);

fn suits(node: &Node, known: &Known) -> Suits {
    let identity = known.identity_of(&node.mailbox.id());
    let answering = match identity {
        Some(i) if !permission::decide_send(i).may_try() => 3,
        Some(i) if i.key.mode == Mode::OnBehalf => 2,
        Some(i) if i.right == SendRight::Allowed => 0,
        Some(_) => 1,
        None => 3,
    };
    let access = match node.access() {
        Access::Full => 0,
        Access::Some => 1,
        Access::Unknown => 2,
        Access::ReadOnly => 3,
        Access::InDoubt => 4,
        Access::Lost => 5,
        Access::Nothing => 6,
    };
    let personal = node.mailbox.kind == MailboxKind::Personal;
    (personal, answering, access)
}

/// The mailbox with an Inbox that suits best; of equals the first of the tree.
fn best(known: &Known) -> Option<&Node> {
    let with_inbox = known
        .nodes
        .iter()
        .filter(|node| node.role(FolderRole::Inbox).is_some());
    with_inbox.min_by_key(|node| suits(node, known))
}
