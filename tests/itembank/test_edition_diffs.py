"""Two editions side by side, as properties: every area is told of once, and the way back mirrors the way there."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, strategies as st

from trainingapp.itembank.editions import Area, Change, EditionDiff, NamedItem, diff_areas

WORDS = ["目标", "功能", "概述", "慈善 活动", "接案", "评估"]
codes = st.sampled_from([f"JC0{c}.1.0{p}" for c in (1, 2) for p in (1, 2, 3)])


def area(code: str, title: str, former: str | None = None, kind: str = "point") -> Area:
    return Area(code, kind, {"zh": title}, former)


editions = st.dictionaries(codes, st.sampled_from(WORDS), max_size=6).map(
    lambda found: [area(code, title) for code, title in sorted(found.items())]
)
formers = st.dictionaries(codes, codes, max_size=3)


def diff(old: list[Area], new: list[Area], **named: list[str]) -> EditionDiff:
    items = {
        code.replace("_", "."): [NamedItem(name, "ready") for name in names]
        for code, names in named.items()
    }
    return diff_areas(old, new, items=items)


@given(editions, editions, formers)
def test_every_area_of_both_editions_is_accounted_for_once(
    old: list[Area], later: list[Area], former: dict[str, str]
) -> None:
    new = [one._replace(former_code=former.get(one.code)) for one in later]
    found = diff(old, new)
    gone = Counter(c.old.code for c in (*found.moved, *found.dropped, *found.renamed) if c.old)
    come = Counter(c.new.code for c in (*found.moved, *found.new, *found.renamed) if c.new)
    assert max([*gone.values(), *come.values()], default=1) == 1
    kept = {one.code for one in old} & {one.code for one in new}
    for one in old:
        is_told = one.code in gone
        twin = next((other for other in new if other.code == one.code), None)
        assert is_told or (twin is not None and twin.meaning == one.meaning)
    for other in new:
        assert other.code in come or other.code in kept


@given(editions)
def test_an_edition_differs_in_nothing_from_itself(old: list[Area]) -> None:
    assert diff(old, old).is_empty
    assert diff(old, old).orphans == []


@given(editions, editions)
def test_the_way_back_mirrors_the_way_there(old: list[Area], new: list[Area]) -> None:
    there, back = diff(old, new), diff(new, old)
    assert [c.old for c in there.dropped] == [c.new for c in back.new]
    assert [c.new for c in there.new] == [c.old for c in back.dropped]
    assert codes_of(there.moved) == {(new, old) for old, new in codes_of(back.moved)}
    assert codes_of(there.renamed) == {(new, old) for old, new in codes_of(back.renamed)}


def codes_of(changes: list[Change]) -> set[tuple[str, str]]:
    return {(change.old.code, change.new.code) for change in changes if change.old and change.new}


@given(editions)
def test_against_nothing_all_is_new_or_dropped(old: list[Area]) -> None:
    assert [change.new for change in diff([], old).new] == old
    assert [change.old for change in diff(old, []).dropped] == old


def test_white_space_and_width_change_no_meaning() -> None:
    old, new = [area("JC01.1.01", "慈善 活动（ＡＢ）")], [area("JC01.1.01", "慈善活动(ab)")]
    assert diff(old, new).is_empty


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["目标", "目标"], ["功能", "目标"]),  # two that say the same suggest nothing
        (["目标", "功能"], ["概述", "接案"]),
    ],
)
def test_what_words_do_not_tell_is_dropped_and_new(old: list[str], new: list[str]) -> None:
    before = [area(f"JC01.1.0{n}", title) for n, title in enumerate(old, start=1)]
    after = [area(f"JC02.1.0{n}", title) for n, title in enumerate(new, start=1)]
    found = diff(before, after)
    assert found.moved == []
    assert (len(found.dropped), len(found.new)) == (2, 2)


def test_a_section_is_no_point_even_with_the_same_words() -> None:
    found = diff([area("JC01.1", "目标", kind="section")], [area("JC02.1.01", "目标")])
    assert found.moved == []


def test_what_an_edition_says_goes_before_what_the_words_suggest() -> None:
    old = [area("JC01.1.01", "目标"), area("JC01.1.02", "功能")]
    new = [area("JC02.1.01", "目标", "JC01.1.02"), area("JC02.1.02", "目标")]
    found = diff(old, new)
    pairs = [(c.old.code, c.new.code) for c in found.moved if c.old and c.new]
    assert pairs == [("JC01.1.01", "JC02.1.02"), ("JC01.1.02", "JC02.1.01")]


def test_a_former_code_that_still_stands_or_never_stood_moves_nothing() -> None:
    old = [area("JC01.1.01", "目标")]
    stands = [area("JC01.1.01", "目标"), area("JC01.1.02", "功能", "JC01.1.01")]
    assert diff(old, stands).moved == []
    assert [c.new.code for c in diff(old, stands).new if c.new] == ["JC01.1.02"]
    never = [area("JC01.1.01", "目标"), area("JC01.1.02", "功能", "JC09.1.01")]
    assert diff(old, never).moved == []


def test_a_code_that_another_area_has_taken_over_has_lost_its_own_meaning() -> None:
    old = [area("JC01.1.01", "目标"), area("JC01.1.02", "功能")]
    found = diff(old, [area("JC01.1.02", "目标", "JC01.1.01")], JC01_1_01=["a"], JC01_1_02=["b"])
    assert codes_of(found.moved) == {("JC01.1.01", "JC01.1.02")}
    assert found.renamed == []
    assert [item.code for item in found.orphans] == ["b"]


def test_items_go_with_their_points_and_orphans_are_named_once() -> None:
    old = [area("JC01.1.01", "目标"), area("JC01.1.02", "功能"), area("JC01.1.03", "接案")]
    new = [area("JC02.1.01", "目标")]
    named = {"JC01_1_01": ["b"], "JC01_1_02": ["c", "a"], "JC01_1_03": ["a"], "JC02_1_01": ["z"]}
    found = diff(old, new, **named)
    assert [item.code for item in found.moved[0].items] == ["b"]
    assert [item.code for item in found.orphans] == ["a", "c"]
