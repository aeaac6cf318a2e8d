"""Slow lines hold half of the threads at most: the others are for pages and for the exam room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.exceptions import ServiceUnavailable

from tests.files.sending import begin, id_of, patch, send, some_pdf, some_video
from tests.files.test_serving import serve
from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.serving import PORTION_BYTES, send_file
from trainingapp.files.slots import HeldBody, Slots, slots_of
from trainingapp.files.violations import Crowded

LARGE = PORTION_BYTES * 2 + 5


@pytest.fixture
def one_place(app: Flask, settings: Settings) -> Slots:
    app.config["SETTINGS"] = replace(settings, blocking_threads=2)
    return slots_of(app.config["SETTINGS"])


def begun(app: Flask, stored_file_id: int, *, inline: bool = False, asked: str = "") -> Response:
    """An answer whose reader has not begun to read."""
    with app.test_request_context("/", headers={"Range": asked} if asked else {}):
        stored = db.session.get_one(StoredFile, stored_file_id)
        return send_file(stored, name="课.mp4", inline=inline)


@pytest.fixture
def film(sender: FlaskClient) -> int:
    place = send(sender, some_video(LARGE), name="课.mp4")
    return db.session.get_one(Upload, id_of(place)).stored_file_id or 0


def test_a_players_open_range_is_answered_with_its_beginning(app: Flask, film: int) -> None:
    answer = serve(app, film, Range="bytes=0-")
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes 0-{PORTION_BYTES - 1}/{LARGE}"
    assert answer.data == some_video(LARGE)[:PORTION_BYTES]
    rest = serve(app, film, Range=f"bytes={LARGE - 3}-")
    assert rest.headers["Content-Range"] == f"bytes {LARGE - 3}-{LARGE - 1}/{LARGE}"


def test_a_download_that_is_resumed_gets_all_the_rest(app: Flask, film: int) -> None:
    answer = serve(app, film, inline=False, Range="bytes=5-")
    assert answer.headers["Content-Range"] == f"bytes 5-{LARGE - 1}/{LARGE}"
    closed = serve(app, film, Range=f"bytes=5-{LARGE - 1}")
    assert closed.headers["Content-Length"] == str(LARGE - 5)


def test_a_large_answer_keeps_its_place_until_it_is_read_closed_or_lost(
    app: Flask, film: int, one_place: Slots
) -> None:
    first = begun(app, film)
    with pytest.raises(ServiceUnavailable):
        begun(app, film)
    assert len(b"".join(first.response)) == LARGE  # read to its end
    second = begun(app, film)
    second.close()
    third = begun(app, film)
    del third  # never begun: its reader had gone
    one_place.take()
    one_place.give()


def test_a_small_answer_needs_no_place(app: Flask, film: int, one_place: Slots) -> None:
    with one_place.held():
        assert begun(app, film, asked="bytes=0-99").status_code == 206
        assert begun(app, film, inline=True, asked="bytes=0-").status_code == 206


def test_a_sender_without_a_place_is_told_to_come_again(
    sender: FlaskClient, one_place: Slots
) -> None:
    content = some_pdf(5000)
    place = begin(sender, 5000).headers["Location"]
    with one_place.held():
        answer = patch(sender, place, 0, content)
        assert (answer.status_code, answer.get_json()["error"]) == (503, "Crowded")
    assert patch(sender, place, 0, content).status_code == 204


def test_a_place_is_given_back_once() -> None:
    slots = Slots(1)
    body = HeldBody(iter([b"a"]), slots)
    assert list(body) == [b"a"]
    body.close()
    with slots.held(), pytest.raises(Crowded):
        HeldBody(iter([]), slots)
    slots.take()
