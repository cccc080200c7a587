//! The outbox: that no sequence of steps loses or repeats anything.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tempfile::TempDir;

use super::super::super::Store;
use super::super::super::tests::{address, at, new_store, outgoing, reopen};
use super::super::Stop;
use super::tests::{bytes, refusal};
use super::*;

/// One call of the store, chosen at random.
#[derive(Debug, Clone, Copy)]
enum Call {
    Freeze(bool),
    Begin,
    Enter(Phase),
    Accept,
    HoldBy(Option<u16>),
    RequeueBy(Option<u16>),
    Unknown,
    Copy(CopyState),
    Finish,
    Cancel,
    Retry,
    ResolveSent,
    ResolveAgain,
    StopBy(Option<u16>),
    NotAgain,
    LeaveOut,
    Restart,
}

fn call() -> impl Strategy<Value = Call> {
    let phase = prop::sample::select(Phase::ALL.to_vec());
    let code = prop::option::of(prop::sample::select(vec![250u16, 354, 421, 550]));
    let copy = prop::sample::select(vec![
        CopyState::Waiting,
        CopyState::Filed,
        CopyState::Checked,
    ]);
    prop_oneof![
        2 => any::<bool>().prop_map(Call::Freeze),
        4 => Just(Call::Begin),
        8 => phase.prop_map(Call::Enter),
        3 => Just(Call::Accept),
        2 => code.clone().prop_map(Call::HoldBy),
        2 => code.clone().prop_map(Call::RequeueBy),
        2 => code.prop_map(Call::StopBy),
        1 => Just(Call::NotAgain),
        1 => Just(Call::LeaveOut),
        1 => Just(Call::Unknown),
        3 => copy.prop_map(Call::Copy),
        2 => Just(Call::Finish),
        1 => Just(Call::Cancel),
        2 => Just(Call::Retry),
        1 => Just(Call::ResolveSent),
        2 => Just(Call::ResolveAgain),
        1 => Just(Call::Restart),
    ]
}

/// What must hold of every message, told without the table of steps: may the server have it, and
/// did a person say to send it again?
#[derive(Debug, Default, Clone)]
struct Watch {
    /// The dot was journalled in this attempt and nothing certain came since.
    maybe_sent: bool,
    accepted: bool,
}

struct Run {
    dir: TempDir,
    store: Option<Store>,
    watch: BTreeMap<OutboxId, (u32, Watch)>,
    frozen: u32,
}

