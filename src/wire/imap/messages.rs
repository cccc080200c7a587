//! Changing what is in the open folder.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::answer::{Answer, Said};
use super::capability::Capability;
use super::code::ResponseCode;
use super::command::Command;
use super::connect::ImapConnection;
use super::exchange::Done;
use super::folder_name::FolderName;
use super::sync::{PIECE, flags_of};
use super::types::{AppendUid, CopyUid, FetchedFlags, StoreOutcome, Transferred};
use super::uid_set::UidSet;
use crate::domain::{FlagChange, Flags, SystemFlag};
use crate::wire::WireError;

impl ImapConnection {
    fn need_writable(&self) -> Result<(), WireError> {
        // quirks.rs: dovecot-readonly-ok
        if self.need_open()?.read_only {
            return Err(WireError::ReadOnly);
        }
        Ok(())
    }

    /// Sets and clears flags. With `unchanged_since` only on messages that nobody changed after
    /// that mod-sequence (CONDSTORE); the others are reported, and left alone as far as flags to
    /// set are concerned before flags to clear.
    ///
    /// # Errors
    /// `ReadOnly` if the folder is open for reading only; `Unsupported` for `unchanged_since`
    /// without CONDSTORE in this folder; `Unsendable` for a flag that is none; `No`; as any
    /// command.
    pub async fn store_flags(
        &mut self,
        uids: &UidSet,
        change: &FlagChange,
        unchanged_since: Option<u64>,
    ) -> Result<StoreOutcome, WireError> {
        self.need_writable()?;
        if unchanged_since.is_some() && !self.need_open()?.modseq {
            return Err(WireError::Unsupported { what: "CONDSTORE" });
        }
        let mut modified: BTreeSet<u32> = BTreeSet::new();
        let mut now: BTreeMap<u32, FetchedFlags> = BTreeMap::new();
        let mut condition = unchanged_since;
        for (words, names) in [(" +FLAGS ", &change.add), (" -FLAGS ", &change.remove)] {
            if names.is_empty() {
                continue;
            }
            let left: UidSet = if modified.is_empty() {
                uids.clone()
            } else {
                uids.without(&modified)
            };
            for piece in left.pieces(PIECE) {
                let mut command = Command::new("store", "UID STORE ").uids(&piece);
                if let Some(since) = condition {
                    command = command.words(" (UNCHANGEDSINCE ").number(since).words(")");
                }
                let command = command
                    .words(words)
                    .flags(names.iter().map(String::as_str))?;
                let budget = self.exchange.budget();
                let result = self
                    .exchange
                    .exec(command, budget, &mut |answer| match answer {
                        Answer::Fetch(fetched) => match flags_of(&fetched) {
                            Some(flags) if uids.contains(flags.uid) => {
                                now.insert(flags.uid, flags);
                                None
                            }
                            _ => Some(Answer::Fetch(fetched)),
                        },
                        other => Some(other),
                    })
                    .await;
                // RFC 7162 3.1.3: MODIFIED stands in the OK, or in a NO if others failed.
                let code = match result {
                    Ok(done) => done.code,
                    Err(WireError::No {
                        code: Some(code @ ResponseCode::Modified(_)),
                        ..
                    }) => Some(code),
                    Err(error) => return Err(error),
                };
                if let Some(ResponseCode::Modified(set)) = code {
                    let asked = set.ranges().iter().flat_map(|(a, b)| *a..=*b);
                    // The set is the server's claim and may be absurd.
                    modified.extend(asked.take(1_000_000).filter(|uid| uids.contains(*uid)));
                }
            }
            // What this command changed has a new mod-sequence now.
            condition = None;
        }
        Ok(StoreOutcome {
            modified: modified.into_iter().collect(),
            now: now.into_values().collect(),
        })
    }

    /// Changes the flags of one message, unless somebody changed it after `modseq`. True only if
    /// nobody did and its flags are known to be as they were wanted: a server may drop a flag
    /// without a word (RFC 4314 4), and it may say nothing of a message whose flags were so before.
    ///
    /// # Errors
    /// `Gone` if the message is not there; as [`ImapConnection::store_flags`].
    pub async fn store_unless_changed(
        &mut self,
        uid: u32,
        modseq: u64,
        change: &FlagChange,
    ) -> Result<bool, WireError> {
        let one = UidSet::one(uid);
        let outcome = self.store_flags(&one, change, Some(modseq)).await?;
        if !outcome.modified.is_empty() {
            return Ok(false);
        }
        let told = outcome.now.into_iter().find(|flags| flags.uid == uid);
        let now = match told {
            Some(flags) => flags,
            None => {
                let asked = self.flags(&one, None).await?.into_inner();
                asked.into_iter().next().ok_or(WireError::Gone)?
            }
        };
        let mut wanted = now.flags.clone();
        wanted.apply(change);
        Ok(wanted == now.flags)
    }

