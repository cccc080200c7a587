//! The mail lab: a private Dovecot and Postfix on free loopback ports, with a team in them; or a
//! Cyrus in the place of Dovecot, with the same team ([`Lab::on_cyrus`]).
//!
//! `Lab::start()` takes a second or two; many labs can stand side by side. When a lab is dropped,
//! also by a panic or with the whole test process, its servers are killed and its directory is
//! removed. See [`team`] for who is who. For integration tests (`tests/servers/`) and for people:
//! `cargo run --example lab`.
//!
//! Postfix starts as root only. For everybody else a user namespace is enough, in which they are
//! root: `unshare --user --map-root-user --map-auto cargo test`. (Debian: package `uidmap`, and a
//! line in `/etc/subuid`, which `adduser` writes.) `packaging/test` does so, and gives it a network of
//! its own, in which a test may have an address of the Internet. Dovecot alone ([`Lab::imap_only`])
//! runs as anybody.
#![allow(dead_code, unused_imports)] // each test binary uses a part of it

pub mod certificates;
pub mod team;

mod cyrus;
mod cyrus_session;
mod dovecot;
mod header_check;
mod lmtp;
mod postfix;
mod processes;
mod sender_map;
mod stored;
mod unix_server;
mod user;

use std::fs;
use std::io::Read as _;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use postroom::domain::{Endpoint, Security};

use certificates::Authority;
use cyrus::Cyrus;
use dovecot::Dovecot;
use postfix::Postfix;
use processes::{Janitor, Server};
use team::SendRights;

pub use cyrus::Names;
pub use processes::{PATIENCE, living, wait_for};
pub use stored::StoredMessage;
pub use user::User;

/// What a lab shall have.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// Postfix too. Dovecot alone is there in a tenth of a second.
    pub smtp: bool,
    /// Whether each member has their own `\Seen` in shared mailboxes (Dovecot's `INDEXPVT`), or
    /// all share it.
    pub private_seen: bool,
    /// Whether the servers show a certificate that ran out some days ago.
    pub expired_certificate: bool,
    /// Cyrus keeps the mail and speaks IMAP, with these names; Dovecot only checks the passwords for
    /// Postfix.
    pub cyrus: Option<Names>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            smtp: true,
            private_seen: true,
            expired_certificate: false,
            cyrus: None,
        }
    }
}

/// A running lab.
pub struct Lab {
    directory: PathBuf,
    dovecot: Dovecot,
    cyrus: Option<Cyrus>,
    postfix: Option<Postfix>,
    rights: SendRights,
    janitor: Janitor,
}

impl Lab {
    /// Both servers, answering.
    ///
    /// # Panics
    /// If Dovecot or Postfix is not installed or does not start; the logs are shown.
    #[must_use]
    pub fn start() -> Self {
        Self::with(Setup::default())
    }

    /// Only Dovecot: for tests that send nothing.
    #[must_use]
    pub fn imap_only() -> Self {
        Self::with(Setup {
            smtp: false,
            ..Setup::default()
        })
    }

    /// Cyrus and Postfix.
    #[must_use]
    pub fn on_cyrus() -> Self {
        Self::with(Setup {
            cyrus: Some(Names::Slashes),
            ..Setup::default()
        })
    }

    /// A lab of a person's choice.
    #[must_use]
    pub fn with(setup: Setup) -> Self {
        let user = User::present();
        assert!(
            !setup.smtp || user.name.is_none(),
            "Postfix starts as root only; a user namespace will do: \
             unshare --user --map-root-user --map-auto cargo test …"
        );
        let directory = make_directory();
        let janitor = Janitor::of(&directory);

        let authority = Authority::new("Postroom mail lab");
        let names = ["localhost", "127.0.0.1", "127.0.0.2"];
        let leaf = if setup.expired_certificate {
            authority.expired_leaf(&names)
        } else {
            authority.leaf(&names)
        };
        certificates::write(&leaf, &directory, "server");
        fs::write(directory.join("ca.pem"), authority.pem()).expect("ca.pem");
        let foreign = Authority::new("Somebody else's authority");
        fs::write(directory.join("foreign-ca.pem"), foreign.pem()).expect("foreign-ca.pem");

        let rights = SendRights::at_start();
        let dovecot = Dovecot::prepare(&directory, setup, &user);
        let cyrus = setup
            .cyrus
            .map(|names| Cyrus::prepare(&directory, names, &user));
        let lmtp = cyrus
            .as_ref()
            .map_or_else(|| dovecot.lmtp_socket(), Cyrus::lmtp_socket);
        let postfix = setup
            .smtp
            .then(|| Postfix::prepare(&directory, &lmtp, &rights, &user));
        let mut lab = Self {
            directory,
            dovecot,
            cyrus,
            postfix,
            rights,
            janitor,
        };
        lab.dovecot.start();
        if let Some(cyrus) = &mut lab.cyrus {
            cyrus.start();
        }
        if let Some(postfix) = &mut lab.postfix {
            postfix.start();
        }
        lab.tell_janitor();
        lab.wait_for_dovecot();
        lab.wait_for_cyrus();
        if let Some(cyrus) = &lab.cyrus {
            cyrus.make_team();
        }
        lab.wait_for_postfix();
        lab
    }

