//! Large messages: they are read without what is attached, and whatever the server says about their parts,
//! what is shown and saved is what was sent.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use postroom::domain::{Excerpt, FlagChange, HeldText, MessageKey, SystemFlag};
use postroom::engine::{Command, MailboxChange};
use postroom::rfc822;

use super::Anna;
use super::server::{Said, Server};

const HEADER: &str = "From: a@faults.test\r\nSubject: m4\r\nMessage-ID: <m4@faults.test>\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n";
const TEXT_HEADER: &str = "Content-Type: text/plain\r\n\r\n";
const FILE_HEADER: &str = "Content-Type: application/x-thing; name=thing.bin\r\n\
    Content-Disposition: attachment; filename=thing.bin\r\n\r\n";
const TEXT: &str = "An albatross.\r\n";

/// Octets of what is attached.
const SIZE: usize = 5_000_000;

fn file() -> String {
    let line = "0123456789".repeat(7) + "\r\n";
    let mut file = line.repeat(SIZE / line.len() + 1);
    file.truncate(SIZE);
    file
}

fn message() -> String {
    format!(
        "{HEADER}--b\r\n{TEXT_HEADER}{TEXT}\r\n--b\r\n{FILE_HEADER}{}\r\n--b--\r\n",
        file()
    )
}

fn structure() -> String {
    format!(
        r#"(("text" "plain" NIL NIL NIL "7bit" {} 1)("application" "x-thing" NIL NIL NIL "7bit" {SIZE} NIL ("attachment" NIL) NIL NIL) "mixed")"#,
        TEXT.len()
    )
}

