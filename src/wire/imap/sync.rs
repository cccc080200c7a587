//! Reading the open folder: UIDs, flags, headers, bodies, searches.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::answer::{Answer, Sort};
use super::capability::Capability;
use super::command::Command;
use super::connect::{ImapConnection, OpenFolder};
use super::fetch::Fetched;
use super::flight::Outlet;
use super::scan::Budget;
use super::search::flag_key;
use super::types::{Complete, FetchedFlags, FetchedHeader, FlagList};
use super::uid_set::UidSet;
use crate::domain::SystemFlag;
use crate::wire::WireError;

/// Octets of a set of UIDs in one command (quirks.rs: yahoo-line-length).
pub(super) const PIECE: usize = 880;

/// What is asked for of each message; the fields are those of [`crate::domain::MessageHeader`].
const HEADER_ITEMS: &str = "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (\
    MESSAGE-ID IN-REPLY-TO REFERENCES FROM SENDER REPLY-TO TO CC BCC SUBJECT DATE X-POSTROOM-SENT-BY \
    X-FORWARDED-MESSAGE-ID AUTO-SUBMITTED \
    RETURN-PATH PRECEDENCE LIST-UNSUBSCRIBE LIST-POST)]";

/// What ends the items, with the structure.
const STRUCTURE: &str = " BODYSTRUCTURE)";

impl ImapConnection {
    pub(super) fn need_open(&self) -> Result<&OpenFolder, WireError> {
        self.open.as_ref().ok_or(WireError::Unsendable {
            what: "a command for messages while no folder is open",
        })
    }

    /// All UIDs of the open folder, ascending. With this, and only with this, a message that is
    /// missing is known to be gone.
    ///
    /// An answer with fewer UIDs than the folder has messages (EXISTS, less what was expunged) is
    /// believed of no message. It is asked for once more, since the server may know of removals
    /// that it could not tell yet (RFC 9051 7.5.1).
    ///
    /// # Errors
    /// `Limit` above [`super::ImapLimits::items`] UIDs; `Protocol` for an answer that stays
    /// doubtful; as any command.
    pub async fn uids(&mut self) -> Result<Complete<Vec<u32>>, WireError> {
        let mut asked_again = false;
        loop {
            let command = if self.capabilities.has(Capability::Esearch) {
                Command::new("search", "UID SEARCH RETURN (ALL) ALL")
            } else {
                Command::new("search", "UID SEARCH ALL")
            };
            let found = self.search(command).await?;
            let doubt = if found.unreadable {
                "an answer to SEARCH that cannot be read"
            } else if !found.answered && self.exchange.exists > 0 {
                // An OK alone proves nothing about a folder that has messages.
                "no answer to SEARCH"
            } else if found.count() < u64::from(self.exchange.exists) {
                "fewer UIDs in answer to SEARCH than there are messages"
            } else {
                return Ok(Complete::proven(found.uids));
            };
            if asked_again {
                return Err(WireError::Protocol { what: doubt });
            }
            tracing::debug!(doubt, "A search for all messages is repeated.");
            asked_again = true;
            self.noop().await?;
        }
    }

    /// The UIDs of messages of which a header field contains a value. Servers compare loosely
    /// (parts of words, or only words): fetch what is found and compare exactly. For a Message-ID
    /// give it with its angle brackets (quirks.rs: icloud-message-id).
    ///
    /// # Errors
    /// `Unsendable` for line breaks; `Limit` above [`super::ImapLimits::items`] UIDs; `Protocol`
    /// for no answer, or one that cannot be read; as any command.
    pub async fn search_header(
        &mut self,
        header: &str,
        value: &str,
    ) -> Result<Complete<Vec<u32>>, WireError> {
        let command = self
            .searching(value.is_ascii())
            .words("HEADER ")
            .header_name(header)?
            .words(" ")
            .string(value)?;
        self.found(command).await
    }

    /// The UIDs of messages that came in on this day or later and name a Message-ID (without
    /// brackets) in `In-Reply-To` or `References`. As for [`ImapConnection::search_header`], fetch
    /// what is found and compare exactly.
    ///
    /// # Errors
    /// As [`ImapConnection::search_header`].
    pub async fn search_answers(
        &mut self,
        message_id: &str,
        since: Date,
    ) -> Result<Complete<Vec<u32>>, WireError> {
        // quirks.rs: icloud-message-id
        let id = format!("<{message_id}>");
        let command = self
            .searching(id.is_ascii())
            .words("SINCE ")
            .date(since)
            .words(" OR HEADER In-Reply-To ")
            .string(&id)?
            .words(" HEADER References ")
            .string(&id)?;
        self.found(command).await
    }

