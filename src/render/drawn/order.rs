//! The nodes of a mail in the order of its text, in which each holds the stretch behind it: what stands before, within
//! and behind is a range then, and asked for at once.

use std::ops::Range;

use blitz_dom::traversal::TreeTraverser;
use blitz_dom::{BaseDocument, Node, NodeId, local_name};

use super::quoted::kind;

/// All nodes, each before those within it.
pub(super) struct Order<'a> {
    document: &'a BaseDocument,
    nodes: Vec<Entry>,
    /// Words and quotes before each node, and before the end.
    before: Vec<Before>,
}

struct Entry {
    id: NodeId,
    parent: Option<usize>,
    /// Behind the last node within.
    end: usize,
}

#[derive(Clone, Copy, Default)]
struct Before {
    words: usize,
    quotes: usize,
}

impl<'a> Order<'a> {
    pub(super) fn new(document: &'a BaseDocument) -> Self {
        let mut nodes: Vec<Entry> = Vec::new();
        let mut before = vec![Before::default()];
        let mut sum = Before::default();
        let mut open: Vec<usize> = Vec::new();
        for id in TreeTraverser::new(document) {
            let Some(node) = document.get_node(id) else {
                continue;
            };
            let at = nodes.len();
            while let Some(last) = open.last().copied() {
                let Some(entry) = nodes.get_mut(last) else {
                    break;
                };
                if node.parent == Some(entry.id) {
                    break;
                }
                entry.end = at;
                let _ = open.pop();
            }
            let parent = open.last().copied();
            let within = node.parent.and_then(|parent| document.get_node(parent));
            let is_sheet = within
                .is_some_and(|parent| parent.data.is_element_with_tag_name(&local_name!("style")));
            if !is_sheet {
                sum.words += words_in(node);
            }
            sum.quotes += usize::from(kind(node).is_some());
            before.push(sum);
            nodes.push(Entry {
                id,
                parent,
                end: at + 1,
            });
            open.push(at);
        }
        let end = nodes.len();
        for at in open {
            if let Some(entry) = nodes.get_mut(at) {
                entry.end = end;
            }
        }
        Self {
            document,
            nodes,
            before,
        }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node of this number.
    pub(super) fn node(&self, at: usize) -> Option<&'a Node> {
        self.document.get_node(self.nodes.get(at)?.id)
    }

    /// A node by what the document calls it.
    pub(super) fn by_id(&self, id: NodeId) -> Option<&'a Node> {
        self.document.get_node(id)
    }

    /// The number of what it lies in.
    pub(super) fn parent(&self, at: usize) -> Option<usize> {
        self.nodes.get(at)?.parent
    }

    /// Behind the last node within this one.
    pub(super) fn end(&self, at: usize) -> usize {
        self.nodes.get(at).map_or(self.len(), |entry| entry.end)
    }

    /// How many letters stand there; a picture counts as one.
    pub(super) fn words(&self, range: Range<usize>) -> usize {
        let (start, end) = self.sums(&range);
        end.words.saturating_sub(start.words)
    }

    /// Is anything quoted there?
    pub(super) fn has_quote(&self, range: Range<usize>) -> bool {
        let (start, end) = self.sums(&range);
        end.quotes > start.quotes
    }

    fn sums(&self, range: &Range<usize>) -> (Before, Before) {
        let sum = |at: usize| self.before.get(at).or(self.before.last()).copied();
        let of = |at| sum(at).unwrap_or_default();
        (of(range.start), of(range.end))
    }

    /// The nodes that lie in a range with all that is within them, and in no other such node.
    pub(super) fn whole(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let mut at = range.start;
        std::iter::from_fn(move || {
            while at < range.end {
                let (found, end) = (at, self.end(at));
                if end <= range.end {
                    at = end;
                    return Some(found);
                }
                at += 1;
            }
            None
        })
    }

    /// The first of them with words in it.
    pub(super) fn first_with_words(&self, range: Range<usize>) -> Option<usize> {
        if self.words(range.clone()) == 0 {
            return None;
        }
        let mut whole = self.whole(range);
        whole.find(|at| self.words(*at..self.end(*at)) > 0)
    }

    /// What is hidden to hide a range: elements, and texts with words in them.
    pub(super) fn hiding(&self, range: Range<usize>) -> Vec<NodeId> {
        self.whole(range)
            .filter(|at| {
                self.words(*at..self.end(*at)) > 0 || self.node(*at).is_some_and(Node::is_element)
            })
            .filter_map(|at| Some(self.nodes.get(at)?.id))
            .collect()
    }
}

/// The letters of a text; one for a picture.
fn words_in(node: &Node) -> usize {
    match node.text_data() {
        Some(text) => text.content.trim().chars().count(),
        None => usize::from(node.data.is_element_with_tag_name(&local_name!("img"))),
    }
}
