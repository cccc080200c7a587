//! Postroom on a Cyrus, which differs from Dovecot in what a team meets every day: each folder has a
//! list of rights of its own, rights are those of the moment in which a folder was opened, `\Seen`
//! belongs to each member unless the mailbox says otherwise, refusals have no code, and folders are
//! called in one of two ways.

use std::time::Duration;

use postroom::domain::{
    FlagChange, Folder, FolderRole, FolderState, MessageHeader, RightsSource, SystemFlag,
};
use postroom::engine::{Command, Pace, Reply};

use crate::lab::team::FULL;
use crate::lab::{Lab, Names, Setup};
use crate::member::{Member, id, question};

const SUPPORT: &str = "support@postroom.test";
const SALES: &str = "sales@postroom.test";
const NEVER: Duration = Duration::from_secs(24 * 60 * 60);

fn named(names: Names) -> Lab {
    Lab::with(Setup {
        cyrus: Some(names),
        ..Setup::default()
    })
}

/// Each folder of a mailbox with its role and the member's letters.
fn shown(member: &Member, mailbox: &str) -> Vec<(String, FolderRole, String)> {
    let folders = member.folders(mailbox).into_iter();
    folders
        .inspect(|f| assert_eq!(f.rights_source, RightsSource::MyRights, "{}", f.path))
        .map(|f| (f.path, f.role, f.rights.to_string()))
        .collect()
}

fn message(member: &Member, subject: &str) -> MessageHeader {
    let all = member.messages(SUPPORT, FolderRole::Inbox);
    let found = all.into_iter().find(|m| m.subject == subject);
    found.unwrap_or_else(|| panic!("no message {subject}"))
}

fn is_seen(member: &Member, subject: &str) -> bool {
    message(member, subject).flags.has(SystemFlag::Seen)
}

async fn mark(member: &Member, subject: &str, flag: SystemFlag, on: bool) {
    let messages = vec![message(member, subject).id];
    let change = FlagChange::system(flag, on);
    let marked = member.engine.request(Command::Mark { messages, change });
    let marked = marked.await.expect("it is done");
    assert!(!matches!(marked, Reply::Queued), "the server took it");
}

