//! What HTML 4 says with attributes, as CSS (HTML Living Standard 15.3): newsletters lay themselves out with it.

use std::fmt::Write as _;

/// Most different ones of a message.
pub(super) const MOST: usize = 400;
/// Longest value that is looked at, in octets.
const MAX_VALUE: usize = 4096;

/// A rule for all elements with this attribute and this value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hint {
    /// The selector: the attribute as it stands there.
    selector: String,
    /// What it says.
    declarations: String,
}

impl Hint {
    /// What an attribute says, where CSS has to say it.
    pub(super) fn of(element: &str, attribute: &str, value: &str) -> Vec<Self> {
        let value = value.trim();
        let of_table = || match (element, attribute) {
            ("table", "border") => bordered(value),
            ("table", "bordercolor") => {
                let coloured = format!("border-color:{}", colour(value)?);
                let table = Self {
                    selector: format!("table[{attribute}=\"{}\"]", quoted(value)?),
                    declarations: coloured.clone(),
                };
                Some(vec![table, Self::of_cells(attribute, value, coloured)?])
            }
            ("table", "cellpadding") => {
                let padding = format!("padding:{}", length(value)?);
                Some(vec![Self::of_cells(attribute, value, padding)?])
            }
            _ => None,
        };
        let hints = Self::of_one(element, attribute, value).map(|hint| vec![hint]);
        hints.or_else(of_table).unwrap_or_default()
    }

    /// What says something about the element itself.
    fn of_one(element: &str, attribute: &str, value: &str) -> Option<Self> {
        let (of, declarations) = match (element, attribute) {
            (_, "bgcolor") => ("", format!("background-color:{}", colour(value)?)),
            ("font", "color") => ("font", format!("color:{}", colour(value)?)),
            ("hr", "color") => ("hr", format!("border-color:{}", colour(value)?)),
            (_, "text") => ("div", format!("color:{}", colour(value)?)),
            ("font", "face") => ("font", format!("font-family:{}", families(value)?)),
            ("font", "size") => ("font", format!("font-size:{}", font_size(value)?)),
            ("hr", "size") => ("hr", format!("height:{}", length(value)?)),
            ("table", "cellspacing") => ("table", format!("border-spacing:{}", length(value)?)),
            ("table" | "td" | "th" | "img" | "hr" | "col", "width") => {
                (element, format!("width:{}", length(value)?))
            }
            ("table" | "tr" | "td" | "th" | "img", "height") => {
                (element, format!("height:{}", length(value)?))
            }
            ("img", "border") => ("img", format!("border:{} solid", length(value)?)),
            _ => return None,
        };
        Some(Self {
            selector: format!("{of}[{attribute}=\"{}\"]", quoted(value)?),
            declarations,
        })
    }

    /// What says something about the cells of a table, and of no table within it.
    fn of_cells(attribute: &str, value: &str, declarations: String) -> Option<Self> {
        let value = quoted(value)?;
        let cells = [">tbody", ">thead", ">tfoot"].iter().flat_map(|part| {
            ["td", "th"].map(|cell| format!("table[{attribute}=\"{value}\"]{part}>tr>{cell}"))
        });
        Some(Self {
            selector: cells.collect::<Vec<_>>().join(","),
            declarations,
        })
    }

    /// A picture behind an element.
    pub(super) fn background(address: &str) -> Option<Self> {
        let address = quoted(address)?;
        Some(Self {
            selector: format!("[background=\"{address}\"]"),
            declarations: format!("background-image:url(\"{address}\")"),
        })
    }
}

/// A frame around a table, and a thin one around each cell. Of one grey, which is calmer than the relief that browsers
/// make of it.
fn bordered(value: &str) -> Option<Vec<Hint>> {
    // The bare attribute means 1.
    let width = match value {
        "" => "1px".to_owned(),
        value => length(value)?,
    };
    if width == "0px" {
        return None;
    }
    let table = Hint {
        selector: format!("table[border=\"{}\"]", quoted(value)?),
        declarations: format!("border:{width} solid gray"),
    };
    let cells = Hint::of_cells("border", value, "border:1px solid gray".to_owned())?;
    Some(vec![table, cells])
}

/// What is the same for every message.
const ALWAYS: &str = "\
[align=left i]{text-align:left}[align=right i]{text-align:right}\
[align=center i],[align=middle i]{text-align:center}[align=justify i]{text-align:justify}\
table[align=left i],img[align=left i]{float:left}\
table[align=right i],img[align=right i]{float:right}\
table[align=center i]{margin-left:auto;margin-right:auto}\
table[align]{text-align:start}\
hr[align=left i]{margin-left:0}hr[align=right i]{margin-right:0}\
center{display:block;text-align:center}center>table,[align=center i]>table{margin-left:auto;margin-right:auto}\
[valign=top i]{vertical-align:top}[valign=middle i]{vertical-align:middle}\
[valign=bottom i]{vertical-align:bottom}[valign=baseline i]{vertical-align:baseline}\
[nowrap]{white-space:nowrap}\
[dir=rtl i]{direction:rtl}[dir=ltr i]{direction:ltr}";

