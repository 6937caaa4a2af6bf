//! No false alarm, and nothing missed: conversations that their endpoints accepted raise no error, and what a recording
//! names as wrong is found by the rule that says so, and nothing beyond.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use ws101::export::Payload;

use crate::decoded::{Decoded, decode, shipped};

/// The folder of captures with the truth beside them, where it is there.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures/own");
    if !folder.is_dir() {
        eprintln!("skipped: the folder of captures with ground truth is not here");
        return None;
    }
    Some(folder)
}

/// The errors of a connection: rule, who is at fault, and the frame or message it is about.
fn errors(decoded: &Decoded, id: u64) -> BTreeSet<(String, String)> {
    let lines = decoded.of("finding", id).filter(|line| line["severity"] == "error");
    lines.map(|line| (text(&line["from"]), text(&line["rule"]))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A truth file's connections by their endpoints, each as often as they met.
fn connections(truth: &Value) -> BTreeMap<(String, String), Vec<Value>> {
    let mut all: BTreeMap<_, Vec<Value>> = BTreeMap::new();
    for one in truth["connections"].as_array().into_iter().flatten() {
        all.entry((text(&one["client"]), text(&one["server"]))).or_default().push(one.clone());
    }
    all
}

/// The connections of a capture by their endpoints.
fn ids(decoded: &Decoded) -> BTreeMap<(String, String), Vec<u64>> {
    let mut all: BTreeMap<_, Vec<u64>> = BTreeMap::new();
    for line in decoded.of_type("connection") {
        let end = |end: &Value| format!("{}|{}", text(&end["ip"]), end["port"]);
        let id = line["id"].as_u64().expect("an id");
        all.entry((end(&line["client"]), end(&line["server"]))).or_default().push(id);
    }
    all
}

fn is_legal(connection: &Value) -> bool {
    let none = |side: &str| connection["violations"][side].as_array().is_none_or(Vec::is_empty);
    connection["upgraded"] == true && connection["accept_ok"] != false && none("c2s") && none("s2c")
}

/// What is wrong in the captures of the project, and has to be: they show it.
const SHOWN: &[(&str, &[&str])] = &[
    ("abnormal", &["frame-truncated"]),
    ("miscopied-accept", &["res-accept-mismatch", "res-accept-not-base64-sha1"]),
    ("refused", &["http-upgrade-without-connection", "req-version-not-13"]),
    ("unmasked", &["client-frame-unmasked"]),
];

#[test]
fn the_captures_of_the_project_raise_no_error_but_those_they_show() {
    let mut wrong = Vec::new();
    for path in shipped() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let due = SHOWN.iter().find(|(shown, _)| *shown == name).map_or(&[][..], |(_, rules)| rules);
        let decoded = decode(&path, Payload::None).expect("a capture");
        let found = decoded.of_type("finding").filter(|line| line["severity"] == "error");
        let found: BTreeSet<String> = found.map(|line| text(&line["rule"])).collect();
        if !found.iter().map(String::as_str).eq(due.iter().copied()) {
            wrong.push(format!("{name}: {found:?}, due {due:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_endpoints_accepted_as_legal_raises_no_error() {
    let Some(folder) = folder() else { return };
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let (mut wrong, mut legal) = (Vec::new(), 0);
    let mut warned: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let stem = name.split('.').next().unwrap_or_default().to_owned();
        let truth = path.with_file_name(format!("{stem}.truth.json"));
        // What is wrong in the next one is the test after this one's.
        if !name.contains(".pcap") || !truth.is_file() || stem == "e01-errors-vs-ws" {
            continue;
        }
        let truth: Value = serde_json::from_slice(&fs::read(&truth).expect("a truth file")).expect("JSON");
        let decoded = decode(&path, Payload::None).expect("a capture");
        let mut mine = ids(&decoded);
        for (ends, due) in connections(&truth) {
            let met = mine.remove(&ends).unwrap_or_default();
            for (id, due) in met.iter().zip(&due) {
                let found = errors(&decoded, *id);
                legal += u32::from(is_legal(due));
                if is_legal(due) && !found.is_empty() {
                    wrong.push(format!("{name}: #{id} {found:?}"));
                }
                for line in decoded.of("finding", *id).filter(|line| line["severity"] == "warning") {
                    let rule = text(&line["rule"]);
                    *warned.entry(rule).or_default().entry(stem.clone()).or_default() += 1;
                }
            }
        }
    }
    for (rule, captures) in &warned {
        eprintln!("warning {rule}: {captures:?}");
    }
    eprintln!("{legal} legal connections");
    assert!(legal > 150, "{legal} connections that are legal");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the truth calls a violation, and the rules of ours that say it, any of them; a warning is named here too.
fn rules_for(what: &str) -> &'static [&'static str] {
    match what {
        "unmasked-client-frame" => &["client-frame-unmasked"],
        "reserved-opcode-3" => &["frame-opcode-reserved-data"],
        "reserved-opcode-11" => &["frame-opcode-reserved-control"],
        "reserved-bits-4" => {
            &["frame-rsv1-not-negotiated", "pmd-rsv1-on-continuation", "pmd-rsv1-on-control"]
        }
        "reserved-bits-1" | "reserved-bits-2" | "reserved-bits-5" | "reserved-bits-7" => {
            &["frame-rsv2-rsv3-set"]
        }
        "invalid-utf8" => &["utf8-invalid-text"],
        "control-too-long" => &["control-too-long"],
        "fragmented-control" => &["control-fragmented"],
        "unexpected-continuation" => &["frag-unexpected-continuation"],
        "interleaved-data-frame" => &["frag-interleaved"],
        "unfinished-message" => &["frag-unfinished"],
        "close-len-1" => &["close-body-one-byte"],
        "invalid-close-code-999" => &["close-code-below-1000"],
        "invalid-close-code-1005" => &["close-code-1005"],
        "invalid-close-code-1006" => &["close-code-1006"],
        "invalid-close-code-1015" => &["close-code-1015"],
        "invalid-close-code-1028" | "invalid-close-code-2999" => &["close-code-unassigned"],
        "invalid-close-code-5000" => &["close-code-above-4999"],
        "close-reason-invalid-utf8" => &["close-reason-not-utf8"],
        // RFC 6455 §5.5.1 forbids data frames; control frames behind a Close are a note.
        "data-after-close" => &["data-after-close", "control-after-close", "close-sent-twice"],
        "non-minimal-length" => &["frame-length-not-minimal"],
        "length-msb-set" => &["frame-length-msb-set"],
        "truncated-frame" => &["frame-truncated"],
        other => panic!("no rule is named for {other}"),
    }
}

/// Errors beyond the frames, which that truth does not look for, by the request target that names the case.
const BEYOND: &[(&str, &[&str])] = &[
    ("early-data-with-handshake", &["req-data-before-response"]),
    // Random bytes, and a request, read as frames.
    ("garbage-after-101", &["frame-opcode-reserved-control"]),
    ("http-pipelined-after-upgrade", &["frame-opcode-reserved-data"]),
    (
        "hs-http10",
        &[
            "http-101-to-http10",
            "http10-upgrade-ignored",
            "req-http-version-low",
            "server-accepted-bad-request",
        ],
    ),
    ("hs-version-8", &["req-version-not-13", "server-accepted-bad-request"]),
    ("pmd-bad-data", &["pmd-inflate-error"]),
    ("pmd-truncated-data", &["pmd-inflate-error"]),
    ("pmd-two-blocks-corrupt", &["pmd-inflate-error"]),
    // Two bytes of a header, or a key that is cut: that truth lists whole headers only.
    ("truncated-header", &["frame-truncated"]),
    ("truncated-mask", &["frame-truncated"]),
];

/// Errors that come with another one: the cause of invalid text, and what else is wrong with bytes that are no frames.
const WITH: &[(&str, &[&str])] = &[
    (
        "utf8-invalid-text",
        &[
            "pmd-text-utf8-after-inflate",
            "utf8-impossible-byte",
            "utf8-stray-continuation",
            "utf8-surrogate",
            "utf8-truncated",
        ],
    ),
    ("frame-rsv2-rsv3-set", &["frame-rsv1-not-negotiated"]),
];

#[test]
fn every_violation_that_was_recorded_is_found_and_nothing_beyond() {
    let Some(folder) = folder() else { return };
    let truth = fs::read(folder.join("e01-errors-vs-ws.truth.json")).expect("a truth file");
    let truth: Value = serde_json::from_slice(&truth).expect("JSON");
    let decoded = decode(&folder.join("e01-errors-vs-ws.pcapng"), Payload::None).expect("a capture");
    let (mut wrong, mut compared) = (Vec::new(), 0);
    let mine = ids(&decoded);
    for (ends, due) in connections(&truth) {
        let (Some([id]), [due]) = (mine.get(&ends).map(Vec::as_slice), due.as_slice()) else { continue };
        if due["upgraded"] != true {
            continue;
        }
        let target = decoded.of("request", *id).next().map(|line| text(&line["target"])).unwrap_or_default();
        let all: BTreeSet<String> = decoded.of("finding", *id).map(|line| text(&line["rule"])).collect();
        let mut explained: BTreeSet<&str> = BTreeSet::new();
        for what in ["c2s", "s2c"].iter().flat_map(|side| due["violations"][side].as_array()).flatten() {
            compared += 1;
            let rules = rules_for(what["what"].as_str().expect("a name"));
            if !rules.iter().any(|rule| all.contains(*rule)) {
                wrong.push(format!("{target}: {} is not found, but {all:?}", what["what"]));
            }
            explained.extend(rules);
        }
        for (_, rules) in BEYOND.iter().filter(|(case, _)| target.trim_start_matches('/') == *case) {
            explained.extend(*rules);
        }
        for (_, rules) in WITH.iter().filter(|(first, _)| explained.contains(*first)).collect::<Vec<_>>() {
            explained.extend(*rules);
        }
        for (_, rule) in errors(&decoded, *id) {
            if !explained.contains(rule.as_str()) {
                wrong.push(format!("{target}: {rule} is found, and nobody says that it is there"));
            }
        }
    }
    assert!(compared > 45, "{compared} violations are compared");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
