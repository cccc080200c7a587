//! T24: every set of the rights r, s, w, i, t and e beside l, on one folder of a real Dovecot. What
//! Postroom offers there is what the server does; and what it did not know to be forbidden is refused,
//! taken back and told.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use postroom::domain::{FlagChange, Folder, FolderRole, MessageHeader, MessageKey, SystemFlag};
use postroom::engine::{Command, ListFilter, Problem, ProblemKind, Reply};
use postroom::permission::{Action, decide};

use crate::dialogue::Imap;
use crate::lab::Lab;
use crate::lab::team::FULL;
use crate::member::{Member, id, question};

const SUPPORT: &str = "support@postroom.test";
const SHARED: &str = "shared/support@postroom.test/Orders";
const TRASH: &str = "shared/support@postroom.test/Trash";
const LETTERS: [char; 6] = ['r', 's', 'w', 'i', 't', 'e'];

/// Messages that are used up for each set.
const EACH: usize = 8;

const ACTIONS: [Action; 6] = [
    Action::Read,
    Action::MarkSeen,
    Action::Flag,
    Action::MarkDeleted,
    Action::Insert,
    Action::Remove,
];

/// Messages by their UIDs, with their flags.
type Messages = BTreeMap<u32, BTreeSet<String>>;

/// What comes of each action.
type Table = Vec<(Action, bool)>;

fn flags(imap: &mut Imap, uids: &str) -> Messages {
    let lines = imap.say(&format!("UID FETCH {uids} (UID FLAGS)"));
    let of_line = |line: &String| {
        let (_, rest) = line.split_once("(UID ")?;
        let (uid, rest) = rest.split_once(" FLAGS (")?;
        let (flags, _) = rest.split_once(')')?;
        let flags = flags.split_whitespace().filter(|f| *f != "\\Recent");
        Some((uid.parse().unwrap(), flags.map(str::to_owned).collect()))
    };
    lines.iter().filter_map(of_line).collect()
}

/// What the server does when it is asked for each of them, and whether it moves a message. The last but one
/// of the messages bears `\Deleted`.
fn on_the_wire(anna: &mut Imap, uids: &[u32]) -> (Table, bool) {
    let [seen, flagged, deleted, marked, moved] = uids else {
        panic!("five messages: {uids:?}")
    };
    let inserted = anna
        .append(SHARED, "", &question("Filed"))
        .starts_with("OK");
    let opened = anna
        .answer(&format!("SELECT \"{SHARED}\""))
        .starts_with("OK");
    let mut did = BTreeMap::new();
    let (mut expunged, mut moves) = (false, false);
    if opened {
        for (uid, flag) in [
            (seen, "\\Seen"),
            (flagged, "\\Flagged"),
            (deleted, "\\Deleted"),
        ] {
            // What is answered does not matter: where a right lacks it may be OK.
            anna.answer(&format!("UID STORE {uid} +FLAGS ({flag})"));
            let now = flags(anna, &uid.to_string());
            did.insert(flag, now[uid].contains(flag));
        }
        anna.answer(&format!("UID EXPUNGE {marked}"));
        expunged = flags(anna, &marked.to_string()).is_empty();
        anna.answer(&format!("UID MOVE {moved} \"{TRASH}\""));
        moves = flags(anna, &moved.to_string()).is_empty();
    }
    // Out of it, and nothing expunged by that.
    assert!(anna.answer("EXAMINE INBOX").starts_with("OK"));
    let has = |flag| did.get(flag).copied().unwrap_or_default();
    let table = vec![
        (Action::Read, opened),
        (Action::MarkSeen, has("\\Seen")),
        (Action::Flag, has("\\Flagged")),
        (Action::MarkDeleted, has("\\Deleted")),
        (Action::Insert, inserted),
        (Action::Remove, has("\\Deleted") && expunged),
    ];
    (table, moves)
}

fn orders(anna: &Member) -> Folder {
    let folders = anna.folders(SUPPORT).into_iter();
    let mut orders = folders.filter(|folder| folder.path == "Orders");
    orders.next().expect("the folder is there")
}

fn offered(anna: &Member) -> Table {
    let folder = orders(anna);
    let may = |action| (action, decide(action, &folder).may_try());
    ACTIONS.into_iter().map(may).collect()
}

/// What comes of it where a person does each of them, who was told that they might.
async fn done(anna: &Member, keys: &[MessageKey], own: &MessageKey) -> Vec<(Action, Outcome)> {
    let [seen, flagged, away] = keys else {
        panic!("three messages: {keys:?}")
    };
    let mark = |key: &MessageKey, flag| Command::Mark {
        messages: vec![key.clone()],
        change: FlagChange::system(flag, true),
    };
    let commands = [
        (Action::MarkSeen, mark(seen, SystemFlag::Seen)),
        (Action::Flag, mark(flagged, SystemFlag::Flagged)),
        (
            Action::Insert,
            Command::Copy {
                messages: vec![own.clone()],
                to: seen.folder.clone(),
            },
        ),
        (Action::Remove, Command::Delete(vec![away.clone()])),
    ];
    let mut outcomes = Vec::new();
    for (action, command) in commands {
        outcomes.push((action, anna.engine.request(command).await));
    }
    outcomes
}

