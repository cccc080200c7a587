//! What is folded at the end of mails as programs write them, and what is not.

use blitz_dom::{BaseDocument, DocumentConfig, NodeId};
use blitz_html::HtmlDocument;
use proptest::prelude::*;

use super::document::{Document, Fonts};
use super::parts::together;
use super::quoted::at_end;
use super::{Colours, Setting};
use crate::render::Part;

/// The words that are seen while it is folded, those that are hidden, and whether a quote and a signature are.
fn fold(parts: &[Part]) -> (String, String, (bool, bool)) {
    let (sanitised, _) = together(parts, false).unwrap();
    let html = format!("<html><body>{}</body></html>", sanitised.html);
    let html = HtmlDocument::from_html(&html, DocumentConfig::default());
    let folded = at_end(&html);
    let (mut seen, mut hidden) = (String::new(), String::new());
    let root = html.root_node().id;
    read(&html, root, &folded.nodes, &mut seen, &mut hidden);
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    (words(seen), words(hidden), (folded.quote, folded.signature))
}

fn read(
    html: &BaseDocument,
    id: NodeId,
    folded: &[NodeId],
    seen: &mut String,
    hidden: &mut String,
) {
    let node = html.get_node(id).unwrap();
    if folded.contains(&id) {
        // What lies within is not hidden a second time.
        read(html, id, &[], hidden, &mut String::new());
        hidden.push(' ');
        return;
    }
    match node.text_data() {
        Some(text) => seen.push_str(&text.content),
        None => seen.push(' '),
    }
    for child in node.children.iter() {
        read(html, *child, folded, seen, hidden);
    }
}

fn of(html: &str) -> (String, String) {
    let (seen, hidden, _) = fold(&[Part::Html(html.to_owned())]);
    (seen, hidden)
}

fn folds(html: &str, seen: &str, hidden: &str) {
    assert_eq!(of(html), (seen.to_owned(), hidden.to_owned()), "{html}");
}

#[test]
fn what_programs_mark_as_a_signature_is_folded() {
    for html in [
        // Gmail.
        "<div dir=ltr>Yes.<br clear=all><div><br></div><span class=gmail_signature_prefix>-- </span><br>\
         <div dir=ltr class=gmail_signature data-smartmail=gmail_signature><div>Kim</div><b>Acme</b></div></div>",
        "<div dir=ltr>Yes.<div><div class=gmail_signature>-- Kim<br>Acme</div></div></div>",
        // Thunderbird.
        "<p>Yes.</p><div class=moz-signature>-- <br>Kim<br>Acme</div>",
        "<p>Yes.</p>\n<pre class=\"moz-signature\" cols=\"72\">-- \nKim\nAcme</pre>\n",
        // Apple's programs.
        "<div>Yes.</div><div><br></div><div id=AppleMailSignature dir=ltr>-- Kim Acme</div>",
        "Yes.<br id=lineBreakAtBeginningOfSignature><div dir=ltr>-- Kim Acme</div>",
        // Outlook.
        "<div>Yes.</div><div id=Signature><div>-- Kim</div><div>Acme</div></div>",
        "<div>Yes.</div><div id=ms-outlook-mobile-signature>-- Kim <a href='https://aka.ms/o0ukef'>Acme</a></div>",
        // A line of its own.
        "Yes.<br>-- <br>Kim<br>Acme",
        "<p>Yes.</p><p>--&nbsp;</p><p>Kim</p><p>Acme</p>",
        "<div>Yes.<br><span><font>-- </font></span><br>Kim</div><div>Acme</div>",
    ] {
        folds(html, "Yes.", "-- Kim Acme");
    }
}

