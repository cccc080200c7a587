//! [`MailBackend`] over IMAP.

mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::domain::{FlagChange, Flags, FolderRole, PartNumber, Rights, SearchQuery, Structure};
use crate::rfc822;
use crate::wire::imap::{
    self as wire, Access, Capability, FetchedFlags, FetchedHeader, FolderName, FolderStatus,
    ImapConnection, ListWant, Listed, Namespace, Outlet, ResponseCode, Since, Transferred, UidSet,
    Unsolicited,
};
use crate::wire::{Piecemeal, WireError};

use super::backend::{
    Abilities, Counts, Delta, Flagged, FlagsOf, HeaderOf, MadeFolder, MailBackend, News, Opened,
    Overview, Relocated, Remade, Reopened, SoughtId,
};
use super::discovery::{ListedFolder, Listing, Space};

/// So many folders are asked for their counts one by one, in one round trip, although a listing would
/// tell those of all.
const FEW_FOLDERS: usize = 8;

/// Octets of headers, and of whole messages, that are handed over at once.
const HEADERS_AT_ONCE: usize = 1024 * 1024;
const BODIES_AT_ONCE: usize = 2 * 1024 * 1024;

/// Messages with one Message-ID that are looked at: a search for a header is a search for a part
/// of it, so the exact one is compared here.
const CANDIDATES: usize = 50;

/// One signed-in IMAP connection.
pub(super) struct ImapBackend {
    connection: ImapConnection,
    /// IDLE is renewed this often.
    idle: Duration,
    /// The folder that is open for writing.
    open: Option<(String, Opened)>,
}

impl ImapBackend {
    pub(super) fn new(connection: ImapConnection, idle: Duration) -> Self {
        Self {
            connection,
            idle,
            open: None,
        }
    }
}

fn has_code(error: &WireError, wanted: ResponseCode) -> bool {
    matches!(error, WireError::No { code: Some(code), .. } if *code == wanted)
}

fn relocated(uids: &[u32], transferred: Transferred) -> Relocated {
    let done = transferred.done;
    let (done, left): (Vec<u32>, Vec<u32>) = uids.iter().partition(|uid| done.contains(**uid));
    let told = transferred.copied.unwrap_or_default();
    Relocated {
        uid_validity: told.uid_validity,
        pairs: told.pairs,
        done,
        refused: transferred.refused.map(|error| (error, left)),
    }
}

fn name(wire: &str) -> Result<FolderName, WireError> {
    FolderName::from_wire(wire).map_err(|_| WireError::Unsendable {
        what: "a folder's name",
    })
}

fn names(wire: &[String]) -> Result<Vec<FolderName>, WireError> {
    wire.iter().map(|w| name(w)).collect()
}

fn set(uids: &[u32]) -> UidSet {
    uids.iter().copied().collect()
}

fn header_of(fetched: FetchedHeader) -> HeaderOf {
    HeaderOf {
        uid: fetched.uid,
        flags: fetched.flags,
        modseq: fetched.modseq,
        date: fetched.internal_date,
        size: fetched.size,
        header: fetched.header,
        has_attachment: fetched.has_attachment,
    }
}

fn flags_of(fetched: FetchedFlags) -> FlagsOf {
    FlagsOf {
        uid: fetched.uid,
        flags: fetched.flags,
        modseq: fetched.modseq,
    }
}

fn counts_of(status: FolderStatus) -> Counts {
    Counts {
        uid_validity: status.uid_validity,
        uid_next: status.uid_next,
        messages: status.messages,
        unseen: status.unseen,
        highest_modseq: status.highest_modseq,
    }
}

/// The day from which is searched. SINCE goes by the server's own calendar, and clocks differ: a
/// day more finds too much rather than too little.
fn day_before(since: Timestamp) -> Date {
    let day = Offset::UTC.to_datetime(since).date();
    day.yesterday().unwrap_or(day)
}

fn newest(mut uids: Vec<u32>, max: usize) -> Vec<u32> {
    uids.sort_unstable();
    uids.drain(..uids.len().saturating_sub(max));
    uids
}

#[async_trait]
impl MailBackend for ImapBackend {
    fn abilities(&self) -> Abilities {
        let capabilities = self.connection.capabilities();
        Abilities {
            rights: capabilities.has(Capability::Acl),
            rights_with_listing: capabilities.has(Capability::ListMyRights),
            counts_tell_all: capabilities.has(Capability::Acl)
                && capabilities.has(Capability::Condstore),
            push: capabilities.has(Capability::Idle),
            conditional_store: capabilities.has(Capability::Condstore),
            tells_places: capabilities.has(Capability::UidPlus),
        }
    }

