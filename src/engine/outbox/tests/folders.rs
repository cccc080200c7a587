//! Scripted folders of the accounts, and a server that may file copies into them by itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tokio::sync::Notify;

use super::fakes::{Server, network};
use crate::domain::*;
use crate::engine::backend::SoughtId;
use crate::engine::drafts::{DraftMail, Errand, Found};
use crate::engine::filing::{Double, MailAccess, Tended};
use crate::engine::mentions::{Mention, Wanted};
use crate::engine::problem::Problem;

/// What happens at the next look for a copy or the next filing.
#[derive(Debug, Clone)]
pub enum Mishap {
    /// It cannot be looked for.
    Find(Problem),
    /// The server does not show it yet.
    Blind,
    /// The server does not show it yet, and answers when it is said to go on.
    PauseBlind,
    /// Nothing happens any more before it is looked for.
    HangFind,
    /// Nothing happens any more before the message that was answered is marked.
    HangMark,
    /// It is not filed.
    Append(Problem),
    /// It is filed, and the answer is lost.
    AppendUnheard,
    /// It is filed, and nothing happens any more.
    HangAppended,
    /// Nothing happens any more before it is filed.
    HangAppend,
    /// It is filed, and the answer comes when it is said to go on.
    PauseAppended,
}

impl Mishap {
    fn is_of_a_look(&self) -> bool {
        use Mishap::{Blind, Find, HangFind, PauseBlind};
        matches!(self, Find(_) | Blind | PauseBlind | HangFind)
    }
}

/// A server that files what it takes by itself.
#[derive(Debug, Clone)]
pub struct ByItself {
    /// Where.
    pub folder: FolderId,
    /// Seen from this look at the folder on, from 0; `None`: only when it is looked at again after
    /// the message is done.
    pub after: Option<u32>,
    /// What it makes of the message.
    pub rewrites: Option<(&'static str, &'static str)>,
}

/// The accounts' folders.
#[derive(Default)]
pub struct Mail {
    /// What lies in each; what was removed leaves an empty place.
    pub copies: Mutex<BTreeMap<FolderId, Vec<Vec<u8>>>>,
    pub server: Mutex<Option<Arc<Server>>>,
    pub by_itself: Mutex<Vec<ByItself>>,
    /// Looks at each folder for each message.
    pub looks: Mutex<BTreeMap<(FolderId, String), u32>>,
    /// Does an APPEND tell its UID?
    pub tells_uid: AtomicBool,
    /// Does nothing stay marked read?
    pub keeps_unread: AtomicBool,
    /// What is marked read.
    pub seen: Mutex<BTreeSet<(FolderId, u32)>>,
    pub mishaps: Mutex<VecDeque<Mishap>>,
    pub marked: Mutex<Vec<(MessageKey, FlagChange)>>,
    pub appends: AtomicU32,
    /// How often a folder was searched for a Message-ID.
    pub looked: AtomicU32,
    /// A folder in which a search takes for ever; whoever asks for anything after it waits, too.
    pub stuck: Mutex<Option<FolderId>>,
    pub is_stuck: AtomicBool,
    /// Does it find whole Message-IDs alone?
    pub whole_ids: AtomicBool,
    /// Folders that cannot be read, and why.
    pub closed: Mutex<BTreeMap<FolderId, Problem>>,
    /// It does not answer who looks for answers, until it is said to go on.
    pub silent: AtomicBool,
    /// Why a copy cannot be looked at.
    pub tend_refused: Mutex<Option<Problem>>,
    pub go_on: Notify,
    /// Are there Drafts folders?
    pub has_drafts: AtomicBool,
    /// Why the next questions about Drafts folders come to nothing.
    pub drafts_away: Mutex<VecDeque<Problem>>,
    /// How often one was asked.
    pub drafts_asked: AtomicU32,
    /// Does no copy lie in the Drafts folders?
    pub drafts_gone: AtomicBool,
    /// Where the copies that were claimed lay.
    pub claimed: Mutex<Vec<MessageKey>>,
    /// Flags of messages.
    pub flags: Mutex<BTreeMap<MessageKey, Flags>>,
    /// A folder that does not answer who looks for answers in it.
    pub silent_in: Mutex<Option<FolderId>>,
    pub hung: Arc<Notify>,
}

