//! What the engine does beside its accounts: it says what opening and checking the profile's files
//! found, forgets messages that were sent long ago, and looks whether the network is another one.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::task::JoinHandle;

use super::problem::{Problem, ProblemKind, Text};
use super::shared::{Place, Shared};
use super::{causes, indexer, network, room, unread};
use crate::paths::{Profile, Risk};
use crate::store::{CacheCondition, DataFile, OpenReport, PreciousCondition, StoreError};

/// That work, for as long as the engine runs.
pub(super) struct Upkeep {
    tasks: Vec<JoinHandle<()>>,
}

impl Upkeep {
    /// Says what opening found, and begins. In a resident engine words are made findable by themselves.
    pub(super) fn start(shared: &Arc<Shared>, report: &OpenReport, resident: bool) -> Self {
        if let Some(problem) = of_precious(&report.precious) {
            shared.raise(Place::File(DataFile::Precious), problem);
        }
        if let Some(problem) = of_cache(&report.cache) {
            shared.raise(Place::File(DataFile::Cache), problem);
        }
        let finding = Arc::clone(shared);
        let mut tasks = vec![
            tokio::spawn(async move { tell_finding(&finding).await }),
            tokio::spawn(forget_sent(Arc::clone(shared))),
        ];
        if resident {
            tasks.push(tokio::spawn(indexer::run(Arc::clone(shared))));
            tasks.push(tokio::spawn(keep_room(Arc::clone(shared))));
            tasks.push(tokio::spawn(network::watch(Arc::clone(shared))));
        }
        Self { tasks }
    }

    /// Begins nothing more.
    pub(super) fn stop(&self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What opening found about drafts and the outbox, in people's words.
fn of_precious(condition: &PreciousCondition) -> Option<Problem> {
    let PreciousCondition::Damaged { copy, detail } = condition else {
        return None;
    };
    let say = |text| Problem::new(ProblemKind::Storage, text);
    Some(match copy {
        Ok(copy) => {
            let file = copy.display().to_string();
            say(Text::new("problem-precious-parts").with("file", file))
                .advise(Text::new("advice-precious-parts"))
                .detail(detail)
        }
        Err(error) => say(Text::new("problem-precious-parts-no-copy"))
            .advise(Text::new("advice-precious-parts-no-copy"))
            .detail(format!("{detail}; {error}")),
    })
}

/// What opening did with the local copy of the mail: nothing but a sync is lost, which is said all the
/// same, since it may take a while until everything is here again.
fn of_cache(condition: &CacheCondition) -> Option<Problem> {
    let CacheCondition::Rebuilt {
        quarantined,
        detail,
    } = condition
    else {
        return None;
    };
    let file = quarantined.display().to_string();
    let text = Text::new("problem-cache-rebuilt");
    Some(
        Problem::new(ProblemKind::Storage, text)
            .advise(Text::new("advice-cache-rebuilt").with("file", file))
            .detail(detail),
    )
}

/// Under what is remembered for which place a person has read that the profile is at risk there.
const PLACE_READ: &str = "place-read";

/// Says that the profile lies where its files are at risk, unless a person has read it of this place.
/// It is no reason to refuse: many a home lies on a server, and most of them go well.
pub(super) async fn tell_place(shared: &Shared, profile: &Profile) {
    let Some(risk) = profile.risk() else {
        return;
    };
    let problem = of_risk(&risk, profile);
    let read = shared.read(|r| r.remembered(PLACE_READ)).await;
    if !matches!(read, Ok(Some(place)) if place == place_of(&problem)) {
        shared.raise(Place::Profile, problem);
    }
}

/// A person has read it.
pub(super) async fn place_was_read(shared: &Shared, problem: &Problem) -> Result<(), StoreError> {
    let place = place_of(problem);
    shared.store.precious().remember(PLACE_READ, &place).await?;
    shared.clear(&Place::Profile);
    Ok(())
}

/// The folder that it is about.
fn place_of(problem: &Problem) -> serde_json::Value {
    let args = problem.advice.iter().flat_map(|advice| &advice.args);
    args.map(|(_, folder)| folder.as_str()).collect()
}

fn of_risk(risk: &Risk, profile: &Profile) -> Problem {
    let text = match risk {
        Risk::NetworkDisk(kind) => Text::new("problem-profile-on-network").with("kind", kind),
        Risk::SyncedFolder(service) => {
            Text::new("problem-profile-synced").with("service", *service)
        }
    };
    let dir = profile.dir().display().to_string();
    let advice = Text::new("advice-profile-elsewhere").with("folder", dir);
    Problem::new(ProblemKind::Profile, text).advise(advice)
}

/// How often it is looked whether texts take more room than they may.
const ROOM: std::time::Duration = std::time::Duration::from_secs(60 * 60);

/// Sees to it that texts take no more room than they may, and soon after the settings changed.
async fn keep_room(shared: Arc<Shared>) {
    let mut changed = shared.watch_keep();
    loop {
        if let Err(error) = room::tidy(&shared).await {
            tracing::warn!(%error, "Texts that are not wanted could not be dropped.");
        }
        tokio::select! {
            () = tokio::time::sleep(ROOM) => {}
            changed = changed.changed() => {
                if changed.is_err() {
                    return;
                }
            }
        }
    }
}

/// Waits for the check of a large cache, which goes on while the engine runs.
async fn tell_finding(shared: &Shared) {
    if let Some(detail) = shared.store.late_finding().await {
        let file = DataFile::Cache;
        let error = StoreError::Damaged { file, detail };
        shared.raise(Place::File(file), causes::of_store(&error));
    }
}

/// So long a damaged cache stays for whoever wants to find out how it came to be so: a week.
const QUARANTINE: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);

/// At the start and once a day. A profile that cannot be written can still be read: whatever goes
/// wrong here is tried again another day, and said by whatever needs to write.
async fn forget_sent(shared: Arc<Shared>) {
    let mut days = tokio::time::interval(shared.pace.upkeep);
    days.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        days.tick().await;
        // A damaged file is changed as little as can be.
        if shared.store.damage_met() {
            continue;
        }
        unread::forget_old(&shared).await;
        let before = Timestamp::now() - QUARANTINE;
        match shared.store.forget_quarantined(before).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "Damaged caches were removed."),
            Err(error) => tracing::warn!(%error, "A damaged cache could not be removed."),
        }
        let (now, keep) = (Timestamp::now(), shared.pace.keep_sent);
        if let Err(error) = shared.store.precious().forget_old_steps(now).await {
            tracing::warn!(%error, "Steps of long ago could not be forgotten.");
        }
        match shared.store.precious().forget_done(now, keep).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "Messages sent long ago left the outbox."),
            Err(error) => tracing::warn!(%error, "The outbox could not be tidied."),
        }
    }
}

#[cfg(test)]
#[path = "upkeep_tests.rs"]
mod tests;
