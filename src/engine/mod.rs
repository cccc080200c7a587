//! The engine: [`Command`] in, [`Event`] out.
//!
//! Each account has two tasks that own its connections and are woken, never polled by a face: the
//! keeper (discovery, sync, rights, watching) and the desk (what a person waits for). One more
//! task runs the outbox. A face (`cli`, `app`) asks through [`Engine::request`], reads rows through
//! [`Engine::reader`], and is told through [`Engine::events`] which rows changed. It never waits
//! for the network unless it wants to: a request that needs a server is answered when the server
//! has answered, and nothing else waits for it.
//!
//! Mail and submission stand behind two traits (`backend`, `submission`), shaped by what sync
//! and the outbox must know rather than by IMAP and SMTP.

mod access;
mod account;
mod account_change;
mod accounts;
mod acts;
mod answered;
mod arrivals;
mod away;
mod backend;
mod carry_out;
mod causes;
mod closed;
mod command;
mod compose;
mod connect;
mod contacts;
mod conversation;
mod desk;
mod discovery;
mod doubts;
mod drafts;
mod error;
mod event;
mod excerpt;
mod fetching;
mod filing;
mod folders;
mod forward;
mod identities;
mod imap_backend;
mod indexer;
mod keeper;
mod listing;
mod mailboxes;
mod mentions;
mod network;
mod not_done;
mod numbers;
mod opening;
mod outbox;
mod pace;
mod patience;
mod pictures;
mod problem;
mod progress;
mod refused_sign_in;
mod reminders;
mod removal;
mod reports;
mod roles;
mod room;
#[cfg(test)]
pub(crate) mod samples;
mod search;
mod setup;
mod shared;
mod spelling;
mod submission;
mod sync;
mod taken_back;
mod texts;
mod undo;
mod unread;
mod upkeep;
mod views;
mod watch;

use jiff::Timestamp;
use std::sync::Arc;

use crate::config::{ConfigFile, Settings};
use crate::domain::{
    Account, AccountId, Attachment, Draft, DraftId, FolderId, HeldText, Identity, Intent, Keep,
    MailboxId, MailboxKind, MessageKey, Notify, UnreadForMe,
};
use crate::paths::Profile;
use crate::rfc822::Recipients;
use crate::secret::SecretStore;
use crate::spelling::Speller;
use crate::store::{DataFile, Store};

pub use crate::domain::{Progress, Work};
pub use crate::paths::mark_from_mail;
pub use answered::{Answer, answered};
pub use arrivals::Arrival;
pub use away::WhereTo;
pub use command::{AccountTest, Command, Leave, MailboxChange, OutboxAction, Reply, SyncSummary};
pub use compose::{QuoteWords, signature_in, with_signature};
pub use contacts::ContactsRead;
pub use conversation::{Conversation, conversation};
pub use doubts::{confirmed_in_words, doubt_in_words, link_doubt_in_words};
pub use drafts::note_of;
pub use event::{Connection, Event, Events};
pub use forward::Begun;
pub use listing::{Listed, Sort, listed};
pub use opening::PutToOpen;
pub use outbox::{
    Possible, came_back, check_that_stopped, earlier_answer, how_far, is_to_the_same, possible,
    receipt_for, refused_recipients, remarks, why, written_time,
};
pub use pace::Pace;
pub use problem::{Problem, ProblemKind, Text};
pub use reminders::Reminder;
pub use search::{ServerSearch, found_here, together};
pub use spelling::{LANGUAGE_KEPT, WrittenIn, dictionary_for, no_dictionaries, spelling_problem};
pub use views::{View, waits_for_answers};

/// What a face reads with: it knows the store only through these.
pub use crate::store::{
    Arriving, DraftSummary, Hits, ListFilter, Reader, ServerAnswers, StoreError, StoredDraft,
};

use accounts::Accounts;
use connect::Connector;
use drafts::Drafts;
use fetching::Wanted;
use outbox::Outbox;
use shared::{Place, Shared};
use submission::{SmtpSubmission, Submission};
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;
use upkeep::Upkeep;

