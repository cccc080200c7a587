//! A query as the cache is asked it: what the full-text index answers, what the row of a message does,
//! and what is left to be looked at for one message after the other.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::super::columns::{ANSWERED, DELETED, DRAFT, FLAGGED, SEEN, micros};
use super::overlay;
use super::words::{Words, phrase, scattered as scattered_words};
use crate::domain::{Place, SearchQuery, Sought, SystemFlag, Term, is_folder};

/// What a query asks.
#[derive(Debug, Default)]
pub(super) struct Criteria {
    /// What the full-text index must find; `None`: no word has to be there.
    pub words: Option<String>,
    /// The same without regard to what stands beside what: at least all of that.
    pub scattered: Option<String>,
    /// What a row `m` of `messages` must be: SQL of words of ours and of numbers. Nothing that a person
    /// typed stands in it.
    pub row: String,
    /// What must stand in the header, or must not: full-text expressions. Those of the clauses above and below
    /// of which the header alone decides.
    pub header: Vec<InHeader>,
    /// Of each of these one test must hold.
    pub rest: Vec<Vec<Test>>,
    /// Of the clauses in which words must not stand in a text: what else there is in each. Where nothing of
    /// that holds, all hangs on those words.
    pub excluding: Vec<Vec<Test>>,
    /// What the tests read off a row.
    pub columns: Vec<String>,
    /// What they ask the full-text index.
    pub sets: Vec<String>,
}

/// What must stand in a header.
#[derive(Debug)]
pub(super) struct InHeader {
    /// It must not.
    pub negated: bool,
    /// The full-text expression.
    pub expression: String,
    /// The same as a person wrote it: one of these.
    pub any: Vec<Sought>,
}

impl InHeader {
    /// Is it so of these words?
    pub fn holds(&self, words: &Words) -> bool {
        self.any.iter().any(|sought| words.have(sought)) != self.negated
    }
}

/// What is looked at for one message.
#[derive(Debug)]
pub(super) struct Test {
    /// It must not hold.
    pub negated: bool,
    /// What.
    pub of: Of,
}

/// What a test looks at.
#[derive(Debug)]
pub(super) enum Of {
    /// Whether this column holds.
    Column(usize),
    /// Whether the message is in this set.
    Set(usize),
    /// Whether it is, and the words stand with those who get a copy: the index does not tell them from
    /// those to whom it is. With what may go on.
    Copies(usize, String, bool),
}

/// A folder in which may be looked.
pub(super) struct Where {
    /// Its row.
    pub row: i64,
    /// Its path.
    pub path: String,
    /// The word of its role.
    pub role: String,
    /// Messages that are on their way to it, and are shown there: their rows, and those of the folders that
    /// they lie in yet.
    pub arriving: Vec<(i64, i64)>,
}

impl Criteria {
    /// What a query asks of messages in these folders. Days begin in this time zone.
    pub fn of(query: &SearchQuery, folders: &[Where], zone: &TimeZone) -> Self {
        let mut criteria = Self::default();
        let mut rows = vec![format!("m.hidden <> {}", overlay::DELETED)];
        let (mut there, mut scattered, mut not_there) = (Vec::new(), Vec::new(), Vec::new());
        for clause in query.clauses() {
            if clause
                .iter()
                .all(|term| row_of(term, folders, zone).is_some())
            {
                let any = clause.iter().filter_map(|term| row_of(term, folders, zone));
                rows.push(format!("({})", any.collect::<Vec<_>>().join(" OR ")));
                continue;
            }
            if clause.iter().any(excludes) {
                let others = clause.iter().filter(|term| !excludes(term));
                let others = others.map(|term| criteria.test(term, folders, zone));
                let others = others.collect();
                criteria.excluding.push(others);
            }
            criteria.header.extend(in_header(clause));
            let words = |term: &Term| words_of(&term.sought).filter(|_| !term.negated);
            let any: Vec<String> = clause.iter().filter_map(words).collect();
            if any.len() == clause.len() {
                let loose = clause.iter().filter_map(|term| {
                    let words = expression(&term.sought, scattered_words);
                    words.filter(|_| !term.negated)
                });
                let loose: Vec<String> = loose.collect();
                there.push(format!("({})", any.join(" OR ")));
                scattered.push(format!("({})", loose.join(" OR ")));
            }
            match &**clause {
                [term] if term.negated && !is_copies(term) => {
                    not_there.extend(words_of(&term.sought))
                }
                clause if any.len() == clause.len() && !clause.iter().any(is_copies) => {}
                clause => {
                    let tests = clause.iter().map(|term| criteria.test(term, folders, zone));
                    let tests = tests.collect();
                    criteria.rest.push(tests);
                }
            }
        }
        let not_there = not_there.join(" OR ");
        if !there.is_empty() {
            let not = if not_there.is_empty() {
                String::new()
            } else {
                format!(" NOT ({not_there})")
            };
            let all = |there: Vec<String>| Some(format!("({}){not}", there.join(" AND ")));
            criteria.words = all(there);
            criteria.scattered = all(scattered);
        } else if !not_there.is_empty() {
            let of = criteria.set(not_there);
            criteria.rest.push(vec![Test { negated: true, of }]);
        }
        criteria.row = rows.join(" AND ");
        criteria
    }

    fn set(&mut self, expression: String) -> Of {
        self.sets.push(expression);
        Of::Set(self.sets.len() - 1)
    }

