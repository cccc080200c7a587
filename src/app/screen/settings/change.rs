//! One setting to be another.

use crate::config::{
    Contrast, Density, InTheDark, KeyMap, MarkRead, ReadAs, Settings, Theme, TrayUse,
};
use crate::domain::{QuietHours, TextFormat};

/// What a person decides about the whole profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The language of the window, by its code; `None`: the system's.
    Language(Option<String>),
    /// Light or dark.
    Theme(Theme),
    /// How far what is drawn stands out.
    Contrast(Contrast),
    /// The size of all in the window, in hundredths; `None`: as the system says.
    TextSize(Option<u8>),
    /// How high the rows of lists are.
    Density(Density),
    /// Which keys do what.
    Keys(KeyMap),
    /// How messages with HTML are shown first.
    ReadAs(ReadAs),
    /// When a message counts as read.
    MarkRead(MarkRead),
    /// In which colours those that bring their own are shown in a dark window first.
    InTheDark(InTheDark),
    /// Is it asked about pictures that lie elsewhere?
    AskPictures(bool),
    /// The pictures of a sender or a domain are always fetched, or never.
    DecidePictures(String, bool),
    /// What was decided about the pictures of a sender is forgotten.
    ForgetPictures(String),
    /// When nobody is told of new messages.
    Quiet(Option<QuietHours>),
    /// What is done with the tray of the desktop.
    Tray(TrayUse),
    /// What new messages begin as.
    WriteAs(TextFormat),
    /// Is plain text broken into lines that go together again where it is read?
    Flowed(bool),
    /// Is spelling looked at?
    Spelling(bool),
    /// A word is right from now on.
    AddWord(String),
    /// One of the words of one's own is forgotten.
    ForgetWord(String),
    /// How long Send can be undone, in seconds.
    Undo(u8),
    /// How long a copy of the server's own is waited for, in seconds.
    CopyWait(u8),
    /// Is somebody reminded of a file that they did not attach?
    RemindAttachment(bool),
    /// That they answer a shared mailbox's mail under another address?
    RemindIdentity(bool),
    /// Of people outside of a conversation?
    RemindOutside(bool),
    /// How much room texts may take, in megabytes.
    Room(u32),
    /// Does what is held of lost mailboxes stay?
    KeepLost(bool),
    /// Is all traffic stopped?
    Offline(bool),
}

impl Change {
    /// Writes it into the settings.
    pub fn apply(&self, settings: &mut Settings) {
        match self {
            Self::Language(code) => settings.language.clone_from(code),
            Self::Theme(theme) => settings.theme = *theme,
            Self::Contrast(contrast) => settings.contrast = *contrast,
            Self::TextSize(size) => settings.text_size = *size,
            Self::Density(density) => settings.density = *density,
            Self::Keys(keys) => settings.keys = *keys,
            Self::ReadAs(read_as) => settings.read_as = *read_as,
            Self::MarkRead(when) => settings.mark_read = *when,
            Self::InTheDark(colours) => settings.in_the_dark = *colours,
            Self::AskPictures(ask) => settings.pictures.never_ask = !ask,
            Self::DecidePictures(sender, always) => settings.pictures.decide(sender, *always),
            Self::ForgetPictures(sender) => settings.pictures.forget(sender),
            Self::Quiet(hours) => settings.quiet = *hours,
            Self::Tray(tray) => settings.tray = *tray,
            Self::WriteAs(format) => settings.write_as = *format,
            Self::Spelling(on) => settings.spelling = *on,
            Self::AddWord(word) => {
                if !settings.own_words.contains(word) {
                    settings.own_words.push(word.clone());
                    settings.own_words.sort();
                }
            }
            Self::ForgetWord(word) => settings.own_words.retain(|one| one != word),
            Self::Flowed(on) => settings.flowed = *on,
            Self::Undo(seconds) => settings.undo_seconds = *seconds,
            Self::CopyWait(seconds) => settings.copy_wait_seconds = *seconds,
            Self::RemindAttachment(on) => settings.remind_attachment = *on,
            Self::RemindIdentity(on) => settings.remind_identity = *on,
            Self::RemindOutside(on) => settings.remind_outside = *on,
            Self::Room(megabytes) => settings.cache_mb = *megabytes,
            Self::KeepLost(keep) => settings.keep_lost = *keep,
            Self::Offline(offline) => settings.offline = *offline,
        }
    }

    /// What decides again what this one takes away, and what that is about. `None`: it takes nothing away.
    #[must_use]
    pub fn taken_back(&self, settings: &Settings) -> Option<(String, Self)> {
        match self {
            Self::ForgetPictures(sender) => {
                let always = settings.pictures.always.contains(sender);
                let back = Self::DecidePictures(sender.clone(), always);
                Some((sender.clone(), back))
            }
            Self::ForgetWord(word) => Some((word.clone(), Self::AddWord(word.clone()))),
            _ => None,
        }
    }

    /// Is it so already?
    #[must_use]
    pub fn is_so(&self, settings: &Settings) -> bool {
        let mut changed = settings.clone();
        self.apply(&mut changed);
        changed == *settings
    }
}
