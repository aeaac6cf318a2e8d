"""Every address of charts against everybody who could come to it; what is only read changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_charts import put_many
from tests.factories_incubator import (
    NOON,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from tests.statements import count_statements, counted
from trainingapp.accounts.models import User
from trainingapp.rules.incubation.words import Duty, SeatState
from trainingapp.rules.permissions import Role

PAGES = (
    "figures",
    "indicators",
    "flow",
    "survival",
    "comparison",
    "breaches",
    "workforce",
    "coverage",
)
OPEN = ("officer", "second", "head", "finance", "authority", "auditor")
ELSEWHERE = ("other_officer", "other_head", "other_finance", "other_authority")
OUTSIDE = ("manager", "applicant", "reviewer", "mentor", "conflicted", "candidate", "administrator")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def make_people() -> tuple[str, dict[str, User]]:
    place, other = make_place(), make_place()
    agency, applicant = make_agency(), make_user("申慧")
    case = make_case(place, agency, applicant_id=applicant.id)
    people = {
        **{name: place.people[name] for name in OPEN if name in place.people},
        **{f"other_{name}": other.people[name] for name in ("officer", "head", "finance")},
        "other_authority": other.people["authority"],
        "auditor": make_user(roles=[Role.AUDITOR]),
        "administrator": make_user(roles=[Role.ADMINISTRATOR]),
        "manager": make_manager(agency),
        "applicant": applicant,
        "reviewer": make_expert(),
        "mentor": make_expert("严老师"),
        "conflicted": make_expert("郑教授"),
        "candidate": make_user("林晓"),
    }
    make_seat(case, people["reviewer"])
    make_seat(case, people["mentor"], duty=Duty.MENTOR)
    make_seat(case, people["conflicted"], state=SeatState.CONFLICT)
    return f"/incubation/bases/{place.base.id}", people


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *((name, 200) for name in OPEN),
        *((name, 404) for name in ELSEWHERE),
        *((name, 403) for name in OUTSIDE),
        ("nobody", 302),
    ],
)
def test_who_reads_the_charts_of_a_base(client: FlaskClient, who: str, status: int) -> None:
    url, people = make_people()
    if who != "nobody":
        sign_in(client, people[who])
    found = {page: client.get(f"{url}/{page}").status_code for page in PAGES}
    assert found == dict.fromkeys(PAGES, status)


@pytest.mark.parametrize("page", PAGES)
def test_a_base_that_is_not_there_is_not_found(client: FlaskClient, page: str) -> None:
    _url, people = make_people()
    sign_in(client, people["head"])
    assert client.get(f"/incubation/bases/999999/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_charts_are_only_read(client: FlaskClient, page: str) -> None:
    url, people = make_people()
    sign_in(client, people["head"])
    assert client.post(f"{url}/{page}").status_code in {404, 405}
    client.get(f"{url}/{page}")
    with counted() as statements:
        client.get(f"{url}/{page}")
    begun = {text.split(None, 1)[0].upper() for text in statements}
    assert not begun & {"INSERT", "DELETE"}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_to_the_others_and_back(client: FlaskClient, page: str) -> None:
    url, people = make_people()
    sign_in(client, people["head"])
    text = client.get(f"{url}/{page}").get_data(as_text=True)
    assert f'href="{url}"' in text
    for other in PAGES:
        assert f'href="{url}/{other}"' in text or other == "figures"


def test_the_page_of_the_base_leads_to_its_charts(client: FlaskClient) -> None:
    url, people = make_people()
    sign_in(client, people["authority"])
    assert f'href="{url}/figures"' in client.get(url).get_data(as_text=True)


@pytest.mark.slow
def test_five_thousand_cases_cost_as_many_statements_as_fifty(client: FlaskClient) -> None:
    place = make_place()
    base_id, head = place.base.id, place.people["head"]
    url = f"/incubation/bases/{base_id}"
    put_many(base_id, 50)
    sign_in(client, head)
    few = {page: count_statements(client, f"{url}/{page}") for page in PAGES}
    put_many(base_id, 4950, first=20_000)
    many = {page: count_statements(client, f"{url}/{page}") for page in PAGES}
    assert many == few
