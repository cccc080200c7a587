//! Drafts and their copies in Drafts folders, on a server that can be made to fail at any command.

use std::sync::Arc;

use postroom::demo::{
    CutHow, DemoServer, Fault, KeptMessage, Profile as Server, SmtpFault, SmtpWhen, Team, When,
};
use postroom::domain::{
    Account, AccountId, Attachment, Draft, DraftId, DraftsPolicy, EmailAddress, Endpoint,
    FolderRole, Mode, NamedAddress, OutboxId, OutboxState, Outgoing, PasswordSource, Rights,
    Security, SendRightKey,
};
use postroom::engine::{
    Command, Engine, Leave, MailboxChange, Options, OutboxAction, Pace, Reply, note_of, why,
};
use postroom::paths::Profile;
use postroom::secret::MemoryStore;

use crate::anna::id;
use crate::client::LIMIT;

const SUPPORT: &str = "support@acme.example";

/// Somebody who writes drafts.
pub struct Writer {
    pub engine: Engine,
    name: String,
    home: tempfile::TempDir,
    secrets: Arc<MemoryStore>,
}

async fn start(home: &std::path::Path, secrets: &Arc<MemoryStore>) -> Engine {
    let options = Options {
        profile: Profile::at(home).unwrap(),
        secrets: secrets.clone(),
        resident: false,
        offline: false,
        pace: Pace::quick(),
    };
    Engine::start(options).await.unwrap()
}

impl Writer {
    pub async fn new(demo: &DemoServer, name: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let secrets = Arc::new(MemoryStore::default());
        let engine = start(home.path(), &secrets).await;
        let endpoint = |at: std::net::SocketAddr| Endpoint {
            host: at.ip().to_string(),
            port: at.port(),
            security: Security::None,
        };
        let account = Account {
            address: address(&format!("{name}@acme.example")),
            name: Some(format!("{name} of ACME")),
            login: None,
            imap: endpoint(demo.imap_addr()),
            smtp: endpoint(demo.smtp_addr()),
            ca_file: None,
            password: PasswordSource::Keyring,
        };
        let password = demo.password_of(name);
        engine
            .request(Command::AddAccount { account, password })
            .await
            .unwrap();
        Self {
            engine,
            name: name.to_owned(),
            home,
            secrets,
        }
    }

    async fn restart(self) -> Self {
        self.engine.stop().await;
        let engine = start(self.home.path(), &self.secrets).await;
        Self { engine, ..self }
    }

    pub fn draft(&self, from: &str, body: &str) -> Draft {
        let from = address(from);
        let own = from.local() == self.name;
        Draft {
            from: Some(SendRightKey {
                account: AccountId::of(&address(&format!("{}@acme.example", self.name))),
                address: from,
                mode: if own { Mode::Own } else { Mode::SendAs },
            }),
            to: vec![NamedAddress::bare(&address("carla@acme.example"))],
            bcc: vec![NamedAddress::bare(&address("ben@acme.example"))],
            subject: "Offer".into(),
            body: body.into(),
            ..Draft::default()
        }
    }

    async fn save(&self, id: Option<DraftId>, draft: Draft) -> DraftId {
        let saved = self.engine.request(Command::SaveDraft { id, draft }).await;
        let Ok(Reply::Draft(id)) = saved else {
            panic!("{saved:?}")
        };
        id
    }

    /// Saves, and sees to it that it is stored.
    pub async fn store(&self, id: Option<DraftId>, draft: Draft) -> DraftId {
        let id = self.save(id, draft).await;
        self.engine.settle_drafts().await;
        id
    }

    /// Opens the only message of a Drafts folder.
    pub async fn open(&self, mailbox: &str) -> DraftId {
        self.sync().await;
        let reader = self.engine.reader();
        let folder = reader.folder_by_role(&id(mailbox), FolderRole::Drafts);
        let folder = folder.unwrap().unwrap();
        let all = reader.list(&folder.id, Default::default(), 10).unwrap();
        assert_eq!(all.len(), 1);
        self.engine.open_draft(&all[0].id).await.unwrap()
    }

    async fn sync(&self) {
        let everything = Command::Sync {
            mailbox: None,
            folder: None,
        };
        self.engine.request(everything).await.unwrap();
    }

    pub fn kept(&self, id: DraftId) -> Draft {
        self.engine.reader().draft(id).unwrap().unwrap().draft
    }

