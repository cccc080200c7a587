//! The settings: one page for all that the settings file holds, in which is searched.
//!
//! What is decided about the whole profile is a table (`choices`); accounts, mailboxes and addresses have cards
//! of their own ([`super::accounts`]).

mod change;
mod choices;
mod contacts;
mod page;

use super::Outcome;
use super::accounts;
use crate::app::choose::Choice;
use crate::app::link::Link;
use crate::config::Settings;
use crate::domain::{MailboxId, Notify};
use crate::engine::{Command, ContactsRead, MailboxChange, Problem, Reply};

pub use change::Change;

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

    /// The key of other words by which it is looked for: what is changed a step further, and what other programs call it.
    #[must_use]
    pub fn also(self) -> &'static str {
        match self {
            Self::Accounts => "settings-accounts-also",
            Self::Mailboxes => "settings-mailboxes-also",
            Self::Addresses => "settings-addresses-also",
            Self::Sending => "settings-sending-also",
            Self::Reading => "settings-reading-also",
            Self::Notifications => "settings-notifications-also",
            Self::Contacts => "settings-contacts-also",
            Self::Room => "settings-room-also",
            Self::Appearance => "settings-appearance-also",
            Self::Keys => "settings-keys-also",
        }
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
    /// One part is shown, or all.
    Show(Option<Section>),
    /// A setting is to be another.
    Set(Change),
    /// Which new messages of a mailbox somebody is told of was chosen.
    Notify(MailboxId, Notify),
    /// Something about an account, a mailbox or an address.
    Accounts(accounts::Message),
    /// Contacts are to be read from a file, which is chosen.
    ImportContacts,
    /// They were, or not.
    ContactsImported(Result<Choice<ContactsRead>, Problem>),
    /// They are to be written into a file.
    ExportContacts,
    /// They were: under this name.
    ContactsExported(Result<Choice<String>, Problem>),
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
}

impl Page {
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
            Message::Set(Change::Offline(offline)) => {
                Outcome::run(link.request(Command::SetOffline(offline), Message::Done))
            }
            Message::Set(change) => {
                let engine = link.engine().clone();
                let keep = async move {
                    let change = move |settings: &mut Settings| change.apply(settings);
                    engine.change_settings(change).await
                };
                Outcome::run(link.run(keep, Message::Kept))
            }
            Message::Notify(mailbox, which) => {
                let change = MailboxChange::Notify(which);
                let set = Command::SetMailbox { mailbox, change };
                Outcome::run(link.request(set, Message::Done))
            }
            Message::Accounts(message) => accounts::update(message, link).map(Message::Accounts),
            Message::ImportContacts => contacts::import(link),
            Message::ContactsImported(read) => contacts::imported(read, link),
            Message::ExportContacts => contacts::export(link),
            Message::ContactsExported(written) => contacts::exported(written, link),
            Message::Kept(kept) => Outcome::of(kept),
            Message::Done(done) => Outcome::of(done),
        }
    }
}
