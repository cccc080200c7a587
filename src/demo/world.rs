//! The mail that the demo begins with, the customers who write and answer, and what colleagues
//! answer them: read from `assets/demo/`, with dates counted back from the start.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use mail_parser::MessageParser;
use serde::Deserialize;

use super::DemoError;
use super::mailstore::FolderKey;
use super::mime::{AttachedFile, Outline, date_header};
use super::state::State;

/// What there is: name for errors, and content.
const MAIL: [(&str, &str); 6] = [
    (
        "support.toml",
        include_str!("../../assets/demo/support.toml"),
    ),
    ("sales.toml", include_str!("../../assets/demo/sales.toml")),
    ("people.toml", include_str!("../../assets/demo/people.toml")),
    (
        "members.toml",
        include_str!("../../assets/demo/members.toml"),
    ),
    (
        "arrivals.toml",
        include_str!("../../assets/demo/arrivals.toml"),
    ),
    (
        "customers.toml",
        include_str!("../../assets/demo/customers.toml"),
    ),
];

const BOUNCE: &str = include_str!("../../assets/demo/bounce.eml");

/// Files that messages carry.
const FILES: [(&str, &str, &[u8]); 6] = [
    (
        "invoice-20431.pdf",
        "application/pdf",
        include_bytes!("../../assets/demo/files/invoice-20431.pdf"),
    ),
    (
        "hinge.png",
        "image/png",
        include_bytes!("../../assets/demo/files/hinge.png"),
    ),
    (
        "autumn.png",
        "image/png",
        include_bytes!("../../assets/demo/files/autumn.png"),
    ),
    (
        "Bestellliste März.csv",
        "text/csv; charset=utf-8",
        include_bytes!("../../assets/demo/files/bestellliste.csv"),
    ),
    (
        "interview.ics",
        "text/calendar; charset=utf-8; method=REQUEST",
        include_bytes!("../../assets/demo/files/interview.ics"),
    ),
    (
        "Lebenslauf Öztürk.pdf",
        "application/pdf",
        include_bytes!("../../assets/demo/files/lebenslauf.pdf"),
    ),
];

/// Most customers' answers that wait at a time.
const MAX_PENDING: usize = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldFile {
    #[serde(default)]
    mail: Vec<WorldMail>,
    #[serde(default)]
    arrival: Vec<WorldMail>,
    #[serde(default)]
    customer: Vec<Customer>,
    #[serde(default)]
    answer: Vec<ColleagueAnswer>,
}

/// One message as the files describe it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WorldMail {
    mailbox: String,
    /// `INBOX` when empty.
    folder: String,
    from: String,
    sender: Option<String>,
    /// The mailbox when empty.
    to: Vec<String>,
    cc: Vec<String>,
    subject: String,
    /// Time before the start, as `2h 5m`.
    ago: String,
    /// Local part of the Message-ID.
    id: String,
    /// The id of the message that is answered.
    reply_to: Option<String>,
    /// The id of the message of ours that comes back; only `mailbox`, `ago` and `id` count then.
    bounce_of: Option<String>,
    /// Language tag.
    lang: Option<String>,
    latin1: bool,
    /// Members who have seen it; `*` is everybody. Without it: nobody in the Inbox, everybody
    /// elsewhere.
    seen_by: Option<Vec<String>>,
    flags: Vec<String>,
    header: Vec<String>,
    text: String,
    html: Option<String>,
    attach: Vec<String>,
    /// Files shown within the HTML: Content-ID is `name@demo`.
    inline: Vec<String>,
}

/// Somebody outside who reacts to mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Customer {
    address: String,
    name: String,
    /// What they answer.
    reply: Option<String>,
    /// The words with which their server returns all mail.
    bounce: Option<String>,
}

/// What a colleague answers to mail in a language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColleagueAnswer {
    lang: String,
    text: String,
}

