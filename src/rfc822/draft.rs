//! The copy of a draft that lies in a Drafts folder: written, and read back.
//!
//! What is read was written by a teammate, by another program, or by whoever can put a message
//! into the folder. All of it is text, and bounded (a subject of a draft in a shared mailbox was
//! once run as a script by the next colleague who opened it: CVE-2026-48849).

use std::collections::BTreeSet;

use crate::domain::{Attachment, Draft, Intent, NamedAddress, TextFormat};

use super::build::{BuildError, FrozenFields, MESSAGE, build_source, ready};
use super::header::{address_field, ids_field, text_field};
use super::markdown::{layout_places, shown_pictures};
use super::message_id::random_word;
use super::parse::{MAX_SUBJECT, clean, is_direction_mark, is_message_id, parse_header};
use super::{
    BodyPart, ParseError, ParsedAttachment, ParsedMessage, attachments_bytes, parse_message,
};

/// The field that names a draft in all its revisions.
pub const DRAFT_TAG: &str = "X-Postroom-Draft";
/// The field that names who wrote this revision.
const BY: &str = "X-Postroom-Draft-By";
/// The field that keeps the wish for a receipt.
const RECEIPT: &str = "X-Postroom-Draft-Receipt";
/// The field that says that its text is formatted. What leaves has no such field.
const FORMAT: &str = "X-Postroom-Draft-Format";
/// The field that names the message that a draft passes on, also by Thunderbird, which writes
/// In-Reply-To beside it.
const FORWARDED: &str = "X-Forwarded-Message-Id";
/// The fields with recipients that are no addresses yet.
const UNFINISHED: [&str; 3] = [
    "X-Postroom-Draft-To",
    "X-Postroom-Draft-Cc",
    "X-Postroom-Draft-Bcc",
];
/// Most characters of a recipient that is no address yet.
const MAX_UNFINISHED: usize = 256;
/// Most octets of the header in which our fields are looked for.
const MAX_HEADER: usize = 256 * 1024;
/// Most characters of text that are taken over.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// Most files that are taken over.
const MAX_FILES: usize = 200;

/// What the copy of a draft says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftFields {
    /// The same in all revisions: 32 hexadecimal digits; `None` for another program's draft.
    pub tag: Option<String>,
    /// Counts the revisions.
    pub revision: u32,
    /// Who wrote this one.
    pub by: Option<NamedAddress>,
    /// Does it pass a message on, or answer one? Of a message without Message-ID, In-Reply-To does
    /// not tell, and a subject can be changed.
    pub passes_on: Option<bool>,
}

/// A new tag.
#[must_use]
pub fn draft_tag() -> String {
    random_word()
}

/// Makes the copy. Unlike what leaves it names Bcc, may lack recipients, and keeps those that are
/// no addresses yet.
///
/// # Errors
/// [`BuildError`] about what is in `frozen`.
pub fn build_draft(
    draft: &Draft,
    frozen: &FrozenFields,
    fields: &DraftFields,
) -> Result<Vec<u8>, BuildError> {
    let mut whole = draft.clone();
    let mut extra = String::new();
    if let Some(tag) = &fields.tag {
        let about = match fields.passes_on {
            Some(true) => "; about=forward",
            Some(false) => "; about=reply",
            None => "",
        };
        let value = format!("{tag}; revision={}{about}", fields.revision);
        extra += &text_field(DRAFT_TAG, &value);
    }
    if let Some(by) = &fields.by {
        extra += &address_field(BY, &ready(std::slice::from_ref(by))?);
    }
    let passed_on = draft.reply.as_ref().filter(|r| r.intent == Intent::Forward);
    let usable = |id: &&String| is_message_id(id) && id.is_ascii();
    if let Some(id) = passed_on.and_then(|r| r.message_id.as_ref()).filter(usable) {
        extra += &ids_field(FORWARDED, std::slice::from_ref(id));
    }
    if draft.receipt {
        extra += &text_field(RECEIPT, "wanted");
    }
    if draft.format == TextFormat::Formatted {
        extra += &text_field(FORMAT, draft.format.word());
    }
    let lists = [&mut whole.to, &mut whole.cc, &mut whole.bcc];
    for (name, list) in UNFINISHED.iter().zip(lists) {
        list.retain(|one| {
            let usable = ready(std::slice::from_ref(one)).is_ok();
            if !usable {
                extra += &text_field(name, &clean(&one.to_string(), MAX_UNFINISHED));
            }
            usable
        });
    }
    if !whole.bcc.is_empty() {
        extra += &address_field("Bcc", &ready(&whole.bcc)?);
    }
    let mut message = extra.into_bytes();
    message.extend_from_slice(&build_source(&whole, frozen)?);
    Ok(message)
}

