//! Anna leaves, or loses her network, while the submission server keeps her waiting at one octet
//! after the other.

use std::time::Duration;

use postroom::domain::{OutboxState, Outgoing};
use postroom::engine::Command;

use super::submission::Dialogue;
use super::{Point, SENT_OF, Stand, Visit, places, work};
use crate::anna;
use crate::figures::{self, Figures};
use crate::letters::Letter;
use crate::link::{Cut, How};

#[derive(Clone)]
struct Leaving(Dialogue);

impl Leaving {
    /// Until the server is silent, or the message needs no more of it.
    async fn kept_waiting(stand: &Stand, row: &Outgoing) {
        let waiting = async {
            while !stand.smtp.is_cut() {
                let now = stand.anna.row(row.outbox_id).unwrap();
                if matches!(now.state, OutboxState::Done | OutboxState::Unknown) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let waited = tokio::time::timeout(anna::PATIENCE, waiting).await;
        waited.expect("the message leaves");
    }
}

impl Point for Leaving {
    async fn visit(&self, stand: &mut Stand, cut: Cut, figures: &mut Figures) -> Visit {
        stand.sink.clear_sent();
        stand.smtp.arm(Some(cut));
        let letter = Letter::from_support(format!("left {:05}", cut.after));
        let row = stand.anna.send(&letter).await;
        Self::kept_waiting(stand, &row).await;
        let is_cut = stand.smtp.is_cut();
        if cut.after.is_multiple_of(2) {
            stand.anna.quit().await;
            stand.smtp.arm(None);
            stand.anna.come_back().await;
        } else {
            let set = |offline| stand.anna.engine().request(Command::SetOffline(offline));
            set(true).await.unwrap();
            stand.smtp.arm(None);
            set(false).await.unwrap();
        }
        let row = stand.anna.settled(row.outbox_id).await.unwrap_or(row);
        let copies = stand.sink.copies(SENT_OF, &row.message_id);
        if copies != usize::from(row.state == OutboxState::Done) {
            figures.wrong.push(format!("{cut:?}: {copies} copies"));
        }
        Visit { row, is_cut }
    }

    fn judge(&self, cut: Cut, row: &Outgoing, count: usize, figures: &mut Figures) {
        self.0.judge(cut, row, count, figures);
        figures.notes.clear();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn left_at_every_octet_of_a_submission() {
    let dialogue = Dialogue::hear().await;
    let every = if figures::full() { 1 } else { 41 };
    let near = |at: usize, place: usize| at + 2 >= place && at < place + 8;
    let client: Vec<bool> = (0..dialogue.client)
        .map(|at| near(at, dialogue.dot))
        .collect();
    let mut cuts = places(&client, &vec![false; dialogue.server], every);
    cuts.retain(|cut| cut.how == How::Silence);
    let figures = work("left: submission", cuts, Leaving(dialogue)).await;
    figures.close();
}
