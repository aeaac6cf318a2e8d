"""From an archive in the store to its files in the store, each counted while it is unpacked.

Nothing here touches the database. What the archive says of its own sizes is checked first (`archives`), what really
comes out of it is counted again: an entry that goes on beyond its size ends the work.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from trainingapp.config import Settings
from trainingapp.courses.packages.archives import (
    Entry,
    key_of,
)
from trainingapp.courses.packages.contents import (
    HTML,
    is_program,
    speaks_scorm,
    type_of,
    uses_frames,
)
from trainingapp.courses.packages.manifests import Manifest
from trainingapp.courses.packages.reading import opened, read_entry, read_package
from trainingapp.courses.packages.violations import FileMissing
from trainingapp.files.making import Made, put_made
from trainingapp.files.models import StoredFile
from trainingapp.files.sniffing import HEAD_BYTES, UNKNOWN, media_type_of
from trainingapp.files.violations import UploadRefused

SEARCHED_MOST = 4 * 1024 * 1024
FLASH = frozenset({"swf", "flv"})

Finding = list[Any]  # a name of `wording.FINDINGS`, and its parameters


@dataclass(frozen=True, slots=True)
class UnpackedFile:
    """A file of a package, in the store."""

    path: str
    key: str
    made: Made
    media_type: str


@dataclass(slots=True)
class Unpacked:
    """A package, in the store."""

    manifest: Manifest
    files: list[UnpackedFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def unpacked_bytes(self) -> int:
        """How much the files are together."""
        return sum(file.made.size for file in self.files)


def unpack(stored_file: StoredFile, *, settings: Settings) -> Unpacked:
    """Bring every file of the package into the store. :raises PackageRefused: it is not taken.

    :raises StorageAway, DiskFull: not now.
    """
    root = settings.data / "unpacking"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        opened(stored_file, settings=settings) as archive,
        TemporaryDirectory(dir=root) as folder,
    ):
        directory, manifest = read_package(archive)
        unpacked = Unpacked(manifest)
        notes = _Notes()
        for number, entry in enumerate(directory.entries.values()):
            path = Path(folder) / str(number)
            file = _unpack_one(archive, entry, path, notes=notes, settings=settings)
            if file is not None:
                unpacked.files.append(file)
        _check_units(unpacked)
        unpacked.findings = notes.findings(unpacked, wrapper=directory.wrapper)
    return unpacked


def _unpack_one(
    archive: zipfile.ZipFile, entry: Entry, path: Path, *, notes: _Notes, settings: Settings
) -> UnpackedFile | None:
    with path.open("xb") as file:
        for block in read_entry(archive, entry):
            file.write(block)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        if is_program(entry.path, head):
            notes.programs.append(entry.path)
            return None
        media_type = type_of(entry.path, head)
        notes.look(entry, path, media_type)
        made = put_made(path, _stored_type(path, entry.path), settings=settings)
    finally:
        path.unlink(missing_ok=True)
    return UnpackedFile(entry.path, entry.key, made, media_type)


def _stored_type(path: Path, name: str) -> str:
    """What the store says of these bytes, which may be another upload's bytes too."""
    if not path.stat().st_size:
        return UNKNOWN
    try:
        return media_type_of(path, name)
    except UploadRefused:
        return UNKNOWN


def _check_units(unpacked: Unpacked) -> None:
    """What learners open is still there after programs were left out."""
    keys = {file.key for file in unpacked.files}
    for unit in unpacked.manifest.units:
        if key_of(unit.href) not in keys:
            raise FileMissing(name=unit.href)


class _Notes:
    """What is noticed on the way, for the author."""

    def __init__(self) -> None:
        self.programs: list[str] = []
        self.flash: list[str] = []
        self.framed: set[str] = set()
        self.speaks = False

    def look(self, entry: Entry, path: Path, media_type: str) -> None:
        """Look into a file that pages are made of."""
        if entry.key.rpartition(".")[2] in FLASH:
            self.flash.append(entry.path)
        is_looked_at = media_type in {HTML, "text/javascript"}
        if not is_looked_at or entry.info.file_size > SEARCHED_MOST:
            return
        content = path.read_bytes()
        self.speaks = self.speaks or speaks_scorm(content)
        if media_type == HTML and uses_frames(content):
            self.framed.add(entry.key)

    def findings(self, unpacked: Unpacked, *, wrapper: str) -> list[Finding]:
        """In the order of their weight."""
        found: list[Finding] = []
        if not self.speaks and not all(unit.is_asset for unit in unpacked.manifest.units):
            found.append(["silent", {}])
        if any(key_of(unit.href) in self.framed for unit in unpacked.manifest.units):
            found.append(["frames", {}])
        if self.flash:
            found.append(["flash", {"name": self.flash[0]}])
        if self.programs:
            found.append(["programs", {"count": len(self.programs), "name": self.programs[0]}])
        if wrapper:
            found.append(["wrapper", {"name": wrapper}])
        return found
