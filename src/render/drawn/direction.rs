//! In which direction text reads: blitz knows no `dir="auto"`, and no paragraph that says nothing decides for itself.

use blitz_dom::traversal::TreeTraverser;
use blitz_dom::{Node, NodeId, QualName, local_name, ns};
use blitz_html::HtmlDocument;
use icu_properties::CodePointMapData;
use icu_properties::props::BidiClass;

/// So many characters of an element are looked at: its first word with letters comes long before.
const MOST_LETTERS: usize = 2_000;
/// And so many nodes within it.
const MOST_NODES: usize = 500;

/// What holds one paragraph, and what is moved to its other side with it.
const PARAGRAPHS: [&str; 16] = [
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "caption",
];

/// Says of each element whose direction is its text's which one that is.
///
/// Where the mail says nothing of directions at all, each of its paragraphs reads as its own first letter does
/// (`unicode-bidi: plaintext`), as other programs show it: an Arabic answer is often written without a word about it.
pub(super) fn decide(html: &mut HtmlDocument) {
    let mut says = false;
    let mut automatic: Vec<NodeId> = Vec::new();
    let mut paragraphs: Vec<NodeId> = Vec::new();
    let mut tables: Vec<NodeId> = Vec::new();
    let mut has_rtl = false;
    for id in TreeTraverser::new(html) {
        let Some(node) = html.get_node(id) else {
            continue;
        };
        if let Some(text) = node.text_data() {
            has_rtl |= !has_rtl && text.content.chars().any(|c| strong(c) == Some(true));
            says |= is_in_sheet(html, node) && is_of_direction(&text.content);
            continue;
        }
        let direction = node.attr(local_name!("dir")).map(str::trim);
        if direction.is_some_and(|direction| direction.eq_ignore_ascii_case("auto")) {
            automatic.push(id);
        }
        let style = node.attr(local_name!("style")).unwrap_or_default();
        says |= direction.is_some() || is_of_direction(style);
        if is_paragraph(node) {
            paragraphs.push(id);
        } else if tag(node) == "table" {
            tables.push(id);
        }
    }
    let mut decided: Vec<(NodeId, &str)> = Vec::new();
    for id in automatic {
        // Where no letter tells, it is from left to right (HTML 3.2.6.4).
        let is_rtl = first_strong(html, id, declares).unwrap_or(false);
        decided.push((id, if is_rtl { "rtl" } else { "ltr" }));
    }
    if !says && has_rtl {
        for id in paragraphs {
            // A box in a paragraph that reads the other way has to say so as well.
            let is_rtl = first_strong(html, id, is_paragraph_but_item);
            decided.extend(is_rtl.map(|is_rtl| (id, if is_rtl { "rtl" } else { "ltr" })));
        }
        // The words around a table do not turn its columns round.
        decided.extend(tables.into_iter().map(|id| (id, "ltr")));
    }
    let mut mutator = html.mutate();
    for (id, direction) in decided {
        let name = QualName::new(None, ns!(), local_name!("dir"));
        mutator.set_attribute(id, name, direction);
    }
}

/// Does a style say in which direction text reads?
fn is_of_direction(style: &str) -> bool {
    let mut found = style.match_indices("direction");
    // There are others, `flex-direction`.
    found.any(|(at, _)| !style.get(..at).is_some_and(|before| before.ends_with('-')))
}

fn tag(node: &Node) -> &str {
    node.element_data()
        .map_or("", |element| &*element.name.local)
}

fn is_paragraph(node: &Node) -> bool {
    PARAGRAPHS.contains(&tag(node))
}

/// A list is what its items are.
fn is_paragraph_but_item(node: &Node) -> bool {
    is_paragraph(node) && tag(node) != "li"
}

fn declares(node: &Node) -> bool {
    node.attr(local_name!("dir")).is_some() || tag(node) == "bdi"
}

fn is_in_sheet(html: &HtmlDocument, text: &Node) -> bool {
    let parent = text.parent.and_then(|id| html.get_node(id));
    parent.is_some_and(|parent| tag(parent) == "style")
}

/// Is the first letter of an element that tells a direction one of those that are read from the right? What is left out
/// decides for itself.
fn first_strong(html: &HtmlDocument, id: NodeId, is_apart: fn(&Node) -> bool) -> Option<bool> {
    let mut left = MOST_LETTERS;
    let mut open = vec![id];
    for _ in 0..MOST_NODES {
        let node = html.get_node(open.pop()?)?;
        if let Some(text) = node.text_data() {
            let found = text.content.chars().take(left).find_map(strong);
            if found.is_some() {
                return found;
            }
            left = left.saturating_sub(text.content.len());
        } else if node.id == id || !(is_apart(node) || tag(node) == "style") {
            open.extend(node.children.iter().rev().copied());
        }
        if left == 0 {
            return None;
        }
    }
    None
}

/// Is it read from the right? `None` for what takes the direction of what stands around it.
fn strong(c: char) -> Option<bool> {
    match CodePointMapData::<BidiClass>::new().get(c) {
        BidiClass::LeftToRight => Some(false),
        BidiClass::RightToLeft | BidiClass::ArabicLetter => Some(true),
        _ => None,
    }
}
