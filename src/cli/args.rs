//! The command line's words: verbs, their arguments, and what may be said only together.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::format_args::FormatArgs;
use super::list_args::ListArgs;
use super::setup_args::{AccountVerb, IdentityVerb, MailboxVerb};
use crate::domain::{DraftId, EmailAddress, MessageKey, OutboxId};

/// Postroom: the desktop mail client for shared mailboxes.
#[derive(Debug, Parser)]
#[command(name = "postroom", version, disable_help_subcommand = true)]
pub struct Cli {
    /// The profile's folder, instead of this user's own.
    #[arg(long, global = true, value_name = "DIR")]
    pub profile: Option<PathBuf>,
    /// One JSON object a line, with stable field names.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do; without a verb the window opens.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

impl Cli {
    /// Does this open the window: no verb, one to write in it, or the demo other than only serving?
    #[must_use]
    pub fn opens_window(&self) -> bool {
        matches!(
            self.verb,
            None | Some(Verb::Compose { .. } | Verb::Demo(DemoArgs { serve: false }))
        )
    }
}

/// What can be done from the command line.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Open the window on the built-in demo server.
    Demo(DemoArgs),
    /// Write in the window: a new message, or the one that a link proposes.
    Compose {
        /// `mailto:…` (RFC 6068). Also without the verb, as desktops start it.
        #[arg(value_name = "LINK")]
        link: Option<String>,
    },
    /// Sign-ins: add, list, set, test, remove.
    #[command(subcommand)]
    Account(AccountVerb),
    /// Mailboxes: list, add, set, remove.
    #[command(subcommand)]
    Mailbox(MailboxVerb),
    /// Addresses to write from, and whether they may be used.
    #[command(subcommand)]
    Identity(IdentityVerb),
    /// People to write to: list, find, import, remove, export.
    #[command(subcommand)]
    Contacts(ContactsVerb),
    /// Folders of a mailbox: list, create, rename, delete, empty.
    #[command(subcommand)]
    Folder(FolderVerb),
    /// Bring the cache up to date.
    Sync(SyncArgs),
    /// Work without any traffic, or with it again; alone, say which.
    Offline {
        /// What it is to be from now on, also of a window that is open and of later starts.
        #[arg(value_name = "on|off")]
        state: Option<Switch>,
    },
    /// What Postroom has to say: what is wrong, and what was not carried out.
    Notices {
        /// They were read: what happened once is not said again.
        #[arg(long)]
        read: bool,
    },
    /// Settings of the whole profile: list, set.
    #[command(subcommand)]
    Settings(SettingsVerb),
    /// What is kept on this computer: stats, set, rebuild.
    #[command(subcommand)]
    Cache(CacheVerb),
    /// List messages of a folder, or of a view: all inboxes, all shared ones, what is unanswered or flagged.
    List(ListArgs),
    /// Show a message.
    Show(ShowArgs),
    /// Search what is kept here.
    Search(SearchArgs),
    /// Send a message, and wait for what becomes of it.
    Send(Box<SendArgs>),
    /// Which words of a text are written wrongly, by the dictionaries of this computer.
    Spelling(SpellingArgs),
    /// What was begun and not sent yet.
    #[command(subcommand)]
    Draft(DraftVerb),
    /// Messages between Send and done.
    #[command(subcommand)]
    Outbox(OutboxVerb),
    /// Set and clear flags: +seen -flagged +$Forwarded.
    Mark(MarkArgs),
    /// Move messages to another folder.
    Move(MoveArgs),
    /// Copy messages to another folder.
    Copy(MoveArgs),
    /// Move messages into their mailbox's archive.
    Archive(IdsArgs),
    /// Delete messages: into Trash, and from Trash for good.
    Delete(DeleteArgs),
    /// Take the last step back: a mark, a move, a copy, a deletion, or what was done to a folder.
    Undo(UndoArgs),
}