    /// The UIDs of messages that came in on this day or later and hold a text anywhere, header and
    /// attached messages included. Servers look into encoded parts, or do not, and compare loosely.
    ///
    /// # Errors
    /// As [`ImapConnection::search_header`].
    pub async fn search_text(
        &mut self,
        text: &str,
        since: Date,
    ) -> Result<Complete<Vec<u32>>, WireError> {
        let command = self
            .searching(text.is_ascii())
            .words("SINCE ")
            .date(since)
            .words(" TEXT ")
            .string(text)?;
        self.found(command).await
    }

    /// The UIDs of the messages that bear a system flag or a keyword, in its wire name, or that do not.
    ///
    /// # Errors
    /// As [`ImapConnection::search_header`]; [`WireError::Unsendable`] where it is no keyword.
    pub async fn search_flag(
        &mut self,
        flag: &str,
        bearing: bool,
    ) -> Result<Complete<Vec<u32>>, WireError> {
        let command = self.searching(true);
        let system = SystemFlag::ALL
            .into_iter()
            .find(|known| known.wire() == flag);
        let command = match (system, bearing) {
            (Some(system), _) => command.words(flag_key(system, bearing)),
            (None, true) => command.words("KEYWORD ").keyword(flag)?,
            (None, false) => command.words("UNKEYWORD ").keyword(flag)?,
        };
        self.found(command).await
    }

    /// Those of these messages of which a header field contains a value, as
    /// [`ImapConnection::search_header`].
    ///
    /// # Errors
    /// As [`ImapConnection::search_header`].
    pub async fn search_header_of(
        &mut self,
        uids: &UidSet,
        header: &str,
        value: &str,
    ) -> Result<Complete<Vec<u32>>, WireError> {
        let mut all = Vec::new();
        for piece in uids.pieces(PIECE) {
            let command = self
                .searching(value.is_ascii())
                .words("UID ")
                .uids(&piece)
                .words(" HEADER ")
                .header_name(header)?
                .words(" ")
                .string(value)?;
            all.extend(self.found(command).await?.into_inner());
        }
        Ok(Complete::proven(all))
    }

    /// The beginning of a search, up to its conditions.
    pub(super) fn searching<'c>(&self, is_ascii: bool) -> Command<'c> {
        let command = if self.capabilities.has(Capability::Esearch) {
            Command::new("search", "UID SEARCH RETURN (ALL) ")
        } else {
            Command::new("search", "UID SEARCH ")
        };
        if is_ascii {
            command
        } else {
            command.words("CHARSET UTF-8 ")
        }
    }

    /// What a search found, if it was answered so that it can be believed.
    pub(super) async fn found(
        &mut self,
        command: Command<'_>,
    ) -> Result<Complete<Vec<u32>>, WireError> {
        let found = self.search(command).await?;
        let doubt = if found.unreadable {
            "an answer to SEARCH that cannot be read"
        } else if !found.answered && self.exchange.exists > 0 {
            "no answer to SEARCH"
        } else {
            return Ok(Complete::proven(found.uids));
        };
        Err(WireError::Protocol { what: doubt })
    }

    async fn search(&mut self, command: Command<'_>) -> Result<Search, WireError> {
        self.need_open()?;
        let limits = self.exchange.options().limits;
        let budget = Budget {
            line: limits.search_line,
            ..self.exchange.budget()
        };
        let mut too_many = false;
        let mut search = Search::default();
        let uids = &mut search.uids;
        self.exchange
            .exec(command, budget, &mut |answer| {
                match answer {
                    Answer::Found(found) => {
                        search.answered = true;
                        if uids.len() + found.uids.len() > limits.items {
                            too_many = true;
                        } else {
                            uids.extend(found.uids);
                        }
                    }
                    Answer::FoundTooMuch => too_many = true,
                    Answer::Unreadable(Sort::Search) => search.unreadable = true,
                    other => return Some(other),
                }
                None
            })
            .await?;
        if too_many {
            return Err(WireError::Limit {
                what: "UIDs in a search",
            });
        }
        uids.retain(|uid| *uid > 0);
        uids.sort_unstable();
        uids.dedup();
        Ok(search)
    }

