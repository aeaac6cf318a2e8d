"""The columns of the sheet of graduates: their headings, other names for them, what the template says of each.

The sheet is filled in by universities of the mainland, so headings, words and explanations are Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trainingapp.rules.graduate_fields import CONCLUSIONS, LEVELS, MODES, fold
from trainingapp.rules.graduates import COLUMNS, NEEDED

SHEET, GUIDE, WORDS = "毕业生", "填写说明", "可用词"
MOST_ROWS = 6000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template: its heading, what is written in it, an example, how wide it is."""

    heading: str
    told: str
    example: str
    width: int
    others: tuple[str, ...] = ()


HEADINGS: Mapping[str, Column] = {
    "name": Column("姓名", "与证书一致；少数民族姓名用“·”间隔。", "林晓雨", 12, ("学生姓名",)),
    "id_number": Column(
        "身份证号码",
        "18 位居民身份证号码，加密保存，只用来让毕业生本人认领。没有的可留空，届时凭姓名和证书编号认领。",
        "（18 位号码）",
        22,
        ("身份证号", "身份证件号码", "证件号码", "居民身份证号码"),
    ),
    "student_number": Column("学号", "选填，用来发现重复的行，不保存。", "2022030115", 14),
    "major": Column(
        "专业名称", "与证书上印的完全一致。", "社会工作", 18, ("专业", "所学专业", "主修专业")
    ),
    "major_code": Column(
        "专业代码", "选填。当年专业目录中的代码，如 030302、035200。", "030302", 12
    ),
    "catalogue": Column(
        "专业目录年份", "选填。代码出自哪一年的专业目录。", "2020", 14, ("目录版本", "目录年份")
    ),
    "level": Column(
        "学历层次", "见“可用词”。", "本科", 12, ("层次", "培养层次", "学历", "办学层次")
    ),
    "mode": Column("学习形式", "见“可用词”。", "全日制", 12, ("学习方式", "培养方式")),
    "enrolled_on": Column(
        "入学日期", "年-月-日，如 2022-09-01；要写到日。", "2022-09-01", 13, ("入学时间",)
    ),
    "conclusion": Column(
        "毕（结）业结论", "见“可用词”；留空按毕业。", "毕业", 14, ("毕业结论", "结业结论")
    ),
    "ended_on": Column(
        "毕（结）业日期",
        "证书上的日期。",
        "2026-06-30",
        14,
        ("毕业日期", "毕业时间", "毕结业时间", "结业日期"),
    ),
    "graduation_number": Column(
        "毕业证书编号",
        "毕（结）业证书编号。一行至少有毕业证书或学位证书中的一种。",
        "（证书编号）",
        24,
        ("毕结业证书编号", "学历证书编号", "毕业证书号", "毕业证编号"),
    ),
    "degree_on": Column(
        "学位授予日期", "学位证书上的日期；没有学位的留空。", "2026-06-30", 14, ("授予学位日期",)
    ),
    "degree_number": Column(
        "学位证书编号", "没有学位的留空。", "（证书编号）", 22, ("学位证书号", "学位证编号")
    ),
}
SENTENCES = (
    "每行一位毕业生，第一行是列名；列的顺序可以变，列名不要改。一个文件最多 6000 行。",
    "毕业证书和学位证书分开填写：一行可以同时写两种，也可以只写一种。",
    "所有单元格都是文本格式。身份证号码和证书编号不要用数字格式，否则 Excel 会丢掉后几位。",
    "请不要使用公式、合并单元格、宏或外部链接。没有内容的单元格留空。",
    "上传后先检查，逐行列出问题，可以下载问题清单；确认之前不会写入任何记录。",
    "有错误的行不会写入，可以改好后另行上传；只有提示的行可以写入，请先与证书核对。",
    "确认后，平台用自己的密钥对所确认的内容签名，写明学校和确认的学籍管理员，可下载保存。"
    "这是平台对“学籍管理员确认了什么”的签名，不是学校的电子签章。",
    "毕业生本人用身份证号码、姓名和证书编号核对一致后认领；也可以拒绝。尚未认领的记录可以整批撤回。",
)
WORD_LISTS: Mapping[str, tuple[str, ...]] = {
    "level": tuple(LEVELS),
    "mode": tuple(MODES),
    "conclusion": tuple(CONCLUSIONS),
}


def tidy_heading(text: str) -> str:
    """A heading without blanks, brackets and stars."""
    return re.sub(r"[\s*＊()（）]", "", fold(text)).casefold()


_FIELDS = {
    tidy_heading(name): field
    for field, column in HEADINGS.items()
    for name in (column.heading, *column.others)
}


def field_of(heading: str) -> str | None:
    """The field of a heading; None where there is none."""
    return _FIELDS.get(tidy_heading(heading))


def missing_headings(fields: set[str]) -> list[str]:
    """The headings without which nothing can be loaded, of those that are not there."""
    needed = [*NEEDED, "id_number"]
    missing = [HEADINGS[name].heading for name in COLUMNS if name in needed and name not in fields]
    papers = (("ended_on", "graduation_number"), ("degree_on", "degree_number"))
    if not any(set(pair) <= fields for pair in papers):
        missing += [HEADINGS[name].heading for name in papers[0]]
    return missing
