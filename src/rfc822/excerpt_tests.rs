//! Excerpts of whatever somebody writes, and of whatever a server says.

use proptest::prelude::*;

use super::super::{BodyPart, attachment_bytes, parse_held, parse_message, part_of_attachment};
use super::*;
use crate::domain::HeldText;

/// A part as somebody wrote it.
#[derive(Debug, Clone)]
enum Tree {
    Leaf {
        header: &'static str,
        body: String,
    },
    Multi {
        subtype: &'static str,
        children: Vec<Tree>,
    },
}

const PLAIN: &str = "Content-Type: text/plain; charset=utf-8\r\n";
const HTML: &str = "Content-Type: text/html\r\n";
const NONE: &str = "";
const PDF: &str = "Content-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\
    Content-Disposition: attachment; filename=\"a.pdf\"\r\n";
const LOGO: &str =
    "Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n";
const LOG: &str = "Content-Type: text/plain\r\nContent-Disposition: attachment; filename*=utf-8''l%C3%B6g.txt\r\n";
const INNER: &str = "Content-Type: message/rfc822\r\n";
const CALENDAR: &str = "Content-Type: text/calendar; method=REQUEST\r\nContent-Transfer-Encoding: quoted-printable\r\n";

/// The message, its structure as a server would tell it, its own header, those of its parts, and the
/// bodies of those.
#[derive(Default)]
struct Written {
    raw: Vec<u8>,
    header: Vec<u8>,
    headers: Vec<Vec<u8>>,
    bodies: BTreeMap<PartNumber, Vec<u8>>,
}

impl Written {
    fn of(tree: &Tree) -> (Self, Structure) {
        let mut written = Self::default();
        let mut boundaries = 0;
        let top = "From: kim@b.test\r\nSubject: Gr\u{fc}\u{df}e\r\nMIME-Version: 1.0\r\n";
        let structure = written.put(tree, top, &PartNumber::default(), &mut boundaries);
        (written, structure)
    }

    fn put(
        &mut self,
        tree: &Tree,
        top: &str,
        number: &PartNumber,
        boundaries: &mut usize,
    ) -> Structure {
        let is_top = number.numbers().is_empty();
        let put_header = |this: &mut Self, fields: &str| {
            let header = format!("{top}{fields}\r\n").into_bytes();
            this.raw.extend(&header);
            if is_top {
                this.header = header;
            } else {
                this.headers.push(header);
            }
        };
        match tree {
            Tree::Leaf { header, body } => {
                put_header(self, header);
                self.raw.extend(body.as_bytes());
                let number = if is_top {
                    PartNumber::only()
                } else {
                    number.clone()
                };
                self.bodies.insert(number, body.clone().into_bytes());
                let field = |name: &str| {
                    let line = header.split("\r\n").find(|line| line.starts_with(name));
                    let value = line.and_then(|line| line.split([':', ';']).nth(1));
                    value.map(|v| v.trim().to_owned())
                };
                Structure::Leaf(Leaf {
                    media_type: field("Content-Type").unwrap_or("text/plain".to_owned()),
                    encoding: field("Content-Transfer-Encoding").unwrap_or("7bit".to_owned()),
                    octets: u32::try_from(body.len()).unwrap(),
                    is_attachment: header.contains("attachment"),
                })
            }
            Tree::Multi { subtype, children } => {
                *boundaries += 1;
                let boundary = format!("b {boundaries}");
                put_header(
                    self,
                    &format!("Content-Type: multipart/{subtype};\r\n\tboundary=\"{boundary}\"\r\n"),
                );
                self.raw.extend(b"This is a message in several parts.\r\n");
                let mut structures = Vec::new();
                for (at, child) in children.iter().enumerate() {
                    self.raw.extend(format!("\r\n--{boundary}\r\n").as_bytes());
                    structures.push(self.put(child, "", &number.child(at), boundaries));
                }
                self.raw
                    .extend(format!("\r\n--{boundary}--\r\n").as_bytes());
                Structure::Multi(structures)
            }
        }
    }

