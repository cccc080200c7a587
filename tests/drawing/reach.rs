//! T58 and T59: pages that mean harm, made harmless and drawn: nothing is asked of anybody, nothing runs, and nothing lies over what
//! somebody else wrote.

use std::collections::BTreeSet;
use std::sync::Arc;

use postroom::render::drawn::Setting;
use postroom::render::sanitise::{Elsewhere, sanitise};
use postroom::render::{Part, Source};

use super::easel::{LIGHT, drawers, html, setting};
use super::harmless::is_harmless;
use super::pages::{ACTING, REACHING};

fn pages() -> impl Iterator<Item = &'static str> {
    REACHING.iter().chain(ACTING).copied()
}

#[test]
fn there_are_a_hundred_of_each_other_kind() {
    let unlike: BTreeSet<&str> = pages().collect();
    assert!(REACHING.len() >= 100 && ACTING.len() >= 40);
    assert_eq!(unlike.len(), pages().count());
}

#[test]
fn what_is_left_of_them_is_harmless_and_stays_so() {
    for page in pages() {
        let clean = sanitise(page, Elsewhere::Out);
        is_harmless(&clean);
        // What nobody fetches is asked about as a picture of the web, or not at all.
        for address in &clean.pictures {
            let address = address.to_lowercase();
            assert!(
                address.starts_with("http:") || address.starts_with("https:"),
                "{page}: {address}"
            );
        }
        let again = sanitise(&clean.html, Elsewhere::Out);
        assert_eq!(again.html, clean.html, "{page}");
    }
}

/// The one way out of what draws is told what would be fetched, and has nothing of it.
#[tokio::test]
async fn they_are_drawn_by_one_process_which_is_given_nothing() {
    let drawers = drawers();
    let mut process = None;
    for page in pages() {
        let (drawing, laid) = drawers.open(html(page), setting()).await.unwrap();
        drawing.paint(0, 100).await.unwrap();
        let now = drawers.process().await;
        assert!(
            now.is_some() && process.is_none_or(|before| Some(before) == now),
            "it fails on {page}"
        );
        process = now;
        assert!(laid.shown.is_empty(), "{page}: {:?}", laid.shown);
        for address in &laid.missing {
            let address = address.to_lowercase();
            assert!(
                address.starts_with("http:") || address.starts_with("https:"),
                "{page}: {address}"
            );
        }
        for link in &laid.links {
            let (scheme, _) = link.target.split_once(':').unwrap();
            assert!(matches!(scheme, "http" | "https"), "{page}: {link:?}");
        }
        let (width, height) = laid.size;
        assert!(
            width <= 1600.0 && height <= 200_000.0,
            "{page}: {:?}",
            laid.size
        );
    }
}

/// Whatever is asked about is fetched once a person says so: no frame may be among it, in any view.
#[tokio::test]
async fn nothing_but_pictures_is_asked_about() {
    let drawers = drawers();
    let page = "<p>a</p><iframe src='https://x.test/frame'></iframe>\
        <object data='https://x.test/object'></object><embed src='https://x.test/embed'>\
        <frame src='https://x.test/inner'>\
        <video src='https://x.test/video'></video><input type=image src='https://x.test/input'>\
        <link rel=stylesheet href='https://x.test/sheet'>\
        <style>@f\\6fnt-face{font-family:x;src:url(https://x.test/font)} p{font-family:x}</style>\
        <img src='https://x.test/1.png'><p style='background:url(https://x.test/2.png)'>b</p>";
    for simple in [false, true] {
        let setting = Setting {
            simple,
            ..setting()
        };
        let (drawing, _) = drawers.open(html(page), setting).await.unwrap();
        drawing.paint(0, 100).await.unwrap();
        let (_, laid) = drawers.open(html(page), setting).await.unwrap();
        let pictures = ["https://x.test/1.png", "https://x.test/2.png"];
        let others = laid
            .missing
            .iter()
            .filter(|a| !pictures.contains(&a.as_str()));
        assert_eq!(others.count(), 0, "{:?}", laid.missing);
        // The simple view shows no pictures.
        assert_eq!(laid.missing.contains(&pictures[0].to_owned()), !simple);
    }
}

