//! Finds the figures of a sentence, and refuses numbers that count nothing: dates, ordinals, names, slogans, addresses,
//! thresholds.

use super::measure::{self, Found, Unit};
use super::numeral::{Numeral, numeral_at};
use super::{Context, Figure};
use crate::analysis::{Kind, Qualifier};
use crate::data;
use crate::han;
use crate::text::Span;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::sync::LazyLock;

static SLOGANS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| data::rows(include_str!("../../data/slogans.tsv")).map(|row| row[0]).collect());

/// All figures of the sentence, in order.
pub(super) fn figures(context: &Context<'_>, labels: &[Span]) -> Vec<Figure> {
    // What counts nothing whatever stands in it: quoted names and the numbers of labels.
    let first_label = labels.partition_point(|label| label.start < context.sentence.start);
    let labels = labels[first_label..].iter().take_while(|label| label.start < context.sentence.end);
    let mut skipped: Vec<Span> = quoted(context);
    skipped.extend(labels);
    skipped.sort_unstable();
    let mut skipped = skipped.into_iter().peekable();
    let mut figures: Vec<Figure> = Vec::new();
    let mut resume = context.sentence.start;
    for (offset, first) in context.sentence.of(context.text).char_indices() {
        let at = context.sentence.start + offset;
        while let Some(skip) = skipped.next_if(|skip| skip.start <= at) {
            resume = resume.max(skip.end);
        }
        if at < resume || !may_open(first) {
            continue;
        }
        if let Some(figure) = rank_at(context, at) {
            resume = figure.whole.end;
            figures.push(figure);
            continue;
        }
        match number_at(context, at) {
            Read::Figure(figure) => {
                resume = figure.whole.end;
                figures.push(*figure);
            }
            Read::Refused(end) => resume = end,
            Read::Nothing => {}
        }
    }
    borrow_units(context, &mut figures);
    figures.retain(|figure| !figure.lacks_unit);
    figures
}

/// Whether a number or a rank may begin with this character.
fn may_open(c: char) -> bool {
    han::digit(c).is_some()
        || han::chinese_digit(c).is_some()
        || han::chinese_power(c).is_some()
        || matches!(c, '数' | '几' | '上' | '第' | '首' | '唯')
}

/// A quote of at most this many characters is a name: “四个意识”, “1+4+X”.
const NAME_CHARS: usize = 20;

/// Stretches between quotes that are names, and titles in 《》. A quote that holds a sentence is none.
fn quoted(context: &Context<'_>) -> Vec<Span> {
    let text = context.sentence.of(context.text);
    let mut found = Vec::new();
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at < skip_to || !matches!(c, '“' | '《' | '‘' | '「' | '『' | '"' | '〈') {
            continue;
        }
        let close = if c == '"' { '"' } else { han::closing(c).unwrap_or(c) };
        let start = at + c.len_utf8();
        let most = if c == '《' { 80 } else { NAME_CHARS };
        let inner = text[start..].char_indices().take(most + 1).find(|&(_, c)| c == close);
        if let Some((len, _)) = inner {
            let end = start + len + close.len_utf8();
            found.push(Span::new(at, end).shifted(context.sentence.start));
            skip_to = end;
        }
    }
    found
}

/// What was found where a number may begin.
enum Read {
    Figure(Box<Figure>),
    /// A number that counts nothing, up to this byte.
    Refused(usize),
    Nothing,
}

