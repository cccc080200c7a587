//! What is seen.

use std::sync::Arc;

use postroom::render::drawn::Setting;
use postroom::render::{Part, Source};

use super::easel::{DARK, LIGHT, draw, html, mail, picture, setting};

#[tokio::test]
async fn a_newsletter_is_laid_out_as_its_author_meant() {
    let drawn = draw("newsletter", mail("newsletter.html"), setting()).await;
    assert!(drawn.laid.has_own_colours);
    assert!(!drawn.laid.cut);
    // The band at the top is green, in the middle of the grey, and 600 wide.
    assert_eq!(drawn.at(320, 10), [0x14, 0x53, 0x2d]);
    assert_eq!(drawn.at(5, 300), [0xf1, 0xef, 0xe9]);
    assert_eq!(drawn.at(634, 300), [0xf1, 0xef, 0xe9]);
    let targets: Vec<&str> = drawn.laid.links.iter().map(|l| l.target.as_str()).collect();
    assert_eq!(
        targets,
        [
            "https://shop.example/autumn?c=41",
            "mailto:desk@harbour.example",
            "https://shop.example/off?u=8812"
        ]
    );
    let button = &drawn.laid.links[0];
    assert_eq!(button.text, "See the whole list");
    let [x, y, width, height] = button.boxes[0];
    assert!(width > 100.0 && height > 10.0, "{button:?}");
    assert!(
        (x + width / 2.0 - 320.0).abs() < 4.0,
        "it stands in the middle"
    );
    assert!(y > 400.0);
    assert_eq!(
        drawn.laid.missing,
        [
            "https://img.example/quay.jpg",
            "https://track.example/o.gif?u=8812"
        ],
        "all that would be fetched is told, and nothing was"
    );
}

#[tokio::test]
async fn colours_of_three_digits_are_those_of_six() {
    let page = "<body bgcolor='#fff'><table bgcolor=#0a6 width=300><tr><td height=60>x</td></tr></table>\
        <table bgcolor=eee width=300><tr><td height=60>x</td></tr></table></body>";
    let drawn = draw("three-digits", html(page), setting()).await;
    assert_eq!(drawn.at(200, 30), [0x00, 0xaa, 0x66]);
    assert_eq!(drawn.at(200, 100), [0xee; 3]);
    assert_eq!(drawn.at(500, 30), [0xff; 3]);
}

#[tokio::test]
async fn the_prices_of_an_xhtml_newsletter_are_there() {
    // blitz takes XHTML for XML and swallows text behind `<br>`: it must not get to see that it is.
    let page = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"x\"><html xmlns=\"http://www.w3.org/1999/xhtml\">\
        <body>one<br>two<br>three</body></html>";
    let drawn = draw("xhtml", html(page), setting()).await;
    assert!(
        drawn.laid.size.1 > 55.0,
        "three lines: {:?}",
        drawn.laid.size
    );
}

#[tokio::test]
async fn pictures_that_came_along_are_shown_and_others_named() {
    let mut source = (*mail("reply.html")).clone();
    source
        .pictures
        .push(picture("cid:photo@acme", 160, 120, [200, 30, 60]));
    let drawn = draw("reply", Arc::new(source), setting()).await;
    assert!(drawn.count([200, 30, 60]) > 18_000, "the picture is there");
    assert_eq!(drawn.laid.shown, ["cid:photo@acme"]);
    let unnamed = draw("unnamed", html("<p>see the photo</p>"), setting()).await;
    assert!(unnamed.laid.shown.is_empty());
    let page = "<p>a<img src='https://x.test/a.png' width=200 height=100 alt='Our shop'>b</p>";
    let blocked = draw("blocked", html(page), setting()).await;
    assert!(blocked.laid.size.1 >= 100.0, "it keeps its place");
    assert_eq!(blocked.laid.missing, ["https://x.test/a.png"]);
    let mut source = (*html(page)).clone();
    source
        .pictures
        .push(picture("https://x.test/a.png", 20, 10, [0, 128, 255]));
    let shown = Setting {
        elsewhere: true,
        ..setting()
    };
    let shown = draw("shown", Arc::new(source), shown).await;
    assert!(shown.count([0, 128, 255]) > 19_000);
    assert!(shown.laid.missing.is_empty());
}

