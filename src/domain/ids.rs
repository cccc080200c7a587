//! Identifiers. Each is its own type, so that one cannot be given where another is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::EmailAddress;

macro_rules! address_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id of what has this address.
            #[must_use]
            pub fn of(address: &EmailAddress) -> Self {
                Self(address.key())
            }

            /// The address in lower case.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&EmailAddress> for $name {
            fn from(address: &EmailAddress) -> Self {
                Self::of(address)
            }
        }
    };
}

address_id! {
    /// An account: the address of its sign-in, in lower case.
    AccountId
}

address_id! {
    /// A mailbox: its confirmed or proposed address, in lower case.
    MailboxId
}

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an id that Postroom gave out")]
pub struct IdError(pub String);

/// A folder of a mailbox, by the mailbox and the path inside it.
///
/// The tag is derived, not counted, so that it is the same after the cache was rebuilt.
/// 60 bits of SHA-256: among a million folders a collision has a chance of about one in two million.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FolderId(String);

impl FolderId {
    /// The id of the folder with this path (as [`super::Folder::path`]) in this mailbox.
    #[must_use]
    pub fn of(mailbox: &MailboxId, path: &str) -> Self {
        const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut hash = Sha256::new();
        hash.update(mailbox.as_str().as_bytes());
        hash.update([0]);
        hash.update(path.as_bytes());
        let bits = hash
            .finalize()
            .iter()
            .take(8)
            .fold(0u64, |acc, b| (acc << 8) | u64::from(*b));
        let tag = (0..12).map(|i| {
            let index = usize::try_from((bits >> (5 * i)) & 31).unwrap_or(0);
            char::from(ALPHABET.get(index).copied().unwrap_or(b'a'))
        });
        Self(tag.collect())
    }

    /// The tag as text: 12 letters and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes back a tag that was stored or printed.
    ///
    /// # Errors
    /// [`IdError`] when the text does not have the form of a tag.
    pub fn from_text(text: &str) -> Result<Self, IdError> {
        let ok = text.len() == 12
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if ok {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError(text.to_owned()))
        }
    }
}

impl fmt::Display for FolderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One message where it lies: folder, UIDVALIDITY and UID (RFC 9051 2.3.1.1).
///
/// Its text form is the `id` of the command line, and survives a rebuilt cache.
/// A move gives the message a new key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageKey {
    /// The folder it lies in.
    pub folder: FolderId,
    /// The folder's UIDVALIDITY when the UID was read.
    pub uid_validity: u32,
    /// The UID.
    pub uid: u32,
}

impl MessageKey {
    /// The UIDVALIDITY of no folder (RFC 9051 section 9: `nz-number`).
    pub const NO_VALIDITY: u32 = 0;

    /// A place in this folder that no message has: of one that is known by its Message-ID alone.
    #[must_use]
    pub fn nowhere(folder: FolderId) -> Self {
        Self {
            folder,
            uid_validity: Self::NO_VALIDITY,
            uid: 0,
        }
    }
}

impl fmt::Display for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.folder, self.uid_validity, self.uid)
    }
}

impl FromStr for MessageKey {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let wrong = || IdError(text.to_owned());
        let mut parts = text.split('-');
        let (Some(folder), Some(validity), Some(uid), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(wrong());
        };
        Ok(Self {
            folder: FolderId::from_text(folder).map_err(|_| wrong())?,
            uid_validity: validity.parse().map_err(|_| wrong())?,
            uid: uid.parse().map_err(|_| wrong())?,
        })
    }
}

impl Serialize for MessageKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MessageKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! counted_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let number = text.strip_prefix($prefix).and_then(|n| n.parse().ok());
                number.filter(|n| *n > 0).map(Self).ok_or_else(|| IdError(text.to_owned()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

counted_id! {
    /// A message in the outbox: a row of the precious database, never used again for another. Text form `out-7`.
    OutboxId, "out-"
}

counted_id! {
    /// A draft on this computer: a row of the precious database, never used again for another. Text form `draft-7`.
    DraftId, "draft-"
}

counted_id! {
    /// A pending act: a row of the precious database, never used again for another. Text form `act-7`.
    ActId, "act-"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_key_survives_its_text_form() {
        let mailbox = MailboxId::of(&EmailAddress::parse("Support@postroom.test").unwrap());
        let key = MessageKey {
            folder: FolderId::of(&mailbox, "Sent/2026"),
            uid_validity: u32::MAX,
            uid: 7,
        };
        assert_eq!(key.to_string().parse::<MessageKey>().unwrap(), key);
        assert_eq!(FolderId::of(&mailbox, "Sent/2026"), key.folder);
        assert_ne!(FolderId::of(&mailbox, "Sent"), key.folder);
        for bad in [
            "",
            "out-7",
            "abcabcabcabc-1",
            "abcabcabcabc-1-2-3",
            "abcabcabcab!-1-2",
            "abcabcabcabc-1--2",
        ] {
            assert!(bad.parse::<MessageKey>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn outbox_ids_look_different_from_message_ids() {
        assert_eq!("out-12".parse::<OutboxId>().unwrap(), OutboxId(12));
        assert!("12".parse::<OutboxId>().is_err());
        assert!("out--1".parse::<OutboxId>().is_err());
        assert!("out-12".parse::<MessageKey>().is_err());
    }
}
