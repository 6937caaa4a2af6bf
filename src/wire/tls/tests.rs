use serde::Deserialize;

use super::opener::Opener;
use super::schedule::{Prf, expand_label, prf};
use super::*;

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("hex"), 16).expect("hex"))
        .collect()
}

/// One conversation of `tests/vectors/tls.toml`.
#[derive(Deserialize)]
struct Vector {
    name: String,
    version: String,
    keylog: String,
    flights: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Vectors {
    tls: Vec<Vector>,
}

fn vectors() -> Vec<Vector> {
    let text = include_str!("../../../tests/vectors/tls.toml");
    toml::from_str::<Vectors>(text).expect("vectors").tls
}

#[test]
fn traffic_keys_are_those_of_rfc_8448() {
    let suite = Suite::find(0x1301).expect("suite");
    // §3, "derive write traffic keys for handshake data" and "for application data".
    for (secret, key, iv) in [
        (
            "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38",
            "3fce516009c21727d0f2e4e86ee403bc",
            "5d313eb2671276ee13000b30",
        ),
        (
            "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21",
            "dbfaa693d1762c5b666af5d950258d01",
            "5bd3c71b836e0b76bb73265f",
        ),
        (
            "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5",
            "17422dda596ed5d9acd890e3c63f5051",
            "5b78923dee08579033e523d9",
        ),
    ] {
        let secret = unhex(secret);
        assert_eq!(expand_label(suite.hash, &secret, "key", 16), Some(unhex(key)));
        assert_eq!(expand_label(suite.hash, &secret, "iv", 12), Some(unhex(iv)));
    }
    let secret = unhex("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5");
    let record = unhex("17 03 03 00 43 a2 3f 70 54 b6 2c 94 d0 af fa fe 82 28 ba 55 cb ef ac ea 42 f9 14 aa 66 bc ab
        3f 2b 98 19 a8 a5 b4 6b 39 5b d5 4a 9a 20 44 1e 2b 62 97 4e 1f 5a 62 92 a2 97 70 14 bd 1e 3d ea e6 3a ee bb
        21 69 49 15 e4");
    let opener = Opener::tls13(&suite, &secret).expect("opener");
    let plain: Vec<u8> = (0..50).collect();
    assert_eq!(opener.open(0, &record), Some((23, plain)));
    assert_eq!(opener.open(1, &record), None, "the sequence number is part of it");
    for at in 0..record.len() {
        let mut broken = record.clone();
        broken[at] ^= 1;
        assert_eq!(opener.open(0, &broken), None, "byte {at}");
        assert_eq!(opener.open(0, &record[..at]), None, "cut at {at}");
    }
}

#[test]
fn the_pseudorandom_functions_are_right() {
    // The vectors that the TLS working group's list has for P_SHA256 and P_SHA384; that of TLS 1.1 is OpenSSL's answer.
    for (hash, secret, seed, out) in [
        (
            Prf::Hash(Hash::Sha256),
            "9bbe436ba940f017b17652849a71db35",
            "a0ba9f936cda311827a6f796ffd5198c",
            "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a",
        ),
        (
            Prf::Hash(Hash::Sha384),
            "b80b733d6ceefcdc71566ea48e5567df",
            "cd665cf6a8447dd6ff8b27555edb7465",
            "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cd",
        ),
    ] {
        assert_eq!(prf(hash, &unhex(secret), b"test label", &unhex(seed), 32), Some(unhex(out)), "{hash:?}");
    }
}

/// Opens both directions with what this floor has, the way a session would; gives the application data.
fn open_all(vector: &Vector, piece_bytes: usize) -> [Vec<u8>; 2] {
    let mut log = KeyLog::default();
    assert!(log.read(vector.keylog.as_bytes()).is_key_log());
    let mut client = ClientHello::default();
    let mut suite = None;
    let mut readers = [RecordReader::default(), RecordReader::default()];
    let mut messages = [HandshakeReader::default(), HandshakeReader::default()];
    let mut openers: [Option<(Opener, u64)>; 2] = [None, None];
    let mut waiting: [Option<Opener>; 2] = [None, None];
    let mut plain = [Vec::new(), Vec::new()];
    for (from, bytes) in &vector.flights {
        let side = usize::from(from == "server");
        for piece in unhex(bytes).chunks(piece_bytes) {
            let mut rest = piece;
            while readers[side].push(&mut rest) == Pushed::Record {
                let record = readers[side].record().expect("a whole record");
                if record.header.content_type == ContentType::CHANGE_CIPHER_SPEC {
                    openers[side] =
                        waiting[side].take().map(|opener| (opener, 0)).or_else(|| openers[side].take());
                    continue;
                }
                let (kind, content) = match &mut openers[side] {
                    Some((opener, sequence)) => {
                        *sequence += 1;
                        opener.open(*sequence - 1, record.bytes).expect("a genuine record")
                    }
                    None => (record.header.content_type.0, record.fragment().to_vec()),
                };
                if kind == 23 {
                    plain[side].extend(content);
                    continue;
                }
                if kind != 22 {
                    continue;
                }
                messages[side].push(&content);
                while let Some(message) = messages[side].next_message() {
                    let secrets = log.find(&client.random);
                    match message.kind {
                        HandshakeType::CLIENT_HELLO => {
                            client = ClientHello::read(message.body).expect("ClientHello");
                        }
                        HandshakeType::SERVER_HELLO => {
                            let hello = ServerHello::read(message.body).expect("ServerHello");
                            let found = Suite::find(hello.suite).expect("suite");
                            assert!(vector.name.starts_with(found.name), "{}", found.name);
                            suite = Some(found);
                            let secrets = secrets.expect("secrets");
                            if hello.version() == Version::TLS_1_3 {
                                let pair = [&secrets.client_handshake, &secrets.server_handshake];
                                openers = pair.map(|s| Some((Opener::tls13(&found, s.as_ref()?)?, 0)));
                            } else {
                                let (one, two) = Opener::tls12(
                                    &found,
                                    hello.version(),
                                    hello.encrypt_then_mac,
                                    secrets.master.as_ref().expect("master"),
                                    &client.random,
                                    &hello.random,
                                )
                                .expect("openers");
                                waiting = [Some(one), Some(two)];
                            }
                        }
                        HandshakeType::FINISHED if suite.is_some_and(|suite| suite.is_tls13) => {
                            let secrets = secrets.expect("secrets");
                            let secret = [&secrets.client_application, &secrets.server_application][side];
                            let opener =
                                Opener::tls13(&suite.expect("suite"), secret.as_ref().expect("secret"));
                            openers[side] = opener.map(|opener| (opener, 0));
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    plain
}

#[test]
fn every_kind_of_protection_opens_however_the_bytes_arrive() {
    let mut seen = Vec::new();
    for vector in vectors() {
        if vector.version == "TLSv1" {
            continue;
        }
        let plain = open_all(&vector, usize::MAX);
        assert!(plain[0].starts_with(b"GET /chat HTTP/1.1\r\n"), "{}", vector.name);
        assert!(plain[0].ends_with(&unhex("818537fa213d7f9f4d5158")), "{}", vector.name);
        assert!(plain[1].ends_with(&unhex("810548656c6c6f")), "{}", vector.name);
        for piece_bytes in [1, 2, 7] {
            assert_eq!(open_all(&vector, piece_bytes), plain, "{} by {piece_bytes}", vector.name);
        }
        seen.push(vector.name);
    }
    assert_eq!(seen.len(), 25);
}

#[test]
fn suites_are_what_the_registry_says() {
    for (id, expect) in [
        (0x1301, Some((Protection::Aes128Gcm, Hash::Sha256, true))),
        (0x1302, Some((Protection::Aes256Gcm, Hash::Sha384, true))),
        (0x1303, Some((Protection::ChaCha20Poly1305, Hash::Sha256, true))),
        (0x1305, Some((Protection::Aes128Ccm { short: true }, Hash::Sha256, true))),
        (0x002F, Some((Protection::AesCbc { wide: false, mac_bytes: 20 }, Hash::Sha256, false))),
        (0xC024, Some((Protection::AesCbc { wide: true, mac_bytes: 48 }, Hash::Sha384, false))),
        (0xC030, Some((Protection::Aes256Gcm, Hash::Sha384, false))),
        (0x00A9, Some((Protection::Aes256Gcm, Hash::Sha384, false))),
        (0xC0A1, Some((Protection::Aes256Ccm { short: true }, Hash::Sha256, false))),
        (0xD005, Some((Protection::Aes128Ccm { short: false }, Hash::Sha256, false))),
        // 3DES, RC4, ARIA, GREASE.
        (0x000A, None),
        (0x0005, None),
        (0xC050, None),
        (0x0A0A, None),
    ] {
        let found = Suite::find(id).map(|suite| (suite.protection, suite.hash, suite.is_tls13));
        assert_eq!(found, expect, "{id:04x}");
    }
    assert_eq!(Suite::name_of(0x000A), Some("TLS_RSA_WITH_3DES_EDE_CBC_SHA"));
}

#[test]
fn key_logs_are_read_line_by_line() {
    let (random, secret) = ("0a".repeat(32), "0B".repeat(32));
    let good = format!("CLIENT_TRAFFIC_SECRET_0 {random} {secret}");
    for (text, [new, known, other, bad]) in [
        (String::new(), [0; 4]),
        ("# a comment\r\n\r\n  \n".to_owned(), [0; 4]),
        (good.clone(), [1, 0, 0, 0]),
        (format!("  {good}  \r\n{good}\n"), [1, 1, 0, 0]),
        (
            format!("EXPORTER_SECRET {random} {secret}\nSERVER_TRAFFIC_SECRET_3 {random} {secret}\n"),
            [0, 0, 2, 0],
        ),
        (format!("RSA 3e2ffbd86d10f694 {secret}\n"), [0, 0, 1, 0]),
        (format!("CLIENT_RANDOM {random}\n"), [0, 0, 0, 1]),
        (format!("CLIENT_RANDOM {random} {secret} x\n"), [0, 0, 0, 1]),
        (format!("CLIENT_RANDOM {}g {secret}\n", &random[1..]), [0, 0, 0, 1]),
        (format!("CLIENT_RANDOM {}+a {secret}\n", &random[2..]), [0, 0, 0, 1]),
        (format!("CLIENT_RANDOM {random}0 {secret}\n"), [0, 0, 0, 1]),
        (format!("CLIENT_RANDOM 00{random} {secret}\n"), [0, 0, 0, 1]),
        (format!("CLIENT_RANDOM {random} {}\n", "00".repeat(65)), [0, 0, 0, 1]),
        (format!("CLIENT_RANDOM {random} {}\n", "00".repeat(600)), [0, 0, 0, 1]),
        ("\u{0}\u{1}\u{2} binary 붉은 rubbish".to_owned(), [0, 0, 0, 1]),
    ] {
        let mut log = KeyLog::default();
        let taken = log.read(text.as_bytes());
        assert_eq!(taken, Taken { new, known, other, bad }, "{text:?}");
        assert_eq!(log.version(), u64::from(new));
    }
    let mut log = KeyLog::default();
    log.read(good.as_bytes());
    assert_eq!(log.find(&[10; 32]).and_then(|s| s.client_application.as_deref()), Some(&[11; 32][..]));
    assert!(log.find(&[11; 32]).is_none());
    assert!(!format!("{log:?}").contains("11, 11"), "a key log is not shown by accident");
}

#[test]
fn tls_is_known_by_its_first_bytes() {
    for (bytes, expect) in [
        ("", None),
        ("16", None),
        ("160301", None),
        ("1603010200", None),
        ("160301020001", Some(true)),
        ("160303007a02", Some(true)),
        ("16030100050b", Some(false)),
        ("1603050005", Some(false)),
        ("1602", Some(false)),
        ("1603010000", Some(false)),
        ("160301ffff01", Some(false)),
        ("15030300020228", Some(true)),
        ("150303001a", Some(false)),
        ("1703030020", Some(true)),
        ("1703030010", Some(false)),
        ("170300", Some(false)),
        ("474554", Some(false)),
        ("8185", Some(false)),
        ("80", Some(false)),
    ] {
        assert_eq!(looks_like_tls(&unhex(bytes)), expect, "{bytes}");
    }
}

/// Reads `pieces`; `None` is a hole of so many bytes. Gives each record's place and whether it is holed.
fn records(pieces: &[Result<&str, u64>]) -> Vec<(u64, usize, bool)> {
    let mut reader = RecordReader::default();
    let mut out = Vec::new();
    for piece in pieces {
        match piece {
            Ok(text) => {
                let bytes = unhex(text);
                let mut rest = &bytes[..];
                loop {
                    match reader.push(&mut rest) {
                        Pushed::More => break,
                        Pushed::Lost => {
                            out.push((reader.position(), 0, true));
                            return out;
                        }
                        Pushed::Record => {
                            let record = reader.record().expect("a record");
                            out.push((record.at, record.fragment().len(), record.is_holed));
                        }
                    }
                }
            }
            Err(len) => {
                if reader.gap(*len) > 0 {
                    out.push((u64::MAX, 0, true));
                } else if let Some(record) = reader.record() {
                    out.push((record.at, record.fragment().len(), record.is_holed));
                }
            }
        }
    }
    out
}

#[test]
fn records_are_cut_from_any_pieces_and_holes_inside_one_do_no_harm() {
    let (one, two) = ("17030300020102", "1503030002012a");
    for (pieces, expect) in [
        (vec![Ok(one)], vec![(0, 2, false)]),
        (vec![Ok("1703"), Ok("03000201"), Ok("02"), Ok(two)], vec![(0, 2, false), (7, 2, false)]),
        (vec![Ok("1703030000"), Ok(one)], vec![(0, 0, false), (5, 2, false)]),
        (vec![Ok("17030300040102"), Err(1), Ok("04"), Ok(two)], vec![(0, 3, true), (9, 2, false)]),
        (vec![Ok("170303000401"), Err(3), Ok(two)], vec![(0, 1, true), (9, 2, false)]),
        (vec![Ok("170303000401"), Err(4)], vec![(u64::MAX, 0, true)]),
        (vec![Ok("1703"), Err(1)], vec![(u64::MAX, 0, true)]),
        (vec![Ok(one), Err(7)], vec![(0, 2, false), (u64::MAX, 0, true)]),
        (vec![Ok(one), Ok("99")], vec![(0, 2, false)]),
        (vec![Ok(one), Ok("9903030000")], vec![(0, 2, false), (7, 0, true)]),
    ] {
        assert_eq!(records(&pieces), expect, "{pieces:?}");
    }
    let mut reader = RecordReader::default();
    reader.pass_over(true);
    let bytes = unhex(one).repeat(3);
    let mut rest = &bytes[..];
    for at in [0, 7, 14] {
        assert_eq!(reader.push(&mut rest), Pushed::Record);
        let record = reader.record().expect("a record");
        assert_eq!((record.at, record.end(), record.bytes.len()), (at, at + 7, RecordHeader::BYTES));
    }
}

#[test]
fn handshake_messages_join_across_records_and_long_ones_are_passed_over() {
    let mut reader = HandshakeReader::default();
    let mut out = Vec::new();
    let long = MESSAGE_LIMIT_BYTES as u32 + 1;
    let mut stream = vec![1, 0, 0, 2, 7, 8, 0, 0, 0, 0, 11];
    stream.extend(&long.to_be_bytes()[1..]);
    stream.resize(stream.len() + long as usize, 0);
    stream.extend([20, 0, 0, 1, 9]);
    for fragment in stream.chunks(3) {
        reader.push(fragment);
        while let Some(message) = reader.next_message() {
            out.push((message.kind.name(), message.len, message.body.to_vec()));
        }
    }
    let expect = [
        ("client_hello", 2, vec![7, 8]),
        ("hello_request", 0, vec![]),
        ("certificate", long, vec![]),
        ("finished", 1, vec![9]),
    ];
    assert_eq!(out, expect);
    assert!(!reader.is_inside());
}

#[test]
fn hellos_say_what_they_offer_and_choose() {
    let vector = &vectors()[0];
    let flights: Vec<Vec<u8>> = vector.flights.iter().map(|(_, bytes)| unhex(bytes)).collect();
    let client = ClientHello::read(&flights[0][9..]).expect("ClientHello");
    assert_eq!(client.server_name.as_deref(), Some("ws.example"));
    assert_eq!(client.alpn, ["http/1.1"]);
    assert_eq!(client.versions, [0x0304]);
    assert!(client.suites.contains(&0x1301) && !client.early_data && !client.renegotiates);
    assert!(client.encrypt_then_mac && client.extended_master_secret);
    let server = ServerHello::read(&flights[1][9..]).expect("ServerHello");
    assert_eq!((server.suite, server.version()), (0x1301, Version::TLS_1_3));
    assert!(!server.is_retry_request());
    // Cut anywhere, it is read as far as it is whole or not at all; the extensions are behind the suites.
    for end in 0..flights[0].len() {
        if let Some(hello) = ClientHello::read(flights[0].get(9..end).unwrap_or(&[])) {
            assert_eq!(hello.random, client.random, "cut at {end}");
        }
    }
}

#[test]
fn one_broken_extension_does_not_take_the_others_with_it() {
    let mut body = vec![3, 3];
    body.extend([5; 32]);
    body.extend([0, 0, 2, 0x13, 1, 1, 0]);
    // supported_groups whose list is longer than it; then ALPN "h2"; then the tail of an extension.
    let list = [0, 10, 0, 2, 0, 99, 0, 16, 0, 5, 0, 3, 2, b'h', b'2', 0, 0, 9];
    body.extend([0, list.len() as u8]);
    body.extend(list);
    let hello = ClientHello::read(&body).expect("ClientHello");
    assert_eq!((hello.alpn, hello.server_name), (vec!["h2".to_owned()], None));
}

#[test]
fn changed_bytes_never_do_harm() {
    // A small generator of our own: the same bytes every time.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let streams: Vec<Vec<u8>> =
        vectors().iter().flat_map(|v| v.flights.iter().map(|(_, b)| unhex(b)).collect::<Vec<_>>()).collect();
    let suite = Suite::find(0xC024).expect("suite");
    let (cbc, _) =
        Opener::tls12(&suite, Version::TLS_1_2, false, &[1; 48], &[2; 32], &[3; 32]).expect("opener");
    for _ in 0..20_000 {
        let mut stream = streams[random(streams.len())].clone();
        for _ in 0..=random(8) {
            let at = random(stream.len());
            stream[at] = random(256) as u8;
        }
        stream.truncate(random(stream.len() + 1));
        let mut reader = RecordReader::default();
        let mut messages = HandshakeReader::default();
        let mut rest = &stream[..];
        while !rest.is_empty() {
            let (mut piece, behind) = rest.split_at(1 + random(rest.len()));
            rest = behind;
            while reader.push(&mut piece) == Pushed::Record {
                let record = reader.record().expect("a record");
                assert!(record.bytes.len() <= usize::from(RecordHeader::MAX_FRAGMENT_BYTES) + 5);
                assert_eq!(cbc.open(0, record.bytes), None);
                messages.push(record.fragment());
                while let Some(message) = messages.next_message() {
                    let _ = ClientHello::read(message.body);
                    let _ = ServerHello::read(message.body);
                    let _ = EncryptedExtensions::read(message.body);
                }
            }
            if random(9) == 0 && reader.gap(random(300) as u64) > 0 {
                reader.resume(0);
            }
        }
        let _ = looks_like_tls(&stream);
        KeyLog::default().read(&stream);
    }
}
