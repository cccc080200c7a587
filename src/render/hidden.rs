//! What of HTML a person would not see: code and comments, pictures of one pixel, and what styles hide, those of the
//! author's style sheets among them.
//!
//! No more of CSS is known here than hiding takes: selectors of one element by its name, class or id, and of queries
//! of the medium those that hold in any window. What stands in others, and beside other elements, counts as seen.

use std::collections::HashMap;

use html2text::{Comment, Document, Element, Handle};

/// Most octets of style sheets that are looked through, and most of their declarations that may hide something.
const MAX_SHEET: usize = 256 * 1024;
const MAX_DECLARATIONS: usize = 4000;
/// Most classes of an element that are looked at.
const MAX_CLASSES: usize = 20;
/// Most declarations that are weighed for an element.
const MAX_WEIGHED: usize = 200;
/// What lies so many pixels beside where it belongs is out of sight.
pub(super) const FAR: f32 = -500.0;
/// A query for windows at least so wide holds.
const NARROW: f32 = 400.0;

/// Nobody reads letters of this size.
pub(super) const SPECK: f32 = 1.0;

/// What the style sheets of a document hide.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    declarations: Vec<Declaration>,
    /// By what an element must have: its id, a class, or its name; with what each begins in CSS.
    by_key: HashMap<String, Vec<usize>>,
}

/// A declaration in a style sheet.
#[derive(Debug)]
struct Declaration {
    name: String,
    classes: Vec<String>,
    id: Option<String>,
    weight: Weight,
    property: String,
    value: String,
}

/// Of two declarations the one with more weight holds (CSS Cascade 4, 6): what is important, then how closely the
/// selector says it, then which stands later.
type Weight = (bool, [usize; 4], usize);

impl Hidden {
    /// Reads the style sheets of a document.
    pub(super) fn of(html: &str) -> Self {
        let mut hidden = Self::default();
        let mut room = MAX_SHEET;
        for sheet in sheets(html) {
            let kept = sheet.get(..sheet.floor_char_boundary(room));
            room = room.saturating_sub(sheet.len());
            hidden.read(kept.unwrap_or_default());
        }
        hidden
    }

    fn read(&mut self, sheet: &str) {
        let sheet = without_comments(sheet);
        let mut rest = sheet.as_str();
        while let Some((prelude, after)) = rest.split_once('{') {
            // What stands before a `;` is an instruction of its own, such as `@import`.
            let prelude = prelude.rsplit(';').next().unwrap_or_default().trim();
            let prelude = prelude.trim_start_matches(['}', '<', '!', '-']).trim();
            if prelude.starts_with('@') {
                let (block, behind) = block(after);
                if holds(prelude) {
                    self.read_rules(block);
                }
                rest = behind;
            } else {
                let (declarations, behind) = after.split_once('}').unwrap_or((after, ""));
                self.rule(prelude, declarations);
                rest = behind;
            }
        }
    }

    /// Rules alone, without others within.
    fn read_rules(&mut self, rules: &str) {
        for rule in rules.split('}') {
            if let Some((selectors, declarations)) = rule.split_once('{') {
                self.rule(selectors, declarations);
            }
        }
    }

    fn rule(&mut self, selectors: &str, declarations: &str) {
        for selector in selectors.split(',') {
            let Some((key, name, classes, id)) = simple(selector.trim()) else {
                continue;
            };
            for (property, value, is_important) in declared(declarations) {
                if self.declarations.len() >= MAX_DECLARATIONS || !matters(&property) {
                    continue;
                }
                let close = [
                    0,
                    usize::from(id.is_some()),
                    classes.len(),
                    usize::from(!name.is_empty()),
                ];
                let at = self.declarations.len();
                self.declarations.push(Declaration {
                    name: name.clone(),
                    classes: classes.clone(),
                    id: id.clone(),
                    weight: (is_important, close, at),
                    property,
                    value,
                });
                self.by_key.entry(key.clone()).or_default().push(at);
            }
        }
    }

    /// What a person sees of this and of what stands in it, in what looks so. `None`: nothing.
    pub(super) fn look(&self, node: &Handle, around: Look) -> Option<Look> {
        let Element { name, .. } = &node.data else {
            let is_document = matches!(node.data, Document);
            let is_words = !is_document && !matches!(node.data, Comment { .. });
            let is_seen = is_document || (is_words && around == Look::default());
            return is_seen.then_some(around);
        };
        let tag: &str = &name.local;
        let is_hidden = is_never_seen(tag)
            || attribute(node, "hidden").is_some()
            || (tag == "img" && is_speck(node));
        if is_hidden {
            return None;
        }
        self.by_style(node, tag, around)
    }

