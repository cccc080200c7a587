//! From a server's list of folders to mailboxes: personal ones and shared ones.
//!
//! *Shared* means "lies in the other-users' or shared namespace" (RFC 2342), not "rights are
//! partial". The first name below such a namespace is taken for the owner; its address is a
//! proposal that a person confirms.

use std::collections::BTreeMap;

use crate::domain::{
    AccountId, EmailAddress, Folder, FolderId, FolderRole, FolderState, MailboxId, MailboxKind,
    Rights, RightsSource,
};

use super::backend::Counts;
use super::roles::{self, Candidate};

/// Most folders taken from one account. Outlook suffers above 500 per mailbox; this is a guard
/// against a server without measure.
pub(super) const MAX_FOLDERS: usize = 20_000;

/// A part of the server's name space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Space {
    /// Its prefix, decoded; may be empty.
    pub prefix: String,
    /// What separates names in it.
    pub delimiter: Option<char>,
    /// Does it hold other people's or a team's mail?
    pub shared: bool,
}

/// One folder as the server lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListedFolder {
    /// The name, decoded.
    pub name: String,
    /// The name as it goes onto the wire.
    pub wire_name: String,
    /// What separates names in it.
    pub delimiter: Option<char>,
    /// Can it be opened?
    pub selectable: bool,
    /// Its SPECIAL-USE attribute.
    pub special_use: Option<FolderRole>,
    /// Its rights, where the listing carried them (RFC 8440).
    pub rights: Option<Rights>,
    /// Its counts, where the listing carried them (RFC 5819).
    pub counts: Option<Counts>,
}

/// A finished listing of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// Its namespaces.
    pub spaces: Vec<Space>,
    /// Its folders.
    pub folders: Vec<ListedFolder>,
    /// Was all of it understood? If not, nothing is known to be gone (invariant 4).
    pub complete: bool,
}

impl Listing {
    /// Leaves out what lies below these roots of shared mailboxes and in no shared space. Where the
    /// namespaces could not be had, it would be taken for folders of the account's own mailbox.
    pub(super) fn leave_out(&mut self, roots: &[String]) {
        let spaces = &self.spaces;
        self.folders.retain(|folder| {
            let below = |root: &String| match folder.name.strip_prefix(root.as_str()) {
                Some("") => true,
                Some(rest) => folder.delimiter.is_some_and(|d| rest.starts_with(d)),
                None => false,
            };
            space_of(spaces, folder).is_some_and(|space| space.shared) || !roots.iter().any(below)
        });
    }
}

/// A mailbox that a listing shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its address: the account's own, a confirmed one, or a proposal.
    pub address: EmailAddress,
    /// Is the address more than a proposal?
    pub confirmed: bool,
    /// Personal or shared.
    pub kind: MailboxKind,
    /// The name of its root on the server, decoded; empty for the personal one.
    pub root: String,
    /// Its folders.
    pub folders: Vec<Folder>,
}

/// What people have confirmed before.
#[derive(Debug, Clone, Default)]
pub(super) struct Confirmed {
    /// Root folder (decoded) to address.
    pub roots: BTreeMap<String, EmailAddress>,
    /// Roles by mailbox: role and path.
    pub roles: BTreeMap<MailboxId, Vec<(FolderRole, String)>>,
}

