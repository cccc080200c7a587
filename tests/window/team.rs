//! What a team sees of what its members send: who answered first, who sent a copy, what came back,
//! and drafts that another one goes on with.

use iced::Point;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use postroom::app::keys::Action;
use postroom::app::screen::compose::{self, Answered};
use postroom::app::screen::home::{Kept, Message};
use postroom::app::screen::{Notice, Place, Wish, mail};
use postroom::app::widget::list::ListEvent;
use postroom::demo::{CutHow, SmtpFault, SmtpWhen};
use postroom::domain::{
    AccountId, Bounce, Draft, DraftId, EmailAddress, Lacking, Mode, NamedAddress, OutboxId,
    OutboxState, SendRightKey,
};
use postroom::engine::{Command, Leave, Reply};

use crate::desk::{Desk, again, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";

fn ready(desk: &mut Driver<Desk, Message>) {
    desk.until("the addresses are known", |desk| {
        let identities = &desk.state.home.known.identities;
        identities
            .iter()
            .any(|i| i.from.address == "support@acme.example")
    });
}

/// Sends from the team's address at once.
fn send(desk: &Driver<Desk, Message>, subject: &str, to: &str) -> OutboxId {
    let draft = Draft {
        from: Some(SendRightKey {
            account: AccountId::of(&EmailAddress::parse("anna@acme.example").unwrap()),
            address: EmailAddress::parse("support@acme.example").unwrap(),
            mode: Mode::SendAs,
        }),
        to: vec![NamedAddress::parse(to).unwrap()],
        subject: subject.into(),
        body: "Hello".into(),
        ..Draft::default()
    };
    let (id, leave) = (None, Leave::Now);
    let sent = desk.state.ask(Command::Send { draft, id, leave });
    let Reply::Outgoing(row) = sent.unwrap() else {
        panic!("it is in the outbox")
    };
    row.outbox_id
}

fn until_state(desk: &mut Driver<Desk, Message>, id: OutboxId, state: OutboxState) {
    desk.until(state.word(), |desk| {
        let known = &desk.state.home.known;
        known.outgoing(id).is_some_and(|o| o.state == state)
    });
}

/// Opens a folder of the team's mailbox, which is in view.
fn open(desk: &mut Driver<Desk, Message>, folder: &str) {
    desk.go("Support");
    desk.go(folder);
}

/// The draft that is to be written on.
fn opened(desk: &mut Driver<Desk, Message>, subject: &str) -> DraftId {
    let wished = |wish: &Wish| match wish {
        Wish::Compose(draft, Some(at)) if draft.subject == subject => Some(at.id),
        _ => None,
    };
    desk.until("it is open to be written on", |desk| {
        desk.state.wishes.iter().any(|wish| wished(wish).is_some())
    });
    let id = desk.state.wishes.iter().find_map(wished);
    id.expect("it is open")
}

#[test]
fn a_held_reply_leads_to_the_answer_that_was_quicker() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
    desk.tell(Message::Key(Action::Reply));
    desk.until("a window to write in is wished for", |desk| {
        !desk.state.wishes.is_empty()
    });
    let mut letter = desk.state.letter();
    letter.write("It is on its way.");
    // Meanwhile Ben answers.
    let control = desk.state.server.control();
    let asked = control.messages("support", "INBOX").unwrap();
    let asked = asked.iter().find(|message| {
        String::from_utf8_lossy(&message.bytes).contains("Subject: Where is my order 20418?")
    });
    let uid = asked.expect("the question is there").uid;
    let text = "It left the warehouse on Monday.";
    let _ = control.answer("ben", "support", uid, text).unwrap();
    letter.click("Send as Support");
    letter.until_closed();
    desk.until("it is held", |desk| {
        let mut rows = desk.state.home.known.outbox.iter();
        rows.any(|o| o.state == OutboxState::Held)
    });
    desk.tell(Message::Go(Place::Outbox));
    desk.until_told("answered the same message on");
    let year = Timestamp::now()
        .to_zoned_datetime(TimeZone::system())
        .year();
    assert!(
        !desk.tells(&format!("on {year}-")),
        "the day is said in words"
    );
    assert!(desk.tells("Your answer has not been sent."));
    assert!(desk.shows("Send anyway") && desk.shows("Discard"));
    desk.go("Look at that answer");
    desk.until_told(text);
    assert!(desk.shows("Support / Sent"), "it is read where it lies");
    assert!(desk.state.server.submissions().is_empty());
}

