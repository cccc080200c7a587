//! A line to write in, with undo.
//!
//! iced's text input with what it lacks: Ctrl/Cmd+Z, Shift+Z and Y; and no letters from shortcuts such
//! as Ctrl+1 or Alt+S, which iced 0.14 would write.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use iced::advanced::layout::Layout;
use iced::advanced::widget::{Id, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell, clipboard, overlay};
use iced::keyboard;
use iced::time::Instant;
use iced::widget::{TextInput, text_input};
use iced::{Event, Length, Padding, Pixels, Rectangle, Renderer, Theme, Vector, mouse};

use super::fit::{Paragraph, is_shipped};
use super::pass_on::pass_on;
use super::undo::{History, Kind};
use crate::app::Element;
use crate::app::theme::{font, scale, style};

/// See [`field`].
pub struct Field<'a, Message> {
    input: TextInput<'a, Message, Theme, Renderer>,
    value: Cow<'a, str>,
    on_input: Option<Rc<dyn Fn(String) -> Message + 'a>>,
    typed: Rc<RefCell<Option<String>>>,
    on_leave: Option<Message>,
    on_key: Option<Box<OnKey<'a, Message>>>,
    on_lines: Option<Box<dyn Fn(String) -> Message + 'a>>,
    secret: bool,
    replaces: bool,
}

/// What a key sends, if it sends something.
type OnKey<'a, Message> = dyn Fn(&Stroke<'_>) -> Option<Message> + 'a;

/// A key that is pressed in a field.
#[derive(Debug, Clone, Copy)]
pub struct Stroke<'k> {
    /// The key.
    pub key: &'k keyboard::Key,
    /// The letter on it in Latin writing.
    pub latin: Option<char>,
    /// What is held beside it.
    pub modifiers: keyboard::Modifiers,
    /// Nothing is chosen, and nothing stands before the place where is written.
    pub at_start: bool,
    /// Nothing is chosen, and nothing stands behind it.
    pub at_end: bool,
}

/// A field that shows `value`, or `placeholder` while that is empty.
pub fn field<'a, Message: Clone + 'a>(
    placeholder: &str,
    value: impl Into<Cow<'a, str>>,
) -> Field<'a, Message> {
    let value = value.into();
    Field {
        input: text_input(placeholder, &value)
            .font(font::REGULAR)
            .size(scale::TEXT)
            .line_height(iced::widget::text::LineHeight::Absolute(Pixels(18.0)))
            .padding(Padding::from([scale::WORDS, scale::FIELDS]))
            .style(style::field),
        value,
        on_input: None,
        typed: Rc::default(),
        on_leave: None,
        on_key: None,
        on_lines: None,
        secret: false,
        replaces: false,
    }
}

impl<'a, Message: Clone + 'a> Field<'a, Message> {
    /// What writing sends. Without it the field is disabled.
    pub fn on_input(mut self, on_input: impl Fn(String) -> Message + 'a) -> Self {
        let on_input: Rc<dyn Fn(String) -> Message + 'a> = Rc::new(on_input);
        let (shared, typed) = (on_input.clone(), self.typed.clone());
        self.input = self.input.on_input(move |text| {
            *typed.borrow_mut() = Some(text.clone());
            shared(text)
        });
        self.on_input = Some(on_input);
        self
    }

    /// What Enter sends.
    pub fn on_submit(mut self, message: Message) -> Self {
        self.input = self.input.on_submit(message);
        self
    }

    /// What it sends when the focus goes elsewhere: time to say what is wrong with it.
    pub fn on_leave(mut self, message: Message) -> Self {
        self.on_leave = Some(message);
        self
    }

    /// What a key sends rather than what it does in the field.
    pub fn on_key(mut self, on_key: impl Fn(&Stroke<'_>) -> Option<Message> + 'a) -> Self {
        self.on_key = Some(Box::new(on_key));
        self
    }

    /// What a text of several lines sends that is put in; without it they become one line.
    pub fn on_lines(mut self, on_lines: impl Fn(String) -> Message + 'a) -> Self {
        self.on_lines = Some(Box::new(on_lines));
        self
    }

    /// A name to focus it by.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.input = self.input.id(id.into());
        self
    }

    /// A password: shown as dots, never copied, and no earlier states are kept.
    pub fn secret(mut self) -> Self {
        self.input = self.input.secure(true);
        self.secret = true;
        self
    }

    /// All of its value is chosen when the keyboard comes here, so that what is typed takes its place.
    pub fn replaces(mut self) -> Self {
        self.replaces = true;
        self
    }

    /// Its width.
    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.input = self.input.width(width);
        self
    }

    /// Its content is wrong: a red border. The words belong below it.
    pub fn wrong(mut self, wrong: bool) -> Self {
        if wrong {
            self.input = self.input.style(style::field_wrong);
        }
        self
    }

    /// No border and no padding, for a row that has its own lines.
    pub fn bare(mut self) -> Self {
        self.input = self
            .input
            .padding(Padding::from([scale::WORDS, 0.0]))
            .style(style::field_bare);
        self
    }

    /// In semibold, as far as the script has it: a field has one font for all it holds, and other
    /// scripts than the shipped ones are found only in the regular weight.
    pub fn strong(mut self) -> Self {
        if is_shipped(&self.value) {
            self.input = self.input.font(font::SEMIBOLD);
        }
        self
    }

    /// Other room around the text.
    pub fn padding(mut self, padding: impl Into<Padding>) -> Self {
        self.input = self.input.padding(padding);
        self
    }

    fn inner(&self) -> &dyn Widget<Message, Theme, Renderer> {
        &self.input
    }

    fn inner_mut(&mut self) -> &mut dyn Widget<Message, Theme, Renderer> {
        &mut self.input
    }
}

