//! The time a figure is for: the nearest time phrase before it in its sentence, else the year of the report or the plan.

use super::{Context, Figure};
use crate::analysis::{Date, Period, Reason, Role, Rule, Status};
use crate::han;
use crate::outline::{Outline, is_plan, years};
use crate::text::Span;

/// A time phrase and what it means from there to the end of the sentence.
struct Anchor {
    at: usize,
    /// Where it ends to hold; none for the end of the sentence.
    end: Option<usize>,
    period: Period,
    reason: Reason,
}

/// The time that a title names.
#[derive(Clone, Copy, Default)]
struct Scope {
    /// The last year named.
    year: Option<i32>,
    months: Option<(i32, i32)>,
    is_plan: bool,
}

/// Follows the time phrases through the document.
pub(super) struct Clock {
    year: Option<i32>,
    /// Whether the report was read out at a meeting of the year after: its 去年 is the year reported on.
    read_later: bool,
    /// What figures without a time phrase are for.
    default: Option<i32>,
    /// The months of that year, where the document or its section is about a part of it.
    months: Option<(i32, i32)>,
    /// Why that year and those months.
    reason: Reason,
    /// Whether the sentence stands in the plan part, whose figures have its year.
    in_plan: bool,
    /// Whether it tells what is wrong: a shortage of the year to come is no target.
    in_problems: bool,
    /// What the document's title says, and what that of the section says, which is read once.
    document: Scope,
    section: (Option<usize>, Scope),
    /// Where the document's title stands, and its year in it.
    title: Span,
    title_year: Span,
    /// Where the sentence begins.
    base: usize,
    anchors: Vec<Anchor>,
    /// The last span of two dates, for a sentence that refers back to it, and where it stands.
    last_span: Option<(Period, Span)>,
}

impl Clock {
    /// For a report whose `outline` is known, read out at a meeting in `spoken`.
    pub(super) fn new(text: &str, outline: &Outline, spoken: Option<i32>) -> Self {
        let (year, name) = (outline.year, outline.title.as_deref());
        let document = Scope { is_plan: name.is_some_and(is_plan), months: name.and_then(months_named), year: None };
        // 2013年政府工作报告, whose review is headed 2012年工作回顾.
        let next = year.map(|year| year + 1);
        let named_later = || name.is_some_and(|name| name.contains("报告") && years(name).eq(next));
        let read_later = next.is_some() && (spoken == next || named_later());
        let title = outline.nodes.first().filter(|_| name.is_some()).map_or(Span::default(), |node| node.span);
        let digits = year.map(|year| year.to_string());
        let title_year = digits.and_then(|digits| {
            let at = title.start + title.of(text).find(&digits)?;
            Some(Span::new(at, at + digits.len()))
        });
        Clock {
            year,
            read_later,
            default: year,
            months: None,
            reason: Rule::PeriodNone.bare(),
            in_plan: false,
            in_problems: false,
            document,
            section: (None, Scope::default()),
            title,
            title_year: title_year.unwrap_or_default(),
            base: 0,
            anchors: Vec::new(),
            last_span: None,
        }
    }

    /// Reads the time phrases of a sentence that stands in the outermost section `part`.
    #[inline(never)]
    pub(super) fn enter(&mut self, context: &Context<'_>, outline: &Outline, part: Option<usize>) {
        self.in_plan = context.role == Some(Role::Plan);
        self.in_problems = context.role == Some(Role::Problems);
        (self.default, self.months, self.reason) = self.default_time(context, outline, part);
        let text = context.sentence.of(context.text);
        self.base = context.sentence.start;
        let kept = self.last_span.filter(|_| refers_back(text)).or_else(|| {
            // 前三季度总产值…。其中，农业产值…: parts of what the sentence before said. Behind a ； it goes on.
            let goes_on = || context.text[..self.base].trim_end().ends_with(['；', ';']);
            let last = self.anchors.last().filter(|last| last.end.is_none())?;
            let last = Some(last).filter(|_| text.starts_with("其中") || looks_at(text) || goes_on())?;
            Some((last.period, last.reason.words[0]))
        });
        self.anchors = self.read(text);
        if let (Some((period, words)), true) = (kept, self.anchors.is_empty()) {
            self.anchors.push(Anchor { at: self.base, end: None, period, reason: Rule::PeriodBack.at(words) });
        }
    }

    /// What 今年 and 明年 mean here. The plan of a report speaks of its year as 明年 or, read out later, as 今年.
    fn relative(&self) -> Relative {
        let this = if self.read_later { self.year.map(|year| year + 1) } else { self.default };
        let plans_ahead = self.default > self.year && !self.read_later;
        Relative { this, next: if plans_ahead { self.default } else { this.map(|year| year + 1) } }
    }