#[derive(Debug, Clone)]
struct Pending {
    customer: usize,
    to: String,
    subject: String,
    in_reply_to: Option<String>,
    references: Vec<String>,
}

/// The world around the team.
#[derive(Debug, Default)]
pub(super) struct World {
    files: WorldFile,
    arrived: usize,
    answered: usize,
    pending: VecDeque<Pending>,
}

impl World {
    pub(super) fn load() -> Result<Self, DemoError> {
        let mut world = Self::default();
        for (name, text) in MAIL {
            let file: WorldFile = toml_edit::de::from_str(text)
                .map_err(|e| DemoError::World(format!("{name}: {e}")))?;
            world.files.mail.extend(file.mail);
            world.files.arrival.extend(file.arrival);
            world.files.customer.extend(file.customer);
            world.files.answer.extend(file.answer);
        }
        for mail in world.files.mail.iter().chain(&world.files.arrival) {
            let bad = |what: String| DemoError::World(format!("{}: {what}", mail.id));
            before(&mail.ago).map_err(bad)?;
            let unknown = |name: &&String| !FILES.iter().any(|(n, _, _)| n == *name);
            let missing = mail.attach.iter().chain(&mail.inline).find(unknown);
            if let Some(name) = missing {
                return Err(bad(format!("no file {name}")));
            }
            for id in [&mail.reply_to, &mail.bounce_of].into_iter().flatten() {
                if !world.files.mail.iter().any(|m| m.id == *id) {
                    return Err(bad(format!("no message {id}")));
                }
            }
        }
        Ok(world)
    }

    fn mail(&self, id: &str) -> Option<&WorldMail> {
        self.files.mail.iter().find(|m| m.id == id)
    }

    /// The Message-IDs of the conversation before a message, oldest first.
    fn references(&self, mail: &WorldMail) -> Vec<String> {
        let mut ids = Vec::new();
        let mut next = mail.reply_to.as_deref();
        while let Some(original) = next.and_then(|id| self.mail(id)) {
            ids.push(message_id(original, &original.id));
            next = original.reply_to.as_deref().filter(|_| ids.len() < 20);
        }
        ids.reverse();
        ids
    }

    fn outline(&self, mail: &WorldMail, id: &str, domain: &str) -> Outline {
        let references = self.references(mail);
        let order = format!("{}", 20_400 + id.len() * 7 % 100 + self.arrived);
        let fill = |text: &str| text.trim_start().replace("%ORDER%", &order);
        let file = |name: &String, inline: bool| {
            let (_, content_type, bytes) = FILES.iter().find(|(n, _, _)| n == name)?;
            Some(AttachedFile {
                name: name.clone(),
                content_type: (*content_type).to_owned(),
                bytes: bytes.to_vec(),
                content_id: inline.then(|| format!("{name}@demo")),
            })
        };
        let inline = mail.inline.iter().filter_map(|n| file(n, true));
        let attached = mail.attach.iter().filter_map(|n| file(n, false));
        let mut more_headers = mail.header.clone();
        if let Some(lang) = &mail.lang {
            more_headers.push(format!("Content-Language: {lang}"));
        }
        Outline {
            from: mail.from.clone(),
            sender: mail.sender.clone(),
            to: match mail.to.is_empty() {
                true => vec![format!("{}@{domain}", mail.mailbox)],
                false => mail.to.clone(),
            },
            cc: mail.cc.clone(),
            subject: fill(&mail.subject),
            message_id: message_id(mail, id),
            in_reply_to: references.last().cloned(),
            references,
            text: fill(&mail.text),
            html: mail.html.as_deref().map(fill),
            latin1: mail.latin1,
            more_headers,
            files: inline.chain(attached).collect(),
        }
    }

