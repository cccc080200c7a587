//! Two people must not both send one draft. Before a message leaves that was frozen from a draft
//! with a copy in a Drafts folder, it claims that copy: by keywords that are set on the condition
//! that nobody changed the copy meanwhile (RFC 7162). Who is first sends; the other's message is
//! held and says so.
//!
//! | the copy | what follows |
//! |---|---|
//! | is claimed by us | the message leaves, and the copy goes when it was accepted |
//! | bears somebody else's mark, is gone, or lies elsewhere in another state | held; *send anyway* sends it |
//! | cannot carry marks, or no conditions (Exchange) | it leaves, and a remark says that nothing kept a colleague from sending it too |
//! | cannot be looked at | of a shared mailbox: it waits as long as the server cannot be reached; where it says no, it is tried again a few times, then held, and at once where that is for good; of one's own: it leaves |
//! | lies in a folder that is not known any more, or is another one by now | looked for wherever it can be ([`whereabouts`]): gone if it is in none of these; if not all of them could be searched: of a shared mailbox the same; of one's own it leaves |
//!
//! A mailbox that is not known counts as shared, unless it is the own one of an account. Tries are
//! counted in a row: once a copy could be looked at, they begin anew.
//!
//! Whatever an interrupted storing left is settled before: a newer copy that may have arrived is
//! looked for, and an older one that could not be removed goes now, unless somebody is sending it.
//!
//! What we set out to mark is written down before: so a mark that stands there after a crash, or of
//! an earlier message of the same draft, is known for ours, and one of a copied profile is not. A
//! message that is held or taken back gives its mark up ([`super::release`]). A mark tells no time,
//! and its owner may be gone: whatever its age, a person may send anyway.

mod lost;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::errand::{Errand, Found, Known, mark_of};
use super::place::{self, CLAIMS, claim_key};
use super::whereabouts::is_shared;
use super::{DraftMail, release, round};
use crate::domain::{
    Check, CopyProof, DraftId, DraftLink, EmailAddress, Folder, FolderId, LeftCopy, MailboxId,
    MessageKey, OutboxId, Outgoing,
};
use crate::engine::causes;
use crate::engine::mailboxes::own_mailbox;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Shared;
use crate::rfc822;
use lost::{Followed, follow, unasked_of_lost};

/// How often a copy that cannot be looked at is tried.
const MOST_TRIES: u32 = 3;
/// Under what this profile's part of its marks is remembered.
pub(super) const COMPUTER: &str = "draft/computer";

/// May a message leave, as far as its draft is concerned?
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Claim {
    /// Yes.
    Free,
    /// Not before a person decided.
    Hold(Problem),
    /// Not now, and how often in a row that was said.
    Wait(Problem, u32),
}

/// What is remembered of a claim.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub folder: FolderId,
    key: Option<MessageKey>,
    pub message_id: Option<String>,
    /// By what it is known where its place was lost.
    #[serde(default)]
    proof: Option<CopyProof>,
    /// Empty: nothing was set out to be marked yet.
    pub mark: String,
    /// How often in a row it could not be looked at.
    #[serde(default)]
    tries: u32,
    /// Nothing kept a colleague from sending the same draft.
    #[serde(default)]
    pub no_promise: bool,
}

impl Entry {
    pub(super) fn known(&self) -> Known {
        let message_id = self.message_id.as_deref();
        Known::of(self.key.as_ref(), message_id, self.proof.as_ref())
    }

    /// Is it of the same copy, wherever that lies by now? Else that was stored anew since.
    fn is_of(&self, other: &Self) -> bool {
        match (&self.message_id, &other.message_id) {
            (Some(one), Some(other)) => one == other,
            _ => self.folder == other.folder && self.key == other.key,
        }
    }
}

/// Why a message waits whose draft is being stored.
pub(in crate::engine) const BEING_STORED: &str = "draft-being-stored";

/// Is the copy of the message's draft still being stored, after so long? Then it has to wait, and this
/// says so.
///
/// What began before the message was put in may have read the draft by then; it gets another copy,
/// which the claim, and the removal of what is left, are to know of. What begins later finds the
/// draft in the outbox, and is over at once.
pub(in crate::engine) async fn is_being_stored(
    shared: &Shared,
    row: &Outgoing,
    patience: Duration,
) -> Option<Problem> {
    let draft = row.draft?;
    let mut storing = shared.storing.subscribe();
    let stored = storing.wait_for(|now| *now != Some(draft));
    let in_time = tokio::time::timeout(patience, stored).await;
    in_time
        .is_err()
        .then(|| being_stored().of_account(&row.account))
}

