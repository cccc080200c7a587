//! Response codes: the machine-readable reason in a server's answer (RFC 9051 7.1, RFC 5530).

use std::ops::RangeInclusive;

use imap_proto::{ResponseCode as ProtoCode, rfc4315::UidSetMember};

use super::uid_set::UidSet;
use super::words;

/// Most UIDs taken from one APPENDUID or COPYUID.
const MAX_UIDS: u64 = 1_000_000;

/// Why, in the server's machine-readable words.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseCode {
    /// The person must see the text.
    Alert,
    /// Permission denied (RFC 5530).
    NoPerm,
    /// The name and password do not fit.
    AuthenticationFailed,
    /// They fit, but are not let in.
    AuthorizationFailed,
    /// The password is too old.
    Expired,
    /// TLS is needed first.
    PrivacyRequired,
    /// A person has to ask the administrator.
    ContactAdmin,
    /// Not now: a part of the server is down. Worth another try.
    Unavailable,
    /// Somebody else has it open. Worth another try.
    InUse,
    /// A limit of the server.
    Limit,
    /// The server cannot search for text in this character set.
    BadCharset,
    /// The mailbox is full.
    OverQuota,
    /// It exists already.
    AlreadyExists,
    /// It does not exist, or may not be known to exist.
    NonExistent,
    /// The server can never do that.
    Cannot,
    /// The server's fault.
    ServerBug,
    /// The server says it is ours.
    ClientBug,
    /// Damaged data on the server.
    Corruption,
    /// Some messages have gone meanwhile.
    ExpungeIssued,
    /// The folder has to be created first. Some servers (Dovecot 2.3) also say so of a folder
    /// that may not be written.
    TryCreate,
    /// The message is larger than the server takes (RFC 7889, RFC 4978).
    TooBig,
    /// The folder holds folders.
    HasChildren,
    /// Messages that a conditional STORE left alone (RFC 7162), by UID for UID STORE.
    Modified(UidSet),
    /// The highest mod-sequence of the folder.
    HighestModSeq(u64),
    /// The folder keeps no mod-sequences.
    NoModSeq,
    /// UIDVALIDITY.
    UidValidity(u32),
    /// UIDNEXT.
    UidNext(u32),
    /// UIDs do not survive the session (RFC 4315).
    UidNotSticky,
    /// Flags that can be changed for good; `\*` says that new keywords can be made.
    PermanentFlags(Vec<String>),
    /// Nothing can be changed.
    ReadOnly,
    /// Changes are possible.
    ReadWrite,
    /// Where an appended message went.
    AppendUid {
        /// UIDVALIDITY of the target.
        uid_validity: u32,
        /// Its UID there.
        uids: UidSet,
    },
    /// Where copied or moved messages went.
    CopyUid {
        /// UIDVALIDITY of the target.
        uid_validity: u32,
        /// Old and new UID of each, in the server's order.
        pairs: Vec<(u32, u32)>,
    },
    /// Capabilities, as atoms.
    Capability(Vec<String>),
    /// The folder was closed, another is selected (RFC 7162).
    Closed,
    /// Any other, by name.
    Other(String),
}

impl ResponseCode {
    /// Of what imap-proto knows by itself. `None` for a code that is known but means nothing here.
    pub(super) fn from_proto(code: &ProtoCode<'_>) -> Option<Self> {
        Some(match code {
            ProtoCode::Alert => Self::Alert,
            ProtoCode::BadCharset(_) => Self::BadCharset,
            ProtoCode::Capabilities(list) => {
                Self::Capability(super::capability::Capabilities::atoms(list))
            }
            ProtoCode::HighestModSeq(n) => Self::HighestModSeq(*n),
            ProtoCode::PermanentFlags(flags) => {
                Self::PermanentFlags(flags.iter().map(|f| f.to_string()).collect())
            }
            ProtoCode::ReadOnly => Self::ReadOnly,
            ProtoCode::ReadWrite => Self::ReadWrite,
            ProtoCode::TryCreate => Self::TryCreate,
            ProtoCode::UidNext(n) => Self::UidNext(*n),
            ProtoCode::UidValidity(n) => Self::UidValidity(*n),
            ProtoCode::UidNotSticky => Self::UidNotSticky,
            ProtoCode::AppendUid(uid_validity, uids) => Self::AppendUid {
                uid_validity: *uid_validity,
                uids: UidSet::from_ranges(uids.iter().map(bounds)),
            },
            ProtoCode::CopyUid(uid_validity, from, to) => Self::CopyUid {
                uid_validity: *uid_validity,
                pairs: pairs(from, to)?,
            },
            _ => return None,
        })
    }

