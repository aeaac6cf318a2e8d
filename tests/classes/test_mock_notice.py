"""Mock exams of a class are no surprise: members are told when one is linked, and read of it before they join."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.classes.acts import code_of, last_notice, run_tellings, told
from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort, make_member
from tests.factories_courses import make_instructor
from tests.factories_exams import make_sitting
from tests.factories_teaching import EN
from trainingapp.accounts.models import User
from trainingapp.notices.kinds import notice_sentence
from trainingapp.rules.cohorts import CohortState, MemberState

SENTENCE = "its teachers see that you sat them, your score and whether you reached the cut score"


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def teacher(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def unfolded(page: str) -> str:
    """What is read without opening anything, on one line."""
    return " ".join(re.sub(r"(?s)<details.*?</details>", "", page).split())


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        (MemberState.IN, ["mock_linked"]),
        (MemberState.WAITING, []),
        (MemberState.LEFT, []),
        (MemberState.REMOVED, []),
    ],
)
@pytest.mark.both_databases
def test_members_are_told_once_when_a_mock_exam_is_linked(
    teacher: FlaskClient, wu: User, state: MemberState, kinds: list[str]
) -> None:
    cohort, lin, sitting = make_cohort(wu), make_user("林美华"), make_sitting()
    make_member(cohort, lin, state=state)
    for _time in range(2):
        teacher.post(f"/taught-classes/{cohort}/mocks", data={"sitting": sitting})
    assert run_tellings() == 1
    assert told(lin) == kinds


def test_the_notice_names_the_exam_and_leads_to_the_class(
    app: Flask, teacher: FlaskClient, wu: User
) -> None:
    cohort, lin = make_cohort(wu, title={"zh": "考前班甲"}), make_user("林美华")
    make_member(cohort, lin)
    teacher.post(f"/taught-classes/{cohort}/mocks", data={"sitting": make_sitting()})
    run_tellings()
    arguments, url = last_notice(lin)
    assert url == f"/classes/{cohort}"
    with app.test_request_context():
        sentence = notice_sentence("classes.mock_linked", arguments)
    assert sentence.startswith("“考前班甲”：“初级综合能力 模拟考试”")
    assert "任课老师能看到您的成绩" in sentence


def test_a_class_that_is_being_prepared_tells_nobody(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu, state=CohortState.DRAFT)
    teacher.post(f"/taught-classes/{cohort}/mocks", data={"sitting": make_sitting()})
    assert run_tellings() == 0


def test_a_refused_link_tells_nobody(teacher: FlaskClient, wu: User) -> None:
    over, cohort = make_cohort(wu, state=CohortState.ENDED), make_cohort(wu)
    make_member(over, make_user("林美华"))
    sitting = make_sitting()
    assert (
        teacher.post(f"/taught-classes/{over}/mocks", data={"sitting": sitting}).status_code == 409
    )
    assert teacher.post(f"/taught-classes/{cohort}/mocks", data={"sitting": 0}).status_code == 404
    assert run_tellings() == 0


def test_linking_again_after_unlinking_tells_again(teacher: FlaskClient, wu: User) -> None:
    cohort, lin, sitting = make_cohort(wu), make_user("林美华"), make_sitting()
    make_member(cohort, lin)
    for _time in range(2):
        teacher.post(f"/taught-classes/{cohort}/mocks", data={"sitting": sitting})
        teacher.post(f"/taught-classes/{cohort}/mocks/{sitting}/removal")
    run_tellings()
    assert told(lin) == ["mock_linked", "mock_linked"]


@pytest.mark.parametrize("capacity", [None, 1])
def test_what_teachers_see_of_mock_exams_is_read_before_joining_without_opening_anything(
    client: FlaskClient, wu: User, capacity: int | None
) -> None:
    cohort = make_cohort(wu, capacity=capacity)
    make_member(cohort, make_user("李静"))
    page = unfolded(
        sign_in(client, make_user("林美华")).get(f"/j/{code_of(cohort)}", headers=EN).text
    )
    assert SENTENCE in page
    assert page.index(SENTENCE) < page.index('action="/classes/join"')


def test_the_same_stands_there_in_chinese(client: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    page = sign_in(client, make_user("林美华")).get(f"/j/{code_of(cohort)}").text
    assert "任课老师能看到您是否参加、成绩以及是否达到合格线" in unfolded(page)


def test_the_short_address_has_a_picture_for_phones(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    page = teacher.get(f"/taught-classes/{cohort}", headers=EN).text
    assert f"/j/{code_of(cohort)}" in page
    assert 'src="data:image/svg+xml' in page
    assert 'alt="QR code of the address' in page


@pytest.mark.parametrize(
    "changes", [{"is_joinable": False}, {"state": CohortState.DRAFT}, {"state": CohortState.ENDED}]
)
def test_a_class_that_takes_nobody_by_code_shows_no_picture(
    teacher: FlaskClient, wu: User, changes: dict[str, object]
) -> None:
    page = teacher.get(f"/taught-classes/{make_cohort(wu, **changes)}").text
    assert "data:image/svg+xml" not in page


def test_a_forged_host_reaches_neither_the_address_nor_its_picture(
    app: Flask, teacher: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu)
    shown = teacher.get(f"/taught-classes/{cohort}").text
    forged = teacher.get(f"/taught-classes/{cohort}", headers={"Host": "evil.example.org"})
    assert str(app.config["BASE_URL"]).rstrip("/") + "/j/" in shown
    assert "evil.example.org/j/" not in forged.text
