//! One line of text that fits: measured, and cut with an ellipsis where it is too wide.
//!
//! iced 0.14 has no ellipsis: text that is not wrapped runs over its neighbour.

use std::borrow::Cow;

use iced::advanced::text::{self, Paragraph as _, Span, Text};
use iced::alignment::Vertical;
use iced::font::Weight;
use iced::{Font, Pixels, Point, Size};

use crate::app::theme::scale;

/// Shaped text, as the renderer keeps it.
pub type Paragraph = <iced::Renderer as text::Renderer>::Paragraph;

/// What is shown of a line at most, in characters: a subject may be megabytes long.
const MOST: usize = 500;
/// The width of a character in text, in em, where there are many narrow ones.
const NARROW: f32 = 0.4;
/// Some characters more than would fill the width.
const ROUND_UP: usize = 8;
/// No line is wider, in logical pixels.
const WIDEST: f32 = 20_000.0;
/// How much of the end of a file's name stays where it is cut, in characters.
const NAME_END: usize = 10;

/// Text that stays in its line: one space for every run of blanks and control characters, no marks
/// that turn the direction of what follows (they make `gpj.exe` read `exe.jpg`), at most 500
/// characters.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let clean = text.len() <= MOST && !text.chars().any(disturbs) && !text.contains("  ");
    if clean {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len().min(MOST * 4));
    let mut blank = true;
    for character in text.chars() {
        if character.is_control()
            || character == ' '
            || matches!(character, '\u{2028}' | '\u{2029}')
        {
            if !blank {
                line.push(' ');
            }
            blank = true;
        } else if !turns(character) {
            line.push(character);
            blank = false;
        }
        if line.len() >= MOST {
            break;
        }
    }
    Cow::Owned(line.trim_end().to_owned())
}

pub(super) fn disturbs(character: char) -> bool {
    character.is_control() || turns(character) || matches!(character, '\u{2028}' | '\u{2029}')
}

fn turns(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether the shipped font has a character (see `assets/fonts/README.md`), or it goes with any.
fn shipped(character: char) -> bool {
    matches!(u32::from(character),
        0..=0x52f | 0x1e00..=0x23ff | 0x25a0..=0x25ff | 0x2c60..=0x2c7f | 0xa720..=0xa7ff
        | 0xfb00..=0xfb06 | 0xfe00..=0xfe0f | 0xfffd)
}

/// Whether all of a text can be drawn with the shipped font.
pub fn is_shipped(text: &str) -> bool {
    text.chars().all(shipped)
}

/// The parts of a text that the shipped font has and those it has not, in turn.
fn runs(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let of = shipped(rest.chars().next()?);
        let end = rest
            .find(|c: char| c != ' ' && shipped(c) != of)
            .unwrap_or(rest.len());
        let (run, tail) = rest.split_at_checked(end)?;
        rest = tail;
        Some((run, of))
    })
}

/// The weight in which other scripts are set. Systems have them in 400 and 700 only, and the shaping
/// library looks for its preferred fonts (sans) in the exact weight; for 500 and 600 it takes any
/// font that has the signs, often one with serifs.
fn foreign(font: Font) -> Font {
    Font {
        weight: match font.weight {
            Weight::Semibold | Weight::Bold => Weight::Bold,
            _ => Weight::Normal,
        },
        ..font
    }
}

/// A text in this font, as far as it has the signs.
pub(super) fn spans(text: &str, font: Font) -> impl Iterator<Item = Span<'_, ()>> {
    runs(text).map(move |(run, shipped)| {
        let font = if shipped { font } else { foreign(font) };
        Span::new(run).font(font)
    })
}

/// How a line is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// The font, with its weight.
    pub font: Font,
    /// The size in logical pixels.
    pub size: f32,
}

impl Setting {
    /// The height of a line set so, rounded to whole pixels.
    pub fn height(self) -> f32 {
        (self.size * scale::LINE).round()
    }

    /// Shapes text as it is, in one line, without cutting it.
    pub fn shape(self, text: &str) -> Paragraph {
        self.set(
            text,
            Size::new(f32::INFINITY, self.height()),
            text::Wrapping::None,
        )
    }

    /// Shapes text in as many lines of this width as it needs.
    pub fn wrap(self, text: &str, width: f32) -> Paragraph {
        self.set(
            text,
            Size::new(width, f32::INFINITY),
            text::Wrapping::WordOrGlyph,
        )
    }

