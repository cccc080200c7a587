//! What the tests build messages of.

use super::FrozenFields;
use crate::domain::{EmailAddress, FolderId, Intent, MailboxId, MessageKey, NamedAddress, Reply};

pub(super) fn named(name: Option<&str>, address: &str) -> NamedAddress {
    NamedAddress {
        name: name.map(str::to_owned),
        address: address.to_owned(),
    }
}

/// The fields that are fixed when a message is built.
pub(super) fn frozen() -> FrozenFields {
    FrozenFields {
        message_id: "0123456789abcdef@postroom.test".into(),
        date: "2025-11-09T10:42:07Z".parse().unwrap(),
        boundary: "=_0123456789abcdef".into(),
        from: named(Some("Support"), "support@postroom.test"),
        sender: None,
        reply_to: Vec::new(),
        flowed: false,
    }
}

/// What a message in the Inbox of support is answered or passed on with, which names these.
pub(super) fn reply(intent: Intent, references: &[&str]) -> Reply {
    let mailbox = MailboxId::of(&EmailAddress::parse("support@postroom.test").unwrap());
    Reply {
        intent,
        to: MessageKey {
            folder: FolderId::of(&mailbox, "INBOX"),
            uid_validity: 1,
            uid: 1,
        },
        mailbox,
        message_id: Some("asked@b.test".into()),
        references: references.iter().map(|&r| r.to_owned()).collect(),
        was_answered: false,
        known_answers: Vec::new(),
    }
}
