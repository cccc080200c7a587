//! Texts of messages: fetched before anybody opens them, as far as their mailbox's settings say, so that
//! reading never waits and all of it can be searched.
//!
//! A walk goes through a folder from its newest message to its oldest in steps of a few megabytes, and
//! whoever walks does other things between two of them.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Folder, FolderRole, Keep, KeepBack};
use crate::store::{Reader, StoreError, TextsBehind, WantedTexts};
use crate::wire::WireError;

use super::backend::MailBackend;
use super::error::EngineError;
use super::event::Event;
use super::shared::Shared;

/// Largest message that is fetched at all, in octets; what is larger is named, not loaded.
pub(super) const LARGEST: u64 = 100 * 1024 * 1024;

/// Messages of one step, at most.
const STEP_MESSAGES: usize = 400;

/// Octets of one step, and those of one message more.
const STEP_OCTETS: u64 = 4 * 1024 * 1024;

/// Shorter messages are fetched many at a time.
const SHORT: u32 = 256 * 1024;

/// What was opened stays for so long whatever the settings say.
const LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Texts go until they take so many hundredths of the room that is given.
const KEPT: u64 = 95;

/// And are fetched ahead up to so many.
const FETCHED: u64 = 90;

/// What of a folder's texts is wanted, by the settings of its mailbox.
pub(super) fn wanted(keep: Keep, role: FolderRole, now: Timestamp) -> Option<WantedTexts> {
    // Nobody reads there but for what was opened.
    let is_waste = matches!(role, FolderRole::Trash | FolderRole::Junk);
    if is_waste || keep.back == KeepBack::Headers {
        return None;
    }
    let age = keep
        .back
        .days()
        .map(|days| SignedDuration::from_hours(24 * i64::from(days)));
    let since = age.and_then(|age| now.checked_sub(age).ok());
    Some(WantedTexts {
        since: since.unwrap_or(Timestamp::MIN),
        with_attachments: keep.attachments.largest(),
        from_uid: 0,
    })
}

/// A walk through one folder. What was fetched last is stored while the next step is on its way.
pub(super) struct Walk {
    wanted: WantedTexts,
    uid_validity: u32,
    behind: Option<TextsBehind>,
    fetched: Vec<(u32, Vec<u8>)>,
    /// The connection was lost over a message: it is tried again another time.
    pub(super) left_out: bool,
}

impl Walk {
    pub(super) fn new(wanted: WantedTexts, uid_validity: u32) -> Self {
        Self {
            wanted,
            uid_validity,
            behind: None,
            fetched: Vec::new(),
            left_out: false,
        }
    }

    pub(super) fn uid_validity(&self) -> u32 {
        self.uid_validity
    }

    /// Stores what was fetched last, now.
    ///
    /// # Errors
    /// Of the store.
    pub(super) async fn store_now(
        &mut self,
        shared: &Shared,
        folder: &Folder,
    ) -> Result<(), EngineError> {
        store(
            shared,
            folder,
            self.uid_validity,
            std::mem::take(&mut self.fetched),
        )
        .await
    }

