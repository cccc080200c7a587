//! Words that somebody looks for, where they stand in a passage.

use std::ops::Range;

use iced::advanced::graphics::text::cosmic_text::Affinity;
use iced::advanced::{Renderer as _, renderer};
use iced::{Background, Border, Point, Rectangle, Renderer, Size};

use super::super::fit::Paragraph;
use super::{Block, Place, cursor};
use crate::app::theme::{Tokens, scale};
use crate::domain::{Needle, hits};

/// The line around the hit that somebody is at.
const LINE: f32 = 1.5;

/// Where one hit stands, within one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    from: Place,
    to: Place,
}

/// Where any of these stands in the blocks, in order; at most so many.
#[must_use]
pub fn spots(blocks: &[Block], needles: &[Needle], most: usize) -> Vec<Spot> {
    let mut spots = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        let found = hits(&block.text, needles, most - spots.len());
        spots.extend(placed(number, &block.text, found));
        if spots.len() >= most {
            break;
        }
    }
    spots
}

/// Stretches of a text, in order, as lines and octets in them.
fn placed(block: usize, text: &str, found: Vec<Range<usize>>) -> impl Iterator<Item = Spot> {
    // Where the line began that is counted at the moment.
    let (mut line, mut start) = (0, 0);
    let mut place = move |at: usize| {
        while let Some(end) = text.get(start..at).and_then(|passed| passed.find('\n')) {
            line += 1;
            start += end + 1;
        }
        Place {
            block,
            line,
            index: at - start,
        }
    };
    found
        .into_iter()
        .map(|range| Spot {
            from: place(range.start),
            to: place(range.end),
        })
        .collect::<Vec<_>>()
        .into_iter()
}

impl Spot {
    /// The block that it stands in.
    pub(super) fn block(&self) -> usize {
        self.from.block
    }

    /// The areas below it, relative to its block.
    pub(super) fn areas(&self, paragraph: &Paragraph) -> Vec<Rectangle> {
        areas_between(
            paragraph,
            (self.from.line, self.from.index),
            (self.to.line, self.to.index),
        )
    }
}

/// The areas of a stretch of shaped text, from an octet of a line to an octet of that or of another one.
pub(in super::super) fn areas_between(
    paragraph: &Paragraph,
    from: (usize, usize),
    to: (usize, usize),
) -> Vec<Rectangle> {
    let from = cursor(from.0, from.1, Affinity::After);
    let to = cursor(to.0, to.1, Affinity::Before);
    let runs = paragraph.buffer().layout_runs();
    let areas = runs.filter_map(|run| {
        let (x, width) = run.highlight(from, to).filter(|(_, width)| *width > 0.0)?;
        Some(Rectangle::new(
            Point::new(x, run.line_top),
            Size::new(width, run.line_height),
        ))
    });
    areas.collect()
}

/// The ground below a hit; around the one that somebody is at there is a line as well, since a colour alone says
/// little.
pub(in super::super) fn draw_found(
    renderer: &mut Renderer,
    tokens: &Tokens,
    area: Rectangle,
    is_at: bool,
    clip: &Rectangle,
) {
    let Some(bounds) = area.intersection(clip) else {
        return;
    };
    let (ground, width) = if is_at {
        (tokens.found_now, LINE)
    } else {
        (tokens.found, 0.0)
    };
    renderer.fill_quad(
        renderer::Quad {
            bounds,
            border: Border {
                color: tokens.found_line,
                width,
                radius: scale::XXS.into(),
            },
            ..renderer::Quad::default()
        },
        Background::Color(ground),
    );
}

#[cfg(test)]
mod tests {
    use super::super::plain;
    use super::*;
    use crate::domain::MOST_HITS;

    #[test]
    fn hits_are_told_by_block_and_line() {
        let blocks = plain("Ärger\nkein Arger\n> mein ärger\nthe\nend");
        let needles: Vec<Needle> = Needle::typed("arger").into_iter().collect();
        let found = spots(&blocks, &needles, MOST_HITS);
        let seen: Vec<_> = found
            .iter()
            .map(|spot| {
                (
                    spot.from.block,
                    spot.from.line,
                    spot.from.index,
                    spot.to.index,
                )
            })
            .collect();
        assert_eq!(seen, [(0, 0, 0, 6), (0, 1, 5, 10), (1, 0, 5, 11)]);
        assert_eq!(spots(&blocks, &needles, 2).len(), 2);
        let across: Vec<Needle> = Needle::typed("the end").into_iter().collect();
        let across = spots(&blocks, &across, MOST_HITS);
        assert_eq!((across[0].from.line, across[0].to.line), (0, 1));
    }
}
