//! How much room texts take on this computer: no more than is given, and nothing that the settings do not
//! want any more.

use jiff::{SignedDuration, Timestamp};

use super::access;
use super::shared::Shared;
use super::texts::wanted;
use crate::domain::{Folder, MessageKey};
use crate::store::{Reader, StoreError};

/// What was opened stays for so long whatever the settings say.
const LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Texts go until they take so many hundredths of the room that is given.
const KEPT: u64 = 95;

/// And are fetched ahead up to so many.
const FETCHED: u64 = 90;

/// Octets that texts may take.
pub(super) fn given(shared: &Shared) -> u64 {
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
pub(super) async fn is_there(shared: &Shared) -> Result<bool, StoreError> {
    let held = shared.store.reader().run(Reader::open_texts_octets).await?;
    let given = given(shared);
    Ok(given > 0 && held <= part(given, FETCHED))
}

/// Makes room where texts take more than is given, but for those of the messages that are being read, whatever
/// they take. Gives how many went.
///
/// # Errors
/// Of the store.
pub(super) async fn make(shared: &Shared, read: &[MessageKey]) -> Result<u32, StoreError> {
    let (given, cache) = (given(shared), shared.store.cache());
    let mut dropped = 0;
    if shared.store.reader().run(Reader::open_texts_octets).await? > given {
        loop {
            let some = cache.make_room(part(given, KEPT), read).await?;
            dropped += some;
            if some == 0 {
                break;
            }
        }
    }
    Ok(dropped)
}

/// Drops what is held and is not wanted any more by the settings, unless somebody opened it lately, and what
/// takes more room than is given; gives the room back to the disk.
///
/// # Errors
/// Of the store.
pub(super) async fn tidy(shared: &Shared) -> Result<(), StoreError> {
    let (cache, now) = (shared.store.cache(), Timestamp::now());
    let unopened_since = now.checked_sub(LATELY).unwrap_or(now);
    let folders = shared.store.reader().run(|r| {
        let mut all = Vec::new();
        for mailbox in r.mailboxes()? {
            all.extend(r.folders(&mailbox.id())?);
        }
        Ok(all)
    });
    let mut dropped = 0;
    let (config, folders) = (shared.config(), folders.await?);
    let of = |folder: Folder| {
        let keep = config.keep(&folder.mailbox);
        (wanted(keep, folder.role, now), folder.id)
    };
    // Of a mailbox that is lost, or may be, nobody could fetch it again.
    let could_come_back = |f: &Folder| !access::is_lost(f) && !access::is_in_doubt(f);
    let folders = folders.into_iter().filter(could_come_back);
    let folders: Vec<_> = folders.map(of).collect();
    // Nothing is written where nothing goes.
    let with_unwanted = shared.store.reader().run(move |r| {
        let mut with = Vec::new();
        for (wanted, id) in folders {
            if r.has_unwanted(&id, wanted, unopened_since)? {
                with.push((wanted, id));
            }
        }
        Ok(with)
    });
    for (wanted, id) in with_unwanted.await? {
        loop {
            let some = cache.drop_unwanted(&id, wanted, unopened_since).await?;
            dropped += some;
            if some == 0 {
                break;
            }
        }
    }
    dropped += make(shared, &[]).await?;
    if dropped > 0 {
        while cache.give_back().await? {}
        shared.texts_came();
    }
    Ok(())
}
