"""Charts in the units of their drawing, and what is drawn of survival and comparison."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given, strategies as st

from trainingapp.incubator.drawing import (
    HEIGHT,
    LEFT,
    TOP,
    WIDTH,
    Frame,
    band,
    frame_of,
    line,
    round_up,
    stairs,
)
from trainingapp.incubator.queries.graduates import Graduate
from trainingapp.incubator.showing_charts import (
    Month,
    draw_comparison,
    draw_survival,
    group_graduates,
    list_months,
)
from trainingapp.rules.incubation.quartiles import Quartiles
from trainingapp.rules.incubation.survival import Fate, Life
from trainingapp.rules.incubation.words import Applicants

FRAME = Frame(100, 100)
D = Decimal


@pytest.mark.parametrize(
    ("value", "x", "y"),
    [
        pytest.param(0, LEFT, TOP + HEIGHT, id="the-corner"),
        pytest.param(100, LEFT + WIDTH, TOP, id="the-far-corner"),
        pytest.param(50, LEFT + WIDTH / 2, TOP + HEIGHT / 2, id="the-middle"),
    ],
)
def test_values_have_places(value: float, x: float, y: float) -> None:
    assert (FRAME.x(value), FRAME.y(value)) == (x, y)


@pytest.mark.parametrize(("value", "y"), [(-5, TOP + HEIGHT), (130, TOP)])
def test_what_is_beyond_lies_on_the_edge(value: float, y: float) -> None:
    assert FRAME.y(value) == y


def test_a_frame_below_zero_has_zero_within() -> None:
    frame = Frame(10, 10, -10)
    assert frame.y(-10) == TOP + HEIGHT
    assert frame.y(0) == TOP + HEIGHT / 2
    assert frame.heights() == [-10, -5, 0, 5, 10]


@pytest.mark.parametrize(
    ("value", "top"),
    [
        (1, 1),
        (1.01, 2),
        (2.1, 2.5),
        (3, 5),
        (5.1, 10),
        (7, 10),
        (99, 100),
        (100, 100),
        (101, 200),
        (0.3, 0.5),
        (0.004, 0.005),
        (123456, 200000),
    ],
)
def test_the_top_is_the_next_round_number(value: float, top: float) -> None:
    assert round_up(value) == pytest.approx(top)


@given(st.floats(1e-6, 1e9))
def test_the_top_is_never_below_and_never_far_above(value: float) -> None:
    assert value <= round_up(value) <= value * 2.5 * (1 + 1e-9)


@pytest.mark.parametrize(
    ("values", "least", "most"),
    [
        pytest.param([], 0, 1, id="nothing"),
        pytest.param([0, 0], 0, 1, id="only-noughts"),
        pytest.param([3, 80], 0, 100, id="from-nought"),
        pytest.param([-3, 8], -5, 10, id="below-nought"),
        pytest.param([-3], -5, 1, id="only-below"),
    ],
)
def test_the_frame_holds_everything(values: list[float], least: float, most: float) -> None:
    frame = frame_of(values, most_x=12)
    assert (frame.least_y, frame.most_y, frame.most_x) == (least, most, 12)


def test_a_frame_is_never_without_width() -> None:
    assert frame_of([1], most_x=0).most_x == 1


@pytest.mark.parametrize(
    ("spots", "path"),
    [
        ([], ""),
        ([(0, 100)], "M44.0 14.0"),
        ([(0, 100), (50, 50)], "M44.0 14.0L194.0 85.0"),
    ],
)
def test_a_line_goes_from_spot_to_spot(spots: list[tuple[float, float]], path: str) -> None:
    assert line(spots, FRAME) == path


@pytest.mark.parametrize(
    ("spots", "path"),
    [
        ([], ""),
        ([(0, 100)], "M44.0 14.0H344.0"),
        ([(0, 100), (50, 50)], "M44.0 14.0H194.0V85.0H344.0"),
    ],
)
def test_stairs_keep_their_height(spots: list[tuple[float, float]], path: str) -> None:
    assert stairs(spots, FRAME, until=100) == path


def test_a_band_goes_there_and_back() -> None:
    path = band([(0, 0), (100, 0)], [(0, 100), (100, 100)], FRAME)
    assert path == "M44.0 14.0L344.0 14.0L344.0 156.0L44.0 156.0Z"


@pytest.mark.parametrize("spots", [[], [(0, 1)]])
def test_a_band_of_one_month_is_none(spots: list[tuple[float, float]]) -> None:
    assert band(spots, spots, FRAME) == ""


# survival


def graduate(days: int, fate: Fate, kind: str = "registered", year: int = 2024) -> Graduate:
    return Graduate(Applicants(kind), date(year, 11, 1), Life(days, fate))


@pytest.fixture
def in_english(app: Flask) -> object:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        yield


@pytest.mark.usefixtures("in_english")
def test_graduates_are_grouped_by_kind_and_year() -> None:
    rows = [
        graduate(400, Fate.STANDS),
        graduate(10, Fate.GONE, "team"),
        graduate(0, Fate.UNASKED, year=2025),
    ]
    groups = group_graduates(rows)
    assert [(str(one.label), len(one.graduates), one.followed) for one in groups] == [
        ("All graduates", 3, 2),
        ("Applied as registered agencies", 2, 1),
        ("Applied as teams", 1, 1),
        ("Graduated in 2024", 2, 2),
        ("Graduated in 2025", 1, 0),
    ]
    assert [one.is_drawn for one in groups] == [True, True, True, False, False]
    assert [one.share for one in groups[0].estimates] == [pytest.approx(0.5), None, None]
    assert groups[0].fates[Fate.UNASKED] == 1


@pytest.mark.usefixtures("in_english")
def test_a_single_kind_is_not_drawn_twice() -> None:
    groups = group_graduates([graduate(400, Fate.STANDS), graduate(20, Fate.GONE)])
    chart = draw_survival(groups)
    assert chart is not None
    assert [str(one.label) for one in chart.lines] == ["All graduates"]


@pytest.mark.usefixtures("app")
def test_nobody_is_no_group() -> None:
    assert group_graduates([]) == []
    assert draw_survival([]) is None


@pytest.mark.usefixtures("in_english")
def test_without_any_news_there_is_no_curve() -> None:
    groups = group_graduates([graduate(0, Fate.LOST), graduate(0, Fate.UNASKED, "team")])
    assert draw_survival(groups) is None


@pytest.mark.usefixtures("in_english")
def test_the_curve_falls_on_its_day_and_ends_with_what_is_known() -> None:
    groups = group_graduates([graduate(365, Fate.GONE), graduate(730, Fate.STANDS)])
    chart = draw_survival(groups)
    assert chart is not None
    assert chart.lines[0].path == "M44.0 14.0H144.0V85.0H244.0"
    assert [str(one.label) for one in chart.x_marks] == ["0", "1 y.", "2 y.", "3 y."]
    assert [one.label for one in chart.y_marks] == ["0%", "25%", "50%", "75%", "100%"]


@pytest.mark.usefixtures("in_english")
def test_beyond_three_years_nothing_is_drawn() -> None:
    groups = group_graduates([graduate(1200, Fate.GONE), graduate(1300, Fate.STANDS)])
    chart = draw_survival(groups)
    assert chart is not None
    assert chart.lines[0].path == "M44.0 14.0H344.0"


# comparison


def same(value: int) -> Quartiles:
    return Quartiles(1, D(value), D(value), D(value))


def test_months_are_those_with_any_number() -> None:
    months = list_months({2: same(5), 9: same(6)}, {9: D(7), 4: D(1)})
    assert months == [Month(2, same(5), None), Month(4, None, D(1)), Month(9, same(6), D(7))]
    assert list_months({}, {}) == []


@pytest.mark.usefixtures("in_english")
def test_a_comparison_without_numbers_is_no_chart() -> None:
    assert draw_comparison([]) is None


@pytest.mark.usefixtures("in_english")
def test_median_band_and_the_agency_beside_them() -> None:
    months = list_months(
        {0: Quartiles(3, D(10), D(20), D(30)), 6: Quartiles(3, D(40), D(50), D(90))}, {6: D(95)}
    )
    chart = draw_comparison(months, own_label="甲中心")
    assert chart is not None
    assert [str(one.label) for one in chart.lines] == ["Median", "甲中心"]
    assert [one.kind for one in chart.lines] == [1, 2]
    assert chart.band.endswith("Z")
    assert [one.label for one in chart.x_marks] == ["0", "3", "6"]
    assert [one.label for one in chart.y_marks] == ["0", "25", "50", "75", "100"]


@pytest.mark.usefixtures("in_english")
def test_a_month_alone_has_a_chart_without_a_band() -> None:
    chart = draw_comparison([Month(0, same(0), None)])
    assert chart is not None
    assert chart.band == ""
    assert len(chart.lines) == 1


@pytest.mark.usefixtures("in_english")
def test_numbers_below_zero_are_within_the_frame() -> None:
    chart = draw_comparison([Month(0, same(-40), None), Month(3, same(80), None)])
    assert chart is not None
    assert [one.label for one in chart.y_marks] == ["-50", "-12.5", "25", "62.5", "100"]