impl Run {
    async fn make(&mut self, call: Call, pick: usize) {
        let store = self.store.clone().unwrap();
        let precious = store.precious();
        let id = self
            .watch
            .keys()
            .nth(pick % self.watch.len().max(1))
            .copied();
        if let Call::Freeze(later) = call {
            self.frozen += 1;
            let mut new = outgoing(self.frozen);
            new.leave_at = later.then(|| at(60));
            new.envelope.to.push(address("other@example.net"));
            let row = precious
                .freeze(new, bytes(self.frozen), None)
                .await
                .unwrap();
            self.watch
                .insert(row.outbox_id, (self.frozen, Watch::default()));
            return;
        }
        if let Call::Restart = call {
            drop(store);
            let (store, report) = reopen(&self.dir, self.store.take().unwrap()).await;
            self.store = Some(store);
            for id in report.recovered.queued {
                let watch = &self.watch[&id].1;
                assert!(
                    !watch.maybe_sent && !watch.accepted,
                    "{id} was queued again"
                );
            }
            return;
        }
        let Some(id) = id else { return };
        let before = store.reader().outgoing(id).unwrap().unwrap();
        let of = |code: Option<u16>| code.map(refusal);
        let refused = |code: Option<u16>| code.is_some_and(|c| c >= 400);
        let outcome = match call {
            Call::Begin => precious.begin_attempt(id).await,
            Call::Enter(phase) => precious.enter_phase(id, phase).await,
            Call::Accept => precious.accepted(id, at(1), CopyState::Waiting).await,
            Call::HoldBy(code) => precious.hold(id, of(code), Vec::new(), None).await,
            Call::RequeueBy(code) => precious.requeue(id, None, of(code), Vec::new(), None).await,
            Call::Unknown => precious.unknown(id, "cut").await,
            Call::Copy(copy) => precious.set_copy(id, copy).await,
            Call::Finish => precious.finish(id).await,
            Call::Retry => precious.retry(id, Vec::new()).await,
            Call::ResolveSent => {
                let sent = Resolution::Sent(at(2), CopyState::Waiting);
                precious.resolve(id, sent).await
            }
            Call::StopBy(code) => {
                let said = |text: &str| text.to_owned();
                let stop = Stop {
                    reply: of(code),
                    replies: Vec::new(),
                    held: said("held"),
                    unknown: said("unknown"),
                    not_again: said("not again"),
                    waived: None,
                };
                precious.stop(id, stop).await
            }
            Call::NotAgain => precious.not_again(id, "unknown".to_owned()).await,
            Call::LeaveOut => {
                let other = vec![address("other@example.net")];
                precious.leave_out(id, other, Vec::new()).await
            }
            Call::ResolveAgain => precious.resolve(id, Resolution::Again(Vec::new())).await,
            Call::Cancel => {
                if precious
                    .cancel(id, |_| {}, None, Informed::No)
                    .await
                    .is_ok()
                {
                    let (_, watch) = self.watch.remove(&id).unwrap();
                    assert!(!watch.maybe_sent && !watch.accepted, "{id} was taken back");
                    return;
                }
                Ok(before.clone())
            }
            Call::Freeze(_) | Call::Restart => return,
        };
        let watch = &mut self.watch.get_mut(&id).unwrap().1;
        match outcome {
            Err(StoreError::Step { .. }) => {
                let after = store.reader().outgoing(id).unwrap().unwrap();
                assert_eq!(after, before, "a refused step changed something");
            }
            Err(other) => panic!("{other:?}"),
            Ok(after) => {
                match call {
                    Call::Enter(Phase::Dot) => watch.maybe_sent = true,
                    Call::Accept | Call::ResolveSent => {
                        watch.maybe_sent = false;
                        watch.accepted = true;
                    }
                    Call::HoldBy(code) | Call::RequeueBy(code) if refused(code) => {
                        watch.maybe_sent = false;
                    }
                    // Not sent this time, and nobody knows of the time before.
                    Call::StopBy(_) | Call::NotAgain if before.is_sent_again() => {
                        watch.maybe_sent = true;
                        let stands = (after.state, after.phase);
                        assert_eq!(stands, (OutboxState::Unknown, Phase::Dot), "{call:?}");
                    }
                    Call::StopBy(code) if refused(code) => watch.maybe_sent = false,
                    Call::ResolveAgain => watch.maybe_sent = false,
                    Call::LeaveOut => {
                        assert!(
                            matches!(before.state, OutboxState::Queued | OutboxState::Held)
                                || before.is_sent_again(),
                            "{before:?} is sent again"
                        );
                        watch.maybe_sent = false;
                    }
                    _ => {}
                }
                let waits = matches!(
                    after.state,
                    OutboxState::Queued | OutboxState::Scheduled | OutboxState::Held
                );
                assert!(
                    !(waits && watch.maybe_sent),
                    "{call:?} leads back after the dot"
                );
                assert!(
                    !(waits && watch.accepted),
                    "{call:?} leads back after acceptance"
                );
                if call_is_attempt(call) {
                    assert!(!watch.accepted, "{call:?} sends an accepted message again");
                }
            }
        }
    }

    fn check(&self) {
        let reader = self.store.as_ref().unwrap().reader();
        let rows = reader.outbox(&[]).unwrap();
        let ids: Vec<_> = rows.iter().map(|r| r.outbox_id).collect();
        assert_eq!(
            ids,
            self.watch.keys().copied().collect::<Vec<_>>(),
            "a message is lost"
        );
        for row in rows {
            let (n, _) = self.watch[&row.outbox_id];
            assert_eq!(reader.outgoing_bytes(row.outbox_id).unwrap(), bytes(n));
            let fits = match row.state {
                OutboxState::Scheduled | OutboxState::Queued | OutboxState::Held => {
                    row.phase == Phase::Frozen
                }
                OutboxState::Sending => (Phase::Attempt..=Phase::Dot).contains(&row.phase),
                OutboxState::Unknown => row.phase == Phase::Dot,
                OutboxState::Accepted => row.phase == Phase::Accepted,
                OutboxState::Filing => row.phase == Phase::Copy,
                OutboxState::Done => row.phase == Phase::Done && row.copy == CopyState::Checked,
            };
            assert!(fits, "{row:?}");
        }
    }
}

fn call_is_attempt(call: Call) -> bool {
    matches!(call, Call::Begin | Call::Enter(_))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_sequence_of_steps_loses_or_repeats_a_message(
        calls in prop::collection::vec((call(), any::<usize>()), 1..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (dir, store) = new_store();
        let mut run = Run { dir, store: Some(store), watch: BTreeMap::new(), frozen: 0 };
        runtime.block_on(async {
            run.make(Call::Freeze(false), 0).await;
            for (call, pick) in calls {
                run.make(call, pick).await;
            }
        });
        run.check();
    }
}
