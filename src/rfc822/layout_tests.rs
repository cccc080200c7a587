//! A layout with a draft, in what leaves, and found there again.

use super::super::samples::{frozen, named};
use super::super::{
    Along, BodyPart, DraftFields, FrozenFields, along, build, build_draft, layout_mark, read_draft,
};
use super::*;
use crate::domain::{Draft, TextFormat};

fn layout() -> Layout {
    let key = "0123456789abcdef".to_owned();
    let id = Layout::picture_id(&key, 1);
    Layout {
        words: "Lamps\n\n> one  €\n-- \nKim".into(),
        html: format!(
            "<style>@media fwd-fedcba9876543210{{p{{content:\"<!--forwarded fedcba9876543210 0 1--></head><body>\"}}}}</style><div><div class=\"fwd-{key}\"><p>=_fwd-{key}</p>\
             <img src=\"cid:{id}\"></div></div>"
        ),
        pictures: vec![LaidPicture {
            id,
            octets: b"\x89PNG\r\n\x1a\n".to_vec(),
        }],
        key,
    }
}

#[test]
fn it_comes_back_from_its_file() {
    let file = layout().to_file(LAYOUT_NAME);
    assert!(file.is_layout());
    assert_eq!(Layout::of_file(&file), Some(layout()));
    let without = Layout {
        pictures: Vec::new(),
        words: String::new(),
        ..layout()
    };
    assert_eq!(Layout::of_file(&without.to_file("a.eml")), Some(without));
}

#[test]
fn another_message_is_none() {
    for raw in [
        "Subject: a\r\n\r\nHello",
        "Content-Type: text/html\r\n\r\n<p>Hello",
        "Content-Type: text/html\r\n\r\n<p class=fwd-é>Hello",
    ] {
        let file = Attachment {
            bytes: raw.as_bytes().to_vec(),
            ..layout().to_file("a.eml")
        };
        assert_eq!(Layout::of_file(&file), None, "{raw}");
    }
}

#[test]
fn a_key_is_new_each_time() {
    assert_eq!(Layout::new_key().len(), KEY);
    assert_ne!(Layout::new_key(), Layout::new_key());
}

fn draft(body: &str, files: Vec<Attachment>) -> Draft {
    Draft {
        to: vec![named(None, "kim@b.test")],
        body: body.into(),
        format: TextFormat::Formatted,
        attachments: files,
        ..Draft::default()
    }
}

fn passed_on() -> Draft {
    let picture = |name: &str, in_text| Attachment {
        name: name.into(),
        media_type: "image/png".into(),
        bytes: b"\x89PNG\r\n\x1a\nown".to_vec(),
        in_text,
    };
    let mark = layout_mark(LAYOUT_NAME);
    draft(
        &format!(
            "**See** ![lamp.png](cid:lamp.png):\n-- \nAnna\n\n----------\nFrom: Kim\n\n{mark}\n\n{mark}\nBye"
        ),
        vec![
            layout().to_file(LAYOUT_NAME),
            picture("lamp.png", true),
            picture("offer.png", false),
        ],
    )
}

fn html_of(bytes: &[u8]) -> String {
    parse_message(bytes).unwrap().html.unwrap()
}

#[test]
fn it_leaves_below_what_is_written_with_its_pictures_and_its_words() {
    let bytes = build(&passed_on(), &frozen()).unwrap();
    let message = parse_message(&bytes).unwrap();
    let html = message.html.unwrap();
    let id = "1.f.0123456789abcdef@postroom.test";
    assert!(html.contains("</style></head>"), "{html}");
    assert_eq!(html.matches("<style>").count(), 1);
    assert_eq!(
        html.matches(&format!("<img src=\"cid:{id}\">")).count(),
        1,
        "{html}"
    );
    assert!(html.contains("<img src=\"cid:2.0123456789abcdef@postroom.test\""));
    assert!(!html.contains("mid:") && !html.contains("@forwarded"));
    let files: Vec<_> = message
        .attachments
        .iter()
        .map(|f| (f.name.as_str(), f.inline))
        .collect();
    assert_eq!(
        files,
        [
            ("lamp.png", true),
            ("picture-1.png", true),
            ("offer.png", false)
        ]
    );
    let pictures = rich(&HeldText::Whole(bytes)).unwrap().unwrap().pictures;
    let shown = pictures.iter().find(|(name, _)| name == id).unwrap();
    assert_eq!(shown.1, layout().pictures[0].octets);
    let [BodyPart::Text(text)] = message.body.as_slice() else {
        panic!("one text")
    };
    assert_eq!(
        text.trim_end(),
        "*See* [lamp.png]:\n-- \nAnna\n\n----------\nFrom: Kim\n\nLamps\n\n> one  €\n-- \nKim\n\n\nBye"
    );
}

