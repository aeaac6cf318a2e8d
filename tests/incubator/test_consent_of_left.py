"""Consent ends with the work: whoever comes back to an agency is asked again, and nothing of before revives."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, TODAY, make_agency, make_manager
from tests.factories_staffing import (
    change,
    enter_as,
    hold_certificate,
    make_consent,
    make_job,
    make_member,
    make_terms,
    register,
)
from tests.statements import counted
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.actions import consenting
from trainingapp.incubator.actions.consenting import (
    NotOfAgency,
    end_consents_of_left,
    give_consent,
    withdraw_consent,
)
from trainingapp.incubator.models import Agency, AgencyConsent
from trainingapp.incubator.queries.staff import find_consent, works_at
from trainingapp.incubator.queries.standing import find_standing
from trainingapp.incubator.staffing_jobs import end_consents
from trainingapp.web.transactions import writing

DAY = timedelta(days=1)


def _night(now: datetime = NOON, most: int = consenting.BATCH) -> int:
    with writing():
        ended = end_consents_of_left(now=now, most=most)
        db.session.commit()
    return ended


def _job_of(user: User) -> Employment:
    query = db.select(Employment).where(Employment.user_id == user.id)
    return db.session.scalars(query).one()  # type: ignore[no-any-return]


def _stands(user: User, agency: Agency) -> bool:
    return find_consent(user.id, agency.id) is not None


@pytest.mark.parametrize(
    ("ends_on", "stands"),
    [
        pytest.param(None, True, id="works on"),
        pytest.param(TODAY + DAY, True, id="last day today"),
        pytest.param(TODAY, False, id="left this morning"),
        pytest.param(TODAY - 400 * DAY, False, id="left long ago"),
        pytest.param(TODAY + 400 * DAY, True, id="will leave"),
    ],
)
def test_a_consent_lasts_as_long_as_the_work(
    app: Flask, ends_on: date | None, stands: bool
) -> None:
    agency = make_agency()
    user = make_member(agency)
    change(_job_of(user), ends_on=ends_on)
    assert _night() == (0 if stands else 1)
    assert _stands(user, agency) is stands


@pytest.mark.parametrize(
    ("state", "stands"),
    [("stated", True), ("confirmed", True), ("refused", False), ("withdrawn", False)],
)
def test_work_that_was_refused_or_taken_back_carries_no_consent(
    app: Flask, state: str, stands: bool
) -> None:
    agency, user = make_agency(), make_user()
    values: dict[str, object] = {"state": state}
    if state != "confirmed":
        values["confirmed_at"] = None
    make_job(agency, user, **values)
    make_consent(agency, user)
    _night()
    assert _stands(user, agency) is stands


def test_whoever_begins_later_has_agreed_for_then(app: Flask) -> None:
    agency, user = make_agency(), make_user()
    make_job(agency, user, starts_on=TODAY + 30 * DAY)
    make_consent(agency, user)
    assert _night() == 0


def test_of_two_employments_the_one_that_goes_on_carries_it(app: Flask) -> None:
    agency, user = make_agency(), make_user()
    make_job(agency, user, ends_on=TODAY - DAY)
    make_job(agency, user)
    make_consent(agency, user)
    assert _night() == 0


def test_work_at_another_agency_does_not_carry_it(app: Flask) -> None:
    agency, other, user = make_agency(), make_agency(), make_user()
    make_job(other, user)
    make_consent(agency, user)
    assert _night() == 1
    assert not _stands(user, agency)


def test_the_night_leaves_a_trace_without_a_name(app: Flask) -> None:
    agency, user = make_agency(), make_user("韩雪")
    make_consent(agency, user)
    _night()
    query = db.select(AuditEntry).where(AuditEntry.action == "staffing.consent_ended")
    entry = db.session.scalars(query).one()
    assert (entry.subject, entry.subject_id, entry.actor_id) == ("user", user.id, None)
    assert "韩雪" not in str(entry.detail)


def test_a_second_night_finds_nothing(app: Flask) -> None:
    make_consent(make_agency(), make_user())
    assert [_night(), _night(NOON + DAY)] == [1, 0]
    ended = db.session.scalars(db.select(AgencyConsent.withdrawn_at)).all()
    assert ended == [NOON]


def test_what_was_taken_back_before_keeps_its_day(app: Flask) -> None:
    row = make_consent(make_agency(), make_user(), withdrawn_at=NOON - 9 * DAY)
    assert _night() == 0
    assert row.withdrawn_at == NOON - 9 * DAY


@pytest.mark.both_databases
def test_nights_go_on_in_batches_until_nobody_is_left(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = make_agency()
    for _number in range(5):
        make_consent(agency, make_user())
    monkeypatch.setattr(consenting, "BATCH", 2)
    monkeypatch.setattr(
        consenting,
        "end_consents_of_left",
        lambda *, now: end_consents_of_left(now=now, most=2),
    )
    end_consents(now=NOON)
    standing = db.select(AgencyConsent).where(AgencyConsent.withdrawn_at.is_(None))
    assert db.session.scalars(standing).all() == []


def test_finding_them_is_one_statement(app: Flask) -> None:
    agency = make_agency()
    for _number in range(4):
        make_member(agency)
    with counted() as statements, writing():
        assert end_consents_of_left(now=NOON) == 0
    assert len([one for one in statements if "agency_consent" in one]) == 1


def _come_back(user: User, agency: Agency) -> None:
    """Left in June; the nights of the summer; employed again in November, terms confirmed."""
    change(_job_of(user), ends_on=date(2026, 6, 30))
    _night(datetime.combine(date(2026, 7, 1), NOON.timetz()))
    job = make_job(agency, user, starts_on=date(2026, 11, 1), confirmed_at=NOON)
    make_terms(agency, job, entered_at=NOON, answered_at=NOON)


def test_who_is_employed_again_is_not_counted_by_what_they_once_agreed_to(app: Flask) -> None:
    agency = make_agency()
    user = make_member(agency)
    register(hold_certificate(user))
    assert find_standing(agency.id, on=TODAY).ratio.qualified == 1
    _come_back(user, agency)
    standing = find_standing(agency.id, on=TODAY)
    assert (standing.ratio.qualified, standing.ratio.full_time) == (0, 1)
    assert standing.unconsented == 1


def test_who_agrees_again_is_counted_again(app: Flask) -> None:
    agency = make_agency()
    user = make_member(agency)
    register(hold_certificate(user))
    _come_back(user, agency)
    with writing():
        row = give_consent(user.id, agency, now=NOON)
        db.session.commit()
    assert row.given_at == NOON
    assert find_standing(agency.id, on=TODAY).ratio.qualified == 1


def test_who_left_agrees_to_nothing_any_more(app: Flask) -> None:
    agency = make_agency()
    user = make_member(agency)
    change(_job_of(user), ends_on=TODAY)
    with writing(), pytest.raises(NotOfAgency):
        give_consent(user.id, agency, now=NOON)
    assert not works_at(user.id, agency.id, on=TODAY)
    assert works_at(user.id, agency.id, on=TODAY - DAY)


def test_who_left_may_still_take_back_what_no_night_has_ended(app: Flask) -> None:
    agency = make_agency()
    user = make_member(agency)
    change(_job_of(user), ends_on=TODAY)
    with writing():
        withdraw_consent(user.id, agency, now=NOON)
        db.session.commit()
    assert not _stands(user, agency)


def test_the_page_asks_whoever_came_back_again(client: FlaskClient) -> None:
    agency = make_agency("晨光社工")
    make_manager(agency)
    user = make_member(agency)
    _come_back(user, agency)
    agency_id, user_id = agency.id, user.id
    enter_as(client, user)
    page = client.get("/incubation/my-agency").text
    assert f"/incubation/my-agency/consents/{agency_id}" in page
    assert f"/incubation/my-agency/consents/{agency_id}/end" not in page
    assert client.post(f"/incubation/my-agency/consents/{agency_id}").status_code == 303
    assert find_consent(user_id, agency_id) is not None


def test_who_left_reads_a_refusal_and_nothing_is_written(client: FlaskClient) -> None:
    agency = make_agency()
    user = make_member(agency)
    change(_job_of(user), ends_on=date(2026, 1, 1))
    _night()
    agency_id, user_id = agency.id, user.id
    enter_as(client, user)
    assert client.post(f"/incubation/my-agency/consents/{agency_id}").status_code == 409
    assert find_consent(user_id, agency_id) is None
