//! Heads and tails of pages, written for these tests. A mark a line: `T` title, `m` metadata, `c` chrome, `.` body.

use super::*;

fn read_page(text: &str) -> (String, Page) {
    let mut blocks = super::super::lines(text);
    let page = read(text, &mut blocks);
    let title = page.title.as_ref().map_or(0..0, |title| title.blocks.clone());
    let marks = blocks.iter().enumerate().map(|(id, block)| match block.kind {
        _ if title.contains(&id) => 'T',
        BlockKind::Metadata => 'm',
        BlockKind::Chrome => 'c',
        BlockKind::Heading | BlockKind::Paragraph => '.',
    });
    (marks.collect(), page)
}

/// Checks the marks, the title and the pairs as `key=value`, and that each span holds its key and value.
#[track_caller]
fn check(text: &str, marks: &str, title: Option<&str>, pairs: &[&str]) {
    let (found, page) = read_page(text);
    assert_eq!(found, marks, "{text}");
    assert_eq!(page.title.map(|title| title.text).as_deref(), title, "{text}");
    let stated: Vec<_> = page.metadata.iter().map(|pair| format!("{}={}", pair.key, pair.value)).collect();
    assert_eq!(stated, pairs, "{text}");
    for pair in &page.metadata {
        let surface = pair.span.of(text);
        assert!(surface.starts_with(&pair.key) && surface.ends_with(&pair.value), "{text}: {surface}");
    }
}

const LEAD: &str = "2022年，街道坚持稳中求进，各项工作取得新进展。";

#[test]
fn pairs_on_lines() {
    check(
        "索引号: 1140H/2022-00033 分类:\n文号: 发布日期: 2022-09-08\n标题：柳溪街道2022年工作总结 主题词： 甲 乙\n正文开始。",
        "mmm.",
        Some("柳溪街道2022年工作总结"),
        &[
            "索引号=1140H/2022-00033",
            "分类=",
            "文号=",
            "发布日期=2022-09-08",
            "标题=柳溪街道2022年工作总结",
            "主题词=甲 乙",
        ],
    );
    check(
        "柳溪镇2022年工作总结\n来源：柳溪镇 发布时间：2023-01-05 10:22 浏览：123次 字体：[大 中 小]\n2022年，我镇稳中求进。",
        "Tm.",
        Some("柳溪镇2022年工作总结"),
        &["来源=柳溪镇", "发布时间=2023-01-05 10:22"],
    );
    check(
        "柳溪镇2022年工作总结\n2023-01-09    来源：党政办    浏览：512次\n2022年，我镇稳中求进。",
        "Tm.",
        Some("柳溪镇2022年工作总结"),
        &["来源=党政办"],
    );
    check(
        "【索 引 号】LX-2023-07【发布日期】2023-01-05\n【发　布　机　构】柳溪镇人民政府\n柳溪镇2022年工作总结\n2022年，我镇稳中求进。",
        "mmT.",
        Some("柳溪镇2022年工作总结"),
        &["索 引 号=LX-2023-07", "发布日期=2023-01-05", "发　布　机　构=柳溪镇人民政府"],
    );
    // Flattened without any space.
    check(
        "索引号：LX-2023-07发布机构：柳溪镇人民政府发文日期：2023-01-05文号：柳政发〔2023〕2号\n柳溪镇2022年工作总结\n2022年，我镇稳中求进。",
        "mT.",
        Some("柳溪镇2022年工作总结"),
        &["索引号=LX-2023-07", "发布机构=柳溪镇人民政府", "发文日期=2023-01-05", "文号=柳政发〔2023〕2号"],
    );
    check(
        "柳溪镇2022年工作总结\n发布时间：2023-01-05 【大 中 小】【打印】【关闭】\n来源：柳溪镇 2023-01-05 15:30\n2022年，我镇稳中求进。",
        "Tmm.",
        Some("柳溪镇2022年工作总结"),
        &["发布时间=2023-01-05", "来源=柳溪镇"],
    );
}

