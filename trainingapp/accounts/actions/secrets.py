"""Passwords, reset links, the second factor and recovery codes."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from trainingapp.accounts import queries, second_factor
from trainingapp.accounts.actions.entry import end_sign_ins
from trainingapp.accounts.models import PasswordReset, RecoveryCode, User
from trainingapp.accounts.violations import SecondFactorNeeded
from trainingapp.audit.actions import record
from trainingapp.extensions import db

RESET_LIFE = timedelta(minutes=30)


def change_password(user: User, *, password_hash: str, now: datetime) -> None:
    """Set the new password of the person signed in; ends all their other sign-ins and every mailed link."""
    _set_password(user, password_hash)
    end_resets(user, now=now)
    record("account.change_password", actor_id=user.id, subject="user", subject_id=user.id, now=now)
    end_sign_ins(user, actor_id=user.id, except_id=user.sign_in_id, now=now)


def end_resets(user: User, *, now: datetime) -> None:
    """End the mailed links: what they were asked for is done, or their address is no longer the person's."""
    db.session.execute(
        update(PasswordReset)
        .where(PasswordReset.user_id == user.id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
    )


def start_reset(user: User, *, now: datetime) -> str:
    """The secret for a mailed link that sets a new password within half an hour; older links end."""
    queries.get_user_to_change(user.id)  # of two links asked for at once the later one counts
    end_resets(user, now=now)
    secret = secrets.token_urlsafe(32)
    db.session.add(
        PasswordReset(
            user_id=user.id, secret_hash=queries.digest(secret), expires_at=now + RESET_LIFE
        )
    )
    db.session.flush()
    record("account.start_reset", actor_id=None, subject="user", subject_id=user.id, now=now)
    return secret


def finish_reset(secret: str, *, password_hash: str, now: datetime) -> User | None:
    """Set the password by a mailed secret, end every sign-in and the rest after failures; None when it is used up."""
    found = queries.find_reset(secret, now=now)
    if found is None:
        return None
    user = queries.get_user_to_change(found.user_id)
    claimed = db.session.execute(
        update(PasswordReset)
        .where(PasswordReset.id == found.id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
    )
    if claimed.rowcount != 1 or user.anonymised_at is not None:  # type: ignore[attr-defined]
        return None
    _set_password(user, password_hash)
    user.failed_count, user.locked_until = 0, None
    record("account.reset_password", actor_id=user.id, subject="user", subject_id=user.id, now=now)
    end_sign_ins(user, actor_id=user.id, now=now)
    return user


def set_temporary_password(user: User, *, password_hash: str, actor_id: int, now: datetime) -> None:
    """Give somebody a password to be changed at once; ends sign-ins, mailed links and the rest after failures."""
    _set_password(user, password_hash)
    end_resets(user, now=now)
    user.must_change_password = True
    user.failed_count, user.locked_until = 0, None
    record(
        "account.set_temporary_password",
        actor_id=actor_id,
        subject="user",
        subject_id=user.id,
        now=now,
    )
    end_sign_ins(user, actor_id=actor_id, now=now)


def confirm_second_factor(user: User, secret: str, code: str, *, now: datetime) -> list[str] | None:
    """Switch the second step on when the code fits the secret; the recovery codes, to be shown once, else None."""
    step = second_factor.find_step(secret, code, now=now)
    if step is None:
        return None
    user.totp_encrypted = second_factor.seal_secret(secret, user.id)
    user.totp_last_step = step
    record(
        "account.set_second_factor", actor_id=user.id, subject="user", subject_id=user.id, now=now
    )
    end_sign_ins(user, actor_id=user.id, except_id=user.sign_in_id, now=now)
    return renew_recovery_codes(user, now=now)


def renew_recovery_codes(user: User, *, now: datetime) -> list[str]:
    """Ten fresh recovery codes, to be shown once; the old ones are worth nothing."""
    queries.get_user_to_change(user.id)  # made in two places at once they are still ten
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = second_factor.make_recovery_codes()
    db.session.add_all(
        RecoveryCode(user_id=user.id, code_hash=second_factor.recovery_hash(code)) for code in codes
    )
    db.session.flush()
    record(
        "account.renew_recovery_codes",
        actor_id=user.id,
        subject="user",
        subject_id=user.id,
        now=now,
    )
    return codes


def drop_second_factor(user: User, *, actor_id: int, now: datetime) -> None:
    """Switch the second step off: candidates for themselves, an administrator for whoever lost the phone.

    :raises SecondFactorNeeded: staff, for themselves.
    """
    if user.id == actor_id and user.is_staff:
        raise SecondFactorNeeded
    user.totp_encrypted, user.totp_last_step = None, 0
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.flush()
    record(
        "account.drop_second_factor", actor_id=actor_id, subject="user", subject_id=user.id, now=now
    )
    end_sign_ins(user, actor_id=actor_id, except_id=user.sign_in_id, now=now)


def _set_password(user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    user.must_change_password = False
    db.session.flush()
