//! What styles hide and what they do not, as words are read out of HTML.

use super::super::html_to_text;

/// The words that are left of `<p>before</p>…<p>after</p>`.
fn seen(head: &str, between: &str) -> String {
    let html = format!("<head>{head}</head><p>before</p>{between}<p>after</p>");
    let (text, trouble) = html_to_text(&html);
    assert_eq!(trouble, None);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_style_hides_is_not_read() {
    for style in [
        "display:none",
        "color:red; DISPLAY : None !important",
        "visibility:hidden",
        "mso-hide:all",
        "opacity:0",
        "font-size:0",
        "font-size:1px",
        "font:0/0 a",
        "font:1px/1 sans-serif",
        "max-height:0;overflow:hidden",
        "height:0;overflow:hidden",
        "width:0px;overflow:hidden",
        "color:transparent",
        "color:#fff;background:#fff",
        "color:white;background-color:white",
        "text-indent:-9999px",
        "position:absolute;left:-10000px",
        "position:absolute;top:-9999px",
        "position:absolute;clip:rect(0, 0, 0, 0)",
        "clip-path:inset(100%)",
        "transform:scale(0)",
    ] {
        let own = format!("<div style=\"{style}\">x</div>");
        assert_eq!(seen("", &own), "before after", "{style}");
        let sheet = format!("<style>p{{margin:0}} .a{{{style}}} b{{color:red}}</style>");
        assert_eq!(
            seen(&sheet, "<div class='b a'>x</div>"),
            "before after",
            "{style}"
        );
        assert_eq!(
            seen(&sheet, "<div class=b>x</div>"),
            "before x after",
            "{style}"
        );
    }
}

#[test]
fn the_selectors_of_one_element_are_known() {
    for (selector, element, is_seen) in [
        (".a", "<i class=a>", false),
        (".a", "<i class='b a c'>", false),
        (".A", "<i class=a>", true),
        ("#a", "<i id=a>", false),
        ("i", "<i>", false),
        ("I.a", "<i class=a>", false),
        ("u.a", "<i class=a>", true),
        (".a.b", "<i class='b a'>", false),
        (".a.b", "<i class=a>", true),
        ("i#a.b", "<i id=a class=b>", false),
        ("u, .a , b", "<i class=a>", false),
        ("p, x{} /* {} */ .a", "<i class=a>", false),
        // Nobody knows here what stands around it.
        (".b .a", "<i class=a>", true),
        (".a:hover", "<i class=a>", true),
        (".a..b", "<i class='a b'>", true),
    ] {
        let head = format!("<style>{selector} {{ display: none }}</style>");
        let expected = if is_seen {
            "before x after"
        } else {
            "before after"
        };
        assert_eq!(
            seen(&head, &format!("{element}x</i>")),
            expected,
            "{selector} {element}"
        );
    }
}

#[test]
fn of_two_rules_the_closer_the_later_or_the_important_one_holds() {
    for (sheet, style, is_seen) in [
        (".a{display:none}.a{display:block}", "", true),
        (".a{display:block}.a{display:none}", "", false),
        ("#a{display:block}.a{display:none}", "", true),
        (".a{display:none}", "display:block", true),
        (".a{display:none !important}", "display:block", false),
        (".a{display:none!important}.a{display:block}", "", false),
        ("@media print{.a{display:none}}", "", true),
        ("@media (max-width:600px){.a{display:none}}", "", true),
        ("@media screen{.a{display:none}}", "", false),
        (
            "@media only screen and (min-width:1px){.b{color:red}.a{display:none}}",
            "",
            false,
        ),
        ("@import 'x'; .a{display:none}", "", false),
        ("@font-face{src:x} .a{display:none}", "", false),
        ("<!-- .a{display:none} -->", "", false),
        (
            "</style><!--[if mso]><style>.a{display:none}</style><![endif]--><style>",
            "",
            true,
        ),
        (
            "</style><!--[if !mso]><!--><STYLE type=x>.a{display:none}</STYLE ><!--<![endif]--><style>",
            "",
            false,
        ),
        (".a{display:none", "", false),
    ] {
        let head = format!("<style>{sheet}</style>");
        let element = format!("<i id=a class=a style='{style}'>x</i>");
        let expected = if is_seen {
            "before x after"
        } else {
            "before after"
        };
        assert_eq!(seen(&head, &element), expected, "{sheet} {style}");
    }
}

/// As MJML writes it, with which many newsletters are made.
#[test]
fn what_has_a_size_of_its_own_within_nothing_is_read() {
    for (outer, inner) in [
        ("font-size:0px", "font-size:13px"),
        ("font-size:0", "font-size:1rem"),
        ("font-size:0;line-height:0", "font:14px/1.5 Arial"),
        ("font-size:0", "font-size:medium"),
        ("color:transparent", "color:#333"),
        ("color:#fff;background:#fff", "color:#000"),
    ] {
        let html = |inner: &str| {
            format!(
                "<table><tr><td style='{outer}'>y<div><div style='{inner}'>x</div></div></table>"
            )
        };
        assert_eq!(seen("", &html(inner)), "before x after", "{outer} {inner}");
        assert_eq!(seen("", &html("font-size:2em")), "before after", "{outer}");
    }
    let sheet = "<style>.o{font-size:0}.i{font-size:12px}</style>";
    let html = "<div class=o>y<span class=i>x</span></div>";
    assert_eq!(seen(sheet, html), "before x after");
    let html = "<div style='font-size:0'><font size=2>x</font></div>";
    assert_eq!(seen("", html), "before x after");
}

#[test]
fn what_is_only_small_or_pale_is_read() {
    for style in [
        "font-size:0.8em",
        "font-size:1em",
        "font-size:1",
        "margin-left:-20px",
        "left:-1px",
        "height:0",
        "color:white",
        "opacity:0.1",
        "max-width:100%",
        "font:12px/1 Arial",
    ] {
        let own = format!("<div style=\"{style}\">x</div>");
        assert_eq!(seen("", &own), "before x after", "{style}");
    }
}

#[test]
fn many_rules_are_bounded() {
    let sheet = format!(
        "<style>{}</style>",
        ".a{color:red;display:block}".repeat(30_000)
    );
    assert_eq!(seen(&sheet, "<i class=a>x</i>"), "before x after");
}
