//! Opening folders, with what changed in them since they were known (RFC 7162), and closing them.

use std::collections::BTreeMap;

use super::answer::{Answer, Said, Sort};
use super::capability::Capability;
use super::code::ResponseCode;
use super::command::Command;
use super::connect::{ImapConnection, OpenFolder};
use super::folder_name::FolderName;
use super::sync::flags_of;
use super::types::{Access, Delta, FetchedFlags, Reopened, Selected, Since};
use super::uid_set::UidSet;
use crate::wire::WireError;

impl ImapConnection {
    /// Opens a folder, with CONDSTORE where offered. Whatever was open is closed by it, also if it
    /// fails.
    ///
    /// # Errors
    /// `No` if it does not exist or may not be opened; as any command.
    pub async fn select(
        &mut self,
        name: &FolderName,
        access: Access,
    ) -> Result<Selected, WireError> {
        let opened = self.select_since(name, access, None).await?;
        Ok(opened.selected)
    }

    /// The same, and asks what changed since the folder was known, in the same round trip, where
    /// the server has QRESYNC. It is told of no other UIDVALIDITY, and not if a line of the answer
    /// could not be read.
    ///
    /// # Errors
    /// As [`ImapConnection::select`].
    pub async fn select_since(
        &mut self,
        name: &FolderName,
        access: Access,
        since: Option<Since>,
    ) -> Result<Reopened, WireError> {
        let since = since.filter(|_| self.qresync);
        let words = match access {
            Access::ReadOnly => "EXAMINE ",
            Access::ReadWrite => "SELECT ",
        };
        let mut command = Command::new("select", words).folder(name)?;
        if let Some(since) = since {
            command = command
                .words(" (QRESYNC (")
                .number(u64::from(since.uid_validity))
                .words(" ")
                .number(since.modseq)
                .words("))");
        } else if self.capabilities.has(Capability::Condstore) {
            command = command.words(" (CONDSTORE)");
        }
        self.open = None;
        let most = self.exchange.options().limits.items;
        let mut told = Told::default();
        let budget = self.exchange.budget();
        let done = self
            .exchange
            .exec(command, budget, &mut |answer| {
                told.take(answer, since.is_some(), most)
            })
            .await?;
        if let Some(code) = done.code {
            told.selected.learn(code);
        }
        // It must be told (RFC 9051 6.3.2). That nothing was told is no proof that the folder is empty.
        if !told.counts {
            return Err(WireError::Protocol {
                what: "a folder without EXISTS",
            });
        }
        let Told {
            mut selected,
            delta,
            ..
        } = told;
        selected.read_only |= access == Access::ReadOnly;
        if !self.capabilities.has(Capability::Condstore) {
            selected.highest_modseq = None;
        }
        self.exchange.forget_folder();
        self.exchange.exists = selected.exists;
        self.open = Some(OpenFolder {
            name: name.clone(),
            read_only: selected.read_only,
            modseq: selected.highest_modseq.is_some(),
        });
        // A server that knows nothing of that point, or counts no changes, answers as if it had not
        // been asked (RFC 7162 3.2.5.2).
        let told = since.filter(|since| {
            selected.uid_validity == Some(since.uid_validity)
                && selected
                    .highest_modseq
                    .is_some_and(|now| now >= since.modseq)
        });
        let delta = told.and_then(|_| delta.whole());
        Ok(Reopened { selected, delta })
    }

    /// Closes the open folder without expunging anything.
    ///
    /// # Errors
    /// As any command.
    pub async fn unselect(&mut self) -> Result<(), WireError> {
        let Some(open) = self.open.clone() else {
            return Ok(());
        };
        if self.capabilities.has(Capability::Unselect) {
            self.exchange
                .run(Command::new("unselect", "UNSELECT"))
                .await?;
        } else {
            if !open.read_only {
                // CLOSE removes what anybody has marked \Deleted, unless it is open read-only.
                self.select(&open.name, Access::ReadOnly).await?;
            }
            self.exchange.run(Command::new("close", "CLOSE")).await?;
        }
        self.open = None;
        self.exchange.forget_folder();
        Ok(())
    }
}

/// What the answer to SELECT told.
#[derive(Default)]
struct Told {
    selected: Selected,
    delta: Telling,
    /// Was there an EXISTS?
    counts: bool,
}

/// What changed, as far as it was told.
#[derive(Default)]
struct Telling {
    gone: Vec<(u32, u32)>,
    changed: BTreeMap<u32, FetchedFlags>,
    /// Was there a line that says less than it should, or too many?
    doubtful: bool,
}

impl Told {
    /// Takes what is about the folder, and gives the rest back.
    fn take(&mut self, answer: Answer, changes: bool, most: usize) -> Option<Answer> {
        match answer {
            Answer::Exists(n) => {
                self.selected.exists = n;
                self.counts = true;
            }
            Answer::Flags(flags) => self.selected.flags = flags,
            Answer::Said(Said {
                code: Some(ResponseCode::Closed),
                ..
            }) => {
                // Up to here it was about the folder that was open (RFC 7162 3.2.11).
                *self = Self::default();
            }
            Answer::Said(Said {
                code: Some(code),
                condition,
                words,
            }) => {
                if let Some(code) = self.selected.learn(code) {
                    return Some(Answer::Said(Said {
                        code: Some(code),
                        condition,
                        words,
                    }));
                }
            }
            answer if changes => return self.delta.take(answer, most),
            other => return Some(other),
        }
        None
    }
}

impl Telling {
    fn take(&mut self, answer: Answer, most: usize) -> Option<Answer> {
        match answer {
            Answer::Vanished { uids, .. } => {
                if self.gone.len() + uids.ranges().len() > most {
                    self.doubtful = true;
                } else {
                    self.gone.extend(uids.ranges());
                }
            }
            Answer::Fetch(fetched) => match flags_of(&fetched) {
                Some(flags) if self.changed.len() < most => {
                    self.changed.insert(flags.uid, flags);
                }
                _ => self.doubtful = true,
            },
            Answer::Unreadable(Sort::Fetch | Sort::Vanished) => self.doubtful = true,
            other => return Some(other),
        }
        None
    }

    fn whole(self) -> Option<Delta> {
        (!self.doubtful).then(|| Delta {
            vanished: UidSet::from_ranges(self.gone),
            changed: self.changed.into_values().collect(),
        })
    }
}

impl Selected {
    /// Takes in a code of the answer to SELECT; gives back what is none of them.
    fn learn(&mut self, code: ResponseCode) -> Option<ResponseCode> {
        match code {
            ResponseCode::UidValidity(n) => self.uid_validity = Some(n).filter(|n| *n > 0),
            ResponseCode::UidNext(n) => self.uid_next = Some(n).filter(|n| *n > 0),
            ResponseCode::HighestModSeq(n) => self.highest_modseq = Some(n).filter(|n| *n > 0),
            ResponseCode::NoModSeq => self.highest_modseq = None,
            ResponseCode::UidNotSticky => self.uids_not_sticky = true,
            ResponseCode::ReadOnly => self.read_only = true,
            ResponseCode::ReadWrite => self.read_only = false,
            ResponseCode::PermanentFlags(flags) => {
                self.keywords_allowed = flags.iter().any(|flag| flag == "\\*");
                self.permanent_flags = Some(flags);
            }
            other => return Some(other),
        }
        None
    }
}
