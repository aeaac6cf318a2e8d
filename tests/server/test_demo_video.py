"""The demonstration's film: a real WebM that says its length, with clean subtitles, half watched, made once."""

from __future__ import annotations

import struct

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON, make_instructor
from trainingapp.accounts.models import User
from trainingapp.courses.models import Course, LessonNote, LessonPoint, LessonProgress
from trainingapp.courses.subtitles import check_subtitles
from trainingapp.courses.video_facts import Facts, read_facts
from trainingapp.extensions import db
from trainingapp.files.sniffing import family_of
from trainingapp.rules.permissions import Role
from trainingapp.server.demo_film import draw_scene, make_film
from trainingapp.server.demo_video import POINTS, SCENES, make_video_course
from trainingapp.web.transactions import committing

EN = {"Accept-Language": "en"}


@pytest.fixture
def lin(app: Flask) -> User:
    """Lin, before whom the course has been made."""
    author, reviewer = make_instructor(), make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    lin = make_user("林美华")
    for _twice in range(2):
        with committing():
            make_video_course(author=author, reviewer=reviewer, learner=lin, now=NOON)
    return lin


def test_the_film_is_a_webm_of_its_length() -> None:
    film = make_film([Image.new("RGB", (640, 360)), draw_scene(1, 2)], seconds_each=2)
    assert family_of(film[:4096]) == "video/webm"
    facts = read_facts(lambda start, end: film[start:end], size=len(film), media_type="video/webm")
    assert facts == Facts(4000, 360)


def test_every_frame_is_a_key_frame_of_vp8_in_the_right_size() -> None:
    film = make_film([draw_scene(0, 1)], seconds_each=3)
    starts = [
        at for at in range(len(film)) if film.startswith(b"\x9d\x01\x2a", at)
    ]  # RFC 6386 §9.1
    assert len(starts) == 3
    for at in starts:
        assert struct.unpack("<HH", film[at + 3 : at + 7]) == (640, 360)
        assert film[at - 3] & 1 == 0  # a key frame


def test_scenes_differ() -> None:
    scenes = {draw_scene(number, 6).tobytes() for number in range(6)}
    assert len(scenes) == 6


def test_lin_goes_on_in_the_middle_with_a_note(app: Flask, lin: User) -> None:
    row = db.session.scalars(select(LessonProgress)).one()
    assert (row.position, row.completed_at) == (90_000, None)
    assert db.session.scalars(select(LessonNote.at_seconds)).all() == [68]
    course, key = row.course_id, row.lesson_key
    db.session.rollback()
    reader = sign_in(app.test_client(), lin)
    page = reader.get(f"/courses/{course}/lessons/{key}", headers=EN).text
    assert page.count("data-seek=") == len(SCENES) + 1
    assert "01:08" in page
    film = reader.get(f"/courses/{course}/lessons/{key}/files/media")
    assert (film.status_code, film.mimetype) == (200, "video/webm")
    words = reader.get(f"/courses/{course}/lessons/{key}/files/subtitles").data
    check_subtitles(words)
    assert SCENES[0][1] in words.decode()


def test_it_is_made_once_and_its_points_have_times(app: Flask, lin: User) -> None:
    assert db.session.scalar(select(func.count()).select_from(Course)) == 1
    found = db.session.execute(select(LessonPoint.code, LessonPoint.seconds)).all()
    assert {code: seconds for code, seconds in found} == POINTS
