//! The quote at the end of a drawn mail, which is folded: what programs put below an answer.

use blitz_dom::traversal::TreeTraverser;
use blitz_dom::{BaseDocument, Node, NodeId, local_name};

/// The elements that hold the quote at the end: those that are hidden while it is folded. Empty where there is none,
/// where all is quoted, or where somebody wrote between or below what they quote.
pub(super) fn at_end(document: &BaseDocument) -> Vec<NodeId> {
    let mut before = false;
    for id in TreeTraverser::new(document) {
        let Some(node) = document.get_node(id) else {
            continue;
        };
        if is_words(node) {
            before = true;
        }
        let Some(kind) = kind(node).filter(|_| before) else {
            continue;
        };
        let mut quote = vec![id];
        let mut after = following(document, id);
        if kind == Kind::Line {
            // All below it is quoted: Outlook puts no frame around it.
            quote.append(&mut after);
            return quote;
        }
        if kind == Kind::Announcement {
            let is_blank = |id: &NodeId| !has_words(document, *id);
            let skipped = after.iter().take_while(|id| is_blank(id)).count();
            let next = after.get(skipped).copied();
            let holds = |id: NodeId| {
                let mut within = TreeTraverser::new_with_root(document, id);
                within.any(|id| document.get_node(id).is_some_and(is_frame))
            };
            let Some(next) = next.filter(|id| holds(*id)) else {
                continue;
            };
            quote.push(next);
            let _ = after.drain(..=skipped);
        }
        // An answer below a quote, or between two, makes no sense without it.
        if after.into_iter().any(|id| has_words(document, id)) {
            return Vec::new();
        }
        return quote;
    }
    Vec::new()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It holds the quote.
    Frame,
    /// It says who wrote what follows.
    Announcement,
    /// What follows is quoted, to the end.
    Line,
}

fn kind(node: &Node) -> Option<Kind> {
    if is_frame(node) {
        return Some(Kind::Frame);
    }
    let class = node.attr(local_name!("class")).unwrap_or_default();
    if class.split_whitespace().any(|one| one == "moz-cite-prefix") {
        return Some(Kind::Announcement);
    }
    let id = node.attr(local_name!("id")).unwrap_or_default();
    if matches!(id, "divRplyFwdMsg" | "appendonsend") {
        return Some(Kind::Line);
    }
    let style = node.attr(local_name!("style")).unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    // Outlook's line above "From: … Sent: …", in its two colours, in every version since 2007.
    let is_line = [
        "border-top:solid#e1e1e11.0pt",
        "border-top:solid#b5c4df1.0pt",
    ]
    .iter()
    .any(|line| style.contains(line));
    is_line.then_some(Kind::Line)
}

/// Does it hold what is quoted, by what programs call it? A bare `<blockquote>` may be anything.
fn is_frame(node: &Node) -> bool {
    const CLASSES: [&str; 6] = [
        "gmail_quote",
        "gmail_quote_container",
        "yahoo_quoted",
        "protonmail_quote",
        "tutanota_quote",
        "zmail_extra",
    ];
    let class = node.attr(local_name!("class")).unwrap_or_default();
    if class.split_whitespace().any(|one| CLASSES.contains(&one)) {
        return true;
    }
    let cites = || {
        node.attr(local_name!("type"))
            .is_some_and(|kind| kind.eq_ignore_ascii_case("cite"))
    };
    node.data
        .is_element_with_tag_name(&local_name!("blockquote"))
        && cites()
}

/// What stands behind a node: its siblings, those of what holds it, and so on.
fn following(document: &BaseDocument, id: NodeId) -> Vec<NodeId> {
    let mut after = Vec::new();
    let mut at = id;
    while let Some(parent) = document.get_node(at).and_then(|node| node.parent) {
        let Some(node) = document.get_node(parent) else {
            break;
        };
        let siblings = node.children.iter().copied();
        after.extend(siblings.skip_while(|sibling| *sibling != at).skip(1));
        if node.data.is_element_with_tag_name(&local_name!("body")) {
            break;
        }
        at = parent;
    }
    after
}

fn has_words(document: &BaseDocument, id: NodeId) -> bool {
    let mut within = TreeTraverser::new_with_root(document, id);
    within.any(|id| document.get_node(id).is_some_and(is_words))
}

/// A text with words in it, or a picture.
fn is_words(node: &Node) -> bool {
    match node.text_data() {
        Some(text) => !text.content.trim().is_empty(),
        None => node.data.is_element_with_tag_name(&local_name!("img")),
    }
}
