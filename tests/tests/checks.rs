//! What the checks say, and above all what they do not say.

use std::path::Path;
use wenheng_core::{Analysis, CheckKind, Indicator, Options, Qualifier, Verdict, export};
use wenheng_tests::analyze;

/// The verdicts on a sentence, each with its arithmetic.
fn checked(sentence: &str) -> Vec<(Verdict, String)> {
    let analysis = analyze(sentence.as_bytes(), &Options::default()).expect("text");
    analysis.checks.iter().map(|check| (check.verdict, analysis.working(check).to_owned())).collect()
}

/// The kinds and verdicts on a text.
fn kinds(text: &str) -> Vec<(CheckKind, Verdict)> {
    let analysis = analyze(text.as_bytes(), &Options::default()).expect("text");
    analysis.checks.into_iter().map(|check| (check.kind, check.verdict)).collect()
}

fn alarms(sentence: &str) -> Vec<String> {
    let found = checked(sentence).into_iter();
    found.filter(|(verdict, _)| matches!(verdict, Verdict::Mismatch | Verdict::Compare)).map(|(_, how)| how).collect()
}

#[test]
fn contradictions_of_the_text_itself_are_told() {
    for (sentence, how) in [
        ("排查隐患1920处，其中消防隐患1135处、燃气隐患486处、施工隐患352处。", "1135 + 486 + 352 = 1973 ≠ 1920"),
        (
            "共有学校143所，其中幼儿园78所、小学42所、初中17所、高中5所、职校1所、特校1所。",
            "78 + 42 + 17 + 5 + 1 + 1 = 144 ≠ 143",
        ),
        ("受理信访事项438件，办结412件，办结率96.5%。", "412 ÷ 438 = 94.1% ≠ 96.5%"),
        ("截至目前已受理诉求1080宗，其中已办结1062件，待受理14宗，成功率为98.10%。", "1062 ÷ 1080 = 98.33% ≠ 98.10%"),
        ("完成投资8.6亿元，其中财政资金5.2亿元，社会资金4.1亿元。", "5.2亿 + 4.1亿 = 9.3亿 ≠ 8.6亿"),
    ] {
        assert_eq!(alarms(sentence), [how], "{sentence}");
    }
}

#[test]
fn what_agrees_is_told_with_its_arithmetic() {
    for (sentence, how) in [
        ("调处纠纷1495宗，成功化解1466宗，化解率为98.06%。", "1466 ÷ 1495 = 98.06%"),
        ("办理登记1475份，其中住宅1139份，非住宅336份，注销155份。", "1139 + 336 = 1475"),
        (
            "总投资2207.6万元，其中服务类项目157个，金额1356.6万元；工程类项目34个，投资约851万元。",
            "1356.6万 + 851万 = 2207.6万",
        ),
        ("小区112个，已成立业委会84个，成立率75%。", "84 ÷ 112 = 75%"),
    ] {
        assert_eq!(checked(sentence), [(Verdict::Ok, how.to_owned())], "{sentence}");
    }
}

#[test]
fn what_only_looks_related_stays_silent() {
    for sentence in [
        // Attributes overlap.
        "现有党员500名，其中女党员210名，35岁以下党员180名，大专以上学历党员320名。",
        // What became of things stands across what they are.
        "排查隐患120处，其中重大隐患30处，整改100处。",
        // A narrower rate has another base.
        "受理信访事项438件，办结412件，按期办结率100%。",
        "受理工单438件，办结412件，群众满意率99.1%。",
        "受理纠纷80件，办结75件，调解成功率90%。",
        // Other campaigns, other measures, ranges and abouts.
        "查扣电动车767辆，清理电动车3077辆。",
        "开展培训近200场，其中线上120余场、线下90余场。",
        "建成停车位300个，其中地面100至150个、地下200个。",
        "发放补贴120万元，惠及群众3000人，增长5.2%。",
        "全年举办活动86场，其中社区活动120余场次。",
        "辖区企业800家，规上企业16家，同比增长12.5%。",
    ] {
        assert!(alarms(sentence).is_empty(), "{sentence}: {:?}", alarms(sentence));
    }
}

