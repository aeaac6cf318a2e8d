"""R48 and R49 from the rows: shared traces with the legal representative among them; papers with and without a plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_checks import make_changed, make_entry
from tests.factories_incubator import NOON, TODAY, make_agency, make_case, make_place, written
from tests.statements import counted
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyRegistration, OrganMember, PlanItem
from trainingapp.incubator.queries.compliance_facts import list_known
from trainingapp.incubator.queries.compliance_neighbours import count_neighbours
from trainingapp.rules.incubation.compliance.catalogue import check_one
from trainingapp.rules.incubation.compliance.words import Finding, Status

DAY = timedelta(days=1)


def _head(agency: Agency, name: str = "王芳", **changes: Any) -> OrganMember:
    values: dict[str, Any] = {
        "organ": "council",
        "name": name,
        "is_legal_representative": True,
        "starts_on": TODAY - 100 * DAY,
        **changes,
    }
    return make_entry(agency, OrganMember, **values)  # type: ignore[no-any-return]


def _count(*agencies: Agency, on: date = TODAY) -> list[int | None]:
    found = count_neighbours(agencies, on=on)
    return [found[one.id] for one in agencies]


def _find(agency: Agency, code: str) -> Finding:
    known = list_known([agency.id], on=TODAY)[agency.id]
    return check_one(code, known.facts, known.terms, TODAY)


def test_of_whom_nothing_is_known_nobody_can_tell(app: Flask) -> None:
    assert _count(make_agency(), make_agency()) == [None, None]
    assert _find(make_agency(), "R48").status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param({"address": "东路 1 号"}, {"address": "东路 1 号"}, [1, 1], id="address"),
        pytest.param({"phone": "0311-1"}, {"phone": "0311-1"}, [1, 1], id="telephone"),
        pytest.param({"address": "东路 1 号"}, {"address": "东路 2 号"}, [0, 0], id="another"),
        pytest.param({"address": "同"}, {"phone": "同"}, [0, 0], id="address is no telephone"),
        pytest.param({"address": "东路 1 号"}, {}, [0, None], id="of one nothing is known"),
    ],
)
def test_agencies_share_an_address_or_a_telephone(
    app: Flask, first: dict[str, Any], second: dict[str, Any], expected: list[int | None]
) -> None:
    assert _count(make_agency(**first), make_agency(**second)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, 1, id="of the same name"),
        pytest.param({"name": "王方"}, 0, id="of another name"),
        pytest.param({"is_legal_representative": False}, 0, id="no legal representative there"),
        pytest.param({"starts_on": TODAY + DAY}, 0, id="begins tomorrow"),
        pytest.param({"starts_on": TODAY}, 1, id="begins today"),
        pytest.param({"left_on": TODAY}, 0, id="left today"),
        pytest.param({"left_on": TODAY + DAY}, 1, id="leaves tomorrow"),
        pytest.param({"ends_on": TODAY - DAY}, 1, id="whose term is over and who stayed"),
        pytest.param({"struck_at": NOON}, 0, id="struck out"),
    ],
)
def test_agencies_share_a_legal_representative(
    app: Flask, changes: dict[str, Any], expected: int
) -> None:
    first, second = make_agency(), make_agency()
    _head(first)
    _head(second, **{"name": "王芳", **changes})
    assert _count(first)[0] == expected


def test_the_same_user_under_two_names_is_one_person(app: Flask) -> None:
    first, second, person = make_agency(), make_agency(), make_user()
    _head(first, "王芳", user_id=person.id)
    _head(second, "王 芳", user_id=person.id)
    assert _count(first, second) == [1, 1]


def test_an_agency_that_shares_three_traces_with_another_counts_once(app: Flask) -> None:
    traces: dict[str, Any] = {"address": "东路 1 号", "phone": "0311-1"}
    first, second = make_agency(**traces), make_agency(**traces)
    _head(first)
    _head(second)
    assert _count(first, second) == [1, 1]


def test_a_person_with_two_entries_in_one_agency_is_no_neighbour_of_their_own(app: Flask) -> None:
    agency = make_agency()
    _head(agency)
    _head(agency, organ="executive")
    assert _count(agency) == [0]


def test_neighbours_of_each_trace_add_up(app: Flask) -> None:
    first = make_agency(address="东路 1 号", phone="0311-1")
    make_agency(address="东路 1 号")
    make_agency(phone="0311-1")
    _head(first)
    third = make_agency()
    _head(third)
    assert _count(first, third) == [3, 1]
    assert _find(first, "R48").parameters == {"count": 3}


def test_a_new_legal_representative_ends_the_finding(app: Flask) -> None:
    first, second = make_agency(), make_agency()
    row = _head(first)
    _head(second)
    assert _find(first, "R48").status is Status.BREACH
    assert row.left_on is None
    assert _count(first, on=TODAY - 200 * DAY) == [None]


def test_neighbours_of_many_cost_what_those_of_one_do(app: Flask) -> None:
    agencies = [make_agency(address="东路 1 号") for _number in range(6)]
    for one in agencies:
        _head(one)
    assert {one.address for one in agencies} == {"东路 1 号"}  # read again after the commit
    with counted() as few:
        _count(agencies[0])
    with counted() as many:
        assert set(_count(*agencies)) == {5}
    assert len(many) == len(few) == 4


def test_nobody_asks_about_no_agency(app: Flask) -> None:
    assert count_neighbours([], on=TODAY) == {}


def _item(case_id: int, code: str, **changes: Any) -> PlanItem:
    values: dict[str, Any] = {
        "title": "材料",
        "owner": "agency",
        "needs_evidence": True,
        "due_on": TODAY - DAY,
        "entered_at": NOON,
        **changes,
    }
    return written(PlanItem(case_id=case_id, code=code, **values))  # type: ignore[no-any-return]


def test_without_a_plan_nobody_can_tell_which_papers_are_missing(app: Flask) -> None:
    case = make_case(make_place())
    assert _find(db.session.get_one(Agency, case.agency_id), "R49").status is Status.UNKNOWN


def test_who_is_in_no_base_owes_no_papers(app: Flask) -> None:
    assert _find(make_agency(), "R49").status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({}, Status.BREACH, id="due yesterday"),
        pytest.param({"due_on": TODAY}, Status.OK, id="due today"),
        pytest.param({"due_on": None}, Status.OK, id="without a day"),
        pytest.param({"needs_evidence": False}, Status.OK, id="asks for no paper"),
        pytest.param({"settled_at": NOON}, Status.OK, id="settled"),
    ],
)
def test_a_paper_of_the_plan_is_missing_or_not(
    app: Flask, changes: dict[str, Any], status: Status
) -> None:
    agency = make_agency()
    case = make_case(make_place(), agency)
    _item(case.id, "charter", **changes)
    assert _find(agency, "R49").status is status


def test_missing_papers_are_counted(app: Flask) -> None:
    agency = make_agency()
    case = make_case(make_place(), agency)
    for code in ("charter", "rules", "party"):
        _item(case.id, code)
    row = _item(case.id, "training")
    make_changed(row, settled_at=NOON)
    assert _find(agency, "R49").parameters == {"count": 3}


def test_in_zhuhai_the_authority_has_ten_working_days(app: Flask) -> None:
    agency = make_agency(is_registered=False, status="applied", area_code="440402")
    _registration(agency, date(2026, 11, 2))
    found = _find(agency, "R04")
    assert (found.status, found.due_on) == (Status.BREACH, date(2026, 11, 16))
    other = make_agency(is_registered=False, status="applied", area_code="130102")
    _registration(other, date(2026, 11, 2))
    assert _find(other, "R04").status is Status.OK


def _registration(agency: Agency, accepted_on: date) -> None:
    make_entry(agency, AgencyRegistration, applied_on=accepted_on - DAY, accepted_on=accepted_on)
