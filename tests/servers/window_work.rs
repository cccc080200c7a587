//! A day's work in the program's window on a real (virtual) screen, by mouse and keys, on real servers. What came of it
//! is looked up on the servers and through a second process.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::lab::{Lab, wait_for};
use crate::member::question;
use crate::program::{Program, text};
use crate::screen::{Open, Screen};

const SUPPORT: &str = "support@postroom.test";
const SALES: &str = "sales@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";
/// Where the first row of the list is.
const FIRST: (i32, i32) = (420, 160);
/// How far down the first of what was found is.
const FOUND: i32 = 195;

/// What is drawn is there after this time.
fn moment() {
    std::thread::sleep(Duration::from_millis(1000));
}

fn added<'a>(lab: &'a Lab) -> Program<'a> {
    let anna = Program::new(lab);
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    anna
}

/// Waits until the window has so many messages of the shared Inbox.
fn has_mail(open: &Open<'_>, count: usize) {
    wait_for("the window's engine has the mail", || {
        open.program.json(&["list", SUPPORT, "inbox"]).len() == count
    });
    moment();
}

/// Waits until the window knows that support may be tried.
fn may_write(open: &Open<'_>) {
    wait_for("it may write as support", || {
        let all = open.program.json(&["identity", "list"]);
        all.iter()
            .any(|row| row["address"] == SUPPORT && row["allowed"] != "no")
    });
    moment();
}

fn outbox(open: &Open<'_>) -> serde_json::Value {
    let rows = open.program.json(&["outbox", "list"]);
    rows.into_iter().next_back().unwrap_or_default()
}

/// Writes a short message in the window that begins with the title "New message".
fn write(screen: &Screen, subject: &str, words: &str) {
    screen.go_to("New message");
    screen.write(CUSTOMER);
    // The comma makes an address of it.
    screen.key("comma");
    screen.key("Tab");
    screen.write(subject);
    screen.key("Tab");
    screen.write(words);
    moment();
}

/// Opens the first message of the list; who reads it marks it.
fn open_first(lab: &Lab, screen: &Screen, unread: usize) {
    wait_for("the first message is opened", || {
        screen.click(FIRST.0, FIRST.1);
        moment();
        let inbox = inbox_of_support(lab);
        let seen = inbox
            .iter()
            .filter(|m| m.flags.contains(&"\\Seen".to_owned()));
        seen.count() > inbox.len() - unread
    });
}

fn inbox_of_support(lab: &Lab) -> Vec<crate::lab::StoredMessage> {
    lab.folder_messages("anna", &format!("shared/{SUPPORT}/INBOX"))
}

#[test]
fn several_are_chosen_archived_and_brought_back() {
    let lab = Lab::start();
    for subject in ["One", "Two", "Three"] {
        lab.deliver("support", question(subject));
    }
    let anna = added(&lab);
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);
    has_mail(&open, 3);
    open_first(&lab, &screen, 3);
    screen.key("shift+Down");
    moment();
    screen.picture("two-chosen");
    screen.key("e");
    let archive = format!("shared/{SUPPORT}/Archive");
    wait_for("two are in the archive", || {
        lab.folder_messages("anna", &archive).len() == 2 && inbox_of_support(&lab).len() == 1
    });
    screen.key("z");
    wait_for("they are back", || {
        lab.folder_messages("anna", &archive).is_empty() && inbox_of_support(&lab).len() == 3
    });
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}

#[test]
fn what_is_written_offline_leaves_when_there_is_a_network_again() {
    let lab = Lab::start();
    let anna = added(&lab);
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);
    may_write(&open);
    screen.choose("offline");
    wait_for("it is offline", || {
        open.program.json(&["offline"])[0]["offline"] == true
    });
    screen.choose("new message");
    write(&screen, "From the train", "There was no network.");
    screen.picture("offline-compose");
    screen.key("ctrl+Return");
    wait_for("it waits", || outbox(&open)["subject"] == "From the train");
    moment();
    assert!(lab.folder_messages(CUSTOMER, "INBOX").is_empty());
    screen.choose("offline");
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    assert!(received[0].text().contains("There was no network."));
    assert_eq!(received.len(), 1);
    screen.go_to("Postroom");
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}

