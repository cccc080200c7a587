//! The IMAP4rev1 server: one connection reads commands, lets the script of faults have its way,
//! and writes the answers that [`session::Session`] gives.

mod acl;
mod change;
mod fetch;
mod list;
mod reply;
mod request;
mod search;
mod select;
mod session;
mod structure;
mod view;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imap_codec::imap_types::auth::AuthMechanism;
use imap_codec::imap_types::command::CommandBody;
use secrecy::zeroize::Zeroize as _;

use super::fault::{CutHow, Fault};
use super::net::{Over, Wire};
use super::state::{Hub, Protocol};
use reply::{Answer, Untagged};
use request::{Request, Verb};
use session::Session;

/// Longest command line without its literals, as Dovecot's `imap_max_line_length`.
const MAX_LINE: usize = 64 * 1024;

/// Most octets of the literals of a command other than APPEND.
const MAX_LITERALS: usize = 64 * 1024;

/// Largest message that APPEND takes.
const MAX_MESSAGE: usize = 64 << 20;

/// How long a client may be silent: before it signed in, and after (RFC 3501 5.4).
const IDLE_BEFORE: Duration = Duration::from_secs(180);
const IDLE_AFTER: Duration = Duration::from_secs(31 * 60);

/// How often an idling client is told that we are still there, as Dovecot does.
const STILL_HERE: Duration = Duration::from_secs(120);

/// Commands that make no sense before the connection is ended, as Dovecot does.
const MAX_BAD: u32 = 20;

/// Serves one connection until it is over.
pub(super) async fn serve(hub: &Arc<Hub>, wire: &mut Wire, id: u64) -> Result<(), Over> {
    let mut connection = Connection {
        hub,
        wire,
        id,
        session: Session::default(),
        bad: 0,
    };
    connection.run().await
}

struct Connection<'a> {
    hub: &'a Arc<Hub>,
    wire: &'a mut Wire,
    id: u64,
    session: Session,
    bad: u32,
}

