"""What was missed opens the lesson at the minute: on the exercise page and on the review of an exam."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    NOON,
    article,
    exercise,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
    make_published,
)
from tests.factories_itembank import make_item
from trainingapp.accounts.models import User
from trainingapp.courses.actions.versions import list_course
from trainingapp.courses.finding import find_taught
from trainingapp.courses.models import Course
from trainingapp.courses.plans import LessonPlan
from trainingapp.extensions import db
from trainingapp.itembank.finding import (
    FoundLesson,
    find_lessons,
    points_of,
    register_finder,
)
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
POINT, OTHER = "JP01.1.02", "JP01.2.01"


def video(title: str = "接案", *, points: tuple[str, ...] = (POINT,), **starts: int) -> LessonPlan:
    """A video that comes to its points at these seconds."""
    plan = article(title, kind="video", content={"chapters": []}, points=list(points))
    return replace(plan, starts={code.replace("_", "."): at for code, at in starts.items()})


def at(seconds: int) -> dict[str, int]:
    return {POINT.replace(".", "_"): seconds}


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


def found_urls(lin: User, *codes: str) -> list[str]:
    found = find_lessons({1: list(codes)}, lin.id)
    db.session.rollback()
    return [lesson.url for lesson in found.get(1, ())]


def test_a_learner_is_led_to_the_minute_and_everybody_else_to_the_course(lin: User) -> None:
    course = make_published(video(**at(750)))
    assert found_urls(lin, POINT) == [f"/courses/{course}"]
    make_enrolment(lin, course)
    key = lesson_keys(course)[0]
    assert found_urls(lin, POINT) == [f"/courses/{course}/lessons/{key}?t=750"]
    assert found_urls(make_user("王建国"), POINT) == [f"/courses/{course}"]


def test_the_time_is_said_as_people_read_it(lin: User) -> None:
    make_published(video(**at(750)))
    lesson = find_lessons({7: [POINT]}, lin.id)[7][0]
    assert (lesson.time, lesson.lesson["zh"]) == ("12:30", "接案")
    assert FoundLesson({}, {}, "/", None).time == ""


def test_only_published_and_listed_courses_are_named(lin: User) -> None:
    make_course(make_instructor(), [video(**at(60))])  # a draft
    assert found_urls(lin, POINT) == []
    course = make_published(video(**at(60)))
    with writing():
        withdrawn = db.session.get_one(Course, course)
        list_course(withdrawn, is_listed=False, actor_id=withdrawn.owner_id, now=NOON)
        db.session.commit()
        db.session.remove()
    assert found_urls(lin, POINT) == []


def test_exercises_and_live_classes_teach_nothing_new(lin: User) -> None:
    make_published(article("读"), exercise(["X"], points=[POINT]))
    assert found_urls(lin, POINT) == []


def test_own_courses_come_first_then_videos_with_a_time_and_two_are_enough(lin: User) -> None:
    plain = make_published(article("读一读", points=[POINT]))
    timed = make_published(video(**at(60)))
    assert found_urls(lin, POINT) == [f"/courses/{timed}", f"/courses/{plain}"]
    own = make_published(article("自己的课", points=[POINT]))
    make_enrolment(lin, own)
    key = lesson_keys(own)[0]
    assert found_urls(lin, POINT) == [f"/courses/{own}/lessons/{key}", f"/courses/{timed}"]


def test_what_teaches_the_whole_chapter_serves_when_nothing_teaches_the_point(lin: User) -> None:
    whole = make_published(article("整章", points=["JP01.1"]))
    assert found_urls(lin, POINT) == [f"/courses/{whole}"]
    assert found_urls(lin, OTHER) == []
    exact = make_published(video(**at(30)))
    assert found_urls(lin, POINT) == [f"/courses/{exact}"]


def test_the_main_point_is_looked_for_before_the_others_and_no_lesson_is_named_twice(
    lin: User,
) -> None:
    both = make_published(video("两点", points=(OTHER, POINT)))
    main = make_published(video("主要", points=(POINT,), **at(5)))
    assert found_urls(lin, POINT, OTHER) == [f"/courses/{main}", f"/courses/{both}"]


def test_any_part_may_teach(lin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainingapp.itembank.finding._FINDERS", {})
    assert find_lessons({1: [POINT]}, lin.id) == {}
    book = FoundLesson({"zh": "教材"}, {"zh": "书"}, "/books/1")
    register_finder("books", lambda codes, reader: {POINT: [book]} if POINT in codes else {})
    register_finder("books", lambda codes, reader: {POINT: [book]} if POINT in codes else {})
    assert find_lessons({1: [POINT], 2: [OTHER]}, lin.id) == {1: [book]}
    assert find_lessons({}, lin.id) == {}


def count(codes: list[str], reader_id: int) -> int:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        find_taught(codes, reader_id)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        db.session.rollback()
    return len([text for text in statements if "lesson_point" in text])


@pytest.mark.both_databases
def test_one_statement_finds_lessons_for_any_number_of_points(app: Flask, lin: User) -> None:
    for number in range(4):
        make_published(video(points=(POINT, f"JP01.1.1{number}")))
    reader, many = lin.id, [POINT, *(f"JP01.1.1{n}" for n in range(9))]
    assert count([POINT], reader) == count(many, reader) == 1
    assert len(find_taught([POINT], reader)[POINT]) == 2


def test_a_wrongly_answered_item_of_an_exercise_names_its_lesson(app: Flask, lin: User) -> None:
    course = make_published(video("接案怎么谈", **at(750)))
    with writing():
        codes = [make_item("B", knowledge=[POINT]).code, make_item("A", knowledge=[POINT]).code]
        db.session.commit()
        db.session.remove()
    practice = make_published(exercise(codes))
    make_enrolment(lin, practice)
    make_enrolment(lin, course)
    key, film = lesson_keys(practice)[0], lesson_keys(course)[0]
    app.config["WTF_CSRF_ENABLED"] = False
    reader = sign_in(app.test_client(), lin)
    address = f"/courses/{practice}/lessons/{key}"
    assert "Learn this" not in reader.get(address, headers=EN).text
    for code in codes:
        reader.post(f"{address}/responses/{code}", data={"selected": "A"})
    page = reader.get(address, headers=EN).text
    assert page.count("Learn this") == 1  # the second was right
    assert f'<a href="/courses/{course}/lessons/{film}?t=750">接案怎么谈 12:30</a>' in page


def test_points_of_revisions_stand_in_their_order(app: Flask) -> None:
    with writing():
        revision = make_item("B", knowledge=[OTHER, POINT]).revisions[-1]
        db.session.commit()
        number = revision.id
    assert points_of([number]) == {number: [OTHER, POINT]}
    assert points_of([]) == {}
