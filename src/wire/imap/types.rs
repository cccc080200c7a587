//! What the connection takes and gives back.

use std::time::Duration;

use jiff::Timestamp;

use super::folder_name::FolderName;
use super::uid_set::UidSet;
use crate::domain::{Flags, FolderRole, Rights};
use crate::wire::WireError;

/// An answer that is whole: the server's tagged OK for it was read.
///
/// Only with this may anything be concluded from what is *not* in an answer. It cannot be made
/// outside of the IMAP room, and a connection that ends halfway gives an error instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complete<T>(T);

impl<T> Complete<T> {
    pub(super) fn proven(value: T) -> Self {
        Self(value)
    }

    /// The answer.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::ops::Deref for Complete<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// How long the steps may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImapDeadlines {
    /// Until the greeting is there.
    pub greeting: Duration,
    /// Between sending a command and its first answer, and between two answers.
    pub answer: Duration,
    /// For each 1 KiB of an answer that was begun: a server may think long before it answers, and not within.
    pub begun: Duration,
    /// For the answer to what only asks whether the server is still there: the end of IDLE.
    pub liveness: Duration,
    /// For a whole command, however steadily it is answered.
    pub command: Duration,
    /// For each 64 KiB that are sent.
    pub write: Duration,
    /// For LOGOUT, which is a courtesy.
    pub logout: Duration,
}

impl Default for ImapDeadlines {
    fn default() -> Self {
        Self {
            greeting: Duration::from_secs(60),
            answer: Duration::from_secs(120),
            begun: Duration::from_secs(60),
            liveness: Duration::from_secs(30),
            command: Duration::from_secs(30 * 60),
            write: Duration::from_secs(60),
            logout: Duration::from_secs(5),
        }
    }
}

/// How much is taken from a server. Above it the connection ends with
/// [`crate::wire::WireError::Limit`], except where a method says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImapLimits {
    /// Octets of one response without its literals.
    pub line: usize,
    /// Octets of the one line that answers a SEARCH, for servers without ESEARCH.
    pub search_line: usize,
    /// Octets of a literal where none was asked for (folder names, mostly).
    pub literal: usize,
    /// Octets of a message's header that are kept; the rest is cut off, not refused.
    pub header: usize,
    /// Octets of a body that are asked for at a time.
    pub body_range: usize,
    /// Parentheses within parentheses.
    pub depth: usize,
    /// Responses to one command.
    pub responses: u64,
    /// Octets of all responses to one command.
    pub octets: u64,
    /// The same for commands about folders, whose answers are kept until the last has come.
    pub folder_octets: u64,
    /// Folders in one listing, and UIDs in one search.
    pub items: usize,
}

impl Default for ImapLimits {
    fn default() -> Self {
        Self {
            line: 1024 * 1024,
            search_line: 16 * 1024 * 1024,
            literal: 64 * 1024,
            header: 256 * 1024,
            body_range: 1024 * 1024,
            depth: 50,
            responses: 2_000_000,
            octets: 1024 * 1024 * 1024,
            folder_octets: 64 * 1024 * 1024,
            items: 5_000_000,
        }
    }
}

/// How to connect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImapOptions {
    /// Deadlines of the name, the address and the handshake.
    pub connect: crate::wire::stream::ConnectDeadlines,
    /// Deadlines of the protocol.
    pub deadlines: ImapDeadlines,
    /// Limits.
    pub limits: ImapLimits,
    /// Are the octets compressed on the way?
    pub compression: Compression,
}

/// Whether the octets of a connection are compressed on the way (RFC 4978), where the server offers that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compression {
    /// No: what is said is little.
    Never,
    /// With a server that is not near.
    #[default]
    WhereItPays,
    /// In any case.
    Always,
}

/// One namespace (RFC 2342).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    /// What names in it begin with, as on the wire (modified UTF-7, unquoted); may be empty.
    pub prefix: String,
    /// The hierarchy delimiter; `None` for a flat namespace.
    pub delimiter: Option<char>,
}

/// The three kinds of namespaces. Several of each are possible.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Namespaces {
    /// The account's own.
    pub personal: Vec<Namespace>,
    /// Of other users.
    pub other_users: Vec<Namespace>,
    /// Shared.
    pub shared: Vec<Namespace>,
    /// Is this less than the server has, or a guess, since its answer could not be had or read?
    pub doubtful: bool,
}

