//! The desk of an account: what a person waits for, on a connection of its own, so that a long
//! sync never stands in the way. It fetches texts, carries out acts, files and looks for copies.

mod filed;

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

use crate::domain::{
    Act, ActId, ActState, FlagChange, Flags, Folder, FolderId, MailboxId, MessageKey, PendingAct,
};
use crate::store::Reader;
use crate::wire::WireError;

use super::backend::{HeaderOf, MailBackend, Relocated};
use super::causes;
use super::connect::Connector;
use super::drafts::{Errand, Found};
use super::error::EngineError;
use super::event::Event;
use super::filing::{Double, Tended};
use super::keeper;
use super::mentions::{self, Mention, Wanted};
use super::problem::{Problem, ProblemKind, Text};
use super::shared::{Place, Shared};
use super::{prefetch, texts_of};

/// After this much rest a connection is tried before it is used.
const REST: Duration = Duration::from_secs(20);

/// What a desk can be asked.
pub(super) enum Request {
    /// Fetch a whole message into the cache.
    Body(MessageKey, oneshot::Sender<Result<(), Problem>>),
    /// Carry out what is pending up to this act. `None`: all of it, and nobody waits.
    Act(Option<(ActId, oneshot::Sender<Acted>)>),
    /// Put a message into a folder.
    Append {
        /// Which folder.
        folder: FolderId,
        /// Its flags.
        flags: Flags,
        /// The message.
        message: Arc<[u8]>,
        /// Where it lies now, where the server told.
        answer: oneshot::Sender<Result<Option<MessageKey>, Problem>>,
    },
    /// Look for a message by its Message-ID (without brackets) on the server.
    Find {
        /// In which folder.
        folder: FolderId,
        /// Its Message-ID.
        message_id: String,
        /// All that have it.
        answer: oneshot::Sender<Result<Vec<MessageKey>, Problem>>,
    },
    /// Look at a copy that was filed; mark it read where it is not.
    Tend {
        /// Which message.
        key: MessageKey,
        /// Is it to be marked?
        mark: bool,
        /// What was seen; `None` if it is gone.
        answer: oneshot::Sender<Result<Option<Tended>, Problem>>,
    },
    /// Remove the copy that was filed from here, if another lies beside it.
    RemoveDouble {
        /// In which folder.
        folder: FolderId,
        /// Its Message-ID.
        message_id: String,
        /// Which of them is ours.
        ours: Option<MessageKey>,
        /// What came of it.
        answer: oneshot::Sender<Result<Double, Problem>>,
    },
    /// Look for messages that name a Message-ID (without brackets).
    Mentions {
        /// In which folder.
        folder: FolderId,
        /// Its Message-ID.
        message_id: String,
        /// Since when.
        since: Timestamp,
        /// Answers, or reports too.
        wanted: Wanted,
        /// All that name it.
        answer: oneshot::Sender<Result<Vec<Mention>, Problem>>,
    },
    /// The flags of a message on the server.
    Flags(MessageKey, oneshot::Sender<Result<Option<Flags>, Problem>>),
    /// Do something with a draft in a folder.
    Draft {
        /// Which folder.
        folder: FolderId,
        /// What.
        errand: Errand,
        /// What came of it.
        answer: oneshot::Sender<Result<Found, Problem>>,
    },
    /// Open a folder by its wire name, to see whether it can be.
    Prove(String, oneshot::Sender<Result<(), Problem>>),
    /// Sign in, if not yet.
    SignIn(oneshot::Sender<Result<(), Problem>>),
}

/// What became of an act.
pub(super) type Acted = Result<Done, Problem>;

/// An act that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Done {
    /// The server did it. For moves: the new places in the order of the targets.
    Settled(Vec<Option<MessageKey>>),
    /// The server could not be reached; it will be done later.
    Queued,
}

/// The desk of one account.
pub(super) struct Desk {
    shared: Arc<Shared>,
    connector: Arc<Connector>,
    requests: mpsc::Receiver<Request>,
    keeper: mpsc::Sender<keeper::Request>,
    mail: Option<Box<dyn MailBackend>>,
    used_at: Instant,
    stop: CancellationToken,
}

impl Desk {
    pub(super) fn new(
        shared: Arc<Shared>,
        connector: Arc<Connector>,
        requests: mpsc::Receiver<Request>,
        keeper: mpsc::Sender<keeper::Request>,
        stop: CancellationToken,
    ) -> Self {
        Self {
            shared,
            connector,
            requests,
            keeper,
            mail: None,
            used_at: Instant::now(),
            stop,
        }
    }

