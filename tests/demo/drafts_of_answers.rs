//! Answers that are kept as drafts, or wait, while a colleague answers the same message.

use postroom::demo::DemoServer;
use postroom::domain::{Draft, DraftsPolicy, FolderRole, Intent, OutboxState};
use postroom::engine::{Command, Leave, QuoteWords, Reply, why};

use crate::anna::id;
use crate::writer::{SUPPORT, Writer, accepted, is_sent, quiet_team};

pub const QUESTION: &[u8] = b"From: Kim <kim@b.example>\r\nTo: support@acme.example\r\n\
    Subject: Where is my lamp\r\nMessage-ID: <q1@b.example>\r\n\
    Date: Thu, 26 Nov 2026 10:00:00 +0100\r\n\r\nWhere?\r\n";

pub const BENS: &[u8] = b"From: ACME Support <support@acme.example>\r\nTo: kim@b.example\r\n\
    Subject: Re: Where is my lamp\r\nMessage-ID: <ben1@acme.example>\r\n\
    In-Reply-To: <q1@b.example>\r\nReferences: <q1@b.example>\r\n\
    Date: Thu, 26 Nov 2026 11:00:00 +0100\r\n\r\nOn its way.\r\n";

/// A draft that answers the only message of the team's Inbox.
pub async fn answer(writer: &Writer) -> Draft {
    answer_in(writer, SUPPORT).await
}

/// A draft that answers the newest message of this mailbox's Inbox.
pub async fn answer_in(writer: &Writer, mailbox: &str) -> Draft {
    let reader = writer.engine.reader();
    let inbox = reader.folder_by_role(&id(mailbox), FolderRole::Inbox);
    let inbox = inbox.unwrap().unwrap();
    let question = reader.list(&inbox.id, Default::default(), 10).unwrap();
    let words = QuoteWords {
        attribution: "Kim:".into(),
        is_drawn: false,
    };
    let of = &question[0].id;
    let draft = writer.engine.reply_draft(of, Intent::Reply, &words);
    draft.await.unwrap()
}

/// One member at two computers, where this setting says where drafts lie.
async fn at_two_computers(demo: &DemoServer, policy: DraftsPolicy) -> (Writer, Writer) {
    let office = Writer::new(demo, "anna").await;
    let home = Writer::new(demo, "anna").await;
    for one in [&office, &home] {
        one.policy(SUPPORT, policy).await;
        one.sync().await;
    }
    (office, home)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_sent_from_another_computer_is_checked_in_the_teams_mailbox() {
    for (policy, lies_in) in [
        (DraftsPolicy::Shared, SUPPORT),
        (DraftsPolicy::Mine, "anna@acme.example"),
    ] {
        let demo = quiet_team();
        demo.deliver("support", "INBOX", QUESTION).unwrap();
        let (office, home) = at_two_computers(&demo, policy).await;
        office.store(None, answer(&office).await).await;
        // A colleague answers meanwhile, in another client.
        demo.deliver("support", "Sent", BENS).unwrap();
        let opened = home.open(lies_in).await;
        let row = home.send(opened).await;
        assert_eq!(row.state, OutboxState::Held, "{policy:?}: {row:?}");
        assert_eq!(why(&row).unwrap().message.key, "outbox-answered-meanwhile");
        assert_eq!(accepted(&demo), 0);
        office.engine.stop().await;
        home.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_sent_from_another_computer_marks_the_teams_message() {
    let demo = quiet_team();
    demo.deliver("support", "INBOX", QUESTION).unwrap();
    let (office, home) = at_two_computers(&demo, DraftsPolicy::Mine).await;
    office.store(None, answer(&office).await).await;
    let opened = home.open("anna@acme.example").await;
    let row = home.send(opened).await;
    assert!(is_sent(&row) && row.remarks.is_empty(), "{row:?}");
    let answered = "\\Answered".to_owned();
    let marked = demo.until(crate::client::LIMIT, |demo| {
        let inbox = demo.messages("support", "INBOX").unwrap();
        inbox[0].flags.contains(&answered)
    });
    assert!(marked.await, "colleagues see that it was answered");
    office.engine.stop().await;
    home.engine.stop().await;
}

/// The same mail came to another team, and in the mailbox in whose name she writes it is not there
/// any more when she opens her draft at home.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_checked_in_the_mailbox_in_whose_name_it_is_written() {
    for (policy, lies_in) in [
        (DraftsPolicy::Shared, SUPPORT),
        (DraftsPolicy::Mine, "anna@acme.example"),
    ] {
        let demo = quiet_team();
        let uid = demo.deliver("support", "INBOX", QUESTION).unwrap();
        demo.deliver("sales", "INBOX", QUESTION).unwrap();
        let office = Writer::new(&demo, "anna").await;
        office.policy(SUPPORT, policy).await;
        office.sync().await;
        office.store(None, answer(&office).await).await;
        demo.remove("support", "INBOX", uid).unwrap();
        demo.deliver("support", "Sent", BENS).unwrap();
        let home = Writer::new(&demo, "anna").await;
        home.policy(SUPPORT, policy).await;
        let opened = home.open(lies_in).await;
        let reply = home.kept(opened).reply.unwrap();
        assert_eq!(reply.mailbox, id(SUPPORT), "{policy:?}");
        let row = home.send(opened).await;
        assert_eq!(row.state, OutboxState::Held, "{policy:?}: {row:?}");
        assert_eq!(why(&row).unwrap().message.key, "outbox-answered-meanwhile");
        office.engine.stop().await;
        home.engine.stop().await;
    }
}

/// Written under her own address, it still answers the team's message.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_under_ones_own_address_answers_the_message_where_it_lies() {
    let demo = quiet_team();
    demo.deliver("support", "INBOX", QUESTION).unwrap();
    let (office, home) = at_two_computers(&demo, DraftsPolicy::Shared).await;
    let hers = Draft {
        from: office.draft("anna@acme.example", "").from,
        ..answer(&office).await
    };
    office.store(None, hers).await;
    let opened = home.open("anna@acme.example").await;
    let kept = home.kept(opened);
    assert_eq!(kept.reply.unwrap().mailbox, id(SUPPORT));
    office.engine.stop().await;
    home.engine.stop().await;
}

/// He answered in a client that files among his own, and put the question away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_a_colleague_answered_and_put_away_holds_the_answer() {
    for to in ["Archive", "Done"] {
        let demo = quiet_team();
        if to == "Done" {
            demo.create_folder("support", "Done").unwrap();
        }
        let uid = demo.deliver("support", "INBOX", QUESTION).unwrap();
        let anna = Writer::new(&demo, "anna").await;
        anna.sync().await;
        let command = Command::Send {
            draft: answer(&anna).await,
            id: None,
            leave: Leave::WhenAsked,
        };
        let Reply::Outgoing(row) = anna.engine.request(command).await.unwrap() else {
            panic!("not in the outbox")
        };
        let flagged = demo.flag("ben", "support", "INBOX", uid, "\\Answered", true);
        flagged.unwrap();
        demo.move_message("support", "INBOX", uid, to).unwrap();
        anna.engine.request(Command::RunOutbox).await.unwrap();
        let row = anna.settled(row.outbox_id).await;
        assert_eq!(row.state, OutboxState::Held, "{to}: {row:?}");
        assert_eq!(why(&row).unwrap().message.key, "outbox-answered-marked");
        assert_eq!(accepted(&demo), 0);
        anna.engine.stop().await;
    }
}

