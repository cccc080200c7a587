//! The editor of a message: iced's, with undo, with formatted text as it will look, and with keys that belong to the window left alone.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::sync::Arc;

use iced::keyboard::{
    self, Modifiers,
    key::{Key, Named},
};
use iced::time::Instant;
use iced::widget::text_editor::{
    self, Action, Binding, Cursor, KeyPress, Motion, Position, Status,
};
use iced::widget::{TextEditor, text::Wrapping};
use iced::{Length, Padding, Point, Rectangle};

use super::field::{is_shortcut, steps_back};
use super::formatting::{Formatting, Shown, format};
use super::page::{Beyond, Page, Place};
use super::pictured;
use super::recorder::Recorder;
use super::spelt::follow;
use super::undo::{History, Kind, Snapshot};
use crate::app::theme::{font, scale, style};
use crate::rfc822::{
    Above, Formats, Marked, Markup, Nest, Next, PicturePlace, can_mark, formats_at, layout_places,
    link_around, mark, next_line, picture_places,
};
use crate::spelling::Reviewed;

type Content = text_editor::Content<Recorder>;

/// What a person did in an editor.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Wrote, moved, selected, scrolled.
    Act(Action),
    /// Formatted what is chosen, or the word at the cursor.
    Mark(Markup),
    /// Pressed the keys for pasting: if there is text to be pasted, it comes now.
    Pasting,
    /// If there was, it came.
    Pasted,
    /// Took the last step back.
    Undo,
    /// Took back the taking back.
    Redo,
}

#[derive(Debug, Clone)]
struct Written {
    text: Arc<str>,
    cursor: Cursor,
}

impl Snapshot for Written {
    fn weight(&self) -> usize {
        self.text.len()
    }
}

/// The text being written, its cursor, and what can be taken back.
#[derive(Default)]
pub struct Writing {
    content: Content,
    history: History<Written>,
    shown: Shown,
    /// Its lines with their wrong words, where it was looked for any.
    spelt: Vec<Reviewed>,
    /// Something is being typed at the cursor: the word there is not marked before it is left.
    is_typing: bool,
    /// Counts what was written.
    changes: u64,
    /// Where it shows pictures.
    pictures: Vec<PicturePlace>,
    /// Where the marks were drawn last.
    places: RefCell<Vec<Place>>,
    /// Where the text went on, out of sight, when it was drawn last.
    beyond: Cell<Beyond>,
}

impl Writing {
    /// Begins with a text; the cursor stands at its start.
    pub fn new(text: &str) -> Self {
        let mut writing = Self {
            content: Content::with_text(text),
            ..Self::default()
        };
        writing.find_pictures();
        writing
    }

    /// From now on the text is formatted, or is not.
    pub fn set_formatted(&mut self, is_formatted: bool) {
        self.shown.is_formatted = is_formatted;
        self.find_pictures();
    }

    /// Where it shows pictures; plain text shows none.
    pub fn pictures(&self) -> &[PicturePlace] {
        &self.pictures
    }

    fn find_pictures(&mut self) {
        self.pictures = if self.shown.is_formatted {
            let text = self.text();
            let mut places = picture_places(&text);
            places.extend(layout_places(&text));
            places
        } else {
            Vec::new()
        };
    }

    /// Whether the cursor, or what is chosen, lies in a link.
    pub fn is_in_link(&self) -> bool {
        let (text, selected) = self.selected();
        link_around(&text, &selected).is_some()
    }

    /// How the text at the cursor is formatted.
    pub fn formats(&self) -> Formats {
        if !self.shown.is_formatted {
            return Formats::default();
        }
        let at = self.content.cursor().position;
        let lines = self.content.lines().take(at.line + 1);
        formats_at(lines.map(|line| line.text), at.column)
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
        self.put_text(text);
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
        self.follow();
    }

