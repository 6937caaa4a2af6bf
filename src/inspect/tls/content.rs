//! What records hold: handshake messages and alerts, which steer the session, and application data, which goes to the
//! inner channel.

use std::sync::Arc;

use super::epoch::{Agreed, Opened};
use super::half::Raw;
use super::{Session, Stage, Verdict};
use crate::base::{Side, Span};
use crate::inspect::exchange::Totals;
use crate::inspect::frames::Arrival;
use crate::rules::RuleId;
use crate::trace::{Sealed, Segment, Sink, Target, Unseal};
use crate::wire::tls::{
    ClientHello, ContentType, EncryptedExtensions, HandshakeType, ServerHello, Suite, Version, alert_name,
};

/// `close_notify` (RFC 8446 §6.1).
const CLOSE_NOTIFY: u8 = 0;
/// `user_canceled`: a close_notify follows.
const USER_CANCELED: u8 = 90;
/// The level of an alert that ends the connection, up to TLS 1.2.
const FATAL: u8 = 2;

impl Session {
    /// Takes what a record holds; `opened` says how it was opened, if it was protected.
    #[expect(clippy::too_many_arguments, reason = "two call sites; all of it is one record")]
    pub(super) fn content(
        &mut self,
        side: Side,
        kind: ContentType,
        content: &[u8],
        raw: &Raw,
        opened: Option<&Opened>,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        match kind {
            ContentType::CHANGE_CIPHER_SPEC => self.change_cipher_spec(side),
            ContentType::ALERT => self.alert(side, content, raw, totals, sink),
            ContentType::HANDSHAKE => {
                let mut messages = std::mem::take(&mut self.halves[side].messages);
                messages.push(content);
                while let Some(message) = messages.next_message() {
                    self.message(side, message.kind, message.body, raw, opened.is_some(), totals, sink);
                }
                self.halves[side].messages = messages;
            }
            ContentType::APPLICATION_DATA => {
                if let Some(opened) = opened {
                    self.application_data(side, raw, opened, totals, sink);
                }
            }
            _ => {}
        }
    }

    /// RFC 5246 §7.1: what this side sends from now on is under the keys just agreed. TLS 1.3 sends it for show.
    fn change_cipher_spec(&mut self, side: Side) {
        let Some(agreed) = &self.agreed else { return };
        if agreed.version != Version::TLS_1_3 {
            let half = &mut self.halves[side];
            half.is_sealed = true;
            half.agreed = Some(Arc::clone(agreed));
            half.epoch = None;
        }
    }

