//! Merged or not, the server ends in the same state: the one that was meant.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::{Contents, EmailAddress, MailboxId, SystemFlag};
use super::*;

fn mailbox() -> MailboxId {
    MailboxId::of(&EmailAddress::parse("support@a.test").unwrap())
}

fn account() -> AccountId {
    AccountId::of(&EmailAddress::parse("anna@a.test").unwrap())
}

fn folder(path: &str) -> FolderId {
    FolderId::of(&mailbox(), path)
}

fn targets(uids: &[u32]) -> ActTargets {
    let target = |uid: &u32| ActTarget {
        uid: *uid,
        message_id: None,
        ..ActTarget::default()
    };
    ActTargets {
        folder: folder("INBOX"),
        mailbox: Some(mailbox()),
        uid_validity: 7,
        messages: uids.iter().map(target).collect(),
        goal_before: None,
    }
}

fn mark(uids: &[u32], flag: SystemFlag, on: bool) -> Act {
    Act::MarkFlags {
        targets: targets(uids),
        change: FlagChange::system(flag, on),
    }
}

fn flagged(uids: &[u32]) -> Act {
    mark(uids, SystemFlag::Flagged, true)
}

fn unflagged(uids: &[u32]) -> Act {
    mark(uids, SystemFlag::Flagged, false)
}

fn moved(uids: &[u32], to: &str) -> Act {
    Act::Move {
        targets: targets(uids),
        to: folder(to),
    }
}

fn copied(uids: &[u32], to: &str) -> Act {
    Act::Copy {
        targets: targets(uids),
        to: folder(to),
    }
}

fn deleted(uids: &[u32]) -> Act {
    Act::Delete {
        targets: targets(uids),
    }
}

fn contents(path: &str, up_to: u32, except: Vec<u32>) -> Contents {
    Contents {
        mailbox: mailbox(),
        folder: folder(path),
        uid_validity: 7,
        up_to,
        except,
    }
}

fn made(path: &str) -> Act {
    Act::CreateFolder {
        mailbox: mailbox(),
        folder: folder(path),
        path: path.into(),
    }
}

fn removed(path: &str) -> Act {
    Act::DeleteFolder(contents(path, 0, Vec::new()))
}

fn renamed(folder: &str, path: &str) -> Act {
    Act::RenameFolder {
        mailbox: mailbox(),
        folder: self::folder(folder),
        path: path.into(),
        was: folder.into(),
    }
}

/// The flags of the Inbox's messages on the server.
type Held = BTreeMap<u32, Flags>;

/// What is pending, as the store keeps it.
#[derive(Debug, Clone, Default)]
struct Pending {
    acts: Vec<PendingAct>,
    last: i64,
}

impl Pending {
    fn put(&mut self, act: &Act, held: &Held) -> Put {
        let known = self.acts.clone();
        let flags = |uid: u32, but: &BTreeSet<ActId>| {
            let mut flags = held.get(&uid)?.clone();
            for PendingAct { id, act, .. } in &known {
                if let Act::MarkFlags { targets, change } = act
                    && !but.contains(id)
                    && targets.uids().any(|marked| marked == uid)
                {
                    flags.apply(change);
                }
            }
            Some(flags)
        };
        let mut queue = Queue::new(self.acts.clone(), &account(), flags);
        let put = queue.put(act.clone(), Timestamp::UNIX_EPOCH);
        let mut now = Vec::new();
        for entry in queue.into_entries() {
            let Some(act) = entry.act else { continue };
            now.push(match entry.before {
                Some(before) => PendingAct { act, ..before },
                None => {
                    self.last += 1;
                    PendingAct {
                        id: ActId(self.last),
                        account: account(),
                        act,
                        state: ActState::Waiting,
                        attempts: 0,
                        error: None,
                        created_at: entry.created_at,
                    }
                }
            });
        }
        if put == Put::TooLate {
            assert_eq!(now, self.acts, "nothing was changed");
        }
        self.acts = now;
        put
    }

    fn after(acts: &[Act], held: &Held) -> Self {
        let mut pending = Self::default();
        for act in acts {
            pending.put(act, held);
        }
        pending
    }

