//! What can be done in the main window: whether it can be done here, and what does it.

use super::{Home, Message, Outcome, Place, folders, mail, outbox};
use crate::app::keys::{Action, Group};
use crate::app::link::Link;
use crate::app::screen::mail::{Deed, Filter, FindDeed, Targets};
use crate::app::screen::palette::Palette;
use crate::app::screen::{Notice, Wish, accounts};
use crate::app::widget::list::ListEvent;
use crate::domain::{Folder, FolderRole, tags};
use crate::engine::{Command, Work};
use crate::i18n::Texts;

/// What an action does with the chosen messages, if that is what it is for.
fn deed(action: Action) -> Option<Deed> {
    Some(match action {
        Action::Reply => Deed::Reply,
        Action::ReplyAll => Deed::ReplyAll,
        Action::Forward => Deed::Forward,
        Action::ForwardAttached => Deed::ForwardAttached,
        Action::Archive | Action::ArchivePrevious | Action::ArchiveNext => Deed::Archive,
        Action::MoveTo => Deed::Move,
        Action::CopyTo => Deed::Copy,
        Action::Delete => Deed::Delete,
        Action::DeleteForGood => Deed::DeleteForGood,
        Action::Junk => Deed::Junk,
        Action::NotJunk => Deed::NotJunk,
        Action::Flag => Deed::Flag,
        Action::ToggleSeen | Action::MarkRead | Action::MarkUnread => Deed::Seen,
        _ => return None,
    })
}

/// By what an action filters the list.
fn filter(action: Action) -> Option<Filter> {
    match action {
        Action::ShowUnread => Some(Filter::Unread),
        Action::ShowFlagged => Some(Filter::Flagged),
        Action::ShowUnanswered => Some(Filter::Unanswered),
        _ => None,
    }
}

/// What an action does with the tags of the chosen messages.
fn tagging(action: Action) -> Option<mail::Tagging> {
    let at = match action {
        Action::Tag1 => 0,
        Action::Tag2 => 1,
        Action::Tag3 => 2,
        Action::Tag4 => 3,
        Action::Tag5 => 4,
        Action::NoTags => return Some(mail::Tagging::None),
        _ => return None,
    };
    let (keyword, _) = tags().into_iter().nth(at)?;
    Some(mail::Tagging::Toggle(keyword.to_owned()))
}

impl Home {
    /// Are messages listed?
    pub(super) fn in_mail(&self) -> bool {
        matches!(self.place, Some(Place::Folder(_) | Place::View(_)))
    }

    /// Do all of them lie among junk?
    fn are_junk(&self, targets: &Targets) -> bool {
        let mut folders = targets.folders.iter().map(|id| self.known.folder(id));
        let is_junk = |(_, folder): (_, &Folder)| folder.role == FolderRole::Junk;
        !targets.folders.is_empty() && folders.all(|folder| folder.is_some_and(is_junk))
    }

