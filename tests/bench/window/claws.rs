//! Claws Mail, a light client of the same kind, with the same mail: until its list stands still on the screen, and its memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::peer::Peer;
use super::screen::Screen;
use super::{fill, letters};

/// The folder of MH that it opens.
const INBOX: &str = "#mh/Mailbox/inbox";
const FOLDERS: [(&str, &str); 5] = [
    ("inbox", "inbox"),
    ("outbox", "sent"),
    ("draft", "draft"),
    ("queue", "queue"),
    ("trash", "trash"),
];

pub struct Claws {
    config: PathBuf,
    /// The newest message has HTML, as the one that Postroom shows.
    newsletter: u32,
}

impl Claws {
    /// Writes its mail and its settings; `None` where it is not installed.
    pub fn fill(folder: &Path, messages: u32) -> Option<Self> {
        let version = Command::new("claws-mail").arg("--version").output().ok()?;
        println!("{}", String::from_utf8_lossy(&version.stdout).trim());
        let mail = folder.join("claws/mail");
        for (_, name) in FOLDERS {
            fs::create_dir_all(mail.join(name)).unwrap();
        }
        for n in 0..messages {
            let text = fill::letter(n);
            fs::write(mail.join(format!("inbox/{}", n + 1)), text).unwrap();
        }
        let newsletter = messages + 1;
        let html = fs::read_to_string(super::profile::newsletter_file()).unwrap();
        let text = format!(
            "From: News <news@customer.test>\nTo: {}\nSubject: What is new\nDate: {}\n\
             MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{html}",
            fill::SUPPORT,
            letters::date(messages).strftime("%a, %d %b %Y %H:%M:%S +0000"),
        );
        fs::write(mail.join(format!("inbox/{newsletter}")), text).unwrap();
        let config = folder.join("claws/config");
        fs::create_dir_all(&config).unwrap();
        // Without an account it asks for one.
        let account = format!(
            "[Account: 1]\naccount_name=Support\nis_default=1\nname=Anna\naddress={}\nprotocol=0\n\
             receive_server=127.0.0.1\nsmtp_server=127.0.0.1\n",
            fill::ANNA
        );
        fs::write(config.join("accountrc"), account).unwrap();
        let items = FOLDERS.map(|(kind, name)| {
            format!(r#"<folderitem type="{kind}" name="{name}" path="{name}" sort_key="date" />"#)
        });
        let list = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<folderlist><folder type=\"mh\" \
             name=\"Mailbox\" path=\"{}\">{}</folder></folderlist>\n",
            mail.display(),
            items.concat()
        );
        fs::write(config.join("folderlist.xml"), list).unwrap();
        let settings = "[Common]\nconfig_version=4\nopen_selected_on_folder_open=1\n";
        fs::write(config.join("clawsrc"), settings).unwrap();
        Some(Self { config, newsletter })
    }

    /// Starts it with its list opened.
    pub fn start(&self, screen: &Screen) -> Peer {
        let mut command = self.command(screen);
        command.args(["--select", &format!("{INBOX}/{}", self.newsletter)]);
        Peer {
            child: command.spawn().unwrap(),
            settings: self.config.clone(),
        }
    }

    /// What ends it as a person would: it writes what it remembers of the folder.
    pub fn end(&self, screen: &Screen) -> Command {
        let mut command = self.command(screen);
        command.arg("--exit");
        command
    }

    fn command(&self, screen: &Screen) -> Command {
        let mut command = screen.command(Path::new("claws-mail"));
        command.arg("--alternate-config-dir").arg(&self.config);
        command.stdin(Stdio::null());
        command
    }
}
