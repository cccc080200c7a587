//! An account at work: its two tasks (keeper and desk) and how to ask them.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::domain::{ActId, Flags, FolderId, MailboxId, MessageKey, PartNumber};

use super::backend::SoughtId;
use super::command::SyncSummary;
use super::connect::Connector;
use super::desk::{self, Acted, Desk};
use super::drafts::{Errand, Found};
use super::filing::{Double, Tended};
use super::keeper::{self, Keeper};
use super::mentions::{Mention, Wanted};
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;

/// Requests that may wait before asking blocks.
const QUEUE: usize = 256;

/// The running tasks of one account.
pub(super) struct RunningAccount {
    connector: Arc<Connector>,
    keeper: mpsc::Sender<keeper::Request>,
    looks: mpsc::Sender<FolderId>,
    desk: mpsc::Sender<desk::Request>,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl RunningAccount {
    /// Starts the tasks.
    pub(super) fn start(shared: &Arc<Shared>, connector: Arc<Connector>, resident: bool) -> Self {
        let stop = CancellationToken::new();
        let (keeper, to_keeper) = mpsc::channel(QUEUE);
        let (looks, looked_at) = mpsc::channel(QUEUE);
        let (desk, to_desk) = mpsc::channel(QUEUE);
        let keeping = Keeper::new(
            Arc::clone(shared),
            Arc::clone(&connector),
            resident,
            to_keeper,
            looked_at,
            stop.clone(),
        );
        let serving = Desk::new(
            Arc::clone(shared),
            Arc::clone(&connector),
            to_desk,
            keeper.clone(),
            stop.clone(),
        );
        let tasks = vec![tokio::spawn(keeping.run()), tokio::spawn(serving.run())];
        Self {
            connector,
            keeper,
            looks,
            desk,
            stop,
            tasks,
        }
    }

    /// How to ask it.
    pub(super) fn handle(&self) -> AccountHandle {
        AccountHandle {
            connector: Arc::clone(&self.connector),
            keeper: self.keeper.clone(),
            looks: self.looks.clone(),
            desk: self.desk.clone(),
        }
    }

    /// Stops the tasks; what they are in the middle of is given this long to end.
    pub(super) async fn stop(self, patience: std::time::Duration) {
        self.stop.cancel();
        for mut task in self.tasks {
            if tokio::time::timeout(patience, &mut task).await.is_err() {
                // A connection that does not answer; what was asked of it is in the journal.
                task.abort();
            }
        }
    }
}

/// Asks an account's tasks. Cheap to clone.
#[derive(Clone)]
pub(super) struct AccountHandle {
    pub(super) connector: Arc<Connector>,
    keeper: mpsc::Sender<keeper::Request>,
    looks: mpsc::Sender<FolderId>,
    desk: mpsc::Sender<desk::Request>,
}

impl AccountHandle {
    /// Looks for mailboxes, folders and rights.
    pub(super) async fn refresh(&self) -> Result<(), Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_keeper(keeper::Request::Refresh(answer)).await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Brings folders up to date; `None`: all.
    pub(super) async fn sync(
        &self,
        folders: Option<Vec<FolderId>>,
    ) -> Result<SyncSummary, Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_keeper(keeper::Request::Sync(folders, answer))
            .await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Reads the rights of a mailbox.
    pub(super) async fn rights(&self, mailbox: MailboxId) -> Result<(), Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_keeper(keeper::Request::Rights(mailbox, answer))
            .await?;
        answered.await.map_err(|_| stopped())
    }

    /// Tells that a person looks at a folder.
    pub(super) async fn look_at(&self, folder: FolderId) -> Result<(), Problem> {
        self.looks.send(folder).await.map_err(|_| stopped())
    }

