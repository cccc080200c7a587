//! Names: LIST in all its forms, LSUB, STATUS, and the commands that make and unmake folders.

use imap_codec::imap_types::mailbox::{ListMailbox, Mailbox};
use imap_codec::imap_types::status::StatusDataItemName;

use super::super::acl::{NO_PERMISSION, Visible, does_not_exist, my_rights_letters};
use super::super::mailstore::{FolderKey, StoreRefusal};
use super::super::state::{SignedIn, State};
use super::super::team::Profile;
use super::reply::{Answer, astring};
use super::request::{ListRequest, name_of};
use super::session::Offers;
use crate::domain::{Right, Rights};

/// Most names that one user subscribes to.
const MAX_SUBSCRIPTIONS: usize = 5000;

/// Answer when a name can be no folder's.
const CANNOT_CREATE: &str = "[CANNOT] Mailbox can't be created";

/// Answer when a new name is taken. The codes of RFC 5530 are known to the modern only.
fn exists(state: &State) -> Answer {
    Answer::no(match state.team.profile {
        Profile::Exchange | Profile::Bare => "Mailbox already exists",
        _ => "[ALREADYEXISTS] Mailbox already exists",
    })
}

pub(super) fn list(state: &State, who: &SignedIn, offers: Offers, request: &ListRequest) -> Answer {
    let done = Answer::ok("List completed.");
    if request.extended && !offers.modern {
        return Answer::bad("Command Argument Error. 12");
    }
    if request.return_my_rights && !offers.list_my_rights {
        return Answer::bad("Unknown return options");
    }
    let items = match &request.return_status {
        None => None,
        Some(names) => match status_items(names) {
            Some(items) => Some(items),
            None => return Answer::bad("Unknown status items"),
        },
    };
    if !request.extended && request.patterns.iter().all(String::is_empty) {
        return done.line("LIST (\\Noselect) \"/\" \"\"");
    }
    let patterns: Vec<String> = request
        .patterns
        .iter()
        .map(|p| format!("{}{p}", request.reference))
        .collect();
    let mut answer = done;
    for (name, visible) in state.visible(who) {
        if !patterns.iter().any(|p| matches_pattern(p, &name)) {
            continue;
        }
        let subscribed = is_subscribed(state, who, &name);
        let left_out = request.only_subscribed && !subscribed
            || request.only_special_use && visible.special_use.is_none();
        if left_out {
            continue;
        }
        let mut attributes = attributes(&visible, request);
        // A plain LIST shows them too, as Dovecot does where it has SPECIAL-USE.
        if offers.modern
            && let Some(special_use) = visible.special_use
        {
            attributes.push(special_use);
        }
        if subscribed && (request.only_subscribed || request.return_subscribed) {
            attributes.push("\\Subscribed");
        }
        let list = attributes.join(" ");
        let shown = astring(&name);
        answer.push(format!("LIST ({list}) \"/\" {shown}"));
        let Some(key) = &visible.key else { continue };
        let rights = state.rights(who, key);
        if request.return_my_rights {
            answer.push(format!("MYRIGHTS {shown} {}", my_rights_letters(rights)));
        }
        if let Some(items) = items.as_deref().filter(|_| rights.has(Right::Read)) {
            answer.push(status_line(state, who, key, &name, items));
        }
    }
    answer
}

/// Dovecot says `\NonExistent` and leaves children out where LIST is extended and does not ask.
fn attributes(visible: &Visible, request: &ListRequest) -> Vec<&'static str> {
    let mut attributes = Vec::new();
    if visible.key.is_none() {
        attributes.push(match request.extended {
            true => "\\NonExistent",
            false => "\\Noselect",
        });
    }
    if !request.extended || request.return_children {
        attributes.push(match visible.has_children {
            true => "\\HasChildren",
            false => "\\HasNoChildren",
        });
    }
    attributes
}

fn is_subscribed(state: &State, who: &SignedIn, name: &str) -> bool {
    let entry = (who.mailbox.clone(), name.to_owned());
    state.store.subscriptions.contains(&entry)
}

pub(super) fn lsub(
    state: &State,
    who: &SignedIn,
    reference: &Mailbox<'_>,
    pattern: &ListMailbox<'_>,
) -> Answer {
    let pattern = match pattern {
        ListMailbox::Token(token) => String::from_utf8_lossy(token.as_ref()).into_owned(),
        ListMailbox::String(string) => String::from_utf8_lossy(string.as_ref()).into_owned(),
    };
    let pattern = format!("{}{pattern}", name_of(reference));
    let mut answer = Answer::ok("Lsub completed.");
    for (owner, name) in &state.store.subscriptions {
        if *owner == who.mailbox && matches_pattern(&pattern, name) {
            answer.push(format!("LSUB () \"/\" {}", astring(name)));
        }
    }
    answer
}

