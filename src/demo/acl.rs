//! Who sees which folder under which name, and may do what there (RFC 4314), with the words in
//! which Dovecot refuses.

use std::collections::BTreeMap;

use super::mailstore::FolderKey;
use super::state::{SignedIn, State};
use crate::domain::{Right, Rights};

/// Where other people's folders stand.
pub(super) const SHARED_PREFIX: &str = "shared/";

/// Refusal of a right that is not granted.
pub(super) const NO_PERMISSION: &str = "[NOPERM] Permission denied";

/// Refusal of the ACL commands without `a`.
pub(super) const NOT_ADMINISTRATOR: &str =
    "[NOPERM] You lack administrator privileges on this mailbox";

/// A folder as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Visible {
    /// The folder, `None` for a name that only holds others.
    pub(super) key: Option<FolderKey>,
    pub(super) has_children: bool,
    pub(super) special_use: Option<&'static str>,
}

impl State {
    /// The rights of whoever signed in: all on their own folders.
    pub(super) fn rights(&self, who: &SignedIn, key: &FolderKey) -> Rights {
        if key.owner == who.user {
            return Rights::all();
        }
        self.store
            .folder(key)
            .map(|f| f.rights_of(&who.user))
            .unwrap_or_default()
    }

    /// Which folder a name means, existing or not. `None` for a name that can be no folder.
    ///
    /// A shared Inbox has two names, `shared/OWNER` and `shared/OWNER/INBOX`, as on Dovecot.
    pub(super) fn resolve(&self, who: &SignedIn, name: &str) -> Option<FolderKey> {
        let name = name.strip_suffix('/').unwrap_or(name);
        let well_formed = !name.is_empty()
            && name.len() <= 1000
            && !name.split('/').any(str::is_empty)
            && !name.chars().any(char::is_control);
        if !well_formed {
            return None;
        }
        if name.eq_ignore_ascii_case("shared") {
            return None;
        }
        let profile = self.team.profile;
        if !profile.lists_others() {
            return Some(FolderKey::new(&who.mailbox, profile.meant(name)));
        }
        match name.strip_prefix(SHARED_PREFIX) {
            None => Some(FolderKey::new(&who.mailbox, name)),
            Some(rest) => {
                let (owner, folder) = rest.split_once('/').unwrap_or((rest, "INBOX"));
                Some(FolderKey::new(&owner.to_lowercase(), folder))
            }
        }
    }

    /// The folder behind a name, if it exists and may be seen (`l`).
    pub(super) fn see(&self, who: &SignedIn, name: &str) -> Option<FolderKey> {
        let key = self.resolve(who, name)?;
        self.store.folder(&key)?;
        self.rights(who, &key).has(Right::Lookup).then_some(key)
    }

    /// Every name that somebody sees, in order, containers included.
    pub(super) fn visible(&self, who: &SignedIn) -> BTreeMap<String, Visible> {
        let mut names = BTreeMap::new();
        let mut owners: Vec<String> = vec![who.mailbox.clone()];
        if self.team.profile.lists_others() {
            let everybody = self.team.members.iter().map(|m| &m.name);
            let everybody = everybody.chain(self.team.shared.iter().map(|s| &s.name));
            let others = everybody.map(|n| format!("{n}@{}", self.team.domain));
            owners.extend(others.filter(|o| *o != who.mailbox));
        }
        for owner in &owners {
            for (key, folder) in self.store.tree(owner) {
                if !self.rights(who, key).has(Right::Lookup) {
                    continue;
                }
                let own = *owner == who.mailbox;
                let name = match (own, key.name.as_str()) {
                    (true, name) => self.team.profile.shown(name),
                    (false, "INBOX") => format!("{SHARED_PREFIX}{owner}"),
                    (false, name) => format!("{SHARED_PREFIX}{owner}/{name}"),
                };
                names.insert(
                    name,
                    Visible {
                        key: Some(key.clone()),
                        has_children: false,
                        special_use: (folder.special_use.filter(|_| own))
                            .map(|attribute| self.team.profile.special_use(attribute)),
                    },
                );
            }
        }
        let parents: Vec<String> = names.keys().flat_map(|name| parents_of(name)).collect();
        for parent in parents {
            let entry = names.entry(parent).or_insert(Visible {
                key: None,
                has_children: true,
                special_use: None,
            });
            entry.has_children = true;
        }
        names
    }
}

/// All names above a name.
fn parents_of(name: &str) -> Vec<String> {
    name.match_indices('/')
        .filter_map(|(at, _)| name.get(..at))
        .map(str::to_owned)
        .collect()
}