/// The texts in `checks/`, one file a kind; its README says how to read them.
#[test]
fn every_kind_knows_good_from_bad() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("checks");
    let alarming = |verdict| matches!(verdict, Verdict::Mismatch | Verdict::Compare);
    for &kind in CheckKind::ALL {
        let file = folder.join(kind.name()).with_extension("txt");
        let lines = std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("{} is missing", file.display()));
        let (mut good, mut bad, mut none) = (0, 0, 0);
        for line in lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (wanted, text) = line.split_once('\t').expect("a verdict, a tab and a text");
            let found = kinds(&text.replace("\\n", "\n"));
            let alarmed = found.iter().any(|&(_, verdict)| alarming(verdict));
            let right = match Verdict::from_name(wanted) {
                Some(wanted) => found.contains(&(kind, wanted)) && alarming(wanted) == alarmed,
                None => !alarmed && !found.iter().any(|&(of, verdict)| of == kind && verdict != Verdict::Partial),
            };
            assert!(right, "{}: {line}: {found:?}", kind.name());
            match Verdict::from_name(wanted) {
                Some(verdict) if alarming(verdict) => bad += 1,
                Some(_) => good += 1,
                None => none += 1,
            }
        }
        // A hedge is never an alarm, and an order that holds is not told.
        assert!(good + bad >= 6 && none >= 6, "{}: {good} good, {bad} bad, {none} silent", kind.name());
    }
}

#[test]
fn what_only_shares_a_noun_or_a_list_stays_silent() {
    for text in [
        // Some of the places, other campaigns, other years.
        "辖区27个社区均已建成服务站。\n打造3个社区示范点，完成12个小区改造。",
        "清理违停电动车767辆。\n查扣违停电动车3077辆。",
        "东片区开展消防检查120次。\n西片区开展燃气检查131次。",
        "开展宣传活动20场。\n开展宣传活动35场。\n开展宣传活动41场。",
        // 等 leaves the list open, and what is done is not what is listed.
        "整治建设路、人民路等11处占道经营。",
        "组织党员、干部、群众、志愿者2次开展清扫。",
        "走访企业、商户、学校、医院等120家。",
        "主要存在三个问题：1、作风不实。2、人手不足。3、资金紧张。",
        "主要存在三个问题：一是作风、能力不足。二是人手紧张。三是资金紧张。",
        // Levels without a change, averages, other things beside.
        "农村居民收入由1.8万元增加到2.2万元，年均增长7%。",
        "床位由50张增加到80张，护理员增加12名。",
        // Within what is printed.
        "油茶面积1.2万亩，其中新造3200亩、低改8801亩。",
        "实现产值12.5亿元，其中一产2.1亿元、二产7.2亿元、三产3.3亿元。",
        // A task may be exceeded, and some lists are not whole.
        "完成年度任务的117.5%。",
        "立案286宗，其中占道类97宗、违建类41宗。",
        "全年投入资金500万元（每户5万元）。",
        "3月1日至3月20日，累计值守12天。",
        "全年累计服务7万人次，日均服务近200人次。",
        "实现脱贫213户，发放补贴213万元，惠及486户。",
    ] {
        assert!(alarms(text).is_empty(), "{text}: {:?}", alarms(text));
    }
}

#[test]
fn a_finding_is_known_by_its_words_alone() {
    let finding = |text: &str| {
        let analysis = analyze(text.as_bytes(), &Options::default()).expect("text");
        let checks = analysis.checks.into_iter().map(|check| (check.kind, check.fingerprint));
        checks.collect::<Vec<_>>()
    };
    let sentence = "受理信访事项438件，办结412件，办结率96.5%。";
    let one = finding(sentence);
    assert_eq!(one.len(), 1, "{one:?}");
    // Elsewhere, later, in another section, in print with spaces; and with the very last digit set right.
    for text in [
        "一、信访\n受理信访事项438件，办结412件，办结率96.5%。",
        "三、信访\n（一）办理\n全年走访120户。受理信访事项438件，办结412件，办结率96.5%。另行文。",
        "受理信访事项 438件，办结 412件，办结率 96.5%。",
        "全年工作平稳，受理信访事项438件，办结412件，办结率96.5%。",
    ] {
        assert_eq!(finding(text), one, "{text}");
    }
    for text in ["受理信访事项438件，办结413件，办结率96.5%。", "受理投诉事项438件，办结412件，办结率96.5%。"]
    {
        assert_ne!(finding(text), one, "{text}");
    }
    // The second of two alike has a name of its own, and the first keeps its.
    let twice = finding(&format!("{sentence}\n{sentence}"));
    let ratios: Vec<_> = twice.iter().filter(|(kind, _)| *kind == CheckKind::Ratio).collect();
    assert!(ratios.len() == 2 && *ratios[0] == one[0] && *ratios[1] != one[0], "{twice:?}");
}