    /// The next new mail: whose mailbox, and the message. The list starts again at its end.
    pub(super) fn next_arrival(
        &mut self,
        domain: &str,
        now: Timestamp,
    ) -> Option<(String, Vec<u8>)> {
        let count = self.files.arrival.len();
        let mail = self.files.arrival.get(self.arrived.checked_rem(count)?)?;
        let id = format!("{}.{}", mail.id, now.as_millisecond());
        let outline = self.outline(mail, &id, domain);
        let mailbox = mail.mailbox.clone();
        self.arrived += 1;
        Some((mailbox, outline.to_bytes(now)))
    }

    /// What a colleague answers to mail in this language; English where there is nothing else.
    pub(super) fn colleague_answer(&mut self, lang: &str) -> Option<String> {
        let of = |lang: &str| -> Vec<&str> {
            let fitting = self.files.answer.iter().filter(|a| a.lang == lang);
            fitting.map(|a| a.text.trim()).collect()
        };
        let answers = match of(lang) {
            none if none.is_empty() => of("en"),
            some => some,
        };
        let text = answers.get(self.answered.checked_rem(answers.len())?)?;
        let text = (*text).to_owned();
        self.answered += 1;
        Some(text)
    }

    fn customer(&self, address: &str) -> Option<usize> {
        let customers = &self.files.customer;
        customers
            .iter()
            .position(|c| c.address.eq_ignore_ascii_case(address))
    }

    /// The report (RFC 3464) that comes back from a customer's server, if it takes no mail.
    pub(super) fn bounce(
        &self,
        recipient: &str,
        mail_from: &str,
        original: &[u8],
        now: Timestamp,
    ) -> Option<Vec<u8>> {
        let customer = self.files.customer.get(self.customer(recipient)?)?;
        let words = customer.bounce.as_deref()?;
        // A bounce is never answered by a bounce (RFC 5321 4.5.5).
        (!mail_from.is_empty()).then(|| report(recipient, mail_from, words, original, now))
    }

    /// Notes that a customer who answers got a message.
    pub(super) fn expect_answer(&mut self, recipient: &str, message: &[u8]) {
        let Some(customer) = self.customer(recipient) else {
            return;
        };
        let answers = self
            .files
            .customer
            .get(customer)
            .is_some_and(|c| c.reply.is_some());
        let Some(header) = MessageParser::default().parse_headers(message) else {
            return;
        };
        let to = header.reply_to().or(header.from());
        let to = to.and_then(|a| a.first()).and_then(|a| a.address());
        let Some(to) = to.filter(|_| answers && self.pending.len() < MAX_PENDING) else {
            return;
        };
        let id = header.message_id().map(str::to_owned);
        self.pending.push_back(Pending {
            customer,
            to: to.to_owned(),
            subject: header.subject().unwrap_or_default().to_owned(),
            references: id.clone().into_iter().collect(),
            in_reply_to: id,
        });
    }

    /// The answer of the customer who waits longest: to whom, and the message.
    pub(super) fn next_customer_answer(&mut self, now: Timestamp) -> Option<(String, Vec<u8>)> {
        let pending = self.pending.pop_front()?;
        let customer = self.files.customer.get(pending.customer)?;
        let outline = Outline {
            from: format!("{} <{}>", customer.name, customer.address),
            to: vec![pending.to.clone()],
            subject: answered_subject(&pending.subject),
            message_id: format!(
                "reply.{}@{}",
                now.as_nanosecond(),
                domain_of(&customer.address)
            ),
            in_reply_to: pending.in_reply_to,
            references: pending.references,
            text: customer.reply.clone()?.trim_start().to_owned(),
            ..Outline::default()
        };
        Some((pending.to, outline.to_bytes(now)))
    }
}

/// `Re:` before a subject, once.
pub(super) fn answered_subject(subject: &str) -> String {
    let begins = subject.get(..3).unwrap_or_default();
    if begins.eq_ignore_ascii_case("re:") {
        subject.to_owned()
    } else {
        format!("Re: {subject}")
    }
}