    /// Puts a message into a folder. Its octets go out as they are. `None` where the server does
    /// not tell the UID: then search for the Message-ID.
    ///
    /// Flags for which the account lacks the right are dropped by the server without a word
    /// (RFC 4314 4).
    ///
    /// # Errors
    /// `No` with NOPERM, OVERQUOTA, TOOBIG, TRYCREATE and others; `Unsendable` for NUL in the
    /// message; as any command. After an error that ended the connection it is unknown whether
    /// the message is there.
    pub async fn append(
        &mut self,
        folder: &FolderName,
        flags: &Flags,
        date: Option<Timestamp>,
        message: &[u8],
    ) -> Result<Option<AppendUid>, WireError> {
        let names = flags.to_wire();
        let mut command = Command::new("append", "APPEND ")
            .folder(folder)?
            .words(" ")
            .flags(names.iter().map(String::as_str))?
            .words(" ");
        if let Some(date) = date {
            command = command.date_time(date).words(" ");
        }
        let command = command.message(message)?;
        let budget = self.exchange.budget();
        let mut told = None;
        let done = self
            .exchange
            .exec(command, budget, &mut |answer| match answer {
                // quirks.rs: untagged-copyuid
                Answer::Said(Said {
                    code: Some(code @ ResponseCode::AppendUid { .. }),
                    ..
                }) => {
                    told = Some(code);
                    None
                }
                other => Some(other),
            })
            .await?;
        let of_its_end = |code: &ResponseCode| matches!(code, ResponseCode::AppendUid { .. });
        Ok(match done.code.filter(of_its_end).or(told) {
            Some(ResponseCode::AppendUid { uid_validity, uids }) if uids.count() == 1 => uids
                .iter()
                .next()
                .map(|uid| AppendUid { uid_validity, uid }),
            _ => None,
        })
    }

    /// Copies messages. A set that takes more than about forty ranges goes out in several commands: where a
    /// later one of them is refused, the answer says what was copied before.
    ///
    /// # Errors
    /// `No` with NOPERM, OVERQUOTA, TRYCREATE and others, and nothing was copied; as any command.
    pub async fn copy(&mut self, uids: &UidSet, to: &FolderName) -> Result<Transferred, WireError> {
        self.need_open()?;
        self.transfer("copy", "UID COPY ", uids, to).await
    }

    /// Moves messages: by MOVE, else by COPY and [`ImapConnection::remove`]. As for [`ImapConnection::copy`],
    /// a long set may be moved in part; and so may a single MOVE be (RFC 6851 section 3.3), of which then only
    /// that is known as moved whose new UIDs were told.
    ///
    /// # Errors
    /// `Unsupported`, and nothing was done, if the server has no MOVE and they cannot be removed; `No` with
    /// INUSE, and the copies are there, if that came to be so meanwhile. `ReadOnly`; otherwise as [`ImapConnection::copy`].
    pub async fn move_messages(
        &mut self,
        uids: &UidSet,
        to: &FolderName,
    ) -> Result<Transferred, WireError> {
        self.need_writable()?;
        if self.capabilities.has(Capability::Move) {
            return self.transfer("move", "UID MOVE ", uids, to).await;
        }
        self.need_removal(uids, "MOVE or UIDPLUS").await?;
        let copied = self.transfer("move", "UID COPY ", uids, to).await?;
        // What was refused stays.
        match self.remove(&copied.done).await {
            // Somebody marked another one since that was asked. The copies are there: that is no refusal, and
            // what is left is done as soon as it can be.
            Err(WireError::Unsupported { .. }) => Err(WireError::No {
                code: Some(ResponseCode::InUse),
                words: "others are marked as deleted there".to_owned(),
            }),
            removed => removed.map(|()| copied),
        }
    }

