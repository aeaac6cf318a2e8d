"""The catalogue and a course's public pages."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import (
    article,
    lesson_keys,
    live,
    make_course,
    make_enrolment,
    make_instructor,
    make_published,
)
from trainingapp.courses.models import Course
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


def titles(client: FlaskClient, address: str = "/courses") -> list[str]:
    html = client.get(address).text
    return re.findall(r'card-title"><a [^>]*>([^<]*)</a>', html)


def test_an_empty_catalogue_says_so(client: FlaskClient) -> None:
    assert "There is no course yet" in client.get("/courses", headers=EN).text


def test_anybody_finds_a_published_course(client: FlaskClient) -> None:
    course = make_published(title="社区工作入门")
    assert titles(client) == ["社区工作入门"]
    page = client.get(f"/courses/{course}", headers=EN).text
    assert "第一课" in page
    assert "Sign in to learn" in page
    assert "1.0" in page


def test_a_draft_is_nobodys_but_its_authors(client: FlaskClient) -> None:
    course = make_course(make_instructor(), [article()], title="还没写完")
    assert titles(client) == []
    assert client.get(f"/courses/{course}").status_code == 404
    assert client.get("/courses/999").status_code == 404


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("个案", ["个案工作"]),  # two characters
        ("案", ["个案工作"]),
        ("个案 工作", ["个案工作"]),
        ("小组 个案", []),
        ("社区治理", ["社区"]),  # stands in a lesson's title
        ("100%", []),
        ("_", []),
        ("ＣＡＳＥ", ["个案工作"]),  # full-width letters
        ("case  WORK", ["个案工作"]),
    ],
)
def test_words_are_found(client: FlaskClient, words: str, found: list[str]) -> None:
    owner, reviewer = make_instructor(), make_user(roles=[Role.ITEM_REVIEWER])
    lessons = [article("导论")]
    make_course(
        owner, lessons, reviewer=reviewer, title="社区", summary={"zh": "概论", "en": "Outline"}
    )
    with writing():
        db.session.execute(db.update(Course).values(search_text="社区\n概论\n社区治理的起点"))
        db.session.commit()
    summary = {"zh": "从接案到结案", "en": "Case work, step by step"}
    make_course(owner, lessons, reviewer=reviewer, title="个案工作", summary=summary)
    assert titles(client, f"/courses?q={words.replace('%', '%25')}") == found


def test_filters_narrow_the_list(client: FlaskClient) -> None:
    university = make_organisation("滨江师范大学")
    owner = make_instructor(organisation=university)
    reviewer = make_user(roles=[Role.ITEM_REVIEWER])
    rows = [("甲", "junior-practice", "junior"), ("乙", None, "middle"), ("丙", None, None)]
    for title, subject, level in rows:
        place = university.id if title == "丙" else None
        make_course(
            owner,
            [article()],
            reviewer=reviewer,
            title=title,
            subject=subject,
            level=level,
            organisation_id=place,
        )
    assert titles(client, "/courses?subject=junior-practice") == ["甲"]
    assert titles(client, "/courses?level=middle") == ["乙"]
    assert titles(client, f"/courses?organisation={university.id}") == ["丙"]
    assert titles(client, "/courses?level=middle&q=甲") == []
    assert "No course fits" in client.get("/courses?q=zzz", headers=EN).text


@pytest.mark.parametrize("query", ["subject=x", "level=x", "organisation=x", "q=" + "长" * 81])
def test_a_made_up_filter_is_refused_and_shown(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/courses?{query}")
    assert answer.status_code == 422
    assert "error-summary" in answer.text


def test_the_courses_of_ones_own_organisation_come_first(app: Flask, client: FlaskClient) -> None:
    agency = make_organisation("春晖社会工作服务中心")
    owner, reviewer = make_instructor(), make_user(roles=[Role.ITEM_REVIEWER])
    make_course(owner, [article()], reviewer=reviewer, title="本机构", organisation_id=agency.id)
    make_course(owner, [article()], reviewer=reviewer, title="别处")
    assert titles(client) == ["别处", "本机构"]
    sign_in(client, make_user(roles=[Role.AGENCY_MANAGER], organisation=agency))
    assert titles(client) == ["本机构", "别处"]


def test_a_preview_lesson_is_read_without_signing_in(client: FlaskClient) -> None:
    course = make_published(article("试读", is_preview=True), article("其余"))
    free, closed = lesson_keys(course)
    page = client.get(f"/courses/{course}/preview/{free}").text
    assert "先接案，再预估" in page
    assert client.get(f"/courses/{course}/preview/{closed}").status_code == 404
    assert f"/preview/{free}" in client.get(f"/courses/{course}").text
    assert f"/preview/{closed}" not in client.get(f"/courses/{course}").text


def test_learners_read_a_preview_in_its_place(client: FlaskClient) -> None:
    course = make_published(article("试读", is_preview=True), article("其余"))
    free = lesson_keys(course)[0]
    lin = make_user()
    make_enrolment(lin, course)
    answer = sign_in(client, lin).get(f"/courses/{course}/preview/{free}")
    assert answer.status_code == 302
    assert answer.location == f"/courses/{course}/lessons/{free}"


def test_a_withdrawn_course_stays_open_to_its_learners_only(
    app: Flask, client: FlaskClient
) -> None:
    course = make_published(article("试读", is_preview=True), live())
    key = lesson_keys(course)[0]
    lin = make_user()
    make_enrolment(lin, course)
    with writing():
        db.session.get_one(Course, course).is_listed = False
        db.session.commit()
    db.session.remove()
    assert titles(client) == []
    assert client.get(f"/courses/{course}").status_code == 404
    assert client.get(f"/courses/{course}/preview/{key}").status_code == 404
    other = sign_in(app.test_client(), make_user("王建国"))
    assert other.post(f"/courses/{course}/enrolment").status_code == 404
    sign_in(client, lin)
    assert client.get(f"/courses/{course}").status_code == 200
    assert client.get(f"/courses/{course}/lessons/{key}").status_code == 200
