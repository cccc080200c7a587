//! Words for the full-text index: what FTS5's `unicode61` leaves undone is done to the text first.
//!
//! `unicode61` takes a run of Chinese, Japanese or Korean writing for one word, and cuts one of Thai at
//! each vowel sign, so nothing inside it is found; `trigram` finds nothing of two characters, which most
//! such words have. So runs are written as overlapping pairs. What only looks another way (`ﬁ`, full and
//! half width, a sign and its accent apart) is written the usual way, letters without the accents that people
//! leave out, and those whose stroke or ligature is none to Unicode by the letters that are typed for them:
//! `ß` as `ss`, `ø` as `o`.

use rusqlite::Connection;

use super::super::error::Sql;
use crate::domain::{
    NamedAddress, Participants, Place, Sought, is_word, plainly, runs_on, without_accents,
};

/// Most bytes of one message's text that are indexed.
const MAX_TEXT: usize = 1024 * 1024;

/// The part of a text that is indexed.
pub(super) fn bounded(text: &str) -> &str {
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// A text as it is indexed: each run of such characters as its pairs and its last character.
/// (`会議室` becomes `会議 議室 室`: a single character is then found as the beginning of a pair.)
pub(super) fn indexed(text: &str) -> String {
    rewrite(text, true)
}

/// A text as it is looked for: as indexed, but without the last character of a longer run at its end.
pub(super) fn sought(text: &str) -> String {
    rewrite(text, false)
}

/// A text in small letters and without accents, as names are compared letter by letter.
pub(super) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in without_accents(text).chars() {
        match plainly(c) {
            Some(plain) => out.push_str(plain),
            None => out.extend(c.to_lowercase()),
        }
    }
    out
}

fn rewrite(text: &str, with_last: bool) -> String {
    if text.bytes().all(|b| b.is_ascii() && b != 0) {
        return text.to_owned();
    }
    let text = without_accents(text);
    let is_special = |c: char| plainly(c).is_some() || runs_on(c);
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = &text;
    // What stands between is taken over as a whole.
    while let Some((plain, special)) = rest
        .find(is_special)
        .and_then(|at| rest.split_at_checked(at))
    {
        out.push_str(plain);
        let end = special.find(|c| !runs_on(c)).unwrap_or(special.len());
        if let Some((run, behind)) = special.split_at_checked(end)
            && !run.is_empty()
        {
            // What follows stands behind the last character.
            write_run(&mut out, run, with_last || behind.chars().any(is_word));
            rest = behind;
            continue;
        }
        let mut special = special.chars();
        out.push_str(special.next().and_then(plainly).unwrap_or_default());
        rest = special.as_str();
    }
    out.push_str(rest);
    out
}

fn write_run(out: &mut String, run: &str, with_last: bool) {
    let run: Vec<char> = run.chars().collect();
    out.push(' ');
    for pair in run.windows(2) {
        out.extend(pair);
        out.push(' ');
    }
    if with_last || run.len() == 1 {
        out.extend(run.last());
        out.push(' ');
    }
}

/// One phrase of a full-text query, quoted so that nothing in it is an operator; `None` when
/// there is no word in it. With `prefix` its last word may go on.
pub(super) fn phrase(text: &str, prefix: bool) -> Option<String> {
    if !text.chars().any(is_word) {
        return None;
    }
    let sought = sought(text);
    let quoted = sought.replace('"', "\"\"");
    let star = if prefix || ends_in_single(&sought) {
        " *"
    } else {
        ""
    };
    Some(format!("\"{}\"{star}", quoted.trim()))
}

/// The words of such a phrase wherever they stand, in whatever order: at least what the phrase finds, and
/// far sooner where all of them are common.
pub(super) fn scattered(text: &str, prefix: bool) -> Option<String> {
    let strict = phrase(text, prefix)?;
    let sought = sought(text);
    let mut words: Vec<&str> = sought.split_whitespace().collect();
    let last = words.pop()?;
    let words = words.into_iter().filter_map(|word| phrase(word, false));
    let all: Vec<String> = words.chain(phrase(last, prefix)).collect();
    Some(match all.len() {
        0 | 1 => strict,
        _ => format!("({})", all.join(" AND ")),
    })
}

