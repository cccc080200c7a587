//! The IMAP server: a private Dovecot with a shared namespace and access control lists.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use super::processes::{Port, Server, wait_for};
use super::{Setup, User, team};

/// A Dovecot in a directory of its own.
pub struct Dovecot {
    directory: PathBuf,
    tls: Port,
    starttls: Port,
    server: Option<Server>,
}

impl Dovecot {
    /// Writes the configuration and the mailboxes; starts nothing.
    #[must_use]
    pub fn prepare(directory: &Path, setup: Setup, user: &User) -> Self {
        let dovecot = Self {
            directory: directory.to_owned(),
            tls: Port::reserve(),
            starttls: Port::reserve(),
            server: None,
        };
        for sub in ["run", "state", "db", "mail", "log"] {
            fs::create_dir_all(directory.join(sub)).expect("a directory of Dovecot");
        }
        fs::write(dovecot.configuration(), dovecot.settings(setup, user)).expect("dovecot.conf");
        fs::write(directory.join("users"), dovecot.users(user)).expect("the users");
        for address in team::everybody() {
            make_mailbox(&dovecot.maildir(&address), user);
        }
        dovecot.write_rights(user);
        own(&directory.join("mail"), user);
        own(&directory.join("db"), user);
        dovecot
    }

    /// Starts the server; it may not answer yet.
    pub fn start(&mut self) {
        let mut command = Command::new(program("dovecot"));
        command.arg("-F").arg("-c").arg(self.configuration());
        self.server = Some(Server::start(&mut command, &self.log()));
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
        self.directory.join("run/lmtp")
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.directory.join("log/dovecot.log")
    }

    /// Runs `doveadm` on this server and gives what it prints.
    ///
    /// # Panics
    /// With its error output if it fails.
    pub fn doveadm(&self, arguments: &[&str]) -> String {
        self.doveadm_unless(arguments, None)
    }

    /// The same, where this error is none.
    pub fn doveadm_unless(&self, arguments: &[&str], harmless: Option<&str>) -> String {
        let output = Command::new(program("doveadm"))
            .arg("-c")
            .arg(self.configuration())
            .args(arguments)
            .output()
            .expect("doveadm runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() || harmless.is_some_and(|harmless| error.contains(harmless)),
            "doveadm {arguments:?}: {error}"
        );
        String::from_utf8(output.stdout).expect("doveadm writes UTF-8")
    }

    /// Gives somebody these rights (words of `doveadm acl set`) on a folder; none: takes the entry
    /// away.
    pub fn set_acl(&self, owner: &str, folder: &str, member: &str, rights: &[&str]) {
        let who = format!("user={member}");
        let verb = if rights.is_empty() { "delete" } else { "set" };
        let mut arguments = vec!["acl", verb, "-u", owner, folder, &who];
        arguments.extend(rights);
        self.doveadm(&arguments);
    }

    fn acl_file(&self, owner: &str, folder: &str) -> PathBuf {
        self.place(owner, folder).join("dovecot-acl")
    }

    /// The directory of a folder.
    fn place(&self, owner: &str, folder: &str) -> PathBuf {
        let maildir = self.maildir(owner);
        match folder {
            "INBOX" => maildir,
            folder => maildir.join(format!(".{}", folder.replace('/', "."))),
        }
    }

    fn configuration(&self) -> PathBuf {
        self.directory.join("dovecot.conf")
    }

    fn maildir(&self, address: &str) -> PathBuf {
        self.directory.join("mail").join(address).join("Maildir")
    }

