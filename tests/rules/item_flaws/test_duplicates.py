"""Near-duplicates are found in whatever order the options stand, by an index that misses none that counts."""

from __future__ import annotations

import time
from itertools import combinations

from hypothesis import example, given, settings, strategies as st

from tests.rules.item_flaws.items import OPTIONS, STEM, spoil
from trainingapp.rules.item_flaws.duplicates import (
    DUPLICATE,
    SIMILAR,
    find_duplicates,
    find_pairs,
    find_shared_options,
    likeness,
    normalise,
    pairs_of,
)
from trainingapp.rules.item_flaws.texts import ItemText

TWIN = spoil(
    code="JC-01-0002",
    stem=STEM.replace("小韩", "小魏").replace("独居的", "独自生活的"),
    **dict(zip("ABCD", reversed(OPTIONS.values()), strict=True)),
)
COUSIN = spoil(
    code="JC-01-0003",
    stem="社会工作者小韩走访独居的陈奶奶，她担心给人添麻烦。小韩首先应当（\u3000\u3000）。",
    A="请子女尽快接她同住",
    B="评估她的支持网络",
    C="替她报名参加合唱队",
    D="把她转介给医务社工",
)
STRANGER = spoil(
    code="JC-01-0004",
    stem="根据《慈善法》，慈善组织应当每年向社会公开的是（\u3000\u3000）。",
    A="年度工作报告和财务会计报告",
    B="志愿者的家庭住址",
    C="捐赠人的收入情况",
    D="受益人的健康状况",
)


def test_a_disguised_copy_is_a_near_duplicate() -> None:
    ((code, flaw),) = find_duplicates([spoil(), STRANGER, TWIN])
    assert (code, flaw.name, flaw.parameters["code"]) == (
        "JC-01-0002",
        "near_duplicate",
        "JC-01-0001",
    )
    assert flaw.parameters["share"] >= 100 * DUPLICATE  # type: ignore[operator]


def test_an_item_of_the_same_scene_is_only_similar() -> None:
    ((code, flaw),) = find_duplicates([spoil(), STRANGER, COUSIN])
    assert (code, flaw.name) == ("JC-01-0003", "similar_items")
    assert 100 * SIMILAR <= flaw.parameters["share"] < 100 * DUPLICATE  # type: ignore[operator]


def test_different_items_are_left_alone() -> None:
    assert list(find_duplicates([spoil(), STRANGER])) == []


def test_only_the_closest_relative_is_named() -> None:
    ((_, first), (code, second)) = find_duplicates([spoil(), TWIN, spoil(code="JC-01-0009")])
    assert (first.parameters["code"], code) == ("JC-01-0001", "JC-01-0009")
    assert second.parameters == {"code": "JC-01-0001", "share": 100}


def test_written_items_are_compared_as_well() -> None:
    texts = ("某街道拟开展老年人互助服务，请设计方案。", "请设计某街道的老年人互助服务方案。")
    items = [
        ItemText(code=f"SP-01-000{n}", kind="essay", others=((("stimulus",), text),))
        for n, text in enumerate(texts)
    ]
    assert [code for code, _ in find_duplicates(items)] == ["SP-01-0001"]


def test_names_and_boilerplate_do_not_count() -> None:
    assert normalise("下列说法中，社会工作者小韩……") == normalise("以下做法中，老周。")


def test_a_shared_set_of_options_is_found_unless_it_is_short() -> None:
    shuffled = spoil(code="JC-01-0005", stem=STRANGER.stem, A=OPTIONS["D"], D=OPTIONS["A"])
    assert [code for code, _ in find_shared_options([spoil(), shuffled])] == ["JC-01-0005"]
    one_new = spoil(code="JC-01-0005", stem=STRANGER.stem, A="请她讲一讲自己的打算")
    assert list(find_shared_options([spoil(), one_new])) == []
    short = dict(zip("ABCD", ("个案", "小组", "社区", "行政"), strict=True))
    assert list(find_shared_options([spoil(**short), spoil(code="JC-01-0005", **short)])) == []


@settings(max_examples=60, deadline=None)
@example(["丁" * 11 + "丙", "丁" * 10 + "丙丁"])  # few pairs, two of three in common
@given(st.lists(st.text("甲乙丙丁戊己庚辛", min_size=12, max_size=30), min_size=2, max_size=12))
def test_the_index_finds_what_comparing_all_finds(stems: list[str]) -> None:
    items = [
        ItemText(code=str(n), kind="case", others=((("stimulus",), stem),))
        for n, stem in enumerate(stems)
    ]
    sets = [pairs_of(item) for item in items]
    wanted = {
        str(later)
        for earlier, later in combinations(range(len(items)), 2)
        if likeness(sets[earlier], sets[later]) >= SIMILAR
    }
    found = find_pairs(items)
    assert {pair.second for pair in found} == wanted
    for pair in found:
        best = max(likeness(sets[n], sets[int(pair.second)]) for n in range(int(pair.second)))
        assert pair.share == best


def test_ten_thousand_copies_of_one_item_take_no_time_squared() -> None:
    items = [spoil(code=str(number), rationale="") for number in range(5000)]
    start = time.process_time()
    assert len(find_pairs(items)) == 4999
    assert time.process_time() - start < 10
