"""What an item revision says, as canonical JSON with a hash; and the normalised words that search looks in."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from trainingapp.itembank.shapes import ItemShape

# A folded line break becomes a space, which Chinese text does not have between its characters.
_WIDE = "\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_FOLD = re.compile(f"(?<=[{_WIDE}]) (?=[{_WIDE}])")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# What an item is, beside what it says: a change there is no new revision.
IDENTITY = {"code", "status", "author", "origin", "enemies", "reviews", "exceptions"}


def canonical(value: object) -> str:
    """JSON with sorted names and no spaces: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(value: object) -> str:
    """The hash of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def unfold(value: Any) -> Any:
    """Take the spaces of folded lines out of Chinese text, everywhere in a value."""
    if isinstance(value, str):
        return _FOLD.sub("", value)
    if isinstance(value, dict):
        return {name: unfold(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [unfold(entry) for entry in value]
    return value


def revision_content(item: ItemShape) -> dict[str, Any]:
    """What a revision keeps of an item from a file: everything but its identity."""
    return dict(unfold(item.model_dump(mode="json", exclude=IDENTITY)))


def item_sha256(item: ItemShape) -> str:
    """The hash of everything that an entry of a file says of an item, reviews and all."""
    identity = item.model_dump(mode="json", by_alias=True, include=IDENTITY)
    identity["enemies"] = sorted(identity["enemies"])
    return sha256([identity, revision_content(item)])


def normalise(text: str) -> str:
    """Fold full-width forms and case, drop blanks and what nobody sees: what is typed and stored then compare."""
    return "".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", text)).lower().split())


def search_text(code: str, content: Mapping[str, Any]) -> str:
    """Everything an editor may look for in an item, part by part, so that no word joins two parts."""
    parts = [code, content.get("stem", ""), content.get("stimulus", ""), content["rationale"]]
    parts += [option["text"] for option in content.get("options", {}).values()]
    parts += [task["prompt"] for task in content.get("tasks", [])]
    return "\n".join(normalise(part) for part in parts if part)


def plan_hash(title: Mapping[str, str], specification: str, *, codes: Sequence[str]) -> str:
    """What makes a form the form it is: a file with another hash is another version."""
    return sha256([dict(title), specification, list(codes)])
