//! Asks the servers for what cannot be found on this computer: of the folders that lack texts, and of no
//! others. The rows of all messages are held, or fetched of what is found while a folder is still being
//! listed; so what a server finds is shown like what is found here, and its text is fetched when somebody
//! opens it.
//!
//! Each search has connections of its own. A server without an index reads all of a folder for one search,
//! and nothing else that a person wants waits for that; and dropping a search ends it on the server too.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, sleep, timeout_at};

use super::acts;
use super::backend::MailBackend;
use super::causes::{self, Server};
use super::connect::Connector;
use super::event::Event;
use super::problem::{Problem, ProblemKind, Text};
use super::sync::new_messages;
use super::{Engine, Reader, account};
use crate::domain::{
    AccountId, Folder, FolderId, FolderRole, MailboxId, MessageHeader, MessageKey, SearchQuery,
};
use crate::permission::{self, Action};
use crate::store::{AskedFolder, Hits, ServerAnswers, StoreError, SyncBatch};
use crate::wire::WireError;
use crate::wire::imap::ResponseCode;

/// Longest time that an account's server is given for one search, all of its folders together.
const PATIENCE: Duration = Duration::from_secs(30);

/// So long a connection may take to be given up.
const LEAVING: Duration = Duration::from_secs(1);

/// Most messages of which the rows are looked at for that: a server does not look at rows.
const MOST_LOOKED_AT: usize = 100_000;

/// What the servers had to say.
#[derive(Debug, Clone, Default)]
pub struct ServerSearch {
    /// What they found, the newest first.
    pub found: Vec<MessageHeader>,
    /// The folders that were looked into.
    pub folders: BTreeMap<FolderId, AskedFolder>,
    /// Were they asked for phrases, or to leave out words? They look for each word by itself, and for it as a
    /// part of others.
    pub compares_loosely: bool,
    /// What stood in the way of others.
    pub problems: Vec<Problem>,
}

impl ServerSearch {
    /// What that says of the messages on this computer.
    #[must_use]
    pub fn answers(&self) -> ServerAnswers {
        ServerAnswers {
            folders: self.folders.clone(),
            found: self.found.iter().map(|header| header.id.clone()).collect(),
        }
    }
}

impl Engine {
    /// Asks the servers for what a query looks for and this computer cannot find, in one mailbox or in all.
    /// Finds at most `limit`, and takes half a minute at most. Dropping the future ends the search.
    ///
    /// # Errors
    /// The store cannot be read. What stands in the way of one server is no error of the search: the
    /// others are asked all the same.
    pub async fn search_servers(
        &self,
        query: &SearchQuery,
        mailbox: Option<&MailboxId>,
        limit: usize,
    ) -> Result<ServerSearch, Problem> {
        let mut search = ServerSearch::default();
        let (wanted, only) = (query.clone(), mailbox.cloned());
        let folders = self.read(move |r| {
            let lacking = r.coverage(&wanted, only.as_ref())?.lacking;
            let folders = lacking.iter().map(|id| r.folder(id));
            folders.collect::<Result<Vec<_>, _>>()
        });
        let mut by_account: BTreeMap<AccountId, Vec<Folder>> = BTreeMap::new();
        let mut closed = BTreeSet::new();
        let folders = folders.await?.into_iter().flatten();
        for folder in folders.filter(|_| query.has_words()) {
            match acts::permit(permission::decide(Action::Read, &folder), &folder) {
                Ok(()) => {
                    let of_account = by_account.entry(folder.account.clone());
                    of_account.or_default().push(folder);
                }
                // It is not looked through, and that is said: once for each mailbox.
                Err(problem) if closed.insert(folder.mailbox.clone()) => {
                    search.problems.push(problem);
                }
                Err(_) => {}
            }
        }
        let asked = by_account.into_iter().map(|(account, folders)| async move {
            match self.accounts.get(&account) {
                Ok(handle) => {
                    let connector = &handle.connector;
                    self.ask_account(connector, folders, query, limit).await
                }
                Err(problem) => ServerSearch {
                    problems: vec![problem],
                    ..ServerSearch::default()
                },
            }
        });
        for asked in join_all(asked).await {
            search.found.extend(asked.found);
            search.folders.extend(asked.folders);
            search.problems.extend(asked.problems);
        }
        search.compares_loosely = !search.folders.is_empty() && query.is_more_than_words();
        search.found = together(search.found, Vec::new(), limit);
        Ok(search)
    }

