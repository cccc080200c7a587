//! Whatever people, servers and power cuts do, in whatever order: nothing is lost, nothing is sent
//! more often than people said, nothing passes for sent that was not, nothing stays on its way.
//!
//! Each seed is one story. What is true in the end must be true of all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use super::fakes::*;
use crate::domain::*;
use crate::engine::Pace;
use crate::engine::command::{Leave, OutboxAction};
use crate::engine::outbox::{check_that_stopped, refused_recipients, why};

/// Stories in the quick form.
const STORIES: u64 = 40;

/// The number of stories, or the one that is told: `POSTROOM_STORIES=400`, `POSTROOM_STORY=17`.
fn seeds() -> Vec<u64> {
    let number = |name| std::env::var(name).ok().and_then(|n| n.parse().ok());
    match number("POSTROOM_STORY") {
        Some(one) => vec![one],
        None => (0..number("POSTROOM_STORIES").unwrap_or(STORIES)).collect(),
    }
}

/// What people said, by Message-ID.
#[derive(Default)]
struct Said {
    /// It may go out once more.
    again: BTreeMap<String, usize>,
    /// It was sent.
    sent: BTreeSet<String>,
    /// It is not to leave.
    back: BTreeSet<String>,
    /// All that was put into the outbox.
    put: BTreeSet<String>,
}

fn step(rng: &mut fastrand::Rng) -> Step {
    let phase = [Phase::Envelope, Phase::Body, Phase::Dot][rng.usize(0..3)];
    match rng.u8(0..13) {
        12 => {
            let to = |recipient, code| ServerReply {
                recipient: Some(address(recipient)),
                ..reply(Phase::Envelope, code, "5.1.1 said")
            };
            Step::Refuse(vec![to("kim@b.test", 250), to("lee@b.test", 550)])
        }
        0 => Step::AcceptUnheard,
        1 => Step::LoseAtDot,
        2 => Step::Cut(phase),
        3 => Step::HangBefore(phase),
        4 => Step::HangAfter(phase),
        5 => Step::HangTaken,
        6 => Step::Refuse(vec![denied()]),
        7 => Step::Refuse(vec![reply(phase, 451, "4.3.0 try again later")]),
        8 => Step::Refuse(vec![reply(phase, 554, "5.6.0 no")]),
        9 => Step::Closed(network()),
        10 => Step::AnswerLate(Phase::Dot),
        _ => Step::Accept,
    }
}

async fn rows(world: &World) -> Vec<Outgoing> {
    world.shared.read(|r| r.outbox(&[])).await.unwrap()
}

async fn act(world: &World, rng: &mut fastrand::Rng, said: &mut Said) {
    let rows = rows(world).await;
    let Some(row) = rng.choice(&rows) else { return };
    let (id, message) = (row.outbox_id, row.message_id.clone());
    let soon = world.clock.now() + SignedDuration::from_millis(20);
    let other = rng.choice(&rows).map(|other| other.outbox_id);
    let action = match rng.u8(0..10) {
        8 => OutboxAction::PutBefore(other),
        9 => OutboxAction::LeaveOut(refused_recipients(row)),
        0 => OutboxAction::Cancel,
        1 => OutboxAction::Edit,
        2 => OutboxAction::TreatAsSent,
        3 => OutboxAction::SendAgain,
        4 => OutboxAction::LeaveAt(soon),
        5 => OutboxAction::PutBefore(None),
        _ => check_that_stopped(row).map_or(OutboxAction::TryNow, OutboxAction::SendAnyway),
    };
    // Who reads that it may have been sent, and tries it all the same.
    let warned = why(row).is_some_and(|why| {
        const NOT_LOOKED: [&str; 2] = ["outbox-not-looked-before", "outbox-cannot-be-looked"];
        why.message.key.starts_with("outbox-sent-before") || NOT_LOOKED.contains(&why.message.key)
    });
    let again = match action {
        OutboxAction::SendAgain => true,
        OutboxAction::LeaveOut(_) => row.state == OutboxState::Unknown,
        OutboxAction::SendAnyway(_) => warned,
        _ => false,
    };
    if world.outbox.act(id, action.clone()).await.is_err() {
        return;
    }
    match action {
        OutboxAction::TreatAsSent => drop(said.sent.insert(message)),
        OutboxAction::Cancel | OutboxAction::Edit if row.state != OutboxState::Unknown => {
            said.back.insert(message);
        }
        _ if again => *said.again.entry(message).or_default() += 1,
        _ => {}
    }
}

/// How often the server took each message.
fn taken(world: &World) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for message in world.server.taken.lock().unwrap().iter() {
        let id = crate::rfc822::parse_header(message).message_id.unwrap();
        *counts.entry(id).or_default() += 1;
    }
    counts
}

