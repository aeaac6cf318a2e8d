"""The notice, consents, the export of one's own data, leaving and what is left then."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.accounts.pages import last_entry, list_acts, list_mails
from tests.factories_accounts import PASSWORD, fresh, make_user, sign_in
from trainingapp.accounts import actions, export, jobs, queries
from trainingapp.accounts.models import (
    Consent,
    PasswordReset,
    Purpose,
    RecoveryCode,
    RoleGrant,
    SignIn,
    User,
)
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
COMPLETE = {
    "email": "whole@example.org",
    "mobile": "13700137000",
    "id_number": "11010519491231002X",
    "work_unit": "春晖",
    "region": "44",
    "exam_year": 2027,
    "second_factor_on": True,
}


def delete_account(client: FlaskClient, password: str = PASSWORD):
    return client.post("/accounts/deletion", data={"password": password}, headers=EN)


def run_job() -> None:
    db.session.remove()
    with writing():
        jobs.anonymise_due(now=now())
        db.session.commit()
        db.session.remove()


@pytest.mark.parametrize(("language", "word"), [("zh", "我们收集什么"), ("en", "What we collect")])
def test_the_notice_is_there_in_both_languages(
    client: FlaskClient, language: str, word: str
) -> None:
    html = client.get("/accounts/privacy", headers={"Accept-Language": language}).text
    assert word in html
    assert queries.NOTICE_VERSION in html


@pytest.mark.parametrize("version", ["2020-01", "..", "2026-11.zh", "%2e%2e%2fetc"])
def test_other_versions_are_not_found(client: FlaskClient, version: str) -> None:
    assert client.get(f"/accounts/privacy/{version}").status_code == 404


def test_whoever_has_not_seen_the_notice_sees_it_first(client: FlaskClient, app: Flask) -> None:
    wang = make_user("王强", notice_version=None)
    sign_in(client, wang)
    assert (
        client.get("/accounts/profile").location
        == "/accounts/privacy/consent?next=/accounts/profile"
    )
    refused = client.post("/accounts/privacy/consent", data={"purposes": ["research"]}, headers=EN)
    assert refused.status_code == 422
    assert "take your data along" in refused.text
    data = {"consent": "y", "purposes": ["research"], "next": "/accounts/profile"}
    assert client.post("/accounts/privacy/consent", data=data).location == "/accounts/profile"
    assert client.get("/accounts/profile").status_code == 200
    assert {c.purpose for c in db.session.query(Consent)} == {Purpose.SERVICE, Purpose.RESEARCH}


def test_an_older_version_is_not_enough(client: FlaskClient, app: Flask) -> None:
    sign_in(client, make_user(notice_version="2025-01"))
    assert client.get("/home").location == "/accounts/privacy/consent?next=/home"


@pytest.mark.parametrize("page", ["my-data", "deletion"])
def test_whoever_does_not_agree_may_still_leave(client: FlaskClient, app: Flask, page: str) -> None:
    sign_in(client, make_user(notice_version=None))
    assert client.get(f"/accounts/{page}").status_code == 200
    assert client.post("/accounts/my-data/export.json").status_code == 200


def test_consents_are_given_and_withdrawn_and_remembered(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    assert client.post("/accounts/consents/research").status_code == 303
    client.post("/accounts/consents/research")
    assert queries.find_consent(lin.id, Purpose.RESEARCH) is not None
    client.post("/accounts/consents/research/withdrawal")
    assert queries.find_consent(lin.id, Purpose.RESEARCH) is None
    kept = db.session.query(Consent).one()
    assert kept.withdrawn_at is not None
    assert {"account.give_consent", "account.withdraw_consent"} <= set(list_acts())
    assert "2026-11" in client.get("/accounts/my-data").text


@pytest.mark.parametrize("purpose", ["service", "advertising"])
def test_only_optional_purposes_can_be_withdrawn(
    client: FlaskClient, lin: User, purpose: str
) -> None:
    sign_in(client, lin)
    assert client.post(f"/accounts/consents/{purpose}").status_code == 404
    assert client.post(f"/accounts/consents/{purpose}/withdrawal").status_code == 404


def test_the_export_holds_everything_in_json(client: FlaskClient, app: Flask) -> None:
    sign_in(client, make_user("林美华", **COMPLETE))
    answer = client.post("/accounts/my-data/export.json")
    assert answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    tables = json.loads(answer.data)["tables"]
    assert {"account", "consents", "sign_ins", "roles"} <= set(tables)
    account = tables["account"][0]
    assert account["mobile"] == "13700137000"
    assert account["id_number"] == "11010519491231002X"
    assert account["display_name"] == "林美华"
    assert tables["sign_ins"][0]["network"] == "203.0.113.*"
    assert "password" not in answer.text
    assert last_entry("account.export").detail.find("json") > 0


def test_the_export_is_a_workbook_without_formulas(client: FlaskClient, app: Flask) -> None:
    sign_in(client, make_user('=HYPERLINK("http://evil.example")', **COMPLETE))
    answer = client.post("/accounts/my-data/export.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert {"account", "consents", "sign_ins", "roles"} <= set(book.sheet_names)
    rows = book.get_sheet_by_name("account").to_python()
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["display_name"] == '=HYPERLINK("http://evil.example")'
    assert row["mobile"] == "13700137000"


def test_the_export_holds_nothing_of_others(client: FlaskClient, lin: User, wang: User) -> None:
    sign_in(client, lin)
    assert "wang@example.org" not in client.post("/accounts/my-data/export.json").text


def test_other_kinds_of_export_are_not_found(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    assert client.post("/accounts/my-data/export.exe").status_code == 404


def test_parts_add_their_tables_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, lin: User
) -> None:
    monkeypatch.setattr(export, "_EXPORTERS", dict(export._EXPORTERS))
    rows = lambda _user_id: [{"sitting": "春季模考", "score": 61.5}]  # noqa: E731
    export.register_exporter("a part", rows)
    export.register_exporter("a part", rows)
    assert export.collect_data(lin.id)["a part"][0]["score"] == 61.5
    with pytest.raises(ValueError, match="two exporters"):
        export.register_exporter("a part", lambda _user_id: [])


def test_deletion_wants_the_password(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    assert delete_account(client, "wrong").status_code == 422
    assert delete_account(client, "").status_code == 422
    assert fresh(lin).deletion_due_at is None


def test_deletion_waits_fifteen_days_and_can_be_called_back(client: FlaskClient, lin: User) -> None:
    with time_machine.travel(now(), tick=False):
        sign_in(client, lin)
        assert delete_account(client).status_code == 303
        assert fresh(lin).deletion_due_at == now() + timedelta(days=15)
    assert list_mails()[-1].recipient == "lin@example.org"
    assert "going to be deleted" in client.get("/accounts/my-data", headers=EN).text
    assert delete_account(client).status_code == 409
    assert client.post("/accounts/deletion/cancellation").status_code == 303
    assert fresh(lin).deletion_due_at is None
    assert {"account.request_deletion", "account.cancel_deletion"} <= set(list_acts())


def test_the_last_administrator_cannot_leave(client: FlaskClient, admin: User) -> None:
    sign_in(client, admin)
    assert delete_account(client).status_code == 409
    make_user(roles=[Role.ADMINISTRATOR])
    assert delete_account(client).status_code == 303


@pytest.mark.both_databases
def test_afterwards_nothing_says_who_it_was(client: FlaskClient, app: Flask) -> None:
    user = make_user("林美华", roles=[Role.MARKER], **COMPLETE)
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, user)
        client.post("/accounts/consents/research")
        client.post("/accounts/recovery-codes", data={"password": PASSWORD})
        client.post("/accounts/reset", data={"email": "whole@example.org"})
        delete_account(client)
        clock.shift(timedelta(days=14, hours=23))
        run_job()
        assert fresh(user).display_name == "林美华"
        clock.shift(timedelta(hours=1))
        run_job()
        run_job()
    kept = fresh(user)
    assert kept.anonymised_at is not None
    assert kept.display_name == f"#{user.id}"
    everything = " ".join(str(getattr(kept, column.key)) for column in User.__table__.columns)
    for word in ("林美华", "whole@", "137", "1101", "春晖", "2027"):
        assert word not in everything
    assert kept.grants == make_user().grants
    for table in (SignIn, RecoveryCode, PasswordReset):
        assert db.session.query(table).filter(table.user_id == user.id).count() == 0
    assert db.session.query(RoleGrant).one().revoked_at is not None
    assert db.session.query(Consent).one().withdrawn_at is not None
    assert list_acts().count("account.anonymise") == 1
    assert queries.find_user_by_login("whole@example.org") is None


def test_the_login_of_someone_gone_is_free_again(client: FlaskClient, app: Flask) -> None:
    user = make_user(email="again@example.org", deletion_due_at=now() - timedelta(days=1))
    run_job()
    assert fresh(user).email is None
    make_user(email="again@example.org")


def test_old_traces_are_forgotten(app: Flask, lin: User) -> None:
    with time_machine.travel(now() - timedelta(days=181), tick=False), writing():
        user = db.session.get_one(User, lin.id)
        actions.open_sign_in(user, now=now())
        actions.start_reset(user, now=now())
        db.session.commit()
    with writing():
        fresh_one = actions.open_sign_in(db.session.get_one(User, lin.id), now=now()).id
        jobs.forget_old_traces(now=now())
        db.session.commit()
    assert [s.id for s in db.session.query(SignIn)] == [fresh_one]
    assert db.session.query(PasswordReset).count() == 0
