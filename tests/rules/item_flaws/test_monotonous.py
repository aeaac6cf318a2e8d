"""Texts of one sign repeated, as somebody leaning on a key makes them: looked over at once, and nothing breaks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from tests.rules.item_flaws.items import spoil
from trainingapp.rules.item_flaws.numbers import read_chinese
from trainingapp.rules.item_flaws.single import find_item_flaws
from trainingapp.rules.item_flaws.wording import ECHO, find_echo_flaws

LONGEST = 6000  # characters that the form of an item takes in one field
SIGNS = [
    "1",
    "一",
    "亿",
    "十亿",
    "1至",
    "的",
    "不是",
    "百分之",
    "三分之",
    "A",
    "【不",
    "《",
    "（",
    "老",
]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_long_run_of_one_sign_is_looked_over_at_once(sign: str) -> None:
    long = (sign * LONGEST)[:LONGEST]
    options = {letter: long + number for letter, number in zip("ABCD", "甲一2丁", strict=True)}
    item = spoil(stem=long, rationale=long, whys=dict.fromkeys("ABCD", long), **options)
    start = time.process_time()
    find_item_flaws(item)
    assert time.process_time() - start < 2


def test_a_figure_past_every_measure_is_still_a_figure() -> None:
    assert read_chinese("一" + "亿" * 60) == float("inf")


@given(st.text("甲乙丙", max_size=12), st.text("甲乙丙", max_size=24))
def test_the_longest_run_of_the_stem_in_the_key_is_named(key: str, stem: str) -> None:
    runs = [key[i:j] for i in range(len(key)) for j in range(i + ECHO, len(key) + 1)]
    longest = max((run for run in runs if run in stem), key=len, default=None)
    found = list(find_echo_flaws(spoil(stem=stem, A="子", B=key, C="丑", D="寅")))
    assert [flaw.parameters["words"] for flaw in found] == ([longest] if longest else [])
