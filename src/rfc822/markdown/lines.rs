//! Markdown line by line: what the lines above say of a line, and how each stretch of it looks.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::layouts::layout_in;
use super::links::safe;
use super::meant::{self, number_at};
use crate::rfc822::quote::quote_depth;

/// Longest line whose formatting is looked for, in octets. A longer one is text.
const MAX_LINE: usize = 64 * 1024;

/// A block of code that was opened and not closed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fence {
    mark: char,
    length: usize,
    depth: u8,
}

/// What the lines above say of the next one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Above {
    fence: Option<Fence>,
    signature: bool,
    list: bool,
}

/// What a line is, by itself and by what stands above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text that may be formatted.
    Text,
    /// What somebody else wrote: nothing in it is formatting.
    Quoted,
    /// The line that opens or closes a block of code.
    Fence,
    /// A line in a block of code.
    Code,
    /// The line that announces a signature (RFC 3676 4.3).
    Separator,
    /// A line below it.
    Signature,
    /// The mark of a layout that is passed on.
    Layout,
}

/// A line apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub kind: Kind,
    /// How deep it is quoted.
    pub depth: u8,
    /// What stands behind the marks of quotes.
    pub content: &'a str,
    /// It is an item of a list, or goes on with one.
    pub in_list: bool,
}

impl Above {
    /// Goes on below this line; says whether formatting is looked for in it.
    pub fn pass(&mut self, line: &str) -> bool {
        self.read(line).kind == Kind::Text
    }

    /// Reads the next line.
    pub(super) fn read<'a>(&mut self, line: &'a str) -> Line<'a> {
        let (depth, content) = quote_depth(line);
        if let Some(fence) = self.fence {
            // Within code a `>` is code, and what is less deep ends it.
            if depth >= fence.depth {
                let content = unquoted(line, fence.depth);
                let closes = fence_of(content).is_some_and(|(mark, length, rest)| {
                    mark == fence.mark && length >= fence.length && rest.trim().is_empty()
                });
                if closes {
                    self.fence = None;
                }
                return Line {
                    kind: if closes { Kind::Fence } else { Kind::Code },
                    depth: fence.depth,
                    content,
                    in_list: false,
                };
            }
            self.fence = None;
        }
        let mut read = Line {
            kind: Kind::Text,
            depth,
            content,
            in_list: false,
        };
        // Also below a signature, which stands above what is passed on; never in a quote, where somebody else wrote it.
        if depth == 0 && layout_in(content).is_some() {
            self.list = false;
            read.kind = Kind::Layout;
            return read;
        }
        if depth == 0 && content.trim_end() == "--" {
            *self = Self {
                signature: true,
                ..Self::default()
            };
            read.kind = Kind::Separator;
            return read;
        }
        if depth > 0 {
            *self = Self::default();
            read.kind = Kind::Quoted;
            return read;
        }
        if self.signature {
            read.kind = Kind::Signature;
            return read;
        }
        if let Some((mark, length, rest)) = fence_of(content)
            && !(mark == '`' && rest.contains('`'))
        {
            *self = Self {
                fence: Some(Fence {
                    mark,
                    length,
                    depth,
                }),
                ..Self::default()
            };
            read.kind = Kind::Fence;
            return read;
        }
        let is_item = list_marker(content).is_some();
        let is_indented = content.starts_with([' ', '\t']);
        if !content.trim().is_empty() {
            self.list = is_item || (self.list && is_indented);
        }
        read.in_list = self.list;
        read
    }
}

/// A line without the marks of so many quotes.
fn unquoted(line: &str, depth: u8) -> &str {
    let mut rest = line;
    for level in 0..depth {
        let inner = if level == 0 {
            rest
        } else {
            rest.strip_prefix(' ').unwrap_or(rest)
        };
        rest = inner.strip_prefix('>').unwrap_or(inner);
    }
    if depth == 0 {
        rest
    } else {
        rest.strip_prefix(' ').unwrap_or(rest)
    }
}