impl Mail {
    pub fn then(&self, mishaps: impl IntoIterator<Item = Mishap>) {
        self.mishaps.lock().unwrap().extend(mishaps);
    }

    /// Takes the next mishap if it is of this sort.
    fn mishap(&self, of: impl Fn(&Mishap) -> bool) -> Option<Mishap> {
        let mut mishaps = self.mishaps.lock().unwrap();
        let fits = mishaps.front().is_some_and(of);
        if fits { mishaps.pop_front() } else { None }
    }

    async fn hang(&self) {
        self.hung.notify_one();
        std::future::pending::<()>().await;
    }

    pub fn in_folder(&self, folder: &FolderId) -> Vec<Vec<u8>> {
        self.copies
            .lock()
            .unwrap()
            .get(folder)
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .filter(|copy| !copy.is_empty())
            .collect()
    }

    /// Where the message with this Message-ID lies in a folder.
    pub fn place_of(&self, folder: &FolderId, message_id: &str) -> Option<MessageKey> {
        self.found(folder, message_id).into_iter().next()
    }

    fn put(&self, folder: &Folder, message: &[u8]) -> MessageKey {
        let key = self.lay(&folder.id, message.to_vec());
        let seen = (key.folder.clone(), key.uid);
        self.seen.lock().unwrap().insert(seen);
        key
    }

    fn lay(&self, folder: &FolderId, message: Vec<u8>) -> MessageKey {
        let mut copies = self.copies.lock().unwrap();
        let lying = copies.entry(folder.clone()).or_default();
        lying.push(message);
        MessageKey {
            folder: folder.clone(),
            uid_validity: 1,
            uid: u32::try_from(lying.len()).unwrap(),
        }
    }

    /// Another client, or a server, puts a message into a folder.
    pub fn put_into(&self, folder: &FolderId, message: &[u8]) {
        self.lay(folder, message.to_vec());
    }

    /// What the server files by itself, at a look; `again`: after the message is done.
    fn look(&self, folder: &FolderId, message_id: &str, again: bool) {
        let looks = if again {
            None
        } else {
            let mut looks = self.looks.lock().unwrap();
            let looks = looks
                .entry((folder.clone(), message_id.to_owned()))
                .or_default();
            *looks += 1;
            Some(*looks - 1)
        };
        let wanted = format!("Message-ID: <{message_id}>");
        let taken = match &*self.server.lock().unwrap() {
            Some(server) => server.taken.lock().unwrap().clone(),
            None => return,
        };
        let of_message = |copy: &String| copy.contains(&wanted);
        let texts = taken
            .iter()
            .map(|c| String::from_utf8_lossy(c).into_owned());
        let Some(text) = texts.into_iter().find(of_message) else {
            return;
        };
        for one in self.by_itself.lock().unwrap().iter() {
            if one.folder == *folder && one.after == looks {
                let text = match one.rewrites {
                    Some((old, new)) => text.replacen(old, new, 1),
                    None => text.clone(),
                };
                self.lay(folder, text.into_bytes());
            }
        }
    }

    fn found(&self, folder: &FolderId, message_id: &str) -> Vec<MessageKey> {
        self.with_id(folder, &SoughtId::exactly(message_id))
    }

    fn with_id(&self, folder: &FolderId, sought: &SoughtId) -> Vec<MessageKey> {
        let is = |copy: &[u8]| {
            let id = crate::rfc822::parse_header(copy).message_id;
            id.is_some_and(|id| sought.is(&id))
        };
        let copies = self.copies.lock().unwrap();
        let lying = copies.get(folder).into_iter().flatten();
        (1..)
            .zip(lying)
            .filter(|(_, copy)| is(copy))
            .map(|(uid, _)| MessageKey {
                folder: folder.clone(),
                uid_validity: 1,
                uid,
            })
            .collect()
    }
}

fn place(folder: &Folder, at: usize) -> MessageKey {
    MessageKey {
        folder: folder.id.clone(),
        uid_validity: 1,
        uid: u32::try_from(at).unwrap() + 1,
    }
}

pub struct FakeMail(pub Arc<Mail>);

