//! When a message is unread for this person although somebody else read it.

use super::*;
use crate::config::Config;
use crate::domain::{
    AccountId, EmailAddress, Flags, MailboxKind, Participants, Route, RouteKind, SentPolicy,
    UnreadForMe,
};
use crate::engine::samples;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn support(kind: RouteKind) -> Mailbox {
    Mailbox {
        address: address("support@a.test"),
        address_confirmed: true,
        name: "Support".to_owned(),
        kind: MailboxKind::Shared,
        routes: vec![Route {
            account: AccountId::of(&address("anna@a.test")),
            kind,
            root: "shared/support".to_owned(),
        }],
        sent_policy: SentPolicy::Shared,
        colour: 0,
    }
}

fn folder(role: FolderRole) -> Folder {
    samples::folder("support@a.test", "INBOX", role, "lrs")
}

fn held(completed: Option<i64>) -> SyncState {
    SyncState {
        completed_at: completed.map(at),
        ..SyncState::default()
    }
}

fn message(id: &str, flags: &[&str], date: i64) -> NewMessage {
    NewMessage {
        uid: 1,
        flags: Flags::from_wire(flags.iter().copied()),
        unread_for_me: false,
        modseq: None,
        message_id: Some(id.to_owned()).filter(|id| !id.is_empty()),
        in_reply_to: Vec::new(),
        references: Vec::new(),
        participants: Participants::default(),
        sent_by: None,
        subject: String::new(),
        by_subject: None,
        date: at(date),
        date_header: None,
        size: 1,
        has_attachment: Some(false),
        is_automatic: false,
    }
}

const DAY: i64 = 24 * 60 * 60;

#[test]
fn only_new_mail_of_an_inbox_that_was_known_before_is_news() {
    let config = Config::default();
    let mailbox = support(RouteKind::Namespace);
    let of = |role, completed| ForMe::of(&config, Some(&mailbox), &folder(role), &held(completed));
    let noted = |mut for_me: ForMe, anew: bool, message: NewMessage| {
        if anew {
            for_me.is_anew();
        }
        let mut messages = [message];
        for_me.note(&mut messages, |id| id == "moved@a.test");
        messages[0].unread_for_me
    };
    let seen = |id, date| message(id, &["\\Seen"], date);
    let inbox = of(FolderRole::Inbox, Some(DAY));
    assert!(inbox.by_others);
    assert!(noted(inbox, false, seen("new@a.test", DAY + 1)));
    // Its server's clock may be behind.
    assert!(noted(inbox, false, seen("new@a.test", DAY - 60)));
    assert!(
        !noted(inbox, false, seen("old@a.test", 60)),
        "filed back by somebody"
    );
    assert!(
        !noted(inbox, false, seen("moved@a.test", DAY + 1)),
        "filed back by this person"
    );
    assert!(
        !noted(inbox, false, seen("", DAY + 1)),
        "which cannot be told"
    );
    assert!(!noted(inbox, false, message("unread@a.test", &[], DAY + 1)));
    assert!(
        !noted(inbox, true, seen("new@a.test", DAY + 1)),
        "renumbered"
    );
    let first = of(FolderRole::Inbox, None);
    assert!(
        !noted(first, false, seen("new@a.test", DAY + 1)),
        "the first sync"
    );
    let sent = of(FolderRole::Sent, Some(DAY));
    assert!(!noted(sent, false, seen("new@a.test", DAY + 1)));
}

#[test]
fn it_goes_by_the_way_to_the_mailbox_and_by_what_a_person_says() {
    use UnreadForMe::{Auto, Off, On};
    for (kind, setting, expected) in [
        (RouteKind::Personal, Auto, false),
        (RouteKind::Personal, On, true),
        (RouteKind::Namespace, Auto, true),
        (RouteKind::Namespace, Off, false),
        (RouteKind::OwnToken, Auto, true),
        (RouteKind::OwnLogin, Off, false),
    ] {
        let mailbox = support(kind);
        let mut config = Config::default();
        config.change_mailbox(&mailbox.address, |m| m.unread_for_me = Some(setting));
        let inbox = folder(FolderRole::Inbox);
        let for_me = ForMe::of(&config, Some(&mailbox), &inbox, &held(Some(0)));
        assert_eq!(for_me.by_others, expected, "{kind:?} {setting:?}");
        assert_eq!(for_me.since.is_some(), expected, "{kind:?} {setting:?}");
    }
    // Of a mailbox that nobody reads by any way nothing comes.
    let inbox = folder(FolderRole::Inbox);
    let none = ForMe::of(&Config::default(), None, &inbox, &held(Some(0)));
    assert_eq!(none, ForMe::default());
}
