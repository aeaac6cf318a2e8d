"""Whole papers: specifications, forms, scores and results together, as tables and as properties."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.items import Kind
from trainingapp.rules.law_versions import Span, find_in_force, find_successor
from trainingapp.rules.results import (
    Held,
    Marked,
    Outcome,
    Tally,
    compare,
    half_answers,
    mark_attempt,
    slow_slots,
    spoiled_answers,
    tally,
)
from trainingapp.rules.scoring import CN_OBJECTIVE_1, ScoredItem, Verdict, score_response
from trainingapp.rules.shares import ShareState, judge_share
from trainingapp.rules.specifications import (
    Bounds,
    PoolItem,
    Specification,
    check_bounds,
    check_form,
    enemy_pairs,
    lens_day,
    next_exam_year,
)

CUT = Decimal(60)
PAPER = [ScoredItem("single", frozenset("A"))] * 60 + [
    ScoredItem("multiple", frozenset("ABC"))
] * 20


def answered(singles: int, whole: int, two: int = 0, one: int = 0) -> dict[int, Held]:
    """So many single items right, then multiple items with the whole key, two and one of three."""
    given_ = {slot: Held("A") for slot in range(1, singles + 1)}
    chosen = ["ABC"] * whole + ["AB"] * two + ["A"] * one
    return given_ | {60 + n: Held(letters) for n, letters in enumerate(chosen, start=1)}


@pytest.mark.parametrize(
    ("singles", "whole", "two", "one", "score", "is_passed"),
    [
        (60, 20, 0, 0, "100", True),
        (60, 0, 0, 0, "60", True),  # the line without a single multiple item
        (59, 0, 0, 1, "59.5", False),
        (59, 0, 1, 0, "60", True),
        (20, 20, 0, 0, "60", True),
        (40, 0, 20, 0, "60", True),
        (40, 0, 19, 1, "59.5", False),
        (50, 0, 0, 20, "60", True),
        (0, 20, 0, 0, "40", False),
        (0, 0, 0, 0, "0", False),
    ],
)
def test_the_official_paper_of_sixty_and_twenty_items(
    singles: int, whole: int, two: int, one: int, score: str, is_passed: bool
) -> None:
    held = answered(singles, whole, two, one)
    outcome = mark_attempt(CN_OBJECTIVE_1, PAPER, held=held, cut_score=CUT)
    assert (outcome.full_score, outcome.score) == (Decimal(100), Decimal(score))
    assert outcome.is_passed is is_passed
    assert outcome.margin == Decimal(score) - CUT


def test_the_official_policy_is_one_two_and_a_half() -> None:
    assert CN_OBJECTIVE_1.name == "cn-objective@1"
    numbers = (CN_OBJECTIVE_1.single, CN_OBJECTIVE_1.multiple, CN_OBJECTIVE_1.per_option)
    assert numbers == (Decimal(1), Decimal(2), Decimal("0.5"))


letters = st.sets(st.sampled_from("ABCDE")).map(lambda chosen: "".join(sorted(chosen)))
keys = st.sets(st.sampled_from("ABCDE"), min_size=2, max_size=4).map(lambda k: "".join(sorted(k)))


def marked(slot: int, key: str, held: Held, chapter: str = "JC01") -> Marked:
    kind = Kind.SINGLE if len(key) == 1 else Kind.MULTIPLE
    points = score_response(
        CN_OBJECTIVE_1, kind, key=frozenset(key), selected=frozenset(held.selected)
    )
    full = CN_OBJECTIVE_1.full_points(kind)
    return Marked(slot, kind, chapter, key, held, points, full)


rows = st.lists(
    st.tuples(keys | st.sampled_from("ABCD"), letters, st.integers(0, 400), st.sampled_from("12")),
    max_size=30,
).map(
    lambda found: [
        marked(n, key, Held(chosen, seconds=spent), f"JC0{chapter}")
        for n, (key, chosen, spent, chapter) in enumerate(found, start=1)
    ]
)


@given(rows, st.sampled_from(["kind", "chapter"]))
def test_a_tally_adds_up_to_the_paper_along_either_axis(items: list[Marked], by: str) -> None:
    found = tally(items, by=by)
    assert sum(row.items for row in found) == len(items)
    assert sum(row.points for row in found) == sum(item.points for item in items)
    assert sum(row.full for row in found) == sum(item.full for item in items)
    assert sum(row.seconds for row in found) == sum(item.held.seconds for item in items)
    for row in found:
        assert sum(row.verdicts.values()) == row.items
        assert 0 <= row.percent <= 100
        assert (row.percent == 100) == (row.points == row.full)
    names = [item.kind if by == "kind" else item.chapter for item in items]
    assert [row.name for row in found] == list(dict.fromkeys(names))


@pytest.mark.parametrize(
    ("points", "full", "percent"),
    [("0", "0", 0), ("1", "3", 33), ("99.5", "100", 99), ("100", "100", 100), ("2", "3", 66)],
)
def test_a_percentage_is_rounded_down(points: str, full: str, percent: int) -> None:
    assert Tally("x", points=Decimal(points), full=Decimal(full)).percent == percent


@given(rows)
def test_every_lost_half_is_told_with_what_was_missing_or_wrong(items: list[Marked]) -> None:
    halves, spoiled = half_answers(CN_OBJECTIVE_1, items), spoiled_answers(CN_OBJECTIVE_1, items)
    by_slot = {item.slot: item for item in items}
    assert not {half.slot for half in halves} & {found.slot for found in spoiled}
    for half in halves:
        key = by_slot[half.slot].key
        assert "".join(sorted(half.selected + half.missing)) == key
        assert list(half.missing) == sorted(half.missing)
        assert (half.wrong, half.possible) == ("", Decimal(2))
        assert half.lost > 0
    for found in spoiled:
        item = by_slot[found.slot]
        assert item.verdict is Verdict.WRONG
        assert set(found.wrong) == set(found.selected) - set(item.key)
        assert set(found.missing) == set(item.key) - set(found.selected)
        assert list(found.wrong) == sorted(found.wrong)
        assert found.points == 0 < found.possible == found.lost


@given(rows)
def test_what_is_marked_slow_is_over_a_minute_and_never_the_most(items: list[Marked]) -> None:
    slow = slow_slots(items)
    for kind in (Kind.SINGLE, Kind.MULTIPLE):
        mine = [item for item in items if item.kind == kind]
        marked_slow = [item for item in mine if item.slot in slow]
        assert all(item.held.seconds > 60 for item in marked_slow)
        assert 2 * len(marked_slow) <= len(mine)  # above twice the median is less than half


@pytest.mark.parametrize(
    ("seconds", "is_slow"), [((10, 10, 60), False), ((10, 10, 61), True), ((40, 40, 80), False)]
)
def test_slow_begins_after_the_minute_and_after_twice_the_usual(
    seconds: tuple[int, ...], is_slow: bool
) -> None:
    items = [marked(n, "A", Held("A", seconds=spent)) for n, spent in enumerate(seconds, start=1)]
    assert slow_slots(items) == (frozenset({3}) if is_slow else frozenset())


@given(
    st.dictionaries(st.integers(1, 80), st.builds(Held, letters, st.booleans(), st.integers(0, 9)))
)
def test_a_marked_paper_reads_back_as_it_was(held: dict[int, Held]) -> None:
    outcome = mark_attempt(CN_OBJECTIVE_1, PAPER, held=held, cut_score=CUT)
    again = Outcome.from_text(outcome.to_text())
    assert again == outcome
    assert (again.is_passed, again.margin) == (outcome.is_passed, outcome.margin)
    assert len(again.held) == 80


def test_a_slot_that_holds_nothing_is_neither_chosen_nor_flagged_nor_timed() -> None:
    assert (Held().selected, Held().flagged, Held().seconds) == ("", False, 0)
    empty = mark_attempt(CN_OBJECTIVE_1, [], held={}, cut_score=CUT)
    assert Outcome.from_text(empty.to_text()) == empty
    assert (empty.score, empty.is_passed) == (Decimal(0), False)


@given(st.integers(0, 200), st.data())
def test_a_comparison_needs_thirty_and_never_says_more_than_it_knows(
    count: int, data: st.DataObject
) -> None:
    below = data.draw(st.integers(0, count))
    found = compare(count=count, total=Decimal(60) * count, below=below)
    assert (found is None) == (count < 30)
    if found:
        assert (found.count, found.mean) == (count, Decimal("60.0"))
        assert 0 <= found.percent_below <= 100
        assert (found.percent_below == 100) == (below == count)


def pool(number: int, kind: str = "single", chapter: str = "JC01") -> PoolItem:
    return PoolItem(number, number, f"{number:03d}", kind, chapter, "apply", "A", 0.6)


bounds = st.tuples(st.integers(-1, 4), st.integers(0, 4)).map(lambda b: Bounds(*b))


@given(st.integers(0, 8), st.lists(bounds, min_size=1, max_size=3))
def test_bounds_are_a_fault_exactly_when_no_form_can_meet_them(
    size: int, cells: list[Bounds]
) -> None:
    chapters = {f"JC{n:02d}": cell for n, cell in enumerate(cells, start=1)}
    faults = list(check_bounds(Specification({"single": size}, chapters, {})))
    can = any(
        sum(counts) == size
        and all(0 <= c.min <= n <= c.max for c, n in zip(cells, counts, strict=True))
        for counts in product(range(5), repeat=len(cells))
    )
    assert (not faults) is can


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_a_form_is_good_exactly_when_its_kinds_are_exact(
    singles: int, multiples: int, wanted: int, others: int
) -> None:
    items = [pool(n) for n in range(singles)]
    items += [pool(100 + n, "multiple") for n in range(multiples)]
    plan = Specification({"single": wanted, "multiple": others}, {}, {})
    assert (check_form(plan, items) == []) is ((singles, multiples) == (wanted, others))


def test_cells_are_told_in_order_and_disorder_once() -> None:
    kinds = ["multiple", "single"] * 3
    items = [pool(9 - n, kind, f"JC{9 - n:02d}") for n, kind in enumerate(kinds)]
    plan = Specification({"single": 3, "multiple": 3}, {"JC01": Bounds(1, 1)}, {})
    cells = check_form(plan, items)
    chapters = [cell.name for cell in cells if cell.axis == "chapter"]
    assert chapters == ["JC01", "JC04", "JC05", "JC06", "JC07", "JC08", "JC09"]
    assert [cell.found for cell in cells if cell.axis == "order"] == [2]


@given(st.lists(st.sets(st.integers(0, 6)), min_size=1, max_size=7))
def test_enemies_are_told_in_order_each_pair_once(named: list[set[int]]) -> None:
    items = [
        PoolItem(
            n,
            n,
            f"{n:03d}",
            "single",
            "JC01",
            "apply",
            "A",
            0.5,
            frozenset(map("{:03d}".format, e)),
        )
        for n, e in enumerate(named)
    ]
    pairs = enemy_pairs(items)
    assert all(one < two for one, two in pairs)
    assert pairs == enemy_pairs(items[::-1])
    cells = check_form(Specification({"single": len(items)}, {}, {}), items)
    assert [cell.name for cell in cells] == [" + ".join(pair) for pair in sorted(pairs)]


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_the_next_exam_lies_ahead_by_at_most_a_year_and_its_law_day_before_it(today: date) -> None:
    year = next_exam_year(today)
    assert timedelta(0) <= date(year, 6, 30) - today < timedelta(days=366)
    assert lens_day(year) == date(year, 1, 1) - timedelta(days=1)


def test_of_versions_that_overlap_the_later_one_is_law() -> None:
    first, second = Span("2020-01-01", date(2020, 6, 1)), Span("2021-01-01", date(2021, 6, 1))
    twin = Span("2021-02-01", date(2021, 6, 1))
    day = date(2022, 1, 1)
    for spans in ([first, second], [second, first]):
        assert find_in_force(spans, day) == second
    assert find_in_force([twin, second, first], day) == twin
    assert find_successor([twin, second, first], "2020-01-01") == second
    assert find_successor([twin, second, first], "2021-01-01") == twin


@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 100), bounds)
def test_a_share_within_bounds_rounds_to_a_number_within_them(
    ready: int, others: int, size: int, cell: Bounds
) -> None:
    found = judge_share(ready, ready + others, size=size, bounds=cell)
    exact = ready * size / (ready + others) if ready + others else 0.0
    assert abs(found.on_paper - exact) <= 0.05 + 1e-9
    assert found.on_paper == round(found.on_paper, 1)
    if found.state is ShareState.WITHIN:
        assert cell.min - 0.5 <= exact <= cell.max + 0.5
    assert judge_share(0, 0, size=size, bounds=None).on_paper == 0.0