/// A usual answer in which something else stands.
type Lie = (&'static str, fn(String) -> String);

fn answer(command: &str, message: &str, lie: &Lie) -> Option<Said> {
    let items = command.strip_prefix("UID FETCH 4 (UID ")?;
    let said = |name: &str, octets: &str| {
        format!(
            "* 1 FETCH (UID 4 {name} {{{}}}\r\n{octets})\r\nTAG OK x\r\n",
            octets.len()
        )
    };
    let range = |octets: &str| {
        let (_, range) = items.split_once('<')?;
        let (from, count) = range.trim_end_matches(">)").split_once('.')?;
        let from = from.parse::<usize>().ok()?.min(octets.len());
        let to = (from + count.parse::<usize>().ok()?).min(octets.len());
        Some((from, octets[from..to].to_owned()))
    };
    let section = |name: &str, octets: &str| {
        let (from, octets) = range(octets)?;
        Some(said(&format!("BODY[{name}]<{from}>"), &octets))
    };
    let usual = match items {
        "BODYSTRUCTURE)" => format!(
            "* 1 FETCH (UID 4 BODYSTRUCTURE {})\r\nTAG OK x\r\n",
            structure()
        ),
        "BODY.PEEK[HEADER])" => said("BODY[HEADER]", HEADER),
        "BODY.PEEK[1.MIME])" => said("BODY[1.MIME]", TEXT_HEADER),
        "BODY.PEEK[2.MIME])" => said("BODY[2.MIME]", FILE_HEADER),
        items if items.starts_with("BODY.PEEK[1]<") => section("1", TEXT)?,
        items if items.starts_with("BODY.PEEK[2]<") => section("2", &file())?,
        items if items.starts_with("BODY.PEEK[]<") => section("", message)?,
        items if items.starts_with("FLAGS INTERNALDATE") => format!(
            "* 1 FETCH (UID 4 FLAGS () RFC822.SIZE {} BODYSTRUCTURE {} BODY[HEADER.FIELDS (X)] {{{}}}\r\n{HEADER})\r\nTAG OK x\r\n",
            message.len(),
            structure(),
            HEADER.len()
        ),
        _ => return None,
    };
    Said::text(if items.starts_with(lie.0) {
        (lie.1)(usual)
    } else {
        usual
    })
}

const NO_LIE: Lie = ("nothing", |said| said);

/// One message, which is large, and of which only the header is here.
async fn with_one(lie: Lie) -> (Server, Anna, MessageKey) {
    let server = Server::start().await;
    server.restore(&[(4, "m4")], 5, 20);
    let anna = Anna::on(&server).await;
    anna.set(MailboxChange::Keep(postroom::domain::KeepBack::Headers))
        .await;
    let message = message();
    server.instead(move |command| answer(command, &message, &lie));
    anna.sync().await;
    let key = anna.inbox()[0].id.clone();
    (server, anna, key)
}

impl Anna {
    fn excerpt(&self, key: &MessageKey) -> Option<Excerpt> {
        match self.engine.reader().text(key).unwrap()? {
            HeldText::Excerpt(excerpt) => Some(excerpt),
            HeldText::Whole(_) => None,
        }
    }

    fn body(&self, key: &MessageKey) -> Option<Vec<u8>> {
        self.engine.reader().body(key).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_mail_is_read_without_what_is_attached_to_it() {
    let (server, anna, key) = with_one(NO_LIE).await;
    let read = Command::FetchText(key.clone());
    anna.engine.request(read.clone()).await.unwrap();
    let excerpt = anna.excerpt(&key).unwrap();
    let parsed = rfc822::parse_held(&HeldText::Excerpt(excerpt.clone())).unwrap();
    let attached = &parsed.attachments[0];
    assert_eq!(
        (attached.name.as_str(), attached.size, attached.is_left_out),
        ("thing.bin", SIZE as u64, true)
    );
    assert!(excerpt.raw.len() < 1000 && anna.body(&key).is_none());
    for section in ["BODY.PEEK[]", "BODY.PEEK[2]"] {
        let asked = server.heard("UID FETCH");
        assert!(!asked.iter().any(|c| c.contains(section)), "{asked:?}");
    }
    // Once.
    let asked = server.heard("UID FETCH").len();
    anna.engine.request(read).await.unwrap();
    assert_eq!(server.heard("UID FETCH").len(), asked);
    // What is attached comes when it is wanted, once too, and the message does not.
    for _ in 0..2 {
        let octets = anna.engine.attachment(&key, 0).await.unwrap();
        assert!(octets == file().into_bytes());
    }
    let asked = server.heard("UID FETCH");
    let first = asked.iter().filter(|c| c.contains("BODY.PEEK[2]<0."));
    assert_eq!(first.count(), 1);
    assert!(!asked.iter().any(|c| c.contains("BODY.PEEK[]")));
    assert_eq!(anna.body(&key), None);
    let none = anna.engine.attachment(&key, 1).await;
    assert_eq!(none.unwrap_err().message.key, "problem-unreadable-message");
    // And the message itself when that is wanted.
    anna.engine
        .request(Command::FetchBody(key.clone()))
        .await
        .unwrap();
    assert!(anna.body(&key).unwrap() == message().into_bytes());
    assert_eq!(anna.excerpt(&key), None);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_server_says_of_its_parts_the_message_is_read() {
    let lies: [Lie; 14] = [
        ("BODYSTRUCTURE", |_| {
            "* 1 FETCH (UID 4 BODYSTRUCTURE NIL)\r\nTAG OK x\r\n".into()
        }),
        ("BODYSTRUCTURE", |_| {
            "* 1 FETCH (UID 4 BODYSTRUCTURE ((((\r\nTAG OK x\r\n".into()
        }),
        ("BODYSTRUCTURE", |_| {
            let deep = format!("{}{}", "(".repeat(100_000), ")".repeat(100_000));
            format!("* 1 FETCH (UID 4 BODYSTRUCTURE {deep})\r\nTAG OK x\r\n")
        }),
        ("BODYSTRUCTURE", |_| "TAG NO not this one\r\n".into()),
        ("BODYSTRUCTURE", |said| {
            said.replace(
                " \"mixed\")",
                "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1) \"mixed\")",
            )
        }),
        // One part less, and no boundary.
        ("BODYSTRUCTURE", |_| {
            format!(
                "* 1 FETCH (UID 4 BODYSTRUCTURE (\"application\" \"x\" NIL NIL NIL \"7bit\" {SIZE}))\r\nTAG OK x\r\n"
            )
        }),
        ("BODY.PEEK[HEADER]", |said| {
            said.replace("boundary=b", "boundary=c")
                .replace("--b", "--c")
        }),
        ("BODY.PEEK[HEADER]", |_| {
            "* 1 FETCH (UID 4 BODY[HEADER] \"\")\r\nTAG OK x\r\n".into()
        }),
        ("BODY.PEEK[1.MIME]", |_| {
            "* 1 FETCH (UID 4 BODY[1.MIME] NIL)\r\nTAG OK x\r\n".into()
        }),
        ("BODY.PEEK[1]", |_| {
            "* 1 FETCH (UID 4 BODY[1] NIL)\r\nTAG OK x\r\n".into()
        }),
        ("BODY.PEEK[1]", |said| said.replace("BODY[1]", "BODY[2]")),
        ("BODY.PEEK[1]", |_| "TAG NO not this one\r\n".into()),
        // Without an end: always as much as was asked for.
        ("BODY.PEEK[1]", |_| {
            let octets = "x".repeat(1024 * 1024);
            format!(
                "* 1 FETCH (UID 4 BODY[1] {{{}}}\r\n{octets})\r\nTAG OK x\r\n",
                octets.len()
            )
        }),
        ("BODY.PEEK[1]", |_| {
            let parts = "\r\n--b\r\n\r\nx\r\n--b\r\n\r\ny";
            format!(
                "* 1 FETCH (UID 4 BODY[1]<0> {{{}}}\r\n{parts})\r\nTAG OK x\r\n",
                parts.len()
            )
        }),
    ];
    for (at, lie) in lies.into_iter().enumerate() {
        let (server, anna, key) = with_one(lie).await;
        let asked_of = lie.0;
        let read = anna.engine.request(Command::FetchText(key.clone())).await;
        assert!(read.is_ok(), "{at} {asked_of}: {read:?}");
        // A boundary of another name with all that belongs to it is as good as the true one.
        if at == 6 {
            assert!(anna.excerpt(&key).is_some());
            anna.engine.stop().await;
            continue;
        }
        assert!(
            anna.body(&key)
                .is_some_and(|raw| raw == message().into_bytes()),
            "{at}"
        );
        assert!(
            server
                .heard("UID FETCH")
                .iter()
                .any(|c| c.contains("BODY.PEEK[]"))
        );
        assert!(anna.engine.attachment(&key, 0).await.unwrap() == file().into_bytes());
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_that_is_none_makes_the_message_come() {
    // Parts where there was one, a part that is not there, one without an end.
    let lies: [Lie; 2] = [
        ("BODY.PEEK[2]", |_| {
            let parts = "\r\n--b\r\n\r\nx\r\n--b\r\n\r\ny";
            format!(
                "* 1 FETCH (UID 4 BODY[2] {{{}}}\r\n{parts})\r\nTAG OK x\r\n",
                parts.len()
            )
        }),
        ("BODY.PEEK[2]", |_| {
            "* 1 FETCH (UID 4 BODY[2] NIL)\r\nTAG OK x\r\n".into()
        }),
    ];
    for (at, lie) in lies.into_iter().enumerate() {
        let (_server, anna, key) = with_one(lie).await;
        anna.engine
            .request(Command::FetchText(key.clone()))
            .await
            .unwrap();
        assert!(anna.excerpt(&key).is_some());
        let octets = anna.engine.attachment(&key, 0).await;
        assert!(
            octets.is_ok_and(|octets| octets == file().into_bytes()),
            "{at}"
        );
        assert!(anna.body(&key).is_some());
        anna.engine.stop().await;
    }
}

/// What is too large for the settings is found all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_what_is_too_large_to_be_fetched_ahead_the_text_is_found() {
    let (server, anna, key) = with_one(NO_LIE).await;
    anna.set(MailboxChange::Attachments(
        postroom::domain::KeepAttachments::OnDemand,
    ))
    .await;
    anna.set(MailboxChange::Keep(postroom::domain::KeepBack::All))
        .await;
    anna.sync().await;
    assert!(anna.excerpt(&key).is_some() && anna.body(&key).is_none());
    assert_eq!(anna.found("albatross"), 1);
    let asked = server.heard("UID FETCH");
    assert!(
        !asked.iter().any(|c| c.contains("BODY.PEEK[2]")),
        "{asked:?}"
    );
    // Once.
    anna.sync().await;
    let structures = server.heard("UID FETCH 4 (UID BODYSTRUCTURE)");
    assert_eq!(structures.len(), 1);
    // And the message, when the settings want it.
    anna.set(MailboxChange::Attachments(
        postroom::domain::KeepAttachments::Always,
    ))
    .await;
    anna.sync().await;
    assert!(anna.body(&key).is_some());
    anna.engine.stop().await;
}

/// The server waits with the first slice of the message until it is told to go on.
async fn held_up() -> (
    Server,
    Anna,
    MessageKey,
    mpsc::Receiver<()>,
    mpsc::Sender<()>,
) {
    let (server, anna, key) = with_one(NO_LIE).await;
    let message = message();
    let (began, begun) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let may_go_on = Arc::new(Mutex::new(may_go_on));
    server.instead(move |command| {
        if command.contains("BODY.PEEK[]<0.") {
            let _ = began.send(());
            let _ = may_go_on
                .lock()
                .unwrap()
                .recv_timeout(Duration::from_secs(20));
        }
        answer(command, &message, &NO_LIE)
    });
    (server, anna, key, begun, go_on)
}

fn slices(server: &Server) -> Vec<String> {
    let all = server.heard("UID");
    all.into_iter()
        .filter(|c| c.contains("BODY.PEEK[]<") || c.contains("STORE"))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_act_has_its_turn_between_two_slices() {
    let (server, anna, key, begun, go_on) = held_up().await;
    let (engine, of) = (anna.engine.clone(), key.clone());
    let fetch = tokio::spawn(async move { engine.request(Command::FetchBody(of)).await });
    tokio::task::spawn_blocking(move || begun.recv().unwrap())
        .await
        .unwrap();
    let (engine, of) = (anna.engine.clone(), key.clone());
    let mark = tokio::spawn(async move {
        let change = FlagChange::system(SystemFlag::Flagged, true);
        engine
            .request(Command::Mark {
                messages: vec![of],
                change,
            })
            .await
    });
    while anna.engine.reader().acts(None).unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    go_on.send(()).unwrap();
    mark.await.unwrap().unwrap();
    fetch.await.unwrap().unwrap();
    assert!(anna.body(&key).unwrap() == super::parts::message().into_bytes());
    let heard = slices(&server);
    let store = heard.iter().position(|c| c.contains("STORE")).unwrap();
    assert!(store + 1 < heard.len(), "{heard:?}");
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_nobody_waits_for_is_not_fetched_on() {
    let (server, anna, key, begun, go_on) = held_up().await;
    let (engine, of) = (anna.engine.clone(), key.clone());
    let fetch = tokio::spawn(async move { engine.request(Command::FetchBody(of)).await });
    tokio::task::spawn_blocking(move || begun.recv().unwrap())
        .await
        .unwrap();
    fetch.abort();
    assert!(fetch.await.is_err());
    go_on.send(()).unwrap();
    let change = FlagChange::system(SystemFlag::Flagged, true);
    let mark = Command::Mark {
        messages: vec![key.clone()],
        change,
    };
    anna.engine.request(mark).await.unwrap();
    let heard = slices(&server);
    assert_eq!(heard.len(), 2, "{heard:?}");
    assert_eq!(anna.body(&key), None);
    // Who asks again has it.
    anna.engine
        .request(Command::FetchBody(key.clone()))
        .await
        .unwrap();
    assert!(anna.body(&key).is_some());
    anna.engine.stop().await;
}

/// The connection ends in the middle: another one goes on from there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_connection_goes_on_where_one_ended() {
    let (server, anna, key) = with_one(NO_LIE).await;
    let message = message();
    let ended = Mutex::new(false);
    server.instead(move |command| {
        let is_later = command.contains("BODY.PEEK[]<") && !command.contains("BODY.PEEK[]<0.");
        if is_later && !std::mem::replace(&mut *ended.lock().unwrap(), true) {
            return Some(Said::End);
        }
        answer(command, &message, &NO_LIE)
    });
    anna.engine
        .request(Command::FetchBody(key.clone()))
        .await
        .unwrap();
    assert!(anna.body(&key).unwrap() == super::parts::message().into_bytes());
    let firsts = slices(&server).into_iter().filter(|c| c.contains("[]<0."));
    assert_eq!(firsts.count(), 1);
    anna.engine.stop().await;
}