/// Refusal of SELECT, STATUS and others, for what is missing and for what may not be seen alike.
pub(super) fn does_not_exist(name: &str) -> String {
    format!("Mailbox doesn't exist: {name}")
}

/// Rights as MYRIGHTS lists them, in Dovecot's order and with the obsolete `c` and `d`
/// (RFC 4314 2.1.1).
pub(super) fn my_rights_letters(rights: Rights) -> String {
    letters("lrwstipekxa", rights)
}

/// Rights as GETACL lists them: in yet another order.
pub(super) fn acl_letters(rights: Rights) -> String {
    letters("akxeilprwts", rights)
}

fn letters(order: &str, rights: Rights) -> String {
    let listed = Right::ALL.map(|r| (r.letter(), rights.has(r)));
    let mut text: String = order
        .chars()
        .filter(|c| listed.iter().any(|(letter, on)| letter == c && *on))
        .collect();
    if rights.has(Right::Create) {
        text.push('c');
    }
    if rights.has(Right::DeleteMessages) || rights.has(Right::Expunge) {
        text.push('d');
    }
    text
}

/// Reads the rights of SETACL, where `c` and `d` stand for `k` and `te` (RFC 4314 2.1.1).
/// `None` when a letter is no right.
pub(super) fn read_letters(text: &str) -> Option<Rights> {
    let mut rights = Rights::default();
    for letter in text.chars() {
        rights = match letter {
            'c' => rights.with(Right::Create),
            'd' => rights.with(Right::DeleteMessages).with(Right::Expunge),
            _ => rights.with(Right::ALL.into_iter().find(|r| r.letter() == letter)?),
        };
    }
    Some(rights)
}

#[cfg(test)]
mod tests {
    use super::super::team::Team;
    use super::super::world::World;
    use super::*;

    fn state() -> State {
        State::new(Team::acme_without_mail(), World::default())
    }

    fn member(name: &str) -> SignedIn {
        let user = format!("{name}@acme.example");
        SignedIn {
            mailbox: user.clone(),
            user,
        }
    }

    #[test]
    fn each_member_sees_what_their_rights_show() {
        let state = state();
        let names = |who: &str| -> Vec<String> {
            let seen = state.visible(&member(who));
            seen.into_keys()
                .filter(|n| n.starts_with("shared"))
                .collect()
        };
        let anna = names("anna");
        assert!(anna.contains(&"shared".to_owned()));
        assert!(anna.contains(&"shared/support@acme.example".to_owned()));
        assert!(anna.contains(&"shared/hr@acme.example/Sent".to_owned()));
        assert!(!anna.iter().any(|n| n.contains("jobs")));
        assert!(!names("carla").iter().any(|n| n.contains("support")));
    }

    #[test]
    fn a_shared_inbox_has_two_names() {
        let state = state();
        let anna = member("anna");
        let short = state.see(&anna, "shared/support@acme.example");
        assert!(short.is_some());
        assert_eq!(short, state.see(&anna, "shared/support@acme.example/INBOX"));
        assert_eq!(
            None,
            state.see(&member("carla"), "shared/support@acme.example")
        );
        for name in ["", "shared", "shared/", "a//b", "/a", "x\ry"] {
            assert_eq!(state.see(&anna, name), None, "{name:?}");
        }
    }

    #[test]
    fn signing_in_to_a_shared_mailbox_needs_a_right_there() {
        let mut state = state();
        state.set_password("anna@acme.example", "pw");
        state.set_password("carla@acme.example", "pw");
        assert_eq!(state.sign_in("anna", "", "no"), None);
        let at = state.sign_in("anna", "support@acme.example", "pw").unwrap();
        assert_eq!(at.mailbox, "support@acme.example");
        assert_eq!(at.user, "anna@acme.example");
        assert_eq!(
            state.sign_in("anna@acme.example\\support", "", "pw"),
            Some(at)
        );
        assert_eq!(state.sign_in("carla", "support", "pw"), None);
    }

    #[test]
    fn letters_are_written_as_dovecot_does() {
        assert_eq!(my_rights_letters(Rights::all()), "lrwstipekxacd");
        assert_eq!(my_rights_letters(Rights::parse("rl")), "lr");
        assert_eq!(acl_letters(Rights::all()), "akxeilprwtscd");
        assert_eq!(read_letters("lrd"), Some(Rights::parse("lrte")));
        assert_eq!(read_letters("lrq"), None);
    }
}
