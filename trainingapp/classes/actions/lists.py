"""Entering people by a sheet: first only looked at, then confirmed as a whole or dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from trainingapp.classes.actions.findings import ERRORS, Finding, judge_rows
from trainingapp.classes.actions.invitations import invite
from trainingapp.classes.actions.joining import Desk, Entry, note
from trainingapp.classes.models import CohortList
from trainingapp.classes.queries import lists as queries
from trainingapp.classes.sheets import Row, pack, unpack
from trainingapp.courses.actions.learning import CourseNotPublished
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortClosed, CohortState, JoinWay
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.vault import decrypt, encrypt

ROWS = "cohort_list.rows"
MOST_INVITATIONS = 2000


class ListHasErrors(RuleViolation):
    message = "The list has errors. Correct them and bring it again; nothing was written."


class NobodyToEnter(RuleViolation):
    message = "The list brings nobody new into the class."


class InvitationsFull(RuleViolation):
    message = "A class holds at most %(most)s invitations."


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
    return judge_rows(Desk(kept.cohort_id), unpack(decrypt(kept.rows_encrypted, ROWS)), now=now)


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
    findings = judge_rows(desk, unpack(decrypt(kept.rows_encrypted, ROWS)), now=now)
    counts = count_results(findings)
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
    if has_errors(counts):
        raise ListHasErrors
    if not counts["joins"] + counts["waits"] + counts["invited"]:
        raise NobodyToEnter
    if queries.count_invitations(cohort_id) + counts["invited"] > MOST_INVITATIONS:
        raise InvitationsFull(most=MOST_INVITATIONS)


def drop_list(kept: CohortList) -> None:
    """Forget a list; nobody was entered by it."""
    db.session.delete(kept)
    db.session.flush()


def count_results(findings: Sequence[Finding]) -> Counter[str]:
    """How many rows would do what."""
    return Counter(finding.result for finding in findings)


def has_errors(counts: Counter[str]) -> bool:
    """Whether a row cannot be read, so that the whole list waits."""
    return bool(ERRORS & set(counts))
