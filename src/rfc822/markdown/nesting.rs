//! Items of lists, a level deeper and back: their blanks, their marks and their numbers. Pure.

use std::ops::Range;

use super::lines::{Above, Kind, list_marker};
use super::marking::Marked;

/// Deeper than this nothing is nested: nobody reads it.
const DEEPEST: usize = 8;
/// What a tab before an item stands for, in blanks (CommonMark 2.2).
const TAB: usize = 4;

/// Where an item goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nest {
    /// A level deeper, below the item above it.
    Deeper,
    /// A level back.
    Back,
}

/// An item, as it stands and as it becomes.
#[derive(Debug, Clone)]
struct Item {
    /// The line of the text, and where its words begin in it.
    line: usize,
    words: usize,
    was: Place,
    now: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    level: usize,
    indent: usize,
    mark: Mark,
}

/// With what an item begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Sign(char),
    Number(u32, char),
}

impl Mark {
    fn written(self) -> String {
        match self {
            Self::Sign(sign) => format!("{sign} "),
            Self::Number(number, sign) => format!("{number}{sign} "),
        }
    }

    /// That of the item below one with this mark.
    fn next(self) -> Self {
        match self {
            Self::Number(number, sign) => Self::Number(number.saturating_add(1), sign),
            sign @ Self::Sign(_) => sign,
        }
    }

    /// That of the first item of a list.
    fn first(self) -> Self {
        match self {
            Self::Number(_, sign) => Self::Number(1, sign),
            sign @ Self::Sign(_) => sign,
        }
    }
}

impl Place {
    /// Where the words begin, and what belongs to the item below it.
    fn content(&self) -> usize {
        self.indent + self.mark.written().len()
    }
}

/// The list around the cursor: the lines from the first to the last of it.
fn list_around(lines: &[&str], at: usize) -> Option<Range<usize>> {
    let mut above = Above::default();
    let in_list = lines.iter().map(|line| {
        let read = above.read(line);
        read.kind == Kind::Text && read.in_list
    });
    let in_list: Vec<bool> = in_list.collect();
    let is_of_list = |line: &bool| *line;
    in_list.get(at).filter(|line| **line)?;
    let before = in_list.get(..at)?.iter().rev();
    let behind = in_list.get(at..)?.iter();
    let start = at - before.take_while(|line| is_of_list(line)).count();
    Some(start..at + behind.take_while(|line| is_of_list(line)).count())
}

/// How far a line is indented, in blanks.
fn indent(line: &str) -> usize {
    let blanks = line.chars().take_while(|c| matches!(c, ' ' | '\t'));
    blanks.fold(0, |width, blank| match blank {
        '\t' => (width / TAB + 1) * TAB,
        _ => width + 1,
    })
}

/// The items of a list, from above, each as deep as it is shown.
fn items(lines: &[&str], list: Range<usize>) -> Vec<Item> {
    let mut items = Vec::new();
    // Where what belongs to the items that are open begins.
    let mut open: Vec<usize> = Vec::new();
    for line in list {
        let Some(text) = lines.get(line) else {
            continue;
        };
        let Some((range, number)) = list_marker(text) else {
            continue;
        };
        let written = text.get(range.clone()).unwrap_or_default().trim_end();
        let Some(sign) = written.chars().next_back() else {
            continue;
        };
        let indent = indent(text);
        open.retain(|content| *content <= indent);
        let place = Place {
            level: open.len(),
            indent,
            mark: number.map_or(Mark::Sign(sign), |number| Mark::Number(number, sign)),
        };
        open.push(place.content());
        items.push(Item {
            line,
            words: range.end,
            was: place.clone(),
            now: place,
        });
    }
    items
}

/// The item above of the same level and list; `level` says how deep an item is.
fn before(items: &[Item], level: impl Fn(&Item) -> usize, of: usize) -> Option<&Item> {
    let above = items.iter().rev();
    let mut above = above.take_while(|item| level(item) >= of);
    above.find(|item| level(item) == of)
}

