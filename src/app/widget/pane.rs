//! A pane whose rows are one stop for Tab: the arrows walk among them, as among the buttons of a bar.
//!
//! Thirty folders would be thirty stops between the list and the search field. To whatever walks the
//! window, a pane has one control: the row with the focus, or else the one that is shown as chosen.

use iced::advanced::layout::Layout;
use iced::advanced::widget::operation::{Focusable, Scrollable, TextInput};
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell};
use iced::keyboard::{self, key::Named};
use iced::{Event, Rectangle, Renderer, Theme, Vector, mouse};

use super::focus::reveal;
use super::pass_on::{holds, pass_on};
use crate::app::Element;

/// The name of the row at which Tab enters. Give it to the chosen one.
pub const CURRENT: &str = "pane-current";

/// The names of what can be chosen in a group, and of what is chosen in it.
pub const CHOICE: &str = "pane-choice";
/// See [`CHOICE`].
pub const CHOSEN: &str = "pane-chosen";

/// See [`pane`].
pub struct Pane<'a, Message> {
    content: Element<'a, Message>,
    walk: Walk,
}

/// How the arrows walk in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Walk {
    /// Up and down, from the first to the last.
    Rows,
    /// To the left and right.
    Bar,
    /// All four, round and round, and what has the focus is chosen. What else stands there is none of it.
    Choices,
}

impl Walk {
    /// Does this belong to what is one stop?
    fn takes(self, id: Option<&Id>) -> bool {
        let named = || id.is_some_and(|id| *id == Id::new(CHOICE) || *id == Id::new(CHOSEN));
        self != Self::Choices || named()
    }

    /// Where a key leads from here; `None` where it does not walk.
    fn to(self, key: Named, from: usize, last: usize) -> Option<usize> {
        let forwards = match self {
            Self::Rows => key == Named::ArrowDown,
            Self::Bar => key == Named::ArrowRight,
            Self::Choices => matches!(key, Named::ArrowDown | Named::ArrowRight),
        };
        let backwards = match self {
            Self::Rows => key == Named::ArrowUp,
            Self::Bar => key == Named::ArrowLeft,
            Self::Choices => matches!(key, Named::ArrowUp | Named::ArrowLeft),
        };
        let is_round = self == Self::Choices;
        match key {
            Named::Home => Some(0),
            Named::End => Some(last),
            _ if forwards && from >= last => Some(if is_round { 0 } else { last }),
            _ if forwards => Some(from + 1),
            _ if backwards && from == 0 => Some(if is_round { last } else { 0 }),
            _ if backwards => Some(from - 1),
            _ => None,
        }
    }
}

/// `content` as one stop for Tab, in which Up, Down, Home and End walk.
pub fn pane<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Pane<'a, Message> {
    Pane {
        content: content.into(),
        walk: Walk::Rows,
    }
}

/// A bar of buttons as one stop for Tab, in which Left, Right, Home and End walk.
pub fn bar<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Pane<'a, Message> {
    Pane {
        walk: Walk::Bar,
        ..pane(content)
    }
}

/// The choices in `content`, of which one is chosen, as one stop for Tab: the arrows, Home and End choose another one.
pub fn choices<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Pane<'a, Message> {
    Pane {
        walk: Walk::Choices,
        ..pane(content)
    }
}

/// Where the rows stand.
struct Rows {
    walk: Walk,
    count: usize,
    focused: Option<usize>,
    current: Option<usize>,
}

impl Rows {
    fn stop(&self) -> usize {
        self.focused.or(self.current).unwrap_or(0)
    }
}

impl Operation for Rows {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if !self.walk.takes(id) {
            return;
        }
        if state.is_focused() {
            self.focused = Some(self.count);
        }
        if id.is_some_and(|id| *id == Id::new(CURRENT) || *id == Id::new(CHOSEN)) {
            self.current = Some(self.count);
        }
        self.count += 1;
    }
}

/// Gives the focus to the row at a position, and to no other.
struct FocusAt {
    walk: Walk,
    at: usize,
    seen: usize,
}

impl Operation for FocusAt {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if !self.walk.takes(id) {
            return;
        }
        if self.seen == self.at {
            state.focus();
        } else {
            state.unfocus();
        }
        self.seen += 1;
    }
}

/// Hands everything on, but of what can have the focus only one.
struct OneStop<'a> {
    to: &'a mut dyn Operation,
    walk: Walk,
    stop: usize,
    seen: &'a mut usize,
}

