//! Finds the figures of a sentence, and refuses numbers that count nothing: dates, ordinals, names, slogans, addresses,
//! thresholds.

use super::measure::{self, Found, Unit};
use super::numeral::{Numeral, SHARE_PLACES, long_run, numeral_at};
use super::{Context, Figure};
use crate::analysis::{Kind, Qualifier, Reason, Rule};
use crate::data;
use crate::han;
use crate::sort;
use crate::text::Span;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::sync::LazyLock;

static SLOGANS: LazyLock<data::Words> =
    LazyLock::new(|| data::Words::new(data::rows(include_str!("../../data/slogans.tsv")).map(|row| row[0]).collect()));

/// All figures of the sentence, in order.
#[inline(never)]
pub(super) fn figures(context: &Context<'_>, labels: &[Span]) -> Vec<Figure> {
    // What counts nothing whatever stands in it: quoted names and the numbers of labels.
    let first_label = labels.partition_point(|label| label.start < context.sentence.start);
    let labels = labels[first_label..].iter().take_while(|label| label.start < context.sentence.end);
    let mut skipped: Vec<Span> = quoted(context);
    let mut formula = Formula::of(context, &skipped);
    skipped.extend(labels);
    sort::by(&mut skipped, |span| span.start as u64);
    let mut skipped = skipped.into_iter().peekable();
    let mut figures: Vec<Figure> = Vec::new();
    let mut resume = context.sentence.start;
    let signs = |c| matches!(c, '-' | '－' | '+' | '＋');
    for (offset, first) in context.sentence.of(context.text).char_indices().filter(|&(_, c)| may_open(c) || signs(c)) {
        let at = context.sentence.start + offset;
        while let Some(skip) = skipped.next_if(|skip| skip.start <= at) {
            resume = resume.max(skip.end);
        }
        // 增长-9.7%, 同比+0.5%: the sign is the number's.
        let signed = signs(first) && is_signed(context, at);
        if at < resume || signs(first) && !signed {
            continue;
        }
        if let Some(figure) = rank_at(context, at, figures.last()) {
            resume = figure.whole.end;
            figures.push(figure);
            continue;
        }
        if let Some(figure) = if first == '翻' { doubled(context, at) } else { None } {
            resume = figure.whole.end;
            figures.push(figure);
            continue;
        }
        match number_at(context, if signed { at + first.len_utf8() } else { at }) {
            Read::Figure(mut figure) => {
                if signed {
                    (figure.span.start, figure.whole.start) = (at, at);
                }
                if signed && matches!(first, '-' | '－') {
                    figure.value = -figure.value;
                }
                resume = figure.whole.end;
                if !formula.as_mut().is_some_and(|formula| formula.spells(&figure)) {
                    figures.push(*figure);
                }
            }
            Read::Refused(end) => resume = end,
            Read::Nothing => {}
        }
    }
    borrow_units(context, &mut figures);
    borrow_money(context, &mut figures);
    figures.retain(|figure| !figure.lacks_unit);
    join_lists(context, &mut figures);
    figures
}

/// Whether a number or a rank may begin with this character.
fn may_open(c: char) -> bool {
    han::digit(c).is_some()
        || han::chinese_digit(c).is_some()
        || han::chinese_power(c).is_some()
        || matches!(c, '万' | '亿' | '数' | '几' | '上' | '第' | '首' | '唯' | '前' | '半' | '廿' | '翻')
}

/// A quote of at most this many characters is a name: “四个意识”, “1+4+X”.
const NAME_CHARS: usize = 20;

/// Stretches between quotes that are names, and titles in 《》. A quote that holds a sentence is none.
#[inline(never)]
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

/// A quoted formula, “1+4+X”, and how much of it the sentence has spelt out: 即1个中心、4支队伍.
struct Formula {
    /// Where it ends.
    end: usize,
    terms: Vec<Decimal>,
    spelt: usize,
}

impl Formula {
    /// The first formula of the sentence.
    fn of(context: &Context<'_>, quotes: &[Span]) -> Option<Formula> {
        quotes.iter().find_map(|quote| {
            let inner = quote.of(context.text);
            if !inner.contains(['+', '＋']) {
                return None;
            }
            let inner = inner.trim_matches(['“', '”', '"', '‘', '’']);
            let mut terms = inner.split(['+', '＋']);
            // A formula ends in a letter as often as in a number.
            let terms: Vec<Decimal> = terms.by_ref().map_while(|term| term.trim().parse().ok()).collect();
            (!terms.is_empty()).then_some(Formula { end: quote.end, terms, spelt: 0 })
        })
    }

    /// Whether the figure spells out its next term.
    #[inline(never)]
    fn spells(&mut self, figure: &Figure) -> bool {
        let next = figure.kind == Kind::Count
            && figure.span.start >= self.end
            && self.terms.get(self.spelt) == Some(&figure.value);
        self.spelt += usize::from(next);
        next
    }
}

/// What was found where a number may begin.
enum Read {
    Figure(Box<Figure>),
    /// A number that counts nothing, up to this byte.
    Refused(usize),
    Nothing,
}