#[async_trait]
impl MailAccess for FakeMail {
    async fn find_message_id(
        &self,
        folder: &Folder,
        message_id: &str,
    ) -> Result<Option<MessageKey>, Problem> {
        if let Some(problem) = self.0.closed.lock().unwrap().get(&folder.id) {
            return Err(problem.clone());
        }
        if self.0.stuck.lock().unwrap().as_ref() == Some(&folder.id) {
            self.0.is_stuck.store(true, Ordering::SeqCst);
            std::future::pending::<()>().await;
        }
        self.0.looked.fetch_add(1, Ordering::SeqCst);
        match self.0.mishap(Mishap::is_of_a_look) {
            Some(Mishap::Find(problem)) => return Err(problem),
            Some(Mishap::HangFind) => self.0.hang().await,
            Some(Mishap::PauseBlind) => {
                self.0.hung.notify_one();
                self.0.go_on.notified().await;
                return Ok(None);
            }
            Some(_) => return Ok(None),
            None => {}
        }
        self.0.look(&folder.id, message_id, false);
        Ok(self.0.found(&folder.id, message_id).into_iter().next())
    }

    async fn tend(
        &self,
        _: &Folder,
        key: &MessageKey,
        mark: bool,
    ) -> Result<Option<Tended>, Problem> {
        let place = (key.folder.clone(), key.uid);
        let mail = &self.0;
        if let Some(problem) = mail.tend_refused.lock().unwrap().clone() {
            return Err(problem);
        }
        if mail.keeps_unread.load(Ordering::SeqCst) {
            mail.seen.lock().unwrap().remove(&place);
        } else if mark {
            mail.seen.lock().unwrap().insert(place.clone());
        }
        let copies = mail.copies.lock().unwrap();
        let copy = copies
            .get(&key.folder)
            .and_then(|lying| lying.get(usize::try_from(key.uid).unwrap() - 1));
        Ok(copy.map(|copy| Tended {
            seen: mail.seen.lock().unwrap().contains(&place),
            participants: crate::rfc822::parse_header(copy).participants,
        }))
    }

    async fn mentions(
        &self,
        folder: &Folder,
        message_id: &str,
        _: jiff::Timestamp,
        wanted: Wanted,
    ) -> Result<Vec<Mention>, Problem> {
        if self.0.silent.load(Ordering::SeqCst) {
            self.0.hung.notify_one();
            self.0.go_on.notified().await;
        }
        if self.0.silent_in.lock().unwrap().as_ref() == Some(&folder.id) {
            self.0.hang().await;
        }
        if let Some(problem) = self.0.closed.lock().unwrap().get(&folder.id) {
            return Err(problem.clone());
        }
        let mut found = Vec::new();
        for (at, raw) in self.0.in_folder(&folder.id).into_iter().enumerate() {
            let header = crate::rfc822::parse_header(&raw);
            let mut named = header.in_reply_to.iter().chain(&header.references);
            let answers = named.any(|id| id == message_id);
            let mut report = None;
            if wanted == Wanted::AnswersAndReports {
                report = crate::engine::mentions::read_report(raw).await;
            }
            report.take_if(|report| !report.report.is_about(message_id));
            if answers || report.is_some() {
                found.push(Mention {
                    key: place(folder, at),
                    header,
                    date: None,
                    report,
                });
            }
        }
        Ok(found)
    }

    async fn flags(&self, folder: &Folder, key: &MessageKey) -> Result<Option<Flags>, Problem> {
        if let Some(problem) = self.0.closed.lock().unwrap().get(&folder.id) {
            return Err(problem.clone());
        }
        let flags = self.0.flags.lock().unwrap().get(key).cloned();
        Ok(Some(flags.unwrap_or_default()))
    }

    async fn all_with_message_id(
        &self,
        folder: &Folder,
        message_id: &str,
    ) -> Result<Vec<MessageKey>, Problem> {
        if let Some(problem) = self.0.closed.lock().unwrap().get(&folder.id) {
            return Err(problem.clone());
        }
        Ok(self.0.found(&folder.id, message_id))
    }

    async fn is_sent_of(&self, folder: &Folder, draft: &str) -> Result<bool, Problem> {
        if let Some(problem) = self.0.closed.lock().unwrap().get(&folder.id) {
            return Err(problem.clone());
        }
        if self.0.is_stuck.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if self.0.whole_ids.load(Ordering::SeqCst) {
            return Ok(false);
        }
        let sought = SoughtId::Beginning(draft.to_owned());
        Ok(!self.0.with_id(&folder.id, &sought).is_empty())
    }

