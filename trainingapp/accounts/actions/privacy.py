"""Leaving, and looking behind a mask: deletion with a cooling-off time, anonymising, the audited reveal."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update

from trainingapp.accounts import queries
from trainingapp.accounts.actions.entry import end_sign_ins
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.models import (
    Consent,
    PasswordReset,
    RecoveryCode,
    RoleGrant,
    SignIn,
    User,
)
from trainingapp.accounts.violations import DeletionPending, LastAdministrator
from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.notices.actions import forget_person
from trainingapp.rules.permissions import Role

COOLING_OFF = timedelta(days=15)
TRACES_KEPT = timedelta(days=180)


def request_deletion(user: User, *, now: datetime) -> None:
    """Ask for one's account to be deleted: in fifteen days, until then it can be called back.

    :raises DeletionPending: asked already.
    :raises LastAdministrator: nobody else could administer the site, for those who do are leaving too.
    """
    if user.deletion_due_at is not None:
        raise DeletionPending
    is_administrator = any(grant.role is Role.ADMINISTRATOR for grant in user.grants)
    if is_administrator and not queries.lock_staying_administrators() - {user.id}:
        raise LastAdministrator
    user.deletion_due_at = now + COOLING_OFF
    db.session.flush()
    record(
        "account.request_deletion", actor_id=user.id, subject="user", subject_id=user.id, now=now
    )
    end_sign_ins(user, actor_id=user.id, except_id=user.sign_in_id, now=now)


def cancel_deletion(user: User, *, now: datetime) -> None:
    """Keep the account after all."""
    user.deletion_due_at = None
    db.session.flush()
    record("account.cancel_deletion", actor_id=user.id, subject="user", subject_id=user.id, now=now)


def anonymise_due(*, now: datetime) -> int:
    """Anonymise every account whose cooling-off time is over; how many there were."""
    due = queries.list_users_to_anonymise(now=now)
    for user in due:
        anonymise(user, now=now)
    return len(due)


def anonymise(user: User, *, now: datetime) -> None:
    """Take away everything that says who somebody is; results and the audit log keep a number without a person.

    Personal Information Protection Law (2021-11-01), article 47.
    """
    forget_person(user.id, email=user.email)
    erase(user.id)
    user.display_name = f"#{user.id}"
    for column in (
        "email",
        "mobile_encrypted",
        "mobile_index",
        "id_number_encrypted",
        "id_number_index",
        "totp_encrypted",
        "locked_until",
        "region",
        "aimed_level",
        "exam_year",
        "language",
        "deletion_due_at",
    ):
        setattr(user, column, None)
    user.work_unit, user.password_hash = "", ""
    user.anonymised_at = now
    db.session.flush()
    for table in (SignIn, RecoveryCode, PasswordReset):
        db.session.execute(delete(table).where(table.user_id == user.id))
    db.session.execute(
        update(RoleGrant)
        .where(RoleGrant.user_id == user.id, RoleGrant.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    db.session.execute(
        update(Consent)
        .where(Consent.user_id == user.id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    record("account.anonymise", actor_id=None, subject="user", subject_id=user.id, now=now)


def forget_old_traces(*, now: datetime) -> None:
    """Delete sign-ins that ended or were last seen 180 days ago, and reset links of yesterday."""
    long_ago = now - TRACES_KEPT
    db.session.execute(
        delete(SignIn).where(or_(SignIn.ended_at < long_ago, SignIn.last_seen_at < long_ago))
    )
    db.session.execute(
        delete(PasswordReset).where(PasswordReset.expires_at < now - timedelta(days=1))
    )


def reveal_field(
    user: User, field: str, *, reason: str, actor_id: int, now: datetime
) -> str | None:
    """The whole mobile or ID number of somebody, for a reason that goes to the audit log. None when there is none.

    :raises KeyError: another field.
    """
    read = {"mobile": queries.mobile_of, "id_number": queries.id_number_of}[field]
    record(
        "account.reveal",
        actor_id=actor_id,
        subject="user",
        subject_id=user.id,
        detail={"field": field, "reason": reason},
        now=now,
    )
    return read(user)