#[inline(never)]
fn number_at(context: &Context<'_>, at: usize) -> Read {
    let rest = &context.text[at..context.sentence.end];
    let before = &context.text[context.sentence.start..at];
    let mut numeral = match counting_numeral(context, at) {
        Ok(numeral) => numeral,
        Err(read) => return read,
    };
    let (mut max, mut pos) = (None, numeral.len);
    // 2个亿.
    // 3个亿元以上项目 counts projects.
    if rest[pos..].starts_with("个亿") && !rest[pos..].starts_with("个亿元") {
        numeral.value = numeral.value.saturating_mul(Decimal::from(100_000_000));
        numeral.scaled = true;
        pos += "个亿".len();
    }
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
        return Read::Refused(at + numeral.len);
    }
    let (unit, mut rule, lacks_unit) = match unit_for(&numeral, after) {
        Found::Unit(unit) => (unit, Rule::ValueUnit, false),
        // 近70万农村学生: what is counted needs no measure word behind 万.
        Found::Word | Found::Nothing if numeral.scaled && counts_noun(context, &numeral, at + pos + gap, before) => {
            (Unit { name: Cow::Borrowed(""), kind: Kind::Count, len: 0 }, Rule::ValueUnit, false)
        }
        Found::Word => return Read::Refused(at + numeral.len),
        Found::Nothing => match unit_by_place(context, &numeral, Span::new(at, at + pos), after) {
            Some(read) => read,
            None => return Read::Refused(at + run_of_digits(rest).max(pos)),
        },
    };
    let mut surface_len = if unit.len == 0 { pos } else { pos + gap + unit.len };
    // 50公斤至80公斤: the unit stands at both ends.
    if max.is_none()
        && unit.len > 0
        && !shared
        && let Some((upper, len)) = range_end(&rest[surface_len..])
        && let Found::Unit(other) = unit_for(&upper, &rest[surface_len + len..])
        && other.name == unit.name
        && upper.value > numeral.value
    {
        max = Some(upper.value);
        surface_len += len + other.len;
    }
    let behind = &rest[surface_len..];
    if numeral.chinese && !is_chinese_count(&numeral, &unit, before, behind, behind_noun(context, at))
        || counts_nothing(&numeral, &unit, before, behind)
    {
        return Read::Refused(at + surface_len);
    }
    let span = Span::new(at, at + surface_len);
    let (qualifier, hedge, whole) = qualifier(context, &numeral, max.is_some(), span);
    let bare = numeral.bare_power && qualifier == Qualifier::Exact;
    if bare || is_threshold(&unit, behind) {
        return Read::Refused(at + surface_len);
    }
    // 九成 is 90%.
    let tenths = unit.name == "成";
    let (scale, name) = if tenths { (Decimal::TEN, Cow::Borrowed("%")) } else { (Decimal::ONE, unit.name) };
    rule = if max.is_some() {
        Rule::ValueRange
    } else if tenths {
        Rule::ValueTenths
    } else {
        rule
    };
    let hundredths = if unit.kind == Kind::Percent {
        rest[..surface_len].rsplit_once('成').and_then(|(_, digit)| han::chinese_integer(digit))
    } else {
        None
    };
    Read::Figure(Box::new(Figure {
        span,
        whole,
        value: numeral.value * scale + Decimal::from(hundredths.unwrap_or(0)),
        value_max: max.map(|max| max * scale),
        unit: name,
        kind: unit.kind,
        qualifier,
        lacks_unit,
        head: 0,
        read: rule.at(span),
        hedge,
    }))
}

/// The number at `at`, where it can count something; else how far it counts nothing.
#[inline(never)]
fn counting_numeral(context: &Context<'_>, at: usize) -> Result<Numeral, Read> {
    let rest = &context.text[at..context.sentence.end];
    let before = &context.text[context.sentence.start..at];
    let previous = before.chars().next_back();
    let first = rest.chars().next().unwrap_or(' ');
    let half = if matches!(first, '一' | '半') {
        half_at(rest).filter(|_| context.word_begins(at) || before.ends_with('近'))
    } else {
        None
    };
    let Some(numeral) = half.or_else(|| fraction_at(before, rest)).or_else(|| numeral_at(rest)) else {
        let len = if han::digit(first).is_some() { Some(run_of_digits(rest)) } else { long_run(rest) };
        return Err(len.map_or(Read::Nothing, |len| Read::Refused(at + len)));
    };
    if numeral.chinese {
        // 统一, 万一, 初一: the number is part of a word. 四个意识: it is part of a slogan.
        // 近万 may be one word, and 近 is none of the number.
        let hedged =
            || previous.is_some_and(|c| han::among(c, "近约超逾过达") && context.word_begins(at - c.len_utf8()));
        if previous == Some('第') || !context.word_begins(at) && !hedged() {
            return Err(Read::Nothing);
        }
        // 每百万人口: the number is a measure.
        if previous == Some('每') && numeral.scaled {
            return Err(Read::Refused(at + numeral.len));
        }
        if let Some(slogan) = SLOGANS.longest_prefix(rest) {
            return Err(Read::Refused(at + slogan.len()));
        }
    }
    // 我县第 2 家: an order, with a blank.
    let is_order = !numeral.chinese && before.trim_end_matches(' ').ends_with('第');
    let signed = previous.is_some_and(|c| han::among(c, "-－+＋") && is_signed(context, at - c.len_utf8()));
    let is_name = !signed
        && previous.is_some_and(|c| c.is_ascii_alphabetic() && !measured(before) || han::among(c, "第+＋×*#№_/＃-－"));
    if is_order || is_name {
        return Err(Read::Refused(at + run_of_digits(rest).max(numeral.len)));
    }
    Ok(numeral)
}

/// Whether what is measured stands right before its number, in letters: 实现GDP19.92亿元.
fn measured(before: &str) -> bool {
    ["GDP", "CPI", "PPI"].iter().any(|name| before.ends_with(name))
}