struct State {
    history: History<String>,
    value: String,
    /// What this field itself sent, by typing or undo, and whether it is to be recorded.
    sent: Option<(String, bool)>,
    had_focus: bool,
}

/// What changed between two values.
fn kind(before: &str, after: &str) -> Kind {
    let (was, is) = (before.chars().count(), after.chars().count());
    if is == was + 1 {
        let prefix = before
            .chars()
            .zip(after.chars())
            .take_while(|(a, b)| a == b)
            .count();
        match after.chars().nth(prefix) {
            Some(written) if written.is_whitespace() => Kind::Blank,
            _ => Kind::Letters,
        }
    } else if is + 1 == was {
        Kind::Erase
    } else {
        Kind::Whole
    }
}

impl<'a, Message: Clone + 'a> Widget<Message, Theme, Renderer> for Field<'a, Message> {
    pass_on!(size layout draw mouse_interaction operate);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State {
            history: History::default(),
            value: self.value.clone().into_owned(),
            sent: None,
            had_focus: false,
        })
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(self.inner())]
    }

    fn diff(&self, tree: &mut Tree) {
        let state = tree.state.downcast_mut::<State>();
        if state.value != self.value {
            match state.sent.take() {
                Some((sent, record)) if sent == self.value => {
                    if record && !self.secret {
                        let before = std::mem::take(&mut state.value);
                        let kind = kind(&before, &self.value);
                        state.history.record(kind, Instant::now(), || before);
                    }
                }
                // Changed from outside: the earlier states belong to something else.
                _ => state.history.clear(),
            }
            self.value.as_ref().clone_into(&mut state.value);
        }
        tree.diff_children(&[self.inner()]);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let Some(child) = tree.children.first_mut() else {
            return;
        };
        let state = tree.state.downcast_mut::<State>();
        let input = child.state.downcast_mut::<text_input::State<Paragraph>>();
        // It may have been taken away since the last event, by Tab for one.
        let left = std::mem::replace(&mut state.had_focus, input.is_focused());
        if left
            && !input.is_focused()
            && let Some(message) = &self.on_leave
        {
            shell.publish(message.clone());
        }
        // Given from elsewhere: a click on it says itself where is written.
        if self.replaces && !left && input.is_focused() {
            input.select_all();
        }
        if let Event::Keyboard(keyboard::Event::KeyPressed {
            key,
            physical_key,
            modifiers,
            ..
        }) = event
            && input.is_focused()
        {
            let latin = key.to_latin(*physical_key);
            // Of quick keys the last ones are not shown yet.
            let value = match &state.sent {
                Some((sent, _)) => text_input::Value::new(sent),
                None => text_input::Value::new(&self.value),
            };
            let (at_start, at_end) = match input.cursor().state(&value) {
                text_input::cursor::State::Index(at) => (at == 0, at >= value.len()),
                text_input::cursor::State::Selection { .. } => (false, false),
            };
            let stroke = Stroke {
                key,
                latin,
                modifiers: *modifiers,
                at_start,
                at_end,
            };
            if let Some(message) = self.on_key.as_ref().and_then(|on_key| on_key(&stroke)) {
                shell.publish(message);
                shell.capture_event();
                return;
            }
            if let Some(on_lines) = &self.on_lines
                && latin == Some('v')
                && modifiers.command()
                && let Some(text) = clipboard.read(clipboard::Kind::Standard)
                && text.trim().contains(['\n', '\r'])
            {
                shell.publish(on_lines(text));
                shell.capture_event();
                return;
            }
            match (steps_back(latin, *modifiers), &self.on_input) {
                (Some(back), Some(on_input)) if !self.secret => {
                    let present = state.value.clone();
                    let other = if back {
                        state.history.undo(present)
                    } else {
                        state.history.redo(present)
                    };
                    if let Some(other) = other {
                        input.move_cursor_to_end();
                        state.sent = Some((other.clone(), false));
                        shell.publish(on_input(other));
                    }
                    shell.capture_event();
                    return;
                }
                (Some(_), _) => {
                    shell.capture_event();
                    return;
                }
                (None, _) if is_shortcut(key, latin, *modifiers) => return,
                (None, _) => {}
            }
        }
        self.inner_mut().update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        if let Some(text) = self.typed.borrow_mut().take() {
            state.sent = Some((text, true));
        }
        let input = child.state.downcast_ref::<text_input::State<Paragraph>>();
        let left = std::mem::replace(&mut state.had_focus, input.is_focused());
        if left
            && !input.is_focused()
            && let Some(message) = &self.on_leave
        {
            shell.publish(message.clone());
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        Widget::overlay(
            &mut self.input,
            tree.children.first_mut()?,
            layout,
            renderer,
            viewport,
            translation,
        )
    }
}

