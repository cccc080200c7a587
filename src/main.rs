//! The program: reads its arguments and calls the library.

use std::process::ExitCode;

use clap::Parser as _;
use postroom::cli::{Cli, program};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let exit = match cli.opens_window() {
        #[cfg(feature = "gui")]
        true => postroom::app::run(cli),
        _ => program::run(cli),
    };
    ExitCode::from(exit.code())
}
