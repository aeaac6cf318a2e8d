"""Figures in Chinese text: read, compared within one unit, and the flaws that they make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.texts import ItemText

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_DAYS = {"日": 1, "天": 1, "周": 7, "星期": 7, "月": 30, "年": 365}
_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_UNIT = "个工作日|个?星期|个月|周岁|日|天|周(?!岁)|月|年|小时|岁|元|人|名|倍|次|份|%"
_VALUE = rf"\d+(?:\.\d+)?[万亿]?|[{_CHINESE}]+"
_NUMBER = re.compile(rf"(百分之|第)?({_VALUE})(?:({_UNIT})|(分之)([一二三四五六七八九十]+|\d+))?")
# 3至5年 is 3年至5年. A run of digits is tried from its beginning only, or long runs take the square of their length.
_START = rf"(?<!\d)\d++(?:\.\d++)?[万亿]?|(?<![{_CHINESE}])[{_CHINESE}]++"
_RANGE = re.compile(rf"({_START})([至到～—-])({_VALUE})({_UNIT})")
_WORDS = re.compile(
    "一般|一定|统一|唯一|一些|一致|万一|十分|一起|一切|一律|一并|同一|一旦|一同|任一"
)


_COUNTING = re.compile(rf"[\d{_CHINESE}半每数]")


class Figure(NamedTuple):
    """A figure as written, its value, and the unit it counts; times are all counted in days."""

    text: str
    value: float
    unit: str


def read_chinese(text: str) -> float:
    """The value of a number in Chinese or Arabic figures."""
    if text[0].isdigit():
        factor = _MYRIADS.get(text[-1], 1)
        return float(text.rstrip("万亿")) * factor
    total = section = digit = 0.0  # not whole numbers: those of 亿亿亿… grow past every float
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            section += (digit or 1) * _TENS[character]
            digit = 0
        elif character == "万":
            total += (section + digit) * _MYRIADS[character]
            section = digit = 0
        else:
            total = (total + section + digit) * _MYRIADS[character]
            section = digit = 0
    return total + section + digit


def read_figures(text: str) -> tuple[list[Figure], str]:
    """Every figure of a text, and the text with # in place of each. Words such as 一定 are no figures."""
    found: list[Figure] = []

    def take(match: re.Match[str]) -> str:
        prefix, number, unit, _, divided = match.groups()
        if not number[0].isdigit() and not (prefix or unit or divided or match.group() == text):
            return match.group()
        found.append(_figure(match, (prefix or "", number, unit or "", divided)))
        return "#"

    masked = _WORDS.sub(lambda match: "＿" * len(match.group()), text)
    masked = _RANGE.sub(r"\1\4\2\3\4", masked)
    return found, _NUMBER.sub(take, masked)


def _figure(match: re.Match[str], parts: tuple[str, str, str, str | None]) -> Figure:
    prefix, number, unit, divided = parts
    value = read_chinese(number)
    if divided:  # 三分之二
        return Figure(match.group(), read_chinese(divided) / (value or 1), "share")
    if prefix == "百分之" or unit == "%":
        return Figure(match.group(), value / 100, "share")
    days = _DAYS.get(unit.removeprefix("个").removeprefix("工作"))
    if days:
        return Figure(match.group(), value * days, "time")
    return Figure(match.group(), value, prefix + unit)


def find_order_flaws(item: ItemText) -> Iterator[Flaw]:
    """Options that differ in their figures only stand in order of size, rising or falling."""
    rows = _comparable(item.options)
    if rows is None or len(rows) < 3:
        return
    values = [row for _, row in rows]
    if values not in (sorted(values), sorted(values, reverse=True)):
        wanted = sorted(rows, key=lambda row: row[1])
        order = "，".join(item.options[letter] for letter, _ in wanted)
        yield Flaw("options_out_of_order", ("options",), {"order": order})


def find_range_flaws(item: ItemText) -> Iterator[Flaw]:
    """Ranges such as 3至5年 do not share more than an end."""
    rows = _comparable(item.options)
    if rows is None or any(len(values) != 2 for _, values in rows):
        return
    for (first, one), (second, two) in combinations(rows, 2):
        if max(one[0], two[0]) < min(one[1], two[1]):
            letters = {"letters": f"{first}, {second}"}
            yield Flaw("options_overlap", ("options", second, "text"), letters)


def _comparable(options: Mapping[str, str]) -> list[tuple[str, tuple[float, ...]]] | None:
    rows: list[tuple[str, tuple[float, ...]]] = []
    forms: set[tuple[str, tuple[str, ...]]] = set()
    for letter, text in options.items():
        figures, form = read_figures(text)
        rows.append((letter, tuple(figure.value for figure in figures)))
        forms.add((form, tuple(figure.unit for figure in figures)))
    is_comparable = len(forms) == 1 and rows and rows[0][1]
    return rows if is_comparable else None


def find_number_flaws(item: ItemText) -> Iterator[Flaw]:
    """A figure of the stem comes again in the key alone, or the key alone has a figure at all.

    NBME: testwiseness. Looked for in items with one right option, where one figure can lead to it. Counts up to three
    in words (两人) belong to any story and are passed over.
    """
    if len(item.keys) != 1 or not item.distractors:
        return
    ((letter, key),) = item.keys.items()
    own, told = _values(key), _values(item.stem)
    taken = {value for text in item.distractors.values() for value in _values(text)}
    if not taken & told.keys():
        for value in own.keys() & told.keys():
            yield _number_flaw(letter, own[value])
            return
    if own and all(map(is_free_of_figures, item.distractors.values())):
        yield _number_flaw(letter, next(iter(own.values())))


def _values(text: str) -> dict[tuple[float, str], str]:
    figures = read_figures(text)[0]
    return {(f.value, f.unit): f.text for f in figures if f.value > 3 or f.text[0].isdigit()}


def _number_flaw(letter: str, number: str) -> Flaw:
    parameters = {"letter": letter, "number": number}
    return Flaw("number_gives_away", ("options", letter, "text"), parameters)


def is_figure(text: str) -> bool:
    """Whether the text is hardly more than figures: at most four other characters."""
    figures, form = read_figures(text)
    return bool(figures) and len(form.replace("#", "")) <= 4


def is_free_of_figures(text: str) -> bool:
    """Whether nothing in the text counts or measures, not even 每半年 or 数倍."""
    return not _COUNTING.search(_WORDS.sub("", text))
