//! T35: what was done without a network is replayed by a program that is killed again and again: it
//! comes to the same end, nothing is done twice, and nothing is left out.

use std::sync::Arc;

use fastrand::Rng;

use postroom::domain::{FlagChange, Folder, SystemFlag};
use postroom::engine::{Command, Engine, Options, Pace};
use postroom::paths::Profile;
use postroom::secret::MemoryStore;
use postroom::store::{ListFilter, Store};

use super::program::Program;
use crate::figures;
use crate::replay::work::{self, Mail, Worker};
use crate::sink::{SUPPORT, Sink};

const FOLDERS: [&str; 4] = ["INBOX", "Archive", "Trash", "Orders"];
const MESSAGES: u32 = 40;

/// How often somebody works offline, how much they do, and how often the program is killed before
/// it comes to the end of it.
fn rounds() -> (usize, usize, usize) {
    if figures::full() {
        (50, 25, 8)
    } else {
        (6, 25, 3)
    }
}

/// Of the server's folders, those in which is worked.
fn on_server(sink: &Sink) -> Mail {
    let mut mail = work::on_server(&sink.server);
    mail.retain(|folder, _| FOLDERS.contains(&folder.as_str()));
    mail
}

/// Does something with one message, if it may be done; and what the server should hold then.
async fn act(engine: &Engine, folders: &[Folder], rng: &mut Rng, mail: &mut Mail) -> bool {
    let from = &folders[rng.usize(0..folders.len())];
    let to = &folders[rng.usize(0..folders.len())];
    let list = engine.reader().list(&from.id, ListFilter::default(), 100);
    let Some(message) = rng.choice(list.unwrap()) else {
        return false;
    };
    let id = message.message_id.clone().unwrap();
    let at = |mail: &Mail| mail[&from.path].iter().position(|(known, _)| *known == id);
    let Some(place) = at(mail) else {
        panic!("{id} is shown in {} and not expected there", from.path);
    };
    let messages = vec![message.id];
    let kind = rng.u8(0..4);
    if kind < 2 {
        let (flag, name) = [
            (SystemFlag::Seen, "\\Seen"),
            (SystemFlag::Flagged, "\\Flagged"),
        ][usize::from(kind)];
        let on = rng.bool();
        let change = FlagChange::system(flag, on);
        if engine
            .request(Command::Mark { messages, change })
            .await
            .is_err()
        {
            return false;
        }
        let flags = &mut mail.get_mut(&from.path).unwrap()[place].1;
        match on {
            true => flags.insert(name.to_owned()),
            false => flags.remove(name),
        };
        return true;
    }
    // One of each in a folder: what is there twice cannot be told apart here.
    if mail[&to.path].iter().any(|(known, _)| *known == id) {
        return false;
    }
    let (command, is_move) = match kind {
        2 => (
            Command::Move {
                messages,
                to: to.id.clone(),
            },
            true,
        ),
        _ => (
            Command::Copy {
                messages,
                to: to.id.clone(),
            },
            false,
        ),
    };
    if engine.request(command).await.is_err() {
        return false;
    }
    let one = match is_move {
        true => mail.get_mut(&from.path).unwrap().remove(place),
        false => mail[&from.path][place].clone(),
    };
    let target = mail.get_mut(&to.path).unwrap();
    target.push(one);
    target.sort();
    true
}

/// An engine without a network on the program's profile.
async fn offline(program: &Program) -> Engine {
    let profile = Profile::at(&program.path("profile")).unwrap();
    let engine = Engine::start(Options {
        profile: profile.with_state(Some(program.path("state"))),
        secrets: Arc::new(MemoryStore::default()),
        resident: false,
        offline: true,
        pace: Pace::quick(),
    });
    engine.await.unwrap()
}

/// Works without a network on the program's profile.
async fn work_offline(program: &Program, rng: &mut Rng, mail: &mut Mail, count: usize) {
    let engine = offline(program).await;
    let folders = engine.reader().folders(&work::support()).unwrap();
    let folders: Vec<Folder> = folders
        .into_iter()
        .filter(|folder| FOLDERS.contains(&folder.path.as_str()))
        .collect();
    assert_eq!(folders.len(), FOLDERS.len());
    let mut done = 0;
    for _ in 0..count * 10 {
        done += usize::from(act(&engine, &folders, rng, mail).await);
        if done == count {
            break;
        }
    }
    assert!(done > count / 2, "only {done} acts could be done");
    engine.stop().await;
}

