//! Where links lead, put into the text: the one thing about a link that its author cannot forge.

use std::collections::HashMap;
use std::rc::Rc;

use html2text::render::TaggedLine;

use super::text_style::Mark;

/// Longest target that stands in the text itself; longer ones follow at the end.
const INLINE: usize = 60;
/// Longest target that is shown at all.
const MAX_TARGET: usize = 2000;
/// Most targets at the end.
const MAX_TARGETS: usize = 500;

/// A link as it stands in the lines.
struct Shown {
    text: String,
    target: Rc<str>,
    /// Line, and the place in it where the text ends.
    end: (usize, usize),
}

/// Joins the lines, with the target of each link behind its text and long targets at the end.
pub(super) fn with_targets(tagged: &[TaggedLine<Vec<Mark>>]) -> String {
    let mut lines: Vec<String> = Vec::with_capacity(tagged.len());
    let mut links: Vec<Shown> = Vec::new();
    let mut index: HashMap<usize, usize> = HashMap::new();
    for line in tagged {
        let mut text = String::new();
        for piece in line.tagged_strings() {
            text.push_str(&piece.s);
            let Some(link) = piece.tag.iter().flatten().next_back() else {
                continue;
            };
            let at = *index.entry(link.number).or_insert_with(|| {
                links.push(Shown {
                    text: String::new(),
                    target: link.target.clone(),
                    end: (0, 0),
                });
                links.len() - 1
            });
            if let Some(shown) = links.get_mut(at) {
                shown.text.push_str(&piece.s);
                if !piece.s.trim().is_empty() {
                    let blanks = piece.s.len() - piece.s.trim_end().len();
                    shown.end = (lines.len(), text.len() - blanks);
                }
            }
        }
        lines.push(text);
    }
    let mut targets: Vec<String> = Vec::new();
    let mut marks: Vec<((usize, usize), String)> = links
        .iter()
        .filter_map(|link| Some((link.end, mark(link, &mut targets)?)))
        .collect();
    // From the end, so that the places before stay right.
    marks.sort_by_key(|(end, _)| std::cmp::Reverse(*end));
    for ((line, at), mark) in marks {
        if let Some(line) = lines.get_mut(line) {
            line.insert_str(line.floor_char_boundary(at), &mark);
        }
    }
    let mut text = lines.join("\n");
    if !targets.is_empty() {
        text.push_str("\n\n");
    }
    for (i, target) in targets.iter().enumerate() {
        text.push_str(&format!("[{}] {target}\n", i + 1));
    }
    text
}

/// The links of the lines, each with its text and where it leads.
pub(super) fn pairs(tagged: &[TaggedLine<Vec<Mark>>]) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut index: HashMap<usize, usize> = HashMap::new();
    for piece in tagged.iter().flat_map(TaggedLine::tagged_strings) {
        let Some(link) = piece.tag.iter().flatten().next_back() else {
            continue;
        };
        let at = *index.entry(link.number).or_insert_with(|| {
            pairs.push((String::new(), link.target.to_string()));
            pairs.len() - 1
        });
        if let Some((text, _)) = pairs.get_mut(at) {
            text.push_str(&piece.s);
        }
    }
    pairs
}

/// What stands behind the text of a link; nothing if the text is the target, or empty.
fn mark(link: &Shown, targets: &mut Vec<String>) -> Option<String> {
    let target = web_target(&link.target)?;
    let text = link.text.trim();
    if text.is_empty() || is_same(text, &target) {
        return None;
    }
    if target.chars().count() <= INLINE {
        return Some(format!(" <{target}>"));
    }
    let host = host_of(&target);
    let known = targets.iter().position(|known| *known == target);
    match known {
        Some(at) => Some(format!(" <{host}, [{}]>", at + 1)),
        None if targets.len() < MAX_TARGETS => {
            targets.push(target);
            Some(format!(" <{host}, [{}]>", targets.len()))
        }
        None => Some(format!(" <{host}>")),
    }
}

/// Where a link leads, if it leads anywhere a reader may be sent: the web or a new mail.
fn web_target(target: &str) -> Option<String> {
    let target: String = target
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .take(MAX_TARGET)
        .collect();
    let scheme = target.split(':').next().unwrap_or_default().to_lowercase();
    matches!(scheme.as_str(), "http" | "https" | "mailto").then_some(target)
}

/// Is the text the target, as a person writes it?
fn is_same(text: &str, target: &str) -> bool {
    let bare = |url: &str| {
        let url = url.to_lowercase();
        let url = ["https://", "http://", "mailto:"]
            .iter()
            .find_map(|scheme| url.strip_prefix(scheme))
            .unwrap_or(&url)
            .to_owned();
        url.trim_end_matches('/').to_owned()
    };
    bare(text) == bare(target)
}

/// The host of a web address, without the name and password that may stand before it as a
/// disguise; the address of a new mail.
fn host_of(target: &str) -> String {
    let rest = match target.split_once("://") {
        Some((_, rest)) => rest,
        None => target.split_once(':').map_or(target, |(_, rest)| rest),
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.chars().take(100).collect()
}
