//! The demo server over raw TCP, as any client meets it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod anna;
mod client;
mod engine;
mod faults;
mod lasting;
mod mail;
mod rights;
mod submission;
mod team;
