"""What a result page says: breakdown, cost of half answers, slow items, comparison."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.results import (
    Comparison,
    HalfAnswer,
    Held,
    Marked,
    Outcome,
    compare,
    half_answers,
    mark_attempt,
    slow_slots,
    spoiled_answers,
    tally,
)
from trainingapp.rules.scoring import CN_OBJECTIVE_1, ScoredItem, Verdict

ITEMS = [
    ScoredItem("single", frozenset("A")),
    ScoredItem("single", frozenset("B")),
    ScoredItem("multiple", frozenset("ABC")),
    ScoredItem("multiple", frozenset("AB")),
]


def marked(slot: int, key: str, selected: str, **changes: object) -> Marked:
    values: dict[str, object] = {
        "slot": slot,
        "kind": "single" if len(key) == 1 else "multiple",
        "chapter": "JC01",
        "key": key,
        "held": Held(selected),
        "points": Decimal(0),
        "full": Decimal(1 if len(key) == 1 else 2),
        **changes,
    }
    return Marked(**values)  # type: ignore[arg-type]


def test_slots_without_a_row_are_unanswered() -> None:
    outcome = mark_attempt(
        CN_OBJECTIVE_1, ITEMS, held={1: Held("A"), 3: Held("AB", True, 9)}, cut_score=Decimal(3)
    )
    assert [str(points) for points in outcome.points] == ["1", "0", "1.0", "0"]
    assert outcome.held == (Held("A"), Held(), Held("AB", True, 9), Held())
    assert (outcome.score, outcome.full_score) == (Decimal(2), Decimal(6))
    assert (outcome.is_passed, outcome.margin) == (False, Decimal(-1))
    assert outcome.policy == "cn-objective@1"


def test_the_line_itself_is_passed() -> None:
    outcome = mark_attempt(CN_OBJECTIVE_1, ITEMS, held={1: Held("A")}, cut_score=Decimal(1))
    assert outcome.is_passed


held = st.builds(
    Held,
    selected=st.sets(st.sampled_from("ABCDE")).map(lambda chosen: "".join(sorted(chosen))),
    flagged=st.booleans(),
    seconds=st.integers(0, 86_400),
)


@given(st.lists(st.tuples(held, st.sampled_from(["0", "0.5", "1", "1.5", "2"])), max_size=80))
def test_an_outcome_survives_being_stored(rows: list[tuple[Held, str]]) -> None:
    points = tuple(Decimal(row[1]) for row in rows)
    outcome = Outcome(
        policy="cn-objective@1",
        cut_score=Decimal(60),
        full_score=Decimal(100),
        score=sum(points, Decimal(0)),
        points=points,
        held=tuple(row[0] for row in rows),
    )
    assert Outcome.from_text(outcome.to_text()) == outcome


def test_a_stored_outcome_is_small() -> None:
    outcome = mark_attempt(
        CN_OBJECTIVE_1,
        ITEMS * 20,
        held={slot: Held("ABC", True, 100) for slot in range(1, 81)},
        cut_score=Decimal(60),
    )
    assert len(outcome.to_text()) < 1300


def test_points_add_up_by_kind_and_by_chapter() -> None:
    items = [
        marked(1, "A", "A", points=Decimal(1), held=Held("A", seconds=10)),
        marked(2, "B", "C", chapter="JC02", held=Held("C", seconds=20)),
        marked(3, "ABC", "AB", chapter="JC02", points=Decimal(1), held=Held("AB", seconds=30)),
        marked(4, "AB", ""),
    ]
    single, multiple = tally(items, by="kind")
    assert (single.name, single.items, single.points, single.full) == ("single", 2, 1, 2)
    assert (multiple.points, multiple.full, multiple.seconds) == (1, 4, 30)
    assert multiple.verdicts == {
        Verdict.RIGHT: 0,
        Verdict.HALF: 1,
        Verdict.WRONG: 0,
        Verdict.UNANSWERED: 1,
    }
    first, second = tally(items, by="chapter")
    assert (first.name, first.percent) == ("JC01", 33)
    assert (second.name, second.percent, second.seconds) == ("JC02", 33, 50)


def test_a_tally_of_nothing_has_no_share() -> None:
    (row,) = tally([marked(1, "A", "A", full=Decimal(0))], by="kind")
    assert row.percent == 0


def test_a_half_answer_says_what_more_would_have_brought() -> None:
    (found,) = half_answers(
        CN_OBJECTIVE_1,
        [marked(1, "ABC", "AB", points=Decimal(1)), marked(2, "ABC", "ABC"), marked(3, "A", "B")],
    )
    assert found == HalfAnswer(1, "AB", "C", "", Decimal(1), Decimal(2))
    assert found.lost == Decimal(1)


def test_a_spoiled_answer_says_what_less_would_have_brought() -> None:
    items = [
        marked(1, "ABC", "ABD"),
        marked(2, "ABC", "DE"),  # nothing right in it
        marked(3, "ABC", "AB"),  # half, not spoiled
        marked(4, "AB", "ABC"),
        marked(5, "A", "B"),  # single items are not spoiled
    ]
    assert spoiled_answers(CN_OBJECTIVE_1, items) == [
        HalfAnswer(1, "ABD", "C", "D", Decimal(0), Decimal("1.0")),
        HalfAnswer(4, "ABC", "", "C", Decimal(0), Decimal(2)),
    ]


@pytest.mark.parametrize(
    ("seconds", "slow"),
    [
        ([20, 20, 20, 61], {4}),
        ([20, 20, 20, 60], set()),  # a minute is not long
        ([50, 50, 50, 100], set()),  # twice is not over twice
        ([50, 50, 50, 101], {4}),
        ([], set()),
    ],
)
def test_slow_is_over_a_minute_and_over_twice_the_usual(seconds: list[int], slow: set[int]) -> None:
    items = [
        marked(slot, "A", "A", held=Held("A", seconds=spent))
        for slot, spent in enumerate(seconds, start=1)
    ]
    assert slow_slots(items) == slow


def test_kinds_have_their_own_usual_time() -> None:
    items = [marked(slot, "A", "A", held=Held("A", seconds=30)) for slot in range(1, 4)]
    items += [marked(slot, "AB", "AB", held=Held("AB", seconds=100)) for slot in range(4, 6)]
    assert slow_slots(items) == set()


def test_fewer_than_thirty_are_not_compared() -> None:
    assert compare(count=29, total=Decimal(1000), below=10) is None


def test_a_comparison_rounds_down() -> None:
    assert compare(count=30, total=Decimal("1850.5"), below=29) == Comparison(
        30, Decimal("61.7"), 96
    )


@pytest.mark.parametrize(
    ("count", "total", "below", "expected"),
    [
        (0, 0, 0, None),
        (29, 2900, 29, None),
        (30, 0, 0, Comparison(30, Decimal("0.0"), 0)),
        (30, 1800, 30, Comparison(30, Decimal("60.0"), 100)),
        (31, 100, 30, Comparison(31, Decimal("3.2"), 96)),
        (1000, 61_250, 999, Comparison(1000, Decimal("61.2"), 99)),
    ],
)
def test_a_comparison_begins_with_thirty_and_never_flatters(
    count: int, total: int, below: int, expected: Comparison | None
) -> None:
    assert compare(count=count, total=Decimal(total), below=below) == expected


keys = st.sampled_from(["A", "B", "AB", "BD", "ABC", "ABCD", "BCDE"])
papers = st.lists(st.tuples(keys, st.sets(st.sampled_from("ABCDE"))), min_size=1, max_size=20)


def mark(paper: list[tuple[str, set[str]]]) -> tuple[Outcome, list[Marked]]:
    """A paper marked and taken apart again, as the result page does."""
    items = [ScoredItem("single" if len(k) == 1 else "multiple", frozenset(k)) for k, _ in paper]
    held = {n: Held("".join(sorted(chosen)), seconds=n) for n, (_, chosen) in enumerate(paper, 1)}
    outcome = mark_attempt(CN_OBJECTIVE_1, items, held=held, cut_score=Decimal(3))
    rows = [
        marked(slot, key, row.selected, held=row, points=points, chapter=f"JC0{slot % 3}")
        for slot, ((key, _), row, points) in enumerate(
            zip(paper, outcome.held, outcome.points, strict=True), start=1
        )
    ]
    return outcome, rows


@given(papers)
def test_kinds_and_chapters_each_add_up_to_the_score(paper: list[tuple[str, set[str]]]) -> None:
    outcome, rows = mark(paper)
    for by in ("kind", "chapter"):
        tallies = tally(rows, by=by)
        assert sum(row.points for row in tallies) == outcome.score
        assert sum(row.full for row in tallies) == outcome.full_score
        assert sum(row.items for row in tallies) == len(paper)
        assert sum(sum(row.verdicts.values()) for row in tallies) == len(paper)
        assert sum(row.seconds for row in tallies) == sum(range(1, len(paper) + 1))
        assert all(0 <= row.percent <= 100 for row in tallies)
        assert all((row.percent == 100) is (row.points == row.full) for row in tallies)


@given(papers)
def test_a_half_answer_always_left_something_and_names_what(
    paper: list[tuple[str, set[str]]],
) -> None:
    outcome, rows = mark(paper)
    for answer in half_answers(CN_OBJECTIVE_1, rows):
        key = paper[answer.slot - 1][0]
        assert answer.lost > 0
        assert set(answer.selected) | set(answer.missing) == set(key)
        assert answer.points == Decimal("0.5") * len(answer.selected)
    for answer in spoiled_answers(CN_OBJECTIVE_1, rows):
        key = paper[answer.slot - 1][0]
        assert answer.points == 0 < answer.possible
        assert set(answer.wrong).isdisjoint(key)
        assert set(answer.selected) - set(answer.wrong) <= set(key)
    told = [a.slot for a in half_answers(CN_OBJECTIVE_1, rows)]
    told += [a.slot for a in spoiled_answers(CN_OBJECTIVE_1, rows)]
    assert len(told) == len(set(told))
    assert outcome.is_passed is (outcome.margin >= 0)


@given(papers)
def test_a_slow_item_took_longer_than_the_usual_of_its_kind(
    paper: list[tuple[str, set[str]]],
) -> None:
    rows = [
        marked(row.slot, row.key, "A", held=Held("A", seconds=row.slot * 37 % 400))
        for row in mark(paper)[1]
    ]
    slow = slow_slots(rows)
    for kind in ("single", "multiple"):
        spent = {row.slot: row.held.seconds for row in rows if row.kind == kind}
        # never more than half of a kind: the usual is its median
        assert len(slow & set(spent)) <= len(spent) / 2
        assert all(spent[slot] > 60 for slot in slow & set(spent))


def test_an_outcome_of_no_items_is_read_back() -> None:
    outcome = mark_attempt(CN_OBJECTIVE_1, [], held={}, cut_score=Decimal(60))
    assert Outcome.from_text(outcome.to_text()) == outcome
    assert (outcome.score, outcome.is_passed, outcome.margin) == (0, False, -60)


def test_a_slot_beyond_the_paper_adds_nothing() -> None:
    held = {1: Held("A"), 5: Held("A"), 0: Held("A"), -1: Held("A")}
    outcome = mark_attempt(CN_OBJECTIVE_1, ITEMS, held=held, cut_score=Decimal(1))
    assert outcome.score == 1
    assert len(outcome.held) == len(ITEMS)
