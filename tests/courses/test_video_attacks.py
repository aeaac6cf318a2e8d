"""Who tries to get at films, renditions and answers that are not theirs gets nothing, and changes nothing."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.courses.films import EN, VTT, Film, make_film, report, send_video, watch
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import lessons_of, make_course, make_instructor
from trainingapp.accounts.models import User
from trainingapp.courses.models import LessonNote, LessonProgress, PresenceCheck, Rendition
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

FAILED = {"state": "failed", "tries": 3, "error": "<script>alert(1)</script>"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def film(app: Flask, wu: User) -> Film:
    """A film of Wu's, one of whose renditions has failed with an ugly message."""
    film = make_film(app, wu, vtt=VTT, asks_presence="y")
    with writing():
        db.session.execute(update(Rendition).where(Rendition.name == "360p").values(**FAILED))
        db.session.commit()
        db.session.remove()
    return film


def visitor(app: Flask, name: str, film: Film) -> FlaskClient:
    """Somebody who is not the author: signed out, a stranger, a learner, another author, a reviewer."""
    if name == "signed out":
        return app.test_client()
    if name == "learner":
        return watch(app, film, make_user("林美华"))
    roles = {"other author": [Role.INSTRUCTOR], "reviewer": [Role.ITEM_REVIEWER]}.get(name, [])
    return sign_in(app.test_client(), make_user(name, roles=roles))


EVERYBODY_ELSE = [
    ("signed out", 302),
    ("stranger", 403),
    ("learner", 403),
    ("other author", 404),
    ("reviewer", 403),
]


@pytest.mark.parametrize(("name", "status"), EVERYBODY_ELSE)
def test_only_the_author_tries_again(app: Flask, film: Film, name: str, status: int) -> None:
    client = visitor(app, name, film)
    assert client.post(f"{film.draft}/renditions/retry").status_code == status
    states = dict(db.session.execute(select(Rendition.name, Rendition.state)).all())
    assert states["360p"] == "failed"


@pytest.mark.parametrize(("name", "status"), EVERYBODY_ELSE)
def test_only_the_author_reads_what_the_program_said(
    app: Flask, film: Film, name: str, status: int
) -> None:
    assert visitor(app, name, film).get(film.draft).status_code == status


def test_what_the_program_said_stays_text(app: Flask, film: Film, wu: User) -> None:
    page = sign_in(app.test_client(), wu).get(film.draft, headers=EN).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert FAILED["error"] not in page


@pytest.mark.parametrize("name", ["signed out", "stranger", "other author", "reviewer"])
@pytest.mark.parametrize("what", ["files/media", "files/subtitles", "renditions/master.m3u8"])
def test_only_learners_get_bytes(app: Flask, film: Film, name: str, what: str) -> None:
    answer = visitor(app, name, film).get(f"{film.page}/{what}")
    assert answer.status_code in {302, 403, 404}
    assert b"ftyp" not in answer.data
    assert b"WEBVTT" not in answer.data


def test_a_lesson_is_not_reached_through_another_course(app: Flask, film: Film) -> None:
    other = make_film(app)
    learner = watch(app, other, make_user())
    crossed = Film(other.course, film.lesson, film.key)
    for what in ("files/media", "renditions/poster.jpg"):
        assert learner.get(f"{crossed.page}/{what}").status_code == 404
    assert report(learner, crossed, [0, 1000]).status_code == 404
    author = sign_in(app.test_client(), make_instructor("别人"))
    assert author.get(f"/teaching/{other.course}/lessons/{film.lesson}").status_code == 404


def test_reports_and_answers_need_the_token_of_the_page(app: Flask, film: Film) -> None:
    learner = watch(app, film, make_user())
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert report(learner, film, [0, 1000]).status_code == 400
        said = {"place": 1, "state": "asked"}
        assert learner.post(f"{film.page}/presence", json=said).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert db.session.scalars(select(LessonProgress)).all() == []
    assert db.session.scalars(select(PresenceCheck)).all() == []


def test_nobody_reports_for_somebody_else(app: Flask, film: Film) -> None:
    lin, wang = make_user("林美华"), make_user("王建国")
    watch(app, film, wang)
    learner = watch(app, film, lin)
    report(learner, film, [0, 1000], user_id=wang.id, person=wang.id)
    rows = db.session.scalars(select(LessonProgress)).all()
    assert [row.user_id for row in rows] == [lin.id]


def test_a_note_with_a_time_is_seen_and_removed_by_its_writer_only(app: Flask, film: Film) -> None:
    learner = watch(app, film, make_user("林美华"))
    learner.post(f"{film.page}/notes", data={"text": "只给自己看", "at": "01:00"})
    note = db.session.scalars(select(LessonNote.id)).one()
    db.session.rollback()
    wang = watch(app, film, make_user("王建国"))
    assert "只给自己看" not in wang.get(film.page).text
    assert wang.post(f"/courses/notes/{note}/removal").status_code == 404
    assert db.session.scalars(select(LessonNote.id)).all() == [note]


@pytest.mark.parametrize(
    "vtt",
    [
        b"<html><script>alert(1)</script>",
        b"\x00\x00WEBVTT\n\n00:00.000 --> 00:01.000\na",
        b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"\xff" * 20,
        b"WEBVTT\n\n99:99.999 --> 00:01.000\na\n",
        b"PK\x03\x04WEBVTT",
    ],
)
def test_what_only_calls_itself_subtitles_is_refused_beside_its_field(
    app: Flask, wu: User, vtt: bytes
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    course = make_course(wu)
    answer = send_video(sign_in(app.test_client(), wu), course, vtt=vtt)
    assert answer.status_code == 422
    assert 'id="subtitles-error"' in answer.text
    assert lessons_of(course) == []


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
        "javascript:alert(1)",
    ],
)
def test_script_in_a_chapter_stays_text(app: Flask, title: str) -> None:
    film = make_film(app, chapters=f"00:00 {title}")
    page = watch(app, film, make_user()).get(film.page).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    shown = page.split("data-chapters")[1].split("</details>")[0]
    assert "49" not in re.sub("[0-9a-f]{12}", "", shown)  # keys of files may well hold it
