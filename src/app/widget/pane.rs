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

/// See [`pane`].
pub struct Pane<'a, Message> {
    content: Element<'a, Message>,
    is_bar: bool,
}

/// `content` as one stop for Tab, in which Up, Down, Home and End walk.
pub fn pane<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Pane<'a, Message> {
    Pane {
        content: content.into(),
        is_bar: false,
    }
}

/// A bar of buttons as one stop for Tab, in which Left, Right, Home and End walk.
pub fn bar<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Pane<'a, Message> {
    Pane {
        is_bar: true,
        ..pane(content)
    }
}

/// Where the rows stand.
#[derive(Default)]
struct Rows {
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
        if state.is_focused() {
            self.focused = Some(self.count);
        }
        if id.is_some_and(|id| *id == Id::new(CURRENT)) {
            self.current = Some(self.count);
        }
        self.count += 1;
    }
}

/// Gives the focus to the row at a position, and to no other.
struct FocusAt {
    at: usize,
    seen: usize,
}

impl Operation for FocusAt {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
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
    stop: usize,
    seen: &'a mut usize,
}

impl Operation for OneStop<'_> {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let (stop, seen) = (self.stop, &mut *self.seen);
        self.to.traverse(&mut |to| {
            operate(&mut OneStop {
                to,
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
        let mut rows = Rows::default();
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
        let (forwards, backwards) = match self.is_bar {
            true => (Named::ArrowRight, Named::ArrowLeft),
            false => (Named::ArrowDown, Named::ArrowUp),
        };
        let walks = [forwards, backwards, Named::Home, Named::End].contains(key);
        if !walks || !modifiers.is_empty() || shell.is_event_captured() {
            return;
        }
        let rows = self.rows(child, layout, renderer);
        let (Some(from), Some(last)) = (rows.focused, rows.count.checked_sub(1)) else {
            return;
        };
        let at = match key {
            key if *key == forwards => (from + 1).min(last),
            key if *key == backwards => from.saturating_sub(1),
            Named::Home => 0,
            _ => last,
        };
        let mut focus = FocusAt { at, seen: 0 };
        self.content
            .as_widget_mut()
            .operate(child, layout, renderer, &mut focus);
        reveal(&mut self.content, child, layout, renderer);
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
            stop,
            seen: &mut seen,
        };
        self.content
            .as_widget_mut()
            .operate(child, layout, renderer, &mut one);
    }
}

impl<'a, Message: 'a> From<Pane<'a, Message>> for Element<'a, Message> {
    fn from(pane: Pane<'a, Message>) -> Self {
        Element::new(pane)
    }
}