/// A single character stands in the index as the beginning of a pair, unless it ends its run.
fn ends_in_single(sought: &str) -> bool {
    let mut words = sought.rsplit(|c| !is_word(c));
    let last = words.find(|word| !word.is_empty()).unwrap_or_default();
    let mut last = last.chars();
    last.next().is_some_and(runs_on) && last.next().is_none()
}

/// Do these words stand side by side with a person, compared as the index compares them? With `prefix`
/// the last one may go on.
pub(super) fn stands_in(text: &str, prefix: bool, person: &NamedAddress) -> bool {
    stands_among(text, prefix, &indexed(&people(std::iter::once(person))))
}

/// The same of what is indexed.
fn stands_among(text: &str, prefix: bool, indexed: &str) -> bool {
    let sought = sought(text);
    let wanted = compared(&sought);
    let there = compared(indexed);
    let Some((last, before)) = wanted.split_last() else {
        return false;
    };
    let may_go_on = prefix || ends_in_single(&sought);
    there.windows(wanted.len()).any(|there| {
        there.starts_with(before)
            && there
                .last()
                .is_some_and(|word| word == last || may_go_on && word.starts_with(last))
    })
}

/// The words of what is written so, without case.
fn compared(text: &str) -> Vec<String> {
    let words = text.split(|c| !is_word(c)).filter(|word| !word.is_empty());
    // Letter by letter: the last sigma of a whole word would become another one.
    let small = |word: &str| word.chars().flat_map(char::to_lowercase).collect();
    words.map(small).collect()
}

/// The words of one message, as they are indexed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    subject: String,
    sender: String,
    recipients: String,
    body: String,
    /// Are those of the text's beginning all there are?
    pub(super) is_cut: bool,
}

impl Words {
    pub(super) fn of(subject: &str, participants: &Participants, body: &str) -> Self {
        let sender = participants.from.iter().chain(&participants.sender);
        let recipients = participants
            .to
            .iter()
            .chain(&participants.cc)
            .chain(&participants.bcc);
        Self {
            subject: indexed(subject),
            sender: indexed(bounded(&people(sender))),
            recipients: indexed(bounded(&people(recipients))),
            body: indexed(bounded(body)),
            is_cut: body.len() > MAX_TEXT,
        }
    }

    /// Does the index find what is sought among them, where that is words of the header?
    pub(super) fn have(&self, sought: &Sought) -> bool {
        let Sought::Words {
            place,
            text,
            is_beginning,
        } = sought
        else {
            return false;
        };
        let column = match place {
            Place::Subject => &self.subject,
            Place::Sender => &self.sender,
            Place::Recipients => &self.recipients,
            Place::Anywhere | Place::Copies => return false,
        };
        stands_among(text, *is_beginning, column)
    }

    /// Makes them findable, in place of those before, and notes whether they are all of its text.
    pub(super) fn replace(&self, conn: &Connection, message: i64) -> Sql<()> {
        conn.prepare_cached(match self.is_cut {
            true => "INSERT OR IGNORE INTO beginnings (message) VALUES (?1)",
            false => "DELETE FROM beginnings WHERE message = ?1",
        })?
        .execute([message])?;
        conn.prepare_cached("DELETE FROM words WHERE rowid = ?1")?
            .execute([message])?;
        self.add(conn, message)
    }

    /// Makes those of a new message findable.
    pub(super) fn add(&self, conn: &Connection, message: i64) -> Sql<()> {
        conn.prepare_cached(
            "INSERT INTO words (rowid, subject, sender, recipients, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            message,
            &self.subject,
            &self.sender,
            &self.recipients,
            &self.body,
        ))?;
        Ok(())
    }
}

