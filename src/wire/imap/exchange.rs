//! Commands and their answers: one place through which everything goes.
//!
//! A command is in flight from its first octet to its tagged answer. Whatever interrupts that
//! (a dropped future, a deadline, a limit, an answer with a foreign tag) leaves octets behind that
//! would be taken for the next command's answer, so the connection is dead then, for ever.

use std::time::Duration;

use async_imap::Client;
use futures_util::FutureExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Instant, timeout, timeout_at};

use super::answer::{Answer, Condition, Said, Sort};
use super::code::ResponseCode;
use super::command::{Command, Part};
use super::fetch::Fetched;
use super::folder_name::FolderName;
use super::guard::GuardedStream;
use super::news::News;
use super::scan::Budget;
use super::types::{ImapOptions, Unsolicited};
use crate::wire::WireError;
use crate::wire::stream::Stream;

/// Most octets of commands that are sent before their answers are read. They fit into the
/// buffers of any socket, so neither side can wait for the other to read.
const MAX_PIPELINE: usize = 16 * 1024;

/// Octets written at a time, with a deadline each.
const WRITE: usize = 64 * 1024;

/// A tagged OK.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    pub(super) code: Option<ResponseCode>,
}

/// Takes the answers that belong to a command and gives the others back.
pub(super) type Take<'t> = dyn FnMut(Answer) -> Option<Answer> + Send + 't;

#[derive(Debug)]
enum State {
    Ready,
    /// A command is in flight. Found when the next one begins, it means that its future was
    /// dropped.
    Busy,
    Dead,
}

/// A connection on which commands are exchanged for answers.
#[derive(Debug)]
pub(super) struct Exchange {
    client: Client<GuardedStream>,
    options: ImapOptions,
    state: State,
    next_tag: u64,
    /// Octets of a literal that may be sent unasked.
    unasked_literal: usize,
    /// What one command may be answered with.
    budget: Budget,
    pub(super) news: News,
    /// Words outside of any response; they may be why the connection then ends.
    stray: Option<String>,
    /// The latest EXISTS.
    pub(super) exists: u32,
}

impl Exchange {
    pub(super) fn new(stream: Stream, options: ImapOptions) -> Self {
        let budget = Budget::few(&options.limits);
        let patience = options.deadlines.begun;
        let guard = GuardedStream::new(stream, budget, options.limits.depth, patience);
        Self {
            client: Client::new(guard),
            options,
            state: State::Ready,
            next_tag: 1,
            unasked_literal: 0,
            budget,
            news: News::default(),
            stray: None,
            exists: 0,
        }
    }

    pub(super) fn options(&self) -> &ImapOptions {
        &self.options
    }

    pub(super) fn budget(&self) -> Budget {
        self.budget
    }

    /// From now on there are folders to be asked about, and so many octets of a literal may be sent unasked.
    pub(super) fn signed_in(&mut self, unasked_literal: usize) {
        self.unasked_literal = unasked_literal;
        self.budget = Budget::ordinary(&self.options.limits);
    }

    pub(super) fn unasked_literal(&self) -> usize {
        self.unasked_literal
    }

    /// Is no command in flight, and did nothing go wrong before?
    pub(super) fn is_ready(&self) -> bool {
        matches!(self.state, State::Ready)
    }

    /// Forgets news about the folder that was open; words for a person stay.
    pub(super) fn forget_folder(&mut self) {
        self.exists = 0;
        self.news.forget_folder();
    }

    /// Begins a step: nothing else may be in flight. What has come in meanwhile is read first, so
    /// that no answer can be there before its command, and a connection that was closed is found
    /// before anything is sent on it.
    ///
    /// # Errors
    /// `Closed` on a dead connection; otherwise as what came in demands.
    pub(super) fn begin(&mut self, step: &'static str, budget: Budget) -> Result<(), WireError> {
        if !self.is_ready() {
            self.state = State::Dead;
            return Err(WireError::Closed { step });
        }
        self.state = State::Busy;
        // What a server said outside of its responses before it went on answering is not why it ends.
        self.stray = None;
        self.client.get_mut().begin(budget);
        while let Some(answer) = self.receive(step).now_or_never() {
            let caught_up = answer.and_then(|answer| self.sort(answer, &[], &mut Some));
            if let Err(error) = caught_up {
                self.state = State::Dead;
                return Err(error);
            }
        }
        Ok(())
    }

    /// Begins the one step in which the server speaks first.
    pub(super) fn begin_greeting(&mut self) {
        self.state = State::Busy;
    }

    /// Ends a step. After an error the connection is dead.
    pub(super) fn end<T>(&mut self, result: Result<T, WireError>) -> Result<T, WireError> {
        self.state = if result.is_ok() {
            State::Ready
        } else {
            State::Dead
        };
        result
    }

