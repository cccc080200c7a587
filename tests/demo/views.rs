//! Messages of many folders in one list, by the command line.

use postroom::demo::{DemoServer, Team};
use serde_json::Value;

use crate::program::{Program, SUPPORT, text};

fn of<'r>(rows: &'r [Value], name: &str) -> Vec<&'r str> {
    rows.iter().filter_map(|row| row[name].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_are_listed_as_the_window_lists_them() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Program::signed_in(&demo, "anna");
    // Before anything was fetched it is said that nothing was.
    let empty = anna.run(&["list", "--view", "inboxes"]);
    assert!(empty.stdout.is_empty());
    let said = text(&empty.stderr);
    assert!(said.contains("Nothing was fetched"), "{said}");
    anna.rows(&["sync"]);
    let view = |name: &str| anna.rows(&["list", "--view", name, "--limit", "500"]);
    let inboxes = view("inboxes");
    let shared = view("shared");
    let mine = inboxes.len() - shared.len();
    assert!(mine > 0 && !shared.is_empty());
    assert!(of(&inboxes, "folder").iter().all(|path| *path == "INBOX"));
    assert!(of(&inboxes, "mailbox").contains(&"anna@acme.example"));
    let mailboxes = of(&shared, "mailbox");
    assert!(!mailboxes.contains(&"anna@acme.example"));
    for shared in [SUPPORT, "sales@acme.example", "hr@acme.example"] {
        assert!(mailboxes.contains(&shared), "{shared}");
    }
    let dates = of(&inboxes, "date");
    assert!(dates.is_sorted_by(|one, next| one >= next), "{dates:?}");
    // What waits longest comes first; nobody can answer in a mailbox that is read only.
    let unanswered = view("unanswered");
    let dates = of(&unanswered, "date");
    assert!(dates.is_sorted(), "{dates:?}");
    assert!(!of(&unanswered, "mailbox").contains(&"hr@acme.example"));
    let answered = |row: &Value| row["flags"].to_string().contains("Answered");
    assert!(!unanswered.is_empty() && !unanswered.iter().any(answered));
    let flagged = view("flagged");
    let is_flagged = |row: &Value| row["flags"].to_string().contains("Flagged");
    assert!(!flagged.is_empty() && flagged.iter().all(is_flagged));
    // Filters, order and limit hold as in a folder; it is said that there are more.
    let narrow = ["list", "--view", "shared", "--unread", "--sort", "subject"];
    let rows = anna.rows(&narrow);
    assert!(rows.len() < shared.len());
    let cut = anna.run(&["list", "--view", "inboxes", "--limit", "2"]);
    assert_eq!(text(&cut.stdout).lines().count(), 2);
    assert!(text(&cut.stderr).contains("Only the first 2"));
    // People see in which mailbox each lies.
    let table = text(
        &anna
            .run(&["list", "--view", "shared", "--limit", "500"])
            .stdout,
    );
    let order = table.lines().find(|line| line.contains("20418")).unwrap();
    assert!(order.contains("support@acme.example  INBOX"), "{order}");
}
