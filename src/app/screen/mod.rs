//! The screens: each a module with its state, `Message`, `update` and `view`.
#![allow(
    clippy::large_enum_variant,
    reason = "messages are few and short-lived; a box for each answer would help nobody"
)]

pub mod accounts;
pub mod compose;
pub mod drafts;
pub mod home;
pub mod later;
pub mod mail;
pub mod outbox;
pub mod palette;
pub mod problems;
pub mod settings;
pub mod welcome;

use iced::Task;

use crate::app::keys::{self, Action};
use crate::config::{Density, KeyMap};
use crate::domain::{Draft, DraftAt, DraftId, FolderId, MailboxId, MessageKey};
use crate::engine::{Arrival, Problem};

/// What a screen wants done outside of itself.
#[derive(Debug, Clone)]
pub enum Wish {
    /// A window to write this in.
    Compose(Box<Draft>, Option<DraftAt>),
    /// A window to write this in, which begins with what there is to be said of it.
    ComposeNoted(Box<Draft>, Box<Problem>),
    /// A window for a new message, in the name of the mailbox that is looked at, if it is one's.
    New(Box<Draft>, Option<MailboxId>),
    /// This said to the person.
    Tell(Notice),
    /// Another place shown.
    Go(Place),
    /// Words put on the clipboard.
    Copy(String),
    /// This address opened by the program that the system has for it. Only what a person pressed.
    Browse(String),
    /// This file opened by the program that the system has for it.
    OpenFile(std::path::PathBuf),
    /// A dialog opened.
    Open(Dialog),
    /// This message shown where it lies.
    Read(MessageKey),
    /// This looked for.
    Search(String),
    /// The person told of new messages, wherever they look.
    Announce(Vec<Arrival>),
    /// The demo started, in a window of its own.
    Demo,
    /// The program ended.
    Quit,
}

/// What the main window shows beside the tree.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// A folder's messages.
    Folder(FolderId),
    /// Messages of many folders.
    View(mail::View),
    /// Messages on their way.
    Outbox,
    /// Drafts on this computer.
    Drafts,
    /// What is wrong.
    Problems,
    /// Accounts, mailboxes, appearance.
    Settings,
}

/// A dialog over the main window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// Adding an account.
    AddAccount,
    /// The settings of an account.
    Account(crate::domain::AccountId),
    /// Naming a mailbox that no account shows by itself.
    AddMailbox,
    /// Adding an address to write from.
    AddAddress,
    /// What stands under messages from such an address, by the account that submits it.
    Address(crate::domain::EmailAddress, crate::domain::AccountId),
    /// A password for an account that waits for one.
    Password(crate::domain::AccountId),
    /// Removing an account.
    RemoveAccount(crate::domain::AccountId),
    /// The settings of a mailbox.
    Mailbox(crate::domain::MailboxId),
    /// Naming a tag for the chosen messages.
    NewTag,
    /// Deleting messages, of which so many are gone for good.
    DeleteForGood(Vec<crate::domain::MessageKey>, usize),
    /// Throwing a draft away, with its subject.
    DiscardDraft(DraftId, String),
    /// Throwing a held message away, with its subject.
    DiscardHeld(crate::domain::OutboxId, String),
    /// When a message shall leave.
    LeaveAt(crate::domain::OutboxId),
    /// An attachment that may run something.
    OpenRisky(mail::Risky),
    /// A link about which something may deceive.
    Link(Box<crate::render::link::Target>),
    /// What an administrator is asked for.
    Administrator(String),
    /// Where an attachment is to go.
    Save(mail::save::Wanted),
}

