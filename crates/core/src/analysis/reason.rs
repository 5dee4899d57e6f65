//! Why a figure was read as it was: the rule behind each decision, and the words it rests on.
//!
//! A stage notes a [`Reason`] where it decides; what a rule says to people stands in `data/rules.tsv`, and nowhere else.

use super::Analysis;
use crate::text::Span;
use serde::ser::{Serialize, Serializer};

/// Why each thing that is said of an indicator is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reasons {
    /// Of the value, its unit and its kind.
    pub value: Reason,
    /// Of the qualifier; none where the number is exact.
    pub qualifier: Option<Reason>,
    /// Of the name.
    pub name: Reason,
    /// Of the period, also of there being none.
    pub period: Reason,
    /// Of the status.
    pub status: Reason,
}

/// A rule and the words it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// What decided.
    pub rule: Rule,
    /// The words that matter most, then others; an empty span is none.
    pub(crate) words: [Span; 3],
}

impl Reason {
    /// The words it rests on, in document order; none where it rests on nothing having been said.
    pub fn words(&self) -> impl Iterator<Item = Span> + use<> {
        let mut words = self.words;
        // The library's sorting is 3 KB of the module that browsers download, and these are three.
        for (one, next) in [(0, 1), (1, 2), (0, 1)] {
            if words[next] < words[one] {
                words.swap(one, next);
            }
        }
        let mut end = 0;
        // What stands inside the one before is not said twice.
        words.into_iter().filter(move |span| {
            let adds = span.end > end && !span.is_empty();
            end = end.max(span.end);
            adds
        })
    }

    /// And on these words.
    pub(crate) fn and(mut self, words: Span) -> Self {
        if let Some(free) = self.words.iter_mut().find(|span| span.is_empty()) {
            *free = words;
        }
        self
    }
}

impl Rule {
    /// Decided by itself: it rests on no words.
    pub(crate) fn bare(self) -> Reason {
        self.at(Span::default())
    }

    /// Decided by these words.
    pub(crate) fn at(self, words: Span) -> Reason {
        Reason { rule: self, words: [words, Span::default(), Span::default()] }
    }

    /// What it says to people, in Chinese and in English: its row of the table.
    #[inline(never)]
    fn sentences(self) -> [&'static str; 2] {
        let row = TABLE.lines().nth(self as usize).unwrap_or_default();
        let (zh, en) = row.get(self.name().len() + 1..).unwrap_or_default().split_once('\t').unwrap_or_default();
        [zh, en]
    }
}

/// Rule, Chinese, English; in the order of [`Rule::ALL`].
const TABLE: &str = include_str!("../../data/rules.tsv");