    fn excerpt(&self, structure: Structure) -> Option<Excerpt> {
        let plan = ExcerptPlan::of(structure)?;
        plan.write(&self.header, &self.headers, &self.bodies)
    }
}

fn base64(octets: usize) -> String {
    use base64::Engine as _;
    let bytes: Vec<u8> = (0..octets)
        .map(|i| u8::try_from(i % 251).unwrap())
        .collect();
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    lines.join("\r\n")
}

fn leaf(header: &'static str, body: impl Into<String>) -> Tree {
    let body = body.into();
    Tree::Leaf { header, body }
}

fn mixed(children: Vec<Tree>) -> Tree {
    Tree::Multi {
        subtype: "mixed",
        children,
    }
}

const LARGE: usize = 100_000;

fn inner() -> String {
    let text = "long line\r\n".repeat(LARGE / 10);
    format!(
        "Subject: in/side\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n\r\n{text}\r\n--in--\r\n"
    )
}

/// What of a parsed message an excerpt must not change.
fn told(parsed: &crate::rfc822::ParsedMessage) -> (Vec<BodyPart>, Option<String>, Vec<String>) {
    let attachments = parsed.attachments.iter().map(|a| {
        let inline = if a.inline { "inline" } else { "" };
        format!("{} {} {:?} {inline}", a.name, a.media_type, a.content_id)
    });
    (
        parsed.body.clone(),
        parsed.html.clone(),
        attachments.collect(),
    )
}

fn check(tree: &Tree) -> Excerpt {
    let (written, structure) = Written::of(tree);
    let excerpt = written.excerpt(structure).expect("an excerpt");
    let whole = parse_message(&written.raw).unwrap();
    let held = HeldText::Excerpt(excerpt.clone());
    let read = parse_held(&held).unwrap();
    assert_eq!(told(&read), told(&whole));
    assert_eq!(read.header, whole.header);
    assert!(!read.damaged || whole.damaged);
    let mut restored = excerpt.clone();
    for (of_excerpt, of_whole) in read.attachments.iter().zip(&whole.attachments) {
        let index = of_whole.index;
        let number = part_of_attachment(&excerpt.raw, index).unwrap().unwrap();
        assert_eq!(
            part_of_attachment(&written.raw, index).unwrap(),
            Some(number.clone())
        );
        if of_excerpt.is_left_out {
            assert!(
                of_excerpt.size.abs_diff(of_whole.size) <= 2,
                "{of_excerpt:?}"
            );
            let octets = &written.bodies[&number];
            let with_one = put_back(&excerpt, &number, octets).unwrap();
            let expected = attachment_bytes(&written.raw, index).unwrap();
            assert_eq!(attachment_bytes(&with_one.raw, index).unwrap(), expected);
            restored = put_back(&restored, &number, octets).unwrap();
        } else {
            assert_eq!(of_excerpt.size, of_whole.size);
        }
    }
    assert!(restored.left_out.is_empty());
    let restored = parse_message(&restored.raw).unwrap();
    assert_eq!(restored.attachments, whole.attachments);
    excerpt
}

#[test]
fn what_is_read_is_held_and_what_is_attached_is_not() {
    let letter = Tree::Multi {
        subtype: "alternative",
        children: vec![
            leaf(PLAIN, "Hello"),
            Tree::Multi {
                subtype: "related",
                children: vec![leaf(HTML, "<b>Hello</b>"), leaf(LOGO, base64(LARGE))],
            },
        ],
    };
    let tree = mixed(vec![
        letter,
        leaf(PDF, base64(LARGE + 1)),
        leaf(INNER, inner()),
        leaf(LOG, "x\r\n".repeat(LARGE)),
        leaf(PDF, base64(9)),
    ]);
    let excerpt = check(&tree);
    let left: Vec<String> = excerpt
        .left_out
        .iter()
        .map(|l| l.part.to_string())
        .collect();
    assert_eq!(left, ["1.2.2", "2", "3", "4"]);
    assert!(excerpt.raw.len() < 4_000, "{}", excerpt.raw.len());
    assert!(!excerpt.cuts_text());
}

