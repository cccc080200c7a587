//! The other IMAP server: a private Cyrus, in the place of Dovecot, with the same team in it.
//!
//! Debian keeps only one IMAP server installed, so `packaging/test` unpacks Cyrus beside Dovecot
//! without installing it, and the lab takes its programs from there.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::cyrus_session::Session;
use super::dovecot::program;
use super::processes::{Port, Server, wait_for};
use super::stored::StoredMessage;
use super::{User, lmtp, team};

/// How folders are called: both ways are found in the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// As Cyrus does since 3.0 unless it is told otherwise (`altnamespace`, `unixhierarchysep`):
    /// `Sent`, `Other Users/support/Sent`, `Shared Folders/sales`.
    Slashes,
    /// As Debian's configuration has it, and every Cyrus before: `INBOX.Sent`, `user.support.Sent`,
    /// and `sales` in a shared namespace without a prefix.
    Dots,
}

/// The shared mailbox that belongs to nobody: it lies in the shared namespace. The others are users
/// who have given rights away.
pub const NOBODYS: &str = "sales";

const ADMINISTRATOR: &str = "cyrus";
const PROGRAMS: [&str; 5] = ["master", "ctl_cyrusdb", "idled", "imapd", "lmtpd"];

/// A Cyrus in a directory of its own.
pub struct Cyrus {
    directory: PathBuf,
    names: Names,
    tls: Port,
    starttls: Port,
    server: Option<Server>,
}

impl Cyrus {
    /// Writes the configuration and the passwords; starts nothing.
    ///
    /// # Panics
    /// If Cyrus is neither unpacked nor installed.
    #[must_use]
    pub fn prepare(lab: &Path, names: Names, user: &User) -> Self {
        let cyrus = Self {
            directory: lab.join("cyrus"),
            names,
            tls: Port::reserve(),
            starttls: Port::reserve(),
            server: None,
        };
        let at = &cyrus.directory;
        for sub in [
            "bin",
            "lib",
            // Whoever waits in IDLE listens in there.
            "config/socket",
            "mail",
            "sockets",
            "process",
            "lock",
            "log",
        ] {
            fs::create_dir_all(at.join(sub)).expect("a directory of Cyrus");
        }
        // Copied, for Cyrus gives root up and could not look into root's home.
        let from = unpacked();
        for name in PROGRAMS {
            copy(&from.join("bin").join(name), &at.join("bin"));
        }
        for library in fs::read_dir(from.join("lib")).into_iter().flatten() {
            copy(&library.expect("an entry").path(), &at.join("lib"));
        }
        cyrus.write("imapd.conf", &cyrus.settings(user));
        cyrus.write("cyrus.conf", &cyrus.services());
        for file in ["server.pem", "server.key"] {
            copy(&lab.join(file), at);
        }
        cyrus.write_passwords(&from);
        give(at, user);
        cyrus
    }

    /// Starts the server; it may not answer yet.
    pub fn start(&mut self) {
        let mut command = Command::new(self.directory.join("bin/master"));
        command
            .env("LD_LIBRARY_PATH", self.directory.join("lib"))
            .current_dir(&self.directory)
            .arg("-D")
            .arg("-C")
            .arg(self.directory.join("imapd.conf"))
            .arg("-M")
            .arg(self.directory.join("cyrus.conf"))
            .arg("-p")
            .arg(self.directory.join("master.pid"));
        self.server = Some(Server::start(&mut command, &self.log()));
    }

