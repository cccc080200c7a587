//! The oracle: the server that took the messages, whatever the client was told.

use std::collections::BTreeMap;

use postroom::demo::{Control, DemoServer, Submission, Team};

pub const ANNA: &str = "anna@acme.example";
pub const SUPPORT: &str = "support@acme.example";
pub const SALES: &str = "sales@acme.example";

/// A server with a team and no mail. It takes whatever goes to other domains.
pub struct Sink {
    pub server: DemoServer,
}

impl Sink {
    /// Inside of a runtime.
    pub fn start() -> Self {
        let server = DemoServer::start(Team::acme_without_mail()).unwrap();
        Self { server }
    }

    /// Forgets nothing; what was taken from here on is asked for with this.
    pub fn mark(&self) -> usize {
        self.server.submissions().len()
    }

    /// What was accepted since, in order.
    pub fn taken_since(&self, mark: usize) -> Vec<Taken> {
        taken_since(&self.server, mark)
    }

    /// The copies of a message in the Sent folder of a mailbox.
    pub fn copies(&self, mailbox: &str, message_id: &str) -> usize {
        let sent = self.server.messages(mailbox, "Sent").unwrap();
        let is_it = |bytes: &[u8]| header(bytes, "message-id") == [format!("<{message_id}>")];
        sent.iter().filter(|m| is_it(&m.bytes)).count()
    }

    /// Empties the Sent folders.
    pub fn clear_sent(&self) {
        for mailbox in [ANNA, SUPPORT, SALES] {
            for message in self.server.messages(mailbox, "Sent").unwrap() {
                self.server.remove(mailbox, "Sent", message.uid).unwrap();
            }
        }
    }
}

/// A transaction that the server accepted.
pub struct Taken {
    pub message_id: String,
    pub subject: String,
    pub submission: Submission,
}

fn taken_since(server: &Control, mark: usize) -> Vec<Taken> {
    let all = server.submissions().into_iter().skip(mark);
    all.filter(|submission| submission.accepted)
        .map(|submission| {
            let one = |name| header(&submission.bytes, name).into_iter().next();
            let id = one("message-id").unwrap_or_default();
            Taken {
                message_id: id.trim_matches(['<', '>']).to_owned(),
                subject: one("subject").unwrap_or_default(),
                submission,
            }
        })
        .collect()
}

/// How often each message was taken, by Message-ID.
pub fn counts(taken: &[Taken]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for one in taken {
        *counts.entry(one.message_id.as_str()).or_insert(0) += 1;
    }
    counts
}

/// The header fields in order, unfolded, the names in small letters. Reads no more than RFC 5322
/// 2.2 says, so that it is no reader of ours that hides a fault of ours.
pub fn fields(bytes: &[u8]) -> Vec<(String, String)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let block = &bytes[..end.map_or(bytes.len(), |end| end + 2)];
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in block.split_inclusive(|b| *b == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = line.strip_suffix("\r\n").unwrap_or(&line);
        if line.starts_with([' ', '\t']) {
            let (_, value) = fields.last_mut().expect("a header begins with a name");
            value.push_str(line);
        } else {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            fields.push((name.to_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

/// The values of a header field.
pub fn header(bytes: &[u8], name: &str) -> Vec<String> {
    let all = fields(bytes).into_iter();
    all.filter(|(n, _)| n == name).map(|(_, v)| v).collect()
}