    /// The flags of messages; with `changed_since` only of those changed after that mod-sequence
    /// (CONDSTORE). Messages that are missing in the answer are gone or unchanged: that is for
    /// [`ImapConnection::uids`] to tell.
    ///
    /// # Errors
    /// `Unsupported` for `changed_since` without CONDSTORE in this folder; `Limit` above
    /// [`super::ImapLimits::items`] messages; as any command.
    pub async fn flags(
        &mut self,
        uids: &UidSet,
        changed_since: Option<u64>,
    ) -> Result<FlagList, WireError> {
        let modseq = self.need_open()?.modseq;
        if changed_since.is_some() && !modseq {
            return Err(WireError::Unsupported { what: "CONDSTORE" });
        }
        let items = if modseq {
            " (UID FLAGS MODSEQ)"
        } else {
            " (UID FLAGS)"
        };
        let items_limit = self.exchange.options().limits.items;
        let mut found: BTreeMap<u32, FetchedFlags> = BTreeMap::new();
        let (mut unreadable, mut too_many) = (0, false);
        for piece in uids.pieces(PIECE) {
            let mut command = Command::new("flags", "UID FETCH ")
                .uids(&piece)
                .words(items);
            if let Some(since) = changed_since {
                command = command.words(" (CHANGEDSINCE ").number(since).words(")");
            }
            let budget = self.exchange.budget();
            self.exchange
                .exec(command, budget, &mut |answer| match answer {
                    Answer::Fetch(fetched) => match flags_of(&fetched) {
                        Some(flags) if uids.contains(flags.uid) => {
                            too_many |= found.len() >= items_limit;
                            if !too_many {
                                found.insert(flags.uid, flags);
                            }
                            None
                        }
                        _ => {
                            unreadable += usize::from(fetched.broken);
                            Some(Answer::Fetch(fetched))
                        }
                    },
                    Answer::Unreadable(Sort::Fetch) => {
                        unreadable += 1;
                        None
                    }
                    other => Some(other),
                })
                .await?;
        }
        if too_many {
            return Err(WireError::Limit {
                what: "the flags of a folder",
            });
        }
        Ok(FlagList {
            flags: found.into_values().collect(),
            unreadable,
        })
    }

    /// What a list shows of messages, one by one as they come; the order is the server's (quirks.rs:
    /// yahoo-descending). The same message may come twice.
    ///
    /// A message may be missing although it is there: its structure can be beyond all measure, or
    /// unreadable, and the header behind it is lost then. [`ImapConnection::headers_plain`] gives
    /// it.
    ///
    /// # Errors
    /// As any command. After `Limit` a new connection can use [`ImapConnection::headers_plain`].
    pub async fn headers(
        &mut self,
        uids: &UidSet,
        each: impl FnMut(FetchedHeader) + Send,
    ) -> Result<Complete<()>, WireError> {
        self.fetch_headers(uids, STRUCTURE, each).await
    }

    /// The same without asking for the structure, so that no message is said to have attachments.
    ///
    /// # Errors
    /// As any command.
    pub async fn headers_plain(
        &mut self,
        uids: &UidSet,
        each: impl FnMut(FetchedHeader) + Send,
    ) -> Result<Complete<()>, WireError> {
        self.fetch_headers(uids, ")", each).await
    }

    /// The same as [`ImapConnection::headers`] of many messages: portion for portion in this order, each
    /// asked for when its turn comes, and as fast as they are taken out of the outlet, into which `of`
    /// makes what goes. What is not `wanted` is left out.
    ///
    /// # Errors
    /// As [`ImapConnection::headers`].
    pub async fn stream_headers<T: Send>(
        &mut self,
        wanted: &UidSet,
        portions: impl Iterator<Item = UidSet> + Send,
        structure: bool,
        outlet: &mut Outlet<T>,
        of: fn(FetchedHeader) -> T,
    ) -> Result<(), WireError> {
        let end = if structure { STRUCTURE } else { ")" };
        let modseq = self.modseq_item()?;
        let budget = self.header_budget();
        let pieces = portions.flat_map(|portion| portion.pieces(PIECE));
        let commands = pieces.map(move |piece| header_command(&piece, modseq, end));
        let take = |answer, outlet: &mut Outlet<T>| match answer {
            Answer::Fetch(fetched) if is_header_of(&fetched, wanted) => {
                let header = header_of(*fetched);
                let octets = header.header.len() + std::mem::size_of::<FetchedHeader>();
                outlet.put(of(header), octets);
                None
            }
            other => Some(other),
        };
        self.exchange
            .stream("headers", commands, budget, outlet, take)
            .await
    }

