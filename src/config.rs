//! The settings file `config.toml`: accounts, mailboxes, identities, settings. No secrets.
//!
//! A person may edit it: their comments, order and unknown keys stay when Postroom writes. A
//! damaged file is reported with line and column and is never written over. [`Config::read`]
//! takes any text of this form, so that another file (an organisation's) can be read alike.

mod file;
mod read;
mod setting;
mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::domain::{
    Account, AccountId, Away, DraftsPolicy, EmailAddress, FolderRole, Keep, KeepAttachments,
    KeepBack, MailboxId, MailboxKind, Notify, PictureRules, QuietHours, Route, SentPolicy,
    TextFormat, UnreadForMe,
};

pub use file::ConfigFile;
pub use read::{ACCOUNT_KEYS, IDENTITY_KEYS, MAILBOX_KEYS, SETTINGS_KEYS};

/// Everything the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// Accounts, in the order of the file; no two with the same address.
    pub accounts: Vec<Account>,
    /// What a person decided about mailboxes; no two with the same address.
    pub mailboxes: Vec<MailboxSettings>,
    /// Addresses to write from that no mailbox shows; no two alike.
    pub identities: Vec<IdentitySettings>,
    /// The rest.
    pub settings: Settings,
}

impl Config {
    /// The account of this id.
    #[must_use]
    pub fn account(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id() == *id)
    }

    /// What was decided about this mailbox.
    #[must_use]
    pub fn mailbox(&self, id: &MailboxId) -> Option<&MailboxSettings> {
        self.mailboxes
            .iter()
            .find(|m| MailboxId::of(&m.address) == *id)
    }

    /// What of a mailbox's texts is kept on this computer.
    #[must_use]
    pub fn keep(&self, id: &MailboxId) -> Keep {
        let settings = self.mailbox(id);
        Keep {
            back: settings.and_then(|m| m.keep).unwrap_or_default(),
            attachments: settings.and_then(|m| m.attachments).unwrap_or_default(),
        }
    }

    /// Is it kept here which messages of a mailbox are unread for this person where others read them?
    #[must_use]
    pub fn unread_for_me(&self, id: &MailboxId) -> UnreadForMe {
        let settings = self.mailbox(id);
        settings.and_then(|m| m.unread_for_me).unwrap_or_default()
    }

    /// To whose folder of this role, Trash or Archive, messages of a mailbox go.
    #[must_use]
    pub fn away(&self, id: &MailboxId, role: FolderRole) -> Away {
        let settings = self.mailbox(id);
        let set = match role {
            FolderRole::Trash => settings.and_then(|m| m.trash),
            FolderRole::Archive => settings.and_then(|m| m.archive),
            _ => None,
        };
        set.unwrap_or_default()
    }

    /// Which new messages of a mailbox of this kind a person is told of.
    #[must_use]
    pub fn notify(&self, id: &MailboxId, kind: MailboxKind) -> Notify {
        let set = self.mailbox(id).and_then(|m| m.notify);
        set.unwrap_or_else(|| Notify::usual(kind))
    }

    /// Changes what was decided about this mailbox; an empty entry is made if there is none.
    pub fn change_mailbox<T>(
        &mut self,
        address: &EmailAddress,
        change: impl FnOnce(&mut MailboxSettings) -> T,
    ) -> T {
        if let Some(known) = self.mailboxes.iter_mut().find(|m| m.address == *address) {
            return change(known);
        }
        let mut settings = MailboxSettings::new(address.clone());
        let changed = change(&mut settings);
        self.mailboxes.push(settings);
        changed
    }
}

/// What a person decided about a mailbox. `None` leaves it to Postroom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxSettings {
    /// Its address.
    pub address: EmailAddress,
    /// Did a person say that this is its address?
    pub confirmed: bool,
    /// The name on the screen.
    pub name: Option<String>,
    /// Ways to it that a person named or confirmed, the best first.
    pub routes: Vec<Route>,
    /// Where copies go.
    pub sent_policy: Option<SentPolicy>,
    /// Where drafts are kept.
    pub drafts: Option<DraftsPolicy>,
    /// To whose Trash deleted messages go.
    pub trash: Option<Away>,
    /// To whose Archive archived messages go.
    pub archive: Option<Away>,
    /// How far back its texts are kept here.
    pub keep: Option<KeepBack>,
    /// Which messages with attachments are.
    pub attachments: Option<KeepAttachments>,
    /// What stands under messages from its address.
    pub signature: Option<String>,
    /// Where answers to messages from its address shall go.
    pub reply_to: Option<EmailAddress>,
    /// Does the copy in its Sent folder name the member who pressed Send?
    pub name_sender: Option<bool>,
    /// Folders (by path, as [`crate::domain::Folder::path`]) that a person gave a role.
    pub folders: BTreeMap<FolderRole, String>,
    /// Is it kept here what is unread for this person where colleagues read it?
    pub unread_for_me: Option<UnreadForMe>,
    /// Which new messages of it a person is told of.
    pub notify: Option<Notify>,
    /// Index into the fixed set of identity colours.
    pub colour: Option<u8>,
    /// Is it not shown and not read?
    pub hidden: bool,
}

