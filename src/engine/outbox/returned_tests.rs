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
fn each_who_lacks_it_is_marked_in_the_words_of_their_own_server() {
    let mut row = outgoing();
    let mark = |row: &Outgoing, all: &[RecipientReport]| {
        let all = report("m@a.test", all.to_vec());
        let mark = bounce_of(&said_in(&all, row), &place(), row, Timestamp::UNIX_EPOCH);
        mark.map_or_else(Vec::new, |mark| mark.each)
    };
    // Where there is one recipient, a report that names nobody means them.
    let nobody = mark(&row, &[said("", Failed)]);
    assert_eq!(nobody[0].recipient, Some(address("kim@b.test")));
    row.envelope.to.push(address("lee@b.test"));
    assert_eq!(mark(&row, &[said("", Failed)])[0].recipient, None);
    assert_eq!(mark(&row, &[said("kim@b.test", Delivered)]), []);
    let all = [said("kim@b.test", Delayed), said("LEE@b.test", Failed)];
    let [lee, kim] = &mark(&row, &all)[..] else {
        panic!("two lack it")
    };
    assert_eq!(lee.recipient, Some(address("lee@b.test")));
    assert_eq!((lee.failed, lee.status), (true, Some((5, 1, 1))));
    assert_eq!(lee.words, "550 5.1.1 <LEE@b.test> no such user");
    assert_eq!((kim.failed, kim.tried.as_deref()), (false, None));
    let mut forwarded = said("kim@elsewhere.test", Failed);
    forwarded.original = Some("kim@b.test".to_owned());
    let [kim] = &mark(&row, &[forwarded])[..] else {
        panic!("one lacks it")
    };
    assert_eq!(kim.recipient, Some(address("kim@b.test")));
    assert_eq!(kim.tried.as_deref(), Some("kim@elsewhere.test"));
}

#[test]
fn receipts_say_to_whom() {
    let row = outgoing();
    let receipt = |to: &str, action| {
        let report = report("m@a.test", vec![said(to, action)]);
        said_in(&report, &row).iter().find_map(receipt_of)
    };
    let key = |action| receipt("kim@b.test", action).map(|p| p.message.key);
    assert_eq!(key(Delivered), Some("outbox-receipt-delivered"));
    assert_eq!(key(Relayed), Some("outbox-receipt-relayed"));
    assert_eq!(key(Failed), None);
    assert!(receipt("lee@b.test", Delivered).is_none());
}