    async fn remove_double(
        &self,
        folder: &Folder,
        message_id: &str,
        ours: Option<&MessageKey>,
    ) -> Result<Double, Problem> {
        if self.0.found(&folder.id, message_id).len() == 1 {
            self.0.look(&folder.id, message_id, true);
        }
        let found = self.0.found(&folder.id, message_id);
        let twice = found.len() > 1;
        let Some(ours) = ours.filter(|ours| twice && found.contains(ours)) else {
            let last = found.into_iter().next_back().map(Double::Stays);
            return Ok(last.filter(|_| twice).unwrap_or(Double::No));
        };
        let mut copies = self.0.copies.lock().unwrap();
        let lying = copies.get_mut(&folder.id).unwrap();
        lying[usize::try_from(ours.uid).unwrap() - 1].clear();
        Ok(Double::Removed)
    }

    async fn renew_rights(&self, folder: &Folder) -> Folder {
        folder.clone()
    }

    fn drafts(&self) -> Option<&dyn DraftMail> {
        let has = self.0.has_drafts.load(Ordering::SeqCst);
        has.then_some(self as &dyn DraftMail)
    }

    async fn file_copy(
        &self,
        folder: &Folder,
        message: Arc<[u8]>,
    ) -> Result<Option<MessageKey>, Problem> {
        self.0.appends.fetch_add(1, Ordering::SeqCst);
        match self.0.mishap(|m| !m.is_of_a_look()) {
            Some(Mishap::Append(problem)) => return Err(problem),
            Some(Mishap::AppendUnheard) => {
                self.0.put(folder, &message);
                return Err(network());
            }
            Some(Mishap::PauseAppended) => {
                let key = self.0.put(folder, &message);
                self.0.hung.notify_one();
                self.0.go_on.notified().await;
                return Ok(Some(key));
            }
            Some(mishap @ (Mishap::HangAppended | Mishap::HangAppend)) => {
                if matches!(mishap, Mishap::HangAppended) {
                    self.0.put(folder, &message);
                }
                self.0.hang().await;
            }
            _ => {}
        }
        let key = self.0.put(folder, &message);
        Ok(Some(key).filter(|_| self.0.tells_uid.load(Ordering::SeqCst)))
    }

    async fn mark(
        &self,
        key: &MessageKey,
        _: Option<&str>,
        change: &FlagChange,
        _: Option<&AccountId>,
    ) -> Result<(), Problem> {
        if self.0.mishap(|m| matches!(m, Mishap::HangMark)).is_some() {
            self.0.hang().await;
        }
        let marked = (key.clone(), change.clone());
        self.0.marked.lock().unwrap().push(marked);
        Ok(())
    }
}

impl FakeMail {
    fn ask_drafts(&self) -> Result<(), Problem> {
        self.0.drafts_asked.fetch_add(1, Ordering::SeqCst);
        let away = self.0.drafts_away.lock().unwrap().pop_front();
        away.map_or(Ok(()), Err)
    }
}

/// Drafts folders that are asked about copies and nothing else: each copy lies there, unless all
/// are gone, and can be claimed.
#[async_trait]
impl DraftMail for FakeMail {
    async fn put_draft(&self, _: &Folder, _: Arc<[u8]>) -> Result<Option<MessageKey>, Problem> {
        self.ask_drafts().map(|()| None)
    }

    async fn with_message_id(&self, at: &Folder, _: &str) -> Result<Option<MessageKey>, Problem> {
        self.ask_drafts()?;
        let lies = !self.0.drafts_gone.load(Ordering::SeqCst);
        Ok(lies.then(|| place(at, COPY_AT)))
    }

    async fn errand(&self, folder: &Folder, errand: Errand) -> Result<Found, Problem> {
        self.ask_drafts()?;
        if self.0.drafts_gone.load(Ordering::SeqCst) {
            return Ok(Found::Gone);
        }
        if let Errand::Claim { copy, .. } = errand
            && let Some((uid_validity, uid)) = copy.place
        {
            let folder = folder.id.clone();
            self.0.claimed.lock().unwrap().push(MessageKey {
                folder,
                uid_validity,
                uid,
            });
        }
        Ok(Found::Claimed)
    }

    async fn changed(&self, _: &Folder) {}
}

/// Where each copy of a draft lies among the others.
const COPY_AT: usize = 6;