/// The marks of a fence, and what follows them (CommonMark 4.5).
fn fence_of(content: &str) -> Option<(char, usize, &str)> {
    let inner = content.trim_start_matches(' ');
    if content.len() - inner.len() > 3 {
        return None;
    }
    let mark = inner.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = inner.trim_start_matches(mark);
    let length = inner.len() - rest.len();
    (length >= 3).then_some((mark, length, rest))
}

/// Is this a note as `[1]: …`? CommonMark would take it for a definition, which is not shown.
pub(super) fn is_note(content: &str) -> bool {
    let rest = content.trim_start().strip_prefix('[');
    let label = rest.and_then(|rest| rest.split_once(']'));
    label.is_some_and(|(_, after)| after.starts_with(':'))
}

/// Where a `\\` keeps a line from being, or ending, a definition that vanishes: before the colon of its label, also of
/// one that is an item or quoted within one, or that began in a line above. Not before the label: a bracket that is
/// none may stand in a label that began above (CommonMark 4.7).
pub(super) fn note_at(content: &str) -> Option<usize> {
    let mut rest = content;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let marked = match list_marker(rest) {
            Some((marker, _)) => rest.get(marker.end..),
            None => rest.strip_prefix('>'),
        };
        match marked {
            Some(inner) => rest = inner,
            None => break,
        }
    }
    let end = content.find("]:")?;
    let began_above = !content.get(..end)?.contains('[');
    (began_above || is_note(rest)).then_some(end + 1)
}

/// Is this the line that opens or closes a block of code?
#[must_use]
pub fn is_fence(line: &str) -> bool {
    fence_of(line).is_some()
}

/// The blanks, the mark and the blank with which an item of a list begins, in octets, and its number
/// (CommonMark 5.2).
#[must_use]
pub fn list_marker(line: &str) -> Option<(Range<usize>, Option<u32>)> {
    let inner = line.trim_start_matches([' ', '\t']);
    let indent = line.len() - inner.len();
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let after = inner.get(digits..)?;
    let number = match digits {
        0 => None,
        // CommonMark takes nine digits, so that none overflows.
        1..=9 => Some(inner.get(..digits)?.parse().ok()?),
        _ => return None,
    };
    let mark = after.chars().next()?;
    let fits = match number {
        None => matches!(mark, '-' | '*' | '+'),
        Some(_) => matches!(mark, '.' | ')'),
    };
    let rest = after.get(1..).filter(|_| fits)?;
    let blank = usize::from(rest.starts_with(' '));
    (blank == 1 || rest.is_empty()).then_some((indent..indent + digits + 1 + blank, number))
}

/// How a stretch of a line looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// Bold.
    pub strong: bool,
    /// Italic.
    pub emphasis: bool,
    /// Code.
    pub code: bool,
    /// A link.
    pub link: bool,
    /// Quoted.
    pub quote: bool,
    /// Not text itself: what makes text look so.
    pub mark: bool,
}

/// How a line looks: stretches in their order that do not overlap. `above` goes on to the next line.
#[must_use]
pub fn look(text: &str, above: &mut Above) -> Vec<(Range<usize>, Look)> {
    let line = above.read(text);
    let base = Look {
        quote: line.depth > 0,
        ..Look::default()
    };
    let start = text.len() - line.content.len();
    let mut stretches = Vec::new();
    if start > 0 {
        stretches.push((0..start, Look { mark: true, ..base }));
    }
    let whole = |look: Look| (start..text.len(), look);
    match line.kind {
        Kind::Fence | Kind::Separator | Kind::Layout => {
            stretches.push(whole(Look { mark: true, ..base }))
        }
        Kind::Code => stretches.push(whole(Look { code: true, ..base })),
        Kind::Signature => {}
        Kind::Quoted => stretches.push(whole(base)),
        Kind::Text if is_note(line.content) => stretches.push(whole(base)),
        Kind::Text => {
            for piece in pieces(line.content, line.in_list) {
                let range = piece.range.start + start..piece.range.end + start;
                let quote = base.quote;
                stretches.push((
                    range,
                    Look {
                        quote,
                        ..piece.look
                    },
                ));
            }
        }
    }
    stretches.retain(|(range, look)| !range.is_empty() && *look != Look::default());
    stretches
}

