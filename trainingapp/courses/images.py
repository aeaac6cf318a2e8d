"""Pictures of articles: how a text names them, which it names, and which of them nobody could hear."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from trainingapp.courses.articles import list_pictures
from trainingapp.files.names import clean_name

MOST_IMAGES = 60
NAME_LENGTH = 40


def name_for(file_name: str, taken: Collection[str]) -> str:
    """A name for a picture from its file's: words joined by hyphens, and a number when the name is taken."""
    stem = clean_name(file_name).rpartition(".")[0] or "image"
    plain = re.sub(r"[^\w]+", "-", stem.lower()).strip("-_")[: NAME_LENGTH - 4].rstrip("-_")
    base = plain or "image"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def snippet_for(name: str, alternative: str = "") -> str:
    """What an author writes where the picture belongs."""
    return f"![{alternative}](image:{name})"


@dataclass(frozen=True, slots=True)
class Findings:
    """What is amiss with the pictures of a text, by their names."""

    silent: Sequence[str]  # shown without a word for those who do not see them
    unknown: Sequence[str]  # named, but the lesson has no such picture
    unused: Sequence[str]  # there, but not named


def look_through(markdown: str, names: Collection[str]) -> Findings:
    """Compare the pictures that a text names with those its lesson has."""
    used = list_pictures(markdown)
    called = [name for name, _words in used]
    return Findings(
        silent=[name for name, words in used if not words.strip() and name in names],
        unknown=[name for name in dict.fromkeys(called) if name not in names],
        unused=sorted(set(names) - set(called)),
    )
