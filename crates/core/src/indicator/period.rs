//! The time a figure is for: the nearest time phrase before it in its sentence, else the year of the report or the plan.

use super::{Context, Figure};
use crate::analysis::{Date, Period, Role, Status};
use crate::outline::{Outline, years};
use regex::Regex;
use std::sync::LazyLock;

/// A time phrase and what it means from there to the end of the sentence.
struct Anchor {
    at: usize,
    period: Period,
}

/// Follows the time phrases through the document.
pub(super) struct Clock {
    year: Option<i32>,
    /// What figures without a time phrase are for.
    default: Option<i32>,
    /// Whether the sentence stands in the plan part, whose figures have its year.
    in_plan: bool,
    anchors: Vec<Anchor>,
    /// The last span of two dates, for a sentence that refers back to it.
    last_span: Option<Period>,
}

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a fixed pattern"));
    };
}

const DAY: &str = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?";

pattern!(UNTIL, &format!(r"(?:截至|截止到?|到)(?:今年)?{DAY}(目前|今|年底|年末|底|末)?"));
pattern!(
    SPAN,
    r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})[日号])?[至到—–-](?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})[日号]|份)?"
);
pattern!(MONTHS, r"(?:(\d{4})年)?(\d{1,2})[至到—–~-](\d{1,2})月份?");
pattern!(MONTH, r"(?:(\d{4})年|(去年))?(\d{1,2})月(?:(\d{1,2})[日号]|份|底)?");
pattern!(PART, r"(?:(\d{4})年|(去年))?(上半年|下半年|前三季度|前两季度|前二季度|第?[一二三四]季度|前\d{1,2}个月)");
pattern!(YEAR, r"(\d{4})年(度)?");
pattern!(RELATIVE, r"去年|上年|今年|全年|明年|至今|迄今");

impl Clock {
    pub(super) fn new(year: Option<i32>) -> Self {
        Clock { year, default: year, in_plan: false, anchors: Vec::new(), last_span: None }
    }

    /// Reads the time phrases of a sentence.
    pub(super) fn enter(&mut self, context: &Context<'_>, outline: &Outline, node: Option<usize>) {
        self.in_plan = context.role == Some(Role::Plan);
        self.default = self.default_year(outline, node);
        let text = context.sentence.of(context.text);
        let base = context.sentence.start;
        let kept = self.last_span.filter(|_| refers_back(text));
        self.anchors = self.read(text);
        if let (Some(period), true) = (kept, self.anchors.is_empty()) {
            self.anchors.push(Anchor { at: 0, period });
        }
        self.anchors.sort_by_key(|anchor| anchor.at);
        for anchor in &mut self.anchors {
            anchor.at += base;
        }
    }

    /// The year of the report; in the plan part the year planned for.
    fn default_year(&self, outline: &Outline, node: Option<usize>) -> Option<i32> {
        let year = self.year?;
        if !self.in_plan {
            return Some(year);
        }
        let section = std::iter::successors(node, |&id| outline.nodes[id].parent).last();
        let title = section.map_or("", |id| outline.nodes[id].title.as_str());
        let is_plan_document = (outline.title.as_deref()).is_some_and(|title| {
            ["计划", "要点", "打算"].iter().any(|word| title.ends_with(word)) && !title.contains("总结")
        });
        Some(years(title).last().unwrap_or(if is_plan_document { year } else { year + 1 }))
    }

    /// The period of a figure; a promise without a time of its own has none.
    pub(super) fn period(&self, figure: &Figure, status: Status) -> Option<Period> {
        let before = self.anchors.iter().rev().find(|anchor| anchor.at <= figure.span.start);
        match before {
            Some(anchor) => Some(anchor.period),
            None if status == Status::Target && self.default == self.year && !self.in_plan => None,
            None if status == Status::Prior => self.default.map(|year| whole_year(year - 1)),
            None => self.default.map(whole_year),
        }
    }

