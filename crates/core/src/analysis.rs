//! The result: plain types, filled stage by stage, and the one place where they become the public JSON.
//!
//! Spans are bytes of [`Analysis::text`]; serialised, they are UTF-16 code units, so that `text.slice(start, end)`
//! is right in JavaScript.

use crate::text::{Alignment, Span, Utf16Index, utf16_units_of_few};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::ser::{Serialize, SerializeSeq, SerializeStruct, Serializer};
use std::borrow::Cow;
use std::ops::Range;

/// The number of the public shape. It changes when a field is renamed, dropped or given another meaning.
pub const SCHEMA: u32 = 1;

/// Everything that was found in one document, in document order.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// What was read.
    pub source: Source,
    /// The document's own title, where it has one.
    pub title: Option<String>,
    /// The year reported on.
    pub year: Option<i32>,
    /// `key: value` lines of the page the document stood on.
    pub metadata: Vec<Metadata>,
    /// The repaired text; every span points into it.
    pub text: String,
    /// Where the text came from.
    pub alignment: Alignment,
    /// What was mended.
    pub repairs: Vec<Repair>,
    /// What stood in the source where it was mended, one after the other ([`Analysis::before`]).
    pub replaced: String,
    /// The lines of the text that are not empty.
    pub blocks: Vec<Block>,
    /// Sentences of paragraphs and headings.
    pub sentences: Vec<Sentence>,
    /// The labelled structure.
    pub outline: Vec<Node>,
    /// Every figure that measures something.
    pub indicators: Vec<Indicator>,
    /// Figures that belong together, and whether they agree.
    pub checks: Vec<Check>,
    /// The indicator ids of the checks, one after the other ([`Analysis::members_of`]).
    pub members: Vec<usize>,
    /// The arithmetic of the checks written out, a line each ([`Analysis::working`]).
    pub workings: String,
    /// Figures that others imply and the text does not state.
    pub derived: Vec<Derived>,
    /// Labels of the outline that do not follow each other.
    pub numbering: Vec<Numbering>,
    /// What the document speaks of, the weightiest first.
    pub keywords: Vec<Keyword>,
    /// Words with their tags, where [`crate::Options::emit_words`] asked for them.
    pub words: Option<Vec<Word>>,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file's name, as the caller gave it.
    pub name: Option<String>,
    /// `text`, `html`, `markdown` or `docx`.
    pub format: &'static str,
    /// The encoding it was read in, by its WHATWG name.
    pub encoding: &'static str,
}

/// One `key: value` of the page around the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// The key as written, without its colon.
    pub key: String,
    /// What the key takes.
    pub kind: MetadataKind,
    /// The value; may be empty.
    pub value: String,
    /// Key and value.
    pub span: Span,
}

/// One change that was made to the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The rule that made it.
    pub kind: RepairKind,
    /// What stands in the text now ([`Analysis::after`]); empty where something was taken out.
    pub span: Span,
    /// What stood in the source, in bytes of [`Analysis::replaced`].
    pub before: Span,
    /// False for a best guess.
    pub certain: bool,
}

/// A line of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What kind of line.
    pub kind: BlockKind,
    /// The line without the white space around it.
    pub span: Span,
    /// The innermost outline node that the line begins in or opens.
    pub node: Option<usize>,
    /// What the stretch of text is for.
    pub role: Option<Role>,
}

/// Declares a unit-only enum with the name that each variant has in the JSON.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every one, in the order of declaration.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The name in the JSON.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The variant of that name in the JSON.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // As a variant: a boundary may keep one copy of each name.
                serializer.serialize_unit_variant(stringify!($name), *self as u32, self.name())
            }
        }
    };
}

// Behind the macro that it uses.
mod reason;

pub use reason::{Decision, Reason, Reasons, Rule};