    /// What the owner of a draft is told, by its key.
    pub fn note(&self, id: DraftId) -> Option<&'static str> {
        let stored = self.engine.reader().draft(id).unwrap().unwrap();
        note_of(&stored.link?).map(|problem| problem.message.key)
    }

    pub async fn send(&self, id: DraftId) -> Outgoing {
        let command = Command::Send {
            draft: self.kept(id),
            id: Some(id),
            leave: Leave::Now,
        };
        let Reply::Outgoing(row) = self.engine.request(command).await.unwrap() else {
            panic!("not in the outbox")
        };
        self.settled(row.outbox_id).await
    }

    pub async fn settled(&self, id: OutboxId) -> Outgoing {
        use OutboxState::{Done, Filing, Held, Unknown};
        let mut events = self.engine.events();
        let waited = tokio::time::timeout(LIMIT, async {
            loop {
                let row = self.engine.reader().outgoing(id).unwrap().unwrap();
                if matches!(row.state, Done | Held | Unknown | Filing) {
                    return row;
                }
                events.next().await;
            }
        });
        waited.await.expect("the message settles")
    }

    async fn policy(&self, mailbox: &str, policy: DraftsPolicy) {
        let command = Command::SetMailbox {
            mailbox: id(mailbox),
            change: MailboxChange::Drafts(policy),
        };
        self.engine.request(command).await.unwrap();
    }
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// The team, in empty mailboxes.
pub fn quiet_team() -> DemoServer {
    let team = Team {
        with_mail: false,
        ..Team::acme()
    };
    DemoServer::start(team).unwrap()
}

fn drafts(demo: &DemoServer, mailbox: &str) -> Vec<KeptMessage> {
    demo.messages(mailbox, "Drafts").unwrap()
}

/// The drafts that are not marked as deleted.
fn alive(demo: &DemoServer, mailbox: &str) -> Vec<KeptMessage> {
    let mut all = drafts(demo, mailbox);
    all.retain(|m| !m.flags.contains(&"\\Deleted".to_owned()));
    all
}

pub fn accepted(demo: &DemoServer) -> usize {
    demo.submissions().iter().filter(|s| s.accepted).count()
}

fn text(message: &KeptMessage) -> String {
    String::from_utf8_lossy(&message.bytes).into_owned()
}