impl MailboxSettings {
    /// An entry in which nothing is decided yet.
    #[must_use]
    pub fn new(address: EmailAddress) -> Self {
        Self {
            address,
            confirmed: false,
            name: None,
            routes: Vec::new(),
            sent_policy: None,
            drafts: None,
            trash: None,
            archive: None,
            keep: None,
            attachments: None,
            signature: None,
            reply_to: None,
            name_sender: None,
            folders: BTreeMap::new(),
            unread_for_me: None,
            notify: None,
            colour: None,
            hidden: false,
        }
    }

    /// The folder that a person chose for copies.
    #[must_use]
    pub fn sent_folder(&self) -> Option<&str> {
        self.folders.get(&FolderRole::Sent).map(String::as_str)
    }
}

/// An address to write from that no mailbox shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentitySettings {
    /// The address.
    pub address: EmailAddress,
    /// The account that submits.
    pub via: AccountId,
    /// The name recipients see.
    pub name: Option<String>,
    /// What stands under messages from it.
    pub signature: Option<String>,
    /// Where answers to messages from it shall go.
    pub reply_to: Option<EmailAddress>,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.word() == word)
    }
}

/// How far what is drawn stands out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Contrast {
    /// As the system says.
    #[default]
    System,
    /// As usual.
    Usual,
    /// More: for those who see little, and for bright light.
    More,
}

impl Contrast {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::Usual, Self::More];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Usual => "usual",
            Self::More => "more",
        }
    }
}

/// What is done with the tray of the desktop, where it has one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TrayUse {
    /// Nothing.
    Off,
    /// An icon stands there.
    #[default]
    Icon,
    /// And when the main window is closed, the program goes on behind it.
    Stay,
}

impl TrayUse {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Off, Self::Icon, Self::Stay];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Icon => "icon",
            Self::Stay => "stay",
        }
    }
}

/// How small and how large all in the window can be made, in hundredths of its usual size.
pub const TEXT_SIZES: std::ops::RangeInclusive<u8> = 80..=200;

/// Longest time in which Send can be undone, in seconds.
pub const MOST_UNDO_SECONDS: u8 = 60;

/// Longest time in which a server may file a copy by itself before it is filed from here, in seconds.
pub const MOST_COPY_WAIT_SECONDS: u8 = 60;

/// Most megabytes that may be given to texts: a terabyte.
pub const MOST_CACHE_MB: u32 = 1_000_000;

/// Most words that a person can add to those of dictionaries.
pub const MOST_OWN_WORDS: usize = 5000;

/// Settings of the whole profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The language's code, as [`crate::i18n::Language::from_code`] takes it; `None` follows the system.
    pub language: Option<String>,
    /// Light or dark.
    pub theme: Theme,
    /// How far what is drawn stands out.
    pub contrast: Contrast,
    /// The size of all in the window, in hundredths of the usual one, of [`TEXT_SIZES`]; `None` follows the system.
    pub text_size: Option<u8>,
    /// When nobody is told of new messages.
    pub quiet: Option<QuietHours>,
    /// What is done with the tray of the desktop.
    pub tray: TrayUse,
    /// Is all traffic stopped until a person starts it again?
    pub offline: bool,
    /// How long Send can be undone in the window, in seconds; 0: not at all. At most
    /// [`MOST_UNDO_SECONDS`].
    pub undo_seconds: u8,
    /// How long it is looked for, while it is not known, whether the server files copies of sent
    /// messages by itself, in seconds; 0: not at all. At most [`MOST_COPY_WAIT_SECONDS`].
    pub copy_wait_seconds: u8,
    /// Megabytes that texts may take on this computer, of all mailboxes together; at most
    /// [`MOST_CACHE_MB`].
    pub cache_mb: u32,
    /// Does what is held of a mailbox stay readable on this computer once the access to it is lost?
    pub keep_lost: bool,
    /// How a message with HTML is shown first.
    pub read_as: ReadAs,
    /// When a message counts as read.
    pub mark_read: MarkRead,
    /// In which colours a message that brings its own is shown in a dark window first.
    pub in_the_dark: InTheDark,
    /// Pictures that lie elsewhere.
    pub pictures: PictureRules,
    /// Is somebody reminded of a file that they write of, and did not attach?
    pub remind_attachment: bool,
    /// And that they answer a shared mailbox's mail under another address?
    pub remind_identity: bool,
    /// And of people outside among those to whom they answer, where everybody else is inside?
    pub remind_outside: bool,
    /// What a new message begins as.
    pub write_as: TextFormat,
    /// Is plain text broken into lines that go together again where it is read (RFC 3676)?
    pub flowed: bool,
    /// Is the spelling of what is written looked at?
    pub spelling: bool,
    /// Words that are right although no dictionary has them; at most [`MOST_OWN_WORDS`].
    pub own_words: Vec<String>,
    /// Which keys do what in the window.
    pub keys: KeyMap,
    /// How high the rows of lists are in the window.
    pub density: Density,
}

