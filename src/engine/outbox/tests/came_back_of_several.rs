//! What is reported of a message that went to several: of each in the words of their own server.

use std::time::Duration;

use jiff::Timestamp;

use super::fakes::*;
use crate::domain::*;
use crate::engine::Pace;
use crate::engine::command::Leave;
use crate::engine::mentions::read_report;
use crate::engine::outbox::{receipt_for, remarks, take_in};

const KIM: &str = "kim@b.test";
const LEE: &str = "lee@b.test";
const UNKNOWN: &str = "550 5.1.1 kim: no such user";
const FULL: &str = "552 5.2.2 lee: mailbox full";

/// What a report says of one: the recipient, the action, the status, the words.
type Said<'a> = (&'a str, &'a str, &'a str, &'a str);

fn report(of: &str, each: &[Said<'_>]) -> Vec<u8> {
    let mut said = String::new();
    for (recipient, action, status, words) in each {
        said += &format!(
            "Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\
             Remote-MTA: dns; mx.b.test\r\nDiagnostic-Code: smtp; {words}\r\n\r\n"
        );
    }
    format!(
        "Return-Path: <>\r\nMessage-ID: <b1@mail.a.test>\r\nFrom: MAILER-DAEMON@mail.a.test\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.a.test\r\n\r\n{said}\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{of}>\r\n\r\n--b--\r\n"
    )
    .into_bytes()
}

async fn read(world: &World, row: &Outgoing, each: &[Said<'_>], uid: u32) {
    let report = read_report(report(&row.message_id, each)).await.unwrap();
    let place = MessageKey {
        folder: inbox(SUPPORT),
        uid_validity: 1,
        uid,
    };
    take_in(&world.shared, &report, &place, Timestamp::now()).await;
}

async fn sent_to(world: &World, all: &[&str], receipt: bool) -> OutboxId {
    let mut draft = world.draft(Mode::SendAs);
    draft.receipt = receipt;
    let all = all.iter().map(|one| NamedAddress::bare(&address(one)));
    draft.to = all.collect();
    world.put_in(draft, Leave::Now).await.outbox_id
}

/// Who lacks it, whether it failed, and the words.
fn lacking(row: &Outgoing) -> Vec<(&str, bool, &str)> {
    let each = row.bounce.iter().flat_map(|bounce| &bounce.each);
    each.map(|one| {
        let recipient = one.recipient.as_ref().map_or("", EmailAddress::as_str);
        (recipient, one.failed, one.words.as_str())
    })
    .collect()
}

#[tokio::test]
async fn one_report_on_two_has_the_words_of_both() {
    let world = World::new().await;
    let id = sent_to(&world, &[KIM, LEE, "mo@b.test"], false).await;
    let row = world.until_state(id, OutboxState::Done).await;
    let both = [
        (KIM, "failed", "5.1.1", UNKNOWN),
        (LEE, "failed", "5.2.2", FULL),
    ];
    read(&world, &row, &both, 3).await;
    let row = world.row(id).await;
    assert_eq!(lacking(&row), [(KIM, true, UNKNOWN), (LEE, true, FULL)]);
}

/// Each server behind the first sends its own.
#[tokio::test]
async fn a_second_report_leaves_the_words_of_the_first() {
    let world = World::new().await;
    let id = sent_to(&world, &[KIM, LEE, "mo@b.test"], false).await;
    let row = world.until_state(id, OutboxState::Done).await;
    read(&world, &row, &[(KIM, "failed", "5.1.1", UNKNOWN)], 3).await;
    read(&world, &row, &[(LEE, "failed", "5.2.2", FULL)], 4).await;
    let row = world.row(id).await;
    assert_eq!(lacking(&row), [(KIM, true, UNKNOWN), (LEE, true, FULL)]);
}

/// A failure for one is no news of another, who is still waited for.
#[tokio::test]
async fn who_is_delayed_stays_named_beside_who_failed() {
    const LATE: &str = "connection timed out";
    for failed_first in [true, false] {
        let world = World::new().await;
        let id = sent_to(&world, &[KIM, LEE, "mo@b.test"], false).await;
        let row = world.until_state(id, OutboxState::Done).await;
        let failed = [(KIM, "failed", "5.1.1", UNKNOWN)];
        let delayed = [(LEE, "delayed", "4.4.1", LATE)];
        let order = match failed_first {
            true => [failed, delayed],
            false => [delayed, failed],
        };
        for (uid, each) in (3..).zip(order) {
            read(&world, &row, &each, uid).await;
        }
        let said = world.row(id).await;
        assert_eq!(lacking(&said), [(KIM, true, UNKNOWN), (LEE, false, LATE)]);
        // It fails for good, and nothing undoes that.
        read(&world, &row, &[(LEE, "failed", "5.2.2", FULL)], 5).await;
        read(&world, &row, &[(LEE, "delayed", "4.4.1", LATE)], 6).await;
        read(&world, &row, &[(LEE, "delivered", "2.1.5", "250 Ok")], 7).await;
        let said = world.row(id).await;
        assert_eq!(lacking(&said), [(KIM, true, UNKNOWN), (LEE, true, FULL)]);
    }
}

fn many() -> Vec<String> {
    (1..=40).map(|n| format!("r{n}@b.test")).collect()
}

/// A receipt was wanted, and the message went to many people; each of their servers says so. The
/// server has rewritten its author, and a list returns it for many that it did not go to.
#[tokio::test]
async fn receipts_are_all_shown_and_hide_nothing_else() {
    let mut pace = Pace::quick();
    pace.copy_looks = [300; 6].map(Duration::from_millis);
    let world = World::that_knows(pace, true, None).await;
    put_mailbox(&world.shared, SUPPORT, SentPolicy::Shared, "lrswite").await;
    *world.mail.by_itself.lock().unwrap() = vec![ByItself {
        folder: sent(SUPPORT),
        after: Some(3),
        rewrites: Some((
            "From: support <support@a.test>",
            "From: Anna Berg <anna@a.test>",
        )),
    }];
    let many = many();
    let all: Vec<&str> = many.iter().map(String::as_str).collect();
    let id = sent_to(&world, &all, true).await;
    let row = world.until(id, |row| row.accepted_at.is_some()).await;
    for (uid, one) in (3..).zip(&all) {
        let behind = format!("behind-{one}");
        read(&world, &row, &[(&behind, "failed", "5.1.1", UNKNOWN)], uid).await;
        read(&world, &row, &[(one, "relayed", "2.0.0", "250 Ok")], uid).await;
        read(&world, &row, &[(one, "delivered", "2.1.5", "250 Ok")], uid).await;
    }
    let row = world.until_state(id, OutboxState::Done).await;
    let said = remarks(&row);
    for one in &all {
        let receipts = said.iter().filter(|said| receipt_for(said) == Some(*one));
        assert_eq!(receipts.count(), 2, "{one}");
    }
    let keys = remarked(&row);
    assert!(keys.contains(&"outbox-copy-from-rewritten"), "{keys:?}");
    assert!(keys.contains(&"outbox-report-for-another"), "{keys:?}");
    // Each of those addresses is named with its words, and of none of the recipients it is said.
    let named = lacking(&row);
    assert_eq!(named.len(), all.len());
    assert!(
        named.iter().all(|one| *one == ("", true, UNKNOWN)),
        "{named:?}"
    );
}
