//! Reports of servers on a message that was sent: delivery status notifications (RFC 3461, 3464),
//! and the bounces of servers that send none in form.
//!
//! A report is what marks a message as not delivered, so what only looks like one must not pass: a
//! person who quotes or passes on a bounce, a read receipt (RFC 8098), an answer of an absent
//! colleague's mailbox. A report in form says what it is. Any other counts only if a machine sent
//! it, it tells of a failure, and it returns the header of the message that it is about.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use crate::domain::{DeliveryAction, DeliveryReport, Draft, EnhancedStatus, RecipientReport};

use super::automatic;
use super::body::with_parsed;
use super::parse::{clean, header_of, is_message_id, parse_header};

/// Octets that are looked at. What a report says stands before the message that it returns, and
/// of that only the header is of interest.
const MAX_REPORT: usize = 1024 * 1024;
/// Most recipients of one report: all of a message.
const MAX_RECIPIENTS: usize = Draft::MAX_RECIPIENTS;
/// Most characters of a server's words.
const MAX_WORDS: usize = 500;
/// Longest address or server's name, in characters.
const MAX_NAME: usize = 256;
/// Most lines of a delivery status: some twenty of each recipient.
const MAX_LINES: usize = 20 * MAX_RECIPIENTS;
/// Longest field of a delivery status, unfolded, in octets.
const MAX_FIELD: usize = 8 * 1024;
/// Octets of a text that are searched for a returned header and for a status.
const MAX_TEXT: usize = 64 * 1024;

/// Reads a report. `None` if the message is none, or names no message that it could be about.
///
/// It takes time in proportion to its size: call it off the tokio threads. A message that was cut
/// behind its first megabyte is enough.
#[must_use]
pub fn delivery_report(raw: &[u8]) -> Option<DeliveryReport> {
    let raw = raw.get(..MAX_REPORT).unwrap_or(raw);
    with_parsed(raw, |message| Ok(read(message))).ok().flatten()
}

/// Is this a report in form, sent with an envelope without a sender, to which nothing can be
/// answered (RFC 3464 2, RFC 5321 4.5.5)? So servers report. It is no proof: whoever writes a
/// message chooses its envelope too.
#[must_use]
pub fn is_report_in_form(raw: &[u8]) -> bool {
    let raw = raw.get(..MAX_REPORT).unwrap_or(raw);
    let looked = with_parsed(raw, |message| {
        let kind = message.parts.first().and_then(report_type);
        let no_sender = automatic::has_no_way_back(message);
        Ok(no_sender && kind.as_deref() == Some("delivery-status"))
    });
    looked.unwrap_or(false)
}

/// The Message-ID, without brackets, in the part of a report that returns the message or its
/// header: whoever returns it got it.
#[must_use]
pub fn returned_message_id(raw: &[u8]) -> Option<String> {
    let raw = raw.get(..MAX_REPORT).unwrap_or(raw);
    let read = with_parsed(raw, |message| Ok(returned_id(message)));
    read.ok().flatten()
}

fn read(message: &Message<'_>) -> Option<DeliveryReport> {
    if message
        .parts
        .iter()
        .any(|part| is(part, "message", &["disposition-notification"]))
    {
        return None;
    }
    let report_type = message.parts.first().and_then(report_type);
    match report_type.as_deref() {
        // Servers and gateways have left the type out, or put the report into a wrapper.
        Some("delivery-status" | "") => in_form(message).or_else(|| out_of_form(message)),
        None if is_machine(message) => in_form(message).or_else(|| out_of_form(message)),
        None => out_of_form(message),
        Some(_) => None,
    }
}

/// The type of a multipart/report, in lower case, empty where it has none; `None` for anything
/// that is not a multipart/report.
fn report_type(part: &MessagePart<'_>) -> Option<String> {
    is(part, "multipart", &["report"]).then(|| {
        part.content_type()
            .and_then(|t| t.attribute("report-type"))
            .unwrap_or_default()
            .to_ascii_lowercase()
    })
}

fn is(part: &MessagePart<'_>, kind: &str, subtypes: &[&str]) -> bool {
    part.content_type().is_some_and(|t| {
        t.ctype().eq_ignore_ascii_case(kind)
            && t.subtype()
                .is_some_and(|s| subtypes.iter().any(|want| s.eq_ignore_ascii_case(want)))
    })
}

// ----- in form

