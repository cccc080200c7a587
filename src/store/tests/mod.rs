//! What the store's tests share, and the tests of the store as a whole.

mod damage;
mod kill;
mod kill_drafts;
mod late_check;
mod open;
mod precious_damage;

use jiff::Timestamp;
use rusqlite::Connection;
use tempfile::TempDir;

use super::{NewMessage, NewOutgoing, OpenReport, Store, SyncBatch, migrate};
use crate::domain::{
    AccountId, ActTarget, ActTargets, EmailAddress, Envelope, Flags, Folder, FolderId, FolderRole,
    FolderState, Mailbox, MailboxId, MailboxKind, MessageKey, Mode, NamedAddress, Participants,
    Rights, RightsSource, RoleSource, Route, RouteKind, SentPolicy,
};

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

pub(super) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(super) fn anna() -> AccountId {
    AccountId::of(&address("anna@example.org"))
}

pub(super) fn support() -> Mailbox {
    Mailbox {
        address: address("support@example.org"),
        address_confirmed: true,
        name: "Support".to_owned(),
        kind: MailboxKind::Shared,
        routes: vec![Route {
            account: anna(),
            kind: RouteKind::Namespace,
            root: "shared/support".to_owned(),
        }],
        sent_policy: SentPolicy::Shared,
        colour: 3,
    }
}

pub(super) fn folder(mailbox: &MailboxId, path: &str) -> Folder {
    let role = match path {
        "INBOX" => FolderRole::Inbox,
        "Sent" => FolderRole::Sent,
        _ => FolderRole::Other,
    };
    Folder {
        id: FolderId::of(mailbox, path),
        mailbox: mailbox.clone(),
        path: path.to_owned(),
        account: anna(),
        wire_name: format!("shared/support/{path}"),
        role,
        role_source: RoleSource::Server,
        state: FolderState::Readable,
        rights: Rights::all(),
        rights_source: RightsSource::MyRights,
        rights_checked_at: Some(at(0)),
        uid_validity: 0,
        total: 0,
        unread: 0,
        unanswered: 0,
        flagged: 0,
    }
}

pub(super) fn inbox() -> FolderId {
    FolderId::of(&support().id(), "INBOX")
}

pub(super) fn flags(names: &[&str]) -> Flags {
    Flags::from_wire(names.iter().copied())
}

pub(super) fn message(uid: u32) -> NewMessage {
    NewMessage {
        uid,
        flags: Flags::default(),
        unread_for_me: false,
        modseq: Some(u64::from(uid)),
        message_id: Some(format!("m{uid}@example.net")),
        in_reply_to: Vec::new(),
        references: Vec::new(),
        participants: Participants {
            from: vec![NamedAddress::new(Some("Zoë"), &address("zoe@example.net"))],
            to: vec![NamedAddress::bare(&support().address)],
            ..Participants::default()
        },
        sent_by: None,
        subject: format!("Order {uid}"),
        by_subject: None,
        date: at(i64::from(uid)),
        date_header: Some(at(i64::from(uid) - 5)),
        size: 1000 + uid,
        has_attachment: Some(false),
        is_automatic: false,
    }
}

pub(super) fn batch(uids: impl IntoIterator<Item = u32>) -> SyncBatch {
    SyncBatch {
        uid_validity: 7,
        added: uids.into_iter().map(message).collect(),
        ..SyncBatch::default()
    }
}

pub(super) fn targets(uids: &[u32]) -> ActTargets {
    ActTargets {
        folder: inbox(),
        mailbox: None,
        uid_validity: 7,
        goal_before: None,
        messages: uids
            .iter()
            .map(|uid| ActTarget {
                uid: *uid,
                message_id: Some(format!("m{uid}@example.net")),
                ..ActTarget::default()
            })
            .collect(),
    }
}

pub(super) fn key(uid: u32) -> MessageKey {
    MessageKey {
        folder: inbox(),
        uid_validity: 7,
        uid,
    }
}

pub(super) fn outgoing(n: u32) -> NewOutgoing {
    NewOutgoing {
        message_id: format!("out{n}@example.org"),
        account: anna(),
        from: NamedAddress::new(Some("Support"), &support().address),
        sender: None,
        mode: Mode::SendAs,
        envelope: Envelope::new(support().address, vec![address("zoe@example.net")]),
        to: vec![NamedAddress::bare(&address("zoe@example.net"))],
        subject: format!("Re: Order {n}"),
        sent_policy: SentPolicy::Shared,
        mailbox: Some(support().id()),
        leave_at: None,
        answers: Some(key(n)),
        answer_to: None,
        is_forward: false,
        created_at: at(0),
    }
}

/// A store in a new folder.
pub(super) fn new_store() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    (dir, store)
}

/// A store with the mailbox support@ and its folders INBOX and Sent.
pub(super) async fn store_with_support() -> (TempDir, Store) {
    let (dir, store) = new_store();
    put_support(&store).await;
    (dir, store)
}

pub(super) async fn put_support(store: &Store) {
    let mailbox = support();
    store.cache().put_mailbox(&mailbox).await.unwrap();
    let folders = [
        folder(&mailbox.id(), "INBOX"),
        folder(&mailbox.id(), "Sent"),
    ];
    let cache = store.cache();
    cache
        .put_folders(&mailbox.id(), &folders, true)
        .await
        .unwrap();
}

/// Closes and opens again.
pub(super) async fn reopen(dir: &TempDir, store: Store) -> (Store, OpenReport) {
    store.close().await.unwrap();
    Store::open(dir.path()).unwrap()
}

/// A cache in memory with support@ and its INBOX, for many quick cases.
pub(super) fn cache_in_memory() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    conn.pragma_update(None, "foreign_keys", true).unwrap();
    for change in migrate::CACHE {
        conn.execute_batch(change).unwrap();
    }
    conn.execute(
        "INSERT INTO mailboxes (tag, address) VALUES ('support@example.org', 'support@example.org')",
        [],
    )
    .unwrap();
    conn.execute(
        "INSERT INTO folders (tag, mailbox, path, account, wire_name) \
         VALUES (?1, 1, 'INBOX', 'anna@example.org', 'INBOX')",
        [inbox().as_str()],
    )
    .unwrap();
    conn
}
