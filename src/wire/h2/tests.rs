use super::*;

/// What a reader tells of `bytes`, in pieces of `size`, in one line each; runs of data are joined.
fn told(bytes: &[u8], size: usize) -> Vec<String> {
    let mut reader = Reader::default();
    let mut told: Vec<String> = Vec::new();
    for piece in bytes.chunks(size) {
        let mut rest = piece;
        while let Some(event) = reader.next(&mut rest) {
            match event {
                Event::Bytes(_, data) => {
                    let text: String = data.iter().map(|byte| *byte as char).collect();
                    match told.last_mut().filter(|last| last.starts_with('"')) {
                        Some(last) => last.push_str(&text),
                        None => told.push(format!("\"{text}")),
                    }
                }
                Event::Data(data) => told.push(format!(
                    "data {} {:?} {} {:?}",
                    data.header.stream, data.span, data.data_len, data.padding
                )),
                Event::DataEnd(header) => told.push(format!("end {:#x}", header.flags)),
                Event::Headers(block) => told.push(format!(
                    "headers {} {:?} {:?} {:?}",
                    block.header.stream,
                    block.span,
                    block.promised,
                    block.fragment.as_deref().map(<[u8]>::len)
                )),
                other => told.push(format!("{other:?}").split(['(', ' ']).next().unwrap_or("").to_owned()),
            }
        }
        assert!(rest.is_empty());
    }
    assert_eq!(reader.position(), bytes.len() as u64);
    told
}

/// Reads `bytes` whole, byte by byte and in odd pieces, and compares.
fn check(bytes: &[u8], expect: &[&str]) {
    let whole = told(bytes, usize::MAX);
    assert_eq!(whole, expect);
    for size in [1, 2, 7, 10] {
        assert_eq!(told(bytes, size), whole, "in pieces of {size}");
    }
    // With a tail: the same, and then the tail.
    let tail = write_frame(FrameType::PING, 0, 0, &[0; 8]);
    let mut expect = whole;
    expect.push("Other".to_owned());
    assert_eq!(told(&[bytes, &tail].concat(), usize::MAX), expect);
}

#[test]
fn frames_come_out_the_same_however_they_arrive() {
    use Flags as F;
    use FrameType as T;
    let f = write_frame;
    check(&[&PREFACE[..], &f(T::SETTINGS, 0, 0, &[0, 8, 0, 0, 0, 1])].concat(), &["Preface", "Settings"]);
    check(&f(T::SETTINGS, F::ACK, 0, b""), &["Other"]);
    check(&f(T::DATA, 0, 1, b"hello"), &["data 1 Span { start: 0, end: 14 } 5 None", "\"hello", "end 0x0"]);
    check(&f(T::DATA, 1, 1, b""), &["data 1 Span { start: 0, end: 9 } 0 None", "end 0x1"]);
    check(
        &f(T::DATA, F::PADDED, 1, b"\x03hi\0\0\0"),
        &["data 1 Span { start: 0, end: 15 } 2 Some(3)", "\"hi", "end 0x8"],
    );
    check(
        &f(T::DATA, F::PADDED, 1, b"\x00hi"),
        &["data 1 Span { start: 0, end: 12 } 2 Some(0)", "\"hi", "end 0x8"],
    );
    check(
        &f(T::DATA, F::PADDED, 1, b"\x09hi"),
        &["data 1 Span { start: 0, end: 12 } 0 Some(9)", "Flaw", "end 0x8"],
    );
    let block = [f(T::HEADERS, 0, 1, b"abc"), f(T::CONTINUATION, 0, 1, b"de"), f(T::CONTINUATION, 4, 1, b"")];
    check(&block.concat(), &["headers 1 Span { start: 0, end: 32 } None Some(5)"]);
    let padded = f(T::HEADERS, F::END_HEADERS | F::PADDED | F::PRIORITY, 3, b"\x02\0\0\0\0\x10abc\0\0");
    check(&padded, &["headers 3 Span { start: 0, end: 20 } None Some(3)"]);
    let promise = f(T::PUSH_PROMISE, F::END_HEADERS, 1, b"\0\0\0\x02abc");
    check(&promise, &["headers 1 Span { start: 0, end: 16 } Some(2) Some(3)"]);
    check(&f(T::RST_STREAM, 0, 1, &[0, 0, 0, 8]), &["Reset"]);
    check(&f(T::RST_STREAM, 0, 1, &[0, 8]), &["Other", "Flaw"]);
    check(&f(T::GOAWAY, 0, 0, b"\0\0\0\x01\0\0\0\0bye"), &["GoAway"]);
    check(&f(FrameType(0xBA), 7, 9, b"grease"), &["Other"]);
}

