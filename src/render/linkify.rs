//! What a plain text names that can be followed: pages of the web, and addresses to write to.
//!
//! As Thunderbird does it: `https://…` and `http://…`, `www.…`, `mailto:…`, and bare addresses. What is found is only
//! a proposal: what leads nowhere, or deceives, is told when it is followed ([`super::link`]).

use std::ops::Range;

/// Links found in one text at most.
const LINKS: usize = 200;
/// Longest target, in octets: longer ones are not followed either ([`super::link`]).
const MAX_TARGET: usize = 8 * 1024;
/// Longest part of an address before its `@`, in octets (RFC 5321 section 4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// Longest name of a host, in octets (RFC 1035 section 2.3.4).
const MAX_HOST: usize = 255;

/// Byte ranges of `text` that lead somewhere, in order and apart, and where to.
#[must_use]
pub fn links(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut from = 0;
    // One pass, in which each sign costs a bounded look around it: a text may be one line of millions of them.
    for (at, sign) in text.char_indices() {
        if at < from {
            continue;
        }
        let link = match sign {
            'h' | 'H' => page(text, at),
            'w' | 'W' => page_without_scheme(text, at),
            'm' | 'M' => mail(text, at),
            '@' => address(text, at, from),
            _ => None,
        };
        let Some((range, target)) = link else {
            continue;
        };
        from = range.end;
        if target.len() <= MAX_TARGET {
            found.push((range, target));
        }
        if found.len() >= LINKS {
            break;
        }
    }
    found
}

/// `https://…` or `http://…` at this place.
fn page(text: &str, at: usize) -> Option<(Range<usize>, String)> {
    // Within a word it is the end of another scheme.
    if before(text, at).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = text.get(at..)?;
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| begins(rest, scheme))?;
    let begin = rest.get(scheme.len()..)?;
    if !begin.starts_with(|c: char| c.is_alphanumeric() || c == '[') {
        return None;
    }
    let url = as_written(rest, before(text, at));
    Some((at..at + url.len(), url.to_owned()))
}

/// `www.…` at this place.
fn page_without_scheme(text: &str, at: usize) -> Option<(Range<usize>, String)> {
    // Behind those it is part of something else: of a host, of an address, of what another scheme names.
    let is_part = |c: char| c.is_alphanumeric() && is_spaced(c) || "./\\@-".contains(c);
    if before(text, at).is_some_and(is_part) {
        return None;
    }
    let rest = text.get(at..)?;
    if !begins(rest, "www.") {
        return None;
    }
    let host = host(rest).filter(|host| host.matches('.').count() >= 2)?;
    let after = rest.get(host.len()..)?;
    let port = after.strip_prefix(':').map_or(0, |digits| {
        let more = digits.bytes().take_while(u8::is_ascii_digit).take(5);
        match more.count() {
            0 => 0,
            count => 1 + count,
        }
    });
    let after = after.get(port..)?;
    let url = if after.starts_with(['/', '?', '#']) {
        as_written(rest, before(text, at))
    } else {
        rest.get(..host.len() + port)?
    };
    // Thunderbird makes `http://` of it, from a time when that was the rule. What is asked without TLS can be read
    // and answered by anybody on the way, browsers ask for `https://` first where no scheme is typed, and hosts that
    // are called `www` answer it.
    Some((at..at + url.len(), format!("https://{url}")))
}

/// `mailto:…` at this place (RFC 6068).
fn mail(text: &str, at: usize) -> Option<(Range<usize>, String)> {
    const SCHEME: &str = "mailto:";
    let rest = text.get(at..)?;
    let is_word = before(text, at).is_some_and(|c| c.is_ascii_alphanumeric());
    if is_word || !begins(rest, SCHEME) {
        return None;
    }
    let to = rest.get(SCHEME.len()..)?;
    let local = to.bytes().take(MAX_LOCAL + 1).position(|b| b == b'@')?;
    let is_local = to.get(..local)?.chars().all(|c| is_local(c) || c == '%');
    if local == 0 || !is_local {
        return None;
    }
    let _ = host(to.get(local + 1..)?)?;
    let link = as_written(rest, before(text, at));
    Some((at..at + link.len(), link.to_owned()))
}

