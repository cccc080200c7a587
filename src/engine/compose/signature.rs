//! The signature in the text of a message: put in, exchanged with the identity, taken out. Pure.

/// The line that begins a signature (RFC 3676 4.3), with its blank.
const DELIMITER: &str = "-- ";

/// The text with another signature.
///
/// `old` is the signature that was put in last. Where it still stands as it was put in, it is
/// exchanged for `new`, or taken out; one that a person changed or took out is theirs, and the text
/// stays as it is. Without an `old` one, `new` is put below what the person writes and above what
/// they answer or pass on, which is where most people look for it.
#[must_use]
pub fn with_signature(body: &str, old: Option<&str>, new: Option<&str>) -> String {
    let (old, new) = (old.and_then(lines_of), new.and_then(lines_of));
    if old == new {
        return body.to_owned();
    }
    let lines: Vec<&str> = body.split('\n').collect();
    let (before, after) = match &old {
        Some(old) => {
            let Some(at) = find(&lines, old) else {
                return body.to_owned();
            };
            let end = at + 1 + old.len();
            (
                lines.get(..at).unwrap_or_default(),
                lines.get(end..).unwrap_or_default(),
            )
        }
        None => {
            let at = quote_start(&lines);
            let own = lines.get(..at).unwrap_or_default();
            // They signed it themselves.
            if own.contains(&DELIMITER) {
                return body.to_owned();
            }
            (own, lines.get(at..).unwrap_or_default())
        }
    };
    joined(before, new.as_deref(), after)
}

/// The signature under a text that is gone on with: one of these where one stands there, else what
/// stands below the delimiter in the person's own part, to the first empty line. A colleague may have
/// signed it, or the settings have changed since.
#[must_use]
pub fn signature_in<'a>(body: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let lines: Vec<&str> = body.split('\n').collect();
    let stands_there = |one: &&str| lines_of(one).is_some_and(|one| find(&lines, &one).is_some());
    let known = known.into_iter().filter(stands_there);
    // One may begin like another.
    if let Some(one) = known.max_by_key(|one| one.len()) {
        return Some(one.to_owned());
    }
    let own = lines.get(..quote_start(&lines))?;
    let at = own.iter().rposition(|line| *line == DELIMITER)?;
    let below = own.get(at + 1..)?.iter();
    let block: Vec<&str> = below
        .take_while(|line| !line.trim().is_empty())
        .copied()
        .collect();
    (!block.is_empty()).then(|| block.join("\n"))
}

/// The lines of a signature; none where nothing stands there. A delimiter that somebody put at its
/// head is not doubled.
fn lines_of(signature: &str) -> Option<Vec<&str>> {
    let mut lines: Vec<&str> = signature.trim_end().lines().map(str::trim_end).collect();
    if lines.first().is_some_and(|line| *line == "--") {
        lines.remove(0);
    }
    let blank = lines.iter().take_while(|line| line.is_empty()).count();
    lines.drain(..blank);
    (!lines.is_empty()).then_some(lines)
}

/// Where a signature stands as it was put in: its delimiter, its lines, and nothing below it but an
/// empty line or the end.
fn find(lines: &[&str], signature: &[&str]) -> Option<usize> {
    (0..lines.len()).find(|at| {
        let Some([first, rest @ ..]) = lines.get(*at..) else {
            return false;
        };
        *first == DELIMITER
            && rest.get(..signature.len()) == Some(signature)
            && rest
                .get(signature.len())
                .is_none_or(|line| line.trim().is_empty())
    })
}

/// The line with which the message begins that is answered or passed on; the end where there is
/// none, or where somebody answers between its lines.
fn quote_start(lines: &[&str]) -> usize {
    let forwarded = |line: &&str| line.starts_with("-----");
    let quoted = |line: &&str| line.starts_with('>');
    let Some(first) = lines.iter().position(|l| quoted(l) || forwarded(l)) else {
        return lines.len();
    };
    if lines.get(first).is_some_and(forwarded) {
        return first;
    }
    let rest = lines.get(first..).unwrap_or_default();
    if !rest
        .iter()
        .all(|line| quoted(line) || line.trim().is_empty())
    {
        return lines.len();
    }
    // The line that says who wrote it belongs to it.
    let above = lines.get(..first).unwrap_or_default();
    let words = above.iter().rev();
    first - words.take_while(|line| !line.trim().is_empty()).count()
}

