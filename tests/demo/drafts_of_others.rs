//! Drafts that a colleague, or another program, wrote: what becomes of them when they are opened here.

use postroom::demo::{DemoServer, Fault, SmtpFault, SmtpWhen, When};
use postroom::domain::{Draft, DraftId, Intent, Mode, OutboxState};
use postroom::engine::{Command, OutboxAction, why};

use crate::client::{Client, LIMIT};
use crate::writer::{SUPPORT, Writer, accepted, drafts, is_sent, quiet_team, text};

/// A state of Ben's draft, in a program that keeps the Message-ID from save to save.
fn of_ben(words: &str) -> Vec<u8> {
    format!(
        "Message-ID: <roundcube-1@acme.example>\r\nDate: Mon, 23 Nov 2026 11:00:00 +0100\r\n\
         From: Support <support@acme.example>\r\nTo: kim@customer.example\r\n\
         Subject: Offer\r\n\r\n{words}\r\n"
    )
    .into_bytes()
}

const FIRST: &str = "Ben's first";
const SECOND: &str = "Ben's second, an hour of work";

/// What became of the place at which Anna knows his draft.
#[derive(Debug, Clone, Copy)]
enum Place {
    Kept,
    Renumbered,
    Renamed,
}

const PLACES: [Place; 3] = [Place::Kept, Place::Renumbered, Place::Renamed];

impl Place {
    async fn change(self, demo: &DemoServer, anna: &Writer) {
        match self {
            Self::Kept => {}
            Self::Renumbered => demo.renumber("support", "Drafts").unwrap(),
            Self::Renamed => {
                let mut client = Client::imap(demo, "anna").await;
                let named = |name: &str| format!("shared/support@acme.example/{name}");
                let rename = format!("RENAME {} {}", named("Drafts"), named("Brouillons"));
                assert!(client.ask(&rename).await.tagged.starts_with("OK"));
                anna.engine.request(Command::Refresh(None)).await.unwrap();
            }
        }
    }

    /// The texts that lie in the folder.
    fn texts(self, demo: &DemoServer) -> Vec<String> {
        let name = match self {
            Self::Kept | Self::Renumbered => "Drafts",
            Self::Renamed => "Brouillons",
        };
        demo.messages("support", name)
            .unwrap()
            .iter()
            .map(text)
            .collect()
    }
}

