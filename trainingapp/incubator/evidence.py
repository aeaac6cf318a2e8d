"""Everything on record of a case in one archive: an index, the papers by category, their hashes, the history."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import ClassVar

from trainingapp.config import Settings
from trainingapp.credentials.sealing import open_file
from trainingapp.files.names import clean_name
from trainingapp.files.storage import ContentMissing
from trainingapp.incubator.document_wording import CATEGORIES
from trainingapp.incubator.models import DocumentVersion, IncubatorDocument
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.document_words import DocumentCategory

MOST_BYTES = 500 * 1024 * 1024
NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))  # some system cannot unpack these
INDEX, SUMS, FOLDER = "index.html", "SHA256SUMS", "documents"


class TooMuchEvidence(RuleViolation):
    """More than one archive should hold."""

    message: ClassVar[str] = (
        "The papers of this case are larger than %(limit)s MB together; open them one by one."
    )


@dataclass(frozen=True, slots=True)
class Packed:
    """A version in the archive; without a path its file is gone and only what is said of it is left."""

    document: IncubatorDocument
    version: DocumentVersion
    path: str


def choose_versions(documents: Iterable[IncubatorDocument]) -> list[DocumentVersion]:
    """Every version of the papers, the oldest paper and version first. :raises TooMuchEvidence: together too large."""
    found = [one for paper in documents for one in paper.versions]
    found.sort(key=lambda one: (one.document.entered_at, one.document_id, one.number))
    if sum(one.size for one in found if one.stored_file_id is not None) > MOST_BYTES:
        raise TooMuchEvidence(limit=MOST_BYTES // 1024 // 1024)
    return found


def pack_files(
    archive: zipfile.ZipFile, versions: Sequence[DocumentVersion], *, settings: Settings
) -> list[Packed]:
    """Put the files in their folders, and their hashes beside; what is erased or lost is told, not left out."""
    packed, sums = [], []
    for number, version in enumerate(versions, start=1):
        body = _open(version, settings)
        path = "" if body is None else _path(number, version)
        if body is not None:
            archive.writestr(path, body)
            sums.append(f"{hashlib.sha256(body).hexdigest()}  {path}\n")
        packed.append(Packed(version.document, version, path))
    archive.writestr(SUMS, "".join(sums))
    return packed


def _open(version: DocumentVersion, settings: Settings) -> bytes | None:
    stored, key = version.stored_file, version.key_sealed
    if stored is None or key is None:
        return None
    try:
        return open_file(stored, key, version.sha256, settings=settings)
    except ContentMissing:
        return None


def _path(number: int, version: DocumentVersion) -> str:
    """The folder of the category, and a name that no other file has and no system takes amiss."""
    document = version.document
    category = str(CATEGORIES[DocumentCategory(document.category)])
    folder = clean_name(category.translate(NOT_IN_NAMES))
    suffix = PurePath(clean_name(version.file_name)).suffix
    title = clean_name(document.title.translate(NOT_IN_NAMES))[:60]
    return f"{FOLDER}/{folder}/{number:03}-{title}-v{version.number}{suffix}"
