"""Subtitles: WebVTT read strictly and written anew, so that nothing but times and plain words reaches a player.

webvtt-py (MIT) was looked at: it keeps styles, notes, markup and script in cues, takes a cue that ends before it
begins, and drops what it does not understand without a word. Source: W3C WebVTT, §4.1 (file body), §4.2 (cue text).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MOST_CUES = 10_000
CUE_LENGTH = 1000
STAMP = r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMING = re.compile(rf"\s*{STAMP}[ \t]+-->[ \t]+{STAMP}(?:[ \t]+(.*))?", re.ASCII)
# Where words stand is for the author to say; whatever else a setting may hold is left out.
SETTING = re.compile(
    r"align:(?:start|center|end|left|right)|line:-?\d{1,3}%?|(?:position|size):\d{1,3}%", re.ASCII
)
MARKUP = re.compile(r"<[^>]*(?:>|$)")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class SubtitlesWrong(ValueError):  # noqa: N818 - the fact is the name
    """A file that is no subtitles. `line` is the first wrong line; 0 when none is wrong but nothing is said."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class Cue:
    """Words on the screen from one moment to another, in milliseconds."""

    start: int
    end: int
    settings: str
    text: str


def check_subtitles(content: bytes) -> None:
    """Refuse what is no WebVTT, has a wrong time, or says nothing. :raises SubtitlesWrong:"""
    cues = list(_read(content))
    for line, cue in cues:
        if cue is None:
            raise SubtitlesWrong(line)
    if not cues:
        raise SubtitlesWrong(0)


def clean_subtitles(content: bytes) -> bytes:
    """The same words at the same times and nothing else; a cue whose time is wrong is left out."""
    try:
        cues = [cue for _line, cue in _read(content) if cue is not None and cue.text]
    except SubtitlesWrong:
        cues = []
    parts = ["WEBVTT"]
    for cue in cues:
        timing = f"{_stamp(cue.start)} --> {_stamp(cue.end)}{cue.settings}"
        parts.append(f"{timing}\n{cue.text}")
    return ("\n\n".join(parts) + "\n").encode()


@lru_cache(maxsize=64)
def clean_known(_sha256: str, content: bytes) -> bytes:
    """The same for content with this hash, cleaned once while it is asked for often."""
    return clean_subtitles(content)


def _read(content: bytes) -> Iterator[tuple[int, Cue | None]]:
    """Each cue with the number of its time's line; None in the place of a cue whose time is wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubtitlesWrong(content[: error.start].count(b"\n") + 1) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise SubtitlesWrong(1)
    count = 0
    for first, block in _blocks(lines):
        if first == 1 and (glued := next((n for n, line in enumerate(block) if "-->" in line), 0)):
            raise SubtitlesWrong(1 + glued)  # the head of the file ends with an empty line
        timed = next((n for n, line in enumerate(block[:2]) if "-->" in line), None)
        if timed is None:
            continue  # NOTE, STYLE, REGION, or words without a time
        if (count := count + 1) > MOST_CUES:
            raise SubtitlesWrong(first)
        yield first + timed, _cue(block[timed], block[timed + 1 :])


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Lines that belong together, with the number of the first."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(timing: str, payload: Sequence[str]) -> Cue | None:
    match = TIMING.fullmatch(timing)
    if match is None:
        return None
    start, end = (_milliseconds(match.groups()[n : n + 4]) for n in (0, 4))
    text = _plain("\n".join(payload))
    if start >= end or any("-->" in line for line in payload):
        return None
    kept = [word for word in (match[9] or "").split() if SETTING.fullmatch(word)]
    return Cue(start, end, "".join(f" {word}" for word in kept), text)


def _plain(payload: str) -> str:
    """Words without markup and without what cannot be seen, escaped as a player reads them."""
    words = html.unescape(MARKUP.sub("", payload))
    words = CONTROLS.sub("", words)[:CUE_LENGTH]
    lines = (" ".join(line.split()) for line in words.splitlines())
    return html.escape("\n".join(line for line in lines if line), quote=False)


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _stamp(moment: int) -> str:
    seconds, thousandths = divmod(moment, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"