    /// Makes the team's mailboxes, folders and rights, once, on the running server.
    pub fn make_team(&self) {
        let mut session = self.administrator();
        let everybody = team::everybody();
        for address in &everybody {
            session.run(&format!("CREATE {}", self.place(address, "INBOX")));
            for (folder, attribute) in team::FOLDERS {
                let place = self.place(address, folder);
                // The mailbox of nobody has no roles: they are noted with a user (RFC 6154 2).
                let role = match self.is_nobodys(address) {
                    true => String::new(),
                    false => format!(" (USE ({attribute}))"),
                };
                session.run(&format!("CREATE {place}{role}"));
            }
        }
        let closed = team::CLOSED_FOLDER;
        for shared in team::SHARED {
            let own: Vec<&str> = of(shared).map(|(folder, ..)| folder).collect();
            let mut folders: Vec<&str> = team::FOLDERS.iter().map(|(name, _)| *name).collect();
            folders.push("INBOX");
            if own.contains(&closed) {
                session.run(&format!("CREATE {}", self.place(shared, closed)));
                folders.push(closed);
            }
            for folder in folders {
                // Each folder has a list of its own here; a new one begins with that of its parent.
                let list = if own.contains(&folder) {
                    folder
                } else {
                    "INBOX"
                };
                for (_, member, letters) in of(shared).filter(|(of, ..)| *of == list) {
                    session.run(&self.set_rights(shared, folder, member, letters));
                }
                if self.is_nobodys(shared) {
                    // What lies in the shared namespace may be read by anyone, unless it is said.
                    let place = self.place(shared, folder);
                    session.run(&format!("SETACL {place} anyone p"));
                }
            }
        }
    }

    /// The running server.
    pub fn server(&mut self) -> &mut Option<Server> {
        &mut self.server
    }

    /// The process group, while it runs.
    #[must_use]
    pub fn group(&self) -> Option<u32> {
        self.server.as_ref().map(Server::group)
    }

    /// The port with TLS from the first byte.
    #[must_use]
    pub fn tls_port(&self) -> u16 {
        self.tls.number()
    }

    /// The port with STARTTLS.
    #[must_use]
    pub fn starttls_port(&self) -> u16 {
        self.starttls.number()
    }

    /// Where mail is handed in.
    #[must_use]
    pub fn lmtp_socket(&self) -> PathBuf {
        self.directory.join("sockets/lmtp")
    }