    fn into_acts(self) -> Vec<Act> {
        self.acts.into_iter().map(|pending| pending.act).collect()
    }

    /// What is moved out of the Inbox, and waits.
    fn leaving(&self) -> Vec<u32> {
        let moved = self.acts.iter().filter_map(|pending| match &pending.act {
            Act::Move { targets, .. } => Some(targets),
            _ => None,
        });
        moved.flat_map(ActTargets::uids).collect()
    }
}

/// What is left of a queue of these acts, of messages without flags.
fn queue(acts: &[Act]) -> Vec<Act> {
    let held = (1..2000).map(|uid| (uid, Flags::default())).collect();
    Pending::after(acts, &held).into_acts()
}

/// Messages of the Inbox by UID, and what lies elsewhere: which message, where, and its flags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Server {
    inbox: Held,
    elsewhere: Vec<(FolderId, u32, Vec<String>)>,
    folders: BTreeSet<FolderId>,
}

impl Server {
    fn carry_out(&mut self, act: &Act) {
        match act {
            Act::CreateFolder { folder, .. } => {
                assert!(self.folders.insert(folder.clone()), "it is there");
            }
            Act::DeleteFolder(contents) => {
                assert!(self.folders.remove(&contents.folder), "it is not there");
            }
            Act::EmptyFolder(contents) => self
                .inbox
                .retain(|uid, _| *uid > contents.up_to || contents.except.contains(uid)),
            _ => {}
        }
        for uid in act.targets().into_iter().flat_map(ActTargets::uids) {
            let Some(flags) = self.inbox.get_mut(&uid) else {
                continue;
            };
            if let Some(goal) = act.goal() {
                assert!(self.folders.contains(goal), "{goal} is not there");
                self.elsewhere.push((goal.clone(), uid, flags.to_wire()));
            }
            match act {
                Act::MarkFlags { change, .. } => flags.apply(change),
                Act::Copy { .. } => {}
                _ => drop(self.inbox.remove(&uid)),
            }
        }
    }
}

/// The same as a person means it: a message that was moved is the same one elsewhere.
#[derive(Debug, Clone, Default)]
struct Meant {
    server: Server,
    moved: BTreeMap<u32, (FolderId, Flags)>,
}

impl Meant {
    fn carry_out(&mut self, act: &Act) {
        let inbox = folder("INBOX");
        let here: BTreeSet<u32> = self.moved.keys().copied().collect();
        for uid in act.targets().into_iter().flat_map(ActTargets::uids) {
            let Some((lies, flags)) = self.moved.get_mut(&uid) else {
                if let (Act::Move { to, .. }, Some(flags)) = (act, self.server.inbox.get(&uid))
                    && *to != inbox
                {
                    self.moved.insert(uid, (to.clone(), flags.clone()));
                    self.server.inbox.remove(&uid);
                }
                continue;
            };
            match act {
                Act::MarkFlags { change, .. } => flags.apply(change),
                Act::Copy { to, .. } => {
                    let copy = (to.clone(), uid, flags.to_wire());
                    self.server.elsewhere.push(copy);
                }
                Act::Move { to, .. } if *to == inbox => {
                    let flags = flags.clone();
                    self.server.inbox.insert(uid, flags);
                    self.moved.remove(&uid);
                }
                Act::Move { to, .. } => *lies = to.clone(),
                _ => drop(self.moved.remove(&uid)),
            }
        }
        if !matches!(act, Act::Move { .. }) {
            let mut act = act.clone();
            if let Some(targets) = act.targets_mut() {
                targets.messages.retain(|m| !here.contains(&m.uid));
            }
            self.server.carry_out(&act);
        }
    }

    fn ends(mut self) -> Server {
        for (uid, (to, flags)) in self.moved {
            self.server.elsewhere.push((to, uid, flags.to_wire()));
        }
        self.server
    }

    fn lies_in(&self, folder: &FolderId) -> bool {
        let copies = self.server.elsewhere.iter().any(|(to, ..)| to == folder);
        copies || self.moved.values().any(|(to, _)| to == folder)
    }
}

