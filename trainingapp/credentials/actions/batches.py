"""Bringing a sheet of graduates: checked and kept until it is confirmed or dropped. Nothing is loaded by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete

from trainingapp.audit.actions import record
from trainingapp.credentials.actions.graduates import find_repeated, list_papers
from trainingapp.credentials.models.batches import BatchState, DegreeBatch
from trainingapp.credentials.sheets.judging import judge_sheet, pack, unpack
from trainingapp.credentials.sheets.reading import Brought
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.graduates import Graduate
from trainingapp.web.vault import decrypt, encrypt

ROWS = "degree_batch.rows"
KEPT_DAYS = 7  # a sheet that nobody confirms


class BatchSettled(RuleViolation):
    """The sheet was loaded, taken back or dropped before."""

    message = "This sheet has been settled already."


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was brought: its name, SHA-256, and rows."""

    name: str
    sha256: str
    brought: Brought


def check_sheet(
    organisation_id: int, file: File, *, maker_id: int, today: date, now: datetime
) -> DegreeBatch:
    """Look at every row and keep what was found; it takes the place of the same file checked before.

    Rows are held against the rules, each other, and what is loaded; sound ones are sealed until confirmed or dropped.
    """
    _forget_same(organisation_id, file.sha256)
    judged = judge_sheet(file.brought, today=today)
    judged.refuse(find_repeated(judged.sound, organisation_id))
    batch = DegreeBatch(
        organisation_id=organisation_id,
        made_by_id=maker_id,
        made_at=now,
        file_name=file.name[:200],
        file_sha256=file.sha256,
        rows_sealed=encrypt(pack(judged.sound), ROWS),
        findings=judged.entries(file.brought.unread),
        row_count=judged.row_count,
        sound_count=len(judged.sound),
        paper_count=len(list_papers(judged.sound)),
    )
    db.session.add(batch)
    db.session.flush()
    write_audit("credentials.check_sheet", batch, actor_id=maker_id, now=now)
    return batch


def open_rows(batch: DegreeBatch) -> dict[int, Graduate]:
    """The sound rows of a sheet that waits. :raises BatchSettled: it does not wait any more."""
    if batch.state != BatchState.CHECKED:
        raise BatchSettled
    return unpack(decrypt(batch.rows_sealed, ROWS))


def drop_batch(batch: DegreeBatch, *, actor_id: int, now: datetime) -> None:
    """Forget a sheet that was only checked. :raises BatchSettled: it was loaded."""
    if batch.state != BatchState.CHECKED:
        raise BatchSettled
    write_audit("credentials.drop_sheet", batch, actor_id=actor_id, now=now)
    db.session.delete(batch)
    db.session.flush()


def forget_waiting(*, now: datetime) -> None:
    """Remove sheets that nobody has confirmed in a week."""
    _delete_checked(DegreeBatch.made_at < now - timedelta(days=KEPT_DAYS))


def forget_sheets_of(user_id: int) -> None:
    """Remove the unconfirmed sheets of somebody who leaves; what they confirmed is the university's and stays."""
    _delete_checked(DegreeBatch.made_by_id == user_id)


def _forget_same(organisation_id: int, sha256: str) -> None:
    _delete_checked(
        DegreeBatch.organisation_id == organisation_id, DegreeBatch.file_sha256 == sha256
    )


def _delete_checked(*conditions: object) -> None:
    statement = delete(DegreeBatch).where(DegreeBatch.state == BatchState.CHECKED, *conditions)  # type: ignore[arg-type]
    db.session.execute(statement.execution_options(synchronize_session=False))


def write_audit(
    act: str, batch: DegreeBatch, *, actor_id: int, now: datetime, **counts: int
) -> None:
    """Note an act on a sheet in the log, by numbers only."""
    detail = {"organisation": batch.organisation_id, "rows": batch.row_count, **counts}
    record(
        act,
        actor_id=actor_id,
        subject="degree_batch",
        subject_id=batch.id,
        detail=detail,
        now=now,
    )
