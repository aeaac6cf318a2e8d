"""Takes an import back: deletes what is unused, puts back what is unchanged since, keeps what something rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, select
from sqlalchemy.orm import selectinload

from trainingapp.extensions import db
from trainingapp.itembank.exchange.bulk import IDENTITY, store_items
from trainingapp.itembank.models import (
    BankItem,
    BlindAnswer,
    ImportBatch,
    ImportEntry,
    ItemReview,
    ItemRevision,
    LawAnchor,
    RevisionKnowledge,
    TestFormSlot,
)
from trainingapp.itembank.shapes import ItemShape
from trainingapp.itembank.storing import revision_shape
from trainingapp.rules.item_states import Act, next_status
from trainingapp.rules.items import Status

DELETED, RESTORED = "deleted", "restored"


@dataclass
class Scene:
    """What stands in the bank around the items of an import."""

    items: dict[int, BankItem]
    on_forms: set[int]
    read: set[tuple[int, int]]  # item and number of each revision that a second reader has answered
    touched: set[int]  # by a later import
    named: dict[str, set[str]]  # who names an item as an enemy
    codes: set[str]  # of the whole bank


def take_back(batch: ImportBatch, *, editor_id: int, note: str, now: datetime) -> dict[int, str]:
    """Undo every entry of an import; by position what became of it: deleted, restored, or why it is kept."""
    scene = _look(batch)
    outcomes = {entry.position: _decide(entry, batch, scene) for entry in batch.entries}
    _keep_named_enemies(batch.entries, scene, outcomes)
    deleted = [e.item_id for e in batch.entries if outcomes[e.position] == DELETED]
    restored = [e for e in batch.entries if outcomes[e.position] == RESTORED]
    scene.codes -= {scene.items[item].code for item in deleted}
    shapes = [_previous_shape(entry, batch, scene) for entry in restored]
    for entry in batch.entries:
        if outcomes[entry.position] == "kept_read":
            _retire(scene.items[entry.item_id])
    _delete_items(deleted)
    if shapes:
        store_items(shapes, editor_id=editor_id, note=note, now=now)
    return outcomes


def _look(batch: ImportBatch) -> Scene:
    ids = [entry.item_id for entry in batch.entries]
    revisions = select(ItemRevision.item_id).where(ItemRevision.item_id.in_(ids))
    later = select(ImportEntry.item_id).where(
        ImportEntry.item_id.in_(ids), ImportEntry.import_batch_id > batch.id
    )
    named: dict[str, set[str]] = {}
    known = {code: enemies for code, enemies in db.session.execute(_named_enemies())}
    for code, enemies in known.items():
        for enemy in enemies:
            named.setdefault(enemy, set()).add(code)
    return Scene(
        items={item.id: item for item in db.session.scalars(_locked_items(ids))},
        on_forms=_those(
            revisions, exists().where(TestFormSlot.item_revision_id == ItemRevision.id)
        ),
        read=_read(ids),
        touched=set(db.session.scalars(later)),
        named=named,
        codes=set(known),
    )


def _named_enemies() -> Select[str, list[str]]:
    return select(BankItem.code, BankItem.enemies)


def _read(ids: Sequence[int]) -> set[tuple[int, int]]:
    is_answered = exists().where(BlindAnswer.item_revision_id == ItemRevision.id)
    is_reviewed = exists().where(ItemReview.item_revision_id == ItemRevision.id)
    query = select(ItemRevision.item_id, ItemRevision.number).where(ItemRevision.item_id.in_(ids))
    found = db.session.execute(query.where(is_answered | is_reviewed))
    return {(item, number) for item, number in found}


def _locked_items(ids: Sequence[int]) -> Select[BankItem]:
    return (
        select(BankItem)
        .where(BankItem.id.in_(ids))
        .order_by(BankItem.id)
        .options(selectinload(BankItem.revisions).selectinload(ItemRevision.reviews))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _those(revisions: Select[int], condition: ColumnElement[bool]) -> set[int]:
    return set(db.session.scalars(revisions.where(condition)))


def _decide(entry: ImportEntry, batch: ImportBatch, scene: Scene) -> str:
    item = scene.items.get(entry.item_id)
    if item is None:
        return "kept_gone"
    is_new = entry.previous_number == 0
    if is_new and item.id in scene.on_forms:
        return "kept_on_form"
    if item.id in scene.touched or _is_changed(item, entry, batch):
        return "kept_changed"
    if is_new:
        return "kept_read" if any(item.id == read for read, _number in scene.read) else DELETED
    if item.status == Status.RETIRED:
        return "kept_retired"
    is_revised = entry.number != entry.previous_number
    return "kept_reviewed" if is_revised and (item.id, entry.number) in scene.read else RESTORED


def _is_changed(item: BankItem, entry: ImportEntry, batch: ImportBatch) -> bool:
    brought = batch.rows[entry.position]["entry"]
    return item.latest_number != entry.number or any(
        getattr(item, name) != brought[name] for name in IDENTITY
    )


def _keep_named_enemies(
    entries: Iterable[ImportEntry], scene: Scene, outcomes: dict[int, str]
) -> None:
    """An item that another one names stays, and with it every one that it names itself."""
    made = [entry for entry in entries if outcomes[entry.position] == DELETED]
    going = {scene.items[entry.item_id].code: entry for entry in made}
    is_settled = False
    while not is_settled:
        is_settled = True
        for code, entry in list(going.items()):
            if scene.named.get(code, set()) - set(going):
                outcomes[entry.position] = "kept_enemy"
                del going[code]
                is_settled = False


def _previous_shape(entry: ImportEntry, batch: ImportBatch, scene: Scene) -> ItemShape:
    item = scene.items[entry.item_id]
    revision = next(found for found in item.revisions if found.number == entry.previous_number)
    identity: dict[str, Any] = dict(batch.rows[entry.position]["previous"])
    identity["enemies"] = [code for code in identity["enemies"] if code in scene.codes]
    return revision_shape(item, revision).model_copy(update=identity)


def _retire(item: BankItem) -> None:
    if item.status != Status.RETIRED:
        item.status = next_status(Status(item.status), Act.RETIRE)


def _delete_items(ids: Sequence[int]) -> None:
    revisions = select(ItemRevision.id).where(ItemRevision.item_id.in_(ids))
    for statement in (
        delete(ImportEntry).where(ImportEntry.item_id.in_(ids)),
        delete(RevisionKnowledge).where(RevisionKnowledge.item_revision_id.in_(revisions)),
        delete(LawAnchor).where(LawAnchor.item_revision_id.in_(revisions)),
        delete(ItemRevision).where(ItemRevision.item_id.in_(ids)),
        delete(BankItem).where(BankItem.id.in_(ids)),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