async fn story(seed: u64) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let pace = Pace {
        retry_first: Duration::from_millis(5),
        retry_most: Duration::from_millis(20),
        put_off: Duration::from_millis(5),
        fresh: Duration::from_millis(rng.u64(0..20)),
        answer: Duration::from_millis(20),
        stop: Duration::from_millis(20),
        looks: [0, 5, 5, 5, 5].map(Duration::from_millis),
        ..Pace::quick()
    };
    let mut world = World::with(pace, true).await;
    let mut said = Said::default();
    let mut backup = None;
    let mut told = Vec::new();
    for _ in 0..30 {
        let what = rng.u8(0..21);
        told.push(what);
        match what {
            0..=3 => {
                let leave = match rng.u8(0..3) {
                    0 => Leave::At(world.clock.now() + SignedDuration::from_millis(10)),
                    1 => Leave::WhenAsked,
                    _ => Leave::Now,
                };
                let mut draft = world.draft(Mode::SendAs);
                let two = ["kim@b.test", "lee@b.test"];
                draft.to = two.map(|one| NamedAddress::bare(&address(one))).into();
                let row = world.put_in(draft, leave).await;
                said.put.insert(row.message_id);
            }
            4..=6 => world.server.then([step(&mut rng)]),
            7..=9 => act(&world, &mut rng, &mut said).await,
            10 => world.shared.set_offline(rng.bool()),
            11 => world = world.crash_then(Some(step(&mut rng))).await,
            12 => backup = Some(world.copy()),
            13 if backup.is_some() => world = world.end_and_open(backup.take().unwrap()).await,
            14 => world.server.speaks.notify_one(),
            15 => {
                let mut closed = world.mail.closed.lock().unwrap();
                closed.clear();
                if rng.bool() {
                    closed.extend([sent(SUPPORT), sent(ANNA)].map(|folder| (folder, network())));
                }
            }
            // Another process at the same time, on a copy of the profile: here, or elsewhere.
            17 | 18 => {
                let copy = world.copy();
                let other = match what {
                    17 => world.beside(copy).await,
                    _ => world.elsewhere(copy).await,
                };
                for _ in 0..rng.u8(1..4) {
                    tokio::time::sleep(Duration::from_millis(rng.u64(0..20))).await;
                    act(&other, &mut rng, &mut said).await;
                }
                other.outbox.stop().await;
            }
            19 => {
                let hours = [1, 24 * 30, 24 * 4000][rng.usize(0..3)];
                let sign = if rng.bool() { 1 } else { -1 };
                world.clock.jump(SignedDuration::from_hours(sign * hours));
            }
            20 => {
                let tries = Duration::from_millis(rng.u64(0..30));
                let _ = tokio::time::timeout(tries, world.outbox.run_now()).await;
            }
            _ => tokio::time::sleep(Duration::from_millis(rng.u64(0..30))).await,
        }
    }
    // Whatever time it is: what has one is due.
    let years = SignedDuration::from_hours(24 * 40_000);
    world.clock.jump(years);
    // Everything is as it should be, and the computer is started anew.
    world.shared.set_offline(false);
    world.mail.closed.lock().unwrap().clear();
    world = world.crash().await;
    let rows_now = || rows(&world);
    let settled = |row: &Outgoing| {
        matches!(
            row.state,
            OutboxState::Done | OutboxState::Held | OutboxState::Unknown
        )
    };
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        let mut progress = world.outbox.room.progress.subscribe();
        while !rows_now().await.iter().all(settled) {
            progress.changed().await.unwrap();
        }
    });
    let on_its_way = waited.await.is_err();
    let rows = rows(&world).await;
    let context = || format!("POSTROOM_STORY={seed} {told:?} {rows:#?}");
    assert!(!on_its_way, "something stays on its way: {}", context());
    let taken = taken(&world);
    for (message, count) in &taken {
        let may = 1 + said.again.get(message).copied().unwrap_or_default();
        assert!(*count <= may, "{message} went {count} times: {}", context());
    }
    let here: BTreeSet<&String> = rows.iter().map(|row| &row.message_id).collect();
    for row in &rows {
        let is_sent = row.state == OutboxState::Done;
        let was_sent = taken.contains_key(&row.message_id) || said.sent.contains(&row.message_id);
        assert!(
            !is_sent || was_sent,
            "{} passes for sent: {}",
            row.message_id,
            context()
        );
    }
    if told.iter().all(|what| *what != 13) {
        for message in &said.put {
            let known = here.contains(message) || said.back.contains(message);
            assert!(known, "{message} was lost: {}", context());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_sent_more_often_than_people_said() {
    let limit = Arc::new(tokio::sync::Semaphore::new(4));
    let mut stories = tokio::task::JoinSet::new();
    for seed in seeds() {
        let limit = Arc::clone(&limit);
        stories.spawn(async move {
            let _one = limit.acquire_owned().await.unwrap();
            story(seed).await;
        });
    }
    while let Some(told) = stories.join_next().await {
        told.unwrap();
    }
}
