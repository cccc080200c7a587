//! The mail behind an account, as sync needs it: the seam at which JMAP or Graph may one day stand
//! beside IMAP. A [`MailBackend`] is one signed-in connection.
//!
//! Every answer is complete or an error: a list that a cut connection left short never arrives
//! here as a list (invariant 4: absence needs proof). Only a [`Listing`] may be less, and says so.

use async_trait::async_trait;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::domain::{FlagChange, Flags, PartNumber, Rights, SearchQuery, Structure};
use crate::wire::{Piecemeal, WireError};

use super::discovery::Listing;

/// What a server can do beyond the least.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Abilities {
    /// Rights of folders can be asked for (RFC 4314).
    pub rights: bool,
    /// Listings carry the rights of every folder (LIST-MYRIGHTS, RFC 8440).
    pub rights_with_listing: bool,
    /// Do counts tell all that may have changed in a folder? Not without CONDSTORE, which counts what
    /// happens to flags; nor without ACL, since a folder's rights are learnt by opening it then.
    pub counts_tell_all: bool,
    /// It tells news by itself (IDLE, RFC 2177).
    pub push: bool,
    /// Flags can be changed on the condition that nobody changed the message (CONDSTORE, RFC 7162).
    /// A folder may be without it all the same: then there is no [`Opened::highest_modseq`].
    pub conditional_store: bool,
    /// It tells under which numbers lies what was copied or moved (UIDPLUS, RFC 4315).
    pub tells_places: bool,
}

/// A folder that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opened {
    /// UIDVALIDITY; a server that sends none cannot be cached and is an error of the backend.
    pub uid_validity: u32,
    /// UIDNEXT, where told.
    pub uid_next: Option<u32>,
    /// How many messages there are.
    pub exists: u32,
    /// The point up to which changes are known.
    pub highest_modseq: Option<u64>,
    /// Can nothing be changed in it?
    pub read_only: bool,
    /// The flags that its messages may bear, in wire names, as far as the server names them.
    pub flags: Vec<String>,
    /// The flags that are kept, in wire names, `\*` for any keyword; `None`, all of them, where
    /// the server does not say (RFC 9051 6.3.2).
    pub permanent_flags: Option<Vec<String>>,
}

/// A folder that was opened, and what changed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reopened {
    /// As for any folder.
    pub opened: Opened,
    /// What changed; `None`: the server does not tell, and the folder has to be compared.
    pub delta: Option<Delta>,
}

/// What changed in a folder since it was known, by the server's word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Delta {
    /// Ranges of UIDs, both ends included, of which all that were known are gone. A range may be long.
    pub gone: Vec<(u32, u32)>,
    /// The flags of messages that changed or are new.
    pub changed: Vec<FlagsOf>,
}

/// The flags of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flagged {
    /// Each, once.
    pub flags: Vec<FlagsOf>,
    /// Was every line understood? Else one that is missing may have changed.
    pub whole: bool,
}

/// Counts of a folder that was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    /// UIDVALIDITY
    pub uid_validity: Option<u32>,
    /// UIDNEXT
    pub uid_next: Option<u32>,
    /// MESSAGES
    pub messages: Option<u32>,
    /// UNSEEN
    pub unseen: Option<u32>,
    /// HIGHESTMODSEQ
    pub highest_modseq: Option<u64>,
}

/// The flags of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FlagsOf {
    /// Which message.
    pub uid: u32,
    /// Its flags.
    pub flags: Flags,
    /// Their point in the folder's changes.
    pub modseq: Option<u64>,
}

/// What is fetched of a message before its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeaderOf {
    /// Which message.
    pub uid: u32,
    /// Its flags.
    pub flags: Flags,
    /// Their point in the folder's changes.
    pub modseq: Option<u64>,
    /// INTERNALDATE; servers have sent none or nonsense.
    pub date: Option<Timestamp>,
    /// RFC822.SIZE
    pub size: u32,
    /// Header lines.
    pub header: Vec<u8>,
    /// Does its structure name an attachment? `None` where it was not looked into.
    pub has_attachment: Option<bool>,
}

/// What a server tells of all folders at once.
#[derive(Debug)]
pub(super) struct Overview {
    /// The counts of those that were asked for, in their order.
    pub counts: Vec<Result<Counts, WireError>>,
    /// The names of all that it lists.
    pub names: BTreeSet<String>,
}

/// A folder that was to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MadeFolder {
    /// Its name on the wire.
    pub wire_name: String,
    /// Was it there before? A colleague may have made it.
    pub was_there: bool,
}

/// What became of messages that were to be moved or copied.
#[derive(Debug, Default)]
pub(super) struct Relocated {
    /// UIDVALIDITY of the target.
    pub uid_validity: u32,
    /// Old and new UID, as far as the server tells.
    pub pairs: Vec<(u32, u32)>,
    /// The old UIDs of which it says that they were.
    pub done: Vec<u32>,
    /// Why the rest was not, and its UIDs.
    pub refused: Option<(WireError, Vec<u32>)>,
}

