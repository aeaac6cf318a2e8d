"""Who opens which page of a stay, and who is refused: every address against everybody around a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from tests.factories_residence import Stay, make_stay, sign, write_items
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions import handing_over, leaving, meeting, planning, residing
from trainingapp.incubator.actions.effects_leaving import plan_followups
from trainingapp.incubator.actions.tasks import Todo, open_task
from trainingapp.incubator.models import Case, Equipment, Task
from trainingapp.incubator.queries import residence
from trainingapp.rules.incubation.residence_words import (
    Cause,
    EncounterKind,
    IncidentKind,
    Origin,
    RiskKind,
    TaskSource,
)
from trainingapp.rules.incubation.words import Actor, Duty, SeatState, Stage
from trainingapp.rules.permissions import Role

STRANGERS = {
    "other_officer",
    "other_authority",
    "other_manager",
    "conflicted",
    "candidate",
    "reviewer_asked",
    "applicant",  # began the case; others manage the agency that has moved in
}
BASE = {"officer", "head", "finance", "authority", "auditor"}
AGENCY = {"manager"}
EXPERTS = {"mentor", "assessor"}
PARTIES, EVERYONE = BASE | AGENCY, BASE | AGENCY | EXPERTS
OFFICE = {"officer", "head"}
ALL = EVERYONE | {"reviewer"} | STRANGERS

# address under the case → who opens it; everybody else who reaches the case is refused
PAGES: dict[str, set[str]] = {
    "/residence": PARTIES,
    "/residence/agreement": OFFICE,
    "/residence/briefing": OFFICE,
    "/residence/desk": OFFICE,
    "/residence/equipment": OFFICE,
    "/residence/loans/{loan}/return": OFFICE,
    "/plan": EVERYONE,
    "/plan/new": OFFICE,
    "/plan/{item}/evidence": OFFICE | AGENCY,
    "/plan/{item}/verdict": OFFICE,
    "/plan/{item}/waiver": OFFICE,
    "/tasks/new": OFFICE,
    "/encounters": EVERYONE,
    "/encounters/new": OFFICE | {"mentor"},
    "/encounters/{encounter}": EVERYONE,
    "/encounters/{encounter}/confirmation": AGENCY,
    "/assessments": EVERYONE,
    "/assessments/baseline": OFFICE | AGENCY | {"assessor"},
    "/evaluations/midterm": OFFICE | AGENCY | {"assessor"},
    "/putting-right": PARTIES,
    "/putting-right/new": OFFICE,
    "/putting-right/{rectification}/evidence": AGENCY,
    "/putting-right/{rectification}/verdict": OFFICE,
    "/leaving": PARTIES,
    "/leaving/extension": OFFICE | AGENCY,
    "/leaving/extension/refusal": AGENCY | {"head"},
    "/leaving/early": {"head"},
    "/leaving/notice": AGENCY,
    "/leaving/dismissal": {"head"},
    "/leaving/dismissal/answer": AGENCY,
    "/handover/{handover}": OFFICE,
    "/follow-ups": PARTIES,
    "/follow-ups/{follow_up}/contact": OFFICE,
    "/follow-ups/{follow_up}/answer": OFFICE,
    "/risks": BASE,
    "/risks/new": OFFICE,
    "/risks/{risk}/edit": OFFICE,
    "/risks/{risk}/end": OFFICE,
    "/incidents": OFFICE | AGENCY | {"authority", "auditor"},
    "/incidents/new": OFFICE | AGENCY,
    "/incidents/{incident}/end": OFFICE,
}
# what is only sent, without a page of its own
ACTS: dict[str, set[str]] = {
    "/residence/agreements/{agreement}/signature": AGENCY | {"head"},
    "/residence/pledges/conduct": AGENCY,
    "/residence/desks/1/end": OFFICE,
    "/putting-right/{rectification}/removal": OFFICE,
    "/leaving/notice/withdrawal": AGENCY,
    "/leaving/dismissal/withdrawal": {"head"},
    "/handover": OFFICE,
    "/handover/signature": OFFICE | AGENCY,
}


def fill(case: Case) -> dict[str, int]:
    """One of everything that an address may name."""
    by_id = case.officer_id or 0
    equipment = Equipment(base_id=case.base_id, code="E1", name="printer", entered_at=NOON)
    db.session.add(equipment)
    db.session.flush()
    residing.lend(case, equipment, now=NOON)
    residing.assign_desk(case, 1, by_id=by_id, now=NOON)
    residing.ask_extension(case, 3, reason="r", plan="p", by_id=by_id, now=NOON)
    (item, *_others) = planning.make_items(case, now=NOON)
    minutes = meeting.Minutes(EncounterKind.VISIT, TODAY, 60, "visit", "talked")
    risk = meeting.Risk(RiskKind.FINANCE, Origin.OFFICER, "one funder", 3, 3)
    what = meeting.Happening(IncidentKind.FIRE, TODAY, "small fire")
    plan_followups(case, None, NOON)  # type: ignore[arg-type]
    leaving.consider_dismissal(case, Cause.BREACH, "facts", by_id=by_id, now=NOON)
    todo = Todo("call them", Actor.OFFICER, TaskSource.MANUAL, is_typed=True)
    handover = handing_over.begin_handover(case, now=NOON)
    return {
        "loan": residence.list_loans(case)[0].id,
        "item": item.id,
        "encounter": meeting.keep_minutes(case, minutes, [], by_id=by_id, now=NOON).id,
        "risk": meeting.open_risk(case, risk, by_id=by_id, now=NOON).id,
        "incident": meeting.report_incident(case, what, by_id=by_id, now=NOON).id,
        "handover": handover.items[0].id,
        "follow_up": leaving.queries.list_follow_ups(case)[0].id,
        "task": task_of(case, todo),
    }


def task_of(case: Case, todo: Todo) -> int:
    task = open_task("manual:roles", todo, agency=case.agency, case=case, now=NOON)
    db.session.flush()
    return task.id


def crowd(stay: Stay) -> dict[str, User]:
    """Everybody around a case, and those who have nothing to do with it."""
    case, other = stay.case(), make_place()
    people: dict[str, Any] = dict(stay.people)
    for name, duty, state in (
        ("mentor", Duty.MENTOR, SeatState.TAKEN),
        ("assessor", Duty.ASSESSOR, SeatState.TAKEN),
        ("reviewer", Duty.REVIEWER, SeatState.TAKEN),
        ("reviewer_asked", Duty.REVIEWER, SeatState.ASKED),
        ("conflicted", Duty.MENTOR, SeatState.CONFLICT),
    ):
        people[name] = make_expert(name)
        make_seat(case, people[name], duty=duty, state=state)
    people["auditor"] = make_user("auditor", roles=[Role.AUDITOR])
    people["candidate"] = make_user("candidate")
    people["other_officer"] = other.people["officer"]
    people["other_authority"] = other.people["authority"]
    people["other_manager"] = make_manager(make_agency())
    return people


def make_crowded() -> tuple[Stay, dict[str, User], dict[str, int]]:
    applicant = make_user("林美华")
    stay = make_stay(Stage.INCUBATING, applicant_id=applicant.id)
    stay.people["applicant"] = applicant
    sign(stay, agency=False, base=False)
    (rectification,) = write_items(stay, TODAY)
    numbers = stay.act(fill) | {"rectification": rectification}
    numbers["agreement"] = residence.list_agreements(stay.case())[0].id
    return stay, crowd(stay), numbers


def expected(who: str, allowed: set[str]) -> str:
    if who in STRANGERS:
        return "unknown"
    return "open" if who in allowed else "refused"


def told(status: int) -> str:
    return {404: "unknown", 403: "refused"}.get(status, "open" if status < 400 else "open?")


@pytest.mark.slow
def test_every_page_of_a_stay_opens_to_whom_it_should(app: Flask, client: FlaskClient) -> None:
    stay, people, numbers = make_crowded()
    wrong = []
    for who in sorted(ALL):
        sign_in(client, people[who])
        for path, allowed in PAGES.items():
            answer = client.get(stay.url + path.format(**numbers))
            found, wanted = told(answer.status_code), expected(who, allowed)
            is_kept_out = wanted == "unknown" and found == "refused"  # no such role at all
            if found != wanted and not is_kept_out:
                wrong.append((who, path, answer.status_code, wanted))
    assert wrong == []


@pytest.mark.slow
def test_nobody_sends_what_is_not_theirs_to_send(app: Flask, client: FlaskClient) -> None:
    stay, people, numbers = make_crowded()
    wrong = []
    for who in sorted(ALL):
        sign_in(client, people[who])
        for path, allowed in (PAGES | ACTS).items():
            wanted = expected(who, allowed)
            if wanted == "open" or path in {"/risks", "/incidents", "/leaving", "/plan"}:
                continue
            answer = client.post(stay.url + path.format(**numbers))
            if answer.status_code not in {403, 404, 405}:
                wrong.append((who, path, answer.status_code, wanted))
    assert wrong == []


@pytest.mark.parametrize("who", ["manager", "head"])
def test_both_sides_sign_the_agreement_each_for_their_own(
    app: Flask, client: FlaskClient, who: str
) -> None:
    stay, people, numbers = make_crowded()
    sign_in(client, people[who])
    path = ACTS_OF["sign"](numbers)
    assert client.post(stay.url + path).status_code == 303
    row = residence.get_agreement(stay.case(), numbers["agreement"])
    signed = (row.signed_agency_by_id, row.signed_base_by_id)
    assert signed == ((people[who].id, None) if who == "manager" else (None, people[who].id))


ACTS_OF: dict[str, Callable[[dict[str, int]], str]] = {
    "sign": lambda numbers: f"/residence/agreements/{numbers['agreement']}/signature",
}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 303),
        ("head", 303),
        ("manager", 403),
        ("finance", 403),
        ("mentor", 403),
        ("other_officer", 404),
        ("other_manager", 404),
        ("conflicted", 404),
        ("candidate", 404),
    ],
)
def test_a_task_is_finished_by_who_has_to_do_it(
    app: Flask, client: FlaskClient, who: str, status: int
) -> None:
    _stay, people, numbers = make_crowded()
    sign_in(client, people[who])
    assert client.post(f"/incubation/tasks/{numbers['task']}/done").status_code == status
    db.session.rollback()
    is_open = db.session.get_one(Task, numbers["task"]).closed_at is None
    assert is_open is (status != 303)


@pytest.mark.parametrize(
    ("who", "reading", "writing"),
    [
        ("officer", 200, 200),
        ("head", 200, 200),
        ("finance", 200, 200),
        ("authority", 200, 403),
        ("auditor", 200, 403),
        ("other_officer", 404, 404),
        ("manager", 403, 403),
        ("mentor", 403, 403),
        ("candidate", 403, 403),
    ],
)
def test_desks_are_read_by_the_base_and_who_oversees_it(
    app: Flask, client: FlaskClient, who: str, reading: int, writing: int
) -> None:
    stay, people, _numbers = make_crowded()
    sign_in(client, people[who])
    url = f"/incubation/bases/{stay.base_id}"
    assert client.get(f"{url}/desks").status_code == reading
    assert client.get(f"{url}/equipment/new").status_code == writing


def test_nobody_reads_a_stay_without_signing_in(app: Flask, client: FlaskClient) -> None:
    stay, _people, numbers = make_crowded()
    for path in PAGES:
        answer = client.get(stay.url + path.format(**numbers))
        assert (answer.status_code, "sign-in" in answer.location) == (302, True), path


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.REVIEW, Stage.ALUMNI, Stage.TERMINATED])
def test_nothing_of_a_stay_is_written_before_it_or_after_it(
    app: Flask, client: FlaskClient, stage: Stage
) -> None:
    stay = make_stay(stage)
    sign_in(client, stay.people["head"])
    for path in ("/residence/briefing", "/plan/new", "/risks/new", "/leaving/dismissal"):
        assert client.post(stay.url + path, data={}).status_code == 409, path


def test_numbers_of_another_case_are_not_found(app: Flask, client: FlaskClient) -> None:
    _stay, _people, numbers = make_crowded()
    other = make_stay()
    sign_in(client, other.people["head"])
    for path in PAGES:
        if "{" in path:
            assert client.get(other.url + path.format(**numbers)).status_code in {403, 404}, path
