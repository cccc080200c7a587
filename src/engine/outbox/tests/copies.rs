//! Copies against servers that file by themselves, at once, late, elsewhere, or not at all.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::OutboxAction;
use crate::engine::outbox::{remarks, why};
use crate::engine::pace::Pace;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::rfc822;

fn by_itself(address: &str, after: u32) -> ByItself {
    ByItself {
        folder: sent(address),
        after: Some(after),
        rewrites: None,
    }
}

/// It files when nobody waits for it any more.
fn too_late(address: &str) -> ByItself {
    ByItself {
        after: None,
        ..by_itself(address, 0)
    }
}

/// Time enough for a second look, also on a busy computer.
fn wide() -> Pace {
    let mut pace = Pace::quick();
    pace.copy_looks = [50, 50, 50, 50, 50, 2500].map(Duration::from_millis);
    pace
}

/// A server of which nothing is known, and which files like this.
async fn server(policy: SentPolicy, files: &[ByItself]) -> World {
    server_at(wide(), policy, files).await
}

async fn server_at(pace: Pace, policy: SentPolicy, files: &[ByItself]) -> World {
    let world = World::that_knows(pace, true, None).await;
    put_mailbox(&world.shared, SUPPORT, policy, "lrswite").await;
    files.clone_into(&mut world.mail.by_itself.lock().unwrap());
    world.mail.tells_uid.store(true, Ordering::SeqCst);
    world
}

fn count(world: &World) -> (usize, usize) {
    let count = |address| world.mail.in_folder(&sent(address)).len();
    (count(SUPPORT), count(ANNA))
}

async fn done(world: &World) -> Outgoing {
    let id = world.send(Mode::SendAs).await;
    world.until_state(id, OutboxState::Done).await
}

async fn waits(world: &World, is_so: impl Fn() -> bool) {
    let mut progress = world.outbox.room.progress.subscribe();
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        while !is_so() {
            // A change of the folders alone is no progress of a message.
            let _ = tokio::time::timeout(Pace::quick().retry_first, progress.changed()).await;
        }
    });
    waited.await.expect("waited in vain");
}

/// The problems that stand, once there are that many.
async fn standing(world: &World, count: usize) -> Vec<Problem> {
    waits(world, || world.shared.problems().len() == count).await;
    world.shared.problems()
}

#[tokio::test]
async fn one_copy_wherever_and_whenever_the_server_files() {
    use SentPolicy::{Both, Mine, Shared};
    for (policy, files, expected, appended) in [
        (Shared, vec![], (1, 0), 1),
        (Both, vec![], (1, 1), 2),
        (Mine, vec![], (0, 1), 1),
        (Shared, vec![by_itself(SUPPORT, 0)], (1, 0), 0),
        (Shared, vec![by_itself(SUPPORT, 1)], (1, 0), 0),
        (Mine, vec![by_itself(ANNA, 1)], (0, 1), 0),
        // Exchange with the setting: in both.
        (
            Shared,
            vec![by_itself(SUPPORT, 1), by_itself(ANNA, 0)],
            (1, 1),
            0,
        ),
        (
            Both,
            vec![by_itself(SUPPORT, 0), by_itself(ANNA, 1)],
            (1, 1),
            0,
        ),
        // And without it: among the member's own.
        (Shared, vec![by_itself(ANNA, 0)], (1, 1), 1),
        (Both, vec![by_itself(ANNA, 1)], (1, 1), 1),
    ] {
        let world = server(policy, &files).await;
        for message in 1..=2 {
            let row = done(&world).await;
            let (shared, mine) = expected;
            let what = format!("{policy:?} {files:?}, message {message}");
            assert_eq!(count(&world), (shared * message, mine * message), "{what}");
            let appends = world.mail.appends.load(Ordering::SeqCst);
            assert_eq!(appends as usize, appended * message, "{what}");
            assert_eq!(row.copy, CopyState::Checked, "{what}");
            assert_eq!(world.server.count(), message, "{what}");
        }
    }
}

#[tokio::test]
async fn what_was_learnt_is_not_waited_for_again() {
    let world = server(SentPolicy::Shared, &[]).await;
    let looks = |row: &Outgoing| {
        let looks = world.mail.looks.lock().unwrap();
        let at = (sent(SUPPORT), row.message_id.clone());
        looks.get(&at).copied().unwrap()
    };
    let first = done(&world).await;
    assert!(looks(&first) > 2, "{}", looks(&first));
    let second = done(&world).await;
    // One before it is filed, one after.
    assert_eq!(looks(&second), 2);
    // Another run knows it too.
    let world = world.crash().await;
    let third = done(&world).await;
    let looks = world.mail.looks.lock().unwrap().clone();
    assert_eq!(looks[&(sent(SUPPORT), third.message_id)], 2);
}

