//! The peer: mbsync (isync), which keeps the same folders in a Maildir.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::SUPPORT;
use super::lab::Lab;

/// Brings its copy of the mailbox up to date, with or without waiting for the disk. `None`: it is not
/// installed.
pub fn synced(lab: &Lab, home: &Path, fsync: bool) -> Option<Duration> {
    let word = if fsync { "yes" } else { "no" };
    let place = home.join(format!("mbsync-{word}"));
    fs::create_dir_all(place.join("mail")).unwrap();
    let settings = place.join("mbsyncrc");
    let text = format!(
        "FSync {word}\n\n\
         IMAPAccount lab\nHost localhost\nPort {port}\nUser {user}\nPass \"{password}\"\n\
         SSLType IMAPS\nCertificateFile {ca_file}\n\n\
         IMAPStore far\nAccount lab\n\n\
         MaildirStore near\nPath {place}/mail/\nInbox {place}/mail/INBOX\nSubFolders Verbatim\n\n\
         Channel all\nFar :far:\nNear :near:\nPatterns \"shared/{SUPPORT}\" \"shared/{SUPPORT}/*\"\nCreate Near\nSync Pull\nSyncState *\n",
        port = lab.imap_tls().port,
        user = lab.address("anna"),
        password = lab.password("anna"),
        ca_file = lab.ca_file().display(),
        place = place.display(),
    );
    fs::write(&settings, text).unwrap();
    let began = Instant::now();
    let run = Command::new("mbsync")
        .arg("-qq")
        .arg("-c")
        .arg(&settings)
        .arg("all")
        .output();
    let took = began.elapsed();
    let output = match run {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        run => run.expect("it runs"),
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    Some(took)
}