    /// The year of the report, in the plan part the year planned for; and the months that the section or the document is
    /// about: 上半年工作情况. What follows a report on a part of the year plans for the rest of it.
    #[inline(never)]
    fn default_time(
        &mut self,
        context: &Context<'_>,
        outline: &Outline,
        part: Option<usize>,
    ) -> (Option<i32>, Option<(i32, i32)>, Reason) {
        let Some(year) = self.year else { return (None, None, Rule::PeriodNone.bare()) };
        if part != self.section.0 {
            let title = part.map_or("", |id| outline.nodes[id].title.of(context.text));
            let scope = Scope { year: years(title).last(), months: months_named(title), is_plan: false };
            self.section = (part, scope);
        }
        let (own, document) = (self.section.1, self.document);
        let of_section = Rule::PeriodSection.at(context.part);
        let of_report = Rule::PeriodYear.at(self.title_year);
        if !self.in_plan {
            return match (own.months, document.months) {
                (Some(months), _) => (Some(year), Some(months), of_section),
                (None, Some(months)) => (Some(year), Some(months), Rule::PeriodTitle.at(self.title)),
                (None, None) => (Some(year), None, of_report),
            };
        }
        let rest = document.months.filter(|&(_, last)| last < 12 && !document.is_plan).map(|(_, last)| (last + 1, 12));
        match (own.year, own.months, rest) {
            (Some(later), own, rest) => (Some(later), own.or(rest).filter(|_| later == year), of_section),
            (None, Some(months), _) => (Some(year), Some(months), of_section),
            (None, None, Some(rest)) => (Some(year), Some(rest), Rule::PeriodRest.at(context.part)),
            (None, None, None) if document.is_plan => (Some(year), None, of_report),
            (None, None, None) => (Some(year + 1), None, Rule::PeriodNext.at(context.part)),
        }
    }

    /// The time of figures without a phrase of their own.
    fn default_period(&self) -> Option<Period> {
        match self.months {
            Some((first, last)) => months_of(self.default, first, last),
            None => self.default.map(whole_year),
        }
    }

    /// The period of a figure; a promise without a time of its own has none. What is for a later year than the report's is
    /// a target, and what stands before a figure of this year for comparison a prior.
    #[inline(never)]
    pub(super) fn period(
        &self,
        figure: &Figure,
        status: (Status, Reason),
        promised: bool,
    ) -> ((Option<Period>, Reason), (Status, Reason)) {
        let before = self
            .anchors
            .iter()
            .rposition(|anchor| anchor.at <= figure.span.start && anchor.end.is_none_or(|end| figure.span.start < end));
        let Some(id) = before else {
            let open = promised && self.default == self.year && !self.in_plan;
            // 计划完成…项 in the report on half a year: of the year.
            let of_year = status.0 == Status::Target && self.months.is_some() && !self.in_plan;
            let period = if open {
                (None, Rule::PeriodOpen.bare())
            } else if of_year {
                (self.default.map(whole_year), Rule::PeriodYear.at(self.title_year))
            } else {
                (self.default_period(), self.reason)
            };
            return (period, status);
        };
        let Anchor { period, reason, .. } = self.anchors[id];
        // 2014年9月至2015年4月完成: what began in the year reported on is no plan.
        let begins = |period: Period| period.from.or(period.to).map(|from| i32::from(from.year));
        let year = |period: Period| period.to.map(|to| i32::from(to.year));
        let compared = || self.anchors[id + 1..].iter().find(|later| year(later.period) == self.year);
        let status = match status.0 {
            // Only a year that the title says is surely that of the report.
            Status::Actual
                if self.title_year.start < self.title_year.end && begins(period) > self.year && !self.in_problems =>
            {
                (Status::Target, Reason { rule: Rule::StatusLater, ..reason })
            }
            // 上半年工作总结: the rest of the year is ahead.
            Status::Actual if !self.in_problems && self.is_rest(period) => {
                (Status::Target, Reason { rule: Rule::StatusLater, ..reason })
            }
            Status::Actual if year(period) < self.year && is_year(period) => match compared() {
                Some(later) => (Status::Prior, Rule::StatusCompared.at(reason.words[0]).and(later.reason.words[0])),
                None => status,
            },
            _ => status,
        };
        ((Some(period), reason), status)
    }

    /// Whether a period is all of the year behind the months that the report is on.
    fn is_rest(&self, period: Period) -> bool {
        let rest = self.months.filter(|&(_, last)| last < 12).and_then(|(_, last)| months_of(self.year, last + 1, 12));
        self.year.is_some() && rest == Some(period)
    }