named! {
    /// The rule behind a [`Repair`], in the order in which the rules are applied.
    RepairKind {
        /// The whole text was read in an encoding that is not its own.
        Mojibake = "mojibake",
        /// Characters without width.
        ZeroWidth = "zero_width",
        /// Pinyin in brackets behind traditional characters.
        Gloss = "gloss",
        /// Entities and tags that a converter left.
        Entity = "entity",
        /// A byte of GBK was lost, and what follows was read one byte out of step.
        Slip = "slip",
        /// Radicals and compatibility forms in place of the characters they look like.
        Compat = "compat",
        /// Traditional characters to simplified ones.
        Traditional = "traditional",
        /// Spaces between all characters.
        Spaced = "spaced",
        /// Line breaks where the page was full.
        LineBreak = "line_break",
        /// A label and its title on two lines.
        Label = "label",
    }
}

named! {
    /// What a key of the page around the document takes.
    MetadataKind {
        /// 1144H/2022-00033.
        Index = "index",
        /// 某政发〔2022〕5号.
        Number = "number",
        /// A day.
        Date = "date",
        /// Who issues the document.
        Body = "body",
        /// A name.
        Person = "person",
        /// The document's own title.
        Title = "title",
        /// Words: a subject, a class.
        Text = "text",
        /// A view count, a telephone number.
        Count = "count",
        /// A font size, an address, a link.
        Other = "other",
    }
}

named! {
    /// The kind of a [`Block`].
    BlockKind {
        /// The title, or a label and its title alone on the line.
        Heading = "heading",
        /// Body text.
        Paragraph = "paragraph",
        /// `key: value` of the page around the document, its lead where it stands there twice, or the day, the meeting and the
        /// speaker below the title.
        Metadata = "metadata",
        /// Page furniture: print, font size, view count.
        Chrome = "chrome",
    }
}

named! {
    /// What a section is for.
    Role {
        /// Before the first section.
        Intro = "intro",
        /// What was done.
        Review = "review",
        /// What went especially well.
        Highlights = "highlights",
        /// What did not.
        Problems = "problems",
        /// What will be done.
        Plan = "plan",
        /// The last words.
        Closing = "closing",
        /// Explained terms.
        Glossary = "glossary",
    }
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// With its closing punctuation.
    pub span: Span,
    /// Index of the block it stands in.
    pub block: usize,
    /// The innermost outline node it begins in.
    pub node: Option<usize>,
}

/// A node of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its index in [`Analysis::outline`].
    pub id: usize,
    /// Index of the enclosing node.
    pub parent: Option<usize>,
    /// 0 for the document's title, 1 for the outermost labelled level, and so on.
    pub depth: u32,
    /// How it is set.
    pub form: Form,
    /// The label as written (`一、`, `（一）`, `一是`); empty for a title and an unlabelled heading.
    pub label: Span,
    /// The words after the label, without closing punctuation; of the document's own title all its lines
    /// ([`Analysis::title_of`]).
    pub title: Span,
    /// Label and title.
    pub span: Span,
    /// The node with everything under it.
    pub extent: Span,
    /// What it is for; only the title has none.
    pub role: Option<Role>,
    /// What is wrong with its label.
    pub flaw: Option<Flaw>,
}

/// The innermost node at `at`: the last that begins at or before it and has not ended.
pub(crate) fn node_at(nodes: &[Node], at: usize) -> Option<usize> {
    let after = nodes.partition_point(|node| node.span.start <= at);
    let mut id = after.checked_sub(1)?;
    loop {
        if nodes[id].extent.contains(at) {
            return Some(id);
        }
        // Whatever ended before `at` ended inside its parent, or in front of everything else.
        id = match nodes[id].parent {
            Some(parent) => parent,
            None => return nodes.first().filter(|node| node.form == Form::Title).map(|node| node.id),
        };
    }
}

named! {
    /// How a [`Node`] is set.
    Form {
        /// The document's own title.
        Title = "title",
        /// Label and title alone on their line.
        Heading = "heading",
        /// Label and title open a paragraph, the body follows.
        RunIn = "run_in",
        /// A labelled item in the middle of a paragraph.
        Inline = "inline",
    }
}

named! {
    /// What is wrong with a label.
    Flaw {
        /// 三打造… between 二是… and 四是….
        MissingShi = "missing_shi",
        /// A number was left out before this one.
        Gap = "gap",
        /// The same number as the one before.
        Repeat = "repeat",
    }
}

