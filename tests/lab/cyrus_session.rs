//! The lab's own conversation with its Cyrus, over a Unix socket.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;

use super::PATIENCE;
use super::stored::StoredMessage;

/// A signed-in session.
pub struct Session {
    stream: BufReader<UnixStream>,
    tag: u32,
}

impl Session {
    /// Connects and signs in.
    ///
    /// # Panics
    /// If that is refused.
    pub fn open(socket: &Path, login: &str, password: &str) -> Self {
        let stream = UnixStream::connect(socket).expect("Cyrus listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let mut session = Self {
            stream: BufReader::new(stream),
            tag: 0,
        };
        session.line();
        let quoted = password.replace('\\', "\\\\").replace('"', "\\\"");
        session.run(&format!("LOGIN {login} \"{quoted}\""));
        session
    }

    /// Runs a command and gives the lines before the tagged answer.
    ///
    /// # Panics
    /// If it is refused.
    pub fn run(&mut self, command: &str) -> Vec<String> {
        let tag = self.next_tag();
        self.send(format!("{tag} {command}\r\n").as_bytes());
        self.until(&tag, command)
    }

    /// Puts a message into a folder.
    pub fn append(&mut self, place: &str, message: &[u8]) {
        let tag = self.next_tag();
        self.send(format!("{tag} APPEND {place} {{{}+}}\r\n", message.len()).as_bytes());
        self.send(message);
        self.send(b"\r\n");
        self.until(&tag, "APPEND");
    }

    /// The messages of a folder, whose name is quoted, in the order of their UIDs.
    pub fn messages(&mut self, folder: &str) -> Vec<StoredMessage> {
        self.run(&format!("EXAMINE {folder}"));
        let lines = self.run("UID FETCH 1:* (FLAGS)");
        let mut messages: Vec<StoredMessage> = lines
            .iter()
            .filter_map(|line| {
                let flags = line.split_once("FLAGS (")?.1.split(')').next()?;
                let uid = line.split_once("UID ")?.1.split([' ', ')']).next()?;
                let mut flags: Vec<String> = flags.split_whitespace().map(str::to_owned).collect();
                flags.retain(|flag| flag != "\\Recent");
                flags.sort();
                Some(StoredMessage {
                    uid: uid.parse().expect("a UID"),
                    flags,
                    bytes: Vec::new(),
                })
            })
            .collect();
        for message in &mut messages {
            message.bytes = self.bytes(message.uid).unwrap_or_default();
        }
        // Nothing: it was removed since it was listed.
        messages.retain(|message| !message.bytes.is_empty());
        messages.sort_by_key(|message| message.uid);
        messages
    }

    fn bytes(&mut self, uid: u32) -> Option<Vec<u8>> {
        let tag = self.next_tag();
        self.send(format!("{tag} UID FETCH {uid} (BODY.PEEK[])\r\n").as_bytes());
        let mut found = None;
        loop {
            let line = self.line();
            if line.starts_with(&format!("{tag} ")) {
                return found;
            }
            if let Some((_, length)) = line.rsplit_once('{') {
                let length = length.trim_end_matches('}').parse().expect("a length");
                let mut bytes = vec![0; length];
                self.stream.read_exact(&mut bytes).expect("a literal");
                found = Some(bytes);
            }
        }
    }

    fn next_tag(&mut self) -> String {
        self.tag += 1;
        format!("l{}", self.tag)
    }

    fn send(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).expect("it listens");
    }

    fn until(&mut self, tag: &str, command: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.line();
            match line.strip_prefix(&format!("{tag} ")) {
                Some(answer) => {
                    assert!(answer.starts_with("OK"), "{command}: {answer}");
                    return lines;
                }
                None => lines.push(line),
            }
        }
    }

    fn line(&mut self) -> String {
        let mut line = Vec::new();
        let read = self.stream.read_until(b'\n', &mut line);
        assert!(read.expect("it answers") > 0, "Cyrus ended the session");
        String::from_utf8_lossy(&line).trim_end().to_owned()
    }
}
