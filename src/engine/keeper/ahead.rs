//! Texts fetched ahead, folder by folder, behind everything else that the keeper does.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;

use super::Keeper;
use crate::domain::{Folder, FolderId, FolderRole, Keep};
use crate::engine::error::EngineError;
use crate::engine::problem::Problem;
use crate::engine::room;
use crate::engine::sync::FolderChange;
use crate::engine::texts::{self, Long, Walk};
use crate::store::WantedTexts;

/// The folders in which texts are missing, and the walk that is under way.
#[derive(Default)]
pub(super) struct Ahead {
    waiting: VecDeque<FolderId>,
    /// Folders in which only what has this UID or a higher one is fetched, room or not: it has just come.
    news: BTreeMap<FolderId, u32>,
    under_way: Option<UnderWay>,
    /// The folder that the connection has open for the walk.
    open: Option<FolderId>,
    /// The long message that a walk was at when it was interrupted, and the folder in which it lies.
    long: Option<(FolderId, Long)>,
}

struct UnderWay {
    folder: Folder,
    walk: Walk,
    /// What the folder's texts are called when all of them are held.
    texts: String,
}

impl Ahead {
    /// Is anything left to do? While it is paused, that is only what has just come.
    pub(super) fn is_waiting(&self, is_paused: bool) -> bool {
        let is_behind = self.under_way.is_some() || !self.waiting.is_empty();
        self.has_news() || is_behind && !is_paused
    }

    /// Is some of it what has just come?
    fn has_news(&self) -> bool {
        let of_news = |it: &UnderWay| it.walk.first_uid() > 0;
        !self.news.is_empty() || self.under_way.as_ref().is_some_and(of_news)
    }

    /// The walk under way goes on later, if it is not about what has just come.
    pub(super) fn pause(&mut self) {
        let Some(UnderWay { folder, walk, .. }) =
            self.under_way.take_if(|it| it.walk.first_uid() == 0)
        else {
            return;
        };
        if let Some(long) = walk.interrupted() {
            self.long = Some((folder.id.clone(), long));
        }
        self.waiting.retain(|waits| *waits != folder.id);
        self.waiting.push_front(folder.id);
    }

    /// The connection did something else.
    pub(super) fn left(&mut self) {
        self.open = None;
    }

    /// A walk through a folder begins. A long message of it that was begun is not begun anew.
    fn walk(&mut self, folder: &FolderId, wanted: WantedTexts, uid_validity: u32) -> Walk {
        let long = self.long.take_if(|(of, _)| of == folder);
        Walk::new(wanted, uid_validity, long.map(|(_, long)| long))
    }

    fn enqueue(&mut self, folder: FolderId) {
        if !self.waiting.contains(&folder) {
            self.waiting.push_back(folder);
        }
    }
}

impl Keeper {
    /// A folder was synced, and is open. Fetches what came by texts, and has the others fetched later, or
    /// all of them at once where nobody works later.
    pub(super) async fn fetch_ahead(
        &mut self,
        folder: &Folder,
        change: &FolderChange,
        texts_before: &str,
    ) -> Result<(), Problem> {
        let keep = self.keep(folder);
        let Some(mut wanted) = texts::wanted(keep, folder.role, Timestamp::now()) else {
            return Ok(());
        };
        let texts = keep.words();
        let are_held = texts_before == texts && !change.first;
        if are_held && change.added.is_empty() {
            return Ok(());
        }
        // Without room only what is new is fetched: what is old would go first, and come again.
        let has_room = are_held || self.has_room().await?;
        if are_held || !has_room {
            let Some(first) = change.added.first() else {
                return Ok(());
            };
            wanted.from_uid = *first;
        }
        // What people look at first does not wait for the other folders.
        let is_read_first = matches!(folder.role, FolderRole::Inbox | FolderRole::Sent);
        let is_under_way = self.ahead.under_way.as_ref();
        let is_under_way = is_under_way.is_some_and(|it| it.folder.id == folder.id);
        let at_once = !self.resident || are_held || is_read_first || !has_room;
        if at_once || is_under_way {
            let before = self.interrupt_ahead(folder);
            if wanted.from_uid > 0 {
                wanted.from_uid = before.map_or(wanted.from_uid, |at| at.min(wanted.from_uid));
            }
        }
        if !at_once {
            self.ahead.enqueue(folder.id.clone());
            return Ok(());
        }
        if !are_held {
            self.begin_texts(folder, &texts).await?;
        }
        let mut walk = self.ahead.walk(&folder.id, wanted, change.uid_validity);
        walk.left_out = !has_room;
        self.ahead.under_way = Some(UnderWay {
            folder: folder.clone(),
            walk,
            texts,
        });
        self.ahead.open = Some(folder.id.clone());
        let mut goes_on = true;
        while goes_on {
            goes_on = self.step_ahead().await? && !self.resident && self.may_go_on().await?;
        }
        Ok(())
    }

