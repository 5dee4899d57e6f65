//! 前后两处: the same quantity in two places of the document.
//!
//! Three things are taken for the same: what a territory is divided into (辖区10个社区, …11个社区), where the two numbers are
//! near each other, as some of the places are counted as often as all of them; what an area counts once for the year
//! (化解矛盾纠纷); and figures of the same name, unit and time that are the same or nearly so. Two figures that share only a
//! noun are not compared.

use super::{Found, Group, WORDS, is_exact, is_quantity, minus, places, told};
use crate::analysis::{CheckKind, Indicator, Status, Verdict};
use crate::han::{among, is_han};
use crate::indicator::class_of;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// What was said so far, by what it counts. Keys borrow from the text, the tables and the names of the figures.
#[derive(Default)]
pub(super) struct Places<'a> {
    /// Counts of what a territory is divided into, and whether the words say that it is all of them.
    territory: FxHashMap<&'a str, Vec<(&'a Indicator, bool)>>,
    named: FxHashMap<(&'a str, &'a str), Vec<&'a Indicator>>,
    /// The keys in document order.
    order: Vec<Key<'a>>,
}

enum Key<'a> {
    Territory(&'a str),
    Named((&'a str, &'a str)),
}

/// A count that is given more often than this is one of many, not one thing told again.
const MOST: usize = 6;

impl<'a> Places<'a> {
    /// Keeps the figures of `group` that may be given again.
    #[inline(never)]
    pub(super) fn note(&mut self, group: &Group<'a>) {
        for (id, figure) in group.figures.iter().enumerate() {
            // （同口径）: the name says less than what is counted.
            let as_named = || !group.clause_before(id).contains("口径") && !group.clause_after(id).contains("口径");
            // 化解率98.06%: a rate with a decimal place is hardly that of two things.
            let is_rate = || {
                let named = figure.unit == "%" && figure.change.is_none() && figure.name.ends_with('率');
                named && places(group.surface(id)) > 0
            };
            let usable = (is_quantity(figure) || is_rate()) && is_exact(figure) && figure.status == Status::Actual;
            if !usable || !as_named() {
                continue;
            }
            if let Some(noun) = territory(group.after(id)) {
                let list = self.territory.entry(noun).or_default();
                if list.is_empty() {
                    self.order.push(Key::Territory(noun));
                }
                if list.len() < MOST {
                    list.push((figure, is_all(group.clause_before(id))));
                }
            } else {
                let name = plain(&figure.name);
                let key = (name, class_of(&figure.unit));
                let list = self.named.entry(key).or_default();
                if list.is_empty() && name.chars().filter(|&c| is_han(c)).count() >= 4 {
                    self.order.push(Key::Named(key));
                }
                if list.len() < MOST {
                    list.push(figure);
                }
            }
        }
    }

    /// What is said twice.
    #[inline(never)]
    pub(super) fn checks(&self, out: &mut Vec<Found>) {
        for key in &self.order {
            match key {
                Key::Territory(noun) => counted(&self.territory[noun], out),
                Key::Named(key) => named(key.0, &self.named[key], out),
            }
        }
    }
}

/// The places of a territory that are counted right behind the number: 个社区, 个居民小区 and what may follow them.
fn territory(after: &str) -> Option<&'static str> {
    let noun = WORDS.place.longest_prefix(after)?;
    let rest = &after[noun.len()..];
    let ends = rest.chars().next().is_none_or(|c| !is_han(c) || among(c, "均都已全共和及与进设成开建完实中内的通"));
    ends.then(|| noun.strip_prefix("行政").unwrap_or(noun))
}

/// Whether nothing before the number says that only some are meant: 辖区10个社区, 对10个社区进行….
fn is_all(before: &str) -> bool {
    let words = before.trim_end_matches(|c| among(c, "共计的"));
    words.chars().last().is_none_or(|c| among(c, "辖区道乡镇县市对在为有将"))
}

