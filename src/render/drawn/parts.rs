//! The parts of a mail as one body, of which none reaches into another: a list or a server adds its own words to what
//! a stranger wrote.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::render::colours::Palette;
use crate::render::sanitise::{Elsewhere, Sanitised, builder, sanitise};
use crate::render::{MAX_HTML, Part, Trouble, html};

/// All parts as one body, each closed in itself. Was the end left out?
pub(super) fn together(parts: &[Part], elsewhere: bool) -> Result<(Sanitised, bool), Trouble> {
    let elsewhere = if elsewhere {
        Elsewhere::Kept
    } else {
        Elsewhere::Out
    };
    let is_alone = parts.len() <= 1;
    let mut whole = Sanitised::default();
    let mut room = MAX_HTML;
    let mut cut = false;
    for part in parts {
        let text = match part {
            Part::Html(text) | Part::Text(text) => text,
        };
        let kept = text.get(..text.floor_char_boundary(room)).unwrap_or(text);
        cut |= kept.len() < text.len();
        room -= kept.len();
        match part {
            Part::Html(_) => {
                if html::is_plainly_too_deep(kept) {
                    return Err(Trouble::TooComplex);
                }
                let clean = sanitise(kept, elsewhere);
                let (class, html) = if is_alone {
                    ("postroom-part", clean.html)
                } else {
                    ("postroom-part postroom-alone", within_itself(&clean.html))
                };
                let _ = write!(whole.html, "<div class=\"{class}\">{html}</div>");
                whole.hints.push_str(&clean.hints);
                whole.pictures.extend(clean.pictures);
                whole.palette = match (whole.palette, clean.palette) {
                    (Palette::Own, _) | (_, Palette::Own) => Palette::Own,
                    (Palette::Plain, _) | (_, Palette::Plain) => Palette::Plain,
                    (Palette::None, Palette::None) => Palette::None,
                };
            }
            Part::Text(_) => {
                let text = escaped(&html::clean(kept));
                let _ = write!(whole.html, "<pre class=\"postroom-text\">{text}</pre>");
            }
        }
    }
    Ok((whole, cut))
}

/// Clean HTML whose styles are for its own elements, each where it stands: a style sheet would reach all parts, and
/// what is placed somewhere may lie over another one. What it looks like is cut at its edge.
fn within_itself(clean: &str) -> String {
    let mut builder = builder();
    let _ = builder
        .rm_tags(["style"])
        .add_clean_content_tags(["style"])
        .attribute_filter(|_, attribute, value| match attribute {
            "style" => Some(Cow::Owned(unplaced(value))),
            _ => Some(Cow::Borrowed(value)),
        });
    builder.clean(clean).to_string()
}

/// A style without what places its element elsewhere, however that is written.
fn unplaced(style: &str) -> String {
    let places = |declaration: &&str| {
        let name = declaration.split(':').next().unwrap_or_default().trim();
        name.eq_ignore_ascii_case("position")
            || name.contains('\\')
            || declaration.contains(['{', '}'])
            || declaration.contains("/*")
    };
    let kept: Vec<&str> = style.split(';').filter(|one| !places(one)).collect();
    kept.join(";")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(parts: &[&str]) -> String {
        let parts: Vec<Part> = parts.iter().map(|p| Part::Html((*p).to_owned())).collect();
        together(&parts, false).unwrap().0.html
    }

    #[test]
    fn one_part_keeps_its_sheets_and_several_keep_to_themselves() {
        let page = "<style>p{margin:0}</style><p style=\"position:relative;color:#c00\">x</p>";
        assert_eq!(
            html(&[page]),
            format!("<div class=\"postroom-part\">{page}</div>")
        );
        let alone =
            "<div class=\"postroom-part postroom-alone\"><p style=\"color:#c00\">x</p></div>";
        assert_eq!(html(&[page, page]), alone.repeat(2));
    }

    #[test]
    fn nothing_is_placed_however_it_is_written() {
        for style in [
            "position:fixed",
            " POSITION : absolute ",
            "posi\\74ion:fixed",
            "\\50osition:fixed",
            "/**/position:fixed",
            "position/**/:fixed",
            "a{b:c}position:fixed",
            "}position:fixed",
        ] {
            assert_eq!(
                unplaced(&format!("margin:0;{style};color:red")),
                "margin:0;color:red",
                "{style}"
            );
        }
        assert_eq!(
            unplaced("background-position:0 0;margin:1px"),
            "background-position:0 0;margin:1px"
        );
    }
}
