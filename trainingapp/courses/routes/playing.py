"""What the player of a video lesson shows, and what its script needs to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext as _

from trainingapp.courses.chapters import Chapter, chapters_of
from trainingapp.courses.media import MEDIA, POSTER, SUBTITLE
from trainingapp.courses.models import Lesson, LessonProgress, Recording, Rendition, RenditionState
from trainingapp.courses.queries.watching import find_recording
from trainingapp.courses.renditions import LARGE, SMALL, SOUND, WANTED, find_ffmpeg
from trainingapp.courses.routes.player_facts import watching_facts
from trainingapp.courses.routes.renditions import MASTER, PLAYLIST
from trainingapp.rules.watching import LONGEST

SPEEDS = ("0.75", "1", "1.25", "1.5", "1.75", "2")


@dataclass(frozen=True, slots=True)
class Size:
    """A way to see a video: as it was uploaded, smaller, or as sound only."""

    name: str
    label: str
    url: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Player:
    """A video with its sizes; `facts` is what the script of a learner's page reads."""

    sizes: Sequence[Size]
    original: Size
    poster_url: str | None
    subtitles_url: str | None
    chapters: Sequence[Chapter]
    recording: Recording | None
    start: int | None
    has_ffmpeg: bool
    asks_presence: bool
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fragment(self) -> str:
        """Where a browser without script begins (Media Fragments URI 1.0)."""
        return f"#t={self.start}" if self.start else ""

    @property
    def others(self) -> Sequence[Size]:
        """The sizes that can be opened by themselves."""
        return [size for size in self.sizes if size.media_type != PLAYLIST]


def show_player(
    lesson: Lesson, family: str, place: Mapping[str, object], *, progress: LessonProgress | None
) -> Player:
    """The player of a lesson; `family` begins the names of the views that send its files, say `courses.show`."""

    def address(what: str, **values: object) -> str:
        return url_for(f"{family}_{what}", **place, **values)  # type: ignore[arg-type]

    recording = find_recording(lesson)
    made = [row for row in recording.renditions if _is_made(row)] if recording else []
    roles = {file.role for file in lesson.files}
    posters = [address("file", role=POSTER)] if POSTER in roles else []
    posters += [
        address("rendition", name=WANTED[r.name].file_name) for r in made if r.name == POSTER
    ]
    original = Size("original", _("Original"), address("file", role=MEDIA))
    start, is_learner = _wanted_second(), family == "courses.show"
    return Player(
        sizes=_sizes(made, original, address),
        original=original,
        poster_url=next(iter(posters), None),
        subtitles_url=address("file", role=SUBTITLE) if SUBTITLE in roles else None,
        chapters=chapters_of(lesson.content),
        recording=recording,
        start=start if start and 0 < start <= LONGEST // 1000 else None,
        has_ffmpeg=find_ffmpeg(current_app.config["SETTINGS"]) is not None,
        asks_presence=bool(lesson.content.get("asks_presence")),
        facts=watching_facts(lesson, place, progress, start=start) if is_learner else {},
    )


def _is_made(row: Rendition) -> bool:
    return row.state == RenditionState.MADE and row.stored_file_id is not None


def _sizes(
    made: Sequence[Rendition], original: Size, address: Callable[..., str]
) -> Sequence[Size]:
    """What a browser tries one after the other: HLS where it plays it, the middle size, the original."""
    names = {row.name: row for row in made}
    found = []
    if any(row.playlist for row in made):
        found.append(Size("auto", _("Fits the line"), address("rendition", name=MASTER), PLAYLIST))
    labels = {LARGE: _("720p"), SMALL: _("360p, for weak networks")}
    for name in (name for name in labels if name in names):
        wanted = WANTED[name]
        url = address("rendition", name=wanted.file_name)
        found.append(Size(name, labels[name], url, wanted.media_type))
    found.append(original)
    if SOUND in names:
        url = address("rendition", name=WANTED[SOUND].file_name)
        found.append(Size(SOUND, _("Sound only"), url, WANTED[SOUND].media_type))
    return found


def _wanted_second() -> int | None:
    """The second that the address asks for: `t` of a mark or a chapter, `at` of a topic."""
    return request.args.get("t", type=int) or request.args.get("at", type=int)
