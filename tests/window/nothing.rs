//! Lists without messages: what they are for, or what to do next.

use postroom::app::screen::Place;
use postroom::app::screen::home::Message;
use postroom::domain::FolderRole;

use crate::desk::desk;

#[test]
fn a_list_without_messages_says_what_to_do_next() {
    let mut desk = desk(&["anna"]);
    desk.until("all is known", |desk| {
        let known = &desk.state.home.known;
        let mut folders = known.nodes.iter().flat_map(|node| node.folders.iter());
        let counted = folders.any(|f| f.role == FolderRole::Other && f.total > 0);
        counted && known.nodes.len() == 4 && known.progress.is_empty()
    });
    let nodes = &desk.state.home.known.nodes;
    let folders = nodes.iter().flat_map(|node| node.folders.iter());
    let empty: Vec<_> = folders.filter(|f| f.total == 0).cloned().collect();
    let mut seen = 0;
    for (role, words) in [
        (FolderRole::Sent, "Copies of what is sent from this mailbox"),
        (FolderRole::Archive, "moves messages here that need nothing"),
        (FolderRole::Trash, "moves messages here."),
        (FolderRole::Other, "Drag messages here, or press"),
    ] {
        if let Some(folder) = empty.iter().find(|f| f.role == role) {
            desk.tell(Message::Go(Place::Folder(folder.id.clone())));
            desk.until_shown("There are no messages here");
            desk.until_told(words);
            seen += 1;
        }
    }
    assert!(seen > 1, "{empty:?}");
}
