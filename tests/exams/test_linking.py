"""Which sittings a class may link: open ones of the site and of one's own organisations, never somebody's own paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from tests.factories_accounts import make_organisation, make_user
from tests.factories_exams import NINE, make_organised, make_sitting, make_test_form
from tests.factories_teaching import committed
from trainingapp.accounts.models import Organisation, RoleGrant, User
from trainingapp.exams.queries.linking import get_linkable, select_linkable
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.rules.sittings import SittingKind

WINDOW = {"opens_at": NINE, "closes_at": NINE + timedelta(hours=4)}


@pytest.fixture
def university(app: Flask) -> Organisation:
    return make_organisation()


@pytest.fixture
def wu(university: Organisation) -> User:
    return make_user("吴晓东", roles=[Role.INSTRUCTOR], organisation=university)


@pytest.fixture
def form(app: Flask) -> int:
    return int(make_test_form().id)


def found(person: User, *, hours: float = 0) -> list[int]:
    user = db.session.get_one(User, person.id)
    rows = db.session.scalars(select_linkable(user, now=NINE + timedelta(hours=hours)))
    ids = [row.id for row in rows]
    db.session.remove()
    return ids


@pytest.mark.parametrize(
    ("hours", "is_found"), [(-500, True), (0, True), (3.99, True), (4, False), (99, False)]
)
def test_a_sitting_is_found_until_its_common_end(
    wu: User, form: int, hours: float, is_found: bool
) -> None:
    sitting = make_organised(form, **WINDOW)
    assert found(wu, hours=hours) == ([sitting] if is_found else [])


def test_a_closed_sitting_is_not_found(wu: User, form: int) -> None:
    make_organised(form, **WINDOW, closed_at=NINE)
    assert found(wu) == []


def test_self_service_is_always_open(wu: User, form: int) -> None:
    sitting = make_sitting(form)
    assert found(wu, hours=9999) == [sitting]


def test_organised_ones_stand_first_in_the_order_of_their_opening(wu: User, form: int) -> None:
    service = make_sitting(form)
    later = make_organised(form, **{**WINDOW, "opens_at": NINE + timedelta(hours=1)})
    sooner = make_organised(form, **WINDOW)
    assert found(wu) == [sooner, later, service]


@pytest.mark.parametrize("changes", [{}, {"needs_seat": True}, {"access_code": "MONI2026"}])
def test_seats_and_codes_stay_the_officers_matter(
    wu: User, form: int, changes: dict[str, Any]
) -> None:
    sitting = make_organised(form, **WINDOW, **changes)
    assert found(wu) == [sitting]


def test_nobodys_own_paper_is_found_not_even_by_its_owner(wu: User, form: int) -> None:
    make_sitting(form, owner_id=wu.id, kind=SittingKind.SELF_SERVICE)
    make_sitting(form, owner_id=make_user("林美华").id)
    assert found(wu) == []


def test_another_organisations_sitting_is_not_found(
    wu: User, form: int, university: Organisation
) -> None:
    own = make_organised(form, **WINDOW, organisation_id=university.id)
    make_organised(form, **WINDOW, organisation_id=make_organisation().id)
    assert found(wu) == [own]
    assert found(make_user("郑丽", roles=[Role.INSTRUCTOR])) == []


def test_a_role_that_was_taken_back_opens_nothing(
    wu: User, form: int, university: Organisation
) -> None:
    make_organised(form, **WINDOW, organisation_id=university.id)
    with committed():
        grant = db.session.query(RoleGrant).filter_by(user_id=wu.id).one()
        grant.revoked_at = NINE
    assert found(wu) == []


def test_one_of_them_is_read_by_its_number_and_others_are_not(wu: User, form: int) -> None:
    sitting = make_sitting(form)
    hidden = make_sitting(form, owner_id=make_user("林美华").id)
    user = db.session.get_one(User, wu.id)
    assert get_linkable(user, sitting, now=NINE).id == sitting
    for number in (hidden, 0, -1, 99999):
        with pytest.raises(NoResultFound):
            get_linkable(user, number, now=NINE)