/// All of them as a style sheet.
pub(super) fn css<'h>(hints: impl IntoIterator<Item = &'h Hint>) -> String {
    let mut css = ALWAYS.to_owned();
    for hint in hints {
        let _ = write!(css, "{}{{{}}}", hint.selector, hint.declarations);
    }
    css
}

/// For between quotation marks in CSS; nothing that could end them.
fn quoted(value: &str) -> Option<&str> {
    let plain = |c: char| !c.is_control() && !matches!(c, '"' | '\\' | '<' | '>' | '{' | '}');
    (value.len() <= MAX_VALUE && value.chars().all(plain)).then_some(value)
}

/// A colour (HTML Living Standard 2.4.6): a name, or digits that may lack their `#`.
fn colour(value: &str) -> Option<String> {
    let digits = value.strip_prefix('#').unwrap_or(value);
    let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    if is_hex && matches!(digits.len(), 3 | 6) {
        return Some(format!("#{digits}"));
    }
    let is_name = (3..=24).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphabetic());
    let is_function = value.len() <= 40
        && (value.starts_with("rgb") || value.starts_with("hsl"))
        && value.ends_with(')')
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"(),.% ".contains(&b));
    (is_name || is_function).then(|| value.to_owned())
}

/// A colour of three digits with six.
pub(super) fn of_six_digits(value: &str) -> Option<String> {
    let value = value.trim();
    let digits = value.strip_prefix('#').unwrap_or(value);
    let is_short = digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let twice = || digits.chars().flat_map(|digit| [digit, digit]);
    is_short.then(|| std::iter::once('#').chain(twice()).collect())
}

/// A length: pixels, or a part of what there is.
fn length(value: &str) -> Option<String> {
    let value = value.strip_suffix("px").unwrap_or(value).trim_end();
    let (digits, unit) = match value.strip_suffix('%') {
        Some(digits) => (digits, "%"),
        None => (value, "px"),
    };
    let number: f32 = digits.parse().ok()?;
    let is_plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (is_plain && number <= 10_000.0).then(|| format!("{number}{unit}"))
}

/// The size of old, 1 to 7, or so many steps from 3.
fn font_size(value: &str) -> Option<&'static str> {
    const SIZES: [&str; 7] = [
        "x-small",
        "small",
        "medium",
        "large",
        "x-large",
        "xx-large",
        "xxx-large",
    ];
    let number: i32 = value.parse().ok()?;
    let is_step = value.starts_with(['+', '-']);
    let size = if is_step {
        3i32.saturating_add(number)
    } else {
        number
    };
    let at = usize::try_from(size.clamp(1, 7) - 1).ok()?;
    SIZES.get(at).copied()
}

fn families(value: &str) -> Option<&str> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '_' | '\'');
    let is_closed = value.matches('\'').count().is_multiple_of(2);
    (!value.is_empty() && value.len() <= 200 && is_closed && value.chars().all(plain))
        .then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(element: &str, attribute: &str, value: &str) -> Option<String> {
        let said = Hint::of(element, attribute, value);
        said.into_iter().next().map(|hint| hint.declarations)
    }

    #[test]
    fn attributes_of_old_are_css() {
        for (element, attribute, value, expected) in [
            ("td", "bgcolor", "ff0000", "background-color:#ff0000"),
            ("table", "bgcolor", " Red ", "background-color:Red"),
            ("font", "color", "#ABC", "color:#ABC"),
            ("font", "size", "5", "font-size:x-large"),
            ("font", "size", "+1", "font-size:large"),
            ("font", "size", "-9", "font-size:x-small"),
            (
                "font",
                "face",
                "Arial, 'Segoe UI'",
                "font-family:Arial, 'Segoe UI'",
            ),
            ("td", "width", "50%", "width:50%"),
            ("img", "height", "20px", "height:20px"),
            ("table", "cellpadding", "5", "padding:5px"),
            ("table", "cellspacing", "0", "border-spacing:0px"),
            ("table", "border", "1", "border:1px solid gray"),
            ("table", "bordercolor", "#ccc", "border-color:#ccc"),
            ("table", "border", "", "border:1px solid gray"),
        ] {
            assert_eq!(
                says(element, attribute, value).as_deref(),
                Some(expected),
                "{element} {attribute}"
            );
        }
    }

    #[test]
    fn nothing_gets_into_the_style_sheet_by_a_value() {
        for (element, attribute, value) in [
            ("td", "bgcolor", "red}*{display:none"),
            ("td", "bgcolor", "url(http://x.test)"),
            ("font", "face", "a;background:url(x)"),
            ("font", "face", "it's"),
            ("td", "width", "1e9"),
            ("td", "width", "calc(1px)"),
            ("td", "width", "-5"),
            ("font", "size", "99999999999"),
            ("table", "border", "0"),
        ] {
            assert_eq!(says(element, attribute, value), None, "{value}");
        }
        assert_eq!(Hint::background("http://x.test/\"){}"), None);
        assert_eq!(Hint::background("http://x.test/\\"), None);
    }
}
