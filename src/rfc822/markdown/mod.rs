//! Formatted text: what a person writes with the marks of Markdown (CommonMark), made into the HTML
//! that leaves, and into the text beside it.
//!
//! A mail is not a document: a line stays a line, an answer below a quote is not part of the quote,
//! a line below a list is not part of the list, and what stands below `-- ` is nobody's formatting.
//! Everything else is the parser's. HTML in the source is text like all other.

mod html;
mod lines;
mod links;
mod plain;
#[cfg(test)]
mod tests;

pub use html::markdown_to_html;
pub use lines::{Above, Look, is_fence, link_at, list_marker, look};
pub use links::web_address;
pub use plain::markdown_to_text;
