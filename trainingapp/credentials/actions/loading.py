"""Loading a checked sheet: records that wait for their graduates, the university's word for each, the signature."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.attesting import attest
from trainingapp.credentials.actions.batches import open_rows, write_audit
from trainingapp.credentials.actions.graduates import Paper, find_repeated, list_papers
from trainingapp.credentials.actions.keys import ensure_active
from trainingapp.credentials.actions.papers import add_records, add_rows
from trainingapp.credentials.batch_documents import build_document
from trainingapp.credentials.models.batches import BatchState, DegreeBatch
from trainingapp.credentials.signing.attesting import sign_text
from trainingapp.credentials.signing.keys import find_issuer, open_key
from trainingapp.extensions import db
from trainingapp.jobs.actions import enqueue
from trainingapp.rules.errors import RuleViolation


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
    records = add_records(batch, papers, now=now)
    attest(records, verifier_id=registrar.id, now=now)
    try:
        add_rows(batch, papers, records, now=now)
    except IntegrityError as error:  # another university has loaded a number at this very moment
        raise BatchOutdated from error
    _sign(batch, papers, registrar=registrar, now=now)
    batch.state, batch.rows_sealed = BatchState.LOADED, ""
    batch.loaded_by_id, batch.loaded_at = registrar.id, now
    db.session.flush()
    write_audit("credentials.load_sheet", batch, actor_id=registrar.id, now=now, papers=len(papers))
    enqueue("credentials.tell_graduates", batch_id=batch.id)


def _sign(batch: DegreeBatch, papers: list[Paper], *, registrar: User, now: datetime) -> None:
    key, issuer = ensure_active(now=now), find_issuer()
    batch.document = build_document(batch, papers, registrar=registrar, issuer=issuer, now=now)
    private = open_key(key.private_sealed or "")
    batch.signature = sign_text(batch.document, private, method=issuer.method(key.public))
    batch.issuer_key_id = key.id
