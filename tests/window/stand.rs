//! The window on the demo server, with a profile that is gone afterwards:
//! `cargo run --example window -- [--dark] [--size 900x600] [--language de] [--empty] [--profile DIR]`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod past;

use std::sync::Arc;

use postroom::app::render_choice::Graphics;
use postroom::app::{Start, run, wait_for_parent};
use postroom::config::{ConfigFile, Theme};
use postroom::demo::{Control, CutHow, DemoServer, Pace as Beat, SmtpFault, SmtpWhen, Team};
use postroom::domain::{
    Account, AccountId, Connections, Draft, EmailAddress, Endpoint, FolderRole, Intent, MailboxId,
    MessageHeader, Mode, NamedAddress, PasswordSource, Security, SendRightKey,
};
use postroom::engine::{Command, Engine, Leave, ListFilter, Options, Pace, QuoteWords};
use postroom::i18n::{Language, Texts};
use postroom::paths::Profile;
use postroom::render::drawn;
use postroom::secret::{MemoryStore, SecretKey, SecretStore as _};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments
        .get(1)
        .is_some_and(|first| first == drawn::ARGUMENT)
    {
        drawn::serve(&postroom::app::theme::font::FILES).unwrap();
        return;
    }
    wait_for_parent();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let folder = tempfile::tempdir().unwrap();
    let place = value("--profile").map_or_else(|| folder.path().join("profile"), Into::into);
    let profile = Profile::at(&place).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let inside = runtime.enter();
    let beat = if has("--live") { Beat::Calm } else { Beat::Off };
    let server = DemoServer::start(Team::acme().with_pace(beat)).unwrap();
    drop(inside);
    if has("--spoofed") {
        let deceives = "From: \"Paula Acme <paula@acme.example>\" <x@acrne.example>\r\n\
            To: support@acme.example\r\nSubject: Please pay this today\r\n\
            Message-ID: <1@acrne.example>\r\n\r\nThe bank details are attached.\r\n";
        server
            .deliver("support", "INBOX", deceives.as_bytes())
            .unwrap();
    }
    if let Some(file) = value("--mail") {
        let raw = std::fs::read(file).unwrap();
        server.deliver("support", "INBOX", &raw).unwrap();
    }
    let secrets = Arc::new(MemoryStore::default());
    let account = Account {
        address: EmailAddress::parse("anna@acme.example").unwrap(),
        name: Some("Anna Berg".into()),
        login: None,
        imap: endpoint(server.imap_addr()),
        smtp: endpoint(server.smtp_addr()),
        ca_file: None,
        password: PasswordSource::Keyring,
        connections: Connections::default(),
    };
    let password = server.password_of("anna").unwrap();
    println!("imap {} smtp {}", account.imap, account.smtp);
    if has("--show-password") {
        use secrecy::ExposeSecret as _;
        println!("password {}", password.expose_secret());
    }
    if !has("--wrong-password") {
        let key = SecretKey::password(&account.id());
        runtime.block_on(secrets.set(&key, &password)).unwrap();
    }
    let mut config = ConfigFile::open(&profile.config_file()).unwrap();
    config
        .update(|config| {
            config.accounts.clear();
            if !has("--empty") {
                config.accounts.push(account);
            }
            config.settings.keep_lost = has("--keep-lost");
            if has("--dark") {
                config.settings.theme = Theme::Dark;
            }
            if has("--busy") {
                config.settings.undo_seconds = 60;
                let support = EmailAddress::parse("support@acme.example").unwrap();
                config.change_mailbox(&support, |mailbox| {
                    mailbox.signature = Some("Anna Berg\nAcme Lighting, Support".into());
                });
            }
        })
        .unwrap();
    let size = value("--size").and_then(|size| {
        let (width, height) = size.split_once('x')?;
        Some((width.parse::<f32>().ok()?, height.parse::<f32>().ok()?))
    });
    if let Some((width, height)) = size {
        runtime.block_on(async {
            let (store, _) = postroom::store::Store::open(profile.dir()).unwrap();
            let kept = serde_json::json!({ "width": width, "height": height });
            store
                .precious()
                .remember("window.main", &kept)
                .await
                .unwrap();
            store.close().await.unwrap();
        });
    }
    if has("--busy") {
        runtime.block_on(async {
            let (store, _) = postroom::store::Store::open(profile.dir()).unwrap();
            past::a_month(store.precious()).await;
            store.close().await.unwrap();
        });
    }
    let language = value("--language").and_then(|code| Language::from_code(&code));
    run(Start {
        engine: Options {
            profile,
            secrets,
            resident: true,
            offline: has("--offline"),
            pace: match has("--soon") {
                true => Pace::quick(),
                false => Pace::default(),
            },
        },
        texts: Texts::new(language.unwrap_or(Language::English)),
        title_suffix: Some("demo".into()),
        graphics: Graphics::Auto,
        on_engine: match value("--rights") {
            Some(letters) => Some(take_away(server.control(), letters, value("--in-folder"))),
            None => has("--busy").then(|| busy(server.control())),
        },
        summons: None,
        ends: None,
    })
    .unwrap();
}

