//! The program killed at every system call that writes, syncs or sends, and started again.

#[path = "../../traced/mod.rs"]
mod traced;

mod acts;
mod drafts;
mod program;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use postroom::demo::{Fault, When};
use serde_json::Value;

use crate::figures::{self, Figures};
use crate::letters::CUSTOMER;
use crate::sink::{SALES, SUPPORT, Sink, Taken};
use program::Program;

/// How many are killed at a time.
const LANES: usize = 2;

/// How often the outbox is run until all has come to its end: once is enough when all is well.
const RUNS: usize = 4;

/// What is being done when the program is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    /// `send` of a few words.
    Plain,
    /// `send` on behalf of a mailbox, with a file that needs more than one write.
    OnBehalfWithFile,
    /// `outbox run` over three messages that wait.
    Three,
    /// `outbox run` over a message that was accepted and whose copy is owed.
    Copy,
}

impl Work {
    const ALL: [Self; 4] = [Self::Plain, Self::OnBehalfWithFile, Self::Three, Self::Copy];

    fn words(self) -> Vec<&'static str> {
        let send = |from, subject| {
            let words = ["send", "--from", from, "--to", CUSTOMER, "--subject"];
            [&words[..], &[subject, "--body", "It is out.\n.\n"]].concat()
        };
        match self {
            Self::Plain => send(SUPPORT, "plain"),
            Self::OnBehalfWithFile => {
                let words = send(SALES, "with a file");
                [&words[..], &["--on-behalf", "--attach", "file"]].concat()
            }
            Self::Three | Self::Copy => vec!["outbox", "run"],
        }
    }

    /// The subjects of what waits before the program is killed.
    fn waiting(self) -> &'static [&'static str] {
        match self {
            Self::Plain | Self::OnBehalfWithFile => &[],
            Self::Three => &["one", "two", "three"],
            Self::Copy => &["accepted"],
        }
    }
}

/// A server and the profile that every killed one is a copy of.
struct Stand {
    work: Work,
    sink: Sink,
    prepared: Program,
}

impl Stand {
    fn new(work: Work) -> Self {
        let sink = Sink::start();
        let prepared = Program::signed_in(&sink);
        for subject in work.waiting() {
            let words = ["send", "--from", SUPPORT, "--to", CUSTOMER, "--body", "x"];
            let words = [&words[..], &["--later", "--subject", subject]].concat();
            prepared.rows(&words).unwrap();
        }
        if work == Work::Copy {
            let refused = Fault::No("the server is busy".into());
            sink.server.imap_fault(When::command("APPEND"), refused);
            let rows = prepared.rows(&["outbox", "run"]).unwrap();
            assert_eq!(state(&rows[0]), "filing", "{rows:?}");
            sink.server.clear_faults();
        }
        Self {
            work,
            sink,
            prepared,
        }
    }

    fn program(&self) -> Program {
        let program = self.prepared.copied();
        if self.work == Work::OnBehalfWithFile {
            let file: Vec<u8> = (0..90_000_u32).map(|n| (n % 251) as u8).collect();
            std::fs::write(program.path("file"), file).unwrap();
        }
        program
    }

    /// How many calls there are when nothing happens.
    fn calls(&self) -> usize {
        let program = self.program();
        let run = program.run_up_to(&self.work.words(), None);
        assert_eq!(run.code, Some(0), "{:?}: {:?}", self.work, program.said());
        run.calls
    }

    /// Kills it at this call, and starts it again. One that makes fewer calls this time, and so
    /// came to its end, is killed at the last of those instead.
    fn visit(&self, call: usize, seen: &mut BTreeMap<String, usize>, figures: &mut Figures) {
        let fewer = match self.visit_once(call, seen, figures) {
            None => return,
            Some(fewer) => fewer.min(call - 1),
        };
        if fewer == 0 || self.visit_once(fewer, seen, figures).is_some() {
            figures.missed += 1;
        }
    }

