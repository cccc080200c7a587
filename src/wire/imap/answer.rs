//! Responses with their meaning: what imap-proto gives, and what is read here because it cannot.

use imap_proto::{MailboxDatum, Outcome, Response, Status};
use jiff::Timestamp;

use super::capability::Capabilities;
use super::code::{ResponseCode, number, uid_set};
use super::cursor::{Cursor, Token, is_nil};
use super::fetch::Fetched;
use super::folder_name::FolderName;
use super::shape::{Aside, data_name};
use super::types::{AclEntry, FolderStatus, Namespace, Namespaces};
use super::uid_set::UidSet;
use super::words;
use crate::domain::Rights;

/// Most attributes of one folder, and most namespaces of one kind.
const MAX_FEW: usize = 100;

/// OK, NO, BAD, PREAUTH or BYE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Ok,
    No,
    Bad,
    PreAuth,
    Bye,
}

/// A status response: a condition, its code, and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) condition: Condition,
    pub(super) code: Option<ResponseCode>,
    pub(super) words: String,
}

/// A folder in a LIST response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListLine {
    pub(super) attributes: Vec<String>,
    pub(super) delimiter: Option<char>,
    /// As on the wire; may be empty, as in the answer to `LIST "" ""`.
    pub(super) name: String,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The command it answers, for ESEARCH.
    pub(super) tag: Option<String>,
    pub(super) uids: Vec<u32>,
}

/// Of which sort a response is that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Fetch,
    Search,
    List,
    Namespaces,
    Vanished,
}

/// One response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Tagged {
        tag: String,
        said: Said,
    },
    Said(Said),
    Continue,
    Capability(Vec<String>),
    /// What ENABLE switched on, in upper case.
    Enabled(Vec<String>),
    /// The flags that a folder knows, on opening it (RFC 3501 7.2.6).
    Flags(Vec<String>),
    Exists(u32),
    Expunge(u32),
    Vanished {
        earlier: bool,
        uids: UidSet,
    },
    Fetch(Box<Fetched>),
    List(ListLine),
    Status {
        name: String,
        status: FolderStatus,
    },
    Found(Found),
    /// A search found more than is taken.
    FoundTooMuch,
    Namespaces(Namespaces),
    Acl {
        name: String,
        entries: Vec<(String, String)>,
    },
    MyRights {
        name: String,
        letters: String,
    },
    /// It should have had a meaning here, and could not be read: an answer that holds one of these
    /// proves nothing by what is missing in it.
    Unreadable(Sort),
    /// A line that is no response.
    Stray(String),
    /// Anything else; it is of no use here.
    Other,
}

impl Answer {
    /// Puts together what imap-proto read and what was kept aside. `items` bounds lists.
    pub(super) fn of(response: &Response<'_>, aside: Aside, items: usize) -> Self {
        match aside {
            Aside::Kept(frame) => Self::of_kept(&frame, items),
            Aside::Stray(line) => Self::Stray(line),
            Aside::Words(words) => Self::of_parsed(response, words),
            Aside::Fetched(fetched) => Self::Fetch(fetched),
            Aside::Nothing => Self::of_parsed(response, String::new()),
        }
    }

    fn of_parsed(response: &Response<'_>, words: String) -> Self {
        match response {
            Response::Done {
                tag,
                status,
                outcome,
            } => Self::Tagged {
                tag: tag.0.clone(),
                said: said(status, outcome, words),
            },
            Response::Data { status, outcome } => Self::Said(said(status, outcome, words)),
            Response::Continue(_) => Self::Continue,
            Response::Capabilities(list) => Self::Capability(Capabilities::atoms(list)),
            Response::Expunge(seq) => Self::Expunge(*seq),
            Response::MailboxData(MailboxDatum::Exists(n)) => Self::Exists(*n),
            Response::MailboxData(MailboxDatum::Flags(flags)) => {
                Self::Flags(flags.iter().map(|flag| flag.to_string()).collect())
            }
            _ => Self::Other,
        }
    }

