//! What is marked in a passage: from one place to another, by letters, words or lines.

use iced::advanced::graphics::text::cosmic_text::Affinity;
use iced::{Point, Rectangle, Size};

use super::super::fit::Paragraph;
use super::{Block, cursor};

/// A place in the text: the block, the line in it, the byte in that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub block: usize,
    pub line: usize,
    pub index: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Unit {
    #[default]
    Letter,
    Word,
    Line,
}

/// A marked stretch. It grows by the unit it began with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark {
    /// Where it began: for a word or line its two ends.
    began: Option<(Place, Place)>,
    /// Where it has got to.
    to: Option<(Place, Place)>,
    unit: Unit,
}

fn line(blocks: &[Block], place: Place) -> &str {
    blocks
        .get(place.block)
        .and_then(|block| block.text.split('\n').nth(place.line))
        .unwrap_or_default()
}

/// The word around a byte of a line, or the run of blanks or signs there.
fn word(line: &str, index: usize) -> (usize, usize) {
    let class = |c: char| {
        if c.is_alphanumeric() || matches!(c, '_' | '\'' | '’') {
            0
        } else if c.is_whitespace() {
            1
        } else {
            2
        }
    };
    let (head, tail) = line.split_at_checked(index).unwrap_or((line, ""));
    let Some(at) = tail.chars().next().or_else(|| head.chars().next_back()) else {
        return (0, 0);
    };
    let of = class(at);
    let start = head
        .char_indices()
        .rev()
        .take_while(|(_, c)| class(*c) == of)
        .last()
        .map_or(head.len(), |(i, _)| i);
    let end = tail
        .char_indices()
        .find(|(_, c)| class(*c) != of)
        .map_or(line.len(), |(i, _)| head.len() + i);
    (start, end)
}

impl Mark {
    /// Nothing yet, from here.
    pub fn at(place: Place) -> Self {
        Self {
            began: Some((place, place)),
            to: Some((place, place)),
            unit: Unit::Letter,
        }
    }

    /// The word here.
    pub fn word(place: Place, blocks: &[Block]) -> Self {
        Self::at(place).by(Unit::Word, place, blocks)
    }

    /// The whole line here, up to its end.
    pub fn line(place: Place, blocks: &[Block]) -> Self {
        Self::at(place).by(Unit::Line, place, blocks)
    }

    /// Everything.
    pub fn all(blocks: &[Block]) -> Self {
        let start = Place {
            block: 0,
            line: 0,
            index: 0,
        };
        let end = blocks.last().map_or(start, |block| Place {
            block: blocks.len() - 1,
            line: block.text.split('\n').count() - 1,
            index: block.text.rsplit('\n').next().map_or(0, str::len),
        });
        Self {
            began: Some((start, start)),
            to: Some((end, end)),
            unit: Unit::Letter,
        }
    }

    fn by(mut self, unit: Unit, place: Place, blocks: &[Block]) -> Self {
        self.unit = unit;
        let ends = self.ends(place, blocks);
        self.began = Some(ends);
        self.to = Some(ends);
        self
    }

    fn ends(&self, place: Place, blocks: &[Block]) -> (Place, Place) {
        let text = line(blocks, place);
        let (start, end) = match self.unit {
            Unit::Letter => (place.index, place.index),
            Unit::Word => word(text, place.index),
            Unit::Line => (0, text.len()),
        };
        (
            Place {
                index: start,
                ..place
            },
            Place {
                index: end,
                ..place
            },
        )
    }

    /// Grows or shrinks to a place; says whether anything changed.
    pub fn drag(&mut self, place: Place, blocks: &[Block]) -> bool {
        if self.began.is_none() {
            *self = Self::at(place);
        }
        let to = Some(self.ends(place, blocks));
        std::mem::replace(&mut self.to, to) != to
    }

