"""Flaws of stems: one clear task, not negative without emphasis, not too long. NBME: irrelevant difficulty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.texts import ItemText
from trainingapp.rules.items import Kind

LONGEST_STEM = 180
BLANK = "（\u3000\u3000）"
_BLANKS = re.compile(r"[（(][\s\u3000_]*[）)]|_{2,}")
_NEGATIVE = re.compile(
    r"(?:不(?:正确|恰当|合适|适当|适宜|属于|包括|包含|符合|应当|应该|可以|能够|宜|妥|需要|构成|利于|体现|反映|遵循)"
    r"|没有(?:体现|反映|涉及|遵循|做到)|除外|有误|无关)[^，。；？]{0,12}(?:是|有|为)?$"
    r"|错误(?:的[^，。；？的]{0,8})?(?:是|有|为)?$|(?<![消清去])除了?$"
)
_EMPHASIS = re.compile(r"【[^】]*(?:不|非|错|除)[^】]*】")
_NEGATION = re.compile(r"^(?:不|没有|无须|无需|未|禁止|拒绝)")
_OPEN_ENDS = ("：", ":", "，", ",", "。", "；")
# Nothing before the blank, or nothing but the request to pick what is right.
_BARE = re.compile(
    r"^(?:(?:下列|以下)(?:各?项|选项|说法|表述|做法|观点|内容)?中?，?(?:最)?(?:正确|恰当)?的?[是有]?)?$"
)
_OTHER_KIND: Mapping[str, re.Pattern[str]] = {
    Kind.SINGLE: re.compile(r"的有$"),
    Kind.MULTIPLE: re.compile(r"的是$"),
}


def task_of(stem: str) -> str:
    """The part of the stem that says what is wanted: the words before the last blank."""
    blanks = list(_BLANKS.finditer(stem))
    return stem[: blanks[-1].start()] if blanks else ""


def is_negative(item: ItemText) -> bool:
    """Whether the task asks for what is not so; 【不】 counts as well."""
    task = task_of(item.stem)
    return bool(_NEGATIVE.search(task) or _EMPHASIS.search(task[-24:]))


def find_negative_flaws(item: ItemText) -> Iterator[Flaw]:
    """A stem that asks for the exception carries 【不】; its options are not negative in turn.

    NBME: irrelevant difficulty, "negatively phrased stem".
    """
    task = task_of(item.stem)
    found = _NEGATIVE.search(task)
    if found and not _EMPHASIS.search(task):
        yield Flaw("negative_unmarked", ("stem",), {"words": found.group()})
    if is_negative(item):
        for letter, text in item.options.items():
            if _NEGATION.match(text):
                yield Flaw("double_negative", ("options", letter, "text"), {"letter": letter})
                return


def find_task_flaws(item: ItemText) -> Iterator[Flaw]:
    """The stem has a blank, and before it a task that could be answered without the options.

    NBME: irrelevant difficulty, "unfocused stem".
    """
    if not item.stem:
        return
    task = task_of(item.stem)
    if _is_bare(task):
        yield Flaw("stem_without_task", ("stem",))
    other = _OTHER_KIND.get(item.kind)
    found = other and other.search(task)
    if found:
        yield Flaw("stem_of_other_kind", ("stem",), {"words": found.group()})


def _is_bare(task: str) -> bool:
    return task.endswith(_OPEN_ENDS) or bool(_BARE.match(task))


def find_long_stems(item: ItemText) -> Iterator[Flaw]:
    """A stem has at most 180 characters: a paper leaves ninety seconds for an item.

    NBME: irrelevant difficulty, "unnecessarily long or complicated stem".
    """
    if len(item.stem) > LONGEST_STEM:
        parameters = {"length": len(item.stem), "limit": LONGEST_STEM}
        yield Flaw("stem_too_long", ("stem",), parameters)


def find_blank_flaws(item: ItemText) -> Iterator[Flaw]:
    """The blank is written （　　）, once."""
    found = _BLANKS.findall(item.stem)
    if found and found != [BLANK]:
        yield Flaw("blank_form", ("stem",), {"words": " ".join(found)})
