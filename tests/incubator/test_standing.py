"""How teams stand: computed when read, by the rules of the place, at a fixed cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, TODAY, make_agency
from tests.factories_staffing import (
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
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency
from trainingapp.incubator.queries.standing import TeamStanding, find_standing, list_standings
from trainingapp.rules.incubation.staffing import Why
from trainingapp.rules.incubation.staffing_forecast import What

pytestmark = pytest.mark.usefixtures("app")

NATIONAL, HEBEI, CHENGDU = "420100", "130102", "510104"


def stand(agency: Agency, on: date = TODAY) -> TeamStanding:
    db.session.rollback()
    db.session.expire_all()
    return find_standing(agency.id, on=on)


def figures(agency: Agency, on: date = TODAY) -> tuple[int, int, bool | None]:
    ratio = stand(agency, on).ratio
    return ratio.qualified, ratio.full_time, ratio.is_met


def ground(agency: Agency, on: date = TODAY) -> Why:
    (member,) = stand(agency, on).members
    return member.verdict.ground


def test_an_agency_without_staff_has_no_ratio() -> None:
    assert figures(make_agency()) == (0, 0, None)


def test_a_team_without_an_organisation_has_nobody() -> None:
    assert figures(make_agency(is_registered=False)) == (0, 0, None)


@pytest.mark.parametrize(
    ("qualified", "full_time", "is_met"), [(1, 3, True), (1, 4, False), (2, 5, True)]
)
def test_one_of_three_is_enough_and_one_of_four_is_not(
    qualified: int, full_time: int, is_met: bool
) -> None:
    agency = make_agency()
    make_team(agency, qualified, full_time)
    assert figures(agency) == (qualified, full_time, is_met)


def test_a_lapsed_registration_counts_where_the_place_does_not_ask_for_it() -> None:
    agency = make_agency(area_code=NATIONAL)
    register(hold_certificate(make_member(agency)), ends_on=date(2026, 3, 1))
    assert figures(agency) == (1, 1, True)


def test_a_lapsed_registration_does_not_count_in_hebei() -> None:
    agency = make_agency(area_code=HEBEI)
    register(hold_certificate(make_member(agency)), ends_on=date(2026, 3, 1))
    assert figures(agency) == (0, 1, False)
    assert ground(agency) is Why.LAPSED


@pytest.mark.parametrize(
    ("area", "expected"),
    [("510104", Why.CERTIFICATE), ("110101", Why.OTHER_AREA), ("", Why.AREA_UNKNOWN)],
)
def test_chengdu_counts_what_is_registered_in_chengdu(area: str, expected: Why) -> None:
    agency = make_agency(area_code=CHENGDU)
    register(hold_certificate(make_member(agency)), area=area)
    assert ground(agency) is expected


@pytest.mark.both_databases
def test_a_degree_in_social_work_counts_instead_of_a_certificate() -> None:
    agency = make_agency()
    hold_degree(make_member(agency))
    assert figures(agency) == (1, 1, True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"level": "associate"}, Why.NOTHING_HELD),
        ({"status": "claimed"}, Why.NOT_VERIFIED),
        ({"is_social_work": False}, Why.NOTHING_HELD),
        ({"kind": "completion"}, Why.NOTHING_HELD),
        ({"major_as_printed": "社会学"}, Why.OTHER_MAJOR),
        ({"status": "rejected"}, Why.NOTHING_HELD),
    ],
)
def test_a_degree_that_does_not_count_says_why(changes: dict[str, Any], expected: Why) -> None:
    agency = make_agency()
    hold_degree(make_member(agency), **changes)
    assert ground(agency) is expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"form": "part_time"}, Why.NOT_FULL_TIME),
        ({"form": "volunteer"}, Why.NOT_FULL_TIME),
        ({"share": Decimal("0.79")}, Why.TOO_FEW_HOURS),
        ({"share": Decimal("0.80")}, None),
        ({"answer": None}, Why.NOT_CONFIRMED),
        ({"answer": "denied"}, Why.NOT_CONFIRMED),
    ],
)
def test_only_full_time_work_that_the_person_confirmed_counts(
    terms: dict[str, Any], expected: Why | None
) -> None:
    agency = make_agency()
    make_member(agency, **terms)
    (member,) = stand(agency).members
    assert member.verdict.work is expected


@pytest.mark.parametrize("state", ["stated", "refused", "withdrawn"])
def test_an_employment_that_is_not_confirmed_is_not_listed(state: str) -> None:
    agency = make_agency()
    make_job(agency, state=state)
    assert stand(agency).members == ()


@pytest.mark.both_databases
def test_changed_terms_count_once_the_person_has_confirmed_them() -> None:
    agency, user = make_agency(), make_user("韩雪")
    job = make_job(agency, user)
    make_terms(agency, job)
    newer = make_terms(agency, job, form="part_time", share=Decimal("0.50"), answer=None)
    assert figures(agency)[1] == 1
    assert stand(agency).waiting == 1
    change(newer, answer="confirmed", answered_at=NOON)
    assert figures(agency)[1] == 0


def test_terms_that_the_person_denies_leave_the_old_ones() -> None:
    agency = make_agency()
    job = make_job(agency)
    make_terms(agency, job)
    make_terms(agency, job, form="part_time", answer="denied")
    assert figures(agency)[1] == 1


def test_without_consent_nothing_of_the_papers_is_known_and_nothing_counts() -> None:
    agency, user = make_agency(), make_user("韩雪")
    make_terms(agency, make_job(agency, user))
    register(hold_certificate(user))
    standing = stand(agency)
    (member,) = standing.members
    assert (standing.ratio.qualified, standing.ratio.full_time) == (0, 1)
    assert member.verdict.ground is Why.NO_CONSENT
    assert (member.verdict.level, member.verdict.until) == (None, None)
    assert member.worker.certificates == ()
    assert standing.unconsented == 1


def test_a_withdrawn_consent_takes_the_person_out_at_once() -> None:
    agency, user = make_agency(area_code=NATIONAL), make_user("韩雪")
    make_terms(agency, make_job(agency, user))
    consent = make_consent(agency, user)
    hold_certificate(user)
    assert figures(agency) == (1, 1, True)
    change(consent, withdrawn_at=NOON)
    assert figures(agency) == (0, 1, False)


def test_consent_to_one_agency_is_none_to_another() -> None:
    one, other, user = make_agency(), make_agency(), make_user("韩雪")
    make_consent(one, user)
    make_terms(other, make_job(other, user))
    hold_certificate(user)
    assert ground(other) is Why.NO_CONSENT


@pytest.mark.both_databases
def test_full_time_counts_once_where_the_person_confirmed_it_last() -> None:
    old, new = make_agency(), make_agency()
    user = make_member(old)
    make_terms(new, make_job(new, user), answered_at=NOON)
    assert figures(old)[1] == 0
    assert stand(old).members[0].verdict.work is Why.FULL_TIME_ELSEWHERE
    assert figures(new)[1] == 1


def test_part_time_work_elsewhere_takes_nothing_away() -> None:
    old, new = make_agency(), make_agency()
    user = make_member(old)
    job = make_job(new, user)
    make_terms(new, job, form="part_time", share=Decimal("0.20"), answered_at=NOON)
    assert figures(old)[1] == 1


def test_who_has_left_is_gone_on_the_day() -> None:
    agency = make_agency()
    user = make_user("韩雪")
    make_terms(agency, make_job(agency, user, ends_on=date(2026, 11, 24)))
    assert figures(agency, date(2026, 11, 23))[1] == 1
    assert figures(agency, date(2026, 11, 24))[1] == 0


def test_who_begins_later_is_in_the_forecast_only() -> None:
    agency = make_agency()
    make_terms(agency, make_job(agency, starts_on=date(2026, 12, 1)))
    standing = stand(agency)
    assert standing.ratio.full_time == 0
    assert standing.present == []
    assert [(one.on, one.ratio.full_time) for one in standing.forecast.days] == [
        (date(2026, 12, 1), 1)
    ]


def test_the_forecast_says_on_which_day_too_few_are_qualified() -> None:
    agency = make_agency(area_code=HEBEI)
    make_team(agency, 1, 3)
    coming = stand(agency).forecast
    assert coming.breaks_on == date(2027, 3, 1)
    assert [one.what for one in coming.days[0].happenings] == [What.REGISTRATION_ENDS]


def test_a_contract_that_ends_is_taken_as_leaving() -> None:
    agency = make_agency(area_code=NATIONAL)
    hold_certificate(make_member(agency, contract_until=date(2026, 12, 31)))
    make_member(agency)
    assert figures(agency) == (1, 2, True)
    assert stand(agency).forecast.breaks_on == date(2027, 1, 1)


def test_a_person_who_left_the_site_is_not_listed() -> None:
    agency = make_agency()
    user = make_member(agency)
    change(user, anonymised_at=NOON)
    assert stand(agency).members == ()


def test_whoever_is_employed_twice_counts_once() -> None:
    agency = make_agency()
    user = make_member(agency)
    make_terms(agency, make_job(agency, user, starts_on=date(2025, 1, 1)))
    assert figures(agency)[1] == 1


def count_statements(act: Callable[[], object]) -> int:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


@pytest.mark.both_databases
def test_any_number_of_agencies_take_the_same_number_of_statements() -> None:
    agencies = [make_agency(area_code=area) for area in (HEBEI, CHENGDU, NATIONAL, "310101")]
    for agency in agencies:
        make_team(agency, 1, 2)
    one, all_of_them = [agencies[0].id], [agency.id for agency in agencies]
    db.session.expire_all()
    few = count_statements(lambda: list_standings(one, on=TODAY))
    db.session.expire_all()
    many = count_statements(lambda: list_standings(all_of_them, on=TODAY))
    assert few == many <= 9
