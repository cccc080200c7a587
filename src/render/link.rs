//! Where a link leads, and what about it may deceive.

use std::net::IpAddr;

use serde::Serialize;
use url::{Host, Url};

use crate::domain::EmailAddress;
use crate::rfc822::{self, Doubt, OwnDomains};

/// Longest target that is followed, in octets; browsers take about as much.
const MAX_TARGET: usize = 8 * 1024;
/// Longest text of a link that is looked at, in characters.
const MAX_TEXT: usize = 500;

/// A link that can be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The address as it is opened, and shown before: nothing in it is escaped that need not be, its host as it
    /// goes onto the wire.
    pub address: String,
    /// Of which kind it is.
    pub kind: TargetKind,
    /// What to look at twice.
    pub doubts: Vec<LinkDoubt>,
}

/// What following a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// A page of the web, in the browser.
    Web,
    /// A new message.
    Mail,
    /// A telephone call.
    Call,
}

/// A reason to look twice at a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkDoubt {
    /// Its text names another place than it leads to.
    ShowsAnother {
        /// What the text names.
        shown: String,
        /// Where it leads.
        host: String,
    },
    /// Something that looks like a host stands before the host, where a user's name would.
    UserBeforeHost {
        /// What stands there.
        user: String,
        /// Where it leads.
        host: String,
    },
    /// It names a computer by number, as no firm does.
    Number(String),
    /// What about the host itself deceives.
    Host(Doubt),
}

/// Reads where a link leads. `None` where nobody is to be sent: scripts, files, what is no address.
///
/// `own` are the domains of the accounts and of the mailboxes they reach.
#[must_use]
pub fn target(text: &str, target: &str, own: &OwnDomains) -> Option<Target> {
    if target.len() > MAX_TARGET {
        return None;
    }
    let url = Url::parse(target.trim()).ok()?;
    let text: String = text.chars().take(MAX_TEXT).collect();
    let kind = match url.scheme() {
        "http" | "https" => TargetKind::Web,
        "mailto" => TargetKind::Mail,
        "tel" => TargetKind::Call,
        _ => return None,
    };
    let doubts = match kind {
        TargetKind::Web => web_doubts(&text, &url, own)?,
        TargetKind::Mail => mail_doubts(&text, &url),
        TargetKind::Call => Vec::new(),
    };
    Some(Target {
        address: url.into(),
        kind,
        doubts,
    })
}

fn web_doubts(text: &str, url: &Url, own: &OwnDomains) -> Option<Vec<LinkDoubt>> {
    let host = url.host_str()?.to_owned();
    let mut doubts = Vec::new();
    if let Some(shown) = named_hosts(text).find(|shown| !belongs(shown, &host)) {
        let host = host.clone();
        doubts.push(LinkDoubt::ShowsAnother { shown, host });
    }
    let user = [url.username(), url.password().unwrap_or_default()];
    if let Some(user) = user.iter().find(|user| !user.is_empty()) {
        let user = percent_decoded(user);
        let host = host.clone();
        doubts.push(LinkDoubt::UserBeforeHost { user, host });
    }
    match url.host()? {
        Host::Domain(domain) => {
            doubts.extend(own.domain_doubt(domain).map(LinkDoubt::Host));
        }
        Host::Ipv4(number) => doubts.extend(number_doubt(number.into())),
        Host::Ipv6(number) => doubts.extend(number_doubt(number.into())),
    }
    Some(doubts)
}

/// A computer of one's own network is often named so.
fn number_doubt(number: IpAddr) -> Option<LinkDoubt> {
    let is_near = match number {
        IpAddr::V4(number) => number.is_private() || number.is_loopback(),
        IpAddr::V6(number) => number.is_loopback() || number.is_unique_local(),
    };
    (!is_near).then(|| LinkDoubt::Number(number.to_string()))
}

/// A text that is an address leads to that address.
fn mail_doubts(text: &str, url: &Url) -> Vec<LinkDoubt> {
    let to = percent_decoded(url.path());
    let shown = text.split_whitespace().find_map(|word| {
        let word = word.trim_matches(|c: char| "<>()[]\"',;:.".contains(c));
        EmailAddress::parse(word).ok()
    });
    let is_other = |shown: &EmailAddress| {
        !to.split(',')
            .any(|to| EmailAddress::parse(to.trim()).is_ok_and(|to| to.is_same_on_the_wire(shown)))
    };
    shown
        .filter(is_other)
        .map(|shown| LinkDoubt::ShowsAnother {
            shown: shown.as_str().to_owned(),
            host: to.clone(),
        })
        .into_iter()
        .collect()
}

