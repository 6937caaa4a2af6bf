//! The program.

use std::process::ExitCode;

use ws101::cli::{self, Asked};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Asked::Done(status) => status,
        Asked::Window(_) => ExitCode::SUCCESS,
    }
}
