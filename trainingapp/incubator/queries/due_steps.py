"""Where matters stand today by the rules of their places, and who is told of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.models import DueNotice
from trainingapp.incubator.queries.audience import Audience, list_audiences, list_managers_of
from trainingapp.incubator.queries.dues import Due
from trainingapp.incubator.queries.parameters import Parameters, read_parameters_of
from trainingapp.rules.incubation.reminders import Reminder, Rhythm, Step, step_for
from trainingapp.rules.incubation.words import Actor

NOBODY = Audience()
WEEK = timedelta(days=7)
WATCHING = {
    Reminder.AHEAD: (),
    Reminder.LATE: (Actor.OFFICER,),
    Reminder.ESCALATED: (Actor.OFFICER, Actor.HEAD),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A matter with the day that is named to people, and the step it is in today, if any."""

    due: Due
    day: date
    step: Step | None

    @property
    def key(self) -> str:
        """What the step is known by: a matter whose day moves is told of anew."""
        mark = self.step.mark if self.step else ""
        return f"{self.due.key}:{self.day}:{mark}"

    @property
    def is_late(self) -> bool:
        """Whether the last day is over."""
        return self.step is not None and self.step.reminder is not Reminder.AHEAD


def place(dues: Collection[Due], today: date) -> list[Placed]:
    """Each matter where it stands today; one statement."""
    rules = read_parameters_of({one.area_code for one in dues}, today)
    return [_place(one, rules[one.area_code], today) for one in dues]


def _place(due: Due, rules: Parameters, today: date) -> Placed:
    day = due.day + timedelta(days=rules.days(due.plus_key)) if due.plus_key else due.day
    before = [*rules.numbers("reminder_days")]
    if due.early_key:
        before.append(rules.days(due.early_key))
    after = rules.days("escalation_days")
    return Placed(due, day, step_for(due.rhythm, day, today, before=before, escalate_after=after))


def is_of_week(one: Placed, today: date) -> bool:
    """Whether a matter belongs into the mail of a week: it is late, happened lately, or falls due in seven days."""
    if one.due.rhythm in {Rhythm.WAITING, Rhythm.ASKED, Rhythm.ONCE}:
        return one.step is not None
    return one.is_late or today <= one.day <= today + WEEK


def list_given(keys: Collection[str]) -> set[str]:
    """Which of these steps were told of before."""
    return set(db.session.scalars(select(DueNotice.key).where(DueNotice.key.in_(keys))))


class Around:
    """The people around matters, read for all of them in a fixed number of statements."""

    def __init__(self, dues: Collection[Due]) -> None:
        self._cases = list_audiences({one.case_id for one in dues if one.case_id is not None})
        alone = {one.agency_id for one in dues if one.case_id is None}
        self._agencies = list_managers_of(alone)

    def list_doing(self, due: Due) -> list[int]:
        """Who has to do it."""
        found = self._of(due).list_for(due.actors, due.person_id)
        return [one for one in found if one != due.but_id]

    def list_watching(self, one: Placed) -> list[int]:
        """Who else hears of it once it is late: the officer, after some days the head too."""
        actors: Sequence[Actor] = WATCHING[one.step.reminder] if one.step else ()
        doing = {*self.list_doing(one.due), one.due.but_id}
        return [user for user in self._of(one.due).list_for(actors) if user not in doing]

    def _of(self, due: Due) -> Audience:
        if due.case_id is not None:
            return self._cases.get(due.case_id, NOBODY)
        return self._agencies.get(due.agency_id, NOBODY)
