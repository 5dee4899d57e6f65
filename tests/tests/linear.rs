//! How far is looked and how much is weighed, told by what comes out and by the memory that the work takes, never by a clock.
//! What times the shapes take is `cargo xtask prove`.

use wenheng_core::{Analysis, Options, RepairKind, Status};
use wenheng_tests::{analyze, memory};

#[global_allocator]
static COUNTER: memory::Counter = memory::Counter;

fn read(text: &str) -> Analysis {
    analyze(text.as_bytes(), &Options::default()).expect("text")
}

/// So many characters without a figure or a mark.
fn filler(chars: usize) -> String {
    "全市上下和谐稳定团结奋斗".chars().cycle().take(chars).collect()
}

/// The only figure of a sentence of a report on 2023: its status, and the year it begins in.
fn figure(sentence: &str) -> (Status, Option<i16>) {
    let analysis = read(&format!("某县2023年工作总结\n一、工作情况\n{sentence}\n"));
    let [figure] = &analysis.indicators[..] else { panic!("{sentence}: {:?}", analysis.indicators) };
    (figure.status, figure.period.and_then(|period| period.from).map(|from| from.year))
}

/// A clause is read 600 bytes back from its figure: 200 characters.
#[test]
fn what_stands_far_before_a_figure_says_nothing_of_it() {
    let status = |chars: usize| figure(&format!("上年同期{}受理案件860起。", filler(chars))).0;
    assert_eq!([10, 150].map(status), [Status::Prior; 2]);
    assert_eq!([250, 1000].map(status), [Status::Actual; 2]);
}

/// 300 bytes behind a year are looked through for the 的 that makes it the year of a thing: 100 characters.
#[test]
fn what_stands_far_behind_a_year_says_nothing_of_it() {
    let year = |chars: usize| figure(&format!("2020年{}的广场1个。", filler(chars))).1;
    assert_eq!([10, 80].map(year), [Some(2023); 2]);
    assert_eq!([120, 1000].map(year), [Some(2020); 2]);
}

/// A part of a number in characters would be another number.
#[test]
fn a_number_in_characters_is_read_whole_or_not_at_all() {
    let whole = "五百八十四亿二千三百九十七万八千二百二十四";
    let surfaces =
        |text: &str| -> Vec<String> { read(text).indicators.iter().map(|one| one.span.of(text).to_owned()).collect() };
    assert_eq!(surfaces(&format!("全年受理案件{whole}件，办结3件。")), [format!("{whole}件"), "3件".into()]);
    for turn in ["一二三四五六七八九", "一二三百千万亿", "九千九百九十九万"] {
        for chars in 5..60 {
            let run: String = turn.chars().cycle().take(chars).collect();
            let found = surfaces(&format!("全年受理案件{run}件，办结3件。"));
            assert!(found == ["3件"] || found == [format!("{run}件"), "3件".into()], "{run}: {found:?}");
        }
    }
}

/// A heading whose first byte was lost, as it is read then; and how it was.
const LOST: &str = "?。ǘ﹫猿置裆鸀楸荆苿庸卜沼袦囟?\n";
const WHOLE: &str = "\u{3000}（二）堅持民生為本，推動公共服務有溫度\n";
/// The same where the reader keeps pairs that stand for no character.
const KEPT: &str = "\u{e000}。ǘ﹫猿置裆鸀楸荆苿庸卜沼袦囟?\n";

/// What bytes dropped without a trace were is looked for in 2,000 characters of nonsense.
#[test]
fn what_was_dropped_is_looked_for_in_so_many_characters() {
    let lines = 2_500 / LOST.chars().count();
    let analysis = read(&LOST.repeat(lines));
    let right = analysis.text.split_inclusive('\n').take_while(|line| *line == WHOLE).count();
    assert!((90..lines).contains(&right), "{right} of {lines}");
    // Behind them stays what is certain.
    for repair in analysis.repairs.iter().filter(|repair| repair.kind == RepairKind::Slip && repair.certain) {
        let after = analysis.after(repair);
        assert!(WHOLE.contains(after), "{after}");
    }
}

/// Nonsense is weighed for 10,000 characters; what is behind stays as it is and costs no more than other text.
#[test]
fn nonsense_is_weighed_up_to_a_bound() {
    let lines = 12_000 / KEPT.chars().count();
    let (analysis, once) = memory::taken(|| read(&KEPT.repeat(lines)));
    let mended = |line: &&str| *line != KEPT;
    let last = analysis.text.split_inclusive('\n').take_while(mended).count();
    assert!((500..lines - 50).contains(&last), "{last} of {lines}");
    assert!(!analysis.text.split_inclusive('\n').skip(last).any(|line| mended(&line)));
    let (_, twice) = memory::taken(|| read(&KEPT.repeat(2 * lines)));
    assert!(twice < once + once / 10, "{once} and {twice} bytes");
}
