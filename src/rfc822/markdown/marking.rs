//! What the toolbar does to a text: marks are put around what is chosen, or before its lines, and taken
//! away again. Pure.

use std::ops::Range;

use crate::rfc822::quote::quote_depth;

use super::lines::{Stretch, is_fence, link_at, list_marker, stretch_at};
use super::nesting::{Nest, nested};

/// What a stretch of text becomes, or is no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Markup {
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Code: within a line, or as lines of their own.
    Code,
    /// A link that leads there.
    Link(String),
    /// No link any more.
    Unlink,
    /// Items of a list.
    List,
    /// Numbered items of a list.
    Numbered,
    /// A quote.
    Quote,
    /// An item of a list, a level deeper or back.
    Nested(Nest),
}

/// A text after it was marked, and what is chosen in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// What is chosen, in octets.
    pub selected: Range<usize>,
}

/// Marks what is chosen in a text, or takes its marks; where nothing is chosen, the word around the cursor.
/// Where there is none, what is typed next is marked.
#[must_use]
pub fn mark(text: &str, selected: Range<usize>, markup: &Markup) -> Marked {
    let mut selected = selected;
    if !can_mark(text, &selected, markup) {
        let text = text.to_owned();
        return Marked { text, selected };
    }
    if let Markup::Nested(nest) = markup {
        let text = text.to_owned();
        return nested(&text, &selected, *nest).unwrap_or(Marked { text, selected });
    }
    let is_sign = matches!(markup, Markup::Bold | Markup::Italic | Markup::Code);
    if is_sign && !selected.is_empty() {
        // Blanks at its edges stay outside: no mark holds beside one.
        let pieces = pieces(text, &selected);
        if let (Some(first), Some(last)) = (pieces.first(), pieces.last()) {
            selected = first.start..last.end;
        }
    }
    let edits = match markup {
        Markup::Bold => sign(text, &selected, Sign::Bold),
        Markup::Italic => sign(text, &selected, Sign::Italic),
        Markup::Code if text.get(selected.clone()).is_some_and(|t| t.contains('\n')) => {
            fence(text, &selected)
        }
        Markup::Code => sign(text, &selected, Sign::Code),
        Markup::Link(to) => link(text, &selected, to),
        Markup::Unlink => unlink(text, &selected),
        Markup::List => lines(text, &selected, Before::Dash),
        Markup::Numbered => lines(text, &selected, Before::Number),
        Markup::Quote => lines(text, &selected, Before::Quote),
        // It is done above.
        Markup::Nested(_) => Edits::default(),
    };
    edits.carry_out(text, selected)
}

/// Can this be done where something is chosen? A quote stays as it was written.
#[must_use]
pub fn can_mark(text: &str, selected: &Range<usize>, markup: &Markup) -> bool {
    if let Markup::Nested(nest) = markup {
        return nested(text, selected, *nest).is_some();
    }
    *markup == Markup::Quote || !lines_of(text, selected).all(|line| is_quoted(text, &line))
}

/// The link that the cursor or what is chosen lies in: all of it, in octets.
#[must_use]
pub fn link_around(text: &str, selected: &Range<usize>) -> Option<Range<usize>> {
    let start = line_start(text, selected.start);
    let line = text.get(start..line_end(text, selected.start))?;
    let (whole, _) = link_at(line, selected.start - start)?;
    let whole = whole.start + start..whole.end + start;
    (selected.end <= whole.end).then_some(whole)
}

/// What is taken out of a text and put in its place, in the order of the text.
#[derive(Default)]
struct Edits {
    edits: Vec<(Range<usize>, String)>,
    /// Where the cursor goes instead of staying where it is in the text.
    cursor: Option<Range<usize>>,
}

impl Edits {
    fn put(&mut self, at: usize, text: impl Into<String>) {
        self.edits.push((at..at, text.into()));
    }

    fn take(&mut self, range: Range<usize>) {
        self.edits.push((range, String::new()));
    }

    /// What is chosen stays chosen: what is put in at its edges lies outside.
    fn carry_out(mut self, text: &str, selected: Range<usize>) -> Marked {
        self.edits
            .sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(text.len() + 16);
        let (mut copied, mut start, mut end) = (0, None, None);
        let is_empty = selected.is_empty();
        for (range, new) in &self.edits {
            // A mark that closes comes behind the cursor.
            if end.is_none() && !is_empty && range.start >= selected.end {
                end = Some(out.len() + selected.end.saturating_sub(copied));
            }
            if start.is_none() && range.start > selected.start {
                start = Some(out.len() + selected.start.saturating_sub(copied));
            }
            out.push_str(text.get(copied..range.start).unwrap_or_default());
            out.push_str(new);
            copied = range.end.max(copied);
        }
        let start = start.unwrap_or(out.len() + selected.start.saturating_sub(copied));
        let end = if is_empty {
            start
        } else {
            end.unwrap_or(out.len() + selected.end.saturating_sub(copied))
        };
        out.push_str(text.get(copied..).unwrap_or_default());
        let whole = self.cursor.unwrap_or(start..end.max(start));
        let bound = |at: usize| at.min(out.len());
        Marked {
            selected: bound(whole.start)..bound(whole.end),
            text: out,
        }
    }
}

fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.rfind('\n').map_or(0, |found| found + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let after = text.get(at..).unwrap_or_default();
    after.find('\n').map_or(text.len(), |found| at + found)
}

/// The lines that what is chosen touches.
fn lines_of(text: &str, selected: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut next = Some(line_start(text, selected.start));
    let end = selected.end;
    std::iter::from_fn(move || {
        let from = next?;
        let line = from..line_end(text, from);
        next = Some(line.end + 1).filter(|next| *next < end);
        Some(line)
    })
}

fn is_quoted(text: &str, line: &Range<usize>) -> bool {
    let line = text.get(line.clone()).unwrap_or_default();
    quote_depth(line).0 > 0
}

/// The word at a place; empty where there is none.
fn word_at(text: &str, at: usize) -> Range<usize> {
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    let before = text.get(..at).unwrap_or_default();
    let after = text.get(at..).unwrap_or_default();
    let start = before.trim_end_matches(is_of_word).len();
    let end = text.len() - after.trim_start_matches(is_of_word).len();
    start..end
}

/// The marks of quotes and the mark of an item with which a line begins, in octets.
fn before_text(line: &str) -> usize {
    let quotes = line.len() - line.trim_start_matches(['>', ' ']).len();
    let quotes = if line.starts_with('>') { quotes } else { 0 };
    let rest = line.get(quotes..).unwrap_or_default();
    quotes + list_marker(rest).map_or(0, |(marker, _)| marker.end)
}

/// What stands in the lines that are chosen, without blanks around it.
fn pieces(text: &str, selected: &Range<usize>) -> Vec<Range<usize>> {
    if selected.is_empty() {
        return vec![word_at(text, selected.start)];
    }
    let mut pieces = Vec::new();
    let mut from = line_start(text, selected.start);
    while from < selected.end {
        let end = line_end(text, from);
        let line = text.get(from..end).unwrap_or_default();
        let start = selected.start.max(from + before_text(line));
        let stop = selected.end.min(end);
        let piece = text.get(start..stop).unwrap_or_default();
        let blanks = piece.len() - piece.trim_start().len();
        let inner = piece.trim();
        if !inner.is_empty() && !is_quoted(text, &(from..end)) {
            pieces.push(start + blanks..start + blanks + inner.len());
        }
        from = end + 1;
    }
    pieces
}

/// Marks around a stretch of text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Bold,
    Italic,
    Code,
}

const SIGNS: [char; 3] = ['*', '_', '`'];

impl Sign {
    fn stretch(self) -> Stretch {
        match self {
            Self::Bold => Stretch::Strong,
            Self::Italic => Stretch::Emphasis,
            Self::Code => Stretch::Code,
        }
    }

    /// How it is written.
    fn marks(self) -> &'static [&'static str] {
        match self {
            Self::Bold => &["**"],
            Self::Italic => &["_", "*"],
            Self::Code => &["`"],
        }
    }

    /// So many characters of a row of these are this sign.
    fn of_row(self, mark: char, count: usize) -> Option<usize> {
        match (self, mark) {
            (Self::Bold, '*') if count >= 2 => Some(2),
            (Self::Italic, '*' | '_') if count == 1 || count == 3 => Some(1),
            (Self::Code, '`') => Some(count),
            _ => None,
        }
    }
}

/// A stretch with the marks around it, which are alike on both sides.
struct Around {
    outer: Range<usize>,
    inner: Range<usize>,
}

impl Around {
    fn of(text: &str, piece: &Range<usize>) -> Self {
        let (mut outer, mut inner) = (piece.clone(), piece.clone());
        let is_sign = |c: &char| SIGNS.contains(c);
        while let (Some(left), Some(right)) = (
            text.get(..outer.start).and_then(|t| t.chars().next_back()),
            text.get(outer.end..).and_then(|t| t.chars().next()),
        ) {
            if left != right || !is_sign(&left) {
                break;
            }
            outer = outer.start - 1..outer.end + 1;
        }
        while inner.len() > 2 {
            let piece = text.get(inner.clone()).unwrap_or_default();
            let (left, right) = (piece.chars().next(), piece.chars().next_back());
            if left != right || !left.as_ref().is_some_and(is_sign) {
                break;
            }
            inner = inner.start + 1..inner.end - 1;
        }
        Self { outer, inner }
    }

