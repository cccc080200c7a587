//! Drafts that lie in two copies of a profile and in no Drafts folder: whoever is second learns that
//! the same draft was sent.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::fakes::*;
use crate::domain::*;
use crate::engine::Pace;
use crate::engine::command::{Leave, OutboxAction, Reply};
use crate::engine::outbox::{Possible, possible, why};

const SALES: &str = "sales@a.test";

/// What somebody wrote and did not send. It answers nothing: of an answer it would be known anyhow.
async fn kept(world: &World) -> DraftAt {
    let draft = Draft {
        reply: None,
        ..world.draft(Mode::SendAs)
    };
    let now = world.clock.now();
    let precious = world.shared.store.precious();
    let id = precious.save_draft(None, draft, now).await.unwrap();
    DraftAt::from(id)
}

async fn send(world: &World, kept: DraftAt, words: Option<&str>) -> OutboxId {
    let stored = world.shared.read(move |r| r.draft(kept.id)).await;
    let mut draft = stored.unwrap().unwrap().draft;
    if let Some(words) = words {
        draft.body = words.to_owned();
    }
    let sent = world.outbox.send(draft, Some(kept), Leave::Now).await;
    sent.unwrap().outbox_id
}

#[tokio::test]
async fn sent_in_both_copies_of_the_profile_it_leaves_once() {
    for elsewhere in [true, false] {
        let world = World::new().await;
        let draft = kept(&world).await;
        let copy = world.copy();
        let first = send(&world, draft, None).await;
        let first = world.until_state(first, OutboxState::Done).await;
        let other = match elsewhere {
            true => world.elsewhere(copy).await,
            false => world.beside(copy).await,
        };
        let second = send(&other, draft, None).await;
        let second = other.until_state(second, OutboxState::Done).await;
        assert_eq!(second.message_id, first.message_id);
        assert_eq!(remarked(&second)[0], "outbox-found-before");
        assert_eq!(world.server.count(), 1);
        assert_eq!(world.mail.in_folder(&sent(SUPPORT)).len(), 1);
        // The draft went with it.
        let drafts = other.shared.read(|r| r.all_drafts()).await.unwrap();
        assert!(drafts.is_empty());
    }
}

