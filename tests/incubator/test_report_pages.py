"""Pages of reports: written on a phone in two sittings, handed in, returned, corrected, approved, skipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, make_agency, make_case, make_manager, make_place
from tests.factories_money import begin_reporting, find_report, make_period, make_value
from tests.factories_registry import make_document
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, IndicatorAssignment, IndicatorPeriod, Report
from trainingapp.incubator.queries.reports import list_periods

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh"}
MISSING = "Enter a value, or say in the explanation why there is none."


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@dataclass
class Scene:
    """A case that reports, its report on the third quarter, and the people of both sides."""

    case_id: int
    report_id: int
    sun: User
    people: dict[str, User]

    @property
    def list(self) -> str:
        return f"/incubation/cases/{self.case_id}/reports"

    @property
    def page(self) -> str:
        return f"{self.list}/{self.report_id}"

    @property
    def report(self) -> Report:
        return db.session.get_one(Report, self.report_id)

    def values(self, number: str = "12", **words: str) -> dict[str, str]:
        typed = {
            f"value_{period.id}": number
            for entry, period in list_periods(self.report)
            if not entry.is_computed
        }
        return {**typed, **words}


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    place = make_place()
    agency = make_agency("春晖社会工作服务中心")
    sun = make_manager(agency)
    case = make_case(place, agency)
    number = case.id
    begin_reporting(case)
    report = find_report(db.session.get_one(Case, number))
    return Scene(number, report.id, sun, place.people)


def send(client: FlaskClient, address: str, **values: str) -> tuple[int, str]:
    answer = client.post(address, data=values, headers=EN)
    return answer.status_code, str(answer.text)


def read(client: FlaskClient, address: str, headers: dict[str, str] = EN) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    return str(answer.text)


def hand_in(client: FlaskClient, scene: Scene, number: str = "12") -> None:
    sign_in(client, scene.sun)
    status, _told = send(client, f"{scene.page}/write", act="submit", **scene.values(number))
    assert status == 303


def test_the_list_says_how_late_each_report_is(client: FlaskClient, scene: Scene) -> None:
    sign_in(client, scene.sun)
    told = read(client, scene.list)
    assert "Q3 2026" in told
    assert "very late" in told
    assert "not due yet" in told
    chinese = read(client, scene.list, ZH)
    assert "季报" in chinese
    assert "2026年第3季度" in chinese


def test_a_case_before_moving_in_has_no_report(client: FlaskClient) -> None:
    place = make_place()
    number = make_case(place).id
    sign_in(client, place.people["officer"])
    told = read(client, f"/incubation/cases/{number}/reports")
    assert "No report is asked for yet." in told


def test_a_report_is_written_in_two_sittings_and_nothing_is_lost(
    client: FlaskClient, scene: Scene
) -> None:
    sign_in(client, scene.sun)
    first = next(iter(scene.values()))
    status, _told = send(
        client, f"{scene.page}/write", act="save", narrative="先写一半", **{first: "7.5"}
    )
    assert status == 303
    told = read(client, f"{scene.page}/write")
    assert "先写一半" in told
    assert 'value="7.5"' in told
    assert scene.report.state == "draft"
    hand_in(client, scene)
    assert scene.report.state == "submitted"


def test_what_is_missing_is_said_beside_the_field_and_what_was_typed_stays(
    client: FlaskClient, scene: Scene
) -> None:
    sign_in(client, scene.sun)
    status, told = send(client, f"{scene.page}/write", act="submit", narrative="已写好的话")
    assert status == 422
    assert MISSING in told
    assert "已写好的话" in told
    assert scene.report.state == "pending"
    notes = {key.replace("value_", "note_"): "没有活动" for key in scene.values()}
    assert send(client, f"{scene.page}/write", act="submit", **notes)[0] == 303


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("viele", "Not a valid decimal value."),
        ("-3", "Number must be between"),
        ("NaN", "Not a valid decimal value."),
        ("1e30", "Not a valid decimal value."),
    ],
)
def test_a_value_that_is_none_is_refused(
    client: FlaskClient, scene: Scene, typed: str, fault: str
) -> None:
    sign_in(client, scene.sun)
    status, told = send(client, f"{scene.page}/write", act="save", **scene.values(typed))
    assert status == 422
    assert fault in told
    assert typed in told


def test_a_great_change_has_to_be_explained(client: FlaskClient, scene: Scene) -> None:
    query = select(IndicatorPeriod).join(
        IndicatorAssignment, IndicatorAssignment.id == IndicatorPeriod.assignment_id
    )
    earlier = db.session.scalars(
        query.where(
            IndicatorAssignment.case_id == scene.case_id,
            IndicatorAssignment.measure == "A21.people",
            IndicatorPeriod.starts_on == date(2026, 4, 1),
        )
    ).one()
    make_value(earlier, "10")
    sign_in(client, scene.sun)
    assert "The period before: 10" in read(client, f"{scene.page}/write")
    status, told = send(client, f"{scene.page}/write", act="submit", **scene.values("13"))
    assert status == 422
    assert "This differs much from the period before." in told
    assert send(client, f"{scene.page}/write", act="submit", **scene.values("12"))[0] == 303


def test_a_period_that_goes_on_can_only_be_saved(client: FlaskClient, scene: Scene) -> None:
    case = db.session.get_one(Case, scene.case_id)
    scene.report_id = find_report(case, date(2026, 10, 1)).id
    sign_in(client, scene.sun)
    told = read(client, f"{scene.page}/write")
    assert "afterwards it can be handed in" in told
    assert 'value="submit"' not in told
    status, told = send(client, f"{scene.page}/write", act="submit", **scene.values())
    assert status == 409
    assert "not over yet" in told


def test_a_report_is_returned_corrected_and_approved(client: FlaskClient, scene: Scene) -> None:
    hand_in(client, scene)
    sign_in(client, scene.people["officer"])
    assert "春晖社会工作服务中心" in read(client, "/incubation/reports")
    status, told = send(client, f"{scene.page}/return", note="")
    assert status == 422
    assert "Say what is to be corrected." in told
    assert send(client, f"{scene.page}/return", note="志愿者人数与名册不符")[0] == 303
    sign_in(client, scene.sun)
    assert "志愿者人数与名册不符" in read(client, f"{scene.page}/write")
    hand_in(client, scene, "15")
    sign_in(client, scene.people["officer"])
    assert send(client, f"{scene.page}/approval")[0] == 303
    told = read(client, scene.page)
    assert "Approved" in told
    assert ">15<" in told.replace(" ", "").replace("\n", "")
    assert "No report is waiting for you." in read(client, "/incubation/reports")
    assert send(client, f"{scene.page}/approval")[0] == 409
    sign_in(client, scene.sun)
    assert client.get(f"{scene.page}/write").status_code == 409


def test_a_report_is_skipped_only_with_a_reason(client: FlaskClient, scene: Scene) -> None:
    sign_in(client, scene.people["head"])
    assert send(client, f"{scene.page}/skip", reason=" ")[0] == 422
    assert send(client, f"{scene.page}/skip", reason="装修停业")[0] == 303
    sign_in(client, scene.sun)
    assert "装修停业" in read(client, scene.page)


def test_what_the_site_computes_is_shown_and_has_no_field(
    client: FlaskClient, scene: Scene
) -> None:
    sign_in(client, scene.sun)
    told = read(client, scene.page)
    assert "Communities served" in told
    assert "computed" in told
    assert "Communities served" not in read(client, f"{scene.page}/write")


def test_the_agency_does_not_read_who_decided(client: FlaskClient, scene: Scene) -> None:
    hand_in(client, scene)
    sign_in(client, scene.people["officer"])
    send(client, f"{scene.page}/approval")
    assert "何平" in read(client, scene.page)
    sign_in(client, scene.sun)
    body = read(client, scene.page)
    assert "何平" not in body


def test_a_list_takes_the_same_statements_whatever_its_length(
    client: FlaskClient, scene: Scene
) -> None:
    sign_in(client, scene.people["officer"])
    few = count_statements(client, scene.page), count_statements(client, scene.list)
    for number in range(12):
        period = make_period(f"A21.more{number}", case_id=scene.case_id)
        make_value(period, "5")
    many = count_statements(client, scene.page), count_statements(client, scene.list)
    assert many == few


def test_documents_of_the_case_stand_behind_a_report(client: FlaskClient, scene: Scene) -> None:
    case = db.session.get_one(Case, scene.case_id)
    titles = ("志愿者名册", "活动照片")
    papers = [make_document(case, title=title) for title in titles]
    stranger = make_document(make_case(make_place()), title="别家的材料")
    sign_in(client, scene.sun)
    assert "志愿者名册" in read(client, f"{scene.page}/write")
    write = f"{scene.page}/write"
    both = {"act": "save", "documents": [str(one) for one in papers]}
    assert client.post(write, data=both).status_code == 303
    assert client.post(write, data={**both, "documents": [str(papers[1])]}).status_code == 303
    assert [one.document_id for one in scene.report.evidence] == [papers[1]]
    refused = client.post(write, data={**both, "documents": [str(stranger)]})
    assert refused.status_code == 422
    assert "活动照片" in read(client, scene.page)
    assert "志愿者名册" not in read(client, scene.page)
