"""Every address of reviews and decisions, for everybody: a declared conflict closes each page and file of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import (
    NOON,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_record,
    make_seat,
    written,
)
from tests.factories_reviewing import (
    asked,
    committed,
    make_called_case,
    make_determination,
    make_minutes,
    make_notice,
    make_ranking,
    make_review,
)
from trainingapp.accounts.models import User
from trainingapp.incubator.actions.application_forms import newest_form
from trainingapp.incubator.models import Appeal, Application, ApplicationRevision, Objection
from trainingapp.rules.incubation.deciding import Result
from trainingapp.rules.incubation.words import SeatState, Stage
from trainingapp.rules.permissions import Role

PEOPLE = (
    "officer",
    "head",
    "finance",
    "authority",
    "other officer",
    "other authority",
    "agency manager",
    "other manager",
    "applicant",
    "expert with seat",
    "expert asked",
    "expert with conflict",
    "candidate",
    "administrator",
    "anonymous",
)
BASE = ("officer", "head", "finance", "authority")
STEERING = ("officer", "head")
OWN = ("agency manager", "applicant")
EXPERTS = ("expert with seat", "expert asked", "expert with conflict")
OVERSEERS = (*BASE, "other officer", "other authority")
WORKERS = ("officer", "head", "finance", "other officer")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


class World:
    """A case in review, one whose notice runs, one rejected with an appeal; and everybody around them."""

    def __init__(self) -> None:
        place, other = make_place(), make_place()
        lin = make_user("林美华")
        agency = make_agency()
        self.case = make_called_case(place, agency=agency, applicant_id=lin.id)
        self.rejected = make_called_case(place, Stage.DECISION, agency=agency, applicant_id=lin.id)
        make_ranking(self.rejected, 2)
        make_determination(self.rejected, place, Result.REJECT)
        make_record(self.rejected, "reject", Stage.REJECTED, transition="T10")
        made = Appeal(case_id=self.rejected.id, by_id=lin.id, text="请复核", made_at=NOON)
        written(made)
        self.public = make_case(place, agency, stage=Stage.NOTICE, applicant_id=lin.id)
        self.notice = make_notice(self.public)
        objection = Objection(
            notice_id=self.notice.id, by_id=make_user("赵某").id, text="有异议", made_at=NOON
        )
        self.objection = written(objection)
        seated, invited, biased = make_expert(), make_expert(), make_expert()
        self.seat = make_seat(self.case, seated)
        make_review(self.seat)
        self.asked = asked(self.case, user=invited)
        self.conflict = make_seat(self.case, biased, state=SeatState.CONFLICT)
        make_seat(self.rejected, biased, state=SeatState.CONFLICT)
        make_seat(self.public, biased, state=SeatState.CONFLICT)
        self.paper = make_minutes(self.case)
        self.revise(self.case.id)
        self.people: Mapping[str, User | None] = {
            **place.people,
            "other officer": other.people["officer"],
            "other authority": other.people["authority"],
            "agency manager": make_manager(agency),
            "other manager": make_manager(make_agency()),
            "applicant": lin,
            "expert with seat": seated,
            "expert asked": invited,
            "expert with conflict": biased,
            "candidate": make_user("王强"),
            "administrator": make_user("管理员", roles=[Role.ADMINISTRATOR]),
            "anonymous": None,
        }
        self.ids = {
            "case": self.case.id,
            "rejected": self.rejected.id,
            "public": self.public.id,
            "intake": self.case.intake_id,
            "seat": self.seat.id,
            "asked": self.asked.id,
            "conflict": self.conflict.id,
            "notice": self.notice.id,
            "objection": self.objection.id,
            "paper": self.paper.id,
        }

    def revise(self, case_id: int) -> None:
        form = committed(lambda: newest_form(now=NOON))
        application = Application(case_id=case_id, form_id=form.id, revision=1, begun_at=NOON)
        written(application)
        row = ApplicationRevision(
            application_id=application.id,
            number=1,
            answers={},
            precheck=[],
            papers=[],
            submitted_at=NOON,
        )
        written(row)


def status_of(client: FlaskClient, world: World, who: str, method: str, path: str) -> int:
    user = world.people[who]
    fresh = client.application.test_client()
    if user is not None:
        sign_in(fresh, user)
    answer = fresh.open(path, method=method, headers={"Accept": "text/html"}, buffered=True)
    if answer.status_code == 302 and "sign-in" in answer.location:
        return 401
    return answer.status_code


def expected(who: str, let_in: Mapping[str, int], closed: Mapping[str, int]) -> int:
    return let_in.get(who, closed.get(who, 401 if who == "anonymous" else 403))


def each(people: tuple[str, ...], status: int) -> dict[str, int]:
    return dict.fromkeys(people, status)


# method, path, who gets which answer; everybody else 403, and 401 without signing in
NOT_FOUND = {
    "case_open": each(
        (
            *("other officer", "other authority", "other manager", "expert asked"),
            *("expert with conflict", "candidate", "administrator"),
        ),
        404,
    ),
    "overseers": each(("other officer", "other authority"), 404),
    "workers": each(("other officer",), 404),
    "experts": each(("expert asked", "expert with conflict"), 404),
}
TABLE = [
    ("GET", "/incubation/seats", each(EXPERTS, 200), {}),
    ("GET", "/incubation/seats/{seat}", {"expert with seat": 200}, NOT_FOUND["experts"]),
    (
        "GET",
        "/incubation/seats/{asked}",
        {"expert asked": 200},
        each(("expert with seat", "expert with conflict"), 404),
    ),
    (
        "GET",
        "/incubation/seats/{conflict}",
        {},
        each(EXPERTS, 404),
    ),
    (
        "POST",
        "/incubation/seats/{asked}/taking",
        {"expert asked": 422},
        each(("expert with seat", "expert with conflict"), 404),
    ),
    (
        "POST",
        "/incubation/seats/{conflict}/taking",
        {},
        each(EXPERTS, 404),
    ),
    (
        "POST",
        "/incubation/seats/{asked}/conflict",
        {"expert asked": 422},
        each(("expert with seat", "expert with conflict"), 404),
    ),
    (
        "POST",
        "/incubation/seats/{seat}/refusal",
        {"expert with seat": 409},
        each(("expert asked", "expert with conflict"), 404),
    ),
    ("GET", "/incubation/cases/{case}/review", {"expert with seat": 200}, NOT_FOUND["experts"]),
    # a draft: the application has changed since the review was handed in
    ("POST", "/incubation/cases/{case}/review", {"expert with seat": 303}, NOT_FOUND["experts"]),
    ("GET", "/incubation/cases/{case}/reviews", each(BASE, 200), NOT_FOUND["overseers"]),
    (
        "POST",
        "/incubation/cases/{case}/reviews/moderation",
        each(STEERING, 422),
        NOT_FOUND["workers"],
    ),
    ("GET", "/incubation/cases/{case}/reviewers", each(STEERING, 200), NOT_FOUND["workers"]),
    ("POST", "/incubation/cases/{case}/reviewers", each(STEERING, 422), NOT_FOUND["workers"]),
    (
        "POST",
        "/incubation/cases/{case}/reviewers/{asked}/end",
        each(STEERING, 422),
        NOT_FOUND["workers"],
    ),
    ("GET", "/incubation/cases/{case}/interviews/new", each(STEERING, 200), NOT_FOUND["workers"]),
    ("POST", "/incubation/cases/{case}/interviews/new", each(STEERING, 422), NOT_FOUND["workers"]),
    ("GET", "/incubation/intakes/{intake}/ranking", each(BASE, 200), NOT_FOUND["overseers"]),
    ("GET", "/incubation/intakes/{intake}/scheme", {"head": 200}, {}),
    ("POST", "/incubation/intakes/{intake}/scheme", {"head": 422}, {}),
    ("GET", "/incubation/cases/{case}/determinations", each(BASE, 200), NOT_FOUND["overseers"]),
    ("GET", "/incubation/cases/{rejected}/determinations", each(BASE, 200), NOT_FOUND["overseers"]),
    ("GET", "/incubation/cases/{public}/determinations", each(BASE, 200), NOT_FOUND["overseers"]),
    ("GET", "/incubation/cases/{case}/determinations/new", {"head": 409}, {}),
    ("POST", "/incubation/cases/{case}/determinations/new", {"head": 409}, {}),
    ("POST", "/incubation/cases/{public}/objections/{objection}/settlement", {"head": 422}, {}),
    (
        "POST",
        "/incubation/cases/{rejected}/appeal/answer",
        each(("head", "authority"), 422),
        NOT_FOUND["overseers"],
    ),
    (
        "GET",
        "/incubation/cases/{rejected}/outcome",
        each((*BASE, *OWN), 200),
        each(("expert with seat",), 404) | NOT_FOUND["case_open"],
    ),
    (
        "GET",
        "/incubation/cases/{rejected}/outcome/letter.pdf",
        each((*BASE, *OWN), 200),
        each(("expert with seat",), 404) | NOT_FOUND["case_open"],
    ),
    ("GET", "/incubation/cases/{case}/outcome", each((*BASE, *OWN), 200), NOT_FOUND["case_open"]),
    (
        "GET",
        "/incubation/cases/{case}/outcome/letter.pdf",
        each((*BASE, *OWN), 404),
        NOT_FOUND["case_open"],
    ),
    (
        "POST",
        "/incubation/cases/{rejected}/appeal",
        each(OWN, 422),
        each(("expert with seat",), 404) | NOT_FOUND["case_open"],
    ),
    ("GET", "/incubation/notices", each(PEOPLE, 200), {}),
    ("GET", "/incubation/notices/{notice}", each(PEOPLE, 200), {}),
    (
        "POST",
        "/incubation/notices/{notice}/objections",
        each(tuple(one for one in PEOPLE if one != "anonymous"), 422),
        {},
    ),
    ("GET", "/incubation/settings/rubrics", {"administrator": 200}, {}),
    (
        "POST",
        "/incubation/settings/rubrics/admission/99/publication",
        {"administrator": 404},
        {},
    ),
]


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def path_of(world: World, path: str) -> str:
    return path.format(**world.ids)


def test_every_address_lets_in_whom_it_should(client: FlaskClient, world: World) -> None:
    wrong = []
    for method, path, let_in, closed in TABLE:
        address = path_of(world, path)
        for who in PEOPLE:
            found = status_of(client, world, who, method, address)
            wanted = expected(who, let_in, closed)
            if found != wanted:
                wrong.append((method, path, who, found, wanted))
    assert wrong == []


def test_the_table_has_a_row_for_every_address_of_this_noun(app: Flask) -> None:
    known = {(method, path.split("/{")[0]) for method, path, *_ in TABLE}
    views = ("seats", "reviews", "rankings", "determinations", "outcomes")
    missing = []
    for rule in app.url_map.iter_rules():
        module = app.view_functions[rule.endpoint].__module__
        if module.rsplit(".", 1)[-1] not in views or ".incubator." not in module:
            continue
        tail = rule.rule.split(">")[-1] if "<" in rule.rule else rule.rule
        for method in (rule.methods or set()) & {"GET", "POST"}:
            rows = [one for one in TABLE if one[0] == method and one[1].endswith(tail)]
            if not rows:
                missing.append((method, rule.rule))
    assert known
    assert missing == []


CLOSED_TO_CONFLICT = [
    "/incubation/cases/{case}",
    "/incubation/cases/{case}/application",
    "/incubation/cases/{case}/application/revisions/1",
    "/incubation/cases/{case}/review",
    "/incubation/cases/{case}/outcome",
    "/incubation/cases/{case}/documents",
    "/incubation/documents/{paper}",
    "/incubation/seats/{conflict}",
]


@pytest.mark.parametrize("path", CLOSED_TO_CONFLICT)
def test_a_declared_conflict_closes_every_page_and_file_of_the_case(
    client: FlaskClient, world: World, path: str
) -> None:
    address = path_of(world, path)
    assert status_of(client, world, "expert with conflict", "GET", address) == 404


def test_a_conflict_closes_a_case_even_to_its_own_officer(
    client: FlaskClient, world: World
) -> None:
    officer = world.people["officer"]
    assert officer is not None
    make_seat(world.case, officer, state=SeatState.CONFLICT)
    for path in ("", "/reviews", "/determinations", "/reviewers"):
        address = f"/incubation/cases/{world.ids['case']}{path}"
        assert status_of(client, world, "officer", "GET", address) == 404, path


def test_no_case_page_of_the_site_opens_to_a_declared_conflict(
    app: Flask, client: FlaskClient, world: World
) -> None:
    biased = world.people["expert with conflict"]
    assert biased is not None
    sign_in(client, biased)
    opened = []
    for rule in app.url_map.iter_rules():
        if "case_id" not in rule.arguments or "GET" not in (rule.methods or set()):
            continue
        values = {name: 1 for name in rule.arguments} | {"case_id": world.ids["case"]}
        try:
            address = app.url_map.bind("localhost").build(rule.endpoint, values)
        except (TypeError, ValueError):
            continue
        status = client.get(address, buffered=True).status_code
        if status not in {403, 404}:
            opened.append((address, status))
    assert opened == []
