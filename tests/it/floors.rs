//! The table of floors in ARCHITECTURE.md is true: no module names a floor that its row does not; every rule that the
//! inspector owes is named in it; the program's `main.rs` stays small.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use ws101::rules::{Detect, Group, Kind, RULES, Severity};

/// Who sees whom: floor and the floors it may name, in the order of the table.
type Table = Vec<(String, BTreeSet<String>)>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads the rows `| `floor` | what | `seen` `seen` |` that follow the heading "Floors".
fn table(text: &str) -> Table {
    let section = text.split("\n## ").find(|section| section.starts_with("Floors")).unwrap_or_default();
    let ticked = |cell: &str| -> BTreeSet<String> {
        cell.split('`').skip(1).step_by(2).flat_map(str::split_whitespace).map(str::to_owned).collect()
    };
    let mut floors = Table::new();
    for line in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        let [floor, _, sees] = cells[..] else { panic!("three columns: {line}") };
        let floor = ticked(floor).pop_first().expect("a floor in the first column");
        floors.push((floor, ticked(sees)));
    }
    floors
}

/// Rust source without comments and the content of strings and characters.
fn code_of(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let bytes: Vec<char> = source.chars().collect();
    let at = |n: usize| bytes.get(n).copied().unwrap_or('\0');
    let mut n = 0;
    while n < bytes.len() {
        match (at(n), at(n + 1)) {
            ('/', '/') => n += bytes[n..].iter().take_while(|c| **c != '\n').count(),
            ('/', '*') => {
                let mut depth = 0;
                loop {
                    match (at(n), at(n + 1)) {
                        ('/', '*') => (depth, n) = (depth + 1, n + 2),
                        ('*', '/') => (depth, n) = (depth - 1, n + 2),
                        _ => n += 1,
                    }
                    if depth == 0 || n >= bytes.len() {
                        break;
                    }
                }
            }
            ('r', '"' | '#') if !at(n.wrapping_sub(1)).is_alphanumeric() && at(n.wrapping_sub(1)) != '_' => {
                let hashes = bytes[n + 1..].iter().take_while(|c| **c == '#').count();
                if at(n + 1 + hashes) == '"' {
                    let end: Vec<char> =
                        std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                    let from = n + 2 + hashes;
                    let len = bytes[from..].windows(end.len()).position(|window| window == end);
                    n = len.map_or(bytes.len(), |len| from + len + end.len());
                } else {
                    code.push('r');
                    n += 1;
                }
            }
            ('"', _) => {
                n += 1;
                while n < bytes.len() && at(n) != '"' {
                    n += if at(n) == '\\' { 2 } else { 1 };
                }
                n += 1;
                code.push_str("\"\"");
            }
            ('\'', '\\') => {
                n += 3;
                while n < bytes.len() && at(n) != '\'' {
                    n += 1;
                }
                n += 1;
            }
            ('\'', _) if at(n + 2) == '\'' => n += 3,
            (c, _) => {
                code.push(c);
                n += 1;
            }
        }
    }
    code
}

/// The floors that source names as `crate::floor`, in a group `crate::{floor, …}` or by climbing with `super` from a
/// module `depth` steps below the crate. (A module in the file itself is one step deeper; that a climb from it means
/// something else does not happen here.)
fn named(source: &str, depth: usize, floors: &BTreeSet<String>) -> BTreeSet<String> {
    let code: String = code_of(source)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(" ::", "::")
        .replace(":: ", "::");
    let mut found = BTreeSet::new();
    let climb = "super::".repeat(depth);
    for prefix in ["crate::", climb.as_str()] {
        for (at, _) in code.match_indices(prefix) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let rest = &code[at + prefix.len()..];
            let heads: Vec<String> = match rest.strip_prefix('{') {
                Some(group) => heads_of(group),
                None => vec![word(rest)],
            };
            found.extend(heads.into_iter().filter(|head| floors.contains(head)));
        }
    }
    found
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first words of a group's members: `a::{b}, c` gives a and c.
fn heads_of(group: &str) -> Vec<String> {
    let mut heads = vec![word(group.trim_start())];
    let mut depth = 0;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(word(group[at + 1..].trim_start())),
            _ => {}
        }
    }
    heads
}