/// Its draft is being stored, or was in this moment.
pub(super) fn being_stored() -> Problem {
    Problem::new(ProblemKind::Network, Text::new(BEING_STORED))
}

/// Claims the draft's copy for a message that is about to leave.
///
/// Also for one that a person sends all the same: a colleague who sends the same copy is to be told.
/// Whoever read that it could not be looked at has not read that somebody else sends it.
pub(in crate::engine) async fn before_leaving(
    shared: &Shared,
    mail: Option<&dyn DraftMail>,
    row: &Outgoing,
) -> Claim {
    let (Some(draft), Some(mail)) = (row.draft, mail) else {
        return Claim::Free;
    };
    let waives_all = row.is_waived(Check::SharedDraft);
    let waives_look = waives_all || row.is_waived(Check::LookedAtDraft);
    if waives_look && *shared.storing.borrow() == Some(draft) {
        return Claim::Free;
    }
    match claim_in_time(shared, mail, row).await {
        Claim::Wait(..) if waives_look => Claim::Free,
        Claim::Hold(why) if waives_all || waives_look && !is_sent_by_other(&why) => Claim::Free,
        claim => claim,
    }
}

async fn claim_in_time(shared: &Shared, mail: &dyn DraftMail, row: &Outgoing) -> Claim {
    if let Some(why) = is_being_stored(shared, row, shared.pace.answer).await {
        return Claim::Wait(why, 1);
    }
    // A server that hangs keeps back this message, and not all that stand behind it.
    match tokio::time::timeout(shared.pace.check, claim(shared, mail, row)).await {
        Ok(Ok(claim)) => claim,
        Ok(Err(problem)) => Claim::Wait(problem, 1),
        Err(_) => too_slow(shared, row).await,
    }
}

/// How often in a row it counts when a server hangs, for the wait until the next try.
const HANGS: u32 = 5;

/// The copy could not be looked at in the time there is.
async fn too_slow(shared: &Shared, row: &Outgoing) -> Claim {
    let slow = causes::check_too_slow();
    let mailbox = match lies_in(shared, row).await {
        Ok(Some(mailbox)) => Ok(mailbox),
        // Where its folder is not known, it may lie among those of the address that is used.
        Ok(None) => (row.mailbox.clone()).map_or_else(|| own_mailbox(&row.account), Ok),
        Err(problem) => Err(problem),
    };
    let mailbox = match mailbox {
        Ok(mailbox) => mailbox,
        Err(problem) => return Claim::Wait(problem, 1),
    };
    match is_shared(shared, &mailbox).await {
        Ok(false) => Claim::Free,
        Ok(true) => Claim::Wait(place::waits_for_check(&mailbox, &slow), HANGS),
        Err(problem) => Claim::Wait(problem, 1),
    }
}

/// The mailbox in which the draft's copy lies, as far as its folder is known.
async fn lies_in(shared: &Shared, row: &Outgoing) -> Result<Option<MailboxId>, Problem> {
    let Some((_, link)) = link_of(shared, row).await? else {
        return Ok(None);
    };
    let copy = link.copy.map(|copy| copy.key.folder);
    let Some(folder) = copy.or(link.pending.map(|pending| pending.folder)) else {
        return Ok(None);
    };
    let folder = place::folder(shared, &folder).await?;
    Ok(folder.map(|folder| folder.mailbox))
}

/// A copy that is to be claimed.
struct Claimed {
    /// Where it lies.
    folder: Folder,
    /// Does the folder belong to a shared mailbox?
    is_shared: bool,
    link: DraftLink,
}

async fn claim(shared: &Shared, mail: &dyn DraftMail, row: &Outgoing) -> Result<Claim, Problem> {
    let link = link_of(shared, row).await?;
    if let Some(held) = link.and_then(|(_, link)| told_before(&link)) {
        return Ok(held);
    }
    if let Some(claim) = claim_known(shared, mail, row).await? {
        return Ok(claim);
    }
    // Another folder bears the name of the one in which it lay.
    match follow(shared, mail, row, true).await? {
        Followed::Known => {
            let claim = claim_known(shared, mail, row).await?;
            Ok(claim.unwrap_or_else(|| Claim::Wait(place::folder_went(), 1)))
        }
        Followed::Gone(folder) => Ok(Claim::Hold(place::sent_by_other(
            &folder.mailbox,
            None,
            true,
        ))),
        Followed::Unasked(lost) => unasked_of_lost(shared, row, lost).await,
    }
}

