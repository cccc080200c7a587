//! Decides for each whole response whether imap-proto reads it, and in which form.
//!
//! What it cannot read is kept back and represented by a stand-in, so that the order of
//! responses stays what it was and async-imap's stream, which ends at the first failure, never
//! sees one.

use std::panic::{AssertUnwindSafe, catch_unwind};

use imap_proto::Response;

use super::fetch::{self, Fetched};
use super::scan::{Frame, Kind, TooMuch};
use super::words;

/// Above this a response is not given to imap-proto: async-imap parses anew
/// with every 4 KiB that it reads.
const MAX_PARSED: usize = 64 * 1024;

/// What imap-proto reads in place of what was kept back. Means nothing.
pub(super) const STAND_IN: &[u8] = b"* OK -\r\n";

/// What stands beside a response that imap-proto reads, or in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Aside {
    /// imap-proto's reading is all there is.
    Nothing,
    /// The server's words in a status response, as it wrote them.
    Words(String),
    /// imap-proto read a stand-in; the response is a FETCH with these items.
    Fetched(Box<Fetched>),
    /// imap-proto read a stand-in; this is the response.
    Kept(Vec<u8>),
    /// The same for a line that is no response.
    Stray(String),
}

/// Gives the octets for imap-proto, and what stands beside them.
///
/// # Errors
/// If parentheses are nested deeper than `depth` where their content is of use. In a FETCH they
/// are only walked over.
pub(super) fn shape(mut frame: Frame, depth: usize) -> Result<(Vec<u8>, Aside), TooMuch> {
    let kept = |bytes| (STAND_IN.to_vec(), Aside::Kept(bytes));
    Ok(match frame.kind {
        Kind::Stray => {
            let line = words::plain(&frame.bytes);
            let line = line.strip_prefix("* ").unwrap_or(&line).to_owned();
            (STAND_IN.to_vec(), Aside::Stray(line))
        }
        Kind::Status | Kind::Tagged | Kind::Continuation => {
            // The condition that it lacks (quirks.rs: untagged-copyuid).
            if frame.bytes.starts_with(b"* [") {
                frame.bytes.splice(..2, *b"* OK ");
            }
            let said = said(&frame);
            let bytes = defused(frame.bytes);
            if parses(&bytes) {
                (bytes, Aside::Words(said))
            } else {
                kept(bytes)
            }
        }
        Kind::Data => {
            let name = data_name(&frame.bytes);
            if name.eq_ignore_ascii_case(b"FETCH") {
                match fetch::read(&frame.bytes) {
                    Some(mut fetched) => {
                        fetched.cut = frame.cut;
                        fetched.broken |= frame.overlong;
                        (STAND_IN.to_vec(), Aside::Fetched(Box::new(fetched)))
                    }
                    None => kept(frame.bytes),
                }
            } else if frame.depth > depth {
                return Err(TooMuch("nested parentheses"));
            } else if is_sound(name) && frame.bytes.len() <= MAX_PARSED && parses(&frame.bytes) {
                (frame.bytes, Aside::Nothing)
            } else {
                kept(frame.bytes)
            }
        }
    })
}

/// The response's name: the first word, or the second if the first is a number.
pub(super) fn data_name(frame: &[u8]) -> &[u8] {
    let line = frame.strip_prefix(b"* ").unwrap_or(frame);
    let mut parts = line.split(|b| matches!(b, b' ' | b'\r' | b'\n'));
    let first = parts.next().unwrap_or_default();
    if !first.is_empty() && first.iter().all(u8::is_ascii_digit) {
        parts.next().unwrap_or_default()
    } else {
        first
    }
}

/// What imap-proto reads well. Not here: LIST and STATUS (it leaves names quoted and fails at
/// extended data), SEARCH (read anew with every 4 KiB, which takes half a minute for a million
/// hits), VANISHED (as long as SEARCH), ENABLED (given out as capabilities), the ACL family (fails
/// where a packet ends).
fn is_sound(name: &[u8]) -> bool {
    let sound: [&[u8]; 5] = [b"CAPABILITY", b"FLAGS", b"EXISTS", b"EXPUNGE", b"RECENT"];
    sound.iter().any(|s| name.eq_ignore_ascii_case(s))
}

/// Can imap-proto read it, whole? A panic counts as no: one response is lost then, not the task.
fn parses(bytes: &[u8]) -> bool {
    let parse = AssertUnwindSafe(|| Response::parse(bytes).is_ok_and(|(rest, _)| rest.is_empty()));
    catch_unwind(parse).unwrap_or(false)
}

