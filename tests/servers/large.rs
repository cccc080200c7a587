//! Large mails on a real Dovecot: what is read comes, and what is attached when somebody wants it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use postroom::domain::{FolderRole, HeldText, KeepAttachments, KeepBack, MessageKey, SearchQuery};
use postroom::engine::{Command, MailboxChange};
use postroom::rfc822;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};

use crate::lab::Lab;
use crate::member::{Member, id};

const SUPPORT: &str = "support@postroom.test";

/// Octets of what is attached.
const SIZE: usize = 20_000_000;

/// Stands between a member and the server, and counts what the server says.
async fn counting(port: u16) -> (u16, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let ((mut from_client, mut to_client), (from_server, mut to_server)) =
                (client.into_split(), server.into_split());
            tokio::spawn(async move {
                let _ = tokio::io::copy(&mut from_client, &mut to_server).await;
                let _ = to_server.shutdown().await;
            });
            let counted = Arc::clone(&counted);
            tokio::spawn(async move {
                let mut octets = vec![0; 64 * 1024];
                loop {
                    from_server.readable().await.unwrap();
                    match from_server.try_read(&mut octets) {
                        Ok(0) => break,
                        Ok(n) => {
                            counted.fetch_add(n as u64, Ordering::Relaxed);
                            if to_client.write_all(&octets[..n]).await.is_err() {
                                break;
                            }
                        }
                        Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => {}
                        Err(_) => break,
                    }
                }
            });
        }
    });
    (own, count)
}

fn attached() -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(7);
    (0..SIZE).map(|_| random.u8(..)).collect()
}

fn encoded(octets: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(octets);
    let lines = text.as_bytes().chunks(76);
    let lines: Vec<&str> = lines.map(|l| std::str::from_utf8(l).unwrap()).collect();
    lines.join("\r\n")
}

/// Text beside HTML with a picture, a large file, a mail in the mail, and a small file.
fn letter(octets: &[u8]) -> Vec<u8> {
    let picture = encoded(&vec![1; 200_000]);
    let inner = "a line of the mail in the mail\r\n".repeat(10_000);
    format!(
        "From: Lena <lena@example.org>\r\nTo: {SUPPORT}\r\nSubject: The plans\r\n\
         Message-ID: <plans@example.org>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=outer\r\n\r\npreamble\r\n\
         --outer\r\nContent-Type: multipart/alternative; boundary=\"in ner\"\r\n\r\n\
         --in ner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHere is the albatross. Grüße\r\n\
         --in ner\r\nContent-Type: multipart/related; boundary=rel\r\n\r\n\
         --rel\r\nContent-Type: text/html\r\n\r\n<p>Here is the albatross.<img src=\"cid:logo\"></p>\r\n\
         --rel\r\nContent-Type: image/png\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\n{picture}\r\n\
         --rel--\r\n--in ner--\r\n\
         --outer\r\nContent-Type: application/zip; name=plans.zip\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment;\r\n filename*=utf-8''Pl%C3%A4ne.zip\r\n\r\n{}\r\n\
         --outer\r\nContent-Type: message/rfc822\r\n\r\nSubject: the first offer\r\nContent-Type: multipart/mixed; boundary=outer2\r\n\r\n\
         --outer2\r\n\r\n{inner}\r\n--outer2--\r\n\
         --outer\r\nContent-Type: text/csv; name=small.csv\r\n\r\na;b\r\n--outer--\r\nepilogue\r\n",
        encoded(octets)
    )
    .into_bytes()
}

async fn set(anna: &Member, change: MailboxChange) {
    let mailbox = id(SUPPORT);
    let set = Command::SetMailbox { mailbox, change };
    anna.engine.request(set).await.unwrap();
}

