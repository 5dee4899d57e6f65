//! Reached, wanted or given for comparison; and whether the number is itself a change.

use super::{Context, Figure};
use crate::analysis::{Basis, Change, Direction, Kind, Role, Status};
use crate::text::Span;

/// The clause that a figure stands in, up to the figure; and the sentence up to it.
fn left<'a>(context: &Context<'a>, figure: &Figure) -> (&'a str, &'a str) {
    let before = &context.text[context.sentence.start..figure.whole.start];
    let clause = before.rsplit(['，', ',', '；', ';', '：', ':']).next().unwrap_or(before);
    (clause, before)
}

/// By section, verb and noun.
pub(super) fn status(context: &Context<'_>, figure: &Figure) -> Status {
    let (clause, before) = left(context, figure);
    if is_prior(context, figure, clause) {
        return Status::Prior;
    }
    let noun = clause.trim_end_matches(['为', '达', '有', '是', '共', '的', '数', '到', '至', '量', '，']);
    let wanted = ["任务", "目标", "指标", "计划"].iter().any(|word| noun.ends_with(word));
    if wanted || context.role == Some(Role::Plan) || promises(context, figure, before) {
        Status::Target
    } else {
        Status::Actual
    }
}

/// 由77%提高到80%, 从126项增至158项: the first of the two. 去年的…, 上年同期为…: figures of the year before.
fn is_prior(context: &Context<'_>, figure: &Figure, clause: &str) -> bool {
    let behind = &context.text[figure.whole.end..context.sentence.end];
    let near = behind.char_indices().nth(12).map_or(behind, |(at, _)| &behind[..at]);
    let near = near.split(['。', '；', ';']).next().unwrap_or(near);
    let moves = ["增", "提", "升", "降", "减", "缩", "压", "扩", "发展", "上升", "拓展", "跃"];
    let from_to = clause.rfind(['由', '从']).is_some_and(|at| clause[at..].chars().count() <= 12)
        && near.contains(['到', '至', '为'])
        && moves.iter().any(|verb| near.contains(verb));
    // Cheap first: nearly no clause speaks of the year before.
    let last_year = clause.contains(['去', '上'])
        && ["去年同期", "上年同期", "去年底", "上年底", "上年末", "去年末"]
            .iter()
            .any(|word| clause.find(word).is_some_and(|at| !clause[..at].ends_with(['比', '较', '同', '于', '与'])));
    from_to || last_year
}

/// Whether the sentence before the figure promises it: 将建成, 拟回迁, 力争达到. 将 before a noun moves an object instead.
fn promises(context: &Context<'_>, figure: &Figure, before: &str) -> bool {
    // A promise reaches past commas to the next ；.
    let start =
        before.char_indices().rev().find(|(_, c)| matches!(c, '；' | ';')).map_or(0, |(at, c)| at + c.len_utf8());
    let span = Span::new(context.sentence.start + start, figure.whole.start);
    let words = context.words_in(span);
    words.iter().enumerate().any(|(index, word)| {
        let next_tag = words.get(index + 1).map_or("x", |next| next.tag().name());
        let previous = index.checked_sub(1).map_or("", |previous| words[previous].span().of(context.text));
        match word.span().of(context.text) {
            "将" | "將" => {
                next_tag.starts_with('v')
                    || next_tag == "d"
                    || matches!(words.get(index + 1).map(|w| w.span().of(context.text)), Some("为" | "于" | "对"))
            }
            "拟" | "力争" | "争取" | "预期" | "有望" => true,
            "计划" => {
                (next_tag.starts_with('v') || next_tag == "d")
                    && !matches!(previous, "按" | "按照" | "年度" | "行动" | "工作")
            }
            _ => false,
        }
    })
}

/// Set where the number itself is a change: 同比增长8%, 同比下降4岁, 提高3个百分点. 提高到96% is a level.
pub(super) fn change(context: &Context<'_>, figure: &Figure) -> Option<Change> {
    if figure.kind == Kind::Rank {
        return None;
    }
    let (clause, before) = left(context, figure);
    let clause = clause.rsplit('、').next().unwrap_or(clause);
    let up = ["增长", "增加", "提高", "提升", "上升", "上涨", "增速", "增幅", "涨幅", "增收", "新增", "多"];
    let down = ["下降", "减少", "降低", "降幅", "回落", "压减", "缩短", "压降", "减", "少"];
    let tail = clause.trim_end_matches(['了', '约', '近', '超', '过', '达', '为', '逾', '率', ' ']);
    let directed = |words: &[&str]| words.iter().any(|word| tail.ends_with(word));
    let direction = if directed(&up) {
        Direction::Up
    } else if directed(&down) {
        Direction::Down
    } else {
        return None;
    };
    let has = |words: &[&str]| words.iter().any(|word| clause.contains(word));
    let relative = matches!(figure.kind, Kind::Percent | Kind::Multiple);
    let basis = if has(&["同比", "较上年", "比上年", "较去年", "比去年", "较同期", "比同期"]) {
        Basis::Yoy
    } else if has(&["环比", "较上月", "比上月", "较上季", "比上季"]) {
        Basis::Mom
    } else if has(&["年均", "累计", "较20", "比20"]) && relative {
        Basis::Since
    } else if relative && !tail.ends_with("新增") && !tail.ends_with(['多', '少']) {
        if before.contains("五年") { Basis::Since } else { Basis::Yoy }
    } else {
        return None;
    };
    Some(Change { basis, direction })
}
