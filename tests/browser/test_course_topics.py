"""Asking under a lesson: the learner on a phone without script, the instructor on a desktop."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.live import LiveServer
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import article, lesson_keys, make_course, make_enrolment
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role

pytestmark = pytest.mark.slow


def is_fitting(page: Page) -> bool:
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return bool(wide <= 1)


def test_a_learner_without_script_asks_and_accepts_the_instructors_reply(
    live_server: LiveServer, open_context: Callable[..., BrowserContext]
) -> None:
    server = live_server
    server.app.config["TRUSTED_HOSTS"] = ["localhost"]  # in this process, which only makes cookies

    def enter(user: User, **options: object) -> Page:
        with server.app.app_context():
            cookie = sign_in(server.app.test_client(), user).get_cookie("session")
            db.session.remove()
        assert cookie is not None
        context = open_context(**options)
        context.add_cookies([{"name": "session", "value": cookie.value, "url": server.url}])
        return context.new_page()

    with server.app.app_context():
        wu, lin = make_user("吴晓东", roles=[Role.INSTRUCTOR]), make_user("林美华")
        zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
        course = make_course(wu, [article("接案")], reviewer=zhao, title="通用过程")
        make_enrolment(lin, course)
        key = lesson_keys(course)[0]

    phone = enter(lin, viewport=PHONE, java_script_enabled=False)
    phone.goto(f"{server.url}/courses/{course}/lessons/{key}")
    phone.click("#topics a:has-text('我要提问')")
    phone.fill("[name=title]", "第一次会谈要不要答应帮忙？")
    phone.fill("[name=text]", "怕答应了办不成。\n**该怎么回？**")
    phone.click("form:has([name=title]) [type=submit]")
    expect(phone.locator("h1")).to_have_text("第一次会谈要不要答应帮忙？")
    expect(phone.locator(".post-first strong").last).to_have_text("该怎么回？")

    desk = enter(wu, viewport=DESKTOP)
    desk.goto(f"{server.url}/teaching/topics")
    assert is_fitting(desk)
    desk.click("text=第一次会谈要不要答应帮忙？")
    desk.fill("[name=text]", "承诺过程，不承诺结果。")
    desk.click("form:has([name=text]) [type=submit]")
    expect(desk.locator(".post-instructor")).to_contain_text("承诺过程，不承诺结果。")
    assert is_fitting(desk)

    phone.reload()
    phone.click("button:has-text('采纳')")
    expect(phone.locator(".post-instructor .badge").last).to_have_text("采纳")
