//! Whether a profile lies where its files are not safe: on another computer's disk, or in a folder
//! that a service copies while Postroom writes in it.
//!
//! SQLite's log needs locks and memory that all its users share, which network file systems promise
//! and do not all keep (<https://www.sqlite.org/wal.html>, <https://www.sqlite.org/faq.html#q5>). A
//! service that copies file by file has the log of one moment and the database of another, and puts
//! the files of another computer in their place.

use std::path::{Component, Path};

/// Why the files of a profile are at risk where they lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Risk {
    /// On a disk that is reached over a network; its kind, as the system calls it.
    NetworkDisk(String),
    /// In a folder that this service keeps alike on several computers.
    SyncedFolder(&'static str),
}

/// How much of the list of mounts is read, in bytes.
#[cfg(target_os = "linux")]
const MOST_MOUNTS: u64 = 4 * 1024 * 1024;

/// What Linux calls file systems of other computers. `9p` is how WSL shows the disks of Windows.
#[cfg(any(target_os = "linux", test))]
const NETWORK: &[&str] = &[
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "gfs2",
    "glusterfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "smb3",
    "smbfs",
];

/// The same of those that are programs (FUSE).
#[cfg(any(target_os = "linux", test))]
const NETWORK_PROGRAMS: &[&str] = &[
    "ceph-fuse",
    "curlftpfs",
    "davfs",
    "glusterfs",
    "google-drive-ocamlfuse",
    "gvfsd-fuse",
    "kio-fuse",
    "onedriver",
    "rclone",
    "s3fs",
    "smbnetfs",
    "sshfs",
];

/// How the folders of services begin, in small letters without blanks, and who they belong to.
const SERVICES: &[(&str, &str)] = &[
    ("dropbox", "Dropbox"),
    ("onedrive", "OneDrive"),
    ("iclouddrive", "iCloud Drive"),
    ("googledrive", "Google Drive"),
    ("nextcloud", "Nextcloud"),
];

/// What services leave in the folder that they copy, whatever it is called.
const MARKS: &[(&str, &str)] = &[
    (".dropbox.cache", "Dropbox"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".stfolder", "Syncthing"),
];

/// The risk in this place, which is one spelled out by the system.
pub(super) fn of(dir: &Path) -> Option<Risk> {
    let spelled = dir.to_str().unwrap_or_default();
    if is_on_another_computer(spelled) {
        return Some(Risk::NetworkDisk("UNC".to_owned()));
    }
    #[cfg(target_os = "linux")]
    if let Some(kind) = mounts().and_then(|mounts| network_mount(&mounts, dir)) {
        return Some(Risk::NetworkDisk(kind));
    }
    service(spelled)
        .or_else(|| marked(dir))
        .map(Risk::SyncedFolder)
}

#[cfg(target_os = "linux")]
fn mounts() -> Option<String> {
    use std::io::Read as _;
    let mut text = String::new();
    let file = std::fs::File::open("/proc/self/mountinfo").ok()?;
    file.take(MOST_MOUNTS).read_to_string(&mut text).ok()?;
    Some(text)
}

/// The kind of the network file system that a folder lies on, by `/proc/self/mountinfo` (proc(5)).
#[cfg(any(target_os = "linux", test))]
fn network_mount(mounts: &str, dir: &Path) -> Option<String> {
    let mut nearest: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((before, after)) = line.split_once(" - ") else {
            continue;
        };
        let (Some(point), Some(kind)) = (before.split(' ').nth(4), after.split(' ').next()) else {
            continue;
        };
        let point = unescaped(point);
        let depth = Path::new(&point).components().count();
        // Of two on the same place the later hides the earlier.
        if dir.starts_with(&point) && nearest.is_none_or(|(deepest, _)| depth >= deepest) {
            nearest = Some((depth, kind));
        }
    }
    let (_, kind) = nearest?;
    let is_network = match kind.strip_prefix("fuse.") {
        Some(program) => NETWORK_PROGRAMS.contains(&program),
        None => NETWORK.contains(&kind),
    };
    is_network.then(|| kind.to_owned())
}

/// Blanks, tabs, line ends and backslashes stand there as three octal digits.
#[cfg(any(target_os = "linux", test))]
fn unescaped(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let escaped = part.split_at_checked(3).and_then(|(digits, rest)| {
            let byte = u8::from_str_radix(digits, 8).ok()?;
            Some((char::from(byte), rest))
        });
        match escaped {
            Some((character, rest)) => {
                plain.push(character);
                plain.push_str(rest);
            }
            None => {
                plain.push('\\');
                plain.push_str(part);
            }
        }
    }
    plain
}

