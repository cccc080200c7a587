//! What can go wrong in the store, by its cause and by what can be done about it.

use std::fmt;
use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::domain::{DraftId, OutboxId, OutboxState, Phase};

/// One of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataFile {
    /// `precious.db`: drafts, outbox, pending acts, evidence. Cannot be fetched again.
    Precious,
    /// `cache.db`: what the servers hold. May be thrown away.
    Cache,
}

impl DataFile {
    /// Its name in the profile.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Precious => "precious.db",
            Self::Cache => "cache.db",
        }
    }
}

impl fmt::Display for DataFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What was not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// A mailbox, by its id.
    Mailbox(String),
    /// A folder, by its id.
    Folder(String),
    /// A message of the outbox.
    Outgoing(OutboxId),
    /// A draft.
    Draft(DraftId),
    /// A pending act, by its id.
    Act(String),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mailbox(id) => write!(f, "mailbox {id}"),
            Self::Folder(id) => write!(f, "folder {id}"),
            Self::Outgoing(id) => write!(f, "outgoing message {id}"),
            Self::Draft(id) => write!(f, "draft {id}"),
            Self::Act(id) => write!(f, "pending act {id}"),
        }
    }
}

/// A step of an outgoing message through its states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// An attempt begins.
    BeginAttempt,
    /// A phase of the attempt is entered.
    EnterPhase(Phase),
    /// The server took it.
    Accept,
    /// The dot was noted, and not said.
    StepBack,
    /// It was found where only a message lies that was sent.
    Find,
    /// It is held.
    Hold,
    /// It goes back to the queue.
    Requeue,
    /// Its outcome is not known.
    Unknown,
    /// Its copy came further.
    SetCopy,
    /// Another folder was chosen for its copy.
    SetCopyFolder,
    /// A person wants no copy, or no other one.
    LeaveUncopied,
    /// Nothing is left to do.
    Finish,
    /// A person takes it back.
    Cancel,
    /// A person wants one more try now.
    Retry,
    /// It gets another place in the queue.
    Reorder,
    /// It gets another time to leave.
    Reschedule,
    /// A person leaves recipients out that were refused.
    LeaveOut,
    /// A person decides about an unknown outcome.
    Resolve,
    /// It was looked for while its outcome is unknown.
    Look,
    /// Something was learnt of it after it was sent.
    Remark,
}

/// Why the store could not do it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The profile's folder or a file in it cannot be made, opened, renamed or written.
    #[error("{}: {detail}", path.display())]
    Place {
        /// Which.
        path: PathBuf,
        /// The system's words.
        detail: String,
    },
    /// The file was written by a newer Postroom. It is left as it is.
    #[error(
        "{file} was written by a newer version of Postroom (format {found}; this one knows {known})"
    )]
    Newer {
        /// Which file.
        file: DataFile,
        /// The file's format.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// The file is damaged. A cache is replaced at the next start. Nothing is deleted of a damaged
    /// `precious.db`: put a copy from a backup in its place, or move it away to begin anew.
    #[error("{file} is damaged: {detail}")]
    Damaged {
        /// Which file.
        file: DataFile,
        /// What was found.
        detail: String,
    },
    /// The file is a database of another program.
    #[error("{file} is a database of another program")]
    Foreign {
        /// Which file.
        file: DataFile,
    },
    /// The disk or the quota is full. Nothing of the write was kept.
    #[error("there is no room left on the disk for {file}")]
    Full {
        /// Which file.
        file: DataFile,
    },
    /// The file or its folder cannot be written. Nothing of the write was kept.
    #[error("{file} cannot be written: {detail}")]
    ReadOnly {
        /// Which file.
        file: DataFile,
        /// The system's words.
        detail: String,
    },
    /// The device failed while reading or writing.
    #[error("{file}: the disk failed: {detail}")]
    Device {
        /// Which file.
        file: DataFile,
        /// The system's words.
        detail: String,
    },
    /// Another process holds the file for longer than the store waits.
    #[error("another program is using {file}")]
    Busy {
        /// Which file.
        file: DataFile,
    },
    /// The SQLite library is older than the one whose faults we know.
    #[error("SQLite {found} is too old; {needed} or newer is needed")]
    Library {
        /// Its version.
        found: String,
        /// The oldest one accepted.
        needed: &'static str,
    },
    /// What was asked to be changed is not there.
    #[error("there is no {0}")]
    Missing(Missing),
    /// An outgoing message cannot take this step from where it is. Nothing was changed.
    #[error("{id} is {} ({}) and cannot take the step {wanted:?}", from.word(), phase.word())]
    Step {
        /// Which.
        id: OutboxId,
        /// Its state.
        from: OutboxState,
        /// Its phase.
        phase: Phase,
        /// The step refused.
        wanted: Step,
    },
    /// The draft was saved since its writer last saw it.
    #[error("{0} was saved by somebody else meanwhile")]
    DraftChanged(DraftId),
    /// The draft is frozen in the outbox; it can be changed once that message was cancelled.
    #[error("{draft} is in the outbox as {outbox}")]
    DraftFrozen {
        /// The draft.
        draft: DraftId,
        /// The message frozen from it.
        outbox: OutboxId,
    },
    /// A message with this Message-ID is already in the outbox: each is frozen once.
    #[error("the message is already in the outbox as {0}")]
    AlreadyFrozen(OutboxId),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// SQLite refused in a way that none of the others names: a fault of ours.
    #[error("{file}: {detail}")]
    Internal {
        /// Which file.
        file: DataFile,
        /// SQLite's words.
        detail: String,
    },
}