    fn set(self, text: &str, bounds: Size, wrapping: text::Wrapping) -> Paragraph {
        let spans: Vec<Span<'_, ()>> = spans(text, self.font).collect();
        Paragraph::with_spans(Text {
            content: spans.as_slice(),
            bounds,
            size: Pixels(self.size),
            line_height: text::LineHeight::Absolute(Pixels(self.height())),
            font: self.font,
            align_x: text::Alignment::Default,
            align_y: Vertical::Top,
            // Basic shaping knows no kerning and no other font: ASCII would look unlike the rest.
            shaping: text::Shaping::Advanced,
            wrapping,
        })
    }

    /// Shapes one line that is at most `width` wide; the second value says whether it was cut.
    pub fn fit(self, line: &str, width: f32) -> (Paragraph, bool) {
        self.fit_before(line, "", width)
    }

    /// The same for the name of a file, which is cut in the middle: its end tells what it is, and which of several.
    pub fn fit_name(self, name: &str, width: f32) -> (Paragraph, bool) {
        let start = name.char_indices().rev().nth(NAME_END - 1);
        let end = start.and_then(|(at, _)| name.get(boundary(name, at)..));
        // Where there is room for little more than the end, that alone says nothing.
        let end = end.filter(|end| self.shape(end).min_width() <= width / 2.0);
        self.fit_before(name, end.unwrap_or_default(), width)
    }

    /// Shapes as much of a line as it takes to be wider than this, and gives that part; or all of it, where it fits.
    /// Of what is cut away nothing needs to be shaped: for the first words of a message that is most of the work.
    fn shape_to(self, line: &str, width: f32) -> (Paragraph, Option<&str>) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let mut most = (width.clamp(0.0, WIDEST) / (self.size * NARROW)) as usize + ROUND_UP;
        loop {
            let end = line.char_indices().nth(most).map(|(at, _)| at);
            let head = end.and_then(|at| line.get(..boundary(line, at)));
            let shaped = self.shape(head.unwrap_or(line));
            if shaped.min_width() > width + 0.5 {
                return (shaped, Some(head.unwrap_or(line)));
            }
            if head.is_none() {
                return (shaped, None);
            }
            most *= 2;
        }
    }

    /// Shapes one line, of which `end` is kept where the rest is cut.
    fn fit_before(self, line: &str, end_kept: &str, width: f32) -> (Paragraph, bool) {
        let (whole, line) = match self.shape_to(line, width) {
            (whole, None) => return (whole, false),
            (whole, Some(head)) => (whole, head),
        };
        let mark = self.shape(&format!("…{end_kept}")).min_width();
        let room = (width - mark).max(0.0);
        // Where the room ends, or half a letter before: what is set anew then fits.
        let place = Point::new((room - self.size / 4.0).max(0.0), self.height() / 2.0);
        let end = whole.hit_test(place).map_or(0, text::Hit::cursor);
        let cut = |end: usize| {
            let cut = line.get(..boundary(line, end)).unwrap_or_default();
            self.shape(&format!("{}…{end_kept}", cut.trim_end()))
        };
        let shaped = cut(end);
        let left = width + 0.5 - shaped.min_width();
        if end == 0 || (left >= 0.0 && left <= self.size * 2.0) {
            return (shaped, true);
        }
        // Of text that runs the other way, or both, the end of the room says nothing: halved until it is found.
        let (mut fits, mut wide, mut best) = (0, line.len(), cut(0));
        if left >= 0.0 {
            (fits, best) = (end, shaped);
        } else {
            wide = end;
        }
        while wide - fits > 1 {
            let middle = boundary(line, usize::midpoint(fits, wide));
            if middle <= fits {
                break;
            }
            let shaped = cut(middle);
            if shaped.min_width() <= width + 0.5 {
                (fits, best) = (middle, shaped);
            } else {
                wide = middle;
            }
        }
        (best, true)
    }
}

