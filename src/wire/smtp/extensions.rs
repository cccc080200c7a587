//! What a server offers in its answer to EHLO (RFC 5321 section 4.1.1.1).

use super::reply::Reply;

/// A way to sign in that we speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mechanism {
    /// RFC 4616.
    Plain,
    /// The older dialogue of two questions (quirk exchange-auth-login).
    Login,
}

/// The extensions of a server, as it named them after the connection was protected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extensions {
    /// Is SIZE offered (RFC 1870)?
    pub size: bool,
    /// The largest message it takes, in octets, where it says so.
    pub size_limit: Option<u64>,
    /// 8BITMIME (RFC 6152).
    pub eight_bit_mime: bool,
    /// SMTPUTF8 (RFC 6531).
    pub smtp_utf8: bool,
    /// DSN (RFC 3461).
    pub dsn: bool,
    /// PIPELINING (RFC 2920).
    pub pipelining: bool,
    /// ENHANCEDSTATUSCODES (RFC 2034). Codes are read even where it is missing.
    pub enhanced_status_codes: bool,
    /// STARTTLS (RFC 3207). Servers leave it out once TLS is there.
    pub start_tls: bool,
    /// The mechanisms of AUTH that we speak, best first.
    pub mechanisms: Vec<Mechanism>,
    /// Is AUTH offered at all (RFC 4954)?
    pub auth: bool,
}

impl Extensions {
    /// Reads the answer to EHLO. Keywords are compared without case, as RFC 5321 section 2.4
    /// says; unknown ones are passed over.
    pub(super) fn read(reply: &Reply) -> Self {
        let mut found = Self::default();
        // The first line is the server's name and greeting, not a keyword.
        for line in reply.lines.iter().skip(1) {
            let mut words = line.split_ascii_whitespace();
            let Some(keyword) = words.next() else {
                continue;
            };
            match keyword.to_ascii_uppercase().as_str() {
                "SIZE" => {
                    found.size = true;
                    // 0 means that there is no fixed limit.
                    found.size_limit = words.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0);
                }
                "8BITMIME" => found.eight_bit_mime = true,
                "SMTPUTF8" => found.smtp_utf8 = true,
                "DSN" => found.dsn = true,
                "PIPELINING" => found.pipelining = true,
                "ENHANCEDSTATUSCODES" => found.enhanced_status_codes = true,
                "STARTTLS" => found.start_tls = true,
                "AUTH" => found.read_mechanisms(words),
                // quirk auth-equals
                older if older.starts_with("AUTH=") => {
                    let first = keyword.split_once('=').map(|(_, first)| first);
                    found.read_mechanisms(first.into_iter().chain(words));
                }
                _ => {}
            }
        }
        found
    }

    fn read_mechanisms<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        self.auth = true;
        let words: Vec<&str> = words.collect();
        for (name, mechanism) in [("PLAIN", Mechanism::Plain), ("LOGIN", Mechanism::Login)] {
            let is_offered = words.iter().any(|word| word.eq_ignore_ascii_case(name));
            if is_offered && !self.mechanisms.contains(&mechanism) {
                self.mechanisms.push(mechanism);
            }
        }
        self.mechanisms.sort_by_key(|m| *m == Mechanism::Login);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Extensions {
        Extensions::read(&Reply {
            code: 250,
            lines: lines.iter().map(|l| (*l).to_owned()).collect(),
        })
    }

    #[test]
    fn keywords_are_known_in_any_case() {
        let found = read(&[
            "mail.postroom.test says hello",
            "Size 35882577",
            "8bitMime",
            "smtputf8",
            "dsn",
            "Pipelining",
            "EnhancedStatusCodes",
            "StartTls",
            "auth login plain xoauth2",
            "CHUNKING",
            "",
        ]);
        assert_eq!(
            found,
            Extensions {
                size: true,
                size_limit: Some(35_882_577),
                eight_bit_mime: true,
                smtp_utf8: true,
                dsn: true,
                pipelining: true,
                enhanced_status_codes: true,
                start_tls: true,
                mechanisms: vec![Mechanism::Plain, Mechanism::Login],
                auth: true,
            }
        );
    }

    #[test]
    fn the_name_of_the_server_is_no_extension() {
        assert_eq!(read(&["AUTH PLAIN"]), Extensions::default());
        assert_eq!(read(&[]), Extensions::default());
    }

    #[test]
    fn odd_values_are_no_limit_and_no_mechanism() {
        for size in [
            "SIZE",
            "SIZE 0",
            "SIZE x",
            "SIZE -1",
            "SIZE 99999999999999999999999",
        ] {
            let found = read(&["x", size]);
            assert!(found.size);
            assert_eq!(found.size_limit, None, "{size}");
        }
        let found = read(&["x", "AUTH=LOGIN", "AUTH GSSAPI", "AUTHORISE PLAIN"]);
        assert!(found.auth);
        assert_eq!(found.mechanisms, [Mechanism::Login]);
    }
}