/// A draft as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadDraft {
    /// Recipients, subject, text and files. Whom it is from and what it answers is for others to
    /// say, who know the mailboxes.
    pub draft: Draft,
    /// What it says of itself.
    pub fields: DraftFields,
    /// The Message-ID of what is passed on with it, without brackets.
    pub forwarded: Option<String>,
    /// The message it was read from.
    pub message: ParsedMessage,
    /// There is more in it than plain text and files: what is made of it says less.
    pub has_more: bool,
}

/// Reads a copy. It takes time in proportion to its size: call it off the tokio threads.
///
/// The text of other than plain parts is not looked at: the caller has it made readable.
///
/// # Errors
/// [`ParseError`]; also when there are more or larger files than a message may have.
pub fn read_draft(raw: &[u8]) -> Result<ReadDraft, ParseError> {
    let message = parse_message(raw)?;
    let who = &message.header.participants;
    let mut draft = Draft {
        to: who.to.clone(),
        cc: who.cc.clone(),
        bcc: who.bcc.clone(),
        subject: message.header.subject.clone(),
        ..Draft::default()
    };
    let lines = own_fields(raw);
    draft.receipt = values(&lines, RECEIPT).next().is_some();
    let format = values(&lines, FORMAT).next();
    // Another program that changed it may have left the field and made of it what it likes: then it
    // has HTML, which is made readable, and is no source.
    if format == Some(TextFormat::Formatted.word().as_bytes()) && message.html.is_none() {
        draft.format = TextFormat::Formatted;
    }
    let lists = [&mut draft.to, &mut draft.cc, &mut draft.bcc];
    for (name, list) in UNFINISHED.iter().zip(lists) {
        for value in values(&lines, name) {
            let text = decoded(value);
            list.push(NamedAddress {
                name: None,
                address: clean(&text, MAX_UNFINISHED),
            });
        }
        list.truncate(Draft::MAX_RECIPIENTS);
    }
    let plain: Vec<&str> = message
        .body
        .iter()
        .filter_map(|part| match part {
            BodyPart::Text(text) => Some(text.as_str()),
            BodyPart::Html(_) => None,
        })
        .collect();
    let body = plain_text(&plain.join("\n\n"));
    // The end of the last line is the message's, not the text's.
    draft.body = body.strip_suffix('\n').unwrap_or(&body).to_owned();
    let files: Vec<_> = message.attachments.iter().filter(|a| !a.inline).collect();
    if files.len() > MAX_FILES {
        return Err(ParseError::TooLarge);
    }
    let places: Vec<usize> = files.iter().map(|file| file.index).collect();
    let octets = attachments_bytes(raw, &places, Draft::MAX_ATTACHED)?;
    let shown = match draft.format {
        TextFormat::Formatted => shown_pictures(&draft.body),
        TextFormat::Plain => BTreeSet::new(),
    };
    let laid = layout_places(&draft.body);
    let is_formatted = draft.format == TextFormat::Formatted;
    let attachment = |(file, bytes): (&&ParsedAttachment, _)| {
        let mut file = Attachment {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            bytes,
            in_text: false,
        };
        file.in_text = shown.contains(&file.name) && file.is_picture();
        // Whether it is a layout is for others to say, who make it harmless.
        let is_laid = laid.iter().any(|place| place.name == file.name);
        file.in_text |= is_formatted && is_laid && file.media_type.eq_ignore_ascii_case(MESSAGE);
        file
    };
    draft.attachments = files.iter().zip(octets).map(attachment).collect();
    let has_more = message.html.is_some()
        || message.damaged
        || plain.len() != message.body.len()
        || message.attachments.iter().any(|a| a.inline);
    Ok(ReadDraft {
        draft,
        fields: fields_of(&lines),
        forwarded: values(&lines, FORWARDED).find_map(first_id),
        message,
        has_more,
    })
}

/// What a copy says of itself, from its header.
#[must_use]
pub fn draft_fields(raw: &[u8]) -> DraftFields {
    fields_of(&own_fields(raw))
}

fn fields_of(lines: &[(String, Vec<u8>)]) -> DraftFields {
    let first = |name| values(lines, name).next();
    let tag = first(DRAFT_TAG).map(|value| String::from_utf8_lossy(value).into_owned());
    let tag = tag.unwrap_or_default();
    let mut parts = parts_of(&tag);
    let name = parts.next().unwrap_or_default();
    let is_tag = name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit());
    let revision = parts.find_map(|part| part.strip_prefix("revision=")?.parse().ok());
    let about = parts_of(&tag).find_map(|part| part.strip_prefix("about="));
    let passes_on = match about {
        Some("forward") => Some(true),
        Some("reply") => Some(false),
        _ => None,
    };
    let by = first(BY).and_then(|value| {
        let field = [b"From: ", value, b"\r\n\r\n"].concat();
        parse_header(&field).participants.from.into_iter().next()
    });
    DraftFields {
        tag: is_tag.then(|| name.to_ascii_lowercase()),
        revision: revision.unwrap_or(0),
        by: by.filter(|by| by.checked().is_ok()),
        passes_on,
    }
}

