//! The connection to the submission server cut at every octet.

use std::collections::BTreeMap;

use postroom::domain::{OutboxState, Outgoing};

use super::{Point, SENT_OF, Stand, Visit, end_of, places, work};
use crate::figures::{self, Figures};
use crate::link::{Cut, From, How};

/// What passes when nothing happens: the client's octets up to the answer to DATA and up to the
/// dot, the server's up to the end of its answer to DATA.
#[derive(Debug, Clone, Copy)]
pub struct Dialogue {
    data: usize,
    pub dot: usize,
    pub client: usize,
    go_ahead: usize,
    pub server: usize,
}

impl Dialogue {
    pub async fn hear() -> Self {
        let mut stand = Stand::new().await;
        stand.smtp.arm(None);
        let row = stand.send("cut 00000".into()).await;
        assert_eq!(row.state, OutboxState::Done, "{row:?}");
        let (client, server) = stand.smtp.passed();
        stand.anna.quit().await;
        let go_ahead = end_of(&server, b"354 ");
        Self {
            data: end_of(&client, b"DATA\r\n"),
            dot: end_of(&client, b"\r\n.\r\n") - 3,
            client: client.len(),
            go_ahead: go_ahead + end_of(&server[go_ahead..], b"\r\n"),
            server: server.len(),
        }
    }
}

impl Point for Dialogue {
    async fn visit(&self, stand: &mut Stand, cut: Cut, figures: &mut Figures) -> Visit {
        stand.smtp.arm(Some(cut));
        let row = stand.send(format!("cut {:05}", cut.after)).await;
        let is_cut = stand.smtp.is_cut();
        stand.smtp.arm(None);
        let copies = stand.sink.copies(SENT_OF, &row.message_id);
        if copies != usize::from(row.state == OutboxState::Done) {
            figures.wrong.push(format!("{cut:?}: {copies} copies"));
        }
        Visit { row, is_cut }
    }

    fn judge(&self, cut: Cut, row: &Outgoing, count: usize, figures: &mut Figures) {
        let is_unknown = row.state == OutboxState::Unknown;
        // The client waits for the answer to DATA there: it notices before it has a dot to give.
        let before = match cut.from {
            From::Client => cut.after < self.data,
            From::Server => cut.after < self.go_ahead,
        };
        if is_unknown && before {
            let place = format!("{cut:?}: unknown before the dot");
            figures.wrong.push(place);
        }
        if is_unknown {
            // Whole in the sink; cut inside of the dot; or before it, and not noticed in time.
            let why = match (count, cut.from, cut.how) {
                (1.., ..) => "had arrived",
                (0, From::Client, How::Silence) if cut.after < self.dot => "silent before the dot",
                (0, From::Client, _) if cut.after < self.dot => "cut before the dot, unnoticed",
                _ => "cut at the dot",
            };
            figures.notes.push(why.to_owned());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_at_every_octet_of_a_submission() {
    let dialogue = Dialogue::hear().await;
    // From the dot on no octet is left out.
    let client: Vec<bool> = (0..dialogue.client).map(|at| at >= dialogue.dot).collect();
    let server: Vec<bool> = (0..dialogue.server)
        .map(|at| at >= dialogue.go_ahead)
        .collect();
    let every = if figures::full() { 1 } else { 61 };
    let cuts = places(&client, &server, every);
    let mut figures = work("cut: submission", cuts, dialogue).await;
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    for why in std::mem::take(&mut figures.notes) {
        *unknown.entry(why).or_insert(0) += 1;
    }
    let unknown: Vec<_> = unknown
        .iter()
        .map(|(why, n)| format!("{n} {why}"))
        .collect();
    figures
        .notes
        .push(format!("unknown: {}", unknown.join(", ")));
    figures.close();
}
