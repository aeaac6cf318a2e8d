"""Red for a long time: who is told that a rectification may be ordered, and from which day on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from tests.factories_checks import make_entry, make_place_rule, make_sound_agency, make_waiver
from tests.factories_incubator import NOON, make_agency, make_case, make_manager, make_place
from tests.factories_staffing import enter_as
from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agencies
from trainingapp.incubator.models import Agency, registry as kept
from trainingapp.incubator.place_files import list_places
from trainingapp.web.transactions import writing

DAY = timedelta(days=1)


def _look(agency: Agency, at: datetime = NOON) -> None:
    with writing():
        check_agencies([agency.id], now=at)
        db.session.commit()


def test_red_for_long_is_said_to_those_who_can_order_a_rectification(client: FlaskClient) -> None:
    place, agency = make_place(), make_sound_agency()
    make_case(place, agency)
    make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=date(2026, 1, 1))
    _look(agency, NOON - 61 * DAY)
    number, manager = agency.id, make_manager(agency)
    address = f"/incubation/agencies/{number}/checks"
    enter_as(client, place.people["officer"])
    assert "建议发起责令整改" in client.get(address).text
    enter_as(client, place.people["head"])
    assert "已超过 60 天" in client.get(address).text
    enter_as(client, manager)
    assert "建议发起责令整改" not in client.get(address).text


@pytest.mark.parametrize("days", [0, 59, 60])
def test_sixty_days_of_red_are_not_yet_long(client: FlaskClient, days: int) -> None:
    place, agency = make_place(), make_sound_agency()
    make_case(place, agency)
    make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=date(2026, 1, 1))
    _look(agency, NOON - days * DAY)
    address = f"/incubation/agencies/{agency.id}/checks"
    enter_as(client, place.people["officer"])
    assert "建议发起责令整改" not in client.get(address).text


def test_how_long_red_may_last_is_a_rule_of_the_place(client: FlaskClient) -> None:
    place, agency = make_place(), make_sound_agency()
    make_case(place, agency)
    make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=date(2026, 1, 1))
    _look(agency, NOON - 20 * DAY)
    make_place_rule("1301", "breach_days_to_rectification", "10")
    address = f"/incubation/agencies/{agency.id}/checks"
    enter_as(client, place.people["officer"])
    assert "已超过 10 天" in client.get(address).text


def test_what_is_let_stand_is_not_called_red_for_long(client: FlaskClient) -> None:
    place, agency = make_place(), make_sound_agency()
    make_case(place, agency)
    make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=date(2026, 1, 1))
    _look(agency, NOON - 90 * DAY)
    make_waiver(agency, place.people["head"])
    address = f"/incubation/agencies/{agency.id}/checks"
    enter_as(client, place.people["head"])
    assert "建议发起责令整改" not in client.get(address).text


def test_without_the_rule_of_how_long_the_page_still_opens(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, agency = make_place(), make_agency()
    make_case(place, agency)
    rows = [one for one in list_places().rows if one.key != "breach_days_to_rectification"]
    shown = list_places().model_copy(update={"rows": rows})
    monkeypatch.setattr("trainingapp.incubator.queries.parameters.list_places", lambda: shown)
    address = f"/incubation/agencies/{agency.id}/checks"
    enter_as(client, place.people["head"])
    assert client.get(address).status_code == 200


def test_amber_is_never_red_for_long(client: FlaskClient) -> None:
    place, agency = make_place(), make_sound_agency()
    make_case(place, agency)
    _look(agency, NOON - 90 * DAY)
    number = agency.id
    enter_as(client, place.people["head"])
    page = client.get(f"/incubation/agencies/{number}/checks?status=breach").text
    assert "R21" in page
    assert "建议发起责令整改" not in page
