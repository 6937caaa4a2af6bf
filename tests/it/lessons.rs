//! The lessons that ship with the program pass every check, and every check finds what it is for.

use std::path::{Path, PathBuf};

use ws101::cli::lesson::{check, check_files, read};
use ws101::lesson::{Note, Severity, embedded};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons")
}

#[test]
fn shipped_lessons_pass_their_checks() {
    let mut out = Vec::new();
    let errors = check(&[folder()], &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    println!("{text}");
    assert_eq!(errors, 0, "{text}");
    assert!(text.ends_with("5 lessons, 0 errors, 0 warnings\n"), "{text}");
}
