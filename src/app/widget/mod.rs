//! The controls of the window: the few that iced 0.14 lacks, and ready-made ones on top of them.
//!
//! Every screen uses only these, so that focus, selection, undo, colours and ellipsis are solved once.
//! None of them holds a text of its own.

pub mod afresh;
pub mod button;
pub mod dialog;
pub mod drop;
pub mod edging;
pub mod editor;
pub mod field;
pub mod fit;
pub mod fitting;
pub mod flow;
pub mod focus;
pub mod footed;
pub mod formatting;
pub mod grab;
pub mod ground;
pub mod hint;
pub mod icon;
pub mod line;
pub mod list;
pub mod look;
pub mod mark;
pub mod menu;
pub mod page;
pub mod paged;
pub mod pane;
mod pass_on;
pub mod passage;
pub mod pictured;
pub mod popover;
pub mod press;
pub mod raised;
mod recorder;
pub mod revealing;
pub mod ring;
pub mod roomy;
pub mod sheet;
mod sideways;
mod spelt;
pub mod split;
pub mod steady;
pub mod text;
pub mod tree;
pub mod undo;
pub mod zooming;
