//! Messages as they are built.

use super::super::samples::{frozen, named, reply};
use super::super::{
    BodyPart, ParsedMessage, attachment_bytes, parse_header, parse_message, picture_mark, rich,
};
use super::*;
use crate::domain::{Attachment, TextFormat};
use proptest::prelude::*;

fn text_of(message: &[u8]) -> &str {
    std::str::from_utf8(message).unwrap()
}

/// Names of the fields before the first empty line.
fn field_names(message: &[u8]) -> Vec<String> {
    let end = message.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    String::from_utf8_lossy(&message[..end])
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split(':').next().unwrap().to_owned())
        .collect()
}

fn check_lines(message: &[u8]) {
    for (i, byte) in message.iter().enumerate() {
        match byte {
            b'\n' => assert_eq!(
                message.get(i.wrapping_sub(1)),
                Some(&b'\r'),
                "bare LF at {i}"
            ),
            b'\r' => assert_eq!(message.get(i + 1), Some(&b'\n'), "bare CR at {i}"),
            0 => panic!("NUL at {i}"),
            _ => {}
        }
    }
    assert!(message.ends_with(b"\r\n"));
    let longest = message
        .split(|b| *b == b'\n')
        .map(<[u8]>::len)
        .max()
        .unwrap();
    assert!(longest <= 999, "a line of {longest} octets");
}

