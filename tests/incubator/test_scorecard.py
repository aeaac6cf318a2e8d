"""The figures of a base: the period that ended last, the one before, the target, what was approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_charts import ZH, World, enter, make_graduate, make_world, read
from tests.factories_incubator import NOON, TODAY, make_case, make_place, make_record
from tests.factories_money import make_period, make_value
from tests.statements import counted
from trainingapp.incubator.queries.scorecard import Score, read_scorecards
from trainingapp.rules.incubation.accounting_words import Every, ValueState
from trainingapp.rules.incubation.indicators import Figure
from trainingapp.rules.incubation.words import Stage
from trainingapp.rules.intervals import Interval

D = Decimal
Q3 = (date(2026, 7, 1), date(2026, 10, 1))
Q2 = (date(2026, 4, 1), date(2026, 7, 1))
ALL = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def score(world: World, code: str, on: date = TODAY) -> Score:
    cards = read_scorecards(world.base_id, on=on)
    return next(one for card in cards for one in card.scores if one.entry.code == code)


def submit(place: object, *months: int) -> None:
    for month in months:
        case = make_case(place, stage=Stage.DRAFT)  # type: ignore[arg-type]
        make_record(case, "submit", Stage.SUBMITTED, at=datetime(2026, month, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("on", "spans"),
    [
        pytest.param(
            "2026-11-23",
            ["2026-10-01/2026-11-01", "2026-07-01/2026-10-01", "2025-01-01/2026-01-01"],
            id="november",
        ),
        pytest.param(
            "2026-01-01",
            ["2025-12-01/2026-01-01", "2025-10-01/2026-01-01", "2025-01-01/2026-01-01"],
            id="new-years-day",
        ),
        pytest.param(
            "2025-12-31",
            ["2025-11-01/2025-12-01", "2025-07-01/2025-10-01", "2024-01-01/2025-01-01"],
            id="the-day-before",
        ),
        pytest.param(
            "2028-03-01",
            ["2028-02-01/2028-03-01", "2027-10-01/2028-01-01", "2027-01-01/2028-01-01"],
            id="after-a-leap-day",
        ),
    ],
)
@ALL
def test_the_periods_are_those_that_ended_last(on: str, spans: list[str]) -> None:
    world, _place = make_world()
    cards = read_scorecards(world.base_id, on=date.fromisoformat(on))
    wanted = [Interval(*(date.fromisoformat(day) for day in span.split("/"))) for span in spans]
    assert [card.span for card in cards] == wanted
    assert [card.every for card in cards] == list(Every)


@ALL
def test_the_figures_of_a_base_are_those_of_base_area_and_graduates() -> None:
    world, _place = make_world()
    cards = read_scorecards(world.base_id, on=TODAY)
    codes = {one.entry.code[:3] for card in cards for one in card.scores}
    wanted = {f"B{n:02}" for n in range(1, 27)} | {f"C{n:02}" for n in range(1, 7)}
    assert codes == wanted | {f"F{n:02}" for n in range(1, 6)}


@ALL
def test_now_before_and_the_change() -> None:
    world, place = make_world()
    submit(place, 5, 8, 9, 10)
    found = score(world, "B01")
    assert (found.now.value, found.before.value, found.change) == (D(2), D(1), D(1))


@ALL
def test_without_data_there_is_no_change() -> None:
    world, _place = make_world()
    found = score(world, "B02")
    assert (found.now.value, found.change, found.reached) == (None, None, None)


@pytest.mark.parametrize(
    ("code", "target", "reached"),
    [
        pytest.param("B01", "4", D("0.5"), id="half"),
        pytest.param("B01", "2", D(1), id="all"),
        pytest.param("B01", "1", D(1), id="more-than-all-is-all"),
        pytest.param("B01", "0", D(1), id="nought-is-reached"),
        pytest.param("B02", "90", None, id="without-data"),
    ],
)
@ALL
def test_how_much_of_a_target_is_reached(code: str, target: str, reached: Decimal | None) -> None:
    world, place = make_world()
    submit(place, 8, 9)
    make_period(code, base_id=world.base_id, span=Q3, target=D(target))
    found = score(world, code)
    assert (found.target, found.reached) == (D(target), reached)


@ALL
def test_of_what_should_fall_less_is_better() -> None:
    world, _place = make_world()
    month = (date(2026, 10, 1), date(2026, 11, 1))
    period = make_period(
        "B25.all", base_id=world.base_id, every=Every.MONTH, span=month, target=D(2)
    )
    make_value(period, "4")
    assert score(world, "B25.all").reached == D("0.5")


@ALL
def test_a_missing_target_is_no_nought() -> None:
    world, place = make_world()
    submit(place, 8)
    make_period("B01", base_id=world.base_id, span=Q3)
    found = score(world, "B01")
    assert (found.target, found.reached) == (None, None)


@ALL
def test_an_approved_value_stands_for_what_would_be_computed() -> None:
    world, place = make_world()
    submit(place, 8)
    period = make_period("B01", base_id=world.base_id, span=Q3)
    make_value(period, "7")
    assert score(world, "B01").now == Figure(D(7))


@pytest.mark.parametrize("state", [ValueState.DRAFT, ValueState.SUBMITTED])
@ALL
def test_a_value_that_is_not_approved_does_not(state: ValueState) -> None:
    world, _place = make_world()
    make_value(make_period("B16", base_id=world.base_id, span=Q3), "7", state=state)
    assert score(world, "B16").now == Figure(None)


@ALL
def test_a_reported_figure_is_what_was_approved_in_both_periods() -> None:
    world, _place = make_world()
    make_value(make_period("B16", base_id=world.base_id, span=Q3), "90000")
    make_value(make_period("B16", base_id=world.base_id, span=Q2), "60000")
    found = score(world, "B16")
    assert (found.now.value, found.before.value, found.change) == (D(90000), D(60000), D(30000))


@ALL
def test_values_of_another_base_and_of_cases_are_not_its_own() -> None:
    world, place = make_world()
    make_value(make_period("B16", base_id=make_place().base.id, span=Q3), "5")
    make_value(make_period("A11.total", case_id=make_case(place).id, span=Q3), "6")
    assert score(world, "B16").now == Figure(None)


@ALL
def test_survival_stands_among_the_figures_of_the_year() -> None:
    world, place = make_world()
    make_graduate(place, date(2024, 10, 1), [(date(2025, 10, 2), "active")])
    assert score(world, "B22.months12").now.value == D(100)
    assert score(world, "F01").now.value == D(100)
    assert score(world, "B22.months24").now.value is None


@ALL
def test_more_periods_cost_no_more_statements() -> None:
    world, place = make_world()
    submit(place, 8)
    with counted() as few:
        read_scorecards(world.base_id, on=TODAY)
    for code in ("B01", "B02", "B03", "B16"):
        for span in (Q2, Q3):
            make_value(make_period(code, base_id=world.base_id, span=span), "5")
    submit(place, 5, 6, 9, 10)
    with counted() as many:
        read_scorecards(world.base_id, on=TODAY)
    assert len(many) <= len(few) + 1  # the values of the periods


# the page


def row(page: str, code: str) -> list[str]:
    """The cells of a figure after its name and code, without their tags."""
    cells = (
        page.split(f">{code}</small></div></td>")[1].split("</tr>", maxsplit=1)[0].split("</td>")
    )
    return [" ".join(_bare(cell).split()) for cell in cells[:-1]]


def _bare(cell: str) -> str:
    return "".join(part.rsplit(">", 1)[-1] for part in cell.split("<"))


def test_a_figure_with_all_that_is_said_of_it(client: FlaskClient) -> None:
    world, place = make_world()
    submit(place, 5, 8, 9)
    make_period("B01", base_id=world.base_id, span=Q3, target=D(4))
    enter(client, world)
    page = read(client, f"{world.url}/indicators")
    assert row(page, "B01") == ["2", "agencies", "1 (+1)", "4", "50%"]
    assert row(page, "B02") == ["— (0 / 0)", "%", "—", "—", "—"]


def test_a_fall_is_shown_as_a_fall(client: FlaskClient) -> None:
    world, place = make_world()
    submit(place, 5, 6, 8)
    enter(client, world)
    assert row(read(client, f"{world.url}/indicators"), "B01")[2] == "2 (-1)"


def test_the_page_in_chinese(client: FlaskClient) -> None:
    world, _place = make_world()
    enter(client, world)
    page = read(client, f"{world.url}/indicators", ZH)
    for words in ("上一期", "完成度", "申请数", "每个城市社区的社区社会组织数", "分期数据"):
        assert words in page
