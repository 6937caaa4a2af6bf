use super::*;

/// Keeps all in memory.
#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

impl Store for Kept {
    fn keep(&mut self, bytes: &[u8]) -> Option<u64> {
        let at = self.bytes.len() as u64;
        self.bytes.extend_from_slice(bytes);
        Some(at)
    }

    fn entry(&mut self, entry: Entry) -> ControlFlow<()> {
        self.entries.push(entry);
        ControlFlow::Continue(())
    }
}

fn read_all(json: &str) -> (Kept, Option<DamageKind>) {
    let mut kept = Kept::default();
    let trouble = read(json.as_bytes(), &mut kept).err().map(|trouble| trouble.kind);
    (kept, trouble)
}

fn entries(inner: &str) -> String {
    format!(r#"{{"log":{{"version":"1.2","entries":[{inner}]}}}}"#)
}

#[test]
fn an_entry_is_read_in_any_order_of_its_keys() {
    let request = r#""request":{"headers":[{"value":"h","name":"Host"}],"httpVersion":"HTTP/1.1","url":"wss://h/x","method":"GET"}"#;
    let response = r#""response":{"status":101,"statusText":"Switching Protocols","headers":[],"httpVersion":"http/1.1"}"#;
    let messages = r#""_webSocketMessages":[{"data":"aGk=","time":1693314200.5,"type":"receive","opcode":2},{"type":"send","time":1693314200500,"opcode":1,"data":"né"}]"#;
    let started = r#""startedDateTime":"2023-08-29T13:03:20Z","serverIPAddress":"[::1]","_serverPort":99"#;
    let orders = [
        [request, response, messages, started],
        [messages, started, response, request],
        [started, messages, request, response],
    ];
    for order in orders {
        let (kept, trouble) = read_all(&entries(&format!("{{{}}}", order.join(","))));
        assert_eq!(trouble, None);
        let [entry] = kept.entries.as_slice() else { panic!("{:?}", kept.entries) };
        assert_eq!((entry.url.as_str(), entry.status, entry.server_port), ("wss://h/x", Some(101), Some(99)));
        assert_eq!(entry.server, Some("::1".parse().expect("an address")));
        assert_eq!(entry.headers.client, [("Host".to_owned(), "h".to_owned())]);
        assert!(entry.complete);
        let said: Vec<(Side, u8, &[u8])> = (entry.messages.iter())
            .map(|one| (one.from, one.opcode, &kept.bytes[one.place.start as usize..one.place.end as usize]))
            .collect();
        assert_eq!(said, [(Side::Server, 2, &b"hi"[..]), (Side::Client, 1, "né".as_bytes())]);
        assert!(
            entry.messages.iter().all(|one| one.stamp == Some(Stamp::from_nanos(1_693_314_200_500_000_000)))
        );
    }
}

#[test]
fn only_websockets_are_told() {
    for (entry, is_told) in [
        (r#"{"request":{"url":"https://h/"}}"#, false),
        (r#"{"request":{"url":"ws://h/"}}"#, true),
        (r#"{"request":{"url":"https://h/"},"_resourceType":"websocket"}"#, true),
        (r#"{"request":{"url":"https://h/"},"_webSocketMessages":[]}"#, true),
        (r#"{"request":{"url":"http://h/","headers":[{"name":"upgrade","value":"WebSocket"}]}}"#, true),
        (r#"{"request":{"url":"http://h/","headers":[{"name":"upgrade","value":"h2c"}]}}"#, false),
        ("{}", false),
        ("null", false),
        ("[[]]", false),
    ] {
        let (kept, trouble) = read_all(&entries(entry));
        assert_eq!((kept.entries.len(), trouble), (usize::from(is_told), None), "{entry}");
    }
}

#[test]
fn values_of_other_types_are_read_over() {
    for wrong in ["null", "true", "[]", "{}", "[[{\"a\":[1]}]]", "\"x\"", "-1", "1e300"] {
        let entry = format!(
            r#"{{"startedDateTime":{wrong},"serverIPAddress":{wrong},"_serverPort":{wrong},"request":{{"url":"ws://h/","method":{wrong},"headers":{wrong}}},
            "response":{{"status":{wrong},"headers":[{wrong},{{"name":{wrong},"value":{wrong}}}]}},"_webSocketMessages":[{wrong},{{"type":{wrong},"time":{wrong},"opcode":{wrong},"data":{wrong}}},
            {{"type":"send","data":"ok"}}]}}"#
        );
        let (kept, trouble) = read_all(&entries(&entry));
        assert_eq!((kept.entries.len(), trouble), (1, None), "{wrong}");
        assert_eq!(kept.entries[0].messages.len(), 1, "{wrong}");
        assert_eq!(kept.bytes, b"ok");
    }
    let (kept, trouble) = read_all(&entries(
        r#"{"request":{"url":"ws://h/"},"request":null,"response":7,"_webSocketMessages":{"a":1}}"#,
    ));
    assert_eq!((kept.entries.len(), trouble), (1, None));
}

#[test]
fn control_frames_and_errors_are_counted_and_nothing_else() {
    let list = r#"[{"type":"send","opcode":9,"data":""},{"type":"error","opcode":-1,"data":"x"},{"type":"receive","opcode":8,"data":""},{"type":"receive","opcode":1.5,"data":""}]"#;
    let (kept, _) = read_all(&entries(&format!(r#"{{"_webSocketMessages":{list}}}"#)));
    assert_eq!((kept.entries[0].messages.len(), kept.entries[0].others), (0, 4));
}

#[test]
fn what_breaks_off_is_told_as_far_as_it_goes() {
    let whole = entries(
        r#"{"request":{"url":"ws://h/"},"_webSocketMessages":[{"type":"send","opcode":1,"data":"one"},{"type":"send","opcode":1,"data":"two"}]}"#,
    );
    for cut in 0..whole.len() {
        let (kept, trouble) = read_all(&whole[..cut]);
        assert_eq!(trouble, Some(DamageKind::Cut), "{}", &whole[..cut]);
        let has_both = cut > whole.find("two\"}").unwrap_or(0) + 4;
        assert!(kept.entries.len() <= 1);
        assert!(!has_both || kept.entries[0].messages.len() == 2, "{cut}");
        assert!(kept.entries.iter().all(|entry| entry.messages.len() <= 2));
    }
    for (json, kind) in [
        ("{\"log\":{\"entries\":[}}", DamageKind::NotJson),
        ("{\"log\":{}}", DamageKind::NotHar),
        ("{\"log\":[]}", DamageKind::NotHar),
        ("[1]", DamageKind::NotHar),
        ("{\"log\":{\"entries\":[]}} x", DamageKind::NotJson),
    ] {
        assert_eq!(read_all(json).1, Some(kind), "{json}");
    }
    let deep = format!("{{\"log\":{{\"x\":{}", "[".repeat(100_000));
    assert_eq!(read_all(&deep).1, Some(DamageKind::TooDeep));
    let deep = format!("{{\"log\":{{\"entries\":{}", "{\"request\":".repeat(100_000));
    assert_eq!(read_all(&deep).1, Some(DamageKind::TooDeep));
}

#[test]
fn breaking_off_ends_the_reading() {
    struct One(u32);
    impl Store for One {
        fn keep(&mut self, _: &[u8]) -> Option<u64> {
            None
        }
        fn entry(&mut self, entry: Entry) -> ControlFlow<()> {
            self.0 += 1;
            assert_eq!((entry.messages.len(), entry.left_out), (0, 1));
            ControlFlow::Break(())
        }
    }
    let entry = r#"{"_webSocketMessages":[{"type":"send","data":"x"}]}"#;
    let mut one = One(0);
    let ended = read(entries(&format!("{entry},{entry}")).as_bytes(), &mut one);
    assert!(ended.is_ok());
    assert_eq!(one.0, 1);
}

#[test]
fn heads_have_a_limit() {
    let headers =
        vec![r#"{"name":"a","value":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#; 5000];
    let json = entries(&format!(r#"{{"request":{{"url":"ws://h/","headers":[{}]}}}}"#, headers.join(",")));
    let (kept, _) = read_all(&json);
    let entry = &kept.entries[0];
    let sum: usize = entry.headers.client.iter().map(|(name, value)| name.len() + value.len()).sum();
    assert!(entry.head_cut && sum <= MAX_HEAD_BYTES && sum > MAX_HEAD_BYTES / 2);
}
