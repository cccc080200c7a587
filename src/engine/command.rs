//! What the faces may ask of the engine, and what it answers.

use jiff::Timestamp;
use secrecy::SecretString;

use crate::config::IdentitySettings;
use crate::domain::{
    Account, AccountId, Away, Check, Draft, DraftAt, DraftId, DraftsPolicy, EmailAddress,
    FlagChange, FolderId, FolderRole, Identity, KeepAttachments, KeepBack, MailboxId, MessageKey,
    Notify, OutboxId, Outgoing, SendRight, SendRightKey, SentPolicy, UndoStep, UnreadForMe,
};

/// A wish of a person. Each is answered once, by a [`Reply`] or a [`super::Problem`].
#[derive(Debug, Clone)]
pub enum Command {
    /// Sign in to both servers with this account; when both work, keep it and discover its
    /// mailboxes. Answers [`Reply::Account`].
    AddAccount {
        /// The account.
        account: Account,
        /// Its password; `None` when the account names a command or was given one before.
        password: Option<SecretString>,
    },
    /// Other settings of an account that is there (its address says which): where they touch the sign-in, both
    /// servers are tried with them before they are kept. Answers [`Reply::Account`].
    ChangeAccount {
        /// The account as it is to be.
        account: Account,
        /// A new password; `None` for the one that there is.
        password: Option<SecretString>,
    },
    /// Sign in to both servers and say how it went. Answers [`Reply::Tested`].
    TestAccount(AccountId),
    /// Forget the account, its password and what only it reaches. Refused while its outbox holds
    /// messages that have not left.
    RemoveAccount(AccountId),
    /// A password for an account that asks for it, or a new one after a refusal.
    ProvidePassword {
        /// Which account.
        account: AccountId,
        /// The password.
        password: SecretString,
        /// Keep it in the keyring, rather than for this run only.
        keep: bool,
    },
    /// Look again for mailboxes, folders and rights, of one account or of all. Answers when done.
    Refresh(Option<AccountId>),
    /// Name the address of a mailbox that an account reaches, or add one that discovery does not
    /// show. Proved by opening it before it is kept.
    AddMailbox {
        /// Its address.
        address: EmailAddress,
        /// Through which account.
        via: AccountId,
        /// The root folder on the server, where it is known; else it is looked for.
        root: Option<String>,
    },
    /// Change a setting of a mailbox.
    SetMailbox {
        /// Which.
        mailbox: MailboxId,
        /// What.
        change: MailboxChange,
    },
    /// Hide a mailbox and drop its cache. Nothing changes on the server. Of one to which the access is
    /// lost only the copy here goes, and its notice.
    RemoveMailbox(MailboxId),
    /// Add an address to write from: an alias, a distribution address, or Send As without Full Access.
    AddIdentity {
        /// The address.
        address: EmailAddress,
        /// The account that would submit.
        via: AccountId,
    },
    /// What is said of messages from such an address: the name, what stands under them, where answers go.
    SetIdentity(Box<IdentitySettings>),
    /// Take such an address away again.
    RemoveIdentity {
        /// The address.
        address: EmailAddress,
        /// The account.
        via: AccountId,
    },
    /// Probe what may be sent from which address, of one address or of all. Answers [`Reply::Checked`].
    CheckIdentities(Option<EmailAddress>),
    /// A person's own word about a send right.
    StateSendRight {
        /// Account, address, mode.
        key: SendRightKey,
        /// Their word.
        right: SendRight,
    },
    /// Send a labelled test message from this identity to the account's own address: the only
    /// proof on servers that decide after DATA. Answers [`Reply::Outgoing`].
    SendTest {
        /// Account, address, mode.
        key: SendRightKey,
        /// Its subject, in the person's language: says that it is a test.
        subject: String,
        /// Its text: what is tested, and that it may be deleted.
        body: String,
    },
    /// Bring folders up to date now: all, one mailbox's, or one. Answers [`Reply::Synced`].
    Sync {
        /// Only this mailbox.
        mailbox: Option<MailboxId>,
        /// Only this folder.
        folder: Option<FolderId>,
    },
    /// A person has read a notice ([`super::Problem::is_notice`]), as they saw it: it is not shown again.
    Acknowledge(super::Problem),
    /// Drop what is cached of a mailbox, or of all, and fetch it again. Nothing else is touched.
    RebuildCache(Option<MailboxId>),
    /// The folder a person is looking at: it is brought up to date and watched before all others, and
    /// beside it the Inbox of its mailbox.
    LookAt(FolderId),
    /// Fetch the whole message into the cache, if it is not there. Answers when it is.
    FetchBody(MessageKey),
    /// Fetch what is needed to read a message, if it is not there: the message, or an excerpt of a large
    /// one ([`crate::domain::HeldText`]). Answers when it is.
    FetchText(MessageKey),
    /// Fetch what is attached to a message, if it is not there. Answers when what is held of the message
    /// holds it, under the same number.
    FetchAttachment {
        /// To which message.
        message: MessageKey,
        /// Its number ([`crate::rfc822::ParsedAttachment::index`]).
        index: usize,
    },
    /// Change flags, here at once and on the server as soon as possible. Answers [`Reply::Done`]
    /// when the server has confirmed, [`Reply::Queued`] when it could not be asked yet.
    Mark {
        /// Of which messages.
        messages: Vec<MessageKey>,
        /// What.
        change: FlagChange,
    },
    /// A message was opened: it is marked as read. That is not a step that is taken back. Answers as
    /// [`Command::Mark`].
    Opened(MessageKey),
    /// Move messages to another folder of the same mailbox, or of another one of the same account.
    /// Answers [`Reply::Moved`] when the server has confirmed, else [`Reply::Queued`].
    Move {
        /// Which messages.
        messages: Vec<MessageKey>,
        /// Whereto.
        to: FolderId,
    },
    /// Copy messages, whereto they could be moved, or into the folder they lie in. Answers as
    /// [`Command::Move`].
    Copy {
        /// Which messages.
        messages: Vec<MessageKey>,
        /// Whereto.
        to: FolderId,
    },
    /// Take the last step back ([`crate::store::Reader::steps`]): what waits for the server is withdrawn, the
    /// rest is done the other way round. Answers [`Reply::Undone`].
    Undo {
        /// One that was done before this is left as it is.
        since: Option<Timestamp>,
    },
    /// Leave undone what was done with messages through this account and its server was not asked for yet. Answers
    /// [`Reply::Stopped`].
    StopActs(AccountId),
    /// Pause what an account fetches ahead, older messages and texts, or let it go on. What is new comes all the same,
    /// and so does what somebody opens. It lasts until the engine ends.
    Pause {
        /// Which account.
        account: AccountId,
        /// Or let it go on?
        paused: bool,
    },
    /// Make a folder. Answers as [`Command::Mark`].
    CreateFolder {
        /// In which mailbox.
        mailbox: MailboxId,
        /// Its path, as [`crate::domain::Folder::path`].
        path: String,
    },
    /// Give a folder another name, or another place in its mailbox. Those below go with it. Folders that
    /// have a task (Inbox, Sent, …) stay. Answers as [`Command::Mark`].
    RenameFolder {
        /// Which folder.
        folder: FolderId,
        /// Its new path.
        path: String,
    },
    /// Delete a folder with all in it and below it: into the mailbox's Trash, and from there, or where
    /// there is none, for good. Answers as [`Command::Mark`].
    DeleteFolder(FolderId),
    /// Delete for good what lies in Trash or Junk now; what comes meanwhile stays. Answers as
    /// [`Command::Mark`].
    EmptyFolder(FolderId),
    /// Delete messages: into the mailbox's Trash or the member's own, as its settings say, and from
    /// Trash for good. Refused where there is no Trash. Answers as [`Command::Move`].
    Delete(Vec<MessageKey>),
    /// Delete messages for good, wherever they lie. Answers as [`Command::Move`].
    DeleteForGood(Vec<MessageKey>),
    /// Archive messages, each where those of its mailbox go. Answers as [`Command::Move`].
    Archive(Vec<MessageKey>),
    /// Move messages that are junk, each to where that of its mailbox lies: many servers learn by it. Answers
    /// as [`Command::Move`].
    Junk(Vec<MessageKey>),
    /// Move messages that are none to the Inbox of their mailbox. Answers as [`Command::Move`].
    NotJunk(Vec<MessageKey>),
    /// Keep what is written on a draft, in place of the state that its writer knows: the command
    /// line and a window may be at the same one. Answers [`Reply::Kept`].
    KeepDraft {
        /// The draft as its writer knows it, if it was kept before.
        over: Option<DraftAt>,
        /// What was written.
        draft: Draft,
        /// Where it is not as its writer knows it, or is gone, or in the outbox: keep what was
        /// written as a draft of its own. Else it is refused, and nothing is written.
        or_apart: bool,
    },
    /// Throw a draft away.
    DiscardDraft(DraftId),
    /// Freeze a draft and put it into the outbox. Answers [`Reply::Outgoing`] at once; what becomes
    /// of it comes as [`super::Event::Outbox`].
    Send {
        /// The draft.
        draft: Draft,
        /// Which it is, as its writer knows it, if it was kept; it goes once the message was accepted.
        id: Option<DraftAt>,
        /// When it leaves.
        leave: Leave,
    },
    /// Do something with a message in the outbox.
    Outbox {
        /// Which.
        id: OutboxId,
        /// What.
        action: OutboxAction,
    },
    /// Try now what is due or waiting for a retry.
    RunOutbox,
    /// Take in a file of contacts from another program (vCard). Answers [`Reply::Contacts`].
    ImportContacts(Vec<u8>),
    /// An address is no contact any more, and is not offered as a recipient, wherever it stands.
    ForgetContact(EmailAddress),
    /// Stop all traffic, or start again.
    SetOffline(bool),
}