/// Does a name match a LIST pattern (RFC 3501 6.3.8)? `*` is any characters, `%` any but `/`.
fn matches_pattern(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().take(2000).collect();
    let name: Vec<char> = name.chars().collect();
    // Column by column: which ends of the name are reached by the pattern so far.
    let mut reached = vec![false; name.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for p in pattern {
        let mut next = vec![false; name.len() + 1];
        let mut running = false;
        for at in 0..=name.len() {
            let here = reached.get(at).copied().unwrap_or_default();
            let before = at.checked_sub(1);
            let previous = before.and_then(|b| name.get(b)).copied();
            let value = match p {
                '*' | '%' => {
                    let stops = p == '%' && previous == Some('/');
                    running = here || running && !stops;
                    running
                }
                _ => {
                    let came = before.and_then(|b| reached.get(b)).copied();
                    came.unwrap_or_default() && previous.is_some_and(|c| same_letter(c, p, &name))
                }
            };
            if let Some(slot) = next.get_mut(at) {
                *slot = value;
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or_default()
}

/// INBOX is compared without case, other names with it.
fn same_letter(a: char, b: char, name: &[char]) -> bool {
    let inbox = name.len() == 5 && name.iter().collect::<String>() == "INBOX";
    a == b || inbox && a.eq_ignore_ascii_case(&b)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Messages,
    Recent,
    UidNext,
    UidValidity,
    Unseen,
    HighestModSeq,
}

fn status_items(names: &[String]) -> Option<Vec<Item>> {
    let items = names.iter().map(|n| match n.to_uppercase().as_str() {
        "MESSAGES" => Some(Item::Messages),
        "RECENT" => Some(Item::Recent),
        "UIDNEXT" => Some(Item::UidNext),
        "UIDVALIDITY" => Some(Item::UidValidity),
        "UNSEEN" => Some(Item::Unseen),
        "HIGHESTMODSEQ" => Some(Item::HighestModSeq),
        _ => None,
    });
    items.collect()
}

fn status_line(
    state: &State,
    who: &SignedIn,
    key: &FolderKey,
    name: &str,
    items: &[Item],
) -> String {
    let reader = state.reader(&who.user);
    let mut values = Vec::new();
    if let Some(folder) = state.store.folder(key) {
        for item in items {
            values.push(match item {
                Item::Messages => format!("MESSAGES {}", folder.messages.len()),
                Item::Recent => "RECENT 0".to_owned(),
                Item::UidNext => format!("UIDNEXT {}", folder.uid_next),
                Item::UidValidity => format!("UIDVALIDITY {}", folder.uid_validity),
                Item::Unseen => {
                    let unseen = folder.messages.iter().filter(|m| !m.is_seen(reader));
                    format!("UNSEEN {}", unseen.count())
                }
                Item::HighestModSeq => format!("HIGHESTMODSEQ {}", folder.highest_modseq),
            });
        }
    }
    format!("STATUS {} ({})", astring(name), values.join(" "))
}

pub(super) fn status(
    state: &State,
    who: &SignedIn,
    offers: Offers,
    mailbox: &Mailbox<'_>,
    items: &[StatusDataItemName],
) -> Answer {
    let name = name_of(mailbox);
    let Some(key) = state.see(who, &name) else {
        return Answer::no(does_not_exist(&name));
    };
    if !state.rights(who, &key).has(Right::Read) {
        return Answer::no(NO_PERMISSION);
    }
    let items: Option<Vec<Item>> = items
        .iter()
        .map(|item| match item {
            StatusDataItemName::Messages => Some(Item::Messages),
            StatusDataItemName::Recent => Some(Item::Recent),
            StatusDataItemName::UidNext => Some(Item::UidNext),
            StatusDataItemName::UidValidity => Some(Item::UidValidity),
            StatusDataItemName::Unseen => Some(Item::Unseen),
            StatusDataItemName::HighestModSeq if offers.modern => Some(Item::HighestModSeq),
            _ => None,
        })
        .collect();
    match items {
        None => Answer::bad("Unknown status items"),
        Some(items) => {
            let line = status_line(state, who, &key, &name, &items);
            Answer::ok("Status completed.").line(line)
        }
    }
}

/// The rights on the nearest folder above a name that exists, or on the Inbox of its tree.
fn rights_above(state: &State, who: &SignedIn, key: &FolderKey) -> Rights {
    let mut name = key.name.as_str();
    while let Some((parent, _)) = name.rsplit_once('/') {
        let parent_key = FolderKey::new(&key.owner, parent);
        if state.store.folder(&parent_key).is_some() {
            return state.rights(who, &parent_key);
        }
        name = parent;
    }
    state.rights(who, &FolderKey::new(&key.owner, "INBOX"))
}

pub(super) fn create(state: &mut State, who: &SignedIn, mailbox: &Mailbox<'_>) -> Answer {
    let name = name_of(mailbox);
    let Some(key) = state.resolve(who, &name) else {
        return Answer::no(CANNOT_CREATE);
    };
    if state.team.address_of(&key.owner).is_none() {
        return Answer::no(CANNOT_CREATE);
    }
    if !rights_above(state, who, &key).has(Right::Create) {
        return Answer::no(NO_PERMISSION);
    }
    let inbox = FolderKey::new(&key.owner, "INBOX");
    // New folders take over the Inbox's rights (Dovecot's acl_defaults_from_inbox).
    let acl = state.store.folder(&inbox).map(|f| f.acl.clone());
    match state.store.create(key, acl.unwrap_or_default(), None) {
        Ok(()) => Answer::ok("Create completed.").changing(),
        Err(StoreRefusal::Exists) => exists(state),
        Err(_) => Answer::no("[LIMIT] Too many mailboxes"),
    }
}

pub(super) fn delete(state: &mut State, who: &SignedIn, mailbox: &Mailbox<'_>) -> Answer {
    let name = name_of(mailbox);
    let Some(key) = state.see(who, &name) else {
        return Answer::no(format!("[NONEXISTENT] {}", does_not_exist(&name)));
    };
    if key.name == "INBOX" {
        return Answer::no("[CANNOT] INBOX can't be deleted.");
    }
    if !state.rights(who, &key).has(Right::DeleteFolder) {
        return Answer::no(NO_PERMISSION);
    }
    match state.store.delete(&key) {
        Ok(()) => Answer::ok("Delete completed.").changing(),
        Err(_) => Answer::no(does_not_exist(&name)),
    }
}

pub(super) fn rename(
    state: &mut State,
    who: &SignedIn,
    from: &Mailbox<'_>,
    to: &Mailbox<'_>,
) -> Answer {
    let (from, to) = (name_of(from), name_of(to));
    let Some(from_key) = state.see(who, &from) else {
        return Answer::no(format!("[NONEXISTENT] {}", does_not_exist(&from)));
    };
    let Some(to_key) = state.resolve(who, &to) else {
        return Answer::no(CANNOT_CREATE);
    };
    if from_key.name == "INBOX" {
        return Answer::no("[CANNOT] Renaming INBOX isn't supported.");
    }
    if from_key.owner != to_key.owner {
        return Answer::no("[CANNOT] Renaming not supported across non-private namespaces");
    }
    let may = state.rights(who, &from_key).has(Right::DeleteFolder)
        && rights_above(state, who, &to_key).has(Right::Create);
    if !may {
        return Answer::no(NO_PERMISSION);
    }
    let below = format!("{}/", from_key.name);
    if to_key.name.starts_with(&below) {
        return Answer::no("[CANNOT] Can't rename a mailbox below itself.");
    }
    match state.store.rename(&from_key, &to_key) {
        Ok(()) => Answer::ok("Rename completed.").changing(),
        Err(StoreRefusal::Exists) => exists(state),
        Err(_) => Answer::no(does_not_exist(&from)),
    }
}

pub(super) fn subscribe(
    state: &mut State,
    who: &SignedIn,
    mailbox: &Mailbox<'_>,
    on: bool,
) -> Answer {
    let name = name_of(mailbox);
    let entry = (who.mailbox.clone(), name.clone());
    if !on {
        state.store.subscriptions.remove(&entry);
        return Answer::ok("Unsubscribe completed.");
    }
    if state.see(who, &name).is_none() {
        return Answer::no(does_not_exist(&name));
    }
    if state.store.subscriptions.len() >= MAX_SUBSCRIPTIONS {
        return Answer::no("[LIMIT] Too many subscriptions");
    }
    state.store.subscriptions.insert(entry);
    Answer::ok("Subscribe completed.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_the_rfc_says() {
        for (pattern, name, expected) in [
            ("*", "shared/x/Sent", true),
            ("%", "shared/x", false),
            ("%", "INBOX", true),
            ("inbox", "INBOX", true),
            ("sent", "Sent", false),
            ("shared/%", "shared/x", true),
            ("shared/%", "shared/x/Sent", false),
            ("shared/%/Sent", "shared/x/Sent", true),
            ("s*t", "sent", true),
            ("s*t", "sents", false),
            ("", "", true),
            ("*x*", "abc", false),
            ("%/%", "a/b", true),
        ] {
            assert_eq!(matches_pattern(pattern, name), expected, "{pattern} {name}");
        }
    }
}
