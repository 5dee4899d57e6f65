//! Reached, wanted or given for comparison; and whether the number is itself a change.

use super::{Context, Figure};
use crate::analysis::{Basis, Change, Direction, Kind, Reason, Role, Rule, Status, Word};
use crate::han;
use crate::text::Span;

/// As much of a clause is read back from its figure, in bytes: two hundred characters without a comma are no clause.
const CLAUSE: usize = 600;

/// The clause that a figure stands in, up to the figure; and the sentence up to it.
fn left<'a>(context: &Context<'a>, figure: &Figure) -> (&'a str, &'a str) {
    let before = &context.text[context.sentence.start..figure.whole.start];
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(CLAUSE))..];
    let is_mark = |c: char| matches!(c, '，' | ',' | '；' | ';' | '：' | ':');
    let clause = near.char_indices().rev().find(|&(_, c)| is_mark(c)).map_or(0, |(at, c)| at + c.len_utf8());
    (&near[clause..], before)
}

/// By section, verb and noun, with its reason; and whether a promise makes it a target, which says nothing of when. What is
/// said before a list is said before its `head`.
#[inline(never)]
pub(super) fn status(context: &Context<'_>, figure: &Figure, head: &Figure) -> (Status, Reason, bool) {
    let (clause, before) = left(context, head);
    let clause = Span::new(head.whole.start - clause.len(), head.whole.start);
    if let Some(reason) = is_prior(context, figure, clause) {
        return (Status::Prior, reason, false);
    }
    if let Some(task) = names_a_task(context, figure, clause) {
        return (Status::Target, Rule::StatusTask.at(task), false);
    }
    // A plan tells what there is, too: 目前已建成5个大棚.
    let plans = (context.role == Some(Role::Plan)).then(|| Rule::StatusPlan.at(context.part));
    let promise = || promises(context, head, before).map(|word| Rule::StatusPromise.at(word));
    let Some(target) = plans.or_else(promise) else { return (Status::Actual, Rule::StatusActual.bare(), false) };
    match is_done(context, clause) {
        Some(word) => (Status::Actual, Rule::StatusDone.at(word), false),
        None => (Status::Target, target, true),
    }
}

/// The noun before the figure that says it was to be done: 任务420户, 目标为8%, 计划投资3亿元. 完成任务35户 was done,
/// 占任务的96% is of it, and 行动计划2个 counts plans.
fn names_a_task(context: &Context<'_>, figure: &Figure, span: Span) -> Option<Span> {
    let clause = span.of(context.text);
    let noun = clause.trim_end_matches(['为', '达', '有', '是', '共', '的', '数', '到', '至', '量', '，', '(', '（']);
    let task = ["任务", "目标", "指标", "计划投资", "计划总投资"].into_iter().find(|word| noun.ends_with(word));
    // 建设任务是新增床位500张.
    let said = ["任务是", "任务为", "目标是", "目标为"].into_iter().find_map(|word| Some((clause.find(word)?, word)));
    if let Some((at, word)) = said.filter(|_| task.is_none()) {
        return Some(Span::new(span.start + at, span.start + at + word.len() - '是'.len_utf8()));
    }
    let counted = figure.kind == Kind::Count && ["个", "项", "条", "份"].contains(&&*figure.unit);
    // 完成能耗降低4%的目标任务.
    let behind = &context.text[figure.whole.end..context.sentence.end];
    let near = behind.char_indices().nth(7).map_or(behind, |(at, _)| &behind[..at]);
    if near.starts_with('的') && clause.contains(['完', '实', '达', '降', '增']) {
        let found = ["目标", "任务"].into_iter().find_map(|word| Some((near.find(word)?, word)));
        if let Some((at, word)) = found {
            let start = figure.whole.end + at;
            return Some(Span::new(start, start + word.len()));
        }
    }
    let task = task.or_else(|| (noun.ends_with("计划") && !counted).then_some("计划"))?;
    let relative = matches!(figure.kind, Kind::Percent | Kind::Multiple);
    // 高于预期目标4.3个百分点: how far from it.
    if figure.unit == "个百分点" && ["高于", "低于", "超", "快于"].iter().any(|word| clause.contains(word)) {
        return None;
    }
    // 完成任务2000人的117%: the task, and how much of it.
    // 完成全年任务（13963万元）进度的71.2%.
    // 完成全年目标（4.29亿元）87%.
    let closed = behind.trim_start_matches([')', '）']);
    let of_it = closed.strip_prefix("进度").unwrap_or(closed).starts_with('的')
        || closed.len() < behind.len() && closed.starts_with(|c: char| c.is_ascii_digit());
    let done = relative && clause.contains(['占', '完', '达', '超']) || !relative && clause.contains("完成") && !of_it;
    let end = span.start + noun.len();
    (!done).then(|| Span::new(end - task.len(), end))
}

