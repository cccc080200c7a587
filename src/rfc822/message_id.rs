//! New Message-IDs and MIME boundaries.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};

use sha2::{Digest as _, Sha256};

use crate::domain::EmailAddress;

/// A new Message-ID without brackets: 128 random bits at the domain of the From address.
///
/// Neither host name, nor person, nor account can be read from it: a message sent as the team
/// shall not name who wrote it.
#[must_use]
pub fn new_message_id(from: &EmailAddress) -> String {
    let domain = idna::domain_to_ascii(from.domain())
        .ok()
        .filter(|domain| super::parse::is_message_id(domain))
        .unwrap_or_else(|| "localhost.invalid".to_owned());
    format!("{}@{domain}", random_word())
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
    fn a_boundary_fits_rfc_2046() {
        let boundary = new_boundary();
        assert!(boundary.len() <= 70 && boundary.starts_with("=_"));
    }
}
