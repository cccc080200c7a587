//! Messages full of what breaks out of headers and bodies, frozen and handed over.

use std::collections::BTreeSet;

use fastrand::Rng;
use postroom::domain::{
    Attachment, Draft, FolderId, Intent, MailboxId, MessageKey, NamedAddress, OutboxState,
    Outgoing, Reply,
};
use postroom::engine::{Command, Leave, Reply as Answer, why};

use crate::cut::Stand;
use crate::figures::{self, Figures};
use crate::letters::{As, CUSTOMER, address_of};
use crate::sink::{self, ANNA, Taken};

/// So many are put into the outbox before it runs.
const BATCH: usize = 50;

/// A new server and profile for so many, since both keep all they got.
const WORLD: usize = 500;

/// Where whoever breaks out of a field wants to go.
const EVIL: &str = "mallory@evil.test";

/// The fields of a message of ours. Each stands once, if it stands at all.
const KNOWN: [&str; 14] = [
    "date",
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "user-agent",
];

const NEEDED: [&str; 5] = ["date", "from", "message-id", "mime-version", "content-type"];

/// What is put together into texts of all sorts.
const PIECES: [&str; 38] = [
    ".",
    "..",
    "\n.\n",
    "\r\n.\r\n",
    "\n.\r\n",
    "\r.\r",
    "\r\n..\r\nMAIL FROM:<mallory@evil.test>\r\n",
    "\r",
    "\n",
    "\r\n",
    "\n\r",
    "\r\r\n",
    "\r\nBcc: mallory@evil.test\r\n",
    "\nBcc: mallory@evil.test\n",
    "\rFrom: mallory@evil.test\r",
    "\r\n\r\nAnother body",
    "\r\n\tfolded",
    "\0",
    "\u{1}\u{7f}\u{1b}[31m",
    "\u{85}Bcc: mallory@evil.test\u{2028}X: y\u{2029}",
    "é",
    "Grüße",
    "日本語の件名",
    "\u{1F600}\u{200d}\u{1F4E7}",
    "\u{202e}gnp.exe",
    "=?utf-8?q?=0D=0ABcc:_mallory@evil.test?=",
    "=?utf-8?b?DQpCY2M6IG1hbGxvcnlAZXZpbC50ZXN0?=",
    "=20=\n=0A",
    "\"; filename=\"other.exe",
    "\" <mallory@evil.test>, \"",
    "(comment",
    "\\",
    "From here on",
    "--boundary",
    " ",
    "\t \t",
    ",;:<>@",
    "a word and another",
];

fn text(rng: &mut Rng, most: usize) -> String {
    let mut text = String::new();
    for _ in 0..rng.usize(0..=most) {
        match rng.u8(0..20) {
            0 => text.push(rng.char(..)),
            1 => text.push_str(&"x".repeat(rng.usize(0..1200))),
            2 => text.push_str(&"long words ".repeat(rng.usize(0..120))),
            _ => text.push_str(PIECES[rng.usize(..PIECES.len())]),
        }
    }
    text
}

fn body(rng: &mut Rng) -> String {
    let mut body = text(rng, 30);
    // A line of a megabyte, of octets or of letters that need more.
    if rng.u32(0..200) == 0 {
        let letter = [".", "x", "é", "日"][rng.usize(..4)];
        body.push_str(&letter.repeat(1024 * 1024 / letter.len()));
        body.push_str(&text(rng, 5));
    }
    body
}

fn bytes(rng: &mut Rng) -> Vec<u8> {
    let mut bytes = text(rng, 20).into_bytes();
    let noise = std::iter::repeat_with(|| rng.u8(..)).take(100);
    let noise: Vec<u8> = noise.collect();
    bytes.extend(noise);
    bytes
}

