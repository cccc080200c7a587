//! Texts of messages: fetched before anybody opens them, as far as their mailbox's settings say, so that
//! reading never waits and all of it can be searched.
//!
//! A walk goes through a folder from its newest message to its oldest in steps of a few megabytes, and
//! whoever walks does other things between two of them.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Excerpt, Folder, FolderRole, Keep, KeepBack, MessageKey, Section};
use crate::store::{MissingText, TextsBehind, WantedTexts};
use crate::wire::{Piecemeal, WireError};

use super::backend::MailBackend;
use super::error::EngineError;
use super::event::Event;
use super::progress::Count;
use super::shared::Shared;
use super::{excerpt, numbers, room};
use crate::domain::Work;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Largest message that is fetched at all, in octets; of what is larger there is an excerpt.
pub(super) const LARGEST: u64 = 100 * 1024 * 1024;

/// Messages of one step, at most.
const STEP_MESSAGES: usize = 16_000;

/// Octets of one step, at most and at least, and those of one message more.
const STEP_OCTETS: (u64, u64) = (64 * 1024, 32 * 1024 * 1024);

/// Octets of the first step, before anybody knows how fast they come.
const FIRST_OCTETS: u64 = 256 * 1024;

/// So many refusals in a row are no matter of single messages: the server is busy, say.
const MOST_REFUSED: u32 = 5;

/// As long as a step is to take: meanwhile whoever walks does nothing else.
const STEP_TIME: Duration = Duration::from_secs(1);

/// Batches of texts that wait to be stored: others are read while the disk is waited for.
const WAITING: usize = 6;

/// Shorter messages are fetched many at a time.
const SHORT: u32 = 256 * 1024;

/// A message with attachments is fetched whole up to so many octets whatever the settings say: its excerpt
/// would be as large.
const SMALL: u32 = 2 * crate::rfc822::SMALL_PART;

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
        with_attachments: keep.attachments.largest().max(SMALL),
        largest: u32::try_from(LARGEST).unwrap_or(u32::MAX),
        from_uid: 0,
    })
}

/// A message that is asked for by itself.
#[derive(Debug, Clone, Copy)]
struct Alone {
    uid: u32,
    size: u32,
    /// Is the message wanted, or an excerpt of it?
    whole: bool,
}

/// A long message that is read slice by slice.
pub(super) struct Long {
    uid_validity: u32,
    reading: Piecemeal,
}

/// A walk through one folder.
pub(super) struct Walk {
    wanted: WantedTexts,
    uid_validity: u32,
    behind: Option<TextsBehind>,
    /// Those that are asked for one by one: what is long, of what an excerpt is wanted, and what did not
    /// come with others.
    alone: VecDeque<Alone>,
    /// One of those that is under way.
    long: Option<Long>,
    /// Octets of the next step, or of the next slice of a long message.
    octets: u64,
    /// So many were refused in a row.
    refused: u32,
    /// Once it is known how many there are.
    count: Option<Count>,
    /// Not all that is wanted is held when it is over.
    pub(super) left_out: bool,
}

impl Walk {
    /// `long` was begun by an earlier walk through the folder.
    pub(super) fn new(wanted: WantedTexts, uid_validity: u32, long: Option<Long>) -> Self {
        Self {
            wanted,
            uid_validity,
            behind: None,
            alone: VecDeque::new(),
            long: long.filter(|long| long.uid_validity == uid_validity),
            octets: FIRST_OCTETS,
            refused: 0,
            count: None,
            left_out: false,
        }
    }

    /// It ends before it is over. What is left of a long message goes on with the next walk.
    pub(super) fn interrupted(self) -> Option<Long> {
        self.long
    }

    /// Where it begins that only what is new is wanted; 0 where all is.
    pub(super) fn first_uid(&self) -> u32 {
        self.wanted.from_uid
    }

    pub(super) fn uid_validity(&self) -> u32 {
        self.uid_validity
    }

