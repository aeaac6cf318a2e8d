"""The mail of a week: to everybody who has agreed to reminders and has something to do, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import DueNotice, WeeklyMail
from trainingapp.incubator.queries.due_steps import list_given
from trainingapp.incubator.queries.weekly import Summary, list_receivers

BATCH = 50  # people in one transaction


class Mailer(Protocol):
    """Writes the mail of a week into the outbox."""

    def __call__(self, person: User, summary: Summary, *, now: datetime) -> None: ...


def is_finished(week: date) -> bool:
    """Whether everybody has the mail of a week."""
    return bool(list_given([_key(week)]))


def finish(week: date, *, now: datetime) -> None:
    """Note that everybody has it: nobody is looked up again in this week."""
    db.session.add(DueNotice(key=_key(week), given_at=now))
    db.session.flush()


def send_batch(week: date, summaries: Mapping[int, Summary], *, mail: Mailer, now: datetime) -> int:
    """Write the mails of these people, each with the row that keeps it from being written twice; how many.

    Whoever has not agreed, or no longer does, gets none.
    """
    people = list_receivers(summaries, week)
    for person in people:
        db.session.add(WeeklyMail(user_id=person.id, week=week, sent_at=now))
        mail(person, summaries[person.id], now=now)
    db.session.flush()
    return len(people)


def _key(week: date) -> str:
    return f"week:{week}"
