//! The program: reads its arguments and calls the library.

use std::process::ExitCode;

use clap::Parser as _;
use postroom::cli::Cli;

fn main() -> ExitCode {
    ExitCode::from(postroom::program::run(Cli::parse()).code())
}