/// A report that has a delivery status.
fn in_form(message: &Message<'_>) -> Option<DeliveryReport> {
    let part = message.parts.iter().find(|part| {
        is(
            part,
            "message",
            &["delivery-status", "global-delivery-status"],
        )
    })?;
    let octets = match &part.body {
        PartType::Text(text) => text.as_bytes(),
        PartType::Binary(octets) | PartType::InlineBinary(octets) => octets.as_ref(),
        _ => return None,
    };
    let mut status = Status::read(&String::from_utf8_lossy(octets));
    if status.recipients.is_empty() {
        return None;
    }
    // Exchange says some reasons to people only, in their language.
    let silent =
        |r: &&mut RecipientReport| r.diagnostic.is_empty() && r.action == DeliveryAction::Failed;
    for recipient in status.recipients.iter_mut().filter(silent) {
        let text = message.body_text(0).unwrap_or_default();
        let text = text.get(..text.floor_char_boundary(MAX_TEXT));
        recipient.diagnostic = words(text.unwrap_or_default());
    }
    let message_ids = named_ids(message, &status.envelope_ids);
    (!message_ids.is_empty()).then_some(DeliveryReport {
        message_ids,
        reporting_mta: status.reporting_mta,
        recipients: status.recipients,
    })
}

/// The Message-IDs that a report in form names: of the returned header and of the envelope; where
/// those are missing, of what it answers. Older references belong to other messages.
fn named_ids(message: &Message<'_>, envelope_ids: &[String]) -> Vec<String> {
    let mut ids: Vec<String> = returned_id(message).into_iter().collect();
    for id in envelope_ids {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    if ids.is_empty() {
        let header = header_of(message);
        let answered = header.in_reply_to.into_iter().next();
        ids.extend(answered.or_else(|| header.references.into_iter().next_back()));
    }
    ids
}

/// The Message-ID in a part that returns the message or its header.
fn returned_id(message: &Message<'_>) -> Option<String> {
    const HEADERS: [&str; 3] = ["rfc822-headers", "rfc822-header", "global-headers"];
    message.parts.iter().skip(1).find_map(|part| {
        if let PartType::Message(returned) = &part.body {
            return header_of(returned).message_id;
        }
        let returns = is(part, "text", &HEADERS) || is(part, "message", &HEADERS);
        match &part.body {
            _ if !returns => None,
            PartType::Text(text) => parse_header(text.as_bytes()).message_id,
            PartType::Binary(octets) | PartType::InlineBinary(octets) => {
                parse_header(octets).message_id
            }
            _ => None,
        }
    })
}

/// What a delivery status says.
#[derive(Default)]
struct Status {
    reporting_mta: Option<String>,
    envelope_ids: Vec<String>,
    recipients: Vec<RecipientReport>,
}

impl Status {
    /// Groups of fields, separated by empty lines: first of the message, then of each recipient.
    fn read(text: &str) -> Self {
        let mut status = Self::default();
        let mut group: Vec<(String, String)> = Vec::new();
        for line in text.lines().take(MAX_LINES).chain([""]) {
            let line = line.trim_end();
            if line.is_empty() {
                status.take(&group);
                group.clear();
                if status.recipients.len() >= MAX_RECIPIENTS {
                    break;
                }
            } else if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = group.last_mut()
                    && value.len() + line.len() <= MAX_FIELD
                {
                    value.push(' ');
                    value.push_str(line.trim_start());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                let value = value.trim();
                let value = value.get(..value.floor_char_boundary(MAX_FIELD));
                group.push((
                    name.trim().to_ascii_lowercase(),
                    value.unwrap_or_default().to_owned(),
                ));
            }
        }
        status
    }

    fn take(&mut self, group: &[(String, String)]) {
        let field = |name: &str| {
            let found = group.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str())
        };
        if self.reporting_mta.is_none() {
            self.reporting_mta = field("reporting-mta")
                .map(|value| clean(untyped(value), MAX_NAME))
                .filter(|name| !name.is_empty());
        }
        if self.envelope_ids.is_empty()
            && let Some(id) = field("original-envelope-id")
        {
            self.envelope_ids = envelope_ids(id);
        }
        let status = field("status").and_then(status_code);
        let action = field("action")
            .and_then(|value| value.split([' ', '(', ';']).next())
            .and_then(DeliveryAction::from_word)
            .or_else(|| status.and_then(action_of));
        let address = field("final-recipient").map(address_of);
        let original = field("original-recipient")
            .map(address_of)
            .filter(|a| !a.is_empty());
        let Some(action) = action else { return };
        self.recipients.push(RecipientReport {
            address: address
                .filter(|a| !a.is_empty())
                .or_else(|| original.clone())
                .unwrap_or_default(),
            original,
            action,
            status,
            remote_mta: field("remote-mta").and_then(host_of),
            diagnostic: field("diagnostic-code")
                .map(|value| words(untyped(value)))
                .unwrap_or_default(),
        });
    }
}

