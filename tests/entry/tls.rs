//! TLS: key logs, records in pieces, handshake messages, hellos, opening what the key log has keys for.

use ws101::base::Side;
use ws101::wire::tls::{
    ClientHello, ContentType, EncryptedExtensions, HandshakeReader, KeyLog, Opener, Pushed, RecordReader,
    ServerHello, Suite, looks_like_tls,
};

/// The input is a key log, a zero byte, and a script of what the two sides send.
pub fn run(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let (key_log, rest) = bytes.split_at(end);
    let sent = super::cable::script(&mut super::Steps(rest.get(1..).unwrap_or_default()));
    let mut log = KeyLog::default();
    let first = log.read(key_log);
    let known = log.len();
    // Where two lines contradict each other the later one counts, so that even the second reading may bring something.
    let again = log.read(key_log);
    assert!(log.len() == known && again.bad == first.bad, "{first:?} {again:?}");
    for side in Side::BOTH {
        let stream: Vec<u8> =
            sent.iter().filter(|sent| sent.0.0 == side).flat_map(|sent| sent.0.1.iter().copied()).collect();
        let _ = looks_like_tls(&stream);
        let whole = records(&stream, usize::MAX);
        assert_eq!(whole, records(&stream, 1), "how bytes arrive does not matter");
        messages(&whole, &log);
    }
    super::cable::decode(&sent, key_log);
}

/// The records of a stream as far as their boundaries are known.
fn records(stream: &[u8], piece: usize) -> Vec<(u64, Vec<u8>)> {
    let mut reader = RecordReader::default();
    let mut records = Vec::new();
    for mut piece in stream.chunks(piece) {
        while !piece.is_empty() {
            match reader.push(&mut piece) {
                Pushed::Record => {
                    let record = reader.record().expect("a record");
                    assert_eq!(record.end(), record.at + record.bytes.len() as u64);
                    records.push((record.at, record.bytes.to_vec()));
                }
                Pushed::More => assert!(piece.is_empty()),
                Pushed::Lost => return records,
            }
        }
    }
    records
}

fn messages(records: &[(u64, Vec<u8>)], log: &KeyLog) {
    let mut handshake = HandshakeReader::default();
    let (mut random, mut suite, mut version) = ([0; 32], None, None);
    for (number, (_, record)) in records.iter().enumerate() {
        if record[0] == ContentType::HANDSHAKE.0 {
            handshake.push(&record[5..]);
            while let Some(message) = handshake.next_message() {
                assert!(message.body.is_empty() || message.body.len() == message.len as usize);
                if let Some(hello) = ClientHello::read(message.body) {
                    random = hello.random;
                }
                if let Some(hello) = ServerHello::read(message.body) {
                    suite = Suite::find(hello.suite);
                    version = Some(hello.version());
                    let _ = hello.is_retry_request();
                }
                let _ = EncryptedExtensions::read(message.body);
            }
        }
        // A genuine record or none, whatever keys are tried.
        let (Some(suite), Some(version), Some(secrets)) = (&suite, version, log.find(&random)) else {
            continue;
        };
        let opener = secrets.server_application.as_ref().and_then(|secret| Opener::tls13(suite, secret));
        if let Some(opener) = opener {
            let _ = opener.open(number as u64, record);
        }
        if let Some(master) = &secrets.master
            && let Some((client, server)) =
                Opener::tls12(suite, version, number % 2 == 0, master, &random, &random)
        {
            let _ = (client.open(0, record), server.open(number as u64, record));
        }
    }
}
