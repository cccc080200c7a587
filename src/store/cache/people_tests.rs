//! People are counted with the messages in which they stand, and forgotten with them.

use super::super::super::tests::{at, batch, folder, message, store_with_support, support};
use super::super::super::{NewMessage, Store, SyncBatch};
use super::*;
use crate::domain::{Folder, FolderId, FolderState};

fn found(store: &Store, text: &str) -> Vec<Met> {
    let typed = TypedName::of(text);
    store.reader().people_met(&typed, 50).unwrap()
}

fn addresses(store: &Store, text: &str) -> Vec<String> {
    let found = found(store, text).into_iter();
    found.map(|met| met.address.as_str().to_owned()).collect()
}

fn named(text: &str) -> NamedAddress {
    NamedAddress::parse(text).unwrap()
}

fn to(uid: u32, people: &[&str]) -> NewMessage {
    let mut message = message(uid);
    message.participants.from = vec![NamedAddress::bare(&support().address)];
    message.participants.to = people.iter().map(|text| named(text)).collect();
    message
}

fn of(path: &str) -> FolderId {
    FolderId::of(&support().id(), path)
}

async fn put(store: &Store, path: &str, messages: Vec<NewMessage>) {
    let batch = SyncBatch {
        uid_validity: 7,
        added: messages,
        ..SyncBatch::default()
    };
    store.cache().apply(&of(path), batch).await.unwrap();
}

async fn folders(store: &Store, change: impl Fn(&mut Folder)) {
    let mut all: Vec<Folder> = ["INBOX", "Sent", "Trash", "Spam"]
        .map(|path| folder(&support().id(), path))
        .to_vec();
    for one in &mut all {
        if one.path == "Trash" {
            one.role = FolderRole::Trash;
        }
        change(one);
    }
    let id = support().id();
    store.cache().put_folders(&id, &all, true).await.unwrap();
}

/// Makes the words of all messages findable, as the indexer does.
async fn index(store: &Store) {
    let all = store.reader().unindexed(None, 1000, usize::MAX).unwrap();
    let read = all.iter().map(|one| one.read("", "", None)).collect();
    store.cache().index(read).await.unwrap();
}

#[tokio::test]
async fn who_is_written_to_and_who_writes_is_found_by_any_word() {
    let (_dir, store) = store_with_support().await;
    folders(&store, |_| {}).await;
    put(&store, "INBOX", vec![message(1), message(2)]).await;
    let sent = to(1, &["Łukasz Meier-Schmidt <l.meier@shop.example>"]);
    put(&store, "Sent", vec![sent]).await;
    for text in ["zoe", "ZOË", "zo", "zoe@example", "example.net", "@exam"] {
        assert!(
            addresses(&store, text).contains(&"zoe@example.net".to_owned()),
            "{text}"
        );
    }
    for text in ["lukasz", "schm", "meier", "l.m", "shop", "luk example"] {
        assert_eq!(addresses(&store, text), ["l.meier@shop.example"], "{text}");
    }
    assert_eq!(addresses(&store, "lukasz zoe"), Vec::<String>::new());
    let zoe = &found(&store, "zoe")[0];
    assert_eq!((zoe.written, zoe.met), (0, 2));
    assert_eq!(zoe.met_at, Some(at(2)));
    assert_eq!(zoe.met_name.as_deref(), Some("Zoë"));
    let lukasz = &found(&store, "lukasz")[0];
    assert_eq!((lukasz.written, lukasz.met), (1, 0));
    // Words are found by their beginnings, not by what is within them.
    put(&store, "INBOX", vec![to(7, &["Kai <kai@ozone.example>"])]).await;
    assert_eq!(addresses(&store, "zo"), ["zoe@example.net"]);
    for text in ["oe", "chmi", "le"] {
        assert_eq!(addresses(&store, text), Vec::<String>::new(), "{text}");
    }
    // Some scripts set no blanks between a family name and a given one.
    put(
        &store,
        "INBOX",
        vec![to(8, &["山田太郎 <yamada@shop.example>"])],
    )
    .await;
    assert_eq!(addresses(&store, "太郎"), ["yamada@shop.example"]);
}