/// Where a folder is made, or gets to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remade {
    /// Below the folder of this wire name.
    Below(String),
    /// At the top of a mailbox that has this root, decoded.
    Root(String),
    /// At the top of the account's own mailbox.
    Personal,
}

/// Which Message-ID, without brackets, is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SoughtId {
    /// This one.
    Exactly(String),
    /// Any that begins like this. Servers that compare whole words find none.
    Beginning(String),
}

impl SoughtId {
    /// This one.
    pub(super) fn exactly(message_id: &str) -> Self {
        Self::Exactly(message_id.to_owned())
    }

    /// Is it this one?
    pub(super) fn is(&self, message_id: &str) -> bool {
        match self {
            Self::Exactly(id) => id == message_id,
            Self::Beginning(with) => message_id.starts_with(with.as_str()),
        }
    }
}

/// One signed-in connection to the mail of an account. Names of folders are wire names.
/// What a server told while nothing was asked of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct News {
    /// Something happened in the open folder.
    pub here: bool,
    /// And in these, by their names on the wire.
    pub elsewhere: BTreeSet<String>,
    /// More than was told: what is told from now on may be less than before.
    pub is_cut: bool,
}

#[async_trait]
pub(super) trait MailBackend: Send {
    /// What it can do.
    fn abilities(&self) -> Abilities;

    /// Can it go on after an error? One answer that makes no sense need not end it.
    fn is_usable(&self) -> bool;

    /// Is the connection still there?
    async fn ping(&mut self) -> Result<(), WireError>;

    /// All namespaces and all their folders, subscribed or not; with their counts where those come with it and
    /// are wanted.
    async fn listing(&mut self, counts: bool) -> Result<Listing, WireError>;

    /// The rights of these folders in one round trip. A folder that is refused has its own error.
    async fn rights(
        &mut self,
        folders: &[String],
    ) -> Result<Vec<Result<Rights, WireError>>, WireError>;

    /// The counts of these folders in one round trip, and the names of all that the server lists by
    /// the way. A folder that is refused has its own error.
    async fn counts(&mut self, folders: &[String]) -> Result<Overview, WireError>;

    /// Opens a folder; what follows is about it.
    async fn open(&mut self, folder: &str, to_write: bool) -> Result<Opened, WireError>;

    /// Opens a folder, and asks what changed in it since this point in its changes, under this
    /// UIDVALIDITY.
    async fn open_since(
        &mut self,
        folder: &str,
        to_write: bool,
        since: Option<(u32, u64)>,
    ) -> Result<Reopened, WireError>;

    /// The folder that is open for writing, as it was when it was opened, if it is this one.
    fn still_open(&self, folder: &str) -> Option<Opened>;

    /// The UIDs of all messages of the open folder, ascending.
    async fn uids(&mut self) -> Result<Vec<u32>, WireError>;

    /// The flags of all messages, or of those that changed after a point.
    async fn flags(&mut self, since: Option<u64>) -> Result<Flagged, WireError>;

    /// The UIDs of the messages that bear a system flag or a keyword, in its wire name, or do not.
    async fn with_flag(&mut self, flag: &str, bearing: bool) -> Result<Vec<u32>, WireError>;

    /// Headers of the messages with this UID or a higher one, as [`MailBackend::headers`], but of no
    /// more than `most`.
    async fn headers_from(
        &mut self,
        first: u32,
        most: usize,
        structure: bool,
    ) -> Result<Vec<HeaderOf>, WireError>;

    /// Headers of these messages, each once. `structure`: with the look for attachments, where the
    /// server lets it be had. What is missing is gone, or cannot be read.
    async fn headers(&mut self, uids: &[u32], structure: bool) -> Result<Vec<HeaderOf>, WireError>;

    /// The same of many messages, portion for portion in this order, as fast as they are taken out of the
    /// channel; all of them are among those `wanted`. The same may come twice, and what is missing may be
    /// had by [`MailBackend::headers`].
    async fn stream_headers(
        &mut self,
        wanted: &[u32],
        portions: &mut (dyn Iterator<Item = Vec<u32>> + Send),
        structure: bool,
        to: mpsc::Sender<Vec<HeaderOf>>,
    ) -> Result<(), WireError>;

    /// Whole messages, by their UIDs and the sizes that the server named, of those that are shorter than
    /// `most` octets, as fast as they are taken out of the channel. Any may be missing:
    /// [`MailBackend::body`] gives it, or says why not.
    async fn stream_bodies(
        &mut self,
        sizes: &BTreeMap<u32, u32>,
        most: usize,
        to: mpsc::Sender<Vec<(u32, Vec<u8>)>>,
    ) -> Result<(), WireError>;

