"""A case whose money moves by two people, for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.committing import written as act
from tests.factories_incubator import NOON, TODAY, make_agency, make_case, make_manager, make_place
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions import paying
from trainingapp.incubator.models import (
    Agency,
    Case,
)
from trainingapp.incubator.queries import money as queries
from trainingapp.rules.incubation.accounting_words import Direction

D = Decimal
EN = {"Accept-Language": "en"}


@dataclass
class Scene:
    """A case, its agency and the people of its base, by their numbers."""

    case_id: int
    agency_id: int
    people: dict[str, User]

    def number(self, name: str) -> int:
        """The number of one of the people."""
        return self.people[name].id

    @property
    def case(self) -> Case:
        return db.session.get_one(Case, self.case_id)

    @property
    def agency(self) -> Agency:
        return db.session.get_one(Agency, self.agency_id)

    @property
    def room(self) -> str:
        return f"/incubation/cases/{self.case_id}"

    def held(self) -> Decimal:
        return queries.trust_balance(self.case)[1]

    def propose(self, direction: Direction, amount: str, by: str = "finance") -> int:
        who = self.number(by)

        def move() -> int:
            made = paying.propose_trust(
                self.case, direction, movement(amount), actor_id=who, now=NOON
            )
            return made.id

        return act(move)

    def release(self, payment_id: int, by: str = "head") -> None:
        act(self.releasing(payment_id, by))

    def releasing(self, payment_id: int, by: str = "head") -> Callable[[], object]:
        who = self.number(by)

        def let_go() -> None:
            case = db.session.scalars(
                select(Case).where(Case.id == self.case_id).with_for_update()
            ).one()
            payment = queries.get_payment(case, payment_id)
            paying.release_payment(case, payment, actor_id=who, now=NOON)

        return let_go


def movement(amount: str) -> paying.Movement:
    return paying.Movement(D(amount), TODAY, "活动物资")


def make_scene() -> Scene:
    """The case, its agency with a manager, and the people of its base."""
    place = make_place()
    agency = make_agency()
    sun = make_manager(agency)
    case = make_case(place, agency)
    return Scene(case.id, agency.id, {**place.people, "sun": sun})


def post(client: FlaskClient, address: str, **values: str) -> int:
    """The status of an answer to what is sent."""
    return client.post(address, data=values, headers=EN).status_code
