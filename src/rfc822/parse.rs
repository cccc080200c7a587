//! Header bytes to what a list shows.
//!
//! `mail-parser` does the reading, behind our own types: every text is bounded and free of
//! control characters, and a panic of the parser costs the header, not the program.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use mail_parser::{Address, DateTime, HeaderName, HeaderValue, Message, MessageParser};

use super::{automatic, eight_bit};
use crate::domain::{NamedAddress, Participants, SENT_BY_FIELD};

/// Most entries of `References` that are kept.
pub const MAX_REFERENCES: usize = 100;
/// Most characters of a subject that are kept: a line's worth (RFC 5322 2.1.1).
pub const MAX_SUBJECT: usize = 998;
/// Longest Message-ID that is kept, in octets. A longer one could not stand in a line.
pub(super) const MAX_MESSAGE_ID: usize = 900;
/// Most header bytes that are looked at. Postfix passes on 100 KiB, Exchange 64 KiB.
const MAX_HEADER: usize = 1024 * 1024;
/// Most addresses of one field.
const MAX_ADDRESSES: usize = 2000;
/// Most octets of our own field that are looked at: a name of the longest, encoded.
const MAX_SENT_BY: usize = 8 * 1024;
/// Where Thunderbird names the messages that one passes on.
const FORWARDS_FIELD: &str = "X-Forwarded-Message-Id";
/// Most octets of it that are read.
const MAX_FORWARDS: usize = 8 * 1024;
/// Longest display name and longest address, in characters.
const MAX_NAME: usize = 256;

/// What a message's header says. All text is from outside: bounded, without control characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedHeader {
    /// Who.
    pub participants: Participants,
    /// The member whom the first [`SENT_BY_FIELD`] names. To be believed only of what lies in the
    /// Sent folder of a shared mailbox: whoever sends a mail can write this field too.
    pub sent_by: Option<NamedAddress>,
    /// `Message-ID` without brackets.
    pub message_id: Option<String>,
    /// `In-Reply-To` without brackets, at most [`MAX_REFERENCES`].
    pub in_reply_to: Vec<String>,
    /// `References` without brackets, oldest first; the first and the last ones where there are
    /// more than [`MAX_REFERENCES`].
    pub references: Vec<String>,
    /// What it passes on, as Thunderbird says it (`X-Forwarded-Message-Id`), without brackets; at most
    /// [`MAX_REFERENCES`].
    pub forwards: Vec<String>,
    /// Did a program answer by itself: an absence note, an acknowledgement (RFC 3834 5)?
    pub is_auto_reply: bool,
    /// Does nobody wait for an answer to it: a report, a newsletter, an alarm of a machine?
    pub is_automatic: bool,
    /// The decoded subject, at most [`MAX_SUBJECT`] characters.
    pub subject: String,
    /// `Date`, where it is one.
    pub date: Option<Timestamp>,
    /// Does it name more people, or say more in its subject, than is kept?
    pub is_partial: bool,
}

impl ParsedHeader {
    /// The root of the conversation as far as this header knows: its oldest reference, else what
    /// it answers, else itself.
    #[must_use]
    pub fn thread_id(&self) -> Option<&str> {
        self.references
            .first()
            .or_else(|| self.in_reply_to.first())
            .or(self.message_id.as_ref())
            .map(String::as_str)
    }
}

/// Reads header bytes: a whole header, the fields that were asked for, or a whole message.
///
/// Never fails: what cannot be read is left empty.
#[must_use]
pub fn parse_header(bytes: &[u8]) -> ParsedHeader {
    let bytes = bytes.get(..bytes.len().min(MAX_HEADER)).unwrap_or(bytes);
    let bytes = &eight_bit::in_utf8(bytes);
    // mail-parser promises not to panic and has broken that promise before
    // (stalwartlabs/mail-parser issues 145 and 155).
    catch_unwind(AssertUnwindSafe(|| {
        MessageParser::default()
            .parse_headers(bytes)
            .map(|message| header_of(&message))
    }))
    .ok()
    .flatten()
    .unwrap_or_default()
}

