//! A message as a page of its own, to be printed by a browser: it names nothing elsewhere, runs nothing, and says
//! so itself (Content Security Policy).
//!
//! What [`super::sanitise`] leaves is made plainer still: no style sheets of the author, who could hide or paint
//! over the lines above the text; no links, which nobody follows on paper; pictures that came with the message as
//! `data:` (RFC 2397), and none else.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::sanitise::{Elsewhere, builder, sanitise};
use super::{MAX_HTML, Part, Picture, Source, html, readable, worker};
use crate::domain::HeldText;
use crate::rfc822::{self, ParseError};

/// Most octets of pictures on a page, all together; what is more is left out.
const MAX_PICTURES: usize = 20 * 1024 * 1024;

/// How the page looks; what is wide is made narrower, since nobody moves paper sideways.
const STYLE: &str = "body{font:11pt/1.45 sans-serif;color:#111;background:#fff;margin:24px;max-width:190mm}\
    h1{font-size:15pt;margin:0 0 8px}\
    table.postroom-head{border-collapse:collapse;margin:0 0 14px;width:100%;border-bottom:1px solid #999}\
    table.postroom-head th{text-align:left;vertical-align:top;font-weight:normal;color:#555;white-space:nowrap;padding:1px 10px 1px 0}\
    table.postroom-head td{width:100%;overflow-wrap:anywhere;padding:1px 0}\
    table.postroom-head tr:last-child>*{padding-bottom:8px}\
    main{position:relative;contain:layout paint;overflow-wrap:anywhere}\
    pre{font:inherit;white-space:pre-wrap;margin:0}\
    img{max-width:100%;height:auto}main table{max-width:100%}";

/// Makes the page. `lines` stand above the text, each with its name. Blocks, for seconds where a message is
/// hostile: call it off the tokio threads.
///
/// # Errors
/// As [`rfc822::parse_held`].
pub fn printed(
    held: &HeldText,
    language: &str,
    title: &str,
    lines: &[(String, String)],
) -> Result<String, ParseError> {
    let mut head = String::new();
    for (name, value) in lines {
        let (name, value) = (escaped(name), escaped(value));
        let _ = write!(head, "<tr><th>{name}</th><td>{value}</td></tr>");
    }
    let text = match Source::of(held)?.and_then(of_html) {
        Some(text) => text,
        None => of_text(&readable(&rfc822::parse_held(held)?).text),
    };
    let (language, title) = (escaped(language), escaped(title));
    Ok(format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\
         <title>{title}</title><style>{STYLE}</style></head>\n\
         <body><h1>{title}</h1><table class=\"postroom-head\">{head}</table>\n<main>{text}</main></body></html>\n"
    ))
}

/// `None` where it is too deep or takes too long: then its words are printed.
fn of_html(source: Source) -> Option<String> {
    let pictures = Arc::new(addresses(&source.pictures));
    let mut room = MAX_HTML;
    let mut whole = String::new();
    for part in source.parts {
        let (Part::Html(text) | Part::Text(text)) = &part;
        let kept = text.get(..text.floor_char_boundary(room)).unwrap_or(text);
        room -= kept.len();
        match part {
            Part::Html(_) if html::is_plainly_too_deep(kept) => return None,
            Part::Html(_) => {
                let pictures = Arc::clone(&pictures);
                let clean = move |html: &str, _| Ok(plain(html, pictures));
                let clean = worker::run(kept.to_owned(), clean).ok()?;
                let _ = write!(whole, "<div>{clean}</div>");
            }
            Part::Text(_) => whole.push_str(&of_text(&html::clean(kept))),
        }
    }
    Some(whole)
}

fn of_text(text: &str) -> String {
    format!("<pre>{}</pre>", escaped(text))
}

/// The pictures that came with the message, by the addresses under which HTML names them.
fn addresses(pictures: &[Picture]) -> HashMap<String, String> {
    let mut room = MAX_PICTURES;
    let mut addresses = HashMap::new();
    for picture in pictures {
        let kind = rfc822::file_kind("", &picture.octets).media_type;
        let kind = kind.filter(|kind| {
            matches!(
                *kind,
                "image/png" | "image/jpeg" | "image/gif" | "image/webp"
            )
        });
        let (Some(kind), true) = (kind, picture.octets.len() <= room) else {
            continue;
        };
        room -= picture.octets.len();
        let data = STANDARD.encode(&picture.octets);
        let _ = addresses.insert(
            name_of(&picture.address),
            format!("data:{kind};base64,{data}"),
        );
    }
    addresses
}

/// An address as it is compared: the scheme in any case, and what stands in it decoded (RFC 2392).
fn name_of(address: &str) -> String {
    let name = address.split_once(':').map_or(address, |(_, name)| name);
    percent_encoding::percent_decode_str(name)
        .decode_utf8_lossy()
        .into_owned()
}

/// HTML that only looks like something, and leads nowhere.
fn plain(html: &str, pictures: Arc<HashMap<String, String>>) -> String {
    let clean = sanitise(html, Elsewhere::Out).html;
    let mut builder = builder();
    let _ = builder
        .rm_tags(["style"])
        .add_clean_content_tags(["style"])
        .rm_generic_attributes(["background", "class", "id"])
        .rm_tag_attributes("a", ["href"])
        .attribute_filter(move |_, attribute, value| match attribute {
            "src" if is_data(value) => Some(Cow::Borrowed(value)),
            "src" => pictures.get(&name_of(value)).cloned().map(Cow::Owned),
            "style" => Some(Cow::Owned(without_addresses(value))),
            _ => Some(Cow::Borrowed(value)),
        });
    builder.clean(&clean).to_string()
}