impl Operation for OneStop<'_> {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let (walk, stop, seen) = (self.walk, self.stop, &mut *self.seen);
        self.to.traverse(&mut |to| {
            operate(&mut OneStop {
                to,
                walk,
                stop,
                seen: &mut *seen,
            })
        });
    }

    fn container(&mut self, id: Option<&Id>, bounds: Rectangle) {
        self.to.container(id, bounds);
    }

    fn scrollable(
        &mut self,
        id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        self.to.scrollable(id, bounds, content, translation, state);
    }

    fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        if !self.walk.takes(id) {
            self.to.focusable(id, bounds, state);
            return;
        }
        if *self.seen == self.stop {
            self.to.focusable(id, bounds, state);
        }
        *self.seen += 1;
    }

    fn text_input(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn TextInput) {
        self.to.text_input(id, bounds, state);
    }

    fn text(&mut self, id: Option<&Id>, bounds: Rectangle, text: &str) {
        self.to.text(id, bounds, text);
    }

    fn custom(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn std::any::Any) {
        self.to.custom(id, bounds, state);
    }
}

holds!(Pane);

impl<Message> Pane<'_, Message> {
    fn rows(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer) -> Rows {
        let mut rows = Rows {
            walk: self.walk,
            count: 0,
            focused: None,
            current: None,
        };
        self.content
            .as_widget_mut()
            .operate(tree, layout, renderer, &mut rows);
        rows
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Pane<'_, Message> {
    pass_on!(children diff size size_hint layout draw mouse_interaction overlay);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Rows>()
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
        self.content.as_widget_mut().update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        let Event::Keyboard(keyboard::Event::KeyPressed {
            key: keyboard::Key::Named(key),
            modifiers,
            ..
        }) = event
        else {
            return;
        };
        if !modifiers.is_empty() || shell.is_event_captured() {
            return;
        }
        let rows = self.rows(child, layout, renderer);
        let (Some(from), Some(last)) = (rows.focused, rows.count.checked_sub(1)) else {
            return;
        };
        let Some(at) = self.walk.to(*key, from, last) else {
            return;
        };
        let walk = self.walk;
        let mut focus = FocusAt { walk, at, seen: 0 };
        self.content
            .as_widget_mut()
            .operate(child, layout, renderer, &mut focus);
        reveal(&mut self.content, child, layout, renderer);
        if walk == Walk::Choices && rows.current != Some(at) {
            // What has the focus is pressed, as with the key that does that.
            self.content.as_widget_mut().update(
                child,
                &as_space(event),
                layout,
                cursor,
                renderer,
                clipboard,
                shell,
                viewport,
            );
        }
        shell.capture_event();
        shell.request_redraw();
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let Some(child) = tree.children.first_mut() else {
            return;
        };
        let stop = self.rows(child, layout, renderer).stop();
        let mut seen = 0;
        let mut one = OneStop {
            to: operation,
            walk: self.walk,
            stop,
            seen: &mut seen,
        };
        self.content
            .as_widget_mut()
            .operate(child, layout, renderer, &mut one);
    }
}

/// The same press of another key: that which presses what has the focus.
fn as_space(event: &Event) -> Event {
    let mut pressed = event.clone();
    if let Event::Keyboard(keyboard::Event::KeyPressed {
        key,
        modified_key,
        repeat,
        ..
    }) = &mut pressed
    {
        *key = keyboard::Key::Named(Named::Space);
        *modified_key = key.clone();
        *repeat = false;
    }
    pressed
}

impl<'a, Message: 'a> From<Pane<'a, Message>> for Element<'a, Message> {
    fn from(pane: Pane<'a, Message>) -> Self {
        Element::new(pane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_and_choices_go_round() {
        assert_eq!(Walk::Rows.to(Named::ArrowDown, 2, 2), Some(2));
        assert_eq!(Walk::Rows.to(Named::ArrowRight, 0, 2), None);
        assert_eq!(Walk::Bar.to(Named::ArrowLeft, 0, 2), Some(0));
        assert_eq!(Walk::Choices.to(Named::ArrowRight, 2, 2), Some(0));
        assert_eq!(Walk::Choices.to(Named::ArrowUp, 0, 2), Some(2));
        assert_eq!(Walk::Choices.to(Named::ArrowUp, 2, 2), Some(1));
        assert_eq!(Walk::Choices.to(Named::End, 0, 2), Some(2));
        assert_eq!(Walk::Choices.to(Named::Tab, 0, 2), None);
    }
}