    /// Another folder goes first: the walk under way is begun again after it, and finds what it fetched. Gives
    /// where one begins that was to fetch what is new in the same folder, and is to be begun now.
    fn interrupt_ahead(&mut self, first: &Folder) -> Option<u32> {
        if let Some(UnderWay { folder, walk, .. }) = self.ahead.under_way.take() {
            let from = walk.first_uid();
            if let Some(long) = walk.interrupted() {
                self.ahead.long = Some((folder.id.clone(), long));
            }
            if from > 0 {
                let begins = self.ahead.news.entry(folder.id).or_insert(from);
                *begins = from.min(*begins);
            } else if folder.id != first.id && !self.ahead.waiting.contains(&folder.id) {
                self.ahead.waiting.push_front(folder.id);
            }
        }
        self.ahead.news.remove(&first.id)
    }

    /// Fetches all that is missing in these folders, now.
    pub(super) async fn fetch_all_ahead(&mut self, folders: &[Folder]) -> Result<(), Problem> {
        self.enqueue_ahead(folders).await?;
        while self.ahead.is_waiting(false) && self.may_go_on().await? {
            self.step_ahead().await?;
        }
        Ok(())
    }

    /// Is there room for the next step, or is it about what has just come? For that room is made.
    pub(super) async fn may_go_on(&mut self) -> Result<bool, Problem> {
        Ok(self.has_room().await? || self.ahead.has_news())
    }

    /// Without it the walk under way ends where it is, if it is not about what has just come.
    async fn has_room(&mut self) -> Result<bool, Problem> {
        let shared = Arc::clone(&self.shared);
        let has_room = room::is_there(&shared).await;
        let has_room = has_room.map_err(|error| self.failed(error.into()))?;
        if !has_room {
            self.ahead.waiting.clear();
            self.ahead.under_way.take_if(|it| it.walk.first_uid() == 0);
        }
        if !has_room && !self.ahead.is_waiting(false) {
            self.shared.fetched(&self.connector.account().id());
        }
        Ok(has_room)
    }

    async fn begin_texts(&mut self, folder: &Folder, texts: &str) -> Result<(), Problem> {
        let shared = Arc::clone(&self.shared);
        let began = shared.store.cache().texts_begin(&folder.id, texts).await;
        began.map_err(|error| self.failed(error.into()))
    }

    fn keep(&self, folder: &Folder) -> Keep {
        self.shared.config().keep(&folder.mailbox)
    }

    /// One step of the walk under way, or of the next. False: there is nothing left to do.
    pub(super) async fn step_ahead(&mut self) -> Result<bool, Problem> {
        let stepped = self.step_walk().await;
        if self.ahead.under_way.is_none() {
            self.shared.fetched(&self.connector.account().id());
        }
        stepped
    }