#[test]
fn a_quote_and_a_signature_are_folded_in_either_order() {
    const QUOTE: &str = "<div class=gmail_quote>Kim wrote:<blockquote class=gmail_quote>Did it?<div class=gmail_signature>Ada</div></blockquote></div>";
    const SIGNATURE: &str = "<br>-- <br><div class=gmail_signature>Bo</div>";
    for (html, seen, hidden) in [
        (format!("Yes.{SIGNATURE}<br>{QUOTE}"), "Yes.", "-- Bo Kim wrote: Did it? Ada"),
        (format!("Yes.{QUOTE}{SIGNATURE}"), "Yes.", "Kim wrote: Did it? Ada -- Bo"),
        // At least the quote.
        (format!("<p>Yes.{SIGNATURE}<p>It did.</p>{QUOTE}"), "Yes. -- Bo It did.", "Kim wrote: Did it? Ada"),
        // An answer below.
        (
            format!("Yes.{QUOTE}<p>It did.</p>{SIGNATURE}"),
            "Yes. Kim wrote: Did it? Ada It did.",
            "-- Bo",
        ),
        (
            format!("{QUOTE}<p>It did.</p>{SIGNATURE}"),
            "Kim wrote: Did it? Ada It did.",
            "-- Bo",
        ),
        (format!("{SIGNATURE}{QUOTE}"), "-- Bo", "Kim wrote: Did it? Ada"),
        (
            format!("Yes.{QUOTE}{SIGNATURE}<p>It did.</p>"),
            "Yes. Kim wrote: Did it? Ada -- Bo It did.",
            "",
        ),
        (
            "<div>Yes.</div><div id=Signature>Bo</div><div id=appendonsend></div><hr>\
             <div id=divRplyFwdMsg>From: Kim</div>Did it?<div id=Signature>Ada</div>"
                .to_owned(),
            "Yes.",
            "Bo From: Kim Did it? Ada",
        ),
        (
            "Yes.<br id=lineBreakAtBeginningOfSignature><div dir=ltr>Bo</div>\
             <div dir=ltr><br><blockquote type=cite>Kim wrote:<br></blockquote></div>\
             <blockquote type=cite><div dir=ltr>Did it?</div></blockquote>"
                .to_owned(),
            "Yes.",
            "Bo Kim wrote: Did it?",
        ),
        (
            "<p>Yes.</p><div class=moz-cite-prefix>Kim wrote:</div><blockquote type=cite>Did it?</blockquote>\
             <div class=moz-signature>-- <br>Bo</div>"
                .to_owned(),
            "Yes.",
            "Kim wrote: Did it? -- Bo",
        ),
        (
            "<p>Yes.</p><div class=moz-cite-prefix>Kim wrote:</div>\
             <div>It did. <blockquote type=cite>Did it?</blockquote></div>"
                .to_owned(),
            "Yes. Kim wrote: It did.",
            "Did it?",
        ),
    ] {
        folds(&html, seen, hidden);
    }
}

#[test]
fn nothing_is_hidden_that_is_no_signature() {
    let long = "words ".repeat(500);
    for html in [
        // All is signed, or quoted.
        "<div id=AppleMailSignature>Kim</div>".to_owned(),
        "<style>p{margin:0}</style><div id=ms-outlook-mobile-signature>Hi,<br>yes.</div>"
            .to_owned(),
        "-- <br>Kim".to_owned(),
        "<style>p{margin:0}</style><div class=gmail_quote>---- Forwarded ----<br>Did it?</div>"
            .to_owned(),
        "<div class=moz-cite-prefix>Kim wrote:</div><blockquote type=cite>Did it?</blockquote>"
            .to_owned(),
        // Something stands behind it.
        "Yes.<div class=gmail_signature>Kim</div>P. S.: It did.".to_owned(),
        "Yes.<div class=moz-signature>-- <br>Kim</div>P. S.: It did.".to_owned(),
        "Yes.<br>-- <br><div class=gmail_signature>Kim</div><p>P. S.: It did.</p>".to_owned(),
        "Yes.<br id=lineBreakAtBeginningOfSignature><div>Kim</div><div>It did.</div>".to_owned(),
        "Yes.<div id=AppleMailSignature>Kim</div><img src='cid:photo'>".to_owned(),
        // It is too long, or quotes.
        format!("Yes.<div class=gmail_signature>{long}</div>"),
        format!("Yes.<br>-- <br>{long}"),
        "Yes.<div id=Signature>Kim<blockquote type=cite>Did it?</blockquote>So.</div>".to_owned(),
        // No line of its own, or none of the signs.
        "Yes -- <b>Kim</b>".to_owned(),
        "Yes <b>-- </b><br>Kim".to_owned(),
        "Yes.<br><b>-- </b>Kim".to_owned(),
        "Yes.<br>--<br>Kim".to_owned(),
        "Yes.<br>--- <br>Kim".to_owned(),
        "Yes.<table><tr><td>-- </td><td>Kim</td></tr></table>".to_owned(),
        "Yes.<div class=signature>Kim</div>".to_owned(),
        // It is of somebody else.
        "<blockquote>Did it?<br>-- <br>Kim</blockquote><p>It did.</p>".to_owned(),
        "<blockquote type=cite>Did it?<br>-- <br>Kim</blockquote>".to_owned(),
        "<div id=divRplyFwdMsg>From: Kim</div>Did it?<div id=Signature>Kim</div>".to_owned(),
    ] {
        let (seen, hidden) = of(&html);
        assert_eq!(hidden, "", "{html}");
        assert!(!seen.is_empty());
    }
}

#[test]
fn what_others_added_below_is_never_hidden() {
    let own = Part::Html("Yes.<br>-- <br>Kim".to_owned());
    let added = Part::Html("<p>This mail was sent to a list.</p>".to_owned());
    let text = Part::Text("This mail was sent to a list.".to_owned());
    let (_, hidden, _) = fold(std::slice::from_ref(&own));
    assert_eq!(hidden, "-- Kim");
    for added in [added, text] {
        let (_, hidden, _) = fold(&[own.clone(), added]);
        assert_eq!(hidden, "");
    }
}

