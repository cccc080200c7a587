//! Conversations: messages of one mailbox that name each other belong together.
//!
//! The rule gives the same conversations whatever the order in which messages arrive. It is not
//! JWZ's: no subject is compared, since in a shared mailbox half the subjects are "Order".

use rusqlite::{Connection, OptionalExtension as _};

use super::super::error::Sql;

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
/// Of `References` only the first and the last count (the root and the parent, RFC 5322 3.6.4),
/// of `In-Reply-To` the first: so that one crafted message joins a handful of conversations at
/// most, not a hundred.
pub(super) fn claims<'a>(
    own: Option<&'a str>,
    references: &'a [String],
    in_reply_to: &'a [String],
) -> Claims<'a> {
    let own = own.filter(|id| !id.is_empty());
    let usable = |id: &&'a str| !id.is_empty() && Some(*id) != own;
    let parent = in_reply_to.iter().map(String::as_str).find(usable);
    let mut named = references.iter().map(String::as_str).filter(usable);
    let first = named.next();
    let last = named.next_back();
    let root = first.or(parent);

    let mut claims = Claims {
        together: Vec::with_capacity(4),
        answers: Vec::with_capacity(3),
    };
    for id in [own, first, last, parent].into_iter().flatten() {
        if !claims.together.contains(&id) {
            claims.together.push(id);
            // Only what nobody calls an answer can be the root.
            if root.is_some() && Some(id) != root {
                claims.answers.push(id);
            }
        }
    }
    claims
}

/// Takes a message's claims in and gives the row of its conversation; `None` when it neither has
/// a Message-ID nor names one, and so stands alone.
pub(super) fn join(
    conn: &Connection,
    mailbox: i64,
    own: Option<&str>,
    references: &[String],
    in_reply_to: &[String],
) -> Sql<Option<i64>> {
    let claims = claims(own, references, in_reply_to);
    let Some(any) = claims.together.first() else {
        return Ok(None);
    };
    let (mut known, mut members) = (Vec::new(), Vec::with_capacity(claims.together.len()));
    for id in &claims.together {
        let member: Option<(i64, bool)> = conn
            .prepare_cached(
                "SELECT thread, is_answer FROM thread_members \
                 WHERE mailbox = ?1 AND message_id = ?2",
            )?
            .query_row((mailbox, id), |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        if let Some((thread, _)) = member
            && !known.contains(&thread)
        {
            known.push(thread);
        }
        members.push((*id, claims.answers.contains(id), member));
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
