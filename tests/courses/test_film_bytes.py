"""Every byte of a film is asked for anew: ranges, headers and statements at a lesson's own address."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, event

from tests.courses.boxes import mp4
from tests.courses.films import make_film, watch
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import make_instructor
from trainingapp.courses.models import Enrolment
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

CONTENT = mp4(600)
SIZE = len(CONTENT)
ETAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'
# However somebody asks: whole, one range, several, one that no file has, one that is none, and only for news.
WAYS: list[dict[str, str]] = [
    {},
    {"Range": "bytes=0-0"},
    {"Range": "bytes=0-"},
    {"Range": "bytes=0-9,20-29"},
    {"Range": f"bytes={SIZE}-"},
    {"Range": "bytes=9-3"},
    {"Range": "lines=1-2"},
    {"If-None-Match": ETAG},
    {"If-None-Match": "*"},
    {"If-Range": ETAG, "Range": "bytes=0-9"},
]


def statements_of(client: FlaskClient, address: str, **headers: str) -> list[str]:
    found: list[str] = []

    def note(*arguments: object) -> None:
        found.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        client.get(address, headers=headers)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return [statement for statement in found if statement.startswith("SELECT")]


def assert_nothing_is_told(answer: Any) -> None:
    """Neither bytes nor their number nor their hash."""
    assert answer.status_code in {302, 403, 404}
    assert CONTENT[:12] not in answer.data
    for name in ("ETag", "Content-Range", "Last-Modified"):
        assert name not in answer.headers


def test_somebody_who_does_not_learn_the_course_gets_no_byte_however_they_ask(app: Flask) -> None:
    film = make_film(app, media=CONTENT)
    other = make_film(
        app, make_instructor("别人"), media=CONTENT
    )  # the same bytes in another course
    watch(app, other, wang := make_user("王建国"))
    assert wang
    readers = [
        app.test_client(),
        sign_in(app.test_client(), wang),
        sign_in(app.test_client(), make_instructor("又一人")),
    ]
    for reader in readers:
        for way in WAYS:
            assert_nothing_is_told(reader.get(f"{film.page}/files/media", headers=way))
        assert_nothing_is_told(reader.head(f"{film.page}/files/media"))
    # Nor with the key of the one lesson in the course of the other.
    mixed = f"/courses/{other.course}/lessons/{film.key}/files/media"
    assert_nothing_is_told(readers[1].get(mixed))


def test_whoever_is_taken_out_while_watching_gets_no_further_byte(app: Flask) -> None:
    film = make_film(app, media=CONTENT)
    learner = watch(app, film, make_user())
    address = f"{film.page}/files/media"
    assert learner.get(address, headers={"Range": "bytes=0-9"}).data == CONTENT[:10]
    with writing():
        db.session.execute(delete(Enrolment))
        db.session.commit()
        db.session.remove()
    for way in WAYS:
        assert_nothing_is_told(learner.get(address, headers=way))


def test_signing_out_ends_a_film_in_its_middle(app: Flask) -> None:
    film = make_film(app, media=CONTENT)
    learner = watch(app, film, make_user())
    address = f"{film.page}/files/media"
    assert learner.get(address, headers={"Range": "bytes=0-9"}).status_code == 206
    assert learner.post("/accounts/sign-out").status_code == 303
    assert_nothing_is_told(learner.get(address, headers={"Range": "bytes=10-19"}))


ANSWERS = [
    ("bytes=0-9", 206, f"bytes 0-9/{SIZE}"),
    ("bytes=-5", 206, f"bytes {SIZE - 5}-{SIZE - 1}/{SIZE}"),
    ("bytes=0-9,20-29", 206, None),  # each part says its own
    (f"bytes={SIZE}-", 416, f"bytes */{SIZE}"),
    ("bytes=-0", 416, f"bytes */{SIZE}"),
    ("bytes=9-3", 200, None),
    ("bytes=a-b", 200, None),
    ("bytes=" + "0-1," * 50, 200, None),
]


def test_a_learner_is_answered_as_http_says_and_only_their_own_browser_keeps_it(
    app: Flask,
) -> None:
    film = make_film(app, media=CONTENT)
    learner = watch(app, film, make_user())
    for asked, status, told in ANSWERS:
        answer = learner.get(f"{film.page}/files/media", headers={"Range": asked})
        assert answer.status_code == status, asked
        assert answer.headers.get("Content-Range") == told
        assert answer.headers["ETag"] == ETAG
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Accept-Ranges"] == "bytes"
        if status == 200:
            assert answer.data == CONTENT


def test_a_range_takes_two_statements_however_large_the_lesson(app: Flask) -> None:
    film = make_film(app, media=CONTENT, points="0.1 00:10\n0.2 00:20")
    learner = watch(app, film, make_user())
    address = f"{film.page}/files/media"
    learner.get(address)
    # Who asks, and the file if they may have it.
    assert len(statements_of(learner, address, Range="bytes=0-9")) == 2
    assert len(statements_of(learner, address, Range=f"bytes={SIZE}-")) == 2