    async fn transfer(
        &mut self,
        step: &'static str,
        words: &'static str,
        uids: &UidSet,
        to: &FolderName,
    ) -> Result<Transferred, WireError> {
        let mut total: Option<CopyUid> = None;
        let mut done: Vec<u32> = Vec::new();
        let mut refused = None;
        let mut learn = |code: ResponseCode| -> Option<ResponseCode> {
            match code {
                ResponseCode::CopyUid {
                    uid_validity,
                    pairs,
                } => {
                    let total = total.get_or_insert_with(|| CopyUid {
                        uid_validity,
                        pairs: Vec::new(),
                    });
                    if total.uid_validity == uid_validity {
                        total.pairs.extend(pairs);
                    }
                    None
                }
                other => Some(other),
            }
        };
        for piece in uids.pieces(PIECE) {
            let command = Command::new(step, words)
                .uids(&piece)
                .words(" ")
                .folder(to)?;
            let budget = self.exchange.budget();
            let answered = self
                .exchange
                .exec(command, budget, &mut |answer| match answer {
                    // quirks.rs: untagged-copyuid
                    Answer::Said(Said {
                        code: Some(code),
                        condition,
                        words,
                    }) => learn(code).map(|code| {
                        Answer::Said(Said {
                            code: Some(code),
                            condition,
                            words,
                        })
                    }),
                    other => Some(other),
                })
                .await;
            match answered {
                Ok(Done { code }) => {
                    if let Some(code) = code {
                        learn(code);
                    }
                    done.extend(piece.iter());
                }
                Err(error) if error.is_refusal() => {
                    refused = Some(error);
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        // Of the one that was refused, too.
        let told = total.iter().flat_map(|told| &told.pairs);
        done.extend(told.map(|(old, _)| *old).filter(|old| uids.contains(*old)));
        match refused {
            Some(error) if done.is_empty() => Err(error),
            refused => Ok(Transferred {
                copied: total,
                done: done.into_iter().collect(),
                refused,
            }),
        }
    }

    /// Removes messages for good: marks them `\Deleted` and expunges them, by UID EXPUNGE where the server
    /// has UIDPLUS. A plain EXPUNGE removes whatever is marked: it is sent only where nothing else is.
    ///
    /// # Errors
    /// `Unsupported`, and nothing was marked, where others have marked messages and the server lacks
    /// UIDPLUS. `ReadOnly`; `No`; as any command.
    pub async fn remove(&mut self, uids: &UidSet) -> Result<(), WireError> {
        self.need_writable()?;
        let has_uidplus = self.capabilities.has(Capability::UidPlus);
        let marked = self.need_removal(uids, "UIDPLUS").await?;
        self.mark_deleted(uids, " +FLAGS.SILENT (\\Deleted)")
            .await?;
        if !has_uidplus {
            // Somebody may have marked others in this moment. What is left then is one round trip.
            if let Err(error) = self.need_removal(uids, "UIDPLUS").await {
                // What bore the mark before is not ours to unmark.
                let ours = uids.iter().filter(|uid| !marked.contains(uid)).collect();
                self.mark_deleted(&ours, " -FLAGS.SILENT (\\Deleted)")
                    .await?;
                return Err(error);
            }
            let command = Command::new("expunge", "EXPUNGE");
            self.exchange.run(command).await?;
            return Ok(());
        }
        for piece in uids.pieces(PIECE) {
            let command = Command::new("expunge", "UID EXPUNGE ").uids(&piece);
            self.exchange.run(command).await?;
        }
        Ok(())
    }

    async fn mark_deleted(&mut self, uids: &UidSet, how: &'static str) -> Result<(), WireError> {
        for piece in uids.pieces(PIECE) {
            let command = Command::new("mark deleted", "UID STORE ")
                .uids(&piece)
                .words(how);
            self.exchange.run(command).await?;
        }
        Ok(())
    }

    /// Can these be removed without removing what others have marked `\Deleted`? Those of them that bear the
    /// mark already, where that had to be asked.
    async fn need_removal(
        &mut self,
        uids: &UidSet,
        what: &'static str,
    ) -> Result<Vec<u32>, WireError> {
        if self.capabilities.has(Capability::UidPlus) {
            return Ok(Vec::new());
        }
        let marked = self.search_flag(SystemFlag::Deleted.wire(), true).await?;
        let marked = marked.into_inner();
        if marked.iter().any(|uid| !uids.contains(*uid)) {
            return Err(WireError::Unsupported { what });
        }
        Ok(marked)
    }
}