/// A status line in US-ASCII, of a bounded length.
///
/// imap-proto cuts the first octet off the text behind a code, and panics where that is a part
/// of a character (`[ALERT]é`). The true words are kept beside.
fn defused(mut line: Vec<u8>) -> Vec<u8> {
    while matches!(line.last(), Some(b'\r' | b'\n')) {
        line.pop();
    }
    line.truncate(MAX_PARSED);
    for b in &mut line {
        if !matches!(b, b' '..=b'~') {
            *b = b'?';
        }
    }
    line.extend_from_slice(b"\r\n");
    line
}

/// The server's words: the text of a status line behind its code.
fn said(frame: &Frame) -> String {
    let line = frame.bytes.as_slice();
    let after_word = |text: &[u8]| {
        let end = text.iter().position(|b| *b == b' ');
        end.and_then(|end| text.get(end + 1..))
            .unwrap_or_default()
            .to_vec()
    };
    let text = match frame.kind {
        Kind::Continuation => line.strip_prefix(b"+").unwrap_or(line).to_vec(),
        // `tag OK text`, `* OK text`
        _ => after_word(&after_word(line)),
    };
    let trimmed = text.trim_ascii_start();
    let without_code = if trimmed.starts_with(b"[") && frame.kind != Kind::Continuation {
        let end = trimmed.iter().position(|b| *b == b']');
        end.and_then(|end| trimmed.get(end + 1..))
            .unwrap_or(trimmed)
    } else {
        trimmed
    };
    words::plain(without_code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::imap::scan::{Budget, Scanner};
    use crate::wire::imap::types::ImapLimits;

    fn shaped(octets: &[u8]) -> Result<Vec<(Vec<u8>, Aside)>, TooMuch> {
        let mut scanner = Scanner::new(Budget::ordinary(&ImapLimits::default()));
        scanner.push(octets)?;
        let mut all = Vec::new();
        while let Some(frame) = scanner.next()? {
            all.push(shape(frame, 50)?);
        }
        Ok(all)
    }

    /// Lines that imap-proto cannot take, would fail at, or would panic at.
    const HARD: &[&[u8]] = &[
        b"* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n",
        b"* ESEARCH (TAG \"A1\") UID ALL 1:3\r\n",
        b"* STATUS x (MESSAGES 1 SIZE 9 MAILBOXID (a))\r\n",
        b"* SEARCH 1 2 (MODSEQ 3)\r\n",
        b"* LIST () \"/\" x (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n",
        b"* THREAD (1)(2 3)\r\n",
        b"* XFOO bar\r\n",
        b"* CAPABILITY IMAP4rev2 IDLE\r\n",
        b"* MYRIGHTS x lr\r\n",
        b"* 1 FETCH ()\r\n",
        b"* 1 FETCH (X (((a))))\r\n",
        b"* [ALERT] x\r\n",
        b"* [COPYUID 1 1\r\n",
        b"* [APPENDUID 1 2]\xf0\x9f\x98\x80\r\n",
        b"Server Unavailable. 15\r\n",
        b"\r\n",
        b"* \r\n",
        b"*\r\n",
        b"* OK [ALERT]\xc3\xa9\r\n",
        b"* OK [ALERT]\xff\r\n",
        b"* OK [READ-ONLY]\x00\xe2\x82\xac\r\n",
        b"* 1 FETCH (INTERNALDATE NIL UID 4)\r\n",
        b"A1 NO [COPYUID 1 1 1]\xf0\x9f\x98\x80\r\n",
        b"+ [ALERT]\xc3\xa9\r\n",
    ];

    #[test]
    fn imap_proto_reads_whatever_it_is_given() {
        for line in HARD {
            for (bytes, _) in shaped(line).unwrap() {
                let (rest, _) = Response::parse(&bytes).expect("parsed");
                assert!(rest.is_empty());
                // async-imap parses a response as it comes, so a part must only be incomplete.
                for at in 0..bytes.len() {
                    assert!(
                        matches!(Response::parse(&bytes[..at]), Err(e) if e.is_incomplete()),
                        "{:?}",
                        String::from_utf8_lossy(&bytes[..at])
                    );
                }
            }
        }
    }

    #[test]
    fn words_are_the_servers_own() {
        let (_, aside) = shaped("* OK [ALERT]Grüße\r\n".as_bytes())
            .unwrap()
            .remove(0);
        assert_eq!(aside, Aside::Words("Grüße".to_owned()));
        let (_, aside) = shaped("A1 NO [NOPERM] Kein Recht\r\n".as_bytes())
            .unwrap()
            .remove(0);
        assert_eq!(aside, Aside::Words("Kein Recht".to_owned()));
        let (_, aside) = shaped(b"Server Unavailable. 15\r\n").unwrap().remove(0);
        assert_eq!(aside, Aside::Stray("Server Unavailable. 15".to_owned()));
    }

    #[test]
    fn depth_ends_the_connection_only_where_it_matters() {
        for depth in [51, 400, 100_000] {
            let nested = format!("{}{}", "(".repeat(depth), ")".repeat(depth));
            assert!(shaped(format!("* NAMESPACE {nested} NIL NIL\r\n").as_bytes()).is_err());
            let fetch = shaped(format!("* 1 FETCH (UID 1 BODYSTRUCTURE {nested})\r\n").as_bytes());
            let (_, aside) = fetch.unwrap().remove(0);
            assert!(matches!(aside, Aside::Fetched(fetched) if fetched.uid == Some(1)));
        }
    }

    /// A short mutation run; the same for longer found thousands of panics without the guard.
    #[test]
    fn mutations_never_panic_and_never_leave_a_rest() {
        const SEEDS: &[&[u8]] = &[
            b"* 12 FETCH (UID 7 FLAGS (\\Seen $x) MODSEQ (9) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 44 BODY[HEADER.FIELDS (FROM)] {3}\r\na\r\n BODYSTRUCTURE (\"text\" \"plain\" NIL))\r\n",
            b"* OK [PERMANENTFLAGS (\\Seen \\*)] Limited\r\n",
            b"A7 OK [COPYUID 38505 304,319:320 3956:3958] Done\r\n",
            b"* [COPYUID 38505 304,319:320 3956:3958] Done\r\n",
            b"* OK [BADCHARSET (x)] \xc3\xa9\r\n",
            b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
            b"* VANISHED (EARLIER) 1:5,7\r\n",
            b"* ENABLED QRESYNC CONDSTORE\r\n",
            b"* FLAGS (\\Seen \\Draft)\r\n",
            b"* LIST (\\HasNoChildren) \"/\" \"a\\\"b\"\r\n",
            b"* NAMESPACE ((\"\" \"/\")) ((\"shared/\" \"/\" \"X\" (\"Y\"))) NIL\r\n",
            b"* ESEARCH (TAG \"A1\") UID COUNT 3 ALL 1:3 MODSEQ 4\r\n",
            b"* STATUS \"x\" (MESSAGES 1 UIDNEXT 3)\r\n",
            b"* ACL x anna lrs \"ben b\" lr\r\n",
        ];
        let rounds = std::env::var("POSTROOM_MUTATIONS")
            .ok()
            .and_then(|n| n.parse().ok())
            .unwrap_or(20_000);
        let mut random = fastrand::Rng::with_seed(7);
        for round in 0..rounds {
            let mut line = if round % 3 == 0 {
                HARD[random.usize(..HARD.len())].to_vec()
            } else {
                SEEDS[random.usize(..SEEDS.len())].to_vec()
            };
            for _ in 0..random.usize(1..6) {
                let at = random.usize(..line.len());
                match random.u8(..6) {
                    0 => line[at] = random.u8(..),
                    1 => {
                        line.remove(at);
                    }
                    2 => line.insert(at, b"(){}[]\"\\ \r\n*0NIL\xc3\xa9"[random.usize(..18)]),
                    3 => line.truncate(at.max(1)),
                    4 => {
                        let piece = SEEDS[random.usize(..SEEDS.len())];
                        let from = random.usize(..piece.len());
                        line.splice(at..at, piece[from..].iter().copied());
                    }
                    _ => line.insert(at, b"()\" "[random.usize(..4)]),
                }
                if line.is_empty() {
                    line.push(b'*');
                }
            }
            line.extend(b"\r\n");
            let Ok(all) = shaped(&line) else { continue };
            for (bytes, aside) in all {
                // Not through `parses`: a panic here shall fail the test.
                let (rest, _) = Response::parse(&bytes).expect("parsed");
                assert!(rest.is_empty());
                if let Aside::Kept(kept) = aside {
                    let _ = crate::wire::imap::answer::Answer::of_kept(&kept, 1000);
                }
            }
        }
    }
}
