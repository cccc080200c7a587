//! Reports against rows. What a report is, is tested where it is read.

use super::*;
use crate::engine::samples::{address, outgoing};
use DeliveryAction::{Delayed, Delivered, Failed, Relayed};

fn said(to: &str, action: DeliveryAction) -> RecipientReport {
    RecipientReport {
        address: to.to_owned(),
        original: None,
        action,
        status: Some((5, 1, 1)),
        remote_mta: None,
        diagnostic: format!("550 5.1.1 <{to}> no such user"),
    }
}

fn report(id: &str, recipients: Vec<RecipientReport>) -> DeliveryReport {
    DeliveryReport {
        message_ids: vec![id.to_owned()],
        reporting_mta: None,
        recipients,
    }
}

fn place() -> MessageKey {
    MessageKey {
        folder: crate::domain::FolderId::of(&outgoing().mailbox.unwrap(), "INBOX"),
        uid_validity: 1,
        uid: 9,
    }
}

#[test]
fn only_a_report_on_somebody_it_went_to_concerns_a_message() {
    let row = outgoing();
    let concerned = |id: &str, recipients| concerns(&report(id, recipients), &row);
    assert!(concerned("m@a.test", vec![said("kim@b.test", Failed)]));
    assert!(concerned("m@a.test", vec![said("KIM@B.test", Failed)]));
    assert!(concerned("m@a.test", vec![said("", Failed)]));
    let mut forwarded = said("kim@elsewhere.test", Failed);
    forwarded.original = Some("kim@b.test".to_owned());
    assert!(concerned("m@a.test", vec![forwarded]));
    let other = || said("lee@b.test", Failed);
    assert!(!concerned("m@a.test", vec![other()]));
    assert!(!concerned("m@a.test", vec![other(), said("", Failed)]));
    assert!(concerned(
        "m@a.test",
        vec![other(), said("kim@b.test", Failed)]
    ));
    assert!(!concerned("xm@a.test", vec![said("kim@b.test", Failed)]));
}

#[test]
fn a_mark_only_gets_worse() {
    let mut row = outgoing();
    row.envelope.to.push(address("lee@b.test"));
    let mark = |row: &Outgoing, all: &[RecipientReport]| {
        let all: Vec<_> = all.iter().collect();
        bounce_of(&all, &place(), row, Timestamp::UNIX_EPOCH)
    };
    assert_eq!(mark(&row, &[said("kim@b.test", Delivered)]), None);
    let late = mark(&row, &[said("kim@b.test", Delayed)]).unwrap();
    assert!(!late.failed && late.report.is_some());
    assert_eq!(late.recipients, [address("kim@b.test")]);
    row.bounce = Some(late);
    // One failed for good: who is only late is not named with them.
    let both = [said("kim@b.test", Delayed), said("lee@b.test", Failed)];
    let failed = mark(&row, &both).unwrap();
    assert_eq!(
        (failed.failed, &failed.recipients[..]),
        (true, &[address("lee@b.test")][..])
    );
    assert!(failed.words.contains("lee@b.test"));
    row.bounce = Some(failed);
    assert_eq!(mark(&row, &[said("kim@b.test", Delayed)]), None);
    let all = mark(&row, &[said("kim@b.test", Failed)]).unwrap();
    assert_eq!(
        all.recipients,
        [address("kim@b.test"), address("lee@b.test")]
    );
    // A stranger's words are bounded.
    let mut long = said("kim@b.test", Failed);
    long.diagnostic = "ü".repeat(5000);
    assert_eq!(
        mark(&row, &[long]).unwrap().words.chars().count(),
        MAX_WORDS
    );
}

#[test]
fn receipts_say_to_whom() {
    let row = outgoing();
    let key = |action| receipt_of(&said("kim@b.test", action), &row).map(|p| p.message.key);
    assert_eq!(key(Delivered), Some("outbox-receipt-delivered"));
    assert_eq!(key(Relayed), Some("outbox-receipt-relayed"));
    assert_eq!(key(Failed), None);
    assert!(receipt_of(&said("lee@b.test", Delivered), &row).is_none());
}
