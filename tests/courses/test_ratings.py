"""Rating a course one has completed: what counts at once, what waits, who answers, who reads."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import (
    NOON,
    article,
    make_course,
    make_enrolment,
    make_instructor,
    make_published,
)
from tests.factories_talk import browser, complete, course_row, make_rating, rating_row
from tests.statements import count_statements
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.courses.models import Course, Rating, TextState
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
SAID = {"stars": "4", "text": "讲得清楚，例子贴近社区。"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


@pytest.fixture
def zhao(app: Flask) -> User:
    return make_user("赵文静", roles=[Role.ITEM_REVIEWER])


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def course(wu: User, zhao: User, lin: User) -> int:
    """A course of Wu's that Lin has completed."""
    found = make_course(wu, [article("第一课")], reviewer=zhao)
    make_enrolment(lin, found)
    complete(lin, found)
    return found


@pytest.fixture
def learner(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


def another(course: int, stars: int, text: str = "", *, by: User | None = None) -> int:
    """A rating by somebody else who has completed the course."""
    person = make_user("王建国")
    make_enrolment(person, course)
    complete(person, course)
    return make_rating(person, course, stars, text, public_by=by)


def own(user: User) -> Rating:
    db.session.remove()
    return db.session.scalars(select(Rating).where(Rating.user_id == user.id)).one()


def kinds(user: User) -> list[str]:
    rows = select(Notice.kind).where(Notice.user_id == user.id).order_by(Notice.id)
    found = list(db.session.scalars(rows))
    db.session.remove()
    return [kind for kind in found if "rating" in kind]


def test_before_completion_no_rating_is_taken(app: Flask, course: int) -> None:
    wang = make_user("王建国")
    reader = browser(app, wang)
    assert reader.get(f"/courses/{course}/rating").status_code == 404  # no learner at all
    make_enrolment(wang, course)
    for answer in (
        reader.get(f"/courses/{course}/rating", headers=EN),
        reader.post(f"/courses/{course}/rating", data=SAID, headers=EN),
    ):
        assert answer.status_code == 409
        assert "as soon as you have completed it" in answer.text
    assert course_row(course).rating_count == 0


def test_stars_count_at_once_and_the_text_waits(
    app: Flask, client: FlaskClient, course: int, lin: User
) -> None:
    learner = browser(app, lin)
    assert "Rate the course" in learner.get(f"/courses/{course}", headers=EN).text
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        answer = browser(app, lin).post(f"/courses/{course}/rating", data=SAID)
    assert answer.location == f"/courses/{course}"
    row = course_row(course)
    assert (row.rating_count, row.rating_total) == (1, 4)
    rating = own(lin)
    assert (rating.text_state, rating.major, rating.minor) == (TextState.WAITING, 1, 0)
    assert rating.changed_at == NOON + timedelta(days=1)
    for address in (f"/courses/{course}", f"/courses/{course}/ratings"):
        page = client.get(address, headers=EN).text
        assert "4.0 of 5" in page, address
        assert "讲得清楚" not in page, address
    assert (
        "Your text waits for a reviewer"
        in learner.get(f"/courses/{course}/rating", headers=EN).text
    )


def test_a_rating_without_words_waits_for_nobody(
    learner: FlaskClient, course: int, lin: User
) -> None:
    learner.post(f"/courses/{course}/rating", data={"stars": "5", "text": "  "})
    assert own(lin).text_state == TextState.NONE


@pytest.mark.parametrize("stars", ["", "0", "6", "-1", "4.5", "viele", "5; DROP TABLE"])
def test_stars_lie_between_one_and_five(learner: FlaskClient, course: int, stars: str) -> None:
    data = {"stars": stars, "text": "说明"}
    answer = learner.post(f"/courses/{course}/rating", data=data)
    assert answer.status_code == 422
    assert "说明" in answer.text
    assert course_row(course).rating_count == 0


def test_one_learner_has_one_rating_and_may_change_it(
    learner: FlaskClient, course: int, lin: User, zhao: User
) -> None:
    number = make_rating(lin, course, 2, "太短", public_by=zhao)
    learner.post(f"/courses/{course}/rating", data={"stars": "5", "text": "太短"})
    assert (own(lin).id, own(lin).stars) == (number, 5)
    assert own(lin).text_state == TextState.PUBLIC  # the words are the same
    assert course_row(course).rating_total == 5
    learner.post(f"/courses/{course}/rating", data={"stars": "5", "text": "后来补得很好"})
    assert own(lin).text_state == TextState.WAITING
    assert "后来补得很好" not in learner.get(f"/courses/{course}/ratings").text
    learner.post(f"/courses/{course}/rating", data={"stars": "5", "text": ""})
    assert own(lin).text_state == TextState.NONE


def test_a_rating_is_taken_back(learner: FlaskClient, course: int, lin: User) -> None:
    another(course, 3)
    make_rating(lin, course, 5)
    assert learner.post(f"/courses/{course}/rating/removal").status_code == 303
    row = course_row(course)
    assert (row.rating_count, row.rating_total) == (1, 3)
    assert learner.post(f"/courses/{course}/rating/removal").status_code == 404


@pytest.mark.both_databases
def test_mean_and_distribution_are_of_all_ratings(
    client: FlaskClient, course: int, lin: User
) -> None:
    make_rating(lin, course, 5)
    for stars in (5, 4, 1):
        another(course, stars)
    row = course_row(course)
    assert (row.rating_count, row.rating_total) == (4, 15)
    assert row.rating_rank == round(1000 * (15 + 15) / 9)
    page = client.get(f"/courses/{course}/ratings", headers=EN).text
    assert "3.8 of 5" in page
    assert "4 ratings" in page
    figures = re.findall(r'<span>(\d) stars?</span><span class="meter-figure">(\d+)<', page)
    assert figures == [("5", "2"), ("4", "1"), ("3", "0"), ("2", "0"), ("1", "1")]


def test_a_reviewer_makes_a_text_public(
    app: Flask, client: FlaskClient, course: int, lin: User, zhao: User
) -> None:
    number = make_rating(lin, course, 4, "讲得清楚")
    office = browser(app, zhao)
    assert "讲得清楚" in office.get("/course-reviews/ratings").text
    address = f"/course-reviews/ratings/{number}"
    assert office.post(f"{address}/publication").status_code == 303
    again = office.post(f"{address}/publication", headers=EN)
    assert again.status_code == 409
    assert "Somebody else has decided" in again.text
    page = client.get(f"/courses/{course}/ratings", headers=EN).text
    assert "讲得清楚" in page
    assert "learned version 1.0" in page
    assert "林美华" not in page  # a public page names nobody
    assert "A learner" in page
    assert "林美华" in browser(app, zhao).get(f"/courses/{course}/ratings").text
    acts = db.session.scalars(select(AuditEntry.action)).all()
    assert "courses.publish_rating" in acts


@pytest.mark.both_databases
def test_a_refused_text_stays_with_its_author_and_the_reason(
    app: Flask, client: FlaskClient, course: int, lin: User, zhao: User
) -> None:
    number = make_rating(lin, course, 1, "广告：加我微信")
    office, address = browser(app, zhao), f"/course-reviews/ratings/{number}/refusal"
    assert office.get(address).status_code == 200
    assert office.post(address, data={"reason": ""}).status_code == 422
    assert office.post(address, data={"reason": "这是广告"}).status_code == 303
    assert "广告" not in client.get(f"/courses/{course}/ratings").text
    assert course_row(course).rating_count == 1  # the stars count either way
    page = browser(app, lin).get(f"/courses/{course}/rating", headers=EN).text
    assert "Your text did not become public" in page
    assert "这是广告" in page
    assert kinds(lin) == ["courses.rating_refused"]


def test_the_queue_leaves_out_ones_own_courses_and_words_and_other_organisations(
    app: Flask, course: int, lin: User, zhao: User
) -> None:
    make_rating(lin, course, 4, "讲得清楚")
    both = make_user("陈思远", roles=[Role.INSTRUCTOR, Role.ITEM_REVIEWER])
    theirs = make_course(both, [article()], reviewer=zhao)
    make_enrolment(lin, theirs)
    make_enrolment(zhao, course)
    complete(lin, theirs)
    complete(zhao, course)
    make_rating(lin, theirs, 5, "陈老师的课好")
    mine = make_rating(zhao, course, 5, "我审核过的课")
    seen = browser(app, both).get("/course-reviews/ratings").text
    assert "讲得清楚" in seen
    assert "陈老师的课好" not in seen
    office = browser(app, zhao)
    assert "我审核过的课" not in office.get("/course-reviews/ratings").text
    assert office.post(f"/course-reviews/ratings/{mine}/publication").status_code == 404
    elsewhere = make_user("钱永", roles=[Role.ADMINISTRATOR], organisation=make_organisation())
    assert "讲得清楚" not in browser(app, elsewhere).get("/course-reviews/ratings").text
    assert browser(app, lin).get("/course-reviews/ratings").status_code == 403
    assert browser(app, lin).post(f"/course-reviews/ratings/{mine}/refusal").status_code == 403


@pytest.mark.both_databases
def test_the_instructor_answers_once(
    app: Flask, client: FlaskClient, course: int, lin: User, wu: User, zhao: User
) -> None:
    number = make_rating(lin, course, 3, "例子少了些", public_by=zhao)
    address = f"/courses/{course}/ratings/{number}/answer"
    desk = browser(app, wu)
    assert address in desk.get(f"/courses/{course}/ratings").text
    assert desk.get(address).status_code == 200
    assert desk.post(address, data={"text": ""}).status_code == 422
    assert desk.post(address, data={"text": "下一版会加。"}).status_code == 303
    assert "下一版会加。" in client.get(f"/courses/{course}/ratings").text
    again = desk.post(address, data={"text": "再说一次"}, headers=EN)
    assert again.status_code == 409
    assert "answered already" in again.text
    assert rating_row(number).answer == "下一版会加。"
    assert kinds(lin) == ["courses.rating_answered"]


def test_only_the_courses_instructor_answers_and_only_public_texts(
    app: Flask, course: int, lin: User, wu: User, zhao: User
) -> None:
    waiting = make_rating(lin, course, 3, "例子少了些")
    data = {"text": "谢谢"}
    assert (
        browser(app, wu).post(f"/courses/{course}/ratings/{waiting}/answer", data=data).status_code
        == 404
    )
    public = another(course, 4, "很好", by=zhao)
    address = f"/courses/{course}/ratings/{public}/answer"
    assert browser(app, make_instructor("郑丽")).post(address, data=data).status_code == 404
    assert browser(app, lin).post(address, data=data).status_code == 403
    assert browser(app, zhao).post(address, data=data).status_code == 403
    other = make_published()
    assert (
        browser(app, wu).post(f"/courses/{other}/ratings/{public}/answer", data=data).status_code
        == 404
    )
    assert rating_row(public).answer == ""


def test_the_signed_out_are_sent_to_sign_in(client: FlaskClient, course: int) -> None:
    for address in (f"/courses/{course}/rating", "/course-reviews/ratings", "/teaching/page"):
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer.location.startswith("/accounts/sign-in"), address
    assert client.post(f"/courses/{course}/rating", data=SAID).status_code == 302
    assert course_row(course).rating_count == 0


def test_ratings_of_a_withdrawn_course_are_for_its_learners(
    app: Flask, client: FlaskClient, course: int, lin: User, wu: User
) -> None:
    with writing():
        db.session.get_one(Course, course).is_listed = False
        db.session.commit()
    db.session.remove()
    assert client.get(f"/courses/{course}/ratings").status_code == 404
    assert browser(app, make_user("王建国")).get(f"/courses/{course}/ratings").status_code == 404
    assert browser(app, lin).get(f"/courses/{course}/ratings").status_code == 200
    assert browser(app, wu).get(f"/courses/{course}/ratings").status_code == 200
    assert browser(app, lin).post(f"/courses/{course}/rating", data=SAID).status_code == 303


def test_an_unrated_course_says_nothing_of_ratings_to_others(
    client: FlaskClient, course: int
) -> None:
    assert "What learners say" not in client.get(f"/courses/{course}", headers=EN).text
    page = client.get(f"/courses/{course}/ratings", headers=EN).text
    assert "There is no rating yet" in page


@pytest.mark.both_databases
def test_who_leaves_takes_the_words_along_and_the_stars_stay(
    app: Flask, client: FlaskClient, course: int, lin: User, wu: User, zhao: User
) -> None:
    number = make_rating(lin, course, 3, "例子少了些", public_by=zhao)
    browser(app, wu).post(f"/courses/{course}/ratings/{number}/answer", data={"text": "会加。"})
    with writing():
        anonymise(db.session.get_one(User, lin.id), now=NOON)
        db.session.commit()
    left = rating_row(number)
    assert (left.user_id, left.text, left.answer, left.stars) == (None, "", "", 3)
    assert course_row(course).rating_count == 1
    page = client.get(f"/courses/{course}/ratings", headers=EN).text
    assert "例子少了些" not in page
    assert "3.0 of 5" in page


def test_the_export_holds_ones_rating(app: Flask, course: int, lin: User) -> None:
    make_rating(lin, course, 4, "讲得清楚")
    (row,) = collect_data(lin.id)["course_ratings"]
    assert (row["stars"], row["text"], row["version"]) == (4, "讲得清楚", "1.0")


@pytest.mark.both_databases
def test_ratings_count_on_both_databases(app: Flask, course: int, lin: User, zhao: User) -> None:
    make_rating(lin, course, 5, "好", public_by=zhao)
    make_rating(lin, course, 3, "还好")
    row = course_row(course)
    assert (row.rating_count, row.rating_total) == (1, 3)
    assert db.session.scalar(select(func.count()).select_from(Rating)) == 1


def test_pages_of_ratings_take_a_constant_number_of_statements(
    app: Flask, course: int, lin: User, zhao: User
) -> None:
    make_rating(lin, course, 5, "好", public_by=zhao)
    another(course, 4, "等着")
    reader, office = browser(app, lin), browser(app, zhao)
    pages = [(reader, f"/courses/{course}/ratings"), (reader, f"/courses/{course}")]
    pages.append((office, "/course-reviews/ratings"))
    few = [count_statements(client, address) for client, address in pages]
    for _number in range(4):
        another(course, 4, "也好", by=zhao)
        another(course, 2, "也等着")
    assert [count_statements(client, address) for client, address in pages] == few