    fn test(&mut self, term: &Term, folders: &[Where], zone: &TimeZone) -> Test {
        if let Some(row) = row_of(term, folders, zone) {
            self.columns.push(row);
            return Test {
                negated: false,
                of: Of::Column(self.columns.len() - 1),
            };
        }
        let of = self.set(words_of(&term.sought).unwrap_or_else(nothing));
        let of = match (of, &term.sought) {
            (
                Of::Set(set),
                Sought::Words {
                    place: Place::Copies,
                    text,
                    is_beginning,
                },
            ) => Of::Copies(set, text.clone(), *is_beginning),
            (of, _) => of,
        };
        Test {
            negated: term.negated,
            of,
        }
    }
}

fn in_header(clause: &[Term]) -> Option<InHeader> {
    let negated = match clause {
        [term] => term.negated,
        terms if terms.iter().any(|term| term.negated) => return None,
        _ => false,
    };
    let decides = clause.iter().all(Term::is_of_header);
    let each = clause.iter().filter_map(|term| words_of(&term.sought));
    decides.then(|| InHeader {
        negated,
        expression: each.collect::<Vec<_>>().join(" OR "),
        any: clause.iter().map(|term| term.sought.clone()).collect(),
    })
}

/// A phrase without a word, which no message has.
fn nothing() -> String {
    "\"\"".to_owned()
}

fn is_copies(term: &Term) -> bool {
    matches!(
        term.sought,
        Sought::Words {
            place: Place::Copies,
            ..
        }
    )
}

/// Must words not stand in it, its text included?
fn excludes(term: &Term) -> bool {
    let is_anywhere = matches!(
        term.sought,
        Sought::Words {
            place: Place::Anywhere,
            ..
        }
    );
    term.negated && is_anywhere
}

/// The full-text expression of words.
fn words_of(sought: &Sought) -> Option<String> {
    expression(sought, phrase)
}

/// The same, of words written this way.
fn expression(sought: &Sought, write: fn(&str, bool) -> Option<String>) -> Option<String> {
    let Sought::Words {
        place,
        text,
        is_beginning,
    } = sought
    else {
        return None;
    };
    let phrase = write(text, *is_beginning).unwrap_or_else(nothing);
    let column = match place {
        Place::Anywhere => return Some(phrase),
        Place::Subject => "subject",
        Place::Sender => "sender",
        Place::Recipients | Place::Copies => "recipients",
    };
    Some(format!("({column} : ({phrase}))"))
}

/// The condition on a row; `None` where it needs the words.
fn row_of(term: &Term, folders: &[Where], zone: &TimeZone) -> Option<String> {
    let condition = match &term.sought {
        Sought::Words { .. } => return None,
        Sought::Folder(name) => {
            let named = || folders.iter().filter(|f| is_folder(name, &f.path, &f.role));
            let rows: Vec<String> = named().map(|f| f.row.to_string()).collect();
            let arriving = named().flat_map(|f| &f.arriving);
            let arriving: Vec<String> = arriving.map(|(row, _)| row.to_string()).collect();
            format!(
                "(m.hidden <> {} AND m.folder IN ({})) OR m.id IN ({})",
                overlay::LEAVING,
                rows.join(", "),
                arriving.join(", ")
            )
        }
        Sought::Flag(flag, set) => {
            let sign = if *set { "<>" } else { "=" };
            format!("m.flags & {} {sign} 0", bit(*flag))
        }
        Sought::Keywords(keywords) => {
            let any = keywords.iter().map(|keyword| bears(keyword));
            any.collect::<Vec<_>>().join(" OR ")
        }
        Sought::Unanswered => format!("m.flags & {ANSWERED} = 0 AND m.automatic = 0"),
        // Few are: looked up, and not in the row of each message that is walked past.
        Sought::UnreadForMe => {
            format!("m.flags & {SEEN} <> 0 AND m.id IN (SELECT id FROM messages WHERE for_me <> 0)")
        }
        Sought::Attachment => "m.has_attachment > 0".to_owned(),
        Sought::Before(day) => format!("m.date < {}", beginning(*day, zone)),
        Sought::Since(day) => format!("m.date >= {}", beginning(*day, zone)),
        Sought::Larger(octets) => format!("m.size > {}", capped(*octets)),
        Sought::Smaller(octets) => format!("m.size < {}", capped(*octets)),
    };
    let not = if term.negated { "NOT " } else { "" };
    Some(format!("{not}({condition})"))
}

/// Compared without case as keywords are. A person typed it: it stands there in digits.
fn bears(keyword: &str) -> String {
    let keyword = format!(" {} ", keyword.to_ascii_lowercase());
    let digits: String = keyword.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("instr(CAST(' ' || lower(m.keywords) || ' ' AS BLOB), x'{digits}') > 0")
}

fn bit(flag: SystemFlag) -> i64 {
    match flag {
        SystemFlag::Seen => SEEN,
        SystemFlag::Answered => ANSWERED,
        SystemFlag::Flagged => FLAGGED,
        SystemFlag::Draft => DRAFT,
        SystemFlag::Deleted => DELETED,
    }
}

fn capped(octets: u64) -> i64 {
    i64::try_from(octets).unwrap_or(i64::MAX)
}

/// When a day begins, in microseconds since 1970; of the first and last days of the calendar where that
/// has no such time, its end.
fn beginning(day: Date, zone: &TimeZone) -> i64 {
    let end = if day.year() > 0 { i64::MAX } else { i64::MIN };
    let begins = zone.to_timestamp(day.at(0, 0, 0, 0));
    begins.map_or(end, micros)
}