    async fn ask_account(
        &self,
        connector: &Connector,
        mut folders: Vec<Folder>,
        query: &SearchQuery,
        limit: usize,
    ) -> ServerSearch {
        let mut search = ServerSearch::default();
        let end = Instant::now() + PATIENCE;
        let slow = || {
            let error = WireError::Timeout { step: "search" };
            causes::of_wire(&error, connector.account(), Server::Mail)
        };
        let mut mail = match timeout_at(end, one_more(connector))
            .await
            .unwrap_or_else(|_| Err(slow()))
        {
            Ok(mail) => mail,
            Err(problem) => {
                search.problems.push(problem);
                return search;
            }
        };
        // Where what is looked for lies most often, first.
        folders.sort_by_key(|folder| folder.role);
        for folder in &folders {
            let asked = ask_folder(mail.as_mut(), folder, query);
            // A server that was given up upon may still be at it: the connection is of no use any more.
            let Ok(asked) = timeout_at(end, asked).await else {
                search.problems.push(slow());
                return search;
            };
            let found = match asked {
                Ok(None) => Err(renumbered(folder)),
                Ok(Some(found)) => {
                    let listing = self.list_found(mail.as_mut(), folder, &found, limit);
                    match timeout_at(end, listing).await {
                        Ok(Ok(())) => {}
                        Ok(Err(problem)) => search.problems.push(problem),
                        Err(_) => {
                            search.problems.push(slow());
                            return search;
                        }
                    }
                    let (id, query) = (folder.id.clone(), query.clone());
                    let Found { asked, uids } = found;
                    let validity = asked.uid_validity;
                    let rows = move |r: &Reader| r.with_rows(&query, &id, validity, &uids, limit);
                    self.read(rows).await.map(|found| (asked, found))
                }
                Err(error) => {
                    let problem = causes::of_wire(&error, connector.account(), Server::Mail);
                    if is_of_charset(&error) {
                        // It says the same of every folder.
                        search.problems.push(problem);
                        break;
                    }
                    Err(problem.of_mailbox(&folder.mailbox))
                }
            };
            match found {
                Ok((asked, found)) => {
                    search.folders.insert(folder.id.clone(), asked);
                    search.found.extend(found);
                }
                Err(problem) => search.problems.push(problem),
            }
            if !mail.is_usable() {
                return search;
            }
        }
        mail.leave().await;
        search
    }

    /// While a folder is read for the first time rows are missing: those of what was found, at most `most`, the
    /// newest, are fetched out of turn. Later on what is missing is news, which the keeper has to tell.
    async fn list_found(
        &self,
        mail: &mut dyn MailBackend,
        folder: &Folder,
        found: &Found,
        most: usize,
    ) -> Result<(), Problem> {
        let (id, uids) = (folder.id.clone(), found.uids.clone());
        let missing = self.read(move |r| {
            let is_whole = r.sync_state(&id)?.is_some_and(|s| s.completed_at.is_some());
            if is_whole || uids.is_empty() {
                return Ok(Vec::new());
            }
            let held = r.message_ids(&id, &uids)?;
            let missing = uids.into_iter().filter(|uid| !held.contains_key(uid));
            Ok(missing.collect::<Vec<u32>>())
        });
        let mut missing = missing.await?;
        missing.sort_unstable_by_key(|uid| std::cmp::Reverse(*uid));
        missing.truncate(most);
        if missing.is_empty() {
            return Ok(());
        }
        let asked = self.shared.store.cache().moment();
        let headers = mail.headers(&missing, false).await.map_err(|error| {
            let config = self.shared.config();
            match config.account(&folder.account) {
                Some(account) => causes::of_wire(&error, account, Server::Mail),
                None => account::stopped(),
            }
        })?;
        let batch = SyncBatch {
            uid_validity: found.asked.uid_validity,
            asked: Some(asked),
            added: new_messages(headers, folder.mailbox.clone()).await,
            ..SyncBatch::default()
        };
        let listed = self.shared.store.cache().apply(&folder.id, batch).await;
        listed.map_err(|error| causes::of_store(&error))?;
        self.shared.tell(Event::Messages(folder.id.clone()));
        Ok(())
    }
}

