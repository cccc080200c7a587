//! Conversations: messages of one mailbox that name each other belong together.
//!
//! The rule gives the same conversations whatever the order in which messages arrive. As with JWZ,
//! all that `References` names counts. A subject joins as the last resort only: a message that names
//! no other, says that it is an answer, and has the words and the people of one that came not long
//! before it ([`crate::domain::BySubject`]); in a shared mailbox half the subjects are "Order".

use rusqlite::{Connection, OptionalExtension as _};

use super::super::error::Sql;
use crate::domain::BySubject;

/// Most `References` of one message that count: the root and the newest. With more of them one crafted
/// message could join any number of conversations.
const MAX_NAMED: usize = 20;
/// An answer joins by its subject what came at most so long before it, in microseconds: 30 days.
const BEFORE: i64 = 30 * DAY;
/// What came so much later counts as before it: a copy is filed after the answer to it has come.
const AFTER: i64 = DAY;
/// In microseconds.
const DAY: i64 = 86_400_000_000;
/// Most messages that are joined to one by its subject. Of more than these, between the same people and
/// in one month, it is the order of their coming that decides.
const MAX_BY_SUBJECT: i64 = 100;

/// What a message says of itself and of others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    /// Its Message-ID.
    pub own: Option<&'a str>,
    /// Its `References`.
    pub references: &'a [String],
    /// Its `In-Reply-To`.
    pub in_reply_to: &'a [String],
    /// By what it may be joined where it names no other.
    pub by_subject: Option<BySubject>,
    /// When it came, in microseconds.
    pub date: i64,
}

/// What one message says about conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claims<'a> {
    /// Message-IDs that belong to one conversation: its own, and those it names.
    pub together: Vec<&'a str>,
    /// Those of them that answer another, so are not the root.
    pub answers: Vec<&'a str>,
}

/// Reads a message's claims.
///
/// Of `References` the first counts (the root, RFC 5322 3.6.4) and the newest, [`MAX_NAMED`] at most;
/// of `In-Reply-To` the first.
pub(super) fn claims<'a>(names: &Names<'a>) -> Claims<'a> {
    let own = names.own.filter(|id| !id.is_empty());
    let usable = |id: &&'a str| !id.is_empty() && Some(*id) != own;
    let parent = (names.in_reply_to.iter()).map(String::as_str).find(usable);
    let mut named = names.references.iter().map(String::as_str).filter(usable);
    let first = named.next();
    let newest = named.rev().take(MAX_NAMED - 1);
    let root = first.or(parent);
    let by_subject = names.by_subject.filter(|_| root.is_none());

    let mut claims = Claims {
        together: Vec::with_capacity(4),
        answers: Vec::with_capacity(3),
    };
    for id in own.into_iter().chain(first).chain(parent).chain(newest) {
        if !claims.together.contains(&id) {
            claims.together.push(id);
            // Only what nobody calls an answer can be the root.
            if root.is_some_and(|root| root != id) || by_subject.is_some_and(|by| by.answers) {
                claims.answers.push(id);
            }
        }
    }
    claims
}

/// Takes a message's claims in and gives the row of its conversation; `None` when it neither has
/// a Message-ID nor names one, and so stands alone.
pub(super) fn join(conn: &Connection, mailbox: i64, names: &Names<'_>) -> Sql<Option<i64>> {
    let claims = claims(names);
    let Some(any) = claims.together.first() else {
        return Ok(None);
    };
    let (mut known, mut members) = (Vec::new(), Vec::with_capacity(claims.together.len()));
    for id in &claims.together {
        let member = member(conn, mailbox, id)?;
        if let Some((thread, _)) = member
            && !known.contains(&thread)
        {
            known.push(thread);
        }
        members.push((*id, claims.answers.contains(id), member));
    }
    if let (Some(by), [own]) = (names.by_subject, claims.together.as_slice()) {
        alike(conn, mailbox, own, by, names.date, &mut known)?;
    }
    let into = match known.as_slice() {
        [] => {
            let label = (claims.together.iter())
                .min_by_key(|id| (claims.answers.contains(id), **id))
                .unwrap_or(any);
            conn.prepare_cached("INSERT INTO threads (mailbox, label) VALUES (?1, ?2)")?
                .execute((mailbox, label))?;
            conn.last_insert_rowid()
        }
        [one] => *one,
        several => merge(conn, several)?,
    };
    let mut is_as_it_was = known.len() == 1;
    for (id, is_answer, member) in members {
        if member.is_some_and(|(_, was_answer)| was_answer || !is_answer) {
            continue;
        }
        conn.prepare_cached(
            "INSERT INTO thread_members (mailbox, message_id, thread, is_answer) \
             VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (mailbox, message_id) DO UPDATE SET is_answer = max(is_answer, excluded.is_answer)",
        )?
        .execute((mailbox, id, into, is_answer))?;
        is_as_it_was = false;
    }
    if known.is_empty() || is_as_it_was {
        return Ok(Some(into));
    }
    // The root: what answers nothing; in a circle, or with several, the first by the alphabet.
    // The first row is all that is read: with LIMIT, SQLite prepares it anew each time.
    let label: String = conn
        .prepare_cached(
            "SELECT message_id FROM thread_members WHERE thread = ?1 \
             ORDER BY is_answer, message_id",
        )?
        .query_row([into], |r| r.get(0))?;
    conn.prepare_cached("UPDATE threads SET label = ?2 WHERE id = ?1 AND label <> ?2")?
        .execute((into, label))?;
    Ok(Some(into))
}

