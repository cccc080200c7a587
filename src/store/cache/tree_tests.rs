//! What was renamed keeps what is held of it.

use super::super::super::tests::{batch, folder, inbox, new_store, put_support, support};
use super::super::super::{ListFilter, Store};
use super::*;

async fn with_orders() -> (tempfile::TempDir, Store) {
    let (dir, store) = new_store();
    put_support(&store).await;
    let id = support().id();
    let paths = ["INBOX", "Orders", "Orders/2025", "Ordersx"];
    let folders = paths.map(|path| folder(&id, path));
    let cache = store.cache();
    cache.put_folders(&id, &folders, true).await.unwrap();
    for path in ["Orders", "Orders/2025"] {
        let folder = FolderId::of(&id, path);
        cache.apply(&folder, batch([1, 2])).await.unwrap();
    }
    (dir, store)
}

fn renamed(folder: &str, path: &str) -> TreeChange {
    let mailbox = support().id();
    TreeChange::Renamed {
        folder: FolderId::of(&mailbox, folder),
        mailbox,
        path: path.to_owned(),
        was: folder.to_owned(),
        wire_name: format!("shared/support/{path}"),
    }
}

fn paths(store: &Store) -> Vec<(String, String)> {
    let folders = store.reader().folders(&support().id()).unwrap();
    folders
        .into_iter()
        .map(|f| (f.path, f.wire_name.replace("shared/support/", "")))
        .collect()
}

fn pairs(names: &[&str]) -> Vec<(String, String)> {
    let twice = |name: &&str| ((*name).to_owned(), (*name).to_owned());
    names.iter().map(twice).collect()
}

#[tokio::test]
async fn a_renamed_folder_keeps_its_messages_and_those_below_follow() {
    let (_dir, store) = with_orders().await;
    let change = renamed("Orders", "Sales");
    let ids = store.cache().change_tree(&change).await.unwrap();
    let of = |path: &str| FolderId::of(&support().id(), path);
    assert_eq!(
        paths(&store),
        pairs(&["INBOX", "Ordersx", "Sales", "Sales/2025"])
    );
    assert_eq!(ids[&of("Orders/2025")], of("Sales/2025"));
    let order = store
        .reader()
        .order(&of("Sales/2025"), ListFilter::default());
    assert_eq!(order.unwrap(), [2, 1]);
    // Again, as after a crash: nothing more happens, and what waits learns all ids.
    let again = store.cache().change_tree(&change).await.unwrap();
    assert_eq!(again, ids);
    assert_eq!(paths(&store).len(), 4);
}

#[tokio::test]
async fn a_listing_that_was_quicker_costs_no_message() {
    let (_dir, store) = with_orders().await;
    let id = support().id();
    let listed = [folder(&id, "Sales")];
    store
        .cache()
        .put_folders(&id, &listed, false)
        .await
        .unwrap();
    let change = renamed("Orders", "Sales");
    store.cache().change_tree(&change).await.unwrap();
    let sales = FolderId::of(&id, "Sales");
    let order = store.reader().order(&sales, ListFilter::default());
    assert_eq!(order.unwrap(), [2, 1]);
}

#[tokio::test]
async fn a_folder_is_made_once_and_deleted_with_what_is_in_it() {
    let (_dir, store) = with_orders().await;
    let id = support().id();
    let made = TreeChange::Made(folder(&id, "New"));
    for _ in 0..2 {
        store.cache().change_tree(&made).await.unwrap();
    }
    let gone = TreeChange::Deleted(FolderId::of(&id, "Orders/2025"));
    store.cache().change_tree(&gone).await.unwrap();
    assert_eq!(paths(&store), pairs(&["INBOX", "New", "Orders", "Ordersx"]));
    assert!(store.reader().folder(&inbox()).unwrap().is_some());
}
