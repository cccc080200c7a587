//! T27: a folder has other numbers when what was done to its messages without a network comes to the server.
//! What can be told for certain is done, whatever number it has by then; of the rest nothing, and that is said.

use postroom::domain::{FlagChange, FolderId, FolderRole, MessageKey, SystemFlag};
use postroom::engine::Command;
use postroom::store::ListFilter;

use crate::lab::Lab;
use crate::member::{Member, id, question};

const SUPPORT: &str = "support@postroom.test";

fn orders() -> FolderId {
    FolderId::of(&id(SUPPORT), "Orders")
}

fn key(member: &Member, subject: &str) -> MessageKey {
    let reader = member.engine.reader();
    let list = reader.list(&orders(), ListFilter::default(), 100).unwrap();
    let found = list.into_iter().find(|m| m.subject == subject);
    found.unwrap_or_else(|| panic!("no message {subject}")).id
}

async fn ask(member: &Member, command: Command) {
    member.engine.request(command).await.unwrap();
}

async fn flag(member: &Member, subjects: &[&str]) {
    let mark = Command::Mark {
        messages: subjects.iter().map(|s| key(member, s)).collect(),
        change: FlagChange::system(SystemFlag::Flagged, true),
    };
    ask(member, mark).await;
}

/// The subjects on the server, each with its flags.
fn on_server(lab: &Lab, folder: &str) -> Vec<(String, bool)> {
    let all = lab.folder_messages("support", folder).into_iter();
    let mut all: Vec<(String, bool)> = all
        .map(|m| {
            let flagged = m.flags.iter().any(|flag| flag == "\\Flagged");
            (m.header("Subject").unwrap_or_default(), flagged)
        })
        .collect();
    all.sort();
    all
}

/// The same message without what names it.
fn nameless(subject: &str) -> String {
    let message = question(subject);
    let lines = message.split_inclusive("\r\n");
    lines
        .filter(|line| !line.starts_with("Message-ID"))
        .collect()
}

fn lay(lab: &Lab, messages: &[String]) {
    lab.create_folder("support", "Orders");
    for message in messages {
        lab.put("support", "Orders", message.as_bytes());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_follows_its_messages_where_that_is_certain_and_the_rest_is_said() {
    for is_restarted in [false, true] {
        what_was_done_follows_its_messages(Lab::start(), is_restarted).await;
    }
}

pub async fn what_was_done_follows_its_messages(lab: Lab, is_restarted: bool) {
    let subjects = ["Flagged", "Archived", "Deleted", "Twice", "Gone"];
    let mut messages = subjects.map(question).to_vec();
    messages.push(nameless("Nameless"));
    lay(&lab, &messages);
    let mut anna = Member::new(&lab, "anna", false).await;
    anna.refresh().await;
    anna.sync().await;
    let before = key(&anna, "Flagged");
    ask(&anna, Command::SetOffline(true)).await;
    flag(&anna, &["Flagged", "Twice", "Gone", "Nameless"]).await;
    let archived = Command::Move {
        messages: vec![key(&anna, "Archived")],
        to: anna.folder(SUPPORT, FolderRole::Archive).id,
    };
    ask(&anna, archived).await;
    ask(&anna, Command::Delete(vec![key(&anna, "Deleted")])).await;

    // The same messages in another order, one of them twice, one not any more, and a stranger.
    lab.remove_folder("support", "Orders");
    let again = [
        "Stranger", "Twice", "Twice", "Deleted", "Archived", "Flagged",
    ];
    let mut messages = again.map(question).to_vec();
    messages.insert(1, nameless("Nameless"));
    lay(&lab, &messages);
    if is_restarted {
        anna = anna
            .restart_with(|config| config.settings.offline = true)
            .await;
    }
    ask(&anna, Command::SetOffline(false)).await;
    let none = || anna.engine.reader().acts(None).unwrap().is_empty();
    anna.until("nothing waits any more", none).await;
    anna.refresh().await;
    anna.sync().await;

    let plain = |subject: &str| (subject.to_owned(), false);
    let flagged = ("Flagged".to_owned(), true);
    assert_eq!(
        on_server(&lab, "Orders"),
        [
            flagged,
            plain("Nameless"),
            plain("Stranger"),
            plain("Twice"),
            plain("Twice")
        ]
    );
    assert_eq!(on_server(&lab, "Archive"), [plain("Archived")]);
    assert_eq!(on_server(&lab, "Trash"), [plain("Deleted")]);
    let after = key(&anna, "Flagged");
    assert_ne!(after.uid_validity, before.uid_validity);
    let header = anna.engine.reader().message(&after).unwrap().unwrap();
    assert!(header.flags.has(SystemFlag::Flagged));

    let problems = anna.engine.problems();
    let [problem] = &problems[..] else {
        panic!("{problems:?}")
    };
    assert_eq!(problem.message.key, "problem-act-not-matched");
    let named = |name| problem.message.args.iter().find(|(n, _)| *n == name);
    let (_, messages) = named("messages").unwrap();
    let mut messages: Vec<&str> = messages.split(" · ").collect();
    messages.sort_unstable();
    assert_eq!(messages, ["Gone", "Nameless", "Twice"]);
    assert_eq!(named("kind").unwrap().1, "mark");
    anna.stop().await;
}
