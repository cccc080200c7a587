//! SEARCH and UID SEARCH, with and without result options.

use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::datetime::NaiveDate;
use imap_codec::imap_types::search::SearchKey;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use mail_parser::{HeaderValue, Message, MessageParser};

use super::super::mailstore::StoredMessage;
use super::super::state::State;
use super::super::team::Profile;
use super::fetch::INVALID_SET;
use super::reply::{Answer, Untagged, number_set};
use super::request::SearchReturn;
use super::session::Session;
use super::structure::{parse, split_header};
use super::view::View;

/// What a search found: UIDs or numbers, ascending, and the highest mod-sequence among them if
/// the search asked for mod-sequences.
pub(super) struct Found {
    numbers: Vec<u32>,
    modseq: Option<u64>,
}

impl Session {
    /// `None` when the keys name message numbers that are not there.
    pub(super) fn search(
        &mut self,
        state: &State,
        keys: &[SearchKey<'_>],
        uid: bool,
    ) -> Option<Found> {
        let who = self.who.as_ref()?;
        let view = self.view.as_ref()?;
        let reader = state.reader(&who.user);
        let folder = state.store.folder(&view.key)?;
        let mut found = Found {
            numbers: Vec::new(),
            modseq: None,
        };
        let by_modseq = keys
            .iter()
            .any(|k| matches!(k, SearchKey::ModSequence { .. }));
        if by_modseq {
            self.condstore = true;
        }
        let sets = keys.iter().map(|key| Matcher::new(key, view));
        let matchers: Vec<Matcher<'_>> = sets.collect::<Option<_>>()?;
        for (at, uid_here) in view.uids.iter().enumerate() {
            let Some(message) = folder.message(*uid_here) else {
                continue;
            };
            let candidate = Candidate {
                message,
                reader,
                whole_ids: state.team.profile == Profile::ICloud,
                parsed: None,
            };
            let mut candidate = candidate;
            if !matchers.iter().all(|m| m.matches(&mut candidate)) {
                continue;
            }
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            found.numbers.push(if uid { *uid_here } else { number });
            if by_modseq {
                found.modseq = found.modseq.max(Some(message.modseq_for(reader)));
            }
        }
        Some(found)
    }

    /// The answer to SEARCH RETURN (RFC 4731).
    pub(super) fn extended_result(
        &mut self,
        state: &State,
        tag: &str,
        wanted: &SearchReturn,
        found: Option<Found>,
        uid: bool,
    ) -> Answer {
        if self.view.is_none() {
            return Answer::bad("No mailbox selected.");
        }
        let Some(found) = found else {
            return Answer::bad(INVALID_SET);
        };
        let mut head = format!("* ESEARCH (TAG \"{tag}\")");
        if uid {
            head.push_str(" UID");
        }
        if let (true, Some(min)) = (wanted.min, found.numbers.first()) {
            head.push_str(&format!(" MIN {min}"));
        }
        if let (true, Some(max)) = (wanted.max, found.numbers.last()) {
            head.push_str(&format!(" MAX {max}"));
        }
        let mut tail = String::new();
        if wanted.count {
            tail.push_str(&format!(" COUNT {}", found.numbers.len()));
        }
        if let Some(modseq) = found.modseq {
            tail.push_str(&format!(" MODSEQ {modseq}"));
        }
        let mut answer = Answer::ok("Search completed.");
        answer.untagged.push(Untagged::ExtendedSearch {
            head,
            numbers: wanted.all.then_some(found.numbers),
            tail,
        });
        self.look(state, &mut answer, uid);
        answer
    }
}

/// The answer to a plain SEARCH.
pub(super) fn result(found: Option<Found>) -> Answer {
    let Some(found) = found else {
        return Answer::bad(INVALID_SET);
    };
    let mut answer = Answer::ok("Search completed.");
    answer
        .untagged
        .push(Untagged::Search(found.numbers, found.modseq));
    answer
}

/// For error texts and logs.
impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Found({})", number_set(&self.numbers))
    }
}

struct Candidate<'a> {
    message: &'a StoredMessage,
    reader: &'a str,
    /// Are Message-IDs found only by the whole of them?
    whole_ids: bool,
    parsed: Option<Option<Message<'a>>>,
}

impl<'a> Candidate<'a> {
    fn header(&mut self) -> Option<&Message<'a>> {
        let raw: &'a [u8] = &self.message.raw;
        self.parsed
            .get_or_insert_with(|| MessageParser::default().parse_headers(raw))
            .as_ref()
    }
}