/// How high the rows of lists are in the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// With a line of preview.
    #[default]
    Comfortable,
    /// Low, without.
    Compact,
}

impl Density {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Comfortable, Self::Compact];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }
}

/// Which keys do what in the window: as people know them from there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyMap {
    /// Single letters as in Gmail, and what is usual on desktops beside them.
    #[default]
    Gmail,
    /// As in Thunderbird.
    Thunderbird,
}

impl KeyMap {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Gmail, Self::Thunderbird];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Gmail => "gmail",
            Self::Thunderbird => "thunderbird",
        }
    }
}

/// How a message with HTML is shown first; the other ways are one step away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReadAs {
    /// As its author laid it out.
    #[default]
    Sent,
    /// What it says and how that is built, without its author's design.
    Simple,
    /// Its plain text, or the words of its HTML where there is none.
    Words,
}

impl ReadAs {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sent, Self::Simple, Self::Words];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Simple => "simple",
            Self::Words => "words",
        }
    }
}

/// When a message that is shown counts as read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MarkRead {
    /// When it was opened, and is looked at for a moment.
    #[default]
    Opened,
    /// When it was looked at for some seconds.
    Later,
    /// When somebody says so.
    ByHand,
}

impl MarkRead {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Opened, Self::Later, Self::ByHand];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Later => "later",
            Self::ByHand => "by_hand",
        }
    }
}

/// In which colours a message that brings its own is shown in a dark window first; the other way is one step away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum InTheDark {
    /// In dark ones: its paper is that of the window, and what stands on it is readable there.
    #[default]
    Adapted,
    /// In its own.
    Sent,
}

impl InTheDark {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Adapted, Self::Sent];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Adapted => "adapted",
            Self::Sent => "sent",
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::default(),
            contrast: Contrast::default(),
            text_size: None,
            quiet: None,
            tray: TrayUse::default(),
            offline: false,
            undo_seconds: 10,
            copy_wait_seconds: MOST_COPY_WAIT_SECONDS,
            cache_mb: 5000,
            keep_lost: false,
            read_as: ReadAs::default(),
            mark_read: MarkRead::default(),
            in_the_dark: InTheDark::default(),
            pictures: PictureRules::default(),
            remind_attachment: true,
            remind_identity: true,
            remind_outside: true,
            write_as: TextFormat::default(),
            flowed: true,
            spelling: true,
            own_words: Vec::new(),
            keys: KeyMap::default(),
            density: Density::default(),
        }
    }
}

/// A key that Postroom does not know. It is kept as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKey {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The key with the tables it is in, as `account.imap.hots`.
    pub key: String,
}

/// What is wrong with a file's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {what}")]
pub struct Mistake {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What.
    pub what: MistakeKind,
}

/// Kinds of mistakes in a file's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MistakeKind {
    /// It is no TOML.
    #[error("{0}")]
    Syntax(String),
    /// A key must be there and is not.
    #[error("“{key}” is missing")]
    Missing {
        /// The key with the tables it is in.
        key: String,
    },
    /// A value is of another type than its key wants.
    #[error("“{key}” must be {wanted}")]
    Type {
        /// The key.
        key: String,
        /// What it must be, in words.
        wanted: &'static str,
    },
    /// A value is none of those its key knows, or no address.
    #[error("“{key}” cannot be “{value}”: {why}")]
    Value {
        /// The key.
        key: String,
        /// What stands there.
        value: String,
        /// Why it cannot be.
        why: String,
    },
    /// The same thing is there twice.
    #[error("“{key}” has {value} a second time")]
    Twice {
        /// The key.
        key: String,
        /// What.
        value: String,
    },
}

/// Why the settings cannot be read or kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The text is damaged. The file is left as it is.
    #[error("{}, {mistake}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where and what.
        mistake: Mistake,
    },
    /// The file cannot be read.
    #[error("{} cannot be read: {words}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        words: String,
    },
    /// The file cannot be written. What was there still is.
    #[error("{} cannot be written: {words}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        words: String,
        /// Is the disk full?
        disk_full: bool,
    },
}

#[cfg(test)]
mod tests;
