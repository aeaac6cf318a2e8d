"""File names that harm nobody: no path, no control or direction characters, not too long, not a program's."""

from __future__ import annotations

import re
import unicodedata

from trainingapp.files.models import NAME_LENGTH
from trainingapp.files.violations import Executable

UNNAMED = "file"
# What systems run on a double click, whatever the bytes are: a text named .bat is a program.
PROGRAM_SUFFIXES = """
ade adp apk app appx bat chm cmd com command cpl crt deb desktop dll dmg elf exe gadget hta inf ins ipa iso jar jnlp
js jse lnk mde mjs msc msh msi msix msp mst php phar pif pkg prg ps1 ps1xml psc1 psd1 psm1 py pyc pyw rb reg rpm run
scf scr sct sh shb shs sys url vb vba vbe vbs vhd vhdx vxd ws wsc wsf wsh xll xbap
"""
PROGRAMS = frozenset(PROGRAM_SUFFIXES.split())
SEPARATORS = re.compile(r"[/\\]")
SUFFIXES = {
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "image/jpeg": "jpg jpeg jpe jfif",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "video/mp4": "mp4 m4v",
    "video/webm": "webm",
    "video/quicktime": "mov qt",
    "video/x-matroska": "mkv",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "audio/ogg": "ogg oga opus",
    "audio/flac": "flac",
    "text/vtt": "vtt",
    "text/plain": "txt md srt csv",
}


def clean_name(name: str) -> str:
    """The last part of a path, in NFC, without control, format (right-to-left!) and surrogate characters.

    Leading and trailing dots and blanks go; a long name is cut before its suffix; nothing left is `file`.
    """
    last = SEPARATORS.split(name)[-1]
    kept = (c for c in unicodedata.normalize("NFC", last) if _is_printable(c))
    tidy = re.sub(r"\s+", " ", "".join(kept)).strip(" .")
    stem, dot, suffix = tidy.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, dot, suffix = tidy, "", ""
    room = NAME_LENGTH - len(dot) - len(suffix)
    return (stem[:room].rstrip(" .") or UNNAMED) + dot + suffix


def _is_printable(character: str) -> bool:
    # Cc control, Cf format (RTL override, zero width), Cs surrogate, Co private, Zl and Zp line ends.
    kind = unicodedata.category(character)
    return kind not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and character not in '<>:"|?*'


def suffix_of(name: str) -> str:
    """What follows the last dot, in small letters; empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def check_name(name: str) -> None:
    """Refuse what would run. :raises Executable: a program by its name."""
    if suffix_of(name) in PROGRAMS:
        raise Executable(name=name)


def fitting_name(name: str, media_type: str) -> str:
    """The name with a suffix that tells what the content is: `photo.jpg` that is a PDF becomes `photo.jpg.pdf`."""
    known = SUFFIXES.get(media_type, "").split()
    if not known or suffix_of(name) in known:
        return name
    return clean_name(f"{name[: NAME_LENGTH - 8]}.{known[0]}")
