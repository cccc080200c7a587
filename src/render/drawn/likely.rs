//! How wide a mail is likely to be that is wider than the room for it: it is laid out for that at once, and not for the
//! room first, which takes as long.

use blitz_dom::{Node, local_name};

/// What is wider is no mail that anybody reads.
const WIDEST: f32 = 4000.0;

/// The width that an element insists on, in logical pixels, as far as it says so itself.
pub(super) fn rigid(node: &Node) -> Option<f32> {
    let of_table = node.data.is_element_with_tag_name(&local_name!("table"));
    let is_box = of_table || node.data.is_element_with_tag_name(&local_name!("div"));
    if !is_box {
        return None;
    }
    let style = node.attr(local_name!("style")).unwrap_or_default();
    let mut width = node.attr(local_name!("width")).filter(|_| of_table);
    for declaration in style.split(';') {
        let (name, value) = declaration.split_once(':').unwrap_or_default();
        match name.trim().to_ascii_lowercase().as_str() {
            // It gives way.
            "max-width" => return None,
            "width" | "min-width" => width = Some(value),
            _ => {}
        }
    }
    in_pixels(width?).filter(|width| *width <= WIDEST)
}

/// Is it beyond doubt that the style sheets of a mail say the same for both of these widths of the layout?
pub(super) fn is_same_for(html: &str, narrow: f32, wide: f32) -> bool {
    let lower = html.to_ascii_lowercase();
    let mut sheets = lower.split("<style").skip(1);
    sheets.all(|rest| {
        let sheet = rest.split("</style").next().unwrap_or_default();
        let limits = sheet
            .match_indices("max-width")
            .chain(sheet.match_indices("min-width"));
        let mut limits = limits.filter_map(|(at, name)| sheet.get(at + name.len()..));
        let is_beside = |limit: &str| {
            let value = limit.trim_start().strip_prefix(':').unwrap_or_default();
            let value = value.split([')', ';', '}', '!']).next().unwrap_or_default();
            in_pixels(value).is_some_and(|at| at < narrow || at > wide)
        };
        // Of a range (`width < 600px`) it is not read what it says.
        !sheet.contains("(width") && limits.all(is_beside)
    })
}

/// A length in pixels; whatever is relative is none.
fn in_pixels(value: &str) -> Option<f32> {
    let value = value.trim();
    let number = value.strip_suffix("px").unwrap_or(value).trim_end();
    number
        .parse()
        .ok()
        .filter(|n: &f32| n.is_finite() && *n >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_that_may_say_something_else_are_noticed() {
        for (sheet, is_same) in [
            ("p{color:red}", true),
            ("@media (max-width: 480px){p{color:red}}", true),
            ("@media (max-width:620px){p{color:red}}", true),
            ("@media (max-width:600px){p{color:red}}", false),
            ("@MEDIA (MIN-WIDTH: 561px){p{color:red}}", false),
            ("@media (width < 600px){p{color:red}}", false),
            (".all{max-width:100%!important}", false),
            (".all{max-width:40em}", false),
        ] {
            let html = format!("<p>x</p><style>{sheet}</style><p style='max-width:100%'>y</p>");
            assert_eq!(is_same_for(&html, 560.0, 603.0), is_same, "{sheet}");
        }
    }
}