/// Whoever begins an answer to what is answered already sees it before a word is written.
#[test]
fn an_answer_that_was_given_is_said_where_another_is_written() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let control = desk.state.server.control();
    let asked = control.messages("support", "INBOX").unwrap();
    let uid = |subject: &str| {
        let subject = format!("Subject: {subject}");
        let mut asked = asked.iter();
        let it = asked.find(|m| String::from_utf8_lossy(&m.bytes).contains(&subject));
        it.unwrap().uid
    };
    let reply_to = |desk: &mut Driver<Desk, Message>, subject: &str| {
        desk.go("Support");
        desk.go(subject);
        desk.tell(Message::Key(Action::Reply));
        desk.until("a window to write in is wished for", |desk| {
            let is_letter = |wish: &Wish| matches!(wish, Wish::Compose(..));
            desk.state.wishes.last().is_some_and(is_letter)
        });
    };
    let _ = control
        .answer("ben", "support", uid(ORDER), "It left on Monday.")
        .unwrap();
    desk.go("Support");
    desk.until_told("Ben Okafor answered");
    reply_to(&mut desk, ORDER);
    let mut letter = desk.state.letter();
    let said = "Ben Okafor answered this message already: ";
    letter.until("it is said", |letter| letter.tells(said));
    letter.click("Look at it");
    let read = |wish: &Wish| matches!(wish, Wish::Read(_));
    assert!(letter.state.wishes.iter().any(read));
    letter.tell(compose::Message::Answered(Answered::Seen));
    assert!(!letter.tells(said), "who has read it has read it");
    // What comes while one writes is said too.
    let other = "Invoice shows the wrong VAT number";
    reply_to(&mut desk, other);
    let mut letter = desk.state.letter();
    letter.write("Guten Tag");
    assert!(!letter.tells("answered this message"));
    let _ = control
        .answer("ben", "support", uid(other), "Kommt.")
        .unwrap();
    letter.until("it is said", |letter| {
        letter.hear();
        letter.tells(said)
    });
    // One's own, before its copy lies anywhere.
    let third = "Replacement part for the Aurora 2";
    reply_to(&mut desk, third);
    let mut letter = desk.state.letter();
    letter.write("We look into it.");
    letter.click("Send as Support");
    letter.until_closed();
    desk.until("it waits for its time", |desk| {
        !desk.state.home.known.outbox.is_empty()
    });
    reply_to(&mut desk, third);
    let mut letter = desk.state.letter();
    // However far it has come.
    let waits = "An answer of yours to this message waits in the Outbox.";
    let left = "You answered this message already: ";
    assert!(
        letter.tells(waits) || letter.tells(left),
        "{:?}",
        letter.texts()
    );
}

#[test]
fn a_draft_that_another_program_wrote_is_gone_on_with_and_goes_when_it_was_sent() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let control = desk.state.server.control();
    let draft = "From: support@acme.example\r\nTo: Kim <kim@elsewhere.example>\r\n\
                 Subject: Half a letter\r\nMessage-ID: <half@acme.example>\r\n\
                 Date: Thu, 26 Nov 2026 10:00:00 +0000\r\n\r\nDear Kim\r\n";
    let flags = ["\\Draft", "\\Seen"];
    let at = Timestamp::now();
    let _ = control
        .deliver_with("support", "Drafts", draft.as_bytes(), &flags, at)
        .unwrap();
    open(&mut desk, "Drafts");
    desk.go("Half a letter");
    desk.until_told("Dear Kim");
    assert!(!desk.shows("Reply as"), "a draft is not answered");
    desk.tell(Message::Key(Action::Reply));
    desk.until_told("This is a draft: go on writing it");
    // Enter in the list goes on with it as the button does.
    let enter = mail::Message::List(ListEvent::Open(0));
    desk.tell(Message::Mail(enter));
    let id = opened(&mut desk, "Half a letter");
    desk.state.wishes.clear();
    desk.go("Go on writing");
    assert_eq!(opened(&mut desk, "Half a letter"), id);
    let mut letter = desk.state.letter();
    assert!(letter.shows("You are writing as Support"));
    letter.click("Send as Support");
    letter.until_closed();
    desk.until("it was sent", |desk| {
        desk.state.server.submissions().len() == 1
    });
    let sent = &desk.state.server.submissions()[0];
    assert_eq!(sent.rcpt_to, ["kim@elsewhere.example"]);
    assert!(String::from_utf8_lossy(&sent.bytes).contains("Dear Kim"));
    desk.until("it is no draft any more", |desk| {
        let control = desk.state.server.control();
        let drafts = control.messages("support", "Drafts").unwrap();
        let is_it = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("Half a letter");
        !drafts.iter().any(|draft| is_it(&draft.bytes))
    });
}

