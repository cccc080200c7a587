//! Tests of the rows of the list.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::domain::{EmailAddress, Flags, Participants};
use crate::i18n::Language;

fn folder() -> FolderId {
    let mailbox = MailboxId::of(&EmailAddress::parse("support@a.test").unwrap());
    FolderId::of(&mailbox, "INBOX")
}

fn header(uid: u32) -> MessageHeader {
    MessageHeader {
        id: MessageKey {
            folder: folder(),
            uid_validity: 7,
            uid,
        },
        mailbox: MailboxId::of(&EmailAddress::parse("support@a.test").unwrap()),
        folder: "INBOX".into(),
        message_id: None,
        in_reply_to: Vec::new(),
        references: Vec::new(),
        participants: Participants::default(),
        sent_by: crate::domain::SentBy::NotAsked,
        subject: String::new(),
        date: Timestamp::UNIX_EPOCH,
        date_header: None,
        flags: Flags::default(),
        unread_for_me: false,
        size: 1,
        has_attachment: false,
        is_automatic: false,
        preview: String::new(),
        role: FolderRole::default(),
        thread_id: String::new(),
    }
}

fn with(test: impl FnOnce(&mut Mails, &Wording<'_>)) {
    let texts = Texts::new(Language::English);
    let wording = Wording {
        texts: &texts,
        now: Timestamp::UNIX_EPOCH,
        zone: TimeZone::UTC,
        place: &|_| None,
        came_back: &|_| false,
        own: &|_| false,
        doubtful: &|_| false,
    };
    let mut mails = Mails::new(&texts);
    mails.open(Source::Folder {
        id: folder(),
        role: FolderRole::Inbox,
        filters: Filters::default(),
        arranged: Arranged::default(),
    });
    test(&mut mails, &wording);
}

fn uids(keys: Vec<MessageKey>) -> Vec<u32> {
    keys.into_iter().map(|key| key.uid).collect()
}

#[test]
fn rows_of_a_view_are_told_apart_by_their_folders() {
    with(|mails, wording| {
        let mailbox = MailboxId::of(&EmailAddress::parse("sales@a.test").unwrap());
        let other = FolderId::of(&mailbox, "INBOX");
        let folders = vec![folder(), other.clone()];
        mails.open(Source::View {
            view: View::Inboxes,
            folders,
            filters: Filters::default(),
            arranged: Arranged::default(),
        });
        let read = ViewRead {
            places: vec![(folder(), 7), (other.clone(), 9)],
            order: vec![key_in_view(1, 4), key_in_view(0, 4), key_in_view(1, 3)],
            headings: vec![(0, "Today".to_owned())],
            headers: loaded(&[4]),
        };
        mails.take_view(read, wording);
        assert!(mails.row(0).is_none() && mails.row(1).is_some());
        assert_eq!(mails.headings().len(), 1);
        let wanted = mails.want(0..3);
        let expected = [4, 3].map(|uid| MessageKey {
            folder: other.clone(),
            uid_validity: 9,
            uid,
        });
        assert_eq!(wanted, expected);
        assert_eq!(mails.key_of(&expected[0]), Some(key_in_view(1, 4)));
        assert_eq!(mails.message(key_in_view(1, 3)), Some(expected[1].clone()));
        assert_eq!(mails.message(key_in_view(2, 3)), None);
        assert_eq!(mails.message(3), None);
        // A header of another validity is of another message.
        mails.take_headers(loaded(&[3]), wording);
        assert!(mails.row(2).is_none());
    });
}

fn loaded(uids: &[u32]) -> Headers {
    Headers {
        headers: uids.iter().map(|uid| header(*uid)).collect(),
        ..Headers::default()
    }
}

fn read(order: Range<u32>, headers: &[u32]) -> FolderRead {
    FolderRead {
        uid_validity: 7,
        order: order.rev().collect(),
        headings: Vec::new(),
        headers: loaded(headers),
        arriving: Vec::new(),
    }
}

#[test]
fn what_arrives_stands_first_and_bears_the_id_of_where_it_lies() {
    with(|mails, wording| {
        let mut arriving = header(2);
        let mailbox = MailboxId::of(&EmailAddress::parse("support@a.test").unwrap());
        arriving.id.folder = FolderId::of(&mailbox, "Sent");
        let read = FolderRead {
            arriving: vec![Arriving {
                header: arriving.clone(),
                copied: false,
            }],
            ..read(1..4, &[])
        };
        mails.take_folder(read, wording);
        assert_eq!(mails.len(), 4);
        let row = mails.key(0).unwrap();
        assert!(is_arriving(row) && !is_arriving(mails.key(1).unwrap()));
        assert_eq!(mails.message(row), Some(arriving.id.clone()));
        assert_eq!(mails.key_of(&arriving.id), Some(row));
        assert_eq!(uids(mails.want(0..2)), [3], "nothing of it is read again");
        assert!(mails.row(0).unwrap().chip.is_some());
    });
}

#[test]
fn rows_are_asked_for_once_and_shown_when_they_come() {
    with(|mails, wording| {
        mails.take_folder(read(1..1001, &[]), wording);
        assert_eq!(mails.len(), 1000);
        assert!(mails.row(0).is_none());
        assert_eq!(uids(mails.want(0..3)), [1000, 999, 998]);
        assert_eq!(uids(mails.want(0..4)), [997]);
        mails.take_headers(loaded(&[1000]), wording);
        assert_eq!(mails.row(0).unwrap().subject, "(no subject)");
        assert_eq!(mails.position(998), Some(2));
    });
}

#[test]
fn a_changed_order_has_another_version_and_the_same_order_the_same() {
    with(|mails, wording| {
        mails.take_folder(read(1..10, &[]), wording);
        let first = mails.version();
        mails.take_folder(read(1..10, &[9]), wording);
        assert_eq!(mails.version(), first);
        mails.take_folder(read(1..11, &[]), wording);
        assert!(mails.version() > first);
    });
}

#[test]
fn headers_of_another_validity_are_not_shown() {
    with(|mails, wording| {
        mails.take_folder(
            FolderRead {
                uid_validity: 8,
                ..read(1..4, &[])
            },
            wording,
        );
        assert_eq!(uids(mails.want(0..1)), [3]);
        mails.take_headers(loaded(&[3]), wording);
        assert!(mails.row(0).is_none());
        assert_eq!(mails.message(3).unwrap().uid_validity, 8);
    });
}

#[test]
fn only_so_many_rows_are_kept() {
    with(|mails, wording| {
        mails.take_folder(read(1..100_001, &[]), wording);
        for first in (0..10_000).step_by(100) {
            let uids = uids(mails.want(first..first + 100));
            mails.take_headers(loaded(&uids), wording);
        }
        assert!(mails.loaded.len() <= KEPT + 200, "{}", mails.loaded.len());
        assert!(mails.row(9_950).is_some());
    });
}

#[test]
fn what_nobody_answered_says_how_long_somebody_waits() {
    let texts = Texts::new(Language::English);
    let row = |filters, hours, change: &dyn Fn(&mut MessageHeader)| {
        let wording = Wording {
            texts: &texts,
            now: Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours),
            zone: TimeZone::UTC,
            place: &|_| None,
            came_back: &|_| false,
            own: &|_| false,
            doubtful: &|_| false,
        };
        let mut header = header(1);
        change(&mut header);
        let source = Source::Folder {
            id: folder(),
            role: FolderRole::Inbox,
            filters,
            arranged: Arranged::default(),
        };
        let entry = Entry::new(header, None, &source, &wording);
        (entry.date, entry.waits)
    };
    let unanswered = |hours| row(Filter::Unanswered.alone(), hours, &|_| {});
    assert_eq!(unanswered(3), ("3 h".into(), Some(Tone::Neutral)));
    assert_eq!(unanswered(24), ("24 h".into(), Some(Tone::Caution)));
    assert_eq!(unanswered(71).1, Some(Tone::Caution));
    assert_eq!(unanswered(72), ("3 days".into(), Some(Tone::Bad)));
    // Elsewhere, and where nobody waits, the date stands there.
    assert_eq!(row(Filters::default(), 72, &|_| {}).1, None);
    let answered = |header: &mut MessageHeader| {
        header.flags = Flags::from_wire(["\\Answered"]);
    };
    assert_eq!(row(Filter::Unanswered.alone(), 72, &answered).1, None);
    let automatic = |header: &mut MessageHeader| header.is_automatic = true;
    assert_eq!(row(Filter::Unanswered.alone(), 72, &automatic).1, None);
}