fn recipients(rng: &mut Rng, most: usize) -> Vec<NamedAddress> {
    let count = rng.usize(0..=most);
    let one = |rng: &mut Rng| {
        let address = match rng.u8(0..60) {
            0 => format!("kim@customer.test{}", text(rng, 2)),
            1 => text(rng, 3),
            2 => format!("\"{}\"@customer.test", text(rng, 2)),
            3 => "grüße@customer.test".to_owned(),
            4 => "kim@bücher.test".to_owned(),
            5 => "\"kim.. \\\" kim\"@customer.test".to_owned(),
            n => format!("kim{n}@customer.test"),
        };
        let name = rng.bool().then(|| text(rng, 4));
        NamedAddress { name, address }
    };
    std::iter::repeat_with(|| one(rng)).take(count).collect()
}

fn draft(rng: &mut Rng, author: As) -> Draft {
    let mut to = recipients(rng, 3);
    to.push(NamedAddress::new(None, &address_of(CUSTOMER)));
    let attachments = (0..rng.usize(0..10).saturating_sub(7)).map(|_| Attachment {
        name: text(rng, 4),
        media_type: match rng.u8(0..4) {
            0 => text(rng, 3),
            1 => "message/rfc822".to_owned(),
            2 => "text/plain".to_owned(),
            _ => "application/pdf".to_owned(),
        },
        bytes: bytes(rng),
        in_text: false,
    });
    let attachments = attachments.collect();
    // What was passed on wrote its Message-ID itself.
    let reply = (rng.u8(0..20) == 0).then(|| Reply {
        intent: Intent::Forward,
        to: nowhere(),
        mailbox: MailboxId::of(&address_of(ANNA)),
        message_id: Some(text(rng, 3)),
        references: (0..rng.usize(0..3)).map(|_| text(rng, 2)).collect(),
        was_answered: false,
        known_answers: Vec::new(),
    });
    Draft {
        from: Some(author.key()),
        to,
        cc: recipients(rng, 2),
        bcc: recipients(rng, 1),
        subject: text(rng, 6),
        body: body(rng),
        attachments,
        reply,
        receipt: false,
        format: Default::default(),
    }
}

fn nowhere() -> MessageKey {
    let mailbox = MailboxId::of(&address_of(ANNA));
    MessageKey {
        folder: FolderId::of(&mailbox, "INBOX"),
        uid_validity: 1,
        uid: 4_000_000,
    }
}

/// What was frozen, with who was chosen.
struct Frozen {
    author: As,
    row: Outgoing,
    bytes: Vec<u8>,
}

/// What is wrong with a message as it was received.
fn faults(frozen: &Frozen, taken: &Taken) -> Vec<String> {
    let (got, row) = (&taken.submission, &frozen.row);
    let mut faults = Vec::new();
    let mut wrong = |is: bool, what: String| {
        if is {
            faults.push(what);
        }
    };
    wrong(got.bytes != frozen.bytes, "other octets".into());
    wrong(
        got.mail_from != row.envelope.from.as_str(),
        format!("envelope from {}", got.mail_from),
    );
    let to: Vec<_> = row.envelope.to.iter().map(|a| a.as_str()).collect();
    // A domain may have become punycode on the way, nothing else.
    let same = |(got, to): (&String, &&str)| got == to || !to.is_ascii();
    let all_same = got.rcpt_to.iter().zip(&to).all(same);
    wrong(
        got.rcpt_to.len() != to.len() || !all_same,
        format!("envelope to {:?}", got.rcpt_to),
    );
    wrong(
        got.rcpt_to.iter().any(|a| a == EVIL),
        "somebody else gets it".into(),
    );
    let fields = sink::fields(&got.bytes);
    let mut names = BTreeSet::new();
    for (name, _) in &fields {
        wrong(!KNOWN.contains(&name.as_str()), format!("field {name:?}"));
        wrong(!names.insert(name.as_str()), format!("{name} twice"));
    }
    for name in NEEDED {
        wrong(!names.contains(name), format!("no {name}"));
    }
    let header_ends = got.bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let head = &got.bytes[..header_ends.unwrap_or(0)];
    let odd = |b: &u8| !matches!(b, b'\t' | b'\r' | b'\n' | 0x20..=0x7e | 0x80..);
    wrong(
        head.iter().any(odd),
        "control characters in the header".into(),
    );
    let lines = got.bytes.split(|b| *b == b'\n');
    let longest = lines.map(|line| line.len() + 1).max().unwrap_or(0);
    wrong(longest > 1000, format!("a line of {longest} octets"));
    let key = frozen.author.key();
    let parsed = mail_parser::MessageParser::default().parse_headers(&got.bytes);
    let parsed = parsed.expect("it has a header");
    let addresses = |of: Option<&mail_parser::Address<'_>>| -> Vec<String> {
        let all = of.into_iter().flat_map(mail_parser::Address::iter);
        all.filter_map(|a| a.address.as_deref().map(str::to_owned))
            .collect()
    };
    let from = addresses(parsed.from());
    wrong(from != [key.address.as_str()], format!("From {from:?}"));
    let sender = addresses(parsed.sender());
    let wanted: &[&str] = match frozen.author {
        As::OnBehalfOfSales => &[ANNA],
        As::Anna | As::Support => &[],
    };
    wrong(sender != wanted, format!("Sender {sender:?}"));
    faults
}

