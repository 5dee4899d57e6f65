//! Clean text to blocks, sentences and words.

mod join;
mod page;
mod words;

pub(crate) use page::{Day, Title};

use crate::analysis::{Block, BlockKind, Metadata, Sentence, Word};
use crate::han;
use crate::room;
use crate::text::Span;
pub(crate) use words::Segmenter;

/// What the later stages read.
pub(crate) struct Segments {
    pub(crate) blocks: Vec<Block>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) words: Vec<Word>,
    pub(crate) metadata: Vec<Metadata>,
    pub(crate) title: Option<Title>,
    /// When the document was published, as far as the page says.
    pub(crate) published: Option<Day>,
    /// The year of the meeting it was read out at.
    pub(crate) spoken: Option<i32>,
}

/// The words of all lines, and nothing else. `own` are the reader's words.
pub(crate) fn words(text: &str, segmenter: &mut Segmenter, own: &[String]) -> Vec<Word> {
    segmenter.begin(own);
    let mut found = Vec::new();
    for block in lines(text) {
        segmenter.cut(text, block.span, &mut found);
    }
    join::numbers_and_dates(text, &mut found);
    found
}

/// Cuts `text`. Costs one pass over the text, and for the words what jieba costs.
pub(crate) fn segment(text: &str, segmenter: &mut Segmenter, own: &[String]) -> Segments {
    let mut blocks = lines(text);
    let page = page::read(text, &mut blocks);
    segmenter.begin(own);
    let (mut sentences, mut words) = (Vec::new(), Vec::new());
    for (id, block) in blocks.iter().enumerate() {
        segmenter.cut(text, block.span, &mut words);
        if matches!(block.kind, BlockKind::Heading | BlockKind::Paragraph) {
            sentence_spans(block.span.of(text), |span| {
                let span = span.shifted(block.span.start);
                room::push(&mut sentences, Sentence { span, block: id, node: None }, span.end, text.len());
            });
        }
    }
    join::numbers_and_dates(text, &mut words);
    words.shrink_to_fit();
    Segments {
        blocks,
        sentences,
        words,
        metadata: page.metadata,
        title: page.title,
        published: page.published,
        spoken: page.spoken,
    }
}

/// One block a line, the white space around it (U+3000 too) left out, empty lines skipped.
fn lines(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = line_end(text.as_bytes(), start);
        let line = &text[start..end];
        let inner = line.trim();
        if !inner.is_empty() {
            let at = start + (line.len() - line.trim_start().len());
            let span = Span::new(at, at + inner.len());
            let block = Block { kind: BlockKind::Paragraph, span, node: None, role: None };
            room::push(&mut blocks, block, end, text.len());
        }
        start = end;
    }
    blocks
}

/// Where the line that begins at `start` ends: behind an ASCII line break, behind U+0085, U+2028 or U+2029, or with the text.
fn line_end(text: &[u8], mut start: usize) -> usize {
    let may_end = |byte: &u8| matches!(byte, b'\n'..=b'\r' | 0xC2 | 0xE2);
    while let Some(at) = text[start..].iter().position(may_end) {
        start += at;
        let len = match text[start..] {
            [b'\n'..=b'\r', ..] => 1,
            [0xC2, 0x85, ..] => 2,
            [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
            _ => 0,
        };
        if len > 0 {
            return start + len;
        }
        start += 1;
    }
    text.len()
}

/// The farthest a closing bracket is looked for; beyond it an opening one counts as a slip.
const BRACKET_REACH: usize = 600;

/// A sentence is no longer than this many bytes; the later stages look at each as a whole. A longer one is cut at a comma.
const SENTENCE_BYTES: usize = 6000;

/// What may stand behind an ASCII full stop that ends a Chinese sentence: white space, a closing mark, the next sentence.
fn closes_ascii(next: char) -> bool {
    next.is_whitespace() || han::is_han(next) || matches!(next, '”' | '’' | '）' | ')' | '》')
}

/// Whether a sentence may end, or a bracket begin, with this character.
fn is_mark(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '.' | '，' | ',' | '；' | ';' | '（' | '(')
}