#[tokio::test]
async fn nobody_is_learnt_from_what_was_put_away_or_went_to_everybody() {
    let (_dir, store) = store_with_support().await;
    folders(&store, |_| {}).await;
    put(&store, "Trash", vec![message(1)]).await;
    assert_eq!(addresses(&store, "zoe"), Vec::<String>::new());
    let many: Vec<String> = (0..40).map(|n| format!("reader{n}@list.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    put(&store, "INBOX", vec![to(1, &many)]).await;
    assert_eq!(addresses(&store, "reader"), Vec::<String>::new());
    assert_eq!(addresses(&store, "support").len(), 1, "its author");
}

#[tokio::test]
async fn each_message_counts_once_and_as_long_as_it_is_held() {
    let (_dir, store) = store_with_support().await;
    folders(&store, |_| {}).await;
    // Many at once: they are counted when their words are made findable.
    store
        .cache()
        .apply(&of("INBOX"), batch(1..=60))
        .await
        .unwrap();
    assert_eq!(addresses(&store, "zoe"), Vec::<String>::new());
    index(&store).await;
    assert_eq!(found(&store, "zoe")[0].met, 60);
    index(&store).await;
    assert_eq!(found(&store, "zoe")[0].met, 60);
    let gone = SyncBatch {
        uid_validity: 7,
        removed: (1..=59).collect(),
        ..SyncBatch::default()
    };
    store.cache().apply(&of("INBOX"), gone).await.unwrap();
    assert_eq!(found(&store, "zoe")[0].met, 1);
    let other = SyncBatch {
        uid_validity: 8,
        ..SyncBatch::default()
    };
    store.cache().apply(&of("INBOX"), other).await.unwrap();
    assert_eq!(addresses(&store, "zoe"), Vec::<String>::new());
}

#[tokio::test]
async fn a_folder_that_turns_out_to_be_junk_or_sent_says_something_else() {
    let (_dir, store) = store_with_support().await;
    folders(&store, |_| {}).await;
    put(&store, "Spam", vec![message(1)]).await;
    assert_eq!(found(&store, "zoe").len(), 1);
    let is = |role| {
        move |one: &mut Folder| {
            if one.path == "Spam" {
                one.role = role;
            }
        }
    };
    folders(&store, is(FolderRole::Junk)).await;
    index(&store).await;
    assert_eq!(addresses(&store, "zoe"), Vec::<String>::new());
    folders(&store, is(FolderRole::Sent)).await;
    index(&store).await;
    assert_eq!(addresses(&store, "zoe"), Vec::<String>::new());
    assert_eq!(found(&store, "support")[0].written, 1);
}

#[tokio::test]
async fn nobody_is_offered_of_a_mailbox_to_which_the_access_is_lost() {
    let (_dir, store) = store_with_support().await;
    folders(&store, |_| {}).await;
    put(&store, "INBOX", vec![message(1)]).await;
    assert_eq!(found(&store, "zoe").len(), 1);
    folders(&store, |one| one.state = FolderState::Lost).await;
    assert_eq!(found(&store, "zoe"), []);
}

#[test]
fn a_name_fits_better_than_an_address() {
    let fit = |typed: &str| TypedName::of(typed).fit(&["Lena Berg"], "lb@legal.example");
    assert_eq!(fit("le"), Some(Fit::Name));
    assert_eq!(fit("le berg"), Some(Fit::Name));
    for typed in ["lb", "legal", "exam", "@le", "lena legal"] {
        assert_eq!(fit(typed), Some(Fit::Address), "{typed}");
    }
    for typed in ["erg", "gal", "ple", "lena x"] {
        assert_eq!(fit(typed), None, "{typed}");
    }
}

#[test]
fn names_are_kept_in_one_line_and_within_a_limit() {
    assert_eq!(tidy(Some("  Anna\r\n Berg\u{7} ")), "Anna Berg");
    assert_eq!(tidy(Some(&"x".repeat(5000))).len(), MAX_NAME);
    assert_eq!(TypedName::of(" ,;<>\"").0, Vec::<String>::new());
    let long = vec!["a"; 500].join(" ");
    assert_eq!(TypedName::of(&long).0.len(), MAX_WORDS);
}
