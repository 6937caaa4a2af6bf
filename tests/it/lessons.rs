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

#[test]
fn zz_print() {
    use ws101::base::Lang;
    use ws101::lesson::*;
    use ws101::trace::*;
    let load = |id: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures").join(format!("{id}.pcapng"));
        let mut opened = ws101::io::open(&path).unwrap();
        let mut trace = Trace::new(CaptureInfo::default());
        let mut inspector = ws101::inspect::Inspector::new().with_source(opened.source.clone());
        ws101::io::read_records(&mut opened.reader, &mut |event| {
            if let ws101::wire::capture::Event::Packet(record, bytes) = event {
                inspector.record(record, bytes, &mut trace);
            }
            std::ops::ControlFlow::Continue(())
        });
        inspector.finish(&mut trace);
        (trace, opened.source)
    };
    for (_, files) in embedded() {
        let lesson = std::sync::Arc::new(Lesson::read(&files).unwrap());
        let (trace, source) = load(&lesson.capture);
        for lang in Lang::ALL {
            println!("\n===== {} {}", lesson.id, lesson.text(lang).title);
            let mut run = LessonRun::new(lesson.clone(), Pace::Study);
            for step in &lesson.steps {
                run.go_to(&step.id);
                let s = run.scene(&trace, &*source, &[], lang);
                let p = |b: &[Block]| b.iter().map(Block::plain).collect::<Vec<_>>().join("\n   ");
                let l = |r: &[Run]| r.iter().map(|r| r.text.clone()).collect::<String>();
                println!(
                    "\n## {} [{}] cursor {:?} conceal {:?}",
                    l(&s.title),
                    step.id,
                    s.cursor,
                    s.conceal.len()
                );
                println!("   {}", p(&s.prose));
                if let Some(q) = s.question {
                    println!("  Q {}", p(&q.prompt));
                    if let Input::Choices(c) | Input::Order(c) = &q.input {
                        for c in c {
                            println!("   - {}: {}", c.id, l(&c.runs));
                        }
                    }
                    run.reveal();
                    let s = run.scene(&trace, &*source, &[], lang);
                    let q = s.question.unwrap();
                    println!(
                        "  A {:?} {:?} cursor {:?}",
                        q.answer,
                        if let Input::Choices(c) | Input::Order(c) = &q.input {
                            c.iter()
                                .filter(|c| c.mark == Mark::Right)
                                .map(|c| c.id.clone())
                                .collect::<Vec<_>>()
                        } else {
                            vec![]
                        },
                        s.cursor
                    );
                    println!("  WHY {}", p(&q.why));
                }
                if let Some(g) = s.goal {
                    println!("  GOAL {} met {}", p(&g.prompt), g.met);
                }
                let scope =
                    ws101::trace::query::Scope::new(&trace, &*source, lesson.connection(&trace, &*source));
                let focus = step.focus_in(&scope);
                let scope = ws101::trace::query::Scope { focus: &focus, ..scope };
                for (id, prose) in &lesson.text(lang).step(&step.id).unwrap().notes {
                    if id != "why" {
                        println!("  {id}: {}", p(&prose.resolve(&scope)));
                    }
                }
            }
        }
    }
}