impl Connection<'_> {
    async fn run(&mut self) -> Result<(), Over> {
        let faults = self.hub.with(|state| state.script.due_imap(None));
        self.before(&faults, None).await?;
        let greeting = self.hub.with(|state| self.session.greeting(state));
        self.after(&faults, greeting).await?;
        loop {
            let mut bytes = match self.command().await {
                Ok(Some(bytes)) => bytes,
                Ok(None) => continue,
                Err(Over::Idle) => {
                    let bye = b"* BYE Disconnected for inactivity.\r\n";
                    self.wire.send(bye).await?;
                    return Ok(());
                }
                Err(Over::TooLong) => {
                    self.wire.send(b"* BYE Too long argument.\r\n").await?;
                    return Ok(());
                }
                Err(over) => return Err(over),
            };
            let request = request::read(&bytes);
            self.log(&bytes, &request);
            if matches!(request.name.as_str(), "LOGIN" | "AUTHENTICATE") {
                bytes.zeroize();
            }
            if self.respond(request).await? {
                return Ok(());
            }
            if self.bad > MAX_BAD {
                let bye = b"* BYE Too many invalid IMAP commands.\r\n";
                self.wire.send(bye).await?;
                return Ok(());
            }
        }
    }

    fn silence(&self) -> Duration {
        if self.session.is_signed_in() {
            IDLE_AFTER
        } else {
            IDLE_BEFORE
        }
    }

    /// Reads a command with its literals. `None` when it was refused and answered.
    async fn command(&mut self) -> Result<Option<Vec<u8>>, Over> {
        let limit = self.silence();
        let mut bytes = self.wire.line(MAX_LINE, limit).await?;
        let mut lines = bytes.len();
        while let Some((octets, waits)) = literal_at_end(&bytes) {
            let tag = String::from_utf8_lossy(bytes.split(|b| *b == b' ').next().unwrap_or(b"*"))
                .into_owned();
            let literals = bytes.len().saturating_sub(lines);
            let room = if self.session.is_signed_in() && is_append(&bytes) {
                MAX_MESSAGE
            } else {
                MAX_LITERALS
            };
            if octets.saturating_add(literals) > room {
                if !waits {
                    return Err(Over::TooLong);
                }
                // The client waits for our permission and does not get it.
                let refusal = format!("{tag} NO [TOOBIG] Literal is too large\r\n");
                self.wire.send(refusal.as_bytes()).await?;
                return Ok(None);
            }
            if waits {
                self.wire.send(b"+ OK\r\n").await?;
            }
            bytes.extend(self.wire.exact(octets, limit).await?);
            let line = self.wire.line(MAX_LINE, limit).await?;
            lines += line.len();
            if lines > MAX_LINE {
                return Err(Over::TooLong);
            }
            bytes.extend(line);
        }
        Ok(Some(bytes))
    }

    fn log(&self, bytes: &[u8], request: &Request) {
        let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        let line = match request.name.as_str() {
            // What follows may be a password.
            "LOGIN" | "AUTHENTICATE" | "" => request.name.as_str(),
            _ => line.trim_end().split_once(' ').map_or("", |(_, rest)| rest),
        };
        self.hub
            .with(|state| state.note_command(self.id, Protocol::Imap, line));
    }

    /// Answers one command. Returns whether the connection ends.
    async fn respond(&mut self, request: Request) -> Result<bool, Over> {
        let folder = request::folder_of(&request.verb).or_else(|| self.session.selected_name());
        let faults = self.hub.with(|state| {
            let at = (request.name.as_str(), folder.as_deref());
            state.script.due_imap(Some(at))
        });
        if let Some(answer) = self.before(&faults, folder.as_deref()).await? {
            return self.finish(&faults, &request.tag, answer).await;
        }
        let plain = match &request.verb {
            Verb::Plain(body) => Some(body.as_ref()),
            _ => None,
        };
        let may_idle = self.hub.with(|state| self.session.may_idle(state));
        let answer = match plain {
            Some(CommandBody::Authenticate {
                mechanism,
                initial_response,
            }) => {
                let first = initial_response.as_ref().map(|r| r.declassify().to_vec());
                self.authenticate(mechanism, first).await?
            }
            Some(CommandBody::Idle) if may_idle => self.idle(&request.tag).await?,
            _ => self.hub.with(|state| self.session.execute(state, &request)),
        };
        if answer.changed {
            self.hub.announce();
        }
        self.finish(&faults, &request.tag, answer).await
    }

    async fn finish(
        &mut self,
        faults: &[Fault],
        tag: &str,
        mut answer: Answer,
    ) -> Result<bool, Over> {
        if answer.status == reply::Status::Bad {
            self.bad += 1;
        }
        for fault in faults {
            twist(&mut answer, fault);
        }
        let tag = if faults.contains(&Fault::WrongTag) {
            format!("{tag}x")
        } else {
            tag.to_owned()
        };
        let close = answer.close;
        self.after(faults, answer.to_bytes(&tag)).await?;
        Ok(close)
    }

    /// The faults that keep a command from being carried out. An answer stands for its own.
    async fn before(
        &mut self,
        faults: &[Fault],
        folder: Option<&str>,
    ) -> Result<Option<Answer>, Over> {
        for fault in faults {
            match fault {
                Fault::Silence => return Err(self.wire.swallow().await),
                Fault::Cut(how) => return Err(Over::Cut(*how)),
                Fault::Bye(words) => {
                    self.wire
                        .send(format!("* BYE {words}\r\n").as_bytes())
                        .await?;
                    return Err(Over::Cut(CutHow::Fin));
                }
                Fault::No(words) => return Ok(Some(Answer::no(words))),
                Fault::Bad(words) => return Ok(Some(Answer::bad(words))),
                Fault::EmptyOk(words) => return Ok(Some(Answer::ok(words))),
                Fault::Renumber => self.hub.change(|state| {
                    let key = folder.and_then(|f| self.session.resolve(state, f));
                    if let Some(folder) = key.and_then(|key| state.store.folder_mut(&key)) {
                        folder.renumber();
                    }
                }),
                _ => {}
            }
        }
        Ok(None)
    }

    /// Writes an answer, as the faults permit.
    async fn after(&mut self, faults: &[Fault], mut bytes: Vec<u8>) -> Result<(), Over> {
        for fault in faults {
            if let Fault::Insert(noise) = fault {
                bytes.splice(0..0, noise.iter().copied());
            }
        }
        for fault in faults {
            match fault {
                Fault::Delay(time) => tokio::time::sleep(*time).await,
                Fault::CutAfter { bytes: room, how } => {
                    bytes.truncate(*room);
                    self.wire.send(&bytes).await?;
                    if *how == CutHow::Rst {
                        // A reset overtakes what the client has not read yet.
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                    return Err(Over::Cut(*how));
                }
                _ => {}
            }
        }
        self.wire.send(&bytes).await
    }

    async fn authenticate(
        &mut self,
        mechanism: &AuthMechanism<'_>,
        first: Option<Vec<u8>>,
    ) -> Result<Answer, Over> {
        if *mechanism != AuthMechanism::Plain {
            return Ok(Answer::no("Unsupported authentication mechanism."));
        }
        let mut response = match first {
            Some(response) => response,
            None => {
                self.wire.send(b"+ \r\n").await?;
                let mut line = self.wire.line(MAX_LINE, IDLE_BEFORE).await?;
                let decoded = STANDARD.decode(line.trim_ascii());
                line.zeroize();
                match decoded {
                    Ok(response) => response,
                    Err(_) => return Ok(Answer::bad("Invalid base64 data in initial response")),
                }
            }
        };
        let answer = self.hub.with(|state| {
            let mut parts = response.split(|b| *b == 0).map(String::from_utf8_lossy);
            match (parts.next(), parts.next(), parts.next(), parts.next()) {
                (Some(acting_as), Some(login), Some(password), None) => {
                    self.session.sign_in(state, &login, &acting_as, &password)
                }
                _ => Answer::bad("Invalid PLAIN response"),
            }
        });
        response.zeroize();
        Ok(answer)
    }

    /// IDLE (RFC 2177): news until the client says DONE.
    async fn idle(&mut self, tag: &str) -> Result<Answer, Over> {
        let mut news = self.hub.news();
        self.wire.send(b"+ idling\r\n").await?;
        let mut waited = Duration::ZERO;
        loop {
            let mut told = Answer::ok("");
            self.hub
                .with(|state| self.session.look(state, &mut told, true));
            let bytes = told.to_bytes(tag);
            // Only the untagged part: the tagged line ends IDLE.
            let untagged = bytes.len().saturating_sub(format!("{tag} OK \r\n").len());
            if untagged > 0 {
                self.wire
                    .send(bytes.get(..untagged).unwrap_or_default())
                    .await?;
            }
            if told.close {
                return Err(Over::Cut(CutHow::Fin));
            }
            tokio::select! {
                line = self.wire.line(MAX_LINE, IDLE_AFTER) => {
                    if line?.trim_ascii().eq_ignore_ascii_case(b"DONE") {
                        return Ok(Answer::ok("Idle completed."));
                    }
                    return Ok(Answer::bad("Expected DONE."));
                }
                _ = news.changed() => {}
                () = tokio::time::sleep(STILL_HERE) => {
                    waited += STILL_HERE;
                    if waited > IDLE_AFTER {
                        return Err(Over::Idle);
                    }
                    self.wire.send(b"* OK Still here\r\n").await?;
                }
            }
        }
    }
}

