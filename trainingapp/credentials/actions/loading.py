"""Loading a checked sheet: records that wait for their graduates, the university's word for each, the signature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.attesting import attest
from trainingapp.credentials.actions.batches import open_rows, write_audit
from trainingapp.credentials.actions.graduates import Paper, find_repeated, list_papers
from trainingapp.credentials.actions.keys import ensure_active
from trainingapp.credentials.batch_documents import build_document
from trainingapp.credentials.models.batches import (
    BatchState,
    DegreeBatch,
    DegreeBatchRow,
    OfferState,
)
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.numbers import DEGREE_NUMBER, seal
from trainingapp.credentials.signing.attesting import sign_text
from trainingapp.credentials.signing.keys import find_issuer, open_key
from trainingapp.extensions import db
from trainingapp.jobs.actions import enqueue
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.vault import encrypt

OFFERED_NAME = "degree_batch_row.name"


class NothingToLoad(RuleViolation):
    """No row of the sheet is sound."""

    message = "No row of this sheet can be loaded. Correct it and bring it again."


class BatchOutdated(RuleViolation):
    """What is loaded has changed since the sheet was checked."""

    message = (
        "Some of these papers have been loaded since the sheet was checked. "
        "Bring the sheet again; nothing was written."
    )


def load_batch(batch: DegreeBatch, *, registrar: User, now: datetime) -> None:
    """Load every sound row of a locked sheet, or none; keep what was confirmed, signed by the site's key.

    :raises BatchSettled: the second time. :raises NothingToLoad: no row is sound.
    :raises BatchOutdated: a paper has been loaded in the meantime.
    """
    sound = open_rows(batch)
    if not sound:
        raise NothingToLoad
    if find_repeated(sound, batch.organisation_id):
        raise BatchOutdated
    papers = list_papers(sound)
    records = _add_records(batch, papers, now=now)
    attest(records, verifier_id=registrar.id, now=now)
    try:
        db.session.execute(insert(DegreeBatchRow), _rows(batch, papers, records, now))
    except IntegrityError as error:  # another university has loaded a number at this very moment
        raise BatchOutdated from error
    _sign(batch, papers, registrar=registrar, now=now)
    batch.state, batch.rows_sealed = BatchState.LOADED, ""
    batch.loaded_by_id, batch.loaded_at = registrar.id, now
    db.session.flush()
    write_audit("credentials.load_sheet", batch, actor_id=registrar.id, now=now, papers=len(papers))
    enqueue("credentials.tell_graduates", batch_id=batch.id)


def _add_records(
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


def _rows(
    batch: DegreeBatch, papers: Sequence[Paper], records: Sequence[DegreeRecord], now: datetime
) -> list[dict[str, object]]:
    return [
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


def _sign(batch: DegreeBatch, papers: Sequence[Paper], *, registrar: User, now: datetime) -> None:
    key, issuer = ensure_active(now=now), find_issuer()
    batch.document = build_document(batch, papers, registrar=registrar, issuer=issuer, now=now)
    private = open_key(key.private_sealed or "")
    batch.signature = sign_text(batch.document, private, method=issuer.method(key.public))
    batch.issuer_key_id = key.id
