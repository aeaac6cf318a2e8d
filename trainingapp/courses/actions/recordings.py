"""Recordings: what a new file says is noted, and what becomes of its renditions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from trainingapp.courses.models import Recording, Rendition, RenditionState
from trainingapp.courses.video_facts import Facts
from trainingapp.extensions import db
from trainingapp.jobs.actions import enqueue, insert
from trainingapp.rules.errors import RuleViolation

JOB = "courses.make_renditions"
MOST_TRIES = 3


class NothingFailed(RuleViolation):
    message = "Nothing of this video has failed."


def note_recording(
    stored_file_id: int, facts: Facts, *, wanted: Sequence[str], now: datetime
) -> None:
    """Note what a video file says of itself and ask for renditions; of content that is known nothing is asked twice."""
    row = insert(Recording).values(
        stored_file_id=stored_file_id, length=facts.length, height=facts.height, read_at=now
    )
    db.session.execute(row.on_conflict_do_nothing())
    for position, name in enumerate(wanted):
        rendition = insert(Rendition).values(
            recording_id=stored_file_id,
            name=name,
            position=position,
            state=RenditionState.WAITING,
            tries=0,
            error="",
            playlist="",
            changed_at=now,
        )
        db.session.execute(rendition.on_conflict_do_nothing())
    db.session.flush()
    if wanted:
        ask_for_renditions(stored_file_id)


def ask_for_renditions(recording_id: int, *, run_at: datetime | None = None) -> None:
    """Let the worker look after a recording's renditions; one look waits at a time."""
    enqueue(JOB, run_at=run_at, unique=str(recording_id), recording_id=recording_id)


def list_unfinished() -> Sequence[int]:
    """The recordings that still wait for renditions."""
    unfinished = (RenditionState.WAITING, RenditionState.RUNNING)
    query = select(Rendition.recording_id).where(Rendition.state.in_(unfinished)).distinct()
    return db.session.scalars(query.order_by(Rendition.recording_id)).all()


def begin_rendition(rendition: Rendition, *, now: datetime) -> None:
    """Note that ffmpeg is at it."""
    rendition.state, rendition.tries = RenditionState.RUNNING, rendition.tries + 1
    rendition.changed_at = now
    db.session.flush()


def fail_rendition(rendition: Rendition, error: str, *, now: datetime) -> None:
    """Note what went wrong; it is tried three times and then given up."""
    is_over = rendition.tries >= MOST_TRIES
    rendition.state = RenditionState.FAILED if is_over else RenditionState.WAITING
    rendition.error, rendition.changed_at = error, now
    db.session.flush()


def finish_rendition(
    rendition: Rendition, files: Sequence[int], *, playlist: str = "", now: datetime
) -> None:
    """Note what was made: the file and its pieces for HLS; nothing when there was nothing to make."""
    rendition.stored_file_id, rendition.pieces_file_id = (*files, None, None)[:2]
    rendition.state, rendition.error, rendition.playlist = RenditionState.MADE, "", playlist
    rendition.changed_at = now
    db.session.flush()


def retry_renditions(recording: Recording, *, now: datetime) -> None:
    """Try once more what was given up. :raises NothingFailed: when nothing was."""
    failed = [row for row in recording.renditions if row.state == RenditionState.FAILED]
    if not failed:
        raise NothingFailed
    for row in failed:
        row.state, row.tries, row.changed_at = RenditionState.WAITING, 0, now
    db.session.flush()
    ask_for_renditions(recording.stored_file_id)
