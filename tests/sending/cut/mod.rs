//! A connection cut at one place after the other: which places, who works through them, and what
//! is asked of a message afterwards.

mod copy;
mod left;
mod submission;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use postroom::demo::Control;
use postroom::domain::{OutboxState, Outgoing};
use postroom::engine::Pace;

use crate::anna::{self, Anna};
use crate::figures::Figures;
use crate::letters::Letter;
use crate::link::{Cut, From, Link, WAYS};
use crate::sink::{self, SUPPORT, Sink};

/// How many work at a time: they wait for a silent server, mostly.
const LANES: usize = 32;

/// A server, Anna, and the two ways between them.
pub struct Stand {
    pub sink: Sink,
    pub imap: Link,
    pub smtp: Link,
    pub anna: Anna,
}

impl Stand {
    /// Anna has all the time in the world.
    pub async fn new() -> Self {
        Self::begin(Pace::quick()).await
    }

    /// Anna does not wait long for a server that is silent.
    pub async fn impatient() -> Self {
        Self::begin(anna::impatient()).await
    }

    async fn begin(pace: Pace) -> Self {
        let sink = Sink::start();
        let imap = Link::to(sink.server.imap_addr()).await;
        let smtp = Link::to(sink.server.smtp_addr()).await;
        let anna = Anna::sign_in(&sink, imap.address(), smtp.address(), pace).await;
        Self {
            sink,
            imap,
            smtp,
            anna,
        }
    }

    /// Sends a message to its end, into Sent folders that are empty: where they are searched, it
    /// takes no time. Its copy lies in the folder where it belongs before this comes
    /// back, so that nothing of it passes the links afterwards.
    pub async fn send(&self, subject: String) -> Outgoing {
        self.sink.clear_sent();
        let row = self.anna.send(&Letter::from_support(subject)).await;
        let id = row.outbox_id;
        self.anna.settled(id).await.unwrap_or(row)
    }

    /// Ends the engine, and waits for the server to be through with what still lay in a broken
    /// connection: it may take a message that its client knows nothing more of.
    async fn retire(mut self) -> Sink {
        self.anna.quit().await;
        let is_over = |server: &Control| server.connections() == 0;
        let waited = self.sink.server.until(anna::PATIENCE, is_over).await;
        assert!(waited, "connections end with their client");
        self.sink
    }
}

/// The places to cut at, in both directions and all ways. `client` and `server` say of each octet
/// that passes from there whether the sample must have it.
pub fn places(client: &[bool], server: &[bool], every: usize) -> Vec<Cut> {
    let sides = [(From::Client, client), (From::Server, server)];
    let mut cuts = Vec::new();
    for how in WAYS {
        for (from, wanted) in sides {
            for after in 0..=wanted.len() {
                let must = wanted.get(after).copied().unwrap_or(true);
                if every == 1 || must || after % every == 0 {
                    cuts.push(Cut { from, after, how });
                }
            }
        }
    }
    cuts
}

/// Where a message was sent, and the line broken.
pub struct Visit {
    /// What became of the message.
    pub row: Outgoing,
    /// Did the line come so far that it was cut?
    pub is_cut: bool,
}

/// What is done at each place.
pub trait Point: Clone + Send + 'static {
    /// Cuts there.
    fn visit(
        &self,
        stand: &mut Stand,
        cut: Cut,
        figures: &mut Figures,
    ) -> impl Future<Output = Visit> + Send;

    /// Holds the message against how often the sink has it, once nothing comes to it any more.
    fn judge(&self, cut: Cut, row: &Outgoing, count: usize, figures: &mut Figures);
}

/// Works through the places, a new profile for each hundred of them at most.
pub async fn work<P: Point>(name: &'static str, cuts: Vec<Cut>, point: P) -> Figures {
    let todo: Arc<Mutex<VecDeque<Cut>>> = Arc::new(Mutex::new(cuts.into()));
    let mut lanes = tokio::task::JoinSet::new();
    for _ in 0..LANES {
        let (todo, point) = (Arc::clone(&todo), point.clone());
        lanes.spawn(async move {
            let mut figures = Figures::of(name);
            loop {
                let part: Vec<Cut> = {
                    let mut todo = todo.lock().unwrap();
                    let count = todo.len().div_ceil(LANES).clamp(20, 100);
                    let count = count.min(todo.len());
                    todo.drain(..count).collect()
                };
                if part.is_empty() {
                    return figures;
                }
                let mut stand = Stand::impatient().await;
                let mut visits = Vec::new();
                for cut in part {
                    visits.push((cut, point.visit(&mut stand, cut, &mut figures).await));
                }
                let sink = stand.retire().await;
                judge(&point, &sink, &visits, &mut figures);
            }
        });
    }
    let mut all = Figures::of(name);
    while let Some(part) = lanes.join_next().await {
        all.add(part.unwrap());
    }
    all
}

/// Holds what became of the messages of a stand against all that its sink took.
fn judge<P: Point>(point: &P, sink: &Sink, visits: &[(Cut, Visit)], figures: &mut Figures) {
    let taken = sink.taken_since(0);
    let mut counts = sink::counts(&taken);
    for (cut, Visit { row, is_cut }) in visits {
        let count = counts.remove(row.message_id.as_str()).unwrap_or(0);
        let place = format!("{cut:?}: {} ({}x in the sink)", row.state.word(), count);
        if count > 1 {
            figures.duplicates.push(place.clone());
        }
        match row.state {
            OutboxState::Done if count == 0 => figures.falsely_sent.push(place),
            OutboxState::Done => {}
            OutboxState::Unknown => figures.unknown += 1,
            // Nothing was refused here.
            OutboxState::Held => figures.wrong.push(place),
            _ => figures.stuck.push(place),
        }
        point.judge(*cut, row, count, figures);
        if *is_cut {
            figures.points += 1;
        } else {
            figures.missed += 1;
        }
    }
    let strangers = counts.keys().map(|id| format!("{id}: nobody's"));
    figures.wrong.extend(strangers);
}

/// Where something ends in what passed.
pub fn end_of(octets: &[u8], what: &[u8]) -> usize {
    let at = octets.windows(what.len()).position(|w| w == what);
    at.unwrap_or_else(|| panic!("{} did not pass", String::from_utf8_lossy(what))) + what.len()
}

/// The mailbox whose Sent folder gets the copies.
pub const SENT_OF: &str = SUPPORT;
