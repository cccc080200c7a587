//! HTML of a stranger to HTML that only looks like something: no script, no form, no frame, no picture from
//! elsewhere that nobody asked for.
//!
//! `ammonia` parses and decides by lists of what is allowed. What HTML 4 says with attributes, which newsletters
//! still do, is told apart as [`Sanitised::hints`]: rules that stand below the author's own (HTML Living Standard
//! 15.2, "presentational hints"), for a renderer that knows CSS only.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use ammonia::{Builder, UrlRelative};

use super::colours::{self, Palette};
use super::hints;

/// Most addresses of pictures that are told.
const MAX_PICTURES: usize = 500;
/// Longest of them, in octets.
pub(super) const MAX_ADDRESS: usize = 4096;

/// How often a style sheet is looked through; honest ones need it once.
const MOST_ROUNDS: usize = 10;

/// What comes of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sanitised {
    /// HTML for the inside of a body. Nothing in it is left open.
    pub html: String,
    /// CSS below the author's: what the attributes of old say.
    pub hints: String,
    /// Addresses of pictures that lie elsewhere, in their order, each once. Where they are not wanted, they
    /// stand in `html` no more.
    pub pictures: Vec<String>,
    /// Which colours the author chose.
    pub palette: Palette,
}

/// Are pictures that lie elsewhere kept?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    /// Their addresses are taken out.
    Out,
    /// They stay, for somebody who has fetched them.
    Kept,
}

/// Makes HTML harmless. It takes time in proportion to its size and depth.
#[must_use]
pub fn sanitise(html: &str, elsewhere: Elsewhere) -> Sanitised {
    // In the body of another document no second body can stand, and with it would go what it says of
    // background and font. As a plain box it stays.
    let html = with_body_as_box(html);
    let palette = colours::palette(&html);
    let noted: Arc<Mutex<Noted>> = Arc::default();
    let notes = Arc::clone(&noted);
    let clean = builder()
        .attribute_filter(move |element, attribute, value| {
            let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = notes.keep(element, attribute, value, elsewhere, palette);
            kept.map(Cow::Owned)
        })
        .clean(&html)
        .to_string();
    let noted = std::mem::take(&mut *noted.lock().unwrap_or_else(PoisonError::into_inner));
    let html = with_sheets(&clean, |sheet| {
        let sheet = without_fetches(sheet);
        match palette {
            Palette::Own => sheet,
            // The background is ours, and so is the colour of what stands on it.
            Palette::Plain | Palette::None => colours::without_plain_rules(&sheet),
        }
    });
    Sanitised {
        html,
        hints: hints::css(&noted.hints),
        pictures: noted.pictures,
        palette,
    }
}

/// Clean HTML with each of its style sheets changed.
fn with_sheets(html: &str, change: impl Fn(&str) -> String) -> String {
    const OPEN: &str = "<style";
    const CLOSE: &str = "</style>";
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, from)) = rest.find(OPEN).and_then(|at| rest.split_at_checked(at)) {
        let begin = from.find('>').map_or(from.len(), |at| at + 1);
        let end = from.find(CLOSE).unwrap_or(from.len()).max(begin);
        out.push_str(before);
        out.push_str(from.get(..begin).unwrap_or_default());
        out.push_str(&change(from.get(begin..end).unwrap_or_default()));
        rest = from.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// A style sheet that asks for no other one and for no fonts: those are never fetched.
fn without_fetches(sheet: &str) -> String {
    // What is taken out may bring together what stood around it.
    let mut sheet = once_without_fetches(sheet);
    for _ in 0..MOST_ROUNDS {
        let next = once_without_fetches(&sheet);
        if next == sheet {
            return sheet;
        }
        sheet = next;
    }
    String::new()
}

fn once_without_fetches(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, from)) = rest.find('@').and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let names = |word: &str| {
            let name = from.get(1..=word.len());
            name.is_some_and(|name| name.eq_ignore_ascii_case(word))
        };
        let end = if names("import") {
            ';'
        } else if is_escaped(from) {
            // A name that is written in numbers is one that somebody hides.
            rest = from.get(1..).unwrap_or_default();
            continue;
        } else if names("font-face") {
            '}'
        } else {
            out.push('@');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        rest = from.split_once(end).map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// Is the name of a rule (`@f\6fnt-face`) written in numbers, if only in part?
fn is_escaped(rule: &str) -> bool {
    let name = rule.get(1..).unwrap_or_default();
    let end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
    end.and_then(|end| name.get(end..))
        .is_some_and(|rest| rest.starts_with('\\'))
}

/// `<body …>` as `<div …>`, wherever it stands: what is a comment stays one. So is `<html …>` where it says something of
/// directions: with the element that would go too.
pub(super) fn with_body_as_box(html: &str) -> Cow<'_, str> {
    const BODY: &str = "<body";
    const HTML: &str = "<html";
    let is_tag = |at: usize, tag: &str| {
        let rest = html.get(at..).unwrap_or_default();
        let name = rest.get(..tag.len()).unwrap_or_default();
        let after = rest.as_bytes().get(tag.len());
        name.eq_ignore_ascii_case(tag)
            && after.is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
    };
    let has_direction = |at: usize| {
        let tag = html.get(at..).and_then(|rest| rest.split('>').next());
        tag.is_some_and(|tag| tag.to_ascii_lowercase().contains("dir"))
    };
    let box_of = |(at, _)| {
        if is_tag(at, BODY) {
            Some((at, at + BODY.len()))
        } else {
            (is_tag(at, HTML) && has_direction(at)).then_some((at, at + HTML.len()))
        }
    };
    let mut found = html.match_indices('<').filter_map(box_of);
    let Some(first) = found.next() else {
        return Cow::Borrowed(html);
    };
    let mut out = String::with_capacity(html.len());
    let mut before = 0;
    for (at, end) in std::iter::once(first).chain(found) {
        out.push_str(html.get(before..at).unwrap_or_default());
        out.push_str("<div");
        before = end;
    }
    out.push_str(html.get(before..).unwrap_or_default());
    Cow::Owned(out)
}

