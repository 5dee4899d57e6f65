//! Damage done on purpose, and how much of it is undone; and that nothing is repaired that is not damaged.

use encoding_rs::{BIG5, GB18030, GBK};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use wenheng_core::{Analysis, Lexicon, Options, RepairKind, decode};
use wenheng_tests::analyze;
use wenheng_tests::laws::mended;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(wenheng_lexicon::builtin);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The texts of folders, those that stand beside the repository where they do.
fn texts(folders: &[&str]) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for folder in folders {
        let Ok(entries) = std::fs::read_dir(root().join(folder)) else { continue };
        for path in entries.map(|entry| entry.expect("a folder that can be read").path()) {
            if path.extension().is_some_and(|extension| extension == "txt") {
                let name = path.file_name().expect("a file").to_string_lossy().into_owned();
                texts.push((name, std::fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    texts.sort();
    texts
}

fn read(text: &str) -> Analysis {
    analyze(text.as_bytes(), &Options::default()).expect("text")
}

/// Numbers that look random and are the same every time (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

/// Simplified to traditional, roughly: each character's commonest form.
static TRADITIONAL: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let table = std::fs::read_to_string(root().join("crates/core/data/t2s.tsv")).expect("the table");
    let rows = table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    // The first part of Big5 holds the commoner characters, and orders them by strokes.
    let place = |c: &char| {
        let text = c.to_string();
        let (bytes, _, lost) = BIG5.encode(&text);
        if lost { u32::MAX } else { u32::from(bytes[0]) << 8 | u32::from(bytes[1]) }
    };
    rows.filter_map(|(to, from)| {
        let to = to.chars().next()?;
        // 后 and 里 are themselves in traditional text, too.
        let best = from.chars().min_by_key(place)?;
        (place(&best) < 0xC680).then_some((to, best))
    })
    .collect()
});

fn traditional(text: &str) -> String {
    text.chars().map(|c| TRADITIONAL.get(&c).copied().unwrap_or(c)).collect()
}

/// Sentences of fictional reports, and rows of words that mean nothing.
fn lines(random: &mut Random, count: usize, from_words: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if from_words {
        // As often as they occur.
        let mut sum = 0;
        let words: Vec<(usize, String)> = LEXICON
            .iter()
            .filter(|(word, _)| {
                word.chars().nth(1).is_some() && word.chars().all(|c| ('\u{4e00}'..='\u{9fa5}').contains(&c))
            })
            .map(|(word, entry)| {
                sum += entry.freq as usize;
                (sum, word)
            })
            .collect();
        for _ in 0..count {
            let mut line = String::new();
            for at in 0..8 + random.below(12) {
                let place = random.below(sum);
                line.push_str(&words[words.partition_point(|&(upto, _)| upto <= place)].1);
                if at % 5 == 4 {
                    line.push('，');
                }
            }
            lines.push(line + "。");
        }
        return lines;
    }
    let texts = texts(&["tests/golden", "tests/labelled/docs"]);
    let wide = |text: &str| {
        text.replace(',', "，").replace(';', "；").replace(':', "：").replace('(', "（").replace(')', "）")
    };
    let sentences: Vec<String> = texts
        .iter()
        .flat_map(|(_, text)| text.split(['\n', '。']))
        .map(|sentence| wide(sentence.trim()))
        .filter(|sentence| (12..90).contains(&sentence.chars().count()))
        .map(|sentence| sentence + "。")
        .collect();
    let mut seen = HashSet::new();
    let sentences: Vec<String> = sentences.into_iter().filter(|sentence| seen.insert(sentence.clone())).collect();
    // Each but once: of two copies one would tell what the other was.
    let start = random.below(sentences.len());
    lines.extend(sentences.iter().cycle().skip(start).take(count.min(sentences.len())).cloned());
    lines
}

/// How the bytes are read that come out of step.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Reader {
    /// As a browser does: pairs without a character are kept in private use, a byte alone is U+FFFD.
    Keeps,
    /// Pairs without a character go, a byte alone is `?`.
    Drops,
    /// The same, and a byte alone takes the ASCII character behind it with it.
    Eats,
    /// A pair without a character costs one byte, and U+FFFD stands for it: what follows is in step.
    Skips,
}

fn is_lead(byte: u8) -> bool {
    (0x81..=0xFE).contains(&byte)
}

impl Reader {
    /// The text, and the places of bytes that left no trace.
    fn read(self, bytes: &[u8]) -> (String, Vec<usize>) {
        if self == Reader::Keeps {
            return (GB18030.decode_without_bom_handling(bytes).0.into_owned(), Vec::new());
        }
        let mut text = String::new();
        let mut eaten = Vec::new();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            if !is_lead(byte) {
                text.push(if byte.is_ascii() { char::from(byte) } else { '?' });
                continue;
            }
            match bytes.get(at) {
                Some(&trail) if trail >= 0x40 && trail != 0x7F && trail != 0xFF => {
                    let c = GBK.decode_without_bom_handling(&[byte, trail]).0.chars().next().expect("a character");
                    let unassigned = matches!(c, '\u{e000}'..='\u{f8ff}' | char::REPLACEMENT_CHARACTER)
                        || matches!(c, '\u{fe10}'..='\u{fe19}' | '€' | 'ǹ' | 'ḿ')
                        || byte == 0xFE && trail < 0xA1
                        || byte == 0xA9 && (0x89..=0x95).contains(&trail);
                    match (unassigned, self) {
                        (false, _) => text.push(c),
                        (true, Reader::Skips) => {
                            text.push('\u{fffd}');
                            continue;
                        }
                        (true, _) => {}
                    }
                    at += 1;
                }
                _ => {
                    text.push('?');
                    if self == Reader::Eats && at < bytes.len() {
                        eaten.push(at);
                        at += 1;
                    }
                }
            }
        }
        (text, eaten)
    }
}

