"""The columns of a sheet of items and the labels of a Word document: one field of an item each, named in Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from trainingapp.rules.items import Kind, Level, Status

LETTERS = "ABCDE"
ITEMS_SHEET = "试题"
REVIEWS_SHEET = "审题记录"
INSTRUCTIONS_SHEET = "填写说明"
VALUES_SHEET = "可选值"


class Column(NamedTuple):
    """A field, the heading of its column, its width in letters and what to write into it."""

    field: str
    heading: str
    width: int
    note: str
    is_needed: bool = False  # a sheet without this column is not a sheet of items


COLUMNS = (
    Column("code", "编号", 13, "新题留空，由系统编号；修改已有试题时保留导出的编号。"),
    Column("base", "修订标记", 12, "导出时自动填写，请勿改动；新题留空。"),
    Column("kind", "题型", 9, "单选题或多选题；留空时按有无选项E判断。"),
    Column(
        "knowledge",
        "知识点",
        14,
        "大纲知识点的编号（如 JC06.1.01）或完整名称，一至三个，用顿号隔开，主要的写在最前。",
        True,
    ),
    Column("level", "认知层次", 9, "识记、理解或应用。", True),
    Column("expected", "预计答对率", 10, "0 与 1 之间的小数，如 0.65；也可写 65%。", True),
    Column("reason", "答对率理由", 28, "为什么估计这么多考生答对。"),
    Column("stem", "题干", 50, "单选题末尾通常为“（　　）。”。", True),
    *(
        Column(field, heading + letter, width, note)
        for letter in LETTERS
        for field, heading, width, note in (
            (letter, "选项", 28, "单选题四项（A至D），多选题五项（A至E）；不写字母。"),
            (f"{letter}_why", "选项说明", 28, "这一项为什么对或不对，每项都要写。"),
        )
    ),
    Column("key", "答案", 8, "单选题一个字母；多选题二至四个字母，如 ACD。", True),
    Column("rationale", "解析", 50, "用两三句话讲清考点和依据。", True),
    Column("sources", "依据", 30, "解析所依据的大纲、教材或法规，一行一条。", True),
    Column(
        "anchors",
        "法条",
        40,
        "以法规为依据时填写，一行一条，如：《慈善法》2023-12-29 第3条：自愿开展的下列公益活动",
    ),
    Column("origin", "原创或改编", 10, "原创或改编，留空为原创；改编的请在依据中写明出处。"),
    Column("author", "命题人", 12, "留空为导入者本人。修改已有试题时不变。"),
    Column("enemies", "互斥试题", 16, "不能出现在同一份试卷上的试题编号，用顿号隔开。"),
    Column("exceptions", "例外说明", 24, "允许的行文问题，一行一条，如：key_longest：法条原文如此"),
    Column("status", "状态", 9, "只供查看。导入的新题和改过的题都是草稿，须经审题才能使用。"),
)
HEADINGS: Mapping[str, str] = {column.field: column.heading for column in COLUMNS}
REVIEW_COLUMNS = (
    Column("code", "编号", 13, ""),
    Column("reader", "审题人", 12, ""),
    Column("answer", "作答", 8, ""),
    Column("verdict", "结论", 10, ""),
    Column("second", "另有可辩选项", 12, ""),
    Column("on", "日期", 12, ""),
    Column("note", "备注", 60, ""),
)
REVIEW_HEADINGS: Mapping[str, str] = {column.field: column.heading for column in REVIEW_COLUMNS}

_ALSO = {
    "正确答案": "key",
    "参考答案": "key",
    "答案解析": "rationale",
    "试题解析": "rationale",
    "考点": "knowledge",
    "依据来源": "sources",
    "法律依据": "anchors",
    "难度": "expected",
    "难度理由": "reason",
    "层次": "level",
    "来源": "origin",
}
# In a Word document one label holds the reasons of all options.
WHYS = "whys"
LABELS: Mapping[str, str] = {
    **{
        heading: field
        for field, heading in HEADINGS.items()
        if field not in {"code", "base", "status", "stem"} and field[0] not in LETTERS
    },
    **_ALSO,
    "选项解析": WHYS,
    "选项说明": WHYS,
}
WORD_LABELS: Mapping[str, str] = {
    **{field: f"【{heading}】" for field, heading in HEADINGS.items()},
    **{letter: f"选项{letter}" for letter in LETTERS},
    **{f"{letter}_why": "【选项解析】" for letter in LETTERS},
    "knowledge": "【考点】",
    "expected": "【难度】",
    "reason": "【难度】",
    "stem": "题干",
}
KINDS: Mapping[str, Kind] = {
    "单选题": Kind.SINGLE,
    "单选": Kind.SINGLE,
    "单项选择题": Kind.SINGLE,
    "多选题": Kind.MULTIPLE,
    "多选": Kind.MULTIPLE,
    "多项选择题": Kind.MULTIPLE,
}
LEVELS: Mapping[str, Level] = {
    "识记": Level.RECALL,
    "理解": Level.UNDERSTAND,
    "应用": Level.APPLY,
}
ORIGINS: Mapping[str, str] = {"原创": "original", "改编": "adapted"}
STATUSES: Mapping[str, Status] = {
    "草稿": Status.DRAFT,
    "可用": Status.READY,
    "待复核": Status.NEEDS_REVIEW,
    "已停用": Status.RETIRED,
}
VERDICTS: Mapping[str, str] = {"同意": "agree", "不同意": "disagree", "拿不准": "unsure"}
TRUTHS: Mapping[str, bool] = {"是": True, "否": False}


def word_for(words: Mapping[str, object], value: object) -> str:
    """The first Chinese word of a value."""
    return next(word for word, known in words.items() if known == value)


def field_of_heading(text: str) -> str | None:
    """The field whose column has this heading, blanks and width of letters aside; None when there is none."""
    name = re.sub(r"[*:(].*$|\s", "", unicodedata.normalize("NFKC", text.strip()))
    if name in _ALSO:
        return _ALSO[name]
    return next((field for field, heading in HEADINGS.items() if heading == name), None)


def field_of_path(path: tuple[str | int, ...]) -> str:
    """The column that holds a place inside an item."""
    head = str(path[0]) if path else "stem"
    if head == "options":
        return _option_field(path)
    if head == "facility":
        return "expected" if path[1:] == ("expected",) else "reason"
    return head if head in HEADINGS else "stem"


def _option_field(path: tuple[str | int, ...]) -> str:
    letter = str(path[1]) if len(path) > 1 else "A"
    if letter not in LETTERS:
        return "A"
    return f"{letter}_why" if path[2:] == ("why",) else letter
