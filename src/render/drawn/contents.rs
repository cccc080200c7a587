//! What there is in each part of a mail that is laid out, as far as it is seen: how many letters and pictures, whether
//! it runs over blocks, and whether a table shows data or only puts things in their place.

use std::collections::HashMap;

use blitz_dom::{BaseDocument, Node, NodeId, local_name};
use blitz_html::HtmlDocument;
use style::values::computed::Display;

use super::document::MAX_NODES;
use super::files::Files;
use super::sheet::PAPER;
use super::unseen::{Look, look};

/// A picture no wider or no higher than this keeps a distance, or tells that a mail was opened.
const SPECK: f32 = 2.0;
/// The widest that is believed.
const WIDEST: f32 = 4000.0;
/// Cells of more letters than this are columns of text, unless their table has headings.
const CELL: usize = 120;
/// Cells of no more letters than this stand beside each other in a line.
const SHORT: usize = 40;

/// What there is in a node, itself among it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contents {
    /// Letters, but not those that take no room.
    pub(super) letters: usize,
    /// Pictures that came along, and lines across.
    pub(super) pictures: usize,
    /// Line breaks and spaces that do not give way: what lines are parted with.
    pub(super) breaks: usize,
    /// Does any of what is in it stand in a line of its own?
    pub(super) has_block: bool,
    has_table: bool,
    /// The size of its smallest letters, in pixels.
    pub(super) smallest: f32,
}

impl Contents {
    const NOTHING: Self = Self {
        letters: 0,
        pictures: 0,
        breaks: 0,
        has_block: false,
        has_table: false,
        smallest: f32::INFINITY,
    };

    fn add(&mut self, other: &Self) {
        self.letters += other.letters;
        self.pictures += other.pictures;
        self.breaks += other.breaks;
        self.has_block |= other.has_block;
        self.has_table |= other.has_table;
        self.smallest = self.smallest.min(other.smallest);
    }

    /// Is nothing seen of it?
    pub(super) fn is_nothing(&self) -> bool {
        self.letters == 0 && self.pictures == 0
    }
}

/// What a picture is in the simple view.
pub(super) enum Shown {
    /// It came along, under this address, and is so wide where that is known.
    Here(String, Option<u32>),
    /// It lies elsewhere; these words stand for it.
    Words(String),
}

/// Of all that is seen what there is in it.
pub(super) struct AllContents(HashMap<NodeId, Contents>);

impl AllContents {
    /// Of a mail that is laid out.
    pub(super) fn of(html: &HtmlDocument, files: &Files) -> Self {
        let mut order: Vec<(NodeId, Option<usize>)> = Vec::new();
        let mut all: Vec<Contents> = Vec::new();
        let body = html.find_body_node().map(|body| body.id);
        let mut open: Vec<_> = body
            .map(|body| (body, None, Look::on(PAPER.background), 0.0))
            .into_iter()
            .collect();
        while let Some((id, parent, around, size)) = open.pop() {
            let Some(node) = html.get_node(id).filter(|_| order.len() <= MAX_NODES) else {
                continue;
            };
            if let Some(text) = node.text_data() {
                if around.letters {
                    order.push((id, parent));
                    all.push(of_text(&text.content, size));
                }
                continue;
            }
            let Some((within, look)) = of_element(html, node, around, files) else {
                continue;
            };
            let size = node
                .primary_styles()
                .map_or(size, |styles| styles.clone_font_size().used_size().px());
            let at = order.len();
            order.push((id, parent));
            all.push(within);
            let children = node.children.iter().rev();
            open.extend(children.map(|child| (*child, Some(at), look, size)));
        }
        for at in (0..order.len()).rev() {
            let (Some((id, Some(parent))), Some(own)) = (order.get(at), all.get(at).copied())
            else {
                continue;
            };
            if let Some(around) = all.get_mut(*parent) {
                around.add(&own);
                let node = html.get_node(*id);
                around.has_block |= node.is_some_and(is_block);
            }
        }
        let ids = order.into_iter().map(|(id, _)| id);
        Self(ids.zip(all).collect())
    }

    /// What is in a node; `None` where nobody sees it.
    pub(super) fn of_node(&self, id: NodeId) -> Option<&Contents> {
        self.0.get(&id)
    }

    /// Does a table show data in rows and columns? Most in mails only put things in their place.
    pub(super) fn is_data(&self, html: &BaseDocument, table: &Node) -> bool {
        let nested = |id: &NodeId| self.of_node(*id).is_some_and(|within| within.has_table);
        if table.children.iter().any(nested) {
            return false;
        }
        let mut has_headings = false;
        let mut columns: Vec<usize> = Vec::new();
        let mut longest = 0;
        let mut pictures = 0;
        let of = |id: &NodeId| html.get_node(*id);
        let parts = table.children.iter().filter_map(of);
        let rows = parts.flat_map(|part| {
            let within = part.children.iter().filter_map(of);
            within.filter(|node| node.data.is_element_with_tag_name(&local_name!("tr")))
        });
        for row in rows {
            let mut wide = 0;
            for cell in row
                .children
                .iter()
                .filter_map(of)
                .filter(|node| is_cell(node))
            {
                has_headings |= cell.data.is_element_with_tag_name(&local_name!("th"));
                let span = cell.attr(local_name!("colspan"));
                wide += span.and_then(|span| span.trim().parse().ok()).unwrap_or(1);
                let within = self.of_node(cell.id).unwrap_or(&Contents::NOTHING);
                longest = longest.max(within.letters);
                pictures += within.pictures;
            }
            columns.push(wide);
        }
        let first = columns.first().copied().unwrap_or_default();
        let is_grid = columns.len() >= 2 && first >= 2 && columns.iter().all(|one| *one == first);
        let is_short = longest <= CELL || has_headings && longest <= CELL * 4;
        is_grid && is_short && (pictures == 0 || has_headings)
    }

