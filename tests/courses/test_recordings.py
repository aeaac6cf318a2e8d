"""What is noted of a recording and of its renditions, act by act, and how it looks to its author."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories_courses import NOON
from trainingapp.courses.actions import recordings as actions
from trainingapp.courses.actions.recordings import MOST_TRIES, NothingFailed
from trainingapp.courses.models import Recording, Rendition, RenditionState
from trainingapp.courses.renditions import WANTED, names_for
from trainingapp.courses.video_facts import Facts
from trainingapp.courses.video_words import NAMES, STATES, TONES, name_state
from trainingapp.extensions import db
from trainingapp.files.actions import keep_made
from trainingapp.files.making import Made
from trainingapp.jobs.models import Job, JobState
from trainingapp.web.transactions import writing

LATER = NOON + timedelta(minutes=5)


def make_file(letter: str = "a") -> int:
    return keep_made(Made(letter * 64, 1000, "video/mp4"), now=NOON)


@pytest.fixture
def recording(app: Flask) -> Recording:
    """A recording that waits for two renditions."""
    with writing():
        number = make_file()
        actions.note_recording(number, Facts(60_000, 720), wanted=["poster", "360p"], now=NOON)
        db.session.commit()
    return db.session.get_one(Recording, number)


def jobs() -> Sequence[Job]:
    return db.session.scalars(select(Job).where(Job.name == actions.JOB)).all()


def test_the_facts_of_a_file_are_kept_and_one_job_asked_for(recording: Recording) -> None:
    assert (recording.length, recording.height, recording.read_at) == (60_000, 720, NOON)
    assert [(row.name, row.state) for row in recording.renditions] == [
        ("poster", "waiting"),
        ("360p", "waiting"),
    ]
    assert [job.state for job in jobs()] == [JobState.WAITING]


def test_content_that_is_known_is_not_read_anew(recording: Recording) -> None:
    with writing():
        number = make_file()  # somebody else sends the same bytes
        actions.note_recording(number, Facts(1, 1), wanted=["poster", "360p"], now=LATER)
        db.session.commit()
    db.session.expire_all()
    assert number == recording.stored_file_id
    assert (recording.length, recording.read_at) == (60_000, NOON)
    assert len(recording.renditions) == 2
    assert len(jobs()) == 1


def test_a_file_that_says_nothing_is_noted_all_the_same(app: Flask) -> None:
    with writing():
        number = make_file("b")
        actions.note_recording(number, Facts(), wanted=names_for(None), now=NOON)
        db.session.commit()
    found = db.session.get_one(Recording, number)
    assert (found.length, found.height) == (None, None)
    assert [row.name for row in found.renditions] == list(WANTED)


def test_nothing_wanted_asks_for_nothing(app: Flask) -> None:
    with writing():
        actions.note_recording(make_file("c"), Facts(1000, 360), wanted=(), now=NOON)
        db.session.commit()
    assert jobs() == []
    assert actions.list_unfinished() == []


def test_unfinished_are_those_that_wait_or_run(recording: Recording) -> None:
    number = recording.stored_file_id
    poster, small = recording.renditions
    assert actions.list_unfinished() == [number]
    with writing():
        actions.finish_rendition(poster, [make_file("d")], now=LATER)
        actions.begin_rendition(small, now=LATER)
        assert actions.list_unfinished() == [number]
        actions.finish_rendition(small, [make_file("e"), make_file("f")], now=LATER)
        assert actions.list_unfinished() == []
        db.session.commit()


def test_a_rendition_is_given_up_after_three_tries_and_not_before(recording: Recording) -> None:
    row = recording.renditions[0]
    with writing():
        for number in range(1, MOST_TRIES + 1):
            actions.begin_rendition(row, now=NOON)
            assert (row.state, row.tries) == (RenditionState.RUNNING, number)
            actions.fail_rendition(row, f"fault {number}", now=LATER)
            is_last = number == MOST_TRIES
            assert row.state == (RenditionState.FAILED if is_last else RenditionState.WAITING)
        assert (row.error, row.changed_at) == ("fault 3", LATER)
        db.session.commit()


def test_what_was_made_after_a_fault_forgets_it(recording: Recording) -> None:
    row = recording.renditions[1]
    with writing():
        actions.begin_rendition(row, now=NOON)
        actions.fail_rendition(row, "fault", now=NOON)
        whole, pieces = make_file("d"), make_file("e")
        actions.finish_rendition(row, [whole, pieces], playlist="#EXTM3U\n", now=LATER)
        db.session.commit()
    assert (row.state, row.error, row.playlist) == ("made", "", "#EXTM3U\n")
    assert (row.stored_file_id, row.pieces_file_id) == (whole, pieces)


def test_trying_again_begins_what_failed_and_leaves_the_rest(recording: Recording) -> None:
    poster, small = recording.renditions
    with writing():
        with pytest.raises(NothingFailed):
            actions.retry_renditions(recording, now=LATER)
        actions.finish_rendition(poster, [make_file("d")], now=NOON)
        small.state, small.tries = RenditionState.FAILED, MOST_TRIES
        actions.retry_renditions(recording, now=LATER)
        db.session.commit()
    assert (poster.state, poster.changed_at) == ("made", NOON)
    assert (small.state, small.tries, small.changed_at) == ("waiting", 0, LATER)


def test_every_rendition_and_state_has_a_name_and_a_tone(app: Flask) -> None:
    assert set(NAMES) == set(WANTED)
    assert set(STATES) == set(TONES) == set(RenditionState)


@pytest.mark.parametrize(
    ("state", "has_file", "said"),
    [
        ("waiting", False, "Waits"),
        ("running", False, "Being made"),
        ("made", True, "Ready"),
        ("made", False, "Nothing to make"),
        ("failed", False, "Did not work"),
    ],
)
def test_where_a_rendition_stands_is_said_in_words(
    app: Flask, state: str, has_file: bool, said: str
) -> None:
    row = Rendition(state=state, stored_file_id=1 if has_file else None)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert name_state(row) == said