    /// What its first process prints; Cyrus itself writes to the system's log only.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.directory.join("log/master.log")
    }

    /// Runs a command as the administrator, and gives the lines of its answer.
    ///
    /// # Panics
    /// If it is refused.
    pub fn administer(&self, command: &str) -> Vec<String> {
        self.administrator().run(command)
    }

    /// Runs a command as a member or as the owner of a mailbox, and gives the lines of its answer.
    ///
    /// # Panics
    /// If it is refused.
    pub fn run_as(&self, name: &str, command: &str) -> Vec<String> {
        self.session_of(name).run(command)
    }

    /// The name that the administrator, and only they, have for a folder, quoted.
    #[must_use]
    pub fn place(&self, mailbox: &str, folder: &str) -> String {
        let address = team::address(mailbox);
        let (name, domain) = address.split_once('@').expect("an address");
        let separator = self.separator();
        let domain = match domain {
            team::DOMAIN => String::new(),
            other => format!("@{other}"),
        };
        let root = match self.is_nobodys(mailbox) {
            true => name.to_owned(),
            false => format!("user{separator}{name}"),
        };
        let below = match folder {
            "INBOX" => String::new(),
            folder => format!("{separator}{}", folder.replace('/', &separator.to_string())),
        };
        format!("\"{root}{below}{domain}\"")
    }

    /// The name that members have for it.
    #[must_use]
    pub fn as_members_call_it(&self, mailbox: &str, folder: &str) -> String {
        let root = match (self.names, self.is_nobodys(mailbox)) {
            (Names::Dots, true) => "",
            (Names::Dots, false) => "user.",
            (Names::Slashes, true) => "Shared Folders/",
            (Names::Slashes, false) => "Other Users/",
        };
        let name = mailbox.split('@').next().unwrap_or(mailbox);
        format!("{root}{name}{}{folder}", self.separator())
    }

    /// Delivers a message as if it came from outside.
    pub fn deliver(&self, to: &str, message: &[u8]) {
        let address = team::address(to);
        // Mail for a mailbox of nobody goes to its name behind a plus (lmtpd(8)).
        let to = match self.is_nobodys(to) {
            true => format!("+{address}"),
            false => address,
        };
        lmtp::deliver(&self.lmtp_socket(), &to, message);
    }

    /// Gives somebody exactly these letters on a folder; none: takes the entry away.
    pub fn set_acl(&self, mailbox: &str, folder: &str, member: &str, letters: &str) {
        let command = self.set_rights(mailbox, folder, member, letters);
        self.administer(&command);
    }

    /// Puts a message into a folder.
    pub fn put(&self, mailbox: &str, folder: &str, message: &[u8]) {
        let place = self.place(mailbox, folder);
        let mut session = self.administrator();
        // The administrator has no right to insert by being it.
        session.run(&format!("SETACL {place} {ADMINISTRATOR} lri"));
        session.append(&place, message);
        session.run(&format!("DELETEACL {place} {ADMINISTRATOR}"));
    }

    /// Makes a folder.
    pub fn create_folder(&self, mailbox: &str, folder: &str) {
        self.administer(&format!("CREATE {}", self.place(mailbox, folder)));
    }

    /// Removes a folder with what is in it.
    pub fn remove_folder(&self, mailbox: &str, folder: &str) {
        let place = self.place(mailbox, folder);
        let mut session = self.administrator();
        session.run(&format!("SETACL {place} {ADMINISTRATOR} lrx"));
        session.run(&format!("DELETE {place}"));
    }

    /// The messages of a folder of somebody's own list, with their flags as they see them.
    #[must_use]
    pub fn messages(&self, user: &str, folder: &str) -> Vec<StoredMessage> {
        if self.is_nobodys(user) {
            // Nor has the administrator a right to read.
            let place = self.place(user, folder);
            let mut session = self.administrator();
            session.run(&format!("SETACL {place} {ADMINISTRATOR} lr"));
            let messages = session.messages(&place);
            session.run(&format!("DELETEACL {place} {ADMINISTRATOR}"));
            return messages;
        }
        let folder = match (self.names, folder) {
            (Names::Dots, folder) if !folder.contains(['.', ' ']) && folder != "INBOX" => {
                format!("\"INBOX.{folder}\"")
            }
            (_, folder) => format!("\"{folder}\""),
        };
        self.session_of(user).messages(&folder)
    }

    fn set_rights(&self, mailbox: &str, folder: &str, member: &str, letters: &str) -> String {
        let place = self.place(mailbox, folder);
        // A name at the default domain has to stand without it: with it, it is somebody else.
        let who = member.split('@').next().unwrap_or(member);
        match letters {
            "" => format!("DELETEACL {place} {who}"),
            letters => format!("SETACL {place} {who} {letters}"),
        }
    }

    fn administrator(&self) -> Session {
        self.session_of(ADMINISTRATOR)
    }

    /// A session of a member, of the owner of a mailbox, or of the administrator.
    #[must_use]
    pub fn session_of(&self, name: &str) -> Session {
        let (login, password) = match name {
            ADMINISTRATOR => (name.to_owned(), password_of(name)),
            name => (team::address(name), password_of(name)),
        };
        Session::open(&self.directory.join("sockets/imap"), &login, &password)
    }

    fn is_nobodys(&self, mailbox: &str) -> bool {
        team::address(mailbox) == team::address(NOBODYS)
    }

    fn separator(&self) -> char {
        match self.names {
            Names::Slashes => '/',
            Names::Dots => '.',
        }
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.directory.join(name), text).expect("a file of Cyrus");
    }

    fn write_passwords(&self, from: &Path) {
        let everybody = team::everybody();
        let mut everybody: Vec<&str> = everybody.iter().map(String::as_str).collect();
        everybody.push(ADMINISTRATOR);
        for name in everybody {
            // Whoever is of the default domain is looked up at the server's name.
            let (user, realm) = match name.split_once('@') {
                Some((user, domain)) if domain != team::DOMAIN => (user, domain),
                Some((user, _)) => (user, "localhost"),
                None => (name, "localhost"),
            };
            let place = from.join("bin/saslpasswd2");
            let place = if place.exists() {
                place
            } else {
                program("saslpasswd2")
            };
            let mut child = Command::new(place)
                .args(["-p", "-c", "-u", realm, "-f"])
                .arg(self.directory.join("passwords"))
                .arg(user)
                .stdin(Stdio::piped())
                .spawn()
                .expect("saslpasswd2 runs");
            let mut input = child.stdin.take().expect("its input");
            input
                .write_all(password_of(name).as_bytes())
                .expect("it reads");
            drop(input);
            assert!(child.wait().expect("it ends").success(), "{name}");
        }
    }

    fn settings(&self, user: &User) -> String {
        let at = self.directory.display();
        let (names, domain) = (self.names, team::DOMAIN);
        let word = if names == Names::Slashes { "yes" } else { "no" };
        let run_as = user.name.as_ref().map_or("nobody", |(name, _)| name);
        format!(
            "# written by Postroom's mail lab
configdirectory: {at}/config
defaultpartition: default
partition-default: {at}/mail
proc_path: {at}/process
mboxname_lockpath: {at}/lock
idlesocket: {at}/sockets/idle
lmtpsocket: {at}/sockets/lmtp
notifysocket: {at}/sockets/notify
servername: localhost
cyrus_user: {run_as}
admins: {ADMINISTRATOR}
altnamespace: {word}
unixhierarchysep: {word}
virtdomains: userid
defaultdomain: {domain}
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {at}/passwords
sasl_mech_list: PLAIN
allowplaintext: no
# The socket of the lab itself needs no TLS.
lab_allowplaintext: yes
failedloginpause: 0
# An administrator may remove a folder with a role.
specialuse_protect: no
tls_server_cert: {at}/server.pem
tls_server_key: {at}/server.key
"
        )
    }

    fn services(&self) -> String {
        let at = self.directory.display();
        let service = |program: &str| format!("{at}/bin/{program} -C {at}/imapd.conf");
        format!(
            "# written by Postroom's mail lab
START {{
  recover cmd=\"{recover} -r\"
}}
DAEMON {{
  idled cmd=\"{idled} -d\"
}}
SERVICES {{
  imap cmd=\"{imapd}\" listen=\"127.0.0.1:{starttls}\"
  imaps cmd=\"{imapd} -s\" listen=\"127.0.0.1:{tls}\"
  lab cmd=\"{imapd}\" listen=\"{at}/sockets/imap\"
  lmtp cmd=\"{lmtpd}\" listen=\"{at}/sockets/lmtp\"
}}
EVENTS {{
}}
",
            recover = service("ctl_cyrusdb"),
            idled = service("idled"),
            imapd = service("imapd"),
            lmtpd = service("lmtpd"),
            starttls = self.starttls.number(),
            tls = self.tls.number(),
        )
    }
}

