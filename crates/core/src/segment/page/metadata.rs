//! `key: value` of the page around a document: several on a line, a key above its value, keys and values in the cells of
//! a table. A row that lost an empty cell is shifted: which value belongs to which key is told by what the key takes.

use super::furniture;
use super::title;
use crate::analysis::MetadataKind as Kind;
use crate::data;
use crate::han;
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A row of the table.
#[derive(Debug)]
struct Key {
    word: &'static str,
    kind: Kind,
    /// Whether it says something of the document: no view count, no font size.
    kept: bool,
}

/// By their first character.
static KEYS: LazyLock<FxHashMap<char, Vec<Key>>> = LazyLock::new(|| {
    let key = |row: Vec<&'static str>| {
        let kept = row[0] == "key";
        let kind = row.get(2).and_then(|name| Kind::from_name(name)).unwrap_or(Kind::Other);
        (kept || row[0] == "drop").then_some(Key { word: row.get(1)?, kind, kept })
    };
    let mut keys: FxHashMap<char, Vec<Key>> = FxHashMap::default();
    for key in data::rows(include_str!("../../../data/page.tsv")).filter_map(key) {
        keys.entry(key.word.chars().next().unwrap_or_default()).or_default().push(key);
    }
    keys
});

/// A key and its value, in bytes of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) key: Span,
    /// Empty where there is none.
    pub(super) value: Span,
    row: &'static Key,
}

impl Pair {
    /// Whether the pair says something of the document: no view count, no font size.
    pub(super) fn is_kept(&self) -> bool {
        self.row.kept
    }

    /// Whether the value is beyond doubt one that the key takes.
    fn is_plain(&self, text: &str) -> bool {
        let value = self.value.of(text);
        match self.row.kind {
            Kind::Other => value.len() <= CELL_BYTES && !value.contains(['，', ',', '。']),
            Kind::Count => true,
            kind => fit(kind, value) == Fit::Good,
        }
    }

    /// What the key takes.
    pub(super) fn kind(&self) -> Kind {
        self.row.kind
    }

    /// Whether the value is the document's title.
    pub(super) fn names_document(&self) -> bool {
        self.row.kind == Kind::Title
    }

    /// The day that a date key gives.
    pub(super) fn day(&self, text: &str) -> Option<Day> {
        day_at(self.value.of(text)).filter(|_| self.row.kind == Kind::Date).map(|(day, _)| day)
    }
}

/// The pairs of consecutive lines.
pub(super) struct Pairs {
    pub(super) pairs: Vec<Pair>,
    /// For each line whether it is metadata.
    pub(super) lines: Vec<bool>,
}

/// Reads the pairs of consecutive `lines`, some dozens at most. Costs time in proportion to their length.
pub(super) fn read(text: &str, lines: &[Span]) -> Pairs {
    let rows: Vec<Row> = lines.iter().map(|&line| row(text, line)).collect();
    let mut reader = Reader { text, pairs: Vec::new(), open: Vec::new() };
    let mut taken = vec![false; rows.len()];
    // Whether a value stood on a line of its own before.
    let mut below = false;
    let mut id = 0;
    while id < rows.len() {
        let has_key = |id: usize| rows.get(id).is_some_and(|row| row.keys() > 0);
        if has_key(id) {
            // A key alone without its colon may be a heading: only its neighbours make it a key.
            let follows = id > 0 && taken[id - 1];
            let leads =
                rows.get(id + 1).is_some_and(|next| next.certain || next.keys() > 0 || rows[id].fits(text, next));
            if rows[id].certain || follows || leads {
                taken[id] = true;
                reader.row(&rows[id].items);
            } else {
                reader.open.clear();
            }
            id += 1;
            continue;
        }
        // Values below their keys: one, or as many as there are keys.
        let mut values = Vec::new();
        let mut end = id;
        while end < rows.len() && !has_key(end) && values.len() < reader.open.len() {
            let couplet = (end + 1..end + 3).any(|id| lines.get(id).is_some_and(|line| line.of(text).starts_with('—')));
            let least = if has_key(end + 1) || below && !couplet { Fit::Fair } else { Fit::Good };
            let found = rows[end].values();
            if found.is_empty() || found.iter().any(|value| reader.best(*value) < least) {
                break;
            }
            values.extend(found);
            end += 1;
        }
        reader.assign(&values);
        reader.open.clear();
        below |= end > id;
        taken[id..end].fill(true);
        id = end.max(id + 1);
    }
    Pairs { pairs: reader.pairs, lines: taken }
}

