"""The browser and the server of these tests do what other tests rely on."""

from __future__ import annotations

import urllib.request

from playwright.sync_api import Page

from tests.browser.live import LiveServer


def test_the_phone_opens_the_site_and_shows_chinese(live_server: LiveServer, phone: Page) -> None:
    answer = phone.goto(live_server.url)
    assert answer is not None
    assert answer.ok, live_server.log
    assert phone.locator("html").get_attribute("lang") == "zh-CN"
    assert phone.evaluate("document.fonts.check('16px sans-serif', '考试')")


def test_a_killed_server_comes_back_on_the_same_address(live_server: LiveServer) -> None:
    live_server.kill()
    live_server.restart()
    with urllib.request.urlopen(f"{live_server.url}/healthz") as answer:
        assert answer.status == 200
