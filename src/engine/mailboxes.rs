//! From what a server lists to what the store holds: mailboxes with their routes, folders, rights.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::config::Config;
use crate::domain::{
    Account, AccountId, Act, ActState, EmailAddress, Folder, FolderId, FolderRole, FolderState,
    Mailbox, MailboxId, MailboxKind, MessageKey, Right, Rights, RightsSource, Route, RouteKind,
};

use super::access::{self, Denied};
use super::backend::{Counts, MailBackend, SoughtId};
use super::closed;
use super::discovery::{self, Confirmed, Found, ListedFolder, Listing};
use super::error::EngineError;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use super::taken_back;
use crate::store::{ListFilter, StoreError};
use crate::wire::WireError;

/// Colours of the fixed set; the first is for personal mailboxes.
const COLOURS: u8 = 10;

/// The mailbox of the account itself: an account's id is its address.
///
/// # Errors
/// It is no address, so that it is no account of ours.
pub(super) fn own_mailbox(account: &AccountId) -> Result<MailboxId, Problem> {
    let gone = || {
        let text = Text::new("outbox-no-account").with("account", account.as_str());
        Problem::new(ProblemKind::NotFound, text)
    };
    let address = EmailAddress::parse(account.as_str()).map_err(|_| gone())?;
    Ok(MailboxId::of(&address))
}

/// What a listing showed.
pub(super) struct Discovered {
    /// Do the mailboxes or their folders differ from before?
    pub changed: bool,
    /// The mailboxes it named.
    pub named: BTreeSet<MailboxId>,
    /// Was it read as a whole? If not, what it does not name may be there all the same.
    pub complete: bool,
    /// The counts that came with it, by the folders' names on the wire.
    pub counts: BTreeMap<String, Counts>,
    /// The folders that it does not name, and of which something is held until that is sure ([`closed`]).
    pub absent: BTreeSet<FolderId>,
    /// All names on the wire that were listed, also of what is hidden.
    pub names: BTreeSet<String>,
}