/// Something a person does, or the desk.
#[derive(Debug, Clone)]
enum Step {
    Do(Act),
    EmptyInbox(u32),
    /// The folder `Orders` is made, or deleted.
    Turn,
    /// The first act that waits is begun.
    Begin,
}

fn step() -> impl Strategy<Value = Step> {
    let uids = prop::collection::btree_set(1u32..6, 1..4);
    let flag = prop::sample::select(vec![SystemFlag::Seen, SystemFlag::Flagged]);
    let to = prop::sample::select(vec!["Archive", "Trash", "Orders", "INBOX"]);
    (uids, flag, any::<bool>(), to, 0..24).prop_map(|(uids, flag, on, to, kind)| {
        let uids: Vec<u32> = uids.into_iter().collect();
        Step::Do(match kind {
            0 => return Step::Begin,
            1 => return Step::EmptyInbox(uids[0]),
            2 | 3 => return Step::Turn,
            4 => deleted(&uids),
            5..=7 => copied(&uids, to),
            8..=12 => moved(&uids, to),
            13 => Act::MarkFlags {
                targets: targets(&uids),
                change: FlagChange {
                    add: vec!["\\Seen".into()],
                    remove: vec!["\\flagged".into()],
                },
            },
            _ => mark(&uids, flag, on),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn merged_or_not_the_server_ends_in_the_state_that_was_meant(
        steps in prop::collection::vec(step(), 0..24),
        flags in prop::collection::vec(0u8..4, 5),
    ) {
        let mut server = Server::default();
        server.folders.extend(["INBOX", "Archive", "Trash"].map(folder));
        for (uid, bits) in (1u32..).zip(flags) {
            let names = ["\\Seen", "\\Flagged"].into_iter().enumerate();
            let names = names.filter(|(at, _)| bits & (1 << at) != 0).map(|(_, name)| name);
            server.inbox.insert(uid, Flags::from_wire(names));
        }
        let mut meant = Meant { server: server.clone(), moved: BTreeMap::new() };
        let (mut pending, mut done) = (Pending::default(), 0);
        for step in steps {
            let orders = folder("Orders");
            let act = match step {
                Step::Begin => {
                    let waiting = |a: &&mut PendingAct| a.state == ActState::Waiting;
                    if let Some(first) = pending.acts.iter_mut().find(waiting) {
                        first.state = ActState::Started;
                    }
                    continue;
                }
                Step::EmptyInbox(up_to) => {
                    Act::EmptyFolder(contents("INBOX", up_to, pending.leaving()))
                }
                Step::Turn if !meant.server.folders.contains(&orders) => made("Orders"),
                Step::Turn if meant.lies_in(&orders) => continue,
                Step::Turn => removed("Orders"),
                Step::Do(act) => act,
            };
            let is_there = |goal: &FolderId| meant.server.folders.contains(goal);
            if act.goal().is_some_and(|goal| !is_there(goal)) {
                continue;
            }
            if pending.put(&act, &server.inbox) == Put::TooLate {
                continue;
            }
            meant.carry_out(&act);
            done += 1;
        }
        // What moves are split off an act adds to the queue; nothing else does.
        prop_assert!(pending.acts.len() <= 2 * done);
        let mut ends = server;
        for act in &pending.acts {
            ends.carry_out(&act.act);
        }
        let mut meant = meant.ends();
        ends.elsewhere.sort();
        meant.elsewhere.sort();
        prop_assert_eq!(ends, meant);
    }
}

#[test]
fn what_cancels_out_is_not_done_whatever_was_done_between() {
    assert_eq!(
        queue(&[flagged(&[1]), moved(&[2], "Archive"), unflagged(&[1])]),
        [moved(&[2], "Archive")]
    );
    assert_eq!(queue(&[flagged(&[1, 2]), unflagged(&[1])]), [flagged(&[2])]);
    // Also of a message that is on its way elsewhere.
    assert_eq!(
        queue(&[flagged(&[1]), moved(&[1], "Archive"), unflagged(&[1])]),
        [moved(&[1], "Archive")]
    );
    // But not what a copy bears.
    let kept = [flagged(&[1]), copied(&[1], "Archive"), unflagged(&[1])];
    assert_eq!(queue(&kept), kept);
}

#[test]
fn what_a_colleague_had_set_or_nobody_knows_is_cleared_and_not_cancelled() {
    let acts = [flagged(&[1]), unflagged(&[1])];
    let set = Held::from([(1, Flags::from_wire(["\\Flagged"]))]);
    assert_eq!(Pending::after(&acts, &set).into_acts(), [unflagged(&[1])]);
    assert_eq!(
        Pending::after(&acts, &Held::new()).into_acts(),
        [unflagged(&[1])]
    );
}

#[test]
fn a_hundred_that_are_read_one_by_one_among_others_are_few_acts() {
    let seen = |uid| mark(&[uid], SystemFlag::Seen, true);
    let acts: Vec<Act> = (1..=100)
        .flat_map(|uid| match uid % 3 {
            0 => vec![seen(uid), moved(&[uid], "Archive")],
            1 => vec![seen(uid), flagged(&[uid])],
            _ => vec![seen(uid)],
        })
        .collect();
    let left = queue(&acts);
    let kinds: Vec<usize> = left
        .iter()
        .map(|a| a.targets().unwrap().messages.len())
        .collect();
    assert_eq!(kinds, [100, 34, 33], "{left:?}");
}

#[test]
fn an_act_holds_so_many_messages_and_one_that_was_begun_gets_no_more() {
    let many: Vec<u32> = (1..=1000).collect();
    assert_eq!(
        queue(&[flagged(&many), flagged(&[1, 1001])]),
        [flagged(&many), flagged(&[1001])]
    );
    let mut pending = Pending::after(&[flagged(&[1]), moved(&[2], "Archive")], &Held::new());
    for act in &mut pending.acts {
        act.state = ActState::Started;
    }
    pending.put(&flagged(&[3]), &Held::new());
    pending.put(&unflagged(&[1]), &Held::new());
    assert_eq!(pending.put(&flagged(&[2]), &Held::new()), Put::TooLate);
    assert_eq!(
        pending.into_acts(),
        [
            flagged(&[1]),
            moved(&[2], "Archive"),
            flagged(&[3]),
            unflagged(&[1])
        ]
    );
}

/// Each is looked for wherever its message lies by then.
#[test]
fn notes_of_what_was_done_stand_for_themselves() {
    let answered = |uid| mark(&[uid], SystemFlag::Answered, true);
    let notes = [answered(1), answered(2), answered(1)];
    assert_eq!(queue(&notes), notes);
}

#[test]
fn an_act_passes_none_on_folders() {
    let apart = [flagged(&[1]), made("Orders"), unflagged(&[1])];
    assert_eq!(queue(&apart), apart);
}

#[test]
fn a_folder_that_was_made_and_deleted_again_was_never_there() {
    assert_eq!(
        queue(&[made("Orders"), flagged(&[1]), removed("Orders")]),
        [flagged(&[1])]
    );
    let other = [made("Orders"), removed("Other")];
    assert_eq!(queue(&other), other);
    let used = [made("Orders"), moved(&[1], "Orders"), removed("Orders")];
    assert_eq!(queue(&used), used);
    assert_eq!(
        queue(&[
            renamed("Orders", "Old"),
            flagged(&[1]),
            renamed("Orders", "New")
        ]),
        [renamed("Orders", "New"), flagged(&[1])]
    );
    assert_eq!(
        queue(&[renamed("Orders", "Old"), renamed("Orders", "Orders")]),
        []
    );
}

/// With the folder it would go, or keep it from being deleted.
#[test]
fn what_goes_with_a_deleted_folder_is_left_alone() {
    let gone = [moved(&[1], "Orders"), removed("Orders")];
    let mut pending = Pending::after(&gone, &Held::new());
    assert_eq!(pending.put(&flagged(&[1]), &Held::new()), Put::TooLate);
    assert_eq!(pending.into_acts(), gone);
}
