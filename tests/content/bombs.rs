//! T57: messages that are built to cost much: what is read of them is bounded, and where that is less than all, it is said.

use postroom::domain::HeldText;
use postroom::render::{self, Page, Trouble};
use postroom::rfc822::{self, MAX_REFERENCES, ParseError};

use super::reader::{assert_no_panic, note_panics};

/// What a reader is told.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    /// All is shown that anybody would look for.
    Whole,
    /// Only a part is shown.
    Partly,
    /// It is not shown; its source can be looked at.
    Refused,
}

fn said(raw: &[u8]) -> (Said, Option<Page>) {
    note_panics();
    let page = render::page(&HeldText::Whole(raw.to_vec()));
    assert_no_panic(|| String::from_utf8_lossy(raw.get(..200).unwrap_or(raw)).into_owned());
    assert!(!render::source_text(raw).is_empty());
    match page {
        Ok(page) if page.is_partial || page.trouble == Some(Trouble::Cut) => {
            (Said::Partly, Some(page))
        }
        Ok(page) => (Said::Whole, Some(page)),
        Err(ParseError::TooDeep | ParseError::Damaged) => (Said::Refused, None),
        Err(error) => panic!("{error}"),
    }
}

const MILLION: usize = 1_000_000;
/// So many that to compare each with all others would take an hour.
const MANY: usize = 300_000;
const MIXED: &str = "Content-Type: multipart/mixed; boundary=o\r\n\r\n";

#[test]
fn headers_of_ten_megabytes_are_read_and_bounded() {
    for (name, header, expected) in [
        (
            "a field",
            format!("Subject: {}\r\n", "x".repeat(10 * MILLION)),
            Said::Partly,
        ),
        (
            "words in it",
            format!("Subject: {}\r\n", "=?utf-8?q?x?= ".repeat(MILLION / 10)),
            Said::Partly,
        ),
        (
            "fields that nobody knows",
            "X-A: b\r\n".repeat(MILLION),
            Said::Whole,
        ),
        (
            "one field over and over",
            "Subject: a\r\n".repeat(MILLION / 5),
            Said::Whole,
        ),
        (
            "authors",
            format!("From: {}\r\n", "a@b.test,".repeat(MILLION)),
            Said::Partly,
        ),
        (
            "recipients",
            format!("To: {}\r\n", "<a@b.test>, ".repeat(MILLION / 5)),
            Said::Partly,
        ),
        (
            "fields of recipients",
            "To: a@b.test\r\n".repeat(MILLION / 5),
            Said::Whole,
        ),
        (
            "groups",
            format!("To: {}\r\n", "g:a@b.test;".repeat(MILLION / 5)),
            Said::Partly,
        ),
        (
            "comments",
            format!("From: {} a@b.test\r\n", "(".repeat(MILLION)),
            Said::Whole,
        ),
        (
            "found out",
            "Authentication-Results: a.test; spf=pass\r\n".repeat(MILLION / 20),
            Said::Whole,
        ),
        (
            "parameters",
            format!(
                "Content-Type: text/plain{}\r\n",
                "; a*0*=b".repeat(MILLION / 10)
            ),
            Said::Whole,
        ),
        (
            "folds",
            format!("Subject:{}\r\n", "\r\n ".repeat(MILLION)),
            Said::Whole,
        ),
    ] {
        let raw = format!("{header}\r\nHello\r\n");
        assert_eq!(said(raw.as_bytes()).0, expected, "{name}");
        let listed = rfc822::parse_header(raw.as_bytes());
        assert!(
            listed.participants.to.len() <= 2000 && listed.participants.from.len() <= 2000,
            "{name}"
        );
    }
}

