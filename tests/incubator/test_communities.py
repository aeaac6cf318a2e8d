"""Communities: coverage against the target with its source, the workbook out and in again, whose area is whose."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, TODAY
from tests.factories_registry import agency_of, make_community, make_entry, make_scene
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.incubator.community_sheets import HEADS
from trainingapp.incubator.models import Community
from trainingapp.incubator.place_files import own_folder
from trainingapp.incubator.queries.communities import count_agencies, list_totals
from trainingapp.incubator.target_files import list_targets, read_targets
from trainingapp.rules.incubation.coverage import Totals
from trainingapp.rules.incubation.registry_words import CommunityKind, Register

pytestmark = pytest.mark.usefixtures("frozen")
ADDRESS = "/incubation/communities"
ROW = [
    "130102001001",
    "东里社区",
    "建安街道",
    "城市",
    2100,
    6300,
    6,
    1,
    "2026-06-30",
    "区民政局台账",
]


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def workbook(*rows: list[Any], heads: list[str] | None = None) -> bytes:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet("社区")
        for line, row in enumerate([heads or list(HEADS.values()), *rows]):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, place, value)
                else:
                    sheet.write_number(line, place, value)
    return body.getvalue()


def send(client: FlaskClient, data: bytes, name: str = "社区.xlsx", **fields: str) -> TestResponse:
    sent = {"sheet": (io.BytesIO(data), name), **fields}
    return client.post(f"{ADDRESS}/import", data=sent)


def kept() -> list[Community]:
    db.session.remove()
    return list(db.session.scalars(select(Community).order_by(Community.code)))


def test_a_workbook_brings_communities_in_once_and_again_changes_nothing(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    sign_in(client, scene["head"])
    assert client.get(f"{ADDRESS}/import").status_code == 200
    other = ["130102001002", "西里村", "", "农村", "", "", "", "", "", ""]
    for _again in range(2):
        assert send(client, workbook(ROW, other)).status_code == 303
        urban, rural = kept()
        assert (urban.name, urban.kind, urban.filed, urban.registered) == (
            "东里社区",
            "urban",
            6,
            1,
        )
        assert (urban.as_of, urban.changed_at) == (date(2026, 6, 30), NOON)
        assert (rural.kind, rural.filed, rural.as_of) == ("rural", None, None)
    changed = [*ROW[:6], 9, *ROW[7:]]
    assert send(client, workbook(changed)).status_code == 303
    assert [one.filed for one in kept()] == [9, None]


def test_a_trial_changes_nothing(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    sign_in(client, scene["head"])
    answer = send(client, workbook(ROW), is_trial="y")
    assert answer.status_code == 200
    assert kept() == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, "13010200100"),
        (0, "13010200100X"),
        (0, "510104001001"),  # another base's area
        (1, ""),
        (1, "长" * 61),
        (3, "城郊"),
        (4, "-5"),
        (5, 2.5),
        (6, "约十个"),
        (8, "去年"),
        (8, "2027-01-01"),
        (9, "长" * 201),
    ],
)
def test_one_wrong_row_and_nothing_is_brought_in(
    app: Flask, client: FlaskClient, place: int, value: Any
) -> None:
    scene = make_scene()
    sign_in(client, scene["head"])
    wrong = [*ROW[:place], value, *ROW[place + 1 :]]
    sound = ["130102001009", *ROW[1:]]
    answer = send(client, workbook(sound, wrong))
    assert answer.status_code == 422
    assert "<td" in answer.text
    assert kept() == []


@pytest.mark.parametrize(
    "data",
    [
        b"no workbook",
        workbook(ROW, ROW),  # twice the same
        workbook(["x"], heads=["别的表"]),
        workbook(heads=[""]),
    ],
)
def test_a_file_that_is_no_sheet_of_communities_is_refused(
    app: Flask, client: FlaskClient, data: bytes
) -> None:
    scene = make_scene()
    sign_in(client, scene["head"])
    assert send(client, data).status_code == 422
    assert kept() == []


def test_a_form_without_a_file_says_so(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    sign_in(client, scene["head"])
    answer = client.post(f"{ADDRESS}/import", data={})
    assert answer.status_code == 422
    assert 'id="sheet-error"' in answer.text


def test_what_goes_out_comes_in_again_and_no_cell_is_a_formula(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    make_community(name="=1+1", source="+SUM(A1)")
    sign_in(client, scene["head"])
    answer = client.get(f"{ADDRESS}.xlsx?area=1301")
    assert answer.status_code == 200
    lines = (
        CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    )
    assert lines[0] == list(HEADS.values())
    assert lines[1][:2] == ["130102001001", "=1+1"]
    before = kept()[0].changed_at
    assert send(client, answer.data).status_code == 303
    assert kept()[0].changed_at == before
    empty = client.get(f"{ADDRESS}.xlsx?area=999999")
    assert CalamineWorkbook.from_filelike(io.BytesIO(empty.data)).get_sheet_by_index(0).height == 1


def test_the_page_shows_the_target_with_its_source_and_never_two_or_three(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    make_community()
    make_community("130102001002", filed=20, registered=2)
    make_community("130102001003", filed=None)
    make_community("510104001001", kind=CommunityKind.RURAL)
    sign_in(client, scene["authority"])
    page = client.get(ADDRESS).text
    assert "民发〔2017〕191号" in page
    assert "14.5" in page  # (7 + 22) / 2
    assert "510104001001" not in page  # the reader's own area comes first
    assert "510104001001" in client.get(f"{ADDRESS}?area=").text
    assert "130102001002" in client.get(f"{ADDRESS}?area=13&q=001002").text
    assert "/incubation/communities/import" not in page
    wrong = client.get(f"{ADDRESS}?area=abc&kind=dragon")
    assert wrong.status_code == 422


def test_totals_leave_out_what_was_not_counted(app: Flask) -> None:
    make_community()
    make_community("130102001002", registered=None)
    make_community("130102001003", filed=0, registered=0)
    assert list_totals("1301") == [Totals(CommunityKind.URBAN, 3, 2, 7)]
    assert list_totals("51") == []


def test_agencies_that_serve_there_are_counted_once_and_branches_never(app: Flask) -> None:
    scene = make_scene()
    place = make_community().id
    for more in ({}, {"name": "第二点"}, {"kind": "branch"}, {"ends_on": TODAY}):
        make_entry(agency_of(scene), Register.SITES, scene["manager"], community_id=place, **more)
    assert count_agencies([place], TODAY) == {place: 1}
    assert count_agencies([place], date(2025, 12, 31)) == {}


def test_a_page_of_fifty_communities_costs_as_much_as_one_of_two(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    make_community()
    make_community("130102001002")
    sign_in(client, scene["officer"])
    few = count_statements(client, ADDRESS)
    for number in range(60):
        make_community(f"1301020020{number:02}")
    assert count_statements(client, ADDRESS) == few


def test_the_shipped_targets_are_sound_and_carry_their_documents() -> None:
    found, faults = read_targets(own_folder())
    assert faults == []
    assert found == list_targets()
    assert all(one.document and one.confidence for one in found)
    assert not [one for one in found if one.value in {2, 3}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "targets: [",
        "targets: [{year: 2020, kind: urban, value: 10}]",
        "targets: [{year: 2020, kind: urban, value: 0, document: x, confidence: A}]",
        "targets: [{year: 2020, kind: city, value: 1, document: x, confidence: A}]",
        "targets: [&r {year: 2020, kind: urban, value: 1, document: x, confidence: A}, *r]",
    ],
)
def test_a_wrong_file_of_targets_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "targets.yaml").write_text(text, encoding="utf-8")
    assert read_targets(tmp_path)[1] != []


def test_a_missing_file_of_targets_is_told(tmp_path: Path) -> None:
    assert read_targets(tmp_path)[1] != []