fn parts_of(tag: &str) -> impl Iterator<Item = &str> {
    tag.split(';').map(str::trim)
}

/// The first Message-ID of a field.
fn first_id(value: &[u8]) -> Option<String> {
    let field = [b"References: ", value, b"\r\n\r\n"].concat();
    parse_header(&field).references.into_iter().next()
}

fn values<'a>(lines: &'a [(String, Vec<u8>)], name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    lines
        .iter()
        .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_slice())
        .take(Draft::MAX_RECIPIENTS)
}

/// Encoded words as text, by the reader of subjects.
fn decoded(value: &[u8]) -> String {
    let field = [b"Subject: ", value, b"\r\n\r\n"].concat();
    clean(&parse_header(&field).subject, MAX_SUBJECT)
}

/// The fields of drafts in a header, ours and those of other programs, unfolded: RFC 5322 2.2.3.
fn own_fields(raw: &[u8]) -> Vec<(String, Vec<u8>)> {
    let head = raw.get(..raw.len().min(MAX_HEADER)).unwrap_or(raw);
    let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
    let mut ours = false;
    for line in head.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            if let (true, Some((_, value))) = (ours, fields.last_mut()) {
                value.push(b' ');
                value.extend_from_slice(line.trim_ascii());
            }
            continue;
        }
        let Some(colon) = line.iter().position(|b| *b == b':') else {
            ours = false;
            continue;
        };
        let (name, value) = line.split_at(colon);
        let name = String::from_utf8_lossy(name).trim().to_owned();
        let known = |k: &&str| k.eq_ignore_ascii_case(&name);
        let ours_are = [DRAFT_TAG, BY, RECEIPT, FORMAT, FORWARDED];
        ours = ours_are.iter().chain(&UNFINISHED).any(known);
        if ours {
            let value = value.strip_prefix(b":").unwrap_or(value);
            fields.push((name, value.trim_ascii().to_vec()));
        }
    }
    fields
}