    /// One step. The folder is open. False: that was the last one, and all is stored.
    ///
    /// # Errors
    /// Of the server, or the store. The next step goes on behind this one, and asks for each by itself
    /// of those that did not come.
    pub(super) async fn step(
        &mut self,
        shared: &Shared,
        mail: &mut dyn MailBackend,
        folder: &Folder,
    ) -> Result<bool, EngineError> {
        if self.long.is_some() {
            return self.read_on(shared, mail, folder).await.map(|_| true);
        }
        if !self.alone.is_empty() {
            return self.step_alone(shared, mail, folder).await.map(|()| true);
        }
        let (id, wanted, behind) = (folder.id.clone(), self.wanted, self.behind);
        if self.count.is_none() {
            let id = id.clone();
            let missing = shared
                .store
                .reader()
                .run(move |r| r.count_missing_bodies(&id, wanted));
            self.count = Some(Count::of(missing.await?));
        }
        let missing = (shared.store.reader())
            .run(move |r| r.missing_bodies(&id, wanted, behind, STEP_MESSAGES))
            .await?;
        let (mut octets, mut short) = (0, BTreeMap::new());
        for missing in missing {
            if octets >= self.octets {
                break;
            }
            let MissingText {
                uid,
                size,
                whole,
                behind,
            } = missing;
            self.behind = Some(behind);
            if whole && (1..SHORT).contains(&size) {
                octets += u64::from(size);
                short.insert(uid, size);
            } else {
                self.alone.push_back(Alone { uid, size, whole });
            }
        }
        if short.is_empty() {
            return Ok(!self.alone.is_empty());
        }
        let (began, sizes) = (Instant::now(), short.clone());
        let most = usize::try_from(SHORT).unwrap_or(usize::MAX);
        let (to, came) = mpsc::channel::<Vec<(u32, Vec<u8>)>>(WAITING);
        let (alone, left_out) = (&mut self.alone, &mut self.left_out);
        let mut count = self.count.as_mut();
        let validity = self.uid_validity;
        // What came is stored while others are on their way.
        let stored = async {
            // Owned here: when this ends by an error, nobody waits any more to hand over.
            let mut came = came;
            while let Some(texts) = came.recv().await {
                for (uid, _) in &texts {
                    short.remove(uid);
                }
                if let Some(count) = &mut count {
                    count.add(texts.len());
                    shared.came_so_far(folder, Work::Texts, count);
                }
                *left_out |= !store(shared, folder, validity, texts).await?;
            }
            alone.extend(short.into_iter().map(|(uid, size)| Alone {
                uid,
                size,
                whole: true,
            }));
            Ok::<_, EngineError>(())
        };
        let (asked, stored) = tokio::join!(mail.stream_bodies(&sizes, most, to), stored);
        stored?;
        // Over which of them it failed is found out by asking for each.
        if let Err(error) = asked {
            if !mail.is_usable() {
                return Err(error.into());
            }
            tracing::debug!(%error, "Texts are asked for one by one.");
        }
        self.took(octets, began.elapsed());
        Ok(true)
    }

    /// Asks one by one for those that are to be, for as long as a step may take.
    async fn step_alone(
        &mut self,
        shared: &Shared,
        mail: &mut dyn MailBackend,
        folder: &Folder,
    ) -> Result<(), EngineError> {
        let (began, mut octets) = (Instant::now(), 0);
        while began.elapsed() < STEP_TIME
            && self.long.is_none()
            && octets < STEP_OCTETS.1
            && let Some(Alone { uid, size, whole }) = self.alone.pop_front()
        {
            if !whole {
                let error = match excerpt::fetch(mail, uid, &excerpt::any).await {
                    Ok(Some(excerpt)) => {
                        octets += u64::try_from(excerpt.raw.len()).unwrap_or(u64::MAX);
                        self.refused = 0;
                        let stored = store_excerpt(shared, folder, self.uid_validity, uid, excerpt);
                        self.left_out |= !stored.await?;
                        continue;
                    }
                    // It has none, today and tomorrow: nothing is left to be tried.
                    Ok(None) | Err(WireError::Gone) => continue,
                    Err(error) => error,
                };
                self.refuse(error, mail.is_usable())?;
                continue;
            }
            let size = Some(size).filter(|size| *size > 0);
            self.long = Some(Long {
                uid_validity: self.uid_validity,
                reading: Piecemeal::new(uid, Section::Whole, size, LARGEST),
            });
            octets += self.read_on(shared, mail, folder).await?;
        }
        Ok(())
    }

    /// Reads a long message on, for as long as a step may take: news that come meanwhile do not wait for all of
    /// it. Gives the octets that came.
    async fn read_on(
        &mut self,
        shared: &Shared,
        mail: &mut dyn MailBackend,
        folder: &Folder,
    ) -> Result<u64, EngineError> {
        let Some(Long {
            uid_validity,
            mut reading,
        }) = self.long.take()
        else {
            return Ok(0);
        };
        let (began, before) = (Instant::now(), reading.read());
        loop {
            let (asked, had) = (Instant::now(), reading.read());
            let most = usize::try_from(self.octets).unwrap_or(usize::MAX);
            match mail.read_on(&mut reading, most).await {
                Ok(true) => {
                    self.took(reading.read().saturating_sub(had), asked.elapsed());
                    if began.elapsed() < STEP_TIME {
                        continue;
                    }
                    let came = reading.read().saturating_sub(before);
                    self.long = Some(Long {
                        uid_validity,
                        reading,
                    });
                    return Ok(came);
                }
                Ok(false) => break,
                Err(WireError::Gone) => return Ok(0),
                Err(error) => {
                    self.refuse(error, mail.is_usable())?;
                    return Ok(0);
                }
            }
        }
        self.refused = 0;
        let (uid, came) = (reading.uid(), reading.read().saturating_sub(before));
        let raw = vec![(uid, reading.into_octets())];
        self.left_out |= !store(shared, folder, self.uid_validity, raw).await?;
        Ok(came)
    }

