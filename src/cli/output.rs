//! What the command line says: rows for people or JSON lines for programs, problems, exit statuses.

use std::io::{self, Write};

use serde::Serialize;

use crate::engine::{Problem, ProblemKind, Text};
use crate::i18n::Texts;

/// How a verb ended. The numbers are the program's exit status and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or accepted by the server.
    Done = 0,
    /// Failed.
    Failed = 1,
    /// Wrong usage.
    Usage = 2,
    /// Not permitted: a message is held.
    NotPermitted = 3,
    /// Queued, or the server cannot be reached.
    Queued = 4,
    /// It is not known whether a message arrived. Do not repeat.
    Unknown = 5,
}

impl Exit {
    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The way of ending with this number; what is none of ours is a failure.
    #[must_use]
    pub fn from_code(code: i32) -> Self {
        match code {
            0 => Self::Done,
            2 => Self::Usage,
            3 => Self::NotPermitted,
            4 => Self::Queued,
            5 => Self::Unknown,
            _ => Self::Failed,
        }
    }

    /// How a verb ends that met this problem.
    #[must_use]
    pub fn of(problem: &Problem) -> Self {
        match problem.kind {
            ProblemKind::Usage => Self::Usage,
            ProblemKind::Permission => Self::NotPermitted,
            ProblemKind::Network => Self::Queued,
            ProblemKind::Unknown => Self::Unknown,
            _ => Self::Failed,
        }
    }
}

impl Exit {
    /// How a verb ends that met these problems beside each other, of several accounts or servers.
    pub(super) fn of_all(problems: &[Problem]) -> Self {
        let mut ends = problems.iter().map(Self::of);
        let first = ends.next().unwrap_or(Self::Done);
        if ends.all(|end| end == first) {
            first
        } else {
            Self::Failed
        }
    }
}

/// Where a verb writes.
pub struct Output<'a> {
    /// JSON lines rather than words.
    pub json: bool,
    /// The person's language.
    pub texts: &'a Texts,
    /// Results.
    pub out: &'a mut (dyn Write + Send),
    /// Problems.
    pub err: &'a mut (dyn Write + Send),
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    kind: &'static str,
    account: Option<&'a str>,
    mailbox: Option<&'a str>,
    message: String,
    advice: Option<String>,
    detail: Option<&'a str>,
}

