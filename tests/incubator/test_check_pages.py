"""The pages of checks: how an agency stands, why, what the base lets stand, the wall, the year, and the settings."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user
from tests.factories_checks import make_entry, make_place_rule, make_sound_agency
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
from tests.factories_staffing import enter_as, settle
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agencies
from trainingapp.incubator.models import (
    Agency,
    BasisReading,
    Case,
    ComplianceLook,
    PlaceRule,
    Waiver,
    registry as kept,
)
from trainingapp.incubator.queries.guards_standing import GUARDS
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

PLACES = "/incubation/settings/places"


def _looked_at(*agencies: Agency) -> None:
    with writing():
        check_agencies([one.id for one in agencies], now=NOON)
        db.session.commit()


def _with_branch() -> tuple[Place, Agency, Case]:
    """An agency in a base that is in breach of R09."""
    place, agency = make_place(), make_sound_agency()
    case = make_case(place, agency)
    make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=TODAY - timedelta(days=9))
    _looked_at(agency)
    return place, agency, case


def _checks(agency: Agency, rest: str = "") -> str:
    return f"/incubation/agencies/{agency.id}/checks{rest}"


def test_before_the_first_look_the_page_says_so_and_a_manager_runs_the_checks(
    client: FlaskClient,
) -> None:
    agency = make_agency()
    manager = make_manager(agency)
    number, address = agency.id, _checks(agency)
    enter_as(client, manager)
    assert "还没有检查过" in client.get(address).text
    assert client.post(address).status_code == 303
    page = client.get(address)
    assert "R02 登记证书" in page.text
    assert "暂时无法判断" in page.text
    assert db.session.get(ComplianceLook, number) is not None


def test_one_status_alone_is_shown_on_request(client: FlaskClient) -> None:
    _place, agency, _case = _with_branch()
    enter_as(client, make_manager(agency))
    page = client.get(_checks(agency, "?status=breach")).text
    assert "R09 不设分支机构" in page
    assert "R02 登记证书" not in page
    assert client.get(_checks(agency, "?status=nonsense")).status_code == 200


def test_a_check_explains_itself_with_law_confidence_and_thresholds(client: FlaskClient) -> None:
    place, agency, _case = _with_branch()
    enter_as(client, place.people["officer"])
    page = client.get(_checks(agency, "/R13")).text
    assert "专职 3 人中有 1 人符合，达到 1/3" in page
    assert "民发〔2014〕80号" in page
    assert "条款未核" in page
    assert "是" in page
    page = client.get(_checks(agency, "/R09")).text
    assert "第十三条" in page
    assert "登记有分支机构" in page


def test_english_readers_read_english(client: FlaskClient) -> None:
    _place, agency, _case = _with_branch()
    enter_as(client, make_manager(agency))
    page = client.get(_checks(agency, "/R09"), headers={"Accept-Language": "en"}).text
    assert "A branch is on record." in page or "登记有分支机构" in page


@pytest.mark.parametrize("code", ["R50", "R51", "x"])
def test_a_code_that_is_no_check_of_agencies_is_not_found(client: FlaskClient, code: str) -> None:
    agency = make_agency()
    enter_as(client, make_manager(agency))
    assert client.get(_checks(agency, f"/{code}")).status_code == 404


def _waive(client: FlaskClient, agency_id: int, **changes: object) -> int:
    data: dict[str, object] = {
        "reason": "正在办理撤销",
        "until": (TODAY + timedelta(days=30)).isoformat(),
        "file": (io.BytesIO(PDF), "说明.pdf"),
    }
    address = f"/incubation/agencies/{agency_id}/checks/R09/waiver"
    return client.post(address, data=data | changes).status_code


def test_the_head_lets_a_breach_stand_and_the_gate_opens_until_it_ends(
    client: FlaskClient,
) -> None:
    place, agency, case = _with_branch()
    number, case_id = agency.id, case.id
    enter_as(client, place.people["head"])
    assert _waive(client, number) == 303
    assert "暂予保留" in client.get(f"/incubation/agencies/{number}/checks/R09").text
    waiver = db.session.scalars(select(Waiver)).one()
    assert (waiver.ends_on - waiver.starts_on).days == 31
    assert GUARDS["no_red_breach"](db.session.get_one(Case, case_id), NOON) == []
    later = NOON + timedelta(days=31)
    missing = GUARDS["no_red_breach"](db.session.get_one(Case, case_id), later)
    assert "R09" in {one.code for one in missing}
    address = f"/incubation/agencies/{number}/checks/R09/waivers/{waiver.id}/end"
    db.session.remove()
    assert client.post(address).status_code == 303
    assert GUARDS["no_red_breach"](db.session.get_one(Case, case_id), NOON) != []


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"until": ""},
        {"until": (TODAY - timedelta(days=1)).isoformat()},
        {"until": (TODAY + timedelta(days=500)).isoformat()},
        {"file": (io.BytesIO(b""), "")},
    ],
    ids=["no reason", "no day", "yesterday", "too far", "no document"],
)
def test_a_waiver_needs_a_reason_a_day_and_a_document(
    client: FlaskClient, changes: dict[str, object]
) -> None:
    place, agency, _case = _with_branch()
    number = agency.id
    enter_as(client, place.people["head"])
    assert _waive(client, number, **changes) == 422
    assert db.session.scalars(select(Waiver)).all() == []


def test_the_wall_shows_every_agency_of_the_base_with_signs_and_words(client: FlaskClient) -> None:
    place, agency, _case = _with_branch()
    elsewhere = make_agency("别处社会工作服务中心")
    make_case(make_place("310101"), elsewhere)
    name, address = agency.name, f"/incubation/bases/{place.base.id}/checks"
    enter_as(client, place.people["officer"])
    page = client.get(address).text
    assert name in page
    assert "别处社会工作服务中心" not in page
    assert "R09: 不符合" in page


def test_an_empty_wall_says_so(client: FlaskClient) -> None:
    place = make_place()
    address = f"/incubation/bases/{place.base.id}/checks"
    enter_as(client, place.people["head"])
    assert "目前没有机构在孵" in client.get(address).text


def test_the_wall_costs_the_same_for_many_agencies(client: FlaskClient) -> None:
    place = make_place()
    first = make_agency()
    make_case(place, first)
    _looked_at(first)
    officer, address = place.people["officer"], f"/incubation/bases/{place.base.id}/checks"
    others = [make_agency() for _number in range(8)]
    enter_as(client, officer)
    few = count_statements(client, address)
    place_again = place
    for one in others:
        make_case(place_again, one)
    _looked_at(*others)
    settle()
    assert count_statements(client, address) == few


def test_the_year_has_the_days_of_the_law_and_of_the_agencies(client: FlaskClient) -> None:
    place, agency, _case = _with_branch()
    make_entry(
        agency,
        kept.Premises,
        tenure="rent",
        address="东路 2 号",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=20),
    )
    address = f"/incubation/bases/{place.base.id}/year"
    enter_as(client, place.people["authority"])
    page = client.get(f"{address}/2026").text
    assert "向登记管理机关报送、接受年检的截止日" in page
    assert client.get(f"{address}/2027").status_code == 200
    assert client.get(f"{address}/2036").status_code == 404


def _administrator(client: FlaskClient) -> User:
    user = make_user(roles=[Role.ADMINISTRATOR])
    enter_as(client, user)
    return user


def test_the_settings_show_what_holds_in_a_place_and_where_it_is_from(client: FlaskClient) -> None:
    _administrator(client)
    page = client.get(f"{PLACES}?area=510104").text
    assert "成都市2017年文件" in page
    assert client.get(f"{PLACES}?area=Chengdu").status_code == 422


ROW = {
    "key": "founders_middle",
    "area": "1301",
    "value": "3",
    "document": "石民规〔2026〕3号",
    "confidence": "B",
    "valid_from": "2026-01-01",
}


def test_an_administrator_enters_ends_and_takes_back_a_value(client: FlaskClient) -> None:
    _administrator(client)
    assert client.post(f"{PLACES}/new", data=ROW).status_code == 303
    row = db.session.scalars(select(PlaceRule)).one()
    number = row.id
    assert (row.area, row.value, row.valid_to) == ("1301", "3", None)
    assert "石民规〔2026〕3号" in client.get(f"{PLACES}?area=130102").text
    db.session.remove()
    data = {"last_day": "2026-12-31"}
    assert client.post(f"{PLACES}/{number}/end", data=data).status_code == 303
    assert db.session.get_one(PlaceRule, number).valid_to is not None
    db.session.remove()
    assert client.post(f"{PLACES}/{number}/withdrawal").status_code == 303
    assert "石民规〔2026〕3号" not in client.get(f"{PLACES}?area=130102").text


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "three"},
        {"area": "Hebei"},
        {"document": ""},
        {"valid_to": "2025-12-31"},
        {"key": "no_such_key"},
        {"valid_from": ""},
    ],
    ids=lambda one: next(iter(one)),
)
def test_a_row_that_is_not_right_is_asked_for_again_with_what_was_typed(
    client: FlaskClient, changes: dict[str, str]
) -> None:
    _administrator(client)
    page = client.post(f"{PLACES}/new", data=ROW | {"note": "请核对原文"} | changes)
    assert page.status_code == 422
    assert "请核对原文" in page.text
    assert db.session.scalars(select(PlaceRule)).all() == []


def test_a_row_does_not_end_before_it_begins(client: FlaskClient) -> None:
    number = make_place_rule("13", "founders_middle", "3").id
    _administrator(client)
    assert client.post(f"{PLACES}/{number}/end", data={"last_day": "2025-12-31"}).status_code == 303
    assert db.session.get_one(PlaceRule, number).valid_to is None


def test_an_administrator_notes_that_the_law_was_read(client: FlaskClient) -> None:
    user = _administrator(client)
    name = user.display_name
    settings = "/incubation/settings/checks"
    assert "尚未复核" in client.get(settings).text
    data = {"note": "文本无变化"}
    assert client.post(f"{settings}/R09/reading", data=data).status_code == 303
    assert db.session.scalars(select(BasisReading)).one().code == "R09"
    page = client.get(settings).text
    assert "文本无变化" in page
    assert name in page
    assert client.post(f"{settings}/R99/reading").status_code == 404
