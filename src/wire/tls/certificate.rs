//! What a person needs to know of a certificate that was not accepted.
//!
//! It decides nothing: rustls and the platform have refused already. The bytes come from whoever
//! answered, so the reader below is bounded and gives up quietly at the first thing it does not
//! know (DER, X.690; certificates, RFC 5280 section 4.1).

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

/// Longest text taken from a certificate, in characters.
const MAX_TEXT: usize = 200;
/// Most host names taken from a certificate.
const MAX_NAMES: usize = 20;

/// A certificate in words, as its bearer made it: to be recognised by a person, never believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Certificate {
    /// Whom it is about: the common name, or the organisation. Empty where there is none.
    pub subject: String,
    /// Who issued it, in the same way.
    pub issuer: String,
    /// The hosts and addresses it is for, 20 at most.
    pub names: Vec<String>,
    /// When its time begins.
    pub not_before: Option<Timestamp>,
    /// When its time ends.
    pub not_after: Option<Timestamp>,
    /// Its SHA-256 fingerprint: 64 hexadecimal digits in pairs with colons, as other programs
    /// show it.
    pub fingerprint: String,
}

impl Certificate {
    /// Reads what can be read; the fingerprint is always there.
    pub(super) fn read(der: &[u8]) -> Self {
        let mut found = Self {
            fingerprint: fingerprint(der),
            ..Self::default()
        };
        // A part that cannot be read ends it: what was found before stays.
        let _: Option<()> = found.fill(der);
        found
    }

    fn fill(&mut self, der: &[u8]) -> Option<()> {
        let certificate = Der(der).tagged(SEQUENCE)?;
        let mut body = Der(Der(certificate).tagged(SEQUENCE)?);
        if body.next()?.0 == VERSION {
            body.tagged(INTEGER)?; // serial number, which comes first where there is no version
        }
        body.tagged(SEQUENCE)?; // signature algorithm
        self.issuer = name(body.tagged(SEQUENCE)?);
        let mut validity = Der(body.tagged(SEQUENCE)?);
        self.not_before = time(validity.next()?);
        self.not_after = time(validity.next()?);
        self.subject = name(body.tagged(SEQUENCE)?);
        body.tagged(SEQUENCE)?; // public key
        while let Some((tag, content)) = body.next() {
            if tag == EXTENSIONS {
                self.names = alternative_names(Der(content).tagged(SEQUENCE)?);
            }
        }
        Some(())
    }
}

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "for {:?}", self.subject)?;
        if !self.names.is_empty() {
            write!(f, " [{}]", self.names.join(", "))?;
        }
        write!(f, ", issued by {:?}", self.issuer)?;
        if let Some(end) = self.not_after {
            write!(f, ", valid until {end}")?;
        }
        write!(f, ", SHA-256 {}", self.fingerprint)
    }
}

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
/// `[0]`, the version
const VERSION: u8 = 0xa0;
/// `[3]`, the extensions
const EXTENSIONS: u8 = 0xa3;
/// `[2]` and `[7]` in a GeneralName: a host name, an IP address
const DNS_NAME: u8 = 0x82;
const IP_ADDRESS: u8 = 0x87;
/// 2.5.4.3, 2.5.4.10 and 2.5.29.17
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0a];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];

/// DER values, one after the other.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The next value's tag and content. `None` at the end, and at anything that is no DER.
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&[tag, short], mut rest) = self.0.split_first_chunk::<2>()?;
        let mut length = usize::from(short);
        if short & 0x80 != 0 {
            let digits = usize::from(short & 0x7f);
            if !(1..=4).contains(&digits) {
                return None;
            }
            let (number, behind) = rest.split_at_checked(digits)?;
            length = number
                .iter()
                .fold(0, |sum, &byte| (sum << 8) | usize::from(byte));
            rest = behind;
        }
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, content))
    }

    /// The next value's content, if it has this tag.
    fn tagged(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next()
            .filter(|(found, _)| *found == tag)
            .map(|(_, content)| content)
    }
}

