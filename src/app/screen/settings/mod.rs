//! The settings: one page for all that the settings file holds, in which is searched.
//!
//! What is decided about the whole profile is a table (`choices`); accounts, mailboxes and addresses have cards
//! of their own ([`super::accounts`]).

mod change;
mod choices;
mod contacts;
mod entered;
mod inside;
mod lists;
mod page;
mod palette;

use std::collections::VecDeque;

use iced::Task;

use super::accounts;
use super::{Notice, Outcome, Removed, Wish};
use crate::app::link::Link;
use crate::config::Settings;
use crate::domain::{MailboxId, Notify};
use crate::engine::{Command, MailboxChange, Problem, Reply};

pub use change::Change;
pub use contacts::Deed as ContactsDeed;
pub use entered::Entered;
use entered::Entering;
pub use palette::entries;

/// The name of the field in which is searched.
pub const SEARCH: &str = "settings-search";

/// A part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// Accounts.
    Accounts,
    /// Mailboxes.
    Mailboxes,
    /// Addresses that no mailbox shows.
    Addresses,
    /// Sending.
    Sending,
    /// Reading, and what is fetched for it.
    Reading,
    /// Being told of new messages.
    Notifications,
    /// Contacts.
    Contacts,
    /// What is kept on this computer.
    Room,
    /// How the window looks.
    Appearance,
    /// Keys.
    Keys,
}

impl Section {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 10] = [
        Self::Accounts,
        Self::Mailboxes,
        Self::Addresses,
        Self::Sending,
        Self::Reading,
        Self::Notifications,
        Self::Contacts,
        Self::Room,
        Self::Appearance,
        Self::Keys,
    ];

    /// The key of other words by which all of it is looked for, as other programs call it.
    #[must_use]
    pub fn also(self) -> Option<&'static str> {
        Some(match self {
            Self::Accounts => "settings-accounts-also",
            Self::Mailboxes => "settings-mailboxes-also",
            Self::Addresses => "settings-addresses-also",
            Self::Contacts => "settings-contacts-also",
            // What stands there has words of its own.
            Self::Sending
            | Self::Reading
            | Self::Notifications
            | Self::Room
            | Self::Appearance
            | Self::Keys => return None,
        })
    }

    /// The key of its heading.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Accounts => "settings-accounts",
            Self::Mailboxes => "settings-mailboxes",
            Self::Addresses => "settings-addresses",
            Self::Sending => "settings-sending",
            Self::Reading => "settings-reading",
            Self::Notifications => "settings-notifications",
            Self::Contacts => "settings-contacts",
            Self::Room => "settings-room",
            Self::Appearance => "settings-appearance",
            Self::Keys => "settings-keys",
        }
    }
}

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// Something is looked for.
    Search(String),
    /// Out of the page, or what is looked for goes.
    Back,
    /// One part is shown, or all.
    Show(Option<Section>),
    /// A value beside the usual ones is to be written.
    Other(Entered),
    /// It is written.
    Write(Entered, String),
    /// It is entered.
    Enter(Entered),
    /// It is not: what was written goes.
    Cancel(Entered),
    /// A setting is to be another.
    Set(Change),
    /// Which new messages of a mailbox somebody is told of was chosen.
    Notify(MailboxId, Notify),
    /// Something about an account, a mailbox or an address.
    Accounts(accounts::Message),
    /// Something about contacts.
    Contacts(contacts::Deed),
    /// The demo is to be started.
    Demo,
    /// A setting was kept, or not.
    Kept(Result<(), Problem>),
    /// A request came to its end.
    Done(Result<Reply, Problem>),
}

/// What is shown of the page.
#[derive(Debug, Default)]
pub struct Page {
    /// What is looked for.
    search: String,
    /// One part alone.
    section: Option<Section>,
    /// What is written by hand.
    entering: Entering,
    contacts: contacts::Contacts,
    /// The field that takes the keys next.
    keys_to: Option<&'static str>,
    /// What is to be set, in the order in which it was chosen: two at once could come to their end in another one.
    waiting: VecDeque<Change>,
    /// The one that is being set.
    under_way: Option<Change>,
}

