//! Markdown to HTML of a small, fixed set of tags, with nothing in it that lies elsewhere.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::layouts::layout_in;
use super::lines::{Above, Kind, Line, note_at};
use super::links::{bare, safe};
use super::meant::{self, number_at};
use super::pictures::picture_name;
use super::straight;

/// How deep quotes, lists and all else lie inside each other at most; what lies deeper lies there.
const MAX_DEPTH: usize = 24;
/// What stands before the text; style sheets stand at its end, of which programs for mail read those in the head.
const HEAD: &str = "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\">";
/// So many elements are open at most.
const MAX_OPEN: usize = 64;

/// How a quote looks: the line at its side, which programs for mail give it too. Without a colour of
/// its own the text is readable on light and dark.
const QUOTE: &str = "<blockquote type=\"cite\" style=\"margin:0 0 0 0.8ex;border-left:2px solid #999;padding-left:1ex\">";

/// What a text shows that goes along under this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// A picture: what is it called in the message (its `Content-ID`)?
    Picture(&'a str),
    /// The layout of a message that is passed on: what is its HTML?
    Layout(&'a str),
}

/// Answers for what a text shows; nothing for what does not go along.
pub type Shows<'a> = dyn FnMut(Shown<'_>) -> Option<String> + 'a;

/// The HTML of a formatted text, as a whole document. `shows` is asked about all that it shows.
#[must_use]
pub fn markdown_to_html(source: &str, shows: &mut Shows<'_>) -> String {
    let source = &straight(source);
    let mut out = String::with_capacity(source.len() + source.len() / 4 + 128);
    out.push_str(HEAD);
    let mut sheets = String::new();
    out.push_str("</head>\n<body>\n");
    let mut depth = 0;
    for part in parts(source) {
        while depth > part.depth {
            out.push_str("</blockquote>\n");
            depth -= 1;
        }
        while depth < part.depth {
            out.push_str(QUOTE);
            out.push('\n');
            depth += 1;
        }
        match &part.kind {
            PartKind::Text => Writer::new(&part, &mut out, depth, shows).write(),
            PartKind::Literal => literal(&part.source, &mut out),
            PartKind::Layout(name) => match shows(Shown::Layout(name)) {
                Some(html) => {
                    let (sheet, html) = sheet_apart(&html);
                    sheets.push_str(sheet);
                    out.push_str(html);
                    out.push('\n');
                }
                None => literal(&part.source, &mut out),
            },
        }
    }
    for _ in 0..depth {
        out.push_str("</blockquote>\n");
    }
    out.push_str("</body>\n</html>\n");
    out.insert_str(HEAD.len(), &sheets);
    out
}

/// The style sheet with which the HTML of a layout begins, and the rest of it.
pub fn sheet_apart(html: &str) -> (&str, &str) {
    const CLOSE: &str = "</style>";
    let end = html.find(CLOSE).filter(|_| html.starts_with("<style>"));
    html.split_at(end.map_or(0, |at| at + CLOSE.len()))
}

/// The address of a link as it was typed, of which the parser made `read`: its words and the address may both look like
/// another link.
fn typed_address<'a>(link: &'a str, read: &str) -> Option<&'a str> {
    let tails = link.rmatch_indices("](").filter_map(|(at, begin)| {
        let tail = link.get(at + begin.len()..)?;
        Some(tail.strip_suffix(')').unwrap_or(tail))
    });
    // Up to the first sign that means another one it stands there as it was read.
    let plain = |tail: &str| tail.find(['&', '\\', '<']).unwrap_or(tail.len());
    tails
        .take(MAX_TAILS)
        .find(|tail| read.starts_with(tail.get(..plain(tail)).unwrap_or_default()))
}

/// Most places of a link at which its address is looked for.
const MAX_TAILS: usize = 16;

/// Lines of the same depth.
struct Part {
    depth: usize,
    kind: PartKind,
    source: String,
    /// Where backslashes were put into it.
    put: Vec<usize>,
}