    /// One command and its answers.
    ///
    /// # Errors
    /// `No` and `Bad` for the server's refusal, after which the connection is as good as before.
    /// Any other means that it is dead.
    pub(super) async fn exec(
        &mut self,
        command: Command<'_>,
        budget: Budget,
        take: &mut Take<'_>,
    ) -> Result<Done, WireError> {
        self.begin(command.step, budget)?;
        let result = self.one(&command, take).await;
        self.end(result).and_then(verdict)
    }

    /// A command of whose untagged answers none is needed.
    pub(super) async fn run(&mut self, command: Command<'_>) -> Result<Done, WireError> {
        let budget = self.budget();
        self.exec(command, budget, &mut Some).await
    }

    /// Several commands in one round trip, as far as they are short. Gives the verdict on each,
    /// in their order.
    ///
    /// # Errors
    /// As [`Exchange::exec`], but without `No` and `Bad`, which stand in the list.
    pub(super) async fn exec_all(
        &mut self,
        step: &'static str,
        commands: Vec<Command<'_>>,
        budget: Budget,
        take: &mut Take<'_>,
    ) -> Result<Vec<Result<Done, WireError>>, WireError> {
        let mut verdicts = Vec::with_capacity(commands.len());
        let mut waiting = commands.into_iter().peekable();
        while let Some(first) = waiting.next() {
            self.begin(step, budget)?;
            if !first.needs_no_waiting(self.unasked_literal) {
                let result = self.one(&first, take).await;
                verdicts.push(verdict(self.end(result)?));
                continue;
            }
            let mut octets = Vec::new();
            let mut tags = vec![self.write_into(&first, &mut octets)];
            while let Some(next) = waiting.next_if(|c| {
                octets.len() < MAX_PIPELINE && c.needs_no_waiting(self.unasked_literal)
            }) {
                tags.push(self.write_into(&next, &mut octets));
            }
            let result = self.pipelined(step, &octets, &tags, take).await;
            verdicts.extend(self.end(result)?.into_iter().map(verdict));
        }
        Ok(verdicts)
    }

    fn tag(&mut self) -> String {
        let tag = format!("P{}", self.next_tag);
        self.next_tag += 1;
        tag
    }

    /// Appends a command without waiting literals. Gives its tag.
    fn write_into(&mut self, command: &Command<'_>, octets: &mut Vec<u8>) -> String {
        let tag = self.tag();
        octets.extend_from_slice(tag.as_bytes());
        octets.push(b' ');
        for part in &command.parts {
            match part {
                Part::Text(text) => octets.extend_from_slice(text),
                Part::Literal(literal) => {
                    octets.extend_from_slice(format!("{{{}+}}\r\n", literal.len()).as_bytes());
                    octets.extend_from_slice(literal);
                }
            }
        }
        octets.extend_from_slice(b"\r\n");
        tag
    }

    /// Sends a command without literals whose answers the caller reads. Gives its tag.
    pub(super) async fn send(&mut self, command: &Command<'_>) -> Result<String, WireError> {
        let mut octets = Vec::new();
        let tag = self.write_into(command, &mut octets);
        self.write(command.step, &octets).await?;
        Ok(tag)
    }

    /// From here on answers count for the next command.
    pub(super) fn count_anew(&mut self, budget: Budget) {
        self.client.get_mut().begin(budget);
    }

    async fn pipelined(
        &mut self,
        step: &'static str,
        octets: &[u8],
        tags: &[String],
        take: &mut Take<'_>,
    ) -> Result<Vec<Said>, WireError> {
        self.write(step, octets).await?;
        let until = self.command_deadline();
        let mut found: Vec<Option<Said>> = tags.iter().map(|_| None).collect();
        let mut left = tags.len();
        while left > 0 {
            let answer = self.next(step, until).await?;
            if let Some((tag, said)) = self.sort(answer, tags, take)? {
                let place = tags.iter().position(|t| *t == tag);
                let slot = place.and_then(|i| found.get_mut(i));
                match slot {
                    Some(slot) if slot.is_none() => *slot = Some(said),
                    _ => return Err(FOREIGN_TAG),
                }
                left -= 1;
            }
        }
        Ok(found.into_iter().flatten().collect())
    }

