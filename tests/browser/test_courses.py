"""A course from its first title to a learner who completes it: author and reviewer on a desktop, learner on a phone."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.live import LiveServer
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import make_course, publish
from tests.factories_itembank import make_item
from trainingapp.accounts.models import User
from trainingapp.courses.models import Course
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.slow

Enter = Callable[..., Page]
TEXT = "# 为什么先接案\n\n**要点：**先听，再问。\n\n" + "\n\n".join(
    f"第{n}段。" * 12 for n in range(40)
)


@pytest.fixture
def site(live_server: LiveServer) -> Flask:
    app = live_server.app
    app.config["TRUSTED_HOSTS"] = ["localhost"]  # in this process, which only makes cookies
    return app


@pytest.fixture
def enter(live_server: LiveServer, open_context: Callable[..., BrowserContext]) -> Enter:
    """Open the site as somebody who is signed in."""

    def open_page(user: User, **options: object) -> Page:
        with live_server.app.app_context():
            client = sign_in(live_server.app.test_client(), user)
            cookie = client.get_cookie("session")
            db.session.remove()
        assert cookie is not None
        context = open_context(**options)
        context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}/home")
        return page

    return open_page


def people(site: Flask) -> tuple[User, User, User, str]:
    """An author, a reviewer, a learner, and an item that is ready."""
    with site.app_context():
        wu = make_user("吴晓东", roles=[Role.INSTRUCTOR])
        zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
        lin = make_user("林美华")
        with writing():
            code = make_item("B").code
            db.session.commit()
        db.session.remove()
    return wu, zhao, lin, code


def is_accessible(page: Page) -> bool:
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found] == []
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return bool(wide <= 1)


def write(page: Page, url: str, code: str) -> None:
    """Begin a course with an article, an exercise and a live class, and put the exercise last by dragging."""
    page.goto(f"{url}/teaching/new")
    page.fill("[name=title_zh]", "接案第一步")
    page.fill("[name=summary_zh]", "面向新入职的社工。")
    page.click(".submit-bar [type=submit]")
    for kind, fields in (
        ("exercise", {"title_zh": "练一练", "items": code}),
        ("article", {"title_zh": "读一读", "markdown": TEXT}),
        (
            "live",
            {
                "title_zh": "答疑",
                "starts_at": "2026-11-01T19:30",
                "join_url": "https://meet.example.org/a",
            },
        ),
    ):
        page.click(f".outline-new a[href*='kind={kind}']")
        for name, value in fields.items():
            page.fill(f"[name={name}]", value)
        if kind == "live":
            page.uncheck("[name=is_required]")
        assert is_accessible(page)
        page.click(".submit-bar [type=submit]")
    assert titles(page) == ["练一练", "读一读", "答疑"]
    with page.expect_response("**/order") as answer:
        page.drag_and_drop(
            ".outline-lesson:has-text('练一练') [data-handle]",
            ".outline-lesson:has-text('答疑')",
            target_position={"x": 60, "y": 40},
        )
    assert answer.value.ok
    expect(page.locator("[data-outline-said]")).not_to_be_empty()
    page.reload()
    assert titles(page) == ["读一读", "答疑", "练一练"]


def titles(page: Page) -> list[str]:
    return page.locator(".outline-lesson .course-words a").all_text_contents()


def test_a_course_is_written_reviewed_published_and_learned_on_a_phone(
    live_server: LiveServer, site: Flask, enter: Enter
) -> None:
    wu, zhao, lin, code = people(site)
    url = live_server.url
    author = enter(wu, viewport=DESKTOP)
    write(author, url, code)
    assert is_accessible(author)
    author.click("form[action$='/review'] [type=submit]")

    reviewer = enter(zhao, viewport=DESKTOP)
    reviewer.goto(f"{url}/course-reviews")
    reviewer.click("table a")
    assert is_accessible(reviewer)
    reviewer.click(".course-lesson a >> nth=0")
    expect(reviewer.locator("article strong")).to_have_text("要点：")
    reviewer.go_back()
    reviewer.click("details.confirm summary")
    reviewer.click("form[action$='/publication'] [type=submit]")
    expect(reviewer.locator("main")).to_contain_text("1.0")

    phone = enter(lin, viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto(f"{url}/courses")
    phone.click(".card-title a")
    with phone.expect_response("**/progress"):
        phone.click("form[action$='/enrolment'] [type=submit]")
    assert is_accessible(phone)
    read_and_come_back(phone)
    phone.click("form[action$='/completion'] [type=submit]")  # the article
    phone.click(".lesson-steps [type=submit]")  # the class, which need not be completed
    answer_the_item(phone)
    phone.goto(f"{url}/courses")
    phone.click(".card-title a")
    expect(phone.locator(".callout")).to_be_visible()  # completed on …
    assert is_accessible(phone)


def read_and_come_back(phone: Page) -> None:
    """Half of the article is read, the page is left, and opens again where it was."""
    assert phone.evaluate("window.scrollY") == 0
    phone.evaluate("window.scrollTo(0, document.querySelector('[data-article]').offsetHeight / 2)")
    here = phone.evaluate("window.scrollY")
    assert here > 300
    address = phone.url
    phone.goto(address.split("/lessons", maxsplit=1)[0])
    # Leaving reports by a request that outlives the page: nobody here sees it, but the server has it soon.
    assert any(kept_position(phone, address) > 300 for _ in range(100))
    phone.goto(address)
    expect(phone.locator("[data-article]")).to_be_visible()
    assert abs(phone.evaluate("window.scrollY") - here) < 200  # the greeting on top is gone


def kept_position(page: Page, address: str) -> int:
    """How far down the server has the lesson, in thousandths."""
    found = re.search(r'data-position="(\d+)"', page.request.get(address).text())
    assert found is not None
    return int(found[1])


def answer_the_item(phone: Page) -> None:
    expect(phone.locator(".item-rationale")).to_have_count(0)
    phone.click(".lesson-item label.item-option >> nth=1")
    phone.click(".lesson-item [type=submit]")
    expect(phone.locator(".item-rationale")).to_be_visible()


def test_lessons_are_ordered_and_read_without_script(
    live_server: LiveServer, site: Flask, browser: Browser, enter: Enter
) -> None:
    wu, _zhao, _lin, code = people(site)
    url = live_server.url
    write(enter(wu, viewport=DESKTOP), url, code)
    page = enter(wu, viewport=PHONE, java_script_enabled=False)
    page.goto(f"{url}/teaching/1")
    page.click(".outline-lesson:has-text('练一练') button[value=up]")
    order = page.locator(".outline-lesson .course-words a")
    expect(order).to_have_text(["读一读", "练一练", "答疑"])  # once the page has come again


RECORD = """async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 })
    const paint = canvas.getContext('2d')
    const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm' })
    const parts = []
    recorder.ondataavailable = (event) => parts.push(event.data)
    const stopped = new Promise((resolve) => (recorder.onstop = resolve))
    recorder.start()
    for (let frame = 0; frame < 40; frame++) {
        paint.fillStyle = `hsl(${frame * 9}, 50%, 50%)`
        paint.fillRect(0, 0, 160, 90)
        await new Promise((resolve) => setTimeout(resolve, 100))
    }
    recorder.stop()
    await stopped
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
    return btoa(String.fromCharCode(...bytes))
}"""


def test_a_video_is_uploaded_watched_with_a_jump_and_completed_when_the_rest_is_watched(
    live_server: LiveServer, site: Flask, enter: Enter, tmp_path: Path
) -> None:
    wu, zhao, lin, _code = people(site)
    with site.app_context():
        course = make_course(wu, title="示范会谈")
    author = enter(wu, viewport=DESKTOP)
    recording = tmp_path / "示范.webm"
    recording.write_bytes(base64.b64decode(author.evaluate(RECORD)))
    author.goto(f"{live_server.url}/teaching/{course}")
    author.click(".outline-new a[href*='kind=video']")
    author.fill("[name=title_zh]", "看一看")
    author.fill("[name=minutes]", "1")
    author.set_input_files("#media", recording)
    expect(author.locator(".upload-done")).to_be_visible()
    author.click(".submit-bar [type=submit]")
    expect(author.locator(".outline-lesson")).to_have_count(1)
    with site.app_context(), writing():
        publish(db.session.get_one(Course, course), zhao)
        db.session.commit()
        db.session.remove()

    phone = enter(lin, viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto(f"{live_server.url}/courses/{course}")
    phone.click("form[action$='/enrolment'] [type=submit]")
    assert is_accessible(phone)
    assert watch(phone, begin=0.5) is False  # a jump to the second half
    assert watch(phone, begin=0) is True


def watch(phone: Page, *, begin: float) -> bool:
    """Play from a share of the video to its end; what the server says of the last report."""
    with phone.expect_response("**/watching") as answer:
        phone.evaluate(
            """async (begin) => {
                const video = document.querySelector('video')
                if (video.readyState < 1) await new Promise((go) => video.addEventListener('loadedmetadata', go))
                video.muted = true
                const sought = new Promise((go) => video.addEventListener('seeked', go, { once: true }))
                video.currentTime = begin * video.duration
                await sought
                const ended = new Promise((go) => video.addEventListener('ended', go, { once: true }))
                await video.play()
                await ended
            }""",
            begin,
        )
    return bool(answer.value.json()["completed"])
