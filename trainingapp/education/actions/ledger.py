"""Adding to the ledger: rows that rest on a document, corrections; and what is emptied when somebody leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record
from trainingapp.education.ledger import ORIGIN, entry_hash, snapshot_hash
from trainingapp.education.models import CeEntry
from trainingapp.education.queries import ledger as queries
from trainingapp.extensions import db
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.education import (
    Category,
    CorrectedMeanwhile,
    CorrectionOfCorrection,
    CorrectionOfOwn,
    check_correction,
)

register_kind(
    "education.corrected", _("Your record of continuing education was corrected: “%(title)s”.")
)


@dataclass(frozen=True, slots=True)
class Row:
    """What a new row says, in minutes; `earned_on` is a Shanghai date."""

    minutes: int
    category: Category
    title: Mapping[str, str]
    provider: str
    earned_on: date
    snapshot: Mapping[str, Any]
    course_id: int | None = None
    rule_id: int | None = None
    unit: str | None = None
    source_key: str | None = None
    corrects_id: int | None = None
    reason: str = field(default="")


def lock_person(user_id: int) -> None:
    """Let nobody else add to somebody's ledger until this transaction ends, so that their chain never forks."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def append(
    user_id: int, rows: Sequence[Row], *, actor_id: int | None, now: datetime
) -> list[CeEntry]:
    """Add rows to the chain of somebody whose ledger is locked. An actor of None is the site itself."""
    last = queries.find_last(user_id)
    number, previous = (last.number, last.hash) if last else (0, ORIGIN)
    added = []
    for row in rows:
        number += 1
        entry = CeEntry(
            user_id=user_id,
            number=number,
            minutes=row.minutes,
            category=str(row.category),
            title=dict(row.title),
            provider=row.provider,
            earned_on=row.earned_on,
            course_id=row.course_id,
            rule_id=row.rule_id,
            unit=row.unit,
            source_key=row.source_key,
            corrects_id=row.corrects_id,
            reason=row.reason,
            snapshot=dict(row.snapshot),
            snapshot_sha256=snapshot_hash(row.snapshot),
            recorded_at=now,
            recorded_by_id=actor_id,
            previous=previous,
        )
        previous = entry.hash = entry_hash(entry)
        added.append(entry)
    db.session.add_all(added)
    db.session.flush()
    return added


def enter_document(user_id: int, row: Row, *, actor_id: int, now: datetime) -> CeEntry | None:
    """Enter what somebody earned elsewhere, resting on the document that `source_key` names (a degree: once).

    None when a row rests on it already. The caller has checked the document.
    :raises ValueError: without a `source_key`, or with what only courses grant.
    """
    if row.source_key is None or row.unit is not None or row.corrects_id is not None:
        raise ValueError("a row of a document has a source key, and neither unit nor correction")
    lock_person(user_id)
    known = select(CeEntry.id).where(
        CeEntry.user_id == user_id, CeEntry.source_key == row.source_key
    )
    if db.session.scalar(known) is not None:
        return None
    entry = append(user_id, [row], actor_id=actor_id, now=now)[0]
    _record("education.enter", entry, actor_id=actor_id, now=now)
    return entry


def correct_entry(
    user_id: int,
    entry_id: int,
    *,
    minutes: int,
    reason: str,
    actor_id: int,
    now: datetime,
    seen: int | None = None,
) -> CeEntry:
    """Correct one of somebody's rows by so many minutes, by a row of its own: less than 0 takes away, more gives back.

    The person is told, and reads the reason. `seen`: how many corrections the officer saw; None is not compared.

    It counts on the day of the row it corrects, which so never counts less than nothing or more than was granted.
    :raises NoResultFound: for a row of anybody else. :raises CorrectionOfCorrection: for a correction.
    :raises CorrectionOfOwn: of the officer's own row. :raises CorrectedMeanwhile: a form that is sent twice, too.
    :raises CorrectionEmpty, CorrectionTooLarge, RestorationTooLarge: outside of these bounds.
    """
    lock_person(user_id)
    entry = queries.get_entry(user_id, entry_id)
    if actor_id == user_id:
        raise CorrectionOfOwn
    if entry.corrects_id is not None:
        raise CorrectionOfCorrection
    made = [correction.minutes for correction in entry.corrections]
    if seen is not None and seen != len(made):
        raise CorrectedMeanwhile
    check_correction(entry.minutes, made, minutes=minutes)
    row = Row(
        minutes=minutes,
        category=Category(entry.category),
        title=entry.title,
        provider=entry.provider,
        earned_on=entry.earned_on,
        snapshot={"corrects": entry.hash, "number": entry.number},
        corrects_id=entry.id,
        reason=reason,
    )
    correction = append(user_id, [row], actor_id=actor_id, now=now)[0]
    _record("education.correct", correction, actor_id=actor_id, now=now)
    title = {"title": entry.title.get("zh", "")}
    notify(user_id=user_id, kind="education.corrected", arguments=title, url="/education", now=now)
    return correction


def _record(act: str, entry: CeEntry, *, actor_id: int, now: datetime) -> None:
    record(
        act,
        actor_id=actor_id,
        subject="user",
        subject_id=entry.user_id,
        detail={"number": entry.number, "minutes": entry.minutes},
        now=now,
    )


def forget_reasons(user_id: int) -> None:
    """Empty the free text in the ledger of somebody who leaves. The rows stay, of a number without a person."""
    db.session.execute(
        update(CeEntry)
        .where(CeEntry.user_id == user_id, CeEntry.reason != "")
        .values(reason="")
        .execution_options(synchronize_session=False)
    )