/// Each is compared with those before it: not with all of them.
#[test]
fn many_references_are_read_once() {
    let references: String = (0..MANY).map(|n| format!("<{n}>\r\n ")).collect();
    for field in ["References", "In-Reply-To", "X-Forwarded-Message-Id"] {
        let raw = format!("{field}: {references}\r\nSubject: a\r\n\r\nHello\r\n");
        let (said, page) = said(raw.as_bytes());
        assert_eq!(said, Said::Whole, "{field}");
        assert_eq!(page.unwrap().blocks.len(), 1);
        let parsed = rfc822::parse_message(raw.as_bytes()).unwrap().header;
        let most = [&parsed.references, &parsed.in_reply_to, &parsed.forwards].map(Vec::len);
        assert_eq!(most.iter().max(), Some(&MAX_REFERENCES), "{field}");
        let ids = [parsed.references, parsed.in_reply_to].concat();
        let ends = ids.first().zip(ids.last());
        assert!(
            ends.is_none_or(|(first, last)| first == "0" && *last == (MANY - 1).to_string()),
            "{field}"
        );
    }
}

#[test]
fn a_million_parts_are_counted_and_some_are_shown() {
    for (name, part, expected) in [
        ("texts", "--o\r\n\r\nx\r\n", Said::Partly),
        (
            "files",
            "--o\r\nContent-Type: a/b\r\n\r\nx\r\n",
            Said::Partly,
        ),
        ("nothing", "--o\r\n", Said::Whole),
        (
            "pages",
            "--o\r\nContent-Type: text/html\r\n\r\n<p>x\r\n",
            Said::Partly,
        ),
    ] {
        let raw = format!("{MIXED}{}", part.repeat(MILLION / part.len() * 10));
        let (said, page) = said(raw.as_bytes());
        assert_eq!(said, expected, "{name}");
        let page = page.unwrap();
        assert!(page.attachments.len() <= 1000, "{name}");
        let pieces = page.html.map_or(0, |html| html.parts.len());
        assert!(pieces <= 50, "{name}: {pieces}");
    }
}

#[test]
fn what_lies_deep_is_refused_or_shown_in_part() {
    let multipart =
        |at: usize| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n");
    let different: String = (0..100_000).map(multipart).collect();
    let same = format!("{MIXED}--o\r\n").repeat(100_000);
    let messages = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    let digests = "Content-Type: multipart/digest; boundary=a\r\n\r\n--a\r\n\r\n".repeat(100_000);
    for (name, nested) in [
        ("different", different),
        ("same", same),
        ("messages", messages),
        ("digests", digests),
    ] {
        let raw = format!("Subject: deep\r\n{nested}\r\n\r\nthe innermost words");
        let (said, page) = said(raw.as_bytes());
        // Nothing of it is ever closed, which is said as well.
        let is_damaged = page.as_ref().is_some_and(|page| page.damaged);
        let shown = page.is_some_and(|page| format!("{:?}", page.blocks).contains("innermost"));
        assert!(
            shown || is_damaged || said != Said::Whole,
            "{name}: neither shown nor said"
        );
    }
}

#[test]
fn long_texts_are_cut_and_that_is_said() {
    let html = |body: String| format!("Content-Type: text/html\r\n\r\n{body}");
    let part = |body: &str| format!("--o\r\nContent-Type: text/html\r\n\r\n{body}\r\n");
    for (name, raw, expected) in [
        (
            "a line",
            format!("\r\n{}", "x".repeat(10 * MILLION)),
            Said::Partly,
        ),
        (
            "lines",
            format!("\r\n{}", "x\r\n".repeat(3 * MILLION)),
            Said::Partly,
        ),
        (
            "quotes",
            format!("\r\n{}", "> x\r\n".repeat(MILLION / 2)),
            Said::Whole,
        ),
        (
            "deep quotes",
            format!("\r\n{}", ">".repeat(MILLION)),
            Said::Whole,
        ),
        ("a page", html("word ".repeat(2 * MILLION)), Said::Partly),
        (
            "pages",
            format!("{MIXED}{}", part(&"word ".repeat(10_000)).repeat(45)),
            Said::Partly,
        ),
    ] {
        assert_eq!(said(raw.as_bytes()).0, expected, "{name}");
    }
}

#[test]
fn what_is_long_inside_is_decoded_within_bounds() {
    let encoded =
        "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\r\n".repeat(MILLION / 8);
    let raw = format!("Content-Transfer-Encoding: base64\r\n\r\n{encoded}");
    assert_eq!(said(raw.as_bytes()).0, Said::Partly);
    let raw = format!(
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n{}",
        "=41=\r\n".repeat(MILLION)
    );
    assert_eq!(said(raw.as_bytes()).0, Said::Whole);
}
