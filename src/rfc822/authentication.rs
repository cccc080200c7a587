//! What one's own server found out about where a message comes from (`Authentication-Results`, RFC 8601).
//!
//! Anybody can write such a field into a message. RFC 8601 5 has a server remove those that bear its own name,
//! and a reader believe only fields of servers it trusts. Whether a server does remove them cannot be seen from
//! here, so that two things are asked of a field:
//!
//! * **It stands above the first `Received`** that was written when the message came in from elsewhere. Servers
//!   write theirs on top (RFC 5321 4.4), so that whatever a stranger wrote lies below it, and nothing of theirs
//!   can stand above it. What the server handed on within the house by LMTP lies between (Postfix to Dovecot):
//!   its `Received` is passed over, since LMTP is not spoken across the Internet (RFC 2033 5). Nothing else is
//!   passed over: who a message is said to come *from* is in part the word of who connected.
//! * **It bears a name of one's own server**: the host of the account's IMAP or SMTP server, or one under the
//!   domain that is registered for it or for the account's address. What a filter in another house wrote, or
//!   a program under a name of its own, is nobody's that is known here.
//!
//! Fields of two different names say that the message was looked at twice; the inner server sees the outer one
//! as the sender, and fails it. Nothing is said then.
//!
//! Many servers write theirs just below their own `Received` (rspamd, OpenDKIM and OpenDMARC before 2026), though
//! RFC 8601 4 has it above. From here that looks like a forgery, so that nothing *passes* by it. That the author's
//! domain does *not* stand by a message is believed there too: nobody forges that they are a forger.
//! Fields that bear no name (Microsoft 365) are not read.

use std::collections::BTreeSet;
use std::net::IpAddr;

use mail_parser::{HeaderName, Message};
use serde::Serialize;

use super::doubts::Doubt;
use super::parse;
use crate::domain::{Account, Participants};

/// Most octets of a field that are read.
const MAX_FIELD: usize = 32 * 1024;
/// Most fields, and most results of one.
const MAX_FIELDS: usize = 20;
const MAX_RESULTS: usize = 100;
/// Most of them that a person is told.
const MOST_TOLD: usize = 6;
/// Longest name of a host (RFC 1035 2.3.4).
const MAX_HOST: usize = 253;

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Does the author's domain stand by it (RFC 7489)?
    Dmarc,
    /// Is it signed by a domain (RFC 6376)?
    Dkim,
    /// May the computer that brought it send for a domain (RFC 7208)?
    Spf,
    /// Do those who passed it on say what they found (RFC 8617)?
    Arc,
}

