//! What changes mail: STORE, APPEND, COPY, MOVE, EXPUNGE.
//!
//! Without the right, flags and EXPUNGE are ignored with an OK, as Dovecot does; the rest is NO.

use std::collections::BTreeSet;
use std::sync::Arc;

use imap_codec::imap_types::command::StoreModifier;
use imap_codec::imap_types::datetime::DateTime;
use imap_codec::imap_types::extensions::binary::LiteralOrLiteral8;
use imap_codec::imap_types::flag::{Flag, StoreResponse, StoreType};
use imap_codec::imap_types::mailbox::Mailbox;
use imap_codec::imap_types::sequence::SequenceSet;
use jiff::Timestamp;

use super::super::acl::{NO_PERMISSION, does_not_exist};
use super::super::mailstore::StoreRefusal;
use super::super::state::{SignedIn, State};
use super::super::team::Profile;
use super::fetch::INVALID_SET;
use super::reply::{Answer, Untagged, number_set};
use super::request::name_of;
use super::session::{Offers, Session};
use crate::domain::{Right, Rights};

/// Exchange's answer to a keyword.
const NO_KEYWORDS: &str = "Command Argument Error. 11";

/// Most keywords that one folder holds; Dovecot's Maildir knows 26 only.
const MAX_KEYWORDS: usize = 100;

/// Dovecot's answer when the target is missing, or may not be seen.
const TRY_CREATE: &str = "[TRYCREATE] Mailbox doesn't exist";

pub(super) struct StoreRequest<'a> {
    pub(super) set: &'a SequenceSet,
    pub(super) kind: StoreType,
    pub(super) response: StoreResponse,
    pub(super) flags: &'a [Flag<'a>],
    pub(super) uid: bool,
    pub(super) modifiers: &'a [StoreModifier],
}

/// May this flag be changed with these rights (RFC 4314 4)?
fn may_change(flag: &str, rights: Rights) -> bool {
    match flag.to_ascii_lowercase().as_str() {
        "\\seen" => rights.has(Right::Seen),
        "\\deleted" => rights.has(Right::DeleteMessages),
        _ => rights.has(Right::Write),
    }
}

