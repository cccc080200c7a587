//! The line is cut at every octet of the dialogue, in both directions and in every way.
//! "Unknown" comes out exactly where the server may have the message, and nowhere else.

use std::collections::BTreeSet;

use postroom::domain::{Endpoint, Phase, Security};
use postroom::wire::smtp::{Options, SmtpConnection, Submitted};
use postroom::wire::{Login, WireError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::fixture::{
    Cut, Journal, Line, MESSAGE, Meter, PASSWORD, envelope, pipe, sign_in, sign_in_over, submit,
    tls,
};
use super::server::{Answer, Server};

const TO: &[&str] = &["a@faults.test", "b@faults.test"];

/// What came of one attempt over a line that is cut somewhere.
struct Attempt {
    /// `None` if it did not come to signing in.
    outcome: Option<Submitted>,
    journal: Journal,
    meter: Meter,
    server: Server,
}

async fn attempt(server: Server, change: impl FnOnce(&mut Line)) -> Attempt {
    let meter = Meter::default();
    let mut line = Line::new(pipe(&server), meter.clone());
    change(&mut line);
    let mut journal = Journal {
        meter: Some(meter.clone()),
        ..Journal::default()
    };
    let outcome = match sign_in_over(Box::new(line)).await {
        Ok(mut connection) => Some(
            connection
                .submit(&envelope(TO), MESSAGE, &mut journal)
                .await,
        ),
        Err(_) => None,
    };
    Attempt {
        outcome,
        journal,
        meter,
        server,
    }
}

/// The rules that hold wherever the line was cut. Returns whether the outcome is unknown.
fn judge(at: usize, attempt: &Attempt) -> bool {
    let taken = attempt.server.taken().len();
    assert!(taken <= 1, "at {at}: taken {taken} times");
    match &attempt.outcome {
        None => {
            assert_eq!(taken, 0, "at {at}");
            assert!(attempt.journal.phases.is_empty(), "at {at}");
            false
        }
        Some(Submitted::NotSent { phase, .. }) => {
            assert_eq!(
                taken, 0,
                "at {at}: the server has it, and it counts as not sent"
            );
            assert!(!attempt.journal.has_dot(), "at {at}: the dot was noted");
            let last = attempt.journal.phases.last().copied();
            assert_eq!(*phase, last.unwrap_or(Phase::Attempt), "at {at}");
            false
        }
        Some(Submitted::Unknown { .. }) => {
            assert!(
                attempt.journal.has_dot(),
                "at {at}: unknown without the dot"
            );
            true
        }
        Some(Submitted::Accepted { .. }) => {
            assert!(attempt.journal.has_dot(), "at {at}");
            assert_eq!(taken, 1, "at {at}: accepted, but not by the server");
            false
        }
        Some(Submitted::Refused { .. }) => panic!("at {at}: refused, though nobody did"),
    }
}

/// The whole dialogue, uncut: octets before the dot, octets written, octets read before the
/// answer to the dot, octets read.
async fn whole() -> (usize, usize, usize, usize) {
    let whole = attempt(Server::new(), |_| {}).await;
    assert!(matches!(whole.outcome, Some(Submitted::Accepted { .. })));
    let answer = "250 2.0.0 queued as 4711\r\n".len();
    let (written, read) = (whole.meter.written(), whole.meter.read());
    let before_dot = whole.journal.written_before_dot;
    // The end mark is the last thing written, it is ".\r\n", and none of it went before the gate.
    assert_eq!(before_dot, written - 3);
    (before_dot, written, read - answer, read)
}

#[tokio::test(start_paused = true)]
async fn cut_on_the_way_to_the_server() {
    let (before_dot, written, _, _) = whole().await;
    for cut in [Cut::Fin, Cut::Rst] {
        let mut unknown = BTreeSet::new();
        for at in 0..written {
            let attempt = attempt(Server::new(), |line| {
                line.cut = cut;
                line.written_at_most = at;
            })
            .await;
            if judge(at, &attempt) {
                unknown.insert(at);
            }
        }
        // `at` octets got through: from `before_dot` on, the next one was one of the end mark.
        assert_eq!(unknown, (before_dot..written).collect(), "{cut:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn cut_on_the_way_from_the_server() {
    let (_, _, before_answer, read) = whole().await;
    for cut in [Cut::Fin, Cut::Rst] {
        let mut unknown = BTreeSet::new();
        for at in 0..read {
            let attempt = attempt(Server::new(), |line| {
                line.cut = cut;
                line.read_at_most = at;
            })
            .await;
            if judge(at, &attempt) {
                unknown.insert(at);
            }
        }
        // Where nothing at all came after 354, the end was noticed before the dot was written.
        let expected: BTreeSet<usize> = (before_answer + 1..read).collect();
        assert_eq!(unknown, expected, "{cut:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn silence_in_either_direction_is_unknown_exactly_from_the_dot_on() {
    let (_, written, before_answer, read) = whole().await;
    let mut unknown = BTreeSet::new();
    for at in 0..read {
        let attempt = attempt(Server::new(), |line| {
            line.cut = Cut::Silence;
            line.read_at_most = at;
        })
        .await;
        if judge(at, &attempt) {
            unknown.insert(at);
        }
    }
    assert_eq!(unknown, (before_answer..read).collect());
    // A line that swallows what is written says nothing about it, so the body seems to go out,
    // and the dot is written: unknown from the first octet after DATA.
    let mut unknown = BTreeSet::new();
    for at in 0..written {
        let attempt = attempt(Server::new(), |line| {
            line.cut = Cut::Silence;
            line.written_at_most = at;
        })
        .await;
        if judge(at, &attempt) {
            unknown.insert(at);
        }
    }
    let stuffed = MESSAGE.len() + 2;
    assert_eq!(unknown, (written - 3 - stuffed..written).collect());
}

/// Recipients refused, and the line cut: refused as soon as one refusal was read, never unknown.
#[tokio::test(start_paused = true)]
async fn cut_while_recipients_are_refused() {
    let server = || Server::new().on("RCPT TO:<a@", "550 5.1.1 nobody");
    let whole = attempt(server(), |_| {}).await;
    assert!(matches!(whole.outcome, Some(Submitted::Refused { .. })));
    let mut refused = 0;
    for at in 0..whole.meter.read() {
        let attempt = attempt(server(), |line| line.read_at_most = at).await;
        assert!(!attempt.journal.has_dot());
        match attempt.outcome {
            None | Some(Submitted::NotSent { .. }) => assert_eq!(refused, 0, "at {at}"),
            Some(Submitted::Refused { replies }) => {
                refused += 1;
                assert_eq!(
                    (replies[0].code, replies[0].enhanced),
                    (550, Some((5, 1, 1)))
                );
            }
            other => panic!("at {at}: {other:?}"),
        }
    }
    // From the end of the refusal on: the answers to the second recipient and to RSET.
    let behind = "250 2.1.5 recipient ok\r\n250 2.0.0 forgotten\r\n".len();
    assert_eq!(refused, behind);
}

/// The same over real sockets, where closing and resetting are the system's.
#[tokio::test]
async fn cut_on_real_sockets() {
    let (_, written, _, read) = {
        let whole = attempt(Server::new(), |_| {}).await;
        ((), whole.meter.written(), (), whole.meter.read())
    };
    let mut seen = [0; 4];
    for reset in [false, true] {
        for (to_server, to_client) in (0..written)
            .map(|at| (at, usize::MAX))
            .chain((0..=read).map(|at| (usize::MAX, at)))
        {
            let server = Server::new();
            let (port, done) = proxy(server.clone(), to_server, to_client, reset).await;
            let mut journal = Journal::default();
            let mut options = Options::default();
            // Nothing here is silent for long, so this only keeps a fault from lasting minutes.
            options.deadlines.end_of_data = std::time::Duration::from_secs(60);
            let endpoint = Endpoint {
                host: "127.0.0.1".into(),
                port,
                security: Security::None,
            };
            let login = Login::new("anna@faults.test", PASSWORD);
            let outcome = match SmtpConnection::connect(&endpoint, tls(), &login, &options).await {
                Ok(mut connection) => Some(
                    connection
                        .submit(&envelope(TO), MESSAGE, &mut journal)
                        .await,
                ),
                Err(_) => None,
            };
            done.await.unwrap();
            let attempt = Attempt {
                outcome,
                journal,
                meter: Meter::default(),
                server,
            };
            judge(to_server.min(to_client), &attempt);
            seen[match attempt.outcome {
                None => 0,
                Some(Submitted::NotSent { .. }) => 1,
                Some(Submitted::Unknown { .. }) => 2,
                _ => 3,
            }] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

/// Passes on so many octets in each direction, then cuts both sides.
async fn proxy(
    server: Server,
    to_server: usize,
    to_client: usize,
    reset: bool,
) -> (u16, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let proxy = async move {
        let (mut client, _) = listener.accept().await.unwrap();
        let (theirs, mut behind) = tokio::io::duplex(64 * 1024);
        let serving = tokio::spawn(server.serve(theirs));
        let (mut up, mut down) = (0, 0);
        let (mut from_client, mut from_server) = ([0; 512], [0; 512]);
        while up < to_server && down < to_client {
            tokio::select! {
                got = client.read(&mut from_client) => match got {
                    Ok(count) if count > 0 => {
                        let count = count.min(to_server - up);
                        up += count;
                        if behind.write_all(&from_client[..count]).await.is_err() { break }
                    }
                    _ => break,
                },
                got = behind.read(&mut from_server) => match got {
                    Ok(count) if count > 0 => {
                        let count = count.min(to_client - down);
                        down += count;
                        if client.write_all(&from_server[..count]).await.is_err() { break }
                    }
                    _ => break,
                },
            }
        }
        if reset {
            client.set_zero_linger().unwrap();
        }
        drop((client, behind));
        serving.await.unwrap();
    };
    (port, tokio::spawn(proxy))
}

/// After the dot there is no difference between a server that closes and one that resets: nobody
/// can know whether it has the message. (lettre calls the one a faulty reply, the other a network
/// error, and both look like a failure before DATA.)
#[tokio::test]
async fn fin_and_rst_after_the_dot_are_unknown() {
    for reset in [false, true] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Endpoint {
            host: "127.0.0.1".into(),
            port: listener.local_addr().unwrap().port(),
            security: Security::None,
        };
        let server = tokio::spawn(async move {
            let (mut client, _) = listener.accept().await.unwrap();
            for (reply, end) in [
                ("220 x\r\n", &b"\r\n"[..]),
                ("250-x\r\n250 AUTH PLAIN\r\n", b"\r\n"),
                ("235 x\r\n", b"\r\n"),
                ("250 x\r\n", b"\r\n"),
                ("250 x\r\n", b"\r\n"),
                ("250 x\r\n", b"DATA\r\n"),
                ("354 x\r\n", b"\r\n.\r\n"),
            ] {
                client.write_all(reply.as_bytes()).await.unwrap();
                read_to(&mut client, end).await;
            }
            if reset {
                client.set_zero_linger().unwrap();
            }
        });
        let login = Login::new("a", PASSWORD);
        let mut connection = SmtpConnection::connect(&endpoint, tls(), &login, &Options::default())
            .await
            .unwrap();
        let mut journal = Journal::default();
        let outcome = connection
            .submit(&envelope(TO), MESSAGE, &mut journal)
            .await;
        assert!(
            matches!(
                outcome,
                Submitted::Unknown {
                    error: WireError::Closed {
                        step: "end-of-data"
                    }
                }
            ),
            "{outcome:?}"
        );
        assert!(!connection.is_usable());
        server.await.unwrap();
    }
}

async fn read_to(client: &mut TcpStream, end: &[u8]) {
    let mut heard = Vec::new();
    while !heard.ends_with(end) {
        heard.push(client.read_u8().await.unwrap());
    }
}

/// The journal is the gate: where it cannot note the step, the step is not taken.
#[tokio::test(start_paused = true)]
async fn what_the_journal_does_not_note_is_not_done() {
    for (phase, reached, unheard) in [
        (Phase::Envelope, Phase::Attempt, "MAIL"),
        (Phase::Body, Phase::Envelope, "DATA"),
        (Phase::Dot, Phase::Body, "."),
    ] {
        let server = Server::new();
        let mut connection = sign_in(&server).await.unwrap();
        let mut journal = Journal {
            full_for: Some(phase),
            ..Journal::default()
        };
        let outcome = connection
            .submit(&envelope(TO), MESSAGE, &mut journal)
            .await;
        match outcome {
            Submitted::NotSent {
                error: WireError::Gate(_),
                phase,
            } => assert_eq!(phase, reached),
            other => panic!("{phase:?}: {other:?}"),
        }
        assert!(server.taken().is_empty());
        assert!(!server.heard(unheard), "{:?}", server.commands());
        // The body without its end stands on the line: nothing may follow it.
        assert_eq!(connection.is_usable(), phase != Phase::Dot);
    }
}

/// A future that is dropped while the journal works leaves a transaction behind; it is ended
/// before the next one begins.
#[tokio::test(start_paused = true)]
async fn a_dropped_attempt_does_not_leak_into_the_next() {
    struct Stuck(Phase);
    #[async_trait::async_trait]
    impl postroom::wire::smtp::PhaseGate for Stuck {
        async fn enter(&mut self, phase: Phase) -> Result<(), postroom::wire::smtp::GateError> {
            if phase == self.0 {
                std::future::pending::<()>().await;
            }
            Ok(())
        }
    }
    let server = Server::new();
    let mut connection = sign_in(&server).await.unwrap();
    let first = envelope(&["wrong@faults.test"]);
    let mut gate = Stuck(Phase::Body);
    let attempt = connection.submit(&first, MESSAGE, &mut gate);
    let limit = std::time::Duration::from_secs(1);
    assert!(tokio::time::timeout(limit, attempt).await.is_err());
    let outcome = connection
        .submit(
            &envelope(&["right@faults.test"]),
            MESSAGE,
            &mut Journal::default(),
        )
        .await;
    assert!(matches!(outcome, Submitted::Accepted { .. }), "{outcome:?}");
    assert!(server.heard("RSET"));
    assert_eq!(server.taken()[0].to, ["RCPT TO:<right@faults.test>"]);

    // Dropped between body and dot: the connection is spent.
    let mut gate = Stuck(Phase::Dot);
    let attempt = connection.submit(&first, MESSAGE, &mut gate);
    assert!(tokio::time::timeout(limit, attempt).await.is_err());
    assert!(!connection.is_usable());
    let outcome = connection
        .submit(&first, MESSAGE, &mut Journal::default())
        .await;
    assert!(
        matches!(
            outcome,
            Submitted::NotSent {
                error: WireError::Closed { .. },
                phase: Phase::Attempt
            }
        ),
        "{outcome:?}"
    );
}

/// QUIT is a courtesy. Whatever becomes of it, the message was accepted.
#[tokio::test(start_paused = true)]
async fn a_failing_quit_means_nothing() {
    for answer in [
        Answer::Close,
        Answer::Silence,
        Answer::from("500 what?"),
        Answer::from("<html>"),
    ] {
        let server = Server::new().on("QUIT", answer);
        let mut connection = sign_in(&server).await.unwrap();
        let outcome = connection
            .submit(&envelope(TO), MESSAGE, &mut Journal::default())
            .await;
        assert!(matches!(outcome, Submitted::Accepted { .. }));
        connection.quit().await;
        assert!(server.heard("QUIT"));
    }
}

/// Nothing but the message reaches the server, and several can go over one connection.
#[tokio::test(start_paused = true)]
async fn accepted_messages_are_the_frozen_bytes() {
    let server = Server::new();
    let mut connection = sign_in(&server).await.unwrap();
    for _ in 0..3 {
        let mut journal = Journal::default();
        let outcome = connection
            .submit(&envelope(TO), MESSAGE, &mut journal)
            .await;
        let Submitted::Accepted { reply } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(
            (reply.code, reply.enhanced, reply.phase),
            (250, Some((2, 0, 0)), Phase::Dot)
        );
        assert_eq!(reply.text, "queued as 4711");
        assert_eq!(journal.phases, [Phase::Envelope, Phase::Body, Phase::Dot]);
    }
    connection.quit().await;
    assert_eq!(server.taken().len(), 3);
    for taken in server.taken() {
        assert_eq!(taken.message, MESSAGE);
        assert_eq!(taken.from, "MAIL FROM:<support@faults.test> SIZE=66");
        assert_eq!(
            taken.to,
            ["RCPT TO:<a@faults.test>", "RCPT TO:<b@faults.test>"]
        );
    }
    let (outcome, _) = submit(&Server::new(), TO).await;
    assert_eq!(outcome.refusals().count(), 0);
}

/// A cut that comes while the dot is being noted: it was not handed over, and that is certain.
#[tokio::test(start_paused = true)]
async fn a_cut_while_the_dot_is_noted_is_not_unknown() {
    struct Cut(
        Option<tokio::sync::oneshot::Sender<()>>,
        tokio::sync::mpsc::Receiver<()>,
    );
    #[async_trait::async_trait]
    impl postroom::wire::smtp::PhaseGate for Cut {
        async fn enter(&mut self, phase: Phase) -> Result<(), postroom::wire::smtp::GateError> {
            if phase == Phase::Dot {
                let _ = self.0.take().unwrap().send(());
                self.1.recv().await;
            }
            Ok(())
        }
    }
    let (ours, theirs) = tokio::io::duplex(1024 * 1024);
    let server = Server::new();
    let (cut, when) = tokio::sync::oneshot::channel();
    let (gone, is_gone) = tokio::sync::mpsc::channel(1);
    let serving = server.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = serving.serve(theirs) => {}
            _ = when => {}
        }
        gone.send(()).await.unwrap();
    });
    let mut connection = sign_in_over(Box::new(ours)).await.unwrap();
    let mut gate = Cut(Some(cut), is_gone);
    let outcome = connection.submit(&envelope(TO), MESSAGE, &mut gate).await;
    assert!(
        matches!(
            outcome,
            Submitted::NotSent {
                phase: Phase::Dot,
                ..
            }
        ),
        "{outcome:?}"
    );
}