    /// Where the sign stands before it and behind it.
    fn find(&self, text: &str, sign: Sign) -> Option<(Range<usize>, Range<usize>)> {
        let left = text.get(self.outer.start..self.inner.start)?;
        let mut at = 0;
        while let Some(mark) = left.get(at..).and_then(|rest| rest.chars().next()) {
            let row = left.get(at..)?;
            let count = row.len() - row.trim_start_matches(mark).len();
            if let Some(length) = sign.of_row(mark, count) {
                let (start, end) = (self.outer.start + at, self.outer.end - at);
                return Some((start..start + length, end - length..end));
            }
            at += count;
        }
        None
    }
}

fn sign(text: &str, selected: &Range<usize>, sign: Sign) -> Edits {
    if selected.is_empty()
        && let Some(edits) = at_cursor(text, selected.start, sign)
    {
        return edits;
    }
    let mut edits = Edits::default();
    let mut pieces = pieces(text, selected);
    if selected.is_empty() {
        // At its end a word is written to its end, and what follows is another thing.
        let is_around =
            |word: &Range<usize>| word.start < selected.start && selected.start < word.end;
        let here = || selected.clone();
        pieces = pieces
            .into_iter()
            .map(|word| if is_around(&word) { word } else { here() })
            .collect();
    }
    let around: Vec<Around> = pieces.iter().map(|piece| Around::of(text, piece)).collect();
    let found: Vec<_> = around.iter().map(|one| one.find(text, sign)).collect();
    let is_marked = !found.is_empty() && found.iter().all(Option::is_some);
    for (one, place) in around.iter().zip(found) {
        match place {
            Some((open, close)) if is_marked => {
                edits.take(open);
                edits.take(close);
            }
            Some(_) => {}
            None => add(text, one, sign, &mut edits),
        }
    }
    edits
}

/// Where the cursor stands in what is marked: at its end one goes on behind it, else it is marked no
/// more.
fn at_cursor(text: &str, at: usize, sign: Sign) -> Option<Edits> {
    let start = line_start(text, at);
    let line = text.get(start..line_end(text, at))?;
    let mut edits = Edits::default();
    if let Some((whole, inner)) = stretch_at(line, at - start, sign.stretch()) {
        if start + inner.end == at {
            let behind = start + whole.end;
            edits.cursor = Some(behind..behind);
        } else {
            edits.take(start + whole.start..start + inner.start);
            edits.take(start + inner.end..start + whole.end);
        }
        return Some(edits);
    }
    // Blanks before a closing mark keep it from being one: they go behind it.
    let before = line.get(..at - start)?;
    let written = before.trim_end_matches(' ');
    let blanks = before.len() - written.len();
    let rest = line.get(at - start..)?;
    let marks = sign
        .marks()
        .iter()
        .find(|marks| rest.starts_with(**marks))?;
    let is_open = written.matches(*marks).count() % 2 == 1 && !written.ends_with(*marks);
    if blanks == 0 || !is_open {
        return None;
    }
    edits.take(at - blanks..at);
    edits.put(at + marks.len(), " ".repeat(blanks));
    let behind = at + marks.len();
    edits.cursor = Some(behind..behind);
    Some(edits)
}

fn add(text: &str, one: &Around, sign: Sign, edits: &mut Edits) {
    let (place, marks) = match sign {
        Sign::Bold => (&one.outer, "**"),
        // A `_` within a word is a letter (CommonMark 6.2).
        Sign::Italic => {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let before = text.get(..one.outer.start).unwrap_or_default();
            let behind = text.get(one.outer.end..).unwrap_or_default();
            let is_within = before.ends_with(is_word) || behind.starts_with(is_word);
            (&one.outer, if is_within { "*" } else { "_" })
        }
        // Within code, marks are code.
        Sign::Code => (&one.inner, "`"),
    };
    edits.put(place.start, marks);
    edits.put(place.end, marks);
    if place.is_empty() {
        // Both go to the same place; the cursor goes between them.
        let between = place.start + marks.len();
        edits.cursor = Some(between..between);
    }
}

/// All of the lines that are chosen: from where the first begins to where the last ends.
fn whole_lines(text: &str, selected: &Range<usize>) -> Range<usize> {
    let start = line_start(text, selected.start);
    // A line at whose start the choice ends is none of them.
    let last = match text.get(selected.clone()) {
        Some(chosen) if chosen.ends_with('\n') => selected.end - 1,
        _ => selected.end,
    };
    start..line_end(text, last)
}