#[derive(Debug, PartialEq, Eq)]
enum PartKind {
    /// What a person wrote.
    Text,
    /// What is quoted, a signature, and what stands below it: lines as they are.
    Literal,
    /// The mark of the layout of this name.
    Layout(String),
}

/// Takes the text apart where the depth of quotes changes, and writes for the parser what a person
/// means in a mail.
fn parts(source: &str) -> Vec<Part> {
    let mut above = Above::default();
    let mut parts: Vec<Part> = Vec::new();
    let mut before: Option<Line<'_>> = None;
    for whole in source.split('\n') {
        let line = above.read(whole);
        let depth = usize::from(line.depth).min(MAX_DEPTH);
        let kind = match line.kind {
            Kind::Quoted | Kind::Separator | Kind::Signature => PartKind::Literal,
            Kind::Layout => match layout_in(line.content) {
                Some((_, name)) => PartKind::Layout(name),
                None => PartKind::Literal,
            },
            Kind::Text | Kind::Fence | Kind::Code => PartKind::Text,
        };
        let is_mark = matches!(kind, PartKind::Layout(_));
        let goes_on = parts
            .last()
            .is_some_and(|part| part.depth == depth && part.kind == kind && !is_mark);
        if !goes_on {
            parts.push(Part {
                depth,
                kind,
                source: String::new(),
                put: Vec::new(),
            });
            before = None;
        }
        let Some(part) = parts.last_mut() else {
            continue;
        };
        if line.kind == Kind::Text {
            let follows =
                |line: &Line<'_>| line.kind == Kind::Text && !line.content.trim().is_empty();
            if before.as_ref().is_some_and(follows) && stands_apart(before.as_ref(), &line) {
                part.source.push('\n');
            }
            // A note `[1]: …` at the end is a line, and no definition that vanishes; a number is no heading.
            let kept = note_at(line.content).or_else(|| number_at(line.content));
            match kept.and_then(|at| line.content.split_at_checked(at)) {
                Some((before, note)) => {
                    part.source.push_str(before);
                    part.put.push(part.source.len());
                    part.source.push('\\');
                    part.source.push_str(note);
                }
                None => part.source.push_str(line.content),
            }
        } else {
            part.source.push_str(line.content);
        }
        part.source.push('\n');
        before = Some(line);
    }
    for part in &mut parts {
        if part.kind == PartKind::Text {
            meant::keep_definitions(&mut part.source, &mut part.put);
        }
    }
    parts
}

/// Does a line not belong to the one right above it? CommonMark would make a heading of the line
/// above a row of dashes, and go on with a list in a line that is not indented.
fn stands_apart(before: Option<&Line<'_>>, line: &Line<'_>) -> bool {
    let content = line.content.trim();
    let is_row = |mark: char| !content.is_empty() && content.chars().all(|c| c == mark);
    let ends_list = before.is_some_and(|before| before.in_list) && !line.in_list;
    is_row('-') || is_row('=') || (ends_list && !content.is_empty())
}

/// Lines as they are.
fn literal(source: &str, out: &mut String) {
    let text = source.trim_end_matches('\n');
    out.push_str("<p>");
    for (count, line) in text.split('\n').enumerate() {
        if count > 0 {
            out.push_str("<br>\n");
        }
        linked(line, out);
    }
    out.push_str("</p>\n");
}

/// Text in which bare addresses are links.
fn linked(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((range, to)) = bare(rest) {
        spaced(rest.get(..range.start).unwrap_or_default(), out);
        open_link(&to, out);
        escaped(rest.get(range.clone()).unwrap_or_default(), out);
        out.push_str("</a>");
        rest = rest.get(range.end..).unwrap_or_default();
    }
    spaced(rest, out);
}

