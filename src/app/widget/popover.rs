//! What opens below a control and lies above everything else: menus and the From choice.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Overlay, Shell, overlay, renderer};
use iced::keyboard;
use iced::{Event, Point, Rectangle, Renderer, Size, Theme, Vector, mouse, touch};

use super::focus::scope;
use super::pass_on::pass_on;
use crate::app::Element;

/// Which edges of the control and of what opens are aligned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Align {
    /// The left edges.
    #[default]
    Start,
    /// The right edges.
    End,
}

/// See [`popover`].
pub struct Popover<'a, Message> {
    anchor: Element<'a, Message>,
    content: Option<Element<'a, Message>>,
    on_close: Message,
    align: Align,
    at: Option<Rectangle>,
    over: Option<Rectangle>,
    /// The control keeps the keys, and what lies below can be used.
    beside: bool,
}

/// `anchor`, and, while it is `Some`, `content` below it (above, if there is more room). Tab and the
/// arrows walk `content`, Escape and a click elsewhere send `on_close`; nothing else takes keys.
pub fn popover<'a, Message: Clone + 'a>(
    anchor: impl Into<Element<'a, Message>>,
    content: Option<Element<'a, Message>>,
    on_close: Message,
) -> Popover<'a, Message> {
    Popover {
        anchor: anchor.into(),
        content: content.map(|content| {
            scope(content)
                .arrows()
                .trap()
                .focus_on(super::menu::CHOSEN)
                .on_escape(on_close.clone())
                .into()
        }),
        on_close,
        align: Align::Start,
        at: None,
        over: None,
        beside: false,
    }
}

/// The same for what is proposed while somebody writes in `anchor`: that keeps the keys, and all that lies below
/// can be used. A click elsewhere sends `on_close`.
pub fn proposals<'a, Message: Clone + 'a>(
    anchor: impl Into<Element<'a, Message>>,
    content: Option<Element<'a, Message>>,
    on_close: Message,
) -> Popover<'a, Message> {
    Popover {
        anchor: anchor.into(),
        content,
        on_close,
        align: Align::Start,
        at: None,
        over: None,
        beside: true,
    }
}

impl<Message> Popover<'_, Message> {
    /// Opens it at this point of the window, rather than below the control.
    pub fn at(mut self, point: Point) -> Self {
        self.at = Some(Rectangle::new(point, Size::ZERO));
        self
    }

    /// Opens it below this part of the control, where one is named.
    pub fn over(mut self, part: Option<Rectangle>) -> Self {
        self.over = part;
        self
    }

    /// Aligns the right edges instead of the left ones.
    pub fn align_end(mut self) -> Self {
        self.align = Align::End;
        self
    }
}

impl<Message> Popover<'_, Message> {
    fn inner(&self) -> &dyn Widget<Message, Theme, Renderer> {
        self.anchor.as_widget()
    }

    fn inner_mut(&mut self) -> &mut dyn Widget<Message, Theme, Renderer> {
        self.anchor.as_widget_mut()
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Popover<'_, Message> {
    pass_on!(size size_hint layout update draw mouse_interaction operate);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Align>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Align::Start)
    }

    fn children(&self) -> Vec<Tree> {
        std::iter::once(&self.anchor)
            .chain(&self.content)
            .map(Tree::new)
            .collect()
    }

    fn diff(&self, tree: &mut Tree) {
        let children: Vec<_> = std::iter::once(&self.anchor).chain(&self.content).collect();
        tree.diff_children(&children);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let mut children = tree.children.iter_mut();
        let anchor = self.anchor.as_widget_mut().overlay(
            children.next()?,
            layout,
            renderer,
            viewport,
            translation,
        );
        let open = children
            .next()
            .zip(self.content.as_mut())
            .map(|(child, content)| {
                overlay::Element::new(Box::new(Open {
                    content,
                    tree: child,
                    anchor: match (self.at, self.over) {
                        (Some(point), _) => point,
                        // What it lies in may be scrolled.
                        (None, part) => part.unwrap_or_else(|| layout.bounds()) + translation,
                    },
                    align: self.align,
                    is_at_point: self.at.is_some(),
                    on_close: &self.on_close,
                    beside: self.beside,
                }))
            });
        // While it is open the hint of the control would only be in the way.
        match open {
            Some(open) => Some(open),
            None => anchor,
        }
    }
}

struct Open<'b, 'a, Message> {
    content: &'b mut Element<'a, Message>,
    tree: &'b mut Tree,
    anchor: Rectangle,
    align: Align,
    is_at_point: bool,
    on_close: &'b Message,
    beside: bool,
}

const GAP: f32 = 5.0;
const MARGIN: f32 = 8.0;

/// The room below and above a control within a window.
fn room(anchor: Rectangle, window: Size) -> (f32, f32) {
    let below = window.height - anchor.y - anchor.height - GAP - MARGIN;
    let above = anchor.y - GAP - MARGIN;
    (below.max(0.0), above.max(0.0))
}

/// Where something of `size` opens. At a point there is no control that has to stay in sight: what fits neither below nor
/// above it is moved until all of it is seen.
fn place(anchor: Rectangle, size: Size, align: Align, is_at_point: bool, window: Size) -> Point {
    let (below, above) = room(anchor, window);
    let y = if is_at_point && size.height > below.max(above) {
        (window.height - MARGIN - size.height).max(MARGIN)
    } else if size.height <= below || below >= above {
        anchor.y + anchor.height + GAP
    } else {
        anchor.y - GAP - size.height
    };
    let x = match align {
        Align::Start => anchor.x,
        Align::End => anchor.x + anchor.width - size.width,
    };
    let most = (window.width - size.width - MARGIN).max(MARGIN);
    Point::new(x.clamp(MARGIN, most).round(), y.round())
}