/// How often the server was given this command.
fn asked(demo: &DemoServer, command: &str) -> usize {
    let all = demo.commands();
    all.iter().filter(|c| c.line.starts_with(command)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_lies_in_the_teams_folder_once_until_it_is_sent() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let mut draft = anna.draft(SUPPORT, "First words");
    draft.attachments.push(Attachment {
        name: "offer.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: vec![7; 5000],
    });
    let one = anna.store(None, draft.clone()).await;
    let first = drafts(&demo, "support");
    assert_eq!(first.len(), 1);
    assert!(first[0].flags.contains(&"\\Draft".to_owned()));
    assert_eq!(first[0].seen_by, ["anna@acme.example"]);
    let copy = text(&first[0]);
    assert!(copy.contains("Bcc: <ben@acme.example>") && copy.contains("First words"));
    assert!(copy.contains("X-Postroom-Draft-By: anna of ACME <anna@acme.example>"));
    assert!(drafts(&demo, "anna").is_empty());

    // What did not change is not stored again.
    anna.store(Some(one), draft.clone()).await;
    assert_eq!(asked(&demo, "APPEND"), 1);
    draft.body = "Second words".into();
    anna.store(Some(one), draft).await;
    let second = drafts(&demo, "support");
    assert_eq!(second.len(), 1, "the first copy was removed");
    assert!(second[0].uid > first[0].uid && text(&second[0]).contains("Second words"));

    let anna = anna.restart().await;
    let sent = anna.send(one).await;
    assert!(
        matches!(sent.state, OutboxState::Done | OutboxState::Filing),
        "{sent:?}"
    );
    anna.engine.settle_drafts().await;
    assert!(
        drafts(&demo, "support").is_empty(),
        "it goes with its message"
    );
    let sent = demo.submissions();
    let sent = String::from_utf8_lossy(&sent[0].bytes).into_owned();
    assert!(
        !sent.contains("X-Postroom") && !sent.contains("Bcc"),
        "{sent}"
    );
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_setting_says_where_drafts_lie() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    anna.policy(SUPPORT, DraftsPolicy::Mine).await;
    let mine = anna.store(None, anna.draft(SUPPORT, "among mine")).await;
    assert_eq!(
        (drafts(&demo, "support").len(), drafts(&demo, "anna").len()),
        (0, 1)
    );
    // Another From takes it to another mailbox.
    anna.policy(SUPPORT, DraftsPolicy::Shared).await;
    anna.store(Some(mine), anna.draft(SUPPORT, "the team's"))
        .await;
    assert_eq!(
        (drafts(&demo, "support").len(), drafts(&demo, "anna").len()),
        (1, 0)
    );
    anna.store(Some(mine), anna.draft("sales@acme.example", "sales"))
        .await;
    assert_eq!(
        (drafts(&demo, "support").len(), drafts(&demo, "sales").len()),
        (0, 1)
    );
    anna.policy(SUPPORT, DraftsPolicy::Local).await;
    let local = anna.store(None, anna.draft(SUPPORT, "nowhere")).await;
    assert_eq!(drafts(&demo, "support").len(), 0);
    assert_eq!(anna.note(local), None);
    // A draft in which nothing stands is nothing to store.
    anna.store(
        None,
        Draft {
            from: anna.draft(SUPPORT, "").from,
            ..Draft::default()
        },
    )
    .await;
    assert_eq!(drafts(&demo, "support").len(), 0);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_stored_stays_here_and_says_so() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let hr = anna.store(None, anna.draft("hr@acme.example", "x")).await;
    assert_eq!(anna.note(hr), Some("draft-no-right"));
    assert!(anna.engine.problems().is_empty(), "a quiet remark");

    demo.imap_fault(
        When::command("APPEND"),
        Fault::No("[OVERQUOTA] full".to_owned()),
    );
    let full = anna.store(None, anna.draft(SUPPORT, "one")).await;
    assert_eq!(anna.note(full), Some("draft-not-stored"));
    let tries = asked(&demo, "APPEND");
    anna.engine.settle_drafts().await;
    assert_eq!(
        asked(&demo, "APPEND"),
        tries,
        "it is not tried until something changes"
    );
    assert_eq!(anna.kept(full).body, "one");
    anna.store(Some(full), anna.draft(SUPPORT, "two")).await;
    assert_eq!((anna.note(full), drafts(&demo, "support").len()), (None, 1));

    demo.delete_folder("sales", "Drafts").unwrap();
    anna.engine.request(Command::Refresh(None)).await.unwrap();
    let none = anna
        .store(None, anna.draft("sales@acme.example", "x"))
        .await;
    assert_eq!(anna.note(none), Some("draft-no-folder"));
    anna.engine.stop().await;
}

/// T17, the server's part: at whatever command the connection is lost, before or after the server
/// did it, there is a whole copy at every moment, and in the end one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_cut_loses_a_copy_or_leaves_two() {
    let demo = quiet_team();
    let mut anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "round 0")).await;
    let mut round = 0;
    let commands = [
        "APPEND",
        "SELECT",
        "EXAMINE",
        "UID STORE",
        "UID EXPUNGE",
        "UID SEARCH",
        "UID FETCH",
    ];
    for command in commands {
        for at in 0..2 {
            for fault in [
                Fault::Cut(CutHow::Rst),
                Fault::CutAfter {
                    bytes: 0,
                    how: CutHow::Fin,
                },
                Fault::CutAfter {
                    bytes: 7,
                    how: CutHow::Fin,
                },
            ] {
                round += 1;
                let body = format!("round {round}.");
                demo.imap_fault_at(When::command(command), fault, at, 1);
                anna.store(Some(one), anna.draft(SUPPORT, &body)).await;
                let there = drafts(&demo, "support");
                assert!(!there.is_empty(), "{command}: no copy is left");
                let whole = |m: &KeptMessage| text(m).contains("round ");
                assert!(there.iter().all(whole), "{command}: an empty copy");
                if round % 5 == 0 {
                    anna = anna.restart().await;
                }
                demo.clear_faults();
                anna.engine.settle_drafts().await;
                let there = drafts(&demo, "support");
                assert_eq!(there.len(), 1, "{command} {at}");
                assert!(text(&there[0]).contains(&body), "{command} {at}");
                assert_eq!(anna.note(one), None, "{command} {at}");
                assert_eq!(anna.engine.reader().all_drafts().unwrap().len(), 1);
            }
        }
    }
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_discarded_draft_goes_from_its_folder_whenever_that_can_be_reached() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
    demo.set_offline(true);
    anna.engine
        .request(Command::DiscardDraft(one))
        .await
        .unwrap();
    anna.engine.settle_drafts().await;
    let anna = anna.restart().await;
    assert_eq!(drafts(&demo, "support").len(), 1);
    demo.set_offline(false);
    anna.engine.settle_drafts().await;
    assert!(drafts(&demo, "support").is_empty());
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_folder_may_be_renumbered() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
    demo.renumber("support", "Drafts").unwrap();
    anna.store(Some(one), anna.draft(SUPPORT, "y")).await;
    let there = drafts(&demo, "support");
    assert!(there.len() == 1 && text(&there[0]).contains('y'));
    assert_eq!(anna.note(one), None);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_on_one_draft_keep_both_texts_and_are_told() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let ben = Writer::new(&demo, "ben").await;
    let hers = anna.store(None, anna.draft(SUPPORT, "Anna's words")).await;
    let his = ben.open(SUPPORT).await;
    assert_eq!(ben.open(SUPPORT).await, his, "it is opened once");
    assert_eq!(ben.kept(his).body, "Anna's words");
    assert_eq!(ben.kept(his).bcc, anna.kept(hers).bcc);
    let from = ben.kept(his).from.unwrap();
    assert_eq!((from.address.as_str(), from.mode), (SUPPORT, Mode::SendAs));
    // She stored it a moment ago: whoever opens it hears that she may be writing on it.
    assert_eq!(ben.note(his), Some("draft-written-lately"));
    assert_eq!(anna.note(hers), None);
    assert!(ben.engine.problems().is_empty(), "that is no problem yet");
    // Nothing is stored of what was only opened.
    let appends = asked(&demo, "APPEND");
    ben.engine.settle_drafts().await;
    assert_eq!(asked(&demo, "APPEND"), appends);

    anna.store(Some(hers), anna.draft(SUPPORT, "Anna's second"))
        .await;
    ben.store(Some(his), ben.draft(SUPPORT, "Ben's words"))
        .await;
    let mut texts: Vec<String> = drafts(&demo, "support").iter().map(text).collect();
    texts.sort_by_key(|text| text.contains("Ben's words"));
    assert_eq!(texts.len(), 2);
    assert!(texts[0].contains("Anna's second") && texts[1].contains("Ben's words"));
    assert_eq!(ben.note(his), Some("draft-changed-elsewhere"));
    let told = ben.engine.problems();
    let who = told[0].message.args.iter().find(|(name, _)| *name == "who");
    assert_eq!(who.unwrap().1, "anna of ACME");
    assert_eq!(anna.note(hers), None);
    // From now on they are two drafts, and he stays told until his is gone.
    ben.store(Some(his), ben.draft(SUPPORT, "Ben's more")).await;
    anna.store(Some(hers), anna.draft(SUPPORT, "Anna's third"))
        .await;
    assert_eq!(drafts(&demo, "support").len(), 2);
    assert_eq!(anna.note(hers), None);
    let ben = ben.restart().await;
    ben.engine.settle_drafts().await;
    assert_eq!(ben.engine.problems().len(), 1, "also after a restart");
    ben.engine
        .request(Command::DiscardDraft(his))
        .await
        .unwrap();
    ben.engine.settle_drafts().await;
    assert_eq!(drafts(&demo, "support").len(), 1);
    assert!(ben.engine.problems().is_empty());
    ben.engine.stop().await;
    anna.engine.stop().await;
}

