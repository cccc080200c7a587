//! Formatted texts, as HTML, as text, and as the editor shows them.

use proptest::prelude::*;
use url::form_urlencoded;

use super::*;

/// The whole document; each picture is there.
fn document(source: &str) -> String {
    markdown_to_html(source, &mut |shown| match shown {
        Shown::Picture(name) => Some(format!("{name}@acme")),
        Shown::Layout(_) => None,
    })
}

/// What stands in the body.
fn html(source: &str) -> String {
    let whole = document(source);
    let body = whole.split_once("<body>\n").unwrap().1;
    body.split_once("</body>").unwrap().0.replace('\n', "")
}

const QUOTE: &str = "<blockquote type=\"cite\" style=\"margin:0 0 0 0.8ex;border-left:2px solid #999;padding-left:1ex\">";

#[test]
fn what_the_toolbar_does_is_html() {
    for (source, expected) in [
        (
            "Dear Kim,\nit is **out** of _ink_.",
            "<p>Dear Kim,<br>it is <strong>out</strong> of <em>ink</em>.</p>",
        ),
        (
            "Run `lpr <file>` now",
            "<p>Run <code>lpr &lt;file&gt;</code> now</p>",
        ),
        (
            "```\n> a < b\n\n**c**\n```\nthen",
            "<pre><code>&gt; a &lt; b**c**</code></pre><p>then</p>",
        ),
        (
            "We need\n- ink\n- paper\nRegards",
            "<p>We need</p><ul><li>ink</li><li>paper</li></ul><p>Regards</p>",
        ),
        (
            "1. first\n2. then\n\nBye",
            "<ol><li>first</li><li>then</li></ol><p>Bye</p>",
        ),
        ("3. third", "<ol start=\"3\"><li>third</li></ol>"),
        (
            "[our *shop*](https://acme.example/a?b=1&c=2)",
            "<p><a href=\"https://acme.example/a?b=1&amp;c=2\">our <em>shop</em></a></p>",
        ),
        (
            "See https://acme.example/x, please.",
            "<p>See <a href=\"https://acme.example/x\">https://acme.example/x</a>, please.</p>",
        ),
        (
            "<kim@acme.example>",
            "<p><a href=\"mailto:kim@acme.example\">kim@acme.example</a></p>",
        ),
        ("# Title\ntext", "<h2>Title</h2><p>text</p>"),
        ("10*20*30 cm", "<p>10*20*30 cm</p>"),
        ("2**3**4 and 2*a*b", "<p>2**3**4 and 2*a*b</p>"),
        ("run __init__.py", "<p>run __init__.py</p>"),
        ("# 5 boxes\n## 2 lids", "<p># 5 boxes<br>## 2 lids</p>"),
        ("a*b*c", "<p>a<em>b</em>c</p>"),
    ] {
        assert_eq!(html(source), expected, "{source:?}");
    }
}

#[test]
fn a_mail_is_no_document() {
    let quote = |inner: &str| format!("{QUOTE}{inner}</blockquote>");
    for (source, expected) in [
        // An answer right below a quote is none of it.
        ("> Does it?\nYes.", format!("{}<p>Yes.</p>", quote("<p>Does it?</p>"))),
        ("> 10*20*30\n> # 5", quote("<p>10*20*30<br># 5</p>")),
        ("> a\n>> **b**\n> c", quote(&format!("<p>a</p>{}<p>c</p>", quote("<p>**b**</p>")))),
        // A signature is as it is, and is no heading.
        ("Bye\n-- \n*Anna*\nhttps://a.example", "<p>Bye</p><p>-- <br>*Anna*<br><a href=\"https://a.example/\">https://a.example</a></p>".into()),
        ("Total\n=====\nx", "<p>Total</p><p>=====<br>x</p>".into()),
        ("above\n---\nbelow", "<p>above</p><hr><p>below</p>".into()),
        ("see [1]\n\n[1]: https://a.example", "<p>see [1]</p><p>[1]: <a href=\"https://a.example/\">https://a.example</a></p>".into()),
        ("a & b &copy; \\*c*", "<p>a &amp; b &amp;copy; *c*</p>".into()),
    ] {
        assert_eq!(html(source), expected, "{source:?}");
    }
}