impl Verb {
    /// May this put a message on its way? Then a broken-off try must not simply be repeated.
    #[must_use]
    pub fn sends(&self) -> bool {
        match self {
            Self::Send(_) | Self::Draft(DraftVerb::Send { .. }) => true,
            Self::Outbox(verb) => matches!(
                verb,
                OutboxVerb::Run
                    | OutboxVerb::Retry { .. }
                    | OutboxVerb::Now { .. }
                    | OutboxVerb::Anyway { .. }
                    | OutboxVerb::Others { .. }
                    | OutboxVerb::Resolve {
                        outcome: Outcome::Again,
                        ..
                    }
            ),
            _ => false,
        }
    }

    /// Is all that it does to read what is on this computer ([`super::run_reading`])?
    #[must_use]
    pub fn only_reads(&self) -> bool {
        matches!(self, Self::Search(args) if !args.server)
    }
}

/// `demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Only run the server, and print how to sign in to it.
    #[arg(long)]
    pub serve: bool,
}

/// `contacts …`
#[derive(Debug, Subcommand)]
pub enum ContactsVerb {
    /// Contacts that were imported, by name.
    List,
    /// Whom a text may mean, the likeliest first: contacts, who was written to, who stands in mails.
    Find {
        /// The beginning of a name or an address, or any part of it.
        text: String,
        /// Most people.
        #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=200))]
        limit: u16,
    },
    /// Take contacts from a vCard file of another program.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Forget a contact, and never offer the address again, wherever it stands. To import it undoes that.
    Remove {
        /// The address.
        address: EmailAddress,
    },
    /// Write the contacts as vCard 4.0.
    Export,
}

/// `folder …`
#[derive(Debug, Subcommand)]
pub enum FolderVerb {
    /// List the folders of a mailbox and what you may do in each.
    List {
        /// The mailbox.
        mailbox: EmailAddress,
    },
    /// Make a folder.
    Create {
        /// The mailbox.
        mailbox: EmailAddress,
        /// Its path: Orders, or Orders/2026 for one below another.
        path: String,
    },
    /// Give a folder another name or place. Those below it go with it.
    Rename {
        /// The mailbox.
        mailbox: EmailAddress,
        /// The folder: its path.
        folder: String,
        /// Its new path.
        path: String,
    },
    /// Delete a folder with all in it and below it: into Trash, and from Trash for good.
    Delete {
        /// The mailbox.
        mailbox: EmailAddress,
        /// The folder: its path.
        folder: String,
    },
    /// Delete for good what lies in Trash or Junk now. What comes meanwhile stays.
    Empty {
        /// The mailbox.
        mailbox: EmailAddress,
        /// The folder: trash or junk, or its path.
        folder: String,
    },
}

/// `settings …`
#[derive(Debug, Subcommand)]
pub enum SettingsVerb {
    /// What holds now, by the keys of config.toml.
    List,
    /// Change settings, also of a window that is open: theme=dark, read_as=simple,
    /// pictures_always=shop.example,kim@b.example; KEY= is what holds where nothing is set.
    Set {
        /// What to change.
        #[arg(required = true, value_name = "KEY=VALUE")]
        changes: Vec<String>,
    },
}

/// `cache …`
#[derive(Debug, Subcommand)]
pub enum CacheVerb {
    /// What it holds of each mailbox, and how much room that takes.
    Stats,
    /// Drop what is held and fetch it again with the next sync. Nothing else is touched.
    Rebuild {
        /// Only this mailbox.
        #[arg(long, value_name = "ADDRESS")]
        mailbox: Option<EmailAddress>,
    },
    /// Change settings: cache_mb=MEGABYTES that texts may take, keep_lost=yes|no for what is held of a
    /// mailbox to which the access is lost.
    Set {
        /// What to change.
        #[arg(required = true, value_name = "KEY=VALUE")]
        changes: Vec<String>,
    },
}

/// `sync`
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// Only this mailbox.
    #[arg(long, value_name = "ADDRESS")]
    pub mailbox: Option<EmailAddress>,
    /// Only this folder of it.
    #[arg(long, requires = "mailbox", value_name = "FOLDER")]
    pub folder: Option<String>,
}

/// `show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The message.
    pub id: MessageKey,
    /// How.
    #[command(flatten)]
    pub form: FormArgs,
}