/// Text for writing on: without control characters and without what turns the direction of text.
/// Unlike text for reading it keeps its empty lines and blanks, which somebody typed.
fn plain_text(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
        .filter(|c| !is_direction_mark(*c))
        .take(MAX_BODY)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{frozen, named, reply};
    use super::*;
    use proptest::prelude::*;

    fn fields() -> DraftFields {
        DraftFields {
            tag: Some("0123456789abcdef0123456789abcdef".into()),
            revision: 7,
            by: Some(named(Some("Ben Okafor"), "ben@postroom.test")),
            passes_on: Some(false),
        }
    }

    #[test]
    fn a_draft_comes_back_as_it_was() {
        let draft = Draft {
            to: vec![
                named(Some("Kim, \"K\" Müller"), "kim@b.test"),
                named(None, "zo"),
            ],
            cc: vec![named(None, "lee@b.test")],
            bcc: vec![named(Some("Boss"), "boss@b.test"), named(None, "Zoë und")],
            subject: "Re: Größe  =?utf-8?q?x?=".into(),
            body: "\n\nDear Kim,\n\n\n  see  below \n-- \nAnna".into(),
            attachments: vec![Attachment {
                name: "offer.pdf".into(),
                media_type: "application/pdf".into(),
                bytes: vec![0, 13, 10, 255],
                in_text: false,
            }],
            reply: Some(reply(Intent::Reply, &["root@b.test"])),
            receipt: true,
            ..Draft::default()
        };
        let bytes = build_draft(&draft, &frozen(), &fields()).unwrap();
        let read = read_draft(&bytes).unwrap();
        let header = &read.message.header;
        assert_eq!(read.fields, fields());
        assert_eq!(draft_fields(&bytes), fields());
        assert!(!read.has_more);
        assert_eq!(header.in_reply_to, ["asked@b.test"]);
        assert_eq!(header.references, ["root@b.test", "asked@b.test"]);
        assert_eq!(
            read.draft,
            Draft {
                reply: None,
                ..draft
            }
        );
    }

    #[test]
    fn what_is_passed_on_is_named() {
        let mut fields = fields();
        fields.passes_on = Some(true);
        let draft = Draft {
            reply: Some(reply(Intent::Forward, &["root@b.test"])),
            ..Draft::default()
        };
        let bytes = build_draft(&draft, &frozen(), &fields).unwrap();
        let read = read_draft(&bytes).unwrap();
        assert_eq!(read.fields, fields);
        assert_eq!(read.forwarded.as_deref(), Some("asked@b.test"));
        assert_eq!(read.message.header.in_reply_to, [""; 0]);
        let none = read_draft(b"X-Forwarded-Message-Id: nothing of use\r\n\r\nx\r\n");
        assert_eq!(none.unwrap().forwarded, None);
    }

    #[test]
    fn an_unfinished_draft_can_be_stored() {
        let draft = Draft {
            body: "Only a thought".into(),
            ..Draft::default()
        };
        let bytes = build_draft(&draft, &frozen(), &fields()).unwrap();
        assert_eq!(read_draft(&bytes).unwrap().draft, draft);
    }

    /// T25: whatever stands in a teammate's draft is text.
    #[test]
    fn a_hostile_draft_is_text() {
        let raw =
            b"From: x@evil.test\r\nX-Postroom-Draft: ../../../etc/passwd; revision=99999999999\r\n\
            X-Postroom-Draft-By: =?utf-8?b?wqsbWzMxbQ==?= <no address>\r\n\
            X-Postroom-Draft-To: =?utf-8?q?a=0D=0ABcc:_all@evil.test=E2=80=AE?=\r\n\
            Subject: =?utf-8?q?=3Cscript=3Ealert(1)=3C/script=3E=E2=80=AE=1B[2J?=\r\n\
            To: \"=?utf-8?q?Boss=0D=0ABcc=3A?=\" <kim@b.test>\r\n\
            Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
            <img src=http://evil.test/x>\x1b[31m\x00\xe2\x80\xaepay\r\n";
        let read = read_draft(raw).unwrap();
        let draft = &read.draft;
        assert_eq!(read.fields, DraftFields::default());
        assert_eq!(draft.subject, "<script>alert(1)</script> [2J");
        assert!(
            draft
                .body
                .starts_with("<img src=http://evil.test/x>[31mpay")
        );
        for one in draft.recipients() {
            let all = one.to_string();
            assert!(
                !all.chars().any(|c| c.is_control() || is_direction_mark(c)),
                "{all:?}"
            );
        }
        assert_eq!(draft.to.len(), 2);
        assert!(
            draft.to[1].checked().is_err(),
            "what is no address stays none"
        );
        assert!(draft.bcc.is_empty(), "nothing of it becomes a field");
        // And nothing of it becomes a field when it is stored again.
        let bytes = build_draft(draft, &frozen(), &fields()).unwrap();
        assert_eq!(read_draft(&bytes).unwrap().draft.bcc, []);
    }

    #[test]
    fn a_formatted_text_comes_back_as_its_source() {
        let draft = Draft {
            to: vec![named(None, "kim@b.test")],
            body: "It is **out**, [see](https://a.test).\n\n> `x`".into(),
            format: TextFormat::Formatted,
            ..Draft::default()
        };
        let bytes = build_draft(&draft, &frozen(), &fields()).unwrap();
        let read = read_draft(&bytes).unwrap();
        assert_eq!(read.draft, draft);
        assert!(!read.has_more);
        // Nobody who gets it hears of the field.
        let sent = super::super::build(&draft, &frozen()).unwrap();
        assert!(!String::from_utf8(sent).unwrap().contains("X-Postroom"));
        let other = b"X-Postroom-Draft-Format: <b>\r\n\r\nx\r\n";
        assert_eq!(read_draft(other).unwrap().draft.format, TextFormat::Plain);
    }

    #[test]
    fn a_formatted_draft_has_more() {
        let html =
            b"From: a@b.test\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n<b>Hello</b>\r\n";
        let read = read_draft(html).unwrap();
        assert!(read.has_more);
        assert_eq!(read.draft.body, "", "its text is for the renderer");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn what_was_typed_comes_back(
            body in "[a-zäЖ. \\n\\t>=-]{0,200}",
            subject in "[a-zäЖ:=? -~]{0,120}",
            to in "[a-zäЖ@.\"<>, ]{0,60}",
        ) {
            let draft = Draft {
                to: vec![named(None, &to)],
                subject: clean(&subject, MAX_SUBJECT),
                body,
                ..Draft::default()
            };
            let read = read_draft(&build_draft(&draft, &frozen(), &fields()).unwrap()).unwrap();
            prop_assert_eq!(read.fields, fields());
            prop_assert_eq!(&read.draft.subject, &draft.subject);
            prop_assert_eq!(read.draft.body.trim_end_matches('\n'), draft.body.trim_end_matches('\n'));
        }
    }
}
