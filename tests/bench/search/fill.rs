//! A cache as a sync leaves it, written through the store without a server.

use std::time::Instant;

use postroom::domain::{
    AccountId, EmailAddress, Flags, Folder, FolderId, FolderRole, FolderState, Mailbox, MailboxId,
    MailboxKind, Rights, RightsSource, RoleSource, Route, RouteKind, SentPolicy,
};
use postroom::rfc822;
use postroom::store::{NewMessage, Store, SyncBatch};

use super::letters;

pub const SUPPORT: &str = "support@postroom.test";
/// Whose account reads it.
pub const ANNA: &str = "anna@postroom.test";

/// Messages that are written at once.
const AT_ONCE: u32 = 500;

/// Other folders, so that the newest of all are not those of one.
const FOLDERS: u32 = 20;

/// The message of this number: the sync benchmark's, with words of a language of 20,000 that are used as
/// often as words are.
pub fn letter(n: u32) -> String {
    let mut random = fastrand::Rng::with_seed(u64::from(n) + 1_000_000);
    let mut more = String::new();
    for _ in 0..60 {
        // Zipf: the second half as often as the first, and so on.
        let rank = 20_000f64.powf(random.f64()) as u32 - 1;
        more.push_str(&word(rank));
        more.push(' ');
    }
    if n.is_multiple_of(20) {
        more.push_str("会議室の予約は明日です。");
    }
    if n.is_multiple_of(5000) {
        more.push_str("What is rarely said.");
    }
    more.push_str("\r\n");
    letters::message(n, SUPPORT, &more)
}

fn word(rank: u32) -> String {
    let syllables = [
        "ka", "be", "ti", "zu", "ro", "na", "le", "mi", "bu", "to", "sa", "re", "lo", "nu", "ra",
        "de", "ki", "mu", "po", "va",
    ];
    let base = u32::try_from(syllables.len()).unwrap();
    let mut rest = rank + base;
    let mut text = String::new();
    while rest > 0 {
        text.push_str(syllables[(rest % base) as usize]);
        rest /= base;
    }
    text
}

pub async fn fill(store: &Store, count: u32) {
    let address = EmailAddress::parse(SUPPORT).unwrap();
    let mailbox = Mailbox {
        address: address.clone(),
        address_confirmed: true,
        name: "Support".to_owned(),
        kind: MailboxKind::Shared,
        routes: vec![Route {
            account: AccountId::of(&EmailAddress::parse(ANNA).unwrap()),
            kind: RouteKind::Namespace,
            root: String::new(),
        }],
        sent_policy: SentPolicy::Shared,
        colour: 0,
    };
    let cache = store.cache();
    cache.put_mailbox(&mailbox).await.unwrap();
    let paths = (0..=FOLDERS).map(|n| match n {
        0 => "INBOX".to_owned(),
        n => format!("Project {n}"),
    });
    let folders: Vec<Folder> = paths.map(|path| folder(&mailbox, &path)).collect();
    cache
        .put_folders(&mailbox.id(), &folders, true)
        .await
        .unwrap();
    let start = Instant::now();
    for first in (0..count).step_by(AT_ONCE as usize) {
        // Nine of ten lie in the Inbox.
        let other = &folders[1 + (first / AT_ONCE % FOLDERS) as usize].id;
        let numbers: Vec<u32> = (first..count.min(first + AT_ONCE)).collect();
        let (inbox, moved): (Vec<u32>, Vec<u32>) = numbers.iter().partition(|n| **n % 10 > 0);
        for (folder, numbers) in [(&folders[0].id, inbox), (other, moved)] {
            let letters: Vec<(u32, Vec<u8>)> = numbers
                .iter()
                .map(|n| (*n, letter(*n).into_bytes()))
                .collect();
            let batch = SyncBatch {
                uid_validity: 1,
                added: letters.iter().map(|(n, raw)| message(*n, raw)).collect(),
                ..SyncBatch::default()
            };
            cache.apply(folder, batch).await.unwrap();
            let bodies = letters.into_iter().map(|(n, raw)| (n + 1, raw));
            cache.put_bodies(folder, 1, bodies.collect()).await.unwrap();
        }
        loop {
            let unindexed = store
                .reader()
                .unindexed(None, AT_ONCE as usize, 8 << 20)
                .unwrap();
            if unindexed.is_empty() {
                break;
            }
            let indexed = unindexed.iter().map(|one| {
                let parsed = rfc822::parse_message(one.raw.as_deref().unwrap()).unwrap();
                let text = postroom::render::readable(&parsed).text;
                one.read(&text, &rfc822::preview(&text), None)
            });
            cache.index(indexed.collect()).await.unwrap();
        }
    }
    println!(
        "{count} messages written in {:.0} s",
        start.elapsed().as_secs_f64()
    );
}

fn folder(mailbox: &Mailbox, path: &str) -> Folder {
    let is_inbox = path == "INBOX";
    Folder {
        id: FolderId::of(&mailbox.id(), path),
        mailbox: mailbox.id(),
        path: path.to_owned(),
        account: AccountId::of(&EmailAddress::parse(ANNA).unwrap()),
        wire_name: path.to_owned(),
        role: if is_inbox {
            FolderRole::Inbox
        } else {
            FolderRole::Other
        },
        role_source: RoleSource::Server,
        state: FolderState::Readable,
        rights: Rights::all(),
        rights_source: RightsSource::MyRights,
        rights_checked_at: None,
        uid_validity: 0,
        total: 0,
        unread: 0,
        unanswered: 0,
        flagged: 0,
    }
}

pub fn message(n: u32, raw: &[u8]) -> NewMessage {
    let header = rfc822::parse_header(raw);
    let by_subject = rfc822::by_subject(
        &header,
        &MailboxId::of(&EmailAddress::parse(SUPPORT).unwrap()),
    );
    NewMessage {
        uid: n + 1,
        flags: Flags::from_wire(marks(n)),
        unread_for_me: false,
        modseq: None,
        message_id: header.message_id,
        in_reply_to: header.in_reply_to,
        references: header.references,
        participants: header.participants,
        sent_by: header.sent_by,
        by_subject,
        subject: header.subject,
        date: letters::date(n),
        date_header: header.date,
        size: u32::try_from(raw.len()).unwrap(),
        has_attachment: Some(n.is_multiple_of(7)),
        is_automatic: false,
    }
}

fn marks(n: u32) -> impl Iterator<Item = &'static str> {
    let seen = (!n.is_multiple_of(7)).then_some("\\Seen");
    let flagged = n.is_multiple_of(50).then_some("\\Flagged");
    seen.into_iter().chain(flagged)
}