/// A stretch of a line.
pub(super) struct Piece {
    pub range: Range<usize>,
    pub look: Look,
}

/// A link in a line: all of it, its words, and where it leads.
pub(super) struct Linked {
    pub range: Range<usize>,
    pub words: Range<usize>,
    pub to: String,
    /// It shows a picture.
    pub is_picture: bool,
}

/// The stretches of a line's content, in their order.
fn pieces(content: &str, in_list: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut open = Look::default();
    let mut end = 0;
    // Of each link that is open: does it lead anywhere?
    let mut leads: Vec<bool> = Vec::new();
    let put = |pieces: &mut Vec<Piece>, range: Range<usize>, look: Look| {
        if !range.is_empty() {
            pieces.push(Piece { range, look });
        }
    };
    for (event, range) in events(content, in_list) {
        let turn = |look: &mut Look, tag: &TagEnd, on: bool| match tag {
            TagEnd::Strong | TagEnd::Heading(_) => look.strong = on,
            TagEnd::Emphasis => look.emphasis = on,
            TagEnd::Image => look.link = on,
            TagEnd::CodeBlock => look.code = on,
            _ => {}
        };
        match event {
            Event::Start(tag) => {
                // What stands before it is no mark of it.
                if matches!(tag, Tag::Strong | Tag::Emphasis | Tag::Link { .. })
                    && range.start > end
                {
                    let before = Look { mark: true, ..open };
                    put(&mut pieces, end..range.start, before);
                    end = range.start;
                }
                turn(&mut open, &tag.to_end(), true);
                if let Tag::Link {
                    dest_url,
                    link_type,
                    ..
                } = &tag
                {
                    let leads_on = *link_type == LinkType::Email || safe(dest_url).is_some();
                    leads.push(leads_on);
                    open.link |= leads_on;
                }
            }
            Event::End(tag) => {
                if matches!(tag, TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link)
                    && range.end > end
                {
                    put(&mut pieces, end..range.end, Look { mark: true, ..open });
                    end = range.end;
                }
                turn(&mut open, &tag, false);
                if tag == TagEnd::Link {
                    let _ = leads.pop();
                    open.link = leads.contains(&true);
                }
            }
            Event::Text(_) | Event::Code(_) | Event::Html(_) | Event::InlineHtml(_) => {
                if range.start < end {
                    continue;
                }
                put(&mut pieces, end..range.start, Look { mark: true, ..open });
                if matches!(event, Event::Code(_)) {
                    let code = content.get(range.clone()).unwrap_or_default();
                    let marks = code.len() - code.trim_start_matches('`').len();
                    let inner = range.start + marks..range.end.saturating_sub(marks);
                    let code = Look { code: true, ..open };
                    let mark = Look { mark: true, ..code };
                    put(&mut pieces, range.start..inner.start, mark);
                    put(&mut pieces, inner.clone(), code);
                    put(&mut pieces, inner.end..range.end, mark);
                } else {
                    put(&mut pieces, range.clone(), open);
                }
                end = range.end;
            }
            _ => {}
        }
    }
    put(
        &mut pieces,
        end..content.len(),
        Look {
            mark: true,
            ..Look::default()
        },
    );
    pieces
}

