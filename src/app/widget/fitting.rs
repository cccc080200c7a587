//! One of several ways to show the same, chosen by the room there is: what matters less yields before
//! what matters more, and nothing is cut that could have been said shorter.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell, overlay, renderer};
use iced::{Event, Length, Rectangle, Renderer, Size, Theme, Vector, keyboard, mouse};

use crate::app::Element;

/// See [`fitting`].
pub struct Fitting<'a, Message> {
    ways: Vec<Element<'a, Message>>,
}

/// The first of `ways` that is not wider than the room there is, else the last. It takes the whole
/// width. What fills a line counts as wide as its words; but a column takes the width of what does
/// not fill it, so nothing within a column should.
pub fn fitting<'a, Message: 'a>(ways: Vec<Element<'a, Message>>) -> Fitting<'a, Message> {
    Fitting { ways }
}

/// The way that is shown.
#[derive(Default)]
struct Shown {
    at: usize,
    /// Which keys are held down, and which way heard of it: those that are not shown hear nothing.
    modifiers: keyboard::Modifiers,
    told: usize,
}

impl<Message> Widget<Message, Theme, Renderer> for Fitting<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Shown>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Shown::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.ways.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.ways);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let room = limits.max();
        // As wide as its words are, without the springs that fill a line.
        let natural = layout::Limits::with_compression(
            Size::ZERO,
            Size::new(f32::INFINITY, room.height),
            Size::new(true, true),
        );
        let last = self.ways.len().saturating_sub(1);
        let mut ways = self.ways.iter_mut().zip(&mut tree.children).enumerate();
        let shown = ways.find_map(|(at, (way, child))| {
            let fits = at == last || {
                let natural = way.as_widget_mut().layout(child, renderer, &natural);
                natural.size().width <= room.width + 0.5
            };
            fits.then_some((at, way, child))
        });
        let Some((at, way, child)) = shown else {
            return layout::Node::new(Size::ZERO);
        };
        let limits = limits.loose().height(Length::Shrink);
        let node = way.as_widget_mut().layout(child, renderer, &limits);
        let size = Size::new(
            if limits.compression().width {
                node.size().width
            } else {
                room.width
            },
            node.size().height,
        );
        tree.state.downcast_mut::<Shown>().at = at;
        layout::Node::with_children(size, vec![node])
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
        let shown = tree.state.downcast_mut::<Shown>();
        if let Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) = event {
            shown.modifiers = *modifiers;
        }
        let at = shown.at;
        let untold = std::mem::replace(&mut shown.told, at) != at;
        let held = keyboard::Event::ModifiersChanged(shown.modifiers);
        let held = untold.then_some(Event::Keyboard(held));
        if let (Some(way), Some(child), Some(layout)) = (
            self.ways.get_mut(at),
            tree.children.get_mut(at),
            layout.children().next(),
        ) {
            for event in held.iter().chain([event]) {
                way.as_widget_mut().update(
                    child, event, layout, cursor, renderer, clipboard, shell, viewport,
                );
            }
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
        let at = tree.state.downcast_ref::<Shown>().at;
        if let (Some(way), Some(child), Some(layout)) = (
            self.ways.get(at),
            tree.children.get(at),
            layout.children().next(),
        ) {
            way.as_widget()
                .draw(child, renderer, theme, style, layout, cursor, viewport);
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
        let at = tree.state.downcast_ref::<Shown>().at;
        match (
            self.ways.get(at),
            tree.children.get(at),
            layout.children().next(),
        ) {
            (Some(way), Some(child), Some(layout)) => way
                .as_widget()
                .mouse_interaction(child, layout, cursor, viewport, renderer),
            _ => mouse::Interaction::None,
        }
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let at = tree.state.downcast_ref::<Shown>().at;
        if let (Some(way), Some(child), Some(layout)) = (
            self.ways.get_mut(at),
            tree.children.get_mut(at),
            layout.children().next(),
        ) {
            way.as_widget_mut()
                .operate(child, layout, renderer, operation);
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
        let at = tree.state.downcast_ref::<Shown>().at;
        self.ways.get_mut(at)?.as_widget_mut().overlay(
            tree.children.get_mut(at)?,
            layout.children().next()?,
            renderer,
            viewport,
            translation,
        )
    }
}

impl<'a, Message: 'a> From<Fitting<'a, Message>> for Element<'a, Message> {
    fn from(fitting: Fitting<'a, Message>) -> Self {
        Element::new(fitting)
    }
}
