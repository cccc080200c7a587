//! Whether an account still gets at a mailbox: the one place that says that an access is lost.
//!
//! An outage, a listing in the middle of a restart, an administrator at work: all of them look like a
//! right that was taken away. So it takes two steps (invariant 4).
//!
//! * **In doubt**, at first sight: a complete listing names none of the mailbox's folders, or MYRIGHTS
//!   grants reading none of them, or each of them was refused when it was opened, and not because the
//!   server is busy or at fault. The mailbox can be
//!   read here and nothing is done to it; what was begun waits. When that was first seen is
//!   remembered beyond this run.
//! * **Lost**, by a second look at least [`Pace::confirm_lost`](super::pace::Pace::confirm_lost) later
//!   on a session of its own, or [`Pace::confirm_bare`](super::pace::Pace::confirm_bare) later where it
//!   was refused without a code, as by a server whose storage is away; or at once, by the server's
//!   explicit word: `NOPERM` (RFC 5530) for a folder while none of the others may be read. Not
//!   `NONEXISTENT`: of a mailbox whose storage is away a server says that as well, and lists nothing of it.
//!   What was held is removed then, unless the settings keep it (`keep_lost`); what waits in the outbox is
//!   held; and a notice says so until a person read it.
//!
//! Whatever shows the mailbox open again ends the doubt, and nothing was lost. Where another account
//! reaches the mailbox, only the way is lost. A single folder, beside others of its mailbox, is not judged
//! here, but by [`super::closed`].

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::closed;
use super::event::Event;
use super::mailboxes;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::{Place, Shared};
use super::taken_back;
use crate::domain::{
    AccountId, Doubt, EmailAddress, Folder, FolderState, Mailbox, MailboxId, OutboxState, Outgoing,
    Right, RightsSource, RouteKind,
};
use crate::store::StoreError;
use crate::wire::WireError;
use crate::wire::imap::ResponseCode;

/// Least time until the next look, however late it is.
pub(super) const SOON: Duration = Duration::from_millis(50);

/// Did a listing name a mailbox?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Yes.
    Yes,
    /// No, and it was read as a whole.
    No,
    /// Nobody listed; rights were read, or a folder was opened.
    NotAsked,
}

/// What was refused in so many words (RFC 5530).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Denied {
    /// Permission was denied.
    no_perm: Option<String>,
    /// It was said not to exist, which servers also say of what may not be seen (RFC 4314 6).
    non_existent: Option<String>,
    /// Something was refused without a code, as servers also do whose storage is away.
    bare: bool,
}

impl Denied {
    /// Notes what an error says.
    pub(super) fn note(&mut self, error: &WireError) {
        let WireError::No { code, words } = error else {
            return;
        };
        let said = match code {
            Some(ResponseCode::NoPerm) => &mut self.no_perm,
            Some(ResponseCode::NonExistent) => &mut self.non_existent,
            Some(_) => return,
            None => return self.bare = true,
        };
        said.get_or_insert_with(|| words.clone());
    }

    /// The words by which the access is known to be lost without a second look.
    fn explicit(&self) -> Option<&String> {
        self.no_perm.as_ref()
    }

    /// What the server says of a loss that a second look confirms.
    fn words(&self) -> Option<String> {
        self.explicit().or(self.non_existent.as_ref()).cloned()
    }
}

/// Does a refusal speak of the access? Not one that says that the server is busy, over a limit or at
/// fault (RFC 5530), nor that it did not understand. One without a code may, and is believed late.
pub(super) fn is_of_access(error: &WireError) -> bool {
    use ResponseCode::{ContactAdmin, NoPerm, NonExistent, TryCreate};
    match error {
        error if error.is_passing() => false,
        WireError::No { code, .. } => matches!(
            code,
            None | Some(NoPerm | NonExistent | ContactAdmin | TryCreate)
        ),
        _ => false,
    }
}

/// A look at a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    /// Did a listing name it?
    pub named: Named,
    /// What was refused.
    pub denied: Denied,
    /// Could it be read before this look, as far as was known?
    pub was_open: bool,
    /// Is it on another session than the one on which the doubt began?
    pub apart: bool,
}

/// What came of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// It is open, or was not open before either.
    Open,
    /// It is in doubt; when to look again.
    InDoubt(Duration),
    /// It is lost; the mailbox, or this way to it, is gone.
    Lost,
}

/// A doubt, as it is remembered.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Doubted {
    since: Timestamp,
    why: Doubt,
    /// Does it rest on refusals without a code?
    #[serde(default)]
    bare: bool,
}

