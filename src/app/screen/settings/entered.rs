//! What is written by hand on the page: values beside the usual ones, and what is added to a list.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Time;

use super::Change;
use crate::config::{
    MOST_CACHE_MB, MOST_COPY_WAIT_SECONDS, MOST_OWN_WORDS, MOST_UNDO_SECONDS, Settings, TEXT_SIZES,
};
use crate::domain::{EmailAddress, MOST_PICTURE_SENDERS, QuietHours};
use crate::spelling::as_own_word;

/// Most characters that are taken.
const MOST_TYPED: usize = 200;
/// Somebody at a domain.
const ANYBODY: &str = "a";
/// Megabytes of a gigabyte, as sizes are written.
const GIGABYTE: f64 = 1000.0;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entered {
    /// How long Send can be undone.
    Undo,
    /// How long a copy of the server's own is waited for.
    CopyWait,
    /// How much room texts may take.
    Room,
    /// The size of all in the window.
    TextSize,
    /// When quiet hours begin.
    QuietFrom,
    /// When they end.
    QuietUntil,
    /// Somebody whose pictures are always fetched.
    PicturesAlways,
    /// Somebody whose pictures never are.
    PicturesNever,
    /// A word of one's own.
    Word,
}

impl Entered {
    /// The name of its field.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Undo => "field-undo",
            Self::CopyWait => "field-copy-wait",
            Self::Room => "field-room",
            Self::TextSize => "field-text-size",
            Self::QuietFrom => "field-quiet-from",
            Self::QuietUntil => "field-quiet-until",
            Self::PicturesAlways => "field-pictures-always",
            Self::PicturesNever => "field-pictures-never",
            Self::Word => "field-own-word",
        }
    }

    /// The key of the words behind the field.
    pub(super) fn unit(self) -> Option<&'static str> {
        match self {
            Self::Undo | Self::CopyWait => Some("settings-unit-seconds"),
            Self::Room => Some("settings-unit-room"),
            Self::TextSize => Some("settings-unit-percent"),
            _ => None,
        }
    }

    /// The key of what says which values there are, and the least and the most.
    pub(super) fn rule(self) -> (&'static str, u32, u32) {
        let (least, most) = TEXT_SIZES.into_inner();
        match self {
            Self::Undo => ("settings-wrong-number", 0, MOST_UNDO_SECONDS.into()),
            Self::CopyWait => ("settings-wrong-number", 0, MOST_COPY_WAIT_SECONDS.into()),
            Self::Room => ("settings-wrong-room", 0, MOST_CACHE_MB),
            Self::TextSize => ("settings-wrong-number", least.into(), most.into()),
            Self::QuietFrom | Self::QuietUntil => ("settings-wrong-time", 0, 0),
            Self::PicturesAlways | Self::PicturesNever => ("settings-wrong-sender", 0, 0),
            Self::Word => ("settings-wrong-word", 0, 0),
        }
    }

    /// What holds now, as somebody would write it.
    pub(super) fn now(self, settings: &Settings) -> String {
        let hours = settings.quiet.unwrap_or_else(QuietHours::usual).words();
        let times = hours.split_once('-').unwrap_or_default();
        match self {
            Self::Undo => settings.undo_seconds.to_string(),
            Self::CopyWait => settings.copy_wait_seconds.to_string(),
            Self::Room => settings.cache_mb.to_string(),
            Self::TextSize => settings.text_size.unwrap_or(100).to_string(),
            Self::QuietFrom => times.0.to_owned(),
            Self::QuietUntil => times.1.to_owned(),
            Self::PicturesAlways | Self::PicturesNever | Self::Word => String::new(),
        }
    }

    /// What was written makes of the settings; `None` where it is no such value.
    #[must_use]
    pub fn read(self, typed: &str, settings: &Settings) -> Option<Change> {
        let hours = settings.quiet.unwrap_or_else(QuietHours::usual);
        let lasts = |hours: QuietHours| hours.from != hours.until;
        match self {
            Self::Undo => number(typed, MOST_UNDO_SECONDS).map(Change::Undo),
            Self::CopyWait => number(typed, MOST_COPY_WAIT_SECONDS).map(Change::CopyWait),
            Self::Room => megabytes(typed).map(Change::Room),
            Self::TextSize => {
                let size = number(typed.trim().trim_end_matches('%'), u8::MAX)?;
                TEXT_SIZES
                    .contains(&size)
                    .then_some(Change::TextSize(Some(size)))
            }
            Self::QuietFrom => {
                let from = clock(typed)?;
                let hours = QuietHours { from, ..hours };
                lasts(hours).then_some(Change::Quiet(Some(hours)))
            }
            Self::QuietUntil => {
                let until = clock(typed)?;
                let hours = QuietHours { until, ..hours };
                lasts(hours).then_some(Change::Quiet(Some(hours)))
            }
            Self::PicturesAlways => {
                let room = settings.pictures.always.len() < MOST_PICTURE_SENDERS;
                sender(typed)
                    .filter(|_| room)
                    .map(|sender| Change::DecidePictures(sender, true))
            }
            Self::PicturesNever => {
                let room = settings.pictures.never.len() < MOST_PICTURE_SENDERS;
                sender(typed)
                    .filter(|_| room)
                    .map(|sender| Change::DecidePictures(sender, false))
            }
            Self::Word => {
                let room = settings.own_words.len() < MOST_OWN_WORDS;
                as_own_word(typed).filter(|_| room).map(Change::AddWord)
            }
        }
    }

    /// Is it one more of a list, whose field stays for the next?
    pub(super) fn adds(self) -> bool {
        matches!(
            self,
            Self::PicturesAlways | Self::PicturesNever | Self::Word
        )
    }
}

