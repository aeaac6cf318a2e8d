"""What each file of a package is sent as: what its suffix says, if its bytes do not say otherwise.

A browser is told `nosniff`, so the type decides what the bytes may do. Nothing here may run with our rights anyway
(`serving`); the list keeps packages from being used to hand out what this site refuses elsewhere.
"""

from __future__ import annotations

import re

from trainingapp.files.names import PROGRAMS as PROGRAM_SUFFIXES, suffix_of
from trainingapp.files.sniffing import PROGRAMS as PROGRAM_BEGINNINGS, UNKNOWN, family_of

__all__ = ["HTML", "UNKNOWN", "is_program", "speaks_scorm", "type_of", "uses_frames"]

HTML = "text/html"
SCRIPT = "text/javascript"
# Text by suffix. It must be text: a picture that calls itself script is sent as nothing in particular.
TEXTS = {
    "html": HTML,
    "htm": HTML,
    "xhtml": "application/xhtml+xml",
    "js": SCRIPT,
    "mjs": SCRIPT,
    "css": "text/css",
    "json": "application/json",
    "map": "application/json",
    "webmanifest": "application/json",
    "xml": "application/xml",
    "xsd": "application/xml",
    "xsl": "application/xml",
    "dtd": "application/xml",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "csv": "text/plain",
    "md": "text/plain",
    "srt": "text/plain",
    "vtt": "text/vtt",
}
# Bytes by suffix, with what they must be found to be.
BINARIES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "pdf": "application/pdf",
}
# Bytes that our sniffing does not know, by the signature that they must begin with.
SIGNED = {
    "woff": ("font/woff", (b"wOFF",)),
    "woff2": ("font/woff2", (b"wOF2",)),
    "ttf": ("font/ttf", (b"\x00\x01\x00\x00", b"true", b"OTTO")),
    "otf": ("font/otf", (b"OTTO", b"\x00\x01\x00\x00")),
    "eot": ("application/vnd.ms-fontobject", (b"",)),
    "ico": ("image/x-icon", (b"\x00\x00\x01\x00",)),
    "wasm": ("application/wasm", (b"\x00asm",)),
    "bmp": ("image/bmp", (b"BM",)),
    "glb": ("model/gltf-binary", (b"glTF",)),
}
MODULE = b"\x00asm"
_FRAMES = re.compile(rb"<\s*(?:i?frame|frameset)\b", re.I)
_SPEAKS = re.compile(rb"LMSInitialize|LMSSetValue|API_1484_11|SCORM_API|pipwerks", re.I)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def type_of(path: str, head: bytes) -> str:
    """The media type for a file with this path and these first bytes; UNKNOWN is only ever downloaded."""
    suffix = suffix_of(path.rpartition("/")[2])
    if suffix in TEXTS:
        return TEXTS[suffix] if _is_text(head) else UNKNOWN
    if suffix in BINARIES:
        return BINARIES[suffix] if _agrees(head, BINARIES[suffix]) else UNKNOWN
    media_type, signatures = SIGNED.get(suffix, (UNKNOWN, ()))
    return media_type if head.startswith(signatures) and signatures else UNKNOWN


def is_program(path: str, head: bytes) -> bool:
    """Whether a computer would run this: by its bytes, or by a suffix other than that of scripts for pages."""
    suffix = suffix_of(path.rpartition("/")[2])
    if suffix in {"js", "mjs", "wasm"}:
        begins = tuple(b for b in PROGRAM_BEGINNINGS if b not in {b"#!", MODULE})
        return head.startswith(begins)
    return suffix in PROGRAM_SUFFIXES or head.startswith(PROGRAM_BEGINNINGS)


def _is_text(head: bytes) -> bool:
    return head.startswith(_WIDE_MARKS) or not _CONTROL.search(head)


def _agrees(head: bytes, media_type: str) -> bool:
    found = family_of(head)
    if media_type.startswith("audio/mpeg"):  # begins with a frame or with a tag
        return found == media_type or head[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}
    same = {"audio/mp4": "video/mp4", "video/quicktime": "video/mp4"}
    return same.get(found, found) == same.get(media_type, media_type)


def uses_frames(html: bytes) -> bool:
    """Whether a page has frames of its own; without an address of their own packages' frames cannot see each other."""
    return bool(_FRAMES.search(html))


def speaks_scorm(content: bytes) -> bool:
    """Whether a page or script looks as if it reports: it names a call of the API, or a well-known wrapper."""
    return bool(_SPEAKS.search(content))
