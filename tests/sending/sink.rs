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

    /// From here on, what was said to it is what was said since.
    pub fn forget_what_was_said(&self) {
        self.server.clear_commands();
    }

    /// Did somebody begin to hand over the text of a message?
    pub fn heard_data(&self) -> bool {
        let said = self.server.commands();
        said.iter().any(|command| command.line == "DATA")
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

/// What no run of ours may bring about is seen all the same: the same message, twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_oracle_counts_what_comes_twice() {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    use secrecy::ExposeSecret as _;
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

    let sink = Sink::start();
    let stream = tokio::net::TcpStream::connect(sink.server.smtp_addr()).await;
    let mut stream = BufReader::new(stream.unwrap());
    let login = BASE64_STANDARD.encode(ANNA);
    let password = sink.server.password_of("anna").unwrap();
    let password = BASE64_STANDARD.encode(password.expose_secret());
    let message = "From: anna@acme.example\r\nMessage-ID: <one@acme.example>\r\nSubject: One\r\n\r\nHello\r\n.";
    let once = [
        "MAIL FROM:<anna@acme.example>",
        "RCPT TO:<kim@b.example>",
        "DATA",
        message,
    ];
    let before = ["", "EHLO here", "AUTH LOGIN", &login, &password];
    for words in before.iter().chain(&once).chain(&once) {
        if !words.is_empty() {
            let line = format!("{words}\r\n");
            stream.write_all(line.as_bytes()).await.unwrap();
        }
        let mut line = String::new();
        while line.as_bytes().get(3) != Some(&b' ') {
            line.clear();
            assert!(stream.read_line(&mut line).await.unwrap() > 0);
        }
        assert!(line.starts_with(['2', '3']), "{words}: {line}");
    }
    let taken = sink.taken_since(0);
    assert_eq!(counts(&taken), BTreeMap::from([("one@acme.example", 2)]));
    assert!(counts(&sink.taken_since(2)).is_empty());
}