    /// All time phrases of a sentence, in order.
    #[inline(never)]
    fn read(&mut self, text: &str) -> Vec<Anchor> {
        let mut anchors: Vec<Anchor> = Vec::new();
        let mut skip_to = 0;
        for (at, c) in text.char_indices().filter(|&(_, c)| may_open(c)) {
            if at < skip_to {
                continue;
            }
            let (before, rest) = (&text[..at], &text[at..]);
            // 5万元至6月底: money.
            if c == '元' && before.ends_with(|c| han::digit(c).is_some() || han::among(c, "十百千万亿美欧日港"))
            {
                continue;
            }
            // 1991年设立街道办事处，现辖8个社区: now.
            if c == '现' {
                let past = anchors.last().filter(|last| self.default > last.period.to.map(|to| i32::from(to.year)));
                let now = past.filter(|_| rest.starts_with("现辖") || rest.starts_with("现有"));
                anchors.extend(now.and(self.default_period()).map(|period| Anchor {
                    at: self.base + at,
                    end: None,
                    period,
                    reason: self.reason,
                }));
                continue;
            }
            if let Some((period, len)) = self.phrase(before, rest) {
                self.anchor(text, Span::new(at, at + len), period, &mut anchors);
                skip_to = at + len;
            } else if c.is_ascii_digit() {
                skip_to = at + rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            }
        }
        anchors
    }

    /// Takes up the time phrase at `words` of `text`, and with it what is compared there.
    #[inline(never)]
    fn anchor(&self, text: &str, words: Span, period: Option<Period>, anchors: &mut Vec<Anchor>) {
        let (before, rest, behind) = (&text[..words.start], &text[words.start..], &text[words.end..]);
        // 截至10月，今年共举行3次: up to then.
        let year = period.filter(|_| rest.starts_with(['今', '全'])).filter(|&period| is_year(period));
        let open = anchors.last().filter(|last| last.period.from.is_none() && last.end.is_none());
        if let (Some(year), Some(last)) = (year, open)
            && year.to.map(|to| to.year) == last.period.to.map(|to| to.year)
        {
            return;
        }
        // 由上年的62%提高到85%: the second figure has its own time.
        let until = if before.ends_with('于') {
            // 某村于2016年脱贫；: of that village alone.
            behind.find(['；', ';'])
        } else if gives_level(before, rest, words.end - words.start) {
            // 上年为100亿元，同比增长20%: of this year.
            behind.find(|c| han::among(c, "，,；;。)）"))
        } else if before.ends_with(['由', '从']) {
            behind.find(['到', '至']).or_else(|| behind.find("整为"))
        } else {
            bracketed(before, behind)
        };
        let words = words.shifted(self.base);
        anchors.extend(period.map(|period| Anchor {
            at: words.start,
            end: until.map(|until| words.end + until),
            period,
            reason: if period.from.is_some() { Rule::PeriodPhrase } else { Rule::PeriodUntil }.at(words),
        }));
        anchors.extend(self.compared(before, rest, words.start, anchors.last()));
    }

