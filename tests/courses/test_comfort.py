"""What spares authors work: copies, moving, hints, a preview; and two authors at once who lose nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_assignments import RUBRIC, add_teacher, assignment
from tests.factories_courses import (
    article,
    exercise,
    make_course,
    make_instructor,
    newest,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.courses.forms.assignments import read_rubric
from trainingapp.courses.models import Course, VersionComment
from trainingapp.courses.staleness import fingerprint, is_stale
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
TEXT = {"title_zh": "接案", "minutes": "10", "markdown": "**要点**", "is_required": "y"}
TASK = {
    "title_zh": "写预估",
    "minutes": "60",
    "markdown": "读案例，写预估。",
    "takes": "text",
    "points": "10",
    "rubric": "",
    "completes": "handed-in",
    "least": "",
    "is_required": "y",
}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


@pytest.fixture
def desk(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


@pytest.fixture
def zhou_desk(app: Flask) -> Any:
    """The desk of a co-instructor, taken into a course by calling."""
    zhou = make_instructor("周敏")
    app.config["WTF_CSRF_ENABLED"] = False

    def enter(course: int) -> FlaskClient:
        add_teacher(course, zhou, can_edit=True)
        return sign_in(app.test_client(), zhou)

    return enter


def ids(course: int) -> list[int]:
    found = [lesson.id for lesson in newest(course).lessons]
    db.session.remove()
    return found


def order(course: int) -> list[list[str]]:
    found = [
        [lesson.title["zh"] for lesson in section.lessons] for section in newest(course).sections
    ]
    db.session.remove()
    return found


def base_on(page: str) -> str:
    found = re.search(r'name="base" value="(\w+)"', page)
    assert found is not None
    return found[1]


def add(desk: FlaskClient, course: int, kind: str, data: dict[str, str]) -> Any:
    section = newest(course).sections[0].id
    db.session.remove()
    return desk.post(
        f"/teaching/{course}/sections/{section}/lessons?kind={kind}", data=data, headers=EN
    )


def test_an_assignment_is_written_and_shown_as_it_was_written(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu)
    rubric = "条理清楚 4\n引用法条：3.5分\nClear words: 2 points"
    data = {**TASK, "rubric": rubric, "completes": "points", "least": "6", "takes": "both"}
    answer = add(desk, course, "assignment", data)
    assert answer.status_code == 303, answer.text
    lesson = newest(course).lessons[0]
    assert lesson.content["points"] == "9.5"  # the rubric's lines add up
    assert [row["most"] for row in lesson.content["rubric"]] == ["4", "3.5", "2"]
    assert (lesson.content["least"], lesson.content["may_repeat"]) == ("6", False)
    number = lesson.id
    db.session.remove()
    form = desk.get(f"/teaching/{course}/lessons/{number}/edit").text
    assert "条理清楚 4\n引用法条 3.5\nClear words 2" in form
    assert 'value="9.5"' in form
    assert 'value="6"' in form
    shown = desk.get(f"/teaching/{course}/lessons/{number}", headers=EN).text
    assert "引用法条" in shown
    assert "A text, files, or both" in shown


@pytest.mark.parametrize(
    "changes",
    [
        {"markdown": ""},
        {"takes": "money"},
        {"points": ""},
        {"points": "0"},
        {"points": "1000.5"},
        {"points": "1.005"},
        {"points": "NaN"},
        {"rubric": "条理清楚"},
        {"rubric": "条理清楚 0"},
        {"rubric": "\n".join(f"第{n}条 1" for n in range(11))},
        {"completes": "points", "least": ""},
        {"completes": "points", "least": "0"},
        {"completes": "points", "least": "10.5"},
        {"completes": "points", "least": "x"},
        {"completes": "luck"},
    ],
)
def test_a_faulty_assignment_is_refused_beside_its_field(
    desk: FlaskClient, wu: User, changes: dict[str, str]
) -> None:
    course = make_course(wu)
    answer = add(desk, course, "assignment", {**TASK, **changes})
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert order(course) == [[]]


def test_points_that_are_enough_matter_only_where_they_are_asked_for(
    desk: FlaskClient, wu: User
) -> None:
    course = make_course(wu)
    assert add(desk, course, "assignment", {**TASK, "least": "junk"}).status_code == 303


@pytest.mark.parametrize(
    "line", ["没有分值", "4", " 4", "长" * 201 + " 4", "条理 -4", "条理 4.123"]
)
def test_a_rubric_line_needs_words_and_points(line: str) -> None:
    with pytest.raises(ValueError, match=re.escape(line.strip())):
        read_rubric(line)


def test_a_copied_lesson_stands_behind_its_original_with_a_key_of_its_own(
    desk: FlaskClient, wu: User
) -> None:
    course = make_course(wu, [article("甲"), assignment("乙", rubric=RUBRIC), article("丙")])
    middle = ids(course)[1]
    answer = desk.post(f"/teaching/{course}/lessons/{middle}/copy")
    assert answer.status_code == 303
    assert order(course) == [["甲", "乙", "乙（副本）", "丙"]]
    lessons = newest(course).lessons
    assert lessons[1].content == lessons[2].content
    assert len({lesson.key for lesson in lessons}) == 4
    assert answer.location.endswith(f"#lesson-{lessons[2].id}")


def test_a_lesson_moves_to_the_end_of_another_section(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu, [article("甲"), article("乙")])
    desk.post(f"/teaching/{course}/sections", data={"title_zh": "第二部分"})
    first, second = (section.id for section in newest(course).sections)
    db.session.remove()
    lesson = ids(course)[0]
    address = f"/teaching/{course}/lessons/{lesson}/section"
    assert f'value="{second}"' in desk.get(f"/teaching/{course}/lessons/{lesson}").text
    assert desk.post(address, data={"section": str(second)}).status_code == 303
    assert order(course) == [["乙"], ["甲"]]
    desk.post(address, data={"section": str(second)})  # where it is it stays
    assert order(course) == [["乙"], ["甲"]]
    foreign = newest(make_course(wu)).sections[0].id
    db.session.remove()
    for wrong in (str(foreign), "x", ""):
        assert desk.post(address, data={"section": wrong}).status_code == 404
    assert desk.post(address, data={"section": str(first)}).status_code == 303
    assert order(course) == [["乙", "甲"], []]


def test_a_whole_course_is_copied_as_a_draft_of_ones_own(
    desk: FlaskClient, wu: User, zhou_desk: Any
) -> None:
    zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    course = make_course(
        wu, [article("甲"), exercise(points=["JC01"])], title="个案", reviewer=zhao
    )
    other = zhou_desk(course)
    answer = other.post(f"/teaching/{course}/copy")
    copied = int(answer.location.rsplit("/", 1)[1])
    row, original = db.session.get_one(Course, copied), db.session.get_one(Course, course)
    assert row.title == {"zh": "个案（副本）"}
    assert (row.owner.display_name, row.is_listed, row.published_at) == ("周敏", False, None)
    assert original.owner_id == wu.id
    keys = {lesson.key for lesson in newest(course).lessons}
    assert not keys & {lesson.key for lesson in newest(copied).lessons}
    assert [point.code for point in newest(copied).lessons[1].points] == ["JC01"]
    db.session.remove()
    assert order(copied) == order(course)
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "courses.copy")).all()
    assert [act.subject_id for act in acts] == [copied]
    assert desk.get(f"/teaching/{copied}").status_code == 404  # the copy has no team


def test_a_copy_belongs_where_its_maker_teaches(app: Flask, wu: User) -> None:
    place, elsewhere = make_organisation("滨江师范大学"), make_organisation("江南大学")
    course = make_course(wu, [article()], organisation_id=place.id)
    guest = make_instructor("许兰", organisation=elsewhere)
    add_teacher(course, guest, can_edit=True)
    app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(app.test_client(), guest)
    answer = client.post(f"/teaching/{course}/copy")
    assert client.get(answer.location).status_code == 200
    copied = int(answer.location.rsplit("/", 1)[1])
    assert db.session.get_one(Course, copied).organisation_id == elsewhere.id


def test_hints_say_what_is_missing_and_keep_nobody_from_the_review(
    desk: FlaskClient, wu: User
) -> None:
    bare = article("甲", content={"markdown": "看图：\n\n![](picture:1)"})
    course = make_course(wu, [bare, article("乙", kind="video", content={}), assignment("丙")])
    html = desk.get(f"/teaching/{course}", headers=EN).text
    for hint in (
        "Without an exam subject",
        "no knowledge point",
        "a picture without a description",
        "no subtitles",
        "no rubric",
    ):
        assert hint in html, hint
    assert desk.post(f"/teaching/{course}/review", data={}).status_code == 303
    assert "no rubric" not in desk.get(f"/teaching/{course}", headers=EN).text


def test_a_course_that_lacks_nothing_is_told_so(desk: FlaskClient, wu: User) -> None:
    course = make_course(
        wu,
        [article("甲", points=["JC01.1.01"], content={"markdown": "![图](picture:1)"})],
        subject="junior-comprehensive",
        level="junior",
    )
    html = desk.get(f"/teaching/{course}", headers=EN).text
    assert "Nothing is missing that we could see" in html


def test_the_outline_of_a_long_course_takes_as_many_statements_as_that_of_a_short_one(
    desk: FlaskClient, wu: User
) -> None:
    few = make_course(wu, [article(), assignment()])
    many = make_course(wu, [article(), assignment()] * 40)
    count = count_statements(desk, f"/teaching/{few}")
    assert count_statements(desk, f"/teaching/{many}") == count <= 20


def test_the_preview_shows_every_lesson_and_leads_through_them(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu, [article("甲"), article("乙"), article("丙")])
    html = desk.get(f"/teaching/{course}/preview", headers=EN).text
    assert [title in html for title in "甲乙丙"] == [True] * 3
    middle = desk.get(f"/teaching/{course}/lessons/{ids(course)[1]}", headers=EN).text
    assert "Next: 丙" in middle
    assert "Back: 甲" in middle


def test_a_stale_save_of_a_lesson_shows_both_texts_and_saves_nothing(
    desk: FlaskClient, wu: User, zhou_desk: Any
) -> None:
    course = make_course(wu, [article("接案")])
    address = f"/teaching/{course}/lessons/{ids(course)[0]}/edit"
    read = base_on(desk.get(address).text)
    other = zhou_desk(course)
    theirs = {**TEXT, "markdown": "周敏写的正文", "base": read}
    assert other.post(address, data=theirs).status_code == 303
    mine = {**TEXT, "markdown": "吴晓东写的正文", "base": read}
    refused = desk.post(address, data=mine, headers=EN)
    assert refused.status_code == 409
    assert "Somebody else has saved this meanwhile" in refused.text
    assert "吴晓东写的正文</textarea>" in refused.text
    assert "周敏写的正文" in refused.text
    assert newest(course).lessons[0].content == {"markdown": "周敏写的正文"}
    db.session.remove()
    decided = desk.post(address, data={**mine, "base": base_on(refused.text)})
    assert decided.status_code == 303
    assert newest(course).lessons[0].content == {"markdown": "吴晓东写的正文"}


def test_a_form_with_a_fault_still_knows_what_it_was_read_from(
    desk: FlaskClient, wu: User, zhou_desk: Any
) -> None:
    course = make_course(wu, [article("接案")])
    address = f"/teaching/{course}/lessons/{ids(course)[0]}/edit"
    read = base_on(desk.get(address).text)
    zhou_desk(course).post(address, data={**TEXT, "markdown": "周敏写的", "base": read})
    faulty = desk.post(address, data={**TEXT, "title_zh": "", "base": read})
    assert faulty.status_code == 422
    assert base_on(faulty.text) == read
    assert desk.post(address, data={**TEXT, "base": base_on(faulty.text)}).status_code == 409


def test_stale_saves_of_the_course_and_of_a_section_are_refused_too(
    desk: FlaskClient, wu: User, zhou_desk: Any
) -> None:
    course = make_course(wu, [article()])
    section = newest(course).sections[0].id
    db.session.remove()
    other = zhou_desk(course)
    for address, field in (
        (f"/teaching/{course}/edit", "summary_zh"),
        (f"/teaching/{course}/sections/{section}/edit", "title_zh"),
    ):
        data = {"title_zh": "个案", "summary_zh": "两句话。"}
        read = base_on(desk.get(address).text)
        assert other.post(address, data={**data, field: "周敏的", "base": read}).status_code == 303
        refused = desk.post(address, data={**data, field: "吴晓东的", "base": read})
        assert refused.status_code == 409, address
        assert "周敏的" in refused.text
        assert "吴晓东的" in refused.text
        again = {**data, field: "吴晓东的", "base": base_on(refused.text)}
        assert desk.post(address, data=again).status_code == 303


def test_the_same_content_has_the_same_fingerprint_in_any_order() -> None:
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
    assert not is_stale(None, "x")
    assert not is_stale("", "x")
    assert not is_stale("x", "x")
    assert is_stale("y", "x")


def test_a_comment_is_answered_settled_and_opened_again(
    app: Flask, desk: FlaskClient, wu: User
) -> None:
    zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    course = make_course(wu, [article()])
    desk.post(f"/teaching/{course}/review", data={})
    version = newest(course).id
    db.session.remove()
    reviewer = sign_in(app.test_client(), zhao)
    reviewer.post(f"/course-reviews/{version}/comments", data={"text": "请注明来源"})
    comment = db.session.scalars(select(VersionComment.id)).one()
    db.session.remove()
    said = {"text": "已补在第二段", "answers": str(comment)}
    assert desk.post(f"/teaching/{course}/comments", data=said).status_code == 303
    answer = db.session.scalars(select(VersionComment).order_by(VersionComment.id.desc())).first()
    assert answer is not None
    assert answer.answers_id == comment
    deeper = {"text": "谢谢", "answers": str(answer.id)}
    db.session.remove()
    reviewer.post(f"/course-reviews/{version}/comments", data=deeper)
    assert set(db.session.scalars(select(VersionComment.answers_id))) == {None, comment}
    kinds = db.session.scalars(select(Notice.kind).where(Notice.user_id == zhao.id)).all()
    assert "courses.answered" in kinds
    settle = f"/course-reviews/{version}/comments/{comment}/resolution"
    assert reviewer.post(settle, data={"resolved": "yes"}).status_code == 303
    assert "Settled" in desk.get(f"/teaching/{course}", headers=EN).text
    assert db.session.get_one(VersionComment, comment).resolved_by_id == zhao.id
    db.session.remove()
    own = f"/teaching/{course}/comments/{comment}/resolution"
    assert desk.post(own).status_code == 303
    assert db.session.get_one(VersionComment, comment).resolved_at is None


def test_comments_of_other_courses_are_neither_answered_nor_settled(
    app: Flask, desk: FlaskClient, wu: User
) -> None:
    mine, foreign = make_course(wu, [article()]), make_course(make_instructor("别人"), [article()])
    stranger = sign_in(app.test_client(), db.session.get_one(Course, foreign).owner)
    stranger.post(f"/teaching/{foreign}/comments", data={"text": "内部意见"})
    comment = db.session.scalars(select(VersionComment.id)).one()
    db.session.remove()
    said = {"text": "插话", "answers": str(comment)}
    assert desk.post(f"/teaching/{mine}/comments", data=said).status_code == 404
    root = f"comments/{comment}/resolution"
    assert desk.post(f"/teaching/{mine}/{root}", data={"resolved": "yes"}).status_code == 404
    assert desk.post(f"/teaching/{foreign}/{root}", data={"resolved": "yes"}).status_code == 404
