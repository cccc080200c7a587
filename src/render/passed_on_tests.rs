//! HTML that is passed on: what stays of it, and what does not.

use proptest::prelude::*;

use super::*;

const KEY: &str = "0123456789abcdef";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn of(html: &str) -> Layout {
    let logo = Picture {
        address: "cid:logo@a".into(),
        octets: PNG.into(),
    };
    clean(vec![Part::Html(html.into())], &[logo], KEY.into(), "").unwrap()
}

/// The HTML without what stands around it.
fn inside(html: &str) -> String {
    let layout = of(html);
    let begin = begin(&Layout::class(KEY));
    let inside = layout.html.strip_prefix(&begin).unwrap();
    inside.strip_suffix(END).unwrap().to_owned()
}

#[test]
fn what_was_written_stays() {
    for (html, expected) in [
        (
            "<table bgcolor=#fff width=600><tr><td style='color:#000'>a</td></tr></table>",
            "<table bgcolor=\"#fff\" width=\"600\"><tbody><tr><td style=\"color:#000;\">a</td></tr></tbody></table>",
        ),
        (
            "<a href='https://b.test/'><img src='https://b.test/a.png' alt=b></a>",
            "<a href=\"https://b.test/\"><img src=\"https://b.test/a.png\" alt=\"b\"></a>",
        ),
        (
            "<img src='CID:logo%40a'><img src='cid:logo@a'><img src='cid:none'>",
            "<img src=\"cid:1.0123456789abcdef@forwarded\"><img src=\"cid:1.0123456789abcdef@forwarded\"><img>",
        ),
    ] {
        assert_eq!(inside(html), expected, "{html}");
    }
    let layout = of("<img src='cid:logo@a'><img src='data:image/png;base64,iVBORw0KGgo='>");
    assert_eq!(layout.pictures.len(), 2);
    assert!(layout.pictures.iter().all(|picture| picture.octets == PNG));
    assert!(!layout.html.contains("data:"));
}

#[test]
fn what_acts_does_not() {
    for html in [
        "<script>x()</script>a",
        "<p onclick='x()'>a</p>",
        "<a href='javascript:x()'>a</a>",
        "<form action=/x><input name=a>a</form>",
        "<iframe src='http://x.test'></iframe>a",
        "<img src='data:image/svg+xml,<svg onload=x()>'>a",
        "<img src='file:///etc/passwd'>a",
        "<meta http-equiv=refresh content='0;url=http://x.test'>a",
        "<base href='http://x.test/'>a",
        "<!--forwarded 0123456789abcdef 0 9-->a<!--/forwarded-->",
        "<svg><style><img src=x onerror=x()></style></svg>a",
    ] {
        let clean = of(html).html.to_lowercase();
        for word in ["x()", "script", "x.test", "passwd", "<form", "<!--", "svg"] {
            assert!(!clean.contains(word), "{word} of {html}: {clean}");
        }
        assert!(clean.contains('a'));
    }
}

#[test]
fn it_stays_within_its_element() {
    for html in [
        "</div></div></body></html><h1>Me</h1>",
        "<div><div><b><i>a",
        "a</style></div>b",
    ] {
        let clean = inside(html);
        assert_eq!(
            clean.matches("<div").count(),
            clean.matches("</div>").count(),
            "{clean}"
        );
        assert!(!clean.starts_with("</"), "{clean}");
    }
    let layout = of(
        "<style>h1{color:red}</style><style media=print>p{x:y}</style><p style='position:fixed;top:0'>a</p>",
    );
    assert_eq!(
        layout.html,
        "<style>.fwd-0123456789abcdef h1{color:red;}\n@media print{.fwd-0123456789abcdef p{x:y;}\n}</style>\
         <div style=\"position:relative;overflow:auto\"><div class=\"fwd-0123456789abcdef\">\
         <p style=\"top:0;\">a</p></div></div>"
    );
}

#[test]
fn what_has_no_html_has_no_layout_and_what_is_too_large_neither() {
    let of = |html: &str| {
        let raw = format!("Content-Type: text/html\r\n\r\n{html}");
        layout(&HeldText::Whole(raw.into_bytes()), "words")
    };
    assert_eq!(
        layout(&HeldText::Whole(b"Subject: a\r\n\r\nb".to_vec()), "b"),
        Ok(None)
    );
    assert_eq!(of("<p> &nbsp;</p>"), Ok(None));
    assert_eq!(of("<p>Hello").unwrap().unwrap().words, "words");
    assert_eq!(of(&"a ".repeat(MAX_HTML)), Err(Trouble::Cut));
    assert_eq!(of(&"<div>".repeat(20_000)), Err(Trouble::TooComplex));
}

#[test]
fn parts_stand_each_by_itself() {
    let parts = vec![
        Part::Html("one<img src=\"http://evil.test/".into()),
        Part::Text("the <secret>".into()),
    ];
    let layout = clean(parts, &[], KEY.into(), "").unwrap();
    assert!(!layout.html.contains("evil.test"));
    assert!(
        layout.html.contains("the&#32;&lt;secret&gt;")
            || layout.html.contains("the &lt;secret&gt;")
    );
}

#[test]
fn what_is_clean_stays_as_it_is_and_what_others_put_there_does_not() {
    let layout = of(
        "<style>body{margin:0}p.a,td{color:red}@media print{p{x:y}}</style><body bgcolor=red>\
         <p class=a style='x:y'>a<img src='cid:logo@a'><img src='http://b.test/a.png'>",
    );
    let file = layout.to_file("a.eml");
    assert_eq!(clean_again(&file), Some(file.clone()));
    let mut hostile = layout.clone();
    hostile.html = format!(
        "<style>h1{{x:y}}</style><script>x()</script>{}<h1 onclick='x()'>b</h1>",
        layout.html
    );
    let clean = Layout::of_file(&clean_again(&hostile.to_file("a.eml")).unwrap()).unwrap();
    assert!(
        !clean.html.contains("x()") && !clean.html.contains("onclick"),
        "{}",
        clean.html
    );
    assert!(clean.html.starts_with("<style>.fwd-"), "{}", clean.html);
    let other = Attachment {
        bytes: b"Subject: a\r\n\r\nb".to_vec(),
        ..file
    };
    assert_eq!(clean_again(&other), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_html_leaves_its_element(html in "(<(div|p|table|td|style|script|svg|math|body|br|!--|/div|/p|/style|/table|/body)>|<img src=[\"']?(cid:logo@a|http://a/|x)|\\{|\\}|\\PC{0,4}| |<|[\"'>=])*") {
        let layout = of(&html);
        let (_, html) = match layout.html.strip_prefix("<style>") {
            Some(rest) => rest.split_once("</style>").unwrap(),
            None => ("", layout.html.as_str()),
        };
        let inside = html.strip_prefix(&begin(&Layout::class(KEY))).unwrap();
        let inside = inside.strip_suffix(END).unwrap();
        // Parsed by itself, it closes nothing that it did not open.
        let again = builder().clean(inside).to_string();
        prop_assert_eq!(again.matches("<div").count(), inside.matches("<div").count());
        prop_assert_eq!(inside.matches("<div").count(), inside.matches("</div>").count());
        prop_assert!(!inside.contains("<style") && !inside.contains("<script") && !inside.contains("<!--"));
    }
}
