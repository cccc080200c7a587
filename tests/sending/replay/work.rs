//! What somebody does without a network, to messages and folders: written down by names, so that the
//! same can be done to the same mailbox once more.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;

use postroom::demo::DemoServer;
use postroom::domain::{
    EmailAddress, FlagChange, Folder, FolderId, FolderRole, FolderState, MailboxId, MessageKey,
    SystemFlag,
};
use postroom::engine::{Command, Engine};
use postroom::store::ListFilter;

use crate::sink::{ANNA, SUPPORT, header};

/// Folders that a mailbox has besides its own.
const MORE: [&str; 5] = ["Orders", "Orders/Late", "Returns", "Offers", "Offers/2025"];

/// Folders without a task of which no more are made.
const MOST_FOLDERS: usize = 16;

/// One thing that is done. Folders are named by their paths, messages by their Message-IDs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    Mark(String, Vec<String>, SystemFlag, bool),
    Move(String, Vec<String>, String),
    Copy(String, Vec<String>, String),
    Delete(String, Vec<String>),
    Empty(String),
    Create(String),
    Rename(String, String),
    DeleteFolder(String),
}

impl Work {
    /// Its kind, in a word.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Mark(..) => "mark",
            Self::Move(..) => "move",
            Self::Copy(..) => "copy",
            Self::Delete(..) => "delete",
            Self::Empty(..) => "empty",
            Self::Create(..) => "create",
            Self::Rename(..) => "rename",
            Self::DeleteFolder(..) => "delete a folder",
        }
    }
}

pub fn support() -> MailboxId {
    MailboxId::of(&EmailAddress::parse(SUPPORT).unwrap())
}

/// Fills the team's mailbox: so many messages, over all its folders.
pub fn fill(server: &DemoServer, messages: u32) {
    for folder in MORE {
        server.create_folder("support", folder).unwrap();
    }
    let own = ["INBOX", "INBOX", "INBOX", "Archive", "Trash"];
    let folders = [&own[..], &MORE[..]].concat();
    for n in 0..messages {
        let folder = folders[n as usize % folders.len()];
        let message = format!(
            "From: Zoe <zoe@example.net>\r\nTo: {SUPPORT}\r\nSubject: {n}\r\n\
             Date: Mon, 2 Nov 2026 09:00:00 +0000\r\nMessage-ID: <m{n}@example.net>\r\n\r\n{n}\r\n"
        );
        let delivered = server.deliver("support", folder, message.as_bytes());
        delivered.unwrap();
    }
}

/// What the team's mailbox holds: by folder each message, by its Message-ID, as often as it lies there,
/// with its flags as Anna sees them.
pub type Mail = BTreeMap<String, Vec<(String, BTreeSet<String>)>>;

pub fn on_server(server: &DemoServer) -> Mail {
    let folder = |name: String| {
        let messages = server.messages("support", &name).unwrap();
        let mut found: Vec<_> = messages
            .into_iter()
            .map(|message| {
                let mut flags: BTreeSet<String> = message.flags.into_iter().collect();
                if message.seen_by.iter().any(|who| who == ANNA) {
                    flags.insert("\\Seen".to_owned());
                }
                let id = header(&message.bytes, "message-id").remove(0);
                (id.trim_matches(['<', '>']).to_owned(), flags)
            })
            .collect();
        found.sort();
        (name, found)
    };
    let folders = server.folders("support").unwrap();
    folders.into_iter().map(folder).collect()
}

/// The same as a profile shows it.
pub fn in_cache(engine: &Engine) -> Mail {
    let reader = engine.reader();
    let folder = |folder: Folder| {
        let rows = reader.list(&folder.id, ListFilter::default(), 10_000);
        let mut found: Vec<_> = rows
            .unwrap()
            .into_iter()
            .map(|row| {
                (
                    row.message_id.unwrap(),
                    row.flags.to_wire().into_iter().collect(),
                )
            })
            .collect();
        found.sort();
        (folder.path, found)
    };
    let mut folders = reader.folders_shown(&support()).unwrap();
    // A deleted folder that has others below it is still listed, as their place alone (RFC 3501 6.3.4).
    folders.retain(|folder| folder.state != FolderState::Container);
    folders.into_iter().map(folder).collect()
}

/// Somebody who works at random.
pub struct Worker {
    rng: Rng,
    /// Where each message lies, or lay, or will lie. It is put nowhere twice: two of the same Message-ID
    /// in one folder cannot be told apart.
    been: BTreeSet<(FolderId, String)>,
    made: usize,
}

impl Worker {
    /// For an engine that knows the mailbox.
    pub fn new(engine: &Engine, rng: Rng) -> Self {
        let mut been = BTreeSet::new();
        for folder in engine.reader().folders(&support()).unwrap() {
            let rows = engine
                .reader()
                .list(&folder.id, ListFilter::default(), 10_000);
            let ids = rows.unwrap().into_iter().filter_map(|row| row.message_id);
            been.extend(ids.map(|id| (folder.id.clone(), id)));
        }
        let made = 0;
        Self { rng, been, made }
    }

