//! The program for shortcuts, autostart and links on Windows: the same as `postroom`, without a console.
//!
//! Windows opens a console for every program that may write to one, unless it is started from one. What this one
//! prints is read by nobody; in a terminal it is `postroom` that answers.
#![cfg_attr(windows, windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(postroom::program::start(std::env::args_os()).code())
}
