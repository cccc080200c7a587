//! What is taken with the mouse and let go elsewhere, and where it may be let go.

use iced::advanced::layout::Layout;
use iced::advanced::mouse::{Click, click};
use iced::advanced::widget::{Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, renderer};
use iced::{Background, Border, Color, Event, Point, Rectangle, Renderer, Theme, mouse};

use super::pass_on::{holds, pass_on};
use crate::app::Element;
use crate::app::theme::{Tokens, scale};

/// The pointer has to move so far before something is taken.
const SLACK: f32 = 5.0;

/// What the mouse does with something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// It was pressed.
    Press,
    /// It was pressed twice.
    Double,
    /// Its menu is wanted.
    Menu,
    /// It is taken.
    Take,
    /// It was let go, wherever.
    LetGo,
}

/// See [`grab`].
pub struct Grab<'a, Message> {
    content: Element<'a, Message>,
    on_grip: Box<dyn Fn(Grip) -> Message + 'a>,
}

/// `content`, which tells what the mouse does with it; buttons in it come first.
pub fn grab<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    on_grip: impl Fn(Grip) -> Message + 'a,
) -> Grab<'a, Message> {
    Grab {
        content: content.into(),
        on_grip: Box::new(on_grip),
    }
}

#[derive(Default)]
struct State {
    pressed: Option<Point>,
    taken: bool,
    last: Option<Click>,
}

holds!(Grab);

impl<Message> Widget<Message, Theme, Renderer> for Grab<'_, Message> {
    pass_on!(children diff size size_hint layout draw operate overlay);

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
        if let Some(child) = tree.children.first_mut() {
            self.content.as_widget_mut().update(
                child, event, layout, cursor, renderer, clipboard, shell, viewport,
            );
        }
        let Event::Mouse(event) = event else {
            return;
        };
        let state = tree.state.downcast_mut::<State>();
        // Only what can be seen can be taken.
        let at = cursor
            .position_over(layout.bounds())
            .filter(|at| viewport.contains(*at) && !shell.is_event_captured());
        match (event, at) {
            (mouse::Event::ButtonPressed(mouse::Button::Left), Some(at)) => {
                let click = Click::new(at, mouse::Button::Left, state.last);
                let is_double = click.kind() == click::Kind::Double;
                state.last = Some(click);
                state.pressed = Some(at);
                let grip = if is_double { Grip::Double } else { Grip::Press };
                shell.publish((self.on_grip)(grip));
                shell.capture_event();
            }
            (mouse::Event::ButtonPressed(mouse::Button::Right), Some(_)) => {
                shell.publish((self.on_grip)(Grip::Menu));
                shell.capture_event();
            }
            (mouse::Event::CursorMoved { .. }, _) => {
                let moved = state.pressed.zip(cursor.position());
                let far = moved.is_some_and(|(from, to)| from.distance(to) > SLACK);
                if far && !state.taken {
                    state.taken = true;
                    shell.publish((self.on_grip)(Grip::Take));
                }
            }
            (mouse::Event::ButtonReleased(mouse::Button::Left), _) => {
                state.pressed = None;
                if std::mem::take(&mut state.taken) {
                    shell.publish((self.on_grip)(Grip::LetGo));
                }
            }
            _ => {}
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
        if tree.state.downcast_ref::<State>().taken {
            return mouse::Interaction::Grabbing;
        }
        let inner = tree.children.first().map(|child| {
            self.inner()
                .mouse_interaction(child, layout, cursor, viewport, renderer)
        });
        match inner.unwrap_or_default() {
            mouse::Interaction::None if cursor.is_over(layout.bounds()) => {
                mouse::Interaction::Pointer
            }
            inner => inner,
        }
    }
}

impl<'a, Message: 'a> From<Grab<'a, Message>> for Element<'a, Message> {
    fn from(grab: Grab<'a, Message>) -> Self {
        Element::new(grab)
    }
}

/// See [`landing`].
pub struct Landing<'a, Message> {
    content: Element<'a, Message>,
    on_land: Option<Message>,
}

/// `content`; what is let go on it sends `on_land`, while that is `Some`. It is marked as long as the pointer is
/// over it then.
pub fn landing<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    on_land: Option<Message>,
) -> Landing<'a, Message> {
    Landing {
        content: content.into(),
        on_land,
    }
}

#[derive(Default)]
struct Over(bool);

holds!(Landing);

impl<Message: Clone> Widget<Message, Theme, Renderer> for Landing<'_, Message> {
    pass_on!(children diff size size_hint layout mouse_interaction operate overlay);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Over>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Over::default())
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
        if let Some(child) = tree.children.first_mut() {
            self.content.as_widget_mut().update(
                child, event, layout, cursor, renderer, clipboard, shell, viewport,
            );
        }
        let over = self.on_land.is_some() && cursor.is_over(layout.bounds());
        if let (Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)), Some(message)) =
            (event, self.on_land.clone().filter(|_| over))
        {
            shell.publish(message);
        }
        let state = tree.state.downcast_mut::<Over>();
        if std::mem::replace(&mut state.0, over) != over {
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
        if tree.state.downcast_ref::<Over>().0 {
            let tokens = Tokens::of(theme);
            renderer.fill_quad(
                renderer::Quad {
                    bounds: layout.bounds().shrink(2.0),
                    border: Border {
                        color: tokens.accent,
                        width: 2.0,
                        radius: scale::RADIUS_ROW.into(),
                    },
                    ..renderer::Quad::default()
                },
                Background::Color(Color::TRANSPARENT),
            );
        }
        if let Some(child) = tree.children.first() {
            self.inner()
                .draw(child, renderer, theme, style, layout, cursor, viewport);
        }
    }
}

impl<'a, Message: Clone + 'a> From<Landing<'a, Message>> for Element<'a, Message> {
    fn from(landing: Landing<'a, Message>) -> Self {
        Element::new(landing)
    }
}
