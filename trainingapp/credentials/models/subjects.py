"""What evidence, verifications and cases of the desk are about: one record of one of four kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from trainingapp.credentials.models.certificates import ExamPass, NationalCertificate
from trainingapp.credentials.models.degrees import DegreeRecord, WorkPeriod

# The kinds by their words in addresses, and the column that names a record of the kind.
SUBJECT_COLUMNS: Mapping[str, str] = {
    "degree": "degree_id",
    "work": "work_id",
    "certificate": "certificate_id",
    "pass": "pass_id",
}


def one_subject() -> CheckConstraint:
    """The condition that exactly one record is named."""
    named = [f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in SUBJECT_COLUMNS.values()]
    return CheckConstraint(f"{' + '.join(named)} = 1", name="one_subject")


def subject_values(kind: str, record_id: int) -> dict[str, Any]:
    """The columns of a row about a record, for constructors and conditions."""
    return {SUBJECT_COLUMNS[kind]: record_id}


class AboutRecord:
    """A row about one degree, work period, certificate or pass."""

    degree_id: Mapped[int | None] = mapped_column(ForeignKey("degree_record.id"), index=True)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work_period.id"), index=True)
    certificate_id: Mapped[int | None] = mapped_column(
        ForeignKey("national_certificate.id"), index=True
    )
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("exam_pass.id"), index=True)

    @declared_attr
    def degree(cls) -> Mapped[DegreeRecord | None]:  # noqa: N805 - SQLAlchemy passes the class
        """The diploma or degree."""
        return relationship(DegreeRecord)

    @declared_attr
    def work(cls) -> Mapped[WorkPeriod | None]:  # noqa: N805
        """The work period."""
        return relationship(WorkPeriod)

    @declared_attr
    def certificate(cls) -> Mapped[NationalCertificate | None]:  # noqa: N805
        """The national certificate."""
        return relationship(NationalCertificate)

    @declared_attr
    def passed(cls) -> Mapped[ExamPass | None]:  # noqa: N805
        """The passed paper."""
        return relationship(ExamPass)

    @property
    def subject_kind(self) -> str:
        """The kind of the record: degree, work, certificate or pass."""
        return next(kind for kind, name in SUBJECT_COLUMNS.items() if getattr(self, name))

    @property
    def subject_id(self) -> int:
        """The number of the record among those of its kind."""
        return int(getattr(self, SUBJECT_COLUMNS[self.subject_kind]))

    @property
    def subject(self) -> Any:
        """The record itself."""
        kind = self.subject_kind
        return getattr(self, "passed" if kind == "pass" else kind)