/// The literal that a line ends with: its octets, and whether the client waits for permission.
fn literal_at_end(bytes: &[u8]) -> Option<(usize, bool)> {
    let line = bytes.strip_suffix(b"\r\n")?.strip_suffix(b"}")?;
    let open = line.iter().rposition(|b| *b == b'{')?;
    let digits = std::str::from_utf8(line.get(open + 1..)?).ok()?;
    let (digits, waits) = match digits.strip_suffix('+') {
        Some(digits) => (digits, false),
        None => (digits, true),
    };
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    // What is too long for a number is too long in any case.
    all_digits.then(|| (digits.parse().unwrap_or(usize::MAX), waits))
}

fn is_append(bytes: &[u8]) -> bool {
    let mut words = bytes.split(|b| *b == b' ');
    let _tag = words.next();
    words
        .next()
        .is_some_and(|w| w.eq_ignore_ascii_case(b"APPEND"))
}

/// Changes an answer as a fault wants it.
fn twist(answer: &mut Answer, fault: &Fault) {
    match fault {
        Fault::DuplicateUids => {
            answer.untagged = std::mem::take(&mut answer.untagged)
                .into_iter()
                .flat_map(|untagged| match untagged {
                    Untagged::Fetch(_) => vec![untagged.clone(), untagged],
                    other => vec![with_numbers(other, &|numbers| {
                        numbers.iter().flat_map(|n| [*n, *n]).collect()
                    })],
                })
                .collect();
        }
        Fault::ForeignUids(foreign) => {
            for untagged in &mut answer.untagged {
                let same = std::mem::replace(untagged, Untagged::Line(Vec::new()));
                *untagged = with_numbers(same, &|numbers| {
                    numbers.iter().chain(foreign).copied().collect()
                });
            }
            if answer
                .untagged
                .iter()
                .any(|u| matches!(u, Untagged::Fetch(_)))
            {
                for uid in foreign {
                    let line = format!("* 1 FETCH (UID {uid} FLAGS (\\Seen))\r\n");
                    answer.untagged.push(Untagged::Fetch(line.into_bytes()));
                }
            }
        }
        Fault::DescendingUids => {
            let (mut fetches, mut rest): (Vec<_>, Vec<_>) = std::mem::take(&mut answer.untagged)
                .into_iter()
                .partition(|u| matches!(u, Untagged::Fetch(_)));
            fetches.reverse();
            for untagged in rest.drain(..) {
                fetches.push(with_numbers(untagged, &|numbers| {
                    numbers.iter().rev().copied().collect()
                }));
            }
            answer.untagged = fetches;
        }
        Fault::ExistsLie(count) => answer.push(format!("{count} EXISTS")),
        _ => {}
    }
}

