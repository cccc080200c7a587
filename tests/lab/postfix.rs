//! The submission server: a private Postfix that asks the lab who may send under which address.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::dovecot::program;
use super::processes::{Port, Server};
use super::team::{self, SendRights};
use super::unix_server::UnixServer;
use super::{User, header_check, sender_map};

/// A Postfix in a directory of its own.
pub struct Postfix {
    directory: PathBuf,
    tls: Port,
    starttls: Port,
    server: Option<Server>,
    /// Both answer for as long as the lab stands, also while Postfix is stopped.
    _sender_map: UnixServer,
    _header_check: UnixServer,
}

/// The directories below `queue_directory` that `postfix start` would make.
const QUEUES: [&str; 15] = [
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop",
    "pid", "private", "public", "saved", "trace", "etc",
];

impl Postfix {
    /// Writes the configuration and the queue, from which mail goes to this socket; starts nothing.
    #[must_use]
    pub fn prepare(lab: &Path, lmtp: &Path, rights: &SendRights, user: &User) -> Self {
        let directory = lab.join("postfix");
        for sub in ["data", "log", "config"] {
            fs::create_dir_all(directory.join(sub)).expect("a directory of Postfix");
        }
        for queue in QUEUES {
            fs::create_dir_all(directory.join("queue").join(queue)).expect("a queue");
        }
        let (for_map, for_check) = (rights.clone(), rights.clone());
        let postfix = Self {
            tls: Port::reserve(),
            starttls: Port::reserve(),
            server: None,
            _sender_map: UnixServer::start(&directory.join("senders"), move |client| {
                sender_map::answer(client, &for_map)
            }),
            _header_check: UnixServer::start(&directory.join("milter"), move |client| {
                header_check::answer(client, &for_check)
            }),
            directory,
        };
        postfix.give_away(user);
        postfix.write("main.cf", &postfix.main(lab, lmtp));
        postfix.write("master.cf", &postfix.master());
        let mailboxes = team::everybody();
        let mailboxes = mailboxes.iter().map(|address| format!("{address} -\n"));
        postfix.write("mailboxes", &mailboxes.collect::<String>());
        let (alias, target) = (team::address(team::ALIAS.0), team::address(team::ALIAS.1));
        let gone = (team::GONE, team::CUSTOMER_DOMAIN);
        postfix.write(
            "aliases",
            &format!("{alias} {target}\n{} nobody-any-more@{}\n", gone.0, gone.1),
        );
        postfix
    }

    /// Starts the server; it may not answer yet.
    pub fn start(&mut self) {
        // `postfix start` is a script that sleeps; the master alone is enough.
        let mut command = Command::new(daemons().join("master"));
        command
            .arg("-d")
            .arg("-c")
            .arg(self.directory.join("config"));
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

    /// The log.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.directory.join("log/postfix.log")
    }

    /// Owners and permissions as `post-install` sets them; Postfix refuses to start otherwise.
    fn give_away(&self, user: &User) {
        let Some((postfix, postdrop)) = user.postfix else {
            return;
        };
        chown(self.directory.join("data"), Some(postfix), None).expect("data_directory");
        for queue in QUEUES
            .iter()
            .filter(|queue| !["pid", "etc"].contains(queue))
        {
            let path = self.directory.join("queue").join(queue);
            let (group, mode) = match *queue {
                "maildrop" => (Some(postdrop), 0o1730),
                "public" => (Some(postdrop), 0o2710),
                _ => (None, 0o700),
            };
            chown(&path, Some(postfix), group).expect("the owner of a queue");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("its mode");
        }
    }

    /// Writes a file of the configuration and dates it back: Postfix reads a file that is younger
    /// than two seconds again and again until it is not (`dict_load_file_xt()`), which is where
    /// the time of a start goes.
    fn write(&self, name: &str, text: &str) {
        let path = self.directory.join("config").join(name);
        let mut file = fs::File::create(&path).expect("a file of the configuration");
        file.write_all(text.as_bytes()).expect("it is written");
        let past = SystemTime::now() - Duration::from_secs(3600);
        file.set_modified(past).expect("it is dated back");
    }

    fn main(&self, lab: &Path, lmtp: &Path) -> String {
        let (at, lab) = (self.directory.display(), lab.display());
        let lmtp = lmtp.display();
        let (domain, customers) = (team::DOMAIN, team::CUSTOMER_DOMAIN);
        format!(
            "# written by Postroom's mail lab
compatibility_level = 3.6
queue_directory = {at}/queue
data_directory = {at}/data
daemon_directory = {daemons}
maillog_file = {at}/log/postfix.log
maillog_file_prefixes = {at}
syslog_name = postfix
myhostname = mail.{domain}
mydomain = {domain}
mydestination =
mynetworks = 127.0.0.1/32
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
disable_dns_lookups = yes
alias_maps =
alias_database =
local_recipient_maps =
biff = no
append_dot_mydomain = no
recipient_delimiter = +
virtual_mailbox_domains = {domain} {customers}
virtual_mailbox_maps = texthash:{at}/config/mailboxes
virtual_alias_maps = texthash:{at}/config/aliases
virtual_transport = lmtp:unix:{lmtp}
lmtp_destination_recipient_limit = 1
# Nothing can leave this computer.
default_transport = error:5.4.4 the mail lab has no way out
relay_transport = error:5.4.4 the mail lab has no way out
local_transport = error:5.1.1 the mail lab has no local users
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {lab}/run/postfix-auth
smtpd_sasl_security_options = noanonymous
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {lab}/server.pem
smtpd_tls_key_file = {lab}/server.key
smtpd_tls_session_cache_database =
smtpd_sender_login_maps = socketmap:unix:{at}/senders:senders
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_client_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_milters = unix:{at}/milter
milter_default_action = tempfail
message_size_limit = 10240000
# Refusals are part of the tests and must not cost a second each.
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
smtpd_client_connection_count_limit = 0
# Mail that Dovecot could not take while it was stopped is tried again soon.
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
in_flow_delay = 0
# Without Dovecot's auth socket smtpd ends, and Postfix would wait a minute before another one.
service_throttle_time = 1s
",
            daemons = daemons().display()
        )
    }

    /// service, type, private, unprivileged, chroot, wake-up, processes, command
    fn master(&self) -> String {
        format!(
            "# written by Postroom's mail lab
127.0.0.1:{starttls} inet n - n - - smtpd
    -o smtpd_tls_security_level=encrypt
127.0.0.1:{tls} inet n - n - - smtpd
    -o smtpd_tls_wrappermode=yes
    -o smtpd_tls_security_level=encrypt
cleanup unix n - n - 0 cleanup
qmgr unix n - n 5 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
",
            starttls = self.starttls.number(),
            tls = self.tls.number(),
        )
    }
}

/// Debian's place of Postfix's daemons; other systems have `/usr/libexec/postfix`.
fn daemons() -> PathBuf {
    let places = ["/usr/lib/postfix/sbin", "/usr/libexec/postfix"];
    let found = places
        .iter()
        .map(Path::new)
        .find(|place| place.join("master").exists());
    let Some(place) = found else {
        // The same words as for every other missing program.
        return program("postfix");
    };
    place.to_owned()
}
