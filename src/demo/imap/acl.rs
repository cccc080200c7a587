//! The ACL commands (RFC 4314), with Dovecot's refusals.

use super::super::acl::{
    NOT_ADMINISTRATOR, acl_letters, does_not_exist, my_rights_letters, read_letters,
};
use super::super::mailstore::FolderKey;
use super::super::state::{SignedIn, State};
use super::reply::{Answer, astring};
use crate::domain::{Right, Rights};

/// Most identifiers in one ACL.
const MAX_IDENTIFIERS: usize = 200;

pub(super) fn mine(state: &State, who: &SignedIn, name: &str) -> Answer {
    // Of a folder that is missing, Dovecot tells the rights it would have.
    let key = state
        .resolve(who, name)
        .map(|key| match state.store.folder(&key) {
            Some(_) => key,
            None => FolderKey::new(&key.owner, "INBOX"),
        });
    let rights = key.map(|key| state.rights(who, &key)).unwrap_or_default();
    if rights.is_empty() {
        return Answer::no(format!("[NONEXISTENT] {}", does_not_exist(name)));
    }
    let letters = my_rights_letters(rights);
    Answer::ok("Myrights completed.").line(format!("MYRIGHTS {} {letters}", astring(name)))
}

/// The folder, if it may be administered.
fn administered(state: &State, who: &SignedIn, name: &str) -> Result<FolderKey, Answer> {
    let Some(key) = state.see(who, name) else {
        let words = format!("[NONEXISTENT] {}", does_not_exist(name));
        return Err(Answer::no(words));
    };
    if state.rights(who, &key).has(Right::Administer) {
        Ok(key)
    } else {
        Err(Answer::no(NOT_ADMINISTRATOR))
    }
}

pub(super) fn get(state: &State, who: &SignedIn, name: &str) -> Answer {
    let key = match administered(state, who, name) {
        Ok(key) => key,
        Err(refusal) => return refusal,
    };
    let mut line = format!("ACL {}", astring(name));
    if let Some(folder) = state.store.folder(&key) {
        // The owner's own entry is not shown.
        for (identifier, rights) in folder.acl.iter().filter(|(i, _)| **i != key.owner) {
            line.push_str(&format!(
                " {} {}",
                astring(identifier),
                acl_letters(*rights)
            ));
        }
    }
    Answer::ok("Getacl completed.").line(line)
}

pub(super) fn set(
    state: &mut State,
    who: &SignedIn,
    name: &str,
    identifier: &str,
    letters: &str,
) -> Answer {
    let key = match administered(state, who, name) {
        Ok(key) => key,
        Err(refusal) => return refusal,
    };
    let identifier = match identifier_of(state, identifier) {
        Ok(identifier) => identifier,
        Err(refusal) => return refusal,
    };
    let (sign, letters) = match letters.chars().next() {
        Some(sign @ ('+' | '-')) => (sign, letters.get(1..).unwrap_or_default()),
        _ => ('=', letters),
    };
    let Some(named) = read_letters(letters) else {
        return Answer::bad(format!("Invalid ACL right: {letters}"));
    };
    let Some(folder) = state.store.folder_mut(&key) else {
        return Answer::no(does_not_exist(name));
    };
    if folder.acl.len() >= MAX_IDENTIFIERS && !folder.acl.contains_key(&identifier) {
        return Answer::no("[LIMIT] Too many identifiers");
    }
    let before = folder.acl.get(&identifier).copied().unwrap_or_default();
    let all = Right::ALL.into_iter();
    let rights: Rights = match sign {
        '+' => all.filter(|r| before.has(*r) || named.has(*r)).collect(),
        '-' => all.filter(|r| before.has(*r) && !named.has(*r)).collect(),
        _ => named,
    };
    folder.set_rights(&identifier, rights);
    Answer::ok("Setacl complete.").changing()
}

pub(super) fn delete(state: &mut State, who: &SignedIn, name: &str, identifier: &str) -> Answer {
    let key = match administered(state, who, name) {
        Ok(key) => key,
        Err(refusal) => return refusal,
    };
    let identifier = match identifier_of(state, identifier) {
        Ok(identifier) => identifier,
        Err(refusal) => return refusal,
    };
    if let Some(folder) = state.store.folder_mut(&key) {
        folder.set_rights(&identifier, Rights::default());
    }
    Answer::ok("Deleteacl complete.").changing()
}

pub(super) fn list_rights(state: &State, who: &SignedIn, name: &str, identifier: &str) -> Answer {
    if let Err(refusal) = administered(state, who, name) {
        return refusal;
    }
    let line = format!(
        "LISTRIGHTS {} {} \"\" l r w s t p i e k x a c d",
        astring(name),
        astring(identifier)
    );
    Answer::ok("Listrights completed.").line(line)
}

/// The identifier in the form in which it is kept: the address of somebody of the team, else as
/// it is, since Dovecot takes names that nobody has. Negative rights are not played.
fn identifier_of(state: &State, identifier: &str) -> Result<String, Answer> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@._-+".contains(c);
    let well_formed = (1..=254).contains(&identifier.len()) && identifier.chars().all(plain);
    if !well_formed || identifier.starts_with('-') {
        return Err(Answer::no(format!("Invalid identifier: {identifier}")));
    }
    Ok(state.identifier(identifier))
}
