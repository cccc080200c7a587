//! What this computer handed to submission servers, noted outside of every profile.
//!
//! A profile that is restored from a backup, or copied, holds messages in its outbox as they stood
//! then. Its own journal cannot know what became of them afterwards. So before the dot of a message
//! is said, and when a person took one back, a digest of its Message-ID is added to a file of this
//! user that no backup of the profile brings back, and that all copies of a profile share. The file
//! is no second journal: the journal alone decides whether a message may have been sent by this
//! profile. It answers one question: did somebody hand this message over, or take it back, of whom
//! this journal knows nothing? A state folder that cannot be written costs this second look and nothing
//! else. What was written of one draft is noted under that, too: whoever sends it from another copy of
//! the profile, in other words, is asked.
//!
//! A profile is noted together with the computer's own name: a home folder that is copied whole to
//! another computer brings this file with it, and is another profile there all the same.

mod file;

use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::{OutboxId, Outgoing};
use crate::engine::drafts;
use crate::rfc822;
use crate::store::{Store, StoreError};
use file::{Ledger, TAKEN_BACK};

/// Under what a profile remembers its own name.
const PROFILE: &str = "profile-name";

/// Under what a profile remembers up to which message its outbox came from another computer.
const COPIED: &str = "copied-outbox";

/// What the file says of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// Nobody handed it over here.
    No,
    /// It was handed over here.
    HandedOver,
    /// A person took it back here.
    TakenBack,
    /// Not it, but something else that was written of the same draft was handed over here.
    OfDraft,
    /// It was in the outbox of a profile that was brought here from another computer, or its draft was
    /// written there.
    FromElsewhere,
    /// There is no file, or it cannot be read.
    NoFile,
}

/// What is known at the moment in which a person wants a message sent although it may have been
/// sent before. Whatever is handed over after that, they did not know of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    /// The name of the profile: it has another one on another computer.
    profile: Option<String>,
    /// The mark of the last time that it was handed over here.
    last: Option<String>,
    /// The same of anything that was written of the same draft.
    #[serde(default)]
    last_of_draft: Option<String>,
    /// They knew of what was sent of the same draft.
    #[serde(default)]
    pub(super) of_draft: bool,
}

impl Told {
    /// Was nothing but this very message handed over of its draft since then, here and on this computer?
    /// Its own names bear one mark ([`Ledger::note`]).
    pub(super) fn is_all_of_draft(&self, now: &Self) -> bool {
        let by_itself = now.last.is_some() && now.last == now.last_of_draft;
        self.profile == now.profile && (self.last_of_draft == now.last_of_draft || by_itself)
    }
}

/// The file, and what is known of this profile.
#[derive(Debug, Clone)]
pub(in crate::engine) struct HandedOver {
    file: Option<Arc<Ledger>>,
    /// The name of this profile on this computer.
    profile: Option<String>,
    /// Messages up to this one came with a copied profile.
    copied: Option<OutboxId>,
}

impl HandedOver {
    /// Opens the file in this folder, and sees whether it knows this profile on this `machine`. A
    /// profile that has a name and is not known here comes from another computer: what its outbox
    /// holds now is looked at before it leaves.
    ///
    /// What goes wrong here is logged; it costs what the file knows, and keeps nothing from working.
    pub(in crate::engine) async fn open(
        dir: Option<&Path>,
        machine: Option<&str>,
        store: &Store,
    ) -> Self {
        let reader = store.reader();
        let read = reader.run(|r| Ok((r.remembered(PROFILE)?, r.remembered(COPIED)?)));
        let (name, copied) = match read.await {
            Ok(remembered) => remembered,
            Err(error) => {
                tracing::warn!(%error, "The name of the profile cannot be read.");
                return Self {
                    file: None,
                    profile: None,
                    copied: None,
                };
            }
        };
        let old_name = name.as_ref().and_then(|name| name.as_str());
        let mut opened = Self {
            file: None,
            profile: old_name.map(str::to_owned),
            copied: copied.and_then(|id| id.as_i64()).map(OutboxId),
        };
        let Some(dir) = dir else { return opened };
        let ledger = Arc::new(Ledger::at(dir));
        // One that is new here gets a name of its own here: brought from the other computer once
        // more, it is not taken for one that never left.
        let new_name = format!("{:032x}", fastrand::u128(..));
        let here = |name: &str| digest(&format!("{name} {}", machine.unwrap_or_default()));
        let digest_of_old = here(old_name.unwrap_or_default());
        let known = run(&ledger, move |ledger| ledger.begin(&digest_of_old, now()));
        let known = match known.await {
            Ok(known) => known,
            Err(error) => {
                tracing::warn!(%error, "What was sent cannot be noted outside of the profile.");
                return opened;
            }
        };
        opened.file = Some(Arc::clone(&ledger));
        if known {
            return opened;
        }
        // Before the file knows the profile: cut short here, the same is found out again.
        let mut kept = Ok(());
        if old_name.is_some() {
            tracing::warn!("This profile was brought here from another computer.");
            kept = opened.came_from_elsewhere(store).await;
        }
        if kept.is_ok() {
            let value = serde_json::Value::from(new_name.as_str());
            kept = store.precious().remember(PROFILE, &value).await;
        }
        if let Err(error) = kept {
            tracing::warn!(%error, "It cannot be kept where the profile comes from.");
            return opened;
        }
        let digest = here(&new_name);
        opened.profile = Some(new_name);
        let noted = run(&ledger, move |ledger| ledger.note_profile(&digest, now()));
        if let Err(error) = noted.await {
            tracing::warn!(%error, "This profile cannot be noted outside of itself.");
        }
        opened
    }