#[test]
fn a_field_block_that_is_broken_into_is_said_to_be_lost() {
    use FrameType as T;
    let f = write_frame;
    check(&f(T::CONTINUATION, 4, 1, b"abc"), &["Flaw"]);
    let data = [f(T::HEADERS, 0, 1, b"abc"), f(T::DATA, 0, 1, b"")].concat();
    check(&data, &["data 1 Span { start: 12, end: 21 } 0 None", "Flaw", "end 0x0"]);
    let other = [f(T::HEADERS, 0, 1, b"abc"), f(T::HEADERS, 4, 3, b"de")].concat();
    check(&other, &["Flaw", "headers 3 Span { start: 12, end: 23 } None Some(2)"]);
    check(
        &f(T::HEADERS, 4 | Flags::PADDED, 1, b"\x09abc"),
        &["headers 1 Span { start: 0, end: 13 } None None", "Flaw"],
    );
    // What begins as a preface and is none is not HTTP/2.
    for size in [1, 11, 99] {
        assert_eq!(told(b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n\0\0\0\0", size), ["Flaw"]);
    }
}

#[test]
fn what_is_gathered_has_a_limit() {
    use FrameType as T;
    // CONTINUATION without end.
    let mut flood = write_frame(T::HEADERS, 0, 1, &[0; 1000]);
    for _ in 0..100 {
        flood.extend(write_frame(T::CONTINUATION, 0, 1, &[0; 1000]));
    }
    flood.extend(write_frame(T::CONTINUATION, Flags::END_HEADERS, 1, &[0]));
    assert_eq!(told(&flood, 999), ["headers 1 Span { start: 0, end: 101919 } None None"]);
    let long = write_frame(T::HEADERS, Flags::END_HEADERS, 1, &vec![0; HEADER_BLOCK_BYTES + 1]);
    assert_eq!(told(&long, 4096), ["headers 1 Span { start: 0, end: 65546 } None None"]);
    let long = write_frame(T::GOAWAY, 0, 0, &vec![0; 1 << 20]);
    assert_eq!(told(&long, 4096), ["GoAway"]);
}

#[test]
fn headers_are_written_as_they_were_read() {
    for bytes in [[0, 0, 5, 0, 1, 0, 0, 0, 1], [0xFF; 9], [1, 2, 3, 0x80, 0xAA, 0x80, 0, 0, 0]] {
        let header = FrameHeader::read(&bytes).unwrap();
        assert_eq!(header.write(), bytes);
    }
    assert!(FrameHeader::read(&[0; 8]).is_none());
}

#[test]
fn a_gap_inside_data_loses_no_step() {
    let frame = write_frame(FrameType::DATA, Flags::PADDED, 1, b"\x02hello\0\0");
    let next = write_frame(FrameType::DATA, Flags::END_STREAM, 1, b"bye");
    let play = |before: usize, missing: usize| {
        let mut reader = Reader::default();
        let all = [&frame[..], &next].concat();
        let mut read = Vec::new();
        let mut rest = &all[..before];
        while let Some(event) = reader.next(&mut rest) {
            if let Event::Bytes(_, bytes) = event {
                read.extend_from_slice(bytes);
            }
        }
        let gap = reader.gap(missing as u64);
        let mut rest = &all[before + missing..];
        while let Some(event) = reader.next(&mut rest) {
            if let Event::Bytes(_, bytes) = event {
                read.extend_from_slice(bytes);
            }
        }
        (gap, String::from_utf8(read).unwrap())
    };
    for (before, missing, gap, read) in [
        (10, 5, Gap::InData(5), "bye"),
        (12, 3, Gap::InData(3), "hebye"),
        (12, 4, Gap::InData(3), "hebye"),
        (15, 2, Gap::InData(0), "hellobye"),
        (15, 3, Gap::Lost, "hello"),
        (9, 1, Gap::Lost, ""),
        (0, 3, Gap::Lost, ""),
    ] {
        assert_eq!(play(before, missing), (gap, read.to_owned()), "{missing} missing from {before}");
    }
}

/// A block decoded by a fresh decoder, one field a line.
fn decode(block: &[u8]) -> Result<String, HpackError> {
    let mut list = Vec::new();
    Decoder::default().decode(block, |name, value| {
        list.push(format!("{}: {}", String::from_utf8_lossy(name), String::from_utf8_lossy(value)));
    })?;
    Ok(list.join("\n"))
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let value = |digit: u8| (digit as char).to_digit(16).unwrap() as u8;
    digits.chunks(2).map(|pair| value(pair[0]) << 4 | value(pair[1])).collect()
}

#[test]
fn field_blocks_decode_as_rfc_7541_appendix_c_has_them() {
    let request = ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com";
    // C.3.1 and, with Huffman codes, C.4.1.
    assert_eq!(decode(&hex("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d")).as_deref(), Ok(request));
    assert_eq!(decode(&hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff")).as_deref(), Ok(request));
    // C.4: three requests on one table.
    let mut decoder = Decoder::default();
    let mut last = Vec::new();
    for block in [
        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
        "828684be5886a8eb10649cbf",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
    ] {
        last.clear();
        decoder.decode(&hex(block), |name, value| last.push((name.to_vec(), value.to_vec()))).unwrap();
    }
    assert_eq!(last[3], (b":authority".to_vec(), b"www.example.com".to_vec()));
    assert_eq!(last[4], (b"custom-key".to_vec(), b"custom-value".to_vec()));
}

#[test]
fn a_broken_block_loses_the_table_and_says_so() {
    for (block, error) in [
        ("80", HpackError::Index),
        ("be", HpackError::Index),
        ("ff80808080808001", HpackError::Integer),
        ("7f", HpackError::Integer),
        ("410577", HpackError::String),
        ("4183ffffff", HpackError::String),
        ("3fe2 1f", HpackError::TableSize),
    ] {
        assert_eq!(decode(&hex(block)), Err(error), "{block}");
    }
    let mut decoder = Decoder::default();
    let none = |_: &[u8], _: &[u8]| ();
    assert!(decoder.decode(&[0x80], none).is_err());
    assert_eq!(decoder.decode(&[0x82], none), Err(HpackError::Lost));
    // A table that the peer has allowed, and one that nobody may ask for.
    let mut decoder = Decoder::default();
    decoder.allow_table_bytes(8192);
    assert_eq!(decoder.decode(&hex("3fe13f82"), none), Ok(()));
    decoder.allow_table_bytes(u32::MAX);
    assert_eq!(decoder.decode(&hex("3fe1ff0382"), none), Ok(()));
    assert_eq!(decoder.decode(&hex("3fe2ff0382"), none), Err(HpackError::TableSize));
    // A size update at the end of a block is against the RFC, and harmless.
    assert_eq!(decode(&hex("8220")).as_deref(), Ok(":method: GET"));
}

/// Random numbers by their seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// Breaks bytes in one to four places.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(5) {
                _ if bytes.is_empty() => bytes.push(self.next() as u8),
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes[at] = self.next() as u8,
                2 => drop(bytes.remove(at)),
                3 => bytes.insert(at, [0x00, 0x7F, 0x80, 0xFF][self.below(4)]),
                _ => bytes.truncate(at),
            }
        }
    }
}