/// A line with one byte lost; and how it would have been.
struct Damaged {
    line: String,
    whole: String,
    /// Characters that were read wrongly, and how many of them miss a byte.
    lost: usize,
    gone: usize,
}

/// Loses the first byte of an indent at the start of the line, or of a space or a character within it.
fn damage(whole: &str, reader: Reader, random: &mut Random) -> Option<Damaged> {
    let chars: Vec<char> = whole.chars().collect();
    let (whole, at) = match random.below(3) {
        0 => (format!("\u{3000}{whole}"), 0),
        1 => {
            let at = chars.iter().position(|&c| c == '，').filter(|&at| at + 6 < chars.len())? + 1;
            (chars[..at].iter().chain(&['\u{3000}']).chain(&chars[at..]).collect(), at)
        }
        _ => {
            let at = 1 + random.below(chars.len().saturating_sub(8).max(1));
            (whole.to_owned(), at)
        }
    };
    let before: String = whole.chars().take(at).collect();
    let rest: String = whole.chars().skip(at).collect();
    let (bytes, _, unmappable) = GBK.encode(&rest);
    if unmappable || !is_lead(bytes[0]) {
        return None;
    }
    let (read, eaten) = reader.read(&bytes[1..]);
    let line = format!("{before}?{read}");
    // Nobody can know an ASCII character that was taken with a byte alone.
    let left: Vec<u8> = bytes
        .iter()
        .enumerate()
        .filter(|(at, _)| !eaten.contains(&at.wrapping_sub(1)))
        .map(|(_, &byte)| byte)
        .collect();
    let rest = GBK.decode_without_bom_handling(&left).0.into_owned();
    let whole = format!("{before}{rest}");
    // What stands at the end of both was in step again.
    let same = line.chars().rev().zip(rest.chars().rev()).take_while(|(one, other)| one == other).count();
    let lost = rest.chars().count() - same;
    // A slip of a character or two is no nonsense yet.
    // The first lost its first byte, and a byte alone its character.
    let gone = 1 + line.matches('\u{fffd}').count();
    (lost >= 4).then_some(Damaged { line, whole, lost, gone })
}

