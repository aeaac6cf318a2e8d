"""When a class is over: who waited is told and reads no promise, who was in it can still leave and is seen no more."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.classes.acts import last_notice, run_tellings, state_of, told
from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort, make_meeting, make_member
from tests.factories_courses import make_instructor
from tests.factories_exams import make_sitting
from tests.factories_teaching import EN, LATER, attend, link, make_attempt
from trainingapp.accounts.models import User
from trainingapp.classes.queries.mocks import list_results
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, MemberState

PROMISE, OVER = "You are told as soon as a place is yours", "This class is over"


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        (MemberState.IN, ["ended"]),
        (MemberState.WAITING, ["over"]),
        (MemberState.LEFT, []),
        (MemberState.REMOVED, []),
    ],
)
def test_the_end_is_told_to_members_and_to_those_who_wait(
    client: FlaskClient, wu: User, state: MemberState, kinds: list[str]
) -> None:
    cohort, lin = make_cohort(wu, capacity=1), make_user("林美华")
    make_member(cohort, lin, state=state)
    sign_in(client, wu).post(f"/taught-classes/{cohort}/end")
    run_tellings()
    assert told(lin) == kinds
    if kinds:
        assert last_notice(lin)[1] == f"/classes/{cohort}"


@pytest.mark.parametrize(
    ("changes", "is_over"),
    [
        ({}, False),
        ({"state": CohortState.ENDED}, True),
        ({"state": CohortState.CANCELLED}, True),
        ({"ends_on": date(2026, 11, 21)}, True),
    ],
)
def test_who_waits_for_a_class_that_is_over_is_promised_nothing(
    client: FlaskClient, wu: User, changes: dict[str, object], *, is_over: bool
) -> None:
    cohort, lin = make_cohort(wu, capacity=1, **changes), make_user("林美华")
    make_member(cohort, lin, state=MemberState.WAITING)
    page = sign_in(client, lin).get(f"/classes/{cohort}", headers=EN).text
    assert ((OVER in page), (PROMISE in page)) == (is_over, not is_over)
    assert ("Your place on the waiting list" in page) is not is_over
    assert f'action="/classes/{cohort}/leaving"' in page
    assert client.post(f"/classes/{cohort}/leaving").status_code == 303
    assert f'href="/classes/{cohort}"' not in client.get("/classes").text


@pytest.mark.parametrize("state", [CohortState.OPEN, CohortState.ENDED, CohortState.CANCELLED])
def test_a_member_can_leave_whenever_teachers_see_something_of_them(
    client: FlaskClient, wu: User, state: CohortState
) -> None:
    cohort, lin, sitting = make_cohort(wu, state=state), make_user("林美华"), make_sitting()
    make_member(cohort, lin)
    link(cohort, sitting)
    make_attempt(sitting, lin)
    attend(make_meeting(cohort), lin)

    def seen() -> tuple[int, bool]:
        found = len(list_results(cohort, now=LATER))
        db.session.remove()
        sheet = sign_in(client, wu).get(f"/taught-classes/{cohort}/progress").text
        return found, "林美华" in sheet

    assert seen() == (1, True)
    page = sign_in(client, lin).get(f"/classes/{cohort}", headers=EN).text
    assert f'action="/classes/{cohort}/leaving"' in page
    assert client.post(f"/classes/{cohort}/leaving").status_code == 303
    assert state_of(lin, cohort) == "left"
    assert seen() == (0, False)