type Outcome = Result<Reply, Problem>;

/// What the server holds of the folder.
fn held(imap: &mut Imap) -> Messages {
    let opened = imap.answer(&format!("EXAMINE \"{SHARED}\""));
    assert!(opened.starts_with("OK"), "{opened}");
    let held = flags(imap, "1:*");
    assert!(imap.answer("EXAMINE INBOX").starts_with("OK"));
    held
}

/// What is shown of it.
fn shown(anna: &Member) -> Messages {
    let reader = anna.engine.reader();
    let rows = reader.list(&orders(anna).id, ListFilter::default(), 10_000);
    let row = |row: MessageHeader| (row.id.uid, row.flags.to_wire().into_iter().collect());
    rows.unwrap().into_iter().map(row).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_offered_with_each_set_of_rights_is_what_the_server_does() {
    let lab = Lab::start();
    lab.create_folder("support", "Orders");
    let sets = 1 << LETTERS.len();
    let messages = (0..sets * EACH).map(|n| {
        let subject = question(&format!("Order {n}"));
        (subject, SystemTime::now(), false)
    });
    lab.fill("support", "Orders", messages);
    lab.put("anna", "INBOX", question("My own").as_bytes());
    lab.set_acl("support", "Orders", "anna", FULL);
    let anna = Member::new(&lab, "anna", false).await;
    anna.sync().await;
    let own = anna.messages("anna@postroom.test", FolderRole::Inbox);
    let own = own.first().unwrap().id.clone();
    let all = anna
        .engine
        .reader()
        .list(&orders(&anna).id, ListFilter::default(), 10_000);
    let mut all: Vec<MessageKey> = all.unwrap().into_iter().map(|row| row.id).collect();
    all.sort_by_key(|key| key.uid);
    assert_eq!(all.len(), sets * EACH);
    let mut imap = Imap::sign_in(&lab, "anna");
    // One of each eight lies there marked, so that what `e` alone does is seen.
    assert!(
        imap.answer(&format!("SELECT \"{SHARED}\""))
            .starts_with("OK")
    );
    for part in all.chunks(EACH) {
        let uid = part[3].uid;
        let marked = imap.answer(&format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)"));
        assert!(marked.starts_with("OK"), "{marked}");
    }
    assert!(imap.answer("EXAMINE INBOX").starts_with("OK"));
    anna.sync().await;

    let mut wrong = Vec::new();
    for (n, part) in all.chunks(EACH).enumerate() {
        // Each differs from the one before by one letter: a list that is written twice within one second
        // Dovecot 2.3 knows to be another one by its length alone.
        let set = n ^ (n >> 1);
        let has = |(n, _): &(usize, &char)| set & (1 << n) != 0;
        let letters = LETTERS.iter().enumerate().filter(has).map(|(_, c)| *c);
        let letters: String = std::iter::once('l').chain(letters).collect();
        let place = format!("with {letters}");
        // Postroom knows of nothing but full rights.
        lab.set_acl("support", "Orders", "anna", &letters);
        let outcomes = done(&anna, &part[5..8], &own).await;
        let uids: Vec<u32> = part[..5].iter().map(|key| key.uid).collect();
        let (does, moves) = on_the_wire(&mut imap, &uids);
        for (action, outcome) in outcomes {
            let is_asked_for = does.contains(&(action, true));
            let (may, need) = match action {
                // RFC 6851 4.2 wants `t` and `e` for a move, which is what is offered. Dovecot 2.3 asks
                // for less: whoever was told that they might has it done.
                Action::Remove => (moves, is_asked_for),
                _ => (is_asked_for, is_asked_for),
            };
            let is_told = match &outcome {
                Ok(reply) => may && !matches!(reply, Reply::Queued),
                Err(problem) => {
                    let is_why = problem.kind == ProblemKind::Permission;
                    !need && is_why && problem.mailbox == Some(id(SUPPORT))
                }
            };
            if !is_told {
                let said = anna.engine.problems();
                wrong.push(format!(
                    "{place}: {action:?} may {may}: {outcome:?}, {said:?}"
                ));
            }
        }
        if !anna.engine.reader().acts(None).unwrap().is_empty() {
            wrong.push(format!("{place}: something waits"));
        }
        anna.refresh().await;
        let offers = offered(&anna);
        if offers != does {
            wrong.push(format!("{place}: offered {offers:?}, does {does:?}"));
        }
        // Whatever was refused is as it was, there and here.
        lab.set_acl("support", "Orders", "anna", FULL);
        anna.refresh().await;
        let (mailbox, folder) = (Some(id(SUPPORT)), Some(orders(&anna).id));
        let sync = Command::Sync { mailbox, folder };
        anna.engine.request(sync).await.expect("it may be read");
        let (shown, server) = (shown(&anna), held(&mut imap));
        if shown != server {
            wrong.push(format!("{place}: shown {shown:?}, there {server:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    anna.stop().await;
}
