//! The window in which a message is written.

use std::sync::Arc;

use iced::Color;
use iced::keyboard::key::Named;
use jiff::Timestamp;
use postroom::app::Element;
use postroom::app::keys::Action;
use postroom::app::known::Known;
use postroom::app::link::Link;
use postroom::app::screen::compose::{Compose, Message};
use postroom::app::screen::{Sight, Wish};
use postroom::app::theme::{self, Tokens};
use postroom::domain::{
    AccountId, CopyHindrance, CopyPlace, Draft, EmailAddress, Evidence, EvidenceSource, Identity,
    Mode, NamedAddress, SendRight, SendRightKey, SentPolicy,
};
use postroom::engine::{Engine, Options, Pace};
use postroom::i18n::{Language, Texts};
use postroom::paths::Profile;
use postroom::secret::MemoryStore;

use crate::drive::Driver;

const REFUSAL: &str = "553 5.7.1 Sender address rejected: not owned by user anna";

pub struct Stand {
    pub compose: Compose,
    pub known: Known,
    pub link: Link,
    pub wishes: Vec<Wish>,
    pub runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn identity(name: &str, at: &str, mode: Mode, right: SendRight, colour: u8) -> Identity {
    let anna = address("anna@acme.example");
    let source = match mode {
        Mode::Own => EvidenceSource::OwnAddress,
        Mode::SendAs | Mode::OnBehalf => EvidenceSource::Sent,
    };
    let words = (right == SendRight::Refused).then(|| REFUSAL.to_owned());
    let evidence = Evidence {
        right,
        source,
        at: Timestamp::now(),
        words,
    };
    Identity {
        key: SendRightKey {
            account: AccountId::of(&anna),
            address: address(at),
            mode,
        },
        from: NamedAddress::new(Some(name), &address(at)),
        sender: (mode == Mode::OnBehalf).then(|| NamedAddress::new(Some("Anna Berg"), &anna)),
        right,
        evidence: (right != SendRight::Untested).then_some(evidence),
        mailbox: None,
        sent_policy: SentPolicy::Shared,
        sent_folder: format!("{name} / Sent"),
        copies: vec![CopyPlace {
            mailbox: name.to_owned(),
            folder: (name != "Jobs").then(|| "Sent".to_owned()),
            hindrance: match name {
                "Sales" => Some(CopyHindrance::NoRight),
                "Jobs" => Some(CopyHindrance::NoFolder),
                _ => None,
            },
        }],
        signature: None,
        reply_to: None,
        drafts: postroom::domain::DraftsPolicy::Shared,
        name_sender: true,
        colour,
    }
}

fn view(stand: &Stand) -> Element<'_, Message> {
    let sight = Sight {
        texts: &stand.link.texts,
        tokens: Tokens::of(&theme::light()),
        narrow: false,
        low: false,
        room: 600.0,
        pixels: 1.0,
        zoom: 1.0,
        keys: postroom::config::KeyMap::default(),
        density: postroom::config::Density::default(),
        turn: postroom::app::widget::paged::Turn::default(),
    };
    stand.compose.view(&stand.known, sight)
}

pub fn update(stand: &mut Stand, message: Message) {
    let outcome = stand.compose.update(message, &stand.known, &stand.link);
    stand.wishes.extend(outcome.wishes);
}

