//! T55: what a day of work leaves on the disk: nobody else can read it, no password stands in it, and what was opened goes.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use postroom::demo::{DemoServer, Team};
use postroom::domain::{Draft, Intent, Mode};
use postroom::engine::{Command, Pace, PutToOpen, QuoteWords};

use crate::anna::Anna;
use crate::client::password;

const OWN: &str = "anna@acme.example";
const WITH_FILE: &[u8] = b"From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\nSubject: Offer\r\n\
    Message-ID: <offer@shop.example>\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nSee there.\r\n\
    --o\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"../offer.pdf\"\r\n\r\n%PDF-1.4\r\n--o--\r\n";

/// All that lies in a folder, however deep.
fn all(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(all(&path));
        }
        found.push(path);
    }
    found
}

/// Everything is its owner's alone, and holds none of these words.
fn is_private(home: &Path, secrets: &[String]) {
    let mut files = 0;
    for path in all(home) {
        let mode = std::fs::symlink_metadata(&path)
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", path.display());
        if !path.is_file() {
            continue;
        }
        files += 1;
        let held = std::fs::read(&path).unwrap();
        for secret in secrets {
            let is_there = held.windows(secret.len()).any(|at| at == secret.as_bytes());
            assert!(!is_there, "{} holds a password", path.display());
        }
    }
    assert_eq!(
        std::fs::metadata(home).unwrap().permissions().mode() & 0o777,
        0o700
    );
    // The databases, their logs, the settings.
    assert!(files >= 5, "{files}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_is_private_knows_no_password_and_keeps_nothing_that_was_opened() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    demo.deliver("support", "INBOX", WITH_FILE).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let message = anna.newest("support@acme.example");
    anna.ask(Command::FetchText(message.clone())).await.unwrap();
    let words = QuoteWords::default();
    let draft = anna
        .engine
        .reply_draft(&message, Intent::Reply, &words)
        .await
        .unwrap();
    let kept = Draft {
        body: "To be gone on with.".into(),
        ..draft
    };
    anna.ask(Command::KeepDraft {
        over: None,
        draft: kept,
        or_apart: false,
    })
    .await
    .unwrap();
    let _ = anna.send(OWN, Mode::Own, "Lamp").await;
    let PutToOpen::File(opened) = anna
        .engine
        .put_to_open(&message, 0, "../offer.pdf", false)
        .await
        .unwrap()
    else {
        panic!("it is no program");
    };
    assert_eq!(opened.file_name().unwrap(), "offer.pdf");
    assert!(opened.starts_with(anna.home()));
    assert_eq!(
        std::fs::metadata(&opened).unwrap().permissions().mode() & 0o777,
        0o400
    );
    let lines = vec![("From".to_owned(), "Kim".to_owned())];
    let printed = anna
        .engine
        .put_to_print(&message, "en", "../Offer".into(), lines)
        .await
        .unwrap();
    assert!(printed.starts_with(anna.home()));
    let secret = password(&demo, "anna");
    // As it is, and as it goes to servers (RFC 4616, and LOGIN).
    let secrets = [
        secret.clone(),
        STANDARD.encode(&secret),
        STANDARD.encode(format!("\0{OWN}\0{secret}")),
        STANDARD.encode(format!("\0anna\0{secret}")),
    ];
    is_private(anna.home(), &secrets);
    let anna = anna.begin_again(Pace::quick()).await;
    assert!(
        !opened.exists() && !printed.exists(),
        "what was opened is gone"
    );
    is_private(anna.home(), &secrets);
    anna.engine.stop().await;
}
