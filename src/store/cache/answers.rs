//! Who of a team wrote in a conversation: the copies in the Sent folders say it.

use rusqlite::Connection;

use super::super::Reader;
use super::super::columns::from_json;
use super::super::error::{Sql, StoreError};
use super::bodies::message_row;
use crate::domain::{
    EmailAddress, MessageHeader, MessageKey, NamedAddress, Participants, SystemFlag,
};

/// Most copies of a conversation that are looked at for each message.
const MOST: i64 = 50;

impl Reader {
    /// Of those of these messages that are answered, who of the team did it last, as far as a copy that is held
    /// here names them. Bounded by what of a conversation is looked at: 50 copies.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn answered_by(
        &self,
        headers: &[MessageHeader],
    ) -> Result<Vec<(MessageKey, NamedAddress)>, StoreError> {
        let answered = |header: &&MessageHeader| header.flags.has(SystemFlag::Answered);
        let answered: Vec<&MessageHeader> = headers.iter().filter(answered).collect();
        self.cache.read(|conn| {
            let mut found = Vec::new();
            for header in answered {
                let who = answered_by(conn, header)?;
                found.extend(who.map(|who| (header.id.clone(), who)));
            }
            Ok(found)
        })
    }
}

impl Reader {
    /// Did the person of these addresses write in the conversation of a message, as far as copies that are held here
    /// tell? 50 of them are looked at.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn wrote_in(&self, key: &MessageKey, own: &[EmailAddress]) -> Result<bool, StoreError> {
        let is_own = |one: &NamedAddress| {
            let mut own = own.iter();
            own.any(|own| own.as_str().eq_ignore_ascii_case(&one.address))
        };
        self.cache.read(|conn| {
            let Some(row) = message_row(conn, key)? else {
                return Ok(false);
            };
            let mut statement = conn.prepare_cached(
                "SELECT h.participants, h.sent_by FROM messages m \
                 JOIN headers h ON h.message = m.id JOIN folders f ON f.id = m.folder \
                 WHERE m.thread = (SELECT thread FROM messages WHERE id = ?1) AND m.hidden <> 2 \
                   AND f.role = 'sent' \
                 ORDER BY m.date DESC LIMIT ?2",
            )?;
            let mut rows = statement.query((row, MOST))?;
            while let Some(row) = rows.next()? {
                let people: Participants = from_json(&row.get::<_, String>(0)?)?;
                let sent_by = row.get::<_, Option<String>>(1)?;
                let sent_by = sent_by.map(|text| from_json::<NamedAddress>(&text));
                let writers = people.from.iter().chain(&people.sender);
                if writers.chain(&sent_by.transpose()?).any(is_own) {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}

fn answered_by(conn: &Connection, header: &MessageHeader) -> Sql<Option<NamedAddress>> {
    let Some(message_id) = &header.message_id else {
        return Ok(None);
    };
    let Some(row) = message_row(conn, &header.id)? else {
        return Ok(None);
    };
    // Only what the team itself put there is believed, as for the copies themselves.
    let mut statement = conn.prepare_cached(
        "SELECT h.sent_by, h.in_reply_to FROM messages m \
         JOIN headers h ON h.message = m.id JOIN folders f ON f.id = m.folder \
         JOIN mailboxes b ON b.id = f.mailbox \
         WHERE m.thread = (SELECT thread FROM messages WHERE id = ?1) AND m.hidden <> 2 \
           AND f.role = 'sent' AND b.kind = 'shared' AND h.sent_by IS NOT NULL \
         ORDER BY m.date DESC LIMIT ?2",
    )?;
    let mut rows = statement.query((row, MOST))?;
    while let Some(row) = rows.next()? {
        let in_reply_to: Vec<String> = from_json(&row.get::<_, String>(1)?)?;
        if in_reply_to.contains(message_id) {
            return Ok(Some(from_json(&row.get::<_, String>(0)?)?));
        }
    }
    Ok(None)
}