#[tokio::test]
async fn the_words_of_a_link_are_parted_where_they_are_seen_apart() {
    let page = "<a href='https://x.test/'>20 % off.<br>Shop <b>n</b>ow</a><a href='https://y.test/'><div>one</div><div>two</div></a>";
    let drawn = draw("links", html(page), setting()).await;
    let words: Vec<&str> = drawn.laid.links.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(words, ["20 % off. Shop now", "one two"]);
}

#[tokio::test]
async fn what_brings_no_colours_takes_those_of_the_window() {
    let dark = Setting {
        colours: DARK,
        ..setting()
    };
    for name in ["outlook", "reply", "arabic"] {
        let mail = mail(&format!("{name}.html"));
        let drawn = draw(&format!("{name}-dark"), mail.clone(), dark).await;
        assert!(drawn.count(DARK.link) > 20, "{name}: links too");
        assert!(!drawn.laid.has_own_colours, "{name}");
        assert_eq!(drawn.at(630, 2), DARK.background, "{name}");
        let light = draw(&format!("{name}-light"), mail, setting()).await;
        assert_eq!(light.at(630, 2), LIGHT.background, "{name}");
    }
    let drawn = draw("newsletter-dark", mail("newsletter.html"), dark).await;
    assert_eq!(drawn.at(5, 300), [0xf1, 0xef, 0xe9], "as it was made");
}

#[tokio::test]
async fn what_is_too_wide_is_shown_smaller() {
    let page = "<table width=800><tr><td bgcolor=#336699 height=90>x</td></tr></table>";
    let drawn = draw("wide", html(page), setting()).await;
    assert!(
        drawn.laid.scale < 0.8 && drawn.laid.scale > 0.75,
        "{}",
        drawn.laid.scale
    );
    assert_eq!(drawn.laid.size.0, 640.0);
    // No smaller than it can be read: what sticks out is there to be moved to, and other words keep to the room.
    let words = "<p style='background:#123456'>".to_owned() + &"words ".repeat(100);
    let page = page.replace("800", "1500") + &words;
    let wider = draw("wider", html(&page), setting()).await;
    assert_eq!(wider.laid.scale, 0.75);
    let (width, height) = wider.laid.size;
    assert!((1125.0..1130.0).contains(&width), "{width}");
    assert_eq!(wider.band.width, width as u32);
    assert_eq!(wider.at(1100, 40), [0x33, 0x66, 0x99]);
    let row = height as u32 - 30;
    assert_eq!(wider.at(600, row), [0x12, 0x34, 0x56]);
    assert_ne!(wider.at(660, row), [0x12, 0x34, 0x56]);
    let widest = draw("widest", html(&page.replace("1500", "6000")), setting()).await;
    assert_eq!(widest.laid.size.0, 1600.0, "and is cut where it cannot be");
    assert_eq!(widest.laid.scale, 0.4);
}

#[tokio::test]
async fn a_newsletter_in_a_narrower_pane_is_not_cut() {
    let narrow = Setting {
        width: 480.0,
        ..setting()
    };
    let drawn = draw("narrow", mail("newsletter.html"), narrow).await;
    assert!(drawn.laid.size.0 <= 481.0, "{:?}", drawn.laid.size);
    let button = drawn.laid.links[0].boxes[0];
    assert!(button[0] + button[2] / 2.0 > 230.0 && button[0] + button[2] / 2.0 < 250.0);
}

#[tokio::test]
async fn the_quote_at_the_end_is_folded_and_nothing_else() {
    let folded = Setting {
        quote: false,
        ..setting()
    };
    let own = "<div>Yes, it did.</div>";
    for (quote, after, folds) in [
        (
            "<div class=gmail_quote>On Monday Kim wrote:<blockquote>Did it?</blockquote></div>",
            "",
            true,
        ),
        (
            "<div class=gmail_quote>Did it?</div>",
            "<div>It did.</div>",
            false,
        ),
        (
            "<blockquote type=cite>Did it?</blockquote>",
            "<br>&nbsp;",
            true,
        ),
        ("<blockquote>a poem</blockquote>", "", false),
        (
            "<div class=moz-cite-prefix>Kim wrote:<br></div><blockquote type=cite>Did it?</blockquote>",
            "",
            true,
        ),
        (
            "<div class=moz-cite-prefix>Kim wrote:</div><blockquote type=cite>Did it?</blockquote>",
            "<p>It did.</p>",
            false,
        ),
        (
            "<div id=divRplyFwdMsg><b>From:</b> Kim</div><div>Did it?</div>",
            "<p>Kim</p>",
            true,
        ),
        (
            "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3pt'><b>From:</b> Kim</div>",
            "<p>Did it?</p>",
            true,
        ),
    ] {
        let page = format!("{own}{quote}{after}");
        let drawn = draw("quote", html(&page), folded).await;
        assert_eq!(drawn.laid.has_quote, folds, "{page}");
        let whole = drawn.drawing.set(setting()).await.unwrap();
        assert_eq!(drawn.laid.size.1 < whole.size.1, folds, "{page}");
        let again = drawn.drawing.set(folded).await.unwrap();
        assert_eq!(again.size, drawn.laid.size, "{page}");
    }
    let alone = "<div class=gmail_quote>---- Forwarded ----<br>Did it?</div>";
    let drawn = draw("quote", html(alone), folded).await;
    assert!(
        !drawn.laid.has_quote,
        "where all is quoted nothing is folded"
    );
}