/// A server that warns of a message puts a part of its own beside it.
#[tokio::test]
async fn none_of_them_lies_over_what_somebody_else_wrote() {
    let drawers = drawers();
    let warning = || Part::Text("\u{2588}".repeat(20));
    let dark = |rgba: &[u8]| {
        // Its colour, on the window's ground or on paper.
        let is_text = |pixel: &&[u8]| pixel[..3] == LIGHT.text || pixel[..3] == [32, 33, 36];
        rgba.chunks(4).filter(is_text).count()
    };
    let alone = Source {
        parts: vec![Part::Html("<p>x".into()), warning()],
        ..Source::default()
    };
    let (drawing, _) = drawers.open(Arc::new(alone), setting()).await.unwrap();
    let whole = dark(&drawing.paint(0, 1000).await.unwrap().rgba);
    assert!(whole > 1000, "{whole}");
    for page in OVERLAYS {
        for above in [true, false] {
            let page = Part::Html((*page).to_owned());
            let parts = if above {
                vec![warning(), page.clone()]
            } else {
                vec![page.clone(), warning()]
            };
            let source = Source {
                parts,
                ..Source::default()
            };
            let (drawing, laid) = drawers.open(Arc::new(source), setting()).await.unwrap();
            let rows = 4000.min(laid.size.1 as u32);
            let seen = dark(&drawing.paint(0, rows).await.unwrap().rgba);
            assert!(
                seen * 10 >= whole * 9,
                "{seen} of {whole} above: {above}: {page:?}"
            );
        }
    }
}

/// What would hide or cover what stands beside it.
const OVERLAYS: &[&str] = &[
    "<div style='position:fixed;top:0;left:0;width:600px;height:900px;background:red'>x</div>",
    "<div style='position:absolute;top:0;left:0;width:600px;height:900px;background:red;z-index:99'>x</div>",
    "<div style='position:absolute;bottom:-300px;width:600px;height:900px;background:red;z-index:99'>x</div>",
    "<div style='position:relative;top:-100px;height:900px;background:red'>x</div>",
    "<div style='margin-top:-300px;height:900px;background:red'>x</div>",
    "<div style='margin-bottom:-300px;height:20px'>x</div>",
    "<div style='transform:scale(20);background:red;height:20px'>x</div>",
    "<div style='box-shadow:0 0 0 900px red;height:9px'>x</div>",
    "<div style='outline:900px solid red;height:9px'>x</div>",
    "<div style='float:left;width:100%;height:900px;margin-bottom:-900px;background:red'>x</div>",
    "<style>pre{display:none !important}</style><p>x",
    "<style>.postroom-text{visibility:hidden !important;opacity:0 !important}</style><p>x",
    "<style>pre{color:white !important;background:white !important}</style><p>x",
    "<style>pre{-webkit-text-fill-color:white !important;filter:opacity(0) !important}</style><p>x",
    "<style>pre{height:0 !important;max-height:0 !important;overflow:hidden !important}</style><p>x",
    "<style>pre{width:0 !important;max-width:0 !important;overflow:hidden !important}</style><p>x",
    "<style>pre{text-indent:-9999px !important;margin-left:-9999px !important}</style><p>x",
    "<style>pre{transform:scale(0) !important;clip-path:inset(100%) !important}</style><p>x",
    "<style>pre{font:0/0 a !important;line-height:0 !important;letter-spacing:-99px !important}</style><p>x",
    "<style>pre{position:absolute !important;left:-9999px !important;clip:rect(0,0,0,0) !important}</style><p>x",
    "<style>pre{all:unset !important;display:none !important}</style><p>x",
    "<style>body,html{display:none !important}</style><p>x",
    "<style>body{height:0;overflow:hidden}body>div{display:none}</style><p>x",
    "<style>*{color:white !important;visibility:hidden !important}</style><p>x",
    "<style>:not(p){display:none !important}</style><p>x",
    "<style>body>*+*{margin-top:-99px !important}</style><p>x",
    "<style>body{position:absolute;left:-9999px;opacity:0}</style><p>x",
    "<style>body::after{content:'';position:fixed;top:0;left:0;width:99vw;height:99vh;background:red}</style><p>x",
    "<style>pre::first-line{color:white !important}pre::before{content:'x';display:block;height:99px;margin-bottom:-99px;background:red}</style><p>x",
];
