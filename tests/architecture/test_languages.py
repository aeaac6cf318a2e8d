"""Every sentence the site says exists in Chinese; placeholders survive translation."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from tests.architecture.source import PACKAGE, modules

KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]")


Message = tuple[str | None, str]  # context and id: what gettext looks up


@cache
def extracted() -> dict[Message, Path]:
    """Every message of the code, the templates and the rules' refusals, with where it stands."""
    found: dict[Message, Path] = {}
    for path, tree in modules().items():
        found |= {message: path for message in marked(tree)}
        found |= {(None, text): path for text in refusals(tree)}
    options = {"extensions": "jinja2.ext.i18n", "trimmed": "true"}
    texts = [p for kind in ("html", "txt") for p in (PACKAGE / "templates").rglob(f"*.{kind}")]
    for path in sorted(texts):
        for entry in extract_from_file(
            "jinja2.ext:babel_extract", path, keywords=KEYWORDS, options=options
        ):
            ids = entry[1] if isinstance(entry[1], tuple) else (entry[1],)
            found |= {(entry[3], str(message)): path for message in ids[:1] if message}
    return found


def marked(tree: ast.Module) -> list[Message]:
    """The messages of a module: read from its tree, for Babel would spend half a minute on all of them."""
    found: list[Message] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in KEYWORDS:
            continue
        texts = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
        context = str(texts.pop(0)) if "pgettext" in name and texts else None
        if texts and isinstance(texts[0], str) and texts[0]:
            found.append((context, texts[0]))
    return found


def refusals(tree: ast.Module) -> list[str]:
    """`message = "…"` of the classes that refuse."""
    return [
        str(node.value.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Constant)
        and [getattr(target, "id", "") for target in targets(node)] == ["message"]
    ]


def targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


@cache
def catalogue() -> dict[Message, tuple[str, list[str]]]:
    """Everything translated to Chinese, over the files of all parts: the file and the texts."""
    found: dict[Message, tuple[str, list[str]]] = {}
    for path in sorted((PACKAGE / "translations" / "zh" / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh"):
                if message.id:
                    first = message.id if isinstance(message.id, str) else message.id[0]
                    texts = message.string
                    found[message.context, str(first)] = (
                        path.name,
                        [texts] if isinstance(texts, str) else [str(t) for t in texts],
                    )
    return found


def test_every_message_has_its_chinese() -> None:
    known = catalogue()
    missing = {
        message: str(path.relative_to(PACKAGE))
        for message, path in extracted().items()
        if not all(known.get(message, ("", [""]))[1])
    }
    assert missing == {}


def test_no_two_parts_translate_a_message_differently() -> None:
    first: dict[tuple[str | None, str], tuple[str, str]] = {}
    differing = []
    for path in sorted((PACKAGE / "translations" / "zh" / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh"):
                name, known = first.setdefault(
                    (message.context, str(message.id)), (path.name, str(message.string))
                )
                if message.id and known != str(message.string):
                    differing.append((str(message.id), name, known, path.name, str(message.string)))
    assert differing == []


def test_no_translation_is_orphaned() -> None:
    used = set(extracted())
    assert [message for message in catalogue() if message not in used] == []


def test_placeholders_survive_translation() -> None:
    for (_context, message), (_file, texts) in catalogue().items():
        for text in texts:
            assert sorted(set(PLACE.findall(message))) == sorted(set(PLACE.findall(text))), message


def test_message_ids_are_english() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    allowed = {"中文"}
    assert [m for _, m in extracted() if chinese.search(m) and m not in allowed] == []


def test_templates_hold_no_bare_chinese() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    comment = re.compile(r"\{#.*?#\}", re.S)
    excused = {"styleguide", "privacy"}
    bare = [
        f"{path.relative_to(PACKAGE)}: {line.strip()[:80]}"
        for path in sorted((PACKAGE / "templates").rglob("*.html"))
        if not excused & set(path.parts) and not path.stem.endswith(".zh")
        for line in comment.sub("", path.read_text()).splitlines()
        if chinese.search(line) and "lang=" not in line
    ]
    assert bare == []


def test_readers_are_addressed_in_the_polite_form() -> None:
    pages = sorted((PACKAGE / "templates").rglob("*.html"))
    texts = [*pages, *sorted((PACKAGE / "translations").rglob("*.po"))]
    familiar = [
        f"{path.relative_to(PACKAGE)}: {line.strip()[:80]}"
        for path in texts
        for line in path.read_text().splitlines()
        if "你" in line
    ]
    assert familiar == []
