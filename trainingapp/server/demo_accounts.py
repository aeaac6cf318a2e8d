"""The people with printed accounts and their organisations: made once, found again."""

from __future__ import annotations

from datetime import datetime

import pyotp

from trainingapp.accounts import actions, queries
from trainingapp.accounts.models import Organisation, OrganisationKind, User
from trainingapp.accounts.passwords import hash_password
from trainingapp.rules.permissions import Role
from trainingapp.server.demo_people import (
    AGENCY,
    AUTHORITY,
    BASE,
    LIVES,
    PASSWORD,
    PEOPLE,
    UNIVERSITY,
    DemoPerson,
)

ORGANISATIONS = {
    UNIVERSITY: OrganisationKind.UNIVERSITY,
    AGENCY: OrganisationKind.AGENCY,
    BASE: OrganisationKind.INCUBATION_BASE,
    AUTHORITY: OrganisationKind.AUTHORITY,
}


def get(role: Role) -> User:
    """The first of those with a printed account who have a role."""
    return get_person(next(person for person in PEOPLE if person.role is role))


def get_person(person: DemoPerson) -> User:
    """Somebody with a printed account."""
    user = queries.find_user_by_login(person.email)
    assert user
    return user


def make_people(*, now: datetime) -> None:
    """Make every organisation and person that is not there yet."""
    organisations = {name: find_or_make(name, now=now) for name in ORGANISATIONS}
    for person in (*PEOPLE, *LIVES):
        if queries.find_user_by_login(person.email) is None:
            organisation = organisations.get(person.organisation or "")
            _make_person(person, organisation, now=now)


def find(name: str) -> Organisation:
    """An organisation that is there already."""
    found = queries.find_organisation(ORGANISATIONS[name], name)
    assert found
    return found


def find_or_make(name: str, *, now: datetime) -> Organisation:
    """An organisation, made when it is not there yet."""
    kind = ORGANISATIONS[name]
    found = queries.find_organisation(kind, name)
    return found or actions.create_organisation(kind, name, now=now)


def _make_person(person: DemoPerson, organisation: Organisation | None, *, now: datetime) -> None:
    user = actions.create_user(
        person.name, password_hash=hash_password(PASSWORD), email=person.email, now=now
    )
    actions.accept_notice(user, purposes=[], now=now)
    if person.role is not Role.CANDIDATE:
        organisation_id = organisation.id if organisation else None
        actions.grant_role(user, person.role, organisation_id=organisation_id, now=now)
        _set_second_factor(user, person, now=now)


def _set_second_factor(user: User, person: DemoPerson, *, now: datetime) -> None:
    secret = person.totp_secret
    assert secret
    # The code is of an earlier step, so that the present one is still good for signing in.
    earlier = pyotp.TOTP(secret)
    code = earlier.generate_otp(earlier.timecode(now) - 1)
    actions.confirm_second_factor(user, secret, code, now=now)
