//! Who the servers run as: root, or whoever runs the tests.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::Command;

/// As whom the servers run.
#[derive(Debug, Clone)]
pub struct User {
    /// The owner of the mail.
    pub(super) mail_uid: u32,
    /// The group of the mail.
    pub(super) mail_gid: u32,
    /// Name and group of an ordinary user; nothing if we are root.
    pub(super) name: Option<(String, String)>,
    /// The ids of Postfix's user and of the group `postdrop`, for root.
    pub(super) postfix: Option<(u32, u32)>,
}

impl User {
    /// The user of this process. Root's servers keep mail as `nobody`.
    pub(super) fn present() -> Self {
        // `unsafe` is forbidden, and `/proc/self` belongs to who we are.
        let own = fs::metadata("/proc/self").expect("/proc");
        if own.uid() == 0 {
            let nobody = (number("passwd", "nobody"), number("group", "nogroup"));
            let postfix = number("passwd", "postfix").zip(number("group", "postdrop"));
            Self {
                mail_uid: nobody.0.unwrap_or(65534),
                mail_gid: nobody.1.unwrap_or(65534),
                name: None,
                postfix,
            }
        } else {
            Self {
                mail_uid: own.uid(),
                mail_gid: own.gid(),
                name: Some((word("id", "-un"), word("id", "-gn"))),
                postfix: None,
            }
        }
    }
}

/// The number of a name in `/etc/passwd` or `/etc/group`.
fn number(file: &str, name: &str) -> Option<u32> {
    let text = fs::read_to_string(Path::new("/etc").join(file)).ok()?;
    let mut lines = text.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let line = lines.find(|words| words.first() == Some(&name))?;
    line.get(2)?.parse().ok()
}

/// What a command with one argument prints.
fn word(command: &str, argument: &str) -> String {
    let output = Command::new(command).arg(argument).output();
    let output = output.unwrap_or_else(|error| panic!("{command}: {error}"));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
