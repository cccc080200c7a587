//! T33: folders whose names are meant to hurt. A name is neither a path on this computer nor an id.

use std::collections::BTreeSet;
use std::path::Path;

use postroom::domain::{FolderRole, FolderState};
use postroom::engine::Command;

use super::Anna;
use super::server::{Said, Server};

/// Lines of a listing, with the path as which each is shown.
const LISTED: &[(&str, &str)] = &[
    (r#"() "/" INBOX"#, "INBOX"),
    (r#"() "/" "Aaa""#, "Aaa"),
    (r#"() "/" "Sent""#, "Sent"),
    (r#"() "/" "Work""#, "Work"),
    // Only another case.
    (r#"() "/" "SENT""#, "SENT"),
    (r#"() "/" "work""#, "work"),
    // What would lead out of a folder on a disk, on one system or another.
    (r#"() "/" "../../.bashrc""#, "../../.bashrc"),
    (r#"() "/" "/etc/passwd""#, "/etc/passwd"),
    (r#"() "/" "C:\\CON""#, r"C:\CON"),
    (r#"() "/" ".""#, "."),
    (r#"() "/" "~root""#, "~root"),
    // No hierarchy: the slash belongs to the name.
    (r#"() NIL "flat/er""#, r"flat\/er"),
    // Modified UTF-7 that is none, and some that is.
    (r#"() "/" "&garbage""#, "&garbage"),
    (r#"() "/" "&AOQ""#, "&AOQ"),
    (r#"() "/" "&2D3eAA-x""#, "😀x"),
    (r#"() "/" "a &- b""#, "a & b"),
    (r#"() "/" "Entw&APw-rfe""#, "Entwürfe"),
    // The words of a statement and of markup.
    (
        r#"() "/" "'; DROP TABLE folders; --""#,
        "'; DROP TABLE folders; --",
    ),
    (r#"() "/" "<b>\"bold\"</b>""#, "<b>\"bold\"</b>"),
    // Not to be opened, and what lies below it is.
    (r#"(\Noselect) "/" "Box""#, "Box"),
    (r#"() "/" "Box/In""#, "Box/In"),
    (r#"(\NonExistent) "/" "Gone""#, "Gone"),
    // Below a folder that is not listed.
    (r#"() "/" "Hidden/In""#, "Hidden/In"),
];

fn listing(more: &str) -> String {
    let lines = LISTED.iter().map(|(line, _)| format!("* LIST {line}\r\n"));
    let long = "x".repeat(1000);
    format!(
        "{}* LIST () \"/\" \"{long}\"\r\n{more}TAG OK done\r\n",
        lines.collect::<String>()
    )
}

/// Every file below a place.
fn files(place: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(place).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.display().to_string());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_folder_is_called_it_is_one_folder_and_no_file() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    anna.sync().await;
    let before = files(anna.home());
    server.instead(|command| {
        let asked = command.starts_with("LIST \"\"");
        asked.then(|| Said::text(listing("")).expect("words"))
    });
    let summary = anna.sync().await;
    assert!(summary.failed.is_empty(), "{summary:?}");

    let long = "x".repeat(1000);
    let mut expected: Vec<&str> = LISTED.iter().map(|(_, path)| *path).collect();
    expected.push(&long);
    expected.sort_unstable();
    let mut shown = anna.folders("anna@faults.test").unwrap();
    shown.sort();
    assert_eq!(shown, expected);
    let ids: BTreeSet<_> = shown.iter().map(|path| anna.folder(path).id).collect();
    assert_eq!(ids.len(), expected.len(), "each has an id of its own");
    assert_eq!(anna.folder("Sent").role, FolderRole::Sent);
    assert_eq!(anna.folder("SENT").role, FolderRole::Other);

    // Each was opened by exactly the name that was listed, and what cannot be opened was not.
    let opened: BTreeSet<String> = server
        .heard("EXAMINE")
        .iter()
        .map(|command| command.replace("EXAMINE ", "").replace(" (CONDSTORE)", ""))
        .collect();
    for (line, path) in LISTED {
        let quoted = line
            .split_once(' ')
            .and_then(|(_, rest)| rest.split_once(' '));
        let name = match quoted.unwrap().1 {
            "INBOX" => "\"INBOX\"",
            name => name,
        };
        let is_container = ["Box", "Gone"].contains(path);
        assert_eq!(opened.contains(name), !is_container, "{name}: {opened:?}");
        let state = anna.folder(path).state;
        assert_eq!(state == FolderState::Container, is_container, "{path}");
    }
    assert!(opened.contains("{1000}"), "a long one is a literal");
    assert_eq!(files(anna.home()), before, "no name became a file");

    // All of it stays over a restart of the listing, and goes when the server says so.
    anna.refresh().await;
    assert_eq!(
        anna.folders("anna@faults.test").unwrap().len(),
        expected.len()
    );
    server.behave();
    anna.refresh().await;
    assert_eq!(anna.folders("anna@faults.test").unwrap().len(), 4);
    assert_eq!(anna.uids(), [1, 2, 3]);
    anna.engine.stop().await;
}

/// Such a one was never anybody's folder here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_is_none_is_left_out_and_takes_no_folder_along() {
    for line in [
        "* LIST () \"/\" \"W\0rk\"\r\n".to_owned(),
        "* LIST () \"/\" {4}\r\nW\0rk\r\n".to_owned(),
        "* LIST () \"/\" {4}\r\nW\r\nk\r\n".to_owned(),
        "* LIST () \"/\" {0}\r\n\r\n".to_owned(),
        format!("* LIST () \"/\" \"{}\"\r\n", "x".repeat(5000)),
    ] {
        let server = Server::start().await;
        let anna = Anna::on(&server).await;
        anna.sync().await;
        let shown = line.escape_debug().take(60).collect::<String>();
        server.instead(move |command| {
            let own = ["INBOX", "Aaa", "Sent", "Work"];
            let own: String = own
                .iter()
                .map(|f| format!("* LIST () \"/\" {f}\r\n"))
                .collect();
            let said = format!("{own}{line}TAG OK done\r\n");
            command
                .starts_with("LIST")
                .then(|| Said::Octets(said.into_bytes()))
        });
        let _ = anna.engine.request(Command::Refresh(None)).await;
        let mut folders = anna.folders("anna@faults.test").unwrap();
        folders.sort();
        assert_eq!(folders, ["Aaa", "INBOX", "Sent", "Work"], "{shown}");
        assert_eq!(anna.uids(), [1, 2, 3]);
        server.behave();
        anna.until_recovered(|anna| anna.engine.problems().is_empty())
            .await;
        anna.engine.stop().await;
    }
}
