//! What is changed of a mail between reading it and laying it out: boxes for pictures that are not here, and marks on
//! what is folded.

use blitz_dom::traversal::TreeTraverser;
use blitz_dom::{LocalName, NodeId, QualName, local_name, ns};
use blitz_html::HtmlDocument;

use super::files::Files;

/// The mark on what is folded. No author can put it there: [`crate::render::sanitise`] lets no such attribute pass.
pub(super) const FOLDED: &str = "postroom-folded";

/// Pictures that are not shown become boxes of their size, with what they are said to show.
pub(super) fn name_missing_pictures(html: &mut HtmlDocument, files: &Files) {
    let missing: Vec<(NodeId, String, String)> = TreeTraverser::new(html)
        .filter_map(|id| {
            let node = html.get_node(id)?;
            if !node.data.is_element_with_tag_name(&local_name!("img")) {
                return None;
            }
            let is_here = |address: &str| address.starts_with("data:") || files.has(address);
            if node.attr(local_name!("src")).is_some_and(is_here) {
                return None;
            }
            let side = |name: &str, value: Option<&str>| {
                let value = value?.trim().trim_end_matches("px");
                let digits = value.strip_suffix('%').unwrap_or(value);
                let number: f32 = digits.parse().ok().filter(|n| (0.0..=4000.0).contains(n))?;
                let unit = if value.ends_with('%') { "%" } else { "px" };
                Some((number, format!("{name}:{number}{unit};")))
            };
            let width = side("width", node.attr(local_name!("width")));
            let height = side("height", node.attr(local_name!("height")));
            let is_speck = [&width, &height]
                .iter()
                .any(|side| side.as_ref().is_some_and(|(number, _)| *number <= 2.0));
            let words = node.attr(local_name!("alt")).unwrap_or_default().trim();
            let is_nothing = words.is_empty() && (width.is_none() || height.is_none());
            let style = if is_speck || is_nothing {
                // It only told that the mail was opened, or kept a distance.
                "display:none".to_owned()
            } else {
                let own = node.attr(local_name!("style")).unwrap_or_default();
                let sides = [width, height].into_iter().flatten().map(|(_, side)| side);
                format!("{own};{}", sides.collect::<String>())
            };
            Some((id, words.to_owned(), style))
        })
        .collect();
    let mut mutator = html.mutate();
    let name = |local| QualName::new(None, ns!(), local);
    for (id, words, style) in missing {
        let span = mutator.create_element(
            QualName::new(None, ns!(html), local_name!("span")),
            Vec::new(),
        );
        mutator.set_attribute(span, name(local_name!("class")), "postroom-picture");
        mutator.set_attribute(span, name(local_name!("style")), &style);
        let text = mutator.create_text_node(&words);
        mutator.append_children(span, &[text]);
        mutator.replace_node_with(id, &[span]);
    }
}

/// Puts texts into elements: a text itself cannot be hidden.
pub(super) fn as_elements(html: &mut HtmlDocument, nodes: Vec<NodeId>) -> Vec<NodeId> {
    let texts: Vec<Option<String>> = nodes
        .iter()
        .map(|id| Some(html.get_node(*id)?.text_data()?.content.clone()))
        .collect();
    let mut mutator = html.mutate();
    let of = |(id, words): (NodeId, Option<String>)| {
        let Some(words) = words else {
            return id;
        };
        let around = QualName::new(None, ns!(html), local_name!("span"));
        let around = mutator.create_element(around, Vec::new());
        let text = mutator.create_text_node(&words);
        mutator.append_children(around, &[text]);
        mutator.replace_node_with(id, &[around]);
        around
    };
    nodes.into_iter().zip(texts).map(of).collect()
}

/// Marks what is hidden as long as it is folded. What its author says of how it is shown stays beside the mark.
pub(super) fn mark_folded(html: &mut HtmlDocument, nodes: Vec<NodeId>) {
    let nodes = as_elements(html, nodes);
    let mut mutator = html.mutate();
    for id in nodes {
        let mark = QualName::new(None, ns!(), LocalName::from(FOLDED));
        mutator.set_attribute(id, mark, "");
    }
}