    fn range(&self) -> Option<(Place, Place)> {
        let (began, to) = (self.began?, self.to?);
        let (start, end) = (began.0.min(to.0), began.1.max(to.1));
        (start < end).then_some((start, end))
    }

    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.range().is_none()
    }

    /// The words marked, lines divided by `\n`.
    pub fn text(&self, blocks: &[Block]) -> String {
        let Some((start, end)) = self.range() else {
            return String::new();
        };
        let mut text = String::new();
        for (number, block) in blocks
            .iter()
            .enumerate()
            .take(end.block + 1)
            .skip(start.block)
        {
            for (line_number, line) in block.text.split('\n').enumerate() {
                let here = |index| Place {
                    block: number,
                    line: line_number,
                    index,
                };
                let (head, tail) = (here(0), here(line.len()));
                if tail < start || head > end {
                    continue;
                }
                if head > start {
                    text.push('\n');
                }
                let from = if start > head { start.index } else { 0 };
                let to = if end < tail { end.index } else { line.len() };
                text.push_str(line.get(from..to).unwrap_or_default());
            }
        }
        text
    }

    /// The areas to tint in one block, relative to it.
    pub fn areas(&self, block: usize, paragraph: &Paragraph) -> Vec<Rectangle> {
        let Some((start, end)) = self.range() else {
            return Vec::new();
        };
        if block < start.block || block > end.block {
            return Vec::new();
        }
        let from = if block == start.block {
            cursor(start.line, start.index, Affinity::Before)
        } else {
            cursor(0, 0, Affinity::Before)
        };
        let to = if block == end.block {
            cursor(end.line, end.index, Affinity::After)
        } else {
            cursor(usize::MAX, usize::MAX, Affinity::After)
        };
        paragraph
            .buffer()
            .layout_runs()
            .filter_map(|run| {
                let (x, width) = if run.glyphs.is_empty() {
                    // An empty line between marked ones shows a sliver.
                    let inside = run.line_i >= from.line && run.line_i < to.line;
                    inside.then_some((0.0, 5.0))?
                } else {
                    run.highlight(from, to).filter(|(_, width)| *width > 0.0)?
                };
                Some(Rectangle::new(
                    Point::new(x, run.line_top),
                    Size::new(width, run.line_height),
                ))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain;
    use super::*;

    fn place(block: usize, line: usize, index: usize) -> Place {
        Place { block, line, index }
    }

    #[test]
    fn words_lines_and_all() {
        let blocks = plain("Hello, dear world\nsecond line\n> quoted");
        let mark = Mark::word(place(0, 0, 9), &blocks);
        assert_eq!(mark.text(&blocks), "dear");
        let mark = Mark::line(place(0, 1, 2), &blocks);
        assert_eq!(mark.text(&blocks), "second line");
        assert_eq!(
            Mark::all(&blocks).text(&blocks),
            "Hello, dear world\nsecond line\nquoted"
        );
        assert!(Mark::at(place(0, 0, 3)).is_empty());
    }

    #[test]
    fn a_drag_goes_both_ways_and_keeps_its_unit() {
        let blocks = plain("one two three\nfour\n> five six");
        let mut mark = Mark::at(place(0, 1, 2));
        assert!(mark.drag(place(0, 0, 8), &blocks));
        assert_eq!(mark.text(&blocks), "three\nfo");
        assert!(mark.drag(place(1, 0, 4), &blocks));
        assert_eq!(mark.text(&blocks), "ur\nfive");
        let mut mark = Mark::word(place(0, 0, 5), &blocks);
        mark.drag(place(0, 0, 1), &blocks);
        assert_eq!(mark.text(&blocks), "one two");
        mark.drag(place(0, 0, 10), &blocks);
        assert_eq!(mark.text(&blocks), "two three");
    }

    #[test]
    fn odd_places_are_harmless() {
        let blocks = plain("üß");
        assert_eq!(word("üß", 1), (0, 4), "not at a letter's start");
        assert!(Mark::word(place(9, 9, 9), &blocks).is_empty());
        assert_eq!(word("", 0), (0, 0));
    }
}