/// Is it a share in the spelling of Windows? A drive letter of a share is spelled out by the system.
fn is_on_another_computer(spelled: &str) -> bool {
    let Some(rest) = spelled.strip_prefix(r"\\") else {
        return false;
    };
    match rest.strip_prefix(['?', '.']) {
        Some(local) => local
            .get(..5)
            .is_some_and(|unc| unc.eq_ignore_ascii_case(r"\UNC\")),
        None => true,
    }
}

/// The service that a folder belongs to by the names on the way to it.
fn service(spelled: &str) -> Option<&'static str> {
    let mut above = "";
    for name in spelled.split(['/', '\\']) {
        // Where macOS keeps what belongs to iCloud, and to all others.
        if above == "Library" && name == "Mobile Documents" {
            return Some("iCloud Drive");
        }
        let plain: String = name
            .chars()
            .filter(|c| *c != ' ')
            .flat_map(char::to_lowercase)
            .collect();
        for (beginning, service) in SERVICES {
            // "Dropbox (Work)", "OneDrive - Contoso", "GoogleDrive-anna@example.org"; not "Dropboxes".
            let rest = plain.strip_prefix(beginning);
            if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['(', '-'])) {
                return Some(service);
            }
        }
        above = name;
    }
    None
}

/// The service that left its mark in a folder above.
fn marked(dir: &Path) -> Option<&'static str> {
    let is_folder =
        |above: &&Path| matches!(above.components().next_back(), Some(Component::Normal(_)));
    dir.ancestors().filter(is_folder).find_map(|above| {
        let found = MARKS.iter().find(|(mark, _)| above.join(mark).exists());
        found.map(|(_, service)| *service)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = r"22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /home rw,relatime - nfs4 files:/home rw,vers=4.2
31 30 0:41 / /home/anna/fast rw,relatime - ext4 /dev/vdb rw
32 22 0:42 / /mnt/a\040b rw,relatime - fuse.sshfs ben@host: rw
33 22 0:43 / /mnt/both rw,relatime - cifs //host/share rw
34 22 0:44 / /mnt/both rw,relatime - tmpfs tmpfs rw
35 22 0:45 / /mnt/own rw,relatime - fuse.gocryptfs /home/x rw
a line that says nothing
";

    #[test]
    fn the_nearest_mount_counts() {
        let on = |dir: &str| network_mount(MOUNTS, Path::new(dir));
        assert_eq!(
            on("/home/anna/.local/share/postroom").as_deref(),
            Some("nfs4")
        );
        assert_eq!(on("/mnt/a b/profile").as_deref(), Some("fuse.sshfs"));
        for safe in [
            "/var/postroom",
            "/homes",
            "/home/anna/fast/x",
            "/mnt/both/x",
            "/mnt/own/x",
        ] {
            assert_eq!(on(safe), None, "{safe}");
        }
    }

    #[test]
    fn a_share_of_windows_is_known_by_its_name() {
        for share in [r"\\server\share\profile", r"\\?\UNC\server\share\profile"] {
            assert!(is_on_another_computer(share), "{share}");
        }
        for own in [
            r"C:\Users\anna",
            r"\\?\C:\Users\anna",
            r"\\.\C:\x",
            "/home/anna",
            "",
        ] {
            assert!(!is_on_another_computer(own), "{own}");
        }
    }

    #[test]
    fn services_are_known_by_the_names_of_their_folders() {
        for (dir, expected) in [
            ("/home/anna/Dropbox/postroom", Some("Dropbox")),
            ("/Users/anna/Dropbox (Work)/postroom", Some("Dropbox")),
            (
                r"\\?\C:\Users\anna\OneDrive - Contoso\postroom",
                Some("OneDrive"),
            ),
            (r"C:\Users\anna\iCloudDrive\postroom", Some("iCloud Drive")),
            (
                "/Users/anna/Library/CloudStorage/GoogleDrive-anna@example.org/My Drive/x",
                Some("Google Drive"),
            ),
            (
                "/Users/anna/Library/Mobile Documents/x",
                Some("iCloud Drive"),
            ),
            ("/home/anna/Mobile Documents/x", None),
            ("/home/anna/dropboxes/postroom", None),
            ("/home/anna/.local/share/postroom", None),
        ] {
            assert_eq!(service(dir), expected, "{dir}");
        }
    }

    #[test]
    fn services_are_known_by_what_they_leave() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("team/postroom");
        std::fs::create_dir_all(&dir).unwrap();
        assert_eq!(of(&dir), None);
        std::fs::create_dir(home.path().join("team/.stfolder")).unwrap();
        assert_eq!(of(&dir), Some(Risk::SyncedFolder("Syncthing")));
    }
}