    /// How much the next step or slice may ask for, by how long so many octets took.
    fn took(&mut self, octets: u64, time: Duration) {
        let in_time = u128::from(octets) * STEP_TIME.as_millis() / time.as_millis().max(1);
        let in_time = u64::try_from(in_time).unwrap_or(u64::MAX);
        // A line may be slower again in a moment.
        let in_time = in_time.min(self.octets.saturating_mul(4));
        self.octets = in_time.clamp(STEP_OCTETS.0, STEP_OCTETS.1);
    }

    /// One did not come. An error: others are not asked for now.
    fn refuse(&mut self, error: WireError, is_usable: bool) -> Result<(), EngineError> {
        tracing::debug!(%error, "A text could not be fetched ahead.");
        // It is tried again another time.
        self.left_out = true;
        self.refused += 1;
        if !is_usable || self.refused >= MOST_REFUSED {
            return Err(error.into());
        }
        Ok(())
    }
}

/// Stores the texts of messages that bear these numbers. False: not all of them are held after that.
async fn store(
    shared: &Shared,
    folder: &Folder,
    uid_validity: u32,
    fetched: Vec<(u32, Vec<u8>)>,
) -> Result<bool, EngineError> {
    if fetched.is_empty() {
        return Ok(true);
    }
    let count = fetched.len();
    let id = folder.id.clone();
    // A server that was restored may give numbers out again.
    let own = shared.store.reader().run(move |r| {
        let uids: Vec<u32> = fetched.iter().map(|(uid, _)| *uid).collect();
        let held = r.message_ids(&id, &uids)?;
        let is_own = |(uid, raw): &(u32, Vec<u8>)| {
            let held = held.get(uid);
            held.is_some_and(|held| !numbers::is_another(held.as_deref(), raw))
        };
        Ok(fetched.into_iter().filter(is_own).collect::<Vec<_>>())
    });
    let own = own.await?;
    let all_own = own.len() == count;
    let cache = shared.store.cache();
    cache.put_bodies(&folder.id, uid_validity, own).await?;
    let all_stay = room::make(shared, &[]).await? == 0;
    shared.tell(Event::Messages(folder.id.clone()));
    shared.texts_came();
    Ok(all_own && all_stay)
}

/// Stores an excerpt of the message that bears this number. False: it is not held after that.
async fn store_excerpt(
    shared: &Shared,
    folder: &Folder,
    uid_validity: u32,
    uid: u32,
    excerpt: Excerpt,
) -> Result<bool, EngineError> {
    let id = folder.id.clone();
    let held = shared
        .store
        .reader()
        .run(move |r| r.message_ids(&id, &[uid]));
    let held = held.await?;
    let is_own = held
        .get(&uid)
        .is_some_and(|held| !numbers::is_another(held.as_deref(), &excerpt.raw));
    if !is_own {
        return Ok(false);
    }
    let key = MessageKey {
        folder: folder.id.clone(),
        uid_validity,
        uid,
    };
    shared
        .store
        .cache()
        .put_excerpt(&key, excerpt, None)
        .await?;
    let all_stay = room::make(shared, &[]).await? == 0;
    shared.tell(Event::Messages(folder.id.clone()));
    shared.texts_came();
    Ok(all_stay)
}

/// What lists and search want to know of a message.
#[derive(Debug, Default)]
pub(super) struct TextRead {
    /// What can be read in it.
    pub(super) text: String,
    /// Its first words.
    pub(super) preview: String,
    /// Is anything attached? `None`: it could not be read.
    pub(super) has_attachment: Option<bool>,
}

/// Reads a message, or an excerpt. It may take long.
pub(super) fn read(raw: &[u8]) -> TextRead {
    // Whatever is wrong with one message, the others are read.
    let read = || {
        let message = crate::rfc822::parse_message(raw).ok()?;
        let text = crate::render::readable(&message).text;
        let preview = crate::rfc822::preview(&text);
        Some(TextRead {
            has_attachment: Some(message.has_attachment()),
            text,
            preview,
        })
    };
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    read.ok().flatten().unwrap_or_default()
}
