//! SELECT, EXAMINE and CLOSE.

use std::collections::{BTreeMap, BTreeSet};

use imap_codec::imap_types::command::SelectParameter;
use imap_codec::imap_types::mailbox::Mailbox;

use super::super::acl::{NO_PERMISSION, does_not_exist};
use super::super::state::{SignedIn, State};
use super::super::team::Profile;
use super::reply::Answer;
use super::request::name_of;
use super::session::{Offers, Session};
use super::view::View;
use crate::domain::{Right, Rights};

/// The flags that somebody with these rights may change for good.
pub(super) fn permanent_flags(rights: Rights) -> Vec<&'static str> {
    let flags = [
        ("\\Answered", Right::Write),
        ("\\Flagged", Right::Write),
        ("\\Deleted", Right::DeleteMessages),
        ("\\Seen", Right::Seen),
        ("\\Draft", Right::Write),
    ];
    flags
        .iter()
        .filter(|(_, right)| rights.has(*right))
        .map(|(flag, _)| *flag)
        .collect()
}

/// Does a folder open for writing? Dovecot asks whether anything at all could be changed.
fn is_writable(rights: Rights) -> bool {
    let changing = [
        Right::Insert,
        Right::Expunge,
        Right::DeleteMessages,
        Right::Write,
        Right::Seen,
    ];
    changing.into_iter().any(|r| rights.has(r))
}

impl Session {
    pub(super) fn select(
        &mut self,
        state: &State,
        who: &SignedIn,
        offers: Offers,
        mailbox: &Mailbox<'_>,
        parameters: &[SelectParameter],
        examine: bool,
    ) -> Answer {
        let mut answer = Answer::ok("");
        // A SELECT that fails leaves nothing selected (RFC 3501 6.3.1).
        if self.view.take().is_some() && offers.modern {
            answer.push("OK [CLOSED] Previous mailbox closed.");
        }
        let qresync = |p: &SelectParameter| !matches!(p, SelectParameter::CondStore);
        if !parameters.is_empty() && (!offers.modern || parameters.iter().any(qresync)) {
            return Answer::bad("Unknown SELECT parameter");
        }
        let name = name_of(mailbox);
        let Some(key) = state.see(who, &name) else {
            return refuse(answer, does_not_exist(&name));
        };
        let rights = state.rights(who, &key);
        if !rights.has(Right::Read) {
            return refuse(answer, NO_PERMISSION.to_owned());
        }
        let Some(folder) = state.store.folder(&key) else {
            return refuse(answer, does_not_exist(&name));
        };
        self.condstore |= !parameters.is_empty();
        let reader = state.reader(&who.user);
        let keywords: String = folder.keywords.iter().map(|k| format!(" {k}")).collect();
        answer.push(format!(
            "FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft{keywords})"
        ));
        let read_only = examine || !is_writable(rights);
        if read_only {
            answer.push("OK [PERMANENTFLAGS ()] Read-only mailbox.");
        } else {
            let mut flags: Vec<String> = permanent_flags(rights)
                .into_iter()
                .map(str::to_owned)
                .collect();
            if state.team.profile == Profile::Exchange {
                flags.push("$MDNSent".to_owned());
            } else if rights.has(Right::Write) {
                flags.extend(folder.keywords.iter().cloned());
                flags.push("\\*".to_owned());
            }
            let flags = flags.join(" ");
            answer.push(format!("OK [PERMANENTFLAGS ({flags})] Flags permitted."));
        }
        answer.push(format!("{} EXISTS", folder.messages.len()));
        answer.push("0 RECENT");
        let unseen = folder.messages.iter().position(|m| !m.is_seen(reader));
        if let Some(at) = unseen {
            answer.push(format!("OK [UNSEEN {}] First unseen.", at + 1));
        }
        answer.push(format!(
            "OK [UIDVALIDITY {}] UIDs valid",
            folder.uid_validity
        ));
        answer.push(format!(
            "OK [UIDNEXT {}] Predicted next UID",
            folder.uid_next
        ));
        // Dovecot tells it to those only who showed that they know CONDSTORE.
        if self.condstore {
            answer.push(format!(
                "OK [HIGHESTMODSEQ {}] Highest",
                folder.highest_modseq
            ));
        }
        answer.words = match (read_only, examine) {
            (true, true) => "[READ-ONLY] Examine completed.".to_owned(),
            (true, false) => "[READ-ONLY] Select completed.".to_owned(),
            (false, _) => "[READ-WRITE] Select completed.".to_owned(),
        };
        self.view = Some(View {
            key: key.clone(),
            name,
            examined: examine,
            uid_validity: folder.uid_validity,
            uids: folder.messages.iter().map(|m| m.uid).collect(),
            uid_next: folder.uid_next,
            modseq: folder.highest_modseq,
            revision: folder.revision,
            own: BTreeMap::new(),
        });
        answer
    }

    /// CLOSE: what is marked deleted goes, and nobody is told.
    pub(super) fn close(&mut self, state: &mut State, who: &SignedIn) -> Answer {
        let answer = Answer::ok("Close completed.");
        let Some(view) = self.view.as_ref().filter(|v| !v.examined) else {
            return answer;
        };
        if !state.rights(who, &view.key).has(Right::Expunge) {
            return answer;
        }
        let deleted: BTreeSet<u32> = state
            .store
            .folder(&view.key)
            .map(|f| f.messages.as_slice())
            .unwrap_or_default()
            .iter()
            .filter(|m| m.flags.contains("\\Deleted"))
            .map(|m| m.uid)
            .collect();
        state.store.expunge(&view.key, &deleted);
        answer.changing()
    }
}

fn refuse(mut answer: Answer, words: String) -> Answer {
    let refusal = Answer::no(words);
    answer.status = refusal.status;
    answer.words = refusal.words;
    answer
}