#[test]
fn keys_above_their_values() {
    check(
        "索引号：\nLX/2023-00007\n主题分类：\n发布机构：\n柳溪街道办事处\n文 号：\n发文日期：\n2023年1月5日\n柳溪街道2022年工作总结\n2022年，街道稳中求进。",
        "mmmmmmmmT.",
        Some("柳溪街道2022年工作总结"),
        &["索引号=LX/2023-00007", "主题分类=", "发布机构=柳溪街道办事处", "文 号=", "发文日期=2023年1月5日"],
    );
    // The last key has no value: the title is none.
    check(
        "• 索引号:\n\nLX/2023-00007\n• 发布机构:\n柳溪镇\n• 主题词:\n\n柳溪镇2022年工作总结\n2022年，我镇稳中求进。",
        "mmmmmT.",
        Some("柳溪镇2022年工作总结"),
        &["索引号=LX/2023-00007", "发布机构=柳溪镇", "主题词="],
    );
    // Without colons.
    check(
        "索引号\nLX/2023-00007\n分类\n乡镇信息\n发布机构\n柳溪镇人民政府\n柳溪镇2022年工作总结\n2022年，我镇稳中求进。",
        "mmmmmmT.",
        Some("柳溪镇2022年工作总结"),
        &["索引号=LX/2023-00007", "分类=乡镇信息", "发布机构=柳溪镇人民政府"],
    );
    // All keys first, then all values.
    check(
        "索引号：\n发布机构：\n发布日期：\nLX/2023-00007\n柳溪镇人民政府\n2023-01-05\n柳溪镇2022年工作总结\n2022年，我镇稳中求进。",
        "mmmmmmT.",
        Some("柳溪镇2022年工作总结"),
        &["索引号=LX/2023-00007", "发布机构=柳溪镇人民政府", "发布日期=2023-01-05"],
    );
    // Only the metadata names the document.
    check(
        "名称：\n柳溪镇2022年工作总结\n发布日期：\n2023-01-05\n2022年，我镇稳中求进。",
        "mmmm.",
        Some("柳溪镇2022年工作总结"),
        &["名称=柳溪镇2022年工作总结", "发布日期=2023-01-05"],
    );
    // A value that stands farther off belongs to nothing.
    check(
        "文号：\n柳溪镇2022年工作总结\n柳政〔2023〕2号\n2022年，我镇稳中求进。",
        "mTm.",
        Some("柳溪镇2022年工作总结"),
        &["文号="],
    );
}

#[test]
fn rows_of_a_table() {
    let text = |rows: &str| format!("{rows}\n柳溪街道2022年工作总结\n{LEAD}");
    let title = Some("柳溪街道2022年工作总结");
    check(
        &text("索引号 | LX/2023-7 | 分类 | \n发布机构 | 柳溪街道 | 发文日期 | 2023-01-05"),
        "mmT.",
        title,
        &["索引号=LX/2023-7", "分类=", "发布机构=柳溪街道", "发文日期=2023-01-05"],
    );
    // The value of the first key is missing and the row has moved up.
    check(
        &text("索引号 | 发布机构 | 柳溪街道 | |\n文号 | 发布日期 | 2023-01-05 |"),
        "mmT.",
        title,
        &["索引号=", "发布机构=柳溪街道", "文号=", "发布日期=2023-01-05"],
    );
    check(
        &text("索引号\t发布机构\tLX/2023-7\t柳溪街道\n主题词\t\t有效性\t有效"),
        "mmT.",
        title,
        &["索引号=LX/2023-7", "发布机构=柳溪街道", "主题词=", "有效性=有效"],
    );
    // A row of keys over a row of values, one of them empty.
    check(
        &text("索引号 | 文号 | 发布机构 | 成文日期\nLX/2023-7 | | 柳溪街道 | 2023-01-05"),
        "mmT.",
        title,
        &["索引号=LX/2023-7", "文号=", "发布机构=柳溪街道", "成文日期=2023-01-05"],
    );
    check(
        &text("索引号： | LX/2023-7 | 信息分类： | 计划总结\n名称： | 柳溪街道2022年工作总结"),
        "mmT.",
        title,
        &["索引号=LX/2023-7", "信息分类=计划总结", "名称=柳溪街道2022年工作总结"],
    );
    check(
        &text("索引号  LX/2023-7  发布机构  柳溪街道  主题词  街道 总结"),
        "mT.",
        title,
        &["索引号=LX/2023-7", "发布机构=柳溪街道", "主题词=街道 总结"],
    );
}

#[test]
fn furniture_at_the_head() {
    let lead = "街道坚持稳中求进".repeat(12);
    check(
        &format!(
            "首页 政府信息公开\n某区某街道\n【打印】 【字体:\n某街道2021年工作总结\n浏览次数:-\n({lead})\n{lead}\n一、甲"
        ),
        "cccTcm..",
        Some("某街道2021年工作总结"),
        &[],
    );
    check(
        &format!(
            "当前位置：首页 > 政务公开 > 计划总结 > 正文\n计划总结\n柳溪街道2022年工作总结\n字号：大 中 小 打印 分享到：\n{LEAD}"
        ),
        "ccTc.",
        Some("柳溪街道2022年工作总结"),
        &[],
    );
    check(
        &format!(
            "您现在的位置 首页>>信息公开>>总结\n柳溪街道2022年工作总结\n阅读次数：1,286 我要打印 关闭窗口\n扫一扫在手机打开当前页\n{LEAD}"
        ),
        "cTcc.",
        Some("柳溪街道2022年工作总结"),
        &[],
    );
    check(
        &format!(
            "返回顶部\n柳溪街道2022年工作总结\n索引号：LX-7\n柳溪街道2022年工作总结\n[ 大 中 小 ] [打印此页] [关闭]\n{LEAD}"
        ),
        "ccmTc.",
        Some("柳溪街道2022年工作总结"),
        &["索引号=LX-7"],
    );
    // As messengers set it.
    check(
        &format!("柳溪街道2022年工作总结\n原创\n柳溪发布 2023-01-05 10:22\n点击上方蓝字 关注我们\n{LEAD}"),
        "Tcmc.",
        Some("柳溪街道2022年工作总结"),
        &[],
    );
}