/// Marks and blanks of the items from `at` on, whose levels are others now.
fn settle(items: &mut [Item], at: usize) {
    for number in at..items.len() {
        let (above, rest) = items.split_at_mut(number);
        let Some(item) = rest.first_mut() else {
            return;
        };
        let sibling = before(above, |item| item.now.level, item.now.level);
        let parent = item.now.level.checked_sub(1);
        let parent = parent.and_then(|level| before(above, |item| item.now.level, level));
        item.now.indent = match (sibling, parent) {
            (Some(sibling), _) => sibling.now.indent,
            (None, Some(parent)) => parent.now.content(),
            (None, None) => item.was.indent,
        };
        let is_moved = number == at;
        item.now.mark = match (sibling, item.was.mark) {
            // It joins the others there.
            (Some(sibling), _) if is_moved => sibling.now.mark.next(),
            (None, mark) if is_moved => mark.first(),
            (_, mark @ Mark::Sign(_)) => mark,
            (sibling, mark @ Mark::Number(..)) => {
                let old = before(above, |item| item.was.level, item.was.level);
                // Numbers that counted go on counting; whoever wrote each as 1 keeps that.
                let counted = old.is_some_and(|old| old.was.mark.next() == mark);
                match sibling.map(|sibling| sibling.now.mark) {
                    _ if !counted => mark,
                    Some(above @ Mark::Number(..)) => above.next(),
                    _ => mark.first(),
                }
            }
        };
    }
}

/// The text after the item at whose beginning the cursor stands, or in which nothing is written yet, went deeper or
/// back with what belongs to it. `None` where it cannot.
#[must_use]
pub fn nested(text: &str, selected: &Range<usize>, nest: Nest) -> Option<Marked> {
    if !selected.is_empty() {
        return None;
    }
    let above = text.get(..selected.start)?;
    let at = above.matches('\n').count();
    let column = above.len() - above.rfind('\n').map_or(0, |end| end + 1);
    let lines: Vec<&str> = text.split('\n').collect();
    let list = list_around(&lines, at)?;
    let mut items = items(&lines, list.clone());
    let number = items.iter().position(|item| item.line == at)?;
    let item = items.get(number)?.clone();
    let written = lines.get(at)?.get(item.words..)?;
    if column > item.words && !written.trim().is_empty() {
        return None;
    }
    let level = item.was.level;
    let new_level = match nest {
        // Below the one above it, and no deeper.
        Nest::Deeper => {
            let _ = before(items.get(..number)?, |item| item.was.level, level)?;
            Some(level + 1).filter(|level| *level < DEEPEST)?
        }
        Nest::Back => level.checked_sub(1)?,
    };
    for (at, item) in items.iter_mut().enumerate().skip(number) {
        if at > number && item.was.level <= level {
            break;
        }
        item.now.level = item.was.level + new_level - level;
    }
    settle(&mut items, number);
    let mut out: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    let mut owner: Option<&Item> = None;
    for line in list {
        let (Some(old), Some(new)) = (lines.get(line), out.get_mut(line)) else {
            continue;
        };
        if let Some(item) = items.iter().find(|item| item.line == line) {
            owner = Some(item);
            if item.was != item.now {
                let words = old.get(item.words..).unwrap_or_default();
                *new = begun(&item.now, words);
            }
        } else if let Some(owner) = owner.filter(|_| !old.trim().is_empty()) {
            let (was, now) = (owner.was.content(), owner.now.content());
            if was != now {
                let words = old.trim_start_matches([' ', '\t']);
                let moved = (indent(old) + now).saturating_sub(was);
                *new = format!("{}{words}", " ".repeat(moved));
            }
        }
    }
    let now = &items.get(number)?.now;
    let before: usize = out.iter().take(at).map(|line| line.len() + 1).sum();
    let cursor = before + now.content() + column.saturating_sub(item.words);
    let text = out.join("\n");
    let cursor = cursor.min(text.len());
    Some(Marked {
        text,
        selected: cursor..cursor,
    })
}

