//! T43: a server that never stops talking is left, and what it said is not kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use postroom::engine::ProblemKind;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::Anna;
use super::server::Server;

/// Most octets that may be taken of a flood over one connection: what is held in memory of it at most, and
/// what lies in sockets.
const HELD: u64 = 32 * 1024 * 1024;

/// What is said without an end.
#[derive(Debug, Clone, Copy)]
struct Flood {
    /// At this command; at the greeting where it is empty.
    at: &'static str,
    begin: &'static str,
    again: &'static str,
}

/// Passes everything on, but answers one command with a flood, while it flows.
async fn flooding(server: u16, flood: Flood) -> (u16, Arc<AtomicU64>, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (taken, flows) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let (count, on) = (Arc::clone(&taken), Arc::clone(&flows));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (count, on) = (Arc::clone(&count), Arc::clone(&on));
            tokio::spawn(async move {
                let (read, mut write) = client.into_split();
                let server = tokio::net::TcpStream::connect(("127.0.0.1", server));
                let (mut from, mut to) = server.await.unwrap().into_split();
                let mut lines = BufReader::new(read).lines();
                if !(flood.at.is_empty() && on.load(Ordering::SeqCst)) {
                    let (tell, mut told) = tokio::sync::oneshot::channel::<()>();
                    let answers = tokio::spawn(async move {
                        tokio::select! {
                            _ = tokio::io::copy(&mut from, &mut write) => {}
                            _ = &mut told => {}
                        }
                        write
                    });
                    loop {
                        let Ok(Some(line)) = lines.next_line().await else {
                            return;
                        };
                        let (_, command) = line.split_once(' ').unwrap_or_default();
                        let is_it = !flood.at.is_empty() && command.starts_with(flood.at);
                        if is_it && on.load(Ordering::SeqCst) {
                            break;
                        }
                        if to
                            .write_all(format!("{line}\r\n").as_bytes())
                            .await
                            .is_err()
                        {
                            return;
                        }
                    }
                    drop(tell);
                    write = answers.await.unwrap();
                }
                let again = flood.again.repeat(16 * 1024 / flood.again.len() + 1);
                let (mut piece, mut sent) = (flood.begin, 0);
                while write.write_all(piece.as_bytes()).await.is_ok() {
                    sent += piece.len() as u64;
                    count.fetch_max(sent, Ordering::SeqCst);
                    piece = &again;
                }
            });
        }
    });
    (port, taken, flows)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_never_stops_talking_is_left_with_words_and_little_is_kept() {
    let floods = [
        ("", "* OK ", "x"),
        ("", "* OK [CAPABILITY IMAP4rev1", " X"),
        ("AUTHENTICATE", "* CAPABILITY IMAP4rev1", " X"),
        ("AUTHENTICATE", "", "* CAPABILITY IMAP4rev1\r\n"),
        ("EXAMINE", "* ", "x"),
        ("EXAMINE", "* FLAGS (", "k "),
        ("LIST", "", "* LIST () \"/\" \"x\"\r\n"),
        ("LIST", "* LIST (", "\\X "),
        ("MYRIGHTS", "", "* MYRIGHTS x lr\r\n"),
        ("UID SEARCH", "* SEARCH", " 1"),
        ("UID SEARCH", "* ESEARCH UID ALL 1", ",1"),
    ];
    for (at, begin, again) in floods {
        let flood = Flood { at, begin, again };
        let mut server = Server::start().await;
        let (port, taken, flows) = flooding(server.imap, flood).await;
        server.imap = port;
        let anna = Anna::on(&server).await;
        anna.sync().await;
        assert_eq!(anna.uids(), [1, 2, 3]);
        server.deliver(&[4]);

        flows.store(true, Ordering::SeqCst);
        let problems = if at.is_empty() || at == "AUTHENTICATE" {
            let test = anna.sign_in_again().await;
            vec![test.imap.expect_err("it is no server to be signed in to")]
        } else {
            let refused = anna.try_sync().await.err();
            anna.engine.problems().into_iter().chain(refused).collect()
        };
        let is_said = problems.iter().any(|p| {
            matches!(p.kind, ProblemKind::Server | ProblemKind::Network) && p.account.is_some()
        });
        let octets = taken.load(Ordering::SeqCst);
        assert!(octets > 0, "{flood:?}: the flood came");
        assert!(octets < HELD, "{flood:?}: {octets} octets were taken");
        assert!(is_said, "{flood:?}: {problems:?}");
        assert_eq!(anna.uids(), [1, 2, 3], "{flood:?}");

        flows.store(false, Ordering::SeqCst);
        anna.until_recovered(|anna| anna.uids() == [1, 2, 3, 4])
            .await;
        anna.engine.stop().await;
    }
}