    fn alert(&mut self, side: Side, content: &[u8], raw: &Raw, totals: &mut Totals, sink: &mut impl Sink) {
        let [level, description] = *content else { return };
        if description == CLOSE_NOTIFY {
            if let Some(connection) = self.inner.id() {
                sink.close_notify(connection, side);
            }
            return;
        }
        // RFC 8446 §6: in TLS 1.3 the level says nothing; all but two alerts are fatal.
        let is_tls13 = self.agreed.as_ref().is_some_and(|agreed| agreed.version == Version::TLS_1_3);
        if level == FATAL || is_tls13 && description != USER_CANCELED {
            let name = alert_name(description).map_or_else(|| description.to_string(), str::to_owned);
            let at = Target::Packet(raw.arrival.packet);
            self.find(RuleId::TlsAlert, at, Some(side), name, totals, sink);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one call site; all of it is one message")]
    fn message(
        &mut self,
        side: Side,
        kind: HandshakeType,
        body: &[u8],
        raw: &Raw,
        is_sealed: bool,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let stage = self.halves[side].epoch.as_ref().map(|epoch| epoch.stage);
        match (kind, side) {
            (HandshakeType::CLIENT_HELLO, Side::Client) => {
                let Some(hello) = ClientHello::read(body) else { return };
                if is_sealed {
                    self.renegotiated(raw, totals, sink);
                }
                self.client_hello(hello, is_sealed);
            }
            (HandshakeType::SERVER_HELLO, Side::Server) => {
                if let Some(hello) = ServerHello::read(body) {
                    self.server_hello(&hello, is_sealed);
                }
            }
            (HandshakeType::ENCRYPTED_EXTENSIONS, Side::Server) => {
                if let Some(extensions) = EncryptedExtensions::read(body) {
                    self.encrypted_extensions(extensions);
                }
            }
            (HandshakeType::END_OF_EARLY_DATA, Side::Client) if stage == Some(Stage::Early) => {
                self.halves[side].advance(&totals.keys);
            }
            // A Finished after the handshake belongs to an authentication (RFC 8446 §4.6.2) and changes no keys.
            (HandshakeType::FINISHED, _) if stage == Some(Stage::Handshake) => {
                self.halves[side].advance(&totals.keys);
            }
            (HandshakeType::KEY_UPDATE, _) if matches!(stage, Some(Stage::Application(_))) => {
                self.halves[side].advance(&totals.keys);
            }
            _ => {}
        }
    }

    fn client_hello(&mut self, hello: ClientHello, is_sealed: bool) {
        if !is_sealed {
            let tls = &mut self.tls;
            tls.hello_seen = true;
            tls.server_name = hello.server_name.as_deref().map(Box::from);
            tls.alpn_offered = hello.alpn.iter().map(|name| name.as_str().into()).collect();
            tls.client_random = Some(hello.random);
            self.early = if hello.early_data { Verdict::Open } else { Verdict::No };
        }
        self.hello = Some(hello);
    }

    fn server_hello(&mut self, hello: &ServerHello, is_sealed: bool) {
        if hello.is_retry_request() {
            // RFC 8446 §4.2.10: a server that asks again has not taken early data.
            self.tls.retried = true;
            self.early = Verdict::No;
            self.is_stirred = true;
            return;
        }
        let version = hello.version();
        let is_tls13 = version == Version::TLS_1_3;
        if !is_sealed {
            let session_id = self.hello.as_ref().map_or(&[][..], |hello| &hello.session_id);
            self.tls.version = Some(version);
            self.tls.suite = Some(hello.suite);
            // RFC 5246 §7.4.1.3, RFC 5077 §3.4: the server gives the client's session id back. TLS 1.3 always does.
            self.tls.resumed = if is_tls13 {
                hello.pre_shared_key
            } else {
                !hello.session_id.is_empty() && hello.session_id == session_id
            };
            self.tls.alpn = hello.alpn.as_deref().map(Box::from);
        }
        if !hello.pre_shared_key {
            self.early = Verdict::No;
        }
        self.is_stirred = true;
        let Some(client) = &self.hello else { return };
        let agreed = Arc::new(Agreed {
            version,
            suite: Suite::find(hello.suite).filter(|suite| suite.is_tls13 == is_tls13),
            client_random: client.random,
            server_random: hello.random,
            encrypt_then_mac: hello.encrypt_then_mac,
            early_data: client.early_data,
        });
        if is_tls13 {
            for side in Side::BOTH {
                self.halves[side].agreed = Some(Arc::clone(&agreed));
            }
        }
        self.agreed = Some(agreed);
    }

    fn encrypted_extensions(&mut self, extensions: EncryptedExtensions) {
        self.tls.alpn = extensions.alpn.map(String::into_boxed_str);
        self.tls.early_data = extensions.early_data;
        if self.early == Verdict::Open {
            self.early = if extensions.early_data { Verdict::Yes } else { Verdict::No };
        }
        self.is_stirred = true;
    }

    /// RFC 5746: a handshake inside the tunnel changes the keys.
    fn renegotiated(&mut self, raw: &Raw, totals: &mut Totals, sink: &mut impl Sink) {
        if !std::mem::replace(&mut self.told_renegotiated, true) {
            let at = Target::Packet(raw.arrival.packet);
            self.find(RuleId::TlsRenegotiated, at, None, String::new(), totals, sink);
        }
    }

    /// Hands application data to what is inside.
    fn application_data(
        &mut self,
        side: Side,
        raw: &Raw,
        opened: &Opened,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let missing = self.halves[side].take_lost(raw, opened);
        let half = &self.halves[side];
        let Some(epoch) = &half.epoch else { return };
        if epoch.stage == Stage::Early && self.early == Verdict::No {
            // The server did not take it: the client sends it again.
            return;
        }
        let key: Arc<dyn Unseal> = Arc::<crate::wire::tls::Opener>::clone(&epoch.opener) as _;
        let content_at = raw.at + epoch.opener.content_at() as u64;
        if !std::mem::replace(&mut self.told_tls, true) {
            self.inner.tls(&Arc::new(self.tls.clone()));
        }
        let at = self.derived_arrival(side, raw.arrival);
        if missing > 0 && self.has_content {
            let start = self.halves[side].offset;
            self.halves[side].offset += missing;
            self.inner.gap(side, Span::at(start, missing), at, totals, sink);
        }
        self.has_content = true;
        self.seen.end();
        let span = Span::at(self.halves[side].offset, opened.content.len() as u64);
        self.halves[side].offset = span.end;
        self.halves[side].mark(raw.end());
        if span.is_empty() {
            return;
        }
        let sealed = Sealed {
            span,
            within: 0,
            ordinal: raw.ordinal,
            sequence: opened.sequence,
            content_type: opened.content_type,
            key,
            pieces: raw.pieces.iter().map(super::half::Piece::raw).collect(),
        };
        self.inner.sealed(side, sealed, sink);
        self.pieces(side, raw, content_at, span, &opened.content, at, totals, sink);
    }

    /// Content keeps the order of its ciphertext: each piece of it came with the packet that brought the ciphertext,
    /// and could be read when the record was whole.
    #[expect(clippy::too_many_arguments, reason = "one call site; all of it is one record")]
    fn pieces(
        &mut self,
        side: Side,
        raw: &Raw,
        content_at: u64,
        span: Span,
        content: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let content_end = content_at + span.len();
        let parts = raw.pieces.iter().filter_map(|piece| piece.part(content_at, content_end));
        for part in parts {
            let from = part.at - content_at;
            let segment = Segment {
                span: Span::at(span.start + from, part.len),
                capture_offset: part.capture_offset,
                packet: part.packet,
                stamp: part.stamp,
                late: part.late,
            };
            self.inner.segment(side, &segment, sink);
            let Some(bytes) = content.get(from as usize..(from + part.len) as usize) else { return };
            let at = Arrival { first: part.packet, ..at };
            self.inner.receive(side, segment.span.start, bytes, at, totals, sink);
        }
    }
}