impl Command {
    /// Is its effect shown at once, and carried out as an act ([`crate::domain::Act`])?
    pub(super) fn is_act(&self) -> bool {
        matches!(
            self,
            Self::Mark { .. }
                | Self::Move { .. }
                | Self::Copy { .. }
                | Self::Archive(_)
                | Self::Junk(_)
                | Self::NotJunk(_)
                | Self::Delete(_)
                | Self::DeleteForGood(_)
                | Self::Undo { .. }
                | Self::CreateFolder { .. }
                | Self::RenameFolder { .. }
                | Self::DeleteFolder(_)
                | Self::EmptyFolder(_)
        )
    }
}

/// When a message leaves on which Send was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// At once.
    Now,
    /// After the seconds of the settings in which Send can be undone.
    Undoable,
    /// Not before this time.
    At(Timestamp),
    /// When somebody says [`OutboxAction::TryNow`], or the outbox runs next.
    WhenAsked,
}

/// A setting of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailboxChange {
    /// The name on the screen.
    Name(String),
    /// The address is right, or is this one.
    ConfirmAddress(EmailAddress),
    /// Where copies go.
    SentPolicy(SentPolicy),
    /// This folder (by path) has this role; `None`: the one that the server says.
    Role(FolderRole, Option<String>),
    /// Which new messages of it a person is told of.
    Notify(Notify),
    /// Its colour.
    Colour(u8),
    /// What stands under messages from its address; `None`: nothing.
    Signature(Option<String>),
    /// Where answers to messages from its address shall go; `None`: to that address.
    ReplyTo(Option<EmailAddress>),
    /// Where drafts of its messages are kept.
    Drafts(DraftsPolicy),
    /// To whose folder of this role, Trash or Archive, its messages go.
    Away(FolderRole, Away),
    /// How far back its texts are kept here.
    Keep(KeepBack),
    /// Which messages with attachments are.
    Attachments(KeepAttachments),
    /// Does the copy in its Sent folder name the member who pressed Send?
    NameSender(bool),
    /// Is it kept here what is unread for this person where colleagues read it?
    UnreadForMe(UnreadForMe),
}

