//! The simple view: what stays of a mail, what goes, and that what was hidden stays so.

use proptest::prelude::*;

use super::document::{Document, Fonts};
use super::files::Files;
use super::parts::together;
use super::sheet::PAPER;
use super::{Laid, Setting, simple};
use crate::render::Part;

fn setting() -> Setting {
    Setting {
        width: 640.0,
        scale: 1.0,
        zoom: 1.0,
        colours: PAPER,
        adapt: false,
        elsewhere: false,
        quote: true,
        simple: true,
    }
}

/// The HTML of the simple view.
fn simplified(html: &str, pictures: Vec<(String, Vec<u8>)>) -> String {
    let (whole, _) = together(&[Part::Html(html.to_owned())], true).unwrap();
    let simple = simple::of(&whole, Files::new(pictures), &Fonts::new(&[]));
    simple.unwrap().0.html
}

fn simple(html: &str) -> String {
    simplified(html, Vec::new())
}

/// Its words.
fn words(html: &str) -> String {
    let simple = simple(html);
    let mut words = String::new();
    for piece in simple.split('<') {
        let (_, text) = piece.split_once('>').unwrap_or(("", piece));
        words.push_str(text);
        words.push(' ');
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn picture(width: u32, height: u32) -> Vec<u8> {
    let image = image::RgbImage::from_pixel(width, height, image::Rgb([200, 30, 60]));
    let mut file = std::io::Cursor::new(Vec::new());
    image.write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

#[test]
fn structure_stays_and_design_goes() {
    let page = "<style>h1{color:red}.x{float:right}</style>\
        <h1 style='font-size:40px' class=x id=y align=center>Head</h1>\
        <p style='background:#123456;color:#fff;padding:20px'>Hello <font face=Arial size=7 color=red>big</font> <b>bold</b> <em>slanted</em> <span style='font-weight:bold'>too</span></p>\
        <ul style='list-style:none'><li>one<li>two</ul><ol start=3 type=a><li>three</ol>\
        <blockquote style='border:none'>said</blockquote><code>let</code><pre>a\n  b</pre>\
        <a href='https://x.test/?a=1&b=2' style='background:blue;display:inline-block'>link</a>\
        <p>was <span style='text-decoration:line-through'>10</span> 8</p><hr size=9 color=red>";
    let simple = simple(page);
    for kept in [
        "<h1>Head</h1>",
        "Hello big <b>bold</b> <i>slanted</i> <b>too</b>",
        "<ul><li>one</li><li>two</li></ul>",
        "<ol start=\"3\" type=\"a\"><li>three</li></ol>",
        "<blockquote>said</blockquote>",
        "<code>let</code>",
        "<pre>a\n  b</pre>",
        "<a href=\"https://x.test/?a=1&amp;b=2\">link</a>",
        "<s>10</s>",
        "<hr>",
    ] {
        assert!(simple.contains(kept), "{kept} in {simple}");
    }
    for gone in [
        "style", "color", "bgcolor", "font", "align", "size", "face", "id=", "\"x",
    ] {
        assert!(!simple.contains(gone), "{gone} in {simple}");
    }
}

#[test]
fn what_styles_hide_stays_hidden() {
    for style in [
        "display:none",
        "display:none!important",
        "visibility:hidden",
        "font-size:0",
        "font-size:1px",
        "font:0/0 a",
        "opacity:0",
        "max-height:0;overflow:hidden",
        "height:0;overflow:hidden",
        "width:1px;height:1px;overflow:hidden;position:absolute",
        "color:transparent",
        "color:rgba(0,0,0,0.01)",
        "color:#fff",
        "color:#fefefe",
        "color:#0f0;background:#0f0",
        "color:#333;background-color:#333",
        "position:absolute;left:-9999px",
        "position:absolute;top:-9999px",
        "margin-left:-9999px;width:100px",
        "text-indent:-9999px",
        "position:absolute;clip:rect(0,0,0,0)",
        "clip-path:inset(100%)",
        "transform:scale(0)",
    ] {
        let band = "<div>seen</div>";
        for page in [
            format!("{band}<div style='{style}'>not seen</div>"),
            format!("{band}<div style='{style}'><span>not seen</span></div>"),
            format!("{band}<table style='{style}'><tr><td>not seen</td></tr></table>"),
            format!("<style>div.p{{{style}}}</style>{band}<div class=p>not seen</div>"),
            format!(
                "<style>@media (min-width:1px){{.p{{{style}}}}}</style>{band}<div class=p>not seen</div>"
            ),
        ] {
            // Where a sheet says so, the process that draws knows nothing of these, and shows it as well.
            let is_not_known = style.contains("clip") || style.contains("scale");
            // The height of a table is the least that it has.
            let is_least = style.contains("height");
            if page.contains("<style") && is_not_known || page.contains("<table") && is_least {
                continue;
            }
            assert_eq!(words(&page), "seen", "{page}");
        }
    }
}

#[test]
fn what_is_seen_is_there_though_something_around_it_is_hidden() {
    for page in [
        "<div style='font-size:0'><span style='font-size:14px'>seen</span></div>",
        "<div style='visibility:hidden'><p style='visibility:visible'>seen</p>not</div>",
        "<div style='color:#fff'>not<p style='color:#000'>seen</p></div><p style='background:#123456'>",
        "<div style='background:#123456;color:#fff'>seen</div>",
        "<table bgcolor='#000000'><tr><td style='color:#fff'>seen</td></tr></table>",
        "<div style='background:url(https://x.test/a.png);color:#fff'>seen</div>",
        // For telephones, where the other one is hidden.
        "<style>.m{display:none}@media (max-width:500px){.m{display:block}.d{display:none}}</style>\
         <div class=m>not</div><div class=d>seen</div>",
    ] {
        assert_eq!(words(page), "seen", "{page}");
    }
}

#[test]
fn pictures_that_came_along_stay_and_others_are_words() {
    let pictures = || vec![("cid:logo".to_owned(), picture(400, 200))];
    let page = "<img src='cid:logo' alt='Our \"logo\"' style='width:100px' align=right hspace=9>\
        <img src='https://x.test/a.png' alt='Our shop' width=300 height=100>\
        <img src='https://x.test/o.gif' width=1 height=1 alt=spy>\
        <img src='https://x.test/none.png' width=40 height=40>\
        <a href='https://x.test/buy'><img src='https://x.test/b.png' alt='Buy'></a>\
        <td background='https://x.test/c.png'>x</td><div style='background:url(https://x.test/d.png)'>y</div>";
    let simple = simplified(page, pictures());
    let kept = "<img src=\"cid:logo\" alt=\"Our &quot;logo&quot;\" width=\"100\">";
    assert!(simple.contains(kept), "{simple}");
    assert!(
        simple.contains("<span class=\"postroom-picture\">Our shop</span>"),
        "{simple}"
    );
    assert_eq!(
        simple.matches("x.test").count(),
        1,
        "the link alone: {simple}"
    );
    assert!(!simple.contains("spy"), "{simple}");
    let parts = [Part::Html(page.to_owned())];
    let whole = Setting {
        elsewhere: true,
        ..setting()
    };
    let mut document = Document::new(&parts, pictures(), whole, &Fonts::new(&[])).unwrap();
    let laid = document.laid();
    assert_eq!(laid.missing, Vec::<String>::new(), "nothing is asked for");
    assert_eq!(laid.shown, ["cid:logo"]);
    let [logo] = laid.pictures.as_slice() else {
        panic!("{:?}", laid.pictures)
    };
    assert_eq!((logo.content_id.as_str(), logo.boxes.len()), ("logo", 1));
    assert_eq!(logo.boxes[0][2], 100.0);
    assert!(!laid.has_own_colours && !laid.adapts);
    let [buy] = laid.links.as_slice() else {
        panic!("{:?}", laid.links)
    };
    assert_eq!(
        (buy.text.as_str(), buy.target.as_str()),
        ("Buy", "https://x.test/buy")
    );
    assert!(!buy.boxes.is_empty(), "it can be pressed");
}

#[test]
fn no_picture_is_wider_than_the_room() {
    let pictures = vec![("cid:wide".to_owned(), picture(3000, 30))];
    let parts = [Part::Html(
        "<img src='cid:wide' width=2900 height=30>".to_owned(),
    )];
    let narrow = Setting {
        width: 300.0,
        ..setting()
    };
    let mut document = Document::new(&parts, pictures, narrow, &Fonts::new(&[])).unwrap();
    let laid = document.laid();
    assert_eq!(
        (laid.size.0, laid.scale),
        (300.0, 1.0),
        "nothing is made smaller for it"
    );
}

#[test]
fn tables_that_put_things_in_their_place_are_read_in_their_order() {
    let page = "<table width=600 bgcolor=#eeeeee><tr><td width=200 valign=top><table><tr><td>One<br>line</td></tr></table></td>\
        <td><p>Two</p></td></tr><tr><td colspan=2 align=center>Three</td></tr></table>";
    let simple = simple(page);
    assert!(
        !simple.contains("<t") && !simple.contains("width"),
        "{simple}"
    );
    assert_eq!(words(page), "One line Two Three");
    let columns = "<table><tr><td>Open<br>daily</td><td>Call<br>us</td></tr></table>";
    assert_eq!(self::simple(columns).matches("postroom-block").count(), 2);
    let menu = "<table><tr><td><a href='https://x.test/'>News</a></td><td>Shop</td></tr></table>";
    let cells = words(menu);
    assert_eq!(cells, "News Shop");
    let laid = |html: &str| {
        let parts = [Part::Html(html.to_owned())];
        let document = Document::new(&parts, Vec::new(), setting(), &Fonts::new(&[]));
        document.unwrap().laid()
    };
    assert!(laid(menu).size.1 < 30.0, "a menu is one line");
}

#[test]
fn tables_of_data_stay_tables() {
    for page in [
        "<table><tr><th>Item</th><th>Price</th></tr><tr><td>Rope</td><td align=right>8</td></tr></table>",
        "<table border=1><tbody><tr><td>Rope</td><td>8</td></tr><tr><td>Buoy</td><td></td></tr></tbody></table>",
    ] {
        let simple = simple(page);
        assert!(
            simple.contains("<table class=\"postroom-table\">"),
            "{simple}"
        );
        assert_eq!(simple.matches("<tr>").count(), 2, "{simple}");
        assert_eq!(
            simple.matches("</td>").count() + simple.matches("</th>").count(),
            4
        );
        assert!(
            !simple.contains("border") && !simple.contains("align"),
            "{simple}"
        );
    }
}

#[test]
fn large_letters_are_a_title_and_empty_lines_are_one_gap() {
    let page = "<table><tr><td style='font-size:28px'>News</td></tr></table>\
        <div>a</div><div><br></div><div><br></div><p>&nbsp;</p><div>b</div>";
    let simple = simple(page);
    assert!(
        simple.contains("<div class=\"postroom-title\">News</div>"),
        "{simple}"
    );
    assert_eq!(simple.matches("postroom-gap").count(), 1, "{simple}");
}

#[test]
fn what_is_read_from_the_right_stays_so() {
    let simple = simple("<div dir=rtl>a<span dir=ltr>b</span></div><p style='direction:rtl'>c</p>");
    assert_eq!(simple.matches("dir=\"rtl\"").count(), 2, "{simple}");
    assert_eq!(simple.matches("dir=\"ltr\"").count(), 1, "{simple}");
}

#[test]
fn the_end_is_folded_as_in_the_mail_and_no_author_says_so() {
    let page = "<div class=postroom-folded>Yes.</div><div class='postroom-text' postroom-folded=''>And more.</div>\
        <div class=gmail_signature style='display:flex'>Kim</div><div class=gmail_quote>Did it?</div>";
    let parts = [Part::Html(page.to_owned())];
    let laid = |quote| -> Laid {
        let setting = Setting { quote, ..setting() };
        let document = Document::new(&parts, Vec::new(), setting, &Fonts::new(&[]));
        document.unwrap().laid()
    };
    let (folded, whole) = (laid(false), laid(true));
    assert!(folded.has_quote && folded.has_signature);
    assert!(
        folded.size.1 >= 40.0,
        "two lines are seen: {:?}",
        folded.size
    );
    assert!(whole.size.1 > folded.size.1 + 30.0, "{:?}", whole.size);
    let simple = simple(page);
    assert_eq!(simple.matches("postroom-folded").count(), 2, "{simple}");
}

#[test]
fn one_view_becomes_the_other_and_comes_back() {
    let page = "<table bgcolor=#123456 width=600><tr><td style='color:#fff;padding:40px'>Hello</td></tr></table>\
        <img src='https://x.test/a.png' width=300 height=100>";
    let parts = [Part::Html(page.to_owned())];
    let fonts = Fonts::new(&[]);
    let sent = Setting {
        simple: false,
        ..setting()
    };
    let mut document = Document::new(&parts, Vec::new(), sent, &fonts).unwrap();
    let as_sent = document.laid();
    document.set(setting(), &fonts).unwrap();
    let simple = document.laid();
    assert!(as_sent.has_own_colours && !simple.has_own_colours);
    assert!(simple.size.1 < as_sent.size.1 && simple.missing.is_empty());
    let mut alone = Document::new(&parts, Vec::new(), setting(), &fonts).unwrap();
    assert_eq!(alone.laid(), simple);
    document.set(sent, &fonts).unwrap();
    assert_eq!(document.laid(), as_sent);
}

#[test]
fn parts_beside_each_other_stay_apart() {
    let parts = [
        Part::Html("<div style='color:red'>one<b>".to_owned()),
        Part::Text("two  <b>\n three".to_owned()),
    ];
    let (whole, _) = together(&parts, false).unwrap();
    let simple = simple::of(&whole, Files::new(Vec::new()), &Fonts::new(&[]));
    let simple = simple.unwrap().0.html;
    assert!(
        simple.ends_with("<pre class=\"postroom-text\">two  &lt;b&gt;\n three\n</pre>"),
        "{simple}"
    );
    assert!(
        simple.starts_with("<div class=\"postroom-part\">"),
        "{simple}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn nothing_is_lost_and_nothing_leads_elsewhere(html in "(word| |<br>|&nbsp;|<(div|p|span|b|table|tr|td|th|ul|li|a href='x'|a href='https://x.test/'|blockquote|pre|h1|font size=7|center)>|</(div|p|span|b|table|tr|td|ul|a|blockquote|pre|h1)>|<img src='https://y.test/' alt=word>|<div (class=gmail_quote|class=gmail_signature|style='display:inline-block'|style='float:left'|style='white-space:pre')>|<blockquote type=cite>){0,40}") {
        let simple = simple(&html);
        let count = |text: &str| text.matches("word").count();
        prop_assert_eq!(count(&simple), count(&html), "{}", simple);
        prop_assert!(!simple.contains("y.test") && !simple.contains("style"), "{}", simple);
    }

    #[test]
    fn no_hidden_word_comes_out(
        // No paragraph: a table ends it, and with it what was to hide the table (HTML, 13.2.6.4.7).
        around in "(<div>|<table><tr><td>|<ul><li>|<b>|<blockquote>){0,6}",
        style in "(display:none|visibility:hidden|font-size:0|opacity:0|color:transparent|height:0;overflow:hidden|position:absolute;left:-5000px)",
        tag in "(div|span|b|font|h1|li|center|a href='https://x.test/')",
        within in "(secret|<b>secret</b>|<span>secret</span>|<table><tr><td>secret</td></tr></table>){1,3}",
    ) {
        // Of what stands within a line its height says nothing.
        let style = format!("{style};display:{}", if style.contains("display") { "none" } else { "block" });
        let page = format!("{around}seen<{tag} style=\"{style}\">{within}");
        let words = words(&page);
        prop_assert!(words.starts_with("seen") && !words.contains("secret"), "{}: {}", page, words);
    }
}
