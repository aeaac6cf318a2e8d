"""Which row of which place holds on which day."""

from dataclasses import dataclass
from datetime import date

import pytest

from trainingapp.rules.incubation.places import choose, covers, holds

DAY = date(2026, 2, 28)


@dataclass(frozen=True)
class Row:
    """A row as the rules see it."""

    area: str
    name: str = ""
    key: str = "ratio"
    valid_from: date = date(2020, 1, 1)
    valid_to: date | None = None
    is_of_site: bool = False


COUNTRY = Row("CN", "country")
HEBEI = Row("13", "Hebei")
CITY = Row("1301", "Shijiazhuang")
OWN = Row("13", "own", is_of_site=True)
NEWER = Row("13", "newer", valid_from=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("area", "place", "expected"),
    [
        ("CN", "130102", True),
        ("CN", "", True),
        ("13", "130102", True),
        ("130102", "130102", True),
        ("1301020001", "130102", False),
        ("31", "130102", False),
        ("13", "", False),
    ],
)
def test_an_area_covers_the_places_within_it(area: str, place: str, expected: bool) -> None:
    assert covers(area, place) is expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([COUNTRY], "country"),
        ([COUNTRY, HEBEI], "Hebei"),
        ([HEBEI, COUNTRY], "Hebei"),
        ([COUNTRY, CITY, HEBEI], "Shijiazhuang"),
        ([HEBEI, OWN], "own"),
        ([OWN, HEBEI], "own"),
        ([CITY, OWN], "Shijiazhuang"),
        ([NEWER, HEBEI], "newer"),
        ([OWN, NEWER], "own"),
    ],
)
def test_the_narrowest_place_wins_then_the_own_row_then_the_newest(
    rows: list[Row], expected: str
) -> None:
    assert choose(rows, place="130102", on=DAY)["ratio"].name == expected


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (date(2026, 3, 1), None, False),
        (date(2020, 1, 1), date(2026, 2, 27), False),
        (date(2024, 2, 29), date(2026, 2, 28), True),
    ],
)
def test_both_days_of_a_row_belong_to_it(begins: date, ends: date | None, expected: bool) -> None:
    assert holds(Row("CN", valid_from=begins, valid_to=ends), DAY) is expected


def test_a_row_that_has_ended_leaves_the_wider_one() -> None:
    ended = Row("13", "ended", valid_to=date(2025, 12, 31))
    assert choose([ended, COUNTRY], place="130102", on=DAY)["ratio"].name == "country"
    assert choose([ended, COUNTRY], place="130102", on=date(2025, 12, 31))["ratio"].name == "ended"


def test_each_key_is_chosen_by_itself() -> None:
    other = Row("31", "other", key="capital")
    found = choose([COUNTRY, other], place="310101", on=DAY)
    assert {key: row.name for key, row in found.items()} == {"ratio": "country", "capital": "other"}
