//! The program killed at every system call that writes, syncs or sends while the copy of a draft is
//! put into its Drafts folder: the draft is there, whole, once, and is sent once.

use crate::figures::{self, Figures};
use crate::letters::CUSTOMER;
use crate::sink::{SUPPORT, Sink};

use super::program::Program;
use super::{message_id, state};

const WORDS: &str = "Words that somebody typed.";

/// The copies in the team's folder, as their texts.
fn copies(sink: &Sink) -> Vec<String> {
    let all = sink.server.messages(SUPPORT, "Drafts").unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    all.iter().map(|m| text(&m.bytes)).collect()
}

/// The next copy of the profile finds nothing of what the one before did.
fn clear(sink: &Sink) {
    sink.clear_sent();
    for message in sink.server.messages(SUPPORT, "Drafts").unwrap() {
        sink.server.remove(SUPPORT, "Drafts", message.uid).unwrap();
    }
}

/// A profile with a message that waits; taken out of the outbox it is a draft, and is stored.
fn prepared(sink: &Sink) -> (Program, String) {
    let program = Program::signed_in(sink);
    let words = ["send", "--from", SUPPORT, "--to", CUSTOMER, "--body", WORDS];
    let words = [&words[..], &["--later", "--subject", "Offer"]].concat();
    let rows = program.rows(&words).unwrap();
    let id = rows[0]["outbox_id"].as_str().unwrap().to_owned();
    (program, id)
}

fn visit(sink: &Sink, prepared: &Program, id: &str, call: usize) -> bool {
    clear(sink);
    let mark = sink.mark();
    let program = prepared.copied();
    let run = program.run_up_to(&["outbox", "edit", id], Some(call));
    let place = format!("killed at call {call}");
    let there = copies(sink);
    assert!(there.len() <= 1, "{place}: {} copies", there.len());
    assert!(
        there.iter().all(|copy| copy.contains(WORDS)),
        "{place}: {there:?}"
    );
    let drafts = program.rows(&["draft", "list"]).unwrap();
    assert_eq!(drafts.len(), 1, "{place}: {drafts:?}");
    let draft = drafts[0]["draft_id"].as_str().unwrap();
    let shown = program.rows(&["draft", "show", draft]).unwrap();
    assert_eq!(shown[0]["body"], WORDS, "{place}");
    // Either it waits still, or it is a draft.
    let waiting = program.rows(&["outbox", "list"]).unwrap();
    assert_eq!(
        waiting.is_empty(),
        drafts[0]["outbox_id"].is_null(),
        "{place}"
    );
    if !waiting.is_empty() {
        program.rows(&["outbox", "edit", id]).unwrap();
    }
    let there = copies(sink);
    assert!(there.len() <= 1, "{place}: then {} copies", there.len());
    let sent = program.rows(&["draft", "send", draft]).unwrap();
    assert_eq!(state(&sent[0]), "done", "{place}: {sent:?}");
    let taken = sink.taken_since(mark);
    let ids: Vec<_> = taken.iter().map(|one| one.message_id.clone()).collect();
    assert_eq!(ids, [message_id(&sent[0])], "{place}");
    assert_eq!(copies(sink), [""; 0], "{place}: it goes with its message");
    assert!(
        program.rows(&["draft", "list"]).unwrap().is_empty(),
        "{place}"
    );
    run.code.is_none()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_a_draft_is_stored() {
    tokio::task::block_in_place(|| {
        let sink = Sink::start();
        let (program, id) = prepared(&sink);
        let calls = program.copied().run_up_to(&["outbox", "edit", &id], None);
        assert_eq!(calls.code, Some(0));
        assert_eq!(copies(&sink).len(), 1, "it is stored when nothing happens");
        let calls = calls.calls;
        // A sample is spread over them; each time over others.
        let step = if figures::full() { 1 } else { calls / 12 };
        let first = fastrand::usize(1..=step.max(1));
        let places = (first..=calls).step_by(step.max(1));
        let mut figures = Figures::of("kill: drafts");
        let killed = places.filter(|call| visit(&sink, &program, &id, *call));
        figures.points = killed.count();
        assert!(figures.points >= 8, "of {calls} calls");
        figures.close();
    });
}
