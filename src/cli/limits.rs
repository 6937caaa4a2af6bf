//! `ws101 limits`, and the same table at the end of `ws101 decode --help`.

use std::fmt::Write as _;

use super::args;
use super::output::{Failure, Output};
use crate::base::Lang;
use crate::inspect::limits::{TABLE, Unit};
use crate::io::MAX_SPILL_BYTES;

/// Lists the limits in the language asked for.
pub(super) fn run(args: &args::Limits) -> Result<(), Failure> {
    let system = || sys_locale::get_locale().map_or(Lang::En, |locale| Lang::from_locale(&locale));
    let lang = args.lang.map_or_else(system, args::Language::lang);
    Output::new().write(table(lang).as_bytes())
}

/// The table for `--help`.
pub(super) fn help() -> String {
    table(Lang::En)
}

/// One line a limit: how much, of what, its name, and the finding that says that it was met.
fn table(lang: Lang) -> String {
    let (limits, times, note) = match lang {
        Lang::En => (
            "Limits, whatever the input holds:",
            "When silence becomes worth a word:",
            "Beyond these, memory grows with the number of connections, not with their bytes.",
        ),
        Lang::Ko => (
            "입력이 무엇이든 지키는 한도:",
            "응답이 없을 때 알려 주는 시점:",
            "그 밖의 메모리 사용량은 연결의 바이트 수가 아니라 연결 개수에 따라 늘어납니다.",
        ),
    };
    let mut out = format!("{limits}\n");
    for limit in TABLE.iter().filter(|limit| limit.unit != Unit::Nanos) {
        line(
            &mut out,
            &limit.amount(lang),
            limit.what.get(lang),
            &limit.name(),
            limit.rule.map(|rule| rule.name()),
        );
    }
    let disk = match lang {
        Lang::En => "Disk for what a pipe or a compressed capture holds",
        Lang::Ko => "파이프나 압축된 캡처의 내용을 두는 디스크",
    };
    line(&mut out, &format!("{} GiB", MAX_SPILL_BYTES >> 30), disk, "spill-bytes", None);
    let _ = writeln!(out, "{note}\n\n{times}");
    for limit in TABLE.iter().filter(|limit| limit.unit == Unit::Nanos) {
        line(
            &mut out,
            &limit.amount(lang),
            limit.what.get(lang),
            &limit.name(),
            limit.rule.map(|rule| rule.name()),
        );
    }
    out
}

fn line(out: &mut String, amount: &str, what: &str, name: &str, rule: Option<&str>) {
    let rule = rule.map_or_else(String::new, |rule| format!(" → {rule}"));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{amount:>9}  {what} [{name}{rule}]");
}
