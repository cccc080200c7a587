//! `format=flowed` (RFC 3676): paragraphs broken into lines for the way, and put together again.

/// Longest line that is written, in characters, with the marks of quotes and the blank at its end
/// (RFC 3676 4.2).
const MAX_LINE: usize = 78;
/// So much room is left for words however deep they are quoted.
const MIN_ROOM: usize = 20;

/// Breaks lines for the way, where a reader puts them together again without `DelSp`: behind a blank,
/// which stays. A word longer than a line is not broken.
///
/// Lines end by `\n`; the blanks at the end of a line go, as they would mean that it goes on.
pub(super) fn flow(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for (count, line) in text.split('\n').enumerate() {
        if count > 0 {
            out.push('\n');
        }
        let (depth, content) = split_marks(line);
        // RFC 3676 4.3: the signature separator is never flowed, and keeps its blank.
        if content == "-- " {
            put(&mut out, depth, content);
            continue;
        }
        let content = content.trim_end_matches(' ');
        let marks = if depth == 0 { 0 } else { depth + 1 };
        let room = MAX_LINE.saturating_sub(marks + 1).max(MIN_ROOM);
        let mut rest = content;
        while let Some(at) = break_in(rest, room) {
            let (head, tail) = rest.split_at(at);
            put(&mut out, depth, head);
            out.push('\n');
            rest = tail;
        }
        put(&mut out, depth, rest);
    }
    out
}

/// Writes a line with its marks, stuffed where it would be taken for something else (RFC 3676 4.4).
fn put(out: &mut String, depth: usize, content: &str) {
    out.extend(std::iter::repeat_n('>', depth));
    let is_misread = content.starts_with([' ', '>']) || content.starts_with("From ");
    if is_misread || (depth > 0 && !content.is_empty()) {
        out.push(' ');
    }
    out.push_str(content);
}

/// Where a line that is longer than the room is broken: behind the last blank with which it fits, else
/// behind the first one; never so that a piece reads as the separator of a signature.
fn break_in(content: &str, room: usize) -> Option<usize> {
    let mut last = None;
    for (count, (at, c)) in content.char_indices().enumerate() {
        if count >= room && last.is_some() {
            return last;
        }
        let behind = at + c.len_utf8();
        let is_break = c == ' ' && behind < content.len() && content.get(..behind) != Some("-- ");
        if is_break {
            last = Some(behind);
        }
    }
    // All of it fits, or no blank stands before the end of the room.
    last.filter(|_| content.chars().count() > room)
}

/// Joins flowed lines. `delete_space` is the `delsp=yes` of the content type.
///
/// Lines that are quoted keep one `>` per level and a blank after them.
pub(super) fn unflow(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let (depth, content) = split_quote(line);
        // RFC 3676 4.3: the signature separator is never flowed, though it ends in a blank.
        let is_separator = content == "-- ";
        let flows = content.ends_with(' ') && !is_separator;
        let body = match (flows, delete_space) {
            (true, true) => content.strip_suffix(' ').unwrap_or(content),
            _ => content,
        };
        // A change of depth ends a paragraph, whatever the line before said (RFC 3676 4.5).
        let continues = open == Some(depth) && !is_separator;
        if !continues {
            if open.is_some() {
                end_line(&mut out);
            }
            if depth > 0 {
                out.extend(std::iter::repeat_n('>', depth));
                out.push(' ');
            }
        }
        out.push_str(body);
        if flows {
            open = Some(depth);
        } else {
            open = None;
            if !is_separator {
                trim_line(&mut out);
            }
            out.push('\n');
        }
    }
    if open.is_some() {
        end_line(&mut out);
    }
    out
}

fn end_line(out: &mut String) {
    trim_line(out);
    out.push('\n');
}

fn trim_line(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
}

/// Quote depth, and the content as a person wrote it, where one blank after the marks is theirs.
fn split_marks(line: &str) -> (usize, &str) {
    let content = line.trim_start_matches('>');
    match line.len() - content.len() {
        0 => (0, content),
        depth => (depth, content.strip_prefix(' ').unwrap_or(content)),
    }
}

