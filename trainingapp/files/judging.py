"""The judgement on a file whose every byte is here: unharmed, of a type that is taken, no program, no virus."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from trainingapp.files.names import fitting_name
from trainingapp.files.purposes import Purpose
from trainingapp.files.scanning import scan
from trainingapp.files.sniffing import (
    check_program,
    family_of,
    media_type_of,
    possible_types,
)
from trainingapp.files.violations import ContentDiffers, WrongType


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file turned out to be, and the name that fits it."""

    sha256: str
    media_type: str
    file_name: str


def judge_beginning(head: bytes, *, name: str, purpose: Purpose) -> None:
    """Refuse by the first bytes what would be refused at the end, before gigabytes are sent in vain.

    :raises Executable, WrongType:
    """
    check_program(head, name)
    family = family_of(head)
    if not possible_types(family) & purpose.media_types:
        raise WrongType(name=name, found=family)


def judge(
    path: Path, *, name: str, purpose: Purpose, wanted_sha256: str | None, clamd: str
) -> Verdict:
    """Look at the whole file.

    :raises ContentDiffers, Executable, WithMacros, WrongType, Infected: it is refused for good.
    :raises ScannerAway: nobody could look; it may pass later.
    """
    sha256 = hash_file(path)
    if wanted_sha256 is not None and wanted_sha256 != sha256:
        raise ContentDiffers(name=name)
    media_type = media_type_of(path, name)
    if media_type not in purpose.media_types:
        raise WrongType(name=name, found=media_type)
    scan(path, clamd=clamd, name=name)
    return Verdict(sha256, media_type, fitting_name(name, media_type))


def hash_file(path: Path) -> str:
    """SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
