"""People for tests. Lin sits exams, Wang is another candidate; staff hold the roles they are made with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import TypeVar, cast

import pyotp
from flask.testing import FlaskClient
from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

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
Row = TypeVar("Row", User, Organisation)
USERS, GRANTS, ORGANISATIONS = (
    cast(Table, kind.__table__) for kind in (User, RoleGrant, Organisation)
)


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
    has_second_factor = bool(roles) if second_factor_on is None else second_factor_on
    organisation_id = organisation.id if organisation else None
    db.session.rollback()
    with writing():
        user_id = _insert(USERS, {"display_name": display_name, **values})
        if has_second_factor:
            sealed = second_factor.seal_secret(TOTP_SECRET, user_id)
            changed = update(USERS).where(USERS.c.id == user_id).values(totp_encrypted=sealed)
            db.session.connection().execute(changed)
        for role in roles:
            where = {"user_id": user_id, "organisation_id": organisation_id}
            _insert(GRANTS, {"role": role, "granted_at": LONG_AGO, **where})
        db.session.commit()
        return _take_out(User, user_id, joinedload(User.role_grants))


def make_organisation(
    name: str | None = None, *, kind: OrganisationKind = OrganisationKind.AGENCY, **changes: object
) -> Organisation:
    """A committed organisation."""
    db.session.rollback()
    with writing():
        name = name or f"春晖社会工作服务中心{next(_numbers)}"
        values = {"name": name, "kind": kind, "created_at": LONG_AGO, **changes}
        row_id = _insert(ORGANISATIONS, values)
        db.session.commit()
        return _take_out(Organisation, row_id)


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


def _insert(table: Table, values: Mapping[str, object]) -> int:
    """Write a row and give its number. A flush looks at two hundred relationships first and takes twice as long."""
    key = db.session.connection().execute(insert(table).values(values)).inserted_primary_key
    return int(key[0]) if key else 0


def _take_out(kind: type[Row], row_id: int, *options: ORMOption) -> Row:
    """Load everything and leave the session: a test keeps the row although requests end sessions."""
    found = select(kind).where(kind.id == row_id).options(*options)
    row = db.session.scalars(found).unique().one()
    grants: list[RoleGrant] = row.role_grants if isinstance(row, User) else []
    for grant in grants:
        db.session.expunge(grant)
    db.session.expunge(row)
    db.session.rollback()
    return row