impl Method {
    fn of(word: &str) -> Option<Self> {
        let all = [Self::Dmarc, Self::Dkim, Self::Spf, Self::Arc];
        let mut all = all.into_iter();
        all.find(|method| method.name().eq_ignore_ascii_case(word))
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dmarc => "DMARC",
            Self::Dkim => "DKIM",
            Self::Spf => "SPF",
            Self::Arc => "ARC",
        }
    }

    /// The property that names the domain it speaks of (RFC 8601 2.7).
    fn property(self) -> &'static [&'static str] {
        match self {
            Self::Dmarc => &["header.from"],
            Self::Dkim => &["header.d", "header.i"],
            Self::Spf => &["smtp.mailfrom", "smtp.helo"],
            Self::Arc => &[],
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Yes.
    Pass,
    /// No.
    Fail,
    /// There is nothing to go by, or it could not be found out.
    Other,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuthResult {
    /// What was looked at.
    pub method: Method,
    /// What came of it.
    #[serde(rename = "result")]
    pub verdict: Verdict,
    /// The domain it speaks of, as the field has it, in lower case.
    pub domain: Option<String>,
}

impl AuthResult {
    /// Does it say that the author's domain does not stand by the message?
    fn is_failure(&self) -> bool {
        self.method == Method::Dmarc && self.verdict == Verdict::Fail
    }
}

/// What one server found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Authentication {
    /// What it calls itself, in lower case.
    pub by: String,
    /// Its results.
    pub results: Vec<AuthResult>,
    /// Does it stand where no stranger can have put it?
    #[serde(skip)]
    pub(super) is_on_top: bool,
}

impl Authentication {
    /// What is to be believed of these: of a server of one of these accounts, by which the message's mailbox is
    /// reached.
    #[must_use]
    pub fn of_own_server<'a>(
        fields: &[Self],
        accounts: impl IntoIterator<Item = &'a Account>,
    ) -> Option<Self> {
        let accounts = accounts.into_iter();
        let hosts: BTreeSet<&str> = accounts
            .flat_map(|a| [a.imap.host.as_str(), &a.smtp.host, a.address.domain()])
            .collect();
        let is_own = |field: &&Self| hosts.iter().any(|host| is_of_one_owner(&field.by, host));
        let own: Vec<&Self> = fields.iter().filter(is_own).collect();
        let mut on_top = own.iter().filter(|field| field.is_on_top);
        let Some(first) = on_top.next() else {
            let failed = own.into_iter().find(|field| field.failed().is_some())?;
            let mut failed = failed.clone();
            failed.results.retain(AuthResult::is_failure);
            return Some(failed);
        };
        let mut found = Self::clone(first);
        for field in on_top {
            if field.by != found.by {
                return None;
            }
            found.results.extend(field.results.iter().cloned());
        }
        Some(found)
    }

    fn failed(&self) -> Option<&AuthResult> {
        self.results.iter().find(|result| result.is_failure())
    }

    /// That it may come from somebody else than its author, where the author's domain does not stand by it.
    #[must_use]
    pub fn doubt(&self, participants: &Participants) -> Option<Doubt> {
        let failed = self.failed()?;
        let author = domain_of_author(participants).or_else(|| failed.domain.clone());
        Some(Doubt::NotConfirmed {
            server: self.by.clone(),
            domain: author?,
        })
    }

    /// What passed, as people name it: `DMARC, DKIM, SPF`, with the domain where it is not the author's. `None`
    /// if nothing did, or the author's domain does not stand by it.
    #[must_use]
    pub fn passed(&self, participants: &Participants) -> Option<String> {
        if self.doubt(participants).is_some() {
            return None;
        }
        let author = domain_of_author(participants);
        let mut passed = BTreeSet::new();
        for result in self.results.iter().filter(|r| r.verdict == Verdict::Pass) {
            let other = match &result.domain {
                Some(domain) if author.as_ref() != Some(domain) => Some(domain.as_str()),
                _ => None,
            };
            passed.insert((result.method, other));
        }
        // What is said of the author's domain needs no word on others.
        let of_author: Vec<_> = passed.iter().filter(|(_, other)| other.is_none()).collect();
        let is_told = |(method, other): &&(Method, Option<&str>)| {
            other.is_none() || !of_author.iter().any(|(known, _)| known == method)
        };
        let told = passed.iter().filter(is_told).take(MOST_TOLD);
        let words = told.map(|(method, other)| {
            let name = method.name();
            other.map_or(name.to_owned(), |domain| format!("{name} ({domain})"))
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

/// The domain of the one author; of several nobody knows which is meant.
fn domain_of_author(participants: &Participants) -> Option<String> {
    match participants.from.as_slice() {
        [author] => domain(&author.address),
        _ => None,
    }
}

/// Are these two names of hosts of one owner: the same, or under one registered domain?
fn is_of_one_owner(one: &str, other: &str) -> bool {
    let wire = |host: &str| {
        let host = host.trim_end_matches('.');
        idna::domain_to_ascii(host).unwrap_or_else(|_| host.to_ascii_lowercase())
    };
    let (one, other) = (wire(one), wire(other));
    if one.is_empty() {
        return false;
    }
    let is_number = |host: &str| host.parse::<IpAddr>().is_ok();
    let registered = |host: &str| psl::domain_str(host).map(str::to_owned);
    one == other
        || !is_number(&one)
            && !is_number(&other)
            && registered(&one).is_some_and(|domain| registered(&other) == Some(domain))
}

/// The fields that a server that took the message in may have written, the topmost first.
pub(super) fn authentications(message: &Message<'_>) -> Vec<Authentication> {
    let mut found = Vec::new();
    let mut is_on_top = true;
    for header in message.headers() {
        let is_field = header.name == HeaderName::AuthenticationResults;
        let is_received = header.name == HeaderName::Received;
        if !is_field && !is_received {
            continue;
        }
        if is_received && !is_on_top {
            return found;
        }
        let place = usize::try_from(header.offset_start)
            .ok()
            .zip(usize::try_from(header.offset_end).ok());
        let octets = place.and_then(|(start, end)| message.raw_message.get(start..end));
        let octets = octets.unwrap_or_default();
        let head = octets.get(..octets.len().min(MAX_FIELD)).unwrap_or(octets);
        let value = String::from_utf8_lossy(head);
        if is_field {
            let read = field(&value).filter(|_| found.len() < MAX_FIELDS);
            found.extend(read.map(|field| Authentication { is_on_top, ..field }));
        } else {
            is_on_top = head.len() == octets.len() && is_handed_on_in_house(&value);
        }
    }
    if is_on_top {
        // Nobody took it in: a draft, or what a program put there. Whoever wrote it wrote all of it.
        found.clear();
    }
    found
}

/// Does this `Received` say that the message was handed on by LMTP (RFC 3848), and by nothing else? Part of it is
/// the word of who connected, and may hold such words too; then those of the server are there as well.
fn is_handed_on_in_house(received: &str) -> bool {
    let words = received.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';'));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let ways = words.windows(2).filter_map(|pair| match pair {
        // `with cipher` is said of TLS.
        [with, way] if with.eq_ignore_ascii_case("with") => {
            (!way.eq_ignore_ascii_case("cipher")).then_some(*way)
        }
        _ => None,
    });
    let is_lmtp = |way: &str| {
        let way = way.to_ascii_uppercase();
        let kind = way.strip_prefix("UTF8").unwrap_or(&way);
        matches!(kind, "LMTP" | "LMTPA" | "LMTPS" | "LMTPSA")
    };
    let mut ways = ways.peekable();
    ways.peek().is_some() && ways.all(is_lmtp)
}

/// A piece of a field.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Equals,
    Semicolon,
}

/// The pieces of a field, without comments (RFC 5322 3.2.2).
fn tokens(value: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut depth = 0_usize;
    let mut is_quoted = false;
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let end = match c {
            '\\' if is_quoted || depth > 0 => {
                let literal = chars.next();
                word.extend(literal.filter(|_| depth == 0));
                continue;
            }
            '(' if !is_quoted => {
                depth += 1;
                None
            }
            ')' if depth > 0 => {
                depth -= 1;
                None
            }
            _ if depth > 0 => continue,
            '"' => {
                is_quoted = !is_quoted;
                continue;
            }
            _ if is_quoted => {
                word.push(c);
                continue;
            }
            '=' => Some(Token::Equals),
            ';' => Some(Token::Semicolon),
            _ if c.is_whitespace() => None,
            _ => {
                word.push(c);
                continue;
            }
        };
        if !word.is_empty() {
            tokens.push(Token::Word(std::mem::take(&mut word)));
        }
        tokens.extend(end);
    }
    if !word.is_empty() {
        tokens.push(Token::Word(word));
    }
    tokens
}