    /// Why an action cannot be done here and now, in words; `None`: it can.
    pub(super) fn refusal(
        &self,
        action: Action,
        targets: &Targets,
        texts: &Texts,
    ) -> Option<String> {
        let unless = |here: bool, key: &str| (!here).then(|| texts.say(key));
        let in_mail = || unless(self.in_mail(), "may-not-no-list");
        if let Some(deed) = deed(action) {
            return in_mail().or_else(|| mail::refusal(deed, targets, &self.known, texts));
        }
        if tagging(action).is_some() || action == Action::Tags {
            return in_mail().or_else(|| mail::refusal(Deed::Flag, targets, &self.known, texts));
        }
        match action {
            Action::Next | Action::Previous if self.place == Some(Place::Outbox) => None,
            Action::Next | Action::Previous | Action::NextUnread | Action::ToList => in_mail(),
            Action::Open | Action::Pick => in_mail()
                .or_else(|| unless(self.mail.position().is_some(), "may-not-nothing-chosen")),
            Action::ShowAll | Action::ShowUnread | Action::ShowFlagged | Action::ShowUnanswered => {
                let shows = self.mail.narrowing(filter(action));
                in_mail().or_else(|| shows.err().map(|key| texts.say(key)))
            }
            Action::AllSeen => in_mail().or_else(|| self.mail.why_not_all_seen(&self.known, texts)),
            Action::Find
            | Action::FindNext
            | Action::FindPrevious
            | Action::Source
            | Action::SaveMessage
            | Action::Print
            | Action::Larger
            | Action::Smaller
            | Action::UsualSize => {
                in_mail().or_else(|| unless(self.mail.opened.is_some(), "may-not-nothing-chosen"))
            }
            Action::OwnColours => in_mail()
                .or_else(|| unless(self.mail.is_adapted().is_some(), "may-not-nothing-adapted")),
            Action::NextInConversation
            | Action::PreviousInConversation
            | Action::UnfoldConversation => in_mail()
                .or_else(|| unless(self.mail.has_conversation(), "may-not-no-conversation")),
            Action::LeaveEarlier | Action::LeaveLater => unless(
                self.place == Some(Place::Outbox) && self.outbox.is_open(),
                "may-not-not-in-outbox",
            ),
            Action::Undo => unless(
                self.undoable().is_some()
                    || self.removed_last().is_some()
                    || !self.known.steps.is_empty(),
                "may-not-nothing-to-undo",
            ),
            Action::NewMessage => unless(!self.known.identities.is_empty(), "may-not-no-identity"),
            Action::Inbox => unless(!self.known.nodes.is_empty(), "may-not-no-mailbox"),
            Action::NewFolder | Action::MailboxSettings => {
                unless(self.open_mailbox().is_some(), "may-not-no-mailbox")
            }
            Action::Pause => unless(self.pausing().is_some(), "may-not-nothing-fetched"),
            Action::Search
            | Action::Refresh
            | Action::Offline
            | Action::CheckIdentities
            | Action::AddMailbox
            | Action::AddAddress => unless(!self.known.accounts.is_empty(), "may-not-no-account"),
            _ => None,
        }
    }

    /// What pauses the fetch that is told, or lets the first that is paused go on.
    fn pausing(&self) -> Option<Message> {
        let is_ahead = |work| matches!(work, Work::Headers | Work::Texts);
        let mut fetches = self.known.progress.iter().filter(|it| is_ahead(it.work));
        let pause = fetches
            .next()
            .map(|it| Message::Pause(it.account.clone(), true));
        let go_on = || {
            self.paused()
                .next()
                .map(|it| Message::Pause(it.id(), false))
        };
        pause.or_else(go_on)
    }

    /// The mailbox whose folders the tree shows.
    fn open_mailbox(&self) -> Option<&crate::app::known::Node> {
        self.unfolded.as_ref().and_then(|id| self.known.node(id))
    }