/// `Some(true)` for the keys of undo, `Some(false)` for those of redo.
pub(super) fn steps_back(latin: Option<char>, modifiers: keyboard::Modifiers) -> Option<bool> {
    if !modifiers.command() || modifiers.alt() {
        return None;
    }
    match latin {
        Some('z') => Some(!modifiers.shift()),
        Some('y') if cfg!(not(target_os = "macos")) => Some(false),
        _ => None,
    }
}

/// Whether a character key is part of a shortcut and must not be written. AltGr (Ctrl+Alt on Windows)
/// and macOS's Option write characters. With Shift, A and C are keys of the window, while iced would
/// choose everything or copy with them too.
pub(super) fn is_shortcut(
    key: &keyboard::Key,
    latin: Option<char>,
    modifiers: keyboard::Modifiers,
) -> bool {
    let writes = matches!(key, keyboard::Key::Character(_));
    let edits = match latin {
        Some('a' | 'c') => !modifiers.shift(),
        Some('v' | 'x') => true,
        _ => false,
    };
    let command = modifiers.command() && !modifiers.alt() && !edits;
    let alt = cfg!(not(target_os = "macos")) && modifiers.alt() && !modifiers.control();
    writes && (command || alt)
}

impl<'a, Message: Clone + 'a> From<Field<'a, Message>> for Element<'a, Message> {
    fn from(field: Field<'a, Message>) -> Self {
        Element::new(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyboard::Modifiers;

    #[test]
    fn keys_of_undo_and_redo() {
        let command = Modifiers::COMMAND;
        assert_eq!(steps_back(Some('z'), command), Some(true));
        assert_eq!(
            steps_back(Some('z'), command | Modifiers::SHIFT),
            Some(false)
        );
        assert_eq!(steps_back(Some('z'), Modifiers::empty()), None);
        assert_eq!(steps_back(Some('x'), command), None);
        if cfg!(not(target_os = "macos")) {
            assert_eq!(steps_back(Some('y'), command), Some(false));
        }
    }

    #[test]
    fn shortcuts_write_nothing_but_alt_gr_does() {
        let key = keyboard::Key::Character("1".into());
        assert!(is_shortcut(&key, Some('1'), Modifiers::COMMAND));
        assert!(!is_shortcut(&key, Some('1'), Modifiers::empty()));
        assert!(!is_shortcut(&key, Some('1'), Modifiers::SHIFT));
        for edits in ['a', 'c', 'v', 'x'] {
            assert!(!is_shortcut(&key, Some(edits), Modifiers::COMMAND));
        }
        let shift = Modifiers::COMMAND | Modifiers::SHIFT;
        assert!(is_shortcut(&key, Some('a'), shift) && is_shortcut(&key, Some('c'), shift));
        assert!(!is_shortcut(&key, Some('v'), shift));
        if cfg!(not(target_os = "macos")) {
            assert!(is_shortcut(&key, Some('1'), Modifiers::ALT));
            assert!(!is_shortcut(
                &key,
                Some('q'),
                Modifiers::CTRL | Modifiers::ALT
            ));
        }
    }

    #[test]
    fn kinds_of_change() {
        assert_eq!(kind("ab", "abc"), Kind::Letters);
        assert_eq!(kind("ab", "a b"), Kind::Blank);
        assert_eq!(kind("ab", "a"), Kind::Erase);
        assert_eq!(kind("ab", "abcd"), Kind::Whole);
        assert_eq!(kind("ab", ""), Kind::Whole);
    }
}
