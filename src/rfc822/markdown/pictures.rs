//! Pictures in a formatted text: `![words](cid:name)` shows the one that is attached under this name.
//!
//! The scheme is that of RFC 2392. While a message is written the name of the file stands for the `Content-ID`, which
//! a message has only when it leaves.

use std::collections::BTreeSet;
use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::html::{Shown, markdown_to_html};
use super::layouts::layout_places;
use super::lines::{Above, Kind, links_of};
use super::straight;

const SCHEME: &str = "cid:";
/// All but letters, figures and what a name is easier to read with.
const QUOTED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// What stands in a text for a picture that is attached under this name.
#[must_use]
pub fn picture_mark(name: &str) -> String {
    mark_of(name, &picture_address(name))
}

/// The mark of what has this name, and this address.
pub(super) fn mark_of(name: &str, address: &str) -> String {
    // What would end the words, or begin something in them.
    let is_word = |c: &char| !c.is_control() && !"[]\\`*_<>".contains(*c);
    let words: String = name.chars().filter(is_word).collect();
    format!("![{words}]({address})")
}

/// A name as it stands in an address.
pub(super) fn encoded(name: &str) -> impl std::fmt::Display {
    utf8_percent_encode(name, QUOTED)
}

/// The address that means this picture, as [`picture_mark`] writes it.
#[must_use]
pub fn picture_address(name: &str) -> String {
    format!("{SCHEME}{}", encoded(name))
}

/// The name of the picture that this address means, if it means one.
pub(super) fn picture_name(address: &str) -> Option<String> {
    let name = address.strip_prefix(SCHEME)?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    Some(name.into_owned())
}

/// The names of all pictures that a text shows.
#[must_use]
pub fn shown_pictures(source: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    // Most texts show none.
    if source.contains(SCHEME) {
        let _ = markdown_to_html(source, &mut |shown| {
            if let Shown::Picture(name) = shown {
                names.insert(name.to_owned());
            }
            None
        });
    }
    names
}

/// Where a text shows a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PicturePlace {
    /// The line, from the first one on.
    pub line: usize,
    /// Where its mark is in the line, in octets.
    pub range: Range<usize>,
    /// The name of the picture.
    pub name: String,
}

/// All places at which a text shows pictures, in their order. Its lines end by `\n`.
#[must_use]
pub fn picture_places(source: &str) -> Vec<PicturePlace> {
    let mut places = Vec::new();
    // Most texts show none.
    if !source.contains(SCHEME) {
        return places;
    }
    let mut above = Above::default();
    for (at, whole) in source.split('\n').enumerate() {
        let line = above.read(whole);
        if line.kind != Kind::Text {
            continue;
        }
        let start = whole.len() - line.content.len();
        let (links, _) = links_of(line.content, line.in_list);
        let pictures = links.into_iter().filter(|link| link.is_picture);
        places.extend(pictures.filter_map(|link| {
            Some(PicturePlace {
                line: at,
                range: link.range.start + start..link.range.end + start,
                name: picture_name(&link.to)?,
            })
        }));
    }
    places
}

/// The text without the picture, or the layout, of this name.
#[must_use]
pub fn without_picture(source: &str, name: &str) -> String {
    let source = straight(source);
    let mut lines: Vec<String> = source.split('\n').map(str::to_owned).collect();
    let layouts = layout_places(&source);
    let places = picture_places(&source).into_iter().chain(layouts).rev();
    for place in places.filter(|place| place.name == name) {
        if let Some(line) = lines.get_mut(place.line) {
            line.replace_range(place.range, "");
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pictures_are_found_where_they_are_shown_and_not_where_they_are_spoken_of() {
        let source = "See ![the lamp](cid:lamp%20one.png) and\n- ![](cid:b.png)\n\n> ![q](cid:quoted.png)\n\n\
            `![x](cid:code.png)` \\![y](cid:escaped.png)\n```\n![z](cid:fence.png)\n```\n\
            ![web](https://shop.example/a.png)\n-- \n![s](cid:signature.png)";
        let names = shown_pictures(source);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(names, ["b.png", "lamp one.png"]);
    }

    #[test]
    fn one_is_taken_out_of_the_text_and_the_rest_stays() {
        let mark = picture_mark("a [1].png");
        let source = format!("Hello\n- {mark} and {mark}\nBye `{mark}`");
        let without = without_picture(&source, "a [1].png");
        assert_eq!(without, format!("Hello\n-  and \nBye `{mark}`"));
        assert_eq!(without_picture(&source, "b.png"), source);
    }

    #[test]
    fn each_place_of_a_picture_is_known() {
        let mark = picture_mark("é.png");
        let source = format!("Hi\né {mark} {mark}\n> {mark}\n```\n{mark}\n```\n- {mark}");
        let places = picture_places(&source);
        let lines: Vec<&str> = source.split('\n').collect();
        assert_eq!(places.iter().map(|p| p.line).collect::<Vec<_>>(), [1, 1, 6]);
        for place in places {
            assert_eq!(lines[place.line].get(place.range), Some(mark.as_str()));
            assert_eq!(place.name, "é.png");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_file_is_called_its_mark_shows_it(name in "\\PC{1,40}") {
            let source = format!("before {} after", picture_mark(&name));
            prop_assert_eq!(shown_pictures(&source).into_iter().collect::<Vec<_>>(), [name.clone()]);
            prop_assert_eq!(without_picture(&source, &name), "before  after");
        }
    }
}