    /// All time phrases of a sentence; of two that overlap the longer counts.
    fn read(&mut self, text: &str) -> Vec<Anchor> {
        let base = self.default;
        let mut taken: Vec<(usize, usize)> = Vec::new();
        let mut anchors = Vec::new();
        let mut add = |range: std::ops::Range<usize>, period: Option<Period>| {
            let free = taken.iter().all(|&(start, end)| range.end <= start || end <= range.start);
            if free {
                taken.push((range.start, range.end));
                anchors.extend(period.map(|period| Anchor { at: range.start, period }));
            }
        };
        let number =
            |found: &regex::Captures<'_>, group: usize| found.get(group).and_then(|m| m.as_str().parse::<i32>().ok());
        for found in SPAN.captures_iter(text) {
            let from_year = number(&found, 1).or(base);
            let to_year = number(&found, 4).or(from_year);
            let from = date(from_year, number(&found, 2), number(&found, 3), false);
            let to = date(to_year, number(&found, 5), number(&found, 6), true);
            if let (Some(from), Some(to)) = (from, to) {
                let period = Period { from: Some(from), to: Some(to) };
                self.last_span = Some(period);
                add(found.get(0).expect("the whole match").range(), Some(period));
            }
        }
        for found in UNTIL.captures_iter(text) {
            let whole = found.get(0).expect("the whole match");
            let (year, month, day) = (number(&found, 1), number(&found, 2), number(&found, 3));
            let word = found.get(4).map_or("", |word| word.as_str());
            if year.is_none() && month.is_none() && word.is_empty() {
                continue;
            }
            // 到 alone opens a date only where a year follows: 到2025年底.
            if whole.as_str().starts_with('到') && (year.is_none() || month.is_some()) {
                continue;
            }
            let to = date(year.or(base), month, day, true);
            let period = if whole.as_str().starts_with('到') {
                year.map(whole_year)
            } else {
                to.map(|to| Period { from: None, to: Some(to) })
            };
            add(whole.range(), period);
        }
        for found in MONTHS.captures_iter(text) {
            let year = number(&found, 1).or(base);
            let (from, to) = (date(year, number(&found, 2), None, false), date(year, number(&found, 3), None, true));
            if from.is_some() && to.is_some() {
                add(found.get(0).expect("the whole match").range(), Some(Period { from, to }));
            }
        }
        for found in PART.captures_iter(text) {
            let year = number(&found, 1).or(if found.get(2).is_some() { base.map(|year| year - 1) } else { base });
            let (first, last) = months_of(&found[3]);
            let (from, to) = (date(year, Some(first), None, false), date(year, Some(last), None, true));
            add(found.get(0).expect("the whole match").range(), from.map(|_| Period { from, to }));
        }
        for found in MONTH.captures_iter(text) {
            let year = number(&found, 1).or(if found.get(2).is_some() { base.map(|year| year - 1) } else { base });
            let (month, day) = (number(&found, 3), number(&found, 4));
            let (from, to) = (date(year, month, day, false), date(year, month, day, true));
            let whole = found.get(0).expect("the whole match");
            let starts = text[whole.end()..].starts_with(['起', '以']);
            let period = from.map(|_| Period { from, to: if starts { date(year, None, None, true) } else { to } });
            add(whole.range(), period);
        }
        for found in YEAR.captures_iter(text) {
            let whole = found.get(0).expect("the whole match");
            let year = number(&found, 1).filter(|year| (1900..2100).contains(year));
            let (before, behind) = (&text[..whole.start()], &text[whole.end()..]);
            let is_basis = before.ends_with(['比', '较', '与'])
                || before.ends_with(['(', '（'])
                || before.ends_with("获评")
                || before.ends_with("被评为");
            let is_name = before.ends_with(['“', '《', '-', '—', '至', '到']);
            let since = behind.starts_with("以来");
            if !is_basis && !is_name && !since {
                add(whole.range(), year.map(whole_year));
            }
        }
        for found in RELATIVE.find_iter(text) {
            let before = &text[..found.start()];
            if before.ends_with(['比', '较', '同', '与']) {
                continue;
            }
            let period = match (found.as_str(), base) {
                ("去年" | "上年", Some(year)) => Some(whole_year(year - 1)),
                ("明年", Some(year)) => Some(whole_year(year + 1)),
                ("至今" | "迄今", year) => {
                    date(year, None, None, true).map(|to| Period { from: None, to: Some(to) })
                }
                (_, Some(year)) => Some(whole_year(year)),
                _ => None,
            };
            add(found.range(), period);
        }
        anchors
    }
}

/// 自启用至移交…, 其间…: the time was said in the sentence before.
fn refers_back(text: &str) -> bool {
    ["自", "期间", "其间", "在此期间", "这期间"].iter().any(|word| text.starts_with(word))
}

fn whole_year(year: i32) -> Period {
    Period { from: Some(Date { year, month: 1, day: 1 }), to: Some(Date { year, month: 12, day: 31 }) }
}

/// First and last month of a part of the year.
fn months_of(part: &str) -> (i32, i32) {
    match part.trim_start_matches('第') {
        "上半年" | "前两季度" | "前二季度" => (1, 6),
        "下半年" => (7, 12),
        "前三季度" => (1, 9),
        "一季度" => (1, 3),
        "二季度" => (4, 6),
        "三季度" => (7, 9),
        "四季度" => (10, 12),
        other => {
            let digits: String = other.chars().filter(char::is_ascii_digit).collect();
            (1, digits.parse().unwrap_or(12))
        }
    }
}

/// A day, with what is left out at its first or last; none where a number is no month or day.
fn date(year: Option<i32>, month: Option<i32>, day: Option<i32>, last: bool) -> Option<Date> {
    let year = year?;
    let month = month.unwrap_or(if last { 12 } else { 1 });
    let days = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let day = day.unwrap_or(if last { days } else { 1 });
    (1..=days).contains(&day).then_some(Date { year, month: month as u8, day: day as u8 })
}