/// The address around the `@` at this place, that begins no earlier than `from`.
fn address(text: &str, at: usize, from: usize) -> Option<(Range<usize>, String)> {
    let left = text.get(from..at)?;
    let begin = left
        .char_indices()
        .rev()
        .take(MAX_LOCAL + 1)
        .take_while(|(_, c)| is_local(*c))
        .last()
        .map(|(begin, _)| begin)?;
    let (outside, local) = left.split_at_checked(begin)?;
    let host = host(text.get(at + 1..)?)?;
    let end = at + 1 + host.len();
    let after = text.get(end..)?.chars().next();
    // Signs of the sentence, or set around it to stress it.
    let mut inner = local.trim_start_matches(['.', '\'', '-', '=', '&', '+']);
    if after == Some('_') {
        inner = inner.trim_start_matches('_');
    }
    let is_one = !inner.is_empty() && !inner.ends_with('.') && !inner.contains("..");
    if !is_one || inner.len() > MAX_LOCAL {
        return None;
    }
    // Then it would be the end of another address, one that cannot be told.
    let is_end = inner.len() == local.len()
        && outside
            .chars()
            .next_back()
            .is_some_and(|c| "%!#$^{}~@\\".contains(c));
    if is_end || is_in_url(outside) {
        return None;
    }
    // What has a meaning of its own in a target is escaped (RFC 6068 section 2).
    let escaped = inner.replace('&', "%26").replace('=', "%3D");
    Some((at - inner.len()..end, format!("mailto:{escaped}@{host}")))
}

/// Does a text end amid an address of another scheme, where a user's name would stand?
fn is_in_url(text: &str) -> bool {
    let word = text.char_indices().rev().take(MAX_LOCAL);
    let begin = word.take_while(|(_, c)| !ends(*c)).last();
    let begin = begin.map_or(text.len(), |(begin, _)| begin);
    text.get(begin..).is_some_and(|word| word.contains("://"))
}

/// The name of a host at the beginning of a text: two labels or more, the last of which can be a top level.
fn host(text: &str) -> Option<&str> {
    let is_part = |c: char| c.is_alphanumeric() && is_spaced(c) || matches!(c, '.' | '-');
    let end = text
        .char_indices()
        .find(|(at, c)| !is_part(*c) || *at > MAX_HOST)
        .map_or(text.len(), |(end, _)| end);
    let (name, after) = text.split_at_checked(end)?;
    let is_cut = name.len() > MAX_HOST;
    let mut after = after.chars();
    let goes_on = match after.next() {
        Some('@') => true,
        Some('_') => after.next().is_some_and(char::is_alphanumeric),
        _ => false,
    };
    let name = name.trim_end_matches(['.', '-']);
    let (_, top) = name.rsplit_once('.')?;
    let is_top = top.starts_with("xn--") || top.chars().all(char::is_alphabetic);
    let is_named = is_top && top.chars().nth(1).is_some();
    let is_label =
        |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    (!is_cut && !goes_on && is_named && name.split('.').all(is_label)).then_some(name)
}

/// The beginning of a text up to where what stands in it can no longer be part of a URL, without what belongs to the
/// sentence around it.
fn as_written(text: &str, before: Option<char>) -> &str {
    let mut open = Vec::new();
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        let closes = match c {
            '(' | '[' | '{' => {
                open.push(c);
                None
            }
            ')' => Some('('),
            ']' => Some('['),
            '}' => Some('{'),
            _ => None,
        };
        // A bracket that is closed here and was opened before stands around it.
        let is_around = closes.is_some_and(|opened| open.pop() != Some(opened));
        if is_around || ends(c) {
            end = at;
            break;
        }
    }
    let url = text.get(..end).unwrap_or(text);
    url.trim_end_matches(|c| ".,;:!?'’…*([{".contains(c) || (c == '_' && before == Some('_')))
}

/// Does it end whatever is followed: blanks, quotation marks, and the signs of scripts that put no blanks?
fn ends(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || "<>\"“”„«»‹›".contains(c)
        || ('\u{3000}'..='\u{3020}').contains(&c)
        || "（），！：；？".contains(c)
}

/// May it stand in an address before the `@`? Of what RFC 5322 section 3.2.3 permits what people have: the others
/// part or stress words.
fn is_local(c: char) -> bool {
    c.is_alphanumeric() && is_spaced(c) || "._+-&='".contains(c)
}

