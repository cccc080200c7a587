//! Where the copy of a draft belongs, and what is said of it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::claim;
use crate::domain::{
    Draft, DraftId, DraftLink, DraftsPolicy, Folder, FolderId, FolderRole, FolderState, Identity,
    MailboxId, OutboxId,
};
use crate::engine::identities;
use crate::engine::mailboxes::own_mailbox;
use crate::engine::outbox::{read_stored, to_stored};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::{Place, Shared};
use crate::permission::{self, Reason, STORING};

/// The folder for the copy of a draft; `None`: it stays on this computer.
///
/// A copy that lies in a Drafts folder of the mailbox whose address is used stays there, whatever
/// the setting: a teammate's draft does not leave the team's folder because I open it. Only a copy
/// for which the setting is `shared` goes to the mailbox when it lay among the member's own.
///
/// # Errors
/// There is no such folder, or one may not store drafts in it.
pub(super) async fn target(
    shared: &Shared,
    draft: &Draft,
    link: &DraftLink,
) -> Result<Option<Folder>, Problem> {
    let lies_in = match &link.copy {
        Some(copy) => folder(shared, &copy.key.folder).await?,
        None => None,
    };
    let Some(identity) = identity_of(shared, draft).await? else {
        return lies_in.map(usable).transpose();
    };
    let used = MailboxId::of(&identity.key.address);
    let own = own_mailbox(&identity.key.account).unwrap_or_else(|_| used.clone());
    if let Some(folder) = lies_in {
        let stays = folder.mailbox == used
            || match identity.drafts {
                DraftsPolicy::Shared => identity.mailbox.is_none() && folder.mailbox == own,
                DraftsPolicy::Mine => folder.mailbox == own,
                DraftsPolicy::Local => true,
            };
        if stays {
            return usable(folder).map(Some);
        }
    }
    let mailbox = match identity.drafts {
        DraftsPolicy::Local => return Ok(None),
        DraftsPolicy::Mine => own,
        // An identity without a mailbox to read has no folder but the member's own.
        DraftsPolicy::Shared => identity.mailbox.unwrap_or(own),
    };
    match folder_of(shared, &mailbox).await? {
        Some(folder) => usable(folder).map(Some),
        None => Err(no_folder(&mailbox)),
    }
}

/// The mailbox has no folder for drafts that is known.
pub(super) fn no_folder(mailbox: &MailboxId) -> Problem {
    let text = Text::new("draft-no-folder").with("mailbox", mailbox.as_str());
    Problem::new(ProblemKind::NotFound, text).of_mailbox(mailbox)
}

/// The folder of a copy was renamed or deleted at this moment.
pub(super) fn folder_went() -> Problem {
    Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-folder"))
}

/// The identity that the draft is written under.
pub(super) async fn identity_of(
    shared: &Shared,
    draft: &Draft,
) -> Result<Option<Identity>, Problem> {
    let Some(key) = &draft.from else {
        return Ok(None);
    };
    let known = identities::identities(shared).await?;
    Ok(known.into_iter().find(|identity| identity.key == *key))
}

/// A folder of drafts as the account reaches it that may store them there. It may be one that the
/// account which reads its mailbox does not see. Of one that is not listed the copy is looked for
/// elsewhere: it may have another name by now.
pub(super) async fn folder(shared: &Shared, id: &FolderId) -> Result<Option<Folder>, Problem> {
    let id = id.clone();
    let mut ways = shared.read(move |r| r.ways(&id)).await?;
    ways.retain(|way| way.state != FolderState::Absent);
    Ok(best_way(shared, ways))
}

/// A mailbox's folder for drafts, in the same way.
pub(super) async fn folder_of(
    shared: &Shared,
    mailbox: &MailboxId,
) -> Result<Option<Folder>, Problem> {
    let mailbox = mailbox.clone();
    let ways = shared.read(move |r| r.ways_by_role(&mailbox, FolderRole::Drafts));
    Ok(best_way(shared, ways.await?))
}

/// Whichever account stores it, it is the same folder.
pub(super) fn best_way(shared: &Shared, ways: Vec<Folder>) -> Option<Folder> {
    shared.best_way(ways, &STORING, None)
}

/// A folder in which one may put messages, and take out those one put there: without the latter
/// every save would leave one more copy.
fn usable(folder: Folder) -> Result<Folder, Problem> {
    for action in STORING {
        let decision = permission::decide(action, &folder);
        // Without ACL there is only what a folder said when it was opened for reading. The server
        // itself says whether it takes the draft.
        if decision.may_try() || decision.reason == Reason::ReadOnly {
            continue;
        }
        let text = Text::new("draft-no-right")
            .with("folder", folder.path.clone())
            .with("mailbox", folder.mailbox.as_str());
        let problem = Problem::new(ProblemKind::Permission, text).of_mailbox(&folder.mailbox);
        return Err(match decision.reason {
            Reason::Missing(right) => problem.detail(format!("missing right {}", right.letter())),
            Reason::Unreadable(words) => problem.detail(words),
            _ => problem,
        });
    }
    Ok(folder)
}

/// The server did not take the copy.
pub(super) fn not_stored(folder: &Folder, refusal: &Problem) -> Problem {
    let text = Text::new("draft-not-stored")
        .with("folder", folder.path.clone())
        .with("mailbox", folder.mailbox.as_str());
    let mut problem = Problem::new(refusal.kind, text).of_mailbox(&folder.mailbox);
    problem.detail = refusal.detail.clone();
    problem
}

