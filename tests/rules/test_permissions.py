"""Who may do what: the table as it was agreed, and grants within places and for the site."""

from itertools import product

import pytest

from trainingapp.rules.permissions import (
    PERMISSIONS,
    SITE_WIDE,
    STAFF,
    Grant,
    Permission,
    Role,
    is_staff,
    may,
)

HERE, THERE = 7, 8
PLACED = sorted(set(Permission) - SITE_WIDE)


@pytest.mark.parametrize("role", Role)
def test_a_role_for_the_site_carries_what_the_table_gives_it_everywhere(role: Role) -> None:
    for permission, within in product(Permission, (None, HERE)):
        is_given = role in PERMISSIONS[permission]
        assert may([Grant(role)], permission, within=within) is is_given, permission


@pytest.mark.parametrize("permission", PLACED)
def test_a_role_within_a_place_reaches_no_other_place(permission: Permission) -> None:
    for role in PERMISSIONS[permission]:
        grants = [Grant(role, HERE)]
        assert may(grants, permission, within=HERE)
        assert may(grants, permission)  # the view then shows only this place
        assert not may(grants, permission, within=THERE)


@pytest.mark.parametrize("permission", sorted(SITE_WIDE))
def test_a_role_within_a_place_carries_nothing_of_the_whole_site(permission: Permission) -> None:
    for role, within in product(PERMISSIONS[permission], (None, HERE, THERE)):
        assert not may([Grant(role, HERE)], permission, within=within)


@pytest.mark.parametrize("role", [Role.ITEM_EDITOR, Role.ITEM_REVIEWER])
def test_the_staff_of_a_place_read_the_bank_and_leave_it_as_it_is(role: Role) -> None:
    carried = {permission for permission in Permission if may([Grant(role, HERE)], permission)}
    assert Permission.ITEM_READ in carried
    assert not carried & {Permission.ITEM_WRITE, Permission.ITEM_REVIEW, Permission.LAW_MANAGE}


def test_one_fitting_grant_among_others_is_enough() -> None:
    grants = [Grant(Role.CANDIDATE), Grant(Role.EXAM_OFFICER, THERE), Grant(Role.MARKER, HERE)]
    assert may(grants, Permission.SITTING_MANAGE)
    assert may(grants, Permission.SITTING_MANAGE, within=THERE)
    assert not may(grants, Permission.SITTING_MANAGE, within=HERE)


@pytest.mark.parametrize("permission", Permission)
def test_nobody_may_anything_without_a_grant(permission: Permission) -> None:
    assert not may([], permission)
    assert not may([], permission, within=HERE)


def test_every_permission_names_its_roles() -> None:
    assert set(PERMISSIONS) == set(Permission)
    assert all(PERMISSIONS.values())


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.EXAM_SIT, {Role.CANDIDATE}),
        (Permission.SITTING_MANAGE, {Role.EXAM_OFFICER}),
        (Permission.AUDIT_READ, {Role.AUDITOR}),
        (Permission.ACCOUNT_REVEAL, {Role.ADMINISTRATOR}),
        (Permission.MAIL_READ, {Role.ADMINISTRATOR}),
    ],
)
def test_what_touches_exams_and_secrets_is_given_to_one_role(
    permission: Permission, roles: set[Role]
) -> None:
    assert PERMISSIONS[permission] == roles


@pytest.mark.parametrize("role", Role)
def test_every_role_but_the_candidate_is_staff(role: Role) -> None:
    assert is_staff([Grant(role, HERE)]) is (role is not Role.CANDIDATE)
    assert (role in STAFF) is (role is not Role.CANDIDATE)


def test_a_candidate_who_also_marks_is_staff() -> None:
    assert is_staff([Grant(Role.CANDIDATE), Grant(Role.MARKER, HERE)])
    assert not is_staff([])
