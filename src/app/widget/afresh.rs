//! Something that begins anew, with nothing of what it remembered, whenever it is of something else.

use iced::advanced::widget::{Tree, Widget, tree};
use iced::{Renderer, Theme};

use super::pass_on::{holds, pass_on};
use crate::app::Element;

/// See [`afresh`].
pub struct Afresh<'a, Message> {
    content: Element<'a, Message>,
    of: u64,
}

/// `content`, which forgets how far it was scrolled, and all else, when `of` is another one.
///
/// iced's `keyed_column` looks at its keys only where their number changes (0.14): with one child it keeps its state.
pub fn afresh<'a, Message: 'a>(
    of: u64,
    content: impl Into<Element<'a, Message>>,
) -> Afresh<'a, Message> {
    Afresh {
        content: content.into(),
        of,
    }
}

holds!(Afresh);

/// Of what it was last.
struct Of(u64);

impl<Message> Widget<Message, Theme, Renderer> for Afresh<'_, Message> {
    pass_on!(children size size_hint layout update draw mouse_interaction operate overlay);

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Of>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Of(self.of))
    }

    fn diff(&self, tree: &mut Tree) {
        let of = tree.state.downcast_mut::<Of>();
        if std::mem::replace(&mut of.0, self.of) == self.of {
            tree.diff_children(&[&self.content]);
        } else {
            tree.children = vec![Tree::new(&self.content)];
        }
    }
}

impl<'a, Message: 'a> From<Afresh<'a, Message>> for Element<'a, Message> {
    fn from(afresh: Afresh<'a, Message>) -> Self {
        Element::new(afresh)
    }
}
