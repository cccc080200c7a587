//! Where the keyboard is: Tab and Shift+Tab, arrows in menus, Escape, and staying within a dialog.
//!
//! iced's own `focus_next` task walks all windows at once. A [`Scope`] walks only what it contains,
//! so the view of each window, each dialog and each menu is wrapped in one.

use iced::advanced::layout::Layout;
use iced::advanced::widget::operation::scrollable::AbsoluteOffset;
use iced::advanced::widget::operation::{self, Focusable, Outcome, Scrollable};
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell};
use iced::keyboard::{self, key::Named};
use iced::{Event, Rectangle, Renderer, Theme, Vector, mouse};

use super::pass_on::{holds, pass_on};
use crate::app::Element;

/// In the place of a control's name: whatever had the keys before the last wish for them.
pub const GIVEN_BACK: &str = "given-back";

/// See [`scope`].
pub struct Scope<'a, Message> {
    content: Element<'a, Message>,
    arrows: bool,
    trap: bool,
    first: First,
    on_escape: Option<Message>,
    now: Option<(u64, Id)>,
    pane: Option<PaneWish>,
    kind: u64,
}

/// A wish that another pane takes the keys.
struct PaneWish {
    /// How many there were before.
    stamp: u64,
    forward: bool,
    /// The names of what takes the keys of each, or of what that stands in.
    panes: Vec<Id>,
}

/// What has the focus when a scope appears.
#[derive(Debug, Clone, PartialEq)]
enum First {
    Nothing,
    Start,
    Named(Id),
}

/// Makes Tab and Shift+Tab walk the controls of `content`, and keeps the one with the focus in sight.
pub fn scope<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
) -> Scope<'a, Message> {
    Scope {
        content: content.into(),
        arrows: false,
        trap: false,
        first: First::Nothing,
        on_escape: None,
        now: None,
        pane: None,
        kind: 0,
    }
}

impl<Message> Scope<'_, Message> {
    /// Up and Down walk too, Home and End go to the ends, and a letter to the next control whose words begin with it: as
    /// in a menu.
    pub fn arrows(mut self) -> Self {
        self.arrows = true;
        self
    }

    /// No key reaches what lies below.
    pub fn trap(mut self) -> Self {
        self.trap = true;
        self
    }

    /// The first control has the focus when this appears.
    pub fn focus_first(mut self) -> Self {
        self.first = First::Start;
        self
    }

    /// The control of this name has the focus when this appears; the first, if there is none.
    pub fn focus_on(mut self, id: impl Into<Id>) -> Self {
        self.first = First::Named(id.into());
        self
    }

    /// With another number something else appears in its place, although nothing was gone in between.
    pub fn kind(mut self, kind: u64) -> Self {
        self.kind = kind;
        self
    }

    /// What Escape does, whatever has the focus within.
    pub fn on_escape(mut self, message: Message) -> Self {
        self.on_escape = Some(message);
        self
    }

    /// The control of this name takes the focus whenever `stamp` changes; if it is not there yet, as
    /// soon as it is, unless something else was given the focus meanwhile.
    ///
    /// iced's own `focus` task would take the focus away from what is written in other windows.
    pub fn focus_now(mut self, stamp: u64, id: impl Into<Id>) -> Self {
        self.now = Some((stamp, id.into()));
        self
    }

    /// The pane behind the one with the focus takes it whenever `stamp` changes, or the one before: `panes` names the
    /// control of each, or what it stands in.
    pub fn pane_now(mut self, stamp: u64, forward: bool, panes: &[&'static str]) -> Self {
        self.pane = Some(PaneWish {
            stamp,
            forward,
            panes: panes.iter().map(|pane| Id::new(pane)).collect(),
        });
        self
    }

    fn walk(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: Box<dyn Operation>,
    ) {
        let mut next = Some(operation);
        while let Some(mut operation) = next.take() {
            self.content
                .as_widget_mut()
                .operate(tree, layout, renderer, operation.as_mut());
            if let Outcome::Chain(chained) = operation.finish() {
                next = Some(chained);
            }
        }
        reveal(&mut self.content, tree, layout, renderer);
    }

    fn step(&mut self, forward: bool, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer) {
        let operation: Box<dyn Operation> = if forward {
            Box::new(operation::focusable::focus_next())
        } else {
            Box::new(operation::focusable::focus_previous())
        };
        self.walk(tree, layout, renderer, operation);
    }

    /// Gives the focus to one of the controls, by what is known of all of them.
    fn choose(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        which: impl FnOnce(&[Stop]) -> Option<usize>,
    ) -> bool {
        let panes = self.pane.as_ref();
        let mut stops = Stops {
            panes: panes.map_or_else(Vec::new, |wish| wish.panes.clone()),
            ..Stops::default()
        };
        self.content
            .as_widget_mut()
            .operate(tree, layout, renderer, &mut stops);
        let Some(at) = which(&stops.all) else {
            return false;
        };
        self.walk(tree, layout, renderer, Box::new(FocusAt { at, seen: 0 }));
        true
    }

    /// Notes which control has the keys that another one wishes for; or gives them back to it. That may have come or
    /// gone with others around it: it is counted from the end that it stands nearer to.
    fn remember_or_give_back(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        id: &Id,
    ) -> bool {
        let state = tree.state.downcast_mut::<State>();
        let before = state.before;
        let gives_back = *id == Id::new(GIVEN_BACK);
        state.waits &= !gives_back;
        let Some(child) = tree.children.first_mut() else {
            return false;
        };
        if gives_back {
            return self.choose(child, layout, renderer, |stops| match before? {
                Before::Start(at) => (at < stops.len()).then_some(at),
                Before::End(left) => stops.len().checked_sub(left + 1),
            });
        }
        let mut stops = Stops {
            named: Some(id.clone()),
            ..Stops::default()
        };
        self.content
            .as_widget_mut()
            .operate(child, layout, renderer, &mut stops);
        let named = stops.all.iter().position(|stop| stop.is_named);
        let focused = stops.all.iter().position(|stop| stop.is_focused);
        let before = match (focused, named) {
            (Some(at), Some(named)) if at > named => Some(Before::End(stops.all.len() - at - 1)),
            (Some(at), named) if Some(at) != named => Some(Before::Start(at)),
            // It has them already: it gives them back to who had them then.
            (Some(_), _) => return false,
            (None, _) => None,
        };
        tree.state.downcast_mut::<State>().before = before;
        false
    }

    fn has_focus(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer) -> bool {
        let mut any = AnyFocused(false);
        self.content
            .as_widget_mut()
            .operate(tree, layout, renderer, &mut any);
        any.0
    }
}