    /// The time phrase that `rest` begins with, and its length; no period where it is a name or the basis of a comparison.
    #[inline(never)]
    fn phrase(&mut self, before: &str, rest: &str) -> Option<(Option<Period>, usize)> {
        let base = self.default;
        // 上年结转收入: a name.
        if rest.starts_with("上年结") {
            return Some((None, "上年".len()));
        }
        let until = || ["截至", "截止到", "截止"].into_iter().find(|word| rest.starts_with(word));
        if let Some(word) = rest.starts_with('截').then(until).flatten() {
            let after = rest[word.len()..].trim_start_matches(' ');
            let word = &rest[..rest.len() - after.len()];
            let day = Day::read(after, self.relative());
            let len = day.as_ref().map_or(0, |day| day.len);
            let now =
                ["目前", "今年底", "今", "年底", "年末", "当前"].into_iter().find(|now| after[len..].starts_with(now));
            // 截至上半年.
            if let Some((_, last, len)) = if day.is_none() { part_of_year(after) } else { None } {
                let to = date(base, Some(last), None, true);
                return to.map(|to| (Some(Period { from: None, to: Some(to) }), word.len() + len));
            }
            let to = match day {
                Some(day) => day.last(base),
                None => now.and(self.default_period()).and_then(|period| period.to),
            };
            let len = word.len() + len + now.map_or(0, str::len);
            return to.map(|to| (Some(Period { from: None, to: Some(to) }), len));
        }
        if let Some(day) = Day::read(rest, self.relative()) {
            return self.dated(before, rest, &day);
        }
        if let Some((period, len)) = several_years(rest, base) {
            // 比“十一五”期间: a basis. 是“十五”末的2倍: one too, but 由“十五”末的12亿元 gives its level.
            let before = before.trim_end_matches('“');
            // So is 是“十五”期间的5.1倍.
            let is_basis = before.ends_with(['比', '较', '于'])
                || before.ends_with(['是', '为', '达', '到']) && rest[len..].starts_with('的')
                || rest[..len].ends_with('末') && !before.ends_with(['由', '从']);
            return Some((Some(period).filter(|_| !is_basis), len));
        }
        // 恢复至2019年的81%: a basis. 增至2011年的48.6亿元: the level of then.
        let of_then = || {
            Day::read(&rest['至'.len_utf8()..], self.relative())
                .is_some_and(|day| rest['至'.len_utf8() + day.len..].starts_with('的'))
        };
        if let Some(after) =
            rest.strip_prefix('至').filter(|_| !(before.ends_with("恢复") || moves_to(before) && of_then()))
        {
            // 至12月底, 至年底: up to then.
            let mark = ["年底", "年末"].into_iter().find(|mark| after.starts_with(mark));
            let day = Day::read(after, self.relative()).filter(|day| day.until);
            let (to, len) = match (mark, day) {
                (Some(mark), _) => (date(base, None, None, true), mark.len()),
                (None, Some(day)) => (day.last(base), day.len),
                (None, None) if after.starts_with('今') => {
                    (self.default_period().and_then(|period| period.to), '今'.len_utf8())
                }
                (None, None) => return None,
            };
            return to.map(|to| (Some(Period { from: None, to: Some(to) }), '至'.len_utf8() + len));
        }
        // 提前7个月: by so much.
        if let Some((first, last, len)) = part_of_year(rest).filter(|_| !before.ends_with('提')) {
            return Some((months_of(base, first, last), len));
        }
        let (word, period) = match rest {
            // 8月底前完成36个，年底前完成20个: of the whole time again.
            _ if rest.starts_with("年底前") || rest.starts_with("年末前") => ("年底前", self.default_period()),
            _ if rest.starts_with("迄今") => {
                ("迄今", self.default_period().map(|period| Period { from: None, ..period }))
            }
            // 完成全年任务的76%: of what.
            _ if rest.starts_with("全年") => {
                let of_task = ["目标", "任务", "计划", "指标", "预算", "预期", "进度", "序时"];
                let rest = rest["全年".len()..].trim_start_matches('总');
                // 提前完成全年落户任务.
                let near = rest.char_indices().nth(6).map_or(rest, |(at, _)| &rest[..at]);
                let done = before.ends_with("完成") && of_task.iter().any(|word| near.contains(word));
                let is_time = !(done || of_task.iter().any(|word| rest.starts_with(word)));
                ("全年", base.filter(|_| is_time).map(whole_year))
            }
            _ => return None,
        };
        Some((period, word.len()))
    }

    /// 比去年同期的860起减少…, 比2013年的17万吨增…: the year of the figure compared with, up to the word of change.
    fn compared(&self, before: &str, rest: &str, at: usize, last: Option<&Anchor>) -> Option<Anchor> {
        let day = before.ends_with(['比', '较']).then(|| Day::read(rest, self.relative()))??;
        let year = day.year.filter(|_| day.month.is_none())?;
        let after = &rest[day.len..];
        let same_months = after.strip_prefix("同期");
        // 较上年同期11183批次增长48.81%: with 的 or without.
        let level = same_months.unwrap_or(after);
        level.starts_with(|c| c == '的' || han::digit(c).is_some()).then_some(())?;
        let end =
            rest.char_indices().find(|&(_, c)| han::among(c, "增减提升降多少高低，,；;。")).map(|(end, _)| at + end);
        let shifted = |last: &Anchor| {
            let (from, to) = (last.period.from?, last.period.to?);
            let year = year as i16;
            (from.year == to.year)
                .then_some(Period { from: Some(Date { year, ..from }), to: Some(Date { year, ..to }) })
        };
        let period = last.filter(|_| same_months.is_some()).and_then(shifted).unwrap_or_else(|| whole_year(year));
        let reason = Rule::PeriodPhrase.at(Span::new(at, at + day.len));
        Some(Anchor { at, end, period, reason })
    }

    /// 2015年至2020年, 2012年以来至2017年10月: from one year to another; and the length of the whole, of which `after` stands
    /// behind the first year.
    fn years_to(&self, after: &str, day: &Day) -> Option<(Option<Period>, usize)> {
        let since = if after.starts_with("以来") { "以来".len() } else { 0 };
        let link = since + link_at(&after[since..])?;
        let end = Day::read(&after[link..], self.relative()).filter(|end| end.year > day.year)?;
        // 2021-2025年规划: a name.
        let names = after[link + end.len..].starts_with(['规', '计', '行', '方']);
        let (from, to) = (day.first(None), end.last(None));
        Some((from.and(to).filter(|_| !names).map(|_| Period { from, to }), day.len + link + end.len))
    }

