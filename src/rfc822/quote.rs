//! Quotes: making them for an answer, and finding them, and signatures, in what is read.

/// A stretch of a plain text. Nothing is left out: a reader may fold quotes and signatures away,
/// and unfold them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// What the author wrote.
    Text(String),
    /// What they quote.
    Quote {
        /// How deep: 1 for the message they answer. At most 100.
        depth: u8,
        /// The lines without their `>` marks.
        text: String,
    },
    /// Their signature, without the line that announces it.
    Signature(String),
}

/// Deepest quote that is told apart.
const MAX_DEPTH: u8 = 100;

/// Quotes a text for an answer: the attribution line, then each line after `> `.
///
/// `attribution` is a finished sentence in the person's language ("On 9 Nov 2025, Kim wrote:").
/// The author's signature is left out, as nobody answers it.
#[must_use]
pub fn quote(text: &str, attribution: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + text.len() / 8 + attribution.len() + 2);
    quoted.push_str(attribution.trim_end());
    quoted.push('\n');
    let lines: Vec<&str> = text.lines().collect();
    let end = signature_at_end(&lines).unwrap_or(lines.len());
    let lines = lines.get(..end).unwrap_or(&lines);
    let last = lines
        .iter()
        .rposition(|line| !line.trim().is_empty())
        .map_or(0, |at| at + 1);
    for line in lines.iter().take(last) {
        quoted.push('>');
        // No blank between two marks: that is how depth is counted (RFC 3676 4.5).
        if !line.is_empty() && !line.starts_with('>') {
            quoted.push(' ');
        }
        quoted.push_str(line.trim_end());
        quoted.push('\n');
    }
    quoted
}

/// Splits a text into what its author wrote, what they quote and their signature.
///
/// Quotes are lines that begin with `>`, and everything after the line or the little header with
/// which Outlook puts the answered message below.
#[must_use]
pub fn fold(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks = Vec::new();
    let mut open = Open::Nothing;
    let mut from = 0;
    let mut held: Vec<&str> = Vec::new();
    while let Some(line) = lines.get(from) {
        let (depth, content) = quote_depth(line);
        let kind = if depth > 0 {
            Open::Quote(depth)
        } else if opens_original(&lines, from) {
            close(&mut blocks, open, &mut held);
            let rest = lines.get(from..).unwrap_or_default();
            blocks.push(Block::Quote {
                depth: 1,
                text: rest.join("\n"),
            });
            return blocks;
        } else if open == Open::Signature {
            Open::Signature
        } else if is_separator(line) {
            close(&mut blocks, open, &mut held);
            open = Open::Signature;
            from += 1;
            continue;
        } else {
            Open::Text
        };
        if kind != open {
            close(&mut blocks, open, &mut held);
            open = kind;
        }
        held.push(content);
        from += 1;
    }
    close(&mut blocks, open, &mut held);
    blocks
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Text,
    Quote(u8),
    Signature,
}

fn close(blocks: &mut Vec<Block>, open: Open, held: &mut Vec<&str>) {
    let text = std::mem::take(held).join("\n");
    match open {
        Open::Nothing => {}
        Open::Text => {
            if !text.trim().is_empty() {
                blocks.push(Block::Text(text));
            }
        }
        Open::Quote(depth) => blocks.push(Block::Quote { depth, text }),
        Open::Signature => {
            if !text.trim().is_empty() {
                blocks.push(Block::Signature(text));
            }
        }
    }
}

/// How deep a line is quoted, and what is left of it. Blanks between the marks are common.
pub(super) fn quote_depth(line: &str) -> (u8, &str) {
    let mut depth = 0u8;
    let mut rest = line;
    loop {
        let inner = if depth == 0 {
            rest
        } else {
            rest.strip_prefix(' ').unwrap_or(rest)
        };
        match inner.strip_prefix('>') {
            Some(after) => {
                depth = depth.saturating_add(1).min(MAX_DEPTH);
                rest = after;
            }
            None => return (depth, if depth == 0 { line } else { inner }),
        }
    }
}

/// `-- ` (RFC 3676 4.3). Many clients and servers lose the blank.
fn is_separator(line: &str) -> bool {
    line.trim_end() == "--"
}

/// Where the signature begins with which the text ends; none if a quote follows it.
fn signature_at_end(lines: &[&str]) -> Option<usize> {
    let at = lines.iter().rposition(|line| is_separator(line))?;
    let rest = lines.get(at..)?;
    (!rest.iter().any(|line| line.starts_with('>'))).then_some(at)
}

