//! T58: nobody learns that a mail was read. The program with its window on a real screen and real servers opens mails
//! that would tell, while strace shows whatever leaves any of its processes: to its servers and to this desktop, and to
//! nobody else, not even to ask for a name.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::harmful::{ACTING, REACHING};
use crate::lab::{Lab, wait_for};
use crate::program::Program;
use crate::screen::{Open, Screen};
use crate::tracking::mails;

const SUPPORT: &str = "support@postroom.test";
/// Where the first row of the list is.
const FIRST: (i32, i32) = (420, 160);
/// An address as of the Internet that nobody has any more (RFC 7526 section 4).
const FAR: &str = "192.88.99.1";
/// What is asked about to learn whether there is a way out of this computer; no packet goes there.
const UNSENT: [&str; 2] = [
    "htons(9), sin_addr=inet_addr(\"192.0.2.1\")",
    "inet_pton(AF_INET6, \"2001:db8::1\"",
];
/// What is seen where a mail is drawn.
const GREEN: [u8; 3] = [0x16, 0xa3, 0x4a];

fn moment() {
    std::thread::sleep(Duration::from_millis(1000));
}

/// Opens the window of a program of which all that names a destination is written down, whichever of its processes
/// does it.
fn watched<'a>(screen: &Screen, program: &'a Program<'a>, seen: &Path) -> Open<'a> {
    let of = program.command();
    let mut command = Command::new("strace");
    // `-D`: the child is the program, as it is without strace.
    command
        .args(["-D", "-f", "-qq", "-s", "512", "-e", "signal=none"])
        .args(["-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o"])
        .arg(seen)
        .arg("--")
        .arg(of.get_program())
        .args(of.get_args())
        .env("DISPLAY", &screen.name)
        .env("ICED_BACKEND", "tiny-skia")
        .stdin(Stdio::null());
    for (name, value) in of.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env_remove("WAYLAND_DISPLAY");
    command.env_remove("WAYLAND_SOCKET");
    let process = command.spawn().expect("strace is installed");
    let open = Open { program, process };
    screen.go_to("Postroom");
    open
}

/// The destinations that were named up to now, as strace writes addresses.
fn destinations(seen: &Path) -> BTreeSet<String> {
    let written = std::fs::read_to_string(seen).unwrap();
    let mut all = BTreeSet::new();
    for line in written.lines() {
        for address in line.split("{sa_family=").skip(1) {
            let address = address.split('}').next().unwrap_or_default();
            all.insert(address.to_owned());
        }
    }
    all
}

/// May this be asked by a program that shows a mail?
fn is_expected(address: &str, lab: &Lab) -> bool {
    // The screen, and who shows notifications and keeps passwords for this desktop. glibc looks for a daemon that
    // would know this user and the lab's host; of what it could be asked, see `names_of_strangers`.
    if let Some(path) = address.strip_prefix("AF_UNIX, sun_path=") {
        return [".X11-unix/", "bus", "nscd"]
            .iter()
            .any(|part| path.contains(part));
    }
    // Is there a way out? No packet goes to these, which are nobody's (RFC 5737, RFC 3849): see `engine::network`.
    if UNSENT.iter().any(|nobody| address.contains(nobody)) {
        return true;
    }
    // The kernel is asked which interfaces there are.
    if address.starts_with("AF_NETLINK") {
        return true;
    }
    // The lab's servers, on this computer.
    let is_near = address.contains("inet_addr(\"127.0.0.1\")") || address.contains("\"::1\"");
    let ports = [lab.imap_tls().port, lab.smtp_tls().port];
    is_near
        && ports
            .iter()
            .any(|port| address.contains(&format!("htons({port})")))
}

/// What the daemon that would know names was asked about a stranger's, by the threads that found it.
fn names_of_strangers(seen: &Path) -> Vec<String> {
    let written = std::fs::read_to_string(seen).unwrap();
    let mut asked = BTreeSet::new();
    let mut found = Vec::new();
    for line in written.lines() {
        // `THREAD  CALL(DESCRIPTOR, …`
        let (thread, call) = line.split_once(' ').unwrap_or_default();
        let (name, rest) = call.trim_start().split_once('(').unwrap_or_default();
        let descriptor = rest.split(',').next().unwrap_or_default();
        let from = (thread.to_owned(), descriptor.to_owned());
        if name == "connect" && rest.contains("nscd") {
            asked.insert(from);
        } else if name == "connect" {
            asked.remove(&from);
        } else if asked.contains(&from) && rest.contains("evil") {
            found.push(line.to_owned());
        }
    }
    found
}

fn seen_by_server(lab: &Lab) -> usize {
    let inbox = lab.folder_messages("anna", &format!("shared/{SUPPORT}/INBOX"));
    let is_seen = |flags: &[String]| flags.contains(&"\\Seen".to_owned());
    inbox.iter().filter(|m| is_seen(&m.flags)).count()
}

#[test]
fn nothing_leaves_for_anybody_when_hostile_mails_are_opened() {
    let lab = Lab::start();
    let pages: Vec<&str> = REACHING.iter().chain(ACTING).copied().collect();
    let mut mails = mails(SUPPORT, &pages);
    // A name that has to be looked up, and a host that has not.
    mails.push((
        "The last one".into(),
        format!(
            "From: Kim <who@evil.test>\r\nTo: {SUPPORT}\r\nSubject: The last one\r\nMIME-Version: 1.0\r\n\
             Message-ID: <last@evil.test>\r\nContent-Type: text/html\r\n\r\n\
             <table width=300 height=100 bgcolor='#16a34a'><tr><td>Green</table>\
             <img src='http://{FAR}:9/open.gif' width=80 height=80>\r\n"
        ),
    ));
    for (_, raw) in &mails {
        lab.deliver("support", raw);
    }
    let anna = Program::new(&lab);
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    let screen = Screen::new();
    let place = tempfile::tempdir().unwrap();
    let seen = place.path().join("seen");
    let mut open = watched(&screen, &anna, &seen);
    wait_for("the window's engine has the mail", || {
        open.program.json(&["list", SUPPORT, "inbox"]).len() == mails.len()
    });
    moment();
    // All of them, from the newest on.
    screen.click(FIRST.0, FIRST.1);
    for read in 1..=mails.len() {
        wait_for("it is read", || seen_by_server(&lab) >= read);
        if read == 1 {
            wait_for("it is drawn", || screen.count("unheard", GREEN) > 20_000);
        }
        screen.key("Down");
    }
    moment();
    screen.picture("unheard-last");
    let outbox = open.program.json(&["outbox", "list"]);
    assert!(outbox.is_empty(), "no receipt leaves: {outbox:?}");
    let named = destinations(&seen);
    let strange: Vec<_> = named.iter().filter(|a| !is_expected(a, &lab)).collect();
    assert!(strange.is_empty(), "{strange:#?}");
    assert_eq!(names_of_strangers(&seen), Vec::<String>::new());
    // This is how it would be noticed: its server was asked, and so is a stranger's once somebody says so.
    let port = format!("htons({})", lab.imap_tls().port);
    assert!(
        named.iter().any(|address| address.contains(&port)),
        "{named:#?}"
    );
    screen.key("Home");
    wait_for("the last one is drawn", || {
        screen.count("unheard", GREEN) > 20_000
    });
    screen.choose("pictures: show once");
    wait_for("the stranger is asked", || {
        destinations(&seen)
            .iter()
            .any(|address| address.contains(FAR))
    });
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}