/// Words set before a sentence that no check rests on leave every fingerprint as it was.
#[test]
fn an_edit_elsewhere_keeps_every_fingerprint() {
    let read = |text: &str| analyze(text.as_bytes(), &Options::default()).expect("text");
    let mut edited = 0;
    for (name, text) in texts() {
        let analysis = read(&text);
        let fingerprints = |analysis: &Analysis| -> Vec<_> {
            analysis.checks.iter().map(|check| (check.kind, check.fingerprint)).collect()
        };
        let known = fingerprints(&analysis);
        let distinct: std::collections::BTreeSet<_> = known.iter().map(|&(_, fingerprint)| fingerprint).collect();
        assert_eq!(distinct.len(), known.len(), "{name}: no two findings are known by the same");
        let rest_on = |sentence: usize| {
            let members = analysis.checks.iter().flat_map(|check| analysis.members_of(check));
            members.map(|&id| analysis.indicators[id].sentence).any(|of| of == sentence || of + 1 == sentence)
        };
        // Ordinary sentences in the middle of a paragraph.
        let free = analysis.sentences.windows(2).enumerate().filter(|(id, pair)| {
            let after = pair[0].block == pair[1].block && pair[0].span.of(&analysis.text).ends_with('。');
            after && !rest_on(id + 1) && !pair[1].span.of(&analysis.text).starts_with("其中")
        });
        for (_, pair) in free.step_by(3) {
            let at = pair[1].span.start;
            let changed = [&analysis.text[..at], "群众对此反映良好。", &analysis.text[at..]].concat();
            assert_eq!(fingerprints(&read(&changed)), known, "{name}: before {}", pair[1].span.of(&analysis.text));
            edited += 1;
        }
    }
    assert!(edited >= 20, "{edited}");
}

#[test]
fn what_is_implied_is_offered() {
    for (text, value, unit, explain) in [
        ("全镇核查住房1148套，占89.55%。", "1282", "套", "1148 ÷ 89.55% ≈ 1282"),
        ("办结信访件412件，办结率94.06%。", "438", "件", "412 ÷ 94.06% ≈ 438"),
        ("完成投资8.61亿元，占年度计划的102.5%。", "840000000", "元", "8.61亿 ÷ 102.5% ≈ 8.4亿"),
        ("税收收入13.29亿元，占一般公共预算收入的84.0%。", "1582000000", "元", "13.29亿 ÷ 84.0% ≈ 15.82亿"),
        ("2023年工作总结\n全县立刑事案件468起，同比下降14.3%。", "546", "起", "468 ÷ (1 - 14.3%) ≈ 546"),
        ("2023年工作总结\n实现财政收入2.46亿元，比上年增长8.5%。", "227000000", "元", "2.46亿 ÷ (1 + 8.5%) ≈ 2.27亿"),
    ] {
        let analysis = analyze(text.as_bytes(), &Options::default()).expect("text");
        let derived: Vec<_> = analysis.derived.iter().map(|derived| derived.explain.as_str()).collect();
        assert_eq!(derived, [explain], "{text}");
        let derived = &analysis.derived[0];
        assert_eq!((derived.value.to_string().as_str(), &*derived.unit), (value, unit), "{text}");
        let within = derived.range.is_none_or(|(low, high)| low < derived.value && derived.value < high);
        assert!(within && derived.members == [1, 0], "{text}: {derived:?}");
    }
}

#[test]
fn nothing_is_implied_that_may_be_wrong() {
    for text in [
        // More than one whole number has that share, or none.
        "其中女职工120人，占40%。",
        "办结信访件7件，办结率94.06%。",
        // The whole is stated; the rate is one of something else.
        "受理信访件438件，办结412件，办结率94.06%。",
        "办结信访件412件，按期办结率94.06%。",
        "办结信访件412件，群众满意率94.06%。",
        "组织培训412人，知晓率达94.06%。",
        // Rates in constant prices, means, lists, abouts, and what is only wanted.
        "2023年工作总结\n地区生产总值186.3亿元，增长5.2%。",
        "2023年工作总结\n规上工业增加值61.5亿元，同比增长5.2%。",
        "2023年工作总结\n受理案件468件，年均增长14.3%。",
        "2023年工作总结\n受理、审结案件分别为468件和412件，同比分别增长14.3%和12.1%。",
        "2023年工作总结\n受理案件460余件，同比增长14.3%。",
        "2023年工作总结\n二、2024年工作计划\n财政收入2.46亿元，增长8.5%。",
        "2023年工作总结\n财政收入2.46亿元，上年为2.27亿元，增长8.5%。",
        // Hardly more than a digit.
        "完成投资8亿元，占年度计划的90%。",
    ] {
        let analysis = analyze(text.as_bytes(), &Options::default()).expect("text");
        assert!(analysis.derived.is_empty(), "{text}: {:?}", analysis.derived);
    }
}