#[test]
fn a_message_of_one_part_has_an_excerpt_too() {
    let excerpt = check(&leaf(PDF, base64(LARGE)));
    assert_eq!(excerpt.left_out[0].part, PartNumber::only());
    check(&leaf(INNER, inner()));
    check(&leaf(PLAIN, "Hello"));
}

/// What claims to be attached and is read all the same is not left out: there is no excerpt.
#[test]
fn a_text_that_is_read_is_never_left_out() {
    let tree = Tree::Multi {
        subtype: "alternative",
        children: vec![leaf(LOG, "x\r\n".repeat(LARGE))],
    };
    let (written, structure) = Written::of(&tree);
    assert!(written.excerpt(structure).is_none());
}

/// The parts of one are not taken for the parts of the other.
#[test]
fn the_same_mail_may_be_attached_twice() {
    let tree = mixed(vec![
        leaf(PLAIN, "Twice"),
        leaf(INNER, inner()),
        leaf(INNER, inner()),
    ]);
    assert_eq!(check(&tree).left_out.len(), 2);
}

#[test]
fn of_an_endless_text_the_beginning_is_held_and_says_that_it_goes_on() {
    let long = "a line\r\n".repeat(200_000);
    let (written, structure) = Written::of(&mixed(vec![leaf(PLAIN, long), leaf(PLAIN, "end")]));
    let excerpt = written.excerpt(structure).unwrap();
    assert!(excerpt.cuts_text());
    let read = parse_held(&HeldText::Excerpt(excerpt)).unwrap();
    let texts: Vec<&str> = read
        .body
        .iter()
        .map(|part| match part {
            BodyPart::Text(text) | BodyPart::Html(text) => text.as_str(),
        })
        .collect();
    assert!(texts[0].starts_with("a line\na line\n") && texts[0].len() < 1024 * 1024);
    assert!(texts[0].ends_with("[…]"));
    assert_eq!(texts[1], "end");
}

#[test]
fn what_does_not_read_as_it_was_said_is_no_excerpt() {
    let tree = mixed(vec![leaf(PLAIN, "Hello"), leaf(PDF, base64(LARGE))]);
    let (written, structure) = Written::of(&tree);
    assert!(written.excerpt(structure.clone()).is_some());
    let Structure::Multi(children) = structure.clone() else {
        panic!("several parts");
    };
    // Other parts than there are.
    let fewer = Structure::Multi(children[..1].to_vec());
    let plan = ExcerptPlan::of(fewer).unwrap();
    assert!(
        plan.write(b"Subject: x\r\n\r\n", &written.headers, &written.bodies)
            .is_none()
    );
    let mut lies = Written::of(&tree).0;
    // A part that claims to be several, and one that claims to be read.
    for header in ["Content-Type: multipart/mixed; boundary=z\r\n\r\n", "\r\n"] {
        lies.headers[1] = header.into();
        assert!(lies.excerpt(structure.clone()).is_none(), "{header:?}");
    }
    let leaf = children[1].clone();
    let plan = ExcerptPlan::of(leaf).unwrap();
    assert!(plan.write(&written.header, &[], &written.bodies).is_none());
    // A part that ends before its end.
    let mut lies = Written::of(&tree).0;
    let number = PartNumber::default().child(0);
    lies.bodies
        .insert(number.clone(), b"x\r\n--b 1\r\n\r\ny".to_vec());
    assert!(lies.excerpt(structure.clone()).is_none());
    // A part, or a header, that did not come.
    let mut lies = Written::of(&tree).0;
    lies.bodies.remove(&number);
    assert!(lies.excerpt(structure.clone()).is_none());
    let mut lies = Written::of(&tree).0;
    lies.headers.pop();
    assert!(lies.excerpt(structure.clone()).is_none());
    // No boundary, or one that would break out of its line.
    for header in ["Content-Type: multipart/mixed\r\n\r\n", "", "\r\n\r\n"] {
        let mut lies = Written::of(&tree).0;
        lies.header = header.into();
        assert!(lies.excerpt(structure.clone()).is_none(), "{header:?}");
    }
    // And what is put back must not be more than one part.
    let excerpt = written.excerpt(structure).unwrap();
    let part = PartNumber::default().child(1);
    assert!(put_back(&excerpt, &part, b"QUJD\r\n--b 1\r\n\r\nx").is_none());
    assert!(
        put_back(&excerpt, &number, b"QUJD").is_none(),
        "nothing of it was left out"
    );
}