/// A lost access, as it is remembered until the mailbox is reached again or nobody cares any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Lost {
    account: AccountId,
    at: Timestamp,
    why: Doubt,
    /// The server's own words, if it had any.
    words: Option<String>,
    /// Does what was held stay here?
    kept: bool,
    /// Did a person read the notice?
    read: bool,
}

const DOUBTS: &str = "access/doubt/";
const LOSSES: &str = "access/lost/";

fn doubt_key(account: &AccountId, mailbox: &MailboxId) -> String {
    format!("{DOUBTS}{account}/{mailbox}")
}

fn lost_key(mailbox: &MailboxId) -> String {
    format!("{LOSSES}{mailbox}")
}

/// Can this folder be read, as far as is known? Of one that was refused while its mailbox came into
/// doubt, only opening it tells.
fn opens(folder: &Folder) -> bool {
    let is_closed = match folder.state {
        FolderState::Container
        | FolderState::Planned
        | FolderState::Absent
        | FolderState::Refused(_)
        | FolderState::Lost => true,
        FolderState::InDoubt(doubt) => doubt == Doubt::Refused,
        FolderState::Readable => false,
    };
    !is_closed && !is_without_right(folder)
}

/// Is it a folder that can be opened, by its kind and its rights?
pub(super) fn may_open(folder: &Folder) -> bool {
    holds_mail(folder) && !is_without_right(folder)
}

/// Is it a folder with messages, and there as far as is known?
fn holds_mail(folder: &Folder) -> bool {
    !matches!(folder.state, FolderState::Container | FolderState::Absent)
}

fn is_without_right(folder: &Folder) -> bool {
    folder.rights_source == RightsSource::MyRights && !folder.rights.has(Right::Read)
}

/// Is there something to lose: a folder that could be read, or something that is held of one?
pub(super) fn is_open(folders: &[Folder]) -> bool {
    let mut folders = folders.iter();
    folders.any(|folder| opens(folder) || is_in_doubt(folder) || folder.total > 0)
}

/// What a look says: `Some(None)`: it is open; `None`: nothing new.
fn seen(folders: &[Folder], look: &Look, doubted: Option<Doubt>) -> Option<Option<Doubt>> {
    if look.named == Named::No {
        return Some(Some(Doubt::Unlisted));
    }
    let mut able = folders.iter().filter(|f| holds_mail(f)).peekable();
    // What holds no messages cannot be closed.
    if able.peek().is_none() || able.clone().any(opens) {
        // That it is not listed any more is only ended by its being listed.
        let stays = look.named == Named::NotAsked && doubted == Some(Doubt::Unlisted);
        return (!stays).then_some(None);
    }
    if able.all(is_without_right) {
        return Some(Some(Doubt::NoRight));
    }
    // A listing opens nothing.
    (look.named == Named::NotAsked).then_some(Some(Doubt::Refused))
}

