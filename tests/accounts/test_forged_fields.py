"""Forms take what they ask for and nothing else; what people write is shown as text; nobody is led away."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import field_error
from tests.factories_accounts import (
    PASSWORD,
    fresh,
    make_organisation,
    make_user,
    sign_in,
    totp_code,
)
from trainingapp.accounts import actions
from trainingapp.accounts.models import Organisation, RoleGrant, User
from trainingapp.accounts.violations import RoleIsForTheSite
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
NEW = "kiefer-und-roter-tee-9"
# What somebody might add to any form.
FORGED = {
    "id": "1",
    "user_id": "1",
    "role": "administrator",
    "roles": "administrator",
    "role_grants": "administrator",
    "grants": "administrator",
    "is_staff": "1",
    "is_active": "1",
    "must_change_password": "",
    "password_hash": "x",
    "failed_count": "-100",
    "locked_until": "",
    "totp_encrypted": "",
    "totp_last_step": "0",
    "notice_version": "2099-01",
    "created_at": "0",
    "deletion_due_at": "0",
    "anonymised_at": "0",
    "id_number": "11010519491231002X",
    "id_number_encrypted": "x",
    "id_number_index": "x",
    "mobile_encrypted": "x",
    "mobile_index": "x",
    "sign_in_key": "1:1:x",
    "actor_id": "1",
    "organisation_id": "1",
}
GUARDED = [
    "id",
    "must_change_password",
    "password_hash",
    "failed_count",
    "locked_until",
    "totp_encrypted",
    "totp_last_step",
    "notice_version",
    "created_at",
    "deletion_due_at",
    "anonymised_at",
    "id_number_encrypted",
    "id_number_index",
    "email",
    "mobile_encrypted",
    "mobile_index",
]


def guarded(user: User, *but: str) -> dict[str, object]:
    row = fresh(user)
    return {name: getattr(row, name) for name in GUARDED if name not in but}


@pytest.mark.parametrize(
    ("path", "data", "changes"),
    [
        ("/accounts/profile", {"display_name": "林"}, ()),
        ("/accounts/display", {"language": "en", "theme": "dark", "elder": "on"}, ()),
        ("/accounts/consents/research", {}, ()),
        ("/accounts/consents/research/withdrawal", {}, ()),
        ("/accounts/password", {"password": PASSWORD, "new_password": NEW}, ("password_hash",)),
        ("/accounts/contact", {"password": PASSWORD, "email": "new@example.org"}, ("email",)),
        ("/accounts/deletion", {"password": PASSWORD}, ("deletion_due_at",)),
        ("/accounts/deletion/cancellation", {}, ()),
        ("/accounts/recovery-codes", {"password": PASSWORD}, ()),
        ("/accounts/sign-ins/others/end", {}, ()),
        ("/accounts/privacy/consent", {"consent": "y"}, ()),
        ("/notices/reading", {}, ()),
    ],
)
def test_no_form_of_ones_own_changes_what_it_does_not_ask_for(
    app: Flask, client: FlaskClient, path: str, data: dict[str, str], changes: tuple[str, ...]
) -> None:
    lin, other = make_user(email="lin@example.org"), make_user()
    before, untouched = guarded(lin, *changes), guarded(other)
    sign_in(client, lin)
    answer = client.post(path, data={**FORGED, "user_id": str(other.id), **data})
    assert answer.status_code < 500
    assert guarded(lin, *changes) == before
    assert guarded(other) == untouched
    assert not fresh(lin).is_staff
    assert db.session.query(RoleGrant).count() == 0


def test_a_new_account_is_made_by_what_its_form_asks_for(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    data = {**FORGED, "display_name": "钱", "email": "qian@example.org"}
    assert client.post("/accounts/users/new", data=data).status_code == 200
    made = db.session.query(User).filter_by(email="qian@example.org").one()
    assert made.must_change_password
    assert not made.is_staff
    assert made.notice_version is None
    assert made.id_number_encrypted is None


def test_a_new_organisation_is_made_by_what_its_form_asks_for(
    app: Flask, client: FlaskClient
) -> None:
    before = make_organisation()
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    data = {**FORGED, "id": str(before.id), "kind": "agency", "name": "新机构"}
    assert client.post("/accounts/organisations/new", data=data).status_code == 303
    made = db.session.query(Organisation).filter_by(name="新机构").one()
    assert made.id != before.id
    assert made.created_at.year > 1970


def test_a_role_is_given_to_the_person_of_the_address(app: Flask, client: FlaskClient) -> None:
    lin, wang = make_user(), make_user()
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    data = {"role": "marker", "user_id": str(wang.id), "granted_by_id": str(wang.id)}
    assert client.post(f"/accounts/users/{lin.id}/roles", data=data).status_code == 303
    grant = db.session.query(RoleGrant).filter_by(role=Role.MARKER).one()
    assert (grant.user_id, grant.granted_by_id != wang.id) == (lin.id, True)


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_nobody_administers_or_audits_within_an_organisation(
    app: Flask, client: FlaskClient, role: str
) -> None:
    lin, place = make_user(), make_organisation()
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    data = {"role": role, "organisation_id": str(place.id)}
    answer = client.post(f"/accounts/users/{lin.id}/roles", data=data, headers=EN)
    assert answer.status_code == 409
    assert "for the whole site" in answer.text
    assert not fresh(lin).is_staff
    with pytest.raises(RoleIsForTheSite), writing():
        actions.grant_role(
            db.session.get_one(User, lin.id), Role(role), organisation_id=place.id, now=now()
        )
    db.session.rollback()


@pytest.mark.parametrize("name", ["   ", "\u3000", "\0", "\u3000\0 "])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/accounts/profile", "display_name"),
        ("/accounts/users/new", "display_name"),
        ("/accounts/organisations/new", "name"),
    ],
)
def test_a_name_of_blanks_is_no_name(
    app: Flask, client: FlaskClient, path: str, field: str, name: str
) -> None:
    admin = make_user("韩立", roles=[Role.ADMINISTRATOR])
    sign_in(client, admin)
    data = {field: name, "email": "a@example.org", "kind": "agency"}
    answer = client.post(path, data=data, headers=EN)
    assert answer.status_code == 422
    assert field_error(answer.text, field)
    assert fresh(admin).display_name == "韩立"
    assert db.session.query(User).count() == 1
    assert db.session.query(Organisation).count() == 0


@pytest.mark.both_databases
@pytest.mark.parametrize("year", ["1" * 5000, "2001", "-1", "２０２７", "²", "2027\0", "1e3"])
def test_an_exam_year_is_one_of_those_offered(app: Flask, client: FlaskClient, year: str) -> None:
    lin = make_user()
    sign_in(client, lin)
    data = {"display_name": "林", "exam_year": year}
    status = client.post("/accounts/profile", data=data).status_code
    assert (status, fresh(lin).exam_year) in {(422, None), (303, 2027)}
    assert status == 422 or year == "2027\0"


@pytest.mark.both_databases
def test_a_nul_in_a_field_fails_on_no_database(app: Flask, client: FlaskClient) -> None:
    data = {"login": "a\0@example.org", "password": "x\0"}
    assert client.post("/accounts/sign-in", data=data).status_code == 422
    assert client.post("/accounts/reset", data={"email": "a\0@example.org"}).status_code == 303
    lin = make_user()
    sign_in(client, lin)
    client.post("/accounts/profile", data={"display_name": "林\0美华", "work_unit": "春\0晖"})
    assert (fresh(lin).display_name, fresh(lin).work_unit) == ("林美华", "春晖")


EVIL = "<script>alert(1)</script>"
QUOTES = "\"'><img src=x onerror=alert(2)>"


@pytest.mark.parametrize("evil", [EVIL, QUOTES, "{{ 7 * 7777 }}", "{% raw %}", "${7*7777}"])
def test_what_people_write_is_text_wherever_it_is_shown(
    app: Flask, client: FlaskClient, evil: str
) -> None:
    place = make_organisation(evil, kind="agency")
    person = make_user(
        evil, work_unit=evil, email="e@example.org", roles=[Role.MARKER], organisation=place
    )
    sign_in(client, person, user_agent=f"Mozilla {evil}")
    pages = [client.get(f"/accounts/{p}") for p in ("profile", "sign-ins", "my-data", "contact")]
    pages += [client.get("/home"), client.get("/nowhere")]
    sign_in(client, make_user(evil, roles=[Role.ADMINISTRATOR]))
    pages += [
        client.get(path)
        for path in (
            "/accounts/users",
            "/accounts/users?q=" + evil.replace("%", "%25"),
            f"/accounts/users/{person.id}",
            "/accounts/organisations",
            f"/accounts/organisations/{place.id}",
        )
    ]
    pages.append(client.post(f"/accounts/users/{person.id}/reveal", data={"reason": evil}))
    sign_in(client, make_user(evil, roles=[Role.AUDITOR]))
    pages += [client.get("/audit/entries"), client.get("/audit/entries?actor=" + evil)]
    assert {page.status_code for page in pages} <= {200, 404, 422}
    for page in pages:
        assert EVIL not in page.text
        assert "<img src=x" not in page.text
        assert "54439" not in page.text
        for attribute in re.findall(r'="([^"]*)"', page.text):
            assert "<script" not in attribute


HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example/",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " https://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>",
    "http:evil.example",
    "https:/evil.example",
    "evil.example",
    "@evil.example",
    ".evil.example",
    "/\x00/evil.example",
    "/\u2028/evil.example\r\nSet-Cookie: a=b",
    "/home\r\nLocation: https://evil.example",
]


def leads_here(location: str) -> bool:
    parts = urlsplit(location)
    return not parts.scheme and not parts.netloc and location.startswith("/")


@pytest.mark.parametrize("target", HOSTILE)
def test_no_way_in_leads_to_another_site(app: Flask, client: FlaskClient, target: str) -> None:
    make_user(email="lin@example.org")
    staff = make_user(email="staff@example.org", roles=[Role.MARKER])
    asked = {"next": target}
    answers = [client.post("/accounts/display", data={"language": "en", **asked})]
    data = {"login": "staff@example.org", "password": PASSWORD, **asked}
    answers.append(client.post("/accounts/sign-in", data=data))
    answers.append(client.post("/accounts/second-step", data={"code": totp_code(), **asked}))
    assert fresh(staff).totp_last_step
    data = {"login": "lin@example.org", "password": PASSWORD, **asked}
    answers.append(client.post("/accounts/sign-in", data=data))
    answers.append(client.get("/accounts/sign-in", query_string=asked))
    answers.append(client.get("/accounts/register", query_string=asked))
    sign_in(client, make_user(notice_version=None))
    answers.append(client.post("/accounts/privacy/consent", data={"consent": "y", **asked}))
    for answer in answers:
        assert answer.status_code in {302, 303}
        assert leads_here(answer.location), answer.location
        assert "evil" not in answer.location.partition("?")[0]
        assert "a=b" not in str(answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("target", HOSTILE)
def test_no_page_offers_a_way_to_another_site(app: Flask, client: FlaskClient, target: str) -> None:
    pages = ["/accounts/sign-in", "/accounts/register"]
    found = [client.get(page, query_string={"next": target}).text for page in pages]
    sign_in(client, make_user(roles=[Role.MARKER], second_factor_on=False))
    found.append(client.get("/accounts/second-factor", query_string={"next": target}).text)
    for html in found:
        for value in re.findall(r'(?:href|action|value|src)="([^"]*)"', html):
            assert not value.strip().lower().startswith(("javascript:", "//", "https://evil"))


def test_a_session_set_by_somebody_else_is_not_signed_in_later(
    app: Flask, client: FlaskClient
) -> None:
    make_user(email="lin@example.org")
    attacker = app.test_client()
    attacker.get("/accounts/sign-in")
    planted = attacker.get_cookie("session")
    if planted is not None:
        client.set_cookie("session", planted.value)
    client.post("/accounts/sign-in", data={"login": "lin@example.org", "password": PASSWORD})
    assert client.get("/accounts/profile").status_code == 200
    assert attacker.get("/accounts/profile").status_code == 302


@pytest.mark.parametrize("key", ["1", "1:1", "1:1:", "::", "a:b:c", "1:1:x:y", "-1:1:x", "1:1:\0"])
def test_a_forged_sign_in_in_a_session_opens_nothing(
    app: Flask, client: FlaskClient, key: str
) -> None:
    make_user()
    with client.session_transaction() as session:
        session["_user_id"] = key
        session["seen_at"] = int(now().timestamp())
        session["is_staff"] = True
    assert client.get("/accounts/profile").status_code == 302
    with client.session_transaction() as session:
        session["half"] = {"user": 999999, "at": int(now().timestamp()), "password": "x"}
    assert client.post("/accounts/second-step", data={"code": "000000"}).status_code in {303, 404}


def test_a_cookie_that_is_not_signed_by_us_is_nobodys(app: Flask, client: FlaskClient) -> None:
    lin = make_user()
    sign_in(client, lin)
    kept = client.get_cookie("session")
    assert kept is not None
    for value in (kept.value[:-2], kept.value + "x", kept.value.split(".")[0], "x", ""):
        client.set_cookie("session", value)
        assert client.get("/accounts/profile").status_code == 302