/// The word of the clause that says that the thing is there: 已完成, 目前有, 实际支出.
fn is_done(context: &Context<'_>, clause: Span) -> Option<Span> {
    let mut words = context.words_in(clause).iter().map(|word| word.span());
    words.find(|word| match word.of(context.text) {
        "已" | "已经" | "目前" | "现已" | "现有" => true,
        // 预期增长6%，实际增长7%; 实际使用外资 is a name.
        "实际" => context.role != Some(Role::Plan),
        _ => false,
    })
}

/// 由77%提高到80%, 从126项增至158项: the first of the two. 去年的…, 上年同期为…: figures of the year before.
#[inline(never)]
fn is_prior(context: &Context<'_>, figure: &Figure, span: Span) -> Option<Reason> {
    let clause = span.of(context.text);
    let at = |at: usize, word: &str| Span::new(span.start + at, span.start + at + word.len());
    let behind = &context.text[figure.whole.end..context.sentence.end];
    let near = behind.char_indices().nth(12).map_or(behind, |(at, _)| &behind[..at]);
    let near = near.split(['。', '；', ';']).next().unwrap_or(near);
    let moves = [
        "增", "提", "升", "降", "减", "缩", "压", "扩", "发展", "上升", "拓展", "跃", "进", "涨", "调整", "重组",
        "整合", "合并",
    ];
    let from = clause.rfind(['由', '从']).filter(|&at| {
        let from = &clause[at..];
        !from.contains(['到', '至']) && from.chars().count() <= 12
    });
    if let Some(from) =
        from.filter(|_| near.contains(['到', '至', '为']) && moves.iter().any(|verb| near.contains(verb)))
    {
        return Some(Rule::StatusFrom.at(at(from, "由")));
    }
    // 比去年同期的860起减少26起: what it is compared with.
    if clause.ends_with('的')
        && figure.kind != Kind::Percent
        && let Some(compared) = clause.rfind(['比', '较'])
    {
        let time = clause[compared..].trim_end_matches('的').trim_end_matches("同期");
        if time.ends_with('年') && time.chars().count() <= 6 {
            return Some(Rule::StatusPast.at(at(compared, time)));
        }
    }
    // 去年查处158起，减少42起; 去年接待10万人次，今年接待15万人次.
    if let Some(time) = ["去年", "上年"].into_iter().find(|time| clause.starts_with(time))
        && let Some(next) = near.strip_prefix(['，', ','])
        && ["今年", "减少", "增加", "下降", "增长", "上升"].iter().any(|word| next.starts_with(word))
    {
        return Some(Rule::StatusPast.at(at(0, time)));
    }
    // Cheap first: nearly no clause speaks of the year before.
    let of_it = matches!(figure.kind, Kind::Percent | Kind::Multiple) && clause.ends_with('的');
    if of_it || !clause.contains(['去', '上']) {
        return None;
    }
    // 上年为100亿元, （上年11183批次）, 较上年同期11183批次增长48.81%: the level that it was.
    let time = clause.trim_end_matches(['为', '是']);
    let bare = time.trim_end_matches("同期");
    if let Some(words) = ["上年", "去年"].iter().find_map(|year| bare.strip_suffix(year)) {
        let alone = words.trim().is_empty() || words.ends_with(['(', '（']);
        let compared = words.ends_with(['比', '较']) && near.starts_with(|c| han::among(c, "增减提升降上下回多少"));
        if alone || compared && !matches!(figure.kind, Kind::Multiple | Kind::Rank) && change_word(clause).is_none() {
            return Some(Rule::StatusPast.at(at(words.len(), &time[words.len()..])));
        }
    }
    let past = ["去年同期", "上年同期", "去年底", "上年底", "上年末", "去年末"].into_iter().find_map(|word| {
        let found = clause.find(word)?;
        (!clause[..found].ends_with(['比', '较', '同', '于', '与'])).then(|| at(found, word))
    });
    past.map(|past| Rule::StatusPast.at(past))
}

