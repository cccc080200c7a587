//! People who stand in mails, for whoever wants to write to them: counted with each message as its words are
//! made findable, so that nobody who writes waits for a mailbox to be read.

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::super::Reader;
use super::super::columns::{count, from_json, get, time};
use super::super::error::{Sql, StoreError};
use super::words::folded;
use crate::domain::{EmailAddress, FolderRole, NamedAddress, Participants};

/// A message to more people than that is a circular, which says of none of them that somebody knows them.
const CIRCULAR: usize = 30;

/// Most characters of a name that are kept.
const MAX_NAME: usize = 100;

/// Most words of what is typed that are looked for.
const MAX_WORDS: usize = 8;

/// Somebody who stands in mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// Their address.
    pub address: EmailAddress,
    /// The name under which they were last written to.
    pub written_name: Option<String>,
    /// The name with which they last stood in another mail: a stranger may have chosen it.
    pub met_name: Option<String>,
    /// How many messages of Sent folders went to them.
    pub written: u32,
    /// In how many others they stand.
    pub met: u32,
    /// When they were last written to.
    pub written_at: Option<Timestamp>,
    /// When they last stood in another message.
    pub met_at: Option<Timestamp>,
}

/// What is typed of a person, without case and accents as search has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedName(Vec<String>);

/// How what is typed stands in a name or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Each word of it begins a word of a name.
    Name,
    /// Each begins a word of a name or of the address: of what stands before the `@`, or a label of the domain.
    Address,
}

/// As it is looked for among words that stand behind blanks each: at the beginning of one. What follows an `@` is the
/// beginning of a domain, and scripts without small letters may set no blanks between words.
fn needle(word: &str) -> String {
    let is_of_script_without_case = |c: char| c.is_alphabetic() && !c.is_lowercase();
    if word.starts_with('@') || word.starts_with(is_of_script_without_case) {
        word.to_owned()
    } else {
        format!(" {word}")
    }
}

impl TypedName {
    /// What was typed.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text: String = text.chars().take(MAX_NAME * 2).collect();
        let text = folded(&text);
        let between = |c: char| c.is_whitespace() || "\"'<>(),;".contains(c);
        let words = text.split(between).filter(|word| !word.is_empty());
        Self(words.take(MAX_WORDS).map(str::to_owned).collect())
    }

    /// Is there a word in it?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How it stands in a person's names and address; `None` where one of its words does not.
    #[must_use]
    pub fn fit(&self, names: &[&str], address: &str) -> Option<Fit> {
        let begin = |words: String| self.0.iter().all(|word| words.contains(&needle(word)));
        if begin(words(names.iter().copied(), "")) {
            return Some(Fit::Name);
        }
        begin(words(names.iter().copied(), address)).then_some(Fit::Address)
    }
}

/// The words by which somebody is found, each behind a blank: those of their names, the address, and the parts
/// of both its sides.
fn words<'a>(names: impl Iterator<Item = &'a str>, address: &str) -> String {
    let mut words = String::new();
    let mut add = |text: &str, ends: fn(char) -> bool| {
        for word in text.split(ends).filter(|word| !word.is_empty()) {
            words.push(' ');
            words.push_str(word);
        }
    };
    for name in names {
        let name = folded(name);
        add(&name, |c| c.is_whitespace() || "\"'<>(),;".contains(c));
        // `Meier-Schmidt` is looked for by its second half as well.
        if name.contains('-') {
            add(&name, |c| !c.is_alphanumeric());
        }
    }
    let address = folded(address);
    add(&address, char::is_whitespace);
    if let Some((local, domain)) = address.rsplit_once('@') {
        add(local, |c| !c.is_alphanumeric());
        add(domain, char::is_whitespace);
        add(domain, |c| c == '.');
    }
    words
}

/// A name in one line, within its limit.
fn tidy(name: Option<&str>) -> String {
    let words = name.unwrap_or_default().split_whitespace();
    let name = words.collect::<Vec<_>>().join(" ");
    let shown = name.chars().filter(|c| !c.is_control());
    shown.take(MAX_NAME).collect()
}

/// Counts those who stand in a message, if that was not done.
pub(super) fn meet(conn: &Connection, message: i64) -> Sql<()> {
    let row: Option<(i64, String, i64, String)> = conn
        .prepare_cached(
            "SELECT f.mailbox, f.role, m.date, h.participants FROM messages m \
             JOIN folders f ON f.id = m.folder JOIN headers h ON h.message = m.id \
             WHERE m.id = ?1 AND NOT EXISTS (SELECT 1 FROM people_in WHERE message = ?1)",
        )?
        .query_row([message], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
        })
        .optional()?;
    let Some((mailbox, role, date, participants)) = row else {
        return Ok(());
    };
    let is = |one: FolderRole| role == one.word();
    if [FolderRole::Junk, FolderRole::Trash, FolderRole::Drafts]
        .into_iter()
        .any(is)
    {
        return Ok(());
    }
    let written = is(FolderRole::Sent);
    let participants: Participants = from_json(&participants)?;
    for person in who(&participants, written) {
        let Ok(address) = EmailAddress::parse(&person.address) else {
            continue;
        };
        let name = tidy(person.name.as_deref());
        let id = put(conn, mailbox, &address, &name, written, date)?;
        let is_new = conn
            .prepare_cached(
                "INSERT OR IGNORE INTO people_in (message, person, written) VALUES (?1, ?2, ?3)",
            )?
            .execute((message, id, written))?;
        if is_new > 0 {
            conn.prepare_cached(match written {
                true => "UPDATE people SET written = written + 1 WHERE id = ?1",
                false => "UPDATE people SET met = met + 1 WHERE id = ?1",
            })?
            .execute([id])?;
        }
    }
    Ok(())
}

