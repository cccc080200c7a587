//! Mail from outside, put into an INBOX over LMTP (RFC 2033).

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;

/// Delivers a message. Lines may end in LF or CRLF.
///
/// # Panics
/// If the server does not take it.
pub(super) fn deliver(socket: &Path, to: &str, message: &[u8]) {
    let socket = UnixStream::connect(socket).expect("LMTP listens");
    let mut lmtp = Lmtp(BufReader::new(socket));
    lmtp.expect("220");
    lmtp.say(b"LHLO lab\r\n", "250");
    lmtp.say(b"MAIL FROM:<outside@example.org>\r\n", "250");
    lmtp.say(format!("RCPT TO:<{to}>\r\n").as_bytes(), "250");
    lmtp.say(b"DATA\r\n", "354");
    lmtp.say(&dot_stuffed(message), "250");
    lmtp.say(b"QUIT\r\n", "221");
}

/// CRLF at each line's end, a second dot before a first one, and the end of DATA.
fn dot_stuffed(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + 16);
    let message = message.strip_suffix(b"\n").unwrap_or(message);
    for line in message.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}

struct Lmtp(BufReader<UnixStream>);

impl Lmtp {
    fn say(&mut self, words: &[u8], expected: &str) {
        self.0.get_mut().write_all(words).expect("LMTP listens");
        self.expect(expected);
    }

    fn expect(&mut self, code: &str) {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).expect("LMTP answers");
            assert!(line.starts_with(code), "LMTP: {line:?} instead of {code}");
            if line.as_bytes().get(3) != Some(&b'-') {
                return;
            }
        }
    }
}
