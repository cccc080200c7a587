//! The outbox over real SMTP, with a server that does what real ones do on a bad day.

use std::time::Duration;

use postroom::demo::{CutHow, DemoServer, Fault, Protocol, SmtpFault, SmtpWhen, Team, When};
use postroom::domain::{
    Draft, EmailAddress, Identity, Mode, NamedAddress, OutboxState, Outgoing, Phase, SendRight,
    SendRightKey,
};
use postroom::engine::{
    Command, Event, Leave, OutboxAction, Pace, Possible, ProblemKind, Reply, possible,
    refused_recipients, why,
};

use crate::anna::{Anna, PATIENCE};

const SUPPORT: &str = "support@acme.example";
const CUSTOMER: &str = "carla@acme.example";

fn demo() -> DemoServer {
    DemoServer::start(Team::acme_without_mail()).unwrap()
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn reply(words: &str) -> SmtpFault {
    SmtpFault::Reply(words.to_owned())
}

impl Anna {
    async fn as_support(&self) -> Identity {
        let all = self.engine.identities().await.unwrap();
        let of_support = all.into_iter().find(|i| i.key.address == address(SUPPORT));
        of_support.expect("it is in the From list")
    }

    async fn write(&self, subject: &str, to: &[&str]) -> Outgoing {
        let from: SendRightKey = self.as_support().await.key;
        assert_eq!(from.mode, Mode::SendAs);
        let draft = Draft {
            from: Some(from),
            to: to
                .iter()
                .map(|to| NamedAddress::bare(&address(to)))
                .collect(),
            subject: subject.into(),
            body: "It is out.".into(),
            ..Draft::default()
        };
        let (id, leave) = (None, Leave::Now);
        match self.ask(Command::Send { draft, id, leave }).await.unwrap() {
            Reply::Outgoing(row) => row,
            other => panic!("{other:?}"),
        }
    }

    fn row(&self, of: &Outgoing) -> Outgoing {
        let found = self.engine.reader().outgoing(of.outbox_id).unwrap();
        found.expect("the message is in the outbox")
    }

    async fn until_row(&self, of: &Outgoing, what: &str, is_so: impl Fn(&Outgoing) -> bool) {
        self.until(what, || is_so(&self.row(of))).await;
    }

    async fn until_state(&self, of: &Outgoing, state: OutboxState) -> Outgoing {
        let what = format!("the message is {}", state.word());
        self.until_row(of, &what, |row| row.state == state).await;
        self.row(of)
    }

    /// Asks for a try whenever the message waits, until it is done: one that was begun before, with the password
    /// of before, may end in between.
    async fn try_until_done(&self, of: &Outgoing) {
        let (id, began) = (of.outbox_id, std::time::Instant::now());
        loop {
            let row = self.row(of);
            let problems = self.engine.problems();
            assert!(began.elapsed() < PATIENCE, "{row:?} {problems:?}");
            let action = OutboxAction::TryNow;
            match row.state {
                OutboxState::Done => return,
                // It may end in waiting again.
                OutboxState::Sending => {}
                // Of two servers that were asked at once the one that files the copy may have refused, a moment
                // before the password was right.
                _ => {
                    if let Err(problem) = self.ask(Command::Outbox { id, action }).await {
                        assert_eq!(problem.message.key, "outbox-not-in-this-state");
                    }
                }
            }
            tokio::time::sleep(Pace::quick().retry_most).await;
        }
    }

    async fn act(&self, of: &Outgoing, action: OutboxAction) -> Reply {
        let id = of.outbox_id;
        self.ask(Command::Outbox { id, action }).await.unwrap()
    }
}

/// The messages that were accepted, by their Message-IDs.
fn accepted(demo: &DemoServer, row: &Outgoing) -> usize {
    let id = format!("<{}>", row.message_id);
    let all = demo.submissions();
    let of_row = all.iter().filter(|one| one.accepted);
    of_row
        .filter(|one| String::from_utf8_lossy(&one.bytes).contains(&id))
        .count()
}

fn count(demo: &DemoServer, begin: &str) -> usize {
    let commands = demo.commands();
    let smtp = commands.iter().filter(|c| c.protocol == Protocol::Smtp);
    smtp.filter(|c| c.line.starts_with(begin)).count()
}

/// Servers with a short temper: an answer is waited for beside the queue from early on, and not
/// for minutes.
fn pace(end_of_data: Duration) -> Pace {
    let mut pace = Pace {
        answer: Duration::from_millis(50),
        ..Pace::quick()
    };
    pace.submission.end_of_data = end_of_data;
    pace
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_silent_after_the_dot_keeps_no_other_message_waiting() {
    let demo = demo();
    let anna = Anna::reside_at(&demo, pace(Duration::from_secs(8))).await;
    demo.smtp_fault(SmtpWhen::Accepted, SmtpFault::Silence);
    let first = anna.write("first", &[CUSTOMER]).await;
    anna.until_row(&first, "its dot is out", |row| row.phase == Phase::Dot)
        .await;
    let second = anna.write("second", &[CUSTOMER]).await;
    anna.until_state(&second, OutboxState::Done).await;
    assert_eq!(anna.row(&first).state, OutboxState::Sending);
    // The deadline makes it unknown, and nothing is sent twice.
    let first = anna.until_state(&first, OutboxState::Unknown).await;
    assert_eq!(why(&first).unwrap().kind, ProblemKind::Unknown);
    assert_eq!((accepted(&demo, &first), accepted(&demo, &second)), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_shortly_before_the_deadline_is_an_answer() {
    let demo = demo();
    let anna = Anna::reside_at(&demo, pace(Duration::from_secs(60))).await;
    demo.smtp_fault(SmtpWhen::Accepted, SmtpFault::Delay(Duration::from_secs(1)));
    let sent = anna.write("slow", &[CUSTOMER]).await;
    let done = anna.until_state(&sent, OutboxState::Done).await;
    assert_eq!((done.attempts, accepted(&demo, &done)), (1, 1));
    assert_eq!(count(&demo, "DATA"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_none_is_unknown() {
    let demo = demo();
    let anna = Anna::reside_at(&demo, pace(Duration::from_secs(20))).await;
    for garbage in ["what?", "25\u{0} ok", "250", "999 fine"] {
        demo.smtp_fault(SmtpWhen::Accepted, reply(garbage));
        let sent = anna.write("garbled", &[CUSTOMER]).await;
        let is_over =
            |row: &Outgoing| !matches!(row.state, OutboxState::Queued | OutboxState::Sending);
        anna.until_row(&sent, "it is over", is_over).await;
        let row = anna.row(&sent);
        // A bare 250 is an answer (RFC 5321 4.2).
        let expected = garbage == "250";
        assert_eq!(row.state != OutboxState::Unknown, expected, "{garbage:?}");
        assert_eq!(accepted(&demo, &row), 1, "{garbage:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_send_right_is_held_shown_in_the_from_list_and_tried_once_more() {
    for (when, words) in [
        (
            SmtpWhen::Dot,
            "554 5.2.252 SendAsDenied; anna@acme.example not allowed to send as support@acme.example; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied",
        ),
        (
            SmtpWhen::Dot,
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        ),
        (
            SmtpWhen::Mail,
            "501 5.5.4 You are not allowed to send from this address.",
        ),
        (
            SmtpWhen::Rcpt,
            "553 5.7.1 <support@acme.example>: Sender address rejected: not owned by user anna",
        ),
    ] {
        let demo = demo();
        let anna = Anna::reside(&demo).await;
        let mut events = anna.engine.events();
        // The whole time, so that a loop would show.
        demo.smtp_fault_at(when, reply(words), 0, 1000);
        let sent = anna.write("refused", &[CUSTOMER]).await;
        let held = anna.until_state(&sent, OutboxState::Held).await;
        let problem = why(&held).unwrap();
        assert_eq!(problem.message.key, "outbox-refused-sender", "{words}");
        assert!(problem.detail.unwrap().contains(&words[4..40]), "{words}");
        assert_eq!(
            possible(&held),
            [Possible::TryNow, Possible::Edit, Possible::Discard]
        );
        let told = async { while events.next().await != Some(Event::Identities) {} };
        tokio::time::timeout(Duration::from_secs(30), told)
            .await
            .expect("the From list hears of it");
        let all = anna.engine.identities().await.unwrap();
        let send_as = all
            .iter()
            .find(|i| i.key.address == address(SUPPORT) && i.key.mode == Mode::SendAs);
        let send_as = send_as.expect("it stays in the list");
        assert_eq!(send_as.right, SendRight::Refused, "{words}");
        assert!(
            send_as
                .evidence
                .as_ref()
                .unwrap()
                .words
                .as_ref()
                .unwrap()
                .contains(&words[4..40])
        );

        // One more try asks once more, and the answer holds it again.
        assert_eq!(count(&demo, "MAIL"), 1);
        anna.act(&held, OutboxAction::TryNow).await;
        let again = |row: &Outgoing| row.state == OutboxState::Held && row.attempts == 2;
        anna.until_row(&held, "it is held again", again).await;
        tokio::time::sleep(Pace::quick().retry_most * 2).await;
        assert_eq!(count(&demo, "MAIL"), 2, "no loop");
        assert!(demo.submissions().iter().all(|one| !one.accepted));
        // The right was given meanwhile.
        demo.clear_faults();
        anna.act(&held, OutboxAction::TryNow).await;
        let done = anna.until_state(&held, OutboxState::Done).await;
        assert_eq!(
            (accepted(&demo, &done), &done.message_id),
            (1, &held.message_id)
        );
        let right = anna.as_support().await;
        assert_eq!(
            (right.key.mode, right.right),
            (Mode::SendAs, SendRight::Allowed)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_recipients_one_is_refused_and_nobody_gets_it() {
    let demo = demo();
    let anna = Anna::reside(&demo).await;
    let sent = anna.write("two", &["nobody@acme.example", CUSTOMER]).await;
    let held = anna.until_state(&sent, OutboxState::Held).await;
    let codes: Vec<u16> = held.replies.iter().map(|r| r.code).collect();
    assert_eq!(codes, [550, 250], "{:?}", held.replies);
    assert_eq!((count(&demo, "RSET"), count(&demo, "DATA")), (1, 0));
    assert_eq!(possible(&held)[0], Possible::SendToOthers);
    let refused = refused_recipients(&held);
    anna.act(&held, OutboxAction::LeaveOut(refused)).await;
    anna.until_state(&held, OutboxState::Done).await;
    let submissions = demo.submissions();
    assert_eq!(submissions.len(), 1);
    assert_eq!(submissions[0].rcpt_to, [CUSTOMER]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_tried_once_and_said_once() {
    let demo = demo();
    let anna = Anna::reside(&demo).await;
    let right = crate::client::password(&demo, "anna");
    demo.set_password("anna", "another").unwrap();
    let rows = [
        anna.write("one", &[CUSTOMER]).await,
        anna.write("two", &[CUSTOMER]).await,
    ];
    for row in &rows {
        let waits = |row: &Outgoing| why(row).is_some_and(|p| p.kind == ProblemKind::SignIn);
        anna.until_row(row, "it says why it waits", waits).await;
    }
    tokio::time::sleep(Pace::quick().retry_most * 3).await;
    // By whichever of her tasks came first; two that come at the same moment ask two servers, since no
    // message waits for a mail server that may hang.
    let asked = demo.refused_sign_ins();
    assert!((1..=2).contains(&asked), "{asked}");
    for row in &rows {
        let row = anna.row(row);
        assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
    }
    let problems = anna.engine.problems();
    let notices = problems.iter().filter(|p| p.kind == ProblemKind::SignIn);
    // One that asked beside the other goes with it, and may not have heard the answer.
    assert!((1..=asked).contains(&notices.count()), "{problems:?}");
    // Each try that a person asks for is one.
    anna.act(&rows[0], OutboxAction::TryNow).await;
    anna.until("a server was asked", || demo.refused_sign_ins() > asked)
        .await;
    anna.until("it was refused", || {
        anna.engine
            .problems()
            .iter()
            .any(|p| p.kind == ProblemKind::SignIn)
    })
    .await;
    demo.set_password("anna", &right).unwrap();
    // The try that was asked for above may be under way still, and ends in one way or the other.
    for row in &rows {
        anna.try_until_done(row).await;
        let done = anna.row(row);
        assert_eq!((done.attempts, accepted(&demo, &done)), (1, 1));
    }
}

/// It left, and the mail server lets nobody in who could file the copy: whoever asks for a try has it asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_waits_for_its_sign_in_is_filed_when_a_person_asks() {
    let demo = demo();
    let anna = Anna::reside(&demo).await;
    anna.sync().await;
    let refused = Fault::No("[AUTHENTICATIONFAILED] Authentication failed.".to_owned());
    demo.imap_fault_at(When::command("AUTHENTICATE"), refused, 0, 1000);
    demo.imap_fault_at(When::command("APPEND"), Fault::Cut(CutHow::Fin), 0, 1000);
    let sent = anna.write("one", &[CUSTOMER]).await;
    anna.until_row(&sent, "its copy waits", |row| {
        row.state == OutboxState::Filing && why(row).is_some_and(|p| p.kind == ProblemKind::SignIn)
    })
    .await;
    demo.clear_faults();
    anna.act(&sent, OutboxAction::TryNow).await;
    let done = anna.until_state(&sent, OutboxState::Done).await;
    assert_eq!(accepted(&demo, &done), 1);
    assert_eq!(anna.engine.problems(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_wants_another_sign_in_is_asked_twice() {
    let demo = demo();
    let anna = Anna::reside(&demo).await;
    demo.smtp_fault_at(
        SmtpWhen::Mail,
        reply("530 5.7.0 Authentication required"),
        0,
        1000,
    );
    demo.clear_commands();
    let sent = anna.write("one", &[CUSTOMER]).await;
    anna.until("the server was asked twice", || count(&demo, "MAIL") == 2)
        .await;
    tokio::time::sleep(Pace::quick().retry_most * 3).await;
    assert_eq!((count(&demo, "AUTH"), count(&demo, "MAIL")), (2, 2));
    let row = anna.row(&sent);
    assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
    assert_eq!(why(&row).unwrap().message.key, "outbox-refused-sign-in");
    demo.clear_faults();
    anna.act(&row, OutboxAction::TryNow).await;
    let done = anna.until_state(&row, OutboxState::Done).await;
    assert_eq!(done.attempts, 1);
}

/// Each answer for now, at each step: it waits, says so, and leaves once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_put_off_anywhere_leaves_in_the_end() {
    let demo = demo();
    let anna = Anna::reside(&demo).await;
    for (when, words) in [
        (SmtpWhen::Greeting, "421 4.3.2 too busy"),
        (SmtpWhen::Ehlo, "421 4.3.2 too busy"),
        (SmtpWhen::Auth, "454 4.7.0 Temporary authentication failure"),
        (SmtpWhen::Mail, "451 4.3.0 try again later"),
        (SmtpWhen::Rcpt, "450 4.2.0 greylisted"),
        (SmtpWhen::Rcpt, "452 4.2.2 over quota"),
        (SmtpWhen::Data, "421 4.7.0 goodbye"),
        (SmtpWhen::Dot, "451 4.3.0 queue file write error"),
    ] {
        demo.smtp_fault(when, reply(words));
        let sent = anna.write("put off", &[CUSTOMER]).await;
        let done = anna.until_state(&sent, OutboxState::Done).await;
        assert_eq!(accepted(&demo, &done), 1, "{words}");
        assert!(demo.faults_done(), "{words}");
    }
}

/// The administrator switched sending from mail programs off. The password is right: nobody is asked
/// for it, mail is read, and what waits says what to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_sending_is_switched_off_mail_is_read() {
    let demo = demo();
    let anna = Anna::reside(&demo).await;
    let off = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the \
               Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.";
    demo.smtp_fault_at(SmtpWhen::Auth, reply(off), 0, 1000);
    demo.clear_commands();
    let sent = anna.write("one", &[CUSTOMER]).await;
    anna.until("it says why", || anna.row(&sent).error.is_some())
        .await;
    let row = anna.row(&sent);
    assert_eq!((row.state, row.attempts), (OutboxState::Queued, 0));
    let said = why(&row).unwrap();
    assert_eq!(said.message.key, "outbox-refused-submission");
    let advice = said.advice.map(|advice| advice.key);
    assert_eq!(advice, Some("outbox-advice-administrator"));
    // The mail server lets go of its connections, as servers do.
    demo.cut_connections(CutHow::Fin);
    let letter =
        b"From: carla@acme.example\r\nMessage-ID: <new@b.test>\r\nSubject: New\r\n\r\nNew.\r\n";
    demo.deliver(SUPPORT, "INBOX", letter).unwrap();
    let inbox = anna.inbox(SUPPORT);
    anna.until("mail is read", || {
        let reader = anna.engine.reader();
        let order = reader.order(&inbox.id, postroom::store::ListFilter::default());
        order.unwrap().len() == 1
    })
    .await;
    assert_eq!(count(&demo, "AUTH"), 1, "the server is not asked by itself");
    // Switched on again, it leaves when a person says so.
    demo.clear_faults();
    anna.act(&row, OutboxAction::TryNow).await;
    let done = anna.until_state(&row, OutboxState::Done).await;
    assert_eq!((done.attempts, accepted(&demo, &done)), (1, 1));
}
