//! What happens in a window in which is written.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{Answered, Deed, Formatting, LeftOut, PageMenu, Pictures, Preview, Spelling, palette};
use crate::app::choose::Choice;
use crate::app::keys;
use crate::app::screen::later;
use crate::app::screen::palette::Message as OfPalette;
use crate::app::widget::editor::Edit;
use crate::domain::{
    Attachment, Correspondent, DraftAt, DraftId, EmailAddress, MailboxId, OutboxId, SendRightKey,
};
use crate::engine::{Leave, Problem, Reminder, Reply};

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// Recipients were typed.
    Typed(Line, String),
    /// Something else was done in a line of recipients.
    People(Line, Deed),
    /// Who may be meant by what was asked then.
    Proposed(u64, Result<Vec<Correspondent>, Problem>),
    /// Somebody is not proposed any more.
    Rejected(Result<Reply, Problem>),
    /// The lines for copies are to be shown.
    ShowCopies,
    /// The subject was typed.
    Subject(String),
    /// The text was written.
    Edit(Edit),
    /// The text is formatted.
    Format(Formatting),
    /// It shows pictures.
    Picture(Pictures),
    /// It is looked at as it will be seen.
    Preview(Preview),
    /// Its spelling is looked at.
    Spelling(Spelling),
    /// The page has a menu.
    PageMenu(PageMenu),
    /// The From choice opens or closes.
    From(bool),
    /// Another identity.
    Choose(SendRightKey),
    /// The server is asked once more about an address.
    Check(EmailAddress),
    /// It has answered.
    Checked(Result<(), Problem>),
    /// The servers were asked about what nobody knew yet.
    Probed,
    /// The person wants to try although the server refused.
    Insist(SendRightKey),
    /// An administrator is to be asked for this right.
    Administrator(SendRightKey),
    /// The address is that of the mailbox: until now it was only guessed.
    Confirm,
    /// It is another one: the mailbox's settings are opened.
    OtherAddress,
    /// That is settled.
    Confirmed(Result<Reply, Problem>),
    /// The menu of wishes for the message opens or closes.
    More(bool),
    /// Whether the person wants to hear that it arrived.
    Receipt,
    /// Files are to be chosen.
    Attach,
    /// They were read.
    Attached(Result<Choice<Vec<Attachment>>, Problem>),
    /// A file was dropped on the window.
    Dropped(PathBuf),
    /// The path of a file was typed, where nothing shows a dialog to choose one.
    Path(String),
    /// It goes along.
    PathDone,
    /// No file is wanted.
    PathClose,
    /// A file is not to go along.
    Detach(usize),
    /// Send.
    Send,
    /// Send although there was something to be reminded of.
    SendAnyway,
    /// Not yet.
    SendNotYet,
    /// Not before a file is attached.
    AttachFirst,
    /// Not before it is from this identity.
    AnswerAs(SendRightKey),
    /// The menu of times to send at opens or closes.
    Later(bool),
    /// Send at this time.
    SendAt(Timestamp),
    /// The dialog for a time opens or closes.
    AskTime(bool),
    /// In that dialog.
    Time(later::Message),
    /// It is in the outbox, or not.
    Sent(Result<Handed, Problem>),
    /// A pause is over: what was written is kept.
    Pause,
    /// The draft with the changes up to this one was kept.
    Kept(u64, Result<Kept, Problem>),
    /// The window is to go; the draft is kept first.
    Close,
    /// The draft is to be discarded: asks first.
    Discard(bool),
    /// Yes.
    DiscardNow,
    /// It was.
    Discarded(Result<(), Problem>),
    /// Somebody answered the same message.
    Answered(Answered),
    /// Of those who got the message that is answered, some do not get the answer.
    LeftOut(LeftOut),
    /// In the palette.
    Palette(OfPalette<palette::Deed>),
    /// It is closed.
    ShutPalette,
    /// A notice was read.
    Dismiss,
    /// A key of this window.
    Key(keys::Action),
}

/// A line of recipients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// To
    To,
    /// Cc
    Cc,
    /// Bcc
    Bcc,
}

/// Why the message is written in this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// It answers or passes on what lies in a mailbox, or goes on with a draft.
    Draft,
    /// The person is looking at this mailbox.
    View(MailboxId),
    /// The person chose it.
    Person,
}

/// A draft that was kept: as it is known from now on, and why it is one of its own, if it is.
pub type Kept = (DraftAt, Option<Problem>);

/// What became of a message that was handed to the outbox.
#[derive(Debug, Clone)]
pub enum Handed {
    /// It is on its way, or the outbox says what it waits for.
    Over(Option<OutboxId>),
    /// It may not leave, so it is this draft again; why.
    Back(DraftId, Option<Box<Problem>>),
    /// The draft was changed or sent elsewhere meanwhile: what is written here is another one, and
    /// not handed over before its author knows that.
    Apart(DraftId, Box<Problem>),
    /// There is something to be reminded of first.
    Remind(Leave, Vec<Reminder>),
}