/// The header of a parsed message.
pub(super) fn header_of(message: &Message<'_>) -> ParsedHeader {
    let from = addresses(message, HeaderName::From);
    let sender = addresses(message, HeaderName::Sender)
        .into_iter()
        .next()
        .filter(|sender| !is_only(&from, sender));
    let subject = first(message, HeaderName::Subject).and_then(HeaderValue::as_text);
    let is_long = subject.is_some_and(|text| text.chars().nth(MAX_SUBJECT).is_some());
    let participants = Participants {
        sender,
        reply_to: addresses(message, HeaderName::ReplyTo),
        to: addresses(message, HeaderName::To),
        cc: addresses(message, HeaderName::Cc),
        bcc: addresses(message, HeaderName::Bcc),
        from,
    };
    let mut in_reply_to = ids(message, HeaderName::InReplyTo);
    // Old programs write there of whom the mail was as well (RFC 822 4.6.2): "Message from Kim <kim@a.test> of
    // Monday <1@a.test>". All answers to one person were one conversation.
    in_reply_to.retain(|id| !participants.include(id));
    ParsedHeader {
        sent_by: sent_by(message),
        message_id: ids(message, HeaderName::MessageId).into_iter().next(),
        in_reply_to,
        references: ids(message, HeaderName::References),
        forwards: forwards(message),
        is_auto_reply: automatic::is_answer(message),
        is_automatic: automatic::is_automatic(message, &participants),
        participants,
        subject: subject
            .map(|text| clean(text, MAX_SUBJECT))
            .unwrap_or_default(),
        date: first(message, HeaderName::Date)
            .and_then(HeaderValue::as_datetime)
            .and_then(timestamp),
        is_partial: is_long || names_more_than_are_kept(message),
    }
}

/// Does a field that people look at name more of them than are kept?
fn names_more_than_are_kept(message: &Message<'_>) -> bool {
    let fields = [
        HeaderName::From,
        HeaderName::ReplyTo,
        HeaderName::To,
        HeaderName::Cc,
        HeaderName::Bcc,
    ];
    fields.into_iter().any(|name| {
        let value = first(message, name).and_then(HeaderValue::as_address);
        value.is_some_and(|value| listed(value).nth(MAX_ADDRESSES).is_some())
    })
}

/// The member whom our own field names. The parser knows only fields that are registered, so this
/// one is given to it under the name of another.
fn sent_by(message: &Message<'_>) -> Option<NamedAddress> {
    let value = unregistered(message, SENT_BY_FIELD)?;
    let value = value.get(..value.len().min(MAX_SENT_BY)).unwrap_or(value);
    let line = [b"From:", value, b"\r\n\r\n"].concat();
    let read = MessageParser::default().parse_headers(&line)?;
    addresses(&read, HeaderName::From).into_iter().next()
}

/// What the message passes on, by its own words.
fn forwards(message: &Message<'_>) -> Vec<String> {
    let value = unregistered(message, FORWARDS_FIELD).unwrap_or_default();
    let value = value.get(..value.len().min(MAX_FORWARDS)).unwrap_or(value);
    kept_ids(String::from_utf8_lossy(value).split_ascii_whitespace())
}

/// The value of the first field of this name, which is none that the parser knows, as it stands there.
fn unregistered<'m>(message: &'m Message<'_>, name: &'static str) -> Option<&'m [u8]> {
    let mut headers = message.headers().iter();
    let field = headers.find(|header| header.name == HeaderName::Other(name.into()))?;
    let place =
        usize::try_from(field.offset_start).ok()?..usize::try_from(field.offset_end).ok()?;
    message.raw_message.get(place)
}

/// Is `sender` the one address of `from`? Then RFC 5322 3.6.2 says that it adds nothing.
fn is_only(from: &[NamedAddress], sender: &NamedAddress) -> bool {
    matches!(from, [one] if one.address.eq_ignore_ascii_case(&sender.address))
}

