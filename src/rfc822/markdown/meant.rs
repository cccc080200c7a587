//! Of what the parser takes for formatting, what a person can have meant: who writes `10*20*30 cm`, `__init__`,
//! `# 5 boxes` or `\\server\share` in a mail writes no Markdown, and every sign of it has to arrive.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What the parser says of a source.
pub(super) type Said<'a> = (Event<'a>, Range<usize>);

/// The parser's events. Marks that nobody meant as such are text in them, and so are backslashes, but for those at
/// the places `put`, in octets, in order: nobody typed them.
pub(super) fn events<'a>(source: &'a str, put: &[usize]) -> Vec<Said<'a>> {
    let said = with_meant_marks(source);
    if !source.contains('\\') {
        return said;
    }
    let kept = kept_backslashes(source, &said, put);
    let mut all = Vec::with_capacity(said.len() + kept.len());
    for (event, range) in said {
        let before = range.start.checked_sub(1);
        if let Some(at) = before.filter(|at| is_text(&event) && kept.contains(at)) {
            all.push((Event::Text("\\".into()), at..range.start));
        }
        // One at the end of a line breaks it there, which every line does here.
        if matches!(event, Event::HardBreak)
            && source
                .get(range.clone())
                .is_some_and(|all| all.starts_with('\\'))
        {
            let end = range.start + 1;
            all.push((Event::Text("\\".into()), range.start..end));
            all.push((Event::SoftBreak, end..range.end));
            continue;
        }
        all.push((event, range));
    }
    all
}

fn is_text(event: &Event<'_>) -> bool {
    matches!(event, Event::Text(_))
}

/// Of the backslashes that the parser takes for what keeps the sign behind them from being a mark, those that are
/// typed for themselves: in what looks like a path of Windows, and where the sign would be none in any case.
fn kept_backslashes(source: &str, said: &[Said<'_>], put: &[usize]) -> BTreeSet<usize> {
    let mut end = 0;
    let mut links = 0u32;
    let mut found = Vec::new();
    for (event, range) in said {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => links = links.saturating_sub(1),
            Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) | Event::Html(_) => {
                let at = range.start.checked_sub(1).filter(|at| *at >= end);
                let is_escape =
                    |at: &usize| is_text(event) && source.get(*at..range.start) == Some("\\");
                // The words of a link may need them.
                found.extend(at.filter(|at| is_escape(at) && links == 0));
                end = range.end.max(end);
            }
            _ => {}
        }
    }
    found.retain(|at| put.binary_search(at).is_err());
    if found.is_empty() {
        return BTreeSet::new();
    }
    let mut without = String::with_capacity(source.len());
    let mut copied = 0;
    for at in &found {
        without.push_str(source.get(copied..*at).unwrap_or_default());
        copied = at + 1;
    }
    without.push_str(source.get(copied..).unwrap_or_default());
    let plain: Vec<Range<usize>> = with_meant_marks(&without)
        .into_iter()
        .filter(|(event, _)| is_text(event))
        .map(|(_, range)| range)
        .collect();
    let is_plain = |at: usize| {
        let after = plain.partition_point(|range| range.start <= at);
        let range = after.checked_sub(1).and_then(|last| plain.get(last));
        range.is_some_and(|range| range.contains(&at))
    };
    // The word that was looked at last, and whether it is a path: a hostile one may hold thousands of them.
    let mut word = (0..0, false);
    let mut in_path = |at: usize| {
        if !word.0.contains(&at) {
            let range = word_around(source, at);
            let is_path = source.get(range.clone()).is_some_and(is_path);
            word = (range, is_path);
        }
        word.1
    };
    let found = found.into_iter().enumerate();
    let kept = found.filter(|(count, at)| is_plain(at - count) || in_path(*at));
    kept.map(|(_, at)| at).collect()
}

/// What stands around this place without white space in it.
fn word_around(source: &str, at: usize) -> Range<usize> {
    let before = source.get(..at).unwrap_or_default();
    let after = source.get(at..).unwrap_or_default();
    let is_of_word = |c: char| !c.is_whitespace();
    let start = before.trim_end_matches(is_of_word).len();
    let end = source.len() - after.trim_start_matches(is_of_word).len();
    start..end
}

/// Is a word one as `C:\temp\*.txt` or `\\server\x`?
fn is_path(word: &str) -> bool {
    let mut signs = word.chars().peekable();
    while let Some(sign) = signs.next() {
        let next = signs.peek().copied();
        if sign == '\\' && next.is_some_and(|next| next.is_alphanumeric() || next == '\\') {
            return true;
        }
    }
    word.contains(":\\")
}

/// The parser's events, with marks that nobody meant as text.
fn with_meant_marks(source: &str) -> Vec<Said<'_>> {
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

/// How often definitions are looked for: of those of one label the parser tells the first alone.
const MAX_LOOKS: usize = 8;

/// Puts a backslash before the colon of everything that the parser takes for a definition, `[1]: …`, which it does not
/// show: a label may begin in another line, and hold brackets behind backslashes (CommonMark 4.7). `put` are the
/// places of backslashes nobody typed, in octets, in order.
pub(super) fn keep_definitions(source: &mut String, put: &mut Vec<usize>) {
    for _ in 0..MAX_LOOKS {
        if !source.contains("]:") {
            return;
        }
        let parser = Parser::new_ext(source, Options::empty());
        let found = parser.reference_definitions().iter();
        let mut colons: Vec<usize> = found
            .filter_map(|(_, definition)| {
                let all = source.get(definition.span.clone())?;
                Some(definition.span.start + label_end(all)?)
            })
            .collect();
        if colons.is_empty() {
            return;
        }
        colons.sort_unstable();
        let mut kept = String::with_capacity(source.len() + colons.len());
        let mut copied = 0;
        for at in &colons {
            kept.push_str(source.get(copied..*at).unwrap_or_default());
            kept.push('\\');
            copied = *at;
        }
        kept.push_str(source.get(copied..).unwrap_or_default());
        for place in put.iter_mut() {
            *place += colons.partition_point(|colon| colon <= place);
        }
        put.extend(colons.iter().enumerate().map(|(count, at)| at + count));
        put.sort_unstable();
        *source = kept;
    }
}

/// Where the colon stands in a definition: behind the first bracket that closes and has no backslash before it.
fn label_end(definition: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, sign) in definition.char_indices() {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            ']' => return Some(at + 1),
            _ => {}
        }
    }
    None
}
