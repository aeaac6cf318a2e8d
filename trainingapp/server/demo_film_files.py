"""Puts the demonstration's film and its subtitles where uploaded files lie."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app

from trainingapp.config import Settings
from trainingapp.courses.actions import recordings
from trainingapp.courses.media import MEDIA, SUBTITLE
from trainingapp.courses.models import Lesson, LessonFile
from trainingapp.courses.video_facts import Facts
from trainingapp.extensions import db
from trainingapp.files.actions import keep_made
from trainingapp.files.making import put_made
from trainingapp.server.demo_film import HEIGHT, draw_scene, make_film

SECONDS = 30  # of each scene


def attach_film(lesson: Lesson, lines: Sequence[str], *, now: datetime) -> None:
    """Give a lesson a film with a scene for each line, and the lines as subtitles."""
    settings: Settings = current_app.config["SETTINGS"]
    count = len(lines)
    film = make_film([draw_scene(n, count) for n in range(count)], seconds_each=SECONDS)
    with TemporaryDirectory() as folder:
        for role, name, media_type, content in (
            (MEDIA, "第一次会谈.webm", "video/webm", film),
            (SUBTITLE, "第一次会谈.vtt", "text/vtt", _subtitles(lines)),
        ):
            path = Path(folder) / role
            path.write_bytes(content)
            number = keep_made(put_made(path, media_type, settings=settings), now=now)
            lesson.files.append(LessonFile(role=role, stored_file_id=number, name=name))
            if role == MEDIA:
                facts = Facts(count * SECONDS * 1000, HEIGHT)
                recordings.note_recording(number, facts, wanted=(), now=now)
    db.session.flush()


def _subtitles(lines: Sequence[str]) -> bytes:
    cues = [
        f"00:{n * SECONDS // 60:02}:{n * SECONDS % 60:02}.500 --> "
        f"00:{(n * SECONDS + 20) // 60:02}:{(n * SECONDS + 20) % 60:02}.000\n{line}"
        for n, line in enumerate(lines)
    ]
    return "\n\n".join(["WEBVTT", *cues, ""]).encode()