/// Lists the account and writes what it shows. A folder that a complete listing does not name any more
/// goes, as long as it names others of its mailbox and nothing is lost with it: else [`closed`] says when.
/// Of a mailbox of which it names nothing,
/// [`access::judge`] says what that means, and so it does of one of which nothing is left that could be
/// opened. `counts`: with what each folder counts, where that costs nothing.
///
/// # Errors
/// Of the server, or the store.
pub(super) async fn discover(
    shared: &Shared,
    account: &Account,
    mail: &mut dyn MailBackend,
    counts: bool,
) -> Result<Discovered, EngineError> {
    let config = shared.config();
    let known = shared
        .store
        .reader()
        .run(crate::store::Reader::mailboxes)
        .await?;
    let id = account.id();
    let listing = mail.listing(counts).await?;
    let names = listing.folders.iter().map(|f| f.wire_name.clone());
    let names = names.collect();
    let (found, complete, mut counts) = found(account, &config, &known, listing);
    let lost = access::all_lost(shared).await?;
    let (mut named, mut roots) = (BTreeSet::new(), BTreeSet::new());
    let (mut changed, mut absent) = (false, BTreeSet::new());
    for (place, found) in found.iter().enumerate() {
        let mailbox = MailboxId::of(&found.address);
        if config.mailbox(&mailbox).is_some_and(|m| m.hidden) {
            continue;
        }
        if lost.contains(&mailbox) {
            // One that is still listed, and may not be read, stays lost.
            if !may_be_read(mail, &found.folders).await? {
                continue;
            }
            access::regained(shared, &mailbox).await?;
        }
        let (wanted, by) = (mailbox.clone(), id.clone());
        let held = shared
            .store
            .reader()
            .run(move |r| r.folders_by(&wanted, &by));
        // Judged as one that is not listed, and nothing goes before that.
        if shows_only_nodes(&found.folders) && access::is_open(&held.await?) {
            continue;
        }
        named.insert(mailbox.clone());
        roots.insert(found.root.clone());
        let before = known.iter().find(|m| m.id() == mailbox);
        let route = Route {
            account: id.clone(),
            kind: route_kind(found.kind),
            root: found.root.clone(),
        };
        let Some(routes) = routes(shared, mail, before, route, found).await? else {
            continue;
        };
        let after = described(found, &config, before, routes, place);
        if before != Some(&after) {
            shared.store.cache().put_mailbox(&after).await?;
            changed = true;
        }
        let mut folders = found.folders.clone();
        for folder in &mut folders {
            if folder.rights_source == RightsSource::MyRights {
                folder.rights_checked_at = Some(Timestamp::now());
            }
        }
        if after.route().is_some_and(|r| r.account == id) {
            // Listed, they seem readable again: only opening them tells.
            let (id, store) = (mailbox.clone(), &shared.store);
            let held = store.reader().run(move |r| r.folders(&id)).await?;
            for held in &held {
                let listed = folders.iter_mut().find(|listed| listed.id == held.id);
                match (&held.state, listed) {
                    (FolderState::Refused(_), _) => drop(counts.remove(&held.wire_name)),
                    // Until it is judged.
                    (FolderState::InDoubt(_), Some(listed)) => listed.state = held.state.clone(),
                    _ => {}
                }
            }
            let moved = moved_folders(&held, &folders);
            taken_back::with_folders(shared, &mailbox, &moved, true).await?;
            // Folders that this act of ours took away are not gone, and what waits there goes with them.
            let complete = complete && !is_being_renamed(shared, &mailbox, &account.id()).await?;
            if complete {
                let not_named = closed::not_named(shared, mail, &after, &held, &folders).await?;
                absent.extend(not_named.iter().map(|folder| folder.id.clone()));
                folders.retain(|folder| !absent.contains(&folder.id));
                folders.extend(not_named);
            }
            let folders = shared
                .store
                .cache()
                .put_folders(&mailbox, &folders, complete)
                .await?;
            let removed = folders.removed.iter().cloned().collect();
            taken_back::with_folders(shared, &mailbox, &removed, true).await?;
            changed |= !folders.is_empty();
        } else {
            let cache = shared.store.cache();
            changed |= cache.put_ways(&mailbox, &id, &folders, complete).await?;
        }
    }

    let reached = known
        .iter()
        .filter(|m| m.routes.iter().any(|r| r.account == id));
    for mailbox in reached {
        let of_account = |root: &String| {
            let mut routes = mailbox.routes.iter();
            routes.any(|r| r.account == id && r.root == *root)
        };
        let is_hidden = config.mailbox(&mailbox.id()).is_some_and(|m| m.hidden);
        // A person gave what is there another address.
        let is_renamed = !named.contains(&mailbox.id()) && roots.iter().any(of_account);
        if is_hidden {
            remove(shared, &mailbox.id()).await?;
        } else if is_renamed {
            access::leave(shared, &id, mailbox).await?;
        }
        changed |= is_hidden || is_renamed;
    }
    if complete {
        shared.store.cache().note_listed(&id).await?;
    }
    Ok(Discovered {
        changed,
        named,
        complete,
        counts,
        absent,
        names,
    })
}

/// Is none of these folders one that can be opened?
fn shows_only_nodes(folders: &[Folder]) -> bool {
    let mut folders = folders.iter();
    folders.all(|folder| folder.state == FolderState::Container)
}

/// May a server have renamed folders of this mailbox for us already, without our having heard of it?
async fn is_being_renamed(
    shared: &Shared,
    mailbox: &MailboxId,
    account: &AccountId,
) -> Result<bool, StoreError> {
    let account = account.clone();
    let acts = shared.store.reader().run(move |r| r.acts(Some(&account)));
    Ok(acts.await?.iter().any(|pending| {
        pending.state == ActState::Started
            && matches!(&pending.act, Act::RenameFolder { mailbox: of, .. } if of == mailbox)
    }))
}