/// What is wrong with one file of a floor.
fn violations(floor: &str, source: &str, depth: usize, table: &Table) -> Vec<String> {
    let floors: BTreeSet<String> = table.iter().map(|(name, _)| name.clone()).collect();
    let (_, sees) = table.iter().find(|(name, _)| name == floor).expect("a floor of the table");
    let named = named(source, depth, &floors);
    named
        .into_iter()
        .filter(|other| other != floor && !sees.contains(other))
        .map(|other| format!("{floor} sees {other}"))
        .collect()
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

fn files_of(floor: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let folder = root().join("src").join(floor);
    if folder.is_dir() {
        rust_files(&folder, &mut files);
    }
    let file = root().join("src").join(format!("{floor}.rs"));
    files.extend(file.is_file().then_some(file));
    assert!(!files.is_empty(), "the floor {floor} has no files");
    files
}

#[test]
fn every_floor_sees_only_what_its_row_says() {
    let table = table(&fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md"));
    assert!(table.len() >= 8, "the table is there");
    let mut wrong = Vec::new();
    let mut below = BTreeSet::new();
    for (floor, sees) in &table {
        let above: Vec<&String> = sees.difference(&below).collect();
        assert!(above.is_empty(), "{floor} may see only floors below it, not {above:?}");
        below.insert(floor.clone());
        let mut used = BTreeSet::new();
        let floors = table.iter().map(|(name, _)| name.clone()).collect();
        for file in files_of(floor) {
            let source = fs::read_to_string(&file).expect("a source");
            let path = file.strip_prefix(root().join("src")).expect("below src");
            let is_mod = path.ends_with("mod.rs");
            let depth = path.components().count() - usize::from(is_mod);
            let found = violations(floor, &source, depth, &table);
            wrong.extend(found.into_iter().map(|found| format!("src/{}: {found}", path.display())));
            used.extend(named(&source, depth, &floors));
        }
        let idle: Vec<&String> = sees.difference(&used).collect();
        assert!(idle.is_empty(), "the row of {floor} allows {idle:?}, which it does not use");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_module_of_the_crate() {
    let table = table(&fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md"));
    let code = code_of(&fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs"));
    let modules: BTreeSet<String> = code.split("pub mod ").skip(1).map(word).collect();
    let floors: BTreeSet<String> = table.into_iter().map(|(floor, _)| floor).collect();
    assert_eq!(modules, floors);
}

#[test]
fn a_planted_violation_is_found() {
    let table = table(
        "# x\n\n## Floors\n\n| floor | what | sees |\n| --- | --- | --- |\n| `base` | b | nothing |\n\
         | `wire` | w | `base` |\n| `trace` | t | `base` `wire` |\n\n## y\n| `other` | | |\n",
    );
    assert_eq!(table.len(), 3);
    for (floor, source, expected) in [
        ("wire", "use crate::base::Span;\n", &[][..]),
        ("wire", "use crate::trace::Frame;", &["wire sees trace"]),
        ("wire", "use crate :: trace :: Frame;", &["wire sees trace"]),
        ("wire", "use crate::{base::Span, trace::{Frame, base}};", &["wire sees trace"]),
        ("wire", "fn f() -> crate::trace::Frame { loop {} }", &["wire sees trace"]),
        ("wire", "pub(crate) use super::super::trace::X;", &["wire sees trace"]),
        ("wire", "use super::trace::X; // a sibling of this module", &[]),
        ("wire", "// use crate::trace::Frame;\n/* crate::trace /* crate::trace */ crate::trace */", &[]),
        ("wire", "/// [`crate::trace::Frame`]\nlet s = \"crate::trace\"; let c = '\"'; // \"", &[]),
        ("wire", "let s = r#\"crate::trace \" \"#; let q = '\\''; crate::wire::x()", &[]),
        ("base", "use crate::wire; use crate::trace;", &["base sees trace", "base sees wire"]),
        ("trace", "use mycrate::trace::X; use crate::traces::X; use crate::base;", &[]),
        ("base", "fn a<'a>(x: &'a str) { crate::wire::x(x) }", &["base sees wire"]),
    ] {
        assert_eq!(violations(floor, source, 2, &table), expected, "{floor}: {source}");
    }
}

#[test]
fn the_program_itself_stays_small() {
    let lines = fs::read_to_string(root().join("src/main.rs")).expect("main.rs").lines().count();
    assert!(lines <= 80, "main.rs has {lines} lines");
}

#[test]
fn every_rule_that_the_inspector_owes_is_named_in_it() {
    let mut code = String::new();
    for file in files_of("inspect") {
        code.push_str(&code_of(&fs::read_to_string(file).expect("a source")));
    }
    let named: BTreeSet<String> = code.split("RuleId::").skip(1).map(word).collect();
    let owed = |group: Group| {
        matches!(
            group,
            Group::Request
                | Group::Response
                | Group::Negotiate
                | Group::Frame
                | Group::Mask
                | Group::Limits
                | Group::Fragment
                | Group::Control
                | Group::Close
                | Group::Utf8
        )
    };
    let missing: Vec<&str> = RULES
        .iter()
        .filter(|row| row.kind == Kind::Finding && row.detect == Detect::Wire && owed(row.group))
        .filter(|row| row.severity != Severity::Note && !named.contains(&format!("{:?}", row.rule)))
        .map(|row| row.id)
        .collect();
    assert!(missing.is_empty(), "rules that nothing finds: {missing:?}");
    // What is listed as checked is named where traffic is read, and what is not, is not.
    for file in ["io", "cli", "trace"].into_iter().flat_map(files_of) {
        code.push_str(&code_of(&fs::read_to_string(file).expect("a source")));
    }
    let named: BTreeSet<String> = code.split("RuleId::").skip(1).map(word).collect();
    for row in RULES {
        let checked = row.rule.is_checked();
        assert_eq!(checked, named.contains(&format!("{:?}", row.rule)), "{}", row.id);
    }
    // And the other way: what the inspector names is in the register, or it would not compile. Count both.
    let by_group: BTreeMap<&str, usize> = RULES.iter().fold(BTreeMap::new(), |mut counts, row| {
        *counts.entry(row.group.name()).or_default() +=
            usize::from(named.contains(&format!("{:?}", row.rule)));
        counts
    });
    assert!(by_group.values().sum::<usize>() > 100, "{by_group:?}");
}
