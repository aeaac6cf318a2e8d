"""Figures in Chinese text are read as numbers, and words that only look like figures are not."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from tests.rules.item_flaws.items import figures
from trainingapp.rules.item_flaws.numbers import (
    find_order_flaws,
    is_figure,
    is_free_of_figures,
    read_chinese,
    read_figures,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三", 3),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零五", 105),
        ("两千三百", 2300),
        ("五万", 50_000),
        ("一百二十万三千", 1_203_000),
        ("一亿二千万", 120_000_000),
        ("30", 30),
        ("2.5", 2.5),
        ("10万", 100_000),
    ],
)
def test_numbers_are_read(text: str, value: float) -> None:
    assert read_chinese(text) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("自收到之日起三十日内", [(30, "time")]),
        ("2个月", [(60, "time")]),
        ("十五个工作日", [(15, "time")]),
        ("年满十八周岁", [(18, "周岁")]),
        ("三分之二以上", [(2 / 3, "share")]),
        ("百分之七十", [(0.7, "share")]),
        ("70%", [(0.7, "share")]),
        ("3至5年", [(1095, "time"), (1825, "time")]),
        ("罚款五千元", [(5000, "元")]),
        ("第三条", [(3, "第")]),
        ("一般情况下一定一起去", []),
        ("统一安排", []),
    ],
)
def test_figures_are_found_with_their_unit(text: str, found: list[tuple[float, str]]) -> None:
    figures_found = [(round(f.value, 6), f.unit) for f in read_figures(text)[0]]
    assert figures_found == [(round(value, 6), unit) for value, unit in found]


def test_what_stands_around_a_figure_is_kept() -> None:
    assert read_figures("自成立之日起15日内")[1] == read_figures("自成立之日起二十日内")[1]
    assert read_figures("自成立之日起15日内")[1] != read_figures("自受理之日起15日内")[1]


@pytest.mark.parametrize(
    ("text", "so"), [("15日", True), ("满三年以上", True), ("先听她讲30分钟再谈", False)]
)
def test_a_bare_figure_has_hardly_anything_beside_it(text: str, so: bool) -> None:
    assert is_figure(text) is so


@pytest.mark.parametrize(
    ("text", "so"), [("每半年", False), ("数倍", False), ("统一安排", True), ("立即", True)]
)
def test_words_that_count_are_no_words_without_figures(text: str, so: bool) -> None:
    assert is_free_of_figures(text) is so


def test_figures_of_different_kinds_have_no_order() -> None:
    assert list(find_order_flaws(figures("30日", "5元", "60日", "15日"))) == []
    assert list(find_order_flaws(figures("满30日", "满10日", "后60日", "后15日"))) == []


@given(st.lists(st.integers(1, 10_000), min_size=4, max_size=4, unique=True))
def test_only_rising_or_falling_figures_are_in_order(values: list[int]) -> None:
    is_sound = values in (sorted(values), sorted(values, reverse=True))
    found = list(find_order_flaws(figures(*(f"{value}元" for value in values))))
    assert (found == []) is is_sound
