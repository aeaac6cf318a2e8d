"""A course's team: who is taken in, what they may do, and how a course changes hands."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_assignments import add_teacher
from tests.factories_courses import (
    NOON,
    article,
    make_course,
    make_enrolment,
    make_instructor,
    make_published,
    newest,
    publish,
)
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.courses.actions import versions
from trainingapp.courses.models import Course, CourseHandover, CourseTeacher
from trainingapp.courses.queries.authoring import get_draft
from trainingapp.courses.queries.teams import find_instructor
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.course_versions import ReviewerNotIndependent
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
NEW = {"title_zh": "新的一课", "minutes": "10", "markdown": "**要点**", "is_required": "y"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


@pytest.fixture
def zhou(app: Flask) -> User:
    return make_instructor("周敏", organisation=make_organisation("江南大学"))


@pytest.fixture
def desk(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


@pytest.fixture
def other(app: Flask, zhou: User) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), zhou)


def team(course: int) -> list[tuple[str, bool]]:
    rows = select(CourseTeacher).where(CourseTeacher.course_id == course)
    found = [(row.user.display_name, row.can_edit) for row in db.session.scalars(rows)]
    db.session.remove()
    return found


def owner(course: int) -> int:
    found = db.session.get_one(Course, course).owner_id
    db.session.remove()
    return int(found)


def notices(user: User) -> list[str]:
    rows = select(Notice.kind).where(Notice.user_id == user.id).order_by(Notice.id)
    found = [str(kind) for kind in db.session.scalars(rows)]
    db.session.remove()
    return found


def take_in(desk: FlaskClient, course: int, login: str, **data: str) -> Any:
    return desk.post(f"/teaching/{course}/team", data={"login": login, **data}, headers=EN)


def test_the_owner_takes_somebody_in_by_e_mail_or_mobile_number(
    desk: FlaskClient, wu: User, zhou: User
) -> None:
    course = make_course(wu, [article()])
    phoned = make_user("许兰", roles=[Role.INSTRUCTOR], mobile="13800138000")
    assert "Nobody else teaches" in desk.get(f"/teaching/{course}/team", headers=EN).text
    assert take_in(desk, course, str(zhou.email), can_edit="y").status_code == 303
    assert take_in(desk, course, "138 0013 8000").status_code == 303
    assert team(course) == [("周敏", True), ("许兰", False)]
    assert notices(zhou) == notices(phoned) == ["courses.taken_in"]
    html = desk.get(f"/teaching/{course}/team", headers=EN).text
    assert "edit, mark and answer" in html
    acts = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "courses.add_teacher")
    ).all()
    assert [(act.actor_id, act.subject_id) for act in acts] == [(wu.id, course)] * 2


def test_who_does_not_teach_and_who_does_not_exist_are_refused_alike(
    desk: FlaskClient, wu: User
) -> None:
    course = make_course(wu, [article()])
    learner = make_user("林美华")
    said = set()
    for login in (str(learner.email), "nobody@example.org", "not a login", "13900139000"):
        answer = take_in(desk, course, login)
        assert answer.status_code == 422
        assert login in answer.text
        said.add("Nobody who teaches on this site signs in with this." in answer.text)
    assert said == {True}
    assert take_in(desk, course, "").status_code == 422
    assert team(course) == []


def test_who_was_an_instructor_once_is_none(app: Flask, zhou: User) -> None:
    assert find_instructor(str(zhou.email)) is not None
    with writing():
        for grant in db.session.get_one(User, zhou.id).role_grants:
            grant.revoked_at = NOON
        db.session.commit()
    db.session.remove()
    assert find_instructor(str(zhou.email)) is None


def test_nobody_is_taken_in_twice(desk: FlaskClient, wu: User, zhou: User) -> None:
    course = make_course(wu, [article()])
    add_teacher(course, zhou)
    for login in (str(zhou.email), str(wu.email)):
        assert take_in(desk, course, login).status_code == 409
    assert team(course) == [("周敏", False)]


def test_who_may_edit_writes_and_sends_to_review(other: FlaskClient, wu: User, zhou: User) -> None:
    course = make_course(wu, [article()], title="个案工作")
    add_teacher(course, zhou, can_edit=True)
    assert "个案工作" in other.get("/teaching").text
    assert "吴晓东" in other.get("/teaching").text
    section = newest(course).sections[0].id
    db.session.remove()
    added = other.post(f"/teaching/{course}/sections/{section}/lessons?kind=article", data=NEW)
    assert added.status_code == 303
    assert [lesson.title["zh"] for lesson in newest(course).lessons][-1] == "新的一课"
    db.session.remove()
    assert other.post(f"/teaching/{course}/review", data={}).status_code == 303
    assert other.post(f"/teaching/{course}/review/recall").status_code == 303


def test_who_only_marks_reads_and_changes_nothing(other: FlaskClient, wu: User, zhou: User) -> None:
    course = make_course(wu, [article()])
    add_teacher(course, zhou)
    html = other.get(f"/teaching/{course}", headers=EN).text
    assert "Add:" not in html
    assert "Send to review" not in html
    lesson, section = newest(course).lessons[0].id, newest(course).sections[0].id
    db.session.remove()
    shown = other.get(f"/teaching/{course}/lessons/{lesson}", headers=EN)
    assert shown.status_code == 200
    assert "Change the lesson" not in shown.text
    assert other.get(f"/teaching/{course}/preview").status_code == 200
    for address in (
        f"lessons/{lesson}/edit",
        f"lessons/{lesson}/removal",
        f"lessons/{lesson}/copy",
        f"sections/{section}/lessons?kind=article",
        "sections",
        "review",
        "comments",
        "copy",
        "edit",
    ):
        assert other.post(f"/teaching/{course}/{address}", data=NEW).status_code == 404, address


@pytest.mark.parametrize("can_edit", [True, False])
def test_only_the_owner_chooses_the_team_and_withdraws_the_course(
    other: FlaskClient, wu: User, zhou: User, can_edit: bool
) -> None:
    course = make_course(wu, [article()], reviewer=make_user("赵文静", roles=[Role.ITEM_REVIEWER]))
    third = make_instructor("许兰")
    add_teacher(course, zhou, can_edit=can_edit)
    add_teacher(course, third)
    page = other.get(f"/teaching/{course}/team", headers=EN).text
    assert "Take somebody in" not in page
    assert take_in(other, course, str(make_instructor("某人").email)).status_code == 404
    root = f"/teaching/{course}"
    for address in (
        f"{root}/team/{third.id}/removal",
        f"{root}/team/{third.id}/rights",
        f"{root}/team/{zhou.id}/offer",
        f"{root}/offer/withdrawal",
        f"{root}/withdrawal",
        f"{root}/listing",
    ):
        assert other.post(address).status_code == 404, address
    assert team(course) == [("周敏", can_edit), ("许兰", False)]


def test_strangers_see_no_team_and_learners_no_page(app: Flask, wu: User) -> None:
    course = make_published()
    app.config["WTF_CSRF_ENABLED"] = False
    stranger = sign_in(app.test_client(), make_instructor("别人"))
    lin = make_user("林美华")
    make_enrolment(lin, course)
    learner = sign_in(app.test_client(), lin)
    for client, status in ((stranger, 404), (learner, 403)):
        assert client.get(f"/teaching/{course}/team").status_code == status
        assert take_in(client, course, str(wu.email)).status_code == status
        assert client.post(f"/teaching/{course}/offer/acceptance").status_code == status
    assert app.test_client().get(f"/teaching/{course}/team").status_code == 302


def test_rights_are_given_taken_and_the_team_is_left(
    desk: FlaskClient, other: FlaskClient, wu: User, zhou: User
) -> None:
    course = make_course(wu, [article()])
    add_teacher(course, zhou)
    rights = f"/teaching/{course}/team/{zhou.id}/rights"
    desk.post(rights, data={"can_edit": "yes"})
    assert team(course) == [("周敏", True)]
    assert other.get(f"/teaching/{course}/edit").status_code == 200
    desk.post(rights)
    assert other.get(f"/teaching/{course}/edit").status_code == 404
    assert other.post(f"/teaching/{course}/team/{zhou.id}/removal").status_code == 303
    assert team(course) == []
    assert other.get(f"/teaching/{course}").status_code == 404
    add_teacher(course, zhou)
    assert desk.post(f"/teaching/{course}/team/{zhou.id}/removal").status_code == 303
    assert team(course) == []


def test_a_course_changes_hands_when_the_other_accepts(
    desk: FlaskClient, app: Flask, wu: User
) -> None:
    course = make_course(wu, [article()], title="个案工作")
    heir = make_instructor("许兰")
    add_teacher(course, heir)
    app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(app.test_client(), heir)
    assert desk.post(f"/teaching/{course}/team/{heir.id}/offer").status_code == 303
    assert owner(course) == wu.id
    assert "You offer this course to 许兰" in desk.get(f"/teaching/{course}/team", headers=EN).text
    assert "offers you the course" in client.get("/teaching", headers=EN).text
    assert client.post(f"/teaching/{course}/offer/acceptance").status_code == 303
    assert owner(course) == heir.id
    assert team(course) == [("吴晓东", True)]
    assert notices(heir) == ["courses.taken_in", "courses.offered"]
    assert notices(wu) == ["courses.handed_over"]
    assert desk.post(f"/teaching/{course}/team/{heir.id}/removal").status_code == 404
    assert client.post(f"/teaching/{course}/offer/acceptance").status_code == 404  # once


def test_an_offer_is_declined_or_taken_back(desk: FlaskClient, app: Flask, wu: User) -> None:
    course = make_course(wu, [article()])
    heir = make_instructor("许兰")
    add_teacher(course, heir)
    app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(app.test_client(), heir)
    desk.post(f"/teaching/{course}/team/{heir.id}/offer")
    assert client.post(f"/teaching/{course}/offer/refusal").status_code == 303
    assert notices(wu) == ["courses.declined"]
    desk.post(f"/teaching/{course}/team/{heir.id}/offer")
    assert desk.post(f"/teaching/{course}/offer/withdrawal").status_code == 303
    assert client.post(f"/teaching/{course}/offer/acceptance").status_code == 404
    desk.post(f"/teaching/{course}/team/{heir.id}/offer")
    desk.post(f"/teaching/{course}/team/{heir.id}/removal")  # the offer goes with the place
    assert client.post(f"/teaching/{course}/offer/acceptance").status_code == 404
    assert owner(course) == wu.id


def test_a_course_is_offered_only_to_whom_it_could_belong(
    desk: FlaskClient, wu: User, zhou: User
) -> None:
    course = make_course(wu, [article()])  # of no organisation; 周敏 teaches in one
    add_teacher(course, zhou)
    answer = desk.post(f"/teaching/{course}/team/{zhou.id}/offer")
    assert answer.status_code == 409
    assert db.session.scalars(select(CourseHandover)).all() == []
    stranger = make_instructor("别人")
    assert desk.post(f"/teaching/{course}/team/{stranger.id}/offer").status_code == 404


def test_a_reviewer_on_the_team_neither_sees_nor_publishes_the_course(app: Flask, wu: User) -> None:
    both = make_user("赵文静", roles=[Role.ITEM_REVIEWER, Role.INSTRUCTOR])
    fresh = make_user("钱进", roles=[Role.ITEM_REVIEWER])
    course = make_course(wu, [article()], title="个案工作")
    add_teacher(course, both)
    app.config["WTF_CSRF_ENABLED"] = False
    sign_in(app.test_client(), wu).post(f"/teaching/{course}/review", data={})
    version = newest(course).id
    db.session.remove()
    assert notices(both) == ["courses.taken_in"]
    assert notices(fresh) == ["courses.sent"]
    client = sign_in(app.test_client(), both)
    assert "个案工作" not in client.get("/course-reviews").text
    assert client.get(f"/course-reviews/{version}").status_code == 404
    assert client.post(f"/course-reviews/{version}/publication").status_code == 404
    with writing(), pytest.raises(ReviewerNotIndependent):
        versions.publish_version(newest(course), reviewer_id=both.id, now=NOON)
    db.session.rollback()
    assert "个案工作" in sign_in(app.test_client(), fresh).get("/course-reviews").text


def give_away(app: Flask, course: int, before: User, heir: User) -> None:
    """The owner hands the course over and leaves its team."""
    app.config["WTF_CSRF_ENABLED"] = False
    add_teacher(course, heir)
    giving = sign_in(app.test_client(), before)
    giving.post(f"/teaching/{course}/team/{heir.id}/offer")
    sign_in(app.test_client(), heir).post(f"/teaching/{course}/offer/acceptance")
    giving.post(f"/teaching/{course}/team/{before.id}/removal")


def test_who_handed_a_course_over_and_left_never_reviews_it(app: Flask) -> None:
    both = [Role.ITEM_REVIEWER, Role.INSTRUCTOR]
    before, heir = make_user("赵文静", roles=both), make_instructor("许兰")
    course = make_course(before, [article()], title="个案工作")
    give_away(app, course, before, heir)
    assert (owner(course), team(course)) == (heir.id, [])
    sign_in(app.test_client(), heir).post(f"/teaching/{course}/review", data={})
    version = newest(course).id
    db.session.remove()
    assert "courses.sent" not in notices(before)
    client = sign_in(app.test_client(), before)
    assert "个案工作" not in client.get("/course-reviews").text
    assert client.post(f"/course-reviews/{version}/publication").status_code == 404
    with pytest.raises(ReviewerNotIndependent):
        versions.publish_version(newest(course), reviewer_id=before.id, now=NOON)
    assert collect_data(before.id)["courses_made_before"] == [{"course": "个案工作"}]
    db.session.remove()


@pytest.mark.parametrize(("can_edit", "may_review"), [(True, False), (False, True)])
def test_who_could_edit_a_course_once_does_not_review_it(
    app: Flask, desk: FlaskClient, wu: User, can_edit: bool, may_review: bool
) -> None:
    both = make_user("赵文静", roles=[Role.ITEM_REVIEWER, Role.INSTRUCTOR])
    course = make_course(wu, [article()], title="个案工作")
    add_teacher(course, both, can_edit=can_edit)
    desk.post(f"/teaching/{course}/team/{both.id}/rights")
    desk.post(f"/teaching/{course}/team/{both.id}/removal")
    desk.post(f"/teaching/{course}/review", data={})
    assert (
        "个案工作" in sign_in(app.test_client(), both).get("/course-reviews").text
    ) == may_review


def test_who_made_a_course_does_not_review_its_copy(app: Flask, wu: User, zhou: User) -> None:
    maker = make_user("赵文静", roles=[Role.ITEM_REVIEWER, Role.INSTRUCTOR])
    course = make_course(maker, [article()], title="个案工作")
    add_teacher(course, wu, can_edit=True)
    app.config["WTF_CSRF_ENABLED"] = False
    copier = sign_in(app.test_client(), wu)
    copy = int(copier.post(f"/teaching/{course}/copy").location.split("/")[-1])
    copier.post(f"/teaching/{copy}/review", data={})
    assert "个案工作" not in sign_in(app.test_client(), maker).get("/course-reviews").text
    assert "courses.sent" not in notices(maker)


def test_everybody_who_may_edit_hears_of_the_review(app: Flask, wu: User, zhou: User) -> None:
    zhao, third = make_user("赵文静", roles=[Role.ITEM_REVIEWER]), make_instructor("许兰")
    course = make_course(wu, [article()])
    add_teacher(course, zhou, can_edit=True)
    add_teacher(course, third)
    with writing():
        publish(db.session.get_one(Course, course), zhao)
        db.session.commit()
    db.session.remove()
    assert notices(wu) == ["courses.published"]
    assert notices(zhou) == ["courses.taken_in", "courses.published"]
    assert notices(third) == ["courses.taken_in"]


def test_who_leaves_the_site_leaves_every_team_and_takes_a_copy(
    app: Flask, wu: User, zhou: User
) -> None:
    course = make_course(wu, [article()], title="个案工作")
    add_teacher(course, zhou, can_edit=True)
    rows = collect_data(zhou.id)["course_teams"]
    assert [(row["course"], row["may_edit"]) for row in rows] == [("个案工作", True)]
    with writing():
        erase(zhou.id)
        db.session.commit()
    db.session.remove()
    assert team(course) == []
    assert get_draft(db.session.get_one(Course, course)) is not None