fn domain_of(address: &str) -> &str {
    let domain = address.rsplit_once('@').map_or("demo.example", |(_, d)| d);
    domain.trim_end_matches('>')
}

fn message_id(mail: &WorldMail, id: &str) -> String {
    format!("{id}@{}", domain_of(&mail.from))
}

fn before(ago: &str) -> Result<SignedDuration, String> {
    if ago.is_empty() {
        return Ok(SignedDuration::ZERO);
    }
    let span: Span = ago.parse().map_err(|e: jiff::Error| e.to_string())?;
    span.to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|e| e.to_string())
}

fn report(
    recipient: &str,
    mail_from: &str,
    words: &str,
    original: &[u8],
    now: Timestamp,
) -> Vec<u8> {
    let original = String::from_utf8_lossy(original).replace("\r\n", "\n");
    let header = original.split("\n\n").next().unwrap_or_default();
    let status = words
        .split(' ')
        .find(|w| w.split('.').count() == 3)
        .unwrap_or("5.0.0");
    let host = domain_of(recipient);
    BOUNCE
        .replace("\r\n", "\n")
        .replace("%RECIPIENT%", recipient)
        .replace("%SENDER%", mail_from)
        .replace("%HOST%", host)
        .replace("%WORDS%", words)
        .replace("%STATUS%", status)
        .replace("%DATE%", &date_header(now))
        .replace("%ID%", &format!("bounce.{}", now.as_nanosecond()))
        // Last: the returned header is not ours to fill in.
        .replace("%HEADER%", header)
        .replace('\n', "\r\n")
        .into_bytes()
}

