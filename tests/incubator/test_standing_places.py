"""The same people at different places: golden cases of the domain page (C12) from rows, and lists against 挂证."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, TODAY, make_agency
from tests.factories_staffing import (
    BEGAN,
    LONG_AGO,
    change,
    hold_certificate,
    hold_degree,
    make_consent,
    make_job,
    make_member,
    make_team,
    make_terms,
    register,
)
from trainingapp.accounts.models import User
from trainingapp.credentials.models.degrees import RecordStatus
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyConsent
from trainingapp.incubator.queries.held_papers import SURE
from trainingapp.incubator.queries.standing import Member, TeamStanding, find_standing
from trainingapp.rules.incubation.staffing import Why

pytestmark = pytest.mark.usefixtures("app")

WUHAN, HEBEI, CHENGDU, SHANGHAI = "420100", "130102", "510104", "310101"
MARCH = date(2027, 3, 1)


def stand(agency: Agency, on: date = TODAY) -> TeamStanding:
    db.session.rollback()
    db.session.expire_all()
    return find_standing(agency.id, on=on)


def figures(agency: Agency, on: date = TODAY) -> tuple[int, int]:
    ratio = stand(agency, on).ratio
    return ratio.qualified, ratio.full_time


def only(agency: Agency, on: date = TODAY) -> Member:
    (member,) = stand(agency, on).members
    return member


@pytest.mark.parametrize(("full_time", "enough"), [(3, 1), (4, 2), (5, 2), (7, 3), (8, 3)])
def test_one_third_of_three_four_five_seven_and_eight(full_time: int, enough: int) -> None:
    agency = make_agency()
    people = make_team(agency, enough - 1, full_time)
    found = stand(agency).ratio
    assert (found.is_met, found.to_certify) == (False, 1)
    register(hold_certificate(people[-1]))
    found = stand(agency).ratio
    assert (found.qualified, found.is_met, found.to_certify, found.to_hire) == (enough, True, 0, 0)


def test_nobody_of_eight_means_three_to_certify_or_four_to_hire() -> None:
    agency = make_agency()
    make_team(agency, 0, 8)
    found = stand(agency).ratio
    assert (found.to_certify, found.to_hire) == (3, 4)


# What is held, and what that is in Wuhan (no rule of its own), Hebei, Chengdu and Shanghai.
PLACES = (WUHAN, HEBEI, CHENGDU, SHANGHAI)
CASES: list[tuple[dict[str, Any] | None, tuple[Why, Why, Why, Why]]] = [
    (None, (Why.NOTHING_HELD,) * 4),
    ({}, (Why.CERTIFICATE, Why.NOT_REGISTERED, Why.NOT_REGISTERED, Why.CERTIFICATE)),
    ({"until": TODAY}, (Why.CERTIFICATE, Why.LAPSED, Why.LAPSED, Why.CERTIFICATE)),
    (
        {"until": TODAY + timedelta(days=1)},
        (Why.CERTIFICATE, Why.CERTIFICATE, Why.AREA_UNKNOWN, Why.CERTIFICATE),
    ),
    ({"until": MARCH, "area": "510104"}, (Why.CERTIFICATE,) * 4),
    ({"until": MARCH, "area": "510182"}, (Why.CERTIFICATE,) * 4),
    (
        {"until": MARCH, "area": "510300"},
        (Why.CERTIFICATE, Why.CERTIFICATE, Why.OTHER_AREA, Why.CERTIFICATE),
    ),
    (
        {"until": MARCH, "area": "130102"},
        (Why.CERTIFICATE, Why.CERTIFICATE, Why.OTHER_AREA, Why.CERTIFICATE),
    ),
    ({"status": "unlooked"}, (Why.NOT_VERIFIED,) * 4),
    ({"status": "rejected"}, (Why.NOTHING_HELD,) * 4),
    ({"issued_on": TODAY + timedelta(days=1)}, (Why.NOTHING_HELD,) * 4),
]


def unverified() -> str:
    """The status of what nobody has looked at, as the credential part names it."""
    from_words = [one for one in RecordStatus if one not in SURE and one != RecordStatus.REJECTED]
    return str(from_words[0])


@pytest.mark.parametrize("place", range(4), ids=["wuhan", "hebei", "chengdu", "shanghai"])
@pytest.mark.parametrize(("held", "expected"), CASES)
def test_a_certificate_at_four_places(
    held: dict[str, Any] | None, expected: tuple[Why, ...], place: int
) -> None:
    agency = make_agency(area_code=PLACES[place])
    user = make_member(agency)
    if held is not None:
        values = dict(held)
        until, area = values.pop("until", None), values.pop("area", "")
        if values.get("status") == "unlooked":
            values["status"] = unverified()
        row = hold_certificate(user, **values)
        if until:
            register(row, ends_on=until, area=area)
    verdict = only(agency).verdict
    assert verdict.ground is expected[place]
    assert verdict.counts is (expected[place] is Why.CERTIFICATE)


@pytest.mark.parametrize("area", PLACES)
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Why.DEGREE),
        ({"level": "master"}, Why.DEGREE),
        ({"level": "doctor"}, Why.DEGREE),
        ({"level": "associate"}, Why.NOTHING_HELD),
        ({"awarded_on": TODAY}, Why.DEGREE),
        ({"awarded_on": TODAY + timedelta(days=1)}, Why.NOTHING_HELD),
        ({"is_social_work": False}, Why.NOTHING_HELD),
        ({"status": "rejected"}, Why.NOTHING_HELD),
        ({"major_as_printed": "社会学"}, Why.OTHER_MAJOR),
        ({"kind": "completion"}, Why.NOTHING_HELD),
    ],
)
def test_a_degree_counts_alike_at_every_place(
    area: str, changes: dict[str, Any], expected: Why
) -> None:
    agency = make_agency(area_code=area)
    hold_degree(make_member(agency), **changes)
    assert only(agency).verdict.ground is expected


def test_a_leaver_drops_the_ratio_the_same_day() -> None:
    agency = make_agency(area_code=WUHAN)
    leaver = make_user("离职")
    job = make_job(agency, leaver)
    make_terms(agency, job)
    make_consent(agency, leaver)
    hold_certificate(leaver)
    make_team(agency, 0, 2)
    assert figures(agency) == (1, 3)
    change(job, ends_on=TODAY)
    assert figures(agency) == (0, 2)
    assert figures(agency, TODAY - timedelta(days=1)) == (1, 3)


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [(TODAY, 1), (TODAY + timedelta(days=1), 0), (TODAY - timedelta(days=1), 1)],
)
def test_somebody_counts_from_the_first_day(starts_on: date, expected: int) -> None:
    agency = make_agency()
    job = make_job(agency, starts_on=starts_on)
    make_terms(agency, job)
    assert figures(agency)[1] == expected


# ----- against 挂证: listed without being there ---------------------------------------------------


def qualified_person() -> User:
    user = make_user("挂证人")
    register(hold_certificate(user))
    return user


@pytest.mark.parametrize("state", ["stated", "refused", "withdrawn"])
def test_an_employment_that_one_side_has_not_confirmed_lists_nobody(state: str) -> None:
    agency, user = make_agency(), qualified_person()
    make_terms(agency, make_job(agency, user, state=state))
    make_consent(agency, user)
    assert figures(agency) == (0, 0)


@pytest.mark.parametrize("said", [None, "denied"])
def test_full_time_that_the_person_never_confirmed_is_none(said: str | None) -> None:
    agency, user = make_agency(), qualified_person()
    make_terms(agency, make_job(agency, user), answer=said)
    make_consent(agency, user)
    assert figures(agency) == (0, 0)
    assert only(agency).verdict.work is Why.NOT_CONFIRMED


# The rows of terms in order (form, share, the person's word) and whether that is full time.
HISTORIES: list[tuple[list[tuple[str, str, str | None]], bool]] = [
    ([("full_time", "1.00", "confirmed")], True),
    ([("part_time", "0.40", "confirmed")], False),
    ([("part_time", "0.40", "confirmed"), ("full_time", "1.00", None)], False),
    ([("part_time", "0.40", "confirmed"), ("full_time", "1.00", "denied")], False),
    ([("part_time", "0.40", "confirmed"), ("full_time", "1.00", "confirmed")], True),
    ([("full_time", "1.00", "confirmed"), ("part_time", "0.40", None)], True),
    ([("full_time", "1.00", "confirmed"), ("part_time", "0.40", "denied")], True),
    ([("full_time", "1.00", "confirmed"), ("part_time", "0.40", "confirmed")], False),
    ([("full_time", "0.79", "confirmed")], False),
    ([("full_time", "0.79", "confirmed"), ("full_time", "0.80", None)], False),
    ([("full_time", "0.79", "confirmed"), ("full_time", "0.80", "confirmed")], True),
    ([("intern", "1.00", "confirmed"), ("full_time", "1.00", "denied")], False),
]


@pytest.mark.parametrize(("history", "is_full"), HISTORIES)
def test_terms_change_nothing_without_the_persons_word(
    history: list[tuple[str, str, str | None]], is_full: bool
) -> None:
    agency, user = make_agency(), qualified_person()
    job = make_job(agency, user)
    make_consent(agency, user)
    for form, share, said in history:
        make_terms(agency, job, form=form, share=Decimal(share), answer=said)
    assert figures(agency) == ((1, 1) if is_full else (0, 0))


def at(minutes: int) -> datetime:
    return LONG_AGO + timedelta(minutes=minutes)


# Form, share and minute of the word at the first and at the second agency; who counts the person.
TWO_AGENCIES = [
    (("full_time", "1.00", 1), ("full_time", "1.00", 2), (0, 1)),
    (("full_time", "1.00", 2), ("full_time", "1.00", 1), (1, 0)),
    (("full_time", "1.00", 1), ("part_time", "0.40", 2), (1, 0)),
    (("part_time", "0.40", 1), ("full_time", "1.00", 2), (0, 1)),
    (("full_time", "0.80", 1), ("full_time", "0.80", 2), (0, 1)),
    (("full_time", "1.00", 1), ("full_time", "0.79", 2), (1, 0)),
    (("full_time", "1.00", 1), ("dispatch", "1.00", 2), (1, 0)),
    (("intern", "1.00", 1), ("volunteer", "1.00", 2), (0, 0)),
    (("full_time", "1.00", 1), ("full_time", "1.00", 1), (0, 1)),  # one moment: the later row
]


@pytest.mark.parametrize(("here", "there", "expected"), TWO_AGENCIES)
def test_full_time_counts_at_one_agency_only(
    here: tuple[str, str, int], there: tuple[str, str, int], expected: tuple[int, int]
) -> None:
    agencies, user = (make_agency(), make_agency()), qualified_person()
    for agency, (form, share, minute) in zip(agencies, (here, there), strict=True):
        job = make_job(agency, user)
        values = {"form": form, "share": Decimal(share), "answered_at": at(minute)}
        make_terms(agency, job, **values)
        make_consent(agency, user)
    assert tuple(figures(one)[1] for one in agencies) == expected


@pytest.mark.parametrize(
    ("ends_on", "counts_here"),
    [(TODAY, True), (TODAY + timedelta(days=1), False), (None, False)],
)
def test_work_elsewhere_that_is_over_frees_the_person_on_the_day(
    ends_on: date | None, counts_here: bool
) -> None:
    agency, other, user = make_agency(), make_agency(), qualified_person()
    make_terms(agency, make_job(agency, user), answered_at=at(1))
    make_consent(agency, user)
    make_terms(other, make_job(other, user, ends_on=ends_on), answered_at=at(2))
    assert figures(agency) == ((1, 1) if counts_here else (0, 0))


@pytest.mark.parametrize("state", ["stated", "refused", "withdrawn"])
def test_work_elsewhere_that_the_employer_did_not_confirm_takes_nobody_away(state: str) -> None:
    agency, other, user = make_agency(), make_agency(), qualified_person()
    make_terms(agency, make_job(agency, user), answered_at=at(1))
    make_consent(agency, user)
    make_terms(other, make_job(other, user, state=state), answered_at=at(2))
    assert figures(agency) == (1, 1)


def test_three_agencies_share_nobody() -> None:
    agencies, user = [make_agency() for _one in range(3)], qualified_person()
    for number, agency in enumerate(agencies):
        make_terms(agency, make_job(agency, user), answered_at=at(number))
        make_consent(agency, user)
    assert [figures(one) for one in agencies] == [(0, 0), (0, 0), (1, 1)]


# ----- consent ------------------------------------------------------------------------------------


def test_consent_that_is_taken_back_takes_effect_in_the_same_moment() -> None:
    agency, user = make_agency(), qualified_person()
    make_terms(agency, make_job(agency, user))
    row = make_consent(agency, user)
    assert figures(agency) == (1, 1)
    change(row, withdrawn_at=NOON)
    member = only(agency)
    assert figures(agency) == (0, 1)
    assert (member.verdict.ground, member.verdict.level, member.verdict.until) == (
        Why.NO_CONSENT,
        None,
        None,
    )
    assert (member.worker.certificates, member.worker.degrees) == ((), ())
    assert stand(agency).unconsented == 1


def test_consent_given_again_counts_again() -> None:
    agency, user = make_agency(), qualified_person()
    make_terms(agency, make_job(agency, user))
    make_consent(agency, user, withdrawn_at=NOON)
    assert figures(agency) == (0, 1)
    make_consent(agency, user)
    assert figures(agency) == (1, 1)
    assert db.session.query(AgencyConsent).count() == 2


@pytest.mark.parametrize(
    ("form", "answer", "expected"),
    [("full_time", "confirmed", 1), ("part_time", "confirmed", 0), ("full_time", None, 0)],
)
def test_only_full_time_people_are_asked_for_their_consent(
    form: str, answer: str | None, expected: int
) -> None:
    agency = make_agency()
    make_terms(agency, make_job(agency), form=form, answer=answer)
    assert stand(agency).unconsented == expected


@pytest.mark.parametrize(
    ("history", "waiting"),
    [([], 1), ([None], 1), (["confirmed"], 0), (["denied"], 0), (["confirmed", None], 1)],
)
def test_who_waits_for_a_word(history: list[str | None], waiting: int) -> None:
    agency = make_agency()
    job = make_job(agency)
    for answer in history:
        make_terms(agency, job, answer=answer)
    assert stand(agency).waiting == waiting


@pytest.mark.parametrize(("size", "expected"), [(0, False), (2, False), (3, True), (4, True)])
def test_three_full_time_people_are_asked_for(size: int, expected: bool) -> None:
    agency = make_agency()
    make_team(agency, 0, size)
    assert stand(agency).has_enough_staff is expected


# ----- what comes ---------------------------------------------------------------------------------


def test_an_expiry_and_a_contract_on_one_day_from_rows() -> None:
    agency = make_agency(area_code=HEBEI)
    make_team(agency, 1, 3)
    make_member(agency, contract_until=MARCH - timedelta(days=1))
    found = stand(agency).forecast
    (day,) = found.days
    assert (day.on, day.ratio.qualified, day.ratio.full_time) == (MARCH, 0, 3)
    assert len(day.happenings) == 2


@pytest.mark.parametrize(
    ("last_day", "gone_on"),
    [
        (date(2028, 2, 28), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 3, 1)),
        (date(2027, 2, 28), MARCH),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_contract_holds_through_its_last_day(last_day: date, gone_on: date) -> None:
    agency = make_agency(area_code=WUHAN)
    user = make_member(agency, contract_until=last_day)
    hold_degree(user)
    make_team(agency, 0, 2)
    assert stand(agency).forecast.breaks_on == gone_on


def test_a_contract_of_terms_that_wait_is_looked_at_already() -> None:
    agency = make_agency(area_code=WUHAN)
    user = make_user("韩雪")
    job = make_job(agency, user)
    make_terms(agency, job)
    make_consent(agency, user)
    hold_degree(user)
    make_terms(agency, job, answer=None, contract_until=date(2026, 12, 31))
    assert only(agency).worker.contract_ends_on == date(2027, 1, 1)
    assert figures(agency) == (1, 1)


def test_terms_of_one_employment_are_not_those_of_another() -> None:
    agency, user = make_agency(), qualified_person()
    make_terms(agency, make_job(agency, user, ends_on=BEGAN + timedelta(days=90)))
    make_job(agency, user, starts_on=date(2026, 1, 1))
    make_consent(agency, user)
    assert figures(agency) == (0, 0)
