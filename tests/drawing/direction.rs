//! Which way text is read.

use super::easel::{Drawn, draw, html, setting};

const ARABIC: &str = "وصل الطرد 4711 أمس.";

/// How far from the left the first and the last pixel are that are as dark as letters, in all rows or the last ones.
fn ink(drawn: &Drawn) -> (u32, u32) {
    let mut ends = (u32::MAX, 0);
    for y in 0..drawn.band.height {
        for x in 0..drawn.band.width {
            if drawn.at(x, y).iter().all(|octet| *octet < 120) {
                ends = (ends.0.min(x), ends.1.max(x));
            }
        }
    }
    ends
}

async fn is_on_the_right(name: &str, page: &str) -> bool {
    let (first, last) = ink(&draw(name, html(page), setting()).await);
    assert!(last - first < 400, "one short line: {page}");
    last > 600 && first > 200
}

#[tokio::test]
async fn what_is_read_from_the_right_stands_there() {
    for page in [
        format!("<html dir=\"rtl\"><head></head><body><p>{ARABIC}</p></body></html>"),
        format!("<html style='direction:rtl'><body><p>{ARABIC}</p></body></html>"),
        format!("<body dir=rtl><p>{ARABIC}</p></body>"),
        format!("<div dir=\"auto\">{ARABIC}</div>"),
        format!("<div dir=\"AUTO\"><span>2026: </span><b>{ARABIC}</b></div>"),
        format!("<div dir=ltr><p dir=auto>{ARABIC}</p></div>"),
        // Nothing is said.
        format!("<p>{ARABIC}</p>"),
        format!("<html><body>{ARABIC}<br></body></html>"),
        format!("<table width=640 style='flex-direction:row'><tr><td>{ARABIC}</td></tr></table>"),
    ] {
        assert!(is_on_the_right("rtl", &page).await, "{page}");
    }
    for page in [
        format!("<div dir=ltr>{ARABIC}</div>"),
        format!("<style>p{{direction:ltr}}</style><p>{ARABIC}</p>"),
        format!("<div dir=auto>Kim: {ARABIC}</div>"),
        "<div dir=auto><span dir=rtl>و</span> Kim</div>".to_owned(),
        format!("<p>Kim: {ARABIC}</p>"),
        "<html dir=rtl><body dir=ltr>Kim</body></html>".to_owned(),
        "<p>Kim</p>".to_owned(),
    ] {
        assert!(!is_on_the_right("ltr", &page).await, "{page}");
    }
}

#[tokio::test]
async fn paragraphs_that_say_nothing_read_as_their_own_letters_do() {
    let field =
        "<table width=300><tr><td bgcolor=#336699 width=200 height=30></td><td></td></tr></table>";
    let page = format!("<div>{ARABIC}{field}<p>Kim</p></div><ul><li>{ARABIC}</li></ul>");
    let drawn = draw("mixed", html(&page), setting()).await;
    let blue: Vec<u32> = (0..drawn.band.width)
        .filter(|x| (0..drawn.band.height).any(|y| drawn.at(*x, y) == [0x33, 0x66, 0x99]))
        .collect();
    let (first, last) = ink(&drawn);
    assert!(last > 600 && first < 20, "{first} {last}");
    assert!(blue.len() > 150);
    // Its columns are where they were: the broad one comes first.
    let table = if blue[0] > 320 { 340 } else { 0 };
    assert!(blue[0] < table + 20, "{}", blue[0]);
}

#[tokio::test]
async fn a_table_that_is_read_from_the_right_begins_there() {
    for page in [
        "<html dir=rtl><body>{}</body></html>",
        "<div dir=auto>و{}</div>",
    ] {
        let table = "<table width=600><tr><td bgcolor=#336699 height=40>و</td><td width=500>و</td></tr></table>";
        let drawn = draw("rtl-table", html(&page.replace("{}", table)), setting()).await;
        let blue = |x: u32| (0..drawn.band.height).any(|y| drawn.at(x, y) == [0x33, 0x66, 0x99]);
        assert!((580..635).any(blue) && !(0..200).any(blue), "{page}");
    }
}

#[tokio::test]
async fn the_simple_view_reads_the_same_way() {
    let simple = postroom::render::drawn::Setting {
        simple: true,
        ..setting()
    };
    for page in [
        format!("<html dir=rtl><body><p>{ARABIC}</p></body></html>"),
        format!("<div dir=auto>{ARABIC}</div>"),
        format!("<p>{ARABIC}</p>"),
    ] {
        let drawn = draw("rtl-simple", html(&page), simple).await;
        let (first, last) = ink(&drawn);
        assert!(first > 200 && last > 600, "{page}: {first} {last}");
    }
}
