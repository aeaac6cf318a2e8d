"""The player on a phone: a chapter, keys, a mark in a note, a question by keyboard, and going on where one was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.live import LiveServer
from tests.courses.films import VTT, Film, facts_of, make_film, watch
from tests.factories_accounts import make_user
from trainingapp.extensions import db
from trainingapp.server.demo_film import draw_scene, make_film as draw_film

pytestmark = pytest.mark.slow

VIDEO = "document.querySelector('video')"
CHAPTERS = "00:00 开场\n00:30 接案\n01:00 小结"


@pytest.fixture
def film(live_server: LiveServer) -> Film:
    """A film of ninety seconds that asks once whether somebody is there."""
    app = live_server.app
    app.config["TRUSTED_HOSTS"] = ["localhost"]  # in this process, which only prepares
    media = draw_film([draw_scene(n, 3) for n in range(3)], seconds_each=30)
    with app.app_context():
        film = make_film(app, media=media, vtt=VTT, chapters=CHAPTERS, asks_presence="y")
        db.session.remove()
    return film


@pytest.fixture
def phone(
    live_server: LiveServer, film: Film, open_context: Callable[..., BrowserContext]
) -> tuple[Page, int]:
    """Lin's phone on the page of the film, and where it will ask, in seconds."""
    with live_server.app.app_context():
        client = watch(live_server.app, film, make_user("林美华"))
        (place,) = facts_of(client, film)["places"]
        cookie = client.get_cookie("session")
        db.session.remove()
    assert cookie is not None
    context = open_context(viewport=PHONE, has_touch=True, is_mobile=True)
    context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{film.page}")
    page.wait_for_function(f"{VIDEO}.readyState >= 1")
    page.evaluate(f"{VIDEO}.muted = true")
    return page, place // 1000


def now_at(page: Page) -> float:
    return float(page.evaluate(f"{VIDEO}.currentTime"))


def test_a_film_is_watched_with_chapters_keys_a_note_and_a_question(
    phone: tuple[Page, int],
) -> None:
    page, place = phone
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    page.click("[data-chapters] a[data-seek='30']")
    assert now_at(page) == 30
    page.keyboard.press(">")
    expect(page.locator("[data-player-speed]")).to_have_value("1.25")
    page.keyboard.press("l")
    assert now_at(page) == 40
    page.keyboard.press("j")
    page.keyboard.press("c")
    assert page.evaluate(f"{VIDEO}.textTracks[0].mode") == "hidden"
    page.fill("[name=text]", "先听，再问")
    expect(page.locator("[name=at]")).to_have_value("00:30")
    assert now_at(page) == 30  # letters of a note are no keys

    page.evaluate(f"{VIDEO}.currentTime = {place - 4}")
    page.evaluate(f"{VIDEO}.play()")
    question = page.locator("[data-player-asking]")
    expect(question).to_be_visible(timeout=20_000)
    assert page.evaluate(f"{VIDEO}.paused") is True
    expect(page.locator("[data-asking-here]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question).to_be_hidden()
    page.wait_for_function(f"!{VIDEO}.paused")
    with page.expect_response("**/watching") as answer:
        page.evaluate(f"{VIDEO}.pause()")
    assert answer.value.json()["counted"] >= 3000
    stopped = now_at(page)

    page.reload()
    page.wait_for_function(f"{VIDEO}.currentTime > 0")
    assert abs(now_at(page) - stopped) < 2
    expect(page.locator("[data-player-speed]")).to_have_value("1.25")
    expect(page.locator("[data-player-counted]")).to_contain_text("01:30")