/// The pairs of a line that stands by itself, where each is beyond doubt: at the end of a document body lines look like
/// pairs too.
pub(super) fn plain(text: &str, line: Span) -> Option<Vec<Pair>> {
    let row = row(text, line);
    let pairs = row.items.iter().map(|item| match item {
        Item::Key(pair) if pair.is_plain(text) => Some(*pair),
        _ => None,
    });
    pairs.collect::<Option<Vec<_>>>().filter(|pairs| row.certain && !pairs.is_empty())
}

/// Whether a line begins with a key and its colon, or is a row of keys and values; below such a line one key will do.
pub(super) fn is_row(text: &str, line: Span, below_row: bool) -> bool {
    let row = row(text, line);
    row.certain || below_row && row.keys() > 0
}

/// Gives values to the keys that wait for them.
struct Reader<'t> {
    text: &'t str,
    pairs: Vec<Pair>,
    /// Indices of the last pairs, as long as they have no value and may still get one.
    open: Vec<usize>,
}

impl Reader<'_> {
    fn row(&mut self, items: &[Item]) {
        let mut values = Vec::new();
        for item in items {
            match item {
                Item::Value(value) => values.push(*value),
                Item::Key(pair) => {
                    self.assign(&std::mem::take(&mut values));
                    if pair.value.of(self.text).is_empty() {
                        self.open.push(self.pairs.len());
                    } else {
                        self.open.clear();
                    }
                    self.pairs.push(*pair);
                }
            }
        }
        self.assign(&values);
    }

    fn fit(&self, pair: usize, value: Span) -> Fit {
        fit(self.pairs[pair].row.kind, value.of(self.text))
    }

    /// How well the value fits the key it fits best.
    fn best(&self, value: Span) -> Fit {
        self.open.iter().map(|&pair| self.fit(pair, value)).max().unwrap_or(Fit::No)
    }

    /// Shares the values out among the open keys, in order: each key its own where they are as many and fit, else from
    /// the last back each to the nearest key that takes such values; the keys left over are empty.
    fn assign(&mut self, values: &[Span]) {
        if values.is_empty() {
            return;
        }
        let open = std::mem::take(&mut self.open);
        let as_many = open.len() == values.len();
        if as_many
            && (open.len() == 1 || open.iter().zip(values).all(|(&pair, &value)| self.fit(pair, value) > Fit::No))
        {
            for (pair, value) in open.into_iter().zip(values) {
                self.pairs[pair].value = *value;
            }
            return;
        }
        let mut left = open.as_slice();
        for &value in values.iter().rev() {
            let nearest = |least| left.iter().rposition(|&pair| self.fit(pair, value) >= least);
            if let Some(place) = nearest(Fit::Good).or_else(|| nearest(Fit::Fair)) {
                self.pairs[left[place]].value = value;
                left = &left[..place];
            }
        }
    }
}

// ---- rows ----------------------------------------------------------------------------------------------------------

/// A key, with the value behind its colon, or a value by itself.
enum Item {
    Key(Pair),
    Value(Span),
}

/// What stands on one line.
struct Row {
    items: Vec<Item>,
    /// Metadata whatever stands around it: a key with its colon, several keys, a key beside what it takes.
    certain: bool,
}

impl Row {
    fn keys(&self) -> usize {
        self.items.iter().filter(|item| matches!(item, Item::Key(_))).count()
    }

    /// The values of a row without keys.
    fn values(&self) -> Vec<Span> {
        self.items.iter().filter_map(|item| if let Item::Value(value) = item { Some(*value) } else { None }).collect()
    }

    /// Whether this is one key and the next row its value.
    fn fits(&self, text: &str, next: &Row) -> bool {
        match (self.items.as_slice(), next.items.as_slice()) {
            ([Item::Key(pair)], [Item::Value(value)]) => fit(pair.row.kind, value.of(text)) == Fit::Good,
            _ => false,
        }
    }
}

/// What separates the cells of a flattened table.
const CELL_MARKS: [char; 5] = ['|', '｜', '│', '┃', '\t'];
/// Bullets and brackets before a key.
const BEFORE: [char; 19] =
    ['•', '·', '●', '◆', '■', '▪', '○', '★', '※', '*', '-', '[', '【', '〖', '(', '（', '［', '>', '◎'];
const OPENING: [char; 6] = ['[', '【', '〖', '(', '（', '［'];
const CLOSING: [char; 6] = [']', '】', '〗', ')', '）', '］'];
/// A longer line is body text.
const ROW_BYTES: usize = 4000;
/// No value of a cell is longer than this many bytes.
const CELL_BYTES: usize = 400;

