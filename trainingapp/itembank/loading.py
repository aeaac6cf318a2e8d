"""The rows that the files ask for: syllabi, laws, policies and specifications. Items are in `item_loading`."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from trainingapp.extensions import db
from trainingapp.itembank.bank import Bank
from trainingapp.itembank.content import sha256, unfold
from trainingapp.itembank.models import (
    ContentArea,
    Law,
    LawVersion,
    PolicyVersion,
    Syllabus,
    TestSpecification,
)
from trainingapp.itembank.rows import Row, bring_rows
from trainingapp.itembank.shapes import Chapter, Point, Section, SyllabusShape
from trainingapp.itembank.stored import policy_content


def bring_syllabi(bank: Bank) -> None:
    """Syllabi and their trees; a code keeps its row."""
    rows = [
        {
            "edition": shape.edition,
            "subject": str(shape.subject),
            "code": shape.code,
            "title": shape.title.model_dump(),
            "first_exam_year": shape.first_exam_year,
            "note": unfold(shape.note),
        }
        for shape in (placed.shape for placed in bank.syllabi)
    ]
    bring_rows(Syllabus, rows, key=("edition", "subject"))
    query = select(Syllabus.edition, Syllabus.subject, Syllabus.id)
    ids = {(edition, subject): identity for edition, subject, identity in db.session.execute(query)}
    areas = [
        {
            **row,
            "syllabus_id": ids[placed.shape.edition, placed.shape.subject],
            "position": position,
        }
        for placed in bank.syllabi
        for position, row in enumerate(_area_rows(placed.shape))
    ]
    bring_rows(ContentArea, areas, key=("syllabus_id", "code"))


def _area_rows(shape: SyllabusShape) -> Iterator[Row]:
    for chapter in shape.chapters:
        weight = chapter.weight.model_dump(mode="json") if chapter.weight else None
        yield {
            **_area_row(chapter, "chapter", None),
            "confidence": chapter.confidence,
            "weight": weight,
        }
        for section in chapter.sections:
            yield _area_row(section, "section", chapter.code)
            for point in section.points:
                yield _area_row(point, "point", section.code)


def _area_row(area: Chapter | Section | Point, kind: str, parent: str | None) -> Row:
    return {
        "code": area.code,
        "kind": kind,
        "parent_code": parent,
        "title": area.title.model_dump(exclude_none=True),
        "confidence": None,
        "weight": None,
        "is_retired": area.retired,
        "former_code": area.formerly,
    }


def bring_laws(bank: Bank) -> None:
    """Laws and their versions; none is ever removed, because anchors point at them."""
    shapes = [placed.shape for placed in bank.laws]
    rows = [{"code": law.code, "title": law.title, "short": law.short} for law in shapes]
    bring_rows(Law, rows, key=("code",))
    ids = {code: identity for code, identity in db.session.execute(select(Law.code, Law.id))}
    versions = [
        {
            "law_id": ids[law.code],
            "version": version.version,
            "effective_from": version.effective_from,
            "effective_to": version.effective_to,
            "source": version.source,
        }
        for law in shapes
        for version in law.versions
    ]
    bring_rows(LawVersion, versions, key=("law_id", "version"))


def bring_policies(bank: Bank) -> None:
    """New scoring policies; a stored one never differs, `stored` has seen to that."""
    rows = [
        {
            "code": shape.code,
            "version": shape.version,
            "content": policy_content(shape),
            "source": shape.source,
        }
        for shape in (placed.shape for placed in bank.policies)
    ]
    bring_rows(PolicyVersion, rows, key=("code", "version"))


def bring_specifications(bank: Bank) -> None:
    """A new number for every specification that says something new; forms keep the one they were made by."""
    newest_number = func.max(TestSpecification.number)
    numbers = select(TestSpecification.code, newest_number).group_by(TestSpecification.code)
    newest = {code: number for code, number in db.session.execute(numbers)}
    query = select(
        TestSpecification.code, TestSpecification.number, TestSpecification.content_sha256
    )
    hashes = {(code, number): found for code, number, found in db.session.execute(query)}
    rows = []
    for placed in bank.specifications:
        content = unfold(
            placed.shape.model_dump(mode="json", exclude={"subject", "code", "edition"})
        )
        number = newest.get(placed.shape.code, 0)
        rows.append(
            {
                "code": placed.shape.code,
                "number": number + (hashes.get((placed.shape.code, number)) != sha256(content)),
                "subject": str(placed.shape.subject),
                "edition": placed.shape.edition,
                "content": content,
                "content_sha256": sha256(content),
            }
        )
    bring_rows(TestSpecification, rows, key=("code", "number"))