    fn is_usable(&self) -> bool {
        self.connection.is_alive()
    }

    async fn ping(&mut self) -> Result<(), WireError> {
        self.connection.noop().await
    }

    async fn listing(&mut self, counts: bool) -> Result<Listing, WireError> {
        let namespaces = match self.connection.namespaces().await {
            // Offered, and not to be had: as of a server that does not offer it.
            Err(error) if self.connection.is_alive() => {
                tracing::info!(%error, "The namespaces could not be read.");
                self.connection.one_namespace().await?
            }
            answered => answered?,
        };
        let space = |namespace: &Namespace, shared| Space {
            prefix: FolderName::from_wire(&namespace.prefix)
                .map_or_else(|_| namespace.prefix.clone(), |n| n.text()),
            delimiter: namespace.delimiter,
            shared,
        };
        let mut spaces: Vec<Space> = namespaces
            .personal
            .iter()
            .map(|n| space(n, false))
            .collect();
        let others = namespaces.other_users.iter().chain(&namespaces.shared);
        spaces.extend(others.clone().map(|n| space(n, true)));

        let want = ListWant {
            special_use: true,
            my_rights: self.abilities().rights_with_listing,
            status: counts
                && self.abilities().counts_tell_all
                && (self.connection.capabilities()).has(Capability::ListStatus),
        };
        // A server may leave other people's folders out of "*" (RFC 2342 5); so each is asked for.
        let prefixes = others.map(|n| n.prefix.as_str()).filter(|p| !p.is_empty());
        let references: Vec<&str> = std::iter::once("").chain(prefixes).collect();
        let (listed, refused) = self.connection.list_each(&references, "*", want).await?;
        let mut complete = listed.is_complete() && !namespaces.doubtful;
        for (place, error) in refused.into_iter().enumerate() {
            match error {
                None => {}
                // One namespace that is refused breaks no other (invariant 10).
                Some(error) if place > 0 && !error.is_passing() => {
                    tracing::info!(%error, "A namespace could not be listed.");
                    complete = false;
                }
                Some(error) => return Err(error),
            }
        }
        if !complete {
            tracing::warn!("A listing could not be read as a whole; nothing is taken for gone.");
        }
        let folder = |folder: Listed| ListedFolder {
            name: folder.name.text(),
            wire_name: folder.name.wire().to_owned(),
            delimiter: folder.delimiter,
            selectable: folder.selectable,
            special_use: folder.special_use.filter(|role| *role != FolderRole::Other),
            rights: folder.my_rights,
            counts: folder.status.map(counts_of),
        };
        Ok(Listing {
            spaces,
            folders: listed.into_inner().into_iter().map(folder).collect(),
            complete,
        })
    }

    async fn rights(
        &mut self,
        folders: &[String],
    ) -> Result<Vec<Result<Rights, WireError>>, WireError> {
        let answers = self.connection.my_rights(&names(folders)?).await?;
        Ok(answers.into_iter().map(|(_, rights)| rights).collect())
    }

    async fn counts(&mut self, folders: &[String]) -> Result<Overview, WireError> {
        // wire/quirks.rs: dovecot-status-selected
        self.open = None;
        self.connection.unselect().await?;
        let mut told: BTreeMap<String, Counts> = BTreeMap::new();
        // One command for all of them, unless so few are asked of that the others would cost more:
        // then it tells their names alone.
        let offered = self.connection.capabilities().has(Capability::ListStatus);
        let want = ListWant {
            status: offered && folders.len() > FEW_FOLDERS,
            ..ListWant::default()
        };
        let mut named = BTreeSet::new();
        for listed in self.connection.list("", "*", want).await?.into_inner() {
            let name = listed.name.wire().to_owned();
            if let Some(status) = listed.status {
                told.insert(name.clone(), counts_of(status));
            }
            named.insert(name);
        }
        let left = |folder: &&String| !told.contains_key(*folder);
        let left: Vec<String> = folders.iter().filter(left).cloned().collect();
        let mut asked = self.connection.status(&names(&left)?).await?.into_iter();
        let one = |folder: &String| match told.get(folder) {
            Some(counts) => Ok(*counts),
            None => match asked.next() {
                Some((_, status)) => status.map(counts_of),
                None => Err(WireError::Protocol {
                    what: "no answer to STATUS",
                }),
            },
        };
        Ok(Overview {
            counts: folders.iter().map(one).collect(),
            names: named,
        })
    }

    async fn open(&mut self, folder: &str, to_write: bool) -> Result<Opened, WireError> {
        Ok(self.open_since(folder, to_write, None).await?.opened)
    }

