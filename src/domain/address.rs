//! Addresses: checked ones, which may be used in a command, and named ones as mail shows them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Longest address accepted, in octets: RFC 5321 4.5.3.1.3 (256 with the angle brackets).
const MAX_LEN: usize = 254;

/// An `addr-spec` (RFC 5322 3.4.1) that is safe to put into a command or a header.
///
/// It holds exactly one `@` outside of quotes, no control characters and no white space.
/// The domain is kept in lower case; the local part as written. Two addresses that differ
/// only in case are equal here, since no server in use tells them apart.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Why a text is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is no `@`, or nothing before or after it.
    #[error("“{0}” is not an address: it needs a name, an @ and a domain")]
    Incomplete(String),
    /// It holds a character that an address cannot hold (RFC 5321 4.1.2).
    #[error("“{0}” is not an address: it holds a character that is not allowed there")]
    Character(String),
    /// It is longer than RFC 5321 4.5.3.1.3 permits.
    #[error("the address is longer than {MAX_LEN} characters")]
    TooLong,
}

impl EmailAddress {
    /// Checks a text and makes an address of it.
    ///
    /// # Errors
    /// [`AddressError`] names the first rule that the text breaks.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.len() > MAX_LEN {
            return Err(AddressError::TooLong);
        }
        let Some((local, domain)) = text.rsplit_once('@') else {
            return Err(AddressError::Incomplete(text.to_owned()));
        };
        if local.is_empty() || domain.is_empty() {
            return Err(AddressError::Incomplete(text.to_owned()));
        }
        let forbidden =
            |c: char| c.is_control() || c.is_whitespace() || "<>()[]\\,;:\"@".contains(c);
        let domain_ok = !domain.starts_with(['.', '-'])
            && !domain.ends_with(['.', '-'])
            && !domain.contains("..")
            && !domain.contains(forbidden);
        // A quoted local part (RFC 5321 4.1.2) is refused: nobody has one, and every bug loves it.
        let local_ok = !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && !local.contains(forbidden);
        if !domain_ok || !local_ok {
            return Err(AddressError::Character(text.to_owned()));
        }
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// The address as text, domain in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The part after the `@`, in lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The form under which the address is compared and stored as a key: all lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// Is it the same for a server, which is told a domain in ASCII (RFC 5891)?
    #[must_use]
    pub fn is_same_on_the_wire(&self, other: &Self) -> bool {
        let domain = |a: &Self| idna::domain_to_ascii(a.domain()).ok();
        self == other
            || (self.local().to_lowercase() == other.local().to_lowercase()
                && domain(self).is_some_and(|one| Some(one) == domain(other)))
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for EmailAddress {}

impl std::hash::Hash for EmailAddress {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for EmailAddress {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EmailAddress {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl FromStr for EmailAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

/// An address with its display name, as a mail carries it or a person typed it.
///
/// `address` is text from outside and may be anything: call [`NamedAddress::checked`] before
/// it is used in a command. Both fields are to be shown as plain text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NamedAddress {
    /// The display name, if there is one and it is not empty.
    pub name: Option<String>,
    /// The address as it stands in the mail.
    pub address: String,
}

impl NamedAddress {
    /// An address without a name.
    #[must_use]
    pub fn bare(address: &EmailAddress) -> Self {
        Self {
            name: None,
            address: address.as_str().to_owned(),
        }
    }

    /// An address with a name; an empty name counts as none.
    #[must_use]
    pub fn new(name: Option<&str>, address: &EmailAddress) -> Self {
        let name = name
            .map(str::trim)
            .filter(|n| !n.is_empty())
            .map(str::to_owned);
        Self {
            name,
            address: address.as_str().to_owned(),
        }
    }

    /// The address, if it is one that may be used in a command.
    ///
    /// # Errors
    /// [`AddressError`], as [`EmailAddress::parse`].
    pub fn checked(&self) -> Result<EmailAddress, AddressError> {
        EmailAddress::parse(&self.address)
    }

    /// The name if there is one, else the address.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.address)
    }

    /// Reads `Name <address>`, `"Name" <address>` or a bare address, as a person types it.
    ///
    /// # Errors
    /// [`AddressError`] of the address part.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let Some((name, rest)) = text.rsplit_once('<') else {
            return Ok(Self::bare(&EmailAddress::parse(text)?));
        };
        let Some(address) = rest.trim_end().strip_suffix('>') else {
            return Err(AddressError::Incomplete(text.to_owned()));
        };
        let name = name.trim().trim_matches('"').replace("\\\"", "\"");
        if name.chars().any(char::is_control) {
            return Err(AddressError::Character(text.to_owned()));
        }
        Ok(Self::new(Some(&name), &EmailAddress::parse(address)?))
    }

    /// The parts of a list as a person types it: separated by commas or semicolons, which may
    /// stand inside quoted names. Empty places are passed over.
    #[must_use]
    pub fn split_list(text: &str) -> Vec<String> {
        let mut parts = Vec::new();
        let (mut part, mut quoted) = (String::new(), false);
        for c in text.chars() {
            match c {
                '"' => {
                    quoted = !quoted;
                    part.push(c);
                }
                ',' | ';' | '\n' if !quoted => parts.push(std::mem::take(&mut part)),
                _ => part.push(c),
            }
        }
        parts.push(part);
        parts.retain(|p| !p.trim().is_empty());
        parts
    }

    /// Reads such a list.
    ///
    /// # Errors
    /// [`AddressError`] of the first part that is no address.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, AddressError> {
        Self::split_list(text)
            .iter()
            .map(|p| Self::parse(p))
            .collect()
    }
}

impl fmt::Display for NamedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => f.write_str(&self.address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_compare_without_case_and_keep_the_local_part() {
        let a = EmailAddress::parse(" Support@Postroom.TEST ").unwrap();
        assert_eq!(a.as_str(), "Support@postroom.test");
        assert_eq!(a, EmailAddress::parse("support@postroom.test").unwrap());
        assert_eq!((a.local(), a.domain()), ("Support", "postroom.test"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "@",
            "a@",
            "@b",
            "a b@c.d",
            "a@b c",
            "a@b\r\nRCPT TO:<x@y>",
            "a\n@b.c",
            "<a@b.c>",
            "a@b@c.d",
            "a..b@c.d",
            "a@b..c",
            "a@-b.c",
            "\"a b\"@c.d",
            ".a@b.c",
        ] {
            assert!(
                EmailAddress::parse(bad).is_err(),
                "{bad:?} was taken for an address"
            );
        }
        assert_eq!(
            EmailAddress::parse(&format!("{}@b.c", "a".repeat(300))),
            Err(AddressError::TooLong)
        );
    }

    #[test]
    fn a_typed_list_may_hold_commas_in_quotes() {
        let list = NamedAddress::parse_list("\"Berg, Anna\" <anna@a.test>, ben@a.test;; ").unwrap();
        assert_eq!(list.len(), 2);
        assert_eq!(list[0].name.as_deref(), Some("Berg, Anna"));
        assert_eq!(list[1].label(), "ben@a.test");
        assert!(NamedAddress::parse_list("anna@a.test, nobody").is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_cannot_break_a_command(text in "\\PC{0,40}|[a-z@<>\\r\\n \\x00.]{0,40}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert!(!address.as_str().contains(|c: char| c.is_control() || c.is_whitespace() || c == '<' || c == '>'));
                prop_assert_eq!(EmailAddress::parse(address.as_str()).unwrap(), address);
            }
        }
    }
}
