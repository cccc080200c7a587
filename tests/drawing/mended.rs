//! What blitz does not lay out by itself.

use super::easel::{Drawn, draw, html, setting};

/// How far from the left the first and the last pixel of these rows are that are as dark as letters.
fn ink(drawn: &Drawn, rows: std::ops::Range<u32>) -> (u32, u32) {
    let mut ends = (u32::MAX, 0);
    for y in rows {
        for x in 0..drawn.band.width {
            if drawn.at(x, y).iter().all(|octet| *octet < 120) {
                ends = (ends.0.min(x), ends.1.max(x));
            }
        }
    }
    ends
}

#[tokio::test]
async fn what_is_in_a_box_within_a_line_has_that_box() {
    const BLUE: [u8; 3] = [0x00, 0x52, 0xcc];
    let page = "<style>.b{background:#0052cc;color:#fff;padding:12px 20px;border-radius:4px}</style>\
        <p><a class=b href=https://x.example/>View</a></p>";
    let drawn = draw("boxed", html(page), setting()).await;
    let field = drawn.count(BLUE);
    assert!(field > 2000, "a button and not a marked word: {field}");
    let words = "words ".repeat(60);
    let page = format!("<p>On <span style='background:#0052cc;padding:0 4px'>{words}</span></p>");
    let drawn = draw("boxed-text", html(&page), setting()).await;
    let first = (60..600).filter(|x| drawn.at(*x, 10) == BLUE).count();
    assert!(first > 100, "a long text goes on in its line: {first}");
}

#[tokio::test]
async fn lists_are_numbered_as_they_say_and_apart_from_their_words() {
    let list = |attributes: &str| html(&format!("<ol {attributes}><li>|</li><li>|</li></ol>"));
    let plain = draw("numbered", list(""), setting()).await;
    let ends = |drawn: &Drawn| ink(drawn, 0..drawn.band.height);
    let bar = ends(&plain).1;
    let gap = (bar - 6..bar - 2)
        .all(|x| (0..plain.band.height).all(|y| plain.at(x, y).iter().all(|octet| *octet > 200)));
    assert!(gap, "the number stands apart from its words");
    // A wider number begins further left, and the words stay where they are.
    for attributes in [
        "start=88",
        "type=I start=7",
        "style='list-style-type:upper-roman' start=7",
    ] {
        let drawn = draw("numbered-otherwise", list(attributes), setting()).await;
        assert_eq!(ends(&drawn).1, bar, "{attributes}");
        assert!(ends(&drawn).0 + 4 < ends(&plain).0, "{attributes}");
    }
}

#[tokio::test]
async fn the_caption_of_a_table_is_there() {
    let page = "<table><caption>Opening hours in winter</caption><tr><td>x</td></tr></table>";
    let drawn = draw("caption", html(page), setting()).await;
    let drawing = &drawn.drawing;
    drawing.mark((0.0, 0.0), (600.0, 100.0)).await.unwrap();
    let marked = drawing.marked().await.unwrap();
    assert!(marked.contains("Opening hours"), "{marked}");
}