fn row(text: &str, line: Span) -> Row {
    let mut row = Row { items: Vec::new(), certain: false };
    if line.of(text).len() > ROW_BYTES {
        return row;
    }
    for cell in line.of(text).split(CELL_MARKS) {
        let cell = place(text, cell);
        if let Some(pairs) = colon_pairs(text, cell) {
            row.items.extend(pairs.into_iter().map(Item::Key));
            row.certain = true;
            continue;
        }
        let inner = trimmed(text, cell);
        if !(1..=CELL_BYTES).contains(&inner.of(text).len()) {
            continue;
        }
        match key_at(inner.of(text)).filter(|(_, len)| *len == inner.end - inner.start) {
            Some((key, _)) => {
                let value = Span::new(inner.end, inner.end);
                row.items.push(Item::Key(Pair { key: inner, value, row: key }));
            }
            None => row.items.push(Item::Value(inner)),
        }
    }
    if !row.certain && row.keys() == 0 && row.items.len() == 1 {
        let spaced = spaced_cells(text, line);
        row.items = if spaced.is_empty() { row.items } else { spaced };
    }
    row.certain |= row.keys() >= 2
        || matches!(row.items.as_slice(), [Item::Key(pair), Item::Value(value)]
            if fit(pair.row.kind, value.of(text)) == Fit::Good);
    row
}

/// `索引号 1144 发布机构 某街道`: two keys or more with nothing but white space around them; what stands between is a value.
fn spaced_cells(text: &str, line: Span) -> Vec<Item> {
    let content = line.of(text);
    let (mut items, mut keys) = (Vec::new(), 0);
    if content.len() > CELL_BYTES || key_at(content).is_none() {
        return items;
    }
    for token in content.split_whitespace() {
        let token = place(text, token);
        let key = key_at(token.of(text)).filter(|(_, len)| *len == token.end - token.start);
        match (key, items.last_mut()) {
            (Some((key, _)), _) => {
                keys += 1;
                items.push(Item::Key(Pair { key: token, value: Span::new(token.end, token.end), row: key }));
            }
            (None, Some(Item::Value(value))) => value.end = token.end,
            (None, _) => items.push(Item::Value(token)),
        }
    }
    if keys >= 2 { items } else { Vec::new() }
}

/// Where a part of the text stands in it.
fn place(text: &str, part: &str) -> Span {
    let at = part.as_ptr() as usize - text.as_ptr() as usize;
    Span::new(at, at + part.len())
}

/// A span without the white space, bullets and brackets around it.
fn trimmed(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    let start = inner.len() - inner.trim_start_matches(|c: char| c.is_whitespace() || BEFORE.contains(&c)).len();
    let end = start + inner[start..].trim_end().trim_end_matches([']', '】', '〗']).trim_end().len();
    Span::new(span.start + start, span.start + end)
}

/// The longest known key that `text` begins with, white space between its characters allowed, and its length in bytes.
fn key_at(text: &str) -> Option<(&'static Key, usize)> {
    let len = |word: &str| {
        let mut rest = text;
        for (place, c) in word.chars().enumerate() {
            if place > 0 {
                rest = rest.trim_start_matches([' ', '\u{3000}', '\u{a0}']);
            }
            rest = rest.strip_prefix(c)?;
        }
        Some(text.len() - rest.len())
    };
    let keys = KEYS.get(&text.chars().next()?)?;
    keys.iter().filter_map(|key| Some((key, len(key.word)?))).max_by_key(|(_, len)| *len)
}

/// How far into a line its first key may stand, in bytes: behind a date, or the name of the site.
const PREFIX_BYTES: usize = 90;

