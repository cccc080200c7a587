//! Lines without secrets and without the addresses of correspondents.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString, zeroize::Zeroizing};

/// Longest line, in octets. Longer ones are cut: something was logged that is no message.
const MAX_LINE: usize = 16 * 1024;
/// Shortest text that is looked for. To take every "a" out of a log would tell more than it hides.
const MIN_SECRET: usize = 3;
/// Most spellings that are looked for, some six of each secret: far more than anybody has accounts.
const MAX_SPELLINGS: usize = 6000;
/// What stands in place of a secret.
const MARK: &str = "[secret]";

/// What is looked for in each line.
struct Known {
    /// Every spelling of every secret, the longest first: a secret may contain another one.
    spellings: Vec<Zeroizing<String>>,
    own: Option<HashSet<String>>,
}

impl Known {
    const fn new() -> Self {
        Self {
            spellings: Vec::new(),
            own: None,
        }
    }

    fn add_secret(&mut self, secret: &str) {
        if secret.len() < MIN_SECRET || self.spellings.len() >= MAX_SPELLINGS {
            return;
        }
        for spelling in spellings(secret) {
            if !self.spellings.contains(&spelling) {
                self.spellings.push(spelling);
            }
        }
        self.spellings.sort_by_key(|s| std::cmp::Reverse(s.len()));
    }

    fn redact(&self, line: &str, addresses: bool) -> String {
        let mut text = line.to_owned();
        for secret in &self.spellings {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), MARK);
            }
        }
        if addresses && text.contains('@') {
            text = without_addresses(&text, self.own.as_ref());
        }
        // Last, so that no half secret is left at the cut.
        if text.len() > MAX_LINE {
            text.truncate(text.floor_char_boundary(MAX_LINE));
            text.push_str("…\n");
        }
        text
    }
}

static KNOWN: RwLock<Known> = RwLock::new(Known::new());

/// From now on this never appears in the log: as it is, escaped as `{:?}` does it, in base64 (alone,
/// and inside of SASL PLAIN and XOAUTH2 at whichever place), and percent-encoded.
///
/// A copy of it stays in memory for as long as the program runs.
pub fn register_secret(secret: &SecretString) {
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    known.add_secret(secret.expose_secret());
}

/// This address is a person's own or a mailbox's, and may stand in the log.
pub fn register_own_address(address: &str) {
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    known
        .own
        .get_or_insert_default()
        .insert(address.to_lowercase());
}

fn spellings(secret: &str) -> Vec<Zeroizing<String>> {
    let mut all = vec![
        Zeroizing::new(secret.to_owned()),
        Zeroizing::new(secret.escape_debug().to_string()),
        Zeroizing::new(percent_encoded(secret)),
    ];
    // Inside a longer text, base64 looks different at each of three offsets; the characters at
    // both ends depend on the neighbours and are left out.
    for offset in 0..3usize {
        let mut padded = Zeroizing::new(vec![0u8; offset]);
        padded.extend(secret.as_bytes());
        let encoded = Zeroizing::new(STANDARD_NO_PAD.encode(&*padded));
        let skip = (offset * 8).div_ceil(6);
        let keep = padded.len() * 8 / 6;
        if let Some(stable) = encoded.get(skip..keep).filter(|s| s.len() >= 6) {
            all.push(Zeroizing::new(stable.to_owned()));
        }
    }
    all
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// A writer that redacts each line. One call of `write` is one line, as `tracing` makes them.
pub(super) struct Redacting<W> {
    to: W,
    addresses: bool,
}

impl<W: Write> Redacting<W> {
    /// `addresses`: take out those of correspondents too.
    pub(super) fn new(to: W, addresses: bool) -> Self {
        Self { to, addresses }
    }
}

impl<W: Write> Write for Redacting<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        let redacted = known.redact(&text, self.addresses);
        drop(known);
        self.to.write_all(redacted.as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// `kim@b.test` becomes `…@b.test`, unless it is one's own.
fn without_addresses(text: &str, own: Option<&HashSet<String>>) -> String {
    let in_address = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('@') {
        let local_len: usize = before
            .chars()
            .rev()
            .take_while(|c| in_address(*c))
            .map(char::len_utf8)
            .sum();
        let (left, local) = before
            .split_at_checked(before.len() - local_len)
            .unwrap_or((before, ""));
        let domain_len = after
            .find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-'))
            .unwrap_or(after.len());
        let domain = after.get(..domain_len).unwrap_or_default();
        // `from=kim@b.test`: what stands before the sign belongs to the log, not to the address.
        let local_only = local.rsplit('=').next().unwrap_or(local);
        let prefix = local.strip_suffix(local_only).unwrap_or_default();
        let address = format!("{local_only}@{}", domain.trim_end_matches('.')).to_lowercase();
        out.push_str(left);
        out.push_str(prefix);
        if local_only.is_empty() || own.is_some_and(|own| own.contains(&address)) {
            out.push_str(local_only);
        } else {
            out.push('…');
        }
        out.push('@');
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    #[test]
    fn a_secret_is_found_in_its_usual_spellings() {
        let secret = "corr\"ect häorse";
        let mut known = Known::new();
        known.add_secret(secret);
        let plain = STANDARD.encode(format!("\0anna@a.test\0{secret}"));
        for line in [
            secret.to_owned(),
            format!("{:?}", format!("x{secret}y")),
            format!("pw={}", percent_encoded(secret)),
            format!("AUTH PLAIN {plain}"),
            format!("{}{secret}", "x".repeat(MAX_LINE - 5)),
        ] {
            let redacted = known.redact(&line, false);
            assert!(
                redacted.contains(MARK) || redacted.len() > MAX_LINE,
                "{redacted}"
            );
            for spelling in spellings(secret) {
                assert!(!redacted.contains(&*spelling), "{redacted}");
            }
            assert!(!redacted.contains("corr"), "{redacted}");
        }
    }

    #[test]
    fn short_texts_are_no_secrets() {
        let mut known = Known::new();
        known.add_secret("e");
        known.add_secret("");
        assert_eq!(known.redact("we see", false), "we see");
    }

    #[test]
    fn only_the_addresses_of_others_go() {
        let own = HashSet::from(["anna@mine.test".to_owned()]);
        for (line, expected) in [
            (
                "to kim@b.test, Anna@Mine.test.",
                "to …@b.test, Anna@Mine.test.",
            ),
            ("from=kim.k+x@b.test ok", "from=…@b.test ok"),
            ("<kim@b.test><lee@b.test>", "<…@b.test><…@b.test>"),
            ("a@b@c", "…@…@c"),
            ("@ and @", "@ and @"),
            ("hanna@mine.test", "…@mine.test"),
        ] {
            assert_eq!(without_addresses(line, Some(&own)), expected);
        }
    }

    #[test]
    fn a_line_has_an_end() {
        let redacted = Known::new().redact(&"ä".repeat(MAX_LINE), false);
        assert!(redacted.len() < MAX_LINE + 10 && redacted.ends_with("…\n"));
    }

    proptest! {
        #[test]
        fn base64_of_whatever_holds_a_secret_does_not_show_it(before in "\\PC{0,20}", secret in "[ -~]{8,30}", after in "\\PC{0,20}") {
            let mut known = Known::new();
            known.add_secret(&secret);
            let line = STANDARD.encode(format!("{before}\0{secret}\0{after}"));
            prop_assert!(known.redact(&line, false).contains(MARK));
        }
    }
}
