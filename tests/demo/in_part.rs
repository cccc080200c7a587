//! What can be done in part is done in part: what a colleague took away, what a server refuses and what ends
//! a connection keep back none of the others, and what was not carried out is said until somebody read it.

use postroom::demo::{CutHow, DemoServer, Fault, Profile, Team, When};
use postroom::domain::{FlagChange, Folder, FolderRole, MessageKey, Rights, SystemFlag};
use postroom::engine::{Command, Pace, ProblemKind, Reply};
use postroom::store::ListFilter;

use crate::anna::{Anna, id};
use crate::offline::{online, told};

const SUPPORT: &str = "support@acme.example";
const ANNA: &str = "anna@acme.example";

async fn ready(demo: &DemoServer) -> Anna {
    let anna = Anna::sign_in(demo).await;
    anna.sync().await;
    anna
}

fn folder(anna: &Anna, mailbox: &str, role: FolderRole) -> Folder {
    let folder = anna.engine.reader().folder_by_role(&id(mailbox), role);
    folder.unwrap().unwrap()
}

fn listed(anna: &Anna, folder: &Folder, count: usize) -> Vec<MessageKey> {
    let reader = anna.engine.reader();
    let list = reader.list(&folder.id, ListFilter::default(), count);
    let keys: Vec<MessageKey> = list.unwrap().into_iter().map(|m| m.id).collect();
    assert_eq!(keys.len(), count);
    keys
}

fn flag(messages: &[MessageKey]) -> Command {
    Command::Mark {
        messages: messages.to_vec(),
        change: FlagChange::system(SystemFlag::Flagged, true),
    }
}

fn is_flagged(demo: &DemoServer, mailbox: &str, key: &MessageKey) -> bool {
    let messages = demo.messages(mailbox, "INBOX").unwrap();
    let found = messages.iter().find(|m| m.uid == key.uid).unwrap();
    found.flags.iter().any(|flag| flag == "\\Flagged")
}

fn pending(anna: &Anna) -> usize {
    anna.engine.reader().acts(None).unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_colleague_took_away_keeps_back_none_of_the_others() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let keys = listed(&anna, &anna.inbox(SUPPORT), 4);
    demo.remove("support", "INBOX", keys[1].uid).unwrap();
    anna.sync().await;
    let reply = anna.ask(Command::Archive(keys.clone())).await.unwrap();
    let Reply::Moved(places) = reply else {
        panic!("{reply:?}")
    };
    let is_there: Vec<bool> = places.iter().map(Option::is_some).collect();
    assert_eq!(is_there, [true, false, true, true]);
    anna.sync().await;

    // And one of those is moved on before the others are brought back.
    let now = places[2].clone().unwrap();
    demo.move_message("support", "Archive", now.uid, "Trash")
        .unwrap();
    anna.sync().await;
    let before = demo.messages("support", "INBOX").unwrap().len();
    anna.ask(Command::Undo { since: None }).await.unwrap();
    let after = demo.messages("support", "INBOX").unwrap().len();
    assert_eq!(after, before + 2);
    let problem = told(&anna).await;
    assert_eq!(problem.message.key, "problem-undo-in-part");
    let count = problem
        .message
        .args
        .iter()
        .find(|(name, _)| *name == "count");
    assert_eq!(count.unwrap().1, "1");

    // Where all of them are gone, it is an error.
    let gone = anna.ask(Command::Archive(vec![keys[1].clone()])).await;
    assert_eq!(gone.unwrap_err().message.key, "problem-no-such-message");
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_folders_one_refuses_and_that_is_said_until_it_is_read() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let (mine, theirs) = (anna.inbox(ANNA), anna.inbox(SUPPORT));
    let mut keys = listed(&anna, &mine, 1);
    keys.extend(listed(&anna, &theirs, 2));
    // The right goes without anybody having heard of it.
    let rights = Rights::parse("lrs");
    demo.set_folder_rights("support", "INBOX", "anna", rights)
        .unwrap();
    anna.ask(flag(&keys)).await.unwrap();
    assert!(is_flagged(&demo, "anna", &keys[0]));
    assert!(!is_flagged(&demo, "support", &keys[1]));
    // What was refused is no step that could be taken back.
    let steps = anna.engine.reader().steps().unwrap();
    let acts: Vec<_> = steps.iter().flat_map(|step| &step.acts).collect();
    let of: Vec<_> = acts.iter().map(|done| done.act.folder()).collect();
    assert_eq!(of, [&mine.id]);
    let problem = told(&anna).await;
    assert_eq!(problem.kind, ProblemKind::Permission, "{problem}");
    assert_eq!(
        problem.advice.as_ref().unwrap().key,
        "advice-act-taken-back"
    );
    assert!(problem.is_notice());
    assert_eq!(problem.mailbox, Some(id(SUPPORT)));

    // Neither another act nor another run makes it unsaid.
    anna.ask(flag(&keys[..1])).await.unwrap();
    let anna = anna.begin_again(Pace::quick()).await;
    let again = told(&anna).await;
    assert_eq!(again, problem);
    anna.ask(Command::Acknowledge(again)).await.unwrap();
    assert_eq!(anna.engine.problems(), []);
    let anna = anna.begin_again(Pace::quick()).await;
    assert_eq!(anna.engine.act_problems(), []);
    anna.engine.stop().await;
}