/// The name without what says only how it was done and that it is of the whole area: 街道完成规上工业总产值.
fn plain(name: &str) -> &str {
    WORDS.told_of_all.stripped(WORDS.whole_place.stripped(WORDS.adverb.stripped(name)))
}

/// The first two places that give the same number of a thing, and the first two that nearly do.
fn counted(list: &[(&Indicator, bool)], out: &mut Vec<Found>) {
    let pairs = || {
        let all = list.iter().enumerate().flat_map(|(at, one)| list[at + 1..].iter().map(move |other| (one, other)));
        let said = all.filter(|((one, all), (other, all_too))| (*all || *all_too) && apart(one, other));
        said.map(|((one, _), (other, _))| (*one, *other)).filter(|(one, _)| one.value >= Decimal::from(5))
    };
    let same = pairs().find(|(one, other)| one.value == other.value);
    let near = pairs().find(|(one, other)| one.value != other.value && difference(one, other) <= share(one, other, 10));
    out.extend(same.map(|(one, other)| check(one, other, Verdict::Ok)));
    out.extend(near.map(|(one, other)| check(one, other, Verdict::Compare)));
}

/// Two figures of one name. More would be one thing done in many places, unless two have the same digits.
fn named(name: &str, list: &[&Indicator], out: &mut Vec<Found>) {
    let &[one, other] = list else {
        let pairs =
            list.iter().enumerate().flat_map(|(at, &one)| list[at + 1..].iter().map(move |&other| (one, other)));
        let digits = |figure: &Indicator| figure.value.normalize().mantissa().unsigned_abs() >= 100;
        let mut same = pairs.filter(|(one, other)| one.value == other.value && one.period == other.period);
        let told = same.find(|(one, other)| digits(one) && apart(one, other));
        return out.extend(told.map(|(one, other)| check(one, other, Verdict::Ok)));
    };
    if !apart(one, other) || one.period != other.period {
        return;
    }
    let yearly = is_yearly(name);
    let large = one.value.min(other.value) >= Decimal::from(if yearly { 2 } else { 100 });
    if !large && one.unit != "%" {
        return;
    }
    if one.value == other.value {
        out.push(check(one, other, Verdict::Ok));
    } else if yearly
        || !name.contains(['最', '均']) && (difference(one, other) <= share(one, other, 10) || transposed(one, other))
    {
        // 最高单产 and 平均单产 are of one thing here and of another there.
        out.push(check(one, other, Verdict::Compare));
    }
}

/// Whether a name is nothing but what an area counts once for the year: 化解矛盾纠纷, 发展党员.
fn is_yearly(name: &str) -> bool {
    let (mut rest, mut counts) = (name, false);
    while !rest.is_empty() {
        let word = WORDS.yearly.longest_prefix(rest);
        counts |= word.is_some();
        let Some(word) = word.or_else(|| WORDS.yearly_beside.longest_prefix(rest)) else { return false };
        rest = &rest[word.len()..];
    }
    counts
}

/// Whether the figures stand in different sentences.
fn apart(one: &Indicator, other: &Indicator) -> bool {
    one.sentence != other.sentence
}

fn difference(one: &Indicator, other: &Indicator) -> Decimal {
    minus(one.value, other.value).abs()
}

/// Whether two numbers have the same digits in another order: 560 and 650.
fn transposed(one: &Indicator, other: &Indicator) -> bool {
    let digits = |figure: &Indicator| {
        let mut digits = figure.value.normalize().to_string().into_bytes();
        digits.sort_unstable();
        digits
    };
    digits(one) == digits(other)
}

fn share(one: &Indicator, other: &Indicator, part: i64) -> Decimal {
    one.value.max(other.value) / Decimal::from(part)
}

fn check(one: &Indicator, other: &Indicator, verdict: Verdict) -> Found {
    let (first, second) = if one.id < other.id { (one, other) } else { (other, one) };
    let made = [second.value, first.value];
    let working = format!("{} {} {}", first.value.normalize(), super::sign(verdict), second.value.normalize());
    told(CheckKind::Repeat, verdict, vec![first.id, second.id], made, working)
}