#[test]
fn an_encoded_message_in_a_message_and_too_many_parts_have_none() {
    let encoded = Leaf {
        media_type: "message/rfc822".to_owned(),
        encoding: "base64".to_owned(),
        octets: 1_000_000,
        is_attachment: true,
    };
    assert!(ExcerptPlan::of(Structure::Leaf(encoded)).is_none());
    let part = || Structure::Leaf(Leaf::default());
    assert!(ExcerptPlan::of(Structure::Multi((0..100).map(|_| part()).collect())).is_some());
    assert!(ExcerptPlan::of(Structure::Multi((0..101).map(|_| part()).collect())).is_none());
    let text = || {
        Structure::Leaf(Leaf {
            media_type: "text/plain".to_owned(),
            octets: 1_000_000,
            ..Leaf::default()
        })
    };
    assert!(ExcerptPlan::of(Structure::Multi((0..5).map(|_| text()).collect())).is_none());
}

fn trees() -> impl Strategy<Value = Tree> {
    let text = || "([ -~]{0,60}\r\n){0,5}[a-z]{1,10}";
    let any_leaf = prop_oneof![
        text().prop_map(|t| leaf(PLAIN, t)),
        text().prop_map(|t| leaf(HTML, format!("<p>{t}</p>"))),
        text().prop_map(|t| leaf(NONE, t)),
        text().prop_map(|t| leaf(CALENDAR, t.replace('=', "-"))),
        (1..LARGE).prop_map(|n| leaf(PDF, base64(n))),
        (1..LARGE).prop_map(|n| leaf(LOGO, base64(n))),
        (1..LARGE).prop_map(|n| leaf(LOG, "z".repeat(70) + "\r\n" + &"y".repeat(n))),
        Just(leaf(INNER, inner())),
        text().prop_map(|t| leaf(INNER, format!("Subject: s\r\n\r\n{t}"))),
    ];
    any_leaf.prop_recursive(4, 12, 4, |inner| {
        let subtype = prop_oneof![
            Just("mixed"),
            Just("alternative"),
            Just("related"),
            Just("signed"),
            Just("report")
        ];
        (subtype, prop::collection::vec(inner, 1..4)).prop_map(|(subtype, children)| {
            // One of several ways to read a mail is read, whatever is said of it: see below.
            let is_log =
                |child: &Tree| matches!(child, Tree::Leaf { header, .. } if *header == LOG);
            let is_strange = subtype == "alternative" && children.iter().any(is_log);
            let subtype = if is_strange { "mixed" } else { subtype };
            Tree::Multi { subtype, children }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_well_formed_message_reads_the_same(tree in trees()) {
        let has_boundary = |text: &str| text.contains("--b ");
        let (written, _) = Written::of(&tree);
        let texts = written.bodies.values().map(|b| String::from_utf8_lossy(b));
        prop_assume!(!texts.into_iter().any(|t| has_boundary(&t)));
        check(&tree);
    }

    #[test]
    fn no_answer_makes_it_panic(
        header in "[ -~\r\n]{0,200}|Content-Type: multipart/mixed; boundary=a\r\n",
        bodies in prop::collection::vec("[ -~\r\n]{0,100}|--a\r\n|--a--", 2),
    ) {
        let two = Structure::Multi(vec![Structure::Leaf(Leaf::default()), Structure::Leaf(Leaf::default())]);
        let plan = ExcerptPlan::of(two).unwrap();
        let bodies: Vec<Vec<u8>> = bodies.into_iter().map(String::into_bytes).collect();
        let numbers = plan.headers();
        let by_number = numbers.into_iter().zip(bodies.clone()).collect();
        if let Some(excerpt) = plan.write(header.as_bytes(), &bodies, &by_number) {
            prop_assert!(parse_message(&excerpt.raw).is_ok());
        }
    }
}