/// What to learn of each folder with a listing. What the server cannot give in one answer is
/// asked for in a second round trip.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListWant {
    /// SPECIAL-USE attributes.
    pub special_use: bool,
    /// MYRIGHTS.
    pub my_rights: bool,
    /// STATUS.
    pub status: bool,
}

/// One folder of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: FolderName,
    /// The delimiter of its hierarchy.
    pub delimiter: Option<char>,
    /// All attributes as sent, such as `\HasChildren`.
    pub attributes: Vec<String>,
    /// Its role by SPECIAL-USE, or the Inbox.
    pub special_use: Option<FolderRole>,
    /// Can it be opened: neither `\Noselect` nor `\NonExistent`?
    pub selectable: bool,
    /// The account's rights, where asked for and given.
    pub my_rights: Option<Rights>,
    /// Its counts, where asked for and given.
    pub status: Option<FolderStatus>,
}

/// The folders of a listing, which is whole only if every line of it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderList {
    pub(super) folders: Vec<Listed>,
    pub(super) unreadable: usize,
}

impl FolderList {
    /// Were all its lines understood? Only then is a folder that is missing known to be gone.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unreadable == 0
    }

    /// The folders.
    #[must_use]
    pub fn into_inner(self) -> Vec<Listed> {
        self.folders
    }
}

impl std::ops::Deref for FolderList {
    type Target = [Listed];

    fn deref(&self) -> &[Listed] {
        &self.folders
    }
}

impl Listed {
    /// Does it carry this attribute, such as `\Subscribed`?
    #[must_use]
    pub fn has_attribute(&self, attribute: &str) -> bool {
        self.attributes
            .iter()
            .any(|a| a.eq_ignore_ascii_case(attribute))
    }
}

/// Counts of a folder (RFC 9051 STATUS). What a server left out is `None` (163.com sends none).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FolderStatus {
    /// Messages in it.
    pub messages: Option<u32>,
    /// The next UID, a prediction.
    pub uid_next: Option<u32>,
    /// UIDVALIDITY.
    pub uid_validity: Option<u32>,
    /// Messages without `\Seen`.
    pub unseen: Option<u32>,
    /// The highest mod-sequence, with CONDSTORE.
    pub highest_modseq: Option<u64>,
}

/// One line of an access control list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AclEntry {
    /// Who, as the server calls them (`anyone`, `owner`, a user, `$group`, `-user` for taking
    /// rights away).
    pub identifier: String,
    /// What they may do.
    pub rights: Rights,
}

/// How SETACL changes the rights of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AclChange {
    /// These and no others.
    Replace(Rights),
    /// These too.
    Grant(Rights),
    /// No longer these.
    Revoke(Rights),
}

/// How a folder is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// EXAMINE: nothing changes, not even `\Recent`.
    ReadOnly,
    /// SELECT.
    ReadWrite,
}

/// What opening a folder told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selected {
    /// UIDVALIDITY; `None` where the server sent none: then UIDs cannot be kept.
    pub uid_validity: Option<u32>,
    /// The next UID, a prediction.
    pub uid_next: Option<u32>,
    /// Messages in it. The server's claim.
    pub exists: u32,
    /// The highest mod-sequence; `None` without CONDSTORE or for a folder that has none.
    pub highest_modseq: Option<u64>,
    /// The flags that its messages may bear, also where nobody may change them (RFC 3501 7.2.6); none where
    /// the server did not say.
    pub flags: Vec<String>,
    /// The flags that can be changed for good. RFC 9051: all, where the server says nothing.
    pub permanent_flags: Option<Vec<String>>,
    /// Can new keywords be made (`\*`)?
    pub keywords_allowed: bool,
    /// Was it opened for reading only: as asked, or because the server permits no more? Dovecot
    /// then answers STORE and EXPUNGE with OK and does nothing.
    pub read_only: bool,
    /// Do UIDs not survive the session (UIDNOTSTICKY)?
    pub uids_not_sticky: bool,
}

/// Flags of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedFlags {
    /// Which.
    pub uid: u32,
    /// Its flags.
    pub flags: Flags,
    /// Its mod-sequence, with CONDSTORE.
    pub modseq: Option<u64>,
}

