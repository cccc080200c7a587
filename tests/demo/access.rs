//! Access to a mailbox that is lost, only seems to be, or is given.

use std::time::Duration;

use postroom::demo::{DemoServer, Fault, Team, When};
use postroom::domain::{
    AccountId, Doubt, Draft, EmailAddress, FlagChange, FolderId, FolderRole, FolderState, Mode,
    NamedAddress, OutboxState, Rights, SendRightKey, SystemFlag,
};
use postroom::engine::{Command, Engine, Leave, Pace, ProblemKind, Reply};
use postroom::store::{ListFilter, Store};

use crate::anna::{Anna, id};

const SUPPORT: &str = "support@acme.example";
const JOBS: &str = "jobs@acme.example";

/// A pace at which nothing is confirmed, or looked for anew, within a test.
fn patient() -> Pace {
    Pace {
        confirm_lost: Duration::from_secs(3600),
        ..Pace::quick()
    }
}

fn give(demo: &DemoServer, letters: &str) {
    let rights = Rights::parse(letters);
    demo.set_rights("support", "anna", rights).unwrap();
}

fn is_there(engine: &Engine, mailbox: &str) -> bool {
    engine.reader().mailbox(&id(mailbox)).unwrap().is_some()
}

/// The keys of what stands.
fn problems(anna: &Anna) -> Vec<&'static str> {
    let problems = anna.engine.problems().into_iter();
    problems.map(|p| p.message.key).collect()
}

/// A letter in the team's name.
fn letter(subject: &str) -> Draft {
    let anna = EmailAddress::parse("anna@acme.example").unwrap();
    Draft {
        from: Some(SendRightKey {
            account: AccountId::of(&anna),
            address: EmailAddress::parse(SUPPORT).unwrap(),
            mode: Mode::SendAs,
        }),
        to: vec![NamedAddress::parse("kim@elsewhere.example").unwrap()],
        subject: subject.into(),
        ..Draft::default()
    }
}

fn flag(anna: &Anna) -> Command {
    Command::Mark {
        messages: vec![anna.newest(SUPPORT)],
        change: FlagChange::system(SystemFlag::Flagged, true),
    }
}

/// Messages in the Inbox of a mailbox, none if it is not there.
fn total(anna: &Anna, mailbox: &str) -> u32 {
    let reader = anna.engine.reader();
    let inbox = reader.folder_by_role(&id(mailbox), FolderRole::Inbox);
    inbox.unwrap().map_or(0, |inbox| inbox.total)
}

async fn settled(anna: &Anna) {
    anna.until("support is synced", || total(anna, SUPPORT) > 5)
        .await;
}

/// An outage must not look like a lost right: nothing goes, nothing is begun, and what was begun
/// waits until it is known.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_in_doubt_can_be_read_only_and_is_as_before_once_it_opens_again() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let all = demo.rights("support", "INBOX", "anna").unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let before = anna.inbox(SUPPORT);
    let newest = anna.newest(SUPPORT);
    // Begun before anybody knows.
    anna.ask(Command::SetOffline(true)).await.unwrap();
    anna.ask(flag(&anna)).await.unwrap();
    let made = Command::CreateFolder {
        mailbox: id(SUPPORT),
        path: "Later".into(),
    };
    anna.ask(made).await.unwrap();
    let copied = Command::Copy {
        messages: vec![newest.clone()],
        to: FolderId::of(&id(SUPPORT), "Later"),
    };
    anna.ask(copied).await.unwrap();
    give(&demo, "l");
    let by = before.account.clone();
    let noted = async |store: &Store| {
        let in_doubt = FolderState::InDoubt(Doubt::NoRight);
        let cache = store.cache();
        cache.set_access(&id(SUPPORT), &by, in_doubt).await.unwrap();
    };
    let anna = anna.begin_again_with(patient(), noted).await;
    anna.go_on(&demo).await;
    anna.ask(Command::Refresh(None)).await.unwrap();
    for command in [
        Command::RebuildCache(Some(id(SUPPORT))),
        Command::CreateFolder {
            mailbox: id(SUPPORT),
            path: "At the top".into(),
        },
    ] {
        let refused = anna.ask(command).await.unwrap_err();
        assert_eq!(refused.message.key, "may-not-in-doubt");
    }
    anna.ask(Command::RebuildCache(None)).await.unwrap();
    let inbox = anna.inbox(SUPPORT);
    assert_eq!(inbox.state, FolderState::InDoubt(Doubt::NoRight));
    assert_eq!(inbox.total, before.total);
    assert_eq!(problems(&anna), ["problem-mailbox-no-right"]);
    let acts = || anna.engine.reader().acts(None).unwrap().len();
    assert_eq!(acts(), 3, "they wait");
    let refused = anna.ask(flag(&anna)).await.unwrap_err();
    assert_eq!(
        (refused.kind, refused.message.key),
        (ProblemKind::Permission, "may-not-in-doubt")
    );

    give(&demo, &all.to_string());
    anna.ask(Command::Refresh(None)).await.unwrap();
    assert_eq!(anna.inbox(SUPPORT).state, FolderState::Readable);
    assert_eq!(problems(&anna), [] as [&str; 0]);
    assert_eq!(anna.inbox(SUPPORT).uid_validity, before.uid_validity);
    anna.until("what was begun is carried out", || acts() == 0)
        .await;
    let kept = demo.messages("support", "INBOX").unwrap();
    let kept = kept.iter().find(|m| m.uid == newest.uid).unwrap();
    assert!(kept.flags.iter().any(|f| f == "\\Flagged"), "{kept:?}");
    assert_eq!(demo.messages("support", "Later").unwrap().len(), 1);
    anna.engine.stop().await;
}