/// So long what was asked for is waited for at the end, when no account answers it any more.
const LAST_WORDS: std::time::Duration = std::time::Duration::from_secs(2);

/// How an engine is started.
pub struct Options {
    /// The profile, held by this process (see [`crate::instance`]).
    pub profile: Profile,
    /// Where passwords are kept.
    pub secrets: Arc<dyn SecretStore>,
    /// Works by itself (the window), rather than only when asked (the command line).
    pub resident: bool,
    /// Without any traffic until [`Command::SetOffline`] says otherwise.
    pub offline: bool,
    /// Its clocks.
    pub pace: Pace,
}

/// A running engine. Clones are the same engine.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    /// Where attachments lie that another program opens.
    opened_files: std::path::PathBuf,
    speller: Arc<Speller>,
    /// Where a person can put dictionaries for this profile.
    dictionaries: std::path::PathBuf,
    accounts: Arc<Accounts>,
    outbox: Arc<Outbox>,
    drafts: Arc<Drafts>,
    submission: Arc<dyn Submission>,
    upkeep: Arc<Upkeep>,
    /// What faces asked for and is under way.
    commands: TaskTracker,
    reader: Reader,
    /// Works by itself.
    resident: bool,
    started: Timestamp,
}

impl Engine {
    /// Opens the profile and starts the accounts. Nothing waits for the network.
    ///
    /// # Errors
    /// The settings are damaged, or the precious database cannot be used.
    pub async fn start(options: Options) -> Result<Self, Problem> {
        let profile = options.profile.clone();
        let opened_files = opening::folder(profile.dir());
        let speller = Arc::new(spelling::speller(&profile));
        let dictionaries = profile.dictionaries_dir();
        let opened = tokio::task::spawn_blocking(move || {
            opening::wipe(&opening::folder(profile.dir()));
            let config =
                ConfigFile::open(&profile.config_file()).map_err(|e| causes::of_config(&e))?;
            let (store, report) = Store::open(profile.dir()).map_err(|e| causes::of_store(&e))?;
            Ok((config, store, report))
        });
        let (config, store, report) = opened.await.map_err(causes::of_task)??;
        tracing::info!(?report, "The profile was opened.");
        let offline = options.offline || config.config().settings.offline;
        let reader = store.reader();
        let (state, machine) = (options.profile.state_dir(), options.profile.machine());
        let handed_over = outbox::HandedOver::open(state, machine, &store).await;
        let shared = Arc::new(Shared::new(
            store,
            config,
            options.secrets,
            options.pace,
            offline,
        ));
        let left = removal::by_hand(&shared).await;
        left.map_err(|e| causes::of_store(&e))?;
        let accounts = Arc::new(Accounts::new(Arc::clone(&shared), options.resident));
        for account in shared.config().accounts {
            crate::log::register_own_address(account.address.as_str());
            accounts.start(Arc::new(Connector::new(Arc::clone(&shared), account)));
        }
        let sign_in: Arc<dyn submission::SignIn> = accounts.clone();
        let submission: Arc<dyn Submission> = Arc::new(SmtpSubmission::new(
            sign_in,
            crate::wire::smtp::Options {
                deadlines: shared.pace.submission,
                ..crate::wire::smtp::Options::default()
            },
        ));
        let outbox = Outbox::start(
            Arc::clone(&shared),
            Arc::clone(&submission),
            accounts.clone(),
            handed_over,
            options.resident,
        );
        let drafts = Drafts::start(Arc::clone(&shared), accounts.clone(), options.resident);
        access::tell(&shared).await;
        not_done::tell_again(&shared).await;
        upkeep::tell_place(&shared, &options.profile).await;
        let upkeep = Arc::new(Upkeep::start(&shared, &report, options.resident));
        let engine = Self {
            shared,
            opened_files,
            speller,
            dictionaries,
            accounts,
            outbox: Arc::new(outbox),
            drafts: Arc::new(drafts),
            submission,
            upkeep,
            commands: TaskTracker::new(),
            reader,
            resident: options.resident,
            started: Timestamp::now(),
        };
        for account in engine.accounts.all() {
            account.replay();
        }
        Ok(engine)
    }