/// The unit of the number at `number` that has none behind it (there stands `after`), by what it is or where it stands,
/// with the rule; and whether it is to be taken from a neighbour.
#[inline(never)]
fn unit_by_place(context: &Context<'_>, numeral: &Numeral, number: Span, after: &str) -> Option<(Unit, Rule, bool)> {
    let before = &context.text[context.sentence.start..number.start];
    let written = number.of(context.text);
    let unit = |name, kind| Unit { name: Cow::Borrowed(name), kind, len: 0 };
    // 半个亿 is money.
    if numeral.scaled && written.ends_with("个亿") {
        return Some((unit("元", Kind::Money), Rule::ValueUnit, false));
    }
    if numeral.share {
        return Some((unit(if written.starts_with('百') { "%" } else { "" }, Kind::Percent), Rule::ValueShare, false));
    }
    if numeral.chinese {
        return None;
    }
    if numeral.scaled && stands_alone(after) {
        return Some((unit("", Kind::Count), Rule::ValueBare, false));
    }
    if ends_item(after) && is_index(before) {
        let kind = if before.ends_with("面积") { Kind::Area } else { Kind::Other };
        return Some((unit("", kind), Rule::ValueUnit, false));
    }
    // 已登记个体户数11699，其中…: a number of things.
    if after.starts_with(['，', ',']) && before.ends_with('数') && numeral.value >= Decimal::ONE_HUNDRED {
        return Some((unit("", Kind::Count), Rule::ValueUnit, false));
    }
    // 提高15、22个百分点: a number in a list waits for the unit of its neighbour.
    if after.starts_with(['、', '，', ',', '和', '及']) {
        return Some((unit("", Kind::Count), Rule::ValueUnit, true));
    }
    if counts_people(numeral, before, after) {
        return Some((unit("", Kind::Count), Rule::ValueUnit, false));
    }
    unknown_measure(after).filter(|_| !before.ends_with('第')).map(|unit| (unit, Rule::ValuePlace, false))
}

/// Whether a sign at `at` stands before a share, behind what grew: 增长-9.7%, 同比+0.5%, （+12%）.
#[inline(never)]
fn is_signed(context: &Context<'_>, at: usize) -> bool {
    let before = context.text[context.sentence.start..at].chars().next_back();
    let after = context.text[at..context.sentence.end].trim_start_matches(['-', '－', '+', '＋']);
    let digits = after.find(|c| han::digit(c).is_none() && c != '.').unwrap_or(after.len());
    before.is_some_and(|c| han::among(c, "长降速幅为率达升比别、和（("))
        && digits > 0
        && after[digits..].starts_with(['%', '％', '个'])
}

/// 翻一番, 翻了两番: the verb belongs to the number.
#[inline(never)]
fn doubled(context: &Context<'_>, at: usize) -> Option<Figure> {
    let rest = &context.text[at..context.sentence.end];
    let after = rest.strip_prefix('翻')?;
    let number = after.strip_prefix('了').unwrap_or(after);
    let numeral = numeral_at(number).filter(|numeral| number[numeral.len..].starts_with('番'))?;
    let span = Span::new(at, at + rest.len() - number.len() + numeral.len + '番'.len_utf8());
    let (qualifier, hedge, whole) = qualifier(context, &numeral, false, span);
    Some(Figure {
        span,
        whole,
        value: numeral.value,
        value_max: None,
        unit: Cow::Borrowed("番"),
        kind: Kind::Multiple,
        qualifier,
        lacks_unit: false,
        head: 0,
        read: Rule::ValueUnit.at(span),
        hedge,
    })
}

/// 一半, 半数, 半个亿.
#[inline(never)]
fn half_at(rest: &str) -> Option<Numeral> {
    let halves = [("一半", 5, false), ("半数", 5, false), ("半个亿", 500_000_000, true)];
    let (word, tenths, scaled) = halves.into_iter().find(|half| rest.starts_with(half.0))?;
    // 一半以上, 半数村, not 一半是….
    let after = &rest[word.len()..];
    let ends = scaled
        || after.chars().next().is_none_or(|c| !han::is_han(c) || han::among(c, "的村社行企党农群干学居"))
        || measure::qualifier_after(after).is_some();
    let value = Decimal::new(tenths, 1);
    let numeral =
        Numeral { value, len: word.len(), hedge: None, chinese: true, scaled, share: !scaled, bare_power: false };
    ends.then_some(numeral)
}

/// 占全省的1/4: a proper fraction of small numbers where a share may stand. 3/15 elsewhere is a date.
#[inline(never)]
fn fraction_at(before: &str, rest: &str) -> Option<Numeral> {
    let digits = |text: &str| text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let above = digits(rest);
    let below = digits(rest[above..].strip_prefix('/').filter(|_| (1..3).contains(&above))?);
    let len = above + 1 + below;
    let (part, whole): (u32, u32) = (rest[..above].parse().ok()?, rest[above + 1..len].parse().ok()?);
    let after = &rest[len..];
    let shares = before.ends_with(['的', '占', '约', '近', '达', '超', '过', '到', '了'])
        || after.starts_with('的')
        || measure::qualifier_after(after).is_some();
    let value = Decimal::from(part).checked_div(Decimal::from(whole))?.round_dp(SHARE_PLACES);
    let numeral = Numeral { value, len, hedge: None, chinese: false, scaled: false, share: true, bare_power: false };
    let goes_on = after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
    (shares && 0 < part && part < whole && !goes_on).then_some(numeral)
}