/// The first field of this name: where a message has two, most readers show the first, and a
/// second one is how a false one is slipped in.
fn first<'m, 'x>(
    message: &'m Message<'x>,
    name: HeaderName<'static>,
) -> Option<&'m HeaderValue<'x>> {
    message
        .headers()
        .iter()
        .find(|header| header.name == name)
        .map(|header| &header.value)
}

fn addresses(message: &Message<'_>, name: HeaderName<'static>) -> Vec<NamedAddress> {
    let Some(value) = first(message, name).and_then(HeaderValue::as_address) else {
        return Vec::new();
    };
    listed(value).take(MAX_ADDRESSES).collect()
}

/// All that a field names, groups undone.
fn listed<'a>(value: &'a Address<'_>) -> impl Iterator<Item = NamedAddress> + 'a {
    let (list, groups) = match value {
        Address::List(list) => (list.as_slice(), [].as_slice()),
        Address::Group(groups) => ([].as_slice(), groups.as_slice()),
    };
    let of_groups = groups.iter().flat_map(|group| &group.addresses);
    list.iter().chain(of_groups).filter_map(named)
}

fn named(addr: &mail_parser::Addr<'_>) -> Option<NamedAddress> {
    let name = addr
        .name
        .as_deref()
        .map(|name| clean(name, MAX_NAME))
        .filter(|name| !name.is_empty());
    let address = addr
        .address
        .as_deref()
        .map(whole_address)
        .unwrap_or_default();
    if address.is_empty() && name.is_none() {
        return None;
    }
    Some(NamedAddress { name, address })
}

/// An address in one line. Its end says whose it is: of one that is too long the middle is left out, and so that
/// nobody takes what is left for an address.
fn whole_address(address: &str) -> String {
    let address = clean(address, usize::MAX);
    let count = address.chars().count();
    if count <= MAX_NAME {
        return address;
    }
    let beginning = address.chars().take(MAX_NAME / 4);
    let end = address.chars().skip(count - MAX_NAME / 2);
    beginning.chain(" … ".chars()).chain(end).collect()
}

/// The Message-IDs of all fields of this name.
fn ids(message: &Message<'_>, name: HeaderName<'static>) -> Vec<String> {
    let headers = message.headers().iter().filter(|h| h.name == name);
    let ids = headers.flat_map(|header| match &header.value {
        HeaderValue::Text(id) => std::slice::from_ref(id),
        HeaderValue::TextList(list) => list.as_slice(),
        _ => &[],
    });
    kept_ids(ids.map(AsRef::as_ref))
}

/// Those that are Message-IDs, each once, without brackets, and of too many those that [`bound_references`] keeps.
fn kept_ids<'i>(ids: impl Iterator<Item = &'i str>) -> Vec<String> {
    // A field of a megabyte names a hundred thousand: each is looked up, and not compared with all before it.
    let mut known = HashSet::new();
    let bare = ids.map(|id| id.trim().trim_start_matches('<').trim_end_matches('>'));
    let ids = bare.filter(|id| is_message_id(id) && known.insert(*id));
    let kept = bound_references(ids.collect());
    kept.into_iter().map(str::to_owned).collect()
}

/// Can this stand between angle brackets in a line of its own?
pub(super) fn is_message_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= MAX_MESSAGE_ID
        && !id
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == '<' || c == '>')
}

/// At most [`MAX_REFERENCES`]: the root, which names the conversation, and the newest.
pub(super) fn bound_references<T>(mut ids: Vec<T>) -> Vec<T> {
    if ids.len() > MAX_REFERENCES {
        ids.drain(1..=ids.len() - MAX_REFERENCES);
    }
    ids
}

fn timestamp(date: &DateTime) -> Option<Timestamp> {
    // A leap second is a valid `Date` (RFC 5322 3.3), and `is_valid` refuses it.
    let mut date = *date;
    date.second = date.second.min(59);
    date.is_valid()
        .then(|| Timestamp::from_second(date.to_timestamp()).ok())
        .flatten()
}