impl Output<'_> {
    /// One row: an object in JSON, else the given words in a line.
    ///
    /// # Errors
    /// The reader of our output has gone.
    pub fn row(
        &mut self,
        row: &impl Serialize,
        words: impl FnOnce(&Texts) -> String,
    ) -> io::Result<()> {
        if self.json {
            serde_json::to_writer(&mut *self.out, row)?;
            writeln!(self.out)
        } else {
            writeln!(self.out, "{}", harmless(&words(self.texts)))
        }
    }

    /// Rows as a table: an object each in JSON, else columns below each other.
    ///
    /// # Errors
    /// As [`Output::row`].
    pub fn table<T: Serialize>(
        &mut self,
        rows: &[T],
        columns: impl Fn(&T, &Texts) -> Vec<String>,
    ) -> io::Result<()> {
        if self.json {
            return rows
                .iter()
                .try_for_each(|row| self.row(row, |_| String::new()));
        }
        let cells: Vec<Vec<String>> = rows.iter().map(|row| columns(row, self.texts)).collect();
        let count = cells.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            cells
                .iter()
                .filter_map(|r| r.get(column))
                .map(|c| c.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..count).map(width).collect();
        for row in &cells {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(
                    ' ',
                    width.saturating_sub(cell.chars().count()) + 2,
                ));
            }
            writeln!(self.out, "{}", harmless(line.trim_end()))?;
        }
        Ok(())
    }

    /// What became of something that was done. It stands, whether it can be written or not: whoever
    /// does not hear of it must not be led to do it again, so this never changes how a verb ends.
    pub fn report(&mut self, row: &impl Serialize, words: impl FnOnce(&Texts) -> String) {
        if let Err(error) = self.row(row, words) {
            tracing::warn!(%error, "What was done could not be written to the output.");
        }
    }

    /// A line for people; programs have their rows. Like a [`Output::report`] it fails silently.
    pub fn say(&mut self, words: impl FnOnce(&Texts) -> String) {
        if !self.json {
            let _ = writeln!(self.out, "{}", words(self.texts));
        }
    }

    /// A problem: what happened, to whom, what to do. If it cannot be written, nothing is left to
    /// say it to; how the verb ends says it still.
    pub fn problem(&mut self, problem: &Problem) {
        self.say_problem("error", problem);
    }

    /// A problem that does not keep the verb from its work.
    pub fn warning(&mut self, problem: &Problem) {
        self.say_problem("warning", problem);
    }

    fn say_problem(&mut self, word: &'static str, problem: &Problem) {
        if let Err(error) = self.write_problem(word, problem) {
            tracing::warn!(%error, %problem, "A problem could not be written to the output.");
        }
    }

    /// Something worth knowing that is no failure, on the stream of the problems. It may get lost.
    pub fn hint(&mut self, message: &Text, advice: &Text) {
        let (message, advice) = (say(self.texts, message), say(self.texts, advice));
        let _ = if self.json {
            let hint = serde_json::json!({ "hint": { "message": message, "advice": advice } });
            writeln!(self.err, "{hint}")
        } else {
            writeln!(self.err, "{message}\n{advice}")
        };
    }

    /// What is to be known of the rows, on the stream of the problems: an object in JSON, else words, if
    /// there are any. It may get lost.
    pub fn remark(&mut self, row: &impl Serialize, words: impl FnOnce(&Texts) -> Option<String>) {
        let _ = if self.json {
            serde_json::to_string(row).map_or(Ok(()), |row| writeln!(self.err, "{row}"))
        } else {
            words(self.texts).map_or(Ok(()), |words| writeln!(self.err, "{words}"))
        };
    }

    fn write_problem(&mut self, word: &'static str, problem: &Problem) -> io::Result<()> {
        let message = say(self.texts, &problem.message);
        let advice = problem
            .advice
            .as_ref()
            .map(|advice| say_advice(self.texts, advice));
        if self.json {
            let line = ErrorLine {
                kind: problem.kind.word(),
                account: problem.account.as_ref().map(|a| a.as_str()),
                mailbox: problem.mailbox.as_ref().map(|m| m.as_str()),
                message,
                advice,
                detail: problem.detail.as_deref(),
            };
            serde_json::to_writer(&mut *self.err, &serde_json::json!({ word: line }))?;
            return writeln!(self.err);
        }
        if word == "warning" {
            write!(self.err, "{} ", self.texts.say("cli-warning"))?;
        }
        let about = problem
            .mailbox
            .as_ref()
            .map(|m| m.as_str())
            .or(problem.account.as_ref().map(|a| a.as_str()));
        match about {
            Some(about) => writeln!(self.err, "{about}: {message}")?,
            None => writeln!(self.err, "{message}")?,
        }
        if let Some(advice) = advice {
            writeln!(self.err, "{advice}")?;
        }
        if let Some(detail) = problem.detail.as_deref().filter(|d| !d.is_empty()) {
            writeln!(self.err, "({detail})")?;
        }
        Ok(())
    }
}

/// Advice of the engine, as far as it is true of a verb: that does not try again by itself.
pub(super) fn say_advice(texts: &Texts, advice: &Text) -> String {
    match advice.key {
        "advice-retries-itself" => texts.say("cli-advice-retry"),
        "advice-check-network" => texts.say("cli-advice-check-network"),
        _ => say(texts, advice),
    }
}

/// A text of the engine in the person's language.
pub fn say(texts: &Texts, text: &Text) -> String {
    texts.say_words(
        text.key,
        text.args
            .iter()
            .map(|(name, value)| (*name, value.as_str())),
    )
}

/// Text without what a terminal would obey: a mail may hold escape sequences.
fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\n' && c != '\t' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