/// At most one form of a message.
#[derive(Debug, Args)]
#[group(required = false, multiple = false)]
pub struct FormArgs {
    /// Its readable text (the default).
    #[arg(long)]
    pub text: bool,
    /// Its HTML part as it came.
    #[arg(long)]
    pub html: bool,
    /// A page of its own to print, for a file that a browser opens: it names nothing elsewhere.
    #[arg(long)]
    pub page: bool,
    /// Its header as it came.
    #[arg(long)]
    pub headers: bool,
    /// All of it as it came.
    #[arg(long)]
    pub raw: bool,
    /// The messages of its conversation in all folders of the mailbox, the oldest first, as far as
    /// they are kept here.
    #[arg(long)]
    pub conversation: bool,
    /// What is attached to it, decoded, by its index in the JSON form: for a file or a pipe.
    #[arg(long, value_name = "INDEX")]
    pub attachment: Option<usize>,
}

/// `offline`
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// `undo`
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// How many steps, the last first.
    #[arg(default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=50))]
    pub count: u32,
    /// Only list what can be taken back, the last first: of the last 24 hours, at most 50 steps.
    #[arg(long)]
    pub list: bool,
}

/// `search`
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Words and "phrases", - before what must not be there, OR between two of which one is enough, and
    /// from: to: cc: subject: in: is:unread|unread-for-me|read|flagged|answered|unanswered|forwarded
    /// keyword:billing|important has:attachment before: after:2026-03-01|2026-03|2026 larger: smaller:500k|5M.
    #[arg(required = true, value_parser = super::argv::as_typed)]
    pub query: Vec<String>,
    /// Only in this mailbox.
    #[arg(long, value_name = "ADDRESS")]
    pub mailbox: Option<EmailAddress>,
    /// At most this many.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: usize,
    /// Ask the servers, too, for what cannot be found on this computer; takes up to half a minute.
    #[arg(long)]
    pub server: bool,
}

/// `send`
#[derive(Debug, Args)]
pub struct SendArgs {
    /// The address to write from; an answer or a forward is written from the mailbox in which the
    /// message lies.
    #[arg(
        long,
        required_unless_present_any = ["reply_to_id", "forward_id"],
        value_name = "ADDRESS"
    )]
    pub from: Option<EmailAddress>,
    /// Recipients.
    #[arg(long, value_name = "ADDRESS", num_args = 1..)]
    pub to: Vec<String>,
    /// Copies.
    #[arg(long, value_name = "ADDRESS", num_args = 1..)]
    pub cc: Vec<String>,
    /// Copies that nobody sees.
    #[arg(long, value_name = "ADDRESS", num_args = 1..)]
    pub bcc: Vec<String>,
    /// Subject; an answer or a forward takes it from the message.
    #[arg(
        long,
        required_unless_present_any = ["reply_to_id", "forward_id"],
        value_name = "TEXT"
    )]
    pub subject: Option<String>,
    /// The text.
    #[command(flatten)]
    pub body: BodyArgs,
    /// What the text is.
    #[command(flatten)]
    pub format: FormatArgs,
    /// Files to attach.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub attach: Vec<PathBuf>,
    /// The message that is answered; without --to its author is the recipient.
    #[arg(long, value_name = "ID")]
    pub reply_to_id: Option<MessageKey>,
    /// Answer to everyone who got the message.
    #[arg(long, requires = "reply_to_id")]
    pub all: bool,
    /// The message that is passed on, with its text and its files.
    #[arg(
        long,
        value_name = "ID",
        conflicts_with = "reply_to_id",
        requires = "to"
    )]
    pub forward_id: Option<MessageKey>,
    /// Pass the message on whole, as a file, instead of its text and its files.
    #[arg(long, requires = "forward_id")]
    pub as_attachment: bool,
    /// Send on behalf of the address, rather than as it.
    #[arg(long, requires = "from")]
    pub on_behalf: bool,
    /// Leave out the signature of the address.
    #[arg(long)]
    pub no_signature: bool,
    /// Ask the recipients' servers to report that it arrived.
    #[arg(long)]
    pub receipt: bool,
    /// Put it into the outbox and come back at once.
    #[arg(long)]
    pub later: bool,
    /// Put it into the outbox, not to leave before this time: 2026-11-27T09:00:00+01:00, or 09:00
    /// for the next time it is nine.
    #[arg(long, value_name = "TIME", conflicts_with = "later")]
    pub at: Option<String>,
    /// Keep it as a draft, and send nothing.
    #[arg(long, conflicts_with_all = ["later", "at"])]
    pub draft: bool,
}

