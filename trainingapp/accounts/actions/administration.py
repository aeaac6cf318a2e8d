"""What administrators do: roles, organisations, letting a resting account in again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from trainingapp.accounts import queries
from trainingapp.accounts.actions.entry import end_sign_ins
from trainingapp.accounts.models import Organisation, OrganisationKind, RoleGrant, User
from trainingapp.accounts.violations import (
    LastAdministrator,
    OrganisationTaken,
    RoleIsForTheSite,
    RoleNotGrantable,
    RolesMustStayApart,
)
from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role

_APART = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


def grant_role(
    user: User,
    role: Role,
    *,
    organisation_id: int | None = None,
    actor_id: int | None = None,
    now: datetime,
) -> RoleGrant:
    """Give a role within an organisation, or for the site when there is none; one held already is returned.

    A candidate of an organisation is one of its staff: nothing more opens, but an agency may enter them in classes.

    The person's sign-ins end, so that the stricter rules for staff hold from the next one.

    :raises RoleNotGrantable: candidate of the site, which everybody is.
    :raises RoleIsForTheSite: administrator or auditor of one organisation.
    :raises RolesMustStayApart: administrator and auditor for one person.
    """
    if role is Role.CANDIDATE and organisation_id is None:
        raise RoleNotGrantable
    if role in _APART and organisation_id is not None:
        raise RoleIsForTheSite
    queries.get_user_to_change(user.id)  # two roles given at once are weighed one after the other
    if role in _APART and any(
        held.role in _APART - {role} for held in queries.list_role_grants(user)
    ):
        raise RolesMustStayApart
    held = queries.find_role_grant(user, role, organisation_id=organisation_id)
    if held is not None:
        return held
    grant = RoleGrant(
        user_id=user.id,
        role=role,
        organisation_id=organisation_id,
        granted_by_id=actor_id,
        granted_at=now,
    )
    db.session.add(grant)
    db.session.flush()
    db.session.expire(user, ["role_grants"])
    record(
        "account.grant_role",
        actor_id=actor_id,
        subject="user",
        subject_id=user.id,
        detail={"role": role, "organisation": organisation_id},
        now=now,
    )
    end_sign_ins(user, actor_id=actor_id, now=now)
    return grant


def revoke_role(user: User, grant: RoleGrant, *, actor_id: int, now: datetime) -> None:
    """Take a role back; it stays in the table with both dates.

    :raises LastAdministrator: nobody else administers the site, or those who do have asked to leave.
    """
    if grant.role is Role.ADMINISTRATOR and not (queries.lock_staying_administrators() - {user.id}):
        raise LastAdministrator
    grant.revoked_at, grant.revoked_by_id = now, actor_id
    db.session.flush()
    db.session.expire(user, ["role_grants"])
    record(
        "account.revoke_role",
        actor_id=actor_id,
        subject="user",
        subject_id=user.id,
        detail={"role": grant.role, "organisation": grant.organisation_id},
        now=now,
    )


def unlock_user(user: User, *, actor_id: int, now: datetime) -> None:
    """Let an account that rests after wrong passwords in again."""
    user.failed_count, user.locked_until = 0, None
    db.session.flush()
    record("account.unlock", actor_id=actor_id, subject="user", subject_id=user.id, now=now)


def create_organisation(
    kind: OrganisationKind,
    name: str,
    *,
    credit_code: str | None = None,
    region: str | None = None,
    actor_id: int | None = None,
    now: datetime,
) -> Organisation:
    """Enter an organisation. :raises OrganisationTaken: same kind and name, or same credit code."""
    organisation = Organisation(
        kind=kind, name=name, credit_code=credit_code, region=region, created_at=now
    )
    db.session.add(organisation)
    _flush_organisation()
    record(
        "organisation.create",
        actor_id=actor_id,
        subject="organisation",
        subject_id=organisation.id,
        now=now,
    )
    return organisation


def update_organisation(
    organisation: Organisation,
    *,
    kind: OrganisationKind,
    name: str,
    credit_code: str | None,
    region: str | None,
    actor_id: int,
    now: datetime,
) -> None:
    """Correct an organisation. :raises OrganisationTaken: same kind and name, or same credit code."""
    organisation.kind = kind
    organisation.name = name
    organisation.credit_code = credit_code
    organisation.region = region
    _flush_organisation()
    record(
        "organisation.update",
        actor_id=actor_id,
        subject="organisation",
        subject_id=organisation.id,
        now=now,
    )


def _flush_organisation() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise OrganisationTaken from error
