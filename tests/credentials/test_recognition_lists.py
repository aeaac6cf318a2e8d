"""The lists of recognised programmes: entered with a source, ended, and deciding every verified paper at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from tests.factories_accounts import make_user, sign_in
from tests.factories_desk import (
    NOON,
    case_of,
    find,
    give_code,
    make_record,
    make_verifier,
    record_of,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import recognition as actions
from trainingapp.credentials.models import ProgrammeRecognition
from trainingapp.credentials.queries.facts import collect_facts
from trainingapp.credentials.shipped_recognition import list_shipped_lines, read_lines
from trainingapp.extensions import db
from trainingapp.rules.eligibility_facts import DegreeLevel, StudyField
from trainingapp.rules.eligibility_rulesets import Confidence
from trainingapp.rules.permissions import Role
from trainingapp.rules.recognition import MatchKind
from trainingapp.rules.verification import Tick
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
PLACE = "/credentials/programmes"
LINE: dict[str, Any] = {
    "match_kind": "name",
    "value": "儿童社会工作",
    "counts_as": "social_work",
    "level": "",
    "institution_name": "",
    "valid_from": "2020-01-01",
    "valid_to": "",
    "authority": "某省人力资源社会保障厅",
    "source": "某省2024年报考答疑",
    "source_url": "https://example.org/notice",
    "confidence": "medium",
}


@pytest.fixture(autouse=True)
def noon(app: Flask) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def han(client: FlaskClient) -> User:
    found = make_verifier("韩立")
    sign_in(client, found)
    return found


def lines() -> list[ProgrammeRecognition]:
    db.session.remove()
    return db.session.query(ProgrammeRecognition).order_by(ProgrammeRecognition.id).all()


def line_named(value: str) -> ProgrammeRecognition:
    return next(one for one in lines() if one.value == value)


def verified(user: User, han: User, **changes: Any) -> int:
    number = make_record(user, **changes)
    find("degree", number, han)
    return number


# What decides


@pytest.mark.parametrize(
    ("level", "printed", "claimed", "counts"),
    [
        ("bachelor", "社会工作", False, True),
        ("doctor", "社会工作", True, True),
        ("bachelor", "社会工作与管理", False, True),
        ("associate", "社会工作与管理", False, True),
        ("master", "社会工作与管理", True, False),
        ("associate", "社区管理与服务（社会工作方向）", False, True),
        ("associate", "社区矫正", False, True),
        ("bachelor", "社区矫正", True, False),
        ("master", "社会学（社会工作方向）", False, True),
        ("master", "社会学", True, False),
        ("bachelor", "心理学", True, False),
        ("bachelor", "社会保障", True, False),
        ("bachelor", "行政管理", True, False),
    ],
)
def test_a_verified_paper_counts_as_the_lists_say_and_not_as_its_holder_does(
    lin: User, han: User, level: str, printed: str, claimed: bool, counts: bool
) -> None:
    number = verified(lin, han, level=level, major_as_printed=printed, is_social_work=claimed)
    row = record_of("degree", number)
    assert row.is_social_work is counts
    field = StudyField.SOCIAL_WORK if counts else StudyField.OTHER
    assert collect_facts(lin.id).degrees[0].field is field


@pytest.mark.parametrize(
    "method_ticks", [{"institution_name": Tick.UNSEEN}, {"level": Tick.MISMATCH}]
)
def test_until_it_is_verified_the_claim_of_the_holder_stands(
    lin: User, han: User, method_ticks: dict[str, Any]
) -> None:
    number = make_record(lin, major_as_printed="社会学", is_social_work=True)
    find("degree", number, han, **method_ticks)
    row = record_of("degree", number)
    assert (row.is_social_work, row.recognition_id) == (True, None)


def test_the_line_that_decided_is_kept_and_told_to_the_holder(
    client: FlaskClient, lin: User, han: User
) -> None:
    number = verified(lin, han)
    assert record_of("degree", number).recognition_id == line_named("社会工作").id
    other = verified(lin, han, major_as_printed="行政管理")
    sign_in(client, lin)
    page = client.get(f"/eligibility/record/degree/{number}").text
    assert line_named("社会工作").source in page
    page = client.get(f"/eligibility/record/degree/{other}", headers=EN).text
    assert "no list names this major, so it counts as another one" in page


def test_the_code_of_the_catalogue_decides_where_the_name_does_not(lin: User, han: User) -> None:
    number = make_record(lin, level="bachelor", major_as_printed="社会工作（青少年方向）")
    with writing():
        record_of("degree", number).major_code = "030302"
        db.session.commit()
    find("degree", number, han)
    assert record_of("degree", number).is_social_work
    assert record_of("degree", number).recognition_id == line_named("030302").id


# What came with the program


def test_every_shipped_line_is_whole_and_no_two_say_the_same() -> None:
    shipped = list_shipped_lines()
    assert len(shipped) >= 10
    for line in shipped:
        assert line["match_kind"] in set(MatchKind)
        assert line["level"] in {None, *DegreeLevel}
        assert line["counts_as"] in set(StudyField)
        assert line["confidence"] in set(Confidence)
        assert line["source"].strip()
    keys = [(line["match_kind"], line["value"], line["level"]) for line in shipped]
    assert len(set(keys)) == len(keys)


def test_neighbouring_majors_are_listed_as_others_and_nothing_unsure_is_called_sure() -> None:
    by_value = {line["value"]: line for line in list_shipped_lines()}
    for name in ("社会学", "心理学", "社会保障"):
        assert by_value[name]["counts_as"] == "other"
    assert by_value["035200"]["confidence"] == "low"
    sure = [value for value, line in by_value.items() if line["confidence"] == "high"]
    assert sure == ["社会工作"]


def test_the_first_verification_enters_the_shipped_lines_once(lin: User, han: User) -> None:
    assert lines() == []
    verified(lin, han)
    count = len(lines())
    assert count == len(list_shipped_lines())
    verified(lin, han, major_as_printed="心理学")
    assert len(lines()) == count
    assert {line.entered_by_id for line in lines()} == {None}


def test_the_administrator_enters_them_by_a_button(
    client: FlaskClient, lin: User, han: User
) -> None:
    assert "No line yet" in client.get(PLACE, headers=EN).text
    assert client.post(f"{PLACE}/shipped").status_code == 303
    page = client.get(PLACE, headers=EN).text
    assert "are not entered yet" not in page
    count = len(lines())
    client.post(f"{PLACE}/shipped")
    assert len(lines()) == count


def test_a_bank_of_ones_own_may_bring_other_lines(tmp_path: Path) -> None:
    line = {"match_kind": "name", "value": "社工", "level": None, "valid_from": "2001-01-01"}
    path = tmp_path / "programmes.json"
    path.write_text(json.dumps({"lines": [line]}), encoding="utf-8")
    assert read_lines(path) == [{**line, "valid_from": date(2001, 1, 1)}]


# The page


def enter(client: FlaskClient, **changes: str) -> Any:
    return client.post(f"{PLACE}/new", data={**LINE, **changes}, headers=EN)


@pytest.mark.both_databases
def test_a_line_is_entered_with_its_source_and_decides_at_once(
    client: FlaskClient, lin: User, han: User
) -> None:
    number = verified(lin, han, major_as_printed="儿童社会工作", is_social_work=True)
    assert record_of("degree", number).is_social_work is False
    answer = enter(client)
    assert answer.status_code == 303
    assert record_of("degree", number).is_social_work is True
    page = client.get(PLACE, headers=EN).text
    assert "1 verified papers count differently now." in page
    assert "某省2024年报考答疑" in page
    line = line_named("儿童社会工作")
    assert (line.entered_by_id, line.level, line.institution_name) == (han.id, None, None)
    shown = client.get(f"{PLACE}/{line.id}").text
    assert "某省人力资源社会保障厅" in shown
    assert 'href="https://example.org/notice"' in shown


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"value": ""}, "This field is required."),
        ({"source": ""}, "This field is required."),
        ({"valid_from": ""}, "Enter a date."),
        ({"valid_from": "1949-12-31"}, "Enter a date between 1950 and 2100."),
        ({"valid_to": "2101-01-01"}, "Enter a date between 1950 and 2100."),
        ({"valid_to": "2020-01-01"}, "It ends before it begins."),
        ({"source_url": "javascript:alert(1)"}, "Enter a web address."),
        ({"level": "kindergarten"}, "Not a valid choice"),
        ({"counts_as": "nursing"}, "Not a valid choice"),
        ({"confidence": "certain"}, "Not a valid choice"),
        ({"value": "长" * 121}, "longer than 120"),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    client: FlaskClient, han: User, changes: dict[str, str], fault: str
) -> None:
    answer = enter(client, **changes)
    assert answer.status_code == 422
    assert fault in answer.text
    assert "某省人力资源社会保障厅" in answer.text
    assert lines() == []


def test_an_ended_line_decides_no_later_paper_and_stays_in_the_list(
    client: FlaskClient, lin: User, han: User
) -> None:
    enter(client)
    early = verified(lin, han, major_as_printed="儿童社会工作", awarded_on=date(2024, 7, 1))
    late = verified(lin, han, major_as_printed="儿童社会工作", awarded_on=date(2026, 7, 1))
    line = line_named("儿童社会工作").id
    answer = client.post(f"{PLACE}/{line}/end", data={"ends_on": "2025-01-01"})
    assert answer.status_code == 303
    assert record_of("degree", early).is_social_work is True
    assert record_of("degree", late).is_social_work is False
    assert "儿童社会工作" in client.get(PLACE).text
    assert "Give it an end" not in client.get(f"{PLACE}/{line}", headers=EN).text


@pytest.mark.parametrize(
    ("day", "status"), [("2020-01-01", 409), ("2019-01-01", 409), ("", 422), ("1900-01-01", 422)]
)
def test_a_line_does_not_end_before_it_begins(
    client: FlaskClient, han: User, day: str, status: int
) -> None:
    enter(client)
    line = lines()[0].id
    assert client.post(f"{PLACE}/{line}/end", data={"ends_on": day}).status_code == status
    assert lines()[0].valid_to is None


def test_a_line_ends_once(client: FlaskClient, han: User) -> None:
    enter(client)
    line = lines()[0].id
    assert client.post(f"{PLACE}/{line}/end", data={"ends_on": "2025-01-01"}).status_code == 303
    assert client.post(f"{PLACE}/{line}/end", data={"ends_on": "2027-01-01"}).status_code == 409
    assert lines()[0].valid_to == date(2025, 1, 1)


def test_the_page_is_searched_and_costs_no_more_when_it_is_long(
    client: FlaskClient, han: User
) -> None:
    client.post(f"{PLACE}/shipped")
    few = count_statements(client, PLACE)
    with writing():
        for number in range(60):
            values = {
                **LINE,
                "value": f"专业{number}",
                "level": None,
                "valid_from": date(2020, 1, 1),
                "valid_to": None,
            }
            db.session.add(ProgrammeRecognition(**values, entered_at=NOON))
        db.session.commit()
        db.session.remove()
    assert count_statements(client, PLACE) == few
    assert "专业7<" in client.get(f"{PLACE}?text=专业7").text
    assert "专业8<" not in client.get(f"{PLACE}?text=专业7").text
    others = client.get(f"{PLACE}?counts_as=other").text
    assert "心理学" in others
    assert "社区矫正" not in others
    assert "No line is found" in client.get(f"{PLACE}?text=%25", headers=EN).text
    assert client.get(f"{PLACE}?counts_as=nonsense").status_code == 422


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_the_lists_are_kept_by_the_administrator_alone(client: FlaskClient, role: Role) -> None:
    sign_in(client, make_user("周宁", roles=[role]))
    for answer in (
        client.get(PLACE),
        client.get(f"{PLACE}/new"),
        enter(client),
        client.post(f"{PLACE}/shipped"),
    ):
        assert answer.status_code == 403
    assert lines() == []


def test_lines_and_ends_are_in_the_audit_log(client: FlaskClient, han: User) -> None:
    enter(client)
    client.post(f"{PLACE}/{lines()[0].id}/end", data={"ends_on": "2025-01-01"})
    rows = db.session.query(AuditEntry).order_by(AuditEntry.number)
    acts = [(row.action, row.actor_id) for row in rows if row.subject == "programme_recognition"]
    assert acts == [("recognition.enter", han.id), ("recognition.end", han.id)]


def test_the_desk_shows_what_the_lists_say_of_the_major(
    client: FlaskClient, lin: User, han: User
) -> None:
    number = make_record(lin)
    give_code("degree", number)
    place = f"/credentials/desk/{case_of('degree', number).id}"
    assert "entered with the first verification" in client.get(place, headers=EN).text
    client.post(f"{PLACE}/shipped")
    assert line_named("社会工作").source in client.get(place).text
    other = make_record(lin, major_as_printed="行政管理")
    give_code("degree", other)
    place = f"/credentials/desk/{case_of('degree', other).id}"
    assert "No list names this major." in client.get(place, headers=EN).text


@pytest.mark.parametrize(
    "changes",
    [
        {"source": ""},
        {"valid_to": date(2020, 1, 1)},
        {"match_kind": "hearsay"},
        {"counts_as": "nursing"},
        {"level": "kindergarten"},
        {"confidence": "certain"},
    ],
)
def test_the_database_refuses_a_line_that_cannot_be(app: Flask, changes: dict[str, Any]) -> None:
    values = {**LINE, "level": None, "valid_from": date(2020, 1, 1), "valid_to": None, **changes}
    with writing():
        db.session.add(ProgrammeRecognition(**values, entered_at=NOON))
        with pytest.raises(IntegrityError):
            db.session.flush()
    db.session.rollback()


def test_entering_shipped_lines_again_changes_no_paper(lin: User, han: User) -> None:
    number = verified(lin, han)
    with writing():
        assert actions.enter_shipped(actor_id=han.id, now=NOON) == 0
        assert actions.redecide(now=NOON) == 0
    db.session.rollback()
    assert record_of("degree", number).is_social_work