/// A number that measures the work, its results, its targets or the state of the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its index in [`Analysis::indicators`].
    pub id: usize,
    /// The number with its unit, as written.
    pub span: Span,
    /// The number in plain units: 万 and 亿 multiplied out, a percentage as written.
    pub value: Decimal,
    /// The measure word or unit after 万 and 亿 are taken off; empty where there is none.
    pub unit: Cow<'static, str>,
    /// What is measured by.
    pub kind: Kind,
    /// How exact the number claims to be.
    pub qualifier: Qualifier,
    /// The row header a person would write in a table.
    pub name: Box<str>,
    /// Done, wanted, or given for comparison.
    pub status: Status,
    /// The time the figure is for.
    pub period: Option<Period>,
    /// Set where the number itself is a change.
    pub change: Option<Change>,
    /// Index of the sentence it stands in.
    pub sentence: usize,
    /// What few have: hence the box.
    pub rare: Option<Box<Rare>>,
}

/// What few indicators have.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rare {
    /// The upper end of a range.
    pub value_max: Option<Decimal>,
    /// Why it was read so, where [`Options::reasons`](crate::Options::reasons) asks; no part of the JSON
    /// ([`Analysis::explain`]).
    pub reasons: Option<Reasons>,
    /// What a reader mended by hand ([`Analysis::edit`]); nothing as it is found.
    pub edited: Option<Edited>,
}

impl Indicator {
    /// The upper end of a range.
    pub fn value_max(&self) -> Option<Decimal> {
        self.rare.as_ref()?.value_max
    }

    /// Why it was read so: [`Rare::reasons`].
    pub fn reasons(&self) -> Option<&Reasons> {
        self.rare.as_ref()?.reasons.as_ref()
    }

    /// What a reader mended by hand: [`Rare::edited`].
    pub fn edited(&self) -> Option<&Edited> {
        self.rare.as_ref()?.edited.as_ref()
    }

    /// Whether a reader struck it out: it is no indicator, and only checks speak of it.
    pub fn is_struck(&self) -> bool {
        self.edited().is_some_and(|edited| edited.struck)
    }
}

/// What a reader mended of an [`Indicator`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edited {
    /// The name that was found, where another stands in its place.
    pub name: Option<String>,
    /// Whether it was struck out.
    pub struck: bool,
}

/// What a reader wants mended, for [`Analysis::edit`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edit {
    /// Of which indicator.
    pub id: usize,
    /// Another name for it.
    pub name: Option<String>,
    /// Whether it is to be struck out.
    pub struck: bool,
}

named! {
    /// The kind of an [`Indicator`].
    Kind {
        /// A count with a measure word.
        Count = "count",
        /// 元 and other currencies.
        Money = "money",
        /// 平方米, 亩, 公顷.
        Area = "area",
        /// 公里, 米.
        Length = "length",
        /// 吨, 公斤.
        Mass = "mass",
        /// 立方米, 升.
        Volume = "volume",
        /// 千瓦, 千瓦时.
        Energy = "energy",
        /// Service and time that is a result.
        Duration = "duration",
        /// 岁.
        Age = "age",
        /// %, 个百分点, 成.
        Percent = "percent",
        /// 倍, 番.
        Multiple = "multiple",
        /// 首个, 第一, 排名第3.
        Rank = "rank",
        /// Anything else.
        Other = "other",
    }
}

named! {
    /// How exact a number claims to be.
    Qualifier {
        /// As it stands.
        Exact = "exact",
        /// 约, 近, 左右, 数十.
        Approx = "approx",
        /// 余, 多, 超, 以上, 不低于.
        Over = "over",
        /// 不足, 以内, 不到.
        Under = "under",
        /// Two ends are given.
        Range = "range",
    }
}

named! {
    /// Whether a figure was reached.
    Status {
        /// Reached, or the state of things.
        Actual = "actual",
        /// Planned, wanted or promised.
        Target = "target",
        /// Of an earlier time, given for comparison.
        Prior = "prior",
    }
}