/// Does the answered message begin here, as Outlook puts it below an answer?
fn opens_original(lines: &[&str], at: usize) -> bool {
    const SEPARATORS: [&str; 7] = [
        "Original Message",
        "Original Appointment",
        "Ursprüngliche Nachricht",
        "Weitergeleitete Nachricht",
        "Message d'origine",
        "Message d’origine",
        "Forwarded message",
    ];
    let Some(line) = lines.get(at).map(|line| line.trim()) else {
        return false;
    };
    let dashed = line
        .strip_prefix("-----")
        .and_then(|l| l.strip_suffix("-----"))
        .map(|l| l.trim_matches(['-', ' ']));
    if dashed.is_some_and(|words| SEPARATORS.contains(&words)) {
        return true;
    }
    let ruled = line.len() >= 20 && line.bytes().all(|b| b == b'_');
    let header = if ruled { at + 1 } else { at };
    is_outlook_header(lines.get(header..).unwrap_or_default())
}

/// `From: …`, `Sent: …`, …, `Subject: …` in the first lines, in one of the languages we speak.
fn is_outlook_header(lines: &[&str]) -> bool {
    const HEADERS: [[&str; 3]; 3] = [
        ["From:", "Sent:", "Subject:"],
        ["Von:", "Gesendet:", "Betreff:"],
        ["De", "Envoyé", "Objet"],
    ];
    let field = |line: &&str, name: &str| {
        line.trim_start_matches(['*', ' '])
            .strip_prefix(name.trim_end_matches(':'))
            .is_some_and(|rest| {
                rest.trim_start_matches(['*', ' ', '\u{a0}'])
                    .starts_with(':')
            })
    };
    HEADERS.iter().any(|[from, sent, subject]| {
        let mut lines = lines.iter().take(7);
        lines.next().is_some_and(|line| field(line, from))
            && lines.next().is_some_and(|line| field(line, sent))
            && lines.any(|line| field(line, subject))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(t: &str) -> Block {
        Block::Text(t.into())
    }

    fn quoted(depth: u8, t: &str) -> Block {
        Block::Quote {
            depth,
            text: t.into(),
        }
    }

    #[test]
    fn an_answer_quotes_what_was_seen_without_the_signature() {
        assert_eq!(
            quote("Hello,\n\n> older\nit burns.\n\n-- \nKim\n", "Kim wrote:"),
            "Kim wrote:\n> Hello,\n>\n>> older\n> it burns.\n"
        );
        assert_eq!(quote("", "Kim wrote:"), "Kim wrote:\n");
    }

    #[test]
    fn own_words_quotes_and_signature_are_told_apart() {
        let blocks = fold(
            "Yes.\n\nKim wrote:\n> Does it?\n> > Really\n> Well\n\nSee you\n-- \nAnna\nSupport\n",
        );
        assert_eq!(
            blocks,
            [
                text("Yes.\n\nKim wrote:"),
                quoted(1, "Does it?"),
                quoted(2, "Really"),
                quoted(1, "Well"),
                text("\nSee you"),
                Block::Signature("Anna\nSupport".into()),
            ]
        );
    }

    #[test]
    fn a_signature_above_the_quote_ends_there() {
        assert_eq!(
            fold("Yes\n--\nAnna\n> old"),
            [
                text("Yes"),
                Block::Signature("Anna".into()),
                quoted(1, "old")
            ]
        );
    }

    #[test]
    fn what_outlook_puts_below_is_a_quote() {
        for below in [
            "-----Original Message-----\nFrom: Kim",
            "-----Ursprüngliche Nachricht-----\nVon: Kim",
            "________________________________\nFrom: Kim <k@b.test>\nSent: Monday\nTo: x\nSubject: y\n\nhi",
            "Von: Kim\nGesendet: Montag\nAn: x\nCc: z\nBetreff: y\n\nhi",
            "De : Kim\nEnvoyé : lundi\nÀ : x\nObjet : y\n\nsalut",
        ] {
            assert_eq!(
                fold(&format!("Done.\n{below}")),
                [text("Done."), quoted(1, below)],
                "{below}"
            );
        }
        assert_eq!(fold("From: here\nto there"), [text("From: here\nto there")]);
    }

    proptest! {
        #[test]
        fn folding_loses_no_letter(input in "[ab> \\n_-]{0,200}") {
            let letters = |t: &str| t.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            let mut kept = String::new();
            for block in fold(&input) {
                match block {
                    Block::Text(t) | Block::Signature(t) | Block::Quote { text: t, .. } => kept.push_str(&t),
                }
            }
            prop_assert_eq!(letters(&kept), letters(&input));
        }

        #[test]
        fn what_is_quoted_is_one_level_deeper(input in "[abc \\n]{0,100}") {
            let quoted = quote(&input, "X:");
            for line in quoted.lines().skip(1) {
                prop_assert!(line.starts_with('>'), "{line:?}");
            }
        }
    }
}