    /// When this run began.
    #[must_use]
    pub fn started(&self) -> Timestamp {
        self.started
    }

    /// A damaged settings file in people's words.
    #[must_use]
    pub fn config_problem(error: &crate::config::ConfigError) -> Problem {
        causes::of_config(error)
    }

    /// What of a mailbox's texts is kept on this computer.
    #[must_use]
    pub fn keep(&self, mailbox: &MailboxId) -> Keep {
        self.shared.look_up(|config| config.keep(mailbox))
    }

    /// Is it kept here which messages of a mailbox are unread for this person where others read them?
    #[must_use]
    pub fn unread_for_me(&self, mailbox: &MailboxId) -> UnreadForMe {
        self.shared.look_up(|config| config.unread_for_me(mailbox))
    }

    /// Which new messages of a mailbox of this kind a person is told of.
    #[must_use]
    pub fn notify(&self, mailbox: &MailboxId, kind: MailboxKind) -> Notify {
        self.shared.look_up(|config| config.notify(mailbox, kind))
    }

    /// The settings file as it is now: accounts, what was decided about mailboxes, added addresses.
    #[must_use]
    pub fn config(&self) -> crate::config::Config {
        self.shared.config()
    }

    /// Where messages go that are deleted or archived, as the settings are now.
    #[must_use]
    pub fn where_to(&self) -> WhereTo {
        WhereTo::of(&self.shared)
    }

    /// Octets that texts may take, of all mailboxes together.
    #[must_use]
    pub fn cache_allowed(&self) -> u64 {
        room::given(&self.shared)
    }

