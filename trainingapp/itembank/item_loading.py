"""The rows of items: identities, revisions where the content is new, knowledge, anchors and reviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, null, select, update

from trainingapp.extensions import Base, db
from trainingapp.itembank.bank import Bank
from trainingapp.itembank.file_states import State, compare_files, note_files
from trainingapp.itembank.item_rows import (
    Draft,
    anchor_rows,
    draft_item,
    knowledge_rows,
    review_row,
    revision_row,
)
from trainingapp.itembank.models import (
    BankItem,
    ItemReview,
    ItemRevision,
    LawAnchor,
    RevisionKnowledge,
)
from trainingapp.itembank.rows import Row, Tally, bring_rows
from trainingapp.itembank.shapes import ItemShape

Progress = Callable[[int, int], None]
STEP = 2000  # items between two reports


def bring_items(bank: Bank, *, now: datetime, progress: Progress) -> tuple[Tally, int]:
    """Return the tally of items and the number of revisions made.

    Items without a file stay as they are, and so do those whose file says what it said at the last load.
    """
    compared = compare_files(bank)
    shapes = [placed.shape for placed, state in compared if state is State.LOAD]
    drafts = _draft_items(shapes, progress, total=len(compared))
    rows = [{**d.item_row, "file_sha256": bank.item_hashes[d.shape.code]} for d in drafts]
    tally = bring_rows(BankItem, rows, key=("code",))
    _settle_attention([shape.code for shape in shapes])
    note_files(
        {p.shape.code: bank.item_hashes[p.shape.code] for p, s in compared if s is State.MET}
    )
    query = select(BankItem.code, BankItem.id)
    ids = {code: identity for code, identity in db.session.execute(query)}
    new = [draft for draft in drafts if draft.is_new]
    _insert(ItemRevision, [revision_row(draft, ids[draft.shape.code], now=now) for draft in new])
    revisions = _latest_revisions()
    _insert(RevisionKnowledge, knowledge_rows(new, revisions))
    _insert(LawAnchor, anchor_rows(new, revisions))
    _bring_reviews(drafts, revisions)
    return tally._replace(same=len(compared) - tally.new - tally.changed), len(new)


def _settle_attention(codes: Sequence[str]) -> None:
    """What the files say of an item answers why it waited."""
    for start in range(0, len(codes), STEP):
        those = BankItem.code.in_(codes[start : start + STEP])
        settled = update(BankItem).where(those, BankItem.attention.is_not(None))
        db.session.execute(settled.values(attention=null()))


def _draft_items(shapes: Sequence[ItemShape], progress: Progress, *, total: int) -> list[Draft]:
    query = (
        select(BankItem.code, BankItem.latest_number, ItemRevision.content_sha256)
        .join(ItemRevision, ItemRevision.item_id == BankItem.id)
        .where(ItemRevision.number == BankItem.latest_number)
    )
    known = {code: (number, found) for code, number, found in db.session.execute(query)}
    drafts = []
    for done, shape in enumerate(shapes, start=1):
        number, stored = known.get(shape.code, (0, ""))
        drafts.append(draft_item(shape, number, content_sha256=stored))
        if done % STEP == 0 and done < total:
            progress(done, total)
    progress(total, total)
    return drafts


def _latest_revisions() -> dict[str, int]:
    query = (
        select(BankItem.code, ItemRevision.id)
        .join(ItemRevision, ItemRevision.item_id == BankItem.id)
        .where(ItemRevision.number == BankItem.latest_number)
    )
    return {code: identity for code, identity in db.session.execute(query)}


def _bring_reviews(drafts: Sequence[Draft], revisions: dict[str, int]) -> None:
    columns = [column for column in ItemReview.__table__.columns if column.name != "id"]
    stored: dict[int, list[Row]] = {}
    for row in db.session.execute(select(*columns).order_by(ItemReview.id)).mappings():
        stored.setdefault(row["item_revision_id"], []).append(dict(row))
    outdated: list[int] = []
    new: list[Row] = []
    for draft in drafts:
        revision = revisions[draft.shape.code]
        known = stored.get(revision, [])
        rows = [review_row(review, revision) for review in draft.shape.reviews]
        wanted = [_with_account(row, known) for row in rows]
        if wanted != known:
            outdated.append(revision)
            new += wanted
    for start in range(0, len(outdated), STEP):
        part = outdated[start : start + STEP]
        db.session.execute(delete(ItemReview).where(ItemReview.item_revision_id.in_(part)))
    _insert(ItemReview, new)


def _with_account(row: Row, known: Sequence[Row]) -> Row:
    """A review that was given in the site keeps its reader's account, of which a file says nothing."""
    return next((found for found in known if {**found, "reader_id": None} == row), row)


def _insert(model: type[Base], rows: Sequence[Row]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