/// May one of these folders be read? Where no rights are known, opening one tells.
async fn may_be_read(mail: &mut dyn MailBackend, folders: &[Folder]) -> Result<bool, WireError> {
    let mut able = folders.to_vec();
    able.retain(|folder| folder.state != FolderState::Container);
    let told = |f: &Folder| f.rights_source == RightsSource::MyRights;
    if able.iter().any(told) {
        return Ok(able.iter().any(|f| f.rights.has(Right::Read)));
    }
    if mail.abilities().rights {
        let names: Vec<String> = able.into_iter().map(|f| f.wire_name).collect();
        let rights = mail.rights(&names).await?;
        return Ok(rights.into_iter().flatten().any(|r| r.has(Right::Read)));
    }
    let inbox = able.iter().find(|f| f.role == FolderRole::Inbox);
    let Some(folder) = inbox.or(able.first()) else {
        return Ok(false);
    };
    match mail.open(&folder.wire_name, false).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_refusal() || mail.is_usable() => Ok(false),
        Err(error) => Err(error),
    }
}

/// The folders that a listing shows elsewhere on the server than before.
fn moved_folders(held: &[Folder], listed: &[Folder]) -> BTreeSet<FolderId> {
    let moved = listed.iter().filter(|new| {
        held.iter()
            .any(|old| old.id == new.id && old.leads_elsewhere(new))
    });
    moved.map(|new| new.id.clone()).collect()
}

/// Takes a mailbox out of the cache.
pub(super) async fn remove(shared: &Shared, mailbox: &MailboxId) -> Result<(), StoreError> {
    let wanted = mailbox.clone();
    let folders = shared
        .store
        .reader()
        .run(move |r| r.folders(&wanted))
        .await?;
    let folders = folders.into_iter().map(|f| f.id).collect();
    taken_back::with_folders(shared, mailbox, &folders, false).await?;
    shared.store.cache().remove_mailbox(mailbox).await?;
    shared.store.precious().forget_steps_in(mailbox).await?;
    closed::forget_put_aside(shared).await;
    access::forget_doubts(shared, mailbox).await
}

/// The mailboxes that a listing shows, and whether these are all.
fn found(
    account: &Account,
    config: &Config,
    known: &[Mailbox],
    mut listing: Listing,
) -> (Vec<Found>, bool, BTreeMap<String, Counts>) {
    if !listing.complete {
        let routes = known.iter().flat_map(|m| &m.routes);
        let roots: Vec<String> = routes
            .filter(|r| r.account == account.id() && !r.root.is_empty())
            .map(|r| r.root.clone())
            .collect();
        listing.leave_out(&roots);
    }
    let complete = listing.complete && listing.folders.len() <= discovery::MAX_FOLDERS;
    let mut confirmed = Confirmed::default();
    for mailbox in &config.mailboxes {
        for route in mailbox
            .routes
            .iter()
            .filter(|r| r.account == account.id() && !r.root.is_empty())
        {
            confirmed
                .roots
                .insert(route.root.clone(), mailbox.address.clone());
        }
        let roles = mailbox
            .folders
            .iter()
            .map(|(role, path)| (*role, path.clone()))
            .collect();
        confirmed
            .roles
            .insert(MailboxId::of(&mailbox.address), roles);
    }
    let found = discovery::sort_into_mailboxes(&account.address, &listing, &confirmed);
    let told = |folder: ListedFolder| Some((folder.wire_name, folder.counts?));
    let counts = listing.folders.into_iter().filter_map(told).collect();
    (found, complete, counts)
}

fn route_kind(kind: MailboxKind) -> RouteKind {
    match kind {
        MailboxKind::Personal => RouteKind::Personal,
        MailboxKind::Shared => RouteKind::Namespace,
    }
}

