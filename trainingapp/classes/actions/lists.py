"""Entering people by a sheet: first only looked at, then confirmed as a whole or dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from trainingapp.accounts.models import User
from trainingapp.accounts.queries import MOBILE
from trainingapp.classes.actions.invitations import index_of, invite
from trainingapp.classes.actions.joining import Desk, Entry, TeachesClass, note
from trainingapp.classes.models import CohortList
from trainingapp.classes.queries import lists as queries
from trainingapp.classes.sheets import Row, pack, unpack
from trainingapp.courses.actions.learning import CourseNotPublished
from trainingapp.extensions import db
from trainingapp.rules.cohorts import (
    AlreadyInClass,
    CohortClosed,
    CohortState,
    JoinWay,
    LeftClass,
    MemberState,
    RemovedFromClass,
    place_for,
)
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.vault import blind_index, decrypt, encrypt

ROWS = "cohort_list.rows"
ERRORS = frozenset({"malformed", "formula", "no_contact"})  # the whole list waits for their repair
MOST_INVITATIONS = 2000
_REFUSED: dict[type[RuleViolation], str] = {
    AlreadyInClass: "already_in",
    RemovedFromClass: "removed",
    LeftClass: "left",
    TeachesClass: "teaches",
}


class ListHasErrors(RuleViolation):
    message = "The list has errors. Correct them and bring it again; nothing was written."


class NobodyToEnter(RuleViolation):
    message = "The list brings nobody new into the class."


class InvitationsFull(RuleViolation):
    message = "A class holds at most %(most)s invitations."


@dataclass(frozen=True, slots=True)
class Finding:
    """What would happen with a row: `joins`, `waits`, `invited`, or why nothing would."""

    row: Row
    result: str
    user_id: int | None = None


def keep_list(cohort_id: int, rows: Sequence[Row], *, maker_id: int, now: datetime) -> CohortList:
    """Keep a sheet until it is confirmed or dropped; its contacts are encrypted. Nobody is entered yet."""
    kept = CohortList(
        cohort_id=cohort_id,
        made_by_id=maker_id,
        rows_encrypted=encrypt(pack(rows), ROWS),
        made_at=now,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def judge_list(kept: CohortList, *, now: datetime) -> list[Finding]:
    """What every row of a list would do now. Changes nothing."""
    return _judge(Desk(kept.cohort_id), unpack(decrypt(kept.rows_encrypted, ROWS)), now=now)


def _judge(desk: Desk, rows: Sequence[Row], *, now: datetime) -> list[Finding]:
    users = _find_users([row.contact for row in rows if not row.fault])
    desk.look_up(list(users.values()))
    invited = queries.invited_indexes(desk.cohort.id)
    members, waiting = desk.counts
    found = []
    for row in rows:
        finding = _judge_row(desk, row, users, now=now)
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
    except tuple(_REFUSED) as refused:
        return Finding(row, _REFUSED[type(refused)], user_id)
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


def confirm_list(kept: CohortList, *, actor_id: int, now: datetime) -> Counter[str]:
    """Enter everybody of a list who can be entered, invite who has no account; all of it or nothing.

    :raises ListHasErrors: when a row cannot be read.
    :raises CohortClosed, CourseNotPublished: when nobody can join the class.
    :raises NobodyToEnter: when nothing would happen.
    """
    desk = Desk(kept.cohort_id)
    if desk.cohort.state != CohortState.OPEN:
        raise CohortClosed
    if not desk.cohort.course.is_listed:
        raise CourseNotPublished
    findings = _judge(desk, unpack(decrypt(kept.rows_encrypted, ROWS)), now=now)
    counts = Counter(finding.result for finding in findings)
    _check_counts(counts, desk.cohort.id)
    entry = Entry(JoinWay.LIST, actor_id)
    for finding in findings:
        if finding.result in ("joins", "waits") and finding.user_id is not None:
            desk.admit(finding.user_id, entry, now=now)
        elif finding.result == "invited":
            invite(desk.cohort.id, finding.row.contact, actor_id=actor_id, now=now)
    db.session.delete(kept)
    db.session.flush()
    note("classes.enter_list", desk.cohort, actor_id=actor_id, now=now, **counts)
    return counts


def _check_counts(counts: Counter[str], cohort_id: int) -> None:
    if ERRORS & set(counts):
        raise ListHasErrors
    if not counts["joins"] + counts["waits"] + counts["invited"]:
        raise NobodyToEnter
    if queries.count_invitations(cohort_id) + counts["invited"] > MOST_INVITATIONS:
        raise InvitationsFull(most=MOST_INVITATIONS)


def drop_list(kept: CohortList) -> None:
    """Forget a list; nobody was entered by it."""
    db.session.delete(kept)
    db.session.flush()