fn number_at(context: &Context<'_>, at: usize) -> Read {
    let end = context.sentence.end;
    let rest = &context.text[at..end];
    let before = &context.text[context.sentence.start..at];
    let previous = before.chars().next_back();
    let first = rest.chars().next().unwrap_or(' ');
    let arabic = han::digit(first).is_some();
    let Some(numeral) = numeral_at(rest) else {
        return if arabic { Read::Refused(at + run_of_digits(rest)) } else { Read::Nothing };
    };
    let refuse = Read::Refused(at + numeral.len.max(first.len_utf8()));
    if numeral.chinese {
        // 统一, 万一, 初一: the number is part of a word. 四个意识: it is part of a slogan.
        if !context.word_begins(at) || previous == Some('第') {
            return Read::Nothing;
        }
        if let Some(slogan) = data::longest_prefix(&SLOGANS, rest) {
            return Read::Refused(at + slogan.len());
        }
    }
    if previous.is_some_and(|c| c.is_ascii_alphabetic() || han::among(c, "第+＋×*#№_/＃-－")) {
        return Read::Refused(at + run_of_digits(rest).max(numeral.len));
    }
    let (mut numeral, mut max, mut pos) = (numeral, None, 0);
    pos += numeral.len;
    // 3—5个, 2至3次, 5%—8%: one figure with two ends.
    let shared = before.ends_with(['由', '从']);
    if let Some((upper, len)) = range_end(&rest[pos..]).filter(|_| !shared) {
        let scale_shared = upper.scaled && !numeral.scaled && upper.value >= Decimal::from(10_000);
        if scale_shared {
            // 3至5万元: the scale of the upper end is that of both.
            let scale = if upper.value >= Decimal::from(100_000_000) { 100_000_000u64 } else { 10_000 };
            numeral.value *= Decimal::from(scale);
        }
        if upper.value > numeral.value {
            max = Some(upper.value);
            pos += len;
        } else {
            return Read::Refused(at + pos + len);
        }
    }
    let gap = rest[pos..].len() - rest[pos..].trim_start_matches([' ', '\u{a0}']).len();
    let after = &rest[pos + gap..];
    if after.starts_with(['+', '＋', '×', '*', ':', '：'])
        && after.chars().nth(1).is_some_and(|c| han::digit(c).is_some() || c.is_ascii_alphabetic())
    {
        return refuse;
    }
    let mut lacks_unit = false;
    let unit = match unit_for(&numeral, after) {
        Found::Unit(unit) => unit,
        Found::Word => return refuse,
        Found::Nothing if numeral.share => {
            Unit { name: Cow::Borrowed(if first == '百' { "%" } else { "" }), kind: Kind::Percent, len: 0 }
        }
        Found::Nothing if numeral.scaled && !numeral.chinese && stands_alone(after) => {
            Unit { name: Cow::Borrowed(""), kind: Kind::Count, len: 0 }
        }
        // 提高15、22个百分点: a number in a list waits for the unit of its neighbour.
        Found::Nothing if !numeral.chinese && after.starts_with(['、', '，', ',', '和', '及']) => {
            lacks_unit = true;
            Unit { name: Cow::Borrowed(""), kind: Kind::Count, len: 0 }
        }
        Found::Nothing => match unknown_measure(after).filter(|_| !numeral.chinese && !before.ends_with('第')) {
            Some(unit) => unit,
            None => return Read::Refused(at + run_of_digits(rest).max(pos)),
        },
    };
    let surface_len = if unit.len == 0 { pos } else { pos + gap + unit.len };
    let behind = &rest[surface_len..];
    if numeral.chinese && !is_chinese_count(&numeral, &unit, before, behind)
        || counts_nothing(&numeral, &unit, before, behind)
    {
        return Read::Refused(at + surface_len);
    }
    let span = Span::new(at, at + surface_len);
    let (qualifier, whole) = qualifier(context, &numeral, max.is_some(), span);
    let bare = numeral.bare_power && qualifier == Qualifier::Exact;
    if bare || is_threshold(&unit, behind) {
        return Read::Refused(at + surface_len);
    }
    // 九成 is 90%.
    let (scale, name) = if unit.name == "成" { (Decimal::TEN, Cow::Borrowed("%")) } else { (Decimal::ONE, unit.name) };
    Read::Figure(Box::new(Figure {
        span,
        whole,
        value: numeral.value * scale,
        value_max: max.map(|max| max * scale),
        unit: name,
        kind: unit.kind,
        qualifier,
        lacks_unit,
    }))
}