/// What is typed arrives, and what somebody else wrote says the same when it is quoted.
#[test]
fn backslashes_columns_and_quotes_arrive_as_they_are() {
    let text = |source: &str| markdown_to_text(source, &mut |_| None);
    for path in [
        "Open \\\\server\\share and C:\\temp\\*.txt, C:\\*.log, C:\\a\\_b_",
        "dir \\*.exe",
        "a \\ b \\\\ c",
        "- C:\\x\\*y*",
    ] {
        assert_eq!(text(path), path);
        let shown = path.trim_start_matches("- ");
        assert!(html(path).contains(shown), "{}", html(path));
    }
    assert_eq!(html("in C:\\temp\\\nnext"), "<p>in C:\\temp\\<br>next</p>");
    // However long a word is, it is looked at once.
    let long = "\\*a".repeat(100_000);
    assert_eq!(text(&long), long);
    // One that keeps a mark from being one is none.
    for (source, expected) in [
        ("\\*so* \\_so_ \\`so`", "<p>*so* _so_ `so`</p>"),
        ("\\# so", "<p># so</p>"),
        ("1\\. so", "<p>1. so</p>"),
        (
            "[a\\[b\\]](https://a.example)",
            "<p><a href=\"https://a.example/\">a[b]</a></p>",
        ),
    ] {
        assert_eq!(html(source), expected, "{source:?}");
    }
    assert_eq!(html("Total    12"), "<p>Total &nbsp; &nbsp;12</p>");
    let quoted = "> \\\\server\\* **b** [click](https://evil.example/x)\n> - `x`  y\n> ```\n> # z";
    assert_eq!(text(quoted), quoted);
    let shown = html(quoted);
    assert!(
        shown.contains("\\\\server\\* **b** [click](<a href"),
        "{shown}"
    );
    assert!(shown.contains("<br>- `x` &nbsp;y<br>```<br># z"), "{shown}");
}

