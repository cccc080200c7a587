//! The links of a passage, walked by keys.

use iced::advanced::text::Paragraph as _;
use iced::{Rectangle, Vector};

use super::State;

/// A link as it lies in the passage.
#[derive(Debug, Clone, Copy)]
struct Linked {
    block: usize,
    span: usize,
    link: usize,
}

impl State {
    fn links(&self) -> impl Iterator<Item = Linked> {
        let laid = self.laid.iter().enumerate();
        laid.flat_map(|(block, laid)| {
            let links = laid.links.iter();
            links.map(move |(span, link)| Linked {
                block,
                span: *span,
                link: *link,
            })
        })
    }

    /// From link to link, as in what is drawn. Is there another one?
    pub(super) fn walk_links(&mut self, forwards: bool) -> bool {
        let Some(last) = self.links().count().checked_sub(1) else {
            return false;
        };
        let next = if forwards {
            self.chosen.map_or(0, |at| at + 1)
        } else {
            self.chosen.unwrap_or(0).saturating_sub(1)
        };
        self.chosen = Some(next.min(last));
        true
    }

    /// Where the link leads that the keys chose.
    pub(super) fn chosen_link(&self) -> Option<&str> {
        let Linked { block, link, .. } = self.links().nth(self.chosen?)?;
        let links = &self.blocks.get(block)?.links;
        links.get(link).map(|(_, url)| url.as_str())
    }

    /// Where its words are, in the passage.
    pub(super) fn chosen_areas(&self) -> Vec<Rectangle> {
        let chosen = self.chosen.and_then(|at| self.links().nth(at));
        let laid = chosen.and_then(|of| Some((self.laid.get(of.block)?, of.span)));
        let areas = laid.map(|(laid, span)| {
            let areas = laid.paragraph.span_bounds(span).into_iter();
            areas
                .map(|area| area + Vector::new(laid.at.x, laid.at.y))
                .collect()
        });
        areas.unwrap_or_default()
    }
}
