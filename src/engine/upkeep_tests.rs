//! A damaged profile is said to be one; what was sent long ago leaves the outbox.

use std::path::Path;
use std::time::Duration;

use jiff::SignedDuration;

use super::super::{Command, Engine, Options, Pace};
use super::*;
use crate::domain::{
    AccountId, CopyState, EmailAddress, Envelope, Mode, NamedAddress, OutboxId, OutboxState, Phase,
    SentPolicy,
};
use crate::paths::Profile;
use crate::secret::MemoryStore;
use crate::store::{NewOutgoing, Precious, Store};

async fn start(dir: &Path, pace: Pace) -> Engine {
    let options = Options {
        profile: Profile::at(dir).unwrap(),
        secrets: Arc::new(MemoryStore::default()),
        resident: false,
        offline: true,
        pace,
    };
    Engine::start(options).await.unwrap()
}

fn outgoing(n: u32) -> NewOutgoing {
    let anna = EmailAddress::parse("anna@x.test").unwrap();
    NewOutgoing {
        message_id: format!("m{n}@x.test"),
        account: AccountId::of(&anna),
        from: NamedAddress::bare(&anna),
        sender: None,
        mode: Mode::Own,
        envelope: Envelope::new(anna.clone(), vec![anna]),
        to: vec![],
        subject: String::new(),
        sent_policy: SentPolicy::Mine,
        mailbox: None,
        leave_at: None,
        answers: None,
        answer_to: None,
        is_forward: false,
        created_at: Timestamp::UNIX_EPOCH,
    }
}

fn days_ago(days: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(24 * days)
}

/// Up to where the server took it, so many days ago.
async fn accepted(precious: &Precious, n: u32, days: i64) -> OutboxId {
    let row = precious.freeze(outgoing(n), vec![b'x'; 100], None).await;
    let id = row.unwrap().outbox_id;
    precious.begin_attempt(id).await.unwrap();
    precious.enter_phase(id, Phase::Dot).await.unwrap();
    let taken = precious.accepted(id, days_ago(days), CopyState::None).await;
    taken.unwrap();
    id
}

