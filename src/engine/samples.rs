//! Accounts, folders, identities and messages for the engine's tests.

use jiff::Timestamp;

use crate::domain::{
    Account, AccountId, Connections, CopyState, DraftsPolicy, EmailAddress, Endpoint, Envelope,
    Flags, Folder, FolderId, FolderRole, FolderState, Identity, MailboxId, MessageHeader,
    MessageKey, Mode, NamedAddress, OutboxId, OutboxState, Outgoing, Participants, PasswordSource,
    Phase, Rights, RightsSource, RoleSource, Security, SendRight, SendRightKey, SentBy, SentPolicy,
    ServerReply,
};

pub(super) const ANNA: &str = "anna@a.test";
pub(super) const SUPPORT: &str = "support@a.test";

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// An account of Anna Berg, on servers that nobody reaches.
pub(crate) fn account(text: &str) -> Account {
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
        connections: Connections::default(),
    }
}

pub(crate) fn mailbox_id(text: &str) -> MailboxId {
    MailboxId::of(&address(text))
}

/// A folder of a mailbox, read through Anna's account with these rights.
/// A message of support@a.test.
pub(crate) fn header(uid: u32) -> MessageHeader {
    let mailbox = mailbox_id("support@a.test");
    let id = MessageKey {
        folder: FolderId::of(&mailbox, "INBOX"),
        uid_validity: 1,
        uid,
    };
    MessageHeader {
        role: FolderRole::default(),
        thread_id: id.to_string(),
        id,
        mailbox,
        folder: "INBOX".into(),
        message_id: None,
        in_reply_to: Vec::new(),
        references: Vec::new(),
        participants: Participants::default(),
        sent_by: SentBy::NotAsked,
        subject: String::new(),
        date: Timestamp::UNIX_EPOCH,
        date_header: None,
        flags: Flags::default(),
        unread_for_me: false,
        size: 1,
        has_attachment: false,
        is_automatic: false,
        preview: String::new(),
    }
}

pub(crate) fn folder(mailbox: &str, path: &str, role: FolderRole, rights: &str) -> Folder {
    let mailbox = mailbox_id(mailbox);
    Folder {
        id: FolderId::of(&mailbox, path),
        path: path.into(),
        account: AccountId::of(&address(ANNA)),
        wire_name: format!("shared/{mailbox}/{path}"),
        mailbox,
        role,
        role_source: RoleSource::Name,
        state: FolderState::Readable,
        rights: Rights::parse(rights),
        rights_source: RightsSource::MyRights,
        rights_checked_at: None,
        uid_validity: 1,
        total: 0,
        unread: 0,
        unanswered: 0,
        flagged: 0,
    }
}

pub(crate) fn key(account: &str, of: &str, mode: Mode) -> SendRightKey {
    SendRightKey {
        account: AccountId::of(&address(account)),
        address: address(of),
        mode,
    }
}

/// An identity of Anna's account, without a name and without a mailbox to read.
pub(crate) fn identity(of: &str, mode: Mode) -> Identity {
    Identity {
        key: key(ANNA, of, mode),
        from: NamedAddress::bare(&address(of)),
        sender: None,
        right: SendRight::Untested,
        evidence: None,
        mailbox: None,
        sent_policy: SentPolicy::Shared,
        sent_folder: String::new(),
        copies: Vec::new(),
        signature: None,
        reply_to: None,
        drafts: DraftsPolicy::Shared,
        name_sender: true,
        colour: 0,
    }
}

/// A message of Anna's in the outbox, as support.
pub(crate) fn outgoing() -> Outgoing {
    let support = address(SUPPORT);
    Outgoing {
        outbox_id: OutboxId(7),
        message_id: "m@a.test".into(),
        account: AccountId::of(&address(ANNA)),
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

/// What a server said to a message.
pub(crate) fn reply(phase: Phase, code: u16, text: &str) -> ServerReply {
    ServerReply {
        phase,
        code,
        enhanced: None,
        text: text.into(),
        recipient: None,
    }
}
