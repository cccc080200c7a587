//! An IMAP server with one account, of which any answer can be replaced.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// What is said in place of the usual answer.
#[derive(Clone)]
pub enum Said {
    /// These octets; `TAG` stands for the command's tag.
    Octets(Vec<u8>),
    /// The same, and the connection ends.
    Last(Vec<u8>),
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
    /// Of the Inbox, and of folders below it; the other ones are empty.
    messages: BTreeMap<u32, String>,
    /// Flags that were changed, with the point at which they were.
    flags: BTreeMap<u32, (u64, String)>,
    /// What was removed, and at which point.
    gone: Vec<(u64, u32)>,
    /// No number that is to come lies below this one.
    uid_next: u32,
    /// How it is told; not the number itself where a server makes nothing or something else of it.
    next_told: Option<&'static str>,
    modseq: u64,
    instead: Option<Arc<Instead>>,
    /// So many octets of answers about the Inbox are left until the connection ends.
    cut: Option<Cut>,
    /// Commands that begin so wait, each for a permit.
    held: Option<(&'static str, Arc<Semaphore>)>,
    heard: Vec<String>,
}

struct Cut {
    left: usize,
    /// What was said of them.
    said: Arc<AtomicUsize>,
}

impl Cut {
    /// What of an answer goes out, and whether the connection ends with it.
    fn of(&mut self, answer: &[u8]) -> usize {
        let out = answer.len().min(self.left);
        self.left -= out;
        self.said.fetch_add(out, Ordering::SeqCst);
        out
    }
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
        Self::start_with("NAMESPACE UIDPLUS MOVE CONDSTORE ACL RIGHTS=texk").await
    }

    /// The same with QRESYNC (RFC 7162), which is enabled in every session that asks for it.
    pub async fn start_that_tells_changes() -> Self {
        Self::start_with("NAMESPACE UIDPLUS MOVE CONDSTORE ACL RIGHTS=texk ENABLE QRESYNC").await
    }

    /// The same that tells the counts of all folders with a listing (RFC 5819), each of its own.
    pub async fn start_that_counts() -> Self {
        Self::start_with("NAMESPACE CONDSTORE ACL RIGHTS=texk ESEARCH LIST-EXTENDED LIST-STATUS")
            .await
    }

    /// The same with IDLE (RFC 2177), in which nothing is ever told.
    pub async fn start_that_idles() -> Self {
        Self::start_with("NAMESPACE UIDPLUS MOVE CONDSTORE ACL RIGHTS=texk IDLE").await
    }

