//! A profile as it is after months: an account that works offline, its mailbox with 100,000 messages.

use std::path::{Path, PathBuf};

use postroom::app::screen::home::Kept;
use postroom::config::ConfigFile;
use postroom::domain::{
    Account, Connections, EmailAddress, Endpoint, FolderId, MailboxId, PasswordSource, Security,
};
use postroom::paths::Profile;
use postroom::store::{ListFilter, Store, SyncBatch};

use super::{fill, letters};

/// The message that is read: words alone.
pub const PLAIN: u32 = 0;
/// One with HTML.
pub const NEWSLETTER: u32 = 1;

pub struct Filled {
    pub dir: PathBuf,
    inbox: FolderId,
    /// The UIDs of the two.
    uids: [u32; 2],
}

pub fn fill(folder: &Path, messages: u32) -> Filled {
    let dir = folder.join("profile");
    let profile = Profile::at(&dir).unwrap();
    let anna = EmailAddress::parse(fill::ANNA).unwrap();
    let nowhere = Endpoint {
        host: "127.0.0.1".into(),
        port: 9,
        security: Security::Tls,
    };
    let account = Account {
        address: anna,
        name: Some("Anna Berg".into()),
        login: None,
        imap: nowhere.clone(),
        smtp: nowhere,
        ca_file: None,
        password: PasswordSource::Ask,
        connections: Connections::default(),
    };
    let mut config = ConfigFile::open(&profile.config_file()).unwrap();
    config
        .update(|config| {
            config.accounts = vec![account];
            config.settings.offline = true;
        })
        .unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let support = EmailAddress::parse(fill::SUPPORT).unwrap();
    let inbox = FolderId::of(&MailboxId::of(&support), "INBOX");
    let uids = runtime.block_on(async {
        let (store, _) = Store::open(profile.dir()).unwrap();
        fill::fill(&store, messages).await;
        let newsletter = newsletter(&store, &inbox, messages).await;
        let order = store.reader().order(&inbox, ListFilter::default()).unwrap();
        store.close().await.unwrap();
        [order[1], newsletter]
    });
    Filled { dir, inbox, uids }
}

/// The newsletter as it was written.
pub fn newsletter_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drawing/mails/newsletter.html")
}

/// The newest message: the newsletter that lies beside the tests of drawing.
async fn newsletter(store: &Store, inbox: &FolderId, after: u32) -> u32 {
    let html = std::fs::read_to_string(newsletter_file()).unwrap();
    let date = letters::date(after);
    let raw = format!(
        "From: News <news@customer.test>\r\nTo: {}\r\nSubject: What is new\r\n\
         Message-ID: <news@customer.test>\r\nDate: {}\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n{html}",
        fill::SUPPORT,
        date.strftime("%a, %d %b %Y %H:%M:%S +0000"),
    );
    let batch = SyncBatch {
        uid_validity: 1,
        added: vec![fill::message(after, raw.as_bytes())],
        ..SyncBatch::default()
    };
    store.cache().apply(inbox, batch).await.unwrap();
    let bodies = vec![(after + 1, raw.into_bytes())];
    store.cache().put_bodies(inbox, 1, bodies).await.unwrap();
    after + 1
}

impl Filled {
    /// This message is the one that is shown when the window opens.
    pub fn reads(&self, which: u32) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let (store, _) = Store::open(&self.dir).unwrap();
            let key = format!("{}-1-{}", self.inbox.as_str(), self.uids[which as usize]);
            let kept = serde_json::json!({
                "width": 1280.0, "height": 800.0,
                "folder": self.inbox.as_str(), "message": key,
            });
            store.precious().remember(Kept::KEY, &kept).await.unwrap();
            store.close().await.unwrap();
        });
    }
}
