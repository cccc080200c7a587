//! How HTML looks as plain text: quotes get `>`, items get bullets, links are marked for
//! [`super::links`], the rest gets nothing.

use std::cell::Cell;
use std::rc::Rc;

use html2text::render::TextDecorator;

/// A link that a stretch of text belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Tells apart links with the same target.
    pub number: usize,
    /// The target as the HTML has it.
    pub target: Rc<str>,
}

/// What a stretch of text is part of. Text cannot forge it, as it could a mark in the text.
pub(super) type Mark = Option<Link>;

/// The style.
#[derive(Debug, Clone, Default)]
pub(super) struct TextStyle {
    links: Rc<Cell<usize>>,
}

fn nothing() -> (String, Mark) {
    (String::new(), None)
}

impl TextDecorator for TextStyle {
    type Annotation = Mark;

    fn decorate_link_start(&mut self, url: &str) -> (String, Mark) {
        let number = self.links.get();
        self.links.set(number + 1);
        let link = Link {
            number,
            target: url.into(),
        };
        (String::new(), Some(link))
    }

    fn decorate_link_end(&mut self) -> String {
        String::new()
    }

    fn decorate_em_start(&self) -> (String, Mark) {
        nothing()
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, Mark) {
        nothing()
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, Mark) {
        nothing()
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, Mark) {
        nothing()
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) -> Mark {
        None
    }

    fn decorate_preformat_cont(&self) -> Mark {
        None
    }

    fn decorate_image(&mut self, _src: &str, title: &str) -> (String, Mark) {
        (format!("[{title}]"), None)
    }

    fn header_prefix(&self, _level: usize) -> String {
        String::new()
    }

    fn quote_prefix(&self) -> String {
        "> ".to_owned()
    }

    fn unordered_item_prefix(&self) -> String {
        "- ".to_owned()
    }

    fn ordered_item_prefix(&self, i: i64) -> String {
        format!("{i}. ")
    }

    fn make_subblock_decorator(&self) -> Self {
        self.clone()
    }

    fn decorate_superscript_start(&self) -> (String, Mark) {
        nothing()
    }

    fn decorate_superscript_end(&self) -> String {
        String::new()
    }
}