    /// Fetches a whole message.
    pub(super) async fn body(&self, key: MessageKey) -> Result<(), Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::Body(key, answer)).await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Fetches what is needed to read a message.
    pub(super) async fn text(&self, key: MessageKey) -> Result<(), Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::Text(key, answer)).await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Fetches a part of a message that its excerpt left out.
    pub(super) async fn part(&self, key: MessageKey, part: PartNumber) -> Result<(), Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::Part(key, part, answer))
            .await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Carries out what is pending, up to this act.
    pub(super) async fn act(&self, id: ActId) -> Acted {
        let (answer, answered) = oneshot::channel();
        let asked = self.ask_desk(desk::Request::Act(Some((id, answer)))).await;
        let answered = match asked {
            Ok(()) => answered.await.ok(),
            Err(_) => None,
        };
        // It was committed: where nobody comes to it any more it is carried out in another run, or when the
        // account is started anew.
        answered.unwrap_or(Ok(desk::Done::Queued))
    }

    /// Carries out what is pending, when there is time.
    pub(super) fn replay(&self) {
        // A full queue already holds something that replays.
        let _ = self.desk.try_send(desk::Request::Act(None));
    }

    /// Puts a message into a folder.
    pub(super) async fn append(
        &self,
        folder: FolderId,
        flags: Flags,
        message: Arc<[u8]>,
    ) -> Result<Option<MessageKey>, Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::Append {
            folder,
            flags,
            message,
            answer,
        })
        .await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Looks for messages by their Message-ID on the server.
    pub(super) async fn find(
        &self,
        folder: FolderId,
        sought: SoughtId,
    ) -> Result<Vec<MessageKey>, Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::Find {
            folder,
            sought,
            answer,
        })
        .await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Looks at a copy that was filed, and marks it read where it is not, if `mark`.
    pub(super) async fn tend(
        &self,
        key: MessageKey,
        mark: bool,
    ) -> Result<Option<Tended>, Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::Tend { key, mark, answer })
            .await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Removes the copy that was filed from here, if another lies beside it.
    pub(super) async fn remove_double(
        &self,
        folder: FolderId,
        message_id: String,
        ours: Option<MessageKey>,
    ) -> Result<Double, Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::RemoveDouble {
            folder,
            message_id,
            ours,
            answer,
        })
        .await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Looks for messages that name a Message-ID on the server.
    pub(super) async fn mentions(
        &self,
        folder: FolderId,
        message_id: String,
        since: Timestamp,
        wanted: Wanted,
    ) -> Result<Vec<Mention>, Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::Mentions {
            folder,
            message_id,
            since,
            wanted,
            answer,
        })
        .await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Does something with a draft in a folder.
    pub(super) async fn draft(&self, folder: FolderId, errand: Errand) -> Result<Found, Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::Draft {
            folder,
            errand,
            answer,
        })
        .await?;
        answered.await.map_err(|_| stopped())?
    }

    /// The flags of a message on the server.
    pub(super) async fn flags(&self, key: MessageKey) -> Result<Option<Flags>, Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::Flags(key, answer)).await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Can this folder be opened?
    pub(super) async fn prove(&self, wire_name: String) -> Result<(), Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::Prove(wire_name, answer))
            .await?;
        answered.await.map_err(|_| stopped())?
    }

    /// Signs in to the mail server.
    pub(super) async fn sign_in(&self) -> Result<(), Problem> {
        let (answer, answered) = oneshot::channel();
        self.ask_desk(desk::Request::SignIn(answer)).await?;
        answered.await.map_err(|_| stopped())?
    }

    async fn ask_keeper(&self, request: keeper::Request) -> Result<(), Problem> {
        self.keeper.send(request).await.map_err(|_| stopped())
    }

    async fn ask_desk(&self, request: desk::Request) -> Result<(), Problem> {
        self.desk.send(request).await.map_err(|_| stopped())
    }
}

/// The account is started anew or was removed, or the engine is stopping. It is the way to its
/// server that is missing: nothing is known of what was asked for.
pub(super) fn stopped() -> Problem {
    Problem::new(ProblemKind::Network, Text::new("problem-account-stopped"))
}
