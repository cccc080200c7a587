//! Mails drawn by the process that draws them, which is the program itself: what is seen, what is asked for, and what
//! becomes of a process that fails, hangs or eats memory.
//!
//! With `POSTROOM_PICTURES` set to a folder, what is drawn is put there to be looked at.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod broken;
mod dark;
mod decoded;
mod direction;
mod easel;
#[path = "../content/forms.rs"]
mod forms;
mod harm;
#[path = "../content/harmless.rs"]
mod harmless;
#[path = "../content/headers.rs"]
mod headers;
mod looks;
mod mended;
#[path = "../content/pages.rs"]
mod pages;
mod reach;
