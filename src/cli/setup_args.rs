//! The words of `account`, `mailbox` and `identity`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::domain::{Connections, EmailAddress, Security};

/// How a connection is protected.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SecurityWord {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, without which nothing is said.
    Starttls,
    /// No protection: this computer only, unless accepted for the host.
    None,
}

impl From<SecurityWord> for Security {
    fn from(word: SecurityWord) -> Self {
        match word {
            SecurityWord::Tls => Self::Tls,
            SecurityWord::Starttls => Self::StartTls,
            SecurityWord::None => Self::None,
        }
    }
}

/// `account …`
#[derive(Debug, Subcommand)]
pub enum AccountVerb {
    /// Sign in to both servers, and keep the account when both let you in.
    Add(Box<AccountAddArgs>),
    /// List the accounts.
    List,
    /// Change settings of an account; where they touch the sign-in, both servers are tried first.
    Set(Box<AccountSetArgs>),
    /// Sign in to both servers and say how it went.
    Test {
        /// The account's address.
        address: EmailAddress,
    },
    /// Forget an account, its password and what only it reaches.
    Remove {
        /// The account's address.
        address: EmailAddress,
    },
}

/// `account add`
#[derive(Debug, Args)]
pub struct AccountAddArgs {
    /// Your own address.
    pub address: EmailAddress,
    /// The IMAP server; the port follows from the protection (993, 143) unless given.
    #[arg(long, value_name = "HOST[:PORT]")]
    pub imap: String,
    /// The submission server; the port follows from the protection (465, 587) unless given.
    #[arg(long, value_name = "HOST[:PORT]")]
    pub smtp: String,
    /// Protection of the IMAP connection.
    #[arg(long, value_enum, default_value = "tls")]
    pub imap_security: SecurityWord,
    /// Protection of the submission connection.
    #[arg(long, value_enum, default_value = "tls")]
    pub smtp_security: SecurityWord,
    /// The name to sign in with, where it is not the address.
    #[arg(long, value_name = "NAME")]
    pub login: Option<String>,
    /// Certificate authorities to trust for this account, beside the system's.
    #[arg(long, value_name = "PEM")]
    pub ca_file: Option<PathBuf>,
    /// Your name, as recipients see it.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Most connections to the IMAP server that are kept at the same time, from 2 to 20; those beyond two watch
    /// folders. A search of the server has one of its own while it lasts.
    #[arg(long, value_name = "COUNT", default_value = "4", value_parser = connections)]
    pub connections: Connections,
    /// Where the password comes from.
    #[command(flatten)]
    pub password: PasswordArgs,
}

/// `account set`
#[derive(Debug, Args)]
pub struct AccountSetArgs {
    /// The account's address.
    pub address: EmailAddress,
    /// The IMAP server; the port follows from the protection (993, 143) unless given.
    #[arg(long, value_name = "HOST[:PORT]")]
    pub imap: Option<String>,
    /// The submission server; the port follows from the protection (465, 587) unless given.
    #[arg(long, value_name = "HOST[:PORT]")]
    pub smtp: Option<String>,
    /// Protection of the IMAP connection.
    #[arg(long, value_enum)]
    pub imap_security: Option<SecurityWord>,
    /// Protection of the submission connection.
    #[arg(long, value_enum)]
    pub smtp_security: Option<SecurityWord>,
    /// The name to sign in with; empty for the address.
    #[arg(long, value_name = "NAME")]
    pub login: Option<String>,
    /// Certificate authorities to trust for this account, beside the system's; empty for none.
    #[arg(long, value_name = "PEM")]
    pub ca_file: Option<PathBuf>,
    /// Your name, as recipients see it; empty for none.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Most connections to the IMAP server that are kept at the same time, from 2 to 20.
    #[arg(long, value_name = "COUNT", value_parser = connections)]
    pub connections: Option<Connections>,
    /// Read a new password from standard input; it is kept in the keyring.
    #[arg(long, conflicts_with = "password_command")]
    pub password_stdin: bool,
    /// Run this command each time; its first line is the password.
    #[arg(long, value_name = "CMD")]
    pub password_command: Option<String>,
}

/// Reads how many connections an account may keep.
fn connections(text: &str) -> Result<Connections, String> {
    let count = text.parse().ok().and_then(Connections::new);
    count.ok_or_else(|| format!("from {} to {}", Connections::LEAST, Connections::MOST))
}

/// Exactly one place where the password comes from.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct PasswordArgs {
    /// Read the password from standard input; it is kept in the keyring.
    #[arg(long)]
    pub password_stdin: bool,
    /// Run this command each time; its first line is the password.
    #[arg(long, value_name = "CMD")]
    pub password_command: Option<String>,
}

/// `mailbox …`
#[derive(Debug, Subcommand)]
pub enum MailboxVerb {
    /// List the mailboxes that your accounts reach.
    List {
        /// Ask the servers first.
        #[arg(long)]
        refresh: bool,
    },
    /// Confirm the address of a mailbox, or bring back a hidden one.
    Add {
        /// Its address.
        address: EmailAddress,
        /// The account that reaches it.
        #[arg(long, value_name = "ACCOUNT")]
        via: EmailAddress,
        /// Its root folder on the server, where the address does not say it.
        #[arg(long, value_name = "FOLDER")]
        root: Option<String>,
    },
    /// Change settings: name=…, sent_policy=shared|mine|both|server, address=…, colour=0…9,
    /// keep=all|1y|90d|30d|headers, attachments=always|on-demand|MEGABYTES, trash=shared|mine for whose Trash
    /// deleted messages go to, archive=shared|mine likewise, sent=FOLDER, drafts=…, archive=…, junk=…, trash=…
    /// (empty: as the server says),
    /// unread_for_me=auto|on|off for whether it is kept here what is unread for you where colleagues read it,
    /// notify=all|mine|none for which new messages you are told of.
    Set {
        /// Its address.
        address: EmailAddress,
        /// What to change.
        #[arg(required = true, value_name = "KEY=VALUE")]
        changes: Vec<String>,
    },
    /// Hide a mailbox and drop what is kept of it here. Nothing changes on the server.
    Remove {
        /// Its address.
        address: EmailAddress,
    },
}

/// `identity …`
#[derive(Debug, Subcommand)]
pub enum IdentityVerb {
    /// One row for each address and way of using it; the first of an address is what is offered.
    List {
        /// Ask the servers first what they would refuse.
        #[arg(long)]
        check: bool,
    },
    /// Add an address to write from.
    Add {
        /// The address.
        address: EmailAddress,
        /// The account that would send.
        #[arg(long, value_name = "ACCOUNT")]
        via: EmailAddress,
    },
    /// Say what stands on messages from such an address. What is not named stays; empty takes it away.
    Set {
        /// The address.
        address: EmailAddress,
        /// The account; needed when several have the address.
        #[arg(long, value_name = "ACCOUNT")]
        via: Option<EmailAddress>,
        /// The name recipients see.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// What stands under messages from it; `\\n` begins a new line.
        #[arg(long, value_name = "TEXT")]
        signature: Option<String>,
        /// Where answers shall go.
        #[arg(long, value_name = "ADDRESS")]
        reply_to: Option<String>,
    },
    /// Take such an address away.
    Remove {
        /// The address.
        address: EmailAddress,
        /// The account; needed when several have the address.
        #[arg(long, value_name = "ACCOUNT")]
        via: Option<EmailAddress>,
    },
}