    /// A phrase that opens with a date: a day, a span of two, a part of that year, the year.
    #[inline(never)]
    fn dated(&mut self, before: &str, rest: &str, day: &Day) -> Option<(Option<Period>, usize)> {
        let base = self.default;
        let after = &rest[day.len..];
        // 1至11月: the first number is a month without its 月.
        if let Some((link, end)) =
            link_at(after).and_then(|link| Some((link, Day::read(&after[link..], self.relative())?)))
            && day.month.is_some()
            && end.month.is_some()
        {
            let len = day.len
                + link
                + end.len
                + if after[link + end.len..].starts_with('份') { '份'.len_utf8() } else { 0 };
            let (from, to) = (day.first(base), end.last(day.year.or(base)));
            let period = Period { from, to };
            if day.day.is_some() || end.day.is_some() {
                let words = Span::new(before.len(), before.len() + len).shifted(self.base);
                self.last_span = Some((period, words));
            }
            return Some((from.and(to).map(|_| period), len));
        }
        if let Some(found) = day.year.filter(|_| day.month.is_none()).and_then(|_| self.years_to(after, day)) {
            return Some(found);
        }
        // 6月底前, 2025年底前: up to then.
        let ends = day.until && (day.month.is_some() || rest[..day.len].ends_with(['底', '末']));
        if let Some(to) = day.last(base).filter(|_| ends && after.starts_with('前')) {
            return Some((Some(Period { from: None, to: Some(to) }), day.len + "前".len()));
        }
        if day.month.is_some() {
            // 8月19日起, 3月以来: to the end of the year.
            let open = after.starts_with(['起', '以']) || after.starts_with("开始");
            let (from, to) =
                (day.first(base), if open { date(day.year.or(base), None, None, true) } else { day.last(base) });
            return Some((from.and(to).map(|_| Period { from, to }), day.len));
        }
        let year = day.year?;
        if let Some((first, last, len)) = part_of_year(after) {
            return Some((months_of(Some(year), first, last), day.len + len));
        }
        // 2012年全年: that year, whichever the report is on.
        let whole = if after.starts_with("全年") { "全年".len() } else { 0 };
        let after = &after[whole..];
        // 比上年, 较2020年: a basis. (2020年立案): of the item in brackets. “2021年…”: a name. 2020年以来: a span.
        let is_basis = before.ends_with(['比', '较', '与', '同', '“', '《', '-', '—', '至'])
            || before.ends_with(['(', '（']) && !gives_level(before, rest, day.len)
            || ["评为", "入选", "获评", "荣获", "荣立", "列入", "纳入", "申报"].iter().any(|verb| before.ends_with(verb))
            // 是2000年的2.4倍, 恢复到2019年的112%.
            || before.ends_with(['是', '为', '到', '达', '于', '占', '至'])
                && (after.starts_with("同期") || after.starts_with('的'));
        // 由2006年的8万人增至2011年的9万人: the level of then.
        let is_basis = is_basis && !(after.starts_with('的') && moves_to(before));
        // 自2007年起.
        if after.starts_with("以来") || after.starts_with('起') && before.ends_with(['自', '从']) {
            let to = base.filter(|&base| base > year).and_then(|base| date(Some(base), None, None, true));
            let from = date(Some(year), None, None, false);
            return Some((to.map(|_| Period { from, to }), day.len));
        }
        // 2020年底建成的广场: of the thing, and not of what is said of it.
        let near = &after[..after.floor_char_boundary(CLAUSE)];
        let clause = || near.split(['，', ',', '。', '；', ';']).next().unwrap_or(near);
        let of_thing = Some(year) < self.year
            && clause()
                .split_once('的')
                .is_some_and(|(thing, _)| !thing.is_empty() && !thing.contains(|c| han::digit(c).is_some()));
        Some(((!is_basis && !of_thing).then(|| whole_year(year)), day.len + whole))
    }
}

/// Where the bracket closes in which a time phrase stands with other words: 2起火灾（2月7日某村）.
fn bracketed(before: &str, after: &str) -> Option<usize> {
    let open = before.rfind(['(', '（'])?;
    let alone = before.ends_with(['(', '（']) && after.starts_with([')', '）']);
    let close = after.find([')', '）']).filter(|_| !alone && !before[open..].contains([')', '）']))?;
    Some(close)
}

/// Whether words end in a verb of change, with what leads to the level or without: 增加到, 增至.
fn moves_to(before: &str) -> bool {
    let verb = before.trim_end_matches(['到', '至', '为']);
    verb.ends_with(|c| han::among(c, "增加长高升大减少降低缩"))
}

/// Whether a past year and nothing else stands before its number: 上年为100亿元, （去年同期11183批次）.
fn gives_level(before: &str, rest: &str, len: usize) -> bool {
    let opens = before.is_empty() || before.ends_with(|c| han::among(c, "，,；;。(（"));
    let after = rest[len..].trim_start_matches("同期").trim_start_matches(['为', '是']);
    opens && rest.starts_with(['去', '上']) && after.starts_with(|c| han::digit(c).is_some())
}

/// As much of the clause behind a year is looked at, in bytes.
const CLAUSE: usize = 300;

