//! Senders that pretend to be somebody else: from whom a message really is can be seen in every form, and where the name
//! shows another address that is said.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use postroom::domain::EmailAddress;
use postroom::rfc822::{Doubt, OwnDomains, parse_header};

/// What a form leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// That the name shows another address.
    Shows,
    /// That what stands in its place is no address.
    None,
    /// That the domain deceives.
    Domain,
    /// Nothing: nobody else is shown, or both are, each as an author.
    Nothing,
}

use Said::{Domain, None as NoAddress, Nothing, Shows};

/// Those of Mailsploit (2017), by which 33 programs were led to show an address that the sender made up: `§` is
/// `ceo@bank.test` in an encoded word (RFC 2047).
const MAILSPLOIT: &[(&str, Said)] = &[
    ("§=?utf-8?Q?=00?=@evil.test", NoAddress),
    ("§=?utf-8?Q?=0A=00?=@evil.test", NoAddress),
    ("§=?utf-8?Q?=0A=00=00?=@evil.test", NoAddress),
    ("§=?utf-8?Q?=00?=§@evil.test", NoAddress),
    ("\"§=?utf-8?Q?=00=0A?=\" <x@evil.test>", Shows),
    ("§=?utf-8?Q?=00=0A?= <x@evil.test>", Shows),
    ("§ <x@evil.test>", Shows),
    ("§ =?utf-8?Q?=00?= <x@evil.test>", Shows),
    ("§\0 <x@evil.test>", Shows),
    ("\"§\" =?utf-8?Q?=0A=0D=00?= <x@evil.test>", Shows),
    (
        "=?utf-8?Q?=42=45=47=49=4E=20=28=7C=29=20?= § <x@evil.test>",
        Shows,
    ),
    ("§=?utf-8?Q?=3E=0A?= <x@evil.test>", Shows),
    (
        "=?utf-8?Q?=22?=§=?utf-8?Q?=22_=3C?=§=?utf-8?Q?=3E=00?= <x@evil.test>",
        Shows,
    ),
    ("<§=?utf-8?Q?=0A=00?=@evil.test>", NoAddress),
];

/// Others.
const FORMS: &[(&str, Said)] = &[
    ("\"ceo@bank.test\" <x@evil.test>", Shows),
    ("ceo@bank.test <x@evil.test>", Shows),
    ("'ceo@bank.test' <x@evil.test>", Shows),
    ("\"ceo@bank.test via Support\" <x@evil.test>", Shows),
    ("\"The CEO <ceo@bank.test>\" <x@evil.test>", Shows),
    ("\"The CEO (ceo@bank.test)\" <x@evil.test>", Shows),
    ("\"CEO [mailto:ceo@bank.test]\" <x@evil.test>", Shows),
    ("\"CEO{ceo@bank.test}\" <x@evil.test>", Shows),
    ("\"CEO=ceo@bank.test;\" <x@evil.test>", Shows),
    ("\"ceo @ bank.test\" <x@evil.test>", Shows),
    ("\"CEO@BANK.TEST\" <x@evil.test>", Shows),
    ("\"ceo@bank.test.\" <x@evil.test>", Shows),
    ("\"ceo\u{ff20}bank.test\" <x@evil.test>", Shows),
    ("\"ceo\u{fe6b}bank.test\" <x@evil.test>", Shows),
    ("\"ceo@bank\u{2024}test\" <x@evil.test>", Shows),
    ("\"ceo@bank\u{3002}test\" <x@evil.test>", Shows),
    ("\"ceo@\u{200b}bank.test\" <x@evil.test>", Shows),
    ("\"ce\u{ad}o@ba\u{2060}nk.test\" <x@evil.test>", Shows),
    ("\"\u{202e}ceo@bank.test\" <x@evil.test>", Shows),
    ("\"\u{2066}ceo@bank.test\u{2069}\" <x@evil.test>", Shows),
    (
        "\"\u{ff43}\u{ff45}\u{ff4f}@bank.test\" <x@evil.test>",
        Shows,
    ),
    ("=?utf-8?q?ceo=40bank.test?= <x@evil.test>", Shows),
    (
        "=?utf-8?q?ceo?= =?utf-8?q?=40bank=2Etest?= <x@evil.test>",
        Shows,
    ),
    ("=?utf-7?q?ceo+AEA-bank.test?= <x@evil.test>", Shows),
    (
        "=?utf-8?q?ceo=40bank.test=0D=0AFrom:_ceo=40bank.test?= <x@evil.test>",
        Shows,
    ),
    (
        "=?utf-8?q?=22ceo=40bank.test=22_=3Cceo=40bank.test=3E?= <x@evil.test>",
        Shows,
    ),
    ("\"ceo@bank.test\"\t\r\n <x@evil.test>", Shows),
    ("\"ceo@bank.test\" (ceo@bank.test) <x@evil.test>", Shows),
    ("\"x@evil.test ceo@bank.test\" <x@evil.test>", Shows),
    ("\"Kim <x@evil.test> ceo@bank.test\" <x@evil.test>", Shows),
    ("\"ceo@bank.test\" <@bank.test:x@evil.test>", NoAddress),
    ("\"ceo@bank.test\" <x@EVIL.test>", Shows),
    // Names that show none, or the same.
    ("Kim <x@evil.test>", Nothing),
    ("x@evil.test", Nothing),
    ("<x@evil.test>", Nothing),
    ("x@evil.test (Kim)", Nothing),
    ("\"x@evil.test\" <x@evil.test>", Nothing),
    ("\"X@Evil.Test\" <x@evil.test>", Nothing),
    ("\"Kim @ Home\" <x@evil.test>", Nothing),
    ("\"@kim\" <x@evil.test>", Nothing),
    ("\"Kim@\" <x@evil.test>", Nothing),
    ("\"bank.test\" <x@evil.test>", Nothing),
    // The address itself.
    ("\"ceo@bank.test\"@evil.test", NoAddress),
    ("<\"ceo@bank.test\"@evil.test>", NoAddress),
    ("ceo@bank.test@evil.test", NoAddress),
    ("<ceo@bank.test@evil.test>", NoAddress),
    ("<ceo@bank.test,x@evil.test>", NoAddress),
    ("<ceo@bank.test x@evil.test>", NoAddress),
    ("<ceo@bank.test\0@evil.test>", NoAddress),
    ("<ceo@bank.test\t@evil.test>", NoAddress),
    ("<ceo\u{202e}x@evil.test>", Nothing),
    // Several authors: all of them are shown.
    ("ceo@bank.test, x@evil.test", Nothing),
    ("x@evil.test, ceo@bank.test", Nothing),
    ("\"ceo@bank.test\" <x@evil.test>, Kim <k@b.test>", Shows),
    ("Kim <k@b.test>, \"ceo@bank.test\" <x@evil.test>", Shows),
    ("<ceo@bank.test>, <x@evil.test>", Nothing),
    ("ceo@bank.test: x@evil.test;", Nothing),
    ("\"ceo@bank.test\": x@evil.test;", Nothing),
    ("Team: ceo@bank.test, x@evil.test;", Nothing),
    // Domains that look like others.
    ("x@p\u{430}ypal.evil.test", Domain),
    ("x@xn--pypal-4ve.evil.test", Domain),
    ("x@acrne.evil.test", Nothing),
    ("x@\u{430}\u{440}\u{440}\u{4cf}\u{435}.evil.test", Domain),
    ("x@b\u{fc}cher.evil.test", Nothing),
];

