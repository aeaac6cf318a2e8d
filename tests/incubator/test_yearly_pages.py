"""The yearly report as it is read: its words, its pages, its paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace

import pypdfium2 as pdfium
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON
from tests.factories_listings import EN, World, make_many, make_world
from tests.factories_yearly import freeze, set_case
from trainingapp.extensions import db
from trainingapp.incubator import models as m
from trainingapp.incubator.papers import yearly as yearly_paper
from trainingapp.incubator.papers.yearly import day_text, file_name, number, tell_year


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


NUMBERS: list[tuple[str | None, str]] = [
    (None, "—"),
    ("0", "0"),
    ("100.0000", "100"),
    ("7300", "7,300"),
    ("0.3333", "0.3333"),
    ("-1.50", "-1.5"),
]


@pytest.mark.parametrize(("kept", "told"), NUMBERS, ids=[str(one[0]) for one in NUMBERS])
def test_a_number_is_printed_plainly(kept: str | None, told: str) -> None:
    assert number(kept) == told


def test_a_report_says_the_same_figures_in_both_languages(app: Flask, world: World) -> None:
    row = freeze(world)
    told = {}
    for language in ("zh", "en"):
        with app.test_request_context(headers={"Accept-Language": language}):
            told[language] = tell_year(row)
            assert day_text(None) == "—"
    shapes = {
        language: [(len(one["columns"]), len(one["rows"])) for one in found["sections"]]
        for language, found in told.items()
    }
    assert shapes["zh"] == shapes["en"]
    assert told["zh"]["title"] == "2026 年度报告" or "2026" in told["zh"]["title"]
    assert told["en"]["title"] == "Yearly report 2026"
    for found in told.values():
        for one in found["sections"]:
            assert len(one["widths"]) == len(one["columns"])
            assert all(len(row) == len(one["columns"]) for row in one["rows"])
    assert "B0" in file_name(row) or file_name(row).endswith("-2026-1.pdf")


def test_a_running_year_says_that_it_is_provisional(app: Flask, world: World) -> None:
    set_case(world, opened_at=datetime(2025, 3, 1, tzinfo=NOON.tzinfo))
    with app.test_request_context(headers=EN):
        assert "provisional" in tell_year(freeze(world))["notes"][0]
        assert "provisional" not in " ".join(tell_year(freeze(world, 2025))["notes"])


def test_a_check_that_the_site_makes_no_more_keeps_its_row(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = freeze(world)
    with app.test_request_context(headers=EN):
        before = tell_year(row)["sections"][3]["rows"]
        monkeypatch.setattr(yearly_paper, "list_checks", lambda: SimpleNamespace(by_code={}))
        after = tell_year(row)["sections"][3]["rows"]
    assert before[0][0].startswith("R09 ")
    assert [one[0] for one in after] == [one[0].split()[0] for one in before]
    assert [one[1:] for one in after] == [one[1:] for one in before]


# pages


def address(world: World, tail: str = "") -> str:
    return f"/incubation/bases/{world.base_id}/yearly{tail}"


READERS: list[tuple[str, int, int]] = [  # who, reading, freezing
    ("officer", 200, 303),
    ("second", 200, 303),
    ("head", 200, 303),
    ("finance", 200, 403),
    ("authority", 200, 403),
    ("auditor", 200, 403),
    ("other_officer", 404, 404),
    ("other_authority", 404, 403),
    ("manager", 403, 403),
    ("mentor", 403, 403),
    ("reviewer", 403, 403),
    ("conflicted", 403, 403),
    ("candidate", 403, 403),
]


@pytest.mark.parametrize(("who", "reads", "freezes"), READERS, ids=[one[0] for one in READERS])
def test_who_reads_and_who_freezes(
    client: FlaskClient, world: World, who: str, reads: int, freezes: int
) -> None:
    row = freeze(world)
    sign_in(client, world.people[who])
    assert client.get(address(world)).status_code == reads
    assert client.get(address(world, f"/{row.id}.pdf")).status_code == reads
    assert client.post(address(world), data={"year": "2026"}).status_code == freezes
    kept = len(db.session.scalars(db.select(m.YearlySnapshot)).all())
    assert kept == (2 if freezes == 303 else 1)
    if reads == 200:
        assert ("<form" in client.get(address(world)).text.split("<main")[1]) is (freezes == 303)


def test_a_report_of_another_base_is_not_there(client: FlaskClient, world: World) -> None:
    row = freeze(world)
    other = db.session.scalars(
        db.select(m.IncubationBase.id).where(m.IncubationBase.id != world.base_id)
    ).one()
    sign_in(client, world.people["auditor"])
    assert client.get(f"/incubation/bases/{other}/yearly/{row.id}.pdf").status_code == 404
    assert client.get(address(world, "/99999.pdf")).status_code == 404


@pytest.mark.parametrize("year", ["", "2019", "2027", "abc", "-1", "2026.0", "9" * 40], ids=str)
def test_a_year_that_is_not_offered_is_refused_beside_the_field(
    client: FlaskClient, world: World, year: str
) -> None:
    sign_in(client, world.people["head"])
    answer = client.post(address(world), data={"year": year}, headers=EN)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert db.session.scalars(db.select(m.YearlySnapshot)).all() == []


def test_the_page_is_empty_first_and_lists_the_newest_first(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.people["head"])
    assert "No report is frozen yet" in client.get(address(world), headers=EN).text
    freeze(world)
    freeze(world)
    page = client.get(address(world), headers=EN).text
    assert page.index("2026, number 2 (PDF)") < page.index("2026, number 1 (PDF)")
    assert "方华" in page


def test_a_base_links_to_its_yearly_reports(client: FlaskClient, world: World) -> None:
    sign_in(client, world.people["authority"])
    page = client.get(f"/incubation/bases/{world.base_id}", headers=EN).text
    assert f'href="{address(world)}"' in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pdf_says_what_was_frozen(client: FlaskClient, world: World, language: str) -> None:
    row = freeze(world)
    sign_in(client, world.people["head"])
    answer = client.get(address(world, f"/{row.id}.pdf"), headers={"Accept-Language": language})
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    paper = pdfium.PdfDocument(answer.data)
    width, height = paper[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    told = "".join(page.get_textpage().get_text_range() for page in paper).replace("\r\n", "")
    assert "春晖社会工作服务中心" in told
    assert row.sha256 in told
    assert ("Yearly report" in told) is (language == "en")


def test_a_long_list_of_agencies_goes_over_pages_with_its_head(
    client: FlaskClient, world: World
) -> None:
    make_many(world, 59)
    row = freeze(world)
    assert len(row.figures["agencies"]) == 60
    sign_in(client, world.people["head"])
    paper = pdfium.PdfDocument(client.get(address(world, f"/{row.id}.pdf"), headers=EN).data)
    pages = [page.get_textpage().get_text_range() for page in paper]
    assert sum("Qualified of full time" in page for page in pages) >= 2
    assert all(f"机构{n:04}" in "".join(pages).replace(" ", "") for n in range(59))