pub fn begin(to: &str) -> Driver<Stand, Message> {
    use Mode::{OnBehalf, Own, SendAs};
    use SendRight::{Allowed, Refused, Untested};
    let identities = vec![
        identity("Support", "support@acme.example", SendAs, Allowed, 1),
        identity("Support", "support@acme.example", OnBehalf, Untested, 1),
        identity("Sales", "sales@acme.example", OnBehalf, Allowed, 2),
        identity("Jobs", "jobs@acme.example", SendAs, Untested, 3),
        identity("HR", "hr@acme.example", SendAs, Refused, 4),
        identity("Anna Berg", "anna@acme.example", Own, Allowed, 0),
    ];
    let draft = Draft {
        from: Some(identities[0].key.clone()),
        to: NamedAddress::parse_list(to).unwrap(),
        subject: "Your order 20418".into(),
        body: "Dear Lena\n".into(),
        ..Draft::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = Options {
        profile: Profile::at(&folder.path().join("profile")).unwrap(),
        secrets: Arc::new(MemoryStore::default()),
        resident: false,
        offline: true,
        pace: Pace::quick(),
    };
    let engine = runtime.block_on(Engine::start(options)).unwrap();
    let texts = Texts::new(Language::English);
    let stand = Stand {
        compose: Compose::new(draft, None),
        known: Known {
            is_read: true,
            identities,
            ..Known::default()
        },
        link: Link::new(engine, runtime.handle().clone(), texts),
        wishes: Vec::new(),
        runtime,
        _folder: folder,
    };
    Driver::new(stand, view, update)
}

pub fn end(driver: Driver<Stand, Message>) {
    let stand = driver.state;
    stand.runtime.block_on(stand.link.engine().clone().stop());
}

/// Some text that holds these words.
pub fn says(driver: &mut Driver<Stand, Message>, words: &str) -> bool {
    driver.texts().iter().any(|(text, _)| text.contains(words))
}

fn strip(driver: &mut Driver<Stand, Message>) -> Color {
    let pixels = driver.pixels(&theme::light());
    // The first row of the window, in its middle.
    let at = 500 * 4;
    Color::from_rgb8(pixels[at], pixels[at + 1], pixels[at + 2])
}

#[test]
fn the_choice_shows_a_refused_identity_with_the_servers_words_and_does_not_take_it() {
    let mut window = begin("lena@example.org");
    window.click("support@acme.example");
    let refused = format!("Send As. Not permitted. The server said: “{REFUSAL}”");
    assert!(says(&mut window, &refused), "{:?}", window.texts());
    assert!(window.shows("Refused") && window.shows("Untested") && window.shows("On behalf"));
    // The other way to the same address stands below the first ways.
    let group = window.bounds("The same addresses, sent in another way");
    assert!(group.y > window.bounds("HR").y);
    window.click("HR");
    assert!(window.shows("You are writing as Support"));
    window.click("Text for the administrator");
    let Some(Wish::Copy(text)) = window.state.wishes.last() else {
        panic!("{:?}", window.state.wishes)
    };
    assert!(
        text.contains("hr@acme.example") && text.contains(REFUSAL),
        "{text}"
    );
    assert!(window.shows("Copied"));
    window.click("Check again");
    assert!(window.shows("Checking …"));
    window.key(Named::Escape);
    assert!(!window.shows("Refused"));
    end(window);
}

#[test]
fn another_identity_changes_the_strip_the_line_and_the_button() {
    let mut window = begin("lena@example.org");
    assert!(window.shows("You are writing as Support"));
    assert!(window.shows("Send as Support"));
    assert!(
        window.tells(
            "ecipients see Support <support@acme.example>. The copy goes to Support / Sent."
        )
    );
    let before = strip(&mut window);
    window.click("support@acme.example");
    window.click("Sales");
    assert!(window.shows("You are writing on behalf of Sales"));
    assert!(window.shows("Send on behalf of Sales"));
    assert!(window.shows("On behalf"));
    // The copy cannot be filed, and it is said before anything is sent.
    assert!(window.tells(
        "ecipients see Anna Berg on behalf of Sales <sales@acme.example>. \
         You may not put messages into Sales / Sent: the copy will wait."
    ));
    assert_ne!(strip(&mut window), before);
    end(window);
}

#[test]
fn what_is_no_address_is_said_and_not_sent() {
    let mut window = begin("lena@example.org");
    window.focus("to");
    window.key(Named::End);
    window.write(", ben@");
    // It may become one yet.
    assert!(!says(&mut window, "is not an address"));
    window.focus("subject");
    window.write("!");
    assert!(says(&mut window, "“ben@” is not an address."));
    window.click("Send as Support");
    update(&mut window.state, Message::Key(Action::Send));
    window.frame();
    assert!(says(&mut window, "“ben@” is not an address."));
    // Nothing was handed over: the button can still be reached and the window stays.
    assert!(!window.state.compose.is_closed);
    window.focus("to");
    window.write("acme.example");
    assert!(!says(&mut window, "is not an address"));
    end(window);
}

#[test]
fn without_a_recipient_it_is_said_once_somebody_tries() {
    let mut window = begin("");
    assert!(!says(&mut window, "no recipient"));
    update(&mut window.state, Message::Key(Action::Send));
    window.frame();
    assert!(says(&mut window, "There is no recipient yet."));
    end(window);
}

/// The name of what has the focus.
pub fn focus(window: &mut Driver<Stand, Message>) -> Option<iced::advanced::widget::Id> {
    window.frame();
    let focused = window.focused();
    focused.into_iter().next().and_then(|(id, _)| id)
}

#[test]
fn tab_goes_on_from_the_recipients_to_the_next_line_that_is_written() {
    let mut window = begin("lena@example.org");
    window.focus("to");
    window.key(Named::Tab);
    assert_eq!(focus(&mut window), Some("subject".into()));
    window.with(
        iced::keyboard::Modifiers::SHIFT,
        iced::keyboard::Key::Named(Named::Tab),
    );
    assert_eq!(focus(&mut window), Some("to".into()));
    // By the mouse, and by its key from wherever one is.
    window.click("Cc Bcc");
    assert_eq!(focus(&mut window), Some("cc".into()));
    window.write("ben@acme.example");
    for next in ["bcc", "subject", "body"] {
        window.key(Named::Tab);
        assert_eq!(focus(&mut window), Some(next.into()));
    }
    update(&mut window.state, Message::Key(Action::ShowCopies));
    assert_eq!(focus(&mut window), Some("cc".into()));
    assert!(!window.shows("Cc Bcc"));
    end(window);
}

#[test]
fn discarding_asks_and_closing_does_not_lose_anything() {
    let mut window = begin("lena@example.org");
    window.focus("subject");
    window.write("!");
    assert!(window.state.compose.is_unkept());
    update(&mut window.state, Message::Close);
    // It goes once the draft is kept.
    assert!(!window.state.compose.is_closed);
    update(&mut window.state, Message::Discard(true));
    window.frame();
    assert!(window.shows("Discard this draft?"));
    window.click("Cancel");
    assert!(!window.shows("Discard this draft?"));
    end(window);
}

#[test]
fn the_words_of_each_way_to_send() {
    let mut window = begin("lena@example.org");
    let choose = |window: &mut Driver<Stand, Message>, at: usize| {
        let key = window.state.known.identities[at].key.clone();
        update(&mut window.state, Message::Choose(key));
        window.frame();
    };
    // On behalf is named although nobody has tried it yet.
    choose(&mut window, 1);
    assert!(window.shows("On behalf, untested"));
    assert!(window.shows("Send on behalf of Support"));
    assert!(window.shows("You are writing on behalf of Support"));
    // One's own address claims nothing.
    choose(&mut window, 5);
    assert!(window.shows("Send") && window.shows("You are writing as Anna Berg"));
    // Without a Sent folder the copy waits too.
    choose(&mut window, 3);
    assert!(says(
        &mut window,
        "Jobs has no Sent folder: the copy will wait."
    ));
    end(window);
}

#[test]
fn a_name_that_is_the_address_is_said_once() {
    let mut window = begin("lena@example.org");
    let jobs = &mut window.state.known.identities[3];
    jobs.from = NamedAddress::new(None, &address("jobs@acme.example"));
    window.click("support@acme.example");
    let texts = window.texts();
    let jobs = texts
        .iter()
        .filter(|(text, _)| text.contains("jobs@acme.example"));
    assert_eq!(jobs.count(), 1, "{texts:?}");
    end(window);
}

#[test]
fn a_check_says_that_it_was_made_and_what_came_of_it() {
    let mut window = begin("lena@example.org");
    window.click("support@acme.example");
    window.click("Check again");
    assert!(window.shows("Checking …"));
    update(&mut window.state, Message::Checked(Ok(())));
    window.frame();
    assert!(says(
        &mut window,
        "Send As. Checked just now: Refused. Not permitted."
    ));
    assert!(window.shows("Check again"));
    end(window);
}

#[test]
fn an_address_refused_in_every_way_stands_among_the_first() {
    let mut window = begin("lena@example.org");
    let hr = identity(
        "HR",
        "hr@acme.example",
        Mode::OnBehalf,
        SendRight::Refused,
        4,
    );
    window.state.known.identities.insert(5, hr);
    window.click("support@acme.example");
    let group = window.bounds("The same addresses, sent in another way");
    let row = window.bounds("HR");
    assert!(row.y < group.y, "it is a row of its own, with its reason");
    assert!(says(&mut window, "Not permitted. The server said"));
    end(window);
}

#[test]
fn the_servers_words_are_copied_from_the_list() {
    let mut window = begin("lena@example.org");
    window.click("support@acme.example");
    let texts = window.texts();
    let (words, at) = texts
        .iter()
        .find(|(text, _)| text.contains(REFUSAL))
        .unwrap();
    window.point(iced::Point::new(at.x + 1.0, at.y + 3.0));
    window.press();
    window.point(iced::Point::new(
        at.x + at.width - 1.0,
        at.y + at.height - 3.0,
    ));
    window.release();
    window.with(
        iced::keyboard::Modifiers::COMMAND,
        iced::keyboard::Key::Character("c".into()),
    );
    assert_eq!(window.copied(), Some(words.as_str()));
    // In a row that can be chosen a drag marks, and a click chooses.
    let sales = window.bounds("Sales");
    let at = iced::Point::new(sales.x + 2.0, sales.y + sales.height + 9.0);
    window.point(at);
    window.press();
    window.point(at + iced::Vector::new(60.0, 0.0));
    window.release();
    assert!(window.shows("You are writing as Support"));
    window.click_at(at);
    assert!(window.shows("You are writing on behalf of Sales"));
    end(window);
}

/// What a message that was asked for on another thread comes to.
pub fn carry_out(window: &mut Driver<Stand, Message>, message: Message) {
    use iced_test::futures::futures::StreamExt as _;
    let stand = &mut window.state;
    let outcome = stand.compose.update(message, &stand.known, &stand.link);
    stand.wishes.extend(outcome.wishes);
    let Some(mut stream) = iced_test::runtime::task::into_stream(outcome.task) else {
        return;
    };
    let next = stand.runtime.block_on(stream.next());
    if let Some(iced_test::runtime::Action::Output(message)) = next {
        update(&mut window.state, message);
    }
    window.frame();
}

#[test]
fn a_file_is_dropped_on_the_window_or_written_where_no_portal_answers() {
    use postroom::app::choose::Choice;
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one.pdf"), folder.path().join("two.txt"));
    std::fs::write(&one, b"1").unwrap();
    std::fs::write(&two, b"2").unwrap();
    let mut window = begin("lena@example.org");
    let dropped = iced::window::Event::FileDropped(one.clone());
    window.events([iced::Event::Window(dropped)]);
    assert_eq!(window.sent, 1, "the window takes it");
    carry_out(&mut window, Message::Dropped(one));
    assert!(window.shows("one.pdf"));
    // Nothing shows a dialog: that is said, and the path can be written.
    update(&mut window.state, Message::Attached(Ok(Choice::NoDialog)));
    window.frame();
    assert!(says(&mut window, "No desktop portal answers"));
    window.focus("path");
    window.write(two.to_str().unwrap());
    assert!(window.shows("Attach"));
    carry_out(&mut window, Message::PathDone);
    assert!(window.shows("two.txt") && !says(&mut window, "No desktop portal answers"));
    // What is not there is said, and the path stays to be put right.
    update(&mut window.state, Message::Attached(Ok(Choice::NoDialog)));
    update(&mut window.state, Message::Path("/nowhere/at.all".into()));
    carry_out(&mut window, Message::PathDone);
    assert!(says(&mut window, "/nowhere/at.all cannot be read."));
    assert!(says(&mut window, "No desktop portal answers"));
    end(window);
}

#[test]
fn files_that_came_together_share_one_limit() {
    use postroom::app::choose::Choice;
    use postroom::domain::Attachment;
    let mut window = begin("lena@example.org");
    let half = |name: &str| Attachment {
        name: name.into(),
        media_type: "application/pdf".into(),
        bytes: vec![0; Draft::MAX_ATTACHED / 2 + 1],
        in_text: false,
    };
    // Each was read while there was room for it.
    for name in ["one.pdf", "two.pdf"] {
        let read = Message::Attached(Ok(Choice::Made(vec![half(name)])));
        update(&mut window.state, read);
    }
    window.frame();
    assert!(window.shows("one.pdf") && !window.shows("two.pdf"));
    assert!(says(&mut window, "two.pdf does not fit."));
    end(window);
}
