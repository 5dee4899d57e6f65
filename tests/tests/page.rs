//! What the page around a report yields and what it must not: fictional pages, read from end to end.

use wenheng_core::{Analysis, Options};
use wenheng_tests::analyze;

fn read(text: &str) -> Analysis {
    analyze(text.as_bytes(), &Options::default()).expect("a page is text")
}

fn surfaces(analysis: &Analysis) -> Vec<&str> {
    analysis.indicators.iter().map(|figure| analysis.surface(figure)).collect()
}

#[test]
fn nothing_but_the_body_yields_indicators() {
    let lead = "2022年，柳溪街道坚持稳中求进，完成固定资产投资35.6亿元，各项工作取得新进展。";
    for (head, tail) in [
        (
            "当前位置：首页 > 信息公开 > 工作总结\n索引号 | 发布机构 | 柳溪街道办事处 | |\n11999903007546460H/2022-00033 | 浏览次数 | 1286\n柳溪街道2022年工作总结",
            "附件：2022年10项实事完成表.xls\n上一篇：柳溪街道开展5场宣讲\n版权所有 柳溪街道 某ICP备00012345号",
        ),
        (
            "索 引 号：11999903007546460H/2022-00033\n文号：柳街办〔2023〕12号 公开日期：2023-01-05\n柳溪街道2022年工作总结\n2023-01-05 10:22 来源：柳溪街道 点击：386次\n字体：大 中 小 打印 分享3",
            "柳溪街道办事处\n2023年1月5日\n扫一扫在手机打开当前页\n相关链接：\n柳溪街道走访20户居民\n柳溪街道开展5场活动",
        ),
        (
            "索引号：\n11999903007546460H/2022-00033\n发布机构：\n柳溪街道办事处\n浏览次数：\n1286\n柳溪街道2022年工作总结\n（2023年1月5日在柳溪街道2023年第1次工作会议上）",
            "责任编辑：李文 阅读 1.2万 点赞 35 在看 12",
        ),
    ] {
        let analysis = read(&format!("{head}\n（{lead}）\n{lead}\n一、主要工作\n新建站点12个。\n{tail}"));
        assert_eq!(surfaces(&analysis), ["35.6亿元", "12个"], "{head}");
        assert_eq!(analysis.title.as_deref(), Some("柳溪街道2022年工作总结"), "{head}");
        assert_eq!(analysis.year, Some(2022), "{head}");
    }
}