    async fn one(&mut self, command: &Command<'_>, take: &mut Take<'_>) -> Result<Said, WireError> {
        let step = command.step;
        let tag = self.tag();
        let tags = std::slice::from_ref(&tag);
        let mut until = self.command_deadline();
        let mut octets = secrecy::zeroize::Zeroizing::new(Vec::with_capacity(8192));
        octets.extend_from_slice(tag.as_bytes());
        octets.push(b' ');
        for part in &command.parts {
            match part {
                Part::Text(text) => octets.extend_from_slice(text),
                Part::Literal(literal) if literal.len() <= self.unasked_literal => {
                    octets.extend_from_slice(format!("{{{}+}}\r\n", literal.len()).as_bytes());
                    octets.extend_from_slice(literal);
                }
                Part::Literal(literal) => {
                    octets.extend_from_slice(format!("{{{}}}\r\n", literal.len()).as_bytes());
                    self.write(step, &octets).await?;
                    octets.clear();
                    // Either the server asks for the literal, or it answers for good.
                    loop {
                        match self.next(step, until).await? {
                            Answer::Continue => break,
                            answer => {
                                if let Some((_, said)) = self.sort(answer, tags, take)? {
                                    return Ok(said);
                                }
                            }
                        }
                    }
                    self.write(step, literal).await?;
                    until = self.command_deadline();
                }
            }
        }
        octets.extend_from_slice(b"\r\n");
        self.write(step, &octets).await?;
        // A large message on a slow line takes its time. Each piece of it had a deadline of its
        // own, so the whole is bounded, and the server has its time from the last piece on.
        if octets.len() > WRITE {
            until = self.command_deadline();
        }
        loop {
            let answer = self.next(step, until).await?;
            if let Some((_, said)) = self.sort(answer, tags, take)? {
                return Ok(said);
            }
        }
    }

    /// When a command that begins now must be done.
    pub(super) fn command_deadline(&self) -> Instant {
        Instant::now() + self.options.deadlines.command
    }

    /// Sends a line of ours that is no command: `DONE`, or a step of AUTHENTICATE.
    pub(super) async fn line(&mut self, step: &'static str, line: &[u8]) -> Result<(), WireError> {
        let mut octets = secrecy::zeroize::Zeroizing::new(Vec::with_capacity(line.len() + 2));
        octets.extend_from_slice(line);
        octets.extend_from_slice(b"\r\n");
        self.write(step, &octets).await
    }

    /// Sends the words of a command whose course the caller follows. Gives its tag.
    pub(super) async fn start(
        &mut self,
        step: &'static str,
        words: &'static str,
    ) -> Result<String, WireError> {
        let tag = self.tag();
        self.line(step, format!("{tag} {words}").as_bytes()).await?;
        Ok(tag)
    }