/// A search key with its message sets looked up.
enum Matcher<'k> {
    And(Vec<Matcher<'k>>),
    Or(Box<Matcher<'k>>, Box<Matcher<'k>>),
    Not(Box<Matcher<'k>>),
    Uids(Vec<u32>),
    Key(&'k SearchKey<'k>),
}

impl<'k> Matcher<'k> {
    fn new(key: &'k SearchKey<'k>, view: &View) -> Option<Self> {
        Some(match key {
            SearchKey::And(keys) => {
                let keys = keys.as_ref().iter().map(|k| Self::new(k, view));
                Self::And(keys.collect::<Option<_>>()?)
            }
            SearchKey::Or(a, b) => {
                Self::Or(Box::new(Self::new(a, view)?), Box::new(Self::new(b, view)?))
            }
            SearchKey::Not(key) => Self::Not(Box::new(Self::new(key, view)?)),
            SearchKey::Uid(set) => Self::Uids(view.select(set, true)?),
            SearchKey::SequenceSet(set) => Self::Uids(view.select(set, false)?),
            key => Self::Key(key),
        })
    }

    fn matches(&self, candidate: &mut Candidate<'_>) -> bool {
        match self {
            Self::And(all) => all.iter().all(|m| m.matches(candidate)),
            Self::Or(a, b) => a.matches(candidate) || b.matches(candidate),
            Self::Not(not) => !not.matches(candidate),
            Self::Uids(uids) => uids.binary_search(&candidate.message.uid).is_ok(),
            Self::Key(key) => matches_key(key, candidate),
        }
    }
}

fn matches_key(key: &SearchKey<'_>, candidate: &mut Candidate<'_>) -> bool {
    let (message, reader) = (candidate.message, candidate.reader);
    let has = |flag: &str| message.has(flag, reader);
    let size = u32::try_from(message.raw.len()).unwrap_or(u32::MAX);
    match key {
        SearchKey::All | SearchKey::Old => true,
        SearchKey::Recent | SearchKey::New => false,
        SearchKey::Answered => has("\\Answered"),
        SearchKey::Deleted => has("\\Deleted"),
        SearchKey::Draft => has("\\Draft"),
        SearchKey::Flagged => has("\\Flagged"),
        SearchKey::Seen => has("\\Seen"),
        SearchKey::Unanswered => !has("\\Answered"),
        SearchKey::Undeleted => !has("\\Deleted"),
        SearchKey::Undraft => !has("\\Draft"),
        SearchKey::Unflagged => !has("\\Flagged"),
        SearchKey::Unseen => !has("\\Seen"),
        SearchKey::Keyword(word) => has(word.as_ref()),
        SearchKey::Unkeyword(word) => !has(word.as_ref()),
        SearchKey::Larger(than) => size > *than,
        SearchKey::Smaller(than) => size < *than,
        SearchKey::Since(date) => on_day(date, |d| received(message) >= d),
        SearchKey::Before(date) => on_day(date, |d| received(message) < d),
        SearchKey::On(date) => on_day(date, |d| received(message) == d),
        SearchKey::SentSince(date) => on_day(date, |d| sent(candidate).is_some_and(|s| s >= d)),
        SearchKey::SentBefore(date) => on_day(date, |d| sent(candidate).is_some_and(|s| s < d)),
        SearchKey::SentOn(date) => on_day(date, |d| sent(candidate) == Some(d)),
        SearchKey::ModSequence { modseq, .. } => message.modseq_for(reader) >= *modseq,
        SearchKey::Header(name, value) => in_header(candidate, &text(name), value),
        SearchKey::Subject(value) => in_header(candidate, "Subject", value),
        SearchKey::From(value) => in_header(candidate, "From", value),
        SearchKey::To(value) => in_header(candidate, "To", value),
        SearchKey::Cc(value) => in_header(candidate, "Cc", value),
        SearchKey::Bcc(value) => in_header(candidate, "Bcc", value),
        SearchKey::Body(value) => in_body(candidate, value),
        SearchKey::Text(value) => {
            let value_text = text(value).to_lowercase();
            let raw_header = String::from_utf8_lossy(split_header(&message.raw).0).to_lowercase();
            let names = ["From", "To", "Cc", "Subject"];
            raw_header.contains(&value_text)
                || names.iter().any(|n| in_header(candidate, n, value))
                || in_body(candidate, value)
        }
        // Looked up before.
        SearchKey::And(_)
        | SearchKey::Or(..)
        | SearchKey::Not(_)
        | SearchKey::Uid(_)
        | SearchKey::SequenceSet(_) => false,
    }
}

fn text(value: &AString<'_>) -> String {
    String::from_utf8_lossy(value.as_ref()).into_owned()
}

fn on_day(date: &NaiveDate, holds: impl FnOnce(Date) -> bool) -> bool {
    date.as_ref().to_string().parse::<Date>().is_ok_and(holds)
}

fn received(message: &StoredMessage) -> Date {
    TimeZone::UTC.to_datetime(message.date).date()
}

fn sent(candidate: &mut Candidate<'_>) -> Option<Date> {
    let date = candidate.header()?.date()?;
    Date::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()
}

/// Is the text in a header field of this name: as it is written, or as it is meant?
fn in_header(candidate: &mut Candidate<'_>, name: &str, value: &AString<'_>) -> bool {
    let wanted = text(value).to_lowercase();
    let whole = candidate.whole_ids && name.eq_ignore_ascii_case("Message-ID");
    let Some(message) = candidate.header() else {
        return false;
    };
    let raw = message.raw_message.as_ref();
    let fields = message.parts.first().map(|p| p.headers.as_slice());
    let mut named = fields
        .unwrap_or_default()
        .iter()
        .filter(|h| h.name.as_str().eq_ignore_ascii_case(name));
    named.any(|header| {
        let written = raw.get(header.offset_start as usize..header.offset_end as usize);
        let written = String::from_utf8_lossy(written.unwrap_or_default())
            .replace("\r\n", "")
            .to_lowercase();
        if whole {
            return written.trim() == wanted;
        }
        written.contains(&wanted) || meaning(&header.value).to_lowercase().contains(&wanted)
    })
}

fn meaning(value: &HeaderValue<'_>) -> String {
    match value {
        HeaderValue::Text(text) => text.to_string(),
        HeaderValue::TextList(list) => list.join(" "),
        HeaderValue::Address(list) => {
            let all = list.iter().map(|a| {
                let name = a.name.as_deref().unwrap_or_default();
                let address = a.address.as_deref().unwrap_or_default();
                format!("{name} <{address}>")
            });
            all.collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

fn in_body(candidate: &Candidate<'_>, value: &AString<'_>) -> bool {
    let wanted = text(value).to_lowercase();
    let Some(message) = parse(&candidate.message.raw) else {
        return false;
    };
    let texts = (0..message.text_body_count()).filter_map(|n| message.body_text(n));
    texts
        .into_iter()
        .any(|t| t.to_lowercase().contains(&wanted))
}
