//! The signature at the end of a drawn mail, which is folded: what its author's program marked as one, and what stands
//! below a line `-- ` (RFC 3676 section 4.3).

use std::ops::Range;

use blitz_dom::{LocalName, Node, NodeId, local_name};

use super::order::Order;
use super::quoted::{Kind, kind};

/// Longest signature that is folded, in letters: those of firms have a page of terms. What is longer is a text that
/// somebody wrote within it.
const LONGEST: usize = 2_000;
/// Most lines `-- ` that are looked at.
const LINES: usize = 50;

/// Elements that begin no line, and part no words.
pub(super) const WITHIN_LINES: [LocalName; 9] = [
    local_name!("a"),
    local_name!("b"),
    local_name!("em"),
    local_name!("font"),
    local_name!("i"),
    local_name!("small"),
    local_name!("span"),
    local_name!("strong"),
    local_name!("u"),
];
/// Elements that begin a line, and end one.
const LINE_ENDS: [LocalName; 9] = [
    local_name!("br"),
    local_name!("center"),
    local_name!("div"),
    local_name!("hr"),
    local_name!("ol"),
    local_name!("p"),
    local_name!("pre"),
    local_name!("table"),
    local_name!("ul"),
];

/// The signature with which a stretch ends, if it does.
pub(super) fn at_end(order: &Order<'_>, within: Range<usize>) -> Option<Range<usize>> {
    let mut at = within.start;
    let mut tables = at;
    let mut lines = 0;
    while at < within.end {
        let Some(node) = order.node(at) else {
            break;
        };
        let is_of = |name| node.data.is_element_with_tag_name(&name);
        match kind(node) {
            // All below is somebody else's.
            Some(Kind::Line) => break,
            Some(_) => {
                at = order.end(at);
                continue;
            }
            None if is_of(local_name!("blockquote")) => {
                at = order.end(at);
                continue;
            }
            None => {}
        }
        let is_marked = is_marked(node);
        let found = if is_marked {
            Some(at..order.end(at))
        } else if is_announcement(node) {
            let next = order.first_with_words(order.end(at)..within.end);
            next.map(|next| at..order.end(next))
        } else if at >= tables && lines < LINES && is_line(order, at) {
            lines += 1;
            below(order, at, within.end)
        } else {
            None
        };
        let is_signature = |found: &Range<usize>| {
            let words = order.words(found.clone());
            found.end <= within.end
                && (1..=LONGEST).contains(&words)
                && order.words(found.end..within.end) == 0
                && !order.has_quote(found.clone())
        };
        if let Some(found) = found.filter(is_signature) {
            return Some(found);
        }
        if is_of(local_name!("table")) {
            // Lines in the cells of a newsletter are no signature's.
            tables = order.end(at).max(tables);
        }
        // What stands in what is marked is no signature by itself.
        at = if is_marked { order.end(at) } else { at + 1 };
    }
    None
}

/// Does it hold a signature, by what programs call it? In the order of: Gmail, Thunderbird; Apple's programs until
/// 2019, Outlook on the web, Outlook on phones.
fn is_marked(node: &Node) -> bool {
    let class = node.attr(local_name!("class")).unwrap_or_default();
    let is_class = |class: &str| matches!(class, "gmail_signature" | "moz-signature");
    let id = node.attr(local_name!("id")).unwrap_or_default();
    class.split_whitespace().any(is_class)
        || matches!(
            id,
            "AppleMailSignature" | "Signature" | "ms-outlook-mobile-signature"
        )
}

/// Does it say that what follows is the signature? iPhones since iOS 13 write no frame around it.
fn is_announcement(node: &Node) -> bool {
    let id = node.attr(local_name!("id")).unwrap_or_default();
    id == "lineBreakAtBeginningOfSignature"
}

/// Is it a text `-- ` that is a line of its own?
fn is_line(order: &Order<'_>, at: usize) -> bool {
    let Some(text) = order.node(at).and_then(Node::text_data) else {
        return false;
    };
    let Some(blank) = text.content.trim_start().strip_prefix("--") else {
        return false;
    };
    let within = order.parent(at).and_then(|parent| order.node(parent));
    let is_named = within.is_some_and(|parent| {
        let class = parent.attr(local_name!("class")).unwrap_or_default();
        let mut classes = class.split_whitespace();
        classes.any(|class| class == "gmail_signature_prefix")
    });
    // Two hyphens without the blank are anything.
    let is_dashes = blank.trim().is_empty() && (is_named || !blank.is_empty());
    is_dashes && ends_line(order, at, true) && ends_line(order, at, false)
}

/// Does a line end before this node, or behind it?
fn ends_line(order: &Order<'_>, at: usize, before: bool) -> bool {
    let mut at = at;
    while let Some(parent) = order.parent(at) {
        let (Some(node), Some(around)) = (order.node(at), order.node(parent)) else {
            break;
        };
        let seen = |id: &NodeId| {
            let node = order.by_id(*id)?;
            let text = node.text_data();
            let is_blank = text.is_some_and(|text| text.content.trim().is_empty());
            (!is_blank).then_some(node)
        };
        let mut siblings = around.children.split(|id| *id == node.id);
        let (left, right) = (siblings.next(), siblings.next());
        let next = if before {
            left.and_then(|left| left.iter().rev().find_map(seen))
        } else {
            right.and_then(|right| right.iter().find_map(seen))
        };
        if let Some(next) = next {
            return is_one_of(next, &LINE_ENDS);
        }
        if !is_one_of(around, &WITHIN_LINES) {
            return true;
        }
        at = parent;
    }
    false
}

/// From a line `-- ` on what is marked as a signature, or all to the end of the part that it stands in: behind that,
/// others added theirs.
fn below(order: &Order<'_>, line: usize, end: usize) -> Option<Range<usize>> {
    let mut part = end;
    let mut around = order.parent(line);
    while let Some(at) = around {
        let class = |node: &Node| {
            let class = node.attr(local_name!("class")).unwrap_or_default();
            class.split_whitespace().any(|one| one == "postroom-part")
        };
        if order.node(at).is_some_and(class) {
            part = part.min(order.end(at));
        }
        around = order.parent(at);
    }
    let behind = order.end(line);
    let mut inner = order.first_with_words(behind..part)?;
    // The first words may stand deep within what is marked.
    while inner < part {
        let node = order.node(inner)?;
        if is_marked(node) {
            return Some(line..order.end(inner));
        }
        if node.text_data().is_some() {
            break;
        }
        inner = order.first_with_words(inner + 1..order.end(inner))?;
    }
    Some(line..part)
}

fn is_one_of(node: &Node, names: &[LocalName]) -> bool {
    names
        .iter()
        .any(|name| node.data.is_element_with_tag_name(name))
}
