"""An uploaded file, whatever its kind, to rows held against the bank. Nothing is written here."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import PureWindowsPath

from trainingapp.itembank.exchange.archives import check_archive
from trainingapp.itembank.exchange.candidates import Upload
from trainingapp.itembank.exchange.document_reading import read_document
from trainingapp.itembank.exchange.judging import judge_rows
from trainingapp.itembank.exchange.lookups import Lookups
from trainingapp.itembank.exchange.sheet_reading import Brought, read_workbook

NAME_LENGTH = 200
READERS: Mapping[str, Callable[[bytes], Brought]] = {
    "xlsx": read_workbook,
    "docx": read_document,
}


def read_upload(data: bytes, name: str, *, author: str, on: date) -> Upload:
    """Read a file and find what it would do. :raises FileRefused: when it cannot be read at all."""
    shown = tidy_name(name)
    brought = READERS[check_archive(data, shown)](data)
    candidates = judge_rows(brought.rows, Lookups(on), author=author, on=on)
    return Upload(shown, hashlib.sha256(data).hexdigest(), candidates, brought.problems)


def tidy_name(name: str) -> str:
    """The name of a file without folders and characters that are not seen; it is only ever shown."""
    last = PureWindowsPath(name).name
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem, dot, suffix = seen.strip().rpartition(".")
    return f"{stem[: NAME_LENGTH - len(suffix) - 1]}{dot}{suffix}"[-NAME_LENGTH:]
