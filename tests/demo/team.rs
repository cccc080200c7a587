//! The server as a whole: it starts, lives, takes no harm from nonsense, and stops.

use std::time::Duration;

use postroom::demo::{CutHow, DemoError, DemoServer, Pace, Protocol, Step, Team};

use tokio::io::AsyncReadExt as _;

use crate::client::{Client, LIMIT, demo};

#[test]
fn without_a_runtime_it_says_so() {
    assert_eq!(
        DemoServer::start(Team::acme()).unwrap_err(),
        DemoError::NoRuntime
    );
}

#[tokio::test]
async fn it_is_reached_on_loopback_only_and_stops_with_all_its_tasks() {
    let demo = demo();
    let (imap, smtp) = (demo.imap_addr(), demo.smtp_addr());
    assert!(imap.ip().is_loopback() && smtp.ip().is_loopback());
    let mut idling = Client::imap(&demo, "anna").await;
    idling.send("i IDLE\r\n").await;
    assert_eq!(idling.line().await.unwrap(), "+ idling");
    let mut waiting = Client::smtp(&demo, "anna").await;
    assert_eq!(demo.connections(), 2);
    let control = demo.control();
    tokio::time::timeout(LIMIT, demo.stop()).await.unwrap();
    assert_eq!(idling.line().await, None);
    assert_eq!(waiting.line().await, None);
    assert_eq!(control.connections(), 0);
    for address in [imap, smtp] {
        // The system may have given the port to another server meanwhile: whoever answers there is not this one.
        if let Ok(mut other) = tokio::net::TcpStream::connect(address).await {
            let mut greeting = [0; 16];
            let _ = tokio::time::timeout(Duration::from_secs(2), other.read(&mut greeting)).await;
            assert_eq!(control.connections(), 0);
        }
    }
}

#[tokio::test]
async fn dropping_it_is_enough() {
    let demo = demo();
    let mut client = Client::imap(&demo, "anna").await;
    drop(demo);
    assert_eq!(client.line().await, None);
}

#[tokio::test]
async fn the_team_lives_at_its_pace() {
    let demo =
        DemoServer::start(Team::acme().with_pace(Pace::Every(Duration::from_millis(10)))).unwrap();
    let count =
        |d: &postroom::demo::Control, folder: &str| d.messages("support", folder).unwrap().len();
    let (inbox, sent) = (count(&demo, "INBOX"), count(&demo, "Sent"));
    let rights = |d: &postroom::demo::Control| d.rights("sales", "INBOX", "carla").unwrap();
    let lived = demo
        .until(LIMIT, |d| {
            count(d, "INBOX") > inbox && count(d, "Sent") > sent && !rights(d).is_empty()
        })
        .await;
    assert!(lived);
    tokio::time::timeout(LIMIT, demo.stop()).await.unwrap();
}

#[tokio::test]
async fn a_colleague_acts_on_command() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let waiting = demo.messages("support", "INBOX").unwrap();
    let uid = waiting
        .iter()
        .find(|m| !m.flags.contains(&"\\Answered".to_owned()))
        .unwrap()
        .uid;
    let copy = demo.answer("ben", "support", uid, "On its way.").unwrap();
    let sent = demo.messages("support", "Sent").unwrap();
    let copy = sent.iter().find(|m| m.uid == copy).unwrap();
    assert_eq!(copy.seen_by, ["ben@acme.example"]);
    let inbox = demo.messages("support", "INBOX").unwrap();
    let original = inbox.iter().find(|m| m.uid == uid).unwrap();
    assert!(original.flags.contains(&"\\Answered".to_owned()));
    assert!(demo.step(Step::PermissionChanges).is_some());
    assert_eq!(
        demo.read("ben", "support", "INBOX", 9999),
        Err(DemoError::NoSuchMessage(9999))
    );
    assert!(matches!(
        demo.messages("support", "nosuch"),
        Err(DemoError::NoSuchFolder { .. })
    ));
    assert!(matches!(
        demo.messages("nobody", "INBOX"),
        Err(DemoError::NoSuchName(_))
    ));
}

#[tokio::test]
async fn it_can_be_unreachable_for_a_while() {
    let demo = demo();
    let mut before = Client::imap(&demo, "anna").await;
    demo.set_offline(true);
    assert_eq!(before.line().await, None);
    let mut during = Client::connect(demo.imap_addr()).await;
    assert_eq!(during.line().await, None);
    demo.set_offline(false);
    let mut after = Client::imap(&demo, "anna").await;
    assert!(after.ask("NOOP").await.is_ok());
    demo.cut_connections(CutHow::Fin);
    assert_eq!(after.line().await, None);
}

#[tokio::test]
async fn commands_are_noted_without_secrets() {
    let demo = demo();
    let mut anna = Client::imap(&demo, "anna").await;
    anna.ask("SELECT INBOX").await;
    let commands = demo.commands();
    let lines: Vec<&str> = commands.iter().map(|c| c.line.as_str()).collect();
    assert_eq!(lines, ["LOGIN", "SELECT INBOX"]);
    assert!(commands.iter().all(|c| c.protocol == Protocol::Imap));
    demo.clear_commands();
    assert!(demo.commands().is_empty());
}