/// What a stranger wrote and a person answers is quoted, so it is hostile too.
#[test]
fn html_is_text_and_links_lead_to_the_web_or_to_people() {
    for (source, expected) in [
        (
            "<script>alert(1)</script>",
            "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        ),
        (
            "a <img src=x onerror=y> b",
            "<p>a &lt;img src=x onerror=y&gt; b</p>",
        ),
        ("[x](javascript:alert(1))", "<p>x (javascript:alert(1))</p>"),
        ("[x](data:text/html,y)", "<p>x (data:text/html,y)</p>"),
        (
            "![track](https://a.example/p.png)",
            "<p><a href=\"https://a.example/p.png\">track</a></p>",
        ),
        (
            "[a \"b](https://a.example/\"x)",
            "<p><a href=\"https://a.example/%22x\">a &quot;b</a></p>",
        ),
    ] {
        assert_eq!(html(source), expected, "{source:?}");
    }
}

#[test]
fn the_text_beside_it_reads_on() {
    for (source, expected) in [
        (
            "It is **out**.\n- _ink_\n> `x`",
            "It is *out*.\n- _ink_\n> `x`",
        ),
        (
            "__So__ 10*20*30 ***it* is** [**our** shop](https://acme.example/a)",
            "__So__ 10*20*30 **it* is* *our* shop <https://acme.example/a>",
        ),
        (
            "See [our shop](https://acme.example/a), please",
            "See our shop <https://acme.example/a>, please",
        ),
        ("- [Kim](mailto:kim@a.example)", "- Kim <kim@a.example>"),
        (
            "> [click](https://a.example/) **now**",
            "> [click](https://a.example/) **now**",
        ),
        (
            "\\*2* and \\[x](https://a.example)",
            "*2* and [x](https://a.example)",
        ),
        (
            "```\n[a](https://a.example)\n```",
            "```\n[a](https://a.example)\n```",
        ),
        ("-- \n[a](https://a.example)", "-- \n[a](https://a.example)"),
        ("[x](javascript:y)", "[x](javascript:y)"),
    ] {
        assert_eq!(
            markdown_to_text(source, &mut |_| None),
            expected,
            "{source:?}"
        );
    }
}

/// The stretches of a text and how they look, as letters.
fn looks(source: &str) -> Vec<String> {
    let mut above = Above::default();
    let mut shown = Vec::new();
    for line in source.split('\n') {
        for (range, look) in look(line, &mut above) {
            let mut letters = String::new();
            for (is_so, letter) in [
                (look.strong, 'b'),
                (look.emphasis, 'i'),
                (look.code, 'c'),
                (look.link, 'l'),
                (look.quote, 'q'),
                (look.mark, '.'),
            ] {
                if is_so {
                    letters.push(letter);
                }
            }
            shown.push(format!("{letters}:{}", &line[range]));
        }
    }
    shown
}

#[test]
fn the_editor_shows_what_will_be() {
    assert!(
        looks("[w](nowhere)")
            .iter()
            .all(|look| !look.starts_with('l'))
    );
    assert_eq!(
        looks("10*20*30 __b__"),
        [] as [&str; 0],
        "signs between numbers are signs"
    );
    assert_eq!(
        looks("a **b _c_** d"),
        ["b.:**", "b:b ", "bi.:_", "bi:c", "bi.:_", "b.:**"]
    );
    assert_eq!(looks("- `x`"), [".:- ", "c.:`", "c:x", "c.:`"]);
    assert_eq!(
        looks("[w](https://a.example)"),
        ["l.:[", "l:w", "l.:](https://a.example)"]
    );
    assert_eq!(
        looks("> a **b**\n> ```\nc"),
        ["q.:> ", "q:a **b**", "q.:> ", "q:```"]
    );
    assert_eq!(looks("```\n**x**\n```\ny"), [".:```", "c:**x**", ".:```"]);
    assert_eq!(
        looks("- a\n    - **b**"),
        [".:- ", ".:    - ", "b.:**", "b:b", "b.:**"]
    );
    assert_eq!(looks("x\n-- \n**Anna**"), [".:-- "]);
    assert_eq!(looks("[1]: https://a.example"), [""; 0]);
}

#[test]
fn what_is_typed_as_an_address_is_one() {
    for (typed, address) in [
        ("acme.example", Some("https://acme.example/")),
        (" https://acme.example/a (b) ", None),
        (
            "https://acme.example/a_(b)",
            Some("https://acme.example/a_%28b%29"),
        ),
        ("kim@acme.example", Some("mailto:kim@acme.example")),
        ("localhost:8080/x", Some("https://localhost:8080/x")),
        ("javascript:alert(1)", None),
        ("nothing", None),
        ("", None),
    ] {
        let found = web_address(typed);
        assert_eq!(found.as_deref(), address, "{typed:?}");
    }
}

#[test]
fn depth_is_bounded() {
    for source in [
        ">".repeat(5000) + " x",
        "- ".repeat(5000) + "x",
        "*a ".repeat(5000) + "x" + &"b* ".repeat(5000),
        "[".repeat(5000) + "x" + &"](https://a.example)".repeat(5000),
        "![".repeat(5000) + "x" + &"](https://a.example)".repeat(5000),
    ] {
        let html = document(&source);
        let (mut depth, mut most) = (0usize, 0usize);
        for tag in tags(&html) {
            match tag.strip_prefix('/') {
                Some(_) => depth -= 1,
                None if matches!(tag.as_str(), "br" | "hr" | "!DOCTYPE html") => {}
                None if tag.starts_with("meta") => {}
                None => depth += 1,
            }
            most = most.max(depth);
        }
        assert_eq!(depth, 0);
        assert!(most < 120, "{most}");
        assert!(html.contains('x'));
    }
}

/// What stands between `<` and `>`.
fn tags(html: &str) -> Vec<String> {
    let inner = html.split('<').skip(1);
    inner
        .map(|one| one.split_once('>').expect("a `<` is escaped").0.to_owned())
        .collect()
}

fn is_known(tag: &str) -> bool {
    const FIXED: &[&str] = &[
        "!DOCTYPE html",
        "html",
        "head",
        "meta charset=\"utf-8\"",
        "body",
        "p",
        "br",
        "hr",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "em",
        "strong",
        "code",
        "pre",
        "a",
        "/a",
        "/html",
        "/head",
        "/body",
        "/p",
        "/h2",
        "/h3",
        "/h4",
        "/ul",
        "/ol",
        "/li",
        "/em",
        "/strong",
        "/code",
        "/pre",
        "/blockquote",
    ];
    let is_link = tag
        .strip_prefix("a href=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let leads = |to: &str| {
        let begins = ["http://", "https://", "mailto:"]
            .iter()
            .any(|b| to.starts_with(b));
        begins && !to.contains(['"', '<', '>'])
    };
    let is_start = tag
        .strip_prefix("ol start=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let digits = |n: &str| n.bytes().all(|b| b.is_ascii_digit());
    (!tag.is_empty() && FIXED.contains(&tag))
        || is_link.is_some_and(leads)
        || is_start.is_some_and(digits)
        || format!("<{tag}>") == QUOTE
}

/// What people type and strangers send.
fn any_source() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "**",
        "*",
        "_",
        "__",
        "`",
        "```",
        "~~~",
        "\n",
        "\n\n",
        "> ",
        ">",
        ">> ",
        "- ",
        "* ",
        "1. ",
        "12) ",
        "    ",
        "\t",
        "[a](https://a.example)",
        "[",
        "](",
        ")",
        "![",
        "<b>",
        "</b>",
        "<script>",
        "<a href=x>",
        "<!-- ",
        "-->",
        "<?",
        "&lt;",
        "&amp",
        "\\",
        "\"",
        "'",
        "-- \n",
        "---\n",
        "===\n",
        "# ",
        "https://a.example/x",
        "http://",
        "<https://a.example>",
        "<k@a.example>",
        "javascript:x",
        "[1]: x",
        "|",
        "\u{0}",
        "\u{202E}",
        "\r",
        "ä",
        "會",
        "\u{1F600}",
    ]);
    prop::collection::vec(
        prop_oneof![4 => pieces.prop_map(str::to_owned), 3 => "[a-zA-Z0-9 .,]{0,12}", 1 => "\\PC{0,8}"],
        0..40,
    )
    .prop_map(|all| all.concat())
}