async fn waiting(program: &Program) -> usize {
    let (store, _) = Store::open(&program.path("profile")).unwrap();
    let waiting = store.reader().acts(None).unwrap().len();
    store.close().await.unwrap();
    waiting
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_come_to_the_same_end_however_often_the_program_is_killed() {
    let seed = match std::env::var("POSTROOM_ACTS_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => fastrand::u64(..),
    };
    println!("seed {seed}");
    let mut rng = Rng::with_seed(seed);
    let sink = Sink::start();
    sink.server.create_folder("support", "Orders").unwrap();
    for n in 0..MESSAGES {
        let folder = FOLDERS[n as usize % FOLDERS.len()];
        let message = format!(
            "From: Zoe <zoe@example.net>\r\nTo: {SUPPORT}\r\nSubject: {n}\r\n\
             Date: Mon, 2 Nov 2026 09:00:00 +0000\r\nMessage-ID: <m{n}@example.net>\r\n\r\n{n}\r\n"
        );
        let delivered = sink.server.deliver("support", folder, message.as_bytes());
        delivered.unwrap();
    }
    let program = tokio::task::block_in_place(|| Program::signed_in(&sink));
    let sync = |kill_at| tokio::task::block_in_place(|| program.run_up_to(&["sync"], kill_at));
    assert_eq!(sync(None).code, Some(0));

    let (rounds, count, kills) = rounds();
    let mut calls = 0;
    let mut killed = 0;
    for round in 0..rounds {
        let mut expected = on_server(&sink);
        work_offline(&program, &mut rng, &mut expected, count).await;
        // The first round tells how many calls there are. What was done before a kill is not done
        // again: each further one comes earlier, to come at all.
        for kill in 0..if round == 0 { 0 } else { kills } {
            let last = (calls / (kill + 1)).max(2);
            let run = sync(Some(rng.usize(1..last)));
            if run.code.is_some() {
                break;
            }
            killed += 1;
        }
        let run = sync(None);
        assert_eq!(
            run.code,
            Some(0),
            "seed {seed}, round {round}: {:?}",
            program.said()
        );
        calls = calls.max(run.calls);
        assert_eq!(waiting(&program).await, 0, "seed {seed}, round {round}");
        assert_eq!(on_server(&sink), expected, "seed {seed}, round {round}");
    }
    assert!(killed >= rounds / 2, "killed {killed} times");
    println!("{killed} kills, {calls} calls");
}

/// What a program holds of a folder.
fn state(program: &Program, path: &str) -> String {
    let (store, _) = Store::open(&program.path("profile")).unwrap();
    let folders = store.reader().folders(&work::support()).unwrap();
    let folder = folders.into_iter().find(|f| f.path == path);
    let state = folder.map(|f| store.reader().sync_state(&f.id).unwrap());
    format!("{state:?}")
}

/// How often the program is killed while it replays what was done, at most.
const KILLS: usize = 12;

/// The same of acts of all kinds, on folders too; the same end as in a mailbox that is alike, where
/// nobody killed anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_of_all_kinds_come_to_the_end_that_an_undisturbed_program_comes_to() {
    let seed = match std::env::var("POSTROOM_ACTS_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => fastrand::u64(..),
    };
    println!("seed {seed}");
    let mut rng = Rng::with_seed(seed);
    let stands = [(); 2].map(|()| {
        let sink = Sink::start();
        work::fill(&sink.server, 120);
        let program = tokio::task::block_in_place(|| Program::signed_in(&sink));
        (sink, program)
    });
    let [(here, undisturbed), (there, killed)] = &stands;
    let sync = |program: &Program, kill_at| {
        tokio::task::block_in_place(|| program.run_up_to(&["sync"], kill_at))
    };
    let (rounds, count) = if figures::full() { (20, 60) } else { (2, 40) };
    let mut kills = 0;
    for round in 0..rounds {
        let place = format!("seed {seed}, round {round}");
        // Both know all that there is by now: a folder is read before what was moved into it meanwhile, and what
        // nobody here has seen is neither chosen nor emptied.
        for program in [undisturbed, killed] {
            let code = sync(program, None).code;
            assert_eq!(code, Some(0), "{place}: {}", program.complained());
        }
        let engine = offline(undisturbed).await;
        let all = Worker::new(&engine, rng.fork()).work(&engine, count).await;
        engine.stop().await;
        assert_eq!(all.len(), count, "{place}");
        let engine = offline(killed).await;
        work::again(&engine, &all).await;
        engine.stop().await;

        let calls = sync(undisturbed, None);
        assert_eq!(calls.code, Some(0), "{place}: {}", undisturbed.complained());
        assert_eq!(waiting(undisturbed).await, 0, "{place}");
        for _ in 0..KILLS {
            let run = sync(killed, Some(rng.usize(1..calls.calls / 4)));
            if run.code.is_some() {
                break;
            }
            kills += 1;
        }
        let run = sync(killed, None);
        assert_eq!(run.code, Some(0), "{place}: {}", killed.complained());
        assert_eq!(waiting(killed).await, 0, "{place}");
        let (wanted, is) = (
            work::on_server(&here.server),
            work::on_server(&there.server),
        );
        let notices = [undisturbed, killed].map(|program| program.rows(&["notices"]));
        let trash = [undisturbed, killed].map(|program| state(program, "Trash"));
        assert_eq!(is, wanted, "{place}: {all:?}\n{notices:?}\n{trash:?}");
    }
    assert!(kills >= 3 * rounds, "killed {kills} times");
    println!("{kills} kills");
}