fn of(from: &str) -> (Vec<String>, Said) {
    let word = format!("=?utf-8?b?{}?=", STANDARD.encode("ceo@bank.test"));
    let raw = format!(
        "From: {}\r\nFrom: ceo@bank.test\r\nSubject: a\r\n\r\n",
        from.replace('§', &word)
    );
    let header = parse_header(raw.as_bytes());
    let ours = [EmailAddress::parse("support@acme.example").unwrap()];
    let found = OwnDomains::of(&ours).doubts(&header.participants);
    let has = |wanted: fn(&Doubt) -> bool| found.iter().any(wanted);
    let said = if has(
        |d| matches!(d, Doubt::NameShowsAddress { shown, .. } if shown.eq_ignore_ascii_case("ceo@bank.test")),
    ) {
        Shows
    } else if has(|d| matches!(d, Doubt::NoAddress)) {
        NoAddress
    } else if has(|d| matches!(d, Doubt::MixedLetters(_) | Doubt::LooksLikeOurs { .. })) {
        Domain
    } else {
        assert!(found.is_empty(), "{from:?}: {found:?}");
        Nothing
    };
    let authors = header.participants.from.into_iter();
    (authors.map(|author| author.address).collect(), said)
}

#[test]
fn from_whom_it_really_is_can_be_seen_in_every_form() {
    let mut wrong = Vec::new();
    for (from, expected) in MAILSPLOIT.iter().chain(FORMS) {
        let (shown, said) = of(from);
        let is_seen = shown
            .iter()
            .any(|address| address.to_lowercase().ends_with("evil.test"));
        // What one is told is never less than expected; no address in its place is as clear as another one.
        if !is_seen || said != *expected {
            wrong.push(format!(
                "{from:?}: {shown:?}, {said:?} and not {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The name is cut; the address, which stands behind it, is not.
#[test]
fn a_name_of_ten_thousand_letters_hides_nothing() {
    for name in [
        "x".repeat(10_000),
        "ceo@bank.test ".repeat(700),
        "\u{1f600}".repeat(10_000),
        " ".repeat(10_000),
    ] {
        let (shown, _) = of(&format!("\"{name}\" <x@evil.test>"));
        assert_eq!(shown, ["x@evil.test"]);
    }
    let (shown, said) = of(&format!("ceo@bank.test.{}.evil.test", "a".repeat(10_000)));
    assert!(
        shown[0].ends_with("evil.test") && said == NoAddress,
        "{shown:?}"
    );
}