/// Of a server that shows the node and hides all that lies there, as in the middle of a restart.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_of_which_only_a_node_is_listed_is_in_doubt_and_keeps_what_is_held() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let all = demo.rights("support", "INBOX", "anna").unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    let before = anna.inbox(SUPPORT);
    give(&demo, "");
    let node = r#"* LIST (\Noselect \HasChildren) "/" shared/support@acme.example"#;
    let node = Fault::Insert(format!("{node}\r\n").into_bytes());
    demo.imap_fault_at(When::command("LIST"), node, 0, 100);
    let later = Fault::No("[UNAVAILABLE] Later".into());
    demo.imap_fault_at(When::command("MYRIGHTS"), later, 0, 100);
    anna.ask(Command::Refresh(None)).await.unwrap();
    let inbox = anna.inbox(SUPPORT);
    assert_eq!(inbox.state, FolderState::InDoubt(Doubt::Unlisted));
    assert_eq!(inbox.total, before.total);
    assert_eq!(problems(&anna), ["problem-mailbox-unlisted"]);
    demo.clear_faults();
    give(&demo, &all.to_string());
    anna.ask(Command::Refresh(None)).await.unwrap();
    assert_eq!(anna.inbox(SUPPORT).state, FolderState::Readable);
    assert_eq!(problems(&anna), [] as [&str; 0]);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_is_lost_goes_with_a_notice_and_neither_drafts_nor_messages_go_with_it() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let all = demo.rights("support", "INBOX", "anna").unwrap();
    let anna = Anna::reside(&demo).await;
    settled(&anna).await;
    let kept = Command::KeepDraft {
        over: None,
        draft: letter("Begun"),
        or_apart: false,
    };
    anna.ask(kept).await.unwrap();
    let send = Command::Send {
        draft: letter("Put off"),
        id: None,
        leave: Leave::At(jiff::Timestamp::now() + Duration::from_secs(3600)),
    };
    let Reply::Outgoing(sent) = anna.ask(send).await.unwrap() else {
        panic!("it is in the outbox")
    };
    give(&demo, "l");
    anna.until("it is gone", || !is_there(&anna.engine, SUPPORT))
        .await;
    anna.until("its notice stands alone", || {
        problems(&anna) == ["problem-mailbox-lost", "outbox-mailbox-lost"]
            || problems(&anna) == ["outbox-mailbox-lost", "problem-mailbox-lost"]
    })
    .await;
    let row = anna.engine.reader().outbox(&[OutboxState::Held]).unwrap();
    assert_eq!(row[0].outbox_id, sent.outbox_id, "at once, not in an hour");
    assert_eq!(anna.engine.reader().drafts().unwrap().len(), 1);

    // Still listed, it does not come back as long as it may not be read.
    anna.ask(Command::Refresh(None)).await.unwrap();
    assert!(!is_there(&anna.engine, SUPPORT));
    let anna = anna.begin_again(Pace::quick()).await;
    let lost = anna.engine.access_problems();
    assert_eq!(lost[0].message.key, "problem-mailbox-lost");
    assert!(lost[0].is_notice());
    anna.ask(Command::Acknowledge(lost[0].clone()))
        .await
        .unwrap();
    let anna = anna.begin_again(Pace::quick()).await;
    assert_eq!(anna.engine.access_problems(), []);
    anna.engine.stop().await;

    // Given again, it is there again without a restart, and no notice stands.
    let anna = Anna::reside(&demo).await;
    assert!(is_there(&anna.engine, SUPPORT), "it is listed");
    give(&demo, "");
    anna.until("it is gone", || !is_there(&anna.engine, SUPPORT))
        .await;
    give(&demo, &all.to_string());
    settled(&anna).await;
    assert!(!problems(&anna).contains(&"problem-mailbox-lost"));
    anna.engine.stop().await;
}