    /// A whole message of at most `max` bytes; the server named its size before, or did not.
    async fn body(&mut self, uid: u32, size: Option<u32>, max: u64) -> Result<Vec<u8>, WireError>;

    /// What a message is made of.
    async fn structure(&mut self, uid: u32) -> Result<Structure, WireError>;

    /// The header of a message, and those of its parts in this order.
    async fn part_headers(
        &mut self,
        uid: u32,
        parts: &[PartNumber],
    ) -> Result<(Vec<u8>, Vec<Vec<u8>>), WireError>;

    /// Reads on in a message or a part of it, by at most `most` octets; false: that was the last of it.
    async fn read_on(&mut self, reading: &mut Piecemeal, most: usize) -> Result<bool, WireError>;

    /// The messages that have this Message-ID.
    async fn with_message_id(&mut self, sought: &SoughtId) -> Result<Vec<u32>, WireError>;

    /// The newest messages, at most `max`, that came in since then and may name this Message-ID
    /// (without brackets) in `In-Reply-To` or `References`, ascending. Servers compare loosely, so
    /// the exact comparison is the caller's.
    async fn mentioning(
        &mut self,
        message_id: &str,
        since: Timestamp,
        max: usize,
    ) -> Result<Vec<u32>, WireError>;

    /// The same for messages that name it anywhere, as a bounce does that returns a header. What
    /// a server cannot search is not found.
    async fn mentioning_anywhere(
        &mut self,
        message_id: &str,
        since: Timestamp,
        max: usize,
    ) -> Result<Vec<u32>, WireError>;

    /// Those of these messages of which the server says that they are reports on deliveries.
    async fn reports(&mut self, uids: &[u32]) -> Result<Vec<u32>, WireError>;

    /// The newest messages of the open folder, at most `max`, in which the server finds what a query looks
    /// for, ascending. The folder has this path and role, as `in:` names them.
    async fn search(
        &mut self,
        query: &SearchQuery,
        path: &str,
        role: &str,
        max: usize,
    ) -> Result<Vec<u32>, WireError>;

    /// The messages with a header field of this name that holds this value.
    async fn with_field(&mut self, field: &str, value: &str) -> Result<Vec<u32>, WireError>;

    /// The flags of these messages. What is missing is gone.
    async fn flags_of(&mut self, uids: &[u32]) -> Result<Vec<FlagsOf>, WireError>;

    /// Changes the flags of a message unless somebody changed it after `modseq`
    /// ([`Abilities::conditional_store`]). True only if it is done.
    async fn store_unless_changed(
        &mut self,
        uid: u32,
        modseq: u64,
        change: &FlagChange,
    ) -> Result<bool, WireError>;

    /// Changes flags.
    async fn store(&mut self, uids: &[u32], change: &FlagChange) -> Result<(), WireError>;

    /// Puts a message into a folder: UIDVALIDITY and UID, where told.
    async fn append(
        &mut self,
        folder: &str,
        flags: &Flags,
        message: &[u8],
    ) -> Result<Option<(u32, u32)>, WireError>;

    /// Moves messages of the open folder.
    async fn relocate(&mut self, uids: &[u32], to: &str) -> Result<Relocated, WireError>;

    /// Copies messages of the open folder.
    async fn copy(&mut self, uids: &[u32], to: &str) -> Result<Relocated, WireError>;

    /// Is there a folder of this name?
    async fn is_there(&mut self, folder: &str) -> Result<bool, WireError>;

    /// Makes a folder. That it is there already is no error.
    async fn make_folder(&mut self, at: &Remade, name: &str) -> Result<MadeFolder, WireError>;

    /// Gives a folder, and with it those below, another name or place; gives the new name on the wire.
    /// `again`: it was begun before, and may have been done.
    async fn rename_folder(
        &mut self,
        folder: &str,
        to: &Remade,
        name: &str,
        again: bool,
    ) -> Result<String, WireError>;

    /// Deletes a folder with all that is in it. That it is gone already is no error.
    async fn delete_folder(&mut self, folder: &str) -> Result<(), WireError>;

    /// Removes messages of the open folder for good, and no others.
    async fn remove(&mut self, uids: &[u32]) -> Result<(), WireError>;

    /// From now on these folders are news, too, as far as the server tells: it may say yes and tell
    /// nothing. `false`: it cannot.
    async fn hear_of(&mut self, folders: &[String]) -> Result<bool, WireError>;

    /// Waits until the server tells news, for a while, or until stopped.
    async fn wait_for_news(&mut self, stop: &CancellationToken) -> Result<News, WireError>;

    /// Says goodbye; a server that does not answer is left.
    async fn leave(self: Box<Self>);
}