/// A connection of its own, beside those that the account keeps. Where the server grants no more, one that watches
/// is given up for a while, and its place is taken.
async fn one_more(connector: &Connector) -> Result<Box<dyn MailBackend>, Problem> {
    let granted = |connector: &Connector| connector.busy().fewer();
    let before = granted(connector);
    match connector.mail().await {
        Err(_) if granted(connector) > before => {
            sleep(LEAVING).await;
            connector.mail().await
        }
        mail => mail,
    }
}

/// What a server found in a folder.
struct Found {
    asked: AskedFolder,
    uids: Vec<u32>,
}

fn is_of_charset(error: &WireError) -> bool {
    let code = match error {
        WireError::No { code, .. } => code.as_ref(),
        _ => None,
    };
    code == Some(&ResponseCode::BadCharset)
}

/// What is known of its messages here are the numbers of before: it is not looked through, and that is said.
fn renumbered(folder: &Folder) -> Problem {
    let message = Text::new("problem-search-renumbered").with("folder", folder.path.as_str());
    Problem::new(ProblemKind::Server, message).of_mailbox(&folder.mailbox)
}

/// The newest messages of a folder in which its server finds what is looked for. `None` where the folder was
/// renumbered: it is read anew soon.
async fn ask_folder(
    mail: &mut dyn MailBackend,
    folder: &Folder,
    query: &SearchQuery,
) -> Result<Option<Found>, WireError> {
    let opened = mail.open(&folder.wire_name, false).await?;
    // One that nobody read yet bears no number here.
    if ![opened.uid_validity, MessageKey::NO_VALIDITY].contains(&folder.uid_validity) {
        return Ok(None);
    }
    let uids = match opened.exists {
        0 => Vec::new(),
        _ => {
            let (path, role) = (&folder.path, folder.role.word());
            mail.search(query, path, role, MOST_LOOKED_AT).await?
        }
    };
    let asked = AskedFolder {
        uid_validity: opened.uid_validity,
        uid_next: opened.uid_next,
    };
    Ok(Some(Found { asked, uids }))
}

/// What is found on this computer, as [`together`]: `limit` of them, if there are so many.
///
/// # Errors
/// As [`Reader::search`].
pub fn found_here(
    reader: &Reader,
    query: &SearchQuery,
    mailbox: Option<&MailboxId>,
    answers: &ServerAnswers,
    limit: usize,
) -> Result<Hits, StoreError> {
    // The other one of the last may come behind it.
    let mut most = limit.saturating_add(1);
    loop {
        let mut hits = reader.search_with(query, mailbox, answers, most)?;
        let is_all = hits.found.len() < most;
        hits.found = together(hits.found, Vec::new(), limit);
        if is_all || hits.found.len() == limit {
            return Ok(hits);
        }
        most = most.saturating_mul(2);
    }
}

/// What was found here and there, each once, the newest first; at most `limit`. What was found in a folder of a
/// mailbox is not shown in its archive as well: where folders are labels all that there is lies in the archive,
/// too (wire/quirks.rs: gmail-all-mail). What was thrown away hides nothing.
#[must_use]
pub fn together(
    here: Vec<MessageHeader>,
    there: Vec<MessageHeader>,
    limit: usize,
) -> Vec<MessageHeader> {
    let mut known = HashSet::new();
    let mut all: Vec<MessageHeader> = here
        .into_iter()
        .chain(there)
        .filter(|header| known.insert(header.id.clone()))
        .collect();
    let looks = |header: &MessageHeader| {
        let id = header.message_id.clone()?;
        Some((header.mailbox.clone(), id, header.size, header.date))
    };
    let is_archived = |header: &MessageHeader| header.role == FolderRole::Archive;
    let hides = |header: &&MessageHeader| {
        !is_archived(header) && !matches!(header.role, FolderRole::Trash | FolderRole::Junk)
    };
    let elsewhere: HashSet<_> = all.iter().filter(hides).filter_map(looks).collect();
    all.retain(|header| {
        !is_archived(header) || looks(header).is_none_or(|looks| !elsewhere.contains(&looks))
    });
    // Stable: what came at the same moment stays in the order in which it was found here.
    all.sort_by_key(|header| std::cmp::Reverse(header.date));
    all.truncate(limit);
    all
}
