//! Markdown to the text beside the HTML, for who reads text.
//!
//! Its marks stay: `*`, `-` and `>` were how people stressed, listed and quoted in mail long before
//! they were Markdown; what is bold had one `*` on each side. A link is turned round, so that its words read
//! on: `words <address>`.

use super::layouts::layout_in;
use super::lines::{Above, Kind, links_of};
use super::links::safe;
use super::pictures::picture_name;
use super::straight;

/// The text that reads well. `words` is asked for those of each layout that it shows.
#[must_use]
pub fn markdown_to_text(source: &str, words: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let source = &straight(source);
    let mut above = Above::default();
    let mut text = String::with_capacity(source.len());
    for (count, whole) in source.split('\n').enumerate() {
        if count > 0 {
            text.push('\n');
        }
        let line = above.read(whole);
        if line.kind != Kind::Text {
            let layout = layout_in(whole).filter(|_| line.kind == Kind::Layout);
            let said = layout.and_then(|(_, name)| words(&name));
            text.push_str(said.as_deref().unwrap_or(whole));
            continue;
        }
        let marks = whole.len() - line.content.len();
        text.push_str(whole.get(..marks).unwrap_or_default());
        text.push_str(&turned(line.content, line.in_list));
    }
    text
}

/// A line with its links turned round, single marks around what is bold, and without backslashes before what is no
/// mark.
fn turned(content: &str, in_list: bool) -> String {
    let (links, spared) = links_of(content, in_list);
    let mut out = String::with_capacity(content.len());
    let mut copied = 0;
    let plain = |out: &mut String, from: usize, to: usize| {
        let stretch = content.get(from..to).unwrap_or_default();
        out.extend(
            stretch
                .char_indices()
                .filter(|(at, _)| spared.binary_search(&(from + at)).is_err())
                .map(|(_, c)| c),
        );
    };
    for link in links {
        // A picture is not seen in a text: what it is called is said.
        if link.is_picture && picture_name(&link.to).is_some() {
            plain(&mut out, copied, link.range.start);
            out.push('[');
            plain(&mut out, link.words.start, link.words.end);
            out.push(']');
            copied = link.range.end;
            continue;
        }
        let Some(to) = safe(&link.to) else {
            continue;
        };
        plain(&mut out, copied, link.range.start);
        let shown = to.strip_prefix("mailto:").unwrap_or(&to);
        let words = content.get(link.words.clone()).unwrap_or_default();
        let is_same = words == link.to || words == shown;
        if !is_same && !words.trim().is_empty() {
            plain(&mut out, link.words.start, link.words.end);
            out.push(' ');
        }
        out.push('<');
        out.push_str(shown);
        out.push('>');
        copied = link.range.end;
    }
    plain(&mut out, copied, content.len());
    out
}
