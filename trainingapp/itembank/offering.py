"""What the editor's form offers to choose from: knowledge points of a subject, versions of laws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from trainingapp.extensions import db
from trainingapp.itembank.models import ContentArea, Law, LawVersion, Syllabus


def list_points(subject: str) -> Mapping[ContentArea, Sequence[ContentArea]]:
    """The knowledge points of the subject's newest edition by section, as printed, without retired ones."""
    newest = select(func.max(Syllabus.edition)).where(Syllabus.subject == subject)
    query = (
        select(ContentArea)
        .join(Syllabus, Syllabus.id == ContentArea.syllabus_id)
        .where(Syllabus.subject == subject, Syllabus.edition == newest.scalar_subquery())
        .where(ContentArea.is_retired.is_(False), ContentArea.kind != "chapter")
        .order_by(ContentArea.position)
    )
    found: dict[ContentArea, list[ContentArea]] = {}
    for area in db.session.scalars(query):
        if area.kind == "section":
            found[area] = []
        elif found:
            found[next(reversed(found))].append(area)
    return found


def list_law_versions() -> Sequence[tuple[str, str, str]]:
    """Every version of every law: code, short name, version; the newest version of a law first."""
    query = (
        select(Law.code, Law.short, LawVersion.version)
        .join(LawVersion, LawVersion.law_id == Law.id)
        .order_by(Law.short, Law.code, LawVersion.version.desc())
    )
    return [(code, short, version) for code, short, version in db.session.execute(query)]