/// Blocks as RFC 7541 Appendix C has them, with and without Huffman codes, and a size update.
const BLOCKS: [&str; 6] = [
    "828684410f7777772e6578616d706c652e636f6d",
    "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
    "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
    "20828684be5886a8eb10649cbf",
    "1008706173737764067365637265740400",
    "77072f636861742f31408cf2b794216aec3a4a4498f57f8a0fda949e42c11d07275f40853d869886a90f",
];

#[test]
fn broken_blocks_decode_as_the_crate_alone_decodes_them() {
    let mut random = Random(0x4D);
    for round in 0..1_500 {
        let mut block = hex(BLOCKS[round % BLOCKS.len()]);
        if round >= BLOCKS.len() {
            random.mutate(&mut block);
        }
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let us = Decoder::default().decode(&block, |name, value| ours.push((name.to_vec(), value.to_vec())));
        let mut crate_alone = loona_hpack::Decoder::new();
        crate_alone.set_max_allowed_table_size(4096);
        let them = crate_alone.decode_with_cb(&block, |name, value| {
            theirs.push((name.to_vec(), value.to_vec()));
        });
        let harmless = matches!(them, Err(loona_hpack::decoder::DecoderError::SizeUpdateAtEnd));
        assert_eq!(us.is_ok(), them.is_ok() || harmless, "{block:02x?}: {us:?} {them:?}");
        assert_eq!(ours, theirs, "{block:02x?}");
    }
}

