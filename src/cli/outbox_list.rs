//! The outbox as a list for people: a line for each message, and below it, a little further in, what
//! somebody has to know of it. Of what simply waits or is done there is nothing to add.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Output;
use super::outbox_rows::Row;
use crate::domain::{OutboxState, Phase};
use crate::engine::Possible;
use crate::i18n::Texts;

/// A terminal as it always was.
const WIDTH: usize = 80;
/// What is said of a message stands this far in.
const INDENT: usize = 4;
/// A column makes no more room than this for its longest cell: a name that is longer pushes on the
/// subject of its own line only.
const WIDEST: usize = 26;

/// Lists messages: an object each in JSON.
///
/// # Errors
/// The reader of our output has gone.
pub(super) fn list(
    rows: &[Row],
    now: Timestamp,
    zone: &TimeZone,
    output: &mut Output<'_>,
) -> std::io::Result<()> {
    let heads: Vec<[String; 4]> = rows.iter().map(|row| row.head(output.texts)).collect();
    let widths = [0, 1, 2].map(|column| {
        let cells = heads.iter().filter_map(|head| head.get(column));
        let widest = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
        widest.min(WIDEST)
    });
    for (row, head) in rows.iter().zip(&heads) {
        output.row(row, |texts| {
            let mut text = in_columns(head, &widths);
            for said in below(row, now, zone, texts) {
                for line in filled(&said) {
                    text.push('\n');
                    text.extend(std::iter::repeat_n(' ', INDENT));
                    text.push_str(&line);
                }
            }
            text
        })?;
    }
    Ok(())
}

fn in_columns(head: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (at, cell) in head.iter().enumerate() {
        // A line is a message: nothing within a subject or a name breaks it.
        let cell = words(cell).join(" ");
        let width = widths.get(at).copied().unwrap_or(0);
        let room = width.saturating_sub(cell.chars().count()) + 2;
        line.push_str(&cell);
        line.extend(std::iter::repeat_n(' ', room));
    }
    line.trim_end().to_owned()
}

/// Pieces that are not torn apart where a line ends.
type Pieces = Vec<String>;

/// The words of a text. Signs that French sets apart from their word stay with it.
fn words(text: &str) -> Pieces {
    let is_sign = |piece: &str| piece.chars().all(|c| ":;!?»–".contains(c));
    let mut pieces = Pieces::new();
    for piece in text.split_whitespace() {
        match pieces.last_mut() {
            Some(before) if is_sign(piece) || before.ends_with('«') => {
                before.push(' ');
                before.push_str(piece);
            }
            _ => pieces.push(piece.to_owned()),
        }
    }
    pieces
}

/// What somebody has to know of a message, each part on lines of its own.
fn below(row: &Row, now: Timestamp, zone: &TimeZone, texts: &Texts) -> Vec<Pieces> {
    let why = row.why().unwrap_or_default();
    let mut below = vec![words(&why)];
    let refused = row.more(|reply| {
        let is_said = reply.recipient.as_ref().is_some_and(|to| {
            let said = why.contains(to.as_str()) && why.contains(&reply.to_string());
            said || row.left_out.contains(to)
        });
        row.is_here() && reply.code >= 400 && !is_said
    });
    below.extend(refused.iter().map(|said| words(said)));
    below.extend(row.missed(texts).iter().map(|said| words(said)));
    below.push(words(&progress(row, now, zone, texts).join(" ")));
    if wants_decision(row) {
        below.extend(row.look().map(|look| vec![look]));
        below.push(in_one_line(row.verbs()));
    }
    below
}