fn held(anna: &Member, key: &MessageKey) -> Option<HeldText> {
    anna.engine.reader().text(key).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_large_mail_comes_what_is_read_and_what_is_attached_when_it_is_wanted() {
    let lab = Lab::start();
    let octets = attached();
    let message = letter(&octets);
    lab.put("support", "INBOX", &message);
    let (port, count) = counting(lab.imap_tls().port).await;
    let adjust = |account: &mut postroom::domain::Account| account.imap.port = port;
    let anna = Member::try_new(&lab, "anna", false, adjust).await.unwrap();
    set(&anna, MailboxChange::Keep(KeepBack::Headers)).await;
    anna.sync().await;
    let inbox = anna.messages(SUPPORT, FolderRole::Inbox);
    let key = inbox
        .iter()
        .find(|h| h.subject == "The plans")
        .unwrap()
        .id
        .clone();
    let taken = || count.swap(0, Ordering::Relaxed);
    let _ = taken();

    anna.engine
        .request(Command::FetchText(key.clone()))
        .await
        .unwrap();
    let read = taken();
    println!("read: {read} octets of {}", message.len());
    assert!(read < 50_000, "{read}");
    let excerpt = held(&anna, &key).unwrap();
    assert!(matches!(excerpt, HeldText::Excerpt(_)));
    let parsed = rfc822::parse_held(&excerpt).unwrap();
    let whole = rfc822::parse_message(&message).unwrap();
    assert_eq!((&parsed.body, &parsed.html), (&whole.body, &whole.html));
    assert_eq!(parsed.attachments.len(), whole.attachments.len());
    for (one, other) in parsed.attachments.iter().zip(&whole.attachments) {
        assert_eq!(
            (&one.name, &one.media_type),
            (&other.name, &other.media_type)
        );
        assert!(one.size.abs_diff(other.size) <= 2, "{one:?} {other:?}");
    }

    // Each of them is what was sent, and comes once.
    for attached in &whole.attachments {
        let original = rfc822::attachment_bytes(&message, attached.index).unwrap();
        let fetched = anna.engine.attachment(&key, attached.index).await.unwrap();
        // src/wire/quirks.rs: dovecot-inner-end
        let fetched = match attached.media_type.as_str() {
            "message/rfc822" => fetched.strip_suffix(b"\r\n").unwrap_or(&fetched),
            _ => &fetched,
        };
        assert!(fetched == original, "{}", attached.name);
    }
    let fetched = taken();
    assert!(fetched < message.len() as u64 + 200_000, "{fetched}");
    let again = anna.engine.attachment(&key, 1).await.unwrap();
    assert!(again == octets);
    assert_eq!(taken(), 0);
    assert_eq!(anna.engine.reader().body(&key).unwrap(), None);

    // And the mail itself, for whoever wants that.
    anna.engine
        .request(Command::FetchBody(key.clone()))
        .await
        .unwrap();
    let raw = anna.engine.reader().body(&key).unwrap().unwrap();
    assert!(raw == message);
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_what_is_not_fetched_ahead_the_words_are_found() {
    let lab = Lab::start();
    let message = letter(&attached());
    lab.put("support", "INBOX", &message);
    let (port, count) = counting(lab.imap_tls().port).await;
    let adjust = |account: &mut postroom::domain::Account| account.imap.port = port;
    let anna = Member::try_new(&lab, "anna", false, adjust).await.unwrap();
    set(&anna, MailboxChange::Attachments(KeepAttachments::UpTo(1))).await;
    anna.sync().await;
    assert!(count.load(Ordering::Relaxed) < 1_000_000);
    let found = |word: &str| {
        let query = SearchQuery::parse(word);
        anna.engine.reader().search(&query, None, 10).unwrap()
    };
    let key = found("albatross").remove(0).id;
    assert!(matches!(held(&anna, &key), Some(HeldText::Excerpt(_))));
    let all = |mailbox: &str| {
        let query = SearchQuery::parse("albatross");
        let mailbox = id(mailbox);
        anna.engine
            .reader()
            .coverage(&query, Some(&mailbox))
            .unwrap()
    };
    let coverage = all(SUPPORT);
    assert_eq!(coverage.findable, coverage.messages);
    anna.stop().await;
}
