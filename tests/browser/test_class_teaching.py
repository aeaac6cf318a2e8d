"""A teacher opens the code of the day; a member types it on a phone, and stays in an online meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.live import LiveServer
from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort, make_meeting, make_member
from tests.factories_courses import make_instructor
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.web.clock import now

pytestmark = pytest.mark.slow


def is_fit(page: Page) -> bool:
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found] == []
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return bool(wide <= 1)


def test_a_code_is_opened_and_typed_and_a_stay_is_noted(
    live_server: LiveServer, open_context: Callable[..., BrowserContext]
) -> None:
    app: Flask = live_server.app
    app.config["TRUSTED_HOSTS"] = ["localhost"]

    def enter(user: User, **options: object) -> Page:
        with app.app_context():
            cookie = sign_in(app.test_client(), user).get_cookie("session")
            db.session.remove()
        assert cookie is not None
        context = open_context(**options)
        context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
        return context.new_page()

    with app.app_context():
        wu, lin = make_instructor(), make_user("林美华")
        cohort = make_cohort(wu)
        make_member(cohort, lin)
        meeting = make_meeting(
            cohort,
            starts_at=now() - timedelta(minutes=5),
            join_url="https://meet.example.org/k",
        )
    teaching = f"{live_server.url}/taught-classes/{cohort}/meetings/{meeting}"
    board = enter(wu, viewport=DESKTOP)
    board.goto(f"{teaching}/code")
    board.click("main form[action$='/code'] button")
    digits = board.locator(".code-digits").inner_text().replace(" ", "")
    assert is_fit(board)

    phone = enter(lin, viewport=PHONE, has_touch=True, is_mobile=True)
    with phone.expect_response("**/signs") as answer:
        phone.goto(f"{live_server.url}/classes/{cohort}/meetings/{meeting}/online")
    assert answer.value.json() == {"noted": True, "present": False}
    expect(phone.locator("[data-signs-said]")).not_to_be_empty()
    assert is_fit(phone)
    phone.goto(f"{live_server.url}/classes/{cohort}")
    phone.click("main a[href$='/attend']")
    phone.fill("[name=code]", digits)
    assert is_fit(phone)
    phone.press("[name=code]", "Enter")
    phone.wait_for_url(f"**/classes/{cohort}")

    board.goto(f"{teaching}/attendance")
    expect(board.locator("main .stat-value").first).to_have_text("1")
    board.set_viewport_size({"width": 360, "height": 740})
    for page in ("attendance", "progress", "knowledge", "deadlines", "mocks"):
        board.goto(f"{live_server.url}/taught-classes/{cohort}/{page}")
        assert is_fit(board), page