#[tokio::test]
async fn the_signature_at_the_end_is_folded_with_the_quote() {
    let folded = Setting {
        quote: false,
        ..setting()
    };
    const OWN: &str = "<div>Yes, it did.</div>";
    const QUOTE: &str = "<div class=gmail_quote>Did it?</div>";
    let own = draw("own", html(OWN), folded).await;
    for (rest, folds) in [
        (
            "<div class=gmail_signature>Kim<br>Acme</div>".to_owned(),
            (false, true),
        ),
        (
            "<pre class=moz-signature>-- \nKim\nAcme</pre>".to_owned(),
            (false, true),
        ),
        (
            "<div id=Signature><p>Kim</p><p>Acme</p></div>".to_owned(),
            (false, true),
        ),
        // Texts that stand free.
        ("-- <br>Kim<br>Acme".to_owned(), (false, true)),
        (format!("{QUOTE}-- <br>Kim<br>Acme"), (true, true)),
        (
            format!("<div class=gmail_signature>Kim</div>{QUOTE}"),
            (true, true),
        ),
    ] {
        let page = format!("{OWN}{rest}");
        let drawn = draw("signature", html(&page), folded).await;
        let laid = &drawn.laid;
        assert_eq!((laid.has_quote, laid.has_signature), folds, "{page}");
        // No more is seen than what its author wrote.
        assert_eq!(laid.size.1, own.laid.size.1, "{page}");
        let whole = drawn.drawing.set(setting()).await.unwrap();
        assert!(whole.size.1 > laid.size.1 + 20.0, "{page}");
        let again = drawn.drawing.set(folded).await.unwrap();
        assert_eq!(again.size, laid.size, "{page}");
    }
    let page = format!("{OWN}<div class=gmail_signature>Kim</div><div>P. S.: It did.</div>");
    let drawn = draw("signature", html(&page), folded).await;
    assert!(!drawn.laid.has_signature, "something stands behind it");
}

#[tokio::test]
async fn text_beside_html_is_shown_as_it_is() {
    let source = Source {
        parts: vec![
            Part::Html("<b>bold".to_owned()),
            Part::Text("1 < 2 &amp; <b>plain</b>\nsecond".to_owned()),
        ],
        ..Source::default()
    };
    let drawn = draw("text", Arc::new(source), setting()).await;
    drawn
        .drawing
        .mark((0.0, 2.0), (600.0, drawn.laid.size.1 - 4.0))
        .await
        .unwrap();
    let marked = drawn.drawing.marked().await.unwrap();
    assert_eq!(marked, "bold\n1 < 2 &amp; <b>plain</b>\nsecond");
    let before = drawn.band.rgba.clone();
    let band = drawn.drawing.paint(0, 2000).await.unwrap();
    assert_ne!(band.rgba, before, "it is seen what is marked");
    drawn.drawing.unmark().await.unwrap();
    assert_eq!(drawn.drawing.paint(0, 2000).await.unwrap().rgba, before);
}

#[tokio::test]
async fn a_screen_of_many_pixels_gets_more_of_them() {
    let double = Setting {
        scale: 2.0,
        ..setting()
    };
    let one = draw("scale-1", mail("reply.html"), setting()).await;
    let two = draw("scale-2", mail("reply.html"), double).await;
    assert_eq!(two.band.width, one.band.width * 2);
    assert!((two.laid.size.1 - one.laid.size.1).abs() <= 2.0);
    let narrow = two
        .drawing
        .set(Setting {
            width: 320.0,
            ..setting()
        })
        .await
        .unwrap();
    assert!(narrow.size.1 > two.laid.size.1);
}
