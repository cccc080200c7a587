//! Sizes in views: bare numbers where a name belongs.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What takes a size, as a method or a function.
const MEASURES: [&str; 15] = [
    "menu",
    "center",
    "spacing",
    "padding",
    "from",
    "size",
    "width",
    "height",
    "max_width",
    "max_height",
    "top",
    "right",
    "bottom",
    "left",
    "Padding",
];

/// Bare numbers in what is given to these, as they stand there. Nothing (0) needs no name, and a share of the room is
/// no size.
pub fn bare(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(stream) = text.parse::<TokenStream>() {
        walk(stream, false, &mut found);
    }
    found
}

fn walk(stream: TokenStream, measured: bool, found: &mut Vec<String>) {
    // The names before this one: `Padding::from` is looked at, `Text::from` is not.
    let mut names = [String::new(), String::new()];
    for token in stream {
        match token {
            TokenTree::Ident(ident) => names = [ident.to_string(), std::mem::take(&mut names[0])],
            TokenTree::Group(group) => {
                let is_call = group.delimiter() == Delimiter::Parenthesis;
                let is_struct = group.delimiter() == Delimiter::Brace && names[0] == "Padding";
                let takes = MEASURES.contains(&names[0].as_str())
                    && (names[0] != "from" || names[1] == "Padding");
                let inside = match (is_call, names[0].as_str()) {
                    (true, "FillPortion") => false,
                    // What an index, a closure or another call within it takes is not the size.
                    (true, name) if !name.is_empty() => takes,
                    _ => measured || is_struct,
                };
                walk(group.stream(), inside, found);
                names = Default::default();
            }
            TokenTree::Literal(literal) => {
                let number = literal.to_string();
                if measured && is_size(&number) {
                    found.push(number);
                }
                names = Default::default();
            }
            TokenTree::Punct(punct) => {
                if !matches!(punct.as_char(), ':' | '!') {
                    names = Default::default();
                }
            }
        }
    }
}

fn is_size(literal: &str) -> bool {
    let number = literal.trim_end_matches("f32").trim_end_matches("_");
    number.parse::<f32>().is_ok_and(|number| number != 0.0)
}
