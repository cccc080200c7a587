//! What strangers send, and what a person gets to read.

use proptest::prelude::*;

use super::*;

fn text(html: &str) -> String {
    let (text, trouble) = html_to_text(html);
    assert_eq!(trouble, None, "{html}");
    text.trim().to_owned()
}

#[test]
fn paragraphs_lists_quotes_and_tables_are_readable() {
    assert_eq!(
        text(
            "<html><head><title>t</title><style>p{}</style></head><body><h1>Hello</h1><p>One<br>two &amp; <b>three</b></p><ul><li>a<li>b</ul><ol><li>c</ol></body>"
        ),
        "Hello\n\nOne\ntwo & three\n- a\n- b\n1. c"
    );
    assert_eq!(
        text("<div>Yes.</div><blockquote><p>Does it?</p></blockquote>"),
        "Yes.\n\n> Does it?"
    );
    let table =
        text("<table><tr><td>Item</td><td>7 €</td></tr><tr><td>Sum</td><td>9 €</td></tr></table>");
    let words: Vec<_> = table.split_whitespace().collect();
    assert_eq!(words, ["Item", "7", "€", "Sum", "9", "€"]);
    let long = "word ".repeat(100);
    assert_eq!(
        text(&format!("<p>{long}</p>")),
        long.trim(),
        "no line breaks of our own"
    );
}

#[test]
fn what_is_hidden_is_not_shown() {
    for hidden in [
        "<div style=\"display:none\">x</div>",
        "<div style='color:red; DISPLAY : None !important'>x</div>",
        "<span style=\"font-size:0px\">x</span>",
        "<span style=\"max-height: 0; overflow:hidden\">x</span>",
        "<span style=\"opacity:0.0\">x</span>",
        "<p hidden>x</p>",
        "<script>x</script>",
        "<style>x</style>",
        "<!-- x -->",
        "<noscript>x</noscript>",
        "<img src=http://t.test/x.gif width=1 height=1 alt=x>",
        "<iframe src=http://x.test>x</iframe>",
        "<svg><text>x</text></svg>",
        "&zwnj;&nbsp;&zwnj;&nbsp;",
    ] {
        assert_eq!(
            text(&format!("<p>before</p>{hidden}<p>after</p>")),
            "before\n\nafter",
            "{hidden}"
        );
    }
    assert_eq!(text("a\u{202E}b\u{200B}c"), "abc");
}

#[test]
fn links_show_where_they_lead() {
    assert_eq!(
        text("<a href='https://evil.test/'>bank.test</a>"),
        "bank.test <https://evil.test/>"
    );
    assert_eq!(
        text("<a href='https://bank.test/'>bank.test</a>"),
        "bank.test"
    );
    assert_eq!(
        text("<a href='mailto:kim@b.test'>kim@b.test</a>"),
        "kim@b.test"
    );
    let long = format!("https://bank.test@evil.test/{}", "x".repeat(100));
    assert_eq!(
        text(&format!(
            "<a href='{long}'>my bank</a> and <a href='{long}'>again</a>"
        )),
        format!("my bank <evil.test, [1]> and again <evil.test, [1]>\n\n[1] {long}")
    );
    for scheme in [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "#top",
        "",
    ] {
        assert_eq!(text(&format!("<a href='{scheme}'>x</a>")), "x");
    }
    assert_eq!(
        text("<a href='https://x.test/'><img alt='Shop' src=x></a>"),
        "[Shop] <https://x.test/>"
    );
    assert_eq!(
        text("a<a href='https://x.test/'><img src=x></a>"),
        "a",
        "a link nobody sees is none"
    );
}

#[test]
fn bombs_end_in_a_notice() {
    let deep = |open: &str| open.repeat(MAX_HTML / open.len());
    for html in [
        deep("<div>"),
        deep("<b>"),
        deep("<table><td>"),
        deep("<blockquote>"),
        deep("<ul><li>"),
        "<div></x>".repeat(20 * 300),
        deep("<font><p>"),
    ] {
        let (text, trouble) = html_to_text(&html);
        assert!(
            matches!(trouble, Some(Trouble::TooComplex)),
            "{trouble:?} {}",
            text.len()
        );
    }
    let (_, trouble) = html_to_text(&"<p>x</p>".repeat(MAX_HTML / 8));
    assert_eq!(trouble, Some(Trouble::TooComplex));
    let (text, trouble) = html_to_text(&"long ".repeat(MAX_HTML));
    assert_eq!(trouble, Some(Trouble::Cut));
    assert!(text.len() > MAX_HTML / 2);
}

#[test]
fn as_deep_as_it_is_allowed_is_rendered() {
    for tag in ["div", "blockquote", "ul><li", "table><tr><td", "b", "span"] {
        let levels = match tag {
            "ul><li" => 140,
            "table><tr><td" => 70,
            _ => 290,
        };
        let html = format!("{}deep", format!("<{tag}>").repeat(levels));
        let (text, trouble) = html_to_text(&html);
        assert_eq!(trouble, None, "{tag}");
        assert!(text.contains("deep"), "{tag}");
    }
}

#[test]
fn parts_are_rendered_alone() {
    let message = ParsedMessage {
        body: vec![
            BodyPart::Html("<b>one <img src=\"http://evil.test/".into()),
            BodyPart::Text("secret\n".into()),
            BodyPart::Html("\"> three</b>".into()),
        ],
        ..ParsedMessage::default()
    };
    let readable = readable(&message);
    assert!(readable.from_html);
    assert_eq!(readable.text, "one\n\nsecret\n\n\"> three");
}

#[test]
fn a_source_is_shown_as_it_came_and_bounded() {
    assert_eq!(
        source_text(b"From: a\r\n\r\n\x1b[31m\xff\tb"),
        "From: a\n\n[31m\u{fffd}\tb"
    );
    let long = source_text(&vec![b'x'; MAX_SOURCE + 1]);
    assert!(long.ends_with("x\n[…]") && long.len() < MAX_SOURCE + 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_html_defeats_it(html in "(<(div|p|a href='http://x.test/'|table|td|li|ul|b|br|!--|svg|/div|/p|/a|style|pre)>|&[a-z#0-9]{1,5};|\\PC{0,5}| |<)*") {
        let (text, trouble) = html_to_text(&html);
        prop_assert!(trouble != Some(Trouble::Failed), "{html:?}");
        prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
    }
}
