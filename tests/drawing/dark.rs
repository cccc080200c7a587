//! Mails that bring their own colours, in a dark window.

use std::sync::Arc;

use postroom::render::drawn::Setting;
use postroom::render::{Picture, Source};

use super::easel::{DARK, Drawn, draw, html, mail, picture, setting};

/// The dark window, to which colours are adapted.
fn dark() -> Setting {
    Setting {
        colours: DARK,
        adapt: true,
        ..setting()
    }
}

/// The same in which they stay.
fn as_sent() -> Setting {
    Setting {
        adapt: false,
        ..dark()
    }
}

/// Black letters, four pixels of ten, and nothing between them.
fn logo(address: &str, width: u32, height: u32, colour: [u8; 3]) -> Picture {
    let [r, g, b] = colour;
    let image = image::RgbaImage::from_fn(width, height, |x, y| {
        let is_letter = x % 10 < 4 && (height / 4..height * 3 / 4).contains(&y);
        image::Rgba([r, g, b, if is_letter { 255 } else { 0 }])
    });
    let mut file = std::io::Cursor::new(Vec::new());
    image.write_to(&mut file, image::ImageFormat::Png).unwrap();
    Picture {
        address: address.to_owned(),
        octets: file.into_inner().into(),
    }
}

fn shop() -> Arc<Source> {
    let mut source = (*mail("shop.html")).clone();
    source.pictures.push(logo("cid:logo@shop", 160, 40, [0; 3]));
    source
        .pictures
        .push(picture("cid:photo@shop", 580, 120, [240, 236, 220]));
    Arc::new(source)
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: [u8; 3]) -> f64 {
    let [r, g, b] = colour.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The share of pixels that dazzle.
fn dazzling(drawn: &Drawn) -> f64 {
    let pixels = drawn.band.rgba.chunks(4);
    let all = pixels.len();
    let light = pixels.filter(|pixel| luminance([pixel[0], pixel[1], pixel[2]]) > 0.6);
    light.count() as f64 / all as f64
}

#[tokio::test]
async fn a_newsletter_lies_on_dark_paper_and_keeps_its_brand() {
    let drawn = draw("newsletter-adapted", mail("newsletter.html"), dark()).await;
    assert!(drawn.laid.has_own_colours && drawn.laid.adapts);
    assert_eq!(drawn.at(320, 10), [0x14, 0x53, 0x2d], "the band at the top");
    assert_eq!(drawn.at(40, 320), DARK.background, "what was white");
    assert!(luminance(drawn.at(5, 300)) < 0.05, "and the grey around it");
    assert_ne!(drawn.at(5, 300), DARK.background, "is told from it");
    assert!(dazzling(&drawn) < 0.05, "{}", dazzling(&drawn));
    let sent = draw("newsletter-sent", mail("newsletter.html"), as_sent()).await;
    assert!(dazzling(&sent) > 0.7);
    assert!(sent.laid.adapts, "it can be");
    assert_eq!(sent.laid.size, drawn.laid.size);
}

#[tokio::test]
async fn brands_notices_and_pictures_are_told_apart_in_the_dark() {
    let drawn = draw("shop-adapted", shop(), dark()).await;
    assert!(drawn.count([0xff, 0xcc, 0x00]) > 3_000, "the yellow button");
    assert!(drawn.count([0x1a, 0x1a, 0x2e]) > 10_000, "the foot");
    assert_eq!(
        drawn.count([240, 236, 220]),
        580 * 120,
        "the pixels of a picture are as they were, light or not"
    );
    assert!(
        dazzling(&drawn) < 0.18,
        "that picture, a button and letters: {}",
        dazzling(&drawn)
    );
    let light = draw("shop-light", shop(), setting()).await;
    assert_eq!(light.count([240, 236, 220]), 580 * 120);
    assert!(!light.laid.adapts);
}

#[tokio::test]
async fn black_letters_that_stood_free_on_white_keep_it() {
    let page = "<body bgcolor=#ffffff text=#333333><p style='color:#c00'>x</p><img src='cid:logo@shop' width=160 height=40></body>";
    for (colour, keeps) in [([0; 3], true), ([220, 40, 60], false)] {
        let mut source = (*html(page)).clone();
        source.pictures.push(logo("cid:logo@shop", 160, 40, colour));
        let drawn = draw("logo-adapted", Arc::new(source), dark()).await;
        assert!(drawn.count(colour) > 1_000);
        let white = drawn.count([255; 3]);
        assert_eq!(white > 4_000, keeps, "{colour:?}: {white}");
    }
}

#[tokio::test]
async fn a_mail_that_was_designed_dark_stays_as_it_is() {
    let before = draw("night-sent", mail("night.html"), as_sent()).await;
    let after = draw("night-adapted", mail("night.html"), dark()).await;
    assert!(!after.laid.adapts, "there is nothing to choose");
    let width = before.band.width;
    for y in 0..before.band.height {
        // Beside the body a pixel of paper is seen.
        for x in 2..width - 2 {
            assert_eq!(before.at(x, y), after.at(x, y), "{x}, {y}");
        }
    }
    assert_eq!(after.at(0, 40), DARK.background);
}

#[tokio::test]
async fn small_fields_are_what_their_ground_makes_them() {
    let page = "<body style='background:#ffffff'><div style='background:#14532d;padding:20px;height:60px'>        <a style='display:inline-block;width:200px;height:40px;background:#ffffff;color:#14532d'>x</a></div>        <div style='padding:20px'><div style='width:200px;height:40px;background:#000000;color:#ffffff'>x</div></div>        <div style='margin:0 20px;height:60px;background:rgba(0,0,0,0.1)'></div></body>";
    let drawn = draw("small-adapted", html(page), dark()).await;
    assert_eq!(drawn.at(150, 40), [255; 3], "white on a band of colour");
    let black = drawn.at(150, 140);
    assert!(
        luminance(black) > luminance(DARK.background) + 0.01 && luminance(black) < 0.1,
        "black on paper is seen as a button: {black:?}"
    );
    let veil = drawn.at(150, 210);
    assert!(
        luminance(veil) > luminance(DARK.background) + 0.01 && luminance(veil) < 0.1,
        "grey on white is told from it: {veil:?}"
    );
}

#[tokio::test]
async fn light_cards_of_a_dark_mail_are_dark_too() {
    let page = "<body bgcolor=#333333><table width=100% bgcolor=#333333><tr><td align=center>\
        <table width=500 height=300 bgcolor=#ffffff><tr><td style='color:#222222'>words</td></tr></table></td></tr></table></body>";
    let drawn = draw("card-adapted", html(page), dark()).await;
    assert!(drawn.laid.adapts);
    assert_eq!(drawn.at(320, 40), DARK.background);
    assert_eq!(drawn.at(20, 40), [0x33; 3]);
}

#[tokio::test]
async fn a_frame_around_words_is_no_field_below_them() {
    for frame in [
        "border:1px outset gray",
        "border:3px groove gray",
        "border-left:4px solid #14532d;border-bottom:1px solid #dddddd",
        "border:1px solid #222222;border-bottom-width:3px;border-radius:0 0 9px 9px",
    ] {
        let page = format!(
            "<body><p style='color:#222222'>x</p><div style='{frame};margin:90px;width:300px;font-size:40px'>words</div></body>"
        );
        let drawn = draw("frame-adapted", html(&page), dark()).await;
        let letters = dazzling(&drawn);
        assert!(letters > 0.001, "{frame}: {letters}");
    }
}

#[tokio::test]
async fn the_light_window_and_mails_without_colours_are_as_they_were() {
    for name in ["newsletter", "shop", "night", "reply", "outlook"] {
        let mail = mail(&format!("{name}.html"));
        let asked = Setting {
            adapt: true,
            ..setting()
        };
        let one = draw("unchanged", mail.clone(), setting()).await;
        let other = draw("unchanged", mail, asked).await;
        assert!(one.band == other.band, "{name}");
        assert!(!other.laid.adapts, "{name}");
    }
    for name in ["reply", "outlook", "arabic"] {
        let mail = mail(&format!("{name}.html"));
        let one = draw("unchanged-dark", mail.clone(), as_sent()).await;
        let other = draw("unchanged-dark", mail, dark()).await;
        assert!(one.band == other.band, "{name}");
        assert!(!other.laid.adapts, "{name}");
    }
}

#[tokio::test]
async fn bands_fit_together_wherever_they_begin() {
    let whole = draw("shop-whole", shop(), dark()).await;
    let mut rgba = Vec::new();
    let mut row = 0;
    while row < whole.band.height {
        let rows = 37.min(whole.band.height - row);
        let band = whole.drawing.paint(row, rows).await.unwrap();
        row += band.height;
        rgba.extend(band.rgba);
    }
    let apart = |a: &u8, b: &u8| a.abs_diff(*b) > 24;
    let differ = rgba
        .iter()
        .zip(&whole.band.rgba)
        .filter(|(a, b)| apart(a, b));
    let differ = differ.count();
    assert!(
        differ * 1000 < rgba.len(),
        "letters that are cut are smoothed otherwise, and no field is another: {differ}"
    );
}

#[tokio::test]
async fn it_goes_back_and_forth() {
    let drawn = draw("forth", mail("newsletter.html"), dark()).await;
    let laid = drawn.drawing.set(as_sent()).await.unwrap();
    assert_eq!(laid, drawn.laid);
    let sent = drawn.drawing.paint(0, 2000).await.unwrap();
    assert!(sent != drawn.band);
    drawn.drawing.set(dark()).await.unwrap();
    assert!(drawn.drawing.paint(0, 2000).await.unwrap() == drawn.band);
}

#[tokio::test]
async fn what_is_marked_in_the_dark_can_be_read() {
    for (name, adapt) in [("reply", false), ("newsletter", true)] {
        let asked = Setting { adapt, ..dark() };
        let drawn = draw("marked", mail(&format!("{name}.html")), asked).await;
        let (_, height) = drawn.laid.size;
        let before = dazzling(&drawn);
        drawn
            .drawing
            .mark((0.0, 2.0), (630.0, height - 2.0))
            .await
            .unwrap();
        let band = drawn.drawing.paint(0, 2000).await.unwrap();
        assert!(band != drawn.band, "{name}: it is seen what is marked");
        let marked = Drawn { band, ..drawn };
        let after = dazzling(&marked);
        assert!(after < before + 0.02, "{name}: {before} {after}");
    }
}

/// White words that were written for a picture are read where it is not, and what was hidden on a ground stays so.
#[tokio::test]
async fn words_for_a_picture_that_is_not_here_are_read_on_dark_paper() {
    let picture = "background:url(https://t.example/bg.png)";
    let on_white = |style: &str, words: &str| {
        format!(
            "<div style='background:#fff;padding:40px'><div style='{style}'><b>{words}</b></div></div>"
        )
    };
    for (page, is_read) in [
        ("<table width=100% background='https://t.example/bg.png'><tr><td style='color:#fff'><b>MMMMM</table>".to_owned(), true),
        (format!("<div style='{picture};color:#fff'><b>MMMMM</b></div>"), true),
        ("<p style='color:#fefefe'><b>MMMMM".to_owned(), true),
        (on_white(&format!("{picture};color:#fff"), "MMMMM"), true),
        (on_white("color:#fff", "MMMMM"), false),
        (on_white(&format!("{picture};background-color:#fff;color:#fff"), "MMMMM"), false),
        ("<p style='color:#fff;background:#fff'><b>MMMMM".to_owned(), false),
    ] {
        let page = format!("{page}<p style='background:#fee'>&nbsp;");
        let drawn = draw("absent-adapted", html(&page), dark()).await;
        let pixels = drawn.band.rgba.chunks(4);
        let white = pixels.filter(|p| luminance([p[0], p[1], p[2]]) > 0.4);
        let white = white.count();
        assert_eq!(white > 50, is_read, "{white}: {page}");
    }
}
