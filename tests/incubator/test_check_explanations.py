"""The page of each check: how the agency stands, what to do, on what law, how sure, in both languages."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.factories_accounts import make_user
from tests.factories_checks import make_place_rule, make_sound_agency
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_case,
    make_manager,
    make_place,
    written,
)
from tests.factories_staffing import enter_as
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agencies
from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.models import Agency, BasisReading
from trainingapp.incubator.queries.compliance import list_standing_checks
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

CODES = [one.code for one in list_checks().of_agencies]
SURE = {
    "zh": {"A": "A：", "B": "B：", "C": "C：", "D": "D：", "P": "P："},
    "en": {"A": "A: the text itself was read", "B": "B: an official page or several reports"}
    | {"C": "C: one secondary source", "D": "D: recalled, still to be confirmed"}
    | {"P": "P: this site's proposal, not a rule"},
}


def _looked_at(agency: Agency) -> Agency:
    with writing():
        check_agencies([agency.id], now=NOON)
        db.session.commit()
    return agency


def _enter(client: FlaskClient, user: User, language: str = "zh") -> None:
    enter_as(client, user)
    client.post("/accounts/display", data={"language": language})


def _read(client: FlaskClient, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return html.unescape(page.text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_check_explains_itself(client: FlaskClient, language: str) -> None:
    agency = _looked_at(make_sound_agency())
    number = agency.id
    _enter(client, make_manager(agency), language)
    missing = []
    for one in list_checks().of_agencies:
        page = _read(client, f"/incubation/agencies/{number}/checks/{one.code}")
        needed = [getattr(one.title, language), getattr(one.remedy, language)]
        needed += [basis.document for basis in one.basis]
        needed += [basis.article for basis in one.basis if basis.article]
        needed += [SURE[language][one.confidence]]
        needed += [getattr(one.note, language)] if one.note else []
        missing += [(one.code, text) for text in needed if text not in page]
        if one.basis and not all(basis.article for basis in one.basis):
            unsure = "条款未核" if language == "zh" else "(article not confirmed)"
            missing += [(one.code, unsure)] if unsure not in page else []
    assert missing == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_of_an_unknown_agency_is_said(client: FlaskClient, language: str) -> None:
    agency = _looked_at(make_agency())
    _enter(client, make_manager(agency), language)
    page = _read(client, f"/incubation/agencies/{agency.id}/checks")
    sentence = list_checks().reasons["no_record"]
    assert getattr(sentence, language) in page
    other = sentence.en if language == "zh" else sentence.zh
    assert other not in page


@pytest.mark.parametrize("code", ["R13", "R25", "R12", "R30", "R39"])
def test_before_the_first_look_a_check_still_explains_itself(
    client: FlaskClient, code: str
) -> None:
    agency = make_agency()
    number = agency.id
    enter_as(client, make_manager(agency))
    page = _read(client, f"/incubation/agencies/{number}/checks/{code}")
    assert "还没有检查过" in page
    assert list_checks().by_code[code].title.zh in page


@pytest.mark.parametrize(
    ("area", "code", "words"),
    [
        ("130102", "R13", ["1", "3", "是", "冀民规〔2020〕1号"]),
        ("510104", "R42", ["60 %", "成都市2017年文件"]),
        ("310101", "R11", ["沪民规〔2025〕11号", "2", "3"]),
        ("310101", "R12", ["12 ", "沪民规〔2025〕11号", "60"]),
        ("110101", "R13", ["否", "D：", "请向登记机关确认"]),
        ("110101", "R05", ["30", "国务院令第251号", "第十五条", "全国"]),
        ("620102", "R30", ["甘肃省2024年文件"]),
        ("340802", "R30", ["安庆市2021年通知"]),
        ("440402", "R14", ["珠海市2010年文件"]),
    ],
)
def test_the_thresholds_are_those_of_the_place_with_their_source(
    client: FlaskClient, area: str, code: str, words: list[str]
) -> None:
    agency = make_agency(area_code=area)
    number = agency.id
    enter_as(client, make_manager(agency))
    page = _read(client, f"/incubation/agencies/{number}/checks/{code}")
    table = page[page.index("当地适用") if "当地适用" in page else 0 :]
    assert [one for one in words if one not in table] == []


@pytest.mark.parametrize(
    ("area", "code", "document"),
    [
        ("110101", "R42", "60 %"),
        ("110101", "R12", "12 个月"),
        ("310101", "R30", "甘肃"),
    ],
)
def test_a_rule_of_another_place_is_not_shown_as_a_threshold(
    client: FlaskClient, area: str, code: str, document: str
) -> None:
    agency = make_agency(area_code=area)
    number = agency.id
    enter_as(client, make_manager(agency))
    page = _read(client, f"/incubation/agencies/{number}/checks/{code}")
    assert document not in page.split("<table", 1)[-1]


def test_a_row_of_the_site_is_shown_with_its_remark(client: FlaskClient) -> None:
    make_place_rule("1301", "min_full_time_staff", "4", note="口头<b>答复</b>", article="第三条")
    agency = make_agency()
    number = agency.id
    enter_as(client, make_manager(agency))
    raw = client.get(f"/incubation/agencies/{number}/checks/R15").text
    assert "石民规〔2026〕3号" in raw
    assert "第三条" in raw
    assert "口头&lt;b&gt;答复&lt;/b&gt;" in raw


@pytest.mark.parametrize("status", [one.value for one in Status])
def test_every_status_is_a_filter_of_the_list(client: FlaskClient, status: str) -> None:
    agency = _looked_at(make_sound_agency())
    number = agency.id
    enter_as(client, make_manager(agency))
    page = client.get(f"/incubation/agencies/{number}/checks?status={status}")
    assert page.status_code == 200
    shown = list_standing_checks([number], on=TODAY)[number]
    codes = [one.text.code for one in shown if one.status.value == status]
    assert all(f"/checks/{code}" in page.text for code in codes)
    assert ("没有这种状态的检查项" in page.text) is (not codes)


@pytest.mark.parametrize("asked", ["", "BREACH", "ok'--", "ok&status=breach", "<script>", "0"])
def test_a_filter_that_is_no_status_shows_everything(client: FlaskClient, asked: str) -> None:
    agency = _looked_at(make_sound_agency())
    number = agency.id
    enter_as(client, make_manager(agency))
    page = client.get(f"/incubation/agencies/{number}/checks", query_string={"status": asked})
    assert page.status_code == 200
    for code in ("R01", "R09", "R49"):
        assert f"{code} " in page.text
    assert "<script>0" not in page.text


def test_earlier_findings_are_told_with_their_sentences(client: FlaskClient) -> None:
    agency = _looked_at(make_agency())
    make_place_rule("CN", "min_full_time_staff", "0")
    with writing():
        check_agencies([agency.id], now=NOON + timedelta(days=1))
        db.session.commit()
    number = agency.id
    enter_as(client, make_manager(agency))
    page = _read(client, f"/incubation/agencies/{number}/checks/R15")
    assert "专职 0 人，要求 0 人。" in page
    assert "现有 0，要求 3。" in page


LINKS = {
    "R02": "registers/licences",
    "R08": "registers/organs",
    "R09": "registers/statements",
    "R12": "registers/premises",
    "R25": "registers/filings",
    "R28": "registers/credit",
    "R13": "/team",
    "R19": "/team",
}


@pytest.mark.parametrize(("code", "rest"), LINKS.items())
def test_a_check_leads_to_where_it_is_put_right(client: FlaskClient, code: str, rest: str) -> None:
    agency = _looked_at(make_agency())
    number = agency.id
    enter_as(client, make_manager(agency))
    page = _read(client, f"/incubation/agencies/{number}/checks/{code}")
    place = rest.rsplit("/", 1)[-1]
    assert f"/incubation/agencies/{number}/" in page
    assert place in page
    links = [one.split('"', 1)[0] for one in page.split('href="')[1:]]
    target = next(one for one in links if one.endswith(f"/{place}"))
    assert client.get(target).status_code == 200


def test_all_fifty_stand_in_the_settings_with_their_law(client: FlaskClient) -> None:
    enter_as(client, make_user(roles=[Role.ADMINISTRATOR]))
    page = _read(client, "/incubation/settings/checks")
    for one in list_checks().checks:
        assert f"{one.code} {one.title.zh}" in page
    assert page.count("尚未复核") >= 50


@pytest.mark.parametrize(("days", "is_old"), [(0, False), (365, False), (366, True), (800, True)])
def test_a_reading_is_old_after_a_year(client: FlaskClient, days: int, is_old: bool) -> None:
    reader = make_user("方华")
    row = BasisReading(
        code="R25", read_on=TODAY - timedelta(days=days), read_by_id=reader.id, entered_at=NOON
    )
    written(row)
    enter_as(client, make_user(roles=[Role.ADMINISTRATOR]))
    page = _read(client, "/incubation/settings/checks")
    assert "方华" in page
    assert ("久未复核" in page) is is_old


def test_the_newest_reading_counts(client: FlaskClient) -> None:
    for days, note in ((900, "旧的一次"), (1, "新的一次")):
        read_on = TODAY - timedelta(days=days)
        written(BasisReading(code="R25", read_on=read_on, note=note, entered_at=NOON))
    enter_as(client, make_user(roles=[Role.ADMINISTRATOR]))
    page = _read(client, "/incubation/settings/checks")
    assert "新的一次" in page
    assert "旧的一次" not in page


@pytest.mark.parametrize("length", [0, 300, 301])
def test_a_remark_on_a_reading_is_kept_whole_or_not_at_all(
    client: FlaskClient, length: int
) -> None:
    enter_as(client, make_user(roles=[Role.ADMINISTRATOR]))
    page = client.post(
        "/incubation/settings/checks/R25/reading",
        data={"note": "长" * length},
        follow_redirects=True,
    )
    rows = db.session.scalars(db.select(BasisReading)).all()
    assert [len(row.note) for row in rows] == ([length] if length <= 300 else [])
    assert ("备注过长" in page.text) is (length > 300)


def test_the_pages_of_a_check_are_the_same_for_a_team_and_its_applicant(
    client: FlaskClient,
) -> None:
    applicant, agency = make_user("宋岚"), make_agency(is_registered=False)
    make_case(make_place(), agency, applicant_id=applicant.id)
    number = _looked_at(agency).id
    enter_as(client, applicant)
    page = _read(client, f"/incubation/agencies/{number}/checks")
    assert "R03" in page
    assert "R14" in _read(client, f"/incubation/agencies/{number}/checks/R14")
