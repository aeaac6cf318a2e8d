"""What is refused before anything expensive reads it, and how fast."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from trainingapp.credentials.signing import contexts
from trainingapp.credentials.signing.contexts import (
    BADGES,
    CREDENTIALS,
    PINNED,
    UnknownContext,
    load_context,
)
from trainingapp.credentials.signing.screen import MOST_BYTES, Screened, parse, screen

BARE: dict[str, Any] = {"@context": [CREDENTIALS, BADGES], "type": ["VerifiableCredential"]}


def word_of(content: bytes | str | object) -> str:
    """Why a document is refused."""
    with pytest.raises(Screened) as refusal:
        parse(content) if isinstance(content, bytes | str) else screen(content)
    return refusal.value.word


def nested(depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {"name": "x"}
    for _ in range(depth):
        found = {"subject": found}
    return found


def test_a_plain_document_passes() -> None:
    assert parse(json.dumps(BARE)) == BARE
    assert parse(b"\xef\xbb\xbf" + json.dumps(BARE).encode()) == BARE


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "json"),
        ("{", "json"),
        ("eyJhbGciOiJub25lIn0.e30.", "json"),
        (b"\xff\xfe{}", "json"),
        ("[]", "object"),
        ("null", "object"),
        ("1" * 5000, "json"),
        ("[" * 60_000, "depth"),
        ('{"a":' * 20_000, "depth"),
        (" " * (MOST_BYTES + 1), "size"),
        ('{"id": "a", "id": "b"}', "duplicate"),
        ('{"a": {"x": 1, "\\u0078": 2}}', "duplicate"),
        ('{"a": NaN}', "number"),
        ('{"a": -Infinity}', "number"),
        ("{}", "context"),
    ],
)
def test_what_is_no_harmless_json_is_refused(content: bytes | str, word: str) -> None:
    assert word_of(content) == word


@pytest.mark.parametrize(
    "context",
    [
        None,
        CREDENTIALS,
        [],
        ["https://example.org/context.json"],
        [CREDENTIALS, "file:///etc/passwd"],
        [CREDENTIALS, {"name": "https://schema.org/name"}],
        [CREDENTIALS, CREDENTIALS],
        [CREDENTIALS, [BADGES]],
    ],
)
def test_only_pinned_contexts_are_taken_each_once(context: object) -> None:
    assert word_of({**BARE, "@context": context}) == "context"


@pytest.mark.parametrize(
    ("added", "word"),
    [
        ({"@graph": []}, "name"),
        ({"subject": {"@context": [CREDENTIALS]}}, "name"),
        ({"@id": "x"}, "name"),
        ({"https://schema.org/name": "x"}, "name"),
        ({"subject": {"id": "_:b0"}}, "name"),
        ({"subject": ["_:b0"]}, "name"),
        ({"na\u0000me": "x"}, "name"),
        ({"名": "x"}, "name"),
        ({"name": "a\u0000b"}, "characters"),
        ({"name": "\x7f"}, "characters"),
        ({"name": "\ud800"}, "characters"),
        ({"name": "e\u0301"}, "characters"),
        ({"name": "x" * 40_000}, "text"),
        ({"amount": 0.001}, "number"),
        ({"amount": 1e300}, "number"),
        ({"amount": 10**16}, "number"),
        (nested(20), "depth"),
        ({"list": [[1]]}, "nodes"),
        ({"list": [1] * 101}, "nodes"),
        ({"list": [{} for _ in range(60)]}, "nodes"),
        ({"list": [{"list": [{"id": f"urn:{i}"} for i in range(80)]} for _ in range(4)]}, "nodes"),
    ],
)
def test_a_structure_that_could_do_harm_is_refused(added: dict[str, Any], word: str) -> None:
    assert word_of({**BARE, **added}) == word


@pytest.mark.parametrize(
    "added",
    [{"name": "𠮷 镕 䶮"}, {"name": "a\nb"}, {"amount": 72.5}, {"amount": -3}, {"is": True}],
)
def test_rare_characters_and_plain_numbers_pass(added: dict[str, Any]) -> None:
    assert screen({**BARE, **added})


def test_a_clique_of_labelled_nodes_is_refused_at_once() -> None:
    labels = [f"_:b{number}" for number in range(8)]
    clique = [
        {"id": one, "related": [{"id": other} for other in labels if other != one]}
        for one in labels
    ]
    started = time.perf_counter()
    assert word_of(json.dumps({**BARE, "credentialSubject": clique})) in {"name", "nodes"}
    assert time.perf_counter() - started < 0.5


def test_an_address_that_is_not_pinned_is_never_opened() -> None:
    for url in ("https://example.org/x", "http://169.254.169.254/", "file:///etc/passwd", ""):
        with pytest.raises(UnknownContext):
            load_context(url)


def test_a_context_whose_file_has_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    contexts.check_contexts()
    name, _hash = PINNED[BADGES]
    monkeypatch.setattr(contexts, "PINNED", {**PINNED, BADGES: (name, "0" * 64)})
    with pytest.raises(UnknownContext):
        load_context(BADGES)
    with pytest.raises(UnknownContext):
        contexts.check_contexts()
