"""A course kept on a phone: read without a network, its progress sent later, removed on signing out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.live import LiveServer
from tests.courses.papers import make_photo, make_slides
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import make_enrolment, make_instructor
from tests.factories_documents import make_course_to_keep, publish_course
from trainingapp.accounts.models import User
from trainingapp.courses.models import LessonProgress
from trainingapp.extensions import db

pytestmark = pytest.mark.slow

TEXT = "![家系图](image:家系图)\n\n" + "\n\n".join(f"第{n}段。" * 12 for n in range(40))
Enter = Callable[[User], Page]


@pytest.fixture
def site(live_server: LiveServer) -> Flask:
    app = live_server.app
    app.config["TRUSTED_HOSTS"] = ["localhost"]  # in this process, which only makes cookies
    return app


@pytest.fixture
def enter(live_server: LiveServer, open_context: Callable[..., BrowserContext]) -> Enter:
    """Open the site on a phone as somebody who is signed in."""

    def open_page(user: User) -> Page:
        with live_server.app.app_context():
            client = sign_in(live_server.app.test_client(), user)
            cookie = client.get_cookie("session")
            db.session.remove()
        assert cookie is not None
        context = open_context(viewport=PHONE, has_touch=True, is_mobile=True)
        context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
        return context.new_page()

    return open_page


def make_site(site: Flask, *, slides: int) -> tuple[User, int]:
    """A learner of a published course of slides and an article with a picture."""
    with site.app_context():
        wu, lin = make_instructor(), make_user("林美华")
        course = make_course_to_keep(wu, make_slides(slides), text=TEXT, picture=make_photo())
        publish_course(course)
        make_enrolment(lin, course)
        db.session.remove()
    return lin, course


def covered(site: Flask) -> list[list[int]]:
    """The pages that the server knows to have been seen."""
    with site.app_context():
        rows = db.session.query(LessonProgress).all()
        found = [span for row in rows for span in row.covered]
        db.session.remove()
    return found


def kept_names(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return names


def kept_size(page: Page) -> int:
    """What the shelf says of the size, in bytes."""
    record = "caches.match('/courses/1/record.json').then((found) => found.json())"
    size: int = page.evaluate(f"{record}.then((kept) => kept.size)")
    return size


def test_a_course_is_kept_read_without_a_network_and_its_progress_sent_later(
    live_server: LiveServer, site: Flask, enter: Enter
) -> None:
    lin, course = make_site(site, slides=21)
    phone = enter(lin)
    phone.goto(f"{live_server.url}/courses/{course}")
    panel = phone.locator("[data-offline]")
    expect(panel).to_have_attribute("data-state", "none")
    panel.locator("[data-offline-keep]").click()
    expect(panel).to_have_attribute("data-state", "kept", timeout=30_000)
    assert kept_names(phone) == [f"course-{course}"]
    assert kept_size(phone) > 200_000  # pages, pictures, styles and scripts all counted
    phone.reload()
    expect(panel.locator("[data-offline-state]")).to_contain_text("MB")
    phone.wait_for_function("navigator.serviceWorker.controller !== null")

    phone.context.set_offline(True)
    phone.click(".course-lesson a >> nth=1")
    expect(phone.locator("[data-page] img >> nth=0")).to_be_visible()
    assert phone.evaluate("document.querySelector('[data-page] img').naturalWidth") > 0
    phone.locator("[data-slides-portions] a[rel=next]").scroll_into_view_if_needed()
    phone.locator("#page-21").scroll_into_view_if_needed()  # the second portion came from the cache
    expect(phone.locator("[data-slides-place]")).to_contain_text("/ 21")
    phone.wait_for_timeout(1500)  # a page that was on the screen for a second has been seen
    phone.evaluate("window.dispatchEvent(new Event('pagehide'))")
    expect(phone.locator("[data-offline-note]")).to_be_visible()
    assert covered(site) == []
    phone.goto(f"{live_server.url}/courses/{course}")
    phone.click(".course-lesson a >> nth=0")
    expect(phone.locator("article img")).to_have_js_property("naturalWidth", 400)
    phone.goto(f"{live_server.url}/courses/mine")  # not kept: the list of what is
    expect(phone.locator("[data-kept-courses] a")).to_have_text("接案第一步")
    expect(phone.locator("[data-kept-said]")).not_to_be_empty()

    with phone.expect_response("**/pages") as answer:
        phone.context.set_offline(False)  # the page is told that there is a network
    assert answer.value.ok
    assert covered(site)[-1][1] == 21

    phone.click(".site-tools details.menu summary")
    phone.click(".menu-sheet form[action$='/sign-out'] button")
    phone.wait_for_url(f"{live_server.url}/")
    assert kept_names(phone) == []


def test_what_is_kept_is_locked_when_its_reader_is_signed_out_and_goes_when_another_comes(
    live_server: LiveServer, site: Flask, enter: Enter
) -> None:
    lin, course = make_site(site, slides=1)
    page = f"{live_server.url}/courses/{course}"
    phone = enter(lin)
    phone.goto(page)
    phone.locator("[data-offline-keep]").click()
    expect(phone.locator("[data-offline]")).to_have_attribute("data-state", "kept", timeout=30_000)
    phone.wait_for_function("navigator.serviceWorker.controller !== null")
    cookies = phone.context.cookies()

    phone.context.clear_cookies()  # idle for too long: the next page is the sign-in
    phone.goto(page)
    phone.wait_for_function("caches.has('course-lock')")
    phone.context.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        phone.goto(page)
    phone.context.set_offline(False)

    phone.context.add_cookies([c for c in cookies if c["name"] == "session"])  # type: ignore[misc]
    phone.goto(f"{live_server.url}/home")
    phone.wait_for_function("caches.has('course-lock').then((isLocked) => !isLocked)")
    phone.context.set_offline(True)
    phone.goto(page)
    expect(phone.locator("h1")).to_have_text("接案第一步")
    phone.context.set_offline(False)

    with site.app_context():
        cookie = sign_in(site.test_client(), make_user("王建国")).get_cookie("session")
        db.session.remove()
    assert cookie is not None
    phone.context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
    phone.goto(f"{live_server.url}/home")  # no page of courses is needed
    phone.wait_for_function("caches.keys().then((names) => !names.length)")
