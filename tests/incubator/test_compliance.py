"""Looking at agencies: from registers, staff and stays to findings, tasks, and the gates of graduation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from tests.factories_checks import (
    fill_registers,
    make_changed,
    make_entry,
    make_place_rule,
    make_sound_agency,
    make_waiver,
)
from tests.factories_incubator import NOON, TODAY, make_agency, make_case, make_place
from tests.factories_staffing import make_job, make_member, make_terms
from tests.statements import counted
from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agencies, check_agency
from trainingapp.incubator.actions.tasks import close_task
from trainingapp.incubator.compliance_jobs import check_every_agency
from trainingapp.incubator.models import (
    Agency,
    ComplianceLook,
    ComplianceResult,
    Task,
    registry as kept,
    standing as held,
)
from trainingapp.incubator.queries.compliance import list_history, list_red, list_standing_checks
from trainingapp.incubator.queries.compliance_facts import list_known
from trainingapp.incubator.queries.guards_standing import GUARDS
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.incubation.words import AgencyStatus, Field
from trainingapp.web.transactions import writing


def _look(agency: Agency, at: datetime = NOON) -> dict[str, ComplianceResult]:
    with writing():
        check_agency(agency, now=at)
        db.session.commit()
    checks = list_standing_checks([agency.id], on=TODAY)[agency.id]
    return {one.result.code: one.result for one in checks}


def test_an_agency_with_everything_in_order_is_in_breach_of_nothing_red(app: Flask) -> None:
    found = _look(make_sound_agency())
    breaches = {code for code, row in found.items() if row.status == Status.BREACH}
    assert breaches == {"R17", "R21", "R44"}  # hours, roster and supervision have no records
    assert len(found) == 49


def test_an_agency_that_nobody_knows_is_unknown_and_not_well(app: Flask) -> None:
    found = _look(make_agency())
    assert {row.status for code, row in found.items() if code in {"R02", "R08", "R12", "R28"}} == {
        Status.UNKNOWN
    }


@pytest.mark.parametrize(
    ("code", "table", "values", "status"),
    [
        ("R09", kept.Site, {"kind": "branch", "name": "分部"}, "breach"),
        ("R09", kept.Site, {"kind": "station", "name": "社工站"}, "ok"),
        ("R06", kept.AgencyChange, {"item": "legal_representative"}, "breach"),
        ("R05", kept.AgencyChange, {"item": "address", "consent_on": date(2026, 10, 1)}, "breach"),
        ("R28", held.CreditEvent, {"kind": "abnormal", "cause": "未报年报"}, "breach"),
        ("R26", held.AnnualFiling, {"year": 2025, "kind": "report", "result": "fail"}, "unknown"),
        ("R30", held.Grade, {"level": 3, "awarded_on": TODAY, "ends_on": date(2031, 1, 1)}, "ok"),
        ("R31", kept.PartyUnit, {"kind": "none", "as_of": TODAY, "full_members": 3}, "breach"),
        ("R32", held.TaxStatus, {"kind": "nonprofit_exempt", "ends_on": TODAY}, "due_soon"),
        ("R38", held.Licence, {"kind": "charity"}, "ok"),
        ("R37", held.Licence, {"kind": "public_fundraising", "ends_on": TODAY}, "not_applicable"),
        ("R29", held.AddressContact, {"way": "letter", "is_reached": False}, "ok"),
    ],
)
def test_an_entry_of_a_register_is_seen_by_its_check(
    app: Flask, code: str, table: Any, values: dict[str, Any], status: str
) -> None:
    agency = make_sound_agency()
    if table is kept.AgencyChange:
        values = {"new_value": "新", "decided_on": TODAY, **values}
    if table is held.AddressContact:
        values = {"tried_on": TODAY, **values}
    if table in {kept.Site, held.CreditEvent}:
        values = {"starts_on": date(2026, 1, 1), **values}
    if table is held.TaxStatus:
        values = {"starts_on": date(2021, 11, 23), **values}
    make_entry(agency, table, **values)
    assert _look(agency)[code].status == status


def test_a_struck_entry_counts_no_more(app: Flask) -> None:
    agency = make_sound_agency()
    row = make_entry(
        agency, held.CreditEvent, kind="serious", cause="处罚", starts_on=date(2026, 1, 1)
    )
    assert _look(agency)["R28"].status == Status.BREACH
    make_changed(row, struck_at=NOON, struck_reason="录错")
    assert _look(agency)["R28"].status == Status.OK


def test_staff_are_seen_by_contract_insurance_roster_and_record_query(app: Flask) -> None:
    agency = make_sound_agency(fields=[Field.CHILDREN])
    make_terms(
        agency,
        make_job(agency),
        contract_signed_on=None,
        insured_from=None,
        works_with_minors=True,
    )
    found = _look(agency)
    assert [found[code].status for code in ("R19", "R20", "R22", "R23")] == [Status.BREACH] * 4
    assert found["R19"].parameters == {"count": 1}


def test_the_share_of_qualified_staff_follows_the_people(app: Flask) -> None:
    agency = make_sound_agency()
    assert _look(agency)["R13"].parameters == {"have": 1, "all": 3, "part": 1, "whole": 3}
    make_member(agency)
    assert _look(agency)["R13"].status == Status.BREACH


def test_a_rule_of_the_place_changes_what_is_found(app: Flask) -> None:
    agency = make_sound_agency()
    assert _look(agency)["R15"].status == Status.OK
    make_place_rule("13", "min_full_time_staff", "4")
    found = _look(agency)["R15"]
    assert found.status == Status.BREACH
    assert found.terms["min_full_time_staff"]["document"] == "石民规〔2026〕3号"


def test_looking_twice_changes_nothing(app: Flask) -> None:
    agency = make_sound_agency()
    first = {code: row.id for code, row in _look(agency).items()}
    assert {code: row.id for code, row in _look(agency).items()} == first
    assert db.session.get_one(ComplianceLook, agency.id).looked_at == NOON


def test_history_keeps_what_was_found_before_and_since_when(app: Flask) -> None:
    agency = make_sound_agency()
    _look(agency)
    fourth, fifth = NOON + timedelta(days=1), NOON + timedelta(days=2)
    make_member(agency)
    _look(agency, fourth)
    make_member(agency)
    _look(agency, fifth)
    rows = list_history(agency.id, "R13")
    assert [row.status for row in rows] == ["breach", "breach", "ok"]
    assert rows[0].since == rows[1].since == date(2026, 11, 24)
    assert [row.replaced_at for row in rows] == [None, fifth, fourth]


@pytest.mark.both_databases
def test_a_finding_cannot_be_rewritten(app: Flask) -> None:
    row = _look(make_agency())["R02"]
    with writing():
        row.status = Status.OK
        with pytest.raises(DatabaseError, match="replaced, never changed"):
            db.session.flush()
        db.session.rollback()


def _tasks(agency: Agency) -> dict[str, Task]:
    query = select(Task).where(Task.agency_id == agency.id, Task.closed_at.is_(None))
    return {task.key.split(":")[1]: task for task in db.session.scalars(query)}


def test_a_red_breach_is_a_task_with_a_day_until_it_is_cleared(app: Flask) -> None:
    agency = make_sound_agency()
    row = make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=date(2026, 1, 1))
    _look(agency)
    task = _tasks(agency)["R09"]
    assert task.due_on == date(2026, 12, 8)
    assert task.endpoint == "incubator.show_check"
    make_changed(row, struck_at=NOON)
    _look(agency)
    assert "R09" not in _tasks(agency)


def test_an_amber_breach_is_a_task_only_of_an_agency_in_a_base(app: Flask) -> None:
    agency = make_sound_agency()
    _look(agency)
    assert "R21" not in _tasks(agency)
    case = make_case(make_place(), agency)
    make_member(agency)  # another row of the roster that lacks something
    _look(agency)
    assert _tasks(agency)["R21"].case_id == case.id


def test_a_breach_from_before_the_agency_moved_in_is_a_task_once_it_has(app: Flask) -> None:
    agency = make_sound_agency()
    _look(agency)
    make_case(make_place(), agency)
    _look(agency)
    assert "R21" in _tasks(agency)
    assert _tasks(agency)["R21"].due_on == date(2026, 12, 23)


def test_what_the_base_lets_stand_is_no_task_until_that_ends(app: Flask) -> None:
    agency, place = make_sound_agency(), make_place()
    make_case(place, agency)
    make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=date(2026, 1, 1))
    waiver = make_waiver(agency, place.people["head"])
    _look(agency)
    with writing():
        close_task(f"rule:R09:{agency.id}", now=NOON)
        db.session.commit()
    _look(agency)
    assert "R09" not in _tasks(agency)
    make_changed(waiver, ended_at=NOON)
    _look(agency)
    assert "R09" in _tasks(agency)


def test_reading_many_agencies_takes_as_many_statements_as_one(app: Flask) -> None:
    place, ids = make_place(), []
    for _number in range(12):
        agency = make_agency()
        make_member(agency)
        make_case(place, agency)
        ids.append(agency.id)
    with counted() as one:
        list_known(ids[:1], on=TODAY)
    with counted() as many:
        list_known(ids, on=TODAY)
    assert len(many) == len(one)


def test_the_worker_looks_at_every_agency_once_a_day(app: Flask) -> None:
    known = [make_agency().id for _number in range(3)]
    agency = make_agency(is_registered=False)
    make_case(make_place(), agency)
    team, idle = agency.id, make_agency(is_registered=False).id
    with writing():
        check_every_agency(now=NOON)
    looked = set(db.session.scalars(select(ComplianceLook.agency_id)))
    assert looked == {*known, team}
    assert idle not in looked


GATES = ["gate_governed", "gate_accounts", "gate_staff", "gate_ratio", "gate_premises"]


@pytest.mark.parametrize("name", [*GATES, "gate_registered", "gate_clean", "no_red_breach"])
def test_every_gate_opens_for_an_agency_in_order(app: Flask, name: str) -> None:
    case = make_case(make_place(), make_sound_agency())
    assert [one.code for one in GUARDS[name](case, NOON)] == []


@pytest.mark.parametrize("name", GATES)
def test_no_gate_opens_for_an_agency_of_which_nothing_is_known(app: Flask, name: str) -> None:
    agency = make_agency()
    make_member(agency)
    missing = GUARDS[name](make_case(make_place(), agency), NOON)
    assert missing
    assert {one.endpoint for one in missing} == {"incubator.show_check"}


def test_an_agency_without_staff_does_not_pass_the_gate_of_the_ratio(app: Flask) -> None:
    agency = make_agency()
    fill_registers(agency)
    case = make_case(make_place(), agency)
    assert [one.code for one in GUARDS["gate_ratio"](case, NOON)] == ["R13"]


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        (AgencyStatus.REGISTERED, True),
        (AgencyStatus.FILED, True),
        (AgencyStatus.PREPARING, False),
        (AgencyStatus.REVOKED, False),
    ],
)
def test_only_who_is_registered_or_on_file_graduates(
    app: Flask, status: AgencyStatus, is_open: bool
) -> None:
    case = make_case(make_place(), make_agency(status=status))
    assert (not GUARDS["gate_registered"](case, NOON)) is is_open


def test_a_red_breach_stops_graduation_and_mid_term(app: Flask) -> None:
    agency = make_sound_agency()
    case = make_case(make_place(), agency)
    make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=date(2026, 1, 1))
    assert [one.code for one in GUARDS["no_red_breach"](case, NOON)] == ["R09"]
    assert [one.code for one in GUARDS["gate_clean"](case, NOON)] == ["R09"]
    with writing():
        check_agencies([agency.id], now=NOON)
        db.session.commit()
    assert [one.result.code for one in list_red(agency.id, on=TODAY)] == ["R09"]


def test_a_gate_looks_at_the_day_of_the_act_and_not_at_last_night(app: Flask) -> None:
    agency = make_sound_agency()
    case = make_case(make_place(), agency)
    later = datetime(2027, 6, 1, 4, 0, tzinfo=UTC)
    assert GUARDS["gate_clean"](case, NOON) == []
    assert "R25" in {one.code for one in GUARDS["gate_clean"](case, later)}