    fn by_style(&self, node: &Handle, tag: &str, around: Look) -> Option<Look> {
        let mut held: HashMap<String, (Weight, String)> = HashMap::new();
        let mut put = |property: String, weight: Weight, value: String| {
            let is_heavier = held
                .get(&property)
                .is_none_or(|(before, _)| *before <= weight);
            if is_heavier {
                held.insert(property, (weight, value));
            }
        };
        if !self.by_key.is_empty() {
            let classes = attribute(node, "class").unwrap_or_default();
            let classes: Vec<&str> = classes.split_ascii_whitespace().take(MAX_CLASSES).collect();
            let id = attribute(node, "id");
            let keys = classes.iter().map(|class| format!(".{class}"));
            let keys = keys.chain(id.iter().map(|id| format!("#{id}")));
            let keys = keys.chain([tag.to_owned()]);
            let found = keys.filter_map(|key| self.by_key.get(&key)).flatten();
            for one in found
                .take(MAX_WEIGHED)
                .filter_map(|at| self.declarations.get(*at))
            {
                let is_of_it = (one.name.is_empty() || one.name == tag)
                    && one
                        .classes
                        .iter()
                        .all(|class| classes.contains(&class.as_str()))
                    && (one.id.is_none() || one.id == id);
                if is_of_it {
                    put(one.property.clone(), one.weight, one.value.clone());
                }
            }
        }
        let own = attribute(node, "style").unwrap_or_default();
        for (at, (property, value, is_important)) in declared(&own).enumerate() {
            put(property, (is_important, [1, 0, 0, 0], at), value);
        }
        let value = |property: &str| held.get(property).map(|(_, value)| value.as_str());
        let is_nothing = |property: &str| value(property).and_then(number) == Some(0.0);
        let is_cut = value("overflow").is_some_and(|v| v == "hidden")
            && (is_nothing("height") || is_nothing("width"));
        if is_cut
            || held
                .iter()
                .any(|(property, (_, value))| hides(property, value))
        {
            return None;
        }
        let background = value("background-color").or_else(|| value("background"));
        let colour = value("color").filter(|colour| *colour != "inherit");
        let size = value("font-size").and_then(is_tiny);
        let size = size.or_else(|| value("font")?.split_whitespace().find_map(is_tiny));
        // What HTML 4 says with an attribute.
        let says = |name: &str| (tag == "font" && attribute(node, name).is_some()).then_some(false);
        Some(Look {
            is_tiny: size.or_else(|| says("size")).unwrap_or(around.is_tiny),
            is_inkless: colour
                .map(|colour| colour == "transparent" || background == Some(colour))
                .or_else(|| says("color"))
                .unwrap_or(around.is_inkless),
        })
    }
}

/// How letters look that stand in something, unless what is closer to them says otherwise: newsletters set the size to
/// nothing around what they lay side by side, and to something within.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Nobody can read letters of this size.
    is_tiny: bool,
    /// They have no colour, or that of what is behind them.
    is_inkless: bool,
}

/// Is a size of letters one that nobody can read? `None` where it is a part of the size around, or none.
fn is_tiny(size: &str) -> Option<bool> {
    const WORDS: [&str; 8] = [
        "xx-small",
        "x-small",
        "small",
        "medium",
        "large",
        "x-large",
        "xx-large",
        "xxx-large",
    ];
    let size = size.split('/').next().unwrap_or_default();
    if WORDS.contains(&size) {
        return Some(false);
    }
    let number = number(size)?;
    if is_absolute(size) {
        return Some(number <= SPECK);
    }
    // Of the page, and not of what is around.
    let is_of_page = size.ends_with("rem") || size.ends_with("vw");
    (number == 0.0 || is_of_page).then_some(number == 0.0)
}

/// Elements whose inside is not for people.
fn is_never_seen(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "head"
            | "title"
            | "template"
            | "noscript"
            | "iframe"
            | "object"
            | "embed"
            | "svg"
            | "math"
            | "select"
            | "textarea"
            | "audio"
            | "video"
            | "canvas"
    )
}

/// A picture that only tells the sender that the mail was opened.
fn is_speck(node: &Handle) -> bool {
    ["width", "height"].iter().any(|side| {
        attribute(node, side)
            .is_some_and(|size| matches!(size.trim().trim_end_matches("px"), "0" | "1"))
    })
}

fn attribute(node: &Handle, wanted: &str) -> Option<String> {
    match &node.data {
        Element { attrs, .. } => attrs
            .borrow()
            .iter()
            .find(|attr| &*attr.name.local == wanted)
            .map(|attr| attr.value.to_string()),
        _ => None,
    }
}

/// The style sheets of a document. What stands in a comment is for Outlook alone.
fn sheets(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        while let Some((_, tag)) = rest.split_once('<') {
            if let Some(comment) = tag.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
                continue;
            }
            rest = tag;
            let is_sheet = tag
                .get(..5)
                .is_some_and(|name| name.eq_ignore_ascii_case("style"))
                && !tag
                    .get(5..6)
                    .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_alphanumeric()));
            if !is_sheet {
                continue;
            }
            let (_, sheet) = tag.split_once('>')?;
            let ends = |at: &usize| {
                let end = sheet.get(at + 2..at + 7);
                end.is_some_and(|name| name.eq_ignore_ascii_case("style"))
            };
            let mut closing = sheet.match_indices("</").map(|(at, _)| at).filter(ends);
            let end = closing.next().unwrap_or(sheet.len());
            let (sheet, behind) = sheet.split_at_checked(end)?;
            rest = behind;
            return Some(sheet);
        }
        None
    })
}

