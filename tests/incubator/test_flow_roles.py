"""Every page of a case's way × everybody: 404 for who does not reach the case, 403 for who may not act on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_flow import stand_in, take
from tests.factories_incubator import (
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Proposal
from trainingapp.rules.incubation.words import Duty, SeatState, Stage
from trainingapp.rules.permissions import Role

ROLES = (
    *("officer", "head", "finance", "authority", "agency", "applicant"),
    *("expert", "mentor", "conflict", "auditor", "administrator"),
    *("other_officer", "other_head", "other_authority", "other_agency", "candidate", "anonymous"),
)
SIGN_IN = 302  # to the page where one signs in


@dataclass
class Scene:
    """A case of a base with everybody around it; numbers only, as rows are read anew by each request."""

    people: dict[str, User]
    case_id: int
    version_id: int
    numbers: dict[str, int] = field(default_factory=dict)

    def path(self, pattern: str) -> str:
        return pattern.format(case=self.case_id, version=self.version_id, **self.numbers)


def make_scene(stage: Stage) -> Scene:
    """A case in a stage; `numbers`: the seat of its mentor."""
    place, other = make_place(), make_place()
    applicant = make_user("申请人")
    agency, other_agency = make_agency(), make_agency()
    case = make_case(place, agency, stage=stage, applicant_id=applicant.id)
    make_case(other, other_agency, stage=stage)
    experts = {name: make_expert() for name in ("expert", "mentor", "conflict")}
    make_seat(case, experts["expert"])
    seat = make_seat(case, experts["mentor"], duty=Duty.MENTOR)
    make_seat(case, experts["conflict"], state=SeatState.CONFLICT)
    people = {
        **place.people,
        **experts,
        "agency": make_manager(agency),
        "applicant": applicant,
        "auditor": make_user(roles=[Role.AUDITOR]),
        "administrator": make_user(roles=[Role.ADMINISTRATOR]),
        "other_officer": other.people["officer"],
        "other_head": other.people["head"],
        "other_authority": other.people["authority"],
        "other_agency": make_manager(other_agency),
        "candidate": make_user(),
    }
    case = db.session.get_one(Case, case.id)
    return Scene(people, case.id, case.workflow_version_id, {"seat": seat.id})


def status(client: FlaskClient, scene: Scene, role: str, call: tuple[str, str]) -> int:
    """What somebody is answered; a redirect after a step counts as 200."""
    method, pattern = call
    path = scene.path(pattern)
    if role != "anonymous":
        sign_in(client, scene.people[role])
    answer = client.open(path, method=method, data={"reason": "why", "note": ""})
    if answer.status_code == SIGN_IN and "sign-in" in answer.location:
        return SIGN_IN
    return 200 if answer.status_code == 303 else answer.status_code


REACHING = {
    *("officer", "head", "finance", "authority", "agency", "applicant"),
    *("expert", "mentor", "auditor"),
}
BASE = {"officer", "head", "finance", "authority", "auditor"}
OVERSEEING = BASE | {"other_officer", "other_head", "other_authority"}
WORKING = {"officer", "head", "finance", "other_officer", "other_head"}


def expect(role: str, *, ok: set[str], reached: set[str], let_in: set[str] | None = None) -> int:
    """`ok` may; `reached` reach the case and may not; `let_in` hold the permission and find nothing."""
    if role == "anonymous":
        return SIGN_IN
    if role in ok:
        return 200
    if role in reached or (let_in is not None and role not in let_in):
        return 403
    return 404


PAGES = [
    ("GET", "/incubation/cases/{case}", Stage.SUBMITTED, REACHING, REACHING, None),
    (
        "GET",
        "/incubation/cases/{case}/acts/pass_check",
        Stage.SUBMITTED,
        {"officer", "head"},
        REACHING,
        None,
    ),
    (
        "POST",
        "/incubation/cases/{case}/acts/pass_check",
        Stage.SUBMITTED,
        {"officer", "head"},
        REACHING,
        None,
    ),
    (
        "POST",
        "/incubation/cases/{case}/acts/withdraw",
        Stage.SUBMITTED,
        {"applicant", "agency"},
        REACHING,
        None,
    ),
    ("POST", "/incubation/cases/{case}/acts/admit", Stage.DECISION, {"head"}, REACHING, None),
    ("GET", "/incubation/cases/{case}/people", Stage.INCUBATING, BASE, BASE, OVERSEEING),
    (
        "GET",
        "/incubation/cases/{case}/suspension",
        Stage.INCUBATING,
        {"head"},
        {"head"},
        {"head", "other_head"},
    ),
    (
        "POST",
        "/incubation/cases/{case}/seats/{seat}/end",
        Stage.INCUBATING,
        {"officer", "head"},
        {"finance"},
        WORKING,
    ),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda one: f"{one[0]} {one[1]}")
def test_each_page_of_a_case_answers_each_role(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, page: Any
) -> None:
    stand_in(monkeypatch)
    method, pattern, stage, ok, reached, let_in = page
    scene = make_scene(stage)
    last = sorted(ok)[0] if method == "POST" else ""
    expected = {role: expect(role, ok=ok, reached=reached, let_in=let_in) for role in ROLES}
    if (
        method == "POST"
    ):  # one of those who may takes the step; for the others it is tried elsewhere
        for role in ok - {last}:
            fresh = make_scene(stage)
            assert status(client.application.test_client(), fresh, role, (method, pattern)) == 200
    found = answers_but(client, scene, (method, pattern), ok - {last} if last else set(), last)
    assert found == {role: expected[role] for role in found}


def answers_but(
    client: FlaskClient, scene: Scene, call: tuple[str, str], skipped: set[str], last: str
) -> dict[str, int]:
    """What everybody but those is answered; `last` is asked at the end."""
    asked = sorted((role for role in ROLES if role not in skipped), key=lambda one: one == last)
    return {role: status(client.application.test_client(), scene, role, call) for role in asked}


FORMS = [
    ("/incubation/cases/{case}/officer", {"head"}, {"head"}, {"head", "other_head"}),
    ("/incubation/cases/{case}/suspension", {"head"}, {"head"}, {"head", "other_head"}),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda one: str(one[0]))
def test_a_form_without_its_fields_is_shown_again_only_to_who_may_send_it(
    client: FlaskClient, form: Any
) -> None:
    pattern, ok, reached, let_in = form
    scene = make_scene(Stage.INCUBATING)
    for role in ROLES:
        expected = expect(role, ok=ok, reached=reached, let_in=let_in)
        found = status(client.application.test_client(), scene, role, ("POST", pattern))
        assert found == (422 if expected == 200 else expected), role


def test_an_expert_is_asked_by_officers_and_the_head(client: FlaskClient) -> None:
    scene = make_scene(Stage.INCUBATING)
    path = scene.path("/incubation/cases/{case}/seats")
    for role in ROLES:
        asked_id = make_expert().id
        reader = client.application.test_client()
        if role != "anonymous":
            sign_in(reader, scene.people[role])
        answer = reader.post(path, data={"expert": asked_id, "duty": "mentor"})
        expected = expect(role, ok={"officer", "head"}, reached={"finance"}, let_in=WORKING)
        assert answer.status_code == (303 if expected == 200 else expected), role


PROPOSAL = "/incubation/cases/{case}/proposals/{proposal}"


@pytest.mark.parametrize(
    ("call", "ok"),
    [
        (("GET", PROPOSAL), {"head", "authority"}),
        (("POST", f"{PROPOSAL}/confirmation"), {"authority"}),  # not by the one who proposed it
        (("POST", f"{PROPOSAL}/refusal"), {"head", "authority"}),
    ],
)
def test_a_proposal_is_for_its_proposer_and_the_second_person(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, call: tuple[str, str], ok: set[str]
) -> None:
    stand_in(monkeypatch)
    scene = make_scene(Stage.DECISION)
    take(scene.case_id, "admit", scene.people["head"])
    scene.numbers["proposal"] = db.session.scalars(db.select(Proposal.id)).one()
    skipped = {"head"} if call[1].endswith("refusal") else set()
    found = answers_but(client, scene, call, skipped, "authority")
    assert found == {role: expect(role, ok=ok, reached=REACHING) for role in found}


def test_the_proposer_takes_a_proposal_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    scene = make_scene(Stage.DECISION)
    take(scene.case_id, "admit", scene.people["head"])
    scene.numbers["proposal"] = db.session.scalars(db.select(Proposal.id)).one()
    assert status(client, scene, "head", ("POST", f"{PROPOSAL}/refusal")) == 200
    assert status(client, scene, "head", ("POST", f"{PROPOSAL}/refusal")) == 409


def test_a_proposal_of_another_case_is_not_found(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    scene, other = make_scene(Stage.DECISION), make_scene(Stage.DECISION)
    take(other.case_id, "admit", other.people["head"])
    scene.numbers["proposal"] = db.session.scalars(db.select(Proposal.id)).one()
    call = ("GET", "/incubation/cases/{case}/proposals/{proposal}")
    assert status(client, scene, "head", call) == 404


def test_a_seat_of_another_case_is_not_found(client: FlaskClient) -> None:
    scene, other = make_scene(Stage.INCUBATING), make_scene(Stage.INCUBATING)
    scene.numbers["seat"] = other.numbers["seat"]
    call = ("POST", "/incubation/cases/{case}/seats/{seat}/end")
    assert status(client, scene, "head", call) == 404


@pytest.mark.parametrize(
    "call",
    [
        ("GET", "/incubation/settings/workflows"),
        ("GET", "/incubation/settings/workflows/{version}"),
        ("POST", "/incubation/settings/workflows/standard/99"),
    ],
)
def test_workflows_are_the_administrators(client: FlaskClient, call: tuple[str, str]) -> None:
    found = answers_but(client, make_scene(Stage.SUBMITTED), call, set(), "")
    expected = {"administrator": 404 if "99" in call[1] else 200, "anonymous": SIGN_IN}
    assert found == {role: expected.get(role, 403) for role in ROLES}


def test_the_list_holds_the_cases_that_one_reaches_and_no_other(client: FlaskClient) -> None:
    scene = make_scene(Stage.SUBMITTED)
    for role, person in scene.people.items():
        reader = client.application.test_client()
        sign_in(reader, person)
        page = reader.get("/incubation/cases").text
        is_shown = f'/incubation/cases/{scene.case_id}"' in page
        assert is_shown is (role in REACHING | {"second"}), role


def test_a_draft_is_seen_by_its_writer_and_by_nobody_of_the_base(client: FlaskClient) -> None:
    scene = make_scene(Stage.DRAFT)
    for role, expected in {"applicant": 200, "officer": 404, "head": 404, "auditor": 404}.items():
        assert status(client, scene, role, ("GET", "/incubation/cases/{case}")) == expected
