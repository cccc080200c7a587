//! The window: the only place that knows iced.

pub mod choose;
pub mod clipboard;
pub mod keys;
pub mod known;
pub mod link;
pub mod notify;
pub mod render_choice;
pub mod run;
pub mod say;
pub mod screen;
pub mod system_look;
pub mod theme;
pub mod tray;
pub mod widget;

pub use render_choice::{Graphics, mark_of_first_run, wait_for_parent};
pub use run::{Start, run};

use iced::{Renderer, Theme};

/// A piece of a view.
pub type Element<'a, Message> = iced::Element<'a, Message, Theme, Renderer>;