/// What is seen on the way.
#[derive(Default)]
struct Noted {
    pictures: Vec<String>,
    known: HashSet<String>,
    hints: BTreeSet<hints::Hint>,
}

impl Noted {
    /// What stays of an attribute.
    fn keep(
        &mut self,
        element: &str,
        attribute: &str,
        value: &str,
        elsewhere: Elsewhere,
        palette: Palette,
    ) -> Option<String> {
        match (element, attribute) {
            ("a", "href") => is_followable(value).then(|| value.to_owned()),
            (_, "href") => None,
            // It is asked before elements are thrown away: what lies behind a frame is no picture, and nobody fetches it.
            ("img", "src") | (_, "background") if TAGS.contains(&element) => {
                let kept = self.picture(value, elsewhere)?;
                if attribute == "background" {
                    let _ = self.hints.insert(hints::Hint::background(&kept)?);
                }
                Some(kept)
            }
            (_, "src" | "background") => None,
            (_, "style") if palette == Palette::Own => Some(value.to_owned()),
            (_, "style") => Some(colours::without_plain(value)),
            (_, "color" | "bgcolor" | "bordercolor" | "text") if palette != Palette::Own => None,
            _ => {
                // blitz reads `bgcolor` itself, and three digits as half of what they say.
                let long = (attribute == "bgcolor")
                    .then(|| hints::of_six_digits(value))
                    .flatten();
                let value = long.as_deref().unwrap_or(value);
                if self.hints.len() < hints::MOST {
                    self.hints
                        .extend(hints::Hint::of(element, attribute, value));
                }
                // As the hint has it.
                Some(value.trim().to_owned())
            }
        }
    }

    /// The address of a picture that may stay.
    fn picture(&mut self, address: &str, elsewhere: Elsewhere) -> Option<String> {
        let address = address.trim();
        let scheme = address.split(':').next().unwrap_or_default();
        match scheme.to_ascii_lowercase().as_str() {
            "cid" => Some(address.to_owned()),
            "data" => is_picture_data(address).then(|| address.to_owned()),
            "http" | "https" if address.len() <= MAX_ADDRESS => {
                if self.pictures.len() < MAX_PICTURES && self.known.insert(address.to_owned()) {
                    self.pictures.push(address.to_owned());
                }
                (elsewhere == Elsewhere::Kept).then(|| address.to_owned())
            }
            _ => None,
        }
    }
}

/// May a link lead there: the web, a new mail, a call?
pub(super) fn is_followable(target: &str) -> bool {
    let scheme = target.trim_start().split(':').next().unwrap_or_default();
    ["http", "https", "mailto", "tel"]
        .iter()
        .any(|followable| followable.eq_ignore_ascii_case(scheme))
}

/// Is it one of the formats that are drawn? SVG is none: it is a program that names files.
pub(super) fn is_picture_data(address: &str) -> bool {
    let rest = address.get("data:".len()..).unwrap_or_default();
    let rest = rest.trim_start().to_ascii_lowercase();
    [
        "image/png",
        "image/jpeg",
        "image/jpg",
        "image/gif",
        "image/webp",
    ]
    .iter()
    .any(|kind| {
        rest.strip_prefix(kind)
            .is_some_and(|rest| rest.starts_with([';', ',']))
    })
}

/// What is drawn.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

