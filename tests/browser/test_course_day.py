"""The whole way of a course: built from every kind of material, read by somebody else, learned on a phone, credited.

Everybody does what they do through pages; people, items and the provider of continuing education are there before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.live import LiveServer
from tests.browser.test_courses import is_accessible
from tests.courses.papers import make_picture, make_slides
from tests.factories_accounts import make_user, sign_in
from tests.factories_education import make_officer, make_provider
from tests.factories_itembank import make_item, make_syllabus
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.server.demo_film import draw_scene, make_film
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.slow

PAGES, MINUTES = 60, 45
LESSONS = ["看一看", "翻一翻", "读一读", "练一练", "直播答疑"]


@dataclass(frozen=True)
class People:
    """Who takes part: a page for each, signed in."""

    wu: Page  # teaches
    zhao: Page  # reviews
    han: Page  # keeps the rules of continuing education
    lin: Page  # learns, on a phone


@pytest.fixture
def site(live_server: LiveServer) -> Flask:
    app = live_server.app
    app.config["TRUSTED_HOSTS"] = ["localhost"]  # in this process, which only makes cookies
    live_server.start_worker()
    return app


@pytest.fixture
def people(
    live_server: LiveServer, site: Flask, open_context: Callable[..., BrowserContext]
) -> People:
    def enter(user: User, **options: object) -> Page:
        with site.app_context():
            cookie = sign_in(site.test_client(), user).get_cookie("session")
            db.session.remove()
        assert cookie is not None
        context = open_context(base_url=live_server.url, **options)
        context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
        return context.new_page()

    with site.app_context():
        wu = make_user("吴晓东", roles=[Role.INSTRUCTOR])
        zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
        han, lin = make_officer(), make_user("林美华")
        with writing():
            make_syllabus()
            for _ in range(2):
                make_item("B", knowledge=["JC01.1.01"])
            db.session.commit()
            db.session.remove()
        make_provider()
    return People(
        enter(wu, viewport=DESKTOP),
        enter(zhao, viewport=DESKTOP),
        enter(han, viewport=DESKTOP),
        enter(lin, viewport=PHONE, has_touch=True, is_mobile=True),
    )


@pytest.fixture
def material(tmp_path: Path) -> Path:
    """What an instructor has: a short film, sixty slides, a picture."""
    film = make_film([draw_scene(n, 5) for n in range(5)], seconds_each=2)
    (tmp_path / "示范会谈.webm").write_bytes(film)
    (tmp_path / "通用过程.pdf").write_bytes(make_slides(PAGES))
    (tmp_path / "家系图.png").write_bytes(make_picture("PNG"))
    return tmp_path


def test_a_course_is_built_reviewed_learned_on_a_phone_and_credited(
    people: People, material: Path
) -> None:
    build(people.wu, material)
    look_again(people.wu)
    press(people.wu, "form[action$='/review'] [type=submit]")
    publish(people.zhao)
    credit(people.wu, people.han)
    code = open_class(people.wu)

    phone = people.lin
    join(phone, code)
    watch(phone)
    go_on(phone)
    page_through(phone)
    ask_and_read(phone, people.wu)
    go_on(phone)
    expect(phone.locator("article img")).to_have_js_property("naturalWidth", 640)
    assert is_accessible(phone)
    go_on(phone)
    answer(phone)
    go_on(phone)
    assert is_accessible(phone)
    finish(phone)


def build(author: Page, material: Path) -> None:
    """A course of five lessons, each of another kind; all of them about one knowledge point."""
    author.goto("/teaching/new")
    author.fill("[name=title_zh]", "接案第一步")
    author.fill("[name=summary_zh]", "面向在职社工：学完能独立完成一次接案。")
    author.select_option("[name=subject]", "junior-comprehensive")
    save(author)
    begin_lesson(author, "video", LESSONS[0], minutes=10)
    upload(author, "#media", material / "示范会谈.webm")
    author.fill("[name=chapters]", "00:00 开场\n00:06 小结")
    author.fill("[name=start_1]", "00:06")
    save(author)
    begin_lesson(author, "slides", LESSONS[1], minutes=20)
    upload(author, "#media", material / "通用过程.pdf")
    save(author)  # the pages are made meanwhile
    author.click(".breadcrumb a >> nth=-1")
    begin_lesson(author, "article", LESSONS[2], minutes=5)
    author.fill("[name=markdown]", "# 家系图\n\n先看图。")
    upload(author, "#pictures", material / "家系图.png")
    save(author)
    line = author.input_value("[data-copied]")
    author.fill("[name=markdown]", f"# 家系图\n\n先看图。\n\n{line}")
    save(author)
    begin_lesson(author, "exercise", LESSONS[3], minutes=5)
    save(author)
    begin_lesson(author, "live", LESSONS[4], minutes=5)
    author.fill("[name=starts_at]", "2026-11-01T19:30")
    author.fill("[name=replay_url]", "https://meet.example.org/replay/a")
    author.fill("[name=join_url]", "https://meet.example.org/a")
    save(author)
    expect(author.locator(".outline-lesson .course-words a")).to_have_text(LESSONS)


def begin_lesson(author: Page, kind: str, title: str, *, minutes: int) -> None:
    author.click(f".outline-new a[href*='kind={kind}']")
    author.fill("[name=title_zh]", title)
    author.fill("[name=minutes]", str(minutes))
    author.select_option("[name=point_1]", "JC01.1.01")


def upload(author: Page, field: str, path: Path) -> None:
    author.set_input_files(field, path)
    expect(author.locator(".upload-done")).to_be_visible()


def save(page: Page) -> None:
    press(page, "main form .submit-bar [type=submit] >> nth=0")


def press(page: Page, button: str) -> None:
    """Send a form and wait for the page that follows."""
    with page.expect_navigation():
        page.click(button)


def look_again(author: Page) -> None:
    """The pages of the slides are looked at until all of them are made; then back to the contents."""
    author.click(f".outline-lesson a:has-text('{LESSONS[1]}')")
    expect(author.locator("h1")).to_have_text(LESSONS[1])
    for _ in range(200):
        if not author.locator("main .btn:has-text('刷新')").is_visible():
            break
        author.reload()
    expect(author.locator("[data-page]").first).to_be_visible()
    assert is_accessible(author)
    author.click(".breadcrumb a >> nth=-1")


def publish(reviewer: Page) -> None:
    """Every lesson is looked at, the slides when they are drawn, and the version published."""
    reviewer.goto("/course-reviews")
    reviewer.click("table a")
    address = reviewer.url
    for title in LESSONS:
        reviewer.click(f".course-lesson a:has-text('{title}')")
        expect(reviewer.locator("h1")).to_contain_text(title)
        assert is_accessible(reviewer)
        reviewer.goto(address)
    reviewer.click("details.confirm summary")
    press(reviewer, "form[action$='/publication'] [type=submit]")
    expect(reviewer.locator("main")).to_contain_text("1.0")


def credit(author: Page, officer: Page) -> None:
    """The instructor proposes minutes for the whole course, the office approves them."""
    author.goto("/teaching/1/education")
    author.select_option("[name=provider]", label="滨江社工学院（演示）")
    author.fill("[name=source]", "滨社工〔2026〕演示2号")
    author.fill("[name=minutes]", str(MINUTES))
    save(author)
    officer.goto("/education-office")
    officer.click("table a")
    officer.check("[name=is_verified]")
    assert is_accessible(officer)
    press(officer, "form[action$='/approval'] [type=submit]")
    expect(officer.locator("table")).to_contain_text("已批准")


def open_class(author: Page) -> str:
    """A class of the course is begun and opened; its code."""
    author.goto("/taught-classes/new")
    author.fill("[name=title_zh]", "2027 年考前辅导班")
    author.fill("[name=starts_on]", "2026-11-20")
    author.fill("[name=ends_on]", "2027-06-10")
    save(author)
    press(author, "form[action$='/opening'] [type=submit]")
    assert is_accessible(author)
    return author.inner_text(".class-code")


def join(phone: Page, code: str) -> None:
    """The code is typed as people type it, and the first lesson is opened from the class."""
    phone.goto("/classes")
    phone.click("main a[href$='/join']")
    phone.fill("[name=code]", f" {code[:4].lower()} {code[4:].lower()}")
    save(phone)
    assert is_accessible(phone)
    press(phone, "form:has([name=code]) [type=submit]")
    expect(phone).to_have_url("/classes/1")
    assert is_accessible(phone)
    phone.click(f"main a:has-text('{LESSONS[0]}')")


PLAY = """async ([begin, end]) => {
    const video = document.querySelector('video')
    const until = (name, check) => new Promise((go) => {
        const look = () => check() && go()
        video.addEventListener(name, look)
        look()
    })
    video.muted = true
    await until('seeked', () => video.readyState >= 1 && video.currentTime >= begin)
    await video.play()
    await until('timeupdate', () => video.currentTime >= end)
    video.pause()
}"""


def watch(phone: Page) -> None:
    """The end first, at double speed; a reload; then the beginning, with a reload in the middle."""
    assert is_accessible(phone)
    phone.select_option("[data-player-speed]", "2")
    phone.click("[data-chapters] a[data-seek='6']")
    assert play(phone, 6, 10) is False
    phone.reload()
    phone.click("[data-chapters] a[data-seek='0']")
    assert play(phone, 0, 3) is False
    phone.reload()  # it goes on where it was
    assert play(phone, 2, 6.5) is True
    expect(phone.locator("[data-lesson-completed]")).to_be_visible()


def play(phone: Page, begin: float, end: float) -> bool:
    """Play on from a second or later to another; whether the server says then that the lesson is completed."""
    with phone.expect_response("**/watching") as answer:
        phone.evaluate(PLAY, [begin, end])
    return bool(answer.value.json()["completed"])


def page_through(phone: Page) -> None:
    """Sixty slides, two of them at a time, each of them for the second that it takes to be seen."""
    phone.clock.install()
    phone.reload()
    place = phone.locator("[data-slides-place]")
    for number in range(1, PAGES + 1, 2):
        phone.locator(f"#page-{number}").evaluate("page => page.scrollIntoView({ block: 'start' })")
        expect(place).to_have_text(f"{number} / {PAGES}")
        phone.clock.fast_forward(1100)
    assert phone.locator("[data-page]").count() == PAGES
    expect(phone.locator("[data-lesson-completed]")).to_be_visible()
    assert is_accessible(phone)


def ask_and_read(phone: Page, author: Page) -> None:
    """A question under the slides; the instructor answers; the learner reads it and goes back to the lesson."""
    lesson = phone.url
    phone.click("#topics a[href$='#ask']")
    phone.fill("[name=title]", "第一次会谈要不要答应帮忙？")
    phone.fill("[name=text]", "怕答应了办不成。")
    press(phone, "form:has([name=title]) [type=submit]")
    assert is_accessible(phone)
    author.goto("/teaching/topics")
    author.click("text=第一次会谈要不要答应帮忙？")
    author.fill("[name=text]", "承诺过程，不承诺结果。")
    press(author, "form:has([name=text]) [type=submit]")
    expect(author.locator(".post-instructor")).to_be_visible()
    phone.goto("/notices")
    phone.click("main tr:has-text('新回复') >> text=查看")
    expect(phone.locator(".post-instructor")).to_contain_text("承诺过程")
    press(phone, "button:has-text('采纳')")
    assert is_accessible(phone)
    phone.goto(lesson)


def answer(phone: Page) -> None:
    """Both items of the knowledge point, one right and one wrong."""
    for letter in "BA":
        form = phone.locator(".lesson-item form[action*='/responses/']").first
        form.locator(f"label.item-option:has([value={letter}])").click()
        with phone.expect_navigation():
            form.locator("[type=submit]").click()
    expect(phone.locator(".item-rationale")).to_have_count(2)
    assert is_accessible(phone)


def go_on(phone: Page) -> None:
    """To the next lesson, as the button under every lesson says."""
    here = phone.url
    phone.locator(".lesson-steps .btn-primary").click()
    phone.wait_for_url(lambda url: url != here)


def finish(phone: Page) -> None:
    """The last lesson is done, the course is completed, and the ledger shows the minutes."""
    press(phone, "form[action$='/completion'] [type=submit]")
    phone.goto("/courses/1")
    expect(phone.locator("main")).to_contain_text("您已于")
    expect(phone.locator(".card-feature .btn")).to_have_text(f"再看一遍：{LESSONS[0]}")
    assert is_accessible(phone)
    phone.goto("/education")
    expect(phone.locator("main .stat-value").first).to_have_text(str(MINUTES))
    assert is_accessible(phone)