fn people<'a>(addresses: impl Iterator<Item = &'a NamedAddress>) -> String {
    let mut text = String::new();
    for address in addresses {
        text.push_str(address.name.as_deref().unwrap_or_default());
        text.push(' ');
        text.push_str(&address.address);
        text.push_str(" \n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_become_pairs_and_their_last_character() {
        assert_eq!(indexed("会議室").trim(), "会議 議室 室");
        assert_eq!(sought("会議室").trim(), "会議 議室");
        // What follows a run stands behind its last character.
        for text in ["会議2024", "東京Tower", "山田 太郎", "2024年度3月"] {
            let (sought, indexed) = (sought(text), indexed(text));
            let sought: Vec<&str> = sought.split_whitespace().collect();
            let indexed: Vec<&str> = indexed.split_whitespace().collect();
            assert!(
                indexed.windows(sought.len()).any(|there| there == sought),
                "{text}"
            );
        }
        assert_eq!(sought("会").trim(), "会");
        assert_eq!(
            indexed("A会議 b").split_whitespace().collect::<Vec<_>>(),
            ["A", "会議", "議", "b"]
        );
        assert_eq!(indexed("Straße"), "Strasse");
        assert_eq!(indexed("ตกลง").split_whitespace().count(), 4);
    }

    #[test]
    fn what_only_looks_another_way_is_written_the_usual_way() {
        for (odd, usual) in [
            ("ﬁle ＩＮＶＯＩＣＥ №", "file INVOICE No"),
            ("e\u{301}t", "et"),
            ("λόγος", "λογοσ"),
            ("ｶﾞｽ", " ガス ス "),
            ("\u{1112}\u{1161}\u{11ab}", " 한 "),
            ("Øl for Łukasz", "ol for lukasz"),
            ("Ærø, Þór", "aero, thor"),
        ] {
            assert_eq!(indexed(odd), usual, "{odd}");
        }
    }

    #[test]
    fn people_are_compared_as_the_index_compares_them() {
        use crate::domain::EmailAddress;
        let address = EmailAddress::parse("zoe.b@example.net").unwrap();
        let zoe = NamedAddress::new(Some("Zoë 山田 Groß"), &address);
        for (text, prefix, stands) in [
            ("zoe", false, true),
            ("ZOË", false, true),
            ("zo", false, false),
            ("zo", true, true),
            ("gross", false, true),
            ("山田", false, true),
            ("山", false, true),
            ("田山", false, false),
            ("zoe.b@example.net", false, true),
            ("example.net zoe", false, false),
            ("!", false, false),
        ] {
            assert_eq!(stands_in(text, prefix, &zoe), stands, "{text}");
        }
        for (name, text, stands) in [
            ("ΓΙΏΡΓΟΣ", "Γιωργος", true),
            ("Семён", "СЕМЕН", true),
            ("יִצְחָק", "יצחק", true),
            ("बाला", "बाला", true),
            ("बाला", "बिला", false),
            ("ก็อต", "กอต", false),
        ] {
            let person = NamedAddress::new(Some(name), &address);
            assert_eq!(stands_in(text, false, &person), stands, "{text}");
        }
    }

    #[test]
    fn a_phrase_is_quoted_whatever_it_holds() {
        assert_eq!(phrase("a\"b OR", false).as_deref(), Some("\"a\"\"b OR\""));
        assert_eq!(phrase("re", true).as_deref(), Some("\"re\" *"));
        assert_eq!(phrase("会", false).as_deref(), Some("\"会\" *"));
        assert_eq!(phrase("会議", false).as_deref(), Some("\"会議\""));
        assert_eq!(phrase("!?*", false), None);
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let long = "é".repeat(MAX_TEXT);
        assert_eq!(bounded(&long).len(), MAX_TEXT);
        let odd = format!("a{long}");
        assert_eq!(bounded(&odd).len(), MAX_TEXT - 1);
    }
}