#[test]
fn what_cyrus_says_of_names_and_rights() {
    for (names, spaces, support, sales) in [
        (
            Names::Slashes,
            r#"(("" "/")) (("Other Users/" "/")) (("Shared Folders/" "/"))"#,
            "\"Other Users/support\"",
            "\"Shared Folders/sales\"",
        ),
        (
            Names::Dots,
            r#"(("INBOX." ".")) (("user." ".")) (("" "."))"#,
            "user.support",
            "sales",
        ),
    ] {
        let lab = Lab::with(Setup {
            smtp: false,
            cyrus: Some(names),
            ..Setup::default()
        });
        let say = |name: &str, command: &str| lab.cyrus().run_as(name, command);
        assert_eq!(
            say("anna", "NAMESPACE"),
            [format!("* NAMESPACE {spaces}")],
            "{names:?}"
        );
        for (member, mailbox, letters) in [
            ("anna", support, "lrswipkxtecda"),
            ("ben", support, "lr"),
            // What anyone has is added: mail may be delivered there by anyone.
            ("anna", sales, "lrswipktecd"),
        ] {
            let answer = say(member, &format!("MYRIGHTS {mailbox}"));
            assert_eq!(answer, [format!("* MYRIGHTS {mailbox} {letters}")]);
        }
        let listed = say("carla", "LIST \"\" \"*\"");
        assert!(
            !listed.iter().any(|line| line.contains("support")),
            "{listed:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shared_mailboxes_and_their_rights_are_found_however_folders_are_called() {
    for names in [Names::Slashes, Names::Dots] {
        let lab = named(names);
        // A name with a dot, of which one server cannot make a part of a folder's name.
        let max = match names {
            Names::Slashes => "user/max.muster",
            Names::Dots => "user.max^muster",
        };
        lab.cyrus().administer(&format!("CREATE {max}"));
        lab.cyrus().administer(&format!("SETACL {max} anna lr"));
        let anna = Member::new(&lab, "anna", false).await;
        anna.refresh().await;
        let mut mailboxes = anna.mailboxes();
        mailboxes.sort();
        assert_eq!(
            mailboxes,
            [
                "anna@postroom.test",
                "hr@postroom.test",
                "max.muster@postroom.test",
                "sales@postroom.test",
                "support@postroom.test"
            ],
            "{names:?}"
        );
        let full = "lrswipkxtea";
        let of = |letters: &str| {
            [
                ("Archive", FolderRole::Archive),
                ("Drafts", FolderRole::Drafts),
                ("INBOX", FolderRole::Inbox),
                ("Junk", FolderRole::Junk),
                ("Sent", FolderRole::Sent),
                ("Trash", FolderRole::Trash),
            ]
            .map(|(path, role)| (path.to_owned(), role, letters.to_owned()))
        };
        for (mailbox, letters) in [
            ("anna@postroom.test", full),
            (SUPPORT, full),
            (SALES, "lrswipkte"),
        ] {
            let mut folders = shown(&anna, mailbox);
            folders.sort_by(|a, b| a.0.cmp(&b.0));
            assert_eq!(folders, of(letters), "{names:?} {mailbox}");
        }
        // A folder that she may see and not open, one in which she may only read, and the rest.
        let rights = |path: &str| {
            let folders = shown(&anna, "hr@postroom.test").into_iter();
            let mut of = folders.filter(|(of, ..)| of == path);
            of.next().expect("it is shown").2
        };
        assert_eq!(
            ["Personnel", "Sent", "INBOX"].map(rights),
            ["l", "lr", "lrs"]
        );
        anna.stop().await;

        let carla = Member::new(&lab, "carla", false).await;
        assert!(
            !carla.mailboxes().contains(&SUPPORT.to_owned()),
            "{names:?}"
        );
        carla.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_colleagues_do_arrives_and_names_with_dots_work_alike() {
    for names in [Names::Slashes, Names::Dots] {
        let lab = named(names);
        for subject in ["One", "Two", "Three", "Four"] {
            lab.deliver("support", question(subject));
        }
        lab.set_acl_everywhere("support", "ben", FULL);
        let anna = Member::new(&lab, "anna", false).await;
        anna.sync().await;
        assert_eq!(anna.messages(SUPPORT, FolderRole::Inbox).len(), 4);
        let ben = Member::new(&lab, "ben", false).await;
        ben.sync().await;

        mark(&ben, "One", SystemFlag::Flagged, true).await;
        let messages = vec![message(&ben, "Two").id];
        let to = ben.folder(SUPPORT, FolderRole::Archive).id;
        let moved = Command::Move { messages, to };
        ben.engine.request(moved).await.expect("it is moved");
        let gone = Command::Delete(vec![message(&ben, "Three").id]);
        ben.engine.request(gone).await.expect("it is deleted");
        lab.deliver("support", question("Five"));

        anna.sync().await;
        let subjects = |role| {
            let mut all: Vec<String> = anna
                .messages(SUPPORT, role)
                .into_iter()
                .map(|m| m.subject)
                .collect();
            all.sort();
            all
        };
        assert_eq!(
            subjects(FolderRole::Inbox),
            ["Five", "Four", "One"],
            "{names:?}"
        );
        assert_eq!(subjects(FolderRole::Archive), ["Two"]);
        assert_eq!(subjects(FolderRole::Trash), ["Three"]);
        assert!(message(&anna, "One").flags.has(SystemFlag::Flagged));

        // A folder below another, made and renamed, called as the server calls it.
        for path in ["Orders", "Orders/2026"] {
            let create = Command::CreateFolder {
                mailbox: id(SUPPORT),
                path: path.to_owned(),
            };
            anna.engine.request(create).await.expect("it is made");
        }
        let orders = |member: &Member, path: &str| -> Option<Folder> {
            let mut folders = member.folders(SUPPORT).into_iter();
            folders.find(|f| f.path == path)
        };
        let rename = Command::RenameFolder {
            folder: orders(&anna, "Orders").expect("it is there").id,
            path: "Aufträge".to_owned(),
        };
        anna.engine.request(rename).await.expect("it is renamed");
        ben.refresh().await;
        let year = orders(&ben, "Aufträge/2026").expect("it is seen by the colleague");
        let wire_name = match names {
            Names::Slashes => "Other Users/support/Auftr&AOQ-ge/2026",
            Names::Dots => "user.support.Auftr&AOQ-ge.2026",
        };
        assert_eq!(year.wire_name, wire_name);
        for path in ["Aufträge/2026", "Aufträge"] {
            let folder = orders(&ben, path).expect("it is there").id;
            let delete = Command::DeleteFolder(folder);
            ben.engine.request(delete).await.expect("it is deleted");
        }
        anna.refresh().await;
        assert_eq!(orders(&anna, "Aufträge"), None);
        for member in [anna, ben] {
            assert!(
                member.engine.problems().is_empty(),
                "{:?}",
                member.engine.problems()
            );
            member.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_mail_and_flags_arrive_by_themselves_where_it_is_watched() {
    let lab = Lab::on_cyrus();
    lab.deliver("support", question("Before"));
    // Only what is pushed can arrive here.
    let mut pace = Pace::quick();
    (pace.poll, pace.rediscover, pace.rights_in_use) = (NEVER, NEVER, NEVER);
    let anna = Member::with_pace(&lab, "anna", true, pace).await;
    anna.until("it is here", || {
        anna.messages(SUPPORT, FolderRole::Inbox).len() == 1
    })
    .await;
    let folder = anna.folder(SUPPORT, FolderRole::Inbox).id;
    let looked_at = Command::LookAt(folder);
    anna.engine.request(looked_at).await.expect("it is watched");
    let arrivals = anna.arrivals();
    lab.deliver("support", question("Now"));
    assert_eq!(arrivals.await.len(), 1);
    let flag = "UID STORE 2 +FLAGS.SILENT (\\Flagged)";
    let mut owner = lab.cyrus().session_of("support");
    owner.run("SELECT INBOX");
    owner.run(flag);
    let is_flagged = || message(&anna, "Now").flags.has(SystemFlag::Flagged);
    anna.until("the flag is shown", is_flagged).await;
    anna.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flags_and_moves_against_each_other() {
    crate::offline::flags_and_moves_against_each_other(Lab::on_cyrus()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn folders_by_two_members() {
    crate::offline::folders_by_two_members(Lab::on_cyrus()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_and_a_folder_that_went() {
    crate::offline::a_copy_and_a_folder_that_went(Lab::on_cyrus()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_made_anew() {
    crate::offline::a_folder_made_anew(Lab::on_cyrus()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_follow_their_messages_into_a_folder_that_was_numbered_anew() {
    crate::renumbered::what_was_done_follows_its_messages(Lab::on_cyrus(), true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_members_in_one_mailbox() {
    crate::many::three_members(Lab::on_cyrus()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_draft_is_written_on_by_the_next() {
    crate::drafts::written_on_by_the_next(Lab::on_cyrus()).await;
}

/// T12. The claim is a conditional STORE (RFC 7162 3.1.3), which Cyrus has too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_draft_is_sent_once_whoever_is_first() {
    crate::drafts::sent_once_whoever_is_first(Lab::on_cyrus()).await;
}

/// The copy goes into the shared mailbox by APPEND, seen, and is found there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anna_answers_a_customer_as_support() {
    crate::main_job::anna_answers(Lab::on_cyrus()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_policy_ends_with_one_copy_in_each_of_its_folders() {
    crate::copies::each_policy(Lab::on_cyrus()).await;
}

/// Cyrus keeps `\Seen` of what a member appends, also where RFC 4314 4 has it dropped: there is nothing to
/// remark.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_set_of_rights_files_the_copy_or_says_what_is_missing() {
    crate::copies::each_set_of_rights(Lab::on_cyrus(), None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sent_folder_that_is_gone_is_missed() {
    crate::copies::a_sent_folder_that_is_gone(Lab::on_cyrus()).await;
}

/// Each member has their own `\Seen`, unless the mailbox has it shared.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seen_is_each_members_own_until_the_mailbox_shares_it() {
    let lab = Lab::on_cyrus();
    for subject in ["One", "Two"] {
        lab.deliver("support", question(subject));
    }
    lab.set_acl_everywhere("support", "ben", FULL);
    let anna = Member::new(&lab, "anna", false).await;
    anna.sync().await;
    let ben = Member::new(&lab, "ben", false).await;
    ben.sync().await;
    mark(&anna, "One", SystemFlag::Seen, true).await;
    ben.sync().await;
    assert!(is_seen(&anna, "One") && !is_seen(&ben, "One"));
    // Her other computer hears of it, by the same count of changes as of any other flag.
    let elsewhere = Member::new(&lab, "anna", true).await;
    elsewhere
        .until("it is here too", || {
            elsewhere.messages(SUPPORT, FolderRole::Inbox).len() == 2
        })
        .await;
    assert!(is_seen(&elsewhere, "One"));
    mark(&elsewhere, "Two", SystemFlag::Seen, true).await;
    anna.sync().await;
    ben.sync().await;
    assert!(is_seen(&anna, "Two") && !is_seen(&ben, "Two"));

    // From now on one holds for all, and begins with what the owner has seen: nothing. The server counts
    // that as no change of any message, but counts other unread.
    let shared = "/shared/vendor/cmu/cyrus-imapd/sharedseen";
    let set = format!("SETMETADATA INBOX ({shared} \"true\")");
    lab.cyrus().run_as("support", &set);
    let nothing_seen = || !is_seen(&elsewhere, "One") && !is_seen(&elsewhere, "Two");
    elsewhere
        .until("what nobody has seen is unread", nothing_seen)
        .await;
    mark(&anna, "One", SystemFlag::Seen, true).await;
    ben.sync().await;
    assert!(is_seen(&ben, "One"), "what one has seen, all have");
    for member in [anna, ben, elsewhere] {
        member.stop().await;
    }
}

/// Cyrus lets whoever has a folder open keep the rights of the moment in which they opened it
/// (imap/index.c, `myrights`): neither one that was given nor one that was taken may be judged by an
/// open session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_that_is_given_holds_for_what_is_done_next() {
    let lab = Lab::on_cyrus();
    lab.deliver("support", question("One"));
    let ben = Member::new(&lab, "ben", true).await;
    ben.until("it is here", || {
        ben.messages(SUPPORT, FolderRole::Inbox).len() == 1
    })
    .await;
    assert_eq!(
        ben.folder(SUPPORT, FolderRole::Inbox).rights.to_string(),
        "lr"
    );
    lab.set_acl_everywhere("support", "ben", FULL);
    ben.refresh().await;
    assert_eq!(
        ben.folder(SUPPORT, FolderRole::Inbox).rights.to_string(),
        "lrswipkxtea"
    );
    mark(&ben, "One", SystemFlag::Flagged, true).await;
    let flags = &lab.folder_messages("support", "INBOX")[0].flags;
    assert_eq!(flags, &["\\Flagged"]);
    let archive = Command::Archive(vec![message(&ben, "One").id]);
    ben.engine.request(archive).await.expect("it is moved");
    assert_eq!(lab.folder_messages("support", "Archive").len(), 1);
    ben.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_access_that_is_taken_away_is_said_and_the_mailbox_goes() {
    let lab = Lab::on_cyrus();
    lab.deliver("support", question("One"));
    let anna = Member::new(&lab, "anna", true).await;
    anna.until("it is here", || {
        anna.messages(SUPPORT, FolderRole::Inbox).len() == 1
    })
    .await;
    // First of the Inbox alone, as it is easily done where each folder has its own list.
    lab.set_acl("support", "INBOX", "anna", "");
    anna.until("the Inbox goes and the rest stays", || {
        let folders = anna.folders(SUPPORT);
        let readable = |role| {
            let mut all = folders.iter();
            all.any(|f| f.role == role && f.state == FolderState::Readable)
        };
        !readable(FolderRole::Inbox) && readable(FolderRole::Sent)
    })
    .await;
    lab.set_acl_everywhere("support", "anna", "");
    anna.until("the mailbox goes", || {
        !anna.mailboxes().contains(&SUPPORT.to_owned())
    })
    .await;
    anna.until("it is said", || {
        let problems = anna.engine.problems();
        problems.iter().any(|p| p.mailbox == Some(id(SUPPORT)))
    })
    .await;
    assert!(anna.mailboxes().contains(&SALES.to_owned()));
    lab.set_acl_everywhere("support", "anna", FULL);
    anna.until("it is back", || {
        anna.messages(SUPPORT, FolderRole::Inbox).len() == 1
    })
    .await;
    anna.stop().await;
}

/// What is done to a folder in which a right is missing is refused without a code, and said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_that_was_taken_before_anybody_looked_is_said_in_the_servers_words() {
    let lab = Lab::on_cyrus();
    lab.deliver("support", question("One"));
    let anna = Member::new(&lab, "anna", false).await;
    anna.sync().await;
    // She may still put mail into each folder, and take none out.
    lab.set_acl_everywhere("support", "anna", "lrswi");
    let messages = vec![message(&anna, "One").id];
    let to = anna.folder(SUPPORT, FolderRole::Archive).id;
    let moved = anna.engine.request(Command::Move { messages, to }).await;
    let problem = moved.expect_err("it is refused");
    assert!(
        format!("{problem:?}").contains("Permission denied"),
        "{problem:?}"
    );
    // No right that is shown outlives its refusal.
    anna.until("the rights are read again", || {
        let inbox = anna.folder(SUPPORT, FolderRole::Inbox);
        inbox.rights.to_string() == "lrswi"
    })
    .await;
    assert_eq!(
        anna.messages(SUPPORT, FolderRole::Inbox).len(),
        1,
        "backed out"
    );
    anna.stop().await;
}
