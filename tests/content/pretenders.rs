//! Senders that pretend to be somebody else, as they are written, and what is to be said of each. `evil.test` is from
//! whom it really is, and `ceo@bank.test` whom it shows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a form leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// That the name shows another address.
    Shows,
    /// That what stands in its place is no address.
    NoAddress,
    /// That the domain deceives.
    Domain,
    /// Nothing: nobody else is shown, or both are, each as an author.
    Nothing,
}

use Said::{Domain, NoAddress, Nothing, Shows};

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

/// The two fields of a header in which one stands.
pub fn fields(from: &str) -> String {
    let word = format!("=?utf-8?b?{}?=", STANDARD.encode("ceo@bank.test"));
    let from = from.replace('§', &word);
    format!("From: {from}\r\nFrom: ceo@bank.test\r\n")
}

/// All of them.
pub fn all() -> impl Iterator<Item = (&'static str, Said)> {
    MAILSPLOIT.iter().chain(FORMS).copied()
}