/// The hosts that a text names.
fn named_hosts(text: &str) -> impl Iterator<Item = String> {
    let seen = rfc822::as_seen(text);
    let words: Vec<String> = seen.split_whitespace().map(str::to_owned).collect();
    words.into_iter().filter_map(|word| {
        let word = word.trim_matches(|c: char| "<>()[]\"'“”„«»,;:!?".contains(c));
        let lower = word.to_lowercase();
        let (rest, is_plain) = match lower.split_once("://") {
            Some(("http" | "https", rest)) => (rest.to_owned(), false),
            Some(_) => return None,
            None => (lower.clone(), !lower.starts_with("www.")),
        };
        let host = rest.split(['/', '?', '#', '\\']).next()?;
        // Who writes an address in the text means what stands behind the `@` as well.
        let host = host.rsplit('@').next()?;
        let host = host.split(':').next()?.trim_matches('.');
        let url = Url::parse(&format!("http://{host}/")).ok()?;
        let ascii = url.host_str()?.to_owned();
        let (name, top) = ascii.rsplit_once('.')?;
        let is_word = top.bytes().all(|b| b.is_ascii_alphabetic());
        let is_top = top.len() >= 2 && (is_word || top.starts_with("xn--"));
        let is_file = is_plain && (FILES.contains(&top) || name.contains('_'));
        (is_top && !is_file).then_some(ascii)
    })
}

/// Endings of files that people write in texts, and of no domain that would be written without its scheme.
const FILES: &[&str] = &[
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "txt", "csv", "html", "htm",
    "php", "asp", "aspx", "jsp", "js", "ts", "py", "rs", "java", "xml", "json", "yaml", "yml",
    "toml", "png", "jpg", "jpeg", "gif", "svg", "webp", "exe", "msi", "dmg", "eml", "ics", "vcf",
    "log", "cfg", "ini", "conf", "bak", "tar", "gz", "mp3", "mp4",
];

/// Does what leads to `host` lead to whom `shown` names: the same host, or one within the other?
fn belongs(shown: &str, host: &str) -> bool {
    let bare = |name: &str| {
        let name = name.trim_end_matches('.').to_lowercase();
        name.strip_prefix("www.").unwrap_or(&name).to_owned()
    };
    let (shown, host) = (bare(shown), bare(host));
    let within = |inner: &str, outer: &str| {
        // A whole top level is nobody's.
        outer.contains('.') && inner.ends_with(&format!(".{outer}"))
    };
    shown == host || within(&host, &shown) || within(&shown, &host)
}

fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}