/// How often it was tried, how far it came, and what comes next by itself.
fn progress(row: &Row, now: Timestamp, zone: &TimeZone, texts: &Texts) -> Vec<String> {
    let mut said = Vec::new();
    let simply = matches!(row.state, OutboxState::Scheduled | OutboxState::Queued);
    let simply = simply && row.attempts == 0 && row.why().is_none();
    if !simply && row.state != OutboxState::Done {
        said.push(texts.say_with("cli-outbox-tried", &[("count", row.attempts.into())]));
        said.push(format!("{}.", phase(row, texts)));
    }
    if row.state == OutboxState::Unknown {
        said.push(texts.say_with("cli-outbox-looked-for", &[("count", row.looks.into())]));
    }
    let key = match row.state {
        OutboxState::Scheduled => Some("later-leaves"),
        OutboxState::Queued | OutboxState::Sending => Some("cli-outbox-next-try"),
        OutboxState::Unknown => Some("cli-outbox-next-look"),
        OutboxState::Accepted | OutboxState::Filing => Some("cli-outbox-next-copy"),
        // Nothing happens by itself.
        OutboxState::Held | OutboxState::Done => None,
    };
    if let (Some(key), Some(at)) = (key, row.next_attempt_at.filter(|at| *at > now)) {
        let date = texts.coming_date(at, now, zone);
        said.push(texts.say_with(key, &[("date", date.into())]));
    }
    said
}

/// How far it came, in words.
fn phase(row: &Row, texts: &Texts) -> String {
    texts.say(match row.phase {
        // Whatever was tried, nothing of it is with the server.
        Phase::Frozen if row.attempts > 0 => "outbox-phase-back",
        Phase::Frozen => "outbox-phase-frozen",
        Phase::Attempt => "outbox-phase-attempt",
        Phase::Envelope => "outbox-phase-envelope",
        Phase::Body => "outbox-phase-body",
        Phase::Dot => "outbox-phase-dot",
        Phase::Accepted => "outbox-phase-accepted",
        Phase::Copy => "outbox-phase-copy",
        Phase::Done => "outbox-phase-done",
    })
}

/// Is there something that only a person can decide?
fn wants_decision(row: &Row) -> bool {
    let came_back = row.bounce.as_ref().is_some_and(|bounce| bounce.failed);
    let wants = match row.state {
        OutboxState::Held | OutboxState::Unknown => true,
        OutboxState::Filing => came_back || row.error.is_some(),
        _ => came_back || row.possible.first() == Some(&Possible::SendAnyway),
    };
    wants && !row.possible.is_empty()
}

/// The verbs beside each other: the first one whole, to be typed as it stands.
fn in_one_line(verbs: Vec<String>) -> Pieces {
    let last = verbs.len().saturating_sub(1);
    let piece = |(at, verb): (usize, String)| {
        let begin = if at == 0 { "postroom outbox " } else { "" };
        let end = if at < last { " |" } else { "" };
        format!("{begin}{verb}{end}")
    };
    verbs.into_iter().enumerate().map(piece).collect()
}