/// Anna opened an earlier state of Ben's draft than lies in the folder now.
async fn outdated(place: Place) -> (DemoServer, Writer, DraftId) {
    let demo = quiet_team();
    let first = demo.deliver("support", "Drafts", &of_ben(FIRST)).unwrap();
    let anna = Writer::new(&demo, "anna").await;
    let hers = anna.open(SUPPORT).await;
    demo.deliver("support", "Drafts", &of_ben(SECOND)).unwrap();
    demo.remove("support", "Drafts", first).unwrap();
    place.change(&demo, &anna).await;
    (demo, anna, hers)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_stored_takes_no_newer_state_with_the_same_message_id_away() {
    for place in PLACES {
        let (demo, anna, one) = outdated(place).await;
        let mut hers = anna.kept(one);
        hers.body = "Anna's".into();
        anna.store(Some(one), hers).await;
        anna.engine.settle_drafts().await;
        let there = place.texts(&demo);
        let told = anna.note(one);
        assert!(
            there.iter().any(|t| t.contains(SECOND)),
            "{place:?}: Ben's is gone; Anna is told {told:?}; {there:#?}"
        );
        let apart = there.iter().any(|t| t.contains("Anna's"));
        assert!(apart, "{place:?}: {there:#?}");
        let expected = match place {
            Place::Kept => "draft-gone-elsewhere",
            Place::Renumbered | Place::Renamed => "draft-changed-by-somebody",
        };
        assert_eq!(told, Some(expected), "{place:?}");
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_discarded_takes_no_newer_state_with_the_same_message_id_along() {
    for place in PLACES {
        let (demo, anna, one) = outdated(place).await;
        let discard = Command::DiscardDraft(one);
        anna.engine.request(discard).await.unwrap();
        anna.engine.settle_drafts().await;
        let there = place.texts(&demo);
        assert!(
            there.len() == 1 && there[0].contains(SECOND),
            "{place:?}: {there:#?}"
        );
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_earlier_state_is_not_sent_as_if_it_were_the_last() {
    for place in PLACES {
        let (demo, anna, one) = outdated(place).await;
        let row = anna.send(one).await;
        anna.engine.settle_drafts().await;
        assert_eq!(row.state, OutboxState::Held, "{place:?}: {row:?}");
        let held = why(&row).unwrap().message.key;
        assert_eq!(held, "draft-sent-elsewhere", "{place:?}");
        let there = place.texts(&demo);
        assert!(there.iter().any(|t| t.contains(SECOND)), "{place:?}");
        anna.engine.stop().await;
    }
}

/// The state that was opened is the one that lies there: it is hers to go on with.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_state_that_was_opened_is_known_again_in_another_place() {
    for place in PLACES {
        for sends in [false, true] {
            let demo = quiet_team();
            demo.deliver("support", "Drafts", &of_ben(FIRST)).unwrap();
            let anna = Writer::new(&demo, "anna").await;
            let one = anna.open(SUPPORT).await;
            place.change(&demo, &anna).await;
            if sends {
                let sent = anna.send(one).await;
                assert!(is_sent(&sent), "{place:?}: {sent:?}");
                anna.engine.settle_drafts().await;
                assert!(place.texts(&demo).is_empty(), "{place:?}");
            } else {
                let mut hers = anna.kept(one);
                hers.body = "Anna's".into();
                anna.store(Some(one), hers).await;
                anna.engine.settle_drafts().await;
                assert_eq!(anna.note(one), None, "{place:?}");
                let there = place.texts(&demo);
                assert_eq!(there.len(), 1, "{place:?}: {there:#?}");
            }
            anna.engine.stop().await;
        }
    }
}

/// Her own copies are known again as well, the one that was replaced and could not be removed too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_copies_are_known_again_in_a_renumbered_folder() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "first")).await;
    let no = Fault::No("[UNAVAILABLE] later".into());
    demo.imap_fault_at(When::command("UID STORE"), no, 0, u32::MAX);
    anna.store(Some(one), anna.draft(SUPPORT, "second")).await;
    assert_eq!(drafts(&demo, "support").len(), 2);
    demo.renumber("support", "Drafts").unwrap();
    anna.store(Some(one), anna.draft(SUPPORT, "third")).await;
    assert_eq!(anna.note(one), None);
    demo.clear_faults();
    anna.engine.settle_drafts().await;
    let there = drafts(&demo, "support");
    assert!(there.len() == 1 && text(&there[0]).contains("third"));
    anna.engine.stop().await;
}

/// Ben's message of a shared draft is held, since Anna is sending the same. He does what he is advised
/// to: he discards his. Anna's, which waits for its server, leaves all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_discards_a_draft_that_a_colleague_sends_takes_nothing_away() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let ben = Writer::new(&demo, "ben").await;
    let hers = anna.store(None, anna.draft(SUPPORT, "x")).await;
    let his = ben.open(SUPPORT).await;
    let later = SmtpFault::Reply("451 4.3.0 later".into());
    demo.smtp_fault_at(SmtpWhen::Data, later, 0, u32::MAX);
    let row = anna.hand_over(hers).await;
    let claimed = demo.until(LIMIT, |d| {
        let there = d.messages("support", "Drafts").unwrap();
        there
            .iter()
            .any(|m| m.flags.iter().any(|f| f.starts_with("$SentBy-anna")))
    });
    assert!(claimed.await);
    let held = ben.send(his).await;
    assert_eq!(held.state, OutboxState::Held);
    assert_eq!(why(&held).unwrap().message.key, "draft-sent-by-other");
    let cancel = Command::Outbox {
        id: held.outbox_id,
        action: OutboxAction::Cancel,
    };
    ben.engine.request(cancel).await.unwrap();
    let discard = Command::DiscardDraft(his);
    ben.engine.request(discard).await.unwrap();
    ben.engine.settle_drafts().await;
    assert_eq!(drafts(&demo, "support").len(), 1);
    demo.clear_faults();
    anna.engine.request(Command::RunOutbox).await.unwrap();
    let sent = anna.settled(row).await;
    assert!(is_sent(&sent), "{:?} {:?}", sent.state, why(&sent));
    assert_eq!(accepted(&demo), 1);
    anna.engine.settle_drafts().await;
    assert!(drafts(&demo, "support").is_empty());
    ben.engine.stop().await;
    anna.engine.stop().await;
}

/// The older copy could not be removed when the newer one was stored. Whoever opens it is not given
/// its text in the place of the newer one that is kept here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_that_is_opened_takes_no_newer_text_away() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna
        .store(None, anna.draft(SUPPORT, "the first words"))
        .await;
    let older = drafts(&demo, "support")[0].uid;
    let no = Fault::No("[UNAVAILABLE] later".into());
    demo.imap_fault_at(When::command("UID STORE"), no, 0, u32::MAX);
    anna.store(Some(one), anna.draft(SUPPORT, "the second words"))
        .await;
    assert_eq!(drafts(&demo, "support").len(), 2);
    let opened = anna.open_at(SUPPORT, older).await;
    assert_eq!(opened, one, "it is opened as the newer one");
    assert_eq!(anna.kept(one).body, "the second words");
    demo.clear_faults();
    anna.engine.settle_drafts().await;
    let there = drafts(&demo, "support");
    assert!(there.len() == 1 && text(&there[0]).contains("second"));
    assert_eq!(anna.note(one), None);
    anna.engine.stop().await;
}

/// An older revision by a colleague, of which nothing is known here, is no newer one either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleagues_older_revision_is_opened_beside_the_newer_one() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "first")).await;
    let first = text(&drafts(&demo, "support")[0]);
    anna.store(Some(one), anna.draft(SUPPORT, "second")).await;
    let his = first
        .replace("anna of ACME", "ben of ACME")
        .replace("anna@acme.example", "ben@acme.example")
        .replace("Message-ID: <", "Message-ID: <bens.")
        .replace("first", "Ben's");
    let uid = demo.deliver("support", "Drafts", his.as_bytes()).unwrap();
    let opened = anna.open_at(SUPPORT, uid).await;
    assert_ne!(opened, one);
    assert_eq!(anna.kept(opened).body, "Ben's");
    assert_eq!(anna.kept(one).body, "second");
    anna.engine.stop().await;
}