/// Digits, Latin letters and the marks between them: what belongs to one number of a document, a date or a code.
fn run_of_digits(rest: &str) -> usize {
    rest.find(|c: char| !(han::digit(c).is_some() || c.is_ascii_alphabetic() || han::among(c, "-/.:_")))
        .unwrap_or(rest.len())
}

/// The upper end of a range, and the bytes up to its last digit.
fn range_end(rest: &str) -> Option<(Numeral, usize)> {
    let after_unit = rest.strip_prefix(['%', '％']).unwrap_or(rest);
    let mark = after_unit.chars().next()?;
    let behind = match mark {
        '-' | '－' | '—' | '–' | '~' | '～' | '至' | '到' => {
            after_unit[mark.len_utf8()..].trim_start_matches('—')
        }
        _ => return None,
    };
    let upper = numeral_at(behind).filter(|upper| upper.hedge.is_none())?;
    let len = rest.len() - behind.len() + upper.len;
    Some((upper, len))
}

/// The unit behind a number; 成 stands for tenths behind a Chinese digit.
fn unit_for(numeral: &Numeral, after: &str) -> Found {
    if numeral.chinese && numeral.value < Decimal::TEN && after.starts_with('成') {
        let next = after.chars().nth(1);
        if !next.is_some_and(|c| han::among(c, "立为功员果绩效长熟本都人分套")) {
            return Found::Unit(Unit { name: Cow::Borrowed("成"), kind: Kind::Percent, len: "成".len() });
        }
    }
    if numeral.share {
        return Found::Nothing;
    }
    measure::unit_at(after)
}

/// A measure word that no table knows, by its place: one character that ends the phrase. Those of time, place and order
/// are none.
fn unknown_measure(after: &str) -> Option<Unit> {
    let first = after.chars().next().filter(|&c| han::is_han(c))?;
    let ends = after.chars().nth(1).is_none_or(|c| han::among(c, "，,。；;、！？）)"));
    let counts = !han::among(
        first,
        "年月日号时点周届级版条线弄栋室楼路村镇街区市县省国后前中内外上下以余多的和与及等至到万亿代季",
    );
    (ends && counts).then(|| Unit { name: Cow::Owned(first.to_string()), kind: Kind::Count, len: first.len_utf8() })
}

/// Whether a number without a unit ends its phrase.
fn stands_alone(after: &str) -> bool {
    after.chars().next().is_none_or(|c| !han::is_han(c) && !c.is_alphanumeric())
        || measure::qualifier_after(after).is_some()
}

/// Whether a Chinese number counts: 两个, 八项, 六名. Many do not: 一个 is an article, 二次供水 and 三级 are names.
fn is_chinese_count(numeral: &Numeral, unit: &Unit, before: &str, behind: &str) -> bool {
    if numeral.share || numeral.hedge.is_some() || numeral.scaled || numeral.value >= Decimal::ONE_HUNDRED {
        return true;
    }
    match &*unit.name {
        "成" | "倍" | "番" => true,
        _ if numeral.value == Decimal::ONE || numeral.value == Decimal::ZERO => false,
        "次" => !behind.starts_with(han::is_han),
        "级" | "度" | "方" | "面" | "口" | "道" | "片" | "点" | "层" | "对" | "站" | "章" | "节" | "分" | "门" => {
            false
        }
        "大" => false,
        // 八类严重案件 is a name.
        "类" | "种" => !behind.starts_with(han::is_han),
        "天" | "小时" | "分钟" | "组" => false,
        "位" => !behind.starts_with(['一', '于']),
        _ => !before.ends_with(['分', '每', '上', '下', '头', '前', '后', '这', '那', '一', '双', '再', '周']),
    }
}