/// Which characters of `found` stand also in `expected`, in order (the longest common subsequence).
fn matches(found: &[char], expected: &[char]) -> Vec<bool> {
    let width = expected.len() + 1;
    let mut best = vec![0u16; (found.len() + 1) * width];
    for i in (0..found.len()).rev() {
        for j in (0..expected.len()).rev() {
            best[i * width + j] = if found[i] == expected[j] {
                best[(i + 1) * width + j + 1] + 1
            } else {
                best[(i + 1) * width + j].max(best[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut right = vec![false; found.len()];
    while i < found.len() && j < expected.len() {
        if found[i] == expected[j] {
            right[i] = true;
            (i, j) = (i + 1, j + 1);
        } else if best[(i + 1) * width + j] >= best[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    right
}

/// What became of many damaged lines.
#[derive(Debug, Default)]
struct Score {
    lost: usize,
    wrong: usize,
    /// Those of which both bytes are still there.
    whole: usize,
    whole_wrong: usize,
    certain: usize,
    certain_wrong: usize,
}

impl Score {
    fn exact(&self) -> f64 {
        1.0 - self.wrong as f64 / self.lost as f64
    }

    fn exact_of_whole(&self) -> f64 {
        1.0 - self.whole_wrong as f64 / self.whole as f64
    }

    fn certain(&self) -> f64 {
        1.0 - self.certain_wrong as f64 / self.certain as f64
    }
}

/// Each line damaged once, in documents of as many lines as a long report has that lost bytes.
fn score(lines: &[String], reader: Reader, random: &mut Random) -> Score {
    const LINES: usize = 60;
    let damaged: Vec<Damaged> = lines.iter().filter_map(|line| damage(line, reader, random)).collect();
    let mut score = Score::default();
    for document in damaged.chunks(LINES) {
        score_document(document, &mut score);
    }
    score
}

fn score_document(damaged: &[Damaged], score: &mut Score) {
    let join = |pick: fn(&Damaged) -> &str| damaged.iter().map(pick).collect::<Vec<_>>().join("\n");
    let found = read(&join(|damaged| &damaged.line));
    let expected = read(&join(|damaged| &damaged.whole));
    assert!(expected.repairs.iter().all(|repair| repair.kind == RepairKind::Traditional));
    let mut start = 0;
    let mut repairs = found.repairs.iter().peekable();
    assert_eq!(found.text.lines().count(), damaged.len());
    for ((line, whole), damaged) in found.text.split('\n').zip(expected.text.split('\n')).zip(damaged) {
        let chars: Vec<char> = line.chars().collect();
        let whole: Vec<char> = whole.chars().collect();
        let right = matches(&chars, &whole);
        let missing = whole.len() - right.iter().filter(|right| **right).count();
        score.lost += damaged.lost;
        score.wrong += missing.min(damaged.lost);
        score.whole += damaged.lost.saturating_sub(damaged.gone);
        score.whole_wrong += missing.min(damaged.lost).saturating_sub(damaged.gone);
        let mut certain = vec![false; chars.len()];
        while let Some(repair) =
            repairs.next_if(|repair| repair.span.start < start + line.len() || repair.span.end <= start + line.len())
        {
            if repair.kind == RepairKind::Slip {
                for (index, (at, _)) in line.char_indices().enumerate() {
                    certain[index] |= repair.certain && repair.span.contains(start + at);
                }
            }
        }
        score.certain += certain.iter().filter(|certain| **certain).count();
        let wrong = certain.iter().zip(&right).filter(|(certain, right)| **certain && !**right).count();
        score.certain_wrong += wrong;
        start += line.len() + 1;
    }
}

#[test]
fn slips_are_undone() {
    let mut random = Random(0x5DEE_CE66_D1CE_4E5B);
    let (mut kept, mut other, mut all) = (Score::default(), Score::default(), Score::default());
    for from_words in [false, true] {
        let lines = lines(&mut random, if from_words { 100 } else { 300 }, from_words);
        for script in ["simplified", "traditional"] {
            let lines: Vec<String> = match script {
                "traditional" => lines.iter().map(|line| traditional(line)).collect(),
                _ => lines.clone(),
            };
            for reader in [Reader::Keeps, Reader::Drops, Reader::Eats, Reader::Skips] {
                let score = score(&lines, reader, &mut random);
                println!(
                    "{script}, {}, {reader:?}: {:.4} exact, {:.4} of the certain right; {score:?}",
                    if from_words { "words" } else { "reports" },
                    score.exact(),
                    score.certain()
                );
                let sum = if reader == Reader::Keeps { &mut kept } else { &mut other };
                for sum in [sum, &mut all] {
                    sum.lost += score.lost;
                    sum.wrong += score.wrong;
                    sum.whole += score.whole;
                    sum.whole_wrong += score.whole_wrong;
                    sum.certain += score.certain;
                    sum.certain_wrong += score.certain_wrong;
                }
            }
        }
    }
    println!(
        "kept {:.4}, of characters with both bytes {:.4}; deleted {:.4}; certain {:.4}",
        kept.exact(),
        kept.exact_of_whole(),
        other.exact(),
        all.certain()
    );
    assert!(kept.exact_of_whole() >= 0.99, "{kept:?}");
    assert!(other.exact() >= 0.855, "{other:?}");
    assert!(all.certain() >= 0.995, "{all:?}");
}

fn laws(source: &str, analysis: &Analysis) {
    mended(analysis, &decode(source.as_bytes(), &Options::default()).expect("it was analysed").text);
}

/// A million characters without damage: reports, rows of the lexicon's words, traditional text, English, code, figures.
#[test]
fn clean_text_is_left_alone() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let reports = texts(&["tests/golden", "tests/labelled/docs", "../shared/eval/docs"]);
    let reports = reports.into_iter().filter(|(name, _)| !name.starts_with("000_"));
    let mut clean: Vec<(String, String)> = reports.collect();
    for part in 0..6 {
        let rows = lines(&mut random, 2400, true).join("\n");
        clean.push((format!("words {part}"), rows));
    }
    let words: Vec<String> = LEXICON.iter().map(|(word, _)| word).collect();
    let mut stray = String::new();
    while stray.len() < 600_000 {
        for _ in 0..random.below(12) {
            stray.push_str(&words[random.below(words.len())]);
            stray.push_str(["，", "？", "?", "", " ", "、", "3.5%", "（", "）"][random.below(9)]);
        }
        stray.push_str("。\n");
    }
    clean.push(("rare words with question marks".into(), stray));
    let english = "Is it done? The work of the sub-district was carried out in 2021; 98.06% of the cases (1,466 of 1,495) were settled.\n";
    clean.push(("English".into(), english.repeat(600)));
    let code = "if (a < b && c > d) { return x?.y ?? \"中文\"; } // 返回结果 <T> &amp; a&b; <p>text</p>\n";
    clean.push(("code".into(), code.repeat(400)));
    let figures: String = (0..4000).map(|n| format!("{n}\t{}.{}%\t{}万元\n", n * 7 % 101, n % 10, n * 31)).collect();
    clean.push(("figures".into(), figures));
    let special = "埇桥区、歙县、盱眙县、亳州市、鄱阳湖、珲春、濮阳、郫都区、瓯海区、鄞州区、旌德县？嵊州市、缙云县?衢州市、黟县、歙县、昇、喆、淼\n\
                   人均GDP达12.3万元？同比+6.1%……“1+4+X”—— α、β、γ射线，Ⅲ期，№5，℃，㎡，→，■\n重庆(chóng qìng)、蕞(zuì)尔、A&B、AT&T;、<200人、目　录\n";
    clean.push(("names and signs".into(), special.repeat(40)));
    let mut count = 0;
    for (name, text) in &clean {
        count += text.chars().count();
        let analysis = read(text);
        assert!(analysis.repairs.is_empty(), "{name}: {:?}", &analysis.repairs[..analysis.repairs.len().min(5)]);
        laws(text, &analysis); // without repairs, that its text is the source
        // The same in traditional characters: converted, and nothing else.
        if !name.starts_with("words") && text.len() < 100_000 {
            let text = traditional(text);
            count += text.chars().count();
            let other = read(&text).repairs.into_iter().find(|repair| repair.kind != RepairKind::Traditional);
            assert_eq!(other, None, "{name}");
        }
    }
    assert!(count >= 1_000_000, "{count}");
}

/// The first sample document, where it stands beside the repository: a traditional page with glosses and slips.
#[test]
fn a_page_with_glosses_and_slips_is_mended() {
    let Some((_, text)) = texts(&["../shared/eval/docs"]).into_iter().find(|(name, _)| name.starts_with("000_")) else {
        return;
    };
    let analysis = read(&text);
    laws(&text, &analysis);
    let kind = |kind| analysis.repairs.iter().filter(move |repair| repair.kind == kind);
    assert_eq!(kind(RepairKind::Gloss).count(), 125);
    let is_one = |repair| analysis.before(repair).ends_with(')') && analysis.after(repair).chars().count() == 1;
    assert!(kind(RepairKind::Gloss).all(is_one));
    let headings: Vec<String> = analysis
        .outline
        .iter()
        .map(|node| {
            format!("{}{}", node.label.of(&analysis.text), analysis.title_of(node))
                .replace('，', ",")
                .replace('(', "（")
                .replace(')', "）")
        })
        .collect();
    assert_eq!(headings.len(), 5);
    for (at, heading) in [
        (1, "（一）坚持党建为先,推动基层治理开新局"),
        (2, "（二）坚持民生为本,推动公共服务有温度"),
        (4, "（四）坚持绿色为主,推动文明有序城市街区创建"),
    ] {
        assert_eq!(headings[at], heading);
    }
}