/// Those of a message who are learnt from it: of one that was sent its recipients.
fn who(participants: &Participants, written: bool) -> Vec<&NamedAddress> {
    let Participants {
        from, to, cc, bcc, ..
    } = participants;
    let recipients: Vec<&NamedAddress> = to.iter().chain(cc).chain(bcc).collect();
    let is_circular = recipients.len() > CIRCULAR;
    let authors = from.iter().take(CIRCULAR).filter(|_| !written);
    let recipients = recipients.into_iter().filter(|_| !is_circular);
    authors.chain(recipients).collect()
}

/// The row of somebody, with a name and a time that are newer than those it has.
fn put(
    conn: &Connection,
    mailbox: i64,
    address: &EmailAddress,
    name: &str,
    written: bool,
    date: i64,
) -> Sql<i64> {
    struct Held {
        id: i64,
        written_name: String,
        met_name: String,
        at: i64,
    }
    let column = if written { "written_at" } else { "met_at" };
    let key = address.key();
    let held = conn
        .prepare_cached(&format!(
            "SELECT id, written_name, met_name, {column} FROM people \
             WHERE mailbox = ?1 AND key = ?2"
        ))?
        .query_row((mailbox, &key), |r| {
            Ok(Held {
                id: r.get(0)?,
                written_name: r.get(1)?,
                met_name: r.get(2)?,
                at: r.get(3)?,
            })
        })
        .optional()?;
    let Some(mut held) = held else {
        let (written_name, met_name) = if written { (name, "") } else { ("", name) };
        conn.prepare_cached(&format!(
            "INSERT INTO people (mailbox, key, address, written_name, met_name, words, {column}) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        ))?
        .execute((
            mailbox,
            key,
            address.as_str(),
            written_name,
            met_name,
            words([name].into_iter(), address.as_str()),
            date,
        ))?;
        return Ok(conn.last_insert_rowid());
    };
    let (known, other) = match written {
        true => (&mut held.written_name, &held.met_name),
        false => (&mut held.met_name, &held.written_name),
    };
    if !name.is_empty() && name != known && (date >= held.at || known.is_empty()) {
        name.clone_into(known);
        let words = words([name, other.as_str()].into_iter(), address.as_str());
        conn.prepare_cached(
            "UPDATE people SET written_name = ?2, met_name = ?3, words = ?4 WHERE id = ?1",
        )?
        .execute((held.id, &held.written_name, &held.met_name, words))?;
    }
    if date > held.at {
        conn.prepare_cached(&format!("UPDATE people SET {column} = ?2 WHERE id = ?1"))?
            .execute((held.id, date))?;
    }
    Ok(held.id)
}

impl Reader {
    /// Those who stand in mails and are found by what was typed, of all mailboxes to which the access is not
    /// lost; somebody may come more than once, of different ones. Those who were written to or met more often come
    /// first; at most `limit`.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn people_met(&self, typed: &TypedName, limit: usize) -> Result<Vec<Met>, StoreError> {
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        self.cache.read(|conn| {
            let mut values: Vec<Value> = typed.0.iter().map(|word| needle(word).into()).collect();
            let begin = vec!["instr(p.words, ?) > 0"; typed.0.len()].join(" AND ");
            let mut statement = conn.prepare_cached(&format!(
                "SELECT p.address, p.written_name, p.met_name, p.written, p.met, p.written_at, p.met_at \
                   FROM people p \
                 WHERE {begin} AND EXISTS (SELECT 1 FROM folders f WHERE f.mailbox = p.mailbox \
                   AND json_extract(f.state, '$.state') <> 'lost') \
                 ORDER BY p.written * 8 + p.met DESC, p.id DESC LIMIT ?"
            ))?;
            values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
            let mut rows = statement.query(params_from_iter(values))?;
            let mut met = Vec::new();
            while let Some(row) = rows.next()? {
                // One that this Postroom takes for none was written by an older one.
                let Ok(address) = EmailAddress::parse(&get::<String>(row, "address")?) else {
                    continue;
                };
                let name = |column| {
                    let name: String = get(row, column)?;
                    Ok::<_, super::super::error::Fault>(Some(name).filter(|name| !name.is_empty()))
                };
                let at = |column| {
                    let at: i64 = get(row, column)?;
                    (at > 0).then(|| time(at)).transpose()
                };
                met.push(Met {
                    address,
                    written_name: name("written_name")?,
                    met_name: name("met_name")?,
                    written: count(row, "written")?,
                    met: count(row, "met")?,
                    written_at: at("written_at")?,
                    met_at: at("met_at")?,
                });
            }
            Ok(met)
        })
    }
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