    /// Does more than one cell of a row hold anything?
    pub(super) fn has_columns(&self, html: &BaseDocument, row: &Node) -> bool {
        let cells = row.children.iter().filter_map(|id| html.get_node(*id));
        let cells = cells.filter(|node| is_cell(node));
        let within = cells.filter_map(|cell| self.of_node(cell.id));
        within.filter(|one| !one.is_nothing()).nth(1).is_some()
    }

    /// Do the cells of a row that only puts things in their place read as one line?
    pub(super) fn is_line(&self, html: &BaseDocument, row: &Node) -> bool {
        let mut cells = 0;
        for node in row.children.iter().filter_map(|id| html.get_node(*id)) {
            let Some(within) = self.of_node(node.id).filter(|one| !one.is_nothing()) else {
                continue;
            };
            let is_short = within.letters <= SHORT && within.pictures == 0 && within.breaks == 0;
            if !is_short || within.has_block {
                return false;
            }
            cells += usize::from(is_cell(node));
        }
        cells >= 2
    }
}

fn of_text(text: &str, size: f32) -> Contents {
    // Fillers, of which newsletters make room that shows nothing in a list of messages.
    let is_filler = |c: char| {
        matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}'
        )
    };
    let is_letter = |c: &char| !c.is_whitespace() && !is_filler(*c);
    let letters = text.chars().filter(is_letter).count();
    Contents {
        letters,
        breaks: usize::from(letters == 0 && text.contains('\u{A0}')),
        smallest: if letters > 0 { size } else { f32::INFINITY },
        ..Contents::NOTHING
    }
}

/// An element alone, and how what is in it looks; `None` where nobody sees it.
fn of_element(
    html: &HtmlDocument,
    node: &Node,
    around: Look,
    files: &Files,
) -> Option<(Contents, Look)> {
    let element = node.element_data()?;
    let tag: &str = &element.name.local;
    if matches!(tag, "style" | "script" | "head" | "title" | "template") {
        return None;
    }
    // A line break has no box, and no style that says anything.
    if tag == "br" {
        let within = Contents {
            breaks: 1,
            ..Contents::NOTHING
        };
        return Some((within, around));
    }
    let look = look(html, node, around)?;
    let mut within = Contents::NOTHING;
    match tag {
        "hr" => within.pictures = 1,
        "table" => within.has_table = true,
        "img" => match picture(node, files)? {
            Shown::Here(..) => within.pictures = 1,
            Shown::Words(words) => {
                within.letters = words.chars().count();
                within.smallest = 0.0;
            }
        },
        _ => {}
    }
    Some((within, look))
}

/// What becomes of a picture; `None` where it says nothing.
pub(super) fn picture(node: &Node, files: &Files) -> Option<Shown> {
    let address = node.attr(local_name!("src")).unwrap_or_default().trim();
    let words = node.attr(local_name!("alt")).unwrap_or_default().trim();
    let side = |name: &str| {
        let value = node.attrs()?.iter().find(|one| &*one.name.local == name)?;
        value
            .value
            .trim()
            .trim_end_matches("px")
            .parse::<f32>()
            .ok()
    };
    let (wide, high) = (side("width"), side("height"));
    if [wide, high].into_iter().flatten().any(|side| side <= SPECK) {
        return None;
    }
    let begins = |scheme: &str| {
        let start = address.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    if !begins("cid:") && !begins("data:") {
        return (!words.is_empty()).then(|| Shown::Words(words.to_owned()));
    }
    let is_here = begins("data:") || files.has(address);
    let size = node.final_layout().size;
    if is_here && (size.width <= SPECK || size.height <= SPECK) {
        return None;
    }
    // As wide as its author showed it, which is often half of what it is.
    let width = if is_here { Some(size.width) } else { wide };
    let width = width.filter(|width| (SPECK..=WIDEST).contains(width));
    Some(Shown::Here(
        address.to_owned(),
        width.map(|width| width.round() as u32),
    ))
}

fn is_cell(node: &Node) -> bool {
    node.data.is_element_with_tag_name(&local_name!("td"))
        || node.data.is_element_with_tag_name(&local_name!("th"))
}

/// Does it stand in a line of its own?
pub(super) fn is_block(node: &Node) -> bool {
    let styles = node.primary_styles();
    let display: Option<Display> = styles.map(|styles| styles.clone_display());
    node.is_element() && display.is_some_and(|display| !is_in_line(display))
}

/// Does what is displayed so stand in a line with what is beside it?
pub(super) fn is_in_line(display: Display) -> bool {
    use style::values::specified::box_::DisplayOutside;
    display.outside() == DisplayOutside::Inline || display.is_contents()
}