/// T12.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_who_sends_a_shared_draft_is_told() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let ben = Writer::new(&demo, "ben").await;
    let hers = anna.store(None, anna.draft(SUPPORT, "x")).await;
    let his = ben.open(SUPPORT).await;
    // Anna's message is on its way when Ben sends: her server is slow.
    let later = SmtpFault::Reply("451 4.3.0 later".into());
    demo.smtp_fault_at(SmtpWhen::Data, later, 0, u32::MAX);
    let command = Command::Send {
        draft: anna.kept(hers),
        id: Some(hers),
        leave: Leave::Now,
    };
    let Ok(Reply::Outgoing(row)) = anna.engine.request(command).await else {
        panic!("not in the outbox")
    };
    let claimed = demo
        .until(LIMIT, |d| {
            let there = d.messages("support", "Drafts").unwrap();
            there
                .iter()
                .any(|m| m.flags.iter().any(|f| f.starts_with("$SentBy-anna")))
        })
        .await;
    assert!(claimed);
    let held = ben.send(his).await;
    assert_eq!(held.state, OutboxState::Held);
    let told = why(&held).unwrap().message;
    assert_eq!(told.key, "draft-sent-by-other");
    assert!(told.args.contains(&("who", "anna".to_owned())), "{told:?}");
    ben.engine.settle_drafts().await;
    assert!(
        drafts(&demo, "support")[0]
            .flags
            .iter()
            .any(|f| f.starts_with("$SentBy-anna")),
        "his giving up takes nothing of hers"
    );
    // After a crash in the middle, or a restart, her mark is known for hers.
    let anna = anna.restart().await;
    demo.clear_faults();
    anna.engine.request(Command::RunOutbox).await.unwrap();
    let sent = anna.settled(row.outbox_id).await;
    assert!(matches!(
        sent.state,
        OutboxState::Done | OutboxState::Filing
    ));
    assert_eq!(accepted(&demo), 1);
    anna.engine.settle_drafts().await;
    assert!(drafts(&demo, "support").is_empty());
    // He may insist.
    let again = Command::Outbox {
        id: held.outbox_id,
        action: OutboxAction::TryNow,
    };
    ben.engine.request(again).await.unwrap();
    let sent = ben.settled(held.outbox_id).await;
    assert!(
        matches!(sent.state, OutboxState::Done | OutboxState::Filing),
        "{sent:?}"
    );
    assert_eq!(accepted(&demo), 2);
    ben.engine.stop().await;
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_held_keeps_its_draft_and_gives_its_claim_up() {
    let demo = quiet_team();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
    demo.smtp_fault(
        SmtpWhen::Rcpt,
        SmtpFault::Reply("550 5.1.1 no such user".into()),
    );
    demo.smtp_fault(
        SmtpWhen::Rcpt,
        SmtpFault::Reply("550 5.1.1 no such user".into()),
    );
    let held = anna.send(one).await;
    assert_eq!(held.state, OutboxState::Held, "{held:?}");
    anna.engine.settle_drafts().await;
    let there = drafts(&demo, "support");
    assert_eq!(
        there.len(),
        1,
        "the copy stays until the message is accepted"
    );
    assert!(
        !there[0].flags.iter().any(|f| f.starts_with('$')),
        "{:?}",
        there[0].flags
    );
    let action = OutboxAction::Edit;
    let edit = Command::Outbox {
        id: held.outbox_id,
        action,
    };
    let Ok(Reply::Draft(again)) = anna.engine.request(edit).await else {
        panic!("no draft")
    };
    assert_eq!(again, one);
    let sent = anna.send(one).await;
    assert!(
        matches!(sent.state, OutboxState::Done | OutboxState::Filing),
        "{sent:?}"
    );
    anna.engine.stop().await;
    assert!(drafts(&demo, "support").is_empty(), "also by stopping");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_conditions_sends_and_promises_nothing() {
    let demo = quiet_team();
    // Without the right `w` no keyword is kept.
    let rights = Rights::parse("lrsipkxtea");
    demo.set_folder_rights("support", "Drafts", "anna", rights)
        .unwrap();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.store(None, anna.draft(SUPPORT, "x")).await;
    assert_eq!(drafts(&demo, "support").len(), 1);
    let sent = anna.send(one).await;
    assert!(
        matches!(sent.state, OutboxState::Done | OutboxState::Filing),
        "{sent:?}"
    );
    anna.engine.settle_drafts().await;
    let row = anna
        .engine
        .reader()
        .outgoing(sent.outbox_id)
        .unwrap()
        .unwrap();
    assert!(
        row.remarks
            .iter()
            .any(|remark| remark.contains("draft-no-promise")),
        "{row:?}"
    );
    assert!(drafts(&demo, "support").is_empty());
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_uidplus_the_new_copy_is_found_before_the_old_one_goes() {
    let demo = quiet_team();
    demo.set_profile(Server::Bare);
    let anna = Writer::new(&demo, "anna").await;
    let own = "anna@acme.example";
    let one = anna.store(None, anna.draft(own, "x")).await;
    anna.store(Some(one), anna.draft(own, "y")).await;
    // Nothing can be removed there, only marked as deleted.
    let there = alive(&demo, "anna");
    assert!(there.len() == 1 && text(&there[0]).contains("y\r\n"));
    anna.store(Some(one), anna.draft(own, "z")).await;
    assert_eq!(alive(&demo, "anna").len(), 1);
    assert_eq!(
        anna.note(one),
        None,
        "what is marked as deleted is nobody else's copy"
    );
    let sent = anna.send(one).await;
    assert!(
        matches!(sent.state, OutboxState::Done | OutboxState::Filing),
        "{sent:?}"
    );
    anna.engine.settle_drafts().await;
    assert!(alive(&demo, "anna").is_empty());
    let row = anna
        .engine
        .reader()
        .outgoing(sent.outbox_id)
        .unwrap()
        .unwrap();
    assert!(
        row.remarks.is_empty(),
        "among one's own nobody is warned of: {row:?}"
    );
    anna.engine.stop().await;
}

/// T25.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_draft_of_a_teammate_is_text() {
    let demo = quiet_team();
    let hostile = b"From: support@acme.example\r\nTo: \"<b>Kim</b>\" <kim@customer.example>\r\n\
        Subject: =?utf-8?q?=3Cscript=3Ealert(1)=3C/script=3E=E2=80=AE=1B[2J?=\r\n\
        In-Reply-To: <q@customer.example>\r\nMessage-ID: <hostile@acme.example>\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
        <img src=http://evil.test/x>\x1b]0;owned\x07\xe2\x80\xaepay\r\n";
    demo.deliver("support", "Drafts", hostile).unwrap();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.open(SUPPORT).await;
    let draft = anna.kept(one);
    assert_eq!(draft.subject, "<script>alert(1)</script> [2J");
    assert_eq!(draft.to[0].name.as_deref(), Some("<b>Kim</b>"));
    assert_eq!(
        draft.body.trim_end(),
        "<img src=http://evil.test/x>]0;ownedpay"
    );
    let reply = draft.reply.clone().unwrap();
    assert_eq!(reply.message_id.as_deref(), Some("q@customer.example"));
    // Edited and stored, it takes the other program's copy's place.
    let mut edited = draft;
    edited.body = "harmless".into();
    anna.store(Some(one), edited).await;
    let there = drafts(&demo, "support");
    assert!(there.len() == 1 && text(&there[0]).contains("harmless"));
    assert!(text(&there[0]).contains("In-Reply-To: <q@customer.example>"));
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_formatted_draft_of_another_program_is_not_written_over() {
    let demo = quiet_team();
    let html = b"From: support@acme.example\r\nTo: carla@acme.example\r\nSubject: Offer\r\n\
        Message-ID: <html@acme.example>\r\nContent-Type: text/html\r\n\r\n<p>Hello <b>Carla</b></p>\r\n";
    demo.deliver("support", "Drafts", html).unwrap();
    let anna = Writer::new(&demo, "anna").await;
    let one = anna.open(SUPPORT).await;
    assert_eq!(anna.note(one), Some("draft-formatted"));
    let mut draft = anna.kept(one);
    assert!(draft.body.contains("Hello"), "{:?}", draft.body);
    draft.body.push_str(" and more");
    anna.store(Some(one), draft).await;
    let there = drafts(&demo, "support");
    assert!(there.len() == 1 && text(&there[0]).contains("<b>Carla</b>"));
    let sent = anna.send(one).await;
    assert!(
        matches!(sent.state, OutboxState::Done | OutboxState::Filing),
        "{sent:?}"
    );
    anna.engine.settle_drafts().await;
    assert!(drafts(&demo, "support").is_empty());
    // What lies elsewhere is no draft.
    demo.deliver("support", "INBOX", html).unwrap();
    anna.sync().await;
    let inbox = anna
        .engine
        .reader()
        .folder_by_role(&id(SUPPORT), FolderRole::Inbox);
    let list = anna
        .engine
        .reader()
        .list(&inbox.unwrap().unwrap().id, Default::default(), 1);
    let refused = anna
        .engine
        .open_draft(&list.unwrap()[0].id)
        .await
        .unwrap_err();
    assert_eq!(refused.message.key, "draft-not-a-draft");
    anna.engine.stop().await;
}
