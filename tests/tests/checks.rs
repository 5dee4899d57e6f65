//! What the checks say, and above all what they do not say.

use wenheng_core::{Options, Verdict};
use wenheng_tests::analyze;

/// The verdicts on a sentence, each with its arithmetic.
fn checked(sentence: &str) -> Vec<(Verdict, String)> {
    let analysis = analyze(sentence.as_bytes(), &Options::default()).expect("text");
    analysis.checks.into_iter().map(|check| (check.verdict, check.explain)).collect()
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
