"""The pages of assignments in every state, in both languages; markup stays text; nobody enters by another door."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_assignments import (
    RUBRIC,
    add_file,
    add_teacher,
    assignment,
    hand_in,
    mark,
)
from tests.factories_courses import (
    article,
    lesson_keys,
    lessons_of,
    make_course,
    make_enrolment,
    make_instructor,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.audit.words import ACTS, SUBJECTS
from trainingapp.extensions import db
from trainingapp.rules.assignments import Verdict
from trainingapp.rules.permissions import Role

EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh-CN"}
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def phone(app: Flask, lin: User) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), lin)


@pytest.fixture
def desk(app: Flask, wu: User) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), wu)


def offer(wu: User, *learners: User, **changes: Any) -> tuple[int, str]:
    zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    course = make_course(wu, [assignment(**changes)], reviewer=zhao)
    for learner in learners:
        make_enrolment(learner, course)
    return course, lesson_keys(course)[0]


def address(place: tuple[int, str]) -> str:
    return f"/courses/{place[0]}/lessons/{place[1]}"


def test_every_state_of_work_has_its_words_in_both_languages(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)

    def says(english: str, chinese: str) -> bool:
        pages = (phone.get(address(place), headers=h).text for h in (EN, ZH))
        return [word in page for word, page in zip((english, chinese), pages, strict=True)] == [
            True,
            True,
        ]

    assert says("Nothing saved yet", "尚未保存")
    assert says("0 words", "0 字")
    work = hand_in(lin, *place)
    assert says("Handed in at", "提交于")
    assert says("Change it and hand in again", "修改后重新提交")
    mark(wu, work, comment="请写明依据", verdict=Verdict.REVISION)
    assert says("Please work on it again", "请修改后再交")
    assert says("To be revised", "待修改")
    second = hand_in(lin, *place, text="第二稿")
    mark(wu, second, points=Decimal("7.5"))
    assert says("7.5 of 10 points", "7.5 分，满分 10 分")
    mark(wu, second, points=Decimal(8))
    assert says("Earlier marking", "较早的批改")


@pytest.mark.parametrize("headers", [EN, ZH])
def test_markers_pages_stand_in_both_languages_with_nothing_to_mark(
    desk: FlaskClient, headers: dict[str, str]
) -> None:
    for place in ("", "?state=marked", "?course=7&lesson=none"):
        answer = desk.get(f"/teaching/marking{place}", headers=headers)
        assert answer.status_code == 200
        assert 'class="empty"' in answer.text
        assert "/teaching/marking/next" not in answer.text


def test_markup_in_work_comments_names_and_rubrics_stays_text(
    phone: FlaskClient, desk: FlaskClient, wu: User, lin: User
) -> None:
    rubric = [{"criterion": MARKUP, "most": "10"}]
    place = offer(wu, lin, rubric=rubric, markdown=MARKUP)
    work = hand_in(lin, *place, text=MARKUP)
    add_file(work, f"{MARKUP[:40]}.pdf")
    pages = [desk.get(f"/teaching/marking/{work}").text, phone.get(address(place)).text]
    mark(wu, work, lines=[Decimal(9)], comment=MARKUP)
    pages += [phone.get(address(place)).text, desk.get("/teaching/marking?state=marked").text]
    pages.append(desk.get(f"/teaching/marking/{work}").text)
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_typed_refusal_shows_markup_as_text(desk: FlaskClient, wu: User, lin: User) -> None:
    work = hand_in(lin, *offer(wu, lin, rubric=RUBRIC))
    data = {"line": ['"><script>', "6"], "comment": MARKUP, "verdict": "marked", "seen": "0"}
    refused = desk.post(f"/teaching/marking/{work}", data=data)
    assert refused.status_code == 422
    assert "<script>alert" not in refused.text
    assert '"><script>' not in refused.text


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "1 OR 1=1"])
def test_a_forged_last_marking_changes_nothing_of_what_was_said(
    desk: FlaskClient, wu: User, lin: User, seen: str
) -> None:
    work = hand_in(lin, *offer(wu, lin))
    mark(wu, work, points=Decimal(8), comment="第一次")
    data = {"points": "1", "comment": "x", "verdict": "marked", "seen": seen}
    answer = desk.post(f"/teaching/marking/{work}", data=data)
    assert answer.status_code == 409
    assert "第一次" in answer.text


@pytest.mark.parametrize("base", ["", "x", "0.0", "1.9", "2.0", "1.-1", "1.0' --"])
def test_a_forged_base_overwrites_no_text(
    phone: FlaskClient, wu: User, lin: User, base: str
) -> None:
    place = offer(wu, lin)
    save = f"{address(place)}/submission"
    json = {"Accept": "application/json"}
    phone.post(save, json={"text": "写好的", "base": "1.0"}, headers=json)
    answer = phone.post(save, json={"text": "别的", "base": base}, headers=json)
    assert (answer.status_code, answer.json["text"]) == (409, "写好的")


def test_the_page_of_work_takes_as_many_statements_after_many_rounds_as_after_one(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    counts = []
    for rounds in (2, 6):
        for n in range(rounds):
            work = hand_in(lin, *place, text=f"第{n}稿")
            if n == 0 and not counts:
                add_file(work)
            mark(wu, work, comment="再改", verdict=Verdict.REVISION)
        counts.append(count_statements(phone, address(place)))
    assert counts[0] == counts[1]


def test_the_marker_page_takes_as_many_statements_after_many_rounds_as_after_two(
    desk: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    counts = []
    for rounds in (2, 6):
        for n in range(rounds):
            work = hand_in(lin, *place, text=f"第{n}稿")
            mark(wu, work, comment="再改", verdict=Verdict.REVISION)
        counts.append(count_statements(desk, f"/teaching/marking/{work}"))
    assert counts[0] == counts[1]


GETS = ("team", "preview", "edit", "")
POSTS = (
    "copy",
    "comments",
    "comments/1/resolution",
    "offer/acceptance",
    "offer/refusal",
    "offer/withdrawal",
    "team",
    "lessons/{lesson}/copy",
    "lessons/{lesson}/section",
    "team/{user}/rights",
    "team/{user}/removal",
    "team/{user}/offer",
)


@pytest.mark.parametrize("post", POSTS)
@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.INSTRUCTOR, 404), (Role.ITEM_REVIEWER, 403), (Role.ADMINISTRATOR, 403), (None, 403)],
)
def test_acts_on_foreign_courses_are_refused_to_every_role(
    client: FlaskClient, wu: User, post: str, role: Role | None, status: int
) -> None:
    course = make_course(wu, [article()])
    lesson = lessons_of(course)[0].id
    db.session.remove()
    stranger = make_user("陌生人", roles=[role] if role else [])
    sign_in(client, stranger)
    path = post.format(lesson=lesson, user=wu.id)
    data = {"text": "x", "login": str(stranger.email), "can_edit": "y", "section": "1"}
    assert client.post(f"/teaching/{course}/{path}", data=data).status_code == status
    assert [title.title["zh"] for title in lessons_of(course)] == ["个案工作的过程"]


@pytest.mark.parametrize("get", GETS)
def test_pages_of_foreign_courses_are_hidden(client: FlaskClient, wu: User, get: str) -> None:
    course = make_course(wu, [article()])
    sign_in(client, make_instructor("别人"))
    assert client.get(f"/teaching/{course}/{get}".rstrip("/")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/teaching/marking",
        "/teaching/marking/1",
        "/teaching/marking/1/files/1",
        "/courses/submissions/1/files/1",
        "/teaching/1/team",
        "/teaching/1/preview",
    ],
)
def test_signed_out_every_page_asks_to_sign_in(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == 302
    assert "/accounts/sign-in" in answer.location


def test_without_the_token_of_the_page_nothing_is_handed_in_or_marked(
    app: Flask, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    work = hand_in(lin, *place)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        phone, desk = sign_in(app.test_client(), lin), sign_in(app.test_client(), wu)
        for client, path in (
            (phone, f"{address(place)}/submission"),
            (phone, f"{address(place)}/submission/again"),
            (phone, f"{address(place)}/submission/hand-in"),
            (desk, f"/teaching/marking/{work}"),
            (desk, "/teaching/marking/next"),
            (desk, f"/teaching/{place[0]}/copy"),
        ):
            assert client.post(path, data={"text": "x"}).status_code == 400, path
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_who_left_the_team_marks_no_more(
    app: Flask, desk: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    work = hand_in(lin, *place)
    zhou = make_instructor("周敏")
    add_teacher(place[0], zhou)
    other = sign_in(app.test_client(), zhou)
    assert other.get(f"/teaching/marking/{work}").status_code == 200
    desk.post(f"/teaching/{place[0]}/team/{zhou.id}/removal")
    assert other.get(f"/teaching/marking/{work}").status_code == 404


@pytest.mark.parametrize(
    "act",
    [
        "hand_in",
        "mark",
        "add_teacher",
        "set_rights",
        "remove_teacher",
        "offer",
        "hand_over",
        "decline",
        "copy",
    ],
)
def test_the_auditor_reads_every_act_in_words(act: str) -> None:
    assert f"courses.{act}" in ACTS
    assert "submission" in SUBJECTS
