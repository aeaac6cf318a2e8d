"""The notice of time given back: in the language of the reader's account, in pulse and lease, at no extra cost."""

from __future__ import annotations

import pytest

from tests.exams.conftest import Person
from tests.factories_exams import Device, change, make_organised, make_seat, make_sitting
from trainingapp.accounts.models import User
from trainingapp.exams.models import Attempt

ENGLISH, CHINESE = "10 minutes of extra time", "10 分钟"
CHINESE_BROWSER = {"Accept-Language": "zh-CN,zh;q=0.9"}
ENGLISH_BROWSER = {"Accept-Language": "en-GB,en;q=0.9"}


def notices(device: Device, browser: dict[str, str]) -> list[str]:
    """What pulse and lease say after ten minutes were given."""
    change(Attempt, device.attempt, extra_seconds=600)
    address = f"/exams/attempts/{device.attempt}"
    body = {"device": device.name}
    replies = [
        device.client.get(f"{address}/pulse", headers={**device.headers, **browser}),
        device.client.post(f"{address}/lease", json=body, headers=browser),
    ]
    assert [reply.status_code for reply in replies] == [200, 200]
    return [reply.json["notice"] for reply in replies]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("account", "cookie", "browser", "sentence"),
    [
        ("en", "zh.auto.off", CHINESE_BROWSER, ENGLISH),
        ("zh", "en.auto.off", ENGLISH_BROWSER, CHINESE),
        ("en", None, CHINESE_BROWSER, ENGLISH),
        (None, "en.auto.off", CHINESE_BROWSER, ENGLISH),
        (None, None, ENGLISH_BROWSER, ENGLISH),
        (None, None, {}, CHINESE),
    ],
)
def test_the_account_chooses_the_language_then_the_cookie_then_the_browser(
    phone: Device,
    lin: Person,
    account: str | None,
    cookie: str | None,
    browser: dict[str, str],
    sentence: str,
) -> None:
    change(User, lin.id, language=account)
    if cookie:
        phone.client.set_cookie("display", cookie)
    phone.start(make_sitting())
    for notice in notices(phone, browser):
        assert sentence in notice


@pytest.mark.both_databases
def test_a_start_tells_the_extra_time_of_the_seat(phone: Device, lin: Person) -> None:
    change(User, lin.id, language="en")
    sitting = make_organised(needs_seat=True)
    make_seat(sitting, lin.id, extra_seconds=600)
    assert ENGLISH in phone.start(sitting).json["notice"]


def test_time_as_it_was_needs_no_notice(phone: Device) -> None:
    assert "notice" not in phone.start(make_sitting()).json
    assert "notice" not in phone.lease().json
    assert "notice" not in phone.pulse().json


@pytest.mark.both_databases
def test_the_language_costs_no_statement(phone: Device, statements: list[str]) -> None:
    phone.start(make_sitting())
    change(Attempt, phone.attempt, extra_seconds=600)
    statements.clear()
    assert phone.pulse().json["notice"]
    assert len(statements) == 1, statements
    statements.clear()
    assert phone.lease().json["notice"]
    assert len(statements) == 3, statements  # the sign-in, the attempt, the sign of life
