//! The command line other than the window: subcommands that read a capture or pasted bytes and write lines.
//!
//! The only floor that writes to standard output and standard error. It decides nothing about traffic.

mod accept;
mod args;
mod bytes;
mod decode;
mod handshake;
mod hex;
pub mod lesson;
mod limits;
mod output;
mod rules;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;

use output::Failure;

/// What the command line asks for.
#[derive(Debug)]
pub enum Asked {
    /// The window.
    Window {
        /// With this capture open.
        file: Option<PathBuf>,
        /// With the lessons of this folder.
        lessons: Option<PathBuf>,
        /// With these TLS key logs.
        key_logs: Vec<PathBuf>,
    },
    /// Nothing more: it has been done.
    Done(ExitCode),
}

/// Reads the arguments (the program's name first) and does what they say, unless that is to open the window.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Asked {
    let args = match args::Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // A closed terminal is no reason to complain.
            let _ = error.print();
            return Asked::Done(ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)));
        }
    };
    let Some(command) = args.command else {
        if let Some(folder) = &args.lessons
            && let Err(failure) = lesson::look(folder)
        {
            return Asked::Done(report(&failure));
        }
        for path in &args.keylog {
            if let Err(error) = crate::io::read_key_log(path) {
                return Asked::Done(report(&Failure::Input(error.text(crate::base::Lang::En))));
            }
        }
        return Asked::Window { file: args.file, lessons: args.lessons, key_logs: args.keylog };
    };
    Asked::Done(match command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => report(&failure),
    })
}

/// Says that the window cannot be opened, why, and what works without one.
pub fn no_window(why: &str) -> ExitCode {
    say(&format!("no window can be opened ({why}): `ws101 decode FILE` works without one"));
    ExitCode::FAILURE
}

/// The exit status that belongs to a failure, with one line on standard error.
fn report(failure: &Failure) -> ExitCode {
    match failure {
        // Whoever read the output has gone: `head` does that.
        Failure::Closed => ExitCode::SUCCESS,
        Failure::Reported => ExitCode::from(1),
        Failure::Input(text) => {
            say(text);
            ExitCode::from(1)
        }
        Failure::Usage(text) => {
            say(text);
            ExitCode::from(2)
        }
    }
}

/// One line on standard error, which may be closed.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "ws101: {text}");
}
