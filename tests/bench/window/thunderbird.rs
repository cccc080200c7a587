//! Thunderbird with the same mail in a local folder.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::peer::Peer;
use super::screen::Screen;
use super::{fill, letters};

/// No account but the local folders, and no questions.
const SETTINGS: &str = r#"user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.accountmanager.localfoldersserver", "server1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.server.server1.type", "none");
user_pref("mail.server.server1.hostname", "Local Folders");
user_pref("mail.server.server1.name", "Local Folders");
user_pref("mail.server.server1.userName", "nobody");
user_pref("mail.server.server1.directory-rel", "[ProfD]Mail/Local Folders");
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("mail.accounthub.enabled", false);
user_pref("mail.inappnotifications.enabled", false);
user_pref("mail.shell.checkDefaultClient", false);
user_pref("mail.rights.version", 1);
user_pref("mailnews.start_page.enabled", false);
user_pref("mailnews.start_page_override.mstone", "ignore");
user_pref("app.donation.eoy.version.viewed", 999);
user_pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true);
user_pref("toolkit.telemetry.enabled", false);
user_pref("app.update.auto", false);
"#;

/// Its window as it was left: the folder is open, with the message below the list.
const WINDOW: &str = r#"{"rev":0,"windows":[{"type":"3pane","tabs":{"rev":0,"selectedIndex":0,"tabs":[
{"mode":"mail3PaneTab","state":{"firstTab":true,"folderPaneVisible":true,"messagePaneVisible":true,
"folderURI":"mailbox://nobody@Local%20Folders/Inbox"},"ext":{}}]}}]}"#;

pub struct Thunderbird {
    profile: PathBuf,
}

impl Thunderbird {
    /// Writes its mail and its settings; `None` where it is not installed.
    pub fn fill(folder: &Path, messages: u32) -> Option<Self> {
        let version = Command::new("thunderbird").arg("--version").output().ok()?;
        println!("{}", String::from_utf8_lossy(&version.stdout).trim());
        let profile = folder.join("thunderbird");
        let mail = profile.join("Mail/Local Folders");
        fs::create_dir_all(&mail).unwrap();
        fs::write(profile.join("prefs.js"), SETTINGS).unwrap();
        fs::write(profile.join("session.json"), WINDOW).unwrap();
        let mut inbox = BufWriter::new(File::create(mail.join("Inbox")).unwrap());
        for n in 0..messages {
            let date = letters::date(n).strftime("%a %b %d %H:%M:%S %Y");
            write!(inbox, "From - {date}\n{}\n", fill::letter(n)).unwrap();
        }
        inbox.flush().unwrap();
        Some(Self { profile })
    }

    pub fn start(&self, screen: &Screen) -> Peer {
        let mut command = screen.command(Path::new("thunderbird"));
        command.args(["--no-remote", "--offline", "--profile"]);
        command.arg(&self.profile).stdin(Stdio::null());
        Peer {
            child: command.spawn().unwrap(),
            settings: self.profile.clone(),
        }
    }

    /// What ends it as a session that is left does: it writes what it knows of the folder.
    pub fn end(of: &Peer) -> Command {
        let mut command = Command::new("kill");
        // Of its processes the first one is the window.
        command.args(of.processes().first().map(u32::to_string));
        command
    }
}
