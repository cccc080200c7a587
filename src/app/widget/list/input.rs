//! What the mouse, fingers and keys do in the list.

use iced::advanced::{Shell, mouse};
use iced::keyboard::{self, key::Named};
use iced::{Point, Rectangle, touch};

use super::super::press::opens_menu;
use super::row::{AT_BAR, Bar};
use super::{How, List, ListEvent, RAIL, State};

/// What moves by no more than this while it is pressed was to stay.
const UNSTEADY: f32 = 6.0;

impl<Message> List<'_, Message> {
    fn publish(&self, shell: &mut Shell<'_, Message>, event: ListEvent) {
        shell.publish((self.on_event)(event));
    }

    fn moved(&self, state: &mut State, moved: bool, shell: &mut Shell<'_, Message>) {
        if moved {
            state.keep_top(self.rows, self.scrolled);
            state.pace.is_moved = true;
            shell.request_redraw();
        }
    }

    pub(super) fn mouse(
        &self,
        state: &mut State,
        event: mouse::Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) {
        let over = cursor
            .position_over(bounds)
            .filter(|_| !shell.is_event_captured());
        let on_rail = over.is_some_and(|point| point.x > bounds.x + bounds.width - RAIL)
            && state.scroll.thumb().is_some();
        match event {
            mouse::Event::WheelScrolled { delta } if over.is_some() => {
                let pixels = match delta {
                    mouse::ScrollDelta::Lines { y, .. } => -y * 60.0,
                    mouse::ScrollDelta::Pixels { y, .. } => -y,
                };
                let moved = state.scroll.by(pixels);
                self.moved(state, moved, shell);
                shell.capture_event();
            }
            mouse::Event::ButtonPressed(button) => {
                let Some(point) = over else {
                    if std::mem::take(&mut state.focused) {
                        shell.request_redraw();
                    }
                    return;
                };
                state.focused = true;
                state.by_keyboard = false;
                shell.request_redraw();
                shell.capture_event();
                let y = point.y - bounds.y;
                if on_rail && button == mouse::Button::Left {
                    self.press_rail(state, y, shell);
                } else if let Some(at) = state.scroll.row_at(y) {
                    self.press_row(state, at, button, point, shell);
                }
            }
            mouse::Event::ButtonReleased(mouse::Button::Left) if state.thumb.take().is_some() => {
                shell.request_redraw();
            }
            mouse::Event::ButtonReleased(mouse::Button::Left) => {
                // New mail may have put another row below the pointer since it was pressed.
                let held = state.held.filter(|_| !state.dragging);
                let message = held.and_then(|(_, message)| message);
                if let Some(at) = message.and_then(|key| self.rows.position(key)) {
                    self.publish(shell, ListEvent::Choose(at, How::Only));
                    self.publish(shell, ListEvent::Click(at));
                } else {
                    // It went while it was held.
                    state.dragging |= message.is_some();
                }
                self.let_go(state, shell);
            }
            mouse::Event::CursorMoved { position } => {
                if let Some((from, _)) = state.held.filter(|_| !state.dragging)
                    && from.distance(position) > UNSTEADY
                {
                    state.dragging = true;
                    self.publish(shell, ListEvent::Drag(true));
                }
                if let Some(grip) = state.thumb {
                    let moved = state.scroll.drag_thumb(position.y - bounds.y - grip);
                    self.moved(state, moved, shell);
                }
            }
            _ => {}
        }
        let hovered = over.and_then(|point| state.scroll.row_at(point.y - bounds.y));
        if (hovered, on_rail) != (state.hovered, state.over_rail) {
            (state.hovered, state.over_rail) = (hovered, on_rail);
            shell.request_redraw();
        }
        let at_bar = over.is_some_and(|point| point.x < bounds.x + AT_BAR);
        let is_hollow = |at: &usize| {
            let row = self.rows.row(*at);
            row.and_then(|row| row.bar()) == Some(Bar::Hollow)
        };
        let at_bar = hovered.filter(|_| at_bar).filter(is_hollow);
        if at_bar != state.at_bar {
            state.at_bar = at_bar;
            // The hint comes or goes.
            shell.invalidate_layout();
            shell.request_redraw();
        }
    }

    /// The row that is held is let go, and with it what is dragged.
    pub(super) fn let_go(&self, state: &mut State, shell: &mut Shell<'_, Message>) {
        state.held = None;
        if std::mem::take(&mut state.dragging) {
            self.publish(shell, ListEvent::Drag(false));
        }
    }

    fn press_rail(&self, state: &mut State, y: f32, shell: &mut Shell<'_, Message>) {
        let Some((top, height)) = state.scroll.thumb() else {
            return;
        };
        if (top..top + height).contains(&y) {
            state.thumb = Some(y - top);
        } else {
            // Beside the thumb: it comes to the pointer.
            state.thumb = Some(height / 2.0);
            let moved = state.scroll.drag_thumb(y - height / 2.0);
            self.moved(state, moved, shell);
        }
    }

    fn press_row(
        &self,
        state: &mut State,
        at: usize,
        button: mouse::Button,
        point: Point,
        shell: &mut Shell<'_, Message>,
    ) {
        match button {
            mouse::Button::Left => {
                // New mail may have put another row below the pointer since the first click.
                let key = self.rows.key(at);
                let before = state.click.filter(|(_, of)| *of == key);
                let click = mouse::Click::new(point, button, before.map(|(click, _)| click));
                state.click = Some((click, key));
                let how = if state.modifiers.shift() {
                    How::Extend
                } else if state.modifiers.command() {
                    How::Toggle
                } else {
                    How::Only
                };
                // Who presses one of several that are chosen may want to drag them all.
                let several = key.is_some_and(|key| self.selection.contains(key))
                    && self.selection.len() > 1
                    && how == How::Only;
                let is_double = click.kind() == mouse::click::Kind::Double && how == How::Only;
                let opens = key.filter(|_| !is_double);
                state.held = (how == How::Only).then_some((point, opens));
                if is_double {
                    self.publish(shell, ListEvent::Open(at));
                } else if how != How::Only {
                    self.publish(shell, ListEvent::Choose(at, how));
                } else if !several {
                    self.publish(shell, ListEvent::Choose(at, How::Press));
                }
            }
            mouse::Button::Right => {
                // On a chosen row the menu is for all that are chosen.
                let chosen = self
                    .rows
                    .key(at)
                    .is_some_and(|key| self.selection.contains(key));
                if !chosen {
                    self.publish(shell, ListEvent::Choose(at, How::ForMenu));
                }
                self.publish(shell, ListEvent::Menu(at, point));
            }
            _ => {}
        }
    }

    pub(super) fn touch(
        &self,
        state: &mut State,
        event: touch::Event,
        bounds: Rectangle,
        shell: &mut Shell<'_, Message>,
    ) {
        match event {
            touch::Event::FingerPressed { position, .. } if bounds.contains(position) => {
                state.finger = Some((position.y, false));
                shell.capture_event();
            }
            touch::Event::FingerMoved { position, .. } => {
                if let Some((from, dragged)) = state.finger {
                    let by = from - position.y;
                    // A few pixels are a tap of an unsteady finger.
                    if dragged || by.abs() > UNSTEADY {
                        state.finger = Some((position.y, true));
                        let moved = state.scroll.by(by);
                        self.moved(state, moved, shell);
                    }
                }
            }
            touch::Event::FingerLifted { position, .. } => {
                if let Some((_, false)) = state.finger.take()
                    && let Some(at) = state.scroll.row_at(position.y - bounds.y)
                {
                    self.publish(shell, ListEvent::Choose(at, How::Only));
                    self.publish(shell, ListEvent::Click(at));
                }
            }
            touch::Event::FingerLost { .. } => state.finger = None,
            touch::Event::FingerPressed { .. } => {}
        }
    }

    pub(super) fn key(
        &self,
        state: &mut State,
        key: &keyboard::Key,
        modifiers: keyboard::Modifiers,
        bounds: Rectangle,
        shell: &mut Shell<'_, Message>,
    ) {
        let keyboard::Key::Named(named) = key else {
            return;
        };
        if opens_menu(key, modifiers) {
            let cursor = self.selection.cursor();
            if let Some(at) = cursor.and_then(|key| self.rows.position(key)) {
                let row = state.row_bounds(bounds, at);
                let y = row.center_y().clamp(bounds.y, bounds.y + bounds.height);
                self.publish(shell, ListEvent::Menu(at, Point::new(row.center_x(), y)));
            }
            shell.capture_event();
            return;
        }
        if modifiers.alt() {
            return;
        }
        let page = isize::try_from(state.scroll.page()).unwrap_or(1);
        let far = isize::MAX;
        let steps = match named {
            Named::ArrowDown => 1,
            Named::ArrowUp => -1,
            Named::PageDown => page,
            Named::PageUp => -page,
            Named::End => far,
            Named::Home => -far,
            Named::Enter | Named::Space => {
                if let Some(at) = self
                    .selection
                    .cursor()
                    .and_then(|key| self.rows.position(key))
                {
                    if *named == Named::Space && modifiers.command() {
                        self.publish(shell, ListEvent::Choose(at, How::Toggle));
                        shell.capture_event();
                    } else if *named == Named::Enter && modifiers.is_empty() {
                        self.publish(shell, ListEvent::Open(at));
                        shell.capture_event();
                    }
                }
                return;
            }
            _ => return,
        };
        let how = if modifiers.shift() {
            How::Extend
        } else if modifiers.command() {
            How::Move
        } else {
            How::Only
        };
        if let Some(at) = self.selection.step(self.rows, steps) {
            state.by_keyboard = true;
            self.publish(shell, ListEvent::Choose(at, how));
        }
        shell.capture_event();
        shell.request_redraw();
    }
}