fn fence(text: &str, selected: &Range<usize>) -> Edits {
    let mut edits = Edits::default();
    let lines = whole_lines(text, selected);
    let above = lines
        .start
        .checked_sub(1)
        .map(|end| line_start(text, end)..end);
    let below = (lines.end < text.len()).then(|| lines.end + 1..line_end(text, lines.end + 1));
    let is_fenced = |range: &Range<usize>| text.get(range.clone()).is_some_and(is_fence);
    match (above, below) {
        (Some(above), Some(below)) if is_fenced(&above) && is_fenced(&below) => {
            edits.take(above.start..lines.start);
            edits.take(lines.end..below.end);
        }
        _ => {
            edits.put(lines.start, "```\n");
            edits.put(lines.end, "\n```");
        }
    }
    edits
}

fn link(text: &str, selected: &Range<usize>, to: &str) -> Edits {
    let mut edits = Edits::default();
    let shown = to.strip_prefix("mailto:");
    let piece = pieces(text, selected).into_iter().next();
    let piece = piece.unwrap_or(selected.start..selected.start);
    let words = text.get(piece.clone()).unwrap_or_default();
    let new = if words.is_empty() || words == to {
        format!("<{}>", shown.unwrap_or(to))
    } else {
        let words = words.replace('[', "\\[").replace(']', "\\]");
        format!("[{words}]({to})")
    };
    let end = piece.start + new.len();
    edits.edits.push((piece, new));
    edits.cursor = Some(end..end);
    edits
}

fn unlink(text: &str, selected: &Range<usize>) -> Edits {
    let mut edits = Edits::default();
    let start = line_start(text, selected.start);
    let line = text.get(start..line_end(text, selected.start));
    let found = line.and_then(|line| link_at(line, selected.start - start));
    if let Some((whole, words)) = found {
        edits.take(start + whole.start..start + words.start);
        edits.take(start + words.end..start + whole.end);
    }
    edits
}

/// What stands before a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Dash,
    Number,
    Quote,
}

impl Before {
    /// The mark with which a line begins already.
    fn found(self, line: &str) -> Option<Range<usize>> {
        match self {
            Self::Quote => {
                let rest = line.strip_prefix('>')?;
                Some(0..1 + usize::from(rest.starts_with(' ')))
            }
            Self::Dash => list_marker(line)
                .filter(|(_, n)| n.is_none())
                .map(|(m, _)| m),
            Self::Number => list_marker(line)
                .filter(|(_, n)| n.is_some())
                .map(|(m, _)| m),
        }
    }
}

fn lines(text: &str, selected: &Range<usize>, before: Before) -> Edits {
    let mut edits = Edits::default();
    let whole = whole_lines(text, selected);
    let mut all = Vec::new();
    let mut from = whole.start;
    while from <= whole.end {
        let end = line_end(text, from);
        all.push((from, text.get(from..end).unwrap_or_default()));
        from = end + 1;
    }
    let is_blank = |line: &str| line.trim().is_empty();
    let is_single = all.len() == 1;
    let has = |line: &str| before.found(line).is_some();
    let mut written = all.iter().filter(|(_, line)| !is_blank(line)).peekable();
    let is_marked = written.peek().is_some() && written.all(|(_, line)| has(line));
    let mut number = 0;
    for (start, line) in all {
        if is_marked {
            if let Some(mark) = before.found(line) {
                edits.take(start + mark.start..start + mark.end);
            }
            continue;
        }
        if is_blank(line) && !is_single {
            if before == Before::Quote {
                edits.put(start, ">");
            }
            continue;
        }
        if before != Before::Quote && quote_depth(line).0 > 0 {
            continue;
        }
        number += 1;
        let new = match before {
            Before::Dash => "- ".to_owned(),
            Before::Number => format!("{number}. "),
            Before::Quote if line.starts_with('>') => ">".to_owned(),
            Before::Quote => "> ".to_owned(),
        };
        let old = match before {
            Before::Quote => 0..0,
            Before::Dash | Before::Number => list_marker(line).map_or(0..0, |(mark, _)| mark),
        };
        edits.edits.push((start + old.start..start + old.end, new));
    }
    edits
}

/// What a new line begins with when one ends this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// With the mark of the next item.
    Item(String),
    /// The list ends: this line, in which nothing stands, loses its mark instead.
    End,
}

/// What follows a line, where the cursor stands behind its mark.
#[must_use]
pub fn next_line(line: &str, column: usize) -> Option<Next> {
    let (mark, number) = list_marker(line)?;
    if column < mark.end {
        return None;
    }
    if line.get(mark.end..)?.trim().is_empty() {
        return Some(Next::End);
    }
    let indent = line.get(..mark.start)?;
    let old = line.get(mark.clone())?;
    Some(Next::Item(match number {
        Some(number) => {
            let sign = old.trim_end().chars().next_back()?;
            format!("{indent}{}{sign} ", number.saturating_add(1))
        }
        None => format!("{indent}{old}"),
    }))
}

#[cfg(test)]
#[path = "marking_tests.rs"]
mod tests;