/// Text in which columns stay apart: HTML shows several blanks as one.
fn spaced(text: &str, out: &mut String) {
    let mut pieces = text.split("  ").peekable();
    while let Some(piece) = pieces.next() {
        escaped(piece, out);
        if pieces.peek().is_some() {
            out.push_str(" &nbsp;");
        }
    }
}

fn open_link(to: &str, out: &mut String) {
    out.push_str("<a href=\"");
    escaped(to, out);
    out.push_str("\">");
}

/// Text as HTML shows it.
fn escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => out.push(c),
        }
    }
}

/// Stands in the list of open elements for a picture.
const PICTURE: &str = "\u{1}";

/// HTML that was written here, without its tags: `<` stands in it for nothing else.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text
}

/// Writes what the parser says.
struct Writer<'a, 'b> {
    source: &'a str,
    put: &'a [usize],
    out: &'a mut String,
    shows: &'a mut Shows<'b>,
    /// What ends each open element; nothing where it lies too deep, or is none.
    open: Vec<String>,
    depth: usize,
    /// Within a link nothing else is one.
    in_link: usize,
    in_code: bool,
    /// Lines of HTML that were written of the present block.
    html_lines: usize,
    /// Text that was not written yet: the parser takes it apart where it looked for marks.
    text: String,
    /// The pictures that are open: where their words begin in `out`, and what they are called.
    pictures: Vec<(usize, Option<String>)>,
}

impl<'a, 'b> Writer<'a, 'b> {
    fn new(part: &'a Part, out: &'a mut String, depth: usize, shows: &'a mut Shows<'b>) -> Self {
        Self {
            source: &part.source,
            put: &part.put,
            out,
            shows,
            open: Vec::new(),
            depth,
            in_link: 0,
            in_code: false,
            html_lines: 0,
            text: String::new(),
            pictures: Vec::new(),
        }
    }

    fn write(mut self) {
        let source = self.source;
        for (event, range) in meant::events(source, self.put) {
            if !matches!(event, Event::Text(_)) {
                self.say();
            }
            self.event(event, range);
        }
        self.say();
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                // What is written as `&copy;` was typed so.
                let typed = self.source.get(range).unwrap_or_default();
                let is_named = typed.starts_with('&') && !self.in_code;
                self.text.push_str(if is_named { typed } else { &text });
            }
            Event::Code(code) => {
                self.out.push_str("<code>");
                escaped(&code, self.out);
                self.out.push_str("</code>");
            }
            Event::Html(html) => {
                if self.html_lines > 0 {
                    self.out.push_str("<br>\n");
                }
                self.html_lines += 1;
                self.lines(html.strip_suffix('\n').unwrap_or(&html));
            }
            Event::InlineHtml(html) => self.lines(&html),
            Event::SoftBreak | Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            // Of what is not asked for.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                escaped(&text, self.out);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    /// Writes the text that was held.
    fn say(&mut self) {
        let text = std::mem::take(&mut self.text);
        if self.in_link > 0 || self.in_code {
            escaped(&text, self.out);
        } else {
            linked(&text, self.out);
        }
    }

