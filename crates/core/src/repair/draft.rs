//! A text on its way through the passes: what it is now, and what of the source each change stands for.

use super::Repaired;
use crate::analysis::{Repair, RepairKind};
use crate::room;
use crate::text::{Alignment, Span};
use std::borrow::Cow;
use std::ops::Range;

/// One change a pass wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    /// What is replaced, in bytes of the pass's text.
    pub(super) at: Range<usize>,
    /// What comes in its place.
    pub(super) with: String,
    /// False for a best guess.
    pub(super) certain: bool,
}

impl Edit {
    /// A change that nobody need doubt.
    pub(super) fn certain(at: Range<usize>, with: impl Into<String>) -> Self {
        Edit { at, with: with.into(), certain: true }
    }
}

/// The changes that a pass wants, found one by one: all at once they would take more room than the text.
pub(super) type Edits<'t> = Box<dyn Iterator<Item = Edit> + 't>;

/// One change, between source and text.
#[derive(Debug, Clone)]
struct Change {
    source: Range<usize>,
    text: Range<usize>,
    kind: RepairKind,
    certain: bool,
    /// Each character stands for one of the same length in UTF-16, so that offsets go through it unharmed.
    even: bool,
}

/// The text after some passes, and their changes in document order; no two overlap.
pub(super) struct Draft<'s> {
    source: &'s str,
    text: Cow<'s, str>,
    changes: Vec<Change>,
}

impl<'s> Draft<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Draft { source, text: Cow::Borrowed(source), changes: Vec::new() }
    }

    /// The text as the passes so far left it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Makes the edits of one pass, which finds them in the text as it is, in order and apart; says whether there are any.
    /// An edit that touches what an earlier pass changed becomes one change with it, of the earlier kind. Costs one pass
    /// over text, changes and edits.
    pub(super) fn apply(&mut self, kind: RepairKind, pass: impl FnOnce(&str) -> Edits<'_>) -> bool {
        let text = std::mem::take(&mut self.text);
        let mut new = pass(&text).peekable();
        if new.peek().is_none() {
            drop(new);
            self.text = text;
            return false;
        }
        // A full-width mark is longer than the one it was folded to.
        let mut out = String::with_capacity(text.len() + text.len() / 16);
        let mut changes = Vec::new();
        let mut old = std::mem::take(&mut self.changes).into_iter().peekable();
        let mut copied = 0;
        // How far the source is ahead of the text before the next change; the text may be ahead, too.
        let mut ahead = 0isize;
        loop {
            // An earlier change comes first, so that its source does.
            let lo = match (old.peek(), new.peek()) {
                (Some(change), Some(edit)) => change.text.start.min(edit.at.start),
                (Some(change), None) => change.text.start,
                (None, Some(edit)) => edit.at.start,
                (None, None) => break,
            };
            out.push_str(&text[copied..lo]);
            copied = lo;
            let mut hi = lo;
            let start = out.len();
            let before = ahead;
            let mut merged: Option<Change> = None;
            loop {
                let inside = |at: &Range<usize>, first: bool| first || at.start < hi;
                let first = merged.is_none();
                if let Some(change) = old.next_if(|change| {
                    inside(&change.text, first) && new.peek().is_none_or(|edit| change.text.start <= edit.at.start)
                }) {
                    hi = hi.max(change.text.end);
                    ahead = change.source.end as isize - change.text.end as isize;
                    merged = Some(match merged {
                        None => change,
                        Some(all) => Change {
                            certain: all.certain && change.certain,
                            even: all.even && change.even,
                            // An edit came in between only if it began before this change: the pass is the later one.
                            kind: if all.kind == kind { change.kind } else { all.kind },
                            ..all
                        },
                    });
                } else if let Some(edit) = new.next_if(|edit| inside(&edit.at, first)) {
                    let even = is_even(&text[edit.at.clone()], &edit.with);
                    out.push_str(&text[copied..edit.at.start]);
                    out.push_str(&edit.with);
                    copied = edit.at.end;
                    hi = hi.max(edit.at.end);
                    merged = Some(match merged {
                        None => Change { source: 0..0, text: 0..0, kind, certain: edit.certain, even },
                        Some(all) => Change { certain: all.certain && edit.certain, even: all.even && even, ..all },
                    });
                } else {
                    break;
                }
            }
            out.push_str(&text[copied..hi]);
            copied = hi;
            let change = merged.expect("the change or edit that begins here");
            let at = |place: usize, ahead: isize| (place as isize + ahead) as usize;
            let change = Change { source: at(lo, before)..at(hi, ahead), text: start..out.len(), ..change };
            room::push(&mut changes, change, hi, text.len());
        }
        out.push_str(&text[copied..]);
        out.shrink_to_fit();
        drop(new);
        self.text = Cow::Owned(out);
        self.changes = changes;
        true
    }

    /// The text with its alignment and its repairs. Changes that meet, of one kind and one to one, are one repair.
    ///
    /// The list of changes becomes that of repairs where it stands: there may be no room for both.
    pub(super) fn finish(self) -> Repaired<'s> {
        let Draft { source, text, mut changes } = self;
        let mut alignment = Alignment::default();
        let mut replaced = String::with_capacity(changes.iter().map(|change| change.source.len()).sum());
        let (mut done, mut kept) = (0, 0);
        let mut joinable = false;
        for at in 0..changes.len() {
            let change = changes[at].clone();
            let (before, after) = (&source[change.source], &text[change.text.clone()]);
            alignment.keep(&text[done..change.text.start]);
            let meets = joinable && done == change.text.start;
            done = change.text.end;
            if before == after {
                alignment.keep(after);
                joinable = false;
                continue;
            }
            if change.even {
                alignment.keep(after);
            } else {
                alignment.replace(before, after);
            }
            joinable = change.even;
            let start = replaced.len();
            replaced.push_str(before);
            match changes[..kept].last_mut() {
                Some(last) if meets && change.even && (last.kind, last.certain) == (change.kind, change.certain) => {
                    (last.text.end, last.source.end) = (change.text.end, replaced.len());
                }
                _ => {
                    changes[kept] = Change { source: start..replaced.len(), ..change };
                    kept += 1;
                }
            }
        }
        alignment.keep(&text[done..]);
        changes.truncate(kept);
        let repair = |Change { source, text, kind, certain, .. }| Repair {
            kind,
            span: Span::new(text.start, text.end),
            before: Span::new(source.start, source.end),
            certain,
        };
        let mut repairs: Vec<Repair> = changes.into_iter().map(repair).collect();
        repairs.shrink_to_fit();
        Repaired { text, alignment, repairs, replaced }
    }
}

