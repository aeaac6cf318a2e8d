"""The table of classes: every act of a leader in every state, every page for whoever stands how to the class."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.classes.acts import code_of, state_of
from tests.classes.test_bad_cells import HEAD, book
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import NOON, lesson_keys, make_instructor, make_published
from tests.factories_exams import make_sitting
from tests.factories_teaching import add, committed
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.classes.actions.lists import keep_list
from trainingapp.classes.models import CohortSitting, CohortTeacher
from trainingapp.classes.sheets import Row
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, JoinWay, MemberState
from trainingapp.rules.permissions import Role

DRAFT, OPEN, ENDED, CANCELLED = CohortState
DONE, REFUSED, UNKNOWN = 303, 409, 422


@dataclass
class Scene:
    """A class with one of everything, before its first meeting."""

    cohort: int
    leader: User
    member: User
    meeting: int
    seat: int  # the membership of the member
    gone: int  # and of somebody who has left
    key: str
    sitting: int
    sheet: int = 0

    def address(self, pattern: str) -> str:
        return pattern.format(**vars(self))


def make_scene(state: CohortState) -> Scene:
    leader, member, gone = make_instructor(), make_user("林美华"), make_user("王建国")
    make_instructor("郑丽")
    course = make_published()
    cohort = make_cohort(leader, course_id=course, state=state)
    scene = Scene(
        cohort,
        leader,
        member,
        make_meeting(cohort),
        make_member(cohort, member),
        make_member(cohort, gone, state=MemberState.LEFT),
        lesson_keys(course)[0],
        make_sitting(),
    )
    with committed():
        rows = [Row(2, "新人", "new@example.org")]
        scene.sheet = keep_list(cohort, rows, maker_id=leader.id, now=NOON).id
    return scene


CLASS = {
    "title_zh": "考前班",
    "exam_year": "2027",
    "starts_on": "2026-11-20",
    "ends_on": "2027-05-30",
    "is_joinable": "y",
}
HOURS = {
    "title": "第一讲",
    "day": "2026-12-01",
    "starts": "19:00",
    "ends": "21:00",
    "count": "1",
    "every_weeks": "1",
    "lesson_key": "",
}
SAID = {"title": "通知", "text": "请带准考证。"}
T = "/taught-classes/{cohort}"
# What a leader does: the address, what is sent, and the answer in each state, in the order of `CohortState`.
ACTS: Mapping[str, tuple[str, Mapping[str, Any], tuple[int, int, int, int]]] = {
    "change": (T + "/edit", CLASS, (DONE, DONE, REFUSED, REFUSED)),
    "another code": (T + "/code", {}, (DONE, DONE, REFUSED, REFUSED)),
    "open": (T + "/opening", {}, (DONE, REFUSED, REFUSED, REFUSED)),
    "end": (T + "/end", {}, (REFUSED, DONE, REFUSED, REFUSED)),
    "cancel": (T + "/cancellation", {"reason": "停课"}, (DONE, DONE, REFUSED, REFUSED)),
    "new meeting": (T + "/timetable/new", HOURS, (DONE, DONE, REFUSED, REFUSED)),
    "move": (T + "/timetable/{meeting}", HOURS, (DONE, DONE, REFUSED, REFUSED)),
    "call off": (T + "/timetable/{meeting}/cancellation", {}, (DONE, DONE, REFUSED, REFUSED)),
    "deadline": (
        T + "/deadlines",
        {"lesson": "{key}", "due_at": "2027-01-01T12:00"},
        (DONE, DONE, REFUSED, REFUSED),
    ),
    "mock exam": (T + "/mocks", {"sitting": "{sitting}"}, (DONE, DONE, REFUSED, REFUSED)),
    "enter a list": (T + "/lists/{sheet}/confirmation", {}, (REFUSED, DONE, REFUSED, REFUSED)),
    "drop a list": (T + "/lists/{sheet}/removal", {}, (DONE, DONE, DONE, DONE)),
    "take back": (T + "/people/{gone}/return", {}, (REFUSED, DONE, REFUSED, REFUSED)),
    "remove": (T + "/people/{seat}/removal", {"reason": "转班"}, (DONE, DONE, DONE, DONE)),
    "announce": (T + "/announcements", SAID, (DONE, DONE, DONE, DONE)),
    "copy": (T + "/copy", {"days": "364"}, (DONE, DONE, DONE, DONE)),
}


def send(client: FlaskClient, scene: Scene, act: str) -> int:
    pattern, data, _answers = ACTS[act]
    sent = {name: value.format(**vars(scene)) for name, value in data.items()}
    return client.post(scene.address(pattern), data=sent).status_code


def acts_noted() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@pytest.mark.parametrize(("act", "state"), [(act, state) for act in ACTS for state in CohortState])
def test_a_leader_does_what_the_state_of_the_class_allows(
    client: FlaskClient, act: str, state: CohortState
) -> None:
    scene = make_scene(state)
    sign_in(client, scene.leader)
    before = acts_noted()
    answer = send(client, scene, act)
    assert answer == ACTS[act][2][list(CohortState).index(state)]
    if answer == REFUSED:
        assert acts_noted() == before, "what is refused leaves no trace of having been done"


@pytest.mark.parametrize("state", CohortState)
def test_learners_do_what_the_state_of_the_class_allows(
    client: FlaskClient, state: CohortState
) -> None:
    scene, lin = make_scene(state), make_user("李静")
    sign_in(client, lin)
    joined = client.post("/classes/join", data={"code": code_of(scene.cohort)}).status_code
    assert joined == (DONE if state is OPEN else UNKNOWN)
    assert state_of(lin, scene.cohort) == ("in" if state is OPEN else None)
    sign_in(client, scene.member)
    assert client.post(f"/classes/{scene.cohort}/leaving").status_code == DONE
    assert client.post(f"/classes/{scene.cohort}/leaving").status_code == REFUSED
    assert state_of(scene.member, scene.cohort) == "left"


LEADERS = ("/edit", "/timetable/new", "/timetable/{meeting}", "/lists", "/people/{seat}/removal")
TEAM = (
    *("", "/people", "/people?view=waiting", "/people?view=gone", "/people?view=invited"),
    *("/timetable", "/announcements", "/attendance", "/meetings/{meeting}/attendance"),
    *("/meetings/{meeting}/code", "/deadlines", "/mocks", "/mocks/new", "/mocks/{sitting}"),
    *("/progress", "/knowledge", "/messages", "/copy", "/timetable.ics"),
)
MEMBERS = ("", "/announcements", "/timetable.ics", "/meetings/{meeting}/attend")


@pytest.mark.parametrize("lead", [True, False])
@pytest.mark.parametrize("state", CohortState)
def test_every_page_of_the_team_opens_in_every_state(
    client: FlaskClient, state: CohortState, *, lead: bool
) -> None:
    scene = make_scene(state)
    add(CohortSitting(cohort_id=scene.cohort, sitting_id=scene.sitting, added_at=NOON))
    reader = scene.leader
    if not lead:
        reader = make_instructor("周敏")
        with committed():
            row = CohortTeacher(cohort_id=scene.cohort, user_id=reader.id, added_at=NOON)
            db.session.add(row)
    sign_in(client, reader)
    for pattern in TEAM:
        assert client.get(scene.address(T + pattern)).status_code == 200, pattern
    for pattern in LEADERS:
        expected = 200 if lead else 404
        assert client.get(scene.address(T + pattern)).status_code == expected, pattern


# Who opens a page of members, by where they stand: the class itself, and what lies under it.
STANDING = {
    "in": (200, 200),
    "waiting": (200, 404),
    "left": (404, 404),
    "removed": (404, 404),
    "stranger": (404, 404),
    "teacher": (404, 404),
    "agency": (404, 404),
}


@pytest.mark.parametrize("who", STANDING)
@pytest.mark.parametrize("state", CohortState)
def test_the_pages_of_members_open_to_members(
    client: FlaskClient, state: CohortState, who: str
) -> None:
    scene, lin = make_scene(state), make_user("李静")
    if who == "teacher":
        lin = scene.leader
    elif who == "agency":
        lin = make_user("孙玉兰", roles=[Role.AGENCY_MANAGER], organisation=make_organisation())
    elif who != "stranger":
        make_member(scene.cohort, lin, state=MemberState(who))
    sign_in(client, lin)
    first, under = STANDING[who] if state is not DRAFT else (404, 404)
    for pattern in MEMBERS:
        expected = first if pattern == "" else under
        address = scene.address("/classes/{cohort}" + pattern)
        assert client.get(address).status_code == expected, pattern


@pytest.mark.parametrize("state", CohortState)
def test_an_agency_enters_staff_in_open_classes_only(
    client: FlaskClient, state: CohortState
) -> None:
    agency = make_organisation("春晖社会工作服务中心")
    sun = make_user("孙玉兰", roles=[Role.AGENCY_MANAGER], organisation=agency)
    scene = make_scene(state)
    address = f"/agency/classes/{scene.cohort}"
    assert sign_in(client, sun).get(address).status_code == (200 if state is OPEN else 404)
    answer = client.post(f"{address}/staff", data={"person": sun.id}).status_code
    assert answer == (DONE if state is OPEN else 404)
    assert state_of(sun, scene.cohort) == ("in" if state is OPEN else None)


@pytest.mark.parametrize("state", CohortState)
def test_a_sheet_is_looked_at_in_every_state_and_enters_nobody(
    client: FlaskClient, state: CohortState
) -> None:
    scene, lin = make_scene(state), make_user("李静", email="li@example.org")
    data = {"file": (io.BytesIO(book([HEAD, ("李静", "li@example.org")])), "list.xlsx")}
    answer = sign_in(client, scene.leader).post(scene.address(T + "/lists"), data=data)
    assert answer.status_code in (DONE, REFUSED)
    assert state_of(lin, scene.cohort) is None


@pytest.mark.parametrize("way", JoinWay)
def test_every_way_into_a_class_is_a_word_that_the_database_takes(
    app: Flask, client: FlaskClient, way: JoinWay
) -> None:
    wu, lin = make_instructor(), make_user("林美华")
    cohort = make_cohort(wu)
    make_member(cohort, lin, way=way)
    with time_machine.travel(EVENING, tick=False):
        page = sign_in(client, wu).get(f"/taught-classes/{cohort}/people")
    assert (page.status_code, "林美华" in page.text) == (200, True)
