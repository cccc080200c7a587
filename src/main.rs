//! The program: calls the library with its arguments.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(postroom::program::start(std::env::args_os()).code())
}
