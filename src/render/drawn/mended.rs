//! What blitz does not lay out, put so that it does: numbers of lists stand apart from their words, captions of tables
//! are there, and words in a box of their own, as buttons and badges are, have that box.

use blitz_dom::traversal::TreeTraverser;
use blitz_dom::{Node, NodeId, local_name};
use blitz_html::HtmlDocument;
use style::counter_style::CounterStyle;
use style::properties::ComputedValues;
use style::values::computed::{BorderSideWidth, BorderStyle, NonNegativeLengthPercentage};

/// Words of a button or badge, in characters. More are a text that has to go on over the ends of lines, which what
/// is put in a box does not.
const MOST_WORDS: usize = 60;
/// Numbers up to this are written as Roman ones.
const MOST_ROMAN: i64 = 3999;

/// A change of one element: a property of CSS and its value.
type Change = (NodeId, &'static str, String);

/// Mends a document of which nothing is laid out yet.
pub(super) fn mend(html: &mut HtmlDocument) {
    html.resolve_stylist(0.0);
    let mut changes: Vec<Change> = Vec::new();
    let mut captions: Vec<(NodeId, NodeId)> = Vec::new();
    let nodes: Vec<NodeId> = TreeTraverser::new(html).collect();
    for node in nodes.into_iter().filter_map(|id| html.get_node(id)) {
        let styles = node.element_data().and_then(|_| node.primary_styles());
        let Some(styles) = styles else {
            continue;
        };
        if node.data.is_element_with_tag_name(&local_name!("ol")) {
            changes.extend(numbers(html, node));
        } else if node.data.is_element_with_tag_name(&local_name!("caption")) {
            let table = node.parent.and_then(|table| html.get_node(table));
            let is_table =
                |table: &&Node| table.data.is_element_with_tag_name(&local_name!("table"));
            captions.extend(table.filter(is_table).map(|table| (node.id, table.id)));
        } else if styles.clone_display().is_inline_flow()
            && is_boxed(&styles)
            && is_short(html, node)
        {
            changes.push((node.id, "display", "inline-block".to_owned()));
        }
    }
    let mut mutator = html.mutate();
    for (node, property, value) in changes {
        mutator.set_style_property(node, property, &value);
    }
    for (caption, table) in captions {
        mutator.set_style_property(caption, "display", "block");
        mutator.insert_nodes_before(table, &[caption]);
    }
}

/// Has it an edge or a field, and room within?
fn is_boxed(styles: &ComputedValues) -> bool {
    let border = styles.get_border();
    // A width is there also where there is no edge (CSS Backgrounds 4, 3.3).
    let edges = [
        (border.border_top_style, &border.border_top_width),
        (border.border_right_style, &border.border_right_width),
        (border.border_bottom_style, &border.border_bottom_width),
        (border.border_left_style, &border.border_left_width),
    ];
    let is_seen =
        |(style, width): (BorderStyle, &BorderSideWidth)| !style.none_or_hidden() && width.0.0 > 0;
    if edges.into_iter().any(is_seen) {
        return true;
    }
    let ink = styles.clone_color();
    let field = styles.clone_background_color().resolve_to_absolute(&ink);
    let padding = styles.get_padding();
    let has_room = |side: &NonNegativeLengthPercentage| {
        side.0.to_length().is_some_and(|length| length.px() > 0.0)
    };
    field.alpha > 0.0 && (has_room(&padding.padding_left) || has_room(&padding.padding_right))
}

/// Looks no further than it has to: boxes may lie in one another, all around one long text.
fn is_short(html: &HtmlDocument, node: &Node) -> bool {
    let (mut left, mut within) = (MOST_WORDS, vec![node]);
    while let Some(node) = within.pop() {
        if let Some(text) = node.text_data() {
            let count = text.content.chars().take(left + 1).count();
            let Some(rest) = left.checked_sub(count) else {
                return false;
            };
            left = rest;
        }
        within.extend(node.children.iter().filter_map(|id| html.get_node(*id)));
    }
    true
}

/// The numbers of a list as texts that end in a blank: blitz sets none between a number and its words.
fn numbers(html: &HtmlDocument, list: &Node) -> Vec<Change> {
    let is_item = |node: &&Node| node.data.is_element_with_tag_name(&local_name!("li"));
    let children = list.children.iter().filter_map(|id| html.get_node(*id));
    let items: Vec<&Node> = children.filter(is_item).collect();
    let number = |node: &Node, name| node.attr(name)?.trim().parse::<i32>().ok().map(i64::from);
    let is_reversed = list.attr(local_name!("reversed")).is_some();
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let first = if is_reversed { count } else { 1 };
    let mut next = number(list, local_name!("start")).unwrap_or(first);
    let mut changes = Vec::new();
    for item in items {
        let at = number(item, local_name!("value")).unwrap_or(next);
        next = at + if is_reversed { -1 } else { 1 };
        let Some(styles) = item.primary_styles() else {
            continue;
        };
        let CounterStyle::Name(name) = styles.clone_list_style_type().0 else {
            continue;
        };
        let kind = item.attr(local_name!("type"));
        let kind = kind.or_else(|| list.attr(local_name!("type")));
        if let Some(written) = written(at, &name.0, kind) {
            let marker = format!("\"{written}.\u{a0}\"");
            changes.push((item.id, "list-style-type", marker));
        }
    }
    changes
}

/// A number, by the name of a counter style (CSS Counter Styles 3, 6) and the attribute `type` (HTML 4.4.5), which says
/// more where the style is the usual one.
fn written(number: i64, style: &str, kind: Option<&str>) -> Option<String> {
    let style = match (style, kind.map(str::trim)) {
        ("decimal", Some("a")) => "lower-alpha",
        ("decimal", Some("A")) => "upper-alpha",
        ("decimal", Some("i")) => "lower-roman",
        ("decimal", Some("I")) => "upper-roman",
        (style, _) => style,
    };
    let decimal = || number.to_string();
    Some(match style {
        "decimal" => decimal(),
        "decimal-leading-zero" => format!("{number:02}"),
        "lower-alpha" | "lower-latin" => letters(number).unwrap_or_else(decimal),
        "upper-alpha" | "upper-latin" => match letters(number) {
            Some(letters) => letters.to_ascii_uppercase(),
            None => decimal(),
        },
        "lower-roman" => roman(number).unwrap_or_else(decimal),
        "upper-roman" => match roman(number) {
            Some(roman) => roman.to_ascii_uppercase(),
            None => decimal(),
        },
        _ => return None,
    })
}

/// a, b, …, z, aa, ab, …
fn letters(number: i64) -> Option<String> {
    let mut rest = u32::try_from(number).ok().filter(|number| *number > 0)?;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from_digit(rest % 26 + 10, 36)?);
        rest /= 26;
    }
    Some(letters.into_iter().rev().collect())
}

fn roman(number: i64) -> Option<String> {
    const SIGNS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = Some(number).filter(|number| (1..=MOST_ROMAN).contains(number))?;
    let mut roman = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            roman.push_str(sign);
            rest -= value;
        }
    }
    Some(roman)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_lists_want_them() {
        let alike = |style: &str| [1, 4, 26, 27, 52, 703].map(|n| written(n, style, None).unwrap());
        assert_eq!(alike("lower-alpha"), ["a", "d", "z", "aa", "az", "aaa"]);
        assert_eq!(
            alike("upper-roman"),
            ["I", "IV", "XXVI", "XXVII", "LII", "DCCIII"]
        );
        assert_eq!(alike("decimal-leading-zero")[..2], ["01", "04"]);
        assert_eq!(written(3, "decimal", Some("i")).unwrap(), "iii");
        assert_eq!(written(0, "lower-alpha", None).unwrap(), "0");
        assert_eq!(written(4000, "lower-roman", None).unwrap(), "4000");
        assert_eq!(written(1, "disc", None), None);
    }
}
