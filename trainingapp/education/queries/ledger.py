"""The ledger as it is read: somebody's rows, their sums by year and category, and whether the chain holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, extract, func, select
from sqlalchemy.orm import selectinload

from trainingapp.accounts.models import User
from trainingapp.education.ledger import ORIGIN, entry_hash, snapshot_hash
from trainingapp.education.models import CeEntry
from trainingapp.extensions import db


@dataclass(frozen=True, slots=True)
class YearSum:
    """What somebody earned in a year (of Shanghai) in a category, in minutes, corrections taken off."""

    year: int
    category: str
    minutes: int


def list_entries(user_id: int) -> Select[CeEntry]:
    """Somebody's rows, the newest first; `minutes` of a correction is less than 0 when it takes away."""
    return (
        select(CeEntry)
        .where(CeEntry.user_id == user_id)
        .order_by(CeEntry.earned_on.desc(), CeEntry.number.desc())
    )


def sum_minutes(
    user_id: int, *, earned_from: date | None = None, earned_to: date | None = None
) -> int:
    """The minutes somebody earned from one Shanghai date to another, both included; None: without that bound.

    A correction counts on the day of the entry it corrects, so the sum of any span is never below 0.
    """
    query = select(func.coalesce(func.sum(CeEntry.minutes), 0)).where(CeEntry.user_id == user_id)
    if earned_from is not None:
        query = query.where(CeEntry.earned_on >= earned_from)
    if earned_to is not None:
        query = query.where(CeEntry.earned_on <= earned_to)
    return int(db.session.scalar(query) or 0)


def _year() -> ColumnElement[int]:
    return extract("year", CeEntry.earned_on)


def list_sums(user_id: int) -> Sequence[YearSum]:
    """What somebody earned by year and category, the newest year first; nothing stands where nothing is left."""
    total = func.sum(CeEntry.minutes)
    query = (
        select(_year(), CeEntry.category, total)
        .where(CeEntry.user_id == user_id)
        .group_by(_year(), CeEntry.category)
        .having(total > 0)
        .order_by(_year().desc(), CeEntry.category)
    )
    rows = db.session.execute(query)
    return [YearSum(int(year), category, int(minutes)) for year, category, minutes in rows]


def list_granted(user_id: int, course_id: int) -> Mapping[str, int]:
    """What a course ever granted to somebody, in minutes by lesson key or 'whole', before corrections."""
    query = select(CeEntry.unit, CeEntry.minutes).where(
        CeEntry.user_id == user_id, CeEntry.course_id == course_id, CeEntry.unit.is_not(None)
    )
    return {str(unit): minutes for unit, minutes in db.session.execute(query)}


def find_last(user_id: int) -> CeEntry | None:
    """Somebody's row with the greatest number."""
    query = select(CeEntry).where(CeEntry.user_id == user_id).order_by(CeEntry.number.desc())
    return db.session.scalars(query.limit(1)).one_or_none()


def get_entry(user_id: int, entry_id: int) -> CeEntry:
    """One of somebody's rows with its corrections. :raises NoResultFound: for anybody else's."""
    query = select(CeEntry).where(CeEntry.id == entry_id, CeEntry.user_id == user_id)
    loaded = query.options(selectinload(CeEntry.corrections))
    return db.session.scalars(loaded.execution_options(populate_existing=True)).one()


def find_broken(user_id: int) -> int | None:
    """The number of the first row whose hash or place does not fit the row before it; None: the chain holds."""
    previous = ORIGIN
    rows = select(CeEntry).where(CeEntry.user_id == user_id).order_by(CeEntry.number)
    for number, entry in enumerate(db.session.scalars(rows), start=1):
        is_whole = entry.number == number and entry.previous == previous
        is_whole = is_whole and entry.snapshot_sha256 == snapshot_hash(entry.snapshot)
        if not is_whole or entry.hash != entry_hash(entry):
            return number
        previous = entry.hash
    return None


def list_of_year(user_id: int, year: int | None) -> Sequence[CeEntry]:
    """Somebody's rows of a year (of Shanghai), or all, in the order of the ledger; at most two thousand."""
    query = select(CeEntry).where(CeEntry.user_id == user_id)
    if year is not None:
        query = query.where(
            CeEntry.earned_on >= date(year, 1, 1), CeEntry.earned_on <= date(year, 12, 31)
        )
    return db.session.scalars(query.order_by(CeEntry.number).limit(2000)).all()


def has_ledger() -> ColumnElement[bool]:
    """A condition on `User`: somebody has rows."""
    return exists().where(CeEntry.user_id == User.id)


def sum_by_person(people: Sequence[int]) -> Mapping[int, int]:
    """What each of these people has earned, in minutes, corrections taken off."""
    query = (
        select(CeEntry.user_id, func.sum(CeEntry.minutes))
        .where(CeEntry.user_id.in_(people))
        .group_by(CeEntry.user_id)
    )
    return {user_id: int(minutes) for user_id, minutes in db.session.execute(query)}
