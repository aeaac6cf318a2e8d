"""The list of recognised programmes that came with the question bank."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from trainingapp.config import Settings

PACKAGE = Path(__file__).parent.parent
FILE = Path("recognition") / "programmes.json"


def read_lines(path: Path) -> Sequence[Mapping[str, Any]]:
    """The lines of a file, as columns of the table."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return [
        {**line, "valid_from": date.fromisoformat(line["valid_from"])} for line in document["lines"]
    ]


@cache
def list_shipped_lines() -> Sequence[Mapping[str, Any]]:
    """The lines of this site's question bank, or those of the program where it has none. Read once."""
    own = Path(Settings.load().bank or PACKAGE.parent / "question_bank") / FILE
    return read_lines(own if own.is_file() else PACKAGE.parent / "question_bank" / FILE)