#[test]
fn broken_bytes_panic_neither_reader_nor_decoder() {
    let mut random = Random(0x2);
    let mut whole = PREFACE.to_vec();
    whole.extend(write_frame(FrameType::SETTINGS, 0, 0, &[0, 1, 0, 0, 0x20, 0, 0, 8, 0, 0, 0, 1]));
    for (n, block) in BLOCKS.iter().enumerate() {
        let (block, stream) = (hex(block), 2 * n as u32 + 1);
        let (a, b) = block.split_at(block.len() / 2);
        let padded = [&[3, 0, 0, 0, 0, 9][..], a, &[0; 3]].concat();
        whole.extend(write_frame(FrameType::HEADERS, Flags::PADDED | Flags::PRIORITY, stream, &padded));
        whole.extend(write_frame(FrameType::CONTINUATION, Flags::END_HEADERS, stream, b));
        whole.extend(write_frame(FrameType::DATA, Flags::PADDED, stream, b"\x02hello\0\0"));
        whole.extend(write_frame(FrameType::RST_STREAM, 0, stream, &[0, 0, 0, 8]));
    }
    let (mut blocks, mut fields, mut bad) = (0_u32, 0_u32, 0_u32);
    for _ in 0..3_000 {
        let mut bytes = whole.clone();
        random.mutate(&mut bytes);
        let mut reader = Reader::default();
        let mut decoder = Decoder::default();
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let (mut piece, behind) = rest.split_at(rest.len().min(1 + random.below(40)));
            if random.below(50) == 0 {
                reader.gap(piece.len() as u64);
                piece = &[];
            }
            if reader.is_lost() && random.below(4) == 0 {
                reader.resume(0);
            }
            while let Some(event) = reader.next(&mut piece) {
                match event {
                    Event::Settings(_, list) => {
                        for setting in list.iter().filter(|one| one.id == SettingId::HEADER_TABLE_SIZE) {
                            decoder.allow_table_bytes(setting.value);
                        }
                    }
                    Event::Headers(HeaderBlock { fragment: Some(fragment), .. }) => {
                        blocks += 1;
                        bad += u32::from(decoder.decode(&fragment, |_, _| fields += 1).is_err());
                    }
                    _ => {}
                }
            }
            assert!(piece.is_empty());
            rest = behind;
        }
        assert_eq!(reader.position(), bytes.len() as u64);
    }
    assert!(blocks > 4_000 && bad > 800 && fields > 8_000, "{blocks} {bad} {fields}");
}