    /// Reads a response that imap-proto cannot.
    pub(super) fn of_kept(frame: &[u8], items: usize) -> Self {
        let name = data_name(frame).to_ascii_uppercase();
        let mut cursor = Cursor::new(frame.strip_prefix(b"* ").unwrap_or(frame));
        cursor.atom();
        cursor.spaces();
        let read = match name.as_slice() {
            b"LIST" => list(&mut cursor).map(Self::List),
            b"STATUS" => status(&mut cursor),
            b"SEARCH" => search(&mut cursor, items),
            b"ESEARCH" => esearch(&mut cursor, items),
            b"NAMESPACE" => namespaces(&mut cursor).map(Self::Namespaces),
            b"ACL" => acl(&mut cursor, items),
            b"MYRIGHTS" => my_rights(&mut cursor),
            b"CAPABILITY" => std::str::from_utf8(cursor.rest())
                .ok()
                .map(|rest| Self::Capability(Capabilities::words(rest.trim()))),
            b"ENABLED" => std::str::from_utf8(cursor.rest())
                .ok()
                .map(|rest| Self::Enabled(Capabilities::words(&rest.trim().to_ascii_uppercase()))),
            b"VANISHED" => vanished(&mut cursor),
            _ => None,
        };
        read.unwrap_or(match name.as_slice() {
            b"FETCH" => Self::Unreadable(Sort::Fetch),
            b"SEARCH" | b"ESEARCH" => Self::Unreadable(Sort::Search),
            b"LIST" => Self::Unreadable(Sort::List),
            b"NAMESPACE" => Self::Unreadable(Sort::Namespaces),
            b"VANISHED" => Self::Unreadable(Sort::Vanished),
            _ => Self::Other,
        })
    }
}

fn said(status: &Status, outcome: &Outcome<'_>, words: String) -> Said {
    let condition = match status {
        Status::Ok => Condition::Ok,
        Status::No => Condition::No,
        Status::Bad => Condition::Bad,
        Status::PreAuth => Condition::PreAuth,
        Status::Bye => Condition::Bye,
    };
    let code = match (&outcome.code, &outcome.information) {
        (Some(code), _) => ResponseCode::from_proto(code),
        (None, Some(text)) => ResponseCode::from_text(text).map(|(code, _)| code),
        (None, None) => None,
    };
    Said {
        condition,
        code,
        words,
    }
}

/// Reads ` 7-Feb-1994 21:52:25 -0800` (RFC 9051 `date-time`). `None` for dates that do not exist
/// (quirks.rs: internaldate-nonsense).
pub(super) fn internal_date(text: &str) -> Option<Timestamp> {
    let mut parts = text.split_ascii_whitespace();
    let (date, time, zone) = (parts.next()?, parts.next()?, parts.next()?);
    let mut date = date.split('-');
    let (day, month, year) = (date.next()?, date.next()?, date.next()?);
    let month = super::command::MONTHS
        .iter()
        .position(|m| m.eq_ignore_ascii_case(month))?;
    let month = i8::try_from(month + 1).ok()?;
    let mut time = time.split(':');
    let (hour, minute, second) = (time.next()?, time.next()?, time.next()?);
    // A leap second is a second here.
    let second = number::<i8>(second)?.min(59);
    let local = jiff::civil::DateTime::new(
        number(year)?,
        month,
        number(day)?,
        number(hour)?,
        number(minute)?,
        second,
        0,
    )
    .ok()?;
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let zone: i32 = (digits.len() == 4).then(|| number(digits)).flatten()?;
    let seconds = sign * ((zone / 100) * 3600 + (zone % 100) * 60);
    let offset = jiff::tz::Offset::from_seconds(seconds).ok()?;
    offset.to_timestamp(local).ok()
}

fn text(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok()
}

