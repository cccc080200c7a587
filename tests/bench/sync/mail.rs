//! A mailbox as a team has it: seeded, so that each run has the same.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::SUPPORT;
use super::lab::Lab;

const WORDS: [&str; 16] = [
    "printer", "invoice", "delivery", "Angebot", "réunion", "password", "contract", "holiday",
    "server", "question", "urgent", "Rechnung", "update", "customer", "meeting", "schedule",
];

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
    let maildir = maildir(lab);
    let cur = maildir.join("cur");
    let start = SystemTime::now() - Duration::from_secs(3 * 365 * 86_400);
    for n in numbers {
        let text = message(n);
        let seen = if n % 7 == 0 { "" } else { "S" };
        let name = format!("{}.M{n}P1.lab,S={}:2,{seen}", 1_600_000_000 + n, text.len());
        let path = cur.join(name);
        fs::write(&path, text).unwrap();
        own(&path, &maildir);
        let at = start + Duration::from_secs(u64::from(n) * 300);
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(at)
            .unwrap();
    }
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

/// A colleague flags the first of them.
pub fn flag(lab: &Lab, count: u32) {
    let set = format!("1:{count}");
    let mailbox = ["mailbox", "INBOX", "uid", &set];
    let words = ["flags", "add", "-u", SUPPORT, "\\Flagged"];
    lab.doveadm(&[&words[..], &mailbox].concat());
}

/// A message of a thread of about four, with a size that is seldom large, and a file in each seventh.
fn message(n: u32) -> String {
    let mut random = fastrand::Rng::with_seed(u64::from(n));
    let mut word = || WORDS[random.usize(..WORDS.len())];
    let root = n - n % 4;
    let subject = format!("{} {} {root}", word(), word());
    let mut text = format!(
        "From: \"{} {}\" <kunde{}@customer.test>\r\nTo: Support <{SUPPORT}>\r\n\
         Subject: {}{subject}\r\nMessage-ID: <m{n}@customer.test>\r\n\
         Date: Thu, 26 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n",
        word(),
        word(),
        n % 500,
        if n == root { "" } else { "Re: " },
    );
    if n != root {
        let _ = write!(
            text,
            "In-Reply-To: <m{}@customer.test>\r\nReferences: <m{root}@customer.test>\r\n",
            n - 1
        );
    }
    // Many are short and few are long, about 7 KB in the middle.
    let lines = 10 + (random.f64().powi(3) * 400.0) as usize;
    let mut body = String::new();
    for _ in 0..lines {
        for _ in 0..9 {
            body.push_str(WORDS[random.usize(..WORDS.len())]);
            body.push(' ');
        }
        body.push_str("\r\n");
    }
    if n.is_multiple_of(7) {
        let file = "QUJD".repeat(19);
        let _ = write!(
            text,
            "Content-Type: multipart/mixed; boundary=\"=_b\"\r\n\r\n--=_b\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
             {body}\r\n--=_b\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\n\
             Content-Disposition: attachment; filename=\"a.pdf\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n"
        );
        for _ in 0..random.usize(50..400) {
            text.push_str(&file);
            text.push_str("\r\n");
        }
        text.push_str("--=_b--\r\n");
    } else {
        let _ = write!(
            text,
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}"
        );
    }
    text
}