    /// Does what a person did; says whether the text changed.
    pub fn perform(&mut self, edit: Edit) -> bool {
        self.is_typing = match &edit {
            Edit::Act(Action::Edit(text_editor::Edit::Insert(c))) => !c.is_whitespace(),
            Edit::Act(Action::Edit(text_editor::Edit::Backspace | text_editor::Edit::Delete)) => {
                true
            }
            Edit::Act(Action::Scroll { .. }) => self.is_typing,
            _ => false,
        };
        let changes = self.carry_out(edit);
        if changes {
            self.follow();
        }
        changes
    }

    fn carry_out(&mut self, edit: Edit) -> bool {
        match edit {
            Edit::Act(Action::Edit(text_editor::Edit::Enter)) if self.goes_on_with_list() => true,
            Edit::Mark(markup) => self.mark(&markup),
            Edit::Pasting | Edit::Pasted => false,
            Edit::Act(action) => {
                if let Some((line, range)) =
                    pictured::erased(&self.pictures, self.content.cursor(), &action)
                {
                    self.put(line, &range, "");
                    return true;
                }
                let kind = kind(&action, &self.content);
                let changes = kind.is_some();
                if let Some(kind) = kind {
                    let content = &self.content;
                    self.history
                        .record(kind, Instant::now(), || page_of(content));
                }
                self.content.perform(action.clone());
                if kind.is_none()
                    && let Some(cursor) =
                        pictured::beside(&self.pictures, self.content.cursor(), &action)
                {
                    self.content.move_to(cursor);
                }
                // What ends or joins lines changes more than the line of the cursor, which is all that
                // iced looks at anew.
                if kind.is_some_and(|kind| matches!(kind, Kind::Whole | Kind::Erase)) {
                    self.look_anew();
                }
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

    /// Counts the changes of the text.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// The lines of the text.
    pub fn lines(&self) -> Vec<String> {
        let lines = self.content.lines();
        lines.map(|line| line.text.into_owned()).collect()
    }

    /// These words are wrong, as far as they are still there.
    pub fn mark_words(&mut self, spelt: Vec<Reviewed>) {
        self.spelt = spelt;
        self.keep_marks();
    }

    /// The text changed: the marks go with their words.
    fn follow(&mut self) {
        self.changes = self.changes.wrapping_add(1);
        self.find_pictures();
        self.keep_marks();
    }

    fn keep_marks(&mut self) {
        if !self.spelt.is_empty() {
            let spelt = std::mem::take(&mut self.spelt);
            self.spelt = follow(spelt, self.lines());
        }
    }

    /// The wrong words of a line that are marked: while it `is_written`, not the one that is being typed.
    pub fn wrong_words(
        &self,
        line: usize,
        is_written: bool,
    ) -> impl Iterator<Item = &Range<usize>> {
        let at = self.content.cursor().position;
        let is_typed = self.is_typing && is_written && at.line == line;
        let words = self.spelt.get(line).map_or(&[][..], |line| &line.wrong);
        words
            .iter()
            .filter(move |word| !is_typed || at.column < word.start || word.end < at.column)
    }

    /// The wrong word at the cursor, or else the next one below, or else the first: its line, and where it is in it.
    /// From one that is chosen as a whole it goes on.
    pub fn next_wrong(&self) -> Option<(usize, Range<usize>)> {
        let Cursor {
            position: at,
            selection,
        } = self.content.cursor();
        let all = self.spelt.iter().enumerate();
        let all = all.flat_map(|(line, spelt)| spelt.wrong.iter().map(move |word| (line, word)));
        let is_chosen = |word: &Range<usize>| {
            let other = selection.filter(|other| other.line == at.line);
            other.is_some_and(|o| {
                (o.column.min(at.column), o.column.max(at.column)) == (word.start, word.end)
            })
        };
        let is_here = |(line, word): &(usize, &Range<usize>)| {
            let touches = word.start <= at.column && at.column <= word.end;
            *line == at.line && touches && !is_chosen(word)
        };
        let is_below =
            |(line, word): &(usize, &Range<usize>)| (*line, word.start) > (at.line, at.column);
        let here = all.clone().find(is_here);
        let next = here.or_else(|| all.clone().find(is_below));
        let next = next.or_else(|| all.clone().next());
        next.map(|(line, word)| (line, word.clone()))
    }

    /// The word that stands there.
    pub fn word(&self, line: usize, range: &Range<usize>) -> Option<String> {
        let line = self.content.line(line)?;
        line.text.get(range.clone()).map(str::to_owned)
    }

    /// Chooses a stretch of a line.
    pub fn choose(&mut self, line: usize, range: &Range<usize>) {
        let place = |column| Position { line, column };
        self.is_typing = false;
        if self.word(line, range).is_some() {
            self.content.move_to(Cursor {
                position: place(range.end),
                selection: Some(place(range.start)),
            });
        }
    }

    /// Puts a word in place of a stretch of a line, as one step that can be taken back.
    pub fn put(&mut self, line: usize, range: &Range<usize>, word: &str) {
        let page = self.page();
        self.history.record(Kind::Whole, Instant::now(), || page);
        self.choose(line, range);
        let paste = text_editor::Edit::Paste(Arc::new(word.to_owned()));
        self.content.perform(Action::Edit(paste));
        self.look_anew();
        self.follow();
    }

    /// Puts lines in at the cursor, in place of what is chosen, as one step that can be taken back. What stands beside
    /// them there stands on lines of its own.
    pub fn insert_lines(&mut self, lines: &str) {
        let page = self.page();
        let (text, selected) = self.selected();
        self.history.record(Kind::Whole, Instant::now(), || page);
        let is_end = |c: Option<char>| c.is_none_or(|c| c == '\n');
        let before = text
            .get(..selected.start)
            .and_then(|t| t.chars().next_back());
        let begin = if is_end(before) { "" } else { "\n" };
        let paste = text_editor::Edit::Paste(Arc::new(format!("{begin}{lines}\n")));
        self.content.perform(Action::Edit(paste));
        self.is_typing = false;
        self.look_anew();
        self.follow();
    }

    /// The wrong word that is seen there.
    pub(super) fn place_at(&self, at: Point) -> Option<Place> {
        let places = self.places.borrow();
        places
            .iter()
            .find(|place| place.bounds.contains(at))
            .cloned()
    }

    /// Where a wrong word was seen last; `None` if it was not.
    pub fn place_of(&self, line: usize, range: &Range<usize>) -> Option<Rectangle> {
        let places = self.places.borrow();
        let is_it = |place: &&Place| place.line == line && place.range == *range;
        places.iter().find(is_it).map(|place| place.bounds)
    }

    pub(super) fn cursor(&self) -> Cursor {
        self.content.cursor()
    }

    pub(super) fn were_seen(&self, places: Vec<Place>) {
        *self.places.borrow_mut() = places;
    }

    pub(super) fn goes_beyond(&self, beyond: Beyond) {
        self.beyond.set(beyond);
    }

    pub(super) fn beyond(&self) -> Beyond {
        self.beyond.get()
    }

    fn page(&self) -> Written {
        page_of(&self.content)
    }

    fn turn_to(&mut self, page: Option<Written>) -> bool {
        let Some(page) = page else {
            return false;
        };
        self.put_text(&page.text);
        self.content.move_to(page.cursor);
        true
    }

    /// Puts another text in place; it is looked at anew.
    fn put_text(&mut self, text: &str) {
        self.content = Content::with_text(text);
        self.look_anew();
    }

    fn look_anew(&mut self) {
        self.shown.text = self.shown.text.wrapping_add(1);
    }

    /// The text, and what is chosen in it, in octets.
    /// What is chosen, if anything is.
    pub fn chosen(&self) -> Option<String> {
        self.content.selection()
    }

    fn selected(&self) -> (String, Range<usize>) {
        let lines: Vec<String> = self.content.lines().map(|l| l.text.into_owned()).collect();
        let place = |position: Position| {
            let above: usize = lines.iter().take(position.line).map(|l| l.len() + 1).sum();
            above + position.column
        };
        let cursor = self.content.cursor();
        let at = place(cursor.position);
        let other = cursor.selection.map_or(at, place);
        let text = lines.join("\n");
        let bound = |at: usize| at.min(text.len());
        let selected = bound(at.min(other))..bound(at.max(other));
        (text, selected)
    }

    /// Can this be done with what is chosen, or where the cursor is?
    pub fn can_mark(&self, markup: &Markup) -> bool {
        let (text, selected) = self.selected();
        can_mark(&text, &selected, markup)
    }

    /// Does the cursor stand where an item of a formatted list goes deeper or back?
    fn can_nest(&self, markup: &Markup) -> bool {
        self.shown.is_formatted && self.can_mark(markup)
    }

    fn mark(&mut self, markup: &Markup) -> bool {
        let (before, selected) = self.selected();
        let Marked { text, selected } = mark(&before, selected, markup);
        let changes = text != before;
        if changes {
            let page = self.page();
            self.history.record(Kind::Whole, Instant::now(), || page);
            self.put_text(&text);
        }
        let place = |at: usize| {
            let above = text.get(..at).unwrap_or_default();
            let line = above.matches('\n').count();
            let column = above.len() - above.rfind('\n').map_or(0, |end| end + 1);
            Position { line, column }
        };
        self.content.move_to(Cursor {
            position: place(selected.end),
            selection: (!selected.is_empty()).then(|| place(selected.start)),
        });
        changes
    }

    /// At the end of an item of a formatted list, a new line is the next item; says whether it was.
    fn goes_on_with_list(&mut self) -> bool {
        let cursor = self.content.cursor();
        if !self.shown.is_formatted || cursor.selection.is_some() {
            return false;
        }
        let at = cursor.position;
        let mut above = Above::default();
        let lines = self.content.lines().take(at.line + 1);
        let last = lines.fold(None, |_, line| {
            let is_text = above.pass(&line.text);
            Some(line.text.into_owned()).filter(|_| is_text)
        });
        let Some(line) = last else {
            return false;
        };
        let Some(next) = next_line(&line, at.column) else {
            return false;
        };
        // An empty item goes back first, level by level.
        let back = Markup::Nested(Nest::Back);
        if next == Next::End && self.can_mark(&back) {
            return self.mark(&back);
        }
        let page = self.page();
        self.history.record(Kind::Whole, Instant::now(), || page);
        self.look_anew();
        match next {
            Next::Item(marker) => {
                let text = format!("\n{marker}");
                let paste = text_editor::Edit::Paste(Arc::new(text));
                self.content.perform(Action::Edit(paste));
            }
            Next::End => {
                self.content.move_to(Cursor {
                    position: Position {
                        line: at.line,
                        column: line.len(),
                    },
                    selection: Some(Position {
                        line: at.line,
                        column: 0,
                    }),
                });
                self.content
                    .perform(Action::Edit(text_editor::Edit::Delete));
            }
        }
        true
    }
}

fn page_of(content: &Content) -> Written {
    Written {
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

/// The page to write on: no border, set as mail text. Make it narrower with the methods of iced's
/// editor. `on_key` is what a key does to the text itself: what is typed after it comes after it, which keys that the
/// window takes up cannot promise.
pub fn editor<'a, Message: Clone + 'a>(
    id: &'static str,
    writing: &'a Writing,
    placeholder: impl Into<std::borrow::Cow<'a, str>>,
    on_edit: impl Fn(Edit) -> Message + Clone + 'a,
    on_key: impl Fn(&keyboard::Event) -> Option<Message> + 'a,
) -> Page<'a, Message> {
    let for_keys = on_edit.clone();
    let content = &writing.content;
    let inner = TextEditor::new(content)
        .id(id)
        .placeholder(placeholder.into())
        .font(font::REGULAR)
        .size(scale::TEXT_MAIL)
        .line_height(scale::LINE_MAIL)
        .padding(Padding::from([scale::L, scale::XL]))
        .height(Length::Fill)
        .wrapping(Wrapping::WordOrGlyph)
        .style(style::editor)
        .key_binding(move |press| {
            let own = on_key(&event_of(&press)).filter(|_| is_focused(&press));
            let nest = nested_by(&press).filter(|nest| writing.can_nest(nest));
            let nest = nest.map(|nest| for_keys(Edit::Mark(nest)));
            own.or(nest)
                .map(Binding::Custom)
                .or_else(|| binding(press, content, &for_keys))
        })
        .on_action(move |action| on_edit(Edit::Act(action)))
        .highlight_with::<Formatting>(writing.shown, format);
    Page::new(inner, writing)
}

/// The press as the window would hear of it.
fn event_of(press: &KeyPress) -> keyboard::Event {
    keyboard::Event::KeyPressed {
        key: press.key.clone(),
        modified_key: press.modified_key.clone(),
        physical_key: press.physical_key,
        location: keyboard::Location::Standard,
        modifiers: press.modifiers,
        text: press.text.clone(),
        repeat: false,
    }
}

/// What Tab does at the beginning of an item.
fn nested_by(press: &KeyPress) -> Option<Markup> {
    let is_tab = press.key == Key::Named(Named::Tab) && is_focused(press);
    match press.modifiers {
        _ if !is_tab => None,
        held if held.is_empty() => Some(Markup::Nested(Nest::Deeper)),
        held if held == Modifiers::SHIFT => Some(Markup::Nested(Nest::Back)),
        _ => None,
    }
}

fn is_focused(press: &KeyPress) -> bool {
    matches!(press.status, Status::Focused { .. })
}

fn binding<Message>(
    press: KeyPress,
    content: &Content,
    on_edit: &impl Fn(Edit) -> Message,
) -> Option<Binding<Message>> {
    if !is_focused(&press) {
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
        _ => Some(match Binding::from_key_press(press)? {
            Binding::Paste => {
                let edit = |edit| Binding::Custom(on_edit(edit));
                Binding::Sequence(vec![
                    edit(Edit::Pasting),
                    Binding::Paste,
                    edit(Edit::Pasted),
                ])
            }
            other => other,
        }),
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
    fn what_is_formatted_is_one_step() {
        let mut writing = Writing::new("- all of this");
        writing.set_formatted(true);
        writing.perform(Edit::Act(Action::SelectAll));
        assert!(writing.perform(Edit::Mark(Markup::Bold)));
        assert_eq!(writing.text(), "- **all of this**");
        assert!(writing.perform(Edit::Undo));
        assert_eq!(writing.text(), "- all of this");
        assert!(!writing.can_undo());
    }

    #[test]
    fn a_list_goes_on_until_an_item_is_left_empty() {
        let enter = || Edit::Act(Action::Edit(text_editor::Edit::Enter));
        let mut writing = Writing::new("1. ink");
        writing.set_formatted(true);
        writing.perform(Edit::Act(Action::Move(Motion::End)));
        assert!(writing.perform(enter()));
        assert_eq!(writing.text(), "1. ink\n2. ");
        write(&mut writing, "paper");
        assert!(writing.perform(enter()));
        assert!(writing.perform(enter()));
        assert_eq!(writing.text(), "1. ink\n2. paper\n");
        assert_eq!(writing.content.cursor().position.line, 2);
        assert!(writing.perform(Edit::Undo));
        assert_eq!(writing.text(), "1. ink\n2. paper\n3. ");
        writing.set_formatted(false);
        assert!(writing.perform(enter()));
        assert_eq!(writing.text(), "1. ink\n2. paper\n3. \n");
    }

    #[test]
    fn an_empty_item_goes_back_before_the_list_ends() {
        let enter = || Edit::Act(Action::Edit(text_editor::Edit::Enter));
        let mut writing = Writing::new("- ink\n  - ");
        writing.set_formatted(true);
        writing.perform(Edit::Act(Action::Move(Motion::DocumentEnd)));
        assert!(writing.perform(enter()));
        assert_eq!(writing.text(), "- ink\n- ");
        assert!(writing.perform(enter()));
        assert_eq!(writing.text(), "- ink\n");
        assert!(writing.perform(Edit::Undo) && writing.perform(Edit::Undo));
        assert_eq!(writing.text(), "- ink\n  - ");
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