fn with_numbers(untagged: Untagged, change: &dyn Fn(&[u32]) -> Vec<u32>) -> Untagged {
    match untagged {
        Untagged::Search(numbers, modseq) => Untagged::Search(change(&numbers), modseq),
        Untagged::ExtendedSearch {
            head,
            numbers,
            tail,
        } => Untagged::ExtendedSearch {
            head,
            numbers: numbers.map(|n| change(&n)),
            tail,
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_literal_at_the_end_of_a_line_is_seen() {
        assert_eq!(literal_at_end(b"a LOGIN {5}\r\n"), Some((5, true)));
        assert_eq!(literal_at_end(b"a LOGIN {5+}\r\n"), Some((5, false)));
        assert_eq!(
            literal_at_end(b"a {99999999999999999999999}\r\n"),
            Some((usize::MAX, true))
        );
        for none in [
            "a {}\r\n",
            "a {-1}\r\n",
            "a {5}\n",
            "a {5} \r\n",
            "}\r\n",
            "a \"{5}\"\r\n",
        ] {
            assert_eq!(literal_at_end(none.as_bytes()), None, "{none:?}");
        }
    }

    #[test]
    fn twisted_answers_lie_about_uids() {
        let mut answer = Answer::ok("x");
        for uid in 1..3 {
            let line = format!("* {uid} FETCH (UID {uid})\r\n");
            answer.untagged.push(Untagged::Fetch(line.into_bytes()));
        }
        answer.untagged.push(Untagged::Search(vec![1, 2], None));
        let text = |fault: &Fault| {
            let mut twisted = answer.clone();
            twist(&mut twisted, fault);
            String::from_utf8(twisted.to_bytes("t")).unwrap()
        };
        assert!(text(&Fault::DuplicateUids).contains("* SEARCH 1 1 2 2\r\n"));
        assert!(text(&Fault::DescendingUids).starts_with("* 2 FETCH (UID 2)\r\n* 1"));
        assert!(text(&Fault::ForeignUids(vec![9])).contains("(UID 9 FLAGS"));
        assert!(text(&Fault::ExistsLie(7)).contains("* 7 EXISTS\r\nt OK x"));
    }
}
