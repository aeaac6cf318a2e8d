"""The page of people: who is in, who waits, who has gone, who is invited; paged, in order, at a constant cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.classes.acts import cohort_of, last_notice, run_tellings, told
from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort, make_member
from tests.factories_courses import NOON, make_instructor, make_published
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.classes import wording
from trainingapp.classes.actions import findings, invitations
from trainingapp.classes.queries import cohorts
from trainingapp.classes.telling import address, tell
from trainingapp.extensions import db
from trainingapp.notices.kinds import notice_sentence
from trainingapp.rules.cohorts import CohortState, JoinWay, MemberState
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def teacher(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def page_of(client: FlaskClient, cohort: int, query: str = "") -> str:
    answer = client.get(f"/taught-classes/{cohort}/people{query}", headers=EN)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def invite(cohort: int, wu: User, contact: str) -> None:
    with writing():
        invitations.invite(cohort, contact, actor_id=wu.id, now=NOON)
        db.session.commit()
        db.session.remove()


@pytest.mark.both_databases
def test_everybody_stands_under_their_own_heading(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu, capacity=1)
    states = {
        "林美华": MemberState.IN,
        "王建国": MemberState.WAITING,
        "李静": MemberState.LEFT,
        "何平": MemberState.REMOVED,
    }
    for name, state in states.items():
        make_member(cohort, make_user(name), state=state)
    invite(cohort, wu, "new@example.org")
    shown = {
        "": {"林美华"},
        "?view=in": {"林美华"},
        "?view=waiting": {"王建国"},
        "?view=gone": {"李静", "何平"},
        "?view=invited": set(),
        "?view=forged": {"林美华"},
    }
    for query, names in shown.items():
        page = page_of(teacher, cohort, query)
        assert {name for name in states if name in page} == names, query
        assert ("new@example.org" in page) is (query == "?view=invited"), query


def test_the_waiting_list_is_numbered_in_the_order_of_waiting(
    teacher: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu, capacity=1)
    for minutes, name in ((2, "林美华"), (1, "王建国")):
        since = NOON + timedelta(minutes=minutes)
        make_member(cohort, make_user(name), state=MemberState.WAITING, since=since)
    page = page_of(teacher, cohort, "?view=waiting")
    assert page.index("1. 王建国") < page.index("2. 林美华")


def test_an_empty_class_says_what_to_do(teacher: FlaskClient, wu: User) -> None:
    assert "Give the code of the class to your learners" in page_of(teacher, make_cohort(wu))


def test_people_are_paged_and_cost_the_same_however_many_they_are(
    teacher: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu, course_id=make_published())
    make_member(cohort, make_user("员00"))
    address_of = f"/taught-classes/{cohort}/people"
    before = count_statements(teacher, address_of)
    for number in range(1, 52):
        make_member(cohort, make_user(f"员{number:02}"))
    assert count_statements(teacher, address_of) == before
    assert "员50" not in page_of(teacher, cohort)
    assert "员51" in page_of(teacher, cohort, "?page=2")


def test_a_class_that_is_over_offers_no_act_on_its_people(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu, state=CohortState.ENDED)
    make_member(cohort, make_user())
    page = page_of(teacher, cohort)
    assert "/removal" not in page
    assert "/lists" not in page


def test_contacts_of_invitations_are_seen_by_leaders_and_assistants_of_the_class_only(
    client: FlaskClient, wu: User, app: Flask
) -> None:
    zheng, he = make_instructor("郑丽"), make_instructor("何平")
    cohort = make_cohort(wu, assistants=(zheng,))
    invite(cohort, wu, "new@example.org")
    assistant = sign_in(client, zheng)
    page = page_of(assistant, cohort, "?view=invited")
    assert "new@example.org" in page
    assert "/withdrawal" not in page
    stranger = sign_in(app.test_client(), he)
    assert stranger.get(f"/taught-classes/{cohort}/people?view=invited").status_code == 404


def test_every_state_way_and_finding_has_a_name() -> None:
    assert set(wording.STATES) == set(wording.TONES) == set(CohortState)
    assert set(wording.MEMBER_STATES) == set(MemberState)
    assert set(wording.WAYS) == set(JoinWay)
    assert set(wording.FINDINGS) > findings.ERRORS
    assert set(findings.REFUSED.values()) < set(wording.FINDINGS)


@pytest.mark.parametrize(
    ("kind", "leads_to"),
    [
        ("joined", "/classes/{}"),
        ("sent", "/classes/{}"),
        ("announcement", "/classes/{}"),
        ("removed", "/classes"),
        ("teaching", "/taught-classes/{}"),
        ("not_teaching", "/taught-classes"),
    ],
)
def test_a_notice_leads_where_its_reader_may_go(
    app: Flask, wu: User, kind: str, leads_to: str
) -> None:
    cohort = make_cohort(wu)
    with writing():
        tell(cohort_of(cohort), wu.id, kind, now=NOON, reason="原因")
        db.session.commit()
    assert last_notice(wu)[1] == leads_to.format(cohort)
    assert address(cohort_of(cohort), kind) == leads_to.format(cohort)


ARGUMENTS = {
    "title": "考前班",
    "reason": "原因",
    "organisation": "机构",
    "announcement": "通知",
    "meeting": "第一讲",
    "mock": "模拟考试",
}


@pytest.mark.parametrize(
    "kind",
    [
        *("joined", "added", "sent", "waiting", "moved_up", "removed", "cancelled", "ended"),
        *("announcement", "meeting_cancelled", "meeting_moved", "teaching", "not_teaching"),
        *("mock_linked", "leads", "over"),
    ],
)
def test_every_notice_of_classes_is_a_sentence_that_names_the_class(app: Flask, kind: str) -> None:
    with app.test_request_context(headers=EN):
        assert "“考前班”" in notice_sentence(f"classes.{kind}", ARGUMENTS)
    with app.test_request_context():
        assert "“考前班”" in notice_sentence(f"classes.{kind}", ARGUMENTS)


def test_a_title_that_looks_like_a_place_to_fill_stays_a_title(
    teacher: FlaskClient, wu: User
) -> None:
    lin = make_user()
    cohort = make_cohort(wu, title={"zh": "100%(title)s 班 %s"})
    make_member(cohort, lin)
    teacher.post(f"/taught-classes/{cohort}/end")
    run_tellings()
    assert told(lin) == ["ended"]
    arguments, _url = last_notice(lin)
    assert "100%(title)s 班 %s" in notice_sentence("classes.ended", arguments)


def test_where_many_people_stand_is_read_at_once(app: Flask, wu: User) -> None:
    cohort, other = make_cohort(wu), make_cohort(wu)
    lin, wang = make_user("林美华"), make_user("王建国")
    make_member(cohort, lin)
    make_member(other, wang)
    found = cohorts.find_memberships([lin.id, wang.id], cohort)
    assert {user: row.state for user, row in found.items()} == {lin.id: "in"}