    /// How many calls it made where it was not killed.
    fn visit_once(
        &self,
        call: usize,
        seen: &mut BTreeMap<String, usize>,
        figures: &mut Figures,
    ) -> Option<usize> {
        self.sink.clear_sent();
        let mark = self.sink.mark();
        let program = self.program();
        self.sink.forget_what_was_said();
        let run = program.run_up_to(&self.work.words(), Some(call));
        let place = format!("{:?} killed at call {call}", self.work);
        let heard_data = self.sink.heard_data();
        let made = run.code.map(|_| run.calls);
        figures.points += usize::from(made.is_none());
        let mut acknowledged: Vec<String> = program.said().iter().map(message_id).collect();
        acknowledged.retain(|id| !id.is_empty());
        let first = match program.rows(&["outbox", "list"]) {
            Ok(rows) => rows,
            Err(error) => {
                figures.lost.push(format!("{place}: {error}"));
                return made;
            }
        };
        let mut known: Vec<String> = first.iter().map(message_id).collect();
        for id in acknowledged {
            if !known.contains(&id) {
                figures
                    .lost
                    .push(format!("{place}: {id} was acknowledged and is gone"));
                known.push(id);
            }
        }
        if known.len() < self.work.waiting().len() {
            figures
                .lost
                .push(format!("{place}: {known:?} of those that waited"));
        }
        let stands: Vec<_> = first.iter().map(|row| state(row).to_owned()).collect();
        let stands = match run.code {
            Some(_) => "after its end".to_owned(),
            None if stands.is_empty() => "absent".to_owned(),
            None => stands.join(" "),
        };
        *seen.entry(stands).or_insert(0) += 1;

        let mut rows = first;
        for _ in 0..RUNS {
            match program.rows(&["outbox", "run"]) {
                Ok(now) => rows = now,
                Err(error) => figures.stuck.push(format!("{place}: {error}")),
            }
            if rows.iter().all(is_settled) {
                break;
            }
        }
        // Once more, since each start looks through the files and puts right what is half done.
        match program.rows(&["outbox", "list"]) {
            Ok(now) if now.len() == rows.len() => rows = now,
            other => figures
                .wrong
                .push(format!("{place}: {rows:?}, then {other:?}")),
        }
        let taken = self.sink.taken_since(mark);
        let is_unknown = |row: &Value| state(row) == "unknown";
        if !heard_data && rows.iter().any(is_unknown) {
            let place = format!("{place}: unknown before any text was handed over");
            figures.wrong.push(place);
        }
        self.judge(&place, &known, &rows, &taken, figures);
        made
    }

    fn judge(
        &self,
        place: &str,
        known: &[String],
        rows: &[Value],
        taken: &[Taken],
        figures: &mut Figures,
    ) {
        let times = |id: &str| {
            let now = taken.iter().filter(|t| t.message_id == *id).count();
            now + usize::from(self.work == Work::Copy)
        };
        for id in known {
            let place = format!("{place}: {id}");
            let count = times(id);
            if count > 1 {
                figures.duplicates.push(format!("{place}: {count} times"));
            }
            let Some(row) = rows.iter().find(|row| message_id(row) == *id) else {
                figures.lost.push(place);
                continue;
            };
            match (state(row), count) {
                ("accepted" | "filing" | "done", 0) => figures.falsely_sent.push(place.clone()),
                ("unknown", _) => figures.unknown += 1,
                ("done", _) => {
                    let copies = self.sink.copies(SENT_OF[self.work as usize], id);
                    if copies != 1 {
                        figures.wrong.push(format!("{place}: {copies} copies"));
                    }
                }
                // Nothing refuses it, and nothing is in its way.
                (state, _) => figures.stuck.push(format!("{place}: {state}")),
            }
        }
        for one in taken {
            if !known.contains(&one.message_id) {
                let subject = &one.subject;
                figures
                    .lost
                    .push(format!("{place}: {subject} went out and is in no outbox"));
            }
        }
    }
}

/// Where the copy of each sort of work goes.
const SENT_OF: [&str; 4] = [SUPPORT, SALES, SUPPORT, SUPPORT];

fn message_id(row: &Value) -> String {
    row["message_id"].as_str().unwrap_or_default().to_owned()
}

fn state(row: &Value) -> &str {
    row["state"].as_str().unwrap_or_default()
}

fn is_settled(row: &Value) -> bool {
    matches!(state(row), "done" | "unknown" | "held")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_call_that_writes_syncs_or_sends() {
    let mut todo = VecDeque::new();
    let mut counted = Vec::new();
    for work in Work::ALL {
        let calls = tokio::task::block_in_place(|| Stand::new(work).calls());
        counted.push(format!("{work:?} {calls}"));
        // A sample is spread over them; each time over others.
        let step = if figures::full() { 1 } else { calls / 10 };
        let first = if step == 1 {
            1
        } else {
            fastrand::usize(1..=step)
        };
        let places: Vec<usize> = (first..=calls).step_by(step).collect();
        todo.extend(places.chunks(40).map(|part| (work, part.to_vec())));
    }
    let todo = Arc::new(Mutex::new(todo));
    let mut lanes = tokio::task::JoinSet::new();
    for _ in 0..LANES {
        let todo = Arc::clone(&todo);
        lanes.spawn_blocking(move || {
            let mut figures = Figures::of("kill");
            let mut seen = BTreeMap::new();
            loop {
                let Some((work, places)) = todo.lock().unwrap().pop_front() else {
                    return (figures, seen);
                };
                let stand = Stand::new(work);
                for call in places {
                    stand.visit(call, &mut seen, &mut figures);
                }
            }
        });
    }
    let mut figures = Figures::of("kill");
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(lane) = lanes.join_next().await {
        let (part, more) = lane.unwrap();
        figures.add(part);
        for (stands, count) in more {
            *seen.entry(stands).or_insert(0) += count;
        }
    }
    figures.notes.push(format!("calls: {}", counted.join(", ")));
    let seen: Vec<_> = seen.iter().map(|(s, n)| format!("{n} {s}")).collect();
    figures.notes.push(format!("found: {}", seen.join(", ")));
    figures.close();
}
