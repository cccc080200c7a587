//! What all connections share: the team, its mail, the script of faults, and the word that
//! something changed.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::fault::{CutHow, Script};
use super::mailstore::{Acl, FolderKey, Mailstore};
use super::team::{Profile, Team};
use super::world::World;
use crate::domain::Rights;

/// Most commands kept in the log.
const MAX_LOG: usize = 10_000;

/// Most submissions kept for [`super::Control::submissions`].
const MAX_SUBMISSIONS: usize = 10_000;

/// Which of the two servers a line came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// IMAP.
    Imap,
    /// SMTP.
    Smtp,
}

/// One command that a client sent, without passwords and message bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedCommand {
    /// Counts the connections of both servers from 1.
    pub connection: u64,
    /// To which server.
    pub protocol: Protocol,
    /// The first line of the command without its tag; of LOGIN, AUTHENTICATE and AUTH only
    /// the first words.
    pub line: String,
}

/// One message that a client handed over, or tried to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The address that signed in.
    pub user: String,
    /// `MAIL FROM`, empty for the null sender.
    pub mail_from: String,
    /// Every accepted `RCPT TO`.
    pub rcpt_to: Vec<String>,
    /// The message as it arrived, dot-unstuffed.
    pub bytes: Vec<u8>,
    /// When its final dot arrived.
    pub at: Timestamp,
    /// Was it accepted and delivered?
    pub accepted: bool,
    /// The server's answer, even if a fault kept it from the client.
    pub reply: String,
}

/// A person who signed in, and the mailbox they opened by that: their own, or a shared one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignedIn {
    /// Whose password it was: rights and send rights are theirs.
    pub(super) user: String,
    /// Whose tree stands without a prefix.
    pub(super) mailbox: String,
}

/// Everything behind the lock.
pub(super) struct State {
    pub(super) team: Team,
    pub(super) store: Mailstore,
    pub(super) world: World,
    pub(super) script: Script,
    pub(super) submissions: VecDeque<Submission>,
    pub(super) log: VecDeque<LoggedCommand>,
    /// Is the server unreachable? Connections are reset at once.
    pub(super) offline: bool,
    passwords: BTreeMap<String, String>,
    /// How often a password was wrong.
    refused: Cell<usize>,
    queue_id: u64,
}

impl State {
    /// The mailboxes of a team, with the mail of the world if the team wants it.
    pub(super) fn new(team: Team, world: World) -> Self {
        let mut state = Self {
            store: Mailstore::default(),
            world,
            script: Script::default(),
            submissions: VecDeque::new(),
            log: VecDeque::new(),
            offline: false,
            passwords: BTreeMap::new(),
            refused: Cell::new(0),
            queue_id: fastrand::u64(0x1000_0000..0xffff_ffff),
            team,
        };
        let domain = state.team.domain.clone();
        for member in state.team.members.clone() {
            let address = format!("{}@{domain}", member.name);
            state.open_mailbox(&address, &Acl::new(), &[]);
        }
        for shared in state.team.shared.clone() {
            let address = format!("{}@{domain}", shared.name);
            let mut acl = Acl::new();
            for (who, rights) in &shared.rights {
                acl.insert(state.identifier(who), *rights);
            }
            state.open_mailbox(&address, &acl, &shared.folders);
        }
        if state.team.with_mail {
            super::world::fill(&mut state);
        }
        state
    }

    fn open_mailbox(&mut self, address: &str, acl: &Acl, folders: &[String]) {
        // SPECIAL-USE shows in a user's own folders only, as on Dovecot.
        const OWN: [(&str, Option<&str>); 6] = [
            ("INBOX", None),
            ("Archive", Some("\\Archive")),
            ("Drafts", Some("\\Drafts")),
            ("Junk", Some("\\Junk")),
            ("Sent", Some("\\Sent")),
            ("Trash", Some("\\Trash")),
        ];
        let mut acl = acl.clone();
        acl.insert(address.to_owned(), Rights::all());
        let is_member = self.team.is_member(address);
        for (name, special_use) in OWN {
            if is_member || name == "INBOX" || folders.iter().any(|f| f == name) {
                let key = FolderKey::new(address, name);
                // A name that is there twice in the team's list is one folder.
                let _ = self.store.create(key, acl.clone(), special_use);
            }
        }
        for name in folders {
            let _ = self
                .store
                .create(FolderKey::new(address, name), acl.clone(), None);
        }
        let secret: String = (0..16).map(|_| fastrand::alphanumeric()).collect();
        self.passwords.insert(address.to_owned(), secret);
    }

