//! Shared drafts on real Dovecot: they lie in the team's folder, and are sent once.

use std::collections::BTreeMap;

use postroom::domain::{
    Draft, DraftId, FolderRole, MessageKey, Mode, OutboxId, OutboxState, Outgoing,
};
use postroom::engine::{Command, Leave, OutboxAction, Reply, why};

use crate::lab::Lab;
use crate::member::Member;

const SUPPORT: &str = "support@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

/// As often as `packaging/sending` wants it?
pub fn full() -> bool {
    match std::env::var("POSTROOM_SENDING") {
        Ok(form) if form == "full" => true,
        Ok(form) => panic!("POSTROOM_SENDING={form}: only `full` is known"),
        Err(_) => false,
    }
}

/// Races for one draft each.
fn races() -> usize {
    if full() { 200 } else { 20 }
}

/// Ben may do in support@ what anna may.
fn alike(lab: Lab) -> Lab {
    lab.set_acl_everywhere(SUPPORT, "ben", "lrwstipekxa");
    lab.allow_send_as("ben", SUPPORT);
    lab
}

async fn store(member: &Member, id: Option<DraftId>, draft: Draft) -> DraftId {
    let id = keep(member, id, draft).await;
    member.engine.settle_drafts().await;
    id
}

async fn keep(member: &Member, id: Option<DraftId>, draft: Draft) -> DraftId {
    let keep = Command::KeepDraft {
        over: id.map(Into::into),
        draft,
        or_apart: false,
    };
    let kept = member.engine.request(keep).await;
    let Ok(Reply::Kept { at, .. }) = kept else {
        panic!("{kept:?}")
    };
    at.id
}

async fn send(member: &Member, id: DraftId) -> OutboxId {
    let draft = member.engine.reader().draft(id).unwrap().unwrap().draft;
    let command = Command::Send {
        draft,
        id: Some(id.into()),
        leave: Leave::Now,
    };
    let Ok(Reply::Outgoing(row)) = member.engine.request(command).await else {
        panic!("not in the outbox")
    };
    row.outbox_id
}

async fn settled(member: &Member, id: OutboxId) -> Outgoing {
    let row = member.engine.reader().outgoing(id).unwrap().unwrap();
    member.settled(&row).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_draft_is_written_on_by_the_next() {
    written_on_by_the_next(Lab::start()).await;
}

pub async fn written_on_by_the_next(lab: Lab) {
    let lab = alike(lab);
    let anna = Member::new(&lab, "anna", false).await;
    let ben = Member::new(&lab, "ben", false).await;
    let draft = anna.draft(SUPPORT, Mode::SendAs, CUSTOMER, "Offer");
    let hers = store(&anna, None, draft.clone()).await;
    let copies = lab.folder_messages(SUPPORT, "Drafts");
    assert_eq!(copies.len(), 1);
    ben.sync().await;
    let lies = ben.messages(SUPPORT, FolderRole::Drafts);
    assert!(lies[0].flags.has(postroom::domain::SystemFlag::Draft));
    let his = ben.engine.open_draft(&lies[0].id).await.unwrap();
    let mut opened = ben.engine.reader().draft(his).unwrap().unwrap().draft;
    assert_eq!((&opened.to, &opened.subject), (&draft.to, &draft.subject));
    opened.body = "Ben's words\n".into();
    store(&ben, Some(his), opened).await;
    let copies = lab.folder_messages(SUPPORT, "Drafts");
    assert_eq!(copies.len(), 1, "his copy takes the place of hers");
    assert!(copies[0].text().contains("Ben's words"));
    // Anna goes on with what she has: both are kept, and she is told by whom.
    let mut more = draft;
    more.body = "Anna's words\n".into();
    store(&anna, Some(hers), more).await;
    assert_eq!(lab.folder_messages(SUPPORT, "Drafts").len(), 2);
    let told = anna.engine.problems();
    assert_eq!(told[0].message.key, "draft-changed-elsewhere");
    assert!(told[0].message.args.iter().any(|(_, value)| value == "ben"));
    anna.stop().await;
    ben.stop().await;
}

/// T12: two colleagues send one draft at the same moment, again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_draft_is_sent_once_whoever_is_first() {
    sent_once_whoever_is_first(Lab::start()).await;
}

pub async fn sent_once_whoever_is_first(lab: Lab) {
    let lab = alike(lab);
    let anna = Member::new(&lab, "anna", false).await;
    let ben = Member::new(&lab, "ben", false).await;
    let races = races();
    let mut hers = Vec::new();
    for race in 0..races {
        let draft = anna.draft(SUPPORT, Mode::SendAs, CUSTOMER, &format!("Race {race}."));
        hers.push(keep(&anna, None, draft).await);
    }
    anna.engine.settle_drafts().await;
    ben.sync().await;
    let lie: BTreeMap<String, MessageKey> = ben
        .messages(SUPPORT, FolderRole::Drafts)
        .into_iter()
        .map(|header| (header.subject, header.id))
        .collect();
    assert_eq!(lie.len(), races);
    let (mut by_anna, mut by_ben, mut neither) = (0, 0, 0);
    for (race, hers) in hers.into_iter().enumerate() {
        let his = &lie[&format!("Race {race}.")];
        let his = ben.engine.open_draft(his).await.unwrap();
        let (a, b) = tokio::join!(send(&anna, hers), send(&ben, his));
        let (a, b) = tokio::join!(settled(&anna, a), settled(&ben, b));
        let mut sent = 0;
        for (member, row, count) in [(&anna, a, &mut by_anna), (&ben, b, &mut by_ben)] {
            if row.state == OutboxState::Held {
                let told = why(&row).unwrap().message.key;
                assert!(told.starts_with("draft-sent-"), "{row:?}");
                let id = row.outbox_id;
                let action = OutboxAction::Cancel;
                let cancel = Command::Outbox { id, action };
                member.engine.request(cancel).await.unwrap();
                let draft = row.draft.unwrap();
                let discard = Command::DiscardDraft(draft);
                member.engine.request(discard).await.unwrap();
            } else {
                assert!(
                    matches!(row.state, OutboxState::Done | OutboxState::Filing),
                    "{row:?}"
                );
                sent += 1;
                *count += 1;
            }
        }
        assert!(sent <= 1, "race {race} was sent twice");
        neither += usize::from(sent == 0);
    }
    println!("{races} races: anna {by_anna}, ben {by_ben}, neither {neither}");
    assert_eq!(neither, 0, "somebody is first");
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", races);
    let mut subjects: Vec<String> = received
        .iter()
        .filter_map(|m| m.header("Subject"))
        .collect();
    subjects.sort_unstable();
    subjects.dedup();
    assert_eq!((received.len(), subjects.len()), (races, races));
    anna.engine.settle_drafts().await;
    ben.engine.settle_drafts().await;
    assert_eq!(lab.folder_messages(SUPPORT, "Drafts").len(), 0);
    anna.stop().await;
    ben.stop().await;
}