    /// Works until stopped. An act that is under way is finished first.
    pub(super) async fn run(mut self) {
        let stop = self.stop.clone();
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                request = self.requests.recv() => match request {
                    Some(request) => self.answer(request).await,
                    None => break,
                },
            }
        }
        if let Some(mail) = self.mail.take() {
            mail.leave().await;
        }
    }

    async fn answer(&mut self, request: Request) {
        // Nobody waiting any more is no error.
        match request {
            Request::Body(key, answer) => {
                let _ = answer.send(self.body(&key).await);
            }
            Request::Act(None) => {
                let _ = self.replay(None).await;
            }
            Request::Act(Some((id, answer))) => {
                let _ = answer.send(self.replay(Some(id)).await);
            }
            Request::Append {
                folder,
                flags,
                message,
                answer,
            } => {
                let _ = answer.send(self.append(&folder, &flags, &message).await);
            }
            Request::Find {
                folder,
                message_id,
                answer,
            } => {
                let _ = answer.send(self.find(&folder, &message_id).await);
            }
            Request::Tend { key, mark, answer } => {
                let _ = answer.send(self.tend(&key, mark).await);
            }
            Request::RemoveDouble {
                folder,
                message_id,
                ours,
                answer,
            } => {
                let done = self.remove_double(&folder, &message_id, ours.as_ref());
                let _ = answer.send(done.await);
            }
            Request::Mentions {
                folder,
                message_id,
                since,
                wanted,
                answer,
            } => {
                let found = self.mentions(&folder, &message_id, since, wanted).await;
                let _ = answer.send(found);
            }
            Request::Flags(key, answer) => {
                let _ = answer.send(self.flags(&key).await);
            }
            Request::Draft {
                folder,
                errand,
                answer,
            } => {
                let _ = answer.send(self.draft(&folder, errand).await);
            }
            Request::Prove(wire_name, answer) => {
                let _ = answer.send(self.prove(&wire_name).await);
            }
            Request::SignIn(answer) => {
                let _ = answer.send(self.mail().await.map(drop));
            }
        }
    }

    /// The connection, made if there is none. Servers close idle connections without a word
    /// (RFC 9051 5.4), so one that rested is tried before it is relied upon.
    async fn mail(&mut self) -> Result<&mut dyn MailBackend, Problem> {
        if let Some(mail) = &mut self.mail
            && self.used_at.elapsed() > REST
            && mail.ping().await.is_err()
        {
            self.mail = None;
        }
        let mail = match self.mail.take() {
            Some(mail) => mail,
            None => self.connector.mail().await?,
        };
        self.used_at = Instant::now();
        Ok(self.mail.insert(mail).as_mut())
    }

    /// Makes a problem of an error on the wire, and drops a connection that is of no use any more.
    fn done<T>(&mut self, outcome: Result<T, WireError>) -> Result<T, Problem> {
        outcome.map_err(|error| self.failed(error.into()))
    }

    fn failed(&mut self, error: EngineError) -> Problem {
        if causes::ends_connection(&error) {
            self.mail = None;
        }
        let problem = causes::of_engine(&error, self.connector.account());
        if matches!(error, EngineError::Store(_)) {
            self.shared.raise(Place::Store, problem.clone());
        }
        problem
    }

    async fn read<T: Send + 'static>(
        &mut self,
        rows: impl FnOnce(&Reader) -> Result<T, crate::store::StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.shared
            .store
            .reader()
            .run(rows)
            .await
            .map_err(|error| self.failed(error.into()))
    }

    async fn prove(&mut self, wire_name: &str) -> Result<(), Problem> {
        let opened = self.mail().await?.open(wire_name, false).await;
        self.done(opened).map(drop)
    }

    async fn folder(&mut self, id: &FolderId) -> Result<Folder, Problem> {
        let id = id.clone();
        let folder = self.read(move |r| r.folder(&id)).await?;
        folder
            .ok_or_else(|| Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-folder")))
    }

    async fn body(&mut self, key: &MessageKey) -> Result<(), Problem> {
        let wanted = key.clone();
        let known = self.read(move |r| Ok((r.body(&wanted)?, r.message(&wanted)?)));
        let (body, header) = known.await?;
        if body.is_some() {
            return Ok(());
        }
        let size = header.map(|header| header.size).filter(|size| *size > 0);
        let folder = self.folder(&key.folder).await?;
        let fetched = body_of(self.mail().await?, &folder.wire_name, key, size).await;
        let raw = self
            .done(fetched)
            .map_err(|problem| problem.of_mailbox(&folder.mailbox))?;
        let gone = || {
            Problem::new(ProblemKind::NotFound, Text::new("problem-message-gone"))
                .of_mailbox(&folder.mailbox)
        };
        let raw = raw.ok_or_else(gone)?;
        let (text, preview) = texts_of(&raw).await;
        let stored = self
            .shared
            .store
            .cache()
            .put_body(key, raw, &text, &preview)
            .await;
        stored.map_err(|error| self.failed(error.into()))?;
        self.shared.tell(Event::Body(key.clone()));
        self.shared.tell(Event::Messages(key.folder.clone()));
        Ok(())
    }

    async fn append(
        &mut self,
        id: &FolderId,
        flags: &Flags,
        message: &[u8],
    ) -> Result<Option<MessageKey>, Problem> {
        let folder = self.folder(id).await?;
        // A lost answer is not repeated here: it must be looked up first, which is the caller's rule.
        let place = self
            .mail()
            .await?
            .append(&folder.wire_name, flags, message)
            .await;
        let place = self.done(place).map_err(|problem| {
            if problem.kind == ProblemKind::Permission {
                self.renew_rights(folder.mailbox.clone());
            }
            problem.of_mailbox(&folder.mailbox)
        })?;
        Ok(place.map(|(uid_validity, uid)| MessageKey {
            folder: folder.id,
            uid_validity,
            uid,
        }))
    }

    async fn find(&mut self, id: &FolderId, message_id: &str) -> Result<Vec<MessageKey>, Problem> {
        let folder = self.folder(id).await?;
        let found = found_in(self.mail().await?, &folder.wire_name, message_id).await;
        let (uid_validity, uids) = self
            .done(found)
            .map_err(|problem| problem.of_mailbox(&folder.mailbox))?;
        Ok(uids
            .into_iter()
            .map(|uid| MessageKey {
                folder: id.clone(),
                uid_validity,
                uid,
            })
            .collect())
    }

    async fn mentions(
        &mut self,
        id: &FolderId,
        message_id: &str,
        since: Timestamp,
        wanted: Wanted,
    ) -> Result<Vec<Mention>, Problem> {
        let folder = self.folder(id).await?;
        let mail = self.mail().await?;
        let found = mentions::in_folder(mail, &folder.wire_name, message_id, since, wanted).await;
        let (uid_validity, found) = self
            .done(found)
            .map_err(|problem| problem.of_mailbox(&folder.mailbox))?;
        let mention = |(fetched, header, report): (HeaderOf, _, _)| Mention {
            key: MessageKey {
                folder: id.clone(),
                uid_validity,
                uid: fetched.uid,
            },
            header,
            date: fetched.date,
            report,
        };
        Ok(found.into_iter().map(mention).collect())
    }

    async fn flags(&mut self, key: &MessageKey) -> Result<Option<Flags>, Problem> {
        let folder = self.folder(&key.folder).await?;
        let flags = mentions::flags(self.mail().await?, &folder.wire_name, key).await;
        self.done(flags)
            .map_err(|problem| problem.of_mailbox(&folder.mailbox))
    }

    async fn draft(&mut self, id: &FolderId, errand: Errand) -> Result<Found, Problem> {
        let folder = self.folder(id).await?;
        let found = errand.run(self.mail().await?, &folder.wire_name).await;
        self.done(found)
            .map_err(|problem| problem.of_mailbox(&folder.mailbox))
    }

    /// Carries out pending acts in their order, up to the one that is waited for.
    async fn replay(&mut self, until: Option<ActId>) -> Acted {
        let account = self.connector.account().id();
        let acts = self.read(move |r| r.acts(Some(&account))).await?;
        let mut last = Done::Queued;
        for act in acts {
            if until.is_some_and(|id| act.id > id) {
                break;
            }
            let (id, targets) = (act.id, act.act.targets().clone());
            match self.carry_out(act).await {
                Ok(done) => {
                    self.shared.tell(Event::Messages(targets.folder));
                    last = done;
                    if last == Done::Queued {
                        return Ok(Done::Queued);
                    }
                    if until == Some(id) {
                        let account = self.connector.account().id();
                        self.shared.clear(&Place::Act(account));
                    }
                }
                Err(problem) => {
                    self.shared.tell(Event::Messages(targets.folder));
                    if until == Some(id) {
                        return Err(problem);
                    }
                    // Nobody waits for this one any more, and the others do not wait for it.
                    self.shared
                        .act_taken_back(problem.of_account(&self.connector.account().id()));
                }
            }
        }
        Ok(last)
    }

    async fn carry_out(&mut self, pending: PendingAct) -> Acted {
        let (folder, target) = match self.folders_of(&pending.act).await {
            Ok(folders) => folders,
            // A folder that is not there any more: the act would wait for ever.
            Err(problem) if problem.kind == ProblemKind::NotFound => {
                let undone = self.shared.store.precious().back_out_act(pending.id).await;
                undone.map_err(|error| self.failed(error.into()))?;
                return Err(problem);
            }
            Err(problem) => return Err(problem),
        };
        // Signed in before the act is begun: what was never tried needs no looking up.
        if let Err(problem) = self.mail().await.map(drop) {
            tracing::debug!(%problem, "An act waits for the server.");
            return Ok(Done::Queued);
        }
        let began = self.shared.store.precious().begin_act(pending.id).await;
        began.map_err(|error| self.failed(error.into()))?;
        let outcome = self.on_server(&pending, &folder, target.as_ref()).await;
        let precious = self.shared.store.precious();
        match outcome {
            Ok(places) => {
                let settled = precious.settle_act(pending.id).await;
                settled.map_err(|error| self.failed(error.into()))?;
                let again = [Some(&folder), target.as_ref()];
                for folder in again.into_iter().flatten() {
                    self.shared.tell(Event::Messages(folder.id.clone()));
                    self.shared.tell(Event::Folders(folder.mailbox.clone()));
                }
                Ok(Done::Settled(places))
            }
            Err(problem) if self.mail.is_none() => {
                tracing::debug!(%problem, "The connection was lost during an act; it is looked at again.");
                Ok(Done::Queued)
            }
            Err(problem) => {
                let undone = precious.back_out_act(pending.id).await;
                undone.map_err(|error| self.failed(error.into()))?;
                // The rights shown were wrong: read them again (invariant 9).
                for mailbox in [Some(&folder), target.as_ref()]
                    .into_iter()
                    .flatten()
                    .map(|f| f.mailbox.clone())
                {
                    self.renew_rights(mailbox);
                }
                Err(problem.of_mailbox(&folder.mailbox))
            }
        }
    }

    /// Has the rights of a mailbox read again: what is known of them was wrong.
    fn renew_rights(&self, mailbox: MailboxId) {
        let (answer, _) = oneshot::channel();
        // A full queue holds something that reads them as well.
        let _ = self
            .keeper
            .try_send(keeper::Request::Rights(mailbox, answer));
    }

    /// The folder of an act's messages, and the one they are moved to.
    async fn folders_of(&mut self, act: &Act) -> Result<(Folder, Option<Folder>), Problem> {
        let folder = self.folder(&act.targets().folder).await?;
        let target = match act {
            Act::Move { to, .. } => Some(self.folder(to).await?),
            Act::MarkFlags { .. } | Act::Delete { .. } => None,
        };
        Ok((folder, target))
    }

    /// Does the act on the server. For a move: the new places in the order of the targets.
    async fn on_server(
        &mut self,
        pending: &PendingAct,
        folder: &Folder,
        target: Option<&Folder>,
    ) -> Result<Vec<Option<MessageKey>>, Problem> {
        let targets = pending.act.targets();
        let uids: Vec<u32> = targets.uids().collect();
        let name = folder.wire_name.as_str();
        let validity = targets.uid_validity;
        let renumbered = || {
            Problem::new(ProblemKind::Server, Text::new("problem-folder-renumbered"))
                .advise(Text::new("advice-try-again"))
        };
        match (&pending.act, target) {
            (Act::MarkFlags { change, .. }, _) => {
                let kept = flags_changed(self.mail().await?, name, validity, &uids, change).await;
                match self.done(kept)? {
                    Some(true) => Ok(Vec::new()),
                    Some(false) => Err(Problem::new(
                        ProblemKind::Permission,
                        Text::new("problem-flags-not-kept"),
                    )
                    .advise(Text::new("advice-ask-for-right"))),
                    None => Err(renumbered()),
                }
            }
            (Act::Delete { .. }, _) => {
                let same = removed(self.mail().await?, name, validity, &uids).await;
                if self.done(same)? {
                    Ok(Vec::new())
                } else {
                    Err(renumbered())
                }
            }
            (Act::Move { .. }, Some(target)) => self
                .relocate(pending, folder, target, &uids)
                .await?
                .ok_or_else(renumbered),
            (Act::Move { .. }, None) => Err(Problem::new(
                ProblemKind::NotFound,
                Text::new("problem-no-such-folder"),
            )),
        }
    }

    /// Moves messages. A move that was begun before and lost its answer is looked up first: what
    /// has left the folder is not moved again, and what already lies in the target is only removed.
    async fn relocate(
        &mut self,
        pending: &PendingAct,
        folder: &Folder,
        target: &Folder,
        uids: &[u32],
    ) -> Result<Option<Vec<Option<MessageKey>>>, Problem> {
        let targets = pending.act.targets();
        let mut places: Vec<Option<MessageKey>> = vec![None; uids.len()];
        let begun_before = pending.state == ActState::Started;
        if begun_before {
            for (message, place) in targets.messages.iter().zip(&mut places) {
                let Some(message_id) = &message.message_id else {
                    continue;
                };
                *place = self.find(&target.id, message_id).await?.into_iter().last();
            }
        }
        let arrived: Vec<u32> = uids
            .iter()
            .zip(&places)
            .filter(|(_, p)| p.is_some())
            .map(|(uid, _)| *uid)
            .collect();
        let name = folder.wire_name.as_str();
        let moved = moved(
            self.mail().await?,
            name,
            targets.uid_validity,
            uids,
            &arrived,
            &target.wire_name,
        )
        .await;
        let moved = self.done(moved)?;
        let Some(moved) = moved else { return Ok(None) };
        for (uid, place) in uids.iter().zip(&mut places) {
            if let Some((_, new)) = moved.pairs.iter().find(|(old, _)| old == uid) {
                *place = Some(MessageKey {
                    folder: target.id.clone(),
                    uid_validity: moved.uid_validity,
                    uid: *new,
                });
            }
        }
        Ok(Some(places))
    }
}