/// Puts the mail of the world into the mailboxes, oldest first.
pub(super) fn fill(state: &mut State) {
    let now = Timestamp::now();
    let domain = state.team.domain.clone();
    let everybody: Vec<String> = state.team.members.iter().map(|m| m.name.clone()).collect();
    let mut dated: Vec<(Timestamp, WorldMail)> = Vec::new();
    for mail in state.world.files.mail.clone() {
        let date = before(&mail.ago).ok().and_then(|d| now.checked_sub(d).ok());
        dated.push((date.unwrap_or(now), mail));
    }
    dated.sort_by_key(|(date, _)| *date);
    for (date, mail) in dated {
        let returned = mail
            .bounce_of
            .as_deref()
            .and_then(|id| state.world.mail(id));
        let bytes = match returned {
            Some(original) => {
                let outline = state.world.outline(original, &original.id, &domain);
                let to = original.to.first().map_or("", String::as_str);
                let to = to
                    .rsplit_once('<')
                    .map_or(to, |(_, a)| a.trim_end_matches('>'));
                let words = state.world.customer(to);
                let words = words.and_then(|at| state.world.files.customer.get(at));
                let words = words
                    .and_then(|c| c.bounce.as_deref())
                    .unwrap_or("550 5.1.1 unknown");
                let sender = format!("{}@{domain}", mail.mailbox);
                report(to, &sender, words, &outline.to_bytes(date), date)
            }
            None => state.world.outline(&mail, &mail.id, &domain).to_bytes(date),
        };
        let folder = if mail.folder.is_empty() {
            "INBOX"
        } else {
            &mail.folder
        };
        let Some(owner) = state.team.address_of(&mail.mailbox) else {
            continue;
        };
        let key = FolderKey::new(&owner, folder);
        let added = state
            .store
            .append(&key, Arc::from(bytes), date, &mail.flags, "");
        let mut readers: Vec<String> = match &mail.seen_by {
            Some(names) if names.iter().any(|n| n == "*") => everybody.clone(),
            Some(names) => names.clone(),
            None if folder == "INBOX" => Vec::new(),
            None => everybody.clone(),
        };
        if !readers.is_empty() {
            readers.push(owner);
        }
        let readers: Vec<String> = readers
            .iter()
            .filter_map(|name| state.team.address_of(name))
            .map(|address| state.reader(&address).to_owned())
            .collect();
        if let (Ok(uid), Some(folder)) = (added, state.store.folder_mut(&key)) {
            for reader in &readers {
                folder.set_flag(uid, "\\Seen", true, reader);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use mail_parser::MessageParser;

    use super::super::team::Team;
    use super::*;

    #[test]
    fn every_message_of_the_world_can_be_read_and_is_where_it_belongs() {
        let world = World::load().unwrap();
        let wanted = world.files.mail.len();
        assert!(wanted >= 40, "{wanted}");
        let ids: BTreeSet<&str> = world.files.mail.iter().map(|m| m.id.as_str()).collect();
        assert_eq!(ids.len(), wanted, "ids are not unique");
        let state = State::new(Team::acme(), world);
        let mut found = 0;
        for name in ["support", "sales", "hr", "jobs", "anna", "ben", "carla"] {
            let owner = format!("{name}@acme.example");
            for (key, folder) in state.store.tree(&owner) {
                let mut last = Timestamp::MIN;
                for message in &folder.messages {
                    found += 1;
                    assert!(message.date >= last, "{key:?}");
                    last = message.date;
                    let parsed = MessageParser::default().parse(&message.raw[..]).unwrap();
                    let subject = parsed.subject().unwrap();
                    assert!(!subject.is_empty() && !subject.contains('%'), "{subject}");
                    assert!(parsed.message_id().is_some(), "{subject}");
                    assert!(
                        parsed.from().is_some() && parsed.date().is_some(),
                        "{subject}"
                    );
                    let text = parsed.body_text(0).unwrap();
                    assert!(
                        !text.trim().is_empty() && !text.contains('\u{fffd}'),
                        "{subject}"
                    );
                }
            }
        }
        assert_eq!(
            found, wanted,
            "mail for mailboxes or folders that are not there"
        );
    }

    #[test]
    fn new_mail_never_ends_and_never_repeats_an_id() {
        let mut world = World::load().unwrap();
        let mut ids = BTreeSet::new();
        let count = world.files.arrival.len() * 2;
        for n in 0..count {
            let now = Timestamp::from_second(n.try_into().unwrap()).unwrap();
            let (_, bytes) = world.next_arrival("acme.example", now).unwrap();
            let parsed = MessageParser::default().parse(&bytes).unwrap();
            ids.insert(parsed.message_id().unwrap().to_owned());
        }
        assert!(count > 0);
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn customers_answer_or_bounce() {
        let mut world = World::load().unwrap();
        let sent =
            b"From: support@acme.example\r\nMessage-ID: <1@a>\r\nSubject: Hello\r\n\r\nx\r\n";
        world.expect_answer("nobody@nowhere.example", sent);
        assert!(world.next_customer_answer(Timestamp::now()).is_none());
        let answering = world.files.customer.iter().find(|c| c.reply.is_some());
        let answering = answering.unwrap().address.clone();
        world.expect_answer(&answering, sent);
        let (to, answer) = world.next_customer_answer(Timestamp::now()).unwrap();
        assert_eq!(to, "support@acme.example");
        let parsed = MessageParser::default().parse(&answer).unwrap();
        assert_eq!(parsed.subject(), Some("Re: Hello"));
        assert_eq!(parsed.in_reply_to().as_text(), Some("1@a"));
        let gone = world.files.customer.iter().find(|c| c.bounce.is_some());
        let gone = gone.unwrap().address.clone();
        let bounce = world.bounce(&gone, "anna@acme.example", sent, Timestamp::now());
        let bounce = bounce.unwrap();
        let parsed = MessageParser::default().parse(&bounce).unwrap();
        assert_eq!(parsed.parts.len(), 4);
        assert!(!String::from_utf8(bounce).unwrap().contains('%'));
        assert!(world.bounce(&gone, "", sent, Timestamp::now()).is_none());
    }
}