/// Claims it in the folder that is known by the name of the one in which it lay; `None`: that is
/// another one by now.
async fn claim_known(
    shared: &Shared,
    mail: &dyn DraftMail,
    row: &Outgoing,
) -> Result<Option<Claim>, Problem> {
    match follow(shared, mail, row, false).await? {
        Followed::Known => {}
        Followed::Gone(folder) => {
            return Ok(Some(Claim::Hold(place::sent_by_other(
                &folder.mailbox,
                None,
                true,
            ))));
        }
        Followed::Unasked(lost) => return unasked_of_lost(shared, row, lost).await.map(Some),
    }
    let finished = finish_storing(shared, mail, row).await?;
    if let Finished::Taken(held) = finished {
        return Ok(Some(Claim::Hold(held)));
    }
    let Some(copy) = copy_of(shared, row).await? else {
        return Ok(Some(Claim::Free));
    };
    let _one = shared.claiming(&copy.folder.mailbox).await;
    let (mut entry, again) = set_out(shared, row.outbox_id, &copy).await?;
    let errand = Errand::Claim {
        copy: entry.known(),
        mark: entry.mark.clone(),
        again,
    };
    let Claimed {
        folder, is_shared, ..
    } = copy;
    let asked = match finished {
        Finished::Hindered(problem) => Err(problem),
        _ => mail.errand(&folder, errand).await,
    };
    let before = (entry.tries, entry.no_promise);
    entry.tries = match asked {
        Ok(_) => 0,
        Err(_) => entry.tries.saturating_add(1),
    };
    entry.no_promise |= is_shared && matches!(asked, Ok(Found::NoMarks));
    if (entry.tries, entry.no_promise) != before {
        remember(shared, row.outbox_id, &entry).await?;
    }
    Ok(Some(match asked {
        Ok(Found::GoneWithFolder) if entry.key.is_some() => return Ok(None),
        Ok(Found::Taken(who)) => Claim::Hold(place::sent_by_other(&folder.mailbox, who, false)),
        Ok(Found::Gone) if entry.key.is_some() => {
            Claim::Hold(place::sent_by_other(&folder.mailbox, None, true))
        }
        Ok(_) => Claim::Free,
        // Another try would end the same.
        Err(problem) if is_shared && round::is_for_good(&problem) => {
            Claim::Hold(place::not_checked(&folder.mailbox, &problem))
        }
        Err(problem) => unasked(&folder.mailbox, is_shared, entry.tries, problem),
    }))
}

/// What came of finishing a storing that was interrupted.
enum Finished {
    /// One copy is left, or may be.
    Done,
    /// Another copy is being sent by somebody else; what the message is held for.
    Taken(Problem),
    /// It could not be finished.
    Hindered(Problem),
}

/// A newer copy that arrived although its answer was lost becomes the copy, and older ones of this
/// draft go: whoever opened one of them could send it beside ours.
async fn finish_storing(
    shared: &Shared,
    mail: &dyn DraftMail,
    row: &Outgoing,
) -> Result<Finished, Problem> {
    let Some((id, mut link)) = link_of(shared, row).await? else {
        return Ok(Finished::Done);
    };
    if let (Some(_), Some(pending)) = (&link.copy, link.pending.clone()) {
        let folder = place::folder(shared, &pending.folder).await?;
        let found = match folder {
            Some(folder) => mail.with_message_id(&folder, &pending.message_id).await,
            None => Ok(None),
        };
        match found {
            // What is still on its way may arrive: it is removed when the message was accepted.
            Ok(None) => {}
            Ok(Some(key)) => {
                let read = link.clone();
                let message_id = Some(pending.message_id);
                let old = round::replaced(&mut link, key, message_id);
                link.pending = None;
                link.stored = Some(pending.digest);
                relink(shared, id, read, link.clone(), old.into_iter().collect()).await?;
            }
            Err(problem) => return Ok(Finished::Hindered(problem)),
        }
    }
    let left = shared.read(|r| r.left_copies()).await?;
    let of_it = |left: &LeftCopy| left.replaced && left.tag.as_ref() == Some(&link.tag);
    for (key, left) in left.into_iter().filter(|(_, left)| of_it(left)) {
        // A folder that is not there any more took it along.
        let Some(folder) = place::folder(shared, &left.folder).await? else {
            continue;
        };
        let errand = Errand::Remove {
            copy: Known::of_left(&left),
            unless_taken: Some(mark(shared, &folder).await?),
        };
        match mail.errand(&folder, errand).await {
            Ok(Found::Taken(who)) => {
                return Ok(Finished::Taken(place::sent_by_other(
                    &folder.mailbox,
                    who,
                    false,
                )));
            }
            // It may arrive yet.
            Ok(Found::Gone) if left.key.is_none() => {}
            Ok(_) => release::forget(shared, &key).await?,
            // It stays where it lies, whoever sends it.
            Err(problem) if round::is_for_good(&problem) => {}
            Err(problem) => return Ok(Finished::Hindered(problem)),
        }
    }
    Ok(Finished::Done)
}

