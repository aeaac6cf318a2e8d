"""Running a class: making it, opening and ending it, its team and its code."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import field_error, last_entry, list_acts
from tests.classes.acts import cohort_of, last_notice, only_cohort, run_tellings, state_of, told
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_classes import make_cohort, make_meeting, make_member
from tests.factories_courses import NOON, article, make_course, make_instructor, make_published
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.rules.cohorts import CohortState, MemberState
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
CLASS = {
    "title_zh": "2027 年中级考前班",
    "exam_year": "2027",
    "starts_on": "2026-12-01",
    "ends_on": "2027-05-30",
    "capacity": "30",
    "is_joinable": "y",
}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def teacher(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def test_an_instructor_begins_a_class_of_their_own_course_and_leads_it(
    teacher: FlaskClient, wu: User
) -> None:
    course = make_course(wu, [article()], reviewer=make_user(roles=[Role.ITEM_REVIEWER]))
    assert f'value="{course}"' in teacher.get("/taught-classes/new").get_data(as_text=True)

    answer = teacher.post("/taught-classes/new", data={**CLASS, "course": str(course)})

    assert answer.status_code == 303
    cohort = only_cohort()
    assert (cohort.state, cohort.capacity, cohort.exam_year) == (CohortState.DRAFT, 30, 2027)
    assert len(cohort.join_code) == 7
    assert [(row.user_id, row.is_leader) for row in cohort.teachers] == [(wu.id, True)]
    assert "classes.create" in list_acts()
    assert "2027 年中级考前班" in teacher.get(answer.location).get_data(as_text=True)


def test_a_class_is_made_of_courses_of_ones_own_organisation_and_not_of_others(
    client: FlaskClient,
) -> None:
    here, elsewhere = make_organisation(), make_organisation()
    ours, theirs = (
        make_published(organisation_id=here.id),
        make_published(organisation_id=elsewhere.id),
    )
    draft = make_course(make_instructor(), [article()], organisation_id=here.id)
    sign_in(client, make_instructor("郑丽", organisation=here))

    page = client.get("/taught-classes/new").get_data(as_text=True)
    assert f'value="{ours}"' in page
    assert f'value="{theirs}"' not in page
    assert f'value="{draft}"' not in page
    for course in (theirs, draft):
        assert (
            client.post("/taught-classes/new", data={**CLASS, "course": str(course)}).status_code
            == 422
        )
    assert (
        client.post("/taught-classes/new", data={**CLASS, "course": str(ours)}).status_code == 303
    )
    assert only_cohort().organisation_id == here.id


def test_who_has_no_course_is_told_what_a_class_needs(client: FlaskClient) -> None:
    sign_in(client, make_instructor("郑丽", organisation=make_organisation()))
    page = client.get("/taught-classes/new", headers=EN).get_data(as_text=True)
    assert "A class needs a published course" in page


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"title_zh": ""}, "title_zh"),
        ({"capacity": "0"}, "capacity"),
        ({"exam_year": "27"}, "exam_year"),
        ({"ends_on": "2026-11-30"}, "ends_on"),
        ({"ends_on": "2029-11-30"}, "ends_on"),
        ({"starts_on": "0202-12-01"}, "starts_on"),
        ({"introduction": "长" * 6001}, "introduction"),
    ],
)
def test_what_cannot_be_a_class_is_said_beside_its_field(
    teacher: FlaskClient, wu: User, changes: dict[str, str], name: str
) -> None:
    cohort = make_cohort(wu)
    answer = teacher.post(f"/taught-classes/{cohort}/edit", data={**CLASS, **changes})
    assert answer.status_code == 422
    assert field_error(answer.get_data(as_text=True), name)
    assert cohort_of(cohort).capacity is None


def test_a_class_is_opened_once_and_ended_once(teacher: FlaskClient, wu: User) -> None:
    cohort, lin = make_cohort(wu, state=CohortState.DRAFT), make_user()
    address = f"/taught-classes/{cohort}"
    assert teacher.post(f"{address}/end").status_code == 409
    assert teacher.post(f"{address}/opening").status_code == 303
    assert teacher.post(f"{address}/opening").status_code == 409
    make_member(cohort, lin)
    assert teacher.post(f"{address}/end").status_code == 303
    assert cohort_of(cohort).state == CohortState.ENDED
    assert run_tellings() == 2
    assert told(lin) == ["ended"]
    for act in ("end", "opening", "code"):
        assert teacher.post(f"{address}/{act}").status_code == 409
    assert teacher.post(f"{address}/edit", data=CLASS).status_code == 409


@pytest.mark.both_databases
def test_a_cancelled_class_tells_everybody_why_and_cancels_what_was_to_come(
    teacher: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu, capacity=1)
    lin, wang, gone = make_user(), make_user("王建国"), make_user("李静")
    make_member(cohort, lin)
    make_member(cohort, wang, state=MemberState.WAITING)
    make_member(cohort, gone, state=MemberState.LEFT)
    past = make_meeting(cohort, starts_at=NOON.replace(year=2020))
    coming = make_meeting(cohort, starts_at=NOON.replace(year=2050))
    address = f"/taught-classes/{cohort}/cancellation"

    assert teacher.post(address, data={"reason": ""}).status_code == 422
    assert teacher.post(address, data={"reason": "教师调任"}).status_code == 303
    run_tellings()

    found = {meeting.id: meeting for meeting in cohort_of(cohort).meetings}
    assert cohort_of(cohort).state == CohortState.CANCELLED
    assert found[past].cancelled_at is None
    assert found[past].sequence == 0
    assert found[coming].cancelled_at is not None
    assert found[coming].sequence == 1
    assert (told(lin), told(wang), told(gone)) == (["cancelled"], ["cancelled"], [])
    assert last_notice(wang)[0]["reason"] == "教师调任"


@pytest.mark.both_databases
def test_more_places_let_those_in_who_wait_longest_and_fewer_than_members_are_refused(
    teacher: FlaskClient, wu: User
) -> None:
    cohort = make_cohort(wu, capacity=1)
    people = [make_user(name) for name in ("林美华", "王建国", "李静", "何平")]
    make_member(cohort, people[0])
    for one in people[1:]:
        make_member(cohort, one, state=MemberState.WAITING)
    address = f"/taught-classes/{cohort}/edit"

    page = teacher.post(address, data={**CLASS, "capacity": "3"}, headers=EN, follow_redirects=True)
    assert "2 people of the waiting list came in." in page.get_data(as_text=True)
    assert [state_of(one, cohort) for one in people] == ["in", "in", "in", "waiting"]
    assert told(people[1]) == ["moved_up"]
    assert told(people[3]) == []
    assert teacher.post(address, data={**CLASS, "capacity": "2"}).status_code == 409
    assert cohort_of(cohort).capacity == 3
    assert teacher.post(address, data={**CLASS, "capacity": ""}).status_code == 303
    assert state_of(people[3], cohort) == "in"


def test_a_new_code_replaces_the_old_one(teacher: FlaskClient, wu: User, app: Flask) -> None:
    cohort = make_cohort(wu)
    old = cohort_of(cohort).join_code
    assert teacher.post(f"/taught-classes/{cohort}/code").status_code == 303
    new = cohort_of(cohort).join_code
    assert new != old
    learner = sign_in(app.test_client(), make_user())
    assert learner.get(f"/j/{old}").status_code == 422
    assert learner.get(f"/j/{new}").status_code == 200


def test_an_instructor_joins_the_team_by_e_mail_or_mobile_and_is_told(
    teacher: FlaskClient, wu: User
) -> None:
    zheng = make_instructor("郑丽")
    feng = make_user("冯雪", roles=[Role.INSTRUCTOR], mobile="13812345678")
    cohort = make_cohort(wu)
    address = f"/taught-classes/{cohort}/teachers"

    assert teacher.post(address, data={"login": zheng.email}).status_code == 303
    assert (
        teacher.post(address, data={"login": "138 1234 5678", "is_leader": "y"}).status_code == 303
    )

    team = {row.user_id: row.is_leader for row in cohort_of(cohort).teachers}
    assert team == {wu.id: True, zheng.id: False, feng.id: True}
    assert told(zheng) == ["teaching"]
    assert last_notice(zheng)[1] == f"/taught-classes/{cohort}"
    assert teacher.post(address, data={"login": zheng.email}).status_code == 409
    assert "13812345678" not in last_entry("classes.add_teacher").detail


def test_only_instructors_join_the_team_and_whether_others_have_an_account_is_not_said(
    teacher: FlaskClient, wu: User
) -> None:
    cohort, lin = make_cohort(wu), make_user()
    member = make_instructor("郑丽")
    make_member(cohort, member)
    said = set()
    for login in (lin.email, "nobody@example.org", "not a login"):
        answer = teacher.post(f"/taught-classes/{cohort}/teachers", data={"login": login})
        assert answer.status_code == 422
        said.add(field_error(answer.get_data(as_text=True), "login"))
    assert len(said) == 1
    assert said != {""}
    answer = teacher.post(f"/taught-classes/{cohort}/teachers", data={"login": member.email})
    assert answer.status_code == 409


def test_the_last_leader_stays_until_another_leads(teacher: FlaskClient, wu: User) -> None:
    zheng = make_instructor("郑丽")
    cohort = make_cohort(wu, assistants=(zheng,))
    team = f"/taught-classes/{cohort}/teachers"
    assert teacher.post(f"{team}/{wu.id}/removal").status_code == 409
    assert teacher.post(f"{team}/{wu.id}/role", data={"role": "assistant"}).status_code == 409
    assert teacher.post(f"{team}/{zheng.id}/role", data={"role": "leader"}).status_code == 303
    assert teacher.post(f"{team}/{wu.id}/removal").location == "/taught-classes"
    assert [row.user_id for row in cohort_of(cohort).teachers] == [zheng.id]
    assert teacher.get(f"/taught-classes/{cohort}").status_code == 404


def test_an_assistant_goes_by_themselves_and_sends_nobody_away(client: FlaskClient) -> None:
    wu, zheng, he = make_instructor(), make_instructor("郑丽"), make_instructor("何平")
    cohort = make_cohort(wu, assistants=(zheng, he))
    sign_in(client, zheng)
    team = f"/taught-classes/{cohort}/teachers"
    assert client.post(f"{team}/{he.id}/removal").status_code == 404
    assert client.post(f"{team}/{zheng.id}/role", data={"role": "leader"}).status_code == 404
    assert client.post(f"{team}/{zheng.id}/removal").status_code == 303
    assert {row.user_id for row in cohort_of(cohort).teachers} == {wu.id, he.id}


def test_a_forged_role_is_no_role(teacher: FlaskClient, wu: User) -> None:
    cohort = make_cohort(wu)
    answer = teacher.post(f"/taught-classes/{cohort}/teachers/{wu.id}/role", data={"role": "owner"})
    assert answer.status_code == 400
    assert teacher.post(f"/taught-classes/{cohort}/teachers/999/removal").status_code == 404


def test_the_list_of_taught_classes_asks_the_same_of_the_database_however_long_it_is(
    teacher: FlaskClient, wu: User
) -> None:
    course = make_published()
    make_meeting(make_cohort(wu, course_id=course), starts_at=NOON.replace(year=2050))
    before = count_statements(teacher, "/taught-classes")
    for _ in range(3):
        cohort = make_cohort(wu, course_id=course)
        make_meeting(cohort, starts_at=NOON.replace(year=2050))
        make_member(cohort, make_user())
    assert count_statements(teacher, "/taught-classes") == before
