//! IMAP: one signed-in connection, of which every answer is bounded, attributed and proven.
//!
//! # What runs on async-imap and imap-proto, and what does not
//!
//! [`async_imap::Client`] owns the stream, frames nothing by itself, and gives each response
//! together with the buffer that it borrows from; [`imap_proto`] gives status responses with the
//! codes it knows, CAPABILITY, FLAGS, EXISTS, EXPUNGE and continuation requests their meaning.
//! Both are good at that, once they only see what they can take. So beneath them
//! lies `guard`: it cuts the octets into whole responses, counts and bounds them, rewrites the
//! shapes on which imap-proto panics, and keeps back what it cannot parse (NAMESPACE, ESEARCH,
//! STATUS, LIST, VANISHED, the ACL family, anything unknown) or would take too long for (FETCH) for the
//! small parsers in `answer`, `fetch` and `structure`. Whatever happens inside a response, the
//! border to the next one is
//! ours, so nothing unparseable ends a session and no answer can move to another command.
//!
//! Not used, each for a reason that was tried: async-imap's commands (most return an empty
//! success for a tagged NO, for BAD and for a cut connection; they throw APPENDUID and COPYUID
//! away; they pass CR and LF on), its LOGIN (which can log the password), its IDLE (which reports
//! the end of a connection as an interruption by the caller and waits for ever after a NO), its
//! queue of unsolicited responses (which drops above a hundred without a word), and its
//! [`async_imap::Session`], which exists only after its LOGIN. In their place stands `exchange`:
//! one function through which every command goes.
//!
//! async-imap writes every response it reads into the `log` crate's trace level. Postroom's log
//! takes no records of that crate, and must not begin to.

mod answer;
mod capability;
mod code;
mod command;
mod compress;
mod connect;
mod cursor;
mod exchange;
mod fetch;
mod flight;
mod folder_name;
mod folders;
mod guard;
mod idle;
mod messages;
mod news;
mod notify;
mod open;
mod parts;
mod rest;
mod scan;
mod search;
mod shape;
mod structure;
mod sync;
mod types;
mod uid_set;
mod utf7;

use super::words;

pub use capability::{Capabilities, Capability};
pub use code::ResponseCode;
pub use connect::ImapConnection;
pub use flight::Outlet;
pub use folder_name::{FolderName, FolderNameError};
pub use news::Ear;
pub use parts::Headers;
pub use types::{
    Access, AclChange, AclEntry, AppendUid, Complete, Compression, CopyUid, Delta, FetchedFlags,
    FetchedHeader, FlagList, FolderList, FolderStatus, ImapDeadlines, ImapLimits, ImapOptions,
    ListWant, Listed, Namespace, Namespaces, Reopened, Selected, Since, StoreOutcome, Transferred,
    Unsolicited,
};
pub use uid_set::UidSet;
