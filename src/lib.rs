//! Postroom: the desktop mail client for shared mailboxes.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]

#[cfg(feature = "gui")]
pub mod app;
pub mod cli;
pub mod config;
pub mod demo;
pub mod domain;
pub mod engine;
pub mod i18n;
pub mod instance;
pub mod log;
pub mod paths;
pub mod permission;
pub mod render;
pub mod rfc822;
pub mod secret;
pub mod store;
pub mod wire;
