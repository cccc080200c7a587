//! A mailbox as a team has it: seeded, so that each run has the same.

use std::fs;
use std::ops::Range;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::SUPPORT;
use super::lab::Lab;
use super::letters::message;

fn maildir(lab: &Lab) -> PathBuf {
    lab.directory().join("mail").join(SUPPORT).join("Maildir")
}

/// As the files that are there already.
fn own(path: &Path, like: &Path) {
    let like = fs::metadata(like).unwrap();
    chown(path, Some(like.uid()), Some(like.gid())).unwrap();
}

/// Puts these messages into the Inbox, as a delivery does.
pub fn fill(lab: &Lab, numbers: Range<u32>) {
    let start = SystemTime::now() - Duration::from_secs(3 * 365 * 86_400);
    let messages = numbers.map(|n| {
        let at = start + Duration::from_secs(u64::from(n) * 300);
        (message(n, SUPPORT, ""), at, n % 7 != 0)
    });
    lab.fill(SUPPORT, "INBOX", messages);
}

/// Empty folders beside it.
pub fn folders(lab: &Lab, count: u32) {
    let maildir = maildir(lab);
    for n in 0..count {
        let folder = maildir.join(format!(".Project {n}"));
        for sub in ["", "cur", "new", "tmp"] {
            let path = folder.join(sub);
            fs::create_dir_all(&path).unwrap();
            own(&path, &maildir);
        }
        let mark = folder.join("maildirfolder");
        fs::write(&mark, "").unwrap();
        own(&mark, &maildir);
    }
}

/// A colleague flags the first of them, or takes the flags away.
pub fn flag(lab: &Lab, count: u32, set: bool) {
    let uids = format!("1:{count}");
    let mailbox = ["mailbox", "INBOX", "uid", &uids];
    let change = if set { "add" } else { "remove" };
    let words = ["flags", change, "-u", SUPPORT, "\\Flagged"];
    lab.doveadm(&[&words[..], &mailbox].concat());
}
