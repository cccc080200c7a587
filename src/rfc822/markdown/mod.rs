//! Formatted text: what a person writes with the marks of Markdown (CommonMark), made into the HTML
//! that leaves, and into the text beside it.
//!
//! A mail is not a document: a line stays a line, an answer below a quote is not part of the quote,
//! a line below a list is not part of the list, and what stands below `-- ` is nobody's formatting.
//! Signs between numbers are signs, backslashes that keep no mark from being one are backslashes, and a quote stays as
//! it was written. Everything else is the parser's. HTML in the source is text like all other.

mod html;
mod layouts;
mod lines;
mod links;
mod marking;
mod meant;
mod nesting;
mod pictures;
mod place;
mod plain;
#[cfg(test)]
mod tests;

pub use html::{Shown, markdown_to_html, sheet_apart};
pub use layouts::{layout_address, layout_mark, layout_places, with_words_for};
pub use lines::{Above, Look, look};
pub use links::web_address;
pub use marking::{Marked, Markup, Next, can_mark, link_around, mark, next_line};
pub use nesting::Nest;
pub use pictures::{
    PicturePlace, picture_address, picture_mark, picture_places, shown_pictures, without_picture,
};
pub use place::{Formats, formats_at};
pub use plain::markdown_to_text;

/// Lines that end by `\n` alone, as everything here counts them.
fn straight(source: &str) -> std::borrow::Cow<'_, str> {
    if source.contains('\r') {
        source.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        source.into()
    }
}