#[tokio::test]
async fn a_person_can_have_it_filed_at_once() {
    let world = server(SentPolicy::Shared, &[]).await;
    let at_once = world
        .shared
        .change_config(|config| config.settings.copy_wait_seconds = 0);
    at_once.await.unwrap();
    let row = done(&world).await;
    let looks = world.mail.looks.lock().unwrap().clone();
    assert_eq!(looks[&(sent(SUPPORT), row.message_id)], 2);
}

#[tokio::test]
async fn meanwhile_it_is_sent_and_says_what_it_waits_for() {
    let mut pace = Pace::quick();
    (pace.copy_retry, pace.copy_looks) = (Duration::from_secs(60), [Duration::from_secs(60); 6]);
    let world = World::that_knows(pace, true, None).await;
    let id = world.send(Mode::SendAs).await;
    let row = world.until(id, |r| r.next_attempt_at.is_some()).await;
    assert_eq!(row.state, OutboxState::Filing);
    assert_eq!(why(&row).unwrap().message.key, "outbox-copy-looking");
    // Killed meanwhile, it goes on from where it was; the server filed it in between.
    let world = world.crash().await;
    let copy = world.server.taken.lock().unwrap()[0].clone();
    let lying = (sent(SUPPORT), vec![copy]);
    world.mail.copies.lock().unwrap().extend([lying]);
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!((count(&world), world.server.count()), ((1, 0), 1));
    assert_eq!(world.mail.appends.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_copy_that_comes_too_late_takes_the_place_of_ours() {
    for known in [None, Some("never")] {
        let world = World::that_knows(Pace::quick(), true, known).await;
        put_mailbox(&world.shared, SUPPORT, SentPolicy::Shared, "lrswite").await;
        world.mail.tells_uid.store(true, Ordering::SeqCst);
        let late = too_late(SUPPORT);
        world.mail.by_itself.lock().unwrap().push(late);
        let row = done(&world).await;
        assert_eq!(world.mail.appends.load(Ordering::SeqCst), 1);
        let of_server = || {
            let copies = world.mail.in_folder(&sent(SUPPORT));
            copies.len() == 1 && !copies[0].starts_with(SENT_BY_FIELD.as_bytes())
        };
        waits(&world, of_server).await;
        waits(&world, || {
            let seen = world.mail.seen.lock().unwrap();
            seen.contains(&(sent(SUPPORT), 2))
        })
        .await;
        assert_eq!(remarked(&world.row(row.outbox_id).await), [""; 0]);
        // From now on the server is known to file.
        let known = || {
            let kept = world
                .shared
                .store
                .reader()
                .remembered(&format!("copies/habits/{ANNA}"));
            kept.unwrap().unwrap().to_string().contains("files")
        };
        waits(&world, known).await;
    }
}

/// The server files at any second of a minute after it took the message. By the looks of the real
/// pace each second is one of the looks below, or comes after them; for each there is one copy in
/// the end.
#[tokio::test]
async fn one_copy_at_each_second_of_a_minute() {
    let mut at = Duration::ZERO;
    let mut looks = vec![at];
    for wait in Pace::default().copy_looks {
        at += wait;
        looks.push(at);
    }
    let mut by_look: BTreeMap<Option<usize>, u32> = BTreeMap::new();
    for second in 0..=60 {
        let seen = looks.iter().position(|at| at.as_secs() >= second);
        *by_look.entry(seen).or_default() += 1;
    }
    let mut seconds_with_one = 0;
    for (seen, seconds) in by_look {
        let mut files = too_late(SUPPORT);
        files.after = seen.map(|look| u32::try_from(look).unwrap());
        let world = server(SentPolicy::Shared, &[files]).await;
        put_mailbox(&world.shared, SUPPORT, SentPolicy::Shared, "lrswite").await;
        world.mail.tells_uid.store(true, Ordering::SeqCst);
        done(&world).await;
        if seen.is_none() {
            // Ours was there first, and went when the server's came.
            let of_server = || {
                let copies = world.mail.in_folder(&sent(SUPPORT));
                copies.len() == 1 && !copies[0].starts_with(SENT_BY_FIELD.as_bytes())
            };
            waits(&world, of_server).await;
        }
        assert_eq!(count(&world), (1, 0), "look {seen:?}");
        assert_eq!(world.server.count(), 1);
        seconds_with_one += seconds;
    }
    assert_eq!(seconds_with_one, 61);
}

#[tokio::test]
async fn two_copies_of_which_ours_is_not_known_or_may_not_go_are_said() {
    for (tells_uid, rights) in [(false, "lrswite"), (true, "lrswi")] {
        let late = [too_late(SUPPORT)];
        let world = server_at(Pace::quick(), SentPolicy::Shared, &late).await;
        put_mailbox(&world.shared, SUPPORT, SentPolicy::Shared, rights).await;
        world.mail.tells_uid.store(tells_uid, Ordering::SeqCst);
        let row = done(&world).await;
        let row = world.until(row.outbox_id, |r| !r.remarks.is_empty()).await;
        assert_eq!(remarked(&row), ["outbox-copy-twice"]);
        assert_eq!(count(&world), (2, 0));
    }
}

#[tokio::test]
async fn a_server_that_no_longer_files_is_waited_for_and_then_not_relied_on() {
    let world = World::that_knows(Pace::quick(), true, Some("files")).await;
    done(&world).await;
    done(&world).await;
    assert_eq!(count(&world), (2, 0));
}

#[tokio::test]
async fn copies_only_among_the_members_own_are_said_with_the_setting() {
    for policy in [SentPolicy::Shared, SentPolicy::Both, SentPolicy::Server] {
        let world = server_at(Pace::quick(), policy, &[by_itself(ANNA, 0)]).await;
        let row = done(&world).await;
        assert_eq!(remarked(&row), ["outbox-copy-only-in-own"], "{policy:?}");
        let hint = standing(&world, 1).await.remove(0);
        assert_eq!(hint.message.key, "outbox-copy-only-in-own");
        let advice = hint.advise_text();
        assert!(advice.contains("Set-Mailbox support@a.test -MessageCopyForSentAsEnabled $true"));
        let appends = usize::from(policy != SentPolicy::Server);
        assert_eq!(count(&world), (appends, 1), "{policy:?}");
        // It stands when Postroom is started again, and goes when it was changed.
        let world = world.crash().await;
        standing(&world, 1).await;
        world
            .mail
            .by_itself
            .lock()
            .unwrap()
            .push(by_itself(SUPPORT, 0));
        done(&world).await;
        standing(&world, 0).await;
        let (shared, mine) = count(&world);
        assert_eq!(shared, appends + 1, "{policy:?}");
        // Found in the mailbox's folder, it is looked for in no other.
        let both = policy != SentPolicy::Server;
        assert!(!both || mine == 2, "{policy:?}");
    }
    let world = server_at(Pace::quick(), SentPolicy::Shared, &[by_itself(ANNA, 0)]).await;
    let id = world.send(Mode::OnBehalf).await;
    world.until_state(id, OutboxState::Done).await;
    let advice = standing(&world, 1).await.remove(0).advise_text();
    assert!(
        advice.contains("-MessageCopyForSendOnBehalfEnabled $true"),
        "{advice}"
    );
}

impl Problem {
    fn advise_text(&self) -> String {
        let advice = self.advice.as_ref().unwrap();
        advice
            .args
            .iter()
            .map(|(_, value)| value.as_str())
            .collect()
    }
}

#[tokio::test]
async fn another_author_or_sender_in_the_servers_copy_is_said() {
    let from = "From: support <support@a.test>";
    for (mode, rewrites, expected) in [
        (
            Mode::SendAs,
            (from, "From: Anna Berg <anna@a.test>"),
            "outbox-copy-from-rewritten",
        ),
        (
            Mode::SendAs,
            ("From:", "Sender: anna@a.test\r\nFrom:"),
            "outbox-copy-sender-added",
        ),
        (
            Mode::OnBehalf,
            ("Sender: Anna Berg <anna@a.test>\r\n", ""),
            "outbox-copy-sender-dropped",
        ),
        (
            Mode::OnBehalf,
            ("Sender: Anna Berg <anna@a.test>", "Sender: <ben@a.test>"),
            "outbox-copy-sender-changed",
        ),
    ] {
        // Also where that folder is none of those wanted, as with Gmail.
        for place in [SUPPORT, ANNA] {
            let mut files = by_itself(place, 0);
            files.rewrites = Some(rewrites);
            let world = server_at(Pace::quick(), SentPolicy::Shared, &[files]).await;
            let id = world.send(mode).await;
            let row = world.until_state(id, OutboxState::Done).await;
            let said = remarks(&row);
            let said = said.iter().find(|r| r.message.key == expected);
            let said = said.unwrap_or_else(|| panic!("{expected}: {:?}", remarks(&row)));
            assert!(said.message.args.contains(&("mailbox", place.to_owned())));
            if expected == "outbox-copy-from-rewritten" {
                let arg = |name| said.message.args.iter().find(|(n, _)| *n == name);
                assert_eq!(arg("meant").unwrap().1, "support <support@a.test>");
                assert_eq!(arg("seen").unwrap().1, "Anna Berg <anna@a.test>");
            }
        }
    }
}

#[tokio::test]
async fn a_copy_that_stays_unread_names_the_right() {
    for (rights, expected) in [
        ("lrwi", "outbox-copy-not-seen"),
        ("lrswi", "outbox-copy-stays-unread"),
    ] {
        let world = World::new().await;
        put_mailbox(&world.shared, SUPPORT, SentPolicy::Shared, rights).await;
        world.mail.keeps_unread.store(true, Ordering::SeqCst);
        let row = done(&world).await;
        assert_eq!(remarked(&row), [expected]);
        let args = &remarks(&row)[0].message.args;
        assert_eq!(args.contains(&("right", "s".into())), rights == "lrwi");
        assert!(args.contains(&("folder", "Sent".into())), "{args:?}");
    }
    // What the server filed unread is marked.
    let world = server(SentPolicy::Shared, &[by_itself(SUPPORT, 0)]).await;
    let row = done(&world).await;
    assert!(
        world
            .mail
            .seen
            .lock()
            .unwrap()
            .contains(&(sent(SUPPORT), 1))
    );
    assert_eq!(remarked(&row), [""; 0]);
}

#[tokio::test]
async fn the_copy_for_the_team_names_who_pressed_send_and_no_other_does() {
    let named = |bytes: &[u8]| rfc822::parse_header(bytes).sent_by;
    let anna = NamedAddress::new(Some("Anna Berg"), &address(ANNA));
    let decide = async |world: &World, named: bool| {
        let change = move |config: &mut crate::config::Config| {
            let mut mailbox = crate::config::MailboxSettings::new(address(SUPPORT));
            mailbox.name_sender = Some(named);
            config.mailboxes = vec![mailbox];
        };
        world.shared.change_config(change).await.unwrap();
    };
    let world = World::new().await;
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Both, "lrswit").await;
    for mode in [Mode::SendAs, Mode::OnBehalf] {
        let id = world.send(mode).await;
        world.until_state(id, OutboxState::Done).await;
        let frozen = world.shared.read(move |r| r.outgoing_bytes(id)).await;
        let frozen = frozen.unwrap();
        assert_eq!(world.server.taken.lock().unwrap().last(), Some(&frozen));
        let copy = world.mail.in_folder(&sent(SUPPORT)).pop().unwrap();
        assert_eq!(named(&copy), Some(anna.clone()), "{mode:?}");
        assert!(copy.ends_with(&frozen));
        assert_eq!(world.mail.in_folder(&sent(ANNA)).pop(), Some(frozen));
    }
    // What one sends for oneself, and what goes into another folder, names nobody.
    let id = world.send(Mode::Own).await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(
        named(&world.mail.in_folder(&sent(ANNA)).pop().unwrap()),
        None
    );
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Shared, "lr").await;
    let id = world.send(Mode::SendAs).await;
    world.until(id, |r| why(r).is_some()).await;
    let elsewhere = FolderId::of(&mailbox_id(SUPPORT), "Elsewhere");
    let chosen = OutboxAction::CopyTo(elsewhere.clone());
    world.outbox.act(id, chosen).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(named(&world.mail.in_folder(&elsewhere)[0]), None);
    // Switched off.
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Shared, "lrswit").await;
    for (name, expected) in [(false, None), (true, Some(anna))] {
        decide(&world, name).await;
        done(&world).await;
        let copy = world.mail.in_folder(&sent(SUPPORT)).pop().unwrap();
        assert_eq!(named(&copy), expected);
    }
}