/// Who has which letters at the start on the folders of a shared mailbox.
fn of(shared: &'static str) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    team::RIGHTS
        .iter()
        .filter(move |(mailbox, ..)| *mailbox == shared)
        .map(|(_, folder, member, letters)| (*folder, *member, *letters))
}

fn password_of(name: &str) -> String {
    match name {
        ADMINISTRATOR => "cyrus-pass".to_owned(),
        name => team::password(name),
    }
}

/// Where `packaging/test` has put Cyrus: `bin` with its programs and `lib` with its libraries. Where
/// it is installed, as beside no Dovecot, the programs alone.
fn unpacked() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    let cache = cache.or_else(home).unwrap_or_default();
    let place = cache.join("postroom/tools/cyrus");
    assert!(
        place.join("bin/master").exists(),
        "Cyrus is not unpacked in {}: `packaging/test` installs what the tests need",
        place.display()
    );
    place
}

fn copy(file: &Path, into: &Path) {
    let name = file.file_name().expect("a file");
    fs::copy(file, into.join(name)).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

/// Gives the tree to the user whom Cyrus runs as, who also has to pass through it.
fn give(path: &Path, user: &User) {
    if user.name.is_none() {
        chown(path, Some(user.mail_uid), Some(user.mail_gid)).expect("root may give files away");
    }
    if path.is_dir() {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("its mode");
        for entry in fs::read_dir(path).expect("a directory") {
            give(&entry.expect("an entry").path(), user);
        }
    }
}