#[test]
fn furniture_at_the_tail() {
    let text = |tail: &str| format!("柳溪街道2022年工作总结\n{LEAD}\n{tail}");
    let title = Some("柳溪街道2022年工作总结");
    check(&text("打印本页 关闭窗口\n上一篇：柳溪街道召开3次会议\n下一篇：无"), "T.ccc", title, &[]);
    check(
        &text("柳溪街道办事处\n2023年1月5日\n（责任编辑：李文）\n分享到： 微信 微博"),
        "T...mc",
        title,
        &["责任编辑=李文"],
    );
    check(
        &text("附件：2022年10项重点任务完成表.xls\n相关链接：\n柳溪街道走访20户居民\n柳溪街道开展5场活动"),
        "T.cccc",
        title,
        &[],
    );
    check(
        &text(
            "主办单位：柳溪街道办事处 联系电话：0000-1234567\n版权所有 柳溪街道 某ICP备00001234号-1\n网站标识码：0000000001",
        ),
        "T.ccc",
        title,
        &[],
    );
    check(
        &text("信息来源：柳溪街道办事处\n【打印】【关闭】\n扫一扫在手机打开当前页"),
        "T.mcc",
        title,
        &["信息来源=柳溪街道办事处"],
    );
    check(&text("附件：\n1.柳溪街道2022年救助情况表\n2.柳溪街道2023年12项重点任务清单"), "T.ccc", title, &[]);
    check(&text("附件：1.柳溪街道2023年12项重点任务清单\n新建3个站点"), "T.c.", title, &[]);
    check(&text("地址：柳溪街道1号 邮编：000000 电话：0000-8888888"), "T.c", title, &[]);
    check(
        &text(
            "主管：柳溪区人民政府 主办：柳溪区人民政府办公室 承办：柳溪区数据局\n网站标识码0000000000 某公网安备00000000000号\n建议使用1024*768分辨率、IE9.0以上版本浏览器。",
        ),
        "T.ccc",
        title,
        &[],
    );
}

#[test]
fn body_lines_that_look_like_the_page() {
    let title = Some("柳溪街道2022年工作总结");
    for line in [
        "为群众打印材料1200份，关闭小作坊3家",
        "来源：市级财政补助300万元",
        "资金来源：区财政120万元、街道自筹35万元",
        "附件二所列12个项目全部完工",
        "责任单位：城管科",
        "责任部门：城管科",
        "作者：收到征文120篇",
        "时间：全年12期",
        "推进政务公开，公开信息320条",
        "分享经验12场",
        "新增便民打印点15个",
        "收藏家协会捐赠藏品30件",
        "首页访问量达到12万次",
        "名称：便民服务站，数量：12个",
        "转发上级文件35份",
        "阅读：组织读书会12场",
        "访问：入户走访320户",
        "电话：受理诉求3200件",
        "承办：全年承办会议12场",
        "安装高分辨率摄像头300个",
        "浏览、点击量达到3万次",
        "正文汉字书写比赛参赛120人",
        "编辑：印发简报36期",
    ] {
        let text = format!("柳溪街道2022年工作总结\n{LEAD}\n{line}");
        check(&text, "T..", title, &[]);
        let text = format!("柳溪街道2022年工作总结\n一、重点工作\n{line}\n{LEAD}\n二、下步打算");
        check(&text, "T....", title, &[]);
    }
    // A document without a title or a page loses nothing.
    check("一、2022年工作回顾\n完成投资3亿元\n下步工作安排\n新建3个站点", "....", None, &[]);
    check(
        "2022年全镇工作情况如下\n粮食产量3.2万吨\n工业产值12亿元\n2023年工作安排\n新建厂房2万平方米",
        ".....",
        None,
        &[],
    );
    check("各位代表：\n现将我村2022年工作情况汇报\n2022年，修路3公里。", "...", None, &[]);
    check("2022年，修路3公里。\n工作情况\n2023年，修路5公里。\n工作打算", "....", None, &[]);
}

