"""What a draft still lacks, lesson by lesson, and what two forms that differ show of each other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from wtforms import BooleanField, DecimalField, IntegerField, StringField

from tests.factories_assignments import RUBRIC, assignment
from tests.factories_courses import article, exercise, live, make_course, make_instructor, newest
from trainingapp.courses.forms.assignments import read_lines, read_rubric
from trainingapp.courses.hints import IMAGE_WITHOUT_TEXT, list_hints
from trainingapp.courses.plans import LessonPlan
from trainingapp.courses.queries.authoring import load_content
from trainingapp.courses.staleness import compare, fingerprint, fingerprint_lesson
from trainingapp.extensions import db
from trainingapp.web.forms import BaseForm

POINT = ["JC01.1.01"]
POINTS = Decimal("10.5")


def hints(app: Flask, *lessons: LessonPlan, **changes: Any) -> list[str]:
    """The English hints of a course with these lessons."""
    values = {"subject": "junior-comprehensive", "level": "junior", **changes}
    course = make_course(make_instructor(), lessons, **values)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        found = [hint.text.split(":")[0] for hint in list_hints(load_content(newest(course)))]
    db.session.remove()
    return found


@pytest.mark.parametrize(
    ("lesson", "expected"),
    [
        (article(points=POINT), []),
        (article(), ["no knowledge point"]),
        (live(), []),
        (article(kind="download", content={}), []),
        (article(kind="video", content={}, points=POINT), ["no subtitles"]),
        (assignment(), ["no knowledge point", "no rubric"]),
        (assignment(rubric=RUBRIC), ["no knowledge point"]),
        (exercise(points=POINT), ["no ready items"]),
        (
            article(points=POINT, content={"markdown": "![](picture:1)"}),
            ["a picture without a description"],
        ),
        (article(points=POINT, content={"markdown": "![大厅](picture:1)"}), []),
    ],
)
def test_each_lesson_is_looked_at_by_its_kind(
    app: Flask, lesson: LessonPlan, expected: list[str]
) -> None:
    assert hints(app, lesson) == expected


def test_a_course_without_lessons_or_subject_is_told(app: Flask) -> None:
    assert hints(app, subject=None) == [
        "The course has no lesson yet.",
        "Without an exam subject no knowledge points can be named.",
    ]


def test_hints_stand_in_the_order_of_the_lessons(app: Flask) -> None:
    found = hints(app, article(), article(kind="video", content={}, points=POINT), article())
    assert found == ["no knowledge point", "no subtitles", "no knowledge point"]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("![](a.png)", True),
        ("![ ](a.png)", True),
        ("文字![](a.png)文字", True),
        ("![图](a.png)", False),
        ("[](a.png)", False),
        ("! [](a.png)", False),
        ("", False),
    ],
)
def test_pictures_without_words_are_found(markdown: str, expected: bool) -> None:
    assert (IMAGE_WITHOUT_TEXT.search(markdown) is not None) is expected


class Form(BaseForm):
    """Four kinds of fields."""

    class Meta(BaseForm.Meta):
        csrf = False

    title = StringField("Title")
    minutes = IntegerField("Minutes")
    is_required = BooleanField("Required")
    points = DecimalField("Points")


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ({"title": "接案", "minutes": 10, "is_required": True}, []),
        ({"title": "预估", "minutes": 10, "is_required": True}, [("Title", "预估")]),
        ({"title": "接案", "minutes": 20, "is_required": True}, [("Minutes", "20")]),
        ({"title": "接案", "minutes": 10, "is_required": False}, [("Required", "—")]),
        ({"title": "接案\r\n", "minutes": 10}, []),
        ({"points": Decimal("10.50")}, []),
        ({"points": Decimal("10.25")}, [("Points", "10.25")]),
        ({"title": None}, [("Title", "")]),
        ({}, []),
    ],
)
def test_only_what_differs_is_shown(
    app: Flask, stored: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with app.test_request_context():
        form = Form(data={"title": "接案", "minutes": 10, "is_required": True, "points": POINTS})
        assert compare(form, stored) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"title": {"zh": "别的"}},
        {"minutes": 11},
        {"is_required": False},
        {"is_preview": True},
        {"content": {"markdown": "别的"}},
    ],
)
def test_every_change_of_a_lesson_changes_its_fingerprint(
    app: Flask, change: dict[str, Any]
) -> None:
    course = make_course(make_instructor(), [article(points=POINT)])
    lesson = load_content(newest(course)).lessons[0]
    before = fingerprint_lesson(lesson)
    assert fingerprint_lesson(lesson) == before
    for name, value in change.items():
        setattr(lesson, name, value)
    assert fingerprint_lesson(lesson) != before
    db.session.rollback()


def test_a_point_taken_away_changes_the_fingerprint_too(app: Flask) -> None:
    course = make_course(make_instructor(), [article(points=POINT)])
    lesson = load_content(newest(course)).lessons[0]
    before = fingerprint_lesson(lesson)
    lesson.points.clear()
    assert fingerprint_lesson(lesson) != before
    db.session.rollback()


def test_fingerprints_tell_text_from_numbers_and_order() -> None:
    prints = {fingerprint(value) for value in (1, "1", [1], [1, 2], [2, 1], {"a": 1}, None, "")}
    assert len(prints) == 8


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("\n \n", []),
        ("条理 4", [("条理", "4")]),
        ("条理：4分", [("条理", "4")]),
        ("条理|4.25", [("条理", "4.25")]),
        ("第 1 条 要求 2", [("第 1 条 要求", "2")]),
        ("a 1\r\nb 2\r\n", [("a", "1"), ("b", "2")]),
    ],
)
def test_a_rubric_is_read_as_people_type_it(text: str, lines: list[tuple[str, str]]) -> None:
    assert [(line.criterion, str(line.most)) for line in read_rubric(text)] == lines


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ([], []),
        (["1", " 2.5 "], ["1", "2.5"]),
        (["0"], ["0"]),
        (["1", ""], None),
        (["-1"], None),
        (["1e2"], None),
        (["１"], ["1"]),
        (["12345"], None),
        (["1.234"], None),
    ],
)
def test_points_of_lines_are_plain_numbers(typed: list[str], expected: list[str] | None) -> None:
    found = read_lines(typed)
    assert (None if found is None else [str(value) for value in found]) == expected
