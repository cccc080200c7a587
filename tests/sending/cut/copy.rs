//! The connection to the mail server cut at every octet of the filing of a copy.

use postroom::domain::{OutboxState, Outgoing};

use super::{Point, SENT_OF, Stand, Visit, end_of, places, work};
use crate::figures::{self, Figures};
use crate::link::Cut;

/// Which octets the sample must have: those of the APPEND's last and of its answer.
struct Dialogue {
    client: Vec<bool>,
    server: Vec<bool>,
}

impl Dialogue {
    async fn hear() -> Self {
        let mut stand = Stand::new().await;
        // The session is there already, as in most cases.
        stand.send("cut 00000".into()).await;
        stand.imap.arm(None);
        let row = stand.send("cut 00000".into()).await;
        assert_eq!(row.state, OutboxState::Done, "{row:?}");
        let (client, server) = stand.imap.passed();
        stand.anna.quit().await;
        let body_ends = end_of(&client, b"and a dot.\r\n");
        let answered = end_of(&server, b"[APPENDUID ");
        let near = |at: usize, place: usize| at + 6 >= place && at < place + 12;
        Self {
            client: (0..client.len()).map(|at| near(at, body_ends)).collect(),
            server: (0..server.len()).map(|at| near(at, answered)).collect(),
        }
    }
}

#[derive(Clone)]
struct Filing;

impl Point for Filing {
    async fn visit(&self, stand: &mut Stand, cut: Cut, figures: &mut Figures) -> Visit {
        stand.imap.arm(Some(cut));
        let row = stand.send(format!("cut {:05}", cut.after)).await;
        let is_cut = stand.imap.is_cut();
        stand.imap.arm(None);
        let copies = stand.sink.copies(SENT_OF, &row.message_id);
        if copies != 1 {
            figures.wrong.push(format!("{cut:?}: {copies} copies"));
        }
        Visit { row, is_cut }
    }

    fn judge(&self, cut: Cut, row: &Outgoing, count: usize, figures: &mut Figures) {
        if (row.state, count) != (OutboxState::Done, 1) {
            let state = row.state.word();
            figures
                .wrong
                .push(format!("{cut:?}: {state}, {count} sent"));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_at_every_octet_of_a_copy() {
    let dialogue = Dialogue::hear().await;
    let every = if figures::full() { 1 } else { 97 };
    let cuts = places(&dialogue.client, &dialogue.server, every);
    work("cut: copy", cuts, Filing).await.close();
}
