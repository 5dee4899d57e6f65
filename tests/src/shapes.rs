//! Texts that would be slow to read where a stage looks too far: each shape at any size.

/// A shape of text.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// What it is, in a word or two.
    pub name: &'static str,
    /// One turn of it; `None` where the turns differ.
    turn: fn(usize) -> String,
    /// What stands before the first turn.
    head: &'static str,
}

/// Shapes of which 20 MB take no more than eight times their length in the packed module. Each, like those in [`BEYOND`], once
/// was or could be what costs the square of its length.
pub const WITHIN: &[Shape] = &[
    Shape { name: "a report", head: "", turn: |_| include_str!("../golden/township-government-report.txt").to_owned() },
    Shape {
        name: "one line", head: "", turn: |n| format!("全年受理矛盾纠纷{n}件，办结{}件，办结率98.06%，", n / 2)
    },
    Shape { name: "brackets never closed", head: "", turn: |_| "（".to_owned() },
    Shape { name: "quotes never closed", head: "", turn: |_| "“甲乙《丙".to_owned() },
    Shape { name: "labels only", head: "", turn: |n| LABELS[n % LABELS.len()].to_owned() },
    Shape { name: "digits only", head: "", turn: |n| (n % 10).to_string() },
    Shape {
        name: "Chinese digits only",
        head: "",
        turn: |n| "一二三百千万亿".chars().cycle().skip(n % 7).take(3).collect(),
    },
    Shape {
        name: "nested 其中",
        head: "共排查隐患999999处，",
        turn: |n| format!("其中消防隐患{}处（", 999_999 - n % 999_000),
    },
    Shape {
        name: "one list of 其中",
        head: "共排查隐患99999999处，其中",
        turn: |n| format!("消防隐患{}处、", n % 90 + 10),
    },
    // A million of them in 20 MB.
    Shape { name: "lines of six characters", head: "", turn: |_| "各项工作平稳\n".to_owned() },
    Shape { name: "empty lines", head: "甲", turn: |_| "\n".to_owned() },
    Shape {
        name: "glosses only",
        head: "",
        turn: |n| ["區(qū)", "發(fā)", "創(chuàng)", "會(hui) "][n % 4].to_owned(),
    },
    Shape {
        name: "private use only",
        head: "甲",
        turn: |n| char::from_u32(0xE000 + n as u32 % 1800).into_iter().collect(),
    },
    Shape { name: "out of step", head: "", turn: |_| "?。ǘ﹫猿置裆鸀楸荆苿庸卜沼袦囟?".to_owned() },
    Shape { name: "question marks", head: "堅持黨建", turn: |_| "?猿贮h".to_owned() },
    Shape {
        name: "a repeated paragraph",
        head: "",
        turn: |_| "全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。\n".to_owned(),
    },
    Shape {
        name: "no punctuation",
        head: "",
        turn: |n| ["全年工作", "矛盾纠纷", "化解", "街道办事处"][n % 4].to_owned(),
    },
    Shape { name: "headings only", head: "", turn: |n| format!("（{}）总体情况之{n}\n", n % 99 + 1) },
    Shape {
        name: "headings over paragraphs",
        head: "",
        turn: |n| format!("重点工作{n}\n全年平稳有序，各项工作取得新进展，群众满意度有所提升，社会大局和谐稳定。\n"),
    },
    Shape { name: "one name again and again", head: "", turn: |n| format!("受理案件{n}件。") },
    Shape { name: "spaces", head: "甲", turn: |_| " ".to_owned() },
    Shape { name: "entities", head: "甲", turn: |_| "&amp;nbsp;<b".to_owned() },
    Shape { name: "commas", head: "甲", turn: |_| "，".to_owned() },
    Shape { name: "keys of a page", head: "", turn: |_| "发布机构：\n".to_owned() },
    Shape { name: "tables in tables", head: "<html>", turn: |_| "<table><tr><td>甲<td>乙".to_owned() },
    Shape { name: "hidden and never shown", head: "<html>", turn: |_| "<div hidden><script><!--".to_owned() },
    Shape { name: "lists in lists", head: "<html>", turn: |_| "<ol><li>甲<ul>".to_owned() },
];

/// Shapes of nothing but what takes more than its characters do: short lines, single words, figures and tags without end.
pub const BEYOND: &[Shape] = &[
    Shape { name: "brackets around figures", head: "", turn: |n| format!("受理{n}件（") },
    Shape { name: "labels on lines", head: "", turn: |n| format!("{}\n", LABELS[n % LABELS.len()]) },
    Shape { name: "short lines", head: "", turn: |_| "甲\n".to_owned() },
    Shape {
        name: "names of their own",
        head: "",
        turn: |n| format!("{}案件{n}件。", NAMES.chars().nth(n % 23).unwrap_or('甲')),
    },
    Shape { name: "times and years", head: "", turn: |n| format!("{}年", 1990 + n % 40) },
    Shape { name: "spaced characters", head: "", turn: |n| format!("{} ", NAMES.chars().nth(n % 23).unwrap_or('甲')) },
    Shape { name: "tags of a page", head: "<html>", turn: |_| "<span>甲".to_owned() },
    Shape { name: "open tags", head: "<html>", turn: |_| "<a href='".to_owned() },
    Shape { name: "marks of Markdown", head: "# 总结\n\n", turn: |_| "*[_`甲](".to_owned() },
    Shape { name: "rows of Markdown", head: "# 总结\n\n|甲|乙|\n|---|---|\n", turn: |_| "|1|".to_owned() },
];

const LABELS: &[&str] = &["一、", "（一）", "1.", "①", "一是", "二是", "第一，", "三、"];
const NAMES: &str = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥年";

impl Shape {
    /// The shape in about `bytes` bytes, and no more.
    pub fn text(&self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 100);
        text.push_str(self.head);
        for n in 0.. {
            let turn = (self.turn)(n);
            if text.len() + turn.len() > bytes && n > 0 {
                break;
            }
            text.push_str(&turn);
        }
        text
    }
}
