"""What the worker does for videos: it starts ffmpeg, looks in every ten seconds, and puts away what was made."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from trainingapp.config import Settings
from trainingapp.courses import video_encoding
from trainingapp.courses.actions import recordings as actions
from trainingapp.courses.models import Recording, Rendition, RenditionState
from trainingapp.courses.renditions import PlaylistWrong, commands_for, find_ffmpeg, is_silent
from trainingapp.courses.video_workshop import SOURCE, bring, clear, put_away, workshop
from trainingapp.extensions import db
from trainingapp.files.actions import keep_made
from trainingapp.files.making import Made
from trainingapp.files.models import StoredFile
from trainingapp.jobs.registry import every, job
from trainingapp.web.transactions import commit_now, start_writing

LOOK_AGAIN = timedelta(seconds=10)
TRY_AGAIN = timedelta(minutes=2)
STARTING = timedelta(minutes=1)  # a process that holds nothing after this has died


@job(actions.JOB, reads_first=True, lease_seconds=900)
def make_renditions(*, recording_id: int, now: datetime) -> None:
    """Take one step with a recording: begin the next rendition, wait for it, or put it away."""
    settings: Settings = current_app.config["SETTINGS"]
    recording = db.session.get(Recording, recording_id)
    folder = workshop(settings, recording_id)
    open_rows = [row for row in recording.renditions if _is_open(row)] if recording else []
    if not open_rows:
        clear(folder)
        return
    row = open_rows[0]
    if row.state == RenditionState.RUNNING:
        _look(row, folder, settings=settings, now=now)
    elif (ffmpeg := find_ffmpeg(settings)) is not None:
        _begin(row, folder, ffmpeg=ffmpeg, settings=settings, now=now)


@every(seconds=3600, reads_first=True)
def resume_renditions(*, now: datetime) -> None:
    """Go on with what waits: ffmpeg has been installed, or the job of a recording was given up."""
    if find_ffmpeg(current_app.config["SETTINGS"]) is None:
        return
    waiting = actions.list_unfinished()
    start_writing()
    for recording_id in waiting:
        actions.ask_for_renditions(recording_id, run_at=now)
    commit_now()


def _is_open(row: Rendition) -> bool:
    return row.state in {RenditionState.WAITING, RenditionState.RUNNING}


def _begin(row: Rendition, folder: Path, *, ffmpeg: str, settings: Settings, now: datetime) -> None:
    recording_id, name = row.recording_id, row.name
    length = db.session.get_one(Recording, recording_id).length
    stored, source = db.session.get_one(StoredFile, recording_id), folder / SOURCE
    db.session.expunge_all()
    db.session.rollback()  # fetching a film takes a while: no transaction stays open for it
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    bring(stored, source, settings=settings)
    commands = commands_for(
        name, ffmpeg=ffmpeg, source=source, media_type=stored.media_type, length=length
    )
    start_writing()
    actions.begin_rendition(db.session.get_one(Rendition, (recording_id, name)), now=now)
    actions.ask_for_renditions(recording_id, run_at=now + LOOK_AGAIN)
    commit_now()
    video_encoding.start(folder, name, commands)


def _look(row: Rendition, folder: Path, *, settings: Settings, now: datetime) -> None:
    recording_id, name, changed_at = row.recording_id, row.name, row.changed_at
    db.session.rollback()
    outcome = video_encoding.find_outcome(folder, name)
    if outcome is None and (video_encoding.is_held(folder) or now < changed_at + STARTING):
        start_writing()
        actions.ask_for_renditions(recording_id, run_at=now + LOOK_AGAIN)
        commit_now()
        return
    error = outcome.error if outcome else "The program ended before the rendition was made."
    made: list[Made] = []
    playlist = ""
    if not error:
        try:
            made, playlist = put_away(name, folder, settings=settings)
        except (OSError, PlaylistWrong) as wrong:
            error = f"{type(wrong).__name__}: {wrong}"
    start_writing()
    row = db.session.get_one(Rendition, (recording_id, name))
    is_over = not error or is_silent(name, error)
    if is_over:
        files = [keep_made(each, now=now) for each in made]
        actions.finish_rendition(row, files, playlist=playlist, now=now)
    else:
        actions.fail_rendition(row, error, now=now)
    actions.ask_for_renditions(recording_id, run_at=now if is_over else now + TRY_AGAIN)
    commit_now()
