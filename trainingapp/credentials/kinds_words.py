"""What documents call levels, degrees and goals: both languages at once, whatever language somebody reads in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """A name in both languages."""

    zh: str
    en: str


_LEVELS: Mapping[str, tuple[str, str, str, str]] = {
    "secondary": ("高中或中专", "", "upper secondary or vocational school", ""),
    "associate": ("大专", "", "junior college", ""),
    "bachelor": ("本科", "学士", "undergraduate study", "bachelor's degree"),
    "master": ("硕士研究生", "硕士", "graduate study", "master's degree"),
    "doctor": ("博士研究生", "博士", "doctoral study", "doctor's degree"),
}

# by kind and level, 学历 and 学位 apart
DEGREES: Mapping[tuple[str, str], Words] = {
    **{
        ("graduation", level): Words(f"{zh}学历（毕业）", f"graduation from {en}")
        for level, (zh, _, en, _) in _LEVELS.items()
    },
    **{
        ("degree", level): Words(f"{title or zh}学位", titled or en)
        for level, (zh, title, en, titled) in _LEVELS.items()
    },
    **{
        ("completion", level): Words(f"{zh}结业证书", f"attendance without graduation, {en}")
        for level, (zh, _, en, _) in _LEVELS.items()
    },
}

MODES: Mapping[str, Words] = {
    "full_time": Words("全日制", "full-time"),
    "part_time": Words("非全日制", "part-time"),
}

CERTIFICATES: Mapping[str, Words] = {
    "junior": Words("助理社会工作师（初级）", "assistant social worker (junior)"),
    "middle": Words("社会工作师（中级）", "social worker (middle)"),
    "senior": Words("高级社会工作师", "senior social worker"),
}

GOALS: Mapping[str, Words] = {
    "junior_exam": Words("助理社会工作师考试报名", "registering for the junior exam"),
    "middle_exam": Words("社会工作师考试报名", "registering for the middle exam"),
    "senior_exam": Words("高级社会工作师考试报名", "registering for the senior exam"),
    "junior_certificate": Words("助理社会工作师各科合格", "all papers of the junior exam passed"),
    "middle_certificate": Words("社会工作师各科合格", "all papers of the middle exam passed"),
    "senior_review": Words(
        "高级社会工作师评审的考试合格要求", "the exam's part of the senior review"
    ),
}