/// Whether a time phrase may begin with this character.
fn may_open(c: char) -> bool {
    matches!(
        c,
        '0'..='9'
            | '截'
            | '去'
            | '上'
            | '今'
            | '明'
            | '下'
            | '前'
            | '第'
            | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '元'
            | '半'
            | '近'
            | '全'
            | '至'
            | '到'
            | '迄'
            | '现'
            | '“'
            | '年'
    )
}

/// The years that 今年 and 明年 stand for.
#[derive(Clone, Copy)]
struct Relative {
    this: Option<i32>,
    next: Option<i32>,
}

/// A date as far as it is given: 2021年, 去年3月, 11月25日.
struct Day {
    year: Option<i32>,
    month: Option<i32>,
    day: Option<i32>,
    /// Whether 底 or 末 closes it, or a day.
    until: bool,
    len: usize,
}

impl Day {
    fn read(text: &str, relative: Relative) -> Option<Day> {
        let mut day = Day { year: None, month: None, day: None, until: false, len: 0 };
        let Relative { this, next } = relative;
        let last = this.map(|year| year - 1);
        let mut letters = text.chars();
        let word = match letters.next()? {
            '去' | '上' => Some(last),
            '今' | '本' => Some(this),
            '明' | '来' => Some(next),
            c if c.is_ascii_digit() => None,
            _ => return None,
        };
        if let Some(year) = word {
            if letters.next() != Some('年') {
                return None;
            }
            day.year = Some(year?);
            day.len = "去年".len();
        } else if let Some((year, len)) = counted(text, "年").filter(|&(year, _)| (1900..2100).contains(&year)) {
            day.year = Some(year);
            day.len = len;
        } else if let Some((year, len)) = bare_year(text) {
            day.year = Some(year);
            day.len = len;
            return Some(day);
        }
        if day.year.is_some() {
            let rest = &text[day.len..];
            let mark = ["度", "底", "末", "初"].into_iter().find(|mark| rest.starts_with(mark));
            day.len += mark.map_or(0, str::len);
            day.until = matches!(mark, Some("底" | "末")) || mark.is_none();
        }
        let month = |text: &str| counted(text, "月").filter(|(month, _)| (1..=12).contains(month));
        let bare_month = |text: &str| {
            // The 1 of 1至11月.
            let (first, len) = counted(text, "")?;
            let link = link_at(&text[len..])?;
            let (last, _) = month(&text[len + link..])?;
            (1..last).contains(&first).then_some((first, len))
        };
        // 2017年 10月底.
        let blank = text[day.len..].len() - text[day.len..].trim_start_matches(' ').len();
        let of_year = &text[day.len + if day.year.is_some() { blank } else { 0 }..];
        if let Some((month, len)) = month(of_year).or_else(|| bare_month(of_year)) {
            day.month = Some(month);
            day.len = text.len() - of_year.len() + len;
            let rest = &text[day.len..];
            if let Some((number, len)) = counted(rest, "日").or_else(|| counted(rest, "号")) {
                day.day = Some(number);
                day.until = true;
                day.len += len;
            } else if let Some(mark) = ["份", "底", "末"].iter().find(|mark| rest.starts_with(**mark)) {
                day.until = *mark != "份";
                day.len += mark.len();
            }
        }
        (day.len > 0).then_some(day)
    }

    fn first(&self, base: Option<i32>) -> Option<Date> {
        date(self.year.or(base), self.month, self.day, false)
    }

    fn last(&self, base: Option<i32>) -> Option<Date> {
        date(self.year.or(base), self.month, self.day, true)
    }
}

/// A number of at most four digits with `mark` behind it, and the length of both.
#[inline(never)]
fn counted(text: &str, mark: &str) -> Option<(i32, usize)> {
    let digits = text.bytes().take(5).take_while(u8::is_ascii_digit).count();
    let value = text[..digits].parse().ok().filter(|_| digits <= 4)?;
    let rest = text[digits..].trim_start_matches(' ');
    rest.starts_with(mark).then(|| (value, text.len() - rest.len() + mark.len()))
}

/// The 2016 of 2016-2017年.
fn bare_year(text: &str) -> Option<(i32, usize)> {
    let years = 1900..2100;
    let (first, len) = counted(text, "").filter(|(year, len)| years.contains(year) && *len == 4)?;
    let link = link_at(&text[len..])?;
    let (last, _) = counted(&text[len + link..], "年").filter(|(year, _)| years.contains(year))?;
    (first < last).then_some((first, len))
}

/// The length of 至, 到 or a dash between two dates.
fn link_at(text: &str) -> Option<usize> {
    let link = text.chars().next().filter(|c| han::among(*c, "至到—–-~～"))?;
    let rest = text[link.len_utf8()..].trim_start_matches(['—', ' ']);
    Some(text.len() - rest.len())
}