    /// Where the lab lives. Gone with it.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The certificate of the lab's authority, for `--ca-file`.
    #[must_use]
    pub fn ca_file(&self) -> PathBuf {
        self.directory.join("ca.pem")
    }

    /// The certificate of an authority that signed nothing here.
    #[must_use]
    pub fn foreign_ca_file(&self) -> PathBuf {
        self.directory.join("foreign-ca.pem")
    }

    /// IMAP with TLS from the first byte.
    #[must_use]
    pub fn imap_tls(&self) -> Endpoint {
        let cyrus = self.cyrus.as_ref().map(Cyrus::tls_port);
        let port = cyrus.unwrap_or_else(|| self.dovecot.tls_port());
        endpoint("localhost", port, Security::Tls)
    }

    /// IMAP with STARTTLS, on 127.0.0.2: on 127.0.0.1 Dovecot neither offers nor demands it.
    #[must_use]
    pub fn imap_starttls(&self) -> Endpoint {
        match &self.cyrus {
            Some(cyrus) => endpoint("localhost", cyrus.starttls_port(), Security::StartTls),
            None => endpoint(
                "127.0.0.2",
                self.dovecot.starttls_port(),
                Security::StartTls,
            ),
        }
    }

    /// Submission with TLS from the first byte.
    ///
    /// # Panics
    /// In a lab without Postfix.
    #[must_use]
    pub fn smtp_tls(&self) -> Endpoint {
        endpoint("localhost", self.postfix().tls_port(), Security::Tls)
    }

    /// Submission with STARTTLS.
    ///
    /// # Panics
    /// In a lab without Postfix.
    #[must_use]
    pub fn submission_starttls(&self) -> Endpoint {
        let port = self.postfix().starttls_port();
        endpoint("localhost", port, Security::StartTls)
    }

    /// The address of a member, a shared mailbox or the customer.
    #[must_use]
    pub fn address(&self, name: &str) -> String {
        team::address(name)
    }

    /// Their password.
    #[must_use]
    pub fn password(&self, name: &str) -> String {
        team::password(name)
    }

    /// Puts a message into somebody's INBOX, as if it came from outside (LMTP). Lines may end in
    /// LF or CRLF.
    ///
    /// # Panics
    /// If the server does not take it.
    pub fn deliver(&self, to: &str, message: impl AsRef<[u8]>) {
        if let Some(cyrus) = &self.cyrus {
            return cyrus.deliver(to, message.as_ref());
        }
        let socket = self.dovecot.lmtp_socket();
        lmtp::deliver(&socket, &team::address(to), message.as_ref());
    }

    /// Gives a member exactly these letters on one folder (`INBOX` or `Sent`) of a shared mailbox;
    /// no letters take the entry away. On Dovecot it holds at once, also in open connections, and a
    /// folder with an entry of its own no longer follows the INBOX. On Cyrus no folder does, and
    /// whoever has it open keeps what they had until they open it again.
    pub fn set_acl(&self, mailbox: &str, folder: &str, member: &str, letters: &str) {
        if let Some(cyrus) = &self.cyrus {
            return cyrus.set_acl(mailbox, folder, member, letters);
        }
        let rights: Vec<&str> = letters
            .chars()
            .map(|letter| match letter {
                'l' => "lookup",
                'r' => "read",
                'w' => "write",
                's' => "write-seen",
                't' => "write-deleted",
                'i' => "insert",
                'p' => "post",
                'k' => "create",
                'x' => "delete",
                'e' => "expunge",
                'a' => "admin",
                other => panic!("no right has the letter {other}"),
            })
            .collect();
        let (owner, member) = (team::address(mailbox), team::address(member));
        self.dovecot.set_acl(&owner, folder, &member, &rights);
    }