#[test]
fn it_is_told_what_is_folded() {
    const QUOTE: &str = "<div class=gmail_quote>Did it?</div>";
    const SIGNATURE: &str = "<div class=gmail_signature>Bo</div>";
    for (html, folds) in [
        ("Yes.".to_owned(), (false, false)),
        (format!("Yes.{QUOTE}"), (true, false)),
        (format!("Yes.{SIGNATURE}"), (false, true)),
        (format!("Yes.{QUOTE}{SIGNATURE}"), (true, true)),
        (format!("Yes.{SIGNATURE}{QUOTE}"), (true, true)),
    ] {
        assert_eq!(fold(&[Part::Html(html)]).2, folds);
    }
}

fn setting(quote: bool) -> Setting {
    Setting {
        width: 640.0,
        scale: 1.0,
        zoom: 1.0,
        colours: Colours {
            background: [255; 3],
            text: [0; 3],
            dim: [128; 3],
            link: [0, 0, 255],
            is_dark: false,
        },
        adapt: false,
        elsewhere: false,
        quote,
        simple: false,
    }
}

#[test]
fn what_is_folded_takes_no_room_and_comes_back() {
    let fonts = Fonts::new(&[]);
    for rest in [
        "<div class=gmail_signature>Kim<br>Acme</div>",
        "<pre class=moz-signature>-- \nKim\nAcme</pre>",
        // Texts that stand free.
        "-- <br>Kim<br>Acme",
        "<div class=gmail_quote>Did it?</div>-- <br>Kim<br>Acme",
        "<div class=gmail_signature>Kim<br>Acme</div><div class=gmail_quote>Did it?</div>",
        "<div id=divRplyFwdMsg>From: Kim</div>Did it?",
    ] {
        let parts = [Part::Html(format!("<div>Yes.</div>{rest}"))];
        let mut document = Document::new(&parts, Vec::new(), setting(false), &fonts).unwrap();
        let folded = document.laid();
        assert!(folded.has_quote || folded.has_signature, "{rest}");
        document.set(setting(true), &fonts).unwrap();
        let whole = document.laid();
        assert!(
            whole.size.1 > folded.size.1 + 30.0,
            "{rest}: {} and {}",
            whole.size.1,
            folded.size.1
        );
        document.set(setting(false), &fonts).unwrap();
        assert_eq!(document.laid(), folded, "{rest}");
    }
}

#[test]
fn what_is_unfolded_is_shown_as_its_author_said() {
    let fonts = Fonts::new(&[]);
    let height = |html: &str, quote: bool| {
        let parts = [Part::Html(html.to_owned())];
        let mut document = Document::new(&parts, Vec::new(), setting(!quote), &fonts).unwrap();
        document.set(setting(quote), &fonts).unwrap();
        document.laid().size.1
    };
    let line = "<div>Yes.</div>";
    for style in [
        // Side by side, and not one below the other.
        "display:flex",
        // Nobody was to see it.
        "display:none",
        "display:flex!important",
    ] {
        let signature = "<div>Kim</div><div>Acme</div>";
        let own = format!("{line}<div class=gmail_signature style='{style}'>{signature}</div>");
        // Where it stands in a sheet, nothing takes it away.
        let said = format!(
            "<style>.x{{{style}}}</style>{line}<div class='gmail_signature x'>{signature}</div>"
        );
        assert_eq!(height(&own, true), height(&said, true), "{style}");
        assert_eq!(height(&own, false), height(line, false), "{style}");
        assert_eq!(height(&said, false), height(line, false), "{style}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_mail_is_folded_away(html in "(word|-- |--&nbsp;| |<br>|<(div|p|span|b|table|td|blockquote|pre)>|</(div|p|span|b|table|blockquote|pre)>|<div (class=gmail_quote|class=gmail_signature|class=moz-signature|class=moz-cite-prefix|id=Signature|id=AppleMailSignature|id=divRplyFwdMsg|id=appendonsend)>|<blockquote type=cite>|<br id=lineBreakAtBeginningOfSignature>|<img src='cid:1'>|<style>p\\{\\}</style>){0,40}") {
        let (seen, hidden, (quote, signature)) = fold(&[Part::Html(html.clone())]);
        let count = |text: &str| text.matches("word").count();
        prop_assert_eq!(count(&seen) + count(&hidden), count(&html), "nothing is lost, nor hidden twice");
        if !quote && !signature {
            prop_assert_eq!(&hidden, "");
        } else if !html.contains("<img") {
            prop_assert!(!seen.replace("p{}", "").trim().is_empty(), "{}", hidden);
        }
    }
}
