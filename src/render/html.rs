//! HTML to text, by html2text over a document from which what is hidden was taken out first.

use std::borrow::Cow;
use std::io::{self, Read};
use std::time::Instant;

use html2text::config::{self, ImageRenderMode};
use html2text::render::TaggedLine;
use html2text::{Handle, RcDom};

use super::Trouble;
use super::hidden::{Hidden, Look};
use super::links::{pairs, with_targets};
use super::text_style::{Mark, TextStyle};

/// Deepest nesting that is rendered. html2text recurses; newsletters reach 60.
const MAX_DEPTH: usize = 300;
/// Most nodes that are rendered.
const MAX_NODES: usize = 100_000;
/// Columns of the text. The reader's window breaks lines where it wants.
const WIDTH: usize = 10_000;

/// Renders HTML; called on a thread that may be given up at `deadline`.
pub(super) fn to_text(html: &str, deadline: Instant) -> Result<String, Trouble> {
    Ok(clean(&with_targets(&lines(html, deadline)?)))
}

/// The links of HTML, each with its text; called as [`to_text`].
pub(super) fn to_links(html: &str, deadline: Instant) -> Result<Vec<(String, String)>, Trouble> {
    Ok(pairs(&lines(html, deadline)?))
}

fn lines(html: &str, deadline: Instant) -> Result<Vec<TaggedLine<Vec<Mark>>>, Trouble> {
    let config = config::with_decorator(TextStyle::default())
        .raw_mode(true)
        .allow_width_overflow()
        .link_footnotes(false)
        .empty_img_mode(ImageRenderMode::IgnoreEmpty);
    if is_plainly_too_deep(html) {
        return Err(Trouble::TooComplex);
    }
    let dom = config
        .parse_html(UntilDeadline {
            rest: html.as_bytes(),
            deadline,
        })
        .map_err(|_| Trouble::TookTooLong)?;
    prepare(&dom, &Hidden::of(html), deadline)?;
    let tree = config
        .dom_to_render_tree(&dom)
        .map_err(|_| Trouble::Failed)?;
    config
        .render_to_lines(tree, WIDTH)
        .map_err(|_| Trouble::Failed)
}

/// Are there many more elements opened than closed? A quick look that spares the parser the common
/// bombs, on which it would spend its whole time; whatever passes is measured exactly later.
pub(super) fn is_plainly_too_deep(html: &str) -> bool {
    // Elements whose end tag may be left out, or that have none, say nothing about depth.
    const LOOSE: [&str; 30] = [
        "p", "li", "td", "tr", "th", "dt", "dd", "option", "thead", "tbody", "tfoot", "colgroup",
        "html", "head", "body", "br", "hr", "img", "meta", "link", "input", "col", "area", "base",
        "wbr", "source", "param", "embed", "font", "o:p",
    ];
    let mut depth = 0usize;
    for tag in html.split('<').skip(1) {
        let (closes, tag) = match tag.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, tag),
        };
        let end = tag
            .find(|c: char| c.is_whitespace() || c == '>' || c == '/')
            .unwrap_or(tag.len());
        let name = tag.get(..end).unwrap_or_default();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic())
            || LOOSE.iter().any(|loose| loose.eq_ignore_ascii_case(name))
        {
            continue;
        }
        depth = if closes {
            depth.saturating_sub(1)
        } else {
            depth + 1
        };
        if depth > 10 * MAX_DEPTH {
            return true;
        }
    }
    false
}

/// Hands out HTML in pieces, and nothing more after the deadline, so that a parser which became
/// slow (its time grows with depth times size) ends by itself.
struct UntilDeadline<'h> {
    rest: &'h [u8],
    deadline: Instant,
}

impl Read for UntilDeadline<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if Instant::now() > self.deadline {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let size = into.len().min(4096);
        self.rest.read(into.get_mut(..size).unwrap_or_default())
    }
}

/// Takes out what is hidden, and measures. Walks without recursion, since nothing is known about
/// the depth yet.
fn prepare(dom: &RcDom, hidden: &Hidden, deadline: Instant) -> Result<(), Trouble> {
    let mut open: Vec<(Handle, Look, usize)> = vec![(dom.document.clone(), Look::default(), 0)];
    let mut nodes = 0usize;
    while let Some((node, look, depth)) = open.pop() {
        nodes += 1;
        if depth > MAX_DEPTH || nodes > MAX_NODES {
            return Err(Trouble::TooComplex);
        }
        if nodes.is_multiple_of(1024) && Instant::now() > deadline {
            return Err(Trouble::TookTooLong);
        }
        node.children.borrow_mut().retain(|child| {
            let seen = hidden.look(child, look);
            open.extend(seen.map(|look| (child.clone(), look, depth + 1)));
            seen.is_some()
        });
    }
    Ok(())
}

/// A line without control characters and those that nobody sees; most have none.
fn without_disturbers(line: &str) -> Cow<'_, str> {
    let disturbs = |c: char| {
        (c.is_control() && c != '\t')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200B}'
                | '\u{FEFF}' | '\u{00AD}' | '\u{034F}')
    };
    if !line.contains(|c| c == '\u{A0}' || disturbs(c)) {
        return Cow::Borrowed(line);
    }
    let kept = line.chars().filter(|c| !disturbs(*c));
    let spaced = kept.map(|c| if c == '\u{A0}' { ' ' } else { c });
    Cow::Owned(spaced.collect())
}

/// Plain text without what only disturbs: control characters, characters that turn the direction
/// of text, fillers without width, trailing blanks, more than one empty line.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = without_disturbers(line);
        // Newsletters fill lines with joiners, so that a preview shows nothing else.
        let filler = |c: char| c.is_whitespace() || matches!(c, '\u{200C}' | '\u{200D}');
        let line = if line.chars().all(filler) {
            ""
        } else if line == "-- " {
            line.as_ref()
        } else {
            line.trim_end()
        };
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty <= 1 {
            clean.push_str(line);
            clean.push('\n');
        }
    }
    clean
}
