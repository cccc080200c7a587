//! `mailto:` (RFC 6068): a message that a link proposes.
//!
//! Only what a person sees before they send is taken. `attach`, which some programs knew, would put a file of theirs
//! into a stranger's letter; other fields could say what nobody reads.

use percent_encoding::percent_decode_str;

use super::parse::clean;
use super::{MAX_SUBJECT, parse_header};
use crate::domain::{Draft, NamedAddress};

/// Longest link that is read, in octets.
const MAX_LINK: usize = 64 * 1024;
/// Longest text, in characters.
const MAX_BODY: usize = 20_000;
/// Most recipients of a field.
const MAX_PEOPLE: usize = 100;
/// Longest address, in characters.
const MAX_ADDRESS: usize = 1000;

/// The message that a link proposes; nobody's to send yet. `None` if it is no such link.
#[must_use]
pub fn mailto(link: &str) -> Option<Draft> {
    let link = link.trim();
    let (scheme, rest) = link.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("mailto") || link.len() > MAX_LINK {
        return None;
    }
    // A fragment is for whoever shows the page (RFC 6068 2).
    let rest = rest.split('#').next().unwrap_or_default();
    let (to, fields) = rest.split_once('?').unwrap_or((rest, ""));
    let mut draft = Draft::default();
    add(&mut draft.to, to);
    for field in fields.replace("&amp;", "&").split('&') {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        match decoded(name).to_ascii_lowercase().as_str() {
            "to" => add(&mut draft.to, value),
            "cc" => add(&mut draft.cc, value),
            "bcc" => add(&mut draft.bcc, value),
            "subject" if draft.subject.is_empty() => {
                draft.subject = clean(&decoded(value), MAX_SUBJECT);
            }
            "body" if draft.body.is_empty() => draft.body = text(&decoded(value)),
            _ => {}
        }
    }
    Some(draft)
}

/// `+` is a plus (RFC 6068 5).
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Addresses are parted by commas before they are decoded: one within an address is escaped.
fn add(people: &mut Vec<NamedAddress>, list: &str) {
    for one in list.split(',') {
        let one = clean(&decoded(one), MAX_ADDRESS);
        if one.is_empty() || people.len() >= MAX_PEOPLE {
            continue;
        }
        let header = parse_header(format!("To: {one}\r\n\r\n").as_bytes());
        for person in header.participants.to {
            let is_there =
                |known: &NamedAddress| known.address.eq_ignore_ascii_case(&person.address);
            if !people.iter().any(is_there) && people.len() < MAX_PEOPLE {
                people.push(person);
            }
        }
    }
}

/// Lines ended by `\n`; nothing that steers a terminal or turns the direction of text.
fn text(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| {
            (!c.is_control() || matches!(c, '\n' | '\t')) && !super::parse::is_direction_mark(*c)
        })
        .take(MAX_BODY)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(people: &[NamedAddress]) -> String {
        let people: Vec<String> = people.iter().map(ToString::to_string).collect();
        people.join(", ")
    }

    #[test]
    fn what_a_link_proposes_is_read() {
        for (link, to, cc, bcc, subject, body) in [
            ("mailto:kim@a.test", "kim@a.test", "", "", "", ""),
            (
                "MAILTO:kim@a.test,bo@a.test",
                "kim@a.test, bo@a.test",
                "",
                "",
                "",
                "",
            ),
            (
                "mailto:?to=kim@a.test&cc=bo@a.test&bcc=al@a.test",
                "kim@a.test",
                "bo@a.test",
                "al@a.test",
                "",
                "",
            ),
            (
                "mailto:kim@a.test?subject=Order%2041&body=Dear%20Kim%2C%0D%0Athanks",
                "kim@a.test",
                "",
                "",
                "Order 41",
                "Dear Kim,\nthanks",
            ),
            (
                "mailto:kim@a.test?Subject=a+b",
                "kim@a.test",
                "",
                "",
                "a+b",
                "",
            ),
            (
                "mailto:%22Kim%2C%20Jo%22%20%3Ckim@a.test%3E",
                "Kim, Jo <kim@a.test>",
                "",
                "",
                "",
                "",
            ),
            (
                "mailto:gorby%25kremvax@a.test",
                "gorby%kremvax@a.test",
                "",
                "",
                "",
                "",
            ),
            (
                "mailto:kim@a.test?subject=a&amp;body=b",
                "kim@a.test",
                "",
                "",
                "a",
                "b",
            ),
            (
                "mailto:kim@a.test?subject=%E2%82%AC#x",
                "kim@a.test",
                "",
                "",
                "€",
                "",
            ),
            ("mailto:", "", "", "", "", ""),
        ] {
            let draft = mailto(link).unwrap();
            let seen = (all(&draft.to), all(&draft.cc), all(&draft.bcc));
            assert_eq!(
                (seen.0.as_str(), seen.1.as_str(), seen.2.as_str()),
                (to, cc, bcc),
                "{link}"
            );
            assert_eq!(
                (draft.subject.as_str(), draft.body.as_str()),
                (subject, body),
                "{link}"
            );
        }
    }

    #[test]
    fn nothing_is_taken_that_a_person_does_not_see() {
        let draft = mailto(
            "mailto:kim@a.test?attach=/etc/passwd&attachment=file:///etc/passwd&from=boss@a.test\
             &reply-to=x@evil.test&subject=a%0D%0ABcc:%20x@evil.test&body=a%1b[31m%E2%80%AEb\
             &in-reply-to=%3C1@a.test%3E&X-Header=1",
        )
        .unwrap();
        assert_eq!(
            draft,
            Draft {
                to: vec![NamedAddress {
                    name: None,
                    address: "kim@a.test".into()
                }],
                subject: "a  Bcc: x@evil.test".into(),
                body: "a[31mb".into(),
                ..Draft::default()
            }
        );
        assert_eq!(mailto("https://a.test/"), None);
        assert_eq!(mailto("kim@a.test"), None);
        let many = format!("mailto:{}", "a@b.test,".repeat(5000));
        assert_eq!(mailto(&many).unwrap().to.len(), 1);
        assert_eq!(mailto(&format!("mailto:{}", "x".repeat(MAX_LINK))), None);
    }

    proptest! {
        #[test]
        fn no_link_defeats_it(link in "mailto:[\\PC%0-9A-F?&=,@<>\"]{0,80}") {
            let draft = mailto(&link).unwrap();
            prop_assert!(draft.attachments.is_empty() && draft.from.is_none());
            prop_assert!(!draft.subject.contains(['\r', '\n']));
        }
    }
}