/// A whole message; `None` when its folder was renumbered.
async fn body_of(
    mail: &mut dyn MailBackend,
    folder: &str,
    key: &MessageKey,
    size: Option<u32>,
) -> Result<Option<Vec<u8>>, WireError> {
    let opened = mail.open(folder, false).await?;
    if opened.uid_validity != key.uid_validity {
        return Ok(None);
    }
    let body = mail.body(key.uid, size, prefetch::LARGEST).await;
    body.map(Some)
}

/// UIDVALIDITY of a folder and the messages in it that have this Message-ID.
async fn found_in(
    mail: &mut dyn MailBackend,
    folder: &str,
    message_id: &str,
) -> Result<(u32, Vec<u32>), WireError> {
    let opened = mail.open(folder, false).await?;
    Ok((opened.uid_validity, mail.with_message_id(message_id).await?))
}

/// Changes flags. `Some(false)`: the folder does not keep them; `None`: it was renumbered.
async fn flags_changed(
    mail: &mut dyn MailBackend,
    folder: &str,
    validity: u32,
    uids: &[u32],
    change: &FlagChange,
) -> Result<Option<bool>, WireError> {
    let opened = mail.open(folder, true).await?;
    if opened.uid_validity != validity {
        return Ok(None);
    }
    // wire/quirks.rs: dovecot-readonly-ok
    if opened.read_only || !keeps(opened.permanent_flags.as_deref(), change) {
        return Ok(Some(false));
    }
    mail.store(uids, change).await?;
    Ok(Some(true))
}