/// The name of a host behind its type. Some write more behind it.
fn host_of(value: &str) -> Option<String> {
    let name = untyped(value).split_whitespace().next()?;
    Some(clean(name, MAX_NAME)).filter(|name| !name.is_empty())
}

/// The address behind its type, without brackets.
fn address_of(value: &str) -> String {
    let plain = untyped(value).trim_matches(['<', '>']);
    let is_utf8 = |(kind, _): (&str, &str)| kind.trim().eq_ignore_ascii_case("utf-8");
    if value.split_once(';').is_some_and(is_utf8) {
        clean(&without_embedded(plain), MAX_NAME)
    } else {
        clean(plain, MAX_NAME)
    }
}

/// Letters that stand as `\x{FC}` in an address, for servers that know only ASCII (RFC 6533 3).
fn without_embedded(text: &str) -> String {
    let mut parts = text.split("\\x{");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let letter = part.split_once('}').and_then(|(hex, rest)| {
            let code = u32::from_str_radix(hex, 16).ok()?;
            Some((char::from_u32(code)?, rest))
        });
        match letter {
            Some((letter, rest)) => {
                plain.push(letter);
                plain.push_str(rest);
            }
            None => {
                plain.push_str("\\x{");
                plain.push_str(part);
            }
        }
    }
    plain
}

/// What stands behind `rfc822;`, `dns;`, `smtp;`.
fn untyped(value: &str) -> &str {
    match value.split_once(';') {
        Some((kind, rest)) if !kind.trim().contains(char::is_whitespace) => rest.trim(),
        _ => value.trim(),
    }
}

