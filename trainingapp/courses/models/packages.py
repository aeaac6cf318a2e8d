"""Tables of SCORM packages: what was unpacked of them, and how far somebody is in one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant

if TYPE_CHECKING:
    from trainingapp.files.models import StoredFile


class PackageState(StrEnum):
    """Where a package stands: to be unpacked, ready to be learned, or refused with a reason."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"


class Package(Base):
    """What was found in an archive. Archives of the same bytes are one package, whoever sent them.

    It is no reference to the archive: when no lesson has that any more, this goes too (`packages.jobs`).
    `units` are the SCOs in the order of learning: {"id", "title", "href", "is_asset", "mastery", "launch_data"}.
    """

    __tablename__ = "package"
    __table_args__ = (CheckConstraint("state IN ('waiting', 'ready', 'refused')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)  # of the archive
    state: Mapped[str] = mapped_column(String(8), default=PackageState.WAITING)
    standard: Mapped[str] = mapped_column(String(8), default="")  # 1.2 or 2004
    edition: Mapped[str] = mapped_column(String(60), default="")  # as the manifest says it
    title: Mapped[str] = mapped_column(String(200), default="")
    units: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    findings: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)  # [name, parameters]
    refusal: Mapped[list[Any] | None] = mapped_column(JSON)  # [rule, parameters]
    file_count: Mapped[int] = mapped_column(default=0)
    unpacked_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime] = mapped_column(Instant)
    ready_at: Mapped[datetime | None] = mapped_column(Instant)


class PackageFile(Base):
    """One file of a package. `key` is its path without regard to case: authors test on systems that have none."""

    __tablename__ = "package_file"

    package_id: Mapped[int] = mapped_column(
        ForeignKey("package.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    path: Mapped[str] = mapped_column(String(400))
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    media_type: Mapped[str] = mapped_column(String(60))  # what it is sent as

    stored_file: Mapped[StoredFile] = relationship("StoredFile")


class PackageRegistration(Base):
    """How far somebody is in one SCO of a lesson.

    Every opening of the SCO is a launch with a number. `sequence` is the number of the last report that was applied
    in the present launch; `data` are the elements of the data model that the SCO has set.
    """

    __tablename__ = "package_registration"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(12), primary_key=True)
    sco: Mapped[str] = mapped_column(String(200), primary_key=True)
    launch: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(BigInteger, default=0)
    data: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    completion: Mapped[str] = mapped_column(String(16), default="unknown")
    success: Mapped[str] = mapped_column(String(8), default="unknown")
    score: Mapped[int | None]  # the best, in hundredths of a per cent
    seconds_before: Mapped[int] = mapped_column(default=0)  # of earlier launches
    seconds: Mapped[int] = mapped_column(default=0)  # of the present one
    made_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
