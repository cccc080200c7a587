//! The room that texts may take on this computer: what a person opens counts, too.

use postroom::demo::{DemoServer, Team};
use postroom::domain::{FolderId, KeepBack, MessageKey};
use postroom::engine::{Command, MailboxChange};

use crate::anna::{Anna, id};

const SUPPORT: &str = "support@acme.example";

/// Octets that are given.
const GIVEN: u64 = 1_000_000;

/// A message of about so many octets.
fn message(number: usize, octets: usize) -> Vec<u8> {
    let mut message = format!(
        "From: kim@elsewhere.example\r\nSubject: Long {number}\r\nMessage-ID: <{number}@long>\r\n\r\n"
    )
    .into_bytes();
    let line = "A line of a long letter.\r\n";
    message.extend_from_slice(line.repeat(octets / line.len()).as_bytes());
    message
}

/// What is not opened stays on the server, and there is room for one megabyte.
async fn with_little_room(demo: &DemoServer) -> Anna {
    let anna = Anna::sign_in(demo).await;
    let change = MailboxChange::Keep(KeepBack::Headers);
    let mailbox = id(SUPPORT);
    let set = anna.ask(Command::SetMailbox { mailbox, change });
    set.await.unwrap();
    let little = anna
        .engine
        .change_settings(|settings| settings.cache_mb = 1);
    little.await.unwrap();
    anna.sync().await;
    anna
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_opened_makes_room_for_itself_and_is_there() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let mut uids = Vec::new();
    for octets in [400_000, 400_000, 400_000, 400_000, 1_500_000, 400_000] {
        let message = message(uids.len(), octets);
        uids.push(demo.deliver("support", "INBOX", &message).unwrap());
    }
    let anna = with_little_room(&demo).await;
    let reader = anna.engine.reader();
    let newest = anna.newest(SUPPORT);
    let key = |uid: &u32| MessageKey {
        uid: *uid,
        ..newest.clone()
    };
    let held = || {
        let has = |uid: &&u32| reader.body(&key(uid)).unwrap().is_some();
        uids.iter().filter(has).copied().collect::<Vec<_>>()
    };
    assert!(held().is_empty());
    for (at, uid) in uids.iter().enumerate() {
        // Reading one that is held makes it one that was used lately.
        if at > 0 && held().contains(&uids[0]) {
            anna.ask(Command::FetchText(key(&uids[0]))).await.unwrap();
        }
        anna.ask(Command::FetchBody(key(uid))).await.unwrap();
        let (held, octets) = (held(), reader.texts_octets().unwrap());
        assert!(held.contains(uid), "it is read: {at}");
        // One that is longer than all that is given is held alone, for as long as it is read.
        let is_alone = held == [*uid];
        assert!(octets <= GIVEN || is_alone, "{at}: {octets}, {held:?}");
        if (1..4).contains(&at) {
            assert_eq!(held, [uids[0], *uid], "what was used lately stays");
        }
    }
    assert_eq!(held(), [uids[5]]);
    anna.engine.stop().await;
}

/// What has just come is fetched though all is full: what nobody used for longest goes for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_new_comes_where_there_is_no_room() {
    for resident in [false, true] {
        let demo = DemoServer::start(Team::acme()).unwrap();
        demo.create_folder("support", "Orders").unwrap();
        for number in 0..12 {
            let old = message(number, 80_000);
            demo.deliver("support", "INBOX", &old).unwrap();
        }
        let anna = match resident {
            true => Anna::reside(&demo).await,
            false => Anna::sign_in(&demo).await,
        };
        let little = anna
            .engine
            .change_settings(|settings| settings.cache_mb = 1);
        little.await.unwrap();
        anna.sync().await;
        let reader = anna.engine.reader();
        anna.until("it is full", || {
            reader.texts_octets().unwrap() > GIVEN / 10 * 9
        })
        .await;
        let long = message(100, 400_000);
        let long = demo.deliver("support", "INBOX", &long).unwrap();
        let short = demo.deliver("support", "Orders", &message(101, 2_000));
        let orders = FolderId::of(&id(SUPPORT), "Orders");
        let short = MessageKey {
            uid: short.unwrap(),
            uid_validity: reader.folder(&orders).unwrap().unwrap().uid_validity,
            folder: orders,
        };
        anna.sync().await;
        let long = MessageKey {
            uid: long,
            ..anna.newest(SUPPORT)
        };
        for key in [long, short] {
            anna.until("it is held", || reader.body(&key).unwrap().is_some())
                .await;
        }
        // Room is made behind what was stored.
        anna.until("no more is held than is given", || {
            reader.texts_octets().unwrap() <= GIVEN
        })
        .await;
        anna.engine.stop().await;
    }
}

/// Also an excerpt, of what is read by one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_excerpt_that_is_opened_makes_room_for_itself() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let mut uids = Vec::new();
    for number in 0..3 {
        let letter = "A line of a long letter.\r\n".repeat(500_000 / 26);
        let film = "Zm9vYmFy\r\n".repeat(200_000);
        let message = format!(
            "From: kim@elsewhere.example\r\nSubject: Film {number}\r\n\
             Message-ID: <{number}@film>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\n{letter}\r\n\
             --b\r\nContent-Type: video/mp4; name=film.mp4\r\n\
             Content-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=film.mp4\r\n\r\n{film}\r\n--b--\r\n"
        );
        let uid = demo.deliver("support", "INBOX", message.as_bytes());
        uids.push(uid.unwrap());
    }
    let anna = with_little_room(&demo).await;
    let reader = anna.engine.reader();
    let newest = anna.newest(SUPPORT);
    for uid in uids {
        let key = MessageKey {
            uid,
            ..newest.clone()
        };
        anna.ask(Command::FetchText(key.clone())).await.unwrap();
        assert!(reader.body(&key).unwrap().is_none());
        assert!(reader.text(&key).unwrap().is_some(), "it is read");
        let octets = reader.texts_octets().unwrap();
        assert!(octets > 0 && octets <= GIVEN, "{octets}");
    }
    anna.engine.stop().await;
}
