"""A site's own file of places: what it leaves out of the country's rows comes from the program, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from tests.factories_checks import make_sound_agency
from tests.factories_incubator import NOON, TODAY
from trainingapp.extensions import db
from trainingapp.incubator import place_files
from trainingapp.incubator.actions.team_days import keep_days
from trainingapp.incubator.models import TeamDay
from trainingapp.incubator.place_files import PlaceRow, Places, complete, list_places, read_places
from trainingapp.incubator.queries.compliance_teams import list_teams
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.queries.standing import find_standing
from trainingapp.rules.incubation.places import COUNTRY
from trainingapp.web.transactions import writing

SHIPPED = Path(__file__).parents[2] / "question_bank" / "incubation"
STAFF = (
    "qualified_ratio_numerator",
    "qualified_ratio_denominator",
    "full_time_fte",
    "registration_required",
    "registration_area",
    "social_work_majors",
    "min_full_time_staff",
    "supervision_hours",
    "supervision_group_hours",
    "supervision_first_year_factor",
    "supervision_ratio",
    "expiry_reminder_days_agency",
)


def _shipped() -> Places:
    found, faults = read_places(SHIPPED)
    assert found is not None
    assert not faults
    return found


def _row(area: str = COUNTRY, key: str = "soon_days", value: str | int | bool = 9) -> PlaceRow:
    return PlaceRow(area=area, key=key, value=value, confidence="P", valid_from=date(2026, 1, 1))


def _own(*rows: PlaceRow) -> Places:
    return Places(documents=[], keys={}, rows=list(rows))


def _values(places: Places, key: str) -> list[tuple[str, object]]:
    return [(row.area, row.value) for row in places.rows if row.key == key]


def test_an_empty_file_gets_every_row_of_the_country_and_no_row_of_a_place() -> None:
    found = complete(_own(), _shipped())
    country = [row for row in _shipped().rows if row.area == COUNTRY]
    assert found.rows == country
    assert found.keys == _shipped().keys


def test_what_the_site_settles_for_the_country_stays_the_only_row() -> None:
    assert _values(complete(_own(_row()), _shipped()), "soon_days") == [(COUNTRY, 9)]


def test_a_row_of_a_place_does_not_settle_the_country() -> None:
    found = complete(_own(_row("13")), _shipped())
    assert _values(found, "soon_days") == [("13", 9), (COUNTRY, 30)]


def test_rows_of_places_of_the_program_are_not_taken_over() -> None:
    assert _values(complete(_own(), _shipped()), "founders_middle") == []
    assert len(_values(_shipped(), "founders_middle")) == 3


def test_words_of_the_site_win_over_those_of_the_program() -> None:
    shipped = _shipped()
    own_key = shipped.keys["soon_days"].model_copy(update={"zh": "提前几天提醒"})
    own = Places(documents=[], keys={"soon_days": own_key}, rows=[])
    assert complete(own, shipped).keys["soon_days"].zh == "提前几天提醒"


def test_documents_are_named_once() -> None:
    shipped = _shipped()
    own = Places(documents=shipped.documents[:2], keys={}, rows=[])
    numbers = [one.number for one in complete(own, shipped).documents]
    assert sorted(numbers) == sorted(one.number for one in shipped.documents)


def test_the_programs_own_file_completes_itself_with_nothing() -> None:
    assert complete(_shipped(), _shipped()) == _shipped()


@pytest.mark.parametrize("key", STAFF)
def test_a_file_that_forgets_a_threshold_of_staff_stops_no_page_and_no_night(
    app: Flask, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    shipped = _shipped()
    own = shipped.model_copy(update={"rows": [row for row in shipped.rows if row.key != key]})
    monkeypatch.setattr(
        "trainingapp.incubator.queries.parameters.list_places", lambda: complete(own, shipped)
    )
    agency = make_sound_agency()
    assert read_parameters("130102", TODAY).has(key)
    assert find_standing(agency.id, on=TODAY).forecast.days is not None
    assert list_teams([agency.id], on=TODAY)[agency.id].full_time == 3
    with writing():
        assert keep_days(now=NOON) >= 1
        db.session.commit()
    assert db.session.scalars(db.select(TeamDay.is_met)).all() == [True]


def test_a_folder_of_the_site_is_completed_when_it_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "places.yaml").write_text(
        "documents: []\nkeys: {}\nrows:\n"
        '  - {area: "CN", key: soon_days, value: 7, confidence: P, valid_from: 2026-01-01}\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(place_files, "own_folder", lambda: tmp_path)
    found = list_places.__wrapped__()
    assert _values(found, "soon_days") == [(COUNTRY, 7)]
    assert _values(found, "min_full_time_staff") == [(COUNTRY, 3)]


def test_a_folder_that_cannot_be_read_leaves_the_programs_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "places.yaml").write_text("rows: 5", encoding="utf-8")
    monkeypatch.setattr(place_files, "own_folder", lambda: tmp_path)
    assert list_places.__wrapped__() == _shipped()
