//! What may be done in a folder, in one word.

use crate::domain::{Folder, FolderState, Right, RightsSource};

/// What a member may do in a mailbox, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read, mark, file and delete.
    Full,
    /// Read, and some of the rest.
    Some,
    /// Read, nothing else.
    ReadOnly,
    /// Not even read.
    Nothing,
    /// What is here can be read; whether the access is lost is being looked at.
    InDoubt,
    /// The access is lost; what is here is a copy.
    Lost,
    /// Not known yet, or the server does not tell.
    Unknown,
}

/// What may be done in a folder.
#[must_use]
pub fn access(folder: &Folder) -> Access {
    match folder.state {
        FolderState::Absent | FolderState::InDoubt(_) => return Access::InDoubt,
        FolderState::Lost => return Access::Lost,
        _ => {}
    }
    if folder.rights_source == RightsSource::Unknown {
        return Access::Unknown;
    }
    let has = |right| folder.rights.has(right);
    let changes = [
        Right::Write,
        Right::Insert,
        Right::DeleteMessages,
        Right::Expunge,
    ];
    if folder.rights_source == RightsSource::Select {
        return if changes.iter().any(|r| has(*r)) {
            Access::Unknown
        } else {
            Access::ReadOnly
        };
    }
    if !has(Right::Read) {
        Access::Nothing
    } else if changes.iter().all(|r| has(*r)) && has(Right::Seen) {
        Access::Full
    } else if changes.iter().any(|r| has(*r)) {
        Access::Some
    } else {
        Access::ReadOnly
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AccountId, EmailAddress, FolderId, FolderRole, MailboxId, Rights, RoleSource,
    };

    fn folder(rights: &str, source: RightsSource) -> Folder {
        let mailbox = MailboxId::of(&EmailAddress::parse("support@a.test").unwrap());
        Folder {
            id: FolderId::of(&mailbox, "INBOX"),
            mailbox,
            path: "INBOX".into(),
            account: AccountId::of(&EmailAddress::parse("anna@a.test").unwrap()),
            wire_name: "INBOX".into(),
            role: FolderRole::Inbox,
            role_source: RoleSource::Server,
            state: FolderState::Readable,
            rights: Rights::parse(rights),
            rights_source: source,
            rights_checked_at: None,
            uid_validity: 1,
            total: 0,
            unread: 0,
            unanswered: 0,
            flagged: 0,
        }
    }

    #[test]
    fn the_sign_of_a_mailbox_follows_its_rights() {
        let of = |rights| access(&folder(rights, RightsSource::MyRights));
        assert_eq!(of("lrswipkxtea"), Access::Full);
        assert_eq!(
            of("lrswite"),
            Access::Full,
            "to administer is not to work there"
        );
        assert_eq!(of("lrsw"), Access::Some);
        assert_eq!(
            of("lrs"),
            Access::ReadOnly,
            "one's own seen marks change nothing for others"
        );
        assert_eq!(of("l"), Access::Nothing);
        let of = |rights, source| access(&folder(rights, source));
        assert_eq!(of("lrswite", RightsSource::Select), Access::Unknown);
        assert_eq!(of("lr", RightsSource::Select), Access::ReadOnly);
        assert_eq!(of("", RightsSource::Unknown), Access::Unknown);
    }
}