#[tokio::test]
async fn it_is_looked_for_in_the_copy_that_wrote_it_too() {
    let world = World::new().await;
    let draft = kept(&world).await;
    let other = world.elsewhere(world.copy()).await;
    let first = send(&other, draft, None).await;
    other.until_state(first, OutboxState::Held).await;
    other.send_anyway(first).await;
    other.until_state(first, OutboxState::Done).await;
    let second = send(&world, draft, None).await;
    world.until_state(second, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

#[tokio::test]
async fn with_other_words_it_is_held_and_a_person_decides() {
    let world = World::new().await;
    let draft = kept(&world).await;
    let other = world.elsewhere(world.copy()).await;
    let first = send(&world, draft, None).await;
    let first = world.until_state(first, OutboxState::Done).await;
    let second = send(&other, draft, Some("In other words")).await;
    let held = other.until_state(second, OutboxState::Held).await;
    assert_eq!(key_of(&held), "outbox-sent-of-draft");
    assert_ne!(held.message_id, first.message_id);
    assert_eq!(world.server.count(), 1);
    assert!(possible(&held).contains(&Possible::SendAnyway));
    other.send_anyway(second).await;
    other.until_state(second, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2, "as the person wanted");
}

#[tokio::test]
async fn whoever_edits_what_was_held_for_it_is_not_asked_again() {
    let world = World::new().await;
    let draft = kept(&world).await;
    let other = world.elsewhere(world.copy()).await;
    let first = send(&world, draft, None).await;
    world.until_state(first, OutboxState::Done).await;
    let second = send(&other, draft, Some("In other words")).await;
    other.until_state(second, OutboxState::Held).await;
    let edited = other.outbox.act(second, OutboxAction::Edit).await.unwrap();
    assert!(matches!(edited, Reply::Draft(id) if id == draft.id));
    let third = send(&other, draft, Some("And more")).await;
    other.until_state(third, OutboxState::Done).await;
    assert_eq!(world.server.count(), 2);
}

/// One copy of the profile sends what the other took back, edited and sent meanwhile.
#[tokio::test]
async fn what_was_taken_back_and_sent_elsewhere_is_known_for_the_same_draft() {
    let world = World::new().await;
    let draft = kept(&world).await;
    let at = Leave::At(world.clock.now() + jiff::SignedDuration::from_hours(1));
    let put = world
        .outbox
        .send(world.draft(Mode::SendAs), Some(draft), at);
    let waiting = put.await.unwrap();
    let other = world.elsewhere(world.copy()).await;
    let id = waiting.outbox_id;
    let edit = world.outbox.act(id, OutboxAction::Edit).await.unwrap();
    assert!(matches!(edit, Reply::Draft(id) if id == draft.id));
    // Undone and sent again as it was: another message, and nothing holds it up here.
    let again = send(&world, draft, None).await;
    let again = world.until_state(again, OutboxState::Done).await;
    assert_ne!(again.message_id, waiting.message_id);
    assert_eq!(world.server.count(), 1);
    let now = other.outbox.act(id, OutboxAction::TryNow).await;
    now.unwrap();
    let held = other.until_state(id, OutboxState::Held).await;
    assert_eq!(key_of(&held), "outbox-sent-of-draft");
    assert_eq!(world.server.count(), 1);
}

fn close(world: &World) {
    let mut closed = world.mail.closed.lock().unwrap();
    for folder in [sent(SUPPORT), sent(ANNA)] {
        closed.insert(folder, network());
    }
}

/// What was begun in this run leaves where the mail server cannot be asked: nothing speaks for a copy
/// of the profile. What was written before may come from a backup of everything, and waits.
#[tokio::test]
async fn only_what_was_begun_in_this_run_leaves_unlooked() {
    let world = World::new().await;
    let (one, other) = (kept(&world).await, kept(&world).await);
    close(&world);
    let leaves = send(&world, one, None).await;
    world.until(leaves, |row| row.accepted_at.is_some()).await;
    assert_eq!(world.server.count(), 1);
    let world = world.crash().await;
    let waits = send(&world, other, None).await;
    let row = world.until(waits, |row| row.error.is_some()).await;
    assert_eq!(row.state, OutboxState::Queued);
    assert_eq!(key_of(&row), "outbox-not-looked-before");
    world.mail.closed.lock().unwrap().clear();
    world.outbox.run_now().await.unwrap();
    world.until(waits, |row| row.accepted_at.is_some()).await;
    assert_eq!(world.server.count(), 2);
}

/// A backup of everything is put back, also of what the computer noted. In the draft of it another
/// address was chosen.
#[tokio::test]
async fn what_was_sent_under_another_address_is_known_for_the_same_draft() {
    let world = World::new().await;
    let draft = kept(&world).await;
    let (backup, state) = (world.copy(), world.copy_state());
    let first = send(&world, draft, None).await;
    world.until_state(first, OutboxState::Done).await;
    let world = world.end_and_open_all(backup, state).await;
    let stored = world.shared.read(move |r| r.draft(draft.id)).await;
    let other_address = Draft {
        from: world.draft(Mode::Own).from,
        ..stored.unwrap().unwrap().draft
    };
    let sent = world.outbox.send(other_address, Some(draft), Leave::Now);
    let id = sent.await.unwrap().outbox_id;
    let held = world.until_state(id, OutboxState::Held).await;
    assert_eq!(key_of(&held), "outbox-sent-of-draft");
    assert_eq!(world.server.count(), 1);
}

/// Written on another computer it may have left there a moment ago, whatever is found: a person decides,
/// and is asked once.
#[tokio::test]
async fn a_draft_from_another_computer_leaves_once_a_person_decided() {
    for (unreachable, edits) in [(false, false), (true, false), (false, true)] {
        let world = World::new().await;
        let draft = kept(&world).await;
        let other = world.elsewhere(world.copy()).await;
        if unreachable {
            close(&world);
        }
        let id = send(&other, draft, None).await;
        let row = other.until_state(id, OutboxState::Held).await;
        assert_eq!(key_of(&row), "outbox-sent-before-elsewhere");
        assert_eq!(why(&row).unwrap().detail.is_some(), unreachable);
        assert_eq!(world.server.count(), 0);
        // What is written there is nobody else's.
        let own = other.send(Mode::SendAs).await;
        other.until(own, |row| row.accepted_at.is_some()).await;
        world.mail.closed.lock().unwrap().clear();
        let id = if edits {
            other.outbox.act(id, OutboxAction::Edit).await.unwrap();
            send(&other, draft, Some("In other words")).await
        } else {
            other.send_anyway(id).await;
            id
        };
        other.until_state(id, OutboxState::Done).await;
        assert_eq!(world.server.count(), 2);
    }
}

/// On one computer, where it is noted what was handed over: in other words, and no copy is to be found.
#[tokio::test]
async fn what_was_handed_over_of_the_same_draft_is_known_without_a_copy() {
    for unreachable in [false, true] {
        let world = World::new().await;
        let draft = kept(&world).await;
        let other = world.beside(world.copy()).await;
        let first = send(&world, draft, None).await;
        world.until_state(first, OutboxState::Done).await;
        world.mail.copies.lock().unwrap().clear();
        if unreachable {
            close(&world);
        }
        let second = send(&other, draft, Some("In other words")).await;
        let held = other.until_state(second, OutboxState::Held).await;
        assert_eq!(key_of(&held), "outbox-draft-handed-over");
        assert_eq!(world.server.count(), 1);
        world.mail.closed.lock().unwrap().clear();
        other.send_anyway(second).await;
        other.until_state(second, OutboxState::Done).await;
        assert_eq!(world.server.count(), 2, "as the person wanted");
    }
}

/// Of what the server refused nothing is known to have been sent.
#[tokio::test]
async fn a_refused_one_holds_nothing_up_that_is_made_of_it() {
    let world = World::new().await;
    let draft = kept(&world).await;
    world.server.then([Step::Refuse(vec![reply(
        Phase::Dot,
        554,
        "5.6.0 Not like this",
    )])]);
    let first = send(&world, draft, None).await;
    world.until_state(first, OutboxState::Held).await;
    world.outbox.act(first, OutboxAction::Edit).await.unwrap();
    let second = send(&world, draft, Some("In other words")).await;
    world.until_state(second, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

/// Taken back after the backup, and sent again as another message. Whoever wants the one of the backup
/// sent, and was not told of that, is told.
#[tokio::test]
async fn whoever_was_told_that_it_was_taken_back_hears_of_what_was_sent_instead() {
    for edits in [false, true] {
        let world = World::new().await;
        let draft = kept(&world).await;
        let text = world.shared.read(move |r| r.draft(draft.id)).await;
        let text = text.unwrap().unwrap().draft;
        let parked = world.outbox.send(text, Some(draft), Leave::WhenAsked).await;
        let id = parked.unwrap().outbox_id;
        let backup = world.copy();
        world.outbox.act(id, OutboxAction::Edit).await.unwrap();
        let sent_instead = send(&world, draft, None).await;
        world.until_state(sent_instead, OutboxState::Done).await;
        close(&world);
        let world = world.end_and_open(backup).await;
        world.outbox.run_now().await.unwrap();
        let row = world.until_state(id, OutboxState::Held).await;
        assert_eq!(key_of(&row), "outbox-taken-back-before");
        world.mail.closed.lock().unwrap().clear();
        if edits {
            // By the same words it is the very message that was sent.
            world.outbox.act(id, OutboxAction::Edit).await.unwrap();
            let again = send(&world, draft, None).await;
            world.until_state(again, OutboxState::Done).await;
        } else {
            world.send_anyway(id).await;
            let of_draft = |row: &Outgoing| {
                row.state == OutboxState::Held && key_of(row) == "outbox-sent-of-draft"
            };
            world.until(id, of_draft).await;
            assert_eq!(world.server.count(), 1);
            world.send_anyway(id).await;
            world.until_state(id, OutboxState::Done).await;
        }
        assert_eq!(world.server.count(), if edits { 1 } else { 2 });
    }
}

/// Undone before the backup was put back: who sends the draft of the backup wants it sent.
#[tokio::test]
async fn what_was_undone_before_a_restore_is_sent_after_it() {
    let world = World::new().await;
    let draft = kept(&world).await;
    let backup = world.copy();
    let at = Leave::At(world.clock.now() + jiff::SignedDuration::from_hours(1));
    let text = world.shared.read(move |r| r.draft(draft.id)).await;
    let text = text.unwrap().unwrap().draft;
    let undone = world.outbox.send(text, Some(draft), at).await.unwrap();
    let id = undone.outbox_id;
    world.outbox.act(id, OutboxAction::Edit).await.unwrap();
    let world = world.end_and_open(backup).await;
    let id = send(&world, draft, None).await;
    world.until_state(id, OutboxState::Done).await;
    assert_eq!(world.server.count(), 1);
}

/// A backup of everything is put back, and the copy was moved to a colleague's mailbox since: that is the
/// message itself, and nobody need decide.
#[tokio::test]
async fn the_message_itself_in_another_mailboxs_sent_folder_was_sent() {
    for whole_ids in [false, true] {
        let world = World::new().await;
        world.mail.whole_ids.store(whole_ids, Ordering::SeqCst);
        put_mailbox(&world.shared, SALES, SentPolicy::Shared, "lrswit").await;
        let draft = kept(&world).await;
        let (backup, state) = (world.copy(), world.copy_state());
        let first = send(&world, draft, None).await;
        let first = world.until_state(first, OutboxState::Done).await;
        {
            let mut copies = world.mail.copies.lock().unwrap();
            let moved = copies.remove(&sent(SUPPORT)).unwrap();
            // Where it was lies another of the same draft.
            let word = crate::rfc822::draft_of_message_id(&first.message_id).unwrap();
            let other = String::from_utf8(moved[0].clone()).unwrap();
            let other = other.replace(
                &first.message_id,
                &format!("{word}.0123456789abcdef@a.test"),
            );
            copies.insert(sent(SUPPORT), vec![other.into_bytes()]);
            copies.insert(sent(SALES), moved);
        }
        let world = world.end_and_open_all(backup, state).await;
        let second = send(&world, draft, None).await;
        let second = world.until_state(second, OutboxState::Done).await;
        assert_eq!(second.message_id, first.message_id);
        assert_eq!(remarked(&second)[0], "outbox-found-before");
        assert_eq!(world.server.count(), 1);
    }
}

/// Sent anyway, of unknown outcome, and sent again: of the draft they were told the first time.
#[tokio::test]
async fn whoever_was_told_of_the_draft_is_not_told_again_after_an_unknown_outcome() {
    let world = World::new().await;
    let draft = kept(&world).await;
    let other = world.elsewhere(world.copy()).await;
    let first = send(&world, draft, None).await;
    world.until_state(first, OutboxState::Done).await;
    let second = send(&other, draft, Some("In other words")).await;
    other.until_state(second, OutboxState::Held).await;
    other.server.then([Step::AcceptUnheard]);
    other.send_anyway(second).await;
    other.until_state(second, OutboxState::Unknown).await;
    let again = other.outbox.act(second, OutboxAction::SendAgain).await;
    again.unwrap();
    other.until_state(second, OutboxState::Done).await;
    assert_eq!(world.server.count(), 3, "as the person wanted, twice");
}

#[tokio::test]
async fn a_slow_sent_folder_of_another_mailbox_hides_nothing_in_ones_own() {
    let pace = Pace {
        check: Duration::from_millis(300),
        ..Pace::quick()
    };
    let world = World::with(pace, true).await;
    put_mailbox(&world.shared, SALES, SentPolicy::Shared, "lrswit").await;
    let draft = kept(&world).await;
    let (backup, state) = (world.copy(), world.copy_state());
    let first = send(&world, draft, None).await;
    world.until_state(first, OutboxState::Done).await;
    *world.mail.stuck.lock().unwrap() = Some(sent(SALES));
    let world = world.end_and_open_all(backup, state).await;
    let second = send(&world, draft, Some("In other words")).await;
    let held = world.until_state(second, OutboxState::Held).await;
    assert_eq!(key_of(&held), "outbox-sent-of-draft");
    assert_eq!(world.server.count(), 1);
}