    /// What the outbox holds now was put into it elsewhere, and the drafts were written there.
    async fn came_from_elsewhere(&mut self, store: &Store) -> Result<(), StoreError> {
        // Until it is known which: all.
        self.copied = Some(OutboxId(i64::MAX));
        let read = store.reader().run(|r| r.outbox(&[]));
        let newest = read.await?.iter().map(|row| row.outbox_id).max();
        let newest = newest.unwrap_or(OutboxId(0));
        self.copied = Some(newest);
        let value = serde_json::Value::from(newest.0);
        store.precious().remember(COPIED, &value).await?;
        store.precious().drafts_are_copied().await?;
        drafts::claims_are_anothers(store).await
    }

    /// Did a person take back what had this Message-ID?
    pub(super) async fn was_taken_back(&self, message_id: &str) -> bool {
        let last = self.last(message_id).await.flatten();
        last.is_some_and(|mark| mark.starts_with(TAKEN_BACK))
    }

    /// What is known of a message that is about to be tried; `copied`: its draft came with the profile
    /// from another computer.
    pub(super) async fn knows(&self, row: &Outgoing, copied: bool) -> Known {
        let Some(ledger) = &self.file else {
            return Known::NoFile;
        };
        let names = Names::of(&row.message_id);
        let last = run(ledger, move |ledger| {
            let of_draft = |draft: &String| ledger.last(draft);
            let of_draft = names.draft.as_ref().map(of_draft).transpose()?;
            Ok((ledger.last(&names.message)?, of_draft.flatten()))
        });
        match last.await {
            Ok((Some(mark), _)) if mark.starts_with(TAKEN_BACK) => Known::TakenBack,
            Ok((Some(_), _)) => Known::HandedOver,
            Ok((None, Some(_))) => Known::OfDraft,
            Ok((None, None)) if copied || self.copied.is_some_and(|last| row.outbox_id <= last) => {
                Known::FromElsewhere
            }
            Ok((None, None)) => Known::No,
            Err(error) => {
                tracing::warn!(%error, "What was sent before cannot be read.");
                Known::NoFile
            }
        }
    }

    /// What is to be remembered when a person wants this message sent although it may have been
    /// sent before.
    pub(super) async fn told(&self, message_id: &str) -> Told {
        Told {
            profile: self.profile.clone(),
            last: self.last(message_id).await.unwrap_or_default(),
            last_of_draft: self.last_of_draft(message_id).await.unwrap_or_default(),
            of_draft: false,
        }
    }

    /// What is known of a message that nothing on this computer is known of.
    pub(super) fn told_of_nothing(&self) -> Told {
        Told {
            profile: self.profile.clone(),
            last: None,
            last_of_draft: None,
            of_draft: false,
        }
    }

    /// Is it still as that person knew? A file that cannot be read speaks against nothing.
    pub(super) async fn is_as_told(&self, message_id: &str, told: &Told) -> bool {
        self.profile == told.profile
            && (self.last(message_id).await).is_none_or(|last| last == told.last)
            && (self.last_of_draft(message_id).await).is_none_or(|last| last == told.last_of_draft)
    }

    /// When a message was taken of which that is known only now: when it was handed over, as far as
    /// anybody knows.
    pub(in crate::engine) async fn taken_at(&self, row: &Outgoing, now: Timestamp) -> Timestamp {
        let then = self.when(&row.message_id).await;
        then.map_or(now, |then| then.max(row.created_at).min(now))
    }

    /// When it was handed over last, as far as that is known.
    pub(super) async fn when(&self, message_id: &str) -> Option<Timestamp> {
        let ledger = self.file.as_ref()?;
        let digest = digest(message_id);
        let time = run(ledger, move |ledger| ledger.when(&digest)).await;
        Timestamp::from_second(time.ok()??).ok()
    }