/// The storing of a draft was cut off; the server was slow and puts that copy there minutes later,
/// after the next one was stored. It is Anna's own, and nobody changed anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_late_copy_is_nobodys_change() {
    use postroom::demo::CutHow;
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "first")).await;
    let unheard = Fault::CutAfter {
        bytes: 0,
        how: CutHow::Fin,
    };
    demo.imap_fault(When::command("APPEND"), unheard);
    anna.store(Some(one), anna.draft(SUPPORT, "second")).await;
    let late = drafts(&demo, "support")
        .into_iter()
        .find(|m| text(m).contains("second"))
        .expect("it was taken, and the answer lost");
    // Not there yet.
    demo.remove("support", "Drafts", late.uid).unwrap();
    demo.clear_faults();
    anna.store(Some(one), anna.draft(SUPPORT, "third")).await;
    assert_eq!(anna.note(one), None);
    // Now it comes.
    demo.deliver("support", "Drafts", &late.bytes).unwrap();
    anna.store(Some(one), anna.draft(SUPPORT, "fourth")).await;
    assert_eq!(anna.note(one), None);
    assert!(anna.engine.problems().is_empty());
    anna.engine.settle_drafts().await;
    let there = drafts(&demo, "support");
    assert!(there.len() == 1 && text(&there[0]).contains("fourth"));
    anna.engine.stop().await;
}

