"""How matters are told of: by the rules of their place, in batches, whole or not at all, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy.exc import IntegrityError

from tests.committing import written
from tests.factories_checks import make_place_rule
from tests.factories_dues import (
    DAY,
    list_told,
    make_due,
    make_item,
    make_scene,
    make_task,
    tell,
)
from tests.factories_incubator import NOON, TODAY
from tests.statements import counted
from trainingapp.extensions import db
from trainingapp.incubator.actions import due_notices
from trainingapp.incubator.actions.due_notices import SOURCES, remove_old, tell_batch
from trainingapp.incubator.due_jobs import tell_of_dues
from trainingapp.incubator.due_telling import CODES, kinds_of
from trainingapp.incubator.models import (
    DueNotice,
)
from trainingapp.incubator.queries.dues import DueKind
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import notice_sentence

pytestmark = pytest.mark.usefixtures("app")


# ----- rules of the place -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "days", "count"),
    [("3", -7, 0), ("3", -3, 1), ("30,3", -30, 1), ("0", -1, 0), ("0", 0, 1)],
)
def test_a_place_says_how_long_before_people_are_told(value: str, days: int, count: int) -> None:
    scene = make_scene()
    make_place_rule("1301", "reminder_days", value)
    make_task(scene, TODAY)
    assert tell(DueKind.TASK, days=days) == count


@pytest.mark.parametrize(
    ("value", "days", "is_told"), [("3", 3, True), ("3", 2, False), ("10", 7, False)]
)
def test_a_place_says_when_the_head_hears(value: str, days: int, is_told: bool) -> None:
    scene = make_scene()
    make_place_rule("130102", "escalation_days", value)
    make_task(scene, TODAY)
    tell(DueKind.TASK, days=days)
    assert ("head" in list_told(scene)) is is_told


# ----- batches, ends in the middle, and cost ----------------------------------------------------


@pytest.mark.parametrize("most", [1, 2, 3, 4, 200])
def test_batches_of_any_size_tell_of_everything_once(most: int) -> None:
    scene = make_scene()
    for number in range(4):
        make_task(scene, TODAY, key=f"k{number}")
    assert tell(DueKind.TASK, most=most) == 4
    assert tell(DueKind.TASK, most=most) == 0
    assert list_told(scene) == {"manager": ["task_due"] * 4}


@pytest.mark.both_databases
@pytest.mark.parametrize("dies_at", [1, 2, 3, 5])
def test_killed_in_the_middle_and_run_again_nothing_is_told_twice_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    scene = make_scene()
    for number in range(2):
        make_item(scene, TODAY - DAY * 7, code=f"k{number}")
    make_task(scene, TODAY)
    given: list[int] = []

    def dies(**values: object) -> None:
        given.append(1)
        if len(given) == dies_at:
            raise KeyboardInterrupt
        notify(**values)  # type: ignore[arg-type]

    monkeypatch.setattr(due_notices, "notify", dies)
    monkeypatch.setattr(due_notices, "BATCH", 1)
    with pytest.raises(KeyboardInterrupt):
        tell_of_dues(now=NOON)
    db.session.remove()
    tell_of_dues(now=NOON)
    late = ["late_item"] * 2
    assert list_told(scene) == {"manager": ["task_due", *late], "officer": late, "head": late}


@pytest.mark.both_databases
def test_the_database_refuses_a_step_that_was_told(app: object) -> None:
    written(lambda: db.session.add(DueNotice(key="task:1:x:0", given_at=NOON)))
    with pytest.raises(IntegrityError):
        written(lambda: db.session.add(DueNotice(key="task:1:x:0", given_at=NOON)))
    db.session.rollback()


@pytest.mark.parametrize("kind", DueKind)
def test_a_list_costs_the_same_however_long_it_is(kind: DueKind) -> None:
    counts: list[int] = []
    for scenes in (1, 3):
        for _one in range(scenes):
            make_due(make_scene(), kind)
        db.session.remove()
        with counted() as statements:
            found = SOURCES[kind](TODAY, 0, 200)
        assert len(found) == len(counts) * 3 + 1
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 2


def test_a_day_on_which_nothing_is_new_costs_the_same_for_many() -> None:
    scene, counts = make_scene(), []
    for numbers in (range(1), range(1, 9)):
        for number in numbers:
            make_task(scene, TODAY, key=f"k{number}")
        tell(DueKind.TASK)
        db.session.remove()
        with counted() as statements:
            tell_batch(DueKind.TASK, after=0, now=NOON)
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("days", "kept"), [(499, 1), (500, 1), (501, 0)])
def test_steps_of_long_ago_are_forgotten(days: int, kept: int) -> None:
    given = NOON - timedelta(days=days)
    written(lambda: db.session.add(DueNotice(key="x", given_at=given)))
    written(lambda: remove_old(now=NOON))
    assert db.session.query(DueNotice).count() == kept


# ----- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DueKind)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_notice_is_a_sentence_in_both_languages(
    app: object, kind: DueKind, language: str
) -> None:
    told = {"agency": "春晖", "text": "R12", "day": "2026-11-23", "period": "x"}
    waits = {DueKind.ITEM_WAITS, DueKind.REPORT_WAITS, DueKind.SEAT, DueKind.PROPOSAL}
    kinds = kinds_of(kind, "R12")
    names = {kinds.late, kinds.watched} if kind in waits else kinds.every
    with force_locale(language):
        sentences = [notice_sentence(name, told) for name in names]
        nothing = notice_sentence("there is no such kind", told)
    assert all("%(" not in one and one != nothing for one in sentences)
    assert all(("春晖" in one) or ("R12" in one) or ("x" in one) for one in sentences)


def test_each_check_is_named_by_its_title(app: object) -> None:
    sentences = {
        notice_sentence(kinds_of(DueKind.RED, code).ahead, {"agency": "春晖"}) for code in CODES
    }
    assert len(sentences) == len(CODES) == 50
    assert "春晖：“住所使用权”转为红色，请尽快处理。" in sentences