/// All of it is committed before any of it is carried out: whoever quits meanwhile loses nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_several_folders_are_all_committed_at_once() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = ready(&demo).await;
    let mut keys = listed(&anna, &anna.inbox(ANNA), 2);
    keys.extend(listed(&anna, &anna.inbox(SUPPORT), 2));
    demo.clear_commands();
    demo.imap_fault(When::command("UID STORE"), Fault::Silence);
    let marking = anna.engine.request(flag(&keys));
    let mut marking = Box::pin(marking);
    let is_asked = || {
        demo.commands()
            .iter()
            .any(|c| c.line.starts_with("UID STORE"))
    };
    let committed = anna.until("both are committed, and one is begun", || {
        pending(&anna) == 2 && is_asked()
    });
    tokio::select! {
        reply = &mut marking => panic!("{reply:?}"),
        () = committed => {}
    }
    demo.cut_connections(CutHow::Rst);
    marking.as_mut().await.unwrap();
    drop(marking);
    online(&anna).await;
    for (mailbox, key) in [("anna", &keys[0]), ("support", &keys[3])] {
        assert!(is_flagged(&demo, mailbox, key));
    }
    anna.engine.stop().await;
}

/// Without UIDPLUS and MOVE.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bare_server_moves_and_deletes_what_was_named_and_nothing_else() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.set_profile(Profile::Bare);
    let anna = ready(&demo).await;
    let inbox = anna.inbox(ANNA);
    let keys = listed(&anna, &inbox, 3);
    // Somebody else marked this one: with a plain EXPUNGE it would go.
    let marked = keys[2].uid;
    demo.flag("ben", "anna", "INBOX", marked, "\\Deleted", true)
        .unwrap();
    let refused = anna.ask(Command::Delete(keys[..1].to_vec())).await;
    assert_eq!(refused.unwrap_err().message.key, "problem-unsupported");
    let is_deleted = |key: &MessageKey| {
        let messages = demo.messages("anna", "INBOX").unwrap();
        let found = messages.iter().find(|m| m.uid == key.uid);
        found.map(|m| m.flags.iter().any(|flag| flag == "\\Deleted"))
    };
    assert_eq!(is_deleted(&keys[0]), Some(false), "nothing was marked");
    demo.flag("ben", "anna", "INBOX", marked, "\\Deleted", false)
        .unwrap();
    anna.ask(Command::Delete(keys[..1].to_vec())).await.unwrap();
    assert_eq!(is_deleted(&keys[0]), None);
    assert_eq!(is_deleted(&keys[1]), Some(false));
    anna.sync().await;
    let trash = folder(&anna, ANNA, FolderRole::Trash);
    anna.ask(Command::EmptyFolder(trash.id)).await.unwrap();
    assert!(demo.messages("anna", "Trash").unwrap().is_empty());
    anna.engine.stop().await;
}

