//! Formatted text as it will look, while it is written.

use std::ops::Range;

use iced::Theme;
use iced::advanced::text::highlighter::{Format, Highlighter};

use crate::app::theme::{Tokens, font};
use crate::rfc822::{Above, Look, look};

/// What is shown, and which text it is: another text in its place is looked at from its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shown {
    /// It is formatted; in plain text only what is quoted looks different.
    pub is_formatted: bool,
    /// Counts the texts that were put in place as a whole, or changed in more than a line.
    pub text: u64,
}

/// Looks at a text line by line.
pub struct Formatting {
    is_formatted: bool,
    /// What stands above each line that was looked at, and above the next one.
    above: Vec<Above>,
}

impl Highlighter for Formatting {
    type Settings = Shown;
    type Highlight = Look;
    type Iterator<'a> = std::vec::IntoIter<(Range<usize>, Look)>;

    fn new(shown: &Shown) -> Self {
        Self {
            is_formatted: shown.is_formatted,
            above: vec![Above::default()],
        }
    }

    fn update(&mut self, shown: &Shown) {
        *self = Self::new(shown);
    }

    fn change_line(&mut self, line: usize) {
        self.above.truncate(line.saturating_add(1).max(1));
    }

    fn highlight_line(&mut self, line: &str) -> Self::Iterator<'_> {
        let mut above = self.above.last().copied().unwrap_or_default();
        let looks = if self.is_formatted {
            with_openings(line, look(line, &mut above))
        } else if line.starts_with('>') {
            // RFC 3676, section 4.5: a quoted line of plain text begins with this sign and nothing before it.
            let quote = Look {
                quote: true,
                ..Look::default()
            };
            vec![(0..line.len(), quote)]
        } else {
            Vec::new()
        };
        self.above.push(above);
        looks.into_iter()
    }

    fn current_line(&self) -> usize {
        self.above.len().saturating_sub(1)
    }
}

/// The looks with the signs that stand before them in the same word, such as an opening bracket: a
/// word of ASCII is drawn in the font of its first character (cosmic-text 0.15).
fn with_openings(line: &str, looks: Vec<(Range<usize>, Look)>) -> Vec<(Range<usize>, Look)> {
    let mut all = Vec::with_capacity(looks.len());
    let mut end = 0;
    let mut looks = looks;
    // Marks inside each other: the first one is in the font of what they all make.
    let mut inner: Option<(Range<usize>, Look)> = None;
    for (range, look) in looks.iter_mut().rev() {
        if let Some((next, inside)) = &inner
            && look.mark
            && next.start == range.end
        {
            look.strong |= inside.strong;
            look.emphasis |= inside.emphasis;
            look.code |= inside.code;
        }
        inner = Some((range.clone(), *look));
    }
    for (range, look) in looks {
        let before = line.get(end..range.start).unwrap_or_default();
        let opening = before.len()
            - before
                .trim_end_matches(|c: char| c.is_ascii_punctuation())
                .len();
        if opening > 0 && (look.strong || look.emphasis || look.code) {
            let look = Look {
                mark: false,
                link: false,
                ..look
            };
            all.push((range.start - opening..range.start, look));
        }
        end = range.end;
        all.push((range, look));
    }
    all
}

/// Font and colour of a stretch.
pub fn format(look: &Look, theme: &Theme) -> Format<iced::Font> {
    let tokens = Tokens::of(theme);
    let color = if look.mark {
        Some(tokens.faint)
    } else if look.link {
        Some(tokens.accent)
    } else if look.quote {
        Some(tokens.dim)
    } else {
        None
    };
    let font = match (look.code, look.strong, look.emphasis) {
        (true, ..) => Some(font::MONOSPACE),
        (_, true, true) => Some(font::SEMIBOLD_ITALIC),
        (_, true, false) => Some(font::SEMIBOLD),
        (_, false, true) => Some(font::ITALIC),
        (_, false, false) => None,
    };
    Format { color, font }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_before_a_bold_word_is_in_its_font() {
        let shown = Shown {
            is_formatted: true,
            text: 0,
        };
        let line = "so (**x**)";
        let looks: Vec<_> = Formatting::new(&shown).highlight_line(line).collect();
        let (range, look) = looks[0].clone();
        assert_eq!((&line[range], look.strong, look.mark), ("(", true, false));
        assert_eq!(looks.len(), 4);
    }

    #[test]
    fn marks_inside_each_other_begin_in_the_font_of_both() {
        let shown = Shown {
            is_formatted: true,
            text: 0,
        };
        let looks: Vec<_> = Formatting::new(&shown).highlight_line("**_x_**").collect();
        let (_, first) = looks[0].clone();
        assert!(first.strong && first.emphasis && first.mark);
    }

    #[test]
    fn lines_below_a_change_are_looked_at_anew() {
        let shown = Shown {
            is_formatted: true,
            text: 0,
        };
        let mut formatting = Formatting::new(&shown);
        let count =
            |formatting: &mut Formatting, line: &str| formatting.highlight_line(line).count();
        assert_eq!(count(&mut formatting, "```"), 1);
        assert_eq!(count(&mut formatting, "**x**"), 1, "it is code");
        assert_eq!(formatting.current_line(), 2);
        formatting.change_line(0);
        assert_eq!(formatting.current_line(), 0);
        assert_eq!(count(&mut formatting, "no code"), 0);
        assert_eq!(count(&mut formatting, "**x**"), 3);
        formatting.update(&Shown::default());
        assert_eq!(formatting.current_line(), 0);
        assert_eq!(count(&mut formatting, "**x**"), 0, "plain text");
        let quoted: Vec<_> = formatting.highlight_line("> before").collect();
        assert!(quoted[0].0 == (0..8) && quoted[0].1.quote, "{quoted:?}");
        assert_eq!(count(&mut formatting, "a > b"), 0, "no quote");
    }
}