#[test]
fn anna_writes_on_behalf_of_sales() {
    let lab = Lab::start();
    let anna = added(&lab);
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);
    wait_for("the server was asked", || {
        let all = open.program.json(&["identity", "list"]);
        let sales = all.iter().filter(|row| row["address"] == SALES);
        let refused = |row: &&serde_json::Value| row["mode"] == "send_as" && row["allowed"] == "no";
        let mut sales = sales.filter(refused);
        sales.next().is_some()
    });
    screen.choose("Sales inbox");
    screen.go_to("Sales");
    screen.key("c");
    write(&screen, "An offer", "As you asked.");
    screen.picture("on-behalf");
    screen.key("ctrl+Return");
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    assert!(received[0].header("From").unwrap().contains(SALES));
    let sender = received[0].header("Sender").unwrap();
    assert!(sender.contains("anna@postroom.test"), "{sender}");
    screen.go_to("Postroom");
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}

#[test]
fn a_right_that_is_gone_is_said_and_nothing_leaves() {
    let lab = Lab::start();
    let anna = added(&lab);
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);
    may_write(&open);
    screen.choose("Support inbox");
    screen.go_to("Support");
    screen.key("c");
    write(
        &screen,
        "Too late",
        "The right went while this was written.",
    );
    lab.revoke_send_as("anna", "support");
    screen.key("ctrl+Return");
    wait_for("it is held", || outbox(&open)["state"] == "held");
    moment();
    screen.go_to("Postroom");
    screen.picture("refused");
    assert!(lab.folder_messages(CUSTOMER, "INBOX").is_empty());
    assert!(lab.folder_messages(SUPPORT, "Sent").is_empty());
    // The right is known to be gone from now on.
    let all = open.program.json(&["identity", "list"]);
    let refused = |row: &serde_json::Value| row["address"] == SUPPORT && row["allowed"] == "no";
    assert!(all.iter().any(refused), "{all:?}");
    screen.key("ctrl+q");
    // What is held stays, and the question says so.
    moment();
    screen.key("Tab");
    open.signal("-TERM");
    assert_eq!(open.end(), Some(0));
}

#[test]
fn what_is_looked_for_is_found_and_read() {
    let lab = Lab::start();
    for subject in ["Parrot food", "Garden chairs", "Table lamps"] {
        lab.deliver("support", question(subject));
    }
    let anna = added(&lab);
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);
    has_mail(&open, 3);
    screen.key("ctrl+k");
    moment();
    screen.write("garden");
    moment();
    screen.picture("search");
    screen.key("Down");
    moment();
    // Below the conditions that can be set.
    screen.click(FIRST.0, FOUND);
    wait_for("only what was found is marked as read", || {
        let inbox = inbox_of_support(&lab);
        let seen = inbox
            .iter()
            .filter(|m| m.flags.contains(&"\\Seen".to_owned()));
        let seen: Vec<_> = seen.filter_map(|m| m.header("Subject")).collect();
        seen == ["Garden chairs"]
    });
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}

#[test]
fn a_link_opens_a_message_to_write_in_the_window_that_is_open() {
    let lab = Lab::start();
    let anna = added(&lab);
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);
    may_write(&open);
    let link = format!(
        "mailto:{CUSTOMER}?subject=From%20a%20link&body=Hello%0D%0Athere&attach=/etc/passwd&from=boss@postroom.test"
    );
    let second = anna
        .command()
        .arg(&link)
        .env("DISPLAY", &screen.name)
        .env("ICED_BACKEND", "tiny-skia")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(0), "{}", text(&second.stderr));
    screen.go_to("From a link");
    moment();
    screen.picture("mailto");
    // Nothing leaves by itself.
    assert!(lab.folder_messages(CUSTOMER, "INBOX").is_empty());
    screen.key("ctrl+Return");
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    let words = received[0].text();
    assert!(
        words.contains("Hello") && words.contains("there"),
        "{words}"
    );
    assert!(!words.contains("root:"), "no file goes along");
    assert!(!received[0].header("From").unwrap().contains("boss"));
    screen.go_to("Postroom");
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}

#[test]
fn a_link_starts_the_program_where_it_does_not_run() {
    let lab = Lab::start();
    let anna = added(&lab);
    assert_eq!(anna.run(&["sync"]).status.code(), Some(0));
    let screen = Screen::new();
    let process = anna
        .command()
        .arg(format!("mailto:{CUSTOMER}?subject=First%20of%20all"))
        .env("DISPLAY", &screen.name)
        .env_remove("WAYLAND_DISPLAY")
        .env("ICED_BACKEND", "tiny-skia")
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let mut open = Open {
        program: &anna,
        process,
    };
    screen.go_to("First of all");
    screen.go_to("Postroom");
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}

