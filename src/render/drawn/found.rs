//! Words that somebody looks for, where they are seen in a drawn mail.

use blitz_dom::traversal::TreeTraverser;
use blitz_dom::{LocalName, NodeId};
use parley::{Affinity, Cursor, Selection};

use super::Found;
use super::amended::FOLDED;
use super::document::{Document, MAX_BOXES};
use crate::domain::{MOST_HITS, Needle, hits};

impl Document {
    /// Where any of these is seen, and how often it stands in what is folded.
    pub(super) fn find(&self, needles: &[Needle]) -> Found {
        let mut found = Found::default();
        for id in TreeTraverser::new(&self.html) {
            let most = MOST_HITS - found.hits.len();
            if most == 0 {
                break;
            }
            found.hits.extend(self.seen(id, needles, most));
            let node = self.html.get_node(id);
            let is_folded = node.is_some_and(|node| node.attr(LocalName::from(FOLDED)).is_some());
            if is_folded && !self.setting.quote {
                let text = node.map(|node| node.text_content()).unwrap_or_default();
                found.folded += hits(&text, needles, most).len();
            }
        }
        found
    }

    /// The places in one paragraph.
    fn seen(&self, id: NodeId, needles: &[Needle], most: usize) -> Vec<Vec<[f32; 4]>> {
        let Some((node, text)) = self.html.get_node(id).and_then(|node| {
            let text = node.element_data()?.inline_layout_data.as_ref()?;
            Some((node, text))
        }) else {
            return Vec::new();
        };
        let Some(at) = self.html.get_client_bounding_rect(id) else {
            return Vec::new();
        };
        let around = node.final_layout();
        let left = at.x as f32 + around.padding.left + around.border.left;
        let top = at.y as f32 + around.padding.top + around.border.top + text.block_offset;
        // It is laid out in pixels of the screen.
        let scale = 1.0 / text.layout.scale().max(f32::EPSILON);
        let boxes = |range: std::ops::Range<usize>| {
            let end = |at| Cursor::from_byte_index(&text.layout, at, Affinity::Downstream);
            let lines = Selection::new(end(range.start), end(range.end)).geometry(&text.layout);
            let lines = lines.into_iter().take(MAX_BOXES).map(|(line, _)| {
                let [x, y] = [line.x0, line.y0].map(|at| at as f32 * scale);
                let [width, height] = [line.width(), line.height()].map(|side| side as f32 * scale);
                [left + x, top + y, width, height].map(|side| side * self.zoom)
            });
            let lines = lines.filter(|[_, _, width, height]| *width > 0.0 && *height > 0.0);
            lines.collect::<Vec<_>>()
        };
        let found = hits(&text.text, needles, most).into_iter().map(boxes);
        found.filter(|boxes| !boxes.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::Fonts;
    use super::super::sheet::PAPER;
    use super::super::{Part, Setting};
    use super::*;

    fn found(html: &str, words: &str, quote: bool, scale: f32) -> Found {
        let setting = Setting {
            width: 600.0,
            scale,
            zoom: 1.0,
            colours: PAPER,
            adapt: false,
            elsewhere: false,
            quote,
            simple: false,
        };
        let parts = [Part::Html(html.to_owned())];
        let document = Document::new(&parts, Vec::new(), setting, &Fonts::new(&[])).unwrap();
        let needles: Vec<Needle> = Needle::typed(words).into_iter().collect();
        document.find(&needles)
    }

    #[test]
    fn words_are_found_where_they_are_seen_also_across_what_is_set_otherwise() {
        let html = "<p style='margin:50px 0 0 30px'>The in<b>voi</b>ce and the INVOICE</p>\
                    <table><tr><td>another</td><td style='padding:20px'>invoice</td></tr></table>";
        for scale in [1.0, 2.0] {
            let found = found(html, "invoice", true, scale);
            assert_eq!((found.hits.len(), found.folded), (3, 0));
            let [x, y, width, height] = found.hits[0][0];
            assert!(x > 30.0 && x < 80.0 && y > 40.0 && y < 90.0, "{x} {y}");
            assert!(
                width > 30.0 && width < 80.0 && height < 30.0,
                "{width} {height}"
            );
            assert!(found.hits[1][0][0] > x + width);
            assert!(found.hits[2][0][1] > y + 20.0);
        }
    }

    #[test]
    fn what_is_folded_is_counted_until_it_is_shown() {
        let html = "<p>My answer</p><blockquote type=cite>The question</blockquote>";
        let folded = found(html, "question", false, 1.0);
        assert_eq!((folded.hits.len(), folded.folded), (0, 1));
        let shown = found(html, "question", true, 1.0);
        assert_eq!((shown.hits.len(), shown.folded), (1, 0));
    }
}
