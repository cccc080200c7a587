//! Messages as a team gets them: seeded, so that each run has the same.

use std::fmt::Write as _;

use jiff::Timestamp;

const WORDS: [&str; 16] = [
    "printer", "invoice", "delivery", "Angebot", "réunion", "password", "contract", "holiday",
    "server", "question", "urgent", "Rechnung", "update", "customer", "meeting", "schedule",
];

/// When it was written: one came each five minutes.
pub fn date(n: u32) -> Timestamp {
    Timestamp::from_second(1_735_689_600 + i64::from(n) * 300).unwrap()
}

/// A message of a thread of about four to this address, with a size that is seldom large, and a file in
/// each seventh. What else is to stand in its text may be given.
pub fn message(n: u32, to: &str, more: &str) -> String {
    let mut random = fastrand::Rng::with_seed(u64::from(n));
    let mut word = || WORDS[random.usize(..WORDS.len())];
    let root = n - n % 4;
    let subject = format!("{} {} {root}", word(), word());
    let mut text = format!(
        "From: \"{} {}\" <kunde{}@customer.test>\r\nTo: Support <{to}>\r\n\
         Subject: {}{subject}\r\nMessage-ID: <m{n}@customer.test>\r\n\
         Date: {}\r\nMIME-Version: 1.0\r\n",
        word(),
        word(),
        n % 500,
        if n == root { "" } else { "Re: " },
        date(n).strftime("%a, %d %b %Y %H:%M:%S +0000"),
    );
    if n != root {
        let _ = write!(
            text,
            "In-Reply-To: <m{}@customer.test>\r\nReferences: <m{root}@customer.test>\r\n",
            n - 1
        );
    }
    // Many are short and few are long, about 7 KB in the middle.
    let lines = 10 + (random.f64().powi(3) * 400.0) as usize;
    let mut body = String::new();
    for _ in 0..lines {
        for _ in 0..9 {
            body.push_str(WORDS[random.usize(..WORDS.len())]);
            body.push(' ');
        }
        body.push_str("\r\n");
    }
    body.push_str(more);
    if n.is_multiple_of(7) {
        let file = "QUJD".repeat(19);
        let _ = write!(
            text,
            "Content-Type: multipart/mixed; boundary=\"=_b\"\r\n\r\n--=_b\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
             {body}\r\n--=_b\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\n\
             Content-Disposition: attachment; filename=\"a.pdf\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n"
        );
        for _ in 0..random.usize(50..400) {
            text.push_str(&file);
            text.push_str("\r\n");
        }
        text.push_str("--=_b--\r\n");
    } else {
        let _ = write!(
            text,
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}"
        );
    }
    text
}