    /// Puts messages into a folder by their files, as a delivery does: the text of each, when it came,
    /// and whether its owner has read it.
    pub fn fill(
        &self,
        owner: &str,
        folder: &str,
        messages: impl IntoIterator<Item = (String, SystemTime, bool)>,
    ) {
        let maildir = self.maildir(owner);
        let cur = self.place(owner, folder).join("cur");
        let like = fs::metadata(&maildir).expect("the mailbox");
        for (n, (text, came, seen)) in messages.into_iter().enumerate() {
            let at = came.duration_since(UNIX_EPOCH).expect("a time of today");
            let flags = if seen { "S" } else { "" };
            let (at, size) = (at.as_secs(), text.len());
            let path = cur.join(format!("{at}.M{n}P1.lab,S={size}:2,{flags}"));
            let mut file = fs::File::create_new(&path).expect("a name of its own");
            file.write_all(text.as_bytes()).expect("a message");
            file.set_modified(came).expect("the time at which it came");
            chown(&path, Some(like.uid()), Some(like.gid())).expect("as the mailbox is owned");
        }
    }

    /// Lets somebody's mailbox hold no more than this many messages, in all its folders.
    pub fn set_quota(&self, owner: &str, messages: u32) {
        let file = self.directory.join("users");
        let known = fs::read_to_string(&file).expect("the users");
        let theirs = format!("{owner}:");
        let lines = known.lines().map(|line| match line.starts_with(&theirs) {
            true => format!("{line}userdb_quota_rule=*:messages={messages}\n"),
            false => format!("{line}\n"),
        });
        fs::write(&file, lines.collect::<String>()).expect("the users");
        // The file is read again at most once a second.
        let rule = format!("messages={messages}");
        wait_for("the quota holds", || {
            self.doveadm(&["user", owner]).contains(&rule)
        });
    }

    /// The password file. A colon would need escaping; none of the passwords has one.
    fn users(&self, user: &User) -> String {
        team::everybody()
            .iter()
            .map(|address| {
                let home = self.directory.join("mail").join(address);
                format!(
                    "{address}:{{PLAIN}}{}:{}:{}::{}::\n",
                    team::password(address),
                    user.mail_uid,
                    user.mail_gid,
                    home.display()
                )
            })
            .collect()
    }

    /// Writes what `doveadm acl set` would write, which takes 50 ms for each line.
    fn write_rights(&self, user: &User) {
        let mut visible = String::new();
        for shared in team::SHARED {
            let maildir = self.maildir(&team::address(shared));
            if team::RIGHTS
                .iter()
                .any(|(of, folder, ..)| *of == shared && *folder == team::CLOSED_FOLDER)
            {
                make_folder(&maildir.join(format!(".{}", team::CLOSED_FOLDER)), user);
            }
            let of_this = || team::RIGHTS.iter().filter(|(of, ..)| *of == shared);
            for (_, folder, ..) in of_this() {
                let lines: String = of_this()
                    .filter(|(_, listed, ..)| listed == folder)
                    .map(|(_, _, member, letters)| {
                        format!("user={} {letters}\n", team::address(member))
                    })
                    .collect();
                let file = self.acl_file(&team::address(shared), folder);
                fs::write(&file, lines).expect("an access control list");
                own(&file, user);
            }
            for (_, folder, member, _) in of_this() {
                if *folder == "INBOX" {
                    visible.push_str(&format!(
                        "shared/shared-boxes/user/{}/{}\n1\n",
                        team::address(member),
                        team::address(shared)
                    ));
                }
            }
        }
        fs::write(self.directory.join("db/shared-mailboxes"), visible).expect("who sees what");
    }

