"""The exam room on one device and on several: take-over, tabs, a lost sign-in, browsers that keep little."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.live import LiveServer
from tests.browser.room import Room, make_room, stored
from tests.factories_accounts import PASSWORD


@pytest.fixture
def room(live_server: LiveServer, phone: Page) -> Room:
    """Six items (three single, three multiple) on a phone."""
    return make_room(live_server, phone)


def test_a_second_device_takes_over_and_the_first_only_reads(
    live_server: LiveServer, phone: Page, open_context: Callable[..., BrowserContext]
) -> None:
    first = make_room(live_server, phone)
    first.choose(1, "A")
    first.wait_until_saved()
    second = Room(open_context().new_page(), live_server, first.login)
    second.attempt = first.attempt
    second.sign_in()
    second.page.goto(second.url)
    expect(second.dialog).to_contain_text("已在另一台设备上作答")
    second.dialog.get_by_role("button", name="在这里继续").click()
    second.wait_until_open()
    second.go(2)
    second.choose(2, "B")
    second.wait_until_saved()
    # The first one finds out by its next word to the server.
    first.option(1, "C").locator("label").click()
    expect(first.dialog).to_contain_text("已在另一台设备上作答")
    first.dialog.get_by_role("button", name="只看不改").click()
    expect(first.option(1, "C").locator("input")).to_be_disabled()
    assert first.marks()[1] == "refused"
    assert stored(live_server.app, first.attempt) == {1: "A", 2: "B"}
    # Back again: what this device chose meanwhile is the candidate's newest word and goes along.
    first.banner("held").get_by_role("button", name="在这里继续").click()
    first.wait_until_saved()
    assert stored(live_server.app, first.attempt) == {1: "C", 2: "B"}


def test_a_second_tab_does_not_write_beside_the_first(room: Room) -> None:
    room.choose(1, "A")
    room.wait_until_saved()
    other = Room(room.page.context.new_page(), room.server, room.login)
    other.attempt = room.attempt
    other.page.goto(other.url)
    expect(other.dialog).to_contain_text("已在另一个页面打开")
    other.dialog.get_by_role("button", name="在这里继续").click()
    other.wait_until_open()
    expect(room.dialog).to_contain_text("已在另一个页面打开")
    other.go(2)
    other.choose(2, "B")
    other.wait_until_saved()
    assert stored(room.server.app, room.attempt) == {1: "A", 2: "B"}


def test_a_lost_sign_in_is_renewed_in_place(room: Room) -> None:
    room.page.context.clear_cookies()
    # An old token: the server asks who this is.
    with room.refusing(
        "**/events", lambda route: route.fulfill(status=401, json={"error": "token"})
    ):
        room.choose(1, "B")
        expect(room.dialog).to_contain_text("重新登录")
    room.dialog.get_by_label("邮箱或手机号").fill(room.login)
    room.dialog.get_by_label("密码").fill(PASSWORD)
    room.dialog.get_by_role("button", name="登录").click()
    expect(room.dialog).to_be_hidden()
    room.wait_until_saved()
    assert stored(room.server.app, room.attempt) == {1: "B"}


def test_an_answer_that_the_device_cannot_keep_is_not_shown(room: Room) -> None:
    # The journal is out of space from now on.
    full = "{ throw new DOMException('full', 'QuotaExceededError') }"
    room.page.evaluate(f"void (IDBObjectStore.prototype.add = () => {full})")
    room.option(1, "A").locator("label").click()
    expect(room.banner("full")).to_contain_text("第1题这次的选择没有记下")
    expect(room.option(1, "A")).not_to_have_class("is-selected")
    assert room.marks()[1] == "none"


def test_without_indexeddb_the_answers_lie_in_local_storage(
    live_server: LiveServer, phone: Page
) -> None:
    phone.add_init_script("delete window.indexedDB; indexedDB = undefined")
    room = make_room(live_server, phone)
    with room.refusing("**/events"):
        phone.evaluate("void (window.fetch = () => Promise.reject(new TypeError('cut')))")
        room.choose(1, "C")
        room.reload()
        assert room.marks()[1] == "device"
    room.wait_until_saved()
    assert stored(live_server.app, room.attempt) == {1: "C"}


def test_a_browser_that_keeps_nothing_says_so(live_server: LiveServer, phone: Page) -> None:
    phone.add_init_script(
        "for (const name of ['indexedDB', 'localStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('no') } })"
    )
    room = make_room(live_server, phone)
    expect(room.banner("memory")).to_contain_text("请不要关闭或刷新本页")
    room.choose(1, "C")
    room.wait_until_saved()
    assert stored(live_server.app, room.attempt) == {1: "C"}
