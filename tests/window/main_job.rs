//! The main job in the window: read in a shared mailbox, answer under its address, find the answer
//! in its Sent folder. Everything behind the window is real: engine, store, wire, demo server.

use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::domain::OutboxState;

use crate::desk::desk;

const ORDER: &str = "Where is my order 20418?";

#[test]
fn a_customer_is_answered_as_support() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
    let copies = |desk: &crate::desk::Desk| desk.server.messages("support", "Sent").unwrap().len();
    let before = copies(&desk.state);

    desk.tell(Message::Key(Action::Reply));
    desk.until("a window to write in is wished for", |desk| {
        !desk.state.wishes.is_empty()
    });
    let mut letter = desk.state.letter();
    assert!(letter.shows("You are writing as Support"));
    // The cursor stands above the quotation.
    letter.write("It is on its way.");
    letter.click("Send as Support");
    letter.until_closed();

    desk.until("it was sent, and its copy checked", |desk| {
        let outgoing = desk
            .state
            .engine(async |engine| engine.read(|r| r.outbox(&OutboxState::ALL)).await.unwrap());
        outgoing.iter().any(|o| o.state == OutboxState::Done)
    });
    let [sent] = &desk.state.server.submissions()[..] else {
        panic!("it was sent once")
    };
    let text = String::from_utf8_lossy(&sent.bytes);
    let head = text.split("\r\n\r\n").next().unwrap();
    assert_eq!(sent.mail_from, "support@acme.example");
    assert!(
        head.contains("\r\nFrom: Support <support@acme.example>\r\n")
            || head.starts_with("From: Support <support@acme.example>\r\n"),
        "{head}"
    );
    assert!(!head.contains("\nSender:"), "{head}");
    assert!(text.contains("It is on its way.\r\n") && text.contains("> Hello,"));
    assert_eq!(copies(&desk.state), before + 1, "exactly one copy");
    desk.until_shown("Answered");

    // The answer stands in the shared Sent folder of the window, too.
    desk.go("Sent");
    desk.until_shown("Re: Where is my order 20418?");
}
