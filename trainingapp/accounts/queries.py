"""Reads of people: who is signed in, who is meant by a login, and what the account pages show."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from trainingapp.accounts.models import (
    Consent,
    Organisation,
    OrganisationKind,
    PasswordReset,
    Purpose,
    RecoveryCode,
    RoleGrant,
    SignIn,
    User,
)
from trainingapp.extensions import db
from trainingapp.notices.queries import select_unread
from trainingapp.rules.identity import mask_id_number, mask_mobile, read_email, read_mobile
from trainingapp.rules.permissions import Role
from trainingapp.web.vault import blind_index, decrypt

MOBILE = "user.mobile"
ID_NUMBER = "user.id_number"
NOTICE_VERSION = "2026-11-23"


def digest(secret: str) -> str:
    """What is stored of a random secret (sign-in, reset): its SHA-256. Never used for passwords."""
    return hashlib.sha256(secret.encode()).hexdigest()


_SIGNED_IN = (
    select(SignIn, select_unread(SignIn.user_id).scalar_subquery())
    .join(SignIn.user)
    .where(SignIn.id == bindparam("sign_in"), SignIn.user_id == bindparam("user"))
    .where(SignIn.ended_at.is_(None), User.anonymised_at.is_(None))
    .options(contains_eager(SignIn.user).joinedload(User.role_grants))
)


def find_signed_in(key: str) -> User | None:
    """The user behind '<user id>:<sign-in id>:<secret>', with the grants and the number of unread notices, which every
    page shows, in one statement; None when it ended."""
    parts = key.split(":")
    if len(parts) != 3 or not (parts[0].isdecimal() and parts[1].isdecimal()):
        return None
    values = {"sign_in": int(parts[1]), "user": int(parts[0])}
    row = db.session.execute(_SIGNED_IN, values).unique().one_or_none()
    if row is None or not hmac.compare_digest(row[0].secret_hash, digest(parts[2])):
        return None
    user: User = row[0].user
    user.sign_in_key, user.unread_notices = key, row[1]
    return user


def find_user_by_login(login: str) -> User | None:
    """Whoever signs in with this e-mail address or mobile number."""
    mobile, email = read_mobile(login), read_email(login)
    if mobile:
        condition = User.mobile_index == blind_index(mobile, MOBILE)
    elif email:
        condition = User.email == email
    else:
        return None
    return db.session.scalar(select(User).where(condition, User.anonymised_at.is_(None)))


def find_user_by_id_number(number: str) -> User | None:
    """Whoever gave this ID number."""
    return db.session.scalar(
        select(User).where(User.id_number_index == blind_index(number, ID_NUMBER))
    )


def get_user(user_id: int) -> User:
    """One user. :raises NoResultFound: when there is none."""
    return db.session.get_one(User, user_id)


def get_user_to_change(user_id: int) -> User:
    """One user as the row is now, locked until the transaction ends. :raises NoResultFound: when there is none."""
    statement = select(User).where(User.id == user_id).with_for_update()
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def select_users(*, search: str = "", role: Role | None = None) -> Select[User]:
    """Users by name, newest first, with their grants: a piece of the name or e-mail, or a whole mobile number."""
    statement = select(User).options(
        selectinload(User.role_grants).joinedload(RoleGrant.organisation)
    )
    wanted = search.strip()
    if mobile := read_mobile(wanted):
        statement = statement.where(User.mobile_index == blind_index(mobile, MOBILE))
    elif wanted:
        statement = statement.where(
            or_(
                User.display_name.icontains(wanted, autoescape=True),
                User.email.icontains(wanted, autoescape=True),
            )
        )
    if role is not None and role is not Role.CANDIDATE:
        held = select(RoleGrant.user_id).where(
            RoleGrant.role == role, RoleGrant.revoked_at.is_(None)
        )
        statement = statement.where(User.id.in_(held))
    return statement.order_by(User.id.desc())


def list_role_grants(user: User) -> Sequence[RoleGrant]:
    """The roles somebody holds now, with their organisations, oldest first."""
    statement = (
        select(RoleGrant)
        .where(RoleGrant.user_id == user.id, RoleGrant.revoked_at.is_(None))
        .options(joinedload(RoleGrant.organisation))
        .order_by(RoleGrant.id)
    )
    return db.session.scalars(statement).all()


def get_role_grant(user: User, grant_id: int) -> RoleGrant:
    """A role this user holds now. :raises NoResultFound: for another's, or a revoked one."""
    return db.session.execute(
        select(RoleGrant).where(
            RoleGrant.id == grant_id,
            RoleGrant.user_id == user.id,
            RoleGrant.revoked_at.is_(None),
        )
    ).scalar_one()


def find_role_grant(user: User, role: Role, *, organisation_id: int | None) -> RoleGrant | None:
    """The grant of exactly this role in exactly this organisation (None: site), if held now."""
    return db.session.scalar(
        select(RoleGrant).where(
            RoleGrant.user_id == user.id,
            RoleGrant.role == role,
            RoleGrant.organisation_id == organisation_id,
            RoleGrant.revoked_at.is_(None),
        )
    )