/// The routes of a mailbox with this one among them. `None`: another account reaches something of
/// the same address that is not proved to be the same mailbox, and this one is left alone.
async fn routes(
    shared: &Shared,
    mail: &mut dyn MailBackend,
    before: Option<&Mailbox>,
    route: Route,
    found: &Found,
) -> Result<Option<Vec<Route>>, EngineError> {
    let Some(before) = before else {
        return Ok(Some(vec![route]));
    };
    // What was kept of a mailbox that was lost.
    if before.routes.is_empty() {
        return Ok(Some(vec![route]));
    }
    let mut routes = before.routes.clone();
    if let Some(old) = routes.iter_mut().find(|r| r.account == route.account) {
        *old = route;
        return Ok(Some(routes));
    }
    let confirmed = found.confirmed && before.address_confirmed;
    if !confirmed && !same_mailbox(shared, mail, before, &route, found).await? {
        tracing::warn!(
            "Two accounts show a mailbox of the same address that is not known to be the same."
        );
        return Ok(None);
    }
    routes.push(route);
    Ok(Some(routes))
}

/// Most folders of a mailbox that are looked into for a message by which it is known.
const MOST_PROOFS: usize = 5;

/// Do both routes lead to the same mailbox: is a message that is cached by the one at the same place by
/// the other, same UIDVALIDITY, UID and Message-ID? (UIDVALIDITY alone repeats; wire/quirks.rs:
/// dovecot-uidvalidity.) Of a mailbox without any message, that one server shows it under one address,
/// with an empty Inbox of the same UIDVALIDITY, has to do.
async fn same_mailbox(
    shared: &Shared,
    mail: &mut dyn MailBackend,
    before: &Mailbox,
    route: &Route,
    found: &Found,
) -> Result<bool, EngineError> {
    let id = before.id();
    let read = shared.store.reader().run(move |r| {
        let mut folders = r.folders(&id)?;
        folders.sort_by_key(|folder| folder.role != FolderRole::Inbox);
        let mut newest = Vec::new();
        for folder in &folders {
            newest.extend(r.list(&folder.id, ListFilter::default(), 1)?);
            if newest.len() == MOST_PROOFS {
                break;
            }
        }
        Ok((folders, newest))
    });
    let (folders, newest) = read.await?;
    let by_this_way = |id: &FolderId| found.folders.iter().find(|folder| folder.id == *id);
    let is_empty = newest.is_empty();
    for header in newest {
        let key = header.id;
        let (Some(folder), Some(message_id)) = (by_this_way(&key.folder), header.message_id) else {
            continue;
        };
        match lies_at(mail, folder, &key, &message_id).await {
            Ok(true) => return Ok(true),
            // Another mailbox, or a colleague took it away since.
            Ok(false) => {}
            // Refused, or opened in a way that proves nothing.
            Err(error) if error.is_refusal() || mail.is_usable() => {}
            Err(error) => return Err(error.into()),
        }
    }
    let config = shared.config();
    let server = |account: &AccountId| {
        let account = config.account(account)?;
        Some((account.imap.host.to_ascii_lowercase(), account.imap.port))
    };
    let read_by = before.route().and_then(|read| server(&read.account));
    let inbox = folders
        .iter()
        .find(|folder| folder.role == FolderRole::Inbox);
    let (true, true, Some(inbox)) = (is_empty, read_by == server(&route.account), inbox) else {
        return Ok(false);
    };
    let Some(folder) = by_this_way(&inbox.id) else {
        return Ok(false);
    };
    match mail.open(&folder.wire_name, false).await {
        Ok(opened) => Ok(opened.exists == 0 && opened.uid_validity == inbox.uid_validity),
        Err(error) if error.is_refusal() || mail.is_usable() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Does this message lie at this place?
async fn lies_at(
    mail: &mut dyn MailBackend,
    folder: &Folder,
    key: &MessageKey,
    message_id: &str,
) -> Result<bool, WireError> {
    let opened = mail.open(&folder.wire_name, false).await?;
    if opened.uid_validity != key.uid_validity {
        return Ok(false);
    }
    let found = mail.with_message_id(&SoughtId::exactly(message_id)).await?;
    Ok(found.contains(&key.uid))
}

/// The mailbox as it is kept: what was found, and what a person set.
fn described(
    found: &Found,
    config: &Config,
    before: Option<&Mailbox>,
    routes: Vec<Route>,
    place: usize,
) -> Mailbox {
    let settings = config.mailbox(&MailboxId::of(&found.address));
    // hr@ is HR, support@ is Support.
    let proposed_name = || {
        let local = found.address.local();
        let mut letters = local.chars();
        match letters.next() {
            Some(first) if local.chars().count() > 2 => {
                first.to_uppercase().chain(letters).collect()
            }
            _ => local.to_uppercase(),
        }
    };
    let account_name = || {
        config
            .accounts
            .iter()
            .find(|a| a.address == found.address)
            .and_then(|a| a.name.clone())
    };
    let name = settings
        .and_then(|s| s.name.clone())
        .or_else(|| {
            (found.kind == MailboxKind::Personal)
                .then(account_name)
                .flatten()
        })
        .unwrap_or_else(proposed_name);
    let colour = settings
        .and_then(|s| s.colour)
        .or(before.map(|m| m.colour))
        .unwrap_or_else(|| {
            if found.kind == MailboxKind::Personal {
                0
            } else {
                u8::try_from((place.max(1) - 1) % usize::from(COLOURS - 1)).unwrap_or(0) + 1
            }
        });
    Mailbox {
        address: found.address.clone(),
        address_confirmed: found.confirmed || settings.is_some_and(|s| s.confirmed),
        name,
        kind: found.kind,
        routes,
        sent_policy: settings.and_then(|s| s.sent_policy).unwrap_or_default(),
        colour,
    }
}

/// Reads the rights of these folders, as this account reaches them, in one round trip. A folder that
/// is refused loses its rights; the others are not affected (invariant 10). Returns the mailboxes in
/// which something changed, and what was refused in so many words.
pub(super) async fn read_rights(
    shared: &Shared,
    account: &AccountId,
    mail: &mut dyn MailBackend,
    folders: &[Folder],
) -> Result<(BTreeSet<MailboxId>, BTreeMap<MailboxId, Denied>), EngineError> {
    let names: Vec<String> = folders.iter().map(|f| f.wire_name.clone()).collect();
    let answers = mail.rights(&names).await?;
    let mut rights = Vec::with_capacity(folders.len());
    let mut denied: BTreeMap<MailboxId, Denied> = BTreeMap::new();
    for (folder, answer) in folders.iter().zip(answers) {
        let now = match answer {
            Ok(rights) => rights,
            // Also one that is said not to exist (wire/quirks.rs: dovecot-hidden-folder).
            Err(error) if access::is_of_access(&error) => {
                denied
                    .entry(folder.mailbox.clone())
                    .or_default()
                    .note(&error);
                Rights::default()
            }
            // No answer about this folder proves neither a right nor its loss.
            Err(error) => {
                tracing::debug!(%error, "The rights of a folder could not be read.");
                continue;
            }
        };
        // A right that came back makes a refused folder worth another try.
        if matches!(folder.state, FolderState::Refused(_))
            && now.has(Right::Read)
            && folder.rights != now
        {
            shared
                .store
                .cache()
                .set_folder_state(&folder.id, FolderState::Readable)
                .await?;
        }
        rights.push((folder.id.clone(), now, RightsSource::MyRights));
    }
    let changed = shared
        .store
        .cache()
        .set_rights(account, &rights, Timestamp::now())
        .await?;
    let of = |id: &FolderId| {
        folders
            .iter()
            .find(|f| f.id == *id)
            .map(|f| f.mailbox.clone())
    };
    Ok((changed.iter().filter_map(of).collect(), denied))
}
