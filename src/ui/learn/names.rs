//! Sentences of the Learn mode, made from scenes and the table of words: labels of pills and names for assistive
//! technology. What a scene does not hold (because a question hides it) cannot get in here.

use crate::app::words::{self, Word};
use crate::base::{Lang, Side, Span};
use crate::trace::{MessageKind, TcpEventKind};
use crate::view::ladder::{FrameLabel, HeadLabel, Label, MessageLabel, RowState};
use crate::view::moments::Phase;
use crate::wire::frame::Opcode;

/// `client to server`.
pub(super) const fn way(side: Side, lang: Lang) -> &'static str {
    match side {
        Side::Client => words::get(Word::ClientToServer, lang),
        Side::Server => words::get(Word::ServerToClient, lang),
    }
}

/// The title of a phase.
pub(super) fn phase(phase: Phase, lang: Lang) -> String {
    let word = match phase {
        Phase::TcpConnect => Word::TcpConnect,
        Phase::Opening => Word::OpeningHandshake,
        Phase::Data => Word::DataTransfer,
        Phase::Closing => Word::ClosingHandshake,
        Phase::TcpClose => Word::TcpClose,
    };
    let name = words::get(word, lang);
    phase.number().map_or_else(|| name.to_owned(), |number| format!("{number} · {name}"))
}

/// The name of a TCP event as it stands on an arrow.
pub(super) const fn tcp(kind: TcpEventKind, lang: Lang) -> &'static str {
    match kind {
        TcpEventKind::Syn => "SYN",
        TcpEventKind::SynAck => "SYN, ACK",
        TcpEventKind::Ack => "ACK",
        TcpEventKind::Fin => "FIN, ACK",
        TcpEventKind::Rst => "RST",
        TcpEventKind::Retransmission => words::get(Word::Retransmission, lang),
        TcpEventKind::Duplicate => words::get(Word::DuplicatePacket, lang),
        TcpEventKind::KeepAlive => words::get(Word::KeepAlive, lang),
        TcpEventKind::ZeroWindow => words::get(Word::ZeroWindow, lang),
    }
}

/// What a pill says: the tag, the text, and the size at its end.
pub(super) struct Pill {
    /// The tag.
    pub(super) tag: String,
    /// The text.
    pub(super) text: String,
    /// The size.
    pub(super) size: String,
}

/// What the pill of a row says.
pub(super) fn pill(label: &Label, state: RowState, lang: Lang) -> Pill {
    match label {
        Label::Tcp(kind) => {
            Pill { tag: String::new(), text: tcp(*kind, lang).to_owned(), size: String::new() }
        }
        Label::Head(head) => head_pill(head, state),
        Label::Frame(frame) => frame_pill(frame, state, lang),
        Label::Message(message) => message_pill(message, state, lang),
        Label::Other { bytes, is_http } => Pill {
            tag: String::new(),
            text: words::get(if *is_http { Word::OtherHttp } else { Word::OtherBytes }, lang).to_owned(),
            size: size(*bytes),
        },
        Label::Gap { bytes } => Pill {
            tag: String::new(),
            text: words::fill(Word::NeverCaptured, lang, &[("bytes", &words::bytes(*bytes, lang))]),
            size: String::new(),
        },
        Label::Secret => Pill { tag: String::new(), text: "?".to_owned(), size: String::new() },
    }
}

fn head_pill(head: &HeadLabel, state: RowState) -> Pill {
    let tag = head.tag.clone().unwrap_or_else(|| "?".to_owned());
    let text = match (state, head.side, &head.upgrade) {
        (RowState::Happened, Side::Client, Some(upgrade)) => {
            // RFC 8441 §4: over HTTP/2 it stands in :protocol.
            let field = if head.tag.as_deref() == Some("CONNECT") { ":protocol" } else { "Upgrade" };
            format!("{} · {field}: {upgrade}", head.text)
        }
        (RowState::Happened, ..) => head.text.clone(),
        _ => String::new(),
    };
    Pill { tag, text, size: arrived(state, Some(head.bytes)) }
}

