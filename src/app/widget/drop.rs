//! Where files may be dropped. While they hang over it, a line around it says so.

use std::path::PathBuf;

use iced::advanced::layout::Layout;
use iced::advanced::widget::{Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, overlay, renderer};
use iced::{Background, Border, Color, Event, Rectangle, Renderer, Theme, Vector, mouse, window};

use super::pass_on::{holds, pass_on};
use crate::app::Element;
use crate::app::theme::Tokens;

/// See [`drop_zone`].
pub struct DropZone<'a, Message> {
    content: Element<'a, Message>,
    on_drop: Box<dyn Fn(PathBuf) -> Message + 'a>,
}

/// `content`; each file that is dropped on the window sends `on_drop`. The window system tells of
/// every file by itself (and on Wayland of none: winit does not know them there).
pub fn drop_zone<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    on_drop: impl Fn(PathBuf) -> Message + 'a,
) -> DropZone<'a, Message> {
    DropZone {
        content: content.into(),
        on_drop: Box::new(on_drop),
    }
}

#[derive(Default)]
struct State {
    hovered: bool,
}

holds!(DropZone);

impl<Message> Widget<Message, Theme, Renderer> for DropZone<'_, Message> {
    pass_on!(children diff size layout mouse_interaction operate);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
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
        if let Event::Window(event) = event {
            let state = tree.state.downcast_mut::<State>();
            let before = state.hovered;
            match event {
                window::Event::FileHovered(_) => state.hovered = true,
                window::Event::FilesHoveredLeft => state.hovered = false,
                window::Event::FileDropped(path) => {
                    state.hovered = false;
                    shell.publish((self.on_drop)(path.clone()));
                }
                _ => {}
            }
            if state.hovered != before {
                shell.request_redraw();
            }
        }
        if let Some(child) = tree.children.first_mut() {
            self.content.as_widget_mut().update(
                child, event, layout, cursor, renderer, clipboard, shell, viewport,
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
        if let Some(child) = tree.children.first() {
            self.inner()
                .draw(child, renderer, theme, style, layout, cursor, viewport);
        }
        if tree.state.downcast_ref::<State>().hovered {
            renderer.with_layer(layout.bounds(), |renderer| {
                renderer.fill_quad(
                    renderer::Quad {
                        bounds: layout.bounds().shrink(2.0),
                        border: Border {
                            color: Tokens::of(theme).accent,
                            width: 3.0,
                            radius: 4.0.into(),
                        },
                        ..renderer::Quad::default()
                    },
                    Background::Color(Color::TRANSPARENT),
                );
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
        self.content.as_widget_mut().overlay(
            tree.children.first_mut()?,
            layout,
            renderer,
            viewport,
            translation,
        )
    }
}

impl<'a, Message: 'a> From<DropZone<'a, Message>> for Element<'a, Message> {
    fn from(zone: DropZone<'a, Message>) -> Self {
        Element::new(zone)
    }
}
