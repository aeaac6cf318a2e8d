"""Two at once on desks, equipment, tasks and words that are said once, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import DatabaseError

from tests.education.test_at_once import run_at_once
from tests.factories_incubator import NOON, TODAY
from tests.factories_residence import Stay, hand_over, make_stay, write_items
from tests.factories_stays import begin_handing_over, make_piece, make_second
from trainingapp.extensions import db
from trainingapp.incubator.actions import handing_over, leaving, planning, residing
from trainingapp.incubator.actions.tasks import Todo, close_task, open_task
from trainingapp.incubator.models import (
    Agreement,
    Case,
    DeskAssignment,
    Dismissal,
    EarlyConsent,
    Equipment,
    EquipmentLoan,
    Extension,
    FollowUp,
    Handover,
    PlanItem,
    Pledge,
    Rectification,
    Task,
)
from trainingapp.incubator.queries import leaving as queries, residence
from trainingapp.rules.incubation.residence_words import Cause, Origin, PledgeKind, TaskSource
from trainingapp.rules.incubation.words import Actor

Act = Callable[[Case], object]
DAY = timedelta(days=1)


def at_once(app: Flask, *acts: tuple[Stay, Act]) -> list[str]:
    """Each act on its case at the same moment, the case held as a page holds it; the names of what went wrong."""
    db.session.remove()

    def held(stay: Stay, act: Act) -> Callable[[], object]:
        def run() -> object:
            query = db.select(Case).where(Case.id == stay.case_id).with_for_update(of=Case)
            return act(db.session.scalars(query).one())

        return run

    return [type(one).__name__ for one in run_at_once(app, *(held(*one) for one in acts))]


def rows(table: type[object]) -> int:
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).select_from(table)) or 0


@pytest.mark.both_databases
def test_of_three_who_give_the_same_desk_to_two_cases_one_does(app: Flask) -> None:
    first = make_stay()
    second, by_id = make_second(first), first.id_of("head")

    def take(case: Case) -> None:
        residing.assign_desk(case, 1, by_id=by_id, now=NOON)

    assert at_once(app, (first, take), (second, take), (first, take)) == ["DeskTaken"] * 2
    assert rows(DeskAssignment) == 1


@pytest.mark.both_databases
def test_a_desk_that_is_free_again_is_given_again(app: Flask) -> None:
    stay = make_stay()
    by_id = stay.id_of("head")
    for _turn in range(3):
        stay.act(lambda case: residing.assign_desk(case, 1, by_id=by_id, now=NOON))
        stay.act(lambda case: residing.free_desk(case, 1, now=NOON))
    assert rows(DeskAssignment) == 3
    assert residence.list_desks(stay.case().base) == {}


@pytest.mark.both_databases
def test_one_piece_is_lent_to_one_of_two(app: Flask) -> None:
    first = make_stay()
    second, piece = make_second(first), make_piece(first)

    def lend(case: Case) -> None:
        residing.lend(case, db.session.get_one(Equipment, piece), now=NOON)

    assert at_once(app, (first, lend), (second, lend)) == ["EquipmentOut"]
    assert rows(EquipmentLoan) == 1


@pytest.mark.both_databases
def test_a_number_on_the_list_stands_for_one_piece_of_a_base(app: Flask) -> None:
    stay, other = make_stay(), make_stay()

    def enter(case: Case) -> None:
        residing.add_equipment(case.base, "P-1", "打印机", now=NOON)

    assert at_once(app, (stay, enter), (stay, enter), (other, enter)) == ["CodeTaken"]
    assert rows(Equipment) == 2


@pytest.mark.both_databases
def test_a_task_that_two_open_is_one_task(app: Flask) -> None:
    first = make_stay()
    second = make_second(first)

    def open_it(text: str) -> Act:
        def run(case: Case) -> object:
            todo = Todo(text, Actor.OFFICER, TaskSource.RULE)
            return open_task("rule:R04:1", todo, agency=case.agency, case=case, now=NOON)

        return run

    assert at_once(app, (first, open_it("one")), (second, open_it("two"))) == []
    assert rows(Task) == 1
    task = db.session.scalars(db.select(Task)).one()
    assert task.message in {"one", "two"}


@pytest.mark.both_databases
def test_a_task_that_two_close_is_closed_and_may_open_anew(app: Flask) -> None:
    stay = make_stay()
    todo = Todo("x", Actor.OFFICER, TaskSource.RULE)

    def open_it(case: Case) -> None:
        open_task("rule:R05:1", todo, agency=case.agency, case=case, now=NOON)

    stay.act(open_it)

    def close(case: Case) -> object:
        return close_task("rule:R05:1", now=NOON, by_id=None)

    assert at_once(app, (stay, close), (stay, close)) == []
    stay.act(open_it)
    closed = db.session.scalars(db.select(Task.closed_at).order_by(Task.id)).all()
    assert closed == [NOON, None]


@pytest.mark.both_databases
def test_a_longer_stay_is_asked_for_by_one_of_two(app: Flask) -> None:
    stay = make_stay()
    ids = [stay.id_of("manager"), stay.id_of("officer")]

    def ask(by_id: int) -> Act:
        return lambda case: residing.ask_extension(
            case, 3, reason="r", plan="p", by_id=by_id, now=NOON
        )

    assert at_once(app, (stay, ask(ids[0])), (stay, ask(ids[1]))) == ["AlreadyAsked"]
    assert rows(Extension) == 1


@pytest.mark.both_databases
def test_a_dismissal_is_considered_once_and_told_once(app: Flask) -> None:
    stay = make_stay()
    by_id = stay.id_of("head")

    def consider(case: Case) -> object:
        return leaving.consider_dismissal(case, Cause.BREACH, "f", by_id=by_id, now=NOON)

    assert at_once(app, (stay, consider), (stay, consider)) == ["AlreadyConsidered"]
    assert rows(Dismissal) == 1


@pytest.mark.both_databases
def test_what_is_said_twice_at_once_stands_once(app: Flask) -> None:
    """A double click on the pledge, the head's word, the beginning of the hand-over, the first thing to put right."""
    stay = make_stay()
    by_id = stay.id_of("head")

    def say(case: Case) -> None:
        residing.agree(case, PledgeKind.CONDUCT, by_id=by_id, now=NOON)
        residing.agree_to_early(case, "done", by_id=by_id, now=NOON)
        handing_over.begin_handover(case, now=NOON)
        leaving.write_item(case, Origin.RULE, "x", due_on=TODAY, by_id=by_id, now=NOON)
        planning.make_items(case, now=NOON)

    assert at_once(app, (stay, say), (stay, say)) == []
    assert [rows(one) for one in (Pledge, EarlyConsent, Handover, Rectification)] == [1] * 4
    codes = list(db.session.scalars(db.select(PlanItem.code)))
    assert len(codes) == len(set(codes)) > 10