/// The conversation of a Message-ID, and whether that is known to answer another.
fn member(conn: &Connection, mailbox: i64, id: &str) -> Sql<Option<(i64, bool)>> {
    Ok(conn
        .prepare_cached(
            "SELECT thread, is_answer FROM thread_members \
             WHERE mailbox = ?1 AND message_id = ?2",
        )?
        .query_row((mailbox, id), |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?)
}

/// Adds the conversations of those that are joined to this message by its subject, and remembers it for
/// those that come later. What joins two of them are their own dates and words, so that neither needs
/// to come first.
fn alike(
    conn: &Connection,
    mailbox: i64,
    own: &str,
    by: BySubject,
    date: i64,
    known: &mut Vec<i64>,
) -> Sql<()> {
    let key = i64::from_ne_bytes(by.key.to_ne_bytes());
    let found = {
        let mut statement = conn.prepare_cached(
            "SELECT date, message_id, is_answer FROM thread_subjects \
             WHERE mailbox = ?1 AND key = ?2 AND date BETWEEN ?3 AND ?4",
        )?;
        let around = (
            mailbox,
            key,
            date.saturating_sub(BEFORE),
            date.saturating_add(BEFORE),
        );
        let mut rows = statement.query(around)?;
        let (mut found, mut seen) = (Vec::new(), 0);
        while let Some(row) = rows.next()?
            && seen < MAX_BY_SUBJECT
        {
            seen += 1;
            let later = row.get::<_, i64>(0)?.saturating_sub(date);
            let answers_this = row.get(2)? && later >= -AFTER;
            let is_answered = by.answers && later <= AFTER;
            if answers_this || is_answered {
                found.push(row.get::<_, String>(1)?);
            }
        }
        found
    };
    for id in &found {
        if let Some((thread, _)) = member(conn, mailbox, id)?
            && !known.contains(&thread)
        {
            known.push(thread);
        }
    }
    conn.prepare_cached(
        "INSERT OR IGNORE INTO thread_subjects (mailbox, key, date, message_id, is_answer) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((mailbox, key, date, own, by.answers))?;
    Ok(())
}

/// Makes one conversation of several and gives its row. The largest stays, so that a message is
/// moved a few times at most however the conversations grow.
fn merge(conn: &Connection, threads: &[i64]) -> Sql<i64> {
    let mut largest = (0, 0);
    for thread in threads {
        let size: i64 = conn
            .prepare_cached("SELECT count(*) FROM thread_members WHERE thread = ?1")?
            .query_row([thread], |r| r.get(0))?;
        largest = largest.max((size, *thread));
    }
    let (_, into) = largest;
    for thread in threads.iter().filter(|t| **t != into) {
        conn.prepare_cached("UPDATE thread_members SET thread = ?2 WHERE thread = ?1")?
            .execute((thread, into))?;
        conn.prepare_cached("UPDATE messages SET thread = ?2 WHERE thread = ?1")?
            .execute((thread, into))?;
        conn.prepare_cached("DELETE FROM threads WHERE id = ?1")?
            .execute([thread])?;
    }
    Ok(into)
}

#[cfg(test)]
#[path = "threads_tests.rs"]
mod tests;
