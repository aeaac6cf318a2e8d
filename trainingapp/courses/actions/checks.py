"""Trying the final check: drawing its items, marking them, and granting what was held back until it is passed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex

from sqlalchemy import delete, select

from trainingapp.audit.actions import record
from trainingapp.courses.models import CheckAnswer, CheckTry, Enrolment
from trainingapp.courses.queries import checks as queries
from trainingapp.education.actions.granting import grant_for_check
from trainingapp.education.models import CeRule
from trainingapp.education.queries.rules import get_course_rule
from trainingapp.extensions import db
from trainingapp.rules.course_checks import (
    CheckClosed,
    CheckNotOpen,
    check_try,
    draw,
    is_passed,
    is_right,
)


def open_try(
    enrolment: Enrolment, rule: CeRule, *, seed: str | None = None, now: datetime
) -> CheckTry:
    """Begin a try at the check that a rule asks for, or go on with the one that is open.

    Its items are drawn anew, those of earlier tries only where others run out.
    :raises CheckNotOpen: before the course is completed, or when the rule asks for no check.
    :raises AlreadyPassed, NoTriesLeft, TryTooEarly: as the terms say. :raises TooFewItems: in the bank.
    """
    terms = rule.check
    if terms is None or enrolment.completed_at is None:
        raise CheckNotOpen
    lock = select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update()
    db.session.execute(lock)
    tries = queries.list_tries(enrolment.user_id, enrolment.course_id, rule_id=rule.id)
    for one in tries:
        if one.submitted_at is None:
            return one
    check_try(queries.past_tries(tries), terms, now=now)
    pool = queries.pool_of_edition(enrolment.course_id, enrolment.major)
    seen = queries.list_seen(tries)
    codes = draw(pool, count=terms.items, seed=seed or token_hex(8), seen=seen)
    made = CheckTry(
        user_id=enrolment.user_id,
        course_id=enrolment.course_id,
        rule_id=rule.id,
        number=len(tries) + 1,
        opened_at=now,
        answers=[
            CheckAnswer(position=place, item_revision_id=pool[code])
            for place, code in enumerate(codes, start=1)
        ],
    )
    db.session.add(made)
    db.session.flush()
    return made


def submit_try(
    enrolment: Enrolment,
    one: CheckTry,
    selected: Mapping[int, str],
    *,
    now: datetime,
) -> None:
    """Keep the answers, mark them, and grant what the rule gives when the check is passed.

    `selected`: letters by position; what is missing is wrong. :raises CheckClosed: for a try that is handed in.
    """
    if one.submitted_at is not None:
        raise CheckClosed
    terms = get_course_rule(one.course_id, one.rule_id).check
    if terms is None:
        raise CheckNotOpen
    keys = queries.list_keys(one)
    for answer in one.answers:
        answer.selected = selected.get(answer.position, "")
        answer.is_right = is_right(answer.selected, keys.get(answer.item_revision_id))
    one.submitted_at = now
    one.right_count = sum(1 for answer in one.answers if answer.is_right)
    one.is_passed = is_passed(one.right_count, asked=len(one.answers), percent=terms.pass_percent)
    db.session.flush()
    record(
        "courses.pass_check" if one.is_passed else "courses.fail_check",
        actor_id=enrolment.user_id,
        subject="course",
        subject_id=enrolment.course_id,
        detail={"try": one.number, "right": one.right_count, "asked": len(one.answers)},
        now=now,
    )
    if one.is_passed:
        user_id, course_id = enrolment.user_id, enrolment.course_id
        lessons = queries.list_completed_kinds(user_id, course_id, major=enrolment.major)
        grant_for_check(user_id, course_id, rule_id=one.rule_id, lessons=lessons, now=now)


def forget_tries(user_id: int) -> None:
    """Remove the tries of somebody who leaves."""
    for one in db.session.scalars(select(CheckTry.id).where(CheckTry.user_id == user_id)).all():
        db.session.execute(delete(CheckAnswer).where(CheckAnswer.try_id == one))
        db.session.execute(delete(CheckTry).where(CheckTry.id == one))