fn frame_pill(frame: &FrameLabel, state: RowState, lang: Lang) -> Pill {
    let mark = if frame.guess { "?" } else { "" };
    let tag = frame.opcode.map_or_else(|| "?".to_owned(), |opcode| format!("{}{mark}", opcode.tag()));
    let is_fragment = frame.fin == Some(false) || frame.opcode.is_some_and(|opcode| opcode.0 == 0);
    let fin = frame.fin.filter(|_| is_fragment).map(|fin| format!("FIN={}", u8::from(fin)));
    if state != RowState::Happened {
        let size = arrived(state, frame.wire_bytes);
        return Pill { tag, text: fin.map_or_else(String::new, |fin| format!("{fin} ·")), size };
    }
    let payload = match (&frame.preview, frame.close_code, frame.payload_bytes) {
        (Some(preview), ..) => format!("“{preview}”"),
        (None, Some(code), _) => code.to_string(),
        (None, None, Some(bytes)) => words::bytes(bytes, lang),
        (None, None, None) => "?".to_owned(),
    };
    let mut text = payload;
    if frame.preview.is_none() && frame.masked == Some(true) {
        text = words::fill(Word::MaskedBytes, lang, &[("bytes", &text)]);
    }
    if frame.compressed {
        text = format!("{text} · {}", words::get(Word::Compressed, lang));
    }
    if let Some(fin) = fin {
        text = format!("{fin} · {text}");
    }
    if !frame.complete {
        text = format!("{text} · {}", words::get(Word::CutShort, lang));
    }
    Pill { tag, text, size: frame.wire_bytes.map_or_else(String::new, size) }
}

/// A message without frames: what it says, and that frames are not known.
fn message_pill(message: &MessageLabel, state: RowState, lang: Lang) -> Pill {
    let opcode = if message.kind == MessageKind::Text { Opcode::TEXT } else { Opcode::BINARY };
    let tag = opcode.tag().to_owned();
    if state != RowState::Happened {
        return Pill { tag, text: String::new(), size: arrived(state, Some(message.bytes)) };
    }
    let says = match &message.preview {
        Some(preview) => format!("“{preview}”"),
        None => words::bytes(message.bytes, lang),
    };
    let text = words::fill(Word::MessageTold, lang, &[("kind", &says)]);
    Pill { tag, text, size: size(message.bytes) }
}

/// `11 B`, or how much of it has come.
fn arrived(state: RowState, all: Option<u64>) -> String {
    match (state, all) {
        (RowState::Partly { bytes }, Some(all)) => format!("{} / {}", words::decimal(bytes), size(all)),
        (RowState::Partly { bytes }, None) => size(bytes),
        (_, Some(all)) => size(all),
        (_, None) => String::new(),
    }
}

/// A size as it stands in boxes: exact up to four digits.
pub(super) fn size(bytes: u64) -> String {
    if bytes < 10_000 { format!("{} B", words::decimal(bytes)) } else { words::size(bytes) }
}

/// The accessible name of a row.
pub(super) fn row(label: &Label, side: Side, state: RowState, lang: Lang) -> String {
    let pill = pill(label, state, lang);
    let mut parts: Vec<String> = Vec::new();
    match label {
        Label::Frame(frame) => {
            parts.push(words::fill(Word::FrameNamed, lang, &[("tag", &pill.tag)]));
            parts.push(way(side, lang).to_owned());
            if let Some(bytes) = frame.wire_bytes {
                parts.push(words::bytes(bytes, lang));
            }
            if frame.fin == Some(true) {
                parts.push("FIN".to_owned());
            }
            if frame.masked == Some(true) {
                parts.push(words::get(Word::Masked, lang).to_owned());
            }
            parts.extend(frame.preview.as_ref().map(|preview| format!("“{preview}”")));
            parts
                .extend(frame.close_code.map(|code| format!("{} {code}", words::get(Word::CloseCode, lang))));
            if frame.guess {
                parts.push(words::get(Word::Guess, lang).to_owned());
            }
        }
        _ => {
            parts.push(format!("{} {}", pill.tag, pill.text).trim().to_owned());
            parts.push(way(side, lang).to_owned());
            parts.extend(Some(pill.size).filter(|size| !size.is_empty()));
        }
    }
    if state == RowState::Future {
        parts.push(words::get(Word::NotYet, lang).to_owned());
    }
    parts.join(", ")
}

/// `bytes 2 to 5`, `byte 6`.
pub(super) fn bytes_at(span: Span, lang: Lang) -> String {
    let from = words::decimal(span.start);
    if span.len() <= 1 {
        return words::fill(Word::ByteNumber, lang, &[("n", &from)]);
    }
    let to = words::decimal(span.end - 1);
    words::fill(Word::BytesFromTo, lang, &[("from", &from), ("to", &to)])
}
