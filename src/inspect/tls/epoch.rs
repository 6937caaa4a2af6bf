//! Which keys the records of one direction are under, and which come after them. It opens records and counts them; it
//! reads nothing that is in them.

use std::sync::Arc;

use crate::base::Side;
use crate::wire::tls::{KeyLog, Opener, Secrets, Suite, Version};

/// What both hellos agreed on, as far as records are concerned.
#[derive(Debug)]
pub(super) struct Agreed {
    pub(super) version: Version,
    pub(super) suite: Option<Suite>,
    pub(super) client_random: [u8; 32],
    pub(super) server_random: [u8; 32],
    pub(super) encrypt_then_mac: bool,
    /// The client has sent 0-RTT data.
    pub(super) early_data: bool,
}

/// Where a direction stands among its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// 0-RTT data.
    Early,
    /// The handshake of TLS 1.3.
    Handshake,
    /// Everything after it; so many KeyUpdates later.
    Application(u32),
    /// TLS 1.2 and older, after ChangeCipherSpec.
    Classic,
}

/// One set of keys of one direction.
#[derive(Debug)]
pub(super) struct Epoch {
    pub(super) stage: Stage,
    pub(super) opener: Arc<Opener>,
    /// The traffic secret, from which that of the next KeyUpdate follows.
    secret: Box<[u8]>,
    /// The number of the next record.
    pub(super) sequence: u64,
}

/// A record that was opened.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) content_type: u8,
    pub(super) content: Vec<u8>,
    pub(super) sequence: u64,
    /// Records before it that have not been seen.
    pub(super) skipped: u64,
}

impl Epoch {
    fn new(stage: Stage, opener: Opener, secret: &[u8]) -> Self {
        Self { stage, opener: Arc::new(opener), secret: secret.into(), sequence: 0 }
    }

    /// The keys of `side` at this stage of TLS 1.3, if the key log has them.
    fn tls13(stage: Stage, side: Side, suite: &Suite, secrets: &Secrets) -> Option<Self> {
        let secret = match (stage, side) {
            (Stage::Early, Side::Client) => &secrets.client_early,
            (Stage::Handshake, Side::Client) => &secrets.client_handshake,
            (Stage::Handshake, Side::Server) => &secrets.server_handshake,
            (Stage::Application(0), Side::Client) => &secrets.client_application,
            (Stage::Application(0), Side::Server) => &secrets.server_application,
            _ => return None,
        };
        let secret = secret.as_deref()?;
        Some(Self::new(stage, Opener::tls13(suite, secret)?, secret))
    }

    /// The keys of `side` after ChangeCipherSpec, if the key log has the master secret.
    fn classic(side: Side, agreed: &Agreed, suite: &Suite, secrets: &Secrets) -> Option<Self> {
        let (client, server) = Opener::tls12(
            suite,
            agreed.version,
            agreed.encrypt_then_mac,
            secrets.master.as_deref()?,
            &agreed.client_random,
            &agreed.server_random,
        )?;
        let opener = if side == Side::Client { client } else { server };
        Some(Self::new(Stage::Classic, opener, &[]))
    }

    /// The keys after a KeyUpdate (RFC 8446 §7.2).
    fn updated(&self, suite: &Suite) -> Option<Self> {
        let Stage::Application(generation) = self.stage else { return None };
        let secret = Opener::next_secret(suite, &self.secret)?;
        let opener = Opener::tls13(suite, &secret)?;
        Some(Self::new(Stage::Application(generation.saturating_add(1)), opener, &secret))
    }

    /// Opens a record before which up to `doubt` others may be missing.
    fn open(&self, record: &[u8], doubt: u64) -> Option<Opened> {
        (0..=doubt).find_map(|skipped| {
            let sequence = self.sequence.checked_add(skipped)?;
            let (content_type, content) = self.opener.open(sequence, record)?;
            Some(Opened { content_type, content, sequence, skipped })
        })
    }
}

/// The keys that may come after `now`, in their order, as far as the key log has them.
pub(super) fn following(now: Option<&Epoch>, side: Side, agreed: &Agreed, keys: &KeyLog) -> Vec<Epoch> {
    let Some(suite) = &agreed.suite else { return Vec::new() };
    let secrets = keys.find(&agreed.client_random);
    if agreed.version != Version::TLS_1_3 {
        let first = now.is_none().then(|| Epoch::classic(side, agreed, suite, secrets?));
        return first.flatten().into_iter().collect();
    }
    let stages: &[Stage] = match now.map(|epoch| epoch.stage) {
        None if agreed.early_data && side == Side::Client => {
            &[Stage::Early, Stage::Handshake, Stage::Application(0)]
        }
        None | Some(Stage::Early) => &[Stage::Handshake, Stage::Application(0)],
        Some(Stage::Handshake) => &[Stage::Application(0)],
        Some(Stage::Application(_) | Stage::Classic) => {
            return now.and_then(|epoch| epoch.updated(suite)).into_iter().collect();
        }
    };
    let Some(secrets) = secrets else { return Vec::new() };
    stages.iter().filter_map(|stage| Epoch::tls13(*stage, side, suite, secrets)).collect()
}

/// Whether the key log has all that the application data of `side` needs.
pub(super) fn has_keys(side: Side, agreed: &Agreed, keys: &KeyLog) -> bool {
    let Some(secrets) = keys.find(&agreed.client_random) else { return false };
    match (agreed.version, side) {
        (Version::TLS_1_3, Side::Client) => secrets.client_application.is_some(),
        (Version::TLS_1_3, Side::Server) => secrets.server_application.is_some(),
        _ => secrets.master.is_some(),
    }
}

/// Opens a record with `now` or what may follow. Gives what it holds, and the keys that are new.
pub(super) fn open(
    now: Option<&Epoch>,
    side: Side,
    agreed: &Agreed,
    keys: &KeyLog,
    record: &[u8],
    doubt: u64,
) -> Option<(Opened, Option<Epoch>)> {
    if let Some(opened) = now.and_then(|epoch| epoch.open(record, doubt)) {
        return Some((opened, None));
    }
    following(now, side, agreed, keys)
        .into_iter()
        .find_map(|epoch| Some((epoch.open(record, doubt)?, Some(epoch))))
}