/// Whether a noun that needs no measure word stands at `at`, behind a number with 万 or 亿; behind a Chinese number only
/// 大关, with a qualifier before it (突破千亿大关).
#[inline(never)]
fn counts_noun(context: &Context<'_>, numeral: &Numeral, at: usize, before: &str) -> bool {
    let after = &context.text[at..context.sentence.end];
    if numeral.chinese {
        return measure::qualifier_before(before).is_some() && (after.starts_with("大关") || stands_alone(after));
    }
    let word = context.words_in(Span::new(at, context.sentence.end)).first().filter(|word| word.span().start == at);
    let tag = word.map_or("x", |word| word.tag().name());
    let describes = after.starts_with(['级', '年', '伏', '安']);
    after.starts_with('的') || matches!(tag.as_bytes()[0], b'n' | b'a' | b'b' | b'l' | b'j') && !describes
}

/// Whether people stand right behind a large number: 有211741农民参加.
#[inline(never)]
fn counts_people(numeral: &Numeral, before: &str, after: &str) -> bool {
    const PEOPLE: [&str; 10] = ["农民", "群众", "居民", "人口", "学生", "职工", "党员", "村民", "市民", "农户"];
    let large = numeral.value >= Decimal::from(3000) && numeral.value.is_integer();
    large && before.ends_with(han::is_han) && PEOPLE.iter().any(|people| after.starts_with(people))
}

/// Whether a number ends here, or its list goes on with the next.
fn ends_item(after: &str) -> bool {
    let next = after.strip_prefix(['和', '及', '与']).unwrap_or(after).chars().next();
    next.is_none_or(|c| !han::is_han(c))
        && (!after.starts_with(han::is_han) || next.is_some_and(|c| c.is_ascii_digit()))
}

/// Nouns whose number has no unit: 空气质量综合指数为4.12.
const INDICES: [&str; 6] = ["指数", "系数", "比", "浓度", "均值", "面积"];

/// Whether an index stands right before its number.
#[inline(never)]
fn is_index(before: &str) -> bool {
    let noun = before.trim_end_matches(['为', '达', '到', '至', '是', '约', '”', ' ']);
    let noun = noun.strip_suffix("分别").unwrap_or(noun);
    noun.ends_with(['数', '比', '度', '值', '积'])
        && INDICES.iter().any(|index| noun.ends_with(index))
        && !noun.ends_with(['同', '环'])
        && !noun.ends_with("同比")
}

/// Digits, Latin letters and the marks between them: what belongs to one number of a document, a date or a code.
#[inline(never)]
fn run_of_digits(rest: &str) -> usize {
    rest.find(|c: char| !(han::digit(c).is_some() || c.is_ascii_alphabetic() || han::among(c, "-/.:_")))
        .unwrap_or(rest.len())
}

/// The upper end of a range, and the bytes up to its last digit.
#[inline(never)]
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
#[inline(never)]
fn unit_for(numeral: &Numeral, after: &str) -> Found {
    if numeral.chinese && numeral.value < Decimal::TEN && after.starts_with('成') {
        let next = after.chars().nth(1);
        if !next.is_some_and(|c| han::among(c, "立为功员果绩效长熟本都人分套")) {
            // 九成五: tenths and hundredths.
            let hundredths = next.filter(|&c| han::chinese_digit(c).is_some_and(|digit| digit > 0));
            let len = "成".len() + hundredths.map_or(0, char::len_utf8);
            return Found::Unit(Unit { name: Cow::Borrowed("成"), kind: Kind::Percent, len });
        }
    }
    if numeral.share {
        return Found::Nothing;
    }
    // 380项目标任务: not projects.
    if after.starts_with("项目标任务") {
        return Found::Unit(Unit { name: Cow::Borrowed("项"), kind: Kind::Count, len: "项".len() });
    }
    // 对全镇16村、1个街道, 全县10镇10乡, 16村3社区. 3村联建 is a name.
    if let Some(place) =
        ["村", "镇", "乡", "社区", "街道"].into_iter().find(|place| !numeral.chinese && after.starts_with(place))
    {
        let next = after[place.len()..].chars().next();
        let ends = next.is_none_or(|c| c.is_ascii_digit() || han::among(c, "、，,。；;（()）和及"));
        return if ends {
            Found::Unit(Unit { name: Cow::Borrowed(place), kind: Kind::Count, len: place.len() })
        } else {
            Found::Nothing
        };
    }
    measure::unit_at(after)
}

/// A measure word that no table knows, by its place: one character that ends the phrase. Those of time, place and order
/// are none.
#[inline(never)]
fn unknown_measure(after: &str) -> Option<Unit> {
    let first = after.chars().next().filter(|&c| han::is_han(c))?;
    let ends = after.chars().nth(1).is_none_or(|c| han::among(c, "，,。；;、！？）)"));
    let counts = !han::among(
        first,
        "年月日号时点周届级版条线弄栋室楼路村镇街区市县省国后前中内外上下以余多的和与及等至到万亿代季强横纵星型维",
    );
    (ends && counts).then(|| Unit { name: Cow::Owned(first.to_string()), kind: Kind::Count, len: first.len_utf8() })
}

/// Whether a number without a unit ends its phrase.
fn stands_alone(after: &str) -> bool {
    after.chars().next().is_none_or(|c| !han::is_han(c) && !c.is_alphanumeric())
        || measure::qualifier_after(after).is_some()
}

/// Measure words of things that stand by themselves.
const COUNTS_ONE: [&str; 16] =
    ["个", "家", "所", "座", "处", "台", "辆", "套", "栋", "幢", "条", "支", "名", "块", "间", "部"];

/// Whether a noun stands right before `at`.
fn behind_noun(context: &Context<'_>, at: usize) -> bool {
    let before = context.words_in(Span::new(context.sentence.start, at));
    before.last().is_some_and(|word| word.tag().name().starts_with('n') || matches!(word.tag().name(), "vn" | "j"))
}

