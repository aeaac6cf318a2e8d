"""Communities around a base one by one: against the target of their kind, who serves there, and the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_charts import ZH, enter, make_world, put, read
from tests.factories_incubator import NOON, TODAY, make_agency, written
from tests.statements import counted
from trainingapp.extensions import db
from trainingapp.incubator.models import Community, Site
from trainingapp.incubator.queries import neighbourhoods
from trainingapp.incubator.queries.neighbourhoods import Cell, by_street, list_cells
from trainingapp.incubator.target_files import list_targets
from trainingapp.rules.incubation.coverage import Reach, Target
from trainingapp.rules.incubation.registry_words import CommunityKind, SiteKind

TARGETS = (
    Target(2020, CommunityKind.URBAN, Decimal(10), "民发〔2017〕191号", "B"),
    Target(2020, CommunityKind.RURAL, Decimal(5), "民发〔2017〕191号", "B"),
)
ALL = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def community(number: int, **changes: Any) -> dict[str, Any]:
    """A community of Shijiazhuang, as a row: urban, nine of ten organisations."""
    return {
        "code": f"130102{number:06}",
        "name": f"第{number}社区",
        "street": "建安街道",
        "kind": "urban",
        "filed": 6,
        "registered": 3,
        "changed_at": NOON,
        **changes,
    }


def serve(code: int, **changes: Any) -> None:
    """An agency serves in a community."""
    query = select(Community.id).where(Community.code == f"130102{code:06}")
    found = db.session.scalars(query).one()
    values: dict[str, Any] = {
        "name": "东里社工站",
        "kind": "station",
        "starts_on": date(2026, 1, 1),
    }
    values["entered_as"] = "officer"
    agency = changes.pop("agency", None) or make_agency()
    row = Site(agency_id=agency.id, community_id=found, entered_at=NOON, **values | changes)
    written(row)


def cells(area: str = "130102") -> list[Cell]:
    return list(list_cells(area, TARGETS, on=TODAY))


@pytest.mark.both_databases
@ALL
def test_a_community_against_the_target_of_its_kind() -> None:
    put(Community, [community(1), community(2, kind="rural")])
    urban, rural = cells()
    assert (urban.count, urban.reach, urban.agencies) == (9, Reach.SHORT, 0)
    assert (rural.count, rural.reach, rural.kind) == (9, Reach.REACHED, CommunityKind.RURAL)


@pytest.mark.parametrize(
    ("changes", "count", "reach"),
    [
        pytest.param({"registered": 4}, 10, Reach.REACHED, id="ten"),
        pytest.param({"filed": 0, "registered": 0}, 0, Reach.EMPTY, id="none"),
        pytest.param({"filed": None, "registered": None}, None, Reach.UNCOUNTED, id="uncounted"),
        pytest.param({"filed": None}, None, Reach.UNCOUNTED, id="only-one-of-two-known"),
    ],
)
@ALL
def test_counts_that_are_not_there_are_no_noughts(
    changes: dict[str, Any], count: int | None, reach: Reach
) -> None:
    put(Community, [community(1, **changes)])
    assert [(one.count, one.reach) for one in cells()] == [(count, reach)]


@ALL
def test_without_a_target_it_is_only_counted() -> None:
    put(Community, [community(1)])
    assert list_cells("130102", (), on=TODAY)[0].reach is Reach.COUNTED
    assert list_cells("130102", TARGETS, on=date(2019, 12, 31))[0].reach is Reach.COUNTED


@pytest.mark.parametrize(
    ("changes", "agencies"),
    [
        pytest.param({}, 1, id="now"),
        pytest.param({"starts_on": date(2026, 11, 23)}, 1, id="from-today"),
        pytest.param({"starts_on": date(2026, 11, 24)}, 0, id="from-tomorrow"),
        pytest.param({"ends_on": date(2026, 11, 24)}, 1, id="to-today"),
        pytest.param({"ends_on": date(2026, 11, 23)}, 0, id="ended"),
        pytest.param({"kind": SiteKind.BRANCH}, 0, id="a-branch-is-forbidden-and-no-service"),
        pytest.param({"struck_at": NOON}, 0, id="struck"),
    ],
)
@ALL
def test_who_serves_there(changes: dict[str, Any], agencies: int) -> None:
    put(Community, [community(1)])
    serve(1, **changes)
    assert cells()[0].agencies == agencies


@ALL
def test_an_agency_with_two_sites_serves_once() -> None:
    put(Community, [community(1)])
    agency = make_agency()
    serve(1, agency=agency)
    serve(1, agency=agency, name="二站")
    serve(1)
    assert cells()[0].agencies == 2


@ALL
def test_only_the_area_by_street_and_code() -> None:
    put(
        Community,
        [
            community(3, street="乙街道"),
            community(2, street="甲街道"),
            community(1, street="乙街道"),
            community(4, code="130104000001"),
        ],
    )
    found = cells()
    assert [one.code[-1] for one in found if one.street == "乙街道"] == ["1", "3"]
    assert len(found) == 3
    assert len(cells("1301")) == 4


@ALL
def test_streets_sum_their_communities() -> None:
    put(
        Community,
        [
            community(1, filed=8, registered=2),
            community(2, filed=None),
            community(3, filed=0, registered=0),
            community(4, street=""),
        ],
    )
    serve(2)
    streets = {one.name: one for one in by_street(cells())}
    street = streets["建安街道"]
    assert (street.organisations, street.unserved, len(street.cells)) == (10, 2, 3)
    assert [street.number(one) for one in Reach] == [1, 0, 1, 0, 1]
    assert streets[""].number(Reach.SHORT) == 1
    assert by_street([]) == []


@ALL
def test_many_communities_take_one_statement_and_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    put(Community, [community(number) for number in range(1, 40)])
    monkeypatch.setattr(neighbourhoods, "MOST", 30)
    with counted() as statements:
        assert len(cells()) == 30
    assert len(statements) == 1


# the page


def test_an_area_without_communities_says_so(client: FlaskClient) -> None:
    world, _place = make_world(area_code="510104")
    put(Community, [community(1)])
    enter(client, world)
    page = read(client, f"{world.url}/coverage")
    assert "No communities of this area are known" in page
    assert "第1社区" not in page


def test_each_community_is_a_square_with_a_sign_and_words(client: FlaskClient) -> None:
    world, _place = make_world()
    put(
        Community,
        [
            community(1),
            community(2, filed=9, registered=9),
            community(3, filed=0, registered=0),
            community(4, filed=None),
        ],
    )
    serve(1)
    enter(client, world)
    page = read(client, f"{world.url}/coverage")
    for kind, sign, words in (
        ("short", "△", "Below the target"),
        ("reached", "✓", "Target reached here"),
        ("empty", "×", "Counted, none"),
        ("uncounted", "?", "Not counted"),
    ):
        square = page.split(f'class="cell cell-{kind}"')[1].split("</li>")[0]
        assert f'aria-hidden="true">{sign}<' in square
        assert words in square
    assert "9 org. · 1 ag." in page
    assert "— org. · 0 ag." in page


def test_the_table_of_streets_says_the_same(client: FlaskClient) -> None:
    world, _place = make_world()
    put(Community, [community(1), community(2, filed=9, registered=9), community(3, street="")])
    enter(client, world)
    table = read(client, f"{world.url}/coverage").split("<tbody>")[1]
    rows = [row.split("</td>") for row in table.split("</tbody>")[0].split("<tr>")[1:]]
    told = {row[0].rsplit(">", 1)[1]: [cell.rsplit(">", 1)[1] for cell in row[1:8]] for row in rows}
    assert told == {
        "Without a street": ["1", "0", "1", "0", "0", "9", "1"],
        "建安街道": ["2", "1", "1", "0", "0", "27", "2"],
    }


def test_the_target_is_printed_with_its_document_and_confidence(client: FlaskClient) -> None:
    world, _place = make_world()
    put(Community, [community(1)])
    enter(client, world)
    page = read(client, f"{world.url}/coverage", ZH)
    target = list_targets()[0]
    assert target.document in page
    assert f"可信度 {target.confidence}" in page
    assert "单个社区可以低于目标" in page


def test_more_than_a_page_says_that_it_is_cut(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, _place = make_world()
    put(Community, [community(number) for number in range(1, 8)])
    monkeypatch.setattr(neighbourhoods, "MOST", 5)
    enter(client, world)
    page = read(client, f"{world.url}/coverage")
    assert page.count('class="cell ') == 5
    assert "Only the first 5 communities are drawn" in page
    monkeypatch.setattr(neighbourhoods, "MOST", 8)
    assert "Only the first" not in read(client, f"{world.url}/coverage")


def test_long_names_are_whole_and_no_script_runs(client: FlaskClient) -> None:
    world, _place = make_world()
    name = "很" * 55 + "<b>"
    put(Community, [community(1, name=name)])
    enter(client, world)
    page = read(client, f"{world.url}/coverage")
    assert "很" * 55 + "&lt;b&gt;" in page