/// Pieces in lines that fit into the terminal below their message.
fn filled(pieces: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if INDENT + line.chars().count() + 1 + piece.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(piece);
            }
            _ => lines.push(piece.clone()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AccountId, Bounce, CopyState, EmailAddress, Envelope, Mode, NamedAddress, OutboxId,
        Outgoing, SentPolicy, ServerReply,
    };
    use crate::i18n::Language;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn outgoing(id: i64, state: OutboxState, to: &[&str], subject: &str) -> Outgoing {
        let to: Vec<_> = to
            .iter()
            .map(|to| NamedAddress::parse(to).unwrap())
            .collect();
        let support = address("support@acme.example");
        let checked = to.iter().map(|to| to.checked().unwrap()).collect();
        Outgoing {
            outbox_id: OutboxId(id),
            message_id: format!("{id}@acme.example"),
            account: AccountId::of(&address("anna@acme.example")),
            from: NamedAddress::new(Some("Support"), &support),
            sender: None,
            mode: Mode::SendAs,
            envelope: Envelope::new(support, checked),
            to,
            subject: subject.into(),
            state,
            phase: Phase::Frozen,
            copy: CopyState::None,
            sent_policy: SentPolicy::Shared,
            mailbox: None,
            copy_folder: None,
            position: id,
            attempts: 0,
            next_attempt_at: None,
            reply: None,
            replies: vec![],
            left_out: vec![],
            waived: vec![],
            looks: 0,
            bounce: None,
            remarks: vec![],
            error: None,
            answers: None,
            answer_to: None,
            is_forward: false,
            draft: None,
            size: 2000,
            created_at: at("2026-11-26T09:00:00Z"),
            accepted_at: None,
        }
    }

    fn reply(code: u16, enhanced: (u8, u16, u16), text: &str, to: Option<&str>) -> ServerReply {
        ServerReply {
            phase: Phase::Envelope,
            code,
            enhanced: Some(enhanced),
            text: text.into(),
            recipient: to.map(address),
        }
    }

    /// As the engine keeps a reason.
    fn reason(
        kind: &str,
        key: &str,
        args: &[(&str, &str)],
        detail: Option<&str>,
    ) -> Option<String> {
        let message = serde_json::json!({ "key": key, "args": args });
        let reason = serde_json::json!({ "kind": kind, "message": message, "detail": detail });
        Some(reason.to_string())
    }

    /// One of each that a day brings.
    fn a_day() -> Vec<Outgoing> {
        use OutboxState::{Done, Filing, Held, Queued, Scheduled, Sending, Unknown};
        let kim = ["Kim <kim@elsewhere.example>"];
        let all = "all.customers@tyrol.example";
        let zoe = "zoe@elsewhere.example";

        let waits = outgoing(1, Queued, &kim, "Lunch");
        let mut later = outgoing(2, Scheduled, &[all], "Catalogue for spring");
        later.next_attempt_at = Some(at("2026-11-27T08:00:00Z"));
        let mut put_off = outgoing(3, Queued, &["Nadia Benali <nadia@benali.example>"], "Part");
        put_off.attempts = 2;
        put_off.next_attempt_at = Some(at("2026-11-26T10:47:00Z"));
        let words = "greylisted, try again in 5 minutes";
        put_off.reply = Some(reply(450, (4, 7, 1), words, None));
        let said = "450 4.7.1 greylisted, try again in 5 minutes";
        put_off.error = reason("server", "outbox-put-off", &[("words", said)], Some(said));

        let mut sending = outgoing(4, Sending, &kim, "The list");
        (sending.attempts, sending.phase) = (1, Phase::Body);

        let to = ["Charlotte van der Meulen-Hofstadter <c@dahl.example>", zoe];
        let mut held = outgoing(5, Held, &to, "Broken glass on arrival");
        held.attempts = 1;
        let refused = reply(550, (5, 1, 1), "no such user here", Some(zoe));
        let taken = reply(250, (2, 1, 5), "Ok", Some("c@dahl.example"));
        (held.reply, held.replies) = (Some(refused.clone()), vec![taken, refused]);
        let args = [
            ("recipients", zoe),
            ("words", "550 5.1.1 no such user here"),
        ];
        let detail = Some("zoe@elsewhere.example: 550 5.1.1 no such user here");
        held.error = reason("server", "outbox-refused-recipient", &args, detail);

        let mut unknown = outgoing(6, Unknown, &["office@northwind.example"], "Re: Spare parts");
        (unknown.attempts, unknown.phase, unknown.looks) = (1, Phase::Dot, 3);
        unknown.next_attempt_at = Some(at("2026-11-26T10:02:00Z"));

        let mut copy = outgoing(
            7,
            Filing,
            &["Jonas Dahl <jonas@dahl.example>"],
            "Re: Broken glass",
        );
        (copy.attempts, copy.phase, copy.copy) = (1, Phase::Copy, CopyState::Waiting);
        copy.reply = Some(reply(450, (4, 7, 1), "an older one", None));
        let args = [("folder", "Sent"), ("mailbox", "support@acme.example")];
        copy.error = reason(
            "permission",
            "outbox-copy-no-right",
            &args,
            Some("[NOPERM] Not you"),
        );

        let done = outgoing(8, Done, &kim, "Happy new year");
        let mut back = outgoing(9, Done, &["Tomáš Král <tomas@kral.example>"], "Re: Invoice");
        back.bounce = Some(Bounce {
            at: at("2026-11-26T09:30:00Z"),
            failed: true,
            recipients: vec![address("tomas@kral.example")],
            words: "550 5.1.1 User unknown in virtual mailbox table".into(),
            report: None,
        });
        vec![
            waits, later, put_off, sending, held, unknown, copy, done, back,
        ]
    }

    fn said(language: Language, outbox: &[Outgoing]) -> String {
        let texts = Texts::new(language);
        let rows: Vec<Row> = outbox.iter().map(|o| Row::of(o, &texts)).collect();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output {
            json: false,
            texts: &texts,
            out: &mut out,
            err: &mut err,
        };
        let now = at("2026-11-26T10:00:00Z");
        list(&rows, now, &TimeZone::UTC, &mut output).unwrap();
        String::from_utf8(out).unwrap()
    }

    const ENGLISH: &str = "";
    const GERMAN: &str = "";
    const FRENCH: &str = "";

    #[test]
    fn each_says_what_one_has_to_know_of_it_and_no_more() {
        for (language, expected) in [
            (Language::English, ENGLISH),
            (Language::German, GERMAN),
            (Language::French, FRENCH),
        ] {
            let said = said(language, &a_day());
            assert_eq!(said.trim_end(), expected.trim(), "{said}");
            for line in said.lines() {
                assert!(line.chars().count() <= WIDTH, "{line}");
            }
        }
    }

    #[test]
    fn what_simply_waits_or_is_done_is_one_line() {
        let all = a_day();
        let simple: Vec<Outgoing> = all
            .into_iter()
            .filter(|o| o.attempts == 0 && o.bounce.is_none() && o.next_attempt_at.is_none())
            .collect();
        let said = said(Language::English, &simple);
        assert_eq!(said.lines().count(), simple.len(), "{said}");
    }

    #[test]
    fn no_subject_or_name_makes_a_line_of_its_own() {
        let subject = "Lunch\nout-1  Held  Kim\u{1b}[2J";
        let one = outgoing(1, OutboxState::Queued, &["kim@elsewhere.example"], subject);
        let said = said(Language::English, &[one]);
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!said.contains('\u{1b}'), "{said}");
    }

    #[test]
    fn a_long_word_of_a_server_stays_whole() {
        let word = "https://mail.example/".repeat(6);
        let pieces = words(&format!("See {word} for more"));
        assert_eq!(
            filled(&pieces),
            ["See".to_owned(), word, "for more".to_owned()]
        );
    }

    #[test]
    fn each_refused_recipient_has_the_servers_words() {
        let to = [
            "kim@elsewhere.example",
            "zoe@elsewhere.example",
            "lee@elsewhere.example",
        ];
        let mut held = outgoing(1, OutboxState::Held, &to, "Lunch");
        let full = reply(
            552,
            (5, 2, 2),
            "mailbox full",
            Some("lee@elsewhere.example"),
        );
        let nobody = reply(
            550,
            (5, 1, 1),
            "no such user",
            Some("zoe@elsewhere.example"),
        );
        held.replies = vec![nobody.clone(), full];
        held.reply = Some(nobody);
        let said_of = "zoe@elsewhere.example, lee@elsewhere.example";
        let args = [("recipients", said_of), ("words", "550 5.1.1 no such user")];
        held.error = reason("server", "outbox-refused-recipient", &args, None);
        let said = said(Language::English, &[held]);
        assert!(
            said.contains("\n    lee@elsewhere.example: 552 5.2.2 mailbox full\n"),
            "{said}"
        );
        assert_eq!(said.matches("no such user").count(), 1, "{said}");
    }
}
