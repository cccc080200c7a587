//! Drafts that somebody else is at too: a teammate, or another program.

use postroom::domain::{FolderRole, Mode};
use postroom::engine::{Command, Leave, Reply};

use crate::anna::id;
use crate::writer::{SUPPORT, Writer, asked, drafts, is_sent, quiet_team, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_on_one_draft_keep_both_texts_and_are_told() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let ben = Writer::new(&demo, "ben").await;
    let hers = anna.store(None, anna.draft(SUPPORT, "Anna's words")).await;
    let his = ben.open(SUPPORT).await;
    assert_eq!(ben.open(SUPPORT).await, his, "it is opened once");
    assert_eq!(ben.kept(his).body, "Anna's words");
    assert_eq!(ben.kept(his).bcc, anna.kept(hers).bcc);
    let from = ben.kept(his).from.unwrap();
    assert_eq!((from.address.as_str(), from.mode), (SUPPORT, Mode::SendAs));
    // She stored it a moment ago: whoever opens it hears that she may be writing on it.
    assert_eq!(ben.note(his), Some("draft-written-lately"));
    assert_eq!(anna.note(hers), None);
    assert!(ben.engine.problems().is_empty(), "that is no problem yet");
    // Nothing is stored of what was only opened.
    let appends = asked(&demo, "APPEND");
    ben.engine.settle_drafts().await;
    assert_eq!(asked(&demo, "APPEND"), appends);

    anna.store(Some(hers), anna.draft(SUPPORT, "Anna's second"))
        .await;
    ben.store(Some(his), ben.draft(SUPPORT, "Ben's words"))
        .await;
    let mut texts: Vec<String> = drafts(&demo, "support").iter().map(text).collect();
    texts.sort_by_key(|text| text.contains("Ben's words"));
    assert_eq!(texts.len(), 2);
    assert!(texts[0].contains("Anna's second") && texts[1].contains("Ben's words"));
    assert_eq!(ben.note(his), Some("draft-changed-elsewhere"));
    let told = ben.engine.problems();
    let who = told[0].message.args.iter().find(|(name, _)| *name == "who");
    assert_eq!(who.unwrap().1, "anna of ACME");
    assert_eq!(anna.note(hers), None);
    // From now on they are two drafts, and he stays told until his is gone.
    ben.store(Some(his), ben.draft(SUPPORT, "Ben's more")).await;
    anna.store(Some(hers), anna.draft(SUPPORT, "Anna's third"))
        .await;
    assert_eq!(drafts(&demo, "support").len(), 2);
    assert_eq!(anna.note(hers), None);
    let ben = ben.restart().await;
    ben.engine.settle_drafts().await;
    assert_eq!(ben.engine.problems().len(), 1, "also after a restart");
    ben.engine
        .request(Command::DiscardDraft(his))
        .await
        .unwrap();
    ben.engine.settle_drafts().await;
    assert_eq!(drafts(&demo, "support").len(), 1);
    assert!(ben.engine.problems().is_empty());
    ben.engine.stop().await;
    anna.engine.stop().await;
}

/// A window that is open on a draft, and `draft edit` beside it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_write_on_one_draft_of_this_computer_write_over_nothing() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let keep = async |over, body: &str, or_apart| {
        let draft = anna.draft(SUPPORT, body);
        let keep = Command::KeepDraft {
            over,
            draft,
            or_apart,
        };
        match anna.engine.request(keep).await {
            Ok(Reply::Kept { at, apart }) => Ok((at, apart.map(|problem| problem.message.key))),
            Ok(other) => panic!("{other:?}"),
            Err(problem) => Err(problem.message.key),
        }
    };
    let (seen, _) = keep(None, "begun", true).await.unwrap();
    let (typed, _) = keep(Some(seen), "typed in the window", true).await.unwrap();
    // The command line read it before that.
    let late = keep(Some(seen), "of the command line", false).await;
    assert_eq!(late.unwrap_err(), "draft-changed-here");
    assert_eq!(anna.kept(seen.id).body, "typed in the window");
    // It is quicker now, and the window goes on with what it has.
    keep(Some(typed), "of the command line", false)
        .await
        .unwrap();
    let (own, apart) = keep(Some(typed), "typed on", true).await.unwrap();
    assert_eq!(apart, Some("draft-kept-apart"));
    assert_eq!(anna.kept(seen.id).body, "of the command line");
    let (own, apart) = keep(Some(own), "typed further", true).await.unwrap();
    assert_eq!(
        (apart, anna.kept(own.id).body.as_str()),
        (None, "typed further")
    );
    // Sent or thrown away beside the window, what is typed in it is kept all the same.
    let held = Command::Send {
        draft: anna.kept(own.id),
        id: Some(own.id.into()),
        leave: Leave::WhenAsked,
    };
    anna.engine.request(held).await.unwrap();
    let (third, apart) = keep(Some(own), "typed after it", true).await.unwrap();
    assert_eq!(apart, Some("draft-kept-apart"));
    let discard = Command::DiscardDraft(third.id);
    anna.engine.request(discard).await.unwrap();
    let (fourth, apart) = keep(Some(third), "and after that", true).await.unwrap();
    assert_eq!(apart, Some("draft-kept-apart"));
    assert_eq!(anna.kept(fourth.id).body, "and after that");
    anna.engine.settle_drafts().await;
    assert_eq!(
        drafts(&demo, "support").len(),
        2,
        "each has a copy of its own"
    );
    anna.engine.stop().await;
}

