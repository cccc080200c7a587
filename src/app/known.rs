//! What the window knows of the engine: one picture of everything small, read anew when an event
//! says that it changed. Messages are not in it; lists read those for themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use iced::Task;

use crate::domain::{
    Account, AccountId, Away, Bounce, Folder, FolderId, FolderRole, FolderState, HeldTexts,
    Identity, Mailbox, MailboxId, MailboxKind, MessageHeader, NamedAddress, OutboxId, OutboxState,
    Outgoing, SendRight, StepId, SystemFlag, is_below, parent_of,
};
use crate::engine::{Connection, DraftSummary, Engine, Event, Problem, ProblemKind, Progress, why};
use crate::permission::{self, Action};
pub use crate::permission::{Access, access};
use crate::rfc822::{Doubt, OwnDomains};

use super::link::Link;

/// A mailbox with its folders, in the order of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The mailbox.
    pub mailbox: Mailbox,
    /// Its folders.
    pub folders: Vec<Folder>,
    /// Those into which a copy may be filed, by whichever account.
    pub file_into: BTreeSet<FolderId>,
    /// Its Sent folder, by whichever account that is seen.
    pub sent: Option<Folder>,
    /// Where its messages go when they are deleted.
    pub trash: GoesTo,
    /// Where they go when they are archived.
    pub archive: GoesTo,
    /// What is held of it on this computer.
    pub held: Option<HeldTexts>,
}

/// Where messages of a mailbox go when they are put away.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GoesTo {
    /// To whose folder.
    pub away: Away,
    /// Which that is, if there is one.
    pub folder: Option<Folder>,
}

impl Node {
    /// The folder of a role.
    #[must_use]
    pub fn role(&self, role: FolderRole) -> Option<&Folder> {
        self.folders.iter().find(|f| f.role == role)
    }

    /// Unread messages in the Inbox: what the mailbox's row shows.
    #[must_use]
    pub fn unread(&self) -> u32 {
        self.role(FolderRole::Inbox).map_or(0, |f| f.unread)
    }

    /// Unread messages in all its folders but those in which nothing waits for anybody: what its row shows while they
    /// are folded away.
    #[must_use]
    pub fn unread_in_all(&self) -> u32 {
        unread_in(self.folders.iter())
    }

    /// The same of the folders below one.
    #[must_use]
    pub fn unread_below(&self, folder: &Folder) -> u32 {
        let mut with = self.above(folder).chain(std::iter::once(folder));
        if with.any(is_of_no_wait) {
            return 0;
        }
        unread_in(self.below(folder))
    }

    /// The folders that this one is in.
    pub fn above<'a>(&'a self, folder: &'a Folder) -> impl Iterator<Item = &'a Folder> {
        let all = self.folders.iter();
        all.filter(|above| is_below(&folder.path, &above.path))
    }

    /// Those below it stand right behind it.
    fn below<'a>(&'a self, folder: &'a Folder) -> impl Iterator<Item = &'a Folder> {
        let behind = self.folders.iter().skip_while(|one| one.id != folder.id);
        let behind = behind.skip(1);
        behind.take_while(|one| is_below(&one.path, &folder.path))
    }

    /// The folders that are seen in the tree while what is below these is folded away, each with whether there are
    /// others below it.
    pub fn unfolded<'a>(
        &'a self,
        folded: &'a BTreeSet<FolderId>,
    ) -> impl Iterator<Item = (&'a Folder, bool)> {
        let mut hidden: Option<&str> = None;
        // What is below a folder stands right behind it.
        let next = self.folders.iter().skip(1).map(Some);
        let each = self.folders.iter().zip(next.chain(std::iter::once(None)));
        each.filter_map(move |(folder, next)| {
            if hidden.is_some_and(|above| is_below(&folder.path, above)) {
                return None;
            }
            hidden = Some(folder.path.as_str()).filter(|_| folded.contains(&folder.id));
            Some((
                folder,
                next.is_some_and(|next| is_below(&next.path, &folder.path)),
            ))
        })
    }

    /// What may be done here, judged by the Inbox, or by a folder that is there where there is none.
    #[must_use]
    pub fn access(&self) -> Access {
        let mut there = self.folders.iter();
        let there = there.find(|f| f.state != FolderState::Absent);
        let folder = self.role(FolderRole::Inbox).or(there);
        folder.map_or(Access::Unknown, access)
    }
}