/// The flags of messages, which are all that were asked for only if every line could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagList {
    pub(super) flags: Vec<FetchedFlags>,
    pub(super) unreadable: usize,
}

impl FlagList {
    /// Were all lines understood? Only then are the flags of a message that is missing known to be
    /// unchanged.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unreadable == 0
    }

    /// The flags, by ascending UID.
    #[must_use]
    pub fn into_inner(self) -> Vec<FetchedFlags> {
        self.flags
    }
}

impl std::ops::Deref for FlagList {
    type Target = [FetchedFlags];

    fn deref(&self) -> &[FetchedFlags] {
        &self.flags
    }
}

/// Up to where a folder is known, for what changed since (RFC 7162).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// UIDVALIDITY of what is known.
    pub uid_validity: u32,
    /// HIGHESTMODSEQ up to which it is known.
    pub modseq: u64,
}

/// What changed in a folder since then: all of it, by the server's word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delta {
    /// UIDs of messages that are gone. They need not have been known, and a range may be long.
    pub vanished: UidSet,
    /// The flags of messages that changed or are new, by ascending UID.
    pub changed: Vec<FetchedFlags>,
}

/// A folder that was opened anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reopened {
    /// As for any folder.
    pub selected: Selected,
    /// What changed; `None`: the server does not tell, and the folder has to be compared.
    pub delta: Option<Delta>,
}

/// One message of a header sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedHeader {
    /// Which.
    pub uid: u32,
    /// Its flags.
    pub flags: Flags,
    /// Its mod-sequence, with CONDSTORE.
    pub modseq: Option<u64>,
    /// When the server took it in; `None` where it does not say or says nonsense.
    pub internal_date: Option<Timestamp>,
    /// RFC822.SIZE; servers estimate it or lie.
    pub size: u32,
    /// The header fields that a list needs, as they are in the message, ending with an empty line.
    /// At most [`ImapLimits::header`] octets.
    pub header: Vec<u8>,
    /// Was the header longer?
    pub header_cut: bool,
    /// Does its structure name an attachment? `None` where the structure was not asked for, or says nothing.
    pub has_attachment: Option<bool>,
}

/// What became of a STORE.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreOutcome {
    /// Messages left alone, since somebody changed them after `unchanged_since`.
    pub modified: Vec<u32>,
    /// Messages and their flags as they are now, as far as the server told. A message that is
    /// missing here may be unchanged, or gone, or the server is silent.
    pub now: Vec<FetchedFlags>,
}

/// Where an appended message went (UIDPLUS).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppendUid {
    /// UIDVALIDITY of the folder.
    pub uid_validity: u32,
    /// The message's UID there.
    pub uid: u32,
}

/// Where copied or moved messages went (UIDPLUS).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyUid {
    /// UIDVALIDITY of the target.
    pub uid_validity: u32,
    /// Old and new UID of each. Messages that had gone before are missing.
    pub pairs: Vec<(u32, u32)>,
}

/// What became of messages that were to be copied or moved.
#[derive(Debug)]
pub struct Transferred {
    /// Where they went. `None`: the server does not tell.
    pub copied: Option<CopyUid>,
    /// The UIDs that they had, of those that were copied or moved.
    pub done: UidSet,
    /// Why the others were not.
    pub refused: Option<WireError>,
}

/// What a server says unasked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsolicited {
    /// The number of messages in the selected folder. Only the latest is kept.
    Exists(u32),
    /// The message with this sequence number is gone. Sequence numbers are not tracked here: take
    /// it as a sign that UIDs are missing now.
    Expunge(u32),
    /// Messages with these UIDs are gone.
    Vanished(UidSet),
    /// Somebody changed flags.
    Flags {
        /// The sequence number.
        seq: u32,
        /// The UID, if the server sent it.
        uid: Option<u32>,
        /// The flags now.
        flags: Flags,
        /// The mod-sequence, if sent.
        modseq: Option<u64>,
    },
    /// Something changed in a folder that is not open (RFC 5465).
    Elsewhere(FolderName),
    /// Words that a person should see, from the server: plain text, at most 500 characters.
    Alert(String),
    /// The server ends the session, with these words.
    Bye(String),
    /// Something could not be kept: so much came, or so long. The folder has to be compared anew.
    Overflow,
}