#[tokio::test]
async fn a_full_mailbox_or_a_missing_folder_holds_up_the_copy_alone() {
    let problem = |kind, key| Problem::new(kind, Text::new(key).with("words", "no"));
    for (said, expected) in [
        (
            problem(ProblemKind::Server, "problem-over-quota"),
            "outbox-copy-over-quota",
        ),
        (
            problem(ProblemKind::NotFound, "problem-folder-hidden"),
            "outbox-copy-folder-missing",
        ),
        (
            problem(ProblemKind::Permission, "problem-no-right"),
            "outbox-copy-no-right",
        ),
    ] {
        let mut pace = Pace::quick();
        // Only a person has it tried again.
        (pace.copy_retry, pace.copy_looks) = (Duration::from_secs(600), [Duration::ZERO; 6]);
        let world = World::with(pace, true).await;
        world.mail.then([Mishap::Append(said)]);
        let id = world.send(Mode::SendAs).await;
        let row = world.until(id, |r| why(r).is_some()).await;
        let problem = why(&row).unwrap();
        assert_eq!(
            (row.state, problem.message.key),
            (OutboxState::Filing, expected)
        );
        assert!(problem.advice.is_some());
        assert!(
            world.mail.in_folder(&sent(ANNA)).is_empty(),
            "no silent fall-back"
        );
        let chosen = OutboxAction::CopyTo(sent(ANNA));
        world.outbox.act(id, chosen).await.unwrap();
        world.until_state(id, OutboxState::Done).await;
        assert_eq!(
            (count(&world), world.server.count()),
            ((0, 1), 1),
            "{expected}"
        );
    }
}

