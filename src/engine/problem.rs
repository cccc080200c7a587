//! Problems in people's words: what happened, to which account or mailbox, and what to do next.
//!
//! A problem carries keys of `i18n/` and their arguments, so that each face says it in the
//! person's language; `detail` is for the technician and is never translated.

use crate::domain::{AccountId, MailboxId};
use crate::i18n::{Language, Texts};

/// A text by its key in `i18n/`, with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The key.
    pub key: &'static str,
    /// Its arguments by name, as plain text.
    pub args: Vec<(&'static str, String)>,
}

impl Text {
    /// A text without arguments.
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
        }
    }

    /// The text with one argument more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

/// What kind of problem: the closed list of the command line's `kind`, never translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// What was asked for makes no sense: a wrong id, a folder of another account.
    Usage,
    /// There is no such account, mailbox, folder, message.
    NotFound,
    /// The settings file is damaged.
    Config,
    /// The profile cannot be used: held by another program, wrong place, no access.
    Profile,
    /// A host is unknown, does not answer, or cut the connection.
    Network,
    /// A certificate is expired, for another host, or of an unknown issuer.
    Certificate,
    /// The password or the way of signing in was refused.
    SignIn,
    /// The keyring is absent or locked, or a password command failed.
    Secret,
    /// A right is missing: on a folder, or to send.
    Permission,
    /// The server refused or broke the protocol.
    Server,
    /// The local databases cannot be read.
    Storage,
    /// The disk is full.
    DiskFull,
    /// It is not known whether a message was taken.
    Unknown,
    /// A mistake in Postroom itself.
    Bug,
}

impl ProblemKind {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::NotFound => "not_found",
            Self::Config => "config",
            Self::Profile => "profile",
            Self::Network => "network",
            Self::Certificate => "certificate",
            Self::SignIn => "sign_in",
            Self::Secret => "secret",
            Self::Permission => "permission",
            Self::Server => "server",
            Self::Storage => "storage",
            Self::DiskFull => "disk_full",
            Self::Unknown => "unknown",
            Self::Bug => "bug",
        }
    }

    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Usage,
        Self::NotFound,
        Self::Config,
        Self::Profile,
        Self::Network,
        Self::Certificate,
        Self::SignIn,
        Self::Secret,
        Self::Permission,
        Self::Server,
        Self::Storage,
        Self::DiskFull,
        Self::Unknown,
        Self::Bug,
    ];

    /// The kind of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What happened, to whom, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// The account it happened to.
    pub account: Option<AccountId>,
    /// The mailbox it happened to.
    pub mailbox: Option<MailboxId>,
    /// What happened.
    pub message: Text,
    /// What to do next.
    pub advice: Option<Text>,
    /// For the technician: the server's words, the chain of causes. Holds no secret.
    pub detail: Option<String>,
    /// It happened once and is over: it only waits to be read.
    pub is_told_once: bool,
}

impl Problem {
    /// A problem of this kind that says this.
    #[must_use]
    pub fn new(kind: ProblemKind, message: Text) -> Self {
        Self {
            kind,
            account: None,
            mailbox: None,
            message,
            advice: None,
            detail: None,
            is_told_once: false,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn advise(mut self, advice: Text) -> Self {
        self.advice = Some(advice);
        self
    }

    /// The account it happened to.
    #[must_use]
    pub fn of_account(mut self, account: &AccountId) -> Self {
        self.account = Some(account.clone());
        self
    }

    /// The mailbox it happened to.
    #[must_use]
    pub fn of_mailbox(mut self, mailbox: &MailboxId) -> Self {
        self.mailbox = Some(mailbox.clone());
        self
    }

    /// Does it only say what happened? It stands until a person has read it
    /// ([`super::Command::Acknowledge`]), and nothing can be tried again.
    #[must_use]
    pub fn is_notice(&self) -> bool {
        let said = [
            "problem-mailbox-lost",
            "problem-server-alert",
            "problem-cache-rebuilt",
            "problem-profile-on-network",
            "problem-profile-synced",
        ];
        self.is_told_once || said.contains(&self.message.key)
    }

    /// In words, for what is kept beside another problem, for the technician: in English.
    #[must_use]
    pub fn in_english(&self) -> String {
        let texts = Texts::new(Language::English);
        let args = self.message.args.iter();
        let args = args.map(|(name, value)| (*name, value.as_str()));
        let words = texts.say_words(self.message.key, args);
        match &self.detail {
            Some(detail) => format!("{words} ({detail})"),
            None => words,
        }
    }

    /// What the technician needs.
    #[must_use]
    pub fn detail(mut self, detail: impl std::fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
    }
}

impl std::fmt::Display for Problem {
    /// For logs: the key and the detail. Faces say it through `i18n`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.kind.word(), self.message.key)?;
        for (name, value) in &self.message.args {
            write!(f, " {name}={value}")?;
        }
        match &self.detail {
            Some(detail) => write!(f, " ({detail})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}