/// Whether a Chinese number counts: 两个, 八项, 六名. Many do not: 一个 is an article, 二次供水 and 三级 are names.
#[inline(never)]
fn is_chinese_count(numeral: &Numeral, unit: &Unit, before: &str, behind: &str, behind_noun: bool) -> bool {
    if numeral.share || numeral.hedge.is_some() || numeral.scaled || numeral.value >= Decimal::ONE_HUNDRED {
        return true;
    }
    match &*unit.name {
        "成" | "倍" | "番" => true,
        // 新建敬老院一所: behind its noun 一 counts.
        _ if numeral.value == Decimal::ONE => {
            !behind.starts_with(han::is_han) && behind_noun && COUNTS_ONE.contains(&&*unit.name)
        }
        _ if numeral.value == Decimal::ZERO => false,
        "次" => !behind.starts_with(han::is_han),
        "级" | "度" | "方" | "面" | "口" | "道" | "片" | "路" | "点" | "层" | "对" | "站" | "章" | "节" | "分"
        | "门" => false,
        "大" => false,
        // 八类严重案件 is a name.
        "类" | "种" => !behind.starts_with(han::is_han),
        "天" | "小时" | "分钟" | "组" => false,
        "位" => !behind.starts_with(['一', '于']),
        _ => !before.ends_with(['分', '每', '上', '下', '头', '前', '后', '这', '那', '一', '双', '再', '周']),
    }
}

/// What verbs of holding end in: 举办, 开展, 举行, 组织, 编发.
const HOLDS: [char; 6] = ['办', '展', '行', '织', '发', '刊'];

/// A project has no more phases, a list no more batches than this.
const MOST_PHASES: u32 = 9;

/// Numbers with a unit that measure nothing: times used as time, spans in names, attributes.
#[inline(never)]
fn counts_nothing(numeral: &Numeral, unit: &Unit, before: &str, behind: &str) -> bool {
    let next = behind.chars().next();
    let goes_on = next.is_some_and(han::is_han);
    match unit.kind {
        Kind::Duration => {
            // 24小时自助, 15分钟生活圈, 三天内: the time is an attribute. 运营380天, 服务2000小时: it is a result.
            let bare = before.trim_end_matches(['达', '到', '至', '为', '计', '约', '近', '超', '过', '逾']);
            let has_subject =
                bare.chars().next_back().is_some_and(|c| han::is_han(c) && !han::among(c, "在每于近第前后这那用仅"));
            let closes = !goes_on && next != Some('“')
                || measure::qualifier_after(behind).is_some_and(|(_, len)| !behind[len..].starts_with(han::is_han));
            // 由7个工作日缩短到2个, 耗时仅3天, 等候时间在10分钟以下: the clause speaks of a time it took.
            let moved = goes_on && moves_to(behind);
            let clause = &before[before.rfind(['，', ',', '；', ';', '。']).unwrap_or(0)..];
            // 出动安保力量6700人次、7万小时: nobody waits so long.
            let large = closes && unit.name == "小时" && numeral.value >= Decimal::ONE_THOUSAND;
            let timed = large || closes && DURATIONS.iter().any(|word| clause.contains(word));
            !(has_subject && (closes || moved) || timed)
        }
        // 女40岁、男50岁以上: bounds.
        Kind::Age if before.ends_with(['男', '女']) && !before.ends_with("子女") => true,
        Kind::Age => {
            goes_on
                && !han::among(next.unwrap_or(' '), "和及与")
                && !before.ends_with("年龄")
                && !before.ends_with("寿命")
                && measure::qualifier_after(behind).is_none_or(|(_, len)| behind[len..].starts_with(han::is_han))
        }
        Kind::Other => {
            let goes_on = goes_on && measure::qualifier_after(behind).is_none();
            unit.name == "分" && (goes_on || before.ends_with(['时', '点']))
        }
        Kind::Energy if unit.name == "度" => goes_on && !numeral.scaled || before.ends_with(['经', '纬']),
        // 35万千瓦机组: the power describes the machine. 千瓦时 is work done.
        Kind::Energy => {
            goes_on
                && unit.name.ends_with(['瓦', '安'])
                && measure::qualifier_after(behind).is_none()
                && next != Some('的')
        }
        // 每100平方公里: the number is a measure.
        _ if before.ends_with('每')
            && numeral.value >= Decimal::TEN
            && [10, 100, 1000, 10_000, 100_000].map(Decimal::from).contains(&numeral.value) =>
        {
            true
        }
        // 6米宽道路: a dimension.
        Kind::Length if behind.starts_with(['宽', '高', '深', '厚', '长']) => true,
        // 第二批, 三期工程, 分3批: a count of them ends its phrase, or is too large for an ordinal.
        _ if ["批", "批次", "轮", "轮次", "期"].contains(&&*unit.name) => {
            let few = numeral.value <= Decimal::from(MOST_PHASES);
            let ordinal = numeral.hedge.is_none() && few && numeral.chinese;
            // 举办4期培训班, 开展3轮排查: so many were held.
            let held = goes_on
                && !numeral.chinese
                && (before.trim_end_matches('了').ends_with(HOLDS) || before.ends_with("连续"));
            !held && (ordinal || goes_on && (few || numeral.chinese)) || before.ends_with(['分', '首', '前'])
        }
        // 三堂社区 is a name.
        _ if unit.name == "堂" && behind.starts_with(['社', '村', '路', '街']) => true,
        // 长顺大道二段310号: an address.
        _ if unit.name == "段"
            && before.ends_with(['道', '路', '街'])
            && behind.starts_with(|c: char| han::digit(c).is_some()) =>
        {
            true
        }
        // 三人舞, 五人制: names.
        _ if unit.name == "人" && behind.starts_with(['舞', '制']) => true,
        // 国内增值税（50%部分）: what of the tax is meant.
        Kind::Percent if before.ends_with(['（', '(']) && behind.starts_with("部分") => true,
        // 山庄1栋东面: an address.
        _ if matches!(&*unit.name, "栋" | "幢")
            && behind.starts_with(['东', '西', '南', '北', '旁', '前', '后', '单']) =>
        {
            true
        }
        // 产值前50位企业, 前10名: a group, not a count.
        _ if before.ends_with('前') && ["位", "名", "家", "强"].contains(&&*unit.name) => true,
        // 5亿元以上项目, 5—10亿元项目: the sum describes the project.
        Kind::Money => behind.starts_with("项目") || behind.starts_with("企业") || sorts(before, behind),
        _ => unit.name == "位" && next == Some('数') || unit.name == "米" && behind.starts_with("板"),
    }
}