/// `spelling`
#[derive(Debug, Args)]
pub struct SpellingArgs {
    /// A file with the text; without one, or with -, standard input.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Its language, as its dictionary is called: en_US, de. Else the one whose dictionary knows most words.
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Do another thing with spelling.
    #[command(flatten)]
    pub other: SpellingOther,
}

/// At most one thing that needs no text.
#[derive(Debug, Args)]
#[group(required = false, multiple = false, conflicts_with_all = ["file", "language"])]
pub struct SpellingOther {
    /// List the dictionaries that there are.
    #[arg(long)]
    pub languages: bool,
    /// List your own words.
    #[arg(long)]
    pub words: bool,
    /// This word is right from now on.
    #[arg(long, value_name = "WORD")]
    pub add: Option<String>,
    /// This word is not one of your own any more.
    #[arg(long, value_name = "WORD")]
    pub remove: Option<String>,
    /// Whether spelling is looked at in the window.
    #[arg(long, value_name = "on|off")]
    pub window: Option<Switch>,
}

impl SpellingArgs {
    /// Is a text to be looked at that comes by standard input?
    #[must_use]
    pub fn reads_input(&self) -> bool {
        let other = &self.other;
        let is_other = other.languages
            || other.words
            || other.add.is_some()
            || other.remove.is_some()
            || other.window.is_some();
        !is_other
            && self
                .file
                .as_ref()
                .is_none_or(|file| file.as_os_str() == "-")
    }
}

/// Exactly one source of the text.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct BodyArgs {
    /// The text itself.
    #[arg(long, value_name = "TEXT")]
    pub body: Option<String>,
    /// A file with the text, or - for standard input.
    #[arg(long, value_name = "FILE")]
    pub body_file: Option<PathBuf>,
}

/// `draft …`
#[derive(Debug, Subcommand)]
pub enum DraftVerb {
    /// List the drafts on this computer, the last changed first.
    List,
    /// Show one, with its text.
    Show {
        /// Its id.
        id: DraftId,
    },
    /// Open a message of a Drafts folder as a draft: your own, or a teammate's.
    Open {
        /// The message.
        id: MessageKey,
    },
    /// Change it: only what is named.
    Edit(Box<DraftEditArgs>),
    /// Send it, and wait for what becomes of it.
    Send {
        /// Its id.
        id: DraftId,
    },
    /// Throw it away, and its copy in the Drafts folder too.
    Discard {
        /// Its id.
        id: DraftId,
    },
}

/// `draft edit`
#[derive(Debug, Args)]
pub struct DraftEditArgs {
    /// Its id.
    pub id: DraftId,
    /// The address to write from; the signature changes with it.
    #[arg(long, value_name = "ADDRESS")]
    pub from: Option<EmailAddress>,
    /// On behalf of the address, rather than as it.
    #[arg(long, requires = "from")]
    pub on_behalf: bool,
    /// The recipients, in place of those there are.
    #[arg(long, value_name = "ADDRESS", num_args = 0..)]
    pub to: Option<Vec<String>>,
    /// The copies, in place of those there are.
    #[arg(long, value_name = "ADDRESS", num_args = 0..)]
    pub cc: Option<Vec<String>>,
    /// The copies that nobody sees, in place of those there are.
    #[arg(long, value_name = "ADDRESS", num_args = 0..)]
    pub bcc: Option<Vec<String>>,
    /// The subject.
    #[arg(
        long,
        required_unless_present_any = [
            "from", "to", "cc", "bcc", "body", "body_file", "attach", "formatted", "plain"
        ],
        value_name = "TEXT"
    )]
    pub subject: Option<String>,
    /// The whole text, with the signature and what is quoted.
    #[arg(long, value_name = "TEXT")]
    pub body: Option<String>,
    /// A file with the whole text, or - for standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "body")]
    pub body_file: Option<PathBuf>,
    /// What the text is.
    #[command(flatten)]
    pub format: FormatArgs,
    /// Files to attach besides those there are.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub attach: Vec<PathBuf>,
}