    /// What can be read.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Reads rows on a thread that may block.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn read<T: Send + 'static>(
        &self,
        rows: impl FnOnce(&Reader) -> Result<T, crate::store::StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.reader
            .run(rows)
            .await
            .map_err(|e| causes::of_store(&e))
    }

    /// What a face kept under this key: the state of its window, say.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn remembered(&self, key: &str) -> Result<Option<serde_json::Value>, Problem> {
        let key = key.to_owned();
        self.read(move |r| r.remembered(&key)).await
    }

    /// Keeps a value under a key beyond this run. No secrets.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn remember(&self, key: &str, value: &serde_json::Value) -> Result<(), Problem> {
        let kept = self.shared.store.precious().remember(key, value).await;
        kept.map_err(|e| causes::of_store(&e))
    }

    /// What happens from now on.
    #[must_use]
    pub fn events(&self) -> Events {
        self.shared.events()
    }

    /// The accounts and the connection of each.
    #[must_use]
    pub fn accounts(&self) -> Vec<(Account, Connection)> {
        self.accounts.connections()
    }

    /// The problems that stand now.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        self.shared.problems()
    }

    /// Those of them that concern the profile's own files: damage found in one of its databases.
    #[must_use]
    pub fn profile_problems(&self) -> Vec<Problem> {
        let files = [DataFile::Precious, DataFile::Cache].map(Place::File);
        let places = files.into_iter().chain([Place::Profile]);
        places
            .filter_map(|place| self.shared.problem_at(&place))
            .collect()
    }

    /// Those that concern the access to mailboxes: in doubt, or lost.
    #[must_use]
    pub fn access_problems(&self) -> Vec<Problem> {
        self.shared.access_problems()
    }

    /// Those that say what a person did and what was not carried out, or waits although its server is there.
    #[must_use]
    pub fn act_problems(&self) -> Vec<Problem> {
        self.shared.not_done()
    }

    /// The settings that belong to no account.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.shared.look_up(|config| config.settings.clone())
    }

    /// What is asked of them often, without a copy.
    pub fn setting<T>(&self, read: impl FnOnce(&Settings) -> T) -> T {
        self.shared.look_up(|config| read(&config.settings))
    }

    /// Changes such settings and keeps them.
    ///
    /// # Errors
    /// The file is damaged or cannot be written; nothing is changed then.
    pub async fn change_settings(
        &self,
        change: impl FnOnce(&mut Settings) + Send + 'static,
    ) -> Result<(), Problem> {
        let before = self.shared.config().settings;
        self.shared
            .change_config(|config| change(&mut config.settings))
            .await?;
        let after = self.shared.config().settings;
        if after.cache_mb != before.cache_mb {
            self.shared.keep_changed();
        }
        if before.keep_lost && !after.keep_lost {
            let dropped = access::drop_all_lost(&self.shared).await;
            dropped.map_err(|e| causes::of_store(&e))?;
        }
        Ok(())
    }

    /// Is all traffic switched off?
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.shared.is_offline()
    }

    /// The large fetches that are under way, by account.
    #[must_use]
    pub fn progress(&self) -> Vec<Progress> {
        self.shared.progress()
    }

    /// The accounts that fetch nothing ahead, since a person paused that ([`Command::Pause`]).
    #[must_use]
    pub fn paused(&self) -> std::collections::BTreeSet<AccountId> {
        self.shared.paused()
    }

    /// The folders of which servers tell news at once. All others are asked for within a minute.
    #[must_use]
    pub fn live(&self) -> std::collections::BTreeSet<FolderId> {
        self.shared.live()
    }

    /// After how long others' flags show everywhere: more than a minute where a server without CONDSTORE has
    /// many folders, which are looked into in turn.
    #[must_use]
    pub fn flags_within(&self) -> std::time::Duration {
        self.shared.pace.poll * self.shared.flag_rounds()
    }

    /// The network is another one, or is there again. A resident engine looks for that by itself, every
    /// few seconds; whoever hears it from the system says it here.
    pub fn network_changed(&self) {
        self.shared.network_changed();
    }

    /// Carries out a command. Dropping the future does not stop what was begun, but a fetch of what nobody
    /// waits for any more.
    ///
    /// # Errors
    /// What happened, to whom, and what to do.
    pub async fn request(&self, command: Command) -> Result<Reply, Problem> {
        let command = match command {
            Command::FetchBody(key) => return self.fetch(key, Wanted::Whole).await,
            Command::FetchText(key) => return self.fetch(key, Wanted::Text).await,
            Command::FetchAttachment { message, index } => {
                return self.fetch(message, Wanted::Attachment(index)).await;
            }
            command => command,
        };
        let engine = self.clone();
        let is_act = command.is_act();
        let (answer, answered) = oneshot::channel();
        // On a task of its own, since a face may stop waiting at any moment, and half a command
        // is worse than none.
        let task = self.commands.spawn(async move {
            let outcome = engine.carry_out(command).await;
            // It was shown as done.
            if let (Err(Err(refused)), true) = (answer.send(outcome), is_act) {
                not_done::tell_untaken(&engine.shared, refused).await;
            }
        });
        match answered.await {
            Ok(outcome) => outcome,
            // It ended in a mistake of ours.
            Err(_) => Err(task
                .await
                .err()
                .map_or_else(account::stopped, causes::of_task)),
        }
    }

    /// The From list, best first: the first row of an address is what is offered.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn identities(&self) -> Result<Vec<Identity>, Problem> {
        identities::identities(&self.shared).await
    }

    /// The draft that answers a message or passes it on, in the name of the mailbox it lies in.
    /// Its text is fetched first if it is not here.
    ///
    /// # Errors
    /// There is no such message, or its text cannot be had.
    pub async fn reply_draft(
        &self,
        key: &MessageKey,
        intent: Intent,
        words: &QuoteWords,
    ) -> Result<Draft, Problem> {
        Ok(self.begin_answer(key, intent, words).await?.draft)
    }

    /// The same, with what of the message could not be passed on.
    ///
    /// # Errors
    /// As [`Self::reply_draft`].
    pub async fn begin_answer(
        &self,
        key: &MessageKey,
        intent: Intent,
        words: &QuoteWords,
    ) -> Result<Begun, Problem> {
        // An answer quotes what is read; what is passed on goes with all that is attached.
        let fetch = match intent {
            Intent::Forward => Command::FetchBody(key.clone()),
            Intent::Reply | Intent::ReplyAll => Command::FetchText(key.clone()),
        };
        let _ = self.request(fetch).await?;
        let wanted = key.clone();
        let read = self.reader.run(move |r| {
            let held = match intent {
                Intent::Forward => r.body(&wanted)?,
                Intent::Reply | Intent::ReplyAll => r.text(&wanted)?.map(HeldText::into_raw),
            };
            Ok((r.message(&wanted)?, held))
        });
        let (Some(header), Some(raw)) = read.await.map_err(|e| causes::of_store(&e))? else {
            return Err(Problem::new(
                ProblemKind::NotFound,
                Text::new("problem-no-such-message"),
            ));
        };
        let text = if words.is_drawn {
            words_as_drawn(raw.clone()).await
        } else {
            texts_of(&raw).await.text
        };
        let thread = header.thread_id.clone();
        let laid_out = (intent == Intent::Forward && words.is_drawn).then(|| raw.clone());
        let attachments = match intent {
            Intent::Forward => attachments_of(raw).await,
            Intent::Reply | Intent::ReplyAll => Vec::new(),
        };
        let (layout, note) = match laid_out {
            Some(raw) => {
                let beside = attachments.iter().map(|file| file.bytes.len()).sum();
                forward::layout(raw, text.clone(), beside).await
            }
            None => (None, None),
        };
        let original = compose::Original {
            header,
            text,
            attachments,
            layout,
        };
        let identities = self.identities().await?;
        let mut draft = compose::reply_draft(original, intent, &identities, words);
        if let Some(reply) = &mut draft.reply {
            reply.known_answers = self.answers_known(reply, thread).await?;
        }
        Ok(Begun { draft, note })
    }

    /// Who would get an answer to all of the message that this draft answers, and does not get this one. Nobody where
    /// the message is not here any more.
    ///
    /// # Errors
    /// As [`Self::identities`].
    pub async fn left_out(&self, draft: Draft) -> Result<Recipients, Problem> {
        let Some(key) = draft.reply.as_ref().map(|reply| reply.to.clone()) else {
            return Ok(Recipients::default());
        };
        let identities = self.identities().await?;
        let header = self.read(move |reader| reader.message(&key)).await?;
        let left_out = header.map(|header| compose::left_out(&header, &draft, &identities));
        Ok(left_out.unwrap_or_default())
    }

    /// The answers to a message that a person can know of: those in its mailbox, and their own that
    /// were sent or wait to be. The newest where there are too many. A colleague's draft is none: many
    /// programs keep it under the Message-ID under which it will leave.
    async fn answers_known(
        &self,
        reply: &crate::domain::Reply,
        thread: String,
    ) -> Result<Vec<String>, Problem> {
        let Some(message_id) = reply.message_id.clone() else {
            return Ok(Vec::new());
        };
        let mailbox = reply.mailbox.clone();
        let read = self.read(move |r| {
            let is_it = |id: &String| *id == message_id;
            let mut put_aside = r.folders(&mailbox)?;
            put_aside.retain(|folder| {
                use crate::domain::FolderRole::{Drafts, Junk, Trash};
                matches!(folder.role, Drafts | Junk | Trash)
            });
            let is_given = |h: &crate::domain::MessageHeader| {
                !h.flags.has(crate::domain::SystemFlag::Draft)
                    && put_aside.iter().all(|folder| folder.id != h.id.folder)
            };
            let mut answers: Vec<String> = r
                .thread(&mailbox, &thread)?
                .into_iter()
                .filter(is_given)
                .filter(|h| h.in_reply_to.iter().chain(&h.references).any(is_it))
                .filter_map(|h| h.message_id)
                .collect();
            let own = r.outbox(&[])?.into_iter().filter(|row| {
                let to = row.answer_to.as_ref().and_then(|r| r.message_id.as_ref());
                !row.is_forward && to.is_some_and(is_it)
            });
            answers.extend(own.map(|row| row.message_id));
            answers.dedup();
            Ok(answers)
        });
        let mut answers = read.await?;
        answers.drain(
            ..answers
                .len()
                .saturating_sub(crate::domain::Reply::MAX_KNOWN),
        );
        Ok(answers)
    }

    /// Opens a message that lies in a Drafts folder, to be written on: gives the draft on this
    /// computer that is linked to it. What a teammate wrote there is text, whatever it holds.
    ///
    /// # Errors
    /// There is no such message, it does not lie in a Drafts folder, or its text cannot be had.
    pub async fn open_draft(&self, key: &MessageKey) -> Result<DraftId, Problem> {
        let wanted = key.clone();
        if let Some(id) = self.read(move |r| r.draft_linked_to(&wanted)).await? {
            return Ok(id);
        }
        let _ = self.request(Command::FetchBody(key.clone())).await?;
        let id = drafts::open_draft(&self.shared, key).await?;
        self.shared.tell(Event::Drafts);
        Ok(id)
    }

    /// Brings the copies of drafts in Drafts folders up to date now, as far as can be. They follow
    /// by themselves; this is for who wants to see it done.
    pub async fn settle_drafts(&self) {
        self.drafts.settle().await;
    }

    /// Stops everything, lets what is in a critical step come to its end, and closes the profile.
    pub async fn stop(self) {
        self.upkeep.stop();
        // The outbox first: what it has under way may need an account's mail.
        self.outbox.stop().await;
        // Then what it left to be done about drafts.
        self.drafts.stop().await;
        self.accounts.stop_all().await;
        // What became of the last of it may still have to be remembered.
        self.commands.close();
        if tokio::time::timeout(LAST_WORDS, self.commands.wait())
            .await
            .is_err()
        {
            tracing::warn!("A command was under way when the profile was closed.");
        }
        if let Err(error) = self.shared.store.clone().close().await {
            tracing::warn!(%error, "The profile could not be closed cleanly.");
        }
    }
}