/// Whether a sum tells by size what is counted behind it: 收入达到100万元的村2个，80—90万元的4个.
fn sorts(before: &str, behind: &str) -> bool {
    const NOUN_CHARS: usize = 5;
    let opens = before.ends_with(['，', ',', '、', '；', ';', '中', '到', '过']);
    let count = behind.char_indices().take(NOUN_CHARS + 1).find(|&(_, c)| han::digit(c).is_some());
    opens
        && behind.starts_with('的')
        && count.is_some_and(|(at, _)| {
            let unit = behind[at..].trim_start_matches(|c| han::digit(c).is_some());
            unit.starts_with(['个', '家', '户', '村', '所'])
        })
}

/// Nouns for the time that something takes.
const DURATIONS: [&str; 8] = ["时间", "时限", "时长", "时效", "耗时", "用时", "周期", "天数"];

/// Whether words lead from one level to another: 缩短到, 降至.
fn moves_to(behind: &str) -> bool {
    let near = behind.char_indices().nth(3).map_or(behind, |(at, _)| &behind[..at]);
    near.starts_with(['缩', '压', '降', '减', '提', '增', '延']) && near.contains(['到', '至', '为'])
}

/// 500万元以上企业, 3岁及以上人群: the number bounds a group and measures nothing. A rate is none: 90%以上为….
#[inline(never)]
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

/// Whether `at` lies in a word that the dictionary does not have (供|地约): its characters are words of their own.
fn in_unknown_word(context: &Context<'_>, at: usize) -> bool {
    let words = context.words_in(Span::new(context.sentence.start, at));
    words.last().is_some_and(|word| word.span().end > at && word.tag().name() == "x")
}

/// How exact the number is, why it is not, and the stretch with the words that say so.
#[inline(never)]
fn qualifier(
    context: &Context<'_>,
    numeral: &Numeral,
    is_range: bool,
    span: Span,
) -> (Qualifier, Option<Reason>, Span) {
    let text = context.text;
    let mut whole = span;
    let mut found = None;
    let before = text[context.sentence.start..span.start].trim_end_matches(' ');
    if let Some((qualifier, len)) = measure::qualifier_before(before) {
        let start = context.sentence.start + before.len() - len;
        // 签约40台: 约 is not a word there. 附近70家 neither. 和约3人 is two words that jieba may take for one.
        let is_word = context.word_begins(start)
            || in_unknown_word(context, start)
            || context.text[..start].ends_with(['和', '及', '与', '共', '计', '达']);
        if is_word {
            whole.start = start;
            found = Some((qualifier, Rule::HedgeBefore.at(Span::new(start, start + len))));
        }
    }
    let behind = &text[span.end..context.sentence.end];
    // 2倍多, 翻了一番多. 比去年的8亿元多3亿元 compares.
    let more =
        behind.strip_prefix('多').filter(|after| !after.starts_with(|c| han::is_han(c) || han::digit(c).is_some()));
    let more = more.map(|_| (Qualifier::Over, '多'.len_utf8()));
    if let Some((qualifier, len)) = measure::qualifier_after(behind).or(more) {
        whole.end += len;
        found = Some((qualifier, Rule::HedgeAfter.at(Span::new(span.end, whole.end))));
    }
    let said = match (is_range, numeral.hedge) {
        (true, _) => Some((Qualifier::Range, Rule::ValueRange.at(span))),
        // 近2000余 and 数十 say both; the one in the number is the nearer.
        (_, Some(hedge)) => Some((hedge, Rule::HedgeNumber.at(span))),
        (_, None) => found,
    };
    let (qualifier, reason) = said.unzip();
    (qualifier.unwrap_or(Qualifier::Exact), reason, whole)
}

/// Whether nothing but the mark of a list stands between two figures.
fn is_list_mark(between: &str) -> bool {
    matches!(between, "、" | "和" | "及" | "与" | "以及")
}

