//! Search: finds messages, the newest first, without sorting all that have a common word.
//!
//! What few messages have is looked up by their rows. What many have would take long to be put in
//! order: then the folders are walked page by page from the newest message on, and the index is asked for
//! those of each page, until there are enough.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::super::Reader;
use super::super::columns::{from_json, json};
use super::super::error::{Sql, StoreError};
use super::super::precious::Moves;
use super::bodies::message_row;
use super::criteria::{Criteria, Of, Test, Where};
use super::doubt::{Hits, ServerAnswers, with_hidden_words};
use super::folders::folder_id;
use super::listing::header;
use super::words::{Words, stands_in};
use super::{folder_row, overlay};
use crate::domain::{FolderId, MailboxId, MessageHeader, NamedAddress, Participants, SearchQuery};

/// So many found messages are put in order as they are.
const FEW: usize = 2000;

const MORE_THAN_FEW: i64 = FEW as i64 + 1;

/// Messages that are read at first where folders are walked, of all folders together and of each at least.
const FIRST_PAGE: usize = 1024;
const LEAST_OF_FOLDER: usize = 16;

/// Rows that lie no further apart are asked for at once.
const NEAR: i64 = 256;

/// Pages with more such runs, or longer ones, are held against all that the index finds.
const MOST_RUNS: usize = 16;
const LONG_PAGE: usize = 4096;

impl Reader {
    /// Messages that a query finds, in one mailbox or in all, the newest first; at most `limit`. Words are
    /// compared whole, without case and accents; the last one may be a beginning. Days begin in the time
    /// zone of this computer.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn search(
        &self,
        query: &SearchQuery,
        mailbox: Option<&MailboxId>,
        limit: usize,
    ) -> Result<Vec<MessageHeader>, StoreError> {
        let hits = self.search_with(query, mailbox, &ServerAnswers::default(), limit)?;
        Ok(hits.found)
    }

    /// The same, with what servers said of the query: where an excluded word may stand in what cannot be
    /// found here, a message is one only if its server found it, or if nobody looked; that is in doubt then.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn search_with(
        &self,
        query: &SearchQuery,
        mailbox: Option<&MailboxId>,
        answers: &ServerAnswers,
        limit: usize,
    ) -> Result<Hits, StoreError> {
        if query.is_empty() {
            return Ok(Hits::default());
        }
        let moves = self.moves(query)?;
        self.cache.read(|conn| {
            let mut hits = Hits::default();
            let folders = folders(conn, mailbox, &moves)?;
            for hit in search(conn, query, folders, answers, &TimeZone::system(), limit)? {
                let Some(header) = header(conn, hit.row)? else {
                    continue;
                };
                if hit.is_in_doubt {
                    hits.in_doubt.insert(header.id.clone());
                }
                hits.found.push(header);
            }
            Ok(hits)
        })
    }

    /// What a query that asks for folders has to know of the messages that are on their way between them.
    fn moves(&self, query: &SearchQuery) -> Result<Moves, StoreError> {
        match query.names_folders() {
            true => self.moves_under_way(),
            false => Ok(Moves::new()),
        }
    }

    /// Those of these messages of a folder under this UIDVALIDITY of which the rows are as a query wants them, the newest first; at
    /// most `limit`. Its words were found elsewhere: of a server, that is, which knows neither what a person
    /// did just now nor what this computer takes for an attachment.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn with_rows(
        &self,
        query: &SearchQuery,
        folder: &FolderId,
        uid_validity: u32,
        uids: &[u32],
        limit: usize,
    ) -> Result<Vec<MessageHeader>, StoreError> {
        let moves = self.moves(query)?;
        self.cache.read(|conn| {
            let row = folder_row(conn, folder)?;
            let Some(row) = row.filter(|row| row.uid_validity == uid_validity) else {
                return Ok(Vec::new());
            };
            let folders = folders(conn, None, &moves)?;
            let criteria = Criteria::of(query, &folders, &TimeZone::system());
            // The index knows nothing of those that are yet to be indexed, or came without a header.
            let in_header = criteria.header.iter().map(|header| {
                let not = if header.negated { "NOT " } else { "" };
                format!(
                    " AND (m.id {not}IN (SELECT rowid FROM words WHERE words MATCH ?) \
                     OR m.id IN (SELECT message FROM unindexed) OR EXISTS (SELECT 1 FROM headers \
                     WHERE message = m.id AND message_id = '' AND subject = ''))"
                )
            });
            let mut statement = conn.prepare(&format!(
                "SELECT m.id FROM messages m WHERE m.folder = ? \
                 AND m.uid IN (SELECT value FROM json_each(?)) AND {}{} \
                 ORDER BY m.date DESC, m.id DESC",
                criteria.row,
                in_header.collect::<String>()
            ))?;
            let mut values: Vec<Value> = vec![row.id.into(), json(uids)?.into()];
            let expressions = criteria.header.iter().map(|header| &header.expression);
            values.extend(expressions.map(|expression| expression.clone().into()));
            let mut rows = statement.query(params_from_iter(values))?;
            let mut headers = Vec::new();
            while headers.len() < limit
                && let Some(row) = rows.next()?
            {
                let Some(header) = header(conn, row.get(0)?)? else {
                    continue;
                };
                if criteria.header.is_empty() || holds(&criteria, &header) {
                    headers.push(header);
                }
            }
            Ok(headers)
        })
    }
}