/// What can be done with a message in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxAction {
    /// Take it out before it leaves.
    Cancel,
    /// Try at once, also a held one: the one manual retry after a refusal. Not what a check of ours
    /// stopped.
    TryNow,
    /// Send at once although this check stopped it, as a person read.
    SendAnyway(Check),
    /// An unknown outcome: a person says that it arrived.
    TreatAsSent,
    /// An unknown outcome: a person wants it sent again, though recipients may get it twice.
    SendAgain,
    /// Back to a draft. After an unknown outcome or a refusal it becomes a new message.
    Edit,
    /// It was sent: a new draft of the same words to those who were left out.
    EditForLeftOut,
    /// File the copy in this folder instead.
    CopyTo(FolderId),
    /// File no copy, or no other one; the message is done.
    LeaveUncopied,
    /// Not to leave before this time.
    LeaveAt(Timestamp),
    /// To leave before another message, or after all that wait.
    PutBefore(Option<OutboxId>),
    /// Held, or not sent again, because these recipients were refused, as a person read: send it to the
    /// others.
    LeaveOut(Vec<EmailAddress>),
}

/// The answer to a [`Command`].
#[derive(Debug, Clone)]
pub enum Reply {
    /// It is done.
    Done,
    /// It is kept and shown here; the server hears of it when it can be reached.
    Queued,
    /// An account was added.
    Account(Account),
    /// How a test of an account went.
    Tested(AccountTest),
    /// The identities, best first, and what stood in the way of asking some accounts' servers.
    Checked(Vec<Identity>, Vec<super::Problem>),
    /// What a sync brought.
    Synced(SyncSummary),
    /// The new places of moved or copied messages, in the order asked; `None` where the server did not say.
    Moved(Vec<Option<MessageKey>>),
    /// This step was taken back.
    Undone {
        /// What.
        step: UndoStep,
        /// The server has yet to hear of it.
        queued: bool,
        /// Messages that lie where they were before, as far as that is known.
        back: Vec<MessageKey>,
    },
    /// A draft was kept.
    Draft(DraftId),
    /// What was written on a draft was kept.
    Kept {
        /// The draft as its writer knows it from now on.
        at: DraftAt,
        /// It is a draft of its own since then; why.
        apart: Option<super::Problem>,
    },
    /// A message is in the outbox.
    Outgoing(Outgoing),
    /// A file of contacts was taken in.
    Contacts(super::ContactsRead),
    /// With so many messages nothing is done any more.
    Stopped(usize),
}

/// How signing in went.
#[derive(Debug, Clone)]
pub struct AccountTest {
    /// The IMAP server.
    pub imap: Result<(), super::Problem>,
    /// The submission server.
    pub smtp: Result<(), super::Problem>,
}

/// What a sync brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncSummary {
    /// Folders looked at.
    pub folders: u32,
    /// New messages.
    pub added: u32,
    /// Messages whose flags changed.
    pub changed: u32,
    /// Messages that are gone.
    pub removed: u32,
    /// Folders that could not be read, with the reason; the others are up to date.
    pub failed: Vec<(FolderId, super::Problem)>,
    /// What stood in the way of whole accounts, where others were synced beside them.
    pub unreached: Vec<super::Problem>,
}