/// A time, as two ISO dates; either end may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Four digits.
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// The last day of a month; none where there is no such month.
    pub(crate) fn days_of(year: i16, month: u8) -> Option<u8> {
        Some(match month {
            2 if is_leap(year) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        })
    }

    /// None for a day that there is not.
    pub(crate) fn new(year: i16, month: u8, day: u8) -> Option<Date> {
        (1..=Self::days_of(year, month)?).contains(&day).then_some(Date { year, month, day })
    }

    /// Days since a day long past; the difference of two is the days between.
    pub(crate) fn number(self) -> i64 {
        let past = i64::from(self.year) - 1;
        let leaps = past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
        let before = (1..self.month).filter_map(|month| Self::days_of(self.year, month)).map(i64::from).sum::<i64>();
        past * 365 + leaps + before + i64::from(self.day)
    }
}

fn is_leap(year: i16) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl std::fmt::Display for Period {
    /// `2021`, `2021-01-01/2021-09-30`, `../2021-11-30`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to))
                if from.year == to.year && (from.month, from.day, to.month, to.day) == (1, 1, 12, 31) =>
            {
                write!(f, "{}", from.year)
            }
            (from, to) => {
                let end = |date: Option<Date>| date.map_or_else(|| "..".to_owned(), |date| date.to_string());
                write!(f, "{}/{}", end(from), end(to))
            }
        }
    }
}

/// What a change is measured against, and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Against what.
    pub basis: Basis,
    /// Up or down.
    pub direction: Direction,
}

named! {
    /// What a [`Change`] is measured against.
    Basis {
        /// The year before (同比).
        Yoy = "yoy",
        /// The month or quarter before (环比).
        Mom = "mom",
        /// A named earlier time, or several years.
        Since = "since",
    }
}

named! {
    /// The direction of a [`Change`].
    Direction {
        /// More.
        Up = "up",
        /// Less.
        Down = "down",
    }
}

/// Figures that must agree by arithmetic.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Which relation.
    pub kind: CheckKind,
    /// Whether it holds.
    pub verdict: Verdict,
    /// Where its members stand in [`Analysis::members`].
    pub(crate) members: Range<usize>,
    /// What the others make it, rounded as printed.
    pub expected: Decimal,
    /// What is printed.
    pub stated: Decimal,
    /// Where its line begins in [`Analysis::workings`].
    pub(crate) working: usize,
    /// What the finding is known by: the same as long as kind, numbers and the words around them are.
    pub fingerprint: u64,
}

named! {
    /// The relation a [`Check`] is about.
    CheckKind {
        /// The parts of a whole.
        Sum = "sum",
        /// A rate and the two counts it is the quotient of.
        Ratio = "ratio",
        /// Two levels and the change between them.
        Difference = "difference",
        /// Two levels and the rate of change between them.
        Growth = "growth",
        /// The same quantity in two places.
        Repeat = "repeat",
        /// Things listed and their number.
        Enumeration = "enumeration",
        /// A part above its whole, or a share above 100%.
        Order = "order",
        /// A total and its daily or monthly mean.
        RateOverTime = "rate_over_time",
        /// A total, the number of those who share it, and the mean (户均, 每人).
        Mean = "mean",
        /// A number that is both exact and rounded (3346余人).
        Hedge = "hedge",
        /// Two dates and the days between them.
        Duration = "duration",
    }
}

named! {
    /// Whether the figures of a [`Check`] agree.
    Verdict {
        /// Equal at the precision as written.
        Ok = "ok",
        /// Equal but for the last digit, or inside what 余, 近, 约 allow.
        Rounding = "rounding",
        /// The parts do not claim to be all, and are not more than the whole.
        Partial = "partial",
        /// They look like the same thing and differ; a person should look.
        Compare = "compare",
        /// The text itself puts them together and they do not agree.
        Mismatch = "mismatch",
    }
}

