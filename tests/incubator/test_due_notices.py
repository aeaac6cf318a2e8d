"""Who is told of what falls due and who is not, step by step; each step once, whatever happens to the worker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories_dues import MAKERS, list_told, make_due, make_scene, tell
from tests.factories_incubator import TODAY
from trainingapp.incubator.due_telling import kinds_of
from trainingapp.incubator.queries.dues import DueKind
from trainingapp.rules.incubation.words import Stage

pytestmark = pytest.mark.usefixtures("app")

DAY = timedelta(days=1)
AGENCY, OFFICE = {"manager"}, {"officer"}
BOTH = AGENCY | OFFICE
LATE = BOTH  # the officer watches
ESCALATED = BOTH | {"head"}
NOBODY: set[str] = set()

# kind, days from its day to today, who is told. Whoever is not named is told nothing.
AUDIENCE = [
    (DueKind.TASK, -8, NOBODY),
    (DueKind.TASK, -7, AGENCY),
    (DueKind.TASK, 0, AGENCY),
    (DueKind.TASK, 1, LATE),
    (DueKind.TASK, 7, ESCALATED),
    (DueKind.TASK, 367, NOBODY),
    (DueKind.ITEM, -8, NOBODY),
    (DueKind.ITEM, -1, AGENCY),
    (DueKind.ITEM, 6, LATE),
    (DueKind.ITEM, 7, ESCALATED),
    (DueKind.ITEM_WAITS, 7, NOBODY),
    (DueKind.ITEM_WAITS, 8, OFFICE),
    (DueKind.ITEM_WAITS, 14, OFFICE | {"head"}),
    (DueKind.REPORT, -8, NOBODY),
    (DueKind.REPORT, -7, AGENCY),
    (DueKind.REPORT, 1, LATE),
    (DueKind.REPORT, 14, ESCALATED),
    (DueKind.REPORT_WAITS, 7, NOBODY),
    (DueKind.REPORT_WAITS, 8, OFFICE),
    (DueKind.REPORT_WAITS, 14, OFFICE | {"head"}),
    (DueKind.SIGNING, -8, NOBODY),
    (DueKind.SIGNING, -7, {"applicant", "manager", "officer"}),
    (DueKind.SIGNING, 7, {"applicant", "manager", "officer", "head"}),
    (DueKind.AGREEMENT, -8, NOBODY),
    (DueKind.AGREEMENT, -7, BOTH),
    (DueKind.AGREEMENT, 1, BOTH),
    (DueKind.AGREEMENT, 7, ESCALATED),
    (DueKind.STAY, -91, NOBODY),
    (DueKind.STAY, -90, BOTH),
    (DueKind.STAY, -7, BOTH),
    (DueKind.STAY, 7, ESCALATED),
    (DueKind.PAUSE, -8, NOBODY),
    (DueKind.PAUSE, 0, BOTH),
    (DueKind.PAUSE, 7, ESCALATED),
    (DueKind.EXTENSION, 0, {"head"}),
    (DueKind.EXTENSION, 7, {"head"}),
    (DueKind.EXTENSION, 8, {"head", "officer"}),
    (DueKind.REVIEW, -8, NOBODY),
    (DueKind.REVIEW, -7, {"expert"}),
    (DueKind.REVIEW, 1, {"expert", "officer"}),
    (DueKind.REVIEW, 7, {"expert", "officer", "head"}),
    (DueKind.SEAT, 7, NOBODY),
    (DueKind.SEAT, 8, {"expert", "officer"}),
    (DueKind.SEAT, 14, {"expert", "officer", "head"}),
    (DueKind.OBJECTION, -8, NOBODY),
    (DueKind.OBJECTION, -7, {"officer", "head"}),
    (DueKind.OBJECTION, 1, {"officer", "head"}),
    (DueKind.PROPOSAL, 7, NOBODY),
    (DueKind.PROPOSAL, 8, {"authority", "officer"}),
    (DueKind.PROPOSAL, 14, {"authority", "officer"}),
    (DueKind.CHECK, -8, NOBODY),
    (DueKind.CHECK, -7, AGENCY),
    (DueKind.CHECK, 0, AGENCY),
    (DueKind.CHECK, 1, NOBODY),
    (DueKind.CHECK, 7, NOBODY),
    (DueKind.RED, -1, NOBODY),
    (DueKind.RED, 0, BOTH),
    (DueKind.RED, 6, BOTH),
    (DueKind.RED, 7, NOBODY),
    (DueKind.WAIVER, -8, NOBODY),
    (DueKind.WAIVER, -7, ESCALATED),
    (DueKind.WAIVER, 0, ESCALATED),
    (DueKind.WAIVER, 1, NOBODY),
]


@pytest.mark.parametrize(
    ("kind", "days", "people"), AUDIENCE, ids=[f"{one[0]}{one[1]:+}" for one in AUDIENCE]
)
def test_who_is_told_and_nobody_else(kind: DueKind, days: int, people: set[str]) -> None:
    scene = make_scene()
    make_due(scene, kind, TODAY - DAY * days)
    tell(kind)
    assert {who: len(kinds) for who, kinds in list_told(scene).items()} == dict.fromkeys(people, 1)


def test_every_kind_is_in_the_table() -> None:
    assert {one[0] for one in AUDIENCE} == set(DueKind) == set(MAKERS)


# The day on which each kind would tell somebody.
SPEAKING = {
    DueKind.ITEM_WAITS: 8,
    DueKind.REPORT_WAITS: 8,
    DueKind.SEAT: 8,
    DueKind.PROPOSAL: 8,
}


@pytest.mark.parametrize("stage", [Stage.ALUMNI, Stage.TERMINATED, Stage.REJECTED, Stage.WITHDRAWN])
def test_a_closed_case_tells_nobody_of_anything_but_the_agency_of_its_checks(stage: Stage) -> None:
    scene = make_scene()
    for kind in DueKind:
        make_due(scene, kind, TODAY - DAY * SPEAKING.get(kind, 0))
    scene.change(stage=stage)
    tell()
    assert list(list_told(scene)) == ["manager"]
    assert {one[:-4] for one in list_told(scene)["manager"]} <= {"check", "waiver"}


@pytest.mark.parametrize("kind", DueKind)
def test_a_second_run_on_the_same_day_tells_nothing_again(kind: DueKind) -> None:
    scene = make_scene()
    make_due(scene, kind, TODAY - DAY * SPEAKING.get(kind, 0))
    assert tell(kind) == 1
    before = list_told(scene)
    assert tell(kind) == 0
    assert list_told(scene) == before != {}


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        (range(-10, -7), []),
        (range(-10, -6), ["task_due"]),
        (range(-10, 0), ["task_due", "task_due"]),
        (range(-10, 1), ["task_due"] * 3),
        (range(-10, 7), [*["task_due"] * 3, "task_late"]),
        (range(-10, 22), [*["task_due"] * 3, *["task_late"] * 4]),
    ],
    ids=["eight", "seven", "one", "day", "late", "weeks"],
)
def test_day_by_day_each_step_is_told_once(days: range, kinds: list[str]) -> None:
    scene = make_scene()
    make_due(scene, DueKind.TASK, TODAY)
    told: list[str] = []
    for day in days:
        count = tell(DueKind.TASK, days=day)
        told += [list_told(scene)["manager"][-1]] if count else []
    assert told == kinds


def test_what_nobody_read_gives_way_to_the_newer_notice() -> None:
    scene = make_scene()
    make_due(scene, DueKind.ITEM, TODAY)
    for day in (-7, -1, 0, 1, 7):
        tell(DueKind.ITEM, days=day)
    assert list_told(scene) == {who: ["late_item"] for who in ("manager", "officer", "head")}


def test_a_worker_that_stood_still_tells_the_newest_step_alone() -> None:
    scene = make_scene()
    make_due(scene, DueKind.REPORT, TODAY)
    assert tell(DueKind.REPORT, days=-7) == 1
    assert tell(DueKind.REPORT, days=5) == 1
    assert list_told(scene) == {"manager": ["report_late"], "officer": ["late_report"]}


def test_a_day_that_moves_is_told_of_anew() -> None:
    scene = make_scene(planned_exit_on=TODAY + DAY * 90)
    assert tell(DueKind.STAY) == 1
    scene.change(planned_exit_on=TODAY + DAY * 180)
    assert tell(DueKind.STAY) == 0
    assert tell(DueKind.STAY, days=90) == 1


def test_all_kinds_at_once_are_told_by_one_run() -> None:
    scene = make_scene()
    kinds = [DueKind.TASK, DueKind.ITEM, DueKind.REPORT, DueKind.CHECK, DueKind.RED, DueKind.STAY]
    for kind in kinds:
        make_due(scene, kind)
    assert tell() == len(kinds)
    expected = {kinds_of(kind, "R25" if kind is DueKind.CHECK else "R12").ahead for kind in kinds}
    assert {f"incubator.{one}" for one in list_told(scene)["manager"]} == expected
