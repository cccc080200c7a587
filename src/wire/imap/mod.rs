//! IMAP: one signed-in connection, of which every answer is bounded, attributed and proven.

#![allow(dead_code)] // The rest follows in the next commits.

mod capability;
mod code;
mod connect;
#[allow(dead_code)]
mod cursor;
mod folder_name;
mod types;
mod uid_set;
mod utf7;
mod words;

pub use capability::{Capabilities, Capability};
pub use code::ResponseCode;
pub use connect::ImapConnection;
pub use folder_name::{FolderName, FolderNameError};
pub use types::{
    Access, AclChange, AclEntry, AppendUid, Complete, CopyUid, FetchedFlags, FetchedHeader,
    FolderStatus, ImapDeadlines, ImapLimits, ImapOptions, ListWant, Listed, Namespace, Namespaces,
    Selected, StoreOutcome, Unsolicited,
};
pub use uid_set::UidSet;
