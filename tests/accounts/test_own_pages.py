"""Profile, addresses, devices and the display."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import field_error, list_acts
from tests.factories_accounts import PASSWORD, fresh, make_user, sign_in
from trainingapp.accounts import actions, queries
from trainingapp.accounts.labels import device_words
from trainingapp.accounts.models import Level, User
from trainingapp.accounts.violations import IdNumberTaken
from trainingapp.extensions import db
from trainingapp.rules.identity import IdNumberMisspelt
from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; HUAWEI) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"
)


def test_the_profile_is_saved_and_shown(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    year = str(now().astimezone(SHANGHAI).year + 1)
    data = {
        "display_name": " 林美华　",
        "work_unit": "春晖社会工作服务中心",
        "region": "44",
        "aimed_level": "middle",
        "exam_year": year,
    }
    assert client.post("/accounts/profile", data=data).status_code == 303
    kept = fresh(lin)
    assert (kept.display_name, kept.work_unit, kept.region) == (
        "林美华",
        "春晖社会工作服务中心",
        "44",
    )
    assert (kept.aimed_level, kept.exam_year) == (Level.MIDDLE, int(year))
    html = client.get("/accounts/profile").text
    assert "春晖社会工作服务中心" in html
    assert "138****8000" in html
    assert "13800138000" not in html


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", "x" * 61),
        ("work_unit", "x" * 121),
        ("region", "99"),
        ("aimed_level", "master"),
        ("exam_year", "1999"),
        ("exam_year", "soon"),
    ],
)
def test_a_wrong_profile_keeps_what_was_typed(
    client: FlaskClient, lin: User, field: str, value: str
) -> None:
    sign_in(client, lin)
    data = {"display_name": "林美华", "work_unit": "新单位", field: value}
    answer = client.post("/accounts/profile", data=data, headers=EN)
    assert answer.status_code == 422
    assert field_error(answer.text, field)
    assert fresh(lin).work_unit == ""
    if field != "work_unit":
        assert "新单位" in answer.text


def test_the_profile_form_changes_nothing_else(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    data = {
        "display_name": "林",
        "email": "x@y.zz",
        "must_change_password": "1",
        "id": "9",
        "is_elder": "1",
    }
    client.post("/accounts/profile", data=data)
    kept = fresh(lin)
    assert (kept.email, kept.must_change_password, kept.is_elder) == (
        "lin@example.org",
        False,
        False,
    )


def test_years_turn_at_midnight_in_shanghai(client: FlaskClient, lin: User) -> None:
    with time_machine.travel(datetime.fromisoformat("2026-12-31T16:30:00+00:00"), tick=False):
        sign_in(client, lin)
        html = client.get("/accounts/profile").text
    assert 'value="2027"' in html
    assert 'value="2026"' not in html


def test_addresses_change_with_the_password(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    data = {"email": "New@Example.org", "mobile": "139 0013 9000", "password": PASSWORD}
    assert client.post("/accounts/contact", data=data).status_code == 303
    kept = fresh(lin)
    assert kept.email == "new@example.org"
    assert queries.mobile_of(kept) == "13900139000"
    assert "account.change_contact" in list_acts()
    found = queries.find_user_by_login("13900139000")
    assert found is not None
    assert found.id == lin.id
    assert queries.find_user_by_login("13800138000") is None


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"password": "wrong"}, "password", "not your present password"),
        ({"email": "wang@example.org"}, "email", "There is an account"),
        ({"email": "nonsense"}, "email", "does not look like"),
        ({"mobile": "123"}, "mobile", "does not look like"),
        ({"email": "", "mobile": ""}, "email", "keep at least one"),
    ],
)
def test_wrong_addresses_change_nothing(
    client: FlaskClient, lin: User, wang: User, changes: dict[str, str], field: str, sentence: str
) -> None:
    sign_in(client, lin)
    data = {"email": "lin@example.org", "mobile": "13800138000", "password": PASSWORD, **changes}
    answer = client.post("/accounts/contact", data=data, headers=EN)
    assert answer.status_code == 422
    assert sentence in field_error(answer.text, field)
    assert fresh(lin).email == "lin@example.org"


def test_one_address_may_go(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    client.post(
        "/accounts/contact", data={"email": "", "mobile": "13800138000", "password": PASSWORD}
    )
    assert fresh(lin).email is None


def test_a_year_that_has_passed_stays_until_it_is_changed(client: FlaskClient, app: Flask) -> None:
    sign_in(client, make_user(exam_year=2024))
    assert '<option selected value="2024">' in client.get("/accounts/profile").text


def test_devices_are_named_and_ended(client: FlaskClient, app: Flask, lin: User) -> None:
    other, third = app.test_client(), app.test_client()
    sign_in(client, lin)
    sign_in(other, lin, user_agent=WECHAT)
    sign_in(third, lin, user_agent="curl/8")
    html = client.get("/accounts/sign-ins", headers=EN).text
    assert "Android phone · WeChat" in html
    assert "Unknown device" in html
    assert "203.0.113.*" in html
    assert "203.0.113.7" not in html
    assert html.count("this device") == 1
    other_id = max(s.id for s in queries.list_sign_ins(lin)) - 1
    assert client.post(f"/accounts/sign-ins/{other_id}/end").status_code == 303
    assert other.get("/accounts/profile").status_code == 302
    assert third.get("/accounts/profile").status_code == 200
    assert client.post("/accounts/sign-ins/others/end").status_code == 303
    assert third.get("/accounts/profile").status_code == 302
    assert client.get("/accounts/profile").status_code == 200


@pytest.mark.parametrize(
    ("agent", "machine", "program"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) MicroMessenger/8.0", "iPhone", "WeChat"),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537.36 Edg/130",
            "Windows computer",
            "Edge",
        ),
        ("Mozilla/5.0 (Macintosh) Version/17 Safari/605", "Mac", "Safari"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130) Firefox/130", "Linux computer", "Firefox"),
        ("", "Unknown device", None),
    ],
)
def test_devices_in_words(app: Flask, agent: str, machine: str, program: str | None) -> None:
    with app.test_request_context(headers=EN):
        found = device_words(agent)
        assert str(found[0]) == machine
        assert (str(found[1]) if found[1] else None) == program


def test_the_display_of_a_signed_out_reader_is_in_a_cookie(client: FlaskClient) -> None:
    answer = client.post("/accounts/display", data={"language": "en", "next": "/accounts/sign-in"})
    assert (answer.status_code, answer.location) == (303, "/accounts/sign-in")
    client.post("/accounts/display", data={"theme": "dark"})
    client.post("/accounts/display", data={"elder": "on"})
    kept = client.get_cookie("display")
    assert kept is not None
    assert kept.value == "en.dark.on"
    assert kept.http_only
    assert "Make an account" in client.get("/accounts/sign-in").text


def test_the_display_of_a_signed_in_reader_is_in_the_account(
    client: FlaskClient, lin: User
) -> None:
    sign_in(client, lin)
    client.post("/accounts/display", data={"language": "en", "theme": "dark", "elder": "on"})
    kept = fresh(lin)
    assert (kept.language, kept.theme, kept.is_elder) == ("en", "dark", True)
    client.post("/accounts/display", data={"elder": "off"})
    assert fresh(lin).is_elder is False
    assert fresh(lin).language == "en"


@pytest.mark.parametrize("data", [{"theme": "<b>"}, {"language": "fr"}, {"elder": "maybe"}, {}])
def test_unknown_displays_are_ignored(client: FlaskClient, lin: User, data: dict[str, str]) -> None:
    sign_in(client, lin)
    assert client.post("/accounts/display", data=data).status_code == 303
    kept = fresh(lin)
    assert (kept.language, kept.theme, kept.is_elder) == ("zh", "auto", False)


def test_the_display_leads_nowhere_else(client: FlaskClient) -> None:
    answer = client.post(
        "/accounts/display", data={"theme": "dark", "next": "https://evil.example"}
    )
    assert answer.location == "/"


def test_the_id_number_is_kept_encrypted_and_once(app: Flask, lin: User, wang: User) -> None:
    today = now().date()
    with writing():
        user = db.session.get_one(User, lin.id)
        actions.set_id_number(user, "11010519491231002x", today=today, now=now())
        db.session.commit()
        assert queries.id_number_of(user) == "11010519491231002X"
        assert queries.masked_id_number(user) == "110***********002X"
        assert "1101" not in (user.id_number_encrypted or "")
        other = db.session.get_one(User, wang.id)
        with pytest.raises(IdNumberTaken):
            actions.set_id_number(other, "11010519491231002X", today=today, now=now())
        with pytest.raises(IdNumberMisspelt):
            actions.set_id_number(other, "110105194912310021", today=today, now=now())


def test_an_account_needs_an_address(app: Flask, lin: User) -> None:
    with writing(), pytest.raises(ValueError, match="needs"):
        actions.create_user("X", password_hash="x", email="nonsense", now=now())
    with writing(), pytest.raises(ValueError, match="needs"):
        actions.change_contact(db.session.get_one(User, lin.id), email="", mobile=None, now=now())
    db.session.rollback()


def test_names_with_markup_are_shown_as_text_in_the_frame(client: FlaskClient, app: Flask) -> None:
    sign_in(client, make_user("<img src=x onerror=alert(1)>"))
    assert "<img src=x" not in client.get("/accounts/security").text