/// Scrolls the control with the focus into sight.
pub(super) fn reveal<Message>(
    content: &mut Element<'_, Message>,
    tree: &mut Tree,
    layout: Layout<'_>,
    renderer: &Renderer,
) {
    let mut find = Find::default();
    content
        .as_widget_mut()
        .operate(tree, layout, renderer, &mut find);
    for (number, offset) in find.needed {
        let mut scroll = ScrollOne {
            number,
            offset,
            seen: 0,
        };
        content
            .as_widget_mut()
            .operate(tree, layout, renderer, &mut scroll);
    }
}

/// Finds the focused control and how far the scrollables around it have to move, from the innermost on.
#[derive(Default)]
struct Find {
    seen: usize,
    /// The scrollables that are walked in at the moment, each with those around it, and the one whose inside comes next.
    around: Vec<Vec<Around>>,
    next: Option<Around>,
    needed: Vec<(usize, f32)>,
}

/// A scrollable: its number, where it is, and how far it is scrolled.
#[derive(Clone, Copy)]
struct Around {
    number: usize,
    bounds: Rectangle,
    translation: Vector,
}

/// How far to scroll so that `target` is within `visible`: negative is up.
fn shortfall(visible: Rectangle, target: Rectangle) -> f32 {
    const AIR: f32 = 4.0;
    let (top, bottom) = (target.y - AIR, target.y + target.height + AIR);
    if top < visible.y || target.height > visible.height {
        top - visible.y
    } else if bottom > visible.y + visible.height {
        bottom - visible.y - visible.height
    } else {
        0.0
    }
}

impl Operation for Find {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let mut around = self.around.last().cloned().unwrap_or_default();
        around.extend(self.next.take());
        self.around.push(around);
        operate(self);
        let _ = self.around.pop();
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        _content: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        self.next = Some(Around {
            number: self.seen,
            bounds,
            translation,
        });
        self.seen += 1;
    }

    fn focusable(&mut self, _id: Option<&Id>, target: Rectangle, state: &mut dyn Focusable) {
        if !state.is_focused() {
            return;
        }
        let mut target = target;
        for around in self.around.last().into_iter().flatten().rev() {
            let by = shortfall(around.bounds + around.translation, target);
            let offset = (around.translation.y + by).max(0.0);
            if by != 0.0 {
                self.needed.push((around.number, offset));
            }
            // Where it lies then, for the one around it.
            target.y -= offset;
        }
    }
}

/// A control that can have the focus, and the words that it begins with.
#[derive(Debug, Default)]
struct Stop {
    is_focused: bool,
    /// Is it the one that was asked about?
    is_named: bool,
    words: String,
    /// Does it take the keys of a pane?
    is_pane: bool,
}

/// All of them, in their order.
#[derive(Default)]
struct Stops {
    all: Vec<Stop>,
    panes: Vec<Id>,
    /// One that is asked about.
    named: Option<Id>,
    /// A pane began, and its control comes next.
    begun: bool,
}