/// Numbers with a unit that measure nothing: times used as time, spans in names, attributes.
fn counts_nothing(numeral: &Numeral, unit: &Unit, before: &str, behind: &str) -> bool {
    let next = behind.chars().next();
    let goes_on = next.is_some_and(han::is_han);
    match unit.kind {
        Kind::Duration => {
            // 24小时自助, 15分钟生活圈, 三天内: the time is an attribute. 运营380天, 服务2000小时: it is a result.
            let bare = before.trim_end_matches(['达', '到', '至', '为', '计', '约', '近', '超', '过', '逾']);
            let has_subject =
                bare.chars().next_back().is_some_and(|c| han::is_han(c) && !han::among(c, "在每于近第前后这那用仅"));
            let closes = !goes_on
                || measure::qualifier_after(behind).is_some_and(|(_, len)| !behind[len..].starts_with(han::is_han));
            !(has_subject && closes)
        }
        Kind::Age => {
            goes_on
                && !han::among(next.unwrap_or(' '), "和及与")
                && !before.ends_with("年龄")
                && !before.ends_with("寿命")
                && measure::qualifier_after(behind).is_none_or(|(_, len)| behind[len..].starts_with(han::is_han))
        }
        Kind::Other => unit.name == "分" && (goes_on || before.ends_with(['时', '点'])),
        Kind::Energy if unit.name == "度" => goes_on && !numeral.scaled,
        // 第二批, 三期工程, 分3批: a count of them ends its phrase.
        _ if ["批", "批次", "轮", "轮次", "期"].contains(&&*unit.name) => {
            numeral.chinese && numeral.hedge.is_none() || goes_on || before.ends_with(['分', '首', '前'])
        }
        // 产值前50位企业, 前10名: a group, not a count.
        _ if before.ends_with('前') && ["位", "名", "家", "强"].contains(&&*unit.name) => true,
        // 5亿元以上项目, 5—10亿元项目: the sum describes the project.
        Kind::Money => behind.starts_with("项目") || behind.starts_with("企业"),
        _ => unit.name == "位" && next == Some('数') || unit.name == "米" && behind.starts_with("板"),
    }
}

/// 500万元以上企业, 3岁及以上人群: the number bounds a group and measures nothing. A rate is none: 90%以上为….
fn is_threshold(unit: &Unit, behind: &str) -> bool {
    let Some((_, len)) = measure::qualifier_after(behind) else { return false };
    let word = &behind[..len];
    let after = &behind[len..];
    let is_bound = ["以上", "以下", "以内", "之内", "及以上", "及以下"].contains(&word);
    is_bound
        && unit.kind != Kind::Percent
        && after.chars().next().is_some_and(|c| {
            han::digit(c).is_some() || han::is_han(c) && !han::among(c, "为是达占，和并已均得可将还参获受")
        })
}

/// How exact the number is, and the stretch with the words that say so.
fn qualifier(context: &Context<'_>, numeral: &Numeral, is_range: bool, span: Span) -> (Qualifier, Span) {
    let text = context.text;
    let mut whole = span;
    let mut found = None;
    let before = text[context.sentence.start..span.start].trim_end_matches(' ');
    if let Some((qualifier, len)) = measure::qualifier_before(before) {
        let start = context.sentence.start + before.len() - len;
        // 签约40台: 约 is not a word there. 附近70家 neither. 和约3人 is two words that jieba may take for one.
        let is_word =
            context.word_begins(start) || context.text[..start].ends_with(['和', '及', '与', '共', '计', '达']);
        if is_word {
            whole.start = start;
            found = Some(qualifier);
        }
    }
    if let Some((qualifier, len)) = measure::qualifier_after(&text[span.end..context.sentence.end]) {
        whole.end += len;
        found = Some(qualifier);
    }
    let qualifier = match (is_range, numeral.hedge, found) {
        (true, ..) => Qualifier::Range,
        // 近2000余 and 数十 say both; the one in the number is the nearer.
        (_, Some(hedge), _) => hedge,
        (_, None, Some(found)) => found,
        (_, None, None) => Qualifier::Exact,
    };
    (qualifier, whole)
}