/// Judges a look at a mailbox that this account reaches, or reached, and does what follows.
///
/// # Errors
/// The store.
pub(super) async fn judge(
    shared: &Shared,
    account: &AccountId,
    mailbox: &MailboxId,
    look: &Look,
) -> Result<Access, StoreError> {
    let key = doubt_key(account, mailbox);
    let (id, by, wanted) = (mailbox.clone(), account.clone(), key.clone());
    let read = shared.store.reader().run(move |r| {
        let folders = r.folders_by(&id, &by)?;
        Ok((r.mailbox(&id)?, folders, r.remembered(&wanted)?))
    });
    let (known, folders, doubted) = read.await?;
    let of_account = |m: &Mailbox| {
        let route = m.routes.iter().find(|r| r.account == *account);
        // Nobody loses their own mailbox but with their account.
        route.is_some_and(|r| r.kind != RouteKind::Personal)
    };
    let Some(known) = known.filter(of_account) else {
        return Ok(Access::Open);
    };
    let doubted: Option<Doubted> = doubted.and_then(|value| serde_json::from_value(value).ok());
    let now = Timestamp::now();
    // A clock that was set back since keeps no doubt for ever.
    let since = doubted.as_ref().map_or(now, |doubt| doubt.since.min(now));
    let left = |since: Timestamp, bare: bool| {
        let wait = match bare {
            true => shared.pace.confirm_bare,
            false => shared.pace.confirm_lost,
        };
        let age = Duration::try_from(now.duration_since(since)).unwrap_or_default();
        wait.saturating_sub(age)
    };
    let why = match seen(&folders, look, doubted.as_ref().map(|d| d.why)) {
        None => {
            return Ok(doubted.map_or(Access::Open, |doubt| {
                Access::InDoubt(left(since, doubt.bare).max(SOON))
            }));
        }
        Some(None) => {
            if doubted.is_some() || folders.iter().any(is_of_doubted) {
                open_again(shared, account, mailbox).await?;
            }
            return Ok(Access::Open);
        }
        Some(Some(why)) => why,
    };
    let was_bare = doubted.as_ref().is_some_and(|doubt| doubt.bare);
    let is_silent = look.denied == Denied::default();
    let bare = match doubted.as_ref().filter(|doubt| doubt.why == why) {
        // A reason that was named stands, and whoever says nothing lets stand what was said.
        Some(doubt) => doubt.bare && (look.denied.bare || is_silent),
        None => why != Doubt::Unlisted && look.denied.bare,
    };
    // The first look at which a reason is named.
    let is_first = doubted.is_none() || (was_bare && !bare);
    let since = if is_first { now } else { since };
    let left = left(since, bare);
    // Never open, it is shown closed as long as it is listed, and goes without a word.
    if doubted.is_none() && !look.was_open {
        if look.named != Named::No {
            return Ok(Access::Open);
        }
        leave(shared, account, &known).await?;
        return Ok(Access::Lost);
    }
    let is_explicit = look.denied.explicit().is_some();
    if is_explicit || (!is_first && look.apart && left.is_zero()) {
        lose(shared, account, &known, why, look.denied.words()).await?;
        return Ok(Access::Lost);
    }
    let value = serde_json::json!(Doubted { since, why, bare });
    shared.store.precious().remember(&key, &value).await?;
    let state = FolderState::InDoubt(why);
    let cache = shared.store.cache();
    if cache.set_access(mailbox, account, state).await? {
        tracing::info!(?why, "The access to a mailbox is in doubt.");
        shared.tell(Event::Folders(mailbox.clone()));
    }
    // Another way still leads there.
    if known.routes.len() == 1 {
        shared.raise(
            Place::Mailbox(mailbox.clone()),
            doubtful(account, mailbox, why),
        );
    }
    // A listing makes sure of it.
    let is_hidden = look.named == Named::NotAsked && look.denied.non_existent.is_some();
    let again = if is_hidden { SOON } else { left.max(SOON) };
    Ok(Access::InDoubt(again))
}

/// Is the access to the folder's mailbox lost, and what is here a copy?
pub(super) fn is_lost(folder: &Folder) -> bool {
    folder.state == FolderState::Lost
}

/// Is it in doubt whether the folder can be got at, be it alone or with its whole mailbox?
pub(super) fn is_in_doubt(folder: &Folder) -> bool {
    folder.state == FolderState::Absent || is_of_doubted(folder)
}

/// Is the access to the folder's mailbox in doubt?
pub(super) fn is_of_doubted(folder: &Folder) -> bool {
    matches!(folder.state, FolderState::InDoubt(_))
}

/// A folder was opened of a mailbox of which none could be.
///
/// # Errors
/// The store.
pub(super) async fn opened(shared: &Shared, folder: &Folder) -> Result<(), StoreError> {
    if folder.state == FolderState::InDoubt(Doubt::Refused) {
        open_again(shared, &folder.account, &folder.mailbox).await?;
    }
    Ok(())
}

async fn open_again(
    shared: &Shared,
    account: &AccountId,
    mailbox: &MailboxId,
) -> Result<(), StoreError> {
    let key = doubt_key(account, mailbox);
    shared.store.precious().forget(&key).await?;
    let cache = shared.store.cache();
    (cache.set_access(mailbox, account, FolderState::Readable)).await?;
    shared.clear(&Place::Mailbox(mailbox.clone()));
    tracing::info!("The access to a mailbox is not in doubt any more.");
    shared.tell(Event::Folders(mailbox.clone()));
    Ok(())
}

/// The account gets at it no more.
async fn lose(
    shared: &Shared,
    account: &AccountId,
    mailbox: &Mailbox,
    why: Doubt,
    words: Option<String>,
) -> Result<(), StoreError> {
    let id = mailbox.id();
    tracing::info!(?why, "The access to a mailbox is lost.");
    if mailbox.routes.len() == 1 {
        let lost = Lost {
            account: account.clone(),
            at: Timestamp::now(),
            why,
            words,
            kept: shared.config().settings.keep_lost,
            read: false,
        };
        // First, since what follows can be done again.
        let value = serde_json::json!(lost);
        let precious = shared.store.precious();
        precious.remember(&lost_key(&id), &value).await?;
        if lost.kept {
            keep(shared, account, mailbox).await?;
        } else {
            mailboxes::remove(shared, &id).await?;
        }
        shared.raise(Place::Mailbox(id), lost_problem(&lost, &mailbox.id()));
        shared.access_lost();
    } else {
        leave(shared, account, mailbox).await?;
        shared.clear(&Place::Mailbox(id));
    }
    let key = doubt_key(account, &mailbox.id());
    shared.store.precious().forget(&key).await?;
    Ok(())
}