/// Sorts a listing into mailboxes, the personal one first, the shared ones by root.
pub(super) fn sort_into_mailboxes(
    account: &EmailAddress,
    listing: &Listing,
    confirmed: &Confirmed,
) -> Vec<Found> {
    let mut personal: Vec<(String, &ListedFolder)> = Vec::new();
    let mut shared: BTreeMap<String, Vec<(String, &ListedFolder)>> = BTreeMap::new();
    for folder in listing.folders.iter().take(MAX_FOLDERS) {
        match space_of(&listing.spaces, folder) {
            Some(space) if space.shared => {
                let delimiter = space.delimiter.or(folder.delimiter);
                // The namespace's own node ("shared") belongs to nobody.
                let Some(rest) = folder.name.strip_prefix(&space.prefix) else {
                    continue;
                };
                let names = split(rest, delimiter);
                let Some((owner, below)) = names.split_first() else {
                    continue;
                };
                if owner.is_empty() {
                    continue;
                }
                let root = format!("{}{owner}", space.prefix);
                shared.entry(root).or_default().push((join(below), folder));
            }
            space => {
                let prefix = space.map_or("", |s| s.prefix.as_str());
                let is_inbox = folder.name.eq_ignore_ascii_case("INBOX");
                let rest = if is_inbox {
                    "INBOX"
                } else {
                    folder.name.strip_prefix(prefix).unwrap_or(&folder.name)
                };
                let names = split(rest, folder.delimiter);
                if names.iter().any(|n| !n.is_empty()) {
                    personal.push((join(&names), folder));
                }
            }
        }
    }
    let id = AccountId::of(account);
    let mut found = vec![mailbox(
        &id,
        account.clone(),
        true,
        MailboxKind::Personal,
        String::new(),
        personal,
        confirmed,
    )];
    for (root, folders) in shared {
        let known = confirmed.roots.get(&root).cloned();
        let owner = listing
            .spaces
            .iter()
            .filter(|s| s.shared)
            .filter_map(|s| root.strip_prefix(&s.prefix))
            .min_by_key(|owner| owner.len())
            .unwrap_or(&root);
        let taken = |address: &EmailAddress| found.iter().any(|f: &Found| f.address == *address);
        // Two roots are one mailbox only when a person says so: until then each has a proposal of its own.
        let proposed = || {
            propose(owner, account).filter(|a| !taken(a)).or_else(|| {
                let space: String = root
                    .trim_end_matches(owner)
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .collect();
                propose(
                    &format!("{}.{space}", owner.split('@').next().unwrap_or(owner)),
                    account,
                )
                .filter(|a| !taken(a))
            })
        };
        let Some(address) = known.clone().filter(|a| !taken(a)).or_else(proposed) else {
            tracing::warn!(
                "A shared folder has a name that no address can be made of; it is left out."
            );
            continue;
        };
        found.push(mailbox(
            &id,
            address,
            known.is_some(),
            MailboxKind::Shared,
            root,
            inbox_at_root(folders),
            confirmed,
        ));
    }
    found
}

/// The namespace with the longest prefix that fits.
fn space_of<'a>(spaces: &'a [Space], folder: &ListedFolder) -> Option<&'a Space> {
    let fits = |space: &&Space| {
        // wire/quirks.rs: dovecot-namespace-node
        let bare = space
            .delimiter
            .map_or(space.prefix.as_str(), |d| space.prefix.trim_end_matches(d));
        folder.name.starts_with(&space.prefix) || (!bare.is_empty() && folder.name == bare)
    };
    spaces.iter().filter(fits).max_by_key(|s| s.prefix.len())
}

/// Splits a name at the server's delimiter.
fn split(name: &str, delimiter: Option<char>) -> Vec<String> {
    match delimiter {
        Some(delimiter) => name.split(delimiter).map(str::to_owned).collect(),
        None => vec![name.to_owned()],
    }
}

/// Joins names to a path as [`Folder::path`] has it.
fn join<S: AsRef<str>>(names: &[S]) -> String {
    names
        .iter()
        .map(|n| n.as_ref().replace('/', "\\/"))
        .collect::<Vec<_>>()
        .join("/")
}

/// In a shared namespace the root itself is the owner's Inbox. Where the same folder opens as
/// `root/INBOX` too, the root is kept (wire/quirks.rs: shared-root-inbox).
fn inbox_at_root(mut folders: Vec<(String, &ListedFolder)>) -> Vec<(String, &ListedFolder)> {
    let root_opens = folders
        .iter()
        .any(|(path, f)| path.is_empty() && f.selectable);
    folders.retain(|(path, _)| {
        if root_opens {
            !path.eq_ignore_ascii_case("INBOX")
        } else {
            !path.is_empty()
        }
    });
    for (path, _) in &mut folders {
        if path.is_empty() {
            "INBOX".clone_into(path);
        }
    }
    folders
}