/// Whether a figure behind a target is a part of it, which 其中 opens: 计划播种21万亩，其中玉米7万亩、大豆2万亩.
pub(super) fn is_part_of_target(context: &Context<'_>, target: &Figure, part: &Figure, in_parts: bool) -> bool {
    let between = &context.text[target.whole.end..part.whole.start];
    let opens = in_parts || between.starts_with(['(', '（']) || between.contains("其中");
    opens && !between.contains(['已', '完', '实', '；', ';'])
}

/// What in a sentence may promise a figure, looked up once: a sentence may have hundreds.
#[derive(Debug, Default)]
pub(super) struct Promising {
    /// Places behind the marks that end a promise.
    stops: Vec<usize>,
    /// Places among the sentence's words.
    words: Vec<usize>,
}

impl Promising {
    #[inline(never)]
    fn of(context: &Context<'_>) -> Promising {
        let sentence = context.sentence.of(context.text);
        let stops = sentence.match_indices(['；', ';']).map(|(at, stop)| context.sentence.start + at + stop.len());
        let may = |word: &str| {
            matches!(word, "将" | "將" | "即将" | "拟" | "力争" | "预期" | "有望" | "目标" | "争取" | "计划")
        };
        let words = context.words.iter().enumerate().filter(|(_, word)| may(word.span().of(context.text)));
        Promising { stops: stops.collect(), words: words.map(|(index, _)| index).collect() }
    }
}

/// What a sentence of plans opens with.
const AHEAD: [&str; 5] = ["下一步", "下步", "下阶段", "今后", "来年"];

/// Whether a sentence opens a list of plans, which its paragraph goes on with: 下一步，我局将重点抓好七个方面工作。
pub(super) fn turns_to_plans(sentence: &str) -> bool {
    let sentence = sentence.trim_start();
    AHEAD.iter().any(|word| sentence.starts_with(word)) && sentence.contains(['将', '要']) && !sentence.contains("一是")
}