/// The common name of a distinguished name, else its organisation, else nothing.
fn name(content: &[u8]) -> String {
    let (mut common, mut organisation) = (None, None);
    let mut sets = Der(content);
    while let Some(set) = sets.tagged(SET) {
        let mut pair = Der(Der(set).tagged(SEQUENCE).unwrap_or_default());
        let (Some(oid), Some((_, value))) = (pair.tagged(OID), pair.next()) else {
            continue;
        };
        match oid {
            COMMON_NAME => common = Some(text(value)),
            ORGANISATION => organisation = Some(text(value)),
            _ => {}
        }
    }
    common.or(organisation).unwrap_or_default()
}

/// A text of a certificate, made safe to show.
fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value)
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_TEXT)
        .collect()
}

/// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ` (RFC 5280 section 4.1.2.5).
fn time((tag, value): (u8, &[u8])) -> Option<Timestamp> {
    let digits = std::str::from_utf8(value).ok()?.strip_suffix('Z')?;
    let digits = if tag == UTC_TIME {
        let century = if digits.get(..2)? < "50" { "20" } else { "19" };
        format!("{century}{digits}")
    } else {
        digits.to_owned()
    };
    let moment = DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
    TimeZone::UTC.to_timestamp(moment).ok()
}

/// The hosts and addresses in the extension for alternative names.
fn alternative_names(extensions: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut extensions = Der(extensions);
    while let Some(extension) = extensions.tagged(SEQUENCE) {
        let mut parts = Der(extension);
        if parts.tagged(OID) != Some(SUBJECT_ALT_NAME) {
            continue;
        }
        // The flag "critical" may stand in between.
        let mut value = None;
        while let Some((tag, content)) = parts.next() {
            if tag == OCTET_STRING {
                value = Der(content).tagged(SEQUENCE);
            }
        }
        let mut general = Der(value.unwrap_or_default());
        while let Some((tag, content)) = general.next() {
            match tag {
                DNS_NAME => names.push(text(content)),
                IP_ADDRESS => names.extend(address(content)),
                _ => {}
            }
            if names.len() >= MAX_NAMES {
                return names;
            }
        }
    }
    names
}

fn address(octets: &[u8]) -> Option<String> {
    if let Ok(four) = <[u8; 4]>::try_from(octets) {
        return Some(std::net::Ipv4Addr::from(four).to_string());
    }
    let sixteen = <[u8; 16]>::try_from(octets).ok()?;
    Some(std::net::Ipv6Addr::from(sixteen).to_string())
}

fn fingerprint(der: &[u8]) -> String {
    let pairs: Vec<String> = Sha256::digest(der)
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    pairs.join(":")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample() -> Vec<u8> {
        let mut params =
            rcgen::CertificateParams::new(vec!["mail.postroom.test".into(), "127.0.0.1".into()])
                .unwrap();
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, "Post\u{7}room mail");
        params.not_before = rcgen::date_time_ymd(2020, 1, 2);
        params.not_after = rcgen::date_time_ymd(2051, 3, 4);
        let key = rcgen::KeyPair::generate().unwrap();
        params.self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn a_certificate_is_told_in_words() {
        let found = Certificate::read(&sample());
        assert_eq!(found.subject, "Postroom mail");
        assert_eq!(found.issuer, "Postroom mail");
        assert_eq!(found.names, ["mail.postroom.test", "127.0.0.1"]);
        assert_eq!(
            found.not_before.unwrap().to_string(),
            "2020-01-02T00:00:00Z"
        );
        assert_eq!(found.not_after.unwrap().to_string(), "2051-03-04T00:00:00Z");
        assert_eq!(found.fingerprint.len(), 95);
    }

    #[test]
    fn a_cut_certificate_is_read_as_far_as_it_goes() {
        let der = sample();
        for end in 0..der.len() {
            let found = Certificate::read(&der[..end]);
            assert!(found.subject.is_empty(), "the outer length does not fit");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_a_stranger_sends_upsets_the_reader(
            noise in proptest::collection::vec(any::<u8>(), 0..300),
            at in 0usize..400,
            byte in any::<u8>(),
        ) {
            Certificate::read(&noise);
            let mut der = sample();
            let at = at % der.len();
            der[at] = byte;
            let found = Certificate::read(&der);
            prop_assert!(found.names.len() <= MAX_NAMES);
            prop_assert!(!found.subject.contains(char::is_control));
        }
    }
}