/// Does nothing wait for anybody there: in what was thrown away, sent or is not finished?
fn is_of_no_wait(folder: &Folder) -> bool {
    use FolderRole::{Drafts, Junk, Sent, Trash};
    matches!(folder.role, Trash | Junk | Drafts | Sent)
}

/// What is unread in these folders of a tree, but for those in which nothing waits, and what is below them.
fn unread_in<'a>(folders: impl Iterator<Item = &'a Folder>) -> u32 {
    let mut outside: Option<&str> = None;
    let counted = folders.filter(|folder| {
        if outside.is_some_and(|above| is_below(&folder.path, above)) {
            return false;
        }
        outside = Some(folder.path.as_str()).filter(|_| is_of_no_wait(folder));
        outside.is_none()
    });
    counted.map(|f| f.unread).fold(0, u32::saturating_add)
}

/// Folders as a tree: each with those below it right behind it, and beside each other those with a task first.
fn as_tree(mut folders: Vec<Folder>) -> Vec<Folder> {
    let roles: BTreeMap<String, FolderRole> =
        folders.iter().map(|f| (f.path.clone(), f.role)).collect();
    folders.sort_by_cached_key(|folder| {
        let mut way = Vec::new();
        let mut path = Some(folder.path.as_str());
        while let Some(at) = path {
            let role = roles.get(at).copied().unwrap_or(FolderRole::Other);
            way.push((role, at.to_owned()));
            path = parent_of(at);
        }
        way.reverse();
        way
    });
    folders
}

/// The picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// Was it read at all?
    pub is_read: bool,
    /// Mailboxes, shared ones first, each group by name.
    pub nodes: Vec<Node>,
    /// The From list, best first.
    pub identities: Vec<Identity>,
    /// Accounts and their connections.
    pub accounts: Vec<(Account, Connection)>,
    /// The domains of the accounts, of the mailboxes they reach, and of the other addresses to write from.
    pub own_domains: OwnDomains,
    /// Standing problems.
    pub problems: Vec<Problem>,
    /// The outbox, without what is done, in the order in which it leaves.
    pub outbox: Vec<Outgoing>,
    /// What was sent last, the newest first.
    pub sent: Vec<Outgoing>,
    /// What came back, the newest first.
    pub bounced: Vec<Outgoing>,
    /// Drafts on this computer.
    pub drafts: Vec<DraftSummary>,
    /// The keywords of the tags that messages bear, those of the most messages first.
    pub tags: Vec<String>,
    /// How many addresses the contacts have.
    pub contacts: usize,
    /// What this run did and can be taken back, the last first: by the words of [`crate::domain::Act::word`], with
    /// where messages were moved.
    pub steps: Vec<(String, Option<FolderId>)>,
    /// The last of them.
    pub last_step: Option<StepId>,
    /// Is all traffic switched off?
    pub is_offline: bool,
    /// The large fetches that are under way.
    pub progress: Vec<Progress>,
    /// The accounts that fetch nothing ahead, since a person paused that.
    pub paused: BTreeSet<AccountId>,
    /// The folders of which news comes at once.
    pub live: BTreeSet<FolderId>,
    /// After how long others' flags show everywhere.
    pub flags_within: Duration,
}

/// How many of the messages that are done are known without asking for more.
pub const RECENT: u32 = 20;
/// Most tags that are known: more are no choice for anybody.
const MOST_TAGS: usize = 50;
/// How many of those that came back.
const MOST_BOUNCED: u32 = 200;

/// The states shown in the outbox.
const OPEN: [OutboxState; 7] = [
    OutboxState::Scheduled,
    OutboxState::Queued,
    OutboxState::Sending,
    OutboxState::Unknown,
    OutboxState::Accepted,
    OutboxState::Filing,
    OutboxState::Held,
];

impl Known {
    /// Is it the address of one of this person's accounts?
    #[must_use]
    pub fn is_me(&self, who: &NamedAddress) -> bool {
        let mut accounts = self.accounts.iter();
        accounts.any(|(account, _)| account.address.as_str().eq_ignore_ascii_case(&who.address))
    }

