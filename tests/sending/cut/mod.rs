//! A connection cut at one place after the other: which places, who works through them, and what
//! is asked of a message afterwards.

mod copy;
mod submission;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use postroom::domain::{OutboxState, Outgoing};
use postroom::engine::Pace;

use crate::anna::{self, Anna};
use crate::figures::Figures;
use crate::letters::Letter;
use crate::link::{Cut, From, Link, WAYS};
use crate::sink::{self, SUPPORT, Sink};

/// How many work at a time: they wait for a silent server, mostly.
const LANES: usize = 12;

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

/// What is done at each place.
pub trait Point: Clone + Send + 'static {
    /// Cuts there, and finds out what became of a message.
    fn visit(
        &self,
        stand: &Stand,
        cut: Cut,
        figures: &mut Figures,
    ) -> impl Future<Output = ()> + Send;
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
                let stand = Stand::impatient().await;
                for cut in part {
                    point.visit(&stand, cut, &mut figures).await;
                    figures.points += 1;
                }
                stand.anna.engine.stop().await;
            }
        });
    }
    let mut all = Figures::of(name);
    while let Some(part) = lanes.join_next().await {
        all.add(part.unwrap());
    }
    all
}

/// Holds a message that is settled against the sink. Returns how often the sink has it.
pub fn judge(stand: &Stand, cut: Cut, row: &Outgoing, mark: usize, figures: &mut Figures) -> usize {
    let taken = stand.sink.taken_since(mark);
    let counts = sink::counts(&taken);
    let count = counts.get(row.message_id.as_str()).copied().unwrap_or(0);
    let place = format!("{cut:?}: {} ({}x in the sink)", row.state.word(), count);
    if count > 1 || taken.len() > count {
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
    count
}

/// Where something ends in what passed.
pub fn end_of(octets: &[u8], what: &[u8]) -> usize {
    let at = octets.windows(what.len()).position(|w| w == what);
    at.unwrap_or_else(|| panic!("{} did not pass", String::from_utf8_lossy(what))) + what.len()
}

/// The mailbox whose Sent folder gets the copies.
pub const SENT_OF: &str = SUPPORT;