/// A figure that two others imply and the text does not state: 核查1148套，占89.55% makes 1282. It is never a fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// Indicator ids, the rate first.
    pub members: Vec<usize>,
    /// The only whole number that it can be, or for what is measured about what it is.
    pub value: Decimal,
    /// Between what it lies, where the precision of what is printed leaves a range.
    pub range: Option<(Decimal, Decimal)>,
    /// That of the count or the level.
    pub unit: Cow<'static, str>,
    /// The row header a person would write in a table.
    pub name: String,
    /// The arithmetic written out, in no language.
    pub explain: String,
}

/// A label of the outline that does not follow the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbering {
    /// Index of the node.
    pub node: usize,
    /// What is wrong.
    pub flaw: Flaw,
    /// The label that would follow.
    pub expected: String,
    /// The label as written.
    pub stated: String,
    /// The label before and this one: `一是 → 三是`.
    pub explain: String,
    /// As of a [`Check`]: the same as long as flaw and title are.
    pub fingerprint: u64,
}

/// A word of the text and its part of speech. The words of a line cover it from end to end, white space and all.
///
/// A text of 10 MB has two million of them, so each is kept in eight bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Word {
    start: u32,
    /// The length in bytes, below the tag's number in the highest eight bits.
    length_and_tag: u32,
}

impl Word {
    /// The most bytes that a word has.
    pub(crate) const MOST_BYTES: usize = (1 << 24) - 1;

    pub(crate) fn new(span: Span, tag: Tag) -> Word {
        let length = span.end - span.start;
        debug_assert!(length <= Self::MOST_BYTES && span.end <= u32::MAX as usize, "word {span:?}");
        Word { start: span.start as u32, length_and_tag: u32::from(tag.0) << 24 | length as u32 }
    }

    /// Where it stands.
    #[inline]
    pub fn span(self) -> Span {
        let start = self.start as usize;
        Span::new(start, start + (self.length_and_tag as usize & Self::MOST_BYTES))
    }

    /// Its part of speech.
    #[inline]
    pub fn tag(self) -> Tag {
        Tag((self.length_and_tag >> 24) as u8)
    }
}

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Word").field("span", &self.span()).field("tag", &self.tag().name()).finish()
    }
}

/// A part of speech, by jieba's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(u8);

impl Tag {
    /// jieba's name of it: `n`, `vn`, `ns`, …
    pub fn name(self) -> &'static str {
        TAGS[usize::from(self.0)]
    }

    /// Its place in [`TAGS`].
    pub fn number(self) -> u8 {
        self.0
    }

    /// The tag of that name; a name that is not jieba's makes an `x`.
    pub(crate) fn named(name: &str) -> Tag {
        // Asked once for every word, and nearly every tag has one letter or two.
        Tag(match *name.as_bytes() {
            [one @ b'a'..=b'z'] => SHORT[usize::from(one - b'a')][0],
            [one @ b'a'..=b'z', two @ b'a'..=b'z'] => SHORT[usize::from(one - b'a')][usize::from(two - b'a') + 1],
            _ => TAGS.binary_search(&name).unwrap_or(UNKNOWN) as u8,
        })
    }
}

/// The places in [`TAGS`] of the tags of one letter (first in their row) and of two.
static SHORT: [[u8; 27]; 26] = {
    let mut table = [[UNKNOWN as u8; 27]; 26];
    let mut place = 0;
    while place < TAGS.len() {
        match *TAGS[place].as_bytes() {
            [one] => table[(one - b'a') as usize][0] = place as u8,
            [one, two] => table[(one - b'a') as usize][(two - b'a') as usize + 1] = place as u8,
            _ => {}
        }
        place += 1;
    }
    table
};

/// The names of all tags, in the order of [`Tag::number`]; sorted, and closed as jieba's set is.
///
/// `x` is what is not a word (punctuation, white space) or not known; `eng` and `m` are also Latin letters and digits.
pub const TAGS: &[&str] = &[
    "a", "ad", "ag", "an", "b", "bg", "c", "d", "df", "dg", "e", "en", "eng", "f", "g", "h", "i", "in", "j", "jn", "k",
    "l", "ln", "m", "mg", "mq", "n", "ng", "nr", "nrfg", "nrt", "ns", "nt", "nz", "o", "p", "q", "qe", "qg", "r", "rg",
    "rr", "rz", "s", "t", "tg", "u", "ud", "ug", "uj", "ul", "uv", "uz", "v", "vd", "vg", "vi", "vn", "vq", "w", "x",
    "y", "yg", "z", "zg",
];

