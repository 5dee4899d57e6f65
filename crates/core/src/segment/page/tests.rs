//! Heads and tails of pages: `pages.txt` says what each of their lines is.

use super::*;

/// The marks of the lines of a page: `T` title, `m` metadata, `c` chrome, `.` body.
fn read_page(text: &str) -> (String, Page) {
    let mut blocks = super::super::lines(text);
    let page = read(text, &mut blocks);
    let title = page.title.as_ref().map_or(0..0, |title| title.blocks.clone());
    let marks = blocks.iter().enumerate().map(|(id, block)| match block.kind {
        BlockKind::Metadata => 'm',
        BlockKind::Chrome => 'c',
        _ if title.contains(&id) => 'T',
        BlockKind::Heading | BlockKind::Paragraph => '.',
    });
    (marks.collect(), page)
}

#[test]
fn pages_are_read_as_marked() {
    for page in include_str!("pages.txt").split("\n\n") {
        let (mut lines, mut marks, mut title, mut pairs) = (Vec::new(), String::new(), String::new(), Vec::new());
        let mut stated_title = None;
        for (mark, line) in page.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' ')) {
            match mark {
                "T=" => stated_title = Some(line),
                "=" => pairs.push(line),
                _ => {
                    lines.push(line);
                    marks.push_str(mark);
                    title.push_str(if mark == "T" { line } else { "" });
                }
            }
        }
        let text = lines.join("\n");
        let (found, page) = read_page(&text);
        assert_eq!(found, marks, "{text}");
        assert_eq!(page.title.map_or(String::new(), |title| title.text), stated_title.unwrap_or(&title), "{text}");
        let stated: Vec<_> = page.metadata.iter().map(|pair| format!("{}={}", pair.key, pair.value)).collect();
        assert_eq!(stated, pairs, "{text}");
        for pair in &page.metadata {
            let surface = pair.span.of(&text);
            assert!(surface.starts_with(&pair.key) && surface.ends_with(&pair.value), "{text}: {surface}");
        }
    }
}

const LEAD: &str = "2022年，街道坚持稳中求进，各项工作取得新进展。";

#[test]
fn body_lines_that_look_like_the_page() {
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
        assert_eq!(read_page(&text).0, "T..", "{text}");
        let text = format!("柳溪街道2022年工作总结\n一、重点工作\n{line}\n{LEAD}\n二、下步打算");
        assert_eq!(read_page(&text).0, "T....", "{text}");
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