fn is_data(address: &str) -> bool {
    let scheme = address.trim_start().get(..5);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// Without what names something elsewhere. A name that is written in numbers is one that somebody hides.
fn without_addresses(style: &str) -> String {
    let names = |declaration: &&str| {
        let lower = declaration.to_ascii_lowercase();
        let suspect = ["url", "image", "src(", "\\", "@", "//", "/*"];
        !suspect.iter().any(|word| lower.contains(word))
    };
    let kept: Vec<&str> = style.split(';').filter(names).collect();
    kept.join(";")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(body: &str) -> HeldText {
        let raw = format!(
            "Content-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}\r\n\
             --r\r\nContent-Type: image/png\r\nContent-ID: <logo@a>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--r--\r\n"
        );
        HeldText::Whole(raw.into_bytes())
    }

    fn page(body: &str) -> String {
        let lines = [("From".to_owned(), "\"<script>\" <a@b.test>".to_owned())];
        printed(&html(body), "en", "a < b", &lines).unwrap()
    }

    /// The inside of the page, behind what is ours.
    fn main_of(page: &str) -> &str {
        page.split_once("<main>").unwrap().1
    }

    #[test]
    fn what_was_written_stands_there_and_pictures_that_came_along() {
        let page = page(
            "<p style='color:#0a7d33;background:url(http://x.test/a)'>Hello <b>you</b></p><img src='CID:logo%40a' alt=logo><a href='https://shop.test/'>shop</a>",
        );
        assert!(page.contains("<title>a &lt; b</title>"));
        assert!(page.contains("<td>&quot;&lt;script&gt;&quot; &lt;a@b.test&gt;</td>"));
        let main = main_of(&page);
        assert!(
            main.contains("<p style=\"color:#0a7d33\">Hello <b>you</b></p>"),
            "{main}"
        );
        assert!(main.contains("<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"logo\">"));
        assert!(main.contains("<a>shop</a>"));
        assert!(
            page.contains(
                "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""
            )
        );
    }

    #[test]
    fn nothing_elsewhere_is_named_and_nothing_runs() {
        for body in [
            "<img src='http://x.test/a.png'>",
            "<img src='//x.test/a.png'>",
            "<img src='file:///etc/passwd'>",
            "<img src='cid:other'>",
            "<img src='data:image/svg+xml,<svg onload=x()>'>",
            "<img srcset='http://x.test/a 2x'>",
            "<div style='background-image:url(http://x.test/a)'>x</div>",
            "<div style='background:u\\72l(http://x.test/a)'>x</div>",
            "<div style='background:/**/url(file:///etc/passwd)'>x</div>",
            "<div style='list-style:image-set(\"http://x.test/a\" 1x)'>x</div>",
            "<style>@import 'http://x.test/a'; h1{display:none} p{background:url(http://x.test)}</style>x",
            "<table background='http://x.test/a'><tr><td>x</td></tr></table>",
            "<a href='http://x.test/'>x</a><link rel=stylesheet href='http://x.test/'>",
            "<script src='http://x.test/a.js'></script><p onclick='x()'>x</p>",
            "<iframe src='http://x.test/'></iframe><object data='file:///a'></object>",
            "<base href='http://x.test/'><meta http-equiv=refresh content='0;url=http://x.test/'>",
            "<form action='http://x.test/'><input name=a></form>",
            "<svg><image href='http://x.test/a'/></svg>",
            "</main></body><script>x()</script>",
        ] {
            let page = page(body);
            let main = main_of(&page).to_lowercase();
            for word in [
                "http", "file:", "//", "script", "onclick", "onload", "url(", "x.test", "<meta",
                "<style",
            ] {
                assert!(!main.contains(word), "{word} of {body}: {main}");
            }
            assert!(
                main.ends_with("</main></body></html>\n") && main.matches("</main>").count() == 1
            );
        }
    }

    #[test]
    fn plain_text_and_html_that_nobody_can_lay_out_are_printed_as_words() {
        let raw = b"Content-Type: text/plain\r\n\r\n1 < 2 & <b>\r\n".to_vec();
        let page = printed(&HeldText::Whole(raw), "de", "x", &[]).unwrap();
        assert!(
            page.contains("<pre>1 &lt; 2 &amp; &lt;b&gt;</pre>"),
            "{page}"
        );
        let deep = format!("{}deep", "<div>".repeat(20_000));
        let page = self::page(&deep);
        assert!(main_of(&page).starts_with("<pre>"));
    }

    #[test]
    fn pictures_are_bounded_and_are_pictures() {
        let picture = |octets: Vec<u8>| Picture {
            address: format!("cid:{}", octets.len()),
            octets: octets.into(),
        };
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        png.resize(MAX_PICTURES, 0);
        let all = [
            picture(b"<svg/>".to_vec()),
            picture(png),
            picture(b"\x89PNG\r\n\x1a\n".to_vec()),
        ];
        let kept = addresses(&all);
        assert_eq!(kept.len(), 1);
        assert!(kept.contains_key(&MAX_PICTURES.to_string()));
    }

    proptest! {
        #[test]
        fn no_style_names_anything(style in "[a-z:;()/\\\\@'\" ]{0,60}", address in "(http|file|//|cid:|data:)[a-z:/]{0,10}") {
            let page = page(&format!("<div style=\"{style}\"><img src='{address}'>x</div>"));
            let main = main_of(&page);
            prop_assert!(!main.contains("url(") && !main.contains("src=\"http") && !main.contains("src=\"file"));
        }
    }
}