/// The place of `x`.
const UNKNOWN: usize = 60;

impl Analysis {
    /// Carries out what a reader mended by hand, and marks it ([`Indicator::edited`]). Checks and everything else stay as
    /// they were found. Ids that there are not, and names that are there already, are passed over.
    pub fn edit(&mut self, edits: Vec<Edit>) {
        for Edit { id, name, struck } in edits {
            let Some(figure) = self.indicators.get_mut(id) else { continue };
            let name = name.filter(|name| **name != *figure.name);
            if name.is_none() && !struck {
                continue;
            }
            let edited = figure.rare.get_or_insert_default().edited.get_or_insert_default();
            edited.struck |= struck;
            if let Some(name) = name {
                let was = std::mem::replace(&mut figure.name, name.into());
                edited.name.get_or_insert(was.into());
            }
        }
    }

    /// The words an indicator was read from.
    pub fn surface(&self, indicator: &Indicator) -> &str {
        indicator.span.of(&self.text)
    }

    /// What stood in the source where `repair` was made.
    pub fn before(&self, repair: &Repair) -> &str {
        repair.before.of(&self.replaced)
    }

    /// What stands there now.
    pub fn after(&self, repair: &Repair) -> &str {
        repair.span.of(&self.text)
    }

    /// The ids of the indicators that `check` is about, the whole or the rate first.
    pub fn members_of(&self, check: &Check) -> &[usize] {
        &self.members[check.members.clone()]
    }

    /// The arithmetic of `check` written out, in no language.
    pub fn working(&self, check: &Check) -> &str {
        self.workings[check.working..].split('\n').next().unwrap_or("")
    }

    /// The innermost outline node that an indicator stands in. Costs a search among the nodes.
    pub fn node_of(&self, indicator: &Indicator) -> Option<usize> {
        node_at(&self.outline, indicator.span.start)
    }

    /// The words of a node's title; those of the document's own may stand on several lines.
    pub fn title_of(&self, node: &Node) -> &str {
        let own = self.title.as_deref().filter(|_| node.form == Form::Title);
        own.unwrap_or_else(|| node.title.of(&self.text))
    }

    /// The nodes from the outermost section down to `node`, the document's title left out.
    pub fn path(&self, node: Option<usize>) -> Vec<&Node> {
        let mut path: Vec<_> =
            std::iter::successors(node.and_then(|id| self.outline.get(id)), |node| self.outline.get(node.parent?))
                .filter(|node| node.form != Form::Title)
                .collect();
        path.reverse();
        path
    }

    /// [`word_arrays`] of the words, where they were asked for.
    pub fn word_arrays(&self) -> Option<(Vec<u32>, Vec<u8>)> {
        Some(word_arrays(&self.text, self.words.as_ref()?))
    }
}

/// A text cut into words.
#[derive(Debug, Clone)]
pub struct Words {
    /// The repaired text.
    pub text: String,
    /// Its words, in order; the white space between lines belongs to none.
    pub words: Vec<Word>,
    /// Whether the text is the document that was given, where that was plain text in valid UTF-8: nothing was repaired.
    pub is_source: bool,
}

impl Words {
    /// [`word_arrays`] of the words.
    pub fn arrays(&self) -> (Vec<u32>, Vec<u8>) {
        word_arrays(&self.text, &self.words)
    }
}

/// Where each word begins, in UTF-16 code units, and the number of its tag in [`TAGS`]: how words cross a boundary.
///
/// A word ends where the next begins, so the white space between two lines is a word of its own here, tagged `x`.
fn word_arrays(text: &str, words: &[Word]) -> (Vec<u32>, Vec<u8>) {
    let (mut starts, mut tags) = (Vec::with_capacity(words.len()), Vec::with_capacity(words.len()));
    let (mut counted, mut units) = (0, 0);
    let mut put = |at: usize, tag: Tag| {
        units += utf16_units_of_few(text, counted, at);
        counted = at;
        starts.push(units);
        tags.push(tag.number());
    };
    let mut end = 0;
    for word in words {
        if end < word.span().start {
            put(end, Tag::named("x"));
        }
        put(word.span().start, word.tag());
        end = word.span().end;
    }
    if end < text.len() {
        put(end, Tag::named("x"));
    }
    (starts, tags)
}