pub(super) fn builder() -> Builder<'static> {
    // What holds no words for people goes with what stands in it.
    const WHOLE: &[&str] = &[
        "script", "title", "template", "noscript", "iframe", "object", "embed", "svg", "math",
        "select", "textarea", "audio", "video", "canvas", "button", "map",
    ];
    const ANYWHERE: &[&str] = &[
        "align",
        "background",
        "bgcolor",
        "border",
        "bordercolor",
        "cellpadding",
        "cellspacing",
        "class",
        "color",
        "dir",
        "face",
        "height",
        "id",
        "lang",
        "nowrap",
        "size",
        "style",
        "text",
        "title",
        "valign",
        "width",
    ];
    const OF: &[(&str, &[&str])] = &[
        ("a", &["href"]),
        ("img", &["src", "alt"]),
        ("td", &["colspan", "rowspan"]),
        ("th", &["colspan", "rowspan"]),
        ("col", &["span"]),
        ("colgroup", &["span"]),
        ("ol", &["start", "type", "reversed"]),
        ("ul", &["type"]),
        ("li", &["value", "type"]),
        ("details", &["open"]),
        ("blockquote", &["type"]),
    ];
    const SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "cid", "data"];
    let set = |words: &[&'static str]| words.iter().copied().collect::<HashSet<_>>();
    let mut builder = Builder::empty();
    let _ = builder
        .tags(set(TAGS))
        .clean_content_tags(set(WHOLE))
        .generic_attributes(set(ANYWHERE))
        .tag_attributes(
            OF.iter()
                .map(|(tag, names)| (*tag, set(names)))
                .collect::<HashMap<_, _>>(),
        )
        .url_schemes(set(SCHEMES))
        // A mail lies nowhere that something could be relative to.
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .strip_comments(true);
    builder
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn out(html: &str) -> Sanitised {
        sanitise(html, Elsewhere::Out)
    }

    #[test]
    fn what_acts_is_taken_out() {
        for (html, expected) in [
            ("<p onclick='x()'>a</p>", "<p>a</p>"),
            ("a<script>alert(1)</script>b", "ab"),
            ("a<iframe src='http://x.test'>x</iframe>b", "ab"),
            ("a<object data=x>x</object><embed src=x>b", "ab"),
            (
                "<form action=/x><input name=a>b<button>c</button></form>",
                "b",
            ),
            (
                "<meta http-equiv=refresh content='0;url=http://x.test'>b",
                "b",
            ),
            ("<base href='http://x.test/'><a href='/y'>b</a>", "<a>b</a>"),
            ("<link rel=stylesheet href='http://x.test/'>b", "b"),
            ("<a href='javascript:x()'>b</a>", "<a>b</a>"),
            ("<a href=' jAvAscript:x()'>b</a>", "<a>b</a>"),
            ("<a href='data:text/html,x'>b</a>", "<a>b</a>"),
            ("<a href='file:///etc/passwd'>b</a>", "<a>b</a>"),
            ("<a href='cid:1'>b</a>", "<a>b</a>"),
            (
                "<a href='https://x.test/'>b</a>",
                "<a href=\"https://x.test/\">b</a>",
            ),
            ("<img src='file:///etc/passwd' alt=b>", "<img alt=\"b\">"),
            ("<img src='data:image/svg+xml,<svg/>'>", "<img>"),
            ("<img src='data:text/html;image/png,x'>", "<img>"),
            ("<svg><image href='/etc/hostname'/></svg>b", "b"),
            ("<!-- x -->b<!--[if mso]>c<![endif]-->", "b"),
            (
                "<math><mtext><table><mglyph><style><img src onerror=x></style></table></mtext></math>b",
                "b",
            ),
        ] {
            assert_eq!(out(html).html, expected, "{html}");
        }
    }

    #[test]
    fn pictures_from_elsewhere_are_told_and_taken_out() {
        let html = "<img src='https://x.test/1.png' alt=a><img src='cid:2'>\
            <img src='data:image/png;base64,AA=='><table background='http://x.test/3.png'></table>\
            <img src='HTTPS://x.test/1.png'><img src='https://x.test/1.png'>";
        let blocked = out(html);
        assert_eq!(
            blocked.pictures,
            [
                "https://x.test/1.png",
                "http://x.test/3.png",
                "HTTPS://x.test/1.png"
            ]
        );
        assert!(!blocked.html.contains("x.test"), "{}", blocked.html);
        assert!(!blocked.hints.contains("x.test"));
        assert!(blocked.html.contains("cid:2") && blocked.html.contains("data:image/png"));
        let kept = sanitise(html, Elsewhere::Kept);
        assert_eq!(kept.pictures, blocked.pictures);
        assert!(kept.html.contains("https://x.test/1.png"));
        assert!(kept.hints.contains("http://x.test/3.png"), "{}", kept.hints);
    }

    #[test]
    fn nothing_but_pictures_is_told() {
        for html in FRAMES {
            for elsewhere in [Elsewhere::Out, Elsewhere::Kept] {
                let clean = sanitise(html, elsewhere);
                assert!(clean.pictures.is_empty(), "{html}: {:?}", clean.pictures);
                assert!(!clean.html.contains("x.test"), "{html}: {}", clean.html);
                assert!(!clean.hints.contains("x.test"), "{html}: {}", clean.hints);
            }
        }
    }

    /// What names a page, a program or a film and no picture.
    const FRAMES: &[&str] = &[
        "a<iframe src='http://x.test/1' background='http://x.test/2'></iframe>",
        "a<frameset background='http://x.test/1'><frame src='http://x.test/2'></frameset>",
        "a<object data='http://x.test/1' background='http://x.test/2'><img src='http://x.test/3'></object>",
        "a<embed src='http://x.test/1'><applet code='http://x.test/2' src='http://x.test/3'></applet>",
        "a<video src='http://x.test/1'><source src='http://x.test/2'><track src='http://x.test/3'></video>",
        "a<audio src='http://x.test/1'></audio><bgsound src='http://x.test/2'>",
        "a<input type=image src='http://x.test/1'><script src='http://x.test/2'></script>",
        "a<portal src='http://x.test/1'></portal><link rel=stylesheet href='http://x.test/2'>",
        "<p src='http://x.test/1'>a</p><xmp background='http://x.test/2'></xmp>",
    ];

    #[test]
    fn what_the_body_says_stays() {
        let html = "<html><head><title>t</title><style>p{margin:0}</style></head>\
            <!--[if mso]><body class=mso><![endif]--><BODY bgcolor=#eee style='font-family:Georgia'><p>a</BODY></html>";
        let clean = out(html).html;
        assert_eq!(
            clean,
            "<style>p{margin:0}</style>\
            <div bgcolor=\"#eeeeee\" style=\"font-family:Georgia\"><p>a</p></div>"
        );
    }

    #[test]
    fn what_the_page_says_of_directions_stays() {
        let page = |html: &str| {
            out(&format!(
                "<!DOCTYPE html><html {html}><head><title>t</title></head><body class=b><p>a</body></html>"
            ))
            .html
        };
        let inner = "<div class=\"b\"><p>a</p></div>";
        assert_eq!(page("lang=ar"), inner);
        assert_eq!(
            page("lang=\"ar\" DIR='rtl' xmlns='http://www.w3.org/1999/xhtml'"),
            format!("<div lang=\"ar\" dir=\"rtl\">{inner}</div>")
        );
        assert_eq!(
            page("style='direction:rtl'"),
            format!("<div style=\"direction:rtl\">{inner}</div>")
        );
        let comment = "<!--[if mso]><html dir=rtl><![endif]--><p>a</p>";
        assert_eq!(out(comment).html, "<p>a</p>");
    }

    #[test]
    fn sheets_ask_for_nothing() {
        let html = "<style>@import url(http://x.test/a.css);\n@FONT-FACE { src: url(x) }\n\
            @media print { p { margin: 0 } } a { color: #123 }</style>@import";
        assert_eq!(
            out(html).html,
            "<style>\n\n@media print { p { margin: 0 } } a { color: #123 }</style>@import"
        );
        assert_eq!(without_fetches("@import url(x)"), "");
        assert_eq!(without_fetches("@im@import x;port url(x);a{}"), "a{}");
        assert_eq!(without_fetches("@\\69mport url(x);"), "\\69mport url(x);");
        let face = "@f\\6fnt-face{src:url(x)}";
        assert_eq!(without_fetches(face), face.trim_start_matches('@'));
    }

    #[test]
    fn nothing_is_left_open() {
        let clean = out("<div><b><img src=\"http://evil.test/").html;
        assert!(!clean.contains("evil.test"));
        assert_eq!(
            out(&format!("{clean}after")).html,
            format!("{clean}after"),
            "what is clean stays as it is"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn no_html_gets_anything_through(html in "(<(div|p|a href='http://x.test/'|a href=javascript:x|img src=http://x.test/|table background='http://x.test'|td bgcolor=red|style|body text=x|script|svg|math|mtext|br|!--|/div|/p|/a|/style|/script|/svg)>|&[a-z#0-9]{1,5};|\\PC{0,5}| |<|[\"'>=]|on[a-z]{1,4}=)*") {
            let clean = out(&html);
            let lower = clean.html.to_lowercase();
            // Text may say anything; what is markup may not.
            let tags: Vec<&str> = lower.split('<').skip(1).filter_map(|t| t.split('>').next()).collect();
            if !lower.contains("<style") {
                for tag in tags {
                    prop_assert!(!tag.starts_with("script") && !tag.starts_with("svg") && !tag.starts_with("math"), "{}", tag);
                    prop_assert!(!tag.contains("javascript:") || !tag.contains("href"), "{}", tag);
                    prop_assert!(!tag.contains("src=\"http"), "{}", tag);
                }
            }
        }
    }
}
