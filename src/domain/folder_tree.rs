//! Folders as a tree of paths: above and below, and how it looks under what a person did to it and the
//! server has yet to do.

use super::{Act, Folder, FolderId, FolderRole, FolderState, MailboxId, PendingAct, Rights};
use super::{MessageKey, RightsSource, RoleSource};

/// Longest name of a folder, in octets. File systems under servers take 255, and some need three for one
/// letter in modified UTF-7.
const LONGEST: usize = 200;

/// Most levels of a path.
const DEEPEST: usize = 32;

/// Why a text cannot be the path of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameFlaw {
    /// A name in it is empty.
    Empty,
    /// A name in it, or the path, is too long.
    TooLong,
    /// It holds a character that no server takes well: control characters, and the wildcards of LIST
    /// (RFC 3501 6.3.8).
    Unusable,
}

/// A path without its last name, and that, as it stands in the path.
pub(super) fn split(path: &str) -> (Option<&str>, &str) {
    let bytes = path.as_bytes();
    let is_bare = |at: &usize| at.checked_sub(1).and_then(|b| bytes.get(b)) != Some(&b'\\');
    let mut slashes = path.match_indices('/').map(|(at, _)| at).filter(is_bare);
    match slashes.next_back() {
        Some(at) => (path.get(..at), path.get(at + 1..).unwrap_or_default()),
        None => (None, path),
    }
}

/// The path of the folder above; `None` for one at the top of its mailbox.
#[must_use]
pub fn parent_of(path: &str) -> Option<&str> {
    split(path).0
}

/// The path of a folder of this name below another one, or at the top.
#[must_use]
pub fn joined(above: Option<&str>, name: &str) -> String {
    let name = name.replace('/', "\\/");
    match above {
        Some(above) => format!("{above}/{name}"),
        None => name,
    }
}

/// Does this path lie below that one?
#[must_use]
pub fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// A path as a person wrote it, without blanks around its names.
///
/// # Errors
/// [`NameFlaw`]
pub fn named(path: &str) -> Result<String, NameFlaw> {
    let mut names = Vec::new();
    let mut left = Some(path);
    while let Some(path) = left {
        let (above, name) = split(path);
        let name = name.trim();
        if name.is_empty() {
            return Err(NameFlaw::Empty);
        }
        if name
            .chars()
            .any(|c| c.is_control() || matches!(c, '*' | '%'))
        {
            return Err(NameFlaw::Unusable);
        }
        if name.len() > LONGEST || names.len() >= DEEPEST {
            return Err(NameFlaw::TooLong);
        }
        names.push(name);
        left = above;
    }
    names.reverse();
    Ok(names.join("/"))
}

/// The folders of a mailbox as a person sees them: as the server has them, under the acts that it has yet
/// to carry out. A folder that gets another name keeps its id until the server has done it.
#[must_use]
pub fn with_acts(
    mailbox: &MailboxId,
    mut folders: Vec<Folder>,
    acts: &[PendingAct],
) -> Vec<Folder> {
    let of_mailbox = |pending: &&PendingAct| pending.act.mailbox() == Some(mailbox);
    let mut is_changed = false;
    for pending in acts.iter().filter(of_mailbox) {
        is_changed |= pending.act.changes_tree();
        match &pending.act {
            Act::CreateFolder { folder, path, .. }
                if folders.iter().all(|known| known.id != *folder) =>
            {
                folders.push(planned(pending, mailbox, folder, path, &folders));
            }
            Act::RenameFolder { folder, path, .. } => {
                let before = folders.iter().find(|known| known.id == *folder);
                let Some(before) = before.map(|known| known.path.clone()) else {
                    continue;
                };
                for known in &mut folders {
                    if let Some(rest) = known.path.strip_prefix(&before)
                        && (rest.is_empty() || rest.starts_with('/'))
                    {
                        known.path = format!("{path}{rest}");
                    }
                }
            }
            Act::DeleteFolder(contents) => folders.retain(|known| known.id != contents.folder),
            _ => {}
        }
    }
    if is_changed {
        folders.sort_by(|a, b| (a.role, &a.path).cmp(&(b.role, &b.path)));
    }
    folders
}

