"""Telling people of what falls due: each step of each matter once, with its notices in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import delete

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.due_telling import Kinds, kinds_of
from trainingapp.incubator.models import DueNotice
from trainingapp.incubator.queries import dues_deciding, dues_standing, dues_stay, dues_work
from trainingapp.incubator.queries.due_steps import Around, Placed, list_given, place
from trainingapp.incubator.queries.dues import DueKind, Source
from trainingapp.notices.actions import notify, withdraw

BATCH = 100  # matters in one transaction
KEPT = timedelta(days=500)  # longer than anything is told of

SOURCES: Mapping[DueKind, Source] = MappingProxyType(
    {
        DueKind.TASK: dues_work.list_tasks,
        DueKind.ITEM: dues_work.list_items,
        DueKind.ITEM_WAITS: dues_work.list_waiting_items,
        DueKind.REPORT: dues_work.list_reports,
        DueKind.REPORT_WAITS: dues_work.list_waiting_reports,
        DueKind.SIGNING: dues_stay.list_signings,
        DueKind.AGREEMENT: dues_stay.list_agreements,
        DueKind.STAY: dues_stay.list_stays,
        DueKind.PAUSE: dues_stay.list_pauses,
        DueKind.EXTENSION: dues_stay.list_extensions,
        DueKind.REVIEW: dues_deciding.list_reviews,
        DueKind.SEAT: dues_deciding.list_seats,
        DueKind.OBJECTION: dues_deciding.list_objections,
        DueKind.PROPOSAL: dues_deciding.list_proposals,
        DueKind.CHECK: dues_standing.list_checks,
        DueKind.RED: dues_standing.list_red,
        DueKind.WAIVER: dues_standing.list_waivers,
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """How many matters were told of, and behind which row the next batch begins; None: there is none."""

    count: int
    after: int | None


def tell_batch(kind: DueKind, *, after: int, now: datetime, most: int = BATCH) -> Told:
    """Tell of the next matters of one kind behind a row. What was told before is passed over."""
    today = day_of(now)
    dues = SOURCES[kind](today, after, most)
    placed = [one for one in place(dues, today) if one.step is not None]
    given = list_given([one.key for one in placed])
    fresh = [one for one in placed if one.key not in given]
    around = Around([one.due for one in fresh])
    for one in fresh:
        db.session.add(DueNotice(key=one.key, given_at=now))
        _tell(one, around, now=now)
    db.session.flush()
    return Told(len(fresh), dues[-1].row_id if len(dues) == most else None)


def remove_old(*, now: datetime) -> None:
    """Forget steps of long ago; nothing is told of any more that could be told of twice."""
    db.session.execute(delete(DueNotice).where(DueNotice.given_at < now - KEPT))


def arguments_of(one: Placed) -> dict[str, str]:
    """What fills the places of its sentences."""
    due = one.due
    return {"agency": due.agency, "text": due.text, "period": due.text, "day": one.day.isoformat()}


def _tell(one: Placed, around: Around, *, now: datetime) -> None:
    kinds = kinds_of(one.due.kind, one.due.text)
    own = kinds.late if one.is_late else kinds.ahead
    _give(one, around.list_doing(one.due), own, kinds, now=now)
    _give(one, around.list_watching(one), kinds.watched, kinds, now=now)


def _give(one: Placed, people: Sequence[int], kind: str, kinds: Kinds, *, now: datetime) -> None:
    """Give the notice; what an older one says of the same matter and nobody read goes."""
    for user_id in people:
        withdraw(user_id=user_id, kinds=kinds.every, url=one.due.url)
        notify(user_id=user_id, kind=kind, arguments=arguments_of(one), url=one.due.url, now=now)
