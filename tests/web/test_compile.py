"""The catalogues of all parts become one file per language, again whenever a source changes."""

from __future__ import annotations

import gettext
import os
import runpy
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
compile_catalogs = runpy.run_path(str(ROOT / "trainingapp" / "translations" / "compile.py"))[
    "compile_catalogs"
]

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    folder = tmp_path / "zh" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    return folder


def write(folder: Path, part: str, **texts: str) -> None:
    lines = [f'msgid "{key}"\nmsgstr "{text}"\n' for key, text in texts.items()]
    (folder / f"{part}.po").write_text(HEADER + "\n".join(lines))


def read(folder: Path) -> gettext.GNUTranslations:
    with (folder / "messages.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_the_parts_are_merged(tmp_path: Path, messages: Path) -> None:
    write(messages, "exams", Attempt="作答")
    write(messages, "house", Notice="通知", Empty="")
    assert compile_catalogs(tmp_path) == [messages / "messages.mo"]
    found = read(messages)
    assert [found.gettext(word) for word in ("Attempt", "Notice", "Empty")] == [
        "作答",
        "通知",
        "Empty",
    ]


def test_the_first_part_wins_where_two_differ(tmp_path: Path, messages: Path) -> None:
    write(messages, "b", Form="表单")
    write(messages, "a", Form="试卷")
    compile_catalogs(tmp_path)
    assert read(messages).gettext("Form") == "试卷"


def test_only_a_newer_source_is_compiled_again(tmp_path: Path, messages: Path) -> None:
    write(messages, "a", Form="试卷")
    compile_catalogs(tmp_path)
    assert compile_catalogs(tmp_path) == []
    write(messages, "a", Form="卷子")
    later = (messages / "messages.mo").stat().st_mtime + 5
    os.utime(messages / "a.po", (later, later))
    assert compile_catalogs(tmp_path) == [messages / "messages.mo"]
    assert read(messages).gettext("Form") == "卷子"
    assert [path.suffix for path in sorted(messages.iterdir())] == [".po", ".mo"]


def test_a_language_without_sources_is_left_alone(tmp_path: Path, messages: Path) -> None:
    assert compile_catalogs(tmp_path) == []


def test_no_two_parts_translate_one_message_differently() -> None:
    seen: dict[tuple[str, str | None], tuple[str, str]] = {}
    differing = []
    for path in sorted((ROOT / "trainingapp" / "translations").glob("*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parts[-3])
        for message in catalog:
            if message.id:
                name = (str(message.id), message.context)
                known = seen.setdefault(name, (str(message.string), path.name))
                if known[0] != str(message.string):
                    differing.append((name[0], *known, str(message.string), path.name))
    assert differing == []
