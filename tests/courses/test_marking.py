"""Marking: the queue, the rubric, two teachers at one piece, work that goes back; nothing said is ever lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.factories_accounts import make_user, sign_in
from tests.factories_assignments import RUBRIC, add_file, add_teacher, assignment, hand_in, mark
from tests.factories_courses import (
    NOON,
    enrolment_of,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
)
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.courses.actions.marking import take
from trainingapp.courses.models import Marking, Submission
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.assignments import Verdict
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def desk(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


def offer(wu: User, *learners: User, title: str = "写一份预估", **changes: Any) -> tuple[int, str]:
    zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    course = make_course(wu, [assignment(title, **changes)], reviewer=zhao)
    for learner in learners:
        make_enrolment(learner, course)
    return course, lesson_keys(course)[0]


def state_of(work: int) -> str:
    found = str(db.session.get_one(Submission, work).state)
    db.session.remove()
    return found


def markings(work: int) -> list[tuple[Decimal | None, str]]:
    query = select(Marking).where(Marking.submission_id == work).order_by(Marking.id)
    found = [(row.points, row.comment) for row in db.session.scalars(query)]
    db.session.remove()
    return found


def give(desk: FlaskClient, work: int, **data: Any) -> Any:
    said = {"points": "8", "comment": "结构清楚", "verdict": "marked", "seen": "0", **data}
    return desk.post(f"/teaching/marking/{work}", data=said, headers=EN)


def test_work_is_read_marked_and_returned(desk: FlaskClient, wu: User, lin: User) -> None:
    place = offer(wu, lin)
    work = hand_in(lin, *place, text="先接案，\n再预估。")
    listed = desk.get("/teaching/marking", headers=EN).text
    assert "林美华" in listed
    assert "写一份预估" in listed
    html = desk.get(f"/teaching/marking/{work}", headers=EN).text
    assert "先接案，\n再预估。" in html
    assert "at most 10" in html
    answer = give(desk, work, points="8.5")
    assert answer.location.endswith("/teaching/marking")
    assert state_of(work) == "marked"
    assert markings(work) == [(Decimal("8.5"), "结构清楚")]
    desk.get("/teaching/marking")  # says that it is returned
    assert "林美华" not in desk.get("/teaching/marking").text
    assert "8.5 of 10" in desk.get("/teaching/marking?state=marked", headers=EN).text
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "courses.mark")).all()
    assert [(act.actor_id, act.subject_id) for act in acts] == [(wu.id, work)]
    notice = db.session.scalars(select(Notice).where(Notice.user_id == lin.id)).one()
    assert (notice.kind, notice.url) == (
        "courses.marked",
        f"/courses/{place[0]}/lessons/{place[1]}",
    )


def test_the_learner_sees_points_by_line_and_the_comment(
    app: Flask, desk: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin, rubric=RUBRIC)
    work = hand_in(lin, *place)
    assert "条理清楚" in desk.get(f"/teaching/marking/{work}").text
    answer = give(desk, work, line=["3.5", "6"], points="")
    assert answer.status_code == 303, answer.text
    assert markings(work) == [(Decimal("9.5"), "结构清楚")]
    phone = sign_in(app.test_client(), lin)
    html = phone.get(f"/courses/{place[0]}/lessons/{place[1]}", headers=EN).text
    assert "9.5 of 10 points" in html
    assert "条理清楚: 3.5 of 4 points" in html
    assert "结构清楚" in html
    assert "吴晓东" in html


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"points": ""}, 409),
        ({"points": "10.5"}, 409),
        ({"points": "-1"}, 409),
        ({"points": "1.005"}, 409),
        ({"points": "NaN"}, 409),
        ({"points": "acht"}, 422),
        ({"verdict": "praised"}, 422),
        ({"verdict": "revision", "comment": ""}, 422),
        ({"comment": "长" * 5001}, 422),
    ],
)
def test_a_faulty_marking_is_refused_and_nothing_typed_is_lost(
    desk: FlaskClient, wu: User, lin: User, data: dict[str, str], status: int
) -> None:
    work = hand_in(lin, *offer(wu, lin))
    answer = give(desk, work, **data)
    assert answer.status_code == status
    assert (data.get("comment") or "结构清楚")[:5] in answer.text or "comment" in data
    assert markings(work) == []
    assert state_of(work) == "handed-in"


@pytest.mark.parametrize(
    "lines", [["3", "x"], ["3", ""], ["5", "6"], ["-1", "6"], ["1.005", "1"], ["1e3", "1"]]
)
def test_a_line_without_fitting_points_is_refused(
    desk: FlaskClient, wu: User, lin: User, lines: list[str]
) -> None:
    work = hand_in(lin, *offer(wu, lin, rubric=RUBRIC))
    answer = give(desk, work, line=lines)
    assert answer.status_code in {409, 422}
    assert f'value="{lines[0]}"' in answer.text
    assert markings(work) == []


def test_a_rubric_with_a_line_too_few_is_no_marking(desk: FlaskClient, wu: User, lin: User) -> None:
    work = hand_in(lin, *offer(wu, lin, rubric=RUBRIC))
    for lines in (["4"], ["4", "6", "1"]):
        assert give(desk, work, line=lines).status_code in {409, 422}
    assert give(desk, work).status_code == 409
    assert markings(work) == []


def test_work_that_goes_back_is_a_draft_again_with_all_it_held(
    app: Flask, desk: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin, may_repeat=False)
    work = hand_in(lin, *place, text="第一稿")
    add_file(work)
    answer = give(desk, work, points="", verdict="revision", comment="请写明依据")
    assert answer.status_code == 303
    assert state_of(work) == "revision"
    assert markings(work) == [(None, "请写明依据")]
    phone = sign_in(app.test_client(), lin)
    html = phone.get(f"/courses/{place[0]}/lessons/{place[1]}", headers=EN).text
    assert "请写明依据" in html
    assert "第一稿</textarea>" in html
    assert "预估.pdf" in html
    again = {"text": "第二稿", "saves": "2.1"}
    root = f"/courses/{place[0]}/lessons/{place[1]}/submission"
    assert phone.post(f"{root}/hand-in", data=again).status_code == 303
    desk.get("/teaching/marking")
    assert desk.get("/teaching/marking").text.count("林美华") == 1
    kinds = list(db.session.scalars(select(Notice.kind).where(Notice.user_id == lin.id)))
    assert kinds == ["courses.revise"]


def test_the_marker_sees_earlier_rounds_and_marks_the_newest_only(
    desk: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    first = hand_in(lin, *place, text="第一稿")
    mark(wu, first, comment="请写明依据", verdict=Verdict.REVISION)
    second = hand_in(lin, *place, text="第二稿")
    assert first != second
    html = desk.get(f"/teaching/marking/{second}").text
    assert "第一稿" in html
    assert "请写明依据" in html
    outdated = desk.get(f"/teaching/marking/{first}", headers=EN)
    assert "handed in something later" in outdated.text
    seen = str(db.session.scalars(select(Marking.id)).one())
    db.session.remove()
    assert give(desk, first, seen=seen).status_code == 409
    assert len(markings(first)) == 1


def test_two_teachers_at_one_piece_lose_nothing(
    app: Flask, desk: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    work = hand_in(lin, *place)
    zhou = make_instructor("周敏")
    add_teacher(place[0], zhou)
    other = sign_in(app.test_client(), zhou)
    assert other.get(f"/teaching/marking/{work}").status_code == 200
    assert give(desk, work, points="8").status_code == 303
    second = give(other, work, points="6", comment="我的评语")
    assert second.status_code == 409
    assert "吴晓东 has marked this work meanwhile" in second.text
    assert "我的评语</textarea>" in second.text
    assert 'value="6"' in second.text
    assert "结构清楚" in second.text
    assert markings(work) == [(Decimal(8), "结构清楚")]
    seen = str(db.session.scalars(select(Marking.id)).one())
    db.session.remove()
    decided = give(other, work, points="6", comment="我的评语", seen=seen)
    assert decided.status_code == 303
    assert markings(work) == [(Decimal(8), "结构清楚"), (Decimal(6), "我的评语")]


def test_the_database_itself_keeps_every_marking(wu: User, lin: User) -> None:
    work = hand_in(lin, *offer(wu, lin))
    mark(wu, work, points=Decimal(8))
    with writing(), pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE submission_marking SET points = 1000"))
    db.session.rollback()
    assert markings(work) == [(Decimal(8), "")]


def test_the_next_piece_is_the_longest_waiting_that_nobody_has(
    app: Flask, desk: FlaskClient, wu: User, lin: User
) -> None:
    wang = make_user("王建国")
    place = offer(wu, lin, wang)
    newer = hand_in(lin, *place, now=NOON + timedelta(hours=1))
    older = hand_in(wang, *place, now=NOON)
    zhou = make_instructor("周敏")
    add_teacher(place[0], zhou)
    other = sign_in(app.test_client(), zhou)
    assert f"/teaching/marking/{older}" in desk.post("/teaching/marking/next").location
    assert f"/teaching/marking/{newer}" in other.post("/teaching/marking/next").location
    assert f"/teaching/marking/{older}" in desk.post("/teaching/marking/next").location  # my own
    assert "周敏" in desk.get("/teaching/marking").text
    assert "has had this work open" in other.get(f"/teaching/marking/{older}", headers=EN).text
    gone_on = give(desk, older, then="next")
    assert gone_on.location.endswith("/teaching/marking")  # the other is with 周敏
    nothing = desk.get(gone_on.location, headers=EN).text
    assert "Nothing waits for you here" in nothing


def test_what_somebody_left_open_is_offered_again_after_half_an_hour(
    desk: FlaskClient, wu: User, lin: User
) -> None:
    work = hand_in(lin, *offer(wu, lin))
    zhou = make_instructor("周敏")
    for minutes, expected in ((29, False), (31, True)):
        db.session.rollback()
        with writing():
            row = db.session.get_one(Submission, work)
            take(row, marker_id=zhou.id, now=now() - timedelta(minutes=minutes))
            db.session.commit()
            db.session.remove()
        location = desk.post("/teaching/marking/next").location
        assert (f"/{work}" in location) is expected


def test_the_queue_is_by_lesson_and_goes_on_within_it(
    desk: FlaskClient, wu: User, lin: User
) -> None:
    one, two = offer(wu, lin, title="接案记录"), offer(wu, lin, title="预估报告")
    hand_in(lin, *one, now=NOON)
    wanted = hand_in(lin, *two, now=NOON + timedelta(hours=1))
    html = desk.get(f"/teaching/marking?course={two[0]}&lesson={two[1]}").text
    table = html.split("<table")[1]
    assert "预估报告" in table
    assert "接案记录" not in table
    assert "接案记录" in html  # the other assignments stay one step away
    answer = desk.post(f"/teaching/marking/next?course={two[0]}&lesson={two[1]}")
    assert f"/teaching/marking/{wanted}?" in answer.location
    assert f"lesson={two[1]}" in answer.location


def test_addresses_of_the_queue_lead_nowhere_else(desk: FlaskClient) -> None:
    for words in ("_external=1&_scheme=https", "endpoint=x", "course=abc", "lesson=%00"):
        answer = desk.post(f"/teaching/marking/next?{words}")
        assert answer.location.startswith("/teaching/marking"), words


@pytest.mark.parametrize(
    ("completes", "points", "expected"),
    [("marked", "0", True), ("points", "5.5", False), ("points", "6", True)],
)
def test_a_marking_completes_the_lesson_as_its_author_chose(
    desk: FlaskClient, wu: User, lin: User, completes: str, points: str, expected: bool
) -> None:
    place = offer(wu, lin, completes=completes, least="6")
    work = hand_in(lin, *place)
    assert enrolment_of(lin, place[0]).completed_at is None
    db.session.remove()
    give(desk, work, points=points)
    assert (enrolment_of(lin, place[0]).completed_at is not None) is expected


def test_a_call_for_revision_needs_no_points_of_the_rubric(
    desk: FlaskClient, wu: User, lin: User
) -> None:
    work = hand_in(lin, *offer(wu, lin, rubric=RUBRIC))
    answer = give(desk, work, line=["", ""], points="", verdict="revision", comment="请写依据")
    assert answer.status_code == 303
    assert markings(work) == [(None, "请写依据")]
