"""What the reads of accounts find and what they leave out; lists cost the same however long they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import NoResultFound

from tests.factories_accounts import LONG_AGO, fresh, make_organisation, make_user, sign_in
from tests.statements import count_statements
from trainingapp.accounts import actions, queries
from trainingapp.accounts.models import Consent, OrganisationKind, Purpose, RoleGrant, SignIn, User
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import committing

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CODE = "91350100M000100Y43"


def names(**filters: object) -> list[str]:
    found = db.session.scalars(queries.select_users(**filters)).all()  # type: ignore[arg-type]
    return [user.display_name for user in found]


def places(**filters: object) -> list[str]:
    found = db.session.scalars(queries.select_organisations(**filters))  # type: ignore[arg-type]
    return [place.name for place in found]


def revoke(user: User) -> None:
    with committing():
        for grant in db.session.query(RoleGrant).filter_by(user_id=user.id):
            grant.revoked_at = NOON


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["100%王", "a_b", "林美华"]),
        ("  林 ", ["林美华"]),
        ("LIN@EXAMPLE", ["林美华"]),
        ("13800138000", ["林美华"]),
        ("+86 138 0013 8000", ["林美华"]),
        ("13800138001", []),
        ("1380013800", []),
        ("%", ["100%王"]),
        ("_", ["a_b"]),
        ("\\", []),
        ("' OR 1=1 --", []),
    ],
)
def test_a_search_finds_what_was_typed_and_no_pattern(
    app: Flask, lin: User, search: str, found: list[str]
) -> None:
    make_user("a_b")
    make_user("100%王")
    assert names(search=search) == found


@pytest.mark.both_databases
def test_a_role_is_searched_among_those_held_now(app: Flask, lin: User) -> None:
    make_user("陈思远", roles=[Role.MARKER, Role.INSTRUCTOR])
    gone = make_user("郑丽", roles=[Role.MARKER])
    revoke(gone)
    assert names(role=Role.MARKER) == ["陈思远"]
    assert names(role=Role.MARKER, search="林") == []
    assert names(role=Role.AUDITOR) == []
    assert names(role=Role.CANDIDATE) == names() == ["郑丽", "陈思远", "林美华"]


def test_a_revoked_role_or_anothers_is_not_there_to_be_taken_back(app: Flask, lin: User) -> None:
    chen = make_user(roles=[Role.MARKER])
    grant_id = chen.role_grants[0].id
    assert queries.get_role_grant(chen, grant_id).role is Role.MARKER
    with pytest.raises(NoResultFound):
        queries.get_role_grant(lin, grant_id)
    revoke(chen)
    with pytest.raises(NoResultFound):
        queries.get_role_grant(chen, grant_id)
    assert queries.list_role_grants(chen) == []
    assert queries.find_role_grant(chen, Role.MARKER, organisation_id=None) is None
    assert [grant.id for grant in queries.list_all_role_grants(chen.id)] == [grant_id]


def test_a_role_in_one_organisation_is_another_than_for_the_site(app: Flask) -> None:
    place, other = make_organisation(), make_organisation()
    chen = make_user(roles=[Role.MARKER], organisation=place)
    found = queries.find_role_grant(chen, Role.MARKER, organisation_id=place.id)
    assert found is not None
    assert queries.find_role_grant(chen, Role.MARKER, organisation_id=other.id) is None
    assert queries.find_role_grant(chen, Role.MARKER, organisation_id=None) is None
    assert queries.find_role_grant(chen, Role.REGISTRAR, organisation_id=place.id) is None


@pytest.mark.both_databases
def test_staying_administrators_neither_lost_the_role_nor_asked_to_leave(app: Flask) -> None:
    staying = make_user(roles=[Role.ADMINISTRATOR])
    make_user(roles=[Role.ADMINISTRATOR], deletion_due_at=NOON)
    make_user(roles=[Role.AUDITOR])
    revoke(make_user(roles=[Role.ADMINISTRATOR]))
    assert queries.lock_staying_administrators() == {staying.id}
    db.session.rollback()


@pytest.mark.parametrize(
    "login", ["", "lin", "lin@", "@example.org", "1380013800", "23800138000", "林美华", "%"]
)
def test_nobody_is_meant_by_half_a_login(app: Flask, lin: User, login: str) -> None:
    assert queries.find_user_by_login(login) is None


@pytest.mark.parametrize(
    "login", ["lin@example.org", "ＬＩＮ＠example.org", "13800138000", "１３８００１３８０００"]
)
def test_a_login_is_known_however_the_keyboard_writes_it(app: Flask, lin: User, login: str) -> None:
    found = queries.find_user_by_login(login)
    assert found is not None
    assert found.id == lin.id


def test_who_has_left_is_meant_by_no_login(app: Flask) -> None:
    make_user(email="gone@example.org", mobile="13900139000", anonymised_at=NOON)
    assert queries.find_user_by_login("gone@example.org") is None
    assert queries.find_user_by_login("13900139000") is None


def open_many(user: User, count: int) -> list[int]:
    with committing():
        found = db.session.get_one(User, user.id)
        return [
            actions.open_sign_in(found, now=NOON + timedelta(seconds=place)).id
            for place in range(count)
        ]


def test_devices_are_listed_from_the_last_seen_and_at_most_fifty(
    app: Flask, lin: User, wang: User
) -> None:
    ids = open_many(lin, 52)
    open_many(wang, 1)
    with committing():
        db.session.get_one(SignIn, ids[0]).last_seen_at = NOON + timedelta(days=1)
        db.session.get_one(SignIn, ids[51]).ended_at = NOON
    shown = [one.id for one in queries.list_sign_ins(lin)]
    assert shown == [ids[0], *reversed(ids[2:51])]
    assert len(queries.list_all_sign_ins(lin.id)) == 52


def test_what_a_browser_says_of_itself_is_cut_to_fit(app: Flask, lin: User) -> None:
    with committing():
        found = db.session.get_one(User, lin.id)
        actions.open_sign_in(found, user_agent="x" * 999, ip="y" * 99, now=NOON)
    kept = db.session.query(SignIn).one()
    assert (len(kept.user_agent), len(kept.ip)) == (300, 45)


@pytest.mark.both_databases
def test_ending_the_others_spares_one_and_counts(app: Flask, lin: User, wang: User) -> None:
    ids, others = open_many(lin, 3), open_many(wang, 1)
    with committing():
        user = db.session.get_one(User, lin.id)
        assert actions.end_sign_ins(user, actor_id=lin.id, except_id=ids[1], now=NOON) == 2
        assert actions.end_sign_ins(user, actor_id=lin.id, except_id=ids[1], now=NOON) == 0
    still = db.session.query(SignIn).filter(SignIn.ended_at.is_(None)).all()
    assert {one.id for one in still} == {ids[1], *others}


def agreed(user: User) -> dict[Purpose, list[str]]:
    db.session.rollback()
    found: dict[Purpose, list[str]] = {}
    for consent in db.session.query(Consent).filter_by(user_id=user.id, withdrawn_at=None):
        found.setdefault(consent.purpose, []).append(consent.notice_version)
    return found


def test_agreeing_twice_is_agreeing_once_and_a_new_notice_asks_anew(
    app: Flask, lin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for purposes in ([Purpose.RESEARCH], [Purpose.RESEARCH, Purpose.REMINDERS], []):
        with committing():
            user = db.session.get_one(User, lin.id)
            actions.accept_notice(user, purposes=purposes, now=NOON)
    version = queries.NOTICE_VERSION
    assert agreed(lin) == {purpose: [version] for purpose in Purpose}
    monkeypatch.setattr(queries, "NOTICE_VERSION", "2027-01")
    with committing():
        actions.accept_notice(db.session.get_one(User, lin.id), purposes=[], now=NOON)
    assert agreed(lin)[Purpose.SERVICE] == [version, "2027-01"]
    assert agreed(lin)[Purpose.RESEARCH] == [version]
    assert fresh(lin).notice_version == "2027-01"


def test_a_withdrawal_is_of_one_purpose_and_one_person(app: Flask, lin: User, wang: User) -> None:
    with committing():
        for person in (lin, wang):
            user = db.session.get_one(User, person.id)
            actions.accept_notice(user, purposes=Purpose, now=NOON)
        actions.withdraw_consent(
            db.session.get_one(User, lin.id), Purpose.RESEARCH, now=NOON + timedelta(days=1)
        )
    assert set(agreed(lin)) == {Purpose.SERVICE, Purpose.REMINDERS}
    assert set(agreed(wang)) == set(Purpose)
    assert queries.find_consent(lin.id, Purpose.RESEARCH) is None
    with committing():
        actions.give_consent(db.session.get_one(User, lin.id), Purpose.RESEARCH, now=NOON)
    history = [c for c in queries.list_consents(lin) if c.purpose is Purpose.RESEARCH]
    assert [c.withdrawn_at for c in history] == [None, NOON + timedelta(days=1)]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["春晖", "秋实", "100%"]),
        ({"search": " 春 "}, ["春晖"]),
        ({"search": CODE.lower()}, ["春晖"]),
        ({"search": CODE[:-1]}, []),
        ({"search": "%"}, ["100%"]),
        ({"kind": OrganisationKind.UNIVERSITY}, ["秋实"]),
        ({"kind": OrganisationKind.AGENCY, "search": "秋"}, []),
    ],
)
def test_organisations_are_found_by_name_code_and_kind(
    app: Flask, filters: dict[str, object], found: list[str]
) -> None:
    make_organisation("秋实", kind=OrganisationKind.UNIVERSITY)
    make_organisation("春晖", credit_code=CODE)
    make_organisation("100%")
    assert sorted(places(**filters)) == sorted(found)
    assert places() == sorted(places())


@pytest.mark.parametrize("page", ["sign-ins", "my-data", "security"])
def test_ones_own_pages_cost_the_same_however_much_there_is(
    client: FlaskClient, lin: User, page: str
) -> None:
    sign_in(client, lin)
    few = count_statements(client, f"/accounts/{page}")
    open_many(lin, 30)
    with committing():
        user = db.session.get_one(User, lin.id)
        actions.renew_recovery_codes(user, now=NOON)
        for number in range(10):
            db.session.add(
                Consent(
                    user_id=user.id,
                    purpose=Purpose.RESEARCH,
                    notice_version=f"{2010 + number}-01",
                    given_at=LONG_AGO,
                )
            )
    assert count_statements(client, f"/accounts/{page}") == few


def test_the_page_of_a_person_costs_the_same_however_many_roles(
    client: FlaskClient, admin: User, lin: User
) -> None:
    sign_in(client, admin)
    few = count_statements(client, f"/accounts/users/{lin.id}")
    with committing():
        user = db.session.get_one(User, lin.id)
        for _ in range(12):
            place = actions.create_organisation(
                OrganisationKind.AGENCY, f"站{db.session.query(RoleGrant).count()}", now=NOON
            )
            actions.grant_role(user, Role.MARKER, organisation_id=place.id, now=NOON)
    assert count_statements(client, f"/accounts/users/{lin.id}") == few
