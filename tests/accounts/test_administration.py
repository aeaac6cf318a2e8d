"""Administrators: finding people, making accounts, giving roles, helping, and looking behind a mask."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.accounts.pages import field_error, last_entry, list_acts, list_mails
from tests.factories_accounts import fresh, make_organisation, make_user, sign_in
from trainingapp.accounts import actions, queries
from trainingapp.accounts.models import Organisation, OrganisationKind, RoleGrant, User
from trainingapp.accounts.violations import RoleNotGrantable, RolesMustStayApart
from trainingapp.extensions import db
from trainingapp.rules.permissions import Grant, Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
CODE = "91350100M000100Y43"


@pytest.fixture
def office(client: FlaskClient, admin: User) -> FlaskClient:
    return sign_in(client, admin)


def temporary_password(html: str) -> str:
    found = re.search(r'class="setup-secret">([^<]+)<', html)
    assert found is not None
    return found.group(1)


def count_statements(client: FlaskClient, url: str) -> int:
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", note)
    assert client.get(url).status_code == 200
    event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=林", {"林美华"}),
        ("q=LIN%40example", {"林美华"}),
        ("q=138%200013%208000", {"林美华"}),
        ("q=1380013", set()),
        ("q=%25", set()),
        ("q=_", set()),
        ("role=administrator", {"管理员周"}),
        ("role=marker", set()),
        ("role=nonsense", {"林美华", "王强", "管理员周"}),
        ("", {"林美华", "王强", "管理员周"}),
        ("page=99", {"林美华", "王强", "管理员周"}),
    ],
)
def test_people_are_found(
    office: FlaskClient, lin: User, wang: User, query: str, found: set[str]
) -> None:
    html = office.get(f"/accounts/users?{query}").text
    links = set(re.findall(r'<a href="/accounts/users/\d+">([^<]+)</a>', html))
    assert links == found


def test_the_list_pages_with_a_constant_number_of_statements(office: FlaskClient) -> None:
    few = count_statements(office, "/accounts/users")
    base = make_organisation()
    for _ in range(35):
        make_user(roles=[Role.MARKER, Role.REGISTRAR], organisation=base)
    assert count_statements(office, "/accounts/users") == few
    assert 'rel="next"' in office.get("/accounts/users").text


def test_organisations_page_with_a_constant_number_of_statements(office: FlaskClient) -> None:
    make_organisation()
    few = count_statements(office, "/accounts/organisations")
    for _ in range(35):
        make_organisation()
    assert count_statements(office, "/accounts/organisations") == few


def test_an_account_is_made_with_a_password_shown_once(office: FlaskClient, app: Flask) -> None:
    data = {
        "display_name": "孙主任",
        "email": "sun@example.org",
        "mobile": "",
        "role": "administrator",
    }
    answer = office.post("/accounts/users/new", data=data)
    assert answer.status_code == 200
    password = temporary_password(answer.text)
    browser = app.test_client()
    entered = browser.post(
        "/accounts/sign-in", data={"login": "sun@example.org", "password": password}
    )
    assert entered.status_code == 303
    assert browser.get("/home").location.startswith("/accounts/password")
    sun = queries.find_user_by_login("sun@example.org")
    assert sun is not None
    assert not sun.is_staff
    assert password not in list_mails()[-1].text
    assert last_entry("account.create").actor_id is not None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"display_name": "", "email": "a@b.cc"}, "display_name"),
        ({"display_name": "X", "email": "", "mobile": ""}, "email"),
        ({"display_name": "X", "email": "lin@example.org"}, "email"),
        ({"display_name": "X", "mobile": "13800138000"}, "mobile"),
        ({"display_name": "X", "mobile": "1380013800"}, "mobile"),
    ],
)
def test_wrong_accounts_are_not_made(
    office: FlaskClient, lin: User, data: dict[str, str], field: str
) -> None:
    answer = office.post("/accounts/users/new", data=data, headers=EN)
    assert answer.status_code == 422
    assert field_error(answer.text, field)
    assert db.session.query(User).count() == 2


def test_a_role_is_given_in_an_organisation_and_ends_the_sign_ins(
    office: FlaskClient, app: Flask, lin: User
) -> None:
    base = make_organisation()
    phone = sign_in(app.test_client(), lin)
    data = {"role": "agency-manager", "organisation_id": str(base.id)}
    assert office.post(f"/accounts/users/{lin.id}/roles", data=data).status_code == 303
    assert Grant(Role.AGENCY_MANAGER, base.id) in fresh(lin).grants
    assert phone.get("/accounts/profile").location.startswith("/accounts/sign-in")
    office.post(f"/accounts/users/{lin.id}/roles", data=data)
    assert db.session.query(RoleGrant).filter_by(user_id=lin.id).count() == 1
    assert base.name in office.get(f"/accounts/users/{lin.id}").text
    assert "agency-manager" in last_entry("account.grant_role").detail


@pytest.mark.parametrize(
    "data",
    [
        {"role": "candidate"},
        {"role": "owner"},
        {"role": ""},
        {"role": "marker", "organisation_id": "999999"},
        {"role": "marker", "organisation_id": "x"},
    ],
)
def test_wrong_roles_are_not_given(office: FlaskClient, lin: User, data: dict[str, str]) -> None:
    assert office.post(f"/accounts/users/{lin.id}/roles", data=data).status_code == 422
    assert not fresh(lin).is_staff


def test_a_candidate_of_an_organisation_is_one_of_its_staff_and_may_no_more_than_before(
    office: FlaskClient, lin: User
) -> None:
    base = make_organisation()
    data = {"role": "candidate", "organisation_id": str(base.id)}
    assert office.post(f"/accounts/users/{lin.id}/roles", data=data).status_code == 303
    assert Grant(Role.CANDIDATE, base.id) in fresh(lin).grants
    assert not fresh(lin).is_staff


def test_a_role_is_taken_back_at_once(office: FlaskClient, app: Flask, lin: User) -> None:
    zhao = make_user("赵审题", roles=[Role.AUDITOR])
    browser = sign_in(app.test_client(), zhao)
    assert browser.get("/audit").status_code in {200, 308, 404}
    grant = zhao.role_grants[0].id
    assert office.post(f"/accounts/users/{zhao.id}/roles/{grant}/revocation").status_code == 303
    assert not fresh(zhao).is_staff
    assert office.post(f"/accounts/users/{zhao.id}/roles/{grant}/revocation").status_code == 404
    assert "account.revoke_role" in list_acts()


def test_the_last_administrator_stays(office: FlaskClient, admin: User) -> None:
    grant = admin.role_grants[0].id
    assert office.post(f"/accounts/users/{admin.id}/roles/{grant}/revocation").status_code == 409
    make_user(roles=[Role.ADMINISTRATOR])
    assert office.post(f"/accounts/users/{admin.id}/roles/{grant}/revocation").status_code == 303


@pytest.mark.parametrize(
    ("held", "wanted"), [("administrator", "auditor"), ("auditor", "administrator")]
)
def test_administrator_and_auditor_stay_apart(app: Flask, held: str, wanted: str) -> None:
    user = make_user(roles=[Role(held)])
    with writing(), pytest.raises(RolesMustStayApart):
        actions.grant_role(db.session.get_one(User, user.id), Role(wanted), now=now())
    db.session.rollback()


def test_candidate_is_no_role_to_give(app: Flask, lin: User) -> None:
    with writing(), pytest.raises(RoleNotGrantable):
        actions.grant_role(db.session.get_one(User, lin.id), Role.CANDIDATE, now=now())
    db.session.rollback()


def test_a_resting_account_is_let_in_again(office: FlaskClient, app: Flask) -> None:
    resting = make_user(failed_count=5, locked_until=now() + timedelta(minutes=15))
    assert "resting" in office.get(f"/accounts/users/{resting.id}", headers=EN).text
    assert office.post(f"/accounts/users/{resting.id}/unlocking").status_code == 303
    assert fresh(resting).locked_until is None
    assert fresh(resting).failed_count == 0
    assert last_entry("account.unlock").subject_id == resting.id


def test_somebody_is_signed_out_everywhere(office: FlaskClient, app: Flask, lin: User) -> None:
    phone = sign_in(app.test_client(), lin)
    assert office.post(f"/accounts/users/{lin.id}/sign-ins/end").status_code == 303
    assert phone.get("/accounts/profile").status_code == 302
    assert office.get("/accounts/users").status_code == 200


def test_a_temporary_password_replaces_the_present_one(
    office: FlaskClient, app: Flask, lin: User
) -> None:
    phone = sign_in(app.test_client(), lin)
    answer = office.post(f"/accounts/users/{lin.id}/temporary-password")
    password = temporary_password(answer.text)
    assert phone.get("/accounts/profile").status_code == 302
    browser = app.test_client()
    data = {"login": "13800138000", "password": password}
    assert browser.post("/accounts/sign-in", data=data).status_code == 303
    assert fresh(lin).must_change_password


def test_a_lost_phone_is_forgotten(office: FlaskClient, app: Flask) -> None:
    staff = make_user(roles=[Role.MARKER])
    assert office.post(f"/accounts/users/{staff.id}/second-factor/removal").status_code == 303
    assert not fresh(staff).has_second_factor
    sign_in(office, staff)
    assert office.get("/accounts/profile").location.startswith("/accounts/second-factor")


def test_a_number_is_revealed_for_a_reason_that_is_kept(office: FlaskClient, lin: User) -> None:
    url = f"/accounts/users/{lin.id}"
    assert "13800138000" not in office.get(url).text
    refused = office.post(f"{url}/reveal", data={"field": "mobile", "reason": "x"})
    assert refused.status_code == 422
    assert "13800138000" not in refused.text
    answer = office.post(f"{url}/reveal", data={"field": "mobile", "reason": "核对报名信息"})
    assert answer.status_code == 200
    assert "13800138000" in answer.text
    entry = last_entry("account.reveal")
    assert entry.subject_id == lin.id
    assert "核对报名信息" in entry.detail
    assert "138" not in entry.detail


@pytest.mark.parametrize("field", ["password_hash", "totp_encrypted", "", "email"])
def test_nothing_else_can_be_revealed(office: FlaskClient, lin: User, field: str) -> None:
    data = {"field": field, "reason": "核对报名信息"}
    assert office.post(f"/accounts/users/{lin.id}/reveal", data=data).status_code == 422
    assert "account.reveal" not in list_acts()


def test_a_number_that_was_not_given_is_said_so(office: FlaskClient, lin: User) -> None:
    data = {"field": "id_number", "reason": "核对报名信息"}
    answer = office.post(f"/accounts/users/{lin.id}/reveal", data=data, headers=EN)
    assert "none given" in answer.text


def test_organisations_are_entered_and_corrected(office: FlaskClient) -> None:
    data = {
        "kind": "agency",
        "name": "春晖社会工作服务中心",
        "credit_code": CODE.lower(),
        "region": "35",
    }
    assert office.post("/accounts/organisations/new", data=data).status_code == 303
    made = db.session.query(Organisation).one()
    assert (made.kind, made.credit_code, made.region) == (OrganisationKind.AGENCY, CODE, "35")
    url = f"/accounts/organisations/{made.id}"
    assert "春晖" in office.get(url).text
    assert office.post(url, data={**data, "name": "晨光", "credit_code": ""}).status_code == 303
    db.session.rollback()
    kept = db.session.query(Organisation).one()
    assert (kept.name, kept.credit_code) == ("晨光", None)
    assert {"organisation.create", "organisation.update"} <= set(list_acts())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "company"}, "kind"),
        ({"credit_code": "91350100M000100Y44"}, "credit_code"),
        ({"credit_code": CODE}, "credit_code"),
        ({"name": "春晖"}, "name"),
        ({"region": "99"}, "region"),
    ],
)
def test_wrong_organisations_are_refused(
    office: FlaskClient, changes: dict[str, str], field: str
) -> None:
    make_organisation("春晖", credit_code=CODE)
    data = {"kind": "agency", "name": "晨光", "credit_code": "", **changes}
    answer = office.post("/accounts/organisations/new", data=data, headers=EN)
    assert answer.status_code == 422
    assert field_error(answer.text, field)
    assert db.session.query(Organisation).count() == 1


def test_two_entries_at_once_make_one_organisation(
    office: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_organisation("春晖")
    monkeypatch.setattr(queries, "find_organisation", lambda _kind, _name: None)
    answer = office.post("/accounts/organisations/new", data={"kind": "agency", "name": "春晖"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=春", 1),
        (f"q={CODE.lower()}", 1),
        ("q=zzz", 0),
        ("kind=university", 1),
        ("kind=x", 2),
        ("", 2),
    ],
)
def test_organisations_are_found(office: FlaskClient, query: str, found: int) -> None:
    make_organisation("春晖", credit_code=CODE)
    make_organisation("民政大学", kind=OrganisationKind.UNIVERSITY)
    html = office.get(f"/accounts/organisations?{query}").text
    assert len(re.findall(r'<a href="/accounts/organisations/\d+">', html)) == found


def test_whoever_holds_a_role_for_the_site_is_listed_once(app: Flask) -> None:
    one = make_user(roles=[Role.MARKER], organisation=make_organisation())
    make_user(roles=[Role.MARKER], organisation=make_organisation("别处"))
    with writing():
        actions.grant_role(db.session.get_one(User, one.id), Role.MARKER, now=now())
        db.session.commit()
    assert list(queries.list_site_role_holders(Role.MARKER)) == [one.id]