#[test]
fn labels_that_do_not_follow_are_told() {
    let text = "一、总体情况\n工作平稳。\n二、主要做法\n一是抓学习。组织开会。三是抓落实。逐项推进。\n四、存在问题\n人手不足。\n四、下步打算\n充实力量。";
    let analysis = analyze(text.as_bytes(), &Options::default()).expect("text");
    let told: Vec<_> = (analysis.numbering.iter())
        .map(|fault| (fault.flaw.name(), fault.expected.as_str(), fault.stated.as_str(), fault.explain.as_str()))
        .collect();
    let expected = [
        ("gap", "二是", "三是", "一是 → 三是"),
        ("gap", "三、", "四、", "二、 → 四、"),
        ("repeat", "五、", "四、", "四、 → 四、"),
    ];
    assert_eq!(told, expected);
    for (name, text) in texts() {
        let analysis = analyze(text.as_bytes(), &Options::default()).expect("text");
        let flawed = analysis.outline.iter().filter(|node| node.flaw.is_some()).map(|node| node.id);
        assert!(flawed.eq(analysis.numbering.iter().map(|fault| fault.node)), "{name}");
    }
}

/// 核对单: a box for each alarm and each faulty label, and every other check in a list.
#[test]
fn the_check_list_holds_every_finding() {
    for (name, text) in texts() {
        let analysis = analyze(text.as_bytes(), &Options::default()).expect("text");
        let markdown = export::markdown(&analysis);
        let list =
            markdown.split("## 核对单").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("a check list");
        let lines = |mark: &str| list.lines().filter(|line| line.starts_with(mark)).count();
        let alarms = flagged(&analysis).len();
        assert_eq!(lines("- [ ] "), alarms + analysis.numbering.len(), "{name}");
        let others = analysis.checks.len() - alarms + analysis.derived.len();
        assert_eq!(lines("- ") - lines("- [ ] "), others, "{name}");
        assert!(analysis.derived.iter().all(|derived| list.contains(&derived.explain)), "{name}");
    }
}

