//! What may be done in a folder, from its rights.

use super::{Decision, Reason, Verdict};
use crate::domain::{AccountId, Doubt, Folder, FolderState, Right, Rights, RightsSource};

/// Something a person may want to do in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read its messages.
    Read,
    /// Mark messages read or unread. Without `s` many servers answer OK and do nothing.
    MarkSeen,
    /// Set other flags and keywords.
    Flag,
    /// Set or clear the flag `\Deleted`.
    MarkDeleted,
    /// Put messages into it: file a copy, move or copy something here.
    Insert,
    /// Take messages out of it: needs `t` and `e` (RFC 6851 4.2).
    Remove,
    /// Create a folder below it.
    CreateBelow,
    /// Rename or delete the folder.
    DeleteFolder,
    /// See and change the rights of others.
    Administer,
}

impl Action {
    /// The rights it needs, the one whose lack explains most first.
    fn needs(self) -> &'static [Right] {
        match self {
            Self::Read => &[Right::Read],
            Self::MarkSeen => &[Right::Seen],
            Self::Flag => &[Right::Write],
            Self::MarkDeleted => &[Right::DeleteMessages],
            Self::Insert => &[Right::Insert],
            Self::Remove => &[Right::DeleteMessages, Right::Expunge],
            Self::CreateBelow => &[Right::Create],
            Self::DeleteFolder => &[Right::DeleteFolder],
            Self::Administer => &[Right::Administer],
        }
    }

    /// Is it done to messages of the folder, which has to be opened for that?
    fn is_done_inside(self) -> bool {
        matches!(
            self,
            Self::Read | Self::MarkSeen | Self::Flag | Self::MarkDeleted | Self::Remove
        )
    }

    /// The first right that it needs and that is not among these.
    fn lacks(self, rights: Rights) -> Option<Right> {
        // Without `r` no folder is opened (RFC 4314 4), whatever else may be done there.
        let opening = self.is_done_inside().then_some(Right::Read);
        let mut all = opening.into_iter().chain(self.needs().iter().copied());
        all.find(|right| !rights.has(*right))
    }

    /// Does it change something on the server?
    fn writes(self) -> bool {
        self != Self::Read
    }
}

/// May this be done in this folder?
#[must_use]
pub fn decide(action: Action, folder: &Folder) -> Decision {
    let opens = action.is_done_inside() || action == Action::Insert;
    match &folder.state {
        // Whether it can be opened again is only known by trying.
        FolderState::InDoubt(Doubt::Refused) if action == Action::Read => {
            return Decision::unknown(Reason::InDoubt);
        }
        FolderState::Absent => return Decision::refused(Reason::Absent),
        FolderState::InDoubt(_) => return Decision::refused(Reason::InDoubt),
        FolderState::Lost => return Decision::refused(Reason::Lost),
        FolderState::Container if opens => return Decision::refused(Reason::Container),
        FolderState::Refused(words) if opens && action != Action::Insert => {
            return Decision::refused(Reason::Unreadable(words.clone()));
        }
        _ => {}
    }
    match folder.rights_source {
        RightsSource::Unknown => Decision::unknown(Reason::NotReadYet),
        RightsSource::Select if !action.writes() => Decision::allowed(Reason::NoAcl),
        // Without ACL, SELECT tells only read-only or not. What is refused beyond that is told in the
        // server's words each time: it need not be for want of a right.
        RightsSource::Select => match action.lacks(folder.rights) {
            Some(_) => Decision::refused(Reason::ReadOnly),
            None => Decision::unknown(Reason::NoAcl),
        },
        RightsSource::MyRights => match action.lacks(folder.rights) {
            Some(right) => Decision::refused(Reason::Missing(right)),
            None => Decision::allowed(Reason::Granted(
                *action.needs().first().unwrap_or(&Right::Lookup),
            )),
        },
    }
}

/// May messages be moved from one folder to another? The reason is that of the side that refuses.
#[must_use]
pub fn decide_move(from: &Folder, to: &Folder) -> Decision {
    let (take, put) = (decide(Action::Remove, from), decide(Action::Insert, to));
    if !take.may_try() {
        return take;
    }
    if !put.may_try() || put.verdict == super::Verdict::Unknown {
        put
    } else {
        take
    }
}

/// What filing a copy needs in its folder: putting it there, and looking whether it arrived.
pub const FILING: [Action; 2] = [Action::Insert, Action::Read];

/// What storing a draft needs in its folder: putting it there, and taking the older copy away.
pub const STORING: [Action; 2] = [Action::Insert, Action::Remove];