/// The address an owner's name suggests: itself, or itself at the account's domain
/// (wire/quirks.rs: cyrus-dots).
fn propose(owner: &str, account: &EmailAddress) -> Option<EmailAddress> {
    let owner = owner.replace('^', ".");
    let text = if owner.contains('@') {
        owner
    } else {
        format!("{owner}@{}", account.domain())
    };
    EmailAddress::parse(&text.replace(' ', ".")).ok()
}

fn mailbox(
    account: &AccountId,
    address: EmailAddress,
    confirmed_address: bool,
    kind: MailboxKind,
    root: String,
    mut listed: Vec<(String, &ListedFolder)>,
    confirmed: &Confirmed,
) -> Found {
    let id = MailboxId::of(&address);
    listed.sort_by(|a, b| a.0.cmp(&b.0));
    listed.dedup_by(|a, b| a.0 == b.0);
    let candidates: Vec<_> = listed
        .iter()
        .map(|(path, f)| Candidate {
            path,
            special_use: f.special_use,
            selectable: f.selectable,
        })
        .collect();
    let none = Vec::new();
    let roles = roles::assign(&candidates, confirmed.roles.get(&id).unwrap_or(&none));
    let folders = listed
        .iter()
        .zip(roles)
        .map(|((path, f), (role, role_source))| Folder {
            id: FolderId::of(&id, path),
            mailbox: id.clone(),
            path: path.clone(),
            account: account.clone(),
            wire_name: f.wire_name.clone(),
            role,
            role_source,
            state: if f.selectable {
                FolderState::Readable
            } else {
                FolderState::Container
            },
            rights: f.rights.unwrap_or_default(),
            rights_source: if f.rights.is_some() {
                RightsSource::MyRights
            } else {
                RightsSource::Unknown
            },
            rights_checked_at: None,
            uid_validity: 0,
            total: 0,
            unread: 0,
            unanswered: 0,
            flagged: 0,
        })
        .collect();
    Found {
        address,
        confirmed: confirmed_address,
        kind,
        root,
        folders,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn listed(name: &str, delimiter: char, selectable: bool) -> ListedFolder {
        ListedFolder {
            name: name.into(),
            wire_name: name.into(),
            delimiter: Some(delimiter),
            selectable,
            special_use: None,
            rights: None,
            counts: None,
        }
    }

    fn space(prefix: &str, delimiter: char, shared: bool) -> Space {
        Space {
            prefix: prefix.into(),
            delimiter: Some(delimiter),
            shared,
        }
    }

    fn anna() -> EmailAddress {
        EmailAddress::parse("anna@postroom.test").unwrap()
    }

    fn brief(found: &[Found]) -> Vec<(String, Vec<String>)> {
        found
            .iter()
            .map(|f| {
                (
                    f.address.to_string(),
                    f.folders.iter().map(|f| f.path.clone()).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn dovecot() {
        let listing = Listing {
            spaces: vec![space("", '/', false), space("shared/", '/', true)],
            folders: vec![
                listed("INBOX", '/', true),
                listed("Sent", '/', true),
                listed("shared", '/', false),
                listed("shared/support@postroom.test", '/', true),
                listed("shared/support@postroom.test/INBOX", '/', true),
                listed("shared/support@postroom.test/Sent", '/', true),
                // The parent is hidden: A/B may be seen where A may not.
                listed("shared/hr@postroom.test/Open/2026", '/', true),
            ],
            complete: true,
        };
        let found = sort_into_mailboxes(&anna(), &listing, &Confirmed::default());
        assert_eq!(
            brief(&found),
            [
                (
                    "anna@postroom.test".to_owned(),
                    vec!["INBOX".to_owned(), "Sent".into()]
                ),
                ("hr@postroom.test".into(), vec!["Open/2026".into()]),
                (
                    "support@postroom.test".into(),
                    vec!["INBOX".into(), "Sent".into()]
                ),
            ]
        );
        assert_eq!(
            found[2].folders[0].wire_name,
            "shared/support@postroom.test"
        );
        assert_eq!(found[2].folders[1].role, FolderRole::Sent);
        assert!(!found[2].confirmed && found[0].confirmed);
    }

    #[test]
    fn cyrus_and_a_confirmed_address() {
        let listing = Listing {
            spaces: vec![
                space("INBOX.", '.', false),
                space("user.", '.', true),
                space("Public.", '.', true),
            ],
            folders: vec![
                listed("INBOX", '.', true),
                listed("INBOX.Sent", '.', true),
                listed("INBOX.a/b", '.', true),
                listed("user.max^muster", '.', true),
                listed("user.max^muster.Sent", '.', true),
                listed("Public.Team", '.', true),
            ],
            complete: true,
        };
        let mut confirmed = Confirmed::default();
        confirmed.roots.insert(
            "Public.Team".into(),
            EmailAddress::parse("team@other.test").unwrap(),
        );
        let found = sort_into_mailboxes(&anna(), &listing, &confirmed);
        assert_eq!(
            brief(&found),
            [
                (
                    "anna@postroom.test".to_owned(),
                    vec!["INBOX".to_owned(), "Sent".into(), "a\\/b".into()]
                ),
                ("team@other.test".into(), vec!["INBOX".into()]),
                (
                    "max.muster@postroom.test".into(),
                    vec!["INBOX".into(), "Sent".into()]
                ),
            ]
        );
        assert!(found[1].confirmed);
    }

    #[test]
    fn a_server_without_namespaces_has_one_personal_mailbox() {
        let listing = Listing {
            spaces: vec![],
            folders: vec![listed("Inbox", '/', true), listed("Gesendet", '/', true)],
            complete: true,
        };
        let found = sort_into_mailboxes(&anna(), &listing, &Confirmed::default());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].folders[1].role, FolderRole::Inbox);
    }

    #[test]
    fn without_namespaces_shared_folders_are_not_taken_for_own_ones() {
        let mut listing = Listing {
            spaces: vec![space("", '/', false)],
            folders: vec![
                listed("INBOX", '/', true),
                listed("shared/support@postroom.test", '/', true),
                listed("shared/support@postroom.test/Sent", '/', true),
                listed("shared/support@postroom.tests", '/', true),
            ],
            complete: false,
        };
        let roots = ["shared/support@postroom.test".to_owned()];
        let names = |listing: &Listing| -> Vec<String> {
            listing.folders.iter().map(|f| f.name.clone()).collect()
        };
        let mut known = listing.clone();
        listing.leave_out(&roots);
        assert_eq!(names(&listing), ["INBOX", "shared/support@postroom.tests"]);
        // Where the namespace is known they are sorted as ever.
        known.spaces.push(space("shared/", '/', true));
        known.leave_out(&roots);
        assert_eq!(known.folders.len(), 4);
    }

    proptest! {
        /// Whatever a server lists, nothing panics, no folder is in two mailboxes, and ids are unique.
        #[test]
        fn any_listing_is_sorted(names in proptest::collection::vec("(shared/)?[a-c@/.^é]{0,12}", 0..30)) {
            let listing = Listing {
                spaces: vec![space("", '/', false), space("shared/", '/', true)],
                folders: names.iter().map(|n| listed(n, '/', true)).collect(),
                complete: true,
            };
            let found = sort_into_mailboxes(&anna(), &listing, &Confirmed::default());
            let ids: Vec<_> = found.iter().flat_map(|f| f.folders.iter().map(|f| f.id.clone())).collect();
            let unique: std::collections::BTreeSet<_> = ids.iter().cloned().collect();
            prop_assert_eq!(ids.len(), unique.len());
        }
    }
}