    /// The name that members have for a folder of a shared mailbox.
    #[must_use]
    pub fn as_members_call_it(&self, mailbox: &str, folder: &str) -> String {
        match &self.cyrus {
            Some(cyrus) => cyrus.as_members_call_it(mailbox, folder),
            None => format!("shared/{}/{folder}", team::address(mailbox)),
        }
    }

    /// The same on all folders that a shared mailbox has from the start and that have no entry of
    /// their own.
    pub fn set_acl_everywhere(&self, mailbox: &str, member: &str, letters: &str) {
        self.set_acl(mailbox, "INBOX", member, letters);
        if self.cyrus.is_some() {
            for (folder, _) in team::FOLDERS {
                self.set_acl(mailbox, folder, member, letters);
            }
        }
    }

    /// Lets a mailbox hold no more than this many messages, for sessions that begin from now on.
    pub fn set_quota(&self, mailbox: &str, messages: u32) {
        self.dovecot.set_quota(&team::address(mailbox), messages);
    }

    /// Puts a message into a folder of somebody's own, as its owner's other programs would.
    pub fn put(&self, mailbox: &str, folder: &str, message: &[u8]) {
        if let Some(cyrus) = &self.cyrus {
            return cyrus.put(mailbox, folder, message);
        }
        let file = self.directory.join("to-put.eml");
        fs::write(&file, message).expect("the message");
        let (owner, file) = (team::address(mailbox), file.display().to_string());
        self.dovecot
            .doveadm(&["save", "-u", &owner, "-m", folder, &file]);
    }

    /// Puts many messages into a folder of Dovecot at once: the text of each, when it came, and whether
    /// the mailbox itself has read it. In a hundredth of the time that [`Lab::put`] takes.
    pub fn fill(
        &self,
        mailbox: &str,
        folder: &str,
        messages: impl IntoIterator<Item = (String, SystemTime, bool)>,
    ) {
        let owner = team::address(mailbox);
        self.dovecot.fill(&owner, folder, messages);
    }

    /// Removes a folder of somebody's own with what is in it.
    pub fn remove_folder(&self, mailbox: &str, folder: &str) {
        if let Some(cyrus) = &self.cyrus {
            return cyrus.remove_folder(mailbox, folder);
        }
        let owner = team::address(mailbox);
        self.dovecot
            .doveadm(&["mailbox", "delete", "-u", &owner, folder]);
    }

    /// Makes a folder in somebody's own tree.
    pub fn create_folder(&self, mailbox: &str, folder: &str) {
        if let Some(cyrus) = &self.cyrus {
            return cyrus.create_folder(mailbox, folder);
        }
        let owner = team::address(mailbox);
        let create = ["mailbox", "create", "-u", &owner, folder];
        // Dovecot makes one with a role by itself as soon as anybody opens it (auto = subscribe).
        self.dovecot
            .doveadm_unless(&create, Some("Mailbox already exists"));
    }

    /// Lets a member use an address as their own: in the envelope, and in From without Sender.
    pub fn allow_send_as(&self, member: &str, address: &str) {
        let (member, address) = (team::address(member), team::address(address));
        self.rights.set_send_as(&member, &address, true);
    }

    /// Takes that back. Holds from the next command or message on.
    pub fn revoke_send_as(&self, member: &str, address: &str) {
        let (member, address) = (team::address(member), team::address(address));
        self.rights.set_send_as(&member, &address, false);
    }

    /// Lets a member write on behalf of an address: in From, with their own address in Sender.
    pub fn allow_on_behalf(&self, member: &str, address: &str) {
        let (member, address) = (team::address(member), team::address(address));
        self.rights.set_on_behalf(&member, &address, true);
    }

    /// Takes that back.
    pub fn revoke_on_behalf(&self, member: &str, address: &str) {
        let (member, address) = (team::address(member), team::address(address));
        self.rights.set_on_behalf(&member, &address, false);
    }

    /// The Cyrus of this lab.
    ///
    /// # Panics
    /// In a lab without.
    #[must_use]
    pub fn cyrus(&self) -> &Cyrus {
        self.cyrus.as_ref().expect("a lab with Cyrus")
    }

    /// Runs `doveadm` on this lab's server.
    pub fn doveadm(&self, arguments: &[&str]) -> String {
        self.dovecot.doveadm(arguments)
    }

    /// Stops Dovecot; connections end, most of them with a BYE. Ports and mail stay.
    pub fn stop_dovecot(&mut self) {
        stop(self.dovecot.server());
        self.tell_janitor();
    }

    /// Starts it again on the same ports.
    pub fn start_dovecot(&mut self) {
        self.dovecot.start();
        self.tell_janitor();
        self.wait_for_dovecot();
    }

