"""What a specification demands, and what the verifier of a form finds."""

from __future__ import annotations

from datetime import date

import pytest

from trainingapp.rules.specifications import (
    Bounds,
    Cell,
    PoolItem,
    Specification,
    check_bounds,
    check_form,
    enemy_pairs,
    lens_day,
    next_exam_year,
)

SMALL = Specification(
    kinds={"single": 2, "multiple": 1},
    chapters={"JC01": Bounds(1, 2), "JC02": Bounds(1, 2)},
    levels={"recall": Bounds(0, 1), "apply": Bounds(1, 3)},
)


def item(code: str, kind: str = "single", chapter: str = "JC01", **changes: object) -> PoolItem:
    fields = {"level": "apply", "key": "A", "facility": 0.6, **changes}
    return PoolItem(item=1, revision=1, code=code, kind=kind, chapter=chapter, **fields)  # type: ignore[arg-type]


GOOD = [item("a"), item("b", chapter="JC02", level="recall"), item("c", "multiple")]


def test_a_form_that_meets_every_demand_has_no_violated_cell() -> None:
    assert check_form(SMALL, GOOD) == []


@pytest.mark.parametrize(
    ("items", "cell"),
    [
        ([GOOD[0], GOOD[1]], Cell("kind", "multiple", Bounds(1, 1), 0)),
        ([*GOOD[:2], item("d"), GOOD[2]], Cell("kind", "single", Bounds(2, 2), 3)),
        ([item("a"), item("b"), GOOD[2]], Cell("chapter", "JC01", Bounds(1, 2), 3)),
        ([item("a"), item("b"), GOOD[2]], Cell("chapter", "JC02", Bounds(1, 2), 0)),
        ([item("a", chapter="JC09"), *GOOD[1:]], Cell("chapter", "JC09", Bounds(0, 0), 1)),
        ([item("a", level="recall"), *GOOD[1:]], Cell("level", "recall", Bounds(0, 1), 2)),
        ([GOOD[1], GOOD[1], GOOD[2]], Cell("repeated", "b", Bounds(0, 1), 2)),
        (
            [item("a", enemies=frozenset({"b", "x"})), *GOOD[1:]],
            Cell("enemies", "a + b", Bounds(0, 1), 2),
        ),
        ([GOOD[0], GOOD[2], GOOD[1]], Cell("order", "b", Bounds(0, 0), 3)),
    ],
)
def test_every_demand_that_is_missed_is_named(items: list[PoolItem], cell: Cell) -> None:
    assert cell in check_form(SMALL, items)


def test_without_chapters_or_levels_any_will_do() -> None:
    free = Specification(kinds={"single": 1}, chapters={}, levels={})
    assert check_form(free, [item("a", chapter="anything", level="recall")]) == []
    assert (free.size, SMALL.size) == (1, 3)


def test_enemies_are_a_pair_whoever_names_the_other_and_nobody_is_their_own() -> None:
    one, two = item("a", enemies=frozenset({"a", "b"})), item("b", enemies=frozenset({"a"}))
    assert enemy_pairs([one, two]) == {("a", "b")}


@pytest.mark.parametrize(
    ("chapters", "codes"),
    [
        ({"JC01": Bounds(0, 3)}, []),
        ({"JC01": Bounds(3, 3)}, []),
        ({}, []),
        ({"JC01": Bounds(4, 4)}, ["bounds_impossible"]),
        ({"JC01": Bounds(0, 2)}, ["bounds_impossible"]),
        ({"JC01": Bounds(3, 2)}, ["bounds_reversed", "bounds_impossible"]),
        ({"JC01": Bounds(-1, 3)}, ["bounds_reversed"]),
    ],
)
def test_bounds_that_no_form_can_meet_are_a_fault(
    chapters: dict[str, Bounds], codes: list[str]
) -> None:
    specification = Specification({"single": 2, "multiple": 1}, chapters, {})
    assert [fault.code for fault in check_bounds(specification)] == codes


def test_levels_are_bounded_like_chapters() -> None:
    specification = Specification({"single": 2}, {}, {"apply": Bounds(0, 1)})
    (fault,) = check_bounds(specification)
    assert (fault.path, fault.parameters["max"], fault.parameters["size"]) == (("levels",), 1, 2)


def test_the_law_of_the_year_before_the_exam_counts() -> None:
    assert lens_day(2027) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2027, 1, 1), 2027), (date(2027, 6, 30), 2027), (date(2027, 7, 1), 2028)],
)
def test_the_next_exam_is_held_in_june(today: date, year: int) -> None:
    assert next_exam_year(today) == year
