"""The records that a loaded sheet makes, and beside each whom it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select

from trainingapp.credentials.actions.graduates import Paper
from trainingapp.credentials.models.batches import DegreeBatch, DegreeBatchRow, OfferState
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.numbers import DEGREE_NUMBER, seal
from trainingapp.extensions import db
from trainingapp.web.vault import encrypt

OFFERED_NAME = "degree_batch_row.name"


def add_records(
    batch: DegreeBatch, papers: Sequence[Paper], *, now: datetime
) -> list[DegreeRecord]:
    """The new records in the order of the papers, in two statements: nobody else's have such a number yet."""
    db.session.execute(insert(DegreeRecord), [_values(batch, paper, now) for paper in papers])
    query = select(DegreeRecord).where(
        DegreeRecord.organisation_id == batch.organisation_id,
        DegreeRecord.user_id.is_(None),
        DegreeRecord.number_index.in_([paper.number_index for paper in papers]),
    )
    found = {record.number_index: record for record in db.session.scalars(query)}
    return [found[paper.number_index] for paper in papers]


def _values(batch: DegreeBatch, paper: Paper, now: datetime) -> dict[str, object]:
    graduate, number = paper.graduate, seal(paper.number, DEGREE_NUMBER)
    return {
        "organisation_id": batch.organisation_id,
        "institution_name": batch.organisation.name,
        "major_as_printed": graduate.major,
        "major_code": graduate.major_code,
        "catalogue_version": graduate.catalogue,
        "is_social_work": graduate.is_social_work,
        "kind": paper.kind,
        "level": graduate.level,
        "mode": graduate.mode,
        "enrolled_on": graduate.enrolled_on,
        "awarded_on": paper.day,
        "number_sealed": number.sealed,
        "number_index": paper.number_index,
        "number_last4": number.last4,
        "entered_at": now,
    }


def add_rows(
    batch: DegreeBatch, papers: Sequence[Paper], records: Sequence[DegreeRecord], *, now: datetime
) -> None:
    """Whom each record waits for. :raises IntegrityError: a number is loaded already."""
    rows = [
        {
            "batch_id": batch.id,
            "number": paper.row,
            "kind": paper.kind,
            "degree_id": record.id,
            "name_sealed": encrypt(paper.graduate.name, OFFERED_NAME),
            "name_index": paper.name_index,
            "person_index": paper.person_index,
            "number_index": paper.number_index,
            "state": OfferState.OFFERED,
            "state_at": now,
        }
        for paper, record in zip(papers, records, strict=True)
    ]
    db.session.execute(insert(DegreeBatchRow), rows)