impl<Message: Clone> Overlay<Message, Theme, Renderer> for Open<'_, '_, Message> {
    fn layout(&mut self, renderer: &Renderer, bounds: Size) -> layout::Node {
        let (below, above) = room(self.anchor, bounds);
        let all = bounds - Size::new(2.0 * MARGIN, 2.0 * MARGIN);
        let high = if self.is_at_point {
            all.height
        } else {
            below.max(above)
        };
        let most = Size::new(all.width.max(0.0), high.max(0.0));
        let node = self.content.as_widget_mut().layout(
            self.tree,
            renderer,
            &layout::Limits::new(Size::ZERO, most),
        );
        let at = place(
            self.anchor,
            node.size(),
            self.align,
            self.is_at_point,
            bounds,
        );
        layout::Node::with_children(bounds, vec![node.move_to(at)])
    }

    fn update(
        &mut self,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) {
        let Some(inner) = layout.children().next() else {
            return;
        };
        self.content.as_widget_mut().update(
            self.tree,
            event,
            inner,
            cursor,
            renderer,
            clipboard,
            shell,
            &layout.bounds(),
        );
        if shell.is_event_captured() {
            return;
        }
        if self.beside {
            let is_over = cursor.is_over(inner.bounds());
            match event {
                Event::Mouse(mouse::Event::ButtonPressed(_))
                | Event::Touch(touch::Event::FingerPressed { .. })
                    if !is_over =>
                {
                    shell.publish(self.on_close.clone());
                }
                // What lies under it is not meant.
                Event::Mouse(_) if is_over => shell.capture_event(),
                _ => {}
            }
            return;
        }
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(_))
            | Event::Touch(touch::Event::FingerPressed { .. }) => {
                if !cursor.is_over(inner.bounds()) {
                    shell.publish(self.on_close.clone());
                }
                shell.capture_event();
            }
            // What lies below stands still while this is open.
            Event::Mouse(mouse::Event::WheelScrolled { .. })
            | Event::Keyboard(keyboard::Event::KeyPressed { .. }) => shell.capture_event(),
            _ => {}
        }
    }

    fn draw(
        &self,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
    ) {
        if let Some(inner) = layout.children().next() {
            self.content.as_widget().draw(
                self.tree,
                renderer,
                theme,
                style,
                inner,
                cursor,
                &layout.bounds(),
            );
        }
    }

    fn mouse_interaction(
        &self,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        // Never `None`, unless that can be used: it would let the pointer light up what lies below.
        let inner = layout.children().next();
        if self.beside && !inner.is_some_and(|inner| cursor.is_over(inner.bounds())) {
            return mouse::Interaction::None;
        }
        inner
            .map(|inner| {
                self.content.as_widget().mouse_interaction(
                    self.tree,
                    inner,
                    cursor,
                    &layout.bounds(),
                    renderer,
                )
            })
            .filter(|interaction| *interaction != mouse::Interaction::None)
            .unwrap_or(mouse::Interaction::Idle)
    }

    fn operate(&mut self, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        if let Some(inner) = layout.children().next() {
            self.content
                .as_widget_mut()
                .operate(self.tree, inner, renderer, operation);
        }
    }

    fn overlay<'c>(
        &'c mut self,
        layout: Layout<'c>,
        renderer: &Renderer,
    ) -> Option<overlay::Element<'c, Message, Theme, Renderer>> {
        let inner = layout.children().next()?;
        let bounds = layout.bounds();
        self.content
            .as_widget_mut()
            .overlay(self.tree, inner, renderer, &bounds, Vector::ZERO)
    }
}

impl<'a, Message: Clone + 'a> From<Popover<'a, Message>> for Element<'a, Message> {
    fn from(popover: Popover<'a, Message>) -> Self {
        Element::new(popover)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Size = Size::new(900.0, 600.0);

    fn anchor(x: f32, y: f32) -> Rectangle {
        Rectangle::new(Point::new(x, y), Size::new(100.0, 30.0))
    }

    #[test]
    fn it_opens_below_and_above_only_where_there_is_more_room() {
        let size = Size::new(300.0, 200.0);
        let at = |y| place(anchor(50.0, y), size, Align::Start, false, WINDOW);
        assert_eq!(at(100.0), Point::new(50.0, 135.0));
        assert_eq!(at(500.0), Point::new(50.0, 295.0));
    }

    #[test]
    fn at_a_point_it_is_moved_until_all_of_it_is_seen() {
        let point = |y| Rectangle::new(Point::new(50.0, y), Size::ZERO);
        let at = |y, height| {
            place(
                point(y),
                Size::new(300.0, height),
                Align::Start,
                true,
                WINDOW,
            )
        };
        assert_eq!(at(100.0, 400.0).y, 105.0);
        assert_eq!(at(500.0, 400.0).y, 95.0, "above the point");
        assert_eq!(at(300.0, 400.0).y, 192.0, "over it");
        assert_eq!(at(300.0, 584.0).y, 8.0);
    }

    #[test]
    fn it_never_leaves_the_window_sideways() {
        let size = Size::new(300.0, 200.0);
        let right = place(anchor(780.0, 10.0), size, Align::Start, false, WINDOW);
        assert_eq!(right.x, 592.0);
        let left = place(anchor(10.0, 10.0), size, Align::End, false, WINDOW);
        assert_eq!(left.x, 8.0);
    }
}