/// A number without a unit takes that of the next one in its list; one that finds none was no figure. A small whole number
/// before a measure word may be the number of a house (1、2号楼): it shares nothing.
#[inline(never)]
fn borrow_units(context: &Context<'_>, figures: &mut [Figure]) {
    // 系数分别为0.41和0.39: the next of a list of indices has no unit either.
    for id in 1..figures.len() {
        let [index, next] = &mut figures[id - 1..=id] else { continue };
        let is_index = index.kind == Kind::Other && index.unit.is_empty() && next.lacks_unit;
        if is_index && is_list_mark(&context.text[index.span.end..next.whole.start]) {
            (next.kind, next.lacks_unit) = (Kind::Other, false);
        }
    }
    for id in (0..figures.len().saturating_sub(1)).rev() {
        let [figure, next] = &mut figures[id..id + 2] else { continue };
        let between = &context.text[figure.span.end..next.whole.start];
        let is_list = is_list_mark(between) || matches!(between, "，" | ",");
        let shares = match next.kind {
            _ if next.lacks_unit || next.unit.is_empty() => false,
            Kind::Percent | Kind::Money | Kind::Area => true,
            _ => is_list_mark(between) && figure.value >= Decimal::TEN || next.kind == Kind::Length,
        };
        if figure.unit.is_empty() && figure.kind == Kind::Count && is_list && shares {
            (figure.unit, figure.kind, figure.lacks_unit) = (next.unit.clone(), next.kind, false);
            figure.read = Rule::ValueShared.at(figure.span).and(next.span);
        }
    }
}

/// 总产值46.6亿元，省内产值38.6亿: a bare number of 万 or 亿 behind a word for money takes the unit of the amount before.
#[inline(never)]
fn borrow_money(context: &Context<'_>, figures: &mut [Figure]) {
    const MONEY: [&str; 18] = [
        "产值", "投资", "投入", "资金", "收入", "支出", "工资", "税收", "任务", "目标", "计划", "总额", "贷款", "经费",
        "利润", "两税", "预算", "完成",
    ];
    let mut money: Option<usize> = None;
    for id in 0..figures.len() {
        let figure = &figures[id];
        let start = id.checked_sub(1).map_or(context.sentence.start, |before| figures[before].whole.end);
        let words =
            context.text[start.min(figure.whole.start)..figure.whole.start].trim_end_matches(['达', '到', '为', '约']);
        let bare = figure.kind == Kind::Count
            && figure.unit.is_empty()
            && figure.span.of(context.text).ends_with(['万', '亿'])
            && MONEY.iter().any(|word| words.ends_with(word));
        if let Some(amount) = money.filter(|_| bare) {
            let (unit, words) = (figures[amount].unit.clone(), figures[amount].span);
            figures[id].read = Rule::ValueShared.at(figures[id].span).and(words);
            (figures[id].unit, figures[id].kind) = (unit, Kind::Money);
        }
        if figures[id].kind == Kind::Money {
            money = Some(id);
        }
    }
}

/// 干渠总长21公里、2条支渠: a figure of another kind with its own noun behind it goes on with no list.
fn counts_anew(context: &Context<'_>, figures: &[Figure], id: usize) -> bool {
    let [one, next] = [&figures[id - 1], &figures[id]];
    one.kind != next.kind
        && next.kind == Kind::Count
        && context.text[next.whole.end..context.sentence.end].starts_with(han::is_han)
}

/// Tells every figure the first of its list; 分别突破1.5万亿元、1.4万亿元: the qualifier of that one is said of all.
#[inline(never)]
fn join_lists(context: &Context<'_>, figures: &mut [Figure]) {
    for id in 0..figures.len() {
        figures[id].head = id;
        let Some(before) = id.checked_sub(1) else { continue };
        let between = &context.text[figures[before].whole.end..figures[id].whole.start];
        if figures[id].kind == Kind::Rank || !is_list_mark(between) || counts_anew(context, figures, id) {
            continue;
        }
        let head = figures[before].head;
        figures[id].head = head;
        let shared = &figures[head];
        let said_before = shared.whole.start < shared.span.start;
        if said_before
            && figures[id].qualifier == Qualifier::Exact
            && context.text[context.sentence.start..shared.whole.start].ends_with("分别")
        {
            let hedge = shared.hedge.map(|hedge| Reason { rule: Rule::HedgeList, ..hedge });
            (figures[id].qualifier, figures[id].hedge) = (shared.qualifier, hedge);
        }
    }
}

// ---- ranks ---------------------------------------------------------------------------------------------------------

/// Verbs that say where something stands in an order, and nouns of such a place.
const RANK_VERBS: [&str; 14] =
    ["暂列", "暂居", "暂排", "位列", "位居", "名列", "排在", "列", "居", "位次", "排位", "跃居", "稳居", "名次"];
/// Verbs behind which a place may stand as well as other things.
const REACH_VERBS: [&str; 8] = ["跃升", "升至", "排", "跻身", "进入", "进至", "保持", "包揽"];
/// Verbs behind which it stands with its 位 or 名: 由第48位上升到第41位, 荣获全省第一名.
const PLACE_VERBS: [&str; 17] = [
    "勇夺",
    "夺",
    "斩获",
    "由",
    "从",
    "上升",
    "上升到",
    "上升至",
    "提升",
    "前移",
    "前移到",
    "荣获",
    "获",
    "获得",
    "取得",
    "夺得",
    "到",
];
/// No item of a list of ranks has more characters.
const RANK_ITEM: usize = 16;
/// So many words may stand between such a verb and the place: 位居全市拥有行政认定驰名商标数第一.
const RANK_WORDS: usize = 9;
/// Among whom something is the first.
pub(super) const SCOPES: [&str; 18] = [
    "全国", "全省", "全市", "全区", "全县", "全镇", "国内", "省内", "市内", "区内", "县内", "世界", "全球", "我国",
    "我省", "我市", "我区", "我县",
];

/// Whether a word ranks: 位居, 排名; jieba knows 全市排名 as one.
pub(super) fn ranks(word: &str) -> bool {
    // Asked of every word near a figure: one character tells most of them.
    if !word.chars().next_back().is_some_and(|c| han::among(c, "名位列居在次第")) {
        return false;
    }
    let verb = word.strip_suffix('第').unwrap_or(word);
    // 考评中荣列: jieba does not know it.
    ["排名", "排位", "荣列", "荣居", "均列", "均居", "数居", "分居"].iter().any(|end| verb.ends_with(end))
        || RANK_VERBS.contains(&word)
}

