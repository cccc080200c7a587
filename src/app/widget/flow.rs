//! Things beside each other, in as many rows as they need, and one behind them that takes what is left.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, Widget};
use iced::advanced::{Clipboard, Shell, overlay, renderer};
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, mouse};

use crate::app::Element;

/// See [`flow`].
pub struct Flow<'a, Message> {
    /// The one that stands behind all others, then those: as more come, it stays what it is, and keeps the
    /// keys.
    children: Vec<Element<'a, Message>>,
    gap: f32,
    least: f32,
}

/// `things` in rows, and `last` behind them: it takes what is left of the row, or one of its own if that is less
/// than `least`. Between all of them is `gap`.
pub fn flow<'a, Message: 'a>(
    things: Vec<Element<'a, Message>>,
    last: impl Into<Element<'a, Message>>,
    gap: f32,
    least: f32,
) -> Flow<'a, Message> {
    let mut children = vec![last.into()];
    children.extend(things);
    Flow {
        children,
        gap,
        least,
    }
}

/// The row that is filled at the moment.
#[derive(Default)]
struct Row {
    number: usize,
    taken: f32,
    width: f32,
    gap: f32,
}

impl Row {
    /// Gives the number of the row into which something of this width comes.
    fn put(&mut self, width: f32) -> usize {
        if self.taken > 0.0 && self.taken + width > self.width + 0.5 {
            self.number += 1;
            self.taken = 0.0;
        }
        self.taken += width + self.gap;
        self.number
    }

    fn left(&self) -> f32 {
        (self.width - self.taken).max(0.0)
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Flow<'_, Message> {
    fn children(&self) -> Vec<Tree> {
        self.children.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.children);
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
        let width = limits.max().width;
        let mut at: Vec<(usize, Size)> = Vec::new();
        let mut nodes: Vec<layout::Node> = Vec::new();
        let mut row = Row {
            width,
            gap: self.gap,
            ..Row::default()
        };
        let all = self.children.iter_mut().zip(&mut tree.children);
        let lay = |(child, tree): (&mut Element<'_, Message>, &mut Tree), room: f32| {
            let limits = layout::Limits::new(Size::ZERO, Size::new(room, f32::INFINITY));
            child.as_widget_mut().layout(tree, renderer, &limits)
        };
        let mut all = all.collect::<Vec<_>>().into_iter();
        let last = all.next();
        for thing in all {
            let node = lay(thing, width);
            at.push((row.put(node.size().width), node.size()));
            nodes.push(node);
        }
        if let Some(last) = last {
            let left = row.left();
            let room = if left < self.least { width } else { left };
            let node = lay(last, room);
            at.push((row.put(node.size().width), node.size()));
            nodes.push(node);
        }
        let mut tops = Vec::new();
        let mut y = 0.0;
        for number in 0..=row.number {
            let of_row = at.iter().filter(|(row, _)| *row == number);
            let height = of_row.map(|(_, size)| size.height).fold(0.0, f32::max);
            tops.push((y, height));
            y += height + self.gap;
        }
        let (mut x, mut before) = (0.0, 0);
        let mut placed: Vec<layout::Node> = Vec::new();
        for (node, (number, size)) in nodes.into_iter().zip(at) {
            if number != before {
                (x, before) = (0.0, number);
            }
            let (top, height) = tops.get(number).copied().unwrap_or_default();
            let top = top + ((height - size.height) / 2.0).round();
            placed.push(node.move_to(Point::new(x, top)));
            x += size.width + self.gap;
        }
        // As the children are: the last one first.
        if let Some(last) = placed.pop() {
            placed.insert(0, last);
        }
        layout::Node::with_children(Size::new(width, (y - self.gap).max(0.0)), placed)
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
        let children = self.children.iter_mut().zip(&mut tree.children);
        for ((child, tree), layout) in children.zip(layout.children()) {
            child.as_widget_mut().update(
                tree, event, layout, cursor, renderer, clipboard, shell, viewport,
            );
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
        let children = self.children.iter().zip(&tree.children);
        for ((child, tree), layout) in children.zip(layout.children()) {
            child
                .as_widget()
                .draw(tree, renderer, theme, style, layout, cursor, viewport);
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
        let children = self.children.iter().zip(&tree.children);
        let each = children.zip(layout.children());
        each.map(|((child, tree), layout)| {
            child
                .as_widget()
                .mouse_interaction(tree, layout, cursor, viewport, renderer)
        })
        .max()
        .unwrap_or_default()
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            let children = self.children.iter_mut().zip(&mut tree.children);
            for ((child, tree), layout) in children.zip(layout.children()) {
                child
                    .as_widget_mut()
                    .operate(tree, layout, renderer, operation);
            }
        });
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        overlay::from_children(
            &mut self.children,
            tree,
            layout,
            renderer,
            viewport,
            translation,
        )
    }
}

impl<'a, Message: 'a> From<Flow<'a, Message>> for Element<'a, Message> {
    fn from(flow: Flow<'a, Message>) -> Self {
        Element::new(flow)
    }
}