/// A forward that was begun in Thunderbird, as it lies in the team's Drafts, is still one here: it
/// leaves without In-Reply-To, and the question is not marked as answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forward_that_thunderbird_began_is_a_forward() {
    let demo = quiet_team();
    let question = b"Message-ID: <q@customer.example>\r\n\
        Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nFrom: Kim <kim@customer.example>\r\n\
        To: support@acme.example\r\nSubject: Where is it\r\n\r\nWhere?\r\n";
    demo.deliver("support", "INBOX", question).unwrap();
    let begun = b"X-Mozilla-Draft-Info: internal/draft; vcard=0; receipt=0\r\n\
        Message-ID: <tb-1@acme.example>\r\nDate: Mon, 23 Nov 2026 11:00:00 +0100\r\n\
        Subject: Please look\r\nReferences: <q@customer.example>\r\n\
        From: Support <support@acme.example>\r\nTo: carla@acme.example\r\n\
        In-Reply-To: <q@customer.example>\r\nX-Forwarded-Message-Id: <q@customer.example>\r\n\
        Content-Type: text/plain; charset=UTF-8\r\n\r\nPlease look.\r\n\r\n\
        -------- Forwarded Message --------\r\nWhere?\r\n";
    demo.deliver("support", "Drafts", begun).unwrap();
    let anna = Writer::new(&demo, "anna").await;
    let opened = anna.open(SUPPORT).await;
    let reply = anna.kept(opened).reply.unwrap();
    assert_eq!(reply.intent, Intent::Forward);
    assert_eq!(reply.message_id.as_deref(), Some("q@customer.example"));
    let row = anna.send(opened).await;
    assert!(is_sent(&row), "{row:?}");
    let left = demo.submissions();
    let left = String::from_utf8_lossy(&left[0].bytes);
    assert!(!left.contains("In-Reply-To"), "{left}");
    anna.engine.stop().await;
    let inbox = demo.messages("support", "INBOX").unwrap();
    assert!(!inbox[0].flags.contains(&"\\Answered".to_owned()));
}

/// Ben, who may write on behalf only, begins a draft. Anna may send as the mailbox, and did; nobody
/// knows whether she may on behalf. Opened by her, it leaves as the mailbox.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleagues_draft_on_behalf_is_sent_as_by_who_may() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let ben = Writer::new(&demo, "ben").await;
    let first = anna.store(None, anna.draft(SUPPORT, "x")).await;
    assert!(is_sent(&anna.send(first).await));
    anna.engine.settle_drafts().await;
    ben.store(None, on_behalf(&ben)).await;
    let opened = anna.open(SUPPORT).await;
    let from = anna.kept(opened).from.unwrap();
    assert_eq!(from.mode, Mode::SendAs);
    anna.engine.stop().await;
    ben.engine.stop().await;
}

/// Her own draft, from another computer, stays in the mode in which she wrote it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_draft_on_behalf_stays_on_behalf() {
    let demo = quiet_team();
    let office = Writer::new(&demo, "anna").await;
    office.store(None, on_behalf(&office)).await;
    let home = Writer::new(&demo, "anna").await;
    let opened = home.open(SUPPORT).await;
    let from = home.kept(opened).from.unwrap();
    assert_eq!(from.mode, Mode::OnBehalf);
    office.engine.stop().await;
    home.engine.stop().await;
}

fn on_behalf(writer: &Writer) -> Draft {
    let mut draft = writer.draft(SUPPORT, "on behalf");
    draft.from.as_mut().unwrap().mode = Mode::OnBehalf;
    draft
}