impl StoreError {
    /// Does it say that the file's content is damaged?
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Foreign { .. })
    }

    /// Is it reason enough to check the files at the next start? A fault of ours is: a damaged
    /// schema or index shows as a missing column or a broken rule.
    pub(super) fn may_be_damage(&self) -> bool {
        self.is_damage() || matches!(self, Self::Internal { .. })
    }
}

/// What goes wrong inside a piece of work, before it is known in which file.
#[derive(Debug)]
pub(super) enum Fault {
    /// SQLite.
    Sql(rusqlite::Error),
    /// A stored value that no version of Postroom wrote.
    Unreadable(String),
    /// A rule of ours.
    Rule(StoreError),
}

/// The result of a piece of work on a database.
pub(super) type Sql<T> = Result<T, Fault>;

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Rule(error)
    }
}

impl From<Missing> for Fault {
    fn from(missing: Missing) -> Self {
        Self::Rule(StoreError::Missing(missing))
    }
}

impl Fault {
    /// The error for callers, now that the file is known.
    pub(super) fn in_file(self, file: DataFile) -> StoreError {
        match self {
            Self::Rule(error) => error,
            Self::Unreadable(detail) => StoreError::Damaged { file, detail },
            Self::Sql(error) => from_sqlite(file, &error),
        }
    }
}

/// Sorts SQLite's codes by what can be done about them.
fn from_sqlite(file: DataFile, error: &rusqlite::Error) -> StoreError {
    let detail = error.to_string();
    match error {
        rusqlite::Error::SqliteFailure(code, _) => match code.code {
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                StoreError::Damaged { file, detail }
            }
            ErrorCode::DiskFull => StoreError::Full { file },
            ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
                StoreError::ReadOnly { file, detail }
            }
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy { file },
            ErrorCode::SystemIoFailure => match code.extended_code {
                // The file is shorter than its header says, or the file system found its own
                // checksums wrong: the content is gone, trying again does not help.
                rusqlite::ffi::SQLITE_IOERR_SHORT_READ
                | rusqlite::ffi::SQLITE_IOERR_CORRUPTFS
                | rusqlite::ffi::SQLITE_IOERR_DATA => StoreError::Damaged { file, detail },
                // The memory-mapped index of the log cannot grow: the disk is full.
                rusqlite::ffi::SQLITE_IOERR_SHMSIZE => StoreError::Full { file },
                _ => StoreError::Device { file, detail },
            },
            _ => StoreError::Internal { file, detail },
        },
        // A value of a type or range that the column cannot have.
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::Utf8Error(..) => StoreError::Damaged { file, detail },
        _ => StoreError::Internal { file, detail },
    }
}