/// Quote depth, and the content without quote marks and space-stuffing (RFC 3676 4.4).
fn split_quote(line: &str) -> (usize, &str) {
    let content = line.trim_start_matches('>');
    let depth = line.len() - content.len();
    (depth, content.strip_prefix(' ').unwrap_or(content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paragraphs_are_joined_and_quotes_kept_apart() {
        let text = "Dear team, \nthe printer \nburns.\n\n> It did \n> yesterday.\n>> Really? \nYes.\n-- \nAnna";
        assert_eq!(
            unflow(text, false),
            "Dear team, the printer burns.\n\n> It did yesterday.\n>> Really?\nYes.\n-- \nAnna\n"
        );
    }

    #[test]
    fn stuffing_goes_and_delsp_joins_words() {
        assert_eq!(
            unflow(" From here\n >no quote", false),
            "From here\n>no quote\n"
        );
        assert_eq!(unflow("Donau \ndampf", true), "Donaudampf\n");
    }

    #[test]
    fn lines_are_broken_behind_blanks() {
        let words = "word ".repeat(40);
        let flowed = flow(&format!(
            "Dear Kim,\n\n{}\n>> {}",
            words.trim(),
            words.trim()
        ));
        for line in flowed.lines() {
            assert!(line.len() <= MAX_LINE, "{line:?}");
        }
        assert!(flowed.contains("word \nword"), "{flowed}");
        assert!(flowed.contains("word \n>> word"), "{flowed}");
        assert_eq!(flowed.lines().next(), Some("Dear Kim,"));
    }

    #[test]
    fn what_would_be_misread_is_stuffed_and_the_separator_stays() {
        assert_eq!(
            flow("From here\n  code\n>quoted\n>\n-- \nAnna  "),
            " From here\n   code\n> quoted\n>\n-- \nAnna"
        );
        let long = format!("-- {}", "x".repeat(200));
        assert_eq!(flow(&long), long, "a piece is no separator");
        let url = format!("See https://a.test/{} now", "x".repeat(1200));
        assert_eq!(flow(&url).matches('\n').count(), 2, "no word is broken");
    }

    /// As it comes back: without the blanks at the end of lines, with one behind the marks of a quote.
    fn straight(text: &str) -> String {
        let mut out = String::new();
        for line in text.split('\n') {
            let content = line.trim_start_matches('>');
            let depth = line.len() - content.len();
            let inner = content.strip_prefix(' ').filter(|_| depth > 0);
            let inner = inner.unwrap_or(content);
            let whole = match (depth, inner) {
                (0, inner) => inner.to_owned(),
                (depth, inner) => format!("{} {inner}", ">".repeat(depth)),
            };
            let is_separator = inner == "-- ";
            out.push_str(if is_separator {
                &whole
            } else {
                whole.trim_end_matches(' ')
            });
            out.push('\n');
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn what_was_broken_comes_together(text in "([ab >\\-]|-- |From |word |ä| {2,4}|\n|x{60,90}){0,80}") {
            let flowed = flow(&text);
            let back = unflow(&flowed, false);
            let end = |text: &str| text.trim_end_matches('\n').to_owned();
            prop_assert_eq!(end(&back), end(&straight(&text)), "{:?}", flowed);
        }

        #[test]
        fn no_line_is_longer_than_its_words_make_it(text in "([a-z]{1,12} ){0,60}(\n>{0,9} ([a-z]{1,12} ){0,60}){0,3}") {
            for line in flow(&text).split('\n') {
                prop_assert!(line.chars().count() <= MAX_LINE, "{line:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_but_blanks_and_breaks_is_lost(text in "[ab >\\n-]{0,120}") {
            let letters = |t: &str| t.chars().filter(|c| c.is_alphabetic() || *c == '-').collect::<String>();
            prop_assert_eq!(letters(&unflow(&text, false)), letters(&text));
            prop_assert_eq!(letters(&unflow(&text, true)), letters(&text));
        }
    }
}
