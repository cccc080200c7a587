//! Where the chosen messages can be filed.

use super::Message;
use super::deed::{self, Deed, Targets};
use crate::app::known::{Known, Node};
use crate::domain::{Folder, FolderState};
use crate::i18n::Texts;

/// A folder into which messages may be filed.
pub struct Destination<'k> {
    /// The mailbox.
    pub node: &'k Node,
    /// The folder.
    pub folder: &'k Folder,
    /// What files them there, or why that cannot be done, in words.
    pub message: Result<Message, String>,
}

/// The folders that the same account reaches, those of the messages' own mailbox first, into which they can be moved or
/// copied.
#[must_use]
pub fn destinations<'k>(
    deed: Deed,
    targets: &Targets,
    known: &'k Known,
    texts: &Texts,
) -> Vec<Destination<'k>> {
    let from = targets.folders.iter().filter_map(|id| known.folder(id));
    let from: Vec<_> = from.collect();
    let Some((own, first)) = from.first() else {
        return Vec::new();
    };
    let others = known.nodes.iter();
    let others = others.filter(|node| node.mailbox.id() != own.mailbox.id());
    let reached = |f: &&Folder| {
        f.account == first.account
            && matches!(f.state, FolderState::Readable | FolderState::Planned)
            && !targets.folders.contains(&f.id)
    };
    let nodes = std::iter::once(*own).chain(others);
    let places = nodes.flat_map(|node| node.folders.iter().map(move |folder| (node, folder)));
    let destination = |(node, folder): (&'k Node, &'k Folder)| {
        let name = &node.mailbox.name;
        let (message, reason) = match deed {
            Deed::Copy => (
                Message::CopyTo(folder.id.clone()),
                deed::putting(folder, name, texts),
            ),
            _ => {
                let moving = |(_, from): &(_, &Folder)| deed::moving(from, folder, name, texts);
                // Where some can be moved, the others stay, and that is said.
                let reasons: Option<Vec<String>> = from.iter().map(moving).collect();
                let first = reasons.and_then(|reasons| reasons.into_iter().next());
                (Message::MoveTo(folder.id.clone()), first)
            }
        };
        Destination {
            node,
            folder,
            message: reason.map_or(Ok(message), Err),
        }
    };
    let reached = places.filter(|(_, folder)| reached(folder));
    reached.map(destination).collect()
}
