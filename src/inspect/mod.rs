//! The passive reader: records in, facts out. Lax: it notes what breaks a rule, cites it, and reads on.

pub mod handshake;
