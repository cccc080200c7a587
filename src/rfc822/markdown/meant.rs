//! Of what the parser takes for formatting, what a person can have meant: who writes `10*20*30 cm`, `__init__` or
//! `# 5 boxes` in a mail writes no Markdown, and every sign of it has to arrive.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What the parser says of a source.
pub(super) type Said<'a> = (Event<'a>, Range<usize>);

/// The parser's events. Marks that nobody meant as such are text in them.
pub(super) fn events(source: &str) -> Vec<Said<'_>> {
    let mut said = Vec::new();
    let mut open: Vec<bool> = Vec::new();
    for (event, range) in Parser::new_ext(source, Options::empty()).into_offset_iter() {
        let width = match event {
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => 2,
            Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => 1,
            _ => {
                said.push((event, range));
                continue;
            }
        };
        let mark = if matches!(event, Event::Start(_)) {
            open.push(is_meant(source, &range, width));
            range.start..range.start + width
        } else {
            range.end.saturating_sub(width)..range.end
        };
        let is_kept = match event {
            Event::Start(_) => open.last().copied(),
            _ => open.pop(),
        };
        match source.get(mark.clone()) {
            Some(words) if is_kept == Some(false) => said.push((Event::Text(words.into()), mark)),
            _ => said.push((event, range)),
        }
    }
    said
}

/// Does formatting begin and end here that a person can have meant?
fn is_meant(source: &str, range: &Range<usize>, width: usize) -> bool {
    // The bar for formatting writes `**`.
    if width == 2
        && source
            .get(range.clone())
            .is_some_and(|all| all.starts_with('_'))
    {
        return false;
    }
    let before = source
        .get(..range.start)
        .and_then(|all| all.chars().next_back());
    let after = source.get(range.end..).and_then(|all| all.chars().next());
    let is_digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    !is_digit(before) && !is_digit(after)
}

/// Where a `\\` keeps a line from being a heading: before its marks, where a number follows.
pub(super) fn number_at(content: &str) -> Option<usize> {
    let inner = content.trim_start_matches(' ');
    let rest = inner.trim_start_matches('#');
    let words = rest.strip_prefix(' ')?.trim_start();
    let is_number = inner.len() > rest.len() && words.starts_with(char::is_numeric);
    is_number.then(|| content.len() - inner.len())
}