/// A field (RFC 8601 2.2). `None` if it does not say whose it is.
fn field(value: &str) -> Option<Authentication> {
    let tokens = tokens(value);
    let mut pieces = tokens.split(|token| *token == Token::Semicolon);
    // Behind it may stand the version, which is 1.
    let by = match pieces.next()? {
        [Token::Word(by)] | [Token::Word(by), Token::Word(_)] => host(by)?,
        _ => return None,
    };
    let results = pieces.filter_map(result).take(MAX_RESULTS).collect();
    Some(Authentication {
        by,
        results,
        is_on_top: false,
    })
}

fn result(tokens: &[Token]) -> Option<AuthResult> {
    let mut pairs = pairs(tokens);
    let (method, verdict) = pairs.next()?;
    // Behind the method may stand its version.
    let method = Method::of(method.split('/').next()?)?;
    let verdict = match verdict.to_ascii_lowercase().as_str() {
        "pass" => Verdict::Pass,
        // The latter in fields of RFC 5451.
        "fail" | "hardfail" => Verdict::Fail,
        _ => Verdict::Other,
    };
    let pairs: Vec<_> = pairs.take(MAX_RESULTS).collect();
    let named = |wanted: &&str| {
        let mut pairs = pairs.iter();
        let (_, value) = pairs.find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
        domain(value)
    };
    Some(AuthResult {
        method,
        verdict,
        domain: method.property().iter().find_map(named),
    })
}

/// What stands on both sides of each `=`.
fn pairs(tokens: &[Token]) -> impl Iterator<Item = (&str, &str)> {
    tokens.windows(3).filter_map(|three| match three {
        [Token::Word(name), Token::Equals, Token::Word(value)] => {
            Some((name.as_str(), value.as_str()))
        }
        _ => None,
    })
}

/// The domain of an address, or the domain that it is.
fn domain(address: &str) -> Option<String> {
    let domain = address.rsplit('@').next()?;
    host(domain.trim_matches(['<', '>']))
}

/// A name of a host, in lower case, if it can be one.
fn host(name: &str) -> Option<String> {
    let name = parse::clean(name, MAX_HOST + 1).to_lowercase();
    let name = name.trim_end_matches('.');
    let is_sound = !name.is_empty()
        && name.chars().count() <= MAX_HOST
        && !name.contains(|c: char| c.is_whitespace() || "<>()[]\"',;@\\/".contains(c));
    is_sound.then(|| name.to_owned())
}

#[cfg(test)]
#[path = "authentication_tests.rs"]
mod tests;