@pytest.mark.both_databases
def test_items_that_two_add_to_a_plan_have_codes_of_their_own(app: Flask) -> None:
    stay = make_stay()

    def add(case: Case) -> object:
        return planning.add_item(case, planning.Planned("x", Actor.AGENCY), now=NOON)

    assert at_once(app, (stay, add), (stay, add), (stay, add)) == []
    assert sorted(db.session.scalars(db.select(PlanItem.code))) == ["own_1", "own_2", "own_3"]


@pytest.mark.both_databases
def test_both_sides_may_sign_a_hand_over_at_the_same_moment(app: Flask) -> None:
    stay = make_stay()
    hand_over(stay, agency=False, base=False)
    by_id = stay.id_of("head")

    def sign(*, as_agency: bool) -> Act:
        def run(case: Case) -> None:
            row = queries.find_handover(case)
            assert row is not None
            handing_over.sign_handover(row, as_agency=as_agency, by_id=by_id, now=NOON)

        return run

    acts = [(stay, sign(as_agency=True)), (stay, sign(as_agency=False))]
    assert at_once(app, *acts, acts[0]) == ["AlreadySigned"]
    assert stay.missing("handover_complete") == []
    assert db.session.scalars(db.select(Task).filter_by(closed_at=None)).all() == []


@pytest.mark.both_databases
def test_one_of_two_answers_is_on_record(app: Flask) -> None:
    stay = make_stay()
    by_id = stay.id_of("head")
    stay.act(
        lambda case: (
            leaving.consider_dismissal(case, Cause.BREACH, "f", by_id=by_id, now=NOON) and None
        )
    )

    def answer(text: str) -> Act:
        def run(case: Case) -> None:
            row = queries.find_dismissal(case)
            assert row is not None
            leaving.answer_dismissal(row, text, by_id=by_id, now=NOON)

        return run

    assert at_once(app, (stay, answer("one")), (stay, answer("two"))) == ["HearingOver"]
    row = queries.find_dismissal(stay.case())
    assert row is not None
    assert row.statement in {"one", "two"}


