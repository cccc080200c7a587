//! New Message-IDs and MIME boundaries.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};

use sha2::{Digest as _, Sha256};

use crate::domain::{DraftSeed, EmailAddress};

/// A new Message-ID without brackets: 128 random bits at the domain of the From address.
///
/// Neither host name, nor person, nor account can be read from it: a message sent as the team
/// shall not name who wrote it.
#[must_use]
pub fn new_message_id(from: &EmailAddress) -> String {
    format!("{}@{}", random_word(), domain_of(from))
}

/// The Message-ID, without brackets, of what is sent of a draft: one word that names the draft, and
/// one of what it says (`digest`, as [`crate::domain::Draft::digest`]). Whoever sends the same draft
/// from a copy of the profile sends it under the same Message-ID, if it says the same.
///
/// Who got two messages that were sent of one draft can tell that they were. Else as little can be
/// read from it as from [`new_message_id`]: who does not have the seed cannot try
/// out what the digest was made of, such as the Bcc.
#[must_use]
pub fn message_id_of_draft(seed: &DraftSeed, digest: &str, from: &EmailAddress) -> String {
    let draft = word_of(DRAFT_DIGITS, &["draft", &seed.word]);
    let times = seed.taken_back.to_string();
    let said = word_of(SAID_DIGITS, &["said", &seed.word, &times, digest]);
    format!("{draft}.{said}@{}", domain_of(from))
}

/// The part of a Message-ID that [`message_id_of_draft`] made which names the draft, with what ends
/// it; `None`: it was not made there.
#[must_use]
pub fn draft_of_message_id(message_id: &str) -> Option<&str> {
    let draft = message_id.get(..=DRAFT_DIGITS)?;
    let said = message_id.get(DRAFT_DIGITS + 1..)?.split_once('@')?.0;
    let is_word = |word: &str| word.bytes().all(|b| b.is_ascii_hexdigit());
    let is_ours = is_word(draft.strip_suffix('.')?) && is_word(said) && said.len() == SAID_DIGITS;
    is_ours.then_some(draft)
}

/// Hexadecimal digits of the word that names a draft.
const DRAFT_DIGITS: usize = 24;
/// Hexadecimal digits of the word of what it says.
const SAID_DIGITS: usize = 16;

/// The first digits of a digest of all these.
fn word_of(digits: usize, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let octets = hash.finalize();
    let octets = octets.iter().take(digits / 2);
    octets.map(|byte| format!("{byte:02x}")).collect()
}

/// The domain of an address, as it may stand in a Message-ID.
fn domain_of(from: &EmailAddress) -> String {
    idna::domain_to_ascii(from.domain())
        .ok()
        .filter(|domain| super::parse::is_message_id(domain))
        .unwrap_or_else(|| "localhost.invalid".to_owned())
}

/// A new boundary for a multipart message. It holds `=_`, which neither quoted-printable nor
/// base64 can produce (RFC 2045 6.7).
#[must_use]
pub fn new_boundary() -> String {
    format!("=_{}", random_word())
}

/// 32 hexadecimal digits that nobody gives out twice: the standard library's random keys, a
/// generator seeded apart, and the clock, hashed together.
pub(super) fn random_word() -> String {
    let mut hash = Sha256::new();
    hash.update(RandomState::new().build_hasher().finish().to_le_bytes());
    hash.update(RandomState::new().build_hasher().finish().to_le_bytes());
    hash.update(fastrand::u128(..).to_le_bytes());
    hash.update(jiff::Timestamp::now().as_nanosecond().to_le_bytes());
    hash.update(std::process::id().to_le_bytes());
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_differ_and_name_only_the_domain() {
        let from = EmailAddress::parse("Support@Postroom.test").unwrap();
        let ids: HashSet<_> = (0..10_000).map(|_| new_message_id(&from)).collect();
        assert_eq!(ids.len(), 10_000);
        for id in ids {
            let (left, domain) = id.split_once('@').unwrap();
            assert_eq!(domain, "postroom.test");
            assert!(left.len() == 32 && left.bytes().all(|b| b.is_ascii_hexdigit()));
        }
    }

    #[test]
    fn a_domain_in_letters_of_another_alphabet_goes_out_in_ascii() {
        let from = EmailAddress::parse("a@bücher.test").unwrap();
        assert!(new_message_id(&from).ends_with("@xn--bcher-kva.test"));
    }

    #[test]
    fn what_is_sent_of_a_draft_is_known_by_the_draft_and_by_what_it_says() {
        let from = EmailAddress::parse("support@postroom.test").unwrap();
        let seed = |word: &str, taken_back| DraftSeed {
            word: word.to_owned(),
            taken_back,
        };
        let id = |seed, said| message_id_of_draft(&seed, said, &from);
        let first = id(seed("a", 0), "x");
        assert_eq!(first, id(seed("a", 0), "x"));
        let others = [id(seed("a", 0), "y"), id(seed("a", 1), "x")];
        let stranger = id(seed("b", 0), "x");
        let draft = draft_of_message_id(&first).unwrap();
        for other in &others {
            assert_ne!(first, *other);
            assert!(other.starts_with(draft));
        }
        assert!(!stranger.starts_with(draft));
        for not_ours in ["", "a@b.test", "é", &new_message_id(&from)] {
            assert_eq!(draft_of_message_id(not_ours), None, "{not_ours}");
        }
        for id in others.iter().chain([&first, &stranger]) {
            assert!(super::super::parse::is_message_id(id), "{id}");
        }
    }

    #[test]
    fn a_boundary_fits_rfc_2046() {
        let boundary = new_boundary();
        assert!(boundary.len() <= 70 && boundary.starts_with("=_"));
    }
}