/// Whether the characters of both go one to one, each of the same length in UTF-16.
fn is_even(before: &str, after: &str) -> bool {
    !before.is_empty() && before.chars().map(char::len_utf16).eq(after.chars().map(char::len_utf16))
}

/// A text with the edits of one pass made.
#[cfg(test)]
pub(super) fn edited(text: &str, edits: impl IntoIterator<Item = Edit>) -> String {
    let mut out = text.to_owned();
    for edit in edits.into_iter().collect::<Vec<_>>().into_iter().rev() {
        out.replace_range(edit.at, &edit.with);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use RepairKind::{Entity, Gloss, Traditional};

    type Pass<'a> = (RepairKind, &'a [(Range<usize>, &'a str)]);

    fn run(source: &str, passes: &[Pass<'_>]) -> (String, Vec<String>, Vec<[usize; 3]>) {
        let mut draft = Draft::new(source);
        for (kind, edits) in passes {
            let edits: Vec<_> = edits.iter().map(|(at, with)| Edit::certain(at.clone(), *with)).collect();
            draft.apply(*kind, |_| Box::new(edits.into_iter()));
        }
        let out = draft.finish();
        let shown = |r: &Repair| format!("{} {}>{}", r.kind.name(), r.before.of(&out.replaced), r.span.of(&out.text));
        let repairs = out.repairs.iter().map(shown).collect();
        (out.text.into_owned(), repairs, out.alignment.runs().collect())
    }

    #[test]
    fn passes_that_touch_merge_and_others_do_not() {
        // 甲(x)乙: the gloss goes, then both Han change; what the gloss rule touched is one repair of its kind.
        let (text, repairs, runs) =
            run("甲(x)乙丙", &[(Gloss, &[(0..6, "甲")]), (Traditional, &[(0..3, "子"), (3..6, "丑"), (6..9, "寅")])]);
        assert_eq!(text, "子丑寅");
        assert_eq!(repairs, ["gloss 甲(x)>子", "traditional 乙丙>丑寅"]);
        assert_eq!(runs, [[1, 4, 2]]);
    }

    #[test]
    fn removals_at_the_edge_of_a_later_edit_stay_apart_and_those_inside_do_not() {
        let (text, repairs, runs) = run("a-b-c", &[(Entity, &[(1..2, ""), (3..4, "")]), (Traditional, &[(1..2, "B")])]);
        assert_eq!(text, "aBc");
        assert_eq!(repairs, ["entity ->", "traditional b>B", "entity ->"]);
        assert_eq!(runs, [[0, 0, 1], [1, 2, 1], [2, 4, 1]]);

        let (text, repairs, _) = run("a-b-c", &[(Entity, &[(1..2, ""), (3..4, "")]), (Traditional, &[(0..3, "xyz1")])]);
        assert_eq!(text, "xyz1");
        assert_eq!(repairs, ["entity a-b-c>xyz1"]);
    }

    #[test]
    fn a_change_that_is_undone_is_no_repair() {
        let (text, repairs, runs) = run("甲乙", &[(Entity, &[(0..3, "丙")]), (Traditional, &[(0..3, "甲")])]);
        assert_eq!((text.as_str(), repairs.len()), ("甲乙", 0));
        assert_eq!(runs, [[0, 0, 2]]);
    }
}