/// A word that a document speaks of.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyword {
    /// The word.
    pub word: String,
    /// Where it begins each time, in bytes of [`Analysis::text`], in document order.
    pub places: Vec<usize>,
    /// Its share of the weight of all keywords given, 0 to 1.
    pub weight: Decimal,
}

// ---- the public JSON -----------------------------------------------------------------------------------------------

/// What a part of an analysis is written with: the whole, and the converter of its spans.
struct Whole<'a> {
    analysis: &'a Analysis,
    index: Utf16Index<'a>,
}

/// A value, in the analysis that it is a part of.
struct At<'a, T: ?Sized>(&'a T, &'a Whole<'a>);

/// Writes `{ field: value, … }`.
macro_rules! object {
    ($serializer:expr, $name:literal, $($key:literal: $value:expr),+ $(,)?) => {{
        let mut object = $serializer.serialize_struct($name, [$($key),+].len())?;
        $(object.serialize_field($key, &$value)?;)+
        object.end()
    }};
}

/// How a value with spans is written; `At` is that value in its whole.
macro_rules! contract {
    ($($type:ty as $this:ident, $whole:ident => $name:literal { $($key:literal: $value:expr),+ $(,)? })+) => {$(
        impl Serialize for At<'_, $type> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let At($this, $whole) = *self;
                object!(serializer, $name, $($key: $value),+)
            }
        }
    )+};
}

contract! {
    Span as span, whole => "Span" { "start": whole.index.at(span.start), "end": whole.index.at(span.end) }
    Metadata as item, whole => "Metadata" { "key": item.key, "kind": item.kind, "value": item.value, "span": At(&item.span, whole) }
    Repair as repair, whole => "Repair" {
        "kind": repair.kind, "span": At(&repair.span, whole), "before": whole.analysis.before(repair),
        "after": whole.analysis.after(repair), "certain": repair.certain,
    }
    Block as block, whole => "Block" {
        "kind": block.kind, "span": At(&block.span, whole), "node": block.node, "role": block.role,
    }
    Keyword as keyword, whole => "Keyword" {
        "word": keyword.word, "count": keyword.places.len(), "weight": Number(keyword.weight),
        "places": keyword.places.iter().map(|&start| whole.index.at(start)).collect::<Vec<_>>(),
    }
    Sentence as sentence, whole => "Sentence" {
        "span": At(&sentence.span, whole), "block": sentence.block, "node": sentence.node,
    }
    Node as node, whole => "Node" {
        "id": node.id, "parent": node.parent, "depth": node.depth, "form": node.form,
        "label": node.label.of(&whole.analysis.text), "title": whole.analysis.title_of(node),
        "span": At(&node.span, whole), "extent": At(&node.extent, whole), "role": node.role, "flaw": node.flaw,
    }
    Check as check, whole => "Check" {
        "kind": check.kind, "verdict": check.verdict, "members": whole.analysis.members_of(check),
        "expected": Number(check.expected), "stated": Number(check.stated),
        "explain": whole.analysis.working(check), "fingerprint": Fingerprint(check.fingerprint),
    }
}

impl Serialize for At<'_, Indicator> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let At(figure, whole) = *self;
        let mut object = serializer.serialize_struct("Indicator", 14 + usize::from(figure.edited().is_some()))?;
        object.serialize_field("id", &figure.id)?;
        object.serialize_field("span", &At(&figure.span, whole))?;
        object.serialize_field("surface", whole.analysis.surface(figure))?;
        object.serialize_field("value", &Number(figure.value))?;
        object.serialize_field("value_max", &figure.value_max().map(Number))?;
        object.serialize_field("unit", &figure.unit)?;
        object.serialize_field("kind", &figure.kind)?;
        object.serialize_field("qualifier", &figure.qualifier)?;
        object.serialize_field("name", &figure.name)?;
        if let Some(edited) = figure.edited() {
            object.serialize_field("edited", edited)?;
        }
        object.serialize_field("status", &figure.status)?;
        object.serialize_field("period", &figure.period)?;
        object.serialize_field("change", &figure.change)?;
        object.serialize_field("node", &whole.analysis.node_of(figure))?;
        object.serialize_field("sentence", &figure.sentence)?;
        object.end()
    }
}