    /// The mark of the last time that it was handed over; `None`: there is no file to ask.
    async fn last(&self, message_id: &str) -> Option<Option<String>> {
        self.last_under(Names::of(message_id).message).await
    }

    /// The same of anything that was written of the same draft; no draft has nothing.
    async fn last_of_draft(&self, message_id: &str) -> Option<Option<String>> {
        match Names::of(message_id).draft {
            Some(draft) => self.last_under(draft).await,
            None => Some(None),
        }
    }

    async fn last_under(&self, digest: String) -> Option<Option<String>> {
        let ledger = self.file.as_ref()?;
        match run(ledger, move |ledger| ledger.last(&digest)).await {
            Ok(last) => Some(last),
            Err(error) => {
                tracing::warn!(%error, "What was sent before cannot be read.");
                None
            }
        }
    }

    /// The marks of the handing over that a person knew of who was told by this profile: of the
    /// message, and of its draft.
    fn known_to(&self, told: Option<&Told>) -> (Option<String>, Option<String>) {
        let told = told.filter(|told| told.profile == self.profile);
        told.map_or((None, None), |told| {
            (told.last.clone(), told.last_of_draft.clone())
        })
    }

    /// Notes that the dot of a message is said next. False: somebody else noted that already, of it or
    /// of what was written of the same draft, and nothing is noted; what a person was `told` of is
    /// known and meant.
    pub(super) async fn note(&self, message_id: &str, told: Option<&Told>) -> bool {
        let Some(ledger) = &self.file else {
            return true;
        };
        let (names, (known, known_draft)) = (Names::of(message_id), self.known_to(told));
        let noted = run(ledger, move |ledger| {
            let message = (names.message.as_str(), known.as_deref());
            let draft = names.draft.as_deref();
            let draft = draft.map(|draft| (draft, known_draft.as_deref()));
            let names: Vec<_> = std::iter::once(message).chain(draft).collect();
            ledger.note(&names, now())
        });
        match noted.await {
            Ok(free) => free,
            Err(error) => {
                tracing::warn!(%error, "What is sent cannot be noted outside of the profile.");
                true
            }
        }
    }

    /// A person took the message back: no copy of this profile is to send it by itself.
    pub(super) async fn take_back(&self, message_id: &str) {
        let Some(ledger) = &self.file else { return };
        let digest = digest(message_id);
        let noted = run(ledger, move |ledger| ledger.take_back(&digest, now()));
        if let Err(error) = noted.await {
            tracing::warn!(%error, "What was taken back cannot be noted outside of the profile.");
        }
    }

    /// It is not to be sent, or not once more: a person took that back, or it is known by now that it
    /// arrived. Of the times before nothing changes; but whoever was told of them was not told of this,
    /// so that no copy of this profile sends it once more by itself.
    pub(in crate::engine) async fn not_again(&self, message_id: &str) {
        let Some(ledger) = &self.file else { return };
        let digest = digest(message_id);
        let noted = run(ledger, move |ledger| ledger.note_anew(&digest, now()));
        if let Err(error) = noted.await {
            tracing::warn!(%error, "What is not sent again cannot be noted outside of the profile.");
        }
    }

    /// The server said that it did not take the message after all: what was noted last no longer
    /// stands. What a person was `told` of before that does, since nobody took that back.
    pub(super) async fn annul(&self, message_id: &str, told: Option<&Told>) {
        let Some(ledger) = &self.file else { return };
        let (names, (known, known_draft)) = (Names::of(message_id), self.known_to(told));
        let annulled = run(ledger, move |ledger| {
            ledger.annul(&names.message, now(), known.as_deref())?;
            match names.draft {
                Some(draft) => ledger.annul(&draft, now(), known_draft.as_deref()),
                None => Ok(()),
            }
        });
        if let Err(error) = annulled.await {
            tracing::warn!(%error, "A refusal cannot be noted outside of the profile.");
        }
    }
}

/// Under what a message stands in the file.
struct Names {
    /// Itself.
    message: String,
    /// Whatever is written of the same draft.
    draft: Option<String>,
}

impl Names {
    fn of(message_id: &str) -> Self {
        Self {
            message: digest(message_id),
            draft: rfc822::draft_of_message_id(message_id).map(digest),
        }
    }
}

async fn run<T: Send + 'static>(
    ledger: &Arc<Ledger>,
    work: impl FnOnce(&Ledger) -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let ledger = Arc::clone(ledger);
    let done = tokio::task::spawn_blocking(move || work(&ledger)).await;
    done.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

/// Nobody who reads the file learns who wrote to whom: a Message-ID may be known to many.
fn digest(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for octet in Sha256::digest(text.as_bytes()) {
        hex.push_str(&format!("{octet:02x}"));
    }
    hex
}