/// Of the ways to one folder, that of the account which may do all of this there: one that is known
/// to, before one of which nobody can tell, before one that is refused. Where several may, the first
/// in the list (the account that reads it), then `preferred`. An account that cannot be reached now
/// (`is_away`) comes behind all that can and are not refused.
#[must_use]
pub fn best_way(
    ways: Vec<Folder>,
    actions: &[Action],
    preferred: Option<&AccountId>,
    is_away: impl Fn(&AccountId) -> bool,
) -> Option<Folder> {
    let hindrance = |way: &Folder| {
        let verdicts = actions.iter().map(|action| decide(*action, way).verdict);
        let worst = verdicts.map(|verdict| match verdict {
            Verdict::Allowed => 0,
            Verdict::Unknown => 1,
            Verdict::Refused => 2,
        });
        worst.max().unwrap_or(0)
    };
    let read_by = ways.first().map(|way| way.account.clone());
    ways.into_iter().min_by_key(|way| {
        let reads = Some(&way.account) == read_by.as_ref();
        let hindrance = hindrance(way);
        let is_refused = hindrance == 2;
        let is_away = is_away(&way.account);
        (
            is_refused,
            is_away,
            hindrance,
            !reads,
            Some(&way.account) != preferred,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AccountId, EmailAddress, FolderId, FolderRole, MailboxId, Rights, RoleSource,
    };
    use proptest::prelude::*;

    fn folder(letters: &str, source: RightsSource) -> Folder {
        let address = EmailAddress::parse("support@postroom.test").unwrap();
        Folder {
            id: FolderId::of(&MailboxId::of(&address), "INBOX"),
            mailbox: MailboxId::of(&address),
            path: "INBOX".into(),
            account: AccountId::of(&address),
            wire_name: "INBOX".into(),
            role: FolderRole::Inbox,
            role_source: RoleSource::Server,
            state: FolderState::Readable,
            rights: Rights::parse(letters),
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
    fn of_several_ways_that_of_the_account_which_may() {
        let way = |who: &str, letters: &str, source| Folder {
            account: AccountId::of(&EmailAddress::parse(who).unwrap()),
            ..folder(letters, source)
        };
        let (acl, none) = (RightsSource::MyRights, RightsSource::Unknown);
        let best = |ways: &[Folder], preferred: &str| {
            let preferred = AccountId::of(&EmailAddress::parse(preferred).unwrap());
            let best = best_way(ways.to_vec(), &FILING, Some(&preferred), |_| false);
            best.map(|way| way.account.to_string())
        };
        let (anna, ben, eva) = ("anna@a.test", "ben@a.test", "eva@a.test");
        let may = way(anna, "lri", acl);
        let reads = way(ben, "lr", acl);
        let blind = way(eva, "li", acl);
        let nobody_knows = way(eva, "", none);
        for (ways, preferred, wanted) in [
            (vec![reads.clone(), may.clone()], ben, anna),
            (vec![reads.clone(), blind.clone(), may.clone()], eva, anna),
            (vec![reads.clone(), nobody_knows.clone()], ben, eva),
            (vec![may.clone(), way(ben, "lri", acl)], ben, anna),
            (
                vec![reads.clone(), way(eva, "lri", acl), may.clone()],
                anna,
                anna,
            ),
            (vec![reads.clone(), blind], eva, ben),
            (vec![reads], anna, ben),
        ] {
            assert_eq!(best(&ways, preferred).as_deref(), Some(wanted), "{ways:?}");
        }
        assert_eq!(best(&[], anna), None);
    }

    #[test]
    fn an_account_that_cannot_be_reached_comes_behind_those_that_can_and_may() {
        let way = |who: &str, letters: &str, source| Folder {
            account: AccountId::of(&EmailAddress::parse(who).unwrap()),
            ..folder(letters, source)
        };
        let (acl, none) = (RightsSource::MyRights, RightsSource::Unknown);
        let (anna, ben) = ("anna@a.test", "ben@a.test");
        let reads = way(ben, "lri", acl);
        for (other, away, wanted) in [
            (way(anna, "lri", acl), vec![ben], anna),
            (way(anna, "", none), vec![ben], anna),
            // Whoever may not is no better than whoever cannot for now.
            (way(anna, "lr", acl), vec![ben], ben),
            (way(anna, "lri", acl), vec![anna, ben], ben),
            (way(anna, "lri", acl), vec![anna], ben),
            (way(anna, "", none), vec![anna, ben], ben),
        ] {
            let ways = vec![reads.clone(), other];
            let best = best_way(ways.clone(), &FILING, None, |account| {
                away.contains(&account.as_str())
            });
            assert_eq!(best.unwrap().account.as_str(), wanted, "{ways:?} {away:?}");
        }
    }

    #[test]
    fn a_reader_may_read_and_nothing_else() {
        let inbox = folder("lr", RightsSource::MyRights);
        assert_eq!(decide(Action::Read, &inbox).verdict, Verdict::Allowed);
        assert_eq!(
            decide(Action::MarkSeen, &inbox).reason,
            Reason::Missing(Right::Seen)
        );
        assert_eq!(
            decide(Action::Remove, &inbox).reason,
            Reason::Missing(Right::DeleteMessages)
        );
        assert_eq!(decide(Action::Insert, &inbox).verdict, Verdict::Refused);
    }

    #[test]
    fn without_acl_nothing_is_certain() {
        let writable = folder("lrswite", RightsSource::Select);
        assert_eq!(
            decide(Action::Flag, &writable),
            Decision::unknown(Reason::NoAcl)
        );
        let read_only = folder("lr", RightsSource::Select);
        assert_eq!(
            decide(Action::Flag, &read_only),
            Decision::refused(Reason::ReadOnly)
        );
        assert_eq!(
            decide(Action::Flag, &folder("", RightsSource::Unknown)).verdict,
            Verdict::Unknown
        );
    }

    #[test]
    fn a_move_names_the_side_that_refuses() {
        let full = folder("lrswite", RightsSource::MyRights);
        let reader = folder("lr", RightsSource::MyRights);
        assert_eq!(decide_move(&full, &full).verdict, Verdict::Allowed);
        assert_eq!(
            decide_move(&reader, &full).reason,
            Reason::Missing(Right::DeleteMessages)
        );
        assert_eq!(
            decide_move(&full, &reader).reason,
            Reason::Missing(Right::Insert)
        );
    }

    #[test]
    fn a_folder_that_cannot_be_opened_says_why() {
        let mut closed = folder("lrswite", RightsSource::MyRights);
        closed.state = FolderState::Refused("NO [NOPERM]".into());
        assert_eq!(
            decide(Action::Read, &closed).reason,
            Reason::Unreadable("NO [NOPERM]".into())
        );
        closed.state = FolderState::Container;
        assert_eq!(decide(Action::Insert, &closed).reason, Reason::Container);
        assert_eq!(
            decide(Action::CreateBelow, &closed).reason,
            Reason::Missing(Right::Create)
        );
    }

    #[test]
    fn nothing_is_done_where_access_is_in_doubt_or_lost_and_what_was_refused_may_be_opened_again() {
        let mut folder = folder("lrswikxtea", RightsSource::MyRights);
        let may_try = |folder: &Folder| {
            let all = [
                Action::Read,
                Action::MarkSeen,
                Action::Flag,
                Action::MarkDeleted,
                Action::Insert,
                Action::Remove,
                Action::CreateBelow,
                Action::DeleteFolder,
                Action::Administer,
            ];
            let may = |action: &Action| decide(*action, folder).may_try();
            all.into_iter().filter(may).collect::<Vec<_>>()
        };
        for (state, wanted, reason) in [
            (
                FolderState::InDoubt(Doubt::Unlisted),
                vec![],
                Reason::InDoubt,
            ),
            (
                FolderState::InDoubt(Doubt::NoRight),
                vec![],
                Reason::InDoubt,
            ),
            (
                FolderState::InDoubt(Doubt::Refused),
                vec![Action::Read],
                Reason::InDoubt,
            ),
            (FolderState::Absent, vec![], Reason::Absent),
            (FolderState::Lost, vec![], Reason::Lost),
        ] {
            folder.state = state;
            assert_eq!(may_try(&folder), wanted);
            assert_eq!(decide(Action::Flag, &folder).reason, reason);
        }
    }

    proptest! {
        /// Every set of l r s w i t e (T24): what is allowed is exactly what the letters grant. That it is
        /// what a server does with them is shown by `tests/servers/right_sets.rs`.
        #[test]
        fn nothing_is_allowed_beyond_the_letters(letters in "[lrswikxtea]{0,11}") {
            let folder = folder(&letters, RightsSource::MyRights);
            for (action, needed) in [
                (Action::Read, "r"), (Action::MarkSeen, "rs"), (Action::Flag, "rw"), (Action::Insert, "i"),
                (Action::MarkDeleted, "rt"), (Action::Remove, "rte"), (Action::CreateBelow, "k"), (Action::DeleteFolder, "x"), (Action::Administer, "a"),
            ] {
                let granted = needed.chars().all(|c| letters.contains(c));
                prop_assert_eq!(decide(action, &folder).verdict == Verdict::Allowed, granted);
            }
        }
    }
}