/// A whole number, as far as this.
fn number(typed: &str, most: u8) -> Option<u8> {
    typed.trim().parse().ok().filter(|number| *number <= most)
}

/// Megabytes, or gigabytes where that is said.
fn megabytes(typed: &str) -> Option<u32> {
    let typed = typed.trim().to_lowercase();
    // French writes octets.
    let gigabytes = ["gb", "go"].iter().find_map(|u| typed.strip_suffix(u));
    if let Some(gigabytes) = gigabytes {
        let number: f64 = gigabytes.trim().replace(',', ".").parse().ok()?;
        let megabytes = (number * GIGABYTE).round();
        let fits = megabytes >= 0.0 && megabytes <= f64::from(MOST_CACHE_MB);
        // Within these bounds, and whole.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        return fits.then_some(megabytes as u32);
    }
    let bare = ["mb", "mo"].iter().find_map(|u| typed.strip_suffix(u));
    let number = bare.unwrap_or(&typed).trim().parse().ok();
    number.filter(|number| *number <= MOST_CACHE_MB)
}

/// A time of the day, as `7:05`, `07.05`, `7h05` or `7`.
fn clock(typed: &str) -> Option<Time> {
    let typed = typed.trim();
    let parted = typed.split_once([':', '.', 'h', 'H']);
    let (hour, minute) = parted.unwrap_or((typed, ""));
    let number = |digits: &str| -> Option<i8> {
        let is_digits = digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit());
        is_digits.then(|| digits.parse().ok()).flatten()
    };
    let minute = if minute.is_empty() {
        0
    } else {
        number(minute)?
    };
    Time::new(number(hour)?, minute, 0, 0).ok()
}

/// An address, or a domain as it stands in the list: `@a.test`.
fn sender(typed: &str) -> Option<String> {
    let typed = typed.trim().to_lowercase();
    if typed.contains('@') && !typed.starts_with('@') {
        return EmailAddress::parse(&typed).is_ok().then_some(typed);
    }
    let domain = typed.trim_start_matches('@');
    // A domain is good where an address in it is.
    let address = EmailAddress::parse(&format!("{ANYBODY}@{domain}"));
    let is_good = address.is_ok() && domain.contains('.');
    is_good.then(|| format!("@{domain}"))
}

/// What is being written.
#[derive(Debug, Default)]
pub(super) struct Entering {
    typed: BTreeMap<Entered, String>,
    wrong: BTreeSet<Entered>,
}