/// The line of an item.
fn begun(place: &Place, words: &str) -> String {
    let mark = place.mark.written();
    format!("{}{mark}{words}", " ".repeat(place.indent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rfc822::markdown::markdown_to_html;

    /// `|` is the cursor.
    fn after(text: &str, nest: Nest) -> Option<String> {
        let at = text.find('|').unwrap();
        let text = text.replace('|', "");
        let marked = nested(&text, &(at..at), nest)?;
        let mut text = marked.text;
        text.insert(marked.selected.start, '|');
        Some(text)
    }

    #[test]
    fn an_item_goes_below_the_one_above_it_and_back() {
        for (flat, deep) in [
            ("- a\n- |b", "- a\n  - |b"),
            ("- a\n- |", "- a\n  - |"),
            ("1. a\n2. |b\n3. c", "1. a\n   1. |b\n2. c"),
            ("9. a\n10. |b", "9. a\n   1. |b"),
            ("10. a\n11. |b", "10. a\n    1. |b"),
            ("- a\n  - x\n- |b\n  - y", "- a\n  - x\n  - |b\n    - y"),
            ("- a\n- |b\n  goes on\n- c", "- a\n  - |b\n    goes on\n- c"),
            ("- a\n\n- |b\n\nText.", "- a\n\n  - |b\n\nText."),
        ] {
            assert_eq!(after(flat, Nest::Deeper).as_deref(), Some(deep), "{flat}");
            assert_eq!(after(deep, Nest::Back).as_deref(), Some(flat), "{deep}");
        }
        // It joins what it comes to, and numbers go on.
        for (before, nest, behind) in [
            ("- a\n  1. x\n- |b", Nest::Deeper, "- a\n  1. x\n  2. |b"),
            ("1. a\n   - |b\n2. c", Nest::Back, "1. a\n2. |b\n3. c"),
            (
                "1. a\n   1. |b\n   2. c",
                Nest::Back,
                "1. a\n2. |b\n   1. c",
            ),
            ("- a\n  - |b\n  - c", Nest::Back, "- a\n- |b\n  - c"),
            ("1. a\n1. |b\n1. c", Nest::Deeper, "1. a\n   1. |b\n1. c"),
            ("- a\n|- b", Nest::Deeper, "- a\n  - |b"),
            ("- a\n\t- |b", Nest::Back, "- a\n- |b"),
        ] {
            assert_eq!(after(before, nest).as_deref(), Some(behind), "{before}");
        }
    }

    #[test]
    fn elsewhere_nothing_is_nested() {
        for (text, nest) in [
            ("- |a", Nest::Deeper),
            ("- a\n  - |b", Nest::Deeper),
            ("- |a", Nest::Back),
            ("- a\n- b|", Nest::Deeper),
            ("- a\nText|", Nest::Deeper),
            ("|", Nest::Deeper),
            ("```\n- a\n- |b\n```", Nest::Deeper),
            ("> - a\n> - |b", Nest::Deeper),
            ("Text\n- |a", Nest::Deeper),
        ] {
            assert_eq!(after(text, nest), None, "{text}");
        }
        assert_eq!(nested("- a\n- b", &(4..7), Nest::Deeper), None);
        let deep = (0..DEEPEST).map(|level| format!("{}- x\n", "  ".repeat(level)));
        let deep: String = deep.collect();
        let text = format!("{deep}{}- |y", "  ".repeat(DEEPEST - 1));
        assert_eq!(after(&text, Nest::Deeper), None);
    }

    #[test]
    fn what_is_nested_leaves_as_lists_in_lists() {
        let html = |text: &str| {
            let html = markdown_to_html(text, &mut |_| None);
            let body = html.split("<body>").nth(1).unwrap_or_default();
            let body = body.split("</body>").next().unwrap_or_default();
            body.split_whitespace().collect::<String>()
        };
        for (flat, at) in [("1. a\n2. b\n3. c", 6), ("- a\n- b\n- c", 4)] {
            let marked = nested(flat, &(at..at), Nest::Deeper).unwrap();
            let html = html(&marked.text);
            let lists = html.matches("<ol>").count() + html.matches("<ul>").count();
            assert_eq!(lists, 2, "{html}");
            assert!(html.contains("<li>b</li>"), "{html}");
            let inner = html.find("<li>b").unwrap();
            let outer = html.find("<li>c").unwrap();
            assert!(html[inner..outer].contains("</li></"), "{html}");
        }
    }
}