/// Quarters by number: 1-3季度, 一至三季度, 一、二季度, 前3季度; their first and last month, and the length of the phrase.
fn quarters(text: &str) -> Option<(i32, i32, usize)> {
    let number = |text: &str| {
        let c = text.chars().next()?;
        let number = han::digit(c).map(u64::from).or_else(|| han::chinese_digit(c)).map(|number| number as i32);
        Some((number.filter(|number| (1..=4).contains(number))?, c.len_utf8()))
    };
    let rest = text.strip_prefix('前').unwrap_or(text);
    let (first, len) = number(rest)?;
    let behind = &rest[len..];
    let link = link_at(behind).or_else(|| behind.starts_with(['、', '和']).then_some("、".len()));
    let (first, last, rest) = match link {
        Some(link) if rest.len() == text.len() => {
            let (last, len) = number(&behind[link..])?;
            (first, last, &behind[link + len..])
        }
        None if rest.len() < text.len() => (1, first, behind),
        None => (first, first, behind),
        Some(_) => return None,
    };
    // 3个季度 are three of them.
    let rest = rest.strip_prefix('个').filter(|_| text.starts_with('前')).unwrap_or(rest).strip_prefix("季度")?;
    (first <= last).then(|| (3 * first - 2, 3 * last, text.len() - rest.len()))
}

/// A part of the year: its first and last month, and the length of the phrase.
fn part_of_year(text: &str) -> Option<(i32, i32, usize)> {
    static PARTS: [(&str, i32, i32); 8] = [
        ("半年度", 1, 6),
        ("上半年", 1, 6),
        ("下半年", 7, 12),
        ("前两季度", 1, 6),
        ("第一季度", 1, 3),
        ("第二季度", 4, 6),
        ("第三季度", 7, 9),
        ("第四季度", 10, 12),
    ];
    if !text.starts_with(|c| han::among(c, "上下前半元一二三四五六七八九第1234")) {
        return None;
    }
    if let Some(found) = quarters(text) {
        return Some(found);
    }
    if let Some((word, first, last)) = PARTS.iter().copied().find(|(word, ..)| text.starts_with(word)) {
        return Some((first, last, word.len()));
    }
    if let Some(found) = months_in_words(text) {
        return Some(found);
    }
    let after = text.strip_prefix('前')?;
    let (months, len) = counted(after, "个月").filter(|(months, _)| (1..=12).contains(months))?;
    Some((1, months, '前'.len_utf8() + len))
}

/// 元月至6月, 元至六月份, 一至九月: the first month and the last, and the length of the phrase; 元月份 alone.
fn months_in_words(text: &str) -> Option<(i32, i32, usize)> {
    let number = |text: &str| -> Option<(i32, usize)> {
        let digits = counted(text, "").filter(|(_, len)| *len > 0);
        digits.or_else(|| {
            let len = text.find(|c| !han::among(c, "一二三四五六七八九十")).unwrap_or(text.len()).min(6);
            Some((i32::try_from(han::chinese_integer(text.get(..len)?)?).ok()?, len))
        })
    };
    let (first, len) = match text.strip_prefix('元') {
        Some(_) => (1, '元'.len_utf8()),
        None => number(text).filter(|_| !text.starts_with(|c: char| c.is_ascii_digit()))?,
    };
    let month = |text: &str| ["月份", "月"].into_iter().find(|mark| text.starts_with(mark)).map_or(0, str::len);
    let marked = month(&text[len..]);
    let Some(link) = link_at(&text[len + marked..]) else {
        return (marked > 0 && text.starts_with('元')).then_some((1, 1, len + marked));
    };
    let start = len + marked + link;
    let (last, digits) = number(&text[start..])?;
    let mark = month(&text[start + digits..]);
    (mark > 0 && (first + 1..=12).contains(&last)).then_some((first, last, start + digits + mark))
}

/// The first part of a year that words name: 上半年工作情况, 1—9月.
fn months_named(text: &str) -> Option<(i32, i32)> {
    let none = Relative { this: None, next: None };
    let opens = |c: char| c.is_ascii_digit() || han::among(c, "上下前第一二三四元");
    // 2016年半年工作总结和下半年工作计划.
    let half = ["半年工作", "半年总结"].iter().find_map(|word| text.find(word));
    if half.is_some_and(|at| !text[..at].ends_with(['上', '下'])) {
        return Some((1, 6));
    }
    text.char_indices().filter(|&(_, c)| opens(c)).find_map(|(at, _)| {
        let rest = &text[at..];
        part_of_year(rest).map(|(first, last, _)| (first, last)).or_else(|| {
            let first = Day::read(rest, none).filter(|day| day.year.is_none())?;
            let Some(link) = link_at(&rest[first.len..]) else {
                // 2022年3月: a report on a month, not a day of one.
                let month = first.month.filter(|_| text[..at].ends_with('年') && first.day.is_none())?;
                return Some((month, month));
            };
            Some((first.month?, Day::read(&rest[first.len + link..], none)?.month?))
        })
    })
}