/// Is it of a script that parts words by blanks? In Chinese and Japanese nothing tells where a name begins.
fn is_spaced(c: char) -> bool {
    c < '\u{2e80}'
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

fn begins(text: &str, with: &str) -> bool {
    text.get(..with.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(with))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::link::{LinkDoubt, TargetKind, target};
    use crate::rfc822::OwnDomains;

    fn found(text: &str) -> Vec<(&str, String)> {
        links(text)
            .into_iter()
            .map(|(range, to)| (&text[range], to))
            .collect()
    }

    fn leads(text: &str, expected: &[(&str, &str)]) {
        let found = found(text);
        let found: Vec<_> = found
            .iter()
            .map(|(words, to)| (*words, to.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    fn words(text: &str) -> Vec<&str> {
        found(text).into_iter().map(|(words, _)| words).collect()
    }

    #[test]
    fn links_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            (
                "See https://a.example/x_(y). Or (http://b.example/q?a=1), <https://c.example>!",
                &[
                    "https://a.example/x_(y)",
                    "http://b.example/q?a=1",
                    "https://c.example",
                ][..],
            ),
            (
                "„https://a.example“ und »www.b.example«",
                &["https://a.example", "www.b.example"],
            ),
            (
                "*http://a.example/* _https://b.example/x_",
                &["http://a.example/", "https://b.example/x"],
            ),
            ("[a](https://a.example/)b", &["https://a.example/"]),
            ("HTTPS://A.example/…", &["HTTPS://A.example/"]),
            ("http://[::1]:8080/x]", &["http://[::1]:8080/x"]),
            ("<URL:http://a.example/a,b;c>", &["http://a.example/a,b;c"]),
            ("见https://a.example/x。谢谢", &["https://a.example/x"]),
            ("https://a.example/(.", &["https://a.example/"]),
            (
                "https://kim@a.example/@kim",
                &["https://kim@a.example/@kim"],
            ),
            ("https:// http://. xhttp://a.example https", &[]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn www_leads_to_the_web() {
        for (text, expected) in [
            (
                "Visit www.example.org.",
                &[("www.example.org", "https://www.example.org")][..],
            ),
            (
                "(WWW.Example.org/a_(b)?c=d)",
                &[(
                    "WWW.Example.org/a_(b)?c=d",
                    "https://WWW.Example.org/a_(b)?c=d",
                )],
            ),
            (
                "www.a.example,www.b.example:8080/x",
                &[
                    ("www.a.example", "https://www.a.example"),
                    ("www.b.example:8080/x", "https://www.b.example:8080/x"),
                ],
            ),
            (
                "Is it www.a.example? Or www.b.example:",
                &[
                    ("www.a.example", "https://www.a.example"),
                    ("www.b.example", "https://www.b.example"),
                ],
            ),
            (
                "www.müller.example/ä",
                &[("www.müller.example/ä", "https://www.müller.example/ä")],
            ),
            (
                "请看www.a.example的网页",
                &[("www.a.example", "https://www.a.example")],
            ),
            (
                "www.example www. www.a..example www.1.2 www.-a.example xwww.a.example",
                &[],
            ),
            (
                "ftp://www.a.example //www.a.example a.www.b.example example.org",
                &[],
            ),
            ("www.a_b.example", &[]),
        ] {
            leads(text, expected);
        }
    }

    #[test]
    fn addresses_lead_to_a_new_mail() {
        for (text, expected) in [
            (
                "Write to kim@b.example.",
                &[("kim@b.example", "mailto:kim@b.example")][..],
            ),
            (
                "Kim <kim@b.example>, 'o'neil+x@b.example'",
                &[
                    ("kim@b.example", "mailto:kim@b.example"),
                    ("o'neil+x@b.example", "mailto:o'neil+x@b.example"),
                ],
            ),
            (
                "a@b.example,c@d.example/e@f.example",
                &[
                    ("a@b.example", "mailto:a@b.example"),
                    ("c@d.example", "mailto:c@d.example"),
                    ("e@f.example", "mailto:e@f.example"),
                ],
            ),
            (
                "Mail:kim@b.example; *ada@b.example* _bo@b.example_",
                &[
                    ("kim@b.example", "mailto:kim@b.example"),
                    ("ada@b.example", "mailto:ada@b.example"),
                    ("bo@b.example", "mailto:bo@b.example"),
                ],
            ),
            (
                "_kim@www.b.example",
                &[("_kim@www.b.example", "mailto:_kim@www.b.example")],
            ),
            (
                "www.kim@b.example",
                &[("www.kim@b.example", "mailto:www.kim@b.example")],
            ),
            (
                "r&d=x@b.example",
                &[("r&d=x@b.example", "mailto:r%26d%3Dx@b.example")],
            ),
            (
                "jörg@müller.example",
                &[("jörg@müller.example", "mailto:jörg@müller.example")],
            ),
            (
                "请联系kim@b.example。",
                &[("kim@b.example", "mailto:kim@b.example")],
            ),
            (
                "(mailto:kim@b.example?subject=Hi%20(x)).",
                &[(
                    "mailto:kim@b.example?subject=Hi%20(x)",
                    "mailto:kim@b.example?subject=Hi%20(x)",
                )],
            ),
            (
                "MAILTO:kim@b.example, <mailto:a@b.example,c@d.example>",
                &[
                    ("MAILTO:kim@b.example", "MAILTO:kim@b.example"),
                    (
                        "mailto:a@b.example,c@d.example",
                        "mailto:a@b.example,c@d.example",
                    ),
                ],
            ),
            (
                "kim@home 3@1.2 @kim a@b.example@c {a,b}@c.example a..b@c.example x%y@z.example",
                &[],
            ),
            (
                "a.@b.example @a@b.example a@-b.example a@b_c.example mailto: mailto:kim",
                &[],
            ),
            ("ssh://git@b.example ftp://kim:secret@b.example", &[]),
        ] {
            leads(text, expected);
        }
    }

    #[test]
    fn what_is_found_is_bounded() {
        assert_eq!(links(&"kim@b.example ".repeat(LINKS * 2)).len(), LINKS);
        let long = format!("https://a.example/{} www.b.example", "a".repeat(MAX_TARGET));
        assert_eq!(words(&long), ["www.b.example"]);
        let local = "a".repeat(MAX_LOCAL);
        assert_eq!(links(&format!("{local}@b.example")).len(), 1);
        assert!(links(&format!("{local}a@b.example")).is_empty());
        assert!(links(&format!("kim@{}example", "a.".repeat(MAX_HOST))).is_empty());
        // All of it is looked at once.
        const MANY: usize = 1_000_000;
        for one in [
            ")", "(", "@", "www.", "a@", "mailto:", "http://", ".", "_", "a",
        ] {
            let text = format!(
                "https://a.example/ {} kim@b.example",
                one.repeat(MANY / one.len())
            );
            assert_eq!(words(&text).first(), Some(&"https://a.example/"), "{one}");
            assert_eq!(words(&text).last(), Some(&"kim@b.example"), "{one}");
        }
        let text = format!("https://a.example/{}", ")".repeat(MANY));
        assert_eq!(words(&text), ["https://a.example/"]);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(https?://|www\\.|mailto:|[a-z]{1,3}|@|\\.|b\\.example|[\\[\\](){}<>_*'\"/?#:%&=-]|\\PC| |\n){0,40}") {
            let mut from = 0;
            for (range, to) in links(&text) {
                prop_assert!(range.start >= from && range.end > range.start);
                from = range.end;
                let words = &text[range];
                prop_assert!(!words.contains(|c: char| c.is_whitespace() || "<>\"".contains(c)), "{}", words);
                let lower = to.to_lowercase();
                let is_of = |scheme: &str| lower.starts_with(scheme);
                prop_assert!(is_of("http://") || is_of("https://") || is_of("mailto:"), "{}", to);
                // What is completed leads to what it says.
                if to != words {
                    let led = target(words, &to, &OwnDomains::default());
                    let another = |doubt: &LinkDoubt| matches!(doubt, LinkDoubt::ShowsAnother { .. });
                    prop_assert!(!led.is_some_and(|led| led.doubts.iter().any(another)), "{} {}", words, to);
                }
            }
        }
    }

    #[test]
    fn what_is_found_is_followed_without_a_doubt() {
        let own = OwnDomains::default();
        for (text, kind, address) in [
            (
                "www.example.org",
                TargetKind::Web,
                "https://www.example.org/",
            ),
            (
                "WWW.Example.org:8443/a?b",
                TargetKind::Web,
                "https://www.example.org:8443/a?b",
            ),
            (
                "www.müller.example",
                TargetKind::Web,
                "https://www.xn--mller-kva.example/",
            ),
            ("kim@b.example", TargetKind::Mail, "mailto:kim@b.example"),
            (
                "r&d=x@b.example",
                TargetKind::Mail,
                "mailto:r%26d%3Dx@b.example",
            ),
            (
                "jörg@b.example",
                TargetKind::Mail,
                "mailto:j%C3%B6rg@b.example",
            ),
            (
                "mailto:kim@b.example?subject=x",
                TargetKind::Mail,
                "mailto:kim@b.example?subject=x",
            ),
            (
                "mailto:a@b.example,c@d.example",
                TargetKind::Mail,
                "mailto:a@b.example,c@d.example",
            ),
        ] {
            let (words, to) = found(text).pop().unwrap();
            assert_eq!(words, text);
            let led = target(words, &to, &own).unwrap();
            assert_eq!((led.kind, led.address.as_str()), (kind, address), "{text}");
            assert_eq!(led.doubts, [], "{text}");
        }
        // The checks decide as they do for any link.
        let (words, to) = found("www.bank.test/x").pop().unwrap();
        assert_eq!(target(words, &to, &own).unwrap().doubts, []);
        let (words, to) = found("https://www.bank.test@evil.test/").pop().unwrap();
        assert_ne!(target(words, &to, &own).unwrap().doubts, []);
    }
}