/// The pairs of a cell that has keys with their colons, or keys in brackets; none where it is body text.
fn colon_pairs(text: &str, cell: Span) -> Option<Vec<Pair>> {
    let content = cell.of(text);
    let mut pairs: Vec<Pair> = Vec::new();
    let mut bracketed = false;
    let mut boundary = true;
    let mut skip_to = 0;
    for (at, c) in content.char_indices() {
        if at < skip_to {
            continue;
        }
        if pairs.is_empty() && at > PREFIX_BYTES {
            return None;
        }
        let found = if boundary || !pairs.is_empty() { keyed(&content[at..], bracketed) } else { None };
        // In the run of a line only a long key is one, as in 某街道发布日期：.
        if let Some((key, len, value)) = found.filter(|(key, ..)| boundary || key.word.chars().nth(2).is_some()) {
            if let Some(last) = pairs.last_mut() {
                last.value.end = cell.start + at;
            }
            let start = cell.start + at;
            pairs.push(Pair {
                key: Span::new(start, start + len),
                value: Span::new(start + value, cell.end),
                row: key,
            });
            skip_to = at + value;
            boundary = true;
        } else {
            boundary = c.is_whitespace() || c.is_ascii_digit() || BEFORE.contains(&c) || CLOSING.contains(&c);
        }
        bracketed = OPENING.contains(&c) || bracketed && c.is_whitespace();
    }
    let first = pairs.first()?;
    let prefix = trimmed(text, Span::new(cell.start, first.key.start)).of(text);
    let is_day = day_at(prefix).is_some_and(|(_, len)| len == prefix.len());
    if !prefix.is_empty() && !is_day && (pairs.len() < 2 || prefix.contains(['。', '，', ',', '：', ':', '；', '、']))
    {
        return None;
    }
    for pair in &mut pairs {
        pair.value = cleaned(text, pair.value, pair.row.kind);
    }
    // A sentence is the value of an abstract and of nothing else.
    let speaks = |pair: &Pair| match pair.row.kind {
        Kind::Count => !is_count(pair.value.of(text)),
        Kind::Text | Kind::Other => false,
        _ => pair.value.of(text).contains('。'),
    };
    (!pairs.iter().any(speaks)).then_some(pairs)
}

/// The key that `rest` begins with, its length, and where its value begins: behind a colon, or behind the bracket that
/// closes around the key.
fn keyed(rest: &str, bracketed: bool) -> Option<(&'static Key, usize, usize)> {
    let (key, len) = key_at(rest)?;
    let mut after = rest[len..].trim_start();
    let closed = bracketed && after.starts_with(CLOSING);
    if closed {
        after = after[after.chars().next().map_or(0, char::len_utf8)..].trim_start();
    }
    let behind = after.strip_prefix([':', '：']);
    let behind = behind.or(closed.then_some(after))?;
    Some((key, len, rest.len() - behind.len()))
}

/// A value without the white space, brackets and furniture around it.
fn cleaned(text: &str, span: Span, kind: Kind) -> Span {
    let mut value = span.of(text);
    let start = value.len() - value.trim_start().len();
    value = value.trim_start();
    let short = value.len() <= CELL_BYTES;
    if short && kind != Kind::Other {
        // 2023-01-05 【打印】; 某镇 2023-01-05.
        let cuts = value.char_indices().filter(|&(at, c)| at > 0 && (c.is_whitespace() || OPENING.contains(&c)));
        let behind = |at: usize| value[at..].trim();
        let dated = |at| matches!(kind, Kind::Body | Kind::Person) && day_at(behind(at)).is_some();
        if let Some((at, _)) = cuts.into_iter().find(|&(at, _)| furniture::is_line(behind(at)) || dated(at)) {
            value = &value[..at];
        }
    }
    loop {
        let before = value.len();
        value = value.trim_end().trim_end_matches(OPENING);
        for (open, close) in OPENING.into_iter().zip(CLOSING) {
            if value.ends_with(close) && !(short && value.contains(open)) {
                value = &value[..value.len() - close.len_utf8()];
            }
        }
        if value.len() == before {
            break;
        }
    }
    Span::new(span.start + start, span.start + start + value.len())
}

// ---- values --------------------------------------------------------------------------------------------------------

/// How well a value fits a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    /// It may be one.
    Fair,
    /// It looks like nothing else.
    Good,
}

fn fit(kind: Kind, value: &str) -> Fit {
    let chars = value.chars().take(100).count();
    let day = day_at(value).filter(|(_, len)| value.len() <= len + 12).is_some();
    let none = matches!(value, "无" | "暂无" | "-" | "--" | "/");
    let plain = !day && !is_number(value) && !title::is_title(value) && !value.contains(['。', '；', '：', ':']);
    let good = match kind {
        Kind::Date => day,
        Kind::Index => is_number(value) && !value.ends_with('号') && !day,
        Kind::Number => is_number(value) && value.ends_with('号'),
        Kind::Body => plain && chars <= 40 && is_body(value),
        Kind::Person => plain && is_person(value),
        Kind::Title => title::is_title(value),
        Kind::Text => false,
        Kind::Count => is_count(value),
        Kind::Other => furniture::is_line(value),
    };
    let fair = match kind {
        Kind::Date => value.starts_with("长期") && chars <= 6 || none,
        Kind::Index | Kind::Number => is_number(value) && !day || none,
        Kind::Body | Kind::Person => plain && chars <= 30 && !value.contains(['，', ',']),
        Kind::Title => plain && (4..=60).contains(&chars),
        Kind::Text => plain && chars <= 60,
        Kind::Count | Kind::Other => none,
    };
    if good {
        Fit::Good
    } else if fair {
        Fit::Fair
    } else {
        Fit::No
    }
}

