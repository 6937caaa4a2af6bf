//! The arguments, as clap reads them.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use super::output::Failure;
use crate::base::{Lang, Side};
use crate::export;
use crate::inspect::Carries;

/// See every byte of a WebSocket.
#[derive(Debug, Parser)]
#[command(name = "ws101", version, max_term_width = 100, args_conflicts_with_subcommands = true)]
#[command(about = "See every byte of a WebSocket: open a capture in the window, or decode it here.")]
pub(super) struct Args {
    /// A capture to open in the window: pcap, pcapng or HAR, also gzip-, zstd- or lz4-compressed.
    pub(super) file: Option<PathBuf>,
    /// A TLS key log (SSLKEYLOGFILE) for the captures that are opened; may be given more than once.
    #[arg(long, value_name = "FILE")]
    pub(super) keylog: Vec<PathBuf>,
    /// Also offer the lessons of this folder in the window, and show them anew whenever their files change.
    #[arg(long, value_name = "DIR")]
    pub(super) lessons: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What is done without a window.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Decode the WebSocket connections of captures.
    ///
    /// Findings in the traffic are data, not failures: the exit status is 0 when each capture was read to its end (or as
    /// far as it is whole), 1 when one could not be opened or is no capture, 2 for wrong usage.
    #[command(after_long_help = super::limits::help())]
    Decode(Decode),
    /// List every rule that the inspector knows.
    Rules(Shown),
    /// List the limits that the inspector keeps, whatever the input holds.
    Limits(Limits),
    /// Decode pasted bytes of one direction after the handshake.
    Bytes(Bytes),
    /// Check an opening handshake, given as raw HTTP bytes.
    Handshake(Handshake),
    /// Compute the Sec-WebSocket-Accept that a key calls for, step by step.
    Accept(Accept),
    /// Check lessons, or begin a new one.
    Lesson(Lesson),
}

impl Command {
    /// Does it.
    pub(super) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Decode(decode) => super::decode::run(&decode),
            Self::Rules(shown) => super::rules::run(&shown),
            Self::Limits(limits) => super::limits::run(&limits),
            Self::Bytes(bytes) => super::bytes::run(&bytes),
            Self::Handshake(handshake) => super::handshake::run(&handshake),
            Self::Accept(accept) => super::accept::run(&accept),
            Self::Lesson(lesson) => super::lesson::run(&lesson),
        }
    }
}

/// How the output looks.
#[derive(Debug, Clone, ClapArgs)]
pub(super) struct Shown {
    /// For people or for programs [default: text on a terminal, else ndjson].
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// Language of titles and findings [default: the system's for text, en for ndjson].
    #[arg(long, value_name = "LANG")]
    pub(super) lang: Option<Language>,
}

/// Which content is shown.
#[derive(Debug, Clone, Copy, ClapArgs)]
pub(super) struct Content {
    /// What of a payload's content is written [default: sha1; in text, the first characters].
    ///
    /// Message lines also say what is inside (JSON, MQTT, STOMP, GraphQL, SignalR, WAMP, SockJS, images …) by protocol,
    /// kind and summary, from the first 16 KiB of each message. What only the content suggests is marked as a guess. With
    /// "none" nothing of it is read.
    #[arg(long, value_name = "WHAT")]
    payload: Option<Payload>,
}

impl Content {
    /// What is written in this format.
    pub(super) fn payload(self, format: Format) -> export::Payload {
        match (self.payload, format) {
            (Some(Payload::None), _) => export::Payload::None,
            (Some(Payload::Sha1), _) | (None, Format::Ndjson) => export::Payload::Sha1,
            (Some(Payload::Full), _) => export::Payload::Full,
            (None, Format::Text) => export::Payload::Preview,
        }
    }
}

/// `ws101 decode`.
#[derive(Debug, ClapArgs)]
pub(super) struct Decode {
    #[command(flatten)]
    pub(super) shown: Shown,
    #[command(flatten)]
    pub(super) content: Content,
    /// A TLS key log (SSLKEYLOGFILE); may be given more than once. NAME.keylog and NAME.keys beside a capture are found,
    /// and so are the secrets that a pcapng file carries.
    #[arg(long, value_name = "FILE")]
    pub(super) keylog: Vec<PathBuf>,
    /// What the TCP connections to a port carry, whatever their first bytes look like; may be given more than once.
    #[arg(long, value_name = "N=ws|http|tls")]
    pub(super) port: Vec<Port>,
    /// Write only these types of lines.
    #[arg(long, value_name = "TYPE,...", value_delimiter = ',')]
    pub(super) only: Vec<LineType>,
    /// Captures, each written as a run of its own; - reads one from standard input as it arrives.
    #[arg(required = true, value_name = "CAPTURE")]
    pub(super) captures: Vec<PathBuf>,
}

/// `ws101 limits`.
#[derive(Debug, ClapArgs)]
pub(super) struct Limits {
    /// Language [default: the system's].
    #[arg(long, value_name = "LANG")]
    pub(super) lang: Option<Language>,
}

/// `ws101 bytes`.
#[derive(Debug, ClapArgs)]
pub(super) struct Bytes {
    #[command(flatten)]
    pub(super) shown: Shown,
    #[command(flatten)]
    pub(super) content: Content,
    /// Who sent the bytes.
    #[arg(long, value_name = "SIDE")]
    pub(super) from: From,
    /// The Sec-WebSocket-Extensions value that the server accepted, such as "permessage-deflate".
    #[arg(long, value_name = "VALUE", default_value = "")]
    pub(super) ext: String,
    /// Whether more bytes may follow, or the stream ends here.
    #[arg(long, value_name = "END", default_value = "open")]
    pub(super) end: End,
    /// @FILE and - hold the bytes as they are, not hex.
    #[arg(long)]
    pub(super) raw: bool,
    /// Hex digits, with blanks, commas, 0x or \x as you like; @FILE or - reads them.
    #[arg(required = true, value_name = "HEX|@FILE|-", allow_hyphen_values = true)]
    pub(super) input: Vec<String>,
}

