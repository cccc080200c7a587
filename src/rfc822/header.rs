//! Header fields as bytes: encoded words (RFC 2047), quoted names, folding.
//!
//! Written here rather than with lettre, whose encoder passes control characters and text that
//! looks like an encoded word (`=?utf-8?q?…?=` typed into a subject would be decoded by the
//! reader into something else).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::domain::NamedAddress;

/// Longest line with encoded words (RFC 2047 2), used for every folded line.
const LINE: usize = 76;
/// Octets of text in one encoded word: with `Subject: ` and the frame it stays within [`LINE`].
const WORD_OCTETS: usize = 36;

/// `Name: value` with CRLF at the end, the value being free text in one line.
pub(super) fn text_field(name: &str, value: &str) -> String {
    let plain = is_printable(value)
        && !value.contains("=?")
        && !value.contains("  ")
        && value.trim() == value
        && value.split(' ').all(|word| word.len() <= 60);
    let words = if plain {
        value.split(' ').map(str::to_owned).collect()
    } else {
        encoded_words(value)
    };
    folded(name, &words, " ")
}

/// `Name: a, b, c` with CRLF at the end.
pub(super) fn address_field(name: &str, list: &[(NamedAddress, String)]) -> String {
    let entries: Vec<String> = list
        .iter()
        .map(|(named, address)| match &named.name {
            Some(name) => format!("{} <{address}>", phrase(name)),
            None => format!("<{address}>"),
        })
        .collect();
    folded(name, &entries, ", ")
}

/// `Name: <a> <b>` with CRLF at the end.
pub(super) fn ids_field(name: &str, ids: &[String]) -> String {
    let entries: Vec<String> = ids.iter().map(|id| format!("<{id}>")).collect();
    folded(name, &entries, " ")
}

/// Puts entries onto lines, a line break only between two of them.
fn folded(name: &str, entries: &[String], separator: &str) -> String {
    let mut field = format!("{name}:");
    let mut line = field.len();
    let mark = separator.trim_end();
    for (i, entry) in entries.iter().enumerate() {
        let mark = if i + 1 < entries.len() { mark } else { "" };
        // An entry may bring line breaks of its own, between its encoded words.
        let first = entry.split("\r\n").next().map_or(0, str::len);
        if i > 0 && line + 1 + first + mark.len() > LINE {
            field.push_str("\r\n");
            line = 0;
        }
        field.push(' ');
        field.push_str(entry);
        field.push_str(mark);
        line = match entry.rsplit_once("\r\n") {
            Some((_, last)) => last.len() + mark.len(),
            None => line + 1 + entry.len() + mark.len(),
        };
    }
    field.push_str("\r\n");
    field
}

/// A display name: bare words, a quoted string, or encoded words (RFC 5322 3.2.5).
fn phrase(name: &str) -> String {
    if !is_printable(name) || name.contains("=?") || name.len() > 60 {
        return encoded_words(name).join("\r\n ");
    }
    let atoms = |c: char| c.is_ascii_alphanumeric() || " !#$%&'*+-/=?^_`{|}~".contains(c);
    if name.chars().all(atoms) && !name.contains("  ") {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Base64 encoded words, each holding whole characters (RFC 2047 5 (3)).
fn encoded_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut piece = String::new();
    for c in text.chars() {
        if piece.len() + c.len_utf8() > WORD_OCTETS {
            words.push(encoded_word(&piece));
            piece.clear();
        }
        piece.push(c);
    }
    if !piece.is_empty() {
        words.push(encoded_word(&piece));
    }
    words
}

fn encoded_word(piece: &str) -> String {
    format!("=?utf-8?B?{}?=", STANDARD.encode(piece))
}

fn is_printable(text: &str) -> bool {
    text.bytes().all(|b| (0x20..0x7F).contains(&b))
}
