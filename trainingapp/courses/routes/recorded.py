"""What is read of a video and of its subtitles when they arrive."""

from __future__ import annotations

from flask import Response, abort, current_app, request

from trainingapp.courses.actions.recordings import note_recording
from trainingapp.courses.renditions import names_for
from trainingapp.courses.subtitles import SubtitlesWrong, check_subtitles, clean_known
from trainingapp.courses.video_facts import read_facts
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.serving import CLOSED
from trainingapp.files.storage import ContentMissing, open_storage
from trainingapp.files.violations import UploadRefused
from trainingapp.web.clock import now

VTT = "text/vtt"


class SubtitlesUnreadable(UploadRefused):
    message = "%(name)s cannot be read: line %(line)s is not WebVTT."


class SubtitlesEmpty(UploadRefused):
    message = "%(name)s holds no subtitles."


def read_content(stored_file: StoredFile, start: int, end: int) -> bytes:
    """Some bytes of content. :raises ContentMissing: the store has lost it."""
    storage = open_storage(current_app.config["SETTINGS"])
    return b"".join(storage.read(stored_file.sha256, start, end))


def check_subtitles_of(upload: Upload) -> None:
    """:raises SubtitlesUnreadable, SubtitlesEmpty: what was uploaded cannot be shown under a video."""
    if upload.stored_file is None:
        return
    try:
        check_subtitles(read_content(upload.stored_file, 0, upload.stored_file.size))
    except SubtitlesWrong as wrong:
        if wrong.line == 0:
            raise SubtitlesEmpty(name=upload.file_name) from wrong
        raise SubtitlesUnreadable(name=upload.file_name, line=wrong.line) from wrong


def send_subtitles(stored_file: StoredFile) -> Response:
    """Subtitles written anew: what a player gets holds no markup, whatever was uploaded."""
    try:
        content = read_content(stored_file, 0, stored_file.size)
    except ContentMissing:
        abort(404)
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Disposition": "inline",
        "Content-Security-Policy": CLOSED,
        "ETag": f'"{stored_file.sha256}-clean"',
    }
    answer = Response(clean_known(stored_file.sha256, content), mimetype=VTT, headers=headers)
    answer.make_conditional(request)
    return answer


def read_recording(stored_file: StoredFile) -> None:
    """Note what a video file says of itself, and ask for its renditions."""

    def read(start: int, end: int) -> bytes:
        try:
            return read_content(stored_file, start, end)
        except ContentMissing:
            return b""

    facts = read_facts(read, size=stored_file.size, media_type=stored_file.media_type)
    note_recording(stored_file.id, facts, wanted=names_for(facts.height), now=now())
