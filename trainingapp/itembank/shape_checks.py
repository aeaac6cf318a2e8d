"""The checks of `bank check` for items that are in no file: what they name is looked up in the database."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from trainingapp.extensions import db
from trainingapp.itembank.bank import Area, Bank, Placed
from trainingapp.itembank.checks.items import check_item
from trainingapp.itembank.checks.laws import check_anchors
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.item_rows import SUBJECT_OF_PREFIX
from trainingapp.itembank.models import BankItem, ContentArea, Law, Syllabus
from trainingapp.itembank.shapes import ItemShape, LawShape, VersionShape
from trainingapp.rules.items import Subject


def check_shape(shape: ItemShape, *, on: date) -> list[Finding]:
    """Every fault of one item against the database; `path` of a finding is its place inside the shape."""
    return check_shapes([shape], on=on)[0]


def check_shapes(shapes: Sequence[ItemShape], *, on: date) -> list[list[Finding]]:
    """The faults of each item, in a constant number of statements. Items may be enemies of one another.

    `on` is the day on which anchors must be in force (`rules.specifications.lens_day`).
    """
    bank = _stored_bank(shapes)
    return [_check(bank, shape, on) for shape in shapes]


def _check(bank: Bank, shape: ItemShape, on: date) -> list[Finding]:
    subject = SUBJECT_OF_PREFIX.get(shape.code[:2])
    if subject is None:
        return [Finding("", 1, "bad_code", {"value": shape.code}, ("code",))]
    placed = Placed(shape, f"items/{subject}/", None)
    vars(bank)["items_by_code"] = ChainMap({shape.code: placed}, vars(bank)["known_codes"])
    found = [*check_item(bank, placed), *check_anchors(bank, placed, statutes=None, on=on)]
    return sorted(found, key=lambda finding: [str(step) for step in finding.path])


def _stored_bank(shapes: Sequence[ItemShape]) -> Bank:
    """What the checks look items up in, as a bank: its indexes are filled from the database, not from files."""
    bank = Bank(Path())
    enemies = {code for shape in shapes for code in shape.enemies}
    known = set(db.session.scalars(select(BankItem.code).where(BankItem.code.in_(enemies))))
    known |= {shape.code for shape in shapes}
    vars(bank).update(
        areas=_list_areas({code for shape in shapes for code in shape.knowledge}),
        law_versions=_list_laws({anchor.law for shape in shapes for anchor in shape.anchors}),
        known_codes=dict.fromkeys(known),
    )
    return bank


def _list_areas(codes: set[str]) -> dict[str, Area]:
    query = (
        select(ContentArea, Syllabus.subject, Syllabus.edition)
        .join(Syllabus, Syllabus.id == ContentArea.syllabus_id)
        .where(ContentArea.code.in_(codes))
        .order_by(Syllabus.edition)
    )
    return {
        area.code: Area(area.kind, Subject(subject), edition, area.is_retired)
        for area, subject, edition in db.session.execute(query)
    }


def _list_laws(codes: set[str]) -> dict[str, dict[str, tuple[LawShape, VersionShape]]]:
    query = select(Law).where(Law.code.in_(codes)).options(selectinload(Law.versions))
    found: dict[str, dict[str, tuple[LawShape, VersionShape]]] = {}
    for law in db.session.scalars(query):
        versions = [
            VersionShape(
                version=row.version,
                effective_from=row.effective_from,
                effective_to=row.effective_to,
                source=row.source,
            )
            for row in law.versions
        ]
        shape = LawShape(code=law.code, title=law.title, short=law.short, versions=versions)
        found[law.code] = {version.version: (shape, version) for version in versions}
    return found