/// A quoted delimiter of one character, or NIL.
fn delimiter(cursor: &mut Cursor<'_>) -> Option<Option<char>> {
    match cursor.token()? {
        Token::Text(quoted) => text(quoted.into_owned()).map(|t| t.chars().next()),
        Token::Atom(atom) if is_nil(atom) => Some(None),
        _ => None,
    }
}

/// `(\attributes) "delimiter" name [(extended data)]`
fn list(cursor: &mut Cursor<'_>) -> Option<ListLine> {
    if cursor.token()? != Token::Open {
        return None;
    }
    let mut attributes = Vec::new();
    loop {
        match cursor.token()? {
            Token::Close => break,
            Token::Atom(atom) if attributes.len() < MAX_FEW => {
                attributes.push(words::plain(atom));
            }
            Token::Atom(_) | Token::Text(_) => {}
            Token::Open => return None,
        }
    }
    let delimiter = delimiter(cursor)?;
    cursor.spaces();
    let name = cursor.text()?;
    Some(ListLine {
        attributes,
        delimiter,
        name,
    })
}

/// `name (ATTRIBUTE value …)`; values of unknown attributes may be anything.
fn status(cursor: &mut Cursor<'_>) -> Option<Answer> {
    let name = cursor.text()?;
    if cursor.token()? != Token::Open {
        return None;
    }
    let mut status = FolderStatus::default();
    loop {
        let attribute = match cursor.token()? {
            Token::Close => break,
            Token::Atom(atom) => atom.to_ascii_uppercase(),
            Token::Open | Token::Text(_) => return None,
        };
        let value = std::str::from_utf8(cursor.skip_value()?).ok()?;
        match attribute.as_slice() {
            b"MESSAGES" => status.messages = number(value),
            b"UIDNEXT" => status.uid_next = number(value),
            b"UIDVALIDITY" => status.uid_validity = number(value),
            b"UNSEEN" => status.unseen = number(value),
            b"HIGHESTMODSEQ" => status.highest_modseq = number(value).filter(|n| *n > 0),
            _ => {}
        }
    }
    Some(Answer::Status { name, status })
}

/// `n n n`, perhaps with `(MODSEQ n)` behind (RFC 7162).
fn search(cursor: &mut Cursor<'_>, items: usize) -> Option<Answer> {
    let mut uids = Vec::new();
    while !cursor.at_end() {
        cursor.spaces();
        if cursor.rest().starts_with(b"(") {
            break;
        }
        let uid = number(std::str::from_utf8(cursor.atom()).ok()?)?;
        if uids.len() >= items {
            return Some(Answer::FoundTooMuch);
        }
        uids.push(uid);
    }
    Some(Answer::Found(Found { tag: None, uids }))
}

/// `[(TAG "x")] [UID] NAME value …` (RFC 4731).
fn esearch(cursor: &mut Cursor<'_>, items: usize) -> Option<Answer> {
    let mut tag = None;
    cursor.spaces();
    if cursor.eat(b'(') {
        if !cursor.atom().eq_ignore_ascii_case(b"TAG") {
            return None;
        }
        cursor.spaces();
        tag = cursor.text();
        cursor.spaces();
        if !cursor.eat(b')') {
            return None;
        }
    }
    let mut uids = Vec::new();
    let mut count: Option<u64> = None;
    while !cursor.at_end() {
        cursor.spaces();
        let name = cursor.atom().to_ascii_uppercase();
        if name == b"UID" {
            continue;
        }
        if name.is_empty() {
            return None;
        }
        let value = cursor.skip_value()?;
        if name == b"ALL" {
            let set = uid_set(std::str::from_utf8(value).ok()?)?;
            if set.count() > u64::try_from(items).unwrap_or(u64::MAX) {
                return Some(Answer::FoundTooMuch);
            }
            uids = set.iter().collect();
        } else if name == b"COUNT" {
            count = Some(number(std::str::from_utf8(value).ok()?)?);
        }
    }
    // RFC 4731 3.1: ALL is left out where nothing was found, and only there.
    let whole = count.is_none_or(|count| u64::try_from(uids.len()) == Ok(count));
    whole.then_some(Answer::Found(Found { tag, uids }))
}