/// Where the server says so in as many words, nobody waits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_explicit_word_needs_no_second_look() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::reside_at(&demo, patient()).await;
    settled(&anna).await;
    let denied = Fault::No("[NOPERM] Permission denied".into());
    for command in ["SELECT", "EXAMINE"] {
        demo.imap_fault_at(When::command(command), denied.clone(), 0, 10_000);
    }
    // Each folder has news, and is opened for it.
    let folders = anna.engine.reader().folders(&id(SUPPORT)).unwrap();
    for folder in folders {
        let letter = format!(
            "From: kim@elsewhere.example\r\nSubject: To {}\r\n\r\n",
            folder.path
        );
        demo.deliver("support", &folder.path, letter.as_bytes())
            .unwrap();
    }
    anna.ask(Command::Refresh(None)).await.unwrap();
    anna.until("its notice stands", || {
        problems(&anna).contains(&"problem-mailbox-lost")
    })
    .await;
    assert!(!is_there(&anna.engine, SUPPORT));
    let lost = anna.engine.access_problems();
    assert!(lost[0].detail.as_ref().unwrap().contains("denied"));
    anna.engine.stop().await;
}

/// A server whose storage is away lists a mailbox no more and says that it does not exist: both at once are
/// still one look.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_not_to_exist_waits_for_a_second_look() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let all = demo.rights("support", "INBOX", "anna").unwrap();
    let anna = Anna::reside_at(&demo, patient()).await;
    settled(&anna).await;
    let before = total(&anna, SUPPORT);
    give(&demo, "");
    let in_doubt = FolderState::InDoubt(Doubt::Unlisted);
    anna.until("it is in doubt", || anna.inbox(SUPPORT).state == in_doubt)
        .await;
    for _ in 0..3 {
        anna.ask(Command::Refresh(None)).await.unwrap();
    }
    assert_eq!(anna.inbox(SUPPORT).state, in_doubt);
    assert_eq!(total(&anna, SUPPORT), before);
    give(&demo, &all.to_string());
    anna.ask(Command::Refresh(None)).await.unwrap();
    anna.until("it is open again", || {
        anna.inbox(SUPPORT).state == FolderState::Readable
    })
    .await;
    anna.engine.stop().await;
}

/// A server whose storage is away refuses folder by folder, without a code, and lists their rights all the
/// same: that is nothing that was lost, and is looked at for far longer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_without_a_code_is_not_lost_by_a_second_look() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let pace = Pace {
        confirm_lost: Duration::ZERO,
        confirm_bare: Duration::from_secs(3600),
        ..Pace::quick()
    };
    let anna = Anna::reside_at(&demo, pace).await;
    settled(&anna).await;
    let folders = anna.engine.reader().folders(&id(SUPPORT)).unwrap();
    let away = || Fault::No("System I/O error".into());
    for folder in &folders {
        for command in ["SELECT", "EXAMINE", "STATUS"] {
            let when = When::folder(command, &folder.wire_name);
            demo.imap_fault_at(when, away(), 0, 100_000);
        }
    }
    for folder in &folders {
        let news = b"From: kim@elsewhere.example\r\nSubject: News\r\n\r\n";
        demo.deliver("support", &folder.path, news).unwrap();
    }
    anna.until("it is in doubt", || {
        matches!(anna.inbox(SUPPORT).state, FolderState::InDoubt(_))
    })
    .await;
    for _ in 0..3 {
        anna.ask(Command::Refresh(None)).await.unwrap();
        let everything = Command::Sync {
            mailbox: None,
            folder: None,
        };
        anna.ask(everything).await.unwrap();
    }
    assert!(is_there(&anna.engine, SUPPORT));
    demo.clear_faults();
    anna.ask(Command::Refresh(None)).await.unwrap();
    anna.until("it is open again", || {
        anna.inbox(SUPPORT).state == FolderState::Readable
    })
    .await;
    anna.engine.stop().await;
}

