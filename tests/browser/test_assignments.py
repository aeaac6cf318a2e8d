"""Work on a phone with a patchy network: typed, cut off, reloaded, handed in; marked at a desk by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.live import LiveServer
from tests.browser.test_courses import is_accessible
from tests.factories_accounts import make_user, sign_in
from tests.factories_assignments import RUBRIC, assignment
from tests.factories_courses import lesson_keys, make_course, make_enrolment, make_instructor
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role

pytestmark = pytest.mark.slow
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def site(live_server: LiveServer) -> Flask:
    live_server.app.config["TRUSTED_HOSTS"] = ["localhost"]
    return live_server.app


@pytest.fixture
def enter(
    live_server: LiveServer, open_context: Callable[..., BrowserContext]
) -> Callable[..., Page]:
    def open_page(user: User, address: str, **options: object) -> Page:
        with live_server.app.app_context():
            cookie = sign_in(live_server.app.test_client(), user).get_cookie("session")
            db.session.remove()
        assert cookie is not None
        context = open_context(**options)
        context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}{address}")
        return page

    return open_page


def cut(route: Route) -> None:
    route.abort("internetdisconnected")


def state(page: Page, name: str) -> None:
    expect(page.locator("[data-work-state]")).to_have_attribute("data-state", name)


def test_work_survives_a_lost_network_and_a_reload_and_is_marked_by_keyboard(
    live_server: LiveServer, site: Flask, enter: Callable[..., Page]
) -> None:
    with site.app_context():
        wu, lin = make_instructor("吴晓东"), make_user("林美华")
        zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
        course = make_course(wu, [assignment(rubric=RUBRIC, takes="both")], reviewer=zhao)
        make_enrolment(lin, course)
        key = lesson_keys(course)[0]
    address = f"/courses/{course}/lessons/{key}"
    phone = enter(lin, address, viewport=PHONE, has_touch=True, is_mobile=True)
    text = phone.locator("[data-work-text]")
    text.fill("先接案")
    state(phone, "saved")
    phone.route("**/submission", cut)
    text.fill("先接案，再预估")
    expect(phone.locator("[data-work-words]")).to_contain_text("6")
    state(phone, "device")
    phone.reload()  # before the line is back: the text is found on the device
    expect(text).to_have_value("先接案，再预估")
    phone.unroute("**/submission")
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    state(phone, "saved")
    assert phone.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('work-'))") == []

    other = enter(lin, address, viewport=DESKTOP)  # the same learner at a computer
    other.fill("[data-work-text]", "先接案，再预估。")
    state(other, "saved")
    text.fill("手机上接着写")
    state(phone, "elsewhere")
    expect(phone.locator("[data-work-conflict]")).to_contain_text("先接案，再预估。")
    phone.click("[data-work-conflict] button >> nth=1")
    expect(text).to_have_value("先接案，再预估。")

    phone.set_input_files(
        "#files", {"name": "预估.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(phone.locator("[data-work-files] a")).to_have_text("预估.pdf")
    assert is_accessible(phone)
    phone.click("form[data-work] .submit-bar [type=submit] >> nth=0")
    expect(phone.locator(".work-receipt")).to_contain_text("SHA-256")
    assert is_accessible(phone)

    desk = enter(wu, "/teaching/marking", viewport=DESKTOP)
    desk.click("form[action*='next'] [type=submit]")
    for line, points in (("#line-0", "3.5"), ("#line-1", "6")):
        desk.fill(line, points)
    expect(desk.locator("[data-sum]")).to_have_text("9.5")
    assert is_accessible(desk)
    desk.fill("[name=comment]", "结构清楚")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/teaching/marking")
    phone.reload()
    expect(phone.locator(".work-piece")).to_contain_text("9.5")
