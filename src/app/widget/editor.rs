//! The editor of a message: iced's, with undo, and with keys that belong to the window left alone.

use std::sync::Arc;

use iced::keyboard::key::{Key, Named};
use iced::time::Instant;
use iced::widget::text_editor::{
    self, Action, Binding, Content, Cursor, KeyPress, Motion, Position, Status,
};
use iced::widget::{TextEditor, text::Wrapping};
use iced::{Length, Padding, Theme};

use super::field::{is_shortcut, steps_back};
use super::undo::{History, Kind, Snapshot};
use crate::app::theme::{font, scale, style};

/// What a person did in an editor.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Wrote, moved, selected, scrolled.
    Act(Action),
    /// Took the last step back.
    Undo,
    /// Took back the taking back.
    Redo,
}

#[derive(Debug, Clone)]
struct Page {
    text: Arc<str>,
    cursor: Cursor,
}

impl Snapshot for Page {
    fn weight(&self) -> usize {
        self.text.len()
    }
}

/// The text being written, its cursor, and what can be taken back.
#[derive(Default)]
pub struct Writing {
    content: Content,
    history: History<Page>,
}

impl Writing {
    /// Begins with a text; the cursor stands at its start.
    pub fn new(text: &str) -> Self {
        Self {
            content: Content::with_text(text),
            history: History::default(),
        }
    }

    /// The text as it stands, lines ended by `\n`.
    pub fn text(&self) -> String {
        self.content.text()
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Puts another text in place, as one step that can be taken back. The cursor stays where it
    /// is, as far as the text still goes there.
    pub fn replace(&mut self, text: &str) {
        let page = self.page();
        let position = page.cursor.position;
        self.history.record(Kind::Whole, Instant::now(), || page);
        self.content = Content::with_text(text);
        let line = position
            .line
            .min(self.content.line_count().saturating_sub(1));
        let end = self.content.line(line).map_or(0, |line| line.text.len());
        let column = if line == position.line {
            position.column.min(end)
        } else {
            end
        };
        self.content.move_to(Cursor {
            position: Position { line, column },
            selection: None,
        });
    }

    /// Does what a person did; says whether the text changed.
    pub fn perform(&mut self, edit: Edit) -> bool {
        match edit {
            Edit::Act(action) => {
                let kind = kind(&action, &self.content);
                let changes = kind.is_some();
                if let Some(kind) = kind {
                    let content = &self.content;
                    self.history
                        .record(kind, Instant::now(), || page_of(content));
                }
                self.content.perform(action);
                changes
            }
            Edit::Undo => {
                let page = self.page();
                let other = self.history.undo(page);
                self.turn_to(other)
            }
            Edit::Redo => {
                let page = self.page();
                let other = self.history.redo(page);
                self.turn_to(other)
            }
        }
    }

    fn page(&self) -> Page {
        page_of(&self.content)
    }

    fn turn_to(&mut self, page: Option<Page>) -> bool {
        let Some(page) = page else {
            return false;
        };
        self.content = Content::with_text(&page.text);
        self.content.move_to(page.cursor);
        true
    }
}

fn page_of(content: &Content) -> Page {
    Page {
        text: content.text().into(),
        cursor: content.cursor(),
    }
}

/// How an action changes the text; `None` if it does not.
fn kind(action: &Action, content: &Content) -> Option<Kind> {
    let Action::Edit(edit) = action else {
        return None;
    };
    let replaces = content.cursor().selection.is_some();
    Some(match edit {
        _ if replaces => Kind::Whole,
        text_editor::Edit::Insert(c) if c.is_whitespace() => Kind::Blank,
        text_editor::Edit::Insert(_) => Kind::Letters,
        text_editor::Edit::Backspace | text_editor::Edit::Delete => Kind::Erase,
        _ => Kind::Whole,
    })
}

/// The page to write on: no border, set as mail text. Make it narrower or give it a name with the
/// methods of iced's editor.
pub fn editor<'a, Message: Clone + 'a>(
    writing: &'a Writing,
    placeholder: impl Into<std::borrow::Cow<'a, str>>,
    on_edit: impl Fn(Edit) -> Message + Clone + 'a,
) -> TextEditor<'a, iced::advanced::text::highlighter::PlainText, Message, Theme> {
    let for_keys = on_edit.clone();
    let content = &writing.content;
    TextEditor::new(content)
        .placeholder(placeholder.into())
        .font(font::REGULAR)
        .size(scale::TEXT_MAIL)
        .line_height(scale::LINE_MAIL)
        .padding(Padding::from([scale::L, scale::XL]))
        .height(Length::Fill)
        .wrapping(Wrapping::WordOrGlyph)
        .style(style::editor)
        .key_binding(move |press| binding(press, content, &for_keys))
        .on_action(move |action| on_edit(Edit::Act(action)))
}

