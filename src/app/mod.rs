//! The window: the only place that knows iced.
#![allow(
    clippy::large_enum_variant,
    reason = "a message is made by a click and lives for one turn; boxes would only clutter it"
)]

pub mod keys;
pub mod known;
pub mod link;
pub mod render_choice;
pub mod run;
pub mod say;
pub mod screen;
pub mod theme;
pub mod widget;

pub use render_choice::Graphics;
pub use run::{Start, run};

use iced::{Renderer, Theme};

/// A piece of a view.
pub type Element<'a, Message> = iced::Element<'a, Message, Theme, Renderer>;
