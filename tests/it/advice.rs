//! The register's words: every rule says what it means and what to do, in both languages, in one sentence each.

use std::collections::BTreeMap;

use ws101::rules::{Advice, RULES, Severity};

/// The most characters of an English sentence: two lines on a projector.
const ENGLISH_CHARS: usize = 160;
/// The most of a Korean one: Hangul is twice as wide.
const KOREAN_CHARS: usize = 110;

fn is_hangul(c: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&c)
}

/// What is wrong with an English sentence, if anything is.
fn fault_of_english(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("there is none");
    }
    if text.chars().count() > ENGLISH_CHARS {
        return Some("it is too long");
    }
    if !text.ends_with('.') || text.contains(". ") || text.contains('\n') || text.contains("  ") {
        return Some("it is not one sentence");
    }
    if text.chars().any(is_hangul) {
        return Some("it is not English");
    }
    let first = text.chars().next().unwrap_or_default();
    if first.is_ascii_lowercase() && !text.starts_with("xn--") {
        return Some("it begins in lower case");
    }
    None
}

/// What is wrong with a Korean sentence, if anything is.
fn fault_of_korean(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("there is none");
    }
    if text.chars().count() > KOREAN_CHARS {
        return Some("it is too long");
    }
    if !text.ends_with("다.") || text.contains("다. ") || text.contains('\n') || text.contains("  ") {
        return Some("it is not one sentence that ends as explanations do");
    }
    if text.chars().filter(|c| is_hangul(*c)).count() < 5 {
        return Some("it is hardly Korean");
    }
    // Words that the glossary of the project does without.
    if ["웹소켓", "와이어", "오피코드", "메세지", "캡쳐"].iter().any(|word| text.contains(word))
    {
        return Some("it has a word that is not used here");
    }
    None
}

#[test]
fn every_rule_has_its_four_sentences() {
    let mut faults = Vec::new();
    for row in RULES {
        let Advice { explanation, remedy } = row.rule.advice();
        for (what, text) in [("explanation", explanation), ("remedy", remedy)] {
            for (lang, text, fault) in
                [("en", text.en, fault_of_english(text.en)), ("ko", text.ko, fault_of_korean(text.ko))]
            {
                if let Some(fault) = fault {
                    faults.push(format!(
                        "{} {what} {lang}: {fault} ({}): {text}",
                        row.id,
                        text.chars().count()
                    ));
                }
            }
        }
        if explanation.en == row.title.en || explanation.en == remedy.en || explanation.ko == remedy.ko {
            faults.push(format!("{}: the sentences repeat each other", row.id));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_two_rules_share_a_sentence_or_an_id() {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for row in RULES {
        let Advice { explanation, remedy } = row.rule.advice();
        for text in [row.id, explanation.en, explanation.ko, remedy.en, remedy.ko] {
            let before = seen.insert(text, row.id);
            assert_eq!(before, None, "{} says the same: {text}", row.id);
        }
    }
}

#[test]
fn a_rule_about_something_legal_asks_for_nothing() {
    // The remedy of an error is something to do.
    for row in RULES {
        let remedy = row.rule.advice().remedy;
        let nothing = remedy.en.starts_with("Nothing ") || remedy.ko.contains("고칠 것이 없");
        assert!(!nothing || row.severity == Severity::Note, "{}: {}", row.id, remedy.en);
    }
}

#[test]
fn what_is_wrong_with_a_sentence_is_seen() {
    for text in ["", "no capital.", "Two. Three.", "No end", "한국어.", &"x".repeat(161)] {
        assert!(fault_of_english(text).is_some(), "{text}");
    }
    for text in ["", "English.", "해요체를 쓰면 안 돼요.", "둘입니다. 셋입니다.", "웹소켓을 사용해야 합니다."]
    {
        assert!(fault_of_korean(text).is_some(), "{text}");
    }
    assert_eq!(fault_of_english("One sentence, and no more."), None);
    assert_eq!(fault_of_korean("한 문장이며 더는 없습니다."), None);
}