impl Entering {
    /// What is written, where something is.
    pub fn typed(&self, which: Entered) -> Option<&str> {
        self.typed.get(&which).map(String::as_str)
    }

    /// It was entered, and is no such value.
    pub fn is_wrong(&self, which: Entered) -> bool {
        self.wrong.contains(&which)
    }

    /// Somebody writes.
    pub fn write(&mut self, which: Entered, text: &str) {
        let text = text.chars().take(MOST_TYPED).collect();
        let _ = self.typed.insert(which, text);
        let _ = self.wrong.remove(&which);
    }

    /// What was written goes.
    pub fn drop(&mut self, which: Entered) {
        let _ = self.typed.remove(&which);
        let _ = self.wrong.remove(&which);
    }

    /// It is entered: what is to be changed; else what is wrong stays to be mended.
    pub fn enter(&mut self, which: Entered, settings: &Settings) -> Option<Change> {
        let typed = self.typed.get(&which)?;
        if which.adds() && typed.trim().is_empty() {
            return None;
        }
        let Some(change) = which.read(typed, settings) else {
            let _ = self.wrong.insert(which);
            return None;
        };
        self.drop(which);
        Some(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_people_write_them() {
        let usual = Settings::default();
        let room = |typed| Entered::Room.read(typed, &usual);
        assert_eq!(room("1234"), Some(Change::Room(1234)));
        assert_eq!(room(" 1234 MB"), Some(Change::Room(1234)));
        assert_eq!(room("1,5 GB"), Some(Change::Room(1500)));
        assert_eq!(room("2 Go"), Some(Change::Room(2000)));
        assert_eq!(room("1000 GB"), Some(Change::Room(MOST_CACHE_MB)));
        for wrong in ["", "-1", "much", "1001 GB", "1000001", "nan gb", "inf gb"] {
            assert_eq!(room(wrong), None, "{wrong}");
        }
        let size = |typed| Entered::TextSize.read(typed, &usual);
        assert_eq!(size("117 %"), Some(Change::TextSize(Some(117))));
        assert_eq!(size("79"), None);
        assert_eq!(size("201"), None);
        assert_eq!(Entered::Undo.read("61", &usual), None);
        let from = |typed| match Entered::QuietFrom.read(typed, &usual) {
            Some(Change::Quiet(Some(hours))) => hours.words(),
            other => format!("{other:?}"),
        };
        for (typed, read) in [
            ("22:17", "22:17-08:00"),
            ("7.05", "07:05-08:00"),
            ("7h5", "07:05-08:00"),
            ("7", "07:00-08:00"),
            ("8:00", "None"),
            ("24:00", "None"),
            ("7:60", "None"),
            ("", "None"),
            ("1:2:3", "None"),
        ] {
            assert_eq!(from(typed), read, "{typed}");
        }
    }

    #[test]
    fn senders_are_addresses_and_domains() {
        assert_eq!(sender(" Kim@Shop.test "), Some("kim@shop.test".into()));
        assert_eq!(sender("@shop.test"), Some("@shop.test".into()));
        assert_eq!(sender("shop.test"), Some("@shop.test".into()));
        for wrong in ["", "@", "shop", "a b.test", "kim@", "a@b@c.test"] {
            assert_eq!(sender(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_stays_to_be_mended() {
        let usual = Settings::default();
        let mut entering = Entering::default();
        assert_eq!(entering.enter(Entered::Undo, &usual), None);
        entering.write(Entered::Undo, "99");
        assert_eq!(entering.enter(Entered::Undo, &usual), None);
        assert!(entering.is_wrong(Entered::Undo));
        entering.write(Entered::Undo, "9");
        assert!(!entering.is_wrong(Entered::Undo));
        assert_eq!(entering.enter(Entered::Undo, &usual), Some(Change::Undo(9)));
        assert_eq!(entering.typed(Entered::Undo), None);
        // Nothing to add is no mistake.
        entering.write(Entered::Word, " ");
        assert_eq!(entering.enter(Entered::Word, &usual), None);
        assert!(!entering.is_wrong(Entered::Word));
    }
}