impl Operation for Stops {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn container(&mut self, id: Option<&Id>, _bounds: Rectangle) {
        self.begun |= id.is_some_and(|id| self.panes.contains(id));
    }

    fn focusable(&mut self, id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        let is_named = id.is_some_and(|id| self.panes.contains(id));
        self.all.push(Stop {
            is_focused: state.is_focused(),
            is_named: id.is_some() && self.named.as_ref() == id,
            words: String::new(),
            is_pane: std::mem::take(&mut self.begun) || is_named,
        });
    }

    fn text(&mut self, _id: Option<&Id>, _bounds: Rectangle, text: &str) {
        if let Some(stop) = self.all.last_mut().filter(|stop| stop.words.is_empty()) {
            stop.words = text.trim().to_lowercase();
        }
    }
}

/// The next control behind the one with the focus whose words begin with this letter.
fn beginning_with(stops: &[Stop], letter: &str) -> Option<usize> {
    let from = stops.iter().position(|stop| stop.is_focused);
    let from = from.map_or(0, |at| at + 1);
    let order = (from..stops.len()).chain(0..from.min(stops.len()));
    let letter = letter.to_lowercase();
    order.into_iter().find(|at| {
        stops
            .get(*at)
            .is_some_and(|stop| stop.words.starts_with(&letter))
    })
}

/// The control of the next pane behind the one with the focus, or of the one before.
fn next_pane(stops: &[Stop], forward: bool) -> Option<usize> {
    let count = stops.len();
    let from = stops.iter().position(|stop| stop.is_focused);
    let at = |by: usize| match (from, forward) {
        (Some(from), true) => (from + by) % count,
        (Some(from), false) => (from + count - by) % count,
        (None, true) => by - 1,
        (None, false) => count - by,
    };
    let is_pane = |at: &usize| stops.get(*at).is_some_and(|stop| stop.is_pane);
    (1..=count).map(at).find(is_pane)
}

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

struct AnyFocused(bool);

impl Operation for AnyFocused {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        self.0 |= state.is_focused();
    }
}

struct ScrollOne {
    number: usize,
    offset: f32,
    seen: usize,
}

impl Operation for ScrollOne {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        _bounds: Rectangle,
        _content: Rectangle,
        _translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        if self.seen == self.number {
            state.scroll_to(AbsoluteOffset {
                x: None,
                y: Some(self.offset),
            });
        }
        self.seen += 1;
    }
}

#[derive(Default)]
struct State {
    appeared: bool,
    kind: u64,
    /// The wish for the focus that was granted last, and whether it still waits for its control.
    stamp: u64,
    waits: bool,
    /// The wish for another pane that was granted last.
    pane: u64,
    /// What had the keys before the last wish for them was granted.
    before: Option<Before>,
}

/// Which control: counted from the first, or from the last.
#[derive(Debug, Clone, Copy)]
enum Before {
    Start(usize),
    End(usize),
}

holds!(Scope);

