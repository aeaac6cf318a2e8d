"""Video and download lessons: their files, who gets them, and what counts as watched."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    article,
    enrolment_of,
    lessons_of,
    make_course,
    make_enrolment,
    make_instructor,
    newest,
    publish,
)
from tests.files.sending import some_pdf, some_video
from trainingapp.accounts.models import User
from trainingapp.courses.models import Course, LessonFile, LessonProgress
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile
from trainingapp.files.references import referring_columns
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
MINUTE = 60_000
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\n<b>先接案</b><script>alert(1)</script>\n".encode()
FIELDS = {"title_zh": "接案示范", "minutes": "10", "is_required": "y"}


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def desk(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


def send(desk: FlaskClient, course: int, kind: str = "video", **files: tuple[bytes, str]) -> Any:
    """A lesson with files, as a browser without script sends it."""
    section = newest(course).sections[0].id
    db.session.remove()
    sent = {name: (io.BytesIO(content), title) for name, (content, title) in files.items()}
    return desk.post(
        f"/teaching/{course}/sections/{section}/lessons?kind={kind}",
        data={**FIELDS, **sent},
        content_type="multipart/form-data",
    )


def make_video(
    desk: FlaskClient, wu: User, *, is_published: bool = True, kind: str = "video"
) -> int:
    """A course with one video (or download), and its id."""
    course = make_course(wu)
    media = (some_video(), "示范.mp4") if kind == "video" else (some_pdf(), "讲义.pdf")
    files = {"media": media}
    if kind == "video":
        files["subtitles"] = (VTT, "字幕.vtt")
    assert send(desk, course, kind, **files).status_code == 303
    if is_published:
        reviewer = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
        with writing():
            publish(db.session.get_one(Course, course), reviewer)
            db.session.commit()
        db.session.remove()
    return course


def only_lesson(course: int) -> tuple[int, str]:
    lesson = lessons_of(course)[0]
    found = lesson.id, lesson.key
    db.session.remove()
    return found


def test_a_video_comes_with_subtitles_and_is_shown_to_its_author(
    desk: FlaskClient, wu: User
) -> None:
    course = make_video(desk, wu, is_published=False)
    number, _key = only_lesson(course)
    page = desk.get(f"/teaching/{course}/lessons/{number}").text
    assert f'src="/teaching/{course}/lessons/{number}/files/media"' in page
    assert "<track" in page
    got = desk.get(f"/teaching/{course}/lessons/{number}/files/media")
    assert got.data == some_video()
    assert got.headers["Content-Disposition"].startswith("inline")
    subtitles = desk.get(f"/teaching/{course}/lessons/{number}/files/subtitles")
    assert subtitles.mimetype == "text/vtt"
    assert "sandbox" in subtitles.headers["Content-Security-Policy"]
    assert desk.get(f"/teaching/{course}/lessons/{number}/files/poster").status_code == 404
    assert "示范.mp4" in desk.get(f"/teaching/{course}/lessons/{number}/edit").text


def test_a_download_is_handed_over_under_its_name(desk: FlaskClient, wu: User, app: Flask) -> None:
    course = make_video(desk, wu, kind="download")
    lin = make_user()
    make_enrolment(lin, course)
    _number, key = only_lesson(course)
    reader = sign_in(app.test_client(), lin)
    assert "讲义.pdf" in reader.get(f"/courses/{course}/lessons/{key}").text
    got = reader.get(f"/courses/{course}/lessons/{key}/files/media")
    assert got.data == some_pdf()
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert reader.post(f"/courses/{course}/lessons/{key}/completion").status_code == 303


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("video", {}),
        ("video", {"media": (b"MZ" + b"\0" * 500, "film.mp4")}),  # a program by another name
        ("video", {"media": (some_pdf(), "film.mp4")}),
        ("video", {"media": (b"<svg onload=alert(1)>", "film.mp4")}),
        ("video", {"media": (some_video(), "a.mp4"), "subtitles": (some_pdf(), "a.vtt")}),
        ("video", {"media": (some_video(), "a.mp4"), "poster": (b"<svg/>", "a.png")}),
        ("download", {"media": (some_video(), "film.mp4")}),
        ("download", {"media": (b"<html><script>alert(1)</script>", "a.pdf")}),
        ("download", {}),
    ],
)
def test_what_is_not_what_it_should_be_is_refused_beside_its_field(
    desk: FlaskClient, wu: User, kind: str, files: dict[str, tuple[bytes, str]]
) -> None:
    course = make_course(wu)
    answer = send(desk, course, kind, **files)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert lessons_of(course) == []
    assert db.session.scalars(select(LessonFile)).all() == []


def test_another_file_takes_the_place_of_the_first(desk: FlaskClient, wu: User) -> None:
    course = make_video(desk, wu, is_published=False)
    number, _key = only_lesson(course)
    address = f"/teaching/{course}/lessons/{number}"
    assert desk.post(f"{address}/edit", data=FIELDS).status_code == 303  # the file stays
    assert desk.get(f"{address}/files/media").data == some_video()
    other = some_video(seed=2)
    sent = {**FIELDS, "media": (io.BytesIO(other), "新的.mp4")}
    answer = desk.post(f"{address}/edit", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert desk.get(f"{address}/files/media").data == other
    assert len(db.session.scalars(select(LessonFile)).all()) == 2
    assert "lesson_file.stored_file_id" in referring_columns()


def test_bytes_go_to_learners_author_and_reviewer_only(
    desk: FlaskClient, wu: User, lin: User, app: Flask
) -> None:
    course = make_video(desk, wu)
    number, key = only_lesson(course)
    make_enrolment(lin, course)
    learner = sign_in(app.test_client(), lin)
    address = f"/courses/{course}/lessons/{key}/files/media"
    assert learner.get(address).status_code == 200
    part = learner.get(address, headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data)) == (206, 100)
    wang = sign_in(app.test_client(), make_user("王建国"))
    assert wang.get(address).status_code == 404
    assert app.test_client().get(address).status_code == 302
    draft = f"/teaching/{course}/lessons/{number}/files/media"
    assert wang.get(draft).status_code == 403
    other = sign_in(app.test_client(), make_instructor("别人"))
    assert other.get(draft).status_code == 404
    version = newest(course).id
    db.session.remove()
    reviewer = sign_in(app.test_client(), make_user(roles=[Role.ITEM_REVIEWER]))
    review = f"/course-reviews/{version}/lessons/{number}/files/media"
    assert reviewer.get(review).status_code == 404  # no longer in review
    desk.post(f"/teaching/{course}/versions")
    desk.post(f"/teaching/{course}/review", data={})
    version = newest(course).id
    db.session.remove()
    number, _key = only_lesson(course)
    page = reviewer.get(f"/course-reviews/{version}/lessons/{number}").text
    review = f"/course-reviews/{version}/lessons/{number}/files/media"
    assert review in page
    assert reviewer.get(review).data == some_video()
    assert len(db.session.scalars(select(StoredFile)).all()) == 2  # the copy shares the content


def report(client: FlaskClient, course: int, key: str, *spans: list[int], **more: int) -> Any:
    said = {"spans": list(spans), "position": 0, "duration": 10 * MINUTE, **more}
    return client.post(f"/courses/{course}/lessons/{key}/watching", json=said)


def progress_of(user: User, course: int, key: str) -> LessonProgress:
    found = db.session.get_one(LessonProgress, (user.id, course, key))
    db.session.rollback()
    return found


@pytest.fixture
def video(desk: FlaskClient, wu: User, lin: User) -> tuple[int, str]:
    course = make_video(desk, wu)
    make_enrolment(lin, course)
    return course, only_lesson(course)[1]


@pytest.fixture
def learner(app: Flask, lin: User, video: tuple[int, str]) -> FlaskClient:
    return sign_in(app.test_client(), lin)


def test_what_is_watched_in_pieces_and_twice_adds_up(
    learner: FlaskClient, lin: User, video: tuple[int, str]
) -> None:
    course, key = video
    assert report(learner, course, key, [0, 4 * MINUTE]).get_json()["completed"] is False
    report(learner, course, key, [0, 4 * MINUTE], [2 * MINUTE, 5 * MINUTE])
    report(learner, course, key, [6 * MINUTE, 9 * MINUTE], position=9 * MINUTE)
    row = progress_of(lin, course, key)
    assert row.covered == [[0, 5 * MINUTE], [6 * MINUTE, 9 * MINUTE]]
    assert (row.position, row.completed_at) == (9 * MINUTE, None)
    page = learner.get(f"/courses/{course}/lessons/{key}").text
    assert f'data-position="{9 * MINUTE}"' in page
    done = report(learner, course, key, [5 * MINUTE, 6 * MINUTE])
    assert done.get_json()["completed"] is True
    assert enrolment_of(lin, course).completed_at is not None


def test_seeking_to_the_end_completes_nothing(
    learner: FlaskClient, lin: User, video: tuple[int, str]
) -> None:
    course, key = video
    report(learner, course, key, [590_000, 600_000], position=600_000)
    assert progress_of(lin, course, key).completed_at is None
    answer = learner.post(f"/courses/{course}/lessons/{key}/completion")
    assert answer.status_code == 409


def test_a_recording_said_to_be_a_second_long_completes_nothing(
    learner: FlaskClient, lin: User, video: tuple[int, str]
) -> None:
    course, key = video
    report(learner, course, key, [0, 1000], duration=1000)
    report(learner, course, key, [0, 900_000], duration=1000)
    row = progress_of(lin, course, key)
    assert (row.covered, row.completed_at) == ([[0, 1000]], None)


@pytest.mark.parametrize(
    "changes",
    [
        {"spans": None},
        {"spans": [[5, 1]]},
        {"spans": [[0, 1.5]]},
        {"spans": [[0, 1]] * 2001},
        {"position": -1},
        {"position": "1"},
        {"duration": 0},
        {"duration": None},
        {"duration": 10**12},
    ],
)
def test_a_malformed_report_of_watching_keeps_nothing(
    learner: FlaskClient, video: tuple[int, str], changes: dict[str, object]
) -> None:
    course, key = video
    said = {"spans": [[0, 1000]], "position": 0, "duration": MINUTE, **changes}
    answer = learner.post(f"/courses/{course}/lessons/{key}/watching", json=said)
    assert answer.status_code == 422
    assert learner.post(f"/courses/{course}/lessons/{key}/watching", json=[]).status_code == 422
    assert db.session.scalars(select(LessonProgress)).all() == []


def test_only_a_video_is_watched(learner: FlaskClient, lin: User, wu: User) -> None:
    reviewer = make_user(roles=[Role.ITEM_REVIEWER])
    course = make_course(wu, [article()], reviewer=reviewer)
    make_enrolment(lin, course)
    key = only_lesson(course)[1]
    assert report(learner, course, key, [0, 1000]).status_code == 422


@pytest.mark.both_databases
def test_two_devices_at_once_lose_nothing_in_a_constant_number_of_statements(
    app: Flask, lin: User, wu: User
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    desk = sign_in(app.test_client(), wu)
    course = make_video(desk, wu)
    make_enrolment(lin, course)
    key = only_lesson(course)[1]
    devices = [sign_in(app.test_client(), lin) for _ in range(4)]
    db.session.remove()
    taken: list[int] = []

    def watch(number: int) -> None:
        for minute in range(number, 8, 4):
            answer = report(devices[number], course, key, [minute * MINUTE, (minute + 1) * MINUTE])
            taken.append(answer.status_code)

    threads = [threading.Thread(target=watch, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == [200] * 8
    assert progress_of(lin, course, key).covered == [[0, 8 * MINUTE]]

    def count(*spans: list[int]) -> int:
        statements: list[str] = []

        def note(*arguments: object) -> None:
            statements.append(str(arguments[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert report(devices[0], course, key, *spans).status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    few = count([0, 1000])
    assert count(*([n * 1000, n * 1000 + 500] for n in range(0, 480, 2))) == few <= 10
