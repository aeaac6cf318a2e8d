"""Officers who left are named in no task and told of no team; payments that are settled are waited for no more."""

from __future__ import annotations

import pytest

from tests.committing import written
from tests.factories_dues import Scene, make_scene, make_task
from tests.factories_incubator import NOON, TODAY
from tests.factories_paying import Scene as Till, make_scene as make_till
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.actions import paying
from trainingapp.incubator.actions.case_people import assign_officer
from trainingapp.incubator.actions.tasks import Todo, give_tasks, open_task
from trainingapp.incubator.models import Payment, Task
from trainingapp.incubator.queries.tasks import select_own
from trainingapp.incubator.queries.team_days import list_officers
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.accounting_words import Direction
from trainingapp.rules.incubation.residence_words import TaskSource
from trainingapp.rules.incubation.words import Actor, Stage

pytestmark = pytest.mark.usefixtures("app")


def leave(scene: Scene, *people: str) -> None:
    """These people hold their roles no more."""

    def revoke() -> None:
        ids = [scene.ids[one] for one in people]
        for grant in db.session.query(RoleGrant).filter(RoleGrant.user_id.in_(ids)):
            grant.revoked_at = NOON

    written(revoke)


def open_for(scene: Scene, assignee: str, owner: Actor = Actor.OFFICER) -> str | None:
    """The name of whom a task is given to when it is opened for somebody."""

    def opens() -> int | None:
        todo = Todo("x", owner, TaskSource.STAGE, assignee_id=scene.ids[assignee])
        case = scene.case
        return open_task("k", todo, agency=case.agency, case=case, now=NOON).assignee_id

    found = written(opens)
    return next((name for name, number in scene.ids.items() if number == found), None)


# ----- tasks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gone", "assignee", "named"),
    [
        ((), "officer", "officer"),
        (("officer",), "officer", None),
        (("officer", "second"), "officer", None),
        (("second",), "officer", "officer"),
        ((), "second", "second"),
        ((), "mentor", "mentor"),
    ],
)
def test_a_task_is_opened_for_nobody_who_left(
    gone: tuple[str, ...], assignee: str, named: str | None
) -> None:
    scene = make_scene()
    leave(scene, *gone)
    assert open_for(scene, assignee) == named


def test_a_task_of_an_agency_without_a_case_keeps_its_person() -> None:
    scene = make_scene()

    def opens() -> int | None:
        todo = Todo("x", Actor.AGENCY, TaskSource.RULE, assignee_id=scene.ids["manager"])
        return open_task("k", todo, agency=scene.agency, now=NOON).assignee_id

    assert written(opens) == scene.ids["manager"]


@pytest.mark.parametrize(
    ("reader", "gone", "is_shown"),
    [
        ("officer", (), True),
        ("second", (), False),
        ("second", ("officer",), True),
        ("head", ("officer",), False),
        ("other_officer", ("officer",), False),
        ("manager", ("officer",), False),
    ],
)
def test_what_was_given_to_an_officer_who_left_is_every_officers(
    reader: str, gone: tuple[str, ...], is_shown: bool
) -> None:
    scene = make_scene()
    make_task(scene, TODAY, owner=Actor.OFFICER, assignee_id=scene.ids["officer"])
    leave(scene, *gone)
    db.session.rollback()
    person = db.session.get_one(User, scene.ids[reader])
    assert len(db.session.scalars(select_own(person)).all()) == is_shown


def test_a_task_of_an_agencys_person_stays_theirs_when_they_left() -> None:
    scene = make_scene()
    make_task(scene, TODAY, owner=Actor.AGENCY, assignee_id=scene.ids["applicant"])
    person = db.session.get_one(User, scene.ids["manager"])
    assert db.session.scalars(select_own(person)).all() == []


def test_another_officer_takes_the_open_tasks_of_the_case_over() -> None:
    scene, other = make_scene(), make_scene()
    officer, second = scene.ids["officer"], scene.ids["second"]
    rows = {
        "open": make_task(scene, TODAY, key="a", assignee_id=officer).id,
        "done": make_task(scene, TODAY, key="b", assignee_id=officer, closed_at=NOON).id,
        "others": make_task(scene, TODAY, key="c", assignee_id=scene.ids["mentor"]).id,
        "elsewhere": make_task(other, TODAY, key="d", assignee_id=officer).id,
    }

    def assign() -> None:
        user = db.session.get_one(User, second)
        assign_officer(scene.case, user, by_id=scene.ids["head"], now=NOON)

    written(assign)
    found = {name: db.session.get_one(Task, number).assignee_id for name, number in rows.items()}
    assert found == {
        "open": second,
        "done": officer,
        "others": scene.ids["mentor"],
        "elsewhere": officer,
    }


