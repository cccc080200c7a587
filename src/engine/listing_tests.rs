//! Lists of one folder and of several.

use jiff::Timestamp;

use super::*;
use crate::domain::{
    AccountId, Flags, Mailbox, MailboxKind, NamedAddress, Participants, Route, RouteKind,
    SentPolicy,
};
use crate::engine::samples;
use crate::store::{NewMessage, Store, SyncBatch};

fn row(uid: u32, words: &str, size: i64) -> (usize, Sortable) {
    let row = Sortable {
        uid,
        date: i64::from(uid),
        words: words.to_owned(),
        size,
    };
    (0, row)
}

fn sorted(sort: Sort) -> Vec<u32> {
    let mut rows = vec![
        row(5, "Re: Zebra", 1),
        row(4, "ärger", 9),
        row(3, "Zebra", 1),
        row(2, "Apfel", 4),
        row(1, "", 0),
    ];
    arrange(&mut rows, sort);
    rows.into_iter().map(|(_, row)| row.uid).collect()
}

#[test]
fn what_is_alike_stands_with_the_newest_first() {
    assert_eq!(sorted(Sort::Newest), [5, 4, 3, 2, 1]);
    assert_eq!(sorted(Sort::Oldest), [1, 2, 3, 4, 5]);
    assert_eq!(sorted(Sort::Subject), [1, 2, 4, 5, 3]);
    assert_eq!(sorted(Sort::People), [1, 2, 4, 5, 3]);
    assert_eq!(sorted(Sort::Largest), [4, 2, 5, 3, 1]);
}
const MAILBOXES: [&str; 2] = ["support@a.test", "sales@a.test"];

/// A store with an Inbox of each mailbox. Every third message of each is unread, every second flagged, and the
/// two of a number come one after the other.
async fn two_inboxes(each: u32) -> (tempfile::TempDir, Store, Vec<FolderId>) {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    let mut inboxes = Vec::new();
    for (at, name) in MAILBOXES.into_iter().enumerate() {
        let mailbox = Mailbox {
            address: samples::address(name),
            address_confirmed: true,
            name: name.to_owned(),
            kind: MailboxKind::Shared,
            routes: vec![Route {
                account: AccountId::of(&samples::address("anna@a.test")),
                kind: RouteKind::Namespace,
                root: format!("shared/{name}"),
            }],
            sent_policy: SentPolicy::Shared,
            colour: 0,
        };
        let cache = store.cache();
        cache.put_mailbox(&mailbox).await.unwrap();
        let inbox = samples::folder(name, "INBOX", FolderRole::Inbox, "lrs");
        let id = inbox.id.clone();
        cache
            .put_folders(&mailbox.id(), &[inbox], true)
            .await
            .unwrap();
        let added = (1..=each).map(|uid| {
            let read = (uid % 3 != 0).then_some("\\Seen");
            let flagged = (uid % 2 == 0).then_some("\\Flagged");
            let second = 1_000_000_000 + 2 * i64::from(uid) + i64::try_from(at).unwrap();
            let from = format!("Person {}", (uid * 7 + 3) % 5);
            NewMessage {
                uid,
                flags: Flags::from_wire(read.into_iter().chain(flagged)),
                unread_for_me: false,
                modseq: None,
                message_id: Some(format!("{uid}@{name}")),
                in_reply_to: Vec::new(),
                references: Vec::new(),
                participants: Participants {
                    from: vec![NamedAddress::new(Some(&from), &samples::address(name))],
                    ..Participants::default()
                },
                sent_by: None,
                subject: format!("Re: Order {}", uid % 4),
                by_subject: None,
                date: Timestamp::from_second(second).unwrap(),
                date_header: None,
                size: 100 + uid % 6,
                has_attachment: Some(uid % 5 == 0),
                is_automatic: false,
            }
        });
        let batch = SyncBatch {
            uid_validity: 1,
            added: added.collect(),
            ..SyncBatch::default()
        };
        cache.apply(&id, batch).await.unwrap();
        inboxes.push(id);
    }
    (dir, store, inboxes)
}

#[tokio::test]
async fn several_folders_are_one_list_in_every_order_and_under_every_filter() {
    let (_dir, store, inboxes) = two_inboxes(60).await;
    let reader = store.reader();
    for bits in 0..8 {
        let filter = ListFilter {
            unread: bits & 1 != 0,
            flagged: bits & 2 != 0,
            with_attachment: bits & 4 != 0,
            unanswered: bits & 1 != 0,
        };
        let wanted: usize = inboxes
            .iter()
            .map(|id| reader.order(id, filter).unwrap().len())
            .sum();
        for sort in Sort::ALL {
            let rows = listed(&reader, &inboxes, filter, sort, &[]).unwrap();
            assert_eq!(rows.len(), wanted, "{filter:?}");
            let header = |row: &Listed| {
                let id = inboxes.get(row.folder).unwrap();
                let headers = reader.headers(id, &[row.uid]).unwrap();
                headers.into_iter().next().unwrap()
            };
            let headers: Vec<_> = rows.iter().map(header).collect();
            assert!(headers.iter().all(|h| filter.holds(h)), "{filter:?}");
            let newest = |h: &crate::domain::MessageHeader| std::cmp::Reverse(h.date);
            assert!(match sort {
                Sort::Newest => headers.is_sorted_by_key(newest),
                Sort::Oldest => headers.is_sorted_by_key(|h| h.date),
                Sort::People => headers.is_sorted_by_key(|h| {
                    let name = h.participants.from.first().and_then(|one| one.name.clone());
                    (name, newest(h))
                }),
                Sort::PeopleDescending => headers.is_sorted_by_key(|h| {
                    let name = h.participants.from.first().and_then(|one| one.name.clone());
                    (std::cmp::Reverse(name), newest(h))
                }),
                Sort::Subject => headers.is_sorted_by_key(|h| (h.subject.clone(), newest(h))),
                Sort::SubjectDescending =>
                    headers.is_sorted_by_key(|h| (std::cmp::Reverse(h.subject.clone()), newest(h))),
                Sort::Smallest => headers.is_sorted_by_key(|h| (h.size, newest(h))),
                Sort::Largest => {
                    headers.is_sorted_by_key(|h| (std::cmp::Reverse(h.size), newest(h)))
                }
            });
        }
    }
}

#[tokio::test]
async fn one_that_is_read_stays_in_its_own_folder_alone() {
    let (_dir, store, inboxes) = two_inboxes(12).await;
    let reader = store.reader();
    let unread = ListFilter {
        unread: true,
        ..ListFilter::default()
    };
    let kept = MessageKey {
        folder: inboxes.get(1).unwrap().clone(),
        uid_validity: 1,
        uid: 4,
    };
    let rows = |keep: &[MessageKey]| listed(&reader, &inboxes, unread, Sort::Newest, keep).unwrap();
    let (before, after) = (rows(&[]), rows(&[kept]));
    assert_eq!(after.len(), before.len() + 1);
    let added: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
    assert_eq!((added[0].folder, added[0].uid), (1, 4));
    assert!(after.is_sorted_by_key(|row| std::cmp::Reverse(row.date)));
}
