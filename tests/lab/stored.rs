//! What lies in a folder of the lab, as its server shows it.

use super::{Lab, team, wait_for};

/// One message as a member sees it in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMessage {
    /// Its UID.
    pub uid: u32,
    /// Flags and keywords as the server writes them (`\Seen`), sorted.
    pub flags: Vec<String>,
    /// The whole message, with CRLF.
    pub bytes: Vec<u8>,
}

impl StoredMessage {
    /// The message as text, for a look at its header.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The value of the first header line with this name, unfolded.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let text = self.text();
        let (head, _) = text.split_once("\r\n\r\n")?;
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let mut lines = unfolded.lines().filter_map(|line| line.split_once(':'));
        let (_, value) = lines.find(|(of, _)| of.eq_ignore_ascii_case(name))?;
        Some(value.trim().to_owned())
    }
}

impl Lab {
    /// The messages of a folder in the order of their UIDs, as `user` sees them: flags are that
    /// user's. `folder` is a name in the user's own list: `Sent` for support@ itself,
    /// `shared/support@postroom.test/Sent` for anna.
    #[must_use]
    pub fn folder_messages(&self, user: &str, folder: &str) -> Vec<StoredMessage> {
        if let Some(cyrus) = &self.cyrus {
            return cyrus.messages(user, folder);
        }
        let user = team::address(user);
        let list = [
            "-f",
            "tab",
            "fetch",
            "-u",
            &user,
            "uid flags",
            "mailbox",
            folder,
        ];
        let listed = self.dovecot.doveadm(&list);
        let mut messages: Vec<StoredMessage> = listed
            .lines()
            .skip(1)
            .filter_map(|line| {
                let (uid, flags) = line.split_once('\t').expect("two columns");
                let text = [
                    "-f", "pager", "fetch", "-u", &user, "text", "mailbox", folder, "uid", uid,
                ];
                let gone = Some("Message was expunged");
                let text = self.dovecot.doveadm_unless(&text, gone);
                // Nothing: it was removed since it was listed.
                let text = text.strip_prefix("text:\n")?;
                let text = text.strip_suffix("\n\u{c}\n").unwrap_or(text);
                let mut flags: Vec<String> = flags.split_whitespace().map(str::to_owned).collect();
                flags.retain(|flag| flag != "\\Recent");
                flags.sort();
                Some(StoredMessage {
                    uid: uid.parse().expect("a UID"),
                    flags,
                    bytes: text
                        .replace("\r\n", "\n")
                        .replace('\n', "\r\n")
                        .into_bytes(),
                })
            })
            .collect();
        messages.sort_by_key(|message| message.uid);
        messages
    }

    /// The subject and the flags of each message of a folder, as `user` sees them. Far quicker than
    /// [`Lab::folder_messages`] where there are many.
    #[must_use]
    pub fn subjects(&self, user: &str, folder: &str) -> Vec<(String, Vec<String>)> {
        if self.cyrus.is_some() {
            let messages = self.folder_messages(user, folder).into_iter();
            let subject = |m: &StoredMessage| m.header("Subject").expect("a subject");
            return messages.map(|m| (subject(&m), m.flags)).collect();
        }
        let user = team::address(user);
        let list = ["-f", "tab", "fetch", "-u", &user];
        let list = [&list[..], &["flags hdr.subject", "mailbox", folder]].concat();
        // One that is removed while it is listed is no fault of anybody's.
        let gone = Some("Message was expunged");
        let listed = self.dovecot.doveadm_unless(&list, gone);
        let row = |line: &str| {
            let (flags, subject) = line.split_once('\t').expect("two columns");
            let flags = flags.split_whitespace().filter(|flag| *flag != "\\Recent");
            let mut flags: Vec<String> = flags.map(str::to_owned).collect();
            flags.sort();
            (subject.to_owned(), flags)
        };
        listed.lines().skip(1).map(row).collect()
    }

    /// Waits until a folder holds so many messages, and gives them.
    #[must_use]
    pub fn wait_for_messages(&self, user: &str, folder: &str, count: usize) -> Vec<StoredMessage> {
        let mut messages = Vec::new();
        wait_for(&format!("{count} messages in {folder} of {user}"), || {
            messages = self.folder_messages(user, folder);
            messages.len() >= count
        });
        messages
    }
}
