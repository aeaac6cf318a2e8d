"""The home page of those who work in incubation, and of those who apply; and the places of each in the navigation."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_applying import begin, make_applicant
from tests.factories_day import DAY, fill_base, make_item, make_meeting, make_task
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_seat,
)
from tests.factories_staffing import change
from tests.factories_way_in import url_of
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.incubator.models import Agency, Case
from trainingapp.rules.incubation.words import SeatState, Stage
from trainingapp.rules.permissions import Role

WORKERS = ("officer", "head", "finance", "authority", "manager", "expert")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def make_scene(stage: Stage = Stage.INCUBATING) -> tuple[dict[str, User], Agency, Case, Place]:
    place, agency = make_place(), make_agency()
    case = make_case(place, agency, stage=stage)
    people = {**place.people, "manager": make_manager(agency), "expert": make_expert()}
    return people, agency, case, place


def home(client: FlaskClient, user: User, language: str = "en") -> str:
    answer = sign_in(client, user).get("/home", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text.split("<main", 1)[1].split("</main>", 1)[0])


def stat_of(page: str, label: str) -> str:
    words = [word.strip() for word in re.sub(r"<[^>]+>", "|", page).split("|") if word.strip()]
    return words[words.index(label) + 1]


@pytest.mark.parametrize("who", WORKERS)
@pytest.mark.parametrize(("language", "word"), [("en", "Today in incubation"), ("zh", "今日孵化")])
def test_who_works_in_incubation_goes_on_from_home(
    app: Flask, client: FlaskClient, who: str, language: str, word: str
) -> None:
    people, _agency, _case, _place = make_scene()
    page = home(client, people[who], language)
    assert word in page
    assert 'href="/incubation"' in page
    assert ('href="/incubation/board"' in page) is (who not in {"manager", "expert"})
    assert ('href="/incubation/seats"' in page) is (who == "expert")


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.ADMINISTRATOR, Role.EXAM_OFFICER])
def test_others_have_no_panel_of_incubation(app: Flask, client: FlaskClient, role: Role) -> None:
    page = home(client, make_user(roles=[role]))
    assert "Today in incubation" not in page
    assert "Incubation of agencies" not in page


def test_the_panel_counts_what_is_late_due_and_waiting(app: Flask, client: FlaskClient) -> None:
    people, _agency, case, _place = make_scene()
    make_task(case, due_on=TODAY - DAY)
    make_task(case, due_on=TODAY)
    make_task(case, due_on=TODAY + 3 * DAY)
    make_task(case, due_on=TODAY + 30 * DAY)
    for _ in range(4):
        make_item(case)
    page = home(client, people["officer"])
    labels = ("Overdue", "Due within 7 days", "Waiting for your word")
    assert [stat_of(page, label) for label in labels] == ["1", "2", "4"]
    assert page.count("Something of the plan to look at") == 3


def test_what_waits_is_a_link_to_where_the_word_is_said(app: Flask, client: FlaskClient) -> None:
    people, _agency, case, _place = make_scene()
    address = url_of(case, f"encounters/{make_meeting(case).id}")
    page = home(client, people["manager"])
    assert f'href="{address}"' in page
    assert client.get(address).status_code == 200
    assert address not in home(client, people["officer"])


def test_an_asked_seat_stands_on_the_experts_home(app: Flask, client: FlaskClient) -> None:
    case, expert = make_case(make_place(), stage=Stage.REVIEW), make_expert()
    seat = make_seat(case, expert, state=SeatState.ASKED)
    address = f"/incubation/seats/{seat.id}"
    page = home(client, expert)
    assert f'href="{address}"' in page
    assert client.get(address).status_code == 200


def test_a_quiet_home_shows_noughts_and_no_table(app: Flask, client: FlaskClient) -> None:
    people, _agency, _case, _place = make_scene()
    page = home(client, people["finance"])
    assert stat_of(page, "Overdue") == "0"
    assert "<th" not in page.split("Incubation of agencies")[1].split("</section>")[0]


def test_the_work_of_others_is_not_on_ones_home(app: Flask, client: FlaskClient) -> None:
    _people, agency, case, _place = make_scene()
    others, _other_agency, _other_case, _other_place = make_scene()
    make_item(case)
    make_task(case, due_on=TODAY - DAY)
    name = agency.name
    for who in WORKERS:
        page = home(client, others[who])
        assert name not in page
        assert stat_of(page, "Waiting for your word") == "0"


def test_two_roles_make_one_panel(app: Flask, client: FlaskClient) -> None:
    place = make_place()
    both = make_user(
        roles=[Role.INCUBATOR_STAFF, Role.INCUBATOR_HEAD, Role.EXPERT],
        organisation=place.organisation,
    )
    assert home(client, both).count("Due within 7 days") == 1


def test_many_cases_take_no_more_statements(client: FlaskClient) -> None:
    counts = []
    for many in (5, 2000):
        place = make_place()
        head = place.people["head"]
        fill_base(place, many, agencies=4)
        sign_in(client, head)
        counts.append(count_statements(client, "/home"))
    assert counts[0] == counts[1]


# Those who apply


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        (Stage.DRAFT, "Being written"),
        (Stage.SUBMITTED, "Received"),
        (Stage.RETURNED, "Please add what is missing"),
        (Stage.DECISION, "In review"),
        (Stage.WAITLIST, "Waiting list"),
    ],
)
def test_an_applicant_sees_how_far_they_are_by_the_public_name(
    app: Flask, client: FlaskClient, stage: Stage, told: str
) -> None:
    applicant = make_applied(stage)
    page = home(client, applicant)
    assert told in page
    assert "My applications for incubation" in page
    assert 'href="/incubation/applications"' in page


def make_applied(stage: Stage) -> User:
    place, applicant = make_place(), make_applicant()
    change(begin(place, applicant), stage=stage)
    return applicant


@pytest.mark.parametrize("stage", [Stage.INCUBATING, Stage.REJECTED, Stage.WITHDRAWN])
def test_what_is_decided_is_no_application_on_its_way(
    app: Flask, client: FlaskClient, stage: Stage
) -> None:
    page = home(client, make_applied(stage))
    assert 'href="/incubation/applications"' not in page


def test_open_calls_are_offered_to_everybody(app: Flask, client: FlaskClient) -> None:
    make_intake(make_place().base)
    page = home(client, make_user())
    assert "1 call takes applications" in page
    assert 'href="/incubation/calls"' in page


@pytest.mark.parametrize("changes", [{"published_at": None}, {"closes_on": TODAY - DAY}])
def test_a_call_that_takes_none_is_not_offered(
    app: Flask, client: FlaskClient, changes: dict[str, object]
) -> None:
    make_intake(make_place().base, **changes)
    assert "Incubation of agencies" not in home(client, make_user())


# Navigation and the front page


def places_of(client: FlaskClient, user: User) -> list[str]:
    """The addresses in the header, in order."""
    html = sign_in(client, user).get("/home").text
    nav = html.split('class="site-nav"', 1)[1].split("</nav>", 1)[0]
    return re.findall(r'href="([^"]+)"', nav)


@pytest.mark.parametrize(
    ("who", "places"),
    [
        ("officer", ["/home", "/incubation", "/incubation/board"]),
        ("head", ["/home", "/incubation", "/incubation/board"]),
        ("finance", ["/home", "/incubation", "/incubation/board"]),
        ("authority", ["/home", "/incubation", "/incubation/board"]),
        ("expert", ["/home", "/incubation", "/incubation/seats"]),
        ("manager", ["/home", "/incubation"]),
    ],
)
def test_for_those_at_work_in_incubation_its_places_come_first(
    app: Flask, client: FlaskClient, who: str, places: list[str]
) -> None:
    people, _agency, _case, _place = make_scene()
    assert places_of(client, people[who])[: len(places)] == places


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.INSTRUCTOR, Role.AUDITOR])
def test_for_all_others_their_own_places_come_first(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    assert places_of(client, make_user(roles=[role]))[:2] == ["/home", "/exams/sittings"]


@pytest.mark.parametrize("page", ["/incubation/cases", "/incubation/tasks", "/incubation/calls"])
def test_pages_of_incubation_mark_its_place(app: Flask, client: FlaskClient, page: str) -> None:
    people, _agency, _case, _place = make_scene()
    html = sign_in(client, people["officer"]).get(page).text
    nav = html.split('class="site-nav"', 1)[1].split("</nav>", 1)[0]
    assert re.findall(r'href="([^"]+)" aria-current', nav) == ["/incubation"]


@pytest.mark.parametrize(
    ("language", "word"), [("zh", "查看入驻征集"), ("en", "See the open calls")]
)
def test_the_front_page_leads_to_the_open_calls(
    client: FlaskClient, language: str, word: str
) -> None:
    page = client.get("/", headers={"Accept-Language": language}).text
    assert word in page
    assert 'href="/incubation/calls"' in page
    assert client.get("/incubation/calls").status_code == 200