/// A view count or a telephone number, or what stands there before it is loaded.
fn is_count(value: &str) -> bool {
    value.len() <= 60 && value.chars().all(|c| c.is_ascii() || "次万人年月日加载中…－—【】（）：".contains(c))
}

/// An index or document number: 1144H/2022-00033, 某政发〔2022〕5号.
pub(super) fn is_number(value: &str) -> bool {
    let mark = |c: char| c.is_ascii_alphanumeric() || "-_/.〔〕[]［］()（）第号 ".contains(c);
    let han = value.chars().filter(|&c| !mark(c)).count();
    value.len() <= 80
        && value.contains(|c: char| c.is_ascii_digit())
        && value.chars().all(|c| mark(c) || han::is_han(c))
        && (han == 0 || han <= 14 && value.contains(['〔', '[', '［', '（', '(']) && value.ends_with('号'))
}

/// The last characters of the names of bodies and of their offices.
const BODY_ENDS: &str = "府处局委镇乡道村区网报心站科股室院队会部所校司办县市组台厅社";

fn is_body(value: &str) -> bool {
    let last = value.trim_end_matches(['）', ')', '”', '》']).chars().next_back();
    value.chars().nth(1).is_some()
        && last.is_some_and(|last| BODY_ENDS.contains(last))
        && !value.contains(['，', ',', '；'])
        && !value.chars().any(|c| c.is_ascii_digit())
}

/// A name of two to four characters, or an account of the site.
fn is_person(value: &str) -> bool {
    let han = value.chars().filter(|c| !c.is_whitespace()).count();
    (2..=4).contains(&han) && value.chars().all(|c| han::is_han(c) || c.is_whitespace() || c == '·')
        || value.ends_with("管理员")
        || (2..=12).contains(&value.len()) && value.chars().all(|c| c.is_ascii_lowercase())
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) year: i32,
    pub(crate) month: u8,
}

/// The day that `text` begins with (2023-01-05, 2023年1月5日, 二〇二三年一月五日), and the length of it with the time of
/// day behind it. A month does where it is all of the text (2022年12月).
pub(super) fn day_at(text: &str) -> Option<(Day, usize)> {
    let (year, rest) = field(text, 4, &['-', '/', '.', '年', '－'])?;
    let (month, rest) = field(rest, 2, &['-', '/', '.', '月', '－'])?;
    // 2022年12月 日: the day was left open.
    let open = rest.is_empty().then_some(rest).or_else(|| rest.trim_start().strip_prefix('日'));
    let (day, rest) = open.map_or_else(|| field(rest, 2, &['日', '号']), |rest| Some((1, rest)))?;
    if !((1949..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)) {
        return None;
    }
    let time = rest.trim_start_matches([' ', '\u{3000}', '\u{a0}', 'T']);
    let clock = time.len() - time.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '：')).len();
    let is_clock = time[..clock].contains([':', '：']);
    let end = if is_clock { text.len() - time.len() + clock } else { text.len() - rest.len() };
    Some((Day { year: year as i32, month: month as u8 }, end))
}

/// A number of at most `most` digits and the mark behind it; only the day may go without its mark.
fn field<'t>(text: &'t str, most: usize, marks: &[char]) -> Option<(u64, &'t str)> {
    let text = text.trim_start_matches(' ');
    let digits: usize = text.chars().take_while(|&c| is_date_digit(c)).take(5).map(char::len_utf8).sum();
    let (number, rest) = text.split_at(digits);
    let count = number.chars().count();
    let value = match number.chars().map(han::digit).collect::<Option<Vec<_>>>() {
        Some(digits) if count <= most => digits.into_iter().fold(0, |value, digit| value * 10 + u64::from(digit)),
        Some(_) => return None,
        None => han::chinese_integer(number)?,
    };
    if count == 0 || most == 4 && !(1000..10_000).contains(&value) {
        return None;
    }
    match rest.trim_start_matches(' ').strip_prefix(marks) {
        Some(rest) => Some((value, rest)),
        None if marks.len() == 2 && !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-') => {
            Some((value, rest))
        }
        None => None,
    }
}

fn is_date_digit(c: char) -> bool {
    han::digit(c).is_some() || han::chinese_digit(c).is_some() || c == '十'
}