# What no row of a stay may hold, whatever program writes it.
IMPOSSIBLE: list[tuple[str, Callable[[Stay], object]]] = [
    ("ends before it starts", lambda stay: agreement(stay, ends_on=TODAY)),
    ("rent below nought", lambda stay: agreement(stay, rent=-1)),
    ("desks below nought", lambda stay: agreement(stay, desks=-1)),
    ("kind of agreement", lambda stay: agreement(stay, kind="marriage")),
    ("months", lambda stay: extension(stay, months=25)),
    ("no months", lambda stay: extension(stay, months=0)),
    ("desk given back before it was had", lambda stay: desk(stay, ends_on=TODAY - DAY)),
    ("state of a piece", lambda stay: piece(stay, state="stolen")),
    ("kind of pledge", lambda stay: Pledge(case_id=stay.case_id, kind="love")),
    ("cause", lambda stay: dismissal(stay, cause="mood")),
    ("origin", lambda stay: rectification(stay, origin="dream")),
]


def agreement(stay: Stay, **changes: object) -> Agreement:
    values = {"kind": "entry", "starts_on": TODAY, "ends_on": TODAY + DAY, "entered_at": NOON}
    return Agreement(case_id=stay.case_id, **values | changes)


def extension(stay: Stay, **changes: object) -> Extension:
    return Extension(case_id=stay.case_id, reason="r", asked_at=NOON, **changes)


def desk(stay: Stay, **changes: object) -> DeskAssignment:
    values = {"base_id": stay.base_id, "desk": 1, "starts_on": TODAY}
    return DeskAssignment(case_id=stay.case_id, **values | changes)


def piece(stay: Stay, **changes: object) -> Equipment:
    return Equipment(base_id=stay.base_id, code="P", name="p", entered_at=NOON, **changes)


def dismissal(stay: Stay, **changes: object) -> Dismissal:
    values = {"facts": "f", "told_on": TODAY, "answer_by": TODAY, "written_at": NOON}
    return Dismissal(case_id=stay.case_id, **values | changes)


def rectification(stay: Stay, **changes: object) -> Rectification:
    return Rectification(case_id=stay.case_id, written_at=NOON, **changes)


def adding(row: object) -> Act:
    def run(case: Case) -> None:
        db.session.add(row)
        db.session.flush()

    return run


@pytest.mark.both_databases
def test_the_database_takes_nothing_impossible(app: Flask) -> None:
    stay = make_stay()
    stay.act(lambda case: None)
    for what, make in IMPOSSIBLE:
        with pytest.raises(DatabaseError):
            stay.act(adding(make(stay)))
        assert rows(Case) == 1, what
    assert [rows(one) for one in (Agreement, Extension, DeskAssignment, Equipment, Pledge)] == [
        0
    ] * 5


@pytest.mark.both_databases
def test_attempts_to_reach_a_graduate_are_only_added(app: Flask) -> None:
    from_day = make_stay()
    from_day.act(
        lambda case: leaving.note_contact(
            follow_up(case),
            on=TODAY,
            is_reached=False,
            note="",
            by_id=case.officer_id or 0,
            now=NOON,
        )
    )

    def change(case: Case) -> None:
        db.session.execute(db.text("UPDATE follow_up_contact SET is_reached = NOT is_reached"))

    with pytest.raises(DatabaseError, match="attempts are only added"):
        from_day.act(change)


def follow_up(case: Case) -> FollowUp:
    row = FollowUp(case_id=case.id, month=3, due_on=TODAY)
    db.session.add(row)
    db.session.flush()
    return row


@pytest.mark.both_databases
def test_the_lists_of_a_base_are_the_same_on_both_databases(app: Flask) -> None:
    first = make_stay()
    second, by_id = make_second(first), first.id_of("head")
    for stay, number in ((first, 3), (second, 1), (first, 2)):
        stay.act(
            lambda case, number=number: residing.assign_desk(case, number, by_id=by_id, now=NOON)  # type: ignore[misc]
        )
    case = first.case()
    assert [one.desk for one in residence.list_desks_of(case)] == [2, 3]
    assert sorted(residence.list_desks(case.base)) == [1, 2, 3]
    assert residence.list_free_desks(case.base) == list(range(4, 21))
    write_items(first, TODAY, None)
    begin_handing_over(first)
    assert first.missing("rectification_items_dated") == ["undated"]
    assert residence.count_open_tasks(first.case()) == 1