/// Is a header as a query wants it? Of one that did not come the server's word stands.
fn holds(criteria: &Criteria, header: &MessageHeader) -> bool {
    let words = Words::of(&header.subject, &header.participants, "");
    let is_blank = header.message_id.is_none()
        && header.subject.is_empty()
        && header.participants == Participants::default();
    is_blank || criteria.header.iter().all(|part| part.holds(&words))
}

fn search(
    conn: &Connection,
    query: &SearchQuery,
    mut folders: Vec<Where>,
    answers: &ServerAnswers,
    zone: &TimeZone,
    limit: usize,
) -> Sql<Vec<Hit>> {
    let criteria = Criteria::of(query, &folders, zone);
    let looks_into = |folder: &Where| query.looks_into(&folder.path, &folder.role);
    let (into, beside): (Vec<Where>, Vec<Where>) = folders.into_iter().partition(looks_into);
    let lie: BTreeSet<i64> = into
        .iter()
        .flat_map(|folder| &folder.arriving)
        .map(|(_, lies)| *lies)
        .collect();
    let also = beside
        .into_iter()
        .filter(|folder| lie.contains(&folder.row));
    folders = into.into_iter().chain(also).collect();
    let mut search = Search {
        conn,
        sets: criteria.sets.iter().map(|_| None).collect(),
        criteria: &criteria,
        answers,
        folders: folders.iter().map(|folder| folder.row).collect(),
        found: Vec::new(),
        limit,
    };
    match (&criteria.words, &criteria.scattered) {
        // To open a beginning is to read all that begins so.
        (Some(words), _) if opens_slowly(words) => {
            let rows = rows_with(conn, words, i64::MAX)?;
            search.take_among(rows)?;
        }
        (Some(words), Some(scattered)) => {
            // A phrase of common words is long looked for before it is known to be rare.
            if rows_with(conn, scattered, MORE_THAN_FEW)?.len() <= FEW {
                search.look_up(&rows_with(conn, words, MORE_THAN_FEW)?)?;
            } else {
                search.walk(Among::Those(words))?;
            }
        }
        _ => search.walk(Among::All)?,
    }
    Ok(search.found)
}

/// Rows of messages in their order.
type Rows = Vec<i64>;

/// Among which messages is walked.
enum Among<'a> {
    /// All of them.
    All,
    /// Those with which this full-text expression is met: it is asked for those of each page.
    Those(&'a str),
    /// These.
    Rows(Rows),
}

