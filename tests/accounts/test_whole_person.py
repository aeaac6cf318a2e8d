"""Everything the site holds of one person goes into their export, and nothing of it stays when they have left."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.factories_accounts import PASSWORD, fresh, make_organisation, make_user, sign_in
from tests.factories_exams import Device, make_organised, make_seat
from trainingapp.accounts import actions, jobs
from trainingapp.accounts.models import SignIn, User
from trainingapp.extensions import Base, db
from trainingapp.jobs import worker
from trainingapp.notices import jobs as notice_jobs
from trainingapp.notices.actions import notify, send_mail
from trainingapp.notices.models import Mail, Notice
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import committing, writing

assert notice_jobs
PLACE = "滨江社工站"
LIN = {
    "email": "lin-whole@example.org",
    "mobile": "13700137000",
    "id_number": "11010519491231002X",
    "work_unit": "春晖社会工作服务中心",
    "region": "44",
    "exam_year": 2027,
    "language": "en",
    "second_factor_on": True,
}
TRACES = ["林美华", "lin-whole", "13700137000", "0137000", "11010519491231002X", "春晖", "iPhone"]


def everything() -> dict[str, str]:
    """Every row of every table, by table, as text."""
    db.session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = db.session.execute(select(*table.columns)).all()
        found[table.name] = "\n".join(repr(tuple(row)) for row in rows)
    db.session.rollback()
    return found


def live(client: FlaskClient, app: Flask) -> User:
    """A person who has done all there is to do."""
    place = make_organisation(PLACE)
    lin = make_user("林美华", roles=[Role.MARKER], organisation=place, **LIN)
    sitting = make_organised()
    make_seat(sitting, lin.id)
    sign_in(app.test_client(), lin)
    sign_in(client, lin)
    client.post("/accounts/sign-ins/others/end")
    client.post("/accounts/consents/research")
    client.post("/accounts/recovery-codes", data={"password": PASSWORD})
    client.post("/accounts/reset", data={"email": LIN["email"]})
    client.post("/accounts/sign-in", data={"login": LIN["email"], "password": "wrong"})
    device = Device(client)
    assert device.start(sitting).status_code == 201
    device.answer(1, "A")
    assert device.submit().status_code == 200
    with writing():
        notify(user_id=lin.id, kind="test.x", arguments={"name": "林美华"}, url="/home", now=now())
        send_mail(to=str(LIN["email"]), subject="林美华，你好", text="13700137000", now=now())
        db.session.commit()
    db.session.remove()
    return lin


def export(client: FlaskClient) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(
        client.post("/accounts/my-data/export.json").data
    )["tables"]
    return found


@pytest.mark.both_databases
def test_the_export_holds_what_every_part_knows_of_a_person(
    client: FlaskClient, app: Flask
) -> None:
    live(client, app)
    found = export(client)
    (account,) = found["account"]
    assert {account[name] for name in ("email", "mobile", "id_number", "work_unit")} == {
        LIN["email"],
        LIN["mobile"],
        LIN["id_number"],
        LIN["work_unit"],
    }
    assert [(r["role"], r["organisation"]) for r in found["roles"]] == [("marker", PLACE)]
    assert [c["purpose"] for c in found["consents"]] == ["research"]
    assert [s["number"] for s in found["seats"]] == [1]
    (attempt,) = found["attempts"]
    assert (attempt["state"], attempt["device"]) == ("submitted", "device-one")
    assert [(a["slot"], a["selected"]) for a in found["answers"]] == [(1, "A")]
    assert "林美华" in json.dumps(found["notices"], ensure_ascii=False)


def test_the_export_holds_ended_sign_ins_and_revoked_roles_too(
    client: FlaskClient, app: Flask
) -> None:
    lin = live(client, app)
    assert [s["ended_at"] is None for s in export(client)["sign_ins"]].count(False) == 1
    with committing():
        user = db.session.get_one(User, lin.id)
        actions.revoke_role(user, user.role_grants[0], actor_id=lin.id, now=now())
    assert export(client)["roles"][0]["revoked_at"] is not None


def test_no_secret_is_in_the_export(client: FlaskClient, app: Flask) -> None:
    lin = live(client, app)
    row = fresh(lin)
    secrets = [row.password_hash, row.totp_encrypted, row.mobile_index, row.mobile_encrypted]
    secrets += [s.secret_hash for s in db.session.scalars(select(SignIn))]
    text = client.post("/accounts/my-data/export.json").text
    assert [secret for secret in secrets if str(secret) in text] == []


@pytest.mark.both_databases
def test_the_export_of_one_holds_nothing_of_another(client: FlaskClient, app: Flask) -> None:
    live(client, app)
    found = export(sign_in(client, make_user("王强")))
    assert [name for name, rows in found.items() if rows] == ["account", "sign_ins"]
    text = json.dumps(found, ensure_ascii=False)
    assert [trace for trace in [*TRACES[:-1], PLACE] if trace in text] == []


def test_the_workbook_holds_the_same_tables_and_no_formula(client: FlaskClient, app: Flask) -> None:
    live(client, app)
    client.post("/accounts/profile", data={"display_name": "=1+1", "work_unit": "@SUM(A1)"})
    answer = client.post("/accounts/my-data/export.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    tables = export(client)
    assert sorted(book.sheet_names) == sorted(tables)
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        assert max(len(rows) - 1, 0) == len(tables[name]), name
    account = book.get_sheet_by_name("account").to_python()
    assert {"=1+1", "@SUM(A1)"} <= set(account[1])


def leave(lin: User) -> None:
    with writing():
        user = db.session.get_one(User, lin.id)
        user.deletion_due_at = now() - timedelta(seconds=1)
        db.session.commit()
        jobs.anonymise_due(now=now())
        db.session.commit()
    db.session.remove()


@pytest.mark.both_databases
def test_no_table_says_who_it_was_when_somebody_has_left(client: FlaskClient, app: Flask) -> None:
    lin = live(client, app)
    before = everything()
    assert [name for name, rows in before.items() if "林美华" in rows] != []
    leave(lin)
    after = everything()
    left = [(name, t) for name, rows in after.items() for t in TRACES if t in rows]
    # What a screen or a log never shows in the clear must be gone in its sealed form as well.
    assert left == []
    assert (fresh(lin).mobile_index, fresh(lin).id_number_index) == (None, None)


@pytest.mark.both_databases
def test_results_stay_without_a_person_and_others_stay_as_they_are(
    client: FlaskClient, app: Flask
) -> None:
    wang = make_user("王强", email="wang@example.org", work_unit="秋实")
    with committing():
        notify(user_id=wang.id, kind="test.x", arguments={}, url="/home", now=now())
        send_mail(to="wang@example.org", subject="你好", text="x", now=now())
    lin = live(client, app)
    leave(lin)
    found = everything()
    assert "秋实" in found["user"]
    assert "wang@example.org" in found["user"]
    assert [n.user_id for n in db.session.scalars(select(Notice))] == [wang.id]
    assert [m.recipient for m in db.session.scalars(select(Mail))] == ["wang@example.org"]
    for table in ("attempt", "item_response", "answer_event", "seat"):
        assert found[table]


def test_a_mail_that_waits_for_somebody_who_left_is_no_failure(
    client: FlaskClient, app: Flask
) -> None:
    lin = make_user(email="lin-whole@example.org")
    with committing():
        send_mail(to="lin-whole@example.org", subject="x", text="x", now=now())
    leave(lin)
    assert worker.run_all() == 1
    assert not list(app.config["SETTINGS"].data.glob("mail/*.eml"))


def test_whoever_has_left_is_signed_out_and_finds_no_way_back(
    client: FlaskClient, app: Flask
) -> None:
    lin = live(client, app)
    with committing():
        secret = actions.start_reset(db.session.get_one(User, lin.id), now=now())
    leave(lin)
    assert client.get("/home").status_code == 302
    new = {"new_password": "kiefer-und-roter-tee-9"}
    assert client.post(f"/accounts/reset/{secret}", data=new).status_code == 422
    data = {"login": LIN["email"], "password": PASSWORD}
    assert client.post("/accounts/sign-in", data=data).status_code == 422
    assert client.post("/accounts/reset", data={"email": LIN["email"]}).status_code == 303
    assert list(db.session.scalars(select(Mail))) == []


@pytest.mark.parametrize(
    ("ago", "is_gone"), [(timedelta(seconds=1), True), (-timedelta(seconds=1), False)]
)
def test_only_who_is_due_is_anonymised(app: Flask, ago: timedelta, is_gone: bool) -> None:
    lin, wang = make_user("林", deletion_due_at=now() - ago), make_user("王")
    with committing():
        jobs.anonymise_due(now=now())
    assert (fresh(lin).anonymised_at is not None) is is_gone
    assert fresh(wang).anonymised_at is None


def test_somebody_anonymised_shows_a_number_where_a_name_stood(
    client: FlaskClient, app: Flask
) -> None:
    lin = live(client, app)
    leave(lin)
    sign_in(client, make_user("韩立", roles=[Role.ADMINISTRATOR]))
    page = client.get(f"/accounts/users/{lin.id}")
    assert page.status_code == 200
    assert f"#{lin.id}" in page.text
    assert "林美华" not in client.get("/accounts/users").text