/// What is said at the lower edge of the window.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// Something went wrong: stays until it is closed.
    Problem(Problem),
    /// Something was done: goes by itself.
    Done(String),
    /// A message was handed to the outbox: says when it leaves and offers to take it back, then what
    /// became of it, and goes by itself.
    Sent(crate::domain::OutboxId),
    /// The window of a draft was closed, and the draft kept: offers to go on with it, and goes by itself.
    Kept(crate::domain::DraftId),
    /// Something was done with many messages at once: offers to take that back as long as nothing else was done, by the
    /// step that it is once that is known, and goes by itself.
    Many(String, Option<crate::domain::StepId>),
    /// Something is no more: offers to take that back, and goes by itself.
    Removed(Box<Removed>),
}

/// What can be put back as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// Somebody who was a contact.
    Contact(crate::domain::Contact),
    /// An address to write from, with what was said of it.
    Address(crate::config::IdentitySettings),
    /// What was decided in the settings: what it was about, and the change that decides it again.
    Setting(String, settings::Change),
}

/// What an update asks for.
pub struct Outcome<M> {
    /// Work, and the message that comes of it.
    pub task: Task<M>,
    /// What is to be done outside.
    pub wishes: Vec<Wish>,
}

impl<M> Outcome<M> {
    /// Nothing.
    #[must_use]
    pub fn none() -> Self {
        Self {
            task: Task::none(),
            wishes: Vec::new(),
        }
    }

    /// Only work.
    #[must_use]
    pub fn run(task: Task<M>) -> Self {
        Self {
            task,
            wishes: Vec::new(),
        }
    }

    /// Only a wish.
    #[must_use]
    pub fn wish(wish: Wish) -> Self {
        Self {
            task: Task::none(),
            wishes: vec![wish],
        }
    }

    /// A wish that follows from an answer: a problem is told, all else is well.
    #[must_use]
    pub fn of<T>(answer: Result<T, Problem>) -> Self {
        match answer {
            Ok(_) => Self::none(),
            Err(problem) => Self::wish(Wish::Tell(Notice::Problem(problem))),
        }
    }

    /// With more work.
    #[must_use]
    pub fn and(mut self, task: Task<M>) -> Self
    where
        M: Send + 'static,
    {
        self.task = Task::batch([self.task, task]);
        self
    }

    /// With a wish more.
    #[must_use]
    pub fn and_wish(mut self, wish: Wish) -> Self {
        self.wishes.push(wish);
        self
    }

    /// With wishes beside it.
    #[must_use]
    pub fn and_wishes(mut self, wishes: impl IntoIterator<Item = Wish>) -> Self {
        self.wishes.extend(wishes);
        self
    }

    /// With another message type.
    #[must_use]
    pub fn map<N>(self, f: impl FnMut(M) -> N + Send + 'static) -> Outcome<N>
    where
        M: Send + 'static,
        N: Send + 'static,
    {
        Outcome {
            task: self.task.map(f),
            wishes: self.wishes,
        }
    }
}

/// What a view needs beside its own state.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// The person's language.
    pub texts: &'a crate::i18n::Texts,
    /// The colours the view is drawn with.
    pub tokens: &'static super::theme::Tokens,
    /// Is the window so narrow that the reader takes the place of the list?
    pub narrow: bool,
    /// Is it so low that what stays in sight beside the mail has to be short?
    pub low: bool,
    /// How much room the pane beside the list or tree has, in logical pixels.
    pub room: f32,
    /// Pixels of the screen to a logical one.
    pub pixels: f32,
    /// How much larger than usual the letter is shown.
    pub zoom: f32,
    /// Which keys the person chose.
    pub keys: KeyMap,
    /// How high the rows of lists are, where a mailbox has no other.
    pub density: Density,
    /// Which page of what is read was asked for.
    pub turn: super::widget::paged::Turn,
}

impl Sight<'_> {
    /// How the first key of an action is written, where it has one.
    #[must_use]
    pub fn key(&self, action: Action) -> Option<String> {
        keys::label(action, self.keys, self.texts)
    }

    /// What something does, and its key.
    #[must_use]
    pub fn hint(&self, words: String, action: Action) -> String {
        keys::hint(words, action, self.keys, self.texts)
    }
}