impl<Message: Clone> Widget<Message, Theme, Renderer> for Scope<'_, Message> {
    pass_on!(size size_hint layout draw mouse_interaction operate overlay);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State {
            kind: self.kind,
            // What was wished for before it appeared was granted then.
            pane: self.pane.as_ref().map_or(0, |wish| wish.stamp),
            ..State::default()
        })
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        if tree.state.downcast_ref::<State>().kind != self.kind {
            tree.state = self.state();
            tree.children = self.children();
            return;
        }
        tree.diff_children(std::slice::from_ref(&self.content));
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
        let state = tree.state.downcast_mut::<State>();
        let appears = !std::mem::replace(&mut state.appeared, true);
        let Some(child) = tree.children.first_mut() else {
            return;
        };
        if appears {
            let focus: Option<Box<dyn Operation>> = match &self.first {
                First::Nothing => None,
                First::Start => Some(Box::new(operation::focusable::focus_next())),
                First::Named(id) => Some(Box::new(operation::focusable::focus(id.clone()))),
            };
            if let Some(focus) = focus {
                self.walk(child, layout, renderer, focus);
                if !self.has_focus(child, layout, renderer) {
                    self.step(true, child, layout, renderer);
                }
                shell.request_redraw();
            }
        }
        if let Some((stamp, id)) = self.now.clone() {
            let state = tree.state.downcast_mut::<State>();
            let begins = state.stamp != stamp;
            state.stamp = stamp;
            state.waits |= begins;
            let waits = state.waits;
            if begins && self.remember_or_give_back(tree, layout, renderer, &id) {
                shell.request_redraw();
            } else if waits {
                let Some(child) = tree.children.first_mut() else {
                    return;
                };
                if begins || !self.has_focus(child, layout, renderer) {
                    let focus = Box::new(operation::focusable::focus(id));
                    self.walk(child, layout, renderer, focus);
                    let found = self.has_focus(child, layout, renderer);
                    tree.state.downcast_mut::<State>().waits = !found;
                    if begins || found {
                        shell.request_redraw();
                    }
                } else {
                    tree.state.downcast_mut::<State>().waits = false;
                }
            }
        }
        let Some(child) = tree.children.first_mut() else {
            return;
        };
        if let Some((stamp, forward)) = self.pane.as_ref().map(|wish| (wish.stamp, wish.forward)) {
            let granted = &mut tree.state.downcast_mut::<State>().pane;
            if std::mem::replace(granted, stamp) != stamp {
                self.choose(child, layout, renderer, |stops| next_pane(stops, forward));
                shell.request_redraw();
            }
        }
        let pressed = match event {
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) => {
                Some((key.as_ref(), *modifiers))
            }
            _ => None,
        };
        if let (Some((keyboard::Key::Named(Named::Escape), _)), Some(message)) =
            (&pressed, &self.on_escape)
        {
            shell.publish(message.clone());
            shell.capture_event();
            return;
        }
        self.content.as_widget_mut().update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        let Some((key, modifiers)) = pressed.filter(|_| !shell.is_event_captured()) else {
            return;
        };
        let plain = modifiers.is_empty();
        let next = match key {
            keyboard::Key::Named(Named::Tab) if plain => Some(true),
            keyboard::Key::Named(Named::Tab) if modifiers == keyboard::Modifiers::SHIFT => {
                Some(false)
            }
            keyboard::Key::Named(Named::ArrowDown) if plain && self.arrows => Some(true),
            keyboard::Key::Named(Named::ArrowUp) if plain && self.arrows => Some(false),
            _ => None,
        };
        if let Some(forward) = next {
            self.step(forward, child, layout, renderer);
            if !self.has_focus(child, layout, renderer) {
                // After the last comes the first; iced would have nothing focused in between.
                self.step(forward, child, layout, renderer);
            }
            shell.capture_event();
            shell.request_redraw();
            return;
        }
        let may_write = plain || modifiers == keyboard::Modifiers::SHIFT;
        let is_there = self.arrows
            && match key {
                keyboard::Key::Named(Named::Home) if plain => {
                    self.choose(child, layout, renderer, |stops| {
                        (!stops.is_empty()).then_some(0)
                    })
                }
                keyboard::Key::Named(Named::End) if plain => {
                    self.choose(child, layout, renderer, |stops| stops.len().checked_sub(1))
                }
                keyboard::Key::Character(letter) if may_write => {
                    self.choose(child, layout, renderer, |stops| {
                        beginning_with(stops, letter)
                    })
                }
                _ => false,
            };
        if is_there {
            shell.capture_event();
            shell.request_redraw();
        } else if self.trap {
            shell.capture_event();
        }
    }
}

impl<'a, Message: Clone + 'a> From<Scope<'a, Message>> for Element<'a, Message> {
    fn from(scope: Scope<'a, Message>) -> Self {
        Element::new(scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::{Point, Size};

    #[test]
    fn letters_and_panes_go_round() {
        let stops = |focused: Option<usize>| -> Vec<Stop> {
            let words = ["reply", "reply all", "forward", "réponse"];
            let all = words.iter().enumerate().map(|(at, words)| Stop {
                is_named: false,
                is_focused: Some(at) == focused,
                words: (*words).to_owned(),
                is_pane: at % 2 == 1,
            });
            all.collect()
        };
        assert_eq!(beginning_with(&stops(None), "r"), Some(0));
        assert_eq!(beginning_with(&stops(Some(0)), "R"), Some(1));
        assert_eq!(beginning_with(&stops(Some(3)), "r"), Some(0));
        assert_eq!(beginning_with(&stops(Some(2)), "f"), Some(2));
        assert_eq!(beginning_with(&stops(Some(2)), "x"), None);
        assert_eq!(beginning_with(&[], "x"), None);
        for (from, forward, to) in [
            (None, true, 1),
            (None, false, 3),
            (Some(0), true, 1),
            (Some(1), true, 3),
            (Some(2), false, 1),
            (Some(3), true, 1),
            (Some(1), false, 3),
        ] {
            assert_eq!(next_pane(&stops(from), forward), Some(to), "{from:?}");
        }
        assert_eq!(next_pane(&[], true), None);
    }

    #[test]
    fn only_what_is_out_of_sight_is_scrolled_to() {
        let seen = Rectangle::new(Point::new(0.0, 100.0), Size::new(100.0, 200.0));
        let at = |y| Rectangle::new(Point::new(0.0, y), Size::new(100.0, 30.0));
        assert_eq!(shortfall(seen, at(150.0)), 0.0);
        assert_eq!(shortfall(seen, at(90.0)), -14.0);
        assert_eq!(shortfall(seen, at(290.0)), 24.0);
    }
}
