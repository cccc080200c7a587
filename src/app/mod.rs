//! The window: the only place that knows iced.

pub mod keys;
pub mod render_choice;
pub mod theme;
pub mod widget;

use iced::{Renderer, Theme};

/// A piece of a view.
pub type Element<'a, Message> = iced::Element<'a, Message, Theme, Renderer>;
