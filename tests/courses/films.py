"""Courses with one video for tests: uploaded by an author through the form, published, learned by Lin."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup

from tests.courses.boxes import mp4
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    lessons_of,
    make_course,
    make_enrolment,
    make_instructor,
    newest,
    publish,
)
from trainingapp.accounts.models import User
from trainingapp.courses.models import Course
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
MINUTE = 60_000
FIELDS = {"title_zh": "接案示范", "minutes": "10", "is_required": "y"}
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\n<b>先接案</b>\n".encode()


@dataclass(frozen=True, slots=True)
class Film:
    """A course of one video; addresses for its author and for its learner."""

    course: int
    lesson: int
    key: str

    @property
    def draft(self) -> str:
        return f"/teaching/{self.course}/lessons/{self.lesson}"

    @property
    def page(self) -> str:
        return f"/courses/{self.course}/lessons/{self.key}"


def send_video(
    desk: FlaskClient, course: int, *, media: bytes | None = None, vtt: bytes = b"", **fields: str
) -> Any:
    """The form of a video lesson, as a browser without script sends it."""
    section = newest(course).sections[0].id
    db.session.remove()
    files: dict[str, Any] = {"media": (io.BytesIO(mp4(600) if media is None else media), "a.mp4")}
    if vtt:
        files["subtitles"] = (io.BytesIO(vtt), "字幕.vtt")
    return desk.post(
        f"/teaching/{course}/sections/{section}/lessons?kind=video",
        data={**FIELDS, **fields, **files},
        content_type="multipart/form-data",
        headers=EN,
    )


def make_film(app: Flask, owner: User | None = None, **sent: Any) -> Film:
    """A published course of one video."""
    owner = owner or make_instructor()
    app.config["WTF_CSRF_ENABLED"] = False
    course = make_course(owner)
    answer = send_video(sign_in(app.test_client(), owner), course, **sent)
    assert answer.status_code == 303, answer.text
    reviewer = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    with writing():
        publish(db.session.get_one(Course, course), reviewer)
        db.session.commit()
    db.session.remove()
    return find_film(course)


def find_film(course: int) -> Film:
    lesson = lessons_of(course)[0]
    film = Film(course, lesson.id, lesson.key)
    db.session.remove()
    return film


def watch(app: Flask, film: Film, user: User) -> FlaskClient:
    """A browser of somebody who learns the course."""
    make_enrolment(user, film.course)
    return sign_in(app.test_client(), user)


def report(client: FlaskClient, film: Film, *spans: list[int], **more: Any) -> Any:
    said = {"spans": list(spans), "position": 0, "duration": 10 * MINUTE, **more}
    return client.post(f"{film.page}/watching", json=said)


def facts_of(client: FlaskClient, film: Film) -> dict[str, Any]:
    """What the page tells the script of the player."""
    found = re.search(r'data-player="([^"]*)"', client.get(film.page).text)
    assert found is not None
    facts: dict[str, Any] = json.loads(Markup(found[1]).unescape())
    return facts
