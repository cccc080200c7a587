//! Rows of the outbox: reading them, and the bytes frozen with them.

use rusqlite::{Connection, OptionalExtension as _, Row};
use sha2::{Digest as _, Sha256};

use super::super::Reader;
use super::super::cache::{address, folder_id};
use super::super::columns::{count, from_json, get, json, time, time_or_none};
use super::super::error::{Fault, Missing, Sql, StoreError};
use crate::domain::{
    AccountId, CopyState, DraftId, Envelope, MailboxId, MessageKey, Mode, OutboxId, OutboxState,
    Outgoing, Phase, SentPolicy,
};

const COLUMNS: &str = "id, message_id, account, author, sender, mode, envelope, recipients, \
     subject, state, phase, copy, sent_policy, mailbox, copy_folder, attempts, next_attempt_at, \
     reply, error, answers, is_forward, draft, size, created_at, accepted_at, position, replies, \
     left_out, waived, looks, bounce, remarks, answer_to";

/// The seal of what was frozen: envelope and bytes together, so that neither leaves without the
/// other as it was.
pub(super) fn seal(envelope: &str, bytes: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(envelope.as_bytes());
    hash.update([0]);
    hash.update(bytes);
    hash.finalize().to_vec()
}

/// A row that must be there.
pub(super) fn existing(conn: &Connection, id: OutboxId) -> Sql<Outgoing> {
    find(conn, id)?.ok_or_else(|| Missing::Outgoing(id).into())
}

fn find(conn: &Connection, id: OutboxId) -> Sql<Option<Outgoing>> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM outbox WHERE id = ?1"))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(outgoing_from).transpose()
}

fn outgoing_from(row: &Row<'_>) -> Sql<Outgoing> {
    let unknown = |what: &str| Fault::Unreadable(format!("a stored {what} is not known"));
    let text = |name| get::<String>(row, name);
    let maybe = |name| get::<Option<String>>(row, name);
    Ok(Outgoing {
        outbox_id: OutboxId(get(row, "id")?),
        message_id: text("message_id")?,
        account: AccountId::of(&address(&text("account")?)?),
        from: from_json(&text("author")?)?,
        sender: maybe("sender")?.as_deref().map(from_json).transpose()?,
        mode: Mode::from_word(&text("mode")?).ok_or_else(|| unknown("mode"))?,
        envelope: from_json(&text("envelope")?)?,
        to: from_json(&text("recipients")?)?,
        subject: text("subject")?,
        state: OutboxState::from_word(&text("state")?).ok_or_else(|| unknown("state"))?,
        phase: Phase::from_word(&text("phase")?).ok_or_else(|| unknown("phase"))?,
        copy: CopyState::from_word(&text("copy")?).ok_or_else(|| unknown("copy"))?,
        sent_policy: SentPolicy::from_word(&text("sent_policy")?)
            .ok_or_else(|| unknown("Sent policy"))?,
        mailbox: match maybe("mailbox")? {
            Some(mailbox) => Some(MailboxId::of(&address(&mailbox)?)),
            None => None,
        },
        copy_folder: maybe("copy_folder")?
            .as_deref()
            .map(folder_id)
            .transpose()?,
        attempts: count(row, "attempts")?,
        next_attempt_at: time_or_none(get(row, "next_attempt_at")?)?,
        position: match get::<Option<i64>>(row, "position")? {
            Some(position) => position,
            None => get(row, "id")?,
        },
        reply: maybe("reply")?.as_deref().map(from_json).transpose()?,
        replies: from_json(&text("replies")?)?,
        left_out: from_json(&text("left_out")?)?,
        waived: from_json(&text("waived")?)?,
        looks: count(row, "looks")?,
        bounce: maybe("bounce")?.as_deref().map(from_json).transpose()?,
        remarks: from_json(&text("remarks")?)?,
        answer_to: maybe("answer_to")?.as_deref().map(from_json).transpose()?,
        error: maybe("error")?,
        answers: match maybe("answers")? {
            Some(key) => Some(
                key.parse::<MessageKey>()
                    .map_err(|e| Fault::Unreadable(e.to_string()))?,
            ),
            None => None,
        },
        is_forward: get(row, "is_forward")?,
        draft: get::<Option<i64>>(row, "draft")?.map(DraftId),
        size: count(row, "size")?,
        created_at: time(get(row, "created_at")?)?,
        accepted_at: time_or_none(get(row, "accepted_at")?)?,
    })
}

