"""Two authors at once: a form carries a fingerprint of what it was read from, and a save on top of something else is
refused with both texts shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from trainingapp.courses.models import Lesson


def fingerprint(stored: object) -> str:
    """A short name of stored content: equal for equal content, different after any change."""
    text = json.dumps(stored, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fingerprint_lesson(lesson: Lesson) -> str:
    """The fingerprint of everything that a lesson's form changes."""
    return fingerprint(
        {
            "title": lesson.title,
            "content": lesson.content,
            "minutes": lesson.minutes,
            "flags": [lesson.is_required, lesson.is_preview],
            "points": [[point.code, point.seconds] for point in lesson.points],
            "files": sorted([file.role, file.stored_file_id, file.name] for file in lesson.files),
        }
    )


def is_stale(carried: str | None, stored: str) -> bool:
    """Whether a form was read from something else than what is stored. A form that carries nothing is taken."""
    return bool(carried) and carried != stored


def compare(typed: Iterable[Any], stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of a form whose stored values differ from what was typed: their labels and the stored values."""
    found = []
    for field in typed:
        if field.name in {"csrf_token", "base"} or field.name not in stored:
            continue
        kept = stored[field.name]
        if _plain(kept) != _plain(field.data):
            found.append((str(field.label.text), _plain(kept)))
    return found


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
