"""What may be written about a stay in which stage, and what the same pages say before, during and after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, TODAY, make_agency, make_manager
from tests.factories_residence import Stay, agreement_of, handover_of, make_stay, sign, write_items
from tests.factories_stay_forms import FORMS, NEEDED, prepare
from tests.factories_stays import (
    Visit,
    ask_longer,
    begin_handing_over,
    consider,
    make_item,
    make_minutes,
    make_risk,
    make_second,
    make_task,
    notify_leaving,
    task_of,
)
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries import leaving, residence
from trainingapp.rules.incubation.residence_words import (
    AgreementKind,
    ItemState,
    PledgeKind,
    TaskSource,
)
from trainingapp.rules.incubation.words import Actor, Stage
from trainingapp.rules.permissions import Role

BEFORE = (Stage.SUBMITTED, Stage.NOTICE, Stage.WAITLIST)
STAYING = (
    *(Stage.ONBOARDING, Stage.TRIAL, Stage.INCUBATING, Stage.MIDTERM, Stage.RECTIFYING),
    *(Stage.SUSPENDED, Stage.GRADUATION),
)
LEAVING = (Stage.EXITING, Stage.FOLLOWUP)
OVER = (Stage.ALUMNI, Stage.WITHDRAWN, Stage.TERMINATED)
# Nothing more is given to who is moving out, nothing is asked for, and nobody is dismissed twice.
ONLY_STAYING = {"agreement", "desk", "equipment", "longer", "early", "notice", "dismissal"}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize("stage", [*STAYING, *LEAVING])
def test_what_belongs_to_a_stay_is_written_while_it_lasts(
    app: Flask, client: FlaskClient, stage: Stage
) -> None:
    found = {}
    stay = make_stay(stage)
    for name, (who, path, data) in FORMS.items():
        if name in {"shown", "return"}:
            continue  # what they need was used by another form before
        numbers = prepare(stay, name)
        visit = Visit(client, stay).by(who)
        sent = {key: value.format(**numbers) for key, value in data.items()}
        found[name] = visit.send(path.format(**numbers), **sent)
    is_staying = stage in STAYING
    wrong = {
        name: status
        for name, status in found.items()
        if status != (303 if is_staying or name not in ONLY_STAYING else 409)
    }
    assert wrong == {}


@pytest.mark.parametrize("stage", [*BEFORE, *OVER])
def test_nothing_of_a_stay_is_written_before_or_after(
    app: Flask, client: FlaskClient, stage: Stage
) -> None:
    stay = make_stay(stage)
    numbers = {name: make(stay) for name, make in NEEDED.items() if name not in {"loan"}}
    numbers["loan"] = 0
    for name, (who, path, data) in FORMS.items():
        if name == "return":
            continue  # nothing is lent: there is nothing to give back
        visit = Visit(client, stay).by(who)
        sent = {key: value.format(**numbers) for key, value in data.items()}
        answer = visit.post(path.format(**numbers), **sent)
        assert answer.status_code == 409, (name, answer.status_code)
        assert "拟入驻之后、案卷结束之前才能办理此项。" in answer.text, name


@pytest.mark.parametrize(
    ("stage", "language"),
    [
        (Stage.ONBOARDING, "zh"),
        (Stage.INCUBATING, "en"),
        (Stage.GRADUATION, "zh"),
        (Stage.FOLLOWUP, "en"),
        (Stage.TERMINATED, "zh"),
    ],
)
def test_every_page_of_a_stay_opens_empty_in_every_stage(
    app: Flask, client: FlaskClient, stage: Stage, language: str
) -> None:
    stay = make_stay(stage)
    pages = (
        *("/residence", "/plan", "/encounters", "/assessments", "/putting-right", "/leaving"),
        *("/follow-ups", "/risks", "/incidents"),
    )
    name = stay.case().agency.name
    for who in ("officer", "manager"):
        visit = Visit(client, stay).by(who)
        for path in pages:
            if who == "manager" and path == "/risks":
                continue
            answer = visit.open(path, **{"Accept-Language": language})
            assert answer.status_code == 200, (who, path)
            assert name in answer.text
            assert "None" not in answer.text.split("<main")[1], (who, path)


# page, who reads it, what they may do there while the agency stays, and the same once it is leaving
BUTTONS: list[tuple[str, str, str, bool, bool]] = [
    ("/residence", "officer", "/residence/agreement", True, False),
    ("/residence", "officer", "/residence/desk", True, False),
    ("/residence", "officer", "/residence/equipment", True, False),
    ("/residence", "officer", "/residence/briefing", True, True),
    ("/residence", "manager", "/residence/pledges/conduct", True, True),
    ("/residence", "manager", "/residence/agreement", False, False),
    ("/residence", "finance", "/residence/agreement", False, False),
    ("/residence", "authority", "/residence/desk", False, False),
    ("/plan", "officer", "/plan/new", True, True),
    ("/plan", "manager", "/plan/new", False, False),
    ("/encounters", "officer", "/encounters/new", True, True),
    ("/encounters", "manager", "/encounters/new", False, False),
    ("/putting-right", "officer", "/putting-right/new", True, True),
    ("/putting-right", "manager", "/putting-right/new", False, False),
    ("/leaving", "manager", "/leaving/extension", True, False),
    ("/leaving", "officer", "/leaving/extension", True, False),
    ("/leaving", "finance", "/leaving/extension", False, False),
    ("/leaving", "head", "/leaving/early", True, False),
    ("/leaving", "officer", "/leaving/early", False, False),
    ("/leaving", "manager", "/leaving/notice", True, False),
    ("/leaving", "officer", "/leaving/notice", False, False),
    ("/leaving", "head", "/leaving/dismissal", True, False),
    ("/leaving", "officer", "/leaving/dismissal", False, False),
    ("/leaving", "officer", "/handover", True, True),
    ("/leaving", "manager", "/handover", False, False),
    ("/risks", "officer", "/risks/new", True, True),
    ("/risks", "finance", "/risks/new", False, False),
    ("/incidents", "manager", "/incidents/new", True, True),
    ("/incidents", "authority", "/incidents/new", False, False),
]


@pytest.mark.parametrize(("stage", "column"), [(Stage.INCUBATING, 3), (Stage.EXITING, 4)])
def test_a_page_offers_what_its_reader_may_do_now(
    app: Flask, client: FlaskClient, stage: Stage, column: int
) -> None:
    stay = make_stay(stage)
    wrong = []
    for row in BUTTONS:
        page, who, target = row[:3]
        text = Visit(client, stay).by(who).read(page)
        is_offered = f'"{stay.url}{target}"' in text
        if is_offered != row[column]:
            wrong.append((page, who, target, is_offered))
    assert wrong == []


@pytest.mark.parametrize("page", sorted({row[0] for row in BUTTONS}))
def test_a_closed_case_offers_nothing(app: Flask, client: FlaskClient, page: str) -> None:
    stay = make_stay(Stage.TERMINATED)
    for who in ("officer", "head"):
        text = Visit(client, stay).by(who).read(page).split("<main")[1]
        offered = [row[2] for row in BUTTONS if f'"{stay.url}{row[2]}"' in text]
        assert [one for one in offered if one != page] == []


# who presses sign, for which side it counts
SIGNERS = [
    ("manager", "agency"),
    ("applicant", "agency"),
    ("head", "base"),
    ("officer", None),
    ("finance", None),
    ("authority", None),
    ("both", "agency"),  # heads the base and applied: the agency's word only
    ("stranger", None),
]


@pytest.mark.parametrize(("who", "side"), SIGNERS)
def test_an_agreement_is_signed_for_the_side_that_one_speaks_for(
    app: Flask, client: FlaskClient, who: str, side: str | None
) -> None:
    stay = make_stay(Stage.ONBOARDING)
    surround(stay)
    stay.act(lambda case: setattr(case, "applicant_id", stay.id_of(applying(who))))
    sign(stay, agency=False, base=False)
    number = agreement_of(stay).id
    status = Visit(client, stay).by(who).send(f"/residence/agreements/{number}/signature")
    row = agreement_of(stay)
    signed = (row.signed_agency_by_id, row.signed_base_by_id)
    mine = stay.id_of(who)
    assert signed == {"agency": (mine, None), "base": (None, mine)}.get(side or "", (None, None))
    assert status == 303 if side else status in {403, 404}


@pytest.mark.parametrize(
    ("who", "side"),
    [
        *[one for one in SIGNERS if one[0] not in {"officer", "applicant", "both"}],
        ("officer", "base"),
        ("applicant", None),  # since the agency has moved in, its managers speak for it
        ("both", None),
    ],
)
def test_a_hand_over_is_signed_for_the_side_that_one_speaks_for(
    app: Flask, client: FlaskClient, who: str, side: str | None
) -> None:
    stay = make_stay(Stage.EXITING)
    surround(stay)
    stay.act(lambda case: setattr(case, "applicant_id", stay.id_of(applying(who))))
    begin_handing_over(stay)
    stay.act(hand)
    status = Visit(client, stay).by(who).send("/handover/signature")
    row = handover_of(stay)
    mine = stay.id_of(who)
    signed = (row.agency_signed_by_id, row.base_signed_by_id)
    assert signed == {"agency": (mine, None), "base": (None, mine)}.get(side or "", (None, None))
    assert status == 303 if side else status in {403, 404}


def hand(case: Case) -> None:
    row = leaving.find_handover(case)
    assert row is not None
    for item in row.items:
        item.done_on = TODAY


def applying(who: str) -> str:
    return who if who == "both" else "applicant"


def surround(stay: Stay) -> None:
    """An applicant, somebody who is head as well, and somebody who has nothing to do with it."""
    stay.people["applicant"] = make_user("林美华")
    place = stay.place.organisation
    stay.people["both"] = make_user("双重", roles=[Role.INCUBATOR_HEAD], organisation=place)
    stay.people["stranger"] = make_manager(make_agency())


@pytest.mark.parametrize("kind", list(PledgeKind))
@pytest.mark.parametrize("who", ["officer", "head", "finance", "authority"])
def test_nobody_of_the_base_pledges_for_the_agency(
    app: Flask, client: FlaskClient, kind: PledgeKind, who: str
) -> None:
    stay = make_stay(Stage.ONBOARDING)
    assert Visit(client, stay).by(who).send(f"/residence/pledges/{kind}") == 403
    assert residence.list_pledges(stay.case()) == {}


@pytest.mark.parametrize(
    ("source", "owner", "who", "status"),
    [
        (TaskSource.MANUAL, Actor.AGENCY, "manager", 303),
        (TaskSource.MANUAL, Actor.AGENCY, "officer", 303),
        (TaskSource.MANUAL, Actor.AGENCY, "finance", 403),
        (TaskSource.MANUAL, Actor.AGENCY, "authority", 403),
        (TaskSource.MANUAL, Actor.FINANCE, "finance", 303),
        (TaskSource.MANUAL, Actor.FINANCE, "manager", 403),
        (TaskSource.MANUAL, Actor.HEAD, "officer", 303),
        (TaskSource.MANUAL, Actor.OFFICER, "manager", 403),
        (TaskSource.ENCOUNTER, Actor.AGENCY, "manager", 303),
        (TaskSource.ENCOUNTER, Actor.OFFICER, "head", 303),
        (TaskSource.RULE, Actor.OFFICER, "officer", 403),
        (TaskSource.REPORT, Actor.AGENCY, "manager", 403),
        (TaskSource.PLAN, Actor.AGENCY, "manager", 403),
        (TaskSource.PUTTING_RIGHT, Actor.AGENCY, "manager", 403),
        (TaskSource.STAGE, Actor.OFFICER, "officer", 403),
        (TaskSource.RISK, Actor.OFFICER, "head", 403),
    ],
)
def test_a_task_that_something_watches_over_is_closed_by_nobodys_hand(
    app: Flask, client: FlaskClient, source: TaskSource, owner: Actor, who: str, status: int
) -> None:
    stay = make_stay()
    task = make_task(stay, source=source, owner=owner)
    Visit(client, stay).by(who)
    assert client.post(f"/incubation/tasks/{task}/done").status_code == status
    assert (task_of(stay, task).closed_at is not None) is (status == 303)


@pytest.mark.parametrize("method", ["get", "post"])
def test_numbers_of_the_agencys_other_case_are_not_found(
    app: Flask, client: FlaskClient, method: str
) -> None:
    """Same agency, same base, same officer: an address still names one case only."""
    first = make_stay()
    second = make_second(first)
    (wrong,) = write_items(first, TODAY)
    handover = begin_handing_over(first)[0]
    ways: dict[str, Callable[[], str]] = {
        "item": lambda: f"/plan/{make_item(first, state=ItemState.SUBMITTED)}/verdict",
        "waiver": lambda: f"/plan/{make_item(first)}/waiver",
        "minutes": lambda: f"/encounters/{make_minutes(first)}/confirmation",
        "wrong": lambda: f"/putting-right/{wrong}/verdict",
        "handover": lambda: f"/handover/{handover}",
        "risk": lambda: f"/risks/{make_risk(first)}/end",
    }
    for name, way in ways.items():
        who = "manager" if name == "minutes" else "officer"
        path = way()
        Visit(client, second).by(who)
        assert getattr(client, method)(second.url + path).status_code == 404, name


def test_each_case_has_its_own_words_of_leaving(app: Flask, client: FlaskClient) -> None:
    first = make_stay()
    second = make_second(first)
    ask_longer(first)
    consider(first)
    notify_leaving(first, TODAY)
    sign(first)
    for guard in ("extension_asked", "dismissal_cause_named", "notice_to_leave_given"):
        assert second.missing(guard) != [], guard
    case = second.case()
    assert residence.find_agreement(case, AgreementKind.ENTRY) is None
    text = Visit(client, second).by("manager").read("/leaving")
    assert "项目未结" not in text
    assert "事实" not in text