/// Gives `found` the sentences of one block, in bytes of it. A sentence ends at 。！？ (and at an ASCII . ! or ? after Han),
/// with the quotes and brackets that close behind it; not inside a pair of brackets, where the sentence around it goes on,
/// and not at the ； of a list.
fn sentence_spans(block: &str, mut found: impl FnMut(Span)) {
    let mut put = |start, end| {
        let piece = &block[start..end];
        let inner = piece.trim();
        if !inner.is_empty() {
            let at = start + (piece.len() - piece.trim_start().len());
            found(Span::new(at, at + inner.len()));
        }
    };
    let (mut start, mut bracket_end, mut closed) = (0, 0, 0);
    let mut chars = block.char_indices();
    let is_long = |at, start| at - start > 2 * SENTENCE_BYTES;
    while let Some((at, c)) = chars.find(|&(at, c)| at >= closed && (is_mark(c) || is_long(at, start))) {
        if matches!(c, '（' | '(') && at >= bracket_end {
            bracket_end = bracket_close(block, at).unwrap_or(at);
        }
        let mut end = at + c.len_utf8();
        let ends_ascii = || {
            let next = block[end..].chars().next();
            block[..at].ends_with(han::is_han) && (c != '.' || next.is_none_or(closes_ascii))
        };
        let ends = matches!(c, '。' | '！' | '？') || matches!(c, '!' | '?' | '.') && ends_ascii();
        let long = at - start > SENTENCE_BYTES && (matches!(c, '，' | ',' | '；' | ';') || is_long(at, start));
        if !ends && !long {
            continue;
        }
        let closes =
            |c: &char| matches!(c, '。' | '！' | '？' | '!' | '?' | '”' | '’' | '）' | ')' | '》' | '】' | '」' | '』');
        end += block[end..].chars().take_while(closes).map(char::len_utf8).sum::<usize>();
        closed = end;
        // Inside brackets that go on, the sentence around them goes on too.
        if end < bracket_end && !long {
            continue;
        }
        put(start, end);
        start = end;
    }
    put(start, block.len());
}

/// One past the bracket that closes the one at `open`, where it is near.
fn bracket_close(block: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in block[open..].char_indices() {
        if at > BRACKET_REACH {
            return None;
        }
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return Some(open + at + c.len_utf8());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        sentence_spans(text, |span| found.push(span.of(text)));
        found
    }

    #[test]
    fn sentences_close_with_their_quotes() {
        assert_eq!(sentences("大事不出街道。”第二句。"), ["大事不出街道。”", "第二句。"]);
        assert_eq!(sentences("真的吗？！ 是。尾"), ["真的吗？！", "是。", "尾"]);
        assert_eq!(sentences("完成5项(其中3项提前。另2项按期)。"), ["完成5项(其中3项提前。另2项按期)。"]);
        assert_eq!(sentences("（全句在括号里。）下一句。"), ["（全句在括号里。）", "下一句。"]);
        assert_eq!(sentences("括号没有关（一句。二句。"), ["括号没有关（一句。", "二句。"]);
        assert_eq!(sentences("增长1.5倍.达到3.2%"), ["增长1.5倍.", "达到3.2%"]);
        assert_eq!(sentences("一是甲；二是乙。丙.丁"), ["一是甲；二是乙。", "丙.", "丁"]);
        assert_eq!(sentences("见www.某某.cn和V1.2"), ["见www.某某.cn和V1.2"]);
    }

    #[test]
    fn blocks_are_trimmed_lines() {
        let text = "\u{3000}\u{3000}甲乙\r\n\r\n  丙 \n丁";
        let blocks: Vec<_> = lines(text).iter().map(|block| block.span.of(text)).collect();
        assert_eq!(blocks, ["甲乙", "丙", "丁"]);
    }
}