/// The account's way to a mailbox goes, and the mailbox with the last one.
///
/// # Errors
/// The store.
pub(super) async fn leave(
    shared: &Shared,
    account: &AccountId,
    mailbox: &Mailbox,
) -> Result<(), StoreError> {
    let mut left = mailbox.clone();
    left.routes.retain(|route| route.account != *account);
    if left.routes.is_empty() {
        return mailboxes::remove(shared, &mailbox.id()).await;
    }
    shared.store.cache().put_mailbox(&left).await?;
    if mailbox.route().is_some_and(|r| r.account == *account) {
        shared.rerouted();
    }
    Ok(())
}

/// The mailbox stays as it is here, without a way to it.
async fn keep(shared: &Shared, account: &AccountId, mailbox: &Mailbox) -> Result<(), StoreError> {
    let id = mailbox.id();
    let wanted = id.clone();
    let folders = shared.store.reader().run(move |r| r.folders(&wanted));
    let folders: BTreeSet<_> = folders.await?.into_iter().map(|f| f.id).collect();
    taken_back::with_folders(shared, &id, &folders, false).await?;
    let cache = shared.store.cache();
    cache.set_access(&id, account, FolderState::Lost).await?;
    let kept = Mailbox {
        routes: Vec::new(),
        ..mailbox.clone()
    };
    cache.put_mailbox(&kept).await
}

/// The accesses that are known to be lost, by mailbox.
async fn losses(shared: &Shared) -> Result<Vec<(MailboxId, Lost)>, StoreError> {
    let read = shared.store.reader().run(|r| r.remembered_under(LOSSES));
    let all = read.await?.into_iter().filter_map(|(key, value)| {
        let address = EmailAddress::parse(key.strip_prefix(LOSSES)?).ok()?;
        Some((MailboxId::of(&address), serde_json::from_value(value).ok()?))
    });
    Ok(all.collect())
}

async fn loss_of(shared: &Shared, mailbox: &MailboxId) -> Result<Option<Lost>, StoreError> {
    let key = lost_key(mailbox);
    let value = shared.store.reader().run(move |r| r.remembered(&key));
    Ok(value.await?.and_then(|v| serde_json::from_value(v).ok()))
}

/// The mailboxes to which the access is lost.
///
/// # Errors
/// The store.
pub(super) async fn all_lost(shared: &Shared) -> Result<BTreeSet<MailboxId>, StoreError> {
    let all = losses(shared).await?;
    Ok(all.into_iter().map(|(id, _)| id).collect())
}

/// A lost mailbox is reached again: nothing of the loss is remembered.
///
/// # Errors
/// The store.
pub(super) async fn regained(shared: &Shared, mailbox: &MailboxId) -> Result<(), StoreError> {
    let key = lost_key(mailbox);
    if shared.store.precious().forget(&key).await? {
        tracing::info!("A mailbox is reached again.");
        shared.clear(&Place::Mailbox(mailbox.clone()));
    }
    Ok(())
}

/// Says what was remembered of lost mailboxes, and not read yet.
pub(super) async fn tell(shared: &Shared) {
    let all = match losses(shared).await {
        Ok(all) => all,
        Err(error) => return tracing::warn!(%error, "Lost mailboxes could not be read."),
    };
    for (id, lost) in all.into_iter().filter(|(_, lost)| !lost.read) {
        let problem = lost_problem(&lost, &id);
        shared.raise(Place::Mailbox(id), problem);
    }
}

/// A person read that a mailbox is lost.
///
/// # Errors
/// The store.
pub(super) async fn was_read(shared: &Shared, mailbox: &MailboxId) -> Result<(), StoreError> {
    if let Some(lost) = loss_of(shared, mailbox).await? {
        let value = serde_json::json!(Lost { read: true, ..lost });
        let key = lost_key(mailbox);
        shared.store.precious().remember(&key, &value).await?;
    }
    shared.clear(&Place::Mailbox(mailbox.clone()));
    Ok(())
}

