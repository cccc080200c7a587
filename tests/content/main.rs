//! What strangers send, through all that reads it: messages that are broken in every way, messages that are built to
//! cost much, and names, senders and links that are built to deceive.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod bombs;
mod breaking;
mod forms;
mod harmless;
mod headers;
mod links;
mod mutated;
mod names;
mod pretenders;
mod quoted;
mod reader;
mod senders;
