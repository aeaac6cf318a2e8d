"""What a file is, by its bytes and never by its name.

puremagic knows the signatures; filetype (no release since 2022), python-magic (needs a system library) and magika (a
neural network of 100 MB) were looked at. What it cannot tell apart is told here: programs first, then the zip family,
old Office files, MP4's many brands, and text.
"""

from __future__ import annotations

import codecs
import mmap
import re
from pathlib import Path

import puremagic

from trainingapp.files.listing import FAULTS, ListTooLong, open_zip
from trainingapp.files.names import SUFFIXES
from trainingapp.files.purposes import EXCEL, POWERPOINT, WORD
from trainingapp.files.violations import Executable, WithMacros

HEAD_BYTES = 4096
UNKNOWN = "application/octet-stream"
ZIP = "application/zip"
OLD_OFFICE_FAMILY = "application/x-ole-storage"

PROGRAMS = (
    b"MZ",  # Windows, DOS
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",  # Mach-O in four spellings
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # Java, Mach-O for several machines
    b"dex\n",
    b"\x00asm",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # Windows shortcut
    b"ITSF",  # compiled help, which runs script
    b"!<arch>\ndebian",
    b"\xed\xab\xee\xdb",  # RPM
    b"#!",
    b"<?php",
)
BRANDS = {
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"avif": "image/avif",
}
SAME = {
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "audio/mp3": "audio/mpeg",
    "audio/x-flac": "audio/flac",
    "application/ogg": "audio/ogg",
    "application/x-matroska": "video/x-matroska",
    "image/jpg": "image/jpeg",
}
# A comment ends at the first "-->" and nowhere else: could it end at any, four kilobytes of them would take for ever.
MARKUP = re.compile(
    rb"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(!doctype\s+html|html|head|body|script|iframe)\b", re.S
)
OLD_OFFICE_STREAMS = {
    "WordDocument": "application/msword",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
}
OFFICE_FOLDERS = {"word/": WORD, "xl/": EXCEL, "ppt/": POWERPOINT}


def check_program(head: bytes, name: str) -> None:
    """Refuse programs by their first bytes. :raises Executable:"""
    if _without_mark(head).startswith(PROGRAMS):
        raise Executable(name=name)


def family_of(head: bytes) -> str:
    """The media type as far as the first bytes tell; all zips are ZIP, all texts the text they begin as."""
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLD_OFFICE_FAMILY
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "video/mp4")
    if head[4:8] in {b"moov", b"mdat", b"wide"}:
        return "video/quicktime"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:80] else "video/x-matroska"
    return _text_type(head) or _by_signature(head)


def possible_types(family: str) -> frozenset[str]:
    """What a file of this family may turn out to be when all of it is here."""
    if family == ZIP:
        return frozenset({ZIP, *OFFICE_FOLDERS.values()})
    if family == OLD_OFFICE_FAMILY:
        return frozenset(OLD_OFFICE_STREAMS.values())
    return frozenset({family})


def media_type_of(path: Path, name: str) -> str:
    """What the whole file is. :raises Executable, WithMacros: a program, or a document that carries one."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    check_program(head, name)
    family = family_of(head)
    if family == ZIP:
        return _zip_type(path, name)
    if family == OLD_OFFICE_FAMILY:
        return _old_office_type(path, name)
    if family.startswith("text/") and not _is_text(path):
        return UNKNOWN
    return family


def _by_signature(head: bytes) -> str:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    types = [SAME.get(match.mime_type, match.mime_type) for match in found]
    return next((t for t in types if t in SUFFIXES and not t.startswith("text/")), UNKNOWN)


def _without_mark(head: bytes) -> bytes:
    return head.removeprefix(codecs.BOM_UTF8)


def _text_type(head: bytes) -> str | None:
    """The kind of text that these bytes begin, None when they are no text."""
    body = _without_mark(head)
    if not body or _decoder_of(body) is None:
        return None
    lowered = body.lower()
    if MARKUP.match(lowered):
        return "text/html"
    if lowered.lstrip().startswith((b"<?xml", b"<svg", b"<!doctype")):
        return "image/svg+xml" if b"<svg" in lowered else "application/xml"
    is_subtitles = re.match(rb"WEBVTT(?:[ \t\r\n]|$)", body) and _decodes(body, "utf-8")
    return "text/vtt" if is_subtitles else _plain_unless_signed(body)


def _plain_unless_signed(body: bytes) -> str | None:
    # Some binary formats begin with nothing but letters (%PDF-, {\rtf): their signature decides.
    return None if body.startswith((b"%PDF-", b"{\\rtf", b"%!PS")) else "text/plain"


def _decoder_of(body: bytes) -> str | None:
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", body):
        return None
    return next((name for name in ("utf-8", "gb18030") if _decodes(body, name)), None)


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(body, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "gb18030")}
        while block := file.read(1024 * 1024):
            if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", block):
                return False
            for name in list(decoders):
                try:
                    decoders[name].decode(block)
                except UnicodeDecodeError:
                    del decoders[name]
            if not decoders:
                return False
    return True


def _zip_type(path: Path, name: str) -> str:
    """Word, Excel or PowerPoint by what is inside; else an archive, if all of its names can be looked at."""
    try:
        with path.open("rb") as file, open_zip(file) as archive:
            entries = archive.namelist()
    except (ListTooLong, *FAULTS):
        return UNKNOWN
    if "AndroidManifest.xml" in entries or any(e.endswith(".class") for e in entries):
        raise Executable(name=name)
    if "[Content_Types].xml" not in entries:
        return ZIP
    if any(entry.lower().endswith("vbaproject.bin") for entry in entries):
        raise WithMacros(name=name)
    kinds = (kind for folder, kind in OFFICE_FOLDERS.items() if _has_folder(entries, folder))
    return next(kinds, ZIP)


def _has_folder(entries: list[str], folder: str) -> bool:
    return any(entry.startswith(folder) for entry in entries)


def _old_office_type(path: Path, name: str) -> str:
    """Word, Excel or PowerPoint by the name of its main stream; an installer has none of them."""
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        if content.find("_VBA_PROJECT".encode("utf-16-le")) >= 0:
            raise WithMacros(name=name)
        for stream, kind in OLD_OFFICE_STREAMS.items():
            if content.find(stream.encode("utf-16-le") + b"\x00\x00") >= 0:
                return kind
    return UNKNOWN