    async fn write(&mut self, step: &'static str, octets: &[u8]) -> Result<(), WireError> {
        let limit = self.options.deadlines.write;
        let stream = self.client.get_mut();
        for chunk in octets.chunks(WRITE) {
            let written = timeout(limit, async {
                stream.write_all(chunk).await?;
                stream.flush().await
            });
            match written.await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(self.ended(step)),
                Err(_) => return Err(WireError::Timeout { step }),
            }
        }
        Ok(())
    }

    /// The next answer, within the deadline between answers and not after `until`.
    pub(super) async fn next(
        &mut self,
        step: &'static str,
        until: Instant,
    ) -> Result<Answer, WireError> {
        self.next_within(step, self.options.deadlines.answer, until)
            .await
    }

    pub(super) async fn next_within(
        &mut self,
        step: &'static str,
        limit: Duration,
        until: Instant,
    ) -> Result<Answer, WireError> {
        let until = until.min(Instant::now() + limit);
        match timeout_at(until, self.receive(step)).await {
            Ok(answer) => answer,
            Err(_) => Err(match self.stray.take() {
                // quirks.rs: exchange-tagless
                Some(words) => WireError::Bye { words },
                None => WireError::Timeout { step },
            }),
        }
    }

    /// The next answer, without a deadline. The future may be dropped without loss.
    pub(super) async fn receive(&mut self, step: &'static str) -> Result<Answer, WireError> {
        let items = self.options.limits.items;
        let response = match self.client.read_response().await {
            Ok(Some(response)) => response,
            Ok(None) | Err(_) if self.client.get_ref().has_stalled() => {
                return Err(WireError::Timeout { step });
            }
            Ok(None) | Err(_) => {
                return Err(match self.client.get_ref().too_much() {
                    Some(what) => WireError::Limit { what },
                    None => self.ended(step),
                });
            }
        };
        let Some(aside) = self.client.get_mut().aside() else {
            return Err(WireError::Protocol {
                what: "a response without its place",
            });
        };
        Ok(Answer::of(response.parsed(), aside, items))
    }

    /// Why the connection ended, as well as it is known.
    fn ended(&mut self, step: &'static str) -> WireError {
        match self.stray.take() {
            Some(words) => WireError::Bye { words },
            None => WireError::Closed { step },
        }
    }

    /// Gives an answer to whom it belongs. `Some` for a tagged one with a tag in flight.
    pub(super) fn sort(
        &mut self,
        answer: Answer,
        tags: &[String],
        take: &mut Take<'_>,
    ) -> Result<Option<(String, Said)>, WireError> {
        match answer {
            Answer::Tagged { tag, said } => {
                if !tags.contains(&tag) {
                    // quirks.rs: hmail-stale-no
                    return Err(FOREIGN_TAG);
                }
                self.alert(&said);
                return Ok(Some((tag, said)));
            }
            Answer::Continue => {
                return Err(WireError::Protocol {
                    what: "a continuation request that nothing asked for",
                });
            }
            Answer::Said(Said {
                condition: Condition::Bye,
                words,
                ..
            }) => {
                // quirks.rs: yandex-bye-flood, office365-token-bye
                return Err(WireError::Bye { words });
            }
            Answer::Said(Said {
                condition: Condition::PreAuth,
                ..
            }) => {
                return Err(WireError::Protocol {
                    what: "PREAUTH after the greeting",
                });
            }
            Answer::Found(ref found) if found.tag.as_ref().is_some_and(|t| !tags.contains(t)) => {
                // An ESEARCH for somebody else's command; RFC 4731 3.1 names ours.
                return Ok(None);
            }
            answer => {
                if let Some(left) = take(answer) {
                    self.note(left);
                }
            }
        }
        Ok(None)
    }

    /// Keeps what nobody asked for.
    pub(super) fn note(&mut self, answer: Answer) {
        let news = match answer {
            Answer::Exists(n) => {
                self.exists = n;
                Unsolicited::Exists(n)
            }
            Answer::Expunge(seq) => {
                self.exists = self.exists.saturating_sub(1);
                Unsolicited::Expunge(seq)
            }
            Answer::Vanished { earlier, uids } => {
                if !earlier {
                    let gone = u32::try_from(uids.count()).unwrap_or(u32::MAX);
                    self.exists = self.exists.saturating_sub(gone);
                }
                Unsolicited::Vanished(uids)
            }
            Answer::Fetch(fetched) => match *fetched {
                Fetched {
                    seq,
                    uid,
                    flags: Some(flags),
                    modseq,
                    ..
                } => Unsolicited::Flags {
                    seq,
                    uid,
                    flags,
                    modseq,
                },
                _ => return,
            },
            Answer::Status { name, .. } => match FolderName::from_wire(&name) {
                Ok(name) => Unsolicited::Elsewhere(name),
                Err(_) => return,
            },
            // No more is told of any folder (RFC 5465 5.8).
            Answer::Said(Said {
                code: Some(ResponseCode::Other(code)),
                ..
            }) if code.eq_ignore_ascii_case("NOTIFICATIONOVERFLOW") => Unsolicited::Overflow,
            Answer::Said(said) => {
                self.alert(&said);
                return;
            }
            Answer::Stray(words) if !words.is_empty() => {
                self.stray = Some(words.clone());
                return self.news.stray(words);
            }
            // Nobody knows what went.
            Answer::Unreadable(Sort::Vanished) => Unsolicited::Overflow,
            // A SEARCH for nobody among them (quirks.rs: cyrus-list-pattern).
            _ => return,
        };
        self.news.keep(news);
    }

    fn alert(&mut self, said: &Said) {
        if said.code == Some(ResponseCode::Alert) {
            self.news.alert(said.words.clone());
        }
    }

    /// The stream again, for STARTTLS.
    ///
    /// # Errors
    /// `InjectedBeforeTls` if anything was received behind the last answer.
    pub(super) fn into_plain_stream(self) -> Result<Stream, WireError> {
        // async-imap itself holds nothing: a read never crosses the end of a response.
        let guard = self.client.into_inner();
        if guard.has_residue() {
            return Err(WireError::InjectedBeforeTls);
        }
        Ok(guard.into_inner())
    }

    /// Says goodbye and closes; what the server makes of it does not matter.
    pub(super) async fn leave(mut self) {
        let limit = self.options.deadlines.logout;
        let ready = self.is_ready();
        let farewell = async {
            if ready {
                let tag = self.start("logout", "LOGOUT").await?;
                // The BYE, and the tagged OK.
                while !matches!(self.receive("logout").await?, Answer::Tagged { tag: t, .. } if t == tag)
                {
                }
            }
            let closed = self.client.get_mut().shutdown().await;
            closed.map_err(|_| WireError::Closed { step: "logout" })
        };
        match timeout(limit, farewell).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "LOGOUT was cut short"),
            Err(_) => tracing::debug!("LOGOUT was not answered in time"),
        }
    }
}

const FOREIGN_TAG: WireError = WireError::Protocol {
    what: "an answer to a command that is not in flight",
};

/// What a tagged answer means.
pub(super) fn verdict(said: Said) -> Result<Done, WireError> {
    match said.condition {
        Condition::Ok => Ok(Done { code: said.code }),
        Condition::No => Err(WireError::No {
            code: said.code,
            words: said.words,
        }),
        _ => Err(WireError::Bad { words: said.words }),
    }
}