#[test]
fn a_setting_is_looked_for_and_changed() {
    let lab = Lab::start();
    let anna = added(&lab);
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);
    moment();
    screen.choose("settings");
    moment();
    // The field in which is searched, on the right above.
    screen.click(950, 82);
    screen.write("thunderbird");
    moment();
    screen.picture("settings");
    // Past the parts of the page, to what was found: two keys to choose from, of which the arrow takes the other.
    for _ in 0..12 {
        screen.key("Tab");
    }
    screen.key("Down");
    let file = anna.profile().join("config.toml");
    wait_for("it is kept", || {
        let kept = std::fs::read_to_string(&file).unwrap();
        kept.contains("keys = \"thunderbird\"")
    });
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}

/// A listener that counts who comes.
fn listener() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<AtomicUsize> = Arc::default();
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 100]);
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    (base, asked)
}

fn with_html(subject: &str, from: &str, html: &str) -> String {
    format!(
        "From: {from}\r\nTo: support@postroom.test\r\nSubject: {subject}\r\n\
         Message-ID: <{}@customer.test>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n",
        subject.to_lowercase().replace(' ', "-")
    )
}

#[test]
fn a_mail_is_seen_as_it_was_laid_out_and_its_pictures_are_asked_about() {
    let lab = Lab::start();
    let (base, asked) = listener();
    let html = format!(
        "<table width=300 height=100 bgcolor='#16a34a'><tr><td>Green</table>\
         <script>document.location='{base}/script'</script>\
         <img src='{base}/open.png' width=80 height=80>"
    );
    let from = "Kim Kunde <kunde@customer.test>";
    lab.deliver("support", with_html("A newsletter", from, &html));
    let anna = added(&lab);
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);
    has_mail(&open, 1);
    open_first(&lab, &screen, 1);
    wait_for("its table is green", || {
        screen.count("html", [0x16, 0xa3, 0x4a]) > 20_000
    });
    moment();
    assert_eq!(
        asked.load(Ordering::Relaxed),
        0,
        "nobody learns that it was read"
    );
    // "Always for kunde@customer.test".
    screen.click(890, 312);
    let file = anna.profile().join("config.toml");
    wait_for("it is kept", || {
        let kept = std::fs::read_to_string(&file).unwrap();
        kept.contains("pictures_always = [\"kunde@customer.test\"]")
    });
    moment();
    screen.picture("html-pictures");
    // This picture lies on this computer, where no mail may reach, whoever wants it.
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}

/// An address as of the Internet that is this computer: nobody has it any more (RFC 7526 section 4). No mail reaches
/// the computer's own ones.
const FAR: &str = "192.88.99.1";

/// A web server out there that has one red picture, and what it was asked.
fn web() -> (String, Arc<Mutex<Vec<String>>>) {
    let added = Command::new("ip")
        .args(["address", "replace", &format!("{FAR}/32"), "dev", "lo"])
        .status()
        .expect("iproute2 is installed");
    assert!(
        added.success(),
        "root, or a user namespace with a network of its own: see `tests/lab`"
    );
    let red = ["-size", "80x80", "xc:#dc2626", "png:-"];
    let red = Command::new("convert").args(red).output().unwrap().stdout;
    let listener = TcpListener::bind((FAR, 0)).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = Vec::new();
            let mut octet = [0];
            while !request.ends_with(b"\r\n\r\n") && stream.read_exact(&mut octet).is_ok() {
                request.extend(octet);
            }
            heard.lock().unwrap().push(text(&request));
            let head = format!(
                "HTTP/1.1 200 OK\r\nSet-Cookie: who=anna\r\nContent-Length: {}\r\n\r\n",
                red.len()
            );
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&red);
        }
    });
    (base, asked)
}

