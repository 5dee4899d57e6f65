//! Why a figure was read as it was: every rule by an example, and every figure of the documents.

use std::path::Path;
use wenheng_core::{Analysis, Options, Rule};
use wenheng_tests::analyze;

fn read(text: &str) -> Analysis {
    analyze(text.as_bytes(), &Options { reasons: true, ..Options::default() }).expect("a text")
}

/// Rules that rest on nothing having been said, or on a year that the title need not name.
const WORDLESS: [Rule; 6] =
    [Rule::NameNone, Rule::PeriodYear, Rule::PeriodNext, Rule::PeriodOpen, Rule::PeriodNone, Rule::StatusActual];

#[test]
fn every_figure_of_the_documents_has_its_reasons_and_they_stand_in_the_text() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["golden", "labelled/docs"].map(|folder| std::fs::read_dir(tests.join(folder)).expect("a folder"));
    let paths = folders.into_iter().flatten().map(|entry| entry.expect("a file").path());
    let mut count = 0;
    for path in paths.filter(|path| path.extension().is_some_and(|extension| extension == "txt")) {
        let analysis = read(&std::fs::read_to_string(&path).expect("a document"));
        for figure in &analysis.indicators {
            let decisions = analysis.explain(figure.id).expect("an id of the analysis");
            let whats: Vec<_> = decisions.iter().map(|decision| decision.what).collect();
            let exact = figure.qualifier.name() == "exact";
            let expected = ["value", "qualifier", "name", "period", "status"];
            assert_eq!(whats, expected.into_iter().filter(|what| !exact || *what != "qualifier").collect::<Vec<_>>());
            for decision in decisions {
                let rule = decision.reason.rule;
                let words: Vec<_> = decision.reason.words().map(|span| span.of(&analysis.text)).collect();
                let place = format!("{}: {} {rule:?} {words:?}", path.display(), analysis.surface(figure));
                assert!(words.iter().all(|words| !words.trim().is_empty()), "{place}");
                assert!(!words.is_empty() || WORDLESS.contains(&rule), "{place}");
                match decision.what {
                    "value" => assert!(words.contains(&analysis.surface(figure)), "{place}"),
                    // It is made of nothing else.
                    "name" if rule == Rule::NameBefore => {
                        assert!(figure.name.chars().all(|c| words.concat().contains(c)), "{place} {}", figure.name);
                    }
                    "name" => assert_eq!(figure.name.is_empty(), rule == Rule::NameNone, "{place}"),
                    "period" => {
                        let none = matches!(rule, Rule::PeriodNone | Rule::PeriodOpen);
                        assert_eq!(figure.period.is_none(), none, "{place}");
                    }
                    _ => {}
                }
            }
            count += 1;
        }
        assert!(analysis.explain(analysis.indicators.len()).is_none());
    }
    assert!(count > 100, "{count} figures");
}

/// A report on 2023, a figure of it, and why it was read so.
type Example = (Rule, &'static str, &'static str, &'static [&'static str]);