    /// The next thing to do, if what was thought of can be done.
    fn think(&mut self, engine: &Engine) -> Option<Work> {
        let folders = engine.reader().folders_shown(&support()).unwrap();
        let used = |f: &&Folder| !matches!(f.role, FolderRole::Drafts | FolderRole::Sent);
        let folders: Vec<&Folder> = folders.iter().filter(used).collect();
        let others: Vec<&Folder> = (folders.iter().copied())
            .filter(|f| f.role == FolderRole::Other)
            .collect();
        let rng = &mut self.rng;
        let from = folders[rng.usize(..folders.len())];
        let to = folders[rng.usize(..folders.len())];
        let trash = folders.iter().find(|f| f.role == FolderRole::Trash)?;
        let kind = rng.u8(..100);
        if kind < 88 {
            let mut rows = engine
                .reader()
                .list(&from.id, ListFilter::default(), 60)
                .unwrap();
            rng.shuffle(&mut rows);
            let ids = rows.into_iter().filter_map(|row| row.message_id);
            let ids: Vec<String> = ids.take(rng.usize(1..4)).collect();
            if ids.is_empty() {
                return None;
            }
            if kind < 38 {
                let flag = [SystemFlag::Seen, SystemFlag::Flagged][usize::from(kind % 2)];
                return Some(Work::Mark(from.path.clone(), ids, flag, rng.bool()));
            }
            let (goal, work) = match kind {
                38..58 => (
                    to,
                    Work::Move(from.path.clone(), ids.clone(), to.path.clone()),
                ),
                58..74 => (
                    to,
                    Work::Copy(from.path.clone(), ids.clone(), to.path.clone()),
                ),
                _ => (*trash, Work::Delete(from.path.clone(), ids.clone())),
            };
            let places: Vec<_> = ids.into_iter().map(|id| (goal.id.clone(), id)).collect();
            // What lies in Trash goes for good.
            let is_for_good = goal.id == from.id && matches!(work, Work::Delete(..));
            if !is_for_good && places.iter().any(|place| self.been.contains(place)) {
                return None;
            }
            self.been.extend(places);
            return Some(work);
        }
        let other = rng.choice(&others).map(|f| f.path.clone());
        let name = |made: usize, rng: &mut Rng| {
            let name = format!("Folder {made}");
            match rng.choice(&others).filter(|_| rng.u8(..3) == 0) {
                Some(above) => format!("{}/{name}", above.path),
                None => name,
            }
        };
        self.made += 1;
        match kind {
            88..89 => Some(Work::Empty(trash.path.clone())),
            89..93 if others.len() < MOST_FOLDERS => Some(Work::Create(name(self.made, rng))),
            93..97 => Some(Work::Rename(other?, name(self.made, rng))),
            97.. => Some(Work::DeleteFolder(other?)),
            _ => None,
        }
    }

    /// Does so many things, and tells what they were.
    pub async fn work(&mut self, engine: &Engine, count: usize) -> Vec<Work> {
        let mut done = Vec::new();
        for _ in 0..count * 10 {
            if done.len() == count {
                break;
            }
            if let Some(work) = self.think(engine)
                && engine.request(command(engine, &work)).await.is_ok()
            {
                done.push(work);
            }
        }
        done
    }
}

/// The same to another mailbox that is alike.
pub async fn again(engine: &Engine, all: &[Work]) {
    for work in all {
        let done = engine.request(command(engine, work)).await;
        assert!(done.is_ok(), "{work:?}: {done:?}");
    }
}

fn command(engine: &Engine, work: &Work) -> Command {
    let folder = |path: &str| at(engine, path).id;
    match work {
        Work::Mark(from, ids, flag, on) => Command::Mark {
            messages: keys(engine, from, ids),
            change: FlagChange::system(*flag, *on),
        },
        Work::Move(from, ids, to) => Command::Move {
            messages: keys(engine, from, ids),
            to: folder(to),
        },
        Work::Copy(from, ids, to) => Command::Copy {
            messages: keys(engine, from, ids),
            to: folder(to),
        },
        Work::Delete(from, ids) => Command::Delete(keys(engine, from, ids)),
        Work::Empty(path) => Command::EmptyFolder(folder(path)),
        Work::Create(path) => Command::CreateFolder {
            mailbox: support(),
            path: path.clone(),
        },
        Work::Rename(from, path) => Command::RenameFolder {
            folder: folder(from),
            path: path.clone(),
        },
        Work::DeleteFolder(path) => Command::DeleteFolder(folder(path)),
    }
}

fn at(engine: &Engine, path: &str) -> Folder {
    let folders = engine.reader().folders_shown(&support()).unwrap();
    let found = folders.into_iter().find(|folder| folder.path == path);
    found.unwrap_or_else(|| panic!("no folder {path}"))
}

fn keys(engine: &Engine, from: &str, ids: &[String]) -> Vec<MessageKey> {
    let folder = at(engine, from).id;
    let key = |id: &String| {
        let places = engine.reader().by_message_id(id).unwrap();
        let place = places.into_iter().find(|key| key.folder == folder);
        place.unwrap_or_else(|| panic!("{id} is not in {from}"))
    };
    ids.iter().map(key).collect()
}