#[tokio::test]
async fn nonsense_is_refused_and_bounded() {
    let demo = demo();
    let mut anna = Client::imap(&demo, "anna").await;
    for nonsense in [
        "FOO",
        "SELECT",
        "UID",
        "UID FOO 1",
        "FETCH",
        "LIST",
        "APPEND INBOX",
        "LOGIN \"",
        "SETACL x",
    ] {
        assert!(
            anna.ask(nonsense).await.tagged.starts_with("BAD"),
            "{nonsense}"
        );
    }
    // Too large a literal is not asked for; one that does not wait ends the connection.
    anna.send("x SELECT {100000000}\r\n").await;
    assert!(anna.answer("x").await.tagged.starts_with("NO [TOOBIG]"));
    assert!(anna.ask("NOOP").await.is_ok());
    anna.send("y SELECT {100000000+}\r\n").await;
    assert!(anna.rest().await.contains("* BYE "));
    let mut anna = Client::imap(&demo, "anna").await;
    anna.try_send(vec![b'x'; 100_000]).await;
    assert!(anna.rest().await.contains("* BYE "));
    let mut anna = Client::imap(&demo, "anna").await;
    anna.try_send("x FOO\r\n".repeat(50)).await;
    assert!(
        anna.rest()
            .await
            .contains("* BYE Too many invalid IMAP commands.")
    );
    let mut smtp = Client::connect(demo.smtp_addr()).await;
    smtp.try_send(vec![b'x'; 100_000]).await;
    assert!(smtp.rest().await.contains("500 5.5.2"));
    let mut smtp = Client::connect(demo.smtp_addr()).await;
    smtp.try_send("FOO\r\n".repeat(50)).await;
    assert!(smtp.rest().await.contains("421 4.7.0"));
}

/// Sessions with bytes changed, lost and added: whatever is made of them, the server goes on.
#[tokio::test]
async fn mutated_sessions_do_no_harm() {
    const IMAP: &str = "a SELECT shared/support@acme.example (CONDSTORE)\r\nb UID FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[1.2.HEADER.FIELDS (FROM)]<1.5>) (CHANGEDSINCE 1)\r\nc UID STORE 1,3:* (UNCHANGEDSINCE 12) -FLAGS.SILENT (\\Seen $x)\r\nd LIST (SUBSCRIBED) \"\" (\"*\" %) RETURN (STATUS (MESSAGES) SPECIAL-USE)\r\ne UID SEARCH RETURN (MIN ALL) OR NOT FLAGGED HEADER Message-ID {3}\r\n<1> 2:*\r\nf APPEND Sent (\\Seen) {6+}\r\nA: b\r\n\r\ng SETACL INBOX anyone +lr\r\nh UID MOVE *:1 shared/support@acme.example/Trash\r\ni IDLE\r\nDONE\r\nj RENAME Sent a/b\r\nk UID EXPUNGE 1:4\r\nl LOGOUT\r\n";
    const SMTP: &str = "EHLO x\r\nMAIL FROM:<support@acme.example> SIZE=10 BODY=8BITMIME\r\nRCPT TO:<carla@acme.example>\r\nDATA\r\nFrom: <support@acme.example>, \"x\" <\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n..\r\n.\r\nRSET\r\nAUTH PLAIN AGEAYg==\r\nQUIT\r\n";
    let demo = DemoServer::start(Team::acme()).unwrap();
    // The seed is fixed, so that a failure can be had again.
    let mut random = fastrand::Rng::with_seed(20_261_123);
    let mut answered = 0;
    for round in 0..300 {
        let (session, mut client) = if round % 3 == 0 {
            (SMTP, Client::smtp(&demo, "anna").await)
        } else {
            (IMAP, Client::imap(&demo, "anna").await)
        };
        let mut bytes = session.as_bytes().to_vec();
        for _ in 0..random.usize(1..12) {
            let at = random.usize(..bytes.len());
            match random.u8(..4) {
                0 => bytes[at] = random.u8(..),
                1 => bytes.insert(at, *random.choice(b"(){}[]\"\\*%\r\n 0<>,:\0").unwrap()),
                2 => drop(bytes.remove(at)),
                _ => bytes
                    .splice(at..at, session.bytes().take(at % 50))
                    .for_each(drop),
            }
        }
        client.try_send(&bytes).await;
        answered += client.finish().await.lines().count();
    }
    assert!(answered > 1000, "{answered}");
    assert!(demo.until(LIMIT, |d| d.connections() == 0).await);
    let mut anna = Client::imap(&demo, "anna").await;
    assert!(anna.ask("NOOP").await.is_ok());
    let mut anna = Client::smtp(&demo, "anna").await;
    assert!(anna.smtp_ask("NOOP").await.starts_with("250"));
    assert_eq!(demo.connection_panics(), 0);
}
