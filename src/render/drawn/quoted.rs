//! What is folded at the end of a drawn mail: the quote that programs put below an answer, and the signature.

use std::ops::Range;

use blitz_dom::{BaseDocument, Node, NodeId, local_name};

use super::order::Order;
use super::signed;

/// What is folded, and what of it there is.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The nodes that are hidden while it is folded.
    pub(super) nodes: Vec<NodeId>,
    /// Is there a quote among it?
    pub(super) quote: bool,
    /// Is there a signature among it?
    pub(super) signature: bool,
}

/// What is folded. Nothing where all is quoted, or signed; no quote where somebody wrote between or below what they
/// quote, other than their signature.
pub(super) fn at_end(document: &BaseDocument) -> Folded {
    let order = Order::new(document);
    let all = order.len();
    let quote = quote(&order);
    let (quote, signature) = match quote {
        Some(quote) if order.words(quote.end..all) == 0 => {
            let signature = signed::at_end(&order, 0..quote.start);
            (Some(quote), signature)
        }
        // An answer below a quote, or between two, makes no sense without it.
        Some(quote) => match signed::at_end(&order, quote.end..all) {
            Some(signature) if order.words(quote.end..signature.start) == 0 => {
                (Some(quote), Some(signature))
            }
            signature => (None, signature),
        },
        None => (None, signed::at_end(&order, 0..all)),
    };
    // A mail of which nothing is left is no mail.
    let signature = signature.filter(|signature| order.words(0..signature.start) > 0);
    let mut folded = Folded {
        quote: quote.is_some(),
        signature: signature.is_some(),
        ..Folded::default()
    };
    for range in [quote, signature].into_iter().flatten() {
        folded.nodes.extend(order.hiding(range));
    }
    folded
}

/// The first quote that stands behind something.
fn quote(order: &Order<'_>) -> Option<Range<usize>> {
    for at in 0..order.len() {
        let Some(kind) = order.node(at).and_then(kind) else {
            continue;
        };
        let end = match kind {
            // All below it is quoted: Outlook puts no frame around it.
            Kind::Line => order.len(),
            Kind::Frame => order.end(at),
            Kind::Announcement => {
                let behind = order.end(at);
                let next = order.first_with_words(behind..order.len());
                let mut within = next.map_or(0..0, |next| next..order.end(next));
                let frame = within.find(|at| order.node(*at).is_some_and(is_frame));
                // What stands between is of whoever answers.
                match frame.filter(|frame| order.words(behind..*frame) == 0) {
                    Some(frame) => order.end(frame),
                    None => continue,
                }
            }
        };
        if order.words(at..end) == 0 {
            continue;
        }
        return (order.words(0..at) > 0).then(|| at..with_more(order, end));
    }
    None
}

/// Frames that follow at once are of the same quote: iPhones put the line above what they quote into one of its own.
fn with_more(order: &Order<'_>, end: usize) -> usize {
    let mut end = end;
    while let Some(next) = order.first_with_words(end..order.len())
        && order.node(next).is_some_and(is_frame)
    {
        end = order.end(next);
    }
    end
}

/// How programs mark a quote.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It holds the quote.
    Frame,
    /// It says who wrote what follows.
    Announcement,
    /// What follows is quoted, to the end.
    Line,
}

/// Does a quote begin here?
pub(super) fn kind(node: &Node) -> Option<Kind> {
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