    /// Carries out an action, if it can be done here.
    pub(super) fn key(&mut self, action: Action, link: &Link) -> Outcome<Message> {
        if let Some(deed) = deed(action) {
            if !self.in_mail() {
                return Outcome::none();
            }
            let targets = self.mail.targets();
            // The key that puts messages there takes them out again.
            if deed == Deed::Junk && self.are_junk(&targets) {
                return self.key(Action::NotJunk, link);
            }
            let refused = self.refusal(action, &targets, &link.texts);
            // Who has the hands on the keys finds a folder by its name.
            let asks = match deed {
                Deed::Move => Some("palette-move"),
                Deed::Copy => Some("palette-copy"),
                _ => None,
            };
            if let Some(asks) = asks.filter(|_| refused.is_none()) {
                self.show_palette(Palette::asking(asks), Some(deed));
                return Outcome::none();
            }
            // Where it is refused, the reason is told.
            let does = match action {
                Action::ArchivePrevious => mail::Message::ArchiveAndBack,
                Action::MarkRead => mail::Message::MarkSeen(true),
                Action::MarkUnread => mail::Message::MarkSeen(false),
                _ => mail::Message::Do(deed),
            };
            return self.react(Message::Mail(does), link);
        }
        if let Some(tagging) = tagging(action).filter(|_| self.in_mail()) {
            return self.react(Message::Mail(mail::Message::Tag(tagging)), link);
        }
        if let Some(reason) = self.refusal(action, &self.mail.targets(), &link.texts) {
            // What goes through a list passes in silence where there is none.
            return match action.group() {
                Group::Going => Outcome::none(),
                _ => Outcome::wish(Wish::Tell(Notice::Done(reason))),
            };
        }
        let in_outbox = self.place == Some(Place::Outbox);
        let in_mail = |message| Message::Mail(message);
        let message = match action {
            Action::NewMessage => Message::New,
            Action::Search => {
                self.focus_search();
                return Outcome::none();
            }
            Action::Inbox => {
                // From the settings and the outbox it leads to the first one.
                let node = self.open_mailbox().or_else(|| self.known.nodes.first());
                match node.map(|node| node.mailbox.id()) {
                    Some(id) => Message::Mailbox(id),
                    None => return Outcome::none(),
                }
            }
            Action::Drafts => Message::Go(Place::Drafts),
            Action::Outbox => Message::Go(Place::Outbox),
            Action::Problems => Message::Go(Place::Problems),
            Action::Settings => Message::Go(Place::Settings),
            Action::ShowAll | Action::ShowUnread | Action::ShowFlagged | Action::ShowUnanswered => {
                match self.mail.narrowing(filter(action)) {
                    Ok(shows) => in_mail(shows),
                    Err(_) => return Outcome::none(),
                }
            }
            Action::AllSeen => in_mail(mail::Message::AllSeen),
            Action::Tags => {
                self.show_palette(Palette::asking("palette-tags"), Some(Deed::Flag));
                return Outcome::none();
            }
            Action::Open => match self.mail.position() {
                Some(at) => in_mail(mail::Message::List(ListEvent::Open(at))),
                None => return Outcome::none(),
            },
            Action::Pick => return Outcome::run(self.mail.pick(link).map(Message::Mail)),
            Action::ToList => {
                self.focus_list();
                in_mail(mail::Message::Back)
            }
            Action::Find => in_mail(mail::Message::Find(FindDeed::Open)),
            // Without anything to be found it is asked for.
            Action::FindNext | Action::FindPrevious if self.mail.found_at().1 == 0 => {
                in_mail(mail::Message::Find(FindDeed::Open))
            }
            Action::FindNext | Action::FindPrevious => {
                let forward = action == Action::FindNext;
                in_mail(mail::Message::Find(FindDeed::Step(forward)))
            }
            Action::Print => in_mail(mail::Message::Print),
            Action::Source => in_mail(mail::Message::ShowAs(mail::Shown::Source)),
            Action::OwnColours => {
                in_mail(mail::Message::Adapt(self.mail.is_adapted() == Some(false)))
            }
            Action::Larger => in_mail(mail::Message::Zoom(mail::zoom::Change::Larger)),
            Action::Smaller => in_mail(mail::Message::Zoom(mail::zoom::Change::Smaller)),
            Action::UsualSize => in_mail(mail::Message::Zoom(mail::zoom::Change::Usual)),
            Action::SaveMessage => in_mail(mail::Message::SaveMessage),
            Action::Refresh => {
                let list = self.mail.refresh(link).map(Message::Mail);
                let ask = link.request(Command::Refresh(None), Message::Asked);
                return Outcome::run(ask).and(list);
            }
            Action::CheckIdentities => {
                let check = Command::CheckIdentities(None);
                return Outcome::run(link.request(check, Message::Asked));
            }
            Action::Pause => match self.pausing() {
                Some(pause) => pause,
                None => return Outcome::none(),
            },
            Action::Offline => Message::Offline(!self.known.is_offline),
            Action::AddAccount => Message::Accounts(accounts::Message::Add),
            Action::AddMailbox => Message::Accounts(accounts::Message::AddMailbox),
            Action::AddAddress => Message::Accounts(accounts::Message::AddAddress),
            Action::Demo => Message::Demo,
            Action::NewFolder => match self.open_mailbox().map(|node| node.mailbox.id()) {
                Some(id) => Message::Folders(folders::Message::New(id, None)),
                None => return Outcome::none(),
            },
            Action::MailboxSettings => match self.open_mailbox().map(|node| node.mailbox.id()) {
                Some(id) => Message::Accounts(accounts::Message::Mailbox(id)),
                None => return Outcome::none(),
            },
            Action::NextPane | Action::PreviousPane => {
                self.pane = (self.pane.0 + 1, action == Action::NextPane);
                return Outcome::none();
            }
            Action::Keys => Message::Keys,
            Action::Palette => {
                self.show_palette(Palette::default(), None);
                return Outcome::none();
            }
            Action::Quit => Message::AskQuit,
            Action::Back if self.in_mail() && self.mail.is_finding() => {
                in_mail(mail::Message::Find(FindDeed::Close))
            }
            Action::Back if !self.search.is_empty() => {
                self.focus_list();
                Message::Search(String::new())
            }
            Action::Back if self.place == Some(Place::Settings) => {
                return Outcome::run(self.leave_settings(link));
            }
            Action::Back if self.mail.is_reading => in_mail(mail::Message::Back),
            Action::Back if in_outbox && self.outbox.is_open() => {
                Message::Outbox(outbox::Message::Shut)
            }
            Action::Back if self.has_no_account() => Message::Welcome,
            // What narrows the list is the last that Escape leaves.
            Action::Back if self.in_mail() && !self.mail.filters_here().is_empty() => {
                in_mail(mail::Message::ShowAll)
            }
            Action::Next if in_outbox => Message::Outbox(outbox::Message::Step(1)),
            Action::Previous if in_outbox => Message::Outbox(outbox::Message::Step(-1)),
            Action::LeaveEarlier => {
                Message::Outbox(outbox::Message::Move(None, outbox::Direction::Up))
            }
            Action::LeaveLater => {
                Message::Outbox(outbox::Message::Move(None, outbox::Direction::Down))
            }
            // What is sent cannot be taken back in a moment; what was moved can.
            Action::Undo => match (self.removed_last(), self.undoable()) {
                (Some(notice), _) => Message::Offered(notice),
                (None, Some(id)) => Message::UndoSend(id),
                (None, None) => in_mail(mail::Message::Undo),
            },
            Action::Next => return Outcome::run(self.mail.step(1, link).map(Message::Mail)),
            Action::Previous => return Outcome::run(self.mail.step(-1, link).map(Message::Mail)),
            Action::NextInConversation => {
                let step = self.mail.step_in_conversation(1, link);
                return step.map(Message::Mail);
            }
            Action::PreviousInConversation => {
                let step = self.mail.step_in_conversation(-1, link);
                return step.map(Message::Mail);
            }
            Action::UnfoldConversation => in_mail(mail::Message::UnfoldAll),
            Action::PageDown | Action::PageUp => {
                let pages = if action == Action::PageDown {
                    1.0
                } else {
                    -1.0
                };
                let is_below = self.is_covered();
                match self.dialog {
                    Some(_) => self.dialog_turn.by(pages),
                    None if is_below => {}
                    None => self.turn.by(pages),
                }
                return Outcome::none();
            }
            Action::NextUnread => {
                return Outcome::run(self.mail.next_unread(link).map(Message::Mail));
            }
            _ => return Outcome::none(),
        };
        self.react(message, link)
    }
}
