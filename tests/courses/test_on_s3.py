"""A course of every kind of file on S3-compatible storage, by settings alone: sent, made, watched, read, handed in."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.courses import packaging
from tests.courses.boxes import mp4
from tests.courses.films import VTT
from tests.courses.package_files import some_package
from tests.courses.papers import make_photo, make_picture, make_slides
from tests.factories_accounts import make_user, sign_in
from tests.factories_assignments import assignment
from tests.factories_courses import lesson_keys, make_course, make_enrolment, make_instructor
from tests.factories_documents import publish_course, send_lesson
from tests.files.cloud import in_bucket, s3_server
from tests.files.sending import some_pdf
from trainingapp.files.storage import Storage, open_storage
from trainingapp.jobs.worker import run_all

FILM = mp4(600, size=300_000)
TEXT = {"markdown": "![家系图](image:家系图)"}
KINDS = ("work", "film", "slides", "article", "sheet", "package")


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture
def storage(app: Flask, s3: str) -> Iterator[Storage]:
    """An empty bucket, and the application on it; this machine's folder is gone."""
    before = app.config["SETTINGS"]
    shutil.rmtree(before.data / "files", ignore_errors=True)
    app.config["SETTINGS"] = in_bucket(before, s3)
    yield open_storage(app.config["SETTINGS"])
    app.config["SETTINGS"] = before
    open_storage.cache_clear()


@pytest.fixture
def places(app: Flask, client: FlaskClient, storage: Storage) -> dict[str, str]:
    """The addresses of a published course's lessons by what they hold. `client` is a learner's."""
    app.config["WTF_CSRF_ENABLED"] = False
    wu, lin = make_instructor(), make_user("林美华")
    course = make_course(wu, [assignment(takes="both")])
    desk = sign_in(app.test_client(), wu)
    recording = {"subtitles": [(VTT, "字幕.vtt")], "poster": [(make_picture(), "封面.jpg")]}
    sent = [
        send_lesson(desk, course, "video", media=[(FILM, "示范.mp4")], **recording),
        send_lesson(desk, course, "slides", media=[(make_slides(12), "讲义.pdf")]),
        send_lesson(desk, course, "article", more=TEXT, pictures=[(make_photo(), "家系图.jpg")]),
        send_lesson(desk, course, "download", media=[(some_pdf(), "量表.pdf")]),
        packaging.send(desk, course, some_package()),
    ]
    assert [answer.status_code for answer in sent] == [303] * 5
    run_all()
    packaging.unpack_all()
    publish_course(course)
    make_enrolment(lin, course)
    sign_in(client, lin)
    keys = zip(KINDS, lesson_keys(course), strict=True)
    return {kind: f"/courses/{course}/lessons/{key}" for kind, key in keys}


def test_every_kind_of_file_of_a_course_lives_there(
    app: Flask, client: FlaskClient, storage: Storage, places: dict[str, str]
) -> None:
    watch(client, places["film"])
    read(client, places["slides"], places["article"])
    sheet = client.get(f"{places['sheet']}/files/media")
    assert sheet.data == some_pdf()
    assert "attachment" in sheet.headers["Content-Disposition"]
    _courses, course, _lessons, key = places["package"].strip("/").split("/")
    opened = packaging.launch(client, int(course), key)
    page = app.test_client().get(packaging.address(app, opened))
    assert page.status_code == 200
    assert "接案" in page.text
    hand_in(client, places["work"])
    assert len(list(storage.list_names())) >= 5 + 2 * 12
    assert not (app.config["SETTINGS"].data / "files").exists()


def watch(client: FlaskClient, film: str) -> None:
    """By ranges, with subtitles and a poster; what is watched counts against the length that the file says."""
    for wanted, expected in (("100000-199999", FILM[100_000:200_000]), ("-500", FILM[-500:])):
        part = client.get(f"{film}/files/media", headers={"Range": f"bytes={wanted}"})
        assert (part.status_code, part.data) == (206, expected)
    beyond = client.get(f"{film}/files/media", headers={"Range": "bytes=900000000-"})
    assert beyond.status_code == 416
    assert client.get(f"{film}/files/media").data == FILM
    assert "先接案" in client.get(f"{film}/files/subtitles").text
    assert client.get(f"{film}/files/poster").mimetype == "image/jpeg"
    said = {"spans": [[0, 599_000]], "position": 599_000, "duration": 1}
    assert client.post(f"{film}/watching", json=said).get_json()["completed"] is True


def read(client: FlaskClient, slides: str, article: str) -> None:
    """Every drawn page in both sizes, and the picture of the text."""
    sizes = [f"{slides}/pages/{number}/{size}" for number in (1, 12) for size in ("small", "large")]
    for address in (*sizes, f"{article}/images/家系图"):
        assert client.get(address).data[8:12] == b"WEBP", address
    assert "12" in client.get(slides).text


def hand_in(client: FlaskClient, work: str) -> None:
    """A learner's own file goes there and comes back."""
    mine = some_pdf(7000, seed=5)
    answer = client.post(
        f"{work}/submission/files",
        data={"files": (io.BytesIO(mine), "预估.pdf")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200, answer.text
    assert client.get("/courses/submissions/1/files/1").data == mine