/// What is copied of a link: the address of somebody to write to without what is to be written.
#[must_use]
pub fn address(target: &str) -> &str {
    let Some(to) = target.strip_prefix("mailto:") else {
        return target;
    };
    to.split('?').next().unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, to: &str) -> Option<Target> {
        let ours = [EmailAddress::parse("support@acme.example").unwrap()];
        target(text, to, &OwnDomains::of(&ours))
    }

    fn doubts(text: &str, to: &str) -> Vec<LinkDoubt> {
        of(text, to).map(|target| target.doubts).unwrap_or_default()
    }

    #[test]
    fn the_address_of_somebody_is_copied_without_what_is_to_be_written() {
        let link = "mailto:kim@example.org?subject=Hello";
        assert_eq!(address(link), "kim@example.org");
        assert_eq!(address("mailto:kim@example.org"), "kim@example.org");
        let page = "https://example.org/?mailto:x";
        assert_eq!(address(page), page);
    }

    #[test]
    fn only_the_web_mail_and_calls_are_followed() {
        for (to, kind) in [
            ("https://x.test/", Some(TargetKind::Web)),
            ("HTTP://X.TEST", Some(TargetKind::Web)),
            ("mailto:kim@x.test", Some(TargetKind::Mail)),
            ("tel:+49123", Some(TargetKind::Call)),
            ("javascript:alert(1)", None),
            ("  java\nscript:alert(1)", None),
            ("data:text/html,<script>", None),
            ("file:///etc/passwd", None),
            ("ftp://x.test/", None),
            ("smb://x.test/share", None),
            ("ms-word:ofe|u|https://x.test", None),
            ("vbscript:x", None),
            ("cid:1", None),
            ("/relative", None),
            ("x.test", None),
            ("http://", None),
            ("http://a%00b.test/", None),
            ("http://x y.test/", None),
            ("", None),
        ] {
            assert_eq!(of("x", to).map(|target| target.kind), kind, "{to}");
        }
        assert_eq!(
            of("x", &format!("https://x.test/{}", "a".repeat(9000))),
            None
        );
    }

    #[test]
    fn a_text_that_names_another_place_is_named() {
        for (text, to, shown) in [
            ("bank.test", "https://evil.test/", Some("bank.test")),
            (
                "https://bank.test/login",
                "https://evil.test/bank.test",
                Some("bank.test"),
            ),
            (
                "Log in at www.bank.test now",
                "https://evil.test/",
                Some("www.bank.test"),
            ),
            (
                "(bank.test)",
                "https://bank.test.evil.test/",
                Some("bank.test"),
            ),
            ("BANK.test", "https://notbank.test/", Some("bank.test")),
            (
                "müller.test",
                "https://evil.test",
                Some("xn--mller-kva.test"),
            ),
            ("bank.test", "https://bank.test/a", None),
            ("bank.test", "https://www.bank.test/", None),
            ("bank.test", "https://click.bank.test/x", None),
            ("help.bank.test", "https://bank.test/help", None),
            ("müller.test", "https://xn--mller-kva.test", None),
            (
                "evil.test www.bank.test",
                "https://evil.test/",
                Some("www.bank.test"),
            ),
            (
                "www.ba\u{200c}nk.test",
                "https://evil.test/",
                Some("www.bank.test"),
            ),
            (
                "банк.рф",
                "https://evil.test/",
                Some("xn--80ab2al.xn--p1ai"),
            ),
            ("Starts 10.30am, 12.50EUR", "https://shop.test/", None),
            ("click here", "https://evil.test/", None),
            ("report.pdf", "https://files.test/report.pdf", None),
            ("e.g. this", "https://files.test/", None),
            ("version 1.2", "https://files.test/", None),
            ("10.000 EUR", "https://files.test/", None),
            ("kim@bank.test", "mailto:kim@bank.test?subject=x", None),
            ("kim@bank.test", "mailto:Kim%40bank.test", None),
            ("kim@bank.test", "mailto:x@evil.test", Some("kim@bank.test")),
        ] {
            let found = doubts(text, to).into_iter().find_map(|doubt| match doubt {
                LinkDoubt::ShowsAnother { shown, .. } => Some(shown),
                _ => None,
            });
            assert_eq!(found.as_deref(), shown, "{text} {to}");
        }
    }

    #[test]
    fn disguises_of_the_host_are_named() {
        assert_eq!(
            doubts("x", "https://www.bank.test@evil.test/"),
            [LinkDoubt::UserBeforeHost {
                user: "www.bank.test".into(),
                host: "evil.test".into()
            }]
        );
        assert_eq!(
            doubts("x", "https://bank%2Etest:443@evil.test/"),
            [LinkDoubt::UserBeforeHost {
                user: "bank.test".into(),
                host: "evil.test".into()
            }]
        );
        assert_eq!(doubts("x", "https://:www.bank.test@evil.test/").len(), 1);
        // A backslash is a slash to browsers, and to the parser that they share.
        assert_eq!(
            of("x", "https://evil.test\\@bank.test/").unwrap().address,
            "https://evil.test/@bank.test/"
        );
        for to in [
            "http://93.184.216.34/",
            "http://0x5db8d822/",
            "http://1572395042/",
        ] {
            assert_eq!(
                doubts("x", to),
                [LinkDoubt::Number("93.184.216.34".into())],
                "{to}"
            );
        }
        assert_eq!(doubts("x", "http://192.168.1.20/printer"), []);
        assert!(matches!(
            doubts("x", "https://аpple.test/").as_slice(),
            [LinkDoubt::Host(Doubt::MixedLetters(_))]
        ));
        assert!(matches!(
            doubts("x", "https://acrne.example/").as_slice(),
            [LinkDoubt::Host(Doubt::LooksLikeOurs { .. })]
        ));
        assert_eq!(
            of("x", "https://müller.test/ä?q=ü").unwrap().address,
            "https://xn--mller-kva.test/%C3%A4?q=%C3%BC"
        );
    }
}