/// The command line, whose request is handed to the window's process, is at the same draft.
#[test]
fn what_is_typed_and_what_was_kept_beside_it_are_both_kept() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.go("Support");
    desk.tell(Message::New);
    let mut letter = desk.state.letter();
    letter.focus("subject");
    letter.write("Half a letter");
    let mut first = None;
    letter.until_kept(|id| first = Some(id));
    let id = first.unwrap();
    let edit = |desk: &Driver<Desk, Message>, body: &str| {
        let stored = desk
            .state
            .link
            .engine()
            .reader()
            .draft(id)
            .unwrap()
            .unwrap();
        let keep = Command::KeepDraft {
            over: Some(stored.at()),
            draft: Draft {
                body: body.into(),
                ..stored.draft
            },
            or_apart: false,
        };
        assert!(matches!(desk.state.ask(keep), Ok(Reply::Kept { .. })));
    };
    edit(&desk, "Of the command line");
    letter.write(", and more");
    let mut own = None;
    letter.until_kept(|id| own = Some(id));
    let own = own.unwrap();
    assert_ne!(own, id);
    letter.frame();
    assert!(letter.tells("changed, sent or discarded elsewhere on this computer"));
    let kept = |desk: &Driver<Desk, Message>, id| {
        let stored = desk.state.link.engine().reader().draft(id).unwrap();
        stored.unwrap().draft
    };
    assert_eq!(kept(&desk, id).body, "Of the command line");
    assert_eq!(kept(&desk, id).subject, "Half a letter");
    assert_eq!(kept(&desk, own).subject, "Half a letter, and more");
    // It goes on with its own.
    letter.write("!");
    let mut last = None;
    letter.until_kept(|id| last = Some(id));
    assert_eq!(last, Some(own));
    assert_eq!(kept(&desk, own).subject, "Half a letter, and more!");
}

#[test]
fn a_draft_says_in_which_folder_it_lies() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.go("Support");
    desk.tell(Message::New);
    let mut letter = desk.state.letter();
    letter.focus("subject");
    letter.write("Half a letter");
    letter.until_kept(|_| ());
    desk.tell(Message::Go(Place::Drafts));
    desk.until_shown("Half a letter");
    desk.until_shown("in Support / Drafts");
    // The window in which it is written knows it too.
    letter.state.known = desk.state.home.known.clone();
    letter.frame();
    assert!(letter.tells("Draft saved at ") && letter.tells(" in Support / Drafts"));
    // What was written since lies on this computer only.
    letter.write(", and more");
    assert!(letter.tells(" on this computer") && !letter.tells(" in Support / Drafts"));
}

#[test]
fn a_receipt_is_asked_for_in_the_menu_and_said_before_sending() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
    desk.tell(Message::Key(Action::Reply));
    desk.until("a window to write in is wished for", |desk| {
        !desk.state.wishes.is_empty()
    });
    let mut letter = desk.state.letter();
    assert!(!letter.tells("A receipt is asked for."));
    let later = letter.bounds("Later");
    // Behind it stand the clip, the switch for formatted text, and the three dots.
    let more = letter.stops().into_iter().map(|(_, bounds)| bounds);
    let mut behind: Vec<_> = more
        .filter(|stop| stop.x > later.x + later.width && stop.y < later.y + later.height)
        .filter(|stop| stop.y + stop.height > later.y)
        .collect();
    behind.sort_by(|a, b| a.x.total_cmp(&b.x));
    let more = behind[2].center();
    letter.click_at(Point::new(more.x, more.y));
    letter.frame();
    letter.click("Ask for a receipt");
    letter.frame();
    assert!(letter.tells("A receipt is asked for."));
    letter.click("Send as Support");
    letter.until_closed();
    desk.until("it leaves with the wish", |desk| {
        let known = &desk.state.home.known;
        let mut rows = known.outbox.iter().chain(&known.sent);
        rows.any(|o| o.envelope.receipt)
    });
}