/// Removes messages for good, unless the folder was renumbered (`false`).
async fn removed(
    mail: &mut dyn MailBackend,
    folder: &str,
    validity: u32,
    uids: &[u32],
) -> Result<bool, WireError> {
    let opened = mail.open(folder, true).await?;
    if opened.uid_validity == validity {
        mail.remove(uids).await?;
    }
    Ok(opened.uid_validity == validity)
}

/// Moves what is still in the folder, and removes what has already arrived in the target; `None`
/// when the folder was renumbered.
async fn moved(
    mail: &mut dyn MailBackend,
    folder: &str,
    validity: u32,
    uids: &[u32],
    arrived: &[u32],
    target: &str,
) -> Result<Option<Relocated>, WireError> {
    let opened = mail.open(folder, true).await?;
    if opened.uid_validity != validity {
        return Ok(None);
    }
    let there = mail.uids().await?;
    let (doubled, to_move): (Vec<u32>, Vec<u32>) = uids
        .iter()
        .copied()
        .filter(|uid| there.binary_search(uid).is_ok())
        .partition(|uid| arrived.contains(uid));
    if !doubled.is_empty() {
        mail.remove(&doubled).await?;
    }
    if to_move.is_empty() {
        return Ok(Some(Relocated::default()));
    }
    mail.relocate(&to_move, target).await.map(Some)
}

/// Does the folder keep all the flags of a change? `\*` keeps any keyword (RFC 9051 7.1).
fn keeps(permanent: Option<&[String]>, change: &FlagChange) -> bool {
    let Some(permanent) = permanent else {
        return true;
    };
    let any = permanent.iter().any(|f| f == "\\*");
    change.add.iter().chain(&change.remove).all(|name| {
        permanent.iter().any(|f| f.eq_ignore_ascii_case(name)) || (any && !name.starts_with('\\'))
    })
}