/// Keeps what was found out of a draft's copies. Where something else was meanwhile, the next try
/// begins with that.
async fn relink(
    shared: &Shared,
    id: DraftId,
    read: DraftLink,
    link: DraftLink,
    left: Vec<LeftCopy>,
) -> Result<(), Problem> {
    let precious = shared.store.precious();
    let kept = precious.relink_draft(id, read, link, left).await;
    match kept.map_err(|e| causes::of_store(&e))? {
        true => Ok(()),
        false => Err(being_stored()),
    }
}

/// What is known of the copy of the message's draft.
async fn link_of(shared: &Shared, row: &Outgoing) -> Result<Option<(DraftId, DraftLink)>, Problem> {
    let Some(id) = row.draft else {
        return Ok(None);
    };
    let stored = shared.read(move |r| r.draft(id)).await?;
    Ok(stored.and_then(|stored| Some((id, stored.link?))))
}

/// The copy of the message's draft in a folder that is known; `None`: there is nothing to claim.
async fn copy_of(shared: &Shared, row: &Outgoing) -> Result<Option<Claimed>, Problem> {
    let Some((_, link)) = link_of(shared, row).await? else {
        return Ok(None);
    };
    let id = match (&link.copy, &link.pending) {
        (Some(copy), _) => &copy.key.folder,
        (None, Some(pending)) => &pending.folder,
        (None, None) => return Ok(None),
    };
    let Some(folder) = place::folder(shared, id).await? else {
        return match link.copy {
            // It was renamed at this moment: the next try follows it.
            Some(_) => Err(place::folder_went()),
            None => Ok(None),
        };
    };
    let is_shared = is_shared(shared, &folder.mailbox).await?;
    Ok(Some(Claimed {
        folder,
        is_shared,
        link,
    }))
}

/// Its owner was told that somebody else was sending the same draft, or had taken it away; what lies
/// there now, if anything, is a copy of their own.
fn told_before(link: &DraftLink) -> Option<Claim> {
    let note = place::note_of(link).filter(|_| has_own_copy(link))?;
    let named = |wanted| {
        let mut args = note.message.args.iter();
        let found = args.find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.clone())
    };
    let who = named("who");
    let mailbox = EmailAddress::parse(&named("mailbox")?).ok()?;
    let gone = note.message.key == "draft-gone-elsewhere";
    let held = place::sent_by_other(&MailboxId::of(&mailbox), who, gone);
    Some(Claim::Hold(held))
}

/// Writes down that the copy is to be marked, and with what. Says also whether that was written
/// down before.
async fn set_out(shared: &Shared, id: OutboxId, copy: &Claimed) -> Result<(Entry, bool), Problem> {
    let link = &copy.link;
    let mut entry = Entry {
        folder: copy.folder.id.clone(),
        key: link.copy.as_ref().map(|copy| copy.key.clone()),
        message_id: match (&link.copy, &link.pending) {
            (Some(copy), _) => copy.message_id.clone(),
            (None, pending) => pending.as_ref().map(|pending| pending.message_id.clone()),
        },
        proof: link.copy.as_ref().and_then(|copy| copy.proof.clone()),
        mark: String::new(),
        tries: 0,
        no_promise: false,
    };
    let before = remembered(shared, id).await?;
    let mut over = None;
    if let Some(before) = before.filter(|before| before.is_of(&entry)) {
        entry.mark = before.mark;
        entry.tries = before.tries;
    }
    if entry.mark.is_empty() {
        over = unreleased(shared, id, &entry).await?;
        if let Some((_, mark)) = &over {
            entry.mark.clone_from(mark);
        }
    }
    let again = !entry.mark.is_empty();
    if !again {
        entry.mark = mark(shared, &copy.folder).await?;
    }
    remember(shared, id, &entry).await?;
    if let Some((over, _)) = over {
        release::forget(shared, &over).await?;
    }
    Ok((entry, again))
}

