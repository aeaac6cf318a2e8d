"""Guards and effects that a test turns on and off, and persons who take steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from tests.factories_incubator import NOON, make_case, make_place
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions.passing import confirm, decline, pass_on
from trainingapp.incubator.models import Case, Proposal, StageRecord, Suspension
from trainingapp.incubator.queries import guards
from trainingapp.incubator.queries.passages import find_waiting
from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.words import Stage
from trainingapp.web.transactions import writing


@dataclass
class Stand:
    """What the guards of a test find, and which effects followed."""

    missing: set[str] = field(default_factory=set)
    followed: list[str] = field(default_factory=list)

    def guard(self, name: str) -> Any:
        def find(case: Case, now: datetime) -> Sequence[Missing]:
            return [Missing(name, "Something is not there.")] if name in self.missing else []

        return find

    def effect(self, name: str) -> Any:
        def follow(case: Case, record: StageRecord, now: datetime) -> None:
            self.followed.append(name)

        return follow


def stand_in(monkeypatch: pytest.MonkeyPatch, *, real: Iterable[str] = ()) -> Stand:
    """Guards that find nothing missing and effects that are only noted; but `real` ones stay as they are."""
    from trainingapp.incubator.actions import stepping

    stand, kept = Stand(), set(real)
    names = {name: stand.guard(name) for name in guards.GUARDS if name not in kept}
    monkeypatch.setattr(guards, "GUARDS", dict(guards.GUARDS) | names)
    effects = {name: stand.effect(name) for name in stepping.EFFECTS if name not in kept}
    monkeypatch.setattr(stepping, "EFFECTS", dict(stepping.EFFECTS) | effects)
    return stand


def take(case_id: int, act: str, user: User, **options: Any) -> StageRecord | Proposal:
    """A committed step by somebody."""
    person_id, moment = user.id, options.pop("now", NOON)
    db.session.rollback()
    with writing():
        person = db.session.get_one(User, person_id)
        case = db.session.get_one(Case, case_id)
        done = pass_on(case, act, person=person, now=moment, **options)
        db.session.commit()
    return done


def settle(case_id: int, user: User, *, says_yes: bool = True, **options: Any) -> None:
    """A committed word on the proposal that waits."""
    person_id, moment = user.id, options.pop("now", NOON)
    db.session.rollback()
    with writing():
        person = db.session.get_one(User, person_id)
        waiting = find_waiting(db.session.get_one(Case, case_id))
        assert waiting is not None
        if says_yes:
            confirm(waiting, person=person, now=moment)
        else:
            decline(waiting, person=person, now=moment, **options)
        db.session.commit()


def reread(case_id: int) -> Case:
    """The case as the database has it."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Case, case_id)


def make_pause(case: Case, **changes: Any) -> Suspension:
    """A pause of a case, planned."""
    values = {"planned_at": NOON, **changes}
    with writing():
        row = Suspension(case_id=case.id, **values)
        db.session.add(row)
        db.session.commit()
    return row


def make_standing(stage: Stage, **changes: Any) -> tuple[dict[str, User], int]:
    """The people of a place and the number of a case in a stage."""
    place = make_place(**changes)
    case = make_case(place, stage=stage)
    return place.people, case.id