#[test]
fn who_sent_a_copy_and_what_came_back_is_said_in_the_open_list_at_once() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let fine = send(&desk, "It arrives", "Kim <kim@elsewhere.example>");
    until_state(&mut desk, fine, OutboxState::Done);
    open(&mut desk, "Sent");
    desk.until_shown("by Anna Berg");
    desk.go("It arrives");
    desk.until_shown("Sent by Anna Berg");
    // What another program filed names nobody.
    desk.go("Your order 20418");
    desk.until_shown("Not known which colleague sent it");
    let back = send(
        &desk,
        "It comes back",
        "Northwind <parts@northwind.example>",
    );
    until_state(&mut desk, back, OutboxState::Done);
    desk.until_shown("Came back");
    desk.go("It comes back");
    desk.until_told("It came back from parts@northwind.example: ");
    assert!(desk.tells("550 5.1.1 recipient address does not exist"));
    // It can be written anew from there, and its report be read.
    desk.click("Edit as new");
    let _ = opened(&mut desk, "It comes back");
    desk.go("Open the report");
    desk.until_shown("Support / Inbox");
}

#[test]
fn what_came_back_after_its_list_was_read_is_marked_there() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let id = send(&desk, "Lunch", "Kim <kim@elsewhere.example>");
    until_state(&mut desk, id, OutboxState::Done);
    open(&mut desk, "Sent");
    desk.go("Lunch");
    desk.until_shown("Sent by Anna Berg");
    assert!(!desk.shows("Came back"));
    // The report lies in another folder, so this one is not read again.
    let mut known = desk.state.home.known.clone();
    let mut returned = known.outgoing(id).expect("it is known").clone();
    let lacking = |address: &str, failed, words: &str| Lacking {
        recipient: Some(EmailAddress::parse(address).unwrap()),
        tried: None,
        failed,
        status: None,
        words: words.into(),
    };
    let each = vec![
        lacking("kim@elsewhere.example", true, "550 5.1.1 no such user"),
        lacking("lee@elsewhere.example", true, "552 mailbox full"),
        lacking("mo@elsewhere.example", false, "451 later"),
    ];
    returned.bounce = Some(Bounce::new(Timestamp::now(), each, None));
    known.bounced.push(returned);
    desk.tell(Message::Known(Ok(known)));
    assert!(desk.shows("Came back"));
    // To each of them in the words of their own server.
    assert!(desk.tells("It came back from kim@elsewhere.example: 550 5.1.1 no such user"));
    assert!(desk.tells("It came back from lee@elsewhere.example: 552 mailbox full"));
    assert!(desk.tells("It is delayed on its way to mo@elsewhere.example: 451 later"));
}

#[test]
fn what_came_back_leads_to_a_new_message_of_the_same_words() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let id = send(&desk, "Spare parts", "Northwind <parts@northwind.example>");
    desk.until("it came back", |desk| {
        let known = &desk.state.home.known;
        known.outgoing(id).is_some_and(|o| o.bounce.is_some())
    });
    until_state(&mut desk, id, OutboxState::Done);
    desk.tell(Message::Go(Place::Outbox));
    desk.until_told("It came back from parts@northwind.example: ");
    assert!(desk.tells("550 5.1.1 recipient address does not exist"));
    assert!(
        desk.tells("Sent on "),
        "the day of the report is not that of sending"
    );
    let (back, sent) = (desk.bounds("Edit as new"), desk.bounds("Spare parts"));
    assert!(back.y > sent.y);
    desk.click("Edit as new");
    let _ = opened(&mut desk, "Spare parts");
    let letter = desk.state.letter();
    assert!(letter.state.compose.draft_id().is_some());
    // The one that came back stays as it was.
    let row = desk.state.home.known.outgoing(id);
    assert_eq!(row.unwrap().state, OutboxState::Done);
}

