"""From draft through review to publication, and what a new version means for those who learn the old one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import (
    NOON,
    article,
    enrolment_of,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
    make_published,
    newest,
)
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.courses.actions import learning, versions
from trainingapp.courses.models import Course, CourseVersion, Lesson
from trainingapp.courses.queries.authoring import get_draft
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.course_versions import ReviewerNotIndependent
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


@pytest.fixture
def zhao(app: Flask) -> User:
    return make_user("赵文静", roles=[Role.ITEM_REVIEWER])


@pytest.fixture
def author(app: Flask, wu: User) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), wu)


@pytest.fixture
def reviewer(app: Flask, zhao: User) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), zhao)


def version_of(course: int) -> int:
    found = newest(course).id
    db.session.remove()
    return int(found)


def state_of(course: int) -> str:
    found = newest(course).state
    db.session.remove()
    return str(found)


def notices(user: User) -> list[str]:
    rows = select(Notice.kind).where(Notice.user_id == user.id).order_by(Notice.id)
    found = [str(kind) for kind in db.session.scalars(rows)]
    db.session.remove()
    return found


def numbers(course: int) -> list[tuple[tuple[int, int] | None, str]]:
    rows = select(CourseVersion).where(CourseVersion.course_id == course).order_by(CourseVersion.id)
    found = [(row.number, str(row.state)) for row in db.session.scalars(rows)]
    db.session.remove()
    return found


def test_a_course_goes_to_review_comes_back_and_is_published(
    author: FlaskClient, reviewer: FlaskClient, wu: User, zhao: User
) -> None:
    course = make_course(wu, [article()], title="个案工作")
    assert author.post(f"/teaching/{course}/review", data={"note": "第一版"}).status_code == 303
    assert state_of(course) == "in-review"
    assert notices(zhao) == ["courses.sent"]
    version = version_of(course)
    assert "个案工作" in reviewer.get("/course-reviews").text
    page = reviewer.get(f"/course-reviews/{version}").text
    assert "第一版" in page
    lesson = newest(course).lessons[0].id
    db.session.remove()
    assert "先接案" in reviewer.get(f"/course-reviews/{version}/lessons/{lesson}").text

    said = {"text": "第二段请注明来源。"}
    assert reviewer.post(f"/course-reviews/{version}/comments", data=said).status_code == 303
    assert (
        reviewer.post(f"/course-reviews/{version}/comments", data={"text": ""}).status_code == 422
    )
    assert "第二段请注明来源。" in author.get(f"/teaching/{course}").text
    assert author.post(f"/teaching/{course}/comments", data={"text": "好的"}).status_code == 303
    assert author.post(f"/teaching/{course}/comments", data={"text": ""}).status_code == 422
    assert "好的" in reviewer.get(f"/course-reviews/{version}").text

    assert (
        reviewer.post(f"/course-reviews/{version}/return", data={"reason": ""}).status_code == 422
    )
    back = reviewer.post(f"/course-reviews/{version}/return", data={"reason": "缺来源"})
    assert back.status_code == 303
    assert state_of(course) == "draft"
    assert "缺来源" in author.get(f"/teaching/{course}").text
    assert reviewer.get(f"/course-reviews/{version}").status_code == 404

    author.post(f"/teaching/{course}/review", data={})
    assert reviewer.post(f"/course-reviews/{version}/publication").status_code == 303
    assert numbers(course) == [((1, 0), "published")]
    assert notices(wu) == ["courses.commented", "courses.returned", "courses.published"]
    row = db.session.get_one(Course, course)
    assert (row.is_listed, row.lesson_count, row.minutes) == (True, 1, 10)
    assert "第一段" not in row.search_text  # titles and summary are searched, not whole texts
    db.session.remove()
    done = set(db.session.scalars(select(AuditEntry.action)))
    assert {"courses.create", "courses.send", "courses.return", "courses.publish"} <= done


def test_an_author_calls_a_course_back(author: FlaskClient, wu: User, zhao: User) -> None:
    course = make_course(wu, [article()])
    author.post(f"/teaching/{course}/review", data={})
    assert "Call it back" in author.get(f"/teaching/{course}", headers=EN).text
    assert author.post(f"/teaching/{course}/sections", data={"title_zh": "x"}).status_code == 409
    assert author.post(f"/teaching/{course}/review/recall").status_code == 303
    assert state_of(course) == "draft"
    assert author.post(f"/teaching/{course}/review/recall").status_code == 409


def test_a_course_without_a_lesson_that_counts_is_not_sent(author: FlaskClient, wu: User) -> None:
    course = make_course(wu, [article(is_required=False)])
    answer = author.post(f"/teaching/{course}/review", data={}, headers=EN)
    assert answer.status_code == 409
    assert "at least one lesson that counts" in answer.text
    assert state_of(course) == "draft"
    long = author.post(f"/teaching/{course}/review", data={"note": "长" * 301})
    assert long.status_code == 422


def test_nobody_reviews_their_own_course(app: Flask, client: FlaskClient) -> None:
    both = make_user("吴晓东", roles=[Role.INSTRUCTOR, Role.ITEM_REVIEWER])
    course = make_course(both, [article()])
    sign_in(client, both)
    client.post(f"/teaching/{course}/review", data={})
    version = version_of(course)
    assert client.get(f"/course-reviews/{version}").status_code == 404
    assert client.post(f"/course-reviews/{version}/publication").status_code == 404
    found = newest(course)
    for act in (
        lambda: versions.publish_version(found, reviewer_id=both.id, now=NOON),
        lambda: versions.return_version(found, reason="x", reviewer_id=both.id, now=NOON),
    ):
        with pytest.raises(ReviewerNotIndependent):
            act()
    db.session.rollback()


def test_a_reviewer_of_an_organisation_sees_only_its_courses(
    app: Flask, client: FlaskClient, wu: User
) -> None:
    here, there = make_organisation(), make_organisation()
    inside = make_course(wu, [article()], organisation_id=here.id)
    outside = make_course(wu, [article()], organisation_id=there.id)
    with writing():
        for course in (inside, outside):
            versions.send_version(
                get_draft(db.session.get_one(Course, course)),
                note="",
                actor_id=wu.id,
                now=NOON,
            )
        db.session.commit()
    db.session.remove()
    sign_in(client, make_user(roles=[Role.ITEM_REVIEWER], organisation=here))
    assert client.get(f"/course-reviews/{version_of(inside)}").status_code == 200
    assert client.get(f"/course-reviews/{version_of(outside)}").status_code == 404
    assert client.post(f"/course-reviews/{version_of(outside)}/publication").status_code == 404


def test_a_draft_is_no_reviewers_yet(reviewer: FlaskClient, wu: User) -> None:
    course = make_course(wu, [article()])
    assert reviewer.get(f"/course-reviews/{version_of(course)}").status_code == 404
    assert "No course waits for you" in reviewer.get("/course-reviews", headers=EN).text


def reopen(course: int, author: FlaskClient) -> None:
    assert author.post(f"/teaching/{course}/versions").status_code == 303
    assert state_of(course) == "draft"


def finish(course: int, author: FlaskClient, reviewer: FlaskClient) -> None:
    author.post(f"/teaching/{course}/review", data={"note": "新的"})
    answer = reviewer.post(f"/course-reviews/{version_of(course)}/publication")
    assert answer.status_code == 303


def test_new_words_are_minor_and_reach_those_who_learn(
    app: Flask, author: FlaskClient, reviewer: FlaskClient, wu: User, zhao: User
) -> None:
    course = make_course(wu, [article("第一课"), article("第二课")], reviewer=zhao)
    keys = lesson_keys(course)
    lin = make_user()
    make_enrolment(lin, course)
    learner = sign_in(app.test_client(), lin)
    reopen(course, author)
    assert lesson_keys(course) == keys
    assert author.post(f"/teaching/{course}/versions").status_code == 409
    lesson = newest(course).lessons[0].id
    db.session.remove()
    data = {"title_zh": "第一课（新）", "minutes": "12", "markdown": "新的内容", "is_required": "y"}
    author.post(f"/teaching/{course}/lessons/{lesson}/edit", data=data)
    assert "新的内容" not in learner.get(f"/courses/{course}/lessons/{keys[0]}").text
    finish(course, author, reviewer)
    assert numbers(course) == [((1, 0), "superseded"), ((1, 1), "published")]
    assert "新的内容" in learner.get(f"/courses/{course}/lessons/{keys[0]}").text
    assert "新的" in learner.get(f"/courses/{course}").text


def test_a_vanished_lesson_is_major_and_learners_stay_until_they_move(
    app: Flask, author: FlaskClient, reviewer: FlaskClient, wu: User, zhao: User
) -> None:
    course = make_course(wu, [article("第一课"), article("第二课")], reviewer=zhao)
    first, second = lesson_keys(course)
    lin = make_user()
    make_enrolment(lin, course)
    learner = sign_in(app.test_client(), lin)
    learner.post(f"/courses/{course}/lessons/{first}/completion")
    learner.post(f"/courses/{course}/lessons/{second}/progress", json={"position": 10})
    reopen(course, author)
    lesson = newest(course).lessons[1].id
    db.session.remove()
    author.post(f"/teaching/{course}/lessons/{lesson}/removal")
    finish(course, author, reviewer)
    assert numbers(course) == [((1, 0), "superseded"), ((2, 0), "published")]
    page = learner.get(f"/courses/{course}", headers=EN).text
    assert "There is a new edition" in page
    assert learner.get(f"/courses/{course}/lessons/{second}").status_code == 200
    assert learner.get("/home").status_code == 200
    assert learner.post(f"/courses/{course}/edition").status_code == 303
    assert learner.get(f"/courses/{course}/lessons/{second}").status_code == 404
    assert f"lessons/{second}" not in learner.get("/home").text
    # Everything that the new edition needs was completed before.
    enrolment = enrolment_of(lin, course)
    assert (enrolment.major, enrolment.completed_at is not None) == (2, True)
    db.session.remove()
    make_enrolment(make_user("王建国"), course, now=NOON + timedelta(days=1))
    assert "There is a new edition" not in learner.get(f"/courses/{course}", headers=EN).text


def test_the_catalogue_says_what_is_published_and_not_what_is_being_written(
    client: FlaskClient, author: FlaskClient, reviewer: FlaskClient, wu: User, zhao: User
) -> None:
    course = make_course(wu, [article()], title="旧名", reviewer=zhao)
    reopen(course, author)
    data = {"title_zh": "新名", "summary_zh": "新的简介", "subject": "middle-law"}
    assert author.post(f"/teaching/{course}/edit", data=data).status_code == 303
    assert "新名" in author.get(f"/teaching/{course}").text
    assert "旧名" in client.get("/courses").text
    assert "新名" not in client.get("/courses").text
    finish(course, author, reviewer)
    assert "新名" in client.get("/courses?q=简介&subject=middle-law").text


def test_a_course_is_withdrawn_and_comes_back(
    author: FlaskClient, client: FlaskClient, wu: User, zhao: User
) -> None:
    course = make_course(wu, [article()], title="小组工作", reviewer=zhao)
    assert author.post(f"/teaching/{course}/withdrawal").status_code == 303
    assert "小组工作" not in client.get("/courses").text
    assert author.post(f"/teaching/{course}/listing").status_code == 303
    assert "小组工作" in client.get("/courses").text
    unread = make_course(wu, [article()])
    author.post(f"/teaching/{unread}/listing")
    assert client.get(f"/courses/{unread}").status_code == 404


def test_what_is_published_stays_as_it_was(author: FlaskClient, wu: User, zhao: User) -> None:
    course = make_course(wu, [article("第一课")], reviewer=zhao)
    before = contents(course)
    reopen(course, author)
    lesson = newest(course).lessons[0].id
    db.session.remove()
    author.post(f"/teaching/{course}/lessons/{lesson}/removal")
    assert contents(course) == before


def contents(course: int) -> list[tuple[str, object]]:
    """What the published version says."""
    rows = (
        select(Lesson)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .where(CourseVersion.course_id == course, CourseVersion.state == "published")
    )
    found = [(row.key, row.content) for row in db.session.scalars(rows)]
    db.session.remove()
    return found


def test_a_course_that_is_not_listed_takes_nobody_new(app: Flask) -> None:
    course = make_published()
    lin = make_user()
    with writing():
        row = db.session.get_one(Course, course)
        row.is_listed = False
        db.session.flush()
        with pytest.raises(learning.CourseNotPublished):
            learning.enrol(row, user_id=lin.id, now=NOON)
        db.session.rollback()
