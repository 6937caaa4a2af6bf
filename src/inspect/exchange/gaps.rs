//! Holes in the streams of an exchange, and request heads of which the capture holds the beginning only.

use super::super::frames::Arrival;
use super::super::handshake::is_websocket_request;
use super::super::limits;
use super::{Cut, Exchange, Skip, State, Totals, is_switching};
use crate::base::{Both, Side, Span};
use crate::trace::{HeadFacts, HeadForm, Sink, Stretch};
use crate::wire::http::{Head, Looks, looks_like_request};

impl Exchange {
    /// Tells that bytes of what `side` sent are missing.
    pub(in super::super) fn gap(
        &mut self,
        side: Side,
        span: Span,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        self.ends[side] = span.end;
        self.last = Some(at);
        if self.id.is_some() {
            self.gaps += span.len();
        }
        match &mut self.state {
            State::Ignored => {}
            State::Frames(conversation) => conversation.gap(side, span, at, sink),
            State::Http(http) if http.bare => {
                http.bare = false;
                http.held = Both::default();
                self.give_up_http(sink);
            }
            State::Http(_) if self.id.is_none() => self.early_gap(side, span, at, totals, sink),
            State::Http(http) => {
                match (&mut http.follower, side) {
                    (Some(follower), Side::Client) if http.asked.is_none() => follower.lose_request(),
                    (Some(follower), Side::Server) => follower.lose_response(),
                    _ => {}
                }
                if side == Side::Client && http.asked.is_some() {
                    // It stands among bytes that wait: it is told with them.
                } else if side == Side::Client {
                    let partial = http.request.span();
                    http.request.bytes.clear();
                    http.skip = Skip::UntilRequest;
                    self.unread(side, partial, sink);
                    self.told_gap(side, span, sink);
                } else if http.asked.is_some() || is_switching(&http.response.bytes) {
                    // The answer, or the end of it, is not in the capture: what it came to, the frames will tell.
                    self.open_unanswered(span, at, totals, sink);
                } else {
                    let partial = http.response.span();
                    http.response.bytes.clear();
                    self.unread(side, partial, sink);
                    self.told_gap(side, span, sink);
                }
            }
        }
    }

    /// Bytes of what `side` sent are missing, and it is not known yet whether anyone asks for WebSocket.
    pub(super) fn early_gap(
        &mut self,
        side: Side,
        span: Span,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        if self.early_gaps[side].len() < limits::EARLY_GAPS {
            self.early_gaps[side].push(span);
        } else {
            self.early_lost = true;
        }
        let State::Http(http) = &mut self.state else { return };
        if side == Side::Server {
            return;
        }
        let request = &mut http.request;
        http.skip = Skip::UntilRequest;
        let (start, first_packet) = (request.start, request.first_packet);
        let bytes = std::mem::take(&mut request.bytes);
        if looks_like_request(&bytes) == Looks::Yes {
            let asks = is_websocket_request(&Head::request(&bytes), &bytes);
            http.cut = Some(Box::new(Cut { start, bytes, first_packet, at }));
            if asks {
                self.begin_cut(totals, sink);
            }
        }
    }

    /// A connection begins with a request whose end is missing: what is there of it is told, and nothing is made up.
    pub(super) fn begin_cut(&mut self, totals: &mut Totals, sink: &mut impl Sink) {
        let State::Http(http) = &mut self.state else { return };
        let Some(cut) = http.cut.take() else { return };
        let end = self.ends.client;
        self.begin(cut.start, Side::Client, totals, sink);
        let packets = (cut.first_packet, cut.at.packet);
        let told = self.cut_head(Side::Client, cut.start, &cut.bytes, packets, cut.at, sink);
        self.region(Side::Client, Stretch::Unread, Span::new(told, end), sink);
    }

    /// Tells the whole lines of a head that is cut; gives where they end.
    pub(super) fn cut_head(
        &mut self,
        from: Side,
        start: u64,
        bytes: &[u8],
        packets: (u32, u32),
        at: Arrival,
        sink: &mut impl Sink,
    ) -> u64 {
        let lines = memchr::memrchr(b'\n', bytes).map_or(0, |end| end + 1);
        let Some(id) = self.id.filter(|_| lines > 0) else { return start };
        let span = Span::at(start, lines as u64);
        let form = HeadForm::Text;
        sink.head(id, &HeadFacts { from, span, bytes: &bytes[..lines], stamp: at.stamp, packets, form });
        self.explained += span.len();
        span.end
    }
}
