"""Letting a breach stand: who, for what, until when, twice, and what happens when it ends."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from tests.factories_checks import (
    make_entry,
    make_sound_agency,
    make_waiver,
)
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_manager,
    make_place,
)
from tests.factories_registry import PDF
from tests.factories_staffing import enter_as
from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agencies
from trainingapp.incubator.actions.waiving import WaiverPlan, end_waiver, give_waiver
from trainingapp.incubator.forms.checks import WaiverForm
from trainingapp.incubator.models import Agency, Task, Waiver, registry as kept
from trainingapp.incubator.queries.compliance import (
    find_check,
    list_holding_waivers,
    list_red,
    list_standing_checks,
    list_waived,
)
from trainingapp.incubator.queries.guards_standing import GUARDS
from trainingapp.rules.incubation.compliance.words import NothingToLetStand, Status
from trainingapp.web.transactions import writing

DAY = timedelta(days=1)


def _look(agency: Agency, at: datetime = NOON) -> None:
    with writing():
        check_agencies([agency.id], now=at)
        db.session.commit()


def _in_breach() -> tuple[Place, Agency]:
    place, agency = make_place(), make_sound_agency()
    make_case(place, agency)
    make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=TODAY - 9 * DAY)
    _look(agency)
    return place, agency


def _give(agency: Agency, head_id: int, code: str = "R09", days: int = 30) -> Waiver:
    sample = db.session.scalars(select(Waiver)).first()
    document_id = sample.document_id if sample else 0
    plan = WaiverPlan(code, "正在办理", document_id, TODAY + days * DAY)
    with writing():
        waiver = give_waiver(agency, plan, person_id=head_id, today=TODAY, now=NOON)
        db.session.commit()
    return waiver


def _post(
    client: FlaskClient, agency_id: int, code: str = "R09", **changes: object
) -> TestResponse:
    data: dict[str, object] = {
        "reason": "正在办理撤销",
        "until": (TODAY + 30 * DAY).isoformat(),
        "file": (io.BytesIO(PDF), "说明.pdf"),
    }
    address = f"/incubation/agencies/{agency_id}/checks/{code}/waiver"
    return client.post(address, data=data | changes)


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(Waiver)) or 0


@pytest.mark.parametrize("code", ["R02", "R31", "R28", "R04"])
def test_what_is_in_no_breach_cannot_be_let_stand(app: Flask, code: str) -> None:
    place, agency = _in_breach()
    plan, head = WaiverPlan(code, "以防万一", 0, TODAY + DAY), place.people["head"].id
    with writing(), pytest.raises(NothingToLetStand):
        give_waiver(agency, plan, person_id=head, today=TODAY, now=NOON)


def test_what_nobody_looked_at_cannot_be_let_stand(app: Flask) -> None:
    place, agency = make_place(), make_agency()
    plan, head = WaiverPlan("R09", "以防万一", 0, TODAY + DAY), place.people["head"].id
    with writing(), pytest.raises(NothingToLetStand):
        give_waiver(agency, plan, person_id=head, today=TODAY, now=NOON)


def test_what_is_let_stand_already_is_not_let_stand_twice(app: Flask) -> None:
    place, agency = _in_breach()
    make_waiver(agency, place.people["head"])
    with pytest.raises(NothingToLetStand):
        _give(agency, place.people["head"].id)


def test_what_was_ended_may_be_let_stand_again(app: Flask) -> None:
    place, agency = _in_breach()
    make_waiver(agency, place.people["head"], ended_at=NOON)
    assert _give(agency, place.people["head"].id).code == "R09"


def test_a_second_click_makes_no_second_waiver(client: FlaskClient) -> None:
    place, agency = _in_breach()
    number = agency.id
    enter_as(client, place.people["head"])
    assert _post(client, number).status_code == 303
    again = _post(client, number)
    assert again.status_code == 409
    assert "只有未整改的不符合项才能暂予保留" in again.text
    assert _count() == 1


def test_a_crafted_form_for_a_check_that_is_well_is_refused(client: FlaskClient) -> None:
    place, agency = _in_breach()
    number = agency.id
    enter_as(client, place.people["head"])
    assert _post(client, number, "R02").status_code == 409
    assert _count() == 0


@pytest.mark.parametrize("code", ["R50", "R99", "r09"])
def test_a_waiver_of_what_is_no_check_is_not_found(client: FlaskClient, code: str) -> None:
    place, agency = _in_breach()
    number = agency.id
    enter_as(client, place.people["head"])
    assert _post(client, number, code).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"until": "soon"}, "until"),
        ({"until": "2026-11-22"}, "until"),
        ({"until": "2027-11-24"}, "until"),
        ({"until": "2026-02-30"}, "until"),
        ({"document": "999999"}, "document"),
        ({"document": "-1"}, "document"),
        ({"document": "x"}, "document"),
        ({"reason": "长" * 1001}, "reason"),
        ({"file": (io.BytesIO(b""), "")}, "document"),
    ],
)
def test_a_waiver_that_is_not_right_keeps_what_was_typed_and_says_why(
    client: FlaskClient, changes: dict[str, object], field: str
) -> None:
    place, agency = _in_breach()
    number = agency.id
    enter_as(client, place.people["head"])
    data = {"reason": "等待主管单位批复<b>"} | changes
    page = _post(client, number, "R09", **data)
    assert page.status_code == 422
    text = page.text
    assert f'id="{field}-error"' in text
    assert "<b>" not in text.split("textarea", 1)[-1].split("</textarea", 1)[0]
    if data["reason"] == "等待主管单位批复<b>":
        assert "等待主管单位批复&lt;b&gt;" in text
    assert _count() == 0


@pytest.mark.parametrize(
    ("today", "until", "expected"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), True),
        (date(2026, 11, 23), date(2027, 11, 23), True),
        (date(2026, 11, 23), date(2027, 11, 24), False),
        (date(2026, 11, 1), date(2027, 11, 28), False),
        (date(2026, 11, 30), date(2027, 11, 30), True),
        (date(2024, 2, 29), date(2025, 2, 28), True),
        (date(2024, 2, 29), date(2025, 3, 1), False),
        (date(2026, 12, 31), date(2027, 12, 31), True),
        (date(2026, 11, 23), date(2026, 11, 22), False),
    ],
)
def test_a_breach_stands_for_a_year_at_most(
    app: Flask, today: date, until: date, expected: bool
) -> None:
    with app.test_request_context(method="POST", data={"until": until.isoformat()}):
        form = WaiverForm()
        form.offer([])
        assert form.is_sound(today) is expected
        assert bool(form.until.errors) is not expected


@pytest.mark.parametrize(
    ("starts", "ends", "ended", "expected"),
    [
        (0, 30, False, True),
        (0, 1, False, True),
        (-30, 0, False, False),
        (-30, 1, False, True),
        (1, 30, False, False),
        (0, 30, True, False),
        (-400, -1, False, False),
    ],
)
def test_a_waiver_holds_from_its_first_day_up_to_its_end(
    app: Flask, starts: int, ends: int, ended: bool, expected: bool
) -> None:
    place, agency = _in_breach()
    make_waiver(
        agency,
        place.people["head"],
        starts_on=TODAY + starts * DAY,
        ends_on=TODAY + ends * DAY,
        ended_at=NOON if ended else None,
    )
    assert (list_waived(agency.id, on=TODAY) == {"R09"}) is expected
    standing = find_check(agency.id, "R09", on=TODAY)
    assert standing is not None
    assert standing.status is (Status.WAIVED if expected else Status.BREACH)
    assert (list_red(agency.id, on=TODAY) == []) is expected


def test_a_waiver_of_one_agency_or_check_is_none_of_another(app: Flask) -> None:
    place, agency = _in_breach()
    other = make_sound_agency()
    make_entry(other, kept.Site, kind="branch", name="分部", starts_on=TODAY - DAY)
    _look(other)
    make_waiver(other, place.people["head"])
    make_waiver(agency, place.people["head"], code="R08")
    assert [one.text.code for one in list_red(agency.id, on=TODAY)] == ["R09"]
    assert list_red(other.id, on=TODAY) == []
    assert len(list_holding_waivers([agency.id, other.id], on=TODAY)) == 2


def test_a_waiver_makes_nothing_waived_that_is_well_or_unknown(app: Flask) -> None:
    place, agency = make_place(), make_agency()
    make_case(place, agency)
    _look(agency)
    for code in ("R02", "R01", "R48"):
        make_waiver(agency, place.people["head"], code=code)
    checks = {one.text.code: one for one in list_standing_checks([agency.id], on=TODAY)[agency.id]}
    assert {checks[code].status for code in ("R02", "R01", "R48")} == {Status.UNKNOWN}


def test_the_task_is_closed_with_the_waiver_and_opened_again_with_its_end(app: Flask) -> None:
    place, agency = _in_breach()
    make_waiver(agency, place.people["head"], code="R08")
    key = f"rule:R09:{agency.id}"
    query = select(Task.closed_at).where(Task.key == key).order_by(Task.id)
    assert db.session.scalars(query).all() == [None]
    waiver = _give(agency, place.people["head"].id, days=3)
    assert None not in db.session.scalars(query).all()
    _look(agency, NOON + 2 * DAY)
    assert None not in db.session.scalars(query).all()
    _look(agency, NOON + 3 * DAY)
    assert db.session.scalars(query).all().count(None) == 1
    assert waiver.ended_at is None


def test_the_first_day_of_a_breach_stays_over_a_waiver(app: Flask) -> None:
    place, agency = _in_breach()
    make_waiver(agency, place.people["head"], ends_on=TODAY + 3 * DAY)
    _look(agency, NOON + 10 * DAY)
    standing = find_check(agency.id, "R09", on=TODAY + 10 * DAY)
    assert standing is not None
    assert (standing.status, standing.result.since) == (Status.BREACH, TODAY)


def test_an_ended_waiver_keeps_who_ended_it_first(app: Flask) -> None:
    place, agency = _in_breach()
    head, second = place.people["head"].id, place.people["second"].id
    waiver = make_waiver(agency, place.people["head"])
    with writing():
        end_waiver(waiver, person_id=head, now=NOON)
        end_waiver(waiver, person_id=second, now=NOON + DAY)
        db.session.commit()
    assert (waiver.ended_at, waiver.ended_by_id) == (NOON, head)


def test_a_waiver_is_ended_under_its_own_check_and_agency_only(client: FlaskClient) -> None:
    place, agency = _in_breach()
    other = make_agency()
    make_case(place, other)
    waiver = make_waiver(agency, place.people["head"])
    number, own, foreign = waiver.id, agency.id, other.id
    enter_as(client, place.people["head"])
    for address in (
        f"/incubation/agencies/{own}/checks/R08/waivers/{number}/end",
        f"/incubation/agencies/{own}/checks/R50/waivers/{number}/end",
        f"/incubation/agencies/{foreign}/checks/R09/waivers/{number}/end",
        f"/incubation/agencies/{own}/checks/R09/waivers/{number + 1}/end",
    ):
        assert client.post(address).status_code == 404
    assert db.session.get_one(Waiver, number).ended_at is None
    db.session.remove()
    right = f"/incubation/agencies/{own}/checks/R09/waivers/{number}/end"
    assert client.post(right).status_code == 303
    assert client.post(right).status_code == 303  # again: nothing more happens
    assert db.session.get_one(Waiver, number).ended_at is not None


@pytest.mark.parametrize("name", ["officer", "finance", "authority", "manager"])
def test_nobody_but_the_head_sees_the_form_or_may_send_it(client: FlaskClient, name: str) -> None:
    place, agency = _in_breach()
    manager = make_manager(agency)
    user = manager if name == "manager" else place.people[name]
    number = agency.id
    enter_as(client, user)
    assert 'name="reason"' not in client.get(f"/incubation/agencies/{number}/checks/R09").text
    assert _post(client, number).status_code == 403
    assert _count() == 0


def test_everybody_who_reads_the_check_reads_why_it_stands(client: FlaskClient) -> None:
    place, agency = _in_breach()
    make_waiver(agency, place.people["head"], reason="<i>房东</i>正在办理")
    manager, number = make_manager(agency), agency.id
    enter_as(client, manager)
    page = client.get(f"/incubation/agencies/{number}/checks/R09").text
    assert "&lt;i&gt;房东&lt;/i&gt;正在办理" in page
    assert "方华" in page
    assert "暂予保留" in page
    assert "/end" not in page


@pytest.mark.parametrize(
    ("ends_in", "name"), [(30, "no_red_breach"), (30, "gate_clean"), (1, "no_red_breach")]
)
def test_a_gate_closes_on_the_day_after_the_last(app: Flask, ends_in: int, name: str) -> None:
    place, agency = make_place(), make_sound_agency()
    case = make_case(place, agency)
    make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=TODAY - DAY)
    make_waiver(agency, place.people["head"], ends_on=TODAY + ends_in * DAY)
    last = NOON + (ends_in - 1) * DAY
    assert [one.code for one in GUARDS[name](case, last)] == []
    assert [one.code for one in GUARDS[name](case, last + DAY)] == ["R09"]


def test_the_day_of_shanghai_counts_and_not_that_of_greenwich(app: Flask) -> None:
    place, agency = make_place(), make_sound_agency()
    case = make_case(place, agency)
    make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=TODAY - DAY)
    make_waiver(agency, place.people["head"], ends_on=TODAY + DAY)
    evening = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    assert GUARDS["no_red_breach"](case, evening) == []
    assert GUARDS["no_red_breach"](case, evening + timedelta(minutes=1)) != []


@pytest.mark.both_databases
def test_a_waiver_that_ends_before_it_begins_is_refused_by_the_database(app: Flask) -> None:
    place, agency = make_place(), make_agency()
    with pytest.raises(IntegrityError):
        make_waiver(agency, place.people["head"], ends_on=TODAY)
    db.session.rollback()


def test_the_head_of_another_base_ends_nothing(client: FlaskClient) -> None:
    place, agency = _in_breach()
    waiver = make_waiver(agency, place.people["head"])
    address = f"/incubation/agencies/{agency.id}/checks/R09/waivers/{waiver.id}/end"
    from_elsewhere = make_place("310101").people["head"]
    number = waiver.id
    enter_as(client, from_elsewhere)
    assert client.post(address).status_code == 404
    assert db.session.get_one(Waiver, number).ended_at is None