/// Leaves the member these rights alone in a mailbox, or in one folder of it, once its mail is there: `l` brings it into doubt,
/// nothing (`-`) takes it away.
fn take_away(
    server: Control,
    letters: String,
    folder: Option<String>,
) -> Box<dyn FnOnce(&Engine) + Send> {
    Box::new(move |engine| {
        let engine = engine.clone();
        let _taking = tokio::spawn(async move {
            let id = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
            loop {
                let wanted = id.clone();
                let inbox = engine.read(move |r| r.folder_by_role(&wanted, FolderRole::Inbox));
                if inbox.await.unwrap().is_some_and(|inbox| inbox.total > 5) {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            let support = EmailAddress::parse("support@acme.example").unwrap();
            let anna = EmailAddress::parse("anna@acme.example").unwrap();
            let later = Command::Send {
                draft: Draft {
                    from: Some(SendRightKey {
                        account: AccountId::of(&anna),
                        address: support,
                        mode: Mode::SendAs,
                    }),
                    to: vec![NamedAddress::parse("Kim <kim@elsewhere.example>").unwrap()],
                    subject: "Catalogue for spring".into(),
                    body: "Hello".into(),
                    ..Draft::default()
                },
                id: None,
                leave: Leave::At(jiff::Timestamp::now() + std::time::Duration::from_secs(7200)),
            };
            let _ = engine.request(later).await;
            tokio::time::sleep(std::time::Duration::from_secs(5)).await;
            let rights = postroom::domain::Rights::parse(&letters);
            match folder {
                Some(folder) => server.set_folder_rights("support", &folder, "anna", rights),
                None => server.set_rights("support", "anna", rights),
            }
            .unwrap();
            let _ = engine.request(Command::Refresh(None)).await;
        });
    })
}

/// Fills the outbox with every state and reason there is: held, unknown, a copy that waits, put off,
/// scheduled, about to leave.
fn busy(server: Control) -> Box<dyn FnOnce(&Engine) + Send> {
    Box::new(move |engine| {
        let engine = engine.clone();
        let _sending = tokio::spawn(async move {
            let member = AccountId::of(&EmailAddress::parse("anna@acme.example").unwrap());
            loop {
                let identities = engine.identities().await.unwrap();
                if identities.len() > 4 {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            let draft = |from: &str, mode, subject: &str, to: &[&str]| Draft {
                from: Some(SendRightKey {
                    account: member.clone(),
                    address: EmailAddress::parse(from).unwrap(),
                    mode,
                }),
                to: to
                    .iter()
                    .map(|to| NamedAddress::parse(to).unwrap())
                    .collect(),
                subject: subject.into(),
                body: "Hello".into(),
                ..Draft::default()
            };
            let send = async |draft, leave| {
                let send = Command::Send {
                    draft,
                    id: None,
                    leave,
                };
                if let Err(problem) = engine.request(send).await {
                    println!("not sent: {problem}");
                }
                tokio::time::sleep(std::time::Duration::from_millis(700)).await;
            };
            answered_meanwhile(&engine, &server).await;
            let begun = draft(
                "support@acme.example",
                Mode::SendAs,
                "Spare parts for the Aurora, a list with a subject that is a good deal longer than its line, which happens",
                &[
                    "Charlotte van der Meulen-Hofstadter <charlotte.van.der.meulen@hofstadter-lighting.example>",
                ],
            );
            let begun = Command::KeepDraft {
                over: None,
                draft: begun,
                or_apart: false,
            };
            let _ = engine.request(begun).await;
            let northwind = ["Northwind Trading <office@northwind.example>"];
            server.smtp_fault(SmtpWhen::Dot, SmtpFault::Cut(CutHow::Rst));
            let spare = draft(
                "support@acme.example",
                Mode::SendAs,
                "Re: Spare parts list",
                &northwind,
            );
            send(spare, Leave::Now).await;
            let many = ["a@x.example", "b@x.example", "c@x.example"];
            let offer = draft("sales@acme.example", Mode::SendAs, "Quarterly offer", &many);
            send(offer, Leave::Now).await;
            let rights = postroom::domain::Rights::parse("lr");
            server
                .set_folder_rights("support", "Sent", "anna", rights)
                .unwrap();
            let jonas = ["Jonas Dahl <jonas@dahl.example>"];
            let glass = draft(
                "support@acme.example",
                Mode::SendAs,
                "Re: Broken glass on arrival",
                &jonas,
            );
            send(glass, Leave::Now).await;
            let kim = ["Kim <kim@elsewhere.example>"];
            let year = draft("anna@acme.example", Mode::Own, "Happy new year", &kim);
            let _ = engine
                .request(Command::KeepDraft {
                    over: None,
                    draft: year.clone(),
                    or_apart: false,
                })
                .await;
            send(year, Leave::WhenAsked).await;
            let wrong = SmtpFault::Reply("554 5.6.0 message content rejected by policy".into());
            server.smtp_fault(SmtpWhen::Dot, wrong);
            let press = draft(
                "support@acme.example",
                Mode::SendAs,
                "Re: Press enquiry",
                &kim,
            );
            send(press, Leave::Now).await;
            let off = SmtpFault::Reply("450 4.7.1 greylisted, try again in 5 minutes".into());
            server.smtp_fault(SmtpWhen::Rcpt, off);
            let nadia = ["Nadia Benali <nadia@benali.example>"];
            let part = draft(
                "support@acme.example",
                Mode::SendAs,
                "Replacement part",
                &nadia,
            );
            send(part, Leave::Now).await;
            let at = |hours: i64| {
                let seconds = jiff::Timestamp::now().as_second() + hours * 3600;
                Leave::At(jiff::Timestamp::from_second(seconds).unwrap())
            };
            let tyrol = ["all.customers@tyrol.example"];
            for (subject, hours) in [("Catalogue for spring", 20), ("Happy new year", 900)] {
                let later = draft("sales@acme.example", Mode::OnBehalf, subject, &tyrol);
                send(later, at(hours)).await;
            }
            let lena = ["Lena Morgenthal <lena.morgenthal@posteo.example>"];
            let order = draft(
                "support@acme.example",
                Mode::SendAs,
                "Re: Where is my order 20418?",
                &lena,
            );
            send(order, Leave::Undoable).await;
        });
    })
}

/// A reply that a colleague was quicker with.
async fn answered_meanwhile(engine: &Engine, server: &Control) {
    let support = MailboxId::of(&EmailAddress::parse("support@acme.example").unwrap());
    let question = loop {
        let inbox = support.clone();
        let found = engine.read(move |reader| {
            let Some(inbox) = reader.folder_by_role(&inbox, FolderRole::Inbox)? else {
                return Ok(Vec::new());
            };
            let newest = reader.order(&inbox.id, ListFilter::default())?;
            reader.headers(&inbox.id, &newest)
        });
        let found = found.await.unwrap();
        let asked = |header: &MessageHeader| header.subject.starts_with("Replacement part");
        if let Some(question) = found.into_iter().find(asked) {
            break question;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    let read = Command::FetchBody(question.id.clone());
    engine.request(read).await.unwrap();
    let words = QuoteWords {
        attribution: "You wrote:".into(),
        is_drawn: false,
    };
    let reply = engine.reply_draft(&question.id, Intent::Reply, &words);
    let draft = Draft {
        body: "A new hinge leaves today.".into(),
        ..reply.await.unwrap()
    };
    let text = "Dear Nadia, the hinge is on its way.";
    server
        .answer("ben", "support", question.id.uid, text)
        .unwrap();
    let (id, leave) = (None, Leave::Now);
    let _ = engine.request(Command::Send { draft, id, leave }).await;
}

fn endpoint(address: std::net::SocketAddr) -> Endpoint {
    Endpoint {
        host: address.ip().to_string(),
        port: address.port(),
        security: Security::None,
    }
}
