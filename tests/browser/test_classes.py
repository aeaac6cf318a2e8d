"""A worker joins a class on a phone by the address that the teacher has put on the board."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from tests.browser.live import LiveServer
from tests.classes.acts import cohort_of
from tests.factories_accounts import PASSWORD, make_user
from tests.factories_classes import make_cohort, make_meeting
from tests.factories_courses import make_instructor
from trainingapp.extensions import db

pytestmark = pytest.mark.slow


def test_a_worker_joins_by_the_short_address_after_signing_in(
    live_server: LiveServer, open_context: Callable[..., BrowserContext]
) -> None:
    with live_server.app.app_context():
        lin = make_user("林美华")
        cohort = make_cohort(make_instructor())
        make_meeting(cohort)
        code = cohort_of(cohort).join_code
        db.session.remove()
    page = open_context().new_page()
    page.goto(f"{live_server.url}/j/{code}")
    page.fill("[name=login]", str(lin.email))
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/j/{code}")
    page.get_by_role("button", name="加入班级").click()
    expect(page).to_have_url(f"{live_server.url}/classes/{cohort}")
    expect(page.get_by_text("欢迎进班")).to_be_visible()
    expect(page.get_by_text("教学楼 302")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).violations_count == 0