    /// HTML of the source, as text.
    fn lines(&mut self, html: &str) {
        for (count, line) in html.split('\n').enumerate() {
            if count > 0 {
                self.out.push_str("<br>\n");
            }
            escaped(line, self.out);
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let is_block = matches!(tag, Tag::List(_) | Tag::Item | Tag::BlockQuote(_));
        let is_deep = self.open.len() >= MAX_OPEN || (is_block && self.depth >= MAX_DEPTH);
        if is_deep && !matches!(tag, Tag::Link { .. } | Tag::Image { .. }) {
            self.in_code |= matches!(tag, Tag::CodeBlock(_));
            self.html_lines = 0;
            self.open.push(String::new());
            return;
        }
        let (begin, end): (String, &str) = match tag {
            Tag::Paragraph => ("<p>".into(), "</p>\n"),
            Tag::HtmlBlock => {
                self.html_lines = 0;
                ("<p>".into(), "</p>\n")
            }
            Tag::Heading { level, .. } => match level {
                HeadingLevel::H1 => ("<h2>".into(), "</h2>\n"),
                HeadingLevel::H2 => ("<h3>".into(), "</h3>\n"),
                _ => ("<h4>".into(), "</h4>\n"),
            },
            Tag::BlockQuote(_) => (format!("{QUOTE}\n"), "</blockquote>\n"),
            Tag::CodeBlock(_) => {
                self.in_code = true;
                ("<pre><code>".into(), "</code></pre>\n")
            }
            Tag::List(None) => ("<ul>\n".into(), "</ul>\n"),
            Tag::List(Some(1)) => ("<ol>\n".into(), "</ol>\n"),
            Tag::List(Some(first)) => {
                let mut begin = String::new();
                let _ = writeln!(begin, "<ol start=\"{first}\">");
                (begin, "</ol>\n")
            }
            Tag::Item => ("<li>".into(), "</li>\n"),
            Tag::Emphasis => ("<em>".into(), "</em>"),
            Tag::Strong => ("<strong>".into(), "</strong>"),
            Tag::Link {
                link_type: LinkType::Email,
                dest_url,
                ..
            } => return self.open_link_to(&format!("mailto:{dest_url}")),
            // Within the words of a picture another one is words.
            Tag::Image { .. } if !self.pictures.is_empty() => {
                self.in_link += 1;
                (String::new(), "")
            }
            Tag::Image { dest_url, .. } if picture_name(&dest_url).is_some() => {
                return self.open_picture(&dest_url);
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                // An address that is none was typed as it stands there, and not as `&lt;` means.
                let typed = self.source.get(range).unwrap_or_default();
                let typed = typed_address(typed, &dest_url);
                let named = typed.filter(|typed| typed.contains('&') && safe(&dest_url).is_none());
                return self.open_link_to(named.unwrap_or(&dest_url));
            }
            _ => (String::new(), ""),
        };
        self.out.push_str(&begin);
        self.depth += usize::from(is_block);
        self.open.push(end.to_owned());
    }

    /// A picture that lies elsewhere is a link too: it is not fetched because a mail is read.
    fn open_link_to(&mut self, to: &str) {
        let end = match safe(to) {
            Some(to) if self.in_link == 0 => {
                open_link(&to, self.out);
                "</a>".to_owned()
            }
            // It leads nowhere, and says where it was meant to lead.
            _ => {
                let mut end = String::from(" (");
                escaped(to, &mut end);
                end.push(')');
                end
            }
        };
        self.in_link += 1;
        self.open.push(end);
    }

    /// A picture that goes along, if it does. Its words follow.
    fn open_picture(&mut self, address: &str) {
        let id = picture_name(address).and_then(|name| (self.shows)(Shown::Picture(&name)));
        self.pictures.push((self.out.len(), id));
        self.in_link += 1;
        self.open.push(PICTURE.to_owned());
    }

    /// The words of a picture are written: they are what is said where it is not seen.
    fn close_picture(&mut self) {
        let Some((from, id)) = self.pictures.pop() else {
            return;
        };
        let words = without_tags(self.out.get(from..).unwrap_or_default());
        self.out.truncate(from);
        match id {
            Some(id) => {
                self.out.push_str("<img src=\"cid:");
                escaped(&id, self.out);
                let _ = write!(self.out, "\" alt=\"{words}\" style=\"max-width:100%\">");
            }
            None => {
                let _ = write!(self.out, "[{words}]");
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let end = self.open.pop().unwrap_or_default();
        if end == PICTURE {
            self.close_picture();
        } else {
            self.out.push_str(&end);
        }
        match tag {
            TagEnd::Link | TagEnd::Image => self.in_link = self.in_link.saturating_sub(1),
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::List(_) | TagEnd::Item | TagEnd::BlockQuote(_) if !end.is_empty() => {
                self.depth = self.depth.saturating_sub(1);
            }
            _ => {}
        }
    }
}
