"""Reads of imports: everybody sees their own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload, undefer

from trainingapp.extensions import db
from trainingapp.itembank.models import ImportBatch


def list_batches(maker_id: int) -> Select[ImportBatch]:
    """The imports of one person, the newest first."""
    return (
        select(ImportBatch)
        .where(ImportBatch.maker_id == maker_id)
        .order_by(ImportBatch.made_at.desc(), ImportBatch.id.desc())
    )


def get_batch_for(maker_id: int, batch_id: int, *, is_locked: bool = False) -> ImportBatch:
    """One import of that person with everything in it. :raises NoResultFound: also when it is somebody else's.

    A locked one is kept from others until this transaction ends.
    """
    query = (
        select(ImportBatch)
        .where(ImportBatch.id == batch_id, ImportBatch.maker_id == maker_id)
        .options(
            undefer(ImportBatch.rows),
            undefer(ImportBatch.findings),
            selectinload(ImportBatch.entries),
        )
    )
    if is_locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def list_same_files(batch: ImportBatch) -> Sequence[ImportBatch]:
    """Other imports of the very same file by the same person that were carried out, the newest first."""
    query = list_batches(batch.maker_id).where(
        ImportBatch.file_sha256 == batch.file_sha256,
        ImportBatch.id != batch.id,
        ImportBatch.state != "checked",
    )
    return db.session.scalars(query).all()