/// The links of a line's content whose words stand apart from where they lead, and what a text does without, in
/// order: backslashes that keep a character from being a mark, and of the two marks around what is bold one each.
pub(super) fn links_of(content: &str, in_list: bool) -> (Vec<Linked>, Vec<usize>) {
    let mut links: Vec<Linked> = Vec::new();
    let mut spared = Vec::new();
    let (mut end, mut inside) = (0, None::<Linked>);
    for (event, range) in events(content, in_list) {
        match event {
            Event::Start(
                Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    ..
                }
                | Tag::Image {
                    link_type,
                    dest_url,
                    title,
                    ..
                },
            ) if inside.is_none() => {
                let is_apart = matches!(link_type, LinkType::Inline) && title.is_empty();
                if is_apart {
                    inside = Some(Linked {
                        words: range.start..range.start,
                        range,
                        to: dest_url.into_string(),
                        is_picture: false,
                    });
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some(mut link) = inside.take_if(|link| link.range == range) {
                    // Its words end where `](` begins, the last one in it: a destination has none.
                    let whole = content.get(range.clone()).unwrap_or_default();
                    link.is_picture = whole.starts_with('!');
                    let begin = if link.is_picture { 2 } else { 1 };
                    if let Some(close) = whole.rfind("](").filter(|close| *close >= begin) {
                        link.words = range.start + begin..range.start + close;
                        links.push(link);
                    }
                }
            }
            Event::Text(_) if range.start >= end => {
                let gap = content.get(end..range.start).unwrap_or_default();
                if gap.ends_with('\\') {
                    spared.push(range.start - 1);
                }
                end = range.end;
            }
            Event::Code(_) | Event::InlineHtml(_) if range.start >= end => end = range.end,
            Event::Start(Tag::Strong) => spared.extend([range.start, range.end - 1]),
            _ => {}
        }
    }
    spared.sort_unstable();
    (links, spared)
}

/// What makes a stretch of a line look so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stretch {
    /// Bold.
    Strong,
    /// Italic.
    Emphasis,
    /// Code.
    Code,
}

/// The stretch of a line in which this place lies: all of it, and what lies between its marks.
pub(super) fn stretch_at(
    line: &str,
    at: usize,
    stretch: Stretch,
) -> Option<(Range<usize>, Range<usize>)> {
    let marks = |whole: &Range<usize>| match stretch {
        Stretch::Strong => 2,
        Stretch::Emphasis => 1,
        Stretch::Code => {
            let code = line.get(whole.clone()).unwrap_or_default();
            code.len() - code.trim_start_matches('`').len()
        }
    };
    let is_it = |event: &Event<'_>| match stretch {
        Stretch::Strong => matches!(event, Event::Start(Tag::Strong)),
        Stretch::Emphasis => matches!(event, Event::Start(Tag::Emphasis)),
        Stretch::Code => matches!(event, Event::Code(_)),
    };
    let found = events(line, true)
        .into_iter()
        .filter(|(event, _)| is_it(event));
    let mut found = found.map(|(_, whole)| {
        let marks = marks(&whole);
        let inner = whole.start + marks..whole.end.saturating_sub(marks);
        (whole, inner)
    });
    found.find(|(_, inner)| inner.start <= at && at <= inner.end)
}

/// The link of a line in which this place lies: all of it, and its words, in octets.
#[must_use]
pub fn link_at(line: &str, at: usize) -> Option<(Range<usize>, Range<usize>)> {
    let (links, _) = links_of(line, true);
    let mut links = links.into_iter().map(|link| (link.range, link.words));
    links.find(|(whole, _)| whole.start <= at && at <= whole.end)
}

/// What the parser says of a line by itself. One of a list may be indented as deep as code is.
fn events(content: &str, in_list: bool) -> Vec<(Event<'_>, Range<usize>)> {
    if content.len() > MAX_LINE {
        return vec![(Event::Text("".into()), 0..content.len())];
    }
    let inner = if in_list {
        content.trim_start_matches([' ', '\t'])
    } else {
        content
    };
    // A number that looks like a heading.
    let marks = number_at(inner).map_or(0, |at| {
        inner.len() - inner.split_at(at).1.trim_start_matches('#').len()
    });
    let (marks, inner) = inner.split_at(marks);
    let shift = content.len() - inner.len();
    let marked =
        (!marks.is_empty()).then(|| (Event::Text(marks.into()), shift - marks.len()..shift));
    let said = meant::events(inner, &[])
        .into_iter()
        .map(|(event, range)| (event, range.start + shift..range.end + shift));
    marked.into_iter().chain(said).collect()
}