#[test]
fn a_note_is_a_line_wherever_it_stands() {
    for source in [
        "[1]: x",
        "- [1]: x",
        "1. - [1]: x",
        "- > [1]: x",
        "[a\nb]: x",
        "text\n\n   [1]: x",
        "[> \n[1]: x**",
        "[a\\]: b]: x",
        "[a\\\nb\\]]: x",
        "[1]: a\n[1]: b\n[1]: x",
    ] {
        let html = document(source);
        assert!(
            html.contains('x') && html.contains("]:"),
            "{source:?}: {html}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn only_what_is_known_is_ever_in_the_html(source in any_source()) {
        let html = document(&source);
        let mut open: Vec<String> = Vec::new();
        for tag in tags(&html) {
            prop_assert!(is_known(&tag), "{tag:?} in {html}");
            let name = tag.split(' ').next().unwrap_or_default().to_owned();
            match name.strip_prefix('/') {
                Some(closed) => {
                    let last = open.pop();
                    prop_assert_eq!(last.as_deref(), Some(closed), "{}", html);
                }
                None if ["br", "hr", "img", "meta", "!DOCTYPE"].contains(&name.as_str()) => {}
                None => open.push(name),
            }
        }
        prop_assert!(open.is_empty());
    }

    #[test]
    fn no_word_is_lost(source in any_source()) {
        let words = |text: &str| {
            let all = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
            let mut all: Vec<String> = all.map(str::to_owned).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        let (text, html) = (markdown_to_text(&source, &mut |_| None), document(&source));
        let visible = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        // In the address of a link they stand as they go onto the wire (RFC 3986, 2.1).
        let holds = |all: &str, word: &str| {
            let on_wire: String = form_urlencoded::byte_serialize(word.as_bytes()).collect();
            all.contains(word) || all.contains(&on_wire)
        };
        for word in words(&source) {
            prop_assert!(holds(&text, &word), "{word:?} of {source:?} is not in {text:?}");
            // What tells a language of code, and the number of a list, are not words.
            let is_said = holds(&visible, &word) || source.contains("```") || source.contains("~~~")
                || word.bytes().all(|b| b.is_ascii_digit());
            prop_assert!(is_said, "{word:?} of {source:?} is not in {html:?}");
        }
    }

    #[test]
    fn stretches_follow_each_other(source in any_source()) {
        let mut above = Above::default();
        for line in source.split('\n') {
            let mut end = 0;
            for (range, _) in look(line, &mut above) {
                prop_assert!(range.start >= end && range.end <= line.len(), "{line:?}");
                prop_assert!(line.get(range.clone()).is_some(), "{line:?}");
                end = range.end;
            }
        }
    }
}

#[test]
fn what_is_no_address_stands_as_it_was_typed() {
    assert_eq!(html("[](&lt;)"), "<p> (&amp;lt;)</p>");
    assert_eq!(html("[a](x&amp;y)"), "<p>a (x&amp;amp;y)</p>");
}

#[test]
fn a_picture_that_goes_along_is_shown_and_is_named_in_the_text() {
    let image = |words: &str, id: &str| {
        format!("<img src=\"cid:{id}@acme\" alt=\"{words}\" style=\"max-width:100%\">")
    };
    assert_eq!(
        html("So: ![a \"new\" *lamp*](cid:a%20b.png)!"),
        format!("<p>So: {}!</p>", image("a &quot;new&quot; lamp", "a b.png"))
    );
    assert_eq!(
        html("[![x](cid:x.png)](https://acme.example/)"),
        format!(
            "<p><a href=\"https://acme.example/\">{}</a></p>",
            image("x", "x.png")
        )
    );
    assert_eq!(
        html("![![in](cid:in.png) out](cid:out.png)"),
        format!("<p>{}</p>", image("in out", "out.png"))
    );
    // One that lies elsewhere is a link, and one that is not there is named.
    let elsewhere = html("![logo](https://acme.example/a.png)");
    assert_eq!(
        elsewhere,
        "<p><a href=\"https://acme.example/a.png\">logo</a></p>"
    );
    let gone = markdown_to_html("![b<c](cid:gone.png)", &mut |_| None);
    assert!(gone.contains("<p>[b&lt;c]</p>"), "{gone}");
    assert_eq!(
        markdown_to_text(
            "- ![the *lamp*](cid:a.png) and [a link](cid:a.png)",
            &mut |_| None
        ),
        "- [the *lamp*] and [a link](cid:a.png)"
    );
}
