//! A bit of everything that the store does, step by step, each told of once it is acknowledged.

use jiff::Timestamp;

use postroom::domain::{
    AccountId, Act, ActId, ActTarget, ActTargets, Attachment, CopyState, Draft, DraftId, DraftLink,
    EmailAddress, Envelope, Evidence, EvidenceSource, FlagChange, FolderId, Mode, NamedAddress,
    OutboxId, OutboxState, Phase, SendRight, SendRightKey, SentPolicy, ServerReply,
};
use postroom::store::{Informed, NewAct, NewOutgoing, Resolution, Store, StoreError};

/// The child's profile.
pub const PROFILE: &str = "POSTROOM_DISK_PROFILE";
/// The child: does all the work. Does nothing unless a parent started it.
pub const CHILD: &str = "work::child_that_works";

/// How many messages of the last part need so much room that the log is folded in meanwhile.
const LARGE: usize = 1_500_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn anna() -> AccountId {
    AccountId::of(&address("anna@example.org"))
}

fn inbox() -> FolderId {
    FolderId::of(
        &postroom::domain::MailboxId::of(&address("support@example.org")),
        "INBOX",
    )
}

fn outgoing(n: u32) -> NewOutgoing {
    let support = address("support@example.org");
    let zoe = address("zoe@example.net");
    NewOutgoing {
        message_id: format!("out{n}@example.org"),
        account: anna(),
        from: NamedAddress::new(Some("Support"), &support),
        sender: None,
        mode: Mode::SendAs,
        envelope: Envelope::new(support, vec![zoe.clone()]),
        to: vec![NamedAddress::bare(&zoe)],
        subject: format!("Re: Order {n}"),
        sent_policy: SentPolicy::Shared,
        mailbox: None,
        leave_at: None,
        answers: None,
        answer_to: None,
        is_forward: false,
        created_at: at(0),
    }
}

fn draft(words: usize) -> Draft {
    Draft {
        subject: format!("{words} words"),
        body: "word ".repeat(words),
        attachments: (0..words)
            .map(|n| Attachment {
                name: format!("{n}.bin"),
                media_type: "application/octet-stream".to_owned(),
                bytes: vec![u8::try_from(n).unwrap(); 3000],
                in_text: false,
            })
            .collect(),
        ..Draft::default()
    }
}

fn act(uid: u32, to: Option<&str>) -> NewAct {
    let targets = ActTargets {
        folder: inbox(),
        mailbox: None,
        uid_validity: 7,
        goal_before: None,
        messages: vec![ActTarget {
            uid,
            message_id: Some(format!("m{uid}@example.net")),
            ..ActTarget::default()
        }],
    };
    let act = match to {
        Some(path) => Act::Move {
            targets,
            to: FolderId::of(
                &postroom::domain::MailboxId::of(&address("support@example.org")),
                path,
            ),
        },
        None => Act::MarkFlags {
            targets,
            change: FlagChange {
                add: vec!["\\Seen".to_owned()],
                ..FlagChange::default()
            },
        },
    };
    NewAct {
        account: anna(),
        act,
        created_at: at(3),
        step: None,
    }
}

fn refusal(code: u16) -> ServerReply {
    ServerReply {
        phase: Phase::Envelope,
        code,
        enhanced: None,
        text: "not now".to_owned(),
        recipient: None,
    }
}

/// How many steps there are.
pub const STEPS: u32 = 42;
/// Before this one the store is closed and opened again.
const REOPEN: u32 = 34;

/// The ids that the steps work on: what was given out counts from 1.
const DRAFT: DraftId = DraftId(1);
const fn message(n: i64) -> OutboxId {
    OutboxId(n)
}

