"""Every page of a team × everybody: 404 for who does not reach the agency, 403 for who may not do it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import (
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from tests.factories_staffing import (
    hold_certificate,
    make_consent,
    make_job,
    make_post,
    make_request,
    make_supervision,
    make_talk,
    make_terms,
    register,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.rules.incubation.words import Duty, SeatState
from trainingapp.rules.permissions import Role

ROLES = (
    *("officer", "head", "finance", "authority", "auditor", "agency", "applicant"),
    *("reviewer", "mentor", "conflict", "member", "candidate", "anonymous"),
    *("other_officer", "other_head", "other_authority", "other_agency"),
)
MANAGERS = {"agency", "other_agency"}
OVERSEEING = {"officer", "head", "finance", "authority", "auditor"}
OTHERS = {"other_officer", "other_head", "other_authority"}
REACHING = OVERSEEING | {"agency", "reviewer", "mentor"}
FIGURES = OVERSEEING | {"agency", "mentor"}
NAMES = {"officer", "head", "agency"}

TEAM = "/incubation/agencies/{agency}"
OWN = "/incubation/my-agency"

# Method, address, who may, who reaches it and may not, and who is let in by role (None: everybody).
AGENCY_PAGES = [
    ("GET", f"{TEAM}/team", FIGURES, None),
    ("GET", f"{TEAM}/team/{{job}}", NAMES, None),
    ("GET", f"{TEAM}/team/{{job}}/terms", NAMES, None),
    ("POST", f"{TEAM}/team/{{job}}/terms", NAMES, None),
    ("GET", f"{TEAM}/team/requests/new", {"agency"}, MANAGERS),
    ("POST", f"{TEAM}/team/requests/new", {"agency"}, MANAGERS),
    ("POST", f"{TEAM}/team/requests/{{request}}/withdrawal", {"agency"}, MANAGERS),
    ("GET", f"{TEAM}/posts", NAMES, None),
    ("GET", f"{TEAM}/posts/new", {"agency"}, MANAGERS),
    ("POST", f"{TEAM}/posts/new", {"agency"}, MANAGERS),
    ("GET", f"{TEAM}/posts/{{post}}", {"agency"}, MANAGERS),
    ("POST", f"{TEAM}/posts/{{post}}", {"agency"}, MANAGERS),
    ("POST", f"{TEAM}/posts/{{post}}/end", {"agency"}, MANAGERS),
    ("GET", f"{TEAM}/supervision", NAMES, None),
    ("POST", f"{TEAM}/supervision", {"agency"}, MANAGERS),
    ("POST", f"{TEAM}/supervision/{{supervision}}/end", {"agency"}, MANAGERS),
    ("POST", f"{TEAM}/supervision/talks", {"agency"}, MANAGERS),
]
PERSONAL = [
    ("POST", f"{OWN}/requests/{{request}}/yes"),
    ("POST", f"{OWN}/requests/{{request}}/no"),
    ("POST", f"{OWN}/terms/{{terms}}/yes"),
    ("POST", f"{OWN}/terms/{{terms}}/no"),
    ("POST", f"{OWN}/consents/{{agency}}"),
    ("POST", f"{OWN}/consents/{{agency}}/end"),
    ("POST", f"{OWN}/registrations/{{cycle}}"),
    ("POST", f"{OWN}/talks/{{talk}}"),
]


def make_scene() -> tuple[dict[str, User], dict[str, int]]:
    """An agency in incubation with everybody around it, and the numbers of its rows."""
    place, other = make_place(), make_place()
    applicant, member = make_user("申请人"), make_user("韩雪")
    agency, other_agency = make_agency(), make_agency()
    case = make_case(place, agency, applicant_id=applicant.id)
    make_case(other, other_agency)
    experts = {name: make_expert() for name in ("reviewer", "mentor", "conflict")}
    make_seat(case, experts["reviewer"])
    make_seat(case, experts["mentor"], duty=Duty.MENTOR)
    make_seat(case, experts["conflict"], state=SeatState.CONFLICT)
    manager = make_manager(agency)
    job = make_job(agency, member)
    pair = make_supervision(agency, make_user("督导"), member)
    numbers = {
        "base": place.base.id,
        "agency": agency.id,
        "job": job.id,
        "terms": make_terms(agency, job, answer=None).id,
        "request": make_request(agency, member, manager).id,
        "post": make_post(agency).id,
        "supervision": pair.id,
        "talk": make_talk(pair, supervised_said_at=None).id,
        "cycle": register(hold_certificate(member)).id,
    }
    make_consent(agency, member)
    people = {
        **place.people,
        **experts,
        "agency": manager,
        "applicant": applicant,
        "member": member,
        "auditor": make_user(roles=[Role.AUDITOR]),
        "candidate": make_user(),
        "other_officer": other.people["officer"],
        "other_head": other.people["head"],
        "other_authority": other.people["authority"],
        "other_agency": make_manager(other_agency),
    }
    return people, numbers


def statuses(client: FlaskClient, method: str, pattern: str) -> dict[str, int]:
    """What everybody is answered; who may is answered by the page, a redirect, a wrong form or a refusal."""
    people, numbers = make_scene()
    ids = {role: user.id for role, user in people.items()}
    path = pattern.format(**numbers)
    found = {"anonymous": client.open(path, method=method).status_code}
    for role, user_id in ids.items():
        sign_in(client, db.session.get_one(User, user_id))
        found[role] = client.open(path, method=method).status_code
    return {role: 200 if status in (303, 409, 422) else status for role, status in found.items()}


def expected(role: str, *, may: set[str], let_in: set[str] | None, reaching: set[str]) -> int:
    if role == "anonymous":
        return 302
    if let_in is not None and role not in let_in:
        return 403
    if role in may:
        return 200
    return 403 if role in reaching else 404


@pytest.mark.parametrize(
    ("method", "pattern", "may", "let_in"),
    AGENCY_PAGES,
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_who_opens_which_page_of_a_team(
    client: FlaskClient, method: str, pattern: str, may: set[str], let_in: set[str] | None
) -> None:
    found = statuses(client, method, pattern)
    assert {role: found[role] for role in ROLES} == {
        role: expected(role, may=may, let_in=let_in, reaching=REACHING) for role in ROLES
    }


@pytest.mark.parametrize(("method", "pattern"), PERSONAL)
def test_only_the_person_answers_for_themselves(
    client: FlaskClient, method: str, pattern: str
) -> None:
    found = statuses(client, method, pattern)
    assert {role: found[role] for role in ROLES} == {
        role: 302 if role == "anonymous" else 200 if role == "member" else 404 for role in ROLES
    }


def test_everybody_has_a_page_of_their_own(client: FlaskClient) -> None:
    found = statuses(client, "GET", OWN)
    assert {role: found[role] for role in ROLES} == {
        role: 302 if role == "anonymous" else 200 for role in ROLES
    }


def test_the_teams_of_a_base_are_for_those_who_work_in_it_or_oversee_it(
    client: FlaskClient,
) -> None:
    found = statuses(client, "GET", "/incubation/bases/{base}/teams")
    assert {role: found[role] for role in ROLES} == {
        role: expected(role, may=OVERSEEING, let_in=OVERSEEING | OTHERS, reaching=set())
        for role in ROLES
    }
