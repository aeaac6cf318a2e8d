"""People for tests. Lin sits exams, Wang is another candidate; staff hold the roles they are made with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from itertools import count

import pyotp
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.accounts import actions, second_factor
from trainingapp.accounts.models import Organisation, OrganisationKind, RoleGrant, User
from trainingapp.accounts.passwords import hash_password
from trainingapp.accounts.queries import ID_NUMBER, MOBILE, NOTICE_VERSION
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing
from trainingapp.web.vault import blind_index, encrypt

PASSWORD = "kranich-und-gruener-tee-7"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LONG_AGO = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)

_numbers = count(1)


@cache
def hashed(password: str) -> str:
    return hash_password(password)


def make_user(
    display_name: str = "林美华",
    *,
    roles: Iterable[Role] = (),
    organisation: Organisation | None = None,
    mobile: str | None = None,
    id_number: str | None = None,
    password: str = PASSWORD,
    second_factor_on: bool | None = None,
    **changes: object,
) -> User:
    """A committed user who is ready to work: has agreed to the notice and, as staff, has a second factor."""
    roles = [role for role in roles if role is not Role.CANDIDATE]
    values: dict[str, object] = {
        "email": f"person{next(_numbers)}@example.org",
        "password_hash": hashed(password),
        "notice_version": NOTICE_VERSION,
        "created_at": LONG_AGO,
        **changes,
    }
    if mobile:
        values["mobile_encrypted"] = encrypt(mobile, MOBILE)
        values["mobile_index"] = blind_index(mobile, MOBILE)
    if id_number:
        values["id_number_encrypted"] = encrypt(id_number, ID_NUMBER)
        values["id_number_index"] = blind_index(id_number, ID_NUMBER)
    organisation_id = organisation.id if organisation else None
    db.session.rollback()
    with writing():
        user = User(display_name=display_name, **values)
        db.session.add(user)
        db.session.flush()
        if second_factor_on if second_factor_on is not None else bool(roles):
            user.totp_encrypted = second_factor.seal_secret(TOTP_SECRET, user.id)
        db.session.add_all(
            RoleGrant(
                user_id=user.id, role=role, organisation_id=organisation_id, granted_at=LONG_AGO
            )
            for role in roles
        )
        db.session.commit()
        _take_out(user)
    return user


def make_organisation(
    name: str | None = None, *, kind: OrganisationKind = OrganisationKind.AGENCY, **changes: object
) -> Organisation:
    """A committed organisation."""
    db.session.rollback()
    with writing():
        organisation = Organisation(
            name=name or f"春晖社会工作服务中心{next(_numbers)}",
            kind=kind,
            created_at=LONG_AGO,
            **changes,
        )
        db.session.add(organisation)
        db.session.commit()
        _take_out(organisation)
    return organisation


def make_university(name: str = "滨江大学") -> Organisation:
    """A committed university."""
    return make_organisation(name, kind=OrganisationKind.UNIVERSITY)


def make_registrar(
    university: Organisation, role: Role = Role.REGISTRAR, *, name: str = "何敏"
) -> User:
    """Somebody who holds this role within the university."""
    return make_user(name, roles=[role], organisation=university)


def sign_in(
    client: FlaskClient, user: User, *, user_agent: str = "Mozilla/5.0 (iPhone)"
) -> FlaskClient:
    """Sign a user in on this browser, without the sign-in page."""
    db.session.rollback()
    with writing():
        found = db.session.get_one(User, user.id)
        actions.open_sign_in(found, user_agent=user_agent, ip="203.0.113.7", now=now())
        key = found.get_id()
        is_staff = found.is_staff
        db.session.commit()
        db.session.rollback()
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"] = key
        session["_fresh"] = True
        session["seen_at"] = int(now().timestamp())
        session["is_staff"] = is_staff
    return client


def totp_code(*, steps: int = 0, secret: str = TOTP_SECRET) -> str:
    """The code an authenticator shows now, or some 30-second steps from now."""
    return str(pyotp.TOTP(secret).at(now(), counter_offset=steps))


def fresh(user: User) -> User:
    """The user as the row is now."""
    db.session.remove()
    return db.session.get_one(User, user.id)


def _take_out(row: User | Organisation) -> None:
    """Load everything and leave the session: a test keeps the row although requests end sessions."""
    loaded = select(type(row)).where(type(row).id == row.id)
    if isinstance(row, User):
        loaded = loaded.options(joinedload(User.role_grants))
    db.session.scalars(loaded.execution_options(populate_existing=True)).unique().one()
    for grant in row.role_grants if isinstance(row, User) else ():
        db.session.expunge(grant)
    db.session.expunge(row)
    db.session.rollback()
