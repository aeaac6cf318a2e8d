"""Flaws across items at their limits: likeness, shared options, cues, names, and what guessing brings."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings, strategies as st

from tests.rules.item_flaws.items import STEM, spoil
from trainingapp.rules.item_flaws.duplicates import (
    SIMILAR,
    find_duplicates,
    find_pairs,
    find_shared_options,
    likeness,
    normalise,
    pairs_of,
)
from trainingapp.rules.item_flaws.flaw import Strategy
from trainingapp.rules.item_flaws.forms import find_cues, find_reused_names, names_in
from trainingapp.rules.item_flaws.guessing import GUESS_LIMIT, guess_score
from trainingapp.rules.item_flaws.texts import ItemText
from trainingapp.rules.scoring import CN_OBJECTIVE_1

sets = st.frozensets(st.sampled_from("甲乙丙丁戊己庚辛"))
words = st.text("甲乙丙丁戊己庚辛壬癸子丑寅卯", min_size=12, max_size=30)


def of(code: str, stem: str, *texts: str, key: str = "A") -> ItemText:
    kind = "single" if len(key) == 1 else "multiple"
    return ItemText(code, kind, stem, dict(zip("ABCDE", texts, strict=False)), key=key)


@given(sets, sets)
def test_likeness_is_a_share_and_the_same_from_both_sides(
    one: frozenset[str], two: frozenset[str]
) -> None:
    share = likeness(one, two)
    assert 0 <= share <= 1
    assert share == likeness(two, one)
    assert (share == 1) == (one == two != frozenset())
    assert (share == 0) == (not one & two)


@settings(max_examples=50, deadline=None)
@given(st.lists(words, min_size=2, max_size=8))
def test_the_index_finds_whoever_a_comparison_of_all_would_find(stems: list[str]) -> None:
    items = [of(f"{n}", stem) for n, stem in enumerate(stems)]
    items = [ItemText(i.code, "case", others=((("stimulus",), i.stem),)) for i in items]
    found = {pair.second: pair.share for pair in find_pairs(items)}
    for later, item in enumerate(items):
        shares = [likeness(pairs_of(other), pairs_of(item)) for other in items[:later]]
        best = max(shares, default=0.0)
        assert found.get(item.code, 0.0) == pytest.approx(best if best >= SIMILAR else 0.0)


def test_punctuation_persons_and_boilerplate_make_no_difference() -> None:
    assert normalise("小王，下列说法正确的是：ABC。") == normalise("老李 的是 abc")
    assert normalise("Ａ") == ""  # full-width letters are a flaw of their own


def test_of_two_twins_the_later_one_has_the_flaw() -> None:
    found = list(find_duplicates([spoil(code="a"), spoil(code="b"), spoil(code="c")]))
    assert [(code, flaw.name, flaw.parameters["share"]) for code, flaw in found] == [
        ("b", "near_duplicate", 100),
        ("c", "near_duplicate", 100),
    ]


@pytest.mark.parametrize(
    ("texts", "is_found"),
    [
        (("个案工作", "团体活动", "社区工作", "社会行政"), True),
        (("个案", "团体", "社区", "行政"), False),  # short names of methods may repeat
        (("个案工作", "社区工作", "社会行政"), False),  # three options are no set
    ],
)
def test_a_set_of_options_counts_in_whatever_order(texts: tuple[str, ...], is_found: bool) -> None:
    items = [of("a", STEM, *texts), of("b", "别的题干", *reversed(texts))]
    found = [(code, flaw.parameters["code"]) for code, flaw in find_shared_options(items)]
    assert found == ([("b", "a")] if is_found else [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("小王和老李去看阿强", {"小王", "老李", "阿强"}),
        ("小组里的老人和阿姨", set()),
        ("养老院和敬老院", set()),
        ("小学老师小陈", {"小陈"}),
        ("", set()),
    ],
)
def test_persons_are_told_from_words_that_begin_alike(text: str, names: set[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(("count", "found"), [(2, []), (3, ["2"]), (4, ["2", "3"])])
def test_a_name_is_a_person_in_two_items_of_a_form(count: int, found: list[str]) -> None:
    items = [of(f"{n}", "小王来求助，小王很着急。") for n in range(count)]
    assert [code for code, _flaw in find_reused_names(items)] == found


CUE = ("建立专业关系", "联系家属", "转介机构", "结束服务")


@pytest.mark.parametrize(
    ("stem", "is_found"),
    [
        ("接案时要建立专业关系，随后应做的是", True),
        ("接案时要建立关系，随后应做的是", False),
        ("建立专业关系和联系家属之后，应做的是", False),  # a distractor stands there as well
    ],
)
def test_a_stem_cues_another_item_by_its_key_alone(stem: str, is_found: bool) -> None:
    items = [of("a", "首先应做的是", *CUE), of("b", stem, "评估", "计划", "介入", "跟进")]
    assert bool(list(find_cues(items))) is is_found


options = st.lists(
    st.text("甲乙丙丁，《》30日", min_size=1, max_size=9), min_size=5, max_size=5, unique=True
)
papers = st.lists(st.tuples(options, st.integers(0, 3)), min_size=1, max_size=6).map(
    lambda rows: [
        of(f"{n}", "题", *(texts[:4] if n % 2 else texts), key="ABCD"[which] if n % 2 else "ACE")
        for n, (texts, which) in enumerate(rows)
    ]
)


@settings(max_examples=40, deadline=None)
@given(papers, st.sampled_from(list(Strategy)))
def test_guessing_brings_something_between_nothing_and_all(
    items: list[ItemText], strategy: Strategy
) -> None:
    score = guess_score(CN_OBJECTIVE_1, items, strategy=strategy)
    assert 0 <= score <= 100
    assert guess_score(CN_OBJECTIVE_1, items * 2, strategy=strategy) == pytest.approx(score)
    assert guess_score(CN_OBJECTIVE_1, items[::-1], strategy=strategy) == pytest.approx(score)


def test_no_letter_is_better_than_chance_where_each_is_the_key_as_often() -> None:
    items = [of(letter, "题", "甲甲", "乙乙", "丙丙", "丁丁", key=letter) for letter in "ABCD"]
    for strategy in Strategy:
        assert guess_score(CN_OBJECTIVE_1, items, strategy=strategy) == 25 < GUESS_LIMIT


def test_marks_in_a_multiple_item_are_weighed_over_all_ties() -> None:
    """Of five equal options with two right ones: one mark brings 0.5 in two of five cases."""
    item = of("a", "题", "甲甲", "乙乙", "丙丙", "丁丁", "戊戊", key="AB")
    one = 0.5 * 2 / 5
    two = sum(2 for pair in combinations("ABCDE", 2) if pair == ("A", "B")) / 10
    assert max(one, two) == pytest.approx(0.2)
    score = guess_score(CN_OBJECTIVE_1, [item], strategy=Strategy.LONGEST)
    assert float(score) == pytest.approx(100 * 0.2 / 2)
