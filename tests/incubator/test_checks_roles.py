"""Who opens which page of checks: every address for everybody around an agency, and for strangers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.factories_accounts import make_user
from tests.factories_checks import make_entry, make_place_rule
from tests.factories_incubator import (
    TODAY,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from tests.factories_staffing import enter_as
from trainingapp.accounts.models import User
from trainingapp.incubator.models import registry as kept
from trainingapp.rules.incubation.words import Duty, SeatState
from trainingapp.rules.permissions import Role


class Scene:
    """An agency in a base, everybody around it, and the addresses of its pages."""

    def __init__(self) -> None:
        place, other = make_place(), make_place("310101")
        agency, stranger = make_agency(), make_agency()
        make_entry(agency, kept.Site, kind="branch", name="分部", starts_on=TODAY)
        applicant = make_user("宋岚")
        case = make_case(place, agency, applicant_id=applicant.id)
        make_case(other, stranger)
        seated, conflicted = make_expert("秦教授"), make_expert("白教授")
        make_seat(case, seated, duty=Duty.MENTOR)
        make_seat(case, conflicted, state=SeatState.CONFLICT)
        rule = make_place_rule("13", "founders_middle", "3")
        self.people: dict[str, User | None] = {
            **{name: place.people[name] for name in ("officer", "head", "finance", "authority")},
            "other officer": other.people["officer"],
            "other head": other.people["head"],
            "other authority": other.people["authority"],
            "manager": make_manager(agency),
            "other manager": make_manager(stranger),
            "applicant": applicant,
            "mentor": seated,
            "conflicted": conflicted,
            "candidate": make_user("林晓"),
            "administrator": make_user("管理员", roles=[Role.ADMINISTRATOR]),
            "anonymous": None,
        }
        checks = f"/incubation/agencies/{agency.id}/checks"
        base = f"/incubation/bases/{place.base.id}"
        settings = "/incubation/settings"
        self.addresses = {
            "show_checks": ("GET", checks),
            "look_again": ("POST", checks),
            "show_check": ("GET", f"{checks}/R09"),
            "waive_check": ("POST", f"{checks}/R09/waiver"),
            "end_check_waiver": ("POST", f"{checks}/R09/waivers/1/end"),
            "show_wall": ("GET", f"{base}/checks"),
            "show_year": ("GET", f"{base}/year/2026"),
            "list_place_rules": ("GET", f"{settings}/places"),
            "add_place_rule": ("GET", f"{settings}/places/new"),
            "end_place_rule": ("POST", f"{settings}/places/{rule.id}/end"),
            "withdraw_place_rule": ("POST", f"{settings}/places/{rule.id}/withdrawal"),
            "list_check_texts": ("GET", f"{settings}/checks"),
            "read_basis": ("POST", f"{settings}/checks/R09/reading"),
        }


READ = {name: 200 for name in ("officer", "head", "finance", "authority", "manager")}
EXPERTS = {"mentor": 403, "conflicted": 404}
STAFF = {name: 200 for name in ("officer", "head", "finance", "authority")}
STRANGERS = {"other officer": 404, "other head": 404, "other authority": 404}
SITE = {"administrator": 200}
SITE_DOES = {"administrator": 303}
HEAD_DOES = {"head": 422, "other head": 404}  # nothing was typed
# endpoint → who gets what; whoever is not named gets `rest`.
EXPECTED: dict[str, tuple[dict[str, int], int]] = {
    "show_checks": (READ | EXPERTS, 404),
    "look_again": (
        {name: 303 for name in ("officer", "head", "manager")}
        | {"finance": 403, "authority": 403}
        | EXPERTS,
        404,
    ),
    "show_check": (READ | EXPERTS, 404),
    "waive_check": (HEAD_DOES, 403),
    "end_check_waiver": ({"head": 404, "other head": 404}, 403),
    "show_wall": (STAFF | STRANGERS, 403),
    "show_year": (STAFF | STRANGERS, 403),
    "list_place_rules": (SITE, 403),
    "add_place_rule": (SITE, 403),
    "end_place_rule": (SITE_DOES, 403),
    "withdraw_place_rule": (SITE_DOES, 403),
    "list_check_texts": (SITE, 403),
    "read_basis": (SITE_DOES, 403),
}


@pytest.fixture
def scene(client: FlaskClient) -> Callable[[], Scene]:
    """A scene of a test's own."""
    del client
    return Scene


@pytest.mark.parametrize("endpoint", EXPECTED)
def test_every_page_is_open_to_those_it_is_for(
    client: FlaskClient, scene: Callable[[], Scene], endpoint: str
) -> None:
    made = scene()
    named, rest = EXPECTED[endpoint]
    method, address = made.addresses[endpoint]
    found, expected = {}, {}
    for name, user in made.people.items():
        if user is None:
            client.delete_cookie("session")
            fresh = client.application.test_client()
            found[name] = fresh.open(address, method=method).status_code
        else:
            enter_as(client, user)
            found[name] = client.open(address, method=method).status_code
        expected[name] = 302 if user is None else named.get(name, rest)
    assert found == expected


def test_every_address_of_checks_is_in_the_table(client: FlaskClient) -> None:
    rules = client.application.url_map.iter_rules()
    files = {"checks", "check_waivers", "check_walls", "place_rules", "check_texts"}
    views = client.application.view_functions
    known = {
        rule.endpoint.removeprefix("incubator.")
        for rule in rules
        if views[rule.endpoint].__module__.removeprefix("trainingapp.incubator.routes.") in files
    }
    assert known == set(EXPECTED)