    async fn step_walk(&mut self) -> Result<bool, Problem> {
        if self.ahead.under_way.is_none() && !self.begin_ahead().await? {
            return Ok(false);
        }
        let Some(mut under_way) = self.ahead.under_way.take() else {
            return Ok(false);
        };
        let (shared, folder) = (Arc::clone(&self.shared), under_way.folder.clone());
        if self.keep(&folder).words() != under_way.texts {
            // It was decided anew meanwhile.
            self.ahead.enqueue(folder.id);
            return Ok(true);
        }
        let is_open = self.ahead.open.as_ref() == Some(&folder.id) && self.mail.is_some();
        if let Err(problem) = self.mail().await.map(drop) {
            self.ahead.under_way = Some(under_way);
            return Err(problem);
        }
        let mail = self.mail().await?;
        let stepped = async {
            if !is_open {
                let opened = mail.open(&folder.wire_name, false).await?;
                if opened.uid_validity != under_way.walk.uid_validity() {
                    return Ok(None);
                }
            }
            let more = under_way.walk.step(&shared, mail.as_mut(), &folder).await?;
            Ok::<_, EngineError>(Some(more))
        };
        match stepped.await {
            Ok(Some(true)) => {
                self.patience.folder_worked(&folder.id);
                self.ahead.open = Some(folder.id);
                self.ahead.under_way = Some(under_way);
                self.drop_unusable();
            }
            Ok(Some(false)) => {
                if !under_way.walk.left_out {
                    let cache = shared.store.cache();
                    let held = cache.texts_are_held(&folder.id, &under_way.texts).await;
                    held.map_err(|error| self.failed(error.into()))?;
                }
            }
            // It has other numbers by now: syncing it finds that out.
            Ok(None) => self.ahead.left(),
            // Texts that cannot be had are no reason to leave the folder, let alone others, unless
            // connections are lost over one after another.
            Err(error) => {
                self.ahead.left();
                let is_wire = matches!(error, EngineError::Wire(_));
                let problem = self.failed(error);
                if !is_wire {
                    return Err(problem);
                }
                if self.mail.is_none() && !self.patience.lost() {
                    self.ahead.under_way = Some(under_way);
                }
            }
        }
        Ok(self.ahead.under_way.is_some())
    }

    /// Begins the walk through the next folder that waits for one.
    async fn begin_ahead(&mut self) -> Result<bool, Problem> {
        let has_room = self.has_room().await?;
        loop {
            let new = self.ahead.news.pop_first();
            let (id, from) = match new {
                Some(new) => new,
                None if has_room && !self.is_paused() => match self.ahead.waiting.pop_front() {
                    Some(old) => (old, 0),
                    None => return Ok(false),
                },
                None => return Ok(false),
            };
            let read = self.read(move |r| Ok((r.folder(&id)?, r.sync_state(&id)?, r.texts(&id)?)));
            let (Some(folder), Some(state), texts) = read.await? else {
                continue;
            };
            // Another account reads it by now.
            if folder.account != self.connector.account().id() {
                continue;
            }
            let keep = self.keep(&folder);
            let wanted = texts::wanted(keep, folder.role, Timestamp::now());
            let (Some(mut wanted), Some(uid_validity)) = (wanted, state.uid_validity) else {
                continue;
            };
            wanted.from_uid = from;
            if texts != keep.words() {
                self.begin_texts(&folder, &keep.words()).await?;
                let mut walk = self.ahead.walk(&folder.id, wanted, uid_validity);
                // What is older may be missing.
                walk.left_out = from > 0;
                self.ahead.under_way = Some(UnderWay {
                    folder,
                    walk,
                    texts: keep.words(),
                });
                return Ok(true);
            }
        }
    }

    /// Puts those folders into the queue in which texts are missing.
    pub(super) async fn enqueue_ahead(&mut self, folders: &[Folder]) -> Result<(), Problem> {
        let ids: Vec<FolderId> = folders.iter().map(|f| f.id.clone()).collect();
        let read = self.read(move |r| {
            ids.iter()
                .map(|id| r.texts(id))
                .collect::<Result<Vec<_>, _>>()
        });
        for (folder, texts) in folders.iter().zip(read.await?) {
            if self.keep(folder).words() != texts {
                self.ahead.enqueue(folder.id.clone());
            }
        }
        Ok(())
    }
}