    /// One step. The folder is open. False: that was the last one, and all is stored.
    ///
    /// # Errors
    /// Of the server, if it ends the connection, or the store. The next step goes on behind this one.
    pub(super) async fn step(
        &mut self,
        shared: &Shared,
        mail: &mut dyn MailBackend,
        folder: &Folder,
    ) -> Result<bool, EngineError> {
        let (id, wanted, behind) = (folder.id.clone(), self.wanted, self.behind);
        let missing = (shared.store.reader())
            .run(move |r| r.missing_bodies(&id, wanted, behind, STEP_MESSAGES))
            .await?;
        let mut octets = 0;
        let (mut short, mut long) = (BTreeMap::new(), Vec::new());
        for (uid, size, behind) in missing {
            if octets >= STEP_OCTETS {
                break;
            }
            octets += u64::from(size);
            self.behind = Some(behind);
            if (1..SHORT).contains(&size) {
                short.insert(uid, size);
            } else {
                long.push((uid, size));
            }
        }
        let is_last = short.is_empty() && long.is_empty();
        let stored = store(
            shared,
            folder,
            self.uid_validity,
            std::mem::take(&mut self.fetched),
        );
        if is_last {
            stored.await?;
            return Ok(false);
        }
        let most = usize::try_from(SHORT).unwrap_or(usize::MAX);
        let (came, stored) = if short.is_empty() {
            (Ok(Vec::new()), stored.await)
        } else {
            tokio::join!(mail.bodies(&short, most), stored)
        };
        stored?;
        self.fetched = match came {
            // Perhaps for one of them: each is asked for by itself.
            Err(error) if error.is_refusal() => Vec::new(),
            came => came.inspect_err(|_| self.left_out = true)?,
        };
        for (uid, _) in &self.fetched {
            short.remove(uid);
        }
        for (uid, size) in short.into_iter().chain(long) {
            match mail
                .body(uid, Some(size).filter(|size| *size > 0), LARGEST)
                .await
            {
                Ok(raw) => self.fetched.push((uid, raw)),
                // Gone meanwhile, or not to be read: its time comes when somebody opens it.
                Err(error) if error.is_refusal() || matches!(error, WireError::Gone) => {}
                Err(error) => {
                    tracing::debug!(%error, "A text could not be fetched ahead.");
                    if !mail.is_usable() {
                        self.left_out = true;
                        return Err(error.into());
                    }
                }
            }
        }
        Ok(true)
    }
}

/// Octets that texts may take.
pub(super) fn budget(shared: &Shared) -> u64 {
    u64::from(shared.config().settings.cache_mb) * 1_000_000
}

fn part(whole: u64, percent: u64) -> u64 {
    whole / 100 * percent
}

/// Is there room to fetch ahead? Less than is left when room is made, so that nothing is fetched that goes
/// again.
///
/// # Errors
/// Of the store.
pub(super) async fn have_room(shared: &Shared) -> Result<bool, StoreError> {
    let held = shared.store.reader().run(Reader::texts_octets).await?;
    Ok(held <= part(budget(shared), FETCHED))
}

/// Drops what is held and is not wanted any more by the settings, unless somebody used it lately, and what
/// takes more room than is given; gives the room back to the disk.
///
/// # Errors
/// Of the store.
pub(super) async fn keep_room(shared: &Shared) -> Result<(), StoreError> {
    let (cache, now) = (shared.store.cache(), Timestamp::now());
    let unused_since = now.checked_sub(LATELY).unwrap_or(now);
    let folders = shared.store.reader().run(|r| {
        let mut all = Vec::new();
        for mailbox in r.mailboxes()? {
            all.extend(r.folders(&mailbox.id())?);
        }
        Ok(all)
    });
    let mut dropped = 0;
    for folder in folders.await? {
        let wanted = wanted(shared.config().keep(&folder.mailbox), folder.role, now);
        loop {
            let some = cache
                .drop_unwanted(&folder.id, wanted, unused_since)
                .await?;
            dropped += some;
            if some == 0 {
                break;
            }
        }
    }
    let budget = budget(shared);
    while shared.store.reader().run(Reader::texts_octets).await? > budget {
        let some = cache.make_room(part(budget, KEPT)).await?;
        dropped += some;
        if some == 0 {
            break;
        }
    }
    if dropped > 0 {
        while cache.give_back().await? {}
        shared.texts_came();
    }
    Ok(())
}

async fn store(
    shared: &Shared,
    folder: &Folder,
    uid_validity: u32,
    fetched: Vec<(u32, Vec<u8>)>,
) -> Result<(), EngineError> {
    if fetched.is_empty() {
        return Ok(());
    }
    let cache = shared.store.cache();
    cache.put_bodies(&folder.id, uid_validity, fetched).await?;
    let budget = budget(shared);
    while shared.store.reader().run(Reader::texts_octets).await? > budget
        && cache.make_room(part(budget, KEPT)).await? > 0
    {}
    shared.tell(Event::Messages(folder.id.clone()));
    shared.texts_came();
    Ok(())
}

/// The readable text of a message and its first words, for search and lists. It may take long.
pub(super) fn read(raw: &[u8]) -> (String, String) {
    let Ok(message) = crate::rfc822::parse_message(raw) else {
        return (String::new(), String::new());
    };
    let text = crate::render::readable(&message).text;
    let preview = crate::rfc822::preview(&text);
    (text, preview)
}
