"""What each row of a list of people would do: join, wait, be invited, or nothing and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from trainingapp.accounts.models import User
from trainingapp.accounts.queries import MOBILE
from trainingapp.classes.actions.invitations import index_of
from trainingapp.classes.actions.joining import Desk, TeachesClass
from trainingapp.classes.queries import lists as queries
from trainingapp.classes.sheets import Row
from trainingapp.extensions import db
from trainingapp.rules.cohorts import (
    AlreadyInClass,
    JoinWay,
    LeftClass,
    MemberState,
    RemovedFromClass,
    place_for,
)
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.vault import blind_index

ERRORS = frozenset({"malformed", "formula", "no_contact"})  # the whole list waits for their repair
REFUSED: dict[type[RuleViolation], str] = {
    AlreadyInClass: "already_in",
    RemovedFromClass: "removed",
    LeftClass: "left",
    TeachesClass: "teaches",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What would happen with a row: `joins`, `waits`, `invited`, or why nothing would."""

    row: Row
    result: str
    user_id: int | None = None


def judge_rows(desk: Desk, rows: Sequence[Row], *, now: datetime) -> list[Finding]:
    """What every row would do in a class now, in their order: who comes first gets the place. Changes nothing.

    Two contacts of one person are one person. :raises CohortClosed: when nobody can join the class.
    """
    users = _find_users([row.contact for row in rows if not row.fault])
    desk.look_up(list(users.values()))
    invited = queries.invited_indexes(desk.cohort.id)
    members, waiting = desk.counts
    found: list[Finding] = []
    seen: set[int] = set()
    for row in rows:
        finding = _judge_row(desk, row, users, now=now)
        if finding.user_id in seen:
            finding = Finding(row, "twice")
        elif finding.user_id is not None:
            seen.add(finding.user_id)
        if finding.result == "invited" and index_of(row.contact) in invited:
            finding = Finding(row, "invited_before")
        if finding.result == "joins":
            state = place_for(desk.cohort.capacity, members=members, waiting=waiting)
            if state == MemberState.WAITING:
                waiting, finding = waiting + 1, Finding(row, "waits", finding.user_id)
            else:
                members += 1
        found.append(finding)
    return found


def _judge_row(desk: Desk, row: Row, users: dict[str, int], *, now: datetime) -> Finding:
    if row.fault:
        return Finding(row, row.fault)
    user_id = users.get(row.contact)
    if user_id is None:
        return Finding(row, "invited")
    try:
        desk.check(user_id, JoinWay.LIST, now=now)
    except tuple(REFUSED) as refused:
        return Finding(row, REFUSED[type(refused)], user_id)
    return Finding(row, "joins", user_id)


def _find_users(contacts: Sequence[str]) -> dict[str, int]:
    """Whose account has which contact, in two statements."""
    indexes = {blind_index(contact, MOBILE): contact for contact in contacts if "@" not in contact}
    emails = [contact for contact in contacts if "@" in contact]
    known = User.anonymised_at.is_(None)
    by_mobile = select(User.mobile_index, User.id).where(User.mobile_index.in_(indexes), known)
    by_email = select(User.email, User.id).where(User.email.in_(emails), known)
    found = {indexes[index or ""]: user for index, user in db.session.execute(by_mobile)}
    return found | {email or "": user for email, user in db.session.execute(by_email)}
