//! What happens where messages are listed and read.

use iced::Point;

use super::{
    Choice, Content, Deed, Filter, FindDeed, FolderRead, FoundHere, Headers, Risky, Shown, Shows,
    Tagging, TextMenu, ViewRead, drawn, preview, save, zoom,
};
use crate::app::widget::list::ListEvent;
use crate::domain::{AccountId, Draft, DraftId, FolderId, MessageHeader, MessageKey, OutboxId};
use crate::engine::{Begun, Conversation, Problem, PutToOpen, Reply, ServerSearch, StoredDraft};

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// In the list.
    List(ListEvent),
    /// Only messages like this, whatever was filtered before.
    Filter(Filter),
    /// Of those that are listed only messages like this; or that ends.
    AlsoFilter(Filter),
    /// How the list is shown.
    Arrange(Choice),
    /// A folder's order was read.
    Read(u64, Result<FolderRead, Problem>),
    /// A view was.
    ReadView(u64, Result<ViewRead, Problem>),
    /// Rows were read.
    Headers(u64, Result<Headers, Problem>),
    /// A search came back.
    Found(u64, u64, Result<FoundHere, Problem>),
    /// Nobody typed for a while: the servers are to be asked for this search.
    AskServers(u64),
    /// They answered.
    ServersAnswered(u64, Result<ServerSearch, Problem>),
    /// A message's text is there, or cannot be had.
    Loaded(MessageKey, Result<(MessageHeader, Content), Problem>),
    /// Its conversation was read.
    Conversation(u64, Result<Option<Conversation>, Problem>),
    /// All of the conversation is to be shown, or as much as is of interest.
    WholeConversation(bool),
    /// Another message of it is opened in its place, or closed.
    Unfold(MessageKey),
    /// All of them are, or closed where all are open.
    UnfoldAll,
    /// The text of one is there, or cannot be had.
    Unfolded(MessageKey, Result<(MessageHeader, Content), Problem>),
    /// A folded piece of one is opened or closed.
    FoldBeside(MessageKey, usize),
    /// In the bar in which is typed what is to be found in it.
    Find(FindDeed),
    /// It takes long.
    Slow(MessageKey),
    /// It was looked at long enough.
    SeenDue(MessageKey),
    /// Try to load it again.
    Again,
    /// A folded piece is opened or closed.
    Fold(usize),
    /// All that folds is opened, or closed.
    FoldAll,
    /// The menu of the text opens or closes.
    TextMenu(Option<TextMenu>),
    /// This was chosen in it.
    InText(Box<Message>),
    /// This is to be copied.
    CopyText(String),
    /// The message is to be printed.
    Print,
    /// It lies where a browser can open it.
    Printed(Result<std::path::PathBuf, Problem>),
    /// Who is invited to the meeting is shown, or folded.
    Attendees(bool),
    /// An attachment is to be saved.
    Save(usize),
    /// It goes there.
    SaveTo(save::Wanted, std::path::PathBuf),
    /// The message is, as it came.
    SaveMessage,
    /// All attachments are.
    SaveAll,
    /// They go into this folder, under these names.
    SaveAllTo(MessageKey, Vec<(usize, String)>, std::path::PathBuf),
    /// What was asked for came to its end.
    ErrandDone(u64, Box<Message>),
    /// It is not done after a while.
    ErrandTakesLong(u64),
    /// It is given up.
    StopErrand(u64),
    /// They are: how many, and where. Nothing where nobody chose a folder.
    SavedAll(Result<Option<(usize, std::path::PathBuf)>, Problem>),
    /// An attachment is to be opened.
    OpenAttachment(usize),
    /// One is looked at where it is listed, or no longer.
    Preview(usize),
    /// What there is to be seen of it is here, or cannot be had.
    Previewed(MessageKey, usize, Result<preview::Found, Problem>),
    /// Something with the picture of one.
    PreviewDrawn(MessageKey, drawn::Message),
    /// One that may run something is to be opened all the same.
    OpenRisky(Risky),
    /// It lies where another program can open it.
    PutToOpen(Risky, Result<PutToOpen, Problem>),
    /// What else can be done with the message is shown, or not.
    More(bool),
    /// The source of a message was read.
    Source(MessageKey, Result<String, Problem>),
    /// It was, or nobody chose a place.
    Saved(Result<Option<String>, Problem>),
    /// Nothing shows a dialog to save with: ours asks.
    SaveWhere(save::Wanted),
    /// A link in a message was pressed: its text, and where it leads.
    Link(String, String),
    /// Something with the drawn message.
    Drawn(MessageKey, drawn::Message),
    /// The message is to be shown like this.
    ShowAs(Shown),
    /// The colours of the one that is read are adapted to a dark window, or its own.
    Adapt(bool),
    /// Pictures of this sender or domain are fetched from now on, or never.
    DecidePictures(String, bool),
    /// Something that would be better to have could not be had.
    NotLoaded,
    /// A button or key.
    Do(Deed),
    /// The letter is to be shown larger or smaller.
    Zoom(zoom::Change),
    /// A tag is to be named for the chosen messages.
    NewTag,
    /// The chosen messages are archived, and the one above them is shown.
    ArchiveAndBack,
    /// They are marked as read, or as unread.
    MarkSeen(bool),
    /// Tags of the chosen messages change.
    Tag(Tagging),
    /// The menu of folders to move or copy to opens or closes.
    MoveMenu(bool),
    /// A folder was chosen there.
    MoveTo(FolderId),
    /// The menu of the chosen messages opens, shows something else, or closes.
    Menu(Option<(Point, Shows)>),
    /// In it a folder was chosen that they are copied to.
    CopyTo(FolderId),
    /// A copy came to its end.
    Copied(Result<Reply, Problem>),
    /// Deleting for good was confirmed.
    DeleteForGood(Vec<MessageKey>, usize),
    /// A move came to its end.
    Moved(Result<Reply, Problem>),
    /// A mark did.
    Marked(Result<(), Problem>),
    /// A deletion or a look at the server did.
    Settled(Result<Reply, Problem>),
    /// A step was taken back.
    TakenBack(Result<Reply, Problem>),
    /// The password of the folder's account is to be given.
    Password(AccountId),
    /// What is wrong with it is to be shown.
    Problems,
    /// Another message is to be read where it lies.
    Show(MessageKey),
    /// The draft that is shown is to be gone on with.
    EditDraft,
    /// A message that came back is to be written anew.
    EditAsNew(OutboxId),
    /// It is open, under this id.
    DraftOpened(Result<DraftId, Problem>),
    /// It was read.
    DraftRead(Result<Option<StoredDraft>, Problem>),
    /// An answer's draft was made.
    Drafted(Result<Draft, Problem>),
    /// The same, with what of the message did not come into it.
    Begun(Result<Begun, Problem>),
    /// All of the folder is marked as read.
    AllSeen,
    /// The last step is taken back.
    Undo,
    /// In a narrow window, back to the list.
    Back,
    /// Something else is to be looked for.
    Search(String),
    /// The filters are taken away.
    ShowAll,
    /// The folder is synced now.
    Refresh,
}