    async fn open_since(
        &mut self,
        folder: &str,
        to_write: bool,
        since: Option<(u32, u64)>,
    ) -> Result<Reopened, WireError> {
        let access = if to_write {
            Access::ReadWrite
        } else {
            Access::ReadOnly
        };
        let since = since.map(|(uid_validity, modseq)| Since {
            uid_validity,
            modseq,
        });
        let name = name(folder)?;
        self.open = None;
        let reopened = self.connection.select_since(&name, access, since);
        let wire::Reopened { selected, delta } = reopened.await?;
        let Some(uid_validity) = selected.uid_validity else {
            return Err(WireError::Protocol {
                what: "a folder without UIDVALIDITY",
            });
        };
        let mut permanent_flags = selected.permanent_flags;
        if let (Some(flags), true) = (&mut permanent_flags, selected.keywords_allowed) {
            flags.push("\\*".to_owned());
        }
        let opened = Opened {
            uid_validity,
            uid_next: selected.uid_next,
            exists: selected.exists,
            highest_modseq: selected.highest_modseq,
            read_only: selected.read_only,
            flags: selected.flags,
            permanent_flags,
        };
        let delta = delta.map(|delta| Delta {
            gone: delta.vanished.ranges().to_vec(),
            changed: delta.changed.into_iter().map(flags_of).collect(),
        });
        if to_write {
            self.open = Some((folder.to_owned(), opened.clone()));
        }
        Ok(Reopened { opened, delta })
    }

    fn still_open(&self, folder: &str) -> Option<Opened> {
        let open = self.open.as_ref().filter(|(name, _)| name == folder);
        open.map(|(_, opened)| opened.clone())
    }