/// What an envelope identifier may stand for: our Message-ID as it went out. Some servers report
/// it with the encoding of the command still on it (RFC 3461 4).
fn envelope_ids(value: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for id in [value.to_owned(), without_xtext(value)] {
        let id = id.trim().trim_start_matches('<').trim_end_matches('>');
        if id.contains('@') && is_message_id(id) && !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

fn without_xtext(value: &str) -> String {
    let mut parts = value.split('+');
    let mut plain: Vec<u8> = parts.next().unwrap_or_default().into();
    for part in parts {
        match part.get(..2).map(|hex| u8::from_str_radix(hex, 16)) {
            Some(Ok(octet)) => {
                plain.push(octet);
                plain.extend(part.bytes().skip(2));
            }
            _ => {
                plain.push(b'+');
                plain.extend(part.bytes());
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// `5.1.1`, perhaps with words behind it.
fn status_code(value: &str) -> Option<EnhancedStatus> {
    let code = value
        .trim_start()
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .next()?;
    let mut numbers = code.trim_end_matches('.').split('.');
    let class: u8 = numbers.next()?.parse().ok()?;
    let subject: u16 = numbers.next()?.parse().ok()?;
    let detail: u16 = numbers.next()?.parse().ok()?;
    // RFC 3463 2: up to three digits each, and three classes.
    let whole = numbers.next().is_none() && matches!(class, 2 | 4 | 5);
    (whole && subject < 1000 && detail < 1000).then_some((class, subject, detail))
}

fn action_of((class, ..): EnhancedStatus) -> Option<DeliveryAction> {
    match class {
        2 => Some(DeliveryAction::Delivered),
        4 => Some(DeliveryAction::Delayed),
        5 => Some(DeliveryAction::Failed),
        _ => None,
    }
}

/// A server's words in one line.
fn words(text: &str) -> String {
    let text = text.get(..text.floor_char_boundary(MAX_FIELD));
    let line: Vec<&str> = text.unwrap_or_default().split_whitespace().collect();
    clean(&line.join(" "), MAX_WORDS)
}

// ----- out of form

/// A bounce without a delivery status: of a machine, about a failure, with the header of the
/// message that failed.
fn out_of_form(message: &Message<'_>) -> Option<DeliveryReport> {
    let failed = failed_recipients(message);
    let text = message.body_text(0).unwrap_or_default();
    let text = text.get(..text.floor_char_boundary(MAX_TEXT))?;
    let (text, in_text) = match returned_in_text(text) {
        Some((before, id)) => (before, Some(id)),
        None => (text, None),
    };
    let status = status_in(text);
    let tells_failure = !failed.is_empty()
        || ((status.is_some() || has_reply_code(text)) && speaks_of_delivery(message, text))
        || says_not_sent(text);
    let people = header_of(message).participants;
    // A person may write as postmaster too.
    let may_be_machine = automatic::is_of_machine(message, &people)
        || automatic::author(&people).is_some_and(|name| name == "postmaster");
    let sent_by_machine = automatic::is_of_mailer(&people) || (may_be_machine && tells_failure);
    if !sent_by_machine {
        return None;
    }
    let id = returned_id(message).or(in_text)?;
    let action = status
        .and_then(action_of)
        .filter(|action| *action == DeliveryAction::Delayed)
        .unwrap_or(DeliveryAction::Failed);
    let recipient = |address: String| RecipientReport {
        address,
        original: None,
        action,
        status,
        remote_mta: None,
        diagnostic: words(text),
    };
    Some(DeliveryReport {
        message_ids: vec![id],
        reporting_mta: None,
        recipients: if failed.is_empty() {
            vec![recipient(String::new())]
        } else {
            failed.into_iter().map(recipient).collect()
        },
    })
}

/// Exim and Gmail name the recipients that failed in a field of their own.
fn failed_recipients(message: &Message<'_>) -> Vec<String> {
    field(message, "X-Failed-Recipients")
        .unwrap_or_default()
        .split(',')
        .map(address_of)
        .filter(|address| address.contains('@'))
        .take(MAX_RECIPIENTS)
        .collect()
}

/// The first field of this name, in one line.
pub(super) fn field(message: &Message<'_>, name: &str) -> Option<String> {
    message
        .headers_raw()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| words(value))
}

/// Did no person write it, as far as its header tells?
fn is_machine(message: &Message<'_>) -> bool {
    automatic::is_of_machine(message, &header_of(message).participants)
}

/// The first status code in a text that stands by itself, of a failure or a delay.
fn status_in(text: &str) -> Option<EnhancedStatus> {
    words_of(text)
        .filter(|word| word.bytes().filter(|b| *b == b'.').count() == 2)
        .filter_map(status_code)
        .find(|(class, ..)| *class != 2)
}

/// Does a reply code of a refusal stand in the text by itself, as in `550 no such user`?
fn has_reply_code(text: &str) -> bool {
    words_of(text).any(|word| {
        word.len() == 3 && word.starts_with("55") && word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Is the talk of delivery at all? A status alone may be the number of a version.
fn speaks_of_delivery(message: &Message<'_>, text: &str) -> bool {
    // English, German, French, and the answers that servers pass on.
    const WORDS: [&str; 9] = [
        "deliver",
        "returned",
        "reject",
        "bounce",
        "zustell",
        "zugestellt",
        "remis",
        "livr",
        "smtp",
    ];
    let subject = header_of(message).subject.to_lowercase();
    let text = text.to_lowercase();
    WORDS
        .iter()
        .any(|word| subject.contains(word) || text.contains(word))
}

/// Does it say so in the sentences in which Exchange does, which name no status?
fn says_not_sent(text: &str) -> bool {
    const SENTENCES: [&str; 7] = [
        "message could not be sent",
        "delivery has failed to these recipients",
        "nachricht konnte nicht gesendet werden",
        "fehler bei der zustellung an die folgenden empfänger",
        "impossible d'envoyer ce message",
        "nous n'avons pas pu envoyer ce message",
        "échec de la remise à ces destinataires",
    ];
    let text = text.to_lowercase().replace('’', "'");
    SENTENCES.iter().any(|sentence| text.contains(sentence))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || "()[]<>#;:,-\"'".contains(c))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .filter(|word| word.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

/// A message's header that stands in the text, as qmail and older Exchange return it: its
/// Message-ID, and the text before it. Lines that are quoted are not looked at.
fn returned_in_text(text: &str) -> Option<(&str, String)> {
    let mut start = 0;
    let mut known = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n').chain([""]) {
        let shaped = if known > 0 && line.starts_with([' ', '\t']) {
            !line.trim().is_empty()
        } else if let Some(name) = field_name(line) {
            if known == 0 {
                start = at;
            }
            known += 1;
            !name.is_empty()
        } else {
            false
        };
        if !shaped {
            if known >= 3 {
                let block = text.get(start..at)?;
                let header = parse_header(block.as_bytes());
                let whole = header.date.is_some() || !header.participants.from.is_empty();
                if let (Some(id), true) = (header.message_id, whole) {
                    return Some((text.get(..start)?, id));
                }
            }
            known = 0;
        }
        at += line.len();
    }
    None
}

/// The name of the field that a line begins.
fn field_name(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(':')?;
    let usable = (2..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    usable.then_some(name)
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
