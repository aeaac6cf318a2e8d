"""Signing in and out: counting failures, letting an account rest, opening and ending sign-ins."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import update

from trainingapp.accounts import queries, second_factor
from trainingapp.accounts.models import SignIn, User
from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.passwords import rest_after

SEEN_EVERY = timedelta(minutes=1)

register_kind(
    "account.locked",
    _(
        "After %(failures)s wrong passwords your account rests for %(minutes)s minutes."
        " If this was not you, please change your password."
    ),
)


class Entry(StrEnum):
    """What a right or wrong password leads to."""

    REFUSED = "refused"
    SECOND_STEP = "second_step"
    OPEN = "open"


def admit(
    user_id: int | None, *, is_right: bool, checked_hash: str | None = None, now: datetime
) -> Entry:
    """Decide on a password that was compared with `checked_hash` a moment ago.

    Refused when there is no such account, the password is wrong or was changed meanwhile, or the account rests.
    The caller must commit at once when refused: the count has to outlive the refused request.
    """
    if user_id is None:
        record("account.refuse_sign_in", actor_id=None, subject="user", now=now)
        return Entry.REFUSED
    user = queries.get_user_to_change(user_id)
    if _is_resting(user, now):
        record(
            "account.refuse_sign_in",
            actor_id=None,
            subject="user",
            subject_id=user.id,
            detail={"reason": "resting"},
            now=now,
        )
        return Entry.REFUSED
    if not is_right or user.password_hash != checked_hash:
        _count_failure(user, "password", now=now)
        return Entry.REFUSED
    if user.has_second_factor:
        return Entry.SECOND_STEP
    user.failed_count = 0
    return Entry.OPEN


def admit_with_code(user_id: int, code: str, *, now: datetime) -> bool:
    """Whether the code of the second step, or a recovery code, lets this person in.

    A code works once: its step must be later than the last one used. Wrong codes count like wrong passwords; the
    caller must commit at once when the answer is no.
    """
    user = queries.get_user_to_change(user_id)
    if _is_resting(user, now):
        return False
    if _use_code(user, code, now=now) or _use_recovery_code(user, code, now=now):
        user.failed_count = 0
        db.session.flush()
        return True
    _count_failure(user, "code", now=now)
    return False


def open_sign_in(user: User, *, user_agent: str = "", ip: str = "", now: datetime) -> SignIn:
    """Note a new browser of this person; `user.get_id()` then yields what goes into its cookie."""
    secret = secrets.token_urlsafe(32)
    sign_in = SignIn(
        user_id=user.id,
        secret_hash=queries.digest(secret),
        user_agent=user_agent[:300],
        ip=ip[:45],
        created_at=now,
        last_seen_at=now,
    )
    db.session.add(sign_in)
    db.session.flush()
    user.sign_in_key = f"{user.id}:{sign_in.id}:{secret}"
    record("account.sign_in", actor_id=user.id, subject="sign_in", subject_id=sign_in.id, now=now)
    return sign_in


def end_sign_in(sign_in: SignIn, *, actor_id: int, now: datetime) -> None:
    """End the sign-in of one browser: its cookie is worth nothing from now on."""
    sign_in.ended_at = now
    db.session.flush()
    record(
        "account.end_sign_in", actor_id=actor_id, subject="sign_in", subject_id=sign_in.id, now=now
    )


def end_sign_ins(
    user: User, *, actor_id: int | None, except_id: int | None = None, now: datetime
) -> int:
    """End every sign-in of this person but the one named; how many were ended."""
    statement = (
        update(SignIn)
        .where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
        .where(SignIn.id != (except_id or 0))
        .values(ended_at=now)
    )
    count = int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]
    if count:
        record(
            "account.end_sign_ins",
            actor_id=actor_id,
            subject="user",
            subject_id=user.id,
            detail={"count": count},
            now=now,
        )
    return count


def touch_sign_in(user: User, *, now: datetime) -> None:
    """Note that a writing request came from this browser; at most once a minute."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.id == user.sign_in_id, SignIn.last_seen_at < now - SEEN_EVERY)
        .values(last_seen_at=now)
    )


def _is_resting(user: User, now: datetime) -> bool:
    return user.locked_until is not None and user.locked_until > now


def _count_failure(user: User, reason: str, *, now: datetime) -> None:
    user.failed_count += 1
    record(
        "account.refuse_sign_in",
        actor_id=None,
        subject="user",
        subject_id=user.id,
        detail={"reason": reason, "failures": user.failed_count},
        now=now,
    )
    rest = rest_after(user.failed_count)
    if rest is not None:
        user.locked_until = now + rest
        minutes = int(rest.total_seconds() // 60)
        record(
            "account.lock",
            actor_id=None,
            subject="user",
            subject_id=user.id,
            detail={"minutes": minutes},
            now=now,
        )
        notify(
            user_id=user.id,
            kind="account.locked",
            arguments={"failures": user.failed_count, "minutes": minutes},
            url="/accounts/security",
            now=now,
        )
    db.session.flush()


def _use_code(user: User, code: str, *, now: datetime) -> bool:
    if user.totp_encrypted is None:  # removed by an administrator a moment ago
        return False
    secret = second_factor.open_secret(user.totp_encrypted, user.id)
    step = second_factor.find_step(secret, code, now=now)
    if step is None or step <= user.totp_last_step:
        return False
    user.totp_last_step = step
    return True


def _use_recovery_code(user: User, code: str, *, now: datetime) -> bool:
    wanted = second_factor.recovery_hash(code)
    for kept in queries.list_recovery_codes(user):
        if kept.code_hash == wanted:
            kept.used_at = now
            record(
                "account.use_recovery_code",
                actor_id=user.id,
                subject="user",
                subject_id=user.id,
                now=now,
            )
            return True
    return False