/// T25.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_draft_of_a_teammate_is_text() {
    let demo = quiet_team();
    let hostile = b"From: support@acme.example\r\nTo: \"<b>Kim</b>\" <kim@customer.example>\r\n\
        Subject: =?utf-8?q?=3Cscript=3Ealert(1)=3C/script=3E=E2=80=AE=1B[2J?=\r\n\
        In-Reply-To: <q@customer.example>\r\nMessage-ID: <hostile@acme.example>\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
        <img src=http://evil.test/x>\x1b]0;owned\x07\xe2\x80\xaepay\r\n";
    demo.deliver("support", "Drafts", hostile).unwrap();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.open(SUPPORT).await;
    let draft = anna.kept(one);
    assert_eq!(draft.subject, "<script>alert(1)</script> [2J");
    assert_eq!(draft.to[0].name.as_deref(), Some("<b>Kim</b>"));
    assert_eq!(
        draft.body.trim_end(),
        "<img src=http://evil.test/x>]0;ownedpay"
    );
    let reply = draft.reply.clone().unwrap();
    assert_eq!(reply.message_id.as_deref(), Some("q@customer.example"));
    // Edited and stored, it takes the other program's copy's place.
    let mut edited = draft;
    edited.body = "harmless".into();
    anna.store(Some(one), edited).await;
    let there = drafts(&demo, "support");
    assert!(there.len() == 1 && text(&there[0]).contains("harmless"));
    assert!(text(&there[0]).contains("In-Reply-To: <q@customer.example>"));
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_formatted_draft_of_another_program_is_not_written_over() {
    let demo = quiet_team();
    let html = b"From: support@acme.example\r\nTo: carla@acme.example\r\nSubject: Offer\r\n\
        Message-ID: <html@acme.example>\r\nContent-Type: text/html\r\n\r\n<p>Hello <b>Carla</b></p>\r\n";
    demo.deliver("support", "Drafts", html).unwrap();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.open(SUPPORT).await;
    assert_eq!(anna.note(one), Some("draft-formatted"));
    let mut draft = anna.kept(one);
    assert!(draft.body.contains("Hello"), "{:?}", draft.body);
    draft.body.push_str(" and more");
    anna.store(Some(one), draft).await;
    let there = drafts(&demo, "support");
    assert!(there.len() == 1 && text(&there[0]).contains("<b>Carla</b>"));
    let sent = anna.send(one).await;
    assert!(is_sent(&sent), "{sent:?}");
    anna.engine.settle_drafts().await;
    assert!(drafts(&demo, "support").is_empty());
    // What lies elsewhere is no draft.
    demo.deliver("support", "INBOX", html).unwrap();
    anna.sync().await;
    let inbox = anna
        .engine
        .reader()
        .folder_by_role(&id(SUPPORT), FolderRole::Inbox);
    let list = anna
        .engine
        .reader()
        .list(&inbox.unwrap().unwrap().id, Default::default(), 1);
    let refused = anna
        .engine
        .open_draft(&list.unwrap()[0].id)
        .await
        .unwrap_err();
    assert_eq!(refused.message.key, "draft-not-a-draft");
    anna.engine.stop().await;
}