/// The word of the sentence before the figure that promises it: 将建成, 拟回迁, 力争达到. 将 before a noun moves an object
/// instead.
#[inline(never)]
fn promises(context: &Context<'_>, figure: &Figure, before: &str) -> Option<Span> {
    let sentence = context.sentence.of(context.text).trim_start();
    if let Some(word) = AHEAD.into_iter().find(|word| sentence.starts_with(word)) {
        let start = context.sentence.end - sentence.len();
        return Some(Span::new(start, start + word.len()));
    }
    // A promise reaches past commas to the next ；.
    let promising = context.promising.get_or_init(|| Promising::of(context));
    let stop = promising.stops.partition_point(|&stop| stop <= figure.whole.start);
    let start = stop.checked_sub(1).map_or(context.sentence.start, |stop| promising.stops[stop]);
    let words = context.words_in(Span::new(start, figure.whole.start));
    // Where they stand among the sentence's words.
    let first = context.words.partition_point(|word| word.span().start < start);
    let from = promising.words.partition_point(|&index| index < first);
    let mut near = promising.words[from..].iter().map(|index| index - first).take_while(|&index| index < words.len());
    let promise = near.find(|&index| {
        let word = words[index];
        let next_tag = words.get(index + 1).map_or("x", |next| next.tag().name());
        let previous = index.checked_sub(1).map_or("", |previous| words[previous].span().of(context.text));
        let promises = match word.span().of(context.text) {
            "将" | "將" => {
                // 将工作落实到人: it moves an object.
                let moves =
                    next_tag == "vn" && words.get(index + 2).is_some_and(|word| word.tag().name().starts_with('v'));
                // 将拆迁当作第一要务: so does 把.
                let behind = &context.text[word.span().end..figure.whole.start];
                let moves = moves
                    // 将普法宣传与创建有机结合.
                    || behind.contains('与') && behind.find("结合").is_some_and(|at| at > 0)
                    || ["当作", "作为", "列为", "纳入", "列入", "下放", "延长", "压缩"]
                        .iter()
                        .any(|verb| behind.contains(verb));
                next_tag.starts_with('v') && !moves
                    || next_tag == "d"
                    || matches!(words.get(index + 1).map(|w| w.span().of(context.text)), Some("为" | "于" | "对"))
            }
            // 高于预期目标: what was expected is only compared with.
            "预期" => {
                !(previous.ends_with('超')
                    || matches!(previous, "高于" | "低于" | "好于" | "超过" | "超出" | "比" | "较"))
            }
            // 拟上市企业, 拟退役军人: what they are called.
            "拟" => !["上市", "挂牌", "IPO", "退役", "供地", "供经"]
                .iter()
                .any(|word_of| context.text[word.span().end..].starts_with(word_of)),
            "即将" | "力争" | "有望" => true,
            "目标" => matches!(
                words.get(index + 1).map(|word| word.span().of(context.text)),
                Some("是" | "为" | "增长" | "达到" | "下降" | "控制" | "：" | ":")
            ),
            // 争取资金180万元: they were got.
            "争取" if context.text[word.span().end..].starts_with("到位") => false,
            "争取" => next_tag.starts_with('v') && next_tag != "vn" || matches!(next_tag, "d" | "p"),
            "计划" => {
                // 计划今年脱贫68户，…今年实现脱贫77户: it reaches no further than its clause.
                let near = || !before[word.span().end - context.sentence.start..].contains(['，', ',']);
                // 今年计划粮食面积121万亩, not 计划生育.
                let of_year = || {
                    // 占年计划的53%: of it.
                    let thing = next_tag == "n" || next_tag == "uj" && words.get(index + 2).is_some();
                    (matches!(previous, "今年" | "年")
                        || previous.starts_with(['全', '我'])
                        || previous.ends_with(['区', '县', '市', '镇', '乡']))
                        && thing
                        && near()
                        && !context.text[word.span().end..].starts_with("生育")
                };
                let by_when = context.text[word.span().end..].starts_with('于');
                (next_tag.starts_with('v') || next_tag == "d" || next_tag == "t" && near() || of_year() || by_when)
                    && !matches!(previous, "按" | "按照" | "年度" | "行动" | "工作")
            }
            _ => false,
        };
        // 生产总值635亿元（未达预期目标），增长2%: of what the bracket speaks of.
        let bracket = |c: char| matches!(c, '（' | '(' | '）' | ')');
        let closed = || {
            let between = &context.text[word.span().end..figure.whole.start];
            between.find(bracket).is_some_and(|at| between[at..].starts_with(['）', ')']))
        };
        promises && !closed()
    });
    // 计划实施项目142个，目前已开工85个: what is there was promised no more, and 预计完成86个 tells what is seen to come.
    let there = |word: &Word| matches!(word.span().of(context.text), "已" | "已经" | "目前" | "现已" | "了" | "预计");
    promise.filter(|&at| !words[at + 1..].iter().any(there)).map(|at| words[at].span())
}

/// Words that make the number behind them a change, and its direction.
static CHANGES: [(&str, Direction); 38] = [
    ("减收", Direction::Down),
    ("减支", Direction::Down),
    ("增支", Direction::Up),
    ("减产", Direction::Down),
    ("净增", Direction::Up),
    ("净减", Direction::Down),
    ("增长", Direction::Up),
    ("增加", Direction::Up),
    ("提高", Direction::Up),
    ("提升", Direction::Up),
    ("上升", Direction::Up),
    ("上涨", Direction::Up),
    ("增速", Direction::Up),
    ("增幅", Direction::Up),
    ("涨幅", Direction::Up),
    ("增收", Direction::Up),
    ("增产", Direction::Up),
    ("新增", Direction::Up),
    ("多", Direction::Up),
    ("下降", Direction::Down),
    ("减少", Direction::Down),
    ("降低", Direction::Down),
    ("降幅", Direction::Down),
    ("回落", Direction::Down),
    ("收窄", Direction::Down),
    ("压减", Direction::Down),
    ("压缩", Direction::Down),
    ("削减", Direction::Down),
    ("缩短", Direction::Down),
    ("压降", Direction::Down),
    ("下调", Direction::Down),
    ("减", Direction::Down),
    ("少", Direction::Down),
    ("下跌", Direction::Down),
    ("增", Direction::Up),
    ("升", Direction::Up),
    ("降", Direction::Down),
    ("跌", Direction::Down),
];

