//! `format=flowed` (RFC 3676): paragraphs that were broken into lines for sending, put together again.

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

/// Quote depth, and the content without quote marks and space-stuffing (RFC 3676 4.4).
fn split_quote(line: &str) -> (usize, &str) {
    let content = line.trim_start_matches('>');
    let depth = line.len() - content.len();
    (depth, content.strip_prefix(' ').unwrap_or(content))
}

#[cfg(test)]
mod tests {
    use super::unflow;
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

    proptest! {
        #[test]
        fn nothing_but_blanks_and_breaks_is_lost(text in "[ab >\\n-]{0,120}") {
            let letters = |t: &str| t.chars().filter(|c| c.is_alphabetic() || *c == '-').collect::<String>();
            prop_assert_eq!(letters(&unflow(&text, false)), letters(&text));
            prop_assert_eq!(letters(&unflow(&text, true)), letters(&text));
        }
    }
}