/// The answer to an APPEND was lost, and the server's own copy comes when nobody waits for it.
#[tokio::test]
async fn two_copies_after_a_lost_answer_are_not_left_unsaid() {
    let late = [too_late(SUPPORT)];
    let world = server_at(Pace::quick(), SentPolicy::Shared, &late).await;
    world.mail.then([Mishap::AppendUnheard]);
    let row = done(&world).await;
    let row = world.until(row.outbox_id, |r| !r.remarks.is_empty()).await;
    assert_eq!(remarked(&row), ["outbox-copy-twice"]);
}

/// What it files says another author than was meant.
fn rewritten(files: ByItself) -> ByItself {
    let rewrites = Some((
        "From: support <support@a.test>",
        "From: Anna Berg <anna@a.test>",
    ));
    ByItself { rewrites, ..files }
}

/// The server's own copy comes after ours was filed and checked, and takes its place.
#[tokio::test]
async fn another_author_in_a_copy_that_comes_too_late_is_said() {
    // Also where it stays beside ours.
    for (rights, expected) in [
        ("lrswite", &["outbox-copy-from-rewritten"][..]),
        (
            "lrswi",
            &["outbox-copy-twice", "outbox-copy-from-rewritten"][..],
        ),
    ] {
        let late = [rewritten(too_late(SUPPORT))];
        let world = server_at(Pace::quick(), SentPolicy::Shared, &late).await;
        put_mailbox(&world.shared, SUPPORT, SentPolicy::Shared, rights).await;
        let id = done(&world).await.outbox_id;
        let said = |r: &Outgoing| r.remarks.len() == expected.len();
        let row = world.until(id, said).await;
        assert_eq!(remarked(&row), expected);
    }
}

/// The way to the server breaks off when ours has just gone.
#[tokio::test]
async fn another_author_is_said_though_the_look_at_it_broke_off() {
    let late = [rewritten(too_late(SUPPORT))];
    let world = server_at(Pace::quick(), SentPolicy::Shared, &late).await;
    let id = done(&world).await.outbox_id;
    world.mail.then([Mishap::Find(network())]);
    let row = world.until(id, |r| !r.remarks.is_empty()).await;
    assert_eq!(remarked(&row), ["outbox-copy-from-rewritten"]);
    assert_eq!(count(&world), (1, 0));
}

/// The server files only among the member's own, a moment after ours was filed at once.
#[tokio::test]
async fn another_author_among_ones_own_is_said_however_late_it_shows() {
    let late = [rewritten(by_itself(ANNA, 1))];
    let world = server(SentPolicy::Shared, &late).await;
    for message in 1..=2 {
        let id = done(&world).await.outbox_id;
        let said = |r: &Outgoing| remarked(r).contains(&"outbox-copy-from-rewritten");
        world.until(id, said).await;
        assert_eq!(count(&world), (message, message));
    }
}