/// What lists and search want to know of a message.
async fn texts_of(raw: &[u8]) -> texts::TextRead {
    let raw = raw.to_vec();
    // Parsing a hostile message may take long; it has a thread of its own.
    let read = tokio::task::spawn_blocking(move || texts::read(&raw)).await;
    read.unwrap_or_default()
}

/// The words of a message that is seen drawn.
async fn words_as_drawn(raw: Vec<u8>) -> String {
    let read = move || crate::render::words_as_drawn(&HeldText::Whole(raw)).unwrap_or_default();
    tokio::task::spawn_blocking(read).await.unwrap_or_default()
}

/// What is attached to a message, for passing on.
async fn attachments_of(raw: Vec<u8>) -> Vec<Attachment> {
    let attached = tokio::task::spawn_blocking(move || {
        let parsed = crate::rfc822::parse_message(&raw).unwrap_or_default();
        let kept: Vec<_> = parsed.attachments.iter().filter(|a| !a.inline).collect();
        let places: Vec<usize> = kept.iter().map(|a| a.index).collect();
        let octets = crate::rfc822::attachments_bytes(&raw, &places, usize::MAX);
        let attachment = |(a, bytes): (&&crate::rfc822::ParsedAttachment, _)| Attachment {
            name: a.name.clone(),
            media_type: a.media_type.clone(),
            bytes,
            in_text: false,
        };
        let octets = octets.unwrap_or_default();
        kept.iter().zip(octets).map(attachment).collect()
    });
    attached.await.unwrap_or_default()
}