/// One line of plain text: control characters and line breaks become spaces, characters that
/// turn the direction of text go (they make one text look like another), at most `max` characters.
pub(super) fn clean(text: &str, max: usize) -> String {
    let mut clean = String::with_capacity(text.len().min(max.saturating_mul(4)));
    let mut count = 0;
    for c in text.chars() {
        if count == max {
            break;
        }
        if is_direction_mark(c) {
            continue;
        }
        let c = if c.is_control() || c == '\u{2028}' || c == '\u{2029}' {
            ' '
        } else {
            c
        };
        clean.push(c);
        count += 1;
    }
    clean.trim().to_owned()
}

/// Does this character override or embed a direction (Unicode UAX 9)? The plain marks LRM and RLM
/// stay: Hebrew and Arabic text needs them.
pub(crate) fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_message_passes_on_is_read_as_thunderbird_writes_it() {
        let header = parse_header(
            b"Subject: Fwd: x\r\nx-forwarded-message-id: <a@b.test>\r\n <c@d.test> nonsense <\r\n\r\n",
        );
        assert_eq!(header.forwards, ["a@b.test", "c@d.test", "nonsense"]);
        assert!(parse_header(b"Subject: x\r\n\r\n").forwards.is_empty());
    }

    #[test]
    fn what_a_program_answered_says_so() {
        for (field, expected) in [
            ("Auto-Submitted: auto-replied", true),
            (
                "AUTO-SUBMITTED:Auto-Replied; owner-email=\"a@b.test\"",
                true,
            ),
            ("Auto-Submitted: auto-generated", false),
            ("Auto-Submitted: no", false),
            ("Auto-Submitted:", false),
            ("Subject: auto-replied", false),
        ] {
            let header = parse_header(format!("{field}\r\n\r\n").as_bytes());
            assert_eq!(header.is_auto_reply, expected, "{field}");
        }
    }

    #[test]
    fn a_header_is_read() {
        let header = parse_header(
            b"From: =?utf-8?q?M=C3=BCller?= <kim@b.test>\r\nSender: Desk <desk@b.test>\r\n\
              Reply-To: r@b.test\r\nTo: Team: a@a.test, b@a.test;, c@a.test\r\nCc: \"Berg, Anna\" <anna@a.test>\r\n\
              Subject: =?iso-8859-1?Q?Gr=FC=DFe?=\r\n aus\tBonn\r\nDate: Sun, 9 Nov 2025 11:42:60 +0100\r\n\
              Message-ID: <one@b.test>\r\nIn-Reply-To: <zero@b.test>\r\n\
              References: <root@b.test>\r\n <zero@b.test> <root@b.test>\r\n\r\nbody",
        );
        let who = &header.participants;
        assert_eq!(who.from[0].to_string(), "Müller <kim@b.test>");
        assert_eq!(who.sender.as_ref().unwrap().address, "desk@b.test");
        assert_eq!(
            who.to
                .iter()
                .map(|a| a.address.as_str())
                .collect::<Vec<_>>(),
            ["a@a.test", "b@a.test", "c@a.test"]
        );
        assert_eq!(who.cc[0].name.as_deref(), Some("Berg, Anna"));
        assert_eq!(header.subject, "Grüße aus Bonn");
        assert_eq!(header.date.unwrap().to_string(), "2025-11-09T10:42:59Z");
        assert_eq!(header.message_id.as_deref(), Some("one@b.test"));
        assert_eq!(header.in_reply_to, ["zero@b.test"]);
        assert_eq!(header.references, ["root@b.test", "zero@b.test"]);
        assert_eq!(header.thread_id(), Some("root@b.test"));
    }

    #[test]
    fn a_sender_that_is_the_author_adds_nothing() {
        let header = parse_header(b"From: Kim <kim@b.test>\r\nSender: KIM@b.test\r\n\r\n");
        assert_eq!(header.participants.sender, None);
    }

    #[test]
    fn the_real_address_is_what_stands_in_brackets() {
        let header =
            parse_header(b"From: \"ceo@bank.test\" <x@evil.test>\r\nFrom: ceo@bank.test\r\n\r\n");
        assert_eq!(
            header.participants.from.len(),
            1,
            "a second From is not taken"
        );
        assert_eq!(header.participants.from[0].address, "x@evil.test");
        let header = parse_header(b"From: =?utf-8?b?Y2VvQGJhbmsudGVzdAAK?= <x@evil.test>\r\n\r\n");
        assert_eq!(
            header.participants.from[0].name.as_deref(),
            Some("ceo@bank.test")
        );
        assert_eq!(header.participants.from[0].address, "x@evil.test");
    }

    #[test]
    fn of_a_long_address_the_end_is_shown_and_it_is_none() {
        let long = "a".repeat(300);
        for from in [
            format!("ceo@bank.test.{long}.evil.test"),
            format!("Kim <ceo@bank.test{long}@evil.test>"),
            format!("<ceo{long}@evil.test>"),
        ] {
            let header = parse_header(format!("From: {from}\r\n\r\n").as_bytes());
            let [author] = header.participants.from.as_slice() else {
                panic!("{from}");
            };
            assert!(author.address.ends_with("evil.test"), "{author:?}");
            assert!(author.address.chars().count() <= MAX_NAME, "{author:?}");
            assert!(author.checked().is_err(), "{author:?}");
        }
    }

    #[test]
    fn an_address_in_what_is_answered_is_no_message() {
        let raw = b"From: me@b.test\r\nTo: Kim <Kim@c.test>\r\nIn-Reply-To: Message from Kim \
            <kim@c.test> of \"Mon, 02 Jan 2006\" <17@x.test>\r\n\r\n";
        assert_eq!(parse_header(raw).in_reply_to, ["17@x.test"]);
    }

    #[test]
    fn lists_and_texts_are_bounded() {
        let references: String = (0..5000).map(|i| format!("<{i}@b.test>\r\n ")).collect();
        let raw = format!(
            "References: {references}\r\nSubject: {}\r\nMessage-ID: <{}>\r\nTo: {}\r\n\r\n",
            "é".repeat(3000),
            "x".repeat(2000),
            "a@b.test, ".repeat(5000)
        );
        let header = parse_header(raw.as_bytes());
        assert_eq!(header.references.len(), MAX_REFERENCES);
        assert_eq!(header.references[0], "0@b.test");
        assert_eq!(header.references[99], "4999@b.test");
        assert_eq!(header.subject.chars().count(), MAX_SUBJECT);
        assert_eq!(header.message_id, None);
        assert_eq!(header.participants.to.len(), MAX_ADDRESSES);
    }

    #[test]
    fn garbage_gives_an_empty_header() {
        for garbage in [&b""[..], b"\0\0\0", b"\r\n\r\n", b"no header at all"] {
            let header = parse_header(garbage);
            assert!(header.participants.from.is_empty() && header.message_id.is_none());
        }
        assert_eq!(parse_header(b"Date: Thu, 99 Foo 99999\r\n\r\n").date, None);
    }

    proptest! {
        #[test]
        fn whatever_comes_is_shown_as_clean_text(bytes in prop::collection::vec(any::<u8>(), 0..300), field in "From|To|Subject|Message-ID|References|Date|X-Postroom-Sent-By") {
            let mut raw = format!("{field}: ").into_bytes();
            raw.extend(bytes);
            raw.extend(b"\r\nFrom: =?utf-8?q?=0D=0ABcc:_x?= <a@b.test>\r\n\r\n");
            let header = parse_header(&raw);
            let who = &header.participants;
            let mut texts = vec![header.subject.clone()];
            texts.extend(header.message_id.clone());
            texts.extend(header.references.clone());
            for one in who.from.iter().chain(&who.to).chain(&header.sent_by) {
                texts.push(one.address.clone());
                texts.extend(one.name.clone());
            }
            for text in texts {
                prop_assert!(!text.chars().any(|c| c.is_control() || is_direction_mark(c)), "{text:?}");
            }
        }
    }
}