impl Serialize for Edited {
    /// `{"name": "as found", "struck": true}`, without what was not done.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = usize::from(self.name.is_some()) + usize::from(self.struck);
        let mut object = serializer.serialize_struct("Edited", fields)?;
        if let Some(name) = &self.name {
            object.serialize_field("name", name)?;
        }
        if self.struck {
            object.serialize_field("struck", &true)?;
        }
        object.end()
    }
}

impl<T> Serialize for At<'_, [T]>
where
    for<'a> At<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for item in self.0 {
            list.serialize_element(&At(item, self.1))?;
        }
        list.end()
    }
}

/// A decimal as a JSON number: whole numbers without a point, others as the shortest digits that read back the same.
struct Number(Decimal);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// The largest whole number that JavaScript holds exactly.
        const SAFE: i128 = (1 << 53) - 1;
        match self.0.is_integer().then(|| self.0.to_i128()).flatten() {
            Some(whole) if whole.abs() <= SAFE => serializer.serialize_i64(whole as i64),
            Some(whole) => serializer.serialize_f64(whole as f64),
            None => serializer.serialize_f64(double(self.0)),
        }
    }
}

/// The nearest double, of at most 15 digits, which every double holds. `Decimal::to_f64` reads its own digits back, with
/// tables that make the module of browsers larger.
fn double(value: Decimal) -> f64 {
    let rounded = value.round_sf(15).unwrap_or(value).normalize();
    rounded.mantissa() as f64 / (0..rounded.scale()).fold(1.0, |power, _| power * 10.0)
}

/// Sixteen hexadecimal digits.
struct Fingerprint(u64);

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:016x}", self.0))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, "Period", "from": self.from, "to": self.to)
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, "Change", "basis": self.basis, "direction": self.direction)
    }
}

impl Serialize for Derived {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, "Derived",
            "members": self.members, "value": Number(self.value), "low": self.range.map(|(low, _)| Number(low)),
            "high": self.range.map(|(_, high)| Number(high)), "unit": self.unit, "name": self.name,
            "explain": self.explain)
    }
}

impl Serialize for Numbering {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, "Numbering",
            "node": self.node, "flaw": self.flaw, "expected": self.expected, "stated": self.stated,
            "explain": self.explain, "fingerprint": Fingerprint(self.fingerprint))
    }
}

impl Serialize for Analysis {
    /// The public JSON. Words are left out: they cross a boundary as arrays ([`Analysis::word_arrays`]).
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = &Whole { analysis: self, index: Utf16Index::new(&self.text) };
        let source = SourceObject(&self.source, self.alignment.source_len());
        object!(serializer, "Analysis",
            "schema": SCHEMA, "source": source, "title": self.title, "year": self.year,
            "metadata": At(&self.metadata[..], whole), "text": self.text, "alignment": self.alignment,
            "repairs": At(&self.repairs[..], whole), "blocks": At(&self.blocks[..], whole),
            "sentences": At(&self.sentences[..], whole), "outline": At(&self.outline[..], whole),
            "indicators": At(&self.indicators[..], whole), "checks": At(&self.checks[..], whole),
            "derived": self.derived, "numbering": self.numbering, "keywords": At(&self.keywords[..], whole))
    }
}

impl Serialize for Alignment {
    /// `[text start, source start, length]` of every run.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.runs())
    }
}

struct SourceObject<'a>(&'a Source, usize);

impl Serialize for SourceObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, "Source", "name": self.0.name, "format": self.0.format,
            "encoding": self.0.encoding, "length": self.1)
    }
}
