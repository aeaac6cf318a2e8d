"""Feeds: a secret of one's own, what a calendar reads by it, and everything after which it opens nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from tests.factories_accounts import make_user, sign_in
from tests.factories_day import DAY, make_finding, make_item, make_task, reader_of
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_intake,
    make_manager,
    make_place,
    make_seat,
)
from tests.factories_staffing import change
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.incubator.actions.feeds import close_feed, renew_feed
from trainingapp.incubator.models import Agency, Case, CaseFeed, Task
from trainingapp.incubator.queries import calendar_days
from trainingapp.incubator.queries.feeds import find_secret
from trainingapp.rules.incubation.words import SeatState, Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
URL = "/incubation/calendar"


@pytest.fixture(autouse=True)
def at_noon(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    with time_machine.travel(NOON, tick=False):
        yield


def make_scene(**changes: Any) -> tuple[Place, Agency, Case]:
    place, agency = make_place(), make_agency()
    return place, agency, make_case(place, agency, planned_exit_on=None, **changes)


def make_secret(user: User) -> str:
    db.session.rollback()
    with writing():
        secret = renew_feed(user.id, now=NOON)
        db.session.commit()
    return secret


def feed_of(secret: str, **scope: int) -> str:
    ((name, number),) = scope.items()
    return f"{URL}/{secret}/{name}/{number}.ics"


def events(client: FlaskClient, address: str) -> list[dict[str, str]]:
    """The events as a calendar reads them."""
    answer = client.get(address)
    assert answer.status_code == 200
    return [
        {name: str(event.get(name)) for name in ("summary", "uid", "url")}
        | {"on": event.decoded("dtstart").isoformat(), "until": event.decoded("dtend").isoformat()}
        for event in Calendar.from_ical(answer.data).walk("VEVENT")
    ]


def test_a_calendar_reads_the_days_of_a_base_without_signing_in(client: FlaskClient) -> None:
    place, agency, case = make_scene()
    make_task(case, due_on=TODAY + DAY)
    name, page = agency.name, f"/incubation/cases/{case.id}"
    address = feed_of(make_secret(place.people["officer"]), bases=place.base.id)
    (event,) = events(client, address)
    assert event["summary"] == f"待办到期：{name}"
    assert (event["on"], event["until"]) == ("2026-11-24", "2026-11-25")
    assert event["url"].endswith(page)
    answer = client.get(address)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_manager_reads_the_days_of_their_agency(client: FlaskClient) -> None:
    _place, agency, case = make_scene()
    make_item(case, due_on=TODAY)
    make_finding(agency, due_on=date(2027, 3, 31))
    address = feed_of(make_secret(make_manager(agency)), agencies=agency.id)
    assert [one["on"] for one in events(client, address)] == ["2026-11-23", "2027-03-31"]


def test_nothing_that_somebody_typed_and_no_name_is_in_a_feed(client: FlaskClient) -> None:
    place, _agency, case = make_scene()
    make_task(case, message="给王小明打电话", due_on=TODAY)
    make_item(case, title="与李某谈话", title_en="", due_on=TODAY)
    body = client.get(feed_of(make_secret(place.people["officer"]), bases=place.base.id)).text
    assert "王小明" not in body
    assert "李某" not in body
    assert "何平" not in body


def test_the_same_days_have_the_same_names_and_bytes(client: FlaskClient) -> None:
    place, _agency, case = make_scene()
    task_id = make_task(case, due_on=TODAY).id
    address = feed_of(make_secret(place.people["officer"]), bases=place.base.id)
    first, again = client.get(address), client.get(address)
    assert first.data == again.data
    unchanged = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert unchanged.status_code == 304
    (before,) = events(client, address)
    change(db.session.get_one(Task, task_id), due_on=TODAY + 3 * DAY)
    (after,) = events(client, address)
    assert before["uid"] == after["uid"]
    assert before["on"] != after["on"]


def test_two_rows_of_a_day_are_two_events(client: FlaskClient) -> None:
    place, _agency, case = make_scene()
    make_task(case, due_on=TODAY)
    make_task(case, due_on=TODAY)
    make_item(case, due_on=TODAY)
    make_intake(place.base, closes_on=TODAY)
    found = events(client, feed_of(make_secret(place.people["head"]), bases=place.base.id))
    assert len({one["uid"] for one in found}) == len(found) == 4


# What opens nothing


@pytest.mark.parametrize("secret", ["x", "A" * 43, "..%2F..", "%00", "secret secret"])
def test_a_secret_that_is_none_opens_nothing(client: FlaskClient, secret: str) -> None:
    place, agency, _case = make_scene()
    make_secret(place.people["officer"])
    scopes: tuple[dict[str, int], ...] = ({"bases": place.base.id}, {"agencies": agency.id})
    for scope in scopes:
        assert client.get(feed_of(secret, **scope)).status_code in {400, 404}


def test_a_new_secret_takes_the_place_of_the_old_one(client: FlaskClient) -> None:
    place, _agency, _case = make_scene()
    officer, base_id = place.people["officer"], place.base.id
    old, new = make_secret(officer), make_secret(officer)
    assert old != new
    assert client.get(feed_of(old, bases=base_id)).status_code == 404
    assert client.get(feed_of(new, bases=base_id)).status_code == 200
    assert find_secret(officer.id) == new


def test_a_closed_feed_opens_nothing(client: FlaskClient) -> None:
    place, _agency, _case = make_scene()
    officer, base_id = place.people["officer"], place.base.id
    secret = make_secret(officer)
    with writing():
        close_feed(officer.id, now=NOON)
        close_feed(officer.id, now=NOON)  # again: nothing to close
        db.session.commit()
    assert client.get(feed_of(secret, bases=base_id)).status_code == 404
    acts = db.session.scalars(db.select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert [one for one in acts if "feed" in one] == [
        "incubator.renew_feed",
        "incubator.close_feed",
    ]


def test_the_secret_does_not_stand_in_the_database(app: Flask) -> None:
    place, _agency, _case = make_scene()
    secret = make_secret(place.people["officer"])
    row = db.session.scalars(db.select(CaseFeed)).one()
    assert len(secret) >= 43
    assert secret not in {row.secret_encrypted, row.secret_index}


WHO = {
    "officer": (200, 200),
    "head": (200, 200),
    "finance": (200, 200),
    "authority": (200, 200),
    "auditor": (200, 200),
    "manager": (404, 200),
    "conflicted": (200, 404),
    "other_officer": (404, 404),
    "other_authority": (404, 404),
    "other_manager": (404, 404),
    "candidate": (404, 404),
    "administrator": (404, 404),
    "former": (404, 404),
    "gone": (404, 404),
}


@pytest.mark.parametrize("who", sorted(WHO))
def test_a_secret_opens_what_its_owner_may_read_now(client: FlaskClient, who: str) -> None:
    place, agency, case = make_scene()
    other, other_agency, _other_case = make_scene()
    people = {
        **place.people,
        **{f"other_{name}": one for name, one in other.people.items()},
        "manager": make_manager(agency),
        "other_manager": make_manager(other_agency),
        "candidate": make_user(),
        "auditor": make_user(roles=[Role.AUDITOR]),
        "administrator": make_user(roles=[Role.ADMINISTRATOR]),
        **{name: make_officer(place) for name in ("conflicted", "former", "gone")},
    }
    make_seat(case, people["conflicted"], state=SeatState.CONFLICT)
    secret, base_id, agency_id = make_secret(people[who]), place.base.id, agency.id
    for grant in reader_of(people["former"]).role_grants:
        change(grant, revoked_at=NOON)
    change(people["gone"], anonymised_at=NOON)
    found = [
        client.get(feed_of(secret, bases=base_id)).status_code,
        client.get(feed_of(secret, agencies=agency_id)).status_code,
    ]
    assert tuple(found) == WHO[who]


def make_officer(place: Place) -> User:
    return make_user(roles=[Role.INCUBATOR_STAFF], organisation=place.organisation)


@pytest.mark.parametrize("number", ["0", "999999999", "x", "-1"])
def test_a_base_or_agency_that_is_none_is_not_found(client: FlaskClient, number: str) -> None:
    place, _agency, _case = make_scene()
    secret = make_secret(place.people["officer"])
    for name in ("bases", "agencies"):
        assert client.get(f"{URL}/{secret}/{name}/{number}.ics").status_code == 404


# The page


def addresses(page: str) -> list[str]:
    return re.findall(r"<code>([^<]+)</code>", page)


def test_one_makes_renews_and_closes_ones_addresses(client: FlaskClient) -> None:
    place, _agency, _case = make_scene(stage=Stage.INCUBATING)
    both = make_user(
        roles=[Role.INCUBATOR_STAFF, Role.AGENCY_MANAGER], organisation=place.organisation
    )
    sign_in(client, both)
    page = client.get(URL, headers=EN).text
    assert "Make my address" in page
    assert addresses(page) == []
    assert client.post(f"{URL}/renewal").status_code == 303
    (first,) = addresses(client.get(URL).text)
    assert client.get(first).status_code == 200
    client.post(f"{URL}/renewal")
    (second,) = addresses(client.get(URL).text)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert client.post(f"{URL}/closing").status_code == 303
    assert addresses(client.get(URL).text) == []
    assert client.get(second).status_code == 404


def test_a_manager_has_one_address_for_each_agency(client: FlaskClient) -> None:
    _place, agency, _case = make_scene()
    manager, agency_id = make_manager(agency), agency.id
    make_secret(manager)
    sign_in(client, manager)
    (address,) = addresses(client.get(URL).text)
    assert address.endswith(f"/agencies/{agency_id}.ics")


def test_who_has_no_calendar_is_told_so(client: FlaskClient) -> None:
    sign_in(client, make_user())
    page = client.get(URL, headers=EN).text
    assert "You have no calendar yet" in page
    assert "Make my address" not in page


@pytest.mark.parametrize("path", ["", "/renewal", "/closing"])
def test_without_signing_in_there_is_no_page(client: FlaskClient, path: str) -> None:
    answer = client.post(URL + path) if path else client.get(URL)
    assert answer.status_code == 302
    assert db.session.scalars(db.select(CaseFeed)).all() == []


# Leaving the site


def test_the_export_tells_that_there_is_a_feed_and_not_its_secret(app: Flask) -> None:
    place, _agency, _case = make_scene()
    officer = place.people["officer"]
    secret = make_secret(officer)
    found = collect_data(officer.id)["incubation_feed"]
    assert found == [{"made_at": NOON}]
    assert secret not in str(found)
    assert collect_data(make_user().id)["incubation_feed"] == []


def test_the_secret_goes_with_its_owner(client: FlaskClient) -> None:
    place, _agency, _case = make_scene()
    officer, base_id = place.people["officer"], place.base.id
    secret = make_secret(officer)
    kept = make_secret(place.people["head"])
    with writing():
        erase(officer.id)
        db.session.commit()
    assert db.session.get(CaseFeed, officer.id) is None
    assert client.get(feed_of(secret, bases=base_id)).status_code == 404
    assert client.get(feed_of(kept, bases=base_id)).status_code == 200
    assert timedelta(days=1) == DAY


def test_who_has_asked_to_be_deleted_is_read_by_no_calendar(client: FlaskClient) -> None:
    place, _agency, _case = make_scene()
    officer = place.people["officer"]
    address = feed_of(make_secret(officer), bases=place.base.id)
    officer_id = officer.id
    change(db.session.get_one(User, officer_id), deletion_due_at=NOON + 15 * DAY)
    assert client.get(address).status_code == 404
    change(db.session.get_one(User, officer_id), deletion_due_at=None)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("most", "days"),
    [(9, [-3, -2, 0, 1]), (4, [-3, -2, 0, 1]), (3, [-3, 0, 1]), (2, [0, 1]), (1, [0])],
    ids=str,
)
def test_too_many_days_are_cut_from_the_past_first(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, most: int, days: list[int]
) -> None:
    place, _agency, case = make_scene()
    for number in (1, -2, 0, -3):
        make_task(case, due_on=TODAY + number * DAY)
    monkeypatch.setattr(calendar_days, "MOST", most)
    found = events(client, feed_of(make_secret(place.people["head"]), bases=place.base.id))
    assert [one["on"] for one in found] == [(TODAY + n * DAY).isoformat() for n in days]
