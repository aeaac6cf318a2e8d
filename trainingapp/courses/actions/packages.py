"""Packages: asking for their unpacking, keeping what came of it, forgetting those that nobody has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert as insert_rows, select

from trainingapp.courses.models import (
    CourseVersion,
    Package,
    PackageFile,
    PackageState,
)
from trainingapp.courses.packages.unpacking import Unpacked
from trainingapp.courses.packages.violations import PackageRefused
from trainingapp.courses.queries import packages as queries
from trainingapp.extensions import db
from trainingapp.files.actions import keep_made
from trainingapp.files.models import StoredFile
from trainingapp.jobs.actions import enqueue, insert
from trainingapp.rules.errors import RuleViolation

UNPACK = "courses.unpack_package"


class PackageNotReady(RuleViolation):
    message = "The package of “%(title)s” is not ready. Look at the lesson first."


def ask_for_unpacking(archive: StoredFile, *, now: datetime) -> None:
    """Have an archive unpacked, unless that was done before. One that was refused is looked at once more."""
    row = insert(Package).values(
        sha256=archive.sha256,
        state=PackageState.WAITING,
        standard="",
        edition="",
        title="",
        units=[],
        findings=[],
        file_count=0,
        unpacked_bytes=0,
        made_at=now,
    )
    again = {"state": PackageState.WAITING, "refusal": None}
    refused = Package.state == PackageState.REFUSED
    db.session.execute(
        row.on_conflict_do_update(index_elements=["sha256"], set_=again, where=refused)
    )
    package = queries.find_by_hash(archive.sha256)
    if package is not None and package.state == PackageState.WAITING:
        enqueue(UNPACK, unique=str(package.id), package_id=package.id)


def keep_unpacked(package_id: int, unpacked: Unpacked, *, now: datetime) -> None:
    """Keep what was unpacked; nothing when another run was faster."""
    package = db.session.get(Package, package_id)
    if package is None or package.state != PackageState.WAITING:
        return
    rows = [
        {
            "package_id": package_id,
            "key": file.key,
            "path": file.path,
            "stored_file_id": keep_made(file.made, now=now),
            "media_type": file.media_type,
        }
        for file in unpacked.files
    ]
    db.session.execute(delete(PackageFile).where(PackageFile.package_id == package_id))
    db.session.execute(insert_rows(PackageFile), rows)
    manifest = unpacked.manifest
    package.standard, package.edition = manifest.standard, manifest.edition
    package.title, package.units = manifest.title, [unit.as_row() for unit in manifest.units]
    package.findings = unpacked.findings
    package.file_count, package.unpacked_bytes = len(rows), unpacked.unpacked_bytes
    package.state, package.ready_at = PackageState.READY, now
    db.session.flush()


def refuse_package(package_id: int, violation: PackageRefused) -> None:
    """Note why a package is not taken, for its author."""
    package = db.session.get(Package, package_id)
    if package is not None:
        package.state = PackageState.REFUSED
        package.refusal = [type(violation).__name__, violation.parameters]
        db.session.flush()


def remove_unused() -> None:
    """Forget packages whose archive has gone; their files are then referred to by nobody and go too."""
    there = select(StoredFile.sha256)
    db.session.execute(delete(Package).where(Package.sha256.not_in(there)))


def check_ready(version: CourseVersion) -> None:
    """A version whose packages are still unpacked, or refused, cannot go to review. :raises PackageNotReady:"""
    unready = queries.list_unready(version.id)
    if unready:
        raise PackageNotReady(title=unready[0].title["zh"])
