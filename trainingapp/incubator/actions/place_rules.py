"""What the site says of a place: entered with its document, ended on a day, or withdrawn when it was a mistake."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.models import PlaceRule


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A value that is to hold in an area."""

    area: str
    key: str
    value: str
    document: str
    article: str
    confidence: str
    note: str
    valid_from: date
    valid_to: date | None


def enter_place_rule(plan: PlacePlan, *, person_id: int, now: datetime) -> PlaceRule:
    """Enter a value of a place. Where several hold on a day, the one that began last does."""
    row = PlaceRule(**asdict(plan), entered_by_id=person_id, entered_at=now)
    db.session.add(row)
    db.session.flush()
    _record("incubator.enter_place_rule", row, person_id=person_id, now=now)
    return row


def end_place_rule(row: PlaceRule, last_day: date, *, person_id: int, now: datetime) -> bool:
    """Let it hold up to a day, not before its first and not later than it ends already; whether it does now.

    What has ended never holds again: another row says what holds afterwards.
    """
    if last_day < row.valid_from or (row.valid_to is not None and last_day > row.valid_to):
        return False
    row.valid_to = last_day
    db.session.flush()
    _record("incubator.end_place_rule", row, person_id=person_id, now=now)
    return True


def withdraw_place_rule(row: PlaceRule, *, person_id: int, now: datetime) -> None:
    """Take it back as if it had never been entered: findings that used it keep what they say."""
    row.withdrawn_at, row.withdrawn_by_id = now, person_id
    db.session.flush()
    _record("incubator.withdraw_place_rule", row, person_id=person_id, now=now)


def _record(act: str, row: PlaceRule, *, person_id: int, now: datetime) -> None:
    record(
        act,
        actor_id=person_id,
        subject="place_rule",
        subject_id=row.id,
        detail={"area": row.area, "key": row.key, "value": row.value},
        now=now,
    )