/// What stands before 增, 升, 降 in other words: 净增, 晋升.
const NO_CHANGE: &str = "净新递倍扩激猛骤陡沉空晋攀跃回抬直连下上提";

/// The word of change that `text` ends in.
pub(super) fn change_word(text: &str) -> Option<(&'static str, Direction)> {
    let last = text.chars().next_back().filter(|&c| han::among(c, "长加高升涨速幅收支产增多降少低落窄减缩短调跌"))?;
    // 自然增长率 is a rate of its own.
    let found = CHANGES.iter().find(|(word, _)| word.ends_with(last) && text.ends_with(word));
    found.copied().filter(|(word, _)| {
        let before = || text[..text.len() - word.len()].chars().next_back();
        let bare = matches!(*word, "增" | "升" | "降" | "跌");
        !(text.ends_with("自然增长") || bare && before().is_some_and(|c| han::among(c, NO_CHANGE)))
    })
}

/// Set where the number itself is a change: 同比增长8%, 同比下降4岁, 提高3个百分点. 提高到96% is a level.
#[inline(never)]
pub(super) fn change(context: &Context<'_>, figure: &Figure, head: &Figure) -> Option<Change> {
    if figure.kind == Kind::Rank {
        return None;
    }
    let (clause, before) = left(context, head);
    let clause = clause.rsplit('、').next().unwrap_or(clause);
    let leads = ['了', '约', '近', '超', '过', '达', '为', '逾', ' '];
    let noun = clause.trim_end_matches(leads);
    // 同比降幅在40%以上. 15家企业增幅在30%以上 tells of them.
    let noun = noun.strip_suffix('在').filter(|_| noun.contains("同比")).unwrap_or(noun);
    let noun = noun.strip_suffix("分别").unwrap_or(noun);
    let tail = noun.trim_end_matches('率').trim_end_matches(leads);
    // 增速达到8%, 提高幅度达30%.
    let fast = tail.strip_suffix("达到").map(|tail| tail.strip_suffix('率').unwrap_or(tail));
    let fast = fast.filter(|tail| tail.ends_with(['速', '幅']) || tail.ends_with("增长") && noun.contains("增长率"));
    let tail = fast.unwrap_or(tail.strip_suffix("幅度").unwrap_or(tail));
    let (word, direction) = match change_word(tail) {
        // 增速-21.4%: the growth was negative.
        Some((word, Direction::Up)) if figure.value.is_sign_negative() => (word, Direction::Down),
        // 同比-6.2%: only the sign says it.
        None if figure.value.is_sign_negative() && (tail.ends_with("同比") || tail.ends_with("环比")) => {
            ("降", Direction::Down)
        }
        None if figure.kind == Kind::Percent && figure.span.of(context.text).starts_with(['+', '＋']) => {
            ("增", Direction::Up)
        }
        found => found?,
    };
    // 较省定目标提高27.6个百分点: how far from it.
    if clause.rfind(['较', '比']).is_some_and(|at| clause[at..].contains("目标")) {
        return None;
    }
    // 核减率 is a rate of its own; 高出增幅14个百分点 compares with another.
    let rate = noun.ends_with('率') && word.chars().count() == 1;
    if rate || word.ends_with(['幅', '速']) && ["高于", "高出", "低于", "快于"].iter().any(|word| clause.contains(word))
    {
        return None;
    }
    // Cheap first: a basis is told with one of these.
    let compares = clause.contains(['比', '较']);
    let has = |words: &[&str]| words.iter().any(|word| clause.contains(word));
    let relative = matches!(figure.kind, Kind::Percent | Kind::Multiple);
    let basis = if compares && has(&["同比", "较上年", "比上年", "较去年", "比去年", "较同期", "比同期"])
    {
        Basis::Yoy
    } else if compares && has(&["环比", "较上月", "比上月", "较上季", "比上季"]) {
        Basis::Mom
    } else if compares && has(&["较20", "比20", "五”"])
        || relative
            && (has(&["年均", "累计"])
                || compares && has(&["较常年", "比常年", "较上半年", "比上半年", "较一季度", "比一季度"]))
    {
        Basis::Since
    } else if relative && !matches!(word, "新增" | "净增" | "净减" | "多" | "少") {
        if before.contains("五年") { Basis::Since } else { Basis::Yoy }
    } else {
        return None;
    };
    Some(Change { basis, direction })
}