    /// The ACL identifier for a name: the address of somebody in the team, else the name itself.
    pub(super) fn identifier(&self, name: &str) -> String {
        self.team
            .address_of(name)
            .unwrap_or_else(|| name.to_owned())
    }

    pub(super) fn password_of(&self, address: &str) -> Option<&str> {
        self.passwords.get(address).map(String::as_str)
    }

    pub(super) fn refused_sign_ins(&self) -> usize {
        self.refused.get()
    }

    pub(super) fn set_password(&mut self, address: &str, password: &str) {
        self.passwords
            .insert(address.to_owned(), password.to_owned());
    }

    /// Checks a sign-in. The login name may be `name`, `address` or `member\shared`; `acting_as`
    /// is the authorization identity of SASL PLAIN (RFC 4616), empty for none.
    pub(super) fn sign_in(&self, login: &str, acting_as: &str, password: &str) -> Option<SignedIn> {
        let (login, acting_as) = match login.split_once('\\') {
            Some((member, shared)) => (member, shared),
            None => (login, acting_as),
        };
        let user = self.team.address_of(login)?;
        if self.password_of(&user)? != password {
            self.refused.set(self.refused.get().saturating_add(1));
            return None;
        }
        if acting_as.is_empty() {
            return Some(SignedIn {
                mailbox: user.clone(),
                user,
            });
        }
        let mailbox = self.team.address_of(acting_as)?;
        let inbox = self.store.folder(&FolderKey::new(&mailbox, "INBOX"))?;
        let may = mailbox == user || !inbox.rights_of(&user).is_empty();
        may.then_some(SignedIn { user, mailbox })
    }

    /// Under which name this reader's `\Seen` is kept.
    pub(super) fn reader<'a>(&self, user: &'a str) -> &'a str {
        match self.team.profile {
            _ if self.team.shared_seen => "",
            Profile::Exchange | Profile::Gmail | Profile::ICloud => "",
            Profile::Dovecot | Profile::ListMyRights | Profile::Bare => user,
        }
    }

    pub(super) fn note_command(&mut self, connection: u64, protocol: Protocol, line: &str) {
        if self.log.len() >= MAX_LOG {
            self.log.pop_front();
        }
        self.log.push_back(LoggedCommand {
            connection,
            protocol,
            line: line.chars().take(500).collect(),
        });
    }

    pub(super) fn note_submission(&mut self, submission: Submission) {
        if self.submissions.len() >= MAX_SUBMISSIONS {
            self.submissions.pop_front();
        }
        self.submissions.push_back(submission);
    }

    /// The next queue id, in Postfix's manner.
    pub(super) fn next_queue_id(&mut self) -> String {
        self.queue_id = self.queue_id.wrapping_add(fastrand::u64(1..4096));
        format!("{:X}", self.queue_id)
    }
}

/// The state, its lock, and the signals around it.
pub(super) struct Hub {
    state: Mutex<State>,
    revision: watch::Sender<u64>,
    pub(super) cuts: watch::Sender<(u64, CutHow)>,
    pub(super) connections: watch::Sender<usize>,
    pub(super) panics: watch::Sender<usize>,
    pub(super) stop: CancellationToken,
    pub(super) tasks: TaskTracker,
    pub(super) imap: SocketAddr,
    pub(super) smtp: SocketAddr,
}

impl Hub {
    pub(super) fn new(state: State, imap: SocketAddr, smtp: SocketAddr) -> Self {
        Self {
            state: Mutex::new(state),
            revision: watch::Sender::new(0),
            cuts: watch::Sender::new((0, CutHow::Fin)),
            connections: watch::Sender::new(0),
            panics: watch::Sender::new(0),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            imap,
            smtp,
        }
    }

    /// Looks at the state, or changes what no client sees.
    pub(super) fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        // A panic while the lock was held is a bug of one connection; the others go on.
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state and wakes everybody who waits for news.
    pub(super) fn change<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let result = self.with(act);
        self.announce();
        result
    }

    /// Wakes everybody who waits for news.
    pub(super) fn announce(&self) {
        self.revision.send_modify(|n| *n = n.wrapping_add(1));
    }

    pub(super) fn news(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }
}