fn names(flags: &[Flag<'_>], offers: Offers) -> Result<Vec<String>, Answer> {
    let names: Vec<String> = flags.iter().map(ToString::to_string).collect();
    if flags.iter().any(|f| matches!(f, Flag::Extension(_))) {
        return Err(Answer::bad("Invalid system flag"));
    }
    if !offers.keywords && names.iter().any(|n| !n.starts_with('\\')) {
        return Err(Answer::bad(NO_KEYWORDS));
    }
    Ok(names)
}

impl Session {
    pub(super) fn store_flags(
        &mut self,
        state: &mut State,
        who: &SignedIn,
        offers: Offers,
        request: StoreRequest<'_>,
    ) -> Answer {
        let mut unchanged_since = None;
        for modifier in request.modifiers {
            match modifier {
                StoreModifier::UnchangedSince(modseq) if offers.modern => {
                    unchanged_since = Some(*modseq);
                    self.condstore = true;
                }
                _ => return Answer::bad("Unknown STORE modifier"),
            }
        }
        let flags = match names(request.flags, offers) {
            Ok(flags) => flags,
            Err(refusal) => return refusal,
        };
        let condstore = self.condstore;
        let Some(view) = &mut self.view else {
            return Answer::bad(INVALID_SET);
        };
        let Some(uids) = view.select(request.set, request.uid) else {
            return Answer::bad(INVALID_SET);
        };
        if view.examined {
            return Answer::ok("Store ignored with read-only mailbox.");
        }
        let rights = state.rights(who, &view.key);
        let reader = state.reader(&who.user).to_owned();
        let mut answer = Answer::ok("Store completed.");
        let Some(folder) = state.store.folder_mut(&view.key) else {
            return answer;
        };
        let new = |f: &&String| !f.starts_with('\\') && !folder.keywords.contains(*f);
        if folder.keywords.len() + flags.iter().filter(new).count() > MAX_KEYWORDS {
            return Answer::no("[LIMIT] Too many keywords in this mailbox");
        }
        let mut modified = Vec::new();
        let mut stored = Vec::new();
        for uid in uids {
            let Some(message) = folder.message(uid) else {
                continue;
            };
            if unchanged_since.is_some_and(|limit| message.modseq_for(&reader) > limit) {
                modified.push(uid);
                continue;
            }
            let (mut on, mut off) = (Vec::new(), Vec::new());
            match request.kind {
                StoreType::Add => on.clone_from(&flags),
                StoreType::Remove => off.clone_from(&flags),
                StoreType::Replace => {
                    let present = message.flags_for(&reader);
                    let listed = |f: &String| flags.iter().any(|g| g.eq_ignore_ascii_case(f));
                    off.extend(present.into_iter().filter(|f| !listed(f)));
                    on.clone_from(&flags);
                }
            }
            for (list, value) in [(on, true), (off, false)] {
                for flag in list.iter().filter(|f| may_change(f, rights)) {
                    answer.changed |= folder.set_flag(uid, flag, value, &reader);
                    stored.push((uid, flag.clone()));
                }
            }
            let (Some(message), Some(number)) = (folder.message(uid), view.number_of(uid)) else {
                continue;
            };
            let modseq = message.modseq_for(&reader);
            view.own.insert(uid, modseq);
            let mut items = Vec::new();
            if request.uid {
                items.push(format!("UID {uid}"));
            }
            if condstore {
                items.push(format!("MODSEQ ({modseq})"));
            }
            if request.response == StoreResponse::Answer {
                let flags = message.flags_for(&reader).join(" ");
                items.push(format!("FLAGS ({flags})"));
            }
            if request.response == StoreResponse::Answer || condstore {
                let line = format!("* {number} FETCH ({})\r\n", items.join(" "));
                answer.untagged.push(Untagged::Fetch(line.into_bytes()));
            }
        }
        let key = view.key.clone();
        for (uid, flag) in stored {
            state.flag_labels(&key, uid, &flag, &reader);
        }
        if !modified.is_empty() {
            let ids: Vec<u32> = if request.uid {
                modified
            } else {
                let numbers = modified.iter().filter_map(|uid| view.number_of(*uid));
                numbers.filter_map(|n| u32::try_from(n).ok()).collect()
            };
            let set = number_set(&ids);
            answer.words = format!("[MODIFIED {set}] Conditional store failed.");
        }
        answer
    }

    /// EXPUNGE, or UID EXPUNGE of a set (RFC 4315 2.1). The client is told by the look at the
    /// folder that follows every command.
    pub(super) fn expunge(
        &mut self,
        state: &mut State,
        who: &SignedIn,
        only: Option<&SequenceSet>,
    ) -> Answer {
        let answer = Answer::ok("Expunge completed.");
        let Some(view) = self.view.as_ref().filter(|v| !v.examined) else {
            return answer;
        };
        if !state.rights(who, &view.key).has(Right::Expunge) {
            return answer;
        }
        let wanted = only.and_then(|set| view.select(set, true));
        let Some(folder) = state.store.folder(&view.key) else {
            return answer;
        };
        let deleted: BTreeSet<u32> = folder
            .messages
            .iter()
            .filter(|m| m.flags.contains("\\Deleted"))
            .map(|m| m.uid)
            .filter(|uid| wanted.as_ref().is_none_or(|w| w.binary_search(uid).is_ok()))
            .collect();
        if only.is_some() && wanted.is_none() {
            return Answer::bad(INVALID_SET);
        }
        state.store.expunge(&view.key, &deleted);
        answer.changing()
    }

    /// COPY and MOVE (RFC 6851).
    #[allow(clippy::too_many_arguments)]
    pub(super) fn copy(
        &mut self,
        state: &mut State,
        who: &SignedIn,
        offers: Offers,
        set: &SequenceSet,
        mailbox: &Mailbox<'_>,
        uid: bool,
        moving: bool,
    ) -> Answer {
        let Some(view) = &self.view else {
            return Answer::bad(INVALID_SET);
        };
        let Some(uids) = view.select(set, uid) else {
            return Answer::bad(INVALID_SET);
        };
        if uids.is_empty() {
            return Answer::ok("No messages found.");
        }
        let name = name_of(mailbox);
        let Some(target) = state.see(who, &name) else {
            return Answer::no(format!("[TRYCREATE] {}", does_not_exist(&name)));
        };
        let rights = state.rights(who, &target);
        let source_rights = state.rights(who, &view.key);
        let may_take =
            source_rights.has(Right::DeleteMessages) && source_rights.has(Right::Expunge);
        if !rights.has(Right::Insert) || moving && (!may_take || view.examined) {
            return Answer::no(NO_PERMISSION);
        }
        let reader = state.reader(&who.user).to_owned();
        let source = state.store.folder(&view.key);
        let messages: Vec<_> = uids
            .iter()
            .filter_map(|uid| source.and_then(|f| f.message(*uid)).cloned())
            .collect();
        let mut pairs = (Vec::new(), Vec::new());
        for message in &messages {
            let flags: Vec<String> = message
                .flags_for(&reader)
                .into_iter()
                .filter(|f| may_change(f, rights))
                .collect();
            let raw = Arc::clone(&message.raw);
            let filed = match state.labelled(&target, message) {
                Some(there) => Ok(there),
                None => state
                    .store
                    .append(&target, raw, message.date, &flags, &reader),
            };
            match filed {
                Ok(new) => {
                    pairs.0.push(message.uid);
                    pairs.1.push(new);
                }
                Err(refusal) => return refused(refusal),
            }
        }
        let validity = state.store.folder(&target).map_or(0, |f| f.uid_validity);
        let code = if pairs.0.is_empty() || !offers.usual {
            String::new()
        } else {
            let (mut from, mut to) = pairs.clone();
            if state.team.profile == Profile::Gmail {
                from.reverse();
                to.reverse();
            }
            let (from, to) = (number_set(&from), number_set(&to));
            format!("[COPYUID {validity} {from} {to}] ")
        };
        if moving {
            let gone: BTreeSet<u32> = pairs.0.into_iter().collect();
            let mut answer = Answer::ok("Move completed.").changing();
            if !code.is_empty() {
                answer.push(format!("OK {code}Moved UIDs."));
            }
            state.store.expunge(&view.key, &gone);
            return answer;
        }
        Answer::ok(format!("{code}Copy completed.")).changing()
    }
}

/// APPEND.
pub(super) fn append(
    state: &mut State,
    who: &SignedIn,
    offers: Offers,
    mailbox: &Mailbox<'_>,
    flags: &[Flag<'_>],
    date: Option<&DateTime>,
    message: &LiteralOrLiteral8<'_>,
) -> Answer {
    let Some(key) = state.see(who, &name_of(mailbox)) else {
        return Answer::no(TRY_CREATE);
    };
    let rights = state.rights(who, &key);
    if !rights.has(Right::Insert) {
        return Answer::no(NO_PERMISSION);
    }
    let flags = match names(flags, offers) {
        // Flags without the right are dropped without a word (RFC 4314 4).
        Ok(flags) => flags.into_iter().filter(|f| may_change(f, rights)),
        Err(refusal) => return refusal,
    };
    let flags: Vec<String> = flags.collect();
    let LiteralOrLiteral8::Literal(literal) = message else {
        return Answer::bad("Binary literals are not supported");
    };
    let raw: Arc<[u8]> = Arc::from(literal.as_ref());
    if raw.is_empty() {
        return Answer::no("Can't save a zero byte message.");
    }
    let date = date
        .and_then(|d| Timestamp::from_second(d.as_ref().timestamp()).ok())
        .unwrap_or_else(Timestamp::now);
    let reader = state.reader(&who.user).to_owned();
    match state.store.append(&key, raw, date, &flags, &reader) {
        Err(refusal) => refused(refusal),
        Ok(uid) => {
            let validity = state.store.folder(&key).map_or(0, |f| f.uid_validity);
            let code = match offers.usual {
                true => format!("[APPENDUID {validity} {uid}] "),
                false => String::new(),
            };
            Answer::ok(format!("{code}Append completed.")).changing()
        }
    }
}

fn refused(refusal: StoreRefusal) -> Answer {
    match refusal {
        StoreRefusal::Full => Answer::no("[OVERQUOTA] Quota exceeded (mailbox for user is full)"),
        StoreRefusal::Missing | StoreRefusal::Exists => Answer::no(TRY_CREATE),
    }
}