    fn settings(&self, setup: Setup, user: &User) -> String {
        let at = self.directory.display();
        let private_seen = if setup.private_seen {
            ":INDEXPVT=%h/pvt/%%u"
        } else {
            ""
        };
        // Blocks must not stand on one line: "Garbage after '{'".
        let folders: String = team::FOLDERS
            .iter()
            .map(|(name, attribute)| {
                format!("  mailbox {name} {{\n    auto = subscribe\n    special_use = {attribute}\n  }}\n")
            })
            .collect();
        let ordinary_user = match &user.name {
            None => String::new(),
            Some((name, group)) => {
                let mut lines = format!(
                    "default_internal_user = {name}\ndefault_login_user = {name}\n\
                     default_internal_group = {group}\n"
                );
                for service in ["anvil", "imap-login", "stats", "imap-urlauth-login"] {
                    lines.push_str(&format!("service {service} {{\n  chroot =\n}}\n"));
                }
                lines
            }
        };
        format!(
            r"# written by Postroom's mail lab
base_dir = {at}/run
state_dir = {at}/state
instance_name = postroom-lab
log_path = {at}/log/dovecot.log
auth_verbose = yes
protocols = imap lmtp
# On 127.0.0.1 the client's address is the server's own, which Dovecot takes for a safe connection:
# no STARTTLS is offered and a password in clear is accepted. Hence the second address.
listen = 127.0.0.1, 127.0.0.2
ssl = required
ssl_cert = <{at}/server.pem
ssl_key = <{at}/server.key
disable_plaintext_auth = yes
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:~/Maildir
mailbox_list_index = yes
mail_plugins = acl quota notify zlib
imap_metadata = yes
mail_attribute_dict = file:%h/dovecot-attributes
mail_max_userip_connections = 100
default_vsz_limit = 1G
{ordinary_user}
passdb {{
  driver = passwd-file
  args = {at}/users
}}
userdb {{
  driver = passwd-file
  args = {at}/users
}}
namespace inbox {{
  inbox = yes
  separator = /
{folders}}}
namespace shared {{
  type = shared
  separator = /
  prefix = shared/%%u/
  location = maildir:%%h/Maildir{private_seen}
  list = children
  subscriptions = no
}}
protocol imap {{
  mail_plugins = acl quota notify zlib imap_acl imap_zlib imap_quota
}}
protocol lmtp {{
  mail_plugins = acl quota notify zlib
}}
plugin {{
  # Lists are read again each time: a changed right must not hide in a cache for half a minute.
  # Two colons: the empty word between them is the path of a global list, of which there is none.
  acl = vfile::cache_secs=0
  acl_shared_dict = file:{at}/db/shared-mailboxes
  acl_defaults_from_inbox = yes
  quota = maildir:User quota
}}
service imap-login {{
  inet_listener imap {{
    port = {starttls}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service auth {{
  unix_listener postfix-auth {{
    mode = 0666
  }}
}}
service lmtp {{
  unix_listener lmtp {{
    mode = 0666
  }}
}}
# Otherwise failed sign-ins from one address wait 1, 4, 9 … seconds.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
",
            starttls = self.starttls.number(),
            tls = self.tls.number(),
        )
    }
}

/// A Maildir with the folders of [`team::FOLDERS`].
fn make_mailbox(maildir: &Path, user: &User) {
    make_folder(maildir, user);
    for (folder, _) in team::FOLDERS {
        make_folder(&maildir.join(format!(".{folder}")), user);
    }
}

fn make_folder(folder: &Path, _user: &User) {
    for sub in ["cur", "new", "tmp"] {
        fs::create_dir_all(folder.join(sub)).expect("a folder");
    }
    if folder.file_name().is_some_and(|name| name != "Maildir") {
        fs::write(folder.join("maildirfolder"), "").expect("the mark of a folder");
    }
}

/// Gives a file or a tree to the user that the mail processes run as.
fn own(path: &Path, user: &User) {
    if user.name.is_none() {
        chown(path, Some(user.mail_uid), Some(user.mail_gid)).expect("root may give files away");
    }
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a directory") {
            own(&entry.expect("an entry").path(), user);
        }
    }
}

/// Where Debian has a server's program, also when `PATH` lacks `sbin`.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let found = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"]
        .iter()
        .map(|directory| Path::new(directory).join(name))
        .find(|path| fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o111 != 0));
    found.unwrap_or_else(|| {
        panic!("{name} is not installed: `packaging/test` installs what the tests need")
    })
}