/// Freezes as many as a world takes, hands them over, and compares.
async fn world(rng: &mut Rng, count: usize, figures: &mut Figures, refused: &mut usize) {
    let mut stand = Stand::new().await;
    let engine = stand.anna.engine();
    let mut left = count;
    let mut all = Vec::new();
    while left > 0 {
        let batch = left.min(BATCH);
        left -= batch;
        for _ in 0..batch {
            let author = As::ALL[rng.usize(..As::ALL.len())];
            let (id, leave) = (None, Leave::WhenAsked);
            let draft = draft(rng, author);
            match engine.request(Command::Send { draft, id, leave }).await {
                Ok(Answer::Outgoing(row)) => {
                    let bytes = engine.reader().outgoing_bytes(row.outbox_id).unwrap();
                    all.push(Frozen { author, row, bytes });
                }
                Ok(other) => panic!("{other:?}"),
                // What is no address is said at once, and nothing goes out.
                Err(problem) if problem.message.key == "outbox-no-address" => *refused += 1,
                Err(problem) => figures.wrong.push(format!("{problem:?}")),
            }
        }
        engine.request(Command::RunOutbox).await.unwrap();
    }
    let taken = stand.sink.taken_since(0);
    if taken.len() > all.len() {
        figures.duplicates.push(format!("{} taken", taken.len()));
    }
    for frozen in &all {
        let id = &frozen.row.message_id;
        let settled = stand.anna.settled(frozen.row.outbox_id).await;
        let state = settled.as_ref().map(|row| row.state);
        let place = format!("{id}, {:?}", frozen.row.subject);
        let found: Vec<_> = taken.iter().filter(|t| t.message_id == *id).collect();
        match (found.as_slice(), state) {
            ([one], Some(OutboxState::Done)) => {
                figures.points += 1;
                for fault in faults(frozen, one) {
                    figures.wrong.push(format!("{fault}: {place}"));
                }
            }
            ([], Some(OutboxState::Done)) => figures.falsely_sent.push(place),
            // A domain of letters that IDNA does not know: a person is told, and nobody gets it.
            ([], Some(OutboxState::Held))
                if settled
                    .as_ref()
                    .and_then(why)
                    .is_some_and(|p| p.message.key == "outbox-no-such-domain") =>
            {
                *refused += 1;
            }
            // Nothing of ours is unfit for a server that takes all there is.
            (found, state) => {
                let count = found.len();
                let why = settled.and_then(|row| row.error);
                figures
                    .stuck
                    .push(format!("{place}: {state:?}, {count} times, {why:?}"));
            }
        }
    }
    stand.anna.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_frozen_is_what_arrives() {
    // About a sixth is refused at the door: ten thousand arrive in full.
    let count = if figures::full() { 12_500 } else { 600 };
    let mut rng = Rng::with_seed(20_261_126);
    let (mut figures, mut refused) = (Figures::of("bodies"), 0);
    let mut left = count;
    while left > 0 {
        let part = left.min(WORLD);
        left -= part;
        world(&mut rng, part, &mut figures, &mut refused).await;
    }
    assert!(refused < count / 2, "most of it was refused: {refused}");
    figures.notes.push(format!(
        "{refused} more were refused for an address that is none"
    ));
    figures.close();
}