def test_a_case_that_gets_its_first_officer_leaves_tasks_as_they_are() -> None:
    scene = make_scene(Stage.SUBMITTED, officer_id=None)
    number = make_task(scene, TODAY, assignee_id=None, owner=Actor.OFFICER).id

    def assign() -> None:
        user = db.session.get_one(User, scene.ids["officer"])
        assign_officer(scene.case, user, by_id=scene.ids["head"], now=NOON)

    written(assign)
    assert db.session.get_one(Task, number).assignee_id is None


def test_giving_tasks_twice_changes_nothing_more() -> None:
    scene = make_scene()
    number = make_task(scene, TODAY, assignee_id=scene.ids["officer"]).id
    ids = {"from_id": scene.ids["officer"], "to_id": scene.ids["second"]}
    for _time in range(2):
        written(lambda: give_tasks(scene.case, **ids))
    assert db.session.get_one(Task, number).assignee_id == ids["to_id"]


# ----- teams --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gone", "people"),
    [
        ((), {"officer"}),
        (("officer",), {"second"}),
        (("officer", "second"), {"head"}),
        (("officer", "second", "head"), set()),
    ],
)
def test_the_night_of_teams_tells_officers_who_are_there(
    gone: tuple[str, ...], people: set[str]
) -> None:
    scene = make_scene()
    leave(scene, *gone)
    db.session.rollback()
    found = list_officers([scene.agency_id]).get(scene.agency_id, set())
    assert {name for name, number in scene.ids.items() if number in found} == people


@pytest.mark.parametrize("stage", [Stage.REVIEW, Stage.EXITING, Stage.ALUMNI])
def test_outside_of_incubation_no_officer_is_told_of_a_team(stage: Stage) -> None:
    scene = make_scene(stage)
    assert list_officers([scene.agency_id]) == {}


# ----- payments -----------------------------------------------------------------------------------


def unread(till: Till) -> list[str]:
    """Who has an unread notice of a payment that waits."""
    db.session.rollback()
    rows = db.session.query(Notice).filter_by(kind="incubator.payment_waits", read_at=None)
    names = {user.id: name for name, user in till.people.items()}
    return sorted(names[row.user_id] for row in rows)


def test_a_released_payment_is_waited_for_no_more() -> None:
    till = make_till()
    first, second = (till.propose(Direction.IN, one, by="officer") for one in ("100", "50"))
    assert unread(till) == ["finance", "finance", "head", "head"]
    till.release(first)
    assert unread(till) == ["finance", "head"]
    till.release(second, by="finance")
    assert unread(till) == []


@pytest.mark.parametrize("by", ["finance", "officer"])
def test_a_payment_that_is_refused_or_taken_back_is_waited_for_no_more(by: str) -> None:
    till = make_till()
    payment = till.propose(Direction.IN, "100", by="officer")

    def refuse() -> None:
        row, who = db.session.get_one(Payment, payment), till.number(by)
        paying.refuse_payment(row, note="重复", actor_id=who, now=NOON)

    written(refuse)
    assert unread(till) == []


def test_a_notice_that_was_read_stays_and_leads_to_its_payment() -> None:
    till = make_till()
    payment = till.propose(Direction.IN, "100", by="finance")

    def read() -> None:
        db.session.query(Notice).one().read_at = NOON

    written(read)
    till.release(payment)
    row = db.session.query(Notice).one()
    assert row.url == f"/incubation/cases/{till.case_id}/money#payment-{payment}"


def test_who_left_the_base_waits_for_no_payment_either() -> None:
    till = make_till()
    payment = till.propose(Direction.IN, "100", by="officer")

    def leave_base() -> None:
        for grant in db.session.query(RoleGrant).filter_by(user_id=till.number("finance")):
            grant.revoked_at = NOON

    written(leave_base)
    till.release(payment)
    assert unread(till) == []