/// `outbox …`
#[derive(Debug, Subcommand)]
pub enum OutboxVerb {
    /// List what has not come to its end, and what did lately.
    List,
    /// Try now what is due or waits for a retry.
    Run,
    /// Show one message and what may be done about it.
    Show {
        /// Its id.
        id: OutboxId,
    },
    /// Take a message out before it leaves; it becomes a draft again.
    Cancel {
        /// Its id.
        id: OutboxId,
    },
    /// Take a message out before it leaves, and throw its draft away.
    Discard {
        /// Its id.
        id: OutboxId,
    },
    /// Take a message out, and say which draft it is again; of one that left, or may have, a new draft of the same words.
    Edit {
        /// Its id.
        id: OutboxId,
        /// Of one that was sent: for those alone who were left out.
        #[arg(long)]
        left_out: bool,
    },
    /// Let a message leave later, not before this time.
    Later {
        /// Its id.
        id: OutboxId,
        /// 2026-11-27T09:00:00+01:00, or 09:00 for the next time it is nine.
        time: String,
    },
    /// Let a message leave now that has a time.
    Now {
        /// Its id.
        id: OutboxId,
    },
    /// Let a message leave before another one, or after all that wait.
    Before {
        /// Its id.
        id: OutboxId,
        /// The id of the other.
        other: Option<OutboxId>,
    },
    /// Send a message to the others that is held, or waits, because of some of its recipients.
    Others {
        /// Its id.
        id: OutboxId,
    },
    /// Put the copy of a message that was sent into another folder, or do without one.
    Copy {
        /// Its id.
        id: OutboxId,
        /// The folder's mailbox.
        #[arg(required_unless_present = "none")]
        mailbox: Option<EmailAddress>,
        /// The folder: its path, or sent, archive, …
        #[arg(required_unless_present = "none")]
        folder: Option<String>,
        /// File no copy, or no other one.
        #[arg(long, conflicts_with_all = ["mailbox", "folder"])]
        none: bool,
    },
    /// Try a message now: also one that is held.
    Retry {
        /// Its id.
        id: OutboxId,
    },
    /// Send a message all the same that a check of Postroom's holds: because somebody answered, or
    /// because it may have been sent before.
    Anyway {
        /// Its id.
        id: OutboxId,
    },
    /// Decide about a message of which it is not known whether it arrived.
    Resolve {
        /// Its id.
        id: OutboxId,
        /// It arrived, or send it again though recipients may get it twice.
        outcome: Outcome,
    },
}

/// What a person knows of an unknown outcome.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Outcome {
    /// It arrived.
    Sent,
    /// Send it again.
    Again,
}

/// `mark`
#[derive(Debug, Args)]
pub struct MarkArgs {
    /// Messages, and flags with + or - before them.
    #[arg(
        required = true,
        value_parser = super::argv::as_typed,
        value_name = "ID… +FLAG -FLAG"
    )]
    pub words: Vec<String>,
}

/// `move`, `copy`
#[derive(Debug, Args)]
pub struct MoveArgs {
    /// Messages, and last the folder they go to: its path, or inbox, sent, archive, junk, trash.
    #[arg(required = true, num_args = 2.., value_name = "ID… FOLDER")]
    pub words: Vec<String>,
}

/// What is to be deleted.
#[derive(Debug, Args)]
pub struct DeleteArgs {
    #[command(flatten)]
    pub messages: IdsArgs,
    /// For good, wherever they lie. They cannot be brought back; in a shared mailbox they are gone for everybody.
    #[arg(long)]
    pub for_good: bool,
}

/// Some messages.
#[derive(Debug, Args)]
pub struct IdsArgs {
    /// Messages.
    #[arg(required = true)]
    pub ids: Vec<MessageKey>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_password_has_exactly_one_source() {
        let base = [
            "postroom", "account", "add", "a@b.test", "--imap", "h", "--smtp", "h",
        ];
        assert!(Cli::try_parse_from(base).is_err());
        assert!(Cli::try_parse_from(base.iter().chain(&["--password-stdin"])).is_ok());
        assert!(
            Cli::try_parse_from(base.iter().chain(&[
                "--password-stdin",
                "--password-command",
                "x"
            ]))
            .is_err()
        );
    }
}
