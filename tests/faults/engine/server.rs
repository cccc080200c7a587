//! An IMAP server with one account, of which any answer can be replaced.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What is said in place of the usual answer.
pub enum Said {
    /// These octets; `TAG` stands for the command's tag.
    Octets(Vec<u8>),
    /// Nothing: the connection ends.
    End,
}

impl Said {
    pub fn text(text: impl Into<String>) -> Option<Self> {
        Some(Self::Octets(text.into().into_bytes()))
    }
}

type Instead = dyn Fn(&str) -> Option<Said> + Send + Sync;

struct State {
    capabilities: String,
    folders: Vec<String>,
    /// Of the Inbox; the other folders are empty.
    messages: BTreeMap<u32, String>,
    modseq: u64,
    instead: Option<Arc<Instead>>,
    heard: Vec<String>,
}

#[derive(Clone)]
pub struct Server {
    pub imap: u16,
    pub smtp: u16,
    state: Arc<Mutex<State>>,
}

pub fn message(uid: u32) -> String {
    format!(
        "From: a@faults.test\r\nSubject: m{uid}\r\nMessage-ID: <m{uid}@faults.test>\r\n\r\nbody {uid}\r\n"
    )
}

impl Server {
    /// Folders INBOX with messages 1 to 3, Aaa, Sent and Work.
    pub async fn start() -> Self {
        let imap = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let smtp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            imap: imap.local_addr().unwrap().port(),
            smtp: smtp.local_addr().unwrap().port(),
            state: Arc::new(Mutex::new(State {
                capabilities: "IMAP4rev1 NAMESPACE UIDPLUS MOVE CONDSTORE ACL RIGHTS=texk".into(),
                folders: ["INBOX", "Aaa", "Sent", "Work"].map(String::from).into(),
                messages: (1..=3).map(|uid| (uid, message(uid))).collect(),
                modseq: 10,
                instead: None,
                heard: Vec::new(),
            })),
        };
        let mail = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = imap.accept().await {
                tokio::spawn(mail.clone().serve(stream));
            }
        });
        tokio::spawn(async move {
            while let Ok((stream, _)) = smtp.accept().await {
                tokio::spawn(submission(stream));
            }
        });
        server
    }

    /// Whatever a command is, ask this first.
    pub fn instead(&self, instead: impl Fn(&str) -> Option<Said> + Send + Sync + 'static) {
        let mut state = self.state.lock().unwrap();
        state.instead = Some(Arc::new(instead));
        state.modseq += 1;
        state.heard.clear();
    }

    pub fn behave(&self) {
        self.instead(|_| None);
    }

    pub fn deliver(&self, uids: &[u32]) {
        let mut state = self.state.lock().unwrap();
        for uid in uids {
            state.messages.insert(*uid, message(*uid));
        }
        state.modseq += 1;
    }

    pub fn set_folders(&self, folders: &[&str]) {
        self.state.lock().unwrap().folders = folders.iter().map(|f| (*f).to_owned()).collect();
    }

    /// The commands since the last change of what is said instead.
    pub fn heard(&self, begin: &str) -> Vec<String> {
        let state = self.state.lock().unwrap();
        let heard = state.heard.iter().filter(|line| line.starts_with(begin));
        heard.cloned().collect()
    }

    async fn serve(self, mut stream: TcpStream) {
        let (read, mut write) = stream.split();
        let mut lines = BufReader::new(read).lines();
        let greeting = {
            let state = self.state.lock().unwrap();
            format!(
                "* OK [CAPABILITY {} AUTH=PLAIN SASL-IR] hello\r\n",
                state.capabilities
            )
        };
        let mut inbox_open = false;
        if write.write_all(greeting.as_bytes()).await.is_err() {
            return;
        }
        while let Ok(Some(line)) = lines.next_line().await {
            let (tag, rest) = line.split_once(' ').unwrap_or(("", &line));
            if rest.starts_with("SELECT") || rest.starts_with("EXAMINE") {
                inbox_open = rest.contains("INBOX");
            }
            let answer = {
                let mut state = self.state.lock().unwrap();
                state.heard.push(rest.to_owned());
                let instead = state.instead.clone();
                match instead.and_then(|instead| instead(rest)) {
                    Some(Said::End) => return,
                    Some(Said::Octets(octets)) => replace_tag(octets, tag),
                    None => state.answer(rest, inbox_open, tag).into_bytes(),
                }
            };
            if write.write_all(&answer).await.is_err() || rest == "LOGOUT" {
                return;
            }
        }
    }
}