/// A folder that was made here. What may be done there is what may be done in the one above (servers
/// give it the same rights), and nobody knows where that does not tell. In a mailbox that is lost or in
/// doubt it is so with the others.
fn planned(
    pending: &PendingAct,
    mailbox: &MailboxId,
    id: &FolderId,
    path: &str,
    folders: &[Folder],
) -> Folder {
    let above = parent_of(path).and_then(|above| folders.iter().find(|f| f.path == above));
    let (rights, rights_source) = match above {
        Some(above) => (above.rights, above.rights_source),
        None => (Rights::default(), RightsSource::Unknown),
    };
    let mut states = folders.iter().map(|folder| &folder.state);
    let closed = states.find(|s| matches!(s, FolderState::InDoubt(_) | FolderState::Lost));
    Folder {
        id: id.clone(),
        mailbox: mailbox.clone(),
        path: path.to_owned(),
        account: pending.account.clone(),
        wire_name: String::new(),
        role: FolderRole::Other,
        role_source: RoleSource::None,
        state: closed.cloned().unwrap_or(FolderState::Planned),
        rights,
        rights_source,
        rights_checked_at: above.and_then(|above| above.rights_checked_at),
        uid_validity: MessageKey::NO_VALIDITY,
        total: 0,
        unread: 0,
        unanswered: 0,
        flagged: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, ActId, ActState, Contents, Doubt, EmailAddress};
    use jiff::Timestamp;

    fn mailbox() -> MailboxId {
        MailboxId::of(&EmailAddress::parse("support@a.test").unwrap())
    }

    fn id(path: &str) -> FolderId {
        FolderId::of(&mailbox(), path)
    }

    fn pending(number: i64, act: Act) -> PendingAct {
        PendingAct {
            id: ActId(number),
            account: AccountId::of(&EmailAddress::parse("anna@a.test").unwrap()),
            act,
            state: ActState::Waiting,
            attempts: 0,
            error: None,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn made(path: &str) -> Act {
        Act::CreateFolder {
            mailbox: mailbox(),
            folder: id(path),
            path: path.to_owned(),
        }
    }

    fn named_anew(folder: &str, path: &str) -> Act {
        Act::RenameFolder {
            mailbox: mailbox(),
            folder: id(folder),
            path: path.to_owned(),
            was: folder.to_owned(),
        }
    }

    fn shown(held: &[&str], acts: Vec<Act>) -> Vec<String> {
        let held = held.iter().map(|path| {
            let made = pending(0, made(path));
            let mut folder = planned(&made, &mailbox(), &id(path), path, &[]);
            folder.state = FolderState::Readable;
            folder
        });
        let acts: Vec<PendingAct> = (1..).zip(acts).map(|(n, act)| pending(n, act)).collect();
        let shown = with_acts(&mailbox(), held.collect(), &acts);
        shown.into_iter().map(|folder| folder.path).collect()
    }

    #[test]
    fn what_was_done_to_folders_is_seen_before_the_server_did_it() {
        let held = ["Orders", "Orders/2025", "Ordersx"];
        let acts = vec![
            named_anew("Orders", "Sales"),
            made("Sales/2026"),
            // By the id that it has until the server did the first.
            named_anew("Orders/2025", "Sales/Old"),
        ];
        assert_eq!(
            shown(&held, acts),
            ["Ordersx", "Sales", "Sales/2026", "Sales/Old"]
        );
        let gone = Act::DeleteFolder(Contents {
            mailbox: mailbox(),
            folder: id("Ordersx"),
            uid_validity: 1,
            up_to: 1,
            except: Vec::new(),
        });
        assert_eq!(shown(&held, vec![gone]), ["Orders", "Orders/2025"]);
        assert_eq!(shown(&held, vec![made("Orders")]), held);
        assert_eq!(shown(&held, vec![named_anew("Gone", "New")]), held);
    }

    #[test]
    fn what_is_planned_in_a_mailbox_that_is_in_doubt_or_lost_is_so_too() {
        for state in [FolderState::InDoubt(Doubt::Unlisted), FolderState::Lost] {
            let (held, new) = (pending(0, made("Orders")), pending(1, made("New")));
            let mut held = planned(&held, &mailbox(), &id("Orders"), "Orders", &[]);
            assert_eq!(held.state, FolderState::Planned);
            held.state = state.clone();
            let shown = with_acts(&mailbox(), vec![held], &[new]);
            assert!(
                shown.iter().all(|folder| folder.state == state),
                "{shown:?}"
            );
        }
    }

    #[test]
    fn a_path_is_taken_as_people_write_it() {
        assert_eq!(named(" Orders / 2026 "), Ok("Orders/2026".to_owned()));
        assert_eq!(named("a\\/b"), Ok("a\\/b".to_owned()));
        for (path, flaw) in [
            ("", NameFlaw::Empty),
            ("a//b", NameFlaw::Empty),
            ("/a", NameFlaw::Empty),
            ("a\nb", NameFlaw::Unusable),
            ("a*", NameFlaw::Unusable),
            (&"x".repeat(201), NameFlaw::TooLong),
            (&"x/".repeat(40), NameFlaw::Empty),
            (&format!("{}x", "x/".repeat(40)), NameFlaw::TooLong),
        ] {
            assert_eq!(named(path), Err(flaw), "{path:?}");
        }
    }

    #[test]
    fn a_slash_inside_a_name_is_no_level() {
        assert_eq!(split("a\\/b"), (None, "a\\/b"));
        assert_eq!(parent_of("x/a\\/b"), Some("x"));
        assert_eq!(joined(Some("x"), "a/b"), "x/a\\/b");
        assert!(is_below("x/y", "x") && !is_below("xy", "x") && !is_below("x", "x"));
    }
}
