"""Mock exams of a class: which sittings can be linked, and whose results teachers see, from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_member
from tests.factories_courses import NOON, make_instructor
from tests.factories_exams import change, make_organised, make_sitting, make_test_form
from tests.factories_teaching import EN, LATER, link, make_attempt, make_crowd
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.classes.models import CohortSitting, Membership
from trainingapp.classes.queries.mocks import last_scores, list_results
from trainingapp.classes.queries.own_mocks import list_watching_classes
from trainingapp.exams.models import Sitting
from trainingapp.exams.queries.linking import select_linkable
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState
from trainingapp.rules.permissions import Role
from trainingapp.rules.sittings import Feedback

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def cohort(wu: User, lin: User) -> int:
    found = make_cohort(wu)
    make_member(found, lin)
    return found


@pytest.fixture
def sitting(app: Flask) -> int:
    return make_sitting()


@pytest.fixture
def teacher(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def place(cohort: int, rest: object = "") -> str:
    return f"/taught-classes/{cohort}/mocks{f'/{rest}' if rest else ''}"


def seen(cohort: int) -> list[tuple[int, str | None]]:
    found = list_results(cohort, now=LATER)
    db.session.remove()
    return [(r.user_id, None if r.score is None else str(r.score)) for r in found]


def test_a_teacher_links_a_sitting_once_and_unlinks_it(
    teacher: FlaskClient, cohort: int, sitting: int
) -> None:
    assert "No mock exam is linked yet" in teacher.get(place(cohort), headers=EN).text
    for _time in range(2):
        answer = teacher.post(place(cohort), data={"sitting": sitting})
        assert answer.location == place(cohort)
    assert db.session.scalar(select(func.count()).select_from(CohortSitting)) == 1
    db.session.remove()
    page = teacher.get(place(cohort), headers={"Accept-Language": "zh"}).text
    assert "初级综合能力 模拟考试" in page
    assert "Linked" in teacher.get(place(cohort, "new"), headers=EN).text
    assert teacher.post(place(cohort, f"{sitting}/removal")).location == place(cohort)
    assert teacher.get(place(cohort, sitting)).status_code == 404
    assert teacher.post(place(cohort, f"{sitting}/removal")).status_code == 404
    acts = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert [act for act in acts if "sitting" in act] == [
        "classes.link_sitting",
        "classes.unlink_sitting",
    ]


def test_linking_again_keeps_the_first_moment(
    teacher: FlaskClient, cohort: int, sitting: int
) -> None:
    link(cohort, sitting, at=NOON)
    teacher.post(place(cohort), data={"sitting": sitting})
    assert db.session.get_one(CohortSitting, (cohort, sitting)).added_at == NOON


def linkable(person: User) -> set[int]:
    user = db.session.get_one(User, person.id)
    found = {row.id for row in db.session.scalars(select_linkable(user, now=LATER))}
    db.session.remove()
    return found


def test_only_open_sittings_of_the_site_or_of_ones_own_organisations_can_be_linked(
    app: Flask, lin: User
) -> None:
    form = make_test_form().id
    mine, other = make_organisation(), make_organisation()
    zheng = make_user("郑丽", roles=[Role.INSTRUCTOR], organisation=mine)
    self_service = make_sitting(form)
    national = make_organised(form, needs_seat=True)
    own = make_organised(form, organisation_id=mine.id)
    make_organised(form, organisation_id=other.id)
    make_organised(form, closed_at=NOON)
    make_organised(form, opens_at=NOON - DAY, closes_at=LATER)
    make_sitting(form, owner_id=lin.id)
    assert linkable(zheng) == {self_service, national, own}
    assert linkable(lin) == {self_service, national}


@pytest.mark.parametrize("number", ["0", "999999", "", "x", "-1", "1 OR 1=1"])
def test_a_forged_sitting_is_not_found(teacher: FlaskClient, cohort: int, number: str) -> None:
    assert teacher.post(place(cohort), data={"sitting": number}).status_code == 404


def test_a_sitting_that_may_not_be_linked_is_not_found(
    teacher: FlaskClient, cohort: int, lin: User
) -> None:
    form = make_test_form().id
    foreign = make_organised(form, organisation_id=make_organisation().id)
    for number in (
        foreign,
        make_sitting(form, owner_id=lin.id),
        make_organised(form, closed_at=NOON),
    ):
        assert teacher.post(place(cohort), data={"sitting": number}).status_code == 404
    page = teacher.get(place(cohort, "new"), headers=EN).text
    assert "No mock exam is open" in page


def test_a_class_that_is_over_links_nothing(teacher: FlaskClient, wu: User, sitting: int) -> None:
    over = make_cohort(wu, state=CohortState.ENDED)
    link(over, sitting)
    assert teacher.post(place(over), data={"sitting": sitting}).status_code == 409
    assert teacher.post(place(over, f"{sitting}/removal")).status_code == 409
    assert teacher.get(place(over, sitting)).status_code == 200  # what was is still to be read


def test_teachers_see_who_sat_with_score_and_result(
    teacher: FlaskClient, cohort: int, lin: User, sitting: int
) -> None:
    wang, zhu, absent = (make_user(name) for name in ("王建国", "朱一", "没考的人"))
    for person in (wang, zhu, absent):
        make_member(cohort, person)
    link(cohort, sitting)
    make_attempt(sitting, lin, score="72.5")
    make_attempt(sitting, wang, score="59.5")
    make_attempt(sitting, zhu, score=None)
    page = teacher.get(place(cohort, sitting), headers=EN).text
    assert "72.5 / 100" in page
    assert "59.5 / 100" in page
    assert page.count("At or above the cut score") == 1
    assert page.count("Below the cut score") == 1
    assert "Begun" in page
    assert "Has not sat it" in page
    assert ">3<" in teacher.get(place(cohort), headers=EN).text


@pytest.mark.parametrize("state", ["left", "removed", "waiting"])
def test_who_is_not_in_the_class_now_is_not_seen(
    app: Flask, cohort: int, lin: User, sitting: int, state: str
) -> None:
    link(cohort, sitting)
    make_attempt(sitting, lin)
    assert seen(cohort) == [(lin.id, "66")]
    change(Membership, 1, state=state)
    assert seen(cohort) == []


def test_what_was_begun_before_joining_or_before_the_link_is_not_seen(
    app: Flask, wu: User, lin: User, sitting: int
) -> None:
    cohort = make_cohort(wu)
    make_member(cohort, lin, since=EVENING - DAY)
    link(cohort, sitting, at=EVENING)
    before_joining = EVENING - 2 * DAY
    before_link = EVENING - timedelta(seconds=1)
    make_attempt(sitting, lin, begun=before_joining, score="90")
    make_attempt(sitting, lin, begun=before_link, score="91", ordinal=2)
    make_attempt(sitting, lin, begun=EVENING, score="55", ordinal=3)
    assert seen(cohort) == [(lin.id, "55")]


def test_other_sittings_and_other_peoples_attempts_are_not_seen(
    app: Flask, cohort: int, lin: User, sitting: int
) -> None:
    link(cohort, sitting)
    make_attempt(make_sitting(db.session.get_one(Sitting, sitting).test_form_id), lin, score="80")
    make_attempt(sitting, make_user("路人"), score="81")
    assert seen(cohort) == []


def test_voided_and_never_begun_attempts_are_not_seen(
    app: Flask, cohort: int, lin: User, sitting: int
) -> None:
    link(cohort, sitting)
    make_attempt(sitting, lin, state="voided")
    make_attempt(sitting, lin, score=None, state="created", ordinal=2)
    assert seen(cohort) == []


def test_no_score_is_seen_before_the_candidate_may_see_it(
    teacher: FlaskClient, cohort: int, lin: User
) -> None:
    held = make_organised(
        feedback_after_hand_in=Feedback.NOTHING, feedback_after_close=Feedback.SCORE
    )
    link(cohort, held)
    make_attempt(held, lin, score="72.5")
    page = teacher.get(place(cohort, held), headers=EN).text
    assert "Not released yet" in page
    assert "72.5" not in page
    change(Sitting, held, closed_at=LATER)
    assert "72.5 / 100" in teacher.get(place(cohort, held), headers=EN).text


def test_the_last_score_counts(app: Flask, cohort: int, lin: User, sitting: int) -> None:
    link(cohort, sitting)
    for number, (score, hours) in enumerate((("80", 0), ("40", 5), (None, 9)), start=1):
        make_attempt(
            sitting, lin, score=score, ordinal=number, begun=EVENING + timedelta(minutes=hours)
        )
    last = last_scores(list_results(cohort, now=LATER))
    assert str(last[lin.id].score) == "40"
    assert str(last[lin.id].cut) == "60"
    assert last[lin.id].band == "below"


def test_members_are_told_on_the_page_of_the_class_and_before_they_begin(
    client: FlaskClient, cohort: int, lin: User, sitting: int
) -> None:
    sign_in(client, lin)
    lobby = f"/exams/sittings/{sitting}"
    assert "its teachers see" not in client.get(lobby, headers=EN).text
    link(cohort, sitting)
    page = client.get(f"/classes/{cohort}", headers=EN).text
    assert "Your teachers in this class see" in page
    assert f'href="{lobby}"' in page
    assert "its teachers see" in client.get(lobby, headers=EN).text
    sign_in(client, make_user("路人"))
    assert "its teachers see" not in client.get(lobby, headers=EN).text


def test_only_open_classes_that_one_is_in_watch(
    app: Flask, wu: User, cohort: int, lin: User, sitting: int
) -> None:
    link(cohort, sitting)
    ended, waited = make_cohort(wu, state=CohortState.ENDED), make_cohort(wu)
    for other, state in ((ended, "in"), (waited, "waiting")):
        make_member(other, lin, state=state)
        link(other, sitting)
    assert len(list_watching_classes(lin.id, sitting)) == 1


def test_agencies_learners_and_other_teachers_have_no_way_in(
    client: FlaskClient, cohort: int, lin: User, sitting: int
) -> None:
    link(cohort, sitting)
    make_attempt(sitting, lin, score="72.5")
    agency = make_organisation()
    sun = make_user("孙倩", roles=[Role.AGENCY_MANAGER], organisation=agency)
    change(Membership, 1, sent_by_organisation_id=agency.id, way="agency")
    places = [place(cohort), place(cohort, "new"), place(cohort, sitting)]
    posts = [place(cohort), place(cohort, f"{sitting}/removal")]
    assert {client.get(one).status_code for one in places} == {302}
    for person, status in ((lin, 403), (sun, 403), (make_instructor("郑丽"), 404)):
        sign_in(client, person)
        assert {client.get(one).status_code for one in places} == {status}
        assert {client.post(one, data={"sitting": sitting}).status_code for one in posts} == {
            status
        }
    sign_in(client, sun)
    assert "72.5" not in client.get(f"/agency/classes/{cohort}").text


def test_more_members_take_no_more_statements(teacher: FlaskClient, wu: User, sitting: int) -> None:
    counts = []
    for people in (2, 60):
        cohort = make_cohort(wu)
        users = make_crowd(cohort, people)
        link(cohort, sitting)
        for user in users[:20]:
            make_attempt(sitting, user)
        counts.append(
            [count_statements(teacher, one) for one in (place(cohort), place(cohort, sitting))]
        )
    assert counts[0] == counts[1]


def test_who_joins_and_who_is_in_reads_what_teachers_see(
    client: FlaskClient, cohort: int, lin: User
) -> None:
    sign_in(client, lin)
    page = client.get(f"/classes/{cohort}", headers=EN).text
    assert "What the teachers of a class see" in page
    assert "your score, and whether you reached the cut score" in page