/// `ws101 handshake`.
#[derive(Debug, ClapArgs)]
pub(super) struct Handshake {
    #[command(flatten)]
    pub(super) shown: Shown,
    /// The request as it stands on the wire; line ends are not changed. - is standard input.
    #[arg(long, value_name = "FILE")]
    pub(super) request: PathBuf,
    /// The response to it.
    #[arg(long, value_name = "FILE")]
    pub(super) response: Option<PathBuf>,
}

/// `ws101 accept`.
#[derive(Debug, ClapArgs)]
pub(super) struct Accept {
    #[command(flatten)]
    pub(super) shown: Shown,
    /// The value of Sec-WebSocket-Key.
    #[arg(value_name = "KEY", allow_hyphen_values = true)]
    pub(super) key: String,
}

/// `ws101 lesson`.
#[derive(Debug, ClapArgs)]
pub(super) struct Lesson {
    #[command(subcommand)]
    pub(super) command: LessonCommand,
}

/// What to do with lessons.
#[derive(Debug, Subcommand)]
pub(super) enum LessonCommand {
    /// Say what is the matter with lessons: one line each; the exit status is 1 if anything is an error.
    Check {
        /// Folders of lessons [default: the lessons that ship].
        folders: Vec<PathBuf>,
    },
    /// Begin a lesson: a folder with one question, ready to be changed.
    New {
        /// The folder; its name becomes the lesson's id.
        folder: PathBuf,
        /// The capture it is about: the id of one that ships, or a capture file.
        #[arg(long, value_name = "ID")]
        capture: String,
    },
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Aligned lines for people.
    Text,
    /// One JSON object a line.
    Ndjson,
}

/// What of a payload is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Payload {
    /// Nothing.
    None,
    /// Its SHA-1.
    Sha1,
    /// All of it.
    Full,
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// English.
    En,
    /// 한국어 (Korean).
    Ko,
}

impl Language {
    /// The language it names.
    pub(super) const fn lang(self) -> Lang {
        match self {
            Self::En => Lang::En,
            Self::Ko => Lang::Ko,
        }
    }
}

/// A side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum From {
    /// The client.
    Client,
    /// The server.
    Server,
}

impl From {
    /// The side it names.
    pub(super) const fn side(self) -> Side {
        match self {
            Self::Client => Side::Client,
            Self::Server => Side::Server,
        }
    }
}

/// How pasted bytes end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum End {
    /// More may follow.
    Open,
    /// TCP ends here.
    Fin,
}

/// A port and what it carries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Port(pub(super) u16, pub(super) Carries);

impl std::str::FromStr for Port {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not N=ws, N=http or N=tls");
        let (number, what) = text.split_once('=').ok_or_else(wrong)?;
        let what = match what {
            "ws" => Carries::WebSocket,
            "http" => Carries::Http,
            "tls" => Carries::Tls,
            _ => return Err(wrong()),
        };
        Ok(Self(number.parse().map_err(|_| wrong())?, what))
    }
}

/// A type of lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineType(pub(super) export::LineType);

impl ValueEnum for LineType {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [LineType; export::LineType::ALL.len()] = {
            let mut all = [LineType(export::LineType::Capture); export::LineType::ALL.len()];
            let mut at = 0;
            while at < all.len() {
                all[at] = LineType(export::LineType::ALL[at]);
                at += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.name()))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_file_opens_the_window_and_a_word_runs_a_command() {
        for (line, file) in [
            ("ws101", None),
            ("ws101 a.pcapng", Some("a.pcapng")),
            ("ws101 decode.pcap", Some("decode.pcap")),
        ] {
            let args = Args::try_parse_from(line.split(' ')).expect("arguments");
            assert_eq!(args.file, file.map(PathBuf::from), "{line}");
            assert!(args.command.is_none(), "{line}");
        }
        let args = Args::try_parse_from("ws101 --lessons drafts a.pcap".split(' ')).expect("arguments");
        assert_eq!(args.lessons, Some(PathBuf::from("drafts")));
        assert_eq!(args.file, Some(PathBuf::from("a.pcap")));
        for line in [
            "ws101 decode -",
            "ws101 decode --format ndjson --payload full --only frame,message a b",
            "ws101 decode --keylog a.keys --keylog b.keys --port 8443=tls --port 9000=ws a",
            "ws101 rules --lang ko",
            "ws101 bytes --from client 81 05 0x48,65",
            "ws101 bytes --from server --ext permessage-deflate --end fin --raw -",
            "ws101 handshake --request r.txt",
            "ws101 accept dGhlIHNhbXBsZSBub25jZQ==",
        ] {
            let args = Args::try_parse_from(line.split(' '));
            assert!(args.is_ok_and(|args| args.command.is_some()), "{line}");
        }
        for line in [
            "ws101 decode",
            "ws101 decode --only frames a",
            "ws101 decode --port 443=https a",
            "ws101 decode --port 65536=ws a",
            "ws101 bytes 81",
            "ws101 --nonsense",
            "ws101 accept",
        ] {
            let error = Args::try_parse_from(line.split(' ')).expect_err(line);
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }
}
