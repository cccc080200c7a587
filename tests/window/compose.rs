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
    AccountId, Draft, EmailAddress, Evidence, EvidenceSource, Identity, Mode, NamedAddress,
    SendRight, SendRightKey, SentPolicy,
};
use postroom::engine::{Engine, Options, Pace};
use postroom::i18n::{Language, Texts};
use postroom::paths::Profile;
use postroom::secret::MemoryStore;

use crate::drive::Driver;

const REFUSAL: &str = "553 5.7.1 Sender address rejected: not owned by user anna";

struct Stand {
    compose: Compose,
    known: Known,
    link: Link,
    wishes: Vec<Wish>,
    runtime: tokio::runtime::Runtime,
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
        colour,
    }
}

fn view(stand: &Stand) -> Element<'_, Message> {
    let sight = Sight {
        texts: &stand.link.texts,
        tokens: Tokens::of(&theme::light()),
        narrow: false,
        room: 600.0,
    };
    stand.compose.view(&stand.known, sight)
}

fn update(stand: &mut Stand, message: Message) {
    let outcome = stand.compose.update(message, &stand.known, &stand.link);
    stand.wishes.extend(outcome.wishes);
}

fn begin(to: &str) -> Driver<Stand, Message> {
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

fn end(driver: Driver<Stand, Message>) {
    let stand = driver.state;
    stand.runtime.block_on(stand.link.engine().clone().stop());
}

/// Some text that holds these words.
fn says(driver: &mut Driver<Stand, Message>, words: &str) -> bool {
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
    let group = window.bounds("The same addresses in another way");
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
        window.shows(
            "Support <support@acme.example>"
                .replace(' ', "\u{a0}")
                .as_str()
        )
    );
    let before = strip(&mut window);
    window.click("support@acme.example");
    window.click("Sales");
    assert!(window.shows("You are writing as Sales"));
    assert!(window.shows("Send as Sales"));
    assert!(window.shows("On behalf"));
    let seen = "Anna Berg on behalf of Sales <sales@acme.example>";
    assert!(window.shows(seen.replace(' ', "\u{a0}").as_str()));
    assert!(window.shows("Sales / Sent".replace(' ', "\u{a0}").as_str()));
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
    assert!(!says(&mut window, "is no address"));
    window.focus("subject");
    window.write("!");
    assert!(says(&mut window, "“ben@” is no address."));
    window.click("Send as Support");
    update(&mut window.state, Message::Key(Action::Send));
    window.frame();
    assert!(says(&mut window, "“ben@” is no address."));
    // Nothing was handed over: the button can still be reached and the window stays.
    assert!(!window.state.compose.is_closed);
    window.focus("to");
    window.write("acme.example");
    assert!(!says(&mut window, "is no address"));
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
