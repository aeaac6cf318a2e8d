"""YAML as far as it is taken here: plain values with the line each stands on."""

from __future__ import annotations

import json
import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from trainingapp.itembank.findings import Finding
from trainingapp.itembank.reading import Entries, Fields, locate, read_yaml


def read(folder: Path, text: str) -> tuple[Any, list[Finding]]:
    path = folder / "a.yaml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return read_yaml(path, "a.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("0.65", 0.65),
        ("-1.5", -1.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("2026-11-22", date(2026, 11, 22)),
        ("2026-13-40", "2026-13-40"),
        ('"12"', "12"),
        ("'true'", "true"),
        ('"2026-11-22"', "2026-11-22"),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("-x", "-x"),
        ("AB", "AB"),
        ("个案", "个案"),
    ],
)
def test_a_bare_value_is_what_it_looks_like_and_never_more(
    tmp_path: Path, text: str, value: object
) -> None:
    found, findings = read(tmp_path, f"a: {text}\n")
    assert findings == []
    assert found == {"a": value}
    assert type(found["a"]) is type(value)


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "True", "NULL"])
def test_words_that_yaml_would_change_are_refused(tmp_path: Path, word: str) -> None:
    for text in (f"a: {word}\n", f"{word}: a\n", f"- {word}\n"):
        _, findings = read(tmp_path, text)
        assert [(finding.line, finding.code) for finding in findings] == [(1, "bare_word")]
    assert read(tmp_path, f'a: "{word}"\n')[0] == {"a": word}


def test_every_name_and_entry_knows_its_line(tmp_path: Path) -> None:
    found, _ = read(
        tmp_path,
        """\
        # a comment
        first: 1
        stem: >-
          one
          two
        options:
          A: {text: x,
              why: y}
        list:
          - p
          - q: 1
            r: [s,
                t]
        """,
    )
    assert found["stem"] == "one two"
    assert isinstance(found, Fields)
    assert found.lines == {"first": 2, "stem": 3, "options": 6, "list": 9}
    assert isinstance(found["list"], Entries)
    assert found["list"].lines == [10, 11]
    assert [
        locate(found, path)
        for path in [
            (),
            ("stem",),
            ("options", "A", "why"),
            ("list", 1, "r", 1),
            ("options", "B"),
            ("list", 7),
            ("list", "x"),
            ("first", "below"),
        ]
    ] == [2, 3, 8, 13, 6, 9, 9, 2]


def test_reading_stops_at_an_alias_before_it_can_grow(tmp_path: Path) -> None:
    lines = ["a: &a [x, x]"] + [
        f"{n}: &{n} [*{p}, *{p}]" for p, n in zip("abcdef", "bcdefg", strict=True)
    ]
    found, findings = read(tmp_path, "\n".join(lines))
    assert found is None
    assert [(finding.line, finding.code) for finding in findings] == [(1, "alias")]


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!!str", "!own"]
)
@pytest.mark.parametrize("value", ["x", "[x]", "{x: y}"])
def test_every_tag_is_refused_and_nothing_runs(tmp_path: Path, tag: str, value: str) -> None:
    found, findings = read(tmp_path, f"a:\n  b: {tag} {value}\n")
    assert found is None
    assert [(finding.line, finding.code) for finding in findings] == [(2, "unsafe_tag")]


def test_the_first_of_two_equal_names_is_kept_and_both_are_read_on(tmp_path: Path) -> None:
    found, findings = read(tmp_path, "a: 1\na: {b: 2, b: 3}\nc: 4\n")
    assert found == {"a": 1, "c": 4}
    assert [(finding.line, finding.code) for finding in findings] == [
        (2, "duplicate_key"),
        (2, "duplicate_key"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1\nb: 2\n", 2),
        ("a: 'x\n", 2),
        ("a: b: c\n", 1),
        ("- a\nb: 1\n", 2),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: \x07\n", 1),
    ],
)
def test_what_is_not_yaml_is_reported_where_it_stops_making_sense(
    tmp_path: Path, text: str, line: int
) -> None:
    found, findings = read(tmp_path, text)
    assert found is None
    assert [(finding.line, finding.code) for finding in findings] == [(line, "not_yaml")]


words = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Cc"]), max_size=20)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(value=plain)
def test_json_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    found, findings = read(tmp_path_factory.mktemp("yaml"), json.dumps({"value": value}))
    assert (found, findings) == ({"value": value}, [])
