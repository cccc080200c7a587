//! The outbox as a list for people: a line for each message, and below it, a little further in, what
//! somebody has to know of it. Of what simply waits or is done there is nothing to add.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Output;
use super::outbox_rows::Row;
use crate::domain::OutboxState;
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
        let width = widths.get(at).copied().unwrap_or(0);
        let room = width.saturating_sub(cell.chars().count()) + 2;
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', room));
    }
    line.trim_end().to_owned()
}

/// Pieces that are not torn apart where a line ends.
type Pieces = Vec<String>;

/// The words of a text. Signs that French sets apart from their word stay with it.
fn words(text: &str) -> Pieces {
    let is_sign = |piece: &str| piece.chars().all(|c| ":;!?».–".contains(c));
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
    below.extend(row.of_unknown().map(words));
    below.extend(row.of_what_was_sent(texts).iter().map(|said| words(said)));
    let refused = row.more(|reply| {
        let to = reply.recipient.as_ref();
        let is_named = to.is_none_or(|to| why.contains(to.as_str()));
        let is_left_out = to.is_some_and(|to| row.left_out.contains(to));
        let is_said = is_named && why.contains(&reply.to_string()) || is_left_out;
        row.is_here() && reply.code >= 400 && !is_said
    });
    below.extend(refused.iter().map(|said| words(said)));
    below.extend(row.missed_shortly(texts).iter().map(|said| words(said)));
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
        // The last attempt of what was not sent again says nothing of how far the first came.
        if !row.was_not_sent_again {
            said.push(format!("{}.", row.phase(texts)));
        }
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
        AccountId, Bounce, CopyState, EmailAddress, Envelope, Lacking, Mode, NamedAddress,
        OutboxId, Outgoing, Phase, SentPolicy, ServerReply,
    };
    use crate::i18n::Language;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn lacking(recipient: &str, failed: bool, words: &str) -> Lacking {
        Lacking {
            recipient: Some(address(recipient)),
            tried: None,
            failed,
            status: None,
            words: words.into(),
        }
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
        let words = "550 5.1.1 User unknown in virtual mailbox table";
        let gone = lacking("tomas@kral.example", true, words);
        back.bounce = Some(Bounce::new(at("2026-11-26T09:30:00Z"), vec![gone], None));
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

    const ENGLISH: &str = "
out-1  Waiting             Kim                         Lunch
out-2  Scheduled           all.customers@tyrol.example  Catalogue for spring
    It will be sent tomorrow at 08:00.
out-3  Waiting             Nadia Benali                Part
    The server postponed the message. The server said: “450 4.7.1 greylisted,
    try again in 5 minutes”.
    2 attempts. Back here, nothing is with the server. Next attempt: today at
    10:47 at the earliest.
out-4  Sending             Kim                         The list
    1 attempt. Text being handed over.
out-5  Held                Charlotte van der Meulen-Hofstadter +1  Broken glass on arrival
    The server does not know zoe@elsewhere.example, so nobody got the message.
    The server said: “550 5.1.1 no such user here”.
    1 attempt. Back here, nothing is with the server.
    postroom outbox others out-5 | retry out-5 | edit out-5 | discard out-5
out-6  Unknown             office@northwind.example    Re: Spare parts
    We do not know whether this message reached the server: the connection ended
    after the message was handed over and before the server answered.
    1 attempt. All handed over, no answer. Looked for 3 times. Next look in the
    Sent folders: today at 10:02 at the earliest.
    postroom outbox resolve out-6 sent | resolve out-6 again | edit out-6
out-7  Sent, copy waiting  Jonas Dahl                  Re: Broken glass
    The message was sent. Its copy waits, because you may not put messages into
    Sent of support@acme.example.
    [NOPERM] Not you
    1 attempt. Taken; the copy is being filed.
    postroom outbox copy out-7 MAILBOX FOLDER | retry out-7 | copy out-7 --none
out-8  Sent                Kim                         Happy new year
out-9  Sent                Tomáš Král                  Re: Invoice
    It came back from tomas@kral.example: 550 5.1.1 User unknown in virtual
    mailbox table
    postroom outbox edit out-9
";
    const GERMAN: &str = "
out-1  Wartet                  Kim                         Lunch
out-2  Geplant                 all.customers@tyrol.example  Catalogue for spring
    Sie wird morgen um 08:00 gesendet.
out-3  Wartet                  Nadia Benali                Part
    Der Server hat die Nachricht zurückgestellt. Der Server sagte: „450 4.7.1
    greylisted, try again in 5 minutes“.
    2 Versuche. Wieder hier, beim Server liegt nichts. Nächster Versuch:
    frühestens heute um 10:47.
out-4  Wird gesendet           Kim                         The list
    1 Versuch. Text wird übergeben.
out-5  Angehalten              Charlotte van der Meulen-Hofstadter +1  Broken glass on arrival
    Der Server kennt zoe@elsewhere.example nicht, daher hat niemand die
    Nachricht bekommen. Der Server sagte: „550 5.1.1 no such user here“.
    1 Versuch. Wieder hier, beim Server liegt nichts.
    postroom outbox others out-5 | retry out-5 | edit out-5 | discard out-5
out-6  Ungewiss                office@northwind.example    Re: Spare parts
    Wir wissen nicht, ob diese Nachricht beim Server ankam: Die Verbindung brach
    ab, nachdem die Nachricht übergeben war und bevor der Server antwortete.
    1 Versuch. Alles übergeben, keine Antwort. 3-mal gesucht. Nächste Suche in
    den Ordnern „Gesendet“: frühestens heute um 10:02.
    postroom outbox resolve out-6 sent | resolve out-6 again | edit out-6
out-7  Gesendet, Kopie wartet  Jonas Dahl                  Re: Broken glass
    Die Nachricht ist gesendet. Ihre Kopie wartet, weil Sie in Sent von
    support@acme.example nichts ablegen dürfen.
    [NOPERM] Not you
    1 Versuch. Angenommen; die Kopie wird abgelegt.
    postroom outbox copy out-7 MAILBOX FOLDER | retry out-7 | copy out-7 --none
out-8  Gesendet                Kim                         Happy new year
out-9  Gesendet                Tomáš Král                  Re: Invoice
    Sie kam zurück von tomas@kral.example: 550 5.1.1 User unknown in virtual
    mailbox table
    postroom outbox edit out-9
";
    const FRENCH: &str = "
out-1  En attente                Kim                         Lunch
out-2  Planifié                  all.customers@tyrol.example  Catalogue for spring
    Il sera envoyé demain à 08:00.
out-3  En attente                Nadia Benali                Part
    Le serveur a reporté le message. Le serveur a dit : « 450 4.7.1 greylisted,
    try again in 5 minutes ».
    2 essais. De retour ici, rien n’est chez le serveur. Prochain essai :
    aujourd’hui à 10:47 au plus tôt.
out-4  Envoi en cours            Kim                         The list
    1 essai. Texte en cours de remise.
out-5  Retenu                    Charlotte van der Meulen-Hofstadter +1  Broken glass on arrival
    Le serveur ne connaît pas zoe@elsewhere.example, donc personne n’a reçu le
    message. Le serveur a dit : « 550 5.1.1 no such user here ».
    1 essai. De retour ici, rien n’est chez le serveur.
    postroom outbox others out-5 | retry out-5 | edit out-5 | discard out-5
out-6  Incertain                 office@northwind.example    Re: Spare parts
    Nous ne savons pas si ce message est arrivé au serveur : la connexion s’est
    coupée après la remise du message et avant la réponse du serveur.
    1 essai. Tout est remis, sans réponse. Cherché 3 fois. Prochaine recherche
    dans les dossiers « Envoyés » : aujourd’hui à 10:02 au plus tôt.
    postroom outbox resolve out-6 sent | resolve out-6 again | edit out-6
out-7  Envoyé, copie en attente  Jonas Dahl                  Re: Broken glass
    Le message est envoyé. Sa copie attend, car vous ne pouvez rien déposer dans
    Sent de support@acme.example.
    [NOPERM] Not you
    1 essai. Accepté ; la copie est en cours de classement.
    postroom outbox copy out-7 MAILBOX FOLDER | retry out-7 | copy out-7 --none
out-8  Envoyé                    Kim                         Happy new year
out-9  Envoyé                    Tomáš Král                  Re: Invoice
    Il est revenu de tomas@kral.example : 550 5.1.1 User unknown in virtual
    mailbox table
    postroom outbox edit out-9
";

    #[test]
    fn each_says_what_one_has_to_know_of_it_and_no_more() {
        for (language, expected) in [
            (Language::English, ENGLISH),
            (Language::German, GERMAN),
            (Language::French, FRENCH),
        ] {
            let said = said(language, &a_day());
            assert_eq!(said.trim_end(), expected.trim(), "{said}");
            let below = said.lines().filter(|line| line.starts_with("    "));
            for line in below {
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
        // As `send` says it.
        let texts = Texts::new(Language::English);
        let alone = super::super::outbox_rows::line(&Row::of(&one, &texts), &texts);
        assert_eq!(
            alone,
            "out-1  Waiting  kim@elsewhere.example  Lunch out-1 Held Kim\u{1b}[2J"
        );
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
    fn who_lacks_it_has_the_words_of_their_own_server() {
        let to = ["kim@b.example", "lee@b.example", "mo@b.example"];
        let mut back = outgoing(1, OutboxState::Done, &to, "Lunch");
        let each = vec![
            lacking("kim@b.example", true, "550 5.1.1 no such user"),
            lacking("lee@b.example", true, "552 5.2.2 mailbox full"),
            lacking("mo@b.example", false, ""),
        ];
        back.bounce = Some(Bounce::new(at("2026-11-26T09:30:00Z"), each, None));
        let all = [
            "It came back from kim@b.example: 550 5.1.1 no such user",
            "It came back from lee@b.example: 552 5.2.2 mailbox full",
            "It is delayed on its way to mo@b.example",
        ];
        let texts = Texts::new(Language::English);
        assert_eq!(Row::of(&back, &texts).missed(&texts), all);
        let listed = said(Language::English, &[back.clone()]);
        let below = format!("\n    {}\n", all.join("\n    "));
        assert!(listed.contains(&below), "{listed}");
        // Of many it says a few; `show` says all of them.
        let each = (1..=9).map(|n| lacking(&format!("r{n}@b.example"), true, &format!("550 r{n}")));
        let each = each.chain((1..=9).map(|n| lacking(&format!("s{n}@b.example"), true, "550")));
        let at = at("2026-11-26T09:30:00Z");
        back.bounce = Some(Bounce::new(at, each.collect(), None));
        assert_eq!(Row::of(&back, &texts).missed(&texts).len(), 10);
        let listed = said(Language::English, &[back]);
        assert!(
            listed.contains("from r3@b.example: 550 r3\n    15 more recipients lack it\n"),
            "{listed}"
        );
    }

    #[test]
    fn of_many_receipts_the_list_says_how_many() {
        let to: Vec<String> = (1..=5).map(|n| format!("r{n}@b.example")).collect();
        let all: Vec<&str> = to.iter().map(String::as_str).collect();
        let mut done = outgoing(1, OutboxState::Done, &all, "Lunch");
        let receipt = |to: &str| {
            let args = [("recipient", to)];
            reason("server", "outbox-receipt-delivered", &args, None).unwrap()
        };
        done.remarks = all.iter().take(4).map(|to| receipt(to)).collect();
        let other = [("account", "anna@acme.example")];
        done.remarks
            .extend(reason("server", "outbox-no-receipts", &other, None));
        let listed = said(Language::English, &[done.clone()]);
        assert!(
            listed.contains("Receipts for 4 of 5 recipients."),
            "{listed}"
        );
        assert!(listed.contains("gives no receipts"), "{listed}");
        assert!(!listed.contains("Delivered to"), "{listed}");
        done.remarks = vec![receipt("r1@b.example")];
        let listed = said(Language::English, &[done]);
        assert!(listed.contains("Delivered to r1@b.example."), "{listed}");
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