/// Lists that are always there, and fingerprints of sixteen digits.
#[test]
fn the_json_says_what_was_found() {
    let text =
        "一、信访\n受理信访事项438件，办结412件，办结率96.5%。\n三、投资\n完成投资8.61亿元，占年度计划的102.5%。";
    let analysis = analyze(text.as_bytes(), &Options::default()).expect("text");
    let json = export::json(&analysis);
    for part in [
        r#""explain":"412 ÷ 438 = 94.1% ≠ 96.5%","fingerprint":""#,
        r#""value":840000000,"low":839100000,"high":840900000,"unit":"元","name":"年度计划""#,
        r#""flaw":"gap","expected":"二、","stated":"三、","explain":"一、 → 三、","fingerprint":""#,
    ] {
        assert!(json.contains(part), "{part}: {json}");
    }
    let fingerprints = json.split(r#""fingerprint":""#).skip(1).map(|rest| rest.split('"').next().unwrap_or(""));
    assert!(fingerprints.clone().count() == 2);
    assert!(fingerprints.into_iter().all(|hex| hex.len() == 16 && u64::from_str_radix(hex, 16).is_ok()));
    let empty = export::json(&analyze("平稳。".as_bytes(), &Options::default()).expect("text"));
    assert!(empty.contains(r#""derived":[]"#) && empty.contains(r#""numbering":[]"#), "{empty}");
}

/// Reports whose figures merely look related: nothing contradicts, and next to nothing is to be looked at.
#[test]
fn clean_reports_raise_no_alarm() {
    let (mut figures, mut compared) = (0, Vec::new());
    for (name, text) in folder("clean") {
        let analysis = analyze(text.as_bytes(), &Options::default()).expect("text");
        figures += analysis.indicators.len();
        for check in &analysis.checks {
            assert!(check.verdict != Verdict::Mismatch, "{name}: {}", analysis.working(check));
            compared
                .extend((check.verdict == Verdict::Compare).then(|| format!("{name}: {}", analysis.working(check))));
        }
    }
    assert!(figures >= 200 && compared.len() * 100 <= figures, "{figures}: {compared:#?}");
}

/// The texts of a folder of tests.
fn folder(name: &str) -> impl Iterator<Item = (String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let files = std::fs::read_dir(folder).expect("a folder of texts").map(|entry| entry.expect("readable").path());
    let texts = files.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("UTF-8")))
}

/// Whole reports: golden, labelled and the page's sample.
fn texts() -> Vec<(String, String)> {
    let sample = include_str!("../../www/sample.txt").to_owned();
    folder("golden").chain(folder("labelled/docs")).chain([("sample".to_owned(), sample)]).collect()
}

/// The digits of a printed number, how many of them stand behind the point, and what one unit of the last is worth; none
/// where it is not written in digits.
fn digits(surface: &str) -> Option<(i64, usize, f64)> {
    let end = surface.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let number = &surface[..end];
    let places = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let factor = if surface.contains('亿') {
        1e8
    } else if surface.contains('万') {
        1e4
    } else {
        1.0
    };
    Some((number.replace('.', "").parse().ok()?, places, factor / 10_f64.powi(places as i32)))
}

/// The surface with `steps` units of its last digit more.
fn shifted(surface: &str, steps: i64) -> Option<String> {
    let (value, places, _) = digits(surface)?;
    let end = surface.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let changed = value + steps;
    let digits = format!("{changed:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let point = if places > 0 { "." } else { "" };
    (changed > 0).then(|| format!("{whole}{point}{fraction}{}", &surface[end..]))
}

/// Alarms by their members.
fn flagged(analysis: &Analysis) -> Vec<Vec<usize>> {
    let alarms = analysis.checks.iter().filter(|check| matches!(check.verdict, Verdict::Mismatch | Verdict::Compare));
    alarms.map(|check| analysis.members_of(check).to_vec()).collect()
}

/// Every check that holds, with one of its figures changed by a twelfth, and by more than its rounding leaves open.
#[test]
fn one_figure_changed_is_found() {
    let (mut planted, mut missed, mut kept) = (0, Vec::new(), 0);
    for (name, text) in texts() {
        let analysis = analyze(text.as_bytes(), &Options::default()).expect("text");
        let before = flagged(&analysis);
        let with = |figure: &Indicator, surface: &str| {
            let span = figure.span;
            let changed = [&analysis.text[..span.start], surface, &analysis.text[span.end..]].concat();
            let mut after = flagged(&analyze(changed.as_bytes(), &Options::default()).expect("text"));
            after.retain(|members| !before.contains(members));
            after
        };
        let holds = |verdict| matches!(verdict, Verdict::Ok | Verdict::Rounding);
        for check in analysis.checks.iter().filter(|check| holds(check.verdict) && check.kind != CheckKind::Hedge) {
            let figures: Vec<_> = analysis.members_of(check).iter().map(|&id| &analysis.indicators[id]).collect();
            if figures.iter().any(|figure| figure.qualifier != Qualifier::Exact) {
                continue;
            }
            // What the rounding of a sum's figures leaves open: half a unit of the last digit of each.
            let rounded = figures.iter().filter_map(|figure| digits(analysis.surface(figure)));
            let open: f64 = match check.kind {
                CheckKind::Sum => rounded.filter(|&(_, _, unit)| unit != 1.0).map(|(_, _, unit)| unit / 2.0).sum(),
                _ => 0.0,
            };
            for figure in &figures {
                let surface = analysis.surface(figure);
                let Some((value, _, unit)) = digits(surface) else { continue };
                let steps = (value / 12 + 1).max((open * 2.0 / unit) as i64 + 1);
                for wrong in [steps, -steps].into_iter().filter_map(|steps| shifted(surface, steps)) {
                    planted += 1;
                    if !with(figure, &wrong)
                        .iter()
                        .any(|members| members.iter().all(|id| analysis.members_of(check).contains(id)))
                    {
                        missed.push(format!("{name}: {} as {wrong}", analysis.working(check)));
                    }
                }
                // One unit of a digit that was rounded stays inside.
                let off: f64 = (check.expected - check.stated).abs().to_string().parse().expect("a number");
                for near in [1, -1].into_iter().filter(|_| off + unit <= open).filter_map(|one| shifted(surface, one)) {
                    kept += 1;
                    let alarms = with(figure, &near);
                    assert!(alarms.is_empty(), "{name}: {} as {near}: {alarms:?}", analysis.working(check));
                }
            }
        }
    }
    assert!(planted > 300 && kept > 20, "{planted} {kept}");
    assert!(missed.len() * 20 <= planted, "{} of {planted}: {missed:#?}", missed.len());
}