/// An odd answer to one act: it ends the connection each time, and nothing of that is about the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_that_ends_each_connection_keeps_back_no_others() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::reside(&demo).await;
    anna.sync().await;
    let keys = listed(&anna, &anna.inbox(SUPPORT), 2);
    let archive = folder(&anna, SUPPORT, FolderRole::Archive);
    anna.ask(Command::SetOffline(true)).await.unwrap();
    let to = archive.id;
    let messages = vec![keys[0].clone()];
    anna.ask(Command::Move { messages, to }).await.unwrap();
    anna.ask(flag(&keys[1..])).await.unwrap();
    demo.imap_fault_at(When::command("UID MOVE"), Fault::Cut(CutHow::Fin), 0, 1000);
    anna.ask(Command::SetOffline(false)).await.unwrap();
    anna.until("the other is done", || {
        is_flagged(&demo, "support", &keys[1])
    })
    .await;
    anna.until("it is said that one is stuck", || {
        let problems = anna.engine.act_problems();
        problems
            .iter()
            .any(|p| p.message.key == "problem-act-stuck")
    })
    .await;
    anna.until("it alone is left", || pending(&anna) == 1).await;
    demo.clear_faults();
    anna.until("it is done as soon as it can be", || pending(&anna) == 0)
        .await;
    anna.until("it is not said any more", || {
        anna.engine.act_problems().is_empty()
    })
    .await;
    anna.engine.stop().await;
}

/// Many messages of which no two are neighbours go in several commands: what was moved before the server had no
/// room is moved, and nothing of the rest, also where there is no MOVE.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_moved_before_there_was_no_room_is_moved() {
    const MANY: usize = 600;
    for (profile, command) in [(Profile::Dovecot, "UID MOVE"), (Profile::Bare, "UID COPY")] {
        let demo = DemoServer::start(Team::acme_without_mail()).unwrap();
        demo.set_profile(profile);
        for n in 0..MANY {
            let message =
                format!("Message-ID: <{n}@acme.example>\r\nSubject: Order {n}\r\n\r\nText\r\n");
            demo.deliver("anna", "INBOX", message.as_bytes()).unwrap();
        }
        let anna = ready(&demo).await;
        let (inbox, archive) = (anna.inbox(ANNA), folder(&anna, ANNA, FolderRole::Archive));
        let mut keys = listed(&anna, &inbox, MANY);
        keys.retain(|key| key.uid % 2 == 0);
        demo.imap_fault_at(
            When::command(command),
            Fault::No("[OVERQUOTA] full".to_owned()),
            1,
            1,
        );
        let reply = anna.ask(Command::Archive(keys.clone())).await;
        assert!(matches!(reply, Ok(Reply::Moved(_))), "{reply:?}");
        assert!(demo.faults_done());
        let held = || {
            let count = |name| demo.messages("anna", name).unwrap().len();
            (count("INBOX"), count("Archive"))
        };
        let (_, moved) = held();
        assert!(moved > 0 && moved < keys.len(), "{moved}");
        assert_eq!(held(), (MANY - moved, moved));
        anna.sync().await;
        listed(&anna, &inbox, MANY - moved);
        listed(&anna, &archive, moved);
        assert_eq!(pending(&anna), 0);
        let problem = told(&anna).await;
        assert!(problem.is_notice());
        assert_eq!(problem.mailbox, Some(id(ANNA)));
        let advice = problem.advice.as_ref().unwrap();
        assert_eq!(advice.key, "advice-act-in-part");
        let left = ("left", (keys.len() - moved).to_string());
        assert_eq!(advice.args, [left, ("all", keys.len().to_string())]);
        // The same again, once there is room, moves the rest; and both are taken back.
        keys.retain(|key| {
            let reader = anna.engine.reader();
            reader.message(key).unwrap().is_some()
        });
        anna.ask(Command::Archive(keys)).await.unwrap();
        assert_eq!(held(), (MANY / 2, MANY / 2));
        if profile == Profile::Dovecot {
            for _ in 0..2 {
                anna.ask(Command::Undo { since: None }).await.unwrap();
            }
            assert_eq!(held(), (MANY, 0));
        }
        anna.engine.stop().await;
    }
}
