//! What reports on sent messages say of the send right, and at whom they are shown.

use jiff::{SignedDuration, Timestamp};

use super::fakes::*;
use crate::domain::*;
use crate::engine::command::{Leave, OutboxAction};
use crate::engine::mentions::read_report;
use crate::engine::outbox::{awaited_since, remarks, take_in, why};

/// A report in form that returns this message.
fn bounce(of: &str, date: &str, recipient: &str, code: &str) -> Vec<u8> {
    format!(
        "Return-Path: <>\r\nMessage-ID: <b1@mail.a.test>\r\nFrom: MAILER-DAEMON@mail.a.test\r\n\
         Date: {date}\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.a.test\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: {code}\r\n\
         Diagnostic-Code: smtp; 550 {code} SMTP; Client does not have permissions to send as this \
         sender\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{of}>\r\n\r\n--b--\r\n"
    )
    .into_bytes()
}

fn now() -> String {
    let now = jiff::tz::TimeZone::UTC.to_datetime(Timestamp::now());
    now.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// The report is read, in an Inbox of this UIDVALIDITY.
async fn read(world: &World, raw: Vec<u8>, uid_validity: u32) {
    let report = read_report(raw).await.unwrap();
    let place = MessageKey {
        folder: inbox(SUPPORT),
        uid_validity,
        uid: 3,
    };
    take_in(&world.shared, &report, &place, Timestamp::now()).await;
}

async fn sent_one(world: &World) -> Outgoing {
    let id = world.send(Mode::SendAs).await;
    let ended = |row: &Outgoing| matches!(row.state, OutboxState::Held | OutboxState::Done);
    world.until(id, ended).await
}

/// The Inbox is renumbered: the same report is read once more, long after the right was given.
#[tokio::test]
async fn a_report_that_is_read_again_is_no_newer_for_that() {
    for date in [now(), "Mon, 23 Nov 2020 10:00:00 +0100".to_owned()] {
        let world = World::new().await;
        let first = sent_one(&world).await;
        let report = bounce(&first.message_id, &date, "kim@b.test", "5.7.60");
        read(&world, report.clone(), 1).await;
        // It says no more than the acceptance, and later.
        let held = sent_one(&world).await;
        assert_eq!(held.state, OutboxState::Held, "{date}");
        assert_eq!(why(&held).unwrap().message.key, "outbox-refused-sender");
        // The right was given: the next one is tried by hand and taken.
        world.clock.jump(SignedDuration::from_secs(2));
        let id = held.outbox_id;
        world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
        world.until_state(id, OutboxState::Done).await;
        read(&world, report, 2).await;
        let next = sent_one(&world).await;
        assert_eq!(next.state, OutboxState::Done, "{date}: {next:?}");
    }
}

/// A server behind an alias names whom it tried, and nobody whom the message went to.
#[tokio::test]
async fn a_report_on_an_address_behind_an_alias_is_shown_and_proves_nothing() {
    let world = World::new().await;
    let row = sent_one(&world).await;
    let report = bounce(&row.message_id, &now(), "kim.miller@b.test", "5.7.60");
    read(&world, report.clone(), 1).await;
    let row = world.row(row.outbox_id).await;
    let mark = row.bounce.clone().unwrap();
    let [one] = &mark.each[..] else {
        panic!("{mark:?}")
    };
    assert!(
        mark.failed && one.recipient.is_none(),
        "who lacks it is not known"
    );
    assert_eq!(one.tried.as_deref(), Some("kim.miller@b.test"));
    let said = remarks(&row);
    assert_eq!(said[0].message.key, "outbox-report-for-another");
    let named = &said[0].message.args[0].1;
    assert_eq!(named, "kim.miller@b.test");
    let evidence = world.evidence(Mode::SendAs).await;
    assert_eq!(evidence, [(EvidenceSource::Sent, SendRight::Allowed)]);

    // Read again, it says it once.
    read(&world, report, 2).await;
    assert_eq!(remarks(&world.row(row.outbox_id).await).len(), 1);
}

/// Only what returns the message itself, and in form, is shown for somebody else.
#[tokio::test]
async fn a_report_on_somebody_else_that_does_not_return_the_message_is_not_shown() {
    let world = World::new().await;
    let row = sent_one(&world).await;
    let whole = String::from_utf8(bounce(&row.message_id, &now(), "lee@b.test", "5.1.1")).unwrap();
    let returned = format!("\r\nMessage-ID: <{}>\r\n\r\n--b--", row.message_id);
    let answers = format!("In-Reply-To: <{}>\r\nSubject:", row.message_id);
    for raw in [
        whole.replace("Return-Path: <>\r\n", ""),
        whole
            .replace(&returned, "\r\nX: y\r\n\r\n--b--")
            .replace("Subject:", &answers),
    ] {
        assert_ne!(raw, whole);
        read(&world, raw.into_bytes(), 1).await;
        let row = world.row(row.outbox_id).await;
        assert_eq!((row.bounce, row.remarks), (None, vec![]));
    }
}

/// A message of unknown outcome stays unknown: whoever got it from somebody else may say so too.
#[tokio::test]
async fn a_report_on_an_address_behind_an_alias_does_not_settle_an_unknown_outcome() {
    let world = World::new().await;
    world.server.then([Step::LoseAtDot]);
    let id = world.send(Mode::SendAs).await;
    let row = world.until_state(id, OutboxState::Unknown).await;
    let report = bounce(&row.message_id, &now(), "kim.miller@b.test", "5.1.1");
    read(&world, report, 1).await;
    let row = world.row(id).await;
    assert_eq!(
        (row.state, row.bounce.clone()),
        (OutboxState::Unknown, None)
    );
    assert_eq!(remarks(&row)[0].message.key, "outbox-report-for-another");
}

/// The clock was ten years ahead when the server refused the sender.
#[tokio::test]
async fn a_refusal_under_a_clock_that_was_ahead_does_not_outlive_the_next_acceptance() {
    let world = World::new().await;
    let years = SignedDuration::from_hours(24 * 3652);
    world.clock.jump(years);
    let text = "5.2.252 SendAsDenied; anna not allowed to send as support";
    let mut denied = reply(Phase::Dot, 554, text);
    denied.enhanced = Some((5, 2, 252));
    world.server.then([Step::Refuse(vec![denied])]);
    let held = sent_one(&world).await;
    assert_eq!(held.state, OutboxState::Held);
    // The clock is right again, and so is the right.
    world.clock.jump(-years);
    let id = held.outbox_id;
    world.outbox.act(id, OutboxAction::TryNow).await.unwrap();
    world.until_state(id, OutboxState::Done).await;
    let next = sent_one(&world).await;
    assert_eq!(next.state, OutboxState::Done, "{:?}", why(&next));
}

#[tokio::test]
async fn reports_are_looked_for_though_the_clock_was_ahead_at_send() {
    let world = World::new().await;
    let years = SignedDuration::from_hours(24 * 3652);
    world.clock.jump(years);
    sent_one(&world).await;
    world.clock.jump(-years);
    let since = awaited_since(&world.shared).await.unwrap();
    assert!(since <= Timestamp::now(), "reports count from {since} on");
}

/// The server of a recipient refuses in the words of Exchange, whose receive connectors say so to
/// anybody from outside; our own server only passes that on.
#[tokio::test]
async fn what_a_recipients_server_says_takes_no_send_right() {
    let world = World::new().await;
    let row = sent_one(&world).await;
    let report = bounce(&row.message_id, &now(), "kim@b.test", "5.7.60");
    let report = String::from_utf8(report).unwrap();
    let action = "Action: failed\r\n";
    let report = report.replacen(
        action,
        "Action: failed\r\nRemote-MTA: dns; mx.b.test\r\n",
        1,
    );
    world.clock.jump(SignedDuration::from_secs(2));
    read(&world, report.into_bytes(), 1).await;
    assert!(world.row(row.outbox_id).await.bounce.is_some());
    let evidence = world.evidence(Mode::SendAs).await;
    assert_eq!(evidence, [(EvidenceSource::Sent, SendRight::Allowed)]);
    let next = sent_one(&world).await;
    assert_eq!(next.state, OutboxState::Done, "{next:?}");
}

/// A receipt was asked for. First it is delayed to both, then it arrives at one and at the other.
#[tokio::test]
async fn what_was_delayed_and_then_arrived_is_not_called_delayed() {
    let world = World::new().await;
    let mut draft = world.draft(Mode::SendAs);
    draft.receipt = true;
    let (kim, lee) = (address("kim@b.test"), address("lee@b.test"));
    draft.to = [&kim, &lee].map(NamedAddress::bare).into();
    let id = world.put_in(draft, Leave::Now).await.outbox_id;
    let row = world.until_state(id, OutboxState::Done).await;
    let say =
        async |recipient: &EmailAddress, action: &str, code: &str| -> Option<Vec<EmailAddress>> {
            let report = bounce(&row.message_id, &now(), recipient.as_str(), code);
            let report = String::from_utf8(report).unwrap();
            let report = report.replacen("Action: failed", &format!("Action: {action}"), 1);
            read(&world, report.into_bytes(), 1).await;
            let mark = world.row(id).await.bounce?;
            Some(
                mark.each
                    .into_iter()
                    .filter_map(|one| one.recipient)
                    .collect(),
            )
        };
    assert_eq!(say(&kim, "delayed", "4.4.1").await, Some(vec![kim.clone()]));
    let both = vec![kim.clone(), lee.clone()];
    assert_eq!(say(&lee, "delayed", "4.4.1").await, Some(both));
    assert_eq!(
        say(&kim, "delivered", "2.1.5").await,
        Some(vec![lee.clone()])
    );
    assert_eq!(say(&lee, "delivered", "2.1.5").await, None);
    // It went on to a server that says nothing more: nobody tries any longer.
    assert_eq!(say(&kim, "delayed", "4.4.1").await, Some(vec![kim.clone()]));
    assert_eq!(say(&kim, "relayed", "2.0.0").await, None);
    // What did not arrive stays what it is.
    assert_eq!(say(&lee, "failed", "5.1.1").await, Some(vec![lee.clone()]));
    assert_eq!(say(&lee, "delivered", "2.1.5").await, Some(vec![lee]));
}
