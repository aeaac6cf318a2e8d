"""The page of graduation and survival: shares with their parts, the curve with its table, who is kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_charts import ZH, World, enter, make_graduate, make_world, read
from tests.factories_incubator import NOON, Place, make_agency, make_case, make_intake, make_place
from trainingapp.rules.incubation.words import Stage

LEFT = date(2024, 11, 1)
YEAR_ON = date(2025, 11, 3)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def rows(page: str, table: int) -> list[list[str]]:
    """The cells of a table of the page, without their tags."""
    body = page.split("<tbody>")[table].split("</tbody>", maxsplit=1)[0]
    return [[_bare(cell) for cell in row.split("</td>")[:-1]] for row in body.split("<tr>")[1:]]


def _bare(cell: str) -> str:
    text = "".join(part.rsplit(">", 1)[-1] for part in f"{cell} ".split("<"))
    return " ".join(text.split())


def show(client: FlaskClient, world: World) -> str:
    enter(client, world)
    return read(client, f"{world.url}/survival")


def test_a_base_that_has_just_opened(client: FlaskClient) -> None:
    world, _place = make_world()
    page = show(client, world)
    assert "Nobody has moved in yet" in page
    assert "Nobody has graduated yet" in page
    assert "<tbody>" not in page
    assert "还没有机构出壳" in read(client, f"{world.url}/survival", ZH)


def test_graduation_within_years_by_call(client: FlaskClient) -> None:
    world, place = make_world()
    call = make_intake(place.base, name="2023年第一批", opens_on=date(2023, 9, 1))
    number = call.id
    make_graduate(place, LEFT, intake_id=number)  # after a year, less a day
    make_graduate(place, date(2025, 6, 1), intake_id=number, entered_on=date(2023, 11, 2))
    make_case(place, intake_id=number, entered_on=date(2023, 11, 2))
    make_case(place)  # moved in half a year ago
    found = rows(show(client, world), 1)
    assert found == [
        ["All calls together", "4", "33% (1/3)", "67% (2/3)", "67% (2/3)"],
        ["2023年第一批", "3", "33% (1/3)", "67% (2/3)", "67% (2/3)"],
        ["Without a call", "1", "—", "—", "—"],
    ]


def test_without_any_news_there_is_a_table_and_no_curve(client: FlaskClient) -> None:
    world, place = make_world()
    make_graduate(place, LEFT)
    page = show(client, world)
    assert "No follow-up has told anything yet" in page
    assert "chart-svg" not in page
    assert rows(page, 2)[0] == ["All graduates", "1", *"0000", "1", *"———"]


def graduates(place: Place) -> None:
    for found in ("active", "active", "dormant", "deregistered"):
        make_graduate(place, LEFT, [(YEAR_ON, found)])
    make_graduate(place, LEFT, [(YEAR_ON, "unknown")])
    make_graduate(place, LEFT, [(YEAR_ON, "merged")], agency=make_agency(is_registered=False))


def test_the_curve_and_its_table(client: FlaskClient) -> None:
    world, place = make_world()
    graduates(place)
    page = show(client, world)
    assert page.count('class="chart-line chart-line-1"') == 2  # the curve, and its key
    assert page.count('class="chart-line chart-line-3"') == 2
    found = rows(page, 2)
    assert found[0] == [
        "All graduates",
        "6",
        "3",
        "1",
        "1",
        "1",
        "0",
        "100% (5 seen so long)",
        "—",
        "—",
    ]
    assert [row[0] for row in found] == [
        "All graduates",
        "Applied as registered agencies",
        "Applied as teams",
        "Graduated in 2024",
    ]


def test_who_was_lost_is_in_a_column_of_its_own_and_not_in_the_share(client: FlaskClient) -> None:
    world, place = make_world()
    make_graduate(place, LEFT, [(date(2025, 6, 1), "deregistered")])
    make_graduate(place, LEFT, [(YEAR_ON, "active")])
    for _one in range(8):
        make_graduate(place, LEFT, [(YEAR_ON, "unknown")])
    page = show(client, world)
    assert rows(page, 2)[0][1:8] == ["10", "1", "1", "0", "8", "0", "50% (1 seen so long)"]
    assert "neither alive nor gone" in page


def test_the_order_of_columns_is_that_of_their_heads(client: FlaskClient) -> None:
    world, place = make_world()
    graduates(place)
    head = show(client, world).split("<thead>")[2].split("</thead>")[0]
    told = [_bare(cell) for cell in head.split("</th>")[:-1]]
    assert told[1:7] == [
        "All",
        "Exist",
        "Deregistered since",
        "Merged since",
        "Lost sight of",
        "Not asked yet",
    ]


def test_the_page_in_chinese_has_its_terms(client: FlaskClient) -> None:
    world, place = make_world()
    graduates(place)
    enter(client, world)
    page = read(client, f"{world.url}/survival", ZH)
    for words in ("出壳与存活", "失去联系", "已注销", "仍然存续的出壳机构比例", "出壳后年数"):
        assert words in page


@pytest.mark.parametrize("stage", [Stage.TERMINATED, Stage.WITHDRAWN])
def test_who_did_not_graduate_is_not_followed(client: FlaskClient, stage: Stage) -> None:
    world, place = make_world()
    make_graduate(place, LEFT, [(YEAR_ON, "active")], stage=stage)
    assert "Nobody has graduated yet" in show(client, world)


def test_graduates_of_another_base_are_not_here(client: FlaskClient) -> None:
    world, _place = make_world()
    graduates(make_place())
    assert "Nobody has graduated yet" in show(client, world)


def test_a_curve_has_a_name_and_its_sign_beside_it(client: FlaskClient) -> None:
    world, place = make_world()
    graduates(place)
    page = show(client, world)
    assert 'role="img" aria-label="Share of graduates that still exist"' in page
    keys = page.split('class="chart-keys"')[1].split("</ul>")[0]
    assert keys.count("<li>") == 3
    assert keys.count('aria-hidden="true"') == 3
