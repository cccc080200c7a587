//! What a client asks a server for, heard on the way: between the two, in clear, on this computer.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What is asked for of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// What a list shows, with the structure: of messages that are new.
    Headers,
    /// The same without the structure: whether messages are still those that they were.
    Sample,
    /// Texts, many at a time.
    Texts,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The folder's name as it was opened by.
    pub folder: String,
    pub what: What,
    pub uids: BTreeSet<u32>,
}

/// A way to a server that hears what is asked.
pub struct Overheard {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Overheard {
    /// In front of this port of 127.0.0.1.
    pub fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let overheard = Self {
            port: listener.local_addr().unwrap().port(),
            asked: Arc::clone(&asked),
        };
        thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else {
                    continue;
                };
                let client = client.unwrap();
                let (there, back) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let mut ear = Ear::new(Arc::clone(&asked));
                thread::spawn(move || pass(there, server, |octets| ear.hear(octets)));
                thread::spawn(move || pass(back, client, hide_compression));
            }
        });
        overheard
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// What was asked since the last time.
    pub fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, mut hear: impl FnMut(&mut [u8])) {
    let mut octets = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut octets) {
        let octets = &mut octets[..read];
        hear(octets);
        if to.write_all(octets).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

/// Hides that the server compresses: from a server that answers late, as one under load does, it would be wanted,
/// and nothing be heard any more.
fn hide_compression(octets: &mut [u8]) {
    const OFFERED: &[u8] = b" COMPRESS=DEFLATE";
    while let Some(at) = octets.windows(OFFERED.len()).position(|o| o == OFFERED) {
        octets[at + 1] = b'X';
    }
}

/// Listens to one connection.
struct Ear {
    asked: Arc<Mutex<Vec<Asked>>>,
    line: Vec<u8>,
    folder: String,
}

impl Ear {
    fn new(asked: Arc<Mutex<Vec<Asked>>>) -> Self {
        Self {
            asked,
            line: Vec::new(),
            folder: String::new(),
        }
    }

    fn hear(&mut self, octets: &[u8]) {
        for octet in octets {
            match octet {
                b'\n' => {
                    let line = std::mem::take(&mut self.line);
                    self.hear_line(&String::from_utf8_lossy(&line));
                }
                octet => self.line.push(*octet),
            }
        }
    }

    fn hear_line(&mut self, line: &str) {
        let (_, command) = line.trim_end().split_once(' ').unwrap_or_default();
        for opening in ["SELECT ", "EXAMINE "] {
            if let Some(rest) = command.strip_prefix(opening) {
                let name = rest.split(" (").next().unwrap_or_default();
                self.folder = name.trim_matches('"').to_owned();
            }
        }
        let Some((uids, items)) = command
            .strip_prefix("UID FETCH ")
            .and_then(|rest| rest.split_once(' '))
        else {
            return;
        };
        let what = if items.contains("BODYSTRUCTURE)") && items.contains("HEADER.FIELDS") {
            What::Headers
        } else if items.contains("HEADER.FIELDS") {
            What::Sample
        } else if items.contains("BODY.PEEK[]") {
            What::Texts
        } else {
            return;
        };
        let asked = Asked {
            folder: self.folder.clone(),
            what,
            uids: uids.split(',').flat_map(range).collect(),
        };
        self.asked.lock().unwrap().push(asked);
    }
}

fn range(part: &str) -> std::ops::RangeInclusive<u32> {
    let (from, to) = part.split_once(':').unwrap_or((part, part));
    let number = |text: &str| text.parse::<u32>();
    // `5:*`: from there on, whatever there is.
    let from = number(from).unwrap_or_else(|_| panic!("no UIDs: {part}"));
    from..=number(to).unwrap_or(from)
}