/// `[(EARLIER)] set` (RFC 7162 3.2.10). Read here since imap-proto is given nothing above 64 KiB, and a
/// colleague may have removed ten thousand messages here and there.
fn vanished(cursor: &mut Cursor<'_>) -> Option<Answer> {
    let earlier = cursor.eat(b'(');
    if earlier {
        let is_it = cursor.atom().eq_ignore_ascii_case(b"EARLIER");
        if !is_it || !cursor.eat(b')') {
            return None;
        }
        cursor.spaces();
    }
    let uids = uid_set(std::str::from_utf8(cursor.rest()).ok()?.trim())?;
    Some(Answer::Vanished { earlier, uids })
}

/// Three times NIL or `(("prefix" "delimiter" extensions …) …)`.
fn namespaces(cursor: &mut Cursor<'_>) -> Option<Namespaces> {
    let mut doubtful = false;
    Some(Namespaces {
        personal: namespace_kind(cursor, &mut doubtful)?,
        other_users: namespace_kind(cursor, &mut doubtful)?,
        shared: namespace_kind(cursor, &mut doubtful)?,
        doubtful,
    })
}

/// One kind of namespaces. Those that cannot be used are left out, and make the answer doubtful.
fn namespace_kind(cursor: &mut Cursor<'_>, doubtful: &mut bool) -> Option<Vec<Namespace>> {
    let mut all = Vec::new();
    match cursor.token()? {
        Token::Atom(atom) if is_nil(atom) => return Some(all),
        Token::Open => {}
        _ => return None,
    }
    loop {
        match cursor.token()? {
            Token::Close => return Some(all),
            Token::Open => {}
            _ => return None,
        }
        cursor.spaces();
        // A string by the grammar; an atom is understood too.
        let prefix = text(cursor.astring()?);
        let delimiter = delimiter(cursor)?;
        // Extensions: a string and a list each.
        loop {
            cursor.spaces();
            if cursor.eat(b')') {
                break;
            }
            cursor.skip_value()?;
        }
        let sendable = |prefix: &String| prefix.is_empty() || FolderName::from_wire(prefix).is_ok();
        match prefix.filter(sendable) {
            Some(prefix) if all.len() < MAX_FEW => all.push(Namespace { prefix, delimiter }),
            _ => *doubtful = true,
        }
    }
}

/// `name identifier rights identifier rights …`
fn acl(cursor: &mut Cursor<'_>, items: usize) -> Option<Answer> {
    let name = cursor.text()?;
    let mut entries = Vec::new();
    while !cursor.at_end() {
        cursor.spaces();
        let identifier = words::plain(&cursor.astring()?);
        cursor.spaces();
        let letters = cursor.text()?;
        if entries.len() < items {
            entries.push((identifier, letters));
        }
    }
    Some(Answer::Acl { name, entries })
}

/// `name rights`
fn my_rights(cursor: &mut Cursor<'_>) -> Option<Answer> {
    let name = cursor.text()?;
    cursor.spaces();
    let letters = cursor.text()?;
    Some(Answer::MyRights { name, letters })
}

/// Reads rights as this server means them.
pub(super) fn rights(letters: &str, capabilities: &Capabilities) -> Rights {
    if capabilities.rights_equal() {
        Rights::parse(letters)
    } else {
        Rights::parse_rfc2086(letters)
    }
}

/// Reads the lines of an access control list.
pub(super) fn acl_entries(
    entries: Vec<(String, String)>,
    capabilities: &Capabilities,
) -> Vec<AclEntry> {
    entries
        .into_iter()
        .map(|(identifier, letters)| AclEntry {
            identifier,
            rights: rights(&letters, capabilities),
        })
        .collect()
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