#[test]
fn what_came_back_is_counted_until_somebody_read_it_in_the_outbox() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let came_back = |desk: &mut Driver<Desk, Message>, id| {
        desk.until("it came back", |desk| {
            let bounced = desk.state.home.known.bounced.iter();
            bounced.clone().any(|o| o.outbox_id == id)
        });
        until_state(desk, id, OutboxState::Done);
    };
    let northwind = "Northwind <parts@northwind.example>";
    let id = send(&desk, "Spare parts", northwind);
    came_back(&mut desk, id);
    desk.until_shown("1 came back");
    // It is said as long as the page stands there, and where that does not show it.
    desk.tell(Message::Go(Place::Outbox));
    desk.go("On its way");
    desk.until_shown("There are no such messages.");
    desk.go("Support");
    desk.until_shown("1 came back");
    desk.tell(Message::Go(Place::Outbox));
    desk.go("All");
    desk.until_told("It came back from ");
    assert!(desk.shows("1 came back"));
    desk.go("Support");
    desk.until("it was read", |desk| !desk.shows("1 came back"));
    desk.until("that is kept", |desk| {
        let kept = desk
            .state
            .engine(async |e| e.remembered(Kept::KEY).await.unwrap());
        Kept::from_value(kept).returned_until.is_some()
    });
    let mut desk = again(desk);
    ready(&mut desk);
    desk.until("it is known", |desk| {
        !desk.state.home.known.bounced.is_empty()
    });
    assert!(!desk.shows("1 came back"));
    // The next one is news.
    let id = send(&desk, "Spare parts, once more", northwind);
    came_back(&mut desk, id);
    desk.until_shown("1 came back");
}

#[test]
fn the_notice_after_send_says_no_more_than_is_known_and_stays_when_it_is_bad() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let cut = SmtpFault::Cut(CutHow::Rst);
    desk.state.server.control().smtp_fault(SmtpWhen::Dot, cut);
    let unknown = send(&desk, "Lunch", "Kim <kim@elsewhere.example>");
    until_state(&mut desk, unknown, OutboxState::Unknown);
    desk.tell(Message::Tell(Notice::Sent(unknown)));
    desk.until_told("It is not known whether the message to Kim was sent.");
    // Its time is over, and it is there still.
    desk.tell(Message::Passed(0));
    assert!(desk.tells("It is not known whether the message to Kim was sent."));
    let no = SmtpFault::Reply("554 5.6.0 no".into());
    desk.state.server.control().smtp_fault(SmtpWhen::Dot, no);
    let held = send(&desk, "Lunch", "Lee <lee@elsewhere.example>");
    until_state(&mut desk, held, OutboxState::Held);
    desk.tell(Message::Tell(Notice::Sent(held)));
    desk.until_told("The message to Lee was not sent.");
    desk.click("Open the outbox");
    desk.until_shown("Held");
    assert!(!desk.tells("The message to Lee was not sent."));
    assert!(!desk.tells("It is not known whether the message to Kim was sent."));
}

#[test]
fn an_unknown_outcome_leads_to_a_new_message_and_stays_unknown() {
    let mut desk = desk(&["anna"]);
    ready(&mut desk);
    let cut = SmtpFault::Cut(CutHow::Rst);
    desk.state.server.control().smtp_fault(SmtpWhen::Dot, cut);
    let id = send(&desk, "Lunch", "Kim <kim@elsewhere.example>");
    until_state(&mut desk, id, OutboxState::Unknown);
    desk.tell(Message::Go(Place::Outbox));
    desk.until_told("We do not know whether this message reached the server");
    assert!(desk.tells("Sent folder"), "that it is looked for is said");
    desk.go("Edit as new");
    let _ = opened(&mut desk, "Lunch");
    let mut letter = desk.state.letter();
    assert!(letter.shows("You are writing as Support"));
    letter.click("Send as Support");
    letter.until_closed();
    desk.until("the new one was taken", |desk| {
        let accepted = desk.state.server.submissions();
        accepted.iter().filter(|one| one.accepted).count() == 1
    });
    // It is another message, and the first is still nobody's to repeat.
    let known = &desk.state.home.known;
    let first = known.outgoing(id).unwrap();
    assert_eq!(first.state, OutboxState::Unknown);
    let sent = desk.state.server.submissions();
    let sent = sent.iter().find(|one| one.accepted).unwrap();
    assert!(!String::from_utf8_lossy(&sent.bytes).contains(&first.message_id));
}