#[test]
fn titles_of_several_lines() {
    for (lines, marks, title) in [
        ("柳溪街道办事处\n2022年工作总结和2023年工作计划", "TT.", "柳溪街道办事处2022年工作总结和2023年工作计划"),
        (
            "凝心聚力谋发展 砥砺奋进谱新篇\n——柳溪镇2022年工作报告",
            "TT.",
            "凝心聚力谋发展 砥砺奋进谱新篇——柳溪镇2022年工作报告",
        ),
        (
            "凝心聚力谋发展\n砥砺奋进谱新篇\n——柳溪街道办事处2022年工作报告",
            "TTT.",
            "凝心聚力谋发展 砥砺奋进谱新篇——柳溪街道办事处2022年工作报告",
        ),
        (
            "关于柳溪县2022年国民经济和社会发展计划执行情况\n与2023年计划草案的报告",
            "TT.",
            "关于柳溪县2022年国民经济和社会发展计划执行情况与2023年计划草案的报告",
        ),
        ("柳溪县住建局2022年工作总结\n及2023年工作思路", "TT.", "柳溪县住建局2022年工作总结及2023年工作思路"),
        ("乘势而上，奋勇争先——柳溪区2022年工作综述", "T.", "乘势而上，奋勇争先——柳溪区2022年工作综述"),
        ("二〇二二年工作总结、二〇二三年工作计划", "T.", "二〇二二年工作总结、二〇二三年工作计划"),
        ("柳溪街道2022年度述职报告（摘要）", "T.", "柳溪街道2022年度述职报告（摘要）"),
        (
            "政府工作报告\n（2023年1月5日在柳溪镇第十九届人民代表大会第三次会议上）\n柳溪镇人民政府镇长 李 文",
            "Tmm.",
            "政府工作报告",
        ),
        (
            "政府工作报告\n——2023年1月5日在柳溪镇第十九届人民代表大会第三次会议上\n柳溪镇人民政府",
            "Tmm.",
            "政府工作报告",
        ),
        ("柳溪乡2022年工作总结\n（2022年12月20日）", "Tm.", "柳溪乡2022年工作总结"),
        ("柳溪乡2022年工作总结\n柳政〔2022〕35号\n（2022年12月）", "Tmm.", "柳溪乡2022年工作总结"),
        ("2022年工作总结\n柳溪乡人民政府\n二〇二二年十二月", "Tmm.", "2022年工作总结"),
        ("柳溪乡2022年工作总结\n柳溪乡人民政府\n二〇二二年十二月二十日", "Tmm.", "柳溪乡2022年工作总结"),
    ] {
        check(&format!("{lines}\n{LEAD}"), marks, Some(title), &[]);
    }
}

#[test]
fn a_lead_that_stands_twice_counts_once() {
    let lead =
        "2022年，柳溪街道坚持稳中求进工作总基调，统筹推进各项工作，完成投资3亿元，新建站点12个，群众满意度达到98%。";
    let cut: String = lead.chars().take(40).collect();
    for copy in [format!("（{lead}）"), lead.to_owned(), format!("{cut}……"), format!("摘要：{lead}")] {
        let text = format!("柳溪街道2022年工作总结\n{copy}\n{lead}\n一、重点工作");
        let (marks, _) = read_page(&text);
        assert_eq!(marks, "Tm..", "{text}");
    }
    let (marks, _) = read_page(&format!("柳溪街道2022年工作总结\n（一）{lead}\n（一）{lead}\n{lead}\n{lead}"));
    assert_eq!(marks, "T....");
}

#[test]
fn the_day_of_publication() {
    for (text, year, month) in [
        ("发布日期：2023-01-05\n柳溪镇工作总结\n一、甲", 2023, 1),
        ("成文日期：二〇二三年十二月五日\n柳溪镇工作总结\n一、甲", 2023, 12),
        ("发布日期：2023.09.08\n柳溪镇工作总结\n（2022年12月30日）\n一、甲", 2022, 12),
    ] {
        let (_, page) = read_page(text);
        assert_eq!(page.published, Some(Day { year, month }), "{text}");
    }
}

/// Whatever the text, every line keeps its block and nothing panics.
#[test]
fn odd_lines_do_no_harm() {
    for text in [
        "",
        "：",
        "索引号",
        "索引号：",
        "|||",
        "【【【",
        "索引号：|发布机构：|",
        "（）",
        "——",
        "附件：",
        "2023-",
        "二〇-一-",
        "1.\n一",
    ] {
        let (marks, page) = read_page(text);
        assert_eq!(marks.chars().count(), super::super::lines(text).len());
        assert!(page.metadata.iter().all(|pair| pair.value.is_empty()), "{text}");
    }
}
