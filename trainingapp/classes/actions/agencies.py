"""An agency enters its own staff in a class; each of them is told and may decline."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from trainingapp.accounts.models import Organisation
from trainingapp.classes.actions.joining import Desk, Entry, note
from trainingapp.classes.models import Membership
from trainingapp.classes.queries import agencies as queries
from trainingapp.rules.cohorts import CohortNotJoinable, JoinWay
from trainingapp.rules.errors import RuleViolation

MOST_AT_ONCE = 100


class NobodyChosen(RuleViolation):
    message = "Choose who is to take part."


class TooManyChosen(RuleViolation):
    message = "Enter at most %(most)s people at once."


def send_staff(
    cohort_id: int,
    agency: Organisation,
    people: Collection[int],
    *,
    actor_id: int,
    now: datetime,
) -> list[Membership]:
    """Enter members of an agency in a class, in the order of their names; who has a place or waits now.

    Whoever is in it, has declined or was removed is left out. :raises NobodyChosen: when none of them is of its staff.
    :raises CohortClosed, CohortNotJoinable: when the class takes nobody.
    """
    if len(people) > MOST_AT_ONCE:
        raise TooManyChosen(most=MOST_AT_ONCE)
    staff = [user.id for user in queries.list_chosen(agency.id, people)]
    if not staff:
        raise NobodyChosen
    desk = Desk(cohort_id)
    if not desk.cohort.is_joinable:
        raise CohortNotJoinable
    desk.look_up(staff)
    entry = Entry(JoinWay.AGENCY, actor_id, agency.id, agency.name)
    entered = []
    for user_id in staff:
        if desk.may_come(user_id, JoinWay.AGENCY, now=now):
            entered.append(desk.admit(user_id, entry, now=now))
    detail = {"organisation": agency.id, "count": len(entered)}
    note("classes.send_staff", desk.cohort, actor_id=actor_id, now=now, **detail)
    return entered
