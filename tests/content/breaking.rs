//! Ways in which a message can be broken.

use fastrand::Rng;

/// In so many ways.
pub const MUTATIONS: usize = 20;
/// No mutated sample is longer, so that all of them are read in time.
const LONGEST: usize = 8 * 1024;

/// Pieces that mean something to what reads messages.
const PIECES: &[&[u8]] = &[
    b"\r\n",
    b"\r\n\r\n",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\"",
    b"\\",
    b"(",
    b")",
    b"<",
    b">",
    b";",
    b":",
    b"=",
    b"--",
    b"--o",
    b"--o--",
    b"\r\n--o\r\n",
    b"\r\n--o--\r\n",
    b"=?",
    b"?=",
    b"=?utf-8?q?",
    b"=?utf-8?b?",
    b"''%",
    b"*0*=",
    b"Content-Type: ",
    b"Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"; charset=utf-16",
    b"; charset=iso-2022-jp",
    b"\x1b$B",
    b"\x1b(B",
    b"\xe2\x80\xae",
    b"\xed\xa0\x80",
    b"+AD",
    b"=\r\n",
    b"=0",
    b"&#",
    b"<!--",
    b"-->",
    b"<style>",
    b"</style>",
    b"<svg>",
    b"<table>",
    b"<a href=",
    b"<img src=\"http://evil.test/",
    b"<![CDATA[",
    b"]]>",
    b"-- \r\n",
    b"> > >",
    b"BEGIN:VCALENDAR\r\n",
    b"-----BEGIN PGP MESSAGE-----",
];

/// Breaks a message in one way.
pub fn broken(sample: &[u8], other: &[u8], kind: usize, rng: &mut Rng) -> Vec<u8> {
    let mut out = sample.to_vec();
    if out.is_empty() {
        return PIECES[rng.usize(..PIECES.len())].to_vec();
    }
    let at = rng.usize(..out.len());
    let end = (at + 1 + rng.usize(..64)).min(out.len());
    match kind {
        0 => out[at] ^= 1 << rng.u8(..8),
        1 => out[at] = rng.u8(..),
        2..=6 => {
            let piece = PIECES[rng.usize(..PIECES.len())];
            let _: Vec<u8> = out.splice(at..at, piece.iter().copied()).collect();
        }
        7 => {
            let piece = PIECES[rng.usize(..PIECES.len())];
            let _: Vec<u8> = out.splice(at..end, piece.iter().copied()).collect();
        }
        8 => drop(out.drain(at..end)),
        9 => out.truncate(at),
        10 => drop(out.drain(..at)),
        11 => {
            let again = out[at..end].repeat(1 + rng.usize(..60));
            let _: Vec<u8> = out.splice(at..at, again).collect();
        }
        12 => {
            let from = rng.usize(..=other.len());
            out.truncate(at);
            out.extend_from_slice(&other[from..]);
        }
        13 => {
            let _: Vec<u8> = out.splice(at..at, other.iter().copied()).collect();
        }
        14 => out.retain(|octet| *octet != b'\r'),
        15 => out.retain(|octet| *octet != b'\n'),
        16 => lines(&mut out, |lines| {
            let (one, two) = (rng.usize(..lines.len()), rng.usize(..lines.len()));
            lines.swap(one, two);
        }),
        17 => lines(&mut out, |lines| {
            drop(lines.remove(rng.usize(..lines.len())))
        }),
        18 => lines(&mut out, |lines| lines.retain(|line| line.len() > 2)),
        _ => lines(&mut out, |lines| {
            let line = lines[rng.usize(..lines.len())].clone();
            let to = rng.usize(..=lines.len());
            let _: Vec<Vec<u8>> = lines.splice(to..to, vec![line; 30]).collect();
        }),
    }
    out.truncate(LONGEST);
    out
}

fn lines(out: &mut Vec<u8>, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let mut lines: Vec<Vec<u8>> = out
        .split_inclusive(|octet| *octet == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    if !lines.is_empty() {
        change(&mut lines);
    }
    *out = lines.concat();
}