impl Page {
    /// Nothing is looked for any more; says whether anything was.
    pub fn clear_search(&mut self) -> bool {
        !std::mem::take(&mut self.search).is_empty()
    }

    /// Looks what is there of what the window does not know as a whole: contacts, of which there may be thousands.
    pub fn look(&mut self, link: &Link) -> Task<Message> {
        self.contacts.look(link)
    }

    /// The field that takes the keys from now on, where another one is to.
    pub fn take_keys_to(&mut self) -> Option<&'static str> {
        self.keys_to.take()
    }

    /// The settings as the person has chosen them: what is being set and what waits is shown already, and the next key
    /// goes on from there.
    fn as_chosen(&self, settings: &Settings) -> Settings {
        let mut chosen = settings.clone();
        for change in self.under_way.iter().chain(&self.waiting) {
            change.apply(&mut chosen);
        }
        chosen
    }

    /// Sets what waits first, if nothing is being set.
    fn set_next(&mut self, link: &Link) -> Outcome<Message> {
        if self.under_way.is_some() {
            return Outcome::none();
        }
        let Some(change) = self.waiting.pop_front() else {
            return Outcome::none();
        };
        self.under_way = Some(change.clone());
        let engine = link.engine().clone();
        let back = engine.setting(|settings| change.taken_back(settings));
        let keep = async move {
            let change = move |settings: &mut Settings| change.apply(settings);
            engine.change_settings(change).await
        };
        let kept = Outcome::run(link.run(keep, Message::Kept));
        match back {
            Some((about, back)) => {
                let removed = Box::new(Removed::Setting(about, back));
                kept.and_wish(Wish::Tell(Notice::Removed(removed)))
            }
            None => kept,
        }
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, link: &Link) -> Outcome<Message> {
        match message {
            Message::Search(text) => {
                self.search = text;
                // It is looked for everywhere.
                self.section = None;
                Outcome::none()
            }
            Message::Show(section) => {
                self.section = section;
                self.search.clear();
                Outcome::none()
            }
            // The window knows where it came from.
            Message::Back => Outcome::none(),
            Message::Other(which) => {
                let now = link.engine().setting(|settings| which.now(settings));
                self.entering.write(which, &now);
                self.keys_to = Some(which.id());
                Outcome::none()
            }
            Message::Write(which, text) => {
                self.entering.write(which, &text);
                Outcome::none()
            }
            Message::Enter(which) => {
                let settings = self.as_chosen(&link.engine().settings());
                match self.entering.enter(which, &settings) {
                    Some(change) if !change.is_so(&settings) => {
                        self.update(Message::Set(change), link)
                    }
                    _ => Outcome::none(),
                }
            }
            Message::Cancel(which) => {
                self.entering.drop(which);
                self.keys_to = Some(SEARCH);
                Outcome::none()
            }
            Message::Set(Change::Offline(offline)) => {
                Outcome::run(link.request(Command::SetOffline(offline), Message::Done))
            }
            Message::Set(change) => {
                self.waiting.push_back(change);
                self.set_next(link)
            }
            Message::Notify(mailbox, which) => {
                let change = MailboxChange::Notify(which);
                let set = Command::SetMailbox { mailbox, change };
                Outcome::run(link.request(set, Message::Done))
            }
            Message::Accounts(message) => accounts::update(message, link).map(Message::Accounts),
            Message::Contacts(deed) => {
                let (outcome, keys_to) = self.contacts.update(deed, link);
                self.keys_to = keys_to.or(self.keys_to);
                outcome
            }
            Message::Demo => Outcome::wish(Wish::Demo),
            Message::Kept(kept) => {
                self.under_way = None;
                let next = self.set_next(link);
                Outcome::of(kept).and(next.task).and_wishes(next.wishes)
            }
            Message::Done(done) => Outcome::of(done),
        }
    }
}
