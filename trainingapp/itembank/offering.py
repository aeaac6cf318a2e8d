"""What forms of the item bank offer: chapters, knowledge points and kinds of items of a subject, versions of laws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.itembank.editions import edition_of, list_editions
from trainingapp.itembank.models import ContentArea, Law, LawVersion, Syllabus, TestSpecification


def list_chapters(subject: str, *, exam_year: int) -> Sequence[ContentArea]:
    """The chapters of the edition that the exam of that year asks, as printed, retired ones among them."""
    asked = edition_of(list_editions(subject), exam_year)
    return [area for area in asked.areas if area.kind == "chapter"] if asked else []


def list_points(
    subject: str, *, exam_year: int | None = None
) -> Mapping[ContentArea, Sequence[ContentArea]]:
    """The knowledge points by section, as printed, without retired ones, of the edition that the exam of a year asks.

    Without a year those of the newest edition: whoever writes an item writes it for the exams to come.
    """
    editions = list_editions(subject)
    asked = edition_of(editions, exam_year) if exam_year else next(reversed(editions), None)
    found: dict[ContentArea, list[ContentArea]] = {}
    for area in asked.areas if asked else ():
        if area.is_retired or area.kind == "chapter":
            continue
        if area.kind == "section":
            found[area] = []
        elif found:
            found[next(reversed(found))].append(area)
    return found


def find_area(subject: str, code: str) -> ContentArea | None:
    """The chapter, section or point of that code, from the newest edition that has it; None when there is none."""
    query = (
        select(ContentArea)
        .join(Syllabus, Syllabus.id == ContentArea.syllabus_id)
        .where(Syllabus.subject == subject, ContentArea.code == code)
        .order_by(Syllabus.edition.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def list_law_versions() -> Sequence[tuple[str, str, str]]:
    """Every version of every law: code, short name, version; the newest version of a law first."""
    query = (
        select(Law.code, Law.short, LawVersion.version)
        .join(LawVersion, LawVersion.law_id == Law.id)
        .order_by(Law.short, Law.code, LawVersion.version.desc())
    )
    return [(code, short, version) for code, short, version in db.session.execute(query)]


def list_kinds(subject: str) -> set[str]:
    """The kinds of items that any specification of the subject asks for; none when it has no specification."""
    query = select(TestSpecification.content).where(TestSpecification.subject == subject)
    return {kind for content in db.session.scalars(query) for kind in content["kinds"]}