    async fn uids(&mut self) -> Result<Vec<u32>, WireError> {
        let mut uids = self.connection.uids().await?.into_inner();
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    async fn flags(&mut self, since: Option<u64>) -> Result<Flagged, WireError> {
        let fetched = self.connection.flags(&UidSet::all(), since).await?;
        let whole = fetched.is_complete();
        let flags = fetched.into_inner().into_iter().map(flags_of).collect();
        Ok(Flagged { flags, whole })
    }

    async fn with_flag(&mut self, flag: &str, bearing: bool) -> Result<Vec<u32>, WireError> {
        let found = self.connection.search_flag(flag, bearing).await?;
        Ok(found.into_inner())
    }

    async fn headers_from(
        &mut self,
        first: u32,
        most: usize,
        structure: bool,
    ) -> Result<Vec<HeaderOf>, WireError> {
        let wanted = UidSet::from(first);
        let mut headers: BTreeMap<u32, HeaderOf> = BTreeMap::new();
        let each = |h: FetchedHeader| {
            if headers.len() < most {
                headers.insert(h.uid, header_of(h));
            }
        };
        if structure {
            self.connection.headers(&wanted, each).await?.into_inner();
        } else {
            let asked = self.connection.headers_plain(&wanted, each).await?;
            asked.into_inner();
        }
        Ok(headers.into_values().collect())
    }

    async fn headers(&mut self, uids: &[u32], structure: bool) -> Result<Vec<HeaderOf>, WireError> {
        let wanted: BTreeSet<u32> = uids.iter().copied().collect();
        let mut headers: BTreeMap<u32, HeaderOf> = BTreeMap::new();
        let mut each = |h: FetchedHeader| {
            // A server may send what nobody asked for, and the same again and again.
            if wanted.contains(&h.uid) {
                headers.insert(h.uid, header_of(h));
            }
        };
        if structure {
            let asked = self.connection.headers(&set(uids), &mut each).await?;
            asked.into_inner();
            // A structure that is too long or cannot be read takes what stands behind it along.
            let silent = wanted.iter().filter(|uid| !headers.contains_key(uid));
            let silent: UidSet = silent.copied().collect();
            if !silent.is_empty() {
                let each = |h: FetchedHeader| {
                    if silent.contains(h.uid) {
                        headers.insert(h.uid, header_of(h));
                    }
                };
                let asked = self.connection.headers_plain(&silent, each).await?;
                asked.into_inner();
            }
        } else {
            let asked = self.connection.headers_plain(&set(uids), &mut each).await?;
            asked.into_inner();
        }
        Ok(headers.into_values().collect())
    }

    async fn stream_headers(
        &mut self,
        wanted: &[u32],
        portions: &mut (dyn Iterator<Item = Vec<u32>> + Send),
        structure: bool,
        to: mpsc::Sender<Vec<HeaderOf>>,
    ) -> Result<(), WireError> {
        let portions = portions.map(|uids| set(&uids));
        let mut outlet = Outlet::new(to, HEADERS_AT_ONCE);
        self.connection
            .stream_headers(&set(wanted), portions, structure, &mut outlet, header_of)
            .await
    }

    async fn stream_bodies(
        &mut self,
        sizes: &BTreeMap<u32, u32>,
        most: usize,
        to: mpsc::Sender<Vec<(u32, Vec<u8>)>>,
    ) -> Result<(), WireError> {
        let mut outlet = Outlet::new(to, BODIES_AT_ONCE);
        self.connection
            .stream_bodies(sizes, most, &mut outlet)
            .await
    }

    async fn body(&mut self, uid: u32, size: Option<u32>, max: u64) -> Result<Vec<u8>, WireError> {
        self.connection.body(uid, size, max).await
    }

    async fn structure(&mut self, uid: u32) -> Result<Structure, WireError> {
        self.connection.structure(uid).await
    }

    async fn part_headers(
        &mut self,
        uid: u32,
        parts: &[PartNumber],
    ) -> Result<(Vec<u8>, Vec<Vec<u8>>), WireError> {
        let headers = self.connection.part_headers(uid, parts).await?;
        Ok((headers.message, headers.parts))
    }

    async fn read_on(&mut self, reading: &mut Piecemeal, most: usize) -> Result<bool, WireError> {
        self.connection.read_on(reading, most).await
    }

    async fn with_message_id(&mut self, sought: &SoughtId) -> Result<Vec<u32>, WireError> {
        // With its brackets (wire/quirks.rs: icloud-message-id).
        let bracketed = match sought {
            SoughtId::Exactly(id) => format!("<{id}>"),
            SoughtId::Beginning(with) => format!("<{with}"),
        };
        let found = self
            .connection
            .search_header("Message-ID", &bracketed)
            .await?
            .into_inner();
        let found: Vec<u32> = found.into_iter().rev().take(CANDIDATES).collect();
        if found.is_empty() {
            return Ok(found);
        }
        let headers = self.headers(&found, false).await?;
        if headers.len() < found.len() {
            // It may be the very one, and what is not found is filed again.
            return Err(WireError::Protocol {
                what: "a message that was found and has no header",
            });
        }
        let is_it = |h: &&HeaderOf| {
            let id = rfc822::parse_header(&h.header).message_id;
            id.is_some_and(|id| sought.is(&id))
        };
        Ok(headers.iter().filter(is_it).map(|h| h.uid).collect())
    }

    async fn mentioning(
        &mut self,
        message_id: &str,
        since: Timestamp,
        max: usize,
    ) -> Result<Vec<u32>, WireError> {
        let day = day_before(since);
        let found = self.connection.search_answers(message_id, day).await?;
        Ok(newest(found.into_inner(), max))
    }

    async fn mentioning_anywhere(
        &mut self,
        message_id: &str,
        since: Timestamp,
        max: usize,
    ) -> Result<Vec<u32>, WireError> {
        // Without brackets, as Original-Envelope-Id has it.
        let day = day_before(since);
        let found = self.connection.search_text(message_id, day).await?;
        Ok(newest(found.into_inner(), max))
    }

    async fn reports(&mut self, uids: &[u32]) -> Result<Vec<u32>, WireError> {
        let found = self
            .connection
            .search_header_of(&set(uids), "Content-Type", "delivery-status")
            .await?;
        let asked = set(uids);
        let mut found = found.into_inner();
        found.retain(|uid| asked.contains(*uid));
        Ok(found)
    }

    async fn search(
        &mut self,
        query: &SearchQuery,
        path: &str,
        role: &str,
        max: usize,
    ) -> Result<Vec<u32>, WireError> {
        let found = self.connection.search_query(query, path, role).await?;
        Ok(newest(found.into_inner(), max))
    }

    async fn with_field(&mut self, field: &str, value: &str) -> Result<Vec<u32>, WireError> {
        let found = self.connection.search_header(field, value).await?;
        let mut uids = found.into_inner();
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    async fn flags_of(&mut self, uids: &[u32]) -> Result<Vec<FlagsOf>, WireError> {
        let fetched = self.connection.flags(&set(uids), None).await?;
        Ok(fetched.into_inner().into_iter().map(flags_of).collect())
    }

    async fn store_unless_changed(
        &mut self,
        uid: u32,
        modseq: u64,
        change: &FlagChange,
    ) -> Result<bool, WireError> {
        self.connection
            .store_unless_changed(uid, modseq, change)
            .await
    }

    async fn store(&mut self, uids: &[u32], change: &FlagChange) -> Result<(), WireError> {
        self.connection
            .store_flags(&set(uids), change, None)
            .await
            .map(drop)
    }

    async fn append(
        &mut self,
        folder: &str,
        flags: &Flags,
        message: &[u8],
    ) -> Result<Option<(u32, u32)>, WireError> {
        let place = self
            .connection
            .append(&name(folder)?, flags, None, message)
            .await?;
        Ok(place.map(|p| (p.uid_validity, p.uid)))
    }

    async fn relocate(&mut self, uids: &[u32], to: &str) -> Result<Relocated, WireError> {
        let to = name(to)?;
        let moved = self.connection.move_messages(&set(uids), &to).await?;
        Ok(relocated(uids, moved))
    }

    async fn copy(&mut self, uids: &[u32], to: &str) -> Result<Relocated, WireError> {
        let copied = self.connection.copy(&set(uids), &name(to)?).await?;
        Ok(relocated(uids, copied))
    }

    async fn is_there(&mut self, folder: &str) -> Result<bool, WireError> {
        self.is_listed(&name(folder)?).await
    }

    async fn make_folder(&mut self, at: &Remade, name: &str) -> Result<MadeFolder, WireError> {
        let folder = self.place(at, name).await?;
        let was_there = match self.connection.create(&folder).await {
            Err(error) if has_code(&error, ResponseCode::AlreadyExists) => true,
            // Cyrus and Exchange say no more than NO of one that is there.
            Err(error) if error.is_refusal() => match self.is_listed(&folder).await? {
                true => true,
                false => return Err(error),
            },
            done => {
                done?;
                false
            }
        };
        self.subscribe(&folder, true).await?;
        Ok(MadeFolder {
            wire_name: folder.wire().to_owned(),
            was_there,
        })
    }

    async fn rename_folder(
        &mut self,
        folder: &str,
        to: &Remade,
        child: &str,
        again: bool,
    ) -> Result<String, WireError> {
        let (from, to) = (name(folder)?, self.place(to, child).await?);
        // What is open may be what is renamed, and a server may end the session with it.
        self.open = None;
        self.connection.unselect().await?;
        match self.connection.rename(&from, &to).await {
            Err(error) if again && error.is_refusal() => {
                if self.is_listed(&from).await? || !self.is_listed(&to).await? {
                    return Err(error);
                }
            }
            done => done?,
        }
        // Dovecot leaves the subscription to the old name where it is.
        self.subscribe(&from, false).await?;
        self.subscribe(&to, true).await?;
        Ok(to.wire().to_owned())
    }

    async fn delete_folder(&mut self, folder: &str) -> Result<(), WireError> {
        let folder = name(folder)?;
        // Dovecot deletes one that is selected, and then ends the session.
        self.open = None;
        self.connection.unselect().await?;
        match self.connection.delete(&folder).await {
            Err(error) if has_code(&error, ResponseCode::NonExistent) => {}
            done => done?,
        }
        self.subscribe(&folder, false).await
    }

    async fn remove(&mut self, uids: &[u32]) -> Result<(), WireError> {
        self.connection.remove(&set(uids)).await
    }

    async fn hear_of(&mut self, folders: &[String]) -> Result<bool, WireError> {
        if !self.connection.capabilities().has(Capability::Notify) {
            return Ok(false);
        }
        match self.connection.notify(&names(folders)?).await {
            Err(error) if error.is_refusal() => {
                tracing::info!(%error, "A server that offers NOTIFY does not take it.");
                Ok(false)
            }
            answered => answered.map(|()| true),
        }
    }

    async fn wait_for_news(&mut self, stop: &CancellationToken) -> Result<News, WireError> {
        let mut news = News::default();
        for told in self.connection.idle(stop, self.idle).await? {
            match told {
                Unsolicited::Elsewhere(name) => {
                    news.elsewhere.insert(name.wire().to_owned());
                }
                Unsolicited::Overflow => (news.here, news.is_cut) = (true, true),
                _ => news.here = true,
            }
        }
        Ok(news)
    }

    async fn leave(self: Box<Self>) {
        self.connection.logout().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_reaches_a_day_further_back_and_keeps_the_newest() {
        let midnight: Timestamp = "2026-03-01T00:00:01Z".parse().unwrap();
        assert_eq!(day_before(midnight), jiff::civil::date(2026, 2, 28));
        assert_eq!(day_before(Timestamp::MIN).year(), -9999);
        assert_eq!(newest(vec![9, 4, 7], 2), [7, 9]);
        assert_eq!(newest(vec![9, 4], 5), [4, 9]);
        assert_eq!(newest(vec![9], 0), [] as [u32; 0]);
    }
}