fn plain(parsed: &ParsedMessage) -> &str {
    match &parsed.body[..] {
        [BodyPart::Text(text)] => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_copy_names_the_member_in_front_and_stays_the_same_behind() {
    let message = build(&Draft::default(), &frozen()).unwrap();
    let long = "Anna \"Änne\" Berg ".repeat(30);
    for name in [
        Some("Anna Berg"),
        Some("Berg, Anna"),
        Some("Ännchen Müller\r\nBcc: x@b.test"),
        Some("=?utf-8?q?x?="),
        Some(long.as_str()),
        None,
    ] {
        let member = named(name, "anna@postroom.test");
        let copy = sent_by(&member, &message).unwrap();
        assert!(copy.ends_with(&message));
        check_lines(&copy);
        let field = &copy[..copy.len() - message.len()];
        assert!(field.is_ascii(), "{name:?}");
        let fields = field_names(&copy);
        assert_eq!(fields[0], SENT_BY_FIELD);
        assert_eq!(fields[1..], field_names(&message), "{name:?}");
        let read = parse_header(&copy);
        let found = read.sent_by.unwrap();
        assert_eq!(found.address, "anna@postroom.test");
        let clean = name.map(|name| clean(name, MAX_NAME));
        assert_eq!(found.name, clean);
        assert_eq!(read.participants, parse_header(&message).participants);
        assert_eq!(parse_message(&copy).unwrap().header.sent_by, Some(found));
    }
    assert_eq!(parse_header(&message).sent_by, None);
    assert!(sent_by(&named(None, "x\r\ny: z@a.test"), &message).is_err());
}

#[test]
fn an_answer_as_the_team() {
    let draft = Draft {
        to: vec![named(Some("Kim, \"K\" Müller"), "kim@bücher.test")],
        cc: vec![named(None, "lee@b.test")],
        bcc: vec![named(None, "secret@b.test")],
        subject: "Re: Printer".into(),
        body: "Hello,\n\nit is out.\n".into(),
        reply: Some(reply(Intent::Reply, &["root@b.test", "second@b.test"])),
        ..Draft::default()
    };
    let bytes = build(&draft, &frozen()).unwrap();
    check_lines(&bytes);
    assert_eq!(
        text_of(&bytes),
        "Date: Sun, 9 Nov 2025 10:42:07 +0000\r\n\
         From: Support <support@postroom.test>\r\n\
         To: =?utf-8?B?S2ltLCAiSyIgTcO8bGxlcg==?= <kim@xn--bcher-kva.test>\r\n\
         Cc: <lee@b.test>\r\n\
         Subject: Re: Printer\r\n\
         Message-ID: <0123456789abcdef@postroom.test>\r\n\
         In-Reply-To: <asked@b.test>\r\n\
         References: <root@b.test> <second@b.test> <asked@b.test>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 7bit\r\n\
         \r\n\
         Hello,\r\n\r\nit is out.\r\n"
    );
    assert_eq!(
        bytes,
        build(&draft, &frozen()).unwrap(),
        "the same bytes each time"
    );
}

#[test]
fn formatted_text_is_a_text_and_then_html() {
    let mut draft = Draft {
        to: vec![named(None, "kim@b.test")],
        subject: "Printer".into(),
        body: "It is **out**, [see](https://a.test/x).\n".into(),
        format: TextFormat::Formatted,
        ..Draft::default()
    };
    let bytes = build(&draft, &frozen()).unwrap();
    check_lines(&bytes);
    assert!(
        text_of(&bytes).ends_with(
            "MIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative; boundary=\"=-0123456789abcdef\"\r\n\
         \r\n\
         --=-0123456789abcdef\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 7bit\r\n\
         \r\n\
         It is *out*, see <https://a.test/x>.\r\n\
         --=-0123456789abcdef\r\n\
         Content-Type: text/html; charset=utf-8\r\n\
         Content-Transfer-Encoding: 7bit\r\n\
         \r\n\
         <!DOCTYPE html>\r\n<html>\r\n<head><meta charset=\"utf-8\"></head>\r\n<body>\r\n\
         <p>It is <strong>out</strong>, <a href=\"https://a.test/x\">see</a>.</p>\r\n\
         </body>\r\n</html>\r\n\
         --=-0123456789abcdef--\r\n"
        ),
        "{}",
        text_of(&bytes)
    );
    assert_eq!(
        bytes,
        build(&draft, &frozen()).unwrap(),
        "the same bytes each time"
    );

    draft.attachments.push(Attachment {
        name: "a.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: b"%PDF".to_vec(),
        in_text: false,
    });
    draft.body = "--=_0123456789abcdef\n--=-0123456789abcdef--".into();
    let bytes = build(&draft, &frozen()).unwrap();
    check_lines(&bytes);
    let parsed = parse_message(&bytes).unwrap();
    assert_eq!(plain(&parsed).trim_end(), draft.body);
    assert!(parsed.html.is_some());
    assert_eq!(parsed.attachments.len(), 1);
    let text = text_of(&bytes);
    let (mixed, alternative) = (
        text.find("multipart/mixed"),
        text.find("multipart/alternative"),
    );
    assert!(mixed.is_some() && mixed < alternative, "{text}");
}

#[test]
fn a_picture_that_the_text_shows_lies_beside_its_html_and_goes_with_its_mark() {
    let picture = |name: &str, in_text| Attachment {
        name: name.into(),
        media_type: "image/png".into(),
        bytes: b"\x89PNG\r\n\x1a\n".to_vec(),
        in_text,
    };
    let draft = Draft {
        to: vec![named(None, "kim@b.test")],
        body: format!("Like this:\n{}\nBye", picture_mark("the lamp.png")),
        format: TextFormat::Formatted,
        attachments: vec![
            picture("the lamp.png", true),
            picture("taken out again.png", true),
            picture("beside.png", false),
            Attachment {
                name: "the lamp.png".into(),
                media_type: "application/pdf".into(),
                ..picture("", false)
            },
        ],
        ..Draft::default()
    };
    let bytes = build(&draft, &frozen()).unwrap();
    check_lines(&bytes);
    let parsed = parse_message(&bytes).unwrap();
    assert_eq!(plain(&parsed).trim_end(), "Like this:\n[the lamp.png]\nBye");
    let beside = parsed.attachments.iter().filter(|file| !file.inline);
    let beside: Vec<_> = beside.map(|file| file.media_type.as_str()).collect();
    assert_eq!(
        beside,
        ["image/png", "application/pdf"],
        "{}",
        text_of(&bytes)
    );
    assert!(
        !text_of(&bytes).contains("taken out"),
        "what is not shown any more stays here"
    );
    let rich = rich(&crate::domain::HeldText::Whole(bytes))
        .unwrap()
        .unwrap();
    let id = format!("1.{}", frozen().message_id);
    let [BodyPart::Html(html)] = rich.parts.as_slice() else {
        panic!("one HTML: {:?}", rich.parts);
    };
    let image = format!("<img src=\"cid:{id}\" alt=\"the lamp.png\" style=\"max-width:100%\">");
    assert!(html.contains(&image), "{html}");
    let shown = rich.pictures.iter().find(|(name, _)| *name == id);
    assert_eq!(shown.unwrap().1, draft.attachments[0].bytes);

    // On the way of a draft the text keeps its marks; read again, the picture is one of the text.
    let copy = super::super::build_draft(&draft, &frozen(), &super::super::DraftFields::default());
    let read = super::super::read_draft(&copy.unwrap()).unwrap().draft;
    assert_eq!(read.body, draft.body);
    let files = read
        .attachments
        .iter()
        .map(|file| (file.name.as_str(), file.in_text));
    assert_eq!(
        files.collect::<Vec<_>>(),
        [
            ("the lamp.png", true),
            ("beside.png", false),
            ("the lamp (2).png", false)
        ]
    );

    // Plain text shows nothing: whose mark stands in it is attached.
    let plain_draft = Draft {
        format: TextFormat::Plain,
        ..draft
    };
    assert_eq!(goes_along(&plain_draft).count(), 3);
}

#[test]
fn a_message_that_is_passed_on_lies_in_it_as_it_is() {
    let whole = |bytes: &[u8]| Draft {
        to: vec![named(None, "kim@b.test")],
        attachments: vec![Attachment {
            name: "Printer.eml".into(),
            media_type: MESSAGE.into(),
            bytes: bytes.to_vec(),
            in_text: false,
        }],
        ..Draft::default()
    };
    let long = [b"Subject: x\r\n\r\n", &[b'y'; 999][..], b"\r\n"].concat();
    for (bytes, kind, encoding, kept) in [
        (
            &b"Subject: x\r\n\r\nHello\r\n"[..],
            MESSAGE,
            "7bit",
            &b"Subject: x\r\n\r\nHello\r\n"[..],
        ),
        (
            b"Subject: x\n\nHello",
            MESSAGE,
            "7bit",
            b"Subject: x\r\n\r\nHello",
        ),
        (
            "Subject: x\r\n\r\n\u{e4}\r\n".as_bytes(),
            MESSAGE,
            "8bit",
            "Subject: x\r\n\r\n\u{e4}\r\n".as_bytes(),
        ),
        // What cannot pass as it is goes as a file.
        (&long, "application/octet-stream", "base64", &long),
        (
            b"Subject: x\r\n\r\n\0",
            "application/octet-stream",
            "base64",
            b"Subject: x\r\n\r\n\0",
        ),
        (
            b"Subject: x\r\n\r\n--=_0123456789abcdef",
            "application/octet-stream",
            "base64",
            b"Subject: x\r\n\r\n--=_0123456789abcdef",
        ),
        (
            b"no message",
            "application/octet-stream",
            "base64",
            b"no message",
        ),
    ] {
        let built = build(&whole(bytes), &frozen()).unwrap();
        check_lines(&built);
        let shown = String::from_utf8_lossy(&built).into_owned();
        assert!(
            shown.contains(&format!("Content-Transfer-Encoding: {encoding}\r\n")),
            "{shown}"
        );
        let parsed = parse_message(&built).unwrap();
        assert_eq!(parsed.attachments.len(), 1, "{shown}");
        assert_eq!(parsed.attachments[0].media_type, kind, "{shown}");
        assert_eq!(attachment_bytes(&built, 0).unwrap(), kept, "{shown}");
        let draft = super::super::build_draft(&whole(bytes), &frozen(), &Default::default());
        let read = super::super::read_draft(&draft.unwrap()).unwrap();
        assert_eq!(read.draft.attachments[0].bytes, kept);
        assert_eq!(read.draft.attachments[0].name, "Printer.eml");
    }
}

#[test]
fn plain_text_flows_where_it_shall() {
    let long = "word ".repeat(60);
    let draft = Draft {
        to: vec![named(None, "kim@b.test")],
        body: format!("{}\n> {}\n\n-- \nAnna", long.trim(), long.trim()),
        ..Draft::default()
    };
    let mut fields = frozen();
    fields.flowed = true;
    let bytes = build(&draft, &fields).unwrap();
    check_lines(&bytes);
    let text = text_of(&bytes);
    assert!(
        text.contains("Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no\r\n"),
        "{text}"
    );
    assert!(text.lines().all(|line| line.len() <= 78), "{text}");
    assert_eq!(
        plain(&parse_message(&bytes).unwrap()).trim_end(),
        draft.body
    );
}

#[test]
fn on_behalf_names_the_sender_and_a_forward_answers_nobody() {
    let draft = Draft {
        to: vec![named(None, "kim@b.test")],
        reply: Some(reply(Intent::Forward, &[])),
        ..Draft::default()
    };
    let mut fields = frozen();
    fields.sender = Some(named(Some("Ben"), "ben@postroom.test"));
    fields.reply_to = vec![named(None, "desk@postroom.test")];
    let bytes = build(&draft, &fields).unwrap();
    let text = text_of(&bytes);
    assert!(
        text.contains("\r\nSender: Ben <ben@postroom.test>\r\n"),
        "{text}"
    );
    assert!(
        text.contains("\r\nReply-To: <desk@postroom.test>\r\n"),
        "{text}"
    );
    assert!(
        text.contains("\r\nReferences: <asked@b.test>\r\n"),
        "{text}"
    );
    assert!(!text.contains("In-Reply-To"), "{text}");
}

#[test]
fn a_long_chain_keeps_its_root_and_its_end() {
    let chain: Vec<String> = (0..200).map(|i| format!("{i}@b.test")).collect();
    let chain: Vec<&str> = chain.iter().map(String::as_str).collect();
    let draft = Draft {
        to: vec![named(None, "kim@b.test")],
        reply: Some(reply(Intent::Reply, &chain)),
        ..Draft::default()
    };
    let bytes = build(&draft, &frozen()).unwrap();
    check_lines(&bytes);
    let header = crate::rfc822::parse_header(&bytes);
    assert_eq!(header.references.len(), MAX_REFERENCES);
    assert_eq!(header.references.first().unwrap(), "0@b.test");
    assert_eq!(header.references.last().unwrap(), "asked@b.test");
}

#[test]
fn what_cannot_stand_in_a_header_is_refused() {
    let draft = Draft {
        to: vec![named(None, "kim@b.test\r\nBcc: x@y.test")],
        ..Draft::default()
    };
    assert!(matches!(
        build(&draft, &frozen()),
        Err(BuildError::Address(_))
    ));
    let draft = Draft::default();
    for boundary in ["", "a", "=_a b", "=_a\"b", &"=_".repeat(36), "=_\r\nb"] {
        let mut fields = frozen();
        fields.boundary = boundary.into();
        assert_eq!(build(&draft, &fields), Err(BuildError::Frozen("boundary")));
    }
    let mut fields = frozen();
    fields.message_id = "a\r\nBcc: x".into();
    assert_eq!(
        build(&draft, &fields),
        Err(BuildError::Frozen("Message-ID"))
    );
}

#[test]
fn a_megabyte_in_one_line_is_broken_for_the_way() {
    for body in [
        "x".repeat(1 << 20),
        "ä".repeat(1 << 19),
        ".\n".repeat(1 << 18),
    ] {
        let draft = Draft {
            to: vec![named(None, "kim@b.test")],
            body: body.clone(),
            ..Draft::default()
        };
        let bytes = build(&draft, &frozen()).unwrap();
        check_lines(&bytes);
        assert_eq!(
            plain(&parse_message(&bytes).unwrap()).trim_end(),
            body.trim_end()
        );
    }
}

#[test]
fn a_media_type_is_a_type_and_nothing_else() {
    for (claimed, written) in [
        ("application/pdf", "application/pdf"),
        ("TEXT/Plain; charset=utf-8", "text/plain"),
        ("text/plain\r\nX: y", "application/octet-stream"),
        ("message/rfc822", "application/octet-stream"),
        ("multipart/mixed", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
    ] {
        let draft = Draft {
            attachments: vec![Attachment {
                name: "a".into(),
                media_type: claimed.into(),
                bytes: b"x".to_vec(),
                in_text: false,
            }],
            ..Draft::default()
        };
        let parsed = parse_message(&build(&draft, &frozen()).unwrap()).unwrap();
        assert_eq!(parsed.attachments[0].media_type, written, "{claimed:?}");
    }
}

/// Text as people and attackers write it.
fn any_text(max: usize) -> impl Strategy<Value = String> {
    let injections = prop::sample::select(vec![
        "\r\nBcc: evil@x.test\r\n\r\n",
        "\nX-Evil: 1",
        "\r",
        "=?utf-8?q?a?=",
        "=?x?",
        "\u{202E}",
        "\0",
        "  ",
        "\"quoted\" \\",
        "(comment)",
        "<x@y.test>",
        ",;:",
        "Ünïcödé 会議 🎉",
        "--=_0123456789abcdef",
        "\u{2028}",
        "\t",
    ]);
    prop::collection::vec(
        prop_oneof![
            3 => "\\PC{0,30}".boxed(),
            3 => "[a-zA-Z0-9 .,]{0,80}".boxed(),
            2 => injections.prop_map(str::to_owned).boxed(),
        ],
        0..max,
    )
    .prop_map(|parts| parts.concat())
}

fn any_named() -> impl Strategy<Value = NamedAddress> {
    (
        prop::option::of(any_text(4)),
        "[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\\.[a-z]{1,5})?",
        "[a-z]{1,10}(\\.[a-z]{1,8}){1,2}|bücher\\.test",
    )
        .prop_map(|(name, local, domain)| NamedAddress {
            name,
            address: format!("{local}@{domain}"),
        })
}

fn any_draft() -> impl Strategy<Value = Draft> {
    let attachment = (
        any_text(3),
        "[a-z]{1,5}/[a-z]{1,5}|\\PC{0,10}",
        prop::collection::vec(any::<u8>(), 0..200),
    )
        .prop_map(|(name, media_type, bytes)| Attachment {
            name,
            media_type,
            bytes,
            in_text: false,
        });
    let reply = (
        prop::collection::vec("[a-z]{1,30}@[a-z]{1,9}|\\PC{0,10}", 0..8),
        any::<bool>(),
    )
        .prop_map(|(references, forward)| {
            let references: Vec<&str> = references.iter().map(String::as_str).collect();
            let intent = if forward {
                Intent::Forward
            } else {
                Intent::Reply
            };
            reply(intent, &references)
        });
    (
        prop::collection::vec(any_named(), 1..5),
        prop::collection::vec(any_named(), 0..4),
        prop::collection::vec(any_named(), 0..3),
        any_text(6),
        prop::collection::vec(any_text(3), 0..12).prop_map(|lines| lines.join("\n")),
        prop::collection::vec(attachment, 0..3),
        prop::option::of(reply),
        prop::sample::select(TextFormat::ALL.to_vec()),
    )
        .prop_map(
            |(to, cc, bcc, subject, body, attachments, reply, format)| Draft {
                from: None,
                to,
                cc,
                bcc,
                subject,
                body,
                attachments,
                reply,
                receipt: false,
                format,
            },
        )
}

/// A list as the message shows it: names made clean, domains in ASCII.
fn shown(list: &[NamedAddress]) -> Vec<NamedAddress> {
    ready(list)
        .unwrap()
        .into_iter()
        .map(|(named, address)| NamedAddress {
            name: named.name,
            address,
        })
        .collect()
}

fn normal(body: &str) -> String {
    body.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2500))]
    #[test]
    fn what_was_written_arrives_and_nothing_else(draft in any_draft()) {
        let bytes = build(&draft, &frozen()).unwrap();
        check_lines(&bytes);
        let mut expected = vec!["Date", "From", "To"];
        if !draft.cc.is_empty() { expected.push("Cc"); }
        expected.extend(["Subject", "Message-ID"]);
        if let Some(reply) = &draft.reply {
            if reply.intent != Intent::Forward { expected.push("In-Reply-To"); }
            expected.push("References");
        }
        expected.push("MIME-Version");
        expected.push("Content-Type");
        let is_plain = draft.format == TextFormat::Plain;
        if draft.attachments.is_empty() && is_plain { expected.push("Content-Transfer-Encoding"); }
        prop_assert_eq!(field_names(&bytes), expected);

        let parsed = parse_message(&bytes).unwrap();
        let header = &parsed.header;
        prop_assert_eq!(&header.subject, &clean(&draft.subject, MAX_SUBJECT));
        prop_assert_eq!(&header.participants.from, &[frozen().from]);
        prop_assert_eq!(&header.participants.to, &shown(&draft.to));
        prop_assert_eq!(&header.participants.cc, &shown(&draft.cc));
        prop_assert!(header.participants.bcc.is_empty());
        prop_assert_eq!(header.message_id.as_deref(), Some("0123456789abcdef@postroom.test"));
        prop_assert_eq!(header.date, Some(frozen().date));
        let text = match draft.format {
            TextFormat::Plain => normal(&draft.body),
            TextFormat::Formatted => normal(&markdown_to_text(&draft.body, &mut |_| None)),
        };
        // A reader takes the HTML where the text beside it is empty.
        let is_nothing = !is_plain && text.trim().is_empty();
        let text = if is_nothing { String::new() } else { text };
        let sent = parsed.body.iter().map(|part| match part {
            BodyPart::Text(text) => text.as_str(),
            _ if is_nothing => "",
            BodyPart::Html(_) => "HTML!",
        }).collect::<String>();
        prop_assert_eq!(sent.trim_end_matches('\n'), text.trim_end_matches('\n'));
        prop_assert_eq!(parsed.attachments.len(), draft.attachments.len());
        for (found, given) in parsed.attachments.iter().zip(&draft.attachments) {
            prop_assert_eq!(&attachment_bytes(&bytes, found.index).unwrap(), &given.bytes);
        }
        if let [one] = &draft.attachments[..] {
            prop_assert_eq!(&parsed.attachments[0].name, &safe_file_name(&one.name, "attachment"));
        }
    }
}
