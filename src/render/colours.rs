//! Which colours a mail brings along: one that brings none is shown in those of the window.

/// What the author chose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Palette {
    /// Nothing.
    #[default]
    None,
    /// Black on white, and links as programs write them: nothing anybody chose.
    Plain,
    /// Colours that belong together, and need the background they were made for.
    Own,
}

/// What Outlook, Word and others write for letters without being asked: their window's text, their links.
const INK: [&str; 15] = [
    "black",
    "#000",
    "#000000",
    "rgb(0,0,0)",
    "rgba(0,0,0,1)",
    "windowtext",
    "currentcolor",
    "blue",
    "#0000ff",
    "purple",
    "#800080",
    "#0563c1",
    "#954f72",
    "#467886",
    "#96607d",
];
/// What they write for what is behind them.
const FIELD: [&str; 8] = [
    "transparent",
    "none",
    "white",
    "#fff",
    "#ffffff",
    "rgb(255,255,255)",
    "rgba(255,255,255,1)",
    "window",
];
/// And for both. White letters, and a black field, are chosen: by whoever hides words, if by nobody else, and where
/// they were taken out the words would be seen.
const EITHER: [&str; 4] = ["auto", "inherit", "initial", "unset"];

/// Which colours a mail brings along, as far as that is seen without laying it out. In doubt they are its
/// own: then it is shown on the white it was made for.
pub(super) fn palette(html: &str) -> Palette {
    let lower = html.to_ascii_lowercase();
    let mut palette = Palette::None;
    for (name, value) in declared(&lower) {
        if !is_not_chosen(name, value) {
            return Palette::Own;
        }
        palette = Palette::Plain;
    }
    for name in ["bgcolor", "color", "background", "text"] {
        for value in attributes(&lower, name) {
            if !is_not_chosen(name, value) {
                return Palette::Own;
            }
            palette = Palette::Plain;
        }
    }
    palette
}

/// The values of `color`, `background` and what borders are drawn in, wherever they are declared: in
/// attributes or in a style sheet.
fn declared(css: &str) -> impl Iterator<Item = (&'static str, &str)> {
    ["color", "background", "background-color"]
        .into_iter()
        .flat_map(move |name| {
            css.match_indices(name).filter_map(move |(at, _)| {
                let before = css.get(..at)?.bytes().next_back();
                // `border-color` and the like frame what is shown; they fit any background.
                if before.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'-') {
                    return None;
                }
                let rest = css.get(at + name.len()..)?.trim_start();
                let value = rest.strip_prefix(':')?;
                Some((name, value.split([';', '}', '"', '\'', '<']).next()?))
            })
        })
}

/// The values of an attribute in tags.
fn attributes<'h>(html: &'h str, name: &'static str) -> impl Iterator<Item = &'h str> {
    html.match_indices(name).filter_map(move |(at, _)| {
        let before = html.get(..at)?.bytes().next_back()?;
        if !before.is_ascii_whitespace() && !matches!(before, b'"' | b'\'') {
            return None;
        }
        let rest = html.get(at + name.len()..)?.trim_start();
        let value = rest.strip_prefix('=')?.trim_start();
        let value = value.strip_prefix(['"', '\'']).unwrap_or(value);
        value.split(['"', '\'', ' ', '>']).next()
    })
}

/// Does a program write that by itself, for letters (`color`, `text`) or for what is behind them?
fn is_not_chosen(name: &str, value: &str) -> bool {
    let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    let value = value.trim_end_matches("!important").to_ascii_lowercase();
    let is_ink = matches!(name, "color" | "text");
    let own: &[&str] = if is_ink { &INK } else { &FIELD };
    own.contains(&value.as_str()) || EITHER.contains(&value.as_str())
}

/// A style attribute without colours that nobody chose.
pub(super) fn without_plain(style: &str) -> String {
    let kept = style.split(';').filter(|declaration| {
        let name = declaration.split(':').next().unwrap_or_default().trim();
        !["color", "background", "background-color"]
            .iter()
            .any(|colour| colour.eq_ignore_ascii_case(name))
    });
    kept.collect::<Vec<_>>().join(";")
}

/// The same of a style sheet.
pub(super) fn without_plain_rules(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    for (at, rule) in sheet.split('}').enumerate() {
        if at > 0 {
            out.push('}');
        }
        match rule.rsplit_once('{') {
            Some((selector, declarations)) => {
                out.push_str(selector);
                out.push('{');
                out.push_str(&without_plain(declarations));
            }
            None => out.push_str(rule),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_write_by_themselves_was_not_chosen() {
        for (html, expected) in [
            ("<p>Hi <b>you</b>, colour: nice</p>", Palette::None),
            (
                "<p style='border-color:red;font-size:9pt'>x</p>",
                Palette::None,
            ),
            ("<span style='color:black'>x</span>", Palette::Plain),
            ("<SPAN STYLE=\"COLOR: windowtext\">x</SPAN>", Palette::Plain),
            ("<body bgcolor=white text='#000000'>x", Palette::Plain),
            (
                "<style>a:link{color:#0563C1;mso-style-priority:99} p{background: white !important}</style>",
                Palette::Plain,
            ),
            ("<p style='color:#c00'>x</p>", Palette::Own),
            // Whoever hides words chose so.
            ("<p style='color: white'>x</p>", Palette::Own),
            ("<style>p{color:transparent}</style>", Palette::Own),
            ("<font color='#ffffff'>x</font>", Palette::Own),
            (
                "<p style='color:black;background:black'>x</p>",
                Palette::Own,
            ),
            ("<p style='background:currentcolor'>x</p>", Palette::Own),
            ("<p style='background : #eee url(x)'>x</p>", Palette::Own),
            ("<style>p{background-color:#123456}</style>", Palette::Own),
            ("<td bgcolor=\"#eeeeee\">x", Palette::Own),
            ("<font color=red>x</font>", Palette::Own),
            ("<table background='http://x.test/a.png'>", Palette::Own),
        ] {
            assert_eq!(palette(html), expected, "{html}");
        }
    }

    #[test]
    fn colours_that_were_not_chosen_are_taken_out() {
        assert_eq!(
            without_plain("color:black;margin:0; Background : white;font-size:9pt"),
            "margin:0;font-size:9pt"
        );
        assert_eq!(
            without_plain_rules("p{color:black;margin:0}@media print{a{color:blue}}"),
            "p{margin:0}@media print{a{}}"
        );
    }
}