/// The person's own text, the signature, and what follows, an empty line between each.
fn joined(before: &[&str], signature: Option<&[&str]>, after: &[&str]) -> String {
    let is_blank = |line: &&&str| line.trim().is_empty();
    let kept = before.len() - before.iter().rev().take_while(is_blank).count();
    let skipped = after.iter().take_while(is_blank).count();
    let own = before.get(..kept).unwrap_or_default();
    let after = after.get(skipped..).unwrap_or_default();
    let mut parts = Vec::new();
    // Where nothing was written yet, there is a line to begin on.
    parts.push(own.join("\n"));
    if let Some(signature) = signature {
        parts.push(format!("{DELIMITER}\n{}", signature.join("\n")));
    }
    if !after.is_empty() {
        parts.push(after.join("\n"));
    }
    let mut text = parts.join("\n\n");
    if own.is_empty() && parts.len() == 1 {
        text.clear();
    } else if after.is_empty() {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const QUOTE: &str = "On Monday, Kim wrote:\n> It burns.\n> \n> Help!\n";
    const PASSED_ON: &str = "---------- Forwarded message ----------\nFrom: Kim\nSubject: Fire\n\nIt burns.\n-- \nKim\n";

    #[test]
    fn it_stands_below_the_own_text_and_above_the_quote() {
        for (body, expected) in [
            ("", "\n\n-- \nAnna".to_owned() + "\n"),
            ("Dear Kim\n", "Dear Kim\n\n-- \nAnna\n".to_owned()),
            (&format!("\n\n{QUOTE}"), format!("\n\n-- \nAnna\n\n{QUOTE}")),
            (
                &format!("Water!\n\n{QUOTE}"),
                format!("Water!\n\n-- \nAnna\n\n{QUOTE}"),
            ),
            (
                &format!("\n\n{PASSED_ON}"),
                format!("\n\n-- \nAnna\n\n{PASSED_ON}"),
            ),
            // Answered between the lines: at the end.
            (
                "Kim wrote:\n> Fire?\nYes.\n> Water?\nNo.\n",
                "Kim wrote:\n> Fire?\nYes.\n> Water?\nNo.\n\n-- \nAnna\n".to_owned(),
            ),
        ] {
            assert_eq!(
                with_signature(body, None, Some("Anna")),
                expected,
                "{body:?}"
            );
        }
    }

    #[test]
    fn it_is_exchanged_and_taken_out_as_long_as_nobody_touched_it() {
        let body = with_signature(&format!("Hi\n\n{QUOTE}"), None, Some("Anna\nSupport"));
        let other = with_signature(&body, Some("Anna\nSupport"), Some("Sales"));
        assert_eq!(other, format!("Hi\n\n-- \nSales\n\n{QUOTE}"));
        let none = with_signature(&other, Some("Sales"), None);
        assert_eq!(none, format!("Hi\n\n{QUOTE}"));
        assert_eq!(with_signature(&none, None, Some("Sales")), other);
        // Alone on the page.
        let alone = with_signature("", None, Some("Anna"));
        assert_eq!(with_signature(&alone, Some("Anna"), None), "");
        let again = with_signature(&alone, Some("Anna"), Some("Ben"));
        assert_eq!(again, "\n\n-- \nBen\n");
    }

    #[test]
    fn what_a_person_changed_stays() {
        for body in [
            "Hi\n\n-- \nAnna, on Tuesdays\n",
            "Hi\n\n-- \nAnna\nand Ben\n",
            "Hi\n",
            "Hi\n\n--\nAnna\n",
        ] {
            assert_eq!(with_signature(body, Some("Anna"), Some("Ben")), body);
        }
        let signed = "Hi\n\n-- \nYours\n";
        assert_eq!(with_signature(signed, None, Some("Anna")), signed);
        // Another one that is passed on is none of ours.
        let body = format!("Look\n\n{PASSED_ON}");
        let expected = format!("Look\n\n-- \nAnna\n\n{PASSED_ON}");
        assert_eq!(with_signature(&body, None, Some("Anna")), expected);
    }

    /// Whoever goes on with a draft under another address does not sign as who began it.
    #[test]
    fn whose_signature_it_is_does_not_matter() {
        let known = ["Anna", "Anna\nSupport", "Sales"];
        for (body, expected) in [
            ("Hi\n\n-- \nAnna\nSupport\n", Some("Anna\nSupport")),
            ("Hi\n\n-- \nAnna\n", Some("Anna")),
            ("Hi\n\n-- \nBen\nSupport\n", Some("Ben\nSupport")),
            ("Hi\n\n-- \nBen\n\nP.S. Bye\n", Some("Ben")),
            ("Hi\n\n-- \n\nBen\n", None),
            ("Hi\n", None),
            ("", None),
        ] {
            for after in ["", QUOTE, PASSED_ON] {
                let body = match after {
                    "" => body.to_owned(),
                    after => format!("{body}\n{after}"),
                };
                let found = signature_in(&body, known);
                assert_eq!(found.as_deref(), expected, "{body:?}");
                if let Some(found) = found {
                    let other = with_signature(&body, Some(&found), Some("Lee"));
                    let signed = body.replacen(&format!("-- \n{found}"), "-- \nLee", 1);
                    assert_eq!(other.trim_end(), signed.trim_end());
                }
            }
        }
    }

    #[test]
    fn a_delimiter_in_the_settings_is_not_doubled_and_nothing_is_no_signature() {
        assert_eq!(
            with_signature("Hi", None, Some("-- \nAnna\n\n")),
            "Hi\n\n-- \nAnna\n"
        );
        assert_eq!(with_signature("Hi", None, Some(" \n")), "Hi");
        assert_eq!(with_signature("Hi", Some(""), None), "Hi");
    }

    proptest! {
        #[test]
        fn what_was_put_in_can_be_taken_out(own in "([a-z ]{0,9}\n){0,4}", name in "[a-z]{1,9}(\n[a-z]{1,9})?") {
            for after in ["", QUOTE, PASSED_ON] {
                let body = format!("{own}\n\n{after}");
                let signed = with_signature(&body, None, Some(&name));
                prop_assert!(signed.contains(&format!("-- \n{name}\n")), "{signed:?}");
                let plain = with_signature(&signed, Some(&name), None);
                // Empty lines where it stood are nobody's.
                let lines = |text: &str| -> Vec<String> {
                    let lines = text.lines().filter(|line| !line.trim().is_empty());
                    lines.map(str::to_owned).collect()
                };
                prop_assert_eq!(lines(&plain), lines(&body));
            }
        }
    }
}