    /// Reads it from the engine.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn read(engine: Engine) -> Result<Self, Problem> {
        let where_to = engine.where_to();
        let started = engine.started();
        let (mut nodes, outbox, (sent, bounced), (drafts, contacts, tags), (steps, last_step)) =
            engine
                .read(move |reader| {
                    let mut nodes = Vec::new();
                    let held = reader.held_texts()?.into_iter();
                    let mut held: BTreeMap<MailboxId, HeldTexts> =
                        held.map(|held| (held.mailbox.clone(), held)).collect();
                    for mailbox in reader.mailboxes()? {
                        let folders = as_tree(reader.folders_shown(&mailbox.id())?);
                        let several = mailbox.routes.len() > 1;
                        let mut file_into = BTreeSet::new();
                        for folder in &folders {
                            let ways = several.then(|| reader.ways(&folder.id)).transpose()?;
                            let ways = ways.unwrap_or_else(|| vec![folder.clone()]);
                            let may =
                                |way: &Folder| permission::decide(Action::Insert, way).may_try();
                            if ways.iter().any(may) {
                                file_into.insert(folder.id.clone());
                            }
                        }
                        let id = mailbox.id();
                        let goes_to = |role| {
                            let folder = match mailbox.route() {
                                Some(r) => where_to.folder(reader, &id, &r.account, role)?,
                                None => None,
                            };
                            let away = where_to.away(&id, role);
                            Ok::<_, crate::engine::StoreError>(GoesTo { away, folder })
                        };
                        let trash = goes_to(FolderRole::Trash)?;
                        let archive = goes_to(FolderRole::Archive)?;
                        let sent = reader.ways_by_role(&mailbox.id(), FolderRole::Sent)?;
                        nodes.push(Node {
                            held: held.remove(&mailbox.id()),
                            trash,
                            archive,
                            mailbox,
                            folders,
                            file_into,
                            sent: sent.into_iter().next(),
                        });
                    }
                    let done = (reader.sent(RECENT)?, reader.bounced(MOST_BOUNCED)?);
                    let steps = reader.kinds_of_steps(started)?;
                    let last = steps.first().map(|(id, ..)| *id);
                    let steps: Vec<_> =
                        (steps.into_iter().map(|(_, kind, to)| (kind, to))).collect();
                    let tags = reader.tags_used(MOST_TAGS)?;
                    let kept = (reader.drafts()?, reader.contacts_count()?, tags);
                    Ok((nodes, reader.outbox(&OPEN)?, done, kept, (steps, last)))
                })
                .await?;
        nodes.sort_by_key(|node| {
            let personal = node.mailbox.kind == MailboxKind::Personal;
            (
                personal,
                node.mailbox.name.to_lowercase(),
                node.mailbox.id(),
            )
        });
        let accounts = engine.accounts();
        let of_accounts = accounts.iter().map(|(account, _)| &account.address);
        let of_mailboxes = nodes.iter().map(|node| &node.mailbox.address);
        let identities = engine.identities().await?;
        // Also those of addresses that no mailbox shows.
        let of_identities = identities.iter().map(|identity| &identity.key.address);
        let own_domains = OwnDomains::of(of_accounts.chain(of_mailboxes).chain(of_identities));
        Ok(Self {
            is_read: true,
            nodes,
            identities,
            accounts,
            own_domains,
            problems: engine.problems(),
            outbox,
            sent,
            bounced,
            drafts,
            tags,
            contacts,
            steps,
            last_step,
            is_offline: engine.is_offline(),
            progress: engine.progress(),
            paused: engine.paused(),
            live: engine.live(),
            flags_within: engine.flags_within(),
        })
    }

    /// The node of a mailbox.
    #[must_use]
    pub fn node(&self, mailbox: &MailboxId) -> Option<&Node> {
        self.nodes.iter().find(|n| n.mailbox.id() == *mailbox)
    }

    /// A folder, with its mailbox's node.
    #[must_use]
    pub fn folder(&self, id: &FolderId) -> Option<(&Node, &Folder)> {
        self.nodes.iter().find_map(|node| {
            let folder = node.folders.iter().find(|f| f.id == *id)?;
            Some((node, folder))
        })
    }

    /// The identity that answers in the name of a mailbox: its best that is not refused, else its
    /// first.
    #[must_use]
    pub fn identity_of(&self, mailbox: &MailboxId) -> Option<&Identity> {
        let of_mailbox = || {
            let of = |i: &&Identity| MailboxId::of(&i.key.address) == *mailbox;
            self.identities.iter().filter(of)
        };
        of_mailbox()
            .find(|i| i.right != SendRight::Refused)
            .or_else(|| of_mailbox().next())
    }

    /// Was the address of this identity only guessed from a folder's name, so that nobody has said that it is the
    /// mailbox's?
    #[must_use]
    pub fn is_guessed(&self, identity: &Identity) -> bool {
        let node = self.node(&MailboxId::of(&identity.key.address));
        node.is_some_and(|node| !node.mailbox.address_confirmed)
    }

    /// An account.
    #[must_use]
    pub fn account(&self, id: &AccountId) -> Option<&Account> {
        let mut accounts = self.accounts.iter().map(|(account, _)| account);
        accounts.find(|account| account.id() == *id)
    }

    /// The connection of an account.
    #[must_use]
    pub fn connection(&self, account: &AccountId) -> Option<Connection> {
        let of = self.accounts.iter().find(|(a, _)| a.id() == *account);
        of.map(|(_, connection)| *connection)
    }

    /// Does an account wait for a password?
    #[must_use]
    pub fn wants_password(&self, account: &AccountId) -> bool {
        let of = |problem: &&Problem| problem.account.as_ref() == Some(account);
        self.connection(account) == Some(Connection::Stopped)
            && self
                .problems
                .iter()
                .filter(of)
                .any(|p| matches!(p.kind, ProblemKind::SignIn | ProblemKind::Secret))
    }

    /// Standing problems but those of messages in the outbox, which stand there, each with what
    /// can be done about it.
    pub fn troubles(&self) -> impl Iterator<Item = &Problem> {
        self.problems
            .iter()
            .filter(|problem| !problem.message.key.starts_with("outbox-"))
    }

    /// A message of the outbox, as far as it is known here.
    #[must_use]
    pub fn outgoing(&self, id: OutboxId) -> Option<&Outgoing> {
        let mut all = self.outbox.iter().chain(&self.sent).chain(&self.bounced);
        all.find(|o| o.outbox_id == id)
    }

    /// What about the sender of a message may deceive.
    #[must_use]
    pub fn doubts(&self, header: &MessageHeader) -> Vec<Doubt> {
        let mut doubts = self.own_domains.doubts(&header.participants);
        // A draft may not say yet as whom it is written.
        if header.flags.has(SystemFlag::Draft) && header.participants.from.is_empty() {
            doubts.clear();
        }
        doubts
    }

    /// What came back of a message that lies among those that were sent, and which it is.
    #[must_use]
    pub fn came_back(&self, header: &MessageHeader) -> Option<(OutboxId, &Bounce)> {
        let message_id = header.message_id.as_deref()?;
        let is_it = |o: &&Outgoing| o.message_id == message_id;
        let outgoing = self.bounced.iter().find(is_it)?;
        // An Inbox may hold the same message, sent to the team itself; there it arrived.
        let (_, folder) = self.folder(&header.id.folder)?;
        let bounce = outgoing.bounce.as_ref();
        bounce
            .filter(|_| folder.role == FolderRole::Sent)
            .map(|bounce| (outgoing.outbox_id, bounce))
    }

    /// Messages on which Send was pressed, and which have not left.
    pub fn unsent(&self) -> impl Iterator<Item = &Outgoing> {
        use OutboxState::{Held, Queued, Scheduled, Sending};
        let is_unsent = |o: &&Outgoing| matches!(o.state, Scheduled | Queued | Sending | Held);
        self.outbox.iter().filter(is_unsent)
    }

    /// Messages of the outbox that wait for a person.
    #[must_use]
    pub fn needing(&self) -> usize {
        self.outbox.iter().filter(|o| needs_person(o)).count()
    }
}