#[test]
fn it_is_found_again_in_what_left() {
    for flowed in [false, true] {
        let frozen = FrozenFields { flowed, ..frozen() };
        let bytes = build(&passed_on(), &frozen).unwrap();
        let message = parse_message(&bytes).unwrap();
        let [BodyPart::Text(text)] = message.body.as_slice() else {
            panic!("one text")
        };
        let found = layout_in_message(&bytes, &message, text).unwrap();
        let layout = Layout {
            // What is cleaned of a text has no run of blanks less.
            words: found.layout.words.clone(),
            ..layout()
        };
        assert_eq!(found.layout, layout);
        assert_eq!(found.layout.words, "Lamps\n\n> one  €\n-- \nKim");
        let mark = layout_mark(LAYOUT_NAME);
        assert!(
            found
                .text
                .trim_end()
                .ends_with(&format!("From: Kim\n\n{mark}\n\n\nBye")),
            "{}",
            found.text
        );
        assert_eq!(found.files, [1]);
        assert!(found.rest.contains("<strong>See</strong>") && !found.rest.contains("fwd-"));
    }
    // One without a word, at the end.
    let wordless = Layout {
        words: String::new(),
        ..layout()
    };
    let end = format!("Hi\n{}", layout_mark(LAYOUT_NAME));
    let bytes = build(&draft(&end, vec![wordless.to_file(LAYOUT_NAME)]), &frozen()).unwrap();
    let message = parse_message(&bytes).unwrap();
    let found = layout_in_message(&bytes, &message, "Hi").unwrap();
    assert_eq!((found.layout, found.text), (wordless, end));

    let none = draft("Hi", Vec::new());
    let bytes = build(&none, &frozen()).unwrap();
    let message = parse_message(&bytes).unwrap();
    assert_eq!(layout_in_message(&bytes, &message, "Hi"), None);
}

#[test]
fn a_draft_keeps_it_on_its_way() {
    let draft = passed_on();
    let copy = build_draft(&draft, &frozen(), &DraftFields::default()).unwrap();
    let read = read_draft(&copy).unwrap();
    assert!(!read.has_more);
    assert_eq!(read.draft.body, draft.body);
    let file = &read.draft.attachments[0];
    assert!(file.is_layout());
    assert_eq!(Layout::of_file(file), Some(layout()));
    assert!(!read.draft.attachments[2].in_text);
}

#[test]
fn what_is_none_or_only_spoken_of_is_attached() {
    let other = |in_text| Attachment {
        name: "a.eml".into(),
        media_type: super::super::MESSAGE.into(),
        bytes: b"Subject: a\r\n\r\n<script>b</script>\r\n".to_vec(),
        in_text,
    };
    let mark = layout_mark("a.eml");
    for (body, file) in [
        (format!("Hi\n{mark}"), other(true)),
        (format!("Hi\n{mark}"), other(false)),
        (format!("Hi\n> {mark}"), layout().to_file("a.eml")),
        (format!("Hi\n```\n{mark}\n```"), layout().to_file("a.eml")),
    ] {
        let draft = draft(&body, vec![file]);
        let bytes = build(&draft, &frozen()).unwrap();
        let message = parse_message(&bytes).unwrap();
        assert_eq!(message.attachments.len(), 1, "{body}");
        assert_eq!(message.attachments[0].media_type, "message/rfc822");
        let html = html_of(&bytes);
        assert!(
            !html.contains("<script") && !html.contains("fwd-"),
            "{html}"
        );
    }
    // Where its mark was taken out it stays here.
    let gone = draft("Hi", vec![layout().to_file("a.eml")]);
    assert_eq!(
        along(&gone.attachments, &gone.body, gone.format),
        [Along::Not]
    );
    let message = parse_message(&build(&gone, &frozen()).unwrap()).unwrap();
    assert!(message.attachments.is_empty());
}