/// The nearest place at or before `at` where a character ends and no mark or joined emoji hangs on.
fn boundary(line: &str, at: usize) -> usize {
    let mut at = at.min(line.len());
    while at > 0 {
        let joined = line.get(at..).is_none_or(|rest| {
            rest.chars()
                .next()
                .is_some_and(|c| matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'))
        }) || line.get(..at).is_some_and(|head| head.ends_with('\u{200d}'));
        if !joined {
            break;
        }
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::font;

    const PLAIN: Setting = Setting {
        font: font::REGULAR,
        size: 13.0,
    };

    fn load() {
        for file in font::FILES {
            iced::advanced::graphics::text::font_system()
                .write()
                .unwrap()
                .load_font(file.into());
        }
    }

    #[test]
    fn hostile_text_stays_in_its_line() {
        assert_eq!(one_line("plain"), "plain");
        assert_eq!(
            one_line("two\r\n lines\tand \u{7}bell"),
            "two lines and bell"
        );
        assert_eq!(one_line("photo\u{202e}gpj.exe"), "photogpj.exe");
        assert!(one_line(&"x".repeat(1_000_000)).len() <= MOST);
    }

    #[test]
    fn a_line_is_cut_only_where_it_is_too_wide() {
        load();
        let (short, cut) = PLAIN.fit("Support", 200.0);
        assert!(!cut && short.min_width() < 200.0);
        for text in [
            "Hello, I ordered a lamp two weeks ago and the tracking page still says",
            "ありがとうございます。返送しました。よろしくお願いいたします。ありがとうございます。",
            "שלום, הזמנתי מנורה לפני שבועיים ודף המעקב עדיין אומר שהתווית נוצרה",
            "mixed שלום text with עברית inside and a good deal more of everything",
        ] {
            for width in [12.0, 40.0, 120.0, 200.0] {
                let (shaped, cut) = PLAIN.fit(text, width);
                assert!(cut, "{text} at {width}");
                assert!(
                    shaped.min_width() <= width + 1.0,
                    "{text}: {} > {width}",
                    shaped.min_width()
                );
            }
        }
    }

    #[test]
    fn what_is_cut_away_changes_nothing_of_what_stays() {
        load();
        for text in [
            "iiiiiill ",
            "Hello, I ordered a lamp ",
            "返送しました。",
            "שלום, הזמנתי מנורה ",
        ] {
            let (some, more) = (text.repeat(40), text.repeat(80));
            for width in [5.0, 40.0, 200.0, 300.0] {
                let [some, more] = [&some, &more].map(|line| PLAIN.fit(line, width));
                assert!(some.1 && more.1, "{text} at {width}");
                let apart = (some.0.min_width() - more.0.min_width()).abs();
                assert!(apart < 0.5, "{text} at {width}: {apart}");
                // As much as has room.
                let left = width - some.0.min_width();
                assert!(width < 20.0 || left < 20.0, "{text} at {width}: {left}");
            }
        }
    }

    #[test]
    fn the_name_of_a_file_is_cut_in_the_middle() {
        load();
        let name = "Invoice for the lamps of the warehouse, final 2026-11.pdf";
        for width in [40.0, 120.0, 200.0] {
            let (shaped, cut) = PLAIN.fit_name(name, width);
            assert!(cut && shaped.min_width() <= width + 1.0, "at {width}");
        }
        let (whole, cut) = PLAIN.fit_name("a.pdf", 200.0);
        assert!(!cut && whole.min_width() < 200.0);
        let same = PLAIN.fit_name(name, 200.0).0.min_width();
        let (line, _) = PLAIN.fit(name, 200.0);
        assert!(
            (same - line.min_width()).abs() > f32::EPSILON,
            "its end is there"
        );
    }

    #[test]
    fn other_scripts_are_runs_of_their_own() {
        let parts: Vec<_> = runs("Re: 返品 について (2)").collect();
        assert_eq!(
            parts,
            [("Re: ", true), ("返品 について ", false), ("(2)", true)]
        );
        assert_eq!(runs("").count(), 0);
        assert!(is_shipped("Tomáš Král – €5 “Ж” Ω") && !is_shipped("שלום"));
    }

    #[test]
    fn a_cut_never_splits_what_belongs_together() {
        let family = "a👨\u{200d}👩\u{200d}👧 b";
        for at in 0..=family.len() {
            let cut = boundary(family, at);
            let head = &family[..cut];
            assert!(!head.ends_with('\u{200d}'), "{head:?}");
        }
        assert_eq!(boundary("e\u{301}x", 1), 0);
    }
}
