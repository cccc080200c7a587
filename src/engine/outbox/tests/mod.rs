//! The outbox against a scripted server and scripted folders: what no real server can be made to do.

mod again;
mod answered;
mod anything;
mod claims;
mod copies;
mod crash;
mod draft_copies;
mod fakes;
mod folders;
mod hints;
mod meanwhile;
mod order;
mod patience;
mod queue;
mod recipients;
mod restored;
mod sessions;
mod states;
mod unknown;
mod waiting;
mod world;

use jiff::Timestamp;

use crate::domain::{
    Account, AccountId, CopyState, EmailAddress, Endpoint, Envelope, MailboxId, Mode, NamedAddress,
    OutboxId, OutboxState, Outgoing, PasswordSource, Phase, Security, SentPolicy,
};

pub(in crate::engine) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(in crate::engine) fn account(text: &str) -> Account {
    let endpoint = Endpoint {
        host: "localhost".into(),
        port: 1,
        security: Security::Tls,
    };
    Account {
        address: address(text),
        name: Some("Anna Berg".into()),
        login: None,
        imap: endpoint.clone(),
        smtp: endpoint,
        ca_file: None,
        password: PasswordSource::Ask,
    }
}

/// A message in the outbox, for pure tests.
pub(in crate::engine) fn outgoing() -> Outgoing {
    let support = address("support@a.test");
    Outgoing {
        outbox_id: OutboxId(7),
        message_id: "m@a.test".into(),
        account: AccountId::of(&address("anna@a.test")),
        from: NamedAddress::new(Some("Support"), &support),
        sender: None,
        mode: Mode::SendAs,
        envelope: Envelope::new(support.clone(), vec![address("kim@b.test")]),
        to: vec![],
        subject: "Re: Printer".into(),
        state: OutboxState::Queued,
        phase: Phase::Frozen,
        copy: CopyState::None,
        sent_policy: SentPolicy::Shared,
        mailbox: Some(MailboxId::of(&support)),
        copy_folder: None,
        attempts: 0,
        next_attempt_at: None,
        position: 7,
        reply: None,
        replies: vec![],
        left_out: vec![],
        waived: vec![],
        looks: 0,
        bounce: None,
        remarks: vec![],
        error: None,
        answers: None,
        answer_to: None,
        is_forward: false,
        draft: None,
        size: 1,
        created_at: Timestamp::UNIX_EPOCH,
        accepted_at: None,
    }
}