/// What a process learns that ends at once, the next one knows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_doubt_is_confirmed_by_another_process() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::sign_in(&demo).await;
    anna.sync().await;
    give(&demo, "l");
    anna.ask(Command::Refresh(None)).await.unwrap();
    assert_eq!(
        anna.inbox(SUPPORT).state,
        FolderState::InDoubt(Doubt::NoRight)
    );
    // A second look that comes too soon confirms nothing.
    let anna = anna.begin_again(Pace::quick()).await;
    assert_eq!(
        anna.inbox(SUPPORT).state,
        FolderState::InDoubt(Doubt::NoRight)
    );
    tokio::time::sleep(Pace::quick().confirm_lost).await;
    anna.go_on(&demo).await;
    anna.ask(Command::Refresh(None)).await.unwrap();
    assert!(!is_there(&anna.engine, SUPPORT));
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_of_a_lost_mailbox_can_be_read_until_it_is_removed_or_goes_on() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let all = demo.rights("support", "INBOX", "anna").unwrap();
    let anna = Anna::reside(&demo).await;
    settled(&anna).await;
    let keep = |keep: bool| anna.engine.change_settings(move |s| s.keep_lost = keep);
    keep(true).await.unwrap();
    let newest = anna.newest(SUPPORT);
    anna.ask(Command::FetchBody(newest.clone())).await.unwrap();
    let before = anna.inbox(SUPPORT);
    give(&demo, "");
    anna.until("it is lost", || {
        anna.inbox(SUPPORT).state == FolderState::Lost
    })
    .await;
    anna.until("the notice stands", || {
        problems(&anna) == ["problem-mailbox-lost"]
    })
    .await;
    let mailbox = anna.engine.reader().mailbox(&id(SUPPORT)).unwrap().unwrap();
    assert!(mailbox.routes.is_empty());
    let order = anna
        .engine
        .reader()
        .order(&before.id, ListFilter::default());
    assert_eq!(order.unwrap().len(), before.total as usize);
    anna.ask(Command::FetchBody(newest))
        .await
        .expect("what is here is read");
    let refused = anna.ask(flag(&anna)).await.unwrap_err();
    assert_eq!(refused.message.key, "may-not-lost");
    let sync = Command::Sync {
        mailbox: Some(id(SUPPORT)),
        folder: None,
    };
    assert_eq!(
        anna.ask(sync).await.unwrap_err().message.key,
        "may-not-lost"
    );
    // Nothing of it could be fetched again.
    anna.ask(Command::RebuildCache(None)).await.unwrap();
    let alone = Command::RebuildCache(Some(id(SUPPORT)));
    let refused = anna.ask(alone).await.unwrap_err();
    assert_eq!(refused.message.key, "may-not-lost");
    assert_eq!(anna.inbox(SUPPORT).total, before.total);

    give(&demo, &all.to_string());
    anna.until("it goes on", || {
        let inbox = anna.inbox(SUPPORT);
        inbox.state == FolderState::Readable && inbox.rights == all && problems(&anna).is_empty()
    })
    .await;
    anna.ask(flag(&anna)).await.expect("it may be written");
    assert_eq!(anna.inbox(SUPPORT).uid_validity, before.uid_validity);

    give(&demo, "");
    anna.until("it is lost again", || {
        anna.inbox(SUPPORT).state == FolderState::Lost
    })
    .await;
    // What was put aside may have held it too.
    let aside = anna.home().join("cache.corrupt-20260101T000000Z");
    std::fs::write(&aside, b"secret").unwrap();
    keep(false).await.unwrap();
    assert!(!is_there(&anna.engine, SUPPORT) && !aside.exists());
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_account_reaches_goes_on_through_that() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Anna::reside(&demo).await;
    settled(&anna).await;
    anna.add(&demo, "ben").await;
    let by = || anna.inbox(SUPPORT).account.to_string();
    assert_eq!(by(), "anna@acme.example");
    anna.until("both reach it", || {
        let mailbox = anna.engine.reader().mailbox(&id(SUPPORT)).unwrap();
        mailbox.is_some_and(|m| m.routes.len() == 2)
    })
    .await;
    give(&demo, "");
    anna.until("it is read by the other one", || {
        by() == "ben@acme.example" && anna.inbox(SUPPORT).total > 5
    })
    .await;
    assert_eq!(problems(&anna), [] as [&str; 0]);
    anna.engine.stop().await;
}

/// Nobody starts a program anew to see what they were given.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_is_given_appears_with_the_next_counts() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let never = Pace {
        rediscover: LONG,
        rights_in_use: LONG,
        ..Pace::quick()
    };
    let anna = Anna::reside_at(&demo, never).await;
    settled(&anna).await;
    assert!(!is_there(&anna.engine, JOBS));
    demo.deliver("jobs", "INBOX", b"Subject: Apply\r\n\r\ny\r\n")
        .unwrap();
    demo.set_rights("jobs", "anna", Rights::parse("lrs"))
        .unwrap();
    anna.until("it is there, with its mail", || total(&anna, JOBS) > 0)
        .await;
    anna.engine.stop().await;
}

const LONG: Duration = Duration::from_secs(3600);
