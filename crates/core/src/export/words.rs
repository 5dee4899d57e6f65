//! The contract's names as a reader of a table knows them: the words of the page.

use crate::analysis::{CheckKind, Flaw, Kind, Qualifier, RepairKind, Role, Status, Verdict};

pub(super) fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Count => "数量",
        Kind::Money => "金额",
        Kind::Area => "面积",
        Kind::Length => "长度",
        Kind::Mass => "重量",
        Kind::Volume => "体积",
        Kind::Energy => "能量",
        Kind::Duration => "时长",
        Kind::Age => "年龄",
        Kind::Percent => "比率",
        Kind::Multiple => "倍数",
        Kind::Rank => "位次",
        Kind::Other => "其他",
    }
}

pub(super) fn qualifier_word(qualifier: Qualifier) -> &'static str {
    match qualifier {
        Qualifier::Exact => "确数",
        Qualifier::Approx => "约数",
        Qualifier::Over => "不少于此数",
        Qualifier::Under => "不多于此数",
        Qualifier::Range => "区间",
    }
}

pub(super) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Actual => "实际",
        Status::Target => "目标",
        Status::Prior => "往期",
    }
}

pub(super) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Intro => "引言",
        Role::Review => "回顾",
        Role::Highlights => "亮点",
        Role::Problems => "问题",
        Role::Plan => "计划",
        Role::Closing => "结语",
        Role::Glossary => "名词解释",
    }
}

pub(super) fn flaw_word(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::MissingShi => "漏“是”字",
        Flaw::Gap => "跳号",
        Flaw::Repeat => "重号",
    }
}

pub(super) fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "一致",
        Verdict::Rounding => "尾差之内",
        Verdict::Partial => "部分列举",
        Verdict::Compare => "待核",
        Verdict::Mismatch => "不符",
    }
}

pub(super) fn check_word(kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Sum => "分项与总数",
        CheckKind::Ratio => "比率",
        CheckKind::Difference => "增减",
        CheckKind::Growth => "增速",
        CheckKind::Repeat => "前后两处",
        CheckKind::Enumeration => "列举与计数",
        CheckKind::Order => "大小",
        CheckKind::RateOverTime => "累计与日均",
        CheckKind::Mean => "总数与均数",
        CheckKind::Hedge => "概数写法",
        CheckKind::Duration => "起止与天数",
    }
}

pub(super) fn repair_word(kind: RepairKind) -> &'static str {
    match kind {
        RepairKind::Mojibake => "乱码",
        RepairKind::ZeroWidth => "零宽字符",
        RepairKind::Gloss => "拼音夹注",
        RepairKind::Entity => "网页残留",
        RepairKind::Slip => "编码错位",
        RepairKind::Compat => "兼容字形",
        RepairKind::Traditional => "繁体转简体",
        RepairKind::Spaced => "字间空格",
        RepairKind::LineBreak => "断行",
        RepairKind::Label => "序号断行",
    }
}
