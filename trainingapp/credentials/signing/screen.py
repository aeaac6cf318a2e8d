"""What a document may look like before anything expensive reads it.

Canonicalising RDF takes exponential time on blank nodes that point at each other, so labels, keywords and crowds
of nodes are refused first; and what two readers could read differently is refused too.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from trainingapp.credentials.signing.contexts import PINNED

MOST_BYTES = 128 * 1024
MOST_DEPTH = 16
MOST_NODES = 200
MOST_BLANK = 48  # nodes without an id
MOST_LIST = 100
MOST_TYPES = 130  # in the whole document: each brings a context of its own, a millisecond of work
MOST_TEXT = 32 * 1024
MOST_NUMBER = 10**15
TERM = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")


class Screened(ValueError):  # noqa: N818 - the fact is the name
    """A document that is not looked at further. `word` says why, in one word of `wording.SCREENED`."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


def parse(content: bytes | str) -> dict[str, Any]:
    """Read a document that anybody may have sent, and screen it. :raises Screened: it is refused."""
    try:
        raw = content.encode() if isinstance(content, str) else content
        if len(raw) > MOST_BYTES:
            raise Screened("size")
        found = json.loads(
            raw.decode().lstrip("\ufeff"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
        )
    except RecursionError:
        raise Screened("depth") from None
    except Screened:
        raise
    except ValueError:
        raise Screened("json") from None
    return screen(found)


def screen(document: object) -> dict[str, Any]:
    """The same document when its structure is harmless. :raises Screened: it is not."""
    if not isinstance(document, dict):
        raise Screened("object")
    whole = [
        document,
        *parts_of(document),
    ]  # documents in their own right, with vocabularies of their own
    for one in whole:
        _check_contexts(one.get("@context"))
    tops = {id(one) for one in whole}
    nodes = blank = types = 0
    for value, depth in _walk(document):
        if depth > MOST_DEPTH:
            raise Screened("depth")
        if isinstance(value, dict):
            nodes, blank = nodes + 1, blank + ("id" not in value)
            types += len(value["type"]) if isinstance(value.get("type"), list) else 1
            _check_names(value, is_top=id(value) in tops)
        if nodes > MOST_NODES or blank > MOST_BLANK or types > MOST_TYPES:
            raise Screened("nodes")
        _check_value(value)
    return document


def parts_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The credentials that a document holds, where a learner record holds them."""
    subject = document.get("credentialSubject")
    parts = subject.get("verifiableCredential") if isinstance(subject, dict) else None
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _walk(document: object) -> Iterator[tuple[object, int]]:
    stack: list[tuple[object, int]] = [(document, 0)]
    while stack:
        value, depth = stack.pop()
        yield value, depth
        if isinstance(value, dict):
            stack += [(one, depth + 1) for one in value.values()]
        elif isinstance(value, list):
            stack += [(one, depth + 1) for one in value]


def _check_contexts(contexts: object) -> None:
    if not isinstance(contexts, list) or not contexts or len(contexts) > len(PINNED):
        raise Screened("context")
    if any(not isinstance(one, str) or one not in PINNED for one in contexts):
        raise Screened("context")
    if len(set(contexts)) < len(contexts):
        raise Screened("context")


def _check_names(node: dict[str, Any], *, is_top: bool) -> None:
    for name in node:
        if not TERM.fullmatch(name) and not (is_top and name == "@context"):
            raise Screened("name")


def _check_value(value: object) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list):
        if len(value) > MOST_LIST or any(isinstance(one, list) for one in value):
            raise Screened("nodes")
    elif isinstance(value, int | float) and not isinstance(value, bool) and not _is_plain(value):
        raise Screened("number")


def _is_plain(number: float) -> bool:
    """Whether every reader writes the number alike: whole or of two decimals, and not vast."""
    return abs(number) <= MOST_NUMBER and round(number, 2) == number


def _check_text(text: str) -> None:
    if len(text) > MOST_TEXT:
        raise Screened("text")
    if text.startswith("_:"):
        raise Screened("name")
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
        raise Screened("characters")
    if not unicodedata.is_normalized("NFC", text):
        raise Screened("characters")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Screened("duplicate")
    return found


def _refuse_constant(_text: str) -> NoReturn:
    raise Screened("number")