fn binding<Message>(
    press: KeyPress,
    content: &Content,
    on_edit: &impl Fn(Edit) -> Message,
) -> Option<Binding<Message>> {
    if !matches!(press.status, Status::Focused { .. }) {
        return None;
    }
    let latin = press.key.to_latin(press.physical_key);
    if let Some(back) = steps_back(latin, press.modifiers) {
        return Some(Binding::Custom(on_edit(if back {
            Edit::Undo
        } else {
            Edit::Redo
        })));
    }
    if is_shortcut(&press.key, latin, press.modifiers) {
        return None;
    }
    match press.key {
        // Ctrl/Cmd+Enter sends; iced would break the line.
        Key::Named(Named::Enter) if press.modifiers.command() => None,
        // Escape belongs to the window; iced would only take the focus away.
        Key::Named(Named::Escape) => None,
        Key::Named(named @ (Named::Backspace | Named::Delete))
            if press.modifiers.jump() && content.selection().is_none() =>
        {
            let (motion, erase) = if named == Named::Backspace {
                (Motion::WordLeft, Binding::Backspace)
            } else {
                (Motion::WordRight, Binding::Delete)
            };
            Some(Binding::Sequence(vec![Binding::Select(motion), erase]))
        }
        _ => Binding::from_key_press(press),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(writing: &mut Writing, text: &str) {
        for c in text.chars() {
            writing.perform(Edit::Act(Action::Edit(text_editor::Edit::Insert(c))));
        }
    }

    #[test]
    fn writing_is_taken_back_word_by_word_and_given_again() {
        let mut writing = Writing::new("");
        write(&mut writing, "Dear Lena");
        assert!(writing.perform(Edit::Undo));
        assert_eq!(writing.text(), "Dear ");
        assert!(writing.perform(Edit::Undo));
        assert!(writing.is_empty());
        assert!(!writing.perform(Edit::Undo));
        assert!(writing.perform(Edit::Redo));
        assert!(writing.perform(Edit::Redo));
        assert_eq!(writing.text(), "Dear Lena");
        assert_eq!(writing.content.cursor().position.column, 9);
    }

    #[test]
    fn moving_is_no_step() {
        let mut writing = Writing::new("text");
        assert!(!writing.perform(Edit::Act(Action::Move(Motion::End))));
        assert!(!writing.can_undo());
    }

    #[test]
    fn a_replaced_text_comes_back() {
        let mut writing = Writing::new("mine");
        writing.replace("template");
        assert_eq!(writing.text(), "template");
        writing.perform(Edit::Undo);
        assert_eq!(writing.text(), "mine");
    }

    #[test]
    fn a_selection_is_one_step() {
        let mut writing = Writing::new("all of this");
        writing.perform(Edit::Act(Action::SelectAll));
        write(&mut writing, "x");
        assert_eq!(writing.text(), "x");
        writing.perform(Edit::Undo);
        assert_eq!(writing.text(), "all of this");
    }
}
