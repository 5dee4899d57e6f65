//! What a section is for.

use super::year::{self, years};
use crate::analysis::{Form, Node, Role};
use crate::data;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

struct RoleWord {
    role: Role,
    word: &'static str,
}

static WORDS: LazyLock<Vec<RoleWord>> = LazyLock::new(|| {
    data::rows(include_str!("../../data/roles.tsv"))
        .filter_map(|row| Some(RoleWord { role: Role::from_name(row[0])?, word: row.get(1)? }))
        .collect()
});

/// The characters that words of roles begin with.
static FIRST: LazyLock<FxHashSet<char>> =
    LazyLock::new(|| WORDS.iter().filter_map(|word| word.word.chars().next()).collect());

/// The role that the words of a title give: the word that stands first decides, the longest of those that do.
pub(super) fn of_title(title: &str) -> Option<Role> {
    let role = title.char_indices().filter(|(_, c)| FIRST.contains(c)).find_map(|(at, _)| {
        let here = WORDS.iter().filter(|word| title[at..].starts_with(word.word));
        let word = here.max_by_key(|word| word.word.len())?;
        let faced = || is_faced(&title[..at], &title[at + word.word.len()..]);
        (word.role != Role::Problems || !faced()).then_some(word.role)
    });
    // 主要任务完成情况: of what was planned, what was done.
    let is_done =
        || ["完成情况", "落实情况", "进展情况", "推进情况", "执行情况"].iter().any(|end| title.ends_with(end));
    if role == Some(Role::Plan) && is_done() { Some(Role::Review) } else { role }
}

/// Whether what is wrong is told as a thing that was dealt with: 补齐发展短板, 聚焦问题导向, 直面困难挑战.
fn is_faced(before: &str, after: &str) -> bool {
    const NEAR_CHARS: usize = 4;
    let near = before.char_indices().rev().nth(NEAR_CHARS - 1).map_or(before, |(at, _)| &before[at..]);
    let verb = ["补齐", "补", "聚焦", "直面", "破解", "攻克", "克服", "应对", "化解", "战胜"];
    after.starts_with("导向") || !near.contains('的') && verb.iter().any(|verb| near.contains(verb))
}

/// Whether the words of a role are all that a short line says, or a year and its work: 名词解释, 存在的问题, 2020年主要工作.
pub(super) fn is_bare_heading(line: &str) -> bool {
    const MOST_CHARS: usize = 16;
    const MOST_YEAR_CHARS: usize = 24;
    let line = line.strip_prefix("附").map_or(line, |rest| rest.trim_start_matches(['件', '录', '：', ':', ' ']));
    let chars = line.chars().count();
    let bare = line.trim_matches(['：', ':', '【', '】', '*', '#', ' ']);
    let exact =
        WORDS.iter().any(|word| matches!(word.role, Role::Glossary | Role::Closing | Role::Intro) && bare == word.word);
    let of_a_year = chars <= MOST_YEAR_CHARS
        && year::opens(bare)
        && !line.contains(['。', '，', ',', '；', ';', '：', ':'])
        && ["工作", "任务", "成效"].iter().any(|word| bare.contains(word));
    exact
        || of_a_year
        || (2..=MOST_CHARS).contains(&chars)
            && !line.contains(['。', '，', ',', '；', ';', '、', '：', ':'])
            && WORDS.iter().any(|word| bare.ends_with(word.word))
            && of_title(bare).is_some()
}

/// The role of a paragraph without a label that opens a new subject, whatever section it stands under: a lead that names
/// what is wrong or what will be done, then a colon.
pub(super) fn subject(line: &str) -> Option<Role> {
    let lead = &line[..line.find(['：', ':'])?];
    let last = lead.rfind(['，', ',', '。', '；', ';']).map_or(lead, |at| &lead[at..]);
    match of_title(last) {
        Some(Role::Problems) => Some(Role::Problems),
        Some(Role::Plan) if last.len() == lead.len() => Some(Role::Plan),
        _ if announces(line) => Some(Role::Plan),
        _ => None,
    }
}

/// 2023年，我们将重点做好以下工作：
fn announces(line: &str) -> bool {
    const MOST_CHARS: usize = 60;
    line.ends_with(['：', ':'])
        && line.chars().nth(MOST_CHARS).is_none()
        && line.find(['将', '要']).is_some_and(|at| {
            let rest = &line[at..];
            ["做好", "抓好", "重点", "着力", "突出"].iter().any(|word| rest.contains(word))
                && ["以下", "如下", "工作", "方面", "任务"].iter().any(|word| rest.contains(word))
        })
}

/// Whether a document of that title is a plan as a whole, and no report with a plan at its end.
pub(crate) fn is_plan(title: &str) -> bool {
    let names = |words: &[&str]| words.iter().any(|word| title.contains(word));
    names(&["计划", "规划", "要点", "打算", "安排", "方案", "思路"]) && !names(&["总结", "报告", "汇报", "情况"])
}

/// Whether a number that is no year stands in the title.
fn counts(title: &str) -> bool {
    let numbers = title.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    let years = years(title).count();
    numbers.count() > years
}

/// Gives every node its role: its own on the outermost level, that of its section below. `is_plan` says that the
/// document is a plan as a whole; a node has the role already that the paragraph above it gives.
#[inline(never)]
pub(super) fn assign(text: &str, is_plan: bool, year: Option<i32>, nodes: &mut [Node]) {
    let default = if is_plan { Role::Plan } else { Role::Review };
    for id in 0..nodes.len() {
        if nodes[id].form == Form::Title {
            continue;
        }
        nodes[id].role = match nodes[id].parent {
            Some(parent) => nodes[parent].role,
            None => {
                let title = nodes[id].title.of(text);
                let later = year.is_some_and(|year| years(title).any(|named| named > year));
                let given = nodes[id].role.unwrap_or(default);
                // （一）某工程计划完成54.9公里，…: a sentence that tells of its own plan, and of what became of it.
                let tells = nodes[id].form == Form::RunIn && counts(title);
                let own = of_title(title).filter(|role| !tells || *role != Role::Plan);
                Some(own.unwrap_or(if later { Role::Plan } else { given }))
            }
        };
    }
}
