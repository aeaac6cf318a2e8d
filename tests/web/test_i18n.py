"""The reader's language: chosen, asked for by the browser, or the site's; never anything else."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from trainingapp.web.i18n import local_date, local_time, points, titled

PAGE = "/accounts/sign-in"


def look(client: FlaskClient, page: str = PAGE, **headers: str) -> tuple[str, str, bool]:
    """Language, theme and elder mode of a page, as its root says."""
    html = client.get(page, headers={k.replace("_", "-"): v for k, v in headers.items()}).text
    root = html[html.index("<html") : html.index(">", html.index("<html"))]
    language = re.search(r'lang="([a-z]+)', root)
    theme = re.search(r'data-bs-theme="([a-z]+)"', root)
    assert language
    return language[1], theme[1] if theme else "", "elder" in root


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("en-US,en;q=0.9", "en"),
        ("zh-CN", "zh"),
        ("zh-TW,zh;q=0.8,en;q=0.6", "zh"),
        ("zh-Hans-CN", "zh"),
        ("fr,en;q=0.5", "en"),
        ("en;q=0.4,zh;q=0.9", "zh"),
        ("fr", "zh"),
        ("", "zh"),
        ("*", "zh"),
        ("en;q=0", "zh"),
        ("en;q=abc", "zh"),
        ("../../etc/passwd", "zh"),
        (";;;,,,", "zh"),
        ("x" * 5000, "zh"),
    ],
)
def test_the_browser_is_given_the_language_it_asks_for(
    client: FlaskClient, asked: str, language: str
) -> None:
    assert look(client, Accept_Language=asked)[0] == language


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        ("en.dark.on", ("en", "dark", True)),
        ("zh.light.off", ("zh", "light", False)),
        ("en.auto.off", ("en", "", False)),
        ("en", ("en", "", False)),
        ("en.dark", ("en", "dark", False)),
        ("en.dark.on.admin", ("en", "dark", True)),
        ("", ("zh", "", False)),
        ("....", ("zh", "", False)),
        ("fr.pink.maybe", ("zh", "", False)),
        ("../../etc/passwd", ("zh", "", False)),
        ('en".onload="alert(1).x', ("zh", "", False)),
        ("EN.DARK.ON", ("zh", "", False)),
        ("x" * 4000, ("zh", "", False)),
    ],
)
def test_a_cookie_of_any_content_gives_a_known_look(
    client: FlaskClient, cookie: str, expected: tuple[str, str, bool]
) -> None:
    client.set_cookie("display", cookie)
    assert look(client) == expected
    assert "alert(1)" not in client.get(PAGE).text


def test_the_cookie_is_stronger_than_the_browser(client: FlaskClient) -> None:
    client.set_cookie("display", "zh.auto.off")
    assert look(client, Accept_Language="en")[0] == "zh"


def test_the_account_is_stronger_than_the_cookie(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user(language="en", theme="dark", is_elder=True))
    client.set_cookie("display", "zh.light.off")
    assert look(client, "/home") == ("en", "dark", True)


def test_an_account_without_a_language_follows_cookie_and_browser(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, make_user(language=None))
    assert look(client, "/home", Accept_Language="en")[0] == "en"
    client.set_cookie("display", "zh.auto.off")
    assert look(client, "/home", Accept_Language="en")[0] == "zh"


def test_a_language_that_left_the_site_falls_back(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user(language="fr", theme="pink"))
    assert look(client, "/home") == ("zh", "", False)


def test_the_sites_own_language_can_be_english(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LANGUAGE", "en")
    assert look(client)[0] == "en"
    assert look(client, Accept_Language="zh")[0] == "zh"


def test_two_readers_after_each_other_keep_their_own_language(
    app: Flask, client: FlaskClient
) -> None:
    other = app.test_client()
    client.set_cookie("display", "en.dark.on")
    other.set_cookie("display", "zh.light.off")
    assert [look(client), look(other), look(client)] == [
        ("en", "dark", True),
        ("zh", "light", False),
        ("en", "dark", True),
    ]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 5, 23, 15, 59, tzinfo=UTC), "May 23, 2026"),
        (datetime(2026, 5, 23, 16, 0, tzinfo=UTC), "May 24, 2026"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "Jan 1, 2026"),
    ],
)
def test_days_are_shanghais(app: Flask, moment: datetime, day: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert local_date(moment) == day
        assert local_time(moment).startswith(day)
        assert local_date(None) == local_time(None) == "—"


def test_a_calendar_day_is_not_moved(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert local_date(date(2026, 1, 1)) == "2026年1月1日"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (Decimal("61.50"), "61.5"),
        (Decimal("2.00"), "2"),
        (Decimal("0.50"), "0.5"),
        (Decimal("100"), "100"),
        (Decimal("0"), "0"),
        (Decimal("0.00"), "0"),
        (Decimal("1E+2"), "100"),
        (Decimal("-0.5"), "-0.5"),
    ],
)
def test_points_have_no_needless_zeros(value: Decimal | None, text: str) -> None:
    assert points(value) == text


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ({"zh": "卷一", "en": "Form 1"}, "Form 1"),
        ({"zh": "卷一"}, "卷一"),
        ({"zh": "卷一", "en": ""}, "卷一"),
        ({"zh": "卷一", "en": None}, "卷一"),
        ({}, ""),
        ("Form 1", "Form 1"),
    ],
)
def test_a_title_is_never_missing_for_want_of_a_language(
    app: Flask, title: dict[str, str] | str, shown: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert titled(title) == shown