#[tokio::test]
async fn what_was_sent_long_ago_leaves_the_outbox_and_nothing_else() {
    let home = tempfile::tempdir().unwrap();
    let profile = Profile::at(home.path()).unwrap();
    let (store, _) = Store::open(profile.dir()).unwrap();
    let precious = store.precious();
    let mut kept = Vec::new();
    for n in 0..120 {
        let id = accepted(precious, n, 31).await;
        precious.finish(id).await.unwrap();
    }
    // Postroom ran now and then since.
    let keep = Pace::default().keep_sent;
    for days in [31, 28, 21] {
        let now = days_ago(days);
        assert_eq!(precious.forget_done(now, keep).await.unwrap(), 0);
    }
    for (n, days) in [(200, 20), (201, 0)] {
        let id = accepted(precious, n, days).await;
        precious.finish(id).await.unwrap();
        kept.push(id);
    }
    // Accepted while the clock was wrong.
    let id = accepted(precious, 202, 9000).await;
    precious.finish(id).await.unwrap();
    kept.push(id);
    for days in [14, 7] {
        let now = days_ago(days);
        assert_eq!(precious.forget_done(now, keep).await.unwrap(), 0);
    }
    // As old, but not at its end: its copy is still owed, or nobody knows what became of it.
    let copy_owed = accepted(precious, 300, 400).await;
    precious
        .set_copy(copy_owed, CopyState::Waiting)
        .await
        .unwrap();
    let row = precious.freeze(outgoing(301), vec![1], None).await.unwrap();
    precious.begin_attempt(row.outbox_id).await.unwrap();
    precious
        .enter_phase(row.outbox_id, Phase::Dot)
        .await
        .unwrap();
    precious.unknown(row.outbox_id, "cut").await.unwrap();
    let row = precious.freeze(outgoing(302), vec![1], None).await.unwrap();
    kept.extend([copy_owed, OutboxId(row.outbox_id.0 - 1), row.outbox_id]);
    store.close().await.unwrap();

    let pace = Pace {
        upkeep: Duration::from_millis(5),
        ..Pace::default()
    };
    let engine = start(home.path(), pace).await;
    let left = async || {
        let rows = engine.read(|r| r.outbox(&OutboxState::ALL)).await.unwrap();
        rows.iter().map(|row| row.outbox_id).collect::<Vec<_>>()
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        while left().await.len() > kept.len() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    waited.await.expect("what was sent long ago stays");
    assert_eq!(left().await, kept);
    for id in kept {
        engine.reader().outgoing_bytes(id).unwrap();
    }
    engine.stop().await;
}

/// A profile whose precious file was emptied by something else.
async fn emptied_profile(home: &Path) {
    start(home, Pace::quick()).await.stop().await;
    std::fs::write(Profile::at(home).unwrap().precious_file(), "").unwrap();
}

#[tokio::test]
async fn a_damaged_precious_file_is_a_problem_that_stands() {
    let home = tempfile::tempdir().unwrap();
    emptied_profile(home.path()).await;
    let engine = start(home.path(), Pace::quick()).await;
    let problems = engine.problems();
    let [problem] = &problems[..] else {
        panic!("{problems:?}");
    };
    assert_eq!(problem.kind, ProblemKind::Storage);
    assert_eq!(problem.message.key, "problem-precious-parts");
    let [("file", copy)] = &problem.message.args[..] else {
        panic!("{problem:?}");
    };
    assert!(Path::new(copy).exists());
    assert_eq!(engine.profile_problems(), problems);
    engine.stop().await;
    // A check found it in order since.
    let engine = start(home.path(), Pace::quick()).await;
    assert_eq!(engine.problems(), []);
    engine.stop().await;
}

#[test]
fn damage_without_a_copy_is_said_too() {
    let condition = PreciousCondition::Damaged {
        copy: Err("no room".to_owned()),
        detail: "a page is gone".to_owned(),
    };
    let problem = of_precious(&condition).unwrap();
    assert_eq!(problem.message.key, "problem-precious-parts-no-copy");
    assert_eq!(problem.detail.as_deref(), Some("a page is gone; no room"));
    assert_eq!(of_precious(&PreciousCondition::Good), None);
}

/// Nothing is lost but time, and whoever waits for their mail to come in again knows why.
#[tokio::test]
async fn a_cache_that_was_put_aside_is_said_until_a_person_read_it() {
    let home = tempfile::tempdir().unwrap();
    start(home.path(), Pace::quick()).await.stop().await;
    let file = Profile::at(home.path()).unwrap().cache_file();
    std::fs::write(file, "no database, whatever its length may be").unwrap();
    let engine = start(home.path(), Pace::quick()).await;
    let problems = engine.problems();
    let [problem] = &problems[..] else {
        panic!("{problems:?}");
    };
    assert_eq!(problem.message.key, "problem-cache-rebuilt");
    let advice = problem.advice.as_ref().unwrap();
    let [("file", aside)] = &advice.args[..] else {
        panic!("{advice:?}");
    };
    assert!(Path::new(aside).exists());
    assert_eq!(
        engine.profile_problems(),
        problems,
        "the command line says it"
    );
    let read = Command::Acknowledge(problem.clone());
    engine.request(read).await.unwrap();
    assert_eq!(engine.problems(), []);
    engine.stop().await;
}

/// Not a refusal, and not said again and again of the same place.
#[tokio::test]
async fn a_profile_in_a_synced_folder_is_said_until_a_person_read_it() {
    let home = tempfile::tempdir().unwrap();
    let (synced, moved) = (
        home.path().join("Dropbox/mail"),
        home.path().join("OneDrive/mail"),
    );
    std::fs::create_dir_all(&synced).unwrap();
    let engine = start(&synced, Pace::quick()).await;
    let problems = engine.problems();
    let [problem] = &problems[..] else {
        panic!("{problems:?}");
    };
    assert_eq!(problem.kind, ProblemKind::Profile);
    let expected = Text::new("problem-profile-synced").with("service", "Dropbox");
    assert_eq!(problem.message, expected);
    assert!(problem.is_notice());
    assert_eq!(engine.profile_problems(), problems);
    engine.stop().await;
    // Until it was read.
    let engine = start(&synced, Pace::quick()).await;
    assert_eq!(engine.problems(), problems);
    let read = Command::Acknowledge(problem.clone());
    engine.request(read).await.unwrap();
    assert_eq!(engine.problems(), []);
    engine.stop().await;
    let engine = start(&synced, Pace::quick()).await;
    assert_eq!(engine.problems(), []);
    engine.stop().await;
    // Another place is another risk.
    std::fs::create_dir_all(moved.parent().unwrap()).unwrap();
    std::fs::rename(&synced, &moved).unwrap();
    let engine = start(&moved, Pace::quick()).await;
    let expected = Text::new("problem-profile-synced").with("service", "OneDrive");
    assert_eq!(engine.problems()[0].message, expected);
    engine.stop().await;
}

#[test]
fn a_network_disk_is_named_as_the_system_calls_it() {
    let home = tempfile::tempdir().unwrap();
    let profile = Profile::at(home.path()).unwrap();
    let problem = of_risk(&Risk::NetworkDisk("nfs4".to_owned()), &profile);
    let expected = Text::new("problem-profile-on-network").with("kind", "nfs4");
    assert_eq!(problem.message, expected);
}
