//! Evidence, and the small values beside it.

use super::super::super::tests::{address, anna, at, new_store, reopen};
use super::*;

fn key(address_text: &str, mode: Mode) -> SendRightKey {
    SendRightKey {
        account: anna(),
        address: address(address_text),
        mode,
    }
}

fn evidence(source: EvidenceSource, right: SendRight, second: i64) -> Evidence {
    Evidence {
        right,
        source,
        at: at(second),
        words: Some(format!("550 5.7.1 {second}")),
    }
}

#[tokio::test]
async fn the_newest_word_of_each_source_counts() {
    use EvidenceSource::{Person, Probe, Sent};
    use SendRight::{Allowed, Refused, Untested};
    let (dir, store) = new_store();
    let precious = store.precious();
    let send_as = key("support@example.org", Mode::SendAs);
    let on_behalf = key("Support@example.org", Mode::OnBehalf);
    let all = [
        evidence(Probe, Untested, 1),
        evidence(Sent, Refused, 3),
        evidence(Probe, Allowed, 4),
        evidence(Probe, Refused, 2), // came late
    ];
    for e in &all {
        precious.put_evidence(&send_as, e).await.unwrap();
    }
    let person = evidence(Person, Allowed, 1);
    precious.put_evidence(&on_behalf, &person).await.unwrap();
    let (store, _) = reopen(&dir, store).await;
    let reader = store.reader();
    assert_eq!(
        reader.evidence(&send_as).unwrap(),
        [all[2].clone(), all[1].clone()]
    );
    let listed = reader.all_evidence().unwrap();
    assert_eq!(
        listed,
        [
            (on_behalf.clone(), person),
            (send_as.clone(), all[2].clone()),
            (send_as.clone(), all[1].clone()),
        ]
    );
    assert_eq!(reader.evidence_history(&send_as).unwrap().len(), 4);

    assert!(
        store
            .precious()
            .withdraw_evidence(&send_as, Probe)
            .await
            .unwrap()
    );
    assert_eq!(reader.evidence(&send_as).unwrap(), [all[1].clone()]);
    store.precious().forget_evidence(&anna()).await.unwrap();
    assert!(reader.all_evidence().unwrap().is_empty());
}

#[tokio::test]
async fn what_was_kept_while_the_clock_was_ahead_does_not_outlive_what_is_said_after_it() {
    use EvidenceSource::{Bounce, Person, Sent};
    use SendRight::{Allowed, Refused};
    const YEARS: i64 = 10 * 365 * 86_400;
    let (_dir, store) = new_store();
    let precious = store.precious();
    let of = key("support@example.org", Mode::SendAs);
    for e in [
        evidence(Sent, Refused, YEARS),
        evidence(Bounce, Refused, YEARS),
        evidence(Person, Allowed, 10),
        evidence(Sent, Allowed, 20),
    ] {
        precious.put_evidence(&of, &e).await.unwrap();
    }
    let evidence_now = store.reader().evidence(&of).unwrap();
    assert_eq!(evidence_now[0], evidence(Sent, Allowed, 20));
    assert!(evidence_now.iter().all(|e| e.at <= at(20)));
    // A report says of an earlier time what was true then.
    let late = evidence(Bounce, Refused, 5);
    precious.put_evidence(&of, &late).await.unwrap();
    let first = store.reader().evidence(&of).unwrap().remove(0);
    assert_eq!(first, evidence(Sent, Allowed, 20));
}

#[tokio::test]
async fn the_history_ends_somewhere_but_no_source_is_forgotten() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let of = key("support@example.org", Mode::SendAs);
    let other = key("sales@example.org", Mode::SendAs);
    for key in [&of, &other] {
        let said = evidence(EvidenceSource::Person, SendRight::Allowed, 0);
        precious.put_evidence(key, &said).await.unwrap();
    }
    for second in 1..=40 {
        let probe = evidence(EvidenceSource::Probe, SendRight::Untested, second);
        precious.put_evidence(&of, &probe).await.unwrap();
    }
    let history = store.reader().evidence_history(&of).unwrap();
    assert_eq!(history.len(), 21);
    assert_eq!(history[0].at, at(40));
    assert_eq!(history[20].source, EvidenceSource::Person);
    assert_eq!(store.reader().evidence(&other).unwrap().len(), 1);
}

#[tokio::test]
async fn values_are_remembered_and_forgotten() {
    let (dir, store) = new_store();
    let value = serde_json::json!({ "width": 1200, "open": ["INBOX"] });
    store
        .precious()
        .remember("window", &serde_json::json!(1))
        .await
        .unwrap();
    store.precious().remember("window", &value).await.unwrap();
    let (store, _) = reopen(&dir, store).await;
    assert_eq!(store.reader().remembered("window").unwrap(), Some(value));
    assert_eq!(store.reader().remembered("other").unwrap(), None);
    assert!(store.precious().forget("window").await.unwrap());
    assert_eq!(store.reader().remembered("window").unwrap(), None);
}