    async fn start_with(capabilities: &str) -> Self {
        let imap = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let smtp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            imap: imap.local_addr().unwrap().port(),
            smtp: smtp.local_addr().unwrap().port(),
            state: Arc::new(Mutex::new(State {
                capabilities: format!("IMAP4rev1 {capabilities}"),
                folders: ["INBOX", "Aaa", "Sent", "Work"].map(String::from).into(),
                messages: (1..=3).map(|uid| (uid, message(uid))).collect(),
                flags: BTreeMap::new(),
                gone: Vec::new(),
                uid_next: 4,
                next_told: None,
                modseq: 10,
                instead: None,
                cut: None,
                held: None,
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

    /// Commands that begin so are heard, and done when they are let.
    pub fn hold(&self, begin: &'static str) -> Arc<Semaphore> {
        let permits = Arc::new(Semaphore::new(0));
        self.state.lock().unwrap().held = Some((begin, Arc::clone(&permits)));
        permits
    }

    pub fn behave(&self) {
        self.instead(|_| None);
        self.state.lock().unwrap().cut = None;
    }

    /// Ends the connection after so many octets of what is said of the Inbox and of what is in it, and
    /// every further one at once; `said` counts them.
    pub fn cut_after(&self, octets: usize, said: Arc<AtomicUsize>) {
        said.store(0, Ordering::SeqCst);
        let mut state = self.state.lock().unwrap();
        state.cut = Some(Cut { left: octets, said });
        state.modseq += 1;
    }

    pub fn deliver(&self, uids: &[u32]) {
        let mut state = self.state.lock().unwrap();
        for uid in uids {
            state.messages.insert(*uid, message(*uid));
            state.uid_next = state.uid_next.max(uid + 1);
        }
        state.modseq += 1;
    }

    /// A colleague changes the flags of a message.
    pub fn flag(&self, uid: u32, flags: &str) {
        let mut state = self.state.lock().unwrap();
        state.modseq += 1;
        let change = (state.modseq, flags.to_owned());
        state.flags.insert(uid, change);
    }

    /// The same, and the server does not count it as a change.
    pub fn flag_silently(&self, uid: u32, flags: &str) {
        let change = (1, flags.to_owned());
        self.state.lock().unwrap().flags.insert(uid, change);
    }

    /// A colleague removes a message.
    pub fn remove(&self, uid: u32) {
        let mut state = self.state.lock().unwrap();
        state.modseq += 1;
        state.messages.remove(&uid);
        state.flags.remove(&uid);
        let modseq = state.modseq;
        state.gone.push((modseq, uid));
    }

    /// The server is put back to a backup in which these messages lay, and counts on from there.
    pub fn restore(&self, messages: &[(u32, &str)], uid_next: u32, modseq: u64) {
        let mut state = self.state.lock().unwrap();
        let text = |uid: &u32, subject: &str| {
            let usual = message(*uid);
            usual.replace(&format!("m{uid}"), subject)
        };
        let messages = messages.iter();
        state.messages = messages
            .map(|(uid, subject)| (*uid, text(uid, subject)))
            .collect();
        state.flags.clear();
        state.gone.clear();
        state.uid_next = uid_next;
        state.modseq = modseq;
    }

    /// How the number of the next message is told from now on; not at all where this is empty.
    pub fn tell_next(&self, told: &'static str) {
        self.state.lock().unwrap().next_told = Some(told);
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
        let mut idles = String::new();
        if write.write_all(greeting.as_bytes()).await.is_err() {
            return;
        }
        while let Ok(Some(line)) = lines.next_line().await {
            let (tag, rest) = match line.as_str() {
                "DONE" => (idles.as_str(), "DONE"),
                line => line.split_once(' ').unwrap_or(("", line)),
            };
            if rest.starts_with("SELECT") || rest.starts_with("EXAMINE") {
                inbox_open = rest.contains("INBOX");
            }
            let held = {
                let mut state = self.state.lock().unwrap();
                state.heard.push(rest.to_owned());
                let held = state.held.as_ref();
                held.filter(|(begin, _)| rest.starts_with(begin))
                    .map(|(_, permits)| Arc::clone(permits))
            };
            if let Some(permits) = held {
                permits.acquire().await.unwrap().forget();
            }
            let (answer, ends) = {
                let mut state = self.state.lock().unwrap();
                let instead = state.instead.clone();
                let (mut answer, mut ends) = match instead.and_then(|instead| instead(rest)) {
                    Some(Said::End) => return,
                    Some(Said::Last(octets)) => (replace_tag(octets, tag), true),
                    Some(Said::Octets(octets)) => (replace_tag(octets, tag), false),
                    None if rest == "IDLE" => (b"+ idling\r\n".to_vec(), false),
                    None => (state.answer(rest, inbox_open, tag).into_bytes(), false),
                };
                let of_a_folder = ["SELECT", "EXAMINE", "UID"];
                if inbox_open
                    && of_a_folder.iter().any(|begin| rest.starts_with(begin))
                    && let Some(cut) = &mut state.cut
                {
                    let out = cut.of(&answer);
                    ends |= out < answer.len();
                    answer.truncate(out);
                }
                (answer, ends)
            };
            if rest == "IDLE" {
                idles = tag.to_owned();
            }
            if write.write_all(&answer).await.is_err() || ends || rest == "LOGOUT" {
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
    header_of(uid, &message(uid), "", structure)
}

fn header_of(uid: u32, message: &str, flags: &str, structure: Option<&str>) -> String {
    let header = message.split_inclusive("\r\n\r\n").next().unwrap();
    let structure = structure.map_or(String::new(), |s| format!(" BODYSTRUCTURE {s}"));
    format!(
        "* {uid} FETCH (UID {uid} FLAGS ({flags}) RFC822.SIZE {}{structure} BODY[HEADER.FIELDS (X)] {{{}}}\r\n{header})\r\n",
        message.len(),
        header.len()
    )
}

/// All of a message from this octet on.
fn part_of(uid: u32, message: &str, from: u64) -> String {
    let from = usize::try_from(from).unwrap();
    let part = message.get(from..).unwrap_or_default();
    let length = part.len();
    format!("* {uid} FETCH (UID {uid} BODY[]<{from}> {{{length}}}\r\n{part})\r\n")
}

/// The number behind these words in a command.
fn number_behind(command: &str, words: &str) -> Option<u64> {
    let (_, rest) = command.split_once(words)?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

impl State {
    fn flags_of(&self, uid: u32) -> &str {
        self.flags.get(&uid).map_or("", |(_, flags)| flags)
    }

    /// Flags that changed after a point.
    fn changed(&self, since: u64) -> String {
        let changed = self.flags.iter().filter(|(_, (at, _))| *at > since);
        changed
            .map(|(uid, (at, flags))| {
                format!("* {uid} FETCH (UID {uid} FLAGS ({flags}) MODSEQ ({at}))\r\n")
            })
            .collect()
    }

    /// What QRESYNC tells.
    fn told(&self, since: u64) -> String {
        let gone = self.gone.iter().filter(|(at, _)| *at > since);
        let gone: Vec<String> = gone.map(|(_, uid)| uid.to_string()).collect();
        let vanished = match gone.is_empty() {
            true => String::new(),
            false => format!("* VANISHED (EARLIER) {}\r\n", gone.join(",")),
        };
        vanished + &self.changed(since)
    }

    fn status(&self, folder: &str, counted: bool) -> String {
        let (messages, next, modseq) = match folder {
            inbox if inbox.contains("INBOX") => (self.messages.len(), self.uid_next, self.modseq),
            _ => (0, 1, 10),
        };
        let unseen = self.messages.keys();
        let unseen = unseen.filter(|uid| !self.flags_of(**uid).contains("\\Seen"));
        let unseen = match folder {
            inbox if inbox.contains("INBOX") => unseen.count(),
            _ => 0,
        };
        let next = match self.next_told {
            Some("") => String::new(),
            Some(told) => format!("UIDNEXT {told} "),
            None => format!("UIDNEXT {next} "),
        };
        let counts = format!("MESSAGES {messages} {next}UIDVALIDITY 7 UNSEEN {unseen}");
        match counted {
            true => format!("* STATUS \"{folder}\" ({counts} HIGHESTMODSEQ {modseq})\r\n"),
            false => String::new(),
        }
    }

    fn answer(&self, rest: &str, inbox: bool, tag: &str) -> String {
        let none = BTreeMap::new();
        let messages = if inbox { &self.messages } else { &none };
        let next = if inbox { self.uid_next } else { 1 };
        let next = match self.next_told {
            Some("") => String::new(),
            Some(told) => format!("* OK [UIDNEXT {told}] x\r\n"),
            None => format!("* OK [UIDNEXT {next}] x\r\n"),
        };
        let words: Vec<&str> = rest.split(' ').collect();
        let counts = self.capabilities.contains("LIST-STATUS");
        let modseq = match inbox || !counts {
            true => self.modseq,
            false => 10,
        };
        let untagged = match words[0] {
            "CAPABILITY" => format!("* CAPABILITY {}\r\n", self.capabilities),
            "NAMESPACE" => "* NAMESPACE ((\"\" \"/\")) ((\"shared/\" \"/\")) NIL\r\n".to_owned(),
            "LIST" => {
                let begin = words[1].trim_matches('"');
                let listed = self.folders.iter().filter(|f| f.starts_with(begin));
                let counted = counts && rest.contains("STATUS");
                listed
                    .map(|f| format!("* LIST () \"/\" \"{f}\"\r\n") + &self.status(f, counted))
                    .collect()
            }
            "STATUS" => self.status(words[1].trim_matches('"'), true),
            "MYRIGHTS" => format!("* MYRIGHTS {} lrswipkxtea\r\n", words[1]),
            "ENABLE" => "* ENABLED QRESYNC\r\n".to_owned(),
            "SELECT" | "EXAMINE" => format!(
                "* {} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{next}* OK [HIGHESTMODSEQ {modseq}] x\r\n{}",
                messages.len(),
                match number_behind(rest, "(QRESYNC (7 ") {
                    Some(since) if inbox => self.told(since),
                    _ => String::new(),
                },
            ),
            "UID" if words[1] == "SEARCH" => {
                let uids: String = messages.keys().map(|uid| format!(" {uid}")).collect();
                format!("* SEARCH{uids}\r\n")
            }
            "UID" if words[1] == "FETCH" && rest.contains("BODY.PEEK[]<") => {
                let from = number_behind(rest, "BODY.PEEK[]<").unwrap_or_default();
                let asked = messages.iter().filter(|(uid, _)| asked_for(rest, **uid));
                asked
                    .map(|(uid, message)| part_of(*uid, message, from))
                    .collect()
            }
            "UID" if words[1] == "FETCH" && rest.contains("HEADER") => messages
                .iter()
                .filter(|(uid, _)| asked_for(rest, **uid))
                .map(|(uid, message)| header_of(*uid, message, self.flags_of(*uid), None))
                .collect(),
            "UID" if words[1] == "FETCH" && inbox && rest.contains("(UID FLAGS") => {
                match number_behind(rest, "CHANGEDSINCE ") {
                    Some(since) => self.changed(since),
                    None => (messages.keys())
                        .map(|uid| {
                            let flags = self.flags_of(*uid);
                            format!("* {uid} FETCH (UID {uid} FLAGS ({flags}) MODSEQ (2))\r\n")
                        })
                        .collect(),
                }
            }
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