fn replace_tag(octets: Vec<u8>, tag: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(octets.len() + 20);
    let mut rest = octets.as_slice();
    while let Some(at) = rest.windows(3).position(|w| w == b"TAG") {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(tag.as_bytes());
        rest = &rest[at + 3..];
    }
    out.extend_from_slice(rest);
    out
}

/// Is this UID in the set of a command?
pub fn asked_for(command: &str, uid: u32) -> bool {
    let set = command.split(' ').nth(2).unwrap_or_default();
    set.split(',').any(|part| {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        let last = last.parse().unwrap_or(u32::MAX);
        first.parse::<u32>().is_ok_and(|first| first <= uid) && uid <= last
    })
}

/// A whole FETCH of what a list shows, with this structure if there is one.
pub fn header_line(uid: u32, structure: Option<&str>) -> String {
    let message = message(uid);
    let header = message.split_inclusive("\r\n\r\n").next().unwrap();
    let structure = structure.map_or(String::new(), |s| format!(" BODYSTRUCTURE {s}"));
    format!(
        "* {uid} FETCH (UID {uid} FLAGS () RFC822.SIZE {}{structure} BODY[HEADER.FIELDS (X)] {{{}}}\r\n{header})\r\n",
        message.len(),
        header.len()
    )
}

impl State {
    fn answer(&self, rest: &str, inbox: bool, tag: &str) -> String {
        let none = BTreeMap::new();
        let messages = if inbox { &self.messages } else { &none };
        let next = |messages: &BTreeMap<u32, String>| messages.keys().max().map_or(1, |u| u + 1);
        let words: Vec<&str> = rest.split(' ').collect();
        let modseq = self.modseq;
        let untagged = match words[0] {
            "CAPABILITY" => format!("* CAPABILITY {}\r\n", self.capabilities),
            "NAMESPACE" => "* NAMESPACE ((\"\" \"/\")) ((\"shared/\" \"/\")) NIL\r\n".to_owned(),
            "LIST" => {
                let begin = words[1].trim_matches('"');
                let listed = self.folders.iter().filter(|f| f.starts_with(begin));
                listed
                    .map(|f| format!("* LIST () \"/\" \"{f}\"\r\n"))
                    .collect()
            }
            "MYRIGHTS" => format!("* MYRIGHTS {} lrswipkxtea\r\n", words[1]),
            "SELECT" | "EXAMINE" => format!(
                "* {} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT {}] x\r\n* OK [HIGHESTMODSEQ {modseq}] x\r\n",
                messages.len(),
                next(messages),
            ),
            "UID" if words[1] == "SEARCH" => {
                let uids: String = messages.keys().map(|uid| format!(" {uid}")).collect();
                format!("* SEARCH{uids}\r\n")
            }
            "UID" if words[1] == "FETCH" && rest.contains("HEADER") => messages
                .keys()
                .filter(|uid| asked_for(rest, **uid))
                .map(|uid| header_line(*uid, None))
                .collect(),
            _ => String::new(),
        };
        format!("{untagged}{tag} OK done\r\n")
    }
}

async fn submission(mut stream: TcpStream) {
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    let mut answer = "220 hello\r\n";
    while write.write_all(answer.as_bytes()).await.is_ok() {
        let Ok(Some(line)) = lines.next_line().await else {
            return;
        };
        answer = match line.split(' ').next() {
            Some("EHLO") => "250-hello\r\n250 AUTH PLAIN\r\n",
            Some("AUTH") => "235 in\r\n",
            Some("QUIT") => "221 bye\r\n",
            _ => "250 done\r\n",
        };
    }
}
