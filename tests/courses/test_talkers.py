"""What somebody is to a course when people talk in it: by enrolment, by team, by role and by place."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from tests.factories_accounts import make_organisation, make_user
from tests.factories_courses import (
    NOON,
    article,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
)
from tests.factories_talk import browser, make_topic, standing_of, topic_row
from trainingapp.accounts.models import Organisation, RoleGrant, User
from trainingapp.courses.models import CourseTeacher
from trainingapp.courses.queries.talkers import list_instructors
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing


@pytest.fixture
def place(app: Flask) -> Organisation:
    return make_organisation("滨江师范大学")


@pytest.fixture
def wu(place: Organisation) -> User:
    return make_instructor("吴晓东", organisation=place)


@pytest.fixture
def course(wu: User, place: Organisation) -> int:
    zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    return make_course(wu, [article()], reviewer=zhao, organisation_id=place.id)


def offices(user: User, course: int) -> str:
    """L for a learner, I for an instructor, R for a reviewer; nothing for nobody."""
    try:
        found = standing_of(user, course)
    except NoResultFound:
        return ""
    finally:
        db.session.remove()
    letters = {"L": found.is_learner, "I": found.is_instructor, "R": found.is_reviewer}
    return "".join(letter for letter, is_so in letters.items() if is_so)


def join_team(user: User, course: int) -> None:
    with writing():
        db.session.add(CourseTeacher(course_id=course, user_id=user.id, added_at=NOON))
        db.session.commit()
    db.session.remove()


def test_somebody_without_any_tie_is_nobody(course: int) -> None:
    assert offices(make_user(), course) == ""
    assert offices(make_instructor("郑丽"), course) == ""


def test_a_course_that_does_not_exist_has_nobody(wu: User) -> None:
    with pytest.raises(NoResultFound):
        standing_of(wu, 99_999)


def test_whoever_is_enrolled_learns(course: int) -> None:
    lin = make_user()
    make_enrolment(lin, course)
    assert offices(lin, course) == "L"


def test_owner_and_team_teach(course: int, wu: User) -> None:
    zheng = make_instructor("郑丽")
    join_team(zheng, course)
    assert offices(wu, course) == offices(zheng, course) == "I"


def test_an_instructor_who_learns_their_own_course_is_both(course: int, wu: User) -> None:
    make_enrolment(wu, course)
    assert offices(wu, course) == "LI"


def test_who_lost_the_role_teaches_no_more(course: int, wu: User) -> None:
    with writing():
        rows = db.update(RoleGrant).where(RoleGrant.user_id == wu.id)
        db.session.execute(rows.values(revoked_at=NOON))
        db.session.commit()
    db.session.remove()
    assert offices(wu, course) == ""


@pytest.mark.parametrize(
    ("role", "where", "expected"),
    [
        (Role.ITEM_REVIEWER, "site", "R"),
        (Role.ADMINISTRATOR, "site", "R"),
        (Role.ADMINISTRATOR, "here", "R"),
        (Role.ADMINISTRATOR, "elsewhere", ""),
        (Role.ITEM_EDITOR, "site", ""),
        (Role.EXAM_OFFICER, "site", ""),
        (Role.AGENCY_MANAGER, "here", ""),
        (Role.AUDITOR, "site", ""),
        (Role.REGISTRAR, "here", ""),
    ],
)
def test_reviewers_moderate_where_they_review(
    course: int, place: Organisation, role: Role, where: str, expected: str
) -> None:
    places = {"site": None, "here": place}
    held = places[where] if where in places else make_organisation("别的大学")
    person = make_user("韩立", roles=[role], organisation=held)
    assert offices(person, course) == expected


def test_nobody_reviews_what_they_teach(course: int) -> None:
    both = make_user("陈思远", roles=[Role.INSTRUCTOR, Role.ITEM_REVIEWER])
    assert offices(both, course) == "R"
    join_team(both, course)
    assert offices(both, course) == "I"


def test_a_course_of_no_organisation_is_reviewed_for_the_whole_site_only(
    wu: User, place: Organisation
) -> None:
    zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    free = make_course(wu, [article()], reviewer=zhao)
    assert offices(zhao, free) == "R"
    assert offices(make_user("韩立", roles=[Role.ADMINISTRATOR], organisation=place), free) == ""


def test_what_each_office_may_do(app: Flask, course: int, wu: User) -> None:
    lin, zhao = make_user(), make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    make_enrolment(lin, course)
    topic = make_topic(lin, course)
    post = topic_row(topic)
    facts = {}
    for name, person in (("lin", lin), ("wu", wu), ("zhao", zhao)):
        found = standing_of(person, course)
        facts[name] = (
            found.may_reply,
            found.is_moderator,
            found.wrote(post),
            found.may_hide(post),
        )
    assert facts == {
        "lin": (True, False, True, False),
        "wu": (True, True, False, True),
        "zhao": (False, True, False, True),
    }


def test_a_moderators_own_text_is_not_theirs_to_hide(course: int, wu: User) -> None:
    make_enrolment(wu, course)
    topic = make_topic(wu, course)
    assert not standing_of(wu, course).may_hide(topic_row(topic))


def test_the_owner_and_the_team_are_told_each_once(course: int, wu: User) -> None:
    zheng = make_instructor("郑丽")
    join_team(zheng, course)
    join_team(wu, course)
    assert list_instructors(standing_of(wu, course).course) == [wu.id, zheng.id]


def test_a_learner_asks_and_an_instructor_who_does_not_learn_does_not(
    app: Flask, course: int, wu: User
) -> None:
    page = browser(app, wu).get(f"/courses/{course}/topics")
    assert page.status_code == 200
    address = f"/courses/{course}/lessons/{lesson_keys(course)[0]}/topics"
    assert 'id="ask"' not in browser(app, wu).get(address).text
    refused = browser(app, wu).post(address, data={"title": "甲", "text": "乙"})
    assert refused.status_code == 404