named! {
    /// What decided; each has its sentences in `data/rules.tsv`.
    Rule {
        /// A unit or measure word of the table stands behind the number.
        ValueUnit = "value_unit",
        /// The number itself is a share: 百分之三, 四分之一.
        ValueShare = "value_share",
        /// 九成.
        ValueTenths = "value_tenths",
        /// A number with 万 or 亿 that ends its phrase.
        ValueBare = "value_bare",
        /// No table has the measure word.
        ValuePlace = "value_place",
        /// 提高15、22个百分点: the unit is that of the next number.
        ValueShared = "value_shared",
        /// 3—5个.
        ValueRange = "value_range",
        /// 首个, 唯一.
        RankWord = "rank_word",
        /// 全市第一个.
        RankFirst = "rank_first",
        /// 排名第三.
        RankVerb = "rank_verb",
        /// 数十, 2000余.
        HedgeNumber = "hedge_number",
        /// 约300.
        HedgeBefore = "hedge_before",
        /// 300左右.
        HedgeAfter = "hedge_after",
        /// 分别突破1.5万亿元、1.4万亿元.
        HedgeList = "hedge_list",
        /// The words before the number name it.
        NameBefore = "name_before",
        /// The words behind the number name it.
        NameBehind = "name_behind",
        /// Its clause names nothing.
        NameTopic = "name_topic",
        /// Its clause has only a verb: 已办结1729件.
        NameVerb = "name_verb",
        /// 75户230人.
        NameRow = "name_row",
        /// 增长9%.
        NameChange = "name_change",
        /// 占…的82.7%, 是…的2.3倍.
        NameShare = "name_share",
        /// 化解率98.06%.
        NameRate = "name_rate",
        /// 惠及…, 较….
        NameRelated = "name_related",
        /// 75个，金额343.18万元.
        NameAmount = "name_amount",
        /// 其中….
        NamePart = "name_part",
        /// 一产、二产、三产分别增长….
        NameListed = "name_listed",
        /// …，分别增长…: of the figures before.
        NameEach = "name_each",
        /// Who holds the place.
        NameRank = "name_rank",
        /// The title of the section.
        NameSection = "name_section",
        /// There is no name.
        NameNone = "name_none",
        /// A time phrase before the number.
        PeriodPhrase = "period_phrase",
        /// 截至….
        PeriodUntil = "period_until",
        /// 其间…: the dates of a sentence before.
        PeriodBack = "period_back",
        /// The title of the section names the time.
        PeriodSection = "period_section",
        /// The title of the document names the months.
        PeriodTitle = "period_title",
        /// The plan of a report on a part of the year.
        PeriodRest = "period_rest",
        /// The plan of a report on a year.
        PeriodNext = "period_next",
        /// The year of the report.
        PeriodYear = "period_year",
        /// A promise without a time.
        PeriodOpen = "period_open",
        /// The year of the report is not known.
        PeriodNone = "period_none",
        /// Nothing says otherwise.
        StatusActual = "status_actual",
        /// 已…, in a plan.
        StatusDone = "status_done",
        /// The section plans.
        StatusPlan = "status_plan",
        /// 将…, 力争….
        StatusPromise = "status_promise",
        /// 任务420户.
        StatusTask = "status_task",
        /// 由77%….
        StatusFrom = "status_from",
        /// 上年同期….
        StatusPast = "status_past",
        /// The time is later than the year of the report.
        StatusLater = "status_later",
        /// A year before, beside a figure of this one.
        StatusCompared = "status_compared",
    }
}

/// One thing said of an indicator, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The field of the indicator that was decided: `value`, `qualifier`, `name`, `period` or `status`.
    pub what: &'static str,
    /// Why.
    pub reason: Reason,
    /// What the rule says to people, in Chinese; the words it rests on may follow.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

impl Analysis {
    /// Why an indicator was read as it was: of each thing said of it, in the order of [`Reasons`], the reason; of the
    /// qualifier only where the number is not exact. `None` where there is no such id, and where the
    /// reasons were not kept ([`Options::reasons`](crate::Options::reasons)).
    pub fn explain(&self, id: usize) -> Option<Vec<Decision>> {
        let Reasons { value, qualifier, name, period, status } = self.indicators.get(id)?.reasons()?;
        let mut decisions = Vec::with_capacity(5);
        for (what, reason) in [
            ("value", Some(value)),
            ("qualifier", qualifier.as_ref()),
            ("name", Some(name)),
            ("period", Some(period)),
            ("status", Some(status)),
        ] {
            if let Some(&reason) = reason {
                let [zh, en] = reason.rule.sentences();
                decisions.push(Decision { what, reason, zh, en });
            }
        }
        Some(decisions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    #[test]
    fn every_rule_has_its_row_and_every_row_its_rule() {
        let rows: Vec<_> = data::rows(TABLE).collect();
        let names: Vec<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(rows.iter().map(|row| row[0]).collect::<Vec<_>>(), names);
        assert!(rows.iter().all(|row| row.len() == 3 && row.iter().all(|field| !field.is_empty())));
        for (rule, row) in Rule::ALL.iter().zip(rows) {
            assert_eq!(rule.sentences(), row[1..]);
        }
    }

    #[test]
    fn words_come_in_order_and_once() {
        let reason =
            Rule::NameRate.at(Span::new(9, 15)).and(Span::default()).and(Span::new(3, 6)).and(Span::new(9, 12));
        let words: Vec<_> = reason.words().collect();
        assert_eq!(words, [Span::new(3, 6), Span::new(9, 12), Span::new(9, 15)]);
        assert_eq!(Rule::NameRate.at(Span::new(0, 6)).and(Span::new(3, 6)).words().count(), 1);
        assert_eq!(Rule::PeriodNone.bare().words().count(), 0);
    }
}