/// The claim of this copy by an earlier message of the same draft, which is held or was taken back
/// and did not give it up yet: under what it is remembered, and its mark, which is ours.
async fn unreleased(
    shared: &Shared,
    id: OutboxId,
    of: &Entry,
) -> Result<Option<(String, String)>, Problem> {
    for (name, value) in shared.read(|r| r.remembered_under(CLAIMS)).await? {
        let Ok(entry) = serde_json::from_value::<Entry>(value) else {
            continue;
        };
        let is_other = name != claim_key(id) && !entry.mark.is_empty() && entry.is_of(of);
        if is_other && !release::is_under_way(shared, &name).await? {
            return Ok(Some((name, entry.mark)));
        }
    }
    Ok(None)
}

/// What follows when the copy could not be looked at, for so many times in a row by now.
fn unasked(mailbox: &MailboxId, is_shared: bool, tries: u32, problem: Problem) -> Claim {
    if !is_shared {
        Claim::Free
    } else if tries < MOST_TRIES || problem.kind == ProblemKind::Network {
        // It comes back by itself, and so does the message.
        Claim::Wait(place::waits_for_check(mailbox, &problem), tries)
    } else {
        Claim::Hold(place::not_checked(mailbox, &problem))
    }
}

/// Was its owner told that somebody else sends the draft, or took it away? Then what lies in the folder
/// is a copy of their own by now.
pub(in crate::engine) fn has_own_copy(link: &DraftLink) -> bool {
    let keys = [
        "draft-being-sent",
        "draft-being-sent-by-somebody",
        "draft-gone-elsewhere",
    ];
    place::note_of(link).is_some_and(|note| keys.contains(&note.message.key))
}

/// Is it held since somebody else sends the same draft, or did something with it? Whoever takes it back
/// has read that, and goes on with a draft of their own.
pub(in crate::engine) fn is_sent_by_other(why: &Problem) -> bool {
    let keys = [
        "draft-sent-by-other",
        "draft-sent-by-somebody",
        "draft-sent-elsewhere",
    ];
    keys.contains(&why.message.key)
}

/// The keyword with which this member on this computer marks what is being sent: the same in a
/// folder whichever account of the profile reaches it just now, since by it what is ours is known.
pub(super) async fn mark(shared: &Shared, folder: &Folder) -> Result<String, Problem> {
    let known = shared.read(|r| r.remembered(COMPUTER)).await?;
    let known = known.as_ref().and_then(Value::as_str).map(str::to_owned);
    let computer = match known {
        Some(computer) => computer,
        None => {
            let new: String = rfc822::draft_tag().chars().take(8).collect();
            let precious = shared.store.precious();
            let value = Value::from(new.as_str());
            let kept = precious.remember(COMPUTER, &value).await;
            kept.map_err(|e| causes::of_store(&e))?;
            new
        }
    };
    let id = folder.id.clone();
    let ways = shared.read(move |r| r.ways(&id)).await?;
    let account = ways.first().map_or(&folder.account, |first| &first.account);
    let name = account.as_str().split('@').next();
    Ok(mark_of(name.unwrap_or_default(), &computer))
}

async fn remembered(shared: &Shared, id: OutboxId) -> Result<Option<Entry>, Problem> {
    let value = shared.read(move |r| r.remembered(&claim_key(id))).await?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

async fn remember(shared: &Shared, id: OutboxId, entry: &Entry) -> Result<(), Problem> {
    let value = serde_json::to_value(entry).unwrap_or_default();
    let precious = shared.store.precious();
    let kept = precious.remember(&claim_key(id), &value).await;
    kept.map_err(|e| causes::of_store(&e))
}