/// A number without a unit takes that of the next one in its list; one that finds none was no figure.
fn borrow_units(context: &Context<'_>, figures: &mut [Figure]) {
    for id in (0..figures.len().saturating_sub(1)).rev() {
        let [figure, next] = &mut figures[id..id + 2] else { continue };
        let between = &context.text[figure.span.end..next.whole.start];
        let is_list = matches!(between, "、" | "和" | "及" | "，" | ",");
        let shares = !next.lacks_unit && matches!(next.kind, Kind::Percent | Kind::Money | Kind::Area);
        if figure.lacks_unit && is_list && shares {
            (figure.unit, figure.kind, figure.lacks_unit) = (next.unit.clone(), next.kind, false);
        }
    }
}

// ---- ranks ---------------------------------------------------------------------------------------------------------

/// Verbs behind which a place in an order stands.
const RANK_VERBS: [&str; 13] =
    ["排名", "位列", "位居", "名列", "排在", "列", "居", "位次", "排位", "跃居", "跃升", "升至", "排"];
/// So many words may stand between such a verb and the place: 排名全市开发区第三.
const RANK_WORDS: usize = 6;
/// Among whom something is the first.
const SCOPES: [&str; 11] = ["全国", "全省", "全市", "全区", "全县", "全镇", "国内", "省内", "市内", "区内", "县内"];

/// 首个, 首家, 唯一, 全区第一个, 位列罗湖区第一, 排名第3.
fn rank_at(context: &Context<'_>, at: usize) -> Option<Figure> {
    let rest = &context.text[at..context.sentence.end];
    let before = &context.text[context.sentence.start..at];
    let figure = |len: usize, value: u64| {
        let span = Span::new(at, at + len);
        Figure {
            span,
            whole: span,
            value: Decimal::from(value),
            value_max: None,
            unit: Cow::Borrowed("rank"),
            kind: Kind::Rank,
            qualifier: Qualifier::Exact,
            lacks_unit: false,
        }
    };
    if rest.starts_with("唯一") && !rest.starts_with("唯一性") {
        return Some(figure("唯一".len(), 1));
    }
    if let Some(after) = rest.strip_prefix('首') {
        let measure = after.chars().next().filter(|&c| han::among(c, "个個家条支例部座所项款位名件单台辆只艘片块"))?;
        let next = after.chars().nth(1);
        let is_rank = match measure {
            '位' => before.ends_with(['居', '列', '于', '在', '占']) || next == Some('的'),
            '部' | '单' | '项' | '名' | '条' | '支' | '例' | '件' => next != Some('要'),
            _ => true,
        };
        return is_rank.then(|| figure("首".len() + measure.len_utf8(), 1));
    }
    let after = rest.strip_prefix('第')?;
    let numeral = numeral_at(after)
        .filter(|numeral| numeral.hedge.is_none() && !numeral.share && numeral.value < Decimal::ONE_HUNDRED)?;
    let value: u64 = numeral.value.try_into().ok()?;
    let number_len = "第".len() + numeral.len;
    let behind = &rest[number_len..];
    let first_of_kind =
        value == 1 && ["个", "個", "家", "例", "座", "条", "支"].iter().any(|word| behind.starts_with(word));
    let clause = before.rsplit(['，', ',', '。', '；', ';']).next().unwrap_or(before);
    if first_of_kind {
        let scoped = SCOPES.iter().any(|scope| clause.contains(scope));
        return scoped.then(|| figure(number_len + '个'.len_utf8(), value));
    }
    // A word of its own: 居 ranks in 居全市第一, and does not in 居民第一.
    let words = context.words_in(Span::new(at - clause.len(), at));
    let mut near = words.iter().rev().take(RANK_WORDS).map(|word| word.span().of(context.text));
    let ranked = near.any(|word| RANK_VERBS.contains(&word));
    let ends = behind.chars().next().is_none_or(|c| !han::is_han(c)) || behind.starts_with(['位', '名', '的']);
    (ranked && ends).then(|| {
        let unit = behind.chars().next().filter(|c| han::among(*c, "位名")).map_or(0, char::len_utf8);
        figure(number_len + unit, value)
    })
}
