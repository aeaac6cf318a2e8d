"""R16 and R18 from people's papers: only verified certificates, the newest one, each person once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.factories_incubator import TODAY, make_agency
from tests.factories_staffing import (
    change,
    hold_certificate,
    make_consent,
    make_job,
    make_member,
    make_terms,
    register,
)
from trainingapp.credentials.models.degrees import RecordStatus
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyConsent
from trainingapp.incubator.queries.compliance_facts import list_known
from trainingapp.incubator.queries.compliance_teams import list_teams
from trainingapp.rules.incubation.compliance.catalogue import check_one
from trainingapp.rules.incubation.compliance.facts import Team
from trainingapp.rules.incubation.compliance.words import Status

DAY = timedelta(days=1)
UNSURE = next(one for one in RecordStatus if one not in {"verified", "authority", "rejected"})


def _team(agency: Agency) -> Team:
    return list_teams([agency.id], on=TODAY)[agency.id]


def _status(agency: Agency, code: str) -> Status:
    known = list_known([agency.id], on=TODAY)[agency.id]
    return check_one(code, known.facts, known.terms, TODAY).status


@pytest.mark.parametrize("status", list(RecordStatus))
def test_a_later_certificate_that_is_not_verified_hides_no_earlier_one(
    app: Flask, status: RecordStatus
) -> None:
    agency = make_agency()
    user = make_member(agency)
    register(hold_certificate(user), ends_on=TODAY)
    hold_certificate(user, "middle", issued_on=date(2026, 9, 1), status=status)
    team = _team(agency)
    is_sure = status in {RecordStatus.VERIFIED, RecordStatus.AUTHORITY}
    assert team.registrations_end == (TODAY - DAY,)
    assert team.unregistered_since == ((date(2026, 9, 1),) if is_sure else ())
    assert _status(agency, "R16") is Status.BREACH


@pytest.mark.parametrize("status", [UNSURE, RecordStatus.REJECTED])
def test_a_certificate_that_nobody_verified_concerns_neither_check(
    app: Flask, status: RecordStatus
) -> None:
    agency = make_agency()
    register(hold_certificate(make_member(agency), status=status), ends_on=TODAY)
    assert _team(agency).registrations_end == ()
    assert _team(agency).unregistered_since == ()
    assert _status(agency, "R16") is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(date(2023, 6, 11), date(2025, 6, 15), id="in order"),
        pytest.param(date(2025, 6, 15), date(2023, 6, 11), id="the older one entered last"),
    ],
)
def test_the_newest_certificate_is_the_one_to_register(
    app: Flask, first: date, second: date
) -> None:
    agency = make_agency()
    user = make_member(agency)
    hold_certificate(user, issued_on=first)
    hold_certificate(user, "middle", issued_on=second)
    assert _team(agency).unregistered_since == (date(2025, 6, 15),)


def test_who_registered_the_newest_has_nothing_to_register(app: Flask) -> None:
    agency = make_agency()
    user = make_member(agency)
    hold_certificate(user, issued_on=date(2021, 6, 1))
    register(hold_certificate(user, "middle", issued_on=date(2023, 6, 1)))
    assert _team(agency).unregistered_since == ()
    assert _status(agency, "R18") is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("ends", "last"),
    [
        pytest.param([date(2027, 3, 1)], date(2027, 2, 28), id="one registration"),
        pytest.param([date(2024, 3, 1), date(2027, 3, 1)], date(2027, 2, 28), id="renewed"),
        pytest.param([date(2028, 3, 1)], date(2028, 2, 29), id="on the leap day"),
    ],
)
def test_the_last_registration_of_somebody_is_what_ends(
    app: Flask, ends: list[date], last: date
) -> None:
    agency = make_agency()
    certificate = hold_certificate(make_member(agency))
    for ends_on in ends:
        register(certificate, date(ends_on.year - 3, 3, 1), ends_on)
    assert _team(agency).registrations_end == (last,)


def test_registrations_of_two_certificates_are_one_persons(app: Flask) -> None:
    agency = make_agency()
    user = make_member(agency)
    register(hold_certificate(user), ends_on=date(2026, 12, 1))
    register(hold_certificate(user, "middle", issued_on=date(2025, 1, 1)), ends_on=date(2028, 1, 1))
    assert _team(agency).registrations_end == (date(2027, 12, 31),)


def test_somebody_employed_twice_has_papers_once(app: Flask) -> None:
    agency = make_agency()
    user = make_member(agency)
    make_terms(agency, make_job(agency, user, post="督导"))
    register(hold_certificate(user))
    hold_certificate(user, "middle", issued_on=date(2026, 9, 1))
    assert len(_team(agency).registrations_end) == 1
    assert len(_team(agency).unregistered_since) == 1


def test_without_consent_nothing_of_the_papers_is_used(app: Flask) -> None:
    agency = make_agency()
    user = make_member(agency)
    register(hold_certificate(user), ends_on=TODAY)
    change(db.session.scalars(db.select(AgencyConsent)).one(), withdrawn_at=_noon())
    team = _team(agency)
    assert (team.registrations_end, team.unregistered_since, team.registered) == ((), (), 0)


def _noon() -> Any:
    return db.session.scalars(db.select(AgencyConsent.given_at)).one()


def test_each_person_stands_for_themselves(app: Flask) -> None:
    agency = make_agency()
    for year in (2026, 2027, 2028):
        user = make_member(agency)
        register(hold_certificate(user), ends_on=date(year, 12, 1))
    ends = sorted(_team(agency).registrations_end)
    assert [one.year for one in ends] == [2026, 2027, 2028]


def test_who_has_no_papers_is_no_ones_breach(app: Flask) -> None:
    agency, other = make_agency(), make_agency()
    make_member(agency)
    user = make_member(other)
    register(hold_certificate(user), ends_on=TODAY)
    make_consent(agency, user)
    assert _team(agency).registrations_end == ()
    assert len(_team(other).registrations_end) == 1
