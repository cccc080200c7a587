//! How domain values stand in columns: times, words, JSON, flags.

use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::types::FromSql;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{Fault, Sql};
use crate::domain::{Flags, SystemFlag};

/// `\Seen` in the column `flags`.
pub(super) const SEEN: i64 = 1;
/// `\Answered`
pub(super) const ANSWERED: i64 = 2;
/// `\Flagged`
pub(super) const FLAGGED: i64 = 4;
/// `\Draft`
pub(super) const DRAFT: i64 = 8;
/// `\Deleted`
pub(super) const DELETED: i64 = 16;

const BITS: [(SystemFlag, i64); 5] = [
    (SystemFlag::Seen, SEEN),
    (SystemFlag::Answered, ANSWERED),
    (SystemFlag::Flagged, FLAGGED),
    (SystemFlag::Draft, DRAFT),
    (SystemFlag::Deleted, DELETED),
];

/// The system flags as a number.
pub(super) fn flag_bits(flags: &Flags) -> i64 {
    BITS.iter()
        .filter(|(flag, _)| flags.has(*flag))
        .map(|(_, bit)| bit)
        .sum()
}

/// The keywords, joined by spaces: they are atoms and hold none (RFC 9051 9).
pub(super) fn keyword_text(flags: &Flags) -> String {
    flags.keywords().collect::<Vec<_>>().join(" ")
}

/// Flags of their two columns.
pub(super) fn flags(bits: i64, keywords: &str) -> Flags {
    let system = BITS
        .iter()
        .filter(|(_, bit)| bits & bit != 0)
        .map(|(flag, _)| flag.wire());
    Flags::from_wire(system.chain(keywords.split(' ').filter(|k| !k.is_empty())))
}

/// A time in microseconds since 1970.
pub(super) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The time of a column.
pub(super) fn time(micros: i64) -> Sql<Timestamp> {
    Timestamp::from_microsecond(micros)
        .map_err(|_| Fault::Unreadable(format!("{micros} is no time")))
}

/// The time of a column that may be empty.
pub(super) fn time_or_none(micros: Option<i64>) -> Sql<Option<Timestamp>> {
    micros.map(time).transpose()
}

/// A value as JSON.
pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> Sql<String> {
    serde_json::to_string(value).map_err(|e| Fault::Unreadable(e.to_string()))
}

/// The value of JSON.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Sql<T> {
    serde_json::from_str(text).map_err(|e| {
        // The text itself stays out of the error: it may hold addresses and subjects.
        Fault::Unreadable(format!(
            "a stored {} cannot be read ({:?} at {}:{})",
            std::any::type_name::<T>()
                .rsplit("::")
                .next()
                .unwrap_or("value"),
            e.classify(),
            e.line(),
            e.column()
        ))
    })
}

/// The word of an enum whose serde form is one.
pub(super) fn word<T: Serialize>(value: &T) -> Sql<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(Fault::Unreadable("a value has no word".to_owned())),
    }
}

/// The enum of a word.
pub(super) fn from_word<T: DeserializeOwned>(word: String) -> Sql<T> {
    serde_json::from_value(serde_json::Value::String(word))
        .map_err(|_| Fault::Unreadable("a stored word is not known".to_owned()))
}

/// A column by name.
pub(super) fn get<T: FromSql>(row: &Row<'_>, name: &str) -> Sql<T> {
    Ok(row.get(name)?)
}

/// A counted value, which is never negative.
pub(super) fn count<T: TryFrom<i64>>(row: &Row<'_>, name: &str) -> Sql<T> {
    let number: i64 = row.get(name)?;
    T::try_from(number).map_err(|_| Fault::Unreadable(format!("{number} is no {name}")))
}

/// An unsigned 64-bit number in a signed column. RFC 7162 limits mod-sequences to 63 bits.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