/// 近三年, 五年来, “十三五”期间: the years up to `base`, or those of the plan; and the length of the phrase.
#[inline(never)]
fn several_years(text: &str, base: Option<i32>) -> Option<(Period, usize)> {
    let span = |first, last| {
        let from = date(Some(first), None, None, false)?;
        Some(Period { from: Some(from), to: date(Some(last), None, None, true) })
    };
    let bare = text.trim_start_matches('“');
    if let Some(after) = bare.strip_prefix('十') {
        // “十五”期末 is the tenth plan's, which began in 2001; 十五 alone is a number.
        let number = after.chars().next().filter(|&c| c != '五').and_then(han::chinese_digit);
        let after = if number.is_some() { &after[after.chars().next().map_or(0, char::len_utf8)..] } else { after };
        let after = after.strip_prefix('五')?.trim_start_matches('”');
        let mark = ["期间", "时期", "期末", "末"].into_iter().find(|mark| after.starts_with(mark))?;
        let first = 2001 + 5 * number.unwrap_or(0) as i32;
        let period = if mark.ends_with('末') { span(first + 4, first + 4) } else { span(first, first + 4) };
        return Some((period?, text.len() - after.len() + mark.len()));
    }
    let near = text.strip_prefix('近');
    let rest = near.unwrap_or(text);
    let years = rest.chars().next().and_then(|c| han::chinese_digit(c).or(han::digit(c).map(u64::from)))?;
    let after = rest[rest.chars().next().map_or(0, char::len_utf8)..].strip_prefix('年')?;
    // 固定资产投资五年累计完成406.5亿元.
    let closed = near.is_some() || after.starts_with("累计");
    let (after, closed) = after.strip_prefix('来').map_or((after, closed), |after| (after, true));
    let period = span(base? - years as i32 + 1, base?).filter(|_| closed && (2..=10).contains(&years))?;
    Some((period, text.len() - after.len()))
}

/// 自启用至移交…, 其间…: the time was said in the sentence before.
fn refers_back(text: &str) -> bool {
    ["自", "期间", "其间", "在此期间", "这期间"].iter().any(|word| text.starts_with(word))
}

/// 从信访形式看，…: parts of what was said before.
fn looks_at(text: &str) -> bool {
    let clause = text.split(['，', ',', '：', ':']).next().unwrap_or(text);
    text.starts_with('从') && clause.ends_with('看')
}

fn is_year(period: Period) -> bool {
    period.from.is_some_and(|from| period == whole_year(i32::from(from.year)))
}

fn whole_year(year: i32) -> Period {
    let year = year as i16; // of four digits
    Period { from: Some(Date { year, month: 1, day: 1 }), to: Some(Date { year, month: 12, day: 31 }) }
}

/// From the first day of one month to the last of another.
fn months_of(year: Option<i32>, first: i32, last: i32) -> Option<Period> {
    let from = date(year, Some(first), None, false)?;
    Some(Period { from: Some(from), to: date(year, Some(last), None, true) })
}

/// A day, with what is left out at its first or last; none where a number is no month or day.
fn date(year: Option<i32>, month: Option<i32>, day: Option<i32>, last: bool) -> Option<Date> {
    let year = i16::try_from(year?).ok()?;
    let month = u8::try_from(month.unwrap_or(if last { 12 } else { 1 })).ok()?;
    let day = match day {
        Some(day) => u8::try_from(day).ok()?,
        None if last => Date::days_of(year, month)?,
        None => 1,
    };
    Date::new(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let outline = Outline { title: None, year: Some(2023), nodes: Vec::new() };
        Clock::new("", &outline, None).read(text).iter().map(|anchor| anchor.period.to_string()).collect()
    }

    #[test]
    fn time_phrases() {
        for (text, periods) in [
            ("前三季度，完成", &["2023-01-01/2023-09-30"][..]),
            ("截至11月，辖区", &["../2023-11-30"]),
            ("截至2021年12月10日,已", &["../2021-12-10"]),
            ("截至目前已受理", &["../2023-12-31"]),
            ("1至11月，实现", &["2023-01-01/2023-11-30"]),
            ("今年1-9月份，", &["2023-01-01/2023-09-30"]),
            ("2020年4月15日至2021年4月30日,负责", &["2020-04-15/2021-04-30"]),
            ("去年3月，", &["2022-03-01/2022-03-31"]),
            ("去年3月至今年5月，", &["2022-03-01/2023-05-31"]),
            ("8月19日起，", &["2023-08-19/2023-12-31"]),
            ("2021年，全年共", &["2021", "2023"]),
            ("上半年完成3项，下半年完成5项", &["2023-01-01/2023-06-30", "2023-07-01/2023-12-31"]),
            ("较上年增长，比2020年下降", &[]),
            ("累计12345人次，共20215户", &[]),
            ("办结2020件", &[]),
        ] {
            assert_eq!(read(text), periods, "{text}");
        }
    }
}