/// 首个, 首家, 唯一, 全区第一个, 位列罗湖区第一, 排名第3.
///
/// Behind the rank `last` of a list, the next item needs no verb: 投资潜力第3、绿色发展第5.
#[inline(never)]
fn rank_at(context: &Context<'_>, at: usize, last: Option<&Figure>) -> Option<Figure> {
    let rest = &context.text[at..context.sentence.end];
    let before = &context.text[context.sentence.start..at];
    let figure = |len: usize, value: u64, rule: Rule, words: Span| {
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
            head: 0,
            read: rule.at(span).and(words),
            hedge: None,
        }
    };
    let none = Span::default();
    if rest.starts_with("唯一") && !rest.starts_with("唯一性") {
        return Some(figure("唯一".len(), 1, Rule::RankWord, none));
    }
    if let Some(after) = rest.strip_prefix('首') {
        let measure = after
            .chars()
            .next()
            .filter(|&c| han::among(c, "个個家条支例部座所项款位名件单台辆只艘片块场宗间处栋幢幅套趟份笔"))?;
        let next = after.chars().nth(1);
        let is_rank = match measure {
            // 居全市首位; 放在首位 ranks nothing.
            '位' => {
                let words = context.words_in(Span::new(context.sentence.start, at));
                let mut near = words.iter().rev().take(RANK_WORDS).map(|word| word.span().of(context.text));
                near.any(|word| ranks(word) || REACH_VERBS.contains(&word)) || before.ends_with(['居', '列', '占'])
            }
            '部' | '单' | '项' | '名' | '条' | '支' | '例' | '件' => next != Some('要'),
            // 首套房 is a word.
            '套' => !matches!(next, Some('房' | '住')),
            _ => true,
        };
        return is_rank.then(|| figure("首".len() + measure.len_utf8(), 1, Rule::RankWord, none));
    }
    // 位居全省前三, 进入前10: a place, too.
    let among_first = rest.starts_with('前');
    let after = rest.strip_prefix(['第', '前'])?;
    let numeral = numeral_at(after)
        .filter(|numeral| numeral.hedge.is_none() && !numeral.share && numeral.value < Decimal::ONE_HUNDRED)?;
    let value: u64 = numeral.value.try_into().ok()?;
    let number_len = "第".len() + numeral.len;
    let behind = &rest[number_len..];
    let first_of_kind =
        value == 1 && ["个", "個", "家", "例", "座", "条", "支"].iter().any(|word| behind.starts_with(word));
    let clause = before.rsplit(['，', ',', '。', '；', ';']).next().unwrap_or(before);
    if first_of_kind {
        let scope = SCOPES.iter().find_map(|scope| Some((at - clause.len() + clause.find(scope)?, scope.len())));
        return scope
            .map(|(at, len)| figure(number_len + '个'.len_utf8(), value, Rule::RankFirst, Span::new(at, at + len)));
    }
    // A word of its own: 居 ranks in 居全市第一, and does not in 居民第一.
    // 居全省30个县（市、区）第三位: nor in a bracket.
    let bare = clause.strip_suffix(['）', ')']).and_then(|clause| clause.rfind(['（', '(']));
    let words = context.words_in(Span::new(at - clause.len(), at - clause.len() + bare.unwrap_or(clause.len())));
    let placed = behind.starts_with(['位', '名']) && !among_first;
    let mut near = words.iter().rev().take(RANK_WORDS).map(|word| word.span());
    let verb = near.find(|word| {
        let word = word.of(context.text);
        ranks(word) || REACH_VERBS.contains(&word) || placed && PLACE_VERBS.contains(&word)
    });
    let next = behind.chars().next();
    // 分别列第3和第2: the list goes on.
    let lists = behind.strip_prefix(['和', '与']).is_some_and(|after| after.starts_with('第'));
    // 全市第一成功入选先行区.
    let leads_on = ["成功", "入选", "通过"].iter().any(|word| behind.starts_with(word));
    let ends = if among_first {
        !behind.trim_start_matches(['位', '名']).starts_with(han::is_han)
    } else {
        next.is_none_or(|c| !han::is_han(c)) || placed || lists || leads_on || next == Some('的')
    };
    let goes_on = || {
        let last = last.filter(|last| last.kind == Kind::Rank)?;
        let between = &context.text[last.whole.end..at];
        (between.starts_with('、') && between.chars().count() <= RANK_ITEM).then_some(last.span)
    };
    // 同比增长21%，全市第三。 增幅全省第1。
    let alone = || {
        let scope = SCOPES.into_iter().find(|scope| clause.ends_with(scope))?;
        // 覆盖率、知晓率全市第二; （总量全区第一）.
        let of = clause[..clause.len() - scope.len()].rsplit(['、', '（', '(']).next()?;
        let of = of.trim_start_matches(['，', ',', '；', ';']).trim_start();
        let placed = behind.chars().next().is_none_or(|c| !han::is_han(c) && c != ' ');
        let short = of.is_empty() || of.ends_with(['幅', '速', '率', '量', '额']) && of.chars().count() <= 6;
        (placed && short).then(|| Span::new(at - scope.len(), at))
    };
    verb.or_else(goes_on).or_else(alone).filter(|_| ends).map(|verb| {
        let unit = behind.chars().next().filter(|c| han::among(*c, "位名")).map_or(0, char::len_utf8);
        figure(number_len + unit, value, Rule::RankVerb, verb)
    })
}
