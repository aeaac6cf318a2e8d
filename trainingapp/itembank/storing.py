"""One representation of an item everywhere: stored row → shape, shape → checks → stored row.

The site's form, a row of a spreadsheet and an entry of a file all become an `ItemShape` and come through here.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.extensions import db
from trainingapp.itembank.bank import Area, Bank, Placed
from trainingapp.itembank.checks.items import check_item
from trainingapp.itembank.checks.laws import check_anchors
from trainingapp.itembank.content import unfold
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.item_rows import (
    SUBJECT_OF_PREFIX,
    Draft,
    anchor_rows,
    draft_item,
    knowledge_rows,
    revision_row,
)
from trainingapp.itembank.models import (
    BankItem,
    ContentArea,
    ItemReview,
    ItemRevision,
    Law,
    LawAnchor,
    RevisionKnowledge,
    Syllabus,
)
from trainingapp.itembank.shapes import (
    ItemShape,
    LawShape,
    ObjectiveItem,
    VersionShape,
    WrittenItem,
)
from trainingapp.rules.item_states import Act, next_status
from trainingapp.rules.items import Kind, Status, Subject


def shape_type(kind: str) -> type[ItemShape]:
    """The shape of an item of that kind."""
    return ObjectiveItem if Kind(kind).is_objective else WrittenItem


def find_shape(item: BankItem) -> ItemShape:
    """The item as an entry of a file: its latest revision with the reviews of that revision."""
    return revision_shape(item, item.latest)


def revision_shape(item: BankItem, revision: ItemRevision) -> ItemShape:
    """The item as it stood with that revision; identity and status are today's."""
    entry = {
        **revision.content,
        "code": item.code,
        "status": item.status,
        "author": item.author,
        "origin": item.origin,
        "enemies": item.enemies,
        "exceptions": item.exceptions,
        "reviews": [_review_entry(review) for review in revision.reviews],
    }
    return shape_type(revision.kind).model_validate(entry)


def _review_entry(review: ItemReview) -> dict[str, Any]:
    return {
        "reader": review.reader,
        "answer": review.answer,
        "verdict": review.verdict,
        "second_defensible": review.is_second_defensible,
        "on": review.read_on,
        "note": review.note,
    }


def settle(shape: ItemShape) -> ItemShape:
    """The shape as the bank keeps it: folded lines joined, enemies in order. `find_shape` gives exactly this back."""
    said = unfold(shape.model_dump(by_alias=True))
    kept = {
        "author": shape.author,
        "exceptions": shape.exceptions,
        "reviews": shape.model_dump(by_alias=True)["reviews"],
        "enemies": sorted(shape.enemies),
    }
    return type(shape).model_validate({**said, **kept})


def shape_details() -> list[Any]:
    """What `find_shape` needs with a list of items, so that the list takes a constant number of statements."""
    return [joinedload(BankItem.latest).options(selectinload(ItemRevision.reviews))]


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


def store_item(
    shape: ItemShape,
    *,
    editor_id: int | None,
    note: str,
    now: datetime,
    author_id: int | None = None,
) -> ItemRevision:
    """Store a checked shape: a new item, a new revision where it says something new, or only its identity.

    A new item is a draft and a changed one becomes a draft again, whatever status and reviews the shape carries:
    in the site only a review makes an item ready. Enemies, exceptions and origin change nothing else. An author
    stays the author: `author` and `author_id` count for new items only. No revision is ever changed in place.
    Returns the revision that counts now. :raises ItemIsRetired: when a retired item would say something new.
    """
    item = lock_item(shape.code)
    if item is None:
        draft = draft_item(shape, 0, content_sha256="")
        row = {**draft.item_row, "status": str(Status.DRAFT), "author_id": author_id}
        item = db.session.scalars(insert(BankItem).returning(BankItem), [row]).one()
    else:
        latest = item.latest
        draft = draft_item(shape, item.latest_number, content_sha256=latest.content_sha256)
        if draft.is_new:
            item.status = next_status(Status(item.status), Act.REVISE)
        for name in ("origin", "enemies", "exceptions", "latest_number", "search_text"):
            setattr(item, name, draft.item_row[name])
        if not draft.is_new:
            return latest
    return _insert_revision(item, draft, editor_id=editor_id, note=note, now=now)


def lock_item(code: str) -> BankItem | None:
    """The item of that code as it stands now, kept from others until this transaction ends; or None."""
    query = select(BankItem).where(BankItem.code == code).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _insert_revision(
    item: BankItem, draft: Draft, *, editor_id: int | None, note: str, now: datetime
) -> ItemRevision:
    row = {**revision_row(draft, item.id, now=now), "editor_id": editor_id, "note": note}
    revision = db.session.scalars(insert(ItemRevision).returning(ItemRevision), [row]).one()
    for model, rows in (
        (RevisionKnowledge, knowledge_rows([draft], {item.code: revision.id})),
        (LawAnchor, anchor_rows([draft], {item.code: revision.id})),
    ):
        if rows:
            db.session.execute(insert(model), rows)
    db.session.expire(item, ["latest", "revisions"])
    return revision