#[test]
fn pictures_come_when_their_sender_is_trusted_and_say_nothing_of_who_reads() {
    let lab = Lab::start();
    let (base, asked) = web();
    let html = |number: u8| {
        format!(
            "<table width=300 height=100 bgcolor='#16a34a'><tr><td>Green</table>\
             <img src='{base}/picture-{number}.png' width=80 height=80>\
             <iframe src='{base}/frame-{number}.html'></iframe><object data='{base}/object-{number}'></object>"
        )
    };
    let from = "Kim Kunde <kunde@customer.test>";
    let red = |screen: &Screen, name: &str| screen.count(name, [0xdc, 0x26, 0x26]);
    lab.deliver("support", with_html("First", from, &html(1)));
    let anna = added(&lab);
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);
    has_mail(&open, 1);
    open_first(&lab, &screen, 1);
    wait_for("its table is green", || {
        screen.count("pictures-out", [0x16, 0xa3, 0x4a]) > 20_000
    });
    moment();
    assert!(
        asked.lock().unwrap().is_empty(),
        "nobody learns that it was read"
    );
    assert_eq!(red(&screen, "pictures-out"), 0);
    // "Always for kunde@customer.test".
    screen.click(890, 312);
    wait_for("the picture is there", || {
        red(&screen, "pictures-in") > 5_000
    });
    // What comes from them later is not asked about.
    lab.deliver("support", with_html("Second", from, &html(2)));
    has_mail(&open, 2);
    open_first(&lab, &screen, 1);
    wait_for("the second picture was fetched", || {
        asked.lock().unwrap().len() == 2
    });
    wait_for("and is there", || red(&screen, "pictures-again") > 5_000);
    let asked = asked.lock().unwrap().clone();
    for (number, request) in (1..).zip(&asked) {
        assert!(request.starts_with(&format!("GET /picture-{number}.png HTTP/1.1\r\n")));
        let request = request.to_lowercase();
        for told in [
            "cookie:",
            "referer:",
            "origin:",
            "authorization:",
            "postroom",
        ] {
            assert!(!request.contains(told), "{told} in {request}");
        }
    }
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}

#[test]
fn a_sender_who_pretends_is_warned_of() {
    let lab = Lab::start();
    let honest = "Kim Kunde <kunde@customer.test>";
    let forged = "\"support@postroom.test\" <thief@customer.test>";
    lab.deliver("support", with_html("Honest", honest, "<p>x</p>"));
    let anna = added(&lab);
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);
    has_mail(&open, 1);
    open_first(&lab, &screen, 1);
    // The surface of what is to be looked at twice: see `theme::palette`.
    let caution = [0xfd, 0xf0, 0xd5];
    let before = screen.count("honest", caution);
    lab.deliver("support", with_html("Forged", forged, "<p>Pay at once</p>"));
    has_mail(&open, 2);
    open_first(&lab, &screen, 1);
    wait_for("it is warned of", || {
        screen.count("forged", caution) > before + 5_000
    });
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}

#[test]
fn an_account_is_added_in_the_window() {
    let lab = Lab::start();
    lab.deliver("support", question("Before the first start"));
    let anna = Program::new(&lab);
    let screen = Screen::new();
    let process = anna
        .command()
        .env("DISPLAY", &screen.name)
        .env_remove("WAYLAND_DISPLAY")
        .env("ICED_BACKEND", "tiny-skia")
        // The lab's authority, as if the system trusted it.
        .env("SSL_CERT_FILE", lab.ca_file())
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let mut open = Open {
        program: &anna,
        process,
    };
    screen.go_to("Postroom");
    moment();
    screen.picture("welcome");
    screen.choose("add an account");
    moment();
    let (imap, smtp) = (lab.imap_tls(), lab.smtp_tls());
    let typed = |words: &str, tabs: usize| {
        screen.write(words);
        for _ in 0..tabs {
            screen.key("Tab");
        }
    };
    typed("anna@postroom.test", 1);
    typed("Anna Berg", 1);
    typed("anna-pass", 1);
    typed(&imap.host, 1);
    screen.key("ctrl+a");
    // The three kinds of protection lie between the ports.
    typed(&imap.port.to_string(), 4);
    screen.key("ctrl+a");
    typed(&smtp.host, 1);
    screen.key("ctrl+a");
    typed(&smtp.port.to_string(), 0);
    moment();
    screen.picture("add-account");
    screen.key("Return");
    wait_for("the account is there", || {
        let accounts = open.program.json(&["account", "list"]);
        accounts
            .iter()
            .any(|row| row["address"] == "anna@postroom.test")
    });
    has_mail(&open, 1);
    // What it reaches is shown, with the question where copies go.
    screen.picture("first-mailboxes");
    screen.go_to("Postroom");
    screen.key("Escape");
    moment();
    screen.picture("first-mail");
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}
