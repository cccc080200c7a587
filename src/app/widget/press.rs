//! What can be pressed: with the mouse, and with Space or Enter when it has the focus.
//!
//! iced 0.14's button takes no focus. Every button, row, tab and link of the window is this one
//! widget with another [`Look`]. A disabled one keeps its place in the Tab order if it has a hint, so
//! that the reason can be read without a mouse.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::operation::Focusable;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell, overlay, renderer};
use iced::keyboard::{self, key::Named};
use iced::time::{Duration, Instant};
use iced::{
    Background, Border, Color, Event, Length, Padding, Rectangle, Renderer, Shadow, Size, Theme,
    Vector, mouse, touch, window,
};

use super::hint::{self, Side};
use super::look::{Look, Status};
use crate::app::Element;
use crate::app::theme::Tokens;

/// How long the pointer or the focus rests before the hint appears.
const HINT_DELAY: Duration = Duration::from_millis(450);
/// How long something that is dragged rests before what is folded unfolds.
const LINGER: Duration = Duration::from_millis(700);

/// See the functions of [`super::button`] for ready ones.
pub struct Press<'a, Message> {
    content: Element<'a, Message>,
    hint: Option<Element<'a, Message>>,
    hint_side: Side,
    on_press: Option<Message>,
    on_command: Option<Message>,
    on_menu: Option<Message>,
    on_drop: Option<Message>,
    on_vain_drop: Option<Message>,
    on_linger: Option<Message>,
    on_left: Option<Message>,
    on_right: Option<Message>,
    id: Option<Id>,
    width: Length,
    height: Length,
    padding: Padding,
    align_x: iced::alignment::Horizontal,
    look: Look,
    in_tab_order: bool,
}

impl<'a, Message: Clone + 'a> Press<'a, Message> {
    /// Something to press that looks like `look`. Without [`Press::on_press`] it is disabled.
    pub fn new(look: Look, content: impl Into<Element<'a, Message>>) -> Self {
        Self {
            content: content.into(),
            hint: None,
            hint_side: Side::Below,
            on_press: None,
            on_command: None,
            on_menu: None,
            on_drop: None,
            on_vain_drop: None,
            on_linger: None,
            on_left: None,
            on_right: None,
            id: None,
            width: Length::Shrink,
            height: Length::Shrink,
            padding: Padding::ZERO,
            align_x: iced::alignment::Horizontal::Center,
            look,
            in_tab_order: true,
        }
    }

    /// What happens when it is pressed.
    pub fn on_press(mut self, message: Message) -> Self {
        self.on_press = Some(message);
        self
    }

    /// What happens when it is pressed; `None` disables it.
    pub fn on_press_maybe(mut self, message: Option<Message>) -> Self {
        self.on_press = message;
        self
    }

    /// What happens instead when it is pressed with Ctrl (Cmd) held down.
    pub fn on_command(mut self, message: Message) -> Self {
        self.on_command = Some(message);
        self
    }

    /// What opens its menu: the right button, the menu key and Shift+F10.
    pub fn on_menu(mut self, message: Option<Message>) -> Self {
        self.on_menu = message;
        self
    }

    /// What it sends when something that is dragged is let go over it; `None` while nothing is.
    pub fn on_drop(mut self, message: Option<Message>) -> Self {
        self.on_drop = message;
        self
    }

    /// What it sends when something is let go over it that it does not take: why.
    pub fn on_vain_drop(mut self, message: Option<Message>) -> Self {
        self.on_vain_drop = message;
        self
    }

    /// What it sends when something that is dragged rests over it for a while; `None` while nothing is.
    pub fn on_linger(mut self, message: Option<Message>) -> Self {
        self.on_linger = message;
        self
    }

    /// What the arrow keys to the left and to the right send while it has the focus.
    pub fn on_arrows(mut self, left: Option<Message>, right: Option<Message>) -> Self {
        (self.on_left, self.on_right) = (left, right);
        self
    }

    /// Explains it: what an icon does, or why it is disabled.
    pub fn hint(mut self, text: impl Into<std::borrow::Cow<'a, str>>) -> Self {
        self.hint = Some(hint::bubble(text));
        self
    }

    /// Where the hint appears; below, unless there is no room.
    pub fn hint_side(mut self, side: Side) -> Self {
        self.hint_side = side;
        self
    }

    /// A name to focus it by.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Its width.
    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }

    /// Its height; the content is centred in it.
    pub fn height(mut self, height: impl Into<Length>) -> Self {
        self.height = height.into();
        self
    }

    /// Room around the content.
    pub fn padding(mut self, padding: impl Into<Padding>) -> Self {
        self.padding = padding.into();
        self
    }

    /// Puts the content at the left edge rather than in the middle.
    pub fn align_left(mut self) -> Self {
        self.align_x = iced::alignment::Horizontal::Left;
        self
    }

    /// Leaves it out of the Tab order, where a key of its own reaches it (rows walked with arrows).
    pub fn skip_tab(mut self) -> Self {
        self.in_tab_order = false;
        self
    }

    fn pressed_with(&self, modifiers: keyboard::Modifiers) -> Option<&Message> {
        let with = self.on_command.as_ref().filter(|_| modifiers.command());
        with.or(self.on_press.as_ref())
    }

    fn status(&self, state: &State, hovered: bool) -> Status {
        Status {
            disabled: self.on_press.is_none(),
            hovered,
            pressed: state.pressed && hovered,
            // What would take what is dragged is marked as what would take a key.
            ring: state.focused && state.by_keyboard || hovered && self.on_drop.is_some(),
        }
    }
}

