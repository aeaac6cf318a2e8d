"""Merge a language's `.po` files, one per part, into the `messages.mo` that Babel reads.

The build hook and the tests call `compile_catalogs`; it needs Babel only. By hand: `python
compile.py`.
"""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent


def compile_catalogs(folder: Path = FOLDER) -> list[Path]:
    """Write `messages.mo` for every language whose sources are newer; return the files written.

    Where two parts translate one message differently, the part first in the alphabet has its way.
    """
    return [
        written
        for messages in sorted(folder.glob("*/LC_MESSAGES"))
        if (written := _compile(messages)) is not None
    ]


def _compile(messages: Path) -> Path | None:
    sources = sorted(messages.glob("*.po"))
    target = messages / "messages.mo"
    if not sources or _is_fresh(target, sources):
        return None
    merged = Catalog(locale=messages.parent.name, charset="utf-8")
    for source in sources:
        _merge(merged, source)
    body = io.BytesIO()
    write_mo(body, merged)
    _replace(target, body.getvalue())
    return target


def _merge(merged: Catalog, source: Path) -> None:
    with source.open("rb") as file:
        catalog = read_po(file, locale=str(merged.locale))
    for message in catalog:
        if not message.id or not message.string:
            continue
        if merged.get(message.id, message.context) is None:
            merged.add(message.id, message.string, context=message.context, flags=message.flags)


def _is_fresh(target: Path, sources: list[Path]) -> bool:
    newest = max(path.stat().st_mtime_ns for path in sources)
    return target.is_file() and target.stat().st_mtime_ns >= newest


def _replace(target: Path, body: bytes) -> None:
    # Several processes may compile at once; each replaces the whole file.
    descriptor, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
    Path(name).chmod(0o644)
    Path(name).replace(target)


if __name__ == "__main__":
    compile_catalogs()