const REVIEW: &[Example] = &[
    (Rule::ValueUnit, "新建公园5个。", "5个", &["5个"]),
    (Rule::ValueShare, "百分之八十的住户参加。", "百分之八十", &["百分之八十"]),
    (Rule::ValueTenths, "参训率超过九成。", "九成", &["九成"]),
    (Rule::ValueBare, "阅读量达12万。", "12万", &["12万"]),
    (Rule::ValuePlace, "新添酒瓮4瓮。", "4瓮", &["4瓮"]),
    (Rule::ValueShared, "粮食和蔬菜产量分别提高15、22个百分点。", "15", &["15", "22个百分点"]),
    (Rule::ValueRange, "每村配备3至5名辅导员。", "3至5名", &["3至5名"]),
    (Rule::RankWord, "建成全省首个湿地学校。", "首个", &["首个"]),
    (Rule::RankFirst, "成为全市第一个无诉讼村。", "第一个", &["全市", "第一个"]),
    (Rule::RankVerb, "满意度排名全区第三。", "第三", &["排名", "第三"]),
    (Rule::HedgeNumber, "走访商户数十家。", "数十家", &["数十家"]),
    (Rule::HedgeBefore, "走访商户约60家。", "60家", &["约"]),
    (Rule::HedgeAfter, "走访商户60家左右。", "60家", &["左右"]),
    (Rule::HedgeList, "两镇产值分别突破15亿元、14亿元。", "14亿元", &["突破"]),
    (Rule::NameBefore, "安装报警器747个。", "747个", &["安装报警器"]),
    (Rule::NameBehind, "组织了12场义诊活动。", "12场", &["组织", "义诊活动"]),
    (Rule::NameTopic, "清运渣土花费5万元，共2000余人次参加。", "2000余人次", &["清运渣土花费", "参加"]),
    (Rule::NameVerb, "共受理矛盾纠纷75宗，已办结70宗。", "70宗", &["矛盾纠纷", "办结"]),
    (Rule::NameRow, "走访低保家庭75户230人。", "230人", &["走访低保家庭"]),
    (Rule::NameChange, "完成工业总产值35亿元，同比增长8%。", "8%", &["完成工业总产值", "同比增长"]),
    (Rule::NameShare, "教育支出3亿元，占财政支出的22%。", "22%", &["教育支出", "占财政支出"]),
    (Rule::NameRate, "调处矛盾纠纷1495宗，化解率为98%。", "98%", &["矛盾纠纷", "化解率"]),
    (Rule::NameRelated, "开展文艺演出20场，惠及群众3000人。", "3000人", &["开展文艺演出", "惠及群众"]),
    (Rule::NameAmount, "签订合同75个，金额343万元。", "343万元", &["签订合同", "金额"]),
    (Rule::NamePart, "现有社区12个，其中农村社区4个。", "4个", &["社区", "农村社区"]),
    (Rule::NameListed, "一产、二产、三产分别增长3%、6%、8%。", "6%", &["二产", "分别增长"]),
    (Rule::NameEach, "小麦产量3万吨，玉米产量5万吨，分别增长3%、6%。", "6%", &["玉米产量", "分别增长"]),
    (Rule::NameRank, "社区卫生考核名列全区第二。", "第二", &["社区卫生考核名列全区"]),
    (Rule::PeriodPhrase, "上半年接待游客12万人次。", "12万人次", &["上半年"]),
    (Rule::PeriodUntil, "截至11月，接待游客12万人次。", "12万人次", &["截至11月"]),
    (
        Rule::PeriodBack,
        "2022年3月5日至2023年4月6日开展整治。其间清理垃圾30吨。",
        "30吨",
        &["2022年3月5日至2023年4月6日"],
    ),
    (Rule::PeriodYear, "接待游客12万人次。", "12万人次", &["2023"]),
    (Rule::PeriodOpen, "力争接待游客12万人次。", "12万人次", &[]),
    (Rule::StatusActual, "接待游客12万人次。", "12万人次", &[]),
    (Rule::StatusPromise, "将建成公园5个。", "5个", &["将"]),
    (Rule::StatusTask, "征收任务420户。", "420户", &["任务"]),
    (Rule::StatusFrom, "覆盖率由77%提高到80%。", "77%", &["由"]),
    (Rule::StatusPast, "上年同期为50件。", "50件", &["上年同期"]),
    (Rule::StatusLater, "2025年接待游客12万人次。", "12万人次", &["2025年"]),
    (Rule::StatusCompared, "2022年接待游客12万人次，2023年接待15万人次。", "12万人次", &["2022年", "2023年"]),
];

const OTHERS: &[Example] = &[
    (Rule::NameSection, "某镇2023年工作总结\n一、民生\n（一）法律援助\n共120件。", "120件", &["法律援助"]),
    (Rule::NameNone, "共120件。", "120件", &[]),
    (Rule::PeriodSection, "某镇2023年工作总结\n一、上半年工作情况\n植树30亩。", "30亩", &["上半年工作情况"]),
    (Rule::PeriodTitle, "某镇2023年上半年工作总结\n一、绿化\n植树30亩。", "30亩", &["某镇2023年上半年工作总结"]),
    (
        Rule::PeriodRest,
        "某镇2023年上半年工作总结\n一、绿化\n植树30亩。\n二、工作计划\n植树50亩。",
        "50亩",
        &["工作计划"],
    ),
    (Rule::PeriodNext, "某镇2023年工作总结\n一、绿化\n植树30亩。\n二、工作计划\n植树50亩。", "50亩", &["工作计划"]),
    (Rule::StatusPlan, "某镇2023年工作总结\n一、绿化\n植树30亩。\n二、工作计划\n植树50亩。", "50亩", &["工作计划"]),
    (Rule::StatusDone, "某镇2023年工作总结\n一、绿化\n植树30亩。\n二、工作计划\n目前有苗圃5个。", "5个", &["目前"]),
    (Rule::PeriodNone, "植树30亩。", "30亩", &[]),
];

#[test]
fn every_rule_explains_a_figure_of_its_own() {
    let review = REVIEW.iter().map(|&(rule, sentence, surface, words)| {
        (rule, format!("某镇2023年工作总结\n一、工作情况\n{sentence}"), surface, words)
    });
    let others = OTHERS.iter().map(|&(rule, text, surface, words)| (rule, text.to_owned(), surface, words));
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    for (rule, text, surface, words) in review.chain(others) {
        let analysis = read(&text);
        let figures = analysis.indicators.iter().filter(|figure| analysis.surface(figure) == surface);
        let decisions = figures.flat_map(|figure| analysis.explain(figure.id).expect("its id"));
        let found: Vec<_> = decisions
            .map(|decision| {
                let words = decision.reason.words().map(|span| span.of(&analysis.text));
                (decision.reason.rule, words.collect::<Vec<_>>())
            })
            .collect();
        if !found.iter().any(|found| found.0 == rule && found.1 == words) {
            wrong.push(format!("{text} {surface}: {rule:?} {words:?} expected, {found:?} found"));
        }
        seen.push(rule);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let without: Vec<_> = Rule::ALL.iter().filter(|rule| !seen.contains(rule)).collect();
    assert!(without.is_empty(), "no example: {without:?}");
}