def list_site_role_holders(role: Role) -> Sequence[int]:
    """Everybody who holds the role for the whole site; for notices to a whole role."""
    statement = select(RoleGrant.user_id).where(
        RoleGrant.role == role,
        RoleGrant.organisation_id.is_(None),
        RoleGrant.revoked_at.is_(None),
    )
    return db.session.scalars(statement.distinct().order_by(RoleGrant.user_id)).all()


def lock_staying_administrators() -> set[int]:
    """Who administers the site and has not asked to leave, locked until the transaction ends.

    Without the lock two who depose each other at once would both find the other still there.
    """
    statement = (
        select(RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.revoked_at.is_(None))
        .where(User.deletion_due_at.is_(None))
        .order_by(RoleGrant.id)
        .with_for_update()
    )
    return set(db.session.scalars(statement))


def list_sign_ins(user: User) -> Sequence[SignIn]:
    """The browsers in which the user is signed in, the one last seen first; at most fifty."""
    return db.session.scalars(
        select(SignIn)
        .where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
        .limit(50)
    ).all()


def list_all_sign_ins(user_id: int) -> Sequence[SignIn]:
    """Every sign-in that is still kept, ended ones too, the newest first; for the export of one's own data."""
    rows = select(SignIn).where(SignIn.user_id == user_id).order_by(SignIn.id.desc())
    return db.session.scalars(rows).all()


def list_all_role_grants(user_id: int) -> Sequence[RoleGrant]:
    """Every role ever held, revoked ones too, oldest first; for the export of one's own data."""
    rows = select(RoleGrant).where(RoleGrant.user_id == user_id).order_by(RoleGrant.id)
    return db.session.scalars(rows.options(joinedload(RoleGrant.organisation))).all()


def get_sign_in_for(user: User, sign_in_id: int) -> SignIn:
    """An open sign-in of this user. :raises NoResultFound: for another's, or an ended one."""
    return db.session.execute(
        select(SignIn).where(
            SignIn.id == sign_in_id, SignIn.user_id == user.id, SignIn.ended_at.is_(None)
        )
    ).scalar_one()


def find_reset(secret: str, *, now: datetime) -> PasswordReset | None:
    """The reset behind a mailed secret, while it may still be used."""
    return db.session.scalar(
        select(PasswordReset).where(
            PasswordReset.secret_hash == digest(secret),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now,
        )
    )


def list_recovery_codes(user: User) -> Sequence[RecoveryCode]:
    """The recovery codes that were not used yet."""
    return db.session.scalars(
        select(RecoveryCode).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    ).all()


def list_consents(user: User) -> Sequence[Consent]:
    """Every consent ever given, newest first, withdrawn ones too."""
    return db.session.scalars(
        select(Consent).where(Consent.user_id == user.id).order_by(Consent.id.desc())
    ).all()


def find_consent(user_id: int, purpose: Purpose) -> Consent | None:
    """The consent to a purpose that stands now."""
    return db.session.scalar(
        select(Consent)
        .where(
            Consent.user_id == user_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
        )
        .order_by(Consent.id.desc())
        .limit(1)
    )


def list_users_to_anonymise(*, now: datetime) -> Sequence[User]:
    """Accounts whose cooling-off time is over, at most a hundred, locked; not one that is just being called back."""
    return db.session.scalars(
        select(User)
        .where(User.deletion_due_at <= now, User.anonymised_at.is_(None))
        .order_by(User.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()


def get_organisation(organisation_id: int) -> Organisation:
    """One organisation. :raises NoResultFound: when there is none."""
    return db.session.get_one(Organisation, organisation_id)


def select_organisations(
    *, search: str = "", kind: OrganisationKind | None = None
) -> Select[Organisation]:
    """Organisations by name: a piece of the name or the whole credit code."""
    statement = select(Organisation)
    wanted = search.strip()
    if wanted:
        statement = statement.where(
            or_(
                Organisation.name.icontains(wanted, autoescape=True),
                Organisation.credit_code == wanted.upper(),
            )
        )
    if kind is not None:
        statement = statement.where(Organisation.kind == kind)
    return statement.order_by(Organisation.name, Organisation.id)


def list_organisations() -> Sequence[Organisation]:
    """All organisations by name, for choosing one."""
    return db.session.scalars(select_organisations()).all()


def find_organisation(kind: OrganisationKind, name: str) -> Organisation | None:
    """The organisation of this kind with exactly this name."""
    return db.session.scalar(
        select(Organisation).where(Organisation.kind == kind, Organisation.name == name)
    )


def find_organisation_by_code(credit_code: str) -> Organisation | None:
    """The organisation with this unified social credit code."""
    return db.session.scalar(select(Organisation).where(Organisation.credit_code == credit_code))


def mobile_of(user: User) -> str | None:
    """The whole mobile number; show it only to the person, and to others through the audited reveal."""
    return decrypt(user.mobile_encrypted, MOBILE) if user.mobile_encrypted else None


def id_number_of(user: User) -> str | None:
    """The whole ID number; never shown but through the audited reveal and the export of one's own data."""
    return decrypt(user.id_number_encrypted, ID_NUMBER) if user.id_number_encrypted else None


def masked_mobile(user: User) -> str | None:
    """138****5678, or None."""
    mobile = mobile_of(user)
    return mask_mobile(mobile) if mobile else None


def masked_id_number(user: User) -> str | None:
    """110***********1234, or None."""
    number = id_number_of(user)
    return mask_id_number(number) if number else None
