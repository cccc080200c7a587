//! The window on the demo server, with a profile that is gone afterwards:
//! `cargo run --example window -- [--dark] [--size 900x600] [--language de] [--empty] [--profile DIR]`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use std::sync::Arc;

use postroom::app::render_choice::Graphics;
use postroom::app::{Start, run};
use postroom::config::{ConfigFile, Theme};
use postroom::demo::{DemoServer, Pace as Beat, Team};
use postroom::domain::{Account, EmailAddress, Endpoint, PasswordSource, Security};
use postroom::engine::{Options, Pace};
use postroom::i18n::{Language, Texts};
use postroom::paths::Profile;
use postroom::secret::{MemoryStore, SecretKey, SecretStore as _};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
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
    let secrets = Arc::new(MemoryStore::default());
    let account = Account {
        address: EmailAddress::parse("anna@acme.example").unwrap(),
        name: Some("Anna Berg".into()),
        login: None,
        imap: endpoint(server.imap_addr()),
        smtp: endpoint(server.smtp_addr()),
        ca_file: None,
        password: PasswordSource::Keyring,
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
            if has("--dark") {
                config.settings.theme = Theme::Dark;
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
    let language = value("--language").and_then(|code| Language::from_code(&code));
    run(Start {
        engine: Options {
            profile,
            secrets,
            resident: true,
            offline: has("--offline"),
            pace: Pace::default(),
        },
        texts: Texts::new(language.unwrap_or(Language::English)),
        title_suffix: Some("demo".into()),
        graphics: Graphics::Auto,
        on_engine: None,
        summons: None,
    })
    .unwrap();
}

fn endpoint(address: std::net::SocketAddr) -> Endpoint {
    Endpoint {
        host: address.ip().to_string(),
        port: address.port(),
        security: Security::None,
    }
}