/// The question has no Message-ID and names an earlier one. What answers or passes it on does so on
/// another computer too, whatever its subject, and is no answer to the earlier one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_becomes_of_a_nameless_message_is_the_same_on_another_computer() {
    let nameless = b"References: <root@customer.example>\r\n\
        Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nFrom: Kim <kim@customer.example>\r\n\
        To: support@acme.example\r\nSubject: Where is it\r\n\r\nWhere?\r\n";
    for intent in [Intent::Reply, Intent::Forward] {
        let demo = quiet_team();
        demo.deliver("support", "INBOX", nameless).unwrap();
        let (office, home) = at_two_computers(&demo, DraftsPolicy::Shared).await;
        let reader = office.engine.reader();
        let inbox = reader.folder_by_role(&id(SUPPORT), FolderRole::Inbox);
        let inbox = inbox.unwrap().unwrap();
        let question = reader.list(&inbox.id, Default::default(), 10).unwrap();
        let words = QuoteWords::default();
        let of = &question[0].id;
        let draft = office.engine.reply_draft(of, intent, &words).await.unwrap();
        let draft = Draft {
            subject: "A word".into(),
            ..draft
        };
        office.store(None, draft).await;
        let opened = home.open(SUPPORT).await;
        let reply = home.kept(opened).reply.unwrap();
        assert_eq!(reply.intent, intent);
        assert_eq!(reply.message_id, None);
        assert_eq!(reply.references, ["root@customer.example"]);
        office.engine.stop().await;
        home.engine.stop().await;
    }
}

/// Another program names what it answers among the references only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn references_alone_are_an_answer_unless_the_subject_passes_it_on() {
    let cases = [
        ("Re: Where is my lamp", Intent::Reply),
        ("Fwd: Where is my lamp", Intent::Forward),
    ];
    for (subject, intent) in cases {
        let demo = quiet_team();
        demo.deliver("support", "INBOX", QUESTION).unwrap();
        let begun = format!(
            "From: ACME Support <support@acme.example>\r\nTo: kim@b.example\r\n\
             Subject: {subject}\r\nReferences: <q1@b.example>\r\n\
             Date: Thu, 26 Nov 2026 11:00:00 +0100\r\n\r\nOn its way.\r\n"
        );
        let begun = begun.as_bytes();
        demo.deliver("support", "Drafts", begun).unwrap();
        let anna = Writer::new(&demo, "anna").await;
        let opened = anna.open(SUPPORT).await;
        let reply = anna.kept(opened).reply.unwrap();
        assert_eq!(reply.intent, intent);
        assert_eq!(reply.message_id.as_deref(), Some("q1@b.example"));
        anna.engine.stop().await;
    }
}
