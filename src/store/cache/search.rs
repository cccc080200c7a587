//! Search: what a person types, made into a query that cannot be anything else than a query.

use rusqlite::Connection;

use super::super::Reader;
use super::super::columns::{ANSWERED, FLAGGED, SEEN, json};
use super::super::error::{Sql, StoreError};
use super::listing::header;
use super::overlay::DELETED;
use super::words::phrase;
use crate::domain::{MailboxId, MessageHeader};

/// Most words of one query; what is beyond is left out.
const MAX_WORDS: usize = 32;

/// Where a word must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Anywhere,
    Subject,
    Sender,
    Recipients,
}

impl Field {
    fn column(self) -> Option<&'static str> {
        match self {
            Self::Anywhere => None,
            Self::Subject => Some("subject"),
            Self::Sender => Some("sender"),
            Self::Recipients => Some("recipients"),
        }
    }
}

/// What is looked for: every word and every condition must hold.
///
/// Words are compared without case and accents; words in quotes stand side by side; the last word
/// may be a beginning. `from:`, `to:` and `subject:` say where a word stands, `in:` names a folder
/// or its role, and there are `is:unread`, `is:read`, `is:flagged`, `is:answered`,
/// `is:unanswered` and `has:attachment`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchQuery {
    words: Vec<(Field, String)>,
    /// The last word is complete: it was quoted, or a space follows it.
    last_is_whole: bool,
    folder: Option<String>,
    /// Flag bits looked at, and what they must be.
    looked_at: i64,
    wanted: i64,
    with_attachment: bool,
}

impl SearchQuery {
    /// Reads what a person typed. Every text is a query; operators that are not known are words.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for token in tokens(text) {
            query.take(token);
        }
        query
    }

    /// Is nothing looked for?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
            && self.folder.is_none()
            && self.looked_at == 0
            && !self.with_attachment
    }

    fn take(&mut self, token: Token) {
        let operator = token.operator.to_lowercase();
        let value = token.value.to_lowercase();
        match (operator.as_str(), value.as_str()) {
            ("", _) => self.word(Field::Anywhere, token),
            ("from", _) => self.word(Field::Sender, token),
            ("to", _) => self.word(Field::Recipients, token),
            ("subject", _) => self.word(Field::Subject, token),
            ("in", _) => self.folder = Some(value),
            ("is", "unread") => self.flag(SEEN, false),
            ("is", "read") => self.flag(SEEN, true),
            ("is", "flagged") => self.flag(FLAGGED, true),
            ("is", "answered") => self.flag(ANSWERED, true),
            ("is", "unanswered") => self.flag(ANSWERED, false),
            ("has", "attachment") => self.with_attachment = true,
            _ => {
                let value = format!("{}:{}", token.operator, token.value);
                self.word(Field::Anywhere, Token { value, ..token });
            }
        }
    }

    fn word(&mut self, field: Field, token: Token) {
        if !token.value.is_empty() && self.words.len() < MAX_WORDS {
            self.words.push((field, token.value));
            self.last_is_whole = token.is_whole;
        }
    }

    fn flag(&mut self, bit: i64, set: bool) {
        self.looked_at |= bit;
        self.wanted = if set {
            self.wanted | bit
        } else {
            self.wanted & !bit
        };
    }

    /// The full-text expression; `None` when no word is looked for.
    fn expression(&self) -> Option<String> {
        let last = self.words.len().saturating_sub(1);
        let parts: Vec<String> = self
            .words
            .iter()
            .enumerate()
            .filter_map(|(i, (field, text))| {
                let phrase = phrase(text, i == last && !self.last_is_whole)?;
                Some(match field.column() {
                    Some(column) => format!("{column} : ({phrase})"),
                    None => phrase,
                })
            })
            .collect();
        if parts.is_empty() {
            None
        } else {
            Some(parts.join(" AND "))
        }
    }
}

struct Token {
    operator: String,
    value: String,
    is_whole: bool,
}

/// Splits at white space outside of quotes; `operator:` may stand before a word or a quote.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.peek().copied() {
        if c.is_whitespace() {
            chars.next();
            continue;
        }
        let mut token = Token {
            operator: String::new(),
            value: String::new(),
            is_whole: false,
        };
        while let Some(c) = chars.next_if(|c| !c.is_whitespace()) {
            match c {
                ':' if token.operator.is_empty() && is_operator(&token.value) => {
                    token.operator = std::mem::take(&mut token.value);
                }
                '"' if token.value.is_empty() => {
                    token.value = chars.by_ref().take_while(|c| *c != '"').collect();
                    token.is_whole = true;
                    break;
                }
                c => token.value.push(c),
            }
        }
        token.is_whole |= chars.peek().is_some();
        tokens.push(token);
    }
    tokens
}

fn is_operator(word: &str) -> bool {
    const OPERATORS: [&str; 6] = ["from", "to", "subject", "in", "is", "has"];
    OPERATORS.iter().any(|o| o.eq_ignore_ascii_case(word))
}

impl Reader {
    /// Messages that a query finds, in one mailbox or in all, the newest first.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn search(
        &self,
        query: &SearchQuery,
        mailbox: Option<&MailboxId>,
        limit: usize,
    ) -> Result<Vec<MessageHeader>, StoreError> {
        if query.is_empty() {
            return Ok(Vec::new());
        }
        self.cache.read(|conn| {
            let ids = search(
                conn,
                query,
                mailbox,
                i64::try_from(limit).unwrap_or(i64::MAX),
            )?;
            let mut headers = Vec::with_capacity(ids.len());
            for id in ids {
                headers.extend(header(conn, id)?);
            }
            Ok(headers)
        })
    }
}

fn search(
    conn: &Connection,
    query: &SearchQuery,
    mailbox: Option<&MailboxId>,
    limit: i64,
) -> Sql<Vec<i64>> {
    let folders = folders(conn, query, mailbox)?;
    let expression = query.expression();
    if expression.is_none() && !query.words.is_empty() {
        // Only punctuation was typed.
        return Ok(Vec::new());
    }
    // CROSS JOIN: the words first. The planner knows no statistics and would rather ask for each
    // message of a folder whether the word is in it.
    let (from, condition) = match &expression {
        Some(_) => (
            "words CROSS JOIN messages m ON m.id = words.rowid",
            "words MATCH ?1",
        ),
        None => ("messages m", "?1 IS NULL"),
    };
    let sql = format!(
        "SELECT m.id FROM {from} WHERE {condition} AND m.hidden <> {DELETED} \
         AND m.folder IN (SELECT value FROM json_each(?2)) \
         AND (m.flags & ?3) = ?4 AND m.has_attachment >= ?5 \
         ORDER BY m.date DESC, m.id DESC LIMIT ?6"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(
        (
            expression,
            json(&folders)?,
            query.looked_at,
            query.wanted,
            query.with_attachment,
            limit,
        ),
        |r| r.get(0),
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The rows of the folders that are searched.
fn folders(conn: &Connection, query: &SearchQuery, mailbox: Option<&MailboxId>) -> Sql<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT f.id, f.path, f.role FROM folders f JOIN mailboxes b ON b.id = f.mailbox \
         WHERE ?1 IS NULL OR b.tag = ?1",
    )?;
    let mut rows = statement.query([mailbox.map(MailboxId::as_str)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let path: String = row.get(1)?;
        let role: String = row.get(2)?;
        let wanted = query.folder.as_ref().is_none_or(|name| {
            let path = path.to_lowercase();
            role == *name || path == *name || path.ends_with(&format!("/{name}"))
        });
        if wanted {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