    /// Of the text that imap-proto leaves alone: `[NAME arguments] words`. Gives the code and the
    /// words behind it.
    pub(super) fn from_text(text: &str) -> Option<(Self, &str)> {
        let (inside, after) = text.strip_prefix('[')?.split_once(']')?;
        let (name, arguments) = inside.split_once(' ').unwrap_or((inside, ""));
        let code = match name.to_ascii_uppercase().as_str() {
            "ALERT" => Self::Alert,
            "BADCHARSET" => Self::BadCharset,
            "NOPERM" => Self::NoPerm,
            "AUTHENTICATIONFAILED" => Self::AuthenticationFailed,
            "AUTHORIZATIONFAILED" => Self::AuthorizationFailed,
            "EXPIRED" => Self::Expired,
            "PRIVACYREQUIRED" => Self::PrivacyRequired,
            "CONTACTADMIN" => Self::ContactAdmin,
            "UNAVAILABLE" => Self::Unavailable,
            "INUSE" => Self::InUse,
            "LIMIT" => Self::Limit,
            "OVERQUOTA" => Self::OverQuota,
            "ALREADYEXISTS" => Self::AlreadyExists,
            "NONEXISTENT" => Self::NonExistent,
            "CANNOT" => Self::Cannot,
            "SERVERBUG" => Self::ServerBug,
            "CLIENTBUG" => Self::ClientBug,
            "CORRUPTION" => Self::Corruption,
            "EXPUNGEISSUED" => Self::ExpungeIssued,
            "TOOBIG" => Self::TooBig,
            "HASCHILDREN" => Self::HasChildren,
            "MODIFIED" => Self::Modified(uid_set(arguments)?),
            "NOMODSEQ" => Self::NoModSeq,
            "CLOSED" => Self::Closed,
            "CAPABILITY" => Self::Capability(super::capability::Capabilities::words(arguments)),
            _ => Self::Other(words::plain(name.as_bytes())),
        };
        Some((code, after))
    }

    /// Is it about this moment only, so that the same may succeed later?
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Unavailable | Self::InUse | Self::Limit | Self::ServerBug
        )
    }
}

/// Reads `1:3,7` as a set.
pub(super) fn uid_set(text: &str) -> Option<UidSet> {
    let mut ranges = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        ranges.push((number(first)?, number(last)?));
    }
    Some(UidSet::from_ranges(ranges))
}

/// Digits only: `parse` alone would take `+7`.
pub(super) fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn bounds(member: &UidSetMember) -> (u32, u32) {
    match member {
        UidSetMember::Uid(uid) => (*uid, *uid),
        UidSetMember::UidRange(range) => (*range.start(), *range.end()),
    }
}

/// Old and new UIDs side by side; `None` where the server's two lists do not fit together.
fn pairs(from: &[UidSetMember], to: &[UidSetMember]) -> Option<Vec<(u32, u32)>> {
    let count = |list: &[UidSetMember]| -> u64 {
        list.iter()
            .map(bounds)
            .map(|(a, b)| u64::from(b) - u64::from(a) + 1)
            .sum()
    };
    if count(from) != count(to) || count(from) > MAX_UIDS {
        return None;
    }
    // In the order sent, not sorted (quirks.rs: gmail-copyuid-order).
    let uids = |list: &[UidSetMember]| -> Vec<RangeInclusive<u32>> {
        list.iter().map(bounds).map(|(a, b)| a..=b).collect()
    };
    Some(
        uids(from)
            .into_iter()
            .flatten()
            .zip(uids(to).into_iter().flatten())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_imap_proto_leaves_in_the_text() {
        let read = |text| ResponseCode::from_text(text).map(|(code, words)| (code, words.trim()));
        assert_eq!(
            read("[NOPERM] Permission denied"),
            Some((ResponseCode::NoPerm, "Permission denied"))
        );
        assert_eq!(
            read("[modified 7,9:11] Conditional store failed"),
            Some((
                ResponseCode::Modified([7, 9, 10, 11].into_iter().collect()),
                "Conditional store failed"
            ))
        );
        assert_eq!(
            read("[X-NEW (1 2)] x"),
            Some((ResponseCode::Other("X-NEW".to_owned()), "x"))
        );
        assert_eq!(read("no code"), None);
        assert_eq!(read("[MODIFIED +7] x"), None);
    }

    #[test]
    fn copyuid_of_unequal_or_absurd_length_is_not_believed() {
        let range = |a, b| UidSetMember::UidRange(a..=b);
        assert_eq!(
            pairs(
                &[UidSetMember::Uid(9), UidSetMember::Uid(4)],
                &[range(1, 2)]
            ),
            Some(vec![(9, 1), (4, 2)])
        );
        assert_eq!(pairs(&[range(1, 3)], &[range(1, 2)]), None);
        assert_eq!(pairs(&[range(1, u32::MAX)], &[range(1, u32::MAX)]), None);
    }
}