#[derive(Debug, Default)]
struct State {
    pressed: bool,
    focused: bool,
    /// The focus came by keyboard, so it is shown.
    by_keyboard: bool,
    /// Since when the pointer or the focus rests here.
    resting: Option<Instant>,
    hint_open: bool,
    /// Pressed since the pointer came: the hint has done its duty.
    hint_done: bool,
    drawn: Option<Status>,
    /// Since when something that is dragged rests here.
    lingering: Option<Instant>,
    /// Which keys are held down.
    modifiers: keyboard::Modifiers,
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.focused
    }

    fn focus(&mut self) {
        self.focused = true;
        self.by_keyboard = true;
    }

    fn unfocus(&mut self) {
        self.focused = false;
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Press<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        std::iter::once(&self.content)
            .chain(&self.hint)
            .map(Tree::new)
            .collect()
    }

    fn diff(&self, tree: &mut Tree) {
        let children: Vec<_> = std::iter::once(&self.content).chain(&self.hint).collect();
        tree.diff_children(&children);
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, self.height)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let Some(child) = tree.children.first_mut() else {
            return layout::Node::new(Size::ZERO);
        };
        let align = self.align_x;
        layout::positioned(
            limits,
            self.width,
            self.height,
            self.padding,
            |limits| {
                self.content
                    .as_widget_mut()
                    .layout(child, renderer, &limits.loose())
            },
            |content, size| content.align(align.into(), iced::Alignment::Center, size),
        )
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
        let (Some(child), Some(inner)) = (tree.children.first_mut(), layout.children().next())
        else {
            return;
        };
        self.content.as_widget_mut().update(
            child, event, inner, cursor, renderer, clipboard, shell, viewport,
        );
        let state = tree.state.downcast_mut::<State>();
        // Only what can be seen can be pressed: a row scrolled out of sight is below something else.
        let hovered = cursor.is_over(layout.bounds()) && cursor.is_over(*viewport);
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerPressed { .. }) => {
                let taken = shell.is_event_captured();
                state.focused = hovered && !taken && self.on_press.is_some();
                state.by_keyboard = false;
                state.hint_done = true;
                if hovered && !taken {
                    state.pressed = self.on_press.is_some();
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. }) => {
                let pressed = std::mem::take(&mut state.pressed);
                // What was pressed here is a click, whatever is said to be dragged.
                let dropped = self.on_drop.as_ref().or(self.on_vain_drop.as_ref());
                if let Some(message) = dropped.filter(|_| hovered && !pressed) {
                    shell.publish(message.clone());
                    shell.capture_event();
                }
                // Words inside that were marked by dragging have taken it.
                if pressed && hovered && !shell.is_event_captured() {
                    if let Some(message) = self.pressed_with(state.modifiers) {
                        shell.publish(message.clone());
                    }
                    shell.capture_event();
                }
            }
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
                state.modifiers = *modifiers;
            }
            // A menu is opened elsewhere, and its keys are not for this one.
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) if !hovered => {
                state.focused = false;
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right))
                if !shell.is_event_captured() =>
            {
                if let Some(message) = &self.on_menu {
                    state.hint_done = true;
                    shell.publish(message.clone());
                    shell.capture_event();
                }
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. })
                if state.focused
                    && !shell.is_event_captured()
                    && self.on_menu.is_some()
                    && opens_menu(key, *modifiers) =>
            {
                if let Some(message) = &self.on_menu {
                    shell.publish(message.clone());
                    shell.capture_event();
                }
            }
            Event::Keyboard(keyboard::Event::KeyPressed {
                key: keyboard::Key::Named(key @ (Named::ArrowLeft | Named::ArrowRight)),
                modifiers,
                ..
            }) if state.focused && !shell.is_event_captured() && modifiers.is_empty() => {
                let sends = match key {
                    Named::ArrowLeft => &self.on_left,
                    _ => &self.on_right,
                };
                if let Some(message) = sends {
                    shell.publish(message.clone());
                    shell.capture_event();
                }
            }
            Event::Touch(touch::Event::FingerLost { .. }) => state.pressed = false,
            Event::Keyboard(keyboard::Event::KeyPressed {
                key,
                modifiers,
                repeat,
                ..
            }) if state.focused
                && !shell.is_event_captured()
                && (modifiers.is_empty()
                    || *modifiers == keyboard::Modifiers::COMMAND && self.on_command.is_some())
                && presses(key) =>
            {
                if let Some(message) = self.pressed_with(*modifiers).filter(|_| !repeat) {
                    state.hint_done = true;
                    shell.publish(message.clone());
                }
                shell.capture_event();
            }
            _ => {}
        }
        self.update_linger(state, event, hovered, shell);
        self.update_hint(tree, event, hovered, shell);

        let state = tree.state.downcast_mut::<State>();
        let status = self.status(state, hovered);
        if let Event::Window(window::Event::RedrawRequested(_)) = event {
            state.drawn = Some(status);
        } else if state.drawn.is_some_and(|drawn| drawn != status) {
            shell.request_redraw();
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        use iced::advanced::Renderer as _;
        let (Some(child), Some(inner)) = (tree.children.first(), layout.children().next()) else {
            return;
        };
        let state = tree.state.downcast_ref::<State>();
        let tokens = Tokens::of(theme);
        let status = state.drawn.unwrap_or(Status {
            disabled: self.on_press.is_none(),
            ..Status::default()
        });
        let face = self.look.face(tokens, status);
        let bounds = layout.bounds();
        if face.background.is_some() || face.border.width > 0.0 {
            renderer.fill_quad(
                renderer::Quad {
                    bounds,
                    border: face.border,
                    shadow: Shadow::default(),
                    snap: true,
                },
                Background::Color(face.background.unwrap_or(Color::TRANSPARENT)),
            );
        }
        self.content.as_widget().draw(
            child,
            renderer,
            theme,
            &renderer::Style {
                text_color: face.text.unwrap_or(style.text_color),
            },
            inner,
            cursor,
            viewport,
        );
        if status.ring {
            // Around a button; within a row, whose edges a list may cut off.
            let (bounds, radius) = if self.look.is_row() {
                (bounds, face.border.radius)
            } else {
                (
                    bounds.expand(3.0),
                    (face.border.radius.top_left + 3.0).into(),
                )
            };
            renderer.fill_quad(
                renderer::Quad {
                    bounds,
                    border: Border {
                        color: tokens.accent,
                        width: 2.0,
                        radius,
                    },
                    shadow: Shadow::default(),
                    snap: true,
                },
                Background::Color(Color::TRANSPARENT),
            );
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        if !cursor.is_over(layout.bounds()) {
            return mouse::Interaction::None;
        }
        let within = tree.children.first().zip(layout.children().next()).map_or(
            mouse::Interaction::None,
            |(child, inner)| {
                self.content
                    .as_widget()
                    .mouse_interaction(child, inner, cursor, viewport, renderer)
            },
        );
        match within {
            _ if self.on_drop.is_some() => mouse::Interaction::Grabbing,
            mouse::Interaction::None if self.on_press.is_some() => mouse::Interaction::Pointer,
            mouse::Interaction::None => mouse::Interaction::Idle,
            other => other,
        }
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        if self.in_tab_order && (self.on_press.is_some() || self.hint.is_some()) {
            let state = tree.state.downcast_mut::<State>();
            operation.focusable(self.id.as_ref(), layout.bounds(), state);
        }
        operation.container(self.id.as_ref(), layout.bounds());
        if let (Some(child), Some(inner)) = (tree.children.first_mut(), layout.children().next()) {
            operation.traverse(&mut |operation| {
                self.content
                    .as_widget_mut()
                    .operate(child, inner, renderer, operation);
            });
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
        let open = tree.state.downcast_ref::<State>().hint_open;
        let mut children = tree.children.iter_mut();
        let content = children
            .next()
            .zip(layout.children().next())
            .and_then(|(child, inner)| {
                self.content
                    .as_widget_mut()
                    .overlay(child, inner, renderer, viewport, translation)
            });
        let hint = children
            .next()
            .zip(self.hint.as_mut())
            .filter(|_| open)
            .map(|(child, bubble)| {
                hint::overlay(bubble, child, layout.bounds() + translation, self.hint_side)
            });
        let all: Vec<_> = content.into_iter().chain(hint).collect();
        (!all.is_empty()).then(|| overlay::Group::with_children(all).overlay())
    }
}

impl<Message: Clone> Press<'_, Message> {
    /// Says so when something that is dragged has rested here for a while.
    fn update_linger(
        &self,
        state: &mut State,
        event: &Event,
        hovered: bool,
        shell: &mut Shell<'_, Message>,
    ) {
        let Some(message) = self.on_linger.as_ref().filter(|_| hovered) else {
            state.lingering = None;
            return;
        };
        let now = match event {
            Event::Window(window::Event::RedrawRequested(now)) => *now,
            _ => Instant::now(),
        };
        let due = *state.lingering.get_or_insert(now) + LINGER;
        if now >= due {
            shell.publish(message.clone());
            state.lingering = None;
        } else {
            shell.request_redraw_at(due);
        }
    }

    /// Opens the hint when the pointer or the focus has rested for a moment, and closes it again.
    fn update_hint(
        &self,
        tree: &mut Tree,
        event: &Event,
        hovered: bool,
        shell: &mut Shell<'_, Message>,
    ) {
        if self.hint.is_none() {
            return;
        }
        let state = tree.state.downcast_mut::<State>();
        let rests = hovered || (state.focused && state.by_keyboard);
        if !rests {
            state.resting = None;
            state.hint_done = false;
        } else if !state.hint_done && !state.hint_open {
            let now = match event {
                Event::Window(window::Event::RedrawRequested(now)) => *now,
                _ => Instant::now(),
            };
            let due = *state.resting.get_or_insert(now) + HINT_DELAY;
            if now >= due {
                state.hint_open = true;
                shell.invalidate_layout();
                shell.request_redraw();
            } else {
                shell.request_redraw_at(due);
            }
        }
        if state.hint_open && (!rests || state.hint_done) {
            state.hint_open = false;
            shell.invalidate_layout();
            shell.request_redraw();
        }
    }
}

/// Is this the key for the menu of what has the focus?
pub(super) fn opens_menu(key: &keyboard::Key, modifiers: keyboard::Modifiers) -> bool {
    match key {
        keyboard::Key::Named(Named::ContextMenu) => modifiers.is_empty(),
        keyboard::Key::Named(Named::F10) => modifiers == keyboard::Modifiers::SHIFT,
        _ => false,
    }
}

fn presses(key: &keyboard::Key) -> bool {
    match key.as_ref() {
        keyboard::Key::Named(Named::Space | Named::Enter) => true,
        keyboard::Key::Character(text) => text == " ",
        _ => false,
    }
}

impl<'a, Message: Clone + 'a> From<Press<'a, Message>> for Element<'a, Message> {
    fn from(press: Press<'a, Message>) -> Self {
        Element::new(press)
    }
}
