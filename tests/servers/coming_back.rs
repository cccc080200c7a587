//! What comes back of messages that were sent, on real servers: bounces, and the traces of a
//! message whose acceptance nobody heard of.

use postroom::domain::{
    Bounce, EmailAddress, EvidenceSource, FolderRole, Mode, OutboxState, Outgoing, SendRight,
};
use postroom::engine::remarks;

use crate::lab::Lab;
use crate::lab::team::GONE;
use crate::member::Member;
use crate::silent_smtp::SilentSmtp;

const SUPPORT: &str = "support@postroom.test";
const ANNA: &str = "anna@postroom.test";
const BEN: &str = "ben@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

fn row(member: &Member, of: &Outgoing) -> Outgoing {
    let found = member.engine.reader().outgoing(of.outbox_id).unwrap();
    found.expect("the message is in the outbox")
}

fn is_of_who_is_gone(bounce: &Bounce) {
    let [one] = &bounce.each[..] else {
        panic!("{bounce:?}")
    };
    let recipient = one.recipient.as_ref().map(EmailAddress::as_str);
    // Its server passes it on to somebody who is there no more.
    let tried = Some("nobody-any-more@customer.test");
    assert_eq!((recipient, one.tried.as_deref()), (Some(GONE), tried));
    assert!(one.words.contains("550 5.1.1"), "{}", one.words);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bounce_marks_the_message_where_it_comes_in() {
    let lab = Lab::start();
    // As support, the envelope is the team's: Postfix writes to support@. On behalf, to the member.
    for (name, from, mode, inbox) in [
        ("anna", SUPPORT, Mode::SendAs, SUPPORT),
        ("ben", SUPPORT, Mode::OnBehalf, BEN),
    ] {
        let member = Member::new(&lab, name, true).await;
        lab.set_acl("support", "Sent", name, "lrwsti");
        member.refresh().await;
        let sent = member
            .send(member.draft(from, mode, GONE, "Gone away"))
            .await;
        assert_eq!(sent.state, OutboxState::Done, "{sent:?}");
        let came_back = || row(&member, &sent).bounce.is_some();
        member.until("the bounce is noticed", came_back).await;
        let marked = row(&member, &sent);
        let bounce = marked.bounce.expect("it came back");
        assert_eq!(marked.state, OutboxState::Done, "it stays sent");
        assert!(bounce.failed);
        is_of_who_is_gone(&bounce);
        let place = bounce.report.expect("it can be shown");
        assert_eq!(place.folder, member.folder(inbox, FolderRole::Inbox).id);
        let shown = member.engine.reader().message(&place).unwrap().unwrap();
        assert!(shown.subject.contains("Undelivered"), "{}", shown.subject);
        // A recipient that is gone says nothing of the right to send.
        let right = member.identity(from, mode).await;
        assert_eq!(right.right, SendRight::Allowed);
        member.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bounce_that_came_while_nobody_was_here_is_noticed_at_the_next_sync() {
    let lab = Lab::start();
    let anna = Member::new(&lab, "anna", false).await;
    let sent = anna
        .send(anna.draft(SUPPORT, Mode::SendAs, GONE, "Gone away"))
        .await;
    let _ = lab.wait_for_messages("support", "INBOX", 1);
    // Somebody who knows the Message-ID says that a message for another came back.
    let id = &sent.message_id;
    lab.deliver("support", forged(id, CUSTOMER));
    let anna = anna.restart().await;
    anna.sync().await;
    let bounce = row(&anna, &sent).bounce.expect("it came back");
    is_of_who_is_gone(&bounce);
    anna.stop().await;
}

/// Exchange takes a message first and refuses the sender minutes later, in a report.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_that_a_report_denies_is_refused_in_the_from_list() {
    let lab = Lab::start();
    let anna = Member::new(&lab, "anna", true).await;
    anna.sync().await;
    let sent = anna
        .send(anna.draft(SUPPORT, Mode::SendAs, CUSTOMER, "Taken first"))
        .await;
    assert_eq!(sent.state, OutboxState::Done);
    let right = anna.identity(SUPPORT, Mode::SendAs).await.right;
    assert_eq!(right, SendRight::Allowed);

    let report = format!("Return-Path: <>\r\n{}", forged(&sent.message_id, CUSTOMER))
        .replace("554 SendAsDenied, ha", DENIED)
        .replace("5.0.0", "5.7.60");
    lab.put(ANNA, "INBOX", report.as_bytes());
    let bounced = || row(&anna, &sent).bounce.is_some();
    anna.until("it came back", bounced).await;
    let bounce = row(&anna, &sent).bounce.unwrap();
    assert!(
        bounce.each[0].words.contains("to send as this sender"),
        "{bounce:?}"
    );
    let mut identity = anna.identity(SUPPORT, Mode::SendAs).await;
    while identity.right != SendRight::Refused {
        tokio::task::yield_now().await;
        identity = anna.identity(SUPPORT, Mode::SendAs).await;
    }
    let evidence = identity.evidence.unwrap();
    assert_eq!(evidence.source, EvidenceSource::Bounce);
    assert!(evidence.words.unwrap().contains("to send as this sender"));

    // The next one does not leave, under this address or another.
    let next = anna
        .send(anna.draft(SUPPORT, Mode::SendAs, CUSTOMER, "The next"))
        .await;
    assert_eq!(next.state, OutboxState::Held);
    assert_eq!(lab.wait_for_messages(CUSTOMER, "INBOX", 1).len(), 1);
    anna.stop().await;
}

const DENIED: &str = "550 5.7.60 SMTP; Client does not have permissions to send as this sender";

fn forged(of: &str, recipient: &str) -> String {
    format!(
        "From: MAILER-DAEMON@customer.test\r\nTo: support@postroom.test\r\n\
         Subject: Undelivered Mail\r\nMessage-ID: <forged@customer.test>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nNo.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.customer.test\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.0.0\r\n\
         Diagnostic-Code: smtp; 554 SendAsDenied, ha\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{of}>\r\n\r\n--b--\r\n"
    )
}

/// Sends to a server that takes the message and does not answer. Not found, it stays unknown.
async fn unheard(lab: &Lab, smtp: &SilentSmtp) -> (Member, Outgoing) {
    let endpoint = smtp.endpoint();
    let anna = Member::try_new(lab, "anna", true, |account| account.smtp = endpoint)
        .await
        .expect("the account works");
    let sent = anna
        .send(anna.draft(SUPPORT, Mode::SendAs, CUSTOMER, "Unheard"))
        .await;
    assert_eq!(sent.state, OutboxState::Unknown, "{sent:?}");
    anna.until("it was looked for", || row(&anna, &sent).looks >= 1)
        .await;
    assert_eq!(row(&anna, &sent).state, OutboxState::Unknown);
    (anna, sent)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_the_server_filed_shows_that_it_took_the_message() {
    let lab = Lab::start();
    let smtp = SilentSmtp::start();
    let (anna, sent) = unheard(&lab, &smtp).await;
    // As Exchange and Gmail do: among the member's own, by itself.
    let file = lab.directory().join("filed.eml");
    std::fs::write(&file, &smtp.taken(1)[0]).unwrap();
    let file = file.to_str().unwrap();
    lab.doveadm(&["save", "-u", ANNA, "-m", "Sent", file]);
    let done = || row(&anna, &sent).state == OutboxState::Done;
    anna.until("it was found", done).await;
    let found = row(&anna, &sent);
    assert_eq!(remarks(&found)[0].message.key, "outbox-found-itself");
    assert_eq!(lab.folder_messages(SUPPORT, "Sent").len(), 1);
    assert_eq!(smtp.taken(1).len(), 1, "it went out once");
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_shows_that_the_message_arrived() {
    let lab = Lab::start();
    let smtp = SilentSmtp::start();
    let (anna, sent) = unheard(&lab, &smtp).await;
    let before = anna.identity(SUPPORT, Mode::SendAs).await;
    assert_ne!(before.right, SendRight::Allowed);
    let id = &sent.message_id;
    lab.deliver(
        "support",
        format!(
            "From: kunde@customer.test\r\nTo: support@postroom.test\r\nSubject: Re: Unheard\r\n\
             Message-ID: <thanks@customer.test>\r\nIn-Reply-To: <{id}>\r\n\r\nThanks.\r\n"
        ),
    );
    let done = || row(&anna, &sent).state == OutboxState::Done;
    anna.until("it was found", done).await;
    let found = row(&anna, &sent);
    assert_eq!(remarks(&found)[0].message.key, "outbox-found-answer");
    // Its copy is filed as after an acceptance, and the right is known.
    assert_eq!(lab.folder_messages(SUPPORT, "Sent").len(), 1);
    let right = anna.identity(SUPPORT, Mode::SendAs).await;
    let source = right.evidence.map(|e| e.source);
    assert_eq!(
        (right.right, source),
        (SendRight::Allowed, Some(EvidenceSource::Sent))
    );
    assert_eq!(smtp.taken(1).len(), 1, "it went out once");
    anna.stop().await;
}
