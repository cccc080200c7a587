//! What happens in the main window.

use iced::Size;

use super::{folders, palette, search_bar};
use crate::app::keys::Action;
use crate::app::known::Known;
use crate::app::screen::accounts::{self, add, address, found, mailbox, password, reach};
use crate::app::screen::{Notice, Place, drafts, later, mail, outbox, problems, settings};
use crate::app::widget::list::ListEvent;
use crate::domain::{AccountId, DraftId, FolderId, MailboxId, MessageKey, OutboxId};
use crate::engine::{Arrival, Event, Problem, Reply};

/// What happens in the main window.
#[derive(Debug, Clone)]
pub enum Message {
    /// Events of the engine.
    Heard(Vec<Event>),
    /// A new picture of everything small.
    Known(Result<Known, Problem>),
    /// In the list and the reader.
    Mail(mail::Message),
    /// In the outbox.
    Outbox(outbox::Message),
    /// Among the drafts.
    Drafts(drafts::Message),
    /// Among the problems.
    Problems(problems::Message),
    /// In the settings.
    Settings(settings::Message),
    /// About an account, a mailbox or an address.
    Accounts(accounts::Message),
    /// Of messages that came, those of which the person is told.
    Arrived(Result<Vec<Arrival>, Problem>),
    /// A message is to be shown where it lies.
    Read(MessageKey),
    /// Another place.
    Go(Place),
    /// Back to the first words, while there is no account.
    Welcome,
    /// A mailbox's Inbox.
    Mailbox(MailboxId),
    /// Where one column has the window: it is to be the folders, or what was shown.
    ShowFolders(bool),
    /// A new message.
    New,
    /// What is below a folder is folded away in the tree, or unfolded.
    Fold(FolderId),
    /// Messages that are dragged rest over what is folded: it unfolds.
    Spring(Spring),
    /// Words to search for.
    Search(String),
    /// With what is proposed in its field.
    Searching(search_bar::Deed),
    /// Search in the open mailbox only, or everywhere.
    SearchHere(bool),
    /// All traffic is switched off or on.
    Offline(bool),
    /// What is done with many messages through this account is stopped.
    StopActs(AccountId),
    /// What the account fetches ahead is paused, or goes on.
    Pause(AccountId, bool),
    /// A request came to its end.
    Asked(Result<Reply, Problem>),
    /// The tree was made wider or narrower.
    Tree(f32),
    /// The list was.
    List(f32),
    /// The window was.
    Resized(Size),
    /// The size it came to, and whether it fills the screen.
    Measured {
        /// Its size.
        size: Size,
        /// Does it fill the screen?
        maximised: bool,
    },
    /// The keys are to be listed.
    Keys,
    /// Discarding a draft was confirmed.
    DiscardDraft(DraftId),
    /// Discarding a held message was.
    DiscardHeld(OutboxId),
    /// Something is to be said.
    Tell(Notice),
    /// A notice goes.
    Expired(u64),
    /// What a notice offers is to be done.
    Offered(u64),
    /// The time of a notice is over: it goes, unless it still counts down.
    Passed(u64),
    /// Sending is taken back.
    UndoSend(OutboxId),
    /// The program is to end: asks first if there are messages that have not left.
    AskQuit,
    /// It ends all the same.
    QuitAnyway,
    /// In the dialog for a time.
    Time(later::Message),
    /// A second passed.
    Tick,
    /// The state of the window was kept.
    Written,
    /// An action, by its key or otherwise.
    Key(Action),
    /// In the palette.
    Palette(crate::app::screen::palette::Message<palette::Deed>),
    /// The open dialog is closed.
    CloseDialog,
    /// Text for the clipboard.
    Copy(String),
    /// An attachment that may run something is to be opened all the same.
    OpenRisky(crate::app::screen::mail::Risky),
    /// A link about which something may deceive is to be opened all the same.
    FollowLink(Box<crate::render::link::Target>),
    /// What is done to folders.
    Folders(folders::Message),
    /// Removing an account was confirmed.
    RemoveAccount(AccountId),
    /// Deleting for good was confirmed.
    DeleteForGood(Vec<MessageKey>, usize),
    /// In the form of a new account.
    Add(add::Message),
    /// In the password dialog.
    Password(password::Message),
    /// In the settings of a mailbox.
    MailboxSettings(mailbox::Message),
    /// The demo is to be started.
    Demo,
    /// In the dialog that shows what the first account reaches.
    Found(found::Message),
    /// In the dialog that names a mailbox or an address.
    Reach(reach::Message),
    /// In the dialog of an address to write from.
    Address(address::Message),
    /// In the dialog that asks where an attachment is to go.
    Save(mail::save::Message),
    /// In the dialog that names a tag.
    NewTag(mail::tag_form::Message),
}

/// Is this something that a person did, rather than an answer or an event?
pub(super) fn is_a_persons(message: &Message) -> bool {
    match message {
        Message::Heard(_)
        | Message::Known(_)
        | Message::Asked(_)
        | Message::Resized(_)
        | Message::Measured { .. }
        | Message::Expired(_)
        | Message::Passed(_)
        | Message::Tell(_)
        | Message::Tick
        | Message::Written
        | Message::Searching(search_bar::Deed::People(..))
        | Message::Add(_)
        | Message::Password(_) => false,
        Message::Mail(message) => matches!(
            message,
            mail::Message::List(ListEvent::Choose(..) | ListEvent::Click(_))
                | mail::Message::Filter(_)
                | mail::Message::AlsoFilter(_)
                | mail::Message::ShowAll
                | mail::Message::Do(_)
        ),
        _ => true,
    }
}

/// Is it what somebody does with the message that they have before them?
pub(super) fn is_done_with(message: &Message) -> bool {
    use mail::Message as M;
    match message {
        Message::Key(action) => *action != Action::Undo,
        Message::Mail(message) => matches!(
            message,
            M::List(ListEvent::Click(_) | ListEvent::Open(_))
                | M::Do(_)
                | M::Tag(_)
                | M::Fold(_)
                | M::Unfold(_)
                | M::UnfoldAll
                | M::WholeConversation(_)
                | M::TextMenu(Some(_))
                | M::More(true)
                | M::MoveMenu(true)
                | M::ShowAs(_)
                | M::Adapt(_)
                | M::Attendees(_)
                | M::Preview(_)
                | M::OpenAttachment(_)
                | M::Save(_)
                | M::SaveAll
                | M::SaveMessage
                | M::Print
                | M::CopyText(_)
                | M::Link(..)
        ),
        _ => false,
    }
}

/// What unfolds under messages that are dragged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spring {
    /// A mailbox, which folds again when they are let go.
    Mailbox(MailboxId),
    /// What is below a folder.
    Folder(FolderId),
}