#[test]
fn the_year_reported_on() {
    for (text, year) in [
        // The title's, whatever the year of publication.
        ("发布日期：2023-09-08\n柳溪街道2022年工作总结\n今年，街道完成投资3亿元。", Some(2022)),
        ("柳溪街道2022年工作总结和2023年工作计划\n一、2022年工作总结\n完成投资3亿元。", Some(2022)),
        ("柳溪街道2025年工作要点\n一、总体要求\n2024年完成投资3亿元，2024年新建5个站点。", Some(2025)),
        // A government reports to the congress of one year on the year before.
        (
            "柳溪镇2023年政府工作报告\n各位代表：\n一、2022年工作回顾\n完成投资3亿元。\n二、2023年工作安排\n新建5个站点。",
            Some(2022),
        ),
        (
            "柳溪镇2023年政府工作报告\n各位代表：\n过去的2022年，全镇完成投资3亿元。\n一、2023年工作安排\n新建5个站点。",
            Some(2023),
        ),
        ("柳溪街道2022年工作报告\n一、2022年工作回顾\n完成投资3亿元。\n二、2023年工作安排\n新建5个站点。", Some(2022)),
        (
            "政府工作报告\n各位代表：\n一、过去一年工作回顾\n完成投资3亿元。\n二、2023年工作安排\n新建5个站点。",
            Some(2022),
        ),
        ("2022年全镇工作情况如下\n粮食产量3.2万吨\n2023年工作安排\n新建厂房2万平方米", Some(2022)),
        ("一、2025年总体要求\n新建厂房2万平方米。\n二、2025年重点工作\n修路3公里。", Some(2025)),
        // Without a year in the title: sections, the lead, the metadata's title.
        ("工作总结\n一、2022年完成情况\n完成投资3亿元。\n二、2023年打算\n新建5个站点。", Some(2022)),
        ("现将2022年工作情况汇报如下。\n2023年计划完成投资3亿元，2023年新建5个站点。", Some(2022)),
        ("2022年，街道完成投资3亿元。\n较2021年增长5%，2021年是3%，2021年以来累计8亿元。", Some(2022)),
        ("名称：柳溪街道2022年工作总结\n发布日期：2023-04-01\n街道完成投资3亿元，比2021年和2021年底都多。", Some(2022)),
        // Only the day of publication, where the text says which year it looks back on.
        ("发布日期：2023-01-05\n柳溪街道工作总结\n全年完成投资3亿元。", Some(2022)),
        ("发布日期：2023-07-12\n柳溪街道工作总结\n上半年完成投资3亿元。", Some(2023)),
        ("发布日期：2023-12-28\n柳溪街道工作总结\n今年完成投资3亿元。", Some(2023)),
        ("发布日期：2023-09-08\n柳溪街道工作总结\n完成投资3亿元。", None),
        ("柳溪街道工作总结\n完成投资3亿元。", None),
        // The year of the plan alone, in the title or in the last section.
        ("柳溪经开区工作总结及2023年工作安排\n一、工作开展情况\n完成投资3亿元。", Some(2022)),
        (
            "柳溪镇工作报告\n一、五年来工作回顾\n2018年以来，修路5公里。2018年最难。\n二、今后五年的目标任务\n继续修路。\n三、2022年工作安排\n新建5个站点。",
            Some(2021),
        ),
        // Five years before a meeting early or late in a year.
        (
            "政府工作报告\n——2007年12月 日在柳溪县第九届人民代表大会第一次会议上\n各位代表：\n本届政府自2003年1月就职以来，完成投资3亿元。\n一、过去五年工作回顾\n修路5公里。",
            Some(2007),
        ),
        (
            "政府工作报告\n（2013年1月8日在柳溪县第十届人民代表大会第一次会议上）\n各位代表：\n2008年换届以来，完成投资3亿元。\n一、过去五年工作回顾\n修路5公里。",
            Some(2012),
        ),
        // One line, which names the report and goes on.
        ("柳溪镇2022年工作总结今年以来，全镇完成投资3亿元，比2021年多，比2021年早。", Some(2022)),
    ] {
        assert_eq!(read(text).year, year, "{text}");
    }
}

/// The periods of the figures.
fn periods(text: &str) -> Vec<String> {
    let analysis = read(text);
    analysis.indicators.iter().map(|figure| figure.period.map_or("-".to_owned(), |period| period.to_string())).collect()
}

/// 今年 and 去年 are those of the report and not of its publication; 明年 in its plan is the year planned for. A report read
/// out in the year after says 去年 and 今年 for the two.
#[test]
fn relative_years() {
    let written = periods(
        "发布日期：2023-09-08\n柳溪街道2022年工作总结\n一、工作开展情况\n今年完成投资3亿元。去年3月开工5个项目。\n二、明年工作打算\n明年新建站点12个。力争完成投资8亿元。",
    );
    assert_eq!(written, ["2022", "2021-03-01/2021-03-31", "2023", "2023"]);
    let read_out = periods(
        "政府工作报告\n（2023年1月5日在柳溪镇第十九届人民代表大会第三次会议上）\n各位代表：\n一、2022年工作回顾\n全镇完成投资3亿元。去年3月开工5个项目。\n二、2023年工作安排\n今年新建站点12个。",
    );
    assert_eq!(read_out, ["2022", "2022-03-01/2022-03-31", "2023"]);
}
