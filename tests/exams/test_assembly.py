"""An assembled form meets its specification for every seed; an impossible one says what conflicts."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given, settings, strategies as st

from trainingapp.exams.assembly import FormImpossible, assemble_form
from trainingapp.rules.specifications import Bounds, PoolItem, Specification, check_form
from trainingapp.web.errors import sentence

CHAPTERS = [f"JC{number:02d}" for number in range(1, 13)]
LEVELS = ["recall", "understand", "apply"]
PAPER = Specification(
    kinds={"single": 60, "multiple": 20},
    chapters={chapter: Bounds(4, 10) for chapter in CHAPTERS},
    levels={"recall": Bounds(10, 20), "understand": Bounds(20, 36), "apply": Bounds(28, 45)},
)
SMALL = Specification(
    kinds={"single": 6, "multiple": 2},
    chapters={"JC01": Bounds(3, 5), "JC02": Bounds(3, 5)},
    levels={"recall": Bounds(1, 4), "apply": Bounds(4, 7)},
)


def make_pool(size: int, *, chapters: int = 12, enemies: int = 0, seed: int = 7) -> list[PoolItem]:
    dice = random.Random(seed)
    pool = []
    for number in range(size):
        kind = "multiple" if number % 4 == 0 else "single"
        pool.append(
            PoolItem(
                item=number,
                revision=number,
                code=f"JC-01-{number:04d}",
                kind=kind,
                chapter=CHAPTERS[dice.randrange(chapters)],
                level=dice.choice(LEVELS if chapters > 2 else ["recall", "apply"]),
                key=dice.choice("ABCD") if kind == "single" else "ABE",
                facility=0.6,
                enemies=frozenset(
                    f"JC-01-{dice.randrange(size):04d}" for _ in range(enemies and 1)
                ),
            )
        )
    return pool


def codes(items: list[PoolItem]) -> list[str]:
    return [item.code for item in items]


LARGE = make_pool(400, enemies=1)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_an_assembled_form_satisfies_its_specification_for_every_seed(seed: int) -> None:
    items = assemble_form(PAPER, LARGE, seed=seed)
    assert check_form(PAPER, items) == []
    letters = Counter(item.key for item in items if item.kind == "single")
    assert all(13 <= letters[letter] <= 17 for letter in "ABCD")


def test_the_same_seed_gives_the_same_form_and_another_seed_another() -> None:
    first = codes(assemble_form(PAPER, LARGE, seed=1))
    assert codes(assemble_form(PAPER, list(reversed(LARGE)), seed=1)) == first
    assert len(set(first) - set(codes(assemble_form(PAPER, LARGE, seed=2)))) > 20


def test_items_seen_lately_are_avoided_where_others_will_do() -> None:
    seen = set(codes(assemble_form(PAPER, LARGE, seed=1)))
    again = codes(assemble_form(PAPER, LARGE, seed=1, seen=seen))
    assert seen.isdisjoint(again)


def test_items_seen_lately_fill_the_gaps_unless_they_are_forbidden() -> None:
    pool = make_pool(14, chapters=2, seed=3)
    seen = codes(pool)[:8]
    filled = codes(assemble_form(SMALL, pool, seed=1, seen=seen))
    assert 2 <= len(set(filled) & set(seen)) <= 5
    with pytest.raises(FormImpossible):
        assemble_form(SMALL, pool, seed=1, seen=seen, forbid_seen=True)


def test_enemies_are_kept_apart_although_they_are_the_best_choice() -> None:
    plain = make_pool(40, chapters=2)
    first = assemble_form(SMALL, plain, seed=5)
    rival = frozenset(codes(first))
    hostile = [
        item if item.code not in rival else PoolItem(**{**fields(item), "enemies": rival})
        for item in plain
    ]
    assert len(rival & set(codes(assemble_form(SMALL, hostile, seed=5)))) <= 1


def fields(item: PoolItem) -> dict[str, object]:
    return {name: getattr(item, name) for name in PoolItem.__dataclass_fields__}


@pytest.mark.parametrize(
    ("changes", "axis", "name", "found"),
    [
        ({"kinds": {"single": 2, "multiple": 8}}, "kind", "multiple", 4),
        ({"chapters": {"JC01": Bounds(2, 6), "JC02": Bounds(2, 6), "JC03": Bounds(1, 2)}}, "chapter", "JC03", 0),
        ({"levels": {"recall": Bounds(0, 8), "apply": Bounds(0, 8), "understand": Bounds(2, 3)}},
         "level", "understand", 0),
    ],
)  # fmt: skip
def test_an_impossible_specification_names_the_cell_that_conflicts(
    changes: dict[str, object], axis: str, name: str, found: int
) -> None:
    specification = Specification(
        **{"kinds": SMALL.kinds, "chapters": {}, "levels": {}, **changes}  # type: ignore[arg-type]
    )
    with pytest.raises(FormImpossible) as refused:
        assemble_form(specification, make_pool(16, chapters=2), seed=1)
    assert [(cell.axis, cell.name, cell.found) for cell in refused.value.cells] == [
        (axis, name, found)
    ]


def test_two_demands_that_exclude_each_other_are_found_although_each_can_be_met() -> None:
    pool = [
        item
        for item in make_pool(60, chapters=2)
        if (item.chapter, item.level) != ("JC02", "apply")
    ]
    specification = Specification(
        kinds={"single": 6},
        chapters={"JC02": Bounds(5, 6), "JC01": Bounds(0, 1)},
        levels={"apply": Bounds(5, 6), "recall": Bounds(0, 1)},
    )
    with pytest.raises(FormImpossible) as refused:
        assemble_form(specification, pool, seed=1)
    assert {cell.axis for cell in refused.value.cells} & {"chapter", "level"}


def test_the_conflict_is_said_in_the_language_of_the_reader(app: Flask) -> None:
    specification = Specification({"multiple": 9}, {}, {})
    with pytest.raises(FormImpossible) as refused:
        assemble_form(specification, make_pool(16, chapters=2), seed=1)
    with app.test_request_context(), force_locale("en"):
        assert "multiple items: 9 wanted, 4 possible." in sentence(refused.value)
    with app.test_request_context(), force_locale("zh"):
        assert sentence(refused.value) == (
            "现有试题组不成符合命题细目表的试卷：multiple 题需要 9 道，最多能有 4 道。"
        )


@pytest.mark.slow
def test_eighty_of_five_thousand_take_less_than_five_seconds() -> None:
    pool = make_pool(5000, enemies=1)
    seen = codes(pool)[::10]
    times = []
    for seed in range(5):
        start = time.process_time()
        items = assemble_form(PAPER, pool, seed=seed, seen=seen)
        times.append(time.process_time() - start)
        assert check_form(PAPER, items) == []
    assert sorted(times)[2] < 5