/// The statement for the rows in some states, or in all. Without states by a condition of its own:
/// one that is true of all states would be answered by reading the whole table, also where only a
/// few rows of thousands are open.
fn rows_in(states: &[OutboxState]) -> String {
    let condition = if states.is_empty() {
        "?1 = '[]'"
    } else {
        "state IN (SELECT value FROM json_each(?1))"
    };
    format!("SELECT {COLUMNS} FROM outbox WHERE {condition} ORDER BY coalesce(position, id), id")
}

impl Reader {
    /// Messages of the outbox in these states, in the order in which they leave; with no
    /// states, all of them.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn outbox(&self, states: &[OutboxState]) -> Result<Vec<Outgoing>, StoreError> {
        self.precious.read(|conn| {
            let words: Vec<&str> = states.iter().map(|s| s.word()).collect();
            let mut statement = conn.prepare_cached(&rows_in(states))?;
            // Whatever the states, one parameter.
            let mut rows = statement.query([json(&words)?])?;
            let mut outbox = Vec::new();
            while let Some(row) = rows.next()? {
                outbox.push(outgoing_from(row)?);
            }
            Ok(outbox)
        })
    }

    /// The messages that were sent last, the newest first; at most `most`.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn sent(&self, most: u32) -> Result<Vec<Outgoing>, StoreError> {
        self.newest("state = 'done'", most)
    }

    /// The messages that came back, the newest first; at most `most`.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn bounced(&self, most: u32) -> Result<Vec<Outgoing>, StoreError> {
        self.newest("bounce IS NOT NULL", most)
    }

    fn newest(&self, which: &'static str, most: u32) -> Result<Vec<Outgoing>, StoreError> {
        self.precious.read(|conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM outbox WHERE {which} \
                 ORDER BY coalesce(accepted_at, created_at) DESC, id DESC LIMIT ?1"
            ))?;
            let mut rows = statement.query([most])?;
            let mut newest = Vec::new();
            while let Some(row) = rows.next()? {
                newest.push(outgoing_from(row)?);
            }
            Ok(newest)
        })
    }

    /// One message of the outbox.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn outgoing(&self, id: OutboxId) -> Result<Option<Outgoing>, StoreError> {
        self.precious.read(|conn| find(conn, id))
    }

    /// The bytes to hand over, exactly as frozen.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when they or the envelope are not what was frozen: they must not
    /// leave. [`StoreError::Missing`] when there is no such message; as [`Reader::acts`].
    pub fn outgoing_bytes(&self, id: OutboxId) -> Result<Vec<u8>, StoreError> {
        self.precious.read(|conn| {
            let row: Option<(String, Vec<u8>, Vec<u8>)> = conn
                .prepare_cached(
                    "SELECT o.envelope, f.bytes, f.sha256 FROM outbox o \
                     JOIN frozen f ON f.outgoing = o.id WHERE o.id = ?1",
                )?
                .query_row([id.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
                .optional()?;
            let Some((envelope, bytes, sealed)) = row else {
                return Err(Missing::Outgoing(id).into());
            };
            let _: Envelope = from_json(&envelope)?;
            if seal(&envelope, &bytes) == sealed {
                Ok(bytes)
            } else {
                Err(Fault::Unreadable(format!("{id} is not what was frozen")))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::new_store;
    use super::*;

    #[test]
    fn what_is_open_is_found_without_reading_what_is_done() {
        let (_dir, store) = new_store();
        let plan = |states: &[OutboxState]| {
            let sql = format!("EXPLAIN QUERY PLAN {}", rows_in(states));
            let read = store.reader().precious.read(|conn| {
                let mut statement = conn.prepare(&sql)?;
                let steps = statement.query_map(["[]"], |r| r.get::<_, String>(3))?;
                Ok(steps.collect::<Result<Vec<_>, _>>()?)
            });
            read.unwrap().join("; ")
        };
        let open = plan(&[OutboxState::Queued]);
        assert!(
            open.contains("SEARCH outbox USING INDEX outbox_by_state"),
            "{open}"
        );
        assert!(plan(&[]).contains("SCAN outbox"));
    }
}
