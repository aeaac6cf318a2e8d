"""Whether an uploaded file is what it says it is, and small enough once unpacked, before any library reads it.

A small ZIP can unpack to gigabytes; two cells in far corners of a sheet make a reader allocate all between them.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib

from trainingapp.rules.errors import RuleViolation

LIMIT_UNPACKED = 64 * 1024 * 1024
LIMIT_DOCUMENT = 16 * 1024 * 1024  # of a document, whose XML is held in memory as a whole
LIMIT_PARTS = 2000
LIMIT_TAGS = 800_000  # of all parts: each costs time and memory, however little it says
# What reading an archive can raise, whichever part of it is broken.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)
_OLE = b"\xd0\xcf\x11\xe0"
_MAIN = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
_CHUNK = 1024 * 1024
# Only these encodings are those of Office; in others a tag would not be seen as one.
_OTHER_ENCODING = re.compile(
    rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8|utf-?16|us-ascii)|\x4c\x6f\xa7\x94", re.I
)


class FileRefused(RuleViolation):
    """The file cannot be read at all; the subclass says why."""

    message = "The file cannot be read: it is damaged, or not what its name says."


class NoSuchType(FileRefused):
    message = "Choose a workbook (.xlsx) or a Word document (.docx)."


class MacrosRefused(FileRefused):
    message = "Files with macros are not taken. Save the file as .xlsx or .docx and choose that."


class OldFormat(FileRefused):
    message = (
        "The file is of an old format or has a password. Save it as .xlsx or .docx without one."
    )


class TooLarge(FileRefused):
    message = "The file is too large once unpacked. Bring the items in several files."


class TooManyRows(FileRefused):
    message = "A file brings at most %(limit)s items. Bring the items in several files."


class NoItems(FileRefused):
    message = "No items were found in the file. The template shows how they are written."


def check_archive(data: bytes, name: str) -> str:
    """Return "xlsx" or "docx". :raises FileRefused: when it is neither, holds macros or unpacks to too much."""
    suffix = name.rpartition(".")[2].lower()
    if suffix in {"xlsm", "xltm", "xlsb", "docm", "dotm"}:
        raise MacrosRefused
    if suffix in {"xls", "doc", "et", "wps"} or data.startswith(_OLE):
        raise OldFormat
    if suffix not in _MAIN:
        raise NoSuchType
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive, suffix)
    except DAMAGE as error:
        raise FileRefused from error
    return suffix


def _check_parts(archive: zipfile.ZipFile, suffix: str) -> None:
    parts = archive.infolist()
    if len(parts) > LIMIT_PARTS or sum(part.file_size for part in parts) > LIMIT_UNPACKED:
        raise TooLarge
    names = [part.filename for part in parts]
    text = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if suffix == "docx" and text > LIMIT_DOCUMENT:
        raise TooLarge
    if len({fold_path(name) for name in names}) < len(names) or _MAIN[suffix] not in names:
        raise FileRefused
    if any(name.lower().endswith(".bin") and "vba" in name.lower() for name in names):
        raise MacrosRefused
    if sum(_count_tags(archive, name) for name in names) > LIMIT_TAGS:
        raise TooLarge


def fold_path(path: str) -> str:
    """The path of a part as readers look for it: whatever its case and its slashes."""
    return path.replace("\\", "/").lower()


def _count_tags(archive: zipfile.ZipFile, name: str) -> int:
    """Read a part, no further than its declared size, so that a header that lies is found by its checksum.

    :raises FileRefused: when it declares entities, or an encoding that no office program writes.
    """
    tags, end = 0, b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            if not tags and not end and _OTHER_ENCODING.match(chunk.removeprefix(b"\xef\xbb\xbf")):
                raise FileRefused
            if b"<!DOCTYPE" in (seen := (end + chunk).replace(b"\0", b"")):
                raise FileRefused
            tags, end = tags + chunk.count(b"<"), seen[-16:]
    return tags
