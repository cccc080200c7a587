//! Mail files that are damaged on the disk of a real Dovecot: it cannot deliver them, or ends the session over
//! them. All other messages come.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use postroom::domain::{FolderRole, FolderState, HeldText};
use postroom::engine::{Command, Reply};

use crate::lab::Lab;
use crate::member::Member;

const SUPPORT: &str = "support@postroom.test";

/// Messages in the Inbox; one of each ten is damaged.
const COUNT: u32 = 60;

/// How a file can be damaged. Gives its place and its text.
type Damage = fn(&Path, &str);

/// What the server says of the file's size in its name is not so.
fn claims(path: &Path, size: usize) {
    let name = path.file_name().unwrap().to_str().unwrap();
    let (begin, rest) = name.split_once(",S=").unwrap();
    let (_, flags) = rest.split_once(':').unwrap();
    fs::rename(
        path,
        path.with_file_name(format!("{begin},S={size}:{flags}")),
    )
    .unwrap();
}

const DAMAGES: [(&str, Damage); 5] = [
    ("longer than it says", |path, text| {
        claims(path, text.len() - 30)
    }),
    ("shorter than it says", |path, text| {
        claims(path, text.len() + 3000)
    }),
    ("empty", |path, _| fs::write(path, "").unwrap()),
    ("a directory", |path, _| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    }),
    ("closed", |path, _| {
        let closed = std::os::unix::fs::PermissionsExt::from_mode(0o0);
        fs::set_permissions(path, closed).unwrap();
    }),
];

fn subject(n: u32) -> String {
    format!("Question {n}")
}

fn letter(n: u32) -> String {
    format!(
        "From: Kim Kunde <kim@customer.test>\r\nTo: {SUPPORT}\r\nSubject: {}\r\n\
         Message-ID: <damaged-{n}@customer.test>\r\n\r\nThe albatross number {n} {}.\r\n",
        subject(n),
        "flies\r\n".repeat(40)
    )
}

fn file(maildir: &Path, n: u32) -> PathBuf {
    let mut there = fs::read_dir(maildir.join("cur")).unwrap();
    let is_it = |path: &PathBuf| path.to_str().unwrap().contains(&format!(".M{n}P1."));
    there
        .find_map(|entry| Some(entry.unwrap().path()).filter(is_it))
        .unwrap()
}

fn is_damaged(n: u32) -> bool {
    n % 10 == 5
}

/// Are all here that are not damaged, with their texts?
fn are_whole(anna: &Member) -> bool {
    let messages = anna.messages(SUPPORT, FolderRole::Inbox);
    let is_whole = |n: u32| {
        let header = messages.iter().find(|header| header.subject == subject(n));
        let held = header.and_then(|header| anna.engine.reader().text(&header.id).unwrap());
        matches!(held, Some(HeldText::Whole(raw)) if raw == letter(n).as_bytes())
    };
    (0..COUNT).filter(|n| !is_damaged(*n)).all(is_whole)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_mail_files_keep_back_no_other_message() {
    for (what, damage) in DAMAGES {
        let lab = Lab::start();
        let maildir = lab.directory().join("mail").join(SUPPORT).join("Maildir");
        let now = SystemTime::now();
        let came = |n: u32| now - Duration::from_secs(u64::from(COUNT - n) * 60);
        let letters = (0..COUNT).map(|n| (letter(n), came(n), true));
        lab.fill("support", "INBOX", letters);
        // The server has looked at the files before one of them is damaged, as it is in life.
        lab.doveadm(&[
            "fetch",
            "-u",
            SUPPORT,
            "hdr size.virtual",
            "mailbox",
            "INBOX",
        ]);
        for n in (0..COUNT).filter(|n| is_damaged(*n)) {
            damage(&file(&maildir, n), &letter(n));
        }
        let anna = Member::new(&lab, "anna", false).await;
        let sync = Command::Sync {
            mailbox: None,
            folder: None,
        };
        let Ok(Reply::Synced(summary)) = anna.engine.request(sync).await else {
            panic!("{what}");
        };
        assert!(summary.failed.is_empty(), "{what}: {summary:?}");
        let inbox = anna.folder(SUPPORT, FolderRole::Inbox);
        assert_eq!(inbox.state, FolderState::Readable, "{what}");
        assert!(are_whole(&anna), "{what}");
        anna.stop().await;
        // By itself, too, and in time.
        let anna = Member::new(&lab, "anna", true).await;
        anna.until(what, || are_whole(&anna)).await;
        let in_trouble = || anna.engine.problems().into_iter().next();
        anna.until("no trouble", || in_trouble().is_none()).await;
        anna.stop().await;
    }
}