/// Does this message wait for a person?
#[must_use]
pub fn needs_person(outgoing: &Outgoing) -> bool {
    match outgoing.state {
        OutboxState::Unknown | OutboxState::Held => true,
        OutboxState::Filing => why(outgoing).is_some_and(|p| p.advice.is_some()),
        _ => false,
    }
}

/// Reads the picture when it is asked for, one reading at a time: a first sync sends thousands of
/// events, and each would read everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refreshing {
    running: bool,
    again: bool,
}

impl Refreshing {
    /// Something changed.
    pub fn want<M: Send + 'static>(
        &mut self,
        link: &Link,
        done: impl FnOnce(Result<Known, Problem>) -> M + Send + 'static,
    ) -> Task<M> {
        if self.running {
            self.again = true;
            return Task::none();
        }
        self.running = true;
        link.run(Known::read(link.engine().clone()), done)
    }

    /// A reading ended; says whether another one is due.
    pub fn done(&mut self) -> bool {
        self.running = false;
        std::mem::take(&mut self.again)
    }
}

/// Does an event change the picture?
#[must_use]
pub fn concerns(event: &Event) -> bool {
    match event {
        Event::Account(_)
        | Event::Mailboxes
        | Event::Folders(_)
        | Event::Messages(_)
        | Event::Outbox(_)
        | Event::Drafts
        | Event::Contacts
        | Event::Identities
        | Event::Problems
        | Event::Steps
        | Event::Overflow(_) => true,
        Event::Arrived(_) | Event::Body(_) | Event::Moved { .. } | Event::Renamed(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EmailAddress;
    use crate::engine::samples;

    #[test]
    fn folders_stand_below_the_one_that_they_are_in_and_what_waits_nowhere_is_not_counted() {
        let of = |path: &str, role: FolderRole, unread: u32| Folder {
            unread,
            ..samples::folder("support@a.test", path, role, "lr")
        };
        let folders = as_tree(vec![
            of("INBOX", FolderRole::Inbox, 1),
            of("Sent", FolderRole::Sent, 2),
            of("Trash", FolderRole::Trash, 4),
            of("Archive/2025", FolderRole::Other, 8),
            of("Archive-old", FolderRole::Other, 16),
            of("Trash/Old", FolderRole::Other, 32),
            of("Archive", FolderRole::Archive, 64),
            of("Gone/There", FolderRole::Other, 128),
        ]);
        let paths: Vec<&str> = folders.iter().map(|f| f.path.as_str()).collect();
        let at = |path| paths.iter().position(|one| *one == path).unwrap();
        assert_eq!(at("Archive/2025"), at("Archive") + 1);
        assert_eq!(at("Trash/Old"), at("Trash") + 1);
        assert_eq!(at("INBOX"), 0);
        assert!(at("Archive-old") > at("Trash/Old"));
        let mailbox = Mailbox {
            address: EmailAddress::parse("support@a.test").unwrap(),
            name: "Support".into(),
            kind: MailboxKind::Shared,
            address_confirmed: true,
            routes: Vec::new(),
            sent_policy: crate::domain::SentPolicy::default(),
            colour: 0,
        };
        let node = Node {
            mailbox,
            folders,
            file_into: BTreeSet::new(),
            sent: None,
            trash: GoesTo::default(),
            archive: GoesTo::default(),
            held: None,
        };
        assert_eq!(node.unread_in_all(), 1 + 8 + 16 + 64 + 128);
        let archive = node.role(FolderRole::Archive).unwrap();
        let nothing = BTreeSet::new();
        let with_others = node.unfolded(&nothing).filter(|(_, has_below)| *has_below);
        let with_others: Vec<&str> = with_others
            .map(|(folder, _)| folder.path.as_str())
            .collect();
        assert_eq!(with_others, ["Archive", "Trash"]);
        let folded = BTreeSet::from([archive.id.clone()]);
        assert_eq!(node.unfolded(&folded).count(), node.folders.len() - 1);
        assert_eq!(node.unread_below(archive), 8);
        assert_eq!(node.unread_below(node.role(FolderRole::Trash).unwrap()), 0);
    }

    #[test]
    fn one_reading_at_a_time() {
        let mut refreshing = Refreshing {
            running: true,
            again: false,
        };
        assert!(!refreshing.done());
        refreshing = Refreshing {
            running: true,
            again: true,
        };
        assert!(refreshing.done());
        assert!(!refreshing.done());
    }
}