    fn modseq_item(&self) -> Result<&'static str, WireError> {
        let has_modseq = self.need_open()?.modseq;
        Ok(if has_modseq { " MODSEQ" } else { "" })
    }

    fn header_budget(&self) -> Budget {
        Budget {
            literal: self.exchange.options().limits.header,
            cut: true,
            ..self.exchange.budget()
        }
    }

    async fn fetch_headers(
        &mut self,
        uids: &UidSet,
        end: &'static str,
        mut each: impl FnMut(FetchedHeader) + Send,
    ) -> Result<Complete<()>, WireError> {
        let modseq = self.modseq_item()?;
        let budget = self.header_budget();
        for piece in uids.pieces(PIECE) {
            let command = header_command(&piece, modseq, end);
            self.exchange
                .exec(command, budget, &mut |answer| match answer {
                    Answer::Fetch(fetched) if is_header_of(&fetched, uids) => {
                        each(header_of(*fetched));
                        None
                    }
                    other => Some(other),
                })
                .await?;
        }
        Ok(Complete::proven(()))
    }

    /// The octets of messages, without setting `\Seen`, as fast as they are taken out of the outlet, of
    /// those that end before `most` octets; `size` is what the server named as RFC822.SIZE. A message may
    /// be missing although it is there: it is longer, shorter than it was said to be (quirks.rs:
    /// exchange-size), or could not be read. [`ImapConnection::body`] gives it.
    ///
    /// # Errors
    /// As any command.
    pub async fn stream_bodies(
        &mut self,
        sizes: &BTreeMap<u32, u32>,
        most: usize,
        outlet: &mut Outlet<(u32, Vec<u8>)>,
    ) -> Result<(), WireError> {
        self.need_open()?;
        let budget = Budget {
            literal: most,
            // Some know no ranges (quirks.rs: body-no-ranges).
            cut: true,
            ..self.exchange.budget()
        };
        let pieces = sizes.keys().copied().collect::<UidSet>().pieces(PIECE);
        let commands = pieces.into_iter().map(|piece| {
            Command::new("bodies", "UID FETCH ")
                .uids(&piece)
                .words(" (UID BODY.PEEK[]<0.")
                .number(u64::try_from(most).unwrap_or(u64::MAX))
                .words(">)")
        });
        let take = |answer, outlet: &mut Outlet<(u32, Vec<u8>)>| match answer {
            Answer::Fetch(mut fetched) if fetched.has_whole() && !fetched.broken => {
                let size = fetched.uid.and_then(|uid| sizes.get_key_value(&uid));
                if let (Some((uid, size)), Some((origin, octets))) = (size, fetched.take_whole()) {
                    let size = usize::try_from(*size).unwrap_or(usize::MAX);
                    let is_beginning = origin.is_none_or(|at| at == 0);
                    let whole =
                        !fetched.cut && is_beginning && (origin.is_none() || octets.len() < most);
                    // Empty it is when it has just gone (quirks.rs: body-nil-gone).
                    if whole && !octets.is_empty() && octets.len() >= size {
                        let length = octets.len();
                        outlet.put((*uid, octets), length);
                    }
                }
                None
            }
            Answer::Unreadable(Sort::Fetch) => None,
            other => Some(other),
        };
        self.exchange
            .stream("bodies", commands, budget, outlet, take)
            .await
    }
}

/// What a search was answered with.
#[derive(Debug, Default)]
struct Search {
    /// Ascending, each once.
    uids: Vec<u32>,
    /// Was there a line that answers it?
    answered: bool,
    /// Was there one that could not be read?
    unreadable: bool,
}

impl Search {
    fn count(&self) -> u64 {
        u64::try_from(self.uids.len()).unwrap_or(u64::MAX)
    }
}

/// The flags in a FETCH, if its UID is known.
pub(super) fn flags_of(fetched: &Fetched) -> Option<FetchedFlags> {
    Some(FetchedFlags {
        uid: fetched.uid?,
        flags: fetched.flags.clone()?,
        modseq: fetched.modseq,
    })
}

fn header_command<'c>(piece: &UidSet, modseq: &'static str, end: &'static str) -> Command<'c> {
    Command::new("headers", "UID FETCH ")
        .uids(piece)
        .words(" (")
        .words(HEADER_ITEMS)
        .words(modseq)
        .words(end)
}

/// Is it the header of one of these messages?
fn is_header_of(fetched: &Fetched, uids: &UidSet) -> bool {
    fetched.header.is_some() && fetched.uid.is_some_and(|uid| uids.contains(uid))
}

fn header_of(fetched: Fetched) -> FetchedHeader {
    FetchedHeader {
        uid: fetched.uid.unwrap_or_default(),
        flags: fetched.flags.unwrap_or_default(),
        modseq: fetched.modseq,
        internal_date: fetched.internal_date,
        size: fetched.size.unwrap_or_default(),
        header: fetched.header.unwrap_or_default(),
        header_cut: fetched.cut,
        has_attachment: fetched.attachment,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_field_is_asked_for_by_its_name() {
        let (_, fields) = HEADER_ITEMS.split_once("HEADER.FIELDS (").unwrap();
        let mut fields = fields.trim_end_matches(")]").split(' ');
        assert!(fields.any(|f| f.eq_ignore_ascii_case(crate::domain::SENT_BY_FIELD)));
    }
}