/// Somebody else stored another revision, or took the copy away.
pub(super) fn conflict(folder: &Folder, subject: &str, gone: bool, by: Option<String>) -> Problem {
    let text = match (by, gone) {
        (Some(by), _) => Text::new("draft-changed-elsewhere").with("who", by),
        (None, false) => Text::new("draft-changed-by-somebody"),
        (None, true) => Text::new("draft-gone-elsewhere"),
    };
    kept_apart(text, folder, subject)
}

/// Somebody else is sending it.
pub(super) fn being_sent(folder: &Folder, subject: &str, who: Option<String>) -> Problem {
    let text = match who {
        Some(who) => Text::new("draft-being-sent").with("who", who),
        None => Text::new("draft-being-sent-by-somebody"),
    };
    kept_apart(text, folder, subject)
}

fn kept_apart(text: Text, folder: &Folder, subject: &str) -> Problem {
    let text = text
        .with("subject", subject)
        .with("mailbox", folder.mailbox.as_str());
    Problem::new(ProblemKind::Usage, text)
        .advise(Text::new("draft-advice-changed"))
        .of_mailbox(&folder.mailbox)
}

/// Another window, or the command line, was at the same draft.
pub(super) fn kept_apart_here() -> Problem {
    Problem::new(ProblemKind::Usage, Text::new("draft-kept-apart"))
        .advise(Text::new("draft-advice-kept-apart"))
}

/// A draft was opened that holds more than can be written here.
pub(super) fn formatted() -> Problem {
    Problem::new(ProblemKind::Usage, Text::new("draft-formatted"))
}

/// A draft was opened that a colleague stored a moment ago.
pub(super) fn written_lately(folder: &Folder, who: &str, at: Timestamp) -> Problem {
    let here = TimeZone::system().to_datetime(at);
    let text = Text::new("draft-written-lately")
        .with("who", who)
        .with("time", here.strftime("%H:%M").to_string());
    Problem::new(ProblemKind::Usage, text).of_mailbox(&folder.mailbox)
}

/// A message is held: its draft was sent, taken away or changed by somebody else.
pub(super) fn sent_by_other(mailbox: &MailboxId, who: Option<String>, gone: bool) -> Problem {
    let text = match (who, gone) {
        (Some(who), _) => Text::new("draft-sent-by-other").with("who", who),
        (None, true) => Text::new("draft-sent-elsewhere"),
        (None, false) => Text::new("draft-sent-by-somebody"),
    };
    let text = text.with("mailbox", mailbox.as_str());
    Problem::new(ProblemKind::Usage, text)
        .advise(Text::new("draft-advice-sent"))
        .of_mailbox(mailbox)
}

/// A message is held: it could not be found out whether somebody else sends the same draft.
pub(super) fn not_checked(mailbox: &MailboxId, problem: &Problem) -> Problem {
    let text = Text::new("draft-not-checked").with("mailbox", mailbox.as_str());
    let mut held = Problem::new(problem.kind, text)
        .advise(Text::new("draft-advice-sent"))
        .of_mailbox(mailbox);
    held.detail = problem.detail.clone();
    held
}

/// A message waits: it cannot be found out yet whether somebody else sends the same draft.
pub(super) fn waits_for_check(mailbox: &MailboxId, problem: &Problem) -> Problem {
    let text = Text::new("draft-waits-for-check").with("mailbox", mailbox.as_str());
    Problem::new(problem.kind, text)
        .advise(Text::new("outbox-advice-not-looked"))
        .of_mailbox(mailbox)
        .detail(problem.in_english())
}

/// A remark: the server cannot keep two people from sending the same draft.
pub(super) fn no_promise(folder: &Folder) -> Problem {
    let text = Text::new("draft-no-promise").with("mailbox", folder.mailbox.as_str());
    Problem::new(ProblemKind::Server, text).of_mailbox(&folder.mailbox)
}

/// What a draft's owner is told about its copy.
#[must_use]
pub fn note_of(link: &DraftLink) -> Option<Problem> {
    read_stored(link.note.as_deref()?)
}

/// The form in which a problem is kept with its draft.
pub(super) fn note(problem: &Problem) -> String {
    to_stored(problem)
}

/// Says with a draft why there is no copy of it. That somebody sends it or took it away stays said: by that
/// its message is held.
pub(super) fn say(link: &mut DraftLink, problem: &Problem) {
    if !claim::has_own_copy(link) {
        link.note = Some(note(problem));
    }
}

/// Was its owner told that somebody else has another copy?
pub(super) fn says_conflict(link: &DraftLink) -> bool {
    note_of(link).is_some_and(|note| is_conflict(&note))
}

/// That somebody else has another copy is a problem until the draft goes or is stored again.
pub(super) fn stand(shared: &Shared, id: DraftId, link: Option<&DraftLink>) {
    let place = Place::Draft(id);
    match link.and_then(note_of).filter(is_conflict) {
        Some(problem) => shared.raise(place, problem),
        None => shared.clear(&place),
    }
}

/// Does it say that somebody else has another copy?
fn is_conflict(problem: &Problem) -> bool {
    problem
        .advice
        .as_ref()
        .is_some_and(|advice| advice.key == "draft-advice-changed")
}

/// What is known of the drafts stands, also from earlier runs, and nothing of those that are gone.
pub(super) async fn stand_all(shared: &Shared) {
    if let Ok(drafts) = shared.read(|r| r.all_drafts()).await {
        shared.clear_drafts(|id| drafts.iter().all(|draft| draft.id != id));
        for draft in drafts {
            stand(shared, draft.id, draft.link.as_ref());
        }
    }
}

/// Under what the claim of a message is remembered.
pub(super) fn claim_key(id: OutboxId) -> String {
    format!("{CLAIMS}{id}")
}

/// Beginning of the keys of claims.
pub(super) const CLAIMS: &str = "draft-claim/";