async fn step(store: &Store, n: u32) -> Result<(), StoreError> {
    let precious = store.precious();
    let small = |n: u32| precious.freeze(outgoing(n), vec![b'x'; 3000], None);
    let large = |n: u32| precious.freeze(outgoing(n), vec![b'y'; LARGE], None);
    match n {
        0 => drop(small(1).await?),
        1 => drop(precious.begin_attempt(message(1)).await?),
        2 => drop(precious.enter_phase(message(1), Phase::Envelope).await?),
        3 => drop(precious.enter_phase(message(1), Phase::Body).await?),
        4 => drop(precious.enter_phase(message(1), Phase::Dot).await?),
        5 => {
            let accepted = precious.accepted(message(1), at(1), CopyState::Waiting);
            drop(accepted.await?);
        }
        6 => drop(precious.set_copy(message(1), CopyState::Filed).await?),
        7 => drop(precious.set_copy(message(1), CopyState::Checked).await?),
        8 => drop(precious.finish(message(1)).await?),
        9 => {
            let mut later = outgoing(2);
            later.leave_at = Some(at(500));
            drop(precious.freeze(later, vec![b'z'; 9000], None).await?);
        }
        10 => drop(precious.begin_attempt(message(2)).await?),
        11 => drop(precious.enter_phase(message(2), Phase::Envelope).await?),
        12 => {
            let (reply, next) = (Some(refusal(451)), Some(at(900)));
            let queued = precious.requeue(message(2), next, reply, vec![], None);
            drop(queued.await?);
        }
        13 => {
            let held = precious.hold(message(2), Some(refusal(550)), vec![], None);
            drop(held.await?);
        }
        14 => drop(precious.retry(message(2), vec![]).await?),
        15 => drop(precious.save_draft(None, draft(2), at(10)).await?),
        16 => drop(precious.save_draft(Some(DRAFT), draft(3), at(11)).await?),
        17 => {
            let link = DraftLink {
                revision: 1,
                ..DraftLink::default()
            };
            let stored = precious.link_draft(DRAFT, link, Some(at(11)), vec![]);
            stored.await.map(drop)?;
        }
        18 => {
            let frozen = precious.freeze(outgoing(3), vec![b'd'; 4000], Some(DRAFT));
            drop(frozen.await?);
        }
        19 => {
            let cancelled = precious.cancel(message(3), |_| {}, None, Informed::No);
            cancelled.await.map(drop)?;
        }
        20 => drop(precious.discard_draft(DRAFT).await?),
        21 => drop(precious.add_act(act(1, None)).await?),
        22 => drop(precious.add_act(act(2, Some("Archive"))).await?),
        23 => drop(precious.begin_act(ActId(1), None).await?),
        24 => drop(precious.settle_act(ActId(1)).await?),
        25 => drop(precious.back_out_act(ActId(2)).await?),
        26 => {
            let key = SendRightKey {
                account: anna(),
                address: address("support@example.org"),
                mode: Mode::SendAs,
            };
            let evidence = Evidence {
                right: SendRight::Refused,
                source: EvidenceSource::Sent,
                at: at(20),
                words: Some("550 5.7.1 no".to_owned()),
            };
            precious.put_evidence(&key, &evidence).await?;
        }
        27 => {
            let value = serde_json::json!({"width": 800});
            precious.remember("window", &value).await?;
        }
        28 => drop(small(4).await?),
        29 => drop(precious.begin_attempt(message(4)).await?),
        30 => drop(precious.enter_phase(message(4), Phase::Dot).await?),
        31 => drop(precious.unknown(message(4), "no answer").await?),
        32 => {
            let again = precious.resolve(message(4), Resolution::Again(vec![]));
            drop(again.await?);
        }
        33 => drop(precious.add_act(act(3, Some("Archive"))).await?),
        34..=37 => drop(large(n).await?),
        // Their pages are used again by what follows.
        38 => {
            let cancelled = precious.cancel(message(5), |_| {}, None, Informed::No);
            cancelled.await.map(drop)?;
        }
        39 => drop(small(n).await?),
        40 => drop(precious.save_draft(None, draft(1), at(50)).await?),
        41 => precious.forget("window").await.map(drop)?,
        _ => panic!("there is no step {n}"),
    }
    Ok(())
}

#[test]
fn child_that_works() {
    let Ok(profile) = std::env::var(PROFILE) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(work(profile.as_ref()));
}

/// What a disk refused, and was asked for again.
fn refused(what: &str, error: &StoreError) {
    let kind = match error {
        StoreError::Full { .. } => "full",
        StoreError::Device { .. } => "device",
        // A file beside the databases, or the first access to one: the system's own words.
        StoreError::Place { .. } => "place",
        StoreError::ReadOnly { .. } => "read-only",
        other => panic!("{what}: {other:?}"),
    };
    println!("refused {kind}: {what}: {error}");
}

/// How often a step is asked for again.
const TRIES: u32 = 5;

fn open(profile: &std::path::Path) -> Store {
    for _ in 0..TRIES {
        match Store::open(profile) {
            Ok((store, _)) => return store,
            Err(error) => refused("open", &error),
        }
    }
    panic!("it does not open");
}

async fn work(profile: &std::path::Path) {
    let mut store = open(profile);
    println!("did open");
    for n in 0..STEPS {
        if n == REOPEN {
            close(store).await;
            store = open(profile);
        }
        let mut tries = 0;
        while let Err(error) = step(&store, n).await {
            tries += 1;
            assert!(tries < TRIES, "step {n}: {error}");
            refused(&format!("step {n}"), &error);
        }
        println!("did {n}");
    }
    close(store).await;
    println!("did close");
}

async fn close(store: Store) {
    if let Err(error) = store.close().await {
        refused("close", &error);
    }
}

/// Is this what the work leaves?
pub fn is_finished(profile: &std::path::Path) {
    let (store, _) = Store::open(profile).unwrap();
    let reader = store.reader();
    let outbox = reader.outbox(&[]).unwrap();
    let found: Vec<_> = outbox
        .iter()
        .map(|row| (row.message_id.as_str(), row.state, row.size))
        .collect();
    let large = LARGE as u64;
    use OutboxState::{Done, Queued};
    assert_eq!(
        found,
        [
            ("out1@example.org", Done, 3000),
            ("out2@example.org", Queued, 9000),
            ("out4@example.org", Queued, 3000),
            ("out35@example.org", Queued, large),
            ("out36@example.org", Queued, large),
            ("out37@example.org", Queued, large),
            ("out39@example.org", Queued, 3000),
        ]
    );
    assert_eq!(reader.all_drafts().unwrap().len(), 1);
    assert_eq!(reader.acts(None).unwrap().len(), 1);
    assert_eq!(reader.all_evidence().unwrap().len(), 1);
    assert_eq!(reader.remembered("window").unwrap(), None);
}