/// Removes what is kept of a lost mailbox, and its notice. Was it one?
///
/// # Errors
/// The store.
pub(super) async fn drop_lost(shared: &Shared, mailbox: &MailboxId) -> Result<bool, StoreError> {
    let Some(lost) = loss_of(shared, mailbox).await? else {
        return Ok(false);
    };
    shared.store.cache().remove_mailbox(mailbox).await?;
    closed::forget_put_aside(shared).await;
    // What was to be sent in its name stays held.
    let value = serde_json::json!(Lost {
        kept: false,
        read: true,
        ..lost
    });
    let key = lost_key(mailbox);
    shared.store.precious().remember(&key, &value).await?;
    shared.clear(&Place::Mailbox(mailbox.clone()));
    Ok(true)
}

/// Removes what is kept of all lost mailboxes: the settings do not keep it any more.
///
/// # Errors
/// The store.
pub(super) async fn drop_all_lost(shared: &Shared) -> Result<(), StoreError> {
    for (id, lost) in losses(shared).await? {
        if lost.kept {
            drop_lost(shared, &id).await?;
            shared.tell(Event::Mailboxes);
        }
    }
    Ok(())
}

/// A person has no use for a mailbox any more, or it is gone: no doubt of it is remembered.
///
/// # Errors
/// The store.
pub(super) async fn forget_doubts(shared: &Shared, mailbox: &MailboxId) -> Result<(), StoreError> {
    let read = shared.store.reader().run(|r| r.remembered_under(DOUBTS));
    let suffix = format!("/{mailbox}");
    for (key, _) in read.await? {
        if key.ends_with(&suffix) {
            shared.store.precious().forget(&key).await?;
        }
    }
    shared.clear(&Place::Mailbox(mailbox.clone()));
    Ok(())
}

/// What was lost by an account that is taken away is nobody's any more.
///
/// # Errors
/// The store.
pub(super) async fn forget_account(shared: &Shared, account: &AccountId) -> Result<(), StoreError> {
    let precious = shared.store.precious();
    for (id, lost) in losses(shared).await? {
        if lost.account == *account {
            drop_lost(shared, &id).await?;
            precious.forget(&lost_key(&id)).await?;
        }
    }
    let under = format!("{DOUBTS}{account}/");
    let doubts = shared
        .store
        .reader()
        .run(move |r| r.remembered_under(&under));
    for (key, _) in doubts.await? {
        precious.forget(&key).await?;
    }
    Ok(())
}

/// Why a message does not leave in the name of a mailbox that was lost since it was written.
///
/// # Errors
/// The store.
pub(super) async fn holds(shared: &Shared, row: &Outgoing) -> Result<Option<Problem>, StoreError> {
    let waits = matches!(row.state, OutboxState::Scheduled | OutboxState::Queued);
    let Some(mailbox) = row.mailbox.as_ref().filter(|_| waits) else {
        return Ok(None);
    };
    let lost = loss_of(shared, mailbox).await?;
    Ok(lost.filter(|lost| row.created_at < lost.at).map(|lost| {
        let text = Text::new("outbox-mailbox-lost").with("mailbox", mailbox.as_str());
        let problem = Problem::new(ProblemKind::Permission, text)
            .advise(Text::new("outbox-advice-mailbox-lost"))
            .of_account(&lost.account)
            .of_mailbox(mailbox);
        with_words(problem, lost.words.as_ref())
    }))
}

fn with_words(problem: Problem, words: Option<&String>) -> Problem {
    match words {
        Some(words) => problem.detail(words),
        None => problem,
    }
}

fn doubtful(account: &AccountId, mailbox: &MailboxId, why: Doubt) -> Problem {
    let key = match why {
        Doubt::Unlisted => "problem-mailbox-unlisted",
        Doubt::NoRight => "problem-mailbox-no-right",
        Doubt::Refused => "problem-mailbox-refused",
    };
    let text = Text::new(key).with("mailbox", mailbox.as_str());
    Problem::new(ProblemKind::Permission, text)
        .advise(Text::new("advice-mailbox-in-doubt"))
        .of_account(account)
        .of_mailbox(mailbox)
}

fn lost_problem(lost: &Lost, mailbox: &MailboxId) -> Problem {
    let advice = if lost.kept {
        "advice-mailbox-lost-kept"
    } else {
        "advice-mailbox-lost"
    };
    let text = Text::new("problem-mailbox-lost").with("mailbox", mailbox.as_str());
    let problem = Problem::new(ProblemKind::Permission, text)
        .advise(Text::new(advice).with("account", lost.account.as_str()))
        .of_account(&lost.account)
        .of_mailbox(mailbox);
    with_words(problem, lost.words.as_ref())
}

#[cfg(test)]
#[path = "access_tests.rs"]
mod tests;
