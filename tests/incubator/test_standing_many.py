"""A thousand agencies at once: one change of one person shows, at the cost of one agency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, insert

from tests.factories_incubator import NOON, TODAY
from tests.factories_staffing import BEGAN, LONG_AGO
from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.extensions import Base, db
from trainingapp.incubator.models import Agency, AgencyConsent, EmploymentTerms
from trainingapp.incubator.queries.standing import TeamStanding, list_standings
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.usefixtures("app")

AGENCIES, STAFF = 1000, 3
AREAS = ("130102", "510104", "420100", "310101")


def put(table: type[Base], rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(table), rows)


def make_thousand() -> None:
    """A thousand agencies of three people; the first of each holds a certificate that is registered."""
    agencies = range(1, AGENCIES + 1)
    people = range(1, AGENCIES * STAFF + 1)
    firsts = [one for one in people if one % STAFF == 1]
    with writing():
        put(
            Organisation,
            [{"id": n, "kind": "agency", "name": f"机构{n}", "created_at": NOON} for n in agencies],
        )
        put(
            Agency,
            [
                {
                    "id": n,
                    "organisation_id": n,
                    "name": f"机构{n}",
                    "kind": "service",
                    "status": "registered",
                    "area_code": AREAS[n % len(AREAS)],
                    "entered_at": NOON,
                }
                for n in agencies
            ],
        )
        put(
            User,
            [
                {
                    "id": n,
                    "display_name": f"社工{n}",
                    "email": f"{n}@example.org",
                    "password_hash": "!",
                    "created_at": LONG_AGO,
                }
                for n in people
            ],
        )
        put(
            Employment,
            [
                {
                    "id": n,
                    "user_id": n,
                    "organisation_id": (n - 1) // STAFF + 1,
                    "starts_on": BEGAN,
                    "state": "confirmed",
                    "entered_at": LONG_AGO,
                }
                for n in people
            ],
        )
        put(
            EmploymentTerms,
            [
                {
                    "employment_id": n,
                    "agency_id": (n - 1) // STAFF + 1,
                    "form": "full_time",
                    "share": Decimal(1),
                    "entered_at": LONG_AGO,
                    "answer": "confirmed",
                    "answered_at": LONG_AGO,
                }
                for n in people
            ],
        )
        put(
            AgencyConsent,
            [
                {"user_id": n, "agency_id": (n - 1) // STAFF + 1, "given_at": LONG_AGO}
                for n in people
            ],
        )
        put(
            NationalCertificate,
            [
                {
                    "id": n,
                    "user_id": n,
                    "level": "junior",
                    "issued_on": date(2023, 6, 11),
                    "status": "verified",
                    "entered_at": LONG_AGO,
                }
                for n in firsts
            ],
        )
        put(
            RegistrationCycle,
            [
                {
                    "user_id": n,
                    "certificate_id": n,
                    "number": 1,
                    "kind": "first",
                    "state": "issued",
                    "starts_on": BEGAN,
                    "ends_on": date(2027, 3, 1),
                    "entered_at": LONG_AGO,
                }
                for n in firsts
            ],
        )
        db.session.commit()


def look(ids: list[int]) -> tuple[dict[int, TeamStanding], int]:
    """The standings, and how many statements they took."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    db.session.rollback()
    db.session.expunge_all()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        return list_standings(ids, on=TODAY), len(statements)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_one_certificate_of_a_thousand_agencies_shows_at_once_at_a_fixed_cost() -> None:
    make_thousand()
    everybody = list(range(1, AGENCIES + 1))
    before, cost = look(everybody)
    assert len(before) == AGENCIES
    met = {number for number, one in before.items() if one.ratio.is_met}
    chengdu = {number for number, one in before.items() if one.area_code == "510104"}
    assert met == set(everybody) - chengdu  # where it was registered is not said there
    with writing():
        changed = db.session.get_one(NationalCertificate, 1 + 2 * STAFF)  # of the third agency
        changed.status = "rejected"
        db.session.commit()
    after, again = look(everybody)
    assert {number for number, one in after.items() if one.ratio.is_met} == met - {3}
    assert after[3].ratio.to_certify == 1
    assert after[3].ratio.to_hire == 2
    _one, alone = look([3])
    assert cost == again == alone