/// The rows with which a full-text expression is met, at most so many.
fn rows_with(conn: &Connection, expression: &str, most: i64) -> Sql<Rows> {
    let mut statement = conn
        .prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid LIMIT ?2")?;
    let rows = statement.query_map((expression, most), |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Those of these rows, which are in their order, with which an expression is met. `None` where they lie
/// so far apart that all that meet it are read as soon.
fn rows_among(conn: &Connection, expression: &str, rows: &[i64]) -> Sql<Option<Rows>> {
    let near = |a: &i64, b: &i64| b.saturating_sub(*a) <= NEAR;
    let runs: Vec<&[i64]> = rows.chunk_by(near).collect();
    if runs.len() > MOST_RUNS || rows.len() > LONG_PAGE {
        return Ok(None);
    }
    let mut statement = conn.prepare_cached(
        "SELECT rowid FROM words WHERE words MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid",
    )?;
    let mut found = Vec::new();
    for run in runs {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        let mut rows = statement.query((expression, first, last))?;
        while let Some(row) = rows.next()? {
            found.push(row.get(0)?);
        }
    }
    Ok(Some(found))
}

/// Is there a beginning in a full-text expression? A quote and a star in a person's words may be taken for
/// one, and cost nothing but time.
fn opens_slowly(expression: &str) -> bool {
    expression.contains("\" *")
}

fn has(rows: &Rows, row: i64) -> bool {
    rows.binary_search(&row).is_ok()
}

/// A search under way.
struct Search<'a> {
    conn: &'a Connection,
    criteria: &'a Criteria,
    answers: &'a ServerAnswers,
    folders: Vec<i64>,
    /// What the tests ask the index, as far as it was asked.
    sets: Vec<Option<Rows>>,
    found: Vec<Hit>,
    limit: usize,
}

/// A message that was found.
struct Hit {
    row: i64,
    /// An excluded word may stand in it all the same.
    is_in_doubt: bool,
}

/// A message that may be one, and what its columns say.
struct Candidate {
    row: i64,
    date: i64,
    columns: Vec<bool>,
}

impl Search<'_> {
    fn is_done(&self) -> bool {
        self.found.len() >= self.limit
    }

    /// `SELECT` and what stands behind it, up to the conditions.
    fn select(&self) -> String {
        let columns = self
            .criteria
            .columns
            .iter()
            .map(|column| format!(", {column}"));
        format!(
            "SELECT m.id, m.date{} FROM messages m",
            columns.collect::<String>()
        )
    }

    fn candidate(&self, row: &Row<'_>) -> Sql<Candidate> {
        let columns = (0..self.criteria.columns.len()).map(|at| row.get(at + 2));
        Ok(Candidate {
            row: row.get(0)?,
            date: row.get(1)?,
            columns: columns.collect::<Result<_, _>>()?,
        })
    }

    /// Takes those of these messages that are found.
    fn look_up(&mut self, rows: &Rows) -> Sql<()> {
        let sql = format!(
            "{} WHERE m.id IN (SELECT value FROM json_each(?1)) \
             AND m.folder IN (SELECT value FROM json_each(?2)) AND {} \
             ORDER BY m.date DESC, m.id DESC",
            self.select(),
            self.criteria.row
        );
        let mut statement = self.conn.prepare(&sql)?;
        let mut rows = statement.query((json(rows)?, json(&self.folders)?))?;
        while !self.is_done()
            && let Some(row) = rows.next()?
        {
            let candidate = self.candidate(row)?;
            self.take(&candidate)?;
        }
        Ok(())
    }

    /// Takes those of these messages that are found, in the way that is shorter.
    fn take_among(&mut self, rows: Rows) -> Sql<()> {
        if rows.len() <= FEW {
            self.look_up(&rows)
        } else {
            self.walk(Among::Rows(rows))
        }
    }

    /// Walks through the messages of all folders, the newest first; those beside `among` are none.
    fn walk(&mut self, mut among: Among<'_>) -> Sql<()> {
        let sql = format!(
            "{} WHERE m.folder = ?1 AND m.hidden = ?2 AND m.date <= ?3 AND {} \
             ORDER BY m.date DESC LIMIT ?4",
            self.select(),
            self.criteria.row
        );
        let mut statement = self.conn.prepare(&sql)?;
        let folders = self.folders.len().max(1);
        let first = FIRST_PAGE.saturating_div(folders).max(LEAST_OF_FOLDER);
        let mut most = i64::try_from(first).unwrap_or(i64::MAX);
        let mut up_to = i64::MAX;
        while !self.is_done() {
            let mut page = Vec::new();
            // Down to here the page has all there is.
            let mut whole_down_to = i64::MIN;
            for folder in &self.folders {
                for hidden in overlay::FOUND {
                    let mut rows = statement.query((folder, hidden, up_to, most))?;
                    let (mut count, mut last) = (0, up_to);
                    while let Some(row) = rows.next()? {
                        count += 1;
                        last = row.get(1)?;
                        let may_be = match &among {
                            Among::Rows(among) => has(among, row.get(0)?),
                            Among::All | Among::Those(_) => true,
                        };
                        if may_be {
                            page.push(self.candidate(row)?);
                        }
                    }
                    if count == most {
                        whole_down_to = whole_down_to.max(last);
                    }
                }
            }
            let is_last = whole_down_to == i64::MIN;
            // So much was looked through for so little: what is left over is counted out.
            if matches!(among, Among::All)
                && page.len() > LONG_PAGE
                && let Some(left) = self.left_over()?
            {
                if left.len() <= FEW {
                    self.found.clear();
                    return self.look_up(&left);
                }
                page.retain(|candidate| has(&left, candidate.row));
                among = Among::Rows(left);
            }
            page.retain(|candidate| is_last || candidate.date > whole_down_to);
            page.sort_unstable_by_key(|candidate| {
                std::cmp::Reverse((candidate.date, candidate.row))
            });
            if let Among::Those(words) = among {
                let mut rows: Rows = page.iter().map(|candidate| candidate.row).collect();
                rows.sort_unstable();
                let met = match rows_among(self.conn, words, &rows)? {
                    Some(met) => met,
                    None => {
                        let all = rows_with(self.conn, words, i64::MAX)?;
                        if all.len() <= FEW {
                            self.found.clear();
                            return self.look_up(&all);
                        }
                        among = Among::Rows(all.clone());
                        all
                    }
                };
                page.retain(|candidate| has(&met, candidate.row));
            }
            for candidate in page {
                if self.is_done() {
                    break;
                }
                self.take(&candidate)?;
            }
            if is_last {
                break;
            }
            // Twice as many each time: also where all of them came at the same moment there is an end.
            (up_to, most) = (whole_down_to, most.saturating_mul(2));
        }
        Ok(())
    }

    /// Takes a message if what is left to be looked at holds.
    fn take(&mut self, candidate: &Candidate) -> Sql<()> {
        let criteria = self.criteria;
        if !self.all_hold(&criteria.rest, candidate)? {
            return Ok(());
        }
        let hidden = match self.all_hold(&criteria.excluding, candidate)? {
            true => None,
            false => with_hidden_words(self.conn, candidate.row)?,
        };
        let found_there = hidden.as_ref().map(|key| self.answers.of(key));
        if found_there != Some(Some(false)) {
            self.found.push(Hit {
                row: candidate.row,
                is_in_doubt: found_there == Some(None),
            });
        }
        Ok(())
    }

    /// Does one test of each clause hold?
    fn all_hold(&mut self, clauses: &[Vec<Test>], candidate: &Candidate) -> Sql<bool> {
        for clause in clauses {
            let mut holds = false;
            for test in clause {
                holds = holds || self.holds(test, candidate)?;
            }
            if !holds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn holds(&mut self, test: &Test, candidate: &Candidate) -> Sql<bool> {
        let holds = match &test.of {
            Of::Column(at) => candidate.columns.get(*at).copied().unwrap_or_default(),
            Of::Set(set) => self.is_in(*set, candidate.row)?,
            Of::Copies(set, text, is_beginning) => {
                self.is_in(*set, candidate.row)?
                    && copies(self.conn, candidate.row)?
                        .iter()
                        .any(|person| stands_in(text, *is_beginning, person))
            }
        };
        Ok(holds != test.negated)
    }

    fn is_in(&mut self, set: usize, row: i64) -> Sql<bool> {
        Ok(self.set(set)?.is_some_and(|rows| has(rows, row)))
    }

    /// What the index finds for one of the tests.
    fn set(&mut self, set: usize) -> Sql<Option<&Rows>> {
        let (Some(held), Some(expression)) = (self.sets.get_mut(set), self.criteria.sets.get(set))
        else {
            return Ok(None);
        };
        let rows = match held.take() {
            Some(rows) => rows,
            None => rows_with(self.conn, expression, i64::MAX)?,
        };
        Ok(Some(held.insert(rows)))
    }

    /// The messages that lack words which must not be there, if there are such words.
    fn left_over(&mut self) -> Sql<Option<Rows>> {
        let excluding = self
            .criteria
            .rest
            .iter()
            .find_map(|clause| match &clause[..] {
                [
                    Test {
                        negated: true,
                        of: Of::Set(set),
                    },
                ] => Some(*set),
                _ => None,
            });
        let conn = self.conn;
        let Some(set) = excluding else {
            return Ok(None);
        };
        let Some(excluded) = self.set(set)? else {
            return Ok(None);
        };
        let mut statement = conn.prepare_cached("SELECT id FROM messages")?;
        let mut rows = statement.query([])?;
        let mut left = Vec::new();
        while let Some(row) = rows.next()? {
            let row = row.get(0)?;
            if !has(excluded, row) {
                left.push(row);
            }
        }
        left.sort_unstable();
        Ok(Some(left))
    }
}

/// Who gets a copy of a message.
fn copies(conn: &Connection, row: i64) -> Sql<Vec<NamedAddress>> {
    let participants: String = conn
        .prepare_cached("SELECT participants FROM headers WHERE message = ?1")?
        .query_row([row], |r| r.get(0))?;
    Ok(from_json::<Participants>(&participants)?.cc)
}

/// The folders of one mailbox or of all.
fn folders(conn: &Connection, mailbox: Option<&MailboxId>, moves: &Moves) -> Sql<Vec<Where>> {
    let mut statement = conn.prepare_cached(
        "SELECT f.id, f.path, f.role, f.tag FROM folders f JOIN mailboxes b ON b.id = f.mailbox \
         WHERE ?1 IS NULL OR b.tag = ?1",
    )?;
    let mut rows = statement.query([mailbox.map(MailboxId::as_str)])?;
    let mut folders = Vec::new();
    while let Some(row) = rows.next()? {
        let tag: String = row.get(3)?;
        let mut arriving = Vec::new();
        for key in moves.get(&folder_id(&tag)?).into_iter().flatten() {
            let lies = folder_row(conn, &key.folder)?;
            if let (Some(lies), Some(message)) = (lies, message_row(conn, key)?) {
                arriving.push((message, lies.id));
            }
        }
        folders.push(Where {
            row: row.get(0)?,
            path: row.get(1)?,
            role: row.get(2)?,
            arriving,
        });
    }
    Ok(folders)
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
