//! T63: links that deceive: where each leads is shown as the browser would go there, what deceives about it is named, and
//! what is no page, no letter and no call is not followed.

use postroom::domain::EmailAddress;
use postroom::render::html_to_text;
use postroom::render::link::{LinkDoubt, TargetKind, target};
use postroom::rfc822::OwnDomains;
use postroom::rfc822::mailto;

/// What is to be said of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    /// It is followed at once, and leads to this host.
    To(&'static str),
    /// It leads to this host, and is shown first.
    Doubted(&'static str),
    /// It is no link.
    None,
}

use Is::{Doubted, None as Nowhere, To};

/// Text, target, and what is said.
const LINKS: &[(&str, &str, Is)] = &[
    // What is as it says.
    ("our shop", "https://shop.test/a", To("shop.test")),
    ("shop.test", "https://shop.test/", To("shop.test")),
    ("www.shop.test", "https://shop.test/", To("shop.test")),
    (
        "https://shop.test/a/b",
        "https://shop.test/c",
        To("shop.test"),
    ),
    ("SHOP.test", "http://shop.TEST:80/", To("shop.test")),
    (
        "shop.test",
        "https://click.shop.test/?to=x",
        To("click.shop.test"),
    ),
    ("help.shop.test", "https://shop.test/", To("shop.test")),
    (
        "report.pdf",
        "https://files.test/report.pdf",
        To("files.test"),
    ),
    (
        "Version 1.2, 10.30 Uhr, 12.50 EUR",
        "https://files.test/",
        To("files.test"),
    ),
    ("e.g. this", "https://files.test/", To("files.test")),
    (
        "m\u{fc}ller.test",
        "https://xn--mller-kva.test/",
        To("xn--mller-kva.test"),
    ),
    (
        "M\u{dc}LLER.test",
        "https://m\u{fc}ller.test/",
        To("xn--mller-kva.test"),
    ),
    ("", "https://shop.test/", To("shop.test")),
    ("printer", "http://192.168.1.20/", To("192.168.1.20")),
    ("here", "http://localhost:8080/", To("localhost")),
    (
        "\u{65e5}\u{672c}.test",
        "https://\u{65e5}\u{672c}.test/",
        To("xn--wgv71a.test"),
    ),
    ("x", "https://shop.test:443/@user", To("shop.test")),
    (
        "x",
        "https://shop.test/?next=https://bank.test/",
        To("shop.test"),
    ),
    ("x", "https://shop.test/#https://bank.test", To("shop.test")),
    ("x", "https://shop.test./", To("shop.test.")),
    // The text names another place.
    ("bank.test", "https://evil.test/", Doubted("evil.test")),
    (
        "https://bank.test/",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    (
        "http://bank.test",
        "https://evil.test/bank.test",
        Doubted("evil.test"),
    ),
    (
        "www.bank.test",
        "https://evil.test/?www.bank.test",
        Doubted("evil.test"),
    ),
    (
        "bank.test/login",
        "https://bank.test.evil.test/login",
        Doubted("bank.test.evil.test"),
    ),
    (
        "bank.test",
        "https://notbank.test/",
        Doubted("notbank.test"),
    ),
    (
        "bank.test",
        "https://bank-test.evil.test/",
        Doubted("bank-test.evil.test"),
    ),
    (
        "Log in at bank.test now",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    ("(bank.test)", "https://evil.test/", Doubted("evil.test")),
    (
        "\u{201c}bank.test\u{201d}!",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    ("BANK.TEST", "https://evil.test/", Doubted("evil.test")),
    (
        "bank\u{2024}test",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    (
        "ba\u{200b}nk.test",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    (
        "ba\u{ad}nk.test",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    (
        "\u{ff42}ank.test",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    (
        "https://user@bank.test/",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    (
        "https://bank.test:443/x",
        "https://evil.test:443/x",
        Doubted("evil.test"),
    ),
    (
        "HTTPS://BANK.TEST",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    (
        "evil.test bank.test",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    (
        "\u{431}\u{430}\u{43d}\u{43a}.\u{440}\u{444}",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    (
        "xn--mller-kva.test",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    (
        "bank.test\u{3000}",
        "https://evil.test/",
        Doubted("evil.test"),
    ),
    ("kim@bank.test", "https://evil.test/", Doubted("evil.test")),
    (
        "bank.test",
        "http://93.184.216.34/",
        Doubted("93.184.216.34"),
    ),
    ("test", "https://evil.test/", To("evil.test")),
    // A name in front of the host.
    ("x", "https://bank.test@evil.test/", Doubted("evil.test")),
    (
        "x",
        "https://bank.test:secret@evil.test/",
        Doubted("evil.test"),
    ),
    ("x", "https://:bank.test@evil.test/", Doubted("evil.test")),
    (
        "x",
        "https://bank.test%2Flogin@evil.test/",
        Doubted("evil.test"),
    ),
    ("x", "https://bank.test%00@evil.test/", Doubted("evil.test")),
    ("x", "https://bank.test%5C@evil.test/", Doubted("evil.test")),
    (
        "x",
        "https://www.bank.test&login=1@evil.test/",
        Doubted("evil.test"),
    ),
    ("x", "https://a@b@evil.test/", Doubted("evil.test")),
    (
        "x",
        "https://bank.test\u{ff0f}@evil.test/",
        Doubted("evil.test"),
    ),
    ("x", "https:bank.test@evil.test/", Doubted("evil.test")),
    ("x", "https:///bank.test@evil.test/", Doubted("evil.test")),
    ("x", "https:\\\\bank.test@evil.test\\", Doubted("evil.test")),
    // Slashes of another kind, and what is left out: browsers read them so.
    ("x", "https://evil.test\\@bank.test/", To("evil.test")),
    ("x", "https:/evil.test/", To("evil.test")),
    ("x", "https:evil.test", To("evil.test")),
    ("x", "https:////evil.test/", To("evil.test")),
    ("x", "https:\\\\evil.test/", To("evil.test")),
    ("x", "ht\ntps://evil.test/", To("evil.test")),
    ("x", "https://evil\t.test/", To("evil.test")),
    ("x", " \u{1}https://evil.test/ ", To("evil.test")),
    ("x", "https://evil.test?bank.test", To("evil.test")),
    ("x", "https://evil.test#bank.test", To("evil.test")),
    (
        "x",
        "https://evil.test;bank.test/",
        To("evil.test;bank.test"),
    ),
    ("x", "https://EVIL.test/", To("evil.test")),
    ("x", "https://evil%2Etest/", To("evil.test")),
    ("x", "https://%65vil.test/", To("evil.test")),
    ("x", "https://evil\u{3002}test/", To("evil.test")),
    ("x", "https://evil\u{ff0e}test/", To("evil.test")),
    ("x", "https://\u{ff45}vil.test/", To("evil.test")),
    ("x", "https://\u{24d4}vil.test/", To("evil.test")),
    ("x", "https://ev\u{ad}il.test/", To("evil.test")),
    ("x", "https://ev\u{200b}il.test/", To("evil.test")),
    (
        "bank.test",
        "https://bank.test\u{2044}x.evil.test/",
        Doubted("bank.xn--testx-g33b.evil.test"),
    ),
    // Computers by number.
    ("x", "http://93.184.216.34/", Doubted("93.184.216.34")),
    ("x", "http://0x5db8d822/", Doubted("93.184.216.34")),
    ("x", "http://1572395042/", Doubted("93.184.216.34")),
    ("x", "http://0135.0270.0330.042/", Doubted("93.184.216.34")),
    ("x", "http://0x5d.184.55330/", Doubted("93.184.216.34")),
    ("x", "http://93.184.216.34./", Doubted("93.184.216.34")),
    (
        "x",
        "http://\u{ff19}3.184.216.34/",
        Doubted("93.184.216.34"),
    ),
    (
        "x",
        "http://[2606:2800:220:1::1]/",
        Doubted("[2606:2800:220:1::1]"),
    ),
    (
        "x",
        "http://[::ffff:93.184.216.34]/",
        Doubted("[::ffff:5db8:d822]"),
    ),
    ("x", "http://999.184.216.34/", Nowhere),
    ("x", "http://[::1/", Nowhere),
    // Letters that look like others.
    (
        "x",
        "https://\u{430}pple.test/",
        Doubted("xn--pple-43d.test"),
    ),
    (
        "x",
        "https://xn--pple-43d.test/",
        Doubted("xn--pple-43d.test"),
    ),
    (
        "x",
        "https://\u{430}\u{440}\u{440}\u{4cf}\u{435}.test/",
        Doubted("xn--80ak6aa92e.test"),
    ),
    (
        "x",
        "https://p\u{430}ypal.test/",
        Doubted("xn--pypal-4ve.test"),
    ),
    (
        "x",
        "https://g\u{3bf}ogle.test/",
        Doubted("xn--gogle-rce.test"),
    ),
    ("x", "https://acrne.example/", Doubted("acrne.example")),
    (
        "x",
        "https://acm\u{435}.example/",
        Doubted("xn--acm-tdd.example"),
    ),
    (
        "\u{430}pple.test",
        "https://\u{430}pple.test/",
        Doubted("xn--pple-43d.test"),
    ),
    (
        "apple.test",
        "https://\u{430}pple.test/",
        Doubted("xn--pple-43d.test"),
    ),
    ("x", "https://b\u{fc}cher.test/", To("xn--bcher-kva.test")),
    (
        "x",
        "https://\u{43f}\u{43e}\u{447}\u{442}\u{430}.\u{440}\u{444}/",
        To("xn--80a1acny.xn--p1ai"),
    ),
    // No pages, no letters, no calls.
    ("x", "javascript:alert(1)", Nowhere),
    ("x", "JaVaScRiPt:alert(1)", Nowhere),
    ("x", " javascript:alert(1)", Nowhere),
    ("x", "java\nscript:alert(1)", Nowhere),
    ("x", "\u{1}javascript:alert(1)", Nowhere),
    ("x", "javascript://shop.test/%0aalert(1)", Nowhere),
    ("x", "vbscript:x", Nowhere),
    ("x", "data:text/html,<script>x</script>", Nowhere),
    ("x", "data:text/html;base64,eA==", Nowhere),
    ("x", "blob:https://evil.test/x", Nowhere),
    ("x", "filesystem:https://evil.test/x", Nowhere),
    ("x", "view-source:https://evil.test/", Nowhere),
    ("x", "about:blank", Nowhere),
    ("x", "file:///etc/passwd", Nowhere),
    ("x", "file://evil.test/share", Nowhere),
    ("x", "\\\\evil.test\\share", Nowhere),
    ("x", "//evil.test/", Nowhere),
    ("x", "/login", Nowhere),
    ("x", "#top", Nowhere),
    ("x", "?x", Nowhere),
    ("x", "", Nowhere),
    ("x", "evil.test", Nowhere),
    ("x", "smb://evil.test/share", Nowhere),
    ("x", "ftp://evil.test/", Nowhere),
    ("x", "sftp://evil.test/", Nowhere),
    ("x", "ssh://evil.test/", Nowhere),
    ("x", "telnet://evil.test/", Nowhere),
    ("x", "ldap://evil.test/", Nowhere),
    ("x", "ms-word:ofe|u|https://evil.test/a.doc", Nowhere),
    ("x", "ms-msdt:/id x", Nowhere),
    ("x", "search-ms:query=x&crumb=location:evil.test", Nowhere),
    ("x", "zoommtg://evil.test/join", Nowhere),
    ("x", "intent://evil.test/#Intent;end", Nowhere),
    ("x", "itms-services://?url=https://evil.test", Nowhere),
    ("x", "tg://resolve?domain=x", Nowhere),
    ("x", "cid:1", Nowhere),
    ("x", "mid:1", Nowhere),
    ("x", "news:x", Nowhere),
    ("x", "imap://evil.test/", Nowhere),
    ("x", "ws://evil.test/", Nowhere),
    ("x", "http://", Nowhere),
    ("x", "https://?x", Nowhere),
    ("x", "https://a%00b.test/", Nowhere),
    ("x", "https://a b.test/", Nowhere),
    ("x", "https://a%20b.test/", Nowhere),
    ("x", "https://shop.test:99999/", Nowhere),
    ("x", "https://xn--/", Nowhere),
    ("x", "https://a<b.test/", Nowhere),
    ("x", "https://exa^mple.test/", Nowhere),
];

fn ours() -> OwnDomains {
    OwnDomains::of(&[EmailAddress::parse("support@acme.example").unwrap()])
}

/// The host of an address that is opened.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").unwrap().1;
    let authority = rest.split(['/', '?', '#']).next().unwrap();
    let host = authority.rsplit('@').next().unwrap();
    match host.strip_prefix('[') {
        Some(_) => host.split_inclusive(']').next().unwrap(),
        None => host.split(':').next().unwrap(),
    }
}

#[test]
fn a_hundred_and_forty_links_lead_where_they_are_said_to() {
    assert!(LINKS.len() >= 140, "{}", LINKS.len());
    let mut wrong = Vec::new();
    for (text, to, expected) in LINKS {
        let found = target(text, to, &ours());
        let is = match &found {
            None => "nowhere".to_owned(),
            Some(target) if target.doubts.is_empty() => format!("to {}", host(&target.address)),
            Some(target) => format!("doubted {}", host(&target.address)),
        };
        let expected = match expected {
            To(host) => format!("to {host}"),
            Doubted(host) => format!("doubted {host}"),
            Nowhere => "nowhere".to_owned(),
        };
        if is != expected {
            wrong.push(format!(
                "{text:?} {to:?}: {is}, and not {expected}: {found:?}"
            ));
        }
        // What is opened is a page of the web, written out in letters that cannot be mistaken.
        if let Some(target) = found {
            assert_eq!(target.kind, TargetKind::Web, "{to:?}");
            assert!(
                target.address.starts_with("http://") || target.address.starts_with("https://"),
                "{to:?}"
            );
            assert!(
                target
                    .address
                    .bytes()
                    .all(|octet| (0x21..0x7f).contains(&octet)),
                "{to:?}: {}",
                target.address
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words of a page name where a link leads behind its text.
#[test]
fn among_words_a_link_shows_its_host_or_is_none() {
    for (text, to, expected) in LINKS {
        let escape = |text: &str| {
            text.replace('&', "&amp;")
                .replace('"', "&quot;")
                .replace('<', "&lt;")
        };
        let html = format!("<p><a href=\"{}\">{}</a></p>", escape(to), escape(text));
        let (words, trouble) = html_to_text(&html);
        assert_eq!(trouble, None);
        let says = |part: &str| words.to_lowercase().contains(part);
        match expected {
            Nowhere => assert!(
                !says("script:") && !says("data:") && !says("file:"),
                "{to:?}: {words}"
            ),
            // Where the text is the host, nothing has to stand behind it.
            To(_) | Doubted(_) => {
                let is_its_own = text.is_empty() || !words.trim().eq(text.trim());
                assert!(
                    is_its_own || target(text, to, &ours()).is_some(),
                    "{to:?}: {words}"
                );
            }
        }
        if let Doubted(host) = expected
            && host.ends_with("evil.test")
            && !text.is_empty()
        {
            assert!(says("evil.test"), "{text:?} {to:?}: {words}");
        }
    }
}

/// Letters that a link proposes: whom they go to stands in the draft, the hidden ones too, and nothing goes along.
#[test]
fn a_letter_that_a_link_proposes_says_all_and_takes_nothing_along() {
    for (field, value) in [
        ("attach", "/etc/passwd"),
        ("attachment", "file:///etc/passwd"),
        ("Attach", "%2Fetc%2Fpasswd"),
        ("att%61ch", "/etc/passwd"),
        ("attachments", "x"),
        ("insert", "/etc/passwd"),
        ("from", "boss@acme.example"),
        ("sender", "boss@acme.example"),
        ("reply-to", "x@evil.test"),
        ("in-reply-to", "%3C1@a.test%3E"),
        ("references", "%3C1@a.test%3E"),
        ("resent-to", "x@evil.test"),
        ("content-type", "text/html"),
        ("html-body", "%3Cscript%3E"),
        ("format", "html"),
        ("x-mailer", "x"),
        ("subject%0d%0aBcc", "x@evil.test"),
        ("preselectid", "1"),
    ] {
        let link = format!("mailto:kim@shop.test?{field}={value}&subject=Lamp&body=Hello");
        let draft = mailto(&link).unwrap();
        assert!(
            draft.attachments.is_empty() && draft.from.is_none() && draft.reply.is_none(),
            "{link}"
        );
        assert!(
            draft.cc.is_empty() && draft.bcc.is_empty() && draft.to.len() == 1,
            "{link}"
        );
        assert_eq!(
            (draft.subject.as_str(), draft.body.as_str()),
            ("Lamp", "Hello"),
            "{link}"
        );
    }
    let draft = mailto("mailto:kim@shop.test?cc=a@b.test&bcc=x@evil.test&BCC=y@evil.test&subject=a%0D%0ABcc:z@evil.test").unwrap();
    let bcc: Vec<&str> = draft.bcc.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(
        bcc,
        ["x@evil.test", "y@evil.test"],
        "they stand in the draft, where they are seen"
    );
    assert!(!draft.subject.contains(['\r', '\n']));
    // Which letter is meant is doubted where the text is another address.
    let doubts = target("kim@bank.test", "mailto:x@evil.test", &ours())
        .unwrap()
        .doubts;
    assert!(
        matches!(doubts.as_slice(), [LinkDoubt::ShowsAnother { shown, .. }] if shown == "kim@bank.test")
    );
}
