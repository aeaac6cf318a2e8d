"""Places and the waiting list of a class against a model of them: whatever is done in whatever order, both agree."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_classes import make_cohort
from tests.factories_courses import NOON, make_instructor
from trainingapp.classes.actions import joining, running, upkeep
from trainingapp.classes.models import Membership
from trainingapp.classes.plans import CohortPlan
from trainingapp.classes.queries import cohorts, upkeep as queries
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.extensions import db
from trainingapp.rules.cohorts import JoinWay
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.transactions import writing

SELF = (JoinWay.CODE,)
ASKED = (JoinWay.LIST, JoinWay.INVITATION, JoinWay.AGENCY)
PEOPLE, STEPS = 7, 45


@dataclass
class Model:
    """What a class is in the simplest words: a line of people, of whom the first so many are in."""

    capacity: int | None = 2
    is_listed: bool = True
    members: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    left: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    learners: set[int] = field(default_factory=set)  # enrolled once, enrolled for good

    def is_here(self, user: int) -> bool:
        return user in self.members or user in self.waiting

    def join(self, user: int, way: JoinWay) -> bool:
        is_barred = user in self.removed or (user in self.left and way not in SELF)
        if self.is_here(user) or (is_barred and way != JoinWay.TEACHER):
            return False
        if not self.is_listed and user not in self.learners:
            return False
        self.left.discard(user)
        self.removed.discard(user)
        is_free = self.capacity is None or (len(self.members) < self.capacity and not self.waiting)
        (self.members if is_free else self.waiting).append(user)
        if is_free:
            self.learners.add(user)
        return True

    def go(self, user: int, where: set[int]) -> bool:
        if not self.is_here(user):
            return False
        (self.members if user in self.members else self.waiting).remove(user)
        where.add(user)
        self.move_up()
        return True

    def resize(self, capacity: int | None) -> bool:
        if capacity is not None and capacity < len(self.members):
            return False
        self.capacity = capacity
        self.move_up()
        return True

    def move_up(self) -> None:
        while (
            self.is_listed
            and self.waiting
            and (self.capacity is None or len(self.members) < self.capacity)
        ):
            self.members.append(self.waiting.pop(0))
            self.learners.add(self.members[-1])


class Real:
    """The same words said to the part itself. Each says whether it was done."""

    def __init__(self, cohort_id: int, leader: int) -> None:
        self.cohort_id, self.leader, self.now = cohort_id, leader, NOON

    def _try(self, act: object, *arguments: object, **named: object) -> bool:
        self.now += timedelta(seconds=1)
        try:
            act(*arguments, **named, now=self.now)  # type: ignore[operator]
        except RuleViolation:
            db.session.flush()
            return False
        return True

    def join(self, user: int, way: JoinWay) -> bool:
        entry = joining.Entry(way, user if way in SELF else self.leader)
        point = db.session.begin_nested()
        is_done = self._try(joining.join, self.cohort_id, user, entry)
        (point.commit if is_done else point.rollback)()
        return is_done

    def leave(self, user: int) -> bool:
        return self._try(joining.leave, self.cohort_id, user)

    def remove(self, user: int) -> bool:
        row = cohorts.find_membership(user, self.cohort_id)
        said = {"reason": "名单有误", "actor_id": self.leader}
        return row is not None and self._try(joining.remove_member, self.cohort_id, row.id, **said)

    def resize(self, capacity: int | None) -> bool:
        plan = CohortPlan(
            {"zh": "考前班"}, "", 2027, date(2026, 11, 20), date(2027, 5, 30), capacity
        )
        return self._try(running.update_cohort, self.cohort_id, plan, actor_id=self.leader)

    def list_course(self, *, is_listed: bool) -> None:
        cohorts.get_cohort_to_change(self.cohort_id).course.is_listed = is_listed
        db.session.flush()
        self._try(upkeep.fill_places)


def step(chance: random.Random, model: Model, real: Real, user: int) -> str:
    """Do one thing to both, chosen by chance; what it was."""
    act = chance.choices(
        ["code", "asked", "teacher", "leave", "remove", "resize", "list"], [9, 4, 2, 6, 3, 2, 2]
    )[0]
    if act in ("code", "asked", "teacher"):
        way = {"code": JoinWay.CODE, "teacher": JoinWay.TEACHER}.get(act) or chance.choice(ASKED)
        assert model.join(user, way) == real.join(user, way), (act, user)
    elif act == "leave":
        assert model.go(user, model.left) == real.leave(user), (act, user)
    elif act == "remove":
        assert model.go(user, model.removed) == real.remove(user), (act, user)
    elif act == "resize":
        size = chance.choice([None, 1, 2, 3, 5])
        assert model.resize(size) == real.resize(size), (act, size)
    else:
        model.is_listed = not model.is_listed
        model.move_up()
        real.list_course(is_listed=model.is_listed)
    return act


@pytest.fixture
def real(app: Flask) -> Iterator[Real]:
    leader = make_instructor()
    cohort = make_cohort(leader, capacity=2)
    people = [make_user(f"学员{number}").id for number in range(PEOPLE)]
    db.session.rollback()
    with writing():
        found = Real(cohort, leader.id)
        found.people = people  # type: ignore[attr-defined]
        yield found
        db.session.rollback()
        db.session.remove()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.both_databases
def test_the_class_and_its_model_agree_after_every_act(real: Real, seed: int) -> None:
    chance, model = random.Random(seed), Model()
    people: list[int] = real.people  # type: ignore[attr-defined]
    done = set()
    for _step in range(STEPS):
        done.add(step(chance, model, real, chance.choice(people)))
        assert list(cohorts.waiting_ids(real.cohort_id)) == model.waiting
        assert set(cohorts.member_ids(real.cohort_id)) == set(model.members)
        if model.capacity is not None:
            assert len(model.members) <= model.capacity
        if model.is_listed:
            assert queries.list_with_free_places() == []
    course = cohorts.get_cohort_to_change(real.cohort_id).course_id
    for user in people:
        row = cohorts.find_membership(user, real.cohort_id)
        is_gone = {"left": user in model.left, "removed": user in model.removed}
        assert is_gone == {state: row is not None and row.state == state for state in is_gone}
        assert (find_enrolment(user, course) is not None) == (user in model.learners)
    assert len(done) >= 5, "the seed does too little"


def test_somebody_has_one_row_whatever_has_happened(real: Real) -> None:
    user: int = real.people[0]  # type: ignore[attr-defined]
    for _time in range(3):
        assert real.join(user, JoinWay.CODE)
        assert real.leave(user)
    assert real.join(user, JoinWay.CODE)
    assert real.remove(user)
    rows = db.session.query(Membership).filter_by(user_id=user).all()
    assert [(row.state, row.reason) for row in rows] == [("removed", "名单有误")]
    assert real.join(user, JoinWay.TEACHER)
    assert (rows[0].state, rows[0].reason) == ("in", "")
