"""Canonical JSON, hashes and the normalised words that search looks in."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any


def canonical(value: object) -> str:
    """JSON with sorted names and no spaces: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(value: object) -> str:
    """The hash of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def normalise(text: str) -> str:
    """Fold full-width forms and case, drop white space: what is typed and what is stored then compare."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def search_text(code: str, content: Mapping[str, Any]) -> str:
    """Everything an editor may look for in an item, part by part, so that no word joins two parts."""
    parts = [code, content.get("stem", ""), content.get("stimulus", ""), content["rationale"]]
    parts += [option["text"] for option in content.get("options", {}).values()]
    parts += [task["prompt"] for task in content.get("tasks", [])]
    return "\n".join(normalise(part) for part in parts if part)
