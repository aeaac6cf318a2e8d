"""What the mail of a week says to each person, and to whom it may go."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import exists, select

from trainingapp.accounts.models import Consent, Purpose, User
from trainingapp.extensions import db
from trainingapp.incubator.models import WeeklyMail
from trainingapp.incubator.queries.due_steps import Around, Placed, is_of_week, place
from trainingapp.incubator.queries.dues import Source

LINES = 15  # that a mail spells out; the others it counts
BATCH = 500


@dataclass(slots=True)
class Summary:
    """What is overdue and what comes for one person, and the most urgent of it."""

    late: int = 0
    coming: int = 0
    lines: list[Placed] = field(default_factory=list)

    def add(self, one: Placed) -> None:
        """Count a matter, and keep it while it is among the most urgent."""
        self.late += one.is_late
        self.coming += not one.is_late
        insort(self.lines, one, key=_urgency)
        del self.lines[LINES:]


def _urgency(one: Placed) -> tuple[bool, date, str]:
    return not one.is_late, one.day, one.due.key


def summarise(sources: Collection[Source], today: date) -> dict[int, Summary]:
    """What each person has to hear this week, by their number. Statements grow with the matters, by five hundreds, and
    not with the people.
    """
    found: dict[int, Summary] = {}
    for source in sources:
        after: int | None = 0
        while after is not None:
            dues = source(today, after, BATCH)
            _add(found, [one for one in place(dues, today) if is_of_week(one, today)])
            after = dues[-1].row_id if len(dues) == BATCH else None
        db.session.rollback()
    return found


def _add(found: dict[int, Summary], placed: Sequence[Placed]) -> None:
    around = Around([one.due for one in placed])
    for one in placed:
        for user_id in (*around.list_doing(one.due), *around.list_watching(one)):
            found.setdefault(user_id, Summary()).add(one)


def list_receivers(user_ids: Collection[int], week: date) -> Sequence[User]:
    """Who of these people gets the mail of a week: with an address, agreed to reminders, and not mailed yet."""
    agrees = exists().where(
        Consent.user_id == User.id,
        Consent.purpose == Purpose.REMINDERS,
        Consent.withdrawn_at.is_(None),
    )
    mailed = exists().where(WeeklyMail.user_id == User.id, WeeklyMail.week == week)
    query = select(User).where(
        User.id.in_(user_ids),
        User.email.is_not(None),
        User.anonymised_at.is_(None),
        User.deletion_due_at.is_(None),
        agrees,
        ~mailed,
    )
    return db.session.scalars(query.order_by(User.id)).all()