/// What a block holds that was opened, up to its end, and what stands behind.
fn block(text: &str) -> (&str, &str) {
    let mut depth = 1_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let (inside, behind) = text.split_at_checked(at).unwrap_or((text, ""));
            return (inside, behind.get(1..).unwrap_or_default());
        }
    }
    (text, "")
}

fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}

/// Does this hold in any window? Of queries those are known that say so in the plainest way.
fn holds(prelude: &str) -> bool {
    let prelude = prelude.to_ascii_lowercase();
    let Some(query) = prelude.strip_prefix("@media") else {
        return false;
    };
    query.split(',').any(|query| {
        query.split(" and ").all(|part| {
            let part = part.trim().trim_start_matches("only ").trim();
            let width = part.strip_prefix("(min-width:");
            let width = width.and_then(|width| number(width.trim_end_matches(')').trim()));
            matches!(part, "" | "all" | "screen") || width.is_some_and(|width| width <= NARROW)
        })
    })
}

/// A selector of one element: by what it is looked up, its name, its classes and its id.
type Simple = (String, String, Vec<String>, Option<String>);

fn simple(selector: &str) -> Option<Simple> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '#');
    if selector.is_empty() || selector.len() > 200 || !selector.chars().all(plain) {
        return None;
    }
    let end = selector.find(['.', '#']).unwrap_or(selector.len());
    let (name, mut rest) = selector.split_at_checked(end)?;
    let name = name.to_ascii_lowercase();
    let (mut classes, mut id) = (Vec::new(), None);
    while let Some(mark) = rest.chars().next() {
        let word = rest.get(1..)?;
        let end = word.find(['.', '#']).unwrap_or(word.len());
        let (word, behind) = word.split_at_checked(end)?;
        if word.is_empty() {
            return None;
        }
        match mark {
            '#' => id = Some(word.to_owned()),
            _ => classes.push(word.to_owned()),
        }
        rest = behind;
    }
    let by_class = || classes.first().map(|class| format!(".{class}"));
    let key = id.as_ref().map(|id| format!("#{id}")).or_else(by_class);
    Some((key.unwrap_or_else(|| name.clone()), name, classes, id))
}

/// The declarations of a style, in lower case: property, value, and whether it is important.
fn declared(style: &str) -> impl Iterator<Item = (String, String, bool)> {
    style.split(';').filter_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        let value = value.trim().to_lowercase();
        let (value, is_important) = match value.split_once('!') {
            Some((value, word)) => (value.trim().to_owned(), word.trim() == "important"),
            None => (value, false),
        };
        Some((property.trim().to_lowercase(), value, is_important))
    })
}

/// Can this property hide anything, here or beside another one?
fn matters(property: &str) -> bool {
    matches!(
        property,
        "overflow" | "height" | "width" | "background" | "background-color"
    ) || matches!(
        property,
        "display" | "visibility" | "mso-hide" | "color" | "clip" | "clip-path"
    ) || matches!(
        property,
        "font" | "font-size" | "max-height" | "max-width" | "opacity"
    ) || matches!(
        property,
        "text-indent" | "left" | "top" | "margin-left" | "margin-top" | "transform"
    )
}

/// Does this alone hide what it is put on?
fn hides(property: &str, value: &str) -> bool {
    let is_zero = || number(value) == Some(0.0);
    match property {
        "display" => value == "none",
        "visibility" => value == "hidden" || value == "collapse",
        "mso-hide" => value == "all",
        "max-height" | "max-width" | "opacity" => is_zero(),
        "text-indent" | "left" | "top" | "margin-left" | "margin-top" => {
            is_absolute(value) && number(value).is_some_and(|length| length <= FAR)
        }
        "clip" => value.replace(' ', "").starts_with("rect(0,0,0,0"),
        "clip-path" => matches!(
            value.replace(' ', "").as_str(),
            "inset(100%)" | "circle(0)" | "inset(50%)"
        ),
        "transform" => value.replace(' ', "") == "scale(0)",
        _ => false,
    }
}

/// Does a style cut its element away, or shrink it to nothing? Of these the process that draws knows little.
#[cfg(feature = "gui")]
pub(super) fn cuts_away(style: &str) -> bool {
    declared(style).any(|(property, value, _)| {
        matches!(property.as_str(), "clip" | "clip-path" | "transform") && hides(&property, &value)
    })
}

fn is_absolute(length: &str) -> bool {
    length.ends_with("px") || length.ends_with("pt")
}

/// The number with which a value begins, where nothing but a unit follows.
fn number(value: &str) -> Option<f32> {
    let digits = value.trim_end_matches(|c: char| c.is_alphabetic() || c == '%');
    digits.parse().ok()
}

#[cfg(test)]
#[path = "hidden_tests.rs"]
mod tests;