    /// Stops Postfix. Its queue stays.
    pub fn stop_postfix(&mut self) {
        stop(self.postfix.as_mut().expect("a lab with Postfix").server());
        self.tell_janitor();
    }

    /// Starts it again on the same ports.
    pub fn start_postfix(&mut self) {
        self.postfix.as_mut().expect("a lab with Postfix").start();
        self.tell_janitor();
        self.wait_for_postfix();
    }

    /// The last lines of the servers' logs.
    #[must_use]
    pub fn logs(&self) -> String {
        let postfix = self.postfix.as_ref().map(Postfix::log);
        let cyrus = self.cyrus.as_ref().map(Cyrus::log);
        [Some(self.dovecot.log()), cyrus, postfix]
            .iter()
            .flatten()
            .map(|path| {
                let text = fs::read_to_string(path).unwrap_or_default();
                let lines: Vec<&str> = text.lines().collect();
                let last = lines.len().saturating_sub(100);
                format!("--- {}\n{}\n", path.display(), lines[last..].join("\n"))
            })
            .collect()
    }

    /// The process groups of the running servers.
    #[must_use]
    pub fn process_groups(&self) -> Vec<u32> {
        let postfix = self.postfix.as_ref().and_then(Postfix::group);
        let cyrus = self.cyrus.as_ref().and_then(Cyrus::group);
        let groups = [self.dovecot.group(), cyrus, postfix];
        groups.into_iter().flatten().collect()
    }

    fn postfix(&self) -> &Postfix {
        self.postfix.as_ref().expect("a lab with Postfix")
    }

    fn tell_janitor(&self) {
        self.janitor.watch(&self.process_groups());
    }

    fn wait_for_dovecot(&mut self) {
        let ports = [self.dovecot.starttls_port(), self.dovecot.tls_port()];
        let server = self.dovecot.server().as_mut().expect("it was started");
        wait_for_greeting("Dovecot", server, ports, "* OK");
    }

    fn wait_for_cyrus(&mut self) {
        let Some(cyrus) = &mut self.cyrus else {
            return;
        };
        let ports = [cyrus.starttls_port(), cyrus.tls_port()];
        let server = cyrus.server().as_mut().expect("it was started");
        wait_for_greeting("Cyrus", server, ports, "* OK");
    }

    fn wait_for_postfix(&mut self) {
        let Some(postfix) = &mut self.postfix else {
            return;
        };
        let ports = [postfix.starttls_port(), postfix.tls_port()];
        let server = postfix.server().as_mut().expect("it was started");
        wait_for_greeting("Postfix", server, ports, "220 ");
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Through the macro, so that the test harness shows it with the failed test only.
            eprintln!("{}", self.logs());
        }
        self.janitor.finish();
        if let Some(server) = self.dovecot.server() {
            server.kill();
        }
        let cyrus = self.cyrus.as_mut();
        if let Some(server) = cyrus.and_then(|cyrus| cyrus.server().as_mut()) {
            server.kill();
        }
        if let Some(server) = self
            .postfix
            .as_mut()
            .and_then(|postfix| postfix.server().as_mut())
        {
            server.kill();
        }
    }
}

/// A new directory that the servers' users can pass through. Its path must be short: a Unix
/// socket's path has at most 107 bytes.
fn make_directory() -> PathBuf {
    let place = std::env::temp_dir();
    let place = if place.as_os_str().len() > 50 {
        PathBuf::from("/tmp")
    } else {
        place
    };
    let directory = tempfile::Builder::new()
        .prefix("postroom-lab-")
        .permissions(fs::Permissions::from_mode(0o755))
        .tempdir_in(place)
        .expect("a temporary directory");
    // From here on the janitor answers for it.
    directory.keep()
}

fn endpoint(host: &str, port: u16, security: Security) -> Endpoint {
    Endpoint {
        host: host.to_owned(),
        port,
        security,
    }
}

fn stop(server: &mut Option<Server>) {
    server.as_mut().expect("it is running").stop();
    *server = None;
}

/// Waits until the first port greets and the second takes connections.
fn wait_for_greeting(name: &str, server: &mut Server, ports: [u16; 2], greeting: &str) {
    wait_for(&format!("the greeting of {name}"), || {
        assert!(!server.ended(), "{name} ended instead of starting");
        greets(ports[0], greeting) && TcpStream::connect(("127.0.0.1", ports[1])).is_ok()
    });
}

fn greets(port: u16, greeting: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let mut begin = vec![0; greeting.len()];
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a timeout");
    stream.read_exact(&mut begin).is_ok() && begin == greeting.as_bytes()
}
