"""Rows of a workbook of communities, one wrong cell a line; twins, formulas, far corners; what a sheet leaves alone."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, TODAY
from tests.factories_registry import make_community, make_scene
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.incubator.actions.communities import Brought, bring_communities
from trainingapp.incubator.community_sheets import (
    HEADS,
    NotCommunities,
    TooManyCommunities,
    read_communities,
    write_communities,
)
from trainingapp.incubator.models import Community
from trainingapp.itembank.exchange.archives import FileRefused, TooLarge
from trainingapp.web.transactions import writing

NAMES = list(HEADS)
GOOD: dict[str, Any] = {
    "code": "130102001001",
    "name": "东里社区",
    "street": "建安街道",
    "kind": "城市",
    "households": 2100,
    "population": 6300,
    "filed": 6,
    "registered": 1,
    "as_of": "2026-06-30",
    "source": "台账",
}


def sheet(*rows: dict[str, Any], columns: list[str] | None = None, heads: Any = None) -> bytes:
    names = columns or NAMES
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        page = book.add_worksheet("社区")
        page.write_row(0, 0, heads or [HEADS[name] for name in names])
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, row in enumerate(rows, start=1):
            for place, name in enumerate(names):
                value = row.get(name)
                if isinstance(value, date):
                    page.write_datetime(line, place, value, day)
                elif isinstance(value, str) and value.startswith("="):
                    page.write_formula(line, place, value, None, 6)
                elif isinstance(value, str):
                    page.write_string(line, place, value)
                elif value is not None:
                    page.write(line, place, value)
    return body.getvalue()


def read(data: bytes, *prefixes: str, name: str = "社区.xlsx") -> Any:
    return read_communities(data, name, prefixes=prefixes or ("130102",), today=TODAY)


def faults_of(**changes: Any) -> list[str]:
    found = read(sheet({**GOOD, **changes}))
    assert bool(found.rows) is not bool(found.faults)
    assert {number for number, _fault in found.faults} <= {2}
    return [str(fault) for _number, fault in found.faults]


@pytest.mark.parametrize(
    "changes",
    [
        {"code": ""},
        {"code": "13010200100"},
        {"code": "1301020010011"},
        {"code": "13010200100A"},
        {"code": "１３０１０２００１００１"},
        {"code": "130102 001001"},
        {"code": "130102-001001"},
        {"code": 13010200100},
        {"code": 1301020010.5},
        {"code": -130102001001},
        {"code": "230102001001"},
        {"code": "130103001001"},
        {"code": "000000000000"},
        {"name": ""},
        {"name": "   "},
        {"name": "长" * 61},
        {"street": "长" * 61},
        {"source": "长" * 201},
        {"kind": ""},
        {"kind": "镇"},
        {"kind": "Urban"},
        {"kind": "社区"},
        {"kind": "城市农村"},
        {"kind": 1},
        {"households": "-1"},
        {"households": -1},
        {"households": 1.5},
        {"households": "二千"},
        {"households": "2,100"},
        {"population": "1e3"},
        {"population": 1e9},
        {"population": True},
        {"filed": "六"},
        {"filed": "+6"},
        {"filed": "6.0"},
        {"registered": "六家"},
        {"registered": "１"},
        {"as_of": "2026年6月30日"},
        {"as_of": "30.06.2026"},
        {"as_of": "2026-06-31"},
        {"as_of": "2026-11-24"},
        {"as_of": "1999-12-31"},
        {"as_of": datetime(2026, 11, 24)},
        {"as_of": "上半年"},
        {"as_of": 2026},
    ],
)
def test_one_wrong_cell_is_one_fault_of_its_row(app: Flask, changes: dict[str, Any]) -> None:
    assert len(faults_of(**changes)) == 1, changes


@pytest.mark.parametrize(
    ("changes", "column", "kept"),
    [
        ({"code": 130102001001}, "code", "130102001001"),
        ({"code": " 130102001001 "}, "code", "130102001001"),
        ({"name": " 东里 "}, "name", "东里"),
        ({"name": "长" * 60}, "name", "长" * 60),
        ({"name": "123"}, "name", "123"),
        ({"name": 7}, "name", "7"),
        ({"street": ""}, "street", ""),
        ({"source": ""}, "source", ""),
        ({"kind": "城市社区"}, "kind", "urban"),
        ({"kind": "农村社区"}, "kind", "rural"),
        ({"kind": " 农村 "}, "kind", "rural"),
        ({"kind": "urban"}, "kind", "urban"),
        ({"kind": "rural"}, "kind", "rural"),
        ({"households": ""}, "households", None),
        ({"households": 0}, "households", 0),
        ({"households": "0"}, "households", 0),
        ({"households": "007"}, "households", 7),
        ({"households": 99999999}, "households", 99999999),
        ({"filed": ""}, "filed", None),
        ({"filed": 0}, "filed", 0),
        ({"as_of": ""}, "as_of", None),
        ({"as_of": "2024-02-29"}, "as_of", date(2024, 2, 29)),
        ({"as_of": "2026-11-23"}, "as_of", date(2026, 11, 23)),
        ({"as_of": "2000-01-01"}, "as_of", date(2000, 1, 1)),
        ({"as_of": datetime(2026, 6, 30)}, "as_of", date(2026, 6, 30)),
    ],
)
def test_what_a_cell_means(app: Flask, changes: dict[str, Any], column: str, kept: Any) -> None:
    found = read(sheet({**GOOD, **changes}))
    assert found.faults == []
    assert found.rows["130102001001"][column] == kept


@pytest.mark.parametrize("column", ["name", "households", "kind", "as_of", "code"])
def test_a_formula_is_a_fault_and_its_last_value_is_not_taken(app: Flask, column: str) -> None:
    good = {**GOOD, "code": "130102001002"}
    found = read(sheet({**GOOD, column: "=1+5"}, good))
    assert [number for number, _fault in found.faults] == [2]
    assert list(found.rows) == ["130102001002"]


def test_a_text_that_looks_like_a_formula_stays_a_text(app: Flask) -> None:
    community = Community(**{**GOOD, "kind": "urban", "name": "=1+1", "as_of": TODAY})
    body = write_communities([community])
    assert read(body).rows["130102001001"]["name"] == "=1+1"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_twins_are_told_with_the_row_of_the_second(app: Flask) -> None:
    found = read(sheet(GOOD, {**GOOD, "code": "130102001002"}, {**GOOD, "name": "西里"}))
    assert [number for number, _fault in found.faults] == [4]
    assert found.rows["130102001001"]["name"] == "东里社区"


def test_several_faults_of_a_row_are_all_told(app: Flask) -> None:
    wrong = {"code": "1", "name": "", "kind": "", "households": "x", "filed": "x", "as_of": "x"}
    assert len(faults_of(**wrong)) == 6


def test_empty_rows_between_are_no_rows_and_do_not_move_the_numbers(app: Flask) -> None:
    found = read(sheet(GOOD, {}, {"name": "  "}, {**GOOD, "code": "x"}))
    assert list(found.rows) == ["130102001001"]
    assert {number for number, _fault in found.faults} == {5}


@pytest.mark.parametrize(
    ("prefixes", "fits"),
    [
        (("13",), True),
        (("1301",), True),
        (("130102",), True),
        (("510104", "130102"), True),
        (("510104",), False),
        (("130103",), False),
    ],
)
def test_whose_area_is_whose(app: Flask, prefixes: tuple[str, ...], fits: bool) -> None:
    assert bool(read(sheet(GOOD), *prefixes).rows) is fits


def test_who_leads_no_area_brings_nothing(app: Flask) -> None:
    found = read_communities(sheet(GOOD), "x.xlsx", prefixes=(), today=TODAY)
    assert (found.rows, len(found.faults)) == ({}, 1)


@pytest.mark.parametrize("missing", ["code", "name", "kind"])
def test_a_sheet_without_a_needed_column_is_refused(app: Flask, missing: str) -> None:
    columns = [name for name in NAMES if name != missing]
    with pytest.raises(NotCommunities) as refusal:
        read(sheet(GOOD, columns=columns))
    assert HEADS[missing] in str(refusal.value.parameters)


def test_columns_in_another_order_and_beside_others_are_found(app: Flask) -> None:
    heads = ["备注", *(f" {HEADS[name]} " for name in reversed(NAMES))]
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, heads)
        page.write_row(1, 0, ["看看", *(GOOD[name] for name in reversed(NAMES))])
    assert read(body.getvalue()).rows["130102001001"]["population"] == 6300


def with_corner(row: int, column: int) -> bytes:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, list(HEADS.values()))
        page.write_string(row, column, "x")
    return body.getvalue()


@pytest.mark.parametrize(
    ("row", "column"), [(1_048_575, 16_383), (1_048_575, 0), (1, 16_383), (20_000, 5), (5, 300)]
)
def test_a_cell_in_a_far_corner_is_refused_before_room_is_made(
    app: Flask, row: int, column: int
) -> None:
    # Five kilobytes that ask for half a terabyte: the reader would end the whole process.
    with pytest.raises(TooLarge):
        read(with_corner(row, column))


def bomb() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (70 * 1024 * 1024))
    return body.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "社区.xlsx"),
        (b"PK\x03\x04", "社区.xlsx"),
        (b"code,name\n1,2\n", "社区.csv"),
        (b"code,name\n1,2\n", "社区.xlsx"),
        (b"\xd0\xcf\x11\xe0old", "社区.xls"),
        (b"\xd0\xcf\x11\xe0password", "社区.xlsx"),
        (sheet(GOOD), "社区.docx"),
        (sheet(GOOD), "社区.xlsm"),
        (sheet(GOOD), "社区"),
        (sheet(GOOD)[:-200], "社区.xlsx"),
        (bomb(), "社区.xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused(app: Flask, content: bytes, name: str) -> None:
    with pytest.raises(FileRefused):
        read(content, name=name)


def test_a_sheet_too_long_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainingapp.incubator.community_sheets.MOST_ROWS", 2)
    rows = [{**GOOD, "code": f"13010200100{number}"} for number in range(3)]
    assert len(read(sheet(*rows[:2])).rows) == 2
    with pytest.raises(TooManyCommunities):
        read(sheet(*rows))


def bring(data: bytes, *, is_trial: bool = False) -> Brought:
    scene = make_scene()
    with writing():
        brought = bring_communities(
            read(data).rows, person_id=scene["head"].id, now=NOON, is_trial=is_trial
        )
        db.session.commit()
        db.session.remove()
    return brought


def only() -> Community:
    db.session.remove()
    return db.session.scalars(select(Community)).one()


def test_a_sheet_without_a_column_leaves_what_is_known(app: Flask) -> None:
    make_community(households=2100, population=6300, source="台账")
    columns = ["code", "name", "kind", "filed"]
    found = bring(sheet({**GOOD, "name": "东里新社区", "filed": 9}, columns=columns))
    assert found == Brought(0, 1, 0)
    row = only()
    assert (row.name, row.filed) == ("东里新社区", 9)
    assert (row.households, row.population, row.registered) == (2100, 6300, 1)
    assert (row.street, row.source, row.as_of) == ("建安街道", "台账", date(2026, 6, 30))


def test_an_empty_cell_says_that_nothing_was_counted(app: Flask) -> None:
    make_community(households=2100)
    bring(sheet({**GOOD, "households": None, "filed": None}))
    assert (only().households, only().filed) == (None, None)


@pytest.mark.both_databases
def test_a_new_community_of_three_columns_is_kept(app: Flask) -> None:
    assert bring(sheet(GOOD, columns=["code", "name", "kind"])) == Brought(1, 0, 0)
    row = only()
    assert (row.name, row.street, row.source) == ("东里社区", "", "")
    assert (row.households, row.filed, row.as_of) == (None, None, None)


@pytest.mark.parametrize("is_trial", [True, False])
def test_a_trial_counts_the_same_and_writes_nothing(app: Flask, is_trial: bool) -> None:
    make_community(name="旧名")
    rows = [GOOD, {**GOOD, "code": "130102001002"}]
    assert bring(sheet(*rows), is_trial=is_trial) == Brought(1, 1, 0)
    names = {one.name for one in db.session.scalars(select(Community))}
    assert names == ({"旧名"} if is_trial else {"东里社区"})
    acts = db.session.scalars(select(AuditEntry).filter_by(action="community.bring")).all()
    assert len(acts) == (0 if is_trial else 1)


@given(
    st.text(alphabet="=+-@'\"<&东里 1", min_size=1, max_size=20),
    st.sampled_from(["urban", "rural"]),
    st.none() | st.integers(0, 99_999_999),
)
def test_what_goes_out_comes_in_the_same(name: str, kind: str, count: int | None) -> None:
    row = Community(**{**GOOD, "name": name.strip() or "x", "kind": kind, "filed": count})
    row.as_of = TODAY
    again = read(write_communities([row]))
    assert again.faults == []
    assert again.rows["130102001001"] == {one: getattr(row, one) for one in HEADS}


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("area=130102", {"130102001001", "130102001002"}),
        ("area=130102&kind=rural", {"130102001002"}),
        ("area=&q=东里", {"130102001001"}),
        ("area=510104", {"510104001001"}),
        ("area=999999", set()),
        ("area=", {"130102001001", "130102001002", "510104001001"}),
    ],
)
def test_the_workbook_is_the_list_that_is_shown(
    app: Flask, client: FlaskClient, asked: str, codes: set[str]
) -> None:
    scene = make_scene()
    make_community()
    make_community("130102001002", name="西里村", kind="rural")
    make_community("510104001001", name="锦江社区")
    sign_in(client, scene["head"])
    body = client.get(f"/incubation/communities.xlsx?{asked}").data
    lines = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert {str(line[0]) for line in lines[1:]} == codes
    page = client.get(f"/incubation/communities?{asked}").text
    assert {code for code in ("130102001001", "130102001002", "510104001001") if code in page} == codes  # fmt: skip


@pytest.mark.parametrize("asked", ["area=abc", "area=13x", "area=1", "area=１３", "kind=town"])
def test_wrong_words_bring_back_to_the_list_that_says_so(
    app: Flask, client: FlaskClient, asked: str
) -> None:
    scene = make_scene()
    sign_in(client, scene["head"])
    answer = client.get(f"/incubation/communities.xlsx?{asked}")
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 422
